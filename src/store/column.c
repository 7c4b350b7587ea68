/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One column of one block, from its section to an array with a place per selected row.
 *
 * Values are stored only for rows that have one.  They are unpacked, brought to the snapshot's
 * scale while they are still dense, and then moved to their rows in place.  The common question, "a
 * property of the events that carry it", moves nothing: when the stored rows are exactly the
 * selected ones the unpacked array is the answer. */
#include <stdlib.h>
#include <zstd.h>

#include "base/panic.h"
#include "base/tz.h"
#include "kernel/bits.h"
#include "kernel/pack.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "store/scan_int.h"

#define STAMP_KEEP(bits, type)                                                                     \
  static uint32_t keep_##bits(type *v, uint32_t *pos, uint32_t n, const struct selection *sel) {   \
    uint32_t m = 0;                                                                                \
    for (uint32_t i = 0; i < n; i++) {                                                             \
      uint32_t row = pos[i];                                                                       \
      v[m] = v[i];                                                                                 \
      pos[m] = sel->rank[row];                                                                     \
      m += sel->keep[row];                                                                         \
    }                                                                                              \
    return m;                                                                                      \
  }
STAMP_KEEP(8, uint8_t)
STAMP_KEEP(32, uint32_t)
STAMP_KEEP(64, uint64_t)
STAMP_KEEP(128, u128)

static void gather_any(void *v, const uint32_t *idx, uint32_t n, unsigned size) {
  switch (size) {
  case 1:
    gather_8(v, idx, n, v);
    break;
  case 4:
    gather_32(v, idx, n, v);
    break;
  case 8:
    gather_64(v, idx, n, v);
    break;
  default:
    gather_128(v, idx, n, v);
  }
}

static void spread_any(void *v, const uint32_t *pos, uint32_t n, unsigned size) {
  switch (size) {
  case 1:
    spread_8(v, pos, n);
    break;
  case 4:
    spread_32(v, pos, n);
    break;
  case 8:
    spread_64(v, pos, n);
    break;
  default:
    spread_128(v, pos, n);
  }
}

static uint32_t keep_any(void *v, uint32_t *pos, uint32_t n, unsigned size,
                         const struct selection *sel) {
  switch (size) {
  case 1:
    return keep_8(v, pos, n, sel);
  case 4:
    return keep_32(v, pos, n, sel);
  case 8:
    return keep_64(v, pos, n, sel);
  default:
    return keep_128(v, pos, n, sel);
  }
}

/* n dense values belong to the block's rows pos (NULL: to all); moves them to the selected rows. */
static void place(const struct selection *sel, uint32_t *pos, uint32_t n, unsigned size,
                  struct dcol *c) {
  if (!pos) {
    if (!sel->all) gather_any(c->values, sel->idx, sel->n, size);
    bits_fill(c->present, sel->n);
    return;
  }
  if (!sel->all) n = keep_any(c->values, pos, n, size, sel);
  if (n == sel->n) {
    bits_fill(c->present, n); /* ascending and as many as places: already where they belong */
    return;
  }
  spread_any(c->values, pos, n, size);
  bits_of_positions(pos, n, sel->n, c->present);
}

static bool same_as_selected(const struct selection *sel, const uint8_t *flags, uint32_t n_events,
                             uint32_t values) {
  if (!sel->by_event || values != sel->n) return false;
  for (uint32_t i = 0; i < n_events; i++)
    if (flags[i] && !sel->local[i]) return false;
  return true;
}

enum placing { PLACE_ALL, PLACE_SELECTED, PLACE_POS, PLACE_BAD };

/* Which rows have a value; fills s->pos for PLACE_POS. */
static enum placing read_presence(struct scanner *s, const struct block_info *b,
                                  const struct section_info *info, const struct selection *sel,
                                  struct cursor *c) {
  uint32_t n = 0;
  switch (info->presence) {
  case PRESENT_ALL:
    return info->values == b->rows ? PLACE_ALL : PLACE_BAD;
  case PRESENT_EVENTS: {
    const uint8_t *flags = (const uint8_t *)cur_bytes(c, (b->n_events + 7) / 8 * 8).p;
    if (c->bad) return PLACE_BAD;
    if (same_as_selected(sel, flags, b->n_events, info->values)) return PLACE_SELECTED;
    uint8_t table[256];
    uint8_t *t = b->n_events <= sizeof table ? table : must_malloc(b->n_events);
    for (uint32_t i = 0; i < b->n_events; i++)
      t[i] = flags[i] != 0;
    uint8_t *has = (uint8_t *)s->wide_tmp; /* free at this point */
    select_by_code(s->index, b->rows, t, has);
    n = (uint32_t)select_idx(has, b->rows, s->pos);
    if (t != table) free(t);
    break;
  }
  case PRESENT_BITMAP: {
    const uint64_t *w = (const void *)cur_bytes(c, bits_words(b->rows) * 8).p;
    if (c->bad) return PLACE_BAD;
    n = (uint32_t)bits_positions(w, b->rows, s->pos);
    break;
  }
  case PRESENT_LIST: {
    struct s32 list;
    if (!s32_read(c, info->values, &list)) return PLACE_BAD;
    s32_values(&list, info->values, s->pos);
    n = info->values;
    for (uint32_t i = 0; i < n; i++)
      if (s->pos[i] >= b->rows || (i && s->pos[i] <= s->pos[i - 1])) return PLACE_BAD;
    break;
  }
  default:
    return PLACE_BAD;
  }
  return n == info->values ? PLACE_POS : PLACE_BAD; /* [F 7] */
}

static bool read_raw_numbers(struct cursor *c, const struct col_plan *plan, uint32_t n,
                             struct dcol *ret) {
  struct cursor raw = cur_of(cur_bytes(c, (size_t)n * RAW_NUM_BYTES).p, (size_t)n * RAW_NUM_BYTES);
  if (c->bad) return false;
  for (uint32_t i = 0; i < n; i++) {
    uint64_t low = cur_u64(&raw), high = cur_u64(&raw);
    struct dec d = {(i128)((u128)high << 64 | low), cur_u8(&raw)};
    cur_bytes(&raw, 7);
    i128 limit = dec_pow10(DEC_DIGITS_MAX);
    if (d.scale > DEC_SCALE_MAX || d.m >= limit || d.m <= -limit) return false;
    if (!dec_rescale(d, plan->scale, &d)) return false;
    if (plan->wide)
      ((i128 *)ret->values)[i] = d.m;
    else if (d.m >= INT64_MIN && d.m <= INT64_MAX)
      ((int64_t *)ret->values)[i] = (int64_t)d.m;
    else
      return false;
  }
  return true;
}

static bool widen(struct scanner *s, uint8_t scale, const struct col_plan *plan, uint32_t n,
                  i128 *out) {
  if (scale <= plan->scale) {
    i128 p = dec_pow10((unsigned)(plan->scale - scale));
    for (uint32_t i = 0; i < n; i++)
      out[i] = s->wide_tmp[i] * p;
    return true;
  }
  for (uint32_t i = 0; i < n; i++) {
    struct dec d = {s->wide_tmp[i], scale};
    if (!dec_rescale(d, plan->scale, &d)) return false;
    out[i] = d.m;
  }
  return true;
}

static bool read_numbers(struct scanner *s, struct cursor *c, const struct col_plan *plan,
                         uint32_t n, struct dcol *ret) {
  struct s64 v;
  if (!s64_read(c, n, &v)) return false;
  ret->scale = v.scale;
  ret->raw = v.flags & STREAM_RAW;
  if (ret->raw) return read_raw_numbers(c, plan, n, ret);
  if (plan->wide) {
    s64_values(&v, n, s->wide_tmp);
    return widen(s, v.scale, plan, n, ret->values);
  }
  if (v.scale > plan->scale) return false;
  uint64_t p = (uint64_t)dec_pow10((unsigned)(plan->scale - v.scale));
  v.base = (int64_t)((uint64_t)v.base * p);
  v.step *= p;
  s64_values(&v, n, ret->values);
  return true;
}

static bool inflate(struct dcol *ret, struct str stored, uint32_t bytes) {
  if (ret->bytes_cap < bytes) {
    ret->bytes = must_realloc(ret->bytes, bytes, 1);
    ret->bytes_cap = bytes;
  }
  size_t n = ZSTD_decompress(ret->bytes, bytes, stored.p, stored.n);
  ret->strings.bytes = ret->bytes;
  return !ZSTD_isError(n) && n == bytes;
}

static bool read_strings(const struct scanner *s, struct cursor *c, uint32_t n, struct dcol *ret) {
  uint32_t count = cur_u32(c), bytes = cur_u32(c), stored_n = cur_u32(c);
  uint8_t flags = cur_u8(c);
  cur_bytes(c, 3);
  struct s32 lengths;
  if (count > n || bytes > BLOCK_STR_BYTES + VALUE_STR_MAX || !s32_read(c, count, &lengths))
    return false;
  if (!ret->offset) {
    ret->offset = must_malloc((s->cap + 1) * sizeof *ret->offset);
    ret->number = must_malloc(s->cap * sizeof *ret->number);
  }
  uint32_t *offset = ret->offset;
  s32_values(&lengths, count, offset);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t length = offset[i];
    offset[i] = (uint32_t)sum;
    sum += length;
    if (sum > bytes) return false;
  }
  offset[count] = (uint32_t)sum;
  struct str stored = cur_bytes(c, stored_n);
  cur_bytes(c, (8 - stored_n % 8) % 8);
  if (c->bad || sum != bytes) return false; /* [F 8] */
  ret->strings =
      (struct str_table){.n = count, .bytes = stored.p, .offset = offset, .number = ret->number};
  memset(ret->number, 0xff, count * sizeof *ret->number);
  if (flags & STRINGS_ZSTD) {
    if (!inflate(ret, stored, bytes)) return false;
  } else if (stored_n != bytes) {
    return false;
  }
  uint32_t *code = ret->values;
  if (!(flags & STRINGS_CODED)) {
    if (count != n) return false;
    for (uint32_t i = 0; i < n; i++)
      code[i] = i;
    return true;
  }
  struct s32 codes;
  if (!s32_read(c, n, &codes)) return false;
  s32_values(&codes, n, code);
  return range_max_u32(code, n) < count;
}

static bool read_values(struct scanner *s, struct cursor *c, const struct col_plan *plan,
                        uint32_t n, struct dcol *ret) {
  switch (plan->type) {
  case V_NUM:
    return read_numbers(s, c, plan, n, ret);
  case V_TIME: {
    struct s64 v;
    if (!s64_read(c, n, &v) || v.flags & STREAM_RAW) return false;
    s64_values(&v, n, ret->values);
    return true;
  }
  case V_BOOL: {
    const uint64_t *w = (const void *)cur_bytes(c, bits_words(n) * 8).p;
    if (c->bad) return false;
    bits_to_bytes(w, n, ret->values);
    return true;
  }
  default:
    return read_strings(s, c, n, ret);
  }
}

bool column_of_part(struct scanner *s, const struct part *p, uint32_t block,
                    const struct selection *sel, const struct col_plan *plan, struct dcol *ret,
                    struct err *err) {
  const struct block_info *b = &p->blocks[block];
  const struct section_info *info = block_section(b, SECTION_COLUMN, plan->prop, plan->type);
  if (!info) {
    memset(ret->present, 0, bits_words(sel->n) * 8);
    return true;
  }
  struct cursor c;
  if (!part_section(p, block, info, &c, err)) return false;
  enum placing placing = read_presence(s, b, info, sel, &c);
  if (placing == PLACE_BAD || !read_values(s, &c, plan, info->values, ret) || cur_left(&c))
    return part_damaged(p, block, "contents of a property", err);
  if (placing == PLACE_SELECTED)
    bits_fill(ret->present, sel->n);
  else
    place(sel, placing == PLACE_ALL ? NULL : s->pos, info->values, plan->size, ret);
  return true;
}

static uint32_t lower_bound(const uint32_t *v, uint32_t n, uint32_t x) {
  uint32_t lo = 0, hi = n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (v[mid] < x)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static bool frozen_numbers(struct scanner *s, const struct frozen_col *f, uint32_t from, uint32_t n,
                           const struct col_plan *plan, struct dcol *ret) {
  if (f->num && !plan->wide) {
    int64_t p = (int64_t)dec_pow10((unsigned)(plan->scale - f->scale)), *out = ret->values;
    for (uint32_t i = 0; i < n; i++)
      out[i] = f->num[from + i] * p;
    return true;
  }
  if (f->num) {
    memcpy(s->wide_tmp, f->num + from, n * sizeof *f->num);
    return widen(s, f->scale, plan, n, ret->values);
  }
  for (uint32_t i = 0; i < n; i++) {
    struct dec d = f->wide[from + i];
    if (!dec_rescale(d, plan->scale, &d)) return false;
    if (plan->wide)
      ((i128 *)ret->values)[i] = d.m;
    else
      ((int64_t *)ret->values)[i] = (int64_t)d.m;
  }
  return true;
}

bool column_of_frozen(struct scanner *s, const struct frozen *f, uint32_t row,
                      const struct selection *sel, const struct col_plan *plan, struct dcol *ret,
                      struct err *err) {
  const struct frozen_col *col = frozen_col(f, plan->prop, plan->type);
  uint32_t from = row, to = row + sel->rows;
  if (col && col->row) {
    from = lower_bound(col->row, col->n, row);
    to = lower_bound(col->row, col->n, row + sel->rows);
  }
  if (!col || from == to) {
    memset(ret->present, 0, bits_words(sel->n) * 8);
    return true;
  }
  uint32_t n = to - from, *pos = NULL;
  switch (plan->type) {
  case V_NUM:
    if (!frozen_numbers(s, col, from, n, plan, ret))
      return err_fail(err, ERR_number_overflow, "%.*s",
                      STRF(intern_at(&s->snap->catalog.props, plan->prop)));
    break;
  case V_TIME:
    memcpy(ret->values, col->num + from, n * sizeof *col->num);
    break;
  case V_STR:
    memcpy(ret->values, col->code + from, n * sizeof *col->code);
    ret->strings = (struct str_table){
        .n = f->n_strings, .at = f->strings, .number = scanner_mem_numbers(s, f)};
    break;
  default:
    memcpy(ret->values, col->byte + from, n);
  }
  if (col->row) {
    pos = s->pos;
    for (uint32_t i = 0; i < n; i++)
      pos[i] = col->row[from + i] - row;
  }
  place(sel, pos, n, plan->size, ret);
  return true;
}

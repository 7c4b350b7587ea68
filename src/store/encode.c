/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From arrays to the bytes of a section.
 *
 * Each choice is made per block from the values themselves: the width from their range, the step
 * from their common divisor, the scale without the zeros that all of them end in ("12.00" is 12),
 * presence in whichever form is smallest, strings as codes when a quarter or more are repeats.
 * Nothing depends on what another block chose, so parts can be written by many hands. */
#include <stdlib.h>
#include <zstd.h>

#include "base/decimal.h"
#include "base/panic.h"
#include "base/tz.h"
#include "kernel/bits.h"
#include "kernel/pack.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "store/part_int.h"

#define ZSTD_LEVEL    3
#define ZSTD_HURRY    1
#define ZSTD_MIN      256 /* fewer bytes are not worth a frame */
#define LOCAL_UNKNOWN UINT32_MAX

void encoder_init(struct encoder *e) {
  *e = (struct encoder){.out = BUF_INIT_MAX(SIZE_MAX / 2), .bytes = BUF_INIT, .packed = BUF_INIT};
  e->u32 = must_malloc(BLOCK_ROWS * sizeof *e->u32);
  e->u64 = must_malloc(BLOCK_ROWS * sizeof *e->u64);
  e->i64 = must_malloc(BLOCK_ROWS * sizeof *e->i64);
  e->pos = must_malloc((BLOCK_ROWS + 64) * sizeof *e->pos);
  e->zstd = ZSTD_createCCtx();
  must(e->zstd);
  e->level = ZSTD_LEVEL;
}

void encoder_hurry(struct encoder *e) {
  e->level = ZSTD_HURRY;
}

void encoder_release(struct encoder *e) {
  buf_release(&e->out);
  buf_release(&e->bytes);
  buf_release(&e->packed);
  free(e->u32);
  free(e->u64);
  free(e->i64);
  free(e->pos);
  free(e->local);
  ZSTD_freeCCtx(e->zstd);
}

static uint8_t *grow(struct encoder *e, size_t bytes) {
  must(buf_reserve(&e->out, bytes));
  uint8_t *p = (uint8_t *)e->out.p + e->out.n;
  e->out.n += bytes;
  return p;
}

static void pad8(struct encoder *e) {
  while (e->out.n % 8)
    buf_put_u8(&e->out, 0);
}

static void zeros(struct encoder *e, unsigned n) {
  for (unsigned i = 0; i < n; i++)
    buf_put_u8(&e->out, 0);
}

void encode_s32(struct encoder *e, const uint32_t *v, uint32_t n) {
  uint32_t min = n ? v[0] : 0, max = range_max_u32(v, n);
  for (uint32_t i = 1; i < n; i++)
    min = v[i] < min ? v[i] : min;
  unsigned width = pack_width(max - min);
  buf_put_u32(&e->out, min);
  buf_put_u8(&e->out, (uint8_t)width);
  zeros(e, 3);
  uint32_t *less = (uint32_t *)(void *)e->u64;
  for (uint32_t i = 0; i < n; i++)
    less[i] = v[i] - min;
  pack32(less, n, width, grow(e, pack_bytes(n, width)));
}

static void put_s64(struct encoder *e, int64_t base, uint64_t step, uint8_t scale, uint8_t flags,
                    uint32_t n) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < n; i++)
    all |= e->u64[i];
  unsigned width = pack_width(all);
  buf_put_u64(&e->out, (uint64_t)base);
  buf_put_u64(&e->out, step);
  buf_put_u8(&e->out, (uint8_t)width);
  buf_put_u8(&e->out, scale);
  buf_put_u8(&e->out, flags);
  zeros(e, 5);
  pack64(e->u64, n, width, grow(e, pack_bytes(n, width)));
}

void encode_s64(struct encoder *e, const int64_t *v, uint32_t n, uint8_t scale) {
  int64_t min = 0, max = 0;
  if (n) range_i64(v, n, &min, &max);
  uint64_t step = range_step(v, n, min);
  if (step == 0) step = 1;
  range_divide(v, n, min, step, e->u64);
  put_s64(e, min, step, scale, 0, n);
}

void encode_times(struct encoder *e, const int64_t *v, uint32_t n) {
  int64_t min = INT64_MAX;
  uint32_t ever = 0;
  for (uint32_t i = 0; i < n; i++) {
    ever += v[i] == TIME_MIN;
    if (v[i] != TIME_MIN && v[i] < min) min = v[i];
  }
  if (ever == 0 || ever == n) {
    encode_s64(e, v, n, 0);
    return;
  }
  int64_t *w = e->i64;
  for (uint32_t i = 0; i < n; i++)
    w[i] = v[i] == TIME_MIN ? min : v[i];
  uint64_t step = range_step(w, n, min);
  if (step == 0) step = 1;
  range_divide(w, n, min, step, e->u64);
  for (uint32_t i = 0; i < n; i++)
    e->u64[i] = v[i] == TIME_MIN ? 0 : e->u64[i] + 1;
  put_s64(e, min, step, 0, STREAM_EVER, n);
}

/* Picks the smallest form of "which rows": pos are the rows that have a value. */
static enum presence encode_presence(struct encoder *e, uint32_t n_pos, uint32_t rows,
                                     const uint32_t *event_index, uint32_t n_events) {
  if (n_pos == rows) return PRESENT_ALL;
  uint32_t *with = (uint32_t *)(void *)e->u64, *total = with + n_events;
  if (n_events <= BLOCK_ROWS / 2) {
    memset(with, 0, 2 * n_events * sizeof *with);
    for (uint32_t i = 0; i < n_pos; i++)
      with[event_index[e->pos[i]]]++;
    for (uint32_t i = 0; i < rows; i++)
      total[event_index[i]]++;
    bool whole = n_events <= rows / 8;
    for (uint32_t i = 0; i < n_events && whole; i++)
      whole = with[i] == 0 || with[i] == total[i];
    if (whole) {
      for (uint32_t i = 0; i < n_events; i++)
        buf_put_u8(&e->out, with[i] > 0);
      pad8(e);
      return PRESENT_EVENTS;
    }
  }
  if (S32_HEADER + pack_bytes(n_pos, pack_width(rows)) < bits_words(rows) * 8) {
    encode_s32(e, e->pos, n_pos);
    return PRESENT_LIST;
  }
  bits_of_positions(e->pos, n_pos, rows, (uint64_t *)(void *)grow(e, bits_words(rows) * 8));
  return PRESENT_BITMAP;
}

static void encode_strings(struct encoder *e, const uint32_t *code, const struct intern *strings,
                           uint32_t n) {
  if (e->local_cap < strings->n) {
    e->local = must_realloc(e->local, strings->n, sizeof *e->local);
    for (uint32_t i = e->local_cap; i < strings->n; i++)
      e->local[i] = LOCAL_UNKNOWN;
    e->local_cap = strings->n;
  }
  /* Distinct strings in order of appearance; e->i64 remembers which, to forget them again. */
  uint32_t *seen = (uint32_t *)(void *)e->i64, distinct = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (e->local[code[i]] != LOCAL_UNKNOWN) continue;
    e->local[code[i]] = distinct;
    seen[distinct++] = code[i];
  }
  bool coded = distinct <= n - n / 4;
  uint32_t table = coded ? distinct : n;
  const uint32_t *of = coded ? seen : code;
  uint32_t *lengths = e->pos;
  buf_reset(&e->bytes);
  for (uint32_t i = 0; i < table; i++) {
    struct str s = intern_at(strings, of[i]);
    lengths[i] = (uint32_t)s.n;
    buf_put_str(&e->bytes, s);
  }
  must(!e->bytes.overflow && e->bytes.n <= UINT32_MAX);
  const char *stored = e->bytes.p;
  size_t stored_n = e->bytes.n;
  uint8_t flags = coded ? STRINGS_CODED : 0;
  if (e->bytes.n >= ZSTD_MIN) {
    size_t bound = ZSTD_compressBound(e->bytes.n);
    buf_reset(&e->packed);
    must(buf_reserve(&e->packed, bound));
    size_t z = ZSTD_compressCCtx(e->zstd, e->packed.p, bound, e->bytes.p, e->bytes.n, e->level);
    if (!ZSTD_isError(z) && z + z / 8 < e->bytes.n) {
      stored = e->packed.p;
      stored_n = z;
      flags |= STRINGS_ZSTD;
    }
  }
  buf_put_u32(&e->out, table);
  buf_put_u32(&e->out, (uint32_t)e->bytes.n);
  buf_put_u32(&e->out, (uint32_t)stored_n);
  buf_put_u8(&e->out, flags);
  zeros(e, 3);
  encode_s32(e, lengths, table);
  buf_put(&e->out, stored, stored_n);
  pad8(e);
  if (coded) {
    for (uint32_t i = 0; i < n; i++)
      lengths[i] = e->local[code[i]];
    encode_s32(e, lengths, n);
  }
  for (uint32_t i = 0; i < distinct; i++)
    e->local[seen[i]] = LOCAL_UNKNOWN;
}

static void encode_numbers(struct encoder *e, int64_t *v, uint32_t n, uint8_t scale,
                           struct section_info *ret) {
  unsigned tens = range_tens(v, n, scale);
  int64_t p = (int64_t)dec_pow10(tens);
  for (uint32_t i = 0; i < n && tens; i++)
    v[i] /= p;
  range_i64(v, n, &ret->min, &ret->max);
  encode_s64(e, v, n, (uint8_t)(scale - tens));
}

/* Mantissas beyond 63 bits: narrow after all when their common zeros are what makes them wide. */
static void encode_wide(struct encoder *e, const i128 *wide, const uint32_t *row, uint32_t n,
                        uint8_t scale, struct section_info *ret) {
  unsigned tens = 0;
  for (i128 p = 10; tens < scale; tens++, p *= 10) {
    bool all = true;
    for (uint32_t i = 0; i < n && all; i++)
      all = wide[row[i]] % p == 0;
    if (!all) break;
  }
  i128 p = dec_pow10(tens);
  bool narrow = true;
  for (uint32_t i = 0; i < n && narrow; i++) {
    i128 m = wide[row[i]] / p;
    narrow = m >= INT64_MIN && m <= INT64_MAX;
    e->i64[i] = (int64_t)m;
  }
  if (narrow) {
    range_i64(e->i64, n, &ret->min, &ret->max);
    encode_s64(e, e->i64, n, (uint8_t)(scale - tens));
    return;
  }
  ret->min = INT64_MIN;
  ret->max = INT64_MAX;
  buf_put_u64(&e->out, 0);
  buf_put_u64(&e->out, 1);
  zeros(e, 2);
  buf_put_u8(&e->out, STREAM_RAW);
  zeros(e, 5);
  for (uint32_t i = 0; i < n; i++) {
    i128 m = wide[row[i]];
    buf_put_u64(&e->out, (uint64_t)m);
    buf_put_u64(&e->out, (uint64_t)(m >> 64));
    buf_put_u8(&e->out, scale);
    zeros(e, 7);
  }
}

bool encode_column(struct encoder *e, const struct scan_col *col, const struct intern *strings,
                   uint32_t from, uint32_t to, const uint32_t *event_index, uint32_t n_events,
                   struct section_info *ret) {
  uint32_t rows = to - from, n;
  const uint64_t *present = col->present;
  uint64_t *shifted = NULL;
  if (from) {
    shifted = must_calloc(bits_words(rows) + 1, 8);
    bits_append(shifted, 0, present, from, rows);
    present = shifted;
  }
  n = (uint32_t)bits_positions(present, rows, e->pos);
  free(shifted);
  if (n == 0) return false;
  ret->presence = (uint8_t)encode_presence(e, n, rows, event_index, n_events);
  ret->values = n;
  ret->min = ret->max = 0;
  uint32_t *row = e->u32;
  for (uint32_t i = 0; i < n; i++)
    row[i] = from + e->pos[i];
  switch (col->type) {
  case V_NUM:
    if (col->wide) {
      encode_wide(e, col->wide_num, row, n, col->scale, ret);
    } else {
      gather_64((const uint64_t *)col->num, row, n, (uint64_t *)e->i64);
      encode_numbers(e, e->i64, n, col->scale, ret);
    }
    break;
  case V_TIME: {
    uint64_t *v = must_malloc(n * sizeof *v);
    gather_64((const uint64_t *)col->num, row, n, v);
    range_i64((int64_t *)v, n, &ret->min, &ret->max);
    encode_times(e, (int64_t *)v, n);
    free(v);
    break;
  }
  case V_BOOL: {
    uint64_t *words = (uint64_t *)(void *)grow(e, bits_words(n) * 8);
    memset(words, 0, bits_words(n) * 8);
    for (uint32_t i = 0; i < n; i++)
      if (col->bit[row[i]]) bits_set(words, i);
    break;
  }
  case V_STR: {
    uint32_t *code = row;
    for (uint32_t i = 0; i < n; i++)
      code[i] = col->code[row[i]];
    encode_strings(e, code, strings, n);
    break;
  }
  default:
    panic("column of type %d", (int)col->type);
  }
  return true;
}

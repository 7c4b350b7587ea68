/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The strings of a column's section: a table of the block's different ones, packed, and their
 * numbers.
 *
 * Read for one person after the other, the table is what costs, so it is kept with the part as it
 * is when unpacked; and of its strings only those that are met get numbers of the scanner. */
#include <zstd.h>

#include "kernel/range.h"
#include "store/scan_int.h"

/* Unpacked into ret->bytes. */
static bool inflate(struct dcol *ret, struct str stored, uint32_t bytes) {
  if (ret->bytes_cap < bytes) {
    ret->bytes = must_realloc(ret->bytes, bytes, 1);
    ret->bytes_cap = bytes;
  }
  size_t n = ZSTD_decompress(ret->bytes, bytes, stored.p, stored.n);
  ret->strings.bytes = ret->bytes;
  return !ZSTD_isError(n) && n == bytes;
}

/* Offsets, then the bytes. */
static void keep_strings(const struct scanner *s, const struct str_table *t) {
  struct buf b = BUF_INIT;
  if (!part_may_keep(s->section, (t->n + 1) * sizeof *t->offset + t->offset[t->n])) return;
  buf_put(&b, t->offset, (t->n + 1) * sizeof *t->offset);
  buf_put(&b, t->bytes, t->offset[t->n]);
  part_keep(s->part, s->block, s->section, b.p, b.n);
  buf_release(&b);
}

static bool kept_strings(const struct scanner *s, uint32_t count, struct dcol *ret) {
  const uint32_t *kept = s->part ? part_kept(s->part, s->block, s->section) : NULL;
  if (!kept) return false;
  ret->strings = (struct str_table){
      .n = count, .bytes = (const char *)(kept + count + 1), .offset = kept, .number = ret->number};
  return true;
}

static bool read_offsets(const struct s32 *lengths, uint32_t count, uint32_t bytes,
                         uint32_t *offset) {
  s32_values(lengths, count, offset);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t length = offset[i];
    offset[i] = (uint32_t)sum;
    sum += length;
    if (sum > bytes) return false;
  }
  offset[count] = (uint32_t)sum;
  return sum == bytes; /* [F 8] */
}

/* The block's strings and, when CODED, where the numbers of the n values are. */
static bool read_string_table(const struct scanner *s, struct cursor *c, uint32_t n,
                              struct dcol *ret, bool *ret_coded, struct s32 *ret_codes) {
  uint32_t count = cur_u32(c), bytes = cur_u32(c), stored_n = cur_u32(c);
  uint8_t flags = cur_u8(c);
  cur_bytes(c, 3);
  struct s32 lengths;
  if (count > n || bytes > BLOCK_STR_BYTES + VALUE_STR_MAX || !s32_read(c, count, &lengths))
    return false;
  struct str stored = cur_bytes(c, stored_n);
  cur_bytes(c, (8 - stored_n % 8) % 8);
  if (c->bad) return false;
  if (!ret->offset) {
    ret->offset = must_malloc((s->cap + 1) * sizeof *ret->offset);
    ret->number = must_malloc(s->cap * sizeof *ret->number);
  }
  if (!kept_strings(s, count, ret)) {
    if (!read_offsets(&lengths, count, bytes, ret->offset)) return false;
    ret->strings = (struct str_table){
        .n = count, .bytes = stored.p, .offset = ret->offset, .number = ret->number};
    if (flags & STRINGS_ZSTD ? !inflate(ret, stored, bytes) : stored_n != bytes) return false;
    if (s->part) keep_strings(s, &ret->strings);
  }
  *ret_coded = flags & STRINGS_CODED;
  return *ret_coded ? s32_read(c, n, ret_codes) : count == n;
}

/* None of the strings has a number of the scanner yet; of a few values only theirs are looked at.
 */
static void forget_numbers(struct dcol *ret, const uint32_t *code, uint32_t m) {
  uint32_t *number = ret->number;
  if (m < ret->strings.n / 8)
    for (uint32_t i = 0; i < m; i++)
      number[code[i]] = INTERN_NONE;
  else
    memset(number, 0xff, ret->strings.n * sizeof *number);
}

bool column_strings(const struct scanner *s, struct cursor *c, uint32_t n, const uint32_t *idx,
                    uint32_t n_idx, struct dcol *ret) {
  struct s32 codes;
  bool coded;
  uint32_t *code = ret->values, m = idx ? n_idx : n;
  if (!read_string_table(s, c, n, ret, &coded, &codes)) return false;
  if (!coded) {
    for (uint32_t i = 0; i < m; i++)
      code[i] = idx ? idx[i] : i;
  } else if (idx) {
    s32_pick(&codes, n, idx, n_idx, code);
  } else {
    s32_values(&codes, n, code);
  }
  if (m > 0 && range_max_u32(code, m) >= ret->strings.n) return false;
  forget_numbers(ret, code, m);
  return true;
}

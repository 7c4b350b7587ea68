/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's final place as bytes: of one chunk of people, by number.
 *
 *   count · { gap of the number, position, position − rank, zigzag score } … · XXH3 of all before
 *
 * About ten bytes a person.  One person is found by reading their chunk. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "incentive/rank_int.h"

void rank_bytes_put(const struct rank_final *p, uint32_t n, struct buf *out) {
  size_t from = out->n;
  uint64_t next = 0;
  buf_put_varint(out, n);
  for (uint32_t i = 0; i < n; i++) {
    buf_put_varint(out, p[i].person - next);
    buf_put_varint(out, p[i].position);
    buf_put_varint(out, p[i].position - p[i].rank);
    buf_put_zigzag(out, p[i].score);
    next = (uint64_t)p[i].person + 1;
  }
  buf_put_u64(out, XXH3_64bits(out->p + from, out->n - from));
}

static bool whole(struct str bytes) {
  if (bytes.n < 9) return false;
  struct cursor sum = cur_of(bytes.p + bytes.n - 8, 8);
  return cur_u64(&sum) == XXH3_64bits(bytes.p, bytes.n - 8);
}

bool rank_bytes_find(struct str bytes, uint32_t person, struct rank_final *ret, bool *ret_found,
                     struct err *err) {
  uint64_t at = 0;
  *ret_found = false;
  if (!whole(bytes)) return err_fail(err, ERR_corrupt, "rank_chunk" ERR_SEP "its sum");
  struct cursor c = cur_of(bytes.p, bytes.n - 8);
  uint64_t n = cur_varint(&c);
  for (uint64_t i = 0; i < n && !c.bad; i++, at++) {
    at += cur_varint(&c);
    uint64_t position = cur_varint(&c), less = cur_varint(&c);
    int64_t score = cur_zigzag(&c);
    if (at > UINT32_MAX || position > UINT32_MAX || less >= position) c.bad = true;
    if (at > person) break;
    if (at < person || c.bad) continue;
    *ret = (struct rank_final){person, (uint32_t)position, (uint32_t)(position - less), score};
    *ret_found = true;
    return true;
  }
  return !c.bad || err_fail(err, ERR_corrupt, "rank_chunk" ERR_SEP "its places");
}

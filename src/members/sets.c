/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sets of subject numbers as bytes (docs/FORMAT.md): count, gaps as varints, XXH3 of both.
 *
 * Not a serialised bitmap: that library trusts what it reads, and the sets of single entries, which
 * are most of them, are smaller this way. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "members_int.h"

static void put_sum(struct buf *out, size_t from) {
  buf_put_u64(out, XXH3_64bits(out->p + from, out->n - from));
}

void set_put_list(const uint32_t *v, uint32_t n, struct buf *out) {
  size_t from = out->n;
  uint64_t next = 0;
  buf_put_varint(out, n);
  for (uint32_t i = 0; i < n; i++) {
    buf_put_varint(out, v[i] - next);
    next = (uint64_t)v[i] + 1;
  }
  put_sum(out, from);
}

void set_put(const roaring_bitmap_t *set, struct buf *out) {
  roaring_uint32_iterator_t it;
  size_t from = out->n;
  uint64_t next = 0;
  buf_put_varint(out, roaring_bitmap_get_cardinality(set));
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    buf_put_varint(out, it.current_value - next);
    next = (uint64_t)it.current_value + 1;
  }
  put_sum(out, from);
}

static bool read_gaps(struct cursor *c, uint64_t n, roaring_bitmap_t *set) {
  uint64_t at = 0;
  for (uint64_t i = 0; i < n; i++) {
    at += cur_varint(c);
    if (c->bad || at >= SUBJECT_NONE) return false;
    roaring_bitmap_add(set, (uint32_t)at++);
  }
  return cur_left(c) == 0;
}

bool set_get(struct str bytes, roaring_bitmap_t **ret, struct err *err) {
  bool ok = bytes.n >= 9;
  if (ok) {
    struct cursor sum = cur_of(bytes.p + bytes.n - 8, 8);
    ok = cur_u64(&sum) == XXH3_64bits(bytes.p, bytes.n - 8);
  }
  if (ok) {
    struct cursor c = cur_of(bytes.p, bytes.n - 8);
    uint64_t n = cur_varint(&c);
    roaring_bitmap_t *set = roaring_bitmap_create();
    ok = !c.bad && n <= cur_left(&c) && read_gaps(&c, n, set);
    if (ok)
      *ret = set;
    else
      roaring_bitmap_free(set);
  }
  return ok || err_fail(err, ERR_corrupt, "state.db" ERR_SEP "a set of members");
}

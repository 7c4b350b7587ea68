/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gzip in, recognised by its first two bytes and never by a header (PROTOCOLS F2).
 *
 * The whole body is in memory, so libdeflate does it in one go.  It wants to know how large the
 * result is; the trailer says, but the sender wrote the trailer, so room is first made for what it
 * says and, when that was not enough (several members, or a lie), once more for all that is
 * allowed.  What is allowed is bounded by WIRE_INFLATED_MAX and, beyond the first MiB, by
 * WIRE_RATIO_MAX times what was sent: events of real clients shrink to a tenth, hardly ever to a
 * hundredth, while deflate can go to a thousandth. */
#include <libdeflate.h>
#include <string.h>

#include "base/panic.h"
#include "wire/wire_int.h"

#define FREE_BYTES   ((size_t)1 << 20)
#define GZIP_TRAILER 8u

bool wire_is_gzip(struct str s) {
  return s.n >= 2 && (uint8_t)s.p[0] == 0x1f && (uint8_t)s.p[1] == 0x8b;
}

/* All members into *room, which has `cap` bytes. */
static enum libdeflate_result members(struct libdeflate_decompressor *z, struct str s, char *room,
                                      size_t cap, size_t *ret_n) {
  size_t made = 0;
  while (s.n) {
    size_t took, gave;
    enum libdeflate_result r =
        libdeflate_gzip_decompress_ex(z, s.p, s.n, room + made, cap - made, &took, &gave);
    if (r != LIBDEFLATE_SUCCESS) return r;
    made += gave;
    s.p += took;
    s.n -= took;
    while (s.n && !*s.p)
      s.p++, s.n--;
  }
  *ret_n = made;
  return LIBDEFLATE_SUCCESS;
}

static size_t said_size(struct str s) {
  uint32_t n = 0;
  if (s.n < GZIP_TRAILER) return 0;
  memcpy(&n, s.p + s.n - 4, 4);
  return n;
}

bool wire_inflate(struct str s, struct arena *out, struct str *ret, struct err *err) {
  size_t allowed = FREE_BYTES + s.n * (size_t)WIRE_RATIO_MAX, n = 0;
  bool by_ratio = allowed < WIRE_INFLATED_MAX;
  if (!by_ratio) allowed = WIRE_INFLATED_MAX;
  size_t cap = said_size(s) < allowed ? said_size(s) : allowed;
  struct libdeflate_decompressor *z = libdeflate_alloc_decompressor();
  if (!z) panic("no memory to inflate");
  char *room = arena_alloc(out, cap);
  enum libdeflate_result r = members(z, s, room, cap, &n);
  if (r == LIBDEFLATE_INSUFFICIENT_SPACE && cap < allowed) {
    room = arena_alloc(out, allowed);
    r = members(z, s, room, allowed, &n);
  }
  libdeflate_free_decompressor(z);
  if (r == LIBDEFLATE_INSUFFICIENT_SPACE && by_ratio)
    return err_fail(err, ERR_wire_ratio, "%u", WIRE_RATIO_MAX);
  if (r == LIBDEFLATE_INSUFFICIENT_SPACE)
    return err_fail(err, ERR_wire_too_large, "%zu MiB", WIRE_INFLATED_MAX >> 20);
  if (r != LIBDEFLATE_SUCCESS) return err_fail(err, ERR_wire_gzip, "%s", "");
  *ret = str_of(room, n);
  return true;
}

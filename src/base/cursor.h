/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one checked reader of foreign bytes.  Reading past the end, an over-long varint or a count
 * over its cap sets `bad` (sticky) and yields zero; the caller checks once.  A count read from
 * bytes is capped by cur_count before anything is allocated for it. */
#ifndef SHOAL_BASE_CURSOR_H
#define SHOAL_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct cursor {
  const uint8_t *p, *end;
  bool bad;
};

static inline struct cursor cur_of(const void *p, size_t n) {
  return (struct cursor){p, (const uint8_t *)p + n, false};
}
static inline size_t cur_left(const struct cursor *c) {
  return (size_t)(c->end - c->p);
}
uint8_t cur_u8(struct cursor *c);
uint16_t cur_u16(struct cursor *c);
uint32_t cur_u32(struct cursor *c);
uint64_t cur_u64(struct cursor *c);
uint64_t cur_varint(struct cursor *c);
int64_t cur_zigzag(struct cursor *c);
/* A count of things that each take at least `min_bytes` (≥ 1) of what is left. */
uint64_t cur_count(struct cursor *c, size_t min_bytes);
struct str cur_bytes(struct cursor *c, size_t n); /* view into the bytes */
struct str cur_lenstr(struct cursor *c);

#endif

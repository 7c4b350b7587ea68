/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A condition on each of n values as bits, 64 to a word; the loop that every test of plain arrays
 * is stamped from.  A condition on 64 values makes 64 bytes of 0 or 1, which the compiler
 * vectorises, and a multiplication packs eight of them into eight bits. */
#ifndef SHOAL_KERNEL_WORDS_H
#define SHOAL_KERNEL_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes of 0 or 1 become eight bits by one multiplication, without a carry.  Memcheck takes
 * the whole product to be undefined when one of them is, as for a row without a value, whose bit is
 * masked afterwards: what it says of users of these words is no fault.  That such values make no
 * difference is shown by the suite, in which memory is not zero when it is new (tools/test.py). */
static inline uint64_t pack64_bytes(const uint8_t b[64]) {
  uint64_t w = 0;
  for (unsigned i = 0; i < 8; i++) {
    uint64_t x;
    memcpy(&x, b + 8 * i, 8);
    w |= ((x * UINT64_C(0x0102040810204080)) >> 56) << (8 * i);
  }
  return w;
}

/* CONDITION sees `i` (0 … n-1) and is 0 or 1; `out` gets (n + 63) / 64 words, the rest of the last
 * one zeros. */
#define EACH_WORD(n, out, CONDITION)                                                               \
  do {                                                                                             \
    size_t words = (n) / 64;                                                                       \
    for (size_t w = 0; w < words; w++) {                                                           \
      uint8_t b[64];                                                                               \
      for (size_t k = 0; k < 64; k++) {                                                            \
        size_t i = w * 64 + k;                                                                     \
        b[k] = (CONDITION);                                                                        \
      }                                                                                            \
      (out)[w] = pack64_bytes(b);                                                                  \
    }                                                                                              \
    if ((n) % 64) {                                                                                \
      uint64_t tail = 0;                                                                           \
      for (size_t i = words * 64; i < (n); i++)                                                    \
        tail |= (uint64_t)(CONDITION) << (i % 64);                                                 \
      (out)[words] = tail;                                                                         \
    }                                                                                              \
  } while (0)

#endif

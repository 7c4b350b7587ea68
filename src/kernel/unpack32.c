/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unpacking one group of 32-bit numbers, stamped for each width 0 … 32 (pack.h has the layout). */
#include "kernel/pack.h"

#define WORD  uint32_t
#define BITS  32
#define LANES 8
#define VEC_T vec8x32
#include "kernel/unpack_stamp.h"

#define WIDTHS                                                                                     \
  X(0)                                                                                             \
  X(1)                                                                                             \
  X(2)                                                                                             \
  X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19)   \
      X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)

#define X(w)                                                                                       \
  static void unpack_##w(const WORD *in, WORD base, WORD *out) {                                   \
    unpack_rows(in, base, out, w);                                                                 \
  }
WIDTHS
#undef X

#define X(w) unpack_##w,
unpack32_group_fn *const unpack32_group[33] = {WIDTHS};
#undef X

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stamped loops for x86 processors of 2013 and later. */
#if defined(__x86_64__)
#include "kernel/ops.h" /* headers with inline functions come first: those stay portable */

#include <immintrin.h>
#include <string.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
#define KERNEL_AVX2
#define OPS      kernel_avx2
#define OPS_NAME "avx2"
#include "kernel/ops_stamp.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#else
#include "kernel/ops.h"
const struct kernel_ops kernel_avx2 = {.name = NULL};
#endif

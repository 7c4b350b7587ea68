/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stamped loops for x86 processors with AVX-512 (servers since 2017). */
#if defined(__x86_64__)
#include "kernel/ops.h" /* headers with inline functions come first: those stay portable */

#include <immintrin.h>
#include <string.h>

#ifdef __clang__
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt"))),            \
    apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt")
#endif
#pragma GCC diagnostic ignored "-Wunused-function" /* forms of AVX2 that have a wider one */
#define KERNEL_AVX2
#define KERNEL_AVX512
#define OPS      kernel_avx512
#define OPS_NAME "avx512"
#include "kernel/ops_stamp.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#else
#include "kernel/ops.h"
const struct kernel_ops kernel_avx512 = {.name = NULL};
#endif

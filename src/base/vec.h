/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed growable arrays: `VEC(uint32_t) v = {0}; vec_push(&v, 7); v.p[i], v.n; vec_free(&v);` */
#ifndef SHOAL_BASE_VEC_H
#define SHOAL_BASE_VEC_H

#include <stdlib.h>

#include "base/panic.h"

#define VEC(type)                                                                                  \
  struct {                                                                                         \
    type *p;                                                                                       \
    size_t n, cap;                                                                                 \
  }
#define vec_reserve(v, want)                                                                       \
  do {                                                                                             \
    size_t vec_want_ = (want);                                                                     \
    if ((v)->cap < vec_want_) {                                                                    \
      size_t vec_cap_ = (v)->cap ? (v)->cap * 2 : 8;                                               \
      if (vec_cap_ < vec_want_) vec_cap_ = vec_want_;                                              \
      (v)->p = must_realloc((v)->p, vec_cap_, sizeof *(v)->p);                                     \
      (v)->cap = vec_cap_;                                                                         \
    }                                                                                              \
  } while (0)
#define vec_push(v, value)                                                                         \
  do {                                                                                             \
    vec_reserve((v), (v)->n + 1);                                                                  \
    (v)->p[(v)->n++] = (value);                                                                    \
  } while (0)
#define vec_free(v)                                                                                \
  do {                                                                                             \
    free((v)->p);                                                                                  \
    (v)->p = NULL;                                                                                 \
    (v)->n = (v)->cap = 0;                                                                         \
  } while (0)

#endif

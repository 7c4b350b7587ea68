/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memtable: rows not yet in a part, in arrays that only grow; and its frozen form, a sorted
 * immutable copy that snapshots read. */
#ifndef SHOAL_STORE_MEM_INT_H
#define SHOAL_STORE_MEM_INT_H

#include <stdatomic.h>

#include "base/vec.h"
#include "store/format.h"
#include "store/store.h"

#define MEM_ROWS_MAX (UINT32_MAX - 65536) /* flushed long before: 24 bytes a row and more */
#define MEM_WIDE     UINT8_MAX            /* scale of a number that is kept in `wide` */

struct mem_col {
  uint32_t prop;
  enum vtype type;
  VEC(uint32_t) row; /* ascending */
  VEC(int64_t) num;  /* V_NUM mantissas (or index into wide), V_TIME */
  VEC(uint8_t) byte; /* V_NUM scales, V_BOOL */
  VEC(struct dec) wide;
  VEC(uint32_t) code; /* V_STR: index into strings */
  uint8_t scale_max;
};

/* Written by one thread; `strings` bytes may be read by holders of a frozen copy. */
struct memtable {
  atomic_uint refs;
  VEC(uint32_t) subject;
  VEC(int64_t) time;
  VEC(uint32_t) event;
  VEC(uint64_t) lsn;
  struct intern strings;
  VEC(struct mem_col) cols;
  VEC(uint32_t) col_of; /* prop * V_TYPES + type → column + 1 */
  size_t bytes;         /* what it costs, roughly */
};

struct memtable *mem_new(void);
struct memtable *mem_ref(struct memtable *m);
void mem_unref(struct memtable *m);
static inline uint32_t mem_rows(const struct memtable *m) {
  return (uint32_t)m->subject.n;
}
struct mem_col *mem_col(struct memtable *m, uint32_t prop, enum vtype type); /* finds or adds */
void mem_put_num(struct memtable *m, struct mem_col *c, uint32_t row, struct dec v);

struct frozen_col {
  uint32_t prop;
  enum vtype type;
  uint32_t n;
  uint32_t *row; /* sorted positions, ascending; NULL = every row */
  uint8_t scale; /* V_NUM in num */
  union {
    int64_t *num; /* V_NUM at scale, V_TIME */
    uint32_t *code;
    uint8_t *byte;
  };
  struct dec *wide; /* V_NUM whose values do not all fit num at one scale; num is NULL */
};

struct frozen_block { /* as a part's block: whole chunk borders, at most BLOCK_ROWS */
  uint32_t row, rows, subject_first, subject_last;
  int64_t time_min, time_max;
};

struct frozen {
  atomic_uint refs;
  struct memtable *mem;
  uint32_t rows;
  uint32_t *subject, *event;
  int64_t *time;
  uint64_t *lsn;
  struct str *strings;
  uint32_t n_strings;
  struct frozen_col *cols; /* by (prop, type) */
  uint32_t n_cols;
  struct frozen_block *blocks;
  uint32_t n_blocks;
};

struct frozen *mem_freeze(struct memtable *m); /* at least one row */
void frozen_unref(struct frozen *f);           /* NULL is fine */
const struct frozen_col *frozen_col(const struct frozen *f, uint32_t prop, enum vtype type);

#endif

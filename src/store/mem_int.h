/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memtable: rows not yet in a part.
 *
 * Fresh rows are appended to a segment: arrays that only grow, in the order they came.  Snapshots
 * read frozen runs: sorted, immutable, reference counted.  Strings are shared by all runs of a
 * memtable and never move.
 *
 * Who may touch what:
 *   tail, full, bytes, rows, strings   the store's `lock` (the applier appends under it)
 *   runs, busy_end, building, read     the store's `freezing` mutex
 *   catalog, lsn                       written once, at sealing, under `lock` */
#ifndef SHOAL_STORE_MEM_INT_H
#define SHOAL_STORE_MEM_INT_H

#include <stdatomic.h>

#include "base/vec.h"
#include "person/persons.h"
#include "store/catalog_int.h"
#include "store/format.h"
#include "store/store.h"

#define MEM_ROWS_MAX     (UINT32_MAX / 2) /* sealed long before: 24 bytes a row and more */
#define MEM_WIDE         UINT8_MAX        /* scale of a number that is kept in `wide` */
#define MEM_STRING_BYTES 40               /* of tables, per string */
#define SEGMENT_ROWS     65536 /* a segment with as many is full; it may have some more */

/* Strings to codes, by one writer; `at` below a count taken under the store's lock may be read by
 * anybody who holds a reference: arrays that were outgrown stay until the end. */
struct mem_strings {
  atomic_uint refs;
  struct arena bytes;
  struct str *at;
  uint64_t *hash, *slot; /* slot: high half of the hash, code + 1; 0 = empty */
  uint32_t n, cap, slot_cap;
  VEC(struct str *) outgrown;
};
struct mem_strings *mem_strings_new(void);
struct mem_strings *mem_strings_ref(struct mem_strings *t);
void mem_strings_unref(struct mem_strings *t);
/* Finds or adds n strings of a batch: code[which[i]] is that of from's string which[i].  Returns
 * the memory that new ones cost. */
size_t mem_strings_put(struct mem_strings *t, const struct intern *from, const uint32_t *which,
                       uint32_t n, uint32_t *code);

struct mem_col {
  uint32_t prop;
  enum vtype type;
  uint32_t n, cap;
  uint32_t *row; /* ascending */
  union {
    int64_t *num; /* V_NUM mantissas (or index into wide), V_TIME */
    uint32_t *code;
    uint8_t *byte;
    void *values;
  };
  uint8_t *scale; /* V_NUM */
  uint8_t scale_min, scale_max;
  VEC(struct dec) wide;
};

struct segment {
  uint32_t rows, cap;
  uint32_t *subject, *event;
  int64_t *time;
  uint64_t *lsn;
  VEC(struct mem_col) cols;
  VEC(uint32_t) col_of; /* prop * V_TYPES + type → column + 1 */
};
struct segment *segment_new(void);
struct segment *segment_like(const struct segment *g); /* empty, with room for about as much */
void segment_reset(struct segment *g);                 /* no rows; keeps its memory */
void segment_free(struct segment *g);                  /* NULL is fine */
size_t segment_memory(const struct segment *g);
void segment_reserve(struct segment *g, uint32_t more);
struct mem_col *segment_col(struct segment *g, uint32_t prop, enum vtype type); /* finds or adds */
void mem_col_reserve(struct mem_col *c, uint32_t more);
void mem_put_wide(struct mem_col *c, uint32_t i, struct dec v);
/* There is room. */
static inline void mem_put_num(struct mem_col *c, uint32_t row, struct dec v) {
  uint32_t i = c->n++;
  c->row[i] = row;
  if (v.scale > c->scale_max) c->scale_max = v.scale;
  if (v.scale < c->scale_min) c->scale_min = v.scale;
  if (v.m == (int64_t)v.m) {
    c->num[i] = (int64_t)v.m;
    c->scale[i] = v.scale;
  } else {
    mem_put_wide(c, i, v);
  }
}

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
  uint32_t person, people; /* the first, how many: of frozen.begin */
  int64_t time_min, time_max;
  uint64_t lsn_min, lsn_max;
};

struct frozen {
  atomic_uint refs;
  struct mem_strings *mem; /* owns what `strings` points to */
  uint32_t rows;
  uint32_t *subject; /* the person that the rows' subjects were of at `written` */
  uint32_t *owner;   /* the rows' subjects; NULL: they are the persons */
  uint64_t written;  /* version of persons; guarded by `freezing` */
  uint32_t *event;
  int64_t *time;
  uint64_t *lsn;
  uint32_t *begin; /* each person's first row, and `rows` */
  uint32_t people;
  const struct str *strings;
  uint32_t n_strings;
  struct frozen_col *cols; /* by (prop, type) */
  uint32_t n_cols;
  struct frozen_block *blocks;
  uint32_t n_blocks;
};

/* Rows of a run to be: a segment or a run, the older first, of one memtable. */
struct run_input {
  const struct segment *seg;
  const struct frozen *run;
};
/* At least one row in all.  strings[0 … n) covers every code.  Rows are sorted by the persons of
 * `map`, or with NULL by those that the inputs (runs, all of one version) are sorted by; `written`
 * is that version. */
struct frozen *run_build(struct mem_strings *mem, const struct str *strings, uint32_t n_strings,
                         const struct run_input *in, uint32_t n_in, const struct persons *map,
                         uint64_t written);
struct frozen *frozen_ref(struct frozen *f);
void frozen_unref(struct frozen *f); /* NULL is fine */
const struct frozen_col *frozen_col(const struct frozen *f, uint32_t prop, enum vtype type);

/* Empty segments to be filled again: fresh pages for every row cost a twelfth of an event's whole
 * way in.  Not thread-safe. */
struct segments {
  VEC(struct segment *) v;
  size_t bytes;
  bool taken; /* since segments_cool was called last */
};
struct segment *segments_take(struct segments *s); /* NULL: there is none */
/* Keeps it if all kept ones together then take at most `most`.  False: it is the caller's still. */
bool segments_keep(struct segments *s, struct segment *g, size_t most);
/* One that may go, because nobody has taken any since the last call; else NULL. */
struct segment *segments_cool(struct segments *s);
void segments_release(struct segments *s);

struct memtable {
  atomic_uint refs;
  struct mem_strings *strings;
  struct segment *tail;       /* the last; the applier appends to it */
  VEC(struct segment *) full; /* not frozen yet, the oldest first */
  VEC(struct frozen *) runs;  /* the oldest first */
  uint32_t busy_end;          /* upkeep is merging runs below this; 0 = none */
  bool building;              /* upkeep makes a run of all in `full`, beside snapshots … */
  VEC(struct segment *) read; /* … and still reads these, which one of them took */
  size_t bytes;               /* what it costs, roughly */
  uint64_t rows;
  struct catalog catalog; /* of parts and memtables up to this one, when it was sealed */
  uint64_t lsn;           /* applied when it was sealed; 0 = open */
};
struct memtable *mem_new(struct segment *tail); /* taken over */
struct memtable *mem_ref(struct memtable *m);
void mem_unref(struct memtable *m);

#endif

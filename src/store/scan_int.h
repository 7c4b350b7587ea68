/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inside a scan: sources, decoded blocks, cursors.  Hot; memory is taken when a scanner first needs
 * it and kept. */
#ifndef SHOAL_STORE_SCAN_INT_H
#define SHOAL_STORE_SCAN_INT_H

#include <pthread.h>

#include "kernel/ops.h"
#include "person/persons.h"
#include "store/catalog_int.h"
#include "store/mem_int.h"
#include "store/part_int.h"
#include "store/retain_int.h"

/* Persons whose rows are left out: of a snapshot, because they are erased, with what their rows
 * count for (hide.c); of a part, because their rows moved (dirty.c: no share). */
struct hidden {
  atomic_uint refs;
  uint32_t n, *subject; /* ascending */
  struct share *share;
};
struct hidden *hidden_ref(struct hidden *h);
void hidden_unref(struct hidden *h);                                           /* NULL is fine */
static inline uint32_t hidden_from(const struct hidden *h, uint32_t subject) { /* first ≥ it */
  uint32_t lo = 0, hi = h->n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (h->subject[mid] < subject)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}
static inline bool hidden_between(const struct hidden *h, uint32_t first, uint32_t last) {
  uint32_t i = h ? hidden_from(h, first) : 0;
  return h && i < h->n && h->subject[i] <= last;
}
static inline bool hidden_has(const struct hidden *h, uint32_t subject) {
  return hidden_between(h, subject, subject);
}

/* Who is one person and since when, for snapshots that outlive the store.  The store's own readers
 * know when it does not change; others take the lock. */
struct lineage {
  atomic_uint refs;
  pthread_rwlock_t lock;
  struct persons persons;
};
struct lineage *lineage_new(void);
struct lineage *lineage_ref(struct lineage *l);
void lineage_unref(struct lineage *l); /* NULL is fine */

struct snapshot {
  atomic_uint refs;
  uint64_t lsn, bytes;
  struct catalog catalog;
  struct event_info *events;
  struct prop_info *props;
  uint32_t operation; /* code of EV_OPERATION */
  struct part **parts;
  uint32_t n_parts;
  struct frozen **runs; /* of memtables */
  uint32_t n_runs;
  struct hidden *hidden;   /* NULL if nobody is */
  struct retain *retain;   /* NULL: everything is shown, however old */
  struct hidden **gone;    /* per part; NULL: nobody left */
  struct lineage *lineage; /* NULL in the room's own */
  uint64_t persons_lsn;    /* its records below this are true */
  struct err *damage;      /* why rows of people who were merged could not be gathered; or NULL */
};

/* The strings behind the codes of a decoded column. */
struct str_table {
  uint32_t n;
  const struct str *at; /* of a memtable; else bytes and offset */
  const char *bytes;
  const uint32_t *offset; /* n + 1 */
  uint32_t *number;       /* n: scanner-wide number, INTERN_NONE until somebody wants it */
  bool blind;             /* one number does for all that are not empty */
  bool each; /* no numbers are kept: of a few values, each string is looked up when it is met */
};

#define ONE_ROWS 256 /* one person has no more of most blocks */

struct dcol {
  uint64_t *present;
  void *values; /* int64_t, i128, uint32_t or uint8_t; strings: codes of `strings` */
  struct str_table strings;
  uint8_t scale; /* V_NUM: as stored */
  bool raw;
  uint32_t *offset, *number;
  char *bytes;
  size_t bytes_cap;
};

/* The wanted rows and columns of one block. */
struct dblock {
  uint32_t cap; /* length of the arrays: scanner.cap, or ONE_ROWS if there is one person */
  uint32_t n_people, n_rows;
  uint32_t *person, *row_begin; /* n_people, + 1; may be moved on by one */
  int64_t *first;
  uint32_t *person_mem, *begin_mem;
  int64_t *first_mem;
  int64_t *time;
  uint32_t *event;
  uint64_t *lsn;
  uint32_t *subject; /* of rows, if the scanner tells them */
  struct dcol *cols;
};

struct source {
  const struct part *part; /* or */
  const struct frozen *frozen;
  const struct hidden *gone; /* NULL: nobody left */
};

struct cursor_of_source {
  struct source src;
  uint32_t block, end; /* next block to read, one past the last */
  uint32_t fetched;    /* next block to fetch ahead (fetch.c) */
  uint32_t last_subject;
  int64_t last_first; /* first time of last_subject, which may continue in the next block */
  struct dblock *d;
  /* merge: */
  uint32_t person, row;      /* position in d */
  bool has_lsn;              /* d->lsn is there */
  uint32_t place, taken, to; /* weave.c: where the places of rows begin, how many; next person */
};

struct col_plan {
  uint32_t prop;
  enum vtype type;
  uint8_t scale;
  bool wide;
  uint8_t size; /* bytes of a value */
  bool blind;
};

struct mem_numbers { /* str_table.number of a memtable's strings */
  const struct mem_strings *of;
  uint32_t *number, n;
};

struct scanner {
  const struct snapshot *snap;
  bool all_events, lsn, no_time, any_order, forget_strings;
  bool refetch;                          /* fetch what was read before too: memory is short */
  uint64_t waits;                        /* for the disk, of this thread before the chunk */
  bool subjects;                         /* deliver rows' subjects */
  const struct hidden *among;            /* nobody else; NULL: everybody */
  uint8_t *drop;                         /* people of the block at hand who are left out */
  uint8_t *wanted;                       /* per event code */
  uint32_t wanted_set[MEMBERS_MAX / 32]; /* the same of the first of them, as bits */
  int64_t t_max;
  uint32_t only;
  struct col_plan *plan;
  uint32_t n_cols;
  struct intern *strings, own_strings; /* the former may be another scanner's */
  struct mem_numbers *mem_numbers;     /* one per memtable, kept over blocks */
  uint32_t n_mems;
  struct source *sources;
  uint32_t n_sources;
  uint32_t cap; /* most rows a block or batch can have: BLOCK_ROWS, fewer in a small store */
  struct cursor_of_source *cursors;
  struct dblock **blocks; /* n_sources + 1, made when needed */
  uint32_t n_blocks;
  struct scan_col *batch_cols;
  /* scratch, cap and a little */
  uint8_t *local;
  uint64_t *select, *present, *both; /* words: rows wanted, rows with a value, both */
  uint32_t *select_rank;
  uint32_t *idx, *idx2, *pos, *index;
  int64_t *wide_tmp;
  uint64_t *knots;     /* LSN_KNOTS_MAX */
  struct s32 events;   /* EVENT stream of the block being decoded, of a part */
  const int64_t *low;  /* per event code, rows before are hidden; NULL = none of what is wanted */
  int64_t low_top;     /* the latest of them */
  uint8_t *of_low;     /* scratch, per event of a block */
  struct weave *weave; /* NULL until sources are merged */
  uint32_t *guest_person, *guest_begin; /* people of a batch with guests; NULL until needed */
  int64_t *guest_first;
  bool merging;               /* the bits of the merged block's columns may not be clear */
  uint32_t *before, n_before; /* one.c */
  struct combined *combined;  /* NULL: rows are delivered as they were written */
  bool combining;             /* in this run */
  bool set_lsns;              /* LSNs of attribute rows at least, which nobody else wants */
  const struct part *part;    /* the section being read, for strings that are kept; or NULL */
  uint32_t block;
  const struct section_info *section;
};

/* The blocks with subjects first … last. */
void source_blocks(const struct source *src, uint32_t first, uint32_t last, uint32_t *ret_begin,
                   uint32_t *ret_end);
uint32_t source_first(const struct source *src, uint32_t block); /* subject of a block */
struct dblock *scanner_block(struct scanner *s, uint32_t i);
/* d, of which nothing is needed any more, takes so many rows, or people, or a whole block. */
void scanner_room(const struct scanner *s, struct dblock *d, uint32_t rows);
/* Asks the disk for what decoding the cursor's next blocks will touch; called before each
 * (fetch.c). */
void fetch_ahead(const struct scanner *s, struct cursor_of_source *c);
void fetch_chunk_begins(struct scanner *s);
void fetch_chunk_ends(struct scanner *s);
/* Likewise the sections of the kinds (1 << enum section_kind) of one block; of columns those of the
 * plan. */
#define FETCH_AHEAD 16 /* blocks */
void fetch_block(const struct scanner *s, const struct part *p, uint32_t block, unsigned kinds);
/* When a single run is the only source its codes are delivered as they are; *ret: what they mean.
 */
bool scanner_keep_codes(struct scanner *s, struct intern *ret);
uint32_t *scanner_mem_numbers(struct scanner *s, const struct frozen *f);
/* Reads the cursor's next block that has somebody in it into d; *ret_got false at the end. */
bool cursor_next(struct scanner *s, struct cursor_of_source *c, struct dblock *d, bool *ret_got,
                 struct err *err);
/* One block into d.  0 people when nobody of it exists at t_max. */
bool block_decode(struct scanner *s, struct cursor_of_source *c, uint32_t block, struct dblock *d,
                  struct err *err);
/* one.c: the rows of s->only in one block of a part.  *ret_done false: the whole block has to be
 * decoded. */
bool one_decode(struct scanner *s, struct cursor_of_source *c, uint32_t block, struct dblock *d,
                bool *ret_done, struct err *err);
/* What it needs to know of a block: d has its people; index is scratch of as many rows. */
void one_note_people(const struct part *p, uint32_t block, const struct dblock *d);
bool one_note_events(const struct part *p, uint32_t block, const struct s32 *events,
                     uint32_t *index, struct err *err);
/* Which rows of a block are wanted.  Bit i of words is row i, with a zero word after the last, so
 * that a row number one past the end has a rank too. */
struct selection {
  uint32_t rows, n;     /* of the block, selected */
  bool all;             /* every row; the rest is not made; else: */
  bool by_event;        /* the selection is exactly "its event is wanted" */
  const uint8_t *local; /* per event of the block: wanted */
  const uint64_t *words;
  const uint32_t *rank; /* selected rows before each word */
  const uint32_t *idx;  /* selected rows, ascending */
};
/* Fewer than one in so many: picked one by one out of the packed numbers instead of unpacked. */
#define PICK_FEWER 12
/* Bit i of out = the flag of row i's event; index is the block's EVENT stream. */
void event_words(const struct s32 *index, uint32_t rows, const uint8_t *flags, uint32_t n_events,
                 uint64_t *out);
/* Times of all rows (sel NULL) or of the selected ones; likewise LSNs, of which d->time has the
 * times. */
bool block_times(const struct part *p, uint32_t block, const struct selection *sel, int64_t *out,
                 struct err *err);
bool block_lsns(struct scanner *s, const struct part *p, uint32_t block,
                const struct selection *sel, struct dblock *d, struct err *err);
/* Values number s->idx2[i] of a column's section, i < n, dense; c is behind their presence.  False:
 * damaged. */
bool column_values(struct scanner *s, const struct part *p, uint32_t block,
                   const struct section_info *info, struct cursor *c, const struct col_plan *plan,
                   uint32_t n, struct dcol *ret);
/* texts.c: numbers of strings, of all n values or of those in idx. */
bool column_strings(const struct scanner *s, struct cursor *c, uint32_t n, const uint32_t *idx,
                    uint32_t n_idx, struct dcol *ret);
void column_spread(void *v, const uint32_t *pos, uint32_t n, unsigned size); /* v[pos[i]] = v[i] */
/* Column c of a part's block for the selected rows (column.c). */
bool column_of_part(struct scanner *s, const struct part *p, uint32_t block,
                    const struct selection *sel, const struct col_plan *plan, struct dcol *ret,
                    struct err *err);
bool column_of_frozen(struct scanner *s, const struct frozen *f, uint32_t row,
                      const struct selection *sel, const struct col_plan *plan, struct dcol *ret,
                      struct err *err);

/* Numbers of the scanner for `n` rows of a string column from `from` on. */
static inline uint32_t string_number(struct scanner *s, struct str_table *t, uint32_t code) {
  if (!t->each && t->number[code] != INTERN_NONE) return t->number[code];
  struct str v = t->at ? t->at[code]
                       : str_of(t->bytes + t->offset[code], t->offset[code + 1] - t->offset[code]);
  if (t->blind && v.n) v = STR("?");
  uint32_t number = intern_put(s->strings, v);
  if (!t->each) t->number[code] = number;
  return number;
}
/* d->subject of the selected rows of a block whose people are decoded and all there (owner.c); of a
 * run, whose rows begin at `row`. */
bool part_subjects(const struct part *p, uint32_t block, const struct selection *sel,
                   struct dblock *d, struct err *err);
/* The same of selected rows that are all of one person: sel->idx. */
bool part_subjects_of(const struct part *p, uint32_t block, uint32_t person,
                      const struct selection *sel, struct dblock *d, struct err *err);
void frozen_subjects(const struct frozen *f, uint32_t row, const struct selection *sel,
                     struct dblock *d);
/* ---- combined.c ---- */
/* What scan_want.combined needs besides: columns to add behind those wanted, *ret with room for
 * V_TYPES times as many and one more; NULL and no columns when it makes no difference. */
struct combined *combined_new(const struct snapshot *n, const struct scan_want *want,
                              struct scan_col_want *ret, uint32_t *ret_n);
void combined_free(struct combined *c);            /* NULL is fine */
void combined_begin(struct scanner *s);            /* a run: sets s->combining */
uint32_t combined_event(const struct combined *c); /* code of attribute rows */
/* Values of the block's attribute rows become what the person has as of them. */
void combined_block(struct scanner *s, struct dblock *d, bool first_continued, bool last_continues);
/* Some row's subject is not its person. */
bool snapshot_mixed(const struct snapshot *n);
void scanner_forget(struct scanner *s); /* between batches: compaction needs no lasting numbers */
/* ---- scan_cols.c ---- */
void fill_batch_cols(struct scanner *s, const struct dblock *d, struct scan_col *cols);
/* Codes of the block's own texts become the scanner's numbers. */
void number_strings(struct scanner *s, struct dblock *d);

bool scan_merged(struct scanner *s, struct cursor_of_source *cursors, uint32_t n, scan_fn *fn,
                 void *ctx, struct err *err);

/* ---- retain.c ---- */
/* ERR_as_of_too_old when rows that the want needs may be gone. */
bool retain_allows(const struct snapshot *n, const struct scan_want *want, struct err *err);
/* Once `wanted` is known. */
void scanner_retain(struct scanner *s);
/* Some wanted row may be too old; s->low is not NULL. */
bool part_has_old(const struct scanner *s, const struct block_info *b);
/* Takes rows that are too old out of s->select; `time` of all rows, s->events is the block's. */
void part_hide_old(struct scanner *s, const struct block_info *b, const int64_t *time);
void frozen_hide_old(struct scanner *s, const uint32_t *event, const int64_t *time, uint32_t rows);

/* Snapshots made by the room itself: some parts and runs (references are taken), facts of `c`
 * (taken over). */
struct snapshot *snapshot_make(struct catalog *c, struct part *const *parts, uint32_t n_parts,
                               struct frozen *const *runs, uint32_t n_runs, uint64_t lsn);
/* Before anybody else has it; the facts it was made of have to be without them already. */
void snapshot_hide(struct snapshot *n, struct hidden *h);
void snapshot_leave(struct snapshot *n, uint32_t part, struct hidden *gone); /* may be NULL */

#endif

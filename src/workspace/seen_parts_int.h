/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What seen.c, seen_files.c and seen_maintain.c share.
 *
 * Order everywhere is that of the log: runs, then sealed tables, then the active one; each covers
 * the LSNs from its lsn_begin to the next one's. */
#ifndef SHOAL_WORKSPACE_SEEN_PARTS_INT_H
#define SHOAL_WORKSPACE_SEEN_PARTS_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "seen_int.h"

#define SEEN_ALWAYS   INT64_MIN /* known_from of a set that has forgotten nothing */
#define SEEN_RUNS_MAX 512
#define SEEN_HOUR     ((int64_t)3600 * 1000)
#define SEEN_LAG_MAX  ((uint64_t)1 << 21) /* LSNs to replay at an opening, about */

struct seen_clock {
  int64_t high, now; /* latest time of receipt; the set's own time; 0 = not begun */
};

struct seen_span { /* of a table or run */
  uint64_t lsn_begin;
  struct seen_clock begin; /* before its first group */
  int64_t first, last;     /* the set's time of its first and last group */
};

struct seen_table {
  struct keytable keys;
  struct seen_span span;
  uint64_t seq, lsn_end;
  bool busy; /* maintenance reads it without the lock */
};

struct seen_run {
  struct keyrun *run;
  struct seen_span span;
  bool damaged; /* a page could not be read: what it holds is known in part */
};

struct seen_group {
  uint64_t lsn, seq, end_before; /* ticket, table, the table's lsn_end without it */
  struct seen_clock before;
  uint32_t keys;
};

struct seen {
  struct io *io;
  struct seen_options o;
  char *dir;
  struct buf label;
  struct ev_key label_hash;
  int64_t slot_ms;
  uint64_t spill_keys, run_keys_max;
  unsigned table_bits;
  size_t tables_max, runs_max; /* bytes of memory */

  pthread_mutex_t maintenance; /* taken before lock */
  pthread_mutex_t lock;        /* guards all below, but only maintenance changes `runs` */
  struct seen_clock clock;
  int64_t known_from;
  bool gap; /* known_from is the time of the next batch */
  bool was_damaged;
  struct err damage; /* of a run, if it was one */
  uint64_t duplicates, next_seq;
  struct seen_table *active;
  struct keytable spare; /* of a table that became a run: empty, and its memory is there already */
  VEC(struct seen_table *) sealed;
  _Atomic uint32_t n_sealed; /* of `sealed`, for who has no lock */
  VEC(struct seen_run) runs;
  VEC(struct ev_key) pending; /* keys of groups in flight, then of the group being added */
  VEC(struct seen_group) groups;
  struct seen_clock before; /* of the group being added */
  bool adding, seal_wanted;
  uint32_t unmarked;
  uint64_t last_mark;

  /* maintenance's own */
  uint64_t saved_lsn, next_number;
  bool changed;         /* the manifest does not say what is */
  VEC(uint64_t) doomed; /* run files to remove once it does */
};

/* seen.c; under the lock */
void seen_seal(struct seen *s);
void seen_unseal(struct seen *s); /* takes the oldest sealed table out */
bool seen_slot_known(const struct seen *s, int64_t last);
/* For ever: also when all groups in flight are undone, and time with them. */
bool seen_slot_over(const struct seen *s, int64_t last);
size_t seen_tables_bytes(const struct seen *s);
struct seen_table *seen_table_new(struct seen *s);
void seen_table_free(struct seen_table *t);
/* The table or active one that covers the oldest LSN not in files. */
const struct seen_span *seen_first_unfiled(const struct seen *s);

/* seen_files.c */
struct seen *seen_new(struct io *io, const char *dir, struct str log_id,
                      const struct seen_options *o);
void seen_path(const struct seen *s, const char *name, char out[KEYRUN_PATH_MAX]);
/* What the manifest names, as far as it is sound. */
void seen_load(struct seen *s);
bool seen_save(struct seen *s, struct err *err);

#endif

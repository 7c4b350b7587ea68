/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the room.
 *
 *   watched.c    which segments there are, what they mean           cold
 *   look.c       one look: who is asked, what is news, in order
 *   evaluate.c   everybody at once, or some one by one
 *   due.c        until when each person's answers hold
 *   record.c     the records: fold, append, prune                   SQL
 *   told.c       entries and exits as events
 *   sets.c       sets as bytes
 *   history.c    what was                                           SQL
 */
#ifndef SHOAL_MEMBERS_MEMBERS_INT_H
#define SHOAL_MEMBERS_MEMBERS_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "members/due.h"
#include "members/members.h"
#include "model/each.h"
#include "workspace/consumer.h"

#define CONSUMER       "members"
#define FOLD_AFTER     256    /* changes of a segment, before its set is written */
#define ENV_MS         600000 /* names are made anew after so long */
#define ONE_BY_ONE_MIN 4096   /* so many are always asked one by one … */
#define ONE_BY_ONE_OF  32     /* … and more, while they are fewer than one in so many */
#define CURSOR_MS      60000  /* without changes the cursor moves this often */

/* ---- segments ---- */

struct watched {
  char *id, *slug; /* id for ever */
  uint32_t version;
  bool active;
  char meaning[MEANING_BYTES], recorded[MEANING_BYTES]; /* now; as last recorded, "" = none */
  bool met;                                             /* there is a row */
  struct segment_update update;
  struct node *tree; /* NULL: broken or not active */
  struct err problem;
  roaring_bitmap_t *set;
  int64_t asked_ms;
  int64_t last, folded; /* numbers of changes */
  uint32_t unfolded;
  bool wanted; /* in this look */
};

struct kept_cuts {
  const struct classification *c;
  bool now; /* of the look's own moment */
  struct classification_cuts cuts;
};

struct members {
  struct workspace *w;
  bool to_send;         /* something may wait in the outbox */
  pthread_mutex_t turn; /* one look at a time */
  pthread_mutex_t lock; /* guards what other threads read of segs, and stats; after turn */
  VEC(struct watched *) segs;
  struct due due;
  int64_t now;     /* T of the last look */
  int64_t turn_ms; /* everybody again */
  bool compares;
  bool doubt;       /* everybody at the next look */
  int64_t full_ms;  /* T of the last look at everybody */
  uint64_t cursor;  /* as saved */
  int64_t saved_ms; /* T of the saving */
  roaring_bitmap_t *hot;
  VEC(struct ws_touched) waiting; /* of looks that failed */
  bool waiting_all;
  /* names and trees; of one snapshot */
  struct snapshot *snap;
  struct names_env *names;
  struct arena trees;
  uint64_t revision, seen;
  int64_t names_ms;
  struct arena kept; /* thresholds of the last look at everybody */
  VEC(struct kept_cuts) cuts;
  struct members_stats stats;
};

/* watched.c: brings segs up to date for a look with snapshot n. */
bool watched_update(struct members *m, const struct snapshot *n, int64_t now, struct err *err);
void watched_free(struct watched *s);
struct watched *watched_find(struct members *m, struct str slug);
/* A look at `now` is about it: live ones, daily ones whose hour has come, those never looked at. */
bool watched_due(const struct members *m, const struct watched *s, int64_t now);

/* ---- a look ---- */

struct toucher {
  uint32_t person;
  bool moved, fresh, late; /* rows of its time; rows of long before */
};

struct delta { /* of one segment */
  struct watched *s;
  bool anew; /* everybody is asked about it, whatever is known of them */
  subjects entered[MEMBER_CAUSES], exited[MEMBER_CAUSES];
};

struct look {
  struct members *m;
  struct snapshot *n;
  int64_t now;
  struct toucher *touched; /* ascending, one per person */
  uint32_t n_touched;
  bool all_late;        /* anybody may have been touched */
  struct delta *deltas; /* of the wanted ones */
  uint32_t n_deltas, n_anew;
  struct arena *tmp;
  bool everybody;
  subjects people;
};
enum member_cause look_cause(const struct look *k, uint32_t person);

/* evaluate.c: fills the deltas */
bool evaluate_everybody(struct look *k, struct err *err);
/* Everybody about the deltas that are `anew`, then some about the others. */
bool evaluate_anew(struct look *k, struct err *err);
bool evaluate_some(struct look *k, struct err *err);

/* ---- record.c ---- */

bool record_load(struct members *m, struct err *err);
/* In one transaction: changes, segments, cursor.  Deltas become part of the sets in memory. */
bool record_write(struct look *k, struct err *err);

/* ---- told.c ---- */

/* Inside the look's transaction. */
bool told_put(const struct look *k, const struct delta *d, struct err *err);
/* The set of the segment `id` behind its newest change as of `at`. */
bool record_fold(struct state *st, struct str id, int64_t at, roaring_bitmap_t **ret,
                 struct err *err);

/* ---- sets.c ---- */

void set_put(const roaring_bitmap_t *set, struct buf *out);
void set_put_list(const uint32_t *v, uint32_t n, struct buf *out); /* ascending */
/* Checks the sum and that numbers ascend; ERR_corrupt. */
bool set_get(struct str bytes, roaring_bitmap_t **ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: leaderboards.
 *
 *   rank_order.c, rank_make.c   people in order, in memory                 pure
 *   rank_set.c      which boards there are, what they mean                 cold
 *   rank_score.c    everybody's scores in one pass, or some one by one
 *   rank_live.c     the standings of the periods that are not settled
 *   rank_look.c     one look: who was touched, what is due
 *   rank_final.c    a period is over: places, written once
 *   rank_award.c    prizes, each once
 *   rank_bytes.c    everybody's places as bytes                            pure
 *   rank_row.c      rows                                                   SQL
 *   rank_view.c, rank_show.c    what is so */
#ifndef SHOAL_INCENTIVE_RANK_INT_H
#define SHOAL_INCENTIVE_RANK_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "incentive/incentive_int.h"
#include "incentive/rank.h"
#include "incentive/rank_order.h"
#include "loyalty/holder.h"
#include "loyalty/work.h"
#include "members/due.h"
#include "model/each.h"
#include "resource/resource.h"
#include "workspace/consumer.h"

#define RANK_NAMES_MS INT64_C(600000) /* names are made anew after so long */
#define GIFT_OF_RANK  "leaderboard"

/* ---- what a board says of people ---- */

struct rank_cuts { /* what classes compare people with, kept from the last pass */
  const struct classification *c;
  bool at_end; /* of the end of the period; else of now */
  struct classification_cuts cuts;
};

struct rank_terms {
  const struct leaderboard *l;
  int64_t from, until;
  struct node *score, *times[RANK_AGGS_MAX], *people; /* people NULL: everybody */
  uint32_t n_times;
  const struct query_limits *limits; /* NULL: the workspace's */
};
/* ERR_rank_window and those of the language. */
bool rank_terms(const struct leaderboard *l, int64_t from, int64_t until,
                const struct lang_names *names, struct arena *out, struct rank_terms *ret,
                struct err *err);
bool rank_held_out(const struct leaderboard *l, uint32_t person);

struct rank_scored { /* everybody, by number of the person */
  struct rank_entry *e, *tmp;
  uint32_t n, subjects;
  int64_t turn_ms; /* of who takes part; INT64_MAX */
  bool compares;
};
/* due may be NULL.  `now` is for who takes part.  ERR_number_overflow … */
bool rank_score_all(struct workspace *w, const struct rank_terms *t, struct names_env *names,
                    const struct snapshot *n, int64_t now, struct due *due, struct rank_scored *ret,
                    struct err *err);
void rank_scored_release(struct rank_scored *s);
typedef VEC(struct rank_cuts) rank_cuts_vec;
bool rank_score_some(struct workspace *w, const struct rank_terms *t, struct names_env *names,
                     const struct snapshot *n, int64_t now, const subjects *who, struct due *due,
                     rank_cuts_vec *cuts, struct arena *kept, struct rank_change *ret,
                     struct err *err);

/* ---- documents ---- */

struct rank_doc {
  uint32_t n; /* its row */
  uint32_t version;
  struct leaderboard l;
  int64_t first_ms, settled_until; /* INT64_MIN: nothing is */
  int64_t retry_ms;
};
struct rank_set {
  bool made;
  struct arena mem;
  struct snapshot *snap;
  struct names_env *names;
  struct rank_doc *p; /* active ones */
  uint32_t n;
  bool full;
  uint64_t revision, seen;
  int64_t made_ms;
};

struct rank_live { /* of a period that is not settled */
  struct rank_live *next;
  uint32_t doc, version;
  char *slug;
  int64_t from, until;
  struct rank_doc *d; /* of the set of now; NULL: not wanted any more */
  struct rank_terms terms;
  char meaning[MEANING_BYTES + 64];
  bool doubt; /* everybody at the next look */
  int64_t retry_ms, full_ms, turn_ms, full_took_ms;
  bool compares;
  struct due due;
  rank_cuts_vec cuts;
  struct arena kept; /* thresholds */
  /* guarded by ranks.lock: */
  struct rank_order *order; /* NULL: not computed yet */
  uint64_t lsn;
  int64_t as_of;
  struct err problem;
};

enum rank_table { RANK_DOCS, RANK_PERIOD_ROWS, RANK_PLACES, RANK_TABLES };

struct ranks {
  struct incentive *i;
  struct loyalty *l;
  struct workspace *w;
  uint32_t tables[RANK_TABLES];
  pthread_mutex_t turn; /* one look at a time; guards what follows */
  struct rank_set set;
  uint64_t looked_lsn;
  VEC(struct ws_touched) waiting;
  bool waiting_all, awards; /* prizes may wait */
  pthread_mutex_t lock;     /* guards what follows; after turn */
  struct rank_live *live;
  bool full; /* there are more boards than RANK_BOARDS_MAX */
  struct rank_stats stats;
};

/* Makes r->set anew if needed; live boards of another meaning are in doubt.  The caller has the
 * turn. */
bool rank_set_update(struct ranks *r, const struct snapshot *n, int64_t now, bool *ret_new,
                     struct err *err);
void rank_set_release(struct rank_set *s);

/* ---- live ---- */

/* Which periods have live standings now; new ones have none yet.  renewed: the set is another. */
void rank_live_choose(struct ranks *r, int64_t now, bool renewed);
void rank_live_free(struct rank_live *b);
/* Everybody, or those touched and those due.  What is wrong stays with the board; false only when
 * the workspace fails. */
bool rank_live_look(struct ranks *r, struct rank_live *b, const struct snapshot *n, int64_t now,
                    const subjects *touched, bool all, struct err *err);
/* A reference to the standing of a period; false: it is not computed (yet), and why. */
bool rank_live_take(struct ranks *r, struct str slug, int64_t from, struct rank_order **ret,
                    struct rank_period *period, struct err *err);

/* ---- rows ---- */

struct rank_row { /* of rank_period */
  int64_t n, doc;
  struct rank_period p;
  uint64_t done;
};
bool rank_doc_find(struct state *s, struct str slug, uint32_t *ret, int64_t *ret_first,
                   int64_t used[3], struct err *err);
/* The newest settled period that ends before `before`, or the one that holds `at`. */
bool rank_rows(struct state *s, uint32_t doc, int64_t before, uint32_t limit, struct arena *out,
               struct rank_row **ret, uint32_t *ret_n, struct err *err);
bool rank_row_at(struct state *s, uint32_t doc, int64_t at, struct rank_row *ret, bool *ret_found,
                 struct err *err);
/* Places of a period from position `from` (from 1) on. */
struct rank_kept {
  int64_t n;
  uint32_t holder, subject; /* SUBJECT_NONE: nobody goes by it any more */
  struct rank_place place;  /* its person is the subject */
  int status;
};
bool rank_places(struct state *s, int64_t period, uint64_t from, uint32_t limit, struct arena *out,
                 struct rank_kept **ret, uint32_t *ret_n, struct err *err);
bool rank_place_of(struct state *s, int64_t period, uint32_t holder, struct rank_kept *ret,
                   bool *ret_found, struct err *err);

/* ---- final ---- */

/* Settles what is due, one period of each board a call; *ret_done: how many. */
bool rank_finish(struct ranks *r, int64_t now, uint32_t *ret_done, struct err *err);
/* A portion of the prizes that wait; *ret_more: there are more. */
bool rank_award(struct ranks *r, bool *ret_more, struct err *err);

struct rank_final { /* somebody's final place */
  uint32_t person, position, rank;
  int64_t score;
};
#define RANK_CHUNK_BITS 16
void rank_bytes_put(const struct rank_final *p, uint32_t n, struct buf *out); /* by person */
/* *ret_found: whether the person is among them.  ERR_corrupt. */
bool rank_bytes_find(struct str bytes, uint32_t person, struct rank_final *ret, bool *ret_found,
                     struct err *err);
bool rank_chunk_find(struct state *s, int64_t period, uint32_t person, struct arena *tmp,
                     struct rank_final *ret, bool *ret_found, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards: people by a number, over a stretch of time (docs/LEADERBOARDS.md has every field).
 *
 *   score: sum(order_completed.amount)     # of the events of the period
 *   period: week                              # once (from … until), day, week, month
 *
 * Scores are counted in units of 10^-4, rounded half to even.
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_LEADERBOARD_H
#define SHOAL_RESOURCE_LEADERBOARD_H

#include "base/json.h"
#include "lang/lang.h"
#include "resource/bilingual.h"
#include "resource/launch.h"
#include "resource/reward.h"

#define RANK_KEPT       10000 /* places of a period that are kept in order, and may have prizes */
#define RANK_SHOW_MAX   1000  /* places that customers see */
#define RANK_PRIZES_MAX 20    /* ranges of ranks */
#define RANK_AGGS_MAX   8     /* counts, sums … of a score */
#define RANK_SCALE      LAUNCH_SCALE
#define RANK_SCORE_MAX  INT64_C(1000000000000000000) /* units, either sign: 10^14 */

enum leaderboard_period { RANK_ONCE, RANK_DAY, RANK_WEEK, RANK_MONTH, RANK_PERIODS };
enum leaderboard_ties {
  RANK_SHARED, /* 1 1 3 */
  RANK_DENSE,  /* 1 1 2 */
  RANK_FIRST   /* whose last event that counts was earlier stands before */
};
enum leaderboard_names { RANK_MASKED, RANK_HIDDEN };
extern const char *const leaderboard_period_names[]; /* these end with NULL */
extern const char *const leaderboard_ties_names[];
extern const char *const leaderboard_names_names[];

struct leaderboard_prize {
  uint32_t from, to; /* ranks */
  struct rewards rewards;
};

struct leaderboard {
  struct str slug;
  struct bilingual title, description;
  struct str score, people; /* expressions; people empty: everybody */
  enum leaderboard_period period;
  enum leaderboard_ties ties;
  enum leaderboard_names names;
  bool lowest; /* the lowest score is first */
  bool has_minimum;
  int64_t minimum; /* units: who has less is not listed */
  uint32_t show;
  int64_t settle_ms; /* so long after the end late events count */
  struct leaderboard_prize *prizes;
  uint32_t n_prizes;
  struct launch launch; /* from, until: of the board; TIME_MIN, TIME_MAX where not given */
  bool has_from;
};

/* Expressions are checked with `names`; NULL: they are not.  As task_read.  ERR_rank_window … */
bool leaderboard_read(const struct json *doc, const struct lang_names *names, const struct tz *tz,
                      struct arena *out, struct leaderboard *ret, const struct json **ret_at,
                      struct err *err);
/* The tree of a score whose events lie in [from, until). */
bool leaderboard_score(struct str text, const struct lang_names *names, int64_t from, int64_t until,
                       struct arena *out, struct node **ret, struct err *err);
/* When the rows that counted for the score happened: trees of times, at most RANK_AGGS_MAX. */
uint32_t leaderboard_times(const struct node *score, struct arena *out, struct node **ret);

/* The period that `at` is in.  first: when the board was met; of one that repeats no period ended
 * before.  False: there is none. */
bool leaderboard_period_at(const struct leaderboard *l, const struct tz *tz, int64_t first,
                           int64_t at, int64_t *ret_from, int64_t *ret_until);
int32_t leaderboard_prize_of(const struct leaderboard *l, uint64_t rank); /* -1: none */

struct workspace;
/* The newest version as it is now, its expressions unchecked; *ret_active: neither archived nor a
 * draft. */
bool resource_leaderboard(struct workspace *w, struct str slug, struct arena *out,
                          struct leaderboard *ret, uint32_t *ret_version, bool *ret_active,
                          struct err *err);

#endif

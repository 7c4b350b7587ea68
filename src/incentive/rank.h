/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards: live standings of a period, and final ones that are kept for ever.
 *
 *   running ──until──▶ settling (late events count) ──settle──▶ settled: places, prizes, for ever
 *
 * Live: everybody's score by one scan, then of those who are touched (rank_order.h says how they
 * stand in memory); made anew after an opening, so nothing can be lost.  Settled: computed once, of
 * a snapshot taken when the time for late events was over, and written in SQL before it counts.
 *
 * Threads: rank_look by one thread at a time waits for others; everything by any.
 */
#ifndef SHOAL_INCENTIVE_RANK_H
#define SHOAL_INCENTIVE_RANK_H

#include "incentive/incentive.h"
#include "resource/leaderboard.h"

#define RANK_BOARDS_MAX     200 /* active at a time; more have no live standings, and say so */
#define RANK_PAGE_MAX       500
#define RANK_AROUND_MAX     20     /* neighbours, on each side */
#define RANK_AMONG_MAX      500    /* people compared among themselves */
#define RANK_COMPARE_MS     900000 /* where classes compare people: everybody again after so long */
#define RANK_ONE_BY_ONE_MIN 4096   /* so many touched are asked one by one … */
#define RANK_ONE_BY_ONE_OF  32     /* … and more, while they are fewer than one in so many */
#define RANK_AGAIN_MS       10000  /* after a failure */
#define RANK_SUBJECTS_MAX   64     /* of a person, looked for among everybody's final places */

struct ranks;
struct ranks *incentive_ranks(const struct incentive *i);

/* One look at everything: standings, periods that are over, prizes.  Cheap when nothing is new, but
 * a board that is built asks for everybody's score (seconds of ten million people): about once a
 * second, on a thread where nothing else waits. */
bool rank_look(struct ranks *r, struct err *err);
/* Looks until everything that was in the log at the call is in the standings. */
bool rank_settle(struct ranks *r, struct err *err);

enum rank_state { RANK_DRAFT, RANK_COMING, RANK_RUNNING, RANK_SETTLING, RANK_SETTLED, RANK_STATES };
extern const char *const rank_state_names[RANK_STATES];

struct rank_period {
  int64_t from, until;
  enum rank_state state;
  uint64_t lsn; /* what of the log is in it; 0: not computed yet */
  int64_t as_of;
  uint64_t people; /* listed */
  /* settled: */
  uint32_t version; /* of the document */
  uint64_t kept, winners;
  bool awarded; /* all prizes are given */
};

struct rank_view {
  struct leaderboard l;
  uint32_t version;
  bool active;           /* neither archived nor a draft */
  enum rank_state state; /* RANK_SETTLED: all periods are */
  bool has_period;       /* one that has begun; the newest: */
  struct rank_period now;
  int64_t given, points, coupons; /* of the budget; points in units */
  uint64_t settled;               /* periods */
  struct err problem;             /* code ERR_none, or why there are no standings */
};
/* ERR_unknown_resource. */
bool rank_get(struct ranks *r, struct str slug, struct arena *out, struct rank_view *ret,
              struct err *err);

struct rank_place {
  uint64_t position, rank; /* from 1 */
  int64_t score;           /* units */
  int64_t at_ms;           /* of the last event that counts; 0: none */
  uint32_t person;         /* SUBJECT_NONE: erased */
  int32_t prize;           /* range of the document's prizes; -1 none */
  bool given;
};
struct rank_page {
  struct rank_period period;
  struct rank_place *places;
  uint32_t n;
};
/* Places from position `from` (from 0) on of the period that holds `at` (0: of the newest that has
 * begun).  ERR_rank_period, ERR_rank_closed, ERR_rank_building, ERR_rank_kept. */
bool rank_standings(struct ranks *r, struct str slug, int64_t at, uint64_t from, uint32_t n,
                    struct arena *out, struct rank_page *ret, struct err *err);

struct rank_mine {
  struct rank_period period;
  bool held;   /* of those who take no part and get nothing */
  bool listed; /* else there is nothing more */
  struct rank_place place;
  uint64_t behind;          /* who stand behind */
  bool has_gap;             /* somebody is better: */
  int64_t gap;              /* so many units to the next better score */
  struct rank_place *above; /* in order, the nearest last; of final standings among those kept */
  uint32_t n_above;
  struct rank_place *below;
  uint32_t n_below;
};
/* Of whoever the subject is of now. */
bool rank_person(struct ranks *r, struct str slug, int64_t at, uint32_t subject, uint32_t around,
                 struct arena *out, struct rank_mine *ret, struct err *err);

struct rank_friend {
  struct rank_place place; /* on the board */
  uint64_t rank;           /* among them, from 1, with ties as the board has them */
};
struct rank_among {
  struct rank_period period;
  struct rank_friend *p; /* those who are listed, in order, each person once */
  uint32_t n;
};
/* Where these (subjects; n ≤ RANK_AMONG_MAX) stand beside each other: friends, a team, the staff of
 * a shop. */
bool rank_among(struct ranks *r, struct str slug, int64_t at, const uint32_t *whom, uint32_t n,
                struct arena *out, struct rank_among *ret, struct err *err);

/* Periods that are settled, newest first, that end before `before` (INT64_MAX: from the newest). */
bool rank_periods(struct ranks *r, struct str slug, int64_t before, uint32_t limit,
                  struct arena *out, struct rank_period **ret, uint32_t *ret_n, struct err *err);

struct rank_preview {
  struct rank_period period; /* of now, or one of its length that ends now */
  struct rank_place *places;
  uint32_t n;
};
/* What a document, written down nowhere, would list now: the first n, within the limits of who
 * asks.  allow (may be NULL): whether they may ask it, as in resource_source.  *ret_at as
 * task_read. */
struct query_limits;
typedef bool rank_allow_fn(const struct node *tree, struct err *err);
bool rank_try(struct ranks *r, const struct json *doc, uint32_t n,
              const struct query_limits *limits, rank_allow_fn *allow, struct arena *out,
              struct rank_preview *ret, const struct json **ret_at, struct err *err);

struct rank_stats {
  uint32_t boards;        /* with live standings */
  uint64_t builds, asked; /* since opening: of everybody; people one by one */
  double seconds;         /* spent in builds */
  uint64_t people, bytes; /* of the live standings */
};
void rank_stats(struct ranks *r, struct rank_stats *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to tasks, check-ins and badges.
 *
 *   task_set.c     which documents there are, since which LSN each version counts     cold
 *   task_match.c   one event and all documents: what counts for what                 pure
 *   task_step.c    the consumer
 *   task_post.c    the work of a step: hits, what is taken back, people who became one
 *   task_done.c    completions: made, given, reopened                                SQL
 *   task_book.c    counts and budgets, within a work                                 SQL
 *   task_ask.c     what is asked for with a key, once for ever
 *   task_claim.c   claimed by the person
 *   check_in.c     a day
 *   badge_award.c  badges, awarded and ended
 *   task_show.c, task_list.c, task_person.c   what is so
 */
#ifndef SHOAL_INCENTIVE_TASK_INT_H
#define SHOAL_INCENTIVE_TASK_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "incentive/task.h"
#include "loyalty/consumer.h"
#include "loyalty/holder.h"
#include "loyalty/since.h"
#include "loyalty/work.h"

#define TASK_CONSUMER  "task"
#define TASK_SAVE_LSNS 1000000 /* the cursor is saved after so many rows without effects */
#define TASK_UNIT      INT64_C(10000) /* one, in units of 10^-4 */
/* Of one event, in these units: a sum over 900,000 of them is exact. */
#define TASK_AMOUNT_MAX INT64_C(10000000000000)

/* ---- documents ---- */

enum task_kind { TASK_DOC, CHECK_IN_DOC, BADGE_DOC, TASK_KINDS };
extern const char *const task_kind_names[TASK_KINDS];

struct task_active { /* a version of a document, for LSNs [from, until) */
  uint32_t n, version;
  enum task_kind kind;
  struct str slug;
  uint64_t from_lsn, until_lsn, first_lsn;
  int64_t first_ms;
  bool ended;  /* archived or a draft: nothing counts any more, but what counted is taken back */
  bool broken; /* nothing counts, because of: */
  struct err problem;
  union {
    struct task task;
    struct badge badge;
  };
};

struct task_set {
  struct since_set set;
  struct task_active *p; /* by slug, tasks before badges; check-ins are not among them */
  uint32_t n;
};

enum task_table { TASK_DONES, TASK_ACTS, CHECK_IN_DAYS, BADGE_AWARDS, TASK_TABLES };


/* Notes new versions and makes t->set anew if needed.  The caller has the turn. */
bool task_set_update(struct tasks *t, struct err *err);
/* Number of the document; *ret 0: never met. */
bool task_doc_find(struct state *s, enum task_kind kind, struct str slug, uint32_t *ret,
                   struct err *err);
/* A document that was applied this moment is noted now. */
bool task_doc_known(struct tasks *t, enum task_kind kind, struct str slug, struct err *err);
/* First day of the period of a moment; 0 for tasks without. */
int64_t task_period(const struct task *t, const struct tz *tz, int64_t at_ms);

/* ---- matching ---- */

enum hit_what { HIT_EVENT, HIT_UNDO, HIT_VALUE, HIT_BADGE, HIT_MOVED };
struct task_hit {
  enum hit_what what;
  const struct task_active *doc; /* NULL: HIT_MOVED */
  uint64_t lsn;
  int64_t at_ms;
  uint32_t subject, *others, n_others; /* others: of the person then, itself among them */
  struct str ref, value;
  int64_t amount;  /* units of 10^-4; HIT_UNDO: −1: all; HIT_BADGE: whether it holds */
  struct err *why; /* NULL: nothing is wrong */
};
typedef VEC(struct task_hit) task_hits;

/* ---- the consumer ---- */

struct tasks {
  struct consumer c; /* whose turn guards what follows */
  uint32_t tables[TASK_TABLES];
  struct task_set set;
  struct earn_view view;
  task_hits hits; /* of the step */
  int32_t looked_day;
};

/* By name: whether any document listens. */
bool task_listens(const struct task_active *a, struct str event);
/* What the documents say of one event; v->at is as of it.  False only when reading fails. */
bool task_match(struct earn_view *v, const struct task_active *docs, uint32_t n,
                const struct person_event *ev, struct arena *out, task_hits *hits, struct err *err);

/* ---- inside a work ---- */

struct task_tally { /* of a document */
  uint32_t n;
  int64_t given, points, coupons;                     /* as they stand */
  int64_t started, completed, reopened, held, errors; /* more of */
  uint64_t error_lsn;                                 /* of the first error … */
  struct err why;                                     /* … which is this */
};

struct task_work { /* what is at hand in one; also of who only reads */
  struct tasks *t;
  struct state *s;
  int64_t now;
  struct arena mem;
  VEC(struct task_tally) tallies;
};
void task_work_begin(struct task_work *k, struct state *s);
/* Valid until the next call. */
bool task_tally_of(struct task_work *k, uint32_t doc, struct task_tally **ret, struct err *err);
bool task_tallies_put(struct task_work *k, struct err *err);
/* Takes the rewards from the budget; false without error: it is used up. */
bool task_budget_take(struct task_tally *t, const struct launch *l, const struct rewards *r);

struct task_seats {                /* of a person: its holders, and the subject that acts */
  uint32_t *p, n, subject, oldest; /* oldest 0: none yet */
};
/* Of the subjects that were the person. */
void task_seats_of(struct task_work *k, uint32_t subject, const uint32_t *others, uint32_t n_others,
                   struct task_seats *ret);
/* Of who is the person now. */
void task_seats_now(struct task_work *k, uint32_t subject, struct task_seats *ret);
struct task_begun {
  uint32_t seat; /* of the subject that acts */
  bool held;     /* of those who get nothing */
};
/* Notes that the person takes part. */
bool task_begin(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                int64_t at_ms, struct task_begun *ret, struct err *err);

struct task_dones {            /* completions that count */
  int64_t period, period_open; /* of the period; of these neither given nor held */
  int64_t all, all_open;
};
bool task_dones_of(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                   int64_t period, struct task_dones *ret, struct err *err);
/* What the person has towards the next completion of the period; not TASK_PROGRESS. */
bool task_progress(struct task_work *k, uint32_t doc, const struct task *t,
                   const struct task_seats *seats, int64_t period, int64_t *ret, struct err *err);
/* Makes the completions that the person's hits of the period, or its progress (`value` ≥ 0),
 * allow. */
bool task_complete(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                   const struct task_begun *who, int64_t period, uint64_t lsn, int64_t at_ms,
                   int64_t value, struct err *err);
/* Takes `amount` (−1: all) of a hit back; *left is what is still to be taken. */
bool task_take_back(struct task_work *k, const struct task_active *a, uint64_t lsn, int64_t *left,
                    struct err *err);
/* Gives the completion's rewards; the budget has been asked. */
bool task_give(struct task_work *k, const struct task *t, int64_t done, uint32_t seat,
               uint32_t subject, int64_t nth, struct err *err);
bool rewards_give(struct task_work *k, const char *origin, int64_t n, struct str occasion,
                  struct str slug, uint32_t seat, const struct rewards *r, struct err *err);

bool task_tell(struct task_work *k, uint32_t subject, const char *event, const char *what,
               struct str slug, int64_t number, const char *number_name, struct err *err);

/* An award for the person if it has none. */
bool badge_award(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                 uint64_t lsn, int64_t at_ms, struct err *err);
bool badge_end(struct task_work *k, const struct task_active *a, const struct task_seats *seats,
               int64_t at_ms, struct err *err);
/* Badges for so many completions of the task. */
bool badges_of_task(struct task_work *k, struct str task, uint32_t doc, struct task_seats *seats,
                    uint64_t lsn, int64_t at_ms, struct err *err);
/* Badges that are kept while something holds, looked at once a day; a portion. */
bool badges_look(struct tasks *t, struct err *err);

/* Effects of the hits and the cursor, in one transaction. */
bool task_post(struct tasks *t, struct task_hit *hits, size_t n, uint64_t cursor, struct err *err);

/* ---- check-ins ---- */

/* Days of the seats before `before`, the latest first, each once. */
bool check_in_days(struct state *s, uint32_t doc, const uint32_t *seats, uint32_t n_seats,
                   int64_t before, struct arena *out, int64_t **ret, uint32_t *ret_n,
                   struct err *err);
/* Of days in a row that end with `last`; days: the latest first, none after it. */
int64_t check_in_streak(const int64_t *days, uint32_t n, int64_t last);

/* ---- asked for with a key ---- */

struct task_asking {
  struct errand errand; /* first */
  struct task_work k;
  const struct task_act_def *def;
  struct task_ask q;
  struct arena *out;
  union { /* the document, as it was when it was asked for */
    struct task task;
    struct check_in check_in;
  };
  struct str answer; /* in k.mem */
  bool replayed;
};

/* A kind of request. */
struct task_act_def {
  const char *name;
  /* On the thread that asks: finds the document, may refuse. */
  bool (*look)(struct task_asking *x, struct err *err);
  /* Inside a work, of a new key: does it, and leaves what it says of it. */
  bool (*act)(struct task_asking *x, struct jw *answer, struct err *err);
};
extern const struct task_act_def task_act_claim, task_act_check_in;

#endif

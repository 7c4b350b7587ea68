/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks, check-ins and badges: what people are asked to do, from the log, once per event whatever
 * happens.
 *
 *   log ─▶ rows that count ─▶ one work: hits, completions, gifts, badges, events, cursor
 *
 *   a completion:   claimable ──claim──▶ given         (claim: automatic: at once, while the budget
 *                      │                                lasts)
 *                      └──an event was taken back──▶ reopened
 *
 * An event that counts is a row on the holder that caused it, and a completion uses parts of such
 * rows: what was used counts for nothing else, whoever the person is by then.  What a person has is
 * what all its holders have (docs/TASKS.md).
 *
 * Threads: task_step by one thread at a time waits for others; everything by any.
 */
#ifndef SHOAL_INCENTIVE_TASK_H
#define SHOAL_INCENTIVE_TASK_H

#include "loyalty/loyalty.h"
#include "resource/badge.h"
#include "resource/check_in.h"
#include "resource/task.h"

#define TASKS_MAX           200 /* active at a time; more do not count, and say so */
#define BADGES_MAX          200
#define TASK_STEP_HITS      1000   /* of one transaction */
#define TASK_STEP_ROWS      100000 /* looked at in one step */
#define TASK_VALUE_BYTES    200    /* of what must be distinct, and of a reference */
#define TASK_KEY_MAX        255
#define TASK_HISTORY_DAYS   400 /* of check-ins that are shown */
#define TASK_OF_PERSON_DONE 100 /* completions that are shown */

struct tasks;

/* One per workspace, before any work is given to `l`, which outlives it. */
bool tasks_open(struct loyalty *l, struct tasks **ret, struct err *err);
void tasks_close(struct tasks *t); /* NULL is fine */
/* A bounded portion of what the log and the clock bring; about once a second. */
bool tasks_tick(struct tasks *t, struct err *err);

struct consumer;
/* Steps, adoptions, figures (loyalty/consumer.h); lives with `t`. */
struct consumer *task_consumer(struct tasks *t);

/* ---- asked for with a key (task_ask.c, task_claim.c, check_in.c) ---- */

struct task_ask {
  struct str actor, key; /* once for ever: the same answer again; ERR_idempotency_conflict */
  struct str slug;
  uint32_t subject;
};
struct task_answer {
  struct str json; /* what was done, as the API says it */
  bool replayed;
};
enum task_act {
  /* Gives everything of the task that the person can claim.  ERR_task_closed, ERR_task_nothing,
   * ERR_task_limit, ERR_task_budget. */
  TASK_CLAIM,
  /* Today, in the workspace's zone.  ERR_task_closed, ERR_check_in_twice, ERR_check_in_not_open. */
  TASK_CHECK_IN,
};
bool task_ask_do(struct tasks *t, enum task_act act, const struct task_ask *q, struct arena *out,
                 struct task_answer *ret, struct err *err);
/* The same without waiting.  `done` is called once, on the writer's thread or (refused at once) the
 * caller's; afterwards task_asking_end says the outcome and gives it back, on another thread.
 * `out` holds what was asked and its answer; the texts of `q` are kept until then.  What was made
 * is run. */
struct task_asking;
bool task_asking_new(struct tasks *t, enum task_act act, const struct task_ask *q,
                     struct arena *out, struct task_asking **ret, struct err *err);
void task_asking_run(struct task_asking *x, void (*done)(void *ctx), void *ctx);
bool task_asking_end(struct task_asking *x, struct task_answer *ret, struct err *err);

struct jw;
/* What is given, so many times, as objects of a list that the caller began. */
void rewards_write(struct jw *w, const struct rewards *r, int64_t times);

/* ---- what is so (task_show.c) ---- */

struct task_counts { /* of a document that was ever met */
  struct str kind, slug;
  uint64_t from_lsn; /* of its last version */
  int64_t first_ms;
  int64_t started, started_held, completed, given, reopened, held;
  int64_t points, coupons; /* given; points in units of 10^-4 */
  int64_t claimable;       /* completions that nobody claimed yet */
  int64_t people;          /* who completed, those who get nothing left out */
  int64_t having;          /* a badge, now */
  int64_t errors;
  uint64_t error_lsn; /* of the first */
  struct str error_en, error_zh;
};
/* By kind and slug; in `out`. */
bool task_counts(struct tasks *t, struct arena *out, struct task_counts **ret, uint32_t *ret_n,
                 struct err *err);

struct task_row { /* a completion, a day checked in, an award */
  int64_t n;
  uint32_t subject; /* whose holder it is; SUBJECT_NONE: erased */
  int64_t at_ms;
  int64_t number;   /* of the person in the period; days in a row; 0: an award */
  bool held;        /* of somebody who gets nothing; not of an award */
  bool waits, back; /* a completion: can be claimed; was taken back */
  int64_t end_ms;   /* of an award: when it ended; 0: not yet */
};
/* Of the document `slug` of a kind ("task", "check_in", "badge"), newest first, below `before` (0:
 * from the newest).  *ret_next: where the next ones begin, 0: there are none. */
bool task_rows(struct tasks *t, struct str kind, struct str slug, int64_t before, uint32_t limit,
               struct arena *out, struct task_row **ret, uint32_t *ret_n, int64_t *ret_next,
               struct err *err);
struct task_day {
  int32_t day;
  int64_t n, held; /* completions, check-ins or awards; of these of people who get nothing */
};
/* The `days` days that end today, oldest first, one entry each; by the time of what happened. */
bool task_days(struct tasks *t, struct str kind, struct str slug, uint32_t days, struct arena *out,
               struct task_day **ret, struct err *err);
#define TASK_STREAKS_MAX 400
struct task_streak {
  int64_t days, people; /* whose days in a row, as was known when they checked in, are so many */
};
/* Of those who checked in today or yesterday; ascending. */
bool task_streaks(struct tasks *t, struct str check_in, struct arena *out, struct task_streak **ret,
                  uint32_t *ret_n, struct err *err);

struct task_view { /* of one person */
  struct str slug;
  struct task task;
  int64_t progress, reach;  /* units of 10^-4; progress at most reach */
  int64_t done, left;       /* completions of this period; how many more are possible, −1: any */
  int64_t claimable, given; /* of all periods */
  int64_t period_from, period_until; /* ms; 0: it has no periods */
  bool open;                         /* may be done now */
  bool locked;                       /* waits for `after` */
};
/* Those active that the person may see, by slug: not those of which it gets nothing, nor those for
 * whom it is not. */
bool tasks_of_person(struct tasks *t, uint32_t subject, struct arena *out, struct task_view **ret,
                     uint32_t *ret_n, struct err *err);

struct check_in_view {
  struct str slug;
  struct check_in doc;
  bool today, open;
  int64_t streak, total; /* days in a row that reach today or yesterday; days in all */
  int64_t now;           /* today */
  int64_t *days;         /* the newest, at most TASK_HISTORY_DAYS, the latest first */
  uint32_t n_days;
};
bool check_ins_of_person(struct tasks *t, uint32_t subject, struct arena *out,
                         struct check_in_view **ret, uint32_t *ret_n, struct err *err);

struct badge_view {
  struct str slug;
  struct badge badge;
  bool has;
  int64_t at_ms; /* since when */
};
bool badges_of_person(struct tasks *t, uint32_t subject, struct arena *out, struct badge_view **ret,
                      uint32_t *ret_n, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earning: rules on events, from the log, once per event whatever happens.
 *
 *   log ─▶ rows of rules' events ─▶ matching and computing ─▶ one work: grants, caps, postings,
 * cursor
 *
 * The log is read in order from a cursor that is saved in the transaction of its effects, so a
 * crash repeats nothing and loses nothing.  What an event earns depends on nothing but the log up
 * to it and the versions of rules, whose places in the log are kept: it can be computed again by
 * anybody (docs/EARNING.md), and the tests do.
 *
 * Threads: earn_step by one thread at a time waits for others; everything by any.
 */
#ifndef SHOAL_LOYALTY_EARN_H
#define SHOAL_LOYALTY_EARN_H

#include "loyalty/loyalty.h"
#include "resource/earn_rule.h"

#define EARN_RULES_MAX    200     /* active at a time; more are not applied, and say so */
#define EARN_STEP_HITS    1000    /* matches of one transaction */
#define EARN_STEP_ROWS    100000  /* rows looked at in one step */
#define EARN_HISTORY_MAX  200000  /* events of a person that conditions look at: ERR_earn_history */
#define EARN_PREVIEW_ROWS 5000000 /* the newest of the log, for a preview */
#define EARN_PREVIEW_DAYS 400
#define EARN_PREVIEW_TOP  20
#define EARN_WHY_MAX      200

struct earn;

/* One per workspace; `l` outlives it. */
bool earn_open(struct loyalty *l, struct earn **ret, struct err *err);
void earn_close(struct earn *e); /* NULL is fine */

struct consumer;
/* Steps, adoptions, figures (loyalty/consumer.h); lives with `e`. */
struct consumer *earn_consumer(struct earn *e);
uint32_t earn_active_rules(struct earn *e);

/* ---- what is so (earn_show.c) ---- */

struct earn_state {
  struct str slug;
  struct str currency;
  uint8_t decimals;
  uint32_t version; /* 0: archived */
  uint64_t from_lsn, first_lsn;
  int64_t first_ms;
  int64_t grants, granted, taken_back, granted_today; /* today by the event's time */
  bool has_budget;
  int64_t budget_left;
  int64_t errors;
  uint64_t error_lsn; /* of the first */
  struct str error_en, error_zh;
  struct err problem; /* ERR_none, or why it grants nothing now */
};
/* All that were ever met, by slug; in `out`.  Amounts in the currency's smallest unit. */
bool earn_states(struct earn *e, struct arena *out, struct earn_state **ret, uint32_t *ret_n,
                 struct err *err);

struct earn_reason {
  struct str rule;
  uint32_t version;
  uint64_t lsn;
  int64_t at_ms;
  uint32_t subject;
  uint8_t decimals;
  struct str ref, base, times, capped;
  int64_t raw, points, taken_back;
};
/* What rules did with the event at `lsn` (0: any) of the order `ref` (empty: any); at most
 * EARN_WHY_MAX, by LSN. */
bool earn_why(struct earn *e, uint64_t lsn, struct str ref, struct arena *out,
              struct earn_reason **ret, uint32_t *ret_n, struct err *err);

/* What a rule says of one event. */
enum earn_verdict {
  EARN_MATCHES,
  EARN_NOT_EVENT,   /* another event than those it is on */
  EARN_NOT_WHERE,   /* its own event, not as it asks for */
  EARN_NOT_WHO,     /* not such a person, as of the event */
  EARN_NOT_TIME,    /* outside from … until */
  EARN_BEFORE_RULE, /* happened before the rule was met, and `history` is no */
  EARN_GROUP,       /* another one of its group matched first */
  EARN_ENDED,       /* archived then */
  EARN_LATER,       /* it came behind the event in the log */
  EARN_BROKEN,      /* its document could not be read */
  EARN_FAILS,       /* it matches and cannot be computed: why */
  EARN_REFUND,      /* it takes the event for a refund */
};
struct earn_says {
  struct str rule;
  uint32_t version; /* in force at the event; 0: none */
  enum earn_verdict verdict;
  struct err why; /* EARN_FAILS, EARN_BROKEN; else ERR_none */
};
struct earn_explanation {
  bool known; /* the log still has the event, and it is somebody's */
  struct str event;
  int64_t at_ms;
  uint32_t subject;
  bool done;               /* the consumer has come to it */
  struct earn_says *rules; /* by slug */
  uint32_t n;
};
/* Of the event at `lsn`, every rule that was ever met, by the versions in force there. */
bool earn_explain(struct earn *e, uint64_t lsn, struct arena *out, struct earn_explanation *ret,
                  struct err *err);

struct earn_preview {
  uint64_t rows, matched, grants, refunds, errors;
  uint32_t people;
  int64_t points, taken_back;
  uint8_t decimals;
  bool complete; /* else it began behind the oldest rows: EARN_PREVIEW_ROWS */
  int32_t first_day;
  uint32_t n_days;
  int64_t *by_day; /* granted */
  struct earn_top {
    uint32_t subject; /* the person's number */
    int64_t points;
  } top[EARN_PREVIEW_TOP];
  uint32_t n_top;
  struct err first_error; /* ERR_none */
};
/* What the rule of a document would have granted for events of the last `days` days, caps and
 * refunds included, other rules left out.  allow (NULL: all): as resource_source. */
bool earn_preview(struct earn *e, const struct json *doc, uint32_t days,
                  bool (*allow)(const struct node *tree, struct err *err), struct arena *out,
                  struct earn_preview *ret, struct err *err);

#endif

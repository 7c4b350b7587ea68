/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of programmes: joining, levels, terms, services, gifts (docs/MEMBERSHIP.md).
 *
 * A membership stands on the holder of the subject that joined.  People who become one may have
 * several of a programme: then the one of the highest level counts (the *leading* one; of equal
 * ones the oldest), growth is that of all their holders, and nothing is given or used twice; taken
 * apart, each has its own again.
 *
 * Threads: as loyalty.h. */
#ifndef SHOAL_LOYALTY_MEMBERSHIP_H
#define SHOAL_LOYALTY_MEMBERSHIP_H

#include "loyalty/gift.h"
#include "loyalty/loyalty.h"
#include "loyalty/programme.h"

#define MEMBERSHIP_TEXT_MAX                                                                        \
  200 /* bytes of key, reason, source, store, staff, order: ERR_bad_field */
#define MEMBERSHIP_SWEEP_MAX 128                           /* members in one work */
#define MEMBERSHIP_AHEAD_MS  (INT64_C(100) * 366 * MS_DAY) /* terms end no later from now */
#define MEMBERSHIP_STEPS_MAX 240 /* decisions about one member in one work; the sweep goes on */

enum membership_status { MEMBERSHIP_ACTIVE, MEMBERSHIP_LEFT, MEMBERSHIP_LAPSED, MEMBERSHIP_STATES };
extern const char *const membership_status_names[MEMBERSHIP_STATES]; /* active, left, lapsed */

enum membership_act { /* numbers are stored */
                      MEMBERSHIP_JOIN = 1,
                      MEMBERSHIP_LEAVE,
                      MEMBERSHIP_SET_LEVEL,
                      MEMBERSHIP_SUBSCRIBE,
                      MEMBERSHIP_RENEW,
                      MEMBERSHIP_CANCEL,
                      MEMBERSHIP_REFUND,
                      MEMBERSHIP_USE
};

/* A request; all texts are copied.  A key makes it one: the same again gives the first answer, for
 * ever.  subscribe, renew, refund and use must have one. */
struct membership_ask {
  enum membership_act act;
  uint32_t subject;
  struct str programme, actor, key;
  struct str source, store, staff; /* join, subscribe */
  struct str level, reason;        /* set_level; level "" = none */
  int64_t until_ms;                /* set_level: how long it stays whatever happens */
  struct str plan, order;          /* subscribe; order: renew, refund too */
  struct dec price;                /* subscribe, renew: what was paid … */
  bool priced;                     /* … else the plan's */
  bool trial;                      /* subscribe: the plan's days of trial */
  bool at_once;                    /* cancel: else at the end of the term */
  struct str service;              /* use … */
  int64_t quantity;                /* … so often, ≥ 1 */
};

struct membership_done {
  int64_t member;
  enum membership_status status;
  char level[65];    /* afterwards; "" = none */
  struct dec amount; /* refund: what is given back */
  int64_t remaining; /* use: what is left; -1: no limit */
  int64_t until_ms;  /* end of the term; use: when the quota begins anew */
  bool changed;      /* something was done */
  bool again;        /* this is the answer to an earlier, same request */
};

/* All or nothing.  ERR_unknown_resource (programme), ERR_programme_closed (archived),
 * ERR_programme_rule, ERR_programme_paid, ERR_programme_unpaid (it has no plans), ERR_not_member,
 * ERR_programme_no (no such level, plan or service), ERR_term_runs, ERR_trial_used,
 * ERR_term_order (the order bought another term), ERR_term_unknown, ERR_term_last,
 * ERR_term_no_refund, ERR_quota_used, ERR_idempotency_conflict, ERR_bad_field. */
bool membership_do(struct loyalty *l, const struct membership_ask *a, struct membership_done *ret,
                   struct err *err);

/* Inside a work: growth of a holder changed by `amount` (smallest units; < 0: taken back).  Levels
 * by growth follow at once, in every programme that counts the currency. */
bool membership_grew(struct loyalty *l, struct state *s, uint32_t holder, struct str currency,
                     unsigned decimals, int64_t amount, struct err *err);

/* Who is due: ends of periods, grace, holds and terms, rules of levels, birthdays, member days,
 * changed documents; at most `max` members.  *ret_done: how many. */
bool membership_sweep(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err);

/* ---- reading: what is committed; not inside a work ---- */

struct membership_view {
  int64_t member; /* the leading one */
  uint32_t memberships;
  enum membership_status status; /* as of now, also where the sweep has not come yet */
  int64_t joined_ms, left_ms;
  struct str source, store, staff, plan;
  int64_t paid_until, paid_grace; /* 0: no term */
  bool ends;
  struct standing standing;
  struct dec growth, keeping; /* earned in the windows of reaching and of keeping */
  int32_t next;               /* the next level by growth; -1: none */
  struct dec missing;         /* to it */
  uint32_t birthday;          /* 100 × month + day; 0: unknown */
};
/* *ret_programme lives in `out`.  ERR_not_member when the person never was one. */
bool membership_get(struct loyalty *l, uint32_t subject, struct str programme, struct arena *out,
                    struct programme *ret_programme, struct membership_view *ret, struct err *err);

struct membership_level_change {
  int64_t n, at_ms;
  struct str from, to, actor, reason;
  enum standing_cause cause;
};
struct membership_term {
  int64_t n, from_ms, until_ms, at_ms, refunded_ms;
  struct str plan, price, order, refund;
  bool trial, refunded;
};
struct membership_use {
  const struct programme_service *service;
  int64_t used, remaining, renews_ms; /* remaining -1: no limit */
};
#define MEMBERSHIP_PAST_MAX 200 /* newest, of each */
struct membership_past {
  struct membership_level_change *levels;
  struct gift_row *gifts;
  struct membership_term *terms;
  struct membership_use *uses; /* of the level of now */
  uint32_t n_levels, n_gifts, n_terms, n_uses;
};
/* Of all memberships of the person, newest first. */
bool membership_past(struct loyalty *l, uint32_t subject, const struct programme *p,
                     struct arena *out, struct membership_past *ret, struct err *err);

struct membership_count {
  struct str level; /* "" = none */
  enum membership_status status;
  int64_t members;
};
bool membership_counts(struct loyalty *l, struct str programme, struct arena *out,
                       struct membership_count **ret, uint32_t *ret_n, struct err *err);

struct membership_row {
  int64_t n, joined_ms, since_ms, period_end, paid_until;
  uint32_t subject;
  enum membership_status status;
  struct str level, source, store, staff;
};
/* By number, above `after`; level NULL: any. */
bool membership_list(struct loyalty *l, struct str programme, const struct str *level,
                     enum membership_status status, int64_t after, uint32_t limit,
                     struct arena *out, struct membership_row **ret, uint32_t *ret_n,
                     struct err *err);

#endif

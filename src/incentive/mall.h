/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points mall (docs/MALL.md): items (resource/mall_item.h) that points buy, or points and
 * money.
 *
 *                    ┌──────── not paid in time, or canceled ────────┐
 *                    │                                               ▼
 *   awaiting_payment ┴▶ placed ─▶ shipped / ready ─▶ done        canceled
 *                          └────────────┴──────────────┴─────────▶ returned
 *
 * An order is one work of the writer: time, stock, budget, limits, points spent (a transaction of
 * the ledger), row, event; all of it or nothing.  What costs no money is placed at once, and what
 * is handed over at once (a reward) is done then.  Points of an order that waits for money are
 * spent already: were they only frozen, they could expire under an order that was paid.  Whatever
 * ends an order early gives them back to the lots they came from, once.
 *
 * Every change carries a key of who asks: the same request with it changes nothing and answers with
 * the order as it is now, for ever; another request with it is ERR_idempotency_conflict.
 *
 * A price is of the document's version at the moment of the order; stock, limits and budget count
 * the orders of all versions.  Threads: as loyalty.h.
 */
#ifndef SHOAL_INCENTIVE_MALL_H
#define SHOAL_INCENTIVE_MALL_H

#include "base/decimal.h"
#include "incentive/incentive.h"
#include "resource/currency.h"
#include "resource/mall_item.h"

#define MALL_KEY_MAX     200 /* bytes of key and actor: ERR_bad_field */
#define MALL_NAME_MAX    100 /* bytes of a contact … */
#define MALL_PHONE_MAX   40
#define MALL_ADDRESS_MAX 500
#define MALL_NOTE_MAX    300
#define MALL_REF_MAX     120 /* bytes of a payment's reference, a carrier, a number */
#define MALL_REASON_MAX  300
#define MALL_PAGE_MAX    500
#define MALL_OFFERS_MAX  500 /* items that a person is shown */
#define MALL_ASKED_MAX                                                                             \
  64 /* … and different expressions asked for them; items beyond are not shown */
#define MALL_REPORT_DAYS 400
#define MALL_DUE_MAX     100 /* orders ended by one work of the sweep … */
#define MALL_DUE_WORKS   20  /* … and so many works by one tick */

enum mall_state { /* stored */
                  MALL_AWAITING,
                  MALL_PLACED,
                  MALL_SHIPPED,
                  MALL_READY,
                  MALL_DONE,
                  MALL_CANCELED,
                  MALL_RETURNED,
                  MALL_STATES
};
extern const char *const mall_state_names[MALL_STATES + 1]; /* awaiting_payment, placed … NULL */

enum mall_what { /* stored */
                 MALL_DO_ORDER,
                 MALL_DO_PAY,
                 MALL_DO_SHIP,
                 MALL_DO_READY,
                 MALL_DO_DONE,
                 MALL_DO_CANCEL,
                 MALL_DO_RETURN,
                 MALL_DO_EXPIRE,  /* nobody's request */
                 MALL_DO_RESTOCK, /* what was kept off the shelf is sold again */
                 MALL_WHATS
};
extern const char *const mall_what_names[MALL_WHATS + 1]; /* order, pay … NULL */

struct mall_contact { /* UTF-8; name, phone and address are all given */
  struct str name, phone, address, note;
};

/* ---- changes ---- */

struct mall_ask {
  enum mall_what what;
  struct str actor, key;
  /* MALL_DO_ORDER */
  struct str item, store;
  uint32_t subject; /* others: only an order of this person, or SUBJECT_NONE */
  int64_t quantity;
  const struct mall_contact *contact; /* NULL: none */
  bool expects;                       /* points and money must be these: ERR_mall_price */
  struct dec points;
  int64_t money; /* in all, smallest units; MALL_DO_PAY: what was paid */
  /* others */
  int64_t order;
  bool unpaid_only;             /* cancel: not once it is placed */
  bool keep;                    /* cancel, return: what comes back is not sold again */
  bool restock;                 /* likewise, of codes, which are else kept: they are */
  struct str ref;               /* pay */
  struct str carrier, tracking; /* ship; again: corrects them */
  struct str reason;            /* cancel, return */
};

struct mall_order {
  int64_t n, at_ms, changed_ms, until_ms; /* until_ms 0: nothing waits */
  int64_t version, quantity, points, money, cost, txn, back_txn, balance;
  int32_t day;
  uint32_t subject, holder; /* subject SUBJECT_NONE: not known any more */
  enum mall_state state;
  enum mall_hand hand;
  uint8_t scale; /* decimals of the points */
  bool kept;
  struct str item, currency, store, ref, carrier, tracking, reason;
  struct str pool; /* whose codes it gives; empty: none */
  int64_t pool_n;
  bool has_contact;
  struct mall_contact contact;
};

struct mall_done {
  struct mall_order order;
  bool again; /* the answer to an earlier, same request */
};

/* Errors of the section `incentive: the points mall` of errors.def, ERR_unknown_resource,
 * ERR_ledger_balance …, ERR_coupon_sold_out, ERR_coupon_closed, ERR_idempotency_conflict,
 * ERR_bad_field, ERR_missing_field, ERR_unknown_person. */
bool mall_do(struct incentive *i, const struct mall_ask *a, struct arena *out,
             struct mall_done *ret, struct err *err);

/* The same without waiting, as coupon_task of loyalty/coupon.h: `done` is called once, by the
 * writer's or the caller's thread; then mall_task_end, on another thread.  `out` holds the task;
 * what `a` points to is kept until then.  A task that was made is run, or waited for. */
struct mall_task;
bool mall_task_new(struct incentive *i, const struct mall_ask *a, struct arena *out,
                   struct mall_task **ret, struct err *err);
void mall_task_run(struct mall_task *t, void (*done)(void *ctx), void *ctx);
bool mall_task_end(struct mall_task *t, struct mall_done *ret, struct err *err);

/* ---- what is so: what is committed; not inside a work ---- */

struct mall_counts {
  int64_t held, sold, gone; /* pieces: wait for money; are somebody's; came back broken */
  int64_t cost;             /* ten-thousandths */
};

enum mall_shelf { /* where an item is in its life */
                  MALL_IS_DRAFT,
                  MALL_IS_COMING,
                  MALL_IS_ON_SALE,
                  MALL_IS_SOLD_OUT,
                  MALL_IS_OVER,
                  MALL_IS_ARCHIVED,
                  MALL_SHELVES
};
extern const char *const mall_shelf_names[MALL_SHELVES + 1];

struct mall_shown {
  struct mall_item m;
  uint32_t version;
  enum mall_shelf shelf;
  struct mall_counts counts;
  int64_t left, left_day; /* -1: no limit; of codes: those that are free, at most */
  bool few;               /* codes: fewer than `warn` are free, and it is on sale */
  int64_t waiting;        /* orders that somebody has to do something about: placed, ready */
};
/* Every item by slug, archived ones behind the others. */
bool mall_items(struct incentive *i, struct arena *out, struct mall_shown **ret, uint32_t *ret_n,
                struct err *err);
bool mall_item_get(struct incentive *i, struct str slug, struct arena *out, struct mall_shown *ret,
                   struct err *err);

enum mall_why {
  MALL_MAY,
  MALL_NOT_YET,
  MALL_OVER,
  MALL_AUDIENCE,
  MALL_NONE_LEFT,
  MALL_NONE_TODAY,
  MALL_NO_BUDGET,
  MALL_LIMIT,
  MALL_BALANCE,
  MALL_WHYS
};
extern const char *const mall_why_names[MALL_WHYS + 1]; /* "", early, over, audience … NULL */

struct mall_offer { /* an item for somebody */
  struct mall_item m;
  uint32_t version;
  struct currency currency;
  int64_t points, money; /* of one, for this person */
  int64_t full_points, full_money;
  int32_t level;            /* whose price it is; -1: the usual one */
  int64_t left, left_today; /* of the stock; -1: no limit */
  int64_t left_person;      /* by the limits; -1: no limit */
  enum mall_limit limit;    /* which of them says so */
  int64_t most;             /* of one order now; 0: why */
  int64_t balance, missing; /* of the currency; of the price of one */
  enum mall_why why;
};
/* What is on sale or will be, by slug: neither drafts nor archived ones. */
bool mall_offers(struct incentive *i, uint32_t subject, struct arena *out, struct mall_offer **ret,
                 uint32_t *ret_n, struct err *err);
/* ERR_unknown_resource, ERR_mall_closed. */
bool mall_offer_of(struct incentive *i, uint32_t subject, struct str slug, struct arena *out,
                   struct mall_offer *ret, struct err *err);

struct mall_find {
  struct str item;     /* empty: any */
  int state;           /* enum mall_state; -1: any */
  uint32_t subject;    /* SUBJECT_NONE: anybody's */
  int64_t from, until; /* of at_ms, [from, until); 0: open */
  int64_t before;      /* only numbers below; 0: from the newest */
  uint32_t limit;      /* 1 … MALL_PAGE_MAX */
};
/* Newest first. */
bool mall_orders(struct incentive *i, const struct mall_find *f, struct arena *out,
                 struct mall_order **ret, uint32_t *ret_n, struct err *err);

struct mall_step {
  int64_t at_ms;
  enum mall_what what;
  struct str actor, note;
};
#define MALL_STEPS_MAX 100
/* With what was done to it, oldest first; *ret_given: gifts of it that were handed over, of
 * *ret_gifts.  ERR_unknown_mall_order. */
struct mall_file {
  struct mall_order order;
  struct mall_step *steps;
  uint32_t n_steps, gifts, given;
};
bool mall_order_get(struct incentive *i, int64_t n, struct arena *out, struct mall_file *ret,
                    struct err *err);

struct mall_sum {
  struct str item, currency; /* of a day: item empty */
  int32_t day;
  uint8_t scale;
  int64_t orders, pieces, points, money, cost; /* placed and not given back */
  int64_t awaiting, back;                      /* orders that wait for money; canceled, returned */
  int64_t codes;                               /* handed out, with those that came back spent */
};
struct mall_report {
  /* By item and currency; by day and currency, every day for each currency there is. */
  struct mall_sum *items, *days;
  uint32_t n_items, n_days;
  int64_t people; /* who have orders, each once whatever they are called */
};
/* Orders of the days from … to (at most MALL_REPORT_DAYS); slug empty: the whole mall. */
bool mall_report(struct incentive *i, struct str slug, int32_t from, int32_t to, struct arena *out,
                 struct mall_report *ret, struct err *err);

/* Asks for what must hold of the rows: counters equal orders, points of an order are those of its
 * transaction, nobody's contact of an order that has none.  As ledger_verify. */
bool mall_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                 struct err *err);

#endif

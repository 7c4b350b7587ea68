/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: the points mall.
 *
 *   mall_set.c      the documents, read once per revision
 *   mall_book.c     what the orders of each item take, in memory, in step with a group; the sweep
 *   mall_row.c      rows in SQL
 *   mall_pay.c      a request: what is asked before the writer, its key, and waiting or not
 *   mall_order.c    an order, inside the work
 *   mall_act.c      what is done to an order, likewise
 *   mall_view.c     items, and what a person may have of them
 *   mall_list.c     orders
 *   mall_report.c   sums
 *   mall_day.c      what the orders of each day say, in step with a group
 *   mall_pool.c     pools of codes, in memory, in step with a group
 *   mall_load.c     filling them
 *   mall_lines.c    codes out of a file's text                            pure
 *   mall_bulk.c     the same done to many orders
 *   mall_code.c     what orders take of them, and who sees it
 *   mall_verify.c   what must hold of the rows */
#ifndef SHOAL_INCENTIVE_MALL_INT_H
#define SHOAL_INCENTIVE_MALL_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/seal.h"
#include "base/vec.h"
#include "incentive/incentive_int.h"
#include "incentive/mall.h"
#include "incentive/mall_code.h"
#include "loyalty/gift.h"
#include "loyalty/holder.h"
#include "loyalty/ledger.h"
#include "loyalty/work.h"

#define MALL_NAME "mall" /* actor of the ledger, origin of gifts; a gift's row is the order */

/* ---- documents ---- */

struct mall_doc {
  struct mall_item m;
  uint32_t version;
  bool on, archived; /* on: neither archived nor a draft, and its price can be said */
  struct currency c;
  int64_t points, *levels; /* of one; smallest units */
};
struct mall_set {
  atomic_uint refs;
  uint64_t revision;
  struct arena arena;
  struct mall_doc *p; /* by slug, archived ones behind them */
  uint32_t n;
};
bool mall_set_get(struct incentive *i, struct mall_set **ret, struct err *err);
void mall_set_release(struct mall_set *s);                                       /* NULL is fine */
const struct mall_doc *mall_set_find(const struct mall_set *s, struct str slug); /* NULL: none */
/* Its price for somebody: level -1 … n_levels - 1. */
int64_t mall_points(const struct mall_doc *d, int32_t level);
int64_t mall_money(const struct mall_doc *d, int32_t level);

/* ---- the book ---- */

#define MALL_NO_BOOK UINT32_MAX

struct mall_row { /* of an item */
  struct mall_counts c;
  int32_t day; /* whose pieces day_taken is; INT32_MIN: not looked yet */
  int64_t day_taken;
};
struct mall_book {
  int64_t n;
  char *slug;
  struct mall_row now;     /* as the writer has it */
  struct mall_counts told; /* committed; guarded by the lock */
  bool dirty;
};
struct mall_before { /* a book as it was before a change */
  uint32_t book;
  struct mall_row was;
};
struct mall_pool_book {
  int64_t n, now[MALL_CODE_STATES], told[MALL_CODE_STATES];
  char *slug;
  bool dirty;
};
struct mall_pool_before {
  uint32_t pool;
  int64_t was[MALL_CODE_STATES];
};
struct mall_day_change {
  int64_t item, orders, pieces, points, money, cost, awaiting, back, codes;
  int32_t day;
  uint8_t scale;
  char currency[65];
};
struct mall {
  uint32_t orders, acts, loads, codes; /* tables, for loyalty_number */
  pthread_mutex_t lock; /* guards set, seal; books and pools (arrays, and told) against readers */
  struct seal seal;
  bool has_seal;
  VEC(struct mall_pool_book) pools;
  VEC(struct mall_pool_before) pools_before; /* of the group */
  size_t marked_pools_before, pools_sure, marked_pools;
  VEC(struct mall_day_change) days; /* of the group */
  size_t marked_days;
  struct mall_set *set;
  VEC(struct mall_book) books;
  VEC(struct mall_before) before; /* of the group */
  size_t marked_before, books_sure, marked_books;
};
/* On the writer's thread. */
uint32_t mall_book_find(const struct mall *m, struct str slug); /* MALL_NO_BOOK: none */
uint32_t mall_book_at(const struct mall *m, int64_t n);         /* of a number in a row */
bool mall_book_take(struct incentive *i, struct state *s, struct str slug, uint32_t *ret,
                    struct err *err);
/* About to be changed: how it is now is kept for an undo. */
struct mall_row *mall_book_change(struct mall *m, uint32_t book);
/* Pieces of today, looked up when the day is another. */
bool mall_book_today(struct mall *m, struct state *s, uint32_t book, int32_t day, int64_t *ret,
                     struct err *err);
/* Any thread: what is committed; zeros where nothing was ordered.  *ret_n 0: no row. */
void mall_book_told(struct mall *m, struct str slug, struct mall_counts *ret, int64_t *ret_n);

/* ---- days ---- */

void mall_days_open(struct incentive *i);
/* An order of the item is now `is`, and was `was` (NULL: not there). */
void mall_day_note(struct mall *m, int64_t item, const struct mall_order *was,
                   const struct mall_order *is);

/* ---- pools ---- */

bool mall_pools_open(struct incentive *i, struct err *err);
void mall_pools_close(struct mall *m);
/* On the writer's thread, as those of books. */
uint32_t mall_pool_find(const struct mall *m, struct str slug);
bool mall_pool_take(struct incentive *i, struct state *s, struct str slug, uint32_t *ret,
                    struct err *err);
int64_t *mall_pool_change(struct mall *m, uint32_t pool); /* counts by enum mall_code_state */
/* The key of what is sealed, made when first needed. */
bool mall_seal(struct incentive *i, const struct seal **ret, struct err *err);

/* ---- rows ---- */

#define MALL_ORDER_SELECT                                                                          \
  "SELECT o.n, i.slug, o.version, o.holder, h.subject, o.at_ms, o.day, o.hand, o.quantity, "       \
  "o.currency, o.scale, o.points, o.money, o.cost, o.balance, o.txn, o.back_txn, o.status, "       \
  "o.kept, o.until_ms, o.changed_ms, o.store, o.paid_ref, o.carrier, o.tracking, o.reason, "       \
  "c.name, c.phone, c.address, c.note, o.item, o.pool, p.slug FROM mall_order o JOIN mall_item i " \
  "ON i.n = o.item JOIN holder h ON h.n = o.holder LEFT JOIN mall_contact c ON c.ord = o.n LEFT "  \
  "JOIN mall_pool p ON p.n = o.pool "
/* *ret_item: number of the item's row; NULL is fine. */
void mall_order_read(struct incentive *i, struct state_stmt *q, struct arena *out,
                     struct mall_order *ret, int64_t *ret_item);
bool mall_order_load(struct incentive *i, struct state *s, int64_t n, struct arena *out,
                     struct mall_order *ret, int64_t *ret_item, bool *ret_found, struct err *err);
bool mall_order_insert(struct state *s, const struct mall_order *o, int64_t item, struct err *err);
/* What a change may have changed. */
bool mall_order_update(struct state *s, const struct mall_order *o, struct err *err);

struct mall_used { /* pieces of a person, by limit */
  int64_t n[MALL_LIMITS];
};
bool mall_used(struct state *s, int64_t item, const uint32_t *holders, uint32_t n, int32_t day,
               struct mall_used *ret, struct err *err);
bool mall_limited(const struct mall_item *m);
bool mall_taken_on(struct state *s, int64_t item, int32_t day, int64_t *ret, struct err *err);

/* ---- a request ---- */

struct mall_work {
  struct writer_work work; /* first */
  struct incentive *i;
  struct mall_ask a;
  const struct mall_doc *doc; /* MALL_DO_ORDER: of now; MALL_DO_PAY of a reward: of the order */
  int32_t level;              /* whose price it is */
  bool may;                   /* audience */
  struct err no_gift;         /* why what it gives cannot be given; else ERR_none */
  /* inside the work */
  struct state *s;
  struct arena *mem; /* of the work and its answer */
  int64_t now;
  struct mall_done done;
};
/* Inside the work. */
bool mall_place(struct mall_work *k, struct err *err);
bool mall_act_on(struct mall_work *k, struct err *err);
/* Whether it is done to orders of the state and hand. */
bool mall_may(enum mall_what what, enum mall_state state, enum mall_hand hand);
/* So many codes of the pool, which has them, are the order's: held or given. */
bool mall_codes_take(struct mall_work *k, const struct mall_order *o, uint32_t pool,
                     struct err *err);
/* The order is in another state than it was: so are its codes. */
bool mall_codes_follow(struct mall_work *k, const struct mall_order *was,
                       const struct mall_order *is, struct err *err);
/* The row in mall_act, with its key. */
bool mall_note(struct mall_work *k, int64_t order, struct str note, struct err *err);
/* What is handed over at once becomes a gift. */
bool mall_hand_over(struct mall_work *k, const struct mall_order *o, struct err *err);
void mall_tell(struct incentive *i, const struct mall_order *o, const char *event);
/* Ends orders that were not paid in time; *ret_n: how many, 0 = none are due. */
bool mall_expire_some(struct incentive *i, uint32_t *ret_n, struct err *err);

#endif

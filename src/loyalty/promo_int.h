/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: promotional prices.
 *
 *   promo_set.c     documents, read once per revision
 *   promo_book.c    counters, in step with the writer's groups
 *   promo_row.c     rows in SQL, events, JSON
 *   promo_hand.c    what the lines of a cart may get now
 *   promo_price.c   prices of a cart                                   pure
 *   promo_use.c     the works: into and out of orders
 *   promo_tick.c    reservations that are over
 *   promo.c         opening, refusing at once, levels, verify */
#ifndef SHOAL_LOYALTY_PROMO_INT_H
#define SHOAL_LOYALTY_PROMO_INT_H

#include <pthread.h>

#include "base/intern.h"
#include "base/vec.h"
#include "loyalty/coupon_int.h"
#include "loyalty/promo.h"

/* ---- counters ---- */

enum promo_count {
  PROMO_HELD,
  PROMO_SOLD,
  PROMO_RETURNED,
  PROMO_KEPT,
  PROMO_HELD_OFF,
  PROMO_SOLD_OFF,
  PROMO_COUNTS
};

struct promo_book {
  int64_t now[PROMO_COUNTS];  /* as the writer has it */
  int64_t told[PROMO_COUNTS]; /* committed; guarded by promos.lock */
  bool dirty;
};
struct promo_change {
  uint32_t book;
  enum promo_count what;
  int64_t delta;
};

struct promos {
  uint32_t table;        /* promotion_use, for loyalty_number */
  pthread_rwlock_t lock; /* guards names and books (the array, and told) against readers */
  struct intern names;   /* promotion NUL item → book */
  VEC(struct promo_book) books;
  VEC(struct promo_change) changes; /* of the group */
  size_t marked;
  pthread_mutex_t set_lock; /* guards set */
  struct promo_set *set;
};

bool promos_load(struct loyalty *l, struct err *err);
void promos_release(struct loyalty *l);
void promos_mark(struct promos *m);
void promos_undo(struct promos *m);
bool promos_end(struct promos *m, struct state *s, struct err *err);
void promos_over(struct promos *m, bool committed);

bool promo_books_load(struct loyalty *l, struct err *err);
/* On the writer's thread: the book, made if there is none. */
uint32_t promo_book_at(struct promos *m, struct str slug, struct str item);
void promo_book_add(struct promos *m, uint32_t book, enum promo_count what, int64_t delta);
static inline int64_t promo_book_now(const struct promos *m, uint32_t book, enum promo_count what) {
  return m->books.p[book].now[what];
}

/* ---- rows ---- */

/* What an order has or lost by itself, oldest first. */
bool promo_rows_of(struct state *s, struct str order, struct arena *out, struct promo_use **ret,
                   uint32_t *ret_n, struct err *err);
bool promo_rows_due(struct state *s, int64_t now, struct arena *out, struct promo_use *ret,
                    uint32_t *ret_n, struct err *err);
bool promo_row_insert(struct state *s, const struct promo_use *u, struct err *err);
bool promo_row_update(struct state *s, const struct promo_use *u, struct err *err);
/* Units that these holders have, of the item and of the whole promotion, but for what `order` has
 * reserved. */
bool promo_rows_held(struct state *s, struct str slug, struct str item, const uint32_t *holders,
                     uint32_t n, int64_t now, struct str order, int64_t *ret_item, int64_t *ret_all,
                     struct err *err);
void promo_tell(struct loyalty *l, const struct promo_use *u, const char *event, int64_t units);

/* ---- works ---- */

/* Of a request about coupons: units that it brings, or that its order has.  *ret_any: some. */
bool promo_use_all(struct coupon_work *x, bool *ret_any, struct err *err);
/* The reservation ends as `status` says: counters, row, event. */
bool promo_let_go(struct loyalty *l, struct state *s, struct promo_use *u, enum promo_status status,
                  struct err *err);

/* The price of one of `list` (−1: unknown); ERR_promotion_no_list. */
bool promo_price_of(const struct promotion *p, const struct promotion_item *it, struct str item,
                    int64_t list, int64_t *ret, struct err *err);

#endif

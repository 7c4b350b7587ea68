/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the coupons of the loyalty room. */
#ifndef SHOAL_LOYALTY_COUPON_INT_H
#define SHOAL_LOYALTY_COUPON_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "loyalty/checkout.h"
#include "loyalty/coupon.h"
#include "loyalty/holder.h"
#include "loyalty/promo.h"
#include "loyalty/work.h"

struct ev_batch;

/* ---- coupon_book.c: what every kind has given ---- */

enum coupon_count {
  COUNT_POOL,
  COUNT_ISSUED,
  COUNT_CLAIMED,
  COUNT_RESERVED,
  COUNT_REDEEMED,
  COUNT_EXPIRED,
  COUNT_REVOKED,
  COUNT_RESERVED_AMOUNT,
  COUNT_REDEEMED_AMOUNT,
  COUPON_COUNTS
};

struct coupon_book { /* of a kind */
  int64_t n;
  char *slug;
  int64_t now[COUPON_COUNTS];  /* as the writer has it */
  int64_t told[COUPON_COUNTS]; /* committed; guarded by books.lock */
  bool dirty, fresh;
};
struct coupon_change {
  uint32_t book;
  enum coupon_count what;
  int64_t delta;
};
struct coupon_docs;
struct coupon_guesses;

struct coupons {
  pthread_rwlock_t lock; /* guards books (the array, and told) against readers */
  VEC(struct coupon_book) books;
  VEC(struct coupon_change) changes; /* of the group */
  size_t marked_changes, books_before, marked_books;
  int64_t next, next_before, marked_next; /* number of the next coupon */
  int64_t next_batch, next_batch_before, marked_batch;
  struct coupon_docs *docs;
  struct coupon_guesses *guesses;
};

bool coupons_load(struct loyalty *l, struct err *err);
void coupons_release(struct coupons *c);
void coupons_mark(struct coupons *c);
void coupons_undo(struct coupons *c);
bool coupons_end(struct coupons *c, struct state *s, struct err *err);
void coupons_over(struct coupons *c, bool committed);

/* On the writer's thread.  Index of the book of a kind, made if there is none. */
bool coupon_book_take(struct loyalty *l, struct str slug, struct state *s, uint32_t *ret,
                      struct err *err);
/* Of a number that stands in a row. */
uint32_t coupon_book_at(struct loyalty *l, int64_t n);
void coupon_book_add(struct loyalty *l, uint32_t book, enum coupon_count what, int64_t delta);
static inline int64_t coupon_book_count(const struct coupons *c, uint32_t book,
                                        enum coupon_count what) {
  return c->books.p[book].now[what];
}
/* Any thread: what is committed, and the slug of a book's number in `out`. */
struct str coupon_book_slug(struct coupons *c, int64_t n, struct arena *out);
int64_t coupon_book_number(struct coupons *c, struct str slug); /* 0: none */

/* ---- coupon_batch_read.c ---- */
bool coupon_batch_load(struct loyalty *l, struct state *s, struct str id, struct arena *out,
                       struct coupon_batch *ret, bool *ret_found, struct err *err);

/* ---- coupon_doc.c ---- */
struct coupon_docs *coupon_docs_new(void);
void coupon_docs_free(struct coupon_docs *d);

/* ---- coupon_guess.c ---- */
struct coupon_guesses *coupon_guesses_new(void);
void coupon_guesses_free(struct coupon_guesses *g);
/* ERR_coupon_guessing when the person or the actor typed too many wrong codes lately. */
bool coupon_may_guess(struct coupon_guesses *g, uint32_t person, struct str actor, int64_t now,
                      struct err *err);
void coupon_guessed_wrong(struct coupon_guesses *g, uint32_t person, struct str actor, int64_t now);

/* ---- coupon_row.c ---- */

#define COUPON_COLUMNS                                                                             \
  "c.n, c.id, c.kind, c.version, c.holder, h.subject, c.status, c.code, c.from_ms, c.until_ms, "   \
  "c.issued_ms, c.claimed_ms, c.used_ms, c.held_ms, c.source, c.order_ref, c.discount, "           \
  "c.order_total "
#define COUPON_FROM " FROM coupon c LEFT JOIN holder h ON h.n = c.holder "
/* The row the statement stands on; its kind's number. */
void coupon_row(struct state_stmt *q, struct arena *out, struct coupon *ret, int64_t *ret_kind);
/* By id or code, as it stands; *ret_found. */
bool coupon_load(struct state *s, struct str id_or_code, struct arena *out, struct coupon *ret,
                 int64_t *ret_kind, bool *ret_found, struct err *err);
/* No such: which of the two errors. */
bool coupon_not_found(struct str id_or_code, struct err *err);
/* What has ended by now is told so. */
void coupon_look(struct coupon *c, int64_t now);

struct held { /* of one kind, over some holders */
  int64_t got, used, used_today, of_batch;
};
bool coupon_held(struct state *s, int64_t kind, const uint32_t *holders, uint32_t n, int64_t now,
                 int64_t day_ms, int64_t batch, struct held *ret, struct err *err);

/* ---- a request on the writer's thread ---- */

struct coupon_work {
  struct errand errand;
  struct loyalty *l;
  const struct coupon_request *q;
  const struct coupon_doc *doc; /* of q->kind; NULL where there is none */
  struct arena mem;             /* of one run */
  struct state *s;              /* of the run */
  int64_t now;
  VEC(struct coupon) did;           /* as they stand after it */
  VEC(struct promo_use) prices;     /* likewise */
  struct checkout *points;          /* likewise; NULL: it was not about points */
  struct checkout_part points_back; /* what it gave back */
  struct str json;
  bool replayed;
};

/* What giving somebody a coupon needs to know. */
struct coupon_gift {
  struct loyalty *l;
  struct state *s;
  struct arena *mem;
  const struct coupon_doc *doc;
  uint32_t book, subject, count;
  int64_t now, batch; /* batch 0: none */
  struct str source;
  bool claimed;
};
/* Limits and budget, then rows, counters and events; the coupons are added to `did`. */
bool coupon_give(const struct coupon_gift *g, struct coupon *did, struct err *err);
bool coupon_claim_code(struct coupon_work *x, struct err *err);
/* RESERVE … RETURN. */
bool coupon_use_all(struct coupon_work *x, struct err *err);
/* What the order of the request has reserved and redeemed. */
bool coupons_of_order(struct coupon_work *x, struct coupon **ret, uint32_t *ret_n, struct err *err);

/* An issued coupon, with its id and code; batch 0: none.  ERR_state_constraint when the code is
 * somebody's already. */
bool coupon_insert(struct state *s, const struct coupon *c, int64_t kind, int64_t batch,
                   struct err *err);
/* Writes what a change may have changed: holder, status, times, order, amounts. */
bool coupon_update(struct state *s, const struct coupon *c, struct err *err);
/* The reservation is over by itself, or the validity: rows, counters, event. */
bool coupon_let_go(struct loyalty *l, struct state *s, struct coupon *c, uint32_t book, int64_t now,
                   struct err *err);
/* An event of the coupon; of a redeemed one with its amounts. */
void coupon_tell(struct loyalty *l, const struct coupon *c, const char *event);

unsigned coupon_decimals(const struct loyalty *l);

bool coupons_tick(struct loyalty *l, struct err *err);

#endif

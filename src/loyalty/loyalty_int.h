/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the loyalty room: what the parts keep in step with a group of works. */
#ifndef SHOAL_LOYALTY_LOYALTY_INT_H
#define SHOAL_LOYALTY_LOYALTY_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "event/batch.h"
#include "loyalty/coupon_int.h"
#include "loyalty/doc_set.h"
#include "loyalty/gift.h"
#include "loyalty/holder.h"
#include "loyalty/work.h"

/* news.c: events of the group, in the order they were told. */
struct news {
  VEC(struct ev_batch *) batches; /* each but the last in use is full; kept from group to group */
  size_t rows, marked;
};

/* holder.c: the table in memory.  What a group made is `fresh` until its commit. */
struct seat {
  uint32_t subject, holder;
};
struct seats {
  pthread_rwlock_t lock; /* guards pages */
  VEC(uint32_t *) pages; /* by subject; NULL: nobody of these has a seat */
  VEC(struct seat) fresh;
  size_t marked;
  uint32_t next;
};

struct book; /* ledger_int.h */

/* numbers.c: of the next row of each table. */
struct numbers {
  int64_t next[LOYALTY_TABLES_MAX], marked[LOYALTY_TABLES_MAX], sure[LOYALTY_TABLES_MAX];
  uint32_t n;
};

/* checkout_*.c */
struct checkouts {
  uint32_t table;
};

/* gift.c, gift_hand.c */
struct gifts {
  uint32_t table;
  int64_t after, again_ms;                /* of who calls loyalty_tick */
  struct gift_giver givers[REWARD_WHATS]; /* attached */
};

/* membership_rows.c: what stands for its tables; membership_set.c: documents. */
enum member_table { MEMBER_ROWS, MEMBER_LEVELS, MEMBER_TERMS, MEMBER_ACTS, MEMBER_TABLES };
struct promos; /* promo_int.h */
struct memberships {
  uint32_t tables[MEMBER_TABLES];
  struct doc_sets docs; /* programmes */
};

struct loyalty {
  struct workspace *w;
  struct state *reader;
  struct writer *writer;
  struct news news;
  struct seats seats;
  struct book *book;
  struct coupons coupons;
  struct numbers numbers;
  struct gifts gifts;
  struct checkouts checkouts;
  struct memberships members;
  struct promos *promos;
  struct loyalty_part parts[LOYALTY_PARTS_MAX];
  uint32_t n_parts;

  pthread_t relay;      /* sends events to the log */
  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t told, sent;
  uint64_t asked, answered; /* committed groups with news; those whose news were sent */
  bool closing, failing;
  struct err why;
  uint64_t events;
};

/* ---- hooks ---- */
void news_release(struct news *n);
void news_mark(struct news *n);
void news_undo(struct news *n);
void news_back_to(struct news *n, size_t rows); /* forgets those told later */
bool news_put(struct news *n, struct workspace *w, struct err *err);
void news_reset(struct news *n);

bool seats_load(struct loyalty *l, struct err *err);
void seats_release(struct seats *s);
void seats_mark(struct seats *s);
void seats_undo(struct seats *s);
void seats_over(struct seats *s, bool committed);

void numbers_mark(struct numbers *m);
void numbers_undo(struct numbers *m);
void numbers_over(struct numbers *m, bool committed);

bool memberships_load(struct loyalty *l, struct err *err);
void memberships_release(struct memberships *m);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the loyalty room: what the parts keep in step with a group of works. */
#ifndef SHOAL_LOYALTY_LOYALTY_INT_H
#define SHOAL_LOYALTY_LOYALTY_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "event/batch.h"
#include "loyalty/coupon_int.h"
#include "loyalty/holder.h"
#include "loyalty/loyalty.h"

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

/* membership_rows.c: next numbers of rows, in step with the group; membership_set.c: documents. */
enum member_table {
  MEMBER_ROWS,
  MEMBER_LEVELS,
  MEMBER_GIFTS,
  MEMBER_TERMS,
  MEMBER_ACTS,
  MEMBER_TABLES
};
struct programme_set;
struct member_numbers {
  int64_t next[MEMBER_TABLES], marked[MEMBER_TABLES], sure[MEMBER_TABLES];
  pthread_mutex_t lock; /* guards set */
  struct programme_set *set;
  int64_t gift_after, gift_again_ms; /* membership_gifts.c; of who calls loyalty_tick */
};

struct loyalty {
  struct workspace *w;
  struct state *reader;
  struct writer *writer;
  struct news news;
  struct seats seats;
  struct book *book;
  struct coupons coupons;
  struct member_numbers members;

  pthread_t relay;      /* sends events to the log */
  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t told, sent;
  uint64_t asked, answered; /* committed groups with news; those whose news were sent */
  bool closing, failing;
  struct err why;
  uint64_t events;
};

/* ---- for works, on the writer's thread ---- */

/* Begins an event of the subject, of now; ev_batch_put on the result sets its properties (of the
 * row begun last).  NULL: nobody goes by the subject any more (erased), and nothing is told. */
struct ev_batch *loyalty_tell(struct loyalty *l, uint32_t subject, const char *event);
/* A property of the event begun last; nothing when b is NULL. */
void tell_text(struct ev_batch *b, const char *name, struct str v);
void tell_number(struct ev_batch *b, const char *name, struct dec v);

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

bool member_numbers_load(struct loyalty *l, struct err *err);
void member_numbers_release(struct member_numbers *m);
void member_numbers_mark(struct member_numbers *m);
void member_numbers_undo(struct member_numbers *m);
void member_numbers_over(struct member_numbers *m, bool committed);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workspace with its loyalty state, and what tests of coupons do with it. */
#ifndef SHOAL_TESTS_SHOP_H
#define SHOAL_TESTS_SHOP_H

#include <stdarg.h>
#include <stdio.h>

#include "../workspace/ws_dir.h"
#include "loyalty/coupon.h"
#include "loyalty/loyalty_int.h"
#include "on_postgres.h"
#include "resource/resource.h"
#include "workspace/persons.h"

struct shop {
  char dir[PATH_BYTES];
  struct ws_options o;
  struct workspace *w;
  struct loyalty *l;
};

static inline void shop_open(struct shop *x) {
  struct err err;
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &x->o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
}

static inline void shop_close(struct shop *x) {
  loyalty_close(x->l);
  ws_close(x->w);
}

/* o.io and o.clock are the caller's; a directory on disk is made only without an io. */
static inline void shop_make(struct shop *x) {
  struct err err;
  x->o.threads = 2;
  x->o.state = x->o.io ? NULL : pg_shop_new();
  if (!x->o.io)
    temp_dir(x->dir);
  else
    snprintf(x->dir, sizeof x->dir, "data");
  must_ok(ws_init_dir_at(x->dir, x->o.state, x->o.io, &err), &err);
  must_ok(ws_create(x->dir, STR("shop"), STR("UTC"), STR("CNY"), &x->o, &err), &err);
  shop_open(x);
}

static inline void shop_apply(struct shop *x, const char *yaml) {
  struct err err;
  struct arena mem;
  struct resource_change *change;
  uint32_t n;
  const struct resource_source src = {.name = STR("test"), .text = str_from(yaml)};
  arena_init(&mem, "test");
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), false, &mem, &change, &n, &err), &err);
  arena_release(&mem);
}

static inline uint32_t shop_subject(struct shop *x, const char *user) {
  struct err err;
  uint32_t s = SUBJECT_NONE;
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(user), true, &s, &err), &err);
  return s;
}

/* One number that SQL says; committed. */
static inline int64_t shop_number(struct shop *x, const char *sql) {
  struct state *r = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool row;
  state_enter(r);
  must_ok(state_query(r, sql, &q, &err), &err);
  must_ok(state_step(q, &row, &err), &err);
  int64_t n = state_int(q, 0);
  state_reset(q);
  state_leave(r);
  return n;
}

/* Rows of an event in the log. */
static inline uint64_t shop_told(struct shop *x, const char *event) {
  struct err err;
  must_ok(loyalty_settle(x->l, &err), &err);
  struct snapshot *n = ws_snapshot(x->w);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (str_is(snapshot_event(n, i)->name, event)) rows = snapshot_event(n, i)->rows;
  snapshot_free(n);
  return rows;
}

/* What must hold of the books at any time. */
static inline void shop_books_agree(struct shop *x) {
  static const char *const sums[] = {
      "b.pool <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.holder IS NULL)",
      "b.issued <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.holder IS NOT NULL)",
      "b.claimed <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.claimed_ms IS NOT "
      "NULL)",
      "b.reserved <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.status = 'reserved')",
      "b.redeemed <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.status = 'redeemed')",
      "b.expired <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.status = 'expired')",
      "b.revoked <> (SELECT count(*) FROM coupon c WHERE c.kind = b.n AND c.status = 'revoked')",
      "b.reserved_amount <> (SELECT coalesce(sum(discount), 0) FROM coupon c WHERE c.kind = b.n "
      "AND c.status = 'reserved')",
      "b.redeemed_amount <> (SELECT coalesce(sum(discount), 0) FROM coupon c WHERE c.kind = b.n "
      "AND c.status = 'redeemed')",
  };
  char sql[512];
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
    snprintf(sql, sizeof sql, "SELECT count(*) FROM coupon_book b WHERE %s", sums[i]);
    if (shop_number(x, sql) != 0) fail_msg("%s", sums[i]);
  }
}

#endif

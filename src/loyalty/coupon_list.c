/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading coupons: by id or code, of a person, of a kind. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

bool coupon_find(struct loyalty *l, struct str id_or_code, struct arena *out, struct coupon *ret,
                 struct err *err) {
  struct coupon c;
  int64_t kind;
  bool found = false;
  state_enter(l->reader);
  bool ok = coupon_load(l->reader, id_or_code, out, &c, &kind, &found, err);
  state_leave(l->reader);
  if (!ok) return false;
  if (!found) return coupon_not_found(id_or_code, err);
  c.kind = coupon_book_slug(&l->coupons, kind, out);
  coupon_look(&c, clock_wall_ms(ws_clock(l->w)));
  *ret = c;
  return true;
}

struct page {
  struct loyalty *l;
  struct arena *out;
  const struct coupon_filter *f;
  int64_t now, kind; /* 0: any */
  int64_t stopped;   /* below it nothing was looked at; 0: all was */
  VEC(struct coupon) found;
};

static bool wanted(const struct coupon_filter *f, const struct coupon *c) {
  return (f->status < 0 || c->status == (enum coupon_status)f->status) &&
         (f->whose == COUPON_ANYBODYS || (c->holder != 0) == (f->whose == COUPON_SOMEBODYS));
}

/* The rows that the statement gives and the filter wants, until a page is full or too many were
 * looked at: everybody who reads waits for whoever has the connection. */
static bool take(struct page *x, struct state_stmt *q, struct err *err) {
  uint32_t n = 0, looked = 0;
  bool row = false, ok = true;
  while ((ok = state_step(q, &row, err)) && row) {
    struct coupon c;
    int64_t kind;
    coupon_row(q, x->out, &c, &kind);
    coupon_look(&c, x->now);
    if (wanted(x->f, &c)) {
      c.kind = coupon_book_slug(&x->l->coupons, kind, x->out);
      vec_push(&x->found, c);
      n++;
    }
    if (n < x->f->limit && ++looked < COUPON_LOOKED_MAX) continue;
    if (c.n > x->stopped) x->stopped = c.n;
    state_reset(q);
    break;
  }
  return ok;
}

static int64_t before(const struct coupon_filter *f) {
  return f->before > 0 ? f->before : INT64_MAX;
}

static bool of_kind(struct page *x, struct err *err) {
  struct state_stmt *q;
  if (!state_query(x->l->reader,
                   "SELECT " COUPON_COLUMNS COUPON_FROM
                   "WHERE c.kind = ?1 AND c.n < ?2 ORDER BY c.n DESC",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->kind);
  state_bind_int(q, 2, before(x->f));
  return take(x, q, err);
}

static bool of_holder(struct page *x, uint32_t holder, struct err *err) {
  struct state_stmt *q;
  if (!state_query(x->l->reader,
                   "SELECT " COUPON_COLUMNS COUPON_FROM
                   "WHERE c.holder = ?1 AND (?2 = 0 OR c.kind = ?2) AND c.n < ?3 "
                   "ORDER BY c.n DESC",
                   &q, err))
    return false;
  state_bind_int(q, 1, holder);
  state_bind_int(q, 2, x->kind);
  state_bind_int(q, 3, before(x->f));
  return take(x, q, err);
}

static bool of_person(struct page *x, struct err *err) {
  uint32_t *holders, n = holders_of_person(x->l, x->f->subject, x->out, &holders);
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = of_holder(x, holders[i], err);
  return ok;
}

static int newest_first(const void *a, const void *b) {
  int64_t x = ((const struct coupon *)a)->n, y = ((const struct coupon *)b)->n;
  return x < y ? 1 : x > y ? -1 : 0;
}

/* Of what all gave, as far down as all of them were looked at. */
static uint32_t merge(struct page *x, struct coupon **ret, int64_t *ret_next) {
  uint32_t n = 0;
  struct coupon *p = arena_array(x->out, struct coupon, x->f->limit);
  if (x->found.n) qsort(x->found.p, x->found.n, sizeof *x->found.p, newest_first);
  while (n < x->f->limit && n < x->found.n && x->found.p[n].n >= x->stopped) {
    p[n] = x->found.p[n];
    n++;
  }
  *ret = p;
  *ret_next = n == x->f->limit ? p[n - 1].n : x->stopped;
  return n;
}

bool coupon_list_of(struct loyalty *l, const struct coupon_filter *f, struct arena *out,
                    struct coupon **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err) {
  struct page x = {.l = l, .out = out, .f = f, .now = clock_wall_ms(ws_clock(l->w))};
  must(f->of_person || f->of_kind);
  must(f->limit >= 1 && f->limit <= COUPON_LIST_MAX);
  bool ok = true;
  if (f->of_kind) x.kind = coupon_book_number(&l->coupons, f->kind);
  if (!f->of_kind || x.kind) { /* a kind of which nothing was made has none */
    state_enter(l->reader);
    ok = f->of_person ? of_person(&x, err) : of_kind(&x, err);
    state_leave(l->reader);
  }
  if (ok) *ret_n = merge(&x, ret, ret_next);
  vec_free(&x.found);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums of orders, of the days they were made on (mall_day.c); who ordered is asked of an index. */
#include <stdlib.h>

#include "base/vec.h"
#include "incentive/mall_int.h"
#include "person/person.h"

#define SUMS                                                                                       \
  "CAST(sum(o.orders) AS @i64), CAST(sum(o.pieces) AS @i64), CAST(sum(o.points) AS @i64), "        \
  "CAST(sum(o.money) AS @i64), CAST(sum(o.cost) AS @i64), CAST(sum(o.awaiting) AS @i64), "         \
  "CAST(sum(o.back) AS @i64), CAST(sum(o.codes) AS @i64), max(o.scale)"
#define WHICH "WHERE o.day BETWEEN ?1 AND ?2 AND (?3 = 0 OR o.item = ?3) "

static bool ask(struct state *s, const char *sql, int64_t item, int32_t from, int32_t to,
                struct state_stmt **ret, struct err *err) {
  if (!state_query(s, sql, ret, err)) return false;
  state_bind_int(*ret, 1, from);
  state_bind_int(*ret, 2, to);
  state_bind_int(*ret, 3, item);
  return true;
}

static void read_sum(struct state_stmt *q, int at, struct mall_sum *x) {
  x->orders = state_int(q, at);
  x->pieces = state_int(q, at + 1);
  x->points = state_int(q, at + 2);
  x->money = state_int(q, at + 3);
  x->cost = state_int(q, at + 4);
  x->awaiting = state_int(q, at + 5);
  x->back = state_int(q, at + 6);
  x->codes = state_int(q, at + 7);
  x->scale = (uint8_t)state_int(q, at + 8);
}

typedef VEC(struct mall_sum) sums;

static void keep(sums *v, struct arena *out, struct mall_sum **ret, uint32_t *ret_n) {
  *ret = arena_array(out, struct mall_sum, v->n + 1);
  for (size_t k = 0; k < v->n; k++)
    (*ret)[k] = v->p[k];
  *ret_n = (uint32_t)v->n;
  vec_free(v);
}

static bool by_item(struct state *s, int64_t item, int32_t from, int32_t to, struct arena *out,
                    struct mall_report *r, struct err *err) {
  struct state_stmt *q;
  sums v = {0};
  bool row = false;
  bool ok = ask(s,
                "SELECT i.slug, o.currency, " SUMS " FROM mall_day o JOIN mall_item i ON i.n = "
                "o.item " WHICH "GROUP BY i.slug, o.currency ORDER BY i.slug, o.currency",
                item, from, to, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct mall_sum x = {.item = arena_str(out, state_str(q, 0)),
                         .currency = arena_str(out, state_str(q, 1))};
    read_sum(q, 2, &x);
    vec_push(&v, x);
  }
  keep(&v, out, &r->items, &r->n_items);
  return ok;
}

static int by_currency(const void *a, const void *b) {
  return str_cmp(((const struct mall_sum *)a)->currency, ((const struct mall_sum *)b)->currency);
}

/* Every day from … to, for each currency of the items. */
static void fill_days(sums *v, const struct mall_report *r, int32_t from, int32_t to) {
  sums all = {0};
  size_t at = 0;
  for (int32_t day = from; day <= to; day++) {
    size_t first = all.n;
    while (at < v->n && v->p[at].day == day)
      vec_push(&all, v->p[at++]);
    for (uint32_t i = 0; i < r->n_items; i++) {
      size_t k = first;
      while (k < all.n && !str_eq(all.p[k].currency, r->items[i].currency))
        k++;
      if (k < all.n) continue;
      struct mall_sum none = {.item = STR(""),
                              .day = day,
                              .currency = r->items[i].currency,
                              .scale = r->items[i].scale};
      vec_push(&all, none);
    }
    if (all.n > first + 1) qsort(all.p + first, all.n - first, sizeof *all.p, by_currency);
  }
  vec_free(v);
  *v = all;
}

static bool by_day(struct state *s, int64_t item, int32_t from, int32_t to, struct arena *out,
                   struct mall_report *r, struct err *err) {
  struct state_stmt *q;
  sums v = {0};
  bool row = false;
  bool ok = ask(s,
                "SELECT o.day, o.currency, " SUMS " FROM mall_day o " WHICH
                "GROUP BY o.day, o.currency ORDER BY o.day, o.currency",
                item, from, to, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct mall_sum x = {.item = STR(""),
                         .day = (int32_t)state_int(q, 0),
                         .currency = arena_str(out, state_str(q, 1))};
    read_sum(q, 2, &x);
    vec_push(&v, x);
  }
  if (ok) fill_days(&v, r, from, to);
  keep(&v, out, &r->days, &r->n_days);
  return ok;
}

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Each person once, with whatever seats; who was erased is a seat. */
static bool people_in(struct incentive *i, struct state *s, int64_t item, int32_t from, int32_t to,
                      struct mall_report *r, struct err *err) {
  const struct people *p = ws_people(loyalty_workspace(i->l));
  VEC(uint32_t) who = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok = ask(s,
                "SELECT DISTINCT o.holder, h.subject FROM mall_order o JOIN holder h ON h.n = "
                "o.holder " WHICH "AND o.status BETWEEN 1 AND 4",
                item, from, to, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    uint32_t subject = holder_subject_at(q, 1);
    if (subject == SUBJECT_NONE)
      r->people++;
    else
      vec_push(&who, person_of(p, subject));
  }
  if (who.n) qsort(who.p, who.n, sizeof *who.p, number_order);
  for (size_t k = 0; k < who.n; k++)
    r->people += k == 0 || who.p[k] != who.p[k - 1];
  vec_free(&who);
  return ok;
}

bool mall_report(struct incentive *i, struct str slug, int32_t from, int32_t to, struct arena *out,
                 struct mall_report *ret, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct mall_report r = {0};
  struct mall_counts ignored;
  int64_t item = 0;
  if (slug.n) {
    mall_book_told(i->mall, slug, &ignored, &item);
    if (item == 0) item = -1; /* nobody ordered it */
  }
  state_enter(s);
  bool ok = by_item(s, item, from, to, out, &r, err) && by_day(s, item, from, to, out, &r, err) &&
            people_in(i, s, item, from, to, &r, err);
  state_leave(s);
  if (ok) *ret = r;
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders, newest first.  What the list is asked for decides the text of the statement, so that the
 * index that fits is used; of a person each holder's newest are fetched, then the newest of
 * those. */
#include <stdio.h>
#include <stdlib.h>

#include "incentive/mall_int.h"

struct filter { /* a statement and its values */
  const struct mall_find *f;
  int64_t item;
  uint32_t holder, limit;
};

static bool query(struct state *s, const struct filter *x, struct state_stmt **ret,
                  struct err *err) {
  const struct mall_find *f = x->f;
  int64_t v[7];
  int n = 0;
  char sql[1600];
  size_t at = (size_t)snprintf(sql, sizeof sql, MALL_ORDER_SELECT "WHERE o.n < ?1");
  v[n++] = f->before ? f->before : INT64_MAX;
  const struct {
    bool used;
    const char *column;
    int64_t value;
  } parts[] = {{x->item != 0, "o.item =", x->item},
               {x->holder != 0, "o.holder =", x->holder},
               {f->state >= 0, "o.status =", f->state},
               {f->from != 0, "o.at_ms >=", f->from},
               {f->until != 0, "o.at_ms <", f->until}};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (!parts[i].used) continue;
    v[n++] = parts[i].value;
    at += (size_t)snprintf(sql + at, sizeof sql - at, " AND %s ?%d", parts[i].column, n);
  }
  v[n++] = x->limit;
  snprintf(sql + at, sizeof sql - at, " ORDER BY o.n DESC LIMIT ?%d", n);
  if (!state_query(s, sql, ret, err)) return false;
  for (int i = 0; i < n; i++)
    state_bind_int(*ret, i + 1, v[i]);
  return true;
}

static bool read_all(struct incentive *i, const struct filter *x, struct arena *out,
                     struct mall_order *ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!query(loyalty_reader(i->l), x, &q, err)) return false;
  while (state_step(q, &row, err) && row)
    mall_order_read(i, q, out, &ret[(*ret_n)++], NULL);
  return !row;
}

static int newest_first(const void *a, const void *b) {
  int64_t x = ((const struct mall_order *)a)->n, y = ((const struct mall_order *)b)->n;
  return x < y ? 1 : x > y ? -1 : 0;
}

static bool of_person(struct incentive *i, struct filter *x, struct arena *out,
                      struct mall_order **ret, uint32_t *ret_n, struct err *err) {
  uint32_t *holders, n = holders_of_person(i->l, x->f->subject, out, &holders);
  struct mall_order *both = arena_array(out, struct mall_order, 2 * (size_t)x->limit + 1);
  for (uint32_t k = 0; k < n; k++) {
    x->holder = holders[k];
    if (!read_all(i, x, out, both, ret_n, err)) return false;
    qsort(both, *ret_n, sizeof *both, newest_first);
    if (*ret_n > x->limit) *ret_n = x->limit;
  }
  *ret = both;
  return true;
}

bool mall_orders(struct incentive *i, const struct mall_find *f, struct arena *out,
                 struct mall_order **ret, uint32_t *ret_n, struct err *err) {
  struct filter x = {.f = f, .limit = f->limit < MALL_PAGE_MAX ? f->limit : MALL_PAGE_MAX};
  struct mall_counts ignored;
  *ret_n = 0;
  *ret = arena_array(out, struct mall_order, (size_t)x.limit + 1);
  if (f->item.n) {
    mall_book_told(i->mall, f->item, &ignored, &x.item);
    if (x.item == 0) return true; /* nobody ordered it */
  }
  state_enter(loyalty_reader(i->l));
  bool ok = f->subject != SUBJECT_NONE ? of_person(i, &x, out, ret, ret_n, err)
                                       : read_all(i, &x, out, *ret, ret_n, err);
  state_leave(loyalty_reader(i->l));
  return ok;
}

/* ---- one ---- */

static bool read_steps(struct state *s, int64_t n, struct arena *out, struct mall_file *f,
                       struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT at_ms, what, actor, note FROM mall_act WHERE ord = ?1 ORDER BY n LIMIT "
                   "?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, MALL_STEPS_MAX);
  f->steps = arena_array(out, struct mall_step, MALL_STEPS_MAX);
  while (state_step(q, &row, err) && row)
    f->steps[f->n_steps++] = (struct mall_step){.at_ms = state_int(q, 0),
                                                .what = (enum mall_what)state_int(q, 1),
                                                .actor = arena_str(out, state_str(q, 2)),
                                                .note = arena_str(out, state_str(q, 3))};
  return !row;
}

bool mall_order_get(struct incentive *i, int64_t n, struct arena *out, struct mall_file *ret,
                    struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct mall_file f = {0};
  struct gift_row *gifts;
  bool found = false;
  state_enter(s);
  bool ok = mall_order_load(i, s, n, out, &f.order, NULL, &found, err) &&
            (!found || (read_steps(s, n, out, &f, err) &&
                        gifts_of(s, STR(MALL_NAME), n, 1, out, &gifts, &f.gifts, err)));
  state_leave(s);
  if (!ok) return false;
  if (!found) return err_fail(err, ERR_unknown_mall_order, "%lld", (long long)n);
  for (uint32_t k = 0; k < f.gifts; k++)
    f.given += gifts[k].given;
  *ret = f;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices: opening, what is refused before the writer is asked, and whether counters are
 * what the rows say. */
#include "loyalty/promo.h"

#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/membership.h"
#include "loyalty/promo_int.h"

bool promos_load(struct loyalty *l, struct err *err) {
  struct promos *m = must_calloc(1, sizeof *m);
  pthread_rwlock_init(&m->lock, NULL);
  pthread_mutex_init(&m->set_lock, NULL);
  intern_init(&m->names, "promotions");
  l->promos = m;
  state_enter(l->reader);
  bool ok = promo_books_load(l, err);
  state_leave(l->reader);
  return ok && loyalty_table(l, "promotion_use", &m->table, err);
}

void promos_release(struct loyalty *l) {
  struct promos *m = l->promos;
  if (!m) return;
  promo_set_release(m->set);
  vec_free(&m->books);
  vec_free(&m->changes);
  intern_release(&m->names);
  pthread_rwlock_destroy(&m->lock);
  pthread_mutex_destroy(&m->set_lock);
  free(m);
  l->promos = NULL;
}

/* ---- before the writer is asked ---- */

static bool some_left(struct loyalty *l, const struct promo_set *set, const struct promo_ask *a,
                      struct err *err) {
  const struct promo_doc *d;
  struct promo_counts c;
  if (!promo_set_find(l, set, a->promotion, &d, err)) return false;
  const struct promotion_item *it = promotion_item_find(&d->p, a->item);
  if (!it && !(d->p.percent_bp && a->in_scope))
    return err_fail(err, ERR_promotion_no_item, "%.*s" ERR_SEP "%.*s", STRF(a->promotion),
                    STRF(a->item));
  promo_counts_of(l, a->promotion, a->item, &c);
  int64_t left = promo_left(it, &c);
  return left < 0 || left >= a->units ||
         err_fail(err, ERR_promotion_sold_out, "%.*s" ERR_SEP "%.*s" ERR_SEP "%lld" ERR_SEP "%lld",
                  STRF(a->promotion), STRF(a->item), (long long)left, (long long)a->units);
}

bool promo_some_left(struct loyalty *l, const struct promo_ask *a, uint32_t n, struct err *err) {
  struct promo_set *set;
  bool ok = promo_set_get(l, &set, err);
  if (!ok) return false;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = some_left(l, set, &a[i], err);
  promo_set_release(set);
  return ok;
}

bool promo_level_fits(struct loyalty *l, const struct promotion *p, uint32_t subject, bool *ret,
                      struct err *err) {
  struct membership_view v;
  struct programme k;
  struct arena tmp;
  *ret = p->programme.n == 0;
  if (*ret || subject == SUBJECT_NONE) return true;
  arena_init(&tmp, "level");
  bool ok = membership_get(l, subject, p->programme, &tmp, &k, &v, err);
  if (ok) {
    int least = p->level.n ? programme_level_find(&k, p->level) : -1;
    *ret = v.status == MEMBERSHIP_ACTIVE && v.standing.level >= least &&
           (least >= 0 || p->level.n == 0);
  } else if (err->code == ERR_not_member) {
    ok = true;
  }
  arena_release(&tmp);
  return ok;
}

/* ---- verify ---- */

#define SUM(what, cond) "coalesce(sum(CASE WHEN " cond " THEN " what " ELSE 0 END), 0)"
#define SUMS                                                                                       \
  SUM("units", "status = 0")                                                                       \
  ", " SUM("units - returned",                                                                     \
           "status = 1") ", "                                                                      \
                         "coalesce(sum(returned), 0), coalesce(sum(kept), 0), " SUM(               \
                             "(list - price) * units",                                             \
                             "status = 0") ", " SUM("(list - price) * (units - returned)",         \
                                                    "status = 1")

/* Books that differ from the rows, and rows that have no book. */
static const char by_item[] =
    "SELECT promotion, item, " SUMS " FROM promotion_use GROUP BY promotion, item";
static const char of_all[] = "SELECT promotion, '', " SUMS " FROM promotion_use GROUP BY promotion";

struct verify {
  struct loyalty *l;
  void (*bad)(void *ctx, struct str promotion, struct str item);
  void *ctx;
  int64_t wrong, seen;
};

static void compare(struct verify *v, struct state_stmt *q) {
  struct promo_counts c;
  promo_counts_of(v->l, state_str(q, 0), state_str(q, 1), &c);
  const int64_t has[] = {c.held, c.sold, c.returned, c.kept, c.held_off, c.sold_off};
  bool same = true;
  for (int i = 0; i < PROMO_COUNTS; i++)
    same &= has[i] == state_int(q, 2 + i);
  v->seen++;
  if (same) return;
  v->wrong++;
  if (v->bad) v->bad(v->ctx, state_str(q, 0), state_str(q, 1));
}

static bool compare_all(struct verify *v, const char *sql, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok = state_query(v->l->reader, sql, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    compare(v, q);
  return ok;
}

/* Counters in SQL that are not those in memory; those without rows must be zero. */
static bool compare_books(struct verify *v, struct err *err) {
  struct state_stmt *q;
  int64_t filled = 0;
  bool row = false, ok = state_query(v->l->reader,
                                     "SELECT promotion, item, held, sold, returned, kept, "
                                     "held_off, sold_off FROM promotion_book",
                                     &q, err);
  int64_t seen = v->seen;
  while (ok && (ok = state_step(q, &row, err)) && row) {
    compare(v, q);
    for (int i = 0; i < PROMO_COUNTS; i++)
      if (state_int(q, 2 + i) != 0) {
        filled++;
        break;
      }
  }
  if (ok && filled > seen) v->wrong += filled - seen;
  return ok;
}

bool promos_verify(struct loyalty *l, void (*bad)(void *ctx, struct str promotion, struct str item),
                   void *ctx, int64_t *ret, struct err *err) {
  struct verify v = {.l = l, .bad = bad, .ctx = ctx};
  state_enter(l->reader);
  bool ok = compare_all(&v, by_item, err) && compare_all(&v, of_all, err) && compare_books(&v, err);
  state_leave(l->reader);
  *ret = v.wrong;
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who was meant to get a coupon, and what they did in the days from then on, whether they used one
 * or not (intention to treat).
 *
 * Issued are those with a coupon of the batch and those whom a limit refused one; held out are
 * those whom the kind's share drew, a function of the kind and the person alone.  Batches of which
 * nobody was held out do not count: there is nobody to compare their people with. */
#include <math.h>

#include "base/panic.h"
#include "effect/trial_int.h"
#include "loyalty/holder.h"
#include "person/person.h"

/* ---- targets ---- */

static const char *const sources[] = {
    "SELECT b.n, h.subject, c.issued_ms, 0, b.started_ms FROM coupon_batch b JOIN coupon c ON "
    "c.batch = b.n JOIN holder h ON h.n = c.holder WHERE b.kind = ?1 AND b.held_out > 0 AND "
    "b.what = 'segment' AND c.issued_ms <= ?2 AND b.started_ms >= ?3 AND b.started_ms < ?4",
    "SELECT b.n, h.subject, x.at_ms, 0, b.started_ms FROM coupon_batch b JOIN coupon_refused x ON "
    "x.batch = b.n JOIN holder h ON h.n = x.holder WHERE b.kind = ?1 AND b.held_out > 0 AND "
    "x.at_ms <= ?2 AND b.started_ms >= ?3 AND b.started_ms < ?4",
    "SELECT b.n, h.subject, x.at_ms, 1, b.started_ms FROM coupon_batch b JOIN coupon_holdout x ON "
    "x.batch = b.n JOIN holder h ON h.n = x.holder WHERE b.kind = ?1 AND b.held_out > 0 AND "
    "x.at_ms <= ?2 AND b.started_ms >= ?3 AND b.started_ms < ?4",
};

static uint32_t batch_of(struct trial *t, int64_t n, int64_t started_ms) {
  for (size_t i = t->batches.n; i-- > 0;)
    if (t->batches.p[i].n == n) return (uint32_t)i;
  vec_push(&t->batches, ((struct trial_batch){n, started_ms}));
  return (uint32_t)t->batches.n - 1;
}

static bool read_source(struct trial *t, const char *sql, struct err *err) {
  const struct people *people = ws_people(t->in->w);
  struct state_stmt *q;
  bool row = true;
  if (!state_query(t->in->state, sql, &q, err)) return false;
  state_bind_int(q, 1, t->kind);
  state_bind_int(q, 2, t->in->now);
  state_bind_int(q, 3, t->from);
  state_bind_int(q, 4, t->until);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    uint32_t subject = row ? holder_subject_at(q, 1) : SUBJECT_NONE;
    if (subject == SUBJECT_NONE) continue;
    if (people_erased(people, subject)) {
      t->erased++;
      continue;
    }
    vec_push(&t->targets, ((struct target){.person = person_of(people, subject),
                                           .batch = batch_of(t, state_int(q, 0), state_int(q, 4)),
                                           .at = state_int(q, 2),
                                           .held = state_int(q, 3) != 0}));
  }
  return true;
}

static int first_of_person(const void *p, const void *q) {
  const struct target *a = p, *b = q;
  if (a->person != b->person) return a->person < b->person ? -1 : 1;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->held > b->held) - (a->held < b->held);
}

bool trial_targets(struct trial *t, struct err *err) {
  size_t k = 0;
  int64_t span = t->days * MS_DAY;
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    if (!read_source(t, sources[i], err)) return false;
  if (t->targets.n) qsort(t->targets.p, t->targets.n, sizeof *t->targets.p, first_of_person);
  for (size_t i = 0; i < t->targets.n; i++)
    if (k == 0 || t->targets.p[k - 1].person != t->targets.p[i].person)
      t->targets.p[k++] = t->targets.p[i];
  t->targets.n = k;
  for (size_t i = 0; i < k; i++) {
    t->targets.p[i].mature = t->targets.p[i].at + span <= t->in->now;
    t->unripe += !t->targets.p[i].mature;
  }
  return true;
}

struct target *trial_target(struct trial *t, uint32_t person) {
  size_t lo = 0, hi = t->targets.n;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (t->targets.p[mid].person < person)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < t->targets.n && t->targets.p[lo].person == person ? &t->targets.p[lo] : NULL;
}

/* ---- coupons they used, whichever way they got them ---- */

bool trial_discounts(struct trial *t, struct err *err) {
  const struct people *people = ws_people(t->in->w);
  struct state_stmt *q;
  bool row = true;
  if (!state_query(t->in->state,
                   "SELECT h.subject, c.issued_ms, c.status, c.discount, c.used_ms FROM coupon c "
                   "JOIN holder h ON h.n = c.holder WHERE c.kind = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, t->kind);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    uint32_t subject = row ? holder_subject_at(q, 0) : SUBJECT_NONE;
    if (subject == SUBJECT_NONE) continue;
    struct target *x = trial_target(t, person_of(people, subject));
    if (!x) continue;
    int64_t end = x->at + t->days * MS_DAY;
    if (x->held && state_int(q, 1) >= x->at && state_int(q, 1) < end) x->got_one = true;
    if (!str_is(state_str(q, 2), "redeemed")) continue;
    int64_t used = state_int(q, 4);
    if (used >= x->at && used < end) x->discount += state_int(q, 3);
  }
  return true;
}

/* ---- orders ---- */

/* Of what was paid: by the catalogue's cost as far as lines have one, by the rate otherwise.  The
 * discount was part of list prices, so it is added in the same proportion. */
static double margin_of(const struct trial *t, const struct bought *o, double paid,
                        double *ret_costed) {
  double s = o->listed > 0 ? o->costed / o->listed : 0;
  s = s < 0 ? 0 : s > 1 ? 1 : s;
  *ret_costed += s * paid;
  return s * paid - o->cost + (1 - s) * paid * t->rate;
}

struct outcomes {
  struct trial *t;
  uint32_t n;
  struct orders_facts facts;
};

static void outcome_of(struct trial *t, const struct buyer *b, double unit) {
  struct target *x = trial_target(t, b->subject);
  double costed = 0;
  if (!x || !x->mature) return;
  int64_t begin = x->at - t->days * MS_DAY, end = x->at + t->days * MS_DAY;
  for (uint32_t i = 0; i < b->n; i++) {
    const struct bought *o = &b->orders[i];
    if (o->gone || o->time < begin || o->time >= end) continue;
    double paid = (double)o->amount * unit;
    if (o->time < x->at) {
      x->before_orders++;
      x->before_revenue += paid;
      continue;
    }
    x->orders++;
    x->revenue += paid;
    x->margin += margin_of(t, o, paid, &costed);
  }
  double share = x->revenue > 0 ? costed / x->revenue : 0;
  double discount = (double)x->discount / (double)dec_pow10(t->decimals);
  x->margin += discount * (share + (1 - share) * t->rate);
}

static bool outcome(void *ctx, unsigned worker, const struct buyer *b, struct err *err) {
  struct outcomes *o = ctx;
  double unit = 1 / (double)dec_pow10(o->facts.scale);
  (void)worker, (void)err;
  for (uint32_t i = 0; i < o->n; i++)
    outcome_of(&o->t[i], b, unit);
  return true;
}

bool trial_outcomes(struct trial *t, uint32_t n, struct err *err) {
  const struct orders_query q = {.costs = true};
  struct outcomes o = {.t = t, .n = n};
  if (n == 0) return true;
  if (!orders_walk(t->in, &q, outcome, &o, &o.facts, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    t[i].facts = o.facts;
  return true;
}

/* ---- classes ---- */

bool trial_classes(struct trial *t, const struct classification *c, struct err *err) {
  struct classification_result r[COUPON_MOMENTS_MAX];
  int64_t at[COUPON_MOMENTS_MAX];
  uint32_t n = t->batches.n < COUPON_MOMENTS_MAX ? (uint32_t)t->batches.n : COUPON_MOMENTS_MAX;
  for (uint32_t i = 0; i < n; i++)
    at[i] = t->batches.p[i].started_ms;
  if (n == 0) return true;
  if (!classification_run(c, t->in->snapshot, at, n, &t->in->env, t->out, r, err)) return false;
  for (size_t i = 0; i < t->targets.n; i++) {
    struct target *g = &t->targets.p[i];
    const struct classification_result *k = &r[g->batch < n ? g->batch : n - 1];
    uint8_t x = g->person < k->n_subjects ? k->class_of[g->person] : QUERY_CLASS_NONE;
    g->class_of = x < c->n_classes ? x : c->n_classes;
  }
  for (uint32_t i = 0; i < n; i++)
    classification_result_release(&r[i]);
  return true;
}

void trial_release(struct trial *t) {
  vec_free(&t->targets);
  vec_free(&t->batches);
}

bool trial_asked(uint32_t days, bool margin_given, struct dec margin, struct err *err) {
  if (days > COUPON_EFFECT_DAYS_MAX)
    return err_fail(err, ERR_effect_days, "days" ERR_SEP "1" ERR_SEP "%d", COUPON_EFFECT_DAYS_MAX);
  if (margin_given && (margin.m < 0 || dec_cmp(margin, dec_int(1)) > 0))
    return err_fail(err, ERR_effect_days, "margin" ERR_SEP "0" ERR_SEP "1");
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doses: which kinds and face values there were, who was meant to get them, and what they did.
 *
 * A kind's face value may have been changed: a batch is of the value that its coupons have by the
 * version they were made from; one without coupons of the value when it began; one whose coupons
 * have two is left out, for nobody knows which of them those held out would have got. */
#include <math.h>
#include <stdlib.h>

#include "base/panic.h"
#include "effect/dose_int.h"
#include "resource/resource.h"

/* ---- kinds ---- */

static bool too_many(struct err *err) {
  return err_fail(err, ERR_effect_doses, "%d", DOSE_KINDS_MAX);
}

static bool add_kind(struct doses *d, struct str slug, struct err *err) {
  struct dose_kind *k = &d->kinds[d->n_trials];
  bool active;
  for (uint32_t i = 0; i < d->n_trials; i++)
    if (str_eq(d->kinds[i].slug, slug)) return too_many(err);
  if (d->n_trials == DOSE_KINDS_MAX) return too_many(err);
  k->slug = arena_str(d->out, slug);
  d->n_trials++;
  return resource_coupon_kind(d->in->w, k->slug, d->out, &k->k, &active, err);
}

static bool named_kinds(struct doses *d, struct err *err) {
  struct str rest = d->ask->kinds;
  while (rest.n) {
    struct str slug = str_trim(str_cut(&rest, ','));
    if (slug.n && !add_kind(d, slug, err)) return false;
  }
  return true;
}

static bool find_kinds(struct doses *d, int64_t from, int64_t until, struct err *err) {
  struct str slugs[DOSE_KINDS_MAX];
  struct state_stmt *q;
  bool row = true;
  uint32_t n = 0;
  if (!state_query(d->in->state,
                   "SELECT k.slug, max(b.started_ms) FROM coupon_batch b JOIN coupon_book k ON k.n "
                   "= b.kind WHERE b.what = 'segment' AND b.held_out > 0 AND b.started_ms >= ?1 "
                   "AND b.started_ms < ?2 GROUP BY k.slug ORDER BY 2 DESC, 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, from);
  state_bind_int(q, 2, until);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    d->more_kinds = row && n == DOSE_KINDS_MAX;
    if (d->more_kinds) state_reset(q);
    if (!row || d->more_kinds) break;
    slugs[n++] = arena_str(d->out, state_str(q, 0));
  }
  for (uint32_t i = 0; i < n; i++)
    if (!add_kind(d, slugs[i], err)) return false;
  return true;
}

static bool book_of(struct doses *d, struct str slug, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(d->in->state, "SELECT n FROM coupon_book WHERE slug = ?1", &q, err))
    return false;
  state_bind_str(q, 1, slug);
  if (!state_step(q, &row, err)) return false;
  *ret = row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

static bool read_people(struct doses *d, int64_t from, int64_t until, struct err *err) {
  d->trials = arena_array(d->out, struct trial, d->n_trials + 1);
  for (uint32_t i = 0; i < d->n_trials; i++) {
    struct trial *t = &d->trials[i];
    *t = (struct trial){.in = d->in,
                        .out = d->out,
                        .from = from,
                        .until = until,
                        .decimals = d->decimals,
                        .days = d->days,
                        .rate = d->rate};
    if (!book_of(d, d->kinds[i].slug, &t->kind, err)) return false;
    if (t->kind && (!trial_targets(t, err) || !trial_discounts(t, err))) return false;
  }
  return true;
}

/* ---- face values ---- */

struct face {
  enum offer what;
  struct dec v;
};

static struct face face_of(const struct coupon_kind *k) {
  switch (k->benefit) {
  case COUPON_AMOUNT_OFF:
    return (struct face){OFFER_MONEY, k->amount};
  case COUPON_THRESHOLD:
    if (k->repeat == 1) return (struct face){OFFER_MONEY, k->amount};
    break;
  case COUPON_SHIPPING:
    if (!k->shipping_free) return (struct face){OFFER_MONEY, k->amount};
    break;
  case COUPON_PERCENT_OFF:
    return (struct face){OFFER_PERCENT, {k->percent_bp, 4}};
  default:
    break;
  }
  return (struct face){OFFER_NONE, DEC_ZERO};
}

static bool same_face(const struct face *a, const struct face *b) {
  return a->what == b->what && (a->what == OFFER_NONE || dec_cmp(a->v, b->v) == 0);
}

struct made { /* coupons of a batch: versions of the kind's document, first and last; 0: none */
  int64_t n, low, high;
};

static bool face_at(struct doses *d, struct str slug, int64_t version, struct face *ret,
                    struct err *err) {
  const struct effect_in *in = d->in;
  struct resource r;
  struct json *doc;
  const struct json *at;
  struct coupon_kind k;
  if (!resource_version_get(in->w, STR("coupon"), slug, (uint32_t)version, d->out, &r, err) ||
      !json_parse(r.doc, d->out, &doc, err) ||
      !coupon_kind_read(doc, in->env.tz, d->decimals, d->out, &k, &at, err))
    return false;
  *ret = face_of(&k);
  return true;
}

static bool version_at(struct doses *d, struct str slug, int64_t ms, int64_t *ret,
                       struct err *err) {
  struct resource *v;
  uint32_t n;
  if (!resource_versions(d->in->w, STR("coupon"), slug, d->out, &v, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    *ret = v[i].version;
    if (v[i].updated_ms <= ms) break;
  }
  return true;
}

/* The versions of the batches of a trial, in their order. */
static bool read_made(struct doses *d, const struct trial *t, struct made *made, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  for (size_t i = 0; i < t->batches.n; i++)
    made[i] = (struct made){.n = t->batches.p[i].n};
  if (!state_query(d->in->state,
                   "SELECT batch, min(version), max(version) FROM coupon WHERE kind = ?1 AND batch "
                   "IS NOT NULL GROUP BY batch",
                   &q, err))
    return false;
  state_bind_int(q, 1, t->kind);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    for (size_t i = 0; row && i < t->batches.n; i++)
      if (made[i].n == state_int(q, 0))
        made[i].low = state_int(q, 1), made[i].high = state_int(q, 2);
  }
  return true;
}

static uint32_t level_of(struct doses *d, uint32_t trial, const struct face *f, int64_t ms) {
  uint32_t i = 0;
  for (; i < d->n_levels; i++) {
    struct level *l = &d->levels[i];
    const struct face g = {l->what, l->offer};
    if (l->trial == trial && same_face(f, &g)) break;
  }
  if (i == DOSE_LEVELS_MAX) return LEVEL_MIXED;
  struct level *l = &d->levels[i];
  if (i == d->n_levels) {
    *l = (struct level){
        .trial = trial, .what = f->what, .offer = f->v, .first_ms = ms, .last_ms = ms};
    d->n_levels++;
  }
  if (ms < l->first_ms) l->first_ms = ms;
  if (ms > l->last_ms) l->last_ms = ms;
  return i;
}

static bool levels_of(struct doses *d, uint32_t trial, const struct made *made, struct err *err) {
  const struct trial *t = &d->trials[trial];
  struct str slug = d->kinds[trial].slug;
  for (uint32_t i = 0; i < t->batches.n; i++) {
    struct face a, b;
    int64_t low = made[i].low, high = made[i].high;
    if (low == 0 && !version_at(d, slug, t->batches.p[i].started_ms, &low, err)) return false;
    if (high == 0) high = low;
    if (!face_at(d, slug, low, &a, err) || !face_at(d, slug, high, &b, err)) return false;
    uint32_t to =
        same_face(&a, &b) ? level_of(d, trial, &a, t->batches.p[i].started_ms) : LEVEL_MIXED;
    d->mixed += to == LEVEL_MIXED;
    d->level_of[trial][i] = to;
  }
  return true;
}

static bool read_levels(struct doses *d, struct err *err) {
  d->levels = arena_array(d->out, struct level, DOSE_LEVELS_MAX + 1);
  d->level_of = arena_array(d->out, uint32_t *, d->n_trials + 1);
  for (uint32_t i = 0; i < d->n_trials; i++) {
    const struct trial *t = &d->trials[i];
    struct made *made = arena_array(d->out, struct made, t->batches.n + 1);
    d->level_of[i] = arena_array(d->out, uint32_t, t->batches.n + 1);
    if (t->kind && (!read_made(d, t, made, err) || !levels_of(d, i, made, err))) return false;
  }
  return true;
}

/* ---- people ---- */

/* Whether somebody was in the trial of another kind while the outcome of this one was counted, or
 * had been less than those days before. */
static bool overlaps(struct doses *d, uint32_t trial, const struct target *g) {
  int64_t span = d->days * MS_DAY;
  for (uint32_t i = 0; i < d->n_trials; i++) {
    const struct target *o = i == trial ? NULL : trial_target(&d->trials[i], g->person);
    if (o && o->at > g->at - span && o->at < g->at + span) return true;
  }
  return false;
}

static void add_up(struct doses *d) {
  uint32_t n = d->classes ? d->classes->n_classes + 1 : 0;
  for (uint32_t i = 0; i < d->n_levels; i++)
    d->levels[i].of = arena_array(d->out, struct contrast, n + 1);
  for (uint32_t i = 0; i < d->n_trials; i++)
    for (size_t k = 0; k < d->trials[i].targets.n; k++) {
      const struct target *g = &d->trials[i].targets.p[k];
      uint32_t at = d->level_of[i][g->batch];
      if (at == LEVEL_MIXED) continue;
      struct level *l = &d->levels[at];
      l->unripe += !g->mature;
      if (!g->mature) continue;
      l->overlap += overlaps(d, i, g);
      contrast_add(&l->all, g, d->decimals);
      if (n) contrast_add(&l->of[g->class_of], g, d->decimals);
    }
}

/* ---- figures ---- */

static void compare(struct level *l) {
  const struct arm *a = &l->all.issued, *b = &l->all.held;
  l->enough = contrast_enough(&l->all, COUPON_ARM_MIN);
  l->given = a->discount.mean;
  l->bought = sample_difference(&a->bought, &b->bought, Z_95);
  l->orders = sample_difference(&a->orders, &b->orders, Z_95);
  l->revenue = sample_difference(&a->revenue, &b->revenue, Z_95);
  l->margin = sample_difference(&a->margin, &b->margin, Z_95);
  l->profit = sample_difference(&a->profit, &b->profit, Z_95);
}

static int by_dose(const void *p, const void *q) {
  const struct level *a = p, *b = q;
  if (a->x != b->x) return a->x < b->x ? -1 : 1;
  if (a->given != b->given) return a->given < b->given ? -1 : 1;
  return (a->trial > b->trial) - (a->trial < b->trial);
}

static void order_levels(struct doses *d) {
  d->offered = d->n_levels > 0;
  for (uint32_t i = 0; i < d->n_levels; i++)
    d->offered &= d->levels[i].what != OFFER_NONE && d->levels[i].what == d->levels[0].what;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    struct level *l = &d->levels[i];
    compare(l);
    l->x = d->offered ? dec_to_double(l->offer) : l->given;
  }
  if (d->n_levels) qsort(d->levels, d->n_levels, sizeof *d->levels, by_dose);
}

static double weight_of(const struct interval *v) {
  double se = (v->high - v->low) / (2 * Z_95);
  return 1 / (se > 1e-6 ? se * se : 1e-12);
}

static void fit(struct doses *d) {
  double x[DOSE_LEVELS_MAX], w[2][DOSE_LEVELS_MAX], y[2][DOSE_LEVELS_MAX];
  uint32_t n = 0, k = 0;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    if (!l->enough) continue;
    x[n] = l->x;
    w[0][n] = weight_of(&l->margin), y[0][n] = l->margin.value;
    w[1][n] = weight_of(&l->bought), y[1][n] = l->bought.value;
    n++;
  }
  for (int m = 0; m < 2; m++)
    isotonic_fit(x, w[m], y[m], n);
  for (uint32_t i = 0; i < d->n_levels; i++) {
    struct level *l = &d->levels[i];
    if (!l->enough) continue;
    l->fit_margin = y[0][k] > 0 ? y[0][k] : 0;
    l->fit_bought = y[1][k] > 0 ? y[1][k] : 0;
    k++;
  }
}

/* ---- all of it ---- */

static bool read_state(struct doses *d, struct err *err) {
  const struct tz *tz = d->in->env.tz;
  int64_t from = d->ask->from ? day_start(tz, d->ask->from) : TIME_MIN;
  int64_t until = d->ask->to ? day_start(tz, d->ask->to + 1) : INT64_MAX;
  d->kinds = arena_array(d->out, struct dose_kind, DOSE_KINDS_MAX);
  if (!state_begin_read(d->in->state, err)) return false;
  bool ok = (d->ask->kinds.n ? named_kinds(d, err) : find_kinds(d, from, until, err)) &&
            read_people(d, from, until, err) && read_levels(d, err);
  state_rollback(d->in->state);
  return ok;
}

static bool read_classes(struct doses *d, struct err *err) {
  const struct classification_env *env = &d->in->env;
  if (d->ask->classification.n == 0) return true;
  if (!env->find(env->ctx, d->ask->classification, &d->classes, err)) return false;
  for (uint32_t i = 0; i < d->n_trials; i++)
    if (!trial_classes(&d->trials[i], d->classes, err)) return false;
  return true;
}

bool doses_read(struct doses *d, struct err *err) {
  if (!read_state(d, err) || !trial_outcomes(d->trials, d->n_trials, err) || !read_classes(d, err))
    return false;
  add_up(d);
  order_levels(d);
  fit(d);
  return true;
}

void doses_release(struct doses *d) {
  for (uint32_t i = 0; d->trials && i < d->n_trials; i++)
    trial_release(&d->trials[i]);
}

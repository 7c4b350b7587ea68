/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the workers kept to the answer: channels told apart, what they were credited, counts of
 * conversions and people, the people of a number.
 *
 * Credits are sums of channels and only added up.  A conversion or a person that touched two
 * channels of the rest is still one of the rest's, so those are counted record by record. */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "query/attribution_int.h"
#include "query/median.h"

struct answering {
  const struct attribution_found *f;
  struct attribution_result *ret;
  struct arena *out, tmp;
  struct breakdown by;
  uint32_t n_places; /* channels told apart, and the rest */
  uint32_t **place;  /* per worker, by code */
  uint32_t *last;    /* per place: the record counted there last */
};

const int64_t attribution_lags[ATTRIBUTION_LAGS + 1] = {
    0,          MS_HOUR,     MS_DAY,      2 * MS_DAY,  4 * MS_DAY,
    7 * MS_DAY, 14 * MS_DAY, 30 * MS_DAY, 90 * MS_DAY, INT64_MAX};

struct record {
  uint32_t person, n, first, last, undirect, n_codes;
  const uint32_t *codes;
  uint64_t lag;
  bool visit;
};

static const uint32_t *next_record(const uint32_t *w, struct record *ret) {
  *ret = (struct record){.person = w[0],
                         .n = w[1],
                         .lag = w[2] | (uint64_t)w[3] << 32,
                         .first = w[4],
                         .last = w[5],
                         .undirect = w[6],
                         .n_codes = w[7],
                         .codes = w + RECORD_HEAD,
                         .visit = w[1] == RECORD_VISIT};
  return w + RECORD_HEAD + ret->n_codes;
}

static struct breakdown_group *group_of(struct answering *g, unsigned worker, uint32_t code) {
  uint32_t group = breakdown_code(&g->by, worker, code); /* may move the groups */
  return &g->by.groups.p[group];
}

static inline uint32_t place_of(const struct answering *g, unsigned worker, uint32_t code) {
  return g->place[worker][code];
}

/* ---- channels told apart ---- */

/* Most conversions touched first, then most touches. */
static void size_up(struct answering *g) {
  for (unsigned w = 0; w < walk_workers(g->f->walk); w++) {
    const struct attribution_part *p = &g->f->parts[w];
    for (uint32_t code = 0; code < p->touches.n; code++) {
      if (!p->touches.p[code] && !p->touched.p[code]) continue;
      struct breakdown_group *group = group_of(g, w, code);
      uint64_t few = (group->size & UINT32_MAX) + p->touches.p[code];
      group->size = (group->size >> 32) + p->touched.p[code];
      group->size = group->size << 32 | (few < UINT32_MAX ? few : UINT32_MAX);
    }
  }
}

/* Codes that no number is about have no place. */
static void place_codes(struct answering *g) {
  unsigned workers = walk_workers(g->f->walk);
  g->place = arena_array(&g->tmp, uint32_t *, workers);
  for (unsigned w = 0; w < workers; w++) {
    const struct attribution_part *p = &g->f->parts[w];
    g->place[w] = arena_array(&g->tmp, uint32_t, p->touches.n);
    for (uint32_t code = 0; code < p->touches.n; code++)
      if (p->touches.p[code] || p->touched.p[code]) g->place[w][code] = group_of(g, w, code)->place;
  }
}

static void choose_channels(struct answering *g) {
  struct attribution_result *ret = g->ret;
  const struct attribution *a = g->f->a;
  struct value *values;
  size_up(g);
  g->n_places = breakdown_choose(&g->by, a->top, &values);
  place_codes(g);
  g->last = arena_alloc(&g->tmp, (g->n_places + 1) * sizeof *g->last);
  ret->n_channels = g->n_places + (ret->conversions > ret->touched);
  ret->channels = arena_array(g->out, struct attribution_channel, ret->n_channels);
  for (uint32_t i = 0; i < ret->n_channels; i++) {
    struct attribution_channel *c = &ret->channels[i];
    c->kind = i == g->n_places ? ATTRIBUTION_NONE
              : i < a->top     ? ATTRIBUTION_VALUE
                               : ATTRIBUTION_OTHER;
    if (c->kind == ATTRIBUTION_VALUE) c->value = values[i];
    c->credits = arena_array(g->out, struct attribution_credit, a->n_models);
  }
}

/* ---- counts ---- */

static void count_conversion(struct answering *g, unsigned worker, const struct record *r) {
  struct attribution_result *ret = g->ret;
  uint32_t last = r->n ? place_of(g, worker, r->last) : 0, lag = 0;
  for (uint32_t i = 0; i < r->n_codes; i++) {
    uint32_t place = place_of(g, worker, r->codes[i]);
    if (g->last[place]) continue;
    g->last[place] = 1;
    ret->channels[place].touched++;
    ret->channels[place].assisted += place != last;
  }
  for (uint32_t i = 0; i < r->n_codes; i++)
    g->last[place_of(g, worker, r->codes[i])] = 0;
  if (r->n == 0) return;
  ret->lengths[r->n < ATTRIBUTION_LENGTHS ? r->n - 1 : ATTRIBUTION_LENGTHS - 1]++;
  while ((int64_t)r->lag >= attribution_lags[lag + 1])
    lag++;
  ret->lags[lag]++;
}

static void count_visit(struct answering *g, unsigned worker, const struct record *r) {
  for (uint32_t i = 0; i < r->n_codes; i++) {
    uint32_t place = place_of(g, worker, r->codes[i]);
    g->ret->channels[place].people += !g->last[place];
    g->last[place] = 1;
  }
  for (uint32_t i = 0; i < r->n_codes; i++)
    g->last[place_of(g, worker, r->codes[i])] = 0;
}

/* Of everybody, which needs no channels. */
static void count_all(struct answering *g) {
  i128 one = dec_pow10(ATTRIBUTION_SCALE);
  for (unsigned w = 0; w < walk_workers(g->f->walk); w++) {
    const struct attribution_part *p = &g->f->parts[w];
    g->ret->people += p->people;
    g->ret->conversions += (uint64_t)(p->all.conversions / one);
    g->ret->touched += (uint64_t)((p->all.conversions - p->none.conversions) / one);
  }
}

static bool count_records(struct answering *g, struct err *err) {
  struct attribution_result *ret = g->ret;
  struct record r;
  uint64_t n = 0;
  if (!walk_charge(g->f->walk, ret->touched * 8, err)) return false;
  uint64_t *lags = arena_alloc(&g->tmp, ret->touched * sizeof *lags);
  memset(g->last, 0, (g->n_places + 1) * sizeof *g->last);
  for (uint32_t c = 0; c < g->f->n_chunks; c++) {
    const struct attribution_records *chunk = &g->f->chunks[c];
    for (const uint32_t *w = chunk->p, *end = w + chunk->n; w < end;) {
      w = next_record(w, &r);
      if (r.visit)
        count_visit(g, chunk->worker, &r);
      else
        count_conversion(g, chunk->worker, &r);
      if (!r.visit && r.n) lags[n++] = r.lag;
    }
  }
  if (n) ret->lag_median = query_median(lags, n);
  return true;
}

/* ---- credits ---- */

/* What may be shared out again, by removal effects. */
static bool bounded(const struct attribution_sum *s, struct err *err) {
  i128 v = s->value < 0 ? -s->value : s->value;
  return (v < SHARE_TOTAL_MAX && s->conversions < SHARE_TOTAL_MAX) ||
         err_fail(err, ERR_number_overflow, "attribution");
}

static void removal_credits(struct answering *g, struct attribution_sum touched, uint32_t model,
                            struct attribution_sum *sums) {
  uint32_t n = g->n_places, n_models = g->f->a->n_models;
  uint64_t *steps = arena_array(&g->tmp, uint64_t, (size_t)(n + 1) * (n + 2));
  uint64_t *weights = arena_array(&g->tmp, uint64_t, n + 1);
  i128 *share = arena_array(&g->tmp, i128, n + 1), *value = arena_array(&g->tmp, i128, n + 1);
  for (unsigned w = 0; w < walk_workers(g->f->walk); w++) {
    const struct attribution_part *p = &g->f->parts[w];
    for (uint32_t i = 0; i < p->steps.n; i++) {
      struct attribution_step s;
      memcpy(&s, intern_at(&p->steps, i).p, sizeof s);
      uint32_t from = s.from ? place_of(g, w, s.from - 1) + 1 : 0;
      uint32_t to = s.to == NOWHERE ? n + 1 : s.to ? place_of(g, w, s.to - 1) + 1 : 0;
      if (from != to || from == 0) steps[(size_t)from * (n + 2) + to] += p->step_n.p[i];
    }
  }
  if (touched.conversions == 0) return;
  attribution_removal(steps, n, &g->tmp, weights);
  attribution_share(touched.conversions, weights, n, share);
  attribution_share(touched.value, weights, n, value);
  for (uint32_t i = 0; i < n; i++)
    sums[(size_t)i * n_models + model] = (struct attribution_sum){share[i], value[i]};
}

static struct attribution_credit credit_of(const struct answering *g,
                                           const struct attribution_sum *s) {
  bool summed = g->f->a->value.n;
  struct dec n = {s->conversions, ATTRIBUTION_SCALE};
  struct dec v = summed ? (struct dec){s->value, g->f->scale} : n;
  return (struct attribution_credit){dec_normal(n), dec_normal(v)};
}

static bool tell_credits(struct answering *g, struct err *err) {
  struct attribution_result *ret = g->ret;
  uint32_t n = g->f->a->n_models;
  struct attribution_sum all = {0}, none = {0};
  struct attribution_sum *sums =
      arena_array(&g->tmp, struct attribution_sum, (size_t)(g->n_places + 1) * n);
  for (unsigned w = 0; w < walk_workers(g->f->walk); w++) {
    const struct attribution_part *p = &g->f->parts[w];
    all.conversions += p->all.conversions;
    all.value += p->all.value;
    none.conversions += p->none.conversions;
    none.value += p->none.value;
    for (uint32_t i = 0; i < p->sums.n; i++) {
      if (!p->sums.p[i].conversions && !p->sums.p[i].value) continue;
      size_t at = (size_t)place_of(g, w, i / n) * n + i % n;
      sums[at].conversions += p->sums.p[i].conversions;
      sums[at].value += p->sums.p[i].value;
    }
  }
  ret->value = credit_of(g, &all).value;
  if (!bounded(&all, err)) return false;
  struct attribution_sum touched = {all.conversions - none.conversions, all.value - none.value};
  for (uint32_t m = 0; m < n; m++)
    if (g->f->a->models[m] == ATTRIBUTION_MARKOV) removal_credits(g, touched, m, sums);
  for (uint32_t i = 0; i < ret->n_channels; i++)
    for (uint32_t m = 0; m < n; m++)
      ret->channels[i].credits[m] =
          credit_of(g, i == g->n_places ? &none : &sums[(size_t)i * n + m]);
  if (ret->n_channels > g->n_places)
    ret->channels[g->n_places].touched = ret->conversions - ret->touched;
  return true;
}

/* ---- the people of a number ---- */

static bool is_channel(struct answering *g, const struct attribution_ask *ask, unsigned worker,
                       uint32_t code) {
  const struct breakdown_group *group = group_of(g, worker, code);
  if (ask->channel.other) return group->place >= g->f->a->top;
  return breakdown_picks(&ask->channel, BREAKDOWN_VALUE, &group->value);
}

static bool any_channel(struct answering *g, const struct attribution_ask *ask, unsigned worker,
                        const struct record *r) {
  for (uint32_t i = 0; i < r->n_codes; i++)
    if (is_channel(g, ask, worker, r->codes[i])) return true;
  return false;
}

static bool is_credited(struct answering *g, const struct attribution_ask *ask, unsigned worker,
                        const struct record *r) {
  uint32_t code = ask->model == ATTRIBUTION_FIRST  ? r->first
                  : ask->model == ATTRIBUTION_LAST ? r->last
                                                   : r->undirect;
  if (ask->model <= ATTRIBUTION_LAST_NON_DIRECT) return r->n && is_channel(g, ask, worker, code);
  return any_channel(g, ask, worker, r);
}

static bool is_asked(struct answering *g, const struct attribution_ask *ask, unsigned worker,
                     const struct record *r) {
  if (r->visit != (ask->what == ATTRIBUTION_OF_TOUCHES)) return false;
  if (ask->none) return !r->visit && r->n == 0;
  switch (ask->what) {
  case ATTRIBUTION_OF_CREDIT:
    return is_credited(g, ask, worker, r);
  case ATTRIBUTION_OF_TOUCHED:
  case ATTRIBUTION_OF_TOUCHES:
    return any_channel(g, ask, worker, r);
  case ATTRIBUTION_OF_ASSISTED:
    return any_channel(g, ask, worker, r) && !is_channel(g, ask, worker, r->last);
  case ATTRIBUTION_OF_LENGTH:
    return r->n && (r->n < ATTRIBUTION_LENGTHS ? r->n : ATTRIBUTION_LENGTHS) - 1 == ask->bin;
  case ATTRIBUTION_OF_LAG:
    return r->n && (int64_t)r->lag >= attribution_lags[ask->bin] &&
           (int64_t)r->lag < attribution_lags[ask->bin + 1];
  default:
    return true;
  }
}

static roaring_bitmap_t *people_of(struct answering *g, const struct attribution_ask *ask) {
  roaring_bitmap_t *set = roaring_bitmap_create();
  struct record r;
  for (uint32_t c = 0; c < g->f->n_chunks; c++) {
    const struct attribution_records *chunk = &g->f->chunks[c];
    for (const uint32_t *w = chunk->p, *end = w + chunk->n; w < end;) {
      w = next_record(w, &r);
      if (is_asked(g, ask, chunk->worker, &r)) roaring_bitmap_add(set, r.person);
    }
  }
  return set;
}

/* ---- the whole ---- */

bool attribution_answer(const struct attribution_found *f, const struct attribution_ask *ask,
                        struct arena *out, struct attribution_result *ret,
                        roaring_bitmap_t **ret_people, struct err *err) {
  struct answering g = {.f = f, .ret = ret, .out = out};
  *ret = (struct attribution_result){0};
  arena_init(&g.tmp, "attribution answer");
  breakdown_init(&g.by, f->walk, out);
  count_all(&g);
  choose_channels(&g);
  bool ok = count_records(&g, err) && tell_credits(&g, err);
  for (unsigned w = 0; ok && w < walk_workers(f->walk); w++)
    for (uint32_t code = 0; code < f->parts[w].touches.n; code++)
      if (f->parts[w].touches.p[code])
        ret->channels[place_of(&g, w, code)].touches += f->parts[w].touches.p[code];
  if (ok && ask) *ret_people = people_of(&g, ask);
  breakdown_release(&g.by);
  arena_release(&g.tmp);
  return ok;
}

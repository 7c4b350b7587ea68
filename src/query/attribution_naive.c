/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of attribution: the rules of attribution.h, read one after the other over one
 * person's events.  Every conversion looks at every row, every share at every touch. */
#include <math.h>

#include "base/panic.h"
#include "base/vec.h"
#include "query/attribution.h"

struct reading {
  const struct attribution *a;
  struct arena *out;
  VEC(struct attribution_touch) touches; /* rows of `touch`, and which row of events each is */
  VEC(uint32_t) row;
  VEC(bool) used; /* in a conversion */
  VEC(struct attribution_journey) journeys;
  uint8_t scale;
};

static struct value value_of(const struct person_event *e, struct str prop) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_eq(e->props[i], prop)) return e->values[i];
  return (struct value){.type = V_NONE};
}

static bool same(struct value a, struct value b) {
  if (a.type != b.type) return false;
  return a.type == V_STR    ? str_eq(a.str, b.str)
         : a.type == V_NUM  ? dec_cmp(a.num, b.num) == 0
         : a.type == V_TIME ? a.time == b.time
         : a.type == V_BOOL ? a.b == b.b
                            : true;
}

static bool satisfies(const struct attribution *a, const struct node *selector,
                      const struct person_event *e, bool *ret, struct err *err) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = a->tz};
  struct query_rows got;
  if (!query_one_rows(&h, selector->agg, a->as_of, &in, &got, err)) return false;
  *ret = got.n > 0;
  return true;
}

static bool is_direct(const struct attribution *a, struct value v) {
  struct buf label = BUF_INIT;
  bool yes = false;
  breakdown_label(&v, &label);
  for (uint32_t i = 0; i < a->n_direct; i++)
    yes |= str_eq(buf_str(&label), a->direct[i]);
  buf_release(&label);
  return v.type == V_NONE ? a->direct_none : yes;
}

/* ---- models ---- */

static uint64_t weight(const struct attribution *a, enum attribution_model model,
                       const struct attribution_journey *j, uint32_t i) {
  uint64_t first = a->first_percent, last = a->last_percent, n = j->n;
  uint32_t undirect = j->n - 1;
  for (uint32_t k = j->n; k-- > 0;)
    if (!is_direct(a, j->touches[k].channel)) {
      undirect = k;
      break;
    }
  switch (model) {
  case ATTRIBUTION_FIRST:
    return i == 0;
  case ATTRIBUTION_LAST:
    return i + 1 == n;
  case ATTRIBUTION_LAST_NON_DIRECT:
    return i == undirect;
  case ATTRIBUTION_SHAPLEY:
    return j->touches[i].first;
  case ATTRIBUTION_POSITION:
    if (n == 1 || (n == 2 && first + last == 0)) return 1;
    if (n == 2) return i ? last : first;
    return i == 0 ? first * (n - 2) : i + 1 == n ? last * (n - 2) : 100 - first - last;
  case ATTRIBUTION_TIME_DECAY:
    return (uint64_t)llround(
        pow(2, 40) *
        exp2(-((double)(j->touches[n - 1].time - j->touches[i].time) / (double)a->half_life)));
  default:
    return 1;
  }
}

/* Each channel's whole units, then one each to the largest remainders. */
static void share(const struct reading *g, enum attribution_model model,
                  struct attribution_journey *j, i128 units, bool value) {
  const struct attribution *a = g->a;
  u128 whole = units < 0 ? -(u128)units : (u128)units, all = 0, given = 0, best;
  i128 **to = arena_array(g->out, i128 *, j->n);
  u128 *left = arena_array(g->out, u128, j->n);
  for (uint32_t i = 0; i < j->n; i++)
    all += weight(a, model, j, i);
  for (uint32_t i = 0; i < j->n; i++) {
    struct attribution_touch *t = &j->touches[i];
    u128 own = 0;
    to[i] = value ? &t->value[model] : &t->credit[model];
    *to[i] = 0;
    left[i] = 0;
    if (!t->first) continue;
    for (uint32_t k = i; k < j->n; k++)
      if (same(j->touches[k].channel, t->channel)) own += weight(a, model, j, k);
    *to[i] = (i128)(whole * own / all);
    left[i] = whole * own % all;
    given += (u128)*to[i];
  }
  for (; given < whole; given++) {
    uint32_t at = 0;
    best = 0;
    for (uint32_t i = 0; i < j->n; i++)
      if (left[i] > best) {
        best = left[i];
        at = i;
      }
    left[at] = 0;
    ++*to[at];
  }
  for (uint32_t i = 0; units < 0 && i < j->n; i++)
    *to[i] = -*to[i];
}

static void share_all(const struct reading *g, struct attribution_journey *j) {
  for (uint32_t i = 0; i < j->n; i++) {
    j->touches[i].first = true;
    for (uint32_t k = 0; k < i; k++)
      j->touches[i].first &= !same(j->touches[i].channel, j->touches[k].channel);
  }
  struct dec v = DEC_ZERO;
  must(dec_rescale(j->value, g->scale, &v));
  for (int m = 0; m < ATTRIBUTION_MODELS && j->n; m++) {
    share(g, (enum attribution_model)m, j, dec_pow10(ATTRIBUTION_SCALE), false);
    share(g, (enum attribution_model)m, j, v.m, true);
  }
}

/* ---- journeys ---- */

static bool read_touches(struct reading *g, const struct person_event *e, uint32_t n,
                         struct err *err) {
  for (uint32_t i = 0; i < n; i++) {
    bool yes;
    if (!satisfies(g->a, g->a->touch, &e[i], &yes, err)) return false;
    if (!yes || e[i].time > g->a->to) continue;
    struct attribution_touch t = {.channel = value_of(&e[i], g->a->prop), .time = e[i].time};
    if (g->a->item) t.channel = item_column_value(g->a->item, &t.channel);
    vec_push(&g->touches, t);
    vec_push(&g->row, i);
    vec_push(&g->used, false);
  }
  return true;
}

static struct attribution_touch *copied(struct reading *g, const uint32_t *at, uint32_t n) {
  struct attribution_touch *to = arena_array(g->out, struct attribution_touch, n);
  for (uint32_t i = 0; i < n; i++)
    to[i] = g->touches.p[at[i]];
  return to;
}

static void convert(struct reading *g, uint32_t person, const struct person_event *e,
                    uint32_t row) {
  struct value v = value_of(e, g->a->value);
  struct attribution_journey j = {.person = person, .time = e->time};
  if (g->a->value.n && v.type == V_NUM) j.value = v.num;
  VEC(uint32_t) own = {0};
  for (uint32_t i = 0; i < g->touches.n; i++)
    if (g->row.p[i] <= row && g->touches.p[i].time >= e->time - g->a->within) vec_push(&own, i);
  uint32_t from = own.n > ATTRIBUTION_TOUCHES_MAX ? (uint32_t)own.n - ATTRIBUTION_TOUCHES_MAX : 0;
  for (uint32_t i = from; i < own.n; i++)
    g->used.p[own.p[i]] = true;
  j.n = (uint32_t)own.n - from;
  j.touches = copied(g, own.p + from, j.n);
  share_all(g, &j);
  vec_push(&g->journeys, j);
  vec_free(&own);
}

static void left_open(struct reading *g, uint32_t person) {
  struct attribution_journey j = {.person = person, .open = true};
  VEC(uint32_t) own = {0};
  for (uint32_t i = 0; i < g->touches.n; i++)
    if (!g->used.p[i] && g->touches.p[i].time >= g->a->from) vec_push(&own, i);
  j.n = (uint32_t)own.n;
  j.touches = copied(g, own.p, j.n);
  if (j.n) vec_push(&g->journeys, j);
  vec_free(&own);
}

static void release(struct reading *g) {
  vec_free(&g->touches);
  vec_free(&g->row);
  vec_free(&g->used);
  vec_free(&g->journeys);
}

bool attribution_naive(const struct attribution *given, uint32_t person,
                       const struct person_event *events, uint32_t n, uint8_t scale,
                       struct arena *out, struct attribution_journey **ret, uint32_t *ret_n,
                       struct err *err) {
  struct attribution a = *given;
  struct reading g = {.a = &a, .out = out, .scale = scale};
  if (a.to > a.as_of) a.to = a.as_of;
  bool ok = read_touches(&g, events, n, err), yes, done = false;
  for (uint32_t i = 0; ok && i < n; i++) {
    ok = satisfies(&a, a.conversion, &events[i], &yes, err);
    if (!ok || !yes || events[i].time < a.from || events[i].time > a.to) continue;
    if (!(a.first_only && done)) convert(&g, person, &events[i], i);
    done = true;
  }
  if (ok) {
    left_open(&g, person);
    *ret_n = (uint32_t)g.journeys.n;
    *ret = arena_array(out, struct attribution_journey, g.journeys.n);
    if (g.journeys.n) memcpy(*ret, g.journeys.p, g.journeys.n * sizeof **ret);
  }
  release(&g);
  return ok;
}

bool attribution_naive_visits(const struct attribution *given, const struct person_event *events,
                              uint32_t n, struct arena *out, struct value **ret, uint32_t *ret_n,
                              struct err *err) {
  struct attribution a = *given;
  struct reading g = {.a = &a, .out = out};
  if (a.to > a.as_of) a.to = a.as_of;
  bool ok = read_touches(&g, events, n, err);
  *ret_n = 0;
  *ret = arena_array(out, struct value, g.touches.n);
  for (uint32_t i = 0; ok && i < g.touches.n; i++)
    if (g.touches.p[i].time >= a.from) (*ret)[(*ret_n)++] = g.touches.p[i].channel;
  release(&g);
  return ok;
}

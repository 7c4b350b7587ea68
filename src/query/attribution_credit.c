/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each model gives for one conversion: all of it to one channel, or shares by weight. */
#include "query/attribution_work_int.h"

static bool is_direct(const struct attribution *a, const struct value *v) {
  struct buf label = BUF_INIT;
  bool direct = v->type == V_NONE && a->direct_none;
  if (v->type != V_NONE) breakdown_label(v, &label);
  for (uint32_t i = 0; i < a->n_direct && v->type != V_NONE && !direct; i++)
    direct = str_eq(buf_str(&label), a->direct[i]);
  buf_release(&label);
  return direct;
}

static bool code_is_direct(struct attribution_at *t, uint32_t code) {
  uint8_t *known = &t->k->direct.p[code];
  if (*known == ATTRIBUTION_UNASKED) {
    struct value v = walk_value(t->q->walk, t->worker, code);
    *known = is_direct(t->q->a, &v);
  }
  return *known;
}

static void give(struct attribution_at *t, uint32_t model, uint32_t code,
                 struct attribution_worth w) {
  struct attribution_sum *to = &t->part->sums.p[(size_t)code * t->q->a->n_models + model];
  to->conversions += w.conversions;
  to->value += w.value;
}

static void share_out(struct attribution_at *t, uint32_t model, struct attribution_worth w) {
  struct attribution_work *k = t->k;
  uint32_t m = (uint32_t)k->channel.n;
  if (m == 1) {
    give(t, model, k->channel.p[0], w);
    return;
  }
  vec_reserve(&k->share, m);
  vec_reserve(&k->value, m);
  attribution_share(w.conversions, k->weight.p, m, k->share.p);
  if (t->q->a->value.n) attribution_share(w.value, k->weight.p, m, k->value.p);
  for (uint32_t i = 0; i < m; i++)
    give(t, model, k->channel.p[i],
         (struct attribution_worth){k->share.p[i], t->q->a->value.n ? k->value.p[i] : 0});
}

static uint32_t last_undirect(struct attribution_at *t, uint32_t r0, uint32_t r1) {
  for (uint32_t i = r1; i-- > r0;)
    if (!code_is_direct(t, t->k->code.p[i])) return t->k->code.p[i];
  return t->k->code.p[r1 - 1];
}

/* Weights of the channels: those of their touches together. */
static void weigh(struct attribution_at *t, enum attribution_model model, uint32_t r0,
                  uint32_t r1) {
  struct attribution_work *k = t->k;
  vec_reserve(&k->weight, k->channel.n);
  for (size_t i = 0; i < k->channel.n; i++)
    k->weight.p[i] = model == ATTRIBUTION_SHAPLEY;
  if (model == ATTRIBUTION_LINEAR) {
    for (uint32_t i = r0; i < r1; i++)
      k->weight.p[k->place.p[k->code.p[i]]]++;
  } else if (model != ATTRIBUTION_SHAPLEY) {
    vec_reserve(&k->each, r1 - r0);
    attribution_weights(t->q->a, model, k->time.p + r0, r1 - r0, k->each.p);
    for (uint32_t i = r0; i < r1; i++)
      k->weight.p[k->place.p[k->code.p[i]]] += k->each.p[i - r0];
  }
}

static void credit(struct attribution_at *t, uint32_t model, uint32_t r0, uint32_t r1,
                   uint32_t undirect, struct attribution_worth w) {
  const struct attribution *a = t->q->a;
  struct attribution_work *k = t->k;
  switch (a->models[model]) {
  case ATTRIBUTION_FIRST:
    give(t, model, k->code.p[r0], w);
    break;
  case ATTRIBUTION_LAST:
    give(t, model, k->code.p[r1 - 1], w);
    break;
  case ATTRIBUTION_LAST_NON_DIRECT:
    give(t, model, undirect, w);
    break;
  case ATTRIBUTION_MARKOV:
    break;
  default:
    weigh(t, a->models[model], r0, r1);
    share_out(t, model, w);
  }
}

uint32_t attribution_credit(struct attribution_at *t, uint32_t r0, uint32_t r1,
                            struct attribution_worth w) {
  uint32_t undirect = last_undirect(t, r0, r1);
  for (uint32_t i = 0; i < t->q->a->n_models; i++)
    credit(t, i, r0, r1, undirect, w);
  return undirect;
}

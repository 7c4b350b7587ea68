/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's orders and spells of membership, read by one walk and kept: what is asked of them
 * afterwards looks at each person many times. */
#include <string.h>

#include "base/panic.h"
#include "effect/member_int.h"

struct kept_life {
  uint32_t subject, n_orders, n_spells;
  size_t order, spell;
};
struct lives_part {
  VEC(struct life_order) orders;
  VEC(struct spell) spells;
  VEC(struct kept_life) people;
  struct intern channels; /* of this worker */
};

/* Of several memberships of a person one is enough: from the first joining to the last leaving. */
static uint32_t spells_of(struct lives_part *t, const struct buyer *b) {
  uint32_t i = 0, k = 0, n = 0, depth = 0;
  while (i < b->n_joined || k < b->n_left) {
    bool joins = k == b->n_left || (i < b->n_joined && b->joined[i] <= b->left[k]);
    if (joins && depth++ == 0) {
      vec_push(&t->spells, ((struct spell){b->joined[i], INT64_MAX}));
      n++;
    }
    if (!joins && depth > 0 && --depth == 0) t->spells.p[t->spells.n - 1].until = b->left[k];
    if (joins)
      i++;
    else
      k++;
  }
  return n;
}

static uint32_t channel_of(struct lives_part *t, const struct buyer *b, unsigned worker,
                           uint32_t code) {
  if (!code) return 0;
  struct value v = walk_value(b->walk, worker, code);
  return v.type == V_STR && v.str.n ? intern_put(&t->channels, v.str) + 1 : 0;
}

static bool person(void *ctx, unsigned worker, const struct buyer *b, struct err *err) {
  struct lives *l = ctx;
  struct lives_part *t = &l->parts[worker];
  struct kept_life k = {.subject = b->subject, .order = t->orders.n, .spell = t->spells.n};
  for (uint32_t i = 0; i < b->n; i++) {
    const struct bought *o = &b->orders[i];
    if (o->gone) continue;
    if (o->amount > INT64_MAX / 1000000 || o->amount < -(INT64_MAX / 1000000))
      return err_fail(err, ERR_number_overflow, "amount");
    vec_push(&t->orders, ((struct life_order){o->time, (int64_t)o->amount,
                                              channel_of(t, b, worker, o->channel)}));
  }
  k.n_orders = (uint32_t)(t->orders.n - k.order);
  k.n_spells = spells_of(t, b);
  vec_push(&t->people, k);
  return true;
}

/* What a worker read moved while it grew; now it stands. */
static void place(struct lives *l, struct lives_part *t) {
  uint32_t *channel = must_calloc(t->channels.n + 1, sizeof *channel);
  for (uint32_t i = 0; i < t->channels.n; i++)
    channel[i + 1] = intern_put(&l->channels, intern_at(&t->channels, i)) + 1;
  for (size_t i = 0; i < t->orders.n; i++)
    t->orders.p[i].channel = channel[t->orders.p[i].channel];
  for (size_t i = 0; i < t->people.n; i++) {
    const struct kept_life *k = &t->people.p[i];
    if (k->subject >= l->n) continue;
    l->of[k->subject] = (struct life){.orders = t->orders.p + k->order,
                                      .spells = t->spells.p + k->spell,
                                      .n_orders = k->n_orders,
                                      .n_spells = k->n_spells};
  }
  free(channel);
}

/* When each person was first seen doing anything. */
static bool read_known(const struct effect_in *in, struct lives *l, struct arena *out,
                       struct err *err) {
  struct query_output *o;
  struct node *tree;
  struct query_expr e = {.as_of = in->now};
  int64_t *known = arena_array(out, int64_t, l->n + 1);
  if (!lang_parse(STR("first(*)"), out, &tree, err) ||
      !lang_resolve(tree, in->names, LT_ANY, out, err))
    return false;
  e.tree = tree;
  if (!expressions_run(&e, 1, in->snapshot, &in->env, out, &o, err)) return false;
  const struct query_column *c = &o[0].column;
  for (uint32_t i = 0; i < l->n; i++)
    known[i] = i < c->n && c->present[i >> 6] >> (i & 63) & 1 ? c->time[i] : INT64_MAX;
  query_outputs_release(o, 1);
  l->known = known;
  return true;
}

bool lives_read(const struct effect_in *in, struct str programme, struct arena *out,
                struct lives *ret, struct err *err) {
  const struct orders_query q = {.programme = programme};
  struct orders_facts facts;
  *ret = (struct lives){.in = in, .n = snapshot_subjects(in->snapshot)};
  intern_init(&ret->channels, "channels");
  ret->n_parts = in->env.pool ? pool_threads(in->env.pool) : 1;
  ret->parts = must_calloc(ret->n_parts, sizeof *ret->parts);
  for (unsigned i = 0; i < ret->n_parts; i++)
    intern_init(&ret->parts[i].channels, "channels");
  ret->of = arena_array(out, struct life, ret->n + 1);
  if (!read_known(in, ret, out, err) || !orders_walk(in, &q, person, ret, &facts, err))
    return false;
  ret->scale = facts.scale;
  for (unsigned i = 0; i < ret->n_parts; i++)
    place(ret, &ret->parts[i]);
  return true;
}

void lives_release(struct lives *l) {
  for (unsigned i = 0; i < l->n_parts; i++) {
    vec_free(&l->parts[i].orders);
    vec_free(&l->parts[i].spells);
    vec_free(&l->parts[i].people);
    intern_release(&l->parts[i].channels);
  }
  free(l->parts);
  if (l->n_parts) intern_release(&l->channels);
}

bool life_member_at(const struct life *l, int64_t ms) {
  for (uint32_t i = 0; i < l->n_spells; i++)
    if (l->spells[i].from <= ms && ms < l->spells[i].until) return true;
  return false;
}

int64_t life_membered(const struct life *l, int64_t from, int64_t until) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < l->n_spells; i++) {
    int64_t a = l->spells[i].from > from ? l->spells[i].from : from;
    int64_t b = l->spells[i].until < until ? l->spells[i].until : until;
    if (b > a) sum += b - a;
  }
  return sum;
}

/* The first order at or after the moment. */
static uint32_t order_from(const struct life *l, int64_t ms) {
  uint32_t lo = 0, hi = l->n_orders;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (l->orders[mid].time < ms)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

struct tally life_ordered(const struct life *l, int64_t from, int64_t until) {
  struct tally t = {0};
  for (uint32_t i = order_from(l, from); i < l->n_orders && l->orders[i].time < until; i++) {
    t.orders++;
    t.amount += l->orders[i].amount;
  }
  return t;
}

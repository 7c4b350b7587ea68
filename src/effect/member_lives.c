/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's orders and spells of membership, read by one walk and kept: what is asked of them
 * afterwards looks at each person many times. */
#include <string.h>

#include "base/panic.h"
#include "effect/member_int.h"

struct kept_life {
  uint32_t subject, n_orders, n_spells, n_joinings;
  size_t order, spell, joining;
};
struct lives_part {
  VEC(struct life_order) orders;
  VEC(struct spell) spells;
  VEC(struct joining) joinings;
  VEC(struct kept_life) people;
  struct intern channels, sources; /* of this worker */
};

static uint32_t text_of(struct intern *to, const struct buyer *b, unsigned worker, uint32_t code) {
  if (!code) return 0;
  struct value v = walk_value(b->walk, worker, code);
  return v.type == V_STR && v.str.n ? intern_put(to, v.str) + 1 : 0;
}

/* Of several memberships of a person one is enough: from the first joining to the last leaving. */
static void spells_of(struct lives_part *t, const struct buyer *b, unsigned worker,
                      struct kept_life *k) {
  uint32_t depth = 0, first = 0;
  for (uint32_t i = 0; i < b->n_moves; i++) {
    const struct move *m = &b->moves[i];
    if (!m->joins) {
      if (depth > 0 && --depth == 0) t->spells.p[t->spells.n - 1].until = m->time;
      continue;
    }
    uint32_t source = text_of(&t->sources, b, worker, m->source);
    vec_push(&t->joinings, ((struct joining){m->time, source, depth ? first : JOINING_FIRST}));
    k->n_joinings++;
    if (depth++) continue;
    first = source;
    vec_push(&t->spells, ((struct spell){m->time, INT64_MAX}));
    k->n_spells++;
  }
}

static bool person(void *ctx, unsigned worker, const struct buyer *b, struct err *err) {
  struct lives *l = ctx;
  struct lives_part *t = &l->parts[worker];
  struct kept_life k = {
      .subject = b->subject, .order = t->orders.n, .spell = t->spells.n, .joining = t->joinings.n};
  for (uint32_t i = 0; i < b->n; i++) {
    const struct bought *o = &b->orders[i];
    if (o->gone) continue;
    if (o->amount > INT64_MAX / 1000000 || o->amount < -(INT64_MAX / 1000000))
      return err_fail(err, ERR_number_overflow, "amount");
    vec_push(&t->orders, ((struct life_order){o->time, (int64_t)o->amount,
                                              text_of(&t->channels, b, worker, o->channel)}));
  }
  k.n_orders = (uint32_t)(t->orders.n - k.order);
  spells_of(t, b, worker, &k);
  vec_push(&t->people, k);
  return true;
}

static uint32_t *renumber(struct intern *to, const struct intern *from) {
  uint32_t *of = must_calloc(from->n + 1, sizeof *of);
  for (uint32_t i = 0; i < from->n; i++)
    of[i + 1] = intern_put(to, intern_at(from, i)) + 1;
  return of;
}

/* What a worker read moved while it grew; now it stands. */
static void place(struct lives *l, struct lives_part *t) {
  uint32_t *channel = renumber(&l->channels, &t->channels);
  uint32_t *source = renumber(&l->sources, &t->sources);
  for (size_t i = 0; i < t->orders.n; i++)
    t->orders.p[i].channel = channel[t->orders.p[i].channel];
  for (size_t i = 0; i < t->joinings.n; i++) {
    struct joining *j = &t->joinings.p[i];
    j->source = source[j->source];
    if (j->before != JOINING_FIRST) j->before = source[j->before];
  }
  for (size_t i = 0; i < t->people.n; i++) {
    const struct kept_life *k = &t->people.p[i];
    if (k->subject >= l->n) continue;
    l->of[k->subject] = (struct life){.orders = t->orders.p + k->order,
                                      .spells = t->spells.p + k->spell,
                                      .joinings = t->joinings.p + k->joining,
                                      .n_joinings = k->n_joinings,
                                      .n_orders = k->n_orders,
                                      .n_spells = k->n_spells};
  }
  free(channel);
  free(source);
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
  intern_init(&ret->sources, "sources");
  ret->n_parts = in->env.pool ? pool_threads(in->env.pool) : 1;
  ret->parts = must_calloc(ret->n_parts, sizeof *ret->parts);
  for (unsigned i = 0; i < ret->n_parts; i++) {
    intern_init(&ret->parts[i].channels, "channels");
    intern_init(&ret->parts[i].sources, "sources");
  }
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
    vec_free(&l->parts[i].joinings);
    vec_free(&l->parts[i].people);
    intern_release(&l->parts[i].channels);
    intern_release(&l->parts[i].sources);
  }
  free(l->parts);
  if (l->n_parts) intern_release(&l->channels), intern_release(&l->sources);
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

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accumulator of a sequence: a filter per step, shared with whoever asks the same of rows.
 *
 * A step that no row can fill decides alone: no match.  An absence that no row can break asks for
 * nothing but time.
 *
 * `a -> b` is asked with many windows and distances.  The rows of a next to rows of b are the same
 * for all of them, so in a pass of many questions these look at the rows of all times, find those
 * once a tile, and compare times (accum_pair.c). */
#include "query/query_int.h"

static void key_of(const struct plan_seq *s, const struct acc *a, struct buf *key) {
  buf_put_u8(key, ACC_SEQUENCE);
  buf_put(key, &s->def, sizeof s->def);
  for (uint32_t i = 0; i < s->n_filters; i++) {
    buf_put_u32(key, s->filter[i]);
    buf_put_u32(key, s->bit[i]);
  }
  for (uint32_t i = 0; i < a->n_src; i++) {
    buf_put_u32(key, a->src[i].kind);
    buf_put_u32(key, a->src[i].i);
    buf_put_u8(key, a->tag[i]);
  }
}

static bool plan_steps(struct plan *p, const struct node *node, int64_t as_of, struct plan_seq *s,
                       bool *ret_never) {
  int64_t from, to;
  uint32_t positive = node->n_kids; /* absences after the last step are looked for up to as-of */
  window_bounds(&node->agg->window, p->in->tz, as_of, &from, &to);
  while (node->kids[positive - 1]->negated)
    positive--;
  *ret_never = from > to;
  for (uint32_t i = 0; i < node->n_kids && !*ret_never; i++) {
    const struct node *kid = node->kids[i];
    uint32_t filter;
    if (!plan_rows(p, kid->agg, from, i < positive ? to : as_of, as_of, &filter)) return false;
    *ret_never = filter == NONE && !kid->negated;
    if (i == 0) s->first = filter;
    if (filter == NONE) continue;
    if (!kid->negated) s->need[s->n_need++] = filter;
    s->filter[s->n_filters] = s->look[s->n_filters] = filter;
    s->bit[s->n_filters++] = i;
  }
  return true;
}

static bool is_pair(const struct plan_seq *s) {
  const struct seq_def *d = &s->def;
  return d->n == 2 && d->n_after == 0 && d->between[0] == 0 && s->n_filters == 2;
}

static uint32_t put_pair(struct plan *p, uint32_t a, uint32_t b) {
  uint32_t i = 0;
  while (i < p->pairs.n && (p->pairs.p[i].a != a || p->pairs.p[i].b != b))
    i++;
  if (i == p->pairs.n) vec_push(&p->pairs, ((struct plan_pair){a, b}));
  return i;
}

uint32_t plan_sequence(struct plan *p, const struct node *node, int64_t as_of) {
  struct acc a = {.fn = ACC_SEQUENCE, .filter = NONE, .node = node};
  struct plan_seq s;
  memset(&s, 0, sizeof s); /* its bytes are a key */
  bool never, by = node->agg->prop.n > 0;
  seq_def_of(node, as_of, &s.def);
  if (!plan_steps(p, node, as_of, &s, &never)) return NONE;
  if (by) plan_by(p, &a, node->agg, LT_ANY);
  if (!never && (!by || a.n_src)) a.filter = s.first;
  struct buf key = BUF_INIT;
  key_of(&s, &a, &key);
  buf_put_u32(&key, a.filter);
  a.set = (uint32_t)p->seqs.n;
  size_t before = p->accs.n;
  uint32_t id = plan_keyed(p, buf_str(&key), a);
  buf_release(&key);
  s.from = INT64_MIN;
  s.to = INT64_MAX;
  s.pair = a.filter != NONE && !by && is_pair(&s) ? put_pair(p, s.filter[0], s.filter[1]) : NONE;
  s.chained = !by && (!s.def.count || s.pair != NONE);
  if (p->accs.n > before) vec_push(&p->seqs, s);
  p->gen_used[GEN_TIME] = true;
  return id;
}

/* ---- with windows ---- */

static bool same_rows(const struct plan *p, uint32_t a, uint32_t b) {
  const struct filter *f = &p->filters.p[a], *g = &p->filters.p[b];
  return f->events == g->events && f->pred == g->pred;
}

/* Is it of use to look at the rows of all times?  They are read anyway, and there is one filter and
 * one span less; but most of them would be looked at for nothing if the window is short and nobody
 * else asks.  A `where` may fail of other rows. */
static bool looks_wide(const struct plan *p, const struct plan_seq *s) {
  int64_t min, max;
  const struct filter *f = &p->filters.p[s->filter[0]], *g = &p->filters.p[s->filter[1]];
  if (s->pair == NONE || f->pred != NONE || g->pred != NONE) return false;
  snapshot_time_range(p->snap, &min, &max);
  if (p->spans.p[f->span].from <= min / 2 + max / 2) return true;
  for (size_t i = 0; i < p->seqs.n; i++) {
    const struct plan_seq *t = &p->seqs.p[i];
    if (t == s || t->pair == NONE || t->pair == s->pair) continue;
    if (same_rows(p, s->filter[0], t->filter[0]) && same_rows(p, s->filter[1], t->filter[1]))
      return true;
  }
  return false;
}

void plan_look(struct plan *p) {
  uint8_t *wide = arena_array(p->mem, uint8_t, p->seqs.n + 1);
  for (size_t i = 0; i < p->seqs.n; i++)
    wide[i] = looks_wide(p, &p->seqs.p[i]);
  p->pairs.n = 0;
  for (size_t i = 0; i < p->seqs.n; i++) {
    struct plan_seq *s = &p->seqs.p[i];
    if (s->pair == NONE) continue;
    for (uint32_t k = 0; k < 2 && wide[i]; k++) {
      const struct filter f = p->filters.p[s->filter[k]];
      s->from = p->spans.p[f.span].from; /* of both steps alike */
      s->to = p->spans.p[f.span].to;
      s->look[k] = s->need[k] =
          plan_filter(p, (struct filter){f.events, plan_span(p, TIME_MIN, INT64_MAX), f.pred});
    }
    s->pair = put_pair(p, s->look[0], s->look[1]);
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accumulator of a sequence: a filter per step, shared with whoever asks the same of rows.
 *
 * A step that no row can fill decides alone: no match.  An absence that no row can break asks for
 * nothing but time. */
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
    s->filter[s->n_filters] = filter;
    s->bit[s->n_filters++] = i;
  }
  return true;
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
  if (p->accs.n > before) vec_push(&p->seqs, s);
  p->gen_used[GEN_TIME] = true;
  return id;
}

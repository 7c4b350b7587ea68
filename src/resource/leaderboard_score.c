/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The score of a leaderboard as trees.
 *
 * What counts is the period of the board: every count, sum … of the expression as written gets it
 * as its window, so a score is the same whenever it is asked, and may have none of its own.  When
 * the score came to be what it is: the last of the rows that took part. */
#include "resource/leaderboard.h"

static bool no_window(const struct node_pos *at, struct err *err) {
  err_fail(err, ERR_rank_window, "%u:%u", at->line, at->column);
  return err_at(err, "expression", at->line, at->column, at->length);
}

static bool within(struct node *n, const struct window *w, struct err *err) {
  if (!n) return true;
  if (n->kind == N_AS_OF) return no_window(&n->pos, err);
  if (n->agg) {
    if (n->agg->window.kind != W_ALL) return no_window(&n->pos, err);
    n->agg->window = *w;
  }
  if (!within(n->a, w, err) || !within(n->b, w, err)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (n->kind != N_SEQUENCE && !within(n->kids[i], w, err)) return false;
  return true;
}

static struct lang_moment moment(int64_t ms, struct arena *out) {
  struct buf b = BUF_INIT;
  time_format_iso(ms, &b);
  struct lang_moment m = {.text = arena_str(out, buf_str(&b)), .ms = ms, .ms_last = ms};
  buf_release(&b);
  return m;
}

bool leaderboard_score(struct str text, const struct lang_names *names, int64_t from, int64_t until,
                       struct arena *out, struct node **ret, struct err *err) {
  struct window w = {.kind = W_BETWEEN, .from = moment(from, out), .to = moment(until - 1, out)};
  struct node *tree;
  if (!lang_parse(arena_str(out, text), out, &tree, err) || !within(tree, &w, err) ||
      !lang_resolve(tree, names, LT_NUM, out, err))
    return false;
  *ret = tree;
  return true;
}

/* Rows without the property take no part. */
static const struct node *taking_part(const struct agg *g, struct arena *out) {
  if (!g->prop.n || g->pseudo != PSEUDO_NONE) return g->where;
  struct node *prop = arena_new(out, struct node), *has = arena_new(out, struct node);
  *prop = (struct node){.kind = N_PROP,
                        .type = g->prop_type,
                        .name = g->prop_written.n ? g->prop_written : g->prop,
                        .canonical = g->prop};
  *has = (struct node){.kind = N_EXISTS, .type = LT_BOOL, .a = prop};
  if (!g->where) return has;
  struct node *both = arena_new(out, struct node);
  *both = (struct node){.kind = N_AND, .type = LT_BOOL, .n_kids = 2};
  both->kids = arena_array(out, struct node *, 2);
  both->kids[0] = (struct node *)(uintptr_t)g->where;
  both->kids[1] = has;
  return both;
}

static void last_of(const struct node *n, const struct window *w, struct arena *out,
                    struct node **ret, uint32_t *k) {
  if ((*k)++ >= RANK_AGGS_MAX) return;
  struct agg *g = arena_new(out, struct agg);
  *g = *n->agg;
  g->fn = AGG_LAST;
  g->where = taking_part(n->agg, out);
  g->prop = g->prop_written = (struct str){0};
  g->pseudo = PSEUDO_NONE;
  g->prop_type = LT_TIME;
  g->window = *w;
  struct node *t = arena_new(out, struct node);
  *t = (struct node){.kind = N_AGG, .type = LT_TIME, .pos = n->pos, .agg = g};
  ret[*k - 1] = t;
}

static void collect(const struct node *n, struct arena *out, struct node **ret, uint32_t *k) {
  if (!n) return;
  if (n->kind == N_SEQUENCE) {
    for (uint32_t i = 0; i < n->n_kids; i++)
      if (!n->kids[i]->negated) last_of(n->kids[i], &n->agg->window, out, ret, k);
    return;
  }
  if (n->kind == N_AGG) last_of(n, &n->agg->window, out, ret, k);
  if (n->kind == N_SEGMENT) return;
  collect(n->a, out, ret, k);
  collect(n->b, out, ret, k);
  for (uint32_t i = 0; i < n->n_kids; i++)
    collect(n->kids[i], out, ret, k);
}

uint32_t leaderboard_times(const struct node *score, struct arena *out, struct node **ret) {
  uint32_t k = 0;
  collect(score, out, ret, &k);
  return k;
}

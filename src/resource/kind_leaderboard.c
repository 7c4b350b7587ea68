/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboard: people by a number (docs/LEADERBOARDS.md).
 *
 *   kind: leaderboard
 *   slug: top-buyers
 *   title: {en: Top buyers of the week, zh: 本周消费榜}
 *   active: true
 *   score: sum(order_completed.amount) - sum(order_refunded.amount)
 *   period: week                        # once (from … until), day, month
 *   people: city = "Shanghai"           # who takes part; everybody
 *   order: highest                      # lowest
 *   minimum: 100
 *   ties: shared                        # dense, first
 *   show: 100                           # places that customers see
 *   names: masked                       # hidden
 *   settle: {hours: 6}                  # so long late events count
 *   prizes:
 *     - {ranks: 1, rewards: [{points: 500, currency: points}]}
 *     - {ranks: 2-10, rewards: [{coupon: thanks}]}
 *   budget: {points: 26000, coupons: 500}   # this and what follows only where there are prizes:
 *   unit_cost: 2.5                          # resource/launch.h
 *   until: 2026-12-31
 *   holdout: 5%
 *
 * What it means: resource/leaderboard.h; what is made of it: room incentive. */
#include "resource/leaderboard.h"

#include "resource/issue_int.h"
#include "resource/launch_int.h"

/* An error with a place is inside the text of a value. */
static bool place(const struct document *d, const struct json *at, struct err *err) {
  if (!at) at = d->tree;
  if (err->place.line == 0 || at->type != JSON_STRING) return document_fail_at(d, at, err);
  document_place(d, at, err);
  return false;
}

static bool refer(struct entry *e, struct names_env *env, const struct leaderboard *l,
                  struct err *err) {
  const struct json *list = json_get(e->doc.tree, "prizes");
  for (uint32_t i = 0; i < l->n_prizes; i++)
    if (!rewards_refer(e, env, &l->prizes[i].rewards, json_get(&list->items[i], "rewards"), err))
      return false;
  return true;
}

static bool trees_of(struct names_env *env, const struct leaderboard *l, struct node *ret[2],
                     struct err *err) {
  ret[1] = NULL;
  return leaderboard_score(l->score, &env->lang, 0, MS_DAY, &env->arena, &ret[0], err) &&
         (!l->people.n || lang_compile(l->people, &env->lang, &env->arena, &ret[1], err));
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct node *trees[2];
  struct leaderboard l;
  if (!leaderboard_read(d->tree, &env->lang, env->lang.tz, &env->arena, &l, &at, err))
    return place(d, at, err);
  if (!refer(e, env, &l, err) || !trees_of(env, &l, trees, err)) return false;
  for (int i = 0; i < 2; i++)
    if (trees[i] && !env_count(env, e, trees[i], err)) return document_fail_at(d, d->tree, err);
  return true;
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at;
  struct node *trees[2];
  struct leaderboard l;
  if (!leaderboard_read(e->doc.tree, &env->lang, env->lang.tz, &env->arena, &l, &at, err) ||
      !trees_of(env, &l, trees, err))
    return false;
  for (int i = 0; i < 2; i++)
    if (trees[i] && !e->doc.allow(trees[i], err))
      return document_fail_at(&e->doc, e->doc.tree, err);
  return true;
}

bool resource_leaderboard(struct workspace *w, struct str slug, struct arena *out,
                          struct leaderboard *ret, uint32_t *ret_version, bool *ret_active,
                          struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("leaderboard"), slug, out, &r, err) ||
      !json_parse(r.doc, out, &doc, err) ||
      !leaderboard_read(doc, NULL, ws_tz(w), out, ret, &at, err))
    return false;
  *ret_version = r.version;
  *ret_active = ret->launch.active && !str_is(r.status, "archived");
  return true;
}

/* A period gives all its prizes at most; the budget is enough for one. */
static bool issue(const struct json *doc, struct issuing *x, struct err *err) {
  static const int64_t lengths[] = {
      [RANK_DAY] = MS_DAY, [RANK_WEEK] = 7 * MS_DAY, [RANK_MONTH] = 28 * MS_DAY};
  struct giving g = {0};
  const struct json *at;
  struct leaderboard l;
  int64_t winners = 0;
  if (!leaderboard_read(doc, NULL, x->tz, x->out, &l, &at, err)) return false;
  for (uint32_t i = 0; i < l.n_prizes; i++) {
    int64_t n = l.prizes[i].to - l.prizes[i].from + 1;
    giving_add(&g, &l.prizes[i].rewards, n, x->out);
    winners += n;
  }
  int64_t length = lengths[l.period], span = issue_span(x, &l.launch);
  int64_t periods = l.period == RANK_ONCE ? 1 : (span + length - 1) / length;
  struct launch budget = l.launch;
  if (budget.times >= 0 && winners) budget.times /= winners;
  issue_completions(x, &budget, &g, periods);
  return true;
}

static const char *const fields[] = {LAUNCH_FIELDS, "score",   "period", "people",
                                     "order",       "minimum", "ties",   "show",
                                     "names",       "settle",  "prizes", NULL};

const struct kind_def kind_leaderboard = {.name = "leaderboard",
                                          .zh = "排行榜",
                                          .id_prefix = "ldb_",
                                          .fields = fields,
                                          .compile = compile,
                                          .allowed = allowed,
                                          .issue = issue};

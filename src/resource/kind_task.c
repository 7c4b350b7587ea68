/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Task: something people are asked to do (docs/TASKS.md).
 *
 *   kind: task
 *   slug: three-orders
 *   title: {en: Three orders this month, zh: 本月下三单}
 *   active: true
 *   goal: {on: order_completed where amount >= 50, count: 3}
 *   #     {on: order_completed, sum: amount, reach: 500}
 *   #     {on: product_viewed, distinct: item_id, count: 5}
 *   #     {progress: "count(order_completed, this month)", reach: 3}
 *   period: monthly                     # once, daily, weekly, {repeated: 5}
 *   who: city = "Shanghai"
 *   after: first-order                  # a task that must have been completed
 *   claim: by_person                    # automatic
 *   rewards: [{points: 50, currency: points}, {coupon: thanks}]
 *   limits: {per_person: 6}
 *   budget: {times: 1000}               # this and what follows: resource/launch.h
 *   unit_cost: 2.5
 *   until: 2026-12-31
 *   holdout: 10%
 *
 * What it means: resource/task.h; what is made of it: room incentive. */
#include "resource/task.h"

#include "resource/issue_int.h"
#include "resource/launch_int.h"

/* An error with a place is inside the text of a value. */
static bool place(const struct document *d, const struct json *at, struct err *err) {
  if (!at) at = d->tree;
  if (err->place.line == 0 || at->type != JSON_STRING) return document_fail_at(d, at, err);
  document_place(d, at, err);
  return false;
}

static bool count(struct entry *e, struct names_env *env, const struct task *t, struct err *err) {
  const struct node *const trees[] = {t->on, t->progress, t->undo, t->who};
  for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
    if (trees[i] && !env_count(env, e, trees[i], err))
      return document_fail_at(&e->doc, e->doc.tree, err);
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct task t;
  if (!task_read(d->tree, &env->lang, &env->arena, &t, &at, err)) return place(d, at, err);
  if (t.after.n && !refer_to(e, env, &kind_task, t.after, json_get(d->tree, "after"), err))
    return false;
  return rewards_refer(e, env, &t.rewards, json_get(d->tree, "rewards"), err) &&
         count(e, env, &t, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at;
  struct task t;
  if (!task_read(e->doc.tree, &env->lang, &env->arena, &t, &at, err)) return false;
  const struct node *const trees[] = {t.on, t.progress, t.undo, t.who};
  for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
    if (trees[i] && !e->doc.allow(trees[i], err))
      return document_fail_at(&e->doc, e->doc.tree, err);
  return true;
}

bool resource_task(struct workspace *w, struct str slug, struct arena *out, struct task *ret,
                   bool *ret_active, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("task"), slug, out, &r, err) || !json_parse(r.doc, out, &doc, err) ||
      !task_terms_read(doc, ws_tz(w), out, ret, &at, err))
    return false;
  *ret_active = ret->launch.active && !str_is(r.status, "archived");
  return true;
}

static bool issue(const struct json *doc, struct issuing *x, struct err *err) {
  struct giving g = {0};
  const struct json *at;
  struct task t;
  if (!task_terms_read(doc, x->tz, x->out, &t, &at, err)) return false;
  giving_add(&g, &t.rewards, 1, x->out);
  issue_completions(x, &t.launch, &g, -1);
  return true;
}

static const char *const fields[] = {LAUNCH_FIELDS, "goal",    "period", "who",     "after",
                                     "claim",       "rewards", "limits", "history", NULL};

const struct kind_def kind_task = {.name = "task",
                                   .zh = "任务",
                                   .id_prefix = "tsk_",
                                   .fields = fields,
                                   .compile = compile,
                                   .allowed = allowed,
                                   .issue = issue};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks, read and checked. */
#include "resource/earn_rule_int.h"
#include "resource/launch_int.h"
#include "resource/task.h"

const char *const task_measure_names[] = {"count", "sum", "distinct", "progress", NULL};
const char *const task_period_names[] = {"once", "daily", "weekly", "monthly", "repeated", NULL};

struct task_reading {
  struct reading r;
  struct earn_reading e; /* its expressions */
  struct task *t;
};

/* The readers of expressions say by themselves where they stopped. */
static bool expression(struct task_reading *x, bool ok) {
  if (!ok) *x->r.at = x->e.at;
  return ok;
}

/* ---- the goal ---- */

static bool read_reach(struct task_reading *x, const struct json *goal, bool needed) {
  struct dec reach = dec_int(1);
  bool given;
  if (!reading_amount(&x->r, goal, "reach", true, &reach, &given)) return false;
  if (needed && !given) return reading_missing(&x->r, goal, "goal", "reach");
  x->t->reach = (int64_t)(reach.m * dec_pow10(TASK_SCALE - reach.scale));
  return true;
}

static bool property(struct task_reading *x, const struct json *goal, const char *field,
                     enum task_measure m) {
  if (!json_get(goal, field)) return true;
  if (x->t->of.n) return reading_refuse(&x->r, json_get(goal, field), field, "sum / distinct");
  x->t->measure = m;
  return expression(x, earn_text(&x->e, goal, field, true, &x->t->of));
}

static bool read_count(struct task_reading *x, const struct json *goal) {
  const struct json *count = json_get(goal, "count");
  int64_t n = 1;
  if (!count) return true;
  if (json_get(goal, "reach") || x->t->measure == TASK_SUM)
    return reading_refuse(&x->r, count, "count", "count / {sum, reach} / {distinct, count}");
  if (!reading_whole(&x->r, goal, "count", 1, 1000000000, &n)) return false;
  x->t->reach = n * (int64_t)dec_pow10(TASK_SCALE);
  return true;
}

/* What this room tells of tasks would set the task off again. */
static bool no_loop(struct task_reading *x, const struct json *at, const struct node *on) {
  static const char *const own[] = {"task_completed", "task_claimed", "task_reopened",
                                    "badge_awarded", "badge_ended"};
  for (uint32_t i = 0; i < on->agg->n_events; i++)
    for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
      if (!str_is(on->agg->canonical[i], own[k])) continue;
      *x->r.at = at;
      return err_fail(x->r.err, ERR_earn_loop, "%s", own[k]);
    }
  return true;
}

static bool read_undo_by(struct task_reading *x, const struct json *undo) {
  const struct json *by = undo ? json_get(undo, "by") : NULL;
  struct task *t = x->t;
  t->undo_by[0] = STR("order_id");
  t->n_undo_by = 1;
  if (!by) return true;
  if (by->type == JSON_STRING)
    return expression(x, earn_text(&x->e, undo, "by", true, &t->undo_by[0]));
  if (by->type != JSON_ARRAY || by->n == 0 || by->n > TASK_REF_PROPS_MAX)
    return reading_refuse(&x->r, by, "by", "order_id, [order_id, item_id]");
  for (uint32_t i = 0; i < by->n; i++) {
    if (by->items[i].type != JSON_STRING || by->items[i].text.n == 0)
      return reading_refuse(&x->r, &by->items[i], "by", "\"…\"");
    t->undo_by[i] = arena_str(x->r.out, by->items[i].text);
  }
  t->n_undo_by = by->n;
  return true;
}

/* Without a word about it an order that is given back does not count any more. */
static bool read_undo(struct task_reading *x, const struct json *goal) {
  static const char *const known[] = {"on", "by", "of", NULL};
  static const struct json none = {.type = JSON_OBJECT};
  const struct json *v = json_get(goal, "undo");
  struct task *t = x->t;
  struct node *tree;
  if (v && v->type == JSON_STRING && str_is(v->text, "none")) return true;
  if (!v) v = &none;
  t->undo_of = STR("amount");
  if (!reading_object(&x->r, v, "undo", known) || !read_undo_by(x, v) ||
      !expression(x, earn_text(&x->e, v, "of", false, &t->undo_of)))
    return false;
  if (t->undo_of.n == 0) t->undo_of = STR("amount");
  if (json_get(v, "on")) return expression(x, earn_events(&x->e, v, "on", true, &t->undo));
  if (!lang_parse_events(STR("order_refunded"), x->r.out, &tree, x->r.err) ||
      !lang_resolve(tree, x->e.names, LT_NUM, x->r.out, x->r.err))
    return false;
  t->undo = tree;
  return true;
}

static bool read_events(struct task_reading *x, const struct json *goal) {
  struct task *t = x->t;
  t->measure = TASK_COUNT;
  return expression(x, earn_events(&x->e, goal, "on", true, &t->on)) &&
         no_loop(x, json_get(goal, "on"), t->on) && property(x, goal, "sum", TASK_SUM) &&
         property(x, goal, "distinct", TASK_DISTINCT) &&
         read_reach(x, goal, t->measure == TASK_SUM) && read_count(x, goal) && read_undo(x, goal);
}

static uint32_t aggregates(const struct node *n, uint32_t *ret_clauses) {
  uint32_t sum = 0;
  if (!n) return 0;
  if (n->agg) {
    sum = 1;
    *ret_clauses += launch_clauses(n->agg->where);
  }
  sum += aggregates(n->a, ret_clauses) + aggregates(n->b, ret_clauses);
  for (uint32_t i = 0; i < n->n_kids; i++)
    sum += aggregates(n->kids[i], ret_clauses);
  return sum;
}

/* One target behaviour: an event, or an expression about one. */
static bool is_one(struct task_reading *x) {
  struct task *t = x->t;
  if (t->on) {
    t->clauses += launch_clauses(t->on->agg->where);
    return !t->on->agg->any_event && t->on->agg->n_events == 1;
  }
  return aggregates(t->progress, &t->clauses) == 1;
}

static bool read_goal(struct task_reading *x, const struct json *doc) {
  static const char *const known[] = {"on",       "count", "sum",  "distinct",
                                      "progress", "reach", "undo", NULL};
  const struct json *goal = json_get(doc, "goal");
  struct task *t = x->t;
  if (!goal) {
    if (!t->launch.active) return true;
    return launch_lacks(&x->r, doc, ERR_gate_goal, "goal");
  }
  if (!reading_object(&x->r, goal, "goal", known)) return false;
  bool progress = json_get(goal, "progress") != NULL;
  if (progress == (json_get(goal, "on") != NULL) ||
      (progress && (json_get(goal, "count") || json_get(goal, "sum") ||
                    json_get(goal, "distinct") || json_get(goal, "undo"))))
    return reading_refuse(&x->r, goal, "goal",
                          "{on, count} / {on, sum, reach} / {progress, reach}");
  if (progress) {
    t->measure = TASK_PROGRESS;
    if (!expression(x, earn_measure(&x->e, goal, "progress", &t->progress)) ||
        !read_reach(x, goal, true))
      return false;
  } else if (!read_events(x, goal)) {
    return false;
  }
  if (is_one(x) || !t->launch.active) return true;
  const char *field = progress ? "progress" : "on";
  return launch_lacks(&x->r, json_get(goal, field), ERR_gate_goal, field);
}

/* ---- the rest ---- */

/* once, daily, weekly, monthly, or {repeated: 5}. */
static bool read_period(struct task_reading *x, const struct json *doc) {
  static const char *const known[] = {"repeated", NULL};
  const struct json *v = json_get(doc, "period");
  unsigned word = TASK_ONCE;
  struct task *t = x->t;
  t->times = 1;
  if (v && v->type == JSON_OBJECT) {
    if (!reading_object(&x->r, v, "period", known) ||
        !reading_whole(&x->r, v, "repeated", 1, TASK_REPEATED_MAX, &t->times))
      return false;
    t->period = TASK_REPEATED;
    return v->n == 1 || reading_refuse(&x->r, v, "period", "{repeated: 5}");
  }
  if (!reading_word(&x->r, doc, "period", task_period_names, &word)) return false;
  if (word == TASK_REPEATED) return reading_refuse(&x->r, v, "period", "{repeated: 5}");
  t->period = (enum task_period)word;
  return true;
}

static bool read_limits(struct task_reading *x, const struct json *doc) {
  static const char *const known[] = {"per_person", NULL};
  const struct json *v = json_get(doc, "limits");
  return !v || (reading_object(&x->r, v, "limits", known) &&
                reading_whole(&x->r, v, "per_person", 1, TASK_REPEATED_MAX, &x->t->per_person));
}

/* All that needs no names. */
static bool read_terms(struct task_reading *x, const struct json *doc, const struct tz *tz) {
  static const char *const claims[] = {"automatic", "by_person", NULL};
  struct task *t = x->t;
  unsigned claim = 0;
  if (!reading_slug(&x->r, doc, "task", "slug", &t->slug)) return false;
  t->title = (struct bilingual){t->slug, t->slug};
  if (!reading_text_of(&x->r, doc, "title", &t->title) ||
      !reading_text_of(&x->r, doc, "description", &t->description) ||
      !launch_read(&x->r, doc, tz, LAUNCH_COUNTED, &t->launch) || !read_period(x, doc) ||
      !read_limits(x, doc) ||
      (json_get(doc, "after") && !reading_slug(&x->r, doc, "task", "after", &t->after)) ||
      !reading_word(&x->r, doc, "claim", claims, &claim) ||
      !reading_flag(&x->r, doc, "history", &t->history) ||
      !rewards_read(&x->r, doc, "rewards", &t->rewards))
    return false;
  t->by_person = claim == 1;
  return !str_eq(t->after, t->slug) ||
         reading_refuse(&x->r, json_get(doc, "after"), "after", "≠ slug");
}

bool task_terms_read(const struct json *doc, const struct tz *tz, struct arena *out,
                     struct task *ret, const struct json **ret_at, struct err *err) {
  struct task t = {0};
  struct task_reading x = {.r = {.out = out, .at = ret_at, .err = err}, .t = &t};
  *ret_at = NULL;
  if (!read_terms(&x, doc, tz)) return false;
  *ret = t;
  return true;
}

bool task_read(const struct json *doc, const struct lang_names *names, struct arena *out,
               struct task *ret, const struct json **ret_at, struct err *err) {
  struct task t = {0};
  struct task_reading x = {.r = {.out = out, .at = ret_at, .err = err},
                           .e = {.names = names, .out = out, .at = doc, .err = err},
                           .t = &t};
  *ret_at = NULL;
  if (!read_terms(&x, doc, names->tz) || !read_goal(&x, doc) ||
      !expression(&x, earn_condition(&x.e, doc, "who", &t.who)))
    return false;
  t.clauses += launch_clauses(t.who) + (t.after.n > 0);
  if (!launch_check(&x.r, doc, &t.launch, t.clauses, LAUNCH_GIVES)) return false;
  *ret = t;
  return true;
}

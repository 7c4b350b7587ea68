/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks, check-ins and badges for operators: each document with its state, its numbers, and what
 * it cost of what it may.  Archived ones are those that were ever active. */
#include "api/api_int.h"
#include "api/put.h"
#include "incentive/task.h"
#include "loyalty/consumer.h"

/* ---- shapes ---- */

static const struct shape kind = CHOICE("TaskKind", "task|check_in|badge");
static const struct shape state = CHOICE("TaskState", "draft|coming|running|spent|ended|archived");
static const struct shape_field budget_fields[] = {
    MUST_OR_NULL("times", shape_count, "null: no limit.", "null 表示不限。"),
    MUST_OR_NULL("points", shape_decimal, NULL, NULL),
    MUST_OR_NULL("coupons", shape_count, NULL, NULL),
    {0}};
static const struct shape budget = OBJECT("TaskBudget", budget_fields, NULL, NULL);
static const struct shape_field count_fields[] = {
    MUST("kind", kind, NULL, NULL),
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("state", state,
         "draft: counts nothing yet; spent: a budget is used up, so nothing is given any more.",
         "draft 表示草稿，不计数；spent 表示预算已用完，不再发放。"),
    MUST_OR_NULL("from", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, NULL, NULL),
    MUST_OR_NULL("review", shape_time, "When somebody looks at it again.", "复核日期。"),
    MUST_OR_NULL("unit_cost", shape_decimal, "Of one completion.", "单次完成成本。"),
    MUST_OR_NULL("cost", shape_decimal, "Of what was given.", "已发放的成本。"),
    MUST("budget", budget, NULL, NULL),
    MUST_OR_NULL("holdout", shape_decimal, "Share of people.", "对照组占比。"),
    MUST_OR_NULL("first_at", shape_time, "When the document was met first; null: not yet.",
                 "文档首次生效的时间，尚未生效时为 null。"),
    MUST("started", shape_count, "People who began, the held out among them.",
         "开始的人数，含对照组。"),
    MUST("started_held", shape_count, "Of these, held out.", "其中对照组人数。"),
    MUST("completed", shape_count, "Completions, check-ins or awards.", "完成、签到或授予的次数。"),
    MUST("held", shape_count, "Of these, by people held out.", "其中对照组的次数。"),
    MUST("people", shape_count, "Who completed, without the held out.", "完成的人数，不含对照组。"),
    MUST("claimable", shape_count, "Waiting to be claimed.", "待领取的次数。"),
    MUST("given", shape_count, "Rewarded.", "已发放的次数。"),
    MUST("reopened", shape_count, "Taken back.", "被撤回的次数。"),
    MUST("having", shape_count, "Who have the badge now.", "当前持有徽章的人数。"),
    MUST("points", shape_decimal, "Given.", "已发放积分。"),
    MUST("coupons", shape_count, "Given.", "已发放优惠券。"),
    MUST("errors", shape_count, "Events that could not be taken.", "无法计算的事件数。"),
    MUST_OR_NULL("error", shape_text, "What was wrong with the first.", "首个错误的说明。"),
    {0}};
static const struct shape count = OBJECT("TaskCounts", count_fields, NULL, NULL);
static const struct shape counts = LIST(count);
static const struct shape_field counts_fields[] = {
    MUST("lsn", shape_count, "The next row of the log.", "将处理的下一行日志。"),
    MUST("lag", shape_count, "Rows that were not looked at yet.", "尚未处理的行数。"),
    MUST("items", counts, NULL, NULL),
    {0}};
static const struct shape counts_shape = OBJECT("TaskCountsList", counts_fields, NULL, NULL);

/* ---- answers ---- */

static void put_amount(struct jw *w, const char *name, struct dec d, bool is) {
  jw_key(w, name);
  if (is)
    put_decimal(w, dec_normal(d));
  else
    jw_null(w);
}

static const char *state_of(const struct launch *l, const struct task_counts *x, int64_t now) {
  if (!l->active) return "draft";
  if (now >= l->until) return "ended";
  if (now < l->from) return "coming";
  bool spent = (l->times >= 0 && x->given >= l->times) ||
               (l->points > 0 && x->points >= l->points) ||
               (l->coupons > 0 && x->coupons >= l->coupons);
  return spent ? "spent" : "running";
}

/* l NULL: archived. */
static void put_launch(struct jw *w, const struct launch *l, const struct task_counts *x,
                       int64_t now) {
  static const struct launch none = {
      .times = -1, .points = -1, .coupons = -1, .from = TIME_MIN, .until = TIME_MAX};
  const char *name = l ? state_of(l, x, now) : "archived";
  struct dec cost = DEC_ZERO;
  if (!l) l = &none;
  bool costs = l->has_cost && dec_mul(l->unit_cost, dec_int(x->given), &cost);
  jw_key(w, "state"), jw_cstr(w, name);
  put_bound(w, "from", l->from);
  put_bound(w, "until", l->until);
  put_moment(w, "review", l->review);
  put_amount(w, "unit_cost", l->unit_cost, l->has_cost);
  put_amount(w, "cost", cost, costs);
  jw_key(w, "budget"), jw_begin_object(w);
  put_left(w, "times", l->times);
  put_amount(w, "points", (struct dec){l->points, LAUNCH_SCALE}, l->points >= 0);
  put_left(w, "coupons", l->coupons);
  jw_end_object(w);
  put_amount(w, "holdout", (struct dec){l->holdout_bp, 4}, l->has_holdout);
}

static void put_numbers(struct call *c, const struct task_counts *x) {
  struct jw *w = &c->out;
  put_moment(w, "first_at", x->first_ms);
  jw_key(w, "started"), jw_int(w, x->started);
  jw_key(w, "started_held"), jw_int(w, x->started_held);
  jw_key(w, "completed"), jw_int(w, x->completed);
  jw_key(w, "held"), jw_int(w, x->held);
  jw_key(w, "people"), jw_int(w, x->people);
  jw_key(w, "claimable"), jw_int(w, x->claimable);
  jw_key(w, "given"), jw_int(w, x->given);
  jw_key(w, "reopened"), jw_int(w, x->reopened);
  jw_key(w, "having"), jw_int(w, x->having);
  put_units(w, "points", x->points);
  jw_key(w, "coupons"), jw_int(w, x->coupons);
  jw_key(w, "errors"), jw_int(w, x->errors);
  jw_key(w, "error");
  if (x->errors)
    jw_str(w, c->lang == LANG_ZH ? x->error_zh : x->error_en);
  else
    jw_null(w);
}

/* A document that cannot be read as it stands counts as a draft; the resource says why. */
static void launch_of(struct call *c, const struct resource *r, struct launch *ret,
                      struct bilingual *title) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct err ignored;
  struct check_in day;
  struct task task;
  struct json *doc;
  bool active;
  *ret = (struct launch){
      .times = -1, .points = -1, .coupons = -1, .from = TIME_MIN, .until = TIME_MAX};
  *title = (struct bilingual){r->title_en, r->title_zh};
  if (str_is(r->kind, "task")) {
    if (resource_task(w, r->slug, c->arena, &task, &active, &ignored)) *ret = task.launch;
  } else if (str_is(r->kind, "check_in")) {
    if (resource_check_in(w, r->slug, c->arena, &day, &active, &ignored)) *ret = day.launch;
  } else if (json_parse(r->doc, c->arena, &doc, &ignored)) {
    ret->active = json_get_bool(doc, "active", false);
  }
}

static void put_item(struct call *c, const struct task_counts *x, const struct launch *l,
                     const struct bilingual *title) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "kind"), jw_str(w, x->kind);
  jw_key(w, "slug"), jw_str(w, x->slug);
  jw_key(w, "title"), put_title(w, title->en, title->zh);
  put_launch(w, l, x, clock_wall_ms(ws_clock(tenant_workspace(c->tenant))));
  put_numbers(c, x);
  jw_end_object(w);
}

/* Marks those it puts, by emptying their slug. */
static bool put_kind(struct call *c, struct str of, struct task_counts *v, uint32_t n,
                     struct err *err) {
  struct resource *r;
  uint32_t n_docs;
  if (!resource_list(tenant_workspace(c->tenant), of, c->arena, &r, &n_docs, err)) return false;
  for (uint32_t i = 0; i < n_docs; i++) {
    struct task_counts none = {.kind = of, .slug = r[i].slug}, *x = &none;
    struct bilingual title;
    struct launch l;
    for (uint32_t k = 0; k < n; k++)
      if (str_eq(v[k].kind, of) && str_eq(v[k].slug, r[i].slug)) x = &v[k];
    launch_of(c, &r[i], &l, &title);
    put_item(c, x, &l, &title);
    x->slug = STR("");
  }
  return true;
}

static bool run_counts(struct call *c, struct err *err) {
  struct incentive *i;
  struct task_counts *v;
  struct jw *w = &c->out;
  struct consumer_stats at;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !task_counts(incentive_tasks(i), c->arena, &v, &n, err))
    return false;
  consumer_stats(task_consumer(incentive_tasks(i)), &at);
  jw_begin_object(w);
  jw_key(w, "lsn"), jw_int(w, (int64_t)at.cursor);
  jw_key(w, "lag"), jw_int(w, (int64_t)at.lag);
  jw_key(w, "items"), jw_begin_array(w);
  if (!put_kind(c, STR("task"), v, n, err) || !put_kind(c, STR("check_in"), v, n, err) ||
      !put_kind(c, STR("badge"), v, n, err))
    return false;
  for (uint32_t k = 0; k < n; k++)
    if (v[k].slug.n) put_item(c, &v[k], NULL, &(struct bilingual){v[k].slug, v[k].slug});
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

// clang-format off
#define W "/api/w/{workspace}"
const struct route task_count_routes[] = {
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "tasks", .method = HTTP_GET, .path = W "/tasks", .id = "taskCounts", .response = &counts_shape,
     .title_en = "Counts of tasks, check-ins and badges", .title_zh = "任务、签到与徽章的统计", .run = run_counts},
    {0}};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks, check-ins and badges over HTTP: what a shop's back end asks for a person.  The documents
 * themselves are resources. */
#include "incentive/task.h"

#include "api/api_int.h"
#include "api/coupons.h"
#include "api/put.h"
#include "loyalty/consumer.h"

/* ---- shapes ---- */

static const struct shape period = CHOICE("TaskPeriod", "once|daily|weekly|monthly|repeated");
static const struct shape claim = CHOICE("TaskClaim", "automatic|by_person");
static const struct shape_field reward_fields[] = {
    MAY("coupon", shape_slug, "Kind of the coupons.", "优惠券种类。"),
    MAY("count", shape_count, "How many coupons.", "优惠券张数。"),
    MAY("points", shape_decimal, NULL, NULL),
    MAY("currency", shape_slug, NULL, NULL),
    MAY("draw", shape_slug, "A draw that turns are given in.", "赠送次数的抽奖。"),
    MAY("turns", shape_count, "How many turns.", "赠送的抽奖次数。"),
    {0}};
static const struct shape reward = OBJECT("TaskReward", reward_fields, NULL, NULL);
static const struct shape rewards = LIST(reward);

static const struct shape_field task_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("description", shape_title, "Empty when there is none.", "没有时为空。"),
    MUST("progress", shape_decimal, "Towards the next completion; at most `reach`.",
         "距下次完成的进度，不超过 reach。"),
    MUST("reach", shape_decimal, NULL, NULL),
    MUST("period", period, NULL, NULL),
    MUST_OR_NULL("period_from", shape_time, NULL, NULL),
    MUST_OR_NULL("period_until", shape_time, "Exclusive.", "不含该时刻。"),
    MUST("done", shape_count, "Completions of this period.", "本周期完成次数。"),
    MUST("left", shape_count, "Completions still possible in it.", "本周期还可完成的次数。"),
    MUST("claimable", shape_count, "Completions to be claimed.", "可领取的次数。"),
    MUST("given", shape_count, "Rewarded so far.", "已领取的次数。"),
    MUST("open", shape_bool, "May be done now.", "当前可以做。"),
    MUST("locked", shape_bool, "Waits for the task `after`.", "须先完成 after 所指的任务。"),
    MUST_OR_NULL("after", shape_slug, NULL, NULL),
    MUST("claim", claim, NULL, NULL),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
static const struct shape task = OBJECT("PersonTask", task_fields, NULL, NULL);
static const struct shape tasks = LIST(task);
static const struct shape_field tasks_fields[] = {MUST("items", tasks, NULL, NULL), {0}};
static const struct shape tasks_shape = OBJECT("PersonTasks", tasks_fields, NULL, NULL);

static const struct shape_field day_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("today", shape_bool, "Has checked in today.", "今天已签到。"),
    MUST("open", shape_bool, NULL, NULL),
    MUST("streak", shape_count, "Days in a row, up to today or yesterday.",
         "截至今天或昨天的连续天数。"),
    MUST("total", shape_count, "Days in all.", "累计天数。"),
    {0}};
static const struct shape day = OBJECT("PersonCheckIn", day_fields, NULL, NULL);
static const struct shape days = LIST(day);
static const struct shape_field days_fields[] = {MUST("items", days, NULL, NULL), {0}};
static const struct shape days_shape = OBJECT("PersonCheckIns", days_fields, NULL, NULL);

static const struct shape_field badge_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("description", shape_title, NULL, NULL),
    MUST("picture", shape_text, "An emoji or the address of a picture.", "表情或图片地址。"),
    MUST("has", shape_bool, NULL, NULL),
    MUST_OR_NULL("since", shape_time, NULL, NULL),
    {0}};
static const struct shape badge = OBJECT("PersonBadge", badge_fields, NULL, NULL);
static const struct shape badges = LIST(badge);
static const struct shape_field badges_fields[] = {MUST("items", badges, NULL, NULL), {0}};
static const struct shape badges_shape = OBJECT("PersonBadges", badges_fields, NULL, NULL);

static const struct shape_field claim_fields[] = {MUST("task", shape_slug, NULL, NULL), {0}};
static const struct shape claim_body = OBJECT("TaskClaimRequest", claim_fields, NULL, NULL);
static const struct shape_field claimed_fields[] = {
    MUST("task", shape_slug, NULL, NULL),
    MUST("claimed", shape_count, "Completions.", "领取的完成次数。"),
    MUST("rewards", rewards, NULL, NULL),
    {0}};
static const struct shape claimed = OBJECT("TaskClaimed", claimed_fields, NULL, NULL);
static const struct shape_field in_fields[] = {MUST("check_in", shape_slug, NULL, NULL), {0}};
static const struct shape in_body = OBJECT("CheckInRequest", in_fields, NULL, NULL);
static const struct shape_field checked_fields[] = {
    MUST("check_in", shape_slug, NULL, NULL),
    MUST("streak", shape_count, "Days in a row with today.", "含今天的连续天数。"),
    MUST("rewards", rewards, "Empty when the budget is used up.", "预算用完时为空。"),
    {0}};
static const struct shape checked = OBJECT("CheckedIn", checked_fields, NULL, NULL);

/* ---- answers ---- */

static void put_task(struct jw *w, const struct task_view *v) {
  const struct task *t = &v->task;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, v->slug);
  put_named(w, "title", &t->title);
  put_named(w, "description", &t->description);
  put_units(w, "progress", v->progress);
  put_units(w, "reach", v->reach);
  jw_key(w, "period"), jw_str(w, str_from(task_period_names[t->period]));
  put_moment(w, "period_from", v->period_from);
  put_moment(w, "period_until", v->period_until);
  jw_key(w, "done"), jw_int(w, v->done);
  jw_key(w, "left"), jw_int(w, v->left);
  jw_key(w, "claimable"), jw_int(w, v->claimable);
  jw_key(w, "given"), jw_int(w, v->given);
  jw_key(w, "open"), jw_bool(w, v->open);
  jw_key(w, "locked"), jw_bool(w, v->locked);
  jw_key(w, "after");
  if (t->after.n)
    jw_str(w, t->after);
  else
    jw_null(w);
  jw_key(w, "claim"), jw_str(w, t->by_person ? STR("by_person") : STR("automatic"));
  jw_key(w, "rewards"), jw_begin_array(w);
  rewards_write(w, &t->rewards, 1);
  jw_end_array(w);
  jw_end_object(w);
}

static bool of(struct call *c, struct tasks **ret, uint32_t *ret_subject, struct err *err) {
  struct incentive *i;
  if (!tenant_incentive(c->tenant, &i, err)) return false;
  *ret = incentive_tasks(i);
  return !ret_subject || coupon_path_subject(c, ret_subject, err);
}

static bool person_tasks(struct call *c, struct err *err) {
  struct tasks *t;
  struct task_view *v;
  uint32_t subject, n;
  if (!of(c, &t, &subject, err) || !tasks_of_person(t, subject, c->arena, &v, &n, err))
    return false;
  begin_items(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_task(&c->out, &v[i]);
  end_items(&c->out);
  return true;
}

static bool person_days(struct call *c, struct err *err) {
  struct tasks *t;
  struct check_in_view *v;
  struct jw *w = &c->out;
  uint32_t subject, n;
  if (!of(c, &t, &subject, err) || !check_ins_of_person(t, subject, c->arena, &v, &n, err))
    return false;
  begin_items(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, v[i].slug);
    put_named(w, "title", &v[i].doc.title);
    jw_key(w, "today"), jw_bool(w, v[i].today);
    jw_key(w, "open"), jw_bool(w, v[i].open);
    jw_key(w, "streak"), jw_int(w, v[i].streak);
    jw_key(w, "total"), jw_int(w, v[i].total);
    jw_end_object(w);
  }
  end_items(w);
  return true;
}

static bool person_badges(struct call *c, struct err *err) {
  struct tasks *t;
  struct badge_view *v;
  struct jw *w = &c->out;
  uint32_t subject, n;
  if (!of(c, &t, &subject, err) || !badges_of_person(t, subject, c->arena, &v, &n, err))
    return false;
  begin_items(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, v[i].slug);
    put_named(w, "title", &v[i].badge.title);
    put_named(w, "description", &v[i].badge.description);
    jw_key(w, "picture"), jw_str(w, v[i].badge.picture);
    jw_key(w, "has"), jw_bool(w, v[i].has);
    put_moment(w, "since", v[i].has ? v[i].at_ms : 0);
    jw_end_object(w);
  }
  end_items(w);
  return true;
}

static bool asked(struct call *c, void *asking, struct err *err) {
  struct task_answer a;
  if (!task_asking_end(asking, &a, err)) return false;
  if (a.replayed) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_raw(&c->out, a.json);
  return true;
}

static bool ask(struct call *c, enum task_act act, const char *field, struct err *err) {
  struct tasks *t;
  struct task_asking *x;
  struct task_ask q = {.actor = c->actor.id,
                       .key = str_trim(http_header(c->http, "Idempotency-Key")),
                       .slug = json_get_str(c->body, field)};
  if (!of(c, &t, &q.subject, err) || !task_asking_new(t, act, &q, c->arena, &x, err)) return false;
  call_later(c, asked, x);
  task_asking_run(x, call_ready, c);
  return true;
}

static bool run_claim(struct call *c, struct err *err) {
  return ask(c, TASK_CLAIM, "task", err);
}
static bool run_check_in(struct call *c, struct err *err) {
  return ask(c, TASK_CHECK_IN, "check_in", err);
}

/* ---- routes ---- */

// clang-format off
#define W "/api/w/{workspace}"
#define SEES .rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .or_scope = SCOPE_REWARDS, .tag = "tasks"
#define CHANGES .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_REWARDS, .tag = "tasks", .waits = true
#define KEY_EN "Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused."
#define KEY_ZH "须带 Idempotency-Key，永久有效：相同请求返回首次结果，不同请求会被拒绝。"

const struct route task_routes[] = {
    {SEES, .method = HTTP_GET, .path = W "/people/{id}/tasks", .id = "personTasks", .response = &tasks_shape, .waits = true,
     .title_en = "A person's tasks", .title_zh = "用户的任务",
     .help_en = "Those the person may see, with progress and what can be claimed; people held out see none of a task.", .help_zh = "该用户可见的任务、进度与可领取的奖励；对照组看不到相应任务。", .run = person_tasks},
    {CHANGES, .method = HTTP_POST, .path = W "/people/{id}/tasks/claim", .id = "claimTask", .body = &claim_body, .response = &claimed,
     .title_en = "Claim the rewards of a task", .title_zh = "领取任务奖励", .help_en = "Everything of the task that can be claimed.  " KEY_EN, .help_zh = "领取该任务全部可领取的奖励。" KEY_ZH, .run = run_claim},
    {SEES, .method = HTTP_GET, .path = W "/people/{id}/check-ins", .id = "personCheckIns", .response = &days_shape, .waits = true,
     .title_en = "A person's check-ins", .title_zh = "用户的签到", .run = person_days},
    {CHANGES, .method = HTTP_POST, .path = W "/people/{id}/check-ins", .id = "checkIn", .body = &in_body, .response = &checked,
     .title_en = "Check a person in today", .title_zh = "为用户签到", .help_en = "Once a day of the workspace's zone.  " KEY_EN, .help_zh = "按工作区时区每天一次。" KEY_ZH, .run = run_check_in},
    {SEES, .method = HTTP_GET, .path = W "/people/{id}/badges", .id = "personBadges", .response = &badges_shape, .waits = true,
     .title_en = "A person's badges", .title_zh = "用户的徽章", .run = person_badges},
    {0}};

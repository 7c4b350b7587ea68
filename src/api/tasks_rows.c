/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who completed a task, checked in, has a badge, over HTTP; and how long streaks are. */
#include "api/api_int.h"
#include "api/coupons.h"
#include "incentive/task.h"

static const struct shape kind = CHOICE("TaskKind", "task|check_in|badge");
static const struct shape state = CHOICE("TaskRowState", "given|claimable|back|held|had");
static const struct shape_field row_fields[] = {
    MUST("n", shape_count, NULL, NULL),
    MUST_OR_NULL("person", shape_text, "null: erased.", "null 表示已被删除。"),
    MUST_OR_NULL("subject", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("number", shape_count, "Of the person in the period; of a check-in the days in a row.",
         "该用户本周期第几次完成；签到时为连续天数。"),
    MUST("state", state,
         "had: a badge that was taken away; held: of the control group; back: an event of it was "
         "taken back.",
         "had 表示徽章已收回；held 表示属于对照组；back 表示因事件撤回而失效。"),
    MUST_OR_NULL("ended_at", shape_time, NULL, NULL),
    {0}};
static const struct shape row = OBJECT("TaskRow", row_fields, NULL, NULL);
static const struct shape rows = LIST(row);
static const struct shape_field rows_fields[] = {MUST("items", rows, "Newest first.", "由新到旧。"),
                                                 MUST_OR_NULL("next", shape_text, NULL, NULL),
                                                 {0}};
static const struct shape rows_shape = OBJECT("TaskRows", rows_fields, NULL, NULL);

static const struct shape_field day_fields[] = {
    MUST("day", shape_day, NULL, NULL),
    MUST("n", shape_count, "Completions, check-ins or awards.", "完成、签到或授予的次数。"),
    MUST("held", shape_count, "Of these, by people held out.", "其中对照组的次数。"),
    {0}};
static const struct shape day = OBJECT("TaskDay", day_fields, NULL, NULL);
static const struct shape days = LIST(day);
static const struct shape_field days_fields[] = {
    MUST("items", days, "Oldest first, up to today.", "由旧到新，截至今天。"), {0}};
static const struct shape days_shape = OBJECT("TaskDays", days_fields, NULL, NULL);

static const struct shape_field streak_fields[] = {
    MUST("days", shape_count, NULL, NULL), MUST("people", shape_count, NULL, NULL), {0}};
static const struct shape streak = OBJECT("TaskStreak", streak_fields, NULL, NULL);
static const struct shape streaks = LIST(streak);
static const struct shape_field streaks_fields[] = {
    MUST("items", streaks, "By days.", "按天数排列。"), {0}};
static const struct shape streaks_shape = OBJECT("TaskStreaks", streaks_fields, NULL, NULL);

static const char *state_of(const struct task_row *r) {
  if (r->held) return "held";
  if (r->waits) return "claimable";
  if (r->back) return "back";
  return r->end_ms ? "had" : "given";
}

static void put_row(struct call *c, const struct task_row *r) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "n"), jw_int(w, r->n);
  jw_key(w, "person"), put_holder(c, r->subject);
  jw_key(w, "subject");
  if (r->subject == SUBJECT_NONE)
    jw_null(w);
  else
    jw_int(w, r->subject);
  jw_key(w, "at"), put_time(w, r->at_ms);
  jw_key(w, "number"), jw_int(w, r->number);
  jw_key(w, "state"), jw_cstr(w, state_of(r));
  jw_key(w, "ended_at");
  if (r->end_ms)
    put_time(w, r->end_ms);
  else
    jw_null(w);
  jw_end_object(w);
}

static bool list_rows(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct task_row *v;
  struct page_key key = {.n_n = 1}, next = {.n_n = 1};
  uint32_t n;
  bool given;
  struct str asked = call_query(c, "kind");
  if (!tenant_incentive(c->tenant, &i, err) || !call_cursor(c, &key, &given, err) ||
      !task_rows(incentive_tasks(i), asked.n ? asked : STR("task"), call_path(c, "slug"),
                 given ? key.n[0] : 0, call_limit(c), c->arena, &v, &n, &next.n[0], err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    put_row(c, &v[k]);
  jw_end_array(w);
  call_put_next(c, next.n[0] ? &next : NULL);
  jw_end_object(w);
  return true;
}

static bool list_days(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct task_day *v;
  struct str asked = call_query(c, "kind");
  uint32_t n = (uint32_t)call_query_int(c, "days", 30);
  if (!tenant_incentive(c->tenant, &i, err) ||
      !task_days(incentive_tasks(i), asked.n ? asked : STR("task"), call_path(c, "slug"), n,
                 c->arena, &v, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    jw_key(w, "day"), put_day(w, v[k].day);
    jw_key(w, "n"), jw_int(w, v[k].n);
    jw_key(w, "held"), jw_int(w, v[k].held);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool list_streaks(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct task_streak *v;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !task_streaks(incentive_tasks(i), call_path(c, "slug"), c->arena, &v, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    jw_key(w, "days"), jw_int(w, v[k].days);
    jw_key(w, "people"), jw_int(w, v[k].people);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

// clang-format off
#define W "/api/w/{workspace}/tasks/{slug}"
static const struct route_param row_params[] = {{"kind", &kind, "task if not given.", "默认 task。"}, PARAM_LIMIT, PARAM_CURSOR, {0}};

static const struct shape day_count = {.kind = SHAPE_INT, .min = 1, .max = 400};
static const struct route_param day_params[] = {{"kind", &kind, "task if not given.", "默认 task。"}, {"days", &day_count, "30 if not given.", "默认 30。"}, {0}};

const struct route task_row_routes[] = {
    {.rule = RULE_WORKSPACE, .role = ROLE_ANALYST, .scope = SCOPE_PEOPLE, .tag = "tasks", .method = HTTP_GET, .path = W "/rows", .id = "taskRows", .params = row_params, .response = &rows_shape,
     .title_en = "Who completed it, checked in, has it", .title_zh = "完成、签到与授予记录", .run = list_rows},
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "tasks", .method = HTTP_GET, .path = W "/days", .id = "taskDays", .params = day_params, .response = &days_shape,
     .title_en = "How often it was done, day by day", .title_zh = "每天的次数",
     .help_en = "By the time of what happened, in the workspace's zone.", .help_zh = "按发生时间统计，采用工作区时区。", .run = list_days},
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "tasks", .method = HTTP_GET, .path = W "/streaks", .id = "checkInStreaks", .response = &streaks_shape,
     .title_en = "How many days in a row people have", .title_zh = "连续签到天数分布",
     .help_en = "Of those who checked in today or yesterday.", .help_zh = "统计今天或昨天签到过的用户。", .run = list_streaks},
    {0}};

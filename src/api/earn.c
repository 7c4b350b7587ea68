/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earning over HTTP: what rules gave, why, and what one would have given.  The rules themselves are
 * documents (resources). */
#include "loyalty/earn.h"

#include "api/api_int.h"
#include "api/people_page.h"
#include "loyalty/consumer.h"

/* ---- shapes ---- */

static const struct shape_field rule_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("currency", shape_text, "Empty while the document cannot be read.",
         "文档无法读取时为空。"),
    MUST("version", shape_count, "In force; 0 when archived.", "生效的版本；已归档时为 0。"),
    MUST("from_lsn", shape_count, "Events from this place of the log on count under this version.",
         "日志中从此位置起的事件按该版本计算。"),
    MUST("first_at", shape_time, "When the rule was met first; what happened before is history.",
         "规则首次生效的时间；此前发生的事件属于历史。"),
    MUST("grants", shape_count, "Events that it matched.", "匹配的事件数。"),
    MUST("granted", shape_decimal, NULL, NULL),
    MUST("taken_back", shape_decimal, NULL, NULL),
    MUST("granted_today", shape_decimal, "For events of today, in the workspace's zone.",
         "工作区时区内今天的事件所得。"),
    MUST_OR_NULL("budget_left", shape_decimal, "null: no budget.", "未设预算时为 null。"),
    MUST("errors", shape_count, "Events that could not be computed or posted.",
         "无法计算或入账的事件数。"),
    MUST("error_lsn", shape_count, "Of the first of them; 0: none.",
         "首个出错事件的位置；无则为 0。"),
    MUST_OR_NULL("error", shape_text, "What was wrong with the first.", "首个错误的说明。"),
    MUST_OR_NULL("problem", shape_text, "Why it grants nothing now.", "当前不发放的原因。"),
    {0}};
static const struct shape rule = OBJECT("EarnRuleState", rule_fields, NULL, NULL);
static const struct shape rules = LIST(rule);
static const struct shape_field list_fields[] = {
    MUST("lsn", shape_count, "The next row of the log.", "将处理的下一行日志。"),
    MUST("lag", shape_count, "Rows that were not looked at yet.", "尚未处理的行数。"),
    MUST("items", rules, NULL, NULL),
    {0}};
static const struct shape list_shape = OBJECT("EarnRules", list_fields, NULL, NULL);

static const struct shape_field person_fields[] = {MUST_OR_NULL("id", shape_text, NULL, NULL),
                                                   MUST("subject", shape_count, NULL, NULL),
                                                   MUST_OR_NULL("name", shape_text, NULL, NULL),
                                                   {0}};
static const struct shape person = {.kind = SHAPE_OBJECT, .fields = person_fields};
static const struct shape_field reason_fields[] = {
    MUST("rule", shape_slug, NULL, NULL),
    MUST("version", shape_count, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("person", person, NULL, NULL),
    MUST("order", shape_text, "What refunds find it by; empty: nothing.",
         "退款据以查找的标识；为空表示没有。"),
    MUST("base", shape_text, "The amount that it was computed from.", "计算所依据的金额。"),
    MUST("times", shape_text, "The factor, and the multipliers that held.",
         "倍数，以及满足条件的加倍项。"),
    MUST("raw", shape_decimal, "Before caps.", "应用上限之前。"),
    MUST("points", shape_decimal, "Granted.", "实际发放。"),
    MUST("capped", shape_text,
         "The cap that cut it: event, order, day, week, month, total, budget.",
         "起作用的上限：event、order、day、week、month、total 或 budget。"),
    MUST("taken_back", shape_decimal, NULL, NULL),
    {0}};
static const struct shape reason = OBJECT("EarnReason", reason_fields, NULL, NULL);
static const struct shape reasons = LIST(reason);
static const struct shape verdict =
    CHOICE("EarnVerdict", "granted|capped|waiting|refused|event|where|who|time|history|group|ended|"
                          "later|broken|error|refund");
static const struct shape_field says_fields[] = {
    MUST("rule", shape_slug, NULL, NULL),
    MUST("version", shape_count, "In force where the event stands in the log; 0: none.",
         "事件所在位置生效的版本；无则为 0。"),
    MUST(
        "verdict", verdict,
        "granted; capped: matched, a cap left nothing; waiting: matches, to be computed; refused: "
        "by the ledger; event, where, who, time, history: what did not fit; group: another rule "
        "of its group; ended: archived then; later: the rule came later; broken, error: could not "
        "be computed; refund: taken as one.",
        "granted 已发放；capped 匹配但上限使其为 0；waiting 匹配待计算；refused 未能入账；event、"
        "where、who、time、history 为不符合之处；group 同组另一规则先匹配；ended 当时已归档；later "
        "规则后来才启用；broken、error 无法计算；refund 作为退款处理。"),
    MUST_OR_NULL("why", shape_text, "Of broken and error.", "broken 与 error 的说明。"),
    {0}};
static const struct shape says =
    OBJECT("EarnSays", says_fields, "What a rule says of an event.", "规则对事件的判断。");
static const struct shape all_say = LIST(says);
static const struct shape_field event_fields[] = {MUST("lsn", shape_count, NULL, NULL),
                                                  MUST("event", shape_text, NULL, NULL),
                                                  MUST("at", shape_time, NULL, NULL),
                                                  MUST("person", person, NULL, NULL),
                                                  {0}};
static const struct shape why_event = OBJECT("EarnEvent", event_fields, NULL, NULL);
static const struct shape_field why_fields[] = {
    MUST("items", reasons, NULL, NULL),
    MUST_OR_NULL("event", why_event, "That was asked for by `lsn`, while the log has it.",
                 "按 lsn 查询且日志中仍有的事件。"),
    MUST("rules", all_say,
         "With `lsn`, for who may see people: every rule, also those that gave nothing.",
         "按 lsn 查询时，对可查看用户者列出全部规则，包括未发放的。"),
    {0}};
static const struct shape why_shape = OBJECT("EarnWhy", why_fields, NULL, NULL);

static const struct shape days_given = {.kind = SHAPE_INT, .min = 1, .max = EARN_PREVIEW_DAYS};
static const struct shape_field ask_fields[] = {
    MUST("doc", shape_any, "The document of a rule; kind, slug and title may be left out.",
         "规则文档；可省略 kind、slug 与 title。"),
    MAY("days", days_given, "Default 30.", "默认 30。"),
    {0}};
static const struct shape ask_body = OBJECT("EarnPreviewRequest", ask_fields, NULL, NULL);
static const struct shape_field day_fields[] = {
    MUST("day", shape_day, NULL, NULL), MUST("points", shape_decimal, NULL, NULL), {0}};
static const struct shape day = {.kind = SHAPE_OBJECT, .fields = day_fields};
static const struct shape by_day = LIST(day);
static const struct shape_field top_fields[] = {
    MUST("person", person, NULL, NULL), MUST("points", shape_decimal, NULL, NULL), {0}};
static const struct shape top = {.kind = SHAPE_OBJECT, .fields = top_fields};
static const struct shape tops = LIST(top);
static const struct shape_field preview_fields[] = {
    MUST("complete", shape_bool, "Else the log is longer than is read for a preview.",
         "为 false 时日志超出试算读取的范围。"),
    MUST("rows", shape_count, "Of the log that were read.", "读取的日志行数。"),
    MUST("matched", shape_count, NULL, NULL),
    MUST("grants", shape_count, "With at least something.", "实际有所得的次数。"),
    MUST("refunds", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("points", shape_decimal, NULL, NULL),
    MUST("taken_back", shape_decimal, NULL, NULL),
    MUST("errors", shape_count, NULL, NULL),
    MUST_OR_NULL("error", shape_text, NULL, NULL),
    MUST("days", by_day, NULL, NULL),
    MUST("top", tops, "Those who would have the most.", "所得最多的用户。"),
    {0}};
static const struct shape preview_shape = OBJECT("EarnPreview", preview_fields, NULL, NULL);

/* ---- answers ---- */

static void put_points(struct jw *w, int64_t points, uint8_t decimals) {
  put_decimal(w, (struct dec){points, decimals});
}

static void put_problem_text(struct call *c, const struct err *e) {
  struct buf b = BUF_INIT;
  if (e->code == ERR_none) {
    jw_null(&c->out);
  } else {
    err_render(e, c->lang, &b);
    jw_str(&c->out, buf_str(&b));
  }
  buf_release(&b);
}

static void put_state(struct call *c, const struct earn_state *x) {
  struct jw *w = &c->out;
  struct str error = c->lang == LANG_ZH ? x->error_zh : x->error_en;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, x->slug);
  jw_key(w, "currency"), jw_str(w, x->currency);
  jw_key(w, "version"), jw_uint(w, x->version);
  jw_key(w, "from_lsn"), jw_uint(w, x->from_lsn);
  jw_key(w, "first_at"), put_time(w, x->first_ms);
  jw_key(w, "grants"), jw_int(w, x->grants);
  jw_key(w, "granted"), put_points(w, x->granted, x->decimals);
  jw_key(w, "taken_back"), put_points(w, x->taken_back, x->decimals);
  jw_key(w, "granted_today"), put_points(w, x->granted_today, x->decimals);
  jw_key(w, "budget_left");
  if (x->has_budget)
    put_points(w, x->budget_left, x->decimals);
  else
    jw_null(w);
  jw_key(w, "errors"), jw_int(w, x->errors);
  jw_key(w, "error_lsn"), jw_uint(w, x->error_lsn);
  jw_key(w, "error");
  if (error.n)
    jw_str(w, error);
  else
    jw_null(w);
  jw_key(w, "problem"), put_problem_text(c, &x->problem);
  jw_end_object(w);
}

static bool run_list(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct earn *e;
  struct earn_state *x;
  struct consumer_stats s;
  uint32_t n;
  if (!tenant_earn(c->tenant, &e, err) || !earn_states(e, c->arena, &x, &n, err)) return false;
  consumer_stats(earn_consumer(e), &s);
  jw_begin_object(w);
  jw_key(w, "lsn"), jw_uint(w, s.cursor);
  jw_key(w, "lag"), jw_uint(w, s.lag);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_state(c, &x[i]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_person(struct ask *a, const struct ask_column *names, uint32_t subject) {
  struct jw *w = &a->c->out;
  struct people *p = ws_people(tenant_workspace(a->c->tenant));
  jw_begin_object(w);
  if (subject == SUBJECT_NONE || people_erased(p, subject)) {
    jw_key(w, "id"), jw_null(w);
    jw_key(w, "subject"), jw_uint(w, subject);
    jw_key(w, "name"), jw_null(w);
  } else {
    uint32_t number = person_of(p, subject);
    struct naive_value name = ask_value(names, number);
    put_person_head(a, number, name.missing ? (struct str){NULL, 0} : name.str);
  }
  jw_end_object(w);
}

static void put_reason(struct ask *a, const struct ask_column *names, const struct earn_reason *x) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "rule"), jw_str(w, x->rule);
  jw_key(w, "version"), jw_uint(w, x->version);
  jw_key(w, "lsn"), jw_uint(w, x->lsn);
  jw_key(w, "at"), put_time(w, x->at_ms);
  jw_key(w, "person"), put_person(a, names, x->subject);
  jw_key(w, "order"), jw_str(w, x->ref);
  jw_key(w, "base"), jw_str(w, x->base);
  jw_key(w, "times"), jw_str(w, x->times);
  jw_key(w, "raw"), put_points(w, x->raw, x->decimals);
  jw_key(w, "points"), put_points(w, x->points, x->decimals);
  jw_key(w, "capped"), jw_str(w, x->capped);
  jw_key(w, "taken_back"), put_points(w, x->taken_back, x->decimals);
  jw_end_object(w);
}

/* What a rule that matches came to. */
static const char *came_to(const struct earn_explanation *all, const struct earn_says *s,
                           const struct earn_reason *x, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(x[i].rule, s->rule)) return x[i].points > 0 ? "granted" : "capped";
  return all->done ? "refused" : "waiting";
}

static void put_says(struct call *c, const struct earn_explanation *all, const struct earn_says *s,
                     const struct earn_reason *x, uint32_t n) {
  static const char *const words[] = {
      [EARN_NOT_EVENT] = "event", [EARN_NOT_WHERE] = "where",     [EARN_NOT_WHO] = "who",
      [EARN_NOT_TIME] = "time",   [EARN_BEFORE_RULE] = "history", [EARN_GROUP] = "group",
      [EARN_ENDED] = "ended",     [EARN_LATER] = "later",         [EARN_BROKEN] = "broken",
      [EARN_FAILS] = "error",     [EARN_REFUND] = "refund"};
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "rule"), jw_str(w, s->rule);
  jw_key(w, "version"), jw_uint(w, s->version);
  jw_key(w, "verdict");
  jw_cstr(w, s->verdict == EARN_MATCHES ? came_to(all, s, x, n) : words[s->verdict]);
  jw_key(w, "why"), put_problem_text(c, &s->why);
  jw_end_object(w);
}

static void put_explained(struct ask *a, const struct ask_column *names, uint64_t lsn,
                          const struct earn_explanation *all, const struct earn_reason *x,
                          uint32_t n) {
  struct jw *w = &a->c->out;
  jw_key(w, "event");
  if (all->known) {
    jw_begin_object(w);
    jw_key(w, "lsn"), jw_uint(w, lsn);
    jw_key(w, "event"), jw_str(w, all->event);
    jw_key(w, "at"), put_time(w, all->at_ms);
    jw_key(w, "person"), put_person(a, names, all->subject);
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  jw_key(w, "rules"), jw_begin_array(w);
  for (uint32_t i = 0; i < all->n; i++)
    put_says(a->c, all, &all->rules[i], x, n);
  jw_end_array(w);
}

static bool run_why(struct call *c, struct err *err) {
  struct earn *e;
  struct earn_explanation all = {.known = false};
  struct earn_reason *x;
  struct ask_column names;
  struct str attr, order = call_query(c, "order");
  struct ask a;
  uint32_t n;
  int64_t lsn = call_query_int(c, "lsn", 0);
  if (lsn == 0 && order.n == 0) return err_fail(err, ERR_missing_field, "why" ERR_SEP "lsn, order");
  if (!tenant_earn(c->tenant, &e, err) || !earn_why(e, (uint64_t)lsn, order, c->arena, &x, &n, err))
    return false;
  bool ok = ask_begin(c, &a, err) && name_column(&a, &names, &attr, err);
  /* Whether somebody is such a person is personal. */
  if (ok && lsn && !a.masked) ok = earn_explain(e, (uint64_t)lsn, c->arena, &all, err);
  if (ok) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "items"), jw_begin_array(&c->out);
    for (uint32_t i = 0; i < n; i++)
      put_reason(&a, &names, &x[i]);
    jw_end_array(&c->out);
    put_explained(&a, &names, (uint64_t)lsn, &all, x, n);
    jw_end_object(&c->out);
  }
  ask_end(&a);
  return ok;
}

static void put_preview(struct ask *a, const struct ask_column *names,
                        const struct earn_preview *p) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "complete"), jw_bool(w, p->complete);
  jw_key(w, "rows"), jw_uint(w, p->rows);
  jw_key(w, "matched"), jw_uint(w, p->matched);
  jw_key(w, "grants"), jw_uint(w, p->grants);
  jw_key(w, "refunds"), jw_uint(w, p->refunds);
  jw_key(w, "people"), jw_uint(w, p->people);
  jw_key(w, "points"), put_points(w, p->points, p->decimals);
  jw_key(w, "taken_back"), put_points(w, p->taken_back, p->decimals);
  jw_key(w, "errors"), jw_uint(w, p->errors);
  jw_key(w, "error"), put_problem_text(a->c, &p->first_error);
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_days; i++) {
    jw_begin_object(w);
    jw_key(w, "day"), put_day(w, p->first_day + (int32_t)i);
    jw_key(w, "points"), put_points(w, p->by_day[i], p->decimals);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "top"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_top; i++) {
    jw_begin_object(w);
    jw_key(w, "person"), put_person(a, names, p->top[i].subject);
    jw_key(w, "points"), put_points(w, p->top[i].points, p->decimals);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static bool run_preview(struct call *c, struct err *err) {
  struct earn *e;
  struct earn_preview p;
  struct ask_column names;
  struct str attr;
  struct ask a;
  int64_t days = 30;
  const struct json *given = json_get(c->body, "days");
  if (given) json_int(given, &days);
  if (!tenant_earn(c->tenant, &e, err) ||
      !earn_preview(e, json_get(c->body, "doc"), (uint32_t)days, call_allow(c), c->arena, &p, err))
    return false;
  bool ok = ask_begin(c, &a, err) && name_column(&a, &names, &attr, err);
  if (ok) put_preview(&a, &names, &p);
  ask_end(&a);
  return ok;
}

static const struct shape lsn_given = {.kind = SHAPE_INT, .min = 1, .max = INT64_MAX};
static const struct shape order_given = TEXT_MAX(512);
static const struct route_param why_params[] = {
    {"lsn", &lsn_given, "Of the event.", "事件的位置。"},
    {"order", &order_given, "Of the order; its lines too.", "订单号；包括其明细。"},
    {0}};

#define OF_EARNING .rule = RULE_WORKSPACE, .scope = SCOPE_READ, .tag = "resources"

const struct route earn_routes[] = {
    {OF_EARNING, .role = ROLE_VIEWER, .method = HTTP_GET, .path = "/api/w/{workspace}/earn-rules",
     .id = "listEarnRules", .response = &list_shape, .title_en = "What earn rules gave",
     .title_zh = "积分规则的发放情况",
     .help_en = "Every rule that was ever in force.  Amounts are decimals of its currency.",
     .help_zh = "所有曾经生效的规则。数值为其币种的小数文本。", .run = run_list},
    {OF_EARNING, .role = ROLE_VIEWER, .method = HTTP_GET,
     .path = "/api/w/{workspace}/earn-rules/why", .id = "whyEarned", .params = why_params,
     .response = &why_shape, .title_en = "Why an event or an order earned what it did",
     .title_zh = "某个事件或订单的积分由来",
     .help_en =
         "The rules that matched, with numbers and caps; at most 200.  By `lsn` also what every "
         "other rule says of the event.",
     .help_zh =
         "列出匹配的规则、数值与上限，最多 200 条；按 lsn 查询时还列出其他每条规则没有发放的原因。",
     .run = run_why},
    {OF_EARNING, .role = ROLE_ANALYST, .method = HTTP_POST,
     .path = "/api/w/{workspace}/earn-rules/preview", .id = "previewEarnRule", .body = &ask_body,
     .response = &preview_shape, .title_en = "What a rule would have granted",
     .title_zh = "试算一条规则",
     .help_en =
         "Over the events of the last days that are in the newest 5,000,000 rows of the log, "
         "with caps and refunds, other rules left out.  Nothing is changed.",
     .help_zh =
         "按最近若干天的事件试算（取日志中最新的 500 万行），计入上限与退款，不考虑其他规则。"
         "不做任何更改。",
     .run = run_preview},
    {0},
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long events are kept: the rules, what other rules would take, and setting them.  Setting
 * rules that take anything needs the workspace's slug as confirmation, so that a click cannot. */
#include "workspace/retention.h"

#include "api/account.h"
#include "api/api_int.h"

static const struct shape rules_text = {.kind = SHAPE_TEXT, .max = 3900};

static const struct shape_field event_fields[] = {
    MUST("event", shape_text, NULL, NULL),
    MUST("before", shape_time, "What happened earlier goes.", "早于此刻的数据将被删除。"),
    MUST("rows", shape_count, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    {0},
};
static const struct shape shape_event = OBJECT("RetentionReachEvent", event_fields, NULL, NULL);
static const struct shape list = LIST(shape_event);
static const struct shape_field reach_fields[] = {
    MUST("retention", shape_text, "The rules as they would be kept; none = no bound.",
         "规范写法的规则；none 表示不设期限。"),
    MUST("rows", shape_count, "Events and attribute changes that would go.",
         "将删除的事件与属性变更条数。"),
    MUST("people", shape_count, "People with any of these events; they stay people.",
         "涉及的用户数；用户本身保留。"),
    MUST("rows_total", shape_count, "That there are now.", "当前总条数。"),
    MUST("rewrite_bytes", shape_count, "Of log and columns, at most, that are written again.",
         "最多需要重写的日志与列存字节数。"),
    MUST("events", list, "By event, the most first; $set are attribute changes.",
         "按事件列出，多者在前；$set 为属性变更。"),
    {0},
};
static const struct shape shape_reach = OBJECT("RetentionReach", reach_fields, NULL, NULL);
static const struct shape_field ask_fields[] = {
    MUST("retention", rules_text, "Rules, e.g. 36m,product_viewed=13m; none.",
         "规则，如 36m,product_viewed=13m；none 表示不设期限。"),
    {0},
};
static const struct shape ask_body = OBJECT("RetentionRules", ask_fields, NULL, NULL);
static const struct shape_field set_fields[] = {
    MUST("retention", rules_text, NULL, NULL),
    MAY("confirm", shape_text, "The workspace's slug, when the rules take anything.",
        "工作区标识；规则会删除数据时必填。"),
    {0},
};
static const struct shape set_body = OBJECT("RetentionChange", set_fields, NULL, NULL);

static void put_reach(struct jw *w, struct str rules, const struct ws_reach *r) {
  jw_begin_object(w);
  jw_key(w, "retention"), jw_str(w, rules.n ? rules : STR("none"));
  jw_key(w, "rows"), jw_uint(w, r->rows);
  jw_key(w, "people"), jw_uint(w, r->people);
  jw_key(w, "rows_total"), jw_uint(w, r->rows_total);
  jw_key(w, "rewrite_bytes"), jw_uint(w, r->rewrite_bytes);
  jw_key(w, "events"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n; i++) {
    jw_begin_object(w);
    jw_key(w, "event"), jw_str(w, r->events[i].event);
    jw_key(w, "before"), put_time(w, r->events[i].low);
    jw_key(w, "rows"), jw_uint(w, r->events[i].rows);
    jw_key(w, "people"), jw_uint(w, r->events[i].people);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static bool reach_of(struct call *c, struct str text, struct str *ret_rules, struct ws_reach *ret,
                     struct err *err) {
  struct ws_retention r;
  struct buf b = BUF_INIT;
  if (!ws_retention_parse(text, c->arena, &r, err)) return false;
  ws_retention_write(&r, &b);
  *ret_rules = arena_str(c->arena, buf_str(&b));
  buf_release(&b);
  return ws_retention_reach(tenant_workspace(c->tenant), &r, c->arena, ret, err);
}

static bool run_reach(struct call *c, struct err *err) {
  struct str rules;
  struct ws_reach r;
  if (!reach_of(c, json_get_str(c->body, "retention"), &rules, &r, err)) return false;
  put_reach(&c->out, rules, &r);
  return true;
}

static bool audit_rules(struct call *c, struct str rules, struct err *err) {
  struct buf detail = BUF_INIT;
  struct jw w;
  jw_init(&w, &detail, 0);
  jw_begin_object(&w);
  jw_key(&w, "retention"), jw_str(&w, rules);
  jw_end_object(&w);
  bool ok = call_audit(c, "retention.changed", tenant_slug(c->tenant), buf_str(&detail), err);
  buf_release(&detail);
  return ok;
}

static bool run_set(struct call *c, struct err *err) {
  struct str rules, slug = tenant_slug(c->tenant);
  struct ws_reach r;
  if (!reach_of(c, json_get_str(c->body, "retention"), &rules, &r, err)) return false;
  if (r.rows && !str_eq(json_get_str(c->body, "confirm"), slug))
    return err_fail(err, ERR_retention_unconfirmed, "%llu", (unsigned long long)r.rows);
  struct str now = rules.n ? rules : STR("none");
  if (!ws_retention_set(tenant_workspace(c->tenant), now, call_author(c), err) ||
      !audit_rules(c, now, err))
    return false;
  put_reach(&c->out, rules, &r);
  return true;
}

#define OF_ADMINS                                                                                  \
  .rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "workspaces"

const struct route retention_routes[] = {
    {OF_ADMINS, .method = HTTP_POST, .path = "/api/w/{workspace}/retention/reach",
     .id = "retentionReach", .body = &ask_body, .response = &shape_reach,
     .title_en = "What rules of retention would take", .title_zh = "预览保留规则的影响范围",
     .help_en = "Nothing is changed.", .help_zh = "不做任何更改。", .run = run_reach},
    {OF_ADMINS, .method = HTTP_PUT, .path = "/api/w/{workspace}/retention", .id = "setRetention",
     .body = &set_body, .response = &shape_reach, .title_en = "Set how long events are kept",
     .title_zh = "设置事件保留期限",
     .help_en = "What is too old is in no answer any more, at once, and out of the files within "
                "minutes; afterwards within 7 days of becoming too old.  It cannot be undone.  "
                "Orders and refunds follow only rules of their own; people stay.",
     .help_zh = "过期数据立即从所有结果中消失，并在数分钟内从文件中清除；此后新过期的数据在 7 "
                "天内清除。不可撤销。订单与退款只按单独的规则处理；用户保留。",
     .run = run_set},
    {0},
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webhooks: how they do, their secrets, what was delivered, and sending again. */
#include "touch/webhook.h"

#include "api/route.h"

static const char *const states[] = {[WEBHOOK_SENT] = "delivered",
                                     [WEBHOOK_DEAD] = "dead",
                                     [WEBHOOK_AGAIN] = "waiting"};

static void put_when(struct jw *w, const char *name, int64_t ms) {
  jw_key(w, name);
  if (ms == 0)
    jw_null(w);
  else
    put_time(w, ms);
}

static void put_status(struct jw *w, const char *name, int status) {
  jw_key(w, name);
  if (status)
    jw_int(w, status);
  else
    jw_null(w);
}

static bool api_list_webhooks(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct webhook_state *all;
  struct touch *t;
  uint32_t n;
  if (!tenant_touch(c->tenant, &t, err) || !webhook_list(t, c->arena, &all, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    const struct webhook_state *x = &all[i];
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, x->slug);
    jw_key(w, "title"), put_title(w, x->title_en, x->title_zh);
    jw_key(w, "url"), jw_str(w, x->url);
    jw_key(w, "status"), jw_cstr(w, webhook_status_names[x->status]);
    jw_key(w, "lag"), jw_uint(w, x->lag);
    jw_key(w, "tries"), jw_uint(w, x->tries);
    put_when(w, "next_at", x->next_ms);
    jw_key(w, "delivered"), jw_int(w, x->sent);
    put_when(w, "delivered_at", x->sent_ms);
    jw_key(w, "dead"), jw_int(w, x->dead);
    put_status(w, "http_status", x->http);
    jw_key(w, "answer"), jw_str(w, x->answer);
    put_when(w, "secret_at", x->secret_ms);
    put_when(w, "old_secret_until", x->old_secret_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool api_new_webhook_secret(struct call *c, struct err *err) {
  const struct json *asked = c->body ? json_get(c->body, "old_hours") : NULL;
  struct str secret, slug = call_path(c, "slug");
  int64_t hours = WEBHOOK_OLD_HOURS;
  struct touch *t;
  if (asked) json_int(asked, &hours);
  if (!tenant_touch(c->tenant, &t, err) ||
      !webhook_secret_new(t, slug, (uint32_t)hours, c->arena, &secret, err) ||
      !call_audit(c, "webhook.secret", slug, STR(""), err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "secret"), jw_str(&c->out, secret);
  jw_end_object(&c->out);
  return true;
}

static bool api_test_webhook(struct call *c, struct err *err) {
  struct webhook_answer a;
  struct touch *t;
  if (!tenant_touch(c->tenant, &t, err) ||
      !webhook_test(t, call_path(c, "slug"), c->arena, &a, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "ok"), jw_bool(&c->out, a.status >= 200 && a.status < 300);
  put_status(&c->out, "http_status", a.status);
  jw_key(&c->out, "answer"), jw_str(&c->out, a.text);
  jw_key(&c->out, "ms"), jw_int(&c->out, a.ms);
  jw_end_object(&c->out);
  return true;
}

static bool api_resume_webhook(struct call *c, struct err *err) {
  struct touch *t;
  return tenant_touch(c->tenant, &t, err) && webhook_resume(t, call_path(c, "slug"), err);
}

static bool api_list_deliveries(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct str asked = call_query(c, "state");
  struct page_key key = {.n_n = 1};
  struct webhook_delivery *all;
  uint32_t n, limit = call_limit(c);
  struct touch *t;
  bool given;
  int state = 0;
  for (int i = WEBHOOK_SENT; i <= WEBHOOK_AGAIN; i++)
    if (asked.n && str_is(asked, states[i])) state = i;
  if (!call_cursor(c, &key, &given, err) || !tenant_touch(c->tenant, &t, err) ||
      !webhook_deliveries(t, call_path(c, "slug"), state, given ? key.n[0] : 0, limit + 1,
                          c->arena, &all, &n, err))
    return false;
  bool more = n > limit;
  if (more) n = limit;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "n"), jw_int(w, all[i].n);
    jw_key(w, "event"), jw_str(w, all[i].event);
    jw_key(w, "lsn"), jw_uint(w, all[i].lsn);
    jw_key(w, "state"), jw_cstr(w, states[all[i].state]);
    jw_key(w, "tries"), jw_uint(w, all[i].tries);
    jw_key(w, "at"), put_time(w, all[i].at_ms);
    put_status(w, "http_status", all[i].http);
    jw_key(w, "answer"), jw_str(w, all[i].answer);
    jw_end_object(w);
  }
  jw_end_array(w);
  key = (struct page_key){.n = {n ? all[n - 1].n : 0}, .n_n = 1};
  call_put_next(c, more ? &key : NULL);
  jw_end_object(w);
  return true;
}

static bool api_replay_deliveries(struct call *c, struct err *err) {
  const struct json *asked = c->body ? json_get(c->body, "n") : NULL;
  int64_t n = 0, done = 0;
  struct touch *t;
  if (asked) json_int(asked, &n);
  if (!tenant_touch(c->tenant, &t, err) ||
      !webhook_replay(t, call_path(c, "slug"), n, &done, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "waiting"), jw_int(&c->out, done);
  jw_end_object(&c->out);
  return true;
}

// clang-format off
static const struct shape status = CHOICE("WebhookStatus", "off|secret|fine|trying|broken|crowded");
static const struct shape state_shape = CHOICE("DeliveryState", "delivered|dead|waiting");
static const struct shape hours = {.kind = SHAPE_INT, .min = 0, .max = WEBHOOK_OLD_MAX};
static const struct shape number = {.kind = SHAPE_INT, .min = 1, .max = INT64_C(1) << 53};

static const struct shape_field webhook_fields[] = {
    MUST("slug", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("url", shape_text, NULL, NULL),
    MUST("status", status, "off; secret: waits for one; fine; trying: an event is tried again; broken: tried from time to time; crowded: too many webhooks.", "off 停用；secret 等待密钥；fine 正常；trying 重试中；broken 熔断，定期探测；crowded 回调过多。"),
    MUST("lag", shape_count, "Rows of the log behind its end.", "落后于日志末尾的行数。"),
    MUST("tries", shape_count, "Of the event that waits.", "当前事件已尝试的次数。"),
    MUST_OR_NULL("next_at", shape_time, "Of the next try.", "下次尝试的时间。"),
    MUST("delivered", shape_count, NULL, NULL),
    MUST_OR_NULL("delivered_at", shape_time, NULL, NULL),
    MUST("dead", shape_count, NULL, NULL),
    MUST_OR_NULL("http_status", shape_int, "Of the last failure; null: there was no answer.", "最近一次失败的 HTTP 状态，null 表示无应答。"),
    MUST("answer", shape_text, "Of the last failure; empty: there was none.", "最近一次失败的应答，为空表示从未失败。"),
    MUST_OR_NULL("secret_at", shape_time, NULL, NULL),
    MUST_OR_NULL("old_secret_until", shape_time, "The secret before signs until then.", "此前的密钥在此之前仍参与签名。"),
    {0}};
static const struct shape webhook = OBJECT("Webhook", webhook_fields, "How a webhook does.", "回调的运行情况。");
static const struct shape webhooks = LIST(webhook);
static const struct shape_field list_fields[] = {MUST("items", webhooks, NULL, NULL), {0}};
static const struct shape list = OBJECT("Webhooks", list_fields, NULL, NULL);
static const struct shape_field secret_fields[] = {MAY("old_hours", hours, "How long the secret before signs too; 24 if not given, 0: no longer.", "此前的密钥继续参与签名的小时数，默认 24，0 表示立即停用。"), {0}};
static const struct shape secret = OBJECT("WebhookSecretMake", secret_fields, NULL, NULL);
static const struct shape_field made_fields[] = {MUST("secret", shape_text, "Shown once.", "仅显示一次。"), {0}};
static const struct shape made = OBJECT("WebhookSecret", made_fields, NULL, NULL);
static const struct shape_field tested_fields[] = {
    MUST("ok", shape_bool, "It was answered with 2xx.", "是否以 2xx 应答。"),
    MUST_OR_NULL("http_status", shape_int, NULL, NULL),
    MUST("answer", shape_text, "Its beginning, or why there is none.", "应答的开头，或无应答的原因。"),
    MUST("ms", shape_count, NULL, NULL), {0}};
static const struct shape tested = OBJECT("WebhookTested", tested_fields, NULL, NULL);
static const struct shape_field delivery_fields[] = {
    MUST("n", shape_count, NULL, NULL),
    MUST("event", shape_text, NULL, NULL),
    MUST("lsn", shape_count, "Its place in the log.", "事件在日志中的位置。"),
    MUST("state", state_shape, NULL, NULL),
    MUST("tries", shape_count, NULL, NULL),
    MUST("at", shape_time, "Of the last try.", "最后一次尝试的时间。"),
    MUST_OR_NULL("http_status", shape_int, NULL, NULL),
    MUST("answer", shape_text, NULL, NULL), {0}};
static const struct shape delivery = OBJECT("WebhookDelivery", delivery_fields, NULL, NULL);
static const struct shape deliveries = LIST(delivery);
static const struct shape_field page_fields[] = {MUST("items", deliveries, "Newest first.", "从新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape page = OBJECT("WebhookDeliveries", page_fields, NULL, NULL);
static const struct shape_field replay_fields[] = {MAY("n", number, "One of them; all that are dead if not given.", "其中一条，省略时为全部失败投递。"), {0}};
static const struct shape replay = OBJECT("WebhookReplay", replay_fields, NULL, NULL);
static const struct shape_field replayed_fields[] = {MUST("waiting", shape_count, "So many will be sent again.", "将重新发送的条数。"), {0}};
static const struct shape replayed = OBJECT("WebhookReplayed", replayed_fields, NULL, NULL);
static const struct route_param page_params[] = {{"state", &state_shape, "Only those.", "仅该状态。"}, PARAM_LIMIT, PARAM_CURSOR, {0}};

#define ADMIN .rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "webhooks"
#define W "/api/w/{workspace}/webhooks"

const struct route webhook_routes[] = {
    {ADMIN, .method = HTTP_GET, .path = W, .id = "listWebhooks", .response = &list, .title_en = "Webhooks and how they do", .title_zh = "回调及其运行情况",
     .help_en = "Which there are say documents of the kind `webhook`.", .help_zh = "回调由 `webhook` 类文档定义。", .run = api_list_webhooks},
    {ADMIN, .method = HTTP_POST, .path = W "/{slug}/secret", .id = "newWebhookSecret", .body = &secret, .body_optional = true, .response = &made, .status = 201, .title_en = "A new secret", .title_zh = "生成新密钥",
     .help_en = "Nothing is sent without one.  It holds for the host that the webhook goes to now.", .help_zh = "没有密钥时不会发送。密钥只适用于回调当前的主机。", .run = api_new_webhook_secret},
    {ADMIN, .method = HTTP_POST, .path = W "/{slug}/test", .id = "testWebhook", .response = &tested, .title_en = "Send a test", .title_zh = "发送测试", .run = api_test_webhook},
    {ADMIN, .method = HTTP_POST, .path = W "/{slug}/resume", .id = "resumeWebhook", .title_en = "Try now what waits", .title_zh = "立即重试", .run = api_resume_webhook},
    {ADMIN, .method = HTTP_GET, .path = W "/{slug}/deliveries", .id = "listDeliveries", .params = page_params, .response = &page, .title_en = "What was delivered, and what is dead", .title_zh = "投递记录",
     .help_en = "The newest 1,000 that were delivered, and all that are dead.", .help_zh = "最近 1000 条成功投递，以及全部失败投递。", .run = api_list_deliveries},
    {ADMIN, .method = HTTP_POST, .path = W "/{slug}/replay", .id = "replayDeliveries", .body = &replay, .body_optional = true, .response = &replayed, .title_en = "Send dead ones again", .title_zh = "重新发送失败投递", .run = api_replay_deliveries},
    {0},
};

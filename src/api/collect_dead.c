/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters: looking at them. */
#include "api/collect_int.h"
#include "api/jobs.h"

const struct shape shape_client_protocol =
    CHOICE("ClientProtocol", "shoal|segment|sensors|posthog|mixpanel|ga4|cloudevents");
static const struct shape about = LIST(shape_text);
static const struct shape_field letter_fields[] = {
    MUST("id", shape_int, NULL, NULL),
    MUST("received_at", shape_time, NULL, NULL),
    MUST("protocol", shape_client_protocol, NULL, NULL),
    MUST("key", shape_text, "Id of the write key.", "写入密钥的编号。"),
    MUST("path", shape_text, "Of the request.", "请求路径。"),
    MUST("event", shape_text, "Empty if it could not be told.", "无法识别时为空。"),
    MUST("problem", shape_trouble, NULL, NULL),
    MUST("bytes", shape_count, NULL, NULL),
    MAY("text", shape_text,
        "As received; bytes that are no UTF-8 as U+FFFD.  Masked for those who must not see "
        "personal data.",
        "收到的原文，非 UTF-8 字节显示为 U+FFFD；对无权查看个人信息者脱敏。"),
    MAY("masked", shape_bool, "Whether the text is.", "原文是否已脱敏。"),
    MAY("about", about, "What the problem speaks of: fields, events, values.",
        "问题涉及的字段、事件或值。"),
    {0}};
static const struct shape shape_letter =
    OBJECT("DeadLetter", letter_fields, "What a client sent that could not become an event.",
           "客户端发送但未能成为事件的内容。");
static const struct shape letters = LIST(shape_letter);
static const struct shape_field page_fields[] = {
    MUST("items", letters, "Newest first, without texts.", "新的在前，不含原文。"),
    MUST("letters", shape_count, "Of the workspace.", "工作区内的总数。"),
    MUST("bytes", shape_count, "Of their texts.", "原文的总字节数。"),
    MUST("bytes_max", shape_count, "Beyond it the oldest go.", "超出后最早的先清除。"),
    MUST("days", shape_count, "After so many they go.", "保留天数。"),
    MUST("dropped", shape_count, "Gone for age or room since the server started.",
         "服务启动以来因过期或超限而清除的数量。"),
    MUST_OR_NULL("next", shape_text, NULL, NULL),
    {0}};
static const struct shape shape_page = OBJECT(NULL, page_fields, NULL, NULL);
static const struct shape_field reason_fields[] = {
    MUST("code", shape_text, "Of the problem.", "问题代码。"),
    MUST("letters", shape_count, NULL, NULL),
    MUST("bytes", shape_count, "Of their texts.", "原文的总字节数。"),
    MUST("events", shape_count, "Different names of events.", "不同事件名的数量。"),
    MUST("keys", shape_count, "Different write keys.", "不同写入密钥的数量。"),
    MUST("oldest_at", shape_time, NULL, NULL),
    MUST("newest", shape_letter, "Without its text.", "最新的一封，不含原文。"),
    {0}};
static const struct shape shape_reason =
    OBJECT("DeadReason", reason_fields, "All dead letters of one kind of problem.",
           "同一类问题的全部死信。");
static const struct shape reasons = LIST(shape_reason);
static const struct shape_field reasons_fields[] = {
    MUST("items", reasons, "Most frequent first.", "数量多的在前。"),
    MUST("letters", shape_count, "That the filters let through.", "符合筛选条件的总数。"),
    {0}};
static const struct shape shape_reasons = OBJECT(NULL, reasons_fields, NULL, NULL);
static bool masks(const struct call *c) {
  return access_masks(&c->actor, tenant_slug(c->tenant));
}

/* Values stand among them, and must not be seen by everybody. */
static void put_about(struct call *c, const struct dead_letter *d) {
  struct jw *w = &c->out;
  jw_key(w, "about"), jw_begin_array(w);
  for (uint8_t i = 0; i < d->why.n_args && !masks(c); i++)
    jw_cstr(w, d->why.args[i]);
  jw_end_array(w);
}

static void put_letter(struct call *c, const struct dead_letter *d, bool with_text) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "id"), jw_int(w, d->id);
  jw_key(w, "received_at"), put_time(w, d->received_ms);
  jw_key(w, "protocol"), jw_cstr(w, wire_protocol_name(d->protocol));
  jw_key(w, "key"), jw_str(w, d->key);
  jw_key(w, "path"), jw_str(w, d->path);
  jw_key(w, "event"), jw_str(w, d->event);
  jw_key(w, "problem"), put_problem(w, &d->why, c->lang);
  jw_key(w, "bytes"), jw_uint(w, d->bytes);
  if (with_text) {
    jw_key(w, "text");
    jw_str(w, masks(c) ? client_masked(d->text, c->arena) : d->text);
    jw_key(w, "masked"), jw_bool(w, masks(c));
    put_about(c, d);
  }
  jw_end_object(w);
}

/* ---- looking ---- */

int client_protocol(struct str name) {
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    if (str_is(name, wire_protocol_name((enum wire_protocol)p))) return p;
  return -1;
}

/* A date is its beginning: `since` a day is all of it, `until` a day is none of it. */
static bool moment(struct call *c, const char *name, int64_t *ret, struct err *err) {
  struct str t = call_query(c, name);
  if (!t.n) return true;
  return time_parse_iso(t, ws_tz(tenant_workspace(c->tenant)), ret, NULL, err) ||
         err_at(err, name, 0, 0, 0);
}

bool dead_filter_of(struct call *c, struct dead_filter *ret, struct err *err) {
  *ret = (struct dead_filter){.key = call_query(c, "key"),
                              .code = call_query(c, "code"),
                              .event = call_query(c, "event"),
                              .protocol = client_protocol(call_query(c, "protocol")),
                              .limit = call_limit(c)};
  return moment(c, "since", &ret->since_ms, err) && moment(c, "until", &ret->until_ms, err);
}

bool dead_from_cursor(struct call *c, struct dead_filter *f, struct err *err) {
  struct page_key key;
  bool given;
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given) f->before = key.n[0];
  return true;
}

void dead_put_next(struct call *c, const struct dead_letter *d, uint32_t n, uint32_t limit) {
  struct page_key key = {.n = {n ? d[n - 1].id : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
}

static bool run_list(struct call *c, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct dead_filter f;
  struct dead_letter *d;
  struct jw *w = &c->out;
  uint64_t count, bytes;
  uint32_t n;
  if (!dead_filter_of(c, &f, err) || !dead_from_cursor(c, &f, err) ||
      !dead_list(ws, &f, c->arena, &d, &n, err) || !dead_count(ws, &count, &bytes, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_letter(c, &d[i], false);
  jw_end_array(w);
  jw_key(w, "letters"), jw_uint(w, count);
  jw_key(w, "bytes"), jw_uint(w, bytes);
  jw_key(w, "bytes_max"), jw_uint(w, DEAD_BYTES);
  jw_key(w, "days"), jw_uint(w, DEAD_DAYS);
  jw_key(w, "dropped"), jw_uint(w, collect_dropped(tenant_collect(c->tenant)));
  dead_put_next(c, d, n, f.limit);
  jw_end_object(w);
  return true;
}

static void put_reason(struct call *c, const struct dead_reason *r) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "code"), jw_cstr(w, err_name(r->newest.why.code));
  jw_key(w, "letters"), jw_uint(w, r->letters);
  jw_key(w, "bytes"), jw_uint(w, r->bytes);
  jw_key(w, "events"), jw_uint(w, r->events);
  jw_key(w, "keys"), jw_uint(w, r->keys);
  jw_key(w, "oldest_at"), put_time(w, r->oldest_ms);
  jw_key(w, "newest"), put_letter(c, &r->newest, false);
  jw_end_object(w);
}

static bool run_reasons(struct call *c, struct err *err) {
  struct dead_filter f;
  struct dead_reason *r;
  struct jw *w = &c->out;
  uint64_t total = 0;
  uint32_t n;
  if (!dead_filter_of(c, &f, err) ||
      !dead_reasons(tenant_workspace(c->tenant), &f, c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    put_reason(c, &r[i]);
    total += r[i].letters;
  }
  jw_end_array(w);
  jw_key(w, "letters"), jw_uint(w, total);
  jw_end_object(w);
  return true;
}

bool dead_id_of(struct call *c, int64_t *ret, struct err *err) {
  struct str s = call_path(c, "id");
  int64_t v = 0;
  for (size_t i = 0; i < s.n && s.n < 18; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') v = -1;
    if (v < 0) break;
    v = v * 10 + (s.p[i] - '0');
  }
  if (v <= 0) return err_fail(err, ERR_unknown_dead_letter, "%.*s", STRF(s));
  *ret = v;
  return true;
}

static bool run_get(struct call *c, struct err *err) {
  struct dead_letter d;
  int64_t id;
  if (!dead_id_of(c, &id, err) || !dead_get(tenant_workspace(c->tenant), id, c->arena, &d, err))
    return false;
  put_letter(c, &d, true);
  return true;
}

/* ---- routes ---- */

static const struct route_param list_params[] = {DEAD_FILTERS, PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param all_params[] = {DEAD_FILTERS, {0}};
#define OF_VIEWERS                                                                                 \
  .tag = "collect", .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ

const struct route collect_dead_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/dead",
     .id = "listDeadLetters",
     OF_VIEWERS,
     .params = list_params,
     .response = &shape_page,
     .title_en = "Dead letters",
     .title_zh = "死信",
     .run = run_list},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/dead/reasons",
     .id = "listDeadReasons",
     OF_VIEWERS,
     .params = all_params,
     .response = &shape_reasons,
     .title_en = "Why there are dead letters",
     .title_zh = "死信的原因",
     .help_en = "Counted by the code of the problem, each with its newest letter.",
     .help_zh = "按问题代码统计，并给出各自最新的一封。",
     .run = run_reasons},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/dead/{id}",
     .id = "getDeadLetter",
     OF_VIEWERS,
     .response = &shape_letter,
     .title_en = "A dead letter with its text",
     .title_zh = "一封死信及其原文",
     .run = run_get},
    {0},
};

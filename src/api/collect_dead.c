/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters: looking, mending, sending them again, discarding. */
#include <inttypes.h>
#include <stdlib.h>

#include "access/write_key.h"
#include "api/collect_int.h"
#include "api/jobs.h"

#define REPLAY_MAX 200u /* letters of one request: each is a commit */

const struct shape shape_client_protocol =
    CHOICE("ClientProtocol", "shoal|segment|sensors|posthog|mixpanel|ga4|cloudevents");
static const struct shape text = {.kind = SHAPE_TEXT, .min = 1, .max = WIRE_MESSAGE_MAX};
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
static const struct shape_field replay_fields[] = {
    MAY("text", text, "What to send instead of the text as received.", "用于替换原文的内容。"),
    {0}};
static const struct shape replay_body = OBJECT("Replay", replay_fields, NULL, NULL);
static const struct shape_field replayed_fields[] = {
    MUST("taken", shape_count, "Letters that became events and are gone.",
         "已成为事件并移除的数量。"),
    MUST("left", shape_count, "Letters that failed again and stay.", "再次失败而保留的数量。"),
    {0}};
static const struct shape shape_replayed = OBJECT("Replayed", replayed_fields, NULL, NULL);
static const struct shape_field replayed_all_fields[] = {
    MUST("taken", shape_count, "Letters that became events and are gone.",
         "已成为事件并移除的数量。"),
    MUST("left", shape_count, "Letters that failed again and stay.", "再次失败而保留的数量。"),
    MUST_OR_NULL("next", shape_text, "There are older ones: the `cursor` to go on with.",
                 "还有更早的死信时，为继续重放所用的 `cursor`。"),
    {0}};
static const struct shape shape_replayed_all =
    OBJECT("ReplayedAll", replayed_all_fields, NULL, NULL);
static const struct shape_field discarded_fields[] = {MUST("discarded", shape_count, NULL, NULL),
                                                      {0}};
static const struct shape shape_discarded = OBJECT(NULL, discarded_fields, NULL, NULL);

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

static bool filter_of(struct call *c, struct dead_filter *ret, struct err *err) {
  *ret = (struct dead_filter){.key = call_query(c, "key"),
                              .code = call_query(c, "code"),
                              .event = call_query(c, "event"),
                              .protocol = client_protocol(call_query(c, "protocol")),
                              .limit = call_limit(c)};
  return moment(c, "since", &ret->since_ms, err) && moment(c, "until", &ret->until_ms, err);
}

/* Pages go from the newest to older ids. */
static bool from_cursor(struct call *c, struct dead_filter *f, struct err *err) {
  struct page_key key;
  bool given;
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given) f->before = key.n[0];
  return true;
}

static void put_next(struct call *c, const struct dead_letter *d, uint32_t n, uint32_t limit) {
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
  if (!filter_of(c, &f, err) || !from_cursor(c, &f, err) ||
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
  put_next(c, d, n, f.limit);
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
  if (!filter_of(c, &f, err) ||
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

static bool id_of(struct call *c, int64_t *ret, struct err *err) {
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
  if (!id_of(c, &id, err) || !dead_get(tenant_workspace(c->tenant), id, c->arena, &d, err))
    return false;
  put_letter(c, &d, true);
  return true;
}

/* ---- again ---- */

/* As the key that it came with, as that key is now; a browser's where it is no more. */
static void key_of(struct call *c, const struct dead_letter *d, struct collect_key *ret) {
  struct write_key k;
  struct err ignored;
  *ret = (struct collect_key){
      .id = d->key, .kind = COLLECT_BROWSER, .scopes = collect_scopes_of(COLLECT_BROWSER)};
  if (write_key_get(c->api->access, tenant_slug(c->tenant), d->key, c->arena, &k, &ignored))
    *ret = k.key;
}

static bool again(struct call *c, const struct dead_letter *d, const struct str *other,
                  struct err *err) {
  struct collect_key key;
  struct collect_taken taken;
  key_of(c, d, &key);
  if (!client_plan(c->api, c->tenant, err)) return false;
  return collect_replay(tenant_collect(c->tenant), &key, d->id, other, c->arena, &taken, err);
}

static void put_replayed(struct call *c, uint32_t taken, uint32_t left) {
  jw_key(&c->out, "taken"), jw_uint(&c->out, taken);
  jw_key(&c->out, "left"), jw_uint(&c->out, left);
}

static bool run_replay(struct call *c, struct err *err) {
  struct dead_letter d;
  int64_t id;
  struct str other = c->body ? json_get_str(c->body, "text") : (struct str){0};
  if (!id_of(c, &id, err) || !dead_get(tenant_workspace(c->tenant), id, c->arena, &d, err) ||
      !again(c, &d, other.p ? &other : NULL, err) ||
      !call_audit(c, "dead_letter.replayed", call_path(c, "id"), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  put_replayed(c, 1, 0);
  jw_end_object(&c->out);
  return true;
}

static bool run_replay_all(struct call *c, struct err *err) {
  struct dead_filter f;
  struct dead_letter *d;
  struct err why;
  uint32_t n, taken = 0;
  if (!filter_of(c, &f, err) || !from_cursor(c, &f, err)) return false;
  f.limit = REPLAY_MAX;
  if (!dead_list(tenant_workspace(c->tenant), &f, c->arena, &d, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    taken += again(c, &d[i], NULL, &why);
  if (!call_audit(c, "dead_letter.replayed", arena_printf(c->arena, "%u", taken), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  put_replayed(c, taken, n - taken);
  put_next(c, d, n, f.limit);
  jw_end_object(&c->out);
  return true;
}

static bool run_discard(struct call *c, struct err *err) {
  int64_t id;
  return id_of(c, &id, err) && dead_discard(tenant_workspace(c->tenant), id, err) &&
         call_audit(c, "dead_letter.discarded", call_path(c, "id"), STR(""), err);
}

static bool run_discard_all(struct call *c, struct err *err) {
  struct dead_filter f;
  uint64_t n;
  if (!filter_of(c, &f, err) || !dead_discard_all(tenant_workspace(c->tenant), &f, &n, err) ||
      !call_audit(c, "dead_letter.discarded", arena_printf(c->arena, "%" PRIu64, n), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "discarded"), jw_uint(&c->out, n);
  jw_end_object(&c->out);
  return true;
}

/* ---- routes ---- */

#define FILTERS                                                                                    \
  {"key", &shape_text, "Id of a write key.", "写入密钥的编号。"},                                  \
      {"code", &shape_text, "Code of the problem.", "问题代码。"},                                 \
      {"event", &shape_text, "As the client calls it.", "客户端所用的事件名。"},                   \
      {"protocol", &shape_client_protocol, "Of the client.", "客户端协议。"},                      \
      {"since", &shape_time, "Received then or later; a date is its beginning.",                   \
       "接收时间不早于此；日期取当日零点。"},                                                      \
  {                                                                                                \
    "until", &shape_time, "Received before then; a date is its beginning.",                        \
        "接收时间早于此；日期取当日零点。"                                         \
  }
static const struct route_param list_params[] = {FILTERS, PARAM_LIMIT, PARAM_CURSOR, {0}};
static const struct route_param all_params[] = {FILTERS, {0}};
static const struct route_param replay_params[] = {FILTERS, PARAM_CURSOR, {0}};

#define OF_OPERATORS                                                                               \
  .tag = "collect", .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_IMPORT
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
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/dead/{id}/replay",
     .id = "replayDeadLetter",
     OF_OPERATORS,
     .body = &replay_body,
     .body_optional = true,
     .response = &shape_replayed,
     .title_en = "Send a dead letter again",
     .title_zh = "重放死信",
     .help_en = "As if it came when it did, with another text if one is given.  The answer of a "
                "letter that fails again is its problem; it stays.",
     .help_zh = "按原接收时间重新处理，可提供修改后的内容。再次失败时返回其问题，死信保留。",
     .run = run_replay},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/dead/replay",
     .id = "replayDeadLetters",
     OF_OPERATORS,
     .params = replay_params,
     .response = &shape_replayed_all,
     .title_en = "Send dead letters again",
     .title_zh = "批量重放死信",
     .help_en = "The newest 200 that the filters let through; `next` goes on with older ones.",
     .help_zh = "符合筛选条件的最新 200 封；可用 `next` 继续处理更早的。",
     .run = run_replay_all},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/collect/dead/{id}",
     .id = "discardDeadLetter",
     OF_OPERATORS,
     .title_en = "Discard a dead letter",
     .title_zh = "丢弃死信",
     .run = run_discard},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/collect/dead",
     .id = "discardDeadLetters",
     OF_OPERATORS,
     .params = all_params,
     .response = &shape_discarded,
     .title_en = "Discard dead letters",
     .title_zh = "批量丢弃死信",
     .help_en = "All that the filters let through; without any, all there are.",
     .help_zh = "符合筛选条件的全部；不加条件则为所有死信。",
     .run = run_discard_all},
    {0},
};

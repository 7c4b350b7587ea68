/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GET /api/w/{workspace}/collect/live: what clients send, as it comes in.
 *
 * The watch keeps the last messages and tells of new ones on the threads that take them; here each
 * reader's filters and mask are applied, and the text goes to the stream. */
#include "api/collect_int.h"
#include "api/jobs.h"
#include "api/live_int.h"
#include "model/mask.h"

struct filter {
  struct str key, id, event;
  int protocol; /* < 0 = any */
  int outcome;  /* < 0 = any; WATCH_REJECTED: refused ones too */
  bool masked;
};

static bool has_id(const struct watched *m, struct str wanted) {
  struct str value = wanted, type = str_cut(&value, ':');
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (str_eq(m->ids[i].value, wanted) ||
        (value.n && str_eq(m->ids[i].type, type) && str_eq(m->ids[i].value, value)))
      return true;
  return false;
}

static bool has_outcome(const struct filter *f, const struct watched *m) {
  return f->outcome < 0 || f->outcome == (int)m->outcome ||
         (f->outcome == WATCH_REJECTED && m->outcome == WATCH_REFUSED);
}

static bool passes(const struct filter *f, const struct watched *m) {
  return (!f->key.n || str_eq(f->key, m->key)) && (!f->event.n || str_eq(f->event, m->event)) &&
         (!f->id.n || has_id(m, f->id)) && (f->protocol < 0 || f->protocol == (int)m->protocol) &&
         has_outcome(f, m);
}

static void put_ids(struct jw *w, const struct watched *m, bool masked, struct arena *tmp) {
  jw_key(w, "ids"), jw_begin_array(w);
  for (uint32_t i = 0; i < m->n_ids; i++) {
    jw_begin_object(w);
    jw_key(w, "type"), jw_str(w, m->ids[i].type);
    jw_key(w, "value");
    jw_str(w, masked ? mask_identity(m->ids[i].value, tmp) : m->ids[i].value);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_warnings(struct jw *w, const struct watched *m) {
  jw_key(w, "warnings"), jw_begin_array(w);
  if (m->repeated) jw_cstr(w, "repeated");
  if (m->clamped) jw_cstr(w, "clock_clamped");
  if (m->bot) jw_cstr(w, "bot");
  jw_end_array(w);
}

static const char *const outcomes[] = {"taken", "rejected", "refused"};

static void put_message(struct jw *w, const struct watched *m, const struct stream *s,
                        struct arena *tmp) {
  const struct filter *f = s->own;
  jw_begin_object(w);
  jw_key(w, "n"), jw_uint(w, m->n);
  jw_key(w, "at"), put_time(w, m->at_ms);
  jw_key(w, "key"), jw_str(w, m->key);
  jw_key(w, "protocol"), jw_cstr(w, wire_protocol_name(m->protocol));
  jw_key(w, "path"), jw_str(w, m->path);
  jw_key(w, "outcome"), jw_cstr(w, outcomes[m->outcome]);
  jw_key(w, "event"), jw_str(w, m->event);
  jw_key(w, "library"), jw_str(w, m->library);
  put_ids(w, m, f->masked, tmp);
  jw_key(w, "text"), jw_str(w, f->masked ? client_masked(m->text, tmp) : m->text);
  jw_key(w, "cut"), jw_bool(w, m->cut);
  jw_key(w, "rows");
  if (m->rows.n)
    jw_raw(w, f->masked ? client_masked(m->rows, tmp) : m->rows);
  else
    jw_begin_array(w), jw_end_array(w);
  put_warnings(w, m);
  jw_key(w, "problem");
  if (m->outcome == WATCH_TAKEN)
    jw_null(w);
  else
    put_problem(w, &m->why, s->lang);
  jw_end_object(w);
}

static void on_message(void *ctx, const struct watched *m) {
  struct stream *s = ctx;
  struct buf b = BUF_INIT;
  struct arena tmp;
  struct jw w;
  if (!passes(s->own, m)) return;
  arena_init(&tmp, "message");
  jw_init(&w, &b, 0);
  put_message(&w, m, s, &tmp);
  http_stream_send(s->http, "message", STR(""), buf_str(&b));
  buf_release(&b);
  arena_release(&tmp);
}

/* How much comes in, whatever is shown of it: totals since the workspace was opened. */
static void pulse(struct stream *s) {
  struct collect_counts n[WIRE_PROTOCOLS];
  uint64_t taken = 0, rejected = 0, refused = 0;
  struct buf b = BUF_INIT;
  struct jw w;
  collect_counts(tenant_collect(s->tenant), n);
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    taken += n[p].events, rejected += n[p].rejects, refused += n[p].refused;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "at"), put_time(&w, clock_wall_ms(ws_clock(tenant_workspace(s->tenant))));
  jw_key(&w, "taken"), jw_uint(&w, taken);
  jw_key(&w, "rejected"), jw_uint(&w, rejected);
  jw_key(&w, "refused"), jw_uint(&w, refused);
  jw_end_object(&w);
  http_stream_send(s->http, "pulse", STR(""), buf_str(&b));
  buf_release(&b);
}

static void end(struct stream *s) {
  watch_end(collect_watch(tenant_collect(s->tenant)), on_message, s);
}

static bool run_live(struct call *c, struct err *err) {
  struct stream *s;
  struct err why;
  struct str outcome = call_query(c, "outcome");
  if (!live_begin(c, &s, err)) return false;
  struct filter *f = arena_new(&s->arena, struct filter);
  *f = (struct filter){.key = arena_str(&s->arena, call_query(c, "key")),
                       .id = arena_str(&s->arena, call_query(c, "id")),
                       .event = arena_str(&s->arena, call_query(c, "event")),
                       .protocol = client_protocol(call_query(c, "protocol")),
                       .outcome = !outcome.n                 ? -1
                                  : str_is(outcome, "taken") ? WATCH_TAKEN
                                                             : WATCH_REJECTED,
                       .masked = access_masks(&c->actor, tenant_slug(c->tenant))};
  s->own = f;
  s->end = end;
  s->pulse = pulse;
  http_stream_send(s->http, "hello", STR(""), STR("{}"));
  pulse(s); /* what later ones are compared with */
  bool ok = watch_begin(collect_watch(tenant_collect(c->tenant)), on_message, s, &why) &&
            (!call_query_bool(c, "changes", false) || live_follow(s, &why));
  live_join(s, ok);
  return true;
}

static const struct shape outcome_word = CHOICE(NULL, "taken|rejected");
static const struct route_param params[] = {
    {"key", &shape_text, "Id of a write key.", "写入密钥的编号。"},
    {"id", &shape_text, "An identity: its value, or type:value.", "身份标识的值，或 `类型:值`。"},
    {"event", &shape_text, "As the client calls it.", "客户端所用的事件名。"},
    {"protocol", &shape_client_protocol, "Of the client.", "客户端协议。"},
    {"outcome", &outcome_word, "What became of it; `rejected` shows refused requests too.",
     "处理结果；`rejected` 也包含整个被拒绝的请求。"},
    {"changes", &shape_bool, "Also what the stream `live` tells: one connection does for both.",
     "同时推送 `live` 的事件，一条连接即可兼顾两者。"},
    {0}};

const struct route collect_live_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/live",
     .id = "collectLive",
     .tag = "collect",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .params = params,
     .type = "text/event-stream",
     .title_en = "What clients send, as it comes in",
     .title_zh = "实时查看客户端发送的内容",
     .help_en =
         "Server-sent events: `hello` at once, then a `message` for each of the last 200 and for "
         "each new one: {n, at, key, protocol, path, outcome, event, library, ids, text, cut, "
         "rows, warnings, problem}, and a `pulse` every second: {at, taken, rejected, refused}, "
         "which are totals of the workspace since it was opened.  `text` is what was sent, `rows` "
         "what it became; `outcome` is `taken`, `rejected` (a dead letter) or `refused` (the "
         "request was turned away as a whole, its text is not kept).  At most 20 a second of a "
         "key, and as many that were not taken; `n` counts those that are shown.  Masked for "
         "those who must not see personal data.",
     .help_zh =
         "服务器推送事件：连接后立即发送 `hello`，随后对最近 200 条及每条新消息发送 "
         "`message`：{n, at, key, protocol, path, outcome, event, library, ids, text, cut, "
         "rows, warnings, problem}，并每秒发送 `pulse`：{at, taken, rejected, "
         "refused}，为工作区打开以来的累计数。`text` 为原文，`rows` 为处理结果；`outcome` 为 "
         "`taken`（已接收）、`rejected`（成为死信）或 "
         "`refused`（整个请求被拒绝，不保留原文）。每个密钥每秒至多 20 "
         "条，未接收的另计；`n` 为展示的消息的序号。对无权查看个人信息者脱敏。",
     .run = run_live},
    {0},
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Write keys of a workspace.  Who may change them is decided in room access, in the transaction of
 * the change. */
#include "access/write_key.h"
#include "api/collect_int.h"
#include "api/put.h"

static const struct shape title = {.kind = SHAPE_TEXT, .min = 1, .max = ACCESS_NAME_MAX};
static const struct shape kind = CHOICE("WriteKeyKind", "browser|server");
static const struct shape scope = CHOICE("WriteScope", "events|people|links|catalogue");
static const struct shape scopes = {.kind = SHAPE_LIST, .of = &scope, .min = 1, .max = 4};
static const struct shape origin = {.kind = SHAPE_TEXT, .min = 1, .max = 300};
static const struct shape origins = LIST_MAX(origin, COLLECT_ORIGINS_MAX);
static const struct shape rate = {.kind = SHAPE_INT, .min = 0, .max = COLLECT_RATE_MAX};
static const struct shape days = {.kind = SHAPE_INT, .min = 0, .max = WRITE_OVERLAP_DAYS_MAX};

#define RATE_EN "Events a second; 0 = no limit.  20 seconds' worth may come at once."
#define RATE_ZH "每秒事件数，0 表示不限；可一次用掉 20 秒的额度。"

static const struct shape_field secret_fields[] = {
    MUST("prefix", shape_text, "The first characters, to recognise it.", "前几个字符，用于辨认。"),
    MUST_OR_NULL("secret", shape_text, "Of a browser key, which is public.",
                 "仅浏览器密钥可再次查看，因为它本就公开。"),
    MUST("created_at", shape_time, NULL, NULL),
    MUST_OR_NULL("until", shape_time, "When it stops working, after a rotation.",
                 "轮换后停止生效的时间。"),
    {0}};
static const struct shape write_secret = OBJECT(
    "WriteSecret", secret_fields, "What a client sends to name its key.", "客户端发送的密钥内容。");
static const struct shape secrets = LIST(write_secret);
static const struct shape_field use_fields[] = {
    MUST("events", shape_count, "Taken, repetitions too.", "已接收，含重复发送。"),
    MUST("rejected", shape_count, "Became dead letters.", "成为死信。"),
    MUST("refused", shape_count, "Requests turned away as a whole: origin, rate, nonsense.",
         "整个被拒绝的请求：来源不符、超速或无法解析。"),
    {0}};
static const struct shape write_use =
    OBJECT("WriteUse", use_fields, "What came with a key in some time.", "一段时间内的使用量。");
static const struct shape_field key_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("kind", kind, NULL, NULL),
    MUST("scopes", scopes, "What it may send.", "可发送的内容。"),
    MUST("origins", origins, "Pages it lets in; empty = any.", "允许的页面来源，空表示不限。"),
    MUST("rate", rate, RATE_EN, RATE_ZH),
    MUST("address_rate", rate, "The same for each address of clients.", "对单个客户端地址的限速。"),
    MUST("keep_ip", shape_bool, "Whether addresses of people are stored.", "是否保存用户的 IP。"),
    MUST("created_at", shape_time, NULL, NULL),
    MUST("created_by", shape_text, NULL, NULL),
    MUST_OR_NULL("revoked_at", shape_time, NULL, NULL),
    MUST("events", shape_count, "Taken so far, repetitions too.", "累计接收的事件数，含重复发送。"),
    MUST_OR_NULL("last_event_at", shape_time, NULL, NULL),
    MUST("today", write_use, "Since midnight in the workspace's zone.", "自工作区时区的零点起。"),
    MUST("last_24h", write_use, "To a quarter of an hour.", "精确到一刻钟。"),
    MUST("secrets", secrets, "Those that work, newest first.", "仍有效的密钥内容，新的在前。"),
    {0}};
static const struct shape shape_key =
    OBJECT("WriteKey", key_fields, "By what events are let in.", "写入密钥，用于接收事件。");
static const struct shape keys = LIST(shape_key);
static const struct shape_field list_fields[] = {MUST("items", keys, NULL, NULL), {0}};
static const struct shape shape_list = OBJECT(NULL, list_fields, NULL, NULL);
static const struct shape_field name_fields[] = {MUST("id", shape_text, NULL, NULL),
                                                 MUST("title", shape_text, NULL, NULL),
                                                 MUST("kind", kind, NULL, NULL),
                                                 MUST("revoked", shape_bool, NULL, NULL),
                                                 {0}};
static const struct shape key_name = OBJECT("WriteKeyName", name_fields, NULL, NULL);
static const struct shape key_names = LIST(key_name);
static const struct shape_field names_fields[] = {
    MUST("items", key_names, "Newest first.", "新的在前。"), {0}};
static const struct shape shape_names = OBJECT(NULL, names_fields, NULL, NULL);
static const struct shape_field made_fields[] = {
    MUST("key", shape_key, NULL, NULL),
    MUST("secret", shape_text, "Of a server key shown this once.", "服务器密钥仅显示这一次。"),
    {0}};
static const struct shape shape_made = OBJECT(NULL, made_fields, NULL, NULL);

#define SETTINGS                                                                                   \
  MAY("scopes", scopes, "As its kind has them if not given.", "不填则按类型取默认值。"),           \
      MAY("origins", origins, "For example https://shop.example, https://*.shop.example.",         \
          "例如 https://shop.example、https://*.shop.example。"),                                  \
      MAY("rate", rate, RATE_EN, RATE_ZH), MAY("address_rate", rate, NULL, NULL),                  \
      MAY("keep_ip", shape_bool, NULL, NULL)

static const struct shape_field new_fields[] = {
    MUST("title", title, NULL, NULL), MUST("kind", kind, NULL, NULL), SETTINGS, {0}};
static const struct shape new_body = OBJECT("NewWriteKey", new_fields, NULL, NULL);
static const struct shape_field change_fields[] = {MAY("title", title, NULL, NULL), SETTINGS, {0}};
static const struct shape change_body = OBJECT("WriteKeyChange", change_fields, NULL, NULL);
static const struct shape_field rotate_fields[] = {
    MAY("overlap_days", days, "How long secrets of now go on; 7 if not given.",
        "现有密钥内容继续有效的天数，默认 7。"),
    {0}};
static const struct shape rotate_body = OBJECT("Rotation", rotate_fields, NULL, NULL);

static void put_secret(struct jw *w, const struct write_secret *s) {
  jw_begin_object(w);
  jw_key(w, "prefix"), jw_str(w, s->prefix);
  jw_key(w, "secret");
  if (s->shown.n)
    jw_str(w, s->shown);
  else
    jw_null(w);
  put_moment(w, "created_at", s->created_ms);
  put_moment(w, "until", s->until_ms);
  jw_end_object(w);
}

/* What is known of use is written down first: who looks wants to see the event just sent. */
struct uses {
  struct write_use *today, *day;
  uint32_t n_today, n_day;
};

static bool read_uses(struct call *c, struct uses *ret, struct err *err) {
  const struct tz *z = ws_tz(tenant_workspace(c->tenant));
  struct str slug = tenant_slug(c->tenant);
  int64_t now = clock_wall_ms(c->api->clock);
  return clients_note_use(c->api->clients, err) &&
         write_key_uses(c->api->access, slug, day_start(z, day_of(z, now)), c->arena, &ret->today,
                        &ret->n_today, err) &&
         write_key_uses(c->api->access, slug, now - MS_DAY, c->arena, &ret->day, &ret->n_day, err);
}

static void put_use(struct jw *w, const char *name, struct str key, const struct write_use *u,
                    uint32_t n) {
  struct write_use of = {0};
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(u[i].key, key)) of = u[i];
  jw_key(w, name), jw_begin_object(w);
  jw_key(w, "events"), jw_uint(w, of.events);
  jw_key(w, "rejected"), jw_uint(w, of.rejects);
  jw_key(w, "refused"), jw_uint(w, of.refusals);
  jw_end_object(w);
}

static void put_key(struct jw *w, const struct write_key *k, const struct uses *u) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, k->key.id);
  jw_key(w, "title"), jw_str(w, k->title);
  jw_key(w, "kind"), jw_cstr(w, collect_kind_name(k->key.kind));
  jw_key(w, "scopes"), jw_begin_array(w);
  for (const struct collect_scope_def *d = collect_scopes; d->name; d++)
    if (k->key.scopes & d->scope) jw_cstr(w, d->name);
  jw_end_array(w);
  jw_key(w, "origins"), jw_begin_array(w);
  for (uint32_t i = 0; i < k->key.n_origins; i++)
    jw_str(w, k->key.origins[i]);
  jw_end_array(w);
  jw_key(w, "rate"), jw_uint(w, k->key.rate);
  jw_key(w, "address_rate"), jw_uint(w, k->key.address_rate);
  jw_key(w, "keep_ip"), jw_bool(w, k->key.keep_ip);
  put_moment(w, "created_at", k->created_ms);
  jw_key(w, "created_by"), jw_str(w, k->created_by);
  put_moment(w, "revoked_at", k->revoked_ms);
  jw_key(w, "events"), jw_uint(w, k->events);
  put_moment(w, "last_event_at", k->last_event_ms);
  put_use(w, "today", k->key.id, u->today, u->n_today);
  put_use(w, "last_24h", k->key.id, u->day, u->n_day);
  jw_key(w, "secrets"), jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_secrets; i++)
    put_secret(w, &k->secrets[i]);
  jw_end_array(w);
  jw_end_object(w);
}

static bool put_made(struct call *c, const struct write_key *k, struct str secret,
                     struct err *err) {
  struct uses u;
  if (!read_uses(c, &u, err)) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "key"), put_key(&c->out, k, &u);
  jw_key(&c->out, "secret"), jw_str(&c->out, secret);
  jw_end_object(&c->out);
  return true;
}

static bool run_list(struct call *c, struct err *err) {
  struct write_key *k;
  struct uses u;
  uint32_t n;
  if (!read_uses(c, &u, err) ||
      !write_keys(c->api->access, tenant_slug(c->tenant), c->arena, &k, &n, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_key(&c->out, &k[i], &u);
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

/* Everybody sees ids of keys in the live view and on dead letters; these are their names. */
static bool run_names(struct call *c, struct err *err) {
  struct write_key *k;
  struct jw *w = &c->out;
  uint32_t n;
  if (!write_keys(c->api->access, tenant_slug(c->tenant), c->arena, &k, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_str(w, k[i].key.id);
    jw_key(w, "title"), jw_str(w, k[i].title);
    jw_key(w, "kind"), jw_cstr(w, collect_kind_name(k[i].key.kind));
    jw_key(w, "revoked"), jw_bool(w, k[i].revoked_ms != 0);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static struct str joined(const struct json *list, struct arena *out) {
  struct str text = STR("");
  if (!list) return (struct str){NULL, 0};
  for (uint32_t i = 0; i < list->n; i++)
    text = arena_printf(out, "%.*s%s%.*s", STRF(text), i ? "," : "", STRF(list->items[i].text));
  return text;
}

struct settings {
  struct write_key_change change;
  uint32_t rate, address_rate;
  bool keep_ip;
};

static const uint32_t *number(const struct json *body, const char *name, uint32_t *to) {
  const struct json *v = json_get(body, name);
  int64_t n;
  if (!v || !json_int(v, &n)) return NULL;
  *to = (uint32_t)n;
  return to;
}

static const struct write_key_change *read_settings(struct call *c, struct settings *s) {
  const struct json *keep = json_get(c->body, "keep_ip");
  if (keep) s->keep_ip = keep->boolean;
  s->change =
      (struct write_key_change){.title = json_get_str(c->body, "title"),
                                .scopes = joined(json_get(c->body, "scopes"), c->arena),
                                .origins = joined(json_get(c->body, "origins"), c->arena),
                                .rate = number(c->body, "rate", &s->rate),
                                .address_rate = number(c->body, "address_rate", &s->address_rate),
                                .keep_ip = keep ? &s->keep_ip : NULL};
  return &s->change;
}

static bool run_create(struct call *c, struct err *err) {
  struct settings s;
  struct write_key k;
  struct str secret;
  enum collect_kind of;
  return collect_kind_parse(json_get_str(c->body, "kind"), &of, err) &&
         write_key_create(c->api->access, &c->actor, tenant_slug(c->tenant), of,
                          read_settings(c, &s), c->arena, &k, &secret, err) &&
         put_made(c, &k, secret, err);
}

static bool run_change(struct call *c, struct err *err) {
  struct settings s;
  struct write_key k;
  struct uses u;
  if (!write_key_change(c->api->access, &c->actor, tenant_slug(c->tenant), call_path(c, "id"),
                        read_settings(c, &s), c->arena, &k, err) ||
      !read_uses(c, &u, err))
    return false;
  put_key(&c->out, &k, &u);
  return true;
}

static bool run_rotate(struct call *c, struct err *err) {
  struct write_key k;
  struct str secret;
  uint32_t n = WRITE_OVERLAP_DAYS;
  if (c->body) number(c->body, "overlap_days", &n);
  return write_key_rotate(c->api->access, &c->actor, tenant_slug(c->tenant), call_path(c, "id"), n,
                          c->arena, &k, &secret, err) &&
         put_made(c, &k, secret, err);
}

static bool run_revoke(struct call *c, struct err *err) {
  return write_key_revoke(c->api->access, &c->actor, tenant_slug(c->tenant), call_path(c, "id"),
                          err);
}

#define OF_ADMINS .tag = "collect", .rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN

const struct route collect_key_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/keys",
     .id = "listWriteKeys",
     OF_ADMINS,
     .response = &shape_list,
     .title_en = "Write keys",
     .title_zh = "写入密钥",
     .run = run_list},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/collect/keys/names",
     .id = "listWriteKeyNames",
     .tag = "collect",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .response = &shape_names,
     .title_en = "Names of write keys",
     .title_zh = "写入密钥的名称",
     .help_en = "For those who see the ids of keys in the live view and on dead letters; "
                "revoked ones too.",
     .help_zh = "供在实时视图和死信中看到密钥编号的人对照，含已吊销的密钥。",
     .run = run_names},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/keys",
     .id = "createWriteKey",
     OF_ADMINS,
     .body = &new_body,
     .response = &shape_made,
     .status = 201,
     .creates = true,
     .title_en = "Make a write key",
     .title_zh = "创建写入密钥",
     .help_en =
         "A browser key stands in pages and apps and is public; a server key is a secret and "
         "shown this once.",
     .help_zh = "浏览器密钥写在页面和应用中，是公开的；服务器密钥须保密，仅显示这一次。",
     .run = run_create},
    {.method = HTTP_PATCH,
     .path = "/api/w/{workspace}/collect/keys/{id}",
     .id = "updateWriteKey",
     OF_ADMINS,
     .body = &change_body,
     .response = &shape_key,
     .title_en = "Change a write key",
     .title_zh = "修改写入密钥",
     .run = run_change},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/keys/{id}/rotate",
     .id = "rotateWriteKey",
     OF_ADMINS,
     .body = &rotate_body,
     .body_optional = true,
     .response = &shape_made,
     .creates = true,
     .title_en = "Give a write key another secret",
     .title_zh = "轮换写入密钥",
     .help_en = "The secrets of now go on for the overlap, so that nothing is lost while pages and "
                "servers are changed; 0 days ends them at once.",
     .help_zh = "现有密钥内容在重叠期内继续有效，更换期间不会丢失数据；0 天表示立即失效。",
     .run = run_rotate},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/collect/keys/{id}",
     .id = "revokeWriteKey",
     OF_ADMINS,
     .title_en = "Revoke a write key",
     .title_zh = "吊销写入密钥",
     .help_en = "It stops working with the next request.",
     .help_zh = "下一个请求起即失效。",
     .run = run_revoke},
    {0},
};

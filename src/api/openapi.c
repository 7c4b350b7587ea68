/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The OpenAPI document, written from the route table and the shapes: the same bytes for the same
 * program and language.  x-shoal-rule, -role and -scope say who may call; the authorisation tests
 * are driven by them. */
#include <stdio.h>

#include "api/api_int.h"
#include "base/vec.h"

struct doc {
  struct jw w;
  enum lang lang;
  VEC(const struct shape *) shapes;
};

static const char *words(const struct doc *d, const char *en, const char *zh) {
  return d->lang == LANG_ZH ? zh : en;
}

static void put(struct doc *d, const char *key, const char *value) {
  jw_key(&d->w, key), jw_cstr(&d->w, value);
}

static bool collect(void *ctx, const struct shape *s) {
  struct doc *d = ctx;
  for (size_t i = 0; i < d->shapes.n; i++)
    if (d->shapes.p[i] == s) return false;
  vec_push(&d->shapes, s);
  return true;
}

static void put_content(struct doc *d, const char *type, const struct shape *s) {
  jw_key(&d->w, "content");
  jw_begin_object(&d->w);
  jw_key(&d->w, type);
  jw_begin_object(&d->w);
  jw_key(&d->w, "schema");
  if (s) {
    shape_schema(s, d->lang, &d->w);
    shape_walk(s, collect, d);
  } else {
    jw_begin_object(&d->w);
    put(d, "type", "string");
    jw_end_object(&d->w);
  }
  jw_end_object(&d->w);
  jw_end_object(&d->w);
}

/* ---- one operation ---- */

static void put_parameter(struct doc *d, struct str name, const char *in, bool required,
                          const struct shape *s, const char *about) {
  jw_begin_object(&d->w);
  jw_key(&d->w, "name"), jw_str(&d->w, name);
  put(d, "in", in);
  if (required) jw_key(&d->w, "required"), jw_bool(&d->w, true);
  if (about) put(d, "description", about);
  if (s->kind == SHAPE_LIST)
    put(d, "style", "form"), jw_key(&d->w, "explode"), jw_bool(&d->w, false);
  jw_key(&d->w, "schema");
  shape_schema(s, d->lang, &d->w);
  shape_walk(s, collect, d);
  jw_end_object(&d->w);
}

static void put_parameters(struct doc *d, const struct route *r) {
  struct str path = str_from(r->path);
  jw_key(&d->w, "parameters");
  jw_begin_array(&d->w);
  while (path.n) {
    struct str s = str_cut(&path, '/');
    if (s.n < 3 || s.p[0] != '{') continue;
    struct str name = str_of(s.p + 1, s.n - 2);
    bool slug = str_is(name, "workspace") || str_is(name, "slug");
    put_parameter(d, name, "path", true, slug ? &shape_slug : &shape_text, NULL);
  }
  for (const struct route_param *p = r->params; p && p->name; p++)
    put_parameter(d, str_from(p->name), "query", false, p->shape, words(d, p->en, p->zh));
  if (r->rule == RULE_WORKSPACE)
    for (const struct route_param *p = workspace_params; p->name; p++)
      put_parameter(d, str_from(p->name), "query", false, p->shape, words(d, p->en, p->zh));
  if (r->creates)
    put_parameter(d, STR("Idempotency-Key"), "header", false, &shape_text,
                  words(d, "A repetition with the same key within 24 hours gets the same answer.",
                        "24 小时内以相同的键重复请求，得到相同的应答。"));
  jw_end_array(&d->w);
}

static void put_body(struct doc *d, const struct route *r) {
  if (!r->body && !r->upload) return;
  jw_key(&d->w, "requestBody");
  jw_begin_object(&d->w);
  jw_key(&d->w, "required"), jw_bool(&d->w, !r->body_optional);
  if (r->upload) {
    jw_key(&d->w, "content");
    jw_begin_object(&d->w);
    jw_key(&d->w, "application/octet-stream");
    jw_begin_object(&d->w), jw_end_object(&d->w);
    jw_end_object(&d->w);
  } else {
    put_content(d, "application/json", r->body);
  }
  jw_end_object(&d->w);
}

static void put_lsn_header(struct doc *d) {
  jw_key(&d->w, "headers");
  jw_begin_object(&d->w);
  jw_key(&d->w, LSN_HEADER);
  jw_begin_object(&d->w);
  put(d, "description",
      words(d, "Position of the log that the answer saw; absent when it looked at no rows.",
            "应答所见的日志位置；未读取事件数据时没有。"));
  jw_key(&d->w, "schema");
  shape_schema(&shape_count, d->lang, &d->w);
  jw_end_object(&d->w);
  jw_end_object(&d->w);
}

static void put_responses(struct doc *d, const struct route *r) {
  char status[8];
  snprintf(status, sizeof status, "%d", route_status(r));
  jw_key(&d->w, "responses");
  jw_begin_object(&d->w);
  jw_key(&d->w, status);
  jw_begin_object(&d->w);
  put(d, "description", words(d, r->title_en, r->title_zh));
  if (r->rule == RULE_WORKSPACE) put_lsn_header(d);
  if (r->response)
    put_content(d, "application/json", r->response);
  else if (r->type)
    put_content(d, r->type, NULL);
  jw_end_object(&d->w);
  jw_key(&d->w, "default");
  jw_begin_object(&d->w);
  put(d, "$ref", "#/components/responses/Problem");
  jw_end_object(&d->w);
  jw_end_object(&d->w);
}

static void put_rule(struct doc *d, const struct route *r) {
  static const char *const rules[] = {[RULE_PUBLIC] = "public",
                                      [RULE_SIGNED_IN] = "signed_in",
                                      [RULE_WORKSPACE] = "workspace",
                                      [RULE_SERVER] = "server",
                                      [RULE_VISITOR] = "visitor"};
  put(d, "x-shoal-rule", rules[r->rule]);
  if (r->role) put(d, "x-shoal-role", access_roles[r->role].name);
  for (const struct scope_def *s = access_scopes; s->name; s++)
    if (r->scope == s->scope) put(d, "x-shoal-scope", s->name);
  for (const struct scope_def *s = access_scopes; s->name; s++)
    if (r->or_scope == s->scope) put(d, "x-shoal-or-scope", s->name);
  if (r->users_only) jw_key(&d->w, "x-shoal-users-only"), jw_bool(&d->w, true);
  jw_key(&d->w, "security");
  jw_begin_array(&d->w);
  if (r->rule == RULE_VISITOR) {
    jw_begin_object(&d->w);
    jw_key(&d->w, "visit"), jw_begin_array(&d->w), jw_end_array(&d->w);
    jw_end_object(&d->w);
  } else if (r->rule != RULE_PUBLIC) {
    jw_begin_object(&d->w);
    jw_key(&d->w, "session"), jw_begin_array(&d->w), jw_end_array(&d->w);
    jw_end_object(&d->w);
    if (!r->users_only) {
      jw_begin_object(&d->w);
      jw_key(&d->w, "key"), jw_begin_array(&d->w), jw_end_array(&d->w);
      jw_end_object(&d->w);
    }
  }
  jw_end_array(&d->w);
}

static void put_operation(struct doc *d, const struct route *r) {
  char method[8] = "";
  const char *name = http_method_name(r->method);
  for (size_t i = 0; name[i] && i + 1 < sizeof method; i++)
    method[i] = (char)(name[i] | 32);
  jw_key(&d->w, method);
  jw_begin_object(&d->w);
  put(d, "operationId", r->id);
  jw_key(&d->w, "tags"), jw_begin_array(&d->w), jw_cstr(&d->w, r->tag), jw_end_array(&d->w);
  put(d, "summary", words(d, r->title_en, r->title_zh));
  if (r->help_en) put(d, "description", words(d, r->help_en, r->help_zh));
  put_rule(d, r);
  put_parameters(d, r);
  put_body(d, r);
  put_responses(d, r);
  jw_end_object(&d->w);
}

/* ---- the whole ---- */

/* A path stands once, with all its methods; at its first route. */
static void put_paths(struct doc *d) {
  const struct route *r, *other;
  jw_key(&d->w, "paths");
  jw_begin_object(&d->w);
  for (uint32_t i = 0; (r = route_at(i)); i++) {
    bool first = true;
    for (uint32_t k = 0; k < i && first; k++)
      first = strcmp(route_at(k)->path, r->path) != 0;
    if (!first) continue;
    jw_key(&d->w, r->path);
    jw_begin_object(&d->w);
    for (uint32_t k = i; (other = route_at(k)); k++)
      if (strcmp(other->path, r->path) == 0) put_operation(d, other);
    jw_end_object(&d->w);
  }
  jw_end_object(&d->w);
}

static const struct shape_field error_fields[] = {
    MUST("field", shape_text, "JSON pointer into the body, or ?name of a parameter.",
         "指向正文的 JSON 指针，或以 ? 开头的参数名。"),
    MUST("code", shape_text, NULL, NULL),
    MUST("detail", shape_text, NULL, NULL),
    {0},
};
static const struct shape error_item = OBJECT(NULL, error_fields, NULL, NULL);
static const struct shape errors = LIST(error_item);
static const struct shape_field problem_fields[] = {
    MUST("type", shape_text, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("status", shape_int, NULL, NULL),
    MUST("code", shape_text, "Stable; see the list of errors.", "稳定的错误代码，见错误列表。"),
    MUST("detail", shape_text, "A sentence in the language of Accept-Language.",
         "以 Accept-Language 语言书写的说明。"),
    MAY("hint", shape_text, "What to do.", "处理建议。"),
    MAY("place", shape_problem_place, "Where in an expression or document.",
        "在表达式或文档中的位置。"),
    MAY("errors", errors, "All that is wrong with a request.", "请求中的全部错误。"),
    MUST("request_id", shape_text, NULL, NULL),
    {0},
};
static const struct shape problem =
    OBJECT("Problem", problem_fields, "An error (RFC 9457).", "错误（RFC 9457）。");

static int by_name(const void *a, const void *b) {
  return strcmp((*(const struct shape *const *)a)->name, (*(const struct shape *const *)b)->name);
}

static void put_components(struct doc *d) {
  shape_walk(&problem, collect, d);
  qsort(d->shapes.p, d->shapes.n, sizeof *d->shapes.p, by_name);
  jw_key(&d->w, "components");
  jw_begin_object(&d->w);
  jw_key(&d->w, "schemas");
  jw_begin_object(&d->w);
  for (size_t i = 0; i < d->shapes.n; i++) {
    jw_key(&d->w, d->shapes.p[i]->name);
    shape_schema_open(d->shapes.p[i], d->lang, &d->w);
  }
  jw_end_object(&d->w);
  jw_key(&d->w, "responses");
  jw_begin_object(&d->w);
  jw_key(&d->w, "Problem");
  jw_begin_object(&d->w);
  put(d, "description", words(d, problem.en, problem.zh));
  put_content(d, "application/problem+json", &problem);
  jw_end_object(&d->w);
  jw_end_object(&d->w);
  jw_key(&d->w, "securitySchemes");
  jw_raw(&d->w,
         STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"shoal_session\"},"
             "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
             "\"visit\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
  jw_end_object(&d->w);
}

void api_openapi(enum lang lang, struct buf *out) {
  struct doc d = {.lang = lang};
  jw_init(&d.w, out, 0);
  jw_begin_object(&d.w);
  put(&d, "openapi", "3.1.0");
  jw_key(&d.w, "info");
  jw_begin_object(&d.w);
  put(&d, "title", words(&d, "Shoal", "鱼群"));
  put(&d, "version", SHOAL_VERSION);
  put(&d, "description",
      words(&d,
            "Times are ISO 8601 in UTC with milliseconds, days are YYYY-MM-DD in the workspace's "
            "zone, "
            "money is a decimal string.  With the session cookie every request that is not a GET "
            "carries "
            "X-CSRF-Token (from GET /api/me); an API key goes into Authorization: Bearer.",
            "时间为带毫秒的 ISO 8601 UTC，日期为工作区时区的 "
            "YYYY-MM-DD，金额为十进制字符串。使用会话 "
            "Cookie 时，所有非 GET 请求须携带 X-CSRF-Token（取自 GET /api/me）；API 密钥放入 "
            "Authorization: Bearer。"));
  jw_end_object(&d.w);
  put_paths(&d);
  put_components(&d);
  jw_end_object(&d.w);
  vec_free(&d.shapes);
}

static bool run_openapi(struct call *c, struct err *err) {
  struct buf b = BUF_INIT;
  uint8_t mac[8];
  char hex[17];
  api_openapi(c->lang, &b);
  secret_mac(c->api, "openapi", buf_str(&b), mac, sizeof mac);
  for (size_t i = 0; i < sizeof mac; i++)
    snprintf(hex + 2 * i, 3, "%02x", mac[i]);
  http_add_header(c->http, "ETag", arena_printf(c->arena, "W/\"%s\"", hex));
  http_add_header(c->http, "Cache-Control", STR("no-cache"));
  http_reply(c->http, 200, c->route->type, buf_str(&b));
  c->replied = true;
  buf_release(&b);
  return true;
}

static bool run_docs(struct call *c, struct err *err) {
  struct str file = call_path(c, "file");
  if (!asset_reply(c->http, assets_docs, file.n ? file : STR("index.html")))
    return err_fail(err, ERR_no_route, "%.*s", STRF(http_path(c->http)));
  c->replied = true;
  return true;
}

const struct route openapi_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/openapi.json",
     .id = "openapi",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .type = "application/json",
     .title_en = "This document",
     .title_zh = "本文档",
     .help_en = "In the language of `lang` or Accept-Language.",
     .help_zh = "语言取自 `lang` 或 Accept-Language。",
     .run = run_openapi},
    {.method = HTTP_GET,
     .path = "/api/docs",
     .id = "docs",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .type = "text/html; charset=utf-8",
     .title_en = "This document to read",
     .title_zh = "可浏览的接口文档",
     .run = run_docs},
    {.method = HTTP_GET,
     .path = "/api/docs/{file}",
     .id = "docsFile",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .type = "text/plain",
     .title_en = "Style and script of the documentation page",
     .title_zh = "文档页面的样式与脚本",
     .run = run_docs},
    {0},
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs over HTTP, and the jobs that need no file: exports, questions, the demo.
 *
 * Who may do what with somebody else's job is decided here and not in the route table: one's own
 * job may always be canceled and tried again, but trying again needs what starting it needs, and a
 * file is given only to who may see what is in it. */
#include "api/api.h"
#include "api/ask.h"
#include "api/jobs_int.h"
#include "api/put.h"
#include "base/utf8.h"
#include "job/export.h"

#define TITLE_EXPRESSION_BYTES 80
#define DEMO_PEOPLE            20000
#define DEMO_EVENTS_EACH       50

/* ---- writing ---- */

static void put_object(struct jw *w, const char *key, struct str json) {
  jw_key(w, key);
  if (json.n)
    jw_raw(w, json);
  else
    jw_null(w);
}

void put_problem(struct jw *w, const struct err *e, enum lang lang) {
  struct buf text = BUF_INIT;
  err_render(e, lang, &text);
  jw_begin_object(w);
  jw_key(w, "type"), jw_cstr(w, "about:blank");
  jw_key(w, "title"), jw_str(w, buf_str(&text));
  jw_key(w, "status"), jw_int(w, err_http_status(e->code));
  jw_key(w, "code"), jw_cstr(w, err_name(e->code));
  jw_key(w, "detail"), jw_str(w, buf_str(&text));
  buf_reset(&text);
  err_render_hint(e, lang, &text);
  if (text.n) jw_key(w, "hint"), jw_str(w, buf_str(&text));
  if (e->place.line || e->place.column || e->place.source[0]) {
    jw_key(w, "place");
    jw_begin_object(w);
    jw_key(w, "source"), jw_cstr(w, e->place.source);
    if (e->place.field[0]) jw_key(w, "field"), jw_cstr(w, e->place.field);
    jw_key(w, "line"), jw_uint(w, e->place.line);
    jw_key(w, "column"), jw_uint(w, e->place.column);
    jw_key(w, "length"), jw_uint(w, e->place.length);
    jw_end_object(w);
  }
  jw_end_object(w);
  buf_release(&text);
}

void put_job(struct jw *w, const struct job *j, enum lang lang) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, j->id);
  jw_key(w, "kind"), jw_str(w, j->kind);
  jw_key(w, "title"), put_title(w, j->title_en, j->title_zh);
  jw_key(w, "status"), jw_cstr(w, job_status_names[j->status]);
  jw_key(w, "progress");
  if (j->progress < 0)
    jw_null(w);
  else
    jw_double(w, (double)(int)(j->progress * 1000) / 1000);
  jw_key(w, "phase"), jw_str(w, j->phase);
  put_moment(w, "created_at", j->created_ms);
  put_moment(w, "started_at", j->started_ms);
  put_moment(w, "finished_at", j->ended_ms);
  jw_key(w, "author"), jw_str(w, j->author);
  put_object(w, "params", j->params);
  put_object(w, "result", j->result);
  jw_key(w, "problem");
  if (j->problem.code != ERR_none)
    put_problem(w, &j->problem, lang);
  else
    jw_null(w);
  jw_key(w, "files");
  jw_begin_array(w);
  for (uint32_t i = 0; i < j->n_files; i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, j->files[i].name);
    jw_key(w, "bytes"), jw_uint(w, j->files[i].bytes);
    jw_key(w, "type"), jw_str(w, j->files[i].type);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

bool reply_job(struct call *c, const struct job *j, const char *action, struct err *err) {
  if (!call_audit(c, action, j->id, STR(""), err)) return false;
  call_location(c, "jobs/%.*s", STRF(j->id));
  put_job(&c->out, j, c->lang);
  return true;
}

/* ---- looking ---- */

bool api_list_jobs(struct call *c, struct err *err) {
  struct job_filter f = {.status = -1, .kind = call_query(c, "kind"), .limit = call_limit(c) + 1};
  struct page_key key, next = {.n_n = 1};
  struct str status = call_query(c, "status");
  struct job *jobs;
  uint32_t n;
  bool given;
  for (int s = JOB_QUEUED; s <= JOB_CANCELED; s++)
    if (str_is(status, job_status_names[s])) f.status = s;
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given) f.before = key.n[0];
  if (!job_list(api_jobs(c->api), tenant_workspace(c->tenant), &f, c->arena, &jobs, &n, err))
    return false;
  bool more = n == f.limit;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n - more; i++)
    put_job(&c->out, &jobs[i], c->lang);
  jw_end_array(&c->out);
  if (more) next.n[0] = jobs[n - 2].n;
  call_put_next(c, more ? &next : NULL);
  jw_end_object(&c->out);
  return true;
}

static bool path_job(struct call *c, struct job *ret, struct err *err) {
  return job_get(api_jobs(c->api), tenant_workspace(c->tenant), call_path(c, "id"), c->arena, ret,
                 err);
}

bool api_get_job(struct call *c, struct err *err) {
  struct job j;
  if (!path_job(c, &j, err)) return false;
  put_job(&c->out, &j, c->lang);
  return true;
}

static bool is_own(const struct call *c, const struct job *j) {
  return c->actor.id.n > 0 && str_eq(c->actor.id, j->author_id);
}

/* ---- changing ---- */

/* What starting a job of this kind needs. */
static bool may_start(struct call *c, const struct job *j, struct err *err) {
  bool import = str_is(j->kind, "import") || str_is(j->kind, "demo");
  bool question = str_is(j->kind, "question");
  if (str_is(j->kind, "backup"))
    return access_may(&c->actor, STR("*"), ROLE_OWNER, SCOPE_ADMIN, err);
  if (str_is(j->kind, "mall"))
    return access_may(&c->actor, tenant_slug(c->tenant), ROLE_OPERATOR, SCOPE_REWARDS, err);
  if (str_is(j->kind, "coupons"))
    return access_may(&c->actor, tenant_slug(c->tenant), ROLE_OPERATOR, SCOPE_WRITE, err);
  if (str_is(j->kind, "verify"))
    return access_may(&c->actor, tenant_slug(c->tenant), ROLE_ADMIN, SCOPE_ADMIN, err);
  enum scope scope = import ? SCOPE_IMPORT : question ? SCOPE_READ : SCOPE_EXPORT;
  return access_may(&c->actor, tenant_slug(c->tenant), question ? ROLE_ANALYST : ROLE_OPERATOR,
                    scope, err);
}

static bool shows_people(struct call *c, const struct job *j) {
  struct json *params;
  struct err ignored;
  if (!json_parse(j->params, c->arena, &params, &ignored)) return true;
  return !json_get_bool(params, "masked", false);
}

/* Unmasked exports and rejected rows only to who sees people. */
static bool may_see(struct call *c, const struct job *j, struct err *err) {
  if (!shows_people(c, j) || !access_masks(&c->actor, tenant_slug(c->tenant))) return true;
  return access_may(&c->actor, tenant_slug(c->tenant), ROLE_ANALYST, SCOPE_PEOPLE, err);
}

bool api_cancel_job(struct call *c, struct err *err) {
  struct job j;
  if (!path_job(c, &j, err) || (!is_own(c, &j) && !may_start(c, &j, err)) ||
      !job_cancel(api_jobs(c->api), tenant_workspace(c->tenant), j.id, c->arena, &j, err) ||
      !call_audit(c, "job.canceled", j.id, STR(""), err))
    return false;
  put_job(&c->out, &j, c->lang);
  return true;
}

bool api_retry_job(struct call *c, struct err *err) {
  struct job j, again;
  if (!path_job(c, &j, err) || !may_start(c, &j, err) || !may_see(c, &j, err) ||
      !job_retry(api_jobs(c->api), tenant_workspace(c->tenant), j.id, call_author(c), c->actor.id,
                 c->arena, &again, err))
    return false;
  return reply_job(c, &again, "job.retried", err);
}

bool api_job_file(struct call *c, struct err *err) {
  struct job j;
  const char *path;
  const struct job_file *f;
  if (!path_job(c, &j, err) || (!is_own(c, &j) && !may_start(c, &j, err)) || !may_see(c, &j, err) ||
      !job_file_path(tenant_workspace(c->tenant), &j, call_path(c, "name"), c->arena, &path, &f,
                     err) ||
      !call_audit(c, "job.downloaded", j.id, STR(""), err) ||
      !http_reply_file(c->http, 200, arena_cstr(c->arena, f->type), path,
                       arena_cstr(c->arena, f->name), err))
    return false;
  c->replied = true;
  return true;
}

/* ---- exports and questions ---- */

/* Compiles what the job will run, so that a mistake is told now and with its place. */
static bool check_expression(struct call *c, struct str expression, struct err *err) {
  struct view *v;
  struct node *tree;
  return expression.n == 0 ||
         (call_view(c, &v, err) &&
          lang_compile(expression, names_env_lang(view_names(v)), c->arena, &tree, err) &&
          call_may_ask(c, v, tree, err));
}

/* The body's fields, then what the server decides: the moment and the mask. */
bool job_params(struct call *c, const struct job_param *more, struct buf *out, struct err *err) {
  int64_t as_of;
  struct jw w;
  struct buf when = BUF_INIT;
  if (!call_as_of(c, &as_of, err)) return false;
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  for (uint32_t i = 0; i < c->body->n; i++) {
    if (str_is(c->body->keys[i], "as_of")) continue;
    struct buf v = BUF_INIT;
    json_write_tree(&c->body->items[i], false, &v);
    jw_key_str(&w, c->body->keys[i]), jw_raw(&w, buf_str(&v));
    buf_release(&v);
  }
  time_format_iso(as_of, &when);
  for (; more && more->name; more++)
    jw_key(&w, more->name), jw_str(&w, more->value);
  jw_key(&w, "as_of"), jw_str(&w, buf_str(&when));
  jw_key(&w, "masked"), jw_bool(&w, access_masks(&c->actor, tenant_slug(c->tenant)));
  jw_end_object(&w);
  buf_release(&when);
  return true;
}

static bool start(struct call *c, struct job_new *n, struct job *ret, struct err *err) {
  n->author = call_author(c);
  n->author_id = c->actor.id;
  return job_add(api_jobs(c->api), tenant_workspace(c->tenant), n, c->arena, ret, err);
}

static struct str cut(struct call *c, struct str s) {
  if (s.n <= TITLE_EXPRESSION_BYTES) return s;
  return arena_printf(c->arena, "%.*s…", (int)utf8_cut(s, TITLE_EXPRESSION_BYTES), s.p);
}

/* Everyone, the segment's title, or the expression. */
bool job_whose(struct call *c, struct str *en, struct str *zh, struct err *err) {
  struct str segment = json_get_str(c->body, "segment"),
             expression = json_get_str(c->body, "expression");
  struct resource r;
  if (segment.n && expression.n) return err_fail(err, ERR_export_both, NULL);
  *en = expression.n ? cut(c, expression) : STR("everyone");
  *zh = expression.n ? cut(c, expression) : STR("全部用户");
  if (segment.n == 0) return check_expression(c, expression, err);
  if (!resource_get(tenant_workspace(c->tenant), STR("segment"), segment, c->arena, &r, err))
    return false;
  *en = r.title_en.n ? r.title_en : segment;
  *zh = r.title_zh.n ? r.title_zh : segment;
  return true;
}

bool api_start_export(struct call *c, struct err *err) {
  struct buf params = BUF_INIT;
  struct str en = {0}, zh = {0};
  struct job j;
  bool events = str_is(json_get_str(c->body, "what"), "events");
  bool ok = job_whose(c, &en, &zh, err) && job_params(c, NULL, &params, err);
  struct job_new n = {.kind = "export", .params = buf_str(&params)};
  if (ok) {
    n.title_en =
        arena_printf(c->arena, events ? "Export events: %.*s" : "Export people: %.*s", STRF(en));
    n.title_zh = arena_printf(c->arena, events ? "导出事件：%.*s" : "导出用户：%.*s", STRF(zh));
    ok = start(c, &n, &j, err);
  }
  buf_release(&params);
  return ok && reply_job(c, &j, "export.started", err);
}

/* The kept question's title, or the expression; either has to be there. */
static bool question_titles(struct call *c, struct str *ret_en, struct str *ret_zh,
                            struct err *err) {
  struct str expression = json_get_str(c->body, "expression");
  struct str question = json_get_str(c->body, "question");
  struct resource r;
  bool ask = str_is(json_get_str(c->body, "what"), "ask");
  const char *field = ask ? "question" : "expression";
  if (ask ? !question.n : !expression.n) {
    err_fail(err, ERR_missing_field, "question" ERR_SEP "%s", field);
    return err_at(err, arena_printf(c->arena, "/%s", field).p, 0, 0, 0);
  }
  *ret_en = *ret_zh = cut(c, expression);
  if (!ask) return check_expression(c, expression, err);
  if (!resource_get(tenant_workspace(c->tenant), STR("question"), question, c->arena, &r, err))
    return false;
  *ret_en = r.title_en;
  *ret_zh = r.title_zh;
  return true;
}

bool api_start_question(struct call *c, struct err *err) {
  struct buf params = BUF_INIT;
  struct str en = {0}, zh = {0};
  struct job j;
  bool ok = question_titles(c, &en, &zh, err) && job_params(c, NULL, &params, err);
  struct job_new n = {.kind = "question", .params = buf_str(&params)};
  if (ok) {
    n.title_en = arena_printf(c->arena, "Question: %.*s", STRF(en));
    n.title_zh = arena_printf(c->arena, "提问：%.*s", STRF(zh));
    ok = start(c, &n, &j, err);
  }
  buf_release(&params);
  return ok && reply_job(c, &j, "question.started", err);
}

/* ---- demo ---- */

static int64_t count_of(const struct call *c, const char *key, int64_t otherwise) {
  const struct json *v = json_get(c->body, key);
  int64_t n;
  return v && json_int(v, &n) ? n : otherwise;
}

static bool is_empty(struct workspace *w) {
  struct snapshot *n = ws_snapshot(w);
  bool none = snapshot_rows(n) == 0;
  snapshot_free(n);
  return none;
}

/* Whole days, so that the simulated history ends with a finished one. */
bool api_load_demo(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  int64_t people = count_of(c, "people", 0), events = count_of(c, "events", 0);
  struct job j;
  if (people == 0) people = events ? events / DEMO_EVENTS_EACH : DEMO_PEOPLE;
  if (events == 0) events = people * DEMO_EVENTS_EACH;
  if (events < 10000) events = 10000;
  if (!is_empty(w)) return err_fail(err, ERR_demo_not_empty, "%.*s", STRF(tenant_slug(c->tenant)));
  const struct tz *tz = ws_tz(w);
  int64_t end = day_start(tz, day_of(tz, clock_wall_ms(ws_clock(w))));
  struct job_new n = {.kind = "demo",
                      .title_en = STR("Load a simulated brand"),
                      .title_zh = STR("载入模拟品牌"),
                      .params = arena_printf(c->arena,
                                             "{\"people\":%lld,\"events\":%lld,\"seed\":1,"
                                             "\"end_ms\":%lld}",
                                             (long long)people, (long long)events, (long long)end)};
  return start(c, &n, &j, err) && reply_job(c, &j, "demo.started", err);
}

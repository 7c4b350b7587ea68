/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs in SQL.  Every change of status is one statement that names the status it expects, so that
 * a cancel and a start that meet are decided by the row and not by luck.
 *
 * A problem is kept as code, arguments and place; a code that this program does not know (written
 * by a newer one) is shown as an internal error naming it. */
#include <stdio.h>

#include "job/job_int.h"

const char *const job_status_names[] = {"queued", "running", "done", "failed", "canceled"};

#define COLUMNS                                                                                    \
  "n, id, kind, status, title_en, title_zh, author, author_id, ref, params, result, problem, "     \
  "files, attempts, created_ms, started_ms, ended_ms"

/* ---- problems ---- */

static void put_problem(const struct err *e, struct buf *out) {
  struct jw w;
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  jw_key(&w, "code"), jw_cstr(&w, err_name(e->code));
  jw_key(&w, "args");
  jw_begin_array(&w);
  for (unsigned i = 0; i < e->n_args; i++)
    jw_cstr(&w, e->args[i]);
  jw_end_array(&w);
  jw_key(&w, "source"), jw_cstr(&w, e->place.source);
  jw_key(&w, "field"), jw_cstr(&w, e->place.field);
  jw_key(&w, "line"), jw_uint(&w, e->place.line);
  jw_key(&w, "column"), jw_uint(&w, e->place.column);
  jw_key(&w, "length"), jw_uint(&w, e->place.length);
  jw_end_object(&w);
}

static uint64_t number_of(const struct json *o, const char *key) {
  const struct json *v = json_get(o, key);
  int64_t n;
  return v && json_int(v, &n) && n > 0 ? (uint64_t)n : 0;
}

static void copy_arg(char *to, size_t size, struct str s) {
  size_t n = s.n < size - 1 ? s.n : size - 1;
  if (n) memcpy(to, s.p, n);
  to[n] = 0;
}

static void read_problem(struct str text, struct arena *tmp, struct err *ret) {
  struct json *o;
  struct err ignored;
  *ret = (struct err){0};
  if (text.n == 0) return;
  if (!json_parse(text, tmp, &o, &ignored)) {
    err_fail(ret, ERR_internal, "%s", "a job's problem is not readable");
    return;
  }
  struct str name = json_get_str(o, "code");
  for (int code = 1; code < ERR_count_ && ret->code == ERR_none; code++)
    if (str_is(name, err_name((enum err_code)code))) ret->code = (enum err_code)code;
  if (ret->code == ERR_none) {
    err_fail(ret, ERR_internal, "%.*s", STRF(name));
    return;
  }
  const struct json *args = json_get(o, "args");
  for (uint32_t i = 0; args && i < args->n && i < ERR_ARGS_MAX; i++, ret->n_args++)
    copy_arg(ret->args[i], ERR_ARG_BYTES, args->items[i].text);
  copy_arg(ret->place.source, sizeof ret->place.source, json_get_str(o, "source"));
  copy_arg(ret->place.field, sizeof ret->place.field, json_get_str(o, "field"));
  ret->place.line = number_of(o, "line");
  ret->place.column = (uint32_t)number_of(o, "column");
  ret->place.length = (uint32_t)number_of(o, "length");
}

/* ---- files ---- */

static void put_files(const struct job_file *f, uint32_t n, struct buf *out) {
  struct jw w;
  jw_init(&w, out, 0);
  jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&w);
    jw_key(&w, "name"), jw_str(&w, f[i].name);
    jw_key(&w, "type"), jw_str(&w, f[i].type);
    jw_key(&w, "bytes"), jw_uint(&w, f[i].bytes);
    jw_end_object(&w);
  }
  jw_end_array(&w);
}

static void read_files(struct str text, struct arena *out, struct job *j) {
  struct json *list;
  struct err ignored;
  if (!json_parse(text, out, &list, &ignored) || list->type != JSON_ARRAY) return;
  j->files = arena_array(out, struct job_file, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++)
    j->files[j->n_files++] = (struct job_file){json_get_str(&list->items[i], "name"),
                                               json_get_str(&list->items[i], "type"),
                                               number_of(&list->items[i], "bytes")};
}

/* ---- reading ---- */

static enum job_status status_of(struct str name) {
  for (int s = JOB_QUEUED; s < JOB_CANCELED; s++)
    if (str_is(name, job_status_names[s])) return (enum job_status)s;
  return JOB_CANCELED;
}

static void read_row(struct state_stmt *q, struct arena *out, struct job *ret) {
  struct job j = {.n = state_int(q, 0), .status = status_of(state_str(q, 3))};
  struct str *const texts[] = {&j.id,     &j.kind,      NULL,   &j.title_en, &j.title_zh,
                               &j.author, &j.author_id, &j.ref, &j.params,   &j.result};
  for (int i = 0; i < 10; i++)
    if (texts[i]) *texts[i] = arena_str(out, state_str(q, i + 1));
  read_problem(state_str(q, 11), out, &j.problem);
  read_files(state_str(q, 12), out, &j);
  j.attempts = (uint32_t)state_int(q, 13);
  j.created_ms = state_int(q, 14);
  j.started_ms = state_int(q, 15);
  j.ended_ms = state_int(q, 16);
  j.progress = j.status == JOB_DONE ? 1 : j.status == JOB_QUEUED ? 0 : -1;
  j.phase = j.status == JOB_QUEUED ? STR("waiting") : str_from(job_status_names[j.status]);
  *ret = j;
}

static bool select_row(struct workspace *w, struct str id, struct arena *out, struct job *ret,
                       struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(ws_state(w), "SELECT " COLUMNS " FROM job WHERE id = ?1", &q, err)) return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_unknown_job, "%.*s", STRF(id));
  read_row(q, out, ret);
  state_reset(q);
  return true;
}

bool job_row(struct workspace *w, struct str id, struct arena *out, struct job *ret,
             struct err *err) {
  state_enter(ws_state(w));
  bool ok = select_row(w, id, out, ret, err);
  state_leave(ws_state(w));
  return ok;
}

static bool select_rows(struct workspace *w, const struct job_filter *f, struct arena *out,
                        struct job **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  uint32_t n = 0;
  if (!state_query(ws_state(w),
                   "SELECT " COLUMNS " FROM job WHERE (?1 = '' OR status = ?1) AND "
                   "(?2 = '' OR kind = ?2) AND (?3 = 0 OR n < ?3) ORDER BY n DESC LIMIT ?4",
                   &q, err))
    return false;
  state_bind_str(q, 1, f->status < 0 ? STR("") : str_from(job_status_names[f->status]));
  state_bind_str(q, 2, f->kind);
  state_bind_int(q, 3, f->before);
  state_bind_int(q, 4, f->limit);
  struct job *v = arena_array(out, struct job, f->limit);
  while ((ok = state_step(q, &row, err)) && row)
    read_row(q, out, &v[n++]);
  if (!ok) return false;
  *ret = v;
  *ret_n = n;
  return true;
}

bool job_rows(struct workspace *w, const struct job_filter *f, struct arena *out, struct job **ret,
              uint32_t *ret_n, struct err *err) {
  state_enter(ws_state(w));
  bool ok = select_rows(w, f, out, ret, ret_n, err);
  state_leave(ws_state(w));
  return ok;
}

bool job_of_ref(struct workspace *w, struct str ref, struct arena *out, struct str *ret,
                struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  bool row = false;
  *ret = STR("");
  if (ref.n == 0) return true;
  state_enter(s);
  bool ok = state_query(s, "SELECT id FROM job WHERE ref = ?1 ORDER BY n DESC LIMIT 1", &q, err);
  if (ok) state_bind_str(q, 1, ref);
  ok = ok && state_step(q, &row, err);
  if (ok && row) *ret = arena_str(out, state_str(q, 0));
  if (ok && row) state_reset(q);
  state_leave(s);
  return ok;
}

bool rows_waiting(struct workspace *w, struct arena *out, struct waiting_row **ret, uint32_t *ret_n,
                  struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  uint32_t n = 0;
  struct waiting_row *v = arena_array(out, struct waiting_row, JOB_WAITING_MAX * 2);
  state_enter(ws_state(w));
  ok = state_query(ws_state(w),
                   "SELECT id, kind FROM job WHERE status = 'queued' ORDER BY n LIMIT ?1", &q, err);
  if (ok) state_bind_int(q, 1, JOB_WAITING_MAX * 2);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct str id = arena_str(out, state_str(q, 0));
    v[n++] = (struct waiting_row){id, arena_str(out, state_str(q, 1))};
  }
  state_leave(ws_state(w));
  if (!ok) return false;
  *ret = v;
  *ret_n = n;
  return true;
}

/* ---- writing ---- */

static bool insert(struct state *s, const struct job_new *n, struct str id, int64_t now,
                   struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT count(*) FROM job WHERE status = 'queued'", &q, err) ||
      !state_step(q, &row, err))
    return false;
  int64_t waiting = state_int(q, 0);
  state_reset(q);
  if (waiting >= JOB_WAITING_MAX) return err_fail(err, ERR_too_many_jobs, "%d", JOB_WAITING_MAX);
  if (!state_query(s,
                   "INSERT INTO job (id, kind, status, title_en, title_zh, author, author_id, ref, "
                   "params, created_ms) VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   &q, err))
    return false;
  const struct str texts[] = {id,        str_from(n->kind), n->title_en, n->title_zh,
                              n->author, n->author_id,      n->ref,      n->params};
  for (int i = 0; i < 8; i++)
    state_bind_str(q, i + 1, texts[i]);
  state_bind_int(q, 9, now);
  if (!state_exec(q, err)) return false;
  if (n->ref.n == 0) return true;
  if (!state_query(s, "UPDATE upload SET expires_ms = 0, job = ?2 WHERE id = ?1", &q, err))
    return false;
  state_bind_str(q, 1, n->ref);
  state_bind_str(q, 2, id);
  return state_exec(q, err);
}

bool rows_insert(struct workspace *w, const struct job_new *n, struct str id, int64_t now,
                 struct err *err) {
  struct state *s = ws_state(w);
  if (!state_begin(s, err)) return false;
  if (insert(s, n, id, now, err)) return state_commit(s, err);
  state_rollback(s);
  return false;
}

/* A statement with an id as ?1 and a time as ?2. */
static bool update(struct workspace *w, const char *sql, struct str id, int64_t at,
                   int64_t *ret_changes, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s, sql, &q, err);
  if (ok) {
    state_bind_str(q, 1, id);
    state_bind_int(q, 2, at);
    ok = state_exec(q, err);
    *ret_changes = ok ? state_changes(s) : 0;
  }
  state_leave(s);
  return ok;
}

bool rows_start(struct workspace *w, struct str id, int64_t now, struct err *err) {
  int64_t n;
  if (!update(w,
              "UPDATE job SET status = 'running', attempts = attempts + 1, started_ms = CASE WHEN "
              "started_ms = 0 THEN ?2 ELSE started_ms END WHERE id = ?1 AND status = 'queued'",
              id, now, &n, err))
    return false;
  return n == 1 || err_fail(err, ERR_unknown_job, "%.*s", STRF(id));
}

bool rows_requeue(struct workspace *w, struct str id, struct err *err) {
  int64_t n;
  return update(w,
                "UPDATE job SET status = 'queued', attempts = attempts - 1 WHERE id = ?1 AND "
                "status = 'running' AND attempts > ?2",
                id, 0, &n, err);
}

bool rows_cancel_waiting(struct workspace *w, struct str id, int64_t now, bool *ret_done,
                         struct err *err) {
  int64_t n;
  if (!update(
          w,
          "UPDATE job SET status = 'canceled', ended_ms = ?2 WHERE id = ?1 AND status = 'queued'",
          id, now, &n, err))
    return false;
  *ret_done = n == 1;
  return true;
}

bool rows_cancel_left(struct workspace *w, struct str id, int64_t now, bool *ret_done,
                      struct err *err) {
  int64_t n;
  if (!update(w,
              "UPDATE job SET status = 'canceled', ended_ms = ?2 WHERE id = ?1 AND status IN "
              "('queued', 'running')",
              id, now, &n, err))
    return false;
  *ret_done = n == 1;
  return true;
}

static bool recover(struct state *s, int64_t now, struct err *err) {
  struct err why;
  struct buf text = BUF_INIT;
  struct state_stmt *q;
  err_fail(&why, ERR_job_attempts, "%d", JOB_ATTEMPTS_MAX);
  put_problem(&why, &text);
  bool ok = state_query(s,
                        "UPDATE job SET status = 'failed', problem = ?1, ended_ms = ?2 "
                        "WHERE status = 'running' AND attempts >= ?3",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, buf_str(&text));
    state_bind_int(q, 2, now);
    state_bind_int(q, 3, JOB_ATTEMPTS_MAX);
    ok = state_exec(q, err);
  }
  buf_release(&text);
  return ok &&
         state_query(s, "UPDATE job SET status = 'queued' WHERE status = 'running'", &q, err) &&
         state_exec(q, err);
}

bool rows_recover(struct workspace *w, int64_t now, struct err *err) {
  struct state *s = ws_state(w);
  if (!state_begin(s, err)) return false;
  if (recover(s, now, err)) return state_commit(s, err);
  state_rollback(s);
  return false;
}

bool rows_end(struct workspace *w, struct str id, enum job_status status, struct str result,
              const struct err *problem, const struct job_file *files, uint32_t n_files,
              int64_t now, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  struct buf why = BUF_INIT, list = BUF_INIT;
  if (problem && problem->code != ERR_none) put_problem(problem, &why);
  put_files(files, n_files, &list);
  state_enter(s);
  bool ok = state_query(s,
                        "UPDATE job SET status = ?2, result = ?3, problem = ?4, files = ?5, "
                        "ended_ms = ?6 WHERE id = ?1 AND status = 'running'",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, id);
    state_bind_str(q, 2, str_from(job_status_names[status]));
    state_bind_str(q, 3, result);
    state_bind_str(q, 4, buf_str(&why));
    state_bind_str(q, 5, buf_str(&list));
    state_bind_int(q, 6, now);
    ok = state_exec(q, err);
  }
  state_leave(s);
  buf_release(&why);
  buf_release(&list);
  return ok;
}

static bool expire(struct state *s, int64_t before, struct arena *out, struct str **ret,
                   uint32_t *ret_n, struct err *err) {
  enum { MANY = 256 }; /* the rest goes with the next round */
  struct state_stmt *q;
  struct str *ids = arena_array(out, struct str, MANY);
  uint32_t n = 0;
  bool row = false, ok;
  if (!state_query(s, "SELECT id FROM job WHERE ended_ms > 0 AND ended_ms < ?1 ORDER BY n LIMIT ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, before);
  state_bind_int(q, 2, MANY);
  while ((ok = state_step(q, &row, err)) && row)
    ids[n++] = arena_str(out, state_str(q, 0));
  for (uint32_t i = 0; ok && i < n; i++) {
    ok = state_query(s, "DELETE FROM job WHERE id = ?1", &q, err);
    if (ok) state_bind_str(q, 1, ids[i]);
    ok = ok && state_exec(q, err);
  }
  *ret = ids;
  *ret_n = n;
  return ok;
}

bool rows_expire(struct workspace *w, int64_t before, struct arena *out, struct str **ret,
                 uint32_t *ret_n, struct err *err) {
  struct state *s = ws_state(w);
  if (!state_begin(s, err)) return false;
  if (expire(s, before, out, ret, ret_n, err)) return state_commit(s, err);
  state_rollback(s);
  return false;
}

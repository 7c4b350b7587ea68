/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imports: the mapping of a request, starting one, what was imported and what was rejected. */
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/jobs_int.h"
#include "event/reader.h"
#include "job/rejects.h"
#include "workspace/import.h"

/* ---- the mapping ---- */

static size_t indent_of(struct str line) {
  size_t n = 0;
  while (n < line.n && line.p[n] == ' ')
    n++;
  return n;
}

static struct str line_of(struct str text, uint64_t line) {
  struct str rest = text, s = {0};
  for (uint64_t i = 0; i < line && rest.n; i++)
    s = str_cut(&rest, '\n');
  return s;
}

/* For a mapping given as an object the place is the path of the key ("columns.person"): a line
 * number of the YAML made of it means nothing to who sent it. */
static void place_at_key(struct str yaml, struct arena *tmp, struct err *err) {
  struct str path = STR("");
  size_t below = SIZE_MAX;
  for (uint64_t n = err->place.line; n > 0 && below > 0; n--) {
    struct str line = line_of(yaml, n);
    size_t at = indent_of(line);
    if (line.n == at || at >= below) continue;
    struct str rest = str_of(line.p + at, line.n - at), key = str_cut(&rest, ':');
    path = path.n ? arena_printf(tmp, "%.*s.%.*s", STRF(key), STRF(path)) : key;
    below = at;
  }
  char source[sizeof err->place.source];
  snprintf(source, sizeof source, "%.*s", STRF(path));
  err_at(err, source, 0, 0, 0);
}

bool body_mapping(struct call *c, struct mapping *ret, struct str *ret_yaml, struct err *err) {
  const struct json *object = json_get(c->body, "mapping"), *text = json_get(c->body, "yaml");
  struct buf b = BUF_INIT;
  if (!object == !text) return err_fail(err, ERR_mapping_needed, NULL);
  if (object)
    yaml_write_tree(object, &b);
  else
    buf_put_str(&b, text->text);
  struct str yaml = arena_str(c->arena, buf_str(&b));
  buf_reset(&b);
  bool ok = mapping_parse(yaml, object ? "mapping" : "yaml", c->arena, ret, err);
  if (ok) {
    mapping_write(ret, &b);
    *ret_yaml = arena_str(c->arena, buf_str(&b));
  } else if (object) {
    place_at_key(yaml, c->arena, err);
  }
  buf_release(&b);
  return ok;
}

/* ---- starting ---- */

/* Opens the file once with the mapping, so that columns that are not there are told now. */
static bool check_columns(struct call *c, const struct upload *u, const struct mapping *m,
                          struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct reader *r;
  if (!reader_open(u->path, m, ws_tz(w), clock_wall_ms(ws_clock(w)), &r, err)) {
    upload_hide(u, err);
    return false;
  }
  reader_close(r);
  return true;
}

bool api_start_import(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct upload u;
  struct mapping m;
  struct str yaml, source = json_get_str(c->body, "source");
  struct buf params = BUF_INIT;
  struct jw p;
  struct job j;
  if (!upload_get(w, json_get_str(c->body, "upload"), c->arena, &u, err) ||
      !body_mapping(c, &m, &yaml, err) || !check_columns(c, &u, &m, err))
    return false;
  jw_init(&p, &params, 0);
  jw_begin_object(&p);
  jw_key(&p, "upload"), jw_str(&p, u.id);
  jw_key(&p, "file"), jw_str(&p, u.name);
  jw_key(&p, "yaml"), jw_str(&p, yaml);
  jw_key(&p, "source"), jw_str(&p, source);
  jw_end_object(&p);
  struct job_new n = {.kind = "import",
                      .title_en = arena_printf(c->arena, "Import %.*s", STRF(u.name)),
                      .title_zh = arena_printf(c->arena, "导入 %.*s", STRF(u.name)),
                      .author = call_author(c),
                      .author_id = c->actor.id,
                      .ref = u.id,
                      .params = buf_str(&params)};
  bool ok = job_add(api_jobs(c->api), w, &n, c->arena, &j, err);
  buf_release(&params);
  return ok && reply_job(c, &j, "import.started", err);
}

/* ---- what was imported ---- */

static struct str base_name(struct str path) {
  for (size_t i = path.n; i-- > 0;)
    if (path.p[i] == '/') return str_of(path.p + i + 1, path.n - i - 1);
  return path;
}

/* DIR/w/<slug>/uploads/upl_…/name → upl_…; empty for other files. */
static struct str upload_of(struct str path) {
  struct str dir = str_of(path.p, path.n - base_name(path).n);
  if (dir.n > 0) dir.n--;
  struct str id = base_name(dir);
  return str_starts(id, STR("upl_")) ? id : STR("");
}

static void put_run(struct call *c, const struct import_run *r, struct str job) {
  struct jw *w = &c->out;
  const struct {
    const char *name;
    uint64_t v;
  } counts[] = {{"read", r->read},         {"imported", r->imported}, {"duplicate", r->duplicate},
                {"rejected", r->rejected}, {"people", r->people},     {"events", r->events},
                {"bytes", r->bytes}};
  struct io *io = ws_io(tenant_workspace(c->tenant));
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, arena_printf(c->arena, "%llu", (unsigned long long)r->id));
  jw_key(w, "source"), jw_str(w, r->source);
  jw_key(w, "file"), jw_str(w, base_name(r->path));
  jw_key(w, "status"), jw_str(w, r->status);
  jw_key(w, "started_at"), put_time(w, r->started_ms);
  jw_key(w, "finished_at");
  if (r->finished_ms)
    put_time(w, r->finished_ms);
  else
    jw_null(w);
  jw_key(w, "counts");
  jw_begin_object(w);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    jw_key(w, counts[i].name), jw_uint(w, counts[i].v);
  jw_end_object(w);
  bool kept = r->reject_path.n && io_exists(io, arena_cstr(c->arena, r->reject_path));
  jw_key(w, "rejects"), jw_bool(w, kept);
  jw_key(w, "job");
  if (job.n)
    jw_str(w, job);
  else
    jw_null(w);
  jw_end_object(w);
}

bool api_list_imports(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct import_filter f = {.limit = call_limit(c) + 1};
  struct page_key key, next = {.n_n = 1};
  struct import_run *runs;
  uint32_t n;
  bool given;
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given) f.before = (uint64_t)key.n[0];
  if (!ws_import_runs(w, &f, c->arena, &runs, &n, err)) return false;
  bool more = n == f.limit;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n - more; i++) {
    struct str job = {0};
    if (!job_of_ref(w, upload_of(runs[i].path), c->arena, &job, err)) return false;
    put_run(c, &runs[i], job);
  }
  jw_end_array(&c->out);
  if (more) next.n[0] = (int64_t)runs[n - 2].id;
  call_put_next(c, more ? &next : NULL);
  jw_end_object(&c->out);
  return true;
}

bool api_import_rejects(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct str id = call_path(c, "id");
  struct import_filter f = {.id = strtoull(arena_cstr(c->arena, id), NULL, 10), .limit = 1};
  struct import_run *run;
  struct page_key key, next = {.n_n = 1};
  struct reject_row *rows;
  uint32_t n;
  uint64_t at = 0;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !ws_import_runs(w, &f, c->arena, &run, &n, err))
    return false;
  if (n == 0 || f.id == 0) return err_fail(err, ERR_unknown_import, "%.*s", STRF(id));
  if (given) at = (uint64_t)key.n[0];
  const char *path = arena_cstr(c->arena, run->reject_path);
  if (run->rejected > 0 && !io_exists(ws_io(w), path))
    return err_fail(err, ERR_rejects_gone, "%.*s", STRF(id));
  if (run->rejected == 0)
    n = 0, at = 0;
  else if (!rejects_read(ws_io(w), path, c->lang, &at, call_limit(c), c->arena, &rows, &n, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "line"), jw_uint(&c->out, rows[i].line);
    jw_key(&c->out, "code"), jw_str(&c->out, rows[i].code);
    jw_key(&c->out, "detail"), jw_str(&c->out, rows[i].detail);
    jw_key(&c->out, "text"), jw_str(&c->out, rows[i].text);
    jw_end_object(&c->out);
  }
  jw_end_array(&c->out);
  next.n[0] = (int64_t)at;
  call_put_next(c, at ? &next : NULL);
  jw_end_object(&c->out);
  return true;
}

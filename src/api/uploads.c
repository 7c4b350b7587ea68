/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files coming in, and the first look at them. */
#include "api/api.h"
#include "api/jobs_int.h"

bool path_upload(struct call *c, struct upload *ret, struct err *err) {
  return upload_get(tenant_workspace(c->tenant), call_path(c, "id"), c->arena, ret, err);
}

static void put_upload(struct jw *w, const struct upload *u) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, u->id);
  jw_key(w, "name"), jw_str(w, u->name);
  jw_key(w, "bytes"), jw_uint(w, u->bytes);
  jw_key(w, "expires_at"), put_time(w, u->expires_ms);
  jw_end_object(w);
}

bool api_upload(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct upload u;
  struct str name = call_query(c, "name");
  if (http_body_bytes(c->http) == 0 || !http_body_path(c->http))
    return err_fail(err, ERR_upload_empty, "%.*s", STRF(upload_name(name, c->arena)));
  /* attaching sweeps away strange directories: it must not be in the middle of this */
  if (!jobs_attach(api_jobs(c->api), tenant_slug(c->tenant), err) ||
      !upload_room(w, http_body_bytes(c->http), err) || !upload_begin(w, name, c->arena, &u, err))
    return false;
  if (!http_body_keep(c->http, u.path, err)) {
    upload_drop(w, &u);
    return false;
  }
  if (!upload_add(w, &u, call_author(c), err) ||
      !call_audit(c, "upload.created", u.id, STR(""), err))
    return false;
  call_location(c, "uploads/%.*s", STRF(u.id));
  put_upload(&c->out, &u);
  return true;
}

bool api_delete_upload(struct call *c, struct err *err) {
  return upload_remove(tenant_workspace(c->tenant), call_path(c, "id"), err) &&
         call_audit(c, "upload.deleted", call_path(c, "id"), STR(""), err);
}

/* ---- inspect ---- */

static bool hints_of(struct call *c, struct look_hints *ret, struct err *err) {
  struct look_hints h = LOOK_HINTS_NONE;
  struct str encoding = call_query(c, "encoding"), delimiter = call_query(c, "delimiter"),
             format = call_query(c, "format");
  if (str_is(encoding, "utf-8")) h.encoding = MAP_UTF8;
  if (str_is(encoding, "gb18030")) h.encoding = MAP_GB18030;
  if (format.n) h.format = str_is(format, "csv") ? MAP_CSV : MAP_NDJSON;
  if (call_query(c, "header").n) h.header = call_query_bool(c, "header", false);
  if (delimiter.n && !mapping_delimiter(delimiter, &h.delimiter))
    return err_fail(err, ERR_map_bad_value, "%s" ERR_SEP "%.*s" ERR_SEP "%s", "delimiter",
                    STRF(delimiter), ", ; | \\t blank");
  *ret = h;
  return true;
}

static void put_delimiter(struct jw *w, const struct look *l) {
  jw_key(w, "delimiter");
  if (l->format == MAP_NDJSON)
    jw_cstr(w, "");
  else if (l->delimiter == 0)
    jw_cstr(w, "blank");
  else
    jw_str(w, str_of(&l->delimiter, 1));
}

static void put_column(struct jw *w, const struct look_column *k) {
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, k->name);
  jw_key(w, "samples");
  jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_samples; i++)
    jw_str(w, k->samples[i]);
  jw_end_array(w);
  jw_key(w, "looks");
  jw_begin_object(w);
  jw_key(w, "type"), jw_cstr(w, k->type);
  jw_key(w, "format"), jw_str(w, k->format);
  jw_key(w, "confidence"), jw_double(w, k->confidence);
  jw_key(w, "note");
  if (k->note.en.n)
    put_title(w, k->note.en, k->note.zh);
  else
    jw_null(w);
  jw_end_object(w);
  jw_end_object(w);
}

static void put_rows(struct jw *w, const struct look *l) {
  jw_key(w, "rows");
  jw_begin_array(w);
  for (uint32_t i = 0; i < l->n_rows; i++) {
    jw_begin_array(w);
    for (uint32_t k = 0; k < l->row_cells; k++)
      jw_str(w, l->rows[(size_t)i * l->row_cells + k]);
    jw_end_array(w);
  }
  jw_end_array(w);
}

bool put_mapping(struct call *c, const struct mapping *m, struct err *err) {
  struct buf yaml = BUF_INIT, text = BUF_INIT;
  struct json *tree;
  mapping_write(m, &yaml);
  bool ok = yaml_parse(buf_str(&yaml), c->arena, &tree, err);
  if (ok) {
    json_write_tree(tree, false, &text);
    jw_key(&c->out, "mapping"), jw_raw(&c->out, buf_str(&text));
    jw_key(&c->out, "yaml"), jw_str(&c->out, buf_str(&yaml));
  }
  buf_release(&yaml);
  buf_release(&text);
  return ok;
}

static bool has_column(const struct look *l, struct str name) {
  for (uint32_t i = 0; i < l->n_columns; i++)
    if (str_eq(name, l->columns[i].name)) return true;
  return false;
}

static bool fits(const struct look *l, const struct mapping *m) {
  const struct map_field *core[] = {&m->person,       &m->time,     &m->event_column, &m->amount,
                                    &m->order_amount, &m->order_id, &m->item_id,      &m->category};
  bool any = false;
  for (size_t i = 0; i < sizeof core / sizeof *core; i++) {
    if (core[i]->column.n == 0) continue;
    if (!has_column(l, core[i]->column)) return false;
    any = true;
  }
  return any && m->format == l->format && m->header == l->header;
}

#define EARLIER_MAX 50 /* jobs looked at for mappings that fit */

/* Sources whose mapping, as earlier imports gave it, names columns that this file has. */
static bool put_sources(struct call *c, const struct look *l, struct err *err) {
  struct job_filter f = {.status = JOB_DONE, .kind = STR("import"), .limit = EARLIER_MAX};
  struct job *jobs;
  uint32_t n;
  if (!job_list(api_jobs(c->api), tenant_workspace(c->tenant), &f, c->arena, &jobs, &n, err))
    return false;
  jw_key(&c->out, "sources");
  jw_begin_array(&c->out);
  struct intern seen;
  intern_init(&seen, "sources");
  for (uint32_t i = 0; i < n; i++) {
    struct json *params, *result;
    struct mapping m;
    struct err ignored;
    if (!json_parse(jobs[i].params, c->arena, &params, &ignored) ||
        !json_parse(jobs[i].result, c->arena, &result, &ignored) ||
        !mapping_parse(json_get_str(params, "yaml"), "mapping", c->arena, &m, &ignored) ||
        !fits(l, &m))
      continue;
    struct str source = json_get_str(result, "source");
    uint32_t before = seen.n;
    if (source.n && intern_put(&seen, source) == before) jw_str(&c->out, source);
  }
  intern_release(&seen);
  jw_end_array(&c->out);
  return true;
}

bool api_inspect_upload(struct call *c, struct err *err) {
  struct upload u;
  struct look_hints hints;
  struct look l;
  struct jw *w = &c->out;
  if (!path_upload(c, &u, err) || !hints_of(c, &hints, err)) return false;
  if (!mapping_look(u.path, &hints, c->arena, &l, err)) {
    upload_hide(&u, err);
    return false;
  }
  jw_begin_object(w);
  jw_key(w, "upload"), put_upload(w, &u);
  jw_key(w, "format"), jw_cstr(w, l.format == MAP_CSV ? "csv" : "ndjson");
  jw_key(w, "encoding"), jw_cstr(w, l.encoding);
  put_delimiter(w, &l);
  jw_key(w, "quote"), jw_str(w, str_of(&l.quote, l.format == MAP_CSV && l.quote));
  jw_key(w, "header"), jw_bool(w, l.header);
  jw_key(w, "columns");
  jw_begin_array(w);
  for (uint32_t i = 0; i < l.n_columns; i++)
    put_column(w, &l.columns[i]);
  jw_end_array(w);
  put_rows(w, &l);
  jw_key(w, "problems");
  jw_begin_array(w);
  for (uint32_t i = 0; i < l.n_doubts; i++)
    put_title(w, l.doubts[i].en, l.doubts[i].zh);
  jw_end_array(w);
  if (!put_mapping(c, &l.mapping, err) || !put_sources(c, &l, err)) return false;
  jw_end_object(w);
  return true;
}

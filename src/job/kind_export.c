/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People or events into a file.  params: {what, expression | segment, as_of, format, columns,
 * masked}.  An attempt that was interrupted leaves a `.part`, which the next one starts over. */
#include "job/kinds.h"

/* ---- what exports and questions share ---- */

bool job_view_open(struct job_run *r, struct job_view *v, struct err *err) {
  struct str when = json_get_str(r->params, "as_of");
  bool date = false;
  *v = (struct job_view){.n = ws_snapshot(r->w),
                         .limits = {.memory = ws_memory(r->w), .cancel = r->cancel}};
  if (!names_env_new(r->w, v->n, &v->names, err)) return false;
  v->env = names_env_classes(v->names, &v->limits);
  if (when.n == 0) {
    v->as_of = r->job->created_ms;
    return true;
  }
  if (!time_parse_iso(when, v->env.tz, &v->as_of, &date, err)) return false;
  if (date) v->as_of = day_start(v->env.tz, day_of(v->env.tz, v->as_of) + 1) - 1;
  return true;
}

void job_view_close(struct job_view *v) {
  if (v->names) names_env_free(v->names);
  if (v->n) snapshot_free(v->n);
}

bool job_expression(struct job_run *r, struct str *ret, struct err *err) {
  struct str segment = json_get_str(r->params, "segment");
  if (segment.n) return export_segment(r->w, segment, r->arena, ret, err);
  *ret = json_get_str(r->params, "expression");
  return true;
}

/* ---- the file ---- */

struct sink {
  struct job_run *run;
  struct io_file *file;
  uint64_t off;
  double share;
};

static bool on_write(void *ctx, struct buf *b, struct err *err) {
  struct sink *s = ctx;
  bool ok = io_pwrite(ws_io(s->run->w), s->file, b->p, b->n, s->off, err);
  s->off += b->n;
  buf_reset(b);
  return ok;
}

static bool on_progress(void *ctx, double share) {
  struct sink *s = ctx;
  if (share >= 0) s->share = share;
  job_progress(s->run, s->share, "writing");
  return !job_canceled(s->run);
}

bool job_export_file(struct job_run *r, const struct job_view *v, const struct export_want *want,
                     const char *name, uint64_t *ret_rows, struct err *err) {
  struct io *io = ws_io(r->w);
  struct sink s = {.run = r};
  struct export_to to = {on_write, on_progress, &s};
  struct err ignored;
  const char *path = job_path(r, name), *part = arena_printf(r->arena, "%s.part", path).p;
  if (!io_open(io, part, IO_CREATE, &s.file, err)) return false;
  bool ok = io_truncate(io, s.file, 0, err) &&
            export_run(r->w, v->n, v->names, &v->limits, want, &to, ret_rows, err) &&
            io_sync(io, s.file, err);
  io_close(io, s.file);
  ok = ok && io_rename(io, part, path, err);
  if (!ok) io_unlink(io, part, &ignored);
  return ok && job_file_add(r, name,
                            want->ndjson ? "application/x-ndjson" : "text/csv; charset=utf-8", err);
}

static struct str *columns_of(struct job_run *r, uint32_t *ret_n) {
  const struct json *list = json_get(r->params, "columns");
  uint32_t n = list ? list->n : 0;
  struct str *v = arena_array(r->arena, struct str, n + 1);
  for (uint32_t i = 0; i < n; i++)
    v[i] = list->items[i].text;
  *ret_n = n;
  return v;
}

static void put_result(struct job_run *r, const struct job_view *v, uint64_t people,
                       uint64_t rows) {
  struct buf when = BUF_INIT;
  struct jw w;
  time_format_iso(v->as_of, &when);
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "as_of"), jw_str(&w, buf_str(&when));
  jw_key(&w, "lsn"), jw_uint(&w, snapshot_lsn(v->n));
  jw_key(&w, "people"), jw_uint(&w, people);
  jw_key(&w, "rows"), jw_uint(&w, rows);
  jw_end_object(&w);
  buf_release(&when);
}

static bool write_out(struct job_run *r, const struct job_view *v, struct err *err) {
  struct str expression;
  roaring_bitmap_t *set;
  uint64_t rows;
  struct export_want want = {.events = str_is(json_get_str(r->params, "what"), "events"),
                             .ndjson = str_is(json_get_str(r->params, "format"), "ndjson"),
                             .bom = true,
                             .masked = json_get_bool(r->params, "masked", true),
                             .as_of = v->as_of,
                             .all_columns = !json_get(r->params, "columns")};
  want.columns = columns_of(r, &want.n_columns);
  job_progress(r, 0, "selecting");
  if (!job_expression(r, &expression, err) ||
      !export_people_of(r->w, v->n, v->names, &v->limits, expression, v->as_of, &set, err))
    return false;
  want.people = set;
  const char *name = arena_printf(r->arena, "%s.%s", want.events ? "events" : "people",
                                  want.ndjson ? "ndjson" : "csv")
                         .p;
  bool ok = job_export_file(r, v, &want, name, &rows, err);
  if (ok) put_result(r, v, roaring_bitmap_get_cardinality(set), rows);
  roaring_bitmap_free(set);
  return ok;
}

static bool run(struct job_run *r, struct err *err) {
  struct job_view v;
  bool ok = job_view_open(r, &v, err) && write_out(r, &v, err);
  job_view_close(&v);
  return ok;
}

const struct job_kind job_kind_export = {.name = "export", .run = run};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An uploaded file into the log.  params: {upload, file, yaml, source}.
 *
 * Exactly once is ws_import's work; what is left to do here is to tell the truth about it.  A crash
 * after the last mark but before the job's row says so would make the next attempt find nothing but
 * duplicates; so an attempt first looks whether the import of this very file ended while this job
 * was running, and then takes over its counts.  A canceled or failed import reports what it kept.
 */
#include <stdio.h>

#include "event/reader.h"
#include "job/job_int.h"
#include "job/kinds.h"
#include "job/upload.h"

struct watch {
  struct job_run *run;
  const char *phase;
  double from, to; /* of the job's progress */
};

static bool on_progress(void *ctx, const struct import_counts *c) {
  struct watch *w = ctx;
  double share = c->bytes_total ? (double)c->bytes / (double)c->bytes_total : -1;
  job_progress(w->run, share < 0 ? -1 : w->from + share * (w->to - w->from), w->phase);
  return !job_canceled(w->run);
}

static bool run_of(struct job_run *r, const char *path, struct import_run *ret, bool *ret_found,
                   struct err *err) {
  struct import_filter f = {.path = str_from(path), .limit = 1};
  struct import_run *runs;
  uint32_t n;
  if (!ws_import_runs(r->w, &f, r->arena, &runs, &n, err)) return false;
  *ret_found = n > 0;
  if (n > 0) *ret = runs[0];
  return true;
}

static void put_counts(struct job_run *r, const struct import_run *i,
                       const struct import_counts *c) {
  struct jw w;
  char id[24];
  buf_reset(&r->result);
  snprintf(id, sizeof id, "%llu", (unsigned long long)i->id);
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "import"), jw_cstr(&w, id);
  jw_key(&w, "source"), jw_str(&w, i->source);
  jw_key(&w, "read"), jw_uint(&w, i->read);
  jw_key(&w, "imported"), jw_uint(&w, i->imported);
  jw_key(&w, "duplicate"), jw_uint(&w, i->duplicate);
  jw_key(&w, "rejected"), jw_uint(&w, i->rejected);
  jw_key(&w, "people"), jw_uint(&w, i->people);
  jw_key(&w, "events"), jw_uint(&w, i->events);
  jw_key(&w, "complete"), jw_bool(&w, str_is(i->status, "done"));
  if (c) {
    jw_key(&w, "kept_as_text"), jw_uint(&w, c->kept_as_text);
    jw_key(&w, "expired"), jw_uint(&w, c->expired);
    jw_key(&w, "scattered_orders"), jw_uint(&w, c->scattered_orders);
    jw_key(&w, "resumed_at"), jw_uint(&w, c->resumed_at);
  }
  jw_end_object(&w);
}

bool job_import_file(struct job_run *r, const char *path, const char *phase, double from, double to,
                     const struct mapping *m, struct str source, struct str name,
                     struct str reject_path, struct import_counts *ret, struct err *err) {
  struct watch watch = {r, phase, from, to};
  struct str ignored;
  struct import_job in = {.path = path,
                          .name = name,
                          .map = m,
                          .source = source,
                          .reject_path = reject_path,
                          .progress = on_progress,
                          .ctx = &watch};
  if (job_canceled(r)) return err_fail(err, ERR_canceled, NULL);
  return ws_import(r->w, &in, r->arena, ret, &ignored, err);
}

static bool run(struct job_run *r, struct err *err) {
  struct upload u;
  struct mapping m;
  struct import_run done;
  struct import_counts c;
  bool found;
  if (!upload_get(r->w, r->job->ref, r->arena, &u, err) ||
      !mapping_parse(json_get_str(r->params, "yaml"), "mapping", r->arena, &m, err) ||
      !run_of(r, u.path, &done, &found, err))
    return false;
  if (found && str_is(done.status, "done") && done.finished_ms >= r->job->started_ms &&
      r->job->attempts > 1) {
    put_counts(r, &done, NULL);
    return job_file_add(r, "rejects.csv", "text/csv; charset=utf-8", err);
  }
  bool ok = job_import_file(r, u.path, "importing", 0, 1, &m, json_get_str(r->params, "source"),
                            u.name, str_from(job_path(r, "rejects.csv")), &c, err);
  struct err ignored;
  if (run_of(r, u.path, &done, &found, &ignored) && found) put_counts(r, &done, ok ? &c : NULL);
  if (!ok) upload_hide(&u, err);
  return job_file_add(r, "rejects.csv", "text/csv; charset=utf-8", ok ? err : &ignored) && ok;
}

const struct job_kind job_kind_import = {.name = "import", .writes = true, .run = run};

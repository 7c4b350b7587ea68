/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A simulated brand into an empty workspace.  params: {people, events, seed, end_ms}.
 *
 * Files are made in the job's directory and then imported like anybody's, people and items first,
 * so that the demo shows what an import gives.  The same parameters give the same bytes, so an
 * interrupted attempt is simply begun again: what was imported of it is recognised. */
#include <stdio.h>

#include "event/reader.h"
#include "job/kinds.h"
#include "sim/sim.h"

#define MAP_BYTES_MAX ((size_t)1 << 20)
#define SIM_SHARE     0.25 /* of the progress */

static int64_t number_of(const struct job_run *r, const char *key) {
  const struct json *v = json_get(r->params, key);
  int64_t n = 0;
  return v && json_int(v, &n) ? n : 0;
}

static bool on_progress(void *ctx, uint64_t events, uint64_t total) {
  struct job_run *r = ctx;
  job_progress(r, total ? SIM_SHARE * (double)events / (double)total : -1, "simulating");
  return !job_canceled(r);
}

static bool make(struct job_run *r, const char *dir, struct sim_counts *ret, struct err *err) {
  struct sim_options o = {.seed = (uint64_t)number_of(r, "seed"),
                          .events = (uint64_t)number_of(r, "events"),
                          .people = (uint64_t)number_of(r, "people"),
                          .days = 548,
                          .end_ms = number_of(r, "end_ms"),
                          .tz = ws_tz(r->w),
                          .dir = dir,
                          .compress = true,
                          .pool = ws_pool(r->w),
                          .progress = on_progress,
                          .ctx = r};
  bool ok = simulate(&o, ret, err);
  if (!ok && job_canceled(r)) err_fail(err, ERR_canceled, NULL);
  return ok;
}

static bool import(struct job_run *r, const char *dir, const char *file, const char *map,
                   double from, double to, struct import_counts *sum, struct err *err) {
  struct str yaml;
  struct mapping m;
  struct import_counts c;
  const char *map_path = arena_printf(r->arena, "%s/%s", dir, map).p;
  const char *path = arena_printf(r->arena, "%s/%s", dir, file).p;
  if (!io_read_all(ws_io(r->w), map_path, MAP_BYTES_MAX, r->arena, &yaml, err) ||
      !mapping_parse(yaml, map, r->arena, &m, err) ||
      !job_import_file(r, path, "importing", from, to, &m, STR(""), str_from(file), (struct str){0},
                       &c, err))
    return false;
  sum->read += c.read;
  sum->imported += c.imported;
  sum->people += c.people;
  sum->events += c.events;
  return true;
}

static bool empty(struct workspace *w) {
  struct snapshot *n = ws_snapshot(w);
  bool none = snapshot_rows(n) == 0;
  snapshot_free(n);
  return none;
}

static bool run(struct job_run *r, struct err *err) {
  const char *dir = job_path(r, "demo");
  struct sim_counts made;
  struct import_counts sum = {0};
  if (r->job->attempts == 1 && !empty(r->w))
    return err_fail(err, ERR_demo_not_empty, "%.*s", STRF(ws_slug(r->w)));
  bool ok = make(r, dir, &made, err) &&
            import(r, dir, "people.csv", "people.map.yaml", SIM_SHARE, 0.28, &sum, err) &&
            import(r, dir, "items.csv", "items.map.yaml", 0.28, 0.3, &sum, err) &&
            import(r, dir, "events.ndjson.zst", "events.map.yaml", 0.3, 1, &sum, err);
  job_dir_remove(ws_io(r->w), dir);
  if (!ok) return false;
  struct jw w;
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "people"), jw_uint(&w, made.people);
  jw_key(&w, "buyers"), jw_uint(&w, made.buyers);
  jw_key(&w, "orders"), jw_uint(&w, made.orders);
  jw_key(&w, "events"), jw_uint(&w, sum.events);
  jw_end_object(&w);
  return true;
}

const struct job_kind job_kind_demo = {.name = "demo", .writes = true, .run = run};

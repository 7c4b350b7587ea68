/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal repair`: a new workspace from what is whole in a damaged one.
 *
 * The log is the truth, so the work is to write it again without its holes and let opening derive
 * the rest.  Every saved record stands at the LSN it had: marks of imports name LSNs, run numbers
 * are LSNs, and what remains can be compared with the original.  Lost ranges become LOG_LOST
 * records of the same width.
 *
 * With a lost range the allotment of subjects may be lost too, while later events use its
 * identities.  So the log is read twice.  The first pass gives every identity its number in a
 * scratch index and notes those that appear in events without a surviving allotment (orphans) at
 * the last hole before them, with the number they had where a row says it; the second writes, and
 * gives the last LSN of each such hole that was no erasure's to a LOG_SUBJECTS record for its
 * orphans.  Numbers may differ from the original's then; of what is taken over, erasures
 * (repair_erased.c) and merged people go by them, and are written again by the new ones.  Moves of
 * people whose allotment is lost are lost, and counted (person/salvage.h).
 *
 * Import keys of lost rows are lost with them: importing the file again brings exactly those rows
 * back. */
#include "repair_pass_int.h"

void repair_bad(void *ctx, const struct err *what) {
  struct repair *r = ctx;
  const struct ws_damage d = {.what = what};
  if (!r->quiet) r->bad(r->ctx, &d);
}

static bool write_log(struct repair *r, struct err *err) {
  char from[WS_PATH_MAX], path[WS_PATH_MAX];
  ws_join(from, r->from, "log");
  ws_join(path, r->to, "people");
  r->next = 1;
  repair_erased_begin(&r->erased);
  bool ok = people_open(r->io, path, &r->people, err) &&
            log_salvage(r->io, from, repair_look, repair_bad, r, err);
  people_close(r->people);
  r->people = NULL;
  if (!ok) return false;
  ws_join(path, r->to, "people");
  if (!people_open(r->io, path, &r->people, err)) return false;
  r->next = 1;
  repair_erased_begin(&r->erased);
  r->quiet = true;
  ws_join(path, r->to, "log");
  ok = log_open(r->io, path, true, &r->log, err) &&
       log_salvage(r->io, from, repair_put, repair_bad, r, err) && repair_put_end(r, err) &&
       repair_erased_save(&r->erased, r->io, r->to, log_end(r->log), err);
  log_close(r->log);
  people_close(r->people);
  r->quiet = false;
  return ok;
}

static bool derive(const char *to, struct str slug, const struct ws_options *o, struct err *err) {
  struct workspace *w;
  if (!ws_open(to, slug, WS_WRITE, o, &w, err)) return false;
  bool ok = ws_checkpoint(w, true, err);
  ws_close(w);
  return ok;
}

static bool take_source(struct repair *r, struct str slug, struct io_file **ret, struct err *err) {
  char path[WS_PATH_MAX];
  struct io_file *f;
  struct err why;
  bool got = false;
  ws_join(path, r->from, "lock");
  if (!io_open(r->io, path, IO_READ, &f, &why)) { /* nobody ever wrote */
    *ret = NULL;
    return true;
  }
  bool ok = io_lock(r->io, f, &got, err);
  if (ok && !got) ok = err_fail(err, ERR_workspace_locked, "%.*s", STRF(slug));
  if (!ok)
    io_close(r->io, f);
  else
    *ret = f;
  return ok;
}

static bool run(struct repair *r, const char *to, struct str slug, const struct ws_options *o,
                struct err *err) {
  struct err what;
  struct workspace old = {.io = r->io, .slug = slug, .path = r->from};
  arena_init(&old.life, "settings");
  bool settings = ws_settings_load(&old, &what);
  if (!settings) repair_bad(r, &what);
  bool ok = ws_create(to, slug, settings ? tz_name(old.tz) : STR("UTC"),
                      settings ? old.currency : STR("USD"), o, err);
  arena_release(&old.life);
  ok = ok && repair_erased_load(&r->erased, r->io, r->from, err) && write_log(r, err) &&
       repair_keep(r, settings, err);
  if (ok) repair_keep_rejects(r);
  return ok && derive(to, slug, o, err);
}

bool ws_repair(const char *dir, struct str slug, const char *to, const struct ws_options *o,
               ws_damage_fn *bad, void *ctx, struct ws_repaired *ret, struct err *err) {
  struct repair r = {.io = o && o->io ? o->io : io_posix(), .bad = bad, .ctx = ctx};
  struct io_file *lock = NULL;
  r.subjects = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.moves = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.events = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.erasure = (struct buf)BUF_INIT;
  r.state_at = (struct buf)BUF_INIT;
  if (!ws_path_of(dir, slug, r.from, err) || !ws_path_of(to, slug, r.to, err)) return false;
  if (!ws_exists(dir, slug, r.io)) return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
  if (!ws_state_at(dir, slug, o ? o->state : NULL, r.io, &r.state_at, err) ||
      !take_source(&r, slug, &lock, err)) {
    buf_release(&r.state_at);
    return false;
  }
  /* What is made has its state with it; `shoal state move` can take it elsewhere. */
  struct ws_options here = o ? *o : (struct ws_options){0};
  here.state = NULL;
  ev_batch_init(&r.batch);
  ev_batch_init(&r.fewer);
  identity_rules_default(&r.rules);
  arena_init(&r.tmp, "repair");
  bool ok = run(&r, to, slug, &here, err);
  buf_release(&r.state_at);
  for (size_t i = 0; i < r.holes.n; i++)
    buf_release(&r.holes.p[i].orphans);
  vec_free(&r.holes);
  vec_free(&r.nameless);
  outbox_seen_release(&r.outbox);
  ev_batch_release(&r.batch);
  ev_batch_release(&r.fewer);
  arena_release(&r.tmp);
  buf_release(&r.subjects);
  buf_release(&r.moves);
  buf_release(&r.events);
  buf_release(&r.erasure);
  repair_erased_release(&r.erased);
  io_close(r.io, lock);
  if (!ok) return false;
  *ret = r.n;
  return true;
}

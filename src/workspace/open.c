/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing.
 *
 * The log is the truth and everything else a cache of it with a position: opening loads each cache
 * and replays the log from the earliest position.  Order matters to a reader beside a running
 * writer: people and store first, the log last.  What they were complete up to was durable when
 * they were read, so the log read afterwards reaches at least as far.  A writer may still remove a
 * part between our reading of the manifest and our opening of the file; then the whole opening is
 * done again, a few times at most (each sees a newer manifest).
 *
 * Memory: an eighth of the ceiling for fresh events (two memtables may exist during a flush), an
 * eighth for import keys in memory, an eighth for their filters, a sixteenth for message ids; the
 * rest is for questions.
 */
#include <stdlib.h>

#include "imports_int.h"
#include "seen_int.h"
#include "workspace/catalogue.h"
#include "workspace_int.h"

void ws_close_rooms(struct workspace *w) {
  imports_release(w);
  seen_free(w->seen);
  if (w->store) store_close(w->store);
  if (w->state) state_close(w->state);
  if (w->people) people_close(w->people);
  if (w->log) log_close(w->log);
  w->seen = NULL;
  w->store = NULL;
  w->state = NULL;
  w->people = NULL;
  w->log = NULL;
}

void ws_close(struct workspace *w) {
  if (!w) return;
  ws_upkeep_stop(w);
  ws_close_rooms(w);
  if (w->pool) pool_free(w->pool);
  io_close(w->io, w->lock);
  erasures_release(&w->erasures);
  floors_release(w);
  arena_release(&w->life);
  pthread_mutex_destroy(&w->outbox);
  pthread_mutex_destroy(&w->outbox_log.lock);
  pthread_mutex_destroy(&w->import);
  pthread_mutex_destroy(&w->retaining);
  pthread_mutex_destroy(&w->rules.lock);
  catalogue_release(w->catalogue);
  pthread_mutex_destroy(&w->catalogue_lock);
  for (int i = 0; i < WS_TOUCHERS; i++) {
    ws_touched_end(w, (enum ws_toucher)i);
    pthread_mutex_destroy(&w->touched[i].lock);
  }
  pipeline_release(&w->q);
  pthread_mutex_destroy(&w->settings);
  free(w->path);
  free(w);
}

/* Relaxed: parts must not be ahead of the log. */
static bool sync_first(void *ctx, struct err *err) {
  struct workspace *w = ctx;
  return !w->log || log_sync(w->log, err);
}

bool ws_open_rooms(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  bool write = w->mode == WS_WRITE;
  struct store_options so = {.memtable_bytes = w->memtable_bytes,
                             .before_switch = sync_first,
                             .ctx = w,
                             .first_part = w->first_part};
  struct log_options lo = {.sync_ms = w->o.sync_ms};
  erasures_release(&w->erasures);
  if (!erasures_load(w, err)) return false;
  ws_join(path, w->path, w->rebuilding ? "rebuild/people" : "people");
  if (!people_open(w->io, path, &w->people, err)) return false;
  ws_join(path, w->path, w->rebuilding ? "rebuild/store" : "store");
  if (!store_open(w->io, path, write, &so, &w->store, err)) return false;
  if (!erasures_load_again(w, err) || !floors_load(w, err) || !retention_apply(w, err))
    return false;
  ws_join(path, w->path, "log");
  if (!log_open_with(w->io, path, write, &lo, &w->log, err)) return false;
  people_bind(w->people, log_id(w->log));
  if (!persons_open(w, err)) return false;
  if (write && !ids_open(w, err)) return false;
  if (!state_open_in(w->io, w->state_at, write, &w->state, err)) return false;
  return ws_replay(w, err);
}

/* Only a reader can meet files that change under it. */
static bool worth_another(const struct workspace *w, const struct err *err) {
  return w->mode == WS_READ && (err->code == ERR_not_found_file || err->code == ERR_corrupt);
}

static bool take_lock(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  bool got;
  ws_join(path, w->path, "lock");
  if (!io_open(w->io, path, IO_CREATE, &w->lock, err) || !io_lock(w->io, w->lock, &got, err))
    return false;
  return got ? true : err_fail(err, ERR_workspace_locked, "%.*s", STRF(w->slug));
}

static void set_options(struct workspace *w, const struct ws_options *o) {
  if (o) w->o = *o;
  w->io = w->o.io ? w->o.io : io_posix();
  w->clock = w->o.clock ? w->o.clock : clock_system();
  w->memory = w->o.memory ? w->o.memory : WS_MEMORY_DEFAULT;
  w->memtable_bytes = w->memory / 8;
  if (w->memtable_bytes > WS_MEMTABLE_MAX) w->memtable_bytes = WS_MEMTABLE_MAX;
  if (w->memtable_bytes < WS_MEMTABLE_MIN) w->memtable_bytes = WS_MEMTABLE_MIN;
  w->unflushed_max = 2 * w->memtable_bytes;
}

bool ws_frame(const char *dir, struct str slug, enum ws_mode mode, const struct ws_options *o,
              struct workspace **ret, struct err *err) {
  struct workspace *w = must_calloc(1, sizeof *w);
  w->items_n = w->categories_n = -1;
  char path[WS_PATH_MAX];
  arena_init(&w->life, "workspace");
  pthread_mutex_init(&w->outbox, NULL);
  pthread_mutex_init(&w->outbox_log.lock, NULL);
  pthread_mutex_init(&w->import, NULL);
  pthread_mutex_init(&w->retaining, NULL);
  pthread_mutex_init(&w->rules.lock, NULL);
  pthread_mutex_init(&w->catalogue_lock, NULL);
  for (int i = 0; i < WS_TOUCHERS; i++)
    pthread_mutex_init(&w->touched[i].lock, NULL);
  atomic_init(&w->bounds_until, INT64_MAX);
  pipeline_init(&w->q);
  pthread_mutex_init(&w->settings, NULL);
  w->mode = mode;
  set_options(w, o);
  /* by the clock, so that it grows from one opening to the next; 1,024 changes a millisecond are
   * more than there can be */
  atomic_init(&w->revision, (uint64_t)clock_wall_ms(w->clock) << 10);
  w->slug = arena_str(&w->life, slug);
  w->path = must_malloc(WS_PATH_MAX);
  bool ok = ws_dir_check(dir, w->io, err) && ws_path_of(dir, slug, w->path, err);
  if (ok) {
    struct buf place = BUF_INIT;
    ws_join(path, w->path, "workspace.json");
    ok = io_exists(w->io, path) || err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
    ok = ok && ws_state_at(dir, slug, w->o.state, w->io, &place, err);
    if (ok) w->state_at = arena_cstr(&w->life, buf_str(&place));
    buf_release(&place);
  }
  ok = ok && ws_settings_load(w, err) && (mode == WS_READ || take_lock(w, err));
  if (!ok) {
    ws_close(w);
    return false;
  }
  w->pool = pool_new(w->o.threads);
  *ret = w;
  return true;
}

bool ws_open(const char *dir, struct str slug, enum ws_mode mode, const struct ws_options *o,
             struct workspace **ret, struct err *err) {
  struct workspace *w;
  if (!ws_frame(dir, slug, mode, o, &w, err)) return false;
  bool ok = mode == WS_READ || ws_rebuild_clear(w, err);
  if (ok) {
    ok = ws_open_rooms(w, err);
    for (int i = 1; !ok && i < WS_READ_ATTEMPTS && worth_another(w, err); i++) {
      ws_close_rooms(w);
      ok = ws_open_rooms(w, err);
    }
  }
  if (!ok) {
    ws_close(w);
    return false;
  }
  if (mode == WS_WRITE && w->o.background) ws_upkeep_start(w);
  *ret = w;
  return true;
}

bool ws_flush(struct workspace *w, struct err *err) {
  return store_flush(w->store, err);
}

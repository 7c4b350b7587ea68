/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything derived, made again from the log.
 *
 * A rebuild is an opening whose people and store stand in a directory of their own, empty, so that
 * the replay begins at the beginning; the rows in SQL are made again inside the replay's one
 * transaction.  Then the three take the place of the old ones, each in one step of its own.  They
 * need not change places together: each carries its own position in the same log, and old or new
 * it is right up to there.  Key sets are not built twice: without a manifest and a cursor the
 * checkpoint at the end gathers them from the log.
 *
 * Two facts about an import are not in the log: that it was stopped or failed (the log sees only
 * that it did not go on), and where its reject file lies.  They are carried over for the runs that
 * the log knows. */
#include <stdio.h>
#include <stdlib.h>

#include "imports_int.h"
#include "workspace_int.h"

static bool sql(struct workspace *w, const char *text, struct err *err) {
  struct state_stmt *q;
  return state_query(w->state, text, &q, err) && state_exec(q, err);
}

bool ws_rebuild_sql_begin(struct workspace *w, struct err *err) {
  return sql(w,
             "CREATE TEMP TABLE run_before AS SELECT id, status, finished_ms, reject_path "
             "FROM import_run",
             err) &&
         sql(w, "DELETE FROM import_run", err) && sql(w, "DELETE FROM item", err) &&
         sql(w, "DELETE FROM category", err);
}

bool ws_rebuild_sql_end(struct workspace *w, struct err *err) {
  return sql(w,
             "UPDATE import_run SET reject_path = (SELECT b.reject_path FROM run_before AS b "
             "WHERE b.id = import_run.id) WHERE id IN (SELECT id FROM run_before)",
             err) &&
         sql(w,
             "UPDATE import_run SET (status, finished_ms) = (SELECT b.status, b.finished_ms FROM "
             "run_before AS b WHERE b.id = import_run.id) WHERE status = 'running' AND id IN "
             "(SELECT id FROM run_before)",
             err) &&
         sql(w, "DROP TABLE run_before", err) &&
         sql(w, "DELETE FROM cursor WHERE consumer = 'imports'", err);
}

static bool remove_tree(struct io *io, const char *path, int depth, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  bool ok = true;
  arena_init(&tmp, "rebuild");
  if (depth > 0) ok = io_list(io, path, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++)
    ok = remove_tree(io, arena_printf(&tmp, "%s/%.*s", path, STRF(names[i])).p, depth - 1, err);
  arena_release(&tmp);
  return ok && io_unlink(io, path, err);
}

bool ws_rebuild_clear(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX], sub[WS_PATH_MAX];
  ws_join(path, w->path, "rebuild");
  ws_join(sub, path, "people");
  if (!remove_tree(w->io, sub, 1, err)) return false;
  ws_join(sub, path, "store");
  return remove_tree(w->io, sub, 1, err) && io_unlink(w->io, path, err);
}

static bool make_places(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  ws_join(path, w->path, "rebuild/people");
  if (!io_mkdirs(w->io, path, err)) return false;
  ws_join(path, w->path, "rebuild/store");
  if (!io_mkdirs(w->io, path, err)) return false;
  ws_join(path, w->path, "store");
  return io_mkdirs(w->io, path, err) && store_free_part(w->io, path, &w->first_part, err);
}

/* Both are complete and synced where they are. */
static bool change_places(struct workspace *w, struct err *err) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  ws_join(from, w->path, "rebuild/store");
  ws_join(to, w->path, "store");
  if (!store_adopt(w->io, from, to, err)) return false;
  ws_join(to, w->path, "people");
  if (!io_mkdirs(w->io, to, err)) return false;
  ws_join(from, w->path, "rebuild/people/people.shp");
  ws_join(to, w->path, "people/people.shp");
  if (!io_rename(w->io, from, to, err)) return false;
  ws_join(to, w->path, "people");
  return io_sync_dir(w->io, to, err);
}

/* A key set without its manifest is gathered again (keyset_int.h). */
static bool forget_keys(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  ws_join(path, w->path, "imports");
  arena_init(&tmp, "import keys");
  bool ok = io_list(w->io, path, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++)
    ok = io_unlink(w->io, arena_printf(&tmp, "%s/%.*s/manifest.keys", path, STRF(names[i])).p, err);
  arena_release(&tmp);
  return ok;
}

static bool build(struct workspace *w, struct ws_rebuilt *ret, struct err *err) {
  w->rebuilding = true;
  if (!ws_rebuild_clear(w, err) || !make_places(w, err) || !ws_open_rooms(w, err)) return false;
  struct snapshot *n = ws_snapshot(w);
  *ret = (struct ws_rebuilt){
      .lsn = log_end(w->log), .events = snapshot_rows(n), .people = people_living(w->people)};
  snapshot_free(n);
  bool ok = people_checkpoint(w->people, err) && store_flush_all(w->store, err) &&
            store_compact(w->store, true, err);
  ws_close_rooms(w);
  return ok && change_places(w, err) && forget_keys(w, err);
}

/* Before anything is touched: is the beginning there? */
static bool whole_log(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct log *log;
  ws_join(path, w->path, "log");
  if (!log_open(w->io, path, false, &log, err)) return false;
  uint64_t oldest = log_oldest(log);
  log_close(log);
  return oldest == 1 || err_fail(err, ERR_log_shortened, "%.*s" ERR_SEP "%llu", STRF(w->slug),
                                 (unsigned long long)oldest);
}

bool ws_rebuild(const char *dir, struct str slug, const struct ws_options *o,
                struct ws_rebuilt *ret, struct err *err) {
  struct workspace *w;
  struct ws_rebuilt done = {0};
  if (!ws_frame(dir, slug, WS_WRITE, o, &w, err)) return false;
  bool ok = whole_log(w, err) && build(w, &done, err);
  ws_close(w);
  ok = ok && ws_open(dir, slug, WS_WRITE, o, &w, err);
  if (!ok) return false;
  ok = ws_checkpoint(w, false, err);
  ws_close(w);
  if (ok) *ret = done;
  return ok;
}

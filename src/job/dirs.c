/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Directories of jobs and uploads: DIR/w/<slug>/{jobs,uploads}/<id>/, flat inside.
 *
 * SQL is written before a directory is made use of and deleted before the directory goes; a crash
 * between the two leaves a directory that no row knows, and the sweep at opening takes it away. */
#include <stdio.h>

#include "job/job_int.h"

#define DIR_DEPTH 2 /* of what jobs make: files, and the demo's directory of files */

void job_dir(const struct workspace *w, const char *what, struct str id, char out[JOB_PATH_MAX]) {
  int n = snprintf(out, JOB_PATH_MAX, "%s/%s/%.*s", ws_path(w), what, STRF(id));
  must(n > 0 && n < JOB_PATH_MAX);
}

static void remove_tree(struct io *io, const char *path, int depth) {
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  struct err ignored;
  if (io_unlink(io, path, &ignored)) return; /* a file, an empty directory, nothing */
  arena_init(&tmp, "remove");
  if (depth > 0 && io_list(io, path, &tmp, &names, &n, &ignored))
    for (size_t i = 0; i < n; i++)
      remove_tree(io, arena_printf(&tmp, "%s/%.*s", path, STRF(names[i])).p, depth - 1);
  io_unlink(io, path, &ignored);
  arena_release(&tmp);
}

void job_dir_remove(struct io *io, const char *path) {
  remove_tree(io, path, DIR_DEPTH);
}

static bool known(struct state *s, const char *sql, struct str id, bool *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, sql, &q, err)) return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &row, err)) return false;
  state_reset(q);
  *ret = row;
  return true;
}

bool job_dirs_sweep(struct workspace *w, const char *what, const char *prefix, const char *sql,
                    struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  char path[JOB_PATH_MAX];
  arena_init(&tmp, "sweep");
  job_dir(w, what, STR(""), path);
  bool ok = io_list(ws_io(w), path, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    bool keep = false;
    if (!str_starts(names[i], str_from(prefix))) continue;
    state_enter(ws_state(w));
    ok = known(ws_state(w), sql, names[i], &keep, err);
    state_leave(ws_state(w));
    job_dir(w, what, names[i], path);
    if (ok && !keep) job_dir_remove(ws_io(w), path);
  }
  arena_release(&tmp);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A data directory made of a backup.
 *
 * Everything is copied beside the place first, checked on the way, and every damaged file is named
 * before giving up, so that one knows at once what is left.  Then each workspace becomes a history
 * of its own (a new log id, the next epoch), is opened once like any other, which replays and
 * checks it, and the directory gets its name last.  A restore that was stopped leaves
 * DIR.restoring, which the next one throws away. */
#include "backup_int.h"
#include "workspace/erase.h"

#include <stdio.h>
#include <stdlib.h>

#define TREE_DEPTH 8

struct restoring {
  struct io *io;
  const char *target, *dir;
  char place[WS_PATH_MAX];
  const struct restore_options *ro;
  struct arena *out;
  struct backup_list list;
  uint64_t bad;
  uint64_t later; /* events of changes behind the copy of the state */
  struct str first_bad;
  struct str key; /* content of secrets.key; empty: it is not put back */
};

static bool remove_tree(struct io *io, const char *path, int depth, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  struct err ignored;
  if (io_unlink(io, path, &ignored)) return true; /* a file, an empty directory, nothing */
  arena_init(&tmp, "restore");
  bool ok = depth > 0 && io_list(io, path, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++)
    ok = remove_tree(io, arena_printf(&tmp, "%s/%.*s", path, STRF(names[i])).p, depth - 1, err);
  arena_release(&tmp);
  return ok && io_unlink(io, path, err);
}

static bool is_empty(struct io *io, const char *dir, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  arena_init(&tmp, "restore");
  bool ok = io_list(io, dir, &tmp, &names, &n, err);
  arena_release(&tmp);
  if (ok && n > 0) ok = err_fail(err, ERR_restore_not_empty, "%s", dir);
  return ok;
}

static bool read_list(struct restoring *r, struct err *err) {
  char path[WS_PATH_MAX];
  struct str name = r->ro->backup;
  if (name.n)
    snprintf(path, sizeof path, "%s/backups/%.*s.json", r->target, (int)(name.n < 64 ? name.n : 64),
             name.p);
  else
    ws_join(path, r->target, "backup.json");
  if (!io_exists(r->io, path)) return err_fail(err, ERR_not_a_backup, "%s", r->target);
  return backup_list_read(r->io, path, r->out, &r->list, err);
}

static bool make_parents(struct io *io, char *path, struct err *err) {
  char *slash = strrchr(path, '/');
  *slash = 0;
  bool ok = io_mkdirs(io, path, err);
  *slash = '/';
  return ok;
}

static bool copy_files(struct restoring *r, struct err *err) {
  for (size_t i = 0; i < r->list.files.n; i++) {
    const struct backup_file *f = &r->list.files.p[i];
    if (str_is(f->path, BACKUP_KEY)) continue;
    char *path = arena_cstr(r->out, arena_printf(r->out, "%s/%.*s", r->place, STRF(f->path)));
    bool right;
    if (!make_parents(r->io, path, err) || !object_get(r->io, r->target, f, path, &right, err))
      return false;
    if (right) continue;
    struct err what;
    err_clear(&what);
    err_fail(&what, ERR_corrupt, "%.*s" ERR_SEP "object %s is missing or damaged", STRF(f->path),
             f->sum);
    if (r->ro->bad) r->ro->bad(r->ro->ctx, &what);
    if (r->bad++ == 0) r->first_bad = f->path;
  }
  return r->bad == 0 || err_fail(err, ERR_backup_damaged, "%llu" ERR_SEP "%.*s",
                                 (unsigned long long)r->bad, STRF(r->first_bad));
}

static bool new_log(struct io *io, const char *dir, struct str *ret_id, struct arena *out,
                    struct err *err) {
  struct log *log;
  if (!log_new_identity(io, dir, err) || !log_open(io, dir, true, &log, err)) return false;
  bool ok = log_begin_epoch(log, err);
  if (ok) *ret_id = arena_str(out, log_id(log));
  log_close(log);
  return ok;
}

/* Positions in SQL and in the people's checkpoint are positions in the part that both logs share.
 */
static bool follow_log(struct io *io, const char *ws, struct str id, struct err *err) {
  char path[WS_PATH_MAX];
  struct state *s;
  struct state_stmt *q;
  struct people *p;
  ws_join(path, ws, "state.db");
  if (!state_open_in(io, path, true, &s, err)) return false;
  bool ok = state_query(s, "UPDATE cursor SET log_id = ?1", &q, err);
  if (ok) {
    state_bind_str(q, 1, id);
    ok = state_exec(q, err);
  }
  state_close(s);
  ws_join(path, ws, "people");
  ok = ok && io_mkdirs(io, path, err) && people_open(io, path, &p, err);
  if (!ok) return false;
  people_rename_log(p, id);
  ok = people_checkpoint(p, err);
  people_close(p);
  return ok;
}

static bool make_workspace(struct restoring *r, const char *slug, const struct ws_options *o,
                           struct err *err) {
  static const char *const below[] = {"people", "store", "imports", "rejects"};
  char ws[WS_PATH_MAX], path[WS_PATH_MAX];
  struct str id;
  struct workspace *w;
  if (!ws_path_of(r->place, str_from(slug), ws, err)) return false;
  for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
    ws_join(path, ws, below[i]);
    if (!io_mkdirs(r->io, path, err)) return false;
  }
  ws_join(path, ws, "log");
  uint64_t later = 0;
  if (!new_log(r->io, path, &id, r->out, err) || !follow_log(r->io, ws, id, err) ||
      !outbox_restored(r->io, ws, &later, err))
    return false;
  r->later += later;
  if (!ws_open(r->place, str_from(slug), WS_WRITE, o, &w, err)) return false;
  bool ok = ws_checkpoint(w, false, err);
  if (ok && r->ro->erasures) {
    struct ws_erase_done done;
    uint32_t people;
    ok = ws_erase_from(w, r->ro->erasures, STR("restore"), &people, err) &&
         ws_erase_run(w, &done, err);
  }
  ws_close(w);
  return ok;
}

/* The directory's own name must be durable too. */
static bool give_name(struct restoring *r, struct err *err) {
  char parent[WS_PATH_MAX];
  snprintf(parent, sizeof parent, "%s", r->dir);
  char *slash = strrchr(parent, '/');
  if (slash == parent)
    slash[1] = 0;
  else if (slash)
    *slash = 0;
  else
    snprintf(parent, sizeof parent, ".");
  return io_unlink(r->io, r->dir, err) && io_rename(r->io, r->place, r->dir, err) &&
         io_sync_dir(r->io, parent, err);
}

/* Before anything is copied, so that a wrong passphrase costs nobody an hour.  A damaged object is
 * one more file that is missing. */
static bool open_key(struct restoring *r, struct err *err) {
  const struct backup_file *f = backup_list_key(&r->list);
  char path[WS_PATH_MAX];
  struct str phrase, wrapped;
  struct err why;
  bool right;
  if (!r->ro->passphrase) return true;
  if (!f) return err_fail(err, ERR_backup_without_key, NULL);
  object_path(r->target, f->sum, path);
  if (!passphrase_read(r->io, r->ro->passphrase, r->out, &phrase, err) ||
      !object_check(r->io, r->target, f, NULL, &right, err))
    return false;
  if (!right ||
      !io_read_all(r->io, path, KEY_WRAP_OVERHEAD + KEY_WRAP_BYTES_MAX, r->out, &wrapped, &why))
    return err_fail(err, ERR_backup_damaged, "1" ERR_SEP "%s", BACKUP_KEY);
  return key_unwrap(phrase, wrapped, r->out, &r->key, err);
}

static bool put_key(struct restoring *r, struct err *err) {
  char path[WS_PATH_MAX];
  ws_join(path, r->place, BACKUP_KEY_FILE);
  return r->key.n == 0 || io_write_secret(r->io, path, r->key.p, r->key.n, err);
}

/* The copies of the state are files, wherever it was when they were taken. */
static bool restore(struct restoring *r, const struct ws_options *given, struct err *err) {
  struct ws_options here = given ? *given : (struct ws_options){0};
  const struct ws_options *o = &here;
  here.state = NULL;
  if (!open_key(r, err) || !remove_tree(r->io, r->place, TREE_DEPTH, err) ||
      !io_mkdirs(r->io, r->place, err) || !copy_files(r, err) || !put_key(r, err) ||
      !ws_state_note(r->io, r->place, false, err))
    return false;
  for (size_t i = 0; i < r->list.workspaces.n; i++)
    if (!make_workspace(r, r->list.workspaces.p[i].slug, o, err)) return false;
  return give_name(r, err);
}

bool ws_restore(const char *target, const char *dir, const struct restore_options *ro,
                const struct ws_options *o, struct arena *out, struct backup_result *ret,
                struct err *err) {
  struct io *io = o && o->io ? o->io : io_posix();
  struct restoring r = {.io = io, .target = target, .dir = dir, .ro = ro, .out = out};
  struct err ignored;
  size_t n = strlen(dir);
  while (n > 1 && dir[n - 1] == '/')
    n--;
  r.dir = arena_cstr(out, str_of(dir, n));
  if (n == 0 || n + 300 >= WS_PATH_MAX || strlen(target) + 128 >= WS_PATH_MAX)
    return err_fail(err, ERR_too_large, "%.60s…" ERR_SEP "%d bytes", dir, WS_PATH_MAX - 300);
  snprintf(r.place, sizeof r.place, "%s.restoring", r.dir);
  if (!is_empty(io, r.dir, err) || !read_list(&r, err)) return false;
  bool ok = restore(&r, o, err);
  if (!ok) remove_tree(io, r.place, TREE_DEPTH, &ignored);
  if (ok) {
    *ret = (struct backup_result){.files = r.list.files.n,
                                  .later_events = r.later,
                                  .has_key = r.key.n > 0,
                                  .n_workspaces = (uint32_t)r.list.workspaces.n};
    ret->workspaces = arena_array(out, struct backup_workspace, r.list.workspaces.n);
    if (r.list.workspaces.n)
      memcpy(ret->workspaces, r.list.workspaces.p, r.list.workspaces.n * sizeof *ret->workspaces);
    for (size_t i = 0; i < r.list.files.n; i++)
      ret->bytes += r.list.files.p[i].bytes;
  }
  backup_list_release(&r.list);
  return ok;
}

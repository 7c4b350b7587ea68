/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking a backup beside a running writer.
 *
 * The order makes it consistent: SQL first, then people and columns, the log last.  What each of
 * the first three was derived from was durable when they were read, so the log, read afterwards,
 * reaches at least as far; its end is the L of the backup, and opening the copy replays what lies
 * between.  Nobody is paused for this, and no lock of the writer is needed.
 *
 * Content goes into objects before the list that names it is written, in one rename: until then the
 * backup does not exist and its objects are strays that the next one uses or removes. */
#include "backup_int.h"

#include <stdio.h>
#include <stdlib.h>

struct taking {
  struct io *io;
  const char *dir, *target, *state;
  const char *below; /* where the items at hand lie: "w/main/log/" */
  const struct pace *pace;
  struct str wrapped; /* secrets.key; empty: it is not in it */
  struct arena *out;
  struct backup_list list;
  struct backup_result r;
};

static bool take(void *ctx, const struct copy_item *item, struct err *err) {
  struct taking *t = ctx;
  struct backup_file f = {.path = arena_printf(t->out, "%s%s", t->below, item->name),
                          .bytes = item->bytes};
  bool fresh;
  if (!object_put(t->io, t->target, item, t->pace, f.sum, &fresh, err)) return false;
  vec_push(&t->list.files, f);
  t->r.files++;
  t->r.bytes += f.bytes;
  t->r.new_files += fresh;
  t->r.new_bytes += fresh ? f.bytes : 0;
  return true;
}

/* A file that is replaced whole or not at all; absent is fine. */
static bool take_file(struct taking *t, const char *name, struct err *err) {
  struct copy_item item = {.name = name};
  char path[WS_PATH_MAX];
  snprintf(path, sizeof path, "%s/%s%s", t->dir, t->below, name);
  if (!io_exists(t->io, path)) return true;
  if (!io_open(t->io, path, IO_READ, &item.file, err)) return false;
  bool ok = io_size(t->io, item.file, &item.bytes, err) && take(t, &item, err);
  io_close(t->io, item.file);
  return ok;
}

/* slug empty: of the server */
static bool take_state(struct taking *t, struct str slug, const char *name, struct err *err) {
  char to[WS_PATH_MAX];
  struct buf from = BUF_INIT;
  struct copy_item item = {.name = name};
  struct err ignored;
  bool there = false;
  bool found = ws_state_at(t->dir, slug, t->state, t->io, &from, err) &&
               state_there(t->io, from.p, &there, err);
  if (!found || !there) {
    buf_release(&from);
    return found;
  }
  ws_join(to, t->target, "snapshot.tmp");
  bool ok = io_unlink(t->io, to, err) && state_snapshot(t->io, from.p, to, err) &&
            io_open(t->io, to, IO_READ, &item.file, err);
  if (ok) {
    ok = io_size(t->io, item.file, &item.bytes, err) && take(t, &item, err);
    io_close(t->io, item.file);
  }
  io_unlink(t->io, to, &ignored);
  buf_release(&from);
  return ok;
}

static bool take_workspace(struct taking *t, struct str slug, struct err *err) {
  char path[WS_PATH_MAX], ws[WS_PATH_MAX];
  struct backup_workspace w = {0};
  uint64_t before = t->r.bytes;
  if (!ws_path_of(t->dir, slug, ws, err)) return false;
  snprintf(w.slug, sizeof w.slug, "%.*s", STRF(slug));
  t->below = arena_printf(t->out, "w/%.*s/", STRF(slug)).p;
  if (!take_file(t, "workspace.json", err) || !take_state(t, slug, "state.db", err) ||
      !take_file(t, "erasures.json", err) || !take_file(t, "retention.json", err) ||
      !take_file(t, "people/people.shp", err))
    return false;
  t->below = arena_printf(t->out, "w/%.*s/store/", STRF(slug)).p;
  ws_join(path, ws, "store");
  if (!store_copy(t->io, path, take, t, err)) return false;
  t->below = arena_printf(t->out, "w/%.*s/log/", STRF(slug)).p;
  ws_join(path, ws, "log");
  if (!log_copy(t->io, path, take, t, &w.lsn, err)) return false;
  w.bytes = t->r.bytes - before;
  vec_push(&t->list.workspaces, w);
  return true;
}

static bool take_key(struct taking *t, struct err *err) {
  const struct copy_item item = {.name = BACKUP_KEY, .bytes = t->wrapped.n, .content = t->wrapped};
  t->r.has_key = t->wrapped.n > 0;
  return t->wrapped.n == 0 || take(t, &item, err);
}

static bool take_all(struct taking *t, struct err *err) {
  struct str *slugs;
  uint32_t n;
  if (!ws_list(t->dir, t->io, t->out, &slugs, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!take_workspace(t, slugs[i], err)) return false;
  t->below = "";
  return take_file(t, "shoal.json", err) && take_state(t, STR(""), "server.db", err) &&
         take_key(t, err);
}

/* First of all: a passphrase that will not do is said before an hour of copying.  A key that was
 * never needed is no file, and an empty one none that anybody used (base/key_file.h). */
static bool wrap_key(struct taking *t, const char *passphrase, struct err *err) {
  char path[WS_PATH_MAX];
  struct str phrase, key;
  if (!passphrase) return true;
  ws_join(path, t->dir, BACKUP_KEY_FILE);
  return passphrase_read(t->io, passphrase, t->out, &phrase, err) &&
         (!io_exists(t->io, path) ||
          (io_read_all(t->io, path, KEY_WRAP_BYTES_MAX, t->out, &key, err) &&
           (key.n == 0 || key_wrap(phrase, key, t->out, &t->wrapped, err))));
}

static void name_of(int64_t ms, char out[32]) {
  struct buf b = BUF_INIT;
  size_t n = 0;
  time_format_iso(ms, &b);
  for (size_t i = 0; i < b.n && n < 31; i++)
    if (b.p[i] != '-' && b.p[i] != ':') out[n++] = b.p[i];
  out[n] = 0;
  buf_release(&b);
}

/* The newest list twice: under its time, and under a name that one need not look for. */
static bool publish(struct taking *t, struct err *err) {
  char path[WS_PATH_MAX];
  ws_join(path, t->target, "objects");
  if (!io_sync_dir(t->io, path, err)) return false;
  snprintf(path, sizeof path, "%s/backups/%s.json", t->target, t->r.name);
  if (!backup_list_write(t->io, path, &t->list, err)) return false;
  ws_join(path, t->target, "backup.json");
  return backup_list_write(t->io, path, &t->list, err);
}

static bool make_target(struct io *io, const char *target, struct io_file **ret_lock,
                        struct err *err) {
  char path[WS_PATH_MAX];
  bool got = false;
  if (strlen(target) + 128 >= WS_PATH_MAX)
    return err_fail(err, ERR_too_large, "%.60s…" ERR_SEP "%d bytes", target, WS_PATH_MAX - 128);
  ws_join(path, target, "objects");
  if (!io_mkdirs(io, path, err)) return false;
  ws_join(path, target, "backups");
  if (!io_mkdirs(io, path, err)) return false;
  ws_join(path, target, "lock");
  if (!io_open(io, path, IO_CREATE, ret_lock, err)) return false;
  if (io_lock(io, *ret_lock, &got, err) && got) return true;
  if (!got) err_fail(err, ERR_backup_runs, "%s", target);
  io_close(io, *ret_lock);
  return false;
}

bool ws_backup(const char *dir, const char *target, const struct backup_wish *wish,
               const struct ws_options *o, struct arena *out, struct backup_result *ret,
               struct err *err) {
  struct io *io = o && o->io ? o->io : io_posix();
  struct taking t = {.io = io,
                     .dir = dir,
                     .target = target,
                     .pace = wish->pace,
                     .out = out,
                     .state = o ? o->state : NULL};
  struct io_file *lock;
  if (!ws_dir_check(dir, io, err) || !wrap_key(&t, wish->passphrase, err) ||
      !make_target(io, target, &lock, err))
    return false;
  t.list.at_ms = clock_wall_ms(o && o->clock ? o->clock : clock_system());
  name_of(t.list.at_ms, t.r.name);
  bool ok = take_all(&t, err) && publish(&t, err) &&
            backup_prune(io, target, wish->keep, &t.r.removed, err);
  if (ok) {
    t.r.n_workspaces = (uint32_t)t.list.workspaces.n;
    t.r.workspaces = arena_array(out, struct backup_workspace, t.r.n_workspaces);
    if (t.r.n_workspaces)
      memcpy(t.r.workspaces, t.list.workspaces.p, t.r.n_workspaces * sizeof *t.r.workspaces);
    *ret = t.r;
  }
  backup_list_release(&t.list);
  io_close(io, lock);
  return ok;
}

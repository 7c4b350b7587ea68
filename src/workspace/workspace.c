/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The directory of a brand: which there are, and making one.
 *
 * shoal.json at the top says that this is a data directory and in which version; workspace.json
 * (settings.c) says that a workspace exists.  Creation writes workspace.json last, so that a
 * half-made workspace is no workspace and creating again completes it.
 */
#include "settings_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/id.h"

#define DATA_FORMAT 2 /* 2: the SQL state is elsewhere (place.c) */
#define SLUG_MAX    64

void ws_join(char out[WS_PATH_MAX], const char *a, const char *b) {
  int n = snprintf(out, WS_PATH_MAX, "%s/%s", a, b);
  must(n > 0 && n < WS_PATH_MAX);
}

static bool slug_ok(struct str s) {
  if (s.n < 1 || s.n > SLUG_MAX || s.p[0] < 'a' || s.p[0] > 'z') return false;
  for (size_t i = 1; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  }
  return true;
}

/* DIR/w/<slug>, checked for length and slug. */
bool ws_path_of(const char *dir, struct str slug, char out[WS_PATH_MAX], struct err *err) {
  if (!slug_ok(slug)) return err_fail(err, ERR_bad_workspace_name, "%.*s", STRF(slug));
  /* room for the longest file below, two hashes and a name */
  if (strlen(dir) + slug.n + 256 >= WS_PATH_MAX)
    return err_fail(err, ERR_too_large, "%.60s…" ERR_SEP "%d bytes", dir, WS_PATH_MAX - 256);
  snprintf(out, WS_PATH_MAX, "%s/w/%.*s", dir, STRF(slug));
  return true;
}

bool ws_dir_check(const char *dir, struct io *io, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct json *doc;
  int64_t format = 0;
  if (strlen(dir) + 16 >= WS_PATH_MAX)
    return err_fail(err, ERR_too_large, "%.60s…" ERR_SEP "%d bytes", dir, WS_PATH_MAX - 16);
  ws_join(path, dir, "shoal.json");
  if (!io_exists(io, path)) return err_fail(err, ERR_no_data_dir, "%s", dir);
  arena_init(&tmp, "data directory");
  bool ok = io_read_all(io, path, WS_SETTINGS_BYTES_MAX, &tmp, &text, err) &&
            ws_settings_parse(text, path, &tmp, &doc, err);
  if (ok) {
    const struct json *f = json_get(doc, "format");
    if (!f || !json_int(f, &format) || format < 1)
      ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it names no format", path);
    else if (format > DATA_FORMAT)
      ok = err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "format %lld", path,
                    (long long)format);
  }
  arena_release(&tmp);
  return ok;
}

/* ---- creation ---- */

/* The machine's zone: $TZ, else what /etc/localtime points to, else UTC. */
static bool machine_zone(const struct tz **ret) {
  struct err ignored;
  const char *env = getenv("TZ");
  if (env && *env == ':') env++;
  if (env && *env && tz_load(str_from(env), ret, &ignored)) return true;
  char link[WS_PATH_MAX];
  ssize_t n = readlink("/etc/localtime", link, sizeof link - 1);
  if (n > 0) {
    link[n] = 0;
    const char *name = strstr(link, "zoneinfo/");
    if (name && tz_load(str_from(name + strlen("zoneinfo/")), ret, &ignored)) return true;
  }
  *ret = tz_utc();
  return true;
}

static struct str currency_of(const struct tz *z) {
  static const char *const china[] = {"Asia/Shanghai",
                                      "Asia/Chongqing",
                                      "Asia/Chungking",
                                      "Asia/Harbin",
                                      "Asia/Urumqi",
                                      "Asia/Kashgar",
                                      "PRC"};
  for (size_t i = 0; i < sizeof china / sizeof *china; i++)
    if (str_is(tz_name(z), china[i])) return STR("CNY");
  return STR("USD");
}

static bool mark_dir(struct io *io, const char *dir, const char *state, struct err *err) {
  char path[WS_PATH_MAX];
  ws_join(path, dir, "shoal.json");
  return io_exists(io, path) || ws_state_note(io, dir, state != NULL, err);
}

bool ws_init_dir(const char *dir, struct io *io, struct err *err) {
  return ws_init_dir_at(dir, NULL, io, err);
}

bool ws_init_dir_at(const char *dir, const char *state, struct io *io, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str *names;
  size_t n;
  if (!io) io = io_posix();
  if (strlen(dir) + 16 >= WS_PATH_MAX) return ws_dir_check(dir, io, err);
  ws_join(path, dir, "shoal.json");
  if (io_exists(io, path)) return ws_dir_check(dir, io, err);
  arena_init(&tmp, "data directory");
  bool ok = io_list(io, dir, &tmp, &names, &n, err);
  if (ok && n > 0) ok = err_fail(err, ERR_no_data_dir, "%s", dir);
  arena_release(&tmp);
  return ok && io_mkdirs(io, dir, err) && mark_dir(io, dir, state, err);
}

static bool make_dirs(struct io *io, const char *dir, const char *ws, const char *state,
                      struct err *err) {
  static const char *const below[] = {"log", "people", "store", "imports", "rejects"};
  char path[WS_PATH_MAX];
  if (!io_mkdirs(io, ws, err) || !mark_dir(io, dir, state, err)) return false;
  for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
    ws_join(path, ws, below[i]);
    if (!io_mkdir(io, path, err)) return false;
  }
  return io_sync_dir(io, ws, err);
}

/* An empty log, store and state, so that opening for reading finds them. */
static bool make_rooms(struct io *io, const char *ws, const char *place, struct err *err) {
  char path[WS_PATH_MAX];
  struct log *log = NULL;
  struct store *store = NULL;
  struct state *state = NULL;
  struct store_options o = {0};
  ws_join(path, ws, "log");
  bool ok = log_open(io, path, true, &log, err);
  ws_join(path, ws, "store");
  ok = ok && store_open(io, path, true, &o, &store, err);
  ok = ok && state_open_in(io, place, true, &state, err);
  if (log) log_close(log);
  if (store) store_close(store);
  if (state) state_close(state);
  return ok;
}

/* A database that is there already is somebody else's. */
static bool find_place(struct io *io, const char *dir, struct str slug, const char *state,
                       struct buf *ret, struct err *err) {
  bool there;
  if (!ws_state_at(dir, slug, state, io, ret, err)) return false;
  if (!state) return true;
  if (!state_there(io, ret->p, &there, err)) return false;
  return !there || err_fail(err, ERR_state_taken, "%.*s", STRF(slug));
}

/* One creation at a time in a data directory: two imports into a new one begin with the same files.
 */
static bool take_creation(struct io *io, const char *dir, struct str slug, struct io_file **ret,
                          struct err *err) {
  char path[WS_PATH_MAX];
  struct io_file *f;
  bool got = false;
  ws_join(path, dir, "shoal.lock");
  if (!io_mkdirs(io, dir, err) || !io_open(io, path, IO_CREATE, &f, err)) return false;
  bool ok = io_lock(io, f, &got, err);
  if (ok && !got) ok = err_fail(err, ERR_workspace_locked, "%.*s", STRF(slug));
  if (!ok)
    io_close(io, f);
  else
    *ret = f;
  return ok;
}

bool ws_create(const char *dir, struct str slug, struct str zone, struct str currency,
               const struct ws_options *o, struct err *err) {
  struct io *io = o && o->io ? o->io : io_posix();
  char ws[WS_PATH_MAX], path[WS_PATH_MAX];
  const struct tz *tz;
  struct io_file *lock;
  struct arena tmp;
  if (!ws_path_of(dir, slug, ws, err)) return false;
  ws_join(path, ws, "workspace.json");
  if (io_exists(io, path)) return err_fail(err, ERR_workspace_exists, "%.*s", STRF(slug));
  if (!(zone.n ? tz_load(zone, &tz, err) : machine_zone(&tz))) return false;
  if (currency.n == 0) currency = currency_of(tz);
  if (!ws_currency_ok(currency)) return err_fail(err, ERR_bad_currency, "%.*s", STRF(currency));
  ws_join(path, dir, "shoal.json");
  if (io_exists(io, path) && !ws_dir_check(dir, io, err)) return false;
  if (!take_creation(io, dir, slug, &lock, err)) return false;
  arena_init(&tmp, "workspace creation");
  ws_join(path, ws, "workspace.json"); /* once more: it may have come while we had no lock */
  bool ok = !io_exists(io, path) || err_fail(err, ERR_workspace_exists, "%.*s", STRF(slug));
  const char *state = o ? o->state : NULL;
  struct buf place = BUF_INIT;
  ok = ok && make_dirs(io, dir, ws, state, err) && find_place(io, dir, slug, state, &place, err) &&
       make_rooms(io, ws, place.p, err) &&
       ws_settings_write(io, ws,
                         &(struct ws_settings){.id = id_new("ws_", &tmp),
                                               .slug = slug,
                                               .zone = tz_name(tz),
                                               .currency = currency,
                                               .title = slug,
                                               .message_secret = message_secret_new(&tmp)},
                         err);
  buf_release(&place);
  arena_release(&tmp);
  io_close(io, lock);
  return ok;
}

bool ws_exists(const char *dir, struct str slug, struct io *io) {
  char ws[WS_PATH_MAX], path[WS_PATH_MAX];
  struct err ignored;
  if (!ws_path_of(dir, slug, ws, &ignored)) return false;
  ws_join(path, ws, "workspace.json");
  return io_exists(io ? io : io_posix(), path);
}

bool ws_list(const char *dir, struct io *io, struct arena *out, struct str **ret, uint32_t *ret_n,
             struct err *err) {
  char top[WS_PATH_MAX], path[WS_PATH_MAX];
  struct str *names;
  size_t n;
  uint32_t kept = 0;
  if (!io) io = io_posix();
  if (!ws_dir_check(dir, io, err)) return false;
  ws_join(top, dir, "w");
  if (!io_list(io, top, out, &names, &n, err)) return false;
  for (size_t i = 0; i < n; i++) {
    if (!slug_ok(names[i])) continue;
    snprintf(path, sizeof path, "%s/w/%.*s/workspace.json", dir, STRF(names[i]));
    if (io_exists(io, path)) names[kept++] = names[i];
  }
  *ret = names;
  *ret_n = kept;
  return true;
}

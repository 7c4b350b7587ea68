/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The directory of a brand and its few settings.
 *
 * shoal.json at the top says that this is a data directory and in which version; workspace.json
 * says that a workspace exists.  Creation writes workspace.json last, so that a half-made workspace
 * is no workspace and creating again completes it.  Settings are JSON written atomically: people
 * read and copy them; nothing that changes more often than by hand lives there.
 */
#include "workspace/retention.h"
#include "workspace_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/id.h"
#include "base/json.h"
#include "base/utf8.h"

#define DATA_FORMAT 2 /* 2: the SQL state is elsewhere (place.c) */
#define SLUG_MAX    64

#define SETTINGS       6
#define SETTINGS_LATER 2
#define SETTINGS_CHECK 17

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

static bool currency_ok(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < 'A' || s.p[i] > 'Z') return false;
  return s.n == 3;
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

/* ---- settings ---- */

/* Not JSON any more: damage to a file of ours, not a mistake of who asks. */
static bool parse_settings(struct str text, const char *path, struct arena *tmp, struct json **ret,
                           struct err *err) {
  struct err why;
  return json_parse(text, tmp, ret, &why) ||
         err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is not JSON", path);
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
            parse_settings(text, path, &tmp, &doc, err);
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

/* Over what the settings say, not how they are written.  A file without it (of before there was
 * one, or written by hand) is believed. */
static void settings_check(const struct str *parts, size_t n, char out[SETTINGS_CHECK]) {
  XXH3_state_t *h = XXH3_createState();
  must(h && XXH3_64bits_reset(h) == XXH_OK);
  for (size_t i = 0; i < n; i++) {
    XXH3_64bits_update(h, parts[i].p, parts[i].n);
    XXH3_64bits_update(h, "", 1);
  }
  snprintf(out, SETTINGS_CHECK, "%016llx", (unsigned long long)XXH3_64bits_digest(h));
  XXH3_freeState(h);
}

static const char *const settings_names[] = {"id",   "slug",     "title",
                                             "zone", "currency", "week_start"};

/* Absent while they are empty. */
static const char *const settings_later[SETTINGS_LATER] = {"message_secret", "retention"};

static bool settings_whole(const struct json *doc, const char *path, struct err *err) {
  struct str parts[SETTINGS + SETTINGS_LATER], check = json_get_str(doc, "check");
  char want[SETTINGS_CHECK];
  if (check.n == 0) return true;
  for (size_t i = 0; i < SETTINGS; i++)
    parts[i] = json_get_str(doc, settings_names[i]);
  size_t n = SETTINGS;
  for (size_t i = 0; i < SETTINGS_LATER; i++) {
    parts[n] = json_get_str(doc, settings_later[i]);
    n += parts[n].n > 0;
  }
  settings_check(parts, n, want);
  return str_is(check, want) ||
         err_fail(err, ERR_corrupt,
                  "%s" ERR_SEP
                  "its checksum is wrong (remove the line \"check\" after changing it by hand)",
                  path);
}

bool ws_settings_load(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct json *doc;
  ws_join(path, w->path, "workspace.json");
  arena_init(&tmp, "workspace settings");
  bool ok = io_read_all(w->io, path, WS_SETTINGS_BYTES_MAX, &tmp, &text, err) &&
            parse_settings(text, path, &tmp, &doc, err) && settings_whole(doc, path, err) &&
            tz_load(json_get_str(doc, "zone"), &w->tz, err);
  if (ok) {
    w->id = arena_str(&w->life, json_get_str(doc, "id"));
    w->currency = arena_str(&w->life, json_get_str(doc, "currency"));
    struct str title = json_get_str(doc, "title"); /* absent from files of before there was one */
    w->title = title.n ? arena_str(&w->life, title) : w->slug;
    w->sunday = str_is(json_get_str(doc, "week_start"), "sunday");
    w->retention = arena_str(&w->life, json_get_str(doc, "retention"));
    struct str secret = json_get_str(doc, "message_secret");
    w->message_secret = secret.n ? arena_str(&w->life, secret) : STR("");
    if (!currency_ok(w->currency))
      ok = err_fail(err, ERR_bad_currency, "%.*s", STRF(w->currency)) || err_at(err, path, 0, 0, 0);
  }
  arena_release(&tmp);
  return ok;
}

struct settings {
  struct str id, slug, zone, currency, title, message_secret, retention;
  bool sunday;
};

static bool settings_write(struct io *io, const char *ws, const struct settings *s,
                           struct err *err) {
  char path[WS_PATH_MAX];
  struct buf b = BUF_INIT;
  struct jw j;
  jw_init(&j, &b, 2);
  jw_begin_object(&j);
  jw_key(&j, "id"), jw_str(&j, s->id);
  jw_key(&j, "slug"), jw_str(&j, s->slug);
  jw_key(&j, "title"), jw_str(&j, s->title);
  jw_key(&j, "zone"), jw_str(&j, s->zone);
  jw_key(&j, "currency"), jw_str(&j, s->currency);
  jw_key(&j, "week_start"), jw_cstr(&j, s->sunday ? "sunday" : "monday");
  if (s->message_secret.n) jw_key(&j, "message_secret"), jw_str(&j, s->message_secret);
  if (s->retention.n) jw_key(&j, "retention"), jw_str(&j, s->retention);
  struct str parts[SETTINGS + SETTINGS_LATER] = {
      s->id, s->slug, s->title, s->zone, s->currency, s->sunday ? STR("sunday") : STR("monday")};
  size_t n = SETTINGS;
  if (s->message_secret.n) parts[n++] = s->message_secret;
  if (s->retention.n) parts[n++] = s->retention;
  char check[SETTINGS_CHECK];
  settings_check(parts, n, check);
  jw_key(&j, "check"), jw_cstr(&j, check);
  jw_end_object(&j);
  buf_putc(&b, '\n');
  ws_join(path, ws, "workspace.json");
  bool ok = io_write_atomic(io, path, b.p, b.n, err);
  buf_release(&b);
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
  if (!currency_ok(currency)) return err_fail(err, ERR_bad_currency, "%.*s", STRF(currency));
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
       settings_write(io, ws,
                      &(struct settings){.id = id_new("ws_", &tmp),
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

/* ---- changes ---- */

/* Of a workspace from before there were any: durable before its first use. */
bool ws_message_secret_make(struct workspace *w, struct err *err) {
  if (w->message_secret.n) return true;
  w->message_secret = message_secret_new(&w->life);
  const struct settings s = {.id = w->id,
                             .slug = w->slug,
                             .zone = tz_name(w->tz),
                             .currency = w->currency,
                             .title = w->title,
                             .message_secret = w->message_secret,
                             .retention = w->retention,
                             .sunday = w->sunday};
  return settings_write(w->io, w->path, &s, err);
}

static bool title_ok(struct str t) {
  if (!utf8_valid(t) || utf8_count(t) > WS_TITLE_MAX || str_trim(t).n == 0) return false;
  for (size_t i = 0; i < t.n; i++)
    if ((unsigned char)t.p[i] < 0x20 || t.p[i] == 0x7f) return false;
  return true;
}

static struct str kept(struct workspace *w, struct str old, struct str new_) {
  return str_eq(old, new_) ? old : arena_str(&w->life, new_);
}

/* As ws_retention_write writes them. */
static bool rules_write(struct str text, struct buf *out, struct err *err) {
  struct arena tmp;
  struct ws_retention r;
  arena_init(&tmp, "retention");
  bool ok = ws_retention_parse(text, &tmp, &r, err);
  if (ok) ws_retention_write(&r, out);
  if (ok && out->overflow)
    ok = err_fail(err, ERR_bad_retention, "%.*s", (int)(text.n < 80 ? text.n : 80), text.p);
  arena_release(&tmp);
  if (!ok) buf_release(out);
  return ok;
}

/* The file first: what is shown must be what the next opening finds. */
bool ws_set(struct workspace *w, const struct ws_change *c, struct err *err) {
  const struct tz *tz = NULL;
  must(w->mode == WS_WRITE);
  if (c->zone.n && !tz_load(c->zone, &tz, err)) return false;
  if (c->currency.n && !currency_ok(c->currency))
    return err_fail(err, ERR_bad_currency, "%.*s", STRF(c->currency));
  if (c->title.n && !title_ok(c->title))
    return err_fail(err, ERR_bad_field, "title" ERR_SEP "string 1 … %d", WS_TITLE_MAX);
  struct buf rules = BUF_INIT_MAX(WS_SETTINGS_BYTES_MAX / 2);
  if (c->retention && !rules_write(*c->retention, &rules, err)) return false;
  pthread_mutex_lock(&w->settings);
  if (!tz) tz = w->tz;
  const struct settings s = {.id = w->id,
                             .slug = w->slug,
                             .zone = tz_name(tz),
                             .currency = c->currency.n ? c->currency : w->currency,
                             .title = c->title.n ? c->title : w->title,
                             .message_secret = w->message_secret,
                             .retention = c->retention ? buf_str(&rules) : w->retention,
                             .sunday = c->sunday ? *c->sunday : w->sunday};
  bool ok = settings_write(w->io, w->path, &s, err);
  if (ok) {
    w->tz = tz;
    w->currency = kept(w, w->currency, s.currency);
    w->title = kept(w, w->title, s.title);
    w->retention = kept(w, w->retention, s.retention);
    w->sunday = s.sunday;
  }
  pthread_mutex_unlock(&w->settings);
  buf_release(&rules);
  ok = ok && (!(c->retention || c->zone.n) || retention_apply(w, err));
  if (ok) ws_revise(w);
  return ok;
}

bool ws_set_zone(struct workspace *w, struct str zone, struct err *err) {
  return ws_set(w, &(struct ws_change){.zone = zone}, err);
}

bool ws_set_currency(struct workspace *w, struct str currency, struct err *err) {
  if (!currency_ok(currency)) return err_fail(err, ERR_bad_currency, "%.*s", STRF(currency));
  return ws_set(w, &(struct ws_change){.currency = currency}, err);
}

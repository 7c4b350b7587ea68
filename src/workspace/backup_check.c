/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What backups there are in a target, and whether one of them is what it was when it was written.
 *
 * The finding of a check lies beside the list, in checks/<name>.json: it is no part of the backup,
 * and says of which moment it is, because what was whole then need not be so now. */
#include <stdio.h>
#include <stdlib.h>

#include "backup_int.h"
#include "base/json.h"
#include "base/panic.h"
#include "base/utf8.h"

#define CHECK_BYTES_MAX 4096

static void check_path(const char *target, const char *name, char out[WS_PATH_MAX]) {
  int n = snprintf(out, WS_PATH_MAX, "%s/checks/%s.json", target, name);
  must(n > 0 && n < WS_PATH_MAX);
}

static bool write_check(struct io *io, const char *target, const char *name, int64_t at_ms,
                        uint64_t bad, struct err *err) {
  char path[WS_PATH_MAX];
  struct buf b = BUF_INIT;
  struct jw w;
  ws_join(path, target, "checks");
  if (!io_mkdirs(io, path, err)) return false;
  check_path(target, name, path);
  jw_init(&w, &b, 1);
  jw_begin_object(&w);
  jw_key(&w, "at_ms"), jw_int(&w, at_ms);
  jw_key(&w, "bad"), jw_uint(&w, bad);
  jw_end_object(&w);
  buf_putc(&b, '\n');
  bool ok = io_write_atomic(io, path, b.p, b.n, err);
  buf_release(&b);
  return ok;
}

/* What cannot be read counts as not checked. */
static void read_check(struct io *io, const char *target, struct arena *tmp,
                       struct backup_info *ret) {
  char path[WS_PATH_MAX];
  struct str text;
  struct json *doc;
  struct err ignored;
  int64_t at, bad;
  check_path(target, ret->name, path);
  if (!io_exists(io, path) || !io_read_all(io, path, CHECK_BYTES_MAX, tmp, &text, &ignored) ||
      !json_parse(text, tmp, &doc, &ignored))
    return;
  const struct json *a = json_get(doc, "at_ms"), *b = json_get(doc, "bad");
  if (!a || !b || !json_int(a, &at) || !json_int(b, &bad) || bad < 0) return;
  ret->checked_ms = at;
  ret->bad = (uint64_t)bad;
}

static bool is_name(struct str s) {
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= '0' && c <= '9') || c == 'T' || c == 'Z' || c == '.')) return false;
  }
  return s.n > 0 && s.n < sizeof((struct backup_info *)0)->name && s.p[0] != '.';
}

static void describe(struct io *io, const char *target, struct str name, struct arena *out,
                     struct backup_info *ret) {
  char path[WS_PATH_MAX];
  struct backup_list l;
  struct arena tmp;
  *ret = (struct backup_info){0};
  memcpy(ret->name, name.p, name.n);
  arena_init(&tmp, "backups");
  snprintf(path, sizeof path, "%s/backups/%s.json", target, ret->name);
  if (backup_list_read(io, path, &tmp, &l, &ret->why)) {
    err_clear(&ret->why);
    ret->at_ms = l.at_ms;
    ret->files = l.files.n;
    for (size_t i = 0; i < l.files.n; i++)
      ret->bytes += l.files.p[i].bytes;
    ret->has_key = backup_list_key(&l) != NULL;
    ret->n_workspaces = (uint32_t)l.workspaces.n;
    ret->workspaces = arena_array(out, struct backup_workspace, l.workspaces.n + 1);
    if (l.workspaces.n)
      memcpy(ret->workspaces, l.workspaces.p, l.workspaces.n * sizeof *ret->workspaces);
    backup_list_release(&l);
  }
  read_check(io, target, &tmp, ret);
  arena_release(&tmp);
}

bool ws_backups(struct io *io, const char *target, struct arena *out, struct backup_info **ret,
                uint32_t *ret_n, struct err *err) {
  char path[WS_PATH_MAX];
  struct str *names;
  size_t n = 0;
  uint32_t k = 0;
  if (strlen(target) + 128 >= WS_PATH_MAX)
    return err_fail(err, ERR_too_large, "%.60s…" ERR_SEP "%d bytes", target, WS_PATH_MAX - 128);
  ws_join(path, target, "backups");
  if (!io_list(io, path, out, &names, &n, err)) return false;
  struct backup_info *v = arena_array(out, struct backup_info, n + 1);
  for (size_t i = n; i-- > 0;) {
    struct str name = names[i];
    if (!str_ends(name, STR(".json"))) continue;
    name.n -= strlen(".json");
    if (is_name(name)) describe(io, target, name, out, &v[k++]);
  }
  *ret = v;
  *ret_n = k;
  return true;
}

static void missing(const struct backup_file *f, void (*bad)(void *ctx, const struct err *what),
                    void *ctx) {
  struct err what;
  err_clear(&what);
  err_fail(&what, ERR_corrupt, "%.*s" ERR_SEP "object %s is missing or damaged", STRF(f->path),
           f->sum);
  if (bad) bad(ctx, &what);
}

bool ws_backup_check(const char *target, struct str name, const struct ws_options *o,
                     const struct pace *pace, void (*bad)(void *ctx, const struct err *what),
                     void *ctx, struct backup_checked *ret, struct err *err) {
  struct io *io = o && o->io ? o->io : io_posix();
  struct clock *clock = o && o->clock ? o->clock : clock_system();
  char path[WS_PATH_MAX], text[32];
  struct backup_checked n = {0};
  struct backup_list l;
  struct arena tmp;
  if (!is_name(name) || strlen(target) + 128 >= WS_PATH_MAX)
    return err_fail(err, ERR_unknown_backup, "%.*s", (int)utf8_cut(name, 60), name.p);
  snprintf(text, sizeof text, "%.*s", STRF(name));
  snprintf(path, sizeof path, "%s/backups/%s.json", target, text);
  if (!io_exists(io, path)) return err_fail(err, ERR_unknown_backup, "%s", text);
  arena_init(&tmp, "backup check");
  bool ok = backup_list_read(io, path, &tmp, &l, err);
  if (ok) {
    for (size_t i = 0; ok && i < l.files.n; i++) {
      bool right;
      ok = object_check(io, target, &l.files.p[i], pace, &right, err);
      if (!ok || right) continue;
      n.bad++;
      missing(&l.files.p[i], bad, ctx);
    }
    n.files = l.files.n;
    for (size_t i = 0; i < l.files.n; i++)
      n.bytes += l.files.p[i].bytes;
    backup_list_release(&l);
  }
  arena_release(&tmp);
  if (!ok || !write_check(io, target, text, clock_wall_ms(clock), n.bad, err)) return false;
  *ret = n;
  return true;
}

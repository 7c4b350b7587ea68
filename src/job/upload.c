/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads: a row and a directory with one file.
 *
 * The file is put at its place before the row is written, so an upload that can be seen is whole;
 * what has no row is swept away when the workspace is opened next.  Bytes in the way (a full disk,
 * a quota) are removed before the error is given. */
#include "job/upload.h"

#include <stdio.h>

#include "base/id.h"
#include "base/utf8.h"
#include "job/job_int.h"

#define KEEP_MS (UPLOAD_KEEP_HOURS * MS_HOUR)

/* Characters that would change how a name is read: C0 and C1 controls, bidirectional marks. */
static bool harmless(uint32_t c) {
  return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0x061c && !(c >= 0x200e && c <= 0x200f) &&
         !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) && c != 0xfeff &&
         !(c < 0x80 && strchr("\"*:<>?|", (int)c));
}

struct str upload_name(struct str told, struct arena *out) {
  if (!utf8_valid(told)) told = STR("");
  for (size_t i = told.n; i-- > 0;)
    if (told.p[i] == '/' || told.p[i] == '\\') {
      told = str_of(told.p + i + 1, told.n - i - 1);
      break;
    }
  struct buf b = BUF_INIT;
  while (told.n > 0) {
    const char *from = told.p;
    uint32_t c = utf8_next(&told);
    bool leading = b.n == 0 && (c == '.' || c == ' ');
    if (harmless(c) && !leading) buf_put(&b, from, (size_t)(told.p - from));
  }
  struct str s = buf_str(&b);
  if (s.n > UPLOAD_NAME_MAX) {
    /* the end tells what kind of file it is */
    struct str end = {0};
    for (size_t i = s.n; i-- > 0 && s.n - i <= 12;)
      if (s.p[i] == '.') end = str_of(s.p + i, s.n - i);
    s = arena_printf(out, "%.*s%.*s", (int)utf8_cut(s, UPLOAD_NAME_MAX - end.n), s.p, STRF(end));
  } else {
    s = arena_str(out, s.n ? s : STR("file"));
  }
  buf_release(&b);
  return s;
}

bool upload_dir(struct workspace *w, struct arena *out, const char **ret, struct err *err) {
  const char *path = arena_printf(out, "%s/uploads", ws_path(w)).p;
  if (!io_mkdirs(ws_io(w), path, err)) return false;
  *ret = path;
  return true;
}

/* Whatever lies in uploads/ beside the directories of uploads. */
static bool clear_parts(struct io *io, const char *uploads, struct arena *tmp, struct err *err) {
  struct str *names;
  size_t n;
  if (!io_list(io, uploads, tmp, &names, &n, err)) return false;
  for (size_t i = 0; i < n; i++)
    if (!str_starts(names[i], STR("upl_")) &&
        !io_unlink(io, arena_printf(tmp, "%s/%.*s", uploads, STRF(names[i])).p, err))
      return false;
  return true;
}

bool uploads_clear_parts(const char *dir, struct io *io, struct err *err) {
  struct arena tmp;
  struct str *slugs;
  uint32_t n;
  arena_init(&tmp, "uploads");
  bool ok = ws_list(dir, io, &tmp, &slugs, &n, err);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = clear_parts(io, arena_printf(&tmp, "%s/w/%.*s/uploads", dir, STRF(slugs[i])).p, &tmp, err);
  arena_release(&tmp);
  return ok;
}

static bool room(struct state *s, uint64_t bytes, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT count(*), coalesce(sum(bytes), 0) FROM upload", &q, err) ||
      !state_step(q, &row, err))
    return false;
  int64_t n = state_int(q, 0), sum = state_int(q, 1);
  state_reset(q);
  if (n >= UPLOADS_MAX || (uint64_t)sum + bytes > UPLOADS_BYTES_MAX)
    return err_fail(err, ERR_upload_quota, "%llu" ERR_SEP "%d",
                    (unsigned long long)(UPLOADS_BYTES_MAX >> 30), UPLOADS_MAX);
  return true;
}

bool upload_room(struct workspace *w, uint64_t bytes, struct err *err) {
  state_enter(ws_state(w));
  bool ok = room(ws_state(w), bytes, err);
  state_leave(ws_state(w));
  return ok;
}

static const char *path_of(struct workspace *w, const struct upload *u, struct arena *out) {
  char dir[JOB_PATH_MAX];
  job_dir(w, "uploads", u->id, dir);
  return arena_printf(out, "%s/%.*s", dir, STRF(u->name)).p;
}

bool upload_begin(struct workspace *w, struct str name, struct arena *out, struct upload *ret,
                  struct err *err) {
  char dir[JOB_PATH_MAX];
  struct upload u = {.id = id_new("upl_", out), .name = upload_name(name, out)};
  u.path = path_of(w, &u, out);
  job_dir(w, "uploads", u.id, dir);
  if (!io_mkdirs(ws_io(w), dir, err)) return false;
  *ret = u;
  return true;
}

void upload_drop(struct workspace *w, const struct upload *u) {
  char dir[JOB_PATH_MAX];
  job_dir(w, "uploads", u->id, dir);
  job_dir_remove(ws_io(w), dir);
}

static bool size_of(struct io *io, const char *path, uint64_t *ret, struct err *err) {
  struct io_file *f;
  if (!io_open(io, path, IO_READ, &f, err)) return false;
  bool ok = io_size(io, f, ret, err);
  io_close(io, f);
  return ok;
}

static bool insert(struct state *s, const struct upload *u, struct err *err) {
  struct state_stmt *q;
  if (!room(s, u->bytes, err) ||
      !state_query(s,
                   "INSERT INTO upload (id, name, bytes, author, created_ms, expires_ms) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   &q, err))
    return false;
  state_bind_str(q, 1, u->id);
  state_bind_str(q, 2, u->name);
  state_bind_int(q, 3, (int64_t)u->bytes);
  state_bind_str(q, 4, u->author);
  state_bind_int(q, 5, u->created_ms);
  state_bind_int(q, 6, u->expires_ms);
  return state_exec(q, err);
}

bool upload_add(struct workspace *w, struct upload *u, struct str author, struct err *err) {
  struct state *s = ws_state(w);
  u->author = author;
  u->created_ms = clock_wall_ms(ws_clock(w));
  u->expires_ms = u->created_ms + KEEP_MS;
  bool ok = size_of(ws_io(w), u->path, &u->bytes, err);
  if (ok && u->bytes == 0) ok = err_fail(err, ERR_upload_empty, "%.*s", STRF(u->name));
  if (ok && (ok = state_begin(s, err))) {
    ok = insert(s, u, err);
    if (ok)
      ok = state_commit(s, err);
    else
      state_rollback(s);
  }
  if (!ok) upload_drop(w, u);
  return ok;
}

static bool select_row(struct workspace *w, struct str id, struct arena *out, struct upload *ret,
                       struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(ws_state(w),
                   "SELECT id, name, bytes, author, created_ms, expires_ms, job FROM upload "
                   "WHERE id = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_unknown_upload, "%.*s", STRF(id));
  struct upload u = {.id = arena_str(out, state_str(q, 0)),
                     .name = arena_str(out, state_str(q, 1))};
  u.bytes = (uint64_t)state_int(q, 2);
  u.author = arena_str(out, state_str(q, 3));
  u.created_ms = state_int(q, 4);
  u.expires_ms = state_int(q, 5);
  u.job = arena_str(out, state_str(q, 6));
  state_reset(q);
  u.path = path_of(w, &u, out);
  *ret = u;
  return true;
}

bool upload_get(struct workspace *w, struct str id, struct arena *out, struct upload *ret,
                struct err *err) {
  struct upload u;
  state_enter(ws_state(w));
  bool ok = select_row(w, id, out, &u, err);
  state_leave(ws_state(w));
  if (!ok) return false;
  if (u.expires_ms && u.expires_ms <= clock_wall_ms(ws_clock(w)))
    return err_fail(err, ERR_upload_expired, "%.*s" ERR_SEP "%d", STRF(u.name), UPLOAD_KEEP_HOURS);
  *ret = u;
  return true;
}

static void hide(const struct upload *u, char *text, size_t size) {
  if (str_has(str_from(text), u->id)) snprintf(text, size, "%.*s", STRF(u->name));
}

void upload_hide(const struct upload *u, struct err *err) {
  for (unsigned i = 0; i < err->n_args; i++)
    hide(u, err->args[i], ERR_ARG_BYTES);
  hide(u, err->place.source, sizeof err->place.source);
}

bool upload_remove(struct workspace *w, struct str id, struct err *err) {
  struct arena tmp;
  struct upload u;
  struct state *s = ws_state(w);
  struct state_stmt *q;
  arena_init(&tmp, "upload");
  bool ok = state_begin(s, err), gone = false;
  if (ok) {
    /* decided and done under the write lock: no job may take it in between */
    ok = select_row(w, id, &tmp, &u, err);
    if (ok && u.expires_ms == 0) ok = err_fail(err, ERR_upload_in_use, "%.*s", STRF(u.name));
    if (ok && (ok = state_query(s, "DELETE FROM upload WHERE id = ?1", &q, err))) {
      state_bind_str(q, 1, id);
      ok = state_exec(q, err);
    }
    if (ok)
      gone = ok = state_commit(s, err);
    else
      state_rollback(s);
  }
  if (gone) upload_drop(w, &u);
  arena_release(&tmp);
  return ok;
}

bool upload_job_over(struct workspace *w, struct str job, bool done, int64_t now, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s, "UPDATE upload SET expires_ms = ?2 WHERE job = ?1 AND expires_ms = 0",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, job);
    state_bind_int(q, 2, now + (done ? KEEP_MS : JOB_KEEP_DAYS * MS_DAY));
    ok = state_exec(q, err);
  }
  state_leave(s);
  return ok;
}

bool uploads_tend(struct workspace *w, int64_t now, struct err *err) {
  struct state *s = ws_state(w);
  struct arena tmp;
  struct state_stmt *q;
  VEC(struct str) ids = {0};
  bool row = false;
  arena_init(&tmp, "uploads");
  state_enter(s);
  bool ok =
      state_query(s, "SELECT id FROM upload WHERE expires_ms > 0 AND expires_ms <= ?1", &q, err);
  if (ok) state_bind_int(q, 1, now);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct str id = arena_str(&tmp, state_str(q, 0));
    vec_push(&ids, id);
  }
  state_leave(s);
  for (size_t i = 0; ok && i < ids.n; i++)
    ok = upload_remove(w, ids.p[i], err) || err->code == ERR_upload_in_use ||
         err->code == ERR_unknown_upload;
  vec_free(&ids);
  arena_release(&tmp);
  return ok;
}

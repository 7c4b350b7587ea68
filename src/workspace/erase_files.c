/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that pass through a workspace and may name an erased person: rejected rows, uploads, what
 * jobs left for download, dead letters.  None is the only copy of anything, so one that names the
 * person goes as a whole, at the time when the names are still known.  A value counts only as a
 * word of its own, or erasing "12" would empty the place.  Packed uploads cannot be searched; they
 * expire within a day. */
#include <stdlib.h>

#include "base/json.h"
#include "base/panic.h"
#include "base/vec.h"
#include "erase_int.h"

#define CHUNK ((size_t)1 << 20)
#define DEPTH 3

static bool is_word(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool names(const char *p, size_t n, struct str value) {
  const char *at = p;
  while ((at = memmem(at, n - (size_t)(at - p), value.p, value.n))) {
    const char *end = at + value.n;
    if ((at == p || !is_word((unsigned char)at[-1])) &&
        (end == p + n || !is_word((unsigned char)*end)))
      return true;
    at++;
  }
  return false;
}

/* Windows overlap by the longest value and its neighbours. */
static bool file_names(struct io *io, struct io_file *f, const struct str *values, uint32_t n,
                       bool *ret, struct err *err) {
  size_t keep = PEOPLE_VALUE_BYTES_MAX + 2, have = 0, got;
  char *win = must_malloc(CHUNK + keep);
  uint64_t off = 0;
  bool ok = true;
  *ret = false;
  do {
    ok = io_pread(io, f, win + have, CHUNK, off, &got, err);
    off += got;
    for (uint32_t i = 0; ok && i < n && !*ret; i++)
      *ret = names(win, have + got, values[i]);
    have += got;
    size_t rest = have < keep ? have : keep;
    memmove(win, win + have - rest, rest);
    have = rest;
  } while (ok && got == CHUNK && !*ret);
  free(win);
  return ok;
}

static bool clean(struct workspace *w, const char *path, int depth, const struct str *values,
                  uint32_t n, uint32_t *ret_files, struct err *err) {
  struct arena tmp;
  struct str *entries;
  struct err ignored;
  size_t m = 0;
  bool ok = true;
  arena_init(&tmp, "erase");
  if (!io_list(w->io, path, &tmp, &entries, &m, &ignored)) m = 0; /* not a directory */
  for (size_t i = 0; ok && i < m; i++) {
    const char *at = arena_printf(&tmp, "%s/%.*s", path, STRF(entries[i])).p;
    struct io_file *f;
    bool found = false;
    if (depth > 0) ok = clean(w, at, depth - 1, values, n, ret_files, err);
    if (!ok || !io_open(w->io, at, IO_READ, &f, &ignored)) continue;
    /* A directory can be opened, not read: then it was seen to above. */
    bool readable = file_names(w->io, f, values, n, &found, &ignored);
    io_close(w->io, f);
    if (!readable || !found) continue;
    ok = io_unlink(w->io, at, err);
    *ret_files += ok;
  }
  arena_release(&tmp);
  return ok;
}

static bool clean_jobs(struct workspace *w, struct str value, struct err *err) {
  struct state_stmt *q;
  if (!state_query(w->state,
                   "DELETE FROM job WHERE ended_ms > 0 AND (@find(params, ?1) > 0 OR "
                   "@find(result, ?1) > 0 OR @find(problem, ?1) > 0)",
                   &q, err))
    return false;
  state_bind_str(q, 1, value);
  return state_exec(q, err);
}

/* Of letters that are JSON the texts in it are compared too, for they may be escaped; what is not
 * JSON (packed, encoded) cannot be searched and goes with any erasure. */
static bool letter_names(struct str text, const struct str *values, uint32_t n) {
  struct arena tmp;
  struct json *v;
  struct err ignored;
  struct buf plain = BUF_INIT;
  arena_init(&tmp, "letter");
  bool found = !json_parse(text, &tmp, &v, &ignored);
  if (!found) json_write_tree(v, false, &plain);
  for (uint32_t i = 0; i < n && !found; i++)
    found = names(plain.p, plain.n, values[i]) || names(text.p, text.n, values[i]);
  buf_release(&plain);
  arena_release(&tmp);
  return found;
}

/* Dead letters (room collect). */
static bool clean_letters(struct workspace *w, const struct str *values, uint32_t n,
                          struct err *err) {
  VEC(int64_t) gone = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok = state_query(w->state, "SELECT id, text FROM dead_letter", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct str text = state_str(q, 1);
    if (letter_names(text, values, n)) vec_push(&gone, state_int(q, 0));
  }
  for (size_t i = 0; ok && i < gone.n; i++) {
    ok = state_query(w->state, "DELETE FROM dead_letter WHERE id = ?1", &q, err);
    if (ok) state_bind_int(q, 1, gone.p[i]);
    ok = ok && state_exec(q, err);
  }
  vec_free(&gone);
  return ok;
}

bool erase_files(struct workspace *w, const struct str *values, uint32_t n, uint32_t *ret_files,
                 struct err *err) {
  static const char *const below[] = {"rejects", "uploads", "jobs"};
  char path[WS_PATH_MAX];
  for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
    ws_join(path, w->path, below[i]);
    if (!clean(w, path, DEPTH, values, n, ret_files, err)) return false;
  }
  bool ok = true;
  state_enter(w->state);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = clean_jobs(w, values[i], err);
  ok = ok && clean_letters(w, values, n, err);
  state_leave(w->state);
  return ok;
}

static bool forget_member(struct workspace *w, uint32_t subject, struct err *err) {
  struct state_stmt *q;
  if (!state_query(w->state,
                   "UPDATE member SET birthday = 0, store = '', staff = '' WHERE holder IN (SELECT "
                   "n FROM holder WHERE subject = ?1)",
                   &q, err))
    return false;
  state_bind_int(q, 1, subject);
  return state_exec(q, err);
}

bool erase_members(struct workspace *w, const struct erasures *e, struct err *err) {
  bool ok = true;
  state_enter(w->state);
  for (size_t i = 0; ok && i < e->list.n; i++)
    if (!e->list.p[i].done) ok = forget_member(w, e->list.p[i].subject, err);
  state_leave(w->state);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal verify` for the log: reads everything, reports every damaged range and goes on behind it.
 *
 * Unlike opening, it must not stop at the first fault.  Behind a broken group it looks for the next
 * valid header of the file: that header's LSN says how many records are lost.  In the last file,
 * what nothing behind vouches for is a torn tail, not damage (L6).  In all others the next file's
 * name says where the LSNs must end (L3). */
#include <inttypes.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "log/log_int.h"

struct verify {
  struct io *io;
  const char *dir;
  uint8_t id[LOG_ID_BYTES];
  uint64_t groups, events, end;
  void (*bad)(void *ctx, const struct err *what);
  void *ctx;
  struct buf raw;
  const struct pace *pace;
  log_saved_fn *saved; /* NULL when only looking */
  struct err stopped;  /* why `saved` gave up */
  bool stop;
};

static void report(struct verify *v, const struct log_reader *r, uint64_t off, uint64_t lsn,
                   uint64_t next) {
  struct err what;
  err_fail(&what, ERR_corrupt,
           "%s" ERR_SEP "bytes from %" PRIu64 " are broken; LSN %" PRIu64 " to %" PRIu64
           " are lost",
           r->name, off, lsn, next - 1);
  v->bad(v->ctx, &what);
}

static void count(struct verify *v, uint64_t lsn) {
  struct cursor c = cur_of(v->raw.p, v->raw.n);
  struct log_record rec;
  v->groups++;
  while (cur_left(&c) > 0 && log_record_take(&c, &rec)) {
    if (rec.kind == LOG_EVENTS) v->events += rec.n;
    rec.lsn = lsn;
    lsn += rec.n;
    if (v->saved && !v->stop) v->stop = !v->saved(v->ctx, &rec, cur_left(&c) == 0, &v->stopped);
  }
}

/* A group that says its length and LSNs, whatever its body is worth.  False when there is none. */
static bool known_group(struct verify *v, struct log_reader *r, uint64_t off, uint64_t lsn,
                        bool last, struct log_group_head *ret) {
  struct err what;
  const uint8_t *body;
  enum log_group_state state;
  struct log_group_head h;
  if (!log_reader_group(r, off, &h, &body, &state, &what)) {
    v->bad(v->ctx, &what);
    return false;
  }
  if (state == LOG_GROUP_NONE || h.first_lsn != lsn) return false;
  if (state == LOG_GROUP_TORN) {
    if (last) return false; /* the claim search decides */
    report(v, r, off, lsn, lsn + h.lsns);
  } else if (h.records > 0) { /* a seal has no body to look at */
    if (log_unpack(&h, body, &v->raw, r->name, off, &what))
      count(v, h.first_lsn);
    else
      v->bad(v->ctx, &what);
  }
  *ret = h;
  return true;
}

/* Where the file before files[i] ends (L14); 0 if nobody says so. */
static uint64_t end_before(const log_files *files, size_t i) {
  if (i >= files->n) return 0;
  uint64_t first = files->p[i], was = files->p[i - 1];
  if (log_epoch_of(first) == log_epoch_of(was)) return first;
  return first - LOG_LSN_SEQUENCE >= was ? first - LOG_LSN_SEQUENCE : 0;
}

/* Says that epochs end, up to that of `first`. */
static void enter_epoch(struct verify *v, uint64_t first) {
  if (v->end == 0) v->end = LOG_LSN_SEQUENCE * log_epoch_of(first);
  while (!v->stop && log_epoch_of(v->end) < log_epoch_of(first)) {
    uint64_t at = v->end, before = first - LOG_LSN_SEQUENCE;
    if (before > at && log_epoch_of(before) == log_epoch_of(at)) at = before;
    struct log_record end = {.lsn = at};
    if (v->saved) v->stop = !v->saved(v->ctx, &end, false, &v->stopped);
    v->end = at + LOG_LSN_SEQUENCE;
  }
}

/* One file; `next` is the LSN at which the next file says that it ends, 0 for the last file. */
static bool one_file(struct verify *v, uint64_t first, uint64_t next, struct err *err) {
  struct log_reader r;
  struct err what;
  if (!log_reader_open(v->io, v->dir, first, v->id, &r, &what)) {
    v->bad(v->ctx, &what);
    return true;
  }
  uint64_t off = LOG_PAGE, lsn = first;
  bool ok = true;
  while (ok && !v->stop && (next == 0 || lsn < next)) {
    struct log_group_head h;
    if (known_group(v, &r, off, lsn, next == 0, &h)) {
      off += log_group_bytes(&h);
      lsn += h.lsns;
      ok = pace_on(v->pace, log_group_bytes(&h), err);
      continue;
    }
    struct log_claim claim;
    r.win_n = 0; /* a writer may have gone on since the window was read */
    ok = log_reader_claim(&r, off, lsn, &claim, err);
    if (!ok || (!claim.found && next == 0)) break;
    enum log_group_state state;
    const uint8_t *body;
    if (claim.found && log_reader_group_again(&r, off, &h, &body, &state, &what) &&
        state == LOG_GROUP_GOOD && h.first_lsn == lsn)
      continue;
    uint64_t found = claim.found ? claim.head.first_lsn : next;
    report(v, &r, off, lsn, found);
    if (!claim.found) break;
    off = claim.off;
    lsn = found;
  }
  log_reader_close(&r);
  if (lsn > v->end) v->end = lsn;
  return ok;
}

static bool head_id(struct verify *v, uint64_t first, uint8_t id[LOG_ID_BYTES]) {
  uint8_t page[LOG_PAGE];
  char name[LOG_NAME_BYTES];
  struct log_file_head head;
  struct io_file *f;
  struct err ignored;
  size_t n;
  log_name(first, name);
  char *path = log_path(v->dir, name);
  bool ok = io_open(v->io, path, IO_READ, &f, &ignored);
  free(path);
  if (!ok) return false;
  ok = io_pread(v->io, f, page, LOG_PAGE, 0, &n, &ignored) && n == LOG_PAGE &&
       log_file_head_get(page, name, &head, &ignored);
  io_close(v->io, f);
  if (ok) memcpy(id, head.id, LOG_ID_BYTES);
  return ok;
}

/* Which log is it?  Without log.json, or if no file is of the log that it names, the files say. */
static bool find_id(struct verify *v, const log_files *files, struct err *err) {
  bool found = false, any = false, match = false;
  uint8_t id[LOG_ID_BYTES], of_file[LOG_ID_BYTES] = {0};
  struct err what;
  if (!log_id_read(v->io, v->dir, v->id, &found, &what)) {
    if (err_class_of(what.code) != ERR_CLASS_CORRUPT) {
      *err = what;
      return false;
    }
    v->bad(v->ctx, &what);
  }
  for (size_t i = 0; i < files->n && !match; i++) {
    if (!head_id(v, files->p[i], id)) continue;
    if (!any) memcpy(of_file, id, LOG_ID_BYTES);
    any = true;
    match = found && memcmp(id, v->id, LOG_ID_BYTES) == 0;
  }
  if (any && !match) {
    if (found) {
      err_fail(&what, ERR_corrupt, "log.json" ERR_SEP "it names another log than its files");
      v->bad(v->ctx, &what);
    }
    memcpy(v->id, of_file, LOG_ID_BYTES);
    found = true;
  }
  return found || err_fail(err, ERR_not_found_file, "%s/log.json", v->dir);
}

static bool walk(struct verify *v, struct err *err) {
  log_files files = {0};
  v->raw = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  bool ok = log_list(v->io, v->dir, &files, err);
  if (ok && files.n == 0) {
    struct err what;
    err_fail(&what, ERR_corrupt, "The log" ERR_SEP "its files are missing");
    v->bad(v->ctx, &what);
  }
  ok = ok && find_id(v, &files, err);
  for (size_t i = 0; ok && !v->stop && i < files.n; i++) {
    enter_epoch(v, files.p[i]);
    ok = one_file(v, files.p[i], end_before(&files, i + 1), err);
  }
  vec_free(&files);
  buf_release(&v->raw);
  struct log_record end = {.lsn = v->end};
  if (ok && v->saved && !v->stop) v->stop = !v->saved(v->ctx, &end, true, &v->stopped);
  if (ok && v->stop) *err = v->stopped;
  return ok && !v->stop;
}

bool log_verify(struct io *io, const char *dir, uint64_t *ret_groups, uint64_t *ret_events,
                void (*bad)(void *ctx, const struct err *what), void *ctx, const struct pace *pace,
                struct err *err) {
  struct verify v = {.io = io, .dir = dir, .bad = bad, .ctx = ctx, .pace = pace};
  if (!walk(&v, err)) return false;
  *ret_groups = v.groups;
  *ret_events = v.events;
  return true;
}

bool log_salvage(struct io *io, const char *dir, log_saved_fn *saved,
                 void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  struct verify v = {.io = io, .dir = dir, .bad = bad, .ctx = ctx, .saved = saved};
  return walk(&v, err);
}

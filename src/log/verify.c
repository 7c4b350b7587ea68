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
  uint64_t groups, events;
  void (*bad)(void *ctx, const struct err *what);
  void *ctx;
  struct buf raw;
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

static void count(struct verify *v) {
  struct cursor c = cur_of(v->raw.p, v->raw.n);
  struct log_record rec;
  v->groups++;
  while (cur_left(&c) > 0 && log_record_take(&c, &rec))
    if (rec.kind == LOG_EVENTS) v->events += rec.n;
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
      count(v);
    else
      v->bad(v->ctx, &what);
  }
  *ret = h;
  return true;
}

/* Where the file before files[i] ends, which only its header knows when an epoch begins there; 0 if
 * that cannot be read: its own turn will say so. */
static uint64_t end_before(struct verify *v, const log_files *files, size_t i) {
  struct log_reader r;
  struct err ignored;
  if (i >= files->n) return 0;
  if (log_epoch_of(files->p[i]) == log_epoch_of(files->p[i - 1])) return files->p[i];
  if (!log_reader_open(v->io, v->dir, files->p[i], v->id, &r, &ignored)) return 0;
  uint64_t before = r.head.before;
  log_reader_close(&r);
  return before;
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
  while (next == 0 || lsn < next) {
    struct log_group_head h;
    if (known_group(v, &r, off, lsn, next == 0, &h)) {
      off += log_group_bytes(&h);
      lsn += h.lsns;
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
  return ok;
}

bool log_verify(struct io *io, const char *dir, uint64_t *ret_groups, uint64_t *ret_events,
                void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  struct verify v = {.io = io, .dir = dir, .bad = bad, .ctx = ctx};
  v.raw = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  log_files files = {0};
  bool found, ok = log_id_read(io, dir, v.id, &found, err) && log_list(io, dir, &files, err);
  if (ok && !found) ok = err_fail(err, ERR_not_found_file, "%s/log.json", dir);
  if (ok && files.n == 0) {
    struct err what;
    err_fail(&what, ERR_corrupt, "The log" ERR_SEP "its files are missing");
    bad(ctx, &what);
  }
  for (size_t i = 0; ok && i < files.n; i++)
    ok = one_file(&v, files.p[i], end_before(&v, &files, i + 1), err);
  vec_free(&files);
  buf_release(&v.raw);
  if (!ok) return false;
  *ret_groups = v.groups;
  *ret_events = v.events;
  return true;
}

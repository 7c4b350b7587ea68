/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Walking the durable prefix from any LSN.
 *
 * An iterator copies the list of files and the durable end once, under the lock, and from then on
 * shares nothing with the writer: it opens files by name and never looks at or behind that end, so
 * it cannot meet a group being written.  What it does not find before the end is therefore damage,
 * never a torn tail.  Groups before `from` are passed by their headers alone. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "log/log_int.h"

struct log_iter {
  struct io *io;
  char *dir;
  uint8_t id[LOG_ID_BYTES];
  log_files files;
  log_joints joints;
  size_t file; /* files.p[file] is open in r */
  struct log_reader r;
  uint64_t off;       /* of the next group */
  uint64_t group_lsn; /* of the next group */
  uint64_t from, end;
  struct buf raw; /* the current group's records */
  struct cursor c;
  uint64_t lsn; /* of the next record in c */
};

static bool open_file(struct log_iter *it, size_t i, struct err *err) {
  struct log_reader r;
  if (!log_reader_open(it->io, it->dir, it->files.p[i], it->id, &r, err)) return false;
  log_reader_close(&it->r);
  it->r = r;
  it->file = i;
  it->off = LOG_PAGE;
  return true;
}

bool log_iter_new(struct log *log, uint64_t from, struct log_iter **ret, struct err *err) {
  uint64_t end = log_end(log);
  if (!log_has(log, from))
    return err_fail(err, ERR_log_range, "%" PRIu64 ERR_SEP "%" PRIu64 ERR_SEP "%" PRIu64, from,
                    log_oldest(log), end);
  struct log_iter *it = must_calloc(1, sizeof *it);
  it->io = log->io;
  it->dir = must_malloc(strlen(log->dir) + 1);
  strcpy(it->dir, log->dir);
  memcpy(it->id, log->id, LOG_ID_BYTES);
  it->raw = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  it->c = cur_of("", 0);
  it->from = from;
  pthread_mutex_lock(&log->mu);
  it->end = log_end(log);
  for (size_t i = 0; i < log->files.n; i++)
    vec_push(&it->files, log->files.p[i]);
  for (size_t i = 0; i < log->joints.n; i++)
    vec_push(&it->joints, log->joints.p[i]);
  pthread_mutex_unlock(&log->mu);
  size_t i = it->files.n - 1;
  while (i > 0 && it->files.p[i] > from)
    i--;
  it->group_lsn = it->files.p[i];
  if (!open_file(it, i, err)) {
    log_iter_free(it);
    return false;
  }
  *ret = it;
  return true;
}

static bool lost(struct log_iter *it, struct err *err) {
  return err_fail(err, ERR_corrupt,
                  "%s" ERR_SEP "the group at byte %" PRIu64 " (LSN %" PRIu64 ") is broken",
                  it->r.name, it->off, it->group_lsn);
}

/* The next group that holds anything from `from` on, unpacked; *ret_more false at the end. */
static bool next_group(struct log_iter *it, bool *ret_more, struct err *err) {
  while (it->group_lsn < it->end) {
    struct log_group_head h;
    const uint8_t *body;
    enum log_group_state state;
    /* Before looking here: what lies behind a file's end is nobody's business (L5). */
    if (it->file + 1 < it->files.n &&
        log_boundary(&it->joints, it->files.p[it->file + 1]) == it->group_lsn) {
      if (!open_file(it, it->file + 1, err)) return false;
      it->group_lsn = it->files.p[it->file];
      continue;
    }
    if (!log_reader_group(&it->r, it->off, &h, NULL, &state, err)) return false;
    if (state != LOG_GROUP_GOOD || h.first_lsn != it->group_lsn) return lost(it, err);
    bool wanted = h.first_lsn + h.lsns > it->from && h.records > 0;
    if (wanted) {
      if (!log_reader_group(&it->r, it->off, &h, &body, &state, err)) return false;
      if (state != LOG_GROUP_GOOD) return lost(it, err);
      if (!log_unpack(&h, body, &it->raw, it->r.name, it->off, err)) return false;
      it->c = cur_of(it->raw.p, it->raw.n);
      it->lsn = h.first_lsn;
    }
    it->off += log_group_bytes(&h);
    it->group_lsn += h.lsns;
    if (wanted) {
      *ret_more = true;
      return true;
    }
  }
  *ret_more = false;
  return true;
}

bool log_iter_next(struct log_iter *it, struct log_record *ret, bool *ret_more, struct err *err) {
  for (;;) {
    while (cur_left(&it->c) > 0) {
      struct log_record rec;
      must(log_record_take(&it->c, &rec)); /* log_unpack walked them */
      rec.lsn = it->lsn;
      it->lsn += rec.n;
      if (it->lsn <= it->from) continue;
      *ret = rec;
      *ret_more = true;
      return true;
    }
    bool more;
    if (!next_group(it, &more, err)) return false;
    if (!more) {
      *ret_more = false;
      return true;
    }
  }
}

void log_iter_free(struct log_iter *it) {
  if (!it) return;
  log_reader_close(&it->r);
  vec_free(&it->files);
  vec_free(&it->joints);
  buf_release(&it->raw);
  free(it->dir);
  free(it);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files written again: sealing and erasing (L15).
 *
 * A commit group is as small as its callers were impatient, so a log of small commits is mostly
 * headers and frames that zstd had no time to learn from.  Once a file is full nobody will ever
 * append to it, so its records are gathered into groups of SEAL_GROUP bytes and packed again.
 * Measured on 300,000 simulated events (one core of two busy ones): commits of one event
 * shrink 6.3× at level 3, 6.8× at level 6, 7.0× at level 9 and 12; commits of a
 * hundred 1.40×, 1.49×, 1.50×, 1.52×; at 180…265, 47…88, 31…50 and 10…17 MB/s of raw records.
 * Groups of 1 MiB give 2 % away, groups of 16 MiB win 1 %, but whoever asks for one LSN unpacks a
 * whole group (1.2 GB/s).  So 4 MiB at level 6.
 *
 * The new file has the old one's name: a rename is the switch, so no crash leaves two files that
 * both claim the same LSNs or none, and nobody needs to know that sealing exists: iterators open by
 * name, and one that has the old file open keeps it.  The format of groups is unchanged too, so a
 * sealed file is read by the code that reads all others, at the same checks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "log/log_int.h"

#define SEAL_GROUP ((size_t)4 << 20)
#define SEAL_LEVEL 6

struct rewriter {
  struct log *log;
  struct log_reader from;
  uint64_t end; /* LSN at which the file ends */
  log_rewrite_fn *fn;
  void *ctx;
  bool changed;
  struct buf group, body; /* of the file being read; of fn */
  /* the new file */
  struct io_file *f;
  uint64_t salt, off;
  struct log_packer *packer;
  struct buf raw, out; /* records gathered, the packed group */
  uint64_t first_lsn, lsns;
  uint32_t records;
};

static bool flush_group(struct rewriter *w, struct err *err) {
  if (w->records == 0) return true;
  struct log_group_head h = {.salt = w->salt,
                             .first_lsn = w->first_lsn,
                             .lsns = w->lsns,
                             .records = w->records,
                             .durable = w->first_lsn};
  buf_reset(&w->out);
  log_pack(w->packer, &h, buf_str(&w->raw), &w->out);
  if (!io_pwrite(w->log->io, w->f, w->out.p, w->out.n, w->off, err)) return false;
  w->off += w->out.n;
  w->first_lsn += w->lsns;
  w->lsns = w->records = 0;
  buf_reset(&w->raw);
  return true;
}

static bool put_record(struct rewriter *w, const struct log_record *rec, struct str body,
                       struct err *err) {
  if (w->records && w->raw.n + body.n > SEAL_GROUP && !flush_group(w, err)) return false;
  if (body.n > LOG_RECORD_BYTES_MAX)
    return err_fail(err, ERR_too_large, "A log record" ERR_SEP "%zu bytes", LOG_RECORD_BYTES_MAX);
  must(buf_reserve(&w->raw, body.n + 16));
  buf_put_u8(&w->raw, (uint8_t)rec->kind);
  buf_put_varint(&w->raw, rec->n);
  buf_put_varint(&w->raw, body.n);
  buf_put_str(&w->raw, body);
  w->lsns += rec->n;
  w->records++;
  return true;
}

static bool one_record(struct rewriter *w, const struct log_record *rec, struct err *err) {
  bool changed = false;
  buf_reset(&w->body);
  if (w->fn && !w->fn(w->ctx, rec, &w->body, &changed, err)) return false;
  w->changed |= changed;
  return !w->f || put_record(w, rec, changed ? buf_str(&w->body) : rec->body, err);
}

/* All records of the file, in order; into the new one, if there is one. */
static bool walk(struct rewriter *w, struct err *err) {
  uint64_t off = LOG_PAGE, lsn = w->from.head.first_lsn;
  while (lsn < w->end) {
    struct log_group_head h;
    const uint8_t *body;
    enum log_group_state state;
    if (!log_reader_group(&w->from, off, &h, &body, &state, err)) return false;
    if (state != LOG_GROUP_GOOD || h.first_lsn != lsn)
      return err_fail(err, ERR_corrupt, "%s" ERR_SEP "the group at byte %llu (LSN %llu) is broken",
                      w->from.name, (unsigned long long)off, (unsigned long long)lsn);
    if (h.records && !log_unpack(&h, body, &w->group, w->from.name, off, err)) return false;
    struct cursor c = cur_of(w->group.p, h.records ? w->group.n : 0);
    while (cur_left(&c) > 0) {
      struct log_record rec;
      must(log_record_take(&c, &rec)); /* log_unpack walked them */
      rec.lsn = lsn;
      if (!one_record(w, &rec, err)) return false;
      lsn += rec.n;
    }
    off += log_group_bytes(&h);
  }
  return true;
}

/* The head, the groups, the sync: complete before anybody can see it. */
static bool fill(struct rewriter *w, struct err *err) {
  struct log_file_head h = w->from.head;
  uint8_t page[LOG_PAGE];
  struct log *log = w->log;
  randombytes_buf(&w->salt, sizeof w->salt);
  h.salt = w->salt;
  h.sealed = true;
  log_file_head_put(&h, page);
  w->off = LOG_PAGE;
  w->first_lsn = h.first_lsn;
  return io_truncate(log->io, w->f, 0, err) && io_pwrite(log->io, w->f, page, LOG_PAGE, 0, err) &&
         walk(w, err) && flush_group(w, err) && io_sync(log->io, w->f, err);
}

static bool write_new(struct rewriter *w, struct err *err) {
  char name[LOG_NAME_BYTES + 4];
  struct err ignored;
  struct log *log = w->log;
  snprintf(name, sizeof name, "%s.tmp", w->from.name);
  char *tmp = log_path(log->dir, name), *path = log_path(log->dir, w->from.name);
  w->packer = log_packer_new();
  log_packer_level(w->packer, SEAL_LEVEL);
  bool ok = io_open(log->io, tmp, IO_CREATE, &w->f, err) && fill(w, err);
  io_close(log->io, w->f);
  ok = ok && io_rename(log->io, tmp, path, err) && io_sync_dir(log->io, log->dir, err);
  if (ok) {
    uint64_t was = w->from.size, all = atomic_load(&log->bytes);
    atomic_fetch_sub(&log->bytes, was < all ? was : all);
    atomic_fetch_add(&log->bytes, w->off);
  } else {
    io_unlink(log->io, tmp, &ignored);
  }
  log_packer_free(w->packer);
  free(tmp);
  free(path);
  return ok;
}

/* The first LSN of the oldest full file that begins at `from` or later, and where it ends. */
static bool full_file(struct log *log, uint64_t from, uint64_t *ret_first, uint64_t *ret_end) {
  bool found = false;
  pthread_mutex_lock(&log->mu);
  for (size_t i = 0; i + 1 < log->files.n && !found; i++) {
    if (log->files.p[i] < from) continue;
    *ret_first = log->files.p[i];
    *ret_end = log_boundary(&log->joints, log->files.p[i + 1]);
    found = true;
  }
  pthread_mutex_unlock(&log->mu);
  return found;
}

static bool rewriter_open(struct rewriter *w, struct log *log, uint64_t first, struct err *err) {
  w->log = log;
  w->group = w->body = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  w->raw = w->out = (struct buf)BUF_INIT;
  return log_reader_open(log->io, log->dir, first, log->id, &w->from, err);
}

static void rewriter_close(struct rewriter *w) {
  log_reader_close(&w->from);
  buf_release(&w->group);
  buf_release(&w->body);
  buf_release(&w->raw);
  buf_release(&w->out);
}

bool log_seal_step(struct log *log, bool *ret_did, struct err *err) {
  must(log->write);
  *ret_did = false;
  uint64_t first;
  struct rewriter w = {0};
  while (!*ret_did && full_file(log, log->sealed_below, &first, &w.end)) {
    if (!rewriter_open(&w, log, first, err)) return false;
    bool ok = true;
    if (!w.from.head.sealed) *ret_did = ok = write_new(&w, err);
    rewriter_close(&w);
    if (!ok) return false;
    log->sealed_below = first + 1;
    w = (struct rewriter){0};
  }
  return true;
}

bool log_rewrite(struct log *log, log_rewrite_fn *fn, void *ctx, uint32_t *ret_files,
                 struct err *err) {
  uint64_t first, from = 0;
  uint32_t files = 0;
  bool ok = true;
  must(log->write);
  for (;;) {
    struct rewriter w = {.fn = fn, .ctx = ctx};
    if (!full_file(log, from, &first, &w.end)) break;
    ok = rewriter_open(&w, log, first, err) && walk(&w, err);
    if (ok && w.changed) ok = write_new(&w, err);
    files += ok && w.changed;
    rewriter_close(&w);
    if (!ok) return false;
    from = first + 1;
  }
  *ret_files = files;
  return true;
}

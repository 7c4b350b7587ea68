/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, appending, committing.
 *
 * A writer that opens must turn "what can be read" into "what is durable" before it says so.  After
 * a crash of the process the last group may be only in the page cache; and after a failed fdatasync
 * Linux marks the dirty pages clean, so that a second sync reports success for bytes that never
 * reached the disk (PostgreSQL met this in 2018).  So whatever no later header vouches for is
 * written again with the same bytes, and then synced; and what cannot be read is left alone for
 * good, in a file that is not written any more (L5).  A log closed in order ends with a seal (L7)
 * and needs none of this.
 *
 * A commit is one pwrite and one fdatasync.  Whatever fails in it, the log is finished: what
 * reached the disk is unknown until the next opening looks. */
#include "log/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/fault.h"
#include "base/panic.h"
#include "log/log_int.h"

#define FIRST_LSN UINT64_C(1)

static uint64_t file_bytes_for(const struct log *log, uint64_t group) {
  uint64_t want = atomic_load(&log->bytes);
  if (want < log->sizes.file_min) want = log->sizes.file_min;
  if (want > log->sizes.file_max) want = log->sizes.file_max;
  if (want < LOG_PAGE + group + LOG_GROUP_HEAD) want = LOG_PAGE + group + LOG_GROUP_HEAD;
  return (want + LOG_PAGE - 1) / LOG_PAGE * LOG_PAGE;
}

/* Goes on in a new file whose first group will be `group` bytes (L1, L3).  With `epoch` it begins
 * the next one (L11). */
static bool next_file(struct log *log, uint64_t group, bool epoch, struct err *err) {
  uint64_t end = atomic_load(&log->end);
  struct log_file_head h = {.first_lsn = epoch ? end + LOG_LSN_SEQUENCE : end,
                            .before = epoch ? end : 0};
  struct io_file *f;
  /* An empty file is replaced by one of the same name, which then begins its epoch. */
  uint64_t joint = log_boundary(&log->joints, h.first_lsn);
  if (joint != h.first_lsn) h.before = joint;
  memcpy(h.id, log->id, LOG_ID_BYTES);
  randombytes_buf(&h.salt, sizeof h.salt);
  uint64_t bytes = file_bytes_for(log, group);
  if (!log_file_make(log->io, log->dir, &h, bytes, &f, err)) return false;
  if (log->f) {
    /* Only gives the unused zeros back; nothing depends on it. */
    struct err ignored;
    io_truncate(log->io, log->f, log->off, &ignored);
    io_close(log->io, log->f);
  }
  log->f = f;
  log->salt = h.salt;
  log->off = LOG_PAGE;
  log->size = bytes;
  log->sealed = true;
  log->leave = false;
  pthread_mutex_lock(&log->mu);
  /* A file whose first group was torn is replaced by one of the same name. */
  if (log->files.n == 0 || log->files.p[log->files.n - 1] != h.first_lsn) {
    vec_push(&log->files, h.first_lsn);
    atomic_fetch_add(&log->bytes, LOG_PAGE);
  }
  if (epoch) {
    vec_push(&log->joints, ((struct log_joint){h.first_lsn, end}));
    atomic_store(&log->end, h.first_lsn);
    log->next = h.first_lsn;
  }
  pthread_mutex_unlock(&log->mu);
  return true;
}

/* The directory's own name must be durable too, or the log is lost with it. */
static bool make_dir(struct io *io, const char *dir, struct err *err) {
  if (!io_mkdirs(io, dir, err)) return false;
  const char *slash = strrchr(dir, '/');
  if (!slash) return io_sync_dir(io, ".", err);
  struct arena tmp;
  arena_init(&tmp, "log directory");
  size_t n = slash == dir ? 1 : (size_t)(slash - dir);
  bool ok = io_sync_dir(io, arena_cstr(&tmp, str_of(dir, n)), err);
  arena_release(&tmp);
  return ok;
}

/* Nothing but the making of a log that a crash interrupted may lie here without log.json (L9). */
static bool clear_half_made(struct log *log, struct err *err) {
  struct log_reader r;
  struct log_file_head any;
  char name[LOG_NAME_BYTES];
  if (log->files.n == 0) return true;
  log_name(log->files.p[0], name);
  uint8_t *page = must_calloc(1, LOG_PAGE);
  char *path = log_path(log->dir, name);
  struct io_file *f = NULL;
  size_t n = 0;
  bool ok = io_open(log->io, path, IO_READ, &f, err) &&
            io_pread(log->io, f, page, LOG_PAGE, 0, &n, err) &&
            log_file_head_get(page, name, &any, err);
  io_close(log->io, f);
  struct log_tail t = {0};
  ok = ok && log_reader_open(log->io, log->dir, log->files.p[0], any.id, &r, err);
  if (ok) {
    ok = log_reader_tail(&r, &t, err);
    log_reader_close(&r);
  }
  if (ok && (log->files.n > 1 || any.first_lsn != FIRST_LSN || t.data_end != LOG_PAGE))
    ok = err_fail(err, ERR_corrupt, "log.json" ERR_SEP "it is missing, but there are records");
  ok = ok && io_unlink(log->io, path, err);
  free(path);
  free(page);
  log->files.n = 0;
  return ok;
}

static bool create(struct log *log, struct err *err) {
  if (!clear_half_made(log, err)) return false;
  must(sodium_init() >= 0);
  randombytes_buf(log->id, LOG_ID_BYTES);
  return next_file(log, 0, false, err) && log_id_write(log->io, log->dir, log->id, err);
}

static bool write_again(struct log *log, struct log_reader *r, const struct log_tail *t,
                        struct err *err) {
  size_t n = (size_t)(t->off - t->unproven), got;
  uint8_t *p = must_malloc(n);
  bool ok = io_pread(log->io, r->f, p, n, t->unproven, &got, err);
  if (ok && got != n)
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it became shorter while being opened", r->name);
  ok = ok && io_pwrite(log->io, log->f, p, n, t->unproven, err) && io_sync(log->io, log->f, err);
  free(p);
  return ok;
}

/* Makes what was read durable, and decides whether this file is good for more (L5). */
static bool take_over(struct log *log, struct log_reader *r, const struct log_tail *t,
                      struct err *err) {
  char *path = log_path(log->dir, r->name);
  bool ok = io_open(log->io, path, IO_CREATE, &log->f, err);
  free(path);
  if (!ok) return false;
  log->salt = r->head.salt;
  log->off = t->off;
  log->size = r->size;
  log->sealed = t->sealed;
  log->leave = !t->sealed || t->data_end > t->off;
  if (!t->sealed && !write_again(log, r, t, err)) return false;
  /* The making of the last file may have ended between rename and sync. */
  return io_sync_dir(log->io, log->dir, err);
}

static bool open_last(struct log *log, struct err *err) {
  struct log_reader r;
  struct log_tail t;
  if (log->files.n == 0)
    return err_fail(err, ERR_corrupt, "The log" ERR_SEP "its files are missing");
  uint64_t first = log->files.p[log->files.n - 1], bytes = 0;
  for (size_t i = 0; i + 1 < log->files.n; i++) {
    struct log_reader sealed;
    if (!log_reader_open(log->io, log->dir, log->files.p[i], log->id, &sealed, err)) return false;
    bytes += sealed.size;
    log_reader_close(&sealed);
  }
  if (!log_reader_open(log->io, log->dir, first, log->id, &r, err)) return false;
  bool ok = log_reader_tail(&r, &t, err) && (!log->write || take_over(log, &r, &t, err));
  log_reader_close(&r);
  if (!ok) return false;
  atomic_store(&log->end, t.lsn);
  atomic_store(&log->bytes, bytes + t.off);
  return true;
}

static bool open_all(struct log *log, struct err *err) {
  bool found;
  if (log->write && !make_dir(log->io, log->dir, err)) return false;
  if (log->write && !log_remove_tmp(log->io, log->dir, err)) return false;
  if (!log_id_read(log->io, log->dir, log->id, &found, err)) return false;
  if (!found && !log->write) return err_fail(err, ERR_not_found_file, "%s/log.json", log->dir);
  if (!log_list(log->io, log->dir, &log->files, err)) return false;
  if (found && !log_joints_read(log->io, log->dir, log->id, &log->files, &log->joints, err))
    return false;
  if (!(found ? open_last(log, err) : create(log, err))) return false;
  log_id_text(log->id, log->id_text);
  log->next = atomic_load(&log->end);
  log->oldest = log->files.p[0];
  return true;
}

bool log_open_sized(struct io *io, const char *dir, bool write, struct log_sizes sizes,
                    struct log **ret, struct err *err) {
  struct log *log = must_calloc(1, sizeof *log);
  log->io = io;
  log->dir = must_malloc(strlen(dir) + 1);
  strcpy(log->dir, dir);
  log->write = write;
  log->sizes = sizes;
  log->raw = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  log->out = (struct buf)BUF_INIT;
  atomic_init(&log->end, FIRST_LSN);
  pthread_mutex_init(&log->mu, NULL);
  if (write) log->packer = log_packer_new();
  if (!open_all(log, err)) {
    log->failed = true; /* no seal: nothing is known to be durable */
    log_close(log);
    return false;
  }
  *ret = log;
  return true;
}

bool log_open(struct io *io, const char *dir, bool write, struct log **ret, struct err *err) {
  return log_open_sized(io, dir, write, LOG_SIZES_DEFAULT, ret, err);
}

/* L7.  Neither synced nor checked: losing it costs nothing but the protection. */
static void seal(struct log *log) {
  struct err ignored;
  uint64_t end = atomic_load(&log->end);
  struct log_group_head h = {.salt = log->salt, .first_lsn = end, .durable = end};
  buf_reset(&log->out);
  log_pack(log->packer, &h, (struct str){0}, &log->out);
  if (log->off + log->out.n <= log->size)
    io_pwrite(log->io, log->f, log->out.p, log->out.n, log->off, &ignored);
}

void log_close(struct log *log) {
  if (!log) return;
  if (log->write && !log->failed && !log->sealed && !log->leave) seal(log);
  io_close(log->io, log->f);
  log_packer_free(log->packer);
  buf_release(&log->raw);
  buf_release(&log->out);
  vec_free(&log->files);
  vec_free(&log->joints);
  pthread_mutex_destroy(&log->mu);
  free(log->dir);
  free(log);
}

bool log_append(struct log *log, enum log_kind kind, uint32_t n, struct str body, uint64_t *ret_lsn,
                struct err *err) {
  must(log->write && n > 0 && kind > 0 && kind <= UINT8_MAX);
  if (log->failed) return err_fail(err, ERR_log_failed, NULL);
  if (body.n > LOG_RECORD_BYTES_MAX)
    return err_fail(err, ERR_too_large, "A log record" ERR_SEP "%zu bytes", LOG_RECORD_BYTES_MAX);
  if (!buf_reserve(&log->raw, body.n + 16)) {
    log->raw.overflow = false; /* what was appended before still stands */
    return err_fail(err, ERR_too_large, "A commit group" ERR_SEP "%zu bytes", LOG_GROUP_BYTES_MAX);
  }
  if (log->next % LOG_LSN_SEQUENCE + n >= LOG_LSN_SEQUENCE)
    return err_fail(err, ERR_too_large, "The log" ERR_SEP "%" PRIu64 " events in one epoch",
                    LOG_LSN_SEQUENCE);
  buf_put_u8(&log->raw, (uint8_t)kind);
  buf_put_varint(&log->raw, n);
  buf_put_varint(&log->raw, body.n);
  buf_put_str(&log->raw, body);
  if (ret_lsn) *ret_lsn = log->next;
  log->next += n;
  log->records++;
  return true;
}

void log_drop(struct log *log) {
  buf_reset(&log->raw);
  log->records = 0;
  log->next = atomic_load(&log->end);
}

static bool commit(struct log *log, struct err *err) {
  uint64_t end = atomic_load(&log->end);
  struct log_group_head h = {.salt = log->salt,
                             .first_lsn = end,
                             .lsns = log->next - end,
                             .records = log->records,
                             .durable = end};
  buf_reset(&log->out);
  log_pack(log->packer, &h, buf_str(&log->raw), &log->out);
  /* Room for a seal is kept. */
  if (log->leave || log->off + log->out.n + LOG_GROUP_HEAD > log->size) {
    if (!next_file(log, log->out.n, false, err)) return false;
    h.salt = log->salt;
    log_group_head_put(&h, (uint8_t *)log->out.p);
  }
  if (!io_pwrite(log->io, log->f, log->out.p, log->out.n, log->off, err)) return false;
  if (!io_sync(log->io, log->f, err)) return false;
  if (fault_hit(FAULT_log_synced))
    return err_fail(err, ERR_io, "log" ERR_SEP "fault point log_synced");
  log->off += log->out.n;
  log->sealed = false;
  atomic_fetch_add(&log->bytes, log->out.n);
  pthread_mutex_lock(&log->mu);
  atomic_store(&log->end, log->next);
  pthread_mutex_unlock(&log->mu);
  return true;
}

bool log_commit(struct log *log, struct err *err) {
  must(log->write);
  if (log->failed) return err_fail(err, ERR_log_failed, NULL);
  if (log->records == 0) return true;
  log->failed = !commit(log, err);
  log_drop(log);
  return !log->failed;
}

/* A failed making of a file may have left one or not: like a failed commit. */
static bool leave_file(struct log *log, bool epoch, struct err *err) {
  must(log->write && log->records == 0);
  if (log->failed) return err_fail(err, ERR_log_failed, NULL);
  log->failed = !next_file(log, 0, epoch, err);
  return !log->failed;
}

bool log_roll(struct log *log, struct err *err) {
  pthread_mutex_lock(&log->mu);
  bool empty = log->files.p[log->files.n - 1] == atomic_load(&log->end);
  pthread_mutex_unlock(&log->mu);
  return empty || leave_file(log, false, err);
}

bool log_begin_epoch(struct log *log, struct err *err) {
  if (log_epoch_of(atomic_load(&log->end)) == UINT16_MAX)
    return err_fail(err, ERR_too_large, "The log" ERR_SEP "%d epochs", UINT16_MAX);
  return leave_file(log, true, err);
}

bool log_has(struct log *log, uint64_t lsn) {
  pthread_mutex_lock(&log->mu);
  bool has = lsn >= log->oldest && lsn <= atomic_load(&log->end) && !log_in_gap(&log->joints, lsn);
  pthread_mutex_unlock(&log->mu);
  return has;
}

uint64_t log_end(const struct log *log) {
  return atomic_load(&log->end);
}
uint64_t log_oldest(const struct log *log) {
  return log->oldest;
}
struct str log_id(const struct log *log) {
  return str_of(log->id_text, LOG_ID_TEXT);
}
uint64_t log_bytes(const struct log *log) {
  return atomic_load(&log->bytes);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, closing, recovering.
 *
 * A writer that opens must turn "what can be read" into "what is durable" before it says so.  After
 * a crash of the process the last group may be only in the page cache; and after a failed fdatasync
 * Linux marks the dirty pages clean, so that a second sync reports success for bytes that never
 * reached the disk (PostgreSQL met this in 2018).  So whatever no later header vouches for is
 * written again with the same bytes, and then synced; and what cannot be read is left alone for
 * good, in a file that is not written any more (L5).  A log closed in order ends with a seal (L7)
 * and needs none of this.
 *
 * Recovering after a failed write or sync is opening again in place (L12).  Iterators of other
 * threads do not notice: files and end change together, and end never falls below what is durable.
 */
#include "log/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/panic.h"
#include "log/log_int.h"

#define FIRST_LSN UINT64_C(1)

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
  if (!log_list(log->io, log->dir, &log->files, err) || !clear_half_made(log, err)) return false;
  must(sodium_init() >= 0);
  randombytes_buf(log->id, LOG_ID_BYTES);
  return log_next_file(log, 0, false, err) && log_id_write(log->io, log->dir, log->id, err);
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

/* The end of the newest of `files` becomes the log's. */
static bool open_last(struct log *log, const log_files *files, struct log_tail *ret,
                      uint64_t *ret_bytes, struct err *err) {
  struct log_reader r;
  if (files->n == 0) return err_fail(err, ERR_corrupt, "The log" ERR_SEP "its files are missing");
  uint64_t first = files->p[files->n - 1], bytes = 0;
  for (size_t i = 0; i + 1 < files->n; i++) {
    struct log_reader sealed;
    if (!log_reader_open(log->io, log->dir, files->p[i], log->id, &sealed, err)) return false;
    bytes += sealed.size;
    log_reader_close(&sealed);
  }
  if (!log_reader_open(log->io, log->dir, first, log->id, &r, err)) return false;
  bool ok = log_reader_tail(&r, ret, err);
  if (ok && ret->lsn < atomic_load(&log->durable))
    ok = err_fail(err, ERR_corrupt,
                  "%s" ERR_SEP "it ends at LSN %" PRIu64 ", but %" PRIu64 " were durable", r.name,
                  ret->lsn, atomic_load(&log->durable));
  ok = ok && (!log->write || take_over(log, &r, ret, err));
  log_reader_close(&r);
  *ret_bytes = bytes + ret->off;
  return ok;
}

/* Files and end change together, for iterators. */
static void publish(struct log *log, log_files *files, log_joints *joints, const struct log_tail *t,
                    uint64_t bytes) {
  pthread_mutex_lock(&log->mu);
  vec_free(&log->files);
  vec_free(&log->joints);
  log->files = *files;
  log->joints = *joints;
  atomic_store(&log->end, t->lsn);
  atomic_store(&log->durable, t->lsn);
  atomic_store(&log->bytes, bytes);
  pthread_mutex_unlock(&log->mu);
  *files = (log_files){0};
  *joints = (log_joints){0};
  log->fill.n = log->submitted = 0;
  log->records = log->submitted_records = 0;
  for (int i = 0; i < 2; i++)
    log_ahead_reset(log->ahead[i]);
  log->next = log->submitted_lsn = log->flight = t->lsn;
  log->synced_ns = log->clock->mono(log->clock).ns;
}

static bool look(struct log *log, struct err *err) {
  log_files files = {0};
  log_joints joints = {0};
  struct log_tail t = {0};
  uint64_t bytes = 0;
  bool ok = log_list(log->io, log->dir, &files, err) &&
            log_joints_read(log->io, log->dir, log->id, &files, &joints, err) &&
            open_last(log, &files, &t, &bytes, err);
  if (ok) publish(log, &files, &joints, &t, bytes);
  vec_free(&files);
  vec_free(&joints);
  return ok;
}

static bool open_all(struct log *log, struct err *err) {
  bool found;
  if (log->write && !make_dir(log->io, log->dir, err)) return false;
  if (log->write && !log_remove_tmp(log->io, log->dir, err)) return false;
  if (!log_id_read(log->io, log->dir, log->id, &found, err)) return false;
  if (!found && !log->write) return err_fail(err, ERR_not_found_file, "%s/log.json", log->dir);
  if (!(found ? look(log, err) : create(log, err))) return false;
  log_id_text(log->id, log->id_text);
  log->oldest = log->files.p[0];
  return true;
}

static void init_threads(struct log *log) {
  pthread_mutex_init(&log->mu, NULL);
  pthread_mutex_init(&log->gate, NULL);
  pthread_cond_init(&log->synced, NULL);
  for (int i = 0; i < 2; i++)
    pthread_cond_init(&log->turn[i], NULL);
}

bool log_open_full(struct io *io, const char *dir, bool write, struct log_sizes sizes,
                   const struct log_options *o, struct log **ret, struct err *err) {
  struct log *log = must_calloc(1, sizeof *log);
  log->io = io;
  log->clock = o && o->clock ? o->clock : clock_system();
  log->dir = must_malloc(strlen(dir) + 1);
  strcpy(log->dir, dir);
  log->write = write;
  log->sizes = sizes;
  if (o) must(o->sync_ms <= LOG_SYNC_MS_MAX);
  if (o && write) log->sync_ns = o->sync_ms * INT64_C(1000000);
  log->fill = log->raw = (struct buf)BUF_INIT_MAX(LOG_GROUP_BYTES_MAX);
  log->out = (struct buf)BUF_INIT;
  atomic_init(&log->end, FIRST_LSN);
  atomic_init(&log->durable, FIRST_LSN);
  log->next = log->submitted_lsn = log->flight = FIRST_LSN;
  init_threads(log);
  if (write) log->packer = log_packer_new();
  for (int i = 0; i < 2 && write; i++)
    log->ahead[i] = log_ahead_new();
  if (!open_all(log, err)) {
    log->failed = true; /* no seal: nothing is known to be durable */
    log_close(log);
    return false;
  }
  *ret = log;
  return true;
}

bool log_open_sized(struct io *io, const char *dir, bool write, struct log_sizes sizes,
                    struct log **ret, struct err *err) {
  return log_open_full(io, dir, write, sizes, NULL, ret, err);
}

bool log_open_with(struct io *io, const char *dir, bool write, const struct log_options *o,
                   struct log **ret, struct err *err) {
  return log_open_full(io, dir, write, LOG_SIZES_DEFAULT, o, ret, err);
}

bool log_open(struct io *io, const char *dir, bool write, struct log **ret, struct err *err) {
  return log_open_with(io, dir, write, NULL, ret, err);
}

static void drop_spare(struct log *log) {
  struct err ignored;
  if (!log->spare) return;
  char *path = log_path(log->dir, LOG_SPARE);
  io_close(log->io, log->spare);
  io_unlink(log->io, path, &ignored);
  log->spare = NULL;
  free(path);
}

void log_close(struct log *log) {
  struct err ignored;
  if (!log) return;
  if (log->write && !log->failed && log_sync(log, &ignored) && !log->sealed && !log->leave)
    log_seal(log);
  drop_spare(log);
  io_close(log->io, log->f);
  log_packer_free(log->packer);
  for (int i = 0; i < 2; i++)
    log_ahead_free(log->ahead[i]);
  buf_release(&log->fill);
  buf_release(&log->raw);
  buf_release(&log->out);
  vec_free(&log->files);
  vec_free(&log->joints);
  pthread_mutex_destroy(&log->mu);
  pthread_mutex_destroy(&log->gate);
  pthread_cond_destroy(&log->synced);
  for (int i = 0; i < 2; i++)
    pthread_cond_destroy(&log->turn[i]);
  free(log->dir);
  free(log);
}

/* The file was left in an unknown state, so the handle goes too: nothing of it is asked again. */
static bool recover(struct log *log, struct err *err) {
  io_close(log->io, log->f);
  log->f = NULL;
  drop_spare(log);
  if (!log_remove_tmp(log->io, log->dir, err) || !look(log, err)) return false;
  return !log->leave || log_next_file(log, 0, false, err);
}

bool log_recover(struct log *log, struct err *err) {
  must(log->write);
  pthread_mutex_lock(&log->gate);
  must(!log->writing);
  while (log->syncing || log->preparing) /* they have files that we are about to close or remove;
                                            later ones see `failed` */
    pthread_cond_wait(&log->synced, &log->gate);
  bool needed = log->failed;
  log->writing = needed;
  pthread_mutex_unlock(&log->gate);
  if (!needed) return true;
  bool ok = recover(log, err);
  pthread_mutex_lock(&log->gate);
  log->writing = false;
  log->failed = !ok;
  if (!ok) log->why = *err;
  pthread_mutex_unlock(&log->gate);
  return ok;
}

bool log_is_failed(struct log *log, struct err *ret_why) {
  pthread_mutex_lock(&log->gate);
  bool failed = log->failed;
  if (failed && ret_why) *ret_why = log->why;
  pthread_mutex_unlock(&log->gate);
  return failed;
}

void log_stats(struct log *log, struct log_stats *ret) {
  pthread_mutex_lock(&log->gate);
  *ret = log->stats;
  pthread_mutex_unlock(&log->gate);
}
uint64_t log_end(const struct log *log) {
  return atomic_load(&log->end);
}
uint64_t log_durable(const struct log *log) {
  return atomic_load(&log->durable);
}
uint64_t log_oldest(const struct log *log) {
  return log->oldest;
}
struct str log_id(const struct log *log) {
  return str_of(log->id_text, LOG_ID_TEXT);
}
bool log_has(struct log *log, uint64_t lsn) {
  pthread_mutex_lock(&log->mu);
  bool has = lsn >= log->oldest && lsn <= atomic_load(&log->end) && !log_in_gap(&log->joints, lsn);
  pthread_mutex_unlock(&log->mu);
  return has;
}
uint64_t log_bytes(const struct log *log) {
  return atomic_load(&log->bytes);
}

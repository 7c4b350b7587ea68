/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit: staging, submitting, and the leader among those who wait.
 *
 * Whoever waits and finds nobody writing takes everything submitted so far, packs, writes and syncs
 * it outside all locks, and wakes those whose tickets it contained; meanwhile the next group is
 * filled.  There is no thread of our own: a single writer pays no switch, and n writers share a
 * sync without anybody waiting on purpose for a group to grow.  Two groups are unfinished at a
 * time, the one in flight and the one being filled, so two condition variables tell their waiters
 * apart and nobody is woken for another's group, except one who shall lead the next.
 *
 * Large groups are packed while they fill, a submission at a time, by those who submit: packing
 * took a quarter of the time that the disk was waited for, and the next sync waited for it too.
 *
 * Relaxed mode leaves the sync out until it is due.  A sync by log_sync runs beside writes to the
 * same file; only changing the file waits for it (`syncing`). */
#include "log/log.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "base/fault.h"
#include "base/panic.h"
#include "log/log_int.h"

/* ---- staging ---- */

bool log_append(struct log *log, enum log_kind kind, uint32_t n, struct str body, uint64_t *ret_lsn,
                struct err *err) {
  must(log->write && n > 0 && kind > 0 && kind <= UINT8_MAX);
  if (body.n > LOG_RECORD_BYTES_MAX)
    return err_fail(err, ERR_too_large, "A log record" ERR_SEP "%zu bytes", LOG_RECORD_BYTES_MAX);
  bool ok = true;
  pthread_mutex_lock(&log->gate);
  if (log->failed) {
    ok = err_fail(err, ERR_log_failed, NULL);
  } else if (!buf_reserve(&log->fill, body.n + 16)) {
    log->fill.overflow = false; /* what was appended before still stands */
    ok = err_fail(err, ERR_too_large, "A commit group" ERR_SEP "%zu bytes", LOG_GROUP_BYTES_MAX);
  } else if (log->next % LOG_LSN_SEQUENCE + n >= LOG_LSN_SEQUENCE) {
    ok = err_fail(err, ERR_too_large, "The log" ERR_SEP "%" PRIu64 " events in one epoch",
                  LOG_LSN_SEQUENCE);
  } else {
    buf_put_u8(&log->fill, (uint8_t)kind);
    buf_put_varint(&log->fill, n);
    buf_put_varint(&log->fill, body.n);
    buf_put_str(&log->fill, body);
    if (ret_lsn) *ret_lsn = log->next;
    log->next += n;
    log->records++;
  }
  pthread_mutex_unlock(&log->gate);
  return ok;
}

void log_drop(struct log *log) {
  pthread_mutex_lock(&log->gate);
  log->fill.n = log->submitted;
  log->records = log->submitted_records;
  log->next = log->submitted_lsn;
  pthread_mutex_unlock(&log->gate);
}

uint64_t log_submit(struct log *log) {
  pthread_mutex_lock(&log->gate);
  log->submitted = log->fill.n;
  log->submitted_records = log->records;
  uint64_t ticket = log->submitted_lsn = log->next;
  if (!log->failed) log_ahead_feed(log->ahead[log->group & 1], str_of(log->fill.p, log->submitted));
  pthread_mutex_unlock(&log->gate);
  return ticket;
}

/* ---- the leader's work ---- */

static uint64_t least_bytes(uint64_t group) {
  return LOG_PAGE + group + LOG_GROUP_HEAD;
}

static uint64_t file_bytes_for(const struct log *log, uint64_t group) {
  uint64_t want = atomic_load(&log->bytes);
  if (want < log->sizes.file_min) want = log->sizes.file_min;
  if (want > log->sizes.file_max) want = log->sizes.file_max;
  if (want < least_bytes(group)) want = least_bytes(group);
  return (want + LOG_PAGE - 1) / LOG_PAGE * LOG_PAGE;
}

static void begin_sync(struct log *log) {
  while (log->syncing)
    pthread_cond_wait(&log->synced, &log->gate);
  log->syncing = true;
}

static void end_sync(struct log *log) {
  log->syncing = false;
  pthread_cond_broadcast(&log->synced);
}

/* Caller has the gate. */
static void fail(struct log *log, const struct err *why) {
  if (!log->failed) log->why = *why;
  log->failed = true;
}

/* Caller has begun the sync; the gate is let go meanwhile. */
static bool sync_file(struct log *log, struct err *err) {
  struct io_file *f = log->f;
  uint64_t target = atomic_load(&log->end);
  bool ok = !log->failed;
  if (!ok) return err_fail(err, ERR_log_failed, NULL);
  if (atomic_load(&log->durable) == target) return true;
  pthread_mutex_unlock(&log->gate);
  ok = io_sync(log->io, f, err);
  pthread_mutex_lock(&log->gate);
  if (!ok) {
    fail(log, err);
    return false;
  }
  atomic_store(&log->durable, target);
  log->synced_ns = log->clock->mono(log->clock).ns;
  log->stats.syncs++;
  log->stats.synced_ms = clock_wall_ms(log->clock);
  return true;
}

/* An epoch begins with the file (L14). */
static void begin_epoch(struct log *log, const struct log_file_head *h) {
  vec_push(&log->joints, ((struct log_joint){h->first_lsn, h->before}));
  atomic_store(&log->durable, h->first_lsn);
  atomic_store(&log->end, h->first_lsn);
  log->next = log->submitted_lsn = log->flight = h->first_lsn;
}

static void switch_file(struct log *log, struct io_file *f, const struct log_file_head *h,
                        uint64_t bytes, bool epoch) {
  struct err ignored;
  if (log->f) {
    /* Only gives the unused zeros back; nothing depends on it. */
    io_truncate(log->io, log->f, log->off, &ignored);
    io_close(log->io, log->f);
  }
  log->f = f;
  log->salt = h->salt;
  log->off = LOG_PAGE;
  log->size = bytes;
  log->spare_due = log->spare_failed = false;
  log->sealed = true;
  log->leave = false;
  pthread_mutex_lock(&log->mu);
  /* A file whose first group was torn is replaced by one of the same name. */
  if (log->files.n == 0 || log->files.p[log->files.n - 1] != h->first_lsn) {
    vec_push(&log->files, h->first_lsn);
    atomic_fetch_add(&log->bytes, LOG_PAGE);
  }
  if (epoch) begin_epoch(log, h);
  pthread_mutex_unlock(&log->mu);
}

/* Caller has the gate.  The spare file if the group fits.  Until it has its own name nobody may
 * want another: that would be made under the name, and out of the bytes, of this one. */
static struct io_file *take_spare(struct log *log, uint64_t group, uint64_t *bytes) {
  struct io_file *f = log->spare;
  if (!f || log->spare_bytes < least_bytes(group)) return NULL;
  log->spare = NULL;
  log->spare_due = false;
  *bytes = log->spare_bytes;
  return f;
}

bool log_next_file(struct log *log, uint64_t group, bool epoch, struct err *err) {
  uint64_t end = atomic_load(&log->end);
  struct log_file_head h = {.first_lsn = epoch ? end + LOG_LSN_SEQUENCE : end,
                            .before = epoch ? end : 0};
  struct io_file *f, *spare;
  /* An empty file is replaced by one of the same name, which then begins its epoch. */
  uint64_t joint = log_boundary(&log->joints, h.first_lsn);
  if (joint != h.first_lsn) h.before = joint;
  memcpy(h.id, log->id, LOG_ID_BYTES);
  randombytes_buf(&h.salt, sizeof h.salt);
  uint64_t bytes = file_bytes_for(log, group);
  pthread_mutex_lock(&log->gate);
  begin_sync(log);
  bool ok = atomic_load(&log->durable) == end || sync_file(log, err); /* L3 */
  spare = ok ? take_spare(log, group, &bytes) : NULL;
  pthread_mutex_unlock(&log->gate);
  ok = ok && log_file_make(log->io, log->dir, &h, bytes, spare, &f, err);
  pthread_mutex_lock(&log->gate);
  if (ok) switch_file(log, f, &h, bytes, epoch);
  end_sync(log);
  pthread_mutex_unlock(&log->gate);
  return ok;
}

/* Caller has the gate. */
static bool spare_wanted(const struct log *log) {
  return log->spare_due && !log->spare && !log->preparing && !log->spare_failed && !log->failed;
}

bool log_wants_prepare(struct log *log) {
  pthread_mutex_lock(&log->gate);
  bool wants = spare_wanted(log);
  pthread_mutex_unlock(&log->gate);
  return wants;
}

bool log_prepare(struct log *log, struct err *err) {
  struct io_file *f = NULL;
  pthread_mutex_lock(&log->gate);
  bool due = spare_wanted(log);
  log->preparing |= due;
  uint64_t bytes = file_bytes_for(log, 0);
  pthread_mutex_unlock(&log->gate);
  if (!due) return true;
  bool ok = log_file_zeros(log->io, log->dir, bytes, &f, err);
  pthread_mutex_lock(&log->gate);
  log->preparing = false;
  log->spare_failed = !ok;
  log->spare = f;
  log->spare_bytes = bytes;
  pthread_cond_broadcast(&log->synced);
  pthread_mutex_unlock(&log->gate);
  return ok;
}

void log_seal(struct log *log) {
  struct err ignored;
  uint64_t end = atomic_load(&log->end);
  struct log_group_head h = {.salt = log->salt, .first_lsn = end, .durable = end};
  buf_reset(&log->out);
  log_pack(log->packer, &h, (struct str){0}, &log->out);
  /* Neither synced nor checked: losing it costs nothing but the protection. */
  if (log->off + log->out.n <= log->size)
    io_pwrite(log->io, log->f, log->out.p, log->out.n, log->off, &ignored);
}

/* One pwrite, and in strict mode one sync.  log->group is read without the gate: only the leader
 * changes it. */
static bool write_group(struct log *log, uint64_t lsns, struct err *err) {
  uint64_t end = atomic_load(&log->end);
  struct log_group_head h = {.salt = log->salt,
                             .first_lsn = end,
                             .lsns = lsns,
                             .records = log->raw_records,
                             .durable = atomic_load(&log->durable)};
  buf_reset(&log->out);
  if (!log_ahead_take(log->ahead[(log->group - 1) & 1], &h, buf_str(&log->raw), &log->out))
    log_pack(log->packer, &h, buf_str(&log->raw), &log->out);
  /* Room for a seal is kept. */
  if (log->leave || log->off + log->out.n + LOG_GROUP_HEAD > log->size) {
    if (!log_next_file(log, log->out.n, false, err)) return false;
    h.salt = log->salt;
    h.durable = atomic_load(&log->durable);
    log_group_head_put(&h, (uint8_t *)log->out.p);
  }
  if (!io_pwrite(log->io, log->f, log->out.p, log->out.n, log->off, err)) return false;
  if (log->sync_ns == 0) {
    if (!io_sync(log->io, log->f, err)) return false;
    if (fault_hit(FAULT_log_synced))
      return err_fail(err, ERR_io, "log" ERR_SEP "fault point log_synced");
  }
  log->off += log->out.n;
  log->sealed = false;
  atomic_fetch_add(&log->bytes, log->out.n);
  return true;
}

/* Everything submitted becomes the group in flight; what is only staged stays. */
static uint64_t take_group(struct log *log) {
  struct buf spare = log->raw;
  size_t staged = log->fill.n - log->submitted;
  buf_reset(&spare);
  if (staged) buf_put(&spare, log->fill.p + log->submitted, staged);
  log->raw = log->fill;
  log->raw.n = log->submitted;
  log->raw_records = log->submitted_records;
  log->fill = spare;
  log->records -= log->submitted_records;
  log->submitted = log->submitted_records = 0;
  log->flight = log->submitted_lsn;
  log->group++;
  return log->flight - atomic_load(&log->end);
}

static void acknowledge(struct log *log) {
  log->spare_due = log->off > log->size / 2;
  pthread_mutex_lock(&log->mu);
  if (log->sync_ns == 0) atomic_store(&log->durable, log->flight);
  atomic_store(&log->end, log->flight);
  pthread_mutex_unlock(&log->mu);
  log->stats.groups++;
  log->stats.syncs += log->sync_ns == 0;
  if (log->sync_ns == 0) log->stats.synced_ms = clock_wall_ms(log->clock);
  log->stats.records += log->raw_records;
  log->stats.raw_bytes += log->raw.n;
  log->stats.stored_bytes += log->out.n;
}

static bool sync_due(const struct log *log) {
  return log->sync_ns && log->clock->mono(log->clock).ns - log->synced_ns >= log->sync_ns;
}

static void wake(struct log *log) {
  unsigned done = (log->group - 1) & 1;
  pthread_cond_broadcast(&log->turn[done]);
  if (log->failed)
    pthread_cond_broadcast(&log->turn[!done]);
  else if (log->waiting[!done])
    pthread_cond_signal(&log->turn[!done]);
}

/* Caller has the gate, which is let go meanwhile. */
static void lead(struct log *log) {
  struct err why;
  log->writing = true;
  uint64_t lsns = take_group(log);
  pthread_mutex_unlock(&log->gate);
  bool ok = write_group(log, lsns, &why);
  pthread_mutex_lock(&log->gate);
  if (!ok) fail(log, &why);
  if (!log->failed) acknowledge(log);
  if (!log->failed && sync_due(log)) {
    begin_sync(log);
    sync_file(log, &why);
    end_sync(log);
  }
  log->writing = false;
  wake(log);
}

bool log_wait(struct log *log, uint64_t ticket, struct err *err) {
  must(log->write);
  pthread_mutex_lock(&log->gate);
  must(ticket <= log->submitted_lsn || log->failed);
  while (atomic_load(&log->end) < ticket && !log->failed) {
    if (!log->writing) {
      lead(log);
      continue;
    }
    unsigned i = (ticket <= log->flight ? log->group - 1 : log->group) & 1;
    log->waiting[i]++;
    pthread_cond_wait(&log->turn[i], &log->gate);
    log->waiting[i]--;
  }
  bool ok = atomic_load(&log->end) >= ticket;
  if (!ok) *err = log->why;
  pthread_mutex_unlock(&log->gate);
  return ok;
}

bool log_commit(struct log *log, struct err *err) {
  if (log_is_failed(log, NULL)) return err_fail(err, ERR_log_failed, NULL);
  return log_wait(log, log_submit(log), err);
}

/* A failed making of a file may have left one or not: like a failed write. */
static bool leave_file(struct log *log, bool epoch, struct err *err) {
  pthread_mutex_lock(&log->gate);
  must(log->write && log->records == 0 && !log->writing);
  bool ok = !log->failed || err_fail(err, ERR_log_failed, NULL);
  log->writing = ok;
  pthread_mutex_unlock(&log->gate);
  if (!ok) return false;
  ok = log_next_file(log, 0, epoch, err);
  pthread_mutex_lock(&log->gate);
  if (!ok) fail(log, err);
  log->writing = false;
  pthread_mutex_unlock(&log->gate);
  return ok;
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

bool log_sync(struct log *log, struct err *err) {
  if (log->sync_ns == 0) return true;
  pthread_mutex_lock(&log->gate);
  begin_sync(log);
  bool ok = sync_file(log, err);
  end_sync(log);
  if (!ok) wake(log);
  pthread_mutex_unlock(&log->gate);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many producers at a time, on a disk that works, fails for a while, fills up, or hangs: every
 * acknowledged batch is there once, every other whole or not at all, and reads go on.
 *
 * Each row has a time of its own, which is its number: batch × 16 + row. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ws_test.h"

#define BATCH_ROWS 16
#define EPOCH      INT64_C(1700000000000)

/* ---- a disk that can be broken and mended ---- */

enum disk { DISK_WORKS, DISK_FULL, DISK_NO_WRITES, DISK_NO_SYNCS, DISK_HANGS };

struct flaky {
  struct io io;
  struct io_ops ops;
  _Atomic int how;
  _Atomic uint64_t struck;
  _Atomic int parts; /* files of columns that may still be made */
};

static bool broken(struct io *io, int how, enum err_code code, struct err *err) {
  struct flaky *f = io->ctx;
  while (atomic_load(&f->how) == DISK_HANGS && how != DISK_NO_SYNCS)
    usleep(1000);
  if (atomic_load(&f->how) != how) return false;
  atomic_fetch_add(&f->struck, 1);
  err_fail(err, code, "disk" ERR_SEP "the test broke it");
  return true;
}

static bool flaky_pwrite(struct io *io, struct io_file *file, const void *p, size_t n, uint64_t off,
                         struct err *err) {
  if (broken(io, DISK_NO_WRITES, ERR_io, err) || broken(io, DISK_FULL, ERR_disk_full, err))
    return false;
  return io_pwrite(io_posix(), file, p, n, off, err);
}

static bool flaky_sync(struct io *io, struct io_file *file, struct err *err) {
  return !broken(io, DISK_NO_SYNCS, ERR_io, err) && io_sync(io_posix(), file, err);
}

static bool flaky_open(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                       struct err *err) {
  struct flaky *f = io->ctx;
  if (mode == IO_CREATE_NEW && strstr(path, "/part-") && atomic_fetch_sub(&f->parts, 1) <= 0)
    return err_fail(err, ERR_disk_full, "%s", path);
  return io_open(io_posix(), path, mode, ret, err);
}

static void flaky_init(struct flaky *f) {
  *f = (struct flaky){.ops = *io_posix()->ops, .parts = INT_MAX};
  f->ops.open = flaky_open;
  f->ops.pwrite = flaky_pwrite;
  f->ops.sync = flaky_sync;
  f->io = (struct io){&f->ops, f};
}

static struct workspace *open_on(const struct place *p, struct io *io, bool background,
                                 uint32_t sync_ms) {
  struct ws_options o = {
      .threads = 1, .memory = p->memory, .io = io, .background = background, .sync_ms = sync_ms};
  struct workspace *w;
  struct err err;
  must_ok(ws_open(p->dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  return w;
}

/* ---- producers ---- */

enum fate { FATE_NONE, FATE_UNKNOWN, FATE_SURE };

struct crowd {
  struct workspace *w;
  _Atomic uint32_t next; /* batch numbers */
  uint32_t batches;      /* to be acknowledged, by all together */
  _Atomic uint32_t sure;
  uint8_t *fate; /* by batch number */
  uint32_t fates;
  _Atomic bool wrong;
};

static void fill(struct ev_batch *b, uint32_t batch) {
  char who[24];
  ev_batch_reset(b);
  for (uint32_t i = 0; i < BATCH_ROWS; i++) {
    uint64_t n = (uint64_t)batch * BATCH_ROWS + i;
    snprintf(who, sizeof who, "u%llu", (unsigned long long)(n * 7919 % 3000));
    struct ev_key key = {n + 1, n << 1};
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(who)), ev_batch_name(b, STR("e")),
                 EPOCH + (int64_t)n, key, 0);
    struct value v = {.type = V_NUM, .num = {(int64_t)n, 2}};
    ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
  }
}

static bool expected_failure(enum err_code c) {
  return c == ERR_io || c == ERR_disk_full || c == ERR_workspace_stopped || c == ERR_overloaded;
}

static void *produce(void *arg) {
  struct crowd *c = arg;
  struct ev_batch b;
  ev_batch_init(&b);
  while (atomic_load(&c->sure) < c->batches && !atomic_load(&c->wrong)) {
    uint32_t n = atomic_fetch_add(&c->next, 1);
    struct ws_receipt r;
    struct err err;
    if (n >= c->fates) break;
    fill(&b, n);
    if (ws_ingest_from(c->w, &b, NULL, &r, &err)) {
      c->fate[n] = FATE_SURE;
      atomic_fetch_add(&c->sure, 1);
      if (ws_lsn(c->w) < r.end || r.end < r.lsn + BATCH_ROWS) atomic_store(&c->wrong, true);
    } else {
      bool untried = err.code == ERR_workspace_stopped || err.code == ERR_overloaded;
      c->fate[n] = untried ? FATE_NONE : FATE_UNKNOWN;
      if (!expected_failure(err.code)) atomic_store(&c->wrong, true);
      usleep(1000);
    }
  }
  ev_batch_release(&b);
  return NULL;
}

static void crowd_init(struct crowd *c, struct workspace *w, uint32_t batches) {
  *c = (struct crowd){.w = w, .batches = batches, .fates = batches + 20000};
  c->fate = must_calloc(c->fates, 1);
}

/* Exactly the rows that must be there, and batches of unknown fate whole or not at all. */
static void check(struct workspace *w, const struct crowd *c) {
  uint8_t *seen = must_calloc((size_t)c->fates * BATCH_ROWS, 1);
  char *text = dump_all(w);
  size_t rows = strtoull(text, NULL, 10);
  char *line = strchr(text, '\n') + 1;
  for (size_t i = 0; i < rows; i++, line = strchr(line, '\n') + 1) {
    uint64_t n = (uint64_t)(strtoll(strchr(line, ' '), NULL, 10) - EPOCH);
    assert_true(n < (uint64_t)c->fates * BATCH_ROWS);
    if (seen[n]++) fail_msg("row %llu is there twice", (unsigned long long)n);
  }
  for (uint32_t b = 0; b < c->fates; b++) {
    uint32_t there = 0;
    for (uint32_t i = 0; i < BATCH_ROWS; i++)
      there += seen[(size_t)b * BATCH_ROWS + i];
    bool whole = there == BATCH_ROWS;
    if (!(c->fate[b] == FATE_SURE ? whole : there == 0 || (whole && c->fate[b] == FATE_UNKNOWN)))
      fail_msg("batch %u, fate %d: %u rows", b, c->fate[b], there);
  }
  const char *reason;
  assert_true(people_validate(ws_people(w), &reason));
  free(text);
  free(seen);
}

#define PRODUCERS 6

static void start(struct crowd *c, pthread_t threads[PRODUCERS]) {
  for (int i = 0; i < PRODUCERS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, produce, c), 0);
}

static void join(struct crowd *c, pthread_t threads[PRODUCERS]) {
  for (int i = 0; i < PRODUCERS; i++)
    assert_int_equal(pthread_join(threads[i], NULL), 0);
  assert_false(atomic_load(&c->wrong));
}

/* With and without the thread, strict and relaxed; checkpoints meanwhile. */
static void many_producers(void **state) {
  for (int how = 0; how < 3; how++) {
    struct place p;
    struct crowd c;
    struct err err;
    pthread_t threads[PRODUCERS];
    struct ws_health h;
    place_init(&p, 2u << 20);
    struct workspace *w = open_on(&p, NULL, how > 0, how == 2 ? 5 : 0);
    crowd_init(&c, w, 1200);
    start(&c, threads);
    while (atomic_load(&c.sure) < c.batches)
      must_ok(some_checkpoint(w, atomic_load(&c.sure) % 3, atomic_load(&c.sure) & 1, &err), &err);
    join(&c, threads);
    check(w, &c);
    ws_health(w, &h);
    assert_true(h.accepting && h.queued == 0 && h.queued_bytes == 0 && h.failures == 0);
    assert_true(h.applied == h.acknowledged && h.durable <= h.acknowledged);
    must_ok(ws_checkpoint(w, true, &err), &err);
    ws_health(w, &h);
    assert_int_equal(h.durable, h.acknowledged);
    ws_close(w);
    w = place_open(&p, WS_WRITE);
    check(w, &c);
    ws_close(w);
    free(c.fate);
    place_release(&p);
  }
}

/* The disk breaks again and again under six producers; somebody reads all the while. */
static void a_disk_that_breaks(void **state) {
  for (int background = 0; background < 2; background++) {
    struct place p;
    struct crowd c;
    struct flaky f;
    struct err err;
    struct rng r;
    pthread_t threads[PRODUCERS];
    struct ws_health h;
    rng_init(&r, 5, 0, (uint64_t)background);
    flaky_init(&f);
    place_init(&p, 2u << 20);
    struct workspace *w = open_on(&p, &f.io, background, 0);
    crowd_init(&c, w, 1500);
    start(&c, threads);
    while (atomic_load(&c.sure) < c.batches && !atomic_load(&c.wrong)) {
      uint64_t struck = atomic_load(&f.struck);
      usleep(1000 * (useconds_t)rng_below(&r, 20));
      atomic_store(&f.how, DISK_FULL + (int)rng_below(&r, 3));
      for (int i = 0; i < 200 && atomic_load(&f.struck) == struck; i++)
        usleep(500);
      struct snapshot *n = ws_snapshot(w); /* answers go on, from what is durable */
      assert_true(snapshot_lsn(n) <= log_end(ws_log(w)));
      snapshot_free(n);
      ws_health(w, &h);
      if (!h.accepting) {
        assert_true(h.why.code == ERR_io || h.why.code == ERR_disk_full);
        if (rng_chance(&r, 0.3)) ws_recover(w, &err); /* most likely too early */
      }
      atomic_store(&f.how, DISK_WORKS);
      must_ok(ws_recover(w, &err), &err);
      must_ok(ws_checkpoint(w, false, &err) || err.code == ERR_workspace_stopped, &err);
    }
    join(&c, threads);
    ws_health(w, &h);
    assert_true(h.recoveries > 0 && h.accepting);
    check(w, &c);
    ws_close(w);
    w = place_open(&p, WS_WRITE);
    check(w, &c);
    ws_close(w);
    free(c.fate);
    place_release(&p);
  }
}

/* By itself, without anybody asking. */
static void the_thread_recovers(void **state) {
  struct place p;
  struct flaky f;
  struct err err;
  struct ev_batch b;
  struct ws_health h;
  flaky_init(&f);
  place_init(&p, 0);
  ev_batch_init(&b);
  struct workspace *w = open_on(&p, &f.io, true, 0);
  fill(&b, 0);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  atomic_store(&f.how, DISK_NO_SYNCS);
  fill(&b, 1);
  assert_false(ws_ingest(w, &b, NULL, &err));
  assert_int_equal(err.code, ERR_io);
  assert_false(ws_ingest(w, &b, NULL, &err));
  assert_int_equal(err.code, ERR_workspace_stopped);
  assert_false(ws_checkpoint(w, false, &err));
  assert_int_equal(err.code, ERR_workspace_stopped);
  atomic_store(&f.how, DISK_WORKS);
  for (h.accepting = false; !h.accepting; ws_health(w, &h))
    usleep(10000);
  assert_int_equal(h.recoveries, 1);
  fill(&b, 2);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
  ws_close(w);
  place_release(&p);
}

/* ---- relaxed: the disk forgot what was acknowledged ---- */

struct file_copy {
  char path[PATH_BYTES + 300];
  char bytes[1 << 20];
  size_t n;
};

static void copy_log(const struct place *p, struct file_copy *c) {
  struct arena a;
  struct str *names;
  struct err err;
  size_t n = 0;
  char dir[PATH_BYTES + 32];
  arena_init(&a, "test");
  snprintf(dir, sizeof dir, "%s/w/shop/log", p->dir);
  must_ok(io_list(io_posix(), dir, &a, &names, &n, &err), &err);
  for (size_t i = 0; i < n; i++)
    if (str_ends(names[i], STR(".shl")))
      snprintf(c->path, sizeof c->path, "%s/%.*s", dir, STRF(names[i]));
  FILE *f = fopen(c->path, "rb");
  assert_non_null(f);
  c->n = fread(c->bytes, 1, sizeof c->bytes, f);
  fclose(f);
  arena_release(&a);
}

static void put_log_back(const struct file_copy *c) {
  FILE *f = fopen(c->path, "r+b");
  assert_non_null(f);
  assert_int_equal(fwrite(c->bytes, 1, c->n, f), c->n);
  fclose(f);
}

/* Memory cannot go back, so it stays stopped and says what helps; questions go on, and the next
 * opening has what the log has. */
static void a_relaxed_log_that_lost_its_end(void **state) {
  static struct file_copy log;
  struct place p;
  struct flaky f;
  struct err err;
  struct ev_batch b;
  struct ws_health h;
  flaky_init(&f);
  place_init(&p, 0);
  ev_batch_init(&b);
  struct workspace *w = open_on(&p, &f.io, true, LOG_SYNC_MS_MAX);
  fill(&b, 0);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  must_ok(log_sync(ws_log(w), &err), &err);
  copy_log(&p, &log);
  atomic_store(&f.how, DISK_NO_SYNCS);
  fill(&b, 1);
  must_ok(ws_ingest(w, &b, NULL, &err), &err); /* acknowledged when written */
  for (h.accepting = true; h.accepting; ws_health(w, &h))
    usleep(10000);
  put_log_back(&log);
  atomic_store(&f.how, DISK_WORKS);
  for (int i = 0; i < 2; i++) { /* however often */
    assert_false(ws_recover(w, &err));
    assert_int_equal(err.code, ERR_log_failed);
  }
  assert_false(ws_ingest(w, &b, NULL, &err));
  assert_int_equal(err.code, ERR_workspace_stopped);
  struct snapshot *n = ws_snapshot(w);
  assert_int_equal(snapshot_rows(n), 2 * BATCH_ROWS);
  snapshot_free(n);
  ws_close(w);
  w = open_on(&p, &f.io, false, LOG_SYNC_MS_MAX);
  n = ws_snapshot(w);
  assert_int_equal(snapshot_rows(n), BATCH_ROWS);
  snapshot_free(n);
  fill(&b, 2);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
  ws_close(w);
  w = place_open(&p, WS_WRITE);
  n = ws_snapshot(w);
  assert_int_equal(snapshot_rows(n), 2 * BATCH_ROWS);
  snapshot_free(n);
  ws_close(w);
  place_release(&p);
}

/* A disk that takes no parts for long: memory stays bounded, producers are told, nothing breaks. */
static void overload_is_named(void **state) {
  struct place p;
  struct crowd c;
  struct flaky f;
  pthread_t threads[PRODUCERS];
  struct ws_health h;
  flaky_init(&f);
  place_init(&p, 2u << 20);
  struct workspace *w = open_on(&p, &f.io, true, 0);
  crowd_init(&c, w, 300);
  atomic_store(&f.how, DISK_HANGS);
  start(&c, threads);
  sleep(1);
  assert_int_equal(atomic_load(&c.sure), 0);
  ws_health(w, &h);
  assert_true(h.queued > 0 && h.queued <= PRODUCERS);
  atomic_store(&f.how, DISK_WORKS);
  join(&c, threads);
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  must_ok(ws_checkpoint(w, false, &err), &err);
  fill(&b, 8999);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  c.fate[8999] = FATE_SURE;
  w->unflushed_max = 1; /* as if parts could not be written */
  fill(&b, 9000);
  assert_false(ws_ingest(w, &b, NULL, &err));
  assert_int_equal(err.code, ERR_overloaded);
  ws_health(w, &h);
  assert_true(h.refused == 1 && h.accepting);
  w->unflushed_max = w->memtable_bytes;
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  c.fate[9000] = FATE_SURE;
  check(w, &c);
  ev_batch_release(&b);
  ws_close(w);
  free(c.fate);
  place_release(&p);
}

/* Parts that cannot be merged are told and tried again; events come in meanwhile. */
static void a_merge_that_fails(void **state) {
  struct place p;
  struct flaky f;
  struct err err;
  struct ev_batch b;
  struct ws_health h;
  struct store_stats s;
  flaky_init(&f);
  place_init(&p, 2u << 20);
  ev_batch_init(&b);
  struct workspace *w = open_on(&p, &f.io, true, 0);
  w->q.merge_pause_ns = 50 * INT64_C(1000000);
  atomic_store(&f.parts, 2);
  for (uint32_t i = 0; i < 2; i++) {
    fill(&b, i);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    must_ok(ws_checkpoint(w, false, &err), &err);
  }
  for (h.merge_failures = 0; h.merge_failures == 0; ws_health(w, &h))
    usleep(10000);
  assert_true(h.accepting && h.failures == 0 && h.merge_failing);
  assert_int_equal(h.merge_why.code, ERR_disk_full);
  fill(&b, 2);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  store_stats(ws_store(w), &s);
  assert_int_equal(s.parts, 2);
  atomic_store(&f.parts, INT_MAX);
  for (; h.merge_failing; ws_health(w, &h))
    usleep(10000);
  store_stats(ws_store(w), &s);
  assert_int_equal(s.parts, 1);
  assert_true(h.accepting && h.failures == 0);
  atomic_store(&f.parts, 0); /* a flush that fails does stop it */
  for (uint32_t i = 3; i < 20000; i++) {
    fill(&b, i);
    if (!ws_ingest(w, &b, NULL, &err)) break;
  }
  ws_health(w, &h);
  assert_false(h.accepting);
  assert_int_equal(h.why.code, ERR_disk_full);
  ev_batch_release(&b);
  ws_close(w);
  place_release(&p);
}

static void *wait_for(void *arg) {
  struct err err;
  return ws_wait_lsn(arg, 1 + 2 * BATCH_ROWS, WS_WAIT_LSN_MS_MAX, &err) ? arg : NULL;
}

static void waiting_for_an_lsn(void **state) {
  struct place p;
  struct err err;
  struct ev_batch b;
  pthread_t waiter;
  void *ret;
  place_init(&p, 0);
  ev_batch_init(&b);
  struct workspace *w = place_open(&p, WS_WRITE);
  assert_false(ws_wait_lsn(w, 2, 1, &err));
  assert_int_equal(err.code, ERR_lsn_not_reached);
  assert_int_equal(pthread_create(&waiter, NULL, wait_for, w), 0);
  for (uint32_t i = 0; i < 3; i++) {
    fill(&b, i);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
  }
  assert_int_equal(pthread_join(waiter, &ret), 0);
  assert_ptr_equal(ret, w);
  ev_batch_release(&b);
  ws_close(w);
  place_release(&p);
}

/* ---- repeated deliveries ----
 *
 * A message is two rows, with the times EPOCH + 2 × its number and one more. */

#define MESSAGES   4000
#define DELIVERED  12 /* messages of a batch */
#define DELIVERIES 3000

struct post {
  struct workspace *w;
  uint64_t seed;
  _Atomic uint32_t turn, deliveries; /* of this round */
  _Atomic uint64_t stored, repeated; /* rows, as receipts say */
  _Atomic uint8_t sure[MESSAGES];
  _Atomic bool wrong;
};

static void put_message(struct post *p, struct ev_batch *b, uint32_t m) {
  char id[24], who[24];
  snprintf(id, sizeof id, "message-%u", m);
  snprintf(who, sizeof who, "u%u", m % 700);
  struct ev_key key = ws_message_key(p->w, str_from(id));
  for (uint32_t i = 0; i < 2; i++) {
    struct value v = {.type = V_NUM, .num = {(int64_t)m, 0}};
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(who)), ev_batch_name(b, STR("e")),
                 EPOCH + 2 * (int64_t)m + i, i ? ws_message_key_further(key) : key, 0);
    ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
  }
}

/* Nothing stored has no LSN, and what was acknowledged is visible. */
static bool receipt_ok(const struct post *p, const struct ws_receipt *r) {
  bool none = r->duplicates == 2 * DELIVERED;
  return r->duplicates <= 2 * DELIVERED && r->duplicates % 2 == 0 && none == (r->lsn == 0) &&
         ws_lsn(p->w) >= r->end;
}

static void *deliver(void *arg) {
  struct post *p = arg;
  struct ev_batch b;
  struct rng r;
  rng_init(&r, p->seed, 1, atomic_fetch_add(&p->turn, 1));
  ev_batch_init(&b);
  while (atomic_fetch_add(&p->deliveries, 1) < DELIVERIES && !atomic_load(&p->wrong)) {
    uint32_t m[DELIVERED];
    struct ws_receipt receipt;
    struct err err;
    ev_batch_reset(&b);
    b.received = clock_wall_ms(clock_system());
    for (uint32_t i = 0; i < DELIVERED; i++) /* also twice in a batch */
      put_message(p, &b, m[i] = (uint32_t)rng_below(&r, MESSAGES));
    if (ws_ingest_from(p->w, &b, NULL, &receipt, &err)) {
      for (uint32_t i = 0; i < DELIVERED; i++)
        atomic_store(&p->sure[m[i]], 1);
      atomic_fetch_add(&p->stored, 2 * DELIVERED - receipt.duplicates);
      atomic_fetch_add(&p->repeated, receipt.duplicates);
      if (!receipt_ok(p, &receipt)) atomic_store(&p->wrong, true);
    } else if (!expected_failure(err.code)) {
      atomic_store(&p->wrong, true);
    } else {
      usleep(500);
    }
  }
  ev_batch_release(&b);
  return NULL;
}

/* Acknowledged messages are there once, whole; others at most once, whole.  Returns the rows. */
static size_t check_post(struct post *p) {
  uint8_t *seen = must_calloc(2 * MESSAGES, 1);
  char *text = dump_all(p->w);
  size_t rows = strtoull(text, NULL, 10);
  char *line = strchr(text, '\n') + 1;
  for (size_t i = 0; i < rows; i++, line = strchr(line, '\n') + 1) {
    uint64_t n = (uint64_t)(strtoll(strchr(line, ' '), NULL, 10) - EPOCH);
    assert_true(n < 2 * MESSAGES);
    if (seen[n]++) fail_msg("row %llu is there twice", (unsigned long long)n);
  }
  for (uint32_t m = 0; m < MESSAGES; m++) {
    assert_int_equal(seen[2 * m], seen[2 * m + 1]);
    if (p->sure[m] && !seen[2 * m]) fail_msg("message %u was acknowledged and is not there", m);
  }
  free(text);
  free(seen);
  return rows;
}

static void break_and_mend(struct post *p, struct flaky *f, struct rng *r) {
  struct err err;
  uint64_t struck = atomic_load(&f->struck);
  usleep(1000 * (useconds_t)rng_below(r, 20));
  atomic_store(&f->how, DISK_FULL + (int)rng_below(r, 3));
  for (int i = 0; i < 200 && atomic_load(&f->struck) == struck; i++)
    usleep(500);
  atomic_store(&f->how, DISK_WORKS);
  must_ok(ws_recover(p->w, &err), &err);
  if (rng_chance(r, 0.3))
    must_ok(ws_checkpoint(p->w, false, &err) || err.code == ERR_workspace_stopped, &err);
}

/* Many producers deliver the same messages in other batches; the disk breaks under them, and the
 * workspace is closed and opened between rounds, with and without a checkpoint. */
static void messages_count_once(void **state) {
  for (int background = 0; background < 2; background++) {
    struct post post = {.seed = 7 + (uint64_t)background};
    struct place p;
    struct flaky f;
    struct rng r;
    struct err err;
    struct ws_health h;
    pthread_t threads[PRODUCERS];
    size_t rows = 0;
    rng_init(&r, 11, 0, (uint64_t)background);
    flaky_init(&f);
    place_init(&p, 2u << 20);
    for (int round = 0; round < 4; round++) {
      post.w = open_on(&p, &f.io, background, 0);
      assert_int_equal(rows, check_post(&post));
      atomic_store(&post.deliveries, 0);
      for (int i = 0; i < PRODUCERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, deliver, &post), 0);
      while (atomic_load(&post.deliveries) < DELIVERIES && !atomic_load(&post.wrong))
        break_and_mend(&post, &f, &r);
      for (int i = 0; i < PRODUCERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
      assert_false(atomic_load(&post.wrong));
      must_ok(ws_recover(post.w, &err), &err);
      rows = check_post(&post);
      ws_health(post.w, &h);
      assert_true(h.ids.duplicates > 0);
      if (h.ids.window_ms != h.ids.asked_window_ms)
        fail_msg("round %d: messages of %lld of %lld ms are known, %llu ids, damaged %d", round,
                 (long long)h.ids.window_ms, (long long)h.ids.asked_window_ms,
                 (unsigned long long)h.ids.ids, h.ids.damaged);
      if (round & 1) must_ok(ws_checkpoint(post.w, true, &err), &err);
      ws_close(post.w);
    }
    assert_true(rows >=
                atomic_load(&post.stored)); /* more: what failed and was there all the same */
    assert_true(atomic_load(&post.repeated) > atomic_load(&post.stored));
    place_release(&p);
  }
}

/* ---- an import that fails, and recovery beside it ---- */

static struct mono hasty(struct clock *c) {
  static _Atomic int64_t seconds;
  (void)c;
  return (struct mono){(seconds++ + 1) * INT64_C(1000000000)};
}
static struct wall fixed_wall(struct clock *c) {
  (void)c;
  return (struct wall){INT64_C(1767225600000)};
}

struct importing {
  struct workspace *w;
  struct flaky *disk;
  char path[PATH_BYTES + 64];
  uint32_t groups;
  struct imported r;
};

static bool break_at_third(void *ctx, const struct import_counts *c) {
  struct importing *x = ctx;
  (void)c;
  if (++x->groups == 3) atomic_store(&x->disk->how, DISK_NO_SYNCS);
  return true;
}

static void *import_beside(void *ctx) {
  struct importing *x = ctx;
  x->r = import_with(x->w, x->path, orders_yaml, "", 1000, break_at_third, x);
  return NULL;
}

static uint64_t imported_of(struct workspace *w) {
  struct import_filter f = {.limit = 1};
  struct import_run *runs;
  struct arena a;
  struct err err;
  uint32_t n;
  arena_init(&a, "runs");
  must_ok(ws_import_runs(w, &f, &a, &runs, &n, &err), &err);
  assert_int_equal(n, 1);
  uint64_t imported = runs[0].imported;
  arena_release(&a);
  return imported;
}

/* What the log has of a failed import is known after recovery as it is after opening. */
static void recovery_sees_the_marks_of_a_failed_import(void **state) {
  for (int round = 0; round < 3; round++) {
    struct clock clock = {fixed_wall, hasty};
    struct place p;
    struct flaky f;
    struct importing x = {.disk = &f};
    struct ws_options o = {.threads = 1, .clock = &clock, .io = &f.io};
    struct ws_health h;
    struct buf b = BUF_INIT;
    struct err err;
    pthread_t thread;
    flaky_init(&f);
    place_init(&p, 2u << 20);
    snprintf(x.path, sizeof x.path, "%s/orders.csv", p.dir);
    buf_puts(&b, "user,at,paid,no,channel\n");
    for (int i = 0; i < 20000; i++)
      buf_printf(&b, "u-%d,2026-01-02 10:00:00,%d,o%d,web\n", i % 900, i % 50, i);
    write_file(x.path, buf_str(&b));
    buf_release(&b);
    must_ok(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &x.w, &err), &err);
    assert_int_equal(pthread_create(&thread, NULL, import_beside, &x), 0);
    do
      ws_health(x.w, &h);
    while (h.accepting);
    atomic_store(&f.how, DISK_WORKS);
    must_ok(ws_recover(x.w, &err), &err);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(x.r.ok);
    uint64_t imported = imported_of(x.w);
    struct snapshot *n = ws_snapshot(x.w);
    assert_true(imported > 0 && imported <= snapshot_rows(n));
    snapshot_free(n);
    ws_close(x.w);
    must_ok(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &x.w, &err), &err);
    assert_int_equal(imported_of(x.w), imported);
    struct imported again = import_ok(x.w, x.path, orders_yaml, "");
    assert_int_equal(again.c.read, 20000);
    n = ws_snapshot(x.w);
    assert_int_equal(snapshot_rows(n), 20000);
    snapshot_free(n);
    ws_close(x.w);
    place_release(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(many_producers),
      cmocka_unit_test(a_disk_that_breaks),
      cmocka_unit_test(the_thread_recovers),
      cmocka_unit_test(a_relaxed_log_that_lost_its_end),
      cmocka_unit_test(overload_is_named),
      cmocka_unit_test(a_merge_that_fails),
      cmocka_unit_test(waiting_for_an_lsn),
      cmocka_unit_test(messages_count_once),
      cmocka_unit_test(recovery_sees_the_marks_of_a_failed_import),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit: tickets of many, in one thread interleaved and in several threads, with writes and
 * syncs that fail, power that fails, recovery in place, and relaxed mode.  The law everywhere: what
 * was acknowledged (relaxed: and then synced) is there; nothing is there without what was submitted
 * before it; submissions are there whole or not at all. */
#include "twin.h"

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"

static uint64_t seed;

struct history {
  struct twin t;
  VEC(size_t) ends; /* records of the twin up to each submission's end */
  size_t sure;      /* submissions acknowledged */
  size_t safe;      /* submissions durable for certain */
};

static uint64_t ticket_of(const struct history *h, size_t i) {
  return twin_end(&h->t, h->ends.p[i]);
}

static struct log *open_with(struct mem_io *m, uint32_t sync_ms) {
  struct log *log;
  struct err err;
  struct log_options o = {.sync_ms = sync_ms};
  if (!log_open_full(&m->io, DIR, true, SMALL, &o, &log, &err)) {
    assert_int_equal(err.code, ERR_io);
    return NULL;
  }
  return log;
}

/* The log holds a whole number of submissions, at least those that must be there; they are the
 * history from now on. */
static void settle(struct history *h, struct log *log, size_t least) {
  size_t n = twin_check(&h->t, log, 0, 1), i = 0;
  while (i < h->ends.n && h->ends.p[i] < n)
    i++;
  size_t whole = n == 0 ? 0 : i + 1;
  assert_true(n == 0 || (i < h->ends.n && h->ends.p[i] == n));
  assert_true(whole >= least);
  h->t.recs.n = n;
  h->ends.n = h->sure = h->safe = whole;
}

static void submit(struct history *h, struct log *log, struct rng *r) {
  for (uint64_t k = 1 + rng_below(r, 3); k > 0; k--)
    twin_append(&h->t, log, r, rng_chance(r, 0.1) ? 30000 : 2000);
  vec_push(&h->ends, h->t.recs.n);
  assert_int_equal(log_submit(log), twin_end(&h->t, h->t.recs.n));
}

/* What waits may be any of the open tickets, in any order. */
static bool wait_some(struct history *h, struct log *log, struct rng *r) {
  struct err err;
  if (h->sure == h->ends.n) return true;
  size_t i = h->sure + rng_below(r, h->ends.n - h->sure);
  if (!log_wait(log, ticket_of(h, i), &err)) {
    assert_true(err.code == ERR_io);
    return false;
  }
  if (h->sure < i + 1) h->sure = i + 1;
  while (h->sure < h->ends.n && ticket_of(h, h->sure) <= log_end(log))
    h->sure++; /* written in the same group */
  while (h->safe < h->sure && ticket_of(h, h->safe) <= log_durable(log))
    h->safe++;
  return true;
}

static void after_failure(struct history *h, struct log *log, struct mem_io *m, struct rng *r) {
  struct err err;
  assert_true(log_is_failed(log, &err));
  assert_int_equal(err.code, ERR_io);
  assert_false(log_append(log, LOG_EVENTS, 1, STR("x"), NULL, &err));
  assert_int_equal(err.code, ERR_log_failed);
  if (h->ends.n > h->sure) assert_false(log_wait(log, ticket_of(h, h->ends.n - 1), &err));
  assert_true(log_wait(log, h->sure ? ticket_of(h, h->sure - 1) : 1, &err)); /* stays true */
  if (rng_chance(r, 0.3)) assert_false(log_recover(log, &err)); /* the disk is still broken */
  assert_true(log_is_failed(log, NULL));
}

/* Some lives of a strict or relaxed log on a disk that breaks; sometimes it works again and the log
 * recovers in place, sometimes the process or the power goes. */
static void one_history(uint64_t round, uint32_t sync_ms) {
  struct rng r;
  struct history h = {0};
  struct err err;
  struct mem_io *m = mem_io_new(seed + round);
  rng_init(&r, seed, 6, round);
  for (int life = 0; life < 6; life++) {
    struct log *log = open_with(m, sync_ms);
    if (log) {
      settle(&h, log, h.safe);
      if (rng_chance(&r, 0.8)) m->fail_in = (int64_t)rng_below(&r, 40);
      for (int step = 0; step < 40; step++) {
        bool ok = true;
        uint64_t what = rng_below(&r, 10);
        if (what < 5) {
          submit(&h, log, &r);
          log_prepare(log, &err); /* a failure shows later, or never */
        } else if (what < 9) {
          ok = wait_some(&h, log, &r);
        } else if ((ok = log_sync(log, &err))) {
          assert_int_equal(log_end(log), log_durable(log));
        }
        if (ok && !log_is_failed(log, NULL)) continue;
        after_failure(&h, log, m, &r);
        if (rng_chance(&r, 0.4)) break;
        m->dead = false; /* the disk works again, without what it lost */
        m->fail_in = rng_chance(&r, 0.5) ? (int64_t)rng_below(&r, 20) : -2;
        if (!log_recover(log, &err)) {
          assert_int_equal(err.code, ERR_io);
          assert_true(log_is_failed(log, NULL));
          break;
        }
        assert_int_equal(log_end(log), log_durable(log));
        settle(&h, log, h.sure); /* the memory of the system still had what was written */
      }
      log_drop(log);
      log_close(log);
    }
    if (rng_chance(&r, 0.5)) {
      mem_io_crash(m);
    } else {
      m->dead = false;
      m->fail_in = -2;
    }
  }
  twin_free(&h.t);
  vec_free(&h.ends);
  mem_io_free(m);
}

static void strict_tickets_interleaved(void **state) {
  for (uint64_t round = 0; round < 500; round++)
    one_history(round, 0);
}

static void relaxed_tickets_interleaved(void **state) {
  for (uint64_t round = 0; round < 500; round++)
    one_history(1000 + round, 60000);
}

/* ---- threads ---- */

struct crowd {
  struct log *log;
  struct history h;
  struct rng r;
  pthread_mutex_t sequencer;
  uint64_t acked; /* highest ticket acknowledged to anybody; guarded by the sequencer */
  int turns;
};

static void *producer(void *arg) {
  struct crowd *c = arg;
  struct err err;
  for (int i = 0; i < c->turns; i++) {
    struct twin_rec rec = {.kind = LOG_EVENTS, .n = 1};
    struct buf body = BUF_INIT;
    bool ok = true;
    pthread_mutex_lock(&c->sequencer);
    for (uint64_t k = rng_below(&c->r, 3) + 1; ok && k > 0; k--) {
      rec.seed = rng_u64(&c->r);
      rec.bytes = rng_below(&c->r, 2000);
      twin_body(&rec, &body);
      ok = log_append(c->log, rec.kind, rec.n, buf_str(&body), &rec.lsn, &err);
      if (ok) vec_push(&c->h.t.recs, rec);
    }
    uint64_t ticket = 0;
    if (ok) {
      vec_push(&c->h.ends, c->h.t.recs.n);
      ticket = log_submit(c->log);
    } else {
      c->h.t.recs.n = c->h.ends.n ? c->h.ends.p[c->h.ends.n - 1] : 0;
    }
    pthread_mutex_unlock(&c->sequencer);
    buf_release(&body);
    if (!ok || !log_wait(c->log, ticket, &err)) return NULL;
    if (log_durable(c->log) < ticket) return c; /* acknowledged, but not durable */
    pthread_mutex_lock(&c->sequencer);
    if (c->acked < ticket) c->acked = ticket;
    pthread_mutex_unlock(&c->sequencer);
  }
  return NULL;
}

#define PRODUCERS 6

static void run_crowd(struct crowd *c) {
  pthread_t threads[PRODUCERS];
  void *wrong;
  for (int i = 0; i < PRODUCERS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, producer, c), 0);
  for (int i = 0; i < PRODUCERS; i++) {
    assert_int_equal(pthread_join(threads[i], &wrong), 0);
    assert_null(wrong);
  }
  while (c->h.sure < c->h.ends.n && ticket_of(&c->h, c->h.sure) <= c->acked)
    c->h.sure++;
}

static void threads_on_a_disk_that_breaks(void **state) {
  for (uint64_t round = 0; round < 60; round++) {
    struct crowd c = {.turns = 30, .sequencer = PTHREAD_MUTEX_INITIALIZER};
    struct mem_io *m = mem_io_new(seed + round);
    struct err err;
    rng_init(&c.r, seed, 7, round);
    for (int life = 0; life < 3; life++) {
      c.log = open_with(m, 0);
      assert_non_null(c.log);
      settle(&c.h, c.log, c.h.sure);
      c.acked = log_end(c.log);
      m->fail_in = (int64_t)rng_below(&c.r, 120);
      run_crowd(&c);
      m->fail_in = -2;
      m->dead = false;
      if (log_is_failed(c.log, NULL) && rng_chance(&c.r, 0.5)) {
        assert_true(log_recover(c.log, &err));
        settle(&c.h, c.log, c.h.sure);
        c.acked = log_end(c.log);
        run_crowd(&c);
        assert_int_equal(c.h.sure, c.h.ends.n);
      }
      log_close(c.log);
      if (rng_chance(&c.r, 0.5)) mem_io_crash(m);
    }
    twin_free(&c.h.t);
    vec_free(&c.h.ends);
    mem_io_free(m);
  }
}

/* On the real disk: everything acknowledged, in fewer groups than submissions; relaxed threads
 * beside somebody who syncs. */
static void *syncer(void *arg) {
  struct log *log = arg;
  struct err err;
  for (int i = 0; i < 50; i++)
    if (!log_sync(log, &err)) return log;
  return NULL;
}

static void threads_share_groups(void **state) {
  for (uint32_t sync_ms = 0; sync_ms <= 1; sync_ms++) {
    char dir[] = "/tmp/shoal-log-XXXXXX", cmd[96];
    struct crowd c = {.turns = 200, .sequencer = PTHREAD_MUTEX_INITIALIZER};
    struct log_options o = {.sync_ms = sync_ms};
    struct log_stats s;
    struct err err;
    pthread_t other;
    void *wrong;
    assert_non_null(mkdtemp(dir));
    rng_init(&c.r, seed, 8, 0);
    assert_true(log_open_full(io_posix(), dir, true, SMALL, &o, &c.log, &err));
    assert_int_equal(pthread_create(&other, NULL, syncer, c.log), 0);
    if (sync_ms == 0) {
      run_crowd(&c);
      assert_int_equal(c.h.sure, PRODUCERS * 200);
    } else {
      for (int i = 0; i < 500; i++) {
        submit(&c.h, c.log, &c.r);
        assert_true(log_wait(c.log, ticket_of(&c.h, c.h.ends.n - 1), &err));
      }
    }
    assert_int_equal(pthread_join(other, &wrong), 0);
    assert_null(wrong);
    log_stats(c.log, &s);
    assert_int_equal(s.records, c.h.t.recs.n);
    assert_true(s.groups <= c.h.ends.n);
    assert_true(log_sync(c.log, &err));
    assert_int_equal(log_durable(c.log), twin_end(&c.h.t, c.h.t.recs.n));
    log_close(c.log);
    assert_true(log_open_sized(io_posix(), dir, false, SMALL, &c.log, &err));
    assert_int_equal(twin_check(&c.h.t, c.log, 0, 1), c.h.t.recs.n);
    log_close(c.log);
    twin_free(&c.h.t);
    vec_free(&c.h.ends);
    snprintf(cmd, sizeof cmd, "rm -r %s", dir);
    assert_int_equal(system(cmd), 0);
  }
}

/* Without room for the next file recovery fails by name and changes nothing; with room it goes on.
 */
static void recovery_needs_room(void **state) {
  struct rng r;
  struct history h = {0};
  struct err err;
  struct mem_io *m = mem_io_new(seed);
  rng_init(&r, seed, 9, 0);
  struct log *log = open_with(m, 0);
  submit(&h, log, &r);
  assert_true(log_wait(log, ticket_of(&h, 0), &err));
  submit(&h, log, &r);
  m->fail_in = 0;
  assert_false(log_wait(log, ticket_of(&h, 1), &err));
  for (int i = 0; i < 3; i++) {
    m->dead = false;
    m->fail_in = i; /* of what recovery does, something fails */
    assert_false(log_recover(log, &err));
    assert_int_equal(err.code, ERR_io);
    assert_int_equal(log_end(log) >= ticket_of(&h, 0), true);
  }
  m->dead = false;
  m->fail_in = -2;
  assert_true(log_recover(log, &err));
  settle(&h, log, 1);
  submit(&h, log, &r);
  assert_true(log_wait(log, ticket_of(&h, h.ends.n - 1), &err));
  h.sure = h.ends.n;
  settle(&h, log, h.sure);
  log_close(log);
  twin_free(&h.t);
  vec_free(&h.ends);
  mem_io_free(m);
}

/* Somebody asks for the next file in the very moment in which the one made before is put in its
 * place: that is being used, and is not to be filled with zeros. */
static struct log *asked;
static const struct io_ops *under;

static bool rename_asking(struct io *io, const char *from, const char *to, struct err *err) {
  struct err ignored;
  if (asked && strstr(from, LOG_SPARE)) assert_true(log_prepare(asked, &ignored));
  return under->rename(io, from, to, err);
}

static void preparing_while_the_file_is_taken(void **state) {
  struct rng r;
  struct history h = {0};
  struct err err;
  struct mem_io *m = mem_io_new(seed);
  struct io_ops ops = *m->io.ops;
  under = m->io.ops;
  ops.rename = rename_asking;
  m->io.ops = &ops;
  rng_init(&r, seed, 10, 0);
  struct log *log = open_with(m, 0);
  asked = log;
  for (int i = 0; i < 200; i++) {
    submit(&h, log, &r);
    assert_true(log_wait(log, ticket_of(&h, h.ends.n - 1), &err));
    assert_true(log_prepare(log, &err));
  }
  asked = NULL;
  assert_true(log->files.n > 3);
  log_close(log);
  log = open_with(m, 0);
  h.sure = h.ends.n;
  settle(&h, log, h.sure);
  log_close(log);
  m->io.ops = under;
  twin_free(&h.t);
  vec_free(&h.ends);
  mem_io_free(m);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strict_tickets_interleaved),
      cmocka_unit_test(relaxed_tickets_interleaved),
      cmocka_unit_test(threads_on_a_disk_that_breaks),
      cmocka_unit_test(threads_share_groups),
      cmocka_unit_test(recovery_needs_room),
      cmocka_unit_test(preparing_while_the_file_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes in comes out: against the twin, across reopening, files and iterators; reader beside
 * writer. */
#include "twin.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

static uint64_t seed;

static void random_histories_equal_the_twin(void **state) {
  for (uint64_t round = 0; round < 60; round++) {
    struct rng r;
    struct twin t = {0};
    struct err err;
    struct mem_io *m = mem_io_new(seed + round);
    rng_init(&r, seed, 1, round);
    struct log *log = twin_open(m, true);
    assert_int_equal(log_end(log), 1);
    assert_int_equal(log_oldest(log), 1);
    char id[40];
    snprintf(id, sizeof id, "%.*s", STRF(log_id(log)));
    for (int step = 0; step < 120; step++) {
      switch (rng_below(&r, 8)) {
      case 0: /* reopen; what was not committed is gone */
        log_close(log);
        t.recs.n = t.durable;
        log = twin_open(m, true);
        assert_true(str_is(log_id(log), id));
        break;
      case 1:
        log_drop(log);
        t.recs.n = t.durable;
        break;
      case 2:
      case 3:
        assert_true(log_commit(log, &err));
        t.durable = t.recs.n;
        break;
      default:
        twin_append(&t, log, &r, rng_chance(&r, 0.05) ? 200000 : 5000);
      }
    }
    t.recs.n = t.durable;
    assert_int_equal(twin_check(&t, log, 0, log_oldest(log)), t.durable);
    for (int k = 0; k < 20 && t.durable; k++) { /* from anywhere, also inside a record */
      size_t i = rng_below(&r, t.durable);
      twin_check(&t, log, i, t.recs.p[i].lsn + rng_below(&r, t.recs.p[i].n));
    }
    twin_check(&t, log, t.durable, log_end(log));
    log_close(log);
    log = twin_open(m, false);
    assert_int_equal(twin_check(&t, log, 0, 1), t.durable);
    log_close(log);
    uint64_t groups, events, want = 0;
    int bad = 0;
    assert_true(log_verify(&m->io, DIR, &groups, &events, twin_count_bad, &bad, NULL, &err));
    for (size_t i = 0; i < t.durable; i++)
      want += t.recs.p[i].kind == LOG_EVENTS ? t.recs.p[i].n : 0;
    assert_int_equal(events, want);
    assert_int_equal(bad, 0);
    twin_free(&t);
    mem_io_free(m);
  }
}

static void limits_and_ranges_have_names(void **state) {
  struct err err;
  struct log *log;
  struct log_iter *it;
  struct mem_io *m = mem_io_new(seed);
  assert_false(log_open(&m->io, DIR, false, &log, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  assert_null(mem_io_node(m, DIR "/log.json"));
  log = twin_open(m, true);
  char *big = must_calloc(1, LOG_RECORD_BYTES_MAX + 1);
  assert_false(log_append(log, LOG_EVENTS, 1, str_of(big, LOG_RECORD_BYTES_MAX + 1), NULL, &err));
  assert_int_equal(err.code, ERR_too_large);
  for (int i = 0; i < 3; i++)
    assert_true(log_append(log, LOG_EVENTS, 1, str_of(big, LOG_RECORD_BYTES_MAX), NULL, &err));
  assert_false(log_append(log, LOG_EVENTS, 1, str_of(big, LOG_RECORD_BYTES_MAX), NULL, &err));
  assert_int_equal(err.code, ERR_too_large);
  assert_true(log_commit(log, &err)); /* the three still stand */
  assert_int_equal(log_end(log), 4);
  assert_false(log_iter_new(log, 0, &it, &err));
  assert_int_equal(err.code, ERR_log_range);
  assert_false(log_iter_new(log, 5, &it, &err));
  assert_int_equal(err.code, ERR_log_range);
  free(big);
  log_close(log);
  mem_io_free(m);
}

static void reading_changes_no_byte(void **state) {
  struct mem_io *m = mem_io_new(seed);
  struct rng r;
  struct twin t = {0};
  struct err err;
  rng_init(&r, seed, 2, 0);
  struct log *log = twin_open(m, true);
  for (int i = 0; i < 20; i++) {
    twin_append(&t, log, &r, 500);
    assert_true(log_commit(log, &err));
  }
  log_close(log);
  struct mem_inode *file = mem_io_node(m, DIR "/log-0000000000000001.shl");
  size_t end = file->now_n;
  while (end > 0 && file->now[end - 1] == 0)
    end--;
  assert_true(end + 200 < file->now_n);
  file->now[end + 100] ^= 1; /* a torn tail to be tempted by */
  uint64_t ops = m->ops;
  log = twin_open(m, false);
  log_close(log);
  assert_int_equal(ops, m->ops);
  twin_free(&t);
  mem_io_free(m);
}

struct meanwhile {
  struct log *log;
  int reads_left;
  struct str body;
};

static void commit_two(void *ctx) {
  struct meanwhile *w = ctx;
  struct err err;
  if (w->reads_left-- != 0) return;
  for (int i = 0; i < 2; i++) {
    assert_true(log_append(w->log, LOG_EVENTS, 1, w->body, NULL, &err));
    assert_true(log_commit(w->log, &err));
  }
}

/* Two groups larger than the reader's window are committed between two of its reads: it has seen
 * the place of the first empty, and then finds the second's claim. */
static void a_group_half_seen_is_looked_at_again(void **state) {
  struct rng r;
  struct buf body = BUF_INIT;
  rng_init(&r, seed, 4, 0);
  while (body.n < 300000)
    buf_put_u64(&body, rng_u64(&r));
  for (int reads = 0; reads < 12; reads++) {
    struct mem_io *m = mem_io_new(seed);
    struct log *log, *reader;
    struct err err;
    struct log_sizes sizes = {2 << 20, 2 << 20};
    assert_true(log_open_sized(&m->io, DIR, true, sizes, &log, &err));
    struct meanwhile w = {log, reads, buf_str(&body)};
    m->ctx = &w;
    m->before_read = commit_two;
    assert_true(log_open(&m->io, DIR, false, &reader, &err));
    assert_true(log_end(reader) == 1 || log_end(reader) == 3);
    m->before_read = NULL;
    log_close(reader);
    log_close(log);
    mem_io_free(m);
  }
  buf_release(&body);
}

/* A real second process reads while this one commits; every prefix it sees must be whole. */
static void reader_beside_writer(void **state) {
  char dir[] = "/tmp/shoal-log-XXXXXX", path[64];
  struct twin t = {0};
  struct rng r;
  struct err err;
  struct log *log;
  assert_non_null(mkdtemp(dir));
  snprintf(path, sizeof path, "%s/log", dir);
  rng_init(&r, seed, 3, 0);
  /* The twin is made first, so that the child knows it too. */
  for (int i = 0; i < 3000; i++) {
    struct twin_rec rec = {.kind = LOG_EVENTS, .n = 1, .lsn = 1 + (uint64_t)i, .seed = rng_u64(&r)};
    rec.bytes = rng_below(&r, 600);
    vec_push(&t.recs, rec);
  }
  assert_true(log_open_sized(io_posix(), path, true, SMALL, &log, &err));
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    size_t seen = 0;
    while (seen < t.recs.n) {
      struct log *reader;
      if (!log_open(io_posix(), path, false, &reader, &err)) _exit(2);
      size_t n = twin_check(&t, reader, 0, 1);
      if (n < seen) _exit(3);
      seen = n;
      log_close(reader);
    }
    _exit(0);
  }
  struct buf body = BUF_INIT;
  for (size_t i = 0; i < t.recs.n; i++) {
    twin_body(&t.recs.p[i], &body);
    assert_true(log_append(log, LOG_EVENTS, 1, buf_str(&body), NULL, &err));
    if (i % 3 == 2) assert_true(log_commit(log, &err));
    if (i % 500 == 2) twin_check(&t, log, 0, 1);
  }
  int status = -1;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  log_close(log);
  buf_release(&body);
  twin_free(&t);
  char cmd[96];
  snprintf(cmd, sizeof cmd, "rm -r %s", dir);
  assert_int_equal(system(cmd), 0);
}

struct watcher {
  struct log *log;
  uint64_t want;
  const char *wrong; /* NULL when all was right */
};

/* Reads the whole durable prefix again and again. */
static const char *watch_all(struct watcher *w) {
  uint64_t end = 0;
  while (end < w->want) {
    struct log_iter *it;
    struct log_record rec;
    struct err err;
    bool more = true, ok = log_iter_new(w->log, 1, &it, &err);
    uint64_t lsn = 1;
    if (!ok) return "iter_new";
    for (;;) {
      if (!log_iter_next(it, &rec, &more, &err)) return "iter_next";
      if (!more) break;
      if (rec.lsn != lsn || rec.body.n != 8 || memcmp(rec.body.p, &lsn, 8) != 0) return "record";
      lsn += rec.n;
    }
    log_iter_free(it);
    if (lsn < end || lsn > log_end(w->log) || log_bytes(w->log) == 0) return "went back";
    end = lsn;
  }
  return NULL;
}

static void *watch(void *arg) {
  struct watcher *w = arg;
  w->wrong = watch_all(w);
  return NULL;
}

static void iterators_in_other_threads(void **state) {
  char dir[] = "/tmp/shoal-log-XXXXXX";
  struct log *log;
  struct err err;
  pthread_t threads[2];
  assert_non_null(mkdtemp(dir));
  assert_true(log_open_sized(io_posix(), dir, true, SMALL, &log, &err));
  struct watcher w[2] = {{log, 2000, NULL}, {log, 2000, NULL}};
  for (int i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, watch, &w[i]), 0);
  for (uint64_t lsn = 1; lsn < w[0].want; lsn++) {
    assert_true(log_append(log, LOG_EVENTS, 1, str_of(&lsn, 8), NULL, &err));
    assert_true(log_commit(log, &err));
  }
  for (int i = 0; i < 2; i++) {
    assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_null(w[i].wrong);
  }
  log_close(log);
  char cmd[96];
  snprintf(cmd, sizeof cmd, "rm -r %s", dir);
  assert_int_equal(system(cmd), 0);
}

int main(void) {
  const char *again = getenv("SEED");
  seed = again ? strtoull(again, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_histories_equal_the_twin),
      cmocka_unit_test(limits_and_ranges_have_names),
      cmocka_unit_test(reading_changes_no_byte),
      cmocka_unit_test(a_group_half_seen_is_looked_at_again),
      cmocka_unit_test(reader_beside_writer),
      cmocka_unit_test(iterators_in_other_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

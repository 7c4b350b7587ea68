/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making, opening, writing, opening again. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "workspace/catalogue.h"
#include "ws_test.h"

static void made_and_listed(void **state) {
  struct place p;
  struct err err;
  struct workspace *w;
  struct arena a;
  struct str *names;
  uint32_t n;
  struct ws_options o = {.threads = 1};
  arena_init(&a, "test");
  place_init(&p, 0);
  assert_false(ws_create(p.dir, STR("shop"), STR(""), STR(""), &o, &err));
  assert_int_equal(err.code, ERR_workspace_exists);
  assert_false(ws_create(p.dir, STR("../up"), STR(""), STR(""), &o, &err));
  assert_int_equal(err.code, ERR_bad_workspace_name);
  assert_false(ws_create(p.dir, STR("b"), STR("Mars/Base"), STR(""), &o, &err));
  assert_int_equal(err.code, ERR_unknown_zone);
  assert_false(ws_create(p.dir, STR("b"), STR(""), STR("yuan"), &o, &err));
  assert_int_equal(err.code, ERR_bad_currency);
  must_ok(ws_create(p.dir, STR("a-2"), STR("Europe/Berlin"), STR("EUR"), &o, &err), &err);
  must_ok(ws_list(p.dir, NULL, &a, &names, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_true(str_is(names[0], "a-2") && str_is(names[1], "shop"));
  assert_false(ws_open(p.dir, STR("none"), WS_READ, &o, &w, &err));
  assert_int_equal(err.code, ERR_no_workspace);
  assert_false(ws_open("/nowhere", STR("shop"), WS_READ, &o, &w, &err));
  assert_int_equal(err.code, ERR_no_data_dir);
  w = place_open(&p, WS_READ);
  assert_true(str_is(ws_currency(w), "CNY"));
  assert_true(str_is(tz_name(ws_tz(w)), "Asia/Shanghai"));
  ws_close(w);
  arena_release(&a);
  place_release(&p);
}

static void one_writer(void **state) {
  struct place p;
  struct err err;
  struct workspace *w, *second;
  struct ws_options o = {.threads = 1};
  place_init(&p, 0);
  w = place_open(&p, WS_WRITE);
  assert_false(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &second, &err));
  assert_int_equal(err.code, ERR_workspace_locked);
  second = place_open(&p, WS_READ);
  ws_close(second);
  must_ok(ws_set_zone(w, STR("Europe/Berlin"), &err), &err);
  assert_false(ws_set_currency(w, STR("e"), &err));
  must_ok(ws_set_currency(w, STR("EUR"), &err), &err);
  ws_close(w);
  w = place_open(&p, WS_WRITE);
  assert_true(str_is(ws_currency(w), "EUR"));
  assert_true(str_is(tz_name(ws_tz(w)), "Europe/Berlin"));
  ws_close(w);
  place_release(&p);
}

/* ---- random histories of batches, with openings and checkpoints anywhere ---- */

struct expected {
  VEC(char *) lines;
};

static void random_batch(struct rng *r, struct ev_batch *b, struct expected *e) {
  static const char *const events[] = {"order_completed", "product_viewed", "signed_up"};
  static const char *const cities[] = {"上海", "北京", "Köln", ""};
  ev_batch_reset(b);
  uint32_t rows = 1 + (uint32_t)rng_below(r, 300);
  for (uint32_t i = 0; i < rows; i++) {
    char who[24], line[256];
    const char *event = events[rng_below(r, 3)], *city = cities[rng_below(r, 4)];
    int64_t time = 1700000000000 + (int64_t)rng_below(r, 100) * 86400000;
    snprintf(who, sizeof who, "u%llu", (unsigned long long)rng_below(r, 500));
    struct ev_key key = {rng_u64(r), rng_u64(r)};
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(who)),
                 ev_batch_name(b, str_from(event)), time, key, 0);
    int64_t amount = (int64_t)rng_below(r, 100000);
    struct value v = {.type = V_NUM, .num = {amount, 2}};
    ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
    char text[DEC_TEXT_BYTES];
    int n = snprintf(line, sizeof line, "%s %lld %s amount=%s", who, (long long)time, event,
                     dec_text(dec_normal(v.num), text));
    if (*city) {
      v = (struct value){.type = V_STR, .str = str_from(city)};
      ev_batch_put(b, ev_batch_prop(b, STR("city")), &v);
      snprintf(line + n, sizeof line - (size_t)n, " city=%s", city);
    }
    char *copy = strdup(line);
    vec_push(&e->lines, copy);
  }
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check(struct workspace *w, struct expected *e, const char *when, uint64_t seed) {
  struct buf want = BUF_INIT;
  if (e->lines.n) qsort(e->lines.p, e->lines.n, sizeof *e->lines.p, by_text);
  buf_printf(&want, "%zu rows\n", e->lines.n);
  for (size_t i = 0; i < e->lines.n; i++)
    buf_printf(&want, "%s\n", e->lines.p[i]);
  char *got = dump_all(w);
  if (strcmp(got, want.p) != 0) {
    size_t i = 0;
    while (got[i] && got[i] == want.p[i])
      i++;
    fail_msg("seed %llu, %s: differs at byte %zu: …%.60s, want …%.60s", (unsigned long long)seed,
             when, i, got + (i > 20 ? i - 20 : 0), want.p + (i > 20 ? i - 20 : 0));
  }
  const char *reason;
  assert_true(people_validate(ws_people(w), &reason));
  free(got);
  buf_release(&want);
}

static void one_history(uint64_t seed) {
  struct place p;
  struct rng r;
  struct ev_batch b;
  struct expected e = {0};
  struct err err;
  rng_init(&r, seed, 0, 0);
  place_init(&p, 2u << 20); /* a memtable of 256 KiB: flushes happen */
  ev_batch_init(&b);
  struct workspace *w = place_open(&p, WS_WRITE);
  for (int step = 0; step < 60; step++) {
    random_batch(&r, &b, &e);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    switch (rng_below(&r, 12)) {
    case 0:
      ws_close(w);
      w = place_open(&p, WS_WRITE);
      check(w, &e, "opened again", seed);
      break;
    case 1:
      must_ok(some_checkpoint(w, rng_chance(&r, 0.7), rng_chance(&r, 0.5), &err), &err);
      break;
    case 2: {
      struct workspace *reader = place_open(&p, WS_READ);
      check(reader, &e, "reader", seed);
      ws_close(reader);
      break;
    }
    default:
      break;
    }
  }
  check(w, &e, "at the end", seed);
  ws_close(w);
  ev_batch_release(&b);
  for (size_t i = 0; i < e.lines.n; i++)
    free(e.lines.p[i]);
  vec_free(&e.lines);
  place_release(&p);
}

static void histories(void **state) {
  for (uint64_t seed = 1; seed <= 6; seed++)
    one_history(seed);
}

static void put_item(struct ev_batch *b, const char *id, const char *name, int64_t cents) {
  struct value v = {.type = V_STR, .str = str_from(name)};
  ev_batch_row(b, ev_batch_id(b, STR("item"), str_from(id)), ev_batch_name(b, STR(EV_ITEM_SET)),
               TIME_MIN, (struct ev_key){1, 2}, EV_ITEM);
  if (*name) ev_batch_put(b, ev_batch_prop(b, STR("item_name")), &v);
  v = (struct value){.type = V_NUM, .num = {cents, 2}};
  if (cents) ev_batch_put(b, ev_batch_prop(b, STR("price")), &v);
}

static void items_are_rows(void **state) {
  struct place p;
  struct err err;
  struct ev_batch b;
  struct arena a;
  struct catalogue_item *items;
  uint32_t n;
  arena_init(&a, "test");
  ev_batch_init(&b);
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  put_item(&b, "sku2", "Tee", 990);
  put_item(&b, "sku1", "Mug", 0);
  put_item(&b, "sku2", "", 1200);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  assert_int_equal(people_count(ws_people(w)), 0); /* items are no people */
  for (int round = 0; round < 3; round++) {
    must_ok(catalogue_items(w, &(struct catalogue_filter){0}, STR(""), 9, &a, &items, &n, &err),
            &err);
    assert_int_equal(n, 2);
    assert_true(str_is(items[0].id, "sku1") && str_is(items[0].name, "Mug") &&
                items[0].price.n == 0);
    assert_true(str_is(items[1].id, "sku2") && str_is(items[1].name, "Tee"));
    assert_true(str_is(items[1].price, "12.00"));
    ws_close(w);
    char path[PATH_BYTES + 32]; /* the SQL state is derived as far as items go */
    snprintf(path, sizeof path, "%s/w/shop/state.db", p.dir);
    if (round == 1) assert_int_equal(unlink(path), 0);
    w = place_open(&p, WS_WRITE);
  }
  ws_close(w);
  ev_batch_release(&b);
  arena_release(&a);
  place_release(&p);
}

/* Every write, sync, rename or switch may fail; what was acknowledged stays, and nothing else but
 * possibly the batch in doubt. */
static void failures_stop_the_workspace(void **state) {
  static const char *const points[] = {"io_pwrite",  "io_sync",      "io_rename",
                                       "log_synced", "part_written", "manifest_switched"};
  for (size_t at = 0; at < sizeof points / sizeof *points; at++) {
    for (int n = 1; n < 12; n += 2) {
      struct place p;
      struct rng r;
      struct ev_batch b;
      struct expected sure = {0};
      struct err err;
      char fault[64];
      rng_init(&r, 40 + at, 0, (uint64_t)n);
      place_init(&p, 2u << 20);
      ev_batch_init(&b);
      struct workspace *w = place_open(&p, WS_WRITE);
      snprintf(fault, sizeof fault, "%s:%d:fail", points[at], n);
      setenv("SHOAL_FAULT", fault, 1);
      fault_init();
      bool failed = false;
      size_t before = 0;
      for (int step = 0; step < 30 && !failed; step++) {
        before = sure.lines.n;
        random_batch(&r, &b, &sure);
        failed = !ws_ingest(w, &b, NULL, &err);
        if (!failed && step % 10 == 9) failed = !ws_checkpoint(w, true, &err);
        if (failed && before == sure.lines.n) fail_msg("no batch");
      }
      unsetenv("SHOAL_FAULT");
      fault_init();
      ws_close(w);
      w = place_open(&p, WS_WRITE);
      struct snapshot *s = ws_snapshot(w);
      uint64_t rows = snapshot_rows(s);
      snapshot_free(s);
      assert_true(rows == sure.lines.n || (failed && rows == before));
      while (sure.lines.n > rows)
        free(sure.lines.p[--sure.lines.n]);
      check(w, &sure, fault, 40 + at);
      ws_close(w);
      ev_batch_release(&b);
      for (size_t i = 0; i < sure.lines.n; i++)
        free(sure.lines.p[i]);
      vec_free(&sure.lines);
      place_release(&p);
    }
  }
}

/* The store of one workspace beside the log of another is refused, not mixed. */
static void foreign_parts_are_refused(void **state) {
  struct place p;
  struct err err;
  struct rng r;
  struct ev_batch b;
  struct expected e = {0};
  struct workspace *w;
  char log[PATH_BYTES + 32], away[PATH_BYTES + 32];
  rng_init(&r, 3, 0, 0);
  ev_batch_init(&b);
  place_init(&p, 0);
  w = place_open(&p, WS_WRITE);
  random_batch(&r, &b, &e);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  must_ok(ws_checkpoint(w, false, &err), &err);
  ws_close(w);
  snprintf(log, sizeof log, "%s/w/shop/log", p.dir);
  snprintf(away, sizeof away, "%s/w/shop/log.away", p.dir);
  assert_int_equal(rename(log, away), 0);
  assert_int_equal(mkdir(log, 0700), 0);
  struct ws_options o = {.threads = 1};
  assert_false(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &w, &err));
  assert_int_equal(err.code, ERR_cursor_outside);
  ev_batch_release(&b);
  for (size_t i = 0; i < e.lines.n; i++)
    free(e.lines.p[i]);
  vec_free(&e.lines);
  place_release(&p);
}

/* A process writes, flushes and merges while others open: each opening sees all of some moment. */
static void readers_beside_a_writer(void **state) {
  struct place p;
  uint64_t last = 0, openings = 0;
  place_init(&p, 2u << 20);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    struct rng r;
    struct ev_batch b;
    struct expected e = {0};
    struct err err;
    struct ws_options o = {.threads = 1, .memory = p.memory};
    struct workspace *w;
    rng_init(&r, 21, 0, 0);
    ev_batch_init(&b);
    bool ok = ws_open(p.dir, STR("shop"), WS_WRITE, &o, &w, &err);
    for (int i = 0; ok && i < 150; i++) {
      random_batch(&r, &b, &e);
      ok = ws_ingest(w, &b, NULL, &err) && (i % 5 || ws_checkpoint(w, i % 2, &err));
    }
    _exit(ok ? 0 : 1);
  }
  int status = 0;
  for (bool running = true; running; openings++) {
    running = waitpid(pid, &status, WNOHANG) == 0;
    struct workspace *w = place_open(&p, WS_READ);
    struct snapshot *n = ws_snapshot(w);
    assert_true(snapshot_rows(n) >= last);
    last = snapshot_rows(n);
    snapshot_free(n);
    if (openings % 8 == 0) free(dump_all(w)); /* reads every row */
    ws_close(w);
  }
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  assert_true(last > 150 && openings > 1);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(made_and_listed),
      cmocka_unit_test(one_writer),
      cmocka_unit_test(histories),
      cmocka_unit_test(items_are_rows),
      cmocka_unit_test(failures_stop_the_workspace),
      cmocka_unit_test(foreign_parts_are_refused),
      cmocka_unit_test(readers_beside_a_writer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

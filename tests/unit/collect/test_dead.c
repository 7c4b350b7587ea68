/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters: kept as they came, found again, dropped for age and room; the live view's ring. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect/dead.h"
#include "collect/watch.h"

#include "../workspace/ws_dir.h"

static struct wire_reject reject_of(struct str text, uint32_t index) {
  struct wire_reject r = {.text = text, .event = STR("buy"), .index = index};
  err_fail(&r.why, ERR_wire_bad_field, "time" ERR_SEP "a moment, or nothing");
  return r;
}

static const struct dead_filter everything = {.protocol = -1, .limit = 100, .text = true};

static uint32_t count(struct workspace *w, const struct dead_filter *f, struct arena *a,
                      struct dead_letter **ret) {
  struct err err = {0};
  uint32_t n = 0;
  must_ok(dead_list(w, f, a, ret, &n, &err), &err);
  return n;
}

static void kept_as_they_came(void **state) {
  struct workspace *w = *state;
  struct err err = {0};
  struct arena a;
  struct dead_letter *d, one;
  uint64_t letters, bytes;
  arena_init(&a, "test");
  struct dead_room *room = dead_open(w);
  const struct dead_from from = {STR("wky_1"), STR("/v1/batch"), WIRE_SEGMENT, 1700000000000};
  const struct str odd = str_of("{\"a\":\"\xff\0\"}", 10);
  const struct wire_reject r[] = {reject_of(STR("{\"n\":1}"), 0), reject_of(odd, 1),
                                  reject_of(odd, 1)};
  struct dead_from now = from;
  now.received_ms = clock_wall_ms(ws_clock(w));
  must_ok(dead_put(room, &now, r, 3, &err), &err);
  assert_int_equal(count(w, &everything, &a, &d), 2); /* one thing sent is one letter */
  assert_true(str_eq(d[0].text, odd) && d[0].id > d[1].id);
  assert_int_equal(d[0].why.code, ERR_wire_bad_field);
  assert_string_equal(d[0].why.args[1], "a moment, or nothing");
  assert_string_equal(d[0].why.args[2], "a moment, or nothing"); /* of before there were both */
  assert_true(str_is(d[0].key, "wky_1") && str_is(d[0].path, "/v1/batch"));
  assert_int_equal(d[0].protocol, WIRE_SEGMENT);
  struct dead_filter f = everything;
  f.before = d[0].id;
  assert_int_equal(count(w, &f, &a, &d), 1);
  f = everything;
  f.protocol = WIRE_SENSORS;
  assert_int_equal(count(w, &f, &a, &d), 0);
  f.protocol = WIRE_SEGMENT, f.key = STR("wky_1"), f.code = STR("wire_bad_field");
  assert_int_equal(count(w, &f, &a, &d), 2);
  must_ok(dead_get(w, d[1].id, &a, &one, &err), &err);
  assert_true(str_is(one.text, "{\"n\":1}"));
  must_ok(dead_discard(w, d[1].id, &err), &err);
  assert_false(dead_discard(w, d[1].id, &err));
  assert_int_equal(err.code, ERR_unknown_dead_letter);
  must_ok(dead_count(w, &letters, &bytes, &err), &err);
  assert_int_equal(letters, 1);
  assert_int_equal(bytes, odd.n);
  must_ok(dead_discard_all(w, &everything, &letters, &err), &err);
  assert_int_equal(letters, 1);
  dead_close(room);
  arena_release(&a);
}

static void kinds_of_letters(void **state) {
  struct workspace *w = *state;
  struct err err = {0};
  struct arena a;
  struct dead_kind *k;
  uint32_t n;
  uint64_t gone;
  arena_init(&a, "test");
  struct dead_room *room = dead_open(w);
  const struct dead_from from = {STR("wky_1"), STR("/v1/batch"), WIRE_SEGMENT,
                                 clock_wall_ms(ws_clock(w))};
  struct wire_reject r[4];
  for (uint32_t i = 0; i < 4; i++) {
    r[i] = (struct wire_reject){.text = STR("{}"), .event = STR("Buy"), .index = i};
    err_fail(&r[i].why, ERR_collect_plan, "buy" ERR_SEP "%s", i == 1 ? "a type" : "a missing");
  }
  err_fail(&r[3].why, ERR_wire_bad_field, "time" ERR_SEP "a moment");
  must_ok(dead_put(room, &from, r, 4, &err), &err);
  must_ok(dead_kinds(w, STR("collect_plan"), DEAD_KINDS_MAX, &a, &k, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_int_equal(k[0].letters, 2);
  assert_string_equal(k[0].why.args[1], "a missing");
  assert_int_equal(k[1].letters, 1);
  assert_true(k[0].newest > k[1].newest && k[0].newest_ms == from.received_ms);
  must_ok(dead_kinds(w, STR("collect_plan"), 1, &a, &k, &n, &err), &err);
  assert_int_equal(n, 1);
  must_ok(dead_discard_all(w, &everything, &gone, &err), &err);
  must_ok(dead_kinds(w, STR("collect_plan"), 1, &a, &k, &n, &err), &err);
  assert_int_equal(n, 0);
  dead_close(room);
  arena_release(&a);
}

/* A client that got no answer sends the same again, also to a server that was killed meanwhile. */
static void the_same_again(void **state) {
  struct workspace *w = *state;
  struct err err = {0};
  struct arena a;
  struct dead_letter *d;
  uint64_t gone;
  arena_init(&a, "test");
  struct dead_room *room = dead_open(w);
  struct dead_from from = {STR("wky_1"), STR("/v1/batch"), WIRE_SEGMENT,
                           clock_wall_ms(ws_clock(w))};
  const struct wire_reject r[] = {reject_of(STR("{\"n\":1}"), 0), reject_of(STR("{\"n\":2}"), 1),
                                  reject_of(STR("{\"n\":1}"), 2)};
  must_ok(dead_put(room, &from, r, 3, &err), &err);
  assert_int_equal(count(w, &everything, &a, &d), 3); /* one request may say a thing twice */
  for (int i = 0; i < 3; i++) {
    from.received_ms += 20000;
    must_ok(dead_put(room, &from, r, 3, &err), &err);
    assert_int_equal(count(w, &everything, &a, &d), 3);
    dead_close(room);
    room = dead_open(w);
  }
  from.key = STR("wky_2"); /* another's is another */
  must_ok(dead_put(room, &from, r, 1, &err), &err);
  assert_int_equal(count(w, &everything, &a, &d), 4);
  must_ok(dead_discard(w, d[0].id, &err), &err); /* seen and done with: comes again */
  must_ok(dead_put(room, &from, r, 1, &err), &err);
  assert_int_equal(count(w, &everything, &a, &d), 4);
  from.received_ms += INT64_C(2) * 3600 * 1000; /* long after */
  must_ok(dead_put(room, &from, r, 1, &err), &err);
  assert_int_equal(count(w, &everything, &a, &d), 5);
  must_ok(dead_discard_all(w, &everything, &gone, &err), &err);
  dead_close(room);
  arena_release(&a);
}

/* Counted as a walk over all letters counts them. */
static void found_by_reason(void **state) {
  struct workspace *w = *state;
  struct err err = {0};
  struct arena a;
  struct dead_letter *d;
  struct dead_reason *r;
  uint64_t gone;
  uint32_t n = 0;
  int64_t now = clock_wall_ms(ws_clock(w));
  arena_init(&a, "test");
  struct dead_room *room = dead_open(w);
  for (uint32_t i = 0; i < 60; i++) {
    const struct dead_from from = {i % 3 ? STR("wky_1") : STR("wky_2"), STR("/v1/batch"),
                                   WIRE_SEGMENT, now - 1000 * i};
    struct wire_reject one = reject_of(arena_printf(&a, "{\"n\":%u}", i), i);
    if (i % 4 == 0) err_fail(&one.why, ERR_wire_no_event, "event");
    if (i % 5 == 0) one.event = STR("view");
    must_ok(dead_put(room, &from, &one, 1, &err), &err);
  }
  struct dead_filter f = {.protocol = -1, .limit = 100};
  f.event = STR("view"), f.since_ms = now - 30000, f.until_ms = now - 5000;
  assert_int_equal(count(w, &f, &a, &d), 5); /* 10, 15, 20, 25, 30 */
  must_ok(dead_reasons(w, &f, &a, &r, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_true(r[0].newest.why.code == ERR_wire_bad_field && r[0].letters == 4);
  assert_true(r[1].newest.why.code == ERR_wire_no_event && r[1].letters == 1);
  assert_int_equal(r[1].newest.received_ms, now - 20000);
  f = (struct dead_filter){.protocol = -1, .limit = 100};
  must_ok(dead_reasons(w, &f, &a, &r, &n, &err), &err);
  uint32_t all = count(w, &f, &a, &d);
  for (uint32_t i = 0; i < n; i++) {
    uint64_t letters = 0, bytes = 0;
    int64_t newest = 0, oldest = INT64_MAX;
    for (uint32_t k = 0; k < all; k++) {
      if (d[k].why.code != r[i].newest.why.code) continue;
      letters++;
      bytes += d[k].bytes;
      if (d[k].id > newest) newest = d[k].id;
      if (d[k].received_ms < oldest) oldest = d[k].received_ms;
    }
    assert_int_equal(r[i].letters, letters);
    assert_int_equal(r[i].bytes, bytes);
    assert_int_equal(r[i].newest.id, newest);
    assert_int_equal(r[i].oldest_ms, oldest);
    assert_int_equal(r[i].events, 2);
    assert_int_equal(r[i].keys, 2);
    assert_int_equal(r[i].newest.text.n, 0);
  }
  f.code = STR("wire_no_event");
  must_ok(dead_discard_all(w, &f, &gone, &err), &err);
  assert_int_equal(gone, 15);
  f.code = STR("");
  assert_int_equal(count(w, &f, &a, &d), 45);
  must_ok(dead_discard_all(w, &f, &gone, &err), &err);
  dead_close(room);
  arena_release(&a);
}

static void the_oldest_go(void **state) {
  struct workspace *w = *state;
  struct err err = {0};
  struct arena a;
  uint64_t letters, bytes;
  arena_init(&a, "test");
  struct dead_room *room = dead_open(w);
  struct dead_from from = {STR("wky_1"), STR("/v1/batch"), WIRE_SEGMENT, 0};
  char *mb = arena_alloc(&a, WIRE_MESSAGE_MAX);
  memset(mb, 'x', WIRE_MESSAGE_MAX);
  from.received_ms = clock_wall_ms(ws_clock(w)) - DEAD_DAYS * MS_DAY - 1;
  struct wire_reject r = reject_of(STR("old"), 0);
  must_ok(dead_put(room, &from, &r, 1, &err), &err);
  assert_int_equal(dead_dropped(room), 1); /* too old when it came */
  from.received_ms = clock_wall_ms(ws_clock(w));
  r = reject_of(str_of(mb, WIRE_MESSAGE_MAX), 0);
  for (unsigned i = 0; i < DEAD_BYTES / WIRE_MESSAGE_MAX + 6; i++) {
    mb[0] = (char)i; /* another letter */
    must_ok(dead_put(room, &from, &r, 1, &err), &err);
  }
  must_ok(dead_count(w, &letters, &bytes, &err), &err);
  assert_int_equal(bytes, DEAD_BYTES);
  assert_int_equal(dead_dropped(room), 7);
  /* Room that discarding made is found. */
  must_ok(dead_discard_all(w, &everything, &letters, &err), &err);
  must_ok(dead_put(room, &from, &r, 1, &err), &err);
  must_ok(dead_count(w, &letters, &bytes, &err), &err);
  assert_int_equal(letters, 1);
  assert_int_equal(dead_dropped(room), 7);
  dead_close(room);
  arena_release(&a);
}

/* ---- the live view ---- */

static uint64_t told, last_n;
static bool last_cut;

static void on_message(void *ctx, const struct watched *m) {
  told++;
  last_n = m->n;
  last_cut = m->cut;
}

static void a_ring_of_the_last(void **state) {
  struct watch *w = watch_new(clock_system());
  struct err err = {0};
  struct buf big = BUF_INIT;
  struct watched m = {.key = STR("wky_1"), .event = STR("buy"), .text = STR("{}")};
  for (uint32_t i = 0; i < WATCH_KEPT + 50; i++)
    watch_put(w, &m);
  told = 0;
  assert_true(watch_begin(w, on_message, NULL, &err));
  assert_int_equal(told, WATCH_KEPT);
  assert_int_equal(last_n, WATCH_KEPT + 49);
  while (big.n < 2 * WATCH_TEXT_MAX)
    buf_puts(&big, "0123456789");
  m.text = buf_str(&big);
  watch_put(w, &m);
  assert_true(told == WATCH_KEPT + 1 && last_cut);
  watch_end(w, on_message, NULL);
  for (int i = 0; i < 20; i++)
    watch_put(w, &m);
  assert_int_equal(told, WATCH_KEPT + 1);
  /* A new watcher is not given more than a stream takes. */
  told = 0;
  assert_true(watch_begin(w, on_message, NULL, &err));
  assert_int_equal(told, WATCH_BEGIN_MAX / WATCH_TEXT_MAX);
  watch_end(w, on_message, NULL);
  /* A busy key leaves a quiet one its share. */
  uint32_t shown = 0;
  for (int i = 0; i < 1000; i++)
    shown += watch_wants(w, STR("busy"), true);
  assert_true(shown >= WATCH_RATE && shown < 500);
  assert_true(watch_left_out(w) > 0);
  assert_true(watch_wants(w, STR("quiet"), true));
  assert_true(watch_wants(w, STR("busy"), false));
  buf_release(&big);
  watch_free(w);
}

static char dir[PATH_BYTES];

static int open_shop(void **state) {
  struct ws_options o = {.threads = 1};
  struct workspace *w;
  struct err err = {0};
  temp_dir(dir);
  must_ok(ws_create(dir, STR("shop"), STR("UTC"), STR(""), &o, &err), &err);
  must_ok(ws_open(dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  *state = w;
  return 0;
}

static int close_shop(void **state) {
  ws_close(*state);
  remove_dir(dir);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(kept_as_they_came, open_shop, close_shop),
      cmocka_unit_test_setup_teardown(the_same_again, open_shop, close_shop),
      cmocka_unit_test_setup_teardown(found_by_reason, open_shop, close_shop),
      cmocka_unit_test_setup_teardown(kinds_of_letters, open_shop, close_shop),
      cmocka_unit_test_setup_teardown(the_oldest_go, open_shop, close_shop),
      cmocka_unit_test(a_ring_of_the_last),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erased people: gone from answers at once, from every byte of every file after a run, a new person
 * when they come back, and all of that through openings, rebuilds and interruptions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/erase.h"
#include "ws_hunt.h"
#include "ws_test.h"

#define PEOPLE 12

static uint64_t seed;

/* A name that stands nowhere else, long enough for a page and for a heap of strings. */
static void name_of(int who, int life, char out[64]) {
  snprintf(out, 64, "person%02d-life%d-%s", who, life, who % 2 ? "x" : "a-rather-long-identity");
}

static void ingest_some(struct workspace *w, struct rng *r, const int *life, int rows) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (int i = 0; i < rows; i++) {
    char name[64], city[96];
    int who = (int)rng_below(r, PEOPLE);
    name_of(who, life[who], name);
    snprintf(city, sizeof city, "city of %s", name);
    bool set = rng_chance(r, 0.2);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(name)),
                 ev_batch_name(&b, set ? STR(EV_SET) : STR("bought")),
                 1700000000000 + (int64_t)rng_below(r, 1000000), (struct ev_key){rng_u64(r), 2}, 0);
    struct value v = {.type = V_STR, .str = str_from(city)};
    ev_batch_put(&b, ev_batch_prop(&b, set ? STR("city") : STR("note")), &v);
    v = (struct value){.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 100))};
    if (!set) ev_batch_put(&b, ev_batch_prop(&b, STR("amount")), &v);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

/* ---- what is left ---- */

static uint32_t subject_of(struct workspace *w, const char *name) {
  return people_find_any(ws_people(w), str_from(name));
}

/* The lines of `all` that do not begin with a name of `gone`. */
static char *without(const char *all, const char *const *gone, int n_gone) {
  struct buf b = BUF_INIT, out = BUF_INIT;
  struct str rest = str_from(all);
  size_t lines = 0;
  str_cut(&rest, '\n');
  while (rest.n) {
    struct str line = str_cut(&rest, '\n');
    bool keep = true;
    for (int i = 0; i < n_gone; i++)
      keep &= !(str_starts(line, str_from(gone[i])) && line.p[strlen(gone[i])] == ' ');
    if (!keep) continue;
    buf_put_str(&b, line);
    buf_putc(&b, '\n');
    lines++;
  }
  buf_printf(&out, "%zu rows\n", lines);
  buf_put_str(&out, buf_str(&b));
  buf_release(&b);
  return out.p;
}

static void erase(struct workspace *w, const char *name) {
  struct err err;
  struct ws_erased r;
  must_ok(ws_erase_person(w, subject_of(w, name), STR("test"), &r, &err), &err);
  assert_int_equal(r.identities, 1);
}

static void same_dump(struct workspace *w, const char *want) {
  char *is = dump_all(w);
  assert_string_equal(is, want);
  free(is);
}

static void gone_at_once_and_from_every_byte(void **state) {
  for (uint64_t round = 0; round < 6; round++) {
    struct place p;
    struct rng r;
    struct err err;
    struct ws_erase_done done;
    int life[PEOPLE] = {0};
    char a[64], b[64];
    rng_init(&r, seed, 1, round);
    place_init(&p, 0);
    struct workspace *w = place_open(&p, WS_WRITE);
    for (int i = 0; i < 6; i++) {
      ingest_some(w, &r, life, 200);
      if (i == 2 || (i == 4 && rng_chance(&r, 0.5)))
        must_ok(some_checkpoint(w, rng_chance(&r, 0.5), false, &err), &err);
    }
    name_of(3, 0, a);
    name_of(4, 0, b);
    const char *const gone[] = {a, b};
    char *before = dump_all(w), *want = without(before, gone, 2);
    assert_string_not_equal(before, want);
    assert_true(occurrences(p.dir, a) > 0);
    erase(w, a);
    erase(w, b);
    same_dump(w, want);
    assert_int_equal(subject_of(w, a), SUBJECT_NONE);
    assert_int_equal(subject_of(w, "3"), SUBJECT_NONE);
    assert_int_equal(people_living(ws_people(w)), people_count(ws_people(w)) - 2);
    if (rng_chance(&r, 0.5)) { /* before any file was written again */
      ws_close(w);
      w = place_open(&p, WS_READ);
      same_dump(w, want);
      ws_close(w);
      w = place_open(&p, WS_WRITE);
      same_dump(w, want);
    }
    must_ok(ws_erase_run(w, &done, &err), &err);
    assert_int_equal(done.people, 2);
    same_dump(w, want);
    for (int i = 0; i < 2; i++)
      if (occurrences(p.dir, gone[i])) fail_msg("%s is still in %s", gone[i], hunt.where);
    must_ok(ws_erase_run(w, &done, &err), &err);
    assert_int_equal(done.people, 0);
    ws_close(w);
    struct ws_options o = {.threads = 1};
    struct ws_rebuilt built;
    must_ok(ws_rebuild(p.dir, STR("shop"), &o, &built, &err), &err);
    w = place_open(&p, WS_WRITE);
    same_dump(w, want);
    assert_int_equal(subject_of(w, a), SUBJECT_NONE);
    const char *reason;
    assert_true(people_validate(ws_people(w), &reason));
    ws_close(w);
    free(before);
    free(want);
    place_release(&p);
  }
}

static void who_comes_back_is_somebody_new(void **state) {
  struct place p;
  struct rng r;
  struct err err;
  struct ws_erase_done done;
  int life[PEOPLE] = {0};
  char a[64];
  rng_init(&r, seed, 2, 0);
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  ingest_some(w, &r, life, 300);
  name_of(5, 0, a);
  uint32_t old = subject_of(w, a);
  const char *const gone[] = {a};
  char *before = dump_all(w), *others = without(before, gone, 1);
  erase(w, a);
  struct ev_batch b;
  ev_batch_init(&b);
  ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(a)), ev_batch_name(&b, STR("again")),
               1700000000000, (struct ev_key){1, 2}, 0);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
  uint32_t fresh = subject_of(w, a);
  assert_int_not_equal(fresh, old);
  char *want = dump_all(w);
  for (int i = 0; i < 4; i++) { /* replayed, purged, replayed from rewritten files, rebuilt */
    ws_close(w);
    if (i == 3) {
      struct ws_options o = {.threads = 1};
      struct ws_rebuilt built;
      must_ok(ws_rebuild(p.dir, STR("shop"), &o, &built, &err), &err);
    }
    w = place_open(&p, WS_WRITE);
    assert_int_equal(subject_of(w, a), fresh);
    same_dump(w, want);
    if (i == 1) must_ok(ws_erase_run(w, &done, &err), &err);
  }
  ws_close(w);
  free(before);
  free(others);
  free(want);
  place_release(&p);
}

/* Killed at the n-th pass of a fault point in the middle of erasing and purging; the answer is
 * either nothing or all of it, and the next run finishes. */
static void killed_anywhere(void **state) {
  static const char *const points[] = {"io_pwrite",  "io_sync",      "io_rename",
                                       "log_synced", "part_written", "manifest_switched"};
  int killed = 0;
  for (size_t k = 0; k < sizeof points / sizeof *points; k++)
    for (int n = 1; n <= 12; n += 1 + n / 4) {
      struct place p;
      struct rng r;
      struct err err;
      struct ws_erase_done done;
      int life[PEOPLE] = {0};
      char a[64], fault[64];
      rng_init(&r, seed, 3, (uint64_t)n);
      place_init(&p, 0);
      struct workspace *w = place_open(&p, WS_WRITE);
      ingest_some(w, &r, life, 200);
      must_ok(ws_checkpoint(w, false, &err), &err);
      ingest_some(w, &r, life, 50);
      name_of(6, 0, a);
      const char *const gone[] = {a};
      char *before = dump_all(w), *want = without(before, gone, 1);
      ws_close(w);
      snprintf(fault, sizeof fault, "%s:%d", points[k], n);
      fflush(NULL);
      pid_t pid = fork();
      if (pid == 0) {
        struct ws_erased e;
        w = place_open(&p, WS_WRITE);
        setenv("SHOAL_FAULT", fault, 1);
        fault_init();
        bool ok = ws_erase_person(w, subject_of(w, a), STR("test"), &e, &err) &&
                  ws_erase_run(w, &done, &err);
        _exit(ok ? 0 : 1);
      }
      int status;
      assert_int_equal(waitpid(pid, &status, 0), pid);
      killed += WIFSIGNALED(status);
      w = place_open(&p, WS_WRITE);
      char *is = dump_all(w);
      assert_true(strcmp(is, before) == 0 || strcmp(is, want) == 0);
      free(is);
      if (subject_of(w, a) != SUBJECT_NONE) erase(w, a);
      must_ok(ws_erase_run(w, &done, &err), &err);
      same_dump(w, want);
      if (occurrences(p.dir, a)) fail_msg("%s: %s is still in %s", fault, a, hunt.where);
      ws_close(w);
      free(before);
      free(want);
      place_release(&p);
    }
  assert_true(killed > 15);
}

/* An order may have come without an amount, and nobody's may have one. */
static void reach_without_amounts(void **state) {
  struct place p;
  struct ev_batch b;
  struct ws_erase_reach r;
  struct err err;
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  ev_batch_init(&b);
  for (int i = 0; i < 3; i++)
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), STR("ann")),
                 ev_batch_name(&b, i ? STR("order_completed") : STR(EV_SET)), 1700000000000 + i,
                 (struct ev_key){(uint64_t)i + 1, 2}, 0);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  must_ok(ws_erase_reach(w, subject_of(w, "ann"), &r, &err), &err);
  assert_true(r.identities == 1 && r.events == 2 && r.orders == 2 && r.changes == 1);
  assert_true(r.first_ms == 1700000000001 && r.last_ms == 1700000000002 && r.amount.m == 0);
  ev_batch_release(&b);
  ws_close(w);
  place_release(&p);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gone_at_once_and_from_every_byte),
      cmocka_unit_test(who_comes_back_is_somebody_new),
      cmocka_unit_test(killed_anywhere),
      cmocka_unit_test(reach_without_amounts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

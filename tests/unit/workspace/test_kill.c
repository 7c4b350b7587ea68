/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An import killed anywhere and run again gives the totals and the content of one that was not. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ws_test.h"

#define ROWS       2000
#define GROUP_ROWS 90
#define MEMORY     ((size_t)2 << 20)

static void make_file(char path[PATH_BYTES + 64], const char *dir) {
  struct buf b = BUF_INIT;
  struct rng r;
  rng_init(&r, 77, 0, 0);
  buf_puts(&b, "user,at,paid,no,channel\n");
  for (int i = 0; i < ROWS; i++) {
    if (rng_below(&r, 15) == 0)
      buf_puts(&b, "u7,not a day,1.00,,web\n");
    else if (rng_below(&r, 4) == 0)
      buf_printf(&b, "u%d,2026-02-01,5.00,,app\n", (int)rng_below(&r, 3));
    else
      buf_printf(&b, "u%d,2026-01-%02d,%d.00,o%d,web\n", (int)rng_below(&r, 300),
                 1 + (int)rng_below(&r, 28), (int)rng_below(&r, 900), i);
  }
  snprintf(path, PATH_BYTES + 64, "%s/orders.csv", dir);
  write_file(path, buf_str(&b));
  buf_release(&b);
}

struct reference {
  char path[PATH_BYTES + 64];
  struct place place;
  struct imported whole;
  char *dump, *rejects;
};
static struct reference ref;

static char *slurp(const char *path) {
  struct arena a;
  struct str text;
  struct err err;
  arena_init(&a, "test");
  must_ok(io_read_all(io_posix(), path, 1 << 24, &a, &text, &err), &err);
  char *copy = strndup(text.p, text.n);
  arena_release(&a);
  return copy;
}

static int set_up(void **state) {
  place_init(&ref.place, MEMORY);
  make_file(ref.path, ref.place.dir);
  struct workspace *w = place_open(&ref.place, WS_WRITE);
  ref.whole = import_with(w, ref.path, orders_yaml, "", GROUP_ROWS, NULL, NULL);
  must_ok(ref.whole.ok, &ref.whole.err);
  ref.dump = dump_all(w);
  ref.rejects = slurp(ref.whole.rejects);
  ws_close(w);
  return 0;
}

static int tear_down(void **state) {
  free(ref.dump);
  free(ref.rejects);
  place_release(&ref.place);
  return 0;
}

/* After the last fault: totals, content, rejects, and a further import finds only duplicates. */
static bool check_again(struct place *p, const char *fault) {
  struct workspace *w = place_open(p, WS_WRITE);
  struct imported r = import_with(w, ref.path, orders_yaml, "", GROUP_ROWS, NULL, NULL);
  must_ok(r.ok, &r.err);
  const struct import_counts *c = &r.c, *all = &ref.whole.c;
  bool same = c->read == all->read && c->imported == all->imported &&
              c->duplicate == all->duplicate && c->rejected == all->rejected &&
              c->people == all->people && c->events == all->events;
  /* the run had already finished in the log */
  bool again = c->read == all->read && c->imported == 0 && c->rejected == all->rejected;
  if (!same && !again)
    fail_msg("%s: %llu read, %llu imported, %llu duplicate, %llu people, resumed at %llu", fault,
             (unsigned long long)c->read, (unsigned long long)c->imported,
             (unsigned long long)c->duplicate, (unsigned long long)c->people,
             (unsigned long long)c->resumed_at);
  bool resumed = c->resumed_at > 0;
  char *got = dump_all(w), *rejects = slurp(r.rejects);
  if (strcmp(got, ref.dump) != 0) fail_msg("%s: other content", fault);
  assert_string_equal(rejects, ref.rejects);
  free(got);
  free(rejects);
  r = import_with(w, ref.path, orders_yaml, "", GROUP_ROWS, NULL, NULL);
  must_ok(r.ok, &r.err);
  assert_int_equal(r.c.imported, 0);
  ws_close(w);
  return resumed;
}

/* The fault strikes at a random passing among the first `most`. */
static uint32_t with_faults(const char *point, const char *how, uint64_t most, int rounds,
                            uint64_t seed) {
  struct rng r;
  uint32_t resumed = 0, struck = 0;
  rng_init(&r, seed, 0, 0);
  for (int i = 0; i < rounds; i++) {
    struct place p;
    char fault[64];
    place_init(&p, MEMORY);
    int times = 1 + (int)rng_below(&r, 3); /* a second death while recovering from the first */
    for (int k = 0; k < times; k++) {
      uint64_t n = 1 + rng_below(&r, rng_below(&r, 3) == 0 ? most / 6 + 1 : most);
      snprintf(fault, sizeof fault, "%s:%llu:%s", point, (unsigned long long)n, how);
      struck += import_in_child(&p, ref.path, orders_yaml, GROUP_ROWS, fault) != CHILD_DONE;
    }
    resumed += check_again(&p, fault);
    place_release(&p);
  }
  print_message("%s:%s: %u faults struck, %u imports resumed\n", point, how, struck, resumed);
  return resumed;
}

static void killed_after_sync(void **state) {
  assert_true(with_faults("log_synced", "kill", 25, 8, 101) > 0);
}
static void killed_after_a_batch(void **state) {
  assert_true(with_faults("import_batch", "kill", 25, 8, 102) > 0);
}
static void killed_before_a_sync(void **state) {
  with_faults("io_sync", "kill", 40, 10, 103);
}
static void killed_before_a_write(void **state) {
  with_faults("io_pwrite", "kill", 60, 12, 104);
}
static void killed_before_a_rename(void **state) {
  with_faults("io_rename", "kill", 8, 8, 105);
}
static void killed_around_parts(void **state) {
  with_faults("part_written", "kill", 2, 4, 106);
  with_faults("manifest_switched", "kill", 2, 4, 107);
}
static void failing_writes(void **state) {
  with_faults("io_pwrite", "fail", 60, 6, 108);
  with_faults("io_sync", "fail", 40, 6, 109);
  with_faults("import_batch", "fail", 25, 4, 110);
  with_faults("log_synced", "fail", 25, 4, 111);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(killed_after_sync),      cmocka_unit_test(killed_after_a_batch),
      cmocka_unit_test(killed_before_a_sync),   cmocka_unit_test(killed_before_a_write),
      cmocka_unit_test(killed_before_a_rename), cmocka_unit_test(killed_around_parts),
      cmocka_unit_test(failing_writes),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An import beside other writers of the same process. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ws_test.h"

/* Each reading a second later: every slot is a group of its own, and progress is told after each.
 */
static struct mono hasty(struct clock *c) {
  static _Atomic int64_t seconds;
  (void)c;
  return (struct mono){(seconds++ + 1) * INT64_C(1000000000)};
}
static struct wall fixed_wall(struct clock *c) {
  (void)c;
  return (struct wall){INT64_C(1767225600000)};
}

struct guest {
  struct workspace *w;
  uint32_t visits;
};

/* Somebody else's events, written between two groups; and nobody may checkpoint meanwhile. */
static bool visit(void *ctx, const struct import_counts *c) {
  struct guest *g = ctx;
  struct ev_batch b;
  struct err err;
  bool done = true;
  (void)c;
  ev_batch_init(&b);
  uint32_t id = ev_batch_id(&b, STR("user"), g->visits & 1 ? STR("u-1") : STR("guest"));
  ev_batch_row(&b, id, ev_batch_name(&b, STR("visit")), 1000 + g->visits++, (struct ev_key){7, 8},
               0);
  must_ok(ws_ingest(g->w, &b, NULL, &err), &err);
  must_ok(ws_checkpoint_try(g->w, true, &done, &err), &err);
  assert_false(done);
  ev_batch_release(&b);
  return true;
}

static void others_write_between_groups(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  struct buf b = BUF_INIT;
  struct err err;
  struct clock clock = {fixed_wall, hasty};
  struct ws_options o = {.threads = 1, .clock = &clock};
  struct guest g = {0};
  bool done = false;
  place_init(&p, 0);
  snprintf(path, sizeof path, "%s/orders.csv", p.dir);
  buf_puts(&b, "user,at,paid,no,channel\n");
  for (int i = 0; i < 40000; i++)
    buf_printf(&b, "u-%d,2026-01-02 10:00:00,%d,o%d,web\n", i % 9000, i % 50, i);
  write_file(path, buf_str(&b));
  buf_release(&b);
  must_ok(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &g.w, &err), &err);
  struct imported r = import_with(g.w, path, orders_yaml, "", 2000, visit, &g);
  must_ok(r.ok, &r.err);
  assert_true(g.visits > 2);
  assert_int_equal(r.c.imported, 40000);
  assert_int_equal(r.c.people, 9000); /* the guests are not the file's */
  struct snapshot *n = ws_snapshot(g.w);
  assert_int_equal(snapshot_rows(n), 40000 + g.visits);
  snapshot_free(n);
  char *before = dump_all(g.w);
  must_ok(ws_checkpoint_try(g.w, true, &done, &err), &err);
  assert_true(done);
  ws_close(g.w);
  struct workspace *w = place_open(&p, WS_WRITE);
  r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.duplicate, 40000);
  char *after = dump_all(w);
  assert_string_equal(before, after);
  free(before);
  free(after);
  ws_close(w);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(others_write_between_groups)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Order lines: groups, sums, refunds, batches, against a naive sum over the file. */
#include "support.h"

#include "base/rng.h"

#define LINES                                                                                      \
  "kind: orders\nline_items: true\nrest: drop\n"                                                   \
  "columns: {person: u, time: t, order_id: o, item_id: i, amount: a}\n"

static void groups(void **state) {
  assert_rows(
      LINES "properties: {quantity: {column: q, type: number}, channel: c}\n",
      "u,t,o,i,a,q,c\n"
      "u1,2026-01-01,o1,p1,10.00,1,app\n"
      "u1,2026-01-01,o1,p2,2.50,2,app\n"
      "u2,2026-01-01,o1,p1,1,1,\n"
      "u2,2026-01-02,o2,p1,x,1,\n"
      "u2,2026-01-02,o2,p3,7,1,\n"
      ",,o2,p4,1,1,\n"
      "u2,2026-01-03,,p1,5,1,\n"
      "u2,2026-01-03,,p1,6,1,\n",
      "2 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=12.50 channel='app' "
      "order_id='o1' quantity=3\n"
      "2 2025-12-31T16:00:00.000Z user_id:u1 order_item amount=10.00 channel='app' item_id='p1' "
      "order_id='o1' quantity=1\n"
      "3 2025-12-31T16:00:00.000Z user_id:u1 order_item amount=2.50 channel='app' item_id='p2' "
      "order_id='o1' quantity=2\n"
      "4 2025-12-31T16:00:00.000Z user_id:u2 order_completed amount=1 order_id='o1' quantity=1\n"
      "4 2025-12-31T16:00:00.000Z user_id:u2 order_item amount=1 item_id='p1' order_id='o1' "
      "quantity=1\n"
      "5 !row_bad_amount\n"
      "6 2026-01-01T16:00:00.000Z user_id:u2 order_completed amount=8 order_id='o2' quantity=2\n"
      "6 2026-01-01T16:00:00.000Z user_id:u2 order_item amount=7 item_id='p3' order_id='o2' "
      "quantity=1\n"
      "7 2026-01-01T16:00:00.000Z user_id:u2 order_item amount=1 item_id='p4' order_id='o2' "
      "quantity=1\n"
      "8 2026-01-02T16:00:00.000Z user_id:u2 order_completed amount=5 quantity=1\n"
      "8 2026-01-02T16:00:00.000Z user_id:u2 order_item amount=5 item_id='p1' quantity=1\n"
      "9 2026-01-02T16:00:00.000Z user_id:u2 order_completed amount=6 quantity=1\n"
      "9 2026-01-02T16:00:00.000Z user_id:u2 order_item amount=6 item_id='p1' quantity=1\n");
}

static void refunds(void **state) {
  static const char file[] = "u,t,o,i,a,s\n"
                             "u1,2026-01-01,o1,p1,-10,ok\n"
                             "u1,2026-01-01,o1,p2,4,ok\n"
                             "u1,2026-01-02,Ro2,p1,3,ok\n"
                             "u1,2026-01-03,o3,p1,3,已退款\n";
  assert_rows(LINES "refunds: {order_id_prefix: R, column: s, values: [已退款]}\n", file,
              "2 2025-12-31T16:00:00.000Z user_id:u1 order_refunded amount=6 order_id='o1'\n"
              "2 2025-12-31T16:00:00.000Z user_id:u1 order_item_refunded amount=10 item_id='p1' "
              "order_id='o1'\n"
              "3 2025-12-31T16:00:00.000Z user_id:u1 order_item_refunded amount=-4 item_id='p2' "
              "order_id='o1'\n"
              "4 2026-01-01T16:00:00.000Z user_id:u1 order_refunded amount=3 order_id='Ro2'\n"
              "4 2026-01-01T16:00:00.000Z user_id:u1 order_item_refunded amount=3 item_id='p1' "
              "order_id='Ro2'\n"
              "5 2026-01-02T16:00:00.000Z user_id:u1 order_refunded amount=3 order_id='o3'\n"
              "5 2026-01-02T16:00:00.000Z user_id:u1 order_item_refunded amount=3 item_id='p1' "
              "order_id='o3'\n");
}

static void amount_of_the_order(void **state) {
  assert_rows("kind: orders\nline_items: true\nrest: drop\n"
              "columns: {person: u, time: t, order_id: o, item_id: i, order_amount: a}\n"
              "properties: {price: {column: p, type: number}}\n",
              "u,t,o,i,a,p\n"
              "u1,2026-01-01,o1,p1,9.00,5\n"
              "u1,2026-01-01,o1,p2,9.00,5\n"
              "u1,2026-01-01,o2,p2,,5\n"
              "u1,2026-01-01,o2,p3,4,\n",
              "2 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=9.00 order_id='o1'\n"
              "2 2025-12-31T16:00:00.000Z user_id:u1 order_item amount=5 item_id='p1' "
              "order_id='o1' price=5\n"
              "3 2025-12-31T16:00:00.000Z user_id:u1 order_item amount=5 item_id='p2' "
              "order_id='o1' price=5\n"
              "4 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=4 order_id='o2'\n"
              "4 2025-12-31T16:00:00.000Z user_id:u1 order_item amount=5 item_id='p2' "
              "order_id='o2' price=5\n"
              "5 2025-12-31T16:00:00.000Z user_id:u1 order_item item_id='p3' order_id='o2'\n");
}

struct totals {
  uint64_t orders, items, rejected, batches, split, scattered;
  struct dec amount, item_amount;
};

static void run(const char *path, struct totals *t) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  struct reader *r;
  struct ev_batch b;
  struct read_record *recs;
  uint32_t n;
  arena_init(&a, "test");
  ev_batch_init(&b);
  *t = (struct totals){0};
  assert_ok(mapping_parse(STR(LINES), "m", &a, &m, &err), &err);
  assert_ok(reader_open(path, &m, tz_utc(), NOW_MS, &r, &err), &err);
  for (;; t->batches++) {
    assert_ok(reader_next(r, &b, &recs, &n, &err), &err);
    if (n == 0) break;
    for (uint32_t i = 0; i < n; i++)
      t->rejected += recs[i].rejected;
    for (size_t i = 0; i < b.rows.n; i++) {
      const struct ev_row *row = &b.rows.p[i];
      bool order = str_is(intern_at(&b.names, row->name), "order_completed");
      t->orders += order;
      t->items += !order;
      for (uint32_t k = 0; k < row->prop_n; k++) {
        const struct ev_prop *p = &b.vals.p[row->prop_begin + k];
        struct dec *sum = order ? &t->amount : &t->item_amount;
        if (str_is(intern_at(&b.props, p->name), "amount")) assert_true(dec_add(*sum, p->num, sum));
      }
    }
  }
  t->split = reader_split_orders(r);
  t->scattered = reader_scattered_orders(r);
  reader_close(r);
  ev_batch_release(&b);
  arena_release(&a);
}

/* Orders of every size across many batches: none is cut in two, and what is counted is what was
 * written. */
static void across_batches(void **state) {
  struct rng g;
  uint64_t seed = 17, lines = 0, orders = 0, cents = 0;
  struct buf text = BUF_INIT;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  buf_puts(&text, "u,t,o,i,a\n");
  while (lines < 60000) {
    uint64_t n = rng_chance(&g, 0.001) ? 3000 : 1 + rng_below(&g, 6);
    for (uint64_t i = 0; i < n; i++, lines++) {
      uint64_t c = rng_below(&g, 10000);
      buf_printf(&text, "u%llu,2026-01-01,o%llu,p%llu,%llu.%02llu\n",
                 (unsigned long long)orders % 999, (unsigned long long)orders,
                 (unsigned long long)i, (unsigned long long)c / 100, (unsigned long long)c % 100);
      cents += c;
    }
    orders++;
  }
  const char *path = temp_file(text.p, text.n);
  struct totals t;
  run(path, &t);
  assert_int_equal(t.orders, orders);
  assert_int_equal(t.items, lines);
  assert_int_equal(t.rejected, 0);
  assert_int_equal(t.split, 0);
  assert_int_equal(t.scattered, 0);
  assert_true(t.batches >= 5);
  struct dec expected = {(i128)cents, 2};
  assert_int_equal(dec_cmp(t.amount, expected), 0);
  assert_int_equal(dec_cmp(t.item_amount, expected), 0);
  unlink(path);
  buf_release(&text);
}

static void endless_order(void **state) {
  struct buf text = BUF_INIT;
  buf_puts(&text, "u,t,o,i,a\n");
  for (int i = 0; i < 100000; i++)
    buf_puts(&text, "u1,2026-01-01,o1,p1,1\n");
  buf_puts(&text, "u1,2026-01-01,o2,p1,1\nu1,2026-01-01,o1,p1,1\n");
  const char *path = temp_file(text.p, text.n);
  struct totals t;
  run(path, &t);
  assert_int_equal(t.split, 1);
  assert_int_equal(t.orders, 4);
  assert_int_equal(t.scattered, 2);
  assert_int_equal(t.items, 100002);
  unlink(path);
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups), cmocka_unit_test(refunds), cmocka_unit_test(amount_of_the_order),
      cmocka_unit_test(across_batches), cmocka_unit_test(endless_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

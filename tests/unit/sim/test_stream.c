/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The events themselves: every line is JSON; time goes on; amounts add up to the cent; refunds have
 * their order; a visit is a story in order; the shares of events are those of a shop.  Then the
 * same file through the mapping that lies beside it and the reader that import uses. */
#include "base/intern.h"
#include "event/names.h"
#include "event/reader.h"
#include "support.h"

static char *dir;
static struct sim_counts counts;
static struct arena arena;
static struct str text;

static int set_up(void **state) {
  dir = scratch();
  counts = make(options(dir, 300000), 2);
  arena_init(&arena, "test");
  text = slurp(dir, "events.ndjson", &arena);
  return 0;
}

static int tear_down(void **state) {
  arena_release(&arena);
  scratch_remove(dir);
  return 0;
}

/* ---- line by line ---- */

struct order {
  int64_t cents, refunded, time;
};
struct seen {
  struct intern orders, users;
  VEC(struct order) at;
  VEC(uint8_t) signed_up, ordered; /* by user */
  uint64_t n[EV_COUNT], items;
};

static enum kind kind_of(struct str name) {
  for (int k = 0; k < EV_COUNT; k++)
    if (str_is(name, sim_kind_names[k])) return (enum kind)k;
  fail_msg("unknown event %.*s", STRF(name));
  return EV_COUNT;
}

static int64_t cents_at(const struct json *o, const char *key) {
  const struct json *v = json_get(o, key);
  assert_true(v && v->type == JSON_NUMBER);
  return cents(v->text);
}

static int64_t sum_of_items(struct seen *s, const struct json *o) {
  const struct json *items = json_get(o, "items");
  int64_t sum = 0, quantity;
  assert_true(items && items->type == JSON_ARRAY && items->n >= 1 && items->n <= SIM_LINES_MAX);
  for (uint32_t i = 0; i < items->n; i++) {
    assert_true(json_int(json_get(&items->items[i], "quantity"), &quantity) && quantity > 0);
    sum += cents_at(&items->items[i], "price") * quantity;
  }
  s->items += items->n;
  return sum;
}

static void check_order(struct seen *s, const struct json *o, int64_t time) {
  uint32_t id = intern_put(&s->orders, json_get_str(o, "order_id"));
  struct order order = {cents_at(o, "amount"), 0, time};
  int64_t discount = json_get(o, "discount") ? cents_at(o, "discount") : 0;
  assert_int_equal(id, s->at.n); /* not met before */
  assert_int_equal(order.cents, sum_of_items(s, o) - discount);
  assert_true(order.cents > 0 && discount >= 0);
  vec_push(&s->at, order);
}

static void check_refund(struct seen *s, const struct json *o, int64_t time) {
  uint32_t id = intern_find(&s->orders, json_get_str(o, "order_id"));
  int64_t amount = cents_at(o, "amount");
  assert_int_not_equal(id, INTERN_NONE);
  s->at.p[id].refunded += amount;
  assert_true(amount > 0 && s->at.p[id].refunded <= s->at.p[id].cents);
  assert_true(time > s->at.p[id].time);
  sum_of_items(s, o);
}

static void check_line(struct seen *s, const struct json *o, uint64_t number, int64_t time) {
  enum kind k = kind_of(json_get_str(o, "event"));
  uint32_t user = intern_put(&s->users, json_get_str(o, "user"));
  struct buf id = BUF_INIT;
  buf_printf(&id, "e%llu", (unsigned long long)number);
  assert_true(str_eq(buf_str(&id), json_get_str(o, "id")));
  buf_release(&id);
  assert_non_null(known_name_exact(NAME_EVENT, str_from(sim_kind_names[k])));
  for (uint32_t i = 0; i < o->n; i++) {
    bool own = str_is(o->keys[i], "id") || str_is(o->keys[i], "time") ||
               str_is(o->keys[i], "user") || str_is(o->keys[i], "event") ||
               str_is(o->keys[i], "items");
    if (!own) assert_non_null(known_name_exact(NAME_PROP, o->keys[i]));
  }
  s->n[k]++;
  if (user == s->signed_up.n) {
    vec_push(&s->signed_up, 0);
    vec_push(&s->ordered, 0);
  }
  bool arrived = k == EV_application_opened || k == EV_page_viewed;
  assert_true(s->signed_up.p[user] || arrived || k == EV_signed_up);
  if (k == EV_signed_up) assert_int_equal(s->signed_up.p[user]++, 0);
  if (k == EV_order_completed) {
    s->ordered.p[user] = 1;
    check_order(s, o, time);
  }
  if (k == EV_order_refunded) check_refund(s, o, time);
  if (k == EV_product_reviewed)
    assert_int_not_equal(intern_find(&s->orders, json_get_str(o, "order_id")), INTERN_NONE);
}

static void share_between(const struct seen *s, enum kind k, double low, double high) {
  double share = (double)s->n[k] / (double)counts.events;
  if (share < low || share > high) fail_msg("%s is %.4f of the events", sim_kind_names[k], share);
}

static void check_shares(const struct seen *s) {
  double refunds = (double)s->n[EV_order_refunded] / (double)s->n[EV_order_completed];
  double lines = (double)s->items / (double)s->at.n;
  for (int k = 0; k < EV_COUNT; k++)
    assert_true(s->n[k] > 0);
  share_between(s, EV_product_viewed, 0.3, 0.5);
  share_between(s, EV_order_completed, 0.008, 0.015);
  share_between(s, EV_product_added, 0.03, 0.07);
  share_between(s, EV_message_sent, 0.04, 0.10);
  share_between(s, EV_application_opened, 0.03, 0.10);
  share_between(s, EV_promotion_viewed, 0.05, 0.15);
  assert_true(s->n[EV_checkout_started] > s->n[EV_order_completed]);
  assert_true(s->n[EV_message_opened] < s->n[EV_message_sent]);
  assert_true(s->n[EV_message_clicked] < s->n[EV_message_opened]);
  assert_true(refunds > 0.03 && refunds < 0.06);
  assert_true(lines > 1.1 && lines < 2.5);
}

static void every_line(void **state) {
  struct json_parser *parser = json_parser_new();
  struct seen s = {0};
  struct arena a;
  struct err err = {0};
  struct str rest = text;
  int64_t before = 0;
  uint64_t number = 0, buyers = 0;
  arena_init(&a, "line");
  intern_init(&s.orders, "orders");
  intern_init(&s.users, "users");
  while (rest.n > 0) {
    struct json *o;
    int64_t time;
    arena_reset(&a);
    assert_ok(json_parser_parse(parser, str_cut(&rest, '\n'), &a, &o, &err), &err);
    assert_ok(time_parse_iso(json_get_str(o, "time"), tz_utc(), &time, NULL, &err), &err);
    assert_true(time >= before);
    check_line(&s, o, ++number, time);
    before = time;
  }
  for (size_t i = 0; i < s.ordered.n; i++)
    buyers += s.ordered.p[i];
  assert_int_equal(number, counts.events);
  assert_int_equal(s.at.n, counts.orders);
  assert_int_equal(buyers, counts.buyers);
  check_shares(&s);
  json_parser_free(parser);
  intern_release(&s.orders);
  intern_release(&s.users);
  vec_free(&s.at);
  vec_free(&s.signed_up);
  vec_free(&s.ordered);
  arena_release(&a);
}

/* ---- through the reader ---- */

struct totals {
  uint64_t records, rejected, orders, refunds, items, rows;
  i128 amount, refunded, item_amount;
};

static void add_row(const struct ev_batch *b, const struct ev_row *row, struct totals *t) {
  struct str name = intern_at(&b->names, row->name);
  i128 amount = 0;
  for (uint32_t i = 0; i < row->prop_n; i++) {
    struct value v = ev_value(b, &b->vals.p[row->prop_begin + i]);
    struct dec d;
    if (!str_is(intern_at(&b->props, b->vals.p[row->prop_begin + i].name), "amount")) continue;
    assert_int_equal(v.type, V_NUM);
    assert_true(dec_rescale(v.num, 2, &d));
    amount = d.m;
  }
  t->rows++;
  if (str_is(name, "order_completed")) t->orders++, t->amount += amount;
  if (str_is(name, "order_refunded")) t->refunds++, t->refunded += amount;
  if (str_is(name, "order_item")) t->items++, t->item_amount += amount;
}

static struct totals read_through(const char *in, const char *file, const char *map) {
  struct mapping m;
  struct reader *r;
  struct ev_batch b;
  struct read_record *records;
  struct err err = {0};
  struct totals t = {0};
  uint32_t n;
  char path[4200];
  assert_ok(mapping_parse(slurp(in, map, &arena), map, &arena, &m, &err), &err);
  snprintf(path, sizeof path, "%s/%s", in, file);
  assert_ok(reader_open(path, &m, tz_utc(), 0, &r, &err), &err);
  ev_batch_init(&b);
  for (;;) {
    assert_ok(reader_next(r, &b, &records, &n, &err), &err);
    if (n == 0) break;
    for (uint32_t i = 0; i < n; i++) {
      t.records++;
      t.rejected += records[i].rejected;
    }
    for (size_t i = 0; i < b.rows.n; i++)
      add_row(&b, &b.rows.p[i], &t);
  }
  assert_int_equal(reader_misfit_values(r), 0);
  ev_batch_release(&b);
  reader_close(r);
  return t;
}

static void import_reads_all(void **state) {
  struct totals e = read_through(dir, "events.ndjson", "events.map.yaml");
  assert_int_equal(e.records, counts.events);
  assert_int_equal(e.rejected, 0);
  assert_int_equal(e.orders, counts.orders);
  assert_true(e.amount > e.refunded && e.item_amount >= e.amount);
  struct totals p = read_through(dir, "people.csv", "people.map.yaml");
  assert_int_equal(p.records, counts.people);
  assert_int_equal(p.rows, counts.people); /* no second sign-up */
  assert_int_equal(p.rejected, 0);
  struct totals i = read_through(dir, "items.csv", "items.map.yaml");
  assert_int_equal(i.records, SIM_ITEMS);
  assert_int_equal(i.rejected, 0);
}

/* The other shapes say the same. */
static void csv_says_the_same(void **state) {
  struct totals a = read_through(dir, "events.ndjson", "events.map.yaml");
  for (int compress = 0; compress < 2; compress++) {
    char *other = scratch();
    struct sim_options o = options(other, 300000);
    o.csv = true;
    o.compress = compress;
    struct sim_counts n = make(o, 2);
    struct totals b =
        read_through(other, compress ? "events.csv.zst" : "events.csv", "events.map.yaml");
    assert_int_equal(n.events, counts.events);
    assert_int_equal(b.rejected, 0);
    assert_int_equal(a.rows, b.rows);
    assert_int_equal(a.orders, b.orders);
    assert_int_equal(a.refunds, b.refunds);
    assert_int_equal(a.items, b.items);
    assert_true(a.amount == b.amount && a.refunded == b.refunded);
    assert_true(a.item_amount == b.item_amount);
    scratch_remove(other);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_line),
      cmocka_unit_test(import_reads_all),
      cmocka_unit_test(csv_says_the_same),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

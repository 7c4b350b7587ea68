/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What expressions mean, by hand: a small story whose answers are written down; limits and their
 * errors; people too large for a batch. */
#include "world.h"

#define AS_OF INT64_C(1718445600000) /* 2024-06-15 18:00 in Shanghai */

static int64_t at(const char *text) {
  const struct tz *tz;
  int64_t t;
  struct err err;
  must_ok(tz_load(STR("Asia/Shanghai"), &tz, &err), &err);
  must_ok(time_parse_iso(str_from(text), tz, &t, NULL, &err), &err);
  return t;
}

static void order(struct world *w, uint32_t p, const char *time, const char *amount,
                  const char *cat) {
  world_row(w, p, "buy", at(time), 0);
  if (amount) world_put(w, "amount", num_value(amount));
  if (cat) world_put(w, "cat", str_value(cat));
}

/* 1 buys often, 2 bought once and has attributes, 3 only looked, 4 is known since ever and did
 * nothing, 5 comes after the as-of. */
static void story(struct world *w) {
  const struct tz *tz;
  struct err err;
  must_ok(tz_load(STR("Asia/Shanghai"), &tz, &err), &err);
  world_open(w, tz);
  order(w, 1, "2024-06-15T10:00", "12.50", "tea");
  order(w, 1, "2024-05-01T23:30", "100", "tea");
  order(w, 1, "2024-05-01T09:00", "0.25", "cup");
  order(w, 1, "2024-01-31T12:00", NULL, "tea");
  order(w, 1, "2024-06-16T10:00", "999", "late");
  order(w, 2, "2024-06-08T00:00", "50", "red wine");
  world_row(w, 2, EV_SET, at("2024-03-01"), 0);
  world_put(w, "age", num_value("30"));
  world_put(w, "city", str_value("上海"));
  world_row(w, 2, EV_SET, at("2024-04-01"), 0);
  world_put(w, "age", str_value("unknown"));
  world_row(w, 3, "view", at("2024-06-15T00:30"), 0);
  world_put(w, "vip", bool_value(false));
  world_row(w, 4, EV_SET, at("2024-06-01"), EV_SINCE_EVER);
  world_put(w, "city", str_value("北京"));
  world_put(w, "born", time_value(at("1990-06-15")));
  world_row(w, 4, EV_SET, at("2024-06-03"), 0);
  world_put(w, "level", str_value("gold"));
  world_put(w, "points", num_value("7"));
  world_row(w, 4, EV_SET, at("2024-06-10"), 0);
  world_put(w, "level", str_value(""));
  world_put(w, "points", str_value(""));
  order(w, 5, "2024-07-01T10:00", "1", "tea");
  world_apply(w, true);
  w->snap = store_snapshot(w->store);
  world_names(w);
}

static bool ask(struct world *w, const char *text, int64_t as_of, const struct query_limits *l,
                struct arena *out, struct query_output **ret, struct err *err) {
  struct query_expr e = {world_tree(w, text, LT_ANY), as_of};
  struct query_input in = {.exprs = &e, .n_exprs = 1, .tz = w->tz};
  return query_run(w->snap, &in, NULL, l, out, ret, err);
}

/* Who, as digits. */
static void expect_people(struct world *w, const char *text, int64_t as_of, const char *who) {
  struct arena out;
  struct query_output *o;
  struct err err;
  char found[16] = "";
  arena_init(&out, "out");
  must_ok(ask(w, text, as_of, NULL, &out, &o, &err), &err);
  for (uint32_t p = 0; p < 10; p++) {
    if (roaring_bitmap_contains(o->set, p)) snprintf(found + strlen(found), 3, "%u", p);
  }
  if (strcmp(found, who)) fail_msg("%s: \"%s\", expected \"%s\"", text, found, who);
  query_outputs_release(o, 1);
  arena_release(&out);
}

static void expect_is(struct world *w, const char *text, uint32_t p, const char *want) {
  struct arena out;
  struct query_output *o;
  struct err err;
  struct buf b = BUF_INIT;
  arena_init(&out, "out");
  must_ok(ask(w, text, AS_OF, NULL, &out, &o, &err), &err);
  const struct query_column *c = &o->column;
  if (!((c->present[p / 64] >> (p % 64)) & 1))
    buf_puts(&b, "-");
  else if (c->type == LT_NUM)
    dec_format(dec_normal((struct dec){c->num[p], c->scale}), &b);
  else if (c->type == LT_TIME)
    time_format_minute(w->tz, c->time[p], &b);
  else
    buf_put_str(&b, intern_at(c->strings, c->code[p]));
  if (!str_is(buf_str(&b), want))
    fail_msg("%s of %u: \"%.*s\", expected \"%s\"", text, p, STRF(buf_str(&b)), want);
  buf_release(&b);
  query_outputs_release(o, 1);
  arena_release(&out);
}

static void test_who(void **state) {
  static const struct {
    const char *text, *who;
  } rows[] = {
      {"did(buy)", "12"},
      {"nth(2, buy) = 2024-05-01", "1"},
      {"nth(-2, buy) = 2024-05-01", "1"},
      {"nth(4, buy) exists", "1"},
      {"nth(5, buy) exists", ""},
      {"nth(2, buy.amount) = 100", "1"}, /* the first order has no amount */
      {"nth(-3, buy.amount) = 0.25", "1"},
      {"streak(buy) = 1", "12"},
      {"streak_now(buy) = 1", "1"},
      {"streak(*) > 0", "123"},
      {"anniversary(born) within next 1 day", "4"}, /* 15 June, today */
      {"anniversary(born) within last 1 day", "4"},
      {"(did(buy)) as of 2024-05-31", "1"},
      {"not (did(buy)) as of 2024-05-31", "234"}, /* also who was not known then */
      {"(not did(buy)) as of 2024-05-31", "24"},
      {"(count(buy)) as of previous month = 3", "1"},
      {"(age) as of 2024-03-31 = 30", "2"},
      {"age = 30", ""},
      {"(days_since(last(buy))) as of 2024-05-02 = 1", "1"},
      {"((did(buy)) as of 2024-06-30) as of 2024-01-31", "1"},
      {"(true) as of yesterday", "124"},
      {"sequence(buy -> buy)", "1"},
      {"sequence(buy -> buy within 1 day)", "1"},
      {"sequence(buy -> buy within 14 hours)", ""}, /* 14:30 apart */
      {"sequence(buy where cat = \"cup\" -> buy by cat)", ""},
      {"sequence(buy -> buy within 15 hours by day)", "1"},
      {"sequence(buy -> not buy within 3 days)", "12"},
      {"sequence(buy -> not buy within 8 days)", "1"},
      {"sequence(buy -> not buy)", "12"},
      {"sequence(buy -> not buy within 31 days, previous month)", "1"}, /* looks on into June */
      {"sequence(buy -> not buy within 45 days, previous month)", ""},
      {"sequences(buy -> buy) = 2", "1"},
      {"not did(buy)", "34"},
      {"did(*)", "123"}, /* a changed attribute is not something one does */
      {"count(buy) >= 4", "1"},
      {"count(buy where amount > 12) = 2", "1"},
      {"count(buy where amount != 12.5) = 3", "1"}, /* != holds where there is no amount */
      {"count(buy where amount = 12.501) = 0", "1234"},
      {"did(buy where cat contains \"wine\")", "2"},
      {"did(buy where day = 2024-05-01)", "1"},
      {"did(buy where hour >= 23)", "1"},
      {"did(buy where weekday = 5)", "12"},
      {"did(view where vip)", ""},
      {"did(view where vip = false)", "3"},
      {"did(view where vip exists)", "3"},
      {"did(buy, last 7 days)", "1"},
      {"did(buy, last 8 days)", "12"},
      {"did(buy, last 7 full days)", "2"},
      {"did(view or buy, today)", "13"},
      {"did(buy, this month)", "12"},
      {"did(buy, previous month)", "1"},
      {"did(buy, before 2024-02-01)", "1"},
      {"did(buy, between 2024-05-01 and 2024-05-01)", "1"},
      {"last(buy) = 2024-06-15", "1"},
      {"last(buy) <= 2024-06-08", "2"},
      {"last(buy) > 2024-06-08", "1"},
      {"2024-06-08 >= last(buy)", "2"},
      {"first(buy) between 2024-01-31 and 2024-02-28", "1"},
      {"age > 0", ""}, /* later it was a text */
      {"age exists", "2"},
      {"age = \"unknown\"", "2"},
      {"level exists or points exists", ""}, /* taken away */
      {"level = \"gold\" or level = \"\" or points = 7", ""},
      {"city in (\"上海\", \"北京\")", "24"},
      {"city != \"上海\"", "134"},
      {"born = 1990-06-15", "4"},
      {"year(born) = 1990 or gap(buy) = 45", "14"},
      {"distinct(buy.cat) = 2 and distinct(buy.day) = 3", "1"},
      {"sum(buy.amount) / count(buy) > 20 or count(ghost) > 0", "12"},
      {"avg(buy.nothing) exists", ""},
  };
  struct world w;
  story(&w);
  for (size_t i = 0; i < COUNT(rows); i++) {
    expect_people(&w, rows[i].text, AS_OF, rows[i].who);
  }
  expect_people(&w, "not did(ghost)", at("2000-01-01"), "4");
  expect_people(&w, "age = 30", at("2024-03-15"), "2");
  expect_people(&w, "level = \"gold\" and points = 7 and points exists", at("2024-06-05"), "4");
  expect_people(&w, "not did(ghost)", at("2024-08-01"), "12345");
  world_close(&w);
}

static void test_values(void **state) {
  struct world w;
  story(&w);
  expect_is(&w, "sum(buy.amount)", 1, "112.75");
  expect_is(&w, "sum(buy.amount)", 3, "0");
  expect_is(&w, "sum(buy.amount)", 5, "-"); /* not known yet */
  expect_is(&w, "avg(buy.amount)", 1, "37.583333333333");
  expect_is(&w, "avg(buy.amount)", 3, "-");
  expect_is(&w, "min(buy.amount)", 1, "0.25");
  expect_is(&w, "max(buy.amount)", 1, "100");
  expect_is(&w, "first(buy.amount)", 1, "0.25"); /* the first that has one */
  expect_is(&w, "first(buy)", 1, "2024-01-31 12:00:00");
  expect_is(&w, "last(buy.cat)", 1, "tea");
  expect_is(&w, "last(buy.event)", 2, "buy");
  expect_is(&w, "gap(buy)", 1, "45");
  expect_is(&w, "gap(buy)", 2, "-");
  expect_is(&w, "days_since(last(buy))", 2, "7");
  expect_is(&w, "count(buy) / 0", 1, "-");
  expect_is(&w, "1 / 3 * 3", 1, "0.999999999999");
  expect_is(&w, "coalesce(age, count(buy), 7)", 2, "1");
  expect_is(&w, "floor(-(2.5)) + ceil(2.5) * 10 + abs(-(1))", 4, "28");
  expect_is(&w, "city", 4, "北京");
  expect_is(&w, "city", 1, "-");
  expect_is(&w, "max(buy.time)", 1, "2024-06-15 10:00:00");
  world_close(&w);
}

static struct mono each_call_a_second(struct clock *c) {
  static int64_t ns;
  return (struct mono){ns += 1000000000};
}

static void expect_error(struct world *w, const char *text, const struct query_limits *l,
                         enum err_code want) {
  struct arena out;
  struct query_output *o;
  struct err err = {0};
  arena_init(&out, "out");
  assert_false(ask(w, text, AS_OF, l, &out, &o, &err));
  if (err.code != want) fail_msg("%s: %s, expected %s", text, err_name(err.code), err_name(want));
  if (want == ERR_number_overflow) assert_int_not_equal(err.place.column, 0);
  arena_release(&out);
}

static void changed(struct world *w, uint32_t p, const char *time, const char *amount) {
  world_row(w, p, "points_changed", at(time), 0);
  world_put(w, "amount", num_value(amount));
  world_put(w, "currency", str_value(*amount == '9' ? "coins" : "gold"));
}

static void moved(struct world *w, uint32_t p, const char *event, const char *time,
                  const char *level) {
  world_row(w, p, event, at(time), 0);
  world_put(w, "programme", str_value("club"));
  if (level) world_put(w, "level", str_value(level));
}

static void coupon(struct world *w, uint32_t p, const char *event, const char *time) {
  world_row(w, p, event, at(time), 0);
  world_put(w, "coupon", str_value("welcome"));
}

/* Points, membership and coupons, now and before. */
static void test_facts(void **state) {
  static const struct {
    const char *text, *who;
  } rows[] = {
      {"points(gold) > 0", "12"},
      {"points(gold) = 60", "1"},
      {"(points(gold)) as of 2024-06-02 = 100", "1"},
      {"points(coins) = 9", "2"},
      {"member(club)", "13"},
      {"not member(club)", "2"},
      {"tier(club) = \"black\"", "1"},
      {"(tier(club)) as of 2024-06-02 = \"none\" and (member(club)) as of 2024-06-02", "123"},
      {"tier(club) = \"none\"", "23"},
      {"coupons(welcome) = 2", "3"},
      {"coupons(welcome) = 0 and did(coupon_redeemed)", "1"},
      {"points(gold) + coupons(welcome) > 50 and member(club)", "1"},
  };
  struct world w;
  const struct tz *tz;
  struct err err;
  must_ok(tz_load(STR("Asia/Shanghai"), &tz, &err), &err);
  world_open(&w, tz);
  changed(&w, 1, "2024-06-01", "100");
  changed(&w, 1, "2024-06-03", "-40");
  changed(&w, 2, "2024-06-03", "5");
  changed(&w, 2, "2024-06-04", "9");
  moved(&w, 1, "member_joined", "2024-06-01", NULL);
  moved(&w, 1, "tier_changed", "2024-06-05", "black");
  moved(&w, 2, "member_joined", "2024-06-01", NULL);
  moved(&w, 2, "member_left", "2024-06-05", NULL);
  moved(&w, 3, "member_joined", "2024-06-01", NULL);
  moved(&w, 3, "member_left", "2024-06-05", NULL);
  moved(&w, 3, "member_joined", "2024-06-06", NULL);
  coupon(&w, 1, "coupon_issued", "2024-06-01");
  coupon(&w, 1, "coupon_redeemed", "2024-06-02");
  coupon(&w, 3, "coupon_claimed", "2024-06-01");
  coupon(&w, 3, "coupon_issued", "2024-06-01");
  coupon(&w, 3, "coupon_redeemed", "2024-06-02");
  coupon(&w, 3, "coupon_reversed", "2024-06-03");
  world_apply(&w, true);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    expect_people(&w, rows[i].text, AS_OF, rows[i].who);
  world_close(&w);
}

static void test_limits(void **state) {
  struct world w;
  story(&w);
  bool cancel = true;
  struct clock slow = {NULL, each_call_a_second};
  const char *huge =
      "count(buy) * 1000000000000000000 * 1000000000000000000 * 1000000000000000000 > 0";
  expect_error(&w, huge, NULL, ERR_number_overflow);
  expect_error(&w, "did(buy)", &(struct query_limits){.memory = 1000}, ERR_memory_limit);
  expect_error(&w, "did(buy)", &(struct query_limits){.cancel = &cancel}, ERR_canceled);
  expect_error(&w, "did(buy)", &(struct query_limits){.seconds = 0.5, .clock = &slow},
               ERR_query_timeout);
  world_close(&w);
}

#define CATS 100000 /* more than a block has rows */

/* Rows i = 0 … n − 1 of one person: amount i, cat i mod CATS, a minute apart, applied backwards.
 * One row in ten says the cat of the one before: too few for a block to write each text once. */
static int cat_of(int i) {
  return i % CATS - (i % 10 == 9);
}

static int cats_of(int n) {
  return n < CATS ? n - n / 10 : CATS - CATS / 10;
}

static void long_life(struct world *w, uint32_t p, int n) {
  for (int i = n - 1; i >= 0; i--) {
    char text[16];
    world_row(w, p, "buy", JAN_2024 + i * MS_MINUTE, 0);
    snprintf(text, sizeof text, "%d", i);
    world_put(w, "amount", num_value(text));
    snprintf(text, sizeof text, "c%d", cat_of(i));
    world_put(w, "cat", str_value(text));
    if (w->batch.rows.n == 50000) world_apply(w, true);
  }
}

static const int lives[] = {3, 70000, 0, 65536, 1, 140000, 2, 30000, 50000};

/* Also counted only as far as asked, of people who are cut by the end of a batch too. */
static void expect_distinct(struct world *w) {
  static const int from[] = {1, 2, 3, CATS / 10 * 9 - 1, CATS / 10 * 9, CATS / 10 * 9 + 1};
  for (size_t i = 0; i < COUNT(from); i++) {
    char text[80], who[32] = "";
    size_t n = 0;
    for (uint32_t p = 0; p < COUNT(lives); p++)
      if (cats_of(lives[p]) >= from[i]) who[n++] = (char)('0' + p);
    snprintf(text, sizeof text, "distinct(buy.cat) >= %d", from[i]);
    expect_people(w, text, AS_OF, who);
    snprintf(text, sizeof text, "not (distinct(buy.cat) between 0 and %d)", from[i] - 1);
    expect_people(w, text, AS_OF, who);
  }
}

static void expect_lives(struct world *w) {
  for (uint32_t p = 0; p < COUNT(lives); p++) {
    char want[32];
    int n = lives[p];
#define EXPECT(text, ...)                                                                          \
  snprintf(want, sizeof want, __VA_ARGS__);                                                        \
  expect_is(w, text, p, want)
    EXPECT("count(buy)", "%d", n);
    EXPECT("count(buy where amount >= 100)", "%d", n > 100 ? n - 100 : 0);
    EXPECT("sum(buy.amount)", "%lld", (long long)n * (n - 1) / 2);
    EXPECT("distinct(buy.amount)", "%d", n);
    EXPECT("distinct(buy.cat)", "%d", cats_of(n));
    EXPECT("distinct(buy.cat) + count(buy where cat = \"c1\")", "%d",
           cats_of(n) + (n + CATS - 2) / CATS);
    EXPECT("distinct(buy.day)", "%d", (n + 1439) / 1440);
    EXPECT("streak(buy)", "%d", (n + 1439) / 1440);
    if (n == 0) continue;
    EXPECT("first(buy.amount) + last(buy.amount) * 1000000", "%lld", (n - 1) * 1000000LL);
    EXPECT("min(buy.amount) + max(buy.amount) * 1000000", "%lld", (n - 1) * 1000000LL);
    EXPECT("coalesce(gap(buy), 0)", "%d", n > 1440);
    EXPECT("last(buy.cat)", "c%d", cat_of(n - 1));
    if (n < 3) continue;
    EXPECT("nth(-3, buy.amount)", "%d", n - 3);
  }
  expect_distinct(w);
}

/* From several parts and memory; and from one part, whose blocks people go on over. */
static void test_long_lives(void **state) {
  struct world w;
  struct err err;
  world_open(&w, tz_utc());
  for (uint32_t p = 0; p < COUNT(lives); p++)
    long_life(&w, p, lives[p]);
  world_row(&w, 2, "view", JAN_2024, 0);
  world_apply(&w, false);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  expect_lives(&w);
  snapshot_free(w.snap);
  must_ok(store_flush_all(w.store, &err) && store_compact(w.store, true, &err), &err);
  w.snap = store_snapshot(w.store);
  expect_lives(&w);
  world_close(&w);
}

/* More people than a chunk holds; half of them in the second and third chunk. */
static void test_chunks(void **state) {
  enum { N = 150000 };
  struct world w;
  struct err err;
  struct arena out;
  struct query_output *o;
  struct pool *pool = pool_new(3);
  uint32_t *subject_of = calloc(EV_BATCH_ROWS_MAX, sizeof *subject_of);
  world_open(&w, tz_utc());
  for (uint32_t p = 0; p < N; p += 3) {
    char id[16];
    snprintf(id, sizeof id, "p%u", p);
    uint32_t k = ev_batch_id(&w.batch, STR("user_id"), str_from(id));
    subject_of[k] = p;
    ev_batch_row(&w.batch, k, ev_batch_name(&w.batch, STR("buy")), JAN_2024 + p,
                 (struct ev_key){p, 0}, 0);
    if (p % 7 == 0) world_put(&w, "cat", str_value(id));
  }
  store_apply(w.store, &w.batch, subject_of, 1);
  must_ok(store_flush_all(w.store, &err), &err);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  arena_init(&out, "out");
  int64_t middle = JAN_2024 + N / 2;
  struct query_expr e[] = {{world_tree(&w, "did(buy)", LT_BOOL), TIME_MAX},
                           {world_tree(&w, "did(buy)", LT_BOOL), middle},
                           {world_tree(&w, "last(buy.cat)", LT_ANY), middle},
                           {world_tree(&w, "not did(buy)", LT_BOOL), TIME_MAX}};
  struct query_input in = {.exprs = e, .n_exprs = COUNT(e), .tz = w.tz};
  must_ok(query_run(w.snap, &in, pool, NULL, &out, &o, &err), &err);
  assert_int_equal(roaring_bitmap_get_cardinality(o[0].set), N / 3);
  assert_int_equal(roaring_bitmap_get_cardinality(o[1].set), N / 6 + 1);
  assert_int_equal(roaring_bitmap_get_cardinality(o[3].set), 0);
  uint32_t next = 0;
  for (uint32_t p = 0; p < N; p += 3) {
    assert_true(roaring_bitmap_contains(o[0].set, p));
    const struct query_column *c = &o[2].column;
    bool has = p % 7 == 0 && p <= N / 2;
    assert_int_equal((c->present[p / 64] >> (p % 64)) & 1, has);
    if (has) assert_int_equal(c->code[p], next++); /* numbered in the order of people */
  }
  roaring_bitmap_t *people;
  must_ok(query_people(w.snap, middle, pool, &people, &err), &err);
  assert_true(roaring_bitmap_equals(people, o[1].set));
  roaring_bitmap_free(people);
  query_outputs_release(o, COUNT(e));
  arena_release(&out);
  pool_free(pool);
  free(subject_of);
  world_close(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_who),    cmocka_unit_test(test_values),
      cmocka_unit_test(test_limits), cmocka_unit_test(test_long_lives),
      cmocka_unit_test(test_chunks), cmocka_unit_test(test_facts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

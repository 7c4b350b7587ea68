/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earning against its naive twin on random streams, through restarts, changes of rules and kills.
 *
 *   SHOAL_EARN_SEED=n     another stream
 *   SHOAL_EARN_PEOPLE=n   its size: 100000 is the year of docs/EARNING.md (make earn-year) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>

#include "earn_stream.h"

static uint64_t number_of(const char *name, uint64_t otherwise) {
  const char *s = getenv(name);
  return s && *s ? strtoull(s, NULL, 10) : otherwise;
}

static void settle(struct shop *x) {
  struct err err;
  must_ok(consumer_settle(earn_consumer(x->e), &err), &err);
}

static void stream_run(struct shop *x, uint64_t seed, uint64_t events, uint64_t batch) {
  struct stream *s = calloc(1, sizeof *s);
  struct err err;
  bool more;
  stream_begin(s, x, seed, events);
  while (s->events < events) {
    stream_batch(s, batch);
    uint64_t k = rng_below(&s->r, 100);
    if (k < 20) stream_people(s);
    if (k < 50) must_ok(consumer_step(earn_consumer(x->e), &more, &err), &err);
    if (k < 3) {
      shop_close(x);
      shop_open(x);
    }
    if (!x->second && s->events > events / 2) {
      shop_base(x, true);
      must_ok(consumer_adopt(earn_consumer(x->e), &err), &err);
    }
  }
  ev_batch_release(&s->b);
  free(s);
}

static bool gave(const struct earn_reason *why, uint32_t n, struct str rule) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(why[i].rule, rule)) return true;
  return false;
}

/* What rules say of an event afterwards is what the consumer did with it, through merges, late
 * events and changes of rules. */
static uint32_t explain_some(struct shop *x, uint64_t seed, uint32_t times) {
  struct rng r;
  struct arena out;
  struct err err;
  struct log *log = ws_log(x->w);
  uint32_t matched = 0;
  rng_init(&r, seed, 7, 7);
  arena_init(&out, "explained");
  for (uint32_t i = 0; i < times; i++, arena_reset(&out)) {
    uint64_t lsn = log_oldest(log) + rng_below(&r, log_end(log) - log_oldest(log));
    struct earn_explanation all;
    struct earn_reason *why;
    uint32_t n, found = 0;
    must_ok(earn_explain(x->e, lsn, &out, &all, &err), &err);
    must_ok(earn_why(x->e, lsn, STR(""), &out, &why, &n, &err), &err);
    for (uint32_t k = 0; k < all.n; k++) {
      bool granted = gave(why, n, all.rules[k].rule);
      found += granted;
      matched += granted;
      if (granted != (all.rules[k].verdict == EARN_MATCHES))
        fail_msg("%.*s said %d of event %llu, and gave %s", STRF(all.rules[k].rule),
                 (int)all.rules[k].verdict, (unsigned long long)lsn,
                 granted ? "something" : "nothing");
    }
    assert_int_equal(found, n);
    assert_true(all.known || n == 0);
  }
  arena_release(&out);
  return matched;
}

static void test_streams(void **state) {
  uint64_t people = number_of("SHOAL_EARN_PEOPLE", 0);
  uint64_t seed = number_of("SHOAL_EARN_SEED", 1), n = people ? 1 : 6;
  (void)state;
  for (uint64_t i = 0; i < n; i++) {
    struct shop x;
    shop_new(&x, people ? (uint32_t)people : 30 + 60 * (uint32_t)i);
    shop_rules_apply(&x);
    struct mono t0 = clock_system()->mono(clock_system());
    stream_run(&x, seed + i, people ? people * 12 : 3000, people ? 2000 : 40);
    struct mono t1 = clock_system()->mono(clock_system());
    settle(&x);
    struct mono t2 = clock_system()->mono(clock_system());
    struct consumer_stats st;
    consumer_stats(earn_consumer(x.e), &st);
    uint64_t grants = shop_compare(&x);
    if (!people) assert_true(explain_some(&x, seed + i, 100) > 0);
    print_message("# seed %llu: %u people, %llu grants agree; stream %.1f s, then %.1f s\n",
                  (unsigned long long)(seed + i), x.people, (unsigned long long)grants,
                  (double)(t1.ns - t0.ns) / 1e9, (double)(t2.ns - t1.ns) / 1e9);
    shop_close(&x);
    remove_dir(x.dir);
  }
}

/* ---- kills ---- */

/* In a process of its own, which is killed anywhere: between a posting and its commit, a commit and
 * the next step, a row and its merge. */
static void live_a_while(struct shop *x, uint64_t seed) {
  struct stream *s = calloc(1, sizeof *s);
  struct err err;
  bool more;
  shop_open(x);
  stream_begin(s, x, seed, 100000);
  s->orders = s->ids = seed << 20; /* other lives have other orders and messages */
  for (;;) {
    stream_batch(s, 30);
    if (rng_below(&s->r, 4) == 0) stream_people(s);
    must_ok(consumer_step(earn_consumer(x->e), &more, &err), &err);
  }
}

static void test_kills(void **state) {
  uint64_t seed = number_of("SHOAL_EARN_SEED", 1);
  struct shop x;
  struct rng r;
  (void)state;
  rng_init(&r, seed, 7, 0);
  shop_new(&x, 60);
  shop_rules_apply(&x);
  shop_close(&x);
  for (uint64_t life = 0; life < 8; life++) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      live_a_while(&x, seed * 100 + life + 1);
      _exit(0);
    }
    usleep((useconds_t)(60000 + rng_below(&r, 250000)));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    shop_open(&x);
    settle(&x);
    uint64_t grants = shop_compare(&x);
    print_message("# seed %llu, life %llu: %llu grants agree\n", (unsigned long long)seed,
                  (unsigned long long)life, (unsigned long long)grants);
    shop_close(&x);
  }
  remove_dir(x.dir);
}

/* ---- what is shown ---- */

static void put_order(struct shop *x, const char *user, const char *order, int64_t cents,
                      const char *event) {
  struct ev_batch b;
  struct err err;
  const struct value id = {.type = V_STR, .str = str_from(order)};
  ev_batch_init(&b);
  ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(user)),
               ev_batch_name(&b, str_from(event)), clock_wall_ms(clock_system()),
               (struct ev_key){0}, 0);
  ev_batch_put(&b, ev_batch_prop(&b, STR("order_id")), &id);
  if (cents >= 0)
    put_cents(&b, cents);
  else
    put_word(&b, "amount", "much");
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void test_shown(void **state) {
  struct shop x;
  struct err err;
  struct arena out;
  struct earn_state *rules;
  struct earn_reason *why;
  struct earn_preview p;
  struct json *doc;
  uint32_t n;
  (void)state;
  arena_init(&out, "test");
  shop_new(&x, 10);
  shop_apply(&x, shop_rules);
  must_ok(consumer_adopt(earn_consumer(x.e), &err), &err);
  put_order(&x, "a", "o1", 10100, "order_completed"); /* plain 50 (half to even), step 20 */
  put_order(&x, "a", "o1", 5050, "order_refunded");   /* half: plain keeps 25; step nothing */
  put_order(&x, "a", "o2", -1, "order_completed");
  settle(&x);
  must_ok(earn_states(x.e, &out, &rules, &n, &err), &err);
  assert_int_equal(n, 3);
  assert_true(str_is(rules[0].slug, "plain"));
  assert_int_equal(rules[0].granted, 50);
  assert_int_equal(rules[0].granted_today, 50);
  assert_int_equal(rules[0].taken_back, 25);
  assert_int_equal(rules[1].granted, 20);
  assert_int_equal(rules[1].taken_back, 20);
  assert_int_equal(rules[1].errors, 1);
  assert_true(rules[1].error_lsn > 0 && rules[1].error_zh.n > 0);
  must_ok(earn_why(x.e, 0, STR("o1"), &out, &why, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_int_equal(why[0].points, 50);
  assert_true(str_is(why[0].base, "101"));
  /* Of the first event, by hand: who gave, who did not, and why. */
  struct earn_explanation all;
  must_ok(earn_explain(x.e, why[0].lsn, &out, &all, &err), &err);
  assert_true(all.known && all.done && str_is(all.event, "order_completed") && all.n == 3);
  for (uint32_t i = 0; i < all.n; i++)
    assert_int_equal(all.rules[i].verdict,
                     str_is(all.rules[i].rule, "visit") ? EARN_NOT_EVENT : EARN_MATCHES);
  must_ok(earn_explain(x.e, rules[1].error_lsn, &out, &all, &err), &err);
  assert_true(all.rules[1].verdict == EARN_FAILS && all.rules[1].why.code != ERR_none);
  must_ok(earn_explain(x.e, UINT64_MAX, &out, &all, &err), &err);
  assert_false(all.known);
  must_ok(json_parse(STR("{\"currency\":\"coins\",\"on\":\"order_completed where amount > 0\","
                         "\"reward\":{\"of\":\"amount\",\"points\":1},\"caps\":{\"day\":80}}"),
                     &out, &doc, &err),
          &err);
  must_ok(earn_preview(x.e, doc, 7, NULL, &out, &p, &err), &err);
  assert_true(p.complete);
  assert_int_equal(p.points, 8000);
  assert_int_equal(p.taken_back, 4000);
  assert_int_equal(p.people, 1);
  assert_int_equal(p.top[0].points, 4000);
  assert_int_equal(p.by_day[6], 8000);

  /* Archived: nothing more is granted, but refunds still count. */
  must_ok(resource_archive(x.w, STR("earn_rule"), STR("plain"), 0, STR("ann"), &err), &err);
  must_ok(consumer_adopt(earn_consumer(x.e), &err), &err);
  put_order(&x, "a", "o3", 10000, "order_completed");
  put_order(&x, "a", "o1", 5050, "order_refunded");
  settle(&x);
  must_ok(earn_states(x.e, &out, &rules, &n, &err), &err);
  assert_int_equal(rules[0].version, 0);
  assert_int_equal(rules[0].granted, 50);
  assert_int_equal(rules[0].taken_back, 50);

  /* A refund that comes before its order is counted there, too. */
  put_order(&x, "b", "o9", 5050, "order_refunded");
  put_order(&x, "b", "o9", 10100, "order_completed");
  must_ok(json_parse(STR("{\"currency\":\"coins\",\"on\":\"order_completed where amount > 0\","
                         "\"reward\":{\"of\":\"amount\",\"points\":1}}"),
                     &out, &doc, &err),
          &err);
  settle(&x);
  must_ok(earn_preview(x.e, doc, 7, NULL, &out, &p, &err), &err);
  assert_int_equal(p.points, 10100 + 10000 + 10100);
  assert_int_equal(p.taken_back, 10100 + 5050);
  shop_close(&x);
  remove_dir(x.dir);
  arena_release(&out);
}

/* ---- documents ---- */

static void test_documents(void **state) {
  static const struct {
    const char *text;
    enum err_code code;
  } bad[] = {
      {"on: order_completed\nreward: {points: 1}\n", ERR_missing_field},
      {"currency: points\nreward: {points: 1}\n", ERR_missing_field},
      {"currency: points\non: order_completed\n", ERR_missing_field},
      {"currency: points\non: order_completed\nreward: {points: -1}\n", ERR_bad_field},
      {"currency: points\non: order_completed\nreward: {points: 1, per: 2}\n", ERR_bad_field},
      {"currency: points\non: order_completed\nreward: {of: amount, points: 1, per: 0}\n",
       ERR_bad_field},
      {"currency: points\non: order_completed\nreward: {points: 1}\ncaps: {year: 1}\n",
       ERR_unknown_field},
      {"currency: points\non: points_changed\nreward: {points: 1}\n", ERR_earn_loop},
      {"currency: points\non: order_completed\nwho: class(rfm) != \"none\"\nreward: {points: 1}\n",
       ERR_earn_names},
      {"currency: points\non: order_completed where\nreward: {points: 1}\n", ERR_syntax_end},
      {"currency: nothing\non: order_completed\nreward: {points: 1}\n", ERR_unknown_name},
      {"currency: points\non: order_completed\nreward: {points: 1}\nfrom: 2026-02-01\n"
       "until: 2026-01-01\n",
       ERR_bad_field},
      {"currency: points\non: order_completed\nreward: {points: 1}\n"
       "multipliers: [{name: a, by: 2, hours: \"9-10\"}]\n",
       ERR_bad_field},
  };
  struct shop x;
  struct arena out;
  struct err why;
  (void)state;
  arena_init(&out, "test");
  shop_new(&x, 10);
  must_ok(resource_install_presets(x.w, &why), &why);
  shop_apply(&x, shop_rules);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[512];
    struct resource_change *c;
    uint32_t n;
    struct err err = {0};
    snprintf(text, sizeof text, "kind: earn_rule\nslug: bad\n%s", bad[i].text);
    const struct resource_source src = {.name = STR("bad.yaml"), .text = str_from(text)};
    if (resource_apply(x.w, &src, 1, STR("ann"), false, &out, &c, &n, &err))
      fail_msg("accepted: %s", bad[i].text);
    if (err.code != bad[i].code) fail_msg("%s for %s", err_name(err.code), bad[i].text);
    assert_true(err.place.line > 0);
  }
  shop_close(&x);
  remove_dir(x.dir);
  arena_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_streams), cmocka_unit_test(test_kills),
                                     cmocka_unit_test(test_shown),
                                     cmocka_unit_test(test_documents)};
  return RUN_ON_BOTH(tests, NULL, NULL);
}

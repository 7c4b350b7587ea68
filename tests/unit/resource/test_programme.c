/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents of programmes: what they mean, what is refused and where, what they refer to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "resource/programme.h"
#include "resource/resource_int.h"

static struct arena arena;

static int begin(void **state) {
  (void)state;
  arena_init(&arena, "test");
  return 0;
}

static int end(void **state) {
  (void)state;
  arena_release(&arena);
  return 0;
}

static bool try(const char *yaml, struct programme *ret, const struct json **at, struct err *err) {
  struct json *t;
  *err = (struct err){0};
  assert_true(yaml_parse(str_from(yaml), &arena, &t, err));
  return programme_read(t, &arena, ret, at, err);
}

static struct programme read(const char *yaml) {
  struct programme p;
  const struct json *at;
  struct err err;
  if (!try(yaml, &p, &at, &err)) fail_msg("%s\n%s %s", yaml, err_name(err.code), err.args[0]);
  return p;
}

static void refuse(const char *yaml, enum err_code code, const char *arg, uint32_t line) {
  struct programme p;
  const struct json *at;
  struct err err;
  if (try(yaml, &p, &at, &err)) fail_msg("read: %s", yaml);
  if (err.code != code || strcmp(err.args[code == ERR_bad_field ? 0 : 1], arg) != 0)
    fail_msg("%s\n%s %s %s", yaml, err_name(err.code), err.args[0], err.args[1]);
  assert_int_equal(at ? at->line : 0, line);
}

#define HEAD "kind: programme\nslug: club\n"
#define ONE  "levels:\n  - slug: a\n"

static void test_defaults(void **state) {
  (void)state;
  struct programme p = read(HEAD ONE);
  assert_int_equal(p.join, PROGRAMME_OPEN);
  assert_int_equal(p.period, PROGRAMME_LIFETIME);
  assert_true(p.lifetime_growth && !p.one_level && str_is(p.birthday, "birthday"));
  assert_int_equal(p.n_levels, 1);
  assert_true(str_is(p.levels[0].title.zh, "a") && !p.levels[0].by_growth && !p.levels[0].by_rule);
  assert_int_equal(dec_cmp(p.levels[0].multiplier, dec_int(1)), 0);
  assert_int_equal(p.n_plans, 0);
}

static void test_everything(void **state) {
  (void)state;
  struct programme p = read(
      HEAD
      "title: {en: Club, zh: 会员}\njoin: paid\ngrowth: growth\nperiod: {from_upgrade: 12}\n"
      "counts: period\ndowngrade: {to: one_level, grace_days: 15}\nmember_day: {month: 31}\n"
      "birthday: born\n"
      "levels:\n  - {slug: silver, title: 银卡}\n"
      "  - slug: gold\n    growth: 5000.5\n    keep: '4000'\n    when: true\n"
      "    benefits:\n      points: 1.5\n      texts: [Free shipping, {zh: 包邮}]\n"
      "      services: [{slug: pickup, quota: 2, per: month, promise: {en: In 24 h}},\n"
      "                 {slug: line}]\n"
      "    gifts:\n      upgrade: [{coupon: gold-30, count: 2}, {points: 500, currency: pts}]\n"
      "      birthday: [{coupon: cake}]\n      member_day: [{points: 1, currency: pts}]\n"
      "plans:\n  - {slug: monthly, price: 9.90, months: 1, trial_days: 7, grace_days: 3, "
      "refund: by_day}\n  - {slug: week, price: 0, days: 7}\n");
  assert_int_equal(p.join, PROGRAMME_PAID);
  assert_int_equal(p.period, PROGRAMME_FROM_UPGRADE);
  assert_int_equal(p.months, 12);
  assert_true(!p.lifetime_growth && p.one_level && p.grace_days == 15 && p.day_of_month == 31);
  const struct programme_level *g = &p.levels[1];
  assert_true(g->by_growth && g->by_rule && str_is(g->when, "true"));
  assert_true(dec_cmp(g->growth, (struct dec){50005, 1}) == 0 &&
              dec_cmp(g->keep, dec_int(4000)) == 0);
  assert_true(dec_cmp(g->multiplier, (struct dec){15, 1}) == 0);
  assert_int_equal(g->n_texts, 2);
  assert_true(str_is(g->texts[1].en, "包邮"));
  assert_int_equal(g->n_services, 2);
  assert_true(g->services[0].quota == 2 && g->services[0].per == PROGRAMME_PER_MONTH);
  assert_true(g->services[1].quota == -1 && str_is(g->services[1].title.en, "line"));
  assert_int_equal(g->gifts[PROGRAMME_AT_UPGRADE].n, 2);
  assert_int_equal(g->gifts[PROGRAMME_AT_UPGRADE].p[0].coupons, 2);
  assert_true(str_is(g->gifts[PROGRAMME_AT_UPGRADE].p[1].currency, "pts"));
  assert_true(programme_gives(&p, PROGRAMME_AT_BIRTHDAY) && programme_has_rules(&p));
  assert_int_equal(p.n_plans, 2);
  assert_true(p.plans[0].refund == PROGRAMME_REFUND_BY_DAY && p.plans[0].trial_days == 7);
  assert_true(programme_plan_find(&p, STR("week")) == &p.plans[1]);
  assert_int_equal(programme_level_find(&p, STR("gold")), 1);
  assert_int_equal(programme_level_find(&p, STR("bronze")), -1);
  assert_int_equal(read(HEAD ONE "join: {when: 'age > 18'}\n").join, PROGRAMME_RULE);
}

/* The first pack whose sources and condition fit. */
static void test_welcome(void **state) {
  (void)state;
  struct programme p =
      read(HEAD ONE "welcome:\n"
                    "  - {slug: a, sources: [till, app], when: 'x', gifts: [{coupon: c}]}\n"
                    "  - {slug: b, sources: [till], gifts: [{coupon: c}]}\n"
                    "  - {slug: c, when: 'y', gifts: [{points: 5, currency: p}]}\n");
  assert_int_equal(p.n_packs, 3);
  assert_true(str_is(programme_pack_find(&p, STR("till"), 1)->slug, "a"));
  assert_true(str_is(programme_pack_find(&p, STR("till"), 0)->slug, "b"));
  assert_null(programme_pack_find(&p, STR("app"), 0));
  assert_true(str_is(programme_pack_find(&p, STR("app"), 4)->slug, "c"));
  assert_true(str_is(programme_pack_find(&p, STR(""), 5)->slug, "c"));
  assert_null(programme_pack_find(&p, STR("Till"), 1));
}

static void test_refused(void **state) {
  (void)state;
  char many[4096] = HEAD "levels:\n";
  refuse(HEAD, ERR_missing_field, "levels", 1);
  refuse(HEAD "levels: []\n", ERR_bad_field, "levels", 3);
  refuse(HEAD "levels: {a: 1}\n", ERR_bad_field, "levels", 3);
  refuse(HEAD "levels: [3]\n", ERR_bad_field, "levels", 3);
  refuse(HEAD "levels:\n  - slug: a\n  - slug: a\n", ERR_bad_field, "slug", 5);
  refuse(HEAD "levels:\n  - slug: a\n    grow: 1\n", ERR_unknown_field, "grow", 5);
  refuse(HEAD "levels:\n  - slug: a\n    growth: 1\n", ERR_missing_field, "growth", 4);
  refuse(HEAD "growth: g\nlevels:\n  - slug: a\n    growth: -1\n", ERR_bad_field, "growth", 6);
  refuse(HEAD "growth: g\nlevels:\n  - slug: a\n    growth: 0.00001\n", ERR_bad_field, "growth", 6);
  refuse(HEAD "growth: g\nlevels:\n  - slug: a\n    growth: 1e30\n", ERR_bad_field, "growth", 6);
  refuse(HEAD "growth: g\nlevels:\n  - slug: a\n    growth: 5\n    keep: 6\n", ERR_bad_field,
         "keep", 7);
  refuse(HEAD "growth: g\nlevels:\n  - slug: a\n    keep: 6\n", ERR_missing_field, "growth", 5);
  refuse(HEAD "growth: g\nlevels:\n  - {slug: a, growth: 5}\n  - {slug: b}\n  - slug: c\n"
              "    growth: 5\n",
         ERR_bad_field, "growth", 8);
  refuse(HEAD ONE "    when: 3\n", ERR_bad_field, "when", 5);
  refuse(HEAD ONE "    benefits: {points: 0}\n", ERR_bad_field, "points", 5);
  refuse(HEAD ONE "    benefits: {points: 1001}\n", ERR_bad_field, "points", 5);
  refuse(HEAD ONE "    benefits: {services: [{slug: s}, {slug: s}]}\n", ERR_bad_field, "slug", 5);
  refuse(HEAD ONE "    benefits: {services: [{slug: s, quota: -1}]}\n", ERR_bad_field, "quota", 5);
  refuse(HEAD ONE "    gifts: {upgrade: [{coupon: c, points: 3}]}\n", ERR_bad_field, "gifts", 5);
  refuse(HEAD ONE "    gifts: {upgrade: [{points: 3}]}\n", ERR_missing_field, "currency", 5);
  refuse(HEAD ONE "    gifts: {upgrade: [{count: 3}]}\n", ERR_bad_field, "gifts", 5);
  refuse(HEAD ONE "    gifts: {upgrade: [{coupon: c, count: 101}]}\n", ERR_bad_field, "count", 5);
  refuse(HEAD ONE "    gifts: {member_day: [{coupon: c}]}\n", ERR_bad_field, "gifts.member_day", 5);
  refuse(HEAD ONE "join: closed\n", ERR_bad_field, "join", 5);
  refuse(HEAD ONE "join: {}\n", ERR_bad_field, "join", 5);
  refuse(HEAD ONE "join: {when: 'a', event: b}\n", ERR_unknown_field, "event", 5);
  refuse(HEAD ONE "join: paid\n", ERR_missing_field, "plans", 1);
  refuse(HEAD ONE "plans: [{slug: m, price: 1, months: 1}]\n", ERR_bad_field, "plans", 5);
  refuse(HEAD ONE "join: paid\nplans: [{slug: m, price: 1}]\n", ERR_bad_field, "plans", 6);
  refuse(HEAD ONE "join: paid\nplans: [{slug: m, months: 1}]\n", ERR_missing_field, "price", 6);
  refuse(HEAD ONE "join: paid\nplans: [{slug: m, price: 1, months: 1, days: 3}]\n", ERR_bad_field,
         "plans", 6);
  refuse(HEAD ONE "period: {rolling: 0}\n", ERR_bad_field, "rolling", 5);
  refuse(HEAD ONE "period: monthly\n", ERR_bad_field, "period", 5);
  refuse(HEAD ONE "downgrade: {to: none}\n", ERR_bad_field, "to", 5);
  refuse(HEAD ONE "downgrade: {grace_days: 367}\n", ERR_bad_field, "grace_days", 5);
  refuse(HEAD ONE "member_day: {week: 8}\n", ERR_bad_field, "week", 5);
  refuse(HEAD ONE "enrol: [{source: x}]\n", ERR_missing_field, "on", 5);
  refuse(HEAD ONE "enrol: [{on: a, source: x, source_from: y}]\n", ERR_bad_field, "enrol", 5);
  refuse(HEAD ONE "enrol: [{on: a, from: x}]\n", ERR_unknown_field, "from", 5);
  refuse(HEAD ONE "join: paid\nplans: [{slug: m, price: 1, months: 1}]\nenrol: [{on: a}]\n",
         ERR_bad_field, "enrol", 7);
#define PACK "welcome:\n  - slug: a\n"
  refuse(HEAD ONE PACK, ERR_missing_field, "gifts", 6);
  refuse(HEAD ONE PACK "    gifts: []\n", ERR_bad_field, "gifts", 7);
  refuse(HEAD ONE PACK "    gifts: [{coupon: c}]\n    sources: []\n", ERR_bad_field, "sources", 8);
  refuse(HEAD ONE PACK "    gifts: [{coupon: c}]\n    sources: [3]\n", ERR_bad_field, "sources", 8);
  refuse(HEAD ONE PACK "    gifts: [{coupon: c}]\n    source: x\n", ERR_unknown_field, "source", 8);
  refuse(HEAD ONE PACK "    gifts: [{coupon: c}]\n    when: 3\n", ERR_bad_field, "when", 8);
  refuse(HEAD ONE PACK "    gifts: [{coupon: c}]\n  - {slug: a, gifts: [{coupon: c}]}\n",
         ERR_bad_field, "slug", 8);
  for (int i = 0; i <= PROGRAMME_LEVELS_MAX; i++)
    snprintf(many + strlen(many), 32, "  - slug: l%d\n", i);
  refuse(many, ERR_bad_field, "levels", 4);
}

/* As a resource: versions, places of expressions, references. */
static void test_resource(void **state) {
  (void)state;
  struct state *s;
  struct err err = {0};
  struct documents docs;
  struct resource_change *c = NULL;
  assert_true(state_open("", true, &s, &err));
  struct env_setup setup = {.state = s, .tz = tz_utc()};
#define COUPON                                                                                     \
  "---\nkind: coupon\nslug: gold-30\nbenefit: {type: amount_off, amount: 5}\nvalid: {days: 7}\n"
#define APPLY(text)                                                                                \
  (err_clear(&err),                                                                                \
   documents_parse(&(struct resource_source){STR("a.yaml"), STR(text)}, 1, &arena, &docs, &err) && \
       apply_documents(&setup, &docs, STR("ann"), false, &arena, &c, &err))
  assert_true(APPLY(HEAD ONE));
  assert_int_equal(c->new_version, 1);
  assert_false(APPLY(HEAD ONE "    gifts:\n      upgrade:\n        - coupon: gold-30\n"));
  assert_int_equal(err.code, ERR_unknown_name);
  assert_int_equal(err.place.line, 7);
  assert_true(APPLY(HEAD ONE "    gifts: {upgrade: [{coupon: gold-30}]}\n" COUPON));
  assert_false(store_archive(s, STR("coupon"), STR("gold-30"), 0, STR("ann"), &(bool){0}, &err));
  assert_int_equal(err.code, ERR_in_use);
  assert_false(APPLY(HEAD "growth: none\n" ONE));
  assert_int_equal(err.place.line, 3);
  assert_false(APPLY(HEAD ONE "    when: age >\n"));
  assert_int_equal(err.code, ERR_syntax_end);
  assert_int_equal(err.place.line, 5);
  assert_false(APPLY(HEAD ONE "join: {when: 'segment(\"none\")'}\n"));
  assert_int_equal(err.code, ERR_unknown_name);
  assert_int_equal(err.place.line, 5);
  state_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_defaults, begin, end),
      cmocka_unit_test_setup_teardown(test_everything, begin, end),
      cmocka_unit_test_setup_teardown(test_welcome, begin, end),
      cmocka_unit_test_setup_teardown(test_refused, begin, end),
      cmocka_unit_test_setup_teardown(test_resource, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

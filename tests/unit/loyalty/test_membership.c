/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members through time, on a clock that the test sets: joining, levels, gifts, terms, services,
 * people who become one and are taken apart, many at once, openings in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "../workspace/ws_dir.h"
#include "loyalty/consumer.h"
#include "loyalty/coupon.h"
#include "loyalty/enrol.h"
#include "loyalty/ledger.h"
#include "loyalty/membership_int.h"
#include "on_postgres.h"
#include "resource/resource.h"
#include "workspace/erase.h"
#include "workspace/persons.h"

struct set_clock {
  struct clock clock;
  int64_t ms;
};
static struct wall set_wall(struct clock *c) {
  return (struct wall){((struct set_clock *)c)->ms};
}
static struct mono set_mono(struct clock *c) {
  return clock_system()->mono(c);
}

struct shop {
  char dir[PATH_BYTES];
  struct set_clock clock;
  struct workspace *w;
  struct loyalty *l;
  uint32_t version;
};

static void open_shop(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2, .clock = &x->clock.clock};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
}
static void close_shop(struct shop *x) {
  loyalty_close(x->l);
  ws_close(x->w);
}
static void again(struct shop *x) {
  close_shop(x);
  open_shop(x);
}

static int64_t at(struct shop *x, const char *text) {
  int64_t ms;
  struct err err;
  must_ok(time_parse_iso(str_from(text), ws_tz(x->w), &ms, NULL, &err), &err);
  return ms;
}

static int setup(void **state) {
  static struct shop x;
  struct err err;
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2};
  x = (struct shop){.clock = {{set_wall, set_mono}, 0}};
  temp_dir(x.dir);
  must_ok(ws_init_dir_at(x.dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x.dir, STR("shop"), STR("Asia/Shanghai"), STR("CNY"), &o, &err), &err);
  x.clock.ms = INT64_C(1767200000000); /* 2026-01-01 00:53 there */
  open_shop(&x);
  *state = &x;
  return 0;
}

static int teardown(void **state) {
  struct shop *x = *state;
  close_shop(x);
  remove_dir(x->dir);
  return 0;
}

/* The newest version of a programme as if it had been applied, whatever it refers to. */
static void put(struct shop *x, const char *yaml) {
  struct arena mem;
  struct json *doc;
  struct buf json = BUF_INIT;
  struct state_stmt *q;
  struct err err;
  struct state *s = ws_state(x->w);
  arena_init(&mem, "test");
  must_ok(yaml_parse(str_from(yaml), &mem, &doc, &err), &err);
  json_write_tree(doc, false, &json);
  struct str slug = json_get_str(doc, "slug"), id = arena_printf(&mem, "prg_%.*s", STRF(slug));
  x->version++;
  must_ok(state_begin(s, &err), &err);
  must_ok(state_query(s,
                      "INSERT INTO resource (id, kind, slug, status, version, title_en, title_zh, "
                      "created_ms, updated_ms) VALUES (?1, 'programme', ?2, 'active', ?3, '', '', "
                      "0, 0) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
                      &q, &err),
          &err);
  state_bind_str(q, 1, id);
  state_bind_str(q, 2, slug);
  state_bind_int(q, 3, x->version);
  must_ok(state_exec(q, &err), &err);
  must_ok(state_query(s,
                      "INSERT INTO resource_version (resource_id, version, doc, hash, title_en, "
                      "title_zh, author, at_ms) VALUES (?1, ?2, ?3, ?4, '', '', 'ann', 0)",
                      &q, &err),
          &err);
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, x->version);
  state_bind_str(q, 3, buf_str(&json));
  state_bind_str(q, 4, id);
  must_ok(state_exec(q, &err), &err);
  must_ok(state_commit(s, &err), &err);
  buf_release(&json);
  arena_release(&mem);
  again(x);
}

static uint32_t subject(struct shop *x, const char *user) {
  struct err err;
  uint32_t s = SUBJECT_NONE;
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(user), true, &s, &err), &err);
  return s;
}

static struct membership_done act(struct shop *x, struct membership_ask a) {
  struct membership_done d;
  struct err err = {0};
  a.actor = a.actor.n ? a.actor : STR("ann");
  a.programme = a.programme.n ? a.programme : STR("club");
  must_ok(membership_do(x->l, &a, &d, &err), &err);
  return d;
}
static void refused(struct shop *x, struct membership_ask a, enum err_code code) {
  struct membership_done d;
  struct err err = {0};
  a.actor = a.actor.n ? a.actor : STR("ann");
  a.programme = a.programme.n ? a.programme : STR("club");
  if (membership_do(x->l, &a, &d, &err)) fail_msg("done");
  assert_string_equal(err_name(err.code), err_name(code));
}
#define ACT(...)           act(x, (struct membership_ask){__VA_ARGS__})
#define REFUSED(code, ...) refused(x, (struct membership_ask){__VA_ARGS__}, code)

struct grow {
  struct writer_work work;
  struct loyalty *l;
  uint32_t subject;
  int64_t amount;
  bool refuse;
};
static bool grow_run(struct writer_work *w, struct state *s, struct err *err) {
  struct grow *g = (struct grow *)w;
  uint32_t holder;
  return holder_take(g->l, g->subject, s, &holder, err) &&
         membership_grew(g->l, s, holder, STR("growth"), 0, g->amount, err) &&
         (!g->refuse || err_fail(err, ERR_bad_field, "test"));
}
static void grow(struct shop *x, uint32_t subject, int64_t amount) {
  struct grow g = {.work = {.run = grow_run}, .l = x->l, .subject = subject, .amount = amount};
  struct err err = {0};
  must_ok(loyalty_do(x->l, &g.work, &err), &err);
}

static uint32_t sweep(struct shop *x) {
  uint32_t done;
  struct err err = {0};
  must_ok(membership_sweep(x->l, 100000, &done, &err), &err);
  return done;
}

static struct arena mem;
static struct membership_view view(struct shop *x, uint32_t who, const char *slug) {
  struct membership_view v;
  struct programme p;
  struct err err = {0};
  must_ok(membership_get(x->l, who, str_from(slug), &mem, &p, &v, &err), &err);
  return v;
}
static struct membership_past past(struct shop *x, uint32_t who, const char *slug) {
  struct membership_past v;
  struct membership_view m;
  struct programme *p = arena_new(&mem, struct programme);
  struct err err = {0};
  must_ok(membership_get(x->l, who, str_from(slug), &mem, p, &m, &err), &err);
  must_ok(membership_past(x->l, who, p, &mem, &v, &err), &err);
  return v;
}

static uint64_t told(struct shop *x, const char *event) {
  struct err err;
  must_ok(loyalty_settle(x->l, &err), &err);
  struct snapshot *n = ws_snapshot(x->w);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (str_is(snapshot_event(n, i)->name, event)) rows = snapshot_event(n, i)->rows;
  snapshot_free(n);
  return rows;
}

static int64_t ask(struct shop *x, const char *sql) {
  struct state *r = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool row;
  state_enter(r);
  must_ok(state_query(r, sql, &q, &err) && state_step(q, &row, &err), &err);
  int64_t v = state_int(q, 0);
  state_reset(q);
  state_leave(r);
  return v;
}

#define CLUB                                                                                       \
  "kind: programme\nslug: club\ngrowth: growth\nperiod: year\n"                                    \
  "downgrade: {to: one_level, grace_days: 10}\nmember_day: {month: 8}\n"                           \
  "levels:\n  - slug: silver\n    gifts: {birthday: [{coupon: cake}]}\n"                           \
  "  - slug: gold\n    growth: 1000\n    keep: 800\n"                                              \
  "    benefits: {services: [{slug: pickup, quota: 3, per: month}]}\n"                             \
  "    gifts: {upgrade: [{coupon: gold-30, count: 2}, {points: 5, currency: pts}],\n"              \
  "            birthday: [{coupon: cake}], member_day: [{coupon: eight}]}\n"                       \
  "  - slug: black\n    growth: 5000\n"

static void test_levels(void **state) {
  struct shop *x = *state;
  arena_init(&mem, "test");
  put(x, CLUB);
  uint32_t a = subject(x, "a");
  REFUSED(ERR_not_member, .act = MEMBERSHIP_LEAVE, .subject = a);
  REFUSED(ERR_unknown_resource, .act = MEMBERSHIP_JOIN, .subject = a, .programme = STR("none"));
  struct membership_done d = ACT(.act = MEMBERSHIP_JOIN, .subject = a, .source = STR("till"),
                                 .store = STR("s1"), .staff = STR("eve"), .key = STR("k1"));
  assert_true(d.changed && !d.again);
  assert_string_equal(d.level, "silver");
  assert_true(ACT(.act = MEMBERSHIP_JOIN, .subject = a, .source = STR("till"), .store = STR("s1"),
                  .staff = STR("eve"), .key = STR("k1"))
                  .again);
  REFUSED(ERR_idempotency_conflict, .act = MEMBERSHIP_JOIN, .subject = a, .key = STR("k1"));
  assert_false(ACT(.act = MEMBERSHIP_JOIN, .subject = a).changed);
  assert_int_equal(told(x, "member_joined"), 1);
  assert_int_equal(told(x, "tier_changed"), 1);

  grow(x, a, 999);
  struct membership_view v = view(x, a, "club");
  assert_int_equal(v.standing.level, 0);
  assert_int_equal(dec_cmp(v.missing, dec_int(1)), 0);
  struct grow no = {
      .work = {.run = grow_run}, .l = x->l, .subject = a, .amount = 1, .refuse = true};
  struct err err = {0};
  assert_false(loyalty_do(x->l, &no.work, &err));
  assert_int_equal(view(x, a, "club").standing.level, 0);
  grow(x, a, 1);
  assert_int_equal(view(x, a, "club").standing.level, 1);
  assert_int_equal(past(x, a, "club").n_gifts, 2);
  assert_int_equal(told(x, "tier_changed"), 2);

  /* Down by hand and up again in the same year: no second gift. */
  ACT(.act = MEMBERSHIP_SET_LEVEL, .subject = a, .level = STR("silver"), .reason = STR("test"),
      .until_ms = at(x, "2026-02-01"));
  grow(x, a, 1);
  assert_int_equal(view(x, a, "club").standing.level, 0); /* held */
  REFUSED(ERR_programme_no, .act = MEMBERSHIP_SET_LEVEL, .subject = a, .level = STR("x"),
          .until_ms = at(x, "2026-02-01"));
  x->clock.ms = at(x, "2026-02-01");
  sweep(x);
  assert_int_equal(view(x, a, "club").standing.level, 1);
  assert_int_equal(past(x, a, "club").n_gifts, 2 + 1); /* and of the member day that nobody saw */

  /* The year ends: 10 days of grace, then down by one level, whoever looks when. */
  grow(x, a, -500);
  assert_int_equal(view(x, a, "club").standing.level, 1); /* nothing falls before the end */
  x->clock.ms = at(x, "2027-01-01");
  sweep(x);
  v = view(x, a, "club");
  assert_int_equal(v.standing.level, 1);
  assert_int_equal(v.standing.grace_until, at(x, "2027-01-11"));
  again(x);
  x->clock.ms = at(x, "2027-01-11") - 1;
  sweep(x);
  assert_int_equal(view(x, a, "club").standing.level, 1);
  x->clock.ms = at(x, "2027-01-20");
  sweep(x);
  v = view(x, a, "club");
  assert_int_equal(v.standing.level, 0);
  assert_int_equal(v.standing.since, at(x, "2027-01-11"));
  assert_int_equal(sweep(x), 0);
  /* In the new year the level is reached anew, and its gift given anew. */
  int64_t gifts = past(x, a, "club").n_gifts;
  grow(x, a, 1000);
  assert_int_equal(past(x, a, "club").n_gifts, gifts + 2);

  /* A clock that goes back changes nothing. */
  x->clock.ms = at(x, "2026-06-01");
  sweep(x);
  assert_int_equal(view(x, a, "club").standing.level, 1);
  x->clock.ms = at(x, "2027-02-20");

  assert_true(ACT(.act = MEMBERSHIP_LEAVE, .subject = a).changed);
  REFUSED(ERR_not_member, .act = MEMBERSHIP_LEAVE, .subject = a);
  assert_int_equal(told(x, "member_left"), 1);
  assert_true(ACT(.act = MEMBERSHIP_JOIN, .subject = a).changed);
  assert_int_equal(view(x, a, "club").standing.level, 1); /* growth stays; gold is reached */
  assert_int_equal(past(x, a, "club").n_gifts, gifts + 2);
  assert_int_equal(ask(x, "SELECT count(*) FROM member"), 1);
}

/* With the person goes what the row of its membership says of it. */
static void test_erased(void **state) {
  struct shop *x = *state;
  struct ws_erased erased;
  struct ws_erase_done done;
  struct err err;
  arena_init(&mem, "test");
  x->clock.ms = at(x, "2034-02-25T10:00:00");
  put(x, "kind: programme\nslug: till\nlevels: [{slug: one, gifts: {birthday: [{coupon: a}]}}]\n");
  uint32_t gone = subject(x, "gone"), stays = subject(x, "stays");
#define TILL(who)                                                                                  \
  .act = MEMBERSHIP_JOIN, .subject = who, .programme = STR("till"), .store = STR("s7"),            \
  .staff = STR("tom")
  ACT(TILL(gone));
  ACT(TILL(stays));
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE store = 's7' AND staff = 'tom'"), 2);
  must_ok(ws_erase_person(x->w, gone, STR("ann"), &erased, &err), &err);
  must_ok(ws_erase_run(x->w, &done, &err), &err);
  assert_int_equal(done.people, 1);
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE store = 's7' AND staff = 'tom'"), 1);
  arena_release(&mem);
}

static void test_occasions(void **state) {
  struct shop *x = *state;
  x->clock.ms = at(x, "2027-02-25T10:00:00");
  uint32_t b = subject(x, "b");
  struct ev_batch rows;
  struct err err;
  ev_batch_init(&rows);
  ev_batch_row(&rows, ev_batch_id(&rows, STR("user_id"), STR("b")),
               ev_batch_name(&rows, STR(EV_SET)), x->clock.ms - 1, (struct ev_key){0}, 0);
  const struct value born = {.type = V_STR, .str = STR("1992-02-29")};
  ev_batch_put(&rows, ev_batch_prop(&rows, STR("birthday")), &born);
  must_ok(ws_ingest(x->w, &rows, NULL, &err), &err);
  ev_batch_release(&rows);
  ACT(.act = MEMBERSHIP_JOIN, .subject = b);
  assert_int_equal(view(x, b, "club").birthday, 0); /* the sweep asks */
  sweep(x);
  assert_int_equal(view(x, b, "club").birthday, 229);
  assert_int_equal(past(x, b, "club").n_gifts, 0);
  x->clock.ms = at(x, "2027-02-28T00:00:00"); /* a common year */
  sweep(x);
  sweep(x);
  struct membership_past p = past(x, b, "club");
  assert_int_equal(p.n_gifts, 1);
  assert_true(str_is(p.gifts[0].occasion, "birthday:2027") && str_is(p.gifts[0].coupon, "cake"));
  /* A server that was off on the day gives it afterwards, one of years that passed. */
  x->clock.ms = at(x, "2029-03-20T00:00:00");
  sweep(x);
  again(x);
  sweep(x);
  p = past(x, b, "club");
  assert_int_equal(p.n_gifts, 2);
  assert_true(str_is(p.gifts[0].occasion, "birthday:2029"));
  /* Member days: of gold. */
  grow(x, b, 1000);
  x->clock.ms = at(x, "2029-04-08T09:00:00");
  sweep(x);
  sweep(x);
  p = past(x, b, "club");
  assert_int_equal(p.n_gifts, 2 + 2 + 1);
  assert_true(str_is(p.gifts[0].occasion, "member_day:2029-04-08"));
}

static void test_services(void **state) {
  struct shop *x = *state;
  uint32_t b = subject(x, "b");
#define USE(n, k)                                                                                  \
  .act = MEMBERSHIP_USE, .subject = b, .service = STR("pickup"), .quantity = (n), .key = STR(k)
  assert_int_equal(ACT(USE(2, "u1")).remaining, 1);
  struct membership_done d = ACT(USE(2, "u1"));
  assert_true(d.again && d.remaining == 1 && d.until_ms == at(x, "2029-05-01"));
  REFUSED(ERR_idempotency_conflict, USE(1, "u1"));
  REFUSED(ERR_quota_used, USE(2, "u2"));
  assert_int_equal(ACT(USE(1, "u2")).remaining, 0); /* a refusal is no answer: the key is free */
  REFUSED(ERR_quota_used, USE(1, "u3"));
  REFUSED(ERR_missing_field, USE(1, ""));
  REFUSED(ERR_bad_field, USE(0, "u4"));
  REFUSED(ERR_bad_field, USE(INT64_MAX, "u4"));
  REFUSED(ERR_programme_no, .act = MEMBERSHIP_USE, .subject = b, .service = STR("limo"),
          .quantity = 1, .key = STR("u5"));
  struct membership_past p = past(x, b, "club");
  assert_int_equal(p.n_uses, 1);
  assert_true(p.uses[0].used == 3 && p.uses[0].remaining == 0);
  x->clock.ms = at(x, "2029-05-01");
  assert_int_equal(ACT(USE(1, "u6")).remaining, 2);
}

#define GREEN                                                                                      \
  "kind: programme\nslug: green\njoin: paid\nlevels: [{slug: card}]\nplans:\n"                     \
  "  - {slug: month, price: 30, months: 1, trial_days: 7, grace_days: 3, refund: by_day}\n"        \
  "  - {slug: year, price: 300, months: 12}\n"

static void test_paid(void **state) {
  struct shop *x = *state;
  put(x, GREEN);
  x->clock.ms = at(x, "2030-01-31T12:00:00");
  uint32_t c = subject(x, "c");
#define PAID(act_, k) .act = act_, .subject = c, .programme = STR("green"), .key = STR(k)
  REFUSED(ERR_programme_paid, PAID(MEMBERSHIP_JOIN, ""));
  REFUSED(ERR_programme_no, PAID(MEMBERSHIP_SUBSCRIBE, "s"), .plan = STR("day"), .order = STR("o"));
  REFUSED(ERR_missing_field, PAID(MEMBERSHIP_SUBSCRIBE, "s"), .plan = STR("month"));
  struct membership_done d =
      ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s0"), .plan = STR("month"), .trial = true);
  assert_int_equal(d.until_ms, at(x, "2030-02-07T12:00:00"));
  REFUSED(ERR_term_runs, PAID(MEMBERSHIP_SUBSCRIBE, "s1"), .plan = STR("month"),
          .order = STR("o1"));
  x->clock.ms = at(x, "2030-02-07T12:00:00"); /* nobody swept: it is over all the same */
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_LEFT);
  REFUSED(ERR_trial_used, PAID(MEMBERSHIP_SUBSCRIBE, "s2"), .plan = STR("month"), .trial = true);
  sweep(x);
  REFUSED(ERR_trial_used, PAID(MEMBERSHIP_SUBSCRIBE, "s2"), .plan = STR("month"), .trial = true);
  REFUSED(ERR_bad_field, PAID(MEMBERSHIP_SUBSCRIBE, "s3"), .plan = STR("month"), .order = STR("o1"),
          .priced = true, .price = {30001, 3});
  d = ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s3"), .plan = STR("month"), .order = STR("o1"),
          .priced = true, .price = {2990, 2});
  assert_int_equal(d.until_ms, at(x, "2030-03-07T12:00:00"));
  assert_true(ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s3"), .plan = STR("month"), .order = STR("o1"),
                  .priced = true, .price = {2990, 2})
                  .again);
  REFUSED(ERR_term_order, PAID(MEMBERSHIP_RENEW, "r1"), .order = STR("o1"));
  d = ACT(PAID(MEMBERSHIP_RENEW, "r1"), .order = STR("o2"));
  assert_int_equal(d.until_ms, at(x, "2030-04-07T12:00:00"));
  /* Refunds: the last term first; it has not begun, so all of it. */
  REFUSED(ERR_term_last, PAID(MEMBERSHIP_REFUND, "f1"), .order = STR("o1"));
  REFUSED(ERR_term_unknown, PAID(MEMBERSHIP_REFUND, "f1"), .order = STR("o9"));
  d = ACT(PAID(MEMBERSHIP_REFUND, "f1"), .order = STR("o2"));
  assert_int_equal(dec_cmp(d.amount, dec_int(30)), 0);
  assert_int_equal(d.until_ms, at(x, "2030-03-07T12:00:00"));
  REFUSED(ERR_term_no_refund, PAID(MEMBERSHIP_REFUND, "f2"), .order = STR("o2"));
  /* 28 days, of which 14 are left behind today: 29.90 × 14 ÷ 28. */
  x->clock.ms = at(x, "2030-02-20T01:00:00");
  d = ACT(PAID(MEMBERSHIP_REFUND, "f3"), .order = STR("o1"));
  assert_int_equal(dec_cmp(d.amount, (struct dec){1495, 2}), 0);
  assert_int_equal(d.status, MEMBERSHIP_LEFT);
  /* A year, renewed in its grace; canceled at its end; then lapsed. */
  ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s4"), .plan = STR("month"), .order = STR("o3"));
  x->clock.ms = at(x, "2030-03-22T00:00:00"); /* the term ended on the 20th */
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_ACTIVE);
  sweep(x);
  d = ACT(PAID(MEMBERSHIP_RENEW, "r2"), .order = STR("o4"));
  assert_int_equal(d.until_ms, at(x, "2030-04-20T01:00:00"));
  ACT(PAID(MEMBERSHIP_CANCEL, ""));
  assert_false(ACT(PAID(MEMBERSHIP_CANCEL, "")).changed);
  x->clock.ms = at(x, "2030-04-20T01:00:00");
  sweep(x);
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_LEFT);
  ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s5"), .plan = STR("month"), .order = STR("o5"));
  x->clock.ms = at(x, "2030-05-23T00:59:59");
  sweep(x);
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_ACTIVE);
  x->clock.ms = at(x, "2030-05-23T01:00:00");
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_LAPSED);
  REFUSED(ERR_not_member, PAID(MEMBERSHIP_RENEW, "r3"), .order = STR("o6"));
  sweep(x);
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_LAPSED);
  ACT(PAID(MEMBERSHIP_SUBSCRIBE, "s6"), .plan = STR("year"), .order = STR("o6"));
  REFUSED(ERR_term_no_refund, PAID(MEMBERSHIP_REFUND, "f4"), .order = STR("o6"));
  ACT(PAID(MEMBERSHIP_CANCEL, ""), .at_once = true);
  assert_int_equal(view(x, c, "green").status, MEMBERSHIP_LEFT);
}

/* Two members who become one have the higher level, the growth of both and no gift twice; parted,
 * each has its own. */
static void test_one_person(void **state) {
  struct shop *x = *state;
  struct err err;
  struct ws_moved moved;
  x->clock.ms = at(x, "2031-03-01");
  uint32_t a = subject(x, "one"), b = subject(x, "two");
  ACT(.act = MEMBERSHIP_JOIN, .subject = a);
  ACT(.act = MEMBERSHIP_JOIN, .subject = b);
  grow(x, a, 600);
  grow(x, b, 700);
  sweep(x);
  assert_int_equal(view(x, a, "club").standing.level, 0);
  must_ok(ws_merge_people(x->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  struct membership_view v = view(x, b, "club");
  assert_int_equal(v.memberships, 2);
  assert_int_equal(dec_cmp(v.growth, dec_int(1300)), 0);
  grow(x, b, 1);
  assert_int_equal(view(x, a, "club").standing.level, 1);
  int64_t lead = view(x, a, "club").member;
  assert_int_equal(past(x, a, "club").n_gifts, 2);
  x->clock.ms = at(x, "2031-03-08");
  sweep(x);
  sweep(x);
  assert_int_equal(past(x, a, "club").n_gifts, 3); /* one member day */
  assert_false(ACT(.act = MEMBERSHIP_JOIN, .subject = b).changed);
  int64_t left = 3;
  for (int i = 0; i < 3; i++) {
    char key[8];
    snprintf(key, sizeof key, "one%d", i);
    left = ACT(.act = MEMBERSHIP_USE, .subject = i % 2 ? a : b, .service = STR("pickup"),
               .quantity = 1, .key = str_from(key))
               .remaining;
  }
  assert_int_equal(left, 0);
  must_ok(ws_unmerge_people(x->w, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  struct membership_view va = view(x, a, "club"), vb = view(x, b, "club");
  assert_int_equal(va.memberships, 1);
  assert_int_equal(dec_cmp(va.growth, dec_int(600)), 0);
  assert_int_equal(dec_cmp(vb.growth, dec_int(701)), 0);
  assert_int_equal(va.standing.level + vb.standing.level, 1);
  assert_true((va.member == lead) == (va.standing.level == 1));
  /* Nobody loses before the end of the year what was reached; then each stands on its own. */
  x->clock.ms = at(x, "2032-02-01");
  sweep(x);
  assert_int_equal(view(x, a, "club").standing.level + view(x, b, "club").standing.level, 0);
}

struct crowd {
  struct shop *x;
  uint32_t who, ok;
  int number;
};
static void *crowd_thread(void *ctx) {
  struct crowd *c = ctx;
  for (int i = 0; i < 60; i++) {
    char key[24];
    struct err err = {0};
    struct membership_done d;
    snprintf(key, sizeof key, "crowd%d-%d", c->number, i / 2); /* each twice */
    struct membership_ask join = {
        .act = MEMBERSHIP_JOIN, .subject = c->who, .programme = STR("club"), .actor = STR("ann")};
    struct membership_ask use = {.act = MEMBERSHIP_USE,
                                 .subject = c->who,
                                 .programme = STR("club"),
                                 .actor = STR("ann"),
                                 .service = STR("pickup"),
                                 .quantity = 1,
                                 .key = str_from(key)};
    must_ok(membership_do(c->x->l, &join, &d, &err), &err);
    if (i % 10 == 3) grow(c->x, c->who, 250);
    if (i % 7 == 0) sweep(c->x);
    if (membership_do(c->x->l, &use, &d, &err)) c->ok += !d.again;
  }
  return NULL;
}

/* Eight at once for one person: one membership, one upgrade, one set of gifts, three uses. */
static void test_crowd(void **state) {
  enum { THREADS = 8 };
  struct shop *x = *state;
  struct crowd c[THREADS];
  pthread_t t[THREADS];
  uint32_t ok = 0;
  x->clock.ms = at(x, "2033-03-01");
  uint32_t who = subject(x, "crowded");
  for (int i = 0; i < THREADS; i++) {
    c[i] = (struct crowd){.x = x, .who = who, .number = i};
    assert_int_equal(pthread_create(&t[i], NULL, crowd_thread, &c[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    ok += c[i].ok;
  }
  assert_int_equal(ok, 3);
  struct membership_view v = view(x, who, "club");
  assert_int_equal(v.standing.level, 2); /* 8 × 6 × 250 */
  struct membership_past p = past(x, who, "club");
  assert_int_equal(p.n_levels, 3);
  assert_int_equal(p.n_gifts, 2);
  assert_int_equal(ask(x, "SELECT count(*) - count(DISTINCT holder || programme) FROM member"), 0);
  assert_int_equal(ask(x, "SELECT max(n) - count(*) FROM member_level"), 0); /* dense */
  assert_int_equal(ask(x, "SELECT max(n) - count(*) FROM member_act"), 0);
}

static int64_t has(struct shop *x, uint32_t who, const char *currency) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  int64_t available = 0;
  must_ok(ledger_balances(x->l, who, &mem, &b, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(b[i].currency, currency)) available = b[i].available;
  return available;
}

/* Growth is what the ledger books of its currency; gifts of points are grants of it, each once. */
static void test_ledger(void **state) {
  struct shop *x = *state;
  struct resource_change *changes;
  struct err err = {0};
  uint32_t n, done;
  x->clock.ms = at(x, "2033-06-01");
  struct resource_source src = {.name = STR("a.yaml"),
                                .text = STR("kind: currency\nslug: growth\n---\n"
                                            "kind: currency\nslug: pts\ndecimals: 2\n")};
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), false, &mem, &changes, &n, &err), &err);
  uint32_t e = subject(x, "e");
  ACT(.act = MEMBERSHIP_JOIN, .subject = e);
  struct ledger_post p = {.op = LEDGER_EARN,
                          .subject = e,
                          .currency = STR("growth"),
                          .amount = 600,
                          .actor = STR("till"),
                          .key = STR("g1")};
  struct ledger_posted earned, posted;
  must_ok(ledger_do(x->l, &p, &earned, &err), &err);
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
  assert_true(posted.again);
  struct membership_view v = view(x, e, "club");
  assert_true(v.standing.level == 0 && dec_cmp(v.growth, dec_int(600)) == 0);
  p.key = STR("g2");
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
  assert_int_equal(view(x, e, "club").standing.level, 1);
  p = (struct ledger_post){.op = LEDGER_SPEND,
                           .subject = e,
                           .currency = STR("growth"),
                           .amount = 100,
                           .actor = STR("till"),
                           .key = STR("g3")};
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
  assert_int_equal(dec_cmp(view(x, e, "club").growth, dec_int(1200)), 0);
  p = (struct ledger_post){.op = LEDGER_CLAWBACK,
                           .currency = STR("growth"),
                           .of = earned.txn,
                           .amount = 0,
                           .actor = STR("till"),
                           .key = STR("g4")};
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
  assert_int_equal(dec_cmp(view(x, e, "club").growth, dec_int(600)), 0);
  assert_int_equal(view(x, e, "club").standing.level, 1);
  assert_int_equal(has(x, e, "pts"), 0);
  for (int i = 0; i < 3; i++) {
    must_ok(gifts_hand_over(x->l, 1000, &done, &err), &err);
    if (i == 1) again(x);
  }
  assert_int_equal(has(x, e, "pts"), 500);
  struct membership_past g = past(x, e, "club");
  /* There is no such kind of coupon yet. */
  assert_true(g.n_gifts == 2 && g.gifts[0].given && !g.gifts[1].given);
  src.text = STR("kind: coupon\nslug: gold-30\nbenefit: {type: amount_off, amount: 30}\n"
                 "valid: {days: 30}\n");
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), false, &mem, &changes, &n, &err), &err);
  must_ok(gifts_hand_over(x->l, 1000, &done, &err), &err);
  assert_int_equal(done, 0); /* not before a minute has passed */
  x->clock.ms += 61000;
  for (int i = 0; i < 3; i++) {
    must_ok(gifts_hand_over(x->l, 1000, &done, &err), &err);
    x->clock.ms += 61000;
    if (i == 1) again(x);
  }
  g = past(x, e, "club");
  assert_true(g.gifts[0].given && g.gifts[1].given);
  struct coupon *coupons;
  const struct coupon_filter of = {
      .of_person = true, .subject = e, .status = COUPON_IS_ISSUED, .limit = 10};
  must_ok(coupon_list_of(x->l, &of, &mem, &coupons, &n, &(int64_t){0}, &err), &err);
  assert_int_equal(n, 2);
}

/* A rule of a level, a changed document. */
static void test_rules(void **state) {
  struct shop *x = *state;
  struct err err;
  x->clock.ms = at(x, "2034-01-05");
  put(x, "kind: programme\nslug: fans\njoin: {when: 'count(buy) >= 1'}\n"
         "levels: [{slug: fan}, {slug: star, when: 'count(buy) >= 2'}]\n");
  uint32_t d = subject(x, "d");
#define FANS(act_) .act = act_, .subject = d, .programme = STR("fans")
  REFUSED(ERR_programme_rule, FANS(MEMBERSHIP_JOIN));
  for (int i = 0; i < 2; i++) {
    struct ev_batch rows;
    ev_batch_init(&rows);
    ev_batch_row(&rows, ev_batch_id(&rows, STR("user_id"), STR("d")),
                 ev_batch_name(&rows, STR("buy")), x->clock.ms - 10 + i, (struct ev_key){0}, 0);
    must_ok(ws_ingest(x->w, &rows, NULL, &err), &err);
    ev_batch_release(&rows);
    struct membership_done done = ACT(FANS(MEMBERSHIP_JOIN));
    assert_int_equal(done.changed, i == 0);
    assert_string_equal(done.level, "fan"); /* the second: the sweep asks, daily */
    sweep(x);
  }
  assert_int_equal(view(x, d, "fans").standing.level, 0);
  x->clock.ms = at(x, "2034-01-06");
  sweep(x);
  assert_int_equal(view(x, d, "fans").standing.level, 1);
  put(x, "kind: programme\nslug: fans\n"
         "levels: [{slug: fan}, {slug: star, when: 'count(buy) >= 2'}, {slug: sun, when: true}]\n");
  assert_true(sweep(x) > 0);
  assert_int_equal(view(x, d, "fans").standing.level, 2);
  assert_int_equal(sweep(x), 0);
  arena_release(&mem);
}

static void bought(struct shop *x, const char *user) {
  struct err err;
  struct ev_batch rows;
  ev_batch_init(&rows);
  ev_batch_row(&rows, ev_batch_id(&rows, STR("user_id"), str_from(user)),
               ev_batch_name(&rows, STR("buy")), x->clock.ms - 10, (struct ev_key){0}, 0);
  must_ok(ws_ingest(x->w, &rows, NULL, &err), &err);
  ev_batch_release(&rows);
}

static void visited(struct shop *x, const char *user, const char *shop, int64_t ago) {
  struct err err;
  struct ev_batch rows;
  ev_batch_init(&rows);
  ev_batch_row(&rows, ev_batch_id(&rows, STR("user_id"), str_from(user)),
               ev_batch_name(&rows, STR("visit")), x->clock.ms - 10 - ago, (struct ev_key){0}, 0);
  tell_text(&rows, "shop", str_from(shop));
  must_ok(ws_ingest(x->w, &rows, NULL, &err), &err);
  ev_batch_release(&rows);
}

/* The log makes members: once per event, with the source that the event says; who left stays away,
 * whatever is read again; history and late news take nobody in. */
static void test_enrol(void **state) {
  struct shop *x = *state;
  struct err err;
  struct enrol *e;
  arena_init(&mem, "test");
  x->clock.ms = at(x, "2036-01-05");
  put(x, "kind: programme\nslug: auto\nlevels: [{slug: one}]\n"
         "enrol:\n  - {on: 'visit where shop = \"s1\"', source: first}\n"
         "  - {on: 'visit where shop = \"s2\"', source_from: shop}\n"
         "  - {on: gone.away, source: never}\n"
         "welcome: [{slug: w, sources: [s2], gifts: [{coupon: a}]}]\n");
#define AUTO(who, act_) .act = act_, .subject = who, .programme = STR("auto")
  visited(x, "old", "s1", 0); /* before the consumer ever stood in the log */
  must_ok(log_sync(ws_log(x->w), &err), &err);
  must_ok(ws_wait_lsn(x->w, log_end(ws_log(x->w)), WS_WAIT_LSN_MS_MAX, &err), &err);
  must_ok(enrol_open(x->l, &e, &err), &err);
  must_ok(consumer_adopt(enrol_consumer(e), &err), &err);
  visited(x, "e1", "s1", 0);
  visited(x, "e2", "s2", 0);
  visited(x, "e1", "s2", 0);
  visited(x, "e3", "s3", 0);
  visited(x, "e4", "s1", ENROL_LATE_MS + 1000);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  uint32_t e1 = subject(x, "e1"), e2 = subject(x, "e2");
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE programme = 'auto'"), 2);
  assert_true(str_is(view(x, e1, "auto").source, "first"));
  assert_true(str_is(view(x, e2, "auto").source, "s2"));
  assert_int_equal(view(x, e1, "auto").standing.level, 0);
  assert_int_equal(past(x, e1, "auto").n_gifts, 0);
  assert_int_equal(past(x, e2, "auto").n_gifts, 1);

  /* Out; opened again, nothing of before is done again, and another event is another joining. */
  ACT(AUTO(e2, MEMBERSHIP_LEAVE));
  enrol_close(e);
  must_ok(enrol_open(x->l, &e, &err), &err);
  must_ok(consumer_adopt(enrol_consumer(e), &err), &err);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_int_equal(view(x, e2, "auto").status, MEMBERSHIP_LEFT);
  visited(x, "e2", "s1", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_int_equal(view(x, e2, "auto").status, MEMBERSHIP_ACTIVE);
  assert_int_equal(past(x, e2, "auto").n_gifts, 1);

  /* Without the rule the log goes by; with it again, from then on. */
  enrol_close(e);
  put(x, "kind: programme\nslug: auto\nlevels: [{slug: one}]\n");
  must_ok(enrol_open(x->l, &e, &err), &err);
  must_ok(consumer_adopt(enrol_consumer(e), &err), &err);
  visited(x, "e5", "s1", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  enrol_close(e);
  put(x, "kind: programme\nslug: auto\njoin: {when: 'count(visit) >= 2'}\nlevels: [{slug: one}]\n"
         "enrol: [{on: visit}]\n");
  must_ok(enrol_open(x->l, &e, &err), &err);
  must_ok(consumer_adopt(enrol_consumer(e), &err), &err);
  visited(x, "e6", "s1", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE programme = 'auto'"), 2);
  visited(x, "e6", "s1", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_true(str_is(view(x, subject(x, "e6"), "auto").source, "visit"));

  /* Killed with rows behind it that its cursor in SQL has not passed, and a rule that comes while
   * nobody looks: it counts from then on, also for rows that are read again. */
  visited(x, "e7", "s9", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  enrol_close(e); /* saves nothing */
  put(x, "kind: programme\nslug: auto\nlevels: [{slug: one}]\n"
         "enrol: [{on: 'visit where shop = \"s9\"'}]\n");
  must_ok(enrol_open(x->l, &e, &err), &err);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE programme = 'auto'"), 3);
  visited(x, "e8", "s9", 0);
  must_ok(consumer_settle(enrol_consumer(e), &err), &err);
  assert_int_equal(ask(x, "SELECT count(*) FROM member WHERE programme = 'auto'"), 4);
  enrol_close(e);
  arena_release(&mem);
}

/* Whoever joins gets the first pack that fits, once: also after leaving, after the document has
 * changed, and whoever of one person joins. */
static void test_welcome(void **state) {
  struct shop *x = *state;
  struct err err;
  struct ws_moved moved;
  arena_init(&mem, "test");
  x->clock.ms = at(x, "2035-01-05");
  put(x, "kind: programme\nslug: hello\nlevels: [{slug: one}]\n"
         "welcome:\n  - {slug: till, sources: [till, kiosk], gifts: [{coupon: a}, {coupon: b}]}\n"
         "  - {slug: buyers, when: 'count(buy) >= 1', gifts: [{points: 7, currency: pts}]}\n"
         "  - {slug: app, sources: [app], gifts: [{coupon: c, count: 2}]}\n");
#define HELLO(who, act_) .act = act_, .subject = who, .programme = STR("hello")
  uint32_t p = subject(x, "p"), q = subject(x, "q"), r = subject(x, "r"), s = subject(x, "s");
  ACT(HELLO(p, MEMBERSHIP_JOIN), .source = STR("kiosk"));
  struct membership_past had = past(x, p, "hello");
  assert_int_equal(had.n_gifts, 2);
  assert_true(str_is(had.gifts[0].occasion, "welcome") && str_is(had.gifts[1].coupon, "a"));
  ACT(HELLO(q, MEMBERSHIP_JOIN), .source = STR("web")); /* no pack fits: none is had */
  assert_int_equal(past(x, q, "hello").n_gifts, 0);
  bought(x, "r");
  ACT(HELLO(r, MEMBERSHIP_JOIN), .source = STR("app")); /* two fit */
  had = past(x, r, "hello");
  assert_true(had.n_gifts == 1 && str_is(had.gifts[0].points, "7"));

  /* Out and in again, from elsewhere and under another document. */
  ACT(HELLO(p, MEMBERSHIP_LEAVE));
  ACT(HELLO(p, MEMBERSHIP_JOIN), .source = STR("app"));
  assert_int_equal(past(x, p, "hello").n_gifts, 2);
  put(x, "kind: programme\nslug: hello\nlevels: [{slug: one}]\n"
         "welcome: [{slug: all, gifts: [{coupon: z}]}]\n");
  ACT(HELLO(p, MEMBERSHIP_LEAVE));
  ACT(HELLO(p, MEMBERSHIP_JOIN));
  assert_int_equal(past(x, p, "hello").n_gifts, 2);
  ACT(HELLO(q, MEMBERSHIP_LEAVE)); /* had none so far */
  ACT(HELLO(q, MEMBERSHIP_JOIN));
  assert_int_equal(past(x, q, "hello").n_gifts, 1);

  /* One person who had it as somebody else. */
  ACT(HELLO(r, MEMBERSHIP_LEAVE));
  must_ok(ws_merge_people(x->w, r, &s, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  assert_true(ACT(HELLO(s, MEMBERSHIP_JOIN)).changed);
  assert_int_equal(past(x, s, "hello").n_gifts, 1);

  /* By subscribing, and not again with the next term. */
  put(x, "kind: programme\nslug: gold\njoin: paid\nlevels: [{slug: card}]\n"
         "plans: [{slug: month, price: 30, months: 1}]\n"
         "welcome: [{slug: all, gifts: [{coupon: z}]}]\n");
#define GOLD(act_, key_) .act = act_, .subject = q, .programme = STR("gold"), .key = STR(key_)
  ACT(GOLD(MEMBERSHIP_SUBSCRIBE, "g1"), .plan = STR("month"), .order = STR("w1"));
  assert_int_equal(past(x, q, "gold").n_gifts, 1);
  ACT(GOLD(MEMBERSHIP_CANCEL, ""), .at_once = true);
  ACT(GOLD(MEMBERSHIP_SUBSCRIBE, "g2"), .plan = STR("month"), .order = STR("w2"));
  assert_int_equal(past(x, q, "gold").n_gifts, 1);
  arena_release(&mem);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_levels),     cmocka_unit_test(test_occasions),
      cmocka_unit_test(test_services),   cmocka_unit_test(test_paid),
      cmocka_unit_test(test_one_person), cmocka_unit_test(test_crowd),
      cmocka_unit_test(test_ledger),     cmocka_unit_test(test_rules),
      cmocka_unit_test(test_welcome),    cmocka_unit_test(test_enrol),
      cmocka_unit_test(test_erased)};
  return RUN_ON_BOTH(tests, setup, teardown);
}

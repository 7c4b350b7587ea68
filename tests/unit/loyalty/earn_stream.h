/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop for earning: five rules, and a seeded year of orders, lines, refunds (some before their
 * order), visits, late and repeated events, and people who become one or are taken apart. */
#ifndef SHOAL_TESTS_EARN_STREAM_H
#define SHOAL_TESTS_EARN_STREAM_H

#include "../workspace/ws_dir.h"
#include "earn_twin.h"
#include "loyalty/consumer.h"
#include "loyalty/earn.h"
#include "loyalty/ledger.h"
#include "on_postgres.h"
#include "resource/resource.h"
#include "workspace/persons.h"

struct shop {
  char dir[PATH_BYTES];
  struct workspace *w;
  struct loyalty *l;
  struct earn *e;
  uint32_t people;
  bool second; /* version of the base rule */
};

static const char shop_rules[] =
    "kind: currency\nslug: points\n---\n"
    "kind: currency\nslug: coins\ntype: coins\ndecimals: 2\n---\n"
    "kind: earn_rule\nslug: plain\ncurrency: points\non: order_completed where amount > 0\n"
    "reward: {of: amount, points: 0.5, per: 1, rounding: half_even, minimum: 3}\n"
    "exclusive_group: buy\n---\n"
    "kind: earn_rule\nslug: visit\ncurrency: points\non: page_viewed\nreward: {points: 2}\n"
    "multipliers:\n  - {name: app, event: 'page_viewed where channel = \"app\"', by: 2}\n"
    "caps: {day: 5, total: 60}\nrefund: none\nhistory: true\n---\n"
    "kind: earn_rule\nslug: step\ncurrency: points\non: order_completed\n"
    "reward: {of: amount, rounding: up, steps: [{from: 0, points: 5}, {from: 100, points: 20}, "
    "{from: 500, rate: 0.3}]}\nrefund: {points: all}\nhistory: true\n";

static void shop_apply(struct shop *x, const char *text) {
  struct arena out;
  struct resource_change *c;
  uint32_t n;
  struct err err;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(text)};
  arena_init(&out, "test");
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), false, &out, &c, &n, &err), &err);
  arena_release(&out);
}

static void shop_base(struct shop *x, bool second) {
  char text[1024];
  snprintf(text, sizeof text,
           "kind: earn_rule\nslug: base\ncurrency: points\n"
           "on: order_completed where amount > 0\nwho: count(order_completed) >= 2\n"
           "reward: {of: amount, points: %s, rounding: down}\n"
           "multipliers:\n  - {name: member_day, month_days: [8, 18, 28], by: 3}\n"
           "  - {name: evening, hours: \"22:00-02:00\", by: 2}\n"
           "  - {name: gold, who: sum(order_completed.amount) >= 2000, by: 1.5}\n"
           "combine: product\ncaps: {event: 900, day: 1000, month: 2500}\n"
           "priority: 10\nexclusive_group: buy\nhistory: true\n",
           second ? "3, per: 2" : "1, per: 1");
  shop_apply(x, text);
  x->second = second;
}

static void shop_rules_apply(struct shop *x) {
  struct err err;
  char text[1024];
  shop_apply(x, shop_rules);
  shop_base(x, false);
  snprintf(text, sizeof text,
           "kind: earn_rule\nslug: tea\ncurrency: coins\non: order_item where category = \"tea\"\n"
           "reward: {of: amount, points: 0.07, per: 3, rounding: half_up}\n"
           "caps: {week: 4, budget: %u, give_back: true}\n"
           "refund: {on: order_item_refunded, by: [order_id, item_id]}\nhistory: true\n",
           x->people);
  shop_apply(x, text);
  must_ok(consumer_adopt(earn_consumer(x->e), &err), &err);
}

static void shop_open(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
  must_ok(earn_open(x->l, &x->e, &err), &err);
}

static void shop_close(struct shop *x) {
  earn_close(x->e);
  loyalty_close(x->l);
  ws_close(x->w);
}

static void shop_new(struct shop *x, uint32_t people) {
  struct err err;
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2};
  *x = (struct shop){.people = people};
  temp_dir(x->dir);
  must_ok(ws_init_dir_at(x->dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x->dir, STR("shop"), STR("Asia/Shanghai"), STR("CNY"), &o, &err), &err);
  shop_open(x);
}

/* ---- the stream ---- */

#define STREAM_START  INT64_C(1735689600000) /* 2025-01-01 */
#define STREAM_ORDERS 4096                   /* remembered, to be given back */

struct stream {
  struct rng r;
  struct shop *x;
  struct ev_batch b;
  int64_t now, span;   /* so much time passes in all … */
  uint64_t events, of; /* … over so many events */
  uint64_t orders, ids;
  struct {
    uint64_t no;
    uint32_t who;
    int64_t cents, line[3];
    int lines;
  } ring[STREAM_ORDERS];
};

static void stream_begin(struct stream *s, struct shop *x, uint64_t seed, uint64_t of) {
  memset(s, 0, sizeof *s);
  rng_init(&s->r, seed, 0, 0);
  s->x = x;
  s->of = of;
  s->now = STREAM_START;
  ev_batch_init(&s->b);
}

static void put_cents(struct ev_batch *b, int64_t cents) {
  const struct value v = {.type = V_NUM, .num = {cents, 2}};
  ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
}
static void put_name(struct ev_batch *b, const char *prop, char letter, uint64_t n) {
  char text[32];
  snprintf(text, sizeof text, "%c%llu", letter, (unsigned long long)n);
  const struct value v = {.type = V_STR, .str = str_from(text)};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &v);
}
static void put_word(struct ev_batch *b, const char *prop, const char *word) {
  const struct value v = {.type = V_STR, .str = str_from(word)};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &v);
}

/* Late now and then; a few after the rules were made, which look at no history. */
static int64_t stream_time(struct stream *s) {
  uint64_t k = rng_below(&s->r, 100);
  if (k < 3) return s->now - (int64_t)rng_below(&s->r, 40 * 86400000ull);
  if (k < 6) return INT64_C(4102444800000) + (int64_t)rng_below(&s->r, 86400000 * 3ull);
  return s->now;
}

static void stream_row(struct stream *s, uint32_t who, const char *event, int64_t time) {
  char user[24], id[32];
  snprintf(user, sizeof user, "u%u", who);
  snprintf(id, sizeof id, "m%llu", (unsigned long long)s->ids++);
  struct ev_batch *b = &s->b;
  ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(user)), ev_batch_name(b, str_from(event)),
               time, ws_message_key(s->x->w, str_from(id)), 0);
  s->events++;
}

static uint64_t stream_plan(struct stream *s, uint32_t who) {
  uint64_t no = s->orders++;
  size_t at = no % STREAM_ORDERS;
  s->ring[at].no = no;
  s->ring[at].who = who;
  s->ring[at].lines = (int)rng_below(&s->r, 4);
  s->ring[at].cents = (int64_t)rng_below(&s->r, rng_below(&s->r, 4) ? 30000 : 200000);
  for (int i = 0; i < 3; i++)
    s->ring[at].line[i] = 1 + (int64_t)rng_below(&s->r, 20000);
  return no;
}

static void stream_order(struct stream *s, uint64_t no) {
  size_t at = no % STREAM_ORDERS;
  uint32_t who = s->ring[at].who;
  int64_t time = stream_time(s);
  stream_row(s, who, "order_completed", time);
  put_name(&s->b, "order_id", 'o', no);
  if (rng_below(&s->r, 60))
    put_cents(&s->b, s->ring[at].cents);
  else
    put_word(&s->b, "amount", "much");
  for (int i = 0; i < s->ring[at].lines; i++) {
    stream_row(s, who, "order_item", time);
    put_name(&s->b, "order_id", 'o', no);
    put_name(&s->b, "item_id", 'i', (uint64_t)i);
    put_cents(&s->b, s->ring[at].line[i]);
    put_word(&s->b, "category", rng_below(&s->r, 2) ? "tea" : "cup");
  }
}

/* Sometimes by another identity, sometimes more than there was. */
static void stream_refund(struct stream *s, uint64_t no) {
  size_t at = no % STREAM_ORDERS;
  uint32_t who = rng_below(&s->r, 20) ? s->ring[at].who : (uint32_t)rng_below(&s->r, s->x->people);
  int64_t cents = s->ring[at].cents;
  stream_row(s, who, "order_refunded", stream_time(s));
  put_name(&s->b, "order_id", 'o', no);
  put_cents(&s->b, rng_below(&s->r, 3) ? (int64_t)rng_below(&s->r, (uint64_t)cents + 50) : cents);
  for (int i = 0; i < s->ring[at].lines; i++) {
    if (rng_below(&s->r, 2)) continue;
    stream_row(s, who, "order_item_refunded", s->now);
    put_name(&s->b, "order_id", 'o', no);
    put_name(&s->b, "item_id", 'i', (uint64_t)i);
    put_cents(&s->b, 1 + (int64_t)rng_below(&s->r, (uint64_t)s->ring[at].line[i] + 10));
  }
}

static void stream_one(struct stream *s) {
  uint32_t who = (uint32_t)rng_below(&s->r, s->x->people);
  uint64_t k = rng_below(&s->r, 100);
  s->now = STREAM_START + (int64_t)(s->events * 365 * 86400000ull / s->of);
  if (k < 35) {
    stream_row(s, who, "page_viewed", stream_time(s));
    put_word(&s->b, "channel", rng_below(&s->r, 2) ? "app" : "web");
  } else if (k < 45) {
    stream_row(s, who, "product_viewed", stream_time(s)); /* no rule listens */
  } else if (k < 85 || s->orders == 0) {
    stream_order(s, stream_plan(s, who));
  } else if (k < 97) {
    uint64_t back = rng_below(&s->r, s->orders < STREAM_ORDERS ? s->orders : STREAM_ORDERS - 8);
    stream_refund(s, s->orders - 1 - back);
  } else { /* given back before it was bought */
    uint64_t no = stream_plan(s, who);
    stream_refund(s, no);
    stream_order(s, no);
  }
}

/* A batch, perhaps twice. */
static void stream_batch(struct stream *s, uint64_t rows) {
  struct err err;
  ev_batch_reset(&s->b);
  s->b.received = clock_wall_ms(clock_system());
  while (s->b.rows.n < rows)
    stream_one(s);
  must_ok(ws_ingest(s->x->w, &s->b, NULL, &err), &err);
  if (rng_below(&s->r, 20) == 0) must_ok(ws_ingest(s->x->w, &s->b, NULL, &err), &err);
}

static uint32_t stream_subject(struct stream *s) {
  char user[24];
  snprintf(user, sizeof user, "u%u", (uint32_t)rng_below(&s->r, s->x->people));
  return people_find(ws_people(s->x->w), STR("user_id"), str_from(user));
}

/* Two become one, or one of several leaves. */
static void stream_people(struct stream *s) {
  uint32_t a = stream_subject(s), b = stream_subject(s);
  struct ws_moved moved;
  struct err err;
  const struct people *p = ws_people(s->x->w);
  if (a == SUBJECT_NONE || b == SUBJECT_NONE) return;
  if (rng_below(&s->r, 3) == 0)
    ws_unmerge_people(s->x->w, &a, 1, WS_MOVES, STR("ann"), &moved, &err);
  else if (person_of(p, a) != person_of(p, b))
    must_ok(ws_merge_people(s->x->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

/* ---- the comparison ---- */

static const char *const twin_slugs[TWIN_RULES] = {"base", "plain", "visit", "tea", "step"};

static int64_t shop_number(struct shop *x, const char *sql, const char *slug) {
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool row;
  state_enter(s);
  must_ok(state_query(s, sql, &q, &err), &err);
  if (slug) state_bind_str(q, 1, str_from(slug));
  must_ok(state_step(q, &row, &err), &err);
  int64_t n = row ? state_int(q, 0) : -1;
  if (row) state_reset(q);
  state_leave(s);
  return n;
}

/* Points of the ledger of every person, by person number, against the twin's. */
static void shop_compare_balances(struct shop *x, const struct twin *t) {
  int64_t *points = calloc(t->n_subjects, sizeof *points);
  struct arena out;
  arena_init(&out, "test");
  const struct people *p = ws_people(x->w);
  for (size_t i = 0; i < t->grants.n; i++)
    if (t->grants.p[i].rule != R_TEA)
      points[person_of(p, t->grants.p[i].subject)] += t->grants.p[i].points - t->grants.p[i].back;
  for (uint32_t i = 0; i < t->n_subjects; i++) {
    struct ledger_balance *b;
    uint32_t n;
    struct err err;
    int64_t have = 0;
    if (person_of(p, i) != i) continue;
    arena_reset(&out);
    must_ok(ledger_balances(x->l, i, &out, &b, &n, &err), &err);
    for (uint32_t k = 0; k < n; k++)
      if (str_is(b[k].currency, "points")) have = b[k].available;
    if (have != points[i])
      fail_msg("person %u has %lld, not %lld", i, (long long)have, (long long)points[i]);
  }
  arena_release(&out);
  free(points);
}

/* Returns the number of grants that were compared, each to the last point. */
static uint64_t shop_compare(struct shop *x) {
  struct twin t = {.w = x->w, .tz = ws_tz(x->w), .budget_max = (int64_t)x->people * 100};
  struct err err;
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  bool row;
  uint64_t rows = 0;
  for (unsigned r = 0; r < TWIN_RULES; r++)
    t.from[r] =
        (uint64_t)shop_number(x, "SELECT first_lsn FROM earn_rule WHERE slug = ?1", twin_slugs[r]);
  t.since_ms = shop_number(x, "SELECT first_ms FROM earn_rule WHERE slug = ?1", "plain");
  int64_t second = shop_number(x,
                               "SELECT from_lsn FROM earn_version v JOIN earn_rule r ON r.n = "
                               "v.rule WHERE r.slug = ?1 AND v.version = 2",
                               "base");
  t.rate2_from = second < 0 ? UINT64_MAX : (uint64_t)second;
  must_ok(twin_run(&t, &err), &err);
  state_enter(s);
  must_ok(state_query(s,
                      "SELECT r.slug, g.lsn, g.points, g.taken_back, h.subject FROM earn_grant g "
                      "JOIN earn_rule r ON r.n = g.rule JOIN holder h ON h.n = g.holder ORDER BY "
                      "g.lsn, CASE r.slug WHEN 'base' THEN 0 WHEN 'plain' THEN 1 WHEN 'visit' THEN "
                      "2 WHEN 'tea' THEN 3 ELSE 4 END",
                      &q, &err),
          &err);
  for (;; rows++) {
    must_ok(state_step(q, &row, &err), &err);
    if (!row) break;
    if (rows >= t.grants.n) fail_msg("more grants than the twin's %zu", t.grants.n);
    const struct twin_grant *g = &t.grants.p[rows];
    if (!str_is(state_str(q, 0), twin_slugs[g->rule]) || (uint64_t)state_int(q, 1) != g->lsn ||
        state_int(q, 2) != g->points || state_int(q, 3) != g->back ||
        (uint32_t)state_int(q, 4) != g->subject)
      fail_msg("grant %llu: %.*s at %lld gave %lld and took %lld; the twin: %s at %llu gave %lld "
               "and took %lld",
               (unsigned long long)rows, STRF(state_str(q, 0)), (long long)state_int(q, 1),
               (long long)state_int(q, 2), (long long)state_int(q, 3), twin_slugs[g->rule],
               (unsigned long long)g->lsn, (long long)g->points, (long long)g->back);
  }
  state_leave(s);
  assert_int_equal(rows, t.grants.n);
  assert_int_equal(shop_number(x, "SELECT errors FROM earn_rule WHERE slug = ?1", "step"),
                   t.errors);
  shop_compare_balances(x, &t);
  twin_release(&t);
  return rows;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of membership: two years of a simulated brand in which those who buy more join more
 * and joining adds a known number of orders, against plain loops; fees and gifts by hand; people
 * who joined as two and turned out to be one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "effect/member_int.h"
#include "effect_shop.h"
#include "loyalty/gift.h"
#include "workspace/erase.h"
#include "workspace/persons.h"

static const char documents[] =
    "kind: currency\nslug: points\nunit_cost: 0.02\n---\n"
    "kind: coupon\nslug: cake\nbenefit: {type: amount_off, amount: 20}\nvalid: {days: 90}\n---\n"
    "kind: programme\nslug: club\ntitle: {en: Club, zh: 俱乐部}\nlevels: [{slug: base}]\n---\n"
    "kind: programme\nslug: card\ntitle: {en: Card, zh: 绿卡}\njoin: paid\n"
    "plans: [{slug: month, price: 30, months: 1, trial_days: 7, refund: full}]\n"
    "levels: [{slug: base, gifts: {upgrade: [{coupon: cake}, {points: 500, currency: points}]}}]\n";

#define PEOPLE 2500
#define MONTHS 24
#define ADDED  0.5 /* orders a month, of members */

struct one {                   /* as the test knows them */
  int64_t known, joined, left; /* INT64_MAX: never */
  int64_t at[400];
  int64_t paid[400];
  int channel[400];
  uint32_t n;
};
static struct one *people;
static struct shop x_;

/* ---- making it ---- */

static void buy(struct shop *x, uint32_t i, int64_t at, uint64_t *no) {
  static const char *const channels[] = {"app", "web", "store"};
  struct one *p = &people[i];
  int channel = (int)rng_below(&x->r, 3);
  int64_t paid = 2000 + (int64_t)rng_below(&x->r, 18000), back = 0;
  bool gone = rng_chance(&x->r, 0.04);
  order(x, "order_completed", i, at, ++*no, paid);
  word(x, "channel", channels[channel]);
  if (rng_chance(&x->r, 0.06)) back = rng_below(&x->r, 2) ? 500 : paid;
  if (back) order(x, "order_refunded", i, at + MS_DAY, *no, back);
  if (gone) order(x, "order_cancelled", i, at + 60000, *no, 0);
  if (gone || back == paid) return;
  p->channel[p->n] = channel;
  p->paid[p->n] = paid - back;
  p->at[p->n++] = at;
}

static void member(struct shop *x, uint32_t i, const char *event, const char *programme,
                   int64_t at) {
  row(x, i, event, at);
  word(x, "programme", programme);
  word(x, "source", "event");
}

static void live(struct shop *x) {
  const struct tz *tz = ws_tz(x->w);
  int32_t first = day_from_ymd(2024, 1, 1), end = day_add_months(first, MONTHS);
  uint64_t no = 0;
  people = calloc(PEOPLE, sizeof *people);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    struct one *p = &people[i];
    double rate = 0.15 + rng_exp(&x->r) * 0.5; /* orders a month */
    int32_t day = first + (int32_t)rng_below(&x->r, 200);
    p->joined = p->left = INT64_MAX;
    p->known = day_start(tz, day) + 1000;
    row(x, i, "page_viewed", p->known);
    if (i % 10 == 0) member(x, i, "member_joined", "other", p->known + MS_DAY);
    for (; day < end; day++) {
      int64_t at = day_start(tz, day) + (int64_t)rng_below(&x->r, (uint64_t)MS_DAY);
      bool in = p->joined <= at && at < p->left;
      if (at <= p->known) continue;
      if (p->joined == INT64_MAX && rng_chance(&x->r, rate * 0.0012))
        member(x, i, "member_joined", "club", p->joined = at);
      else if (in && rng_chance(&x->r, 0.0015))
        member(x, i, "member_left", "club", p->left = at);
      in = p->joined <= at && at < p->left;
      if (p->n < 399 && rng_chance(&x->r, (rate + (in ? ADDED : 0)) / 30.4)) buy(x, i, at, &no);
    }
    if (x->b.rows.n > 5000) send_rows(x);
  }
  send_rows(x);
}

/* ---- frequencies ---- */

static int64_t overlap(int64_t a, int64_t b, int64_t from, int64_t until) {
  int64_t lo = a > from ? a : from, hi = b < until ? b : until;
  return hi > lo ? hi - lo : 0;
}

static bool was_in(const struct one *p, int64_t at) {
  return p->joined <= at && at < p->left;
}

struct freq {
  int64_t parts[3], orders[3], people[3], trading[3];
  int64_t paid[3]; /* members, others, all */
};

static struct freq naive_frequency(const struct tz *tz, int32_t month, uint32_t n) {
  struct freq f = {0};
  for (uint32_t i = 0; i < PEOPLE; i++) {
    bool seen[3] = {false};
    for (uint32_t m = 0; m < n; m++) {
      const struct one *p = &people[i];
      int64_t from = day_start(tz, day_add_months(month, (int32_t)m));
      int64_t until = day_start(tz, day_add_months(month, (int32_t)m + 1)), got[3] = {0};
      int64_t all = overlap(p->known, until, from, until);
      int64_t in = overlap(p->joined, p->left, p->known > from ? p->known : from, until);
      int64_t parts[3] = {in * 1000000 / (until - from), 0, all * 1000000 / (until - from)};
      parts[1] = parts[2] - parts[0];
      for (uint32_t k = 0; k < p->n; k++) {
        if (p->at[k] < from || p->at[k] >= until) continue;
        int w = was_in(p, p->at[k]) ? 0 : 1;
        got[w]++, got[2]++;
        f.paid[w] += p->paid[k], f.paid[2] += p->paid[k];
      }
      const bool there[3] = {in > 0, all > in, all > 0};
      for (int w = 0; w < 3; w++) {
        if (!there[w]) continue;
        seen[w] = true;
        f.parts[w] += parts[w];
        f.orders[w] += got[w];
        if (got[w]) f.trading[w] += parts[w];
      }
    }
    for (int w = 0; w < 3; w++)
      f.people[w] += seen[w];
  }
  return f;
}

static void check_frequency(struct asking *a, int32_t month) {
  const struct tz *tz = a->in.env.tz;
  struct freq now = naive_frequency(tz, month, 3);
  struct freq before = naive_frequency(tz, day_add_months(month, -3), 3);
  for (uint32_t w = 0; w < 3; w++) {
    double per = (double)now.orders[w] * 1e6 / (double)now.parts[w];
    expect_count(cell(&a->r, "frequency", w, "people"), now.people[w], "people");
    expect_count(cell(&a->r, "frequency", w, "orders"), now.orders[w], "orders");
    expect_near(cell(&a->r, "frequency", w, "months"), (double)now.parts[w] / 1e6, "months");
    expect_near(cell(&a->r, "frequency", w, "per_month"), per, "per month");
    expect_near(cell(&a->r, "frequency", w, "prior"),
                (double)before.orders[w] * 1e6 / (double)before.parts[w], "the months before");
    expect_near(cell(&a->r, "frequency", w, "per_trading"),
                (double)now.orders[w] * 1e6 / (double)now.trading[w], "per trading month");
    expect_near(cell(&a->r, "frequency", w, "prior_trading"),
                (double)before.orders[w] * 1e6 / (double)before.trading[w],
                "per trading month before");
    expect_dec(cell(&a->r, "frequency", w, "revenue"), now.paid[w], 2, "revenue");
  }
  expect_near(cell(&a->r, "now", 0, "revenue_share"), (double)now.paid[0] / (double)now.paid[2],
              "share of revenue");
}

/* ---- matching, with lists ---- */

struct obs { /* one person in one cohort */
  int cohort, f, m, r;
  bool joined;
  double orders, paid, placebo, pre[3];
};

static void window(const struct one *p, int64_t from, int64_t until, double *n, double *paid) {
  *n = *paid = 0;
  for (uint32_t k = 0; k < p->n; k++)
    if (p->at[k] >= from && p->at[k] < until) {
      *n += 1;
      *paid += (double)p->paid[k];
    }
}

static bool observe(const struct tz *tz, const struct one *p, int32_t month, struct obs *o) {
  int64_t span = 90 * MS_DAY, from = day_start(tz, month), match = from - span;
  int64_t until = day_start(tz, day_add_months(month, 1)), last = INT64_MIN;
  double earlier, n, before, after, paid[4];
  o->joined = p->joined >= from && p->joined < until;
  if (p->known >= match - span || (!o->joined && p->joined < until + span)) return false;
  window(p, match - 2 * span, match - span, &earlier, &paid[0]);
  window(p, match - span, match, &n, &paid[1]);
  window(p, match, from, &before, &paid[2]);
  window(p, until, until + span, &after, &paid[3]);
  for (uint32_t k = 0; k < p->n && p->at[k] < match; k++)
    last = p->at[k];
  double days = last == INT64_MIN ? 365 : (double)((match - last) / MS_DAY);
  if (days > 365) days = 365;
  o->f = n < 3 ? (int)n : n < 5 ? 3 : 4;
  o->r = days >= 365 ? 5 : days > 180 ? 4 : days > 90 ? 3 : days > 60 ? 2 : days > 30 ? 1 : 0;
  o->orders = after - before, o->paid = paid[3] - paid[2], o->placebo = before - earlier;
  o->pre[0] = n, o->pre[1] = paid[1], o->pre[2] = days;
  return true;
}

static int size_of(const void *p, const void *q) {
  const double *a = p, *b = q;
  return (*a > *b) - (*a < *b);
}

static struct obs *observe_all(const struct tz *tz, int32_t last, size_t *ret_n) {
  struct obs *all = calloc((size_t)PEOPLE * 12, sizeof *all);
  double *paid = calloc((size_t)PEOPLE * 12, sizeof *paid), third[2] = {0};
  size_t n = 0, k = 0;
  for (int c = 0; c < 12; c++)
    for (uint32_t i = 0; i < PEOPLE; i++) {
      all[n].cohort = c;
      n += observe(tz, &people[i], day_add_months(last, c - 11), &all[n]);
    }
  for (size_t i = 0; i < n; i++)
    if (all[i].joined && all[i].pre[1] > 0) paid[k++] = all[i].pre[1];
  qsort(paid, k, sizeof *paid, size_of);
  third[0] = paid[(k - 1) / 3], third[1] = paid[(k - 1) * 2 / 3];
  for (size_t i = 0; i < n; i++) {
    double v = all[i].pre[1];
    all[i].m = v <= 0 ? 0 : v <= third[0] ? 1 : v <= third[1] ? 2 : 3;
  }
  free(paid);
  *ret_n = n;
  return all;
}

static bool alike(const struct obs *a, const struct obs *b) {
  return a->cohort == b->cohort && a->f == b->f && a->m == b->m && a->r == b->r;
}

/* Each joiner against the mean of those alike: weighting strata by joiners is that. */
static void check_match(struct asking *a) {
  const struct tz *tz = a->in.env.tz;
  int32_t last = day_month_start(cell(&a->r, "effect", 0, "last")->day);
  size_t n, matched = 0, others = 0;
  struct obs *all = observe_all(tz, last, &n);
  double orders = 0, paid = 0, placebo = 0, pre_others = 0;
  bool *used = calloc(n, sizeof *used);
  for (size_t i = 0; i < n; i++) {
    double sum[4] = {0}, k = 0;
    if (!all[i].joined) continue;
    for (size_t j = 0; j < n; j++) {
      if (all[j].joined || !alike(&all[i], &all[j])) continue;
      sum[0] += all[j].orders, sum[1] += all[j].paid, sum[2] += all[j].placebo;
      sum[3] += all[j].pre[0];
      others += !used[j];
      used[j] = true;
      k++;
    }
    if (k == 0) continue;
    matched++;
    orders += all[i].orders - sum[0] / k;
    paid += all[i].paid - sum[1] / k;
    placebo += all[i].placebo - sum[2] / k;
    pre_others += sum[3] / k;
  }
  double m = (double)matched;
  expect_count(cell(&a->r, "effect", 0, "matched"), (int64_t)matched, "matched");
  expect_count(cell(&a->r, "effect", 0, "others"), (int64_t)others, "others");
  expect_near(cell(&a->r, "effect", 0, "orders"), orders / m / 3, "effect in orders");
  expect_near(cell(&a->r, "effect", 0, "paid"), paid / m / 3 / 100, "effect in revenue");
  expect_near(cell(&a->r, "effect", 0, "placebo"), placebo / m / 3, "placebo");
  expect_near(cell(&a->r, "balance", 0, "matched"), pre_others / m, "matched others before");
  free(used);
  free(all);
}

/* ---- joining ---- */

static void check_channels(struct asking *a, int32_t month) {
  static const char *const names[] = {"app", "web", "store"};
  const struct tz *tz = a->in.env.tz;
  int64_t from = day_start(tz, month), until = day_start(tz, day_add_months(month, 3));
  for (int c = 0; c < 3; c++) {
    int64_t buyers = 0, joined = 0;
    for (uint32_t i = 0; i < PEOPLE; i++) {
      const struct one *p = &people[i];
      uint32_t k = 0;
      while (k < p->n && (p->at[k] < from || was_in(p, p->at[k])))
        k++;
      if (k == p->n || p->at[k] >= until || p->channel[k] != c) continue;
      buyers++;
      joined += p->joined > p->at[k] && p->joined < until;
    }
    uint32_t r = 0;
    while (!str_is(cell(&a->r, "channels", r, "channel")->text, names[c]))
      r++;
    expect_count(cell(&a->r, "channels", r, "buyers"), buyers, names[c]);
    expect_count(cell(&a->r, "channels", r, "joined"), joined, names[c]);
  }
}

static void check_retention(struct asking *a) {
  const struct tz *tz = a->in.env.tz;
  const struct report_section *s = section(&a->r, "retention");
  uint32_t ripe = 0;
  for (uint32_t i = 0; i < s->n_rows; i++) {
    int32_t month = cell(&a->r, "retention", i, "month")->day;
    int64_t n = 0, kept = 0, bought = 0;
    for (uint32_t k = 0; k < PEOPLE; k++) {
      const struct one *p = &people[k];
      if (p->joined == INT64_MAX || day_month_start(day_of(tz, p->joined)) != month) continue;
      int32_t day = day_of(tz, p->joined);
      int64_t clock = p->joined - day_start(tz, day);
      int64_t two = day_start(tz, day_add_months(day, 2)) + clock;
      int64_t three = day_start(tz, day_add_months(day, 3)) + clock;
      double orders, paid;
      n++;
      kept += was_in(p, three);
      window(p, two, three, &orders, &paid);
      bought += orders > 0;
    }
    expect_count(cell(&a->r, "retention", i, "joined"), n, "joined");
    bool mature = day_start(tz, day_add_months(month, 4)) <= a->in.now + 1;
    assert_true(cell(&a->r, "retention", i, "kept_3")->present == (mature && n));
    if (!mature || !n) continue;
    ripe++;
    expect_near(cell(&a->r, "retention", i, "kept_3"), (double)kept / (double)n, "kept");
    expect_near(cell(&a->r, "retention", i, "bought_3"), (double)bought / (double)n, "bought");
  }
  assert_true(ripe >= 6);
}

static void test_simulated(void **state) {
  struct shop *x = &x_;
  struct asking a;
  struct err err;
  const struct effect_membership p = {.programme = STR("club")};
  shop_new(x, documents, "2026-01-05T10:00:00");
  rng_init(&x->r, 4, 0, 0);
  live(x);
  ask_begin(&a, x);
  must_ok(effect_membership(&a.in, &p, &a.mem, &a.r, &err), &err);
  int32_t month = day_from_ymd(2025, 10, 1);
  assert_int_equal(cell(&a.r, "now", 0, "from")->day, month);
  check_frequency(&a, month);
  check_match(&a);
  check_channels(&a, month);
  check_retention(&a);
  /* Who joins bought more before: the plain difference is not the effect; the matched one is. */
  double plain =
      cell(&a.r, "now", 0, "per_month")->real - cell(&a.r, "now", 0, "others_per_month")->real;
  double truth = ADDED * 30 / 30.4 * 0.93 * 0.9; /* less cancelled, given back, and left */
  assert_true(plain > truth * 1.5);
  assert_true(cell(&a.r, "effect", 0, "orders_low")->real < truth);
  assert_true(cell(&a.r, "effect", 0, "orders_high")->real > truth);
  assert_true(cell(&a.r, "effect", 0, "orders_low")->real > 0);
  assert_true(cell(&a.r, "effect", 0, "placebo_low")->real < 0);
  assert_true(cell(&a.r, "effect", 0, "placebo_high")->real > 0);
  for (uint32_t i = 0; i < 3; i++)
    assert_true(fabs(cell(&a.r, "balance", i, "smd_after")->real) < 0.1);
  assert_true(cell(&a.r, "balance", 0, "smd_before")->real > 0.2);
  ask_end(&a);
  shop_free(x);
  free(people);
  (void)state;
}

/* ---- by hand ---- */

static void act(struct shop *x, struct membership_ask a) {
  static uint64_t key;
  char text[32];
  struct membership_done d;
  struct err err;
  snprintf(text, sizeof text, "m%llu", (unsigned long long)++key);
  a.programme = STR("card");
  a.actor = STR("test");
  a.key = str_from(text);
  must_ok(membership_do(x->l, &a, &d, &err), &err);
}

static void test_by_hand(void **state) {
  struct shop *x = &x_;
  struct asking a;
  struct err err;
  uint32_t done;
  const struct effect_membership p = {
      .programme = STR("card"), .from = day_from_ymd(2026, 2, 1), .to = day_from_ymd(2026, 3, 31)};
  shop_new(x, documents, "2026-02-03T10:00:00");
  uint32_t u = subject(x, 1), v = subject(x, 2);
  act(x, (struct membership_ask){.act = MEMBERSHIP_SUBSCRIBE,
                                 .subject = u,
                                 .plan = STR("month"),
                                 .order = STR("s1"),
                                 .source = STR("poster")});
  act(x, (struct membership_ask){
             .act = MEMBERSHIP_SUBSCRIBE, .subject = v, .plan = STR("month"), .trial = true});
  must_ok(gifts_hand_over(x->l, 100, &done, &err), &err);
  assert_int_equal(done, 4);
  x->clock.ms = moment(x, "2026-02-10T10:00:00");
  act(x, (struct membership_ask){.act = MEMBERSHIP_RENEW, .subject = u, .order = STR("s2")});
  act(x, (struct membership_ask){.act = MEMBERSHIP_REFUND, .subject = u, .order = STR("s2")});
  order(x, "order_completed", 1, x->clock.ms, 1, 5000);
  send_rows(x);
  x->clock.ms = moment(x, "2026-04-02");
  ask_begin(&a, x);
  must_ok(effect_membership(&a.in, &p, &a.mem, &a.r, &err), &err);
  expect_count(cell(&a.r, "money", 0, "terms"), 2, "terms");
  expect_count(cell(&a.r, "money", 0, "trials"), 1, "trials");
  expect_dec(cell(&a.r, "money", 0, "fees"), 60, 0, "fees");
  expect_dec(cell(&a.r, "money", 0, "refunds"), 30, 0, "refunds");
  expect_dec(cell(&a.r, "money", 0, "points"), 20, 0, "points"); /* 2 × 500 × 0.02 */
  expect_dec(cell(&a.r, "money", 0, "net"), 10, 0, "net");
  assert_true(str_is(cell(&a.r, "sources", 0, "source")->text, "poster") ||
              str_is(cell(&a.r, "sources", 1, "source")->text, "poster"));
  expect_count(cell(&a.r, "now", 0, "joined"), 2, "joined");
  assert_false(cell(&a.r, "frequency", 0, "per_month")->present);
  assert_false(cell(&a.r, "effect", 0, "orders")->present);
  assert_true(says(&a.r, "No effect of joining"));
  assert_true(says(&a.r, "Fewer than 50 months"));
  ask_end(&a);
  shop_free(x);
  (void)state;
}

/* ---- joining twice ---- */

#define JOINERS 300
static const char *const sources[] = {"", "app", "shop", "web"};
struct joiner {
  int owner; /* of the user: who they are in truth; −1: erased */
  int64_t joined, left;
  int source;
};

static void join(struct shop *x, struct joiner *u, uint32_t user, const char *at, int source) {
  x->clock.ms = moment(x, at);
  struct membership_ask a = {.act = MEMBERSHIP_JOIN,
                             .programme = STR("club"),
                             .actor = STR("test"),
                             .subject = subject(x, user),
                             .source = str_from(sources[source])};
  struct membership_done d;
  struct err err;
  must_ok(membership_do(x->l, &a, &d, &err), &err);
  u->joined = x->clock.ms;
  u->left = INT64_MAX;
  u->source = source;
}

static void leave(struct shop *x, struct joiner *u, uint32_t user, const char *at) {
  x->clock.ms = moment(x, at);
  const struct membership_ask a = {.act = MEMBERSHIP_LEAVE,
                                   .programme = STR("club"),
                                   .actor = STR("test"),
                                   .subject = subject(x, user)};
  struct membership_done d;
  struct err err;
  must_ok(membership_do(x->l, &a, &d, &err), &err);
  u->left = x->clock.ms;
}

/* The earliest of the memberships that a person had at a moment; −1: none. */
static int member_through(const struct joiner *u, uint32_t i) {
  int best = -1;
  for (int k = 0; k < JOINERS; k++)
    if (k != (int)i && u[k].owner == u[i].owner && u[k].joined < u[i].joined &&
        u[k].left > u[i].joined && (best < 0 || u[k].joined < u[best].joined))
      best = k;
  return best;
}

static void check_twice(struct asking *a, const struct joiner *u) {
  int64_t from = day_start(a->in.env.tz, day_from_ymd(2026, 1, 1)), joined = 0, again = 0,
          other = 0, of[4] = {0}, pairs[4][4] = {{0}};
  for (uint32_t i = 0; i < JOINERS; i++) {
    int before = u[i].owner < 0 ? -1 : member_through(u, i);
    if (u[i].owner < 0 || u[i].joined < from) continue;
    joined++, of[u[i].source]++;
    if (before < 0) continue;
    again++;
    other += u[before].source != u[i].source;
    pairs[u[before].source][u[i].source]++;
  }
  assert_true(again > 20 && other > 10 && other < again);
  expect_count(cell(&a->r, "twice", 0, "joined"), joined, "joinings");
  expect_count(cell(&a->r, "twice", 0, "again"), again, "of members");
  expect_count(cell(&a->r, "twice", 0, "people"), again, "people");
  expect_count(cell(&a->r, "twice", 0, "other"), other, "at another source");
  expect_near(cell(&a->r, "twice", 0, "share"), (double)again / (double)joined, "share");
  /* Whoever was a member already began no membership. */
  expect_count(cell(&a->r, "now", 0, "joined"), joined - again, "memberships begun");
  const struct report_section *s = section(&a->r, "twice_by");
  for (uint32_t i = 0; i < s->n_rows; i++) {
    int at[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
      const struct report_cell *c = cell(&a->r, "twice_by", i, k ? "source" : "before");
      while (at[k] < 4 && !str_is(c->present ? c->text : STR(""), sources[at[k]]))
        at[k]++;
      assert_true(at[k] < 4);
    }
    expect_count(cell(&a->r, "twice_by", i, "joined"), pairs[at[0]][at[1]], "from one to another");
    expect_near(cell(&a->r, "twice_by", i, "share"),
                (double)pairs[at[0]][at[1]] / (double)of[at[1]], "of joinings there");
    pairs[at[0]][at[1]] = 0;
  }
  for (int i = 0; i < 16; i++)
    assert_int_equal(pairs[i / 4][i % 4], 0);
  s = section(&a->r, "sources");
  for (uint32_t i = 0; i < s->n_rows; i++) {
    const struct report_cell *c = cell(&a->r, "sources", i, "source");
    int k = 0;
    while (!str_is(c->present ? c->text : STR(""), sources[k]))
      assert_true(++k < 4);
    expect_count(cell(&a->r, "sources", i, "joined"), of[k], "joined at a source");
  }
}

/* Of users some turn out to be the same as one before them; some left before joining as the other,
 * some are erased. */
static void test_twice(void **state) {
  struct shop *x = &x_;
  struct joiner u[JOINERS] = {{0}};
  struct ws_moved moved;
  struct ws_erased erased;
  struct asking a;
  struct err err;
  shop_new(x, documents, "2025-12-01T10:00:00");
  rng_init(&x->r, 9, 0, 0);
  for (uint32_t i = 0; i < JOINERS; i++) {
    char at[32], out[32];
    uint32_t day = i / 3; /* from November on */
    snprintf(at, sizeof at, "2026-%02u-%02uT10:%02u:00", 1 + day / 28, 1 + day % 28, i % 60);
    snprintf(out, sizeof out, "2026-%02u-%02uT10:%02u:30", 1 + day / 28, 1 + day % 28, i % 60);
    if (day < 28) memcpy(at, "2025-12", 7), memcpy(out, "2025-12", 7);
    u[i].owner = (int)i;
    join(x, &u[i], i, at, (int)rng_below(&x->r, 4));
    if (rng_chance(&x->r, 0.2)) leave(x, &u[i], i, out);
  }
  for (uint32_t i = 100; i < 200; i += 2) {
    uint32_t into = i - 1 - (uint32_t)rng_below(&x->r, 90);
    if (u[into].owner != (int)into || u[i].owner != (int)i) continue;
    must_ok(ws_merge_people(x->w, subject(x, into), &(uint32_t){subject(x, i)}, 1, WS_MOVES,
                            STR("ann"), &moved, &err),
            &err);
    bool alone = true; /* into has nobody yet, so nobody joins three times */
    for (int k = 0; k < JOINERS; k++)
      alone &= k == (int)into || u[k].owner != (int)into;
    if (!alone) {
      must_ok(ws_unmerge_people(x->w, &(uint32_t){subject(x, i)}, 1, WS_MOVES, STR("ann"), &moved,
                                &err),
              &err);
      continue;
    }
    u[i].owner = (int)into;
  }
  for (uint32_t i = 201; i < 206; i++) {
    must_ok(ws_erase_person(x->w, subject(x, i), STR("ann"), &erased, &err), &err);
    u[i].owner = -1;
  }
  x->clock.ms = moment(x, "2026-06-02");
  const struct effect_membership p = {
      .programme = STR("club"), .from = day_from_ymd(2026, 1, 1), .to = day_from_ymd(2026, 5, 31)};
  ask_begin(&a, x);
  must_ok(effect_membership(&a.in, &p, &a.mem, &a.r, &err), &err);
  check_twice(&a, u);
  assert_true(says(&a.r, "Joined twice"));
  ask_end(&a);
  shop_free(x);
  (void)state;
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_simulated),
                                     cmocka_unit_test(test_by_hand), cmocka_unit_test(test_twice)};
  return RUN_ON_BOTH(cases, NULL, NULL);
}

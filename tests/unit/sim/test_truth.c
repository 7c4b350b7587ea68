/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The truth is what the events come from: orders per person against λ and the time she was alive,
 * messages against the holdout, tastes against what is bought, spend against what it costs.  Bounds
 * are several standard errors wide and seeds are fixed. */
#include <math.h>

#include "base/intern.h"
#include "support.h"

#define EVENTS 1500000

struct someone {
  double lambda, lift, expected, exposure, spend, sensitivity, response;
  bool holdout, north, female;
  uint32_t orders, messages, clicks, coupons, jackets, favourite_lines, lines;
  int64_t cents;
};

static char *dir;
static struct arena arena;
static struct sim_counts counts;
static struct someone *people;

static int64_t time_of(struct str s) {
  int64_t ms;
  struct err err = {0};
  assert_ok(time_parse_iso(s, tz_utc(), &ms, NULL, &err), &err);
  return ms;
}

static bool is_north(struct str city) {
  for (const struct city *c = sim_cities;; c++)
    if (str_is(city, c->name)) return c->north;
}

static uint32_t index_of(struct str user) {
  uint32_t n = 0;
  for (size_t i = 1; i < user.n; i++)
    n = n * 10 + (uint32_t)(user.p[i] - '0');
  assert_true(n >= 1 && n <= counts.people);
  return n - 1;
}

static struct str favourites[EVENTS / 50];

static void read_truth(const struct sim_options *o, const struct calendar *c) {
  struct str people_text = slurp(dir, "people.csv", &arena);
  struct str truth_text = slurp(dir, "truth.csv", &arena);
  struct str f[16];
  str_cut(&people_text, '\n');
  str_cut(&truth_text, '\n');
  for (uint32_t i = 0; i < counts.people; i++) {
    struct someone *p = &people[i];
    assert_int_equal(fields(str_cut(&people_text, '\n'), f, 16), 11);
    assert_int_equal(index_of(f[0]), i);
    p->female = str_is(f[2], "女");
    p->north = is_north(f[5]);
    double joined = sim_warp_value(&c->business, sim_hour(c, time_of(f[10])));
    int32_t birth = day_of(tz_utc(), time_of(f[4]));
    double age = number(f[3]);
    assert_int_equal(f[8].n, 11);
    assert_true(day_add_months(birth, 12 * (int32_t)age) < END_DAY);
    assert_true(day_add_months(birth, 12 * (int32_t)age + 12) >= END_DAY);
    assert_int_equal(fields(str_cut(&truth_text, '\n'), f, 16), 11);
    assert_int_equal(index_of(f[0]), i);
    double dead = f[3].n ? sim_warp_value(&c->business, sim_hour(c, time_of(f[3]))) : c->hours;
    *p = (struct someone){.lambda = number(f[1]),
                          .lift = number(f[7]),
                          .expected = number(f[10]),
                          .exposure = (dead - joined) / 24,
                          .spend = number(f[4]),
                          .sensitivity = number(f[5]),
                          .response = number(f[6]),
                          .holdout = f[8].p[0] == '1',
                          .north = p->north,
                          .female = p->female};
    favourites[i] = f[9];
    if (f[3].n) assert_true(p->expected == 0);
    if (p->holdout) assert_true(p->lift == 0);
  }
  assert_int_equal(people_text.n + truth_text.n, 0);
}

/* id,time,user,event,order_id,amount,channel,item_id,category,quantity */
static void read_events(void) {
  struct str rest = slurp(dir, "events.csv", &arena), f[16];
  str_cut(&rest, '\n');
  while (rest.n > 0) {
    assert_int_equal(fields(str_cut(&rest, '\n'), f, 16), 10);
    uint32_t i = index_of(f[2]);
    struct someone *p = &people[i];
    if (str_is(f[3], "order_completed")) {
      p->orders++;
      p->cents += cents(f[5]);
    }
    p->messages += str_is(f[3], "message_sent");
    p->clicks += str_is(f[3], "message_clicked");
    if (str_is(f[3], "order_item")) {
      p->lines++;
      p->jackets += str_is(f[8], "羽绒服");
      p->favourite_lines += str_eq(f[8], favourites[i]);
    }
  }
}

static int set_up(void **state) {
  struct calendar c;
  dir = scratch();
  arena_init(&arena, "test");
  struct sim_options o = options(dir, EVENTS);
  o.csv = true;
  counts = make(o, 2);
  people = arena_array(&arena, struct someone, counts.people);
  sim_calendar_init(&c, &o, &arena);
  read_truth(&o, &c);
  read_events();
  return 0;
}

static int tear_down(void **state) {
  arena_release(&arena);
  scratch_remove(dir);
  return 0;
}

static void assert_ratio(const char *what, double is, double should, double off) {
  if (fabs(is / should - 1) > off) fail_msg("%s: %.4g where %.4g is true", what, is, should);
}

/* Also within layers of λ: a mean right over all could hide rates that are not each person's own.
 */
static void orders_follow_lambda(void **state) {
  double is[4] = {0}, should[4] = {0}, all = 0, truth = 0;
  static const double from[4] = {0, 0.001, 0.003, 0.008};
  for (uint32_t i = 0; i < counts.people; i++) {
    const struct someone *p = &people[i];
    int layer = 3;
    while (p->lambda < from[layer])
      layer--;
    double e = p->lambda * p->exposure + p->messages * p->lift;
    is[layer] += p->orders;
    should[layer] += e;
    all += p->orders;
    truth += e;
  }
  assert_ratio("orders", all, truth, 0.03);
  for (int k = 0; k < 4; k++)
    assert_ratio("orders of a layer", is[k], should[k], 4 / sqrt(should[k]) + 0.02);
}

static void buyers_come_back(void **state) {
  double buyers = 0, again = 0, most = 0;
  for (uint32_t i = 0; i < counts.people; i++) {
    buyers += people[i].orders > 0;
    again += people[i].orders > 1;
    most = fmax(most, people[i].orders);
  }
  assert_true(buyers / (double)counts.people > 0.2 && buyers / (double)counts.people < 0.5);
  assert_true(again / buyers > 0.25 && again / buyers < 0.45);
  assert_true(most >= 8);
}

static void holdout_is_left_alone(void **state) {
  double held = 0, messages = 0;
  for (uint32_t i = 0; i < counts.people; i++) {
    held += people[i].holdout;
    if (people[i].holdout) assert_int_equal(people[i].messages, 0);
    messages += people[i].messages;
  }
  assert_ratio("holdout", held, 0.1 * (double)counts.people, 0.08);
  assert_true(messages > (double)counts.people);
}

static void response_makes_clicks(void **state) {
  double clicks[2] = {0}, messages[2] = {0};
  for (uint32_t i = 0; i < counts.people; i++) {
    bool high = people[i].response > 0.4;
    clicks[high] += people[i].clicks;
    messages[high] += people[i].messages;
  }
  assert_true(clicks[1] / messages[1] > 3 * clicks[0] / messages[0]);
}

static void the_north_is_cold(void **state) {
  double jackets[2] = {0}, lines[2] = {0};
  for (uint32_t i = 0; i < counts.people; i++) {
    jackets[people[i].north] += people[i].jackets;
    lines[people[i].north] += people[i].lines;
  }
  assert_true(jackets[1] / lines[1] > 1.7 * jackets[0] / lines[0]);
}

static void tastes_and_purses(void **state) {
  double favourite = 0, lines = 0, cents_of[2] = {0}, orders[2] = {0};
  for (uint32_t i = 0; i < counts.people; i++) {
    const struct someone *p = &people[i];
    favourite += p->favourite_lines;
    lines += p->lines;
    cents_of[p->spend > 1] += (double)p->cents;
    orders[p->spend > 1] += p->orders;
  }
  assert_true(favourite / lines > 0.2); /* a twelfth by chance */
  assert_true(cents_of[1] / orders[1] > 1.2 * cents_of[0] / orders[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(orders_follow_lambda),  cmocka_unit_test(buyers_come_back),
      cmocka_unit_test(holdout_is_left_alone), cmocka_unit_test(response_makes_clicks),
      cmocka_unit_test(the_north_is_cold),     cmocka_unit_test(tastes_and_purses),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levels through time: against a twin that lives every day of random lives in random programmes;
 * by hand: ends of months, 29 February, clocks that are set, terms and refunds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "loyalty/programme.h"

#define LEVELS 4
#define DAYS   1500 /* of a life */
#define MOVES  4000

/* ---- a life ---- */

struct earned {
  int64_t at;
  int32_t day;
  int64_t amount;
};
struct change {
  int32_t day, from, to;
  enum standing_cause cause;
};
struct life {
  struct programme p;
  struct programme_level levels[LEVELS];
  const struct tz *z;
  int32_t first; /* day of joining */
  struct earned e[600];
  uint32_t n;
  uint32_t rules[DAYS + 1]; /* by day */
  bool by_rules;
  int32_t hold_day, hold_end, hold_level; /* hold_day 0: none */
  struct change *fast, *slow;
  uint32_t n_fast, n_slow;
};

static void note(struct change *to, uint32_t *n, int32_t day, int32_t from, int32_t level,
                 enum standing_cause cause) {
  if (from == level) return;
  assert_true(*n < MOVES);
  to[(*n)++] = (struct change){day, from, level, cause};
}

/* ---- the twin: days only, months counted on a calendar of its own ---- */

static const int in_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static int last_of(int y, int m) {
  bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  return in_month[m - 1] + (m == 2 && leap);
}

static int32_t plus_months(int32_t day, int n) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  int month = (int)m, of = (int)d;
  for (; n > 0; n--)
    if (++month > 12) month = 1, y++;
  for (; n < 0; n++)
    if (--month < 1) month = 12, y--;
  if (of > last_of(y, month)) of = last_of(y, month);
  return day_from_ymd(y, (unsigned)month, (unsigned)of);
}

struct slow {
  int32_t level, anchor, from, end, grace, hold; /* days; 0: none */
};

static int32_t start_of(int32_t day, bool year) {
  int32_t y;
  unsigned m, d;
  for (;; day--) {
    day_to_ymd(day, &y, &m, &d);
    if (d == 1 && (!year || m == 1)) return day;
  }
}

static void slow_period(const struct life *l, int32_t day, struct slow *s) {
  switch (l->p.period) {
  case PROGRAMME_YEAR:
    s->from = start_of(day, true);
    s->end = plus_months(s->from, 12);
    return;
  case PROGRAMME_ROLLING:
    s->from = start_of(day, false);
    s->end = plus_months(s->from, 1);
    return;
  case PROGRAMME_FROM_UPGRADE:
    for (int k = 0;; k++) {
      s->from = plus_months(s->anchor, k * (int)l->p.months);
      s->end = plus_months(s->anchor, (k + 1) * (int)l->p.months);
      if (s->end > day) return;
    }
  default:
    s->from = day;
    s->end = INT32_MAX;
  }
}

/* Earned from day `from` on by the first `upto` of the life. */
static int64_t slow_sum(const struct life *l, int32_t from, uint32_t upto) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < upto; i++)
    if (l->p.lifetime_growth || l->e[i].day >= from) sum += l->e[i].amount;
  return sum;
}

static int32_t slow_up_from(const struct life *l, int32_t day) {
  return l->p.period == PROGRAMME_YEAR       ? start_of(day, true)
         : l->p.period == PROGRAMME_LIFETIME ? 0
                                             : plus_months(day, -(int)l->p.months);
}

static bool slow_has(const struct life *l, int32_t i, int64_t sum, bool keep, int32_t day) {
  if (i < 0) return true;
  const struct programme_level *v = &l->levels[i];
  if (!v->by_growth && !v->by_rule) return i == 0;
  if (v->by_rule && !(l->rules[day - l->first] >> i & 1)) return false;
  return !v->by_growth || sum >= (int64_t)(keep ? v->keep.m : v->growth.m);
}

static int32_t slow_best(const struct life *l, int32_t top, int64_t up, int64_t keep, int32_t day) {
  while (!slow_has(l, top, up, false, day) && !slow_has(l, top, keep, true, day))
    top--;
  return top;
}

static void slow_look(struct life *l, struct slow *s, int32_t day, uint32_t upto, bool boundary) {
  int32_t was = s->level;
  int64_t up = slow_sum(l, slow_up_from(l, day), upto);
  int32_t keep_day = l->p.period != PROGRAMME_ROLLING
                         ? s->from
                         : slow_up_from(l, s->grace || boundary ? s->end : day);
  int64_t keep = slow_sum(l, keep_day, upto);
  if (s->hold) {
    if (day < s->hold) return;
    int32_t from = l->p.period == PROGRAMME_YEAR ? start_of(day - 1, true) : slow_up_from(l, day);
    s->level = slow_best(l, LEVELS - 1, up, slow_sum(l, from, upto), day);
    s->hold = 0;
    s->anchor = day;
    slow_period(l, day, s);
    note(l->slow, &l->n_slow, day, was, s->level,
         s->level > was ? STANDING_UPGRADED : STANDING_DOWNGRADED);
    return;
  }
  int32_t reached = LEVELS - 1;
  while (!slow_has(l, reached, up, false, day))
    reached--;
  bool graced = s->grace != 0, grace_over = graced && day >= s->grace;
  bool over = !graced && day >= s->end;
  if (reached > s->level) {
    s->level = reached;
    s->anchor = day;
    s->grace = 0;
    if (l->p.period == PROGRAMME_FROM_UPGRADE || day >= s->end) slow_period(l, day, s);
    note(l->slow, &l->n_slow, day, was, s->level, STANDING_UPGRADED);
  } else if (graced || over) {
    if (reached == s->level || slow_has(l, s->level, keep, true, day)) {
      s->grace = 0;
      slow_period(l, day, s);
    } else if (over && l->p.grace_days) {
      s->grace = day + (int32_t)l->p.grace_days;
    } else if (over || grace_over) {
      s->level = l->p.one_level ? s->level - 1 : slow_best(l, s->level - 1, up, keep, day);
      s->grace = 0;
      slow_period(l, day, s);
      note(l->slow, &l->n_slow, day, was, s->level, STANDING_DOWNGRADED);
    }
  }
}

static void live_slowly(struct life *l) {
  struct slow s = {.level = -1, .anchor = l->first};
  uint32_t upto = 0;
  slow_period(l, l->first, &s);
  for (int32_t day = l->first; day < l->first + DAYS; day++) {
    for (int i = 0; i < 3; i++) /* what ends today, and what that lets begin and end */
      slow_look(l, &s, day, upto, true);
    if (l->hold_day == day) {
      int32_t was = s.level;
      s.level = l->hold_level;
      s.hold = l->hold_end;
      s.grace = 0;
      s.anchor = day;
      if (l->p.period == PROGRAMME_FROM_UPGRADE || day >= s.end) slow_period(l, day, &s);
      note(l->slow, &l->n_slow, day, was, s.level, STANDING_BY_HAND);
    }
    for (; upto < l->n && l->e[upto].day == day; upto++)
      slow_look(l, &s, day, upto + 1, false);
  }
}

/* ---- the same by steps ---- */

static int64_t sum(const struct life *l, int64_t from, int64_t until) {
  int64_t s = 0;
  for (uint32_t i = 0; i < l->n; i++)
    if (l->e[i].at >= from && l->e[i].at < until) s += l->e[i].amount;
  return s;
}

static void look(struct life *l, struct standing *s, int64_t now) {
  for (int i = 0;; i++) {
    struct programme_moment m;
    struct standing next;
    assert_true(i < MOVES);
    programme_moment(&l->p, l->z, s, now, &m);
    struct programme_facts f = {.up = dec_int(sum(l, m.up_from, m.until)),
                                .keep = dec_int(sum(l, m.keep_from, m.until)),
                                .rules = l->rules[day_of(l->z, now) - l->first]};
    enum standing_cause c = programme_step(&l->p, l->z, s, now, &f, &next);
    if (c == STANDING_SAME) return;
    note(l->fast, &l->n_fast, day_of(l->z, m.at), s->level, next.level, c);
    *s = next;
  }
}

static void live(struct life *l, struct rng *r) {
  int64_t begin = day_start(l->z, l->first);
  struct standing s = programme_begin(&l->p, l->z, begin);
  uint32_t i = 0;
  look(l, &s, begin);
  for (int32_t day = l->first; day < l->first + DAYS; day++) {
    int64_t at = day_start(l->z, day);
    bool held = l->hold_day == day;
    if (l->by_rules || held || rng_chance(r, 0.05)) look(l, &s, at);
    if (held) {
      struct standing next =
          programme_hold(&l->p, l->z, &s, l->hold_level, at, day_start(l->z, l->hold_end));
      note(l->fast, &l->n_fast, day, s.level, next.level, STANDING_BY_HAND);
      s = next;
    }
    for (; i < l->n && l->e[i].day == day; i++)
      look(l, &s, l->e[i].at);
  }
  look(l, &s, day_start(l->z, l->first + DAYS) - 1);
}

/* ---- random programmes ---- */

static void make(struct life *l, struct rng *r) {
  static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "Europe/London",
                                      "Australia/Lord_Howe", "UTC"};
  static const uint32_t months[] = {1, 2, 3, 6, 12, 13};
  struct err err;
  assert_true(tz_load(str_from(zones[rng_below(r, 5)]), &l->z, &err));
  l->p = (struct programme){.levels = l->levels, .n_levels = LEVELS};
  l->p.period = (enum programme_period)rng_below(r, PROGRAMME_PERIODS);
  l->p.months = l->p.period == PROGRAMME_ROLLING || l->p.period == PROGRAMME_FROM_UPGRADE
                    ? months[rng_below(r, 6)]
                    : 0;
  l->p.lifetime_growth = l->p.period == PROGRAMME_LIFETIME || rng_chance(r, 0.2);
  l->p.one_level = rng_chance(r, 0.5);
  l->p.grace_days = rng_chance(r, 0.5) ? (uint32_t)rng_below(r, 40) : 0;
  l->by_rules = rng_chance(r, 0.4);
  int64_t growth = 0;
  for (uint32_t i = 0; i < LEVELS; i++) {
    struct programme_level *v = &l->levels[i];
    *v = (struct programme_level){0};
    v->by_growth = i == 0 ? rng_chance(r, 0.3) : rng_chance(r, 0.85);
    v->by_rule = l->by_rules && rng_chance(r, 0.5);
    growth += (int64_t)rng_below(r, 60) + 1;
    v->growth = dec_int(growth);
    v->keep = dec_int(rng_chance(r, 0.5) ? growth : (int64_t)rng_below(r, (uint64_t)growth + 1));
  }
  l->first = day_from_ymd(2019, 1, 1) + (int32_t)rng_below(r, 800);
  for (int d = 0; d <= DAYS; d++)
    l->rules[d] = d && !rng_chance(r, 0.02) ? l->rules[d - 1] : (uint32_t)rng_below(r, 16);
  double rate = rng_unit(r) * 0.2;
  for (int32_t d = l->first; d < l->first + DAYS; d++) {
    int64_t from = day_start(l->z, d), until = day_start(l->z, d + 1);
    if (!rng_chance(r, rate) || l->n == 600) continue;
    int64_t at = rng_chance(r, 0.2)
                     ? from + (l->by_rules || d == l->first) /* not yet when the day is looked at */
                 : rng_chance(r, 0.1) ? until - 1
                                      : from + (int64_t)rng_below(r, (uint64_t)(until - from));
    /* What is taken back makes the sum of a window rise by itself when it leaves it: only who is
     * looked at every day is then upgraded the same day. */
    int64_t back = l->by_rules ? 8 : 0;
    l->e[l->n++] = (struct earned){at, d, (int64_t)rng_below(r, 50) - back};
  }
  if (rng_chance(r, 0.4)) {
    l->hold_day = l->first + 1 + (int32_t)rng_below(r, DAYS - 2);
    l->hold_end = l->hold_day + 1 + (int32_t)rng_below(r, 500);
    l->hold_level = (int32_t)rng_below(r, LEVELS + 1) - 1;
  }
}

static void test_twin(void **state) {
  (void)state;
  const char *given = getenv("SHOAL_TEST_SEED");
  uint64_t first = given ? strtoull(given, NULL, 10) : 1, lives = given ? 1 : 1500, moves = 0;
  struct life *l = malloc(sizeof *l);
  for (uint64_t seed = first; seed < first + lives; seed++) {
    struct rng r;
    rng_init(&r, seed, 7, 0);
    *l = (struct life){0};
    l->fast = malloc(MOVES * sizeof *l->fast);
    l->slow = malloc(MOVES * sizeof *l->slow);
    make(l, &r);
    live_slowly(l);
    live(l, &r);
    for (uint32_t i = 0; i < l->n_fast || i < l->n_slow; i++) {
      const struct change none = {0}, *a = i < l->n_fast ? &l->fast[i] : &none,
                          *b = i < l->n_slow ? &l->slow[i] : &none;
      if (a->day != b->day || a->from != b->from || a->to != b->to || a->cause != b->cause)
        fail_msg("seed %llu (SHOAL_TEST_SEED), change %u: day %d %d → %d %s, twin: day %d %d → %d "
                 "%s; joined %d",
                 (unsigned long long)seed, i, a->day, a->from, a->to,
                 standing_cause_names[a->cause], b->day, b->from, b->to,
                 standing_cause_names[b->cause], l->first);
    }
    moves += l->n_fast;
    free(l->fast);
    free(l->slow);
  }
  free(l);
  print_message("seeds %llu … %llu: %llu changes of level\n", (unsigned long long)first,
                (unsigned long long)(first + lives - 1), (unsigned long long)moves);
  assert_true(given || moves > 3000);
}

/* ---- by hand ---- */

static const struct tz *zone(const char *name) {
  const struct tz *z;
  struct err err;
  assert_true(tz_load(str_from(name), &z, &err));
  return z;
}

static int64_t at(const struct tz *z, const char *text) {
  int64_t ms;
  struct err err;
  assert_true(time_parse_iso(str_from(text), z, &ms, NULL, &err));
  return ms;
}

static void test_month_ends(void **state) {
  (void)state;
  const struct tz *z = zone("America/New_York");
  struct programme_level one = {.multiplier = dec_int(1)};
  struct programme p = {
      .period = PROGRAMME_FROM_UPGRADE, .months = 1, .levels = &one, .n_levels = 1};
  struct programme_facts f = {.up = DEC_ZERO, .keep = DEC_ZERO};
  /* Periods from the 31st end on the last day of short months and do not drift from there. */
  struct standing s = programme_begin(&p, z, at(z, "2020-01-31T18:00:00"));
  assert_int_equal(s.period_from, at(z, "2020-01-31"));
  assert_int_equal(s.period_end, at(z, "2020-02-29"));
  assert_int_equal(programme_step(&p, z, &s, at(z, "2020-01-31T18:00:00"), &f, &s),
                   STANDING_UPGRADED);
  assert_int_equal(s.level, 0);
  assert_int_equal(programme_step(&p, z, &s, at(z, "2020-02-28T23:59:59"), &f, &s), STANDING_SAME);
  assert_int_equal(programme_step(&p, z, &s, at(z, "2020-02-29"), &f, &s), STANDING_KEPT);
  assert_int_equal(s.period_end, at(z, "2020-03-31"));
  /* The clock is set forward on 8 March there: a day of 23 hours. */
  p.months = 12;
  s = programme_begin(&p, z, at(z, "2020-02-29"));
  assert_int_equal(s.period_end, at(z, "2021-02-28"));
  programme_step(&p, z, &s, s.period_from, &f, &s);
  programme_step(&p, z, &s, at(z, "2021-02-28"), &f, &s);
  assert_int_equal(s.period_end, at(z, "2022-02-28"));
  p.months = 48;
  s = programme_begin(&p, z, at(z, "2020-02-29"));
  assert_int_equal(s.period_end, at(z, "2024-02-29"));
}

static void test_days(void **state) {
  (void)state;
  struct programme p = {.day_of_month = 31};
  assert_true(programme_member_day(&p, day_from_ymd(2023, 2, 28)));
  assert_true(programme_member_day(&p, day_from_ymd(2024, 2, 29)));
  assert_false(programme_member_day(&p, day_from_ymd(2024, 2, 28)));
  assert_int_equal(programme_next_member_day(&p, day_from_ymd(2024, 3, 1)),
                   day_from_ymd(2024, 3, 31));
  p.day_of_month = 8;
  assert_int_equal(programme_next_member_day(&p, day_from_ymd(2023, 12, 9)),
                   day_from_ymd(2024, 1, 8));
  p = (struct programme){.day_of_week = 5};
  assert_true(programme_member_day(&p, day_from_ymd(2026, 11, 20))); /* a Friday */
  assert_int_equal(programme_next_member_day(&p, day_from_ymd(2026, 11, 21)),
                   day_from_ymd(2026, 11, 27));
  p = (struct programme){0};
  assert_false(programme_member_day(&p, day_from_ymd(2026, 11, 20)));
  assert_int_equal(programme_next_member_day(&p, 0), INT32_MAX);
  assert_true(programme_birthday(2, 29, day_from_ymd(2023, 2, 28)));
  assert_false(programme_birthday(2, 29, day_from_ymd(2024, 2, 28)));
  assert_true(programme_birthday(2, 29, day_from_ymd(2024, 2, 29)));
  assert_false(programme_birthday(2, 29, day_from_ymd(2023, 3, 1)));
  assert_int_equal(programme_next_birthday(12, 31, day_from_ymd(2024, 1, 1)),
                   day_from_ymd(2024, 12, 31));
  assert_int_equal(programme_next_birthday(1, 1, day_from_ymd(2024, 1, 2)),
                   day_from_ymd(2025, 1, 1));
}

static int64_t refund(enum programme_refund rule, int64_t units, const struct tz *z,
                      const char *from, const char *until, const char *now) {
  struct dec d;
  assert_true(programme_refund_of(rule, (struct dec){units, 2}, z, at(z, from), at(z, until),
                                  at(z, now), 2, &d));
  return (int64_t)(d.m * dec_pow10(2U - d.scale));
}

static void test_terms(void **state) {
  (void)state;
  const struct tz *z = zone("America/New_York");
  struct programme_plan month = {.months = 1}, days = {.days = 30};
  assert_int_equal(programme_term_end(&month, z, at(z, "2024-01-31T10:30:00")),
                   at(z, "2024-02-29T10:30:00"));
  /* 30 days over the setting of the clock end at the same hour, not 720 hours later. */
  assert_int_equal(programme_term_end(&days, z, at(z, "2024-03-01T10:30:00")),
                   at(z, "2024-03-31T10:30:00"));
  const char *a = "2024-01-01T10:00:00", *b = "2024-01-31T10:00:00";
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, 1000, z, a, b, "2024-01-01T12:00:00"), 966);
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, 1000, z, a, b, "2024-01-16T00:00:00"), 466);
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, 1000, z, a, b, "2024-01-30T00:00:00"), 0);
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, 1000, z, a, b, "2024-03-01T00:00:00"), 0);
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, 1000, z, a, b, "2023-12-31T00:00:00"), 1000);
  assert_int_equal(refund(PROGRAMME_REFUND_FULL, 1000, z, a, b, "2024-01-30T00:00:00"), 1000);
  assert_int_equal(refund(PROGRAMME_REFUND_NONE, 1000, z, a, b, "2024-01-01T12:00:00"), 0);
  int64_t big = REWARD_AMOUNT_MAX * 100;
  assert_int_equal(refund(PROGRAMME_REFUND_BY_DAY, big, z, a, b, "2024-01-16T00:00:00"),
                   (int64_t)((i128)big * 14 / 30));
  struct dec d;
  assert_false(programme_refund_of(PROGRAMME_REFUND_BY_DAY, (struct dec){1001, 3}, z, at(z, a),
                                   at(z, b), at(z, "2024-01-16"), 2, &d));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_twin), cmocka_unit_test(test_month_ends),
                                     cmocka_unit_test(test_days), cmocka_unit_test(test_terms)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

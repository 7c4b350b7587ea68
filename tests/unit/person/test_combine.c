/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person has of an attribute who is several subjects: a story per rule, then random
 * histories of values, merges and partings against a twin that knows no sides.  The twin takes
 * today's person apart backwards through the history: who was one person until when is a tree, and
 * the value of a half is the value of what survived, put together with the other's, unless
 * something was said of both later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/panic.h"
#include "base/rng.h"
#include "person/combine.h"

#define SUBJECTS 8

struct said {
  struct combine_said s;
  int64_t since;
};

static uint64_t seed;

static struct arena mem;
static struct persons people;
static VEC(struct said) rows;
static uint64_t lsn;

static void begin(void) {
  persons_release(&people);
  arena_reset(&mem);
  rows.n = 0;
  lsn = 0;
}

static void become(uint32_t subject, uint32_t to) {
  persons_move(&people, lsn++, subject, to);
}

static struct said *say(uint32_t subject, int64_t time, enum combine_how how, struct value v) {
  struct said x = {.s = {subject, how, lsn++, time, v}};
  vec_push(&rows, x);
  return &rows.p[rows.n - 1];
}

static struct value num(int64_t n) {
  return (struct value){.type = V_NUM, .num = dec_int(n)};
}
static struct value text(const char *t) {
  return (struct value){.type = V_STR, .str = arena_str(&mem, str_from(t))};
}

static int by_time(const void *a, const void *b) {
  const struct said *x = a, *y = b;
  if (x->s.time != y->s.time) return x->s.time < y->s.time ? -1 : 1;
  return x->s.lsn < y->s.lsn ? -1 : x->s.lsn > y->s.lsn;
}

/* Of the person with this number. */
static struct value fast(uint32_t person, bool earliest) {
  combine_sides sides = {0};
  struct said *in = must_calloc(rows.n + 1, sizeof *in);
  size_t n = 0;
  for (size_t i = 0; i < rows.n; i++)
    if (persons_of(&people, rows.p[i].s.subject) == person) in[n++] = rows.p[i];
  qsort(in, n, sizeof *in, by_time);
  for (size_t i = 0; i < n; i++)
    combine_say(&sides, &people, lsn, &in[i].s);
  struct value v = n ? combine_value(&sides, &people, lsn, earliest, &mem) : (struct value){0};
  vec_free(&sides);
  free(in);
  return v;
}

static void is_text(struct value v, const char *want) {
  assert_int_equal(v.type, V_STR);
  assert_string_equal(arena_cstr(&mem, v.str), want);
}
static void is_num(struct value v, int64_t want) {
  assert_int_equal(v.type, V_NUM);
  assert_int_equal(dec_cmp(v.num, dec_int(want)), 0);
}

/* ---- stories ---- */

static void the_survivor_has_it(void **state) {
  begin();
  say(1, 10, COMBINE_SET, text("杭州"));
  say(2, 20, COMBINE_SET, text("苏州"));
  say(3, 30, COMBINE_SET, text("广州"));
  become(2, 1);
  is_text(fast(1, false), "杭州");
  say(2, 40, COMBINE_SET, text("上海")); /* said of both */
  is_text(fast(1, false), "上海");
  become(3, 1);
  is_text(fast(1, false), "上海");
  become(2, 2); /* taken apart: each has what was said of him */
  is_text(fast(2, false), "上海");
  is_text(fast(1, false), "杭州");
}

static void who_has_none_gets_the_others(void **state) {
  begin();
  say(1, 10, COMBINE_SET, text("杭州"));
  say(1, 20, COMBINE_SET, text(""));
  say(2, 15, COMBINE_SET, text("苏州"));
  become(2, 1);
  is_text(fast(1, false), "苏州");
  say(1, 30, COMBINE_SET, text("")); /* of both: gone */
  assert_int_equal(fast(1, false).type, V_NONE);
}

static void numbers_add_up(void **state) {
  begin();
  say(1, 10, COMBINE_ADDED, num(5));
  say(2, 20, COMBINE_ADDED, num(7));
  say(3, 5, COMBINE_ADDED, num(1));
  become(3, 2);
  persons_move(&people, lsn, 3, 1); /* one record */
  become(2, 1);
  is_num(fast(1, false), 13);
  say(2, 30, COMBINE_ADDED, num(14)); /* 13 and one more */
  is_num(fast(1, false), 14);
  say(4, 40, COMBINE_SET, num(100)); /* a number that was set is none that adds up */
  become(4, 1);
  is_num(fast(1, false), 14);
  become(3, 3);
  is_num(fast(3, false), 1);
}

static void the_earliest_stays(void **state) {
  begin();
  say(1, 30, COMBINE_ONCE, text("qr"));
  say(2, 20, COMBINE_ONCE, text("douyin"));
  become(2, 1);
  is_text(fast(1, false), "douyin");
  begin();
  say(1, 30, COMBINE_SET, text("qr"));
  say(2, 20, COMBINE_SET, text("douyin"));
  become(2, 1);
  is_text(fast(1, true), "douyin");
  is_text(fast(1, false), "qr");
  assert_true(combine_earliest(STR("first_source")) && combine_earliest(STR("$First_visit")));
  assert_true(combine_earliest(STR("$initial_referrer")) && combine_earliest(STR("首次来源")));
  assert_false(combine_earliest(STR("firstname")) || combine_earliest(STR("last_first_")) ||
               combine_earliest(STR("")) || combine_earliest(STR("$")));
}

static void lists_unite(void **state) {
  begin();
  say(1, 30, COMBINE_SET, text("[\"a\",\"b\",\"b\"]"));
  say(2, 20, COMBINE_SET, text("[ \"b\", 3, {\"x\": 1}]"));
  say(3, 10, COMBINE_SET, text("[\"a\",3]"));
  become(2, 1);
  become(3, 1);
  is_text(fast(1, false), "[\"a\",\"b\",\"b\",3,{\"x\":1}]");
  begin();
  say(1, 30, COMBINE_SET, text("[no list"));
  say(2, 20, COMBINE_SET, text("[1]"));
  become(2, 1);
  is_text(fast(1, false), "[no list");
}

static void a_list_that_no_value_holds(void **state) {
  begin();
  struct value two[2];
  for (int i = 0; i < 2; i++) {
    char *t = arena_alloc(&mem, 40001);
    memset(t, 'a' + i, 40000);
    memcpy(t, "[\"", 2), memcpy(t + 39998, "\"]", 3);
    two[i] = text(t);
    say((uint32_t)i, 10, COMBINE_SET, two[i]);
  }
  become(1, 0);
  assert_true(str_eq(fast(0, false).str, two[0].str));
}

/* ---- the twin ---- */

static uint32_t person_at(uint32_t subject, uint64_t before) {
  uint32_t at = subject;
  for (size_t i = 0; i < people.history.n && people.history.p[i].lsn < before; i++)
    if (people.history.p[i].subject == subject) at = people.history.p[i].to;
  return at;
}

static bool alike(struct value a, struct value b) {
  if (value_unsets(&a)) a = (struct value){0};
  if (value_unsets(&b)) b = (struct value){0};
  if (a.type != b.type) return false;
  if (a.type == V_NUM) return dec_cmp(a.num, b.num) == 0;
  return a.type != V_STR || str_eq(a.str, b.str);
}

/* The LSN of the record since which they have been one without a break. */
static uint64_t joined(const uint32_t *who, uint32_t n) {
  for (uint64_t at = lsn;; at--)
    for (uint32_t k = 1; k < n; k++)
      if (person_at(who[k], at) != person_at(who[0], at)) return at;
}

static bool of_one(const struct said *x, const struct said *y) {
  uint32_t two[] = {x->s.subject, y->s.subject};
  uint64_t later = x->s.lsn > y->s.lsn ? x->s.lsn : y->s.lsn;
  return two[0] == two[1] ||
         (person_at(two[0], lsn) == person_at(two[1], lsn) && joined(two, 2) <= later);
}

/* Something later was said of both of them. */
static bool replaced(const struct said *x) {
  for (size_t i = 0; i < rows.n; i++)
    if (of_one(x, &rows.p[i]) && by_time(x, &rows.p[i]) < 0) return true;
  return false;
}

static bool nothing(const struct combine_said *s) {
  return s->value.type == V_NONE || value_unsets(&s->value);
}

static struct combine_said both(struct combine_said a, struct combine_said b, bool earliest) {
  if (nothing(&b)) return a;
  if (nothing(&a)) return b;
  if (earliest || (a.how == COMBINE_ONCE && b.how == COMBINE_ONCE)) return b.time < a.time ? b : a;
  if (a.how == COMBINE_ADDED && b.how == COMBINE_ADDED) a.value.num.m += b.value.num.m;
  return a;
}

/* What is said again holds since it was said first. */
static void since(void) {
  if (rows.n) qsort(rows.p, rows.n, sizeof *rows.p, by_time);
  for (size_t i = 0; i < rows.n; i++)
    rows.p[i].since = rows.p[i].s.time;
  for (size_t i = 0; i < rows.n; i++)
    for (size_t k = 0; k < i; k++) {
      const struct said *x = &rows.p[k], *y = &rows.p[i];
      bool held = x->s.how == y->s.how && alike(x->s.value, y->s.value) && of_one(x, y);
      for (size_t z = k + 1; z < i && held; z++)
        held = !of_one(x, &rows.p[z]);
      if (held && x->since < y->since) rows.p[i].since = x->since;
    }
}

/* Of these subjects, who are one person: that of what survived when they became one, put together
 * with that of the others. */
static struct combine_said twin(const uint32_t *who, uint32_t n, bool earliest) {
  struct combine_said all = {0};
  if (n == 1) {
    for (size_t i = 0; i < rows.n; i++)
      if (rows.p[i].s.subject == who[0] && !replaced(&rows.p[i])) {
        all = rows.p[i].s;
        all.time = rows.p[i].since;
      }
    return all;
  }
  uint64_t at = joined(who, n);
  uint32_t one = person_at(who[0], at + 1), part[SUBJECTS], m;
  for (uint32_t p = 0; p <= SUBJECTS; p++) { /* the survivor, then by number */
    uint32_t person = p == 0 ? one : p - 1;
    if (p && person == one) continue;
    m = 0;
    for (uint32_t k = 0; k < n; k++)
      if (person_at(who[k], at) == person) part[m++] = who[k];
    if (m) all = both(all, twin(part, m, earliest), earliest);
  }
  return all;
}

static void compare(void) {
  since();
  for (uint32_t person = 0; person < SUBJECTS; person++) {
    uint32_t who[SUBJECTS], n = 0;
    for (uint32_t s = 0; s < SUBJECTS; s++)
      if (persons_of(&people, s) == person) who[n++] = s;
    for (int earliest = 0; n && earliest < 2; earliest++)
      assert_true(alike(fast(person, earliest), twin(who, n, earliest).value));
  }
}

static uint32_t some_person(struct rng *r) {
  return persons_of(&people, rng_below(r, SUBJECTS));
}

static void move_some(struct rng *r) {
  uint32_t a = some_person(r), b = some_person(r), subject = rng_below(r, SUBJECTS);
  uint64_t at = lsn++; /* all moves of a merge are one record */
  if (rng_chance(r, 0.3)) {
    if (persons_may_move(&people, subject, subject)) persons_move(&people, at, subject, subject);
  } else if (rng_chance(r, 0.2)) {
    if (persons_may_move(&people, subject, a)) persons_move(&people, at, subject, a);
  } else if (a != b) {
    for (uint32_t s = 0; s < SUBJECTS; s++)
      if (s != b && persons_of(&people, s) == b) persons_move(&people, at, s, a);
    persons_move(&people, at, b, a);
  }
  const char *why = "";
  if (!persons_validate(&people, &why)) fail_msg("%s", why);
}

static void random_histories(void **state) {
  for (uint64_t round = 0; round < 400; round++) {
    struct rng r;
    rng_init(&r, seed, round, 0);
    begin();
    for (int i = 0; i < 40; i++) {
      if (rng_chance(&r, 0.35)) {
        move_some(&r);
      } else {
        uint32_t how = rng_below(&r, 3);
        char name[2] = {(char)('a' + rng_below(&r, 5)), 0};
        struct value v = how == COMBINE_ADDED ? num(1 + (int64_t)rng_below(&r, 99)) : text(name);
        if (rng_chance(&r, 0.1)) v = text(""), how = COMBINE_SET;
        /* mostly in order, often at one time, sometimes late */
        int64_t time = rng_chance(&r, 0.2) ? (int64_t)rng_below(&r, 40) : i / 2;
        say(rng_below(&r, SUBJECTS), time, how, v);
      }
    }
    compare();
  }
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  arena_init(&mem, "test");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_survivor_has_it), cmocka_unit_test(who_has_none_gets_the_others),
      cmocka_unit_test(numbers_add_up),      cmocka_unit_test(the_earliest_stays),
      cmocka_unit_test(lists_unite),         cmocka_unit_test(a_list_that_no_value_holds),
      cmocka_unit_test(random_histories),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  persons_release(&people);
  vec_free(&rows);
  arena_release(&mem);
  return failed;
}

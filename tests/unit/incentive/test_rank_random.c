/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards against their slow twin through random lives: events now and late, refunds, people
 * who become one, are taken apart and erased, who move in and out of the population, restarts,
 * periods that turn across a change of the clocks; and killed in the middle of a settlement.
 *
 *   SHOAL_RANK_SEED=n     another life
 *   SHOAL_RANK_ROUNDS=n   longer or shorter ones */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>

#define SHOP_ZONE "America/New_York"
#include "base/rng.h"
#include "rank_twin.h"

#define PEOPLE 40
#define PRIZED                                                                                     \
  "settle: {hours: 3}\nprizes: [{ranks: 1, rewards: [{points: 7, currency: points}]}, {ranks: "    \
  "2-4, rewards: [{points: 2, currency: points}]}]\nbudget: {points: 60}\nunit_cost: 1\nuntil: "   \
  "2100-01-01\nholdout: 20%\n"
#define HEAD "kind: leaderboard\nactive: true\n"

static const char docs[] = CURRENCY HEAD
    "slug: spend\nperiod: day\nscore: sum(order_completed.amount) - "
    "sum(order_refunded.amount)\n" PRIZED "---\n" HEAD
    "slug: big\nperiod: week\nties: dense\nscore: count(order_completed where amount >= 50)\n"
    "people: city contains \"x\"\nsettle: {days: 2}\n---\n" HEAD
    "slug: max\nperiod: day\nties: first\nminimum: 20\nscore: max(order_completed.amount)\n"
    "settle: {minutes: 0}\n---\n" HEAD
    "slug: min\nperiod: month\norder: lowest\nscore: min(order_completed.amount)\n";
static const struct twin_board boards[] = {{"spend", TWIN_SPEND, false},
                                           {"big", TWIN_BIG, true},
                                           {"max", TWIN_MAX, false},
                                           {"min", TWIN_MIN, false}};
#define BOARDS (sizeof boards / sizeof *boards)

static uint64_t number_of(const char *name, uint64_t otherwise) {
  const char *s = getenv(name);
  return s && *s ? strtoull(s, NULL, 10) : otherwise;
}

struct settled { /* what a period was when it was settled */
  const char *slug;
  int64_t from;
  struct twin_place *p;
  uint32_t n;
};

struct life {
  struct rng r;
  struct shop *x;
  struct twin_log log;
  VEC(struct settled) settled;
  uint64_t compared;
  unsigned cities;
};

/* ---- what happens ---- */

static void somebody(struct life *l, char name[16]) {
  snprintf(name, 16, "u%u", (unsigned)rng_below(&l->r, PEOPLE));
}

static void rows_come(struct life *l) {
  struct ev_batch b;
  struct err err;
  uint64_t n = 1 + rng_below(&l->r, 8);
  ev_batch_init(&b);
  b.received = rank_now;
  for (uint64_t i = 0; i < n; i++) {
    char user[16];
    uint64_t k = rng_below(&l->r, 20);
    int64_t late = rng_below(&l->r, 4) ? 0 : (int64_t)rng_below(&l->r, 60) * 3600000;
    somebody(l, user);
    if (k < 2) {
      char city[16]; /* another each time: a value that is said again is not kept */
      snprintf(city, sizeof city, "%c%u", rng_below(&l->r, 2) ? 'x' : 'y', l->cities++);
      row(&b, user, EV_SET, rank_now - late);
      put_word(&b, "city", city);
      continue;
    }
    row(&b, user,
        k < 14   ? "order_completed"
        : k < 18 ? "order_refunded"
                 : "page_viewed",
        rank_now - late - (int64_t)rng_below(&l->r, 3) * 1000);
    if (k < 18) put_num(&b, "amount", (int64_t)(1 + rng_below(&l->r, 12)) * 1000);
  }
  must_ok(ws_ingest(l->x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void people_move(struct life *l) {
  char a[16], b[16];
  somebody(l, a);
  somebody(l, b);
  uint32_t s = subject(l->x, a), t = subject(l->x, b);
  struct people *p = ws_people(l->x->w);
  struct ws_moved moved;
  struct err err;
  if (s == SUBJECT_NONE || t == SUBJECT_NONE || s == t) return;
  if (rng_below(&l->r, 8) == 0)
    erase(l->x, a);
  else if (person_of(p, s) != person_of(p, t))
    must_ok(ws_merge_people(l->x->w, s, &t, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  else if (person_of(p, s) != s)
    must_ok(ws_unmerge_people(l->x->w, &s, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

/* ---- comparing ---- */

static void terms(struct life *l, const char *slug, struct leaderboard *ret) {
  struct err err;
  uint32_t version;
  bool active;
  must_ok(resource_leaderboard(l->x->w, str_from(slug), &l->x->mem, ret, &version, &active, &err),
          &err);
}

/* Some of them beside each other, whoever they are of now: the best place of each, ranked by
 * counting.  places: in order; erased people have none. */
static void compare_among(struct life *l, const char *slug, int64_t at, const struct leaderboard *t,
                          const struct twin_place *places, uint32_t n) {
  struct people *people = ws_people(l->x->w);
  uint32_t asked[4 * PEOPLE], n_asked = 0, n_want = 0;
  const struct twin_place *want[4 * PEOPLE];
  struct rank_among a;
  struct err err;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t now = person_of(people, places[i].person);
    bool before = false, chosen = false;
    for (uint32_t k = 0; k < i; k++)
      before |= person_of(people, places[k].person) == now;
    for (uint32_t k = 0; k < n_asked; k++)
      chosen |= person_of(people, asked[k]) == now;
    if (people_erased(people, places[i].person)) continue;
    if (before ? !chosen : rng_below(&l->r, 2) == 0) continue;
    asked[n_asked++] = places[i].person; /* who became one is asked for twice */
    if (!before) want[n_want++] = &places[i];
  }
  for (uint32_t i = n_asked; i > 1; i--) { /* in any order */
    uint32_t k = (uint32_t)rng_below(&l->r, i), x = asked[i - 1];
    asked[i - 1] = asked[k], asked[k] = x;
  }
  must_ok(rank_among(incentive_ranks(l->x->i), str_from(slug), at, asked, n_asked, &l->x->mem, &a,
                     &err),
          &err);
  assert_int_equal(a.n, n_want);
  for (uint32_t i = 0; i < a.n; i++) {
    uint64_t rank = 1;
    for (uint32_t k = 0; k < i; k++)
      if (t->ties == RANK_FIRST || want[k]->score != want[i]->score)
        rank += t->ties != RANK_DENSE || want[k + 1]->score != want[k]->score;
    assert_int_equal(a.p[i].place.score, want[i]->score);
    assert_int_equal(a.p[i].place.rank, want[i]->rank);
    assert_int_equal(a.p[i].place.person, person_of(people, want[i]->person));
    assert_int_equal(a.p[i].rank, rank);
  }
}

static void compare_page(struct life *l, const struct twin_board *b, const struct leaderboard *t,
                         const struct rank_page *p) {
  static struct twin_place twin[4 * PEOPLE];
  uint32_t n = twin_places(&l->log, b, t, p->period.from, p->period.until, rank_now, twin);
  if (p->period.people != n)
    fail_msg("%s: %llu listed, not %u", b->slug, (unsigned long long)p->period.people, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct rank_place *q = &p->places[i];
    if (q->person != twin[i].person || q->rank != twin[i].rank || q->score != twin[i].score ||
        q->at_ms != twin[i].at || q->position != i + 1)
      fail_msg("%s: place %u is ~%u %llu %lld, not ~%u %llu %lld", b->slug, i + 1, q->person,
               (unsigned long long)q->rank, (long long)q->score, twin[i].person,
               (unsigned long long)twin[i].rank, (long long)twin[i].score);
  }
  l->compared += n;
  if (n == 0) return;
  struct rank_mine m;
  struct err err;
  uint32_t i = (uint32_t)rng_below(&l->r, n);
  must_ok(rank_person(incentive_ranks(l->x->i), str_from(b->slug), p->period.from, twin[i].person,
                      2, &l->x->mem, &m, &err),
          &err);
  assert_true(m.listed);
  assert_int_equal(m.place.rank, twin[i].rank);
  assert_int_equal(m.behind, n - i - 1);
  compare_among(l, b->slug, p->period.from, t, twin, n);
}

static bool known(struct life *l, const char *slug, int64_t from) {
  for (size_t i = 0; i < l->settled.n; i++)
    if (strcmp(l->settled.p[i].slug, slug) == 0 && l->settled.p[i].from == from) return true;
  return false;
}

/* A period that was settled by this look: as the twin says now.  Nothing came in between. */
static void note_settled(struct life *l, const struct twin_board *b, const struct leaderboard *t,
                         const struct rank_period *p) {
  static struct twin_place twin[4 * PEOPLE];
  struct settled s = {.slug = b->slug, .from = p->from};
  s.n = twin_places(&l->log, b, t, p->from, p->until, p->until, twin);
  assert_int_equal(p->people, s.n);
  s.p = arena_array(&l->x->mem, struct twin_place, s.n + 1);
  memcpy(s.p, twin, s.n * sizeof *twin);
  vec_push(&l->settled, s);
}

/* Final is final: whoever stands for somebody now, the places are those of then. */
static void compare_settled(struct life *l) {
  for (size_t i = 0; i < l->settled.n; i++) {
    const struct settled *s = &l->settled.p[i];
    struct rank_page p;
    struct err err;
    must_ok(rank_standings(incentive_ranks(l->x->i), str_from(s->slug), s->from, 0, RANK_PAGE_MAX,
                           &l->x->mem, &p, &err),
            &err);
    assert_int_equal(p.period.state, RANK_SETTLED);
    assert_int_equal(p.n, s->n);
    for (uint32_t k = 0; k < s->n; k++) {
      struct people *people = ws_people(l->x->w);
      bool gone = people_erased(people, s->p[k].person);
      assert_int_equal(p.places[k].rank, s->p[k].rank);
      assert_int_equal(p.places[k].score, s->p[k].score);
      assert_int_equal(p.places[k].person, gone ? SUBJECT_NONE : person_of(people, s->p[k].person));
    }
    struct leaderboard t;
    terms(l, s->slug, &t);
    compare_among(l, s->slug, s->from, &t, s->p, s->n);
  }
}

static void compare(struct life *l) {
  struct ranks *r = incentive_ranks(l->x->i);
  twin_read(l->x, &l->log);
  for (size_t i = 0; i < BOARDS; i++) {
    const struct twin_board *b = &boards[i];
    struct leaderboard t;
    struct rank_page p;
    struct rank_period *past;
    struct err err;
    uint32_t n;
    terms(l, b->slug, &t);
    must_ok(rank_standings(r, str_from(b->slug), 0, 0, RANK_PAGE_MAX, &l->x->mem, &p, &err), &err);
    assert_int_equal(p.period.state, RANK_RUNNING);
    compare_page(l, b, &t, &p);
    /* The one before, while late events count. */
    if (rank_standings(r, str_from(b->slug), p.period.from - 1, 0, RANK_PAGE_MAX, &l->x->mem, &p,
                       &err) &&
        p.period.state == RANK_SETTLING)
      compare_page(l, b, &t, &p);
    must_ok(rank_periods(r, str_from(b->slug), INT64_MAX, 50, &l->x->mem, &past, &n, &err), &err);
    for (uint32_t k = 0; k < n; k++)
      if (!known(l, b->slug, past[k].from)) note_settled(l, b, &t, &past[k]);
  }
  compare_settled(l);
}

/* Every prize once, within the budget, and told. */
static void compare_prizes(struct life *l) {
  struct shop *x = l->x;
  int64_t won = number(x, "SELECT count(*) FROM rank_place WHERE status = 1");
  assert_int_equal(number(x, "SELECT count(*) FROM gift WHERE origin = 'leaderboard'"), won);
  assert_int_equal(number(x, "SELECT coalesce(sum(winners), 0) FROM rank_period"), won);
  assert_int_equal(number(x, "SELECT given FROM rank_doc WHERE slug = 'spend'"), won);
  assert_true(number(x, "SELECT points FROM rank_doc WHERE slug = 'spend'") <= 600000);
  assert_int_equal(number(x, "SELECT count(*) FROM rank_period WHERE state = 0"), 0);
  if (won) assert_true(number(x, "SELECT count(*) FROM rank_place WHERE status = 1") > 0);
}

/* Looks until nothing is overdue: one period of each board a look. */
static void look_all(struct life *l) {
  for (int i = 0; i < 3; i++)
    looks(l->x);
}

static void live(struct life *l, uint64_t rounds) {
  for (uint64_t i = 0; i < rounds; i++) {
    uint64_t what = rng_below(&l->r, 20);
    if (what < 12)
      rows_come(l);
    else if (what < 15)
      people_move(l);
    else if (what < 16)
      shop_reopen(l->x);
    rank_now += (int64_t)rng_below(&l->r, 3 * 3600000);
    look_all(l);
    compare(l);
  }
  compare_prizes(l);
}

static void test_lives(void **state) {
  (void)state;
  uint64_t seed = number_of("SHOAL_RANK_SEED", 1);
  struct shop x;
  struct life l = {.x = &x};
  struct err err;
  rng_init(&l.r, seed, 0, 0);
  rank_clock_begin();
  rank_now = INT64_C(1793300000000); /* 2026-10-29 14:53 in New York; clocks change on 1 November */
  shop_new(&x, &rank_clock);
  must_ok(shop_try(&x, docs, &err), &err);
  live(&l, number_of("SHOAL_RANK_ROUNDS", pg_server ? 60 : 160));
  print_message("# seed %llu: %llu places agree, %zu periods settled\n", (unsigned long long)seed,
                (unsigned long long)l.compared, l.settled.n);
  assert_true(l.settled.n > 3);
  vec_free(&l.log.v);
  persons_release(&l.log.people);
  vec_free(&l.settled);
  shop_drop(&x);
}

/* ---- killed ---- */

static void test_kills(void **state) {
  (void)state;
  struct shop x;
  struct life l = {.x = &x};
  struct err err;
  rng_init(&l.r, number_of("SHOAL_RANK_SEED", 1), 1, 0);
  rank_clock_begin();
  rank_now = INT64_C(1793300000000);
  shop_new(&x, &rank_clock);
  must_ok(shop_try(&x, docs, &err), &err);
  looks(&x);
  for (int i = 0; i < 60; i++)
    rows_come(&l);
  looks(&x);
  shop_close(&x);
  for (int day = 0; day < 6; day++) {
    rank_now += 24 * 3600000;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      shop_open(&x);
      rows_come(&l);
      for (;;)
        if (!rank_look(incentive_ranks(x.i), &err)) _exit(1);
    }
    usleep((useconds_t)(20000 + rng_below(&l.r, 150000)));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    shop_open(&x);
    look_all(&l);
    compare_prizes(&l);
    assert_int_equal(number(&x, "SELECT count(*) FROM rank_period WHERE doc = (SELECT n FROM "
                                "rank_doc WHERE slug = 'spend')"),
                     day + 1);
    twin_read(&x, &l.log);
    compare_settled(&l);
    shop_close(&x);
  }
  shop_open(&x);
  assert_int_equal(told(&x, "leaderboard_ended"),
                   number(&x, "SELECT count(*) FROM rank_place WHERE status = 1"));
  vec_free(&l.log.v);
  persons_release(&l.log.people);
  vec_free(&l.settled);
  shop_drop(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lives), cmocka_unit_test(test_kills)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return RUN_ON_BOTH(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks against their naive twin on random streams, through claims, merges, restarts and kills.
 *
 *   SHOAL_TASK_SEED=n     another stream
 *   SHOAL_TASK_ROUNDS=n   longer or shorter ones */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/rng.h"
#include "task_shop.h"
#include "task_twin.h"

#define PEOPLE 12
#define HOLD   "holdout: 20%\nhistory: true\n"

static const char docs[] = CURRENCY
    "kind: task\nslug: orders\ngoal: {on: order_completed where amount >= 50, count: 3}\n"
    "period: {repeated: 100}\nclaim: by_person\nrewards: [{points: 5, currency: points}]\n" GATE HOLD
    "---\nkind: task\nslug: spend\ngoal: {on: order_completed, sum: amount, reach: 500}\n"
    "period: monthly\nrewards: [{points: 7, currency: points}]\n" GATE HOLD
    "---\nkind: task\nslug: look\ngoal: {on: page_viewed, distinct: item_id, count: 4}\n"
    "period: daily\n" GATE HOLD
    "---\nkind: task\nslug: chain\ngoal: {on: page_viewed, count: 5}\nafter: spend\n"
    "period: {repeated: 1000}\n" GATE HOLD
    "---\nkind: task\nslug: ten\ngoal: {progress: count(order_completed), reach: 10}\n" GATE HOLD;

static uint64_t number_of(const char *name, uint64_t otherwise) {
  const char *s = getenv(name);
  return s && *s ? strtoull(s, NULL, 10) : otherwise;
}

static uint64_t seed_of(void) {
  return number_of("SHOAL_TASK_SEED", 2); /* limits, and people taken apart at them */
}

struct stream {
  struct rng r;
  struct shop *x;
  int64_t now;
  uint64_t orders;
  VEC(struct twin_claim) claims;
};

static void stream_row(struct stream *s, struct ev_batch *b) {
  static const char *const events[] = {"order_completed", "order_refunded", "page_viewed"};
  char user[16], order[24], item[24];
  uint64_t k = rng_below(&s->r, 100);
  unsigned what = k < 45 ? 0 : k < 60 ? 1 : 2;
  uint64_t no = what == 0 && rng_below(&s->r, 12) ? s->orders++
                                                   : s->orders - rng_below(&s->r, s->orders < 30 ? s->orders + 1 : 30);
  int64_t time = s->now - (rng_below(&s->r, 10) ? 0 : (int64_t)rng_below(&s->r, 40) * 86400000);
  if (what == 1 && rng_below(&s->r, 15) == 0) no = s->orders + rng_below(&s->r, 4); /* before it came */
  snprintf(user, sizeof user, "u%u", (unsigned)((no * 7 + rng_below(&s->r, 8) / 7) % PEOPLE));
  if (what == 2) snprintf(user, sizeof user, "u%u", (unsigned)rng_below(&s->r, PEOPLE));
  snprintf(order, sizeof order, "o%llu", (unsigned long long)no);
  snprintf(item, sizeof item, "i%u", (unsigned)rng_below(&s->r, 6));
  row(b, user, events[what], time);
  if (what < 2) put_num(b, "amount", 100 + (int64_t)rng_below(&s->r, 30000));
  if (what < 2) put_word(b, "order_id", order);
  if (what == 2 && rng_below(&s->r, 10)) put_word(b, "item_id", item);
  s->now += (int64_t)rng_below(&s->r, 8 * 3600000);
}

static void stream_batch(struct stream *s, uint64_t rows) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = clock_wall_ms(clock_system());
  for (uint64_t i = 0; i < rows; i++)
    stream_row(s, &b);
  must_ok(ws_ingest(s->x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static uint32_t subject_of(struct shop *x, uint64_t n) {
  char user[16];
  snprintf(user, sizeof user, "u%u", (unsigned)n);
  return people_find(ws_people(x->w), STR("user_id"), str_from(user));
}

static void stream_people(struct stream *s) {
  uint32_t a = subject_of(s->x, rng_below(&s->r, PEOPLE)),
           b = subject_of(s->x, rng_below(&s->r, PEOPLE));
  const struct people *p = ws_people(s->x->w);
  struct ws_moved moved;
  struct err err;
  if (a == SUBJECT_NONE || b == SUBJECT_NONE) return;
  if (rng_below(&s->r, 2))
    ws_unmerge_people(s->x->w, &a, 1, WS_MOVES, STR("ann"), &moved, &err);
  else if (person_of(p, a) != person_of(p, b))
    must_ok(ws_merge_people(s->x->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

static void stream_claim(struct stream *s) {
  char user[16], key[32];
  uint64_t n = rng_below(&s->r, PEOPLE);
  uint32_t subject = subject_of(s->x, n);
  if (subject == SUBJECT_NONE) return;
  settle(s->x);
  snprintf(user, sizeof user, "u%u", (unsigned)n);
  snprintf(key, sizeof key, "k%llu", (unsigned long long)s->claims.n);
  uint64_t end = log_end(ws_log(s->x->w));
  enum err_code e = claim(s->x, user, "orders", key);
  assert_true(e == ERR_none || e == ERR_task_nothing || e == ERR_task_limit);
  vec_push(&s->claims, ((struct twin_claim){end, subject}));
}

/* ---- the comparison ---- */

struct line {
  int64_t task, lsn, subject, period, nth, status;
};

static int by_line(const void *a, const void *b) {
  const struct line *x = a, *y = b;
  if (x->lsn != y->lsn) return x->lsn < y->lsn ? -1 : 1; /* what differs first comes first */
  return memcmp(a, b, sizeof *x);
}

static int task_of(struct str slug) {
  for (int k = 0; k < TWIN_TASKS; k++)
    if (str_is(slug, twin_slugs[k])) return k;
  fail_msg("%.*s", STRF(slug));
  return -1;
}

static void seats_of(struct shop *x, struct twin *t) {
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool is;
  t->n_subjects = (uint32_t)people_count(ws_people(x->w));
  t->person = calloc(t->n_subjects, sizeof *t->person);
  t->seat = calloc(t->n_subjects, sizeof *t->seat);
  state_enter(s);
  must_ok(state_query(s, "SELECT n, subject FROM holder", &q, &err), &err);
  for (;;) {
    must_ok(state_step(q, &is, &err), &err);
    if (!is) break;
    t->seat[state_int(q, 1)] = (uint32_t)state_int(q, 0);
  }
  state_leave(s);
}

static uint64_t shop_compare(struct shop *x, const struct twin_claim *claims, size_t n_claims) {
  struct twin t = {.w = x->w, .tz = ws_tz(x->w), .claims = claims, .n_claims = n_claims,
                   .launch = {.holdout_bp = 2000}};
  struct err err;
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  VEC(struct line) have = {0}, want = {0};
  bool is;
  seats_of(x, &t);
  t.from = (uint64_t)number(x, "SELECT max(first_lsn) FROM task_doc");
  must_ok(twin_run(&t, &err), &err);
  state_enter(s);
  must_ok(state_query(s,
                      "SELECT c.slug, d.lsn, h.subject, d.period, d.nth, d.status FROM task_done d "
                      "JOIN task_doc c ON c.n = d.doc JOIN holder h ON h.n = d.holder",
                      &q, &err),
          &err);
  for (;;) {
    must_ok(state_step(q, &is, &err), &err);
    if (!is) break;
    vec_push(&have, ((struct line){task_of(state_str(q, 0)), state_int(q, 1), state_int(q, 2),
                                   state_int(q, 3), state_int(q, 4), state_int(q, 5)}));
  }
  state_leave(s);
  for (size_t i = 0; i < t.dones.n; i++) {
    const struct twin_done *d = &t.dones.p[i];
    vec_push(&want,
             ((struct line){d->task, (int64_t)d->lsn, d->subject, d->period, d->nth, d->status}));
  }
  if (have.n) qsort(have.p, have.n, sizeof *have.p, by_line);
  if (want.n) qsort(want.p, want.n, sizeof *want.p, by_line);
  for (size_t i = 0; i < have.n || i < want.n; i++) {
    if (i < have.n && i < want.n && by_line(&have.p[i], &want.p[i]) == 0) continue;
    const struct line none = {-1, 0, 0, 0, 0, 0}, a = i < have.n ? have.p[i] : none,
                      b = i < want.n ? want.p[i] : none;
    fail_msg("completion %zu of %zu/%zu: task %lld lsn %lld subject %lld period %lld nth %lld status "
             "%lld; the twin: task %lld lsn %lld subject %lld period %lld nth %lld status %lld",
             i, have.n, want.n, (long long)a.task, (long long)a.lsn, (long long)a.subject,
             (long long)a.period, (long long)a.nth, (long long)a.status, (long long)b.task,
             (long long)b.lsn, (long long)b.subject, (long long)b.period, (long long)b.nth,
             (long long)b.status);
  }
  int64_t unused = 0;
  for (size_t i = 0; i < t.hits.n; i++)
    unused += t.hits.p[i].unused;
  assert_int_equal(number(x, "SELECT CAST(coalesce(sum(unused), 0) AS @i64) FROM task_hit"), unused);
  /* What was given is promised, once. */
  assert_int_equal(number(x, "SELECT count(*) FROM gift WHERE origin = 'task'"),
                   number(x, "SELECT count(*) FROM task_done d JOIN task_doc c ON c.n = d.doc WHERE "
                             "d.status = 1 AND c.slug IN ('orders', 'spend')"));
  /* Counts are what rows say. */
  assert_int_equal(number(x, "SELECT count(*) FROM task_doc c WHERE c.kind = 'task' AND (c.given <> "
                             "(SELECT count(*) FROM task_done d WHERE d.doc = c.n AND d.status = 1) "
                             "OR c.completed <> (SELECT count(*) FROM task_done d WHERE d.doc = c.n) "
                             "OR c.reopened <> (SELECT count(*) FROM task_done d WHERE d.doc = c.n "
                             "AND d.status = 2) OR c.started <> (SELECT count(*) FROM task_person p "
                             "WHERE p.doc = c.n))"),
                   0);
  uint64_t n = have.n;
  vec_free(&have);
  vec_free(&want);
  twin_release(&t);
  return n;
}

static void stream_begin(struct stream *s, struct shop *x, uint64_t seed) {
  *s = (struct stream){.x = x, .now = INT64_C(1735689600000)};
  rng_init(&s->r, seed, 0, 0);
}

static void test_streams(void **state) {
  /* Long enough for limits to be reached; PostgreSQL has its turn on shorter ones. */
  uint64_t rounds = number_of("SHOAL_TASK_ROUNDS", pg_shop() ? 40 : 250);
  (void)state;
  for (uint64_t i = 0; i < 4; i++) {
    uint64_t seed = seed_of() * 100 + i;
    struct shop x;
    struct stream s;
    struct err err;
    bool more;
    shop_new(&x, NULL);
    shop_apply(&x, docs);
    stream_begin(&s, &x, seed);
    for (uint64_t k = 0; k < rounds; k++) {
      stream_batch(&s, 1 + rng_below(&s.r, 20));
      if (rng_below(&s.r, 4) == 0) stream_people(&s);
      if (rng_below(&s.r, 4) == 0) stream_claim(&s);
      if (rng_below(&s.r, 3) == 0) must_ok(consumer_step(task_consumer(x.t), &more, &err), &err);
      if (rng_below(&s.r, 15) == 0) {
        shop_close(&x);
        shop_open(&x);
      }
    }
    settle(&x);
    uint64_t n = shop_compare(&x, s.claims.p, s.claims.n);
    print_message("# seed %llu: %llu completions agree\n", (unsigned long long)seed,
                  (unsigned long long)n);
    vec_free(&s.claims);
    shop_drop(&x);
  }
}

/* ---- kills ---- */

static void live_a_while(struct shop *x, uint64_t seed) {
  struct stream s;
  struct err err;
  bool more;
  shop_open(x);
  stream_begin(&s, x, seed);
  s.orders = seed << 20;
  for (;;) {
    stream_batch(&s, 10);
    if (rng_below(&s.r, 4) == 0) stream_people(&s);
    must_ok(consumer_step(task_consumer(x->t), &more, &err), &err);
  }
}

static void test_kills(void **state) {
  uint64_t seed = seed_of();
  struct shop x;
  struct rng r;
  (void)state;
  rng_init(&r, seed, 7, 0);
  shop_new(&x, NULL);
  shop_apply(&x, docs);
  shop_close(&x);
  for (uint64_t life = 0; life < 5; life++) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      live_a_while(&x, seed * 100 + life + 1);
      _exit(0);
    }
    usleep((useconds_t)(60000 + rng_below(&r, 150000)));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    shop_open(&x);
    settle(&x);
    uint64_t n = shop_compare(&x, NULL, 0);
    print_message("# seed %llu, life %llu: %llu completions agree\n", (unsigned long long)seed,
                  (unsigned long long)life, (unsigned long long)n);
    shop_close(&x);
  }
  arena_release(&x.mem);
  remove_dir(x.dir);
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_streams), cmocka_unit_test(test_kills)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return RUN_ON_BOTH(cases, NULL, NULL);
}

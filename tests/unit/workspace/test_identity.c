/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages with several identities in a living workspace: whose they are is what the machine of the
 * person room says, through checkpoints, openings, rebuilds, failures, repair and erasing, and with
 * many producers the same for everybody who reads the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/erase.h"
#include "workspace/identity.h"
#include "workspace/verify.h"
#include "ws_test.h"

#define T0      INT64_C(1700000000000)
#define MINUTE  INT64_C(60000)
#define HOUR    (60 * MINUTE)
#define THREADS 4

static uint64_t seed;

struct row {
  uint32_t subject;
  int64_t time;
};

struct world {
  struct rng r;
  struct place place;
  struct workspace *w;
  struct people *twin; /* the machine alone, fed with the same batches */
  uint64_t twin_lsn;
  int64_t now;
  VEC(struct row) rows;
  VEC(uint32_t) erased;
};

static uint32_t some_id(struct rng *r, struct ev_batch *b, const char *type, uint32_t n) {
  char value[32];
  snprintf(value, sizeof value, "%c%u", type[0], (uint32_t)rng_below(r, n));
  return ev_batch_id(b, str_from(type), str_from(value));
}

/* A message of a small world in which everybody meets everybody. */
static void some_message(struct rng *r, struct ev_batch *b, int64_t t) {
  static const char *const strong[] = {"phone", "email", "wx_unionid", "wx_openid:a"};
  uint32_t ids[8], n = 0, previous = EV_NO_ID;
  enum ev_link link = EV_OCCURS;
  if (rng_chance(r, 0.4)) ids[n++] = some_id(r, b, "user_id", 6);
  if (rng_chance(r, 0.3)) ids[n++] = some_id(r, b, strong[rng_below(r, 4)], 6);
  if (rng_chance(r, 0.1)) ids[n++] = some_id(r, b, strong[rng_below(r, 4)], 6);
  if (n == 0 || rng_chance(r, 0.7)) ids[n++] = some_id(r, b, "anonymous_id", 5);
  if (rng_chance(r, 0.3)) link = (enum ev_link)rng_below(r, EV_LINKS);
  if (link == EV_ALIASES) previous = some_id(r, b, "anonymous_id", 5);
  ev_batch_row(b, ids[0], ev_batch_name(b, STR("did")), t, (struct ev_key){rng_u64(r), 2}, 0);
  ev_batch_row_who(b, ev_batch_who(b, ids, n, link, previous, (unsigned)rng_below(r, 4)));
}

static void some_batch(struct world *x, struct ev_batch *b) {
  ev_batch_reset(b);
  for (uint64_t n = 1 + rng_below(&x->r, 12); n > 0; n--) {
    x->now += (int64_t)rng_below(&x->r, 50) * MINUTE;
    int64_t back = rng_chance(&x->r, 0.2) ? (int64_t)rng_below(&x->r, 60) * HOUR : 0;
    some_message(&x->r, b, x->now - back);
  }
  b->received = x->now;
}

static void twin_sees(struct world *x, const struct ev_batch *b) {
  struct buf subjects = BUF_INIT, moves = BUF_INIT;
  struct err err;
  uint32_t ret[64];
  must_ok(people_decide(x->twin, b, &subjects, &moves, ret, &err), &err);
  struct people_mark mark = people_mark(x->twin);
  struct people_moves m = {buf_str(&moves), ++x->twin_lsn};
  must_ok(people_keep_moves(x->twin, &mark, x->twin_lsn + 1, &m, moves.n > 0, &err), &err);
  for (size_t i = 0; i < b->rows.n; i++) {
    struct row row = {ret[i], b->rows.p[i].time};
    vec_push(&x->rows, row);
  }
  buf_release(&subjects);
  buf_release(&moves);
}

static void ingest(struct world *x) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  some_batch(x, &b);
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  twin_sees(x, &b);
  ev_batch_release(&b);
}

static int text_order(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_erased(const struct world *x, uint32_t subject) {
  for (size_t i = 0; i < x->erased.n; i++)
    if (person_of(x->twin, x->erased.p[i]) == person_of(x->twin, subject)) return true;
  return false;
}

static void compare(struct world *x) {
  char *got = dump_all(x->w), *save = NULL;
  VEC(char *) want = {0};
  const char *why = "";
  for (size_t i = 0; i < x->rows.n; i++) {
    char line[128];
    if (is_erased(x, x->rows.p[i].subject)) continue;
    snprintf(line, sizeof line, "%.*s %lld did",
             STRF(people_external_id(x->twin, person_of(x->twin, x->rows.p[i].subject))),
             (long long)x->rows.p[i].time);
    char *copy = strdup(line);
    vec_push(&want, copy);
  }
  if (want.n) qsort(want.p, want.n, sizeof *want.p, text_order);
  char *line = strtok_r(got, "\n", &save); /* "N rows" */
  for (size_t i = 0; i < want.n; i++) {
    line = strtok_r(NULL, "\n", &save);
    assert_non_null(line);
    assert_string_equal(line, want.p[i]);
    free(want.p[i]);
  }
  assert_null(strtok_r(NULL, "\n", &save));
  vec_free(&want);
  free(got);
  if (!people_validate(ws_people(x->w), &why)) fail_msg("%s", why);
}

static void begin(struct world *x, uint64_t round) {
  struct err err;
  *x = (struct world){.now = T0};
  rng_init(&x->r, seed, 9, round);
  place_init(&x->place, 2 << 20);
  x->w = place_open(&x->place, WS_WRITE);
  must_ok(people_open(io_posix(), "/nowhere/people", &x->twin, &err), &err);
}

static void end(struct world *x) {
  ws_close(x->w);
  people_close(x->twin);
  place_release(&x->place);
  vec_free(&x->rows);
  vec_free(&x->erased);
}

static void reopen(struct world *x) {
  ws_close(x->w);
  x->w = place_open(&x->place, WS_READ);
  compare(x);
  ws_close(x->w);
  x->w = place_open(&x->place, WS_WRITE);
}

static void rebuild(struct world *x) {
  struct ws_options o = {.threads = 1, .memory = x->place.memory};
  struct ws_rebuilt r;
  struct err err;
  ws_close(x->w);
  must_ok(ws_rebuild(x->place.dir, STR("shop"), &o, &r, &err), &err);
  x->w = place_open(&x->place, WS_WRITE);
}

static void the_same_as_the_machine_alone(void **state) {
  for (uint64_t round = 0; round < 12; round++) {
    struct world x;
    struct err err;
    begin(&x, round);
    for (int step = 0; step < 60; step++) {
      ingest(&x);
      if (rng_chance(&x.r, 0.1))
        must_ok(some_checkpoint(x.w, rng_chance(&x.r, 0.5), rng_chance(&x.r, 0.5), &err), &err);
      if (rng_chance(&x.r, 0.1)) reopen(&x);
      if (rng_chance(&x.r, 0.03)) rebuild(&x);
      if (rng_chance(&x.r, 0.2)) compare(&x);
    }
    compare(&x);
    rebuild(&x);
    compare(&x);
    end(&x);
  }
}

/* Whoever goes takes the events of all his subjects along, and nobody else's. */
static void erased_people_go_whole(void **state) {
  for (uint64_t round = 0; round < 6; round++) {
    struct world x;
    struct ws_erased r;
    struct ws_erase_done done;
    struct err err;
    begin(&x, 100 + round);
    for (int step = 0; step < 25; step++)
      ingest(&x);
    for (int k = 0; k < 3; k++) {
      uint32_t s = x.rows.p[rng_below(&x.r, x.rows.n)].subject;
      if (is_erased(&x, s)) continue;
      must_ok(ws_erase_person(x.w, s, STR("ann"), &r, &err), &err);
      vec_push(&x.erased, s);
    }
    compare(&x);
    reopen(&x);
    must_ok(ws_erase_run(x.w, &done, &err), &err);
    compare(&x);
    rebuild(&x);
    compare(&x);
    end(&x);
  }
}

static void no_damage(void *ctx, const struct ws_damage *d) {
  fail_msg("damage");
}

static void repair_keeps_whose_events_are(void **state) {
  struct world x;
  struct place to = {.memory = 2 << 20};
  struct ws_repaired r;
  struct err err;
  struct ws_options o = {.threads = 1, .memory = 2 << 20};
  begin(&x, 200);
  for (int step = 0; step < 40; step++)
    ingest(&x);
  ws_close(x.w);
  temp_dir(to.dir);
  must_ok(ws_repair(x.place.dir, STR("shop"), to.dir, &o, no_damage, NULL, &r, &err), &err);
  assert_int_equal(r.lost_merges, 0);
  remove_dir(x.place.dir);
  x.place = to;
  x.w = place_open(&x.place, WS_WRITE);
  compare(&x);
  end(&x);
}

static void ingest_one(struct world *x, const char *phone, int64_t t) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  uint32_t ids[] = {ev_batch_id(&b, STR("user_id"), STR("A")),
                    ev_batch_id(&b, STR("phone"), str_from(phone))};
  ev_batch_row(&b, ids[0], ev_batch_name(&b, STR("did")), t, (struct ev_key){7, 2}, 0);
  ev_batch_row_who(&b, ev_batch_who(&b, ids, 2, EV_ASSOCIATES, EV_NO_ID, 0));
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

/* Also after an opening: the evidence is in the log. */
static void why_and_by_hand(void **state) {
  struct world x;
  struct arena a;
  struct ws_why *why;
  struct err err;
  uint32_t n;
  uint64_t lsn;
  begin(&x, 400);
  arena_init(&a, "why");
  ingest_one(&x, "138", T0);
  for (int k = 0; k < 2; k++) {
    uint32_t phone = people_find(ws_people(x.w), STR("phone"), STR("138"));
    must_ok(ws_person_why(x.w, phone, &a, &why, &n, &err), &err);
    assert_int_equal(n, 1);
    assert_int_equal(why[0].subject, phone);
    assert_int_equal(why[0].evidence.cause, MOVE_ATTACHED);
    assert_int_equal(why[0].evidence.time, T0);
    assert_int_equal(why[0].evidence.key.hi, 7);
    ws_close(x.w);
    x.w = place_open(&x.place, WS_WRITE);
  }
  uint32_t phone = people_find(ws_people(x.w), STR("phone"), STR("138"));
  assert_false(ws_person_why(x.w, 999, &a, &why, &n, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  must_ok(ws_person_set(x.w, phone, WS_BLOCK, STR("ann"), &lsn, &err), &err);
  assert_true(lsn > 0 && people_blocked(ws_people(x.w), phone));
  must_ok(ws_person_set(x.w, phone, WS_BLOCK, STR("ann"), &lsn, &err), &err);
  assert_true(lsn == 0);
  must_ok(ws_person_set(x.w, phone, WS_FREEZE, STR("ann"), &lsn, &err), &err);
  ws_close(x.w);
  x.w = place_open(&x.place, WS_WRITE);
  assert_true(people_blocked(ws_people(x.w), phone));
  assert_true(people_frozen(ws_people(x.w), person_of(ws_people(x.w), phone)));
  ingest_one(&x, "139", T0 + HOUR); /* a frozen person takes nothing new */
  assert_int_equal(people_find(ws_people(x.w), STR("phone"), STR("139")), SUBJECT_NONE);
  must_ok(ws_person_set(x.w, phone, WS_UNFREEZE, STR("ann"), &lsn, &err), &err);
  must_ok(ws_person_set(x.w, phone, WS_UNBLOCK, STR("ann"), &lsn, &err), &err);
  ingest_one(&x, "139", T0 + 2 * HOUR);
  assert_int_not_equal(people_find(ws_people(x.w), STR("phone"), STR("139")), SUBJECT_NONE);
  arena_release(&a);
  end(&x);
}

/* ---- many at a time ---- */

struct producer {
  struct world *x;
  uint32_t number;
};

static void *produce(void *arg) {
  struct producer *p = arg;
  struct rng r;
  struct ev_batch b;
  struct err err;
  rng_init(&r, seed, 11, p->number);
  ev_batch_init(&b);
  for (int i = 0; i < 60; i++) {
    ev_batch_reset(&b);
    for (uint64_t n = 1 + rng_below(&r, 5); n > 0; n--)
      some_message(&r, &b, T0 + i * HOUR + (int64_t)rng_below(&r, 60) * MINUTE);
    b.received = T0 + (i + 1) * HOUR;
    must_ok(ws_ingest(p->x->w, &b, NULL, &err), &err);
  }
  ev_batch_release(&b);
  return NULL;
}

static void many_producers_make_one_order(void **state) {
  struct world x;
  struct producer p[THREADS];
  pthread_t t[THREADS];
  begin(&x, 300);
  for (uint32_t i = 0; i < THREADS; i++) {
    p[i] = (struct producer){&x, i};
    assert_int_equal(pthread_create(&t[i], NULL, produce, &p[i]), 0);
  }
  for (uint32_t i = 0; i < THREADS; i++)
    pthread_join(t[i], NULL);
  char *living = dump_all(x.w);
  rebuild(&x);
  char *made = dump_all(x.w);
  assert_string_equal(living, made);
  free(living);
  free(made);
  end(&x);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_as_the_machine_alone), cmocka_unit_test(erased_people_go_whole),
      cmocka_unit_test(repair_keeps_whose_events_are), cmocka_unit_test(why_and_by_hand),
      cmocka_unit_test(many_producers_make_one_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Seats of people, through merges, refused works and openings; events of works reach the log once,
 * those of refused ones never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "../workspace/ws_dir.h"
#include "loyalty/loyalty_int.h"
#include "on_postgres.h"
#include "workspace/persons.h"

struct shop {
  char dir[PATH_BYTES];
  struct workspace *w;
  struct loyalty *l;
};

static void open_shop(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
}

static void close_shop(struct shop *x) {
  loyalty_close(x->l);
  ws_close(x->w);
}

static int setup(void **state) {
  static struct shop x;
  struct err err;
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2};
  temp_dir(x.dir);
  must_ok(ws_init_dir_at(x.dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x.dir, STR("shop"), STR("UTC"), STR("CNY"), &o, &err), &err);
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

static uint32_t subject(struct shop *x, const char *user) {
  struct err err;
  uint32_t s = SUBJECT_NONE;
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(user), true, &s, &err), &err);
  return s;
}

/* Takes a seat for each of the subjects and tells it; may be refused afterwards. */
struct sit {
  struct writer_work work;
  struct loyalty *l;
  uint32_t subjects[8], n, seats[8];
  bool refuse;
};

static bool sit_run(struct writer_work *k, struct state *s, struct err *err) {
  struct sit *x = (struct sit *)k;
  for (uint32_t i = 0; i < x->n; i++) {
    if (!holder_take(x->l, x->subjects[i], s, &x->seats[i], err)) return false;
    struct ev_batch *b = loyalty_tell(x->l, x->subjects[i], "seated");
    tell_number(b, "seat", dec_int(x->seats[i]));
    tell_text(b, "why", STR("test"));
  }
  return !x->refuse || err_fail(err, ERR_bad_field, "test");
}

static uint64_t told(struct shop *x) {
  struct err err;
  must_ok(loyalty_settle(x->l, &err), &err);
  struct snapshot *n = ws_snapshot(x->w);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (str_is(snapshot_event(n, i)->name, "seated")) rows = snapshot_event(n, i)->rows;
  snapshot_free(n);
  return rows;
}

static void test_seats(void **state) {
  struct shop *x = *state;
  struct err err = {0};
  uint32_t a = subject(x, "a"), b = subject(x, "b"), nobody;
  assert_false(loyalty_subject(x->l, STR("user_id"), STR("stranger"), false, &nobody, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  assert_int_equal(subject(x, "a"), a);
  struct sit one = {.work = {.run = sit_run}, .l = x->l, .subjects = {a, a}, .n = 2};
  must_ok(loyalty_do(x->l, &one.work, &err), &err);
  assert_int_equal(one.seats[0], 1);
  assert_int_equal(one.seats[1], 1);
  struct sit no = {.work = {.run = sit_run}, .l = x->l, .subjects = {b}, .n = 1, .refuse = true};
  assert_false(loyalty_do(x->l, &no.work, &err));
  assert_int_equal(holder_find(x->l, b), 0);
  assert_int_equal(holder_find(x->l, a), 1);
  no.refuse = false;
  must_ok(loyalty_do(x->l, &no.work, &err), &err);
  assert_int_equal(holder_find(x->l, b), 2); /* the number of the refused one is free again */
  assert_int_equal(told(x), 3);

  struct arena mem;
  struct ws_moved moved;
  uint32_t *seats;
  arena_init(&mem, "test");
  assert_int_equal(holders_of_person(x->l, a, &mem, &seats), 1);
  must_ok(ws_merge_people(x->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  assert_int_equal(holders_of_person(x->l, b, &mem, &seats), 2);
  assert_int_equal(seats[0], 2); /* its own first */
  assert_int_equal(seats[1], 1);
  close_shop(x);
  open_shop(x);
  assert_int_equal(holders_of_person(x->l, a, &mem, &seats), 2);
  assert_int_equal(seats[0], 1);
  assert_int_equal(told(x), 3);
  arena_release(&mem);
}

/* A seat that a repair lost is nobody's; what is on it stays, and the same person sits down anew.
 */
struct lost {
  struct writer_work work;
  uint32_t holder;
  bool known;
};

static bool lose_run(struct writer_work *k, struct state *s, struct err *err) {
  struct lost *x = (struct lost *)k;
  struct state_stmt *q;
  struct err why = {0};
  uint32_t subject;
  if (!state_query(s, "UPDATE holder SET subject = ?2 WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, x->holder);
  state_bind_int(q, 2, -(int64_t)x->holder);
  if (!state_exec(q, err)) return false;
  x->known = holder_subject(s, x->holder, &subject, &why);
  return true;
}

static void test_lost_seat(void **state) {
  struct shop *x = *state;
  struct err err = {0};
  uint32_t gone = subject(x, "gone");
  struct sit sit = {.work = {.run = sit_run}, .l = x->l, .subjects = {gone}, .n = 1};
  must_ok(loyalty_do(x->l, &sit.work, &err), &err);
  struct lost lose = {.work = {.run = lose_run}, .holder = sit.seats[0]};
  must_ok(loyalty_do(x->l, &lose.work, &err), &err);
  assert_false(lose.known);
  must_ok(loyalty_settle(x->l, &err), &err);
  close_shop(x);
  open_shop(x);
  assert_int_equal(holder_find(x->l, gone), 0);
  struct sit anew = {.work = {.run = sit_run}, .l = x->l, .subjects = {gone}, .n = 1};
  must_ok(loyalty_do(x->l, &anew.work, &err), &err);
  assert_true(anew.seats[0] > lose.holder);
}

struct crowd {
  struct shop *x;
  uint32_t from;
  uint64_t seated;
};

static void *crowd_thread(void *ctx) {
  struct crowd *c = ctx;
  for (uint32_t i = 0; i < 200; i++) {
    struct sit k = {.work = {.run = sit_run}, .l = c->x->l, .n = 3, .refuse = i % 5 == 4};
    struct err err = {0};
    for (uint32_t j = 0; j < 3; j++)
      k.subjects[j] = c->from + (i * 3 + j) % 100;
    if (loyalty_do(c->x->l, &k.work, &err)) {
      c->seated += 3;
      for (uint32_t j = 0; j < 3; j++)
        assert_int_equal(holder_find(c->x->l, k.subjects[j]), k.seats[j]);
    }
  }
  return NULL;
}

/* Many at once share groups; the refused ones force some groups to be run twice. */
static void test_crowd(void **state) {
  enum { THREADS = 8 };
  struct shop *x = *state;
  struct crowd c[THREADS];
  pthread_t t[THREADS];
  uint64_t before = told(x), seated = 0;
  uint32_t first = SUBJECT_NONE;
  char user[16];
  for (int i = 0; i < 300; i++) {
    snprintf(user, sizeof user, "u%d", i);
    uint32_t s = subject(x, user);
    if (i == 0) first = s;
  }
  for (int i = 0; i < THREADS; i++) {
    c[i] = (struct crowd){.x = x, .from = first + (uint32_t)i * 25};
    assert_int_equal(pthread_create(&t[i], NULL, crowd_thread, &c[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    seated += c[i].seated;
  }
  assert_int_equal(told(x), before + seated);
  struct state *r = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool row;
  state_enter(r);
  must_ok(state_query(r, "SELECT count(*), max(n), count(DISTINCT subject) FROM holder", &q, &err),
          &err);
  must_ok(state_step(q, &row, &err), &err);
  assert_int_equal(state_int(q, 0), state_int(q, 1)); /* dense */
  assert_int_equal(state_int(q, 0), state_int(q, 2));
  state_reset(q);
  state_leave(r);
  struct loyalty_stats st;
  loyalty_stats(x->l, &st);
  assert_true(st.writer.refused == THREADS * 40);
  assert_int_equal(st.writer.failed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_seats), cmocka_unit_test(test_crowd),
                                     cmocka_unit_test(test_lost_seat)};
  return RUN_ON_BOTH(tests, setup, teardown);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer cache by itself: what is kept and for how long, one computation for many who ask,
 * whose error is whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "api/tenant_int.h"
#include "base/rng.h"

static void nap(void) {
  struct timespec t = {.tv_nsec = 1000000};
  nanosleep(&t, NULL);
}

struct job {
  atomic_uint runs;
  size_t bytes;
  char fill;
};

static bool compute(void *ctx, struct buf *out, struct err *err) {
  struct job *j = ctx;
  (void)err;
  atomic_fetch_add(&j->runs, 1);
  for (size_t i = 0; i < j->bytes; i++)
    buf_putc(out, j->fill);
  return true;
}

static struct str ask(struct answers *c, const char *key, struct job *j, struct answer **ret) {
  struct err err;
  assert_true(answers_get(c, str_from(key), NULL, compute, j, ret, &err));
  return answer_bytes(*ret);
}

static void kept_until_there_is_no_room(void **state) {
  struct answers *c = answers_new(8000);
  struct answer_stats s;
  struct answer *a, *first;
  char key[8];
  (void)state;
  struct job j = {.bytes = 500, .fill = 'x'};
  assert_int_equal(ask(c, "first", &j, &first).n, 500);
  ask(c, "first", &j, &a);
  assert_int_equal(atomic_load(&j.runs), 1);
  assert_ptr_equal(a, first); /* the same bytes */
  answer_release(a);
  for (int i = 0; i < 6; i++) { /* fewer than there is room for: the first stays, being asked for */
    snprintf(key, sizeof key, "k%d", i);
    ask(c, key, &j, &a);
    answer_release(a);
    ask(c, "first", &j, &a);
    answer_release(a);
  }
  assert_int_equal(atomic_load(&j.runs), 7);
  for (int i = 10; i < 40; i++) { /* nobody asks for it any more */
    snprintf(key, sizeof key, "k%d", i);
    ask(c, key, &j, &a);
    answer_release(a);
    answers_stats(c, &s);
    assert_true(s.bytes <= 8000);
  }
  assert_int_equal(s.dropped + s.entries, 37);
  assert_true(answer_bytes(first).n == 500 && answer_bytes(first).p[499] == 'x'); /* still ours */
  answer_release(first);
  atomic_store(&j.runs, 0);
  ask(c, "first", &j, &a);
  answer_release(a);
  assert_int_equal(atomic_load(&j.runs), 1);
  answers_free(c);
}

static void too_large_to_keep(void **state) {
  struct answers *c = answers_new(8000);
  struct job big = {.bytes = 2000, .fill = 'y'}, none = {0};
  struct answer_stats s;
  struct answer *a;
  (void)state;
  for (int i = 0; i < 2; i++) {
    assert_int_equal(ask(c, "big", &big, &a).n, 2000);
    answer_release(a);
  }
  assert_int_equal(atomic_load(&big.runs), 2);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(ask(c, "", &none, &a).n, 0); /* an empty answer to an empty key is one, too */
    answer_release(a);
  }
  assert_int_equal(atomic_load(&none.runs), 1);
  answers_stats(c, &s);
  assert_int_equal(s.entries, 1);
  assert_int_equal(s.hits, 1);
  assert_int_equal(s.misses, 3);
  answers_free(c);
}

/* ---- many at once ---- */

#define CROWD 6

struct crowd {
  struct answers *c;
  atomic_uint runs, ok, failed;
  atomic_bool go;                 /* lets the computing one end */
  enum err_code fails[CROWD + 1]; /* of each run */
};

static bool compute_when_told(void *ctx, struct buf *out, struct err *err) {
  struct crowd *w = ctx;
  unsigned run = atomic_fetch_add(&w->runs, 1);
  while (!atomic_load(&w->go))
    nap();
  if (w->fails[run] != ERR_none) return err_fail(err, w->fails[run], "x" ERR_SEP "y");
  buf_puts(out, "answer");
  return true;
}

static void *one_of_many(void *arg) {
  struct crowd *w = arg;
  struct answer *a;
  struct err err;
  if (answers_get(w->c, STR("q"), NULL, compute_when_told, w, &a, &err)) {
    if (str_is(answer_bytes(a), "answer")) atomic_fetch_add(&w->ok, 1);
    answer_release(a);
  } else {
    atomic_fetch_add(&w->failed, 1);
  }
  return NULL;
}

static void crowd_run(struct crowd *w) {
  pthread_t t[CROWD];
  struct answer_stats s = {0};
  w->c = answers_new(100000);
  for (int i = 0; i < CROWD; i++)
    pthread_create(&t[i], NULL, one_of_many, w);
  while (s.waits < CROWD - 1) { /* all but one have come to wait */
    answers_stats(w->c, &s);
    nap();
  }
  atomic_store(&w->go, true);
  for (int i = 0; i < CROWD; i++)
    pthread_join(t[i], NULL);
  answers_free(w->c);
}

static void one_computes_for_all(void **state) {
  struct crowd w = {0};
  (void)state;
  crowd_run(&w);
  assert_int_equal(atomic_load(&w.runs), 1);
  assert_int_equal(atomic_load(&w.ok), CROWD);
}

static void an_error_is_everybodys(void **state) {
  struct crowd w = {.fails = {ERR_memory_limit}};
  (void)state;
  crowd_run(&w);
  assert_int_equal(atomic_load(&w.runs), 1);
  assert_int_equal(atomic_load(&w.failed), CROWD);
}

static void giving_up_is_ones_own(void **state) {
  struct crowd w = {.fails = {ERR_canceled, ERR_query_timeout}};
  (void)state;
  crowd_run(&w);
  assert_int_equal(atomic_load(&w.runs), 3);
  assert_int_equal(atomic_load(&w.failed), 2);
  assert_int_equal(atomic_load(&w.ok), CROWD - 2);
}

static void who_waits_may_leave(void **state) {
  struct crowd w = {.c = answers_new(100000)};
  pthread_t t;
  struct answer *a = NULL;
  struct err err;
  bool cancel = true;
  (void)state;
  pthread_create(&t, NULL, one_of_many, &w);
  while (atomic_load(&w.runs) == 0)
    nap();
  assert_false(answers_get(w.c, STR("q"), &cancel, compute_when_told, &w, &a, &err));
  assert_int_equal(err.code, ERR_canceled);
  assert_null(a);
  atomic_store(&w.go, true);
  pthread_join(t, NULL);
  assert_int_equal(atomic_load(&w.ok), 1);
  answers_free(w.c);
}

/* ---- random ---- */

struct wanted {
  uint64_t key;
};

static bool compute_number(void *ctx, struct buf *out, struct err *err) {
  struct wanted *w = ctx;
  if (w->key % 17 == 0) return err_fail(err, ERR_memory_limit, "x" ERR_SEP "y");
  for (uint64_t i = 0; i <= w->key % 40; i++)
    buf_printf(out, "%llu,", (unsigned long long)w->key * 7);
  return true;
}

static void *random_asker(void *arg) {
  struct answers *c = arg;
  struct rng r;
  rng_init(&r, (uint64_t)pthread_self(), 2, 0);
  for (int i = 0; i < 4000; i++) {
    struct wanted w = {rng_below(&r, 300)};
    struct buf want = BUF_INIT;
    struct answer *a;
    struct err err, not_used;
    bool ok = answers_get(c, str_of(&w.key, sizeof w.key), NULL, compute_number, &w, &a, &err);
    assert_true(ok == (w.key % 17 != 0));
    if (ok) {
      compute_number(&w, &want, &not_used);
      assert_true(str_eq(answer_bytes(a), buf_str(&want)));
      answer_release(a);
    } else {
      assert_int_equal(err.code, ERR_memory_limit);
    }
    buf_release(&want);
  }
  return NULL;
}

static void random_questions(void **state) {
  struct answers *c = answers_new(20000);
  struct answer_stats s;
  pthread_t t[4];
  (void)state;
  for (int i = 0; i < 4; i++)
    pthread_create(&t[i], NULL, random_asker, c);
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  answers_stats(c, &s);
  assert_true(s.bytes <= 20000 && s.dropped > 0 && s.hits > 0);
  assert_true(s.hits + s.misses + s.waits >= 16000);
  answers_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kept_until_there_is_no_room),
      cmocka_unit_test(too_large_to_keep),
      cmocka_unit_test(one_computes_for_all),
      cmocka_unit_test(an_error_is_everybodys),
      cmocka_unit_test(giving_up_is_ones_own),
      cmocka_unit_test(who_waits_may_leave),
      cmocka_unit_test(random_questions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

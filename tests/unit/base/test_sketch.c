/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting different things in bounded memory, against counting them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/sketch.h"

/* Numbers 0 … different - 1, each at least once, in any order and repeated. */
static void check(uint64_t seed, uint64_t different, uint64_t more) {
  struct sketch s = {0};
  struct rng r;
  rng_init(&r, seed, 1, 0);
  uint64_t tag = rng_u64(&r);
  for (uint64_t i = 0; i < different; i++)
    sketch_add(&s, sketch_hash(i, tag));
  uint64_t once = sketch_count(&s);
  for (uint64_t i = 0; i < more; i++)
    sketch_add(&s, sketch_hash(rng_below(&r, different), tag));
  assert_int_equal(sketch_count(&s), once); /* what came before changes nothing */
  assert_true(s.n < SKETCH_MAX && s.cap <= 2 * SKETCH_MAX);
  if (different < SKETCH_MAX) {
    assert_true(sketch_exact(&s));
    assert_int_equal(once, different);
  } else {
    assert_false(sketch_exact(&s));
    double off = (double)once / (double)different - 1;
    assert_true(off < 5.0 / 32 && off > -5.0 / 32); /* five standard errors */
  }
  sketch_release(&s);
}

static void test_sketch(void **state) {
  (void)state;
  static const uint64_t sizes[] = {1, 2, 7, 8, 9, 1000, SKETCH_MAX - 1, SKETCH_MAX, 5000, 100000};
  for (uint64_t seed = 1; seed <= 30; seed++)
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
      check(seed, sizes[i], 3000);
  struct sketch none = {0};
  assert_true(sketch_exact(&none) && sketch_count(&none) == 0);
  sketch_add(&none, 0);
  sketch_add(&none, 0);
  assert_int_equal(sketch_count(&none), 1);
  sketch_release(&none);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sketch)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

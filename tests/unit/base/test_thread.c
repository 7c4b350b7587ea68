/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a thread says of itself to the system. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/thread.h"

/* Length of the calling thread's turns in ns; 0 where the system does not say. */
static uint64_t turn(void) {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } a = {0};
  return syscall(SYS_sched_getattr, 0, &a, sizeof a, 0) == 0 ? a.runtime : 0;
}

static void *turn_of_another(void *ret) {
  *(uint64_t *)ret = turn();
  return NULL;
}

static void *answers(void *arg) {
  (void)arg;
  uint64_t ordinary = turn(), another;
  int nice = getpriority(PRIO_PROCESS, 0);
  pthread_t t;
  thread_patient(true);
  thread_patient(false);
  assert_int_equal(turn(), ordinary); /* of a thread that is not prompt they say nothing */
  thread_prompt();
  uint64_t prompt = turn();
  assert_true(ordinary == 0 || prompt < ordinary);
  thread_patient(true);
  assert_int_equal(turn(), ordinary);
  thread_patient(false);
  assert_int_equal(turn(), prompt);
  assert_int_equal(pthread_create(&t, NULL, turn_of_another, &another), 0);
  pthread_join(t, NULL);
  assert_int_equal(another, ordinary); /* who is started by it is not */
  assert_int_equal(getpriority(PRIO_PROCESS, 0), nice);
  if (setpriority(PRIO_PROCESS, 0, nice + 1) == 0) { /* as `renice` does meanwhile */
    thread_patient(true);
    thread_patient(false);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), nice < 19 ? nice + 1 : nice);
  }
  return NULL;
}

static void prompt_threads_have_short_turns(void **state) {
  (void)state;
  pthread_t t;
  assert_int_equal(pthread_create(&t, NULL, answers, NULL), 0);
  pthread_join(t, NULL);
}

static void processor_time_is_the_threads_own(void **state) {
  (void)state;
  int64_t before = thread_cpu_ns();
  volatile uint64_t x = 0;
  while (thread_cpu_ns() - before < 1000000)
    x++;
  int64_t slept = thread_cpu_ns();
  usleep(50000);
  assert_true(thread_cpu_ns() - slept < 50000000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(prompt_threads_have_short_turns),
      cmocka_unit_test(processor_time_is_the_threads_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On Linux a thread has a niceness of its own, against what POSIX says. */
#include "base/thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BACKGROUND_NICE 10
#define PROMPT_TURN_NS  100000 /* the shortest that the system takes */
#define RESET_ON_FORK   1      /* threads that it starts are ordinary ones */

/* As linux/sched/types.h, which other headers of the system contradict; the first version. */
struct attributes {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

static _Thread_local bool prompt;

void thread_name(const char *name) {
  pthread_setname_np(pthread_self(), name);
}

void thread_background(void) {
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), BACKGROUND_NICE);
}

/* Of an ordinary thread `runtime` is how long its turns are, 0: as the system sees fit.  The rest
 * is asked each time and stays: whoever runs the program may have changed its niceness. */
static bool turns(uint64_t ns) {
  struct attributes a = {0};
  if (syscall(SYS_sched_getattr, 0, &a, sizeof a, 0) != 0) return false;
  a.size = sizeof a;
  a.flags |= RESET_ON_FORK;
  a.runtime = ns;
  return syscall(SYS_sched_setattr, 0, &a, 0) == 0;
}

void thread_prompt(void) {
  prompt = turns(PROMPT_TURN_NS);
}

void thread_patient(bool patient) {
  if (prompt) turns(patient ? 0 : PROMPT_TURN_NS);
}

int64_t thread_cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

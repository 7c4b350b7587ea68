/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On Linux a thread has a niceness of its own, against what POSIX says. */
#include "base/thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BACKGROUND_NICE 10

void thread_name(const char *name) {
  pthread_setname_np(pthread_self(), name);
}

void thread_background(void) {
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), BACKGROUND_NICE);
}

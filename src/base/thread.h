/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a thread says of itself to the system. */
#ifndef SHOAL_BASE_THREAD_H
#define SHOAL_BASE_THREAD_H

#include <stdbool.h>
#include <stdint.h>

/* The calling thread's name, as debuggers and `top -H` show it; at most 15 bytes. */
void thread_name(const char *name);
/* The calling thread does work that nobody waits for: it gets what processor time is left over, a
 * tenth of a share when others want it.  Where the system does not allow it nothing changes. */
void thread_background(void);
/* The calling thread answers somebody who waits, mostly within a millisecond: when it wakes it need
 * not wait until others' turns on the processors end.  It gets no more of them by that.  Linux 6.12
 * and later; elsewhere nothing changes. */
void thread_prompt(void);
/* While a prompt thread does work for many, or none that anybody waits for by the millisecond, its
 * turns are as long as anybody's.  Of other threads it says nothing. */
void thread_patient(bool patient);
/* Processor time the calling thread has used, in ns. */
int64_t thread_cpu_ns(void);

#endif

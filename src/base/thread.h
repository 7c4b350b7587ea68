/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a thread says of itself to the system. */
#ifndef SHOAL_BASE_THREAD_H
#define SHOAL_BASE_THREAD_H

/* The calling thread's name, as debuggers and `top -H` show it; at most 15 bytes. */
void thread_name(const char *name);
/* The calling thread does work that nobody waits for: it gets what processor time is left over, a
 * tenth of a share when others want it.  Where the system does not allow it nothing changes. */
void thread_background(void);

#endif

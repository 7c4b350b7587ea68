/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The only place that reads time.  Wall time, monotonic time and event time (plain int64_t
 * milliseconds UTC) are different types on purpose. */
#ifndef SHOAL_BASE_CLOCK_H
#define SHOAL_BASE_CLOCK_H

#include <stdint.h>

struct wall {
  int64_t ms;
}; /* since 1970-01-01 UTC */
struct mono {
  int64_t ns;
}; /* since some moment; never goes back */

struct clock {
  struct wall (*wall)(struct clock *);
  struct mono (*mono)(struct clock *);
};

/* The machine's clocks; SHOAL_NOW (milliseconds or ISO date-time UTC), when set, fixes the wall
 * clock so that tests and documents print the same twice. */
struct clock *clock_system(void);

static inline int64_t clock_wall_ms(struct clock *c) {
  return c->wall(c).ms;
}
static inline double clock_seconds_since(struct clock *c, struct mono from) {
  return (double)(c->mono(c).ns - from.ns) * 1e-9;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Named fault points: places where a test can make the program fail or die.
 * Armed by the environment: SHOAL_FAULT="name:N[:kill|:fail]" — the N-th time the point is passed
 * the process is killed (SIGKILL, the default) or the point reports failure.  Costs one predictable
 * branch when nothing is armed.  All names stand in fault.def with a sentence each. */
#ifndef SHOAL_BASE_FAULT_H
#define SHOAL_BASE_FAULT_H

#include <stdbool.h>

enum fault_point {
#define F(name, text) FAULT_##name,
#include "base/fault.def"
#undef F
  FAULT_count_
};

extern bool fault_armed;
bool fault_hit_slow(enum fault_point point);
/* True when the caller should act as if the operation had failed; may not return (kill). */
static inline bool fault_hit(enum fault_point point) {
  return __builtin_expect(fault_armed, 0) && fault_hit_slow(point);
}
/* Reads SHOAL_FAULT once, at start. */
void fault_init(void);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A zone as a table of periods of constant offset.
 *
 * Invariants (tz_validate):
 *  1. n ≥ 1; from[0] = INT64_MIN; from[] strictly increasing; neighbouring offsets differ.
 *  2. |offset_s[i]| ≤ TZ_OFFSET_MAX_S.
 *  3. From `cycle_from` on, offsets repeat every 400 Gregorian years (a whole number of weeks), and
 * the table is complete for one cycle and a year beyond; INT64_MAX when the last period is for
 * ever. */
#ifndef SHOAL_BASE_TZ_INT_H
#define SHOAL_BASE_TZ_INT_H

#include "base/tz.h"

#define TZ_NAME_MAX     63
#define TZ_OFFSET_MAX_S (26 * 3600) /* RFC 8536: −25 h < offset < 26 h */
#define TZ_CYCLE_MS     (INT64_C(146097) * MS_DAY)

struct tz {
  char name[TZ_NAME_MAX + 1];
  uint32_t n;
  const int64_t *from;     /* ms UTC */
  const int32_t *offset_s; /* east of UTC */
  int64_t cycle_from;
};

bool tz_validate(const struct tz *z, const char **reason);

/* Fills n, from, offset_s, cycle_from from the bytes of a TZif file; false with a reason, z
 * untouched. */
bool tz_read_tzif(struct str bytes, struct tz *z, const char **reason);

#endif

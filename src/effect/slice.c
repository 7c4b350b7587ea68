/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Days of the workspace's zone in SQL, which knows no zones: rows are added up by slices of time
 * that never cross midnight there.  A slice is a day where the zone kept one offset all the while,
 * else a quarter of an hour, of which every offset is a multiple. */
#include "effect/effect_int.h"

#define QUARTER (15 * MS_MINUTE)

void day_slices(const struct tz *tz, int64_t from, int64_t to, struct slices *ret) {
  int32_t offset = tz_offset_s(tz, from);
  bool same = tz_offset_s(tz, to) == offset;
  for (int64_t t = from; same && t < to; t += MS_DAY)
    same = tz_offset_s(tz, t) == offset;
  ret->offset = same ? offset * MS_SECOND : 0;
  ret->width = same ? MS_DAY : QUARTER;
}

int32_t slice_day(const struct tz *tz, const struct slices *s, int64_t slice) {
  return day_of(tz, slice * s->width - s->offset);
}

bool day_range(int32_t *from, int32_t *to, int32_t first, int32_t last, struct err *err) {
  struct buf a = BUF_INIT_MAX(32), b = BUF_INIT_MAX(32);
  if (!*to) *to = last;
  if (!*from) *from = *to < first ? *to : first;
  if (*from <= *to) return true;
  day_format(*from, &a);
  day_format(*to, &b);
  err_fail(err, ERR_effect_range, "%.*s" ERR_SEP "%.*s", STRF(buf_str(&a)), STRF(buf_str(&b)));
  buf_release(&a);
  buf_release(&b);
  return false;
}

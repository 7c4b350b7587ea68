/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {coupon, count} or {points, currency}, in any document that gives something. */
#include "resource/reward.h"

#include "resource/reading_int.h"

bool reward_read(struct reading *r, const struct json *v, const char *field, struct reward *ret) {
  static const char *const known[] = {"coupon", "count", "points", "currency", NULL};
  struct reward g = {.coupons = 1, .points = DEC_ZERO};
  bool points = false;
  int64_t count = 1;
  if (!reading_object(r, v, field, known) ||
      !reading_amount(r, v, "points", true, &g.points, &points))
    return false;
  if (points == (json_get(v, "coupon") != NULL) || (points && json_get(v, "count")) ||
      (!points && json_get(v, "currency")))
    return reading_refuse(r, v, field, "{coupon, count} / {points, currency}");
  if (points) {
    if (!reading_slug(r, v, field, "currency", &g.currency)) return false;
  } else if (!reading_slug(r, v, field, "coupon", &g.coupon) ||
             !reading_whole(r, v, "count", 1, REWARD_COUPONS_MAX, &count)) {
    return false;
  }
  g.coupons = points ? 0 : (uint32_t)count;
  *ret = g;
  return true;
}

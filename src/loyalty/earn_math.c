/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amounts of earning: fractions of integers, rounded once at the end.
 *
 * A chain of rounded decimals would make the answer depend on the order of the steps; here
 * everything is multiplied above, everything divided below, and the fraction is rounded by the
 * rule's word. */
#include "loyalty/earn_int.h"

i128 earn_round(i128 num, i128 den, enum earn_rounding how) {
  i128 q = num / den, rest = num % den;
  if (rest == 0) return q;
  /* rest < den, so den − rest is no overflow where 2 × rest may be. */
  int half = rest > den - rest ? 1 : rest == den - rest ? 0 : -1;
  switch (how) {
  case EARN_DOWN:
    return q;
  case EARN_UP:
    return q + 1;
  case EARN_HALF_UP:
    return q + (half >= 0);
  case EARN_HALF_EVEN:
    return q + (half > 0 || (half == 0 && q % 2 != 0));
  }
  return q;
}

static bool mul(i128 *x, i128 by) {
  return !__builtin_mul_overflow(*x, by, x);
}

static bool scale(i128 *num, i128 *den, int by) {
  return by >= 0 ? by <= 38 && mul(num, dec_pow10((unsigned)by))
                 : by >= -38 && mul(den, dec_pow10((unsigned)-by));
}

bool earn_units(struct dec amount, struct dec points, struct dec per, struct dec times,
                uint8_t decimals, enum earn_rounding how, int64_t *ret) {
  amount = dec_normal(amount);
  if (amount.m <= 0 || points.m <= 0 || times.m <= 0) {
    *ret = 0;
    return true;
  }
  points = dec_normal(points), per = dec_normal(per), times = dec_normal(times);
  i128 num = amount.m, den = per.m;
  if (!mul(&num, points.m) || !mul(&num, times.m) ||
      !scale(&num, &den, decimals + per.scale - amount.scale - points.scale - times.scale))
    return false;
  i128 units = earn_round(num, den, how);
  if (units > INT64_MAX) return false;
  *ret = (int64_t)units;
  return true;
}

bool earn_left(int64_t points, struct dec left, struct dec base, enum earn_rounding how,
               int64_t *ret) {
  i128 num = points, den = base.m;
  if (!mul(&num, left.m) || !scale(&num, &den, base.scale - left.scale)) return false;
  *ret = (int64_t)earn_round(num, den, how); /* ≤ points */
  return true;
}

int64_t earn_limit(struct dec amount, uint8_t decimals) {
  int64_t v;
  return earn_units(amount, dec_int(1), dec_int(1), dec_int(1), decimals, EARN_DOWN, &v)
             ? v
             : INT64_MAX;
}

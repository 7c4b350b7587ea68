/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lengths and counts: what a number must be where the language wants one, whether it stands in the
 * text or comes with a parameter.  Each leaves its target untouched when the number will not do. */
#include "lang/lang_int.h"

static const int64_t unit_ms[] = {
    [LU_SECOND] = MS_SECOND, [LU_MINUTE] = MS_MINUTE,  [LU_HOUR] = MS_HOUR,     [LU_DAY] = MS_DAY,
    [LU_WEEK] = 7 * MS_DAY,  [LU_MONTH] = 30 * MS_DAY, [LU_YEAR] = 365 * MS_DAY};

static bool whole(struct dec n, i128 max) {
  return n.scale == 0 && n.m > 0 && n.m <= max;
}

bool length_window(struct window *w, struct dec n) {
  if (w->kind != W_LAST && w->unit < LU_DAY) return false;
  if (!whole(n, LANG_WINDOW_N_MAX) || n.m * unit_ms[w->unit] > LANG_WINDOW_DAYS_MAX * (i128)MS_DAY)
    return false;
  w->n = (uint32_t)n.m;
  return true;
}

bool length_bound(struct node *step, struct dec n) {
  if (step->lit.unit > LU_WEEK || !whole(n, LANG_WINDOW_N_MAX) ||
      n.m * unit_ms[step->lit.unit] > LANG_WINDOW_DAYS_MAX * (i128)MS_DAY)
    return false;
  step->lit.n = (uint32_t)n.m;
  return true;
}

bool length_anniversary(struct node *a, struct dec n) {
  static const int max[] = {[LU_DAY] = 366, [LU_WEEK] = 52, [LU_MONTH] = 12, [LU_YEAR] = 1};
  if (a->lit.unit < LU_DAY || !whole(n, max[a->lit.unit])) return false;
  a->lit.n = (uint32_t)n.m;
  return true;
}

bool length_nth(struct agg *a, struct dec n) {
  if (n.scale != 0 || n.m == 0 || n.m > LANG_NTH_MAX || n.m < -LANG_NTH_MAX) return false;
  a->nth = (int32_t)n.m;
  return true;
}

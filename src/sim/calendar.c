/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brand's own time.
 *
 * Business breathes: evenings, weekends, 618, double 11, the silence of Spring Festival.  Instead
 * of letting every rate change by the hour, the calendar is bent: an hour with twice the business
 * is twice as long on the brand's own clock, and there every person's rates are constant, so that
 * the next visit is one exponential draw and the truth (λ, μ) is one number.  The whole history is
 * as long on one clock as on the other.
 *
 * Hours are the grain, with straight lines between; a guide table makes the way back O(1).
 */
#include "sim/sim_int.h"

#include <math.h>

/* By hour of the day, Monday to Friday and at weekends. */
static const uint8_t hour_curve[2][24] = {
    {10, 5, 3, 2, 2, 4, 12, 26, 36, 44, 52, 50, 66, 58, 44, 44, 46, 50, 58, 76, 98, 100, 78, 34},
    {16, 9, 5, 3, 2, 3, 8, 16, 32, 54, 68, 68, 66, 64, 66, 68, 66, 62, 62, 78, 94, 98, 82, 44},
};
static const double weekday_curve[7] = {0.94, 0.93, 0.95, 0.97, 1.02, 1.12, 1.10};

/* First day of the Spring Festival: month × 100 + day. */
#define FESTIVAL_FIRST 2015
static const uint16_t festivals[] = {219, 208, 128, 216, 205, 125, 212, 201, 122, 210, 129,
                                     217, 206, 126, 213, 203, 123, 211, 131, 219, 208};

static int32_t festival_of(int32_t year) {
  int32_t i = year - FESTIVAL_FIRST, n = sizeof festivals / sizeof *festivals;
  unsigned md = i >= 0 && i < n ? festivals[i] : 205;
  return day_from_ymd(year, md / 100, md % 100);
}

/* Great sales: how much more is bought, and under which name.  NULL: an ordinary day. */
static const char *sale_of(int32_t day, double *ret_times) {
  int32_t year;
  unsigned m, d;
  day_to_ymd(day, &year, &m, &d);
  int32_t to_festival = festival_of(year) - day;
  *ret_times = 1;
  if (to_festival <= 2 && to_festival >= -6) return *ret_times = 0.45, NULL;
  if (to_festival <= 26 && to_festival >= 6) return *ret_times = 1.35, "年货节";
  if (m == 3 && d <= 8) return *ret_times = d == 8 ? 2.0 : 1.25, "女神节";
  if (m == 6 && d <= 20) return *ret_times = d >= 16 && d <= 18 ? 3.4 : d <= 3 ? 2.2 : 1.3, "618";
  if ((m == 10 && d >= 24) || (m == 11 && d <= 11)) {
    *ret_times = m == 11 && d == 11 ? 6.0 : d == 31 || d == 1 || d == 10 ? 2.8 : 1.3;
    return "双11";
  }
  if (m == 12 && d >= 9 && d <= 12) return *ret_times = d == 12 ? 2.2 : 1.3, "双12";
  return NULL;
}

double sim_warp_value(const struct warp *w, double hour) {
  if (hour <= 0) return 0;
  if (hour >= w->n) return w->n;
  uint32_t h = (uint32_t)hour;
  return w->at[h] + (hour - h) * (w->at[h + 1] - w->at[h]);
}

double sim_warp_hour(const struct warp *w, double value) {
  if (value <= 0) return 0;
  if (value >= w->n) return w->n;
  uint32_t h = w->guide[(uint32_t)value];
  while (w->at[h + 1] <= value)
    h++;
  return h + (value - w->at[h]) / (w->at[h + 1] - w->at[h]);
}

static void warp_init(struct warp *w, const double *weight, uint32_t n, struct arena *a) {
  double sum = 0, run = 0;
  *w = (struct warp){n, arena_array(a, double, n + 1), arena_array(a, uint32_t, n + 1)};
  for (uint32_t h = 0; h < n; h++)
    sum += weight[h];
  for (uint32_t h = 0; h < n; h++) {
    w->at[h] = run / sum * n;
    run += weight[h];
  }
  w->at[n] = n;
  for (uint32_t k = 0, h = 0; k <= n; k++) {
    while (h + 1 < n && w->at[h + 1] <= k)
      h++;
    w->guide[k] = h;
  }
}

/* Ordinary days belong to the members' day of their month, so every message has a campaign. */
static struct str campaign_name(int32_t day, const char *sale, struct arena *a) {
  int32_t year;
  unsigned m, d;
  day_to_ymd(day, &year, &m, &d);
  if (sale) return arena_printf(a, "%d%s", year, sale);
  return arena_printf(a, "%d年%u月会员日", year, m);
}

static void add_day(struct calendar *c, int32_t i, double *ret_times, struct arena *a) {
  int32_t day = c->first_day + i, year;
  unsigned m, d;
  const char *sale = sale_of(day, ret_times);
  struct str name = campaign_name(day, sale, a);
  day_to_ymd(day, &year, &m, &d);
  c->month[i] = (uint8_t)(m - 1);
  *ret_times *= weekday_curve[day_weekday(day)];
  uint32_t k = c->n_campaigns;
  while (k > 0 && !str_eq(c->campaigns[k - 1], name))
    k--;
  if (k == 0) {
    c->campaigns[c->n_campaigns] = name;
    c->big[c->n_campaigns] = sale != NULL;
    k = ++c->n_campaigns;
  }
  c->campaign[i] = (uint16_t)(k - 1);
}

void sim_calendar_init(struct calendar *c, const struct sim_options *o, struct arena *a) {
  int32_t last = day_of(o->tz, o->end_ms - 1);
  *c = (struct calendar){.tz = o->tz, .end_ms = o->end_ms, .first_day = last - o->days + 1};
  c->start_ms = day_start(o->tz, c->first_day);
  c->days = o->days;
  c->hours = (uint32_t)((c->end_ms - c->start_ms + MS_HOUR - 1) / MS_HOUR);
  c->day_of_hour = arena_array(a, uint16_t, c->hours + 1);
  c->campaign = arena_array(a, uint16_t, (size_t)c->days);
  c->month = arena_array(a, uint8_t, (size_t)c->days);
  c->campaigns = arena_array(a, struct str, (size_t)c->days);
  c->big = arena_array(a, bool, (size_t)c->days);
  double *times = arena_array(a, double, (size_t)c->days);
  double *business = arena_array(a, double, c->hours), *joins = arena_array(a, double, c->hours);
  for (int32_t i = 0; i < c->days; i++)
    add_day(c, i, &times[i], a);
  for (uint32_t h = 0; h < c->hours; h++) {
    int64_t ms = c->start_ms + (int64_t)h * MS_HOUR;
    int32_t day = day_of(c->tz, ms);
    bool weekend = day_weekday(day) >= 5;
    uint32_t i = (uint32_t)(day - c->first_day);
    double curve = hour_curve[weekend][civil_of(c->tz, ms).hour];
    c->day_of_hour[h] = (uint16_t)i;
    business[h] = curve * times[i];
    /* A young brand: twice as many join at the end as at the beginning. */
    joins[h] = curve * sqrt(times[i]) * (1 + (double)h / c->hours);
  }
  c->day_of_hour[c->hours] = c->day_of_hour[c->hours - 1];
  warp_init(&c->business, business, c->hours, a);
  warp_init(&c->joins, joins, c->hours, a);
}

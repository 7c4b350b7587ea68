/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a kept question is asked by itself.  The latest due moment follows from the schedule and the
 * calendar alone, so nothing has to be remembered but which moments were served. */
#include "model/question.h"

static bool minute_of(struct str at, int *ret) {
  int digits[4];
  if (at.n != 5 || at.p[2] != ':') return false;
  for (int i = 0; i < 4; i++) {
    char c = at.p[i + (i > 1)];
    if (c < '0' || c > '9') return false;
    digits[i] = c - '0';
  }
  int hour = digits[0] * 10 + digits[1], minute = digits[2] * 10 + digits[3];
  *ret = hour * 60 + minute;
  return hour < 24 && minute < 60;
}

bool question_schedule_read(const struct json *v, struct question_schedule *ret) {
  struct str every = json_get_str(v, "every");
  const struct json *day = json_get(v, "day");
  struct question_schedule s = {.every = EVERY_DAY, .day = 1};
  int64_t n = 1;
  if (v->type != JSON_OBJECT || v->n != 2u + (day != NULL)) return false;
  if (str_is(every, "week"))
    s.every = EVERY_WEEK;
  else if (str_is(every, "month"))
    s.every = EVERY_MONTH;
  else if (!str_is(every, "day") || day)
    return false;
  if (day && (!json_int(day, &n) || n < 1 || n > (s.every == EVERY_WEEK ? 7 : 31))) return false;
  s.day = (int)n;
  if (!minute_of(json_get_str(v, "at"), &s.minute)) return false;
  *ret = s;
  return true;
}

/* The due moment of the week or month (`back` before that) of civil day `today`. */
static int64_t due_on(const struct question_schedule *s, const struct tz *tz, int32_t today,
                      int32_t back) {
  int32_t day = today - back, y;
  unsigned m, d;
  if (s->every == EVERY_WEEK) day = day_week_start(today) - 7 * back + s->day - 1;
  if (s->every == EVERY_MONTH) {
    int32_t first = day_add_months(day_month_start(today), -back);
    int32_t last = day_add_months(first, 1) - 1;
    day = first + s->day - 1 < last ? first + s->day - 1 : last;
  }
  day_to_ymd(day, &y, &m, &d);
  return civil_ms(tz, (struct civil){.year = y,
                                     .month = (uint8_t)m,
                                     .day = (uint8_t)d,
                                     .hour = (uint8_t)(s->minute / 60),
                                     .minute = (uint8_t)(s->minute % 60)});
}

int64_t question_schedule_due(const struct question_schedule *s, const struct tz *tz, int64_t now) {
  int32_t today = day_of(tz, now);
  int64_t due = due_on(s, tz, today, 0);
  return due <= now ? due : due_on(s, tz, today, 1);
}

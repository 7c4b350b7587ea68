/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a coupon is valid: reading `valid`, and what it means for one coupon and one moment.
 *
 * Days of the zone are what people read on a coupon ("valid for 7 days" ends at midnight, and the
 * day it begins is the first of them); `counting: rolling` is for those who mean 24 hours each. */
#include <stdio.h>

#include "resource/coupon_int.h"

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

/* ---- reading ---- */

static bool read_moment(struct coupon_reading *r, const struct json *o, const char *field,
                        bool is_end, int64_t *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  if (v->type != JSON_STRING) return coupon_refuse(r, v, field, "2026-11-01 / 2026-11-01T20:00:00");
  *r->at = v;
  return is_end ? time_parse_until(v->text, r->tz, ret, r->err)
                : time_parse_iso(v->text, r->tz, ret, NULL, r->err);
}

static bool read_weekdays(struct coupon_reading *r, const struct json *o) {
  const struct json *v = json_get(o, "weekdays");
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n == 0) return coupon_refuse(r, v, "weekdays", "[mon, …, sun]");
  r->k->weekdays = 0;
  for (uint32_t i = 0; i < v->n; i++) {
    unsigned d = 0;
    while (weekdays[d] &&
           !(v->items[i].type == JSON_STRING && str_is(v->items[i].text, weekdays[d])))
      d++;
    if (!weekdays[d]) return coupon_refuse(r, &v->items[i], "weekdays", "[mon, …, sun]");
    r->k->weekdays |= (uint8_t)(1U << d);
  }
  return true;
}

/* "HH:MM" at p as minutes; 24:00 is the end of the day. */
static bool minutes_of(const char *p, uint16_t *ret) {
  unsigned d[4], at[4] = {0, 1, 3, 4};
  for (int i = 0; i < 4; i++) {
    if (p[at[i]] < '0' || p[at[i]] > '9') return false;
    d[i] = (unsigned)(p[at[i]] - '0');
  }
  unsigned minutes = (d[0] * 10 + d[1]) * 60 + d[2] * 10 + d[3];
  *ret = (uint16_t)minutes;
  return p[2] == ':' && d[2] < 6 && minutes <= 24 * 60;
}

static bool read_times(struct coupon_reading *r, const struct json *o) {
  const struct json *v = json_get(o, "times");
  struct coupon_kind *k = r->k;
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n == 0)
    return coupon_refuse(r, v, "times", "[\"10:00-12:00\", …]");
  if (v->n > COUPON_HOURS_MAX) {
    *r->at = v;
    return err_fail(r->err, ERR_too_large, "times" ERR_SEP "%d", COUPON_HOURS_MAX);
  }
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *s = &v->items[i];
    struct coupon_hours *h = &k->hours[i];
    if (s->type != JSON_STRING || s->text.n != 11 || s->text.p[5] != '-' ||
        !minutes_of(s->text.p, &h->from) || !minutes_of(s->text.p + 6, &h->until) ||
        h->from >= h->until)
      return coupon_refuse(r, s, "times", "\"10:00-12:00\"");
    if (i > 0 && h->from < k->hours[i - 1].until)
      return coupon_refuse(r, s, "times", "rising, apart");
    k->n_hours++;
  }
  return true;
}

/* Days and hours count from the coupon's own beginning; what belongs to them is refused alone. */
static bool read_after(struct coupon_reading *r, const struct json *o) {
  static const char *const starts[] = {"issue", "claim", NULL};
  static const char *const counting[] = {"calendar", "rolling", NULL};
  int64_t days = 0, hours = 0, delay = 0;
  unsigned start = COUPON_FROM_ISSUE, rolling = 0;
  if (!coupon_whole(r, o, "days", 1, COUPON_DAYS_MAX, &days) ||
      !coupon_whole(r, o, "hours", 1, 24 * COUPON_DAYS_MAX, &hours) ||
      !coupon_whole(r, o, "delay_days", 0, COUPON_DAYS_MAX, &delay) ||
      !coupon_word(r, o, "starts", starts, "issue / claim", &start) ||
      !coupon_word(r, o, "counting", counting, "calendar / rolling", &rolling))
    return false;
  if (days && hours) return coupon_refuse(r, json_get(o, "hours"), "hours", "days | hours");
  if (!days && json_get(o, "counting"))
    return coupon_missing(r, json_get(o, "counting"), "valid", "days");
  if (!days && !hours && !json_get(o, "delay_days") && json_get(o, "starts"))
    return coupon_missing(r, json_get(o, "starts"), "valid", "days");
  r->k->days = (uint32_t)days, r->k->hours_after = (uint32_t)hours;
  r->k->delay_days = (uint32_t)delay, r->k->rolling = rolling == 1;
  r->k->starts = (enum coupon_start)start;
  return true;
}

bool coupon_read_valid(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"from",   "until",    "days",     "hours", "delay_days",
                                       "starts", "counting", "weekdays", "times", NULL};
  const struct json *o = json_get(doc, "valid");
  struct coupon_kind *k = r->k;
  if (!o) return coupon_missing(r, NULL, "coupon", "valid");
  if (!coupon_object(r, o, "valid", fields) || !read_moment(r, o, "from", false, &k->from_ms) ||
      !read_moment(r, o, "until", true, &k->until_ms) || !read_after(r, o) ||
      !read_weekdays(r, o) || !read_times(r, o))
    return false;
  *r->at = NULL;
  if (k->until_ms <= k->from_ms) return coupon_refuse(r, json_get(o, "until"), "until", "> from");
  /* A coupon without any end is a debt for ever; it has to be said. */
  if (k->until_ms == TIME_MAX && !k->days && !k->hours_after)
    return coupon_refuse(r, o, "valid", "{until: …} / {days: …} / {hours: …}");
  return true;
}

/* ---- meaning ---- */

void coupon_window(const struct coupon_kind *k, const struct tz *tz, int64_t start_ms,
                   int64_t *ret_from, int64_t *ret_until) {
  int64_t from = start_ms, until = k->until_ms;
  if (k->delay_days) from = day_start(tz, day_of(tz, start_ms) + (int32_t)k->delay_days);
  if (from < k->from_ms) from = k->from_ms;
  int64_t own = until;
  if (k->hours_after)
    own = from + k->hours_after * MS_HOUR;
  else if (k->days && k->rolling)
    own = from + k->days * MS_DAY;
  else if (k->days)
    own = day_start(tz, day_of(tz, from) + (int32_t)k->days);
  *ret_from = from;
  *ret_until = own < until ? own : until;
}

bool coupon_hour_fits(const struct coupon_kind *k, const struct tz *tz, int64_t now_ms) {
  if (k->weekdays != 0x7f && !(k->weekdays >> day_weekday(day_of(tz, now_ms)) & 1)) return false;
  if (k->n_hours == 0) return true;
  struct civil c = civil_of(tz, now_ms);
  unsigned minute = c.hour * 60U + c.minute;
  for (uint32_t i = 0; i < k->n_hours; i++)
    if (minute >= k->hours[i].from && minute < k->hours[i].until) return true;
  return false;
}

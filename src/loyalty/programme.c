/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levels through time.
 *
 * One step decides one moment: the end of a hold, of a period, of a grace, or now.  Whoever comes
 * late steps through all that was missed, in order, each with what was earned until then; so it
 * does not matter when somebody looks (but for rules of levels, which hold as of now).
 *
 *             ┌────────────── upgraded (at once; from_upgrade: a new period) ──────────────┐
 *   joined ─▶ level ── period ends ─▶ kept? ─ yes ─▶ level, next period                     │
 *                                       └─ no ─▶ grace ── earned meanwhile ─▶ level, period ┘
 *                                                  └── ends ─▶ a lower level, the period that runs
 */
#include "loyalty/programme.h"

const char *const standing_cause_names[STANDING_CAUSES] = {
    "same", "kept", "grace", "upgraded", "downgraded", "joined", "by_hand"};

/* ---- periods ---- */

static int32_t year_start(int32_t day, int32_t later) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  return day_from_ymd(y + later, 1, 1);
}

/* How many whole terms of n months lie between anchor and day: ends of months make
 * day_add_months(anchor, k) no more than monotone, so the estimate by months is moved. */
static int32_t terms_between(int32_t anchor, int32_t day, int32_t n) {
  int32_t y0, y1;
  unsigned m0, m1, d;
  day_to_ymd(anchor, &y0, &m0, &d);
  day_to_ymd(day, &y1, &m1, &d);
  int32_t k = ((y1 - y0) * 12 + (int32_t)m1 - (int32_t)m0) / n;
  while (day_add_months(anchor, (k + 1) * n) <= day)
    k++;
  while (k > 0 && day_add_months(anchor, k * n) > day)
    k--;
  return k;
}

static void set_period(const struct programme *p, const struct tz *z, int64_t at,
                       struct standing *s) {
  int32_t day = day_of(z, at), from, end, n = (int32_t)p->months;
  if (p->period == PROGRAMME_LIFETIME) {
    s->period_from = at;
    s->period_end = PROGRAMME_FOREVER;
    return;
  }
  if (p->period == PROGRAMME_YEAR) {
    from = year_start(day, 0);
    end = year_start(day, 1);
  } else if (p->period == PROGRAMME_ROLLING) {
    from = day_month_start(day);
    end = day_add_months(from, 1);
  } else {
    int32_t k = terms_between(s->anchor, day, n);
    from = day_add_months(s->anchor, k * n);
    end = day_add_months(s->anchor, (k + 1) * n);
  }
  s->period_from = day_start(z, from);
  s->period_end = day_start(z, end);
}

/* The beginning of what counts for reaching a level on that day. */
static int64_t up_from(const struct programme *p, const struct tz *z, int32_t day) {
  if (p->lifetime_growth) return TIME_MIN;
  if (p->period == PROGRAMME_YEAR) return day_start(z, year_start(day, 0));
  return day_start(z, day_add_months(day, -(int32_t)p->months));
}

struct standing programme_begin(const struct programme *p, const struct tz *z, int64_t now) {
  struct standing s = {.level = -1, .since = now, .anchor = day_of(z, now)};
  set_period(p, z, now, &s);
  return s;
}

/* ---- what is to be decided ---- */

enum decided { AT_NOW, IN_GRACE, AT_HOLD_END, AT_GRACE_END, AT_PERIOD_END, HELD };

static enum decided decided(const struct standing *s, int64_t now) {
  if (s->held_until) return now < s->held_until ? HELD : AT_HOLD_END;
  if (s->grace_until) return now < s->grace_until ? IN_GRACE : AT_GRACE_END;
  return now < s->period_end ? AT_NOW : AT_PERIOD_END;
}

static int64_t keep_from(const struct programme *p, const struct tz *z, const struct standing *s,
                         enum decided d, int64_t at) {
  if (p->lifetime_growth) return TIME_MIN;
  if (d == AT_HOLD_END)
    return p->period == PROGRAMME_YEAR ? day_start(z, year_start(day_of(z, at - 1), 0))
                                       : up_from(p, z, day_of(z, at));
  if (p->period != PROGRAMME_ROLLING) return s->period_from;
  return up_from(p, z, day_of(z, d == AT_NOW || d == HELD ? at : s->period_end));
}

void programme_moment(const struct programme *p, const struct tz *z, const struct standing *s,
                      int64_t now, struct programme_moment *ret) {
  enum decided d = decided(s, now);
  int64_t at = d == AT_HOLD_END     ? s->held_until
               : d == AT_GRACE_END  ? s->grace_until
               : d == AT_PERIOD_END ? s->period_end
                                    : now;
  *ret = (struct programme_moment){
      .at = at,
      .until =
          at == now && d != AT_HOLD_END && d != AT_GRACE_END && d != AT_PERIOD_END ? at + 1 : at,
      .up_from = up_from(p, z, day_of(z, at)),
      .keep_from = keep_from(p, z, s, d, at)};
}

/* ---- levels ---- */

static bool holds(const struct programme *p, const struct programme_facts *f, uint32_t i,
                  struct dec growth, struct dec needed) {
  const struct programme_level *l = &p->levels[i];
  if (!l->by_growth && !l->by_rule) return i == 0;
  return (!l->by_growth || dec_cmp(growth, needed) >= 0) && (!l->by_rule || f->rules >> i & 1);
}

static bool reached(const struct programme *p, const struct programme_facts *f, int32_t i) {
  return i < 0 || holds(p, f, (uint32_t)i, f->up, p->levels[i].growth);
}
static bool kept(const struct programme *p, const struct programme_facts *f, int32_t i) {
  return i < 0 || holds(p, f, (uint32_t)i, f->keep, p->levels[i].keep);
}

int32_t programme_reached(const struct programme *p, const struct programme_facts *f) {
  int32_t i = (int32_t)p->n_levels - 1;
  while (!reached(p, f, i))
    i--;
  return i;
}

static int32_t lower(const struct programme *p, const struct programme_facts *f, int32_t level) {
  int32_t i = level - 1;
  while (!p->one_level && !reached(p, f, i) && !kept(p, f, i))
    i--;
  return i;
}

static void move(const struct programme *p, const struct tz *z, int32_t level, int64_t at,
                 bool new_anchor, struct standing *s) {
  if (level != s->level) s->since = at;
  s->level = level;
  s->grace_until = s->held_until = 0;
  if (new_anchor) s->anchor = day_of(z, at);
  if (new_anchor || at >= s->period_end) set_period(p, z, at, s);
}

static enum standing_cause end_of_hold(const struct programme *p, const struct tz *z,
                                       const struct programme_facts *f, int64_t at,
                                       struct standing *s) {
  int32_t i = (int32_t)p->n_levels - 1, was = s->level;
  while (!reached(p, f, i) && !kept(p, f, i))
    i--;
  move(p, z, i, at, true, s);
  return i > was ? STANDING_UPGRADED : i < was ? STANDING_DOWNGRADED : STANDING_KEPT;
}

enum standing_cause programme_step(const struct programme *p, const struct tz *z,
                                   const struct standing *from, int64_t now,
                                   const struct programme_facts *f, struct standing *ret) {
  struct standing s = *from;
  struct programme_moment m;
  enum decided d = decided(&s, now);
  enum standing_cause cause = STANDING_SAME;
  programme_moment(p, z, &s, now, &m);
  int32_t up = programme_reached(p, f);
  bool stays = up >= s.level || kept(p, f, s.level);
  if (d == HELD) {
    cause = STANDING_SAME;
  } else if (d == AT_HOLD_END) {
    cause = end_of_hold(p, z, f, m.at, &s);
  } else if (up > s.level) {
    move(p, z, up, m.at, true, &s);
    cause = STANDING_UPGRADED;
  } else if (d == AT_NOW || (d == IN_GRACE && !stays)) {
    cause = STANDING_SAME;
  } else if (stays) {
    move(p, z, s.level, m.at, false, &s);
    cause = STANDING_KEPT;
  } else if (d == AT_PERIOD_END && p->grace_days) {
    s.grace_until = day_start(z, day_of(z, m.at) + (int32_t)p->grace_days);
    cause = STANDING_GRACE;
  } else {
    move(p, z, lower(p, f, s.level), m.at, false, &s);
    cause = STANDING_DOWNGRADED;
  }
  *ret = s;
  return cause;
}

struct standing programme_hold(const struct programme *p, const struct tz *z,
                               const struct standing *from, int32_t level, int64_t now,
                               int64_t until) {
  struct standing s = *from;
  move(p, z, level, now, true, &s);
  s.held_until = until;
  return s;
}

void programme_conform(const struct programme *p, const struct tz *z, int64_t now,
                       struct standing *s) {
  if ((p->period == PROGRAMME_LIFETIME) != (s->period_end == PROGRAMME_FOREVER))
    set_period(p, z, now, s);
}

int64_t programme_due(const struct standing *s) {
  if (s->held_until) return s->held_until;
  return s->grace_until ? s->grace_until : s->period_end;
}

/* ---- days ---- */

bool programme_member_day(const struct programme *p, int32_t day) {
  if (p->day_of_week) return day_weekday(day) + 1 == p->day_of_week;
  return p->day_of_month && programme_next_member_day(p, day) == day;
}

static int32_t of_month(int32_t month, uint32_t n) {
  int32_t last = day_add_months(month, 1) - 1, day = month + (int32_t)n - 1;
  return day < last ? day : last;
}

int32_t programme_next_member_day(const struct programme *p, int32_t from) {
  if (p->day_of_week) return from + (int32_t)((p->day_of_week + 6 - day_weekday(from)) % 7);
  if (!p->day_of_month) return INT32_MAX;
  int32_t month = day_month_start(from), day = of_month(month, p->day_of_month);
  return day >= from ? day : of_month(day_add_months(month, 1), p->day_of_month);
}

/* Clamping to the end of the month is what 29 February needs, and no other day of birth meets it.
 */
static int32_t birthday_of(int32_t year, unsigned month, unsigned day) {
  return of_month(day_from_ymd(year, month, 1), day);
}

int32_t programme_next_birthday(unsigned month, unsigned day, int32_t from) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(from, &y, &m, &d);
  int32_t b = birthday_of(y, month, day);
  return b >= from ? b : birthday_of(y + 1, month, day);
}

bool programme_birthday(unsigned month, unsigned of, int32_t day) {
  return programme_next_birthday(month, of, day) == day;
}

/* ---- terms ---- */

int64_t programme_term_end(const struct programme_plan *l, const struct tz *z, int64_t from) {
  struct civil c = civil_of(z, from);
  int32_t day = day_of(z, from), year;
  unsigned month, of;
  day = l->months ? day_add_months(day, (int32_t)l->months) : day + (int32_t)l->days;
  day_to_ymd(day, &year, &month, &of);
  c.year = year;
  c.month = (uint8_t)month;
  c.day = (uint8_t)of;
  return civil_ms(z, c);
}

bool programme_refund_of(enum programme_refund rule, struct dec price, const struct tz *z,
                         int64_t from, int64_t until, int64_t now, unsigned decimals,
                         struct dec *ret) {
  int64_t days = day_of(z, until) - day_of(z, from);
  int64_t left = now <= from ? days : day_of(z, until) - day_of(z, now) - 1;
  *ret = (struct dec){0, (uint8_t)decimals};
  if (rule == PROGRAMME_REFUND_NONE || price.m <= 0) return true;
  if (rule == PROGRAMME_REFUND_FULL || left >= days) {
    *ret = price;
    return true;
  }
  if (left <= 0) return true;
  if (price.scale > decimals) return false;
  i128 units = price.m * dec_pow10(decimals - price.scale), product;
  if (__builtin_mul_overflow(units, (i128)left, &product)) return false;
  ret->m = product / days;
  return true;
}

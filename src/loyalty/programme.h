/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a member stands in a programme, and what comes next: pure, of a document, what is known and
 * the time.
 *
 *   standing ── programme_moment ─▶ which moment is to be decided, and what growth that needs
 *            ── programme_step ───▶ the next standing and why; again until STANDING_SAME
 *
 * A level is reached by what was earned in the last months (rolling, from_upgrade), this year
 * (year) or ever, at once.  It is lost at the end of a period only: to whoever has not earned what
 * keeps it in that period and would not reach it anew.  Then there are days of grace.  Boundaries
 * are beginnings of civil days in the workspace's zone; what happens at a boundary belongs to the
 * time after it.
 *
 * Threads: any. */
#ifndef SHOAL_LOYALTY_PROGRAMME_H
#define SHOAL_LOYALTY_PROGRAMME_H

#include "base/tz.h"
#include "resource/programme.h"

#define PROGRAMME_FOREVER TIME_MAX /* end of a period that does not end, of a hold */

struct standing {
  int32_t level;  /* index; -1: none */
  int64_t since;  /* ms */
  int32_t anchor; /* day from which periods of from_upgrade are counted */
  int64_t period_from, period_end;
  int64_t grace_until; /* 0: none */
  int64_t held_until;  /* set by hand until then; 0: not */
};

enum standing_cause {
  STANDING_SAME,
  STANDING_KEPT,  /* the period ended, the level stays */
  STANDING_GRACE, /* the period ended; the level stays until grace_until */
  STANDING_UPGRADED,
  STANDING_DOWNGRADED,
  STANDING_JOINED,
  STANDING_BY_HAND,
  STANDING_CAUSES
};
extern const char *const standing_cause_names[STANDING_CAUSES]; /* same, kept, … as in SQL */

/* Growth earned within [up_from, until) decides what is reached, within [keep_from, until) what is
 * kept; TIME_MIN: ever. */
struct programme_moment {
  int64_t at, until;
  int64_t up_from, keep_from;
};
struct programme_facts {
  struct dec up, keep; /* growth in the two windows */
  uint32_t rules;      /* bit i: the rule of level i holds */
};

/* The standing of whoever joins at `now`, before anything is decided: no level. */
struct standing programme_begin(const struct programme *p, const struct tz *z, int64_t now);
void programme_moment(const struct programme *p, const struct tz *z, const struct standing *s,
                      int64_t now, struct programme_moment *ret);
/* `f` of the moment that programme_moment gives.  *ret may be s. */
enum standing_cause programme_step(const struct programme *p, const struct tz *z,
                                   const struct standing *s, int64_t now,
                                   const struct programme_facts *f, struct standing *ret);
/* Sets a level by hand until `until` (PROGRAMME_FOREVER): it neither rises nor falls before. */
struct standing programme_hold(const struct programme *p, const struct tz *z,
                               const struct standing *s, int32_t level, int64_t now, int64_t until);
/* After the document changed: a period that never ended gets an end, or the other way round; others
 * end as they were begun. */
void programme_conform(const struct programme *p, const struct tz *z, int64_t now,
                       struct standing *s);
/* When time alone may change it: PROGRAMME_FOREVER if never. */
int64_t programme_due(const struct standing *s);

/* The highest level that is reached: -1 none. */
int32_t programme_reached(const struct programme *p, const struct programme_facts *f);

/* ---- days ---- */

bool programme_member_day(const struct programme *p,
                          int32_t day); /* day 31 of a shorter month: its last */
/* Whether somebody born on that day of the year has birthday: 29 February is 28 in common years. */
bool programme_birthday(unsigned month, unsigned of_month, int32_t day);
int32_t programme_next_birthday(unsigned month, unsigned of_month, int32_t from); /* ≥ from */
/* ≥ from; INT32_MAX when there is none. */
int32_t programme_next_member_day(const struct programme *p, int32_t from);

/* ---- terms ---- */

/* The end of a term of the plan that begins at `from`: the same hour of the day `months` on (or
 * `days`), of the workspace's zone. */
int64_t programme_term_end(const struct programme_plan *l, const struct tz *z, int64_t from);
/* What is given back of `price` when the term [from, until) ends at `now`, in the scale of
 * `decimals`: by_day = price × whole days left ÷ days of the term, rounded down; the day of `now`
 * is used up.  Never more than the price.  False: overflow, or a price of more decimals. */
bool programme_refund_of(enum programme_refund rule, struct dec price, const struct tz *z,
                         int64_t from, int64_t until, int64_t now, unsigned decimals,
                         struct dec *ret);

#endif

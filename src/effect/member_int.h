/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: everybody's orders and time as a member, and comparisons of them.  Counts and sums are
 * integers (money in units of 10^-scale, time as a member in millionths of a month), so that the
 * order of people does not matter. */
#ifndef SHOAL_EFFECT_MEMBER_INT_H
#define SHOAL_EFFECT_MEMBER_INT_H

#include "effect/effect_int.h"
#include "resource/programme.h"

#define MONTH_PARTS 1000000

struct spell {         /* of membership: from inclusive, until exclusive */
  int64_t from, until; /* INT64_MAX: still */
};
struct life_order {
  int64_t time, amount;
  uint32_t channel; /* index into channels + 1; 0: none */
};
struct joining {
  int64_t at;
  uint32_t source; /* index into sources + 1; 0: not said */
  /* Where they had joined before, of the membership that lasted then; JOINING_FIRST: they were no
   * member.  People join twice as two who only later turn out to be one. */
  uint32_t before;
};
#define JOINING_FIRST UINT32_MAX
struct life {
  const struct life_order *orders; /* by time; without those that are none */
  const struct spell *spells;      /* by time, apart */
  const struct joining *joinings;  /* by time; those with before = JOINING_FIRST began the spells */
  uint32_t n_orders, n_spells, n_joinings;
};
struct lives {
  const struct effect_in *in;
  uint32_t n;           /* subjects */
  const int64_t *known; /* by subject: the first thing they did; INT64_MAX: nobody */
  struct life *of;      /* by subject */
  uint8_t scale;
  struct intern channels, sources;
  struct lives_part *parts; /* memory, by worker */
  unsigned n_parts;
};
bool lives_read(const struct effect_in *in, struct str programme, struct arena *out,
                struct lives *ret, struct err *err);
void lives_release(struct lives *l);

bool life_member_at(const struct life *l, int64_t ms);
/* Milliseconds of [from, until) as a member. */
int64_t life_membered(const struct life *l, int64_t from, int64_t until);
struct tally {
  int64_t orders;
  i128 amount;
};
struct tally life_ordered(const struct life *l, int64_t from, int64_t until);

/* ---- member_rate.c: orders per month ---- */

struct rate {
  int64_t people; /* with any of the time */
  int64_t parts;  /* MONTH_PARTS of a month each */
  int64_t orders;
  int64_t trading_parts; /* of months with an order */
  i128 amount;
};
enum { RATE_MEMBERS, RATE_OTHERS, RATE_ALL, RATES };
/* Whole months: n of them from the first day `month`. */
void rates_of(const struct lives *l, int32_t month, uint32_t n, struct rate ret[RATES]);

/* ---- member_match.c: matched difference in differences ----
 *
 * A cohort is a month; joiners are those who became members for the first time in it, others those
 * who were none until MEMBER_EFFECT_DAYS after its end; both known for two such spans before it.
 * Spans of MEMBER_EFFECT_DAYS:
 *
 *      earlier   matching    before   | the month |   after
 *
 * The change is after − before; the placebo before − earlier.  Strata are exact, by what was in
 * `matching`: cohort × orders (0, 1, 2, 3–4, more) × what they paid (nothing, thirds of what
 * joiners paid) × days from the last order to its end (30, 60, 90, 180, more, never). */
#define MATCH_F     5
#define MATCH_M     4
#define MATCH_R     6
#define MATCH_CELLS (MATCH_F * MATCH_M * MATCH_R)

struct covariate { /* in `matching`: orders, paid, days since the last order (at most 365) */
  double joiners, others, matched; /* means; matched: others weighted as joiners are */
  double smd_before, smd_after;    /* difference ÷ pooled standard deviation */
};
struct matching {
  uint32_t cohorts;        /* months compared */
  int32_t first, last;     /* of them; civil days */
  int64_t joiners;         /* in those months */
  int64_t fresh;           /* of them: not known for long enough */
  int64_t matched, others; /* in strata that have both; other people × months */
  struct interval orders;  /* per member and month */
  struct interval paid;    /* … */
  struct interval placebo; /* orders, between two spans before joining */
  struct covariate covariates[3];
};
void match_members(const struct lives *l, struct matching *ret);

#endif

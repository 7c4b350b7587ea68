/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Membership programmes: what a document of kind `programme` says (docs/MEMBERSHIP.md has every
 * field).
 *
 * Growth is an amount of the currency named by `growth`; thresholds and prices are exact decimals.
 * Levels go from the lowest to the highest.
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_PROGRAMME_H
#define SHOAL_RESOURCE_PROGRAMME_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/json.h"
#include "resource/bilingual.h"
#include "resource/reward.h"

#define PROGRAMME_LEVELS_MAX   20
#define PROGRAMME_TEXTS_MAX    30 /* of a level's benefits */
#define PROGRAMME_SERVICES_MAX 20 /* likewise */
#define PROGRAMME_GIFTS_MAX    20 /* of a level at one occasion */
#define PROGRAMME_PLANS_MAX    10
#define PROGRAMME_MONTHS_MAX   120 /* of a period or term */
#define PROGRAMME_GRACE_MAX    366 /* days */
#define PROGRAMME_TRIAL_MAX    366 /* days */
#define PROGRAMME_QUOTA_MAX    1000000
#define PROGRAMME_PACKS_MAX    20 /* of welcome */
#define PROGRAMME_SOURCES_MAX  50 /* of a pack */
#define PROGRAMME_SOURCE_BYTES 200
#define PROGRAMME_ENROL_MAX    10

enum programme_join {
  PROGRAMME_OPEN, /* whoever asks, or whom the brand takes in */
  PROGRAMME_RULE, /* those for whom join.when holds */
  PROGRAMME_PAID, /* by subscribing to a plan */
  PROGRAMME_JOINS
};
enum programme_period {
  PROGRAMME_LIFETIME,     /* levels are never looked at again */
  PROGRAMME_ROLLING,      /* looked at each month; the last `months` months count */
  PROGRAMME_YEAR,         /* the calendar year */
  PROGRAMME_FROM_UPGRADE, /* `months` from joining, from the last upgrade, and so on */
  PROGRAMME_PERIODS
};
enum programme_occasion {
  PROGRAMME_AT_UPGRADE,
  PROGRAMME_AT_BIRTHDAY,
  PROGRAMME_AT_MEMBER_DAY,
  PROGRAMME_OCCASIONS
};
enum programme_per {
  PROGRAMME_PER_DAY,
  PROGRAMME_PER_MONTH,
  PROGRAMME_PER_YEAR,
  PROGRAMME_PER_PERIOD
};
enum programme_refund {
  PROGRAMME_REFUND_NONE,
  PROGRAMME_REFUND_FULL,   /* the whole price */
  PROGRAMME_REFUND_BY_DAY, /* price × whole days left ÷ days of the term, rounded down */
  PROGRAMME_REFUNDS
};
extern const char *const programme_join_names[PROGRAMME_JOINS + 1]; /* these end with NULL */
extern const char *const programme_period_names[PROGRAMME_PERIODS + 1];
extern const char *const programme_occasion_names[PROGRAMME_OCCASIONS + 1];
extern const char *const programme_per_names[];
extern const char *const programme_refund_names[PROGRAMME_REFUNDS + 1];

struct programme_service { /* something a member may have done, so often in so long */
  struct str slug;
  struct bilingual title, promise; /* promise: empty when absent */
  int64_t quota;                   /* -1: without limit */
  enum programme_per per;
};

struct programme_gifts {
  struct reward *p;
  uint32_t n;
};

struct programme_level {
  struct str slug;
  struct bilingual title;
  bool by_growth, by_rule; /* neither: everybody (the lowest), or set by hand only */
  struct dec growth;       /* by_growth: reached at so much … */
  struct dec keep;         /* … and kept with so much in the period; ≤ growth */
  struct str when;         /* by_rule: expression, holds as of now */
  struct dec multiplier;   /* of points; 1 when absent */
  struct bilingual *texts;
  uint32_t n_texts;
  struct programme_service *services;
  uint32_t n_services;
  struct programme_gifts gifts[PROGRAMME_OCCASIONS];
};

struct programme_enrol {  /* an event that makes a member */
  struct str on;          /* events with their conditions, as text */
  struct str source;      /* where they joined, or … */
  struct str source_from; /* … the property that says so */
};

struct programme_pack { /* what welcomes a new member: the first that fits */
  struct str slug;
  struct bilingual title;
  struct str *sources; /* where the person joined: one of these; none: anywhere */
  uint32_t n_sources;
  struct str when; /* expression, as of joining; empty: everybody */
  struct programme_gifts gifts;
};

struct programme_plan {
  struct str slug;
  struct bilingual title;
  struct dec price;
  uint32_t months, days; /* one of them */
  uint32_t trial_days, grace_days;
  enum programme_refund refund;
};

struct programme {
  struct str slug;
  struct bilingual title;
  enum programme_join join;
  struct str join_when;
  struct str growth; /* currency; empty: no level counts growth */
  enum programme_period period;
  uint32_t months;
  bool lifetime_growth; /* all growth ever counts, not the period's */
  bool one_level;       /* downgrade: one level; else to what is reached */
  uint32_t grace_days;
  uint32_t day_of_month, day_of_week; /* member day: 1 … 31, 1 (Monday) … 7; 0: none */
  struct str birthday;                /* attribute; `birthday` when absent */
  struct programme_level *levels;
  uint32_t n_levels;
  struct programme_plan *plans; /* PROGRAMME_PAID */
  uint32_t n_plans;
  struct programme_enrol *enrol;
  uint32_t n_enrol;
  struct programme_pack *packs;
  uint32_t n_packs;
};

/* Reads a document; all of *ret lives in `out`.  Expressions are not looked into and names of other
 * documents not looked for (kind_programme.c does both).  False: *ret_at is the value that is
 * wrong, or NULL (the document as a whole).  ERR_bad_field, ERR_unknown_field, ERR_missing_field.
 */
bool programme_read(const struct json *doc, struct arena *out, struct programme *ret,
                    const struct json **ret_at, struct err *err);

int programme_level_find(const struct programme *p, struct str slug); /* -1: none */
const struct programme_plan *programme_plan_find(const struct programme *p, struct str slug);
/* Whether any level has such gifts. */
bool programme_gives(const struct programme *p, enum programme_occasion o);
bool programme_has_rules(const struct programme *p); /* some level is by_rule */
/* The first welcome pack that fits; bit i of `holds`: when of pack i holds.  NULL: none. */
const struct programme_pack *programme_pack_find(const struct programme *p, struct str source,
                                                 uint32_t holds);

/* The programme of a slug as it is now; *ret_version of its document, *ret_active: not archived.
 * ERR_unknown_resource. */
struct workspace;
bool resource_programme(struct workspace *w, struct str slug, struct arena *out,
                        struct programme *ret, uint32_t *ret_version, bool *ret_active,
                        struct err *err);

#endif

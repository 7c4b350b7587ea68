/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: how a kind says what it may give. */
#ifndef SHOAL_RESOURCE_ISSUE_INT_H
#define SHOAL_RESOURCE_ISSUE_INT_H

#include "resource/issue.h"
#include "resource/launch.h"
#include "resource/resource_int.h"

struct issuing {
  const struct tz *tz;
  int64_t now;
  struct arena *out;
  struct issues *ret;
};

/* What something gives at once, by currency. */
struct giving {
  struct giving_part {
    struct str currency;
    i128 units;
  } * p;
  uint32_t n;
  i128 points, coupons; /* sums */
};
i128 issue_units(struct dec d); /* at most ISSUE_SCALE fraction digits */
struct giving_part *giving_part(struct giving *g, struct str currency, struct arena *out);
/* Adds r, `times` times; giving_share: what one of `parts` has of it, rounded up. */
void giving_add(struct giving *g, const struct rewards *r, int64_t times, struct arena *out);
void giving_share(struct giving *g, const struct rewards *r, int64_t parts, struct arena *out);
/* For each currency the more of both. */
void giving_most(struct giving *g, const struct giving *x, struct arena *out);

/* As many completions as the budget allows, each of which gives g; `at_most` < 0: that is all that
 * limits them. */
void issue_completions(struct issuing *x, const struct launch *l, const struct giving *g,
                       int64_t at_most);
/* So many units in all; < 0: without limit. */
void issue_total(struct issuing *x, const struct launch *l, struct str currency, i128 units);
/* How long l gives; 0: it does not begin, is over, or has no end. */
int64_t issue_span(const struct issuing *x, const struct launch *l);

#endif

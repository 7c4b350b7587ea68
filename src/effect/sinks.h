/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether documents may give more points than people spend: the last clause of the gate (SPEC A8),
 * a warning that never blocks.
 *
 * What a document may give a day (resource/issue.h) is compared with what was spent a day of that
 * currency, less what was given back of it, over the last POINTS_BURN_DAYS days, or since its first
 * posting when it is younger (at least a day).  Growth value is never spent and not compared.
 *
 * Threads: any; the state's connection is the caller's alone meanwhile. */
#ifndef SHOAL_EFFECT_SINKS_H
#define SHOAL_EFFECT_SINKS_H

#include "base/decimal.h"
#include "resource/issue.h"
#include "resource/resource.h"
#include "state/state.h"

struct sink_warning {
  struct str kind, slug, currency;
  struct err what;          /* the sentence: ERR_issue_over_sinks, _no_sinks, _unlimited */
  bool unlimited;           /* of what it may give: a_day says nothing */
  struct dec a_day;         /* … */
  struct dec spent, issued; /* a day; issued: earned and granted, less what was taken back of it */
  uint32_t days;            /* that these two are of */
  struct spending ways;     /* to spend it now */
};

/* Of what was applied or would be, in `out`: one for each document and currency that may give more.
 * Errors of the state. */
bool sink_warnings(struct workspace *w, struct state *s, const struct resource_change *changes,
                   uint32_t n, int64_t now, struct arena *out, struct sink_warning **ret,
                   uint32_t *ret_n, struct err *err);

#endif

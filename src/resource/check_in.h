/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Check-ins: once a day, more for many days in a row (docs/TASKS.md).
 *
 *   kind: check_in
 *   slug: daily
 *   title: {en: Check in, zh: 每日签到}
 *   active: true
 *   days:                              # the first day, the second …, then from the first again
 *     - [{points: 5, currency: points}]
 *     - [{points: 10, currency: points}]
 *   milestones:                        # at so many days in a row, each time anew
 *     - {days: 30, rewards: [{coupon: faithful}]}
 *   budget: {points: 100000}           # this and what follows: resource/launch.h
 *   unit_cost: 0.05
 *   until: 2027-01-01
 *   holdout: 5%
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_CHECK_IN_H
#define SHOAL_RESOURCE_CHECK_IN_H

#include "base/json.h"
#include "base/tz.h"
#include "resource/bilingual.h"
#include "resource/launch.h"
#include "resource/reward.h"

#define CHECK_IN_DAYS_MAX       31
#define CHECK_IN_MILESTONES_MAX 20
#define CHECK_IN_STREAK_MAX     3660

struct check_in {
  struct str slug;
  struct bilingual title, description;
  struct rewards *days;
  uint32_t n_days;
  struct check_in_milestone { /* ascending */
    int64_t days;
    struct rewards rewards;
  } * milestones;
  uint32_t n_milestones;
  struct launch launch;
};

/* As task_read. */
bool check_in_read(const struct json *doc, const struct tz *tz, struct arena *out,
                   struct check_in *ret, const struct json **ret_at, struct err *err);

struct workspace;
/* The document as it is now; *ret_active: neither archived nor a draft. */
bool resource_check_in(struct workspace *w, struct str slug, struct arena *out,
                       struct check_in *ret, bool *ret_active, struct err *err);

#endif

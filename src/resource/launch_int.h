/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: reading what incentives have in common. */
#ifndef SHOAL_RESOURCE_LAUNCH_INT_H
#define SHOAL_RESOURCE_LAUNCH_INT_H

#include "base/tz.h"
#include "lang/tree.h"
#include "resource/launch.h"
#include "resource/reading_int.h"
#include "resource/resource_int.h"

#define LAUNCH_FIELDS "active", "budget", "unit_cost", "from", "until", "review", "holdout"

bool launch_read(struct reading *r, const struct json *doc, const struct tz *tz,
                 struct launch *ret);
/* An active one says everything.  clauses: conditions of its rule.  ERR_gate_…. */
bool launch_check(struct reading *r, const struct json *doc, const struct launch *l,
                  uint32_t clauses);
/* Conditions that and, or and not put together; NULL has none. */
uint32_t launch_clauses(const struct node *tree);

bool reading_flag(struct reading *r, const struct json *o, const char *field, bool *ret);
bool rewards_read(struct reading *r, const struct json *o, const char *field, struct rewards *ret);
/* What rewards name is a reference: it cannot be archived under the document. */
bool reward_refer(struct entry *e, struct names_env *env, const struct reward *w,
                  const struct json *at, struct err *err);
bool rewards_refer(struct entry *e, struct names_env *env, const struct rewards *w,
                   const struct json *list, struct err *err);
bool refer_to(struct entry *e, struct names_env *env, const struct kind_def *k, struct str slug,
              const struct json *at, struct err *err);

#endif

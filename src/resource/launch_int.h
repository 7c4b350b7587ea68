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

enum launch_form { LAUNCH_COUNTED, LAUNCH_PRICED }; /* launch.h shows both */
bool launch_read(struct reading *r, const struct json *doc, const struct tz *tz,
                 enum launch_form form, struct launch *ret);

/* What a kind must say before it begins. */
enum {
  LAUNCH_BUDGET = 1,
  LAUNCH_COST = 2,
  LAUNCH_END = 4,   /* until or review … */
  LAUNCH_UNTIL = 8, /* … or an end and nothing else */
  LAUNCH_HOLDOUT = 16,
  LAUNCH_GIVES = LAUNCH_BUDGET | LAUNCH_COST | LAUNCH_END | LAUNCH_HOLDOUT
};
/* An active one says everything that it needs.  clauses: conditions of its rule.  ERR_gate_…. */
bool launch_check(struct reading *r, const struct json *doc, const struct launch *l,
                  uint32_t clauses, unsigned needs);
bool launch_few(uint32_t clauses, struct err *err); /* ERR_gate_clauses */
/* At `at`: ERR_gate_goal, ERR_gate_unit_cost …; false. */
bool launch_lacks(struct reading *r, const struct json *at, enum err_code code, const char *field);
/* Conditions that and, or and not put together; NULL has none. */
uint32_t launch_clauses(const struct node *tree);

bool rewards_read(struct reading *r, const struct json *o, const char *field, struct rewards *ret);
/* What rewards name is a reference: it cannot be archived under the document. */
bool reward_refer(struct entry *e, struct names_env *env, const struct reward *w,
                  const struct json *at, struct err *err);
bool rewards_refer(struct entry *e, struct names_env *env, const struct rewards *w,
                   const struct json *list, struct err *err);
bool refer_to(struct entry *e, struct names_env *env, const struct kind_def *k, struct str slug,
              const struct json *at, struct err *err);

#endif

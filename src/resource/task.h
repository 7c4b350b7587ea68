/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks: what people are asked to do, and what they get for it (docs/TASKS.md has every field).
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_TASK_H
#define SHOAL_RESOURCE_TASK_H

#include "base/json.h"
#include "lang/lang.h"
#include "resource/bilingual.h"
#include "resource/launch.h"
#include "resource/reward.h"

#define TASK_REACH_MAX     INT64_C(100000000000000) /* of a goal */
#define TASK_REPEATED_MAX  1000000
#define TASK_REF_PROPS_MAX 3
#define TASK_SCALE         LAUNCH_SCALE /* progress is counted in units of 10^-4 */

enum task_measure {
  TASK_COUNT,    /* events */
  TASK_SUM,      /* of a property */
  TASK_DISTINCT, /* values of a property */
  TASK_PROGRESS, /* what an expression says of the person */
  TASK_MEASURES
};
enum task_period { TASK_ONCE, TASK_DAILY, TASK_WEEKLY, TASK_MONTHLY, TASK_REPEATED, TASK_PERIODS };
extern const char *const task_measure_names[TASK_MEASURES + 1]; /* these end with NULL */
extern const char *const task_period_names[TASK_PERIODS + 1];

struct task {
  struct str slug;
  struct bilingual title, description;
  enum task_measure measure;
  const struct node *on;       /* a count of the events; NULL: TASK_PROGRESS */
  const struct node *progress; /* TASK_PROGRESS: a number */
  struct str of;               /* property: TASK_SUM, TASK_DISTINCT */
  int64_t reach;               /* in units of 10^-4, > 0 */
  const struct node *undo;     /* a count of the events that take back; NULL: none */
  struct str undo_of;          /* their amount; TASK_SUM */
  struct str undo_by[TASK_REF_PROPS_MAX];
  uint32_t n_undo_by;
  enum task_period period;
  int64_t times;          /* so often in one period: 1, or up to N: TASK_REPEATED */
  int64_t per_person;     /* in all periods together; 0: no limit */
  const struct node *who; /* NULL: everybody */
  struct str after;       /* a task that must have been completed; empty: none */
  bool by_person;         /* claimed by the person; else given at once */
  bool history;           /* what happened before the task was there counts when it comes in */
  struct rewards rewards;
  struct launch launch;
  uint32_t clauses; /* conditions of the rule */
};

/* Expressions are resolved with `names`, whose zone says which moment a date is.  On failure *ret_at
 * is what is wrong in the document; an error with a place is inside the text of *ret_at.
 * ERR_missing_field, ERR_bad_field, ERR_unknown_field, ERR_earn_names, ERR_earn_loop,
 * ERR_gate_…, and those of the language. */
bool task_read(const struct json *doc, const struct lang_names *names, struct arena *out,
               struct task *ret, const struct json **ret_at, struct err *err);
/* The same without goal and `who`, which are left empty. */
bool task_terms_read(const struct json *doc, const struct tz *tz, struct arena *out,
                     struct task *ret, const struct json **ret_at, struct err *err);

struct workspace;
/* The terms of a slug as they are now; *ret_active: neither archived nor a draft. */
bool resource_task(struct workspace *w, struct str slug, struct arena *out, struct task *ret,
                   bool *ret_active, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan as it is read (plan.c) and judged by (plan_judge.c). */
#ifndef SHOAL_COLLECT_PLAN_INT_H
#define SHOAL_COLLECT_PLAN_INT_H

#include "base/intern.h"
#include "base/vec.h"
#include "collect/plan.h"

struct plan_prop {
  struct str name;
  enum vtype type;       /* V_NONE: any */
  struct intern *values; /* of text; NULL: any */
  struct dec min, max;
  bool required, has_min, has_max;
};

struct plan_event { /* what one document says of an event, or of attributes */
  struct intern names;
  struct plan_prop *props; /* by the number of its name */
  uint32_t n_required;
  enum plan_action others, broken;
  struct plan_event *next; /* the same event in another document */
};

struct plan {
  struct arena arena;
  struct intern events;            /* named by any document */
  VEC(struct plan_event *) event;  /* by the number of its name; the first document's */
  struct plan_event *attributes;   /* NULL: no document names attributes */
  VEC(struct plan_event *) judged; /* all of them, to be released */
  VEC(struct intern *) values;     /* likewise */
  enum plan_action unknown;
  struct intern renamed[2]; /* events, properties: from … */
  VEC(struct collect_rename) names[2];
};

#endif

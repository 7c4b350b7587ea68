/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the two halves of the reader of earn rules. */
#ifndef SHOAL_RESOURCE_EARN_RULE_INT_H
#define SHOAL_RESOURCE_EARN_RULE_INT_H

#include <stdio.h>

#include "resource/earn_rule.h"

#define EARN_AMOUNT_MAX   INT64_C(1000000000000) /* of any amount in a rule */
#define EARN_AMOUNT_SCALE 6

struct earn_reading {
  struct earn_rule *rule;
  const struct lang_names *names;
  struct arena *out;
  const struct json *at; /* what is being read */
  struct err *err;
};

bool earn_refuse(struct earn_reading *r, const struct json *at, const char *field,
                 const char *must_be);
bool earn_only(struct earn_reading *r, const struct json *v, const char *of,
               const char *const *known);
bool earn_text(struct earn_reading *r, const struct json *of, const char *field, bool needed,
               struct str *ret);
bool earn_amount(struct earn_reading *r, const struct json *v, const char *field, struct dec *ret);
bool earn_word(struct earn_reading *r, const struct json *of, const char *field,
               const char *const *words, const char *must_be, unsigned *ret);
bool earn_number(struct earn_reading *r, const struct json *of, const char *field, int64_t min,
                 int64_t max, const char *must_be, int64_t *ret);
bool earn_events(struct earn_reading *r, const struct json *of, const char *field, bool needed,
                 const struct node **ret);
bool earn_condition(struct earn_reading *r, const struct json *of, const char *field,
                    const struct node **ret);

/* Must be there: a number. */
bool earn_measure(struct earn_reading *r, const struct json *of, const char *field,
                  const struct node **ret);

/* earn_rule_when.c */
bool earn_multipliers(struct earn_reading *r, const struct json *doc);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of questions. */
#include "model/question.h"

const struct question_kind *const question_kinds[] = {
    &question_funnel,      &question_retention,  &question_paths,
    &question_attribution, &question_trend,      &question_distribution,
    &question_overlap,     &question_difference, NULL,
};

const struct question_kind *question_find(struct str name) {
  for (size_t i = 0; question_kinds[i]; i++)
    if (str_is(name, question_kinds[i]->name)) return question_kinds[i];
  return NULL;
}

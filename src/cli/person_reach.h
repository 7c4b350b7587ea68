/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an act on people by hand would reach, for --dry-run.
 */
#ifndef SHOAL_CLI_PERSON_REACH_H
#define SHOAL_CLI_PERSON_REACH_H

#include "cli/cli_int.h"

/* Merging: all identities of the people of `subjects`, and the limits they would break as one with
 * `into`.  Else (SUBJECT_NONE): the identities of the subjects themselves, which would leave. */
struct person_moving {
  uint32_t into;
  const uint32_t *subjects;
  uint32_t n;
};
/* A table for people, … */
void person_reach_table(struct cli *c, struct workspace *w, const struct person_moving *m);
/* … or "moving" and "conflicts" of an open object, as the API has them. */
void person_reach_json(struct workspace *w, const struct person_moving *m, struct arena *tmp,
                       struct jw *j);

#endif

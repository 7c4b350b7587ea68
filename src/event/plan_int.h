/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by plan.c (what is decided for every kind of file), plan_csv.c and plan_ndjson.c. */
#ifndef SHOAL_EVENT_PLAN_INT_H
#define SHOAL_EVENT_PLAN_INT_H

#include "event/reader_int.h"

struct sample {
  struct arena arena;
  VEC(struct str) cells; /* n_rows × columns */
  uint32_t n_rows, columns;
};

/* At least SAMPLE_BYTES of the text are in the window, if there is so much. */
bool reader_sample_fill(struct reader *r, struct err *err);
/* Never more than those bytes, so that it does not depend on how the file comes in. */
struct str reader_sample_view(const struct reader *r, bool *ret_at_end);

void reader_plan_core(struct reader *r); /* columns of the core fields; not where they are */
/* values: n of the sample, each may be empty. */
void reader_settle(struct reader *r, struct step *step, const struct map_field *f,
                   const struct str *values, uint32_t n);
void reader_settle_time(struct reader *r, const struct str *values, uint32_t n);
/* Whether a field is of people: said so, in a file that is not of items, or in one of people. */
bool reader_to_attributes(const struct mapping *m, bool is_attribute);
struct step *reader_add_step(struct plan *p, bool attribute, struct step step);
void reader_note_numbers(struct plan *p); /* once all steps are there */

#endif

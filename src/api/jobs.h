/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs, uploads, imports and exports over HTTP: what other files of this room need of them. */
#ifndef SHOAL_API_JOBS_H
#define SHOAL_API_JOBS_H

#include "api/shape.h"
#include "job/job.h"

/* Longest mapping in a request, as text. */
#define MAPPING_TEXT_MAX ((int64_t)1 << 20)

extern const struct shape shape_job, shape_trouble, shape_import_status;

/* One Job as the API shows it, sentences in `lang`; also the data of the event stream's `job`. */
void put_job(struct jw *w, const struct job *j, enum lang lang);
/* An error inside an answer: shape_trouble. */
void put_problem(struct jw *w, const struct err *e, enum lang lang);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handlers and shapes behind the routes of jobs and imports (routes_jobs.c, routes_imports.c). */
#ifndef SHOAL_API_JOBS_INT_H
#define SHOAL_API_JOBS_INT_H

#include "api/jobs.h"
#include "api/route.h"
#include "event/mapping.h"
#include "job/upload.h"

/* shapes_imports.c */
extern const struct shape shape_upload, shape_look, shape_preview, shape_import_page,
    shape_reject_page, shape_preview_body, shape_import_body;
/* shapes_jobs.c */
extern const struct shape shape_job_page, shape_export_body, shape_question_job_body,
    shape_demo_body, shape_job_status;

/* jobs.c */
bool api_list_jobs(struct call *c, struct err *err);
bool api_get_job(struct call *c, struct err *err);
bool api_cancel_job(struct call *c, struct err *err);
bool api_retry_job(struct call *c, struct err *err);
bool api_job_file(struct call *c, struct err *err);
bool api_start_export(struct call *c, struct err *err);
bool api_start_question(struct call *c, struct err *err);
bool api_load_demo(struct call *c, struct err *err);

/* uploads.c */
bool api_upload(struct call *c, struct err *err);
bool api_inspect_upload(struct call *c, struct err *err);
bool api_delete_upload(struct call *c, struct err *err);
/* preview.c */
bool api_preview_upload(struct call *c, struct err *err);
/* imports.c */
bool api_start_import(struct call *c, struct err *err);
bool api_list_imports(struct call *c, struct err *err);
bool api_import_rejects(struct call *c, struct err *err);

/* The mapping of a request body: `mapping` (object) or `yaml` (text), exactly one of them.  Parsed;
 * *ret_yaml is its canonical text.  Errors are placed: `yaml` by line and column. */
bool body_mapping(struct call *c, struct mapping *ret, struct str *ret_yaml, struct err *err);
/* Fields `mapping` (object, as the YAML would be) and `yaml` of the open object. */
bool put_mapping(struct call *c, const struct mapping *m, struct err *err);
/* Of the people that the body names by `segment` or `expression` (neither: everyone): a title. */
bool job_whose(struct call *c, struct str *en, struct str *zh, struct err *err);
/* Parameters of a job: the body, `more` (ends with a NULL name; may be NULL), as_of and whether the
 * caller sees people masked. */
struct job_param {
  const char *name;
  struct str value;
};
bool job_params(struct call *c, const struct job_param *more, struct buf *out, struct err *err);
/* A job was made: audit entry, 202, Location, the job. */
bool reply_job(struct call *c, const struct job *j, const char *action, struct err *err);
/* By the id in the path; ERR_unknown_upload, ERR_upload_expired. */
bool path_upload(struct call *c, struct upload *ret, struct err *err);

#endif

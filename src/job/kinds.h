/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kinds of jobs share with each other. */
#ifndef SHOAL_JOB_KINDS_H
#define SHOAL_JOB_KINDS_H

#include "job/export.h"
#include "job/job_int.h"
#include "workspace/import.h"

/* One file, its progress shown as `from` to `to` of the job's. */
bool job_import_file(struct job_run *r, const char *path, const char *phase, double from, double to,
                     const struct mapping *m, struct str source, struct str name,
                     struct str reject_path, struct import_counts *ret, struct err *err);

/* What a question needs: a snapshot, its names, limits that end with the job. */
struct job_view {
  struct snapshot *n;
  struct names_env *names;
  struct query_limits limits;
  struct classification_env env;
  int64_t as_of;
};
/* as_of from params (date or date-time in the workspace's zone; written in by whoever made the
 * job).  Release with job_view_close, also after a failure. */
bool job_view_open(struct job_run *r, struct job_view *v, struct err *err);
void job_view_close(struct job_view *v);
/* The expression of params (`expression` or `segment`; "" = everyone). */
bool job_expression(struct job_run *r, struct str *ret, struct err *err);

/* Runs an export into the job's file `name`: written aside, renamed when whole. */
bool job_export_file(struct job_run *r, const struct job_view *v, const struct export_want *want,
                     const char *name, uint64_t *ret_rows, struct err *err);

/* `what: ask` of a question's job (ask.c). */
bool job_ask(struct job_run *r, const struct job_view *v, struct err *err);

#endif

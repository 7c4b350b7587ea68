/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of jobs, their rows, and the runner's state. */
#ifndef SHOAL_JOB_JOB_INT_H
#define SHOAL_JOB_JOB_INT_H

#include <pthread.h>

#include "base/pace.h"
#include "base/vec.h"
#include "job/job.h"

#define JOB_PATH_MAX 4096

/* ---- a kind ---- */

struct job_run; /* one attempt, on a thread of its own */

struct job_kind {
  const char *name;
  bool writes; /* one at a time per workspace */
  /* May leave a result (a JSON object) in run->result also when it fails.  Returns ERR_canceled
   * soon after *run->cancel turns true. */
  bool (*run)(struct job_run *run, struct err *err);
};

struct job_run {
  struct jobs *jobs; /* NULL in tests of a kind alone */
  struct workspace *w;
  void *loan; /* of the host, with w */
  const struct job *job;
  const struct json *params;
  struct arena *arena; /* of the attempt */
  const bool *cancel;  /* read with __atomic_load_n */
  const char *dir;     /* the job's; exists */
  struct buf result;
  VEC(struct job_file) files;
  struct live *live;
};
static inline bool job_canceled(const struct job_run *r) {
  return __atomic_load_n(r->cancel, __ATOMIC_RELAXED);
}
/* What is owed to customers, in this workspace. */
bool job_loyalty(const struct job_run *r, struct loyalty **ret, struct err *err);
bool job_incentive(const struct job_run *r, struct incentive **ret, struct err *err);
/* phase: a static word. */
void job_progress(struct job_run *r, double progress, const char *phase);
/* Progress by bytes, from share `from` of the job's to `to`; hands on that it was canceled. */
struct job_pace {
  struct pace pace; /* for who does the work */
  struct job_run *run;
  const char *phase;
  double from, to;
  uint64_t of, done; /* bytes; of 0: unknown */
};
void job_pace_begin(struct job_pace *p, struct job_run *r, const char *phase, double from,
                    double to, uint64_t of);
/* The path of a file of the job. */
const char *job_path(const struct job_run *r, const char *name);
/* Writes it, aside and then renamed. */
bool job_write(struct job_run *r, const char *name, struct str bytes, struct err *err);
/* Names a whole file as a result; its size is looked up.  Absent is fine. */
bool job_file_add(struct job_run *r, const char *name, const char *type, struct err *err);

extern const struct job_kind job_kind_import, job_kind_export, job_kind_question, job_kind_demo,
    job_kind_verify, job_kind_backup, job_kind_coupons, job_kind_mall;

/* ---- schedule.c ---- */

#define SCHEDULE_LATE_MAX MS_DAY /* a moment missed by more is left out */
/* Starts a job for every kept question that is due and was not served. */
bool schedules_look(struct jobs *j, struct workspace *w, int64_t now, struct arena *tmp,
                    struct err *err);

/* Starts a backup if one is due by jobs_backup.minute and was not taken. */
bool backup_look(struct jobs *j, struct workspace *w, int64_t now, struct arena *tmp,
                 struct err *err);

/* ---- rows.c; no function holds the state when it returns ---- */

bool rows_insert(struct workspace *w, const struct job_new *n, struct str id, int64_t now,
                 struct err *err);
/* running → queued or, after JOB_ATTEMPTS_MAX, failed. */
bool rows_recover(struct workspace *w, int64_t now, struct err *err);
struct waiting_row {
  struct str id, kind;
};
bool rows_waiting(struct workspace *w, struct arena *out, struct waiting_row **ret, uint32_t *ret_n,
                  struct err *err);
bool rows_start(struct workspace *w, struct str id, int64_t now, struct err *err);
/* Back to the queue, the attempt uncounted. */
bool rows_requeue(struct workspace *w, struct str id, struct err *err);
bool rows_end(struct workspace *w, struct str id, enum job_status status, struct str result,
              const struct err *problem, const struct job_file *files, uint32_t n_files,
              int64_t now, struct err *err);
/* Only if it still waits; *ret_done says so. */
bool rows_cancel_waiting(struct workspace *w, struct str id, int64_t now, bool *ret_done,
                         struct err *err);
/* Also one that a crash left running; for who knows that no server runs. */
bool rows_cancel_left(struct workspace *w, struct str id, int64_t now, bool *ret_done,
                      struct err *err);
/* Ended before `before`: the row goes, *ret are the ids. */
bool rows_expire(struct workspace *w, int64_t before, struct arena *out, struct str **ret,
                 uint32_t *ret_n, struct err *err);

/* ---- dirs.c ---- */

void job_dir(const struct workspace *w, const char *what /* "jobs", "uploads" */, struct str id,
             char out[JOB_PATH_MAX]);
/* The directory and what is in it, two levels deep; best effort. */
void job_dir_remove(struct io *io, const char *path);
/* Entries of `what` that begin with `prefix` and that SQL does not know: left by a crash. */
bool job_dirs_sweep(struct workspace *w, const char *what, const char *prefix, const char *sql,
                    struct err *err);

/* ---- upload.c ---- */
bool uploads_tend(struct workspace *w, int64_t now, struct err *err);
/* A job that used it ended: kept as long as the job (failed, canceled) or another day (done). */
bool upload_job_over(struct workspace *w, struct str job, bool done, int64_t now, struct err *err);

/* ---- the runner ---- */

struct waiting {
  char id[40];
  const struct job_kind *kind;
};

struct brand { /* a workspace as the runner sees it */
  char *slug;
  bool attached, attaching;
  bool swept; /* strange directories were removed: once, for later ones are somebody's */
  bool stale; /* a job ended without its row being written */
  VEC(struct waiting) queue;
  uint32_t writers, readers; /* running */
};

struct live { /* a running job */
  char id[40];
  struct brand *brand;
  const struct job_kind *kind;
  bool cancel;   /* atomic; also when the server stops */
  bool canceled; /* by somebody */
  double progress;
  const char *phase;
  struct mono noticed;
};

struct listener {
  uint64_t id;
  char *slug;
  job_notice_fn *fn;
  void *ctx;
};

/* Lock order: `notices` before `mutex`; neither is held while SQL, files or a kind run. */
struct jobs {
  struct jobs_options o;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool stop;
  VEC(struct brand *) brands;
  size_t next; /* brand to look at first */
  VEC(struct live *) live;
  uint32_t writers;
  struct jobs_stats stats;
  pthread_t *threads;
  unsigned n_threads;
  pthread_t tender;
  pthread_mutex_t notices;
  VEC(struct listener) listeners;
  uint64_t next_listener;
};

const struct job_kind *jobs_kind(const struct jobs *j, struct str name); /* NULL if unknown */
void jobs_notice(struct jobs *j, const char *slug, const struct job *job);
/* With the mutex: makes it on first sight. */
struct brand *jobs_brand(struct jobs *j, struct str slug);
void jobs_enqueue(struct jobs *j, struct str slug, struct str id, const struct job_kind *kind);
/* With the mutex: fills in what only memory knows. */
void jobs_overlay(struct jobs *j, struct job *job);
void *jobs_work(void *jobs); /* runner.c */
void *jobs_tender(void *jobs);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work in the background of a server: durable, cancelable, with progress and a result.
 *
 *   queued ──▶ running ──▶ done
 *     │  ▲        │ ├────▶ failed
 *     │  └────────┘ └────▶ canceled
 *     └──────────────────▶ canceled         (back to queued: the server stopped meanwhile)
 *
 * A job is a row of the workspace's state.db and perhaps files in DIR/w/<slug>/jobs/<id>/.  A kind
 * is one file and one line in kinds.c; it must be safe to run again from its start after a crash
 * (an import resumes, an export starts from zero), at most JOB_ATTEMPTS_MAX times.  Rows and files
 * are kept for JOB_KEEP_DAYS after the end.
 *
 * At most one job that writes runs in a workspace, and JOB_READERS_MAX others; threads go round
 * the workspaces, so that a long queue of one does not hold up another.
 *
 * Threads: everything here from any thread.  Strings given back live in `out`.
 */
#ifndef SHOAL_JOB_JOB_H
#define SHOAL_JOB_JOB_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "incentive/incentive.h"
#include "workspace/workspace.h"

#define JOB_THREADS      4 /* of the server */
#define JOB_WRITERS_MAX  2 /* of those at once in jobs that write */
#define JOB_READERS_MAX  2 /* per workspace */
#define JOB_ATTEMPTS_MAX 3
#define JOB_KEEP_DAYS    7
#define JOB_WAITING_MAX  100 /* queued in a workspace: ERR_too_many_jobs */
#define JOB_NOTICE_NS                                                                              \
  INT64_C(500000000)         /* least time between two notices of one job's progress               \
                              */
#define JOB_TEND_S        60 /* how often expired things are looked for */
#define JOB_PARAMS_MAX    ((size_t)2 << 20)
#define JOB_LISTENERS_MAX 4096 /* of the server: ERR_too_many_subscribers */

enum job_status { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELED };
extern const char *const job_status_names[]; /* by enum job_status; "queued" … */

struct job_file {
  struct str name, type; /* media type */
  uint64_t bytes;
};

struct job {
  int64_t n; /* grows with every job of the workspace; for pages */
  struct str id, kind, title_en, title_zh;
  enum job_status status;
  double progress; /* 0 … 1; < 0: unknown */
  struct str phase;
  int64_t created_ms, started_ms, ended_ms; /* 0 = not yet */
  struct str author, author_id;
  struct str ref;     /* what it is about; of an import: the upload */
  struct str params;  /* a JSON object */
  struct str result;  /* a JSON object, or "" */
  struct err problem; /* code ERR_none: none */
  struct job_file *files;
  uint32_t n_files, attempts;
};

struct job_kind;                                 /* job_int.h */
extern const struct job_kind *const job_kinds[]; /* ends with NULL */

/* Where workspaces come from.  All callbacks from any thread. */
struct job_host {
  void *ctx;
  /* An open, writable workspace, until given back. */
  bool (*lend)(void *ctx, struct str slug, struct workspace **ret, void **ret_loan,
               struct err *err);
  void (*give_back)(void *ctx, void *loan);
  /* What is owed to customers, of a loan. */
  bool (*loyalty)(void *ctx, void *loan, struct loyalty **ret, struct err *err);
  bool (*incentive)(void *ctx, void *loan, struct incentive **ret, struct err *err);
  /* Slugs of all, to go on with what an earlier process left. */
  bool (*list)(void *ctx, struct arena *out, struct str **ret, uint32_t *ret_n, struct err *err);
};

/* Where backups of the data directory go. */
struct jobs_backup {
  const char *to; /* directory; NULL = there is none */
  int minute;     /* of the day, in the zone of the first workspace: taken by itself; < 0 = never */
  uint32_t keep;  /* 0 = all */
  const char
      *passphrase; /* file: secrets.key goes along (workspace/backup.h); NULL = it does not */
};

struct jobs_options {
  struct job_host host;
  struct clock *clock;                 /* NULL = system */
  const struct job_kind *const *kinds; /* NULL = job_kinds */
  unsigned threads;                    /* 0 = JOB_THREADS */
  const char *dir;                     /* data directory, for backups */
  struct jobs_backup backup;
};

struct jobs;
/* Starts the threads; what waits in the workspaces is found in the background. */
bool jobs_start(const struct jobs_options *o, struct jobs **ret, struct err *err);
/* Interrupts what runs (it is queued again, without counting the attempt) and waits for it. */
void jobs_stop(struct jobs *j); /* NULL is fine */
/* Finds what waits in a workspace, if that was not done yet.  For workspaces made or opened after
 * jobs_start; adding a job does it too. */
bool jobs_attach(struct jobs *j, struct str slug, struct err *err);
/* Removes expired jobs and uploads of all workspaces; the server does it every JOB_TEND_S. */
void jobs_tend(struct jobs *j);

struct job_new {
  const char *kind;
  struct str title_en, title_zh, author, author_id, ref;
  struct str params; /* a JSON object */
};
/* ERR_too_many_jobs, ERR_too_large (params). */
bool job_add(struct jobs *j, struct workspace *w, const struct job_new *n, struct arena *out,
             struct job *ret, struct err *err);
/* ERR_unknown_job. */
bool job_get(struct jobs *j, struct workspace *w, struct str id, struct arena *out, struct job *ret,
             struct err *err);
struct job_filter {
  int status;      /* enum job_status, or −1 */
  struct str kind; /* "" = any */
  int64_t before;  /* only n below; 0 = from the newest */
  uint32_t limit;  /* ≥ 1 */
};
/* Newest first. */
bool job_list(struct jobs *j, struct workspace *w, const struct job_filter *f, struct arena *out,
              struct job **ret, uint32_t *ret_n, struct err *err);
/* A waiting job ends here and now, a running one soon; *ret is as it stands.  ERR_job_over. */
bool job_cancel(struct jobs *j, struct workspace *w, struct str id, struct arena *out,
                struct job *ret, struct err *err);
/* A new job with the parameters of one that failed or was canceled.  ERR_job_not_over (queued,
 * running or done). */
bool job_retry(struct jobs *j, struct workspace *w, struct str id, struct str author,
               struct str author_id, struct arena *out, struct job *ret, struct err *err);
/* The path of one of its files; ERR_unknown_job_file. */
bool job_file_path(struct workspace *w, const struct job *job, struct str name, struct arena *out,
                   const char **ret, const struct job_file **ret_file, struct err *err);

/* Reading without a server (command line): as job_get and job_list, of what SQL says. */
bool job_rows(struct workspace *w, const struct job_filter *f, struct arena *out, struct job **ret,
              uint32_t *ret_n, struct err *err);
bool job_row(struct workspace *w, struct str id, struct arena *out, struct job *ret,
             struct err *err);

/* Cancels without a server, which is sure to be none while `w` is open for writing: one that waits,
 * or that a crash left running.  ERR_unknown_job, ERR_job_over. */
bool job_cancel_left(struct workspace *w, struct str id, struct arena *out, struct job *ret,
                     struct err *err);

/* The newest job about `ref`; *ret empty if there is none (any more). */
bool job_of_ref(struct workspace *w, struct str ref, struct arena *out, struct str *ret,
                struct err *err);

/* ---- notices ---- */

/* The job's strings are valid during the call.  Must be quick, must not call into this room. */
typedef void job_notice_fn(void *ctx, const struct job *job);
/* Called when a job of the workspace starts, moves on (at most every JOB_NOTICE_NS) and ends. */
bool jobs_subscribe(struct jobs *j, struct str slug, job_notice_fn *fn, void *ctx, uint64_t *ret_id,
                    struct err *err);
/* When this returns fn is not running and will not be called. */
void jobs_unsubscribe(struct jobs *j, uint64_t id);

struct jobs_stats {
  uint32_t waiting, running;
  uint64_t done, failed, canceled; /* since the start */
};
void jobs_stats(struct jobs *j, struct jobs_stats *ret);

#endif

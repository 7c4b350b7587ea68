/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * File import as a durable, resumable, exactly-once job.
 *
 * Every row ends as imported, duplicate or rejected; read = the sum of the three.  A row is
 * recognised by (source, id column) or (source, row content, ordinal among equal rows of the file);
 * its key is stored in the log beside its event, so that the set of known keys can always be
 * rebuilt.
 *
 * Threads: one import at a time in a workspace, others wait for it to end.  Between its groups (at
 * most 65,536 rows or 8 MiB) other threads' ws_ingest is let in; `progress` is called without any
 * lock that ws_ingest needs.
 */
#ifndef SHOAL_WORKSPACE_IMPORT_H
#define SHOAL_WORKSPACE_IMPORT_H

#include "event/reader.h"
#include "workspace/workspace.h"

struct import_counts {
  uint64_t read, imported, duplicate, rejected;
  uint64_t people;             /* persons met for the first time */
  uint64_t events;             /* events written (an order line file writes orders too) */
  uint64_t bytes, bytes_total; /* of the file as stored; total 0 = unknown */
  uint64_t expired;            /* events of them that are too old to be shown (retention.h) */
  uint64_t resumed_at;         /* row at which an interrupted import went on; 0 = from the start */
  uint64_t scattered_orders; /* order lines: runs of lines that made an order of an id met before */
  uint64_t kept_as_text;     /* values that do not fit the type of their column */
  uint64_t reject_bytes;     /* where the reject file ends */
  double seconds;
};

struct import_job {
  const char *path; /* file, or "-" for standard input */
  struct str name;  /* of the file, as the reject file shows it; "" = path */
  const struct mapping *map;
  struct str source;      /* "" = from mapping, else the file name's stem */
  struct str reject_path; /* "" = rejects/<source>-<file>.csv in the workspace */
  uint64_t reject_from; /* with reject_path: bytes of it to keep, what earlier files of one command
                           left */
  /* Called about ten times a second and at the end; may be NULL.  Returning false stops
   * (ERR_canceled); what was imported stays and a re-run resumes. */
  bool (*progress)(void *ctx, const struct import_counts *c);
  void *ctx;
};

bool ws_import(struct workspace *w, const struct import_job *job, struct arena *out,
               struct import_counts *ret,
               struct str *ret_reject_path, /* empty when nothing was rejected */
               struct err *err);

/* ---- what was imported ---- */

struct import_run {
  uint64_t id;
  struct str source, path, fingerprint, status; /* running, done, stopped, failed */
  struct str reject_path;                       /* "" = nothing was rejected */
  int64_t started_ms, finished_ms;              /* 0 = not finished */
  uint64_t read, imported, duplicate, rejected, people, events, bytes;
};
struct import_filter {
  uint64_t id;            /* only this run; 0 = any */
  struct str path;        /* only of this file; "" = any */
  struct str fingerprint; /* only of this content (reader_fingerprint); "" = any */
  uint64_t before;        /* only ids below; 0 = from the newest */
  uint32_t limit;         /* ≥ 1 */
};
/* Newest first.  A run is listed when it stops or ends, and after a restart also when a crash
 * interrupted it.  Any thread. */
bool ws_import_runs(struct workspace *w, const struct import_filter *f, struct arena *out,
                    struct import_run **ret, uint32_t *ret_n, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of imports: marks in the log, runs in SQL, keys of sources. */
#ifndef SHOAL_WORKSPACE_IMPORTS_INT_H
#define SHOAL_WORKSPACE_IMPORTS_INT_H

#include "workspace_int.h"

/* Body of a LOG_IMPORT record: how far an import had come when its commit group was written. Counts
 * are those of the whole run so far. */
struct import_mark {
  struct str source, fingerprint, path;
  uint64_t run;     /* number of the run: the LSN at which it began, never reused */
  uint64_t mapping; /* hash of the mapping: another one reads other rows */
  int64_t started_ms, at_ms;
  uint64_t read, imported, duplicate, rejected, people, events, bytes;
  uint64_t resume_row; /* where the run was last resumed */
  uint64_t events_lsn; /* the group's events belong to this source; 0 = none */
  bool finished;
};

void import_mark_write(const struct import_mark *m, struct buf *out);
bool import_mark_read(struct str body, struct import_mark *ret,
                      struct err *err); /* views into body */

/* Keys in the log.  A record's own key has bit 0 of lo clear; rows beyond its first have it set
 * and are not looked at when keys are gathered from the log. */
#define KEY_DERIVED 1u
static inline bool key_is_record(struct ev_key k) {
  return !(k.lo & KEY_DERIVED);
}

/* Replay: saves the run's row and notes that its source has keys to gather. */
bool imports_see_mark(struct workspace *w, const struct log_record *rec, struct err *err);

/* The keys of a source, complete up to the end of the log; belongs to the workspace, valid until
 * imports_spill or imports_forget. */
bool imports_keyset(struct workspace *w, struct str source, struct keyset **ret, struct err *err);
/* Drops the set of a source, whose memory holds keys that never became durable. */
void imports_forget(struct workspace *w, struct str source);
/* All keys to files; closes the sets. */
bool imports_spill(struct workspace *w, struct err *err);
void imports_release(struct workspace *w);
struct keyset_options imports_keyset_options(const struct workspace *w, bool scratch);
/* imports/<hash of source>[suffix] */
void imports_dir(const struct workspace *w, struct str source, const char *suffix,
                 char out[WS_PATH_MAX]);

/* The row of a run; `status` is one of SQL's: running, done, stopped, failed. */
bool imports_save_run(struct workspace *w, const struct import_mark *m, const char *status,
                      struct str reject_path, struct err *err);
/* The newest run of that content: from `source`, or with source "" from any.  Not found: *ret_found
 * false. */
bool imports_last_run(struct workspace *w, struct str source, struct str fingerprint,
                      struct arena *out, struct import_mark *ret, bool *ret_found, struct err *err);

#endif

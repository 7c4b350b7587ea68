/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files somebody sent to be imported: DIR/w/<slug>/uploads/<id>/<name>.
 *
 * Kept for UPLOAD_KEEP_HOURS; while a job uses one, as long as the job is remembered; after a
 * finished import for another UPLOAD_KEEP_HOURS.  Any thread. */
#ifndef SHOAL_JOB_UPLOAD_H
#define SHOAL_JOB_UPLOAD_H

#include "base/arena.h"
#include "base/err.h"
#include "workspace/workspace.h"

#define UPLOAD_MAX        ((uint64_t)4 << 30)  /* bytes of one */
#define UPLOADS_BYTES_MAX ((uint64_t)16 << 30) /* of a workspace: ERR_upload_quota */
#define UPLOADS_MAX       1000                 /* of a workspace: ERR_upload_quota */
#define UPLOAD_KEEP_HOURS 24
#define UPLOAD_NAME_MAX   120 /* bytes of a name */

struct upload {
  struct str id, name, author;
  uint64_t bytes;
  int64_t created_ms, expires_ms; /* 0 = in use by a job */
  struct str job;
  const char *path;
};

/* What may be shown and used as a file name: the last part of a path, no control characters or
 * bidirectional overrides, no leading dots, valid UTF-8, at most UPLOAD_NAME_MAX bytes; "file" if
 * nothing remains. */
struct str upload_name(struct str told, struct arena *out);

/* Where a body may be gathered: DIR/w/<slug>/uploads, made if absent. */
bool upload_dir(struct workspace *w, struct arena *out, const char **ret, struct err *err);
/* Bodies that an earlier process was still receiving when it died, in all workspaces of DIR.  Only
 * while none is being received: before the server listens. */
bool uploads_clear_parts(const char *dir, struct io *io, struct err *err);
/* Whether `bytes` more would fit; ERR_upload_quota. */
bool upload_room(struct workspace *w, uint64_t bytes, struct err *err);
/* Makes the directory and gives the path at which the file must then be put; upload_add takes it
 * in, upload_drop forgets it.  Where jobs run, the workspace must be attached before (jobs_attach):
 * attaching removes uploads that have no row. */
bool upload_begin(struct workspace *w, struct str name, struct arena *out, struct upload *ret,
                  struct err *err);
/* The file is at u->path: sets its size and writes the row.  ERR_upload_empty, ERR_upload_quota:
 * then nothing is left. */
bool upload_add(struct workspace *w, struct upload *u, struct str author, struct err *err);
void upload_drop(struct workspace *w, const struct upload *u);
/* ERR_unknown_upload, ERR_upload_expired. */
bool upload_get(struct workspace *w, struct str id, struct arena *out, struct upload *ret,
                struct err *err);
/* Errors about the file speak of its name, not of where it lies. */
void upload_hide(const struct upload *u, struct err *err);
/* ERR_upload_in_use. */
bool upload_remove(struct workspace *w, struct str id, struct err *err);

#endif

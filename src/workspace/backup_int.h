/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objects and manifests of a backup target. */
#ifndef SHOAL_WORKSPACE_BACKUP_INT_H
#define SHOAL_WORKSPACE_BACKUP_INT_H

#include "base/copy.h"
#include "base/key_wrap.h"
#include "workspace/backup.h"
#include "workspace_int.h"

#define BACKUP_SUM_BYTES 32
#define BACKUP_SUM_TEXT  (2 * BACKUP_SUM_BYTES)
#define BACKUP_FORMAT    1
/* Only in backups (base/key_wrap.h): what was secrets.key. */
#define BACKUP_KEY      "secrets.wrapped"
#define BACKUP_KEY_FILE "secrets.key"

struct backup_file {
  struct str path; /* below the data directory */
  uint64_t bytes;
  char sum[BACKUP_SUM_TEXT + 1];
};

struct backup_list {
  int64_t at_ms;
  VEC(struct backup_file) files;
  VEC(struct backup_workspace) workspaces;
};

/* ---- backup_objects.c ---- */
void object_path(const char *target, const char *sum, char out[WS_PATH_MAX]);
/* The object of these bytes, made if it is not there or not what its name says. */
bool object_put(struct io *io, const char *target, const struct copy_item *item,
                const struct pace *pace, char ret_sum[BACKUP_SUM_TEXT + 1], bool *ret_new,
                struct err *err);
/* Copies an object to a new file, synced.  *ret_right false: it is missing, or not of that size or
 * sum. */
bool object_get(struct io *io, const char *target, const struct backup_file *f, const char *to,
                bool *ret_right, struct err *err);

/* Reads it; *ret_right as with object_get. */
bool object_check(struct io *io, const char *target, const struct backup_file *f,
                  const struct pace *pace, bool *ret_right, struct err *err);

/* ---- backup_list.c ---- */
bool backup_list_write(struct io *io, const char *path, const struct backup_list *l,
                       struct err *err);
/* Texts lie in out. */
bool backup_list_read(struct io *io, const char *path, struct arena *out, struct backup_list *ret,
                      struct err *err);
/* NULL: it has no key. */
const struct backup_file *backup_list_key(const struct backup_list *l);
void backup_list_release(struct backup_list *l);
/* Removes all but the newest `keep` lists, and the objects that no list left names. */
bool backup_prune(struct io *io, const char *target, uint32_t keep, uint64_t *ret_removed,
                  struct err *err);

#endif

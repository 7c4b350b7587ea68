/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Backups of a data directory, beside whoever writes it; and making a data directory of one.
 *
 * A target directory holds any number of backups that share their content:
 *
 *   objects/<64 hex>      content by its BLAKE2b-256; never changed, only removed
 *   backups/<time>.json   what files a backup consists of, newest last by name
 *   backup.json           the same as the newest
 *   checks/<time>.json    what the last check of that backup found
 *
 * Whatever stops a backup leaves those before it whole.
 */
#ifndef SHOAL_WORKSPACE_BACKUP_H
#define SHOAL_WORKSPACE_BACKUP_H

#include "base/pace.h"
#include "workspace/workspace.h"

#define BACKUP_KEEP_DEFAULT 7
#define BACKUP_SLUG_BYTES   65

struct backup_workspace {
  char slug[BACKUP_SLUG_BYTES];
  uint64_t lsn;   /* everything below is in it, nothing else */
  uint64_t bytes; /* of its files */
};

struct backup_result {
  char name[32]; /* 20260131T120000.123Z */
  uint64_t files, bytes;
  uint64_t new_files, new_bytes; /* that the target did not have */
  uint64_t removed;              /* objects of backups that are not kept any more */
  bool has_key;                  /* secrets.key is in it, or was put back */
  /* Of a restore: events that told of changes made behind the copy of the state; left out. */
  uint64_t later_events;
  struct backup_workspace *workspaces;
  uint32_t n_workspaces;
};

struct backup_wish {
  uint32_t keep; /* the newest so many stay; 0 = all */
  /* A file with a passphrase (base/key_wrap.h): secrets.key, where there is one, goes along
   * encrypted with it.  NULL: it is in no backup. */
  const char *passphrase;
  const struct pace *pace; /* told bytes as they are read; or NULL */
};

/* Backs up every workspace, and the users and keys of the server.  Not in it: uploads, files of
 * jobs, reject files (they are passing), and what is made again from the log by itself.
 * ERR_backup_runs: another one has the target.  What passphrase_read says, before anything is
 * copied. */
bool ws_backup(const char *dir, const char *target, const struct backup_wish *wish,
               const struct ws_options *o, struct arena *out, struct backup_result *ret,
               struct err *err);

struct backup_info {
  char name[32];
  int64_t at_ms;
  uint64_t files, bytes;
  bool has_key; /* secrets.key, encrypted with a passphrase */
  struct backup_workspace *workspaces;
  uint32_t n_workspaces;
  int64_t checked_ms; /* when it was last checked; 0 = never */
  uint64_t bad;       /* files that were missing or damaged then */
  struct err why;     /* its list cannot be read (all but the name is empty then); else ERR_none */
};
/* Newest first; a target that is not there has none. */
bool ws_backups(struct io *io, const char *target, struct arena *out, struct backup_info **ret,
                uint32_t *ret_n, struct err *err);

struct backup_checked {
  uint64_t files, bytes, bad;
};
/* Reads every byte of a backup and notes in the target what was found; `bad` (or NULL) per missing
 * or damaged file.  ERR_unknown_backup. */
bool ws_backup_check(const char *target, struct str name, const struct ws_options *o,
                     const struct pace *pace, void (*bad)(void *ctx, const struct err *what),
                     void *ctx, struct backup_checked *ret, struct err *err);

struct restore_options {
  struct str backup;    /* name; "" = the newest */
  const char *erasures; /* erasures.json of now, or NULL: applied before anybody is served */
  /* A file with the passphrase of this backup: secrets.key is put back.  NULL: it is not. */
  const char *passphrase;
  void (*bad)(void *ctx, const struct err *what); /* per missing or damaged file */
  void *ctx;
};

/* Makes the data directory `dir`, which must be absent or empty, all or nothing.  Every byte is
 * checked.  Each workspace gets a new log id and begins a new epoch (docs/decisions/0007).
 * ERR_not_a_backup, ERR_backup_damaged, ERR_restore_not_empty; of the key, before anything is
 * copied: ERR_backup_without_key, ERR_passphrase_wrong. */
bool ws_restore(const char *target, const char *dir, const struct restore_options *ro,
                const struct ws_options *o, struct arena *out, struct backup_result *ret,
                struct err *err);

#endif

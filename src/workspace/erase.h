/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erasing people.
 *
 * ws_erase_person takes effect at once and durably: for every question, page, search, count, export
 * and segment that begins afterwards the person and their rows do not exist, and the same identity
 * met again makes a new person.  ws_erase_run then takes identities and rows out of the files: log,
 * columns, people, SQL.  The bound is one run of it: a server runs it with its upkeep, within a
 * minute or two when no import is running; else `shoal erase --run`.  Backups forget with their age
 * (backup.h).
 */
#ifndef SHOAL_WORKSPACE_ERASE_H
#define SHOAL_WORKSPACE_ERASE_H

#include "workspace/workspace.h"

/* What would go of the person that the subject is of, as far as it is shown now; nothing is
 * changed. */
struct ws_erase_reach {
  uint32_t identities;
  uint64_t events, changes; /* what they did; changes of attributes */
  uint64_t orders;
  struct dec amount;                /* of the orders, refunds not taken off */
  int64_t first_ms, last_ms;        /* of the events; first > last: none */
  uint64_t log_bytes, column_bytes; /* of the workspace: at most so much is written again */
};
bool ws_erase_reach(struct workspace *w, uint32_t subject, struct ws_erase_reach *ret,
                    struct err *err);

struct ws_erased {
  uint64_t lsn; /* of the first log record that says so */
  uint32_t identities;
  uint32_t files; /* reject files, uploads and files of jobs removed because they named them */
};
/* The person that the subject is of, with all subjects.  ERR_unknown_person if there is no such
 * subject (any more).  Waits for a running import. */
bool ws_erase_person(struct workspace *w, uint32_t subject, struct str author,
                     struct ws_erased *ret, struct err *err);

struct ws_erase_done {
  uint32_t people;    /* whose erasure is complete now */
  uint32_t log_files; /* written again */
};
/* True when somebody's erasure is not complete. */
bool ws_erase_waits(struct workspace *w);
/* Nothing to do is fine and quick.  Waits for a running import; writers wait meanwhile, readers do
 * not. */
bool ws_erase_run(struct workspace *w, struct ws_erase_done *ret, struct err *err);

/* Erases whoever is known under an identity that the list in `path` (the erasures.json of another
 * copy of this workspace) says was erased.  ERR_bad_erasures. */
bool ws_erase_from(struct workspace *w, const char *path, struct str author, uint32_t *ret_people,
                   struct err *err);

#endif

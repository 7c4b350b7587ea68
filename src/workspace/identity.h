/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why several identities are one person, and what an operator sets by hand (docs/IDENTITY.md).
 */
#ifndef SHOAL_WORKSPACE_IDENTITY_H
#define SHOAL_WORKSPACE_IDENTITY_H

#include "person/identity.h"
#include "workspace/workspace.h"

/* Rules for batches from now on (docs/decisions/0014).  revision: the resources' (ws_revision), read
 * before they were; rules of an older one than those in force are passed over, so callers need no
 * order among them.  Any thread. */
void ws_identity_rules(struct workspace *w, const struct identity_rules *r, uint64_t revision);

#define WS_WHY_MAX 1000 /* moves told of one person, the newest */

struct ws_why {
  uint64_t lsn;                  /* of the record */
  uint32_t subject;              /* became of this person … */
  struct move_evidence evidence; /* … because; MOVE_ADMIN: by hand, see the audit trail */
};
/* How the subjects of the person that `subject` is of came together, oldest first, in `out`.  Reads
 * the log, and nothing of the part that a retention rule has taken.  ERR_unknown_person; any
 * thread. */
bool ws_person_why(struct workspace *w, uint32_t subject, struct arena *out, struct ws_why **ret,
                   uint32_t *ret_n, struct err *err);

enum ws_hand { WS_BLOCK, WS_UNBLOCK, WS_FREEZE, WS_UNFREEZE };
/* An identity counts no more (and again), by its subject; a person merges no more (and again).
 * Blocking takes nothing apart: ws_unmerge_people.  *ret_lsn 0: it was so already. */
bool ws_person_set(struct workspace *w, uint32_t subject, enum ws_hand what, struct str author,
                   uint64_t *ret_lsn, struct err *err);

#endif

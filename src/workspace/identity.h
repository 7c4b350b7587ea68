/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why several identities are one person, and what an operator sets by hand (docs/IDENTITY.md).
 */
#ifndef SHOAL_WORKSPACE_IDENTITY_H
#define SHOAL_WORKSPACE_IDENTITY_H

#include "person/identity.h"
#include "workspace/workspace.h"

/* Rules for batches from now on (docs/decisions/0014).  revision: the resources' (ws_revision),
 * read before they were; rules of an older one than those in force are passed over, so callers need
 * no order among them.  Any thread. */
void ws_identity_rules(struct workspace *w, const struct identity_rules *r, uint64_t revision);

#define WS_WHY_MAX 1000 /* moves told of one person, the newest */

struct ws_why {
  uint64_t lsn;                  /* of the record */
  uint32_t subject;              /* became of this person … */
  struct move_evidence evidence; /* … because; of MOVE_ADMIN only the time, TIME_MIN = not known */
  struct str author;             /* of MOVE_ADMIN; empty: not known */
  struct str event, lib;         /* the message's event and what sent it; empty: not known */
};
/* How a cause is called in docs/IDENTITY.md: "R7"; "" for moves by hand and mere numbers. */
const char *ws_why_rule(enum move_cause c);
/* How the subjects of the person that `subject` is of came together, oldest first, in `out`.  Reads
 * the log, and nothing of the part that a retention rule has taken.  ERR_unknown_person; any
 * thread. */
bool ws_person_why(struct workspace *w, uint32_t subject, struct arena *out, struct ws_why **ret,
                   uint32_t *ret_n, struct err *err);

/* The subjects of a person, each once and ascending, and with a device those of its anonymous
 * events that are of the same person: what leaves when somebody says that the device is not theirs.
 */
uint32_t ws_with_stretches(struct workspace *w, const uint32_t *subjects, uint32_t n,
                           struct arena *out, uint32_t **ret);

enum ws_hand { WS_BLOCK, WS_UNBLOCK, WS_FREEZE, WS_UNFREEZE };
/* An identity counts no more (and again), by its subject; a person merges no more (and again).
 * Blocking takes nothing apart: ws_unmerge_people.  *ret_lsn 0: it was so already. */
bool ws_person_set(struct workspace *w, uint32_t subject, enum ws_hand what, struct str author,
                   uint64_t *ret_lsn, struct err *err);

/* Who last did this to it by hand, and when; author empty: nobody, the rules did. */
struct ws_by_hand {
  struct str author;
  int64_t at_ms;
};
bool ws_by_hand(struct workspace *w, uint32_t subject, enum ws_hand what, struct arena *out,
                struct ws_by_hand *ret, struct err *err);

#endif

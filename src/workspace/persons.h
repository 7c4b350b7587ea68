/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merging people, and taking apart what was merged.
 *
 * Events stay those of the subject they came with; what changes is which subjects are one person,
 * by a record in the log.  From the answer on every question counts and shows the person: one
 * history, all identities, attributes put together (person/combine.h).  Nothing is lost by merging:
 * taking apart gives each his own events back, those that came meanwhile too.
 *
 * People are named by any of their subjects.  *ret->subjects = 0: it was so already, and nothing
 * was written.  All of these wait for the writers' queue, as erasing does, and for room: rows of
 * people who were merged wait in memory to be written (ERR_overloaded, as for a producer).
 */
#ifndef SHOAL_WORKSPACE_PERSONS_H
#define SHOAL_WORKSPACE_PERSONS_H

#include "workspace/workspace.h"

struct ws_moved {
  uint64_t lsn;      /* of the record; 0 = there was nothing to change */
  uint32_t person;   /* number of the person who has them now */
  uint32_t subjects; /* that changed their person … */
  uint32_t identities;
  uint64_t events; /* … with so many identities and rows */
};

enum ws_moving { WS_MOVES, WS_SHOWS }; /* WS_SHOWS: only says what would be */

/* What the rules say to a merge by hand: ERR_person_frozen, and ERR_merge_limit for what would have
 * more identities of a type than a person may, two accounts above all; `force` passes over limits.
 */
bool ws_may_merge(struct workspace *w, uint32_t into, const uint32_t *from, uint32_t n, bool force,
                  struct err *err);
/* The people of `from` become one with that of `into`.  ERR_merge_self, ERR_unknown_person,
 * ERR_person_subjects. */
bool ws_merge_people(struct workspace *w, uint32_t into, const uint32_t *from, uint32_t n,
                     enum ws_moving how, struct str author, struct ws_moved *ret, struct err *err);
/* These subjects, of one person (ERR_unmerge_several), become a person of their own. */
bool ws_unmerge_people(struct workspace *w, const uint32_t *subjects, uint32_t n,
                       enum ws_moving how, struct str author, struct ws_moved *ret,
                       struct err *err);
/* One subject leaves its person for that of `into`. */
bool ws_claim_subject(struct workspace *w, uint32_t into, uint32_t subject, enum ws_moving how,
                      struct str author, struct ws_moved *ret, struct err *err);

#endif

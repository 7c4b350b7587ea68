/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records of people read although records before them may be lost (`shoal repair`).
 *
 * Numbers are allotted one after the other, so where an allotment is lost, those behind it are
 * others than they were.  Whoever salvages a log keeps a table of which number became which, and
 * whatever a record says by number is said again by the numbers of now.
 *
 * Threads: one; nobody reads the index meanwhile. */
#ifndef SHOAL_PERSON_SALVAGE_H
#define SHOAL_PERSON_SALVAGE_H

#include "person/person.h"

struct people_numbers { /* zero is empty */
  VEC(uint32_t) now;    /* by number of before; SUBJECT_NONE: its allotment is lost */
  VEC(uint32_t) before; /* by number of now; SUBJECT_NONE: nobody knows */
  VEC(uint32_t) erased; /* numbers of before that are erased somewhere in the log, ascending */
};
void people_numbers_again(struct people_numbers *n); /* for another pass: the erased stay */
void people_numbers_release(struct people_numbers *n);
uint32_t people_number_now(const struct people_numbers *n, uint64_t before);
/* Somewhere in the log, or in the list of the erased, this subject of before is erased. */
void people_number_erased(struct people_numbers *n, uint32_t before);
bool people_number_is_erased(const struct people_numbers *n, uint32_t before);

/* Replays a LOG_SUBJECTS body: its identities get the numbers that are next, and `out` becomes the
 * record that says so (empty: it says nothing new).  *renumbered: some number is another than it
 * was. */
bool people_salvage(struct people *p, struct str record, struct people_numbers *numbers,
                    struct buf *out, bool *renumbered, struct err *err);
/* A subject whose allotment is lost: under its identity if nobody has it yet, else, and if `type`
 * is empty, as somebody who is found under no name.  before: its number of before, or SUBJECT_NONE
 * if nobody knows.  Adds an allotment to `record`, which is to be salvaged in the place of the lost
 * one. */
bool people_salvage_lost(struct people *p, struct people_numbers *numbers, uint32_t before,
                         struct str type, struct str value, struct buf *record, struct err *err);
/* Replays a LOG_PERSONS body that stands at `lsn`; `out` becomes the record that says the same by
 * the numbers of now (empty: nothing is left).  A move that cannot be as it stands, because one
 * before it is lost, is made to the person that its goal is of; whoever moved to somebody lost is
 * alone; who is erased and who is not are never one person.  *ret_lost: moves of which that much is
 * lost.  ERR_corrupt: malformed, and nothing of it is done. */
bool people_salvage_persons(struct people *p, struct str record, uint64_t lsn, uint64_t next_lsn,
                            const struct people_numbers *numbers, struct buf *out,
                            uint32_t *ret_lost, struct err *err);

#endif

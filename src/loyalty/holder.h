/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Holders: the seats of subjects in SQL.
 *
 * What somebody has (accounts, coupons, a membership) stands on the holder of the very subject that
 * caused it, and a person has what the holders of its subjects have.  So people who become one have
 * everything of both, and each takes its own along when they are taken apart, without a row being
 * touched (docs/decisions/0015).  Limits of a person count over all its holders.
 */
#ifndef SHOAL_LOYALTY_HOLDER_H
#define SHOAL_LOYALTY_HOLDER_H

#include "loyalty/loyalty.h"

#define HOLDERS_OF_PERSON_MAX 10000 /* = PERSON_SUBJECTS_MAX */

/* 0: the subject has no seat (yet). */
uint32_t holder_find(struct loyalty *l, uint32_t subject);
/* Inside a work: its seat, made if there is none. */
bool holder_take(struct loyalty *l, uint32_t subject, struct state *s, uint32_t *ret,
                 struct err *err);
/* The seats of all subjects of the person that `subject` is of, its own first if it has one; in
 * `out`.  Inside a work those made by this group too. */
uint32_t holders_of_person(struct loyalty *l, uint32_t subject, struct arena *out, uint32_t **ret);
/* holder.subject in a column of a row; SUBJECT_NONE where there is no seat, or a repair could not
 * tell whose it is (a number below zero). */
uint32_t holder_subject_at(struct state_stmt *q, int column);
/* The subject of a seat; ERR_unknown_person. */
bool holder_subject(struct state *s, uint32_t holder, uint32_t *ret, struct err *err);

#endif

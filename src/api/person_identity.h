/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identities over HTTP: what a person consists of and why, what would change, what is watched. */
#ifndef SHOAL_API_PERSON_IDENTITY_H
#define SHOAL_API_PERSON_IDENTITY_H

#include "api/ask.h"
#include "api/questions.h"

extern const struct shape shape_person_identity, shape_identity_watch, shape_identity_rules,
    shape_identity_block, shape_person_freeze, shape_person_hand,
    shape_move_preview; /* shapes_identity.c */

bool api_person_identity(struct call *c, struct err *err); /* person_identity.c */
bool api_block_identity(struct call *c, struct err *err);  /* person_hand.c */
bool api_freeze_person(struct call *c, struct err *err);
bool api_identity_watch(struct call *c, struct err *err); /* identity_watch.c */
bool api_identity_rules(struct call *c, struct err *err);

/* {type, value, subject} of a subject's own identity, a stretch shown as its device; null if it has
 * none to show. */
void put_subject(struct ask *a, uint32_t subject);

/* person_preview.c: what making people one, or taking one apart, would change, for each of those
 * who are somebody now or would be: a list of MovePreview. */
struct preview_side {
  const uint32_t *before, *after; /* subjects, ascending */
  uint32_t n_before, n_after;
  uint32_t person; /* by whose number it goes */
  bool gone;       /* it would be part of another */
};
bool put_preview(struct ask *a, const struct preview_side *sides, uint32_t n, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person has of an attribute who is several subjects (rule R11 of docs/IDENTITY.md).
 *
 * Every value was said of one subject at one place of the log.  Of values said of one person, as
 * people were then, the one with the latest time holds: it was said knowing the others.  What was
 * said of two people who became one later stands side by side, and is put together when asked:
 *
 *   first_…, initial_…, 首次…, and what was set once on both sides   what has held the longest
 *   numbers that were added to on both sides                          their sum
 *   lists (the text of a JSON array) on both sides                    united, the survivor's first
 *   anything else                                                     the survivor's value; who has
 *                                                                     none gets the other's
 *
 * The next value said of the person holds alone.  Nothing is written by a merge, so taking apart
 * gives each his own again, and an answer as of a time depends on rows up to it and on who is one
 * person today. */
#ifndef SHOAL_PERSON_COMBINE_H
#define SHOAL_PERSON_COMBINE_H

#include "base/arena.h"
#include "event/value.h"
#include "person/persons.h"

enum combine_how { COMBINE_SET, COMBINE_ADDED, COMBINE_ONCE };
/* Of the text of EV_OPERATION; others, and none, are COMBINE_SET. */
enum combine_how combine_how(struct str operation);
/* The attribute keeps the earliest, however it was set. */
bool combine_earliest(struct str attribute);

struct combine_said {
  uint32_t subject;
  enum combine_how how;
  uint64_t lsn; /* of the row */
  int64_t time; /* of the row; of a side: since when it was said again and again */
  struct value value; /* one that unsets is said too */
};

/* Of one attribute of one person.  Zero is empty; vec_free. */
typedef VEC(struct combine_said) combine_sides;

/* Said next, in the order of (time, LSN).  Everybody in `sides` and x is one person under the
 * records below `version`.  Texts are the caller's. */
void combine_say(combine_sides *sides, const struct persons *p, uint64_t version,
                 const struct combine_said *x);
/* What the person has; V_NONE: nothing.  Texts are those said, or in `out`.  A sum that no decimal
 * holds, and a list that no value does (VALUE_STR_MAX), is the survivor's. */
struct value combine_value(const combine_sides *sides, const struct persons *p, uint64_t version,
                           bool earliest, struct arena *out);

#endif

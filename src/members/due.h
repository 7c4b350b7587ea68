/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Until when each person's answers hold, for those who keep answers of everybody (due.c), and what
 * a condition means: the same text means something else when what it refers to changes. */
#ifndef SHOAL_MEMBERS_DUE_H
#define SHOAL_MEMBERS_DUE_H

#include "base/vec.h"
#include "model/classification.h"

#define DUE_BLOCK 4096
struct due {
  int64_t *until, *least; /* per subject; per DUE_BLOCK of them a lower bound */
  uint32_t n;
};
void due_resize(struct due *d, uint32_t n);
void due_release(struct due *d);
void due_set(struct due *d, uint32_t subject, int64_t until);
void due_all(struct due *d); /* `until` was filled: makes `least` */
/* Appends subjects with until ≤ now, ascending. */
typedef VEC(uint32_t) subjects;
void due_now(struct due *d, int64_t now, subjects *ret);

#define MEANING_BYTES 33 /* 32 hex digits */
/* A hash of all that decides what resolved trees say of people: they, what they refer to, the
 * zone. */
bool member_meaning(const struct node *const *trees, uint32_t n,
                    const struct classification_env *env, char ret[MEANING_BYTES], struct err *err);
/* Which names mean what depends on what was seen: changes when a new one, or a new type, came. */
uint64_t names_seen(const struct snapshot *n);

#endif

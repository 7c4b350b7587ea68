/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strings to dense numbers 0,1,2…: open addressing over XXH3, bytes kept in an arena of its own.
 * Pointers returned by intern_at stay valid until release/reset.  Not thread-safe. */
#ifndef SHOAL_BASE_INTERN_H
#define SHOAL_BASE_INTERN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define INTERN_NONE UINT32_MAX

struct intern {
  struct arena bytes;
  struct str *at; /* n strings by number */
  uint64_t *hash; /* n */
  uint64_t *slot; /* cap slots: high half of the hash, number + 1; 0 = empty */
  uint32_t n, at_cap, slot_cap;
};

void intern_init(struct intern *t, const char *name);
void intern_release(struct intern *t);
void intern_reset(struct intern *t);
uint32_t intern_put(struct intern *t, struct str s);        /* finds or adds (copies) */
uint32_t intern_find(const struct intern *t, struct str s); /* INTERN_NONE if absent */
static inline struct str intern_at(const struct intern *t, uint32_t id) {
  return t->at[id];
}

#endif

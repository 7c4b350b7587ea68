/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many different things there were, in bounded memory.
 *
 * Exact as long as fewer than SKETCH_MAX were seen; from then on only the hashes below a limit are
 * kept, and how many those are says how many there must be: at least SKETCH_KEEP are left, so the
 * standard error is at most 1 ÷ √SKETCH_KEEP, about 3 %.
 *
 * Threads: one at a time. */
#ifndef SHOAL_BASE_SKETCH_H
#define SHOAL_BASE_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

#define SKETCH_KEEP 1024u
#define SKETCH_MAX  (2 * SKETCH_KEEP) /* hashes held, in at most twice as many slots of 8 bytes */

struct sketch { /* zeroed = empty */
  uint64_t *slots;
  uint64_t limit; /* hashes from here on are not kept; 0 = all are */
  uint32_t cap, n;
};

/* Of an integer and its tag (what keeps 1 the number apart from 1 the text's code). */
uint64_t sketch_hash(uint64_t low, uint64_t high);
void sketch_add(struct sketch *s, uint64_t hash);
static inline bool sketch_exact(const struct sketch *s) {
  return s->limit == 0;
}
uint64_t sketch_count(const struct sketch *s);
void sketch_release(struct sketch *s);

#endif

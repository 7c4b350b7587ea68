/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Until when each person's answers hold: one number per person, and per block of people a lower
 * bound of theirs.
 *
 * Why not a wheel of minutes with a list in each: nearly every event moves its person, so lists
 * would be full of entries that hold no more, and after an opening millions had to be sorted in.
 * Looking for who is due reads one bound per 4,096 people and opens only blocks in which somebody
 * is; a bound that was too low is corrected by that look. */
#include <stdlib.h>

#include "base/panic.h"
#include "members_int.h"

static uint32_t blocks(uint32_t n) {
  return (n + DUE_BLOCK - 1) / DUE_BLOCK;
}

void due_resize(struct due *d, uint32_t n) {
  if (n <= d->n) return;
  uint32_t room = blocks(n) * DUE_BLOCK;
  uint32_t had = blocks(d->n) * DUE_BLOCK;
  if (room > had) {
    d->until = must_realloc(d->until, room, sizeof *d->until);
    d->least = must_realloc(d->least, blocks(n), sizeof *d->least);
    for (uint32_t i = had; i < room; i++)
      d->until[i] = INT64_MAX;
    for (uint32_t b = blocks(d->n); b < blocks(n); b++)
      d->least[b] = INT64_MAX;
  }
  d->n = n;
}

void due_release(struct due *d) {
  free(d->until);
  free(d->least);
  *d = (struct due){0};
}

void due_set(struct due *d, uint32_t subject, int64_t until) {
  int64_t *least = &d->least[subject / DUE_BLOCK];
  d->until[subject] = until;
  if (until < *least) *least = until;
}

static void bound(struct due *d, uint32_t block) {
  const int64_t *u = d->until + (size_t)block * DUE_BLOCK;
  int64_t least = INT64_MAX;
  for (uint32_t i = 0; i < DUE_BLOCK; i++)
    least = u[i] < least ? u[i] : least;
  d->least[block] = least;
}

void due_all(struct due *d) {
  for (uint32_t b = 0; b < blocks(d->n); b++)
    bound(d, b);
}

void due_now(struct due *d, int64_t now, subjects *ret) {
  for (uint32_t b = 0; b < blocks(d->n); b++) {
    if (d->least[b] > now) continue;
    bound(d, b);
    if (d->least[b] > now) continue;
    const int64_t *u = d->until + (size_t)b * DUE_BLOCK;
    for (uint32_t i = 0; i < DUE_BLOCK; i++)
      if (u[i] <= now) vec_push(ret, b * DUE_BLOCK + i);
  }
}

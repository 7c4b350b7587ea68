/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What merge.c and weave.c share: the sources of a chunk on their way into one stream. */
#ifndef SHOAL_STORE_MERGE_INT_H
#define SHOAL_STORE_MERGE_INT_H

#include "store/scan_int.h"

struct merger {
  struct scanner *s;
  struct cursor_of_source *c;
  uint32_t n; /* cursors that still have people */
  struct dblock *out;
  bool times;     /* are read: the caller wants them or the order of rows that they give */
  bool continued; /* out's first person began in an earlier batch */
  bool failed;    /* err says why */
  scan_fn *fn;
  void *ctx;
  struct err *err;
};

static inline uint32_t subject_of(const struct cursor_of_source *c) {
  return c->d->person[c->person];
}

/* Row i of x's block comes before row j of y's, where times are equal; may fail. */
bool merge_tie_less(struct merger *m, struct cursor_of_source *x, uint32_t i,
                    struct cursor_of_source *y, uint32_t j);
/* Of one person, in two blocks. */
static inline bool merge_less(struct merger *m, struct cursor_of_source *x, uint32_t i,
                              struct cursor_of_source *y, uint32_t j) {
  int64_t a = x->d->time[i], b = y->d->time[j];
  return a < b || (a == b && merge_tie_less(m, x, i, y, j));
}

/* Takes people from the lowest at hand on, all of whose rows are in the blocks at hand because they
 * are below `limit`, into m->out.  May fail. */
enum woven { WOVEN_SOME, WOVEN_NOBODY /* is below */, WOVEN_FULL /* the next does not fit */ };
enum woven weave(struct merger *m, uint64_t limit);
void weave_free(struct weave *w); /* NULL is fine */
size_t weave_bytes(uint32_t cap);

#endif

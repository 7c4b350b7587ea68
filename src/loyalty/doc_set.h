/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The documents of a kind as they are now, read once per revision of the workspace's resources and
 * shared by reference: whoever holds a set goes on with it when a newer one is made.
 *
 * Threads: any. */
#ifndef SHOAL_LOYALTY_DOC_SET_H
#define SHOAL_LOYALTY_DOC_SET_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "loyalty/loyalty.h"

struct doc_set { /* first in a set */
  atomic_uint refs;
  uint64_t revision;
  struct arena arena; /* of what it holds */
};

struct doc_sets { /* of one kind */
  pthread_mutex_t lock;
  struct doc_set *now; /* NULL: not asked for yet */
};
void doc_sets_init(struct doc_sets *d);
void doc_sets_release(struct doc_sets *d);

/* Those of now; to be released.  A new set is `size` bytes, zero behind its head, and filled by
 * `read`, outside of the lock: reading waits for the writer, and the writer may be asking here. */
bool doc_set_get(struct doc_sets *d, struct loyalty *l, size_t size,
                 bool (*read)(struct loyalty *l, struct doc_set *s, struct err *err),
                 struct doc_set **ret, struct err *err);
void doc_set_release(struct doc_set *s); /* NULL is fine */

#endif

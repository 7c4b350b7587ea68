/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHOAL_STORE_STORE_INT_H
#define SHOAL_STORE_STORE_INT_H

#include <pthread.h>

#include "store/latest_int.h"
#include "store/manifest_int.h"
#include "store/scan_int.h"

#define MEMTABLE_BYTES_DEFAULT ((size_t)256 << 20)
#define TIER_PARTS             4
#define TIER_ROWS              ((uint64_t)1 << 18) /* parts below this are tier 0 */

struct store {
  struct io *io;
  char *dir;
  bool write;
  struct store_options o;
  pthread_mutex_t lock; /* the fields below, between the writer and those who take snapshots */
  VEC(struct part *) parts;
  VEC(struct manifest_part) live; /* as the manifest has them; same order */
  struct memtable *mem;
  struct catalog catalog;     /* of parts and memtable */
  struct buf durable_catalog; /* of parts alone, encoded */
  uint64_t next_part;
  _Atomic uint64_t durable, applied; /* changed under the lock; read by anyone */
  struct hidden *hidden;             /* NULL: nobody */
  struct snapshot *cached;           /* of the present state, once somebody asked */
  /* the writer's own */
  struct latest *latest; /* NULL until the first attribute change */
  struct err damage;     /* why `latest` could not be built: no flush until reopened */
};

/* Caller holds the lock.  The state has changed. */
void store_changed(struct store *s);
/* Every (property, type) that has values. */
struct scan_col_want *all_columns(const struct catalog *c, uint32_t *ret_n);
/* Writes what `snap` holds as part s->next_part and opens it. */
bool store_write_part(struct store *s, const struct snapshot *snap, struct part **ret,
                      struct err *err);
/* Manifest with `live`; s->durable_catalog and `durable` as given. */
bool store_switch(struct store *s, const struct manifest_part *live, uint32_t n, uint64_t durable,
                  struct str catalog, struct err *err);
struct manifest_part store_manifest_part(const struct part *p);
/* [F 9] */
bool part_codes_known(const struct part *p, const struct catalog *c, struct err *err);

#endif

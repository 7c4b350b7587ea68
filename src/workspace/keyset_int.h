/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The set of import keys of one source: which rows have ever been imported from it.
 *
 * A log-structured set: a table in memory (keytable.c), spilled as sorted runs (keyrun.c), merged
 * when there are many (keyset.c).  Derived from the log: the manifest names the runs and the LSN up
 * to which the log's keys are in them; whoever opens the set replays the rest.  A damaged manifest
 * or run makes the set empty with LSN 0, which means the same: replay.
 *
 * Generations: keyset_begin makes all keys so far OLD; keys added later are FRESH.  An import
 * asks whether a row of its file was there before the file or stands twice in it.
 *
 * keyset in DIR: manifest.keys, run-<number>.keys.  Not thread-safe.
 */
#ifndef SHOAL_WORKSPACE_KEYSET_INT_H
#define SHOAL_WORKSPACE_KEYSET_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "keyrun_int.h"

#define KEYSET_MEM_KEYS_MAX                                                                        \
  ((uint64_t)16 << 20) /* keys in memory before a spill: 512 MiB of table */
#define KEYSET_MEM_KEYS_MIN ((uint64_t)1 << 10)
#define KEYSET_RUNS_MAX     8

struct keyset_options {
  uint64_t mem_keys_max;
  size_t filter_bytes_max;
  bool scratch; /* for this process only: no manifest, no syncs, removed by keyset_free */
};

struct keyset;
enum keyset_hit { KEYSET_ABSENT, KEYSET_OLD, KEYSET_FRESH };

bool keyset_open(struct io *io, const char *dir, struct str label, const struct keyset_options *o,
                 struct keyset **ret, struct err *err);
void keyset_free(struct keyset *s); /* NULL is fine; what was not spilled is forgotten */

/* Reads the files of the set in dir; changes nothing.  False (ERR_corrupt): the next opening
 * gathers the keys again. */
bool keyset_check(struct io *io, const char *dir, struct err *err);

/* Every key of log records below this is in the set.  0: nothing is known; replay. */
uint64_t keyset_lsn(const struct keyset *s);
void keyset_set_lsn(struct keyset *s, uint64_t lsn);
bool keyset_was_damaged(const struct keyset *s);

bool keyset_begin(struct keyset *s, struct err *err);
enum keyset_hit keyset_find(const struct keyset *s, struct ev_key k);
/* False (ERR_io) when a run could not be read under its map: what keyset_find said is worth
 * nothing.  Ask before anything becomes durable that hangs on it. */
bool keyset_readable(const struct keyset *s, struct err *err);
void keyset_prefetch(const struct keyset *s, struct ev_key k);
void keyset_add(struct keyset *s, struct ev_key k);  /* in memory; cannot fail */
void keyset_expect(struct keyset *s, uint64_t keys); /* about so many in all: room for them */
bool keyset_wants_spill(const struct keyset *s);
/* Everything to files; the manifest then says keyset_lsn.  Merges when there are too many runs. */
bool keyset_spill(struct keyset *s, struct err *err);

uint64_t keyset_count(
    const struct keyset *s); /* keys; one that was replayed twice counts twice until merged */
uint32_t keyset_runs(const struct keyset *s);
size_t keyset_bytes(const struct keyset *s); /* of memory */

#endif

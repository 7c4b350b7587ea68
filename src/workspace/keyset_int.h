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

#include "base/err.h"
#include "base/io.h"
#include "base/str.h"
#include "base/vec.h"
#include "event/batch.h"

#define KEYSET_MEM_KEYS_MAX                                                                        \
  ((uint64_t)8 << 20) /* keys in memory before a spill: 256 MiB of table */
#define KEYSET_MEM_KEYS_MIN ((uint64_t)1 << 10)
#define KEYSET_RUNS_MAX     8
#define KEYSET_FILTER_BITS  12 /* per key; about 1 % of absent keys pass */

static inline int key_cmp(struct ev_key a, struct ev_key b) {
  if (a.hi != b.hi) return a.hi < b.hi ? -1 : 1;
  return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

/* ---- in memory ---- */

struct keytable {
  struct ev_key *slot; /* (1 << bits) + spare; {0, 0} = empty */
  uint64_t n;
  unsigned bits; /* 0: nothing allocated */
};

void keytable_release(struct keytable *t);
bool keytable_has(const struct keytable *t, struct ev_key k);
bool keytable_add(struct keytable *t, struct ev_key k); /* false: was there */
void keytable_prefetch(const struct keytable *t, struct ev_key k);
size_t keytable_bytes(const struct keytable *t);
/* Turns the table's memory into n keys in ascending order; keytable_clear makes a table of it
 * again. */
const struct ev_key *keytable_sort(struct keytable *t);
void keytable_clear(struct keytable *t);

/* ---- one sorted file ---- */

struct keyrun {
  uint64_t number, n;
  uint64_t hash; /* of the body; the manifest repeats it */
  bool fresh;
  struct io_file *file;
  const void *map;
  size_t map_n;
  uint64_t *filter; /* NULL: no room for one; the run is searched directly */
  uint64_t filter_blocks;
};

#define KEYRUN_PATH_MAX 4096
void keyrun_path(const char *dir, uint64_t number, char out[KEYRUN_PATH_MAX]);

struct keyrun_writer;
/* `durable`: synced before it counts. */
bool keyrun_create(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                   bool durable, struct keyrun_writer **ret, struct err *err);
bool keyrun_put(struct keyrun_writer *w, struct ev_key k,
                struct err *err); /* ascending; equal = once */
/* Ends the file and frees the writer, also on failure. */
bool keyrun_finish(struct keyrun_writer *w, struct err *err);
void keyrun_abandon(struct keyrun_writer *w); /* NULL is fine; leaves a stray file */

/* Reads all of it: checksum, order; builds the filter if it takes at most filter_max bytes.
 * ERR_corrupt. */
bool keyrun_open(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                 size_t filter_max, struct keyrun **ret, struct err *err);
void keyrun_close(struct io *io, struct keyrun *r);
bool keyrun_has(const struct keyrun *r, struct ev_key k);
struct ev_key keyrun_at(const struct keyrun *r, uint64_t i);
size_t keyrun_filter_bytes(const struct keyrun *r);

/* ---- the set ---- */

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
void keyset_add(struct keyset *s, struct ev_key k); /* in memory; cannot fail */
bool keyset_wants_spill(const struct keyset *s);
/* Everything to files; the manifest then says keyset_lsn.  Merges when there are too many runs. */
bool keyset_spill(struct keyset *s, struct err *err);

uint64_t keyset_count(
    const struct keyset *s); /* keys; one that was replayed twice counts twice until merged */
uint32_t keyset_runs(const struct keyset *s);
size_t keyset_bytes(const struct keyset *s); /* of memory */

#endif

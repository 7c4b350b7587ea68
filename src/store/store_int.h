/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store itself and its locks.
 *
 * Locks, in the order in which they are taken:
 *   working    a flag under `turn`: who has it alone flushes, merges and switches the manifest.  He
 *              may read parts, live, durable_catalog, strays without a lock.
 *   freezing   order is being made of fresh rows: held by snapshots (over one sort of what came
 * since the last one) and by upkeep for pointer swaps.  By the applier only to say who was merged.
 * lock       the state
 * that a snapshot is of; held for pointer swaps, a copy of the catalogue, and by the applier over
 * one batch. */
#ifndef SHOAL_STORE_STORE_INT_H
#define SHOAL_STORE_STORE_INT_H

#include <pthread.h>

#include "store/latest_int.h"
#include "store/manifest_int.h"
#include "store/scan_int.h"
#include "store/share_int.h"

#define MEMTABLE_BYTES_DEFAULT ((size_t)256 << 20)
#define TIER_PARTS             4
#define TIER_ROWS              ((uint64_t)1 << 16) /* parts below this are tier 0 */
#define PARTS_MANY             (MANIFEST_PARTS_MAX / 2) /* a flush merges first, should upkeep never come */
#define RUN_MERGE_ROWS                                                                             \
  16384 /* a snapshot merges runs up to this (1 ms), or twice what it makes; upkeep the rest */
#define RUNS_MAX 32 /* … unless nobody does upkeep and there are more than this */

struct lane; /* apply.c */

struct store {
  struct io *io;
  char *dir;
  bool write;
  struct store_options o;

  pthread_mutex_t lock;
  VEC(struct part *) parts;       /* changed under lock by who is working */
  VEC(struct manifest_part) live; /* as the manifest has them; same order */
  VEC(struct memtable *) sealed;  /* the oldest first */
  struct memtable *mem;           /* open */
  struct segments spare;          /* memory to reuse, at most as much as a memtable */
  struct catalog catalog;         /* of parts and memtables */
  uint64_t version;               /* counts changes of what a snapshot would hold */
  struct snapshot *cached;        /* of the present state, once somebody asked */
  struct hidden *hidden;          /* NULL: nobody */
  struct bounds *bounds;          /* NULL: nothing is too old */
  struct lineage *lineage; /* read with freezing or by the applier, who changes it with both */
  _Atomic uint64_t persons_lsn;
  _Atomic uint32_t moves;   /* said since everything was gathered */
  struct memtable *moved;   /* rows gathered out of parts; NULL: none; runs only */
  struct memtable *taking;  /* those that are being written as a part */
  VEC(struct part *) pieces; /* the rest of what was gathered (piece.c); added to with freezing and
                                lock, taken from under the lock by who is working */
  size_t pieces_taking;      /* so many of them, the oldest, belong to `taking` */
  _Atomic bool moved_large; /* as much as a memtable may be */
  _Atomic uint64_t durable, applied;
  _Atomic size_t unflushed;
  _Atomic uint32_t n_sealed;
  _Atomic bool untidy; /* a snapshot left runs to be merged */

  pthread_mutex_t freezing;

  pthread_mutex_t hiding; /* who counts what hidden rows count for, or purges some; first of all but
                             working */

  pthread_mutex_t turn;
  pthread_cond_t turned;
  bool working;
  struct buf durable_catalog; /* of parts alone, encoded */
  _Atomic uint64_t next_part;
  struct gathering *gathering; /* NULL: no gather is writing (gather.c) */
  VEC(uint64_t) strays;        /* files of parts that a later switch of the manifest may remove */
  int64_t pace_ns;             /* no write before this moment */

  _Atomic uint64_t limit; /* bytes per second; 0 = none */
  _Atomic bool interrupted, pressed;
  _Atomic uint64_t flushes, merges, failures, bytes_flushed, bytes_compacted;

  /* the applier's own */
  VEC(uint32_t) scratch;
  VEC(struct lane) lanes;
  struct latest *latest; /* NULL until the first attribute change */
  struct err damage;     /* why `latest` could not be built: no flush until reopened */
  _Atomic bool damaged;  /* damage is set */
};

/* Caller holds the lock.  The state has changed; returns what the caller frees after unlocking. */
struct snapshot *store_changed(struct store *s) __attribute__((warn_unused_result));
/* Caller holds the lock: what is open is closed at `applied`, and a new one begins. */
void store_seal(struct store *s);

/* ---- freeze.c ---- */
/* The run that all rows of a sealed memtable are in, referenced; NULL if it has none. *ret_written:
 * the version of persons it is sorted by.  Caller is working. */
struct frozen *store_only_run(struct store *s, struct memtable *m, uint64_t *ret_written);
/* One merge of runs that is due; false when there is none.  Caller is working. */
bool store_tidy(struct store *s);

/* ---- piece.c ---- */
typedef VEC(struct part *) parts_gone; /* to be released when no lock is held */
/* The rows of a segment to a part in a file without a name, sorted by the persons of now, which are
 * those of `version`.  Caller has freezing. */
bool piece_write(struct store *s, struct segment *seg, struct mem_strings *strings,
                 uint64_t version, struct part **ret, struct err *err);
/* Live rows of all pieces.  Caller has the lock. */
uint64_t pieces_rows(const struct store *s);
/* Caller has the lock: the n oldest pieces are the store's no longer. */
void pieces_drop(struct store *s, size_t n, parts_gone *ret);
void parts_release(parts_gone *v);

/* ---- dirty.c ---- */
/* Rows of people who left their person are gathered out of all parts.  Caller has freezing.  False:
 * a part could not be read, and nothing has changed. */
bool dirty_settle(struct store *s, struct err *err);
/* Nothing is left to gather.  Caller has freezing and the lock. */
bool dirty_settled(const struct store *s);
/* What was gathered becomes a part, and the older ones say that they need not be asked again.  With
 * nobody to gather it is free.  Caller is working. */
bool store_take_moved(struct store *s, struct err *err);
/* `fresh` holds what is live of these, by the version they agree on (after store_take_moved): its
 * version now; when it takes their place under the lock, what was gathered meanwhile. */
void dirty_begin(struct part *fresh, const struct part *old);
void dirty_succeed(struct part *fresh, struct part *const *old, uint32_t n);
/* The rows gathered from it since it was written are let go.  Caller has freezing and the lock. */
void dirty_again(struct part *p);
/* What was gathered out of all parts and is not being written is let go: it will be gathered again.
 * Caller has freezing and the lock, and releases what is handed out afterwards. */
void dirty_let_go(struct store *s, struct memtable **ret_moved, parts_gone *ret_pieces);
/* At opening. */
void dirty_open(struct part *p, const struct manifest_part *mp);
/* Rows of the part that are in no other place; those that are gathered now count as in both. */
uint64_t dirty_own_rows(const struct part *p);
/* So much of it moved that it should be written again.  Caller has the lock. */
bool dirty_much(const struct part *p);

/* ---- flush.c ---- */
void store_begin_work(struct store *s);
void store_end_work(struct store *s);
/* Every (property, type) that has values. */
struct scan_col_want *all_columns(const struct catalog *c, uint32_t *ret_n);
/* Writes what `snap` holds as a new part and opens it.  `between` is called between batches. */
typedef bool between_fn(struct store *s, struct err *err);
bool store_write_part(struct store *s, const struct snapshot *snap, between_fn *between,
                      struct part **ret, struct err *err);
/* The same into a file that has no name any more; beside who is working, not paced. */
bool store_write_unnamed(struct store *s, const struct snapshot *snap, struct part **ret,
                         struct err *err);
/* The same as store_write_part with what `through` leaves of each batch; NULL: nothing. */
typedef const struct scan_batch *through_fn(void *ctx, const struct scan_batch *b,
                                            const struct intern *strings);
bool store_write_part_through(struct store *s, const struct snapshot *snap, between_fn *between,
                              through_fn *through, void *ctx, struct part **ret, struct err *err);
/* Puts `fresh` (NULL: nothing) in the place of `old`, whose rows less `gone` it has; `hidden`: they
 * were hidden people's. */
bool store_replace_part(struct store *s, struct part *old, struct part *fresh,
                        const struct share *gone, bool hidden, struct err *err);
/* The catalogue of a manifest knows who is in a part: rows of a memtable may be of a person who
 * came after it was sealed. */
void catalog_reach(struct catalog *c, const struct part *p);
void catalog_encode_reaching(struct str encoded, const struct part *p, struct buf *ret);
/* Manifest with `live` (of which `fresh` is new, or NULL); after a failure nothing has changed. */
bool store_switch(struct store *s, const struct manifest_part *live, uint32_t n, uint64_t durable,
                  struct str catalog, const struct part *fresh, struct err *err);
void store_forget_file(struct store *s, uint64_t id); /* unlinks now, or after the next switch */
struct manifest_part store_manifest_part(const struct part *p);
/* The sealed memtables of now.  Caller is working. */
bool store_flush_sealed(struct store *s, struct err *err);

/* The oldest sealed memtable became a part (NULL: it had no rows), under the lock. */
void store_gathering_flushed(struct store *s, struct part *p);

/* Between batches of a merge of parts: gives way to flushes, ERR_canceled when interrupted. */
bool store_between_batches(struct store *s, struct err *err);
/* One merge of parts that is due.  Caller is working. */
enum merge_how {
  MERGE_LAZY, /* what keeps the bound */
  MERGE_DUE,
  MERGE_FULL, /* all into one */
};
bool store_merge_step(struct store *s, enum merge_how how, bool *ret_did, struct err *err);

/* [F 9] */
bool part_codes_known(const struct part *p, const struct catalog *c, struct err *err);

#endif

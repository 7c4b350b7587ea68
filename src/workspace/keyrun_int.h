/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sets of 128-bit keys are made of: a table in memory, a filter, a sorted run on disk.
 *
 * Import keys (keyset_int.h) and message ids (seen_int.h) are built from these.  Keys are hashes:
 * all structures take the highest bits of `hi` as a place.  Keys that are no hashes cost time, not
 * correctness.  Nothing here is thread-safe, but a table or run that nobody changes may be read by
 * any number of threads.
 */
#ifndef SHOAL_WORKSPACE_KEYRUN_INT_H
#define SHOAL_WORKSPACE_KEYRUN_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"
#include "base/vec.h"
#include "event/batch.h"

static inline int key_cmp(struct ev_key a, struct ev_key b) {
  if (a.hi != b.hi) return a.hi < b.hi ? -1 : 1;
  return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

/* [0, 2^64) scaled to [0, n). */
static inline uint64_t key_scale(uint64_t hi, uint64_t n) {
  return (uint64_t)(((u128)hi * n) >> 64);
}

/* {0, 0} marks empty slots; the one key that looks like it is kept as its neighbour. */
static inline struct ev_key key_stored(struct ev_key k) {
  return k.hi == 0 && k.lo == 0 ? (struct ev_key){1, 0} : k;
}

/* ---- in memory (keytable.c) ---- */

struct keytable {
  struct ev_key *slot; /* (1 << bits) + spare; {0, 0} = empty */
  uint64_t n;
  unsigned bits; /* 0: nothing allocated */
};

void keytable_release(struct keytable *t);
void keytable_reserve(struct keytable *t, unsigned bits); /* no fewer slots than that, as log2 */
unsigned keytable_bits_for(uint64_t keys);                /* so that as many fit without growing */
bool keytable_has(const struct keytable *t, struct ev_key k);
bool keytable_add(struct keytable *t, struct ev_key k); /* false: was there */
void keytable_remove(struct keytable *t, struct ev_key k);
void keytable_prefetch(const struct keytable *t, struct ev_key k);
size_t keytable_bytes(const struct keytable *t);
/* Writes the n keys in ascending order to `out`, which may be t->slot itself: then the table is one
 * again only after keytable_clear. */
void keytable_sorted(const struct keytable *t, struct ev_key *out);
void keytable_clear(struct keytable *t);

/* ---- blocked filter (keyblock.c): 16 bits a key, of absent keys about 1 in 1000 pass ---- */

#define KEYBLOCK_WORDS 8 /* a line of memory */

struct keyblocks {
  uint64_t *word;
  uint64_t n; /* blocks; 0: there is no filter */
};

struct cursor;
void keyblocks_new(struct keyblocks *f, uint64_t keys);
void keyblocks_release(struct keyblocks *f);
void keyblocks_add(struct keyblocks *f, const struct ev_key *k, size_t n); /* in any order */
void keyblocks_put(const struct keyblocks *f, struct buf *out);
bool keyblocks_decode(struct cursor *c, struct keyblocks *ret);
size_t keyblocks_bytes(const struct keyblocks *f);
bool keyblocks_may_have(const struct keyblocks *f, struct ev_key k);
void keyblocks_prefetch(const struct keyblocks *f, struct ev_key k);
uint64_t keyblocks_may_have_many(const struct keyblocks *f, const struct ev_key *k, uint32_t n);

/* ---- filter (keyfilter.c): a blocked one for runs that are small or soon merged, else a fuse
 * filter of about 9.8 bits a key, of absent keys 1 in 256 pass ---- */

#define KEYFILTER_SMALL ((uint64_t)1 << 20) /* up to so many keys a blocked one costs little */

struct keybucket {
  uint64_t off;
  uint32_t segments; /* 0: the bucket has no keys */
  uint8_t seg_bits, seed;
};

struct keyfilter {
  struct keyblocks small; /* or */
  struct keybucket *bucket;
  uint8_t *bytes;
  uint64_t n_buckets, n_bytes;
};
static inline bool keyfilter_is(const struct keyfilter *f) {
  return f->small.n > 0 || f->n_buckets > 0;
}

struct keyfilter_maker;
/* A blocked one if keys_max is at most blocked_max. */
struct keyfilter_maker *keyfilter_maker_new(uint64_t keys_max, uint64_t blocked_max);
bool keyfilter_maker_small(const struct keyfilter_maker *m); /* the form is that of keyblock.c */
void keyfilter_maker_add(struct keyfilter_maker *m, const struct ev_key *k,
                         size_t n); /* ascending */
/* Appends the filter's encoded form. */
void keyfilter_maker_finish(struct keyfilter_maker *m, struct buf *out);
void keyfilter_maker_free(struct keyfilter_maker *m); /* NULL is fine */

/* Of an encoded form; every count and offset is checked.  Ends where the form ends. */
bool keyfilter_decode(struct cursor *c, bool small, struct keyfilter *ret);
void keyfilter_release(struct keyfilter *f);
size_t keyfilter_bytes(const struct keyfilter *f);
bool keyfilter_may_have(const struct keyfilter *f, struct ev_key k);
void keyfilter_prefetch(const struct keyfilter *f, struct ev_key k); /* for it, soon */
/* Sets mask bit i for each of n ≤ 64 keys that may be in it; fetches the memory of all before it
 * looks at the first. */
uint64_t keyfilter_may_have_many(const struct keyfilter *f, const struct ev_key *k, uint32_t n);

/* ---- one sorted file (keyrun.c, keyrun_read.c, keymerge.c) ---- */

#define KEYRUN_PAGE_KEYS    256
#define KEYRUN_PAGE_BYTES   (KEYRUN_PAGE_KEYS * 16)
#define KEYRUN_HEADER_BYTES 64
#define KEYRUN_SMALL        1u   /* required feature: its filter is a blocked one */
#define KEYRUN_BODY         4096 /* where keys begin: pages of the file are pages of the disk */

struct keypage {
  struct ev_key first;
  uint64_t sum; /* XXH3 of its bytes */
};

struct keyrun {
  uint64_t number, n, bytes; /* of the file */
  uint64_t hash;             /* of everything but header and keys; the manifest repeats it */
  bool fresh;                /* for keyset.c */
  struct io *io;
  struct io_file *file;
  const void *map; /* NULL: pages are read and checked one by one */
  struct keypage *page;
  uint64_t n_pages;
  struct keyfilter filter; /* none: no room for one; the run is searched directly */
};

#define KEYRUN_PATH_MAX 4096
void keyrun_path(const char *dir, uint64_t number, char out[KEYRUN_PATH_MAX]);

struct keyrun_writer;
/* `durable`: synced before it counts.  `keys_max`: not fewer than will be put; up to `blocked_max`
 * of them get a blocked filter. */
bool keyrun_create(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                   uint64_t keys_max, uint64_t blocked_max, bool durable,
                   struct keyrun_writer **ret, struct err *err);
/* Ascending, also from one call to the next; equal ones count once. */
bool keyrun_put(struct keyrun_writer *w, const struct ev_key *k, size_t n, struct err *err);
/* Ends the file and frees the writer, also on failure. */
bool keyrun_finish(struct keyrun_writer *w, struct err *err);
void keyrun_abandon(struct keyrun_writer *w); /* NULL is fine; leaves a stray file */

enum keyrun_access {
  KEYRUN_MAPPED, /* all of it is read and checked now; later reads cannot fail */
  KEYRUN_PAGED,  /* opened at once; each page is read from the file and checked when needed */
};
/* Loads the filter if it takes at most filter_max bytes.  ERR_corrupt. */
bool keyrun_open(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                 size_t filter_max, enum keyrun_access access, struct keyrun **ret,
                 struct err *err);
void keyrun_close(struct keyrun *r); /* NULL is fine */
size_t keyrun_memory(const struct keyrun *r);

enum keyrun_hit { KEYRUN_ABSENT, KEYRUN_THERE, KEYRUN_DAMAGED /* paged only: cannot be said */ };
enum keyrun_hit keyrun_find(const struct keyrun *r, struct ev_key k);
void keyrun_prefetch(const struct keyrun *r, struct ev_key k); /* for keyrun_find, soon */
/* Without asking the filter. */
enum keyrun_hit keyrun_search(const struct keyrun *r, struct ev_key k);
bool keyrun_check(const struct keyrun *r, struct err *err); /* every page */
/* The keys of a page, as they stand in the file: in the map, or read into `room` and checked; NULL:
 * damaged. */
const uint8_t *keyrun_page(const struct keyrun *r, uint64_t page, uint8_t room[KEYRUN_PAGE_BYTES]);
uint64_t keyrun_page_keys(const struct keyrun *r, uint64_t page);
bool keyrun_page_damaged(const struct keyrun *r, struct err *err); /* ERR_corrupt */

/* All keys of n runs, equal ones once, as a new run. */
bool keyrun_merge(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                  uint64_t blocked_max, bool durable, struct keyrun *const *in, size_t n,
                  struct err *err);
/* Which of n ≥ 2 runs to merge: smallest first into `out`, which has room for all, of the
 * generation that has more.  Returns how many, at least two. */
size_t keyrun_choose(struct keyrun *const *runs, size_t n, struct keyrun **out);
/* Removes the run files of a directory whose numbers are not among `used`. */
bool keyrun_sweep(struct io *io, const char *dir, const uint64_t *used, size_t n, struct err *err);

#endif

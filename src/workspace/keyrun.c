/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: keys in ascending order in one immutable file.
 *
 *   0  "SHKEYRUN"    8  u32 version 1    12  u32 required features 0
 *  16  u64 keys      24  u64 label hi, lo (the source's hash: a run of another source is damage)
 *  40  u64 XXH3 of the keys              48  u64 0       56  u64 XXH3 of bytes 0 … 55
 *  64  keys: u64 hi, u64 lo; strictly ascending          (integers little-endian)
 *
 * An opening reads all of it: the checksum wants that anyway, and the filter is built on the way,
 * so that it needs no format of its own.  The filter is a Bloom filter in blocks of one cache line;
 * a key's block is chosen by its highest bits, therefore building walks memory forward, and an
 * absent key costs one cache miss.  Where there is no room for a filter, keys being hashes helps
 * again: interpolation finds a key's neighbourhood in two or three steps.
 */
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/decimal.h"
#include "keyset_int.h"

#define HEADER_BYTES  64
#define KEY_BYTES     16
#define CHUNK_KEYS    4096
#define BLOCK_WORDS   8 /* 512 bits: one cache line */
#define FILTER_PROBES 6

struct keyrun_writer {
  struct io *io;
  struct io_file *file;
  struct ev_key label, last;
  uint64_t n, off;
  bool durable;
  XXH3_state_t *hash;
  struct buf chunk;
};

void keyrun_path(const char *dir, uint64_t number, char out[KEYRUN_PATH_MAX]) {
  int n = snprintf(out, KEYRUN_PATH_MAX, "%s/run-%llu.keys", dir, (unsigned long long)number);
  must(n > 0 && n < KEYRUN_PATH_MAX);
}

/* ---- writing ---- */

bool keyrun_create(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                   bool durable, struct keyrun_writer **ret, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  struct io_file *file;
  keyrun_path(dir, number, path);
  if (!io_open(io, path, IO_CREATE, &file, err)) return false;
  if (!io_truncate(io, file, 0, err)) {
    io_close(io, file);
    return false;
  }
  struct keyrun_writer *w = must_calloc(1, sizeof *w);
  *w = (struct keyrun_writer){.io = io,
                              .file = file,
                              .label = label,
                              .off = HEADER_BYTES,
                              .durable = durable,
                              .hash = XXH3_createState(),
                              .chunk = BUF_INIT};
  must(w->hash);
  XXH3_64bits_reset(w->hash);
  *ret = w;
  return true;
}

void keyrun_abandon(struct keyrun_writer *w) {
  if (!w) return;
  io_close(w->io, w->file);
  XXH3_freeState(w->hash);
  buf_release(&w->chunk);
  free(w);
}

static bool write_chunk(struct keyrun_writer *w, struct err *err) {
  if (w->chunk.n == 0) return true;
  XXH3_64bits_update(w->hash, w->chunk.p, w->chunk.n);
  if (!io_pwrite(w->io, w->file, w->chunk.p, w->chunk.n, w->off, err)) return false;
  w->off += w->chunk.n;
  buf_reset(&w->chunk);
  return true;
}

bool keyrun_put(struct keyrun_writer *w, struct ev_key k, struct err *err) {
  if (w->n > 0) {
    int c = key_cmp(w->last, k);
    must(c <= 0);
    if (c == 0) return true;
  }
  w->last = k;
  w->n++;
  buf_put_u64(&w->chunk, k.hi);
  buf_put_u64(&w->chunk, k.lo);
  return w->chunk.n < CHUNK_KEYS * KEY_BYTES || write_chunk(w, err);
}

bool keyrun_finish(struct keyrun_writer *w, struct err *err) {
  bool ok = write_chunk(w, err);
  if (ok) {
    struct buf h = BUF_INIT;
    buf_put(&h, "SHKEYRUN", 8);
    buf_put_u32(&h, 1);
    buf_put_u32(&h, 0);
    buf_put_u64(&h, w->n);
    buf_put_u64(&h, w->label.hi);
    buf_put_u64(&h, w->label.lo);
    buf_put_u64(&h, XXH3_64bits_digest(w->hash));
    buf_put_u64(&h, 0);
    buf_put_u64(&h, XXH3_64bits(h.p, h.n));
    must(h.n == HEADER_BYTES);
    ok = io_pwrite(w->io, w->file, h.p, h.n, 0, err) &&
         (!w->durable || io_sync(w->io, w->file, err));
    buf_release(&h);
  }
  keyrun_abandon(w);
  return ok;
}

/* ---- reading ---- */

static uint64_t load64(const uint8_t *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

struct ev_key keyrun_at(const struct keyrun *r, uint64_t i) {
  const uint8_t *p = (const uint8_t *)r->map + HEADER_BYTES + i * KEY_BYTES;
  return (struct ev_key){load64(p), load64(p + 8)};
}

/* [0, 2^64) scaled to [0, n). */
static uint64_t scale(uint64_t hi, uint64_t n) {
  return (uint64_t)(((u128)hi * n) >> 64);
}

static uint64_t *block_of(const struct keyrun *r, struct ev_key k) {
  return r->filter + scale(k.hi, r->filter_blocks) * BLOCK_WORDS;
}

static void filter_add(struct keyrun *r, struct ev_key k) {
  uint64_t *block = block_of(r, k), bits = k.lo >> 1;
  for (int i = 0; i < FILTER_PROBES; i++, bits >>= 9)
    block[bits >> 6 & 7] |= (uint64_t)1 << (bits & 63);
}

static bool filter_may_have(const struct keyrun *r, struct ev_key k) {
  const uint64_t *block = block_of(r, k);
  uint64_t bits = k.lo >> 1;
  for (int i = 0; i < FILTER_PROBES; i++, bits >>= 9)
    if (!(block[bits >> 6 & 7] >> (bits & 63) & 1)) return false;
  return true;
}

static const char *check_header(struct keyrun *r, struct ev_key label) {
  struct cursor c = cur_of(r->map, r->map_n < HEADER_BYTES ? r->map_n : HEADER_BYTES);
  struct str magic = cur_bytes(&c, 8);
  uint32_t version = cur_u32(&c), features = cur_u32(&c);
  r->n = cur_u64(&c);
  struct ev_key got = {cur_u64(&c), 0};
  got.lo = cur_u64(&c);
  r->hash = cur_u64(&c);
  uint64_t zero = cur_u64(&c), sum = cur_u64(&c);
  if (c.bad || !str_is(magic, "SHKEYRUN") || sum != XXH3_64bits(r->map, HEADER_BYTES - 8))
    return "no header";
  if (version != 1 || features != 0 || zero != 0) return "a version this program does not know";
  if (key_cmp(got, label) != 0) return "it belongs to another source";
  if (r->n > (SIZE_MAX - HEADER_BYTES) / KEY_BYTES || r->map_n != HEADER_BYTES + r->n * KEY_BYTES)
    return "its length is wrong";
  return NULL;
}

static const char *check_body(struct keyrun *r) {
  XXH3_state_t *hash = XXH3_createState();
  must(hash);
  XXH3_64bits_reset(hash);
  struct ev_key last = {0, 0};
  bool sorted = true;
  for (uint64_t i = 0; i < r->n; i += CHUNK_KEYS) {
    uint64_t end = i + CHUNK_KEYS < r->n ? i + CHUNK_KEYS : r->n;
    XXH3_64bits_update(hash, (const uint8_t *)r->map + HEADER_BYTES + i * KEY_BYTES,
                       (end - i) * KEY_BYTES);
    for (uint64_t j = i; j < end; j++) {
      struct ev_key k = keyrun_at(r, j);
      sorted &= key_cmp(last, k) < 0;
      last = k;
      if (r->filter) filter_add(r, k);
    }
  }
  bool same = XXH3_64bits_digest(hash) == r->hash;
  XXH3_freeState(hash);
  if (!same) return "checksum";
  return sorted ? NULL : "keys out of order";
}

bool keyrun_open(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                 size_t filter_max, struct keyrun **ret, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  uint64_t size;
  keyrun_path(dir, number, path);
  struct keyrun *r = must_calloc(1, sizeof *r);
  r->number = number;
  if (!io_open(io, path, IO_READ, &r->file, err) || !io_size(io, r->file, &size, err) ||
      !io_map(io, r->file, (size_t)size, &r->map, err)) {
    keyrun_close(io, r);
    return false;
  }
  r->map_n = (size_t)size;
  const char *why = check_header(r, label);
  if (!why) {
    uint64_t blocks = (r->n * KEYSET_FILTER_BITS + 511) / 512;
    if (blocks > 0 && blocks <= filter_max / (BLOCK_WORDS * 8)) {
      r->filter_blocks = blocks;
      r->filter = must_calloc(blocks, BLOCK_WORDS * 8);
    }
    why = check_body(r);
  }
  if (why) {
    keyrun_close(io, r);
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", path, why);
  }
  *ret = r;
  return true;
}

void keyrun_close(struct io *io, struct keyrun *r) {
  if (!r) return;
  if (r->map) io_unmap(io, r->map, r->map_n);
  io_close(io, r->file);
  free(r->filter);
  free(r);
}

size_t keyrun_filter_bytes(const struct keyrun *r) {
  return r->filter_blocks * BLOCK_WORDS * 8;
}

/* Narrows [lo, hi) by interpolation while that pays, then by halves: hostile keys cost a logarithm.
 */
static bool search(const struct keyrun *r, struct ev_key k) {
  uint64_t lo = 0, hi = r->n;
  uint64_t below = 0, above = UINT64_MAX; /* bounds of hi words within [lo, hi) */
  for (int step = 0; lo < hi; step++) {
    uint64_t at = lo + (hi - lo) / 2;
    if (step < 6 && hi - lo > 16 && above > below)
      at = lo + (uint64_t)((u128)(k.hi - below) * (hi - lo - 1) / (above - below));
    struct ev_key got = keyrun_at(r, at);
    int c = key_cmp(got, k);
    if (c == 0) return true;
    if (c < 0) {
      lo = at + 1;
      below = got.hi;
    } else {
      hi = at;
      above = got.hi;
    }
  }
  return false;
}

bool keyrun_has(const struct keyrun *r, struct ev_key k) {
  if (k.hi == 0 && k.lo == 0) k.hi = 1; /* as stored by the table */
  if (r->filter && !filter_may_have(r, k)) return false;
  return r->n > 0 && search(r, k);
}

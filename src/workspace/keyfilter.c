/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary fuse filters over sorted keys, one per bucket.
 *
 * Measured against the blocked Bloom filter that stood here before (12 bits a key, 6 probes: 1.2 %
 * of absent keys pass), a binary fuse filter with 8-bit fingerprints takes 9.6 bits and lets 0.4 %
 * pass.  What speaks against it is its building, which wants some 20 bytes of scratch a key in
 * random order.  So the keys are cut into buckets of about 65,536 by their highest bits, which
 * sorted keys pass through one after the other: the scratch stays in the cache and building costs
 * less than the sorting before it.
 *
 * A key has three places in its bucket, in three neighbouring segments; the xor of what stands
 * there is its fingerprint.  Building peels: a place that only one key wants decides for that key
 * last.  It fails for one seed in thousands, then the next seed is tried.  Two keys with equal
 * 64-bit mixes never peel apart, and need not: they have equal fingerprints in equal places and
 * count as one.  (Graf & Lemire, "Binary Fuse Filters", 2022.)
 *
 * Encoded form: u64 buckets, each u64 offset, u32 segments, u8 log2 of a segment, u8 seed, u16 0;
 * u64 bytes, the bytes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "keyrun_int.h"

#define BUCKET_KEYS  65536
#define BUCKET_BYTES 16
#define SEG_BITS_MAX 18
#define SEEDS        100
#define DEDUPE_FROM  2 /* seeds that may fail by chance before equal mixes are looked for */
#define SEGMENTS_MAX ((uint32_t)1 << 24)
#define MANY_MAX     64

/* Of a place: the xor of the hashes that want it, and four for each of them, xor which of its three
 * places this is.  In arrays of their own, and as small as they can be, because with both in 16
 * bytes a bucket did not fit a core's cache and building took half as long again. */
#define WANT_MAX 248 /* more on one place: another seed */

struct peeled {
  uint64_t hash;
  uint32_t which;
};

struct keyfilter_maker {
  struct keyblocks small; /* or */
  uint64_t n_buckets, at; /* the bucket being filled */
  VEC(uint64_t) mixes;
  VEC(struct keybucket) buckets;
  VEC(uint8_t) bytes;
  VEC(uint64_t) all;
  VEC(uint8_t) want;
  VEC(uint32_t) alone;
  VEC(struct peeled) order;
};

static inline uint64_t mix_of(struct ev_key k) {
  return k.lo ^ k.hi * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint64_t hash_of(uint64_t mix, uint8_t seed) {
  uint64_t h = mix + (uint64_t)(seed + 1) * UINT64_C(0xd6e8feb86659fd93);
  h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
  h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
  return h ^ h >> 33;
}

static inline uint8_t print_of(uint64_t h) {
  return (uint8_t)(h ^ h >> 32);
}

static inline void places_of(const struct keybucket *b, uint64_t h, uint64_t out[3]) {
  uint64_t mask = ((uint64_t)1 << b->seg_bits) - 1;
  out[0] = key_scale(h, (uint64_t)b->segments << b->seg_bits);
  out[1] = (out[0] + mask + 1) ^ (h >> 18 & mask);
  out[2] = (out[0] + 2 * (mask + 1)) ^ (h & mask);
}

static uint64_t places_n(const struct keybucket *b) {
  return b->segments ? (uint64_t)(b->segments + 2) << b->seg_bits : 0;
}

/* ---- building ---- */

struct keyfilter_maker *keyfilter_maker_new(uint64_t keys_max, uint64_t blocked_max) {
  struct keyfilter_maker *m = must_calloc(1, sizeof *m);
  if (keys_max <= blocked_max)
    keyblocks_new(&m->small, keys_max);
  else
    m->n_buckets = keys_max / BUCKET_KEYS + 1;
  return m;
}

bool keyfilter_maker_small(const struct keyfilter_maker *m) {
  return m->small.n > 0;
}

void keyfilter_maker_free(struct keyfilter_maker *m) {
  if (!m) return;
  keyblocks_release(&m->small);
  vec_free(&m->mixes);
  vec_free(&m->buckets);
  vec_free(&m->bytes);
  vec_free(&m->all);
  vec_free(&m->want);
  vec_free(&m->alone);
  vec_free(&m->order);
  free(m);
}

static struct keybucket shape_of(uint64_t n) {
  struct keybucket b = {0};
  double size = (double)(n < 2 ? 2 : n);
  double bits = floor(log(size) / log(3.33) + 2.25);
  double factor = 0.875 + 0.25 * log(1e6) / log(size);
  b.seg_bits = (uint8_t)(bits < 2 ? 2 : bits > SEG_BITS_MAX ? SEG_BITS_MAX : bits);
  uint64_t places = (uint64_t)(size * (factor < 1.125 ? 1.125 : factor)),
           seg = (uint64_t)1 << b.seg_bits;
  uint64_t segments = (places + seg - 1) / seg;
  b.segments = segments <= 3 ? 1 : (uint32_t)(segments - 2);
  return b;
}

static bool want(struct keyfilter_maker *m, const struct keybucket *b, uint64_t h) {
  uint64_t at[3];
  bool fits = true;
  places_of(b, h, at);
  for (uint8_t i = 0; i < 3; i++) {
    m->all.p[at[i]] ^= h;
    fits &= m->want.p[at[i]] < WANT_MAX;
    m->want.p[at[i]] = (uint8_t)((m->want.p[at[i]] + 4) ^ i);
  }
  return fits;
}

/* Orders the keys so that each has a place that no later one wants; false if they form a knot. */
static bool peel(struct keyfilter_maker *m, const struct keybucket *b) {
  uint64_t n = places_n(b);
  uint8_t *want = m->want.p;
  m->alone.n = m->order.n = 0;
  for (uint64_t i = 0; i < n; i++)
    if (want[i] >> 2 == 1) m->alone.p[m->alone.n++] = (uint32_t)i;
  while (m->alone.n > 0) {
    uint32_t place = m->alone.p[--m->alone.n];
    if (want[place] >> 2 != 1) continue;
    uint64_t at[3], h = m->all.p[place];
    uint8_t which = want[place] & 3;
    places_of(b, h, at);
    m->order.p[m->order.n++] = (struct peeled){h, which};
    for (uint8_t i = 0; i < 3; i++) {
      if (i == which) continue;
      want[at[i]] = (uint8_t)((want[at[i]] - 4) ^ i);
      m->all.p[at[i]] ^= h;
      if (want[at[i]] >> 2 == 1) m->alone.p[m->alone.n++] = (uint32_t)at[i];
    }
  }
  return m->order.n == m->mixes.n;
}

static void assign(struct keyfilter_maker *m, const struct keybucket *b) {
  uint8_t *f = m->bytes.p + b->off;
  for (size_t i = m->order.n; i-- > 0;) {
    uint64_t at[3];
    struct peeled o = m->order.p[i];
    places_of(b, o.hash, at);
    f[at[o.which]] = 0;
    f[at[o.which]] = print_of(o.hash) ^ f[at[0]] ^ f[at[1]] ^ f[at[2]];
  }
}

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static void drop_equal_mixes(struct keyfilter_maker *m) {
  size_t kept = 0;
  qsort(m->mixes.p, m->mixes.n, sizeof *m->mixes.p, by_value);
  for (size_t i = 0; i < m->mixes.n; i++)
    if (i == 0 || m->mixes.p[i] != m->mixes.p[i - 1]) m->mixes.p[kept++] = m->mixes.p[i];
  m->mixes.n = kept;
}

/* Makes the current bucket's part and goes to the next. */
static void close_bucket(struct keyfilter_maker *m) {
  struct keybucket b = {0};
  if (m->mixes.n > 0) b = shape_of(m->mixes.n);
  b.off = m->bytes.n;
  uint64_t n = places_n(&b);
  vec_reserve(&m->all, n);
  vec_reserve(&m->want, n);
  vec_reserve(&m->alone, n);
  vec_reserve(&m->order, m->mixes.n);
  vec_reserve(&m->bytes, m->bytes.n + n);
  bool done = m->mixes.n == 0;
  for (int seed = 0; !done; seed++) {
    must(seed < SEEDS);
    if (seed == DEDUPE_FROM) drop_equal_mixes(m);
    b.seed = (uint8_t)seed;
    memset(m->all.p, 0, n * sizeof *m->all.p);
    memset(m->want.p, 0, n * sizeof *m->want.p);
    done = true;
    for (size_t i = 0; i < m->mixes.n; i++)
      done &= want(m, &b, hash_of(m->mixes.p[i], b.seed));
    done = done && peel(m, &b);
  }
  if (n > 0) memset(m->bytes.p + m->bytes.n, 0, n);
  m->bytes.n += n;
  if (n > 0) assign(m, &b);
  vec_push(&m->buckets, b);
  m->mixes.n = 0;
  m->at++;
}

void keyfilter_maker_add(struct keyfilter_maker *m, const struct ev_key *k, size_t n) {
  if (m->small.n) {
    keyblocks_add(&m->small, k, n);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    uint64_t bucket = key_scale(k[i].hi, m->n_buckets);
    must(bucket >= m->at);
    while (m->at < bucket)
      close_bucket(m);
    vec_push(&m->mixes, mix_of(k[i]));
  }
}

void keyfilter_maker_finish(struct keyfilter_maker *m, struct buf *out) {
  if (m->small.n) {
    keyblocks_put(&m->small, out);
    return;
  }
  while (m->at < m->n_buckets)
    close_bucket(m);
  buf_put_u64(out, m->n_buckets);
  for (size_t i = 0; i < m->buckets.n; i++) {
    const struct keybucket *b = &m->buckets.p[i];
    buf_put_u64(out, b->off);
    buf_put_u32(out, b->segments);
    buf_put_u8(out, b->seg_bits);
    buf_put_u8(out, b->seed);
    buf_put_u16(out, 0);
  }
  buf_put_u64(out, m->bytes.n);
  buf_put(out, m->bytes.p, m->bytes.n);
}

/* ---- asking ---- */

static bool fits(const struct keybucket *b, uint64_t n_bytes) {
  if (b->seg_bits > SEG_BITS_MAX || b->segments > SEGMENTS_MAX) return false;
  return b->off <= n_bytes && places_n(b) <= n_bytes - b->off;
}

bool keyfilter_decode(struct cursor *c, bool small, struct keyfilter *ret) {
  struct keyfilter f = {0};
  if (small) {
    if (!keyblocks_decode(c, &f.small)) return false;
    *ret = f;
    return true;
  }
  f.n_buckets = cur_u64(c);
  if (c->bad || f.n_buckets == 0 || f.n_buckets > cur_left(c) / BUCKET_BYTES) return false;
  struct cursor table = *c;
  cur_bytes(c, f.n_buckets * BUCKET_BYTES);
  f.n_bytes = cur_u64(c);
  struct str bytes = cur_bytes(c, f.n_bytes);
  if (c->bad) return false;
  f.bucket = must_calloc(f.n_buckets, sizeof *f.bucket);
  bool ok = true;
  for (uint64_t i = 0; i < f.n_buckets; i++) {
    struct keybucket *b = &f.bucket[i];
    b->off = cur_u64(&table);
    b->segments = cur_u32(&table);
    b->seg_bits = cur_u8(&table);
    b->seed = cur_u8(&table);
    ok &= cur_u16(&table) == 0 && fits(b, f.n_bytes);
  }
  if (!ok) {
    free(f.bucket);
    return false;
  }
  f.bytes = must_malloc(f.n_bytes + 1);
  if (f.n_bytes > 0) memcpy(f.bytes, bytes.p, f.n_bytes);
  *ret = f;
  return true;
}

void keyfilter_release(struct keyfilter *f) {
  keyblocks_release(&f->small);
  free(f->bucket);
  free(f->bytes);
  *f = (struct keyfilter){0};
}

size_t keyfilter_bytes(const struct keyfilter *f) {
  return keyblocks_bytes(&f->small) + f->n_buckets * sizeof *f->bucket + f->n_bytes;
}

/* Where the three bytes of a key are, and what their xor should be. */
struct probe {
  const uint8_t *p[3];
  uint8_t print;
};

static inline struct probe probe_of(const struct keyfilter *f, struct ev_key k) {
  static const uint8_t zero = 0, one = 1; /* of an empty bucket: never equal */
  const struct keybucket *b = &f->bucket[key_scale(k.hi, f->n_buckets)];
  if (b->segments == 0) return (struct probe){{&one, &zero, &zero}, 0};
  uint64_t at[3], h = hash_of(mix_of(k), b->seed);
  places_of(b, h, at);
  const uint8_t *p = f->bytes + b->off;
  return (struct probe){{p + at[0], p + at[1], p + at[2]}, print_of(h)};
}

static inline bool agrees(const struct probe *p) {
  return (*p->p[0] ^ *p->p[1] ^ *p->p[2]) == p->print;
}

bool keyfilter_may_have(const struct keyfilter *f, struct ev_key k) {
  if (f->small.n) return keyblocks_may_have(&f->small, k);
  struct probe p = probe_of(f, k);
  return agrees(&p);
}

void keyfilter_prefetch(const struct keyfilter *f, struct ev_key k) {
  if (f->small.n) {
    keyblocks_prefetch(&f->small, k);
    return;
  }
  struct probe p = probe_of(f, k);
  for (int j = 0; j < 3; j++)
    __builtin_prefetch(p.p[j]);
}

uint64_t keyfilter_may_have_many(const struct keyfilter *f, const struct ev_key *k, uint32_t n) {
  struct probe p[MANY_MAX];
  uint64_t mask = 0;
  if (f->small.n) return keyblocks_may_have_many(&f->small, k, n);
  must(n <= MANY_MAX);
  for (uint32_t i = 0; i < n; i++) {
    p[i] = probe_of(f, k[i]);
    for (int j = 0; j < 3; j++)
      __builtin_prefetch(p[i].p[j]);
  }
  for (uint32_t i = 0; i < n; i++)
    mask |= (uint64_t)agrees(&p[i]) << i;
  return mask;
}

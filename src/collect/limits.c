/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Token buckets in a table of sets, like a processor's cache: a place is found without a pointer
 * and nothing ever grows.  One lock: a call takes about 50 ns, and there is one per request. */
#include "collect/limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/panic.h"

struct bucket {
  uint64_t who;    /* 0 = free */
  double left;     /* negative: in debt */
  int64_t seen_ns; /* left is as of then */
};

struct limits {
  pthread_mutex_t lock;
  struct bucket sets[LIMITS_SETS][LIMITS_WAYS];
};

struct limits *limits_new(void) {
  struct limits *l = must_calloc(1, sizeof *l);
  pthread_mutex_init(&l->lock, NULL);
  return l;
}

void limits_free(struct limits *l) {
  if (!l) return;
  pthread_mutex_destroy(&l->lock);
  free(l);
}

uint64_t limits_who(struct str key, struct str address) {
  uint64_t a = XXH3_64bits(key.p ? key.p : "", key.n);
  uint64_t h = XXH3_64bits_withSeed(address.p ? address.p : "", address.n, a);
  return h ? h : 1;
}

/* How little would be forgotten with it: what is left, and how long nobody asked. */
static double weight(const struct bucket *b, int64_t now) {
  return b->left + (double)(now - b->seen_ns) * 1e-6;
}

/* The bucket of `who`: its own, or the place of the one that matters least. */
static struct bucket *bucket_of(struct limits *l, uint64_t who, int64_t now, double full) {
  struct bucket *set = l->sets[who % LIMITS_SETS], *least = set;
  for (uint32_t i = 0; i < LIMITS_WAYS; i++) {
    if (set[i].who == who) return &set[i];
    if (least->who && (set[i].who == 0 || weight(&set[i], now) > weight(least, now)))
      least = &set[i];
  }
  *least = (struct bucket){who, full, now};
  return least;
}

bool limits_take(struct limits *l, uint64_t who, uint32_t rate, uint32_t burst_s, uint32_t n,
                 int64_t now_ns, uint32_t *ret_wait_s) {
  double full = (double)rate * burst_s;
  pthread_mutex_lock(&l->lock);
  struct bucket *b = bucket_of(l, who, now_ns, full);
  if (now_ns > b->seen_ns) {
    b->left += (double)(now_ns - b->seen_ns) * 1e-9 * rate;
    b->seen_ns = now_ns;
  }
  if (b->left > full) b->left = full;
  bool ok = b->left > 0;
  double debt = -b->left;
  if (ok) b->left -= n;
  pthread_mutex_unlock(&l->lock);
  if (!ok) *ret_wait_s = debt / rate > 3600 ? 3600 : (uint32_t)(debt / rate) + 1;
  return ok;
}

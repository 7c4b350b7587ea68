/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers kept by question and moment.
 *
 * A console asks the same dozen questions from every window, and a moment stays the same until rows
 * come in; so most questions were answered already.  The key holds the moment, hence nothing is
 * ever invalid: old answers are merely not asked for any more and leave by age.
 *
 *   absent ──ask──▶ computing ──ok──▶ kept ──no room──▶ absent
 *                       └─────────failed──────────────▶ absent
 *
 * Whoever asks while another thread computes waits: ten windows opened at once cost one scan.  An
 * entry is held by the table and by each who waits, so a waiter finds its answer even when the
 * entry was thrown out before it woke up.  The errors that belong to the one who computed (its
 * client went away, its time was over) are not handed on; the first waiter to wake computes
 * instead.
 */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "api/tenant_int.h"
#include "base/panic.h"

#define BUCKETS        8192u
#define CANCEL_LOOK_MS 50 /* how soon a waiter notices its cancel flag */
#define ANSWER_MAX     ((size_t)1 << 30)

struct answer {
  atomic_uint refs;
  size_t n;
  char bytes[];
};

enum entry_stage { COMPUTING, READY, FAILED };

struct entry {
  struct entry *chain;         /* of its bucket */
  struct entry *newer, *older; /* READY and in the table */
  uint32_t refs;               /* table, computing thread, waiters; guarded by the lock */
  enum entry_stage stage;
  struct answer *answer;
  struct err *why; /* FAILED */
  uint64_t hash;
  size_t key_n;
  char key[];
};

struct answers {
  pthread_mutex_t lock;
  pthread_cond_t done; /* some entry is no longer COMPUTING */
  size_t bytes_max;
  struct entry *bucket[BUCKETS];
  struct entry *newest, *oldest;
  struct answer_stats stats;
};

struct str answer_bytes(const struct answer *a) {
  return str_of(a->bytes, a->n);
}

struct answer *answer_ref(struct answer *a) {
  atomic_fetch_add(&a->refs, 1);
  return a;
}

void answer_release(struct answer *a) {
  if (a && atomic_fetch_sub(&a->refs, 1) == 1) free(a);
}

struct answers *answers_new(size_t bytes_max) {
  struct answers *c = must_calloc(1, sizeof *c);
  c->bytes_max = bytes_max;
  pthread_mutex_init(&c->lock, NULL);
  cond_init_monotonic(&c->done);
  return c;
}

static size_t cost(const struct entry *e) {
  return sizeof *e + e->key_n + sizeof *e->answer + e->answer->n;
}

static void entry_unref(struct entry *e) {
  if (--e->refs) return;
  answer_release(e->answer);
  free(e->why);
  free(e);
}

/* ---- the table; all with the lock held ---- */

static struct entry **place_of(struct answers *c, struct str key, uint64_t hash) {
  struct entry **at = &c->bucket[hash % BUCKETS];
  while (*at && !((*at)->hash == hash && str_eq(str_of((*at)->key, (*at)->key_n), key)))
    at = &(*at)->chain;
  return at;
}

static struct entry *entry_add(struct entry **at, struct str key, uint64_t hash) {
  struct entry *e = must_malloc(sizeof *e + key.n);
  *e = (struct entry){.refs = 2, .hash = hash, .key_n = key.n};
  if (key.n) memcpy(e->key, key.p, key.n);
  *at = e;
  return e;
}

static void unchain(struct answers *c, struct entry *e) {
  struct entry **at = &c->bucket[e->hash % BUCKETS];
  while (*at != e)
    at = &(*at)->chain;
  *at = e->chain;
  entry_unref(e);
}

static void age_out(struct answers *c, struct entry *e) {
  *(e->newer ? &e->newer->older : &c->newest) = e->older;
  *(e->older ? &e->older->newer : &c->oldest) = e->newer;
  e->newer = e->older = NULL;
}

static void age_in(struct answers *c, struct entry *e) {
  e->older = c->newest;
  *(c->newest ? &c->newest->newer : &c->oldest) = e;
  c->newest = e;
}

static void throw_out(struct answers *c, struct entry *e) {
  c->stats.bytes -= cost(e);
  c->stats.entries--;
  age_out(c, e);
  unchain(c, e);
}

static void keep(struct answers *c, struct entry *e) {
  if (cost(e) > ANSWER_KEPT_MAX(c->bytes_max)) {
    unchain(c, e);
    return;
  }
  c->stats.bytes += cost(e);
  c->stats.entries++;
  age_in(c, e);
  while (c->stats.bytes > c->bytes_max) {
    throw_out(c, c->oldest);
    c->stats.dropped++;
  }
}

void answers_free(struct answers *c) {
  while (c->oldest)
    throw_out(c, c->oldest);
  for (uint32_t i = 0; i < BUCKETS; i++)
    must(!c->bucket[i]);
  pthread_mutex_destroy(&c->lock);
  pthread_cond_destroy(&c->done);
  free(c);
}

void answers_stats(struct answers *c, struct answer_stats *ret) {
  pthread_mutex_lock(&c->lock);
  *ret = c->stats;
  pthread_mutex_unlock(&c->lock);
}

/* ---- asking ---- */

static bool compute_bytes(answer_fn *compute, void *ctx, struct answer **ret, struct err *err) {
  struct buf b = BUF_INIT_MAX(ANSWER_MAX);
  bool ok = compute(ctx, &b, err);
  if (ok && b.overflow)
    ok = err_fail(err, ERR_too_large, "answer" ERR_SEP "%zu MiB", ANSWER_MAX >> 20);
  if (ok) {
    struct answer *a = must_malloc(sizeof *a + b.n);
    atomic_init(&a->refs, 1);
    a->n = b.n;
    if (b.n) memcpy(a->bytes, b.p, b.n);
    *ret = a;
  }
  buf_release(&b);
  return ok;
}

/* Lock held, and let go while computing. */
static bool fill(struct answers *c, struct entry *e, answer_fn *compute, void *ctx,
                 struct answer **ret, struct err *err) {
  struct answer *a = NULL;
  c->stats.misses++;
  pthread_mutex_unlock(&c->lock);
  bool ok = compute_bytes(compute, ctx, &a, err);
  pthread_mutex_lock(&c->lock);
  if (ok) {
    *ret = answer_ref(a);
    e->answer = a;
    e->stage = READY;
    keep(c, e);
  } else {
    e->why = must_malloc(sizeof *e->why);
    *e->why = *err;
    e->stage = FAILED;
    unchain(c, e);
  }
  pthread_cond_broadcast(&c->done);
  return ok;
}

static bool is_set(const bool *cancel) {
  return cancel && __atomic_load_n(cancel, __ATOMIC_RELAXED);
}

/* Lock held.  False with ERR_canceled; else e is no longer being computed. */
static bool wait_for(struct answers *c, struct entry *e, const bool *cancel, struct err *err) {
  while (e->stage == COMPUTING) {
    if (is_set(cancel)) return err_fail(err, ERR_canceled, NULL);
    cond_wait_ms(&c->done, &c->lock, CANCEL_LOOK_MS);
  }
  return true;
}

static bool is_own(enum err_code code) {
  return code == ERR_canceled || code == ERR_query_timeout;
}

/* Lock held.  *ret_again: whoever computed could not; ask anew. */
static bool take(struct answers *c, struct entry *e, const bool *cancel, struct answer **ret,
                 bool *ret_again, struct err *err) {
  e->refs++;
  if (e->stage == COMPUTING)
    c->stats.waits++;
  else
    c->stats.hits++;
  bool ok = wait_for(c, e, cancel, err);
  if (ok && e->stage == READY) {
    *ret = answer_ref(e->answer);
    if (e == c->newest || e->newer) { /* still in the table: now the youngest */
      age_out(c, e);
      age_in(c, e);
    }
  } else if (ok) {
    *ret_again = is_own(e->why->code);
    *err = *e->why;
    ok = false;
  }
  entry_unref(e);
  return ok;
}

bool answers_get(struct answers *c, struct str key, const bool *cancel, answer_fn *compute,
                 void *ctx, struct answer **ret, struct err *err) {
  uint64_t hash = XXH3_64bits(key.p, key.n);
  bool ok, again;
  pthread_mutex_lock(&c->lock);
  do {
    struct entry **at = place_of(c, key, hash);
    again = false;
    if (*at) {
      ok = take(c, *at, cancel, ret, &again, err);
    } else {
      struct entry *e = entry_add(at, key, hash);
      ok = fill(c, e, compute, ctx, ret, err);
      entry_unref(e);
    }
  } while (again);
  pthread_mutex_unlock(&c->lock);
  return ok;
}

bool tenant_cached(struct view *v, struct str key, const bool *cancel, answer_fn *compute,
                   void *ctx, struct answer **ret, struct err *err) {
  if (key.n > ANSWER_KEY_MAX)
    return err_fail(err, ERR_too_large, "question" ERR_SEP "%u bytes", ANSWER_KEY_MAX);
  struct buf whole = BUF_INIT;
  buf_put_u64(&whole, view_lsn(v));
  buf_put_u64(&whole, view_revision(v));
  buf_put_str(&whole, key);
  bool ok = answers_get(v->t->answers, buf_str(&whole), cancel, compute, ctx, ret, err);
  buf_release(&whole);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys in memory: open addressing where a key's home is its highest bits.
 *
 * Keys are hashes, so the highest bits spread as well as any.  Homes in key order make the table
 * almost sorted: a spill compacts it (in place if it likes) and lets insertion sort repair the
 * short clusters, which is linear, instead of sorting millions of keys from scratch.  For the same
 * reason probing does not wrap around: KEYTABLE_SPARE slots stand behind the last home, and a key
 * that would run past them grows the table.  Load stays below 3/4, where clusters are short.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "keyrun_int.h"

#define KEYTABLE_BITS_MIN 10
#define KEYTABLE_SPARE    1024
#define HUGE_PAGE         ((size_t)2 << 20)

static uint64_t slots(const struct keytable *t) {
  return ((uint64_t)1 << t->bits) + KEYTABLE_SPARE;
}

/* Look-ups go to random places; in small pages most of their time is the search for the page
 * (measured while importing: 113 ns of a prefetch, 58 ns in huge ones). */
static struct ev_key *new_slots(uint64_t n) {
  size_t bytes = n * sizeof(struct ev_key);
  if (bytes < 2 * HUGE_PAGE) return must_calloc(n, sizeof(struct ev_key));
  bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  void *slot = aligned_alloc(HUGE_PAGE, bytes);
  if (!slot) panic("out of memory: a table of %zu bytes", bytes);
  madvise(slot, bytes, MADV_HUGEPAGE); /* where there are none, small ones do */
  return memset(slot, 0, bytes);
}

static bool empty(struct ev_key k) {
  return k.hi == 0 && k.lo == 0;
}

static uint64_t home(const struct keytable *t, struct ev_key k) {
  return k.hi >> (64 - t->bits);
}

void keytable_release(struct keytable *t) {
  free(t->slot);
  *t = (struct keytable){0};
}

size_t keytable_bytes(const struct keytable *t) {
  return t->bits ? slots(t) * sizeof *t->slot : 0;
}

bool keytable_has(const struct keytable *t, struct ev_key k) {
  if (!t->bits) return false;
  k = key_stored(k);
  for (uint64_t i = home(t, k), n = slots(t); i < n && !empty(t->slot[i]); i++)
    if (key_cmp(t->slot[i], k) == 0) return true;
  return false;
}

void keytable_prefetch(const struct keytable *t, struct ev_key k) {
  if (t->bits) __builtin_prefetch(&t->slot[home(t, k)]);
}

enum put { PUT_NEW, PUT_THERE, PUT_FULL };

static enum put put(struct keytable *t, struct ev_key k) {
  uint64_t i = home(t, k), n = slots(t);
  for (; i < n && !empty(t->slot[i]); i++)
    if (key_cmp(t->slot[i], k) == 0) return PUT_THERE;
  if (i == n) return PUT_FULL;
  t->slot[i] = k;
  t->n++;
  return PUT_NEW;
}

static void resize(struct keytable *t, unsigned bits) {
  struct keytable old = *t;
  t->bits = bits;
  for (bool full = true; full; t->bits += full) {
    must(t->bits < 40);
    full = false;
    t->n = 0;
    t->slot = new_slots(slots(t));
    for (uint64_t i = 0, n = old.bits ? slots(&old) : 0; i < n && !full; i++)
      full = !empty(old.slot[i]) && put(t, old.slot[i]) == PUT_FULL;
    if (full) free(t->slot);
  }
  free(old.slot);
}

static void grow(struct keytable *t) {
  resize(t, t->bits ? t->bits + 1 : KEYTABLE_BITS_MIN);
}

bool keytable_add(struct keytable *t, struct ev_key k) {
  k = key_stored(k);
  if (!t->bits || t->n >= (uint64_t)3 << (t->bits - 2)) grow(t);
  enum put done;
  while ((done = put(t, k)) == PUT_FULL)
    grow(t);
  return done == PUT_NEW;
}

/* What followed the removed key closes up, so that no search ends before what it looks for. */
void keytable_remove(struct keytable *t, struct ev_key k) {
  if (!t->bits) return;
  k = key_stored(k);
  uint64_t gap = home(t, k), n = slots(t);
  while (gap < n && !empty(t->slot[gap]) && key_cmp(t->slot[gap], k) != 0)
    gap++;
  if (gap == n || empty(t->slot[gap])) return;
  for (uint64_t i = gap + 1; i < n && !empty(t->slot[i]); i++) {
    if (home(t, t->slot[i]) > gap) continue;
    t->slot[gap] = t->slot[i];
    gap = i;
  }
  t->slot[gap] = (struct ev_key){0, 0};
  t->n--;
}

void keytable_reserve(struct keytable *t, unsigned bits) {
  must(bits >= KEYTABLE_BITS_MIN);
  if (bits > t->bits) resize(t, bits);
}

unsigned keytable_bits_for(uint64_t keys) {
  unsigned bits = KEYTABLE_BITS_MIN;
  while (bits < 39 && (uint64_t)3 << (bits - 2) <= keys)
    bits++;
  return bits;
}

void keytable_sorted(const struct keytable *t, struct ev_key *out) {
  uint64_t n = 0;
  for (uint64_t i = 0, end = t->bits ? slots(t) : 0; i < end; i++) {
    if (empty(t->slot[i])) continue;
    struct ev_key v = t->slot[i];
    uint64_t at = n++;
    for (; at > 0 && key_cmp(out[at - 1], v) > 0; at--)
      out[at] = out[at - 1];
    out[at] = v;
  }
  must(n == t->n);
}

void keytable_clear(struct keytable *t) {
  if (t->bits) memset(t->slot, 0, keytable_bytes(t));
  t->n = 0;
}

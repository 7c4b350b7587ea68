/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index itself: blocks of entries, pages of long values, and an open-addressing table over
 * XXH3.
 *
 * A lookup of a known identity touches a slot and an entry (and a page, if the value is long).
 * Among millions of people each is a cache miss, and little else costs anything: with offsets
 * between slot and bytes, a third miss that waits for the second, it was a third slower.
 *
 * The slot's 32 hash bits make a wrong compare rare and let the table grow without looking at a
 * single value: a slot's home is (hash bits × slots) >> 32, so the table is nearly in hash order
 * and growing is one sequential pass over both tables.  It grows by half, not double, at three
 * quarters full: between 10 and 16 bytes a person.
 *
 * Undo takes the newest entries out again, by backward-shift deletion: no tombstones, so a table
 * from which something was undone is as good as one that never had it. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <sodium.h>

#include "base/panic.h"
#include "person/person_int.h"

#define SLOTS_MIN UINT64_C(1024)
#define SLOTS_MAX (UINT64_C(1) << 32) /* what 32 bits of hash address: enough for SUBJECT_MAX */
#define BLOCK     ((size_t)1 << PEOPLE_BLOCK_BITS)

struct people *people_new(struct io *io, const char *dir) {
  struct people *p = must_calloc(1, sizeof *p);
  p->io = io;
  p->dir = must_malloc(strlen(dir) + 1);
  strcpy(p->dir, dir);
  p->limit = SUBJECT_MAX;
  identity_init(&p->identity);
  pthread_rwlockattr_t kind;
  pthread_rwlockattr_init(&kind);
  pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&p->lock, &kind);
  pthread_rwlockattr_destroy(&kind);
  must(sodium_init() >= 0);
  randombytes_buf(&p->seed, sizeof p->seed);
  people_clear(p);
  return p;
}

void people_clear(struct people *p) {
  for (size_t i = 0; i < p->types.n; i++)
    free((void *)(uintptr_t)p->types.p[i].p);
  for (size_t i = 0; i < p->pages.n; i++)
    free(p->pages.p[i].bytes);
  free(p->slot);
  vec_free(&p->types);
  vec_free(&p->pages);
  for (size_t i = 0; i < p->blocks.n; i++)
    free(p->blocks.p[i]);
  vec_free(&p->blocks);
  p->n_entries = 0;
  vec_free(&p->subject_of);
  vec_free(&p->last_of);
  vec_free(&p->next_of);
  for (size_t i = 0; i < p->erased.n; i++)
    free(p->erased.p[i]);
  vec_free(&p->erased);
  persons_release(&p->persons);
  identity_clear(&p->identity);
  p->free_type = UINT32_MAX;
  p->user_id_type = UINT32_MAX;
  p->slots = SLOTS_MIN;
  p->slot = must_calloc(p->slots, sizeof *p->slot);
  p->n_subjects = 0;
  p->linked = false;
  p->lsn = 0;
  p->log_id[0] = 0;
  p->kept = (struct people_mark){0};
}

uint32_t people_type(const struct people *p, struct str type) {
  for (uint32_t i = 0; i < p->types.n; i++)
    if (str_eq(p->types.p[i], type)) return i;
  return UINT32_MAX;
}

uint32_t people_type_add(struct people *p, struct str type) {
  char *copy = must_malloc(type.n + 1);
  memcpy(copy, type.p, type.n);
  copy[type.n] = 0;
  uint32_t i = (uint32_t)p->types.n;
  must(i < PEOPLE_TYPES_MAX + PEOPLE_TYPES_OWN);
  vec_push(&p->types, str_of(copy, type.n));
  if (str_is(type, "user_id")) p->user_id_type = i;
  if (str_is(type, PEOPLE_FREE)) p->free_type = i;
  return i;
}

uint64_t people_hash(const struct people *p, uint32_t type, struct str value) {
  return XXH3_64bits_withSeed(value.p, value.n, p->seed + type * UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint64_t home_of(uint64_t tag, uint64_t slots) {
  return people_slot_home(tag << 32, slots);
}

static struct people_entry entry_of(uint32_t type, struct str value) {
  struct people_entry e = {.type = (uint8_t)type};
  if (value.n <= PEOPLE_SHORT) {
    e.n = (uint8_t)value.n;
    memcpy(e.text, value.p, value.n);
  } else {
    e.n = PEOPLE_LONG;
    e.wide.n = (uint16_t)value.n;
    memcpy(e.wide.start, value.p, sizeof e.wide.start);
    e.wide.text = value.p;
  }
  return e;
}

static inline bool same(const struct people_entry *a, const struct people_entry *b) {
  uint64_t x[2], y[2];
  memcpy(x, a, sizeof x);
  memcpy(y, b, sizeof y);
  if (x[0] != y[0]) return false;
  if (a->n != PEOPLE_LONG) return x[1] == y[1];
  return memcmp(a->wide.text, b->wide.text, a->wide.n) == 0;
}

uint32_t people_entry_find(const struct people *p, uint32_t type, struct str value, uint64_t hash) {
  if (value.n == 0 || value.n > PEOPLE_VALUE_BYTES_MAX) return ENTRY_NONE;
  struct people_entry want = entry_of(type, value);
  uint64_t tag = hash >> 32;
  for (uint64_t i = home_of(tag, p->slots); p->slot[i]; i = i + 1 == p->slots ? 0 : i + 1) {
    if (p->slot[i] >> 32 != tag) continue;
    uint32_t entry = (uint32_t)p->slot[i] - 1;
    if (!same(people_entry_at(p, entry), &want)) continue;
    if (p->erased.n && people_erased_of(p, people_entry_subject(p, entry))) continue; /* P7 */
    return entry;
  }
  return ENTRY_NONE;
}

static void slot_put(uint64_t *slot, uint64_t slots, uint64_t value) {
  uint64_t i = home_of(value >> 32, slots);
  while (slot[i])
    i = i + 1 == slots ? 0 : i + 1;
  slot[i] = value;
}

static void rehash(struct people *p, uint64_t slots) {
  uint64_t *new = must_calloc(slots, sizeof *new);
  for (uint64_t i = 0; i < p->slots; i++)
    if (p->slot[i]) slot_put(new, slots, p->slot[i]);
  free(p->slot);
  p->slot = new;
  p->slots = slots;
}

void people_table_reserve(struct people *p, uint64_t entries) {
  uint64_t slots = p->slots;
  while (entries > slots / 4 * 3 && slots < SLOTS_MAX) {
    slots += slots / 2;
    if (slots > SLOTS_MAX) slots = SLOTS_MAX;
  }
  if (slots != p->slots) rehash(p, slots);
}

/* A value does not cross pages; what is left of one is less than the longest value. */
static const char *page_put(struct people *p, struct str value) {
  if (p->pages.n == 0 || PEOPLE_PAGE - p->pages.p[p->pages.n - 1].used < value.n) {
    struct people_page page = {must_malloc(PEOPLE_PAGE), 0};
    vec_push(&p->pages, page);
  }
  struct people_page *page = &p->pages.p[p->pages.n - 1];
  char *at = page->bytes + page->used;
  memcpy(at, value.p, value.n);
  page->used += value.n;
  return at;
}

void people_link(struct people *p) {
  if (p->linked) return;
  for (uint32_t i = 0; i < p->n_subjects; i++) {
    vec_push(&p->subject_of, i);
    vec_push(&p->last_of, i);
    vec_push(&p->next_of, i);
  }
  p->linked = true;
}

static void ring_add(struct people *p, uint32_t subject, uint32_t entry) {
  vec_push(&p->subject_of, subject);
  if (subject == p->last_of.n) {
    vec_push(&p->next_of, entry);
    vec_push(&p->last_of, entry);
    return;
  }
  uint32_t last = p->last_of.p[subject], first = p->next_of.p[last];
  vec_push(&p->next_of, first);
  p->next_of.p[last] = entry;
  p->last_of.p[subject] = entry;
}

/* The entry is the newest of all, so it is its subject's last. */
static void ring_remove(struct people *p, uint32_t subject, uint32_t entry) {
  uint32_t first = p->next_of.p[entry], before = first;
  if (first == entry) {
    p->last_of.n--;
  } else {
    while (p->next_of.p[before] != entry)
      before = p->next_of.p[before];
    p->next_of.p[before] = first;
    p->last_of.p[subject] = before;
  }
  p->subject_of.n--;
  p->next_of.n--;
}

/* Backward shift: what stands behind the hole and would still be found from its home moves into it.
 */
static void slot_remove(struct people *p, uint64_t hole) {
  uint64_t i = hole;
  for (;;) {
    i = i + 1 == p->slots ? 0 : i + 1;
    if (!p->slot[i]) break;
    uint64_t home = home_of(p->slot[i] >> 32, p->slots);
    uint64_t from_home = i >= home ? i - home : i + p->slots - home;
    uint64_t from_hole = i >= hole ? i - hole : i + p->slots - hole;
    if (from_home < from_hole) continue;
    p->slot[hole] = p->slot[i];
    hole = i;
  }
  p->slot[hole] = 0;
}

static uint64_t slot_of(const struct people *p, uint32_t entry) {
  const struct people_entry *e = people_entry_at(p, entry);
  uint64_t tag = people_hash(p, e->type, people_entry_value(e)) >> 32;
  uint64_t i = home_of(tag, p->slots);
  while (p->slot[i] != (tag << 32 | (entry + 1)))
    i = i + 1 == p->slots ? 0 : i + 1;
  return i;
}

/* P9: entries of a subject before its ($free, …) are in no slot. */
static void hide_before(struct people *p, uint32_t entry) {
  for (uint32_t e = p->next_of.p[entry]; e != entry; e = p->next_of.p[e])
    slot_remove(p, slot_of(p, e));
}

static void show_before(struct people *p, uint32_t entry) {
  for (uint32_t e = p->next_of.p[entry]; e != entry; e = p->next_of.p[e]) {
    const struct people_entry *at = people_entry_at(p, e);
    uint64_t hash = people_hash(p, at->type, people_entry_value(at));
    slot_put(p->slot, p->slots, (hash >> 32) << 32 | (e + 1));
  }
}

void people_entry_add(struct people *p, uint32_t subject, uint32_t type, struct str value,
                      uint64_t hash) {
  must(subject <= p->n_subjects && value.n > 0 && value.n <= PEOPLE_VALUE_BYTES_MAX);
  uint32_t entry = p->n_entries;
  if (subject < p->n_subjects) people_link(p);
  if (p->linked) ring_add(p, subject, entry);
  if (entry % BLOCK == 0) {
    struct people_entry *block = must_malloc(BLOCK * sizeof *block);
    vec_push(&p->blocks, block);
  }
  struct people_entry e = entry_of(type, value);
  if (e.n == PEOPLE_LONG) e.wide.text = page_put(p, value);
  *people_entry_at(p, entry) = e;
  p->n_entries++;
  people_table_reserve(p, p->n_entries);
  slot_put(p->slot, p->slots, (hash >> 32) << 32 | (entry + 1));
  p->n_subjects += subject == p->n_subjects;
  if (type == p->free_type && p->linked) hide_before(p, entry);
}

static void remove_newest(struct people *p) {
  uint32_t entry = p->n_entries - 1;
  const struct people_entry *e = people_entry_at(p, entry);
  if (e->type == p->free_type && p->linked) show_before(p, entry);
  slot_remove(p, slot_of(p, entry));
  uint32_t subject = people_entry_subject(p, entry);
  if (p->linked) ring_remove(p, subject, entry);
  if (!p->linked || p->last_of.n == subject) p->n_subjects--;
  if (e->n == PEOPLE_LONG) {
    struct people_page *page = &p->pages.p[p->pages.n - 1];
    page->used -= e->wide.n; /* P6 */
    if (page->used == 0) free(p->pages.p[--p->pages.n].bytes);
  }
  p->n_entries--;
  if (entry % BLOCK == 0) free(p->blocks.p[--p->blocks.n]);
}

void people_truncate(struct people *p, struct people_mark to) {
  journal_undo(&p->identity, to.journal);
  while (p->n_entries > to.entries)
    remove_newest(p);
  while (p->types.n > to.types) {
    p->types.n--;
    if (p->user_id_type == p->types.n) p->user_id_type = UINT32_MAX;
    if (p->free_type == p->types.n) p->free_type = UINT32_MAX;
    free((void *)(uintptr_t)p->types.p[p->types.n].p);
  }
  must(p->n_subjects == to.subjects);
}

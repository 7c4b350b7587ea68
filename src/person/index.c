/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index itself: pages of bytes, offsets, and an open-addressing table over XXH3.
 *
 * A lookup of a known identity touches three places: a slot, an offset, the bytes.  The slot's 32
 * hash bits make a wrong compare rare and let the table grow without looking at a single value: a
 * slot's home is (hash bits × slots) >> 32, so the table is nearly in hash order and growing is one
 * sequential pass over both tables.  It grows by half, not double, at three quarters full: between
 * 10 and 16 bytes a person.
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
#define SLOTS_MAX                                                                                  \
  (UINT64_C(1) << 32) /* what 32 bits of hash can address; enough for SUBJECT_MAX                  \
                       */

struct people *people_new(struct io *io, const char *dir) {
  struct people *p = must_calloc(1, sizeof *p);
  p->io = io;
  p->dir = must_malloc(strlen(dir) + 1);
  strcpy(p->dir, dir);
  p->limit = SUBJECT_MAX;
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
  vec_free(&p->base);
  vec_free(&p->off);
  vec_free(&p->subject_of);
  vec_free(&p->last_of);
  vec_free(&p->next_of);
  p->user_id_type = UINT32_MAX;
  p->slots = SLOTS_MIN;
  p->slot = must_calloc(p->slots, sizeof *p->slot);
  p->n_subjects = 0;
  p->linked = false;
  p->lsn = 0;
  p->log_id[0] = 0;
  p->kept = (struct people_marks){0};
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
  must(i < PEOPLE_TYPES_MAX);
  vec_push(&p->types, str_of(copy, type.n));
  if (str_is(type, "user_id")) p->user_id_type = i;
  return i;
}

uint64_t people_hash(const struct people *p, uint32_t type, struct str value) {
  return XXH3_64bits_withSeed(value.p, value.n, p->seed + type * UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint64_t home_of(uint64_t tag, uint64_t slots) {
  return (tag * slots) >> 32;
}

uint32_t people_entry_find(const struct people *p, uint32_t type, struct str value, uint64_t hash) {
  uint64_t tag = hash >> 32;
  for (uint64_t i = home_of(tag, p->slots); p->slot[i]; i = i + 1 == p->slots ? 0 : i + 1) {
    if (p->slot[i] >> 32 != tag) continue;
    uint32_t entry = (uint32_t)p->slot[i] - 1;
    const uint8_t *b = people_entry_bytes(p, entry);
    if (b[0] == type && str_eq(people_entry_value(b), value)) return entry;
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

void people_entry_index(struct people *p, uint64_t position, uint64_t hash) {
  uint32_t entry = people_entries(p);
  if (entry % (1u << PEOPLE_BLOCK_BITS) == 0) vec_push(&p->base, position);
  uint64_t from_base = position - p->base.p[entry >> PEOPLE_BLOCK_BITS];
  must(from_base <= UINT32_MAX);
  vec_push(&p->off, (uint32_t)from_base);
  people_table_reserve(p, (uint64_t)entry + 1);
  slot_put(p->slot, p->slots, (hash >> 32) << 32 | (entry + 1));
}

/* Entries do not cross pages, so their bytes are one piece; what is left of a page is at most one
 * entry. */
static uint64_t bytes_put(struct people *p, uint32_t type, struct str value) {
  size_t need = PEOPLE_ENTRY_HEAD + value.n;
  if (p->pages.n == 0 || PEOPLE_PAGE - p->pages.p[p->pages.n - 1].used < need) {
    struct people_page page = {must_malloc(PEOPLE_PAGE), 0};
    vec_push(&p->pages, page);
  }
  struct people_page *page = &p->pages.p[p->pages.n - 1];
  uint64_t position = (uint64_t)(p->pages.n - 1) << PEOPLE_PAGE_BITS | page->used;
  uint8_t *b = page->bytes + page->used, *at = b;
  *at++ = (uint8_t)type;
  *at++ = (uint8_t)(value.n < 0x80 ? value.n : (value.n & 0x7f) | 0x80);
  if (value.n >= 0x80) *at++ = (uint8_t)(value.n >> 7);
  memcpy(at, value.p, value.n);
  page->used += (uint32_t)(at - b) + (uint32_t)value.n;
  return position;
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

void people_ring_add(struct people *p, uint32_t subject, uint32_t entry) {
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

void people_entry_add(struct people *p, uint32_t subject, uint32_t type, struct str value,
                      uint64_t hash) {
  must(subject <= p->n_subjects && value.n <= PEOPLE_VALUE_BYTES_MAX);
  uint32_t entry = people_entries(p);
  if (subject < p->n_subjects) people_link(p);
  if (p->linked) people_ring_add(p, subject, entry);
  people_entry_index(p, bytes_put(p, type, value), hash);
  p->n_subjects += subject == p->n_subjects;
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

static void remove_newest(struct people *p) {
  uint32_t entry = people_entries(p) - 1;
  const uint8_t *b = people_entry_bytes(p, entry);
  uint64_t tag = people_hash(p, b[0], people_entry_value(b)) >> 32;
  uint64_t i = home_of(tag, p->slots);
  while (p->slot[i] != (tag << 32 | (entry + 1)))
    i = i + 1 == p->slots ? 0 : i + 1;
  slot_remove(p, i);
  uint32_t subject = people_entry_subject(p, entry);
  if (p->linked) ring_remove(p, subject, entry);
  if (!p->linked || p->last_of.n == subject) p->n_subjects--;
  uint64_t position = p->base.p[entry >> PEOPLE_BLOCK_BITS] + p->off.p[entry];
  struct people_page *page = &p->pages.p[position >> PEOPLE_PAGE_BITS];
  page->used = (uint32_t)(position & (PEOPLE_PAGE - 1));
  if (page->used == 0) free(p->pages.p[--p->pages.n].bytes); /* it was the page's first, P6 */
  p->off.n--;
  if (entry % (1u << PEOPLE_BLOCK_BITS) == 0) p->base.n--;
}

void people_truncate(struct people *p, struct people_marks to) {
  while (people_entries(p) > to.entries)
    remove_newest(p);
  while (p->types.n > to.types) {
    p->types.n--;
    if (p->user_id_type == p->types.n) p->user_id_type = UINT32_MAX;
    free((void *)(uintptr_t)p->types.p[p->types.n].p);
  }
  must(p->n_subjects == to.subjects);
}

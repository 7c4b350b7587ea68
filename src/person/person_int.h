/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The identity index in memory and on disk.  Private to the room.
 *
 * An entry is one identity: (subject, type, value), numbered in the order of allotment.  Its bytes
 * (type number, length, value) lie in pages that never move, so that a value handed out stays
 * valid. Where they lie is an offset of 32 bits from the start of the entry's block of 65,536
 * entries. The hash table's slots hold 32 bits of the hash and the entry number + 1.
 *
 * While every subject has exactly one identity, entry numbers are subject numbers and no more is
 * kept: some 18 bytes a person beside the value.  The first identity given to a subject that
 * already has one makes the links: entry → subject, subject → last entry, and a ring of entries
 * through next_of (the last one's next is the first), so that adding to a subject is one step.
 *
 * P1  Subjects are dense: 0 … n_subjects-1, each with at least one entry.
 * P2  Every entry is found by its own (type, value), and by nothing else.
 * P3  A subject's ring, from the first entry to the last, ascends.
 * P4  Without links, n_entries == n_subjects.
 * P5  Entries, subjects and types below the kept marks are durable in the log; the others can be
 *     undone.
 * P6  An entry does not cross pages, and every page but the last has less room left than the
 *     largest entry needs.
 *
 * The checkpoint, people.shp (little-endian):
 *
 *    0 magic    8 "SHOALPPL"    24 lsn      8            48 log id  1 + 64  length, text, zeros
 *    8 version  4 1             32 subjects 4           113 zero    7
 *   12 required 4 feature bits  36 entries  4           120 sum     8  XXH3-64 of 0…119
 *   16 optional 4 feature bits  40 pages    4           128 types: length (1 byte), text
 *   20 types    4               44 linked   4  0 or 1       used bytes of each page, 4 each
 *                                                           pages' used bytes
 *                                                           if linked: subject of each entry, 4
 * each XXH3-64 of everything from 128
 *
 * The table is not stored: making it again costs about as much as reading it, and a table made by
 * insertion needs no check of its own.
 */
#ifndef SHOAL_PERSON_PERSON_INT_H
#define SHOAL_PERSON_PERSON_INT_H

#include "base/cursor.h"
#include "base/vec.h"
#include "person/person.h"

#define PEOPLE_PAGE_BITS  20u
#define PEOPLE_PAGE       ((size_t)1 << PEOPLE_PAGE_BITS)
#define PEOPLE_BLOCK_BITS 16u
#define PEOPLE_ENTRY_HEAD 3u /* most bytes before the value: type, length (1 or 2) */
#define ENTRY_NONE        UINT32_MAX
#define PEOPLE_LOG_ID_MAX 64u

struct people_page {
  uint8_t *bytes;
  uint32_t used;
};

struct people_marks {
  uint32_t entries, subjects, types;
};

struct people {
  struct io *io;
  char *dir;
  uint64_t lsn;
  char log_id[PEOPLE_LOG_ID_MAX + 1];
  uint32_t limit; /* SUBJECT_MAX; tests lower it */

  VEC(struct str) types; /* by number; own bytes */
  uint32_t user_id_type; /* number of "user_id", or UINT32_MAX */

  VEC(struct people_page) pages;
  VEC(uint64_t) base; /* position (page << 20 | byte) of each block's first entry */
  VEC(uint32_t) off;  /* n entries: position - base of its block */

  uint64_t *slot; /* hash's high 32 bits << 32 | entry + 1; 0 = empty */
  uint64_t slots;
  uint64_t seed; /* random per opening: nobody outside can choose values that collide */

  uint32_t n_subjects;
  bool linked;
  VEC(uint32_t) subject_of; /* by entry */
  VEC(uint32_t) last_of;    /* by subject */
  VEC(uint32_t) next_of;    /* by entry */

  struct people_marks kept;
};

/* ---- index.c ---- */
struct people *people_new(struct io *io, const char *dir);
void people_clear(struct people *p); /* back to empty */
static inline uint32_t people_entries(const struct people *p) {
  return (uint32_t)p->off.n;
}
/* The type's number or UINT32_MAX. */
uint32_t people_type(const struct people *p, struct str type);
uint32_t people_type_add(struct people *p, struct str type);
uint64_t people_hash(const struct people *p, uint32_t type, struct str value);
uint32_t people_entry_find(const struct people *p, uint32_t type, struct str value, uint64_t hash);
/* Adds an entry that is not there; subject == n_subjects makes the subject. */
void people_entry_add(struct people *p, uint32_t subject, uint32_t type, struct str value,
                      uint64_t hash);
/* Puts an entry whose bytes already lie at `position` into offsets and table (loading). */
void people_entry_index(struct people *p, uint64_t position, uint64_t hash);
void people_table_reserve(struct people *p, uint64_t entries);
void people_link(struct people *p);
void people_ring_add(struct people *p, uint32_t subject, uint32_t entry);
void people_truncate(struct people *p, struct people_marks to);

static inline const uint8_t *people_entry_bytes(const struct people *p, uint32_t entry) {
  uint64_t at = p->base.p[entry >> PEOPLE_BLOCK_BITS] + p->off.p[entry];
  return p->pages.p[at >> PEOPLE_PAGE_BITS].bytes + (at & (PEOPLE_PAGE - 1));
}
static inline struct str people_entry_value(const uint8_t *b) {
  uint32_t n = b[1];
  if (n < 0x80) return str_of(b + 2, n);
  return str_of(b + 3, (n & 0x7f) | (uint32_t)b[2] << 7);
}
static inline uint32_t people_entry_subject(const struct people *p, uint32_t entry) {
  return p->linked ? p->subject_of.p[entry] : entry;
}

/* ---- people.c: the body of a LOG_SUBJECTS record ----
 * version 1 (one byte), then entries: varint subject, varint length + type, varint length + value.
 * A subject is either the next new number or one that exists and gets a further identity. */
#define PEOPLE_RECORD_VERSION 1u
void people_record_put(struct buf *record, uint32_t subject, struct str type, struct str value);

/* ---- checkpoint.c ---- */
#define PEOPLE_FILE "people.shp"
/* False (and p empty) when there is no valid checkpoint. */
bool people_load(struct people *p);

#endif

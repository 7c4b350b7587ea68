/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The identity index in memory and on disk.  Private to the room.
 *
 * An entry is one identity: (subject, type, value), numbered in the order of allotment.  Entries
 * are 16 bytes in blocks that never move.  A value of up to 14 bytes (most ids and all phone
 * numbers) lies in the entry itself, so that finding it costs two cache misses, the slot's and the
 * entry's; a longer one has its length and first bytes there and the rest in pages that never move
 * either. The hash table's slots hold 32 bits of the hash and the entry number + 1.
 *
 * While every subject has exactly one identity, entry numbers are subject numbers and no more is
 * kept: 26 to 32 bytes a person, short values included.  The first identity given to a subject that
 * already has one makes the links: entry → subject, subject → last entry, and a ring of entries
 * through next_of (the last one's next is the first), so that adding to a subject is one step.
 *
 * P1  Subjects are dense: 0 … n_subjects-1, each with at least one entry.
 * P2  Every entry is found by its own (type, value), and by nothing else.
 * P3  A subject's ring, from the first entry to the last, ascends.
 * P4  Without links, n_entries == n_subjects.
 * P5  Entries, subjects and types below the kept marks are durable in the log; the others can be
 *     undone.
 *     Readers see nothing above the marks.
 * P7  Entries of an erased subject are still in memory, but nothing finds them (they are an
 *     exception to P2) and no file holds them: the checkpoint writes (PEOPLE_ERASED, number) for
 *     an entry with the subject's own number and (PEOPLE_ERASED, number/entry) for others, and
 *     reading such an entry erases.
 * P9  A subject whose last entry is ($free, …) is found by that one only.
 * P6  The newest long value is the end of the last page; no page is empty.
 * P8  Persons (Q1 … Q3 of persons.h) consist of kept subjects; all of a person's are erased or
 * none.
 *
 * The checkpoint, people.shp (little-endian):
 *
 *    0 magic    8 "SHOALPPL"    24 lsn      8         48 linked 1  0 or 1
 *    8 version  4 1             32 subjects 4         49 log id 1 + 64  length, text, zeros
 *   12 required 4 feature bits  36 entries  4        114 zero   6
 *   16 optional 4 feature bits  40 bytes    8        120 sum    8  XXH3-64 of 0…119
 *   20 types    4
 *  128 types: length (1 byte), text
 *      entries, `bytes` together: type (1 byte), varint length, value
 *      if linked: subject of each entry, 4 each
 *      with required feature bit 0: changes of persons, u32 how many, then each: u64 LSN, u32
 *      subject, u32 person
 *      with required feature bit 1: state of identity.h, u64 how many bytes, then ops as in a
 *      LOG_PERSONS record of version 2, without moves
 *      XXH3-64 of everything from 128
 *
 * The bits are set when there are any, so that a program that does not know persons makes the index
 * from the log, and is told there.
 *
 * The table is not stored: making it again costs about as much as reading it, and a table made by
 * insertion needs no check of its own.
 */
#ifndef SHOAL_PERSON_PERSON_INT_H
#define SHOAL_PERSON_PERSON_INT_H

#include <assert.h>
#include <pthread.h>

#include "base/cursor.h"
#include "base/vec.h"
#include "person/identity_int.h"
#include "person/person.h"

#define PEOPLE_PAGE       ((size_t)1 << 20)
#define PEOPLE_BLOCK_BITS 16u
#define PEOPLE_SHORT      14u /* longest value inside an entry */
#define PEOPLE_LONG       255u
#define ENTRY_NONE        UINT32_MAX
#define PEOPLE_LOG_ID_MAX 64u
#define PEOPLE_TYPES_OWN  3u /* $erased, $epoch, $free: beyond PEOPLE_TYPES_MAX */

/* Compared as two words: unused bytes are zero. */
struct people_entry {
  uint8_t type;
  uint8_t n; /* bytes of a short value, or PEOPLE_LONG */
  union {
    char text[PEOPLE_SHORT];
    struct __attribute__((packed)) {
      uint16_t n;
      char start[4];
      const char *text;
    } wide;
  };
} __attribute__((aligned(8)));
static_assert(sizeof(struct people_entry) == 16, "an entry is 16 bytes");

struct people_page {
  char *bytes;
  size_t used;
};

/* An erased subject and what is shown instead of its identities: its number. */
#define PEOPLE_ERASED "$erased" /* a type of identity that nobody else may use */
struct people_erased {
  uint32_t subject;
  char text[12];
};

struct people {
  struct io *io;
  char *dir;
  uint64_t lsn;
  char log_id[PEOPLE_LOG_ID_MAX + 1];
  uint32_t limit; /* SUBJECT_MAX; tests lower it */

  VEC(struct str) types; /* by number; own bytes */
  uint32_t user_id_type; /* number of "user_id", or UINT32_MAX */
  uint32_t free_type;    /* of PEOPLE_FREE */

  VEC(struct people_entry *) blocks; /* 65,536 entries each */
  uint32_t n_entries;
  VEC(struct people_page) pages; /* long values */

  uint64_t *slot; /* hash's high 32 bits << 32 | entry + 1; 0 = empty */
  uint64_t slots;
  uint64_t seed; /* random per opening: nobody outside can choose values that collide */

  uint32_t n_subjects;
  bool linked;
  VEC(uint32_t) subject_of; /* by entry */
  VEC(uint32_t) last_of;    /* by subject */
  VEC(uint32_t) next_of;    /* by entry */

  struct people_mark kept;
  struct persons persons;
  struct identity identity;
  VEC(struct people_erased *) erased; /* ascending by subject; all of them kept */
  VEC(uint32_t) tombs;                /* of the record being applied */

  /* Writers are preferred: a reader asks again at once, the writer has a file to import. */
  pthread_rwlock_t lock;
};

/* ---- erase.c ---- */
#define PEOPLE_TOMB_BYTES 24
const struct people_erased *people_erased_of(const struct people *p, uint32_t subject);
void people_mark_erased(struct people *p, uint32_t subject);
/* Type and value of an entry as files may hold them. */
uint32_t people_entry_filed(const struct people *p, uint32_t entry, char tomb[PEOPLE_TOMB_BYTES],
                            struct str *ret_value);

/* ---- index.c ---- */
struct people *people_new(struct io *io, const char *dir);
void people_clear(struct people *p); /* back to empty */
/* The type's number or UINT32_MAX. */
uint32_t people_type(const struct people *p, struct str type);
uint32_t people_type_add(struct people *p, struct str type);
uint64_t people_hash(const struct people *p, uint32_t type, struct str value);
uint32_t people_entry_find(const struct people *p, uint32_t type, struct str value, uint64_t hash);
/* Adds an entry that is not there; subject == n_subjects makes the subject. */
void people_entry_add(struct people *p, uint32_t subject, uint32_t type, struct str value,
                      uint64_t hash);
void people_table_reserve(struct people *p, uint64_t entries);
void people_link(struct people *p);
void people_truncate(struct people *p, struct people_mark to);

static inline struct people_entry *people_entry_at(const struct people *p, uint32_t entry) {
  return &p->blocks.p[entry >> PEOPLE_BLOCK_BITS][entry & ((1u << PEOPLE_BLOCK_BITS) - 1)];
}
static inline struct str people_entry_value(const struct people_entry *e) {
  return e->n == PEOPLE_LONG ? str_of(e->wide.text, e->wide.n) : str_of(e->text, e->n);
}
/* P9 */
static inline bool people_taken_off(const struct people *p, uint32_t entry) {
  if (!p->linked || p->free_type == UINT32_MAX) return false;
  uint32_t last = p->last_of.p[p->subject_of.p[entry]];
  return last != entry && people_entry_at(p, last)->type == p->free_type;
}
/* Of the subject's first identity. */
static inline struct str people_subject_type(const struct people *p, uint32_t subject) {
  uint32_t entry = p->linked ? p->next_of.p[p->last_of.p[subject]] : subject;
  return p->types.p[people_entry_at(p, entry)->type];
}
static inline uint32_t people_entry_subject(const struct people *p, uint32_t entry) {
  return p->linked ? p->subject_of.p[entry] : entry;
}

/* The first slot and the entry that a look-up of this hash will most likely touch. */
static inline uint64_t people_slot_home(uint64_t hash, uint64_t slots) {
  return ((hash >> 32) * slots) >> 32;
}
static inline void people_slot_prefetch(const struct people *p, uint64_t hash) {
  __builtin_prefetch(&p->slot[people_slot_home(hash, p->slots)]);
}
static inline void people_entry_prefetch(const struct people *p, uint64_t hash) {
  uint64_t slot = p->slot[people_slot_home(hash, p->slots)];
  if (slot >> 32 == hash >> 32 && slot) __builtin_prefetch(people_entry_at(p, (uint32_t)slot - 1));
}

/* ---- people.c ---- */
uint32_t people_find_typed(const struct people *p, uint32_t t, struct str value);
bool people_check_limits(const struct people *p, struct str type, struct str value, bool new_type,
                         struct err *err);
bool people_record_broken(const struct cursor *c, struct str record, const char *what,
                          struct err *err);
void people_record_put(struct buf *record, uint32_t subject, struct str type, struct str value);
void people_keep_all(struct people *p);
void people_read_begin(const struct people *p);
void people_read_end(const struct people *p);
/* The writer's view: kept or not. */
uint32_t people_find_now(const struct people *p, struct str type, struct str value);
void people_find_now_many(const struct people *p, const struct people_id *ids, uint32_t n,
                          uint32_t *ret);
/* As people_resolve; types that nobody else may use are allowed. */
bool people_allot(struct people *p, struct str type, struct str value, struct buf *record,
                  uint32_t *ret, struct err *err);
/* The identities of a subject become nobody's: it gets ($free, value). */
bool people_set_free(struct people *p, uint32_t subject, struct str value, struct buf *record,
                     struct err *err);
/* What readers may see; SUBJECT_NONE otherwise.  Caller reads. */
uint32_t people_find_kept(const struct people *p, uint32_t type, struct str value, uint64_t hash);

/* ---- people.c: the body of a LOG_SUBJECTS record ----
 * version 1 (one byte), then entries: varint subject, varint length + type, varint length + value.
 * A subject is either the next new number or one that exists and gets a further identity. */
#define PEOPLE_RECORD_VERSION 1u
void people_record_put(struct buf *record, uint32_t subject, struct str type, struct str value);

/* ---- merge.c: the body of a LOG_PERSONS record ----
 * version 1 (one byte), then moves: varint subject, varint person; each alone keeps Q1.  Version 2:
 * identity_int.h. */
#define PERSONS_RECORD_VERSION 1u

/* ---- shown.c: the i-th identity of the subject alone; caller reads ---- */
bool people_own_identity(const struct people *p, uint32_t subject, uint32_t i, struct str *ret_type,
                         struct str *ret_value);

/* ---- checkpoint.c ---- */
#define PEOPLE_FILE             "people.shp"
#define PEOPLE_FEATURE_PERSONS  1u
#define PEOPLE_FEATURE_IDENTITY 2u
/* False (and p empty) when there is no valid checkpoint. */
bool people_load(struct people *p);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the machine of identity.h remembers.  Private to the room.
 *
 * An identity is a subject of its own and is attached by being moved to a person.  Taking it off
 * (R10, a recycled phone) gives its old subject, with the events that came with it, the identity
 * ($free, ~number): the old one is found no more, and the next event that brings it allots anew.
 *
 * A device is no node of the graph.  Its identity has a subject, the first of its anonymous
 * stretches; further stretches have the identity ($epoch, ~number).  One epoch of a device (between
 * two owners) is one anonymous person made of stretches.  A stretch is what is claimed or not as a
 * whole: a session where somebody had logged in before, stretch_ms of time elsewhere, because there
 * whole epochs are claimed and only the bound of 90 days asks for pieces.
 *
 *   FREE ──login──▶ OWNED ──logout, unbind, 30 days, shared──▶ LEFT ──login──▶ OWNED
 *
 * All changes go through a journal until their group is kept, so that they can be taken back; what
 * changed goes into the record as differences to before.
 *
 * D1  ahead: the partition with all decided moves; persons: with the kept ones.  Without a journal
 *     they are equal.
 * D2  device_of[first] is the device; every stretch but the first of a device stands in stretches,
 *     which ascend by subject.
 * D3  The journal, taken back from its end, leads to the state that was kept.
 */
#ifndef SHOAL_PERSON_IDENTITY_INT_H
#define SHOAL_PERSON_IDENTITY_INT_H

#include "person/identity.h"
#include "person/persons.h"

#define PEOPLE_EPOCH "$epoch" /* types of identities that nobody else may use */
#define PEOPLE_FREE  "$free"
#define HOUR_MS      INT64_C(3600000)
#define DAY_MS       (24 * HOUR_MS)
#define WEEK_HOURS   (7 * 24)
#define NO_TIME      INT64_MIN

enum device_state { DEVICE_FREE, DEVICE_OWNED, DEVICE_LEFT };

struct device {
  uint32_t first;   /* subject of its identity */
  uint32_t owner;   /* who logged in last; not in DEVICE_FREE */
  uint32_t anon;    /* first stretch of the current epoch, or SUBJECT_NONE */
  uint32_t stretch; /* the open one, or SUBJECT_NONE */
  uint32_t stray;   /* for events from before the open one, or SUBJECT_NONE */
  uint8_t state, n_accounts;
  uint32_t account[IDENTITY_ACCOUNTS_MAX];
  uint32_t seen[IDENTITY_ACCOUNTS_MAX]; /* hours since 1970 */
  int64_t last_auth;
  int64_t from; /* OWNED: its owner's since; LEFT: left at */
  int64_t stretch_first, stretch_last;
  int64_t shared_until;
  int64_t first_ms; /* earliest anonymous event of the subject `first` */
  uint32_t stamp;   /* of the decision that journaled it last */
};

struct stretch {
  uint32_t subject, first; /* first: of the device */
  int64_t first_ms;
};

/* Of identities that were seen with several people, blocked or frozen. */
struct note {
  uint32_t subject;
  uint8_t blocked, frozen, n;
  uint32_t person[IDENTITY_TOUCH_MAX + 1], hour[IDENTITY_TOUCH_MAX + 1];
};

struct rate {
  uint32_t subject, merges;
  int64_t day;
};

enum undo_kind { UNDO_MOVE, UNDO_DEVICE, UNDO_STRETCH, UNDO_NOTE, UNDO_RATE };
struct undo {
  uint8_t kind;
  bool made; /* it was not there before */
  uint32_t at;
  union {
    struct device device;
    int64_t first_ms;
    struct note *note; /* own */
    struct rate rate;
  };
};

#define NUMBERS_PAGE_BITS 12u
struct numbers { /* subject → number + 1 in a list; 0 = none */
  VEC(uint32_t *) pages;
};

struct identity {
  struct identity_rules rules;
  struct arena rules_mem;
  struct persons ahead;
  VEC(struct device) devices;
  VEC(struct stretch) stretches;
  VEC(struct note) notes;
  VEC(struct rate) rates;
  struct numbers device_of, note_of, rate_of;
  VEC(struct undo) journal;
  size_t taken;  /* of the journal's front: kept already */
  uint64_t base; /* absolute number of journal.p[0] */
  uint32_t stamp;
  uint32_t bound;        /* subjects that a record or checkpoint may name */
  VEC(uint32_t) touched; /* devices of the decision under way: numbers of their journal entries */
};

void identity_init(struct identity *x);
void identity_clear(struct identity *x); /* all but the rules */
void identity_release(struct identity *x);

/* ---- device.c: the lists, and the journal ---- */
uint64_t journal_end(const struct identity *x);
void journal_undo(struct identity *x, uint64_t to);
void journal_keep(struct identity *x, uint64_t to);
struct device *device_at(struct identity *x, uint32_t first); /* NULL */
/* To be changed; journaled once per decision. */
struct device *device_touch(struct identity *x, uint32_t first);
struct device *device_make(struct identity *x, uint32_t first);
struct stretch *stretch_at(struct identity *x, uint32_t subject);
void stretch_make(struct identity *x, uint32_t subject, uint32_t first, int64_t first_ms);
void stretch_set(struct identity *x, struct stretch *s, int64_t first_ms);
const struct note *note_at(const struct identity *x, uint32_t subject);
struct note *note_touch(struct identity *x, uint32_t subject);
struct rate *rate_touch(struct identity *x, uint32_t subject);
void ahead_move(struct identity *x, uint32_t subject, uint32_t to);

/* ---- moves.c: the body of a LOG_PERSONS record, version 2 ----
 *
 *   version (one byte), then ops, each a byte that says which, and
 *
 *     1 move      subject, person, u8 cause, evidence
 *     2 note      u8 what, evidence
 *     3 device    first, mask of the fields that changed, these as they are now
 *     4 stretch   subject, device, zigzag first_ms
 *     5 state     subject, u8 blocked | frozen << 1, u8 n, then person and hour of each
 *     6 rate      subject, merges, zigzag day
 *
 *   evidence: a, b, zigzag time, u64 hi, u64 lo.  Numbers are varints; those that may be nobody's
 *   are one more than they are, and 0 for nobody; times of devices are zigzag. */
#define PERSONS_RECORD_OPS 2u
enum { OP_MOVE = 1, OP_NOTE, OP_DEVICE, OP_STRETCH, OP_STATE, OP_RATE };

void ops_put_move(struct buf *out, uint32_t subject, uint32_t to, const struct move_evidence *e);
void ops_put_note(struct buf *out, enum identity_note n, const struct move_evidence *e);
void ops_put_device(struct buf *out, const struct device *before, const struct device *now);
void ops_put_stretch(struct buf *out, const struct stretch *s);
void ops_put_note_state(struct buf *out, const struct note *n);
void ops_put_rate(struct buf *out, const struct rate *r);
/* Fields of a device in the order of their bits. */
enum {
  DEVICE_F_OWNER = 1,
  DEVICE_F_ANON = 2,
  DEVICE_F_STRETCH = 4,
  DEVICE_F_STRAY = 8,
  DEVICE_F_STATE = 16,
  DEVICE_F_ACCOUNTS = 32,
  DEVICE_F_AUTH = 64,
  DEVICE_F_FROM = 128,
  DEVICE_F_STRETCH_FIRST = 256,
  DEVICE_F_STRETCH_LAST = 512,
  DEVICE_F_SHARED = 1024,
  DEVICE_F_FIRST = 2048,
  DEVICE_F_ALL = 4095,
};
/* What a device in a record or checkpoint is a difference to, if it is new. */
static inline struct device device_nothing(uint32_t first) {
  return (struct device){.first = first,
                         .owner = SUBJECT_NONE,
                         .anon = SUBJECT_NONE,
                         .stretch = SUBJECT_NONE,
                         .stray = SUBJECT_NONE};
}
/* Reading; what makes no sense is c->bad. */
uint32_t ops_number(struct cursor *c);
void ops_device_fields(struct cursor *c, uint64_t mask, struct device *v);
void ops_note(struct cursor *c, struct note *ret);
/* As person_ops_next, but the state of PERSON_STATE, of this kind, is the caller's to read. */
bool person_op_next(struct person_ops *o, struct person_op *ret, uint8_t *ret_kind);
bool persons_broken(const char *what, struct err *err);
bool persons_in_order(const struct people *p, uint64_t lsn, struct err *err);
/* What is done with an op of state: one for each kind, `c` stands behind the kind. */
struct state_ops {
  void (*device)(void *ctx, struct cursor *c);
  void (*stretch)(void *ctx, struct cursor *c);
  void (*note)(void *ctx, struct cursor *c);
  void (*rate)(void *ctx, struct cursor *c);
};
void ops_state(const struct state_ops *how, void *ctx, struct cursor *c, uint8_t kind);
/* Applies what is no move. False: malformed. */
bool ops_apply_state(struct identity *x, struct cursor *c, uint8_t kind);
/* picture.c: the kept state as ops, for a checkpoint. */
void identity_picture(const struct identity *x, struct buf *out);
bool identity_load(struct identity *x, struct str ops);
bool identity_validate(const struct people *p, const char **ret_reason);

#endif

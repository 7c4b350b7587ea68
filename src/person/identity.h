/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose an event is, when it came with several identities: the rules R1 … R12 of docs/IDENTITY.md
 * as one deterministic machine.
 *
 * It sees the rows of batches in the order of the log and gives each row with a `who` its subject.
 * On the way it merges people, attaches identities, and follows who uses which device.  What it
 * decides it puts into records: allotments (LOG_SUBJECTS) and moves with their evidence and the
 * state of devices (LOG_PERSONS).  Replaying the records needs no rule and leads to the same state,
 * so rules may change between two batches, and from version to version.
 *
 * Threads: people_decide is the sequencer's, as people_resolve.  The rest may be called by any.
 */
#ifndef SHOAL_PERSON_IDENTITY_H
#define SHOAL_PERSON_IDENTITY_H

#include "event/batch.h"
#include "person/idtypes.h"
#include "person/person.h"

#define IDENTITY_RULE_TYPES_MAX 64 /* types that a workspace sets itself */
#define IDENTITY_REJECTS_MAX    1000
#define IDENTITY_TOUCH_MAX      32 /* identity_rules.touch_persons */
#define IDENTITY_ACCOUNTS_MAX   5  /* identity_rules.shared_week, shared_quarter */

struct identity_type_rule {
  char type[PEOPLE_TYPE_BYTES_MAX + 1]; /* the part before ':' */
  enum id_class class;
  uint16_t priority, limit;
};

/* Times in milliseconds. */
struct identity_rules {
  int64_t session_ms; /* a gap longer than this ends a session: 30 minutes */
  int64_t sticky_ms;  /* a device is its owner's for so long after a login: 30 days */
  int64_t claim_ms;   /* a login claims anonymous events of so long before: 90 days */
  int64_t stretch_ms; /* of a device nobody ever logged in on, what is claimed or not as a whole:
                         7 days */
  int64_t late_ms;    /* an event that comes later than this switches no device: 24 hours */
  int64_t shared_ms;  /* a shared device stays so: 90 days */
  uint32_t shared_week, shared_quarter; /* accounts on a device within 7 and 90 days that make it
                                           shared: 3, 5; at most IDENTITY_ACCOUNTS_MAX */
  uint32_t touch_persons;               /* people an identity may be seen with in 24 hours: 20 */
  uint32_t person_ids;                  /* identities of a person: 500 */
  uint32_t person_merges;               /* merges of a person in a day: 10 */
  uint32_t n_types;
  struct identity_type_rule types[IDENTITY_RULE_TYPES_MAX];
  uint32_t n_rejects;
  struct str *rejects; /* values that identify nobody, besides the built-in list; the caller's */
};
void identity_rules_default(struct identity_rules *ret);
/* True: a value that identifies nobody (R1). */
bool identity_rejected(const struct identity_rules *r, struct str value);

/* Copies them; decisions from now on follow them.  The sequencer's place, or before any. */
void people_set_rules(struct people *p, const struct identity_rules *r);

/* Why a subject is of a person.  Numbers are stored on disk. */
enum move_cause {
  MOVE_ADMIN,    /* somebody said so; no evidence but the audit trail */
  MOVE_CLAIMED,  /* anonymous events of a device, by a login on it */
  MOVE_SESSION,  /* anonymous events of the session in which somebody else logged in */
  MOVE_STICKY,   /* anonymous events soon after a login on the device */
  MOVE_STRETCH,  /* anonymous events of a device that had some before */
  MOVE_ATTACHED, /* a new identity came with a known one */
  MOVE_MERGED,   /* identities of two people came together */
  MOVE_RECYCLED, /* an identity left one person for another, who showed it later */
  MOVE_NUMBERED, /* the same people as before under another number */
};
#define MOVE_CAUSES 9
const char *move_cause_name(enum move_cause c); /* "claimed" … */

/* What happened besides moves. */
enum identity_note {
  NOTE_CONFLICT, /* two people were not merged, or an identity not attached: a limit */
  NOTE_FROZEN,   /* a person merges no more */
  NOTE_BLOCKED,  /* an identity counts no more */
  NOTE_UNBOUND,  /* an identity was taken off */
  NOTE_SHARED,   /* a device is several people's */
  NOTE_THAWED,
  NOTE_UNBLOCKED,
};
#define IDENTITY_NOTES 7
const char *identity_note_name(enum identity_note n);

struct move_evidence {
  enum move_cause cause;
  uint32_t a, b;     /* subjects of the two identities that came together; SUBJECT_NONE */
  int64_t time;      /* of the event */
  struct ev_key key; /* of its message */
};

/* One thing that a LOG_PERSONS record says. */
struct person_op {
  enum { PERSON_MOVES, PERSON_NOTES, PERSON_STATE } what;
  struct person_move move;       /* PERSON_MOVES */
  enum identity_note note;       /* PERSON_NOTES */
  struct move_evidence evidence; /* of both; cause MOVE_ADMIN in records of version 1 */
};
struct person_ops {
  struct cursor c;
  uint8_t version;
};
bool person_ops_begin(struct str record, struct person_ops *ret, struct err *err);
bool person_ops_next(struct person_ops *o, struct person_op *ret); /* false: end, or o->c.bad */

/* Decides the rows of b that have a who: ret[row]; others are untouched.  Appends to the bodies of
 * a LOG_SUBJECTS and a LOG_PERSONS record, which stand in this order before the events.  On failure
 * (as people_resolve) the caller undoes to the mark it took before. */
bool people_decide(struct people *p, const struct ev_batch *b, struct buf *subjects,
                   struct buf *moves, uint32_t *ret, struct err *err);
/* As people_keep_to, and shows the moves of the records that the groups up to the mark wrote. */
struct people_moves {
  struct str record;
  uint64_t lsn;
};
bool people_keep_moves(struct people *p, const struct people_mark *to, uint64_t lsn,
                       const struct people_moves *v, uint32_t n, struct err *err);

/* Records that change state by hand (appended as a whole body; nothing appended: it is so).  The
 * caller holds what writes and applies them with people_apply_persons. */
void people_set_blocked(const struct people *p, uint32_t subject, bool blocked, int64_t at_ms,
                        struct buf *record);
void people_set_frozen(const struct people *p, uint32_t person, bool frozen, int64_t at_ms,
                       struct buf *record);

struct identity_stats { /* of kept state */
  uint32_t devices, stretches, shared, blocked, frozen;
  uint64_t bytes; /* memory of all this */
};
void people_identity_stats(const struct people *p, struct identity_stats *ret);
bool people_blocked(const struct people *p, uint32_t subject);
bool people_frozen(const struct people *p, uint32_t person);
/* The subject that has the identity of the device whose anonymous stretch this is; else itself. */
uint32_t people_device_of(const struct people *p, uint32_t subject);
/* True: `subject` is a further anonymous stretch of the device *ret_device, which came with this
 * identity; also after it was erased, as long as files say it (then of type $erased). */
bool people_stretch_device(const struct people *p, uint32_t subject, uint32_t *ret_device,
                           struct str *ret_type, struct str *ret_value);

#endif

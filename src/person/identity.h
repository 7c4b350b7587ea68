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

#include "base/json.h"
#include "event/batch.h"
#include "person/idtypes.h"
#include "person/person.h"

#define IDENTITY_RULE_TYPES_MAX 64 /* types that a workspace sets itself */
#define IDENTITY_REJECTS_MAX    1000
#define IDENTITY_TOUCH_MAX      32 /* identity_rules.touch_persons */
#define IDENTITY_ACCOUNTS_MAX   5  /* identity_rules.shared_week, shared_quarter */
/* Priorities that a workspace may give: behind the account, strong ones before devices. */
#define IDENTITY_STRONG_PRIORITY_MIN 11
#define IDENTITY_STRONG_PRIORITY_MAX 99
#define IDENTITY_DEVICE_PRIORITY_MAX 119
#define IDENTITY_LIMIT_MAX           100 /* identities of a strong type, of one person */

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
/* The defaults with what a document says otherwise:
 *
 *   types:                             # at most IDENTITY_RULE_TYPES_MAX
 *     phone: {limit: 3}                # of a type that Shoal knows: priority and limit
 *     loyalty_no: {class: strong, priority: 45, limit: 1}
 *     kiosk_id: {class: device}
 *   reject: ["13800000000"]            # values that identify nobody
 *   devices: {session_minutes: 30, sticky_days: 30, claim_days: 90, piece_days: 7, late_hours: 24,
 *             shared_accounts_7_days: 3, shared_accounts_90_days: 5, shared_days: 90}
 *   breakers: {people_per_identity: 20, identities_per_person: 500, merges_per_person: 10}
 *
 * False: *ret_at is the value that is wrong.  ERR_bad_field, ERR_unknown_field, ERR_too_large.
 * Rejects live in out. */
bool identity_rules_read(const struct json *doc, struct arena *out, struct identity_rules *ret,
                         const struct json **ret_at, struct err *err);
/* The two sections of numbers, with all their fields, into an open object. */
void identity_rules_put_numbers(struct jw *w, const struct identity_rules *r);
/* What the rules say of a type; the part before ':' decides. */
struct identity_type_rule identity_type_of(const struct identity_rules *r, struct str type);
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
/* Blocked identities and frozen people, by number; *ret is the caller's to free. */
struct people_watched {
  uint32_t subject;
  bool blocked, frozen;
  uint32_t seen_with; /* people the identity was seen with lately, besides its own */
};
uint32_t people_watched(const struct people *p, struct people_watched **ret);
struct people_device {
  uint32_t first;                         /* subject of its identity */
  uint32_t owner;                         /* subject; SUBJECT_NONE: nobody's now */
  int64_t last_login_ms, shared_until_ms; /* INT64_MIN; 0: never */
  uint32_t accounts;                      /* that were seen on it, at most IDENTITY_ACCOUNTS_MAX */
};
/* False: no device. */
bool people_device(const struct people *p, uint32_t subject, struct people_device *ret);
/* Those that are shared at that moment; *ret is the caller's to free. */
uint32_t people_shared(const struct people *p, int64_t at_ms, struct people_device **ret);
/* Types of which the people together would have more than one person may (R3), and more than `into`
 * has; at most `room` in ret. */
struct people_conflict {
  struct str type;
  uint32_t n, limit;
};
uint32_t people_conflicts(const struct people *p, uint32_t into, const uint32_t *from, uint32_t n,
                          struct people_conflict *ret, uint32_t room);
/* What the rules in force say of a type. */
struct identity_type_rule people_type_rule(const struct people *p, struct str type);
/* The types that identities have so far, in the order the log first saw them; valid until
 * people_close.  *ret is the caller's to free. */
uint32_t people_types(const struct people *p, struct str **ret);
/* The subject that has the identity of the device whose anonymous stretch this is; else itself. */
uint32_t people_device_of(const struct people *p, uint32_t subject);
/* True: `subject` is a further anonymous stretch of the device *ret_device, which came with this
 * identity; also after it was erased, as long as files say it (then of type $erased). */
bool people_stretch_device(const struct people *p, uint32_t subject, uint32_t *ret_device,
                           struct str *ret_type, struct str *ret_value);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subjects and identities: which dense number an identity (type, value) has, and back.
 *
 * Which of several identities an event belongs to is decided by identity.h.
 *
 * A subject number is allotted once, as a log record, and never re-derived or reused.  A person is
 * a set of subjects and goes by the number of one of them; merging, taking apart and claiming
 * change only that (persons.h), by a log record too.  The index is a hash in memory over strings,
 * with a checksummed checkpoint file so that opening does not replay the whole log; it is derived
 * and can be rebuilt from the log.
 *
 * Threads: one thread at a time (the sequencer) resolves and takes marks; one (the applier) keeps,
 * applies and sets the position; meanwhile any thread may call people_count, people_find,
 * people_find_any, people_find_person, people_identity, people_subject_identity,
 * people_external_id, what is under "persons" and people_checkpoint.  Those see what was kept: an
 * allotment whose record may yet fail is nobody's business.  Undoing needs that nobody resolves or
 * keeps.
 */
#ifndef SHOAL_PERSON_PERSON_H
#define SHOAL_PERSON_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/io.h"
#include "base/str.h"
#include "person/persons.h"

#define SUBJECT_NONE           UINT32_MAX
#define PEOPLE_TYPES_MAX       250         /* types of identities: ERR_identity_types */
#define PEOPLE_TYPE_BYTES_MAX  64          /* ERR_too_large */
#define PEOPLE_VALUE_BYTES_MAX 512         /* ERR_too_large */
#define SUBJECT_MAX            3865470566u /* 90 % of 2^32: ERR_subject_limit */
#define PERSON_SUBJECTS_MAX    10000       /* subjects of one person: ERR_person_subjects */

struct people;

/* Loads the checkpoint in dir if there is a valid one (a damaged one counts as absent). */
bool people_open(struct io *io, const char *dir, struct people **ret, struct err *err);
void people_close(struct people *p);
/* Says which log the index follows (log_id); what a checkpoint holds of another log is forgotten.
 * Call it right after opening: a position means nothing without its log. */
void people_bind(struct people *p, struct str log_id);
/* The index follows a copy of its log from now on, which goes by another id. */
void people_rename_log(struct people *p, struct str log_id);
/* The log position the index is complete up to (records with LSN < this are in it). */
uint64_t people_lsn(const struct people *p);

uint32_t people_count(const struct people *p); /* kept subjects are 0 … count-1 */
uint32_t people_find(const struct people *p, struct str type,
                     struct str value); /* SUBJECT_NONE if unknown */
/* Many at once, several times as fast among millions; they may repeat. */
struct people_id {
  struct str type, value;
};
void people_find_many(const struct people *p, const struct people_id *ids, uint32_t n,
                      uint32_t *ret);
/* Any type: the first match of user_id, then any other.  The subject, or the person it is of. */
uint32_t people_find_any(const struct people *p, struct str value);
uint32_t people_find_person(const struct people *p, struct str value);
/* Identities of the person that `subject` is of: those of the subject whose number the person has
 * in the order they were allotted, then those of its other subjects.  Anonymous stretches show
 * their device, once.  The bytes stay valid until people_close. */
bool people_identity(const struct people *p, uint32_t subject, uint32_t i, struct str *ret_type,
                     struct str *ret_value);
/* Those of the subject alone. */
bool people_subject_identity(const struct people *p, uint32_t subject, uint32_t i,
                             struct str *ret_type, struct str *ret_value);
/* Value of the subject's own identity 0: of a person's number, the person's external id. */
struct str people_external_id(const struct people *p, uint32_t subject);

/* ---- persons ----
 *
 * The planners append the body of a LOG_PERSONS record (nothing appended = it is so already) and
 * change nothing; *ret_moved: subjects that change their person.  ERR_unknown_person for a subject
 * that is not there or erased, ERR_person_subjects.  The caller writes the record and then applies
 * it. */

uint32_t person_of(const struct people *p, uint32_t subject);
/* The subjects of a person, that with its number first; returns how many, of which the first `room`
 * are in out. */
uint32_t person_subjects(const struct people *p, uint32_t person, uint32_t *out, uint32_t room);
/* All subjects of the persons of `from` become subjects of the person of `into`.  ERR_merge_self if
 * one of them is `into`. */
bool people_merge(const struct people *p, uint32_t into, const uint32_t *from, uint32_t n,
                  struct buf *record, uint32_t *ret_moved, struct err *err);
/* These subjects of one person (else ERR_unmerge_several) become a person of their own.  If they
 * are all it has, nothing changes. */
bool people_unmerge(const struct people *p, const uint32_t *subjects, uint32_t n,
                    struct buf *record, uint32_t *ret_moved, struct err *err);
/* One subject leaves its person for that of `into`.  ERR_merge_self. */
bool people_claim(const struct people *p, uint32_t into, uint32_t subject, struct buf *record,
                  uint32_t *ret_moved, struct err *err);
/* Replays a LOG_PERSONS body that stands at `lsn`.  All of it or, with ERR_corrupt, nothing. */
bool people_apply_persons(struct people *p, struct str record, uint64_t lsn, uint64_t next_lsn,
                          struct err *err);
/* Appends a move to a body of version 1, without evidence; an empty `record` becomes one. */
void person_moves_put(struct buf *record, uint32_t subject, uint32_t to);
/* What changed at `lsn` and after it, in order; *ret is the caller's to free. */
size_t people_changes(const struct people *p, uint64_t lsn, struct person_change **ret);

/* Around a row of people_resolve (a batch's): readers wait in between.  Nothing else of the
 * writer's may be called inside.  Once per batch and not per identity, because a lock costs as much
 * as a look-up. */
void people_write_begin(struct people *p);
void people_write_end(struct people *p);
/* Finds (what is not kept yet too) or allots (ERR_bad_identity, ERR_too_large, ERR_identity_types,
 * ERR_subject_limit); new allotments are also appended to `record`, the body of a LOG_SUBJECTS
 * record that the caller writes before the events which use them (nothing appended = no record
 * needed). */
bool people_resolve(struct people *p, struct str type, struct str value, struct buf *record,
                    uint32_t *ret, struct err *err);
/* As people_resolve for each in turn, with people_write_begin and _end around those who are not
 * known; stops at the first that fails. */
bool people_resolve_many(struct people *p, const struct people_id *ids, uint32_t n,
                         struct buf *record, uint32_t *ret, struct err *err);
uint32_t people_pending(const struct people *p); /* subjects allotted since the last people_keep */
/* Shows all allotments to everybody (their record is durable), or forgets those not kept (it was
 * not written). */
void people_keep(struct people *p);
void people_undo(struct people *p);

/* Several groups in flight: each is a mark behind its last allotment, taken by the sequencer. */
struct people_mark {
  uint32_t entries, subjects, types;
  uint64_t journal; /* changes of identity.h's state */
};
struct people_mark people_mark(const struct people *p);
/* Shows the allotments up to the mark of a durable group that ends at `lsn`; in order of marks. */
void people_keep_to(struct people *p, const struct people_mark *to, uint64_t lsn);
/* Forgets what was allotted after the mark, which is not before what was kept. */
void people_undo_to(struct people *p, const struct people_mark *to);

/* Replays a LOG_SUBJECTS body; already known allotments are checked, not repeated.  All of it or,
 * with ERR_corrupt, nothing.  Nothing unkept may be pending. */
bool people_apply(struct people *p, struct str record, uint64_t next_lsn, struct err *err);
void people_set_lsn(struct people *p, uint64_t lsn);
/* The subjects stay, their identities go: nobody finds them any more, what is shown of them is
 * their number, and the same identity met again makes a new subject.  Checkpoints from here on do
 * not hold the identities.  Subjects that are unknown or erased already are passed over. */
void people_erase(struct people *p, const uint32_t *subjects, uint32_t n);
bool people_erased(const struct people *p, uint32_t subject); /* any thread */
/* Persons, without the erased; any thread. */
uint32_t people_living(const struct people *p);
/* A LOG_SUBJECTS body without the identities of subjects for which gone() says so; *ret_changed
 * false: `out` is untouched. */
bool people_record_erase(struct str record, bool (*gone)(void *ctx, uint32_t subject), void *ctx,
                         struct buf *out, bool *ret_changed, struct err *err);
/* Writes what is kept to the checkpoint (atomic), beside everybody. */
bool people_checkpoint(struct people *p, struct err *err);
bool people_validate(const struct people *p, const char **ret_reason);

#endif

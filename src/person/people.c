/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding, allotting, replaying.
 *
 * A number is allotted in memory first and becomes true when its record is durable.  Between the
 * two lies people_keep / people_undo: when the commit fails, the index returns to exactly what the
 * log says, so that the next allotment takes the same numbers again.  Replay is the same code path
 * with the same marks: a record that turns out damaged in its middle leaves nothing behind. Several
 * groups may be in flight; they become durable in order, so a mark behind each is all they need.
 *
 * Readers of other threads see what is below the marks, under a lock that the writer takes once per
 * batch and gives back while the disk syncs.  What they are given are bytes that never move. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "person/person_int.h"

#define RECORD_ENTRY_HEAD 16u /* most bytes of the three varints and the version */

bool people_open(struct io *io, const char *dir, struct people **ret, struct err *err) {
  struct people *p = people_new(io, dir);
  people_load(p);
  *ret = p;
  return true;
}

void people_close(struct people *p) {
  if (!p) return;
  people_clear(p);
  identity_release(&p->identity);
  pthread_rwlock_destroy(&p->lock);
  vec_free(&p->tombs);
  free(p->slot);
  free(p->dir);
  free(p);
}

void people_bind(struct people *p, struct str log_id) {
  must(log_id.n <= PEOPLE_LOG_ID_MAX);
  if (!str_is(log_id, p->log_id)) people_clear(p);
  memcpy(p->log_id, log_id.p, log_id.n);
  p->log_id[log_id.n] = 0;
}

void people_rename_log(struct people *p, struct str log_id) {
  must(log_id.n <= PEOPLE_LOG_ID_MAX);
  memcpy(p->log_id, log_id.p, log_id.n);
  p->log_id[log_id.n] = 0;
}

uint64_t people_lsn(const struct people *p) {
  return p->lsn;
}

void people_read_begin(const struct people *p) {
  must(pthread_rwlock_rdlock((pthread_rwlock_t *)&p->lock) == 0);
}
void people_read_end(const struct people *p) {
  must(pthread_rwlock_unlock((pthread_rwlock_t *)&p->lock) == 0);
}
void people_write_begin(struct people *p) {
  must(pthread_rwlock_wrlock(&p->lock) == 0);
}
void people_write_end(struct people *p) {
  must(pthread_rwlock_unlock(&p->lock) == 0);
}

uint32_t people_count(const struct people *p) {
  people_read_begin(p);
  uint32_t n = p->kept.subjects;
  people_read_end(p);
  return n;
}

uint32_t people_pending(const struct people *p) {
  return p->n_subjects - p->kept.subjects;
}

/* The number, kept or not: the writer's view. */
uint32_t people_find_typed(const struct people *p, uint32_t type, struct str value) {
  uint32_t entry = people_entry_find(p, type, value, people_hash(p, type, value));
  return entry == ENTRY_NONE ? SUBJECT_NONE : people_entry_subject(p, entry);
}

uint32_t people_find_now(const struct people *p, struct str type, struct str value) {
  uint32_t t = people_type(p, type);
  return t == UINT32_MAX ? SUBJECT_NONE : people_find_typed(p, t, value);
}

uint32_t people_find_kept(const struct people *p, uint32_t type, struct str value, uint64_t hash) {
  uint32_t entry = people_entry_find(p, type, value, hash);
  return entry >= p->kept.entries ? SUBJECT_NONE : people_entry_subject(p, entry);
}

static uint32_t find_kept(const struct people *p, uint32_t type, struct str value) {
  return people_find_kept(p, type, value, people_hash(p, type, value));
}

uint32_t people_find(const struct people *p, struct str type, struct str value) {
  people_read_begin(p);
  uint32_t t = people_type(p, type);
  uint32_t found = t == UINT32_MAX ? SUBJECT_NONE : find_kept(p, t, value);
  people_read_end(p);
  return found;
}

/* Types are tried in the order they were first seen, which the log fixes. */
static uint32_t find_any(const struct people *p, struct str value) {
  uint32_t found = SUBJECT_NONE;
  if (p->user_id_type != UINT32_MAX) found = find_kept(p, p->user_id_type, value);
  for (uint32_t t = 0; t < p->types.n && found == SUBJECT_NONE; t++)
    found = find_kept(p, t, value);
  return found;
}

uint32_t people_find_any(const struct people *p, struct str value) {
  people_read_begin(p);
  uint32_t found = find_any(p, value);
  people_read_end(p);
  return found;
}

uint32_t people_find_person(const struct people *p, struct str value) {
  people_read_begin(p);
  uint32_t found = find_any(p, value);
  if (found != SUBJECT_NONE) found = persons_of(&p->persons, found);
  people_read_end(p);
  return found;
}

static bool reserved(struct str type) {
  return type.n && type.p[0] == '$' &&
         (str_is(type, PEOPLE_ERASED) || str_is(type, PEOPLE_EPOCH) || str_is(type, PEOPLE_FREE));
}

bool people_check_limits(const struct people *p, struct str type, struct str value, bool new_type,
                         struct err *err) {
  if (type.n == 0 || value.n == 0) return err_fail(err, ERR_bad_identity, NULL);
  if (type.n > PEOPLE_TYPE_BYTES_MAX)
    return err_fail(err, ERR_too_large, "The identity type %.*s…" ERR_SEP "%d bytes",
                    (int)utf8_cut(type, 40), type.p, PEOPLE_TYPE_BYTES_MAX);
  if (value.n > PEOPLE_VALUE_BYTES_MAX)
    return err_fail(err, ERR_too_large, "The %.*s %.*s…" ERR_SEP "%d bytes", STRF(type),
                    (int)utf8_cut(value, 40), value.p, PEOPLE_VALUE_BYTES_MAX);
  if (new_type && p->types.n >= PEOPLE_TYPES_MAX && !reserved(type))
    return err_fail(err, ERR_identity_types, "%d" ERR_SEP "%.*s", PEOPLE_TYPES_MAX, STRF(type));
  if (p->n_entries >= p->limit) return err_fail(err, ERR_subject_limit, "%" PRIu32, p->limit);
  return true;
}

void people_record_put(struct buf *record, uint32_t subject, struct str type, struct str value) {
  if (record->n == 0) buf_put_u8(record, PEOPLE_RECORD_VERSION);
  buf_put_varint(record, subject);
  buf_put_lenstr(record, type);
  buf_put_lenstr(record, value);
}

bool people_resolve(struct people *p, struct str type, struct str value, struct buf *record,
                    uint32_t *ret, struct err *err) {
  if (reserved(type)) return err_fail(err, ERR_bad_identity, NULL);
  return people_allot(p, type, value, record, ret, err);
}

bool people_allot(struct people *p, struct str type, struct str value, struct buf *record,
                  uint32_t *ret, struct err *err) {
  uint32_t t = people_type(p, type);
  uint64_t hash = 0;
  if (t != UINT32_MAX) {
    hash = people_hash(p, t, value);
    uint32_t entry = people_entry_find(p, t, value, hash);
    if (entry != ENTRY_NONE) {
      *ret = people_entry_subject(p, entry);
      return true;
    }
  }
  if (!people_check_limits(p, type, value, t == UINT32_MAX, err)) return false;
  if (!buf_reserve(record, type.n + value.n + RECORD_ENTRY_HEAD))
    return err_fail(err, ERR_too_large, "The record of new people" ERR_SEP "%zu bytes",
                    record->max);
  if (t == UINT32_MAX) {
    t = people_type_add(p, type);
    hash = people_hash(p, t, value);
  }
  uint32_t subject = p->n_subjects;
  people_record_put(record, subject, type, value);
  people_entry_add(p, subject, t, value, hash);
  *ret = subject;
  return true;
}

bool people_set_free(struct people *p, uint32_t subject, struct str value, struct buf *record,
                     struct err *err) {
  struct str type = STR(PEOPLE_FREE);
  uint32_t t = people_type(p, type);
  if (!people_check_limits(p, type, value, t == UINT32_MAX, err)) return false;
  if (t == UINT32_MAX) t = people_type_add(p, type);
  people_record_put(record, subject, type, value);
  people_entry_add(p, subject, t, value, people_hash(p, t, value));
  return true;
}

void people_set_lsn(struct people *p, uint64_t lsn) {
  people_write_begin(p);
  p->lsn = lsn;
  people_write_end(p);
}

static struct people_mark mark(const struct people *p) {
  return (struct people_mark){p->n_entries, p->n_subjects, (uint32_t)p->types.n,
                              journal_end(&p->identity)};
}

/* Of the sequencer, while the applier may cut the front of the journal (journal_keep): its end is a
 * sum of two numbers, and half of the change would be a mark that nobody ever was at. */
struct people_mark people_mark(const struct people *p) {
  people_read_begin(p);
  struct people_mark m = mark(p);
  people_read_end(p);
  return m;
}

void people_keep_all(struct people *p) {
  p->kept = mark(p);
  journal_keep(&p->identity, p->kept.journal);
}

void people_keep_to(struct people *p, const struct people_mark *to, uint64_t lsn) {
  people_write_begin(p);
  must(to->entries >= p->kept.entries && to->entries <= p->n_entries && lsn >= p->lsn);
  p->kept = *to;
  p->lsn = lsn;
  journal_keep(&p->identity, to->journal);
  people_write_end(p);
}

void people_undo_to(struct people *p, const struct people_mark *to) {
  people_write_begin(p);
  must(to->entries >= p->kept.entries);
  people_truncate(p, *to);
  people_write_end(p);
}

void people_keep(struct people *p) {
  people_write_begin(p);
  people_keep_all(p);
  people_write_end(p);
}

void people_undo(struct people *p) {
  people_write_begin(p);
  people_truncate(p, p->kept);
  people_write_end(p);
}

bool people_record_broken(const struct cursor *c, struct str record, const char *what,
                          struct err *err) {
  return err_fail(err, ERR_corrupt, "A record of new people" ERR_SEP "%s (byte %zu of %zu)", what,
                  record.n - cur_left(c), record.n);
}

static bool apply_entry(struct people *p, struct cursor *c, struct str record, struct err *err) {
  uint64_t subject = cur_varint(c);
  struct str type = cur_lenstr(c), value = cur_lenstr(c);
  if (c->bad || type.n == 0 || value.n == 0 || type.n > PEOPLE_TYPE_BYTES_MAX ||
      value.n > PEOPLE_VALUE_BYTES_MAX)
    return people_record_broken(c, record, "an identity is malformed", err);
  uint32_t t = people_type(p, type);
  if (t != UINT32_MAX) {
    uint32_t known = people_find_typed(p, t, value);
    if (known != SUBJECT_NONE)
      return known == subject ||
             people_record_broken(c, record, "a known identity has another number", err);
  }
  if (subject > p->n_subjects) return people_record_broken(c, record, "a number is skipped", err);
  if (p->erased.n && people_erased_of(p, (uint32_t)subject)) return true; /* known, and gone */
  if (!people_check_limits(p, type, value, t == UINT32_MAX, err)) return false;
  if (t == UINT32_MAX) t = people_type_add(p, type);
  people_entry_add(p, (uint32_t)subject, t, value, people_hash(p, t, value));
  if (str_is(type, PEOPLE_ERASED)) vec_push(&p->tombs, (uint32_t)subject);
  return true;
}

static bool apply_all(struct people *p, struct cursor *c, struct str record, struct err *err) {
  while (cur_left(c) > 0)
    if (!apply_entry(p, c, record, err)) {
      people_truncate(p, p->kept);
      p->tombs.n = 0;
      return false;
    }
  people_keep_all(p);
  for (size_t i = 0; i < p->tombs.n; i++)
    people_mark_erased(p, p->tombs.p[i]);
  p->tombs.n = 0;
  return true;
}

bool people_apply(struct people *p, struct str record, uint64_t next_lsn, struct err *err) {
  struct cursor c = cur_of(record.p, record.n);
  must(p->n_entries == p->kept.entries);
  uint8_t version = cur_u8(&c);
  if (c.bad) return people_record_broken(&c, record, "it is empty", err);
  if (version != PEOPLE_RECORD_VERSION)
    return err_fail(err, ERR_unsupported_format, "A record of new people" ERR_SEP "version %u",
                    version);
  people_write_begin(p);
  bool ok = apply_all(p, &c, record, err);
  people_write_end(p);
  if (ok) p->lsn = next_lsn;
  return ok;
}

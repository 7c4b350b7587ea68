/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Second reading: every record that was saved is written at the LSN it had, holes as LOG_LOST with
 * the orphans' allotment in their last place, numbers of people as they are now (repair.c). */
#include "base/cursor.h"
#include "repair_pass_int.h"

#define REPAIR_COMMIT_BYTES ((size_t)32 << 20)

static bool put_lost(struct repair *r, uint64_t n, struct err *err) {
  while (n > 0) {
    uint32_t part = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    if (!log_append(r->log, LOG_LOST, part, STR(""), NULL, err)) return false;
    n -= part;
  }
  return true;
}

static bool put_orphans(struct repair *r, const struct repair_hole *h, struct err *err) {
  return people_salvage(r->people, buf_str(&h->orphans), &r->erased.numbers, &r->subjects,
                        &r->renumbered, err) &&
         log_append(r->log, r->subjects.n ? LOG_SUBJECTS : LOG_LOST, 1, buf_str(&r->subjects), NULL,
                    err);
}

/* Rows say whose they are by number: where something is lost, by other numbers.  Whose allotment is
 * lost without a substitute was erased, and so is the row. */
static void renumber(struct repair *r, struct str *body) {
  struct ev_batch *b = &r->batch;
  struct err ignored;
  bool changed = false;
  if (r->holes.n == 0 || !ev_batch_decode(*body, b, &ignored) || b->subjects.n == 0) return;
  ev_batch_reset(&r->fewer);
  r->fewer.received = b->received;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    uint32_t now = row->who ? repair_erased_now(&r->erased, b->subjects.p[i]) : EV_NO_SUBJECT;
    changed |= row->who && now != b->subjects.p[i];
    if (row->who) b->subjects.p[i] = now;
    if (row->who && now == SUBJECT_NONE)
      ev_batch_row(&r->fewer, ev_batch_id(&r->fewer, STR("$erased"), STR("0")),
                   ev_batch_name(&r->fewer, STR("$erased")), 0, row->key, 0);
    else
      ev_batch_copy_row(&r->fewer, b, i, NULL);
  }
  if (!changed) return;
  buf_reset(&r->events);
  ev_batch_encode(&r->fewer, &r->events);
  *body = buf_str(&r->events);
}

/* Erasures whose records are lost come back at their places. */
static bool fill(struct repair *r, uint64_t from, uint64_t to, struct err *err) {
  uint64_t lsn;
  while (repair_erased_lost(&r->erased, r->people, from, to, &lsn, &r->erasure)) {
    if (!put_lost(r, lsn - from, err) ||
        !log_append(r->log, LOG_ERASE, 1, buf_str(&r->erasure), NULL, err))
      return false;
    from = lsn + 1;
  }
  return put_lost(r, to - from, err);
}

/* The orphans' allotment takes the last place that was no erasure's (repair_look gave them a hole
 * that has one): there, or before, somebody was allotted, and nobody who was erased since. */
static bool fill_hole(struct repair *r, uint64_t to, struct err *err) {
  struct repair_hole *h = &r->holes.p[r->hole++];
  must(h->lsn == to);
  if (h->orphans.n == 0) return fill(r, r->next, to, err);
  uint64_t place = h->place;
  return fill(r, r->next, place, err) && put_orphans(r, h, err) && fill(r, place + 1, to, err);
}

static bool commit(struct repair *r, struct err *err) {
  r->pending = 0;
  return log_commit(r->log, err);
}

static bool next_epoch(struct repair *r, struct err *err) {
  if (!commit(r, err) || !log_begin_epoch(r->log, err)) return false;
  r->next = log_end(r->log);
  return true;
}

/* A record of whose subjects are: as it is, or by the numbers of now. */
static struct str put_moves(struct repair *r, const struct log_record *rec) {
  uint64_t next = rec->lsn + rec->n;
  struct err ignored;
  uint32_t lost;
  if (r->holes.n == 0 && people_apply_persons(r->people, rec->body, rec->lsn, next, &ignored))
    return rec->body;
  bool ok = people_salvage_persons(r->people, rec->body, rec->lsn, next, &r->erased.numbers,
                                   &r->moves, &lost, &ignored);
  r->n.lost_merges += !ok || lost > 0;
  return buf_str(&r->moves);
}

bool repair_put(void *ctx, const struct log_record *rec, bool last, struct err *err) {
  struct repair *r = ctx;
  struct str body = rec->body;
  enum log_kind kind = rec->kind;
  if (rec->lsn > r->next && !fill_hole(r, rec->lsn, err)) return false;
  if (rec->n == 0) return last || next_epoch(r, err);
  if (kind == LOG_SUBJECTS) {
    if (!people_salvage(r->people, body, &r->erased.numbers, &r->subjects, &r->renumbered, err))
      return false;
    body = buf_str(&r->subjects);
    if (body.n == 0) kind = LOG_LOST; /* all of it was an orphan already */
  } else if (kind == LOG_ERASE) {
    if (!repair_erased_record(&r->erased, r->people, rec, &r->erasure, err)) return false;
    body = buf_str(&r->erasure);
    if (body.n == 0) kind = LOG_LOST; /* nothing is left of whom it means */
  }
  if (kind == LOG_EVENTS) renumber(r, &body);
  struct outbox_mark m;
  struct err ignored;
  if (kind == LOG_OUTBOX && outbox_mark_read(body, &m, &ignored)) outbox_see(&r->outbox, &m);
  if (kind == LOG_PERSONS) {
    body = put_moves(r, rec);
    if (body.n == 0) kind = LOG_LOST;
  }
  uint64_t lsn;
  if (!log_append(r->log, kind, rec->n, body, &lsn, err)) return false;
  must(lsn == rec->lsn);
  r->next = rec->lsn + rec->n;
  r->pending += body.n;
  return !last || r->pending < REPAIR_COMMIT_BYTES || commit(r, err);
}

bool repair_put_end(struct repair *r, struct err *err) {
  if (!commit(r, err)) return false;
  uint64_t end = log_end(r->log);
  while (repair_erased_beyond(&r->erased, r->people, end, &r->erasure)) {
    if (r->erasure.n == 0) continue;
    if (!log_append(r->log, LOG_ERASE, 1, buf_str(&r->erasure), NULL, err)) return false;
    end++;
  }
  return commit(r, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way in: append → fsync → identity → apply.
 *
 * A submission is up to four records: new subject numbers, who became one person by them and by
 * what the events say, the events, and what the caller wants to be true exactly if the events are
 * (the progress of an import).  Batches are encoded by their own threads; numbers are allotted and
 * records appended by one thread for all that queue (pipeline_int.h).  Nothing is derived before
 * the log has acknowledged; numbers allotted on the way are forgotten again when it fails.
 *
 * When applying fails (SQL broken), the events are durable and in the columns, and only `item` is
 * behind: the workspace stops, and recovery reads the log again from where SQL stands.
 */
#include "seen_int.h"
#include "workspace_int.h"

uint8_t *ws_people_ids(const struct ev_batch *b, struct arena *tmp) {
  uint8_t *used = arena_array(tmp, uint8_t, b->ids.n);
  for (size_t i = 0; i < b->rows.n; i++)
    if (!b->rows.p[i].who && !(b->rows.p[i].flags & EV_ITEM)) used[b->rows.p[i].id] = 1;
  return used;
}

struct batch_people ws_batch_people(const struct ev_batch *b, struct arena *tmp) {
  const uint8_t *used = ws_people_ids(b, tmp);
  struct batch_people r = {.id = arena_array(tmp, struct people_id, b->ids.n),
                           .number = arena_array(tmp, uint32_t, b->ids.n)};
  for (uint32_t i = 0; i < b->ids.n; i++) {
    if (!used[i]) continue;
    ev_batch_id_parts(b, i, &r.id[r.n].type, &r.id[r.n].value);
    r.number[r.n++] = i;
  }
  return r;
}

/* About what the encoded form takes, so that its buffer need not grow. */
static size_t encoded_bytes(const struct ev_batch *b) {
  return b->rows.n * 32 + b->vals.n * 6 + b->ids.bytes.used + b->strings.bytes.used + 512;
}

static bool too_large(struct err *err) {
  return err_fail(err, ERR_too_large, "a batch of events" ERR_SEP "%zu MiB",
                  LOG_RECORD_BYTES_MAX >> 20);
}

/* Where the batch's identities stand, and its encoded form. */
static bool encode(struct ingest *in, struct err *err) {
  in->people = ws_batch_people(in->b, &in->tmp);
  in->subject_of.by_id = arena_array(&in->tmp, uint32_t, in->b->ids.n);
  if (in->b->whos.n) in->subject_of.by_row = arena_array(&in->tmp, uint32_t, in->b->rows.n);
  if (in->b->rows.n) {
    size_t guess = encoded_bytes(in->b);
    if (guess < LOG_RECORD_BYTES_MAX / 2) buf_reserve(&in->events, guess);
    ev_batch_encode(in->b, &in->events);
  }
  return !in->events.overflow || too_large(err);
}

/* ---- sequencing ---- */

/* A batch of duplicates only leaves nothing to append.  Its ticket is then the end of everything
 * submitted so far, which is behind what it is a duplicate of; so it is acknowledged when that is
 * durable and visible, and fails when that does. */
static bool judge(struct workspace *w, struct ingest *in, struct err *err) {
  in->duplicates = seen_judge(w->seen, in->b, &in->less);
  if (in->duplicates == 0) return true;
  in->b = &in->less;
  buf_reset(&in->events);
  return encode(in, err);
}

static bool resolve(struct workspace *w, struct ingest *in, struct err *err) {
  const struct batch_people *who = &in->people;
  uint32_t *subject = arena_array(&in->tmp, uint32_t, who->n);
  if (!people_resolve_many(w->people, who->id, who->n, &in->subjects, subject, err)) return false;
  memset(in->subject_of.by_id, 0xff, in->b->ids.n * sizeof *subject); /* SUBJECT_NONE */
  for (uint32_t i = 0; i < who->n; i++)
    in->subject_of.by_id[who->number[i]] = subject[i];
  if (in->b->whos.n == 0) return true;
  if (!people_decide(w->people, in->b, &in->subjects, &in->moves, in->subject_of.by_row, err))
    return false;
  ev_batch_encode_subjects(in->b, in->subject_of.by_row, &in->events);
  return !in->events.overflow || too_large(err);
}

static bool append(struct workspace *w, struct ingest *in, struct err *err) {
  struct str subjects = buf_str(&in->subjects);
  struct ws_extra x = {0};
  if (in->subjects.overflow || in->moves.overflow) return too_large(err);
  if (subjects.n && !log_append(w->log, LOG_SUBJECTS, 1, subjects, NULL, err)) return false;
  if (in->moves.n &&
      !log_append(w->log, LOG_PERSONS, 1, buf_str(&in->moves), &in->note.moves_lsn, err))
    return false;
  if (in->b->rows.n && !log_append(w->log, LOG_EVENTS, (uint32_t)in->b->rows.n,
                                   buf_str(&in->events), &in->note.events_lsn, err))
    return false;
  in->note.rows = (uint32_t)in->b->rows.n;
  if (in->extra) in->extra(in->ctx, &in->note, &x);
  if (!x.kind) return true;
  return log_append(w->log, x.kind, 1, x.body, x.kind == LOG_OUTBOX ? &in->sent_lsn : NULL, err) &&
         (x.kind != LOG_OUTBOX || outbox_mark_read(x.body, &in->sent, err));
}

bool ingest_sequence(struct workspace *w, struct ingest *in, struct err *err) {
  struct people_mark before = people_mark(w->people);
  bool judged = in->b->received > 0 && in->b->rows.n > 0;
  bool ok = (!judged || judge(w, in, err)) && resolve(w, in, err);
  in->mark = people_mark(w->people);
  in->note.new_people = in->mark.subjects - before.subjects;
  ok = ok && append(w, in, err);
  if (ok) {
    in->q.ticket = log_submit(w->log);
  } else {
    log_drop(w->log);
    people_undo_to(w->people, &before);
  }
  if (judged) seen_mark(w->seen, ok && in->b->rows.n ? in->q.ticket : 0);
  return ok;
}

/* ---- applying ---- */

/* A file must not be ahead of the log, so what goes to SQL is synced first. */
static bool apply_items(struct workspace *w, const struct ingest *in, struct err *err) {
  if (!log_sync(w->log, err) || !state_begin(w->state, err)) return false;
  if (!items_apply(w, in->b, in->note.events_lsn, err) ||
      !cursor_save(w, "items", in->q.ticket, err)) {
    state_rollback(w->state);
    items_settled(w, false);
    return false;
  }
  bool ok = state_commit(w->state, err);
  items_settled(w, ok);
  return ok;
}

/* People first, so that every subject of a snapshot has its names, and one moment for all groups.
 */
static bool keep_people(struct workspace *w, struct passage *first, struct passage *last,
                        struct err *err) {
  VEC(struct people_moves) v = {0};
  for (struct passage *p = first; p; p = p->next) {
    const struct ingest *in = (const struct ingest *)p;
    struct people_moves m = {buf_str(&in->moves), in->note.moves_lsn};
    if (m.lsn) vec_push(&v, m);
  }
  bool ok = people_keep_moves(w->people, &((struct ingest *)last)->mark, last->ticket, v.p,
                              (uint32_t)v.n, err);
  vec_free(&v);
  return ok;
}

bool ingest_apply(struct workspace *w, struct passage *first, struct err *err) {
  struct passage *last = first;
  while (last->next)
    last = last->next;
  struct err ignored;
  bool ok = keep_people(w, first, last, err);
  seen_keep(w->seen, last->ticket);
  w->ids_lsn = last->ticket;
  for (struct passage *p = first; p; p = p->next) {
    struct ingest *in = (struct ingest *)p;
    if (in->note.moves_lsn)
      ok = persons_tell(w, in->note.moves_lsn, buf_str(&in->moves), ok ? err : &ignored) && ok;
    if (in->b->rows.n) touched_rows(w, in->b, &in->subject_of, p->ticket, &in->tmp);
    if (in->b->rows.n)
      store_apply_rows(w->store, in->b, in->subject_of.by_id, in->subject_of.by_row,
                       in->note.events_lsn);
    w->rows_in += in->b->rows.n;
    if (in->sent_lsn) outbox_logged(w, &in->sent, in->sent_lsn, p->ticket);
    if (ok && !w->items_behind && items_has(in->b)) ok = apply_items(w, in, err);
    if (!ok) w->items_behind = true;
    if (!w->items_behind) w->items_lsn = p->ticket;
  }
  store_advance(w->store, last->ticket);
  return ok;
}

/* ---- entry ---- */

bool ws_ingest_with(struct workspace *w, const struct ev_batch *b, ingest_extra_fn *extra,
                    void *ctx, struct ws_receipt *ret, struct err *err) {
  struct ingest in = {.b = b,
                      .extra = extra,
                      .ctx = ctx,
                      .events = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX),
                      .subjects = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX),
                      .moves = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX)};
  must(w->mode == WS_WRITE);
  arena_init(&in.tmp, "ingest");
  ev_batch_init(&in.less);
  bool ok = encode(&in, err);
  in.q.bytes = in.events.n;
  ok = ok && pipeline_pass(w, &in.q, err);
  if (ok && ret)
    *ret = (struct ws_receipt){.lsn = in.note.events_lsn,
                               .end = in.q.ticket,
                               .new_people = in.note.new_people,
                               .duplicates = in.duplicates};
  buf_release(&in.moves);
  buf_release(&in.subjects);
  buf_release(&in.events);
  ev_batch_release(&in.less);
  arena_release(&in.tmp);
  return ok;
}

static void given(void *ctx, const struct ingest_note *n, struct ws_extra *ret) {
  (void)n;
  if (ctx) *ret = *(const struct ws_extra *)ctx;
}

bool ws_ingest_from(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
                    struct ws_receipt *ret, struct err *err) {
  struct ws_extra copy = extra ? *extra : (struct ws_extra){0};
  return ws_ingest_with(w, b, given, &copy, ret, err);
}

bool ws_ingest(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
               struct err *err) {
  return ws_ingest_from(w, b, extra, NULL, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way in: append → fsync → identity → apply.
 *
 * A group is up to three records and one commit: new subject numbers, the events that use them, and
 * what the caller wants to be true exactly if the events are (the progress of an import).  Nothing
 * is derived before the commit returns; numbers allotted on the way are forgotten again when it
 * fails.
 *
 * After the commit the group is durable, whatever happens next.  When applying it fails (no room
 * for a part, SQL broken), memory no longer mirrors the log and the workspace stops: further writes
 * are refused, and opening again replays what was missed.
 *
 * Threads take turns per group (w->writer).  Whoever waits gets in between the groups of an import:
 * glibc's mutex is not fair, but the import judges tens of thousands of rows before it asks again.
 */
#include "workspace_int.h"

uint8_t *ws_people_ids(const struct ev_batch *b, struct arena *tmp) {
  uint8_t *used = arena_array(tmp, uint8_t, b->ids.n);
  for (size_t i = 0; i < b->rows.n; i++)
    if (!(b->rows.p[i].flags & EV_ITEM)) used[b->rows.p[i].id] = 1;
  return used;
}

static bool resolve(struct workspace *w, const struct ev_batch *b, struct arena *tmp,
                    uint32_t *subject_of, struct buf *record, struct err *err) {
  const uint8_t *used = ws_people_ids(b, tmp);
  bool ok = true;
  people_write_begin(w->people);
  for (uint32_t i = 0; ok && i < b->ids.n; i++) {
    struct str type, value;
    subject_of[i] = SUBJECT_NONE;
    if (!used[i]) continue;
    ev_batch_id_parts(b, i, &type, &value);
    ok = people_resolve(w->people, type, value, record, &subject_of[i], err);
  }
  people_write_end(w->people);
  return ok;
}

/* From the first append on, a failure leaves records in the log's buffer that must never be
 * committed. */
static bool write_group(struct workspace *w, const struct ev_batch *b, struct str subjects,
                        struct str events, ingest_extra_fn *extra, void *ctx,
                        struct ingest_note *note, struct err *err) {
  w->stopped = true;
  if (subjects.n && !log_append(w->log, LOG_SUBJECTS, 1, subjects, NULL, err)) return false;
  if (b->rows.n &&
      !log_append(w->log, LOG_EVENTS, (uint32_t)b->rows.n, events, &note->events_lsn, err))
    return false;
  struct ws_extra x = {0};
  if (extra) extra(ctx, note, &x);
  if (x.kind && !log_append(w->log, x.kind, 1, x.body, NULL, err)) return false;
  if (!log_commit(w->log, err)) return false;
  w->stopped = false;
  return true;
}

static bool apply_items(struct workspace *w, const struct ev_batch *b, uint64_t first_lsn,
                        struct err *err) {
  uint64_t end = log_end(w->log);
  if (items_has(b)) {
    if (!state_begin(w->state, err)) return false;
    if (!items_apply(w, b, first_lsn, err) || !cursor_save(w, "items", end, err)) {
      state_rollback(w->state);
      return false;
    }
    if (!state_commit(w->state, err)) return false;
  }
  w->items_lsn = end;
  return true;
}

static bool apply(struct workspace *w, const struct ev_batch *b, const uint32_t *subject_of,
                  uint64_t events_lsn, struct err *err) {
  people_keep(w->people);
  people_set_lsn(w->people, log_end(w->log));
  if (b->rows.n) store_apply(w->store, b, subject_of, events_lsn);
  store_advance(w->store, log_end(w->log));
  w->rows_in += b->rows.n;
  if (apply_items(w, b, events_lsn, err) && (!store_wants_flush(w->store) || ws_flush(w, err)))
    return true;
  w->stopped = true;
  return false;
}

static bool ingest(struct workspace *w, const struct ev_batch *b, ingest_extra_fn *extra, void *ctx,
                   struct err *err) {
  if (w->stopped) return err_fail(err, ERR_workspace_stopped, "%.*s", STRF(w->slug));
  struct arena tmp;
  struct buf subjects = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  struct buf events = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  struct ingest_note note = {0};
  arena_init(&tmp, "ingest");
  uint32_t *subject_of = arena_array(&tmp, uint32_t, b->ids.n);
  bool ok = resolve(w, b, &tmp, subject_of, &subjects, err);
  if (ok && b->rows.n) ev_batch_encode(b, &events);
  if (ok && (subjects.overflow || events.overflow))
    ok = err_fail(err, ERR_too_large, "a batch of events" ERR_SEP "%zu MiB",
                  LOG_RECORD_BYTES_MAX >> 20);
  note.new_people = people_pending(w->people);
  ok = ok && write_group(w, b, buf_str(&subjects), buf_str(&events), extra, ctx, &note, err);
  if (!ok) people_undo(w->people);
  ok = ok && apply(w, b, subject_of, note.events_lsn, err);
  buf_release(&subjects);
  buf_release(&events);
  arena_release(&tmp);
  return ok;
}

bool ws_ingest_with(struct workspace *w, const struct ev_batch *b, ingest_extra_fn *extra,
                    void *ctx, struct err *err) {
  must(w->mode == WS_WRITE && b->rows.n <= EV_BATCH_ROWS_MAX);
  pthread_mutex_lock(&w->writer);
  bool ok = ingest(w, b, extra, ctx, err);
  pthread_mutex_unlock(&w->writer);
  return ok;
}

static void given(void *ctx, const struct ingest_note *n, struct ws_extra *ret) {
  (void)n;
  if (ctx) *ret = *(const struct ws_extra *)ctx;
}

bool ws_ingest(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
               struct err *err) {
  struct ws_extra copy = extra ? *extra : (struct ws_extra){0};
  return ws_ingest_with(w, b, given, &copy, err);
}

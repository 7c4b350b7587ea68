/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outbox: a table that is written with state and emptied into the log.
 *
 * Batches are numbered, and the log keeps the numbers of what it has (outbox_int.h): sending asks
 * the log and leans on nothing else.  Rows have ids all the same, of 16 random bytes that a batch
 * gets when it is put: events have one, and batches of programs that had no numbers are known by
 * it. The time of receipt is when a batch was put, so that sending it days later is judged as of
 * then.
 *
 * A batch that was sent stays in SQL until the next one is put, whose transaction takes it away: a
 * transaction of its own would cost the writer a commit. */
#include "workspace/outbox.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/panic.h"
#include "workspace_int.h"

#define ID_BYTES 16
#define SEND_MAX 64 /* batches between two looks at SQL */

static struct ev_key row_key(const struct workspace *w, const uint8_t *id, uint32_t row) {
  char text[ID_BYTES + sizeof row];
  memcpy(text, id, ID_BYTES);
  memcpy(text + ID_BYTES, &row, sizeof row);
  return ws_message_key(w, str_of(text, sizeof text));
}

bool ws_outbox_put(struct workspace *w, struct ev_batch *b, struct err *err) {
  struct state_stmt *q;
  struct buf bytes = BUF_INIT;
  uint8_t id[ID_BYTES];
  must(w->mode == WS_WRITE && b->rows.n <= WS_OUTBOX_ROWS);
  if (b->rows.n == 0) return true;
  randombytes_buf(id, sizeof id);
  b->received = clock_wall_ms(ws_clock(w));
  for (size_t i = 0; i < b->rows.n; i++)
    b->rows.p[i].key = row_key(w, id, (uint32_t)i);
  ev_batch_encode(b, &bytes);
  bool ok = outbox_forget(w, err) &&
            state_query(w->state, "UPDATE outbox_head SET seq = seq + 1", &q, err) &&
            state_later(q, err) &&
            state_query(w->state,
                        "INSERT INTO outbox_batch (seq, batch) SELECT seq, CAST(?1 AS @blob) FROM "
                        "outbox_head",
                        &q, err);
  if (ok) {
    state_bind_blob(q, 1, buf_str(&bytes));
    ok = state_later(q, err);
  }
  buf_release(&bytes);
  return ok;
}

static struct outbox_at logged(struct workspace *w) {
  pthread_mutex_lock(&w->outbox_log.lock);
  struct outbox_at at = w->outbox_log.logged;
  pthread_mutex_unlock(&w->outbox_log.lock);
  return at;
}

/* The batches behind `seq`, as bytes in `out`. */
static bool take(struct workspace *w, uint64_t seq, struct arena *out, struct str *ret,
                 uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  state_enter(w->state);
  ok = state_query(w->state,
                   "SELECT seq, batch FROM outbox_batch WHERE seq > ?1 ORDER BY seq LIMIT ?2", &q,
                   err);
  if (ok) {
    state_bind_int(q, 1, (int64_t)seq);
    state_bind_int(q, 2, SEND_MAX);
    while (ok && (ok = state_step(q, &row, err)) && row) {
      uint64_t is = (uint64_t)state_int(q, 0);
      if (is != ++seq)
        ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "batch %llu of the outbox is missing", w->path,
                      (unsigned long long)seq);
      else
        ret[(*ret_n)++] = arena_str(out, state_str(q, 1));
    }
    state_reset(q);
  }
  state_leave(w->state);
  return ok;
}

/* What is sure leaves SQL, in a transaction of its own. */
static bool forget(struct workspace *w, struct err *err) {
  if (!outbox_is_sure(w)) return true;
  if (!state_begin(w->state, err)) return false;
  if (outbox_forget(w, err)) return state_commit(w->state, err);
  state_rollback(w->state);
  return false;
}

/* Takes out rows of identities nobody has: somebody was erased since, and an event would make a
 * person of the name again.  False: none. */
static bool without_gone(const struct workspace *w, const struct ev_batch *b,
                         struct ev_batch *out) {
  uint8_t *drop = must_calloc(b->rows.n + 1, 1);
  bool any = false;
  for (size_t i = 0; i < b->rows.n; i++) {
    struct str type, value;
    ev_batch_id_parts(b, b->rows.p[i].id, &type, &value);
    drop[i] = people_find(w->people, type, value) == SUBJECT_NONE;
    any |= drop[i];
  }
  if (any) ev_batch_without(b, drop, out);
  free(drop);
  return any;
}

struct sending {
  struct outbox_mark mark;
  struct buf bytes;
};

/* The mark, once it is known how many rows stand before it. */
static void mark_of(void *ctx, const struct ingest_note *n, struct ws_extra *ret) {
  struct sending *x = ctx;
  x->mark.rows = n->rows;
  outbox_mark_write(&x->mark, &x->bytes);
  *ret = (struct ws_extra){LOG_OUTBOX, buf_str(&x->bytes)};
}

static bool send(struct workspace *w, uint64_t seq, struct str bytes, uint64_t *rows,
                 struct err *err) {
  struct sending x = {.mark = {.seq = seq}, .bytes = BUF_INIT};
  struct ev_batch all, known;
  struct ws_receipt r = {0};
  memcpy(x.mark.id, w->outbox_log.id, sizeof x.mark.id);
  ev_batch_init(&all);
  ev_batch_init(&known);
  bool ok = ev_batch_decode(bytes, &all, err);
  const struct ev_batch *b = ok && without_gone(w, &all, &known) ? &known : &all;
  ok = ok && ws_ingest_with(w, b, mark_of, &x, &r, err);
  if (ok) *rows += b->rows.n - r.duplicates;
  ev_batch_release(&known);
  ev_batch_release(&all);
  buf_release(&x.bytes);
  return ok;
}

/* Some of what waits; *ret_more: perhaps not all of it. */
static bool send_some(struct workspace *w, uint64_t *rows, bool *ret_more, struct err *err) {
  struct str bytes[SEND_MAX];
  struct arena a;
  uint64_t seq = logged(w).seq;
  uint32_t n = 0;
  arena_init(&a, "outbox");
  bool ok = take(w, seq, &a, bytes, &n, err);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = send(w, seq + i + 1, bytes[i], rows, err);
  /* Never ahead of the log: in relaxed mode acknowledged is not yet durable. */
  ok = ok && log_sync(w->log, err);
  if (ok) outbox_is_sure(w);
  *ret_more = n == SEND_MAX;
  arena_release(&a);
  return ok;
}

static bool send_all(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  uint64_t rows = 0;
  bool more = true, ok = true;
  while (ok && more)
    ok = send_some(w, &rows, &more, err);
  if (ok && ret_rows) *ret_rows = rows;
  return ok;
}

bool outbox_empty(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  return send_all(w, ret_rows, err) && forget(w, err);
}

bool ws_outbox_send(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  pthread_mutex_lock(&w->outbox);
  bool ok = outbox_empty(w, ret_rows, err);
  pthread_mutex_unlock(&w->outbox);
  return ok;
}

bool ws_outbox_relay(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  pthread_mutex_lock(&w->outbox);
  bool ok = send_all(w, ret_rows, err);
  pthread_mutex_unlock(&w->outbox);
  return ok;
}

bool ws_outbox_identity(struct workspace *w, uint32_t subject, struct str *ret_type,
                        struct str *ret_value) {
  for (uint32_t i = 0; people_subject_identity(w->people, subject, i, ret_type, ret_value); i++)
    if (people_find(w->people, *ret_type, *ret_value) == subject) return true;
  return false;
}

bool ws_outbox_waiting(struct workspace *w, uint64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  state_enter(w->state);
  bool ok = state_query(w->state, "SELECT count(*) FROM outbox_batch WHERE seq > ?1", &q, err);
  if (ok) {
    state_bind_int(q, 1, (int64_t)logged(w).seq);
    ok = state_step(q, &row, err);
  }
  if (ok) *ret = (uint64_t)state_int(q, 0);
  if (ok) state_reset(q);
  state_leave(w->state);
  return ok;
}

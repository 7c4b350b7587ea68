/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outbox: a table that is written with state and emptied into the log.
 *
 * A batch gets 16 random bytes when it is put, and its rows ids made of them: numbers of the table
 * would begin again after a salvage.  Its time of receipt is when it was put, so that sending it
 * again days later is judged as of then, and nothing newer is received before the outbox of an
 * opening is empty unless nobody sends. */
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
  bool ok = state_query(w->state, "INSERT INTO outbox (batch) VALUES (?1)", &q, err);
  if (ok) {
    state_bind_blob(q, 1, buf_str(&bytes));
    ok = state_exec(q, err);
  }
  buf_release(&bytes);
  return ok;
}

/* The oldest batches, as bytes in `out`. */
static bool take(struct workspace *w, struct arena *out, struct str *ret, int64_t *ret_last,
                 uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  state_enter(w->state);
  ok = state_query(w->state, "SELECT n, batch FROM outbox ORDER BY n LIMIT ?1", &q, err);
  if (ok) {
    state_bind_int(q, 1, SEND_MAX);
    while ((ok = state_step(q, &row, err)) && row) {
      *ret_last = state_int(q, 0);
      ret[(*ret_n)++] = arena_str(out, state_str(q, 1));
    }
    state_reset(q);
  }
  state_leave(w->state);
  return ok;
}

static bool forget(struct workspace *w, int64_t last, struct err *err) {
  struct state_stmt *q;
  if (!state_begin(w->state, err)) return false;
  bool ok = state_query(w->state, "DELETE FROM outbox WHERE n <= ?1", &q, err);
  if (ok) {
    state_bind_int(q, 1, last);
    ok = state_exec(q, err);
  }
  if (ok) return state_commit(w->state, err);
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

static bool send(struct workspace *w, struct str bytes, uint64_t *rows, struct err *err) {
  struct ev_batch all, known;
  struct ws_receipt r = {0};
  ev_batch_init(&all);
  ev_batch_init(&known);
  bool ok = ev_batch_decode(bytes, &all, err);
  const struct ev_batch *b = ok && without_gone(w, &all, &known) ? &known : &all;
  ok = ok && (b->rows.n == 0 || ws_ingest_from(w, b, NULL, &r, err));
  if (ok) *rows += b->rows.n - r.duplicates;
  ev_batch_release(&known);
  ev_batch_release(&all);
  return ok;
}

/* Some of what waits; *ret_more: perhaps not all of it. */
static bool send_some(struct workspace *w, uint64_t *rows, bool *ret_more, struct err *err) {
  struct str bytes[SEND_MAX];
  struct arena a;
  int64_t last = 0;
  uint32_t n = 0;
  arena_init(&a, "outbox");
  bool ok = take(w, &a, bytes, &last, &n, err);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = send(w, bytes[i], rows, err);
  /* Never ahead of the log: in relaxed mode acknowledged is not yet durable. */
  ok = ok && (n == 0 || (log_sync(w->log, err) && forget(w, last, err)));
  *ret_more = n == SEND_MAX;
  arena_release(&a);
  return ok;
}

bool outbox_empty(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  uint64_t rows = 0;
  bool more = true, ok = true;
  while (ok && more)
    ok = send_some(w, &rows, &more, err);
  if (ok && ret_rows) *ret_rows = rows;
  return ok;
}

bool ws_outbox_send(struct workspace *w, uint64_t *ret_rows, struct err *err) {
  pthread_mutex_lock(&w->outbox);
  bool ok = outbox_empty(w, ret_rows, err);
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
  bool ok =
      state_query(w->state, "SELECT count(*) FROM outbox", &q, err) && state_step(q, &row, err);
  if (ok) *ret = (uint64_t)state_int(q, 0);
  if (ok) state_reset(q);
  state_leave(w->state);
  return ok;
}

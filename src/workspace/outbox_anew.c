/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A state and a log that are put together anew: by `shoal restore`, `shoal repair`, or by the first
 * opening of a workspace whose batches had no numbers.
 *
 * A backup copies SQL first and the log afterwards, beside a writer.  What was sent in between is
 * in the copied log, and the change it tells of in no copy.  Restoring takes these events out: a
 * hole keeps place and key, as after an erasure, and columns that had the rows are made again. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "workspace_int.h"

void outbox_see(struct outbox_seen *v, const struct outbox_mark *m) {
  for (size_t i = 0; i < v->newest.n; i++) {
    struct outbox_mark *x = &v->newest.p[i];
    if (memcmp(x->id, m->id, sizeof m->id) != 0) continue;
    if (x->seq < m->seq) *x = *m;
    return;
  }
  vec_push(&v->newest, *m);
}

void outbox_seen_release(struct outbox_seen *v) {
  vec_free(&v->newest);
}

static uint64_t newest_of(const struct outbox_seen *v, const uint8_t id[OUTBOX_ID_BYTES]) {
  for (size_t i = 0; v && i < v->newest.n; i++)
    if (memcmp(v->newest.p[i].id, id, OUTBOX_ID_BYTES) == 0) return v->newest.p[i].seq;
  return 0;
}

static bool drop_upto(struct state *s, uint64_t seq, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "DELETE FROM outbox_batch WHERE seq <= ?1", &q, err)) return false;
  state_bind_int(q, 1, (int64_t)seq);
  return state_exec(q, err);
}

/* In order and never upwards, so that no number meets one that is still there. */
static bool renumber(struct state *s, uint64_t *ret_n, struct err *err) {
  VEC(int64_t) was = {0};
  struct state_stmt *q;
  bool row = true;
  bool ok = state_query(s, "SELECT seq FROM outbox_batch ORDER BY seq", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    int64_t seq = state_int(q, 0);
    vec_push(&was, seq);
  }
  for (size_t i = 0; ok && i < was.n; i++) {
    if (was.p[i] == (int64_t)i + 1) continue;
    ok = state_query(s, "UPDATE outbox_batch SET seq = ?1 WHERE seq = ?2", &q, err);
    if (!ok) break;
    state_bind_int(q, 1, (int64_t)i + 1);
    state_bind_int(q, 2, was.p[i]);
    ok = state_exec(q, err);
  }
  *ret_n = was.n;
  vec_free(&was);
  return ok;
}

bool outbox_anew(struct state *s, const struct outbox_seen *seen, struct err *err) {
  struct outbox_head h;
  struct state_stmt *q;
  uint8_t id[OUTBOX_ID_BYTES];
  char hex[2 * OUTBOX_ID_BYTES + 1];
  uint64_t n = 0;
  bool found;
  if (!outbox_head_read(s, &h, &found, err)) return false;
  if ((found && !drop_upto(s, newest_of(seen, h.id), err)) || !renumber(s, &n, err) ||
      !state_query(s, "DELETE FROM outbox_head", &q, err) || !state_exec(q, err) ||
      !state_query(s,
                   "INSERT INTO outbox_head (one, id, seq, logged, logged_lsn) VALUES (1, ?1, ?2, "
                   "0, 0)",
                   &q, err))
    return false;
  randombytes_buf(id, sizeof id);
  sodium_bin2hex(hex, sizeof hex, id, sizeof id);
  state_bind_str(q, 1, str_from(hex));
  state_bind_int(q, 2, (int64_t)n);
  return state_exec(q, err);
}

/* ---- restoring ---- */

struct span {
  uint64_t lsn;
  uint32_t rows;
};

struct restored {
  struct io *io;
  const char *ws;
  struct state *state;
  struct outbox_head head;
  struct outbox_seen seen;
  VEC(struct span) lost; /* events whose change is nowhere; ascending */
  uint64_t rows;
  struct ev_batch from, to;
};

/* Where the marks have to be read from: what is below was sent before the copy of the state. */
static bool cursor_of(struct state *s, uint64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret = 0;
  state_enter(s);
  bool ok = state_query(s, "SELECT lsn FROM cursor WHERE consumer = 'outbox'", &q, err) &&
            state_step(q, &row, err);
  if (ok && row) {
    *ret = (uint64_t)state_int(q, 0);
    state_reset(q);
  }
  state_leave(s);
  return ok;
}

static bool look(struct restored *r, struct log *log, uint64_t from, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct outbox_mark m;
  bool more = true;
  if (from < log_oldest(log)) from = log_oldest(log);
  if (!log_iter_new(log, from, &it, err)) return false;
  bool ok = true;
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.kind != LOG_OUTBOX) continue;
    ok = outbox_mark_read(rec.body, &m, err);
    if (!ok || memcmp(m.id, r->head.id, sizeof m.id) != 0) continue;
    outbox_see(&r->seen, &m);
    if (m.seq <= r->head.seq || m.rows == 0) continue;
    struct span x = {rec.lsn - m.rows, m.rows};
    vec_push(&r->lost, x);
    r->rows += m.rows;
  }
  log_iter_free(it);
  return ok;
}

static bool without(void *ctx, const struct log_record *rec, struct buf *out, bool *ret_changed,
                    struct err *err) {
  struct restored *r = ctx;
  bool lost = false;
  if (rec->kind != LOG_EVENTS) return true;
  for (size_t i = 0; i < r->lost.n && !lost; i++)
    lost = r->lost.p[i].lsn == rec->lsn && r->lost.p[i].rows == rec->n;
  if (!lost) return true;
  if (!ev_batch_decode(rec->body, &r->from, err)) return false;
  ev_batch_reset(&r->to);
  r->to.received = r->from.received;
  for (size_t i = 0; i < r->from.rows.n; i++)
    ev_batch_row(&r->to, ev_batch_id(&r->to, STR("$erased"), STR("0")),
                 ev_batch_name(&r->to, STR("$erased")), 0, r->from.rows.p[i].key, 0);
  ev_batch_encode(&r->to, out);
  *ret_changed = true;
  return true;
}

/* Columns that have the rows are made again from the log. */
static bool forget_columns(struct restored *r, struct err *err) {
  char path[WS_PATH_MAX], file[WS_PATH_MAX];
  struct store *store;
  struct arena tmp;
  struct str *names;
  size_t n = 0;
  ws_join(path, r->ws, "store");
  if (!store_open(r->io, path, false, NULL, &store, err)) return false;
  bool has = store_durable_lsn(store) > r->lost.p[0].lsn;
  store_close(store);
  if (!has) return true;
  arena_init(&tmp, "restore");
  bool ok = io_list(r->io, path, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    ws_join(file, path, arena_cstr(&tmp, names[i]));
    ok = io_unlink(r->io, file, err);
  }
  arena_release(&tmp);
  return ok;
}

/* A log without its beginning cannot make the columns again: the rows stay, and are told. */
static bool take_out(struct restored *r, struct log *log, struct err *err) {
  uint32_t files;
  if (r->lost.n == 0 || log_oldest(log) != 1) return true;
  return log_rewrite(log, without, r, &files, err) && forget_columns(r, err);
}

static bool number_anew(struct restored *r, struct err *err) {
  if (!state_begin(r->state, err)) return false;
  if (outbox_anew(r->state, &r->seen, err)) return state_commit(r->state, err);
  state_rollback(r->state);
  return false;
}

static bool with_log(struct restored *r, struct err *err) {
  char path[WS_PATH_MAX];
  struct log *log;
  uint64_t from;
  ws_join(path, r->ws, "log");
  if (!cursor_of(r->state, &from, err) || !log_open(r->io, path, true, &log, err)) return false;
  bool ok = look(r, log, from, err) && take_out(r, log, err) && number_anew(r, err);
  log_close(log);
  return ok;
}

bool outbox_restored(struct io *io, const char *ws, uint64_t *ret_rows, struct err *err) {
  struct restored r = {.io = io, .ws = ws};
  char path[WS_PATH_MAX];
  bool found;
  ws_join(path, ws, "state.db");
  if (!state_open_in(io, path, true, &r.state, err)) return false;
  ev_batch_init(&r.from);
  ev_batch_init(&r.to);
  bool ok = outbox_head_read(r.state, &r.head, &found, err) && (!found || with_log(&r, err));
  state_close(r.state);
  ev_batch_release(&r.from);
  ev_batch_release(&r.to);
  outbox_seen_release(&r.seen);
  vec_free(&r.lost);
  if (ok) *ret_rows = r.rows;
  return ok;
}

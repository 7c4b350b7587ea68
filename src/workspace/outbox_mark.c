/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the log stands with the outbox, and whether the two belong together (outbox_int.h). */
#include <sodium.h>

#include "base/cursor.h"
#include "workspace_int.h"

#define MARK_VERSION 1

void outbox_mark_write(const struct outbox_mark *m, struct buf *out) {
  buf_put_u8(out, MARK_VERSION);
  buf_put(out, m->id, sizeof m->id);
  buf_put_varint(out, m->seq);
  buf_put_varint(out, m->rows);
}

bool outbox_mark_read(struct str body, struct outbox_mark *ret, struct err *err) {
  struct cursor c = cur_of(body.p, body.n);
  struct outbox_mark m = {0};
  uint8_t version = cur_u8(&c);
  struct str id = cur_bytes(&c, sizeof m.id);
  m.seq = cur_varint(&c);
  uint64_t rows = cur_varint(&c);
  if (version > MARK_VERSION)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u", "a mark of the outbox",
                    version);
  if (c.bad || version == 0 || cur_left(&c) || m.seq == 0 || m.seq > INT64_MAX || rows > UINT32_MAX)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "a mark of the outbox",
                    "it makes no sense");
  memcpy(m.id, id.p, sizeof m.id);
  m.rows = (uint32_t)rows;
  *ret = m;
  return true;
}

bool outbox_head_read(struct state *s, struct outbox_head *ret, bool *ret_found, struct err *err) {
  struct outbox_head h = {0};
  struct state_stmt *q;
  bool row, ok = true;
  size_t n = 0;
  state_enter(s);
  if (!state_query(s, "SELECT id, seq, logged, logged_lsn FROM outbox_head", &q, err) ||
      !state_step(q, &row, err)) {
    state_leave(s);
    return false;
  }
  *ret_found = row;
  if (row) {
    struct str id = state_str(q, 0);
    h.seq = (uint64_t)state_int(q, 1);
    h.logged = (uint64_t)state_int(q, 2);
    h.logged_lsn = (uint64_t)state_int(q, 3);
    if (sodium_hex2bin(h.id, sizeof h.id, id.p, id.n, NULL, &n, NULL) != 0 || n != sizeof h.id)
      ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "outbox_head", "it makes no sense");
    state_reset(q);
  }
  state_leave(s);
  if (ok) *ret = h;
  return ok;
}

/* ---- the log ---- */

void outbox_logged(struct workspace *w, const struct outbox_mark *m, uint64_t lsn, uint64_t end) {
  struct outbox_log *o = &w->outbox_log;
  pthread_mutex_lock(&o->lock);
  if (memcmp(o->id, m->id, sizeof o->id) == 0 && m->seq > o->logged.seq)
    o->logged = (struct outbox_at){m->seq, lsn, end};
  pthread_mutex_unlock(&o->lock);
}

bool outbox_replay(struct workspace *w, const struct log_record *rec, struct err *err) {
  struct outbox_mark m;
  if (!outbox_mark_read(rec->body, &m, err)) return false;
  outbox_logged(w, &m, rec->lsn, rec->lsn + rec->n);
  return true;
}

bool outbox_is_sure(struct workspace *w) {
  struct outbox_log *o = &w->outbox_log;
  pthread_mutex_lock(&o->lock);
  if (o->sure.seq < o->logged.seq) o->kept = true;
  o->sure = o->logged;
  bool kept = o->kept;
  pthread_mutex_unlock(&o->lock);
  return kept;
}

/* ---- opening ---- */

static bool behind(struct workspace *w, const struct outbox_head *h, struct err *err) {
  return err_fail(err, ERR_log_behind, "%.*s" ERR_SEP "%llu" ERR_SEP "%llu", STRF(w->slug),
                  (unsigned long long)h->logged, (unsigned long long)h->logged_lsn);
}

/* The mark of the note is where it was, unless the log was shortened beyond it. */
static bool same_log(struct workspace *w, const struct outbox_head *h, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct outbox_mark m;
  struct err ignored;
  bool more = false, same = false;
  if (h->logged == 0 || h->logged_lsn < log_oldest(w->log)) return true;
  if (!log_has(w->log, h->logged_lsn) || h->logged_lsn >= log_end(w->log)) return behind(w, h, err);
  if (!log_iter_new(w->log, h->logged_lsn, &it, err)) return false;
  bool ok = log_iter_next(it, &rec, &more, err);
  if (ok && more)
    same = rec.kind == LOG_OUTBOX && rec.lsn == h->logged_lsn &&
           outbox_mark_read(rec.body, &m, &ignored) && m.seq == h->logged &&
           memcmp(m.id, h->id, sizeof m.id) == 0;
  log_iter_free(it);
  return ok && (same || behind(w, h, err));
}

bool outbox_open(struct workspace *w, uint64_t *ret_from, struct err *err) {
  struct outbox_log *o = &w->outbox_log;
  struct outbox_head h = {0};
  uint64_t from = UINT64_MAX;
  bool found;
  if (!outbox_head_read(w->state, &h, &found, err)) return false;
  if (found && (!same_log(w, &h, err) || !cursor_load(w, "outbox", &from, err))) return false;
  pthread_mutex_lock(&o->lock);
  memcpy(o->id, h.id, sizeof o->id);
  o->logged = (struct outbox_at){h.logged, h.logged_lsn, 0};
  o->sure = (struct outbox_at){0};
  o->kept = true;
  pthread_mutex_unlock(&o->lock);
  *ret_from = from;
  return true;
}

/* Every number behind `logged` is there. */
static bool whole(struct workspace *w, const struct outbox_head *h, uint64_t logged,
                  struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state, "SELECT count(*) FROM outbox_batch WHERE seq > ?1 AND seq <= ?2", &q,
                   err))
    return false;
  state_bind_int(q, 1, (int64_t)logged);
  state_bind_int(q, 2, (int64_t)h->seq);
  if (!state_step(q, &row, err)) return false;
  uint64_t n = (uint64_t)state_int(q, 0);
  state_reset(q);
  return n == h->seq - logged ||
         err_fail(err, ERR_corrupt, "%s" ERR_SEP "%llu of %llu batches of the outbox are missing",
                  w->path, (unsigned long long)(h->seq - logged - n),
                  (unsigned long long)(h->seq - logged));
}

bool outbox_replayed(struct workspace *w, uint64_t end, struct err *err) {
  struct outbox_log *o = &w->outbox_log;
  struct outbox_head h;
  bool found;
  if (!outbox_head_read(w->state, &h, &found, err)) return false;
  if (!found) {
    if (!outbox_anew(w->state, NULL, err) || !outbox_head_read(w->state, &h, &found, err))
      return false;
    pthread_mutex_lock(&o->lock);
    memcpy(o->id, h.id, sizeof o->id);
    o->logged = (struct outbox_at){0};
    pthread_mutex_unlock(&o->lock);
  }
  if (o->logged.seq > h.seq)
    return err_fail(err, ERR_state_behind, "%.*s" ERR_SEP "%llu" ERR_SEP "%llu", STRF(w->slug),
                    (unsigned long long)h.seq, (unsigned long long)o->logged.seq);
  return whole(w, &h, o->logged.seq, err) && outbox_sign(w, end, err);
}

/* ---- what SQL says ---- */

/* The cursor may be ahead of the newest mark, where the log was read or applied further. */
static bool write_down(struct workspace *w, const struct outbox_at *at, uint64_t end,
                       struct err *err) {
  struct state_stmt *q;
  if (!state_query(w->state, "DELETE FROM outbox_batch WHERE seq <= ?1", &q, err)) return false;
  state_bind_int(q, 1, (int64_t)at->seq);
  if (!state_later(q, err) ||
      !state_query(w->state, "UPDATE outbox_head SET logged = ?1, logged_lsn = ?2", &q, err))
    return false;
  state_bind_int(q, 1, (int64_t)at->seq);
  state_bind_int(q, 2, (int64_t)at->lsn);
  return state_later(q, err) && cursor_save(w, "outbox", end > at->end ? end : at->end, err);
}

bool outbox_sign(struct workspace *w, uint64_t end, struct err *err) {
  struct outbox_log *o = &w->outbox_log;
  pthread_mutex_lock(&o->lock);
  struct outbox_at at = o->sure = o->logged;
  o->kept = false; /* a rollback leaves it to the next batch */
  pthread_mutex_unlock(&o->lock);
  return write_down(w, &at, end, err);
}

bool outbox_forget(struct workspace *w, struct err *err) {
  struct outbox_log *o = &w->outbox_log;
  pthread_mutex_lock(&o->lock);
  struct outbox_at at = o->sure;
  bool kept = o->kept;
  o->kept = false; /* as above */
  pthread_mutex_unlock(&o->lock);
  return !kept || at.seq == 0 || write_down(w, &at, 0, err);
}

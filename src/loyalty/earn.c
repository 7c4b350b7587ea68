/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The consumer: a piece of the log, what the rules say of its rows, and one work with the effects.
 *
 * A step ends between two rows, so a record of any size is done in pieces; the cursor names the
 * next row.  Rows without effects move the cursor in memory only: after a crash they are looked at
 * again and say the same.  When a step fails, people are put back to where the cursor stands. */
#include "loyalty/earn.h"

#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"
#include "workspace/consumer.h"

struct stepping {
  struct earn *e;
  uint64_t end, cursor;
  earn_hits hits;
  uint64_t rows;
  struct arena out, tmp;
  struct ev_batch batch;
};

static bool is_full(const struct stepping *x) {
  return x->hits.n >= EARN_STEP_HITS || x->rows >= EARN_STEP_ROWS;
}

/* By name of the batch: whether any rule listens. */
static const uint8_t *heard(const struct stepping *x, struct arena *tmp) {
  const struct earn_rules *r = &x->e->rules;
  uint8_t *by_name = arena_array(tmp, uint8_t, x->batch.names.n);
  for (uint32_t i = 0; i < x->batch.names.n; i++) {
    struct str name = intern_at(&x->batch.names, i);
    by_name[i] = 0;
    for (uint32_t k = 0; !by_name[i] && k < r->n; k++)
      by_name[i] = earn_listens(&r->p[k], name);
  }
  return by_name;
}

static bool take_rows(struct stepping *x, const struct log_record *rec, struct err *err) {
  struct earn *e = x->e;
  uint32_t *subjects;
  arena_reset(&x->tmp);
  if (!ws_record_rows(e->w, rec, &x->batch, &x->tmp, &subjects, err)) return false;
  const uint8_t *by_name = heard(x, &x->tmp);
  size_t i = x->cursor > rec->lsn ? x->cursor - rec->lsn : 0;
  for (; i < x->batch.rows.n && !is_full(x); i++) {
    x->rows++;
    x->cursor = rec->lsn + i + 1;
    if (subjects[i] == SUBJECT_NONE || !by_name[x->batch.rows.p[i].name]) continue;
    view_move(&e->view, rec->lsn + i);
    struct person_event ev = earn_event(&x->batch, i, rec->lsn + i, subjects[i], &x->out);
    if (!earn_match(&e->view, e->rules.p, e->rules.n, &ev, &x->out, &x->hits, err)) return false;
  }
  return true;
}

static bool take_records(struct stepping *x, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  if (!log_iter_new(ws_log(x->e->w), x->cursor, &it, err)) return false;
  while (ok && !is_full(x) && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.lsn >= x->end) break;
    if (rec.kind == LOG_EVENTS)
      ok = take_rows(x, &rec, err);
    else
      x->cursor = rec.lsn + rec.n;
  }
  log_iter_free(it);
  return ok;
}

static uint64_t end_of(struct earn *e) {
  uint64_t durable = log_durable(ws_log(e->w)), asked = ws_lsn(e->w);
  return durable < asked ? durable : asked;
}

static bool take_effect(struct stepping *x, struct err *err) {
  struct earn *e = x->e;
  if (x->hits.n == 0 && x->cursor - e->saved < EARN_SAVE_LSNS) return true;
  if (!earn_post(e, x->hits.p, x->hits.n, x->cursor, err)) return false;
  e->saved = x->cursor;
  return true;
}

static bool run_step(struct stepping *x, struct err *err) {
  struct earn *e = x->e;
  if (e->rules.n == 0)
    x->cursor = x->end;
  else if (!take_records(x, err))
    return false;
  view_move(&e->view, x->cursor);
  return take_effect(x, err);
}

/* The caller has the turn. */
static bool step(struct earn *e, uint64_t *ret_end, struct err *err) {
  struct stepping x = {.e = e, .end = end_of(e), .cursor = e->cursor};
  if (!rules_update(e, err)) return false;
  *ret_end = x.end;
  if (x.cursor >= x.end) return true;
  arena_init(&x.out, "earn step");
  arena_init(&x.tmp, "earn rows");
  ev_batch_init(&x.batch);
  view_begin(&e->view);
  bool ok = run_step(&x, err);
  if (ok) {
    view_end(&e->view);
    e->cursor = x.cursor;
    pthread_mutex_lock(&e->lock);
    e->stats.rows += x.rows;
    e->stats.hits += x.hits.n;
    e->stats.steps++;
    e->stats.cursor = x.cursor;
    pthread_mutex_unlock(&e->lock);
  } else {
    view_close(&e->view);
    view_open(&e->view, e->w, e->cursor);
  }
  ev_batch_release(&x.batch);
  vec_free(&x.hits);
  arena_release(&x.tmp);
  arena_release(&x.out);
  return ok;
}

/* ---- outside ---- */

/* The cursor; a repair forgets it, but not what was done. */
static bool load_place(struct workspace *w, uint64_t *ret, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  bool row = false;
  uint64_t lsn = 0;
  state_enter(s);
  bool ok = ws_cursor_load(w, EARN_CONSUMER, &lsn, err);
  if (ok && lsn == 0) {
    ok = state_query(s, "SELECT lsn FROM earn_place", &q, err) && state_step(q, &row, err);
    if (ok && row) {
      lsn = (uint64_t)state_int(q, 0);
      state_reset(q);
    }
  }
  state_leave(s);
  if (ok && lsn && !log_has(ws_log(w), lsn))
    return err_fail(err, ERR_cursor_outside, "%s" ERR_SEP "%llu" ERR_SEP "%llu", EARN_CONSUMER,
                    (unsigned long long)lsn, (unsigned long long)log_end(ws_log(w)));
  if (ok) *ret = lsn ? lsn : log_oldest(ws_log(w));
  return ok;
}

bool earn_open(struct loyalty *l, struct earn **ret, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  uint64_t cursor = 0;
  if (!load_place(w, &cursor, err)) return false;
  struct earn *e = must_calloc(1, sizeof *e);
  e->l = l;
  e->w = w;
  e->cursor = e->saved = e->stats.cursor = cursor;
  pthread_mutex_init(&e->turn, NULL);
  pthread_mutex_init(&e->lock, NULL);
  view_open(&e->view, w, cursor);
  *ret = e;
  return true;
}

void earn_close(struct earn *e) {
  if (!e) return;
  if (e->asked) rules_release(&e->rules);
  view_close(&e->view);
  pthread_mutex_destroy(&e->turn);
  pthread_mutex_destroy(&e->lock);
  free(e);
}

bool earn_adopt(struct earn *e, struct err *err) {
  pthread_mutex_lock(&e->turn);
  bool ok = rules_update(e, err);
  pthread_mutex_unlock(&e->turn);
  return ok;
}

bool earn_step(struct earn *e, bool *ret_more, struct err *err) {
  uint64_t end = 0;
  pthread_mutex_lock(&e->turn);
  bool ok = step(e, &end, err);
  if (ok) *ret_more = e->cursor < end;
  pthread_mutex_unlock(&e->turn);
  return ok;
}

bool earn_settle(struct earn *e, struct err *err) {
  uint64_t until = log_end(ws_log(e->w));
  if (!log_sync(ws_log(e->w), err) || !ws_wait_lsn(e->w, until, WS_WAIT_LSN_MS_MAX, err))
    return false;
  for (bool done = false, more; !done;) {
    if (!earn_step(e, &more, err)) return false;
    pthread_mutex_lock(&e->turn);
    done = e->cursor >= until;
    pthread_mutex_unlock(&e->turn);
  }
  return true;
}

void earn_stats(struct earn *e, struct earn_stats *ret) {
  uint64_t end = log_end(ws_log(e->w));
  pthread_mutex_lock(&e->lock);
  *ret = e->stats;
  pthread_mutex_unlock(&e->lock);
  ret->lag = end > ret->cursor ? end - ret->cursor : 0;
}

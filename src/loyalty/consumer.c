/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records between the cursor and what is durable and can be asked for, row by row. */
#include "loyalty/consumer.h"

#include "workspace/consumer.h"

/* ---- a step ---- */

static bool is_full(const struct consumer *c, const struct consumer_step *x) {
  return c->def->hits(c) >= c->def->hits_max || x->rows >= c->def->rows_max;
}

static const uint8_t *heard(const struct consumer *c, struct consumer_step *x) {
  uint8_t *by_name = arena_array(&x->tmp, uint8_t, x->batch.names.n);
  for (uint32_t i = 0; i < x->batch.names.n; i++)
    by_name[i] = c->def->hears(c, intern_at(&x->batch.names, i));
  return by_name;
}

static bool take_rows(struct consumer *c, struct consumer_step *x, const struct log_record *rec,
                      struct err *err) {
  uint32_t *subjects;
  arena_reset(&x->tmp);
  if (!ws_record_rows(c->w, rec, &x->batch, &x->tmp, &subjects, err)) return false;
  const uint8_t *by_name = heard(c, x);
  size_t i = x->cursor > rec->lsn ? x->cursor - rec->lsn : 0;
  for (; i < x->batch.rows.n && !is_full(c, x); i++) {
    x->rows++;
    x->cursor = rec->lsn + i + 1;
    if (subjects[i] == SUBJECT_NONE || !by_name[x->batch.rows.p[i].name]) continue;
    struct person_event ev = earn_event(&x->batch, i, rec->lsn + i, subjects[i], &x->out);
    if (!c->def->row(c, x, &ev, err)) return false;
  }
  return true;
}

static bool take_records(struct consumer *c, struct consumer_step *x, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  if (!log_iter_new(ws_log(c->w), x->cursor, &it, err)) return false;
  while (ok && !is_full(c, x) && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.lsn >= x->end) break;
    if (rec.kind == LOG_EVENTS)
      ok = take_rows(c, x, &rec, err);
    else
      x->cursor = rec.lsn + rec.n;
  }
  log_iter_free(it);
  return ok;
}

/* Also when there is nothing to save but that it stands here for the first time. */
static bool take_effect(struct consumer *c, struct consumer_step *x, struct err *err) {
  if (c->def->hits(c) == 0 && c->saved && x->cursor - c->saved < c->def->save_lsns) return true;
  if (!c->def->effect(c, x, err)) return false;
  c->saved = x->cursor;
  return true;
}

static bool run(struct consumer *c, struct consumer_step *x, struct err *err) {
  if (!c->def->listens(c))
    x->cursor = x->end;
  else if (x->cursor < x->end && !take_records(c, x, err))
    return false;
  if (c->def->reached) c->def->reached(c, x);
  return take_effect(c, x, err);
}

static void arrived(struct consumer *c, const struct consumer_step *x) {
  c->cursor = x->cursor;
  pthread_mutex_lock(&c->lock);
  c->stats.rows += x->rows;
  c->stats.hits += c->def->hits(c);
  c->stats.steps++;
  c->stats.cursor = x->cursor;
  pthread_mutex_unlock(&c->lock);
}

static uint64_t end_of(struct workspace *w) {
  uint64_t durable = log_durable(ws_log(w)), asked = ws_lsn(w);
  return durable < asked ? durable : asked;
}

static bool step(struct consumer *c, uint64_t *ret_end, struct err *err) {
  struct consumer_step x = {.end = end_of(c->w), .cursor = c->cursor};
  if (!c->def->update(c, err)) return false;
  *ret_end = x.end;
  if (x.end == 0 || (x.cursor >= x.end && c->saved)) return true;
  arena_init(&x.out, "consumer step");
  arena_init(&x.tmp, "consumer rows");
  ev_batch_init(&x.batch);
  if (c->def->begin) c->def->begin(c);
  bool ok = run(c, &x, err);
  if (ok) arrived(c, &x);
  c->def->end(c, ok);
  ev_batch_release(&x.batch);
  arena_release(&x.tmp);
  arena_release(&x.out);
  return ok;
}

/* ---- outside ---- */

static bool place_of(const struct consumer_def *def, struct state *s, uint64_t *ret,
                     struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, def->place, &q, err) || !state_step(q, &row, err)) return false;
  if (!row) return true;
  *ret = (uint64_t)state_int(q, 0);
  state_reset(q);
  return true;
}

/* The cursor; a repair forgets it, but not what was done. */
static bool load(const struct consumer_def *def, struct workspace *w, uint64_t *ret,
                 struct err *err) {
  struct state *s = ws_state(w);
  *ret = 0;
  state_enter(s);
  bool ok = ws_cursor_load(w, def->name, ret, err);
  if (ok && *ret == 0 && def->place) ok = place_of(def, s, ret, err);
  state_leave(s);
  return ok && (*ret == 0 || log_has(ws_log(w), *ret) ||
                err_fail(err, ERR_cursor_outside, "%s" ERR_SEP "%llu" ERR_SEP "%llu", def->name,
                         (unsigned long long)*ret, (unsigned long long)log_end(ws_log(w))));
}

bool consumer_open(struct consumer *c, const struct consumer_def *def, struct loyalty *l,
                   struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  uint64_t lsn;
  if (!load(def, w, &lsn, err)) return false;
  *c = (struct consumer){.def = def, .l = l, .w = w, .cursor = lsn, .saved = lsn};
  if (!lsn) c->cursor = def->from_end ? end_of(w) : log_oldest(ws_log(w));
  c->stats.cursor = c->cursor;
  pthread_mutex_init(&c->turn, NULL);
  pthread_mutex_init(&c->lock, NULL);
  return true;
}

void consumer_close(struct consumer *c) {
  pthread_mutex_destroy(&c->turn);
  pthread_mutex_destroy(&c->lock);
}

bool consumer_adopt(struct consumer *c, struct err *err) {
  pthread_mutex_lock(&c->turn);
  bool ok = c->def->update(c, err);
  pthread_mutex_unlock(&c->turn);
  return ok;
}

bool consumer_step(struct consumer *c, bool *ret_more, struct err *err) {
  uint64_t end = 0;
  pthread_mutex_lock(&c->turn);
  bool ok = step(c, &end, err);
  if (ok) *ret_more = c->cursor < end;
  pthread_mutex_unlock(&c->turn);
  return ok;
}

bool consumer_steps(struct consumer *c, uint32_t max, struct err *err) {
  bool more = true;
  for (uint32_t i = 0; more && i < max; i++)
    if (!consumer_step(c, &more, err)) return false;
  return true;
}

bool consumer_settle(struct consumer *c, struct err *err) {
  uint64_t until = log_end(ws_log(c->w));
  if (!log_sync(ws_log(c->w), err) || !ws_wait_lsn(c->w, until, WS_WAIT_LSN_MS_MAX, err))
    return false;
  for (bool done = false, more; !done;) {
    if (!consumer_step(c, &more, err)) return false;
    pthread_mutex_lock(&c->turn);
    done = c->cursor >= until;
    pthread_mutex_unlock(&c->turn);
  }
  return true;
}

void consumer_stats(struct consumer *c, struct consumer_stats *ret) {
  uint64_t end = log_end(ws_log(c->w));
  pthread_mutex_lock(&c->lock);
  *ret = c->stats;
  pthread_mutex_unlock(&c->lock);
  ret->lag = end > ret->cursor ? end - ret->cursor : 0;
}

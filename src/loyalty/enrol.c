/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The consumer.  A programme whose selectors cannot be compiled any more (a name is gone) enrols
 * nobody by them and keeps nobody else from joining. */
#include "loyalty/enrol.h"

#include <stdlib.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "loyalty/earn_int.h"
#include "loyalty/membership_int.h"
#include "workspace/consumer.h"

#define ENROL_CONSUMER "enrol"
#define ENROL_NAMES_MS 600000 /* names are made anew after so long, to let an old snapshot go */
#define ENROL_SAVE     10000  /* the cursor is saved after so many rows without joins */
#define ENROL_ACTOR    "programme"

struct listening {
  uint32_t programme; /* of the set */
  const struct programme_enrol *rule;
  const struct node *on;
};

struct enrol {
  struct loyalty *l;
  pthread_mutex_t turn; /* guards what follows */
  uint64_t cursor, saved;
  struct programme_set *set; /* NULL: not looked at yet */
  int64_t made_ms;
  struct arena mem; /* of the selectors */
  struct snapshot *snap;
  struct names_env *names;
  struct listening *p;
  uint32_t n, all; /* compiled, of all there are */
};

struct hit {
  const struct programme_doc *doc;
  uint32_t subject;
  struct str source;
};

struct enrolling {
  struct writer_work work;
  struct enrol *e;
  uint64_t end, cursor, rows;
  VEC(struct hit) hits;
  struct facts_of *facts;
  struct arena out, tmp;
  struct ev_batch batch;
};

/* ---- what is listened to ---- */

static void forget(struct enrol *e) {
  programme_set_release(e->set);
  names_env_free(e->names);
  snapshot_free(e->snap);
  arena_reset(&e->mem);
  e->set = NULL;
  e->names = NULL;
  e->snap = NULL;
  e->n = e->all = 0;
}

static bool is_ours(const struct err *why) {
  enum err_class c = err_class_of(why->code);
  return c == ERR_CLASS_SYSTEM || c == ERR_CLASS_CORRUPT;
}

static bool listen(struct enrol *e, struct err *err) {
  for (uint32_t i = 0; i < e->set->n; i++)
    e->all += e->set->p[i].p.n_enrol;
  if (e->all == 0) return true;
  e->p = arena_array(&e->mem, struct listening, e->all);
  e->snap = ws_snapshot(e->l->w);
  if (!names_env_new(e->l->w, e->snap, &e->names, err)) return false;
  for (uint32_t i = 0; i < e->set->n; i++)
    for (uint32_t k = 0; k < e->set->p[i].p.n_enrol; k++) {
      struct listening *x = &e->p[e->n];
      struct err why = {0};
      *x = (struct listening){.programme = i, .rule = &e->set->p[i].p.enrol[k]};
      if (selector_read(x->rule->on, names_env_lang(e->names), &e->mem, &x->on, &why)) {
        e->n++;
      } else if (is_ours(&why)) {
        *err = why;
        return false;
      }
    }
  return true;
}

static bool update(struct enrol *e, struct err *err) {
  struct programme_set *set;
  int64_t now = clock_wall_ms(ws_clock(e->l->w));
  if (!programme_set_get(e->l, &set, err)) return false;
  if (e->set == set && (e->all == 0 || now - e->made_ms < ENROL_NAMES_MS)) {
    programme_set_release(set);
    return true;
  }
  forget(e);
  e->set = set;
  e->made_ms = now;
  if (listen(e, err)) return true;
  forget(e);
  return false;
}

/* ---- reading ---- */

static struct str source_of(const struct programme_enrol *r, const struct person_event *ev) {
  for (uint32_t i = 0; r->source_from.n && i < ev->n_props; i++)
    if (str_eq(ev->props[i], r->source_from) && ev->values[i].type == V_STR)
      return str_of(ev->values[i].str.p, utf8_cut(ev->values[i].str, MEMBERSHIP_TEXT_MAX));
  return r->source.n || r->source_from.n ? r->source : ev->event;
}

static bool take_event(struct enrolling *x, const struct person_event *ev, struct err *err) {
  struct enrol *e = x->e;
  const struct query_input in = {.tz = ws_tz(e->l->w)};
  for (uint32_t i = 0; i < e->n; i++) {
    const struct listening *k = &e->p[i];
    struct err why = {0};
    bool fits = false;
    if (!event_fits(k->on, ev, &in, &fits, &why) && is_ours(&why)) {
      *err = why;
      return false;
    }
    if (!fits) continue;
    vec_push(&x->hits,
             ((struct hit){&e->set->p[k->programme], ev->subject, source_of(k->rule, ev)}));
  }
  return true;
}

static bool is_full(const struct enrolling *x) {
  return x->hits.n >= ENROL_STEP_HITS || x->rows >= ENROL_STEP_ROWS;
}

static bool heard(const struct enrol *e, struct str event) {
  for (uint32_t i = 0; i < e->n; i++)
    if (selector_names(e->p[i].on, event)) return true;
  return false;
}

static bool take_rows(struct enrolling *x, const struct log_record *rec, struct err *err) {
  struct enrol *e = x->e;
  uint32_t *subjects;
  int64_t oldest = clock_wall_ms(ws_clock(e->l->w)) - ENROL_LATE_MS;
  arena_reset(&x->tmp);
  if (!ws_record_rows(e->l->w, rec, &x->batch, &x->tmp, &subjects, err)) return false;
  uint8_t *by_name = arena_array(&x->tmp, uint8_t, x->batch.names.n);
  for (uint32_t i = 0; i < x->batch.names.n; i++)
    by_name[i] = heard(e, intern_at(&x->batch.names, i));
  size_t i = x->cursor > rec->lsn ? x->cursor - rec->lsn : 0;
  for (; i < x->batch.rows.n && !is_full(x); i++) {
    const struct ev_row *r = &x->batch.rows.p[i];
    x->rows++;
    x->cursor = rec->lsn + i + 1;
    if (subjects[i] == SUBJECT_NONE || !by_name[r->name] || r->time < oldest) continue;
    struct person_event ev = earn_event(&x->batch, i, rec->lsn + i, subjects[i], &x->out);
    if (!take_event(x, &ev, err)) return false;
  }
  return true;
}

static bool take_records(struct enrolling *x, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  bool more = true, ok = true;
  if (!log_iter_new(ws_log(x->e->l->w), x->cursor, &it, err)) return false;
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

/* ---- joining ---- */

static bool join_one(struct enrolling *x, struct state *s, uint32_t i, struct arena *tmp,
                     struct err *err) {
  struct loyalty *l = x->e->l;
  const struct hit *h = &x->hits.p[i];
  const struct membership_ask a = {.act = MEMBERSHIP_JOIN, .source = h->source};
  struct turn t;
  if (people_erased(ws_people(l->w), h->subject)) return true;
  if (!turn_begin(l, s, tmp, h->doc, h->subject, &t, err)) return false;
  if (t.lead || !x->facts[i].facts.eligible) return true;
  t.actor = STR(ENROL_ACTOR);
  t.reason = STR("");
  return turn_enter(&t, &x->facts[i].facts, &a, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct enrolling *x = (struct enrolling *)w;
  struct arena tmp;
  bool ok = true;
  arena_init(&tmp, "enrol");
  for (uint32_t i = 0; ok && i < x->hits.n; i++) {
    ok = join_one(x, s, i, &tmp, err);
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return ok && ws_cursor_save(x->e->l->w, ENROL_CONSUMER, x->cursor, err);
}

static bool take_effect(struct enrolling *x, struct err *err) {
  struct enrol *e = x->e;
  if (x->hits.n == 0 && e->saved && x->cursor - e->saved < ENROL_SAVE) return true;
  x->facts = arena_array(&x->out, struct facts_of, x->hits.n + 1);
  for (uint32_t i = 0; i < x->hits.n; i++)
    x->facts[i] = (struct facts_of){
        .subject = x->hits.p[i].subject, .p = &x->hits.p[i].doc->p, .joining = true};
  x->work.run = run;
  if (!person_facts_read(e->l, x->facts, (uint32_t)x->hits.n, err) ||
      !loyalty_do(e->l, &x->work, err))
    return false;
  e->saved = x->cursor;
  return true;
}

static uint64_t end_of(struct enrol *e) {
  uint64_t durable = log_durable(ws_log(e->l->w)), asked = ws_lsn(e->l->w);
  return durable < asked ? durable : asked;
}

static bool step(struct enrol *e, uint64_t *ret_end, struct err *err) {
  struct enrolling x = {.e = e, .end = end_of(e), .cursor = e->cursor};
  if (!update(e, err)) return false;
  *ret_end = x.end;
  if (x.end == 0 || (x.cursor >= x.end && e->saved)) return true;
  arena_init(&x.out, "enrol step");
  arena_init(&x.tmp, "enrol rows");
  ev_batch_init(&x.batch);
  bool ok = true;
  if (e->n == 0)
    x.cursor = x.end;
  else if (x.cursor < x.end)
    ok = take_records(&x, err);
  ok = ok && take_effect(&x, err);
  if (ok) e->cursor = x.cursor;
  ev_batch_release(&x.batch);
  vec_free(&x.hits);
  arena_release(&x.tmp);
  arena_release(&x.out);
  return ok;
}

/* ---- outside ---- */

bool enrol_open(struct loyalty *l, struct enrol **ret, struct err *err) {
  uint64_t lsn = 0;
  state_enter(ws_state(l->w));
  bool ok = ws_cursor_load(l->w, ENROL_CONSUMER, &lsn, err);
  state_leave(ws_state(l->w));
  if (!ok) return false;
  struct enrol *e = must_calloc(1, sizeof *e);
  e->l = l;
  e->saved = lsn;
  pthread_mutex_init(&e->turn, NULL);
  arena_init(&e->mem, "enrol");
  e->cursor = lsn ? lsn : end_of(e);
  *ret = e;
  return true;
}

/* So that a rule made while nobody looks does not count for what was passed by. */
static void keep_place(struct enrol *e) {
  struct enrolling x = {.e = e, .cursor = e->cursor, .work = {.run = run}};
  struct err ignored; /* then it is read again */
  if (e->cursor != e->saved) (void)loyalty_do(e->l, &x.work, &ignored);
}

void enrol_close(struct enrol *e) {
  if (!e) return;
  keep_place(e);
  forget(e);
  arena_release(&e->mem);
  pthread_mutex_destroy(&e->turn);
  free(e);
}

bool enrol_step(struct enrol *e, bool *ret_more, struct err *err) {
  uint64_t end = 0;
  pthread_mutex_lock(&e->turn);
  bool ok = step(e, &end, err);
  if (ok) *ret_more = e->cursor < end;
  pthread_mutex_unlock(&e->turn);
  return ok;
}

bool enrol_settle(struct enrol *e, struct err *err) {
  struct workspace *w = e->l->w;
  uint64_t until = log_end(ws_log(w));
  if (!log_sync(ws_log(w), err) || !ws_wait_lsn(w, until, WS_WAIT_LSN_MS_MAX, err)) return false;
  for (bool done = false, more; !done;) {
    if (!enrol_step(e, &more, err)) return false;
    pthread_mutex_lock(&e->turn);
    done = e->cursor >= until;
    pthread_mutex_unlock(&e->turn);
  }
  return true;
}

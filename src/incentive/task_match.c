/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One event and all documents: what counts for what.
 *
 * As in earning (loyalty/earn_match.c) nothing is read but the event, the person's history up to it
 * and the documents, so the same event says the same whenever it is asked.  What is wrong with a
 * document and this event is the hit's business and stops nobody. */
#include "incentive/task_int.h"

struct matching {
  struct earn_view *v;
  const struct person_event *ev;
  struct arena *out;
  struct err *err;
  struct query_input in;
  struct query_history history;
  bool has_history;
  uint32_t *others, n_others;
};

static bool named(const struct agg *g, struct str event) {
  if (g->any_event) return !ev_undone(event);
  for (uint32_t i = 0; i < g->n_events; i++)
    if (str_eq(g->canonical[i], event)) return true;
  return false;
}

/* Whether the event can change what an expression says. */
static bool concerns(const struct node *n, struct str event) {
  if (!n) return false;
  if (n->agg && named(n->agg, event)) return true;
  if (n->kind == N_ATTR && str_is(event, EV_SET)) return true;
  if (concerns(n->a, event) || concerns(n->b, event)) return true;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (concerns(n->kids[i], event)) return true;
  return false;
}

bool task_listens(const struct task_active *a, struct str event) {
  if (a->broken) return false;
  if (a->kind == BADGE_DOC) return !a->ended && concerns(a->badge.when, event);
  const struct task *t = &a->task;
  if (t->undo && named(t->undo->agg, event)) return true;
  return !a->ended && (t->on ? named(t->on->agg, event) : concerns(t->progress, event));
}

/* ---- conditions: false with *why when they cannot be answered ---- */

static bool passes(struct matching *m, const struct node *selector, bool *ret, struct err *why) {
  struct query_history alone = {.events = m->ev, .n = 1, .subject = m->ev->subject};
  struct query_rows rows;
  *ret = named(selector->agg, m->ev->event);
  if (!*ret || !selector->agg->where) return true;
  if (!query_one_rows(&alone, selector->agg, m->ev->time, &m->in, &rows, why)) return false;
  *ret = rows.n > 0;
  return true;
}

static bool value_of(struct matching *m, const struct node *tree, bool *ret_is,
                     struct naive_value *ret, struct err *why) {
  bool exists;
  if (!m->has_history) {
    if (!view_history(m->v, m->ev->subject, m->ev->lsn, &m->history, why)) return false;
    m->has_history = true;
  }
  if (!query_one_value(&m->history, tree, m->ev->time, &m->in, &exists, ret, why)) return false;
  *ret_is = exists && !ret->missing;
  return true;
}

static bool holds(struct matching *m, const struct node *tree, bool *ret, struct err *why) {
  struct naive_value v;
  if (!value_of(m, tree, ret, &v, why)) return false;
  *ret = *ret && v.b;
  return true;
}

/* ---- values ---- */

static const struct value *prop(const struct person_event *ev, struct str name) {
  for (uint32_t i = 0; i < ev->n_props; i++)
    if (str_eq(ev->props[i], name)) return &ev->values[i];
  return NULL;
}

/* In units of 10^-4, rounded down; what is below zero is zero. */
static bool in_units(struct dec d, int64_t *ret) {
  struct dec x = dec_normal(d);
  i128 v = x.m;
  if (v <= 0) {
    *ret = 0;
    return true;
  }
  for (; x.scale > TASK_SCALE; x.scale--)
    v /= 10;
  for (; x.scale < TASK_SCALE; x.scale++) {
    if (v > INT64_MAX / 10) return false;
    v *= 10;
  }
  *ret = (int64_t)v;
  return v <= TASK_AMOUNT_MAX;
}

static bool amount_of(struct matching *m, struct str name, int64_t *ret, struct err *why) {
  const struct value *v = prop(m->ev, name);
  if (!v || v->type != V_NUM)
    return err_fail(why, ERR_earn_amount, "%.*s" ERR_SEP "%.*s", STRF(name), STRF(m->ev->event));
  return in_units(v->num, ret) || err_fail(why, ERR_number_overflow, "%.*s", STRF(name));
}

/* A value as text that two different ones never share; empty: none. */
static struct str text_of(struct matching *m, const struct value *v) {
  char text[DEC_TEXT_BYTES];
  if (!v) return (struct str){0};
  switch (v->type) {
  case V_STR:
    if (v->str.n == 0 || v->str.n > TASK_VALUE_BYTES) return (struct str){0};
    return arena_printf(m->out, "s%.*s", STRF(v->str));
  case V_NUM: return arena_printf(m->out, "n%s", dec_text(dec_normal(v->num), text));
  case V_TIME: return arena_printf(m->out, "t%lld", (long long)v->time);
  case V_BOOL: return v->b ? STR("bt") : STR("bf");
  default: return (struct str){0};
  }
}

static struct str ref_of(struct matching *m, const struct task *t) {
  struct buf b = BUF_INIT;
  struct str ref = {0};
  bool all = t->undo != NULL;
  for (uint32_t i = 0; all && i < t->n_undo_by; i++) {
    struct str part = text_of(m, prop(m->ev, t->undo_by[i]));
    all = part.n > 0;
    if (i) buf_puts(&b, "\n");
    buf_put(&b, part.p, part.n);
  }
  if (all && b.n <= TASK_VALUE_BYTES * TASK_REF_PROPS_MAX) ref = arena_str(m->out, buf_str(&b));
  buf_release(&b);
  return ref;
}

/* ---- documents ---- */

static struct task_hit *push(struct matching *m, const struct task_active *a, enum hit_what what,
                             task_hits *hits) {
  if (!m->others) m->n_others = view_subjects(m->v, m->ev->subject, m->out, &m->others);
  vec_push(hits, ((struct task_hit){.what = what,
                                    .doc = a,
                                    .lsn = m->ev->lsn,
                                    .at_ms = m->ev->time,
                                    .subject = m->ev->subject,
                                    .others = m->others,
                                    .n_others = m->n_others,
                                    .amount = TASK_UNIT}));
  return &hits->p[hits->n - 1];
}

/* Errors of input and limits are the document's and the event's; others are ours. */
static bool blame(struct matching *m, struct task_hit *h, const struct err *why) {
  enum err_class c = err_class_of(why->code);
  if (c != ERR_CLASS_INPUT && c != ERR_CLASS_LIMIT) {
    *m->err = *why;
    return false;
  }
  h->why = arena_alloc(m->out, sizeof *h->why);
  *h->why = *why;
  return true;
}

static bool undone(struct matching *m, const struct task_active *a, task_hits *hits) {
  const struct task *t = &a->task;
  struct err why = {0};
  struct str ref;
  bool is;
  if (!t->undo) return true;
  if (!passes(m, t->undo, &is, &why)) return blame(m, push(m, a, HIT_UNDO, hits), &why);
  if (!is || (ref = ref_of(m, t)).n == 0) return true;
  struct task_hit *h = push(m, a, HIT_UNDO, hits);
  h->ref = ref;
  h->amount = -1;
  if (t->measure != TASK_SUM || !prop(m->ev, t->undo_of)) return true;
  return amount_of(m, t->undo_of, &h->amount, &why) || blame(m, h, &why);
}

static bool in_time(const struct task_active *a, const struct person_event *ev) {
  const struct task *t = &a->task;
  return ev->time >= t->launch.from && ev->time < t->launch.until &&
         (t->history || ev->time >= a->first_ms);
}

static bool take_progress(struct matching *m, const struct task_active *a, task_hits *hits) {
  struct err why = {0};
  struct naive_value v;
  int64_t value = 0;
  bool is;
  if (!value_of(m, a->task.progress, &is, &v, &why))
    return blame(m, push(m, a, HIT_VALUE, hits), &why);
  if (!is) return true;
  if (!in_units(v.num, &value)) {
    err_fail(&why, ERR_number_overflow, "%s", "progress");
    return blame(m, push(m, a, HIT_VALUE, hits), &why);
  }
  push(m, a, HIT_VALUE, hits)->amount = value;
  return true;
}

static bool take_event(struct matching *m, const struct task_active *a, task_hits *hits) {
  const struct task *t = &a->task;
  struct err why = {0};
  struct str value = {0};
  int64_t amount = TASK_UNIT;
  if (t->measure == TASK_SUM && !amount_of(m, t->of, &amount, &why))
    return blame(m, push(m, a, HIT_EVENT, hits), &why);
  if (t->measure == TASK_DISTINCT) value = text_of(m, prop(m->ev, t->of));
  if (amount == 0 || (t->measure == TASK_DISTINCT && value.n == 0)) return true;
  struct task_hit *h = push(m, a, HIT_EVENT, hits);
  h->amount = amount;
  h->value = value;
  h->ref = ref_of(m, t);
  return true;
}

static bool counts(struct matching *m, const struct task_active *a, task_hits *hits) {
  const struct task *t = &a->task;
  struct err why = {0};
  bool is = t->on == NULL && concerns(t->progress, m->ev->event);
  if (a->ended || !in_time(a, m->ev)) return true;
  if (t->on && !passes(m, t->on, &is, &why)) return blame(m, push(m, a, HIT_EVENT, hits), &why);
  if (is && t->who && !holds(m, t->who, &is, &why))
    return blame(m, push(m, a, HIT_EVENT, hits), &why);
  if (!is) return true;
  return t->on ? take_event(m, a, hits) : take_progress(m, a, hits);
}

static bool badge(struct matching *m, const struct task_active *a, task_hits *hits) {
  struct err why = {0};
  bool is;
  if (a->ended || !concerns(a->badge.when, m->ev->event)) return true;
  if (!holds(m, a->badge.when, &is, &why)) return blame(m, push(m, a, HIT_BADGE, hits), &why);
  if (is || a->badge.keeps_while) push(m, a, HIT_BADGE, hits)->amount = is;
  return true;
}

bool task_match(struct earn_view *v, const struct task_active *docs, uint32_t n,
                const struct person_event *ev, struct arena *out, task_hits *hits,
                struct err *err) {
  struct matching m = {.v = v, .ev = ev, .out = out, .err = err, .in = {.tz = ws_tz(v->w)}};
  for (uint32_t i = 0; i < n; i++) {
    const struct task_active *a = &docs[i];
    if (a->broken || ev->lsn < a->from_lsn || ev->lsn >= a->until_lsn) continue;
    if (a->kind == BADGE_DOC ? !badge(&m, a, hits)
                             : !undone(&m, a, hits) || !counts(&m, a, hits))
      return false;
  }
  return true;
}

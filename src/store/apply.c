/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a batch to the memtable.
 *
 * The batch's names and strings are looked up once per batch, on their first use in a row, and
 * facts are gathered beside the rows.  Attribute changes ($set) are thinned first:
 *
 *   since ever   value equals the latest known → dropped; no value known → a row at TIME_MIN; else
 * → a row at the row's own time.  One $set may so become two rows, with the same LSN and different
 * times. with a time  value equals the latest known and is not older than it → dropped; else kept.
 *   A row without values left is kept only if the person has no row at all, so that the person
 * exists (since ever, if flagged).
 *
 * Dropping a repeat is exact for attributes that arrive in order of time.  A late change between a
 * value and its dropped repeat then holds until the next change; the log still has everything, a
 * rebuild sorts it. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "store/store_int.h"

#define PAIRS_DENSE 65536

struct applier {
  struct store *s;
  const struct ev_batch *b;
  uint32_t *event, *prop, *string; /* codes by number in the batch; INTERN_NONE = not used yet */
  uint32_t *pairs;      /* rows per (event, property) of the batch; NULL: counted one by one */
  uint32_t set;         /* number of "$set" in the batch, or INTERN_NONE */
  struct ev_prop *some; /* values kept of a row */
};

static uint32_t *unknown(uint32_t n) {
  uint32_t *v = must_malloc((n + 1) * sizeof *v);
  memset(v, 0xff, (n + 1) * sizeof *v);
  return v;
}

static uint32_t event_code(struct applier *a, uint32_t name) {
  if (a->event[name] == INTERN_NONE)
    a->event[name] = catalog_event(&a->s->catalog, intern_at(&a->b->names, name));
  return a->event[name];
}

static uint32_t prop_code(struct applier *a, uint32_t name) {
  if (a->prop[name] == INTERN_NONE)
    a->prop[name] = catalog_prop(&a->s->catalog, intern_at(&a->b->props, name));
  return a->prop[name];
}

static void add_value(struct applier *a, uint32_t row, uint32_t prop, const struct ev_prop *v) {
  struct memtable *m = a->s->mem;
  struct mem_col *c = mem_col(m, prop, (enum vtype)v->type);
  struct prop_fact *f = &a->s->catalog.prop.p[prop];
  f->rows[v->type]++;
  switch (v->type) {
  case V_NUM:
    fact_number(f, v->num);
    mem_put_num(m, c, row, v->num);
    m->bytes += 13;
    return;
  case V_STR:
    if (a->string[v->str] == INTERN_NONE) {
      struct str text = intern_at(&a->b->strings, v->str);
      uint32_t before = m->strings.n;
      a->string[v->str] = intern_put(&m->strings, text);
      if (m->strings.n > before) m->bytes += text.n + 40;
    }
    vec_push(&c->code, a->string[v->str]);
    break;
  case V_BOOL:
    vec_push(&c->byte, v->b);
    break;
  default:
    vec_push(&c->num, v->time);
  }
  vec_push(&c->row, row);
  m->bytes += 8;
}

static void add_row(struct applier *a, const struct ev_row *r, uint32_t subject, int64_t time,
                    uint64_t lsn, const struct ev_prop *values, uint32_t n) {
  struct store *s = a->s;
  struct memtable *m = s->mem;
  uint32_t row = mem_rows(m), event = event_code(a, r->name);
  vec_push(&m->subject, subject);
  vec_push(&m->time, time);
  vec_push(&m->event, event);
  vec_push(&m->lsn, lsn);
  m->bytes += 24;
  struct catalog *c = &s->catalog;
  struct event_fact *f = &c->event.p[event];
  c->rows++;
  f->rows++;
  if (subject >= c->subjects) c->subjects = subject + 1;
  if (time != TIME_MIN) {
    if (time < f->time_min) f->time_min = time;
    if (time > f->time_max) f->time_max = time;
  }
  for (uint32_t i = 0; i < n; i++) {
    uint32_t prop = prop_code(a, values[i].name);
    add_value(a, row, prop, &values[i]);
    if (a->pairs)
      a->pairs[(size_t)r->name * a->b->props.n + values[i].name]++;
    else
      catalog_pair_add(c, event, prop, 1);
  }
  if (s->latest) latest_add_person(s->latest, subject);
}

/* Keeps of a $set row what is news; see above. */
static void add_set(struct applier *a, const struct ev_row *r, uint32_t subject, uint64_t lsn) {
  struct latest *l = a->s->latest;
  const struct ev_prop *all = a->b->vals.p + r->prop_begin;
  bool ever = r->flags & EV_SINCE_EVER, stranger = l && !latest_exists(l, subject);
  uint32_t n_ever = 0, n_timed = 0;
  struct ev_prop *timed = a->some, *since = a->some + r->prop_n;
  for (uint32_t i = 0; i < r->prop_n; i++) {
    struct value v = ev_value(a->b, &all[i]);
    uint32_t prop = prop_code(a, all[i].name);
    uint64_t hash = latest_hash(&v), old_hash;
    int64_t old_time, time = r->time;
    bool known = l && latest_get(l, subject, prop, &old_hash, &old_time);
    if (known && old_hash == hash && (ever || r->time >= old_time)) continue;
    if (ever && l && !known) {
      time = TIME_MIN;
      since[n_ever++] = all[i];
    } else {
      timed[n_timed++] = all[i];
    }
    if (l) latest_put(l, subject, prop, hash, time);
  }
  if (r->time == TIME_MIN && n_ever && n_timed) { /* one moment, one row */
    memcpy(since + n_ever, timed, n_timed * sizeof *timed);
    n_ever += n_timed;
    n_timed = 0;
  }
  if (n_ever || (n_timed == 0 && stranger && ever))
    add_row(a, r, subject, TIME_MIN, lsn, since, n_ever);
  if (n_timed || (n_ever == 0 && (stranger ? !ever : !l)))
    add_row(a, r, subject, r->time, lsn, timed, n_timed);
}

static void finish_facts(struct applier *a) {
  struct catalog *c = &a->s->catalog;
  uint32_t props = a->b->props.n;
  for (uint32_t e = 0; e < a->b->names.n; e++) {
    if (a->event[e] == INTERN_NONE) continue;
    const struct event_fact *f = &c->event.p[a->event[e]];
    if (f->time_min < c->time_min) c->time_min = f->time_min;
    if (f->time_max > c->time_max) c->time_max = f->time_max;
    for (uint32_t p = 0; a->pairs && p < props; p++)
      if (a->pairs[(size_t)e * props + p])
        catalog_pair_add(c, a->event[e], a->prop[p], a->pairs[(size_t)e * props + p]);
  }
}

/* The first $set after opening: what is known so far. */
static void know_latest(struct store *s) {
  struct snapshot *n = store_snapshot(s);
  if (s->damage.code == ERR_none && !latest_build(n, &s->latest, &s->damage)) s->latest = NULL;
  snapshot_free(n);
}

void store_apply(struct store *s, const struct ev_batch *b, const uint32_t *subject_of,
                 uint64_t first_lsn) {
  struct applier a = {.s = s, .b = b, .set = intern_find(&b->names, STR(EV_SET))};
  if (a.set != INTERN_NONE && !s->latest) know_latest(s);
  a.event = unknown(b->names.n);
  a.prop = unknown(b->props.n);
  a.string = unknown(b->strings.n);
  if ((uint64_t)b->names.n * b->props.n <= PAIRS_DENSE)
    a.pairs = must_calloc((size_t)b->names.n * b->props.n + 1, sizeof *a.pairs);
  a.some = must_malloc(2 * (EV_ROW_PROPS_MAX + 1) * sizeof *a.some);
  pthread_mutex_lock(&s->lock);
  must(first_lsn >= s->applied);
  must(mem_rows(s->mem) < MEM_ROWS_MAX - 2 * b->rows.n);
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *r = &b->rows.p[i];
    if (r->flags & EV_ITEM) continue;
    uint32_t subject = subject_of[r->id];
    if (subject == UINT32_MAX) continue; /* erased meanwhile */
    if (r->name == a.set)
      add_set(&a, r, subject, first_lsn + i);
    else
      add_row(&a, r, subject, r->time, first_lsn + i, b->vals.p + r->prop_begin, r->prop_n);
  }
  finish_facts(&a);
  s->applied = first_lsn + b->rows.n;
  store_changed(s);
  pthread_mutex_unlock(&s->lock);
  free(a.event);
  free(a.prop);
  free(a.string);
  free(a.pairs);
  free(a.some);
}

void store_advance(struct store *s, uint64_t applied_lsn) {
  pthread_mutex_lock(&s->lock);
  if (applied_lsn > s->applied) {
    s->applied = applied_lsn;
    store_changed(s);
  }
  pthread_mutex_unlock(&s->lock);
}

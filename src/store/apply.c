/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a batch to the memtable.
 *
 * A first pass over the batch's values finds what rows will need: codes of strings, and a lane for
 * each (property, type): its column with room for all, where its facts are.  Then a value costs a
 * few stores, and facts are added up per lane.  Attribute changes ($set) are thinned first:
 *
 *   since ever   value equals the latest known → dropped; no value known → a row at TIME_MIN; else
 * → a row at the row's own time.  One $set may so become two rows, with the same LSN and different
 * times. with a time  value equals the latest known and is not older than it → dropped; else kept.
 *   A row without values left is kept only if the person has no row at all, so that the person
 * exists (since ever, if flagged).
 *
 * The latest known is that of the subject; of a person who is several subjects a value is dropped
 * only if every other one's latest since then is the same too, so that whoever is taken apart again
 * takes along nothing that would be needed, and if nothing was said of another before they became
 * one that would still count beside it (person/combine.h).
 *
 * Dropping a repeat is exact for attributes that arrive in order of time.  A late change between a
 * value and its dropped repeat then holds until the next change; the log still has everything, a
 * rebuild sorts it. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "store/store_int.h"

#define PAIRS_DENSE 65536

/* A (property, type) of the batch. */
struct lane {
  struct mem_col *col;
  struct prop_fact *fact;
  uint32_t values, before; /* at most to come; in the column before the batch */
};

struct applier {
  struct store *s;
  const struct ev_batch *b;
  const uint32_t *subject_of;      /* by identity */
  const uint32_t *by_row;          /* of rows with a who; may be NULL without */
  uint32_t *event, *prop, *string; /* codes by number in the batch; INTERN_NONE = not used yet */
  uint32_t *which;                 /* strings to look up */
  uint32_t n_which;
  struct lane *lane;    /* by property of the batch * V_TYPES + type */
  uint32_t *pairs;      /* rows per (event, property) of the batch; NULL: counted one by one */
  uint32_t set, unset;  /* numbers of "$set" and of the text that unsets in it, or INTERN_NONE */
  uint32_t operation;   /* of the property EV_OPERATION */
  struct ev_prop *some; /* values kept of a row */
  struct segment *seg;
  uint32_t before; /* rows of the segment */
  size_t bytes;    /* added to the memtable */
};

/* The tables of a batch, in the store's scratch memory. */
static void begin_tables(struct applier *a) {
  const struct ev_batch *b = a->b;
  size_t codes = (size_t)b->names.n + b->props.n + b->strings.n;
  size_t pairs =
      (size_t)b->names.n * b->props.n <= PAIRS_DENSE ? (size_t)b->names.n * b->props.n : 0;
  vec_reserve(&a->s->scratch, codes + b->strings.n + pairs + 1);
  uint32_t *at = a->s->scratch.p;
  memset(at, 0xff, codes * sizeof *at);
  a->event = at;
  a->prop = a->event + b->names.n;
  a->string = a->prop + b->props.n;
  a->which = a->string + b->strings.n;
  vec_reserve(&a->s->lanes, (size_t)b->props.n * V_TYPES + 1);
  a->lane = a->s->lanes.p;
  memset(a->lane, 0, (size_t)b->props.n * V_TYPES * sizeof *a->lane);
  if (pairs == 0) return;
  a->pairs = a->which + b->strings.n;
  memset(a->pairs, 0, pairs * sizeof *a->pairs);
}

static const struct ev_prop *values_of(const struct ev_batch *b, const struct ev_row *r) {
  return r->prop_n ? b->vals.p + r->prop_begin : NULL; /* a batch without values has no array */
}

static uint32_t event_code(struct applier *a, uint32_t name) {
  if (a->event[name] == INTERN_NONE)
    a->event[name] = catalog_event(&a->s->catalog, intern_at(&a->b->names, name));
  return a->event[name];
}

static void add_number(struct lane *l, uint32_t row, struct dec v) {
  fact_number(l->fact, v);
  mem_put_num(l->col, row, v);
}

static void add_value(struct applier *a, uint32_t row, const struct ev_prop *v) {
  struct lane *l = &a->lane[(size_t)v->name * V_TYPES + v->type];
  if (v->type == V_NUM) {
    add_number(l, row, v->num);
    return;
  }
  struct mem_col *c = l->col;
  uint32_t i = c->n++; /* begin_lanes made room */
  c->row[i] = row;
  if (v->type == V_STR)
    c->code[i] = a->string[v->str];
  else if (v->type == V_BOOL)
    c->byte[i] = v->b;
  else
    c->num[i] = v->time;
}

static void add_row(struct applier *a, const struct ev_row *r, uint32_t subject, int64_t time,
                    uint64_t lsn, const struct ev_prop *values, uint32_t n) {
  struct store *s = a->s;
  struct segment *g = a->seg;
  uint32_t row = g->rows++, event = event_code(a, r->name);
  g->subject[row] = subject;
  g->time[row] = time;
  g->event[row] = event;
  g->lsn[row] = lsn;
  struct catalog *c = &s->catalog;
  struct event_fact *f = &c->event.p[event];
  c->rows++;
  f->rows++;
  if (subject >= c->subjects) c->subjects = subject + 1;
  if (time != TIME_MIN) {
    if (time < f->time_min) f->time_min = time;
    if (time > f->time_max) f->time_max = time;
  }
  for (uint32_t i = 0; i < n; i++)
    add_value(a, row, &values[i]);
  if (a->pairs) {
    uint32_t *pairs = a->pairs + (size_t)r->name * a->b->props.n;
    for (uint32_t i = 0; i < n; i++)
      pairs[values[i].name]++;
  } else {
    for (uint32_t i = 0; i < n; i++)
      catalog_pair_add(c, event, a->prop[values[i].name], 1);
  }
  for (uint32_t i = 0; r->name == a->set && a->unset != INTERN_NONE && i < n; i++)
    if (values[i].type == V_STR && values[i].str == a->unset)
      c->prop.p[a->prop[values[i].name]].rows[V_NONE]++;
  if (s->latest) latest_add_person(s->latest, subject);
}

/* What is known of an attribute of the subject, and of the person it is of. */
struct known {
  bool any, repeat; /* somebody has a value; this one says nothing new */
};

static bool said_of_one(const struct persons *q, uint32_t a, const struct latest_value *x,
                        uint32_t b, const struct latest_value *y) {
  bool first;
  return persons_joined(q, a, b, UINT64_MAX, &first) <= (x->lsn > y->lsn ? x->lsn : y->lsn);
}

static struct known known_of(const struct applier *a, uint32_t subject, uint32_t prop,
                             uint64_t hash, bool ever, int64_t time) {
  const struct persons *q = &a->s->lineage->persons;
  struct known k = {0};
  if (!a->s->latest) return k;
  const struct latest_value *own = latest_get(a->s->latest, subject, prop);
  k.any = own;
  k.repeat = own && own->hash == hash && (ever || time >= own->time);
  for (uint32_t at = persons_next(q, subject); at != subject; at = persons_next(q, at)) {
    const struct latest_value *his = latest_get(a->s->latest, at, prop);
    if (!his) continue;
    k.any = true;
    k.repeat = k.repeat && said_of_one(q, subject, own, at, his) &&
               (his->time < own->time || (his->hash == hash && (ever || time >= his->time)));
  }
  return k;
}

/* Keeps of a $set row what is news; see above. */
static void add_set(struct applier *a, const struct ev_row *r, uint32_t subject, uint64_t lsn) {
  struct latest *l = a->s->latest;
  const struct ev_prop *all = values_of(a->b, r);
  bool ever = r->flags & EV_SINCE_EVER, stranger = l && !latest_exists(l, subject);
  uint32_t n_ever = 0, n_timed = 0;
  struct ev_prop *timed = a->some, *since = a->some + r->prop_n;
  const struct ev_prop *operation = NULL;
  for (uint32_t i = 0; a->operation != INTERN_NONE && i < r->prop_n; i++)
    if (all[i].name == a->operation && all[i].type == V_STR) operation = &all[i];
  struct str how = operation ? ev_value(a->b, operation).str : (struct str){0};
  for (uint32_t i = 0; i < r->prop_n; i++) {
    if (&all[i] == operation) continue;
    struct value v = ev_value(a->b, &all[i]);
    uint32_t prop = a->prop[all[i].name];
    uint64_t hash = latest_hash(&v, how);
    int64_t time = r->time;
    struct known known = known_of(a, subject, prop, hash, ever, time);
    if (known.repeat) continue;
    if (ever && l && !known.any) {
      time = TIME_MIN;
      since[n_ever++] = all[i];
    } else {
      timed[n_timed++] = all[i];
    }
    if (l) latest_put(l, subject, prop, (struct latest_value){hash, time, lsn});
  }
  if (operation && n_ever) since[n_ever++] = *operation;
  if (operation && n_timed) timed[n_timed++] = *operation;
  if (r->time == TIME_MIN && n_ever && n_timed) { /* one moment, one row */
    n_timed -= operation != NULL;                 /* since has it */
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

static uint32_t subject_at(const struct applier *a, const struct ev_row *r) {
  return r->who ? a->by_row[r - a->b->rows.p] : a->subject_of[r->id];
}

static bool skipped(const struct applier *a, const struct ev_row *r) {
  return r->flags & EV_ITEM || subject_at(a, r) == UINT32_MAX; /* erased meanwhile */
}

/* What the values of people's rows will need. */
static void look_over(struct applier *a) {
  const struct ev_batch *b = a->b;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *r = &b->rows.p[i];
    if (skipped(a, r)) continue;
    const struct ev_prop *v = values_of(b, r);
    for (uint32_t k = 0; k < r->prop_n; k++) {
      a->lane[(size_t)v[k].name * V_TYPES + v[k].type].values++;
      if (v[k].type != V_STR || a->string[v[k].str] != INTERN_NONE) continue;
      a->string[v[k].str] = 0;
      a->which[a->n_which++] = v[k].str;
    }
  }
}

/* Columns and facts first, because making one may move the others. */
static void begin_lanes(struct applier *a) {
  struct catalog *c = &a->s->catalog;
  uint32_t lanes = a->b->props.n * V_TYPES;
  for (uint32_t i = 0; i < lanes; i++) {
    uint32_t p = i / V_TYPES;
    if (a->lane[i].values == 0) continue;
    if (a->prop[p] == INTERN_NONE) a->prop[p] = catalog_prop(c, intern_at(&a->b->props, p));
    segment_col(a->seg, a->prop[p], (enum vtype)(i % V_TYPES));
  }
  for (uint32_t i = 0; i < lanes; i++) {
    struct lane *l = &a->lane[i];
    if (l->values == 0) continue;
    l->col = segment_col(a->seg, a->prop[i / V_TYPES], (enum vtype)(i % V_TYPES));
    l->fact = &c->prop.p[a->prop[i / V_TYPES]];
    l->before = l->col->n;
    mem_col_reserve(l->col, l->values);
  }
}

static void finish_lanes(struct applier *a) {
  uint32_t lanes = a->b->props.n * V_TYPES;
  for (uint32_t i = 0; i < lanes; i++) {
    const struct lane *l = &a->lane[i];
    if (l->values == 0) continue;
    uint32_t n = l->col->n - l->before;
    l->fact->rows[i % V_TYPES] += n;
    a->bytes += (size_t)n * (i % V_TYPES == V_NUM ? 13 : 8);
  }
}

/* Room for the batch; one attribute change may become two rows. */
static void begin_rows(struct applier *a) {
  look_over(a);
  a->bytes += mem_strings_put(a->s->mem->strings, &a->b->strings, a->which, a->n_which, a->string);
  a->seg = a->s->mem->tail;
  segment_reserve(a->seg, 2 * (uint32_t)a->b->rows.n);
  a->before = a->seg->rows;
  begin_lanes(a);
}

static void finish_rows(struct applier *a) {
  struct store *s = a->s;
  struct memtable *m = s->mem;
  finish_lanes(a);
  finish_facts(a);
  a->bytes += (size_t)(a->seg->rows - a->before) * 24;
  m->rows += a->seg->rows - a->before;
  m->bytes += a->bytes;
  s->unflushed += a->bytes;
  must(m->rows < MEM_ROWS_MAX);
  if (m->bytes >= s->o.memtable_bytes) {
    store_seal(s);
  } else if (a->seg->rows >= SEGMENT_ROWS) {
    vec_push(&m->full, a->seg);
    m->tail = segments_take(&s->spare);
    if (!m->tail) m->tail = segment_like(a->seg);
  }
}

/* The first $set after opening: what is known so far. */
static void know_latest(struct store *s) {
  struct snapshot *n = store_snapshot(s);
  if (!s->damaged && !latest_build(n, &s->latest, &s->damage)) {
    s->latest = NULL;
    s->damaged = true;
  }
  snapshot_free(n);
}

void store_apply(struct store *s, const struct ev_batch *b, const uint32_t *subject_of,
                 uint64_t first_lsn) {
  store_apply_rows(s, b, subject_of, NULL, first_lsn);
}

void store_apply_rows(struct store *s, const struct ev_batch *b, const uint32_t *subject_of,
                      const uint32_t *by_row, uint64_t first_lsn) {
  struct applier a = {.s = s,
                      .b = b,
                      .subject_of = subject_of,
                      .by_row = by_row,
                      .set = intern_find(&b->names, STR(EV_SET)),
                      .unset = intern_find(&b->strings, STR("")),
                      .operation = intern_find(&b->props, STR(EV_OPERATION))};
  if (a.set != INTERN_NONE && !s->latest) know_latest(s);
  if (a.set != INTERN_NONE) a.some = must_malloc(2 * (EV_ROW_PROPS_MAX + 1) * sizeof *a.some);
  begin_tables(&a);
  pthread_mutex_lock(&s->lock);
  must(first_lsn >= s->applied);
  begin_rows(&a);
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *r = &b->rows.p[i];
    if (skipped(&a, r)) continue;
    uint32_t subject = subject_at(&a, r);
    if (r->name == a.set && !(r->flags & EV_SEEN))
      add_set(&a, r, subject, first_lsn + i);
    else
      add_row(&a, r, subject, r->time, first_lsn + i, values_of(b, r), r->prop_n);
  }
  s->applied = first_lsn + b->rows.n;
  finish_rows(&a);
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  free(a.some);
}

void store_advance(struct store *s, uint64_t applied_lsn) {
  struct snapshot *stale = NULL;
  pthread_mutex_lock(&s->lock);
  if (applied_lsn > s->applied) {
    s->applied = applied_lsn;
    stale = store_changed(s);
  }
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
}

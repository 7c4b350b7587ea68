/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people have who are several subjects, into the rows of a scan.
 *
 * Whoever asks for an attribute takes the last row that has it.  So for people whose attribute rows
 * are of several subjects, and for nobody else, each of these rows gets in place of its own value
 * what the person has as of it (person/combine.h), before anybody sees the batch.  That takes the
 * subject and LSN of every row, the other types of the attributes wanted (a value of another type
 * replaces as well), and how values came about.  Where nobody was merged, and for one
 * person who is one subject, it costs nothing. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "person/combine.h"
#include "store/scan_int.h"

struct attribute {
  uint32_t prop;
  bool earliest;
  uint32_t col[V_TYPES]; /* of the plan, + 1 */
  combine_sides sides;
};

struct combined {
  bool lsn, subjects, no_time, any_order; /* what the caller wants */
  bool ready;                             /* they are noted */
  uint32_t set, operation;                /* code of the event; column + 1, or 0 */
  struct attribute *attribute;
  uint32_t n;
  uint32_t person; /* whose sides are known from the batch before, or SUBJECT_NONE */
  struct arena tmp;
};

#define NOBODY UINT32_MAX

static bool wants_set(const struct scan_want *want, uint32_t set) {
  bool any = want->all_events;
  for (uint32_t i = 0; i < want->n_events; i++)
    any |= want->events[i] == set;
  return any;
}

static struct attribute *attribute_of(struct combined *c, uint32_t prop) {
  for (uint32_t i = 0; i < c->n; i++)
    if (c->attribute[i].prop == prop) return &c->attribute[i];
  return NULL;
}

struct combined *combined_new(const struct snapshot *n, const struct scan_want *want,
                              struct scan_col_want *ret, uint32_t *ret_n) {
  uint32_t set = snapshot_event_code(n, STR(EV_SET)), extra = 0;
  *ret_n = 0;
  if (!want->combined || !n->lineage || set == INTERN_NONE || !wants_set(want, set) ||
      !snapshot_mixed(n))
    return NULL;
  struct combined *c = must_calloc(1, sizeof *c);
  c->set = set;
  c->person = NOBODY;
  arena_init(&c->tmp, "attributes of several subjects");
  c->attribute = must_calloc(want->n_cols + 1, sizeof *c->attribute);
  uint32_t operation = n->operation;
  for (uint32_t i = 0; i < want->n_cols; i++) {
    uint32_t prop = want->cols[i].prop;
    if (prop == operation && want->cols[i].type == V_STR) c->operation = i + 1;
    if (!snapshot_event_prop_rows(n, set, prop)) continue;
    struct attribute *a = attribute_of(c, prop);
    if (!a) {
      a = &c->attribute[c->n++];
      a->prop = prop;
      a->earliest = combine_earliest(n->props[prop].name);
    }
    a->col[want->cols[i].type] = i + 1;
  }
  if (c->n == 0) {
    combined_free(c);
    return NULL;
  }
  for (uint32_t i = 0; i < c->n; i++)
    for (unsigned t = V_BOOL; t < V_TYPES; t++) {
      struct attribute *a = &c->attribute[i];
      if (a->col[t] || !n->props[a->prop].rows[t]) continue;
      ret[extra] = (struct scan_col_want){a->prop, (enum vtype)t, false};
      a->col[t] = want->n_cols + ++extra;
    }
  if (!c->operation && operation != INTERN_NONE && n->props[operation].rows[V_STR]) {
    ret[extra] = (struct scan_col_want){operation, V_STR, false};
    c->operation = want->n_cols + ++extra;
  }
  *ret_n = extra;
  return c;
}

void combined_free(struct combined *c) {
  if (!c) return;
  for (uint32_t i = 0; i < c->n; i++)
    vec_free(&c->attribute[i].sides);
  free(c->attribute);
  arena_release(&c->tmp);
  free(c);
}

/* Who was taken apart since the snapshot may have been several then. */
static bool several(const struct scanner *s) {
  struct lineage *l = s->snap->lineage;
  if (s->only == UINT32_MAX) return true;
  pthread_rwlock_rdlock(&l->lock);
  bool ret = persons_next(&l->persons, s->only) != s->only ||
             persons_lsn(&l->persons) > s->snap->persons_lsn;
  pthread_rwlock_unlock(&l->lock);
  return ret;
}

void combined_begin(struct scanner *s) {
  struct combined *c = s->combined;
  if (!c) return;
  if (!c->ready) {
    c->lsn = s->lsn;
    c->subjects = s->subjects;
    c->no_time = s->no_time;
    c->any_order = s->any_order;
    c->ready = true;
  }
  c->person = NOBODY;
  bool on = s->combining = several(s);
  s->set_lsns = on && !c->lsn;
  s->subjects = c->subjects || on;
  s->no_time = c->no_time && !on;
  s->any_order = c->any_order && !on;
}

uint32_t combined_event(const struct combined *c) {
  return c->set;
}

/* ---- cells ---- */

static struct value value_in(struct scanner *s, const struct dblock *d, uint32_t col,
                             uint32_t row) {
  const struct col_plan *p = &s->plan[col];
  struct scan_col c = {
      .type = p->type, .scale = p->scale, .wide = p->wide, .num = d->cols[col].values};
  return scan_value(&c, row, s->strings);
}

static void put_bit(uint64_t *words, uint32_t row, bool v) {
  uint64_t bit = UINT64_C(1) << row % 64;
  words[row / 64] = v ? words[row / 64] | bit : words[row / 64] & ~bit;
}

/* False: the column cannot hold the number. */
static bool put_value(struct scanner *s, struct dblock *d, uint32_t col, uint32_t row,
                      const struct value *v) {
  const struct col_plan *p = &s->plan[col];
  void *at = d->cols[col].values;
  struct dec num;
  switch (v->type) {
  case V_BOOL:
    ((uint8_t *)at)[row] = v->b;
    break;
  case V_NUM:
    if (!dec_rescale(v->num, p->scale, &num)) return false;
    if (!p->wide && (num.m > INT64_MAX || num.m < INT64_MIN)) return false;
    if (p->wide)
      ((i128 *)at)[row] = num.m;
    else
      ((int64_t *)at)[row] = (int64_t)num.m;
    break;
  case V_STR:
    ((uint32_t *)at)[row] = intern_put(s->strings, v->str);
    break;
  default:
    ((int64_t *)at)[row] = v->time;
  }
  put_bit(d->cols[col].present, row, true);
  return true;
}

/* ---- people ---- */

static void say(struct scanner *s, struct dblock *d, uint32_t row, struct attribute *a,
                enum combine_how how) {
  const struct snapshot *n = s->snap;
  const struct persons *people = &n->lineage->persons;
  uint32_t type = 0;
  for (uint32_t t = V_BOOL; t < V_TYPES && !type; t++)
    if (a->col[t] && bits_test(d->cols[a->col[t] - 1].present, row)) type = t;
  if (!type) return;
  struct combine_said x = {.subject = d->subject[row],
                           .how = how,
                           .lsn = d->lsn[row],
                           .time = d->time[row],
                           .value = value_in(s, d, a->col[type] - 1, row)};
  combine_say(&a->sides, people, n->persons_lsn, &x);
  if (a->sides.n == 1) return;
  struct value v = combine_value(&a->sides, people, n->persons_lsn, a->earliest, &s->combined->tmp);
  bool put = v.type != V_NONE && put_value(s, d, a->col[v.type] - 1, row, &v);
  if (put && v.type != type) put_bit(d->cols[a->col[type] - 1].present, row, false);
  arena_reset(&s->combined->tmp); /* lists may be long, and rows many */
}

static void one_person(struct scanner *s, struct dblock *d, uint32_t from, uint32_t to) {
  struct combined *c = s->combined;
  for (uint32_t r = from; r < to; r++) {
    if (d->event[r] != c->set) continue;
    enum combine_how how = COMBINE_SET;
    if (c->operation && bits_test(d->cols[c->operation - 1].present, r))
      how = combine_how(value_in(s, d, c->operation - 1, r).str);
    for (uint32_t i = 0; i < c->n; i++)
      say(s, d, r, &c->attribute[i], how);
  }
}

/* The attribute rows are of two subjects or more. */
static bool mixed(const struct combined *c, const struct dblock *d, uint32_t person, uint32_t from,
                  uint32_t to) {
  uint32_t others = 0, of = NOBODY;
  for (uint32_t r = from; r < to; r++)
    others |= d->subject[r] ^ person;
  for (uint32_t r = from; others && r < to; r++) {
    if (d->event[r] != c->set) continue;
    if (of != NOBODY && of != d->subject[r]) return true;
    of = d->subject[r];
  }
  return false;
}

static void begin_person(struct combined *c, uint32_t person) {
  if (c->person == person) return;
  for (uint32_t i = 0; i < c->n; i++)
    c->attribute[i].sides.n = 0;
}

void combined_block(struct scanner *s, struct dblock *d, bool first_continued,
                    bool last_continues) {
  struct combined *c = s->combined;
  if (!s->combining) return;
  bool locked = false;
  if (!first_continued) c->person = NOBODY;
  for (uint32_t p = 0; p < d->n_people; p++) {
    uint32_t from = d->row_begin[p], to = d->row_begin[p + 1], person = d->person[p];
    bool goes_on = last_continues && p + 1 == d->n_people;
    if (!goes_on && c->person != person && !mixed(c, d, person, from, to)) continue;
    if (!locked) pthread_rwlock_rdlock(&s->snap->lineage->lock);
    locked = true;
    begin_person(c, person);
    one_person(s, d, from, to);
    c->person = goes_on ? person : NOBODY;
  }
  if (locked) pthread_rwlock_unlock(&s->snap->lineage->lock);
}

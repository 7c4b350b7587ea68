/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of standings: every row of the log is read again, scores are added up in plain
 * code, and everybody is sorted.  It knows four kinds of scores by name, not the language. */
#ifndef SHOAL_TESTS_RANK_TWIN_H
#define SHOAL_TESTS_RANK_TWIN_H

#include "incentive/rank_int.h"
#include "person/combine.h"
#include "rank_shop.h"

enum twin_score { TWIN_SPEND, TWIN_BIG, TWIN_MAX, TWIN_MIN };

struct twin_board {
  const char *slug;
  enum twin_score score;
  bool city; /* only whose city has an x */
};

struct twin_event {
  uint32_t person, subject;
  int64_t time, cents;
  uint64_t lsn;
  char what; /* o r s(et) ' ' */
  char city;
};
struct twin_place {
  uint32_t person;
  int64_t score, at;
  uint64_t rank;
};
struct twin_log {
  VEC(struct twin_event) v;
  struct persons people; /* with their history */
};

static bool twin_value(const struct ev_batch *b, const struct ev_row *r, const char *name,
                       struct value *ret) {
  for (uint32_t k = 0; k < r->prop_n; k++) {
    const struct ev_prop *p = &b->vals.p[r->prop_begin + k];
    if (!str_is(intern_at(&b->props, p->name), name)) continue;
    *ret = ev_value(b, p);
    return true;
  }
  return false;
}

static void twin_read(struct shop *x, struct twin_log *t) {
  struct log_iter *it;
  struct log_record rec;
  struct ev_batch b;
  struct arena tmp;
  struct err err;
  bool more;
  struct person_change *c;
  size_t changes = people_changes(ws_people(x->w), 0, &c);
  persons_release(&t->people);
  for (size_t i = 0; i < changes; i++)
    persons_move(&t->people, c[i].lsn, c[i].subject, c[i].to);
  free(c);
  t->v.n = 0;
  arena_init(&tmp, "twin");
  ev_batch_init(&b);
  must_ok(log_iter_new(ws_log(x->w), 1, &it, &err), &err);
  for (;;) {
    uint32_t *subjects_of;
    must_ok(log_iter_next(it, &rec, &more, &err), &err);
    if (!more) break;
    if (rec.kind != LOG_EVENTS) continue;
    arena_reset(&tmp);
    must_ok(ws_record_rows(x->w, &rec, &b, &tmp, &subjects_of, &err), &err);
    for (size_t i = 0; i < b.rows.n; i++) {
      const struct ev_row *r = &b.rows.p[i];
      struct str name = intern_at(&b.names, r->name);
      if (subjects_of[i] == SUBJECT_NONE || people_erased(ws_people(x->w), subjects_of[i]))
        continue;
      struct twin_event e = {.person = person_of(ws_people(x->w), subjects_of[i]),
                             .subject = subjects_of[i],
                             .time = r->time,
                             .lsn = rec.lsn + i,
                             .what = ' '};
      if (str_is(name, "order_completed")) e.what = 'o';
      if (str_is(name, "order_refunded")) e.what = 'r';
      if (str_is(name, EV_SET)) e.what = 's';
      struct value v;
      if (twin_value(&b, r, "city", &v)) e.city = v.str.p[0];
      if (e.what == 's' && !e.city) continue;
      if (twin_value(&b, r, "amount", &v))
        e.cents = (int64_t)(v.num.m * dec_pow10(2 - v.num.scale));
      vec_push(&t->v, e);
    }
  }
  log_iter_free(it);
  ev_batch_release(&b);
  arena_release(&tmp);
}

static int twin_by_time(const void *a, const void *b) {
  const struct combine_said *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}

/* First letter of the person's city, who may be several subjects. */
static char twin_city(const struct twin_log *t, uint32_t person, int64_t now) {
  combine_sides said = {0}, sides = {0};
  struct arena tmp;
  char city = 0;
  arena_init(&tmp, "twin");
  for (size_t i = 0; i < t->v.n; i++) {
    const struct twin_event *e = &t->v.p[i];
    struct value v = {.type = V_STR, .str = str_of(&e->city, 1)};
    if (e->person == person && e->what == 's' && e->time <= now)
      vec_push(&said, ((struct combine_said){e->subject, COMBINE_SET, e->lsn, e->time, v}));
  }
  if (said.n) qsort(said.p, said.n, sizeof *said.p, twin_by_time);
  for (size_t i = 0; i < said.n; i++)
    combine_say(&sides, &t->people, UINT64_MAX, &said.p[i]);
  if (sides.n) city = *combine_value(&sides, &t->people, UINT64_MAX, false, &tmp).str.p;
  vec_free(&said);
  vec_free(&sides);
  arena_release(&tmp);
  return city;
}

/* One person's score in the period; false: not listed. */
static bool twin_one(const struct twin_log *t, const struct twin_board *b,
                     const struct leaderboard *l, uint32_t person, int64_t from, int64_t until,
                     int64_t now, struct twin_place *ret) {
  int64_t sum = 0, best = 0, n = 0, at = INT64_MIN;
  bool any = false;
  for (size_t i = 0; i < t->v.n; i++) {
    const struct twin_event *e = &t->v.p[i];
    if (e->person != person) continue;
    if (e->time < from || e->time >= until) continue;
    bool counts = e->what == 'o' || (e->what == 'r' && b->score == TWIN_SPEND);
    if (b->score == TWIN_BIG) counts &= e->cents >= 5000;
    if (!counts) continue;
    if (e->time > at) at = e->time;
    sum += e->what == 'r' ? -e->cents : e->cents;
    if (!any || (b->score == TWIN_MIN ? e->cents < best : e->cents > best)) best = e->cents;
    any = true;
    n++;
  }
  if (!any || (b->city && twin_city(t, person, now) != 'x') || rank_held_out(l, person))
    return false;
  int64_t score = b->score == TWIN_SPEND ? sum * 100
                  : b->score == TWIN_BIG ? n * 10000
                                         : best * 100;
  if (l->has_minimum && score < l->minimum) return false;
  *ret = (struct twin_place){.person = person, .score = score, .at = at};
  return true;
}

static bool twin_lowest;
static int twin_order(const void *a, const void *b) {
  const struct twin_place *x = a, *y = b;
  if (x->score != y->score) return (x->score > y->score) != twin_lowest ? -1 : 1;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return x->person < y->person ? -1 : 1;
}

static uint32_t twin_places(const struct twin_log *t, const struct twin_board *b,
                            const struct leaderboard *l, int64_t from, int64_t until, int64_t now,
                            struct twin_place *ret) {
  uint32_t most = 0, n = 0;
  for (size_t i = 0; i < t->v.n; i++)
    if (t->v.p[i].person >= most) most = t->v.p[i].person + 1;
  if (now >= until) now = until - 1;
  for (uint32_t p = 0; p < most; p++)
    n += twin_one(t, b, l, p, from, until, now, &ret[n]);
  twin_lowest = l->lowest;
  if (n) qsort(ret, n, sizeof *ret, twin_order);
  for (uint32_t i = 0; i < n; i++) {
    bool tie = i && ret[i].score == ret[i - 1].score && l->ties != RANK_FIRST;
    uint64_t next = l->ties == RANK_DENSE ? (i ? ret[i - 1].rank + 1 : 1) : i + 1;
    ret[i].rank = tie ? ret[i - 1].rank : next;
  }
  return n;
}

#endif

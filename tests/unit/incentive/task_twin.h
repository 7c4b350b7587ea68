/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completions of tasks, recomputed the naive way: every event of the log in order, all hits and
 * completions in two flat arrays that are walked for every question.  It shares with the engine the
 * log, the moves of people, who is held out, and the documented meaning of tasks. */
#ifndef SHOAL_TESTS_TASK_TWIN_H
#define SHOAL_TESTS_TASK_TWIN_H

#include <stdio.h>
#include <string.h>

#include "base/tz.h"
#include "base/vec.h"
#include "event/batch.h"
#include "log/log.h"
#include "resource/launch.h"
#include "workspace/workspace.h"

enum twin_task { W_CHAIN, W_LOOK, W_ORDERS, W_SPEND, W_TEN, TWIN_TASKS };
static const char *const twin_slugs[TWIN_TASKS] = {"chain", "look", "orders", "spend", "ten"};
static const int64_t twin_reach[TWIN_TASKS] = {50000, 40000, 30000, 5000000, 100000};
static const int64_t twin_times[TWIN_TASKS] = {1000, 1, 100, 1, 1};

enum twin_kind { E_ORDER, E_REFUND, E_VIEW };
struct twin_event {
  uint64_t lsn;
  int64_t time, cents;
  uint32_t subject;
  enum twin_kind kind;
  char order[24], item[24];
};
struct twin_hit {
  enum twin_task task;
  uint64_t lsn;
  uint32_t subject;
  int64_t period, at, amount, unused;
  char order[24], item[24];
};
struct twin_done {
  enum twin_task task;
  uint64_t lsn;
  uint32_t subject;
  int64_t period, nth, status; /* 0 claimable, 1 given, 2 taken back, 3 held out */
  size_t hits[64];
  int64_t parts[64];
  uint32_t n;
};
struct twin_early {
  enum twin_task task;
  uint32_t subject;
  char order[24];
  int64_t left; /* -1: all */
};
struct twin_claim { /* of `orders`, when the log ended at lsn and was done */
  uint64_t lsn;
  uint32_t subject;
};

struct twin {
  struct workspace *w;
  const struct tz *tz;
  VEC(struct twin_event) events;
  VEC(struct twin_hit) hits;
  VEC(struct twin_done) dones;
  VEC(struct twin_early) early;
  const struct twin_claim *claims;
  size_t n_claims, next_claim, at_event;
  struct person_change *moves;
  size_t n_moves, next_move;
  uint32_t n_subjects, *person, *seat; /* seat: number of the holder, 0: none */
  uint64_t from;
  struct launch launch;
};

static void twin_copy(char *to, const struct value *v) {
  snprintf(to, 24, "%.*s", STRF(v->str));
}

static void twin_row(struct twin *t, const struct ev_batch *b, size_t i, uint64_t lsn) {
  static const char *const names[] = {"order_completed", "order_refunded", "page_viewed", NULL};
  const struct ev_row *r = &b->rows.p[i];
  struct twin_event e = {.lsn = lsn, .time = r->time};
  struct str type, value, name = intern_at(&b->names, r->name);
  unsigned k = 0;
  while (names[k] && !str_is(name, names[k]))
    k++;
  if (!names[k]) return;
  e.kind = (enum twin_kind)k;
  ev_batch_id_parts(b, r->id, &type, &value);
  e.subject = people_find(ws_people(t->w), type, value);
  for (uint32_t p = 0; p < r->prop_n; p++) {
    const struct ev_prop *x = &b->vals.p[r->prop_begin + p];
    struct value v = ev_value(b, x);
    struct dec d;
    struct str prop = intern_at(&b->props, x->name);
    if (str_is(prop, "amount") && dec_rescale(v.num, 2, &d)) e.cents = (int64_t)d.m;
    if (str_is(prop, "order_id")) twin_copy(e.order, &v);
    if (str_is(prop, "item_id")) twin_copy(e.item, &v);
  }
  vec_push(&t->events, e);
}

static bool twin_read(struct twin *t, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct ev_batch b;
  bool more = true, ok = log_iter_new(ws_log(t->w), log_oldest(ws_log(t->w)), &it, err);
  if (!ok) return false;
  ev_batch_init(&b);
  while (ok && (ok = log_iter_next(it, &rec, &more, err)) && more) {
    if (rec.kind != LOG_EVENTS) continue;
    ok = ev_batch_decode(rec.body, &b, err);
    for (size_t i = 0; ok && i < b.rows.n; i++)
      twin_row(t, &b, i, rec.lsn + i);
  }
  ev_batch_release(&b);
  log_iter_free(it);
  return ok;
}

static bool twin_same(const struct twin *t, uint32_t a, uint32_t b) {
  return t->person[a] == t->person[b];
}

/* The subject whose seat is the person's oldest. */
static uint32_t twin_oldest(const struct twin *t, uint32_t subject) {
  uint32_t best = SUBJECT_NONE;
  for (uint32_t s = 0; s < t->n_subjects; s++)
    if (t->seat[s] && twin_same(t, s, subject) &&
        (best == SUBJECT_NONE || t->seat[s] < t->seat[best]))
      best = s;
  return best;
}

static int64_t twin_period(const struct twin *t, enum twin_task k, int64_t time) {
  int32_t day = day_of(t->tz, time);
  struct civil c = civil_of(t->tz, time);
  return k == W_LOOK ? day : k == W_SPEND ? day - (c.day - 1) : 0;
}

static int64_t twin_count(const struct twin *t, enum twin_task k, uint32_t who, int64_t period,
                          int64_t status) { /* -1: all but taken back */
  int64_t n = 0;
  for (size_t i = 0; i < t->dones.n; i++) {
    const struct twin_done *d = &t->dones.p[i];
    n += d->task == k && d->period == period && twin_same(t, d->subject, who) &&
         (status < 0 ? d->status != 2 : d->status == status);
  }
  return n;
}

static bool twin_made(struct twin *t, enum twin_task k, uint32_t by, uint32_t who, uint64_t lsn,
                      int64_t period, struct twin_done *d) {
  bool held = launch_held_out(&t->launch, str_from(twin_slugs[k]), t->seat[twin_oldest(t, who)]);
  d->task = k;
  d->lsn = lsn;
  d->subject = by;
  d->period = period;
  d->nth = twin_count(t, k, who, period, -1) + 1;
  d->status = held ? 3 : k == W_ORDERS ? 0 : 1;
  vec_push(&t->dones, *d);
  return true;
}

/* One completion of what is free; hits stand in the order of the log. */
static bool twin_one(struct twin *t, enum twin_task k, uint32_t by, uint64_t lsn, int64_t period) {
  struct twin_done d = {0};
  int64_t have = 0;
  for (size_t i = 0; i < t->hits.n && have < twin_reach[k]; i++) {
    const struct twin_hit *h = &t->hits.p[i];
    bool again = false;
    if (h->task != k || h->period != period || h->unused == 0 || !twin_same(t, h->subject, by))
      continue;
    for (uint32_t j = 0; k == W_LOOK && j < d.n; j++)
      again |= strcmp(t->hits.p[d.hits[j]].item, h->item) == 0;
    int64_t part = h->unused;
    if (k == W_SPEND && part > twin_reach[k] - have) part = twin_reach[k] - have;
    if (d.n == 64) return false;
    d.hits[d.n] = i;
    d.parts[d.n++] = part;
    if (!again) have += part;
  }
  if (have < twin_reach[k]) return false;
  for (uint32_t i = 0; i < d.n; i++)
    t->hits.p[d.hits[i]].unused -= d.parts[i];
  return twin_made(t, k, by, by, lsn, period, &d);
}

static void twin_complete(struct twin *t, enum twin_task k, uint32_t by, uint64_t lsn,
                          int64_t period) {
  while (twin_count(t, k, by, period, -1) < twin_times[k] && twin_one(t, k, by, lsn, period))
    ;
}

static void twin_take(struct twin *t, size_t hit, int64_t *left) {
  struct twin_hit *h = &t->hits.p[hit];
  int64_t take = *left < 0 || *left > h->amount ? h->amount : *left;
  if (*left >= 0) *left -= take;
  for (size_t i = t->dones.n; i-- > 0 && h->unused < take;) {
    struct twin_done *d = &t->dones.p[i];
    bool on = false;
    for (uint32_t j = 0; j < d->n; j++)
      on |= d->hits[j] == hit;
    if (!on || (d->status != 0 && d->status != 3)) continue;
    for (uint32_t j = 0; j < d->n; j++)
      t->hits.p[d->hits[j]].unused += d->parts[j];
    d->n = 0;
    d->status = 2;
  }
  if (take > h->unused) take = h->unused;
  h->amount -= take;
  h->unused -= take;
}

static void twin_refund(struct twin *t, enum twin_task k, const struct twin_event *e) {
  int64_t left = k == W_SPEND ? e->cents * 100 : -1;
  size_t n = 0, end = t->hits.n;
  if (!e->order[0]) return;
  for (size_t i = 0; i < end && left != 0; i++) {
    const struct twin_hit *h = &t->hits.p[i];
    if (h->task != k || strcmp(h->order, e->order) != 0 || !twin_same(t, h->subject, e->subject))
      continue;
    twin_take(t, i, &left);
    n++;
  }
  if ((left < 0 && n == 0) || left > 0) {
    struct twin_early x = {.task = k, .subject = e->subject, .left = left};
    memcpy(x.order, e->order, sizeof x.order);
    vec_push(&t->early, x);
  }
  for (size_t i = 0; i < end; i++) {
    const struct twin_hit *h = &t->hits.p[i];
    if (h->task == k && strcmp(h->order, e->order) == 0 && twin_same(t, h->subject, e->subject))
      twin_complete(t, k, twin_oldest(t, e->subject), e->lsn, h->period);
  }
}

static void twin_counts(struct twin *t, enum twin_task k, const struct twin_event *e,
                        int64_t amount) {
  int64_t period = twin_period(t, k, e->time);
  int64_t all = twin_count(t, k, e->subject, period, -1);
  if (all - twin_count(t, k, e->subject, period, 0) >= twin_times[k]) return;
  struct twin_hit h = {k, e->lsn, e->subject, period, e->time, amount, amount, "", ""};
  if (k == W_ORDERS || k == W_SPEND) memcpy(h.order, e->order, sizeof h.order);
  memcpy(h.item, e->item, sizeof h.item);
  vec_push(&t->hits, h);
  for (size_t i = 0; h.order[0] && i < t->early.n; i++) {
    struct twin_early *x = &t->early.p[i];
    if (x->task != k || x->left == 0 || strcmp(x->order, h.order) != 0 ||
        !twin_same(t, x->subject, e->subject))
      continue;
    twin_take(t, t->hits.n - 1, &x->left);
    if (x->left < 0) x->left = 0;
  }
  twin_complete(t, k, e->subject, e->lsn, period);
}

static void twin_ten(struct twin *t, const struct twin_event *e, size_t at) {
  int64_t n = 0;
  struct twin_done d = {0};
  for (size_t i = 0; i <= at; i++)
    n += t->events.p[i].kind == E_ORDER && t->events.p[i].time <= e->time &&
         twin_same(t, t->events.p[i].subject, e->subject);
  if (n < 10 || twin_count(t, W_TEN, e->subject, 0, -1) > 0) return;
  twin_made(t, W_TEN, e->subject, e->subject, e->lsn, 0, &d);
}

static bool twin_spent(const struct twin *t, uint32_t who) {
  for (size_t i = 0; i < t->dones.n; i++)
    if (t->dones.p[i].task == W_SPEND && t->dones.p[i].status != 2 &&
        twin_same(t, t->dones.p[i].subject, who))
      return true;
  return false;
}

static void twin_moved(struct twin *t, const struct person_change *c) {
  t->person[c->subject] = c->to;
}

static void twin_look(struct twin *t, uint64_t lsn, uint32_t subject) {
  uint32_t by = twin_oldest(t, subject);
  if (by == SUBJECT_NONE || lsn < t->from) return;
  for (size_t h = 0; h < t->hits.n; h++)
    if (t->hits.p[h].unused && twin_same(t, t->hits.p[h].subject, by))
      twin_complete(t, t->hits.p[h].task, by, lsn, t->hits.p[h].period);
}

/* All that were moved at one place have moved when anybody is looked at: whoever was of the person
 * that somebody left or came to. */
static void twin_moves(struct twin *t, uint64_t lsn) {
  while (t->next_move < t->n_moves && t->moves[t->next_move].lsn < lsn) {
    size_t first = t->next_move, end = first;
    while (end < t->n_moves && t->moves[end].lsn == t->moves[first].lsn)
      twin_moved(t, &t->moves[end++]);
    t->next_move = end;
    for (size_t i = first; i < end; i++)
      for (uint32_t s = 0; s < t->n_subjects; s++)
        if (t->person[s] == t->moves[i].to || t->person[s] == t->moves[i].from)
          twin_look(t, t->moves[i].lsn, s);
  }
}

static void twin_claims(struct twin *t, uint64_t lsn) {
  for (; t->next_claim < t->n_claims && t->claims[t->next_claim].lsn <= lsn; t->next_claim++) {
    twin_moves(t, t->claims[t->next_claim].lsn);
    uint32_t who = t->claims[t->next_claim].subject;
    for (size_t i = 0; i < t->dones.n; i++) {
      struct twin_done *d = &t->dones.p[i];
      if (d->task == W_ORDERS && d->status == 0 && twin_same(t, d->subject, who) &&
          twin_count(t, W_ORDERS, who, 0, -1) - twin_count(t, W_ORDERS, who, 0, 0) <
              twin_times[W_ORDERS])
        d->status = 1;
    }
  }
}

static bool twin_run(struct twin *t, struct err *err) {
  if (!twin_read(t, err)) return false;
  t->n_moves = people_changes(ws_people(t->w), 0, &t->moves);
  for (uint32_t s = 0; s < t->n_subjects; s++)
    t->person[s] = s;
  for (size_t i = 0; i < t->events.n; i++) {
    const struct twin_event *e = &t->events.p[i];
    twin_claims(t, e->lsn);
    twin_moves(t, e->lsn);
    if (e->lsn < t->from) continue;
    if (e->kind == E_VIEW) {
      if (twin_spent(t, e->subject)) twin_counts(t, W_CHAIN, e, 10000);
      if (e->item[0]) twin_counts(t, W_LOOK, e, 10000);
    } else if (e->kind == E_REFUND) {
      twin_refund(t, W_ORDERS, e);
      twin_refund(t, W_SPEND, e);
    } else {
      if (e->cents >= 5000) twin_counts(t, W_ORDERS, e, 10000);
      if (e->cents > 0) twin_counts(t, W_SPEND, e, e->cents * 100);
      twin_ten(t, e, i);
    }
  }
  twin_claims(t, UINT64_MAX);
  twin_moves(t, UINT64_MAX);
  return true;
}

static void twin_release(struct twin *t) {
  vec_free(&t->events);
  vec_free(&t->hits);
  vec_free(&t->dones);
  vec_free(&t->early);
  free(t->moves);
  free(t->person);
  free(t->seat);
}

#endif

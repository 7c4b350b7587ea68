/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earned points, recomputed the naive way: every event of the log in order, five rules in plain
 * integer arithmetic, one person's events walked for each condition.  It shares with the engine the
 * log, the moves of people and the documented meaning of rules, and nothing else.
 *
 * Amounts of the stream are whole cents, points whole units of the currency (coins: hundredths). */
#ifndef SHOAL_TESTS_EARN_TWIN_H
#define SHOAL_TESTS_EARN_TWIN_H

#include <stdio.h>
#include <string.h>

#include "base/tz.h"
#include "base/vec.h"
#include "event/batch.h"
#include "log/log.h"
#include "workspace/workspace.h"

enum twin_kind { T_ORDER, T_REFUND, T_VISIT, T_LINE, T_LINE_REFUND };
enum twin_rule { R_BASE, R_PLAIN, R_VISIT, R_TEA, R_STEP, TWIN_RULES };

struct twin_event {
  uint64_t lsn;
  int64_t time;
  uint32_t subject;
  enum twin_kind kind;
  int64_t cents, order, item;
  bool tea, app;
};

struct twin_grant {
  enum twin_rule rule;
  uint64_t lsn;
  uint32_t subject;
  int64_t time, order, item, cents, refunded, points, back;
};
struct twin_early {
  enum twin_rule rule;
  uint32_t subject;
  int64_t order, item, left; /* −1: all */
};

struct twin {
  struct workspace *w;
  const struct tz *tz;
  VEC(struct twin_event) events;
  struct person_change *moves;
  size_t n_moves, next_move;
  uint32_t n_subjects, *person;
  struct twin_own { /* by person number: what its subjects did and got, by place */
    VEC(uint32_t) events, grants, early;
  } * of;                 /* by subject */
  uint32_t *first, *link; /* subjects of a person: first[person], link[subject], UINT32_MAX ends */
  VEC(struct twin_grant) grants;
  VEC(struct twin_early) early;
  int64_t budget, budget_max;            /* of R_TEA */
  uint64_t from[TWIN_RULES], rate2_from; /* where each rule, and the second rate, begin */
  int64_t since_ms;                      /* R_PLAIN looks at no history */
  uint64_t errors;
};

/* ---- reading the log ---- */

static int64_t twin_number(const struct value *v, int places) {
  struct dec d;
  if (v->type != V_NUM || !dec_rescale(v->num, (uint8_t)places, &d)) return INT64_MIN;
  return (int64_t)d.m;
}

static int64_t twin_after(struct str s) { /* "o123" → 123 */
  int64_t n = 0;
  for (size_t i = 1; i < s.n; i++)
    n = n * 10 + (s.p[i] - '0');
  return n;
}

static void twin_row(struct twin *t, const struct ev_batch *b, size_t i, uint64_t lsn) {
  static const char *const names[] = {"order_completed", "order_refunded",      "page_viewed",
                                      "order_item",      "order_item_refunded", NULL};
  const struct ev_row *r = &b->rows.p[i];
  struct twin_event e = {.lsn = lsn, .time = r->time, .order = -1, .item = -1};
  struct str type, value, name = intern_at(&b->names, r->name);
  unsigned k = 0;
  while (names[k] && !str_is(name, names[k]))
    k++;
  if (!names[k]) return;
  e.kind = (enum twin_kind)k;
  ev_batch_id_parts(b, r->id, &type, &value);
  e.subject = people_find(ws_people(t->w), type, value);
  e.cents = INT64_MIN;
  for (uint32_t p = 0; p < r->prop_n; p++) {
    const struct ev_prop *x = &b->vals.p[r->prop_begin + p];
    struct value v = ev_value(b, x);
    struct str prop = intern_at(&b->props, x->name);
    if (str_is(prop, "amount")) e.cents = twin_number(&v, 2);
    if (str_is(prop, "order_id")) e.order = twin_after(v.str);
    if (str_is(prop, "item_id")) e.item = twin_after(v.str);
    if (str_is(prop, "category")) e.tea = str_is(v.str, "tea");
    if (str_is(prop, "channel")) e.app = str_is(v.str, "app");
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

/* ---- people ---- */

static void twin_move(struct twin *t, uint32_t subject, uint32_t to) {
  uint32_t *at = &t->first[t->person[subject]];
  while (*at != subject)
    at = &t->link[*at];
  *at = t->link[subject];
  t->link[subject] = t->first[to];
  t->first[to] = subject;
  t->person[subject] = to;
}

#define twin_each(t, who, s)                                                                       \
  for (uint32_t s = (t)->first[(t)->person[who]]; s != UINT32_MAX; s = (t)->link[s])

/* ---- arithmetic ---- */

static int64_t twin_div(__int128 a, __int128 b, char how) { /* d, u, h, e */
  __int128 q = a / b, r = a % b;
  if (r == 0 || how == 'd') return (int64_t)q;
  if (how == 'u') return (int64_t)q + 1;
  if (2 * r > b || (2 * r == b && (how == 'h' || q % 2))) q++;
  return (int64_t)q;
}

static const char twin_how[TWIN_RULES] = {'d', 'e', 'd', 'h', 'u'};

static bool twin_same_day(const struct twin *t, int64_t a, int64_t b) {
  return day_of(t->tz, a) == day_of(t->tz, b);
}
static bool twin_same_week(const struct twin *t, int64_t a, int64_t b) {
  return (day_of(t->tz, a) + 3) / 7 == (day_of(t->tz, b) + 3) / 7; /* 1970-01-01 was a Thursday */
}
static bool twin_same_month(const struct twin *t, int64_t a, int64_t b) {
  struct civil x = civil_of(t->tz, a), y = civil_of(t->tz, b);
  return x.year == y.year && x.month == y.month;
}

/* Of the rule, by the person, in the day, week or month of `time`, or in all. */
static int64_t twin_used(const struct twin *t, enum twin_rule r, uint32_t subject, int64_t time,
                         bool (*same)(const struct twin *, int64_t, int64_t), bool give_back) {
  int64_t sum = 0;
  twin_each(t, subject, s) for (size_t i = 0; i < t->of[s].grants.n; i++) {
    const struct twin_grant *g = &t->grants.p[t->of[s].grants.p[i]];
    if (g->rule == r && (!same || same(t, g->time, time)))
      sum += g->points - (give_back ? g->back : 0);
  }
  return sum;
}

static int64_t twin_min(int64_t a, int64_t b) {
  if (b < 0) b = 0;
  return a < b ? a : b;
}

/* ---- the rules, as earn_stream.h writes them ---- */

static void twin_bought(const struct twin *t, const struct twin_event *e, int64_t *n,
                        int64_t *cents) {
  *n = *cents = 0;
  twin_each(t, e->subject, s) for (size_t i = 0; i < t->of[s].events.n; i++) {
    const struct twin_event *x = &t->events.p[t->of[s].events.p[i]];
    if (x->kind != T_ORDER || x->time > e->time) continue;
    ++*n;
    if (x->cents != INT64_MIN) *cents += x->cents;
  }
}

static bool twin_base(struct twin *t, const struct twin_event *e, int64_t *points) {
  int64_t n, cents;
  struct civil c = civil_of(t->tz, e->time);
  if (e->kind != T_ORDER || e->cents <= 0) return false;
  twin_bought(t, e, &n, &cents);
  if (n < 2) return false;
  __int128 num = 1; /* product of: member day 3, evening 2, gold 1.5; halves counted */
  int64_t den = 1;
  if (c.day == 8 || c.day == 18 || c.day == 28) num *= 3;
  if (c.hour >= 22 || c.hour < 2) num *= 2;
  if (cents >= 200000) num *= 3, den *= 2;
  /* 1 point for each yuan, 3 for each 2 under the second version. */
  bool second = e->lsn >= t->rate2_from;
  int64_t p = twin_div(e->cents * num * (second ? 3 : 1), 100 * den * (second ? 2 : 1), 'd');
  p = twin_min(p, 900);
  p = twin_min(p, 1000 - twin_used(t, R_BASE, e->subject, e->time, twin_same_day, false));
  *points = twin_min(p, 2500 - twin_used(t, R_BASE, e->subject, e->time, twin_same_month, false));
  return true;
}

static bool twin_plain(struct twin *t, const struct twin_event *e, int64_t *points) {
  (void)t;
  if (e->kind != T_ORDER || e->cents <= 0) return false;
  *points = twin_div(e->cents, 200, 'e'); /* half a point per yuan, halves to even */
  if (*points < 3) *points = 3;
  return true;
}

static bool twin_visit(struct twin *t, const struct twin_event *e, int64_t *points) {
  if (e->kind != T_VISIT) return false;
  *points = twin_min(e->app ? 4 : 2,
                     5 - twin_used(t, R_VISIT, e->subject, e->time, twin_same_day, false));
  *points = twin_min(*points, 60 - twin_used(t, R_VISIT, e->subject, e->time, NULL, false));
  return true;
}

static bool twin_tea(struct twin *t, const struct twin_event *e, int64_t *points) {
  if (e->kind != T_LINE || !e->tea) return false;
  int64_t p = twin_div(e->cents * 7, 300, 'h'); /* 0.07 coins for each 3 yuan, in hundredths */
  p = twin_min(p, 400 - twin_used(t, R_TEA, e->subject, e->time, twin_same_week, true));
  *points = twin_min(p, t->budget_max - t->budget);
  t->budget += *points;
  return true;
}

static bool twin_step(struct twin *t, const struct twin_event *e, int64_t *points) {
  (void)t;
  if (e->kind != T_ORDER || e->cents == INT64_MIN) return false;
  *points = e->cents <= 0       ? 0
            : e->cents >= 50000 ? twin_div(e->cents * 3, 100 * 10, 'u') /* 0.3 per yuan */
            : e->cents >= 10000 ? 20
                                : 5;
  return true;
}

/* ---- taking back ---- */

/* Of the grant, for so many cents that come back (−1: all); what is left of them. */
static int64_t twin_take(struct twin *t, struct twin_grant *g, int64_t cents) {
  int64_t due = g->points, left = cents;
  if (g->rule != R_STEP && g->cents > 0) {
    int64_t take = cents < g->cents - g->refunded ? cents : g->cents - g->refunded;
    g->refunded += take;
    left = cents - take;
    due = g->points -
          twin_div((__int128)g->points * (g->cents - g->refunded), g->cents, twin_how[g->rule]);
  }
  if (g->rule == R_TEA) t->budget -= due - g->back;
  g->back = due;
  return left;
}

static bool twin_refunds(enum twin_rule r, const struct twin_event *e) {
  return r == R_TEA ? e->kind == T_LINE_REFUND : r != R_VISIT && e->kind == T_REFUND;
}

static void twin_refund(struct twin *t, enum twin_rule r, const struct twin_event *e) {
  int64_t left = r == R_STEP ? -1 : e->cents;
  bool any = false;
  VEC(uint32_t) mine = {0};
  if (e->order < 0 || (r != R_STEP && left <= 0)) return;
  twin_each(t, e->subject, s) for (size_t i = 0; i < t->of[s].grants.n; i++) {
    const struct twin_grant *g = &t->grants.p[t->of[s].grants.p[i]];
    if (g->rule == r && g->order == e->order && (r != R_TEA || g->item == e->item))
      vec_push(&mine, t->of[s].grants.p[i]);
  }
  for (size_t i = 0; i < mine.n; i++) /* by place in the log */
    for (size_t k = i + 1; k < mine.n; k++)
      if (mine.p[k] < mine.p[i]) {
        uint32_t x = mine.p[i];
        mine.p[i] = mine.p[k];
        mine.p[k] = x;
      }
  for (size_t i = 0; i < mine.n; i++) {
    left = twin_take(t, &t->grants.p[mine.p[i]], left);
    any = true;
  }
  vec_free(&mine);
  if (r == R_STEP ? any : left == 0) return;
  vec_push(&t->of[e->subject].early, (uint32_t)t->early.n);
  vec_push(&t->early, ((struct twin_early){r, e->subject, e->order, e->item, left}));
}

/* Refunds that came before, by place. */
static void twin_catch_up(struct twin *t, struct twin_grant *g) {
  for (;;) {
    uint32_t at = UINT32_MAX;
    twin_each(t, g->subject, s) for (size_t i = 0; i < t->of[s].early.n; i++) {
      const struct twin_early *x = &t->early.p[t->of[s].early.p[i]];
      if (x->rule == g->rule && x->order == g->order && (g->rule != R_TEA || x->item == g->item) &&
          x->left != 0 && t->of[s].early.p[i] < at)
        at = t->of[s].early.p[i];
    }
    if (at == UINT32_MAX) return;
    struct twin_early *x = &t->early.p[at];
    int64_t left = twin_take(t, g, x->left);
    if (x->left < 0) left = 0;
    bool used = left != x->left;
    x->left = left;
    if (!used) return; /* the grant has nothing left to take */
  }
}

/* ---- all of it ---- */

static void twin_event(struct twin *t, uint32_t i) {
  static bool (*const rules[TWIN_RULES])(struct twin *, const struct twin_event *, int64_t *) = {
      twin_base, twin_plain, twin_visit, twin_tea, twin_step};
  const struct twin_event *e = &t->events.p[i];
  bool bought = false; /* the group of R_BASE and R_PLAIN is taken */
  while (t->next_move < t->n_moves && t->moves[t->next_move].lsn < e->lsn) {
    twin_move(t, t->moves[t->next_move].subject, t->moves[t->next_move].to);
    t->next_move++;
  }
  vec_push(&t->of[e->subject].events, i);
  for (enum twin_rule r = 0; r < TWIN_RULES; r++) {
    int64_t points = 0;
    if (e->lsn < t->from[r]) continue;
    if (twin_refunds(r, e)) twin_refund(t, r, e);
    if ((r == R_PLAIN && (bought || e->time < t->since_ms)) || !rules[r](t, e, &points)) continue;
    bought |= r == R_BASE;
    vec_push(&t->of[e->subject].grants, (uint32_t)t->grants.n);
    vec_push(&t->grants, ((struct twin_grant){.rule = r,
                                              .lsn = e->lsn,
                                              .subject = e->subject,
                                              .time = e->time,
                                              .order = e->order,
                                              .item = e->item,
                                              .cents = e->cents,
                                              .points = points}));
    if (e->order >= 0 && r != R_VISIT) twin_catch_up(t, &t->grants.p[t->grants.n - 1]);
  }
  t->errors += e->kind == T_ORDER && e->cents == INT64_MIN && e->lsn >= t->from[R_STEP];
}

static bool twin_run(struct twin *t, struct err *err) {
  t->n_subjects = people_count(ws_people(t->w));
  t->n_moves = people_changes(ws_people(t->w), 0, &t->moves);
  t->person = calloc(t->n_subjects, sizeof *t->person);
  t->first = calloc(t->n_subjects, sizeof *t->first);
  t->link = calloc(t->n_subjects, sizeof *t->link);
  t->of = calloc(t->n_subjects, sizeof *t->of);
  for (uint32_t i = 0; i < t->n_subjects; i++) {
    t->person[i] = t->first[i] = i;
    t->link[i] = UINT32_MAX;
  }
  if (!twin_read(t, err)) return false;
  for (uint32_t i = 0; i < t->events.n; i++)
    twin_event(t, i);
  return true;
}

static void twin_release(struct twin *t) {
  for (uint32_t i = 0; i < t->n_subjects; i++) {
    vec_free(&t->of[i].events);
    vec_free(&t->of[i].grants);
    vec_free(&t->of[i].early);
  }
  vec_free(&t->events);
  vec_free(&t->grants);
  vec_free(&t->early);
  free(t->moves);
  free(t->person);
  free(t->first);
  free(t->link);
  free(t->of);
}

#endif

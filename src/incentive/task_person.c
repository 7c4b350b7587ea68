/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one person sees: tasks with progress, check-ins, badges.
 *
 * Documents are those of now, and conditions hold as of now.  Whether somebody is of those who get
 * nothing hangs on its oldest seat, so whoever looks has one. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/task_int.h"

struct looking {
  struct task_work k;
  struct task_seats seats;
  struct names_env *names;
  struct snapshot *snap;
  struct query_history history;
  struct arena events;
  bool has_history;
  struct arena *out;
};

struct seating {
  struct writer_work work;
  struct tasks *t;
  uint32_t subject;
};

static bool run_seating(struct writer_work *w, struct state *s, struct err *err) {
  struct seating *x = (struct seating *)w;
  uint32_t seat;
  return holder_take(x->t->c.l, x->subject, s, &seat, err);
}

static bool begin(struct looking *x, struct tasks *t, uint32_t subject, struct arena *out,
                  struct err *err) {
  struct seating work = {.work = {.run = run_seating}, .t = t, .subject = subject};
  *x = (struct looking){.k = {.t = t, .now = clock_wall_ms(ws_clock(t->c.w))}, .out = out};
  arena_init(&x->k.mem, "tasks");
  arena_init(&x->events, "tasks");
  task_seats_now(&x->k, subject, &x->seats);
  x->seats.subject = subject;
  if (x->seats.n == 0) {
    if (!loyalty_do(t->c.l, &work.work, err)) return false;
    task_seats_now(&x->k, subject, &x->seats);
  }
  x->k.s = loyalty_reader(t->c.l);
  x->snap = ws_snapshot(t->c.w);
  return names_env_new(t->c.w, x->snap, &x->names, err);
}

static void end(struct looking *x) {
  names_env_free(x->names);
  snapshot_free(x->snap);
  arena_release(&x->events);
  arena_release(&x->k.mem);
}

/* Somebody who came this moment has no events yet. */
static bool value_of(struct looking *x, const struct node *tree, bool *ret_is,
                     struct naive_value *ret, struct err *err) {
  const struct query_input in = {.tz = ws_tz(x->k.t->c.w)};
  struct query_history *h = &x->history;
  struct person_event *events;
  struct err why = {0};
  bool exists = false;
  if (!x->has_history) {
    h->subject = person_of(ws_people(x->k.t->c.w), x->seats.subject);
    if (h->subject < snapshot_subjects(x->snap)) {
      if (!query_person_events(x->snap, h->subject, x->k.now, &x->events, &events, &h->n, err))
        return false;
      h->events = events;
    }
    x->has_history = true;
  }
  *ret_is = query_one_value(h, tree, x->k.now, &in, &exists, ret, &why) && exists && !ret->missing;
  return true;
}

static bool holds(struct looking *x, const struct node *tree, bool *ret, struct err *err) {
  struct naive_value v;
  if (!tree) {
    *ret = true;
    return true;
  }
  if (!value_of(x, tree, ret, &v, err)) return false;
  *ret = *ret && v.b;
  return true;
}

static bool doc_of(struct looking *x, enum task_kind kind, struct str slug, uint32_t *ret,
                   struct err *err) {
  state_enter(x->k.s);
  bool ok = task_doc_find(x->k.s, kind, slug, ret, err);
  state_leave(x->k.s);
  return ok;
}

/* ---- tasks ---- */

static bool expression_progress(struct looking *x, struct task_view *v, struct err *err) {
  struct naive_value n;
  struct dec d;
  bool is;
  if (!value_of(x, v->task.progress, &is, &n, err)) return false;
  v->progress = 0;
  if (!is || n.num.m <= 0) return true;
  d = dec_normal(n.num);
  const struct dec most = {v->reach, TASK_SCALE};
  if (dec_cmp(d, most) >= 0)
    v->progress = v->reach;
  else if (dec_rescale(d, TASK_SCALE, &d))
    v->progress = (int64_t)d.m;
  return true;
}

/* Of all periods. */
static bool totals(struct looking *x, uint32_t doc, struct task_view *v, struct err *err) {
  struct state_stmt *q;
  bool row, ok = true;
  for (uint32_t i = 0; ok && i < x->seats.n; i++) {
    ok = state_query(x->k.s,
                     "SELECT status, count(*) FROM task_done WHERE holder = ?1 AND doc = ?2 GROUP "
                     "BY status",
                     &q, err);
    if (!ok) break;
    state_bind_int(q, 1, x->seats.p[i]);
    state_bind_int(q, 2, doc);
    while ((ok = state_step(q, &row, err)) && row) {
      if (state_int(q, 0) == 0) v->claimable += state_int(q, 1);
      if (state_int(q, 0) == 1) v->given += state_int(q, 1);
    }
  }
  return ok;
}

static bool read_state(struct looking *x, uint32_t doc, int64_t period, struct task_view *v,
                       struct err *err) {
  const struct task *t = &v->task;
  struct task_dones d, before;
  uint32_t after = 0;
  bool ok = task_dones_of(&x->k, doc, &x->seats, period, &d, err) && totals(x, doc, v, err) &&
            (t->measure == TASK_PROGRESS ||
             task_progress(&x->k, doc, t, &x->seats, period, &v->progress, err)) &&
            (!t->after.n || (task_doc_find(x->k.s, TASK_DOC, t->after, &after, err) &&
                             task_dones_of(&x->k, after, &x->seats, 0, &before, err)));
  if (!ok) return false;
  v->locked = t->after.n && before.all == 0;
  v->done = d.period;
  v->left = t->times > d.period ? t->times - d.period : 0;
  if (t->per_person && t->per_person - d.all < v->left)
    v->left = t->per_person > d.all ? t->per_person - d.all : 0;
  /* Two who became one had completed both: one is all that can be claimed. */
  int64_t may = v->claimable;
  if (t->period == TASK_ONCE && may > t->times - v->given) may = t->times - v->given;
  if (t->per_person && may > t->per_person - v->given) may = t->per_person - v->given;
  v->claimable = may > 0 ? may : 0;
  return true;
}

static void period_bounds(const struct tz *tz, int64_t period, struct task_view *v) {
  int32_t from = (int32_t)period, until = from;
  switch (v->task.period) {
  case TASK_DAILY: until = from + 1; break;
  case TASK_WEEKLY: until = from + 7; break;
  case TASK_MONTHLY: until = day_add_months(from, 1); break;
  default: return;
  }
  v->period_from = day_start(tz, from);
  v->period_until = day_start(tz, until);
}

static bool look_at_task(struct looking *x, struct task_view *v, bool *ret_shown,
                         struct err *err) {
  const struct tz *tz = ws_tz(x->k.t->c.w);
  const struct task *t = &v->task;
  int64_t period = task_period(t, tz, x->k.now);
  uint32_t doc;
  v->reach = t->reach;
  if (!holds(x, t->who, ret_shown, err) || !doc_of(x, TASK_DOC, v->slug, &doc, err))
    return false;
  period_bounds(tz, period, v);
  state_enter(x->k.s);
  bool ok = read_state(x, doc, period, v, err);
  state_leave(x->k.s);
  if (!ok || (t->measure == TASK_PROGRESS && !expression_progress(x, v, err))) return false;
  if (v->left == 0 || v->progress > v->reach) v->progress = v->reach;
  v->open = x->k.now >= t->launch.from && x->k.now < t->launch.until && !v->locked && v->left > 0;
  /* One who is not asked any more may still have something to claim. */
  *ret_shown |= v->claimable > 0;
  return true;
}

bool tasks_of_person(struct tasks *t, uint32_t subject, struct arena *out, struct task_view **ret,
                     uint32_t *ret_n, struct err *err) {
  struct looking x;
  struct resource *list = NULL;
  uint32_t n = 0, shown = 0;
  bool ok = begin(&x, t, subject, out, err) && resource_list(t->c.w, STR("task"), out, &list, &n, err);
  struct task_view *v = arena_array(out, struct task_view, n + 1);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct json *doc;
    const struct json *at;
    struct err why = {0};
    bool is = false;
    v[shown] = (struct task_view){.slug = list[i].slug};
    if (!json_parse(list[i].doc, out, &doc, &why) ||
        !task_read(doc, names_env_lang(x.names), out, &v[shown].task, &at, &why) ||
        !v[shown].task.launch.active ||
        launch_held_out(&v[shown].task.launch, list[i].slug, x.seats.oldest))
      continue;
    ok = look_at_task(&x, &v[shown], &is, err);
    shown += is;
  }
  end(&x);
  *ret = v;
  *ret_n = shown;
  return ok;
}

/* ---- check-ins ---- */

static bool look_at_days(struct looking *x, struct check_in_view *v, struct err *err) {
  int64_t today = day_of(ws_tz(x->k.t->c.w), x->k.now), *days;
  uint32_t doc, n;
  if (!doc_of(x, CHECK_IN_DOC, v->slug, &doc, err)) return false;
  state_enter(x->k.s);
  bool ok = check_in_days(x->k.s, doc, x->seats.p, x->seats.n, today + 1, &x->k.mem, &days, &n, err);
  state_leave(x->k.s);
  if (!ok) return false;
  v->today = n && days[0] == today;
  v->streak = check_in_streak(days, n, v->today ? today : today - 1);
  v->total = n;
  v->now = today;
  v->n_days = n < TASK_HISTORY_DAYS ? n : TASK_HISTORY_DAYS;
  v->days = arena_array(x->out, int64_t, v->n_days + 1);
  for (uint32_t i = 0; i < v->n_days; i++)
    v->days[i] = days[i];
  v->open = x->k.now >= v->doc.launch.from && x->k.now < v->doc.launch.until && !v->today;
  return true;
}

bool check_ins_of_person(struct tasks *t, uint32_t subject, struct arena *out,
                         struct check_in_view **ret, uint32_t *ret_n, struct err *err) {
  struct looking x;
  struct resource *list = NULL;
  uint32_t n = 0, shown = 0;
  bool ok =
      begin(&x, t, subject, out, err) && resource_list(t->c.w, STR("check_in"), out, &list, &n, err);
  struct check_in_view *v = arena_array(out, struct check_in_view, n + 1);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct json *doc;
    const struct json *at;
    struct err why = {0};
    v[shown] = (struct check_in_view){.slug = list[i].slug};
    if (!json_parse(list[i].doc, out, &doc, &why) ||
        !check_in_read(doc, ws_tz(t->c.w), out, &v[shown].doc, &at, &why) ||
        !v[shown].doc.launch.active ||
        launch_held_out(&v[shown].doc.launch, list[i].slug, x.seats.oldest))
      continue;
    ok = look_at_days(&x, &v[shown], err);
    shown++;
  }
  end(&x);
  *ret = v;
  *ret_n = shown;
  return ok;
}

/* ---- badges ---- */

static bool has_badge(struct looking *x, struct badge_view *v, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok = true;
  uint32_t doc;
  if (!doc_of(x, BADGE_DOC, v->slug, &doc, err)) return false;
  state_enter(x->k.s);
  for (uint32_t i = 0; ok && i < x->seats.n; i++) {
    ok = state_query(x->k.s,
                     "SELECT min(at_ms) FROM badge_award WHERE holder = ?1 AND doc = ?2 AND "
                     "until_ms = 0",
                     &q, err);
    if (!ok) break;
    state_bind_int(q, 1, x->seats.p[i]);
    state_bind_int(q, 2, doc);
    ok = state_step(q, &row, err);
    if (!ok || !row) continue;
    if (!state_is_null(q, 0) && (!v->has || state_int(q, 0) < v->at_ms)) {
      v->has = true;
      v->at_ms = state_int(q, 0);
    }
    state_reset(q);
  }
  state_leave(x->k.s);
  return ok;
}

bool badges_of_person(struct tasks *t, uint32_t subject, struct arena *out,
                      struct badge_view **ret, uint32_t *ret_n, struct err *err) {
  struct looking x;
  struct resource *list = NULL;
  uint32_t n = 0, shown = 0;
  bool ok =
      begin(&x, t, subject, out, err) && resource_list(t->c.w, STR("badge"), out, &list, &n, err);
  struct badge_view *v = arena_array(out, struct badge_view, n + 1);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct json *doc;
    const struct json *at;
    struct err why = {0};
    v[shown] = (struct badge_view){.slug = list[i].slug};
    if (!json_parse(list[i].doc, out, &doc, &why) ||
        !badge_read(doc, names_env_lang(x.names), out, &v[shown].badge, &at, &why) ||
        !v[shown].badge.active)
      continue;
    ok = has_badge(&x, &v[shown], err);
    shown++;
  }
  end(&x);
  *ret = v;
  *ret_n = shown;
  return ok;
}

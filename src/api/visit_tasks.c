/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a visitor sees of tasks, check-ins and badges; claiming and checking in. */
#include "api/api_int.h"
#include "api/put.h"
#include "api/visit.h"
#include "incentive/draw.h"
#include "incentive/task.h"
#include "loyalty/coupon.h"
#include "loyalty/ledger.h"
#include "touch/visit.h"

static bool of(struct call *c, struct tasks **ret, struct err *err) {
  struct incentive *i;
  if (!tenant_incentive(c->tenant, &i, err)) return false;
  *ret = incentive_tasks(i);
  return true;
}

/* ---- rewards, by their names ---- */

static bool put_coupons(struct call *c, struct loyalty *l, const struct reward *r,
                        struct err *err) {
  const struct coupon_doc *d;
  struct jw *w = &c->out;
  if (!coupon_doc_of(l, r->coupon, 0, &d, err)) return false;
  jw_key(w, "kind"), jw_cstr(w, "coupon");
  jw_key(w, "count"), put_decimal(w, dec_int(r->coupons));
  jw_key(w, "title"), put_title(w, d->kind.texts.title_en, d->kind.texts.title_zh);
  coupon_doc_free(l, d);
  return true;
}

static bool put_points(struct call *c, struct loyalty *l, const struct reward *r, struct err *err) {
  struct currency k;
  struct jw *w = &c->out;
  if (!ledger_currency(l, r->currency, c->arena, &k, err)) return false;
  jw_key(w, "kind"), jw_cstr(w, "points");
  jw_key(w, "count"), put_decimal(w, r->points);
  jw_key(w, "title"), put_title(w, k.title_en, k.title_zh);
  return true;
}

static bool put_turns(struct call *c, struct loyalty *l, const struct reward *r, struct err *err) {
  struct incentive *i;
  struct draw_state s;
  struct jw *w = &c->out;
  (void)l;
  if (!tenant_incentive(c->tenant, &i, err) || !draw_get(i, r->draw, 0, c->arena, &s, err))
    return false;
  jw_key(w, "kind"), jw_cstr(w, "turns");
  jw_key(w, "count"), put_decimal(w, dec_int(r->turns));
  jw_key(w, "title"), put_title(w, s.d.title.en, s.d.title.zh);
  return true;
}

static bool put_reward(struct call *c, const struct reward *r, struct err *err) {
  static bool (*const put[REWARD_WHATS])(struct call *, struct loyalty *, const struct reward *,
                                         struct err *) = {
      [REWARD_POINTS] = put_points, [REWARD_COUPONS] = put_coupons, [REWARD_TURNS] = put_turns};
  struct loyalty *l;
  if (!tenant_loyalty(c->tenant, &l, err)) return false;
  jw_begin_object(&c->out);
  if (!put[reward_what(r)](c, l, r, err)) return false;
  jw_end_object(&c->out);
  return true;
}

static bool put_rewards(struct call *c, const struct rewards *r, struct err *err) {
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < r->n; i++)
    if (!put_reward(c, &r->p[i], err)) return false;
  jw_end_array(&c->out);
  return true;
}

bool put_visit_rewards(struct call *c, const struct rewards *r, struct err *err) {
  return put_rewards(c, r, err);
}

/* ---- tasks ---- */

static bool put_task(struct call *c, const struct task_view *v, const struct task_view *after,
                     struct err *err) {
  struct jw *w = &c->out;
  const struct task *t = &v->task;
  jw_begin_object(w);
  jw_key(w, "task"), jw_str(w, v->slug);
  put_named(w, "title", &t->title);
  put_named(w, "description", &t->description);
  put_units(w, "progress", v->progress);
  put_units(w, "reach", v->reach);
  jw_key(w, "period"), jw_str(w, str_from(task_period_names[t->period]));
  put_moment(w, "period_until", v->period_until);
  put_moment(w, "until", t->launch.until < TIME_MAX ? t->launch.until : 0);
  jw_key(w, "done"), jw_int(w, v->done);
  jw_key(w, "left"), jw_int(w, v->left);
  jw_key(w, "claimable"), jw_int(w, v->claimable);
  jw_key(w, "given"), jw_int(w, v->given);
  jw_key(w, "open"), jw_bool(w, v->open);
  jw_key(w, "locked"), jw_bool(w, v->locked);
  jw_key(w, "after");
  if (v->locked && after)
    put_title(w, after->task.title.en, after->task.title.zh);
  else
    jw_null(w);
  jw_key(w, "rewards");
  if (!put_rewards(c, &t->rewards, err)) return false;
  jw_end_object(w);
  return true;
}

static const struct task_view *named(const struct task_view *v, uint32_t n, struct str slug) {
  for (uint32_t i = 0; slug.n && i < n; i++)
    if (str_eq(v[i].slug, slug)) return &v[i];
  return NULL;
}

bool api_visit_tasks(struct call *c, struct err *err) {
  struct tasks *t;
  struct task_view *v;
  uint32_t n;
  bool ok = true;
  if (!of(c, &t, err) || !tasks_of_person(t, c->visit.subject, c->arena, &v, &n, err)) return false;
  begin_items(&c->out);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = put_task(c, &v[i], named(v, n, v[i].task.after), err);
  end_items(&c->out);
  return ok;
}

/* One of what rewards_write wrote. */
static bool read_reward(const struct json *x, struct reward *ret, struct err *err) {
  int64_t coupons = 1, turns = 1;
  const struct json *count = json_get(x, "count"), *n = json_get(x, "turns");
  if (count) json_int(count, &coupons);
  if (n) json_int(n, &turns);
  *ret = (struct reward){.coupon = json_get_str(x, "coupon"),
                         .coupons = (uint32_t)coupons,
                         .draw = json_get_str(x, "draw"),
                         .turns = (uint32_t)turns,
                         .currency = json_get_str(x, "currency")};
  if (reward_what(ret) != REWARD_POINTS) return true;
  return dec_parse(json_get_str(x, "points"), &ret->points) ||
         err_fail(err, ERR_internal, "an answer without points");
}

struct visit_asking {
  struct task_asking *x;
  const char *number; /* what the answer counts */
};

/* Answers of the room name documents by slugs, which are the brand's: only numbers go on. */
static bool asked(struct call *c, void *ctx, struct err *err) {
  const struct visit_asking *v = ctx;
  struct task_answer a;
  struct json *said;
  int64_t n = 0;
  if (!task_asking_end(v->x, &a, err) || !json_parse(a.json, c->arena, &said, err)) return false;
  if (a.replayed) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  const struct json *count = json_get(said, v->number), *list = json_get(said, "rewards");
  if (count) json_int(count, &n);
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, v->number), jw_int(w, n);
  jw_key(w, "rewards"), jw_begin_array(w);
  for (uint32_t i = 0; list && i < list->n; i++) {
    struct reward r;
    if (!read_reward(&list->items[i], &r, err) || !put_reward(c, &r, err)) return false;
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool ask(struct call *c, const char *field, unsigned may, enum task_act act,
                const char *number, struct err *err) {
  struct tasks *t;
  struct visit_asking *v = arena_new(c->arena, struct visit_asking);
  struct task_ask q = {.actor = visit_actor(c),
                       .key = str_trim(http_header(c->http, "Idempotency-Key")),
                       .slug = json_get_str(c->body, field),
                       .subject = c->visit.subject};
  v->number = number;
  if (!visit_may(c, may, err) || !of(c, &t, err) ||
      !task_asking_new(t, act, &q, c->arena, &v->x, err))
    return false;
  call_later(c, asked, v);
  task_asking_run(v->x, call_ready, c);
  return true;
}

bool api_visit_task_claim(struct call *c, struct err *err) {
  return ask(c, "task", VISIT_CLAIM, TASK_CLAIM, "claimed", err);
}

bool api_visit_check_in(struct call *c, struct err *err) {
  return ask(c, "check_in", VISIT_CHECK_IN, TASK_CHECK_IN, "streak", err);
}

/* ---- check-ins ---- */

static bool put_check_in(struct call *c, const struct check_in_view *v, struct err *err) {
  struct jw *w = &c->out;
  const struct check_in *d = &v->doc;
  bool ok = true;
  jw_begin_object(w);
  jw_key(w, "check_in"), jw_str(w, v->slug);
  put_named(w, "title", &d->title);
  put_named(w, "description", &d->description);
  jw_key(w, "today"), put_day(w, (int32_t)v->now);
  jw_key(w, "done"), jw_bool(w, v->today);
  jw_key(w, "open"), jw_bool(w, v->open);
  jw_key(w, "streak"), jw_int(w, v->streak);
  jw_key(w, "total"), jw_int(w, v->total);
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = 0; i < v->n_days && i < VISIT_DAYS; i++)
    put_day(w, (int32_t)v->days[i]);
  jw_end_array(w);
  jw_key(w, "plan"), jw_begin_array(w);
  for (uint32_t i = 0; ok && i < d->n_days; i++)
    ok = put_rewards(c, &d->days[i], err);
  jw_end_array(w);
  jw_key(w, "milestones"), jw_begin_array(w);
  for (uint32_t i = 0; ok && i < d->n_milestones; i++) {
    jw_begin_object(w);
    jw_key(w, "days"), jw_int(w, d->milestones[i].days);
    jw_key(w, "rewards");
    ok = put_rewards(c, &d->milestones[i].rewards, err);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return ok;
}

bool api_visit_days(struct call *c, struct err *err) {
  struct tasks *t;
  struct check_in_view *v;
  uint32_t n;
  bool ok = true;
  if (!of(c, &t, err) || !check_ins_of_person(t, c->visit.subject, c->arena, &v, &n, err))
    return false;
  begin_items(&c->out);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = put_check_in(c, &v[i], err);
  end_items(&c->out);
  return ok;
}

/* ---- badges ---- */

bool api_visit_badges(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct tasks *t;
  struct badge_view *v;
  uint32_t n;
  if (!of(c, &t, err) || !badges_of_person(t, c->visit.subject, c->arena, &v, &n, err))
    return false;
  begin_items(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    put_named(w, "title", &v[i].badge.title);
    put_named(w, "description", &v[i].badge.description);
    jw_key(w, "picture"), jw_str(w, v[i].badge.picture);
    jw_key(w, "has"), jw_bool(w, v[i].has);
    put_moment(w, "since", v[i].has ? v[i].at_ms : 0);
    jw_end_object(w);
  }
  end_items(w);
  return true;
}

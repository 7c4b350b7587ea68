/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards: what they are, how they stand, past periods. */
#include "api/ranks.h"

#include "api/api_int.h"

/* ---- pieces ---- */

bool call_ranks(struct call *c, struct ranks **ret, struct err *err) {
  struct incentive *i;
  if (!tenant_incentive(c->tenant, &i, err)) return false;
  *ret = incentive_ranks(i);
  return true;
}

bool call_rank_moment(struct call *c, int64_t *ret, struct err *err) {
  struct str at = call_query(c, "at");
  *ret = 0;
  return !at.n || time_parse_iso(at, ws_tz(tenant_workspace(c->tenant)), ret, NULL, err);
}

void put_score(struct jw *w, const char *name, int64_t units) {
  jw_key(w, name), put_decimal(w, dec_normal((struct dec){units, RANK_SCALE}));
}

void put_rank_limit(struct jw *w, const char *name, int64_t n, bool none) {
  jw_key(w, name);
  if (none)
    jw_null(w);
  else
    jw_int(w, n);
}

void put_rank_when(struct jw *w, const char *name, int64_t ms, bool none) {
  jw_key(w, name);
  if (none)
    jw_null(w);
  else
    put_time(w, ms);
}

void put_rank_rewards(struct jw *w, const struct rewards *r) {
  jw_begin_array(w);
  for (uint32_t i = 0; i < r->n; i++) {
    const struct reward *x = &r->p[i];
    jw_begin_object(w);
    if (x->coupon.n) {
      jw_key(w, "coupon"), jw_str(w, x->coupon);
      jw_key(w, "count"), jw_uint(w, x->coupons);
    } else {
      jw_key(w, "points"), put_decimal(w, x->points);
      jw_key(w, "currency"), jw_str(w, x->currency);
    }
    jw_end_object(w);
  }
  jw_end_array(w);
}

void put_rank_period(struct jw *w, const struct rank_period *p) {
  jw_begin_object(w);
  jw_key(w, "from"), put_time(w, p->from);
  jw_key(w, "until"), put_time(w, p->until);
  jw_key(w, "state"), jw_cstr(w, rank_state_names[p->state]);
  put_rank_when(w, "as_of", p->as_of, p->lsn == 0);
  jw_key(w, "lsn"), jw_uint(w, p->lsn);
  jw_key(w, "people"), jw_uint(w, p->people);
  jw_key(w, "kept"), jw_uint(w, p->state == RANK_SETTLED ? p->kept : p->people);
  jw_key(w, "winners"), jw_uint(w, p->winners);
  jw_key(w, "awarded"), jw_bool(w, p->awarded);
  jw_end_object(w);
}

/* ---- boards ---- */

static const char *state_of(const struct rank_view *v) {
  return !v->active && v->l.launch.active ? "archived" : rank_state_names[v->state];
}

static void put_head(struct jw *w, const struct rank_view *v) {
  const struct leaderboard *l = &v->l;
  jw_key(w, "slug"), jw_str(w, l->slug);
  jw_key(w, "title"), put_title(w, l->title.en, l->title.zh);
  jw_key(w, "version"), jw_uint(w, v->version);
  jw_key(w, "state"), jw_cstr(w, state_of(v));
  jw_key(w, "period"), jw_cstr(w, leaderboard_period_names[l->period]);
  jw_key(w, "ties"), jw_cstr(w, leaderboard_ties_names[l->ties]);
  jw_key(w, "order"), jw_cstr(w, l->lowest ? "lowest" : "highest");
  jw_key(w, "now");
  if (v->has_period)
    put_rank_period(w, &v->now);
  else
    jw_null(w);
  jw_key(w, "settled"), jw_uint(w, v->settled);
  jw_key(w, "given"), jw_int(w, v->given);
  jw_key(w, "problem");
  if (v->problem.code == ERR_none)
    jw_null(w);
  else
    put_detail(w, &v->problem);
}

bool api_list_leaderboards(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct resource *list;
  uint32_t n;
  if (!call_ranks(c, &r, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("leaderboard"), c->arena, &list, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    struct rank_view v;
    if (!rank_get(r, list[i].slug, c->arena, &v, err)) return false;
    jw_begin_object(w);
    put_head(w, &v);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_launch(struct jw *w, const struct rank_view *v) {
  const struct launch *l = &v->l.launch;
  put_rank_when(w, "from", l->from, !v->l.has_from);
  put_rank_when(w, "until", l->until, !l->has_until);
  put_rank_when(w, "review", l->review, !l->has_review);
  jw_key(w, "budget"), jw_begin_object(w);
  put_rank_limit(w, "times", l->times, l->times < 0);
  jw_key(w, "points");
  if (l->points < 0)
    jw_null(w);
  else
    put_decimal(w, dec_normal((struct dec){l->points, LAUNCH_SCALE}));
  put_rank_limit(w, "coupons", l->coupons, l->coupons < 0);
  jw_end_object(w);
  jw_key(w, "used"), jw_begin_object(w);
  jw_key(w, "times"), jw_int(w, v->given);
  put_score(w, "points", v->points);
  jw_key(w, "coupons"), jw_int(w, v->coupons);
  jw_end_object(w);
  jw_key(w, "unit_cost");
  if (l->has_cost)
    put_decimal(w, l->unit_cost);
  else
    jw_null(w);
  jw_key(w, "holdout"), put_decimal(w, dec_normal((struct dec){l->holdout_bp, 4}));
}

bool api_get_leaderboard(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct rank_view v;
  if (!call_ranks(c, &r, err) || !rank_get(r, call_path(c, "slug"), c->arena, &v, err))
    return false;
  const struct leaderboard *l = &v.l;
  jw_begin_object(w);
  put_head(w, &v);
  jw_key(w, "description"), put_title(w, l->description.en.p ? l->description.en : STR(""),
                                      l->description.zh.p ? l->description.zh : STR(""));
  jw_key(w, "score"), jw_str(w, l->score);
  jw_key(w, "people"), jw_str(w, l->people.n ? l->people : STR(""));
  jw_key(w, "minimum");
  if (l->has_minimum)
    put_decimal(w, dec_normal((struct dec){l->minimum, RANK_SCALE}));
  else
    jw_null(w);
  jw_key(w, "show"), jw_uint(w, l->show);
  jw_key(w, "names"), jw_cstr(w, leaderboard_names_names[l->names]);
  jw_key(w, "settle_minutes"), jw_int(w, l->settle_ms / MS_MINUTE);
  jw_key(w, "prizes"), jw_begin_array(w);
  for (uint32_t i = 0; i < l->n_prizes; i++) {
    jw_begin_object(w);
    jw_key(w, "from"), jw_uint(w, l->prizes[i].from);
    jw_key(w, "to"), jw_uint(w, l->prizes[i].to);
    jw_key(w, "rewards"), put_rank_rewards(w, &l->prizes[i].rewards);
    jw_end_object(w);
  }
  jw_end_array(w);
  put_launch(w, &v);
  jw_end_object(w);
  return true;
}

/* ---- past periods ---- */

bool api_leaderboard_periods(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct rank_period *p;
  struct page_key key = {.n_n = 1};
  uint32_t n, limit = call_limit(c);
  bool given;
  if (!call_ranks(c, &r, err) || !call_cursor(c, &key, &given, err) ||
      !rank_periods(r, call_path(c, "slug"), given ? key.n[0] : INT64_MAX, limit, c->arena, &p, &n,
                    err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_rank_period(w, &p[i]);
  jw_end_array(w);
  key = (struct page_key){.n = {n ? p[n - 1].until : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

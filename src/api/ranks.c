/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards: lists, standings, one person's place, past periods, and what a document would
 * list. */
#include "api/ranks.h"

#include "api/api_int.h"
#include "api/coupons.h"
#include "api/people_page.h"

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

static void put_limit(struct jw *w, const char *name, int64_t n, bool none) {
  jw_key(w, name);
  if (none)
    jw_null(w);
  else
    jw_int(w, n);
}

static void put_when(struct jw *w, const char *name, int64_t ms, bool none) {
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

static void put_period(struct jw *w, const struct rank_period *p) {
  jw_begin_object(w);
  jw_key(w, "from"), put_time(w, p->from);
  jw_key(w, "until"), put_time(w, p->until);
  jw_key(w, "state"), jw_cstr(w, rank_state_names[p->state]);
  put_when(w, "as_of", p->as_of, p->lsn == 0);
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
    put_period(w, &v->now);
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
  put_when(w, "from", l->from, !v->l.has_from);
  put_when(w, "until", l->until, !l->has_until);
  put_when(w, "review", l->review, !l->has_review);
  jw_key(w, "budget"), jw_begin_object(w);
  put_limit(w, "times", l->times, l->times < 0);
  jw_key(w, "points");
  if (l->points < 0)
    jw_null(w);
  else
    put_decimal(w, dec_normal((struct dec){l->points, LAUNCH_SCALE}));
  put_limit(w, "coupons", l->coupons, l->coupons < 0);
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

/* ---- places ---- */

struct naming { /* whom people call what */
  struct ask a;
  struct ask_column name;
};

static bool naming_begin(struct call *c, struct naming *n, struct err *err) {
  struct str attr;
  return ask_begin(c, &n->a, err) && name_column(&n->a, &n->name, &attr, err);
}

static void put_place_fields(struct naming *n, const struct rank_place *p) {
  struct jw *w = &n->a.c->out;
  jw_key(w, "position"), jw_uint(w, p->position);
  jw_key(w, "rank"), jw_uint(w, p->rank);
  put_score(w, "score", p->score);
  put_when(w, "at", p->at_ms, p->at_ms == 0);
  put_limit(w, "prize", p->prize, p->prize < 0);
  jw_key(w, "given"), jw_bool(w, p->given);
  if (p->person == SUBJECT_NONE) {
    jw_key(w, "id"), jw_null(w);
    jw_key(w, "subject"), jw_null(w);
    jw_key(w, "name"), jw_null(w);
  } else {
    struct naive_value v = {.missing = true};
    if (n->name.n) v = ask_value(&n->name, p->person);
    put_person_head(&n->a, p->person, v.missing ? (struct str){0} : v.str);
  }
}

static void put_place(struct naming *n, const struct rank_place *p) {
  struct jw *w = &n->a.c->out;
  jw_begin_object(w);
  put_place_fields(n, p);
  jw_end_object(w);
}

static void put_places(struct naming *n, const char *name, const struct rank_place *p, uint32_t k) {
  struct jw *w = &n->a.c->out;
  jw_key(w, name), jw_begin_array(w);
  for (uint32_t i = 0; i < k; i++)
    put_place(n, &p[i]);
  jw_end_array(w);
}

bool api_leaderboard_standings(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct rank_page p;
  struct naming names = {0};
  struct page_key key = {.n_n = 2};
  uint32_t limit = call_limit(c);
  int64_t at, first = call_query_int(c, "from", 1);
  bool given;
  if (!call_ranks(c, &r, err) || !call_rank_moment(c, &at, err) ||
      !call_cursor(c, &key, &given, err))
    return false;
  if (given) first = key.n[0], at = key.n[1];
  bool ok = rank_standings(r, call_path(c, "slug"), at, first > 0 ? (uint64_t)first - 1 : 0, limit,
                           c->arena, &p, err) &&
            naming_begin(c, &names, err);
  if (ok) {
    int64_t next = p.n ? (int64_t)p.places[p.n - 1].position + 1 : 0;
    jw_begin_object(w);
    jw_key(w, "period"), put_period(w, &p.period);
    put_places(&names, "items", p.places, p.n);
    key = (struct page_key){.n = {next, p.period.from}, .n_n = 2};
    uint64_t most = p.period.state == RANK_SETTLED ? p.period.kept : p.period.people;
    call_put_next(c, p.n == limit && (uint64_t)next <= most ? &key : NULL);
    jw_end_object(w);
  }
  ask_end(&names.a);
  return ok;
}

/* Hundredths of a percent, cut. */
static struct dec share(uint64_t behind, uint64_t people) {
  if (people == 0) return DEC_ZERO;
  return dec_normal((struct dec){(i128)(behind * 10000 / people), 2});
}

bool api_leaderboard_person(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct rank_mine m;
  struct naming names = {0};
  uint32_t subject;
  int64_t at;
  if (!call_ranks(c, &r, err) || !call_rank_moment(c, &at, err) ||
      !coupon_path_subject(c, &subject, err) ||
      !rank_person(r, call_path(c, "slug"), at, subject, (uint32_t)call_query_int(c, "around", 3),
                   c->arena, &m, err))
    return false;
  bool ok = naming_begin(c, &names, err);
  if (ok) {
    jw_begin_object(w);
    jw_key(w, "period"), put_period(w, &m.period);
    jw_key(w, "held_out"), jw_bool(w, m.held);
    jw_key(w, "listed"), jw_bool(w, m.listed);
    jw_key(w, "place");
    if (m.listed)
      put_place(&names, &m.place);
    else
      jw_null(w);
    jw_key(w, "behind"), jw_uint(w, m.behind);
    jw_key(w, "better_than"), put_decimal(w, share(m.behind, m.period.people));
    jw_key(w, "gap");
    if (m.has_gap)
      put_decimal(w, dec_normal((struct dec){m.gap, RANK_SCALE}));
    else
      jw_null(w);
    put_places(&names, "above", m.above, m.n_above);
    put_places(&names, "below", m.below, m.n_below);
    jw_end_object(w);
  }
  ask_end(&names.a);
  return ok;
}

/* ---- a few people among themselves ---- */

struct friends {
  uint32_t subjects[RANK_AMONG_MAX];
  uint32_t n, unknown;
};

/* Friends whom the shop knows and we do not are no mistake: they have no place. */
static bool friends_named(struct call *c, struct friends *f, struct err *err) {
  const struct json *list = json_get(c->body, "people");
  for (uint32_t i = 0; i < list->n; i++) {
    struct err unknown;
    if (subject_named(c, list->items[i].text, &f->subjects[f->n], &unknown)) {
      f->n++;
      continue;
    }
    if (unknown.code != ERR_unknown_person) {
      *err = unknown;
      return false;
    }
    f->unknown++;
  }
  return true;
}

bool api_leaderboard_among(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct rank_among a;
  struct naming names = {0};
  struct friends *f = arena_new(c->arena, struct friends);
  int64_t at;
  if (!call_ranks(c, &r, err) || !call_rank_moment(c, &at, err) || !friends_named(c, f, err) ||
      !rank_among(r, call_path(c, "slug"), at, f->subjects, f->n, c->arena, &a, err))
    return false;
  bool ok = naming_begin(c, &names, err);
  if (ok) {
    jw_begin_object(w);
    jw_key(w, "period"), put_period(w, &a.period);
    jw_key(w, "items"), jw_begin_array(w);
    for (uint32_t i = 0; i < a.n; i++) {
      jw_begin_object(w);
      jw_key(w, "among"), jw_uint(w, a.p[i].rank);
      put_place_fields(&names, &a.p[i].place);
      jw_end_object(w);
    }
    jw_end_array(w);
    jw_key(w, "unknown"), jw_uint(w, f->unknown);
    jw_end_object(w);
  }
  ask_end(&names.a);
  return ok;
}

/* ---- the rest ---- */

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
    put_period(w, &p[i]);
  jw_end_array(w);
  key = (struct page_key){.n = {n ? p[n - 1].until : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

/* One that is being written may have no slug yet. */
static const struct json *with_slug(struct call *c, const struct json *doc) {
  struct json *d = arena_new(c->arena, struct json);
  if (json_get(doc, "slug")) return doc;
  *d = *doc;
  d->keys = arena_array(c->arena, struct str, doc->n + 1);
  d->items = arena_array(c->arena, struct json, doc->n + 1);
  for (uint32_t i = 0; i < doc->n; i++) {
    d->keys[i] = doc->keys[i];
    d->items[i] = doc->items[i];
  }
  d->keys[doc->n] = STR("slug");
  d->items[d->n++] = (struct json){.type = JSON_STRING, .text = STR("new")};
  return d;
}

/* Who sees masks may not find out by a score what is masked: call_allow. */
bool api_preview_leaderboard(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  const struct json *doc = with_slug(c, json_get(c->body, "doc")), *at;
  struct ranks *r;
  struct rank_preview v;
  struct naming names = {0};
  if (!call_ranks(c, &r, err)) return false;
  bool ok = rank_try(r, doc, RANK_PREVIEW, &c->limits, call_allow(c), c->arena, &v, &at, err) &&
            naming_begin(c, &names, err);
  if (ok) {
    jw_begin_object(w);
    jw_key(w, "period"), put_period(w, &v.period);
    put_places(&names, "items", v.places, v.n);
    jw_end_object(w);
  }
  ask_end(&names.a);
  return ok;
}

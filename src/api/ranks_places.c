/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places on leaderboards: standings, one person's, those of a few among themselves, and what a
 * document would list. */
#include "api/api_int.h"
#include "api/coupons.h"
#include "api/people_page.h"
#include "api/ranks.h"

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
  put_rank_when(w, "at", p->at_ms, p->at_ms == 0);
  put_rank_limit(w, "prize", p->prize, p->prize < 0);
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
    jw_key(w, "period"), put_rank_period(w, &p.period);
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
    jw_key(w, "period"), put_rank_period(w, &m.period);
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
    jw_key(w, "period"), put_rank_period(w, &a.period);
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

/* ---- a document that is being written ---- */

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
    jw_key(w, "period"), put_rank_period(w, &v.period);
    put_places(&names, "items", v.places, v.n);
    jw_end_object(w);
  }
  ask_end(&names.a);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a visitor sees of leaderboards: the first places with masked names (or none), and their own.
 *
 * Nobody is told who else is on it: no identity, no number of a person.  One of those who take no
 * part (holdout) sees no board at all. */
#include "api/api_int.h"
#include "api/people_page.h"
#include "api/ranks.h"
#include "api/visit.h"
#include "model/mask.h"

#define VISIT_BOARDS_MAX 20 /* boards shown */
#define VISIT_AROUND     2

static void put_me(struct jw *w, const struct rank_mine *m) {
  jw_key(w, "me");
  if (!m->listed) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "position"), jw_uint(w, m->place.position);
  jw_key(w, "rank"), jw_uint(w, m->place.rank);
  put_score(w, "score", m->place.score);
  jw_key(w, "better_than");
  put_decimal(w, m->period.people
                     ? dec_normal((struct dec){(i128)(m->behind * 10000 / m->period.people), 2})
                     : DEC_ZERO);
  jw_key(w, "gap");
  if (m->has_gap)
    put_decimal(w, dec_normal((struct dec){m->gap, RANK_SCALE}));
  else
    jw_null(w);
  jw_key(w, "prize");
  if (m->place.prize < 0)
    jw_null(w);
  else
    jw_int(w, m->place.prize);
  jw_end_object(w);
}

static void put_board(struct jw *w, const struct leaderboard *l, const struct rank_mine *m) {
  jw_key(w, "slug"), jw_str(w, l->slug);
  jw_key(w, "title"), put_title(w, l->title.en, l->title.zh);
  jw_key(w, "description"), put_title(w, l->description.en.p ? l->description.en : STR(""),
                                      l->description.zh.p ? l->description.zh : STR(""));
  jw_key(w, "repeats"), jw_cstr(w, leaderboard_period_names[l->period]);
  jw_key(w, "from"), put_time(w, m->period.from);
  jw_key(w, "until"), put_time(w, m->period.until);
  jw_key(w, "state"), jw_cstr(w, rank_state_names[m->period.state]);
  jw_key(w, "as_of"), put_time(w, m->period.as_of);
  jw_key(w, "people"), jw_uint(w, m->period.people);
  put_me(w, m);
}

/* A board that cannot be shown now (not begun, being computed) is left out of the list. */
static bool mine(struct call *c, struct ranks *r, struct str slug, struct rank_mine *ret) {
  struct err ignored;
  return rank_person(r, slug, 0, c->visit.subject, 0, c->arena, ret, &ignored) && !ret->held;
}

bool api_visit_boards(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct ranks *r;
  struct resource *list;
  uint32_t n, shown = 0;
  if (!call_ranks(c, &r, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("leaderboard"), c->arena, &list, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n && shown < VISIT_BOARDS_MAX; i++) {
    struct rank_view v;
    struct rank_mine m;
    if (!rank_get(r, list[i].slug, c->arena, &v, err)) return false;
    if (!v.active || !mine(c, r, list[i].slug, &m)) continue;
    shown++;
    jw_begin_object(w);
    put_board(w, &v.l, &m);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- one board ---- */

struct showing {
  struct call *c;
  struct ask a;
  struct ask_column name;
  bool hidden;
  uint32_t me;
};

static void put_row(struct showing *s, const struct rank_place *p) {
  struct jw *w = &s->c->out;
  struct naive_value v = {.missing = true};
  if (!s->hidden && p->person != SUBJECT_NONE && s->name.n) v = ask_value(&s->name, p->person);
  jw_begin_object(w);
  jw_key(w, "rank"), jw_uint(w, p->rank);
  put_score(w, "score", p->score);
  jw_key(w, "name");
  if (v.missing)
    jw_null(w);
  else
    jw_str(w, mask_name(v.str, s->c->arena));
  jw_key(w, "me"), jw_bool(w, p->person == s->me);
  jw_end_object(w);
}

static void put_rows(struct showing *s, const char *name, const struct rank_place *p, uint32_t n) {
  struct jw *w = &s->c->out;
  jw_key(w, name), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_row(s, &p[i]);
  jw_end_array(w);
}

static bool put_prizes(struct call *c, const struct leaderboard *l, struct err *err) {
  struct jw *w = &c->out;
  jw_key(w, "prizes"), jw_begin_array(w);
  for (uint32_t i = 0; i < l->n_prizes; i++) {
    jw_begin_object(w);
    jw_key(w, "from"), jw_uint(w, l->prizes[i].from);
    jw_key(w, "to"), jw_uint(w, l->prizes[i].to);
    jw_key(w, "rewards");
    if (!put_visit_rewards(c, &l->prizes[i].rewards, err)) return false;
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

/* All the places that customers see, read from the same board a page at a time. */
static bool read_shown(struct call *c, struct ranks *r, const struct leaderboard *l, int64_t at,
                       struct rank_place **ret, uint32_t *ret_n, struct err *err) {
  uint32_t n = 0;
  *ret = arena_array(c->arena, struct rank_place, l->show);
  while (n < l->show) {
    struct rank_page p;
    uint32_t want = l->show - n < RANK_PAGE_MAX ? l->show - n : RANK_PAGE_MAX;
    if (!rank_standings(r, l->slug, at, n, want, c->arena, &p, err)) return false;
    for (uint32_t i = 0; i < p.n; i++)
      (*ret)[n++] = p.places[i];
    if (p.n < want) break;
  }
  *ret_n = n;
  return true;
}

bool api_visit_board(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct str slug = call_path(c, "slug"), attr;
  struct showing s = {.c = c};
  struct ranks *r;
  struct rank_view v;
  struct rank_mine m;
  struct rank_place *top;
  uint32_t n;
  int64_t at;
  if (!call_ranks(c, &r, err) || !call_rank_moment(c, &at, err) ||
      !rank_get(r, slug, c->arena, &v, err))
    return false;
  if (!v.active) return err_fail(err, ERR_rank_closed, "%.*s", STRF(slug));
  if (!rank_person(r, slug, at, c->visit.subject, VISIT_AROUND, c->arena, &m, err)) return false;
  if (m.held) return err_fail(err, ERR_rank_closed, "%.*s", STRF(slug));
  if (!read_shown(c, r, &v.l, m.period.from, &top, &n, err)) return false;
  s.hidden = v.l.names == RANK_HIDDEN;
  s.me = person_of(ws_people(tenant_workspace(c->tenant)), c->visit.subject);
  bool ok = s.hidden || (ask_begin(c, &s.a, err) && name_column(&s.a, &s.name, &attr, err));
  if (ok) {
    jw_begin_object(w);
    put_board(w, &v.l, &m);
    ok = put_prizes(c, &v.l, err);
    put_rows(&s, "top", top, n);
    put_rows(&s, "above", m.above, m.n_above);
    put_rows(&s, "below", m.below, m.n_below);
    jw_end_object(w);
  }
  if (!s.hidden) ask_end(&s.a);
  return ok;
}

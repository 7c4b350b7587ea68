/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is so: a board, and pages of its standings, live or final. */
#include "incentive/rank_view_int.h"

const char *const rank_state_names[RANK_STATES] = {"draft", "coming", "running", "settling",
                                                   "settled"};

/* ---- which period ---- */

static int64_t now_of(struct ranks *r) {
  return clock_wall_ms(ws_clock(r->w));
}

bool rank_seen_open(struct ranks *r, struct str slug, struct arena *out, struct rank_seen *ret,
                    struct err *err) {
  struct rank_seen x = {0};
  if (!resource_leaderboard(r->w, slug, out, &x.l, &x.version, &x.active, err)) return false;
  struct state *s = loyalty_reader(r->l);
  state_enter(s);
  bool ok = rank_doc_find(s, slug, &x.doc, &x.first, x.used, err);
  state_leave(s);
  if (!x.doc) x.first = now_of(r); /* the next look meets it */
  *ret = x;
  return ok;
}

static bool settled_at(struct ranks *r, const struct rank_seen *x, int64_t at, struct rank_row *ret,
                       bool *ret_found, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  *ret_found = false;
  if (!x->doc) return true;
  state_enter(s);
  bool ok = rank_row_at(s, x->doc, at, ret, ret_found, err);
  state_leave(s);
  return ok;
}

static bool newest_settled(struct ranks *r, const struct rank_seen *x, struct arena *tmp,
                           struct rank_row *ret, bool *ret_found, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct rank_row *rows;
  uint32_t n = 0;
  *ret_found = false;
  if (!x->doc) return true;
  state_enter(s);
  bool ok = rank_rows(s, x->doc, INT64_MAX, 1, tmp, &rows, &n, err);
  state_leave(s);
  *ret_found = ok && n;
  if (*ret_found) *ret = rows[0];
  return ok;
}

static bool no_period(struct ranks *r, const struct rank_seen *x, int64_t at, struct err *err) {
  struct buf b = BUF_INIT;
  day_format(day_of(ws_tz(r->w), at), &b);
  err_fail(err, ERR_rank_period, "%.*s" ERR_SEP "%.*s", STRF(x->l.slug), STRF(buf_str(&b)));
  buf_release(&b);
  return false;
}

bool rank_seen_period(struct ranks *r, const struct rank_seen *x, int64_t at, struct arena *tmp,
                      struct rank_row *ret, bool *ret_settled, struct err *err) {
  int64_t now = now_of(r), asked = at;
  struct rank_row row = {0};
  if (!at) {
    at = now;
    if (x->l.launch.until <= at) at = x->l.launch.until - 1;
  }
  if (!settled_at(r, x, at, &row, ret_settled, err)) return false;
  if (!*ret_settled && x->active &&
      leaderboard_period_at(&x->l, ws_tz(r->w), x->first, at, &row.p.from, &row.p.until) &&
      row.p.from <= now) {
    row.p.state = now < row.p.until ? RANK_RUNNING : RANK_SETTLING;
  } else if (!*ret_settled) {
    if (asked) return no_period(r, x, at, err);
    if (!newest_settled(r, x, tmp, &row, ret_settled, err)) return false;
    if (!*ret_settled) return err_fail(err, ERR_rank_closed, "%.*s", STRF(x->l.slug));
  }
  *ret = row;
  return true;
}

/* ---- a board ---- */

static bool count_settled(struct ranks *r, uint32_t doc, uint64_t *ret, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct state_stmt *q;
  bool row = false;
  *ret = 0;
  if (!doc) return true;
  state_enter(s);
  bool ok =
      state_query(s, "SELECT count(*) FROM rank_period WHERE doc = ?1 AND state > 0", &q, err);
  if (ok) {
    state_bind_int(q, 1, doc);
    ok = state_step(q, &row, err);
    if (ok && row) {
      *ret = (uint64_t)state_int(q, 0);
      state_reset(q);
    }
  }
  state_leave(s);
  return ok;
}

bool rank_get(struct ranks *r, struct str slug, struct arena *out, struct rank_view *ret,
              struct err *err) {
  struct rank_seen x;
  struct rank_row row;
  struct rank_order *o;
  struct err why = {0};
  bool settled;
  if (!rank_seen_open(r, slug, out, &x, err)) return false;
  struct rank_view v = {.l = x.l,
                        .version = x.version,
                        .active = x.active,
                        .given = x.used[0],
                        .points = x.used[1],
                        .coupons = x.used[2]};
  if (!count_settled(r, x.doc, &v.settled, err)) return false;
  v.state = x.l.launch.active ? RANK_COMING : RANK_DRAFT;
  if (rank_seen_period(r, &x, 0, out, &row, &settled, &why)) {
    v.has_period = true;
    v.now = row.p;
    v.state = row.p.state;
    if (!settled && rank_live_take(r, slug, row.p.from, &o, &v.now, &v.problem)) {
      err_clear(&v.problem);
      rank_order_unref(o);
    }
  } else if (why.code != ERR_rank_closed) {
    *err = why;
    return false;
  }
  *ret = v;
  return true;
}

/* ---- pages ---- */

struct rank_place rank_place_at(struct ranks *r, const struct leaderboard *l,
                                const struct rank_order *o, uint32_t at,
                                const struct rank_entry *e) {
  uint64_t rank = rank_order_rank(o, at, e);
  return (struct rank_place){.position = (uint64_t)at + 1,
                             .rank = rank,
                             .score = l->lowest ? e->key : -e->key,
                             .at_ms = e->tie,
                             .person = r && people_erased(ws_people(r->w), e->person) ? SUBJECT_NONE
                                                                                      : e->person,
                             .prize = leaderboard_prize_of(l, rank)};
}

uint32_t rank_order_places(struct ranks *r, const struct leaderboard *l, const struct rank_order *o,
                           uint32_t from, uint32_t n, struct arena *out, struct rank_place **ret) {
  struct rank_entry *e = arena_array(out, struct rank_entry, n + 1);
  uint32_t k = rank_order_page(o, from, n, e);
  *ret = arena_array(out, struct rank_place, k + 1);
  for (uint32_t i = 0; i < k; i++)
    (*ret)[i] = rank_place_at(r, l, o, from + i, &e[i]);
  return k;
}

struct rank_place rank_kept_place(struct ranks *r, const struct rank_kept *k) {
  struct rank_place p = k->place;
  if (k->subject == SUBJECT_NONE || people_erased(ws_people(r->w), k->subject))
    p.person = SUBJECT_NONE;
  else
    p.person = person_of(ws_people(r->w), k->subject);
  return p;
}

static bool settled_page(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                         uint64_t from, uint32_t n, struct arena *out, struct rank_page *ret,
                         struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct rank_kept *k;
  uint32_t got = 0;
  if (from >= row->p.kept && from && from < row->p.people)
    return err_fail(err, ERR_rank_kept, "%.*s" ERR_SEP "%d", STRF(x->l.slug), RANK_KEPT);
  state_enter(s);
  bool ok = rank_places(s, row->n, from + 1, n, out, &k, &got, err);
  state_leave(s);
  if (!ok) return false;
  ret->places = arena_array(out, struct rank_place, got + 1);
  for (uint32_t i = 0; i < got; i++)
    ret->places[i] = rank_kept_place(r, &k[i]);
  ret->n = got;
  return true;
}

bool rank_standings(struct ranks *r, struct str slug, int64_t at, uint64_t from, uint32_t n,
                    struct arena *out, struct rank_page *ret, struct err *err) {
  struct rank_seen x;
  struct rank_row row;
  struct rank_order *o;
  bool settled;
  if (!rank_seen_open(r, slug, out, &x, err) ||
      !rank_seen_period(r, &x, at, out, &row, &settled, err))
    return false;
  if (n > RANK_PAGE_MAX) n = RANK_PAGE_MAX;
  *ret = (struct rank_page){.period = row.p};
  if (settled) return settled_page(r, &x, &row, from, n, out, ret, err);
  if (!rank_live_take(r, slug, row.p.from, &o, &ret->period, err)) return false;
  if (from < rank_order_n(o))
    ret->n = rank_order_places(r, &x.l, o, (uint32_t)from, n, out, &ret->places);
  rank_order_unref(o);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is so: one person, past periods, and what a document would list. */
#include "incentive/rank_view_int.h"

/* ---- one person, live ---- */

static void live_around(struct ranks *r, const struct rank_seen *x, const struct rank_order *o,
                        uint32_t at, uint32_t around, struct arena *out, struct rank_mine *m) {
  uint32_t above = at < around ? at : around;
  m->n_above = rank_order_places(r, &x->l, o, at - above, above, out, &m->above);
  m->n_below = rank_order_places(r, &x->l, o, at + 1, around, out, &m->below);
}

static void of_order(struct ranks *r, const struct rank_seen *x, const struct rank_order *o,
                     uint32_t person, uint32_t around, struct arena *out, struct rank_mine *m) {
  struct rank_entry e, next;
  uint32_t at = rank_order_find(o, person, &e);
  if (at == RANK_NOBODY) return;
  m->listed = true;
  m->place = rank_place_at(r, &x->l, o, at, &e);
  m->behind = m->period.people - at - 1;
  uint32_t better = rank_order_better(o, e.key);
  if (better && rank_order_page(o, better - 1, 1, &next)) {
    m->has_gap = true;
    m->gap = e.key - next.key;
  }
  live_around(r, x, o, at, around, out, m);
}

/* ---- one person, final ---- */

static bool kept_around(struct ranks *r, const struct rank_row *row, uint32_t around,
                        struct arena *out, struct rank_mine *m, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct rank_kept *k;
  uint64_t at = m->place.position, first = at > around ? at - around : 1;
  uint32_t n = 0;
  state_enter(s);
  bool ok = rank_places(s, row->n, first, 2 * around + 1, out, &k, &n, err);
  state_leave(s);
  if (!ok) return false;
  m->above = arena_array(out, struct rank_place, n + 1);
  m->below = arena_array(out, struct rank_place, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct rank_place p = rank_kept_place(r, &k[i]);
    if (p.position < at) m->above[m->n_above++] = p;
    if (p.position > at && m->n_below < around) m->below[m->n_below++] = p;
  }
  for (uint32_t i = m->n_above; !m->has_gap && i-- > 0;)
    if (m->above[i].score != m->place.score) {
      int64_t gap = m->above[i].score - m->place.score;
      m->has_gap = true;
      m->gap = gap < 0 ? -gap : gap;
    }
  return true;
}

static void best(struct rank_mine *m, const struct rank_place *p) {
  if (m->listed && m->place.position <= p->position) return;
  m->listed = true;
  m->place = *p;
}

/* People who became one have had two places: the better one is shown. */
static bool find_kept(struct ranks *r, const struct rank_row *row, const uint32_t *holders,
                      uint32_t n, struct rank_mine *m, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  bool ok = true, found;
  state_enter(s);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct rank_kept k;
    ok = rank_place_of(s, row->n, holders[i], &k, &found, err);
    if (!ok || !found) continue;
    struct rank_place p = rank_kept_place(r, &k);
    best(m, &p);
  }
  state_leave(s);
  return ok;
}

static bool find_any(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                     const uint32_t *own, uint32_t n, struct arena *tmp, struct rank_mine *m,
                     struct err *err) {
  struct state *s = loyalty_reader(r->l);
  bool ok = true, found;
  state_enter(s);
  for (uint32_t i = 0; ok && i < n; i++) {
    struct rank_final f;
    ok = rank_chunk_find(s, row->n, own[i], tmp, &f, &found, err);
    if (!ok || !found) continue;
    struct rank_place p = {.position = f.position,
                           .rank = f.rank,
                           .score = f.score,
                           .person = own[0],
                           .prize = leaderboard_prize_of(&x->l, f.rank)};
    best(m, &p);
  }
  state_leave(s);
  return ok;
}

bool rank_final_place(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                      uint32_t person, struct arena *tmp, struct rank_mine *m, bool *ret_kept,
                      struct err *err) {
  uint32_t *holders, n = holders_of_person(r->l, person, tmp, &holders);
  uint32_t own[RANK_SUBJECTS_MAX];
  uint32_t k = person_subjects(ws_people(r->w), person, own, RANK_SUBJECTS_MAX);
  if (k > RANK_SUBJECTS_MAX) k = RANK_SUBJECTS_MAX;
  if (!find_kept(r, row, holders, n, m, err)) return false;
  *ret_kept = m->listed;
  return *ret_kept || find_any(r, x, row, own, k, tmp, m, err);
}

static bool of_rows(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                    uint32_t person, uint32_t around, struct arena *out, struct rank_mine *m,
                    struct err *err) {
  bool kept;
  if (!rank_final_place(r, x, row, person, out, m, &kept, err)) return false;
  if (!m->listed) return true;
  m->behind = row->p.people - m->place.position;
  return !kept || kept_around(r, row, around, out, m, err);
}

bool rank_person(struct ranks *r, struct str slug, int64_t at, uint32_t subject, uint32_t around,
                 struct arena *out, struct rank_mine *ret, struct err *err) {
  struct rank_seen x;
  struct rank_row row;
  struct rank_order *o;
  struct rank_mine m = {0};
  bool settled;
  if (!rank_seen_open(r, slug, out, &x, err) ||
      !rank_seen_period(r, &x, at, out, &row, &settled, err))
    return false;
  uint32_t person = person_of(ws_people(r->w), subject);
  if (around > RANK_AROUND_MAX) around = RANK_AROUND_MAX;
  m.period = row.p;
  m.held = rank_held_out(&x.l, person);
  if (settled) {
    if (!of_rows(r, &x, &row, person, around, out, &m, err)) return false;
  } else {
    if (!rank_live_take(r, slug, row.p.from, &o, &m.period, err)) return false;
    of_order(r, &x, o, person, around, out, &m);
    rank_order_unref(o);
  }
  *ret = m;
  return true;
}

/* ---- past periods ---- */

bool rank_periods(struct ranks *r, struct str slug, int64_t before, uint32_t limit,
                  struct arena *out, struct rank_period **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct rank_seen x;
  struct rank_row *rows;
  uint32_t n = 0;
  if (!rank_seen_open(r, slug, out, &x, err)) return false;
  state_enter(s);
  bool ok = !x.doc || rank_rows(s, x.doc, before, limit, out, &rows, &n, err);
  state_leave(s);
  if (!ok) return false;
  *ret = arena_array(out, struct rank_period, n + 1);
  for (uint32_t i = 0; i < n; i++)
    (*ret)[i] = rows[i].p;
  *ret_n = n;
  return true;
}

/* ---- what would be ---- */

/* That of now; of a stretch to come, one of its length that ends now. */
static void period_of(struct ranks *r, const struct leaderboard *l, int64_t now,
                      struct rank_period *p) {
  const struct tz *tz = ws_tz(r->w);
  int32_t day = day_of(tz, now), next = day + 1;
  p->state = RANK_RUNNING;
  if (l->period == RANK_ONCE) {
    int64_t from = l->has_from ? l->launch.from : now - 7 * MS_DAY;
    int64_t until = l->launch.has_until ? l->launch.until : from + 7 * MS_DAY;
    if (from > now) from -= until - now, until = now;
    p->from = from;
    p->until = until;
    return;
  }
  if (l->period == RANK_WEEK) day = day_week_start(day), next = day + 7;
  if (l->period == RANK_MONTH) day = day_month_start(day), next = day_add_months(day, 1);
  p->from = day_start(tz, day);
  p->until = day_start(tz, next);
}

static bool try_in(struct ranks *r, const struct leaderboard *l, struct names_env *names,
                   const struct snapshot *snap, int64_t now, uint32_t n,
                   const struct query_limits *limits, rank_allow_fn *allow, struct arena *out,
                   struct rank_preview *v, struct err *err) {
  struct rank_terms t;
  struct rank_scored s;
  period_of(r, l, now, &v->period);
  if (!rank_terms(l, v->period.from, v->period.until, names_env_lang(names), out, &t, err))
    return false;
  t.limits = limits;
  if (allow && (!allow(t.score, err) || (t.people && !allow(t.people, err)))) return false;
  if (!rank_score_all(r->w, &t, names, snap, now, NULL, &s, err)) return false;
  struct rank_order *o = rank_order_new(s.e, s.tmp, s.n, s.subjects, l->ties);
  rank_scored_release(&s);
  v->period.people = rank_order_n(o);
  v->period.lsn = snapshot_lsn(snap);
  v->period.as_of = now;
  v->n = rank_order_places(r, l, o, 0, n, out, &v->places);
  rank_order_unref(o);
  return true;
}

bool rank_try(struct ranks *r, const struct json *doc, uint32_t n,
              const struct query_limits *limits, rank_allow_fn *allow, struct arena *out,
              struct rank_preview *ret, const struct json **ret_at, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(r->w));
  struct names_env *names = NULL;
  struct rank_preview v = {0};
  struct leaderboard *l = arena_new(out, struct leaderboard);
  *ret_at = NULL;
  struct snapshot *snap = ws_snapshot(r->w);
  bool ok = names_env_new(r->w, snap, &names, err) &&
            leaderboard_read(doc, names_env_lang(names), ws_tz(r->w), out, l, ret_at, err) &&
            try_in(r, l, names, snap, now, n, limits, allow, out, &v, err);
  names_env_free(names);
  snapshot_free(snap);
  if (ok) *ret = v;
  return ok;
}

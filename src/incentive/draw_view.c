/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is so of draws: odds, figures, turns, who may. */
#include <sodium.h>

#include "incentive/draw_int.h"
#include "resource/resource.h"

#define DAYS_SHOWN 400

/* ---- one draw ---- */

static bool put_row(struct state *s, struct draw_state *x, struct arena *out, int64_t *ret_n,
                    struct err *err) {
  struct draw_row r;
  char seed[DRAW_HASH_TEXT];
  if (!draw_row_get(s, x->d.slug, &r, &x->open, err)) return false;
  *ret_n = x->open ? r.n : 0;
  x->commitment = x->head = x->seed = STR("");
  x->cost = DEC_ZERO;
  if (!x->open) return true;
  sodium_bin2hex(seed, sizeof seed, r.seed, sizeof r.seed);
  x->commitment = arena_str(out, str_from(r.commitment));
  x->head = arena_str(out, str_from(r.head));
  x->revealed_ms = r.revealed_ms;
  if (r.revealed_ms) x->seed = arena_str(out, str_from(seed));
  x->turns = r.turns;
  x->cost = draw_money(r.cost);
  return true;
}

static bool put_prizes(struct state *s, struct draw_state *x, int64_t n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT prize, version, drawn, given FROM draw_prize WHERE draw = ?1", &q,
                   err))
    return false;
  state_bind_int(q, 1, n);
  while (state_step(q, &row, err) && row) {
    struct str slug = state_str(q, 0);
    int32_t p = slug.n ? draw_prize_find(&x->d, slug) : -1;
    bool this_one = state_int(q, 1) == x->version;
    int64_t drawn = this_one ? state_int(q, 2) : 0;
    x->turns_version += drawn;
    if (slug.n) x->wins += state_int(q, 3);
    if (p < 0) continue;
    x->prizes[p].drawn += drawn;
    x->prizes[p].given += state_int(q, 3);
  }
  for (uint32_t i = 0; !row && i < x->d.n_prizes; i++) {
    int64_t left = x->d.prizes[i].stock - x->prizes[i].given;
    x->prizes[i].left = x->d.prizes[i].stock < 0 ? -1 : left < 0 ? 0 : left;
  }
  return !row;
}

static bool put_days(struct state *s, struct draw_state *x, int64_t n, struct arena *out,
                     struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT day, currency, turns, wins, points, cost FROM draw_day WHERE draw = ?1 "
                   "ORDER BY day DESC, currency LIMIT ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, DAYS_SHOWN);
  x->days = arena_array(out, struct draw_day, DAYS_SHOWN);
  while (state_step(q, &row, err) && row)
    x->days[x->n_days++] = (struct draw_day){.day = (int32_t)state_int(q, 0),
                                             .currency = arena_str(out, state_str(q, 1)),
                                             .turns = state_int(q, 2),
                                             .wins = state_int(q, 3),
                                             .points = state_int(q, 4),
                                             .cost = draw_money(state_int(q, 5))};
  for (uint32_t i = 0; i < x->n_days / 2; i++) {
    struct draw_day t = x->days[i];
    x->days[i] = x->days[x->n_days - 1 - i];
    x->days[x->n_days - 1 - i] = t;
  }
  return !row;
}

static bool put_counts(struct state *s, struct draw_state *x, int64_t n, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT (SELECT count(DISTINCT holder) FROM draw_use WHERE draw = ?1), (SELECT "
                   "count(*) FROM draw_turn t WHERE t.draw = ?1 AND t.prize <> '' AND NOT EXISTS "
                   "(SELECT 1 FROM gift g WHERE g.origin = 'draw' AND g.origin_n = t.n) AND NOT "
                   "EXISTS (SELECT 1 FROM draw_handed x WHERE x.turn = t.n))",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  x->people = state_int(q, 0);
  x->waiting = state_int(q, 1);
  state_reset(q);
  return draw_tickets_sum(s, n, &x->tickets_given, &x->tickets_used, err);
}

bool draw_get(struct incentive *i, struct str slug, uint32_t version, struct arena *out,
              struct draw_state *ret, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct draw_state x = {0};
  int64_t n = 0;
  if (!resource_draw(loyalty_workspace(i->l), slug, version, out, &x.d, &x.version, &x.active, err))
    return false;
  x.prizes = arena_array(out, struct draw_prize_state, x.d.n_prizes + 1);
  for (uint32_t k = 0; k < x.d.n_prizes; k++)
    x.prizes[k] = (struct draw_prize_state){.left = x.d.prizes[k].stock};
  state_enter(s);
  bool ok = put_row(s, &x, out, &n, err) && put_prizes(s, &x, n, err) &&
            put_days(s, &x, n, out, err) && put_counts(s, &x, n, err);
  state_leave(s);
  if (ok) *ret = x;
  return ok;
}

bool draw_versions(struct incentive *i, struct str slug, struct arena *out, struct draw **ret,
                   uint32_t **ret_numbers, uint32_t *ret_n, struct err *err) {
  enum { MAX = 1000 };
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  uint32_t *numbers = arena_array(out, uint32_t, MAX), n = 0;
  bool row = false, active;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT DISTINCT p.version FROM draw_prize p JOIN draw d ON d.n = p.draw "
                        "WHERE d.slug = ?1 ORDER BY p.version",
                        &q, err);
  if (ok) state_bind_str(q, 1, slug);
  while (ok && (ok = state_step(q, &row, err)) && row && n < MAX)
    numbers[n++] = (uint32_t)state_int(q, 0);
  if (ok && row) state_reset(q);
  state_leave(s);
  *ret = arena_array(out, struct draw, n + 1);
  for (uint32_t k = 0; ok && k < n; k++)
    ok = resource_draw(loyalty_workspace(i->l), slug, numbers[k], out, &(*ret)[k], &numbers[k],
                       &active, err);
  *ret_numbers = numbers;
  *ret_n = n;
  return ok;
}

/* ---- turns ---- */

static bool read_turns(struct state_stmt *q, uint32_t limit, struct arena *out,
                       struct draw_turn **ret, uint32_t *ret_n, struct err *err) {
  bool row = false;
  *ret = arena_array(out, struct draw_turn, limit + 1);
  *ret_n = 0;
  while (state_step(q, &row, err) && row)
    draw_turn_read(q, out, &(*ret)[(*ret_n)++]);
  return !row;
}

static uint32_t page(uint32_t limit) {
  return limit < DRAW_PAGE_MAX ? limit : DRAW_PAGE_MAX;
}

bool draw_turns(struct incentive *i, struct str slug, int64_t after, uint32_t limit,
                struct arena *out, struct draw_turn **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s,
                        DRAW_TURN_SELECT
                        "WHERE t.draw = (SELECT n FROM draw WHERE slug = ?1) AND t.seq > ?2 ORDER "
                        "BY t.seq LIMIT ?3",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    state_bind_int(q, 2, after);
    state_bind_int(q, 3, page(limit));
    ok = read_turns(q, page(limit), out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}

bool draw_wins(struct incentive *i, struct str slug, bool things, int64_t before, uint32_t limit,
               struct arena *out, struct draw_turn **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s,
                        DRAW_TURN_SELECT
                        "WHERE t.draw = (SELECT n FROM draw WHERE slug = ?1) AND t.prize <> '' AND "
                        "t.seq < ?2 AND (?4 = 0 OR NOT EXISTS (SELECT 1 FROM gift g WHERE "
                        "g.origin = 'draw' AND g.origin_n = t.n)) ORDER BY t.seq DESC LIMIT ?3",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    state_bind_int(q, 2, before ? before : INT64_MAX);
    state_bind_int(q, 3, page(limit));
    state_bind_int(q, 4, things);
    ok = read_turns(q, page(limit), out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}

/* ---- one person ---- */

static int64_t least(int64_t a, int64_t b) { /* -1: no limit */
  if (a < 0 || b < 0) return a < 0 ? b : a;
  return a < b ? a : b;
}
static int64_t left_of(int64_t limit, int64_t used) {
  return limit == 0 ? -1 : used < limit ? limit - used : 0;
}

static void put_left(const struct draw *d, const struct draw_used *u, struct draw_mine *m) {
  m->today = u->today;
  m->in_all = u->in_all;
  m->turns_left = least(left_of(d->per_day, u->today), left_of(d->per_person, u->in_all));
  if (d->free_none)
    m->free_left = 0;
  else if (d->free_given)
    m->free_left = least(left_of(d->free_day, u->free_today), left_of(d->free_all, u->free_all));
  else
    m->free_left = d->currency.n ? 0 : -1;
  m->free_left = least(m->free_left, m->turns_left);
}

/* Newest first over all holders of the person: each holder's newest, then the newest of those. */
static bool put_turns(struct state *s, int64_t draw, const uint32_t *holders, uint32_t n,
                      uint32_t limit, struct arena *out, struct draw_mine *m, struct err *err) {
  struct state_stmt *q;
  m->turns = arena_array(out, struct draw_turn, limit + 1);
  if (!state_query(
          s, DRAW_TURN_SELECT "WHERE t.draw = ?1 AND t.holder = ?2 ORDER BY t.seq DESC LIMIT ?3",
          &q, err))
    return false;
  for (uint32_t i = 0; i < n; i++) {
    struct draw_turn *more, *both = arena_array(out, struct draw_turn, limit + 1);
    uint32_t n_more, a = 0, b = 0, k = 0;
    state_reset(q);
    state_bind_int(q, 1, draw);
    state_bind_int(q, 2, holders[i]);
    state_bind_int(q, 3, limit);
    if (!read_turns(q, limit, out, &more, &n_more, err)) return false;
    while (k < limit && (a < m->n_turns || b < n_more)) {
      bool first = b == n_more || (a < m->n_turns && m->turns[a].seq > more[b].seq);
      both[k++] = first ? m->turns[a++] : more[b++];
    }
    m->turns = both;
    m->n_turns = k;
  }
  return true;
}

bool draw_mine(struct incentive *i, struct str slug, uint32_t subject, uint32_t limit,
               struct arena *out, struct draw_mine *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  struct state *s = loyalty_reader(i->l);
  int64_t now = clock_wall_ms(ws_clock(w));
  struct draw_mine m = {0};
  struct draw_used used = {0};
  struct draw_row r;
  struct draw d;
  uint32_t version, *holders;
  uint32_t next;
  bool active, open = false;
  if (!resource_draw(w, slug, 0, out, &d, &version, &active, err) ||
      !incentive_holds(i, d.audience, subject, &m.may, err))
    return false;
  m.may = m.may && active && now >= d.launch.from && now < d.launch.until &&
          !launch_held_out(&d.launch, d.slug, person_of(ws_people(w), subject));
  uint32_t n = holders_of_person(i->l, subject, out, &holders);
  limit = page(limit);
  state_enter(s);
  bool ok = draw_row_get(s, slug, &r, &open, err);
  if (ok && open)
    ok = draw_used(s, r.n, holders, n, day_of(ws_tz(w), now), &used, err) &&
         draw_tickets(s, r.n, holders, n, &m.tickets_left, &next, err) &&
         put_turns(s, r.n, holders, n, limit, out, &m, err);
  state_leave(s);
  if (!ok) return false;
  put_left(&d, &used, &m);
  m.may = m.may && !(open && r.revealed_ms);
  *ret = m;
  return true;
}

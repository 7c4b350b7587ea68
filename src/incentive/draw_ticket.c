/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns that somebody was given (a reward {draw, turns} of a task, a programme, a prize), and used
 * before points are.  They are counted on the holder who was given them and used over all holders
 * of the person, the oldest first; where people are taken apart again, what was used stays used
 * where it was.  They end with the draw. */
#include <stdio.h>

#include "incentive/draw_int.h"

bool draw_tickets(struct state *s, int64_t draw, const uint32_t *holders, uint32_t n,
                  int64_t *ret_left, uint32_t *ret_of, struct err *err) {
  struct state_stmt *q;
  *ret_left = *ret_of = 0;
  if (!state_query(s, "SELECT given - used FROM draw_ticket WHERE draw = ?1 AND holder = ?2", &q,
                   err))
    return false;
  for (uint32_t i = 0; i < n; i++) {
    bool row = false;
    state_reset(q);
    state_bind_int(q, 1, draw);
    state_bind_int(q, 2, holders[i]);
    if (!state_step(q, &row, err)) return false;
    int64_t left = row ? state_int(q, 0) : 0;
    *ret_left += left;
    if (left && (*ret_of == 0 || holders[i] < *ret_of)) *ret_of = holders[i];
  }
  state_reset(q);
  return true;
}

static bool add(struct state *s, int64_t draw, uint32_t holder, int64_t turns, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO draw_ticket (draw, holder, given, used) VALUES (?1, ?2, ?3, 0) ON "
                   "CONFLICT (draw, holder) DO UPDATE SET given = draw_ticket.given + "
                   "excluded.given",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_int(q, 2, holder);
  state_bind_int(q, 3, turns);
  return state_later(q, err);
}

bool draw_ticket_use(struct state *s, int64_t draw, uint32_t holder, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE draw_ticket SET used = used + 1 WHERE draw = ?1 AND holder = ?2", &q,
                   err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_int(q, 2, holder);
  return state_later(q, err);
}

bool draw_tickets_sum(struct state *s, int64_t draw, int64_t *ret_given, int64_t *ret_used,
                      struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT CAST(coalesce(sum(given), 0) AS @i64), CAST(coalesce(sum(used), 0) AS "
                   "@i64) FROM draw_ticket WHERE draw = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  if (!state_step(q, &row, err)) return false;
  *ret_given = state_int(q, 0);
  *ret_used = state_int(q, 1);
  state_reset(q);
  return true;
}

/* ---- given ---- */

/* To nobody's use when the draw is over: the gift is done, and nothing is told. */
static bool give(void *ctx, struct state *s, const struct gift_due *g, char ref[GIFT_REF_MAX],
                 struct err *err) {
  struct incentive *i = ctx;
  struct draw_row r;
  uint32_t holder;
  if (!draw_row_take(i, s, g->reward.draw, &r, err)) return false;
  snprintf(ref, GIFT_REF_MAX, "%s", r.revealed_ms ? "over" : "given");
  if (r.revealed_ms) return true;
  if (!holder_take(i->l, g->subject, s, &holder, err) || !add(s, r.n, holder, g->reward.turns, err))
    return false;
  struct ev_batch *b = loyalty_tell(i->l, g->subject, "draw_turns_given");
  tell_text(b, "draw", g->reward.draw);
  tell_number(b, "turns", dec_int(g->reward.turns));
  return true;
}

static bool hand(void *ctx, struct loyalty *l, const struct gift_due *g, struct arena *tmp,
                 struct err *err) {
  (void)tmp;
  return gift_give(l, g, give, ctx, err);
}

void draw_tickets_attach(struct incentive *i) {
  gift_attach(i->l, REWARD_TURNS, &(struct gift_giver){.ctx = i, .hand = hand});
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gifts as they are promised, and their rows. */
#include "loyalty/gift.h"

#include "loyalty/loyalty_int.h"

bool gift_put(struct loyalty *l, struct state *s, const struct gift *g, struct err *err) {
  const struct reward *r = &g->reward;
  struct state_stmt *q;
  char points[DEC_TEXT_BYTES];
  if (!state_query(
          s,
          "INSERT INTO gift (n, origin, origin_n, occasion, item, until_ms, holder, reason, "
          "coupon, coupons, currency, points, at_ms, draw, turns, status, ref) VALUES (?1, ?2, ?3, "
          "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, '')",
          &q, err))
    return false;
  state_bind_int(q, 1, loyalty_number(l, l->gifts.table));
  state_bind_str(q, 2, g->origin);
  state_bind_int(q, 3, g->origin_n);
  state_bind_str(q, 4, g->occasion);
  state_bind_int(q, 5, g->item);
  state_bind_int(q, 6, g->until_ms);
  state_bind_int(q, 7, g->holder);
  state_bind_str(q, 8, g->reason);
  state_bind_str(q, 9, r->coupon);
  state_bind_int(q, 10, r->coupons);
  state_bind_str(q, 11, r->currency);
  bool is_points = reward_what(r) == REWARD_POINTS;
  state_bind_str(q, 12, is_points ? str_from(dec_text(r->points, points)) : STR(""));
  state_bind_int(q, 13, g->at_ms);
  state_bind_str(q, 14, r->draw);
  state_bind_int(q, 15, r->turns);
  return state_later(q, err);
}

bool gift_promised(struct state *s, struct str origin, int64_t origin_n, struct str occasion,
                   int64_t now, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "SELECT 1 FROM gift WHERE origin = ?1 AND origin_n = ?2 AND occasion = ?3 AND "
                   "until_ms > ?4 LIMIT 1",
                   &q, err))
    return false;
  state_bind_str(q, 1, origin);
  state_bind_int(q, 2, origin_n);
  state_bind_str(q, 3, occasion);
  state_bind_int(q, 4, now);
  if (!state_step(q, ret, err)) return false;
  state_reset(q);
  return true;
}

bool gifts_of(struct state *s, struct str origin, int64_t origin_n, uint32_t limit,
              struct arena *out, struct gift_row **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(
          s,
          "SELECT n, at_ms, occasion, coupon, coupons, currency, points, status, ref, draw, "
          "turns FROM gift WHERE origin = ?1 AND origin_n = ?2 ORDER BY n DESC LIMIT ?3",
          &q, err))
    return false;
  state_bind_str(q, 1, origin);
  state_bind_int(q, 2, origin_n);
  state_bind_int(q, 3, limit);
  *ret = arena_array(out, struct gift_row, limit + 1);
  *ret_n = 0;
  while (state_step(q, &row, err) && row)
    (*ret)[(*ret_n)++] = (struct gift_row){.n = state_int(q, 0),
                                           .at_ms = state_int(q, 1),
                                           .occasion = arena_str(out, state_str(q, 2)),
                                           .coupon = arena_str(out, state_str(q, 3)),
                                           .coupons = state_int(q, 4),
                                           .currency = arena_str(out, state_str(q, 5)),
                                           .points = arena_str(out, state_str(q, 6)),
                                           .given = state_int(q, 7) != 0,
                                           .ref = arena_str(out, state_str(q, 8)),
                                           .draw = arena_str(out, state_str(q, 9)),
                                           .turns = state_int(q, 10)};
  return !row;
}

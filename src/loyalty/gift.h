/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gifts: what a programme, a task or a draw promised, handed over later and once.
 *
 *   a work promises (gift_put) ─▶ row, waiting ─▶ handed over: a grant of the ledger or coupons
 * issued ─▶ given
 *
 * The promise is in the transaction of what earned it; handing over is not, because that may be in
 * the middle of a posting, and because what is sold out for now must not undo what was earned.
 */
#ifndef SHOAL_LOYALTY_GIFT_H
#define SHOAL_LOYALTY_GIFT_H

#include "loyalty/loyalty.h"
#include "resource/reward.h"

struct gift {
  /* What promises: who is told as actor of grants and source of coupons ("programme", "task" …),
   * and the number of its row there.  (origin, origin_n, occasion, item, until_ms) is there once:
   * ERR_state_constraint. */
  struct str origin;
  int64_t origin_n;
  struct str occasion;
  uint32_t item;
  int64_t until_ms; /* the same occasion gives nothing before (gift_promised) */
  uint32_t holder;
  struct str reason; /* slug of the document; with the occasion it is the grant's reason */
  struct reward reward;
  int64_t at_ms;
};
/* Inside a work. */
bool gift_put(struct loyalty *l, struct state *s, const struct gift *g, struct err *err);
/* Whether a gift of the occasion is there that is for a time beyond `now`. */
bool gift_promised(struct state *s, struct str origin, int64_t origin_n, struct str occasion,
                   int64_t now, bool *ret, struct err *err);

struct gift_row {
  int64_t n, at_ms, coupons;
  struct str occasion, coupon, currency, points; /* coupon empty: points */
  struct str ref; /* given: number of the transaction, or key of the issue */
  bool given;
};
/* Newest first, in `out`. */
bool gifts_of(struct state *s, struct str origin, int64_t origin_n, uint32_t limit,
              struct arena *out, struct gift_row **ret, uint32_t *ret_n, struct err *err);

/* Gifts that wait are handed over, each once: points as grants of the ledger, coupons as issued
 * ones.  At most `max` are tried; one that cannot be given now is tried again after a minute.  By
 * whoever calls loyalty_tick. */
bool gifts_hand_over(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err);

#endif

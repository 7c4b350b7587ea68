/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gifts: what a programme, a task or a draw promised, handed over later and once.
 *
 *   a work promises (gift_put) ─▶ row, waiting ─▶ its kind's giver: a grant of the ledger, coupons
 *   issued, turns of a draw … ─▶ given
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
  int64_t n, at_ms, coupons, turns;
  struct str occasion, coupon, draw, currency, points; /* coupon and draw empty: points */
  struct str ref; /* given: number of the transaction, key of the issue, what the giver said */
  bool given;
};
/* Newest first, in `out`. */
bool gifts_of(struct state *s, struct str origin, int64_t origin_n, uint32_t limit,
              struct arena *out, struct gift_row **ret, uint32_t *ret_n, struct err *err);

/* ---- handing over ---- */

struct gift_due { /* one that waits; texts are kept during the call */
  int64_t n;
  uint32_t subject;
  struct str origin, reason, key; /* key: of the gift, for what has keys of its own */
  struct reward reward;
};
/* How rewards of a kind are handed over.  Points and coupons are this room's; a room that has
 * something else to give attaches what gives it.  What nobody here gives waits. */
struct gift_giver {
  void *ctx;
  /* By whoever calls loyalty_tick, not inside a work.  Refused: it is tried again after a minute.
   * Called again after a crash, if gift_give's work or gift_given was not committed. */
  bool (*hand)(void *ctx, struct loyalty *l, const struct gift_due *g, struct arena *tmp,
               struct err *err);
};
/* At opening, before any tick; *giver is copied, its ctx outlives the ticks. */
void gift_attach(struct loyalty *l, enum reward_what what, const struct gift_giver *giver);

#define GIFT_REF_MAX 64
/* For a giver: runs `give` and marks the gift in one work, once for ever. */
bool gift_give(struct loyalty *l, const struct gift_due *g,
               bool (*give)(void *ctx, struct state *s, const struct gift_due *g,
                            char ref[GIFT_REF_MAX], struct err *err),
               void *ctx, struct err *err);
/* For a giver whose giving has a key and is committed already: marks the gift. */
bool gift_given(struct loyalty *l, const struct gift_due *g, struct str ref, struct err *err);

/* Gifts that wait are handed over, each once.  At most `max` are tried; one that cannot be given
 * now is tried again after a minute.  By whoever calls loyalty_tick. */
bool gifts_hand_over(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err);

#endif

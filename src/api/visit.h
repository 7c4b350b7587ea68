/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The customer pages: what a visit's token opens (room touch), behind routes_visit.c.
 *
 * Answers are for customers: nothing in them that a brand keeps for itself (reasons, actors, where
 * something came from), names and not slugs, and only of the token's person. */
#ifndef SHOAL_API_VISIT_H
#define SHOAL_API_VISIT_H

#include "api/route.h"

#define VISIT_PAGE      50  /* items of a list */
#define VISIT_OPEN_MAX  50  /* kinds of coupons looked at for what can be claimed */
#define VISIT_AUDIENCES 10  /* … of which so many with an audience */
#define VISIT_CARDS_MAX 20  /* programmes shown */
#define VISIT_COINS_MAX 100 /* currencies shown */
#define VISIT_DRAWS_MAX 10  /* draws shown, running ones and those that were taken part in */
#define VISIT_TURNS     20  /* of one draw */
#define VISIT_DAYS      62  /* checked in, shown */

/* shapes_visit.c */
extern const struct shape shape_visit_make, shape_visit_made, shape_visit_rotate, shape_visit,
    shape_visit_points, shape_visit_history, shape_visit_coupons, shape_visit_group,
    shape_visit_open, shape_visit_claim, shape_visit_claimed, shape_visit_cards, shape_visit_joined,
    shape_visit_boards, shape_visit_board;

/* shapes_visit_play.c */
extern const struct shape shape_visit_rewards, shape_visit_tasks, shape_visit_task_claim,
    shape_visit_task_claimed, shape_visit_days, shape_visit_check_in, shape_visit_checked,
    shape_visit_badges, shape_visit_draws, shape_visit_draw_ask, shape_visit_drawn;

/* visit_make.c */
bool api_make_visit(struct call *c, struct err *err);
bool api_rotate_visits(struct call *c, struct err *err);
bool api_customer_page(struct call *c, struct err *err);

/* visit_read.c */
bool api_visit(struct call *c, struct err *err);
bool api_visit_points(struct call *c, struct err *err);
bool api_visit_history(struct call *c, struct err *err);
bool api_visit_cards(struct call *c, struct err *err);
bool api_visit_join(struct call *c, struct err *err);

/* visit_coupons.c */
bool api_visit_coupons(struct call *c, struct err *err);
bool api_visit_open(struct call *c, struct err *err);
bool api_visit_claim(struct call *c, struct err *err);

/* visit_ranks.c */
bool api_visit_boards(struct call *c, struct err *err);
bool api_visit_board(struct call *c, struct err *err);

/* visit_tasks.c */
bool api_visit_tasks(struct call *c, struct err *err);
bool api_visit_task_claim(struct call *c, struct err *err);
bool api_visit_days(struct call *c, struct err *err);
bool api_visit_check_in(struct call *c, struct err *err);
bool api_visit_badges(struct call *c, struct err *err);
/* What something gives, as a list of shape_visit_rewards: by their names. */
struct rewards;
bool put_visit_rewards(struct call *c, const struct rewards *r, struct err *err);
/* visit_draws.c */
bool api_visit_draws(struct call *c, struct err *err);
bool api_visit_draw(struct call *c, struct err *err);
/* ERR_visit_act: the token does not allow it. */
bool visit_may(const struct call *c, unsigned act, struct err *err);
/* As whom a visitor's acts are written down: an idempotency key is one of its own. */
struct str visit_actor(const struct call *c);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prize draws over HTTP: handlers behind routes_draws.c. */
#ifndef SHOAL_API_DRAWS_H
#define SHOAL_API_DRAWS_H

#include "api/route.h"

bool api_list_draws(struct call *c, struct err *err);
bool api_get_draw(struct call *c, struct err *err);
bool api_draw_audit(struct call *c, struct err *err);
bool api_draw_wins(struct call *c, struct err *err);
bool api_hand_over_win(struct call *c, struct err *err);
bool api_draw_person(struct call *c, struct err *err);
bool api_draw_prize(struct call *c, struct err *err);

#endif

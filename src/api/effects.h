/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handlers of the reports of room effect; routes_effects.c has their routes. */
#ifndef SHOAL_API_EFFECTS_H
#define SHOAL_API_EFFECTS_H

#include "api/route.h"

bool api_points_effect(struct call *c, struct err *err);
bool api_coupon_effect(struct call *c, struct err *err);
bool api_doses_effect(struct call *c, struct err *err);
bool api_membership_effect(struct call *c, struct err *err);

#endif

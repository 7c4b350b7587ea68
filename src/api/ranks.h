/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards over HTTP: handlers behind routes_ranks.c. */
#ifndef SHOAL_API_RANKS_H
#define SHOAL_API_RANKS_H

#include "api/route.h"
#include "incentive/rank.h"

#define RANK_PREVIEW 10 /* places of a preview */

bool api_list_leaderboards(struct call *c, struct err *err);
bool api_get_leaderboard(struct call *c, struct err *err);
bool api_leaderboard_standings(struct call *c, struct err *err);
bool api_leaderboard_person(struct call *c, struct err *err);
bool api_leaderboard_among(struct call *c, struct err *err);
bool api_leaderboard_periods(struct call *c, struct err *err);
bool api_preview_leaderboard(struct call *c, struct err *err);

struct ranks;
bool call_ranks(struct call *c, struct ranks **ret, struct err *err);
/* `at` of the query; 0: not given.  ERR_bad_date. */
bool call_rank_moment(struct call *c, int64_t *ret, struct err *err);
void put_score(struct jw *w, const char *name, int64_t units);
void put_rank_limit(struct jw *w, const char *name, int64_t n, bool none); /* none: null */
void put_rank_when(struct jw *w, const char *name, int64_t ms, bool none);
void put_rank_period(struct jw *w, const struct rank_period *p);
/* Points and coupons as a list of objects. */
void put_rank_rewards(struct jw *w, const struct rewards *r);

#endif

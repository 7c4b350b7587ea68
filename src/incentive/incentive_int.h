/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the incentive room: its parts.  Each opens, closes and ticks by itself
 * (incentive.c). */
#ifndef SHOAL_INCENTIVE_INCENTIVE_INT_H
#define SHOAL_INCENTIVE_INCENTIVE_INT_H

#include "incentive/incentive.h"

struct draws; /* draw_int.h */
struct ranks; /* rank_int.h */
struct tasks; /* task_int.h */
struct mall;  /* mall_int.h */

struct incentive {
  struct loyalty *l;
  struct draws *draws;
  struct tasks *tasks;
  struct ranks *ranks;
  struct mall *mall;
};

bool draws_open(struct incentive *i, struct err *err);
void draws_close(struct incentive *i);
bool draws_tick(struct incentive *i, struct err *err);

/* rank_look.c */
bool ranks_open(struct incentive *i, struct err *err);
void ranks_close(struct incentive *i);

/* task_step.c */
bool tasks_part_open(struct incentive *i, struct err *err);
void tasks_part_close(struct incentive *i);
bool tasks_part_tick(struct incentive *i, struct err *err);

/* draw_may.c: whether each of these expressions holds of the person of the subject, as of now;
 * empty ones do.  Not inside a work. */
bool incentive_hold_each(struct incentive *i, const struct str *texts, uint32_t n, uint32_t subject,
                         bool *ret, struct err *err);

/* mall_book.c */
bool mall_part_open(struct incentive *i, struct err *err);
void mall_part_close(struct incentive *i);
bool mall_part_tick(struct incentive *i, struct err *err);

#endif

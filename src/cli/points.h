/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to `shoal points`: cmd_points.c changes, points_show.c and points_list.c print. */
#ifndef SHOAL_CLI_POINTS_H
#define SHOAL_CLI_POINTS_H

#include "cli/cli_int.h"
#include "loyalty/ledger.h"

bool points_subject(struct loyalty *l, struct str who, uint32_t *ret, struct err *err);
bool points_balance(struct cli *c, struct loyalty *l, struct err *err);
bool points_history(struct cli *c, struct loyalty *l, struct err *err);
bool points_list(struct cli *c, struct loyalty *l, struct err *err);
bool points_transaction(struct cli *c, struct loyalty *l, struct err *err);
bool points_totals(struct cli *c, struct loyalty *l, struct err *err);
bool points_verify(struct cli *c, struct loyalty *l, struct err *err);
void points_posted(struct cli *c, const struct ledger_post *p, const struct ledger_posted *d,
                   uint8_t decimals);

/* points_order.c */
bool points_order(struct cli *c, struct loyalty *l, struct err *err);
bool points_return(struct cli *c, struct loyalty *l, struct err *err);

#endif

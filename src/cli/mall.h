/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to `shoal mall`: cmd_mall.c changes, mall_show.c shows. */
#ifndef SHOAL_CLI_MALL_H
#define SHOAL_CLI_MALL_H

#include "cli/cli_int.h"
#include "incentive/incentive.h"

bool mall_ship_file(struct cli *c, struct incentive *i, struct err *err);

/* mall_codes.c */
bool mall_pools_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_codes_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_withdraw_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_show_codes_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_bulk_verb(struct cli *c, struct incentive *i, struct err *err);

/* mall_show.c */
bool mall_list_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_orders_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_order_verb(struct cli *c, struct incentive *i, struct err *err);
bool mall_report_verb(struct cli *c, struct incentive *i, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two halves of `shoal collect`: write keys and dead letters. */
#ifndef SHOAL_CLI_COLLECT_INT_H
#define SHOAL_CLI_COLLECT_INT_H

#include "cli/cli.h"

/* args[1] is what to do, args[2] … with what. */
bool collect_key_run(struct cli *c, struct err *err);
bool collect_dead_run(struct cli *c, struct err *err);
/* ERR_missing_argument unless there are that many behind the verb. */
bool collect_args(struct cli *c, int need, const char *usage, struct err *err);

#endif

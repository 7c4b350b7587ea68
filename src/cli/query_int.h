/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of `shoal query`. */
#ifndef SHOAL_CLI_QUERY_INT_H
#define SHOAL_CLI_QUERY_INT_H

#include "cli/session.h"

/* steps: 'view -> add? -> buy', or a whole document in JSON. */
bool query_print_funnel(struct session *s, struct str steps, struct err *err);

#endif

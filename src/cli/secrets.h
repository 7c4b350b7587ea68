/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHOAL_CLI_SECRETS_H
#define SHOAL_CLI_SECRETS_H

#include "cli/cli_int.h"
#include "touch/secrets.h"

/* Counts what the workspace has stored encrypted, and notes what the secrets.key of its data
 * directory does not open. */
bool cli_secrets(struct cli *c, const char *dir, struct workspace *w, struct secrets_seen *ret,
                 struct err *err);

#endif

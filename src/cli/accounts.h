/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands about users and keys share: the server's database, times and passwords. */
#ifndef SHOAL_CLI_ACCOUNTS_H
#define SHOAL_CLI_ACCOUNTS_H

#include "access/access.h"
#include "cli/cli.h"

#define SERVER_URL_DEFAULT "http://127.0.0.1:7420"

bool accounts_open(struct cli *c, enum access_mode mode, struct access **ret, struct err *err);

/* A member of a JSON object: UTC, or null for 0 (never). */
void put_time_json(struct jw *w, const char *key, int64_t ms);
/* A cell: minutes in UTC, or "–" for 0. */
void put_time_cell(struct table *t, int64_t ms);

/* From --password-file ("-" = standard input), else asked twice on the terminal, else
 * ERR_password_needed.  Without a final line break.  In the command's arena; wiped by nobody: the
 * process ends. */
bool accounts_password(struct cli *c, struct str *ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by cmd_import.c and import_dry.c. */
#ifndef SHOAL_CLI_IMPORT_INT_H
#define SHOAL_CLI_IMPORT_INT_H

#include "cli/cli_int.h"
#include "event/reader.h"

bool import_is_new(const struct err *err); /* nothing there yet: not a failure for an import */
/* --zone and --currency make a workspace; one that is there keeps its own, and is not silently
 * taken for another. */
bool import_agrees(struct cli *c, const struct workspace *w, struct err *err);
/* The mapping that was given, or a guess; ask: whether to go on with it. */
bool import_mapping(struct cli *c, const char *path, bool ask, struct mapping *ret,
                    struct err *err);
bool import_dry(struct cli *c, struct err *err);

#endif

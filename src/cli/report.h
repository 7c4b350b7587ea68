/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to `shoal report`: cmd_report.c prints any report, report_effect.c asks those of room
 * effect. */
#ifndef SHOAL_CLI_REPORT_H
#define SHOAL_CLI_REPORT_H

#include "cli/cli_int.h"
#include "cli/session.h"
#include "model/report.h"

void report_print(struct cli *c, const struct session *s, const struct report *r);
/* A civil day; *ret is left alone without the option. */
bool report_day_option(struct cli *c, const char *name, const struct tz *tz, int32_t *ret,
                       struct err *err);

bool report_is_effect(const char *name);
bool report_effect(struct cli *c, struct err *err);

#endif

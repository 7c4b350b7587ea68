/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the cli room. */
#ifndef SHOAL_CLI_CLI_INT_H
#define SHOAL_CLI_CLI_INT_H

#include "cli/cli.h"

#include "base/version.h"

bool cli_parse(struct cli *c, int argc, char **argv, struct err *err);
/* A word that says what a command is to do; tables of verbs are of structs that begin with one. */
struct cli_verb {
  const char *name, *usage; /* usage: behind the command's name */
  int min, max;             /* arguments behind the verb; max −1 = any number */
};
/* The row, of `n` rows of `size` bytes, whose verb is the first argument.  NULL: *err says which
 * there are, or how many arguments it takes. */
const void *cli_verb_of(const struct cli *c, const void *rows, size_t n, size_t size,
                        struct err *err);
const struct cli_command *cli_command_find(const char *name);
bool cli_unknown_command(const char *name, struct err *err);
void cli_help(struct cli *c); /* of c->cmd, or of the program */
void cli_error(struct cli *c, const struct err *err);
void cli_completion(struct buf *out, const char *shell); /* bash, zsh or fish */
void cli_manual(struct buf *out);                        /* shoal(1), roff */

extern const struct cli_command cmd_import, cmd_simulate, cmd_state, cmd_query, cmd_segment,
    cmd_list, cmd_task, cmd_webhook, cmd_coupon, cmd_promotion, cmd_points, cmd_draw, cmd_leaderboard, cmd_mall, cmd_earn, cmd_item, cmd_data, cmd_collect,
    cmd_report, cmd_person, cmd_member, cmd_export, cmd_apply, cmd_diff, cmd_pull, cmd_workspace,
    cmd_verify, cmd_repair, cmd_rebuild, cmd_erase, cmd_retention, cmd_backup, cmd_restore,
    cmd_audit, cmd_user, cmd_key, cmd_job, cmd_completion, cmd_manual, cmd_openapi, cmd_help,
    cmd_serve;

/* ---- person_merge.c: `person merge …` and `person unmerge …` ---- */
bool person_merge(struct cli *c, struct err *err);
/* Puts the workspace's identity rules in force. */
bool cli_identity_rules(struct cli *c, struct workspace *w, struct err *err);
/* ---- person_explain.c: `person why …`, and block, unblock, freeze, unfreeze ---- */
bool person_explain(struct cli *c, struct err *err);
bool person_is_hand(const char *word);
bool person_hand(struct cli *c, struct err *err);

/* ---- segment_members.c: `segment changes`, `history`, `look` ---- */
bool segment_changes(struct cli *c, struct str slug, struct err *err);
bool segment_history(struct cli *c, struct str slug, struct err *err);
bool segment_look(struct cli *c, struct str slug, struct err *err);

#endif

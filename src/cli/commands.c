/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of commands, and those that are about the program itself. */
#include "api/api.h"
#include "cli/cli_int.h"

const struct cli_command *const cli_commands[] = {
    &cmd_serve,     &cmd_import, &cmd_report,  &cmd_query,  &cmd_segment,    &cmd_list,
    &cmd_item,      &cmd_data,   &cmd_collect, &cmd_person, &cmd_member,     &cmd_coupon,
    &cmd_promotion,
    &cmd_task,      &cmd_points, &cmd_draw,      &cmd_leaderboard, &cmd_mall,    &cmd_earn,   &cmd_export,     &cmd_apply,
    &cmd_webhook,
    &cmd_diff,      &cmd_pull,   &cmd_verify,  &cmd_repair, &cmd_rebuild,    &cmd_erase,
    &cmd_retention, &cmd_backup, &cmd_restore, &cmd_audit,  &cmd_simulate,   &cmd_state,
    &cmd_workspace, &cmd_user,   &cmd_key,     &cmd_job,    &cmd_completion, &cmd_manual,
    &cmd_openapi,   &cmd_help,   NULL,
};

const struct cli_command *cli_command_find(const char *name) {
  for (size_t i = 0; cli_commands[i]; i++)
    if (strcmp(cli_commands[i]->name, name) == 0) return cli_commands[i];
  return NULL;
}

bool cli_unknown_command(const char *name, struct err *err) {
  struct str names[64];
  size_t n = 0;
  for (; cli_commands[n]; n++)
    names[n] = str_from(cli_commands[n]->name);
  int near = str_nearest(str_from(name), names, n);
  return err_fail(err, ERR_unknown_command, "%s" ERR_SEP "%s", name,
                  near >= 0 ? names[near].p : "--help");
}

static bool run_completion(struct cli *c, struct err *err) {
  const char *shell = c->args[0];
  if (strcmp(shell, "bash") != 0 && strcmp(shell, "zsh") != 0 && strcmp(shell, "fish") != 0)
    return err_fail(err, ERR_bad_option_value, "completion" ERR_SEP "%s" ERR_SEP "bash|zsh|fish",
                    shell);
  cli_completion(&c->out, shell);
  return true;
}

const struct cli_command cmd_completion = {
    .name = "completion",
    .args = "bash | zsh | fish",
    .min_args = 1,
    .max_args = 1,
    .en = "Print a completion script for a shell",
    .zh = "输出命令行补全脚本",
    .examples = "source <(shoal completion bash)",
    .complete = "bash|zsh|fish",
    .run = run_completion,
};

static bool run_manual(struct cli *c, struct err *err) {
  cli_manual(&c->out);
  return true;
}

const struct cli_command cmd_manual = {
    .name = "manual",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Print the manual page (roff)",
    .zh = "输出手册页（roff）",
    .examples = "shoal manual | man -l -",
    .run = run_manual,
};

static bool run_openapi(struct cli *c, struct err *err) {
  api_openapi(c->lang, &c->out);
  buf_putc(&c->out, '\n');
  return true;
}

const struct cli_command cmd_openapi = {
    .name = "openapi",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Print the OpenAPI document of the server",
    .zh = "输出服务器的 OpenAPI 文档",
    .help_en = "The same that a server gives at /api/openapi.json, in the language of --lang.",
    .help_zh = "与服务器的 /api/openapi.json 相同，语言取自 --lang。",
    .examples = "shoal openapi --lang en > openapi.json",
    .run = run_openapi,
};

static bool run_help(struct cli *c, struct err *err) {
  const struct cli_command *about = NULL;
  if (c->n_args && !(about = cli_command_find(c->args[0])))
    return cli_unknown_command(c->args[0], err);
  c->cmd = about;
  cli_help(c);
  return true;
}

const struct cli_command cmd_help = {
    .name = "help",
    .args = "[COMMAND]",
    .min_args = 0,
    .max_args = 1,
    .en = "Show help",
    .zh = "显示帮助",
    .complete = "command",
    .run = run_help,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the SQL state is, and taking it elsewhere. */
#include <string.h>

#include "cli/cli_int.h"
#include "workspace/move.h"

static const struct cli_option options[] = {
    {"to", 0, OPT_TEXT, "sqlite|postgresql://…",
     "where to move it; postgresql alone: to what --state or SHOAL_STATE names",
     "迁移目标；只写 postgresql 时取 --state 或 SHOAL_STATE 的地址", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool bad_to(const char *to, struct err *err) {
  return err_fail(err, ERR_bad_option_value,
                  "--to" ERR_SEP "%s" ERR_SEP "sqlite, postgresql, postgresql://…",
                  state_is_url(to) ? "…" : to);
}

static bool move(struct cli *c, struct err *err) {
  const char *to = cli_get(c, "to"), *url = c->ws_options.state;
  struct ws_moved m;
  if (!to) return err_fail(err, ERR_missing_argument, "state" ERR_SEP "shoal state move --to TO");
  bool away = strcmp(to, "sqlite") != 0;
  if (away && state_is_url(to))
    url = to;
  else if (away && strcmp(to, "postgresql") != 0)
    return bad_to(to, err);
  if (!url) return away ? bad_to(to, err) : err_fail(err, ERR_state_elsewhere, "%s", c->data);
  if (!ws_state_move(c->data, url, away, io_posix(), &m, err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"state\":\"%s\",\"workspaces\":%u,\"rows\":%llu}\n",
               away ? "postgresql" : "sqlite", m.workspaces, (unsigned long long)m.rows);
  else
    buf_printf(&c->out,
               tr(c, "%u workspaces, %llu rows moved and compared; the state is in %s now\n",
                  "已迁移并核对 %u 个工作区、%llu 行；状态现存放在 %s\n"),
               m.workspaces, (unsigned long long)m.rows, away ? "PostgreSQL" : "SQLite");
  if (away)
    cli_note(
        c, "%s",
        tr(c, "From now on start `shoal serve` and every command with SHOAL_STATE=postgresql://….",
           "此后启动 `shoal serve` 及其他命令时须设置 SHOAL_STATE=postgresql://…。"));
  return true;
}

static bool run(struct cli *c, struct err *err) {
  if (strcmp(c->args[0], "move") == 0) return move(c, err);
  return err_fail(err, ERR_extra_argument, "state" ERR_SEP "%s", c->args[0]);
}

const struct cli_command cmd_state = {
    .name = "state",
    .args = "move",
    .min_args = 1,
    .max_args = 1,
    .en = "Move the exact state from SQLite to PostgreSQL or back",
    .zh = "在 SQLite 与 PostgreSQL 之间迁移精确状态",
    .help_en = "Resources, users and keys, jobs, ledger and coupons live in SQL: by default in "
               "files of the "
               "data directory, or in a PostgreSQL that --state or SHOAL_STATE names.  Moving "
               "copies all of "
               "it, the server's and every workspace's, compares each table, and only then says in "
               "shoal.json where it is; nobody may have the directory open for writing meanwhile.",
    .help_zh =
        "资源、用户与密钥、任务、账本和优惠券都存放在 SQL 中：默认是数据目录中的文件，也可以是 "
        "--state 或 SHOAL_STATE 指定的 PostgreSQL。迁移会复制服务与所有工作区的全部状态，逐表核对，"
        "之后才在 shoal.json 中记录新的位置；期间任何程序都不能以写方式打开该目录。",
    .examples = "SHOAL_STATE=postgresql://shoal@db/shoal shoal state move --to postgresql\n"
                "SHOAL_STATE=postgresql://shoal@db/shoal shoal state move --to sqlite --json",
    .options = options,
    .complete = "move",
    .run = run,
};

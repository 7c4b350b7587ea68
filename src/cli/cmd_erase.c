/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The second half of erasing people: out of the files. */
#include "cli/cli_int.h"
#include "workspace/erase.h"

static const struct cli_option options[] = {
    {"run", 0, OPT_FLAG, NULL, "write the files again", "重写文件", NULL},
    {"list", 0, OPT_TEXT, "FILE", "first erase whom this erasures.json of another copy names",
     "先抹除另一份数据的 erasures.json 中列出的用户", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct ws_erase_done done = {0};
  uint32_t listed = 0;
  const char *list = cli_get(c, "list");
  if (!list && !cli_has(c, "run"))
    return err_fail(err, ERR_missing_argument, "erase" ERR_SEP "shoal erase --run");
  if (list &&
      !cli_confirm(c, false,
                   tr(c, "Erase everybody on the list for ever?", "永久抹除清单上的所有用户？")))
    return err_fail(err, ERR_erase_unconfirmed, NULL);
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = !list || ws_erase_from(w, list, STR("cli"), &listed, err);
  ok = ok && ws_erase_run(w, &done, err);
  ws_close(w);
  if (!ok) return false;
  if (c->json)
    buf_printf(&c->out, "{\"listed\":%u,\"people\":%u,\"log_files\":%u}\n", listed, done.people,
               done.log_files);
  else
    buf_printf(&c->out, tr(c, "%u people are out of all files\n", "%u 人已从全部文件中清除\n"),
               done.people);
  return true;
}

const struct cli_command cmd_erase = {
    .name = "erase",
    .args = "--run",
    .min_args = 0,
    .max_args = 0,
    .en = "Take erased people out of the files of the workspace",
    .zh = "将已抹除的用户从工作区文件中清除",
    .help_en = "`shoal person erase ID` erases somebody.  This finishes what was interrupted, or "
               "brings an old copy up to date with a list.",
    .help_zh = "抹除用户请用 `shoal person erase "
               "ID`。本命令用于完成中断的清除，或按清单更新旧的数据副本。",
    .examples = "shoal erase --run",
    .options = options,
    .run = run,
};

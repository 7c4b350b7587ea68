/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes everything that is derived again from the log. */
#include "cli/cli_int.h"

static bool run(struct cli *c, struct err *err) {
  struct ws_rebuilt r;
  if (!ws_rebuild(c->data, str_from(c->workspace), &c->ws_options, &r, err)) return false;
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "workspace"), jw_cstr(&j, c->workspace);
    jw_key(&j, "lsn"), jw_uint(&j, r.lsn);
    jw_key(&j, "rows"), jw_uint(&j, r.events);
    jw_key(&j, "people"), jw_uint(&j, r.people);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  buf_printf(&c->out, "%s: ", c->workspace);
  put_count(&c->out, (int64_t)r.events);
  buf_puts(&c->out, tr(c, " rows of ", " 行，"));
  put_count(&c->out, (int64_t)r.people);
  buf_puts(&c->out, tr(c, " people made again from the log\n", " 人，已根据日志重建\n"));
  return true;
}

const struct cli_command cmd_rebuild = {
    .name = "rebuild",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Make columns, people, items and import keys again from the log",
    .zh = "根据日志重建列存、用户、商品与导入记录",
    .help_en = "Everything but the log, the settings and the resources is derived from the log.  "
               "This makes it again, beside what there is, and puts it in its place when it is "
               "complete.  No server may have the workspace open meanwhile.",
    .help_zh = "除日志、设置与资源外，一切数据都由日志派生。本命令在旁边重新生成，完整后再替换。"
               "期间工作区不能被服务打开。",
    .examples = "shoal rebuild\nshoal --workspace tea rebuild --json",
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --help, from the tables.  Columns are measured in terminal cells, so that Chinese lines up too.
 */
#include <stdio.h>

#include "base/utf8.h"
#include "cli/cli_int.h"

static void pad_to(struct buf *out, size_t width, size_t column) {
  do
    buf_putc(out, ' ');
  while (++width < column);
}

static void heading(struct cli *c, const char *text) {
  buf_printf(&c->out, c->color ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

static void put_option(struct cli *c, const struct cli_option *o) {
  char left[80];
  char letter[8] = "    ";
  if (o->letter) snprintf(letter, sizeof letter, "-%c, ", o->letter);
  snprintf(left, sizeof left, "  %s--%s%s%s", letter, o->name, o->arg ? " " : "",
           o->arg ? o->arg : "");
  buf_puts(&c->out, left);
  pad_to(&c->out, utf8_width(str_from(left)), 28);
  buf_printf(&c->out, "%s\n", tr(c, o->en, o->zh));
}

static void help_program(struct cli *c) {
  buf_printf(&c->out, "%s\n\n",
             tr(c, "Shoal: one engine for the whole user lifecycle.",
                "鱼群 Shoal：面向用户全生命周期的一体化引擎。"));
  buf_printf(&c->out, "%s shoal [%s] %s …\n\n", tr(c, "Usage:", "用法："), tr(c, "options", "选项"),
             tr(c, "command", "命令"));
  heading(c, tr(c, "Commands", "命令"));
  for (size_t i = 0; cli_commands[i]; i++) {
    buf_printf(&c->out, "  %s", cli_commands[i]->name);
    pad_to(&c->out, 2 + strlen(cli_commands[i]->name), 16);
    buf_printf(&c->out, "%s\n", tr(c, cli_commands[i]->en, cli_commands[i]->zh));
  }
  buf_putc(&c->out, '\n');
  heading(c, tr(c, "Options of every command", "通用选项"));
  for (const struct cli_option *o = cli_global_options; o->name; o++)
    put_option(c, o);
  buf_printf(&c->out, "\n%s\n",
             tr(c, "`shoal COMMAND --help` tells more.", "`shoal 命令 --help` 查看详细说明。"));
}

void cli_help(struct cli *c) {
  const struct cli_command *k = c->cmd;
  if (!k) {
    help_program(c);
    return;
  }
  buf_printf(&c->out, "%s\n\n", tr(c, k->en, k->zh));
  buf_printf(&c->out, "%s shoal %s %s\n", tr(c, "Usage:", "用法："), k->name, k->args);
  if (k->help_en) buf_printf(&c->out, "\n%s\n", tr(c, k->help_en, k->help_zh));
  if (k->options) {
    buf_putc(&c->out, '\n');
    heading(c, tr(c, "Options", "选项"));
    for (const struct cli_option *o = k->options; o->name; o++)
      put_option(c, o);
  }
  if (k->examples) {
    buf_putc(&c->out, '\n');
    heading(c, tr(c, "Examples", "示例"));
    struct str rest = str_from(k->examples);
    while (rest.n) {
      struct str line = str_cut(&rest, '\n');
      buf_printf(&c->out, "  %.*s\n", STRF(line));
    }
  }
  buf_printf(&c->out, "\n%s\n",
             tr(c, "Options of every command: `shoal --help`.", "通用选项见 `shoal --help`。"));
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting: by what events are let in, and what could not become one. */
#include <string.h>

#include "cli/cli_int.h"
#include "cli/collect_int.h"

static const struct cli_option options[] = {
    {"kind", 0, OPT_TEXT, "KIND", "of a new key (default: browser)", "新密钥的类型（默认 browser）",
     "browser|server"},
    {"scope", 0, OPT_TEXT, "LIST", "events, people, links, catalogue; separated by commas",
     "events、people、links、catalogue，以逗号分隔", NULL},
    {"origin", 0, OPT_TEXT, "LIST",
     "pages a key lets in: https://shop.example, https://*.shop.example",
     "允许的页面来源，如 https://shop.example、https://*.shop.example", NULL},
    {"rate", 0, OPT_COUNT, "N", "events a second (0 = no limit)", "每秒事件数（0 表示不限）", NULL},
    {"address-rate", 0, OPT_COUNT, "N", "the same for each address (browser keys: 500)",
     "单个地址的每秒事件数（浏览器密钥默认 500）", NULL},
    {"keep-ip", 0, OPT_TEXT, "yes|no", "store addresses of people (default: no)",
     "保存用户的 IP（默认 no）", "yes|no"},
    {"overlap", 0, OPT_COUNT, "DAYS", "rotate: how long old secrets go on (default: 7)",
     "rotate：旧密钥内容继续有效的天数（默认 7）", NULL},
    {"key", 0, OPT_TEXT, "ID", "dead: only of this write key", "dead：仅此写入密钥", NULL},
    {"code", 0, OPT_TEXT, "CODE", "dead: only with this problem", "dead：仅此问题代码", NULL},
    {"event", 0, OPT_TEXT, "NAME", "dead: only of this event, as the client calls it",
     "dead：仅此事件（客户端所用的名称）", NULL},
    {"since", 0, OPT_TEXT, "TIME", "dead: received then or later (a date or a date-time)",
     "dead：接收时间不早于此（日期或日期时间）", NULL},
    {"until", 0, OPT_TEXT, "TIME", "dead: received before then", "dead：接收时间早于此", NULL},
    {"limit", 0, OPT_COUNT, "N", "dead: at most N letters (default: 50)",
     "dead：最多 N 封（默认 50）", NULL},
    {"text", 0, OPT_TEXT, "FILE", "dead replay: with this text instead",
     "dead replay：改用此文件的内容", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

bool collect_args(struct cli *c, int need, const char *usage, struct err *err) {
  if (c->n_args - 2 == need) return true;
  if (c->n_args - 2 > need)
    return err_fail(err, ERR_extra_argument, "collect" ERR_SEP "%s", c->args[2 + need]);
  return err_fail(err, ERR_missing_argument, "collect" ERR_SEP "shoal collect %s", usage);
}

static bool run(struct cli *c, struct err *err) {
  if (strcmp(c->args[0], "key") == 0) return collect_key_run(c, err);
  if (strcmp(c->args[0], "dead") == 0) return collect_dead_run(c, err);
  return err_fail(err, ERR_bad_option_value, "collect" ERR_SEP "%s" ERR_SEP "key|dead", c->args[0]);
}

const struct cli_command cmd_collect = {
    .name = "collect",
    .args = "key [list | create TITLE | change ID | rotate ID | revoke ID] | "
            "dead [list | reasons | get ID | replay [ID] | discard [ID]]",
    .min_args = 1,
    .max_args = 3,
    .en = "Write keys of clients that send events, and what could not become one",
    .zh = "客户端的写入密钥，以及未能成为事件的死信",
    .help_en =
        "A browser key stands in pages and apps and is public; a server key is a secret and\n"
        "shown once.  Rotating gives a key another secret; the old one goes on for --overlap.\n"
        "Dead letters are kept for 14 days; replay sends one again, mended if --text is given,\n"
        "or all that --key, --code, --event, --since and --until let through.  Replaying and\n"
        "discarding need that no server has the workspace open; then use its API.",
    .help_zh = "浏览器密钥写在页面和应用中，是公开的；服务器密钥须保密，仅显示一次。\n"
               "轮换会生成新的密钥内容，旧内容在 --overlap 天内继续有效。\n"
               "死信保留 14 天；replay 重新处理一封（可用 --text 提供修改后的内容），或符合 "
               "--key、--code、--event、--since、--until 的全部。\n"
               "重放与丢弃要求没有服务器打开该工作区，否则请使用其 API。",
    .examples = "shoal collect key create \"web shop\" --origin https://shop.example\n"
                "shoal collect key create \"order system\" --kind server\n"
                "shoal collect key rotate wky_… --overlap 30\n"
                "shoal collect dead reasons\n"
                "shoal collect dead list --code collect_scope",
    .options = options,
    .complete = "key|dead",
    .run = run,
};

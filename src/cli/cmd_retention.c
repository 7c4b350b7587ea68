/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long events are kept: the rules, what new rules would take, and taking it out of the files.
 */
#include "cli/cli_int.h"
#include "workspace/retention.h"

static const struct cli_option options[] = {
    {"set", 0, OPT_TEXT, "RULES", "rules from now on, e.g. 36m,product_viewed=13m; none",
     "设置规则，如 36m,product_viewed=13m；none 表示不设期限", NULL},
    {"dry-run", 'n', OPT_FLAG, NULL, "with --set: only say what would go",
     "与 --set 同用：仅预览将删除的内容", NULL},
    {"run", 0, OPT_FLAG, NULL, "take what is too old out of the files now",
     "立即从文件中清除过期数据", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void reach_json(struct cli *c, const struct ws_reach *r) {
  struct jw w;
  jw_init(&w, &c->out, 0);
  jw_begin_object(&w);
  jw_key(&w, "rows"), jw_uint(&w, r->rows);
  jw_key(&w, "people"), jw_uint(&w, r->people);
  jw_key(&w, "rows_total"), jw_uint(&w, r->rows_total);
  jw_key(&w, "rewrite_bytes"), jw_uint(&w, r->rewrite_bytes);
  jw_key(&w, "events"), jw_begin_array(&w);
  for (uint32_t i = 0; i < r->n; i++) {
    struct buf at = BUF_INIT;
    jw_begin_object(&w);
    jw_key(&w, "event"), jw_str(&w, r->events[i].event);
    time_format_iso(r->events[i].low, &at);
    jw_key(&w, "before"), jw_str(&w, buf_str(&at));
    jw_key(&w, "rows"), jw_uint(&w, r->events[i].rows);
    jw_key(&w, "people"), jw_uint(&w, r->events[i].people);
    jw_end_object(&w);
    buf_release(&at);
  }
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
}

static void count_cell(struct cli *c, struct table *t, uint64_t n) {
  struct buf b = BUF_INIT;
  put_count(&b, (int64_t)n);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void reach_text(struct cli *c, struct workspace *ws, const struct ws_reach *r) {
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "event", "事件"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "before", "早于"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "rows", "条数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "people", "用户"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < r->n; i++) {
    struct buf b = BUF_INIT;
    time_format_date(ws_tz(ws), r->events[i].low, &b);
    table_cell(t, r->events[i].event);
    table_cell(t, buf_str(&b));
    count_cell(c, t, r->events[i].rows);
    count_cell(c, t, r->events[i].people);
    buf_release(&b);
  }
  if (r->n) table_print(c, t, "");
  buf_printf(
      &c->out,
      tr(c, "%llu of %llu rows of %llu people would go; people and orders without a rule stay.\n",
         "将删除 %llu 条数据（共 %llu 条），涉及 %llu 人；用户及未单独设规则的订单保留。\n"),
      (unsigned long long)r->rows, (unsigned long long)r->rows_total,
      (unsigned long long)r->people);
}

static bool set(struct cli *c, struct workspace *w, const char *text, struct err *err) {
  struct ws_retention rules;
  struct ws_reach r;
  if (!ws_retention_parse(str_from(text), &c->arena, &rules, err) ||
      !ws_retention_reach(w, &rules, &c->arena, &r, err))
    return false;
  bool dry = cli_has(c, "dry-run");
  if (c->json)
    reach_json(c, &r);
  else
    reach_text(c, w, &r);
  if (dry) return true;
  if (r.rows && !cli_confirm(c, false, tr(c, "Take them for good?", "永久删除这些数据？")))
    return err_fail(err, ERR_retention_unconfirmed, "%llu", (unsigned long long)r.rows);
  return ws_retention_set(w, str_from(text), STR("cli"), err);
}

static bool run_now(struct cli *c, struct workspace *w, struct err *err) {
  struct ws_retention_done done;
  if (!ws_retention_run(w, &done, err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"rows\":%llu,\"log_files\":%u}\n", (unsigned long long)done.rows,
               done.log_files);
  else
    buf_printf(&c->out,
               tr(c, "%llu rows are out of all files\n", "已从全部文件中清除 %llu 条数据\n"),
               (unsigned long long)done.rows);
  return true;
}

static void show(struct cli *c, struct workspace *w) {
  struct str rules = ws_retention_text(w);
  struct jw j;
  if (!c->json) {
    buf_printf(&c->out, "%.*s\n", STRF(rules.n ? rules : STR("none")));
    return;
  }
  jw_init(&j, &c->out, 0);
  jw_begin_object(&j);
  jw_key(&j, "retention"), jw_str(&j, rules.n ? rules : STR("none"));
  jw_key(&j, "waits"), jw_bool(&j, ws_retention_waits(w));
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  const char *text = cli_get(c, "set");
  bool write = (text && !cli_has(c, "dry-run")) || cli_has(c, "run");
  if (!cli_open(c, write ? WS_WRITE : WS_READ, &w, err)) return false;
  bool ok = !text || set(c, w, text, err);
  if (ok && cli_has(c, "run")) ok = run_now(c, w, err);
  if (ok && !text && !cli_has(c, "run")) show(c, w);
  ws_close(w);
  return ok;
}

const struct cli_command cmd_retention = {
    .name = "retention",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "How long events are kept: show, set, and take old ones out of the files",
    .zh = "事件保留期限：查看、设置，并从文件中清除过期事件",
    .help_en =
        "Rules are a bound for all events, then for single ones: 36m,product_viewed=13m (months), "
        "90d (days), forever, none.  Orders and refunds follow only a rule of their own; of "
        "attributes the value that holds stays; people stay.  What is too old is in no answer any "
        "more, at once, and out of the files with --run, which a server does by itself.",
    .help_zh = "规则先写全部事件的期限，再写单个事件：36m,product_viewed="
               "13m（月）、90d（天）、forever、none。"
               "订单与退款只按单独的规则处理；属性保留仍然有效的取值；用户保留。"
               "过期事件立即从所有结果中消失；--run 将其从文件中清除，服务运行时会自动执行。",
    .examples = "shoal retention\nshoal retention --set 36m,product_viewed=13m --dry-run\nshoal "
                "retention --set 36m,product_viewed=13m --yes\nshoal retention --run",
    .options = options,
    .run = run,
};

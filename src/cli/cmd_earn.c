/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal earn`: what earn rules gave, what one would have given, and why; where no server runs. */
#include "cli/cli_int.h"
#include "loyalty/consumer.h"
#include "loyalty/earn.h"
#include "resource/resource.h"

static const struct cli_option options[] = {
    {"days", 0, OPT_COUNT, "N", "preview: events of so many days (30)",
     "preview：最近多少天的事件（默认 30）", NULL},
    {"lsn", 0, OPT_COUNT, "N", "why: the event at this place of the log", "why：日志中该位置的事件",
     NULL},
    {"order", 0, OPT_TEXT, "ID", "why: the order of this number, its lines too",
     "why：该订单号及其明细", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_units(struct jw *j, const char *name, int64_t v, uint8_t decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(j, name), jw_cstr(j, dec_text((struct dec){v, decimals}, text));
}

static void cell_units(struct table *t, int64_t v, uint8_t decimals) {
  char text[DEC_TEXT_BYTES];
  table_cellf(t, "%s", dec_text((struct dec){v, decimals}, text));
}

static void put_sentence_of(struct cli *c, struct jw *j, const char *name, const struct err *e) {
  struct buf b = BUF_INIT;
  jw_key(j, name);
  if (e->code == ERR_none) {
    jw_null(j);
  } else {
    err_render(e, c->lang, &b);
    jw_str(j, buf_str(&b));
  }
  buf_release(&b);
}

static void put_instant(struct jw *j, const char *name, int64_t ms) {
  struct buf b = BUF_INIT;
  time_format_iso(ms, &b);
  jw_key(j, name), jw_str(j, buf_str(&b));
  buf_release(&b);
}

static struct str person_text(struct workspace *w, uint32_t subject) {
  struct people *p = ws_people(w);
  if (subject == SUBJECT_NONE || people_erased(p, subject)) return STR("–");
  return people_external_id(p, person_of(p, subject));
}

/* ---- list ---- */

static void states_json(struct cli *c, const struct earn_state *x, uint32_t n,
                        const struct consumer_stats *s) {
  struct jw j;
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "lag"), jw_uint(&j, s->lag);
  jw_key(&j, "rules"), jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "slug"), jw_str(&j, x[i].slug);
    jw_key(&j, "currency"), jw_str(&j, x[i].currency);
    jw_key(&j, "version"), jw_uint(&j, x[i].version);
    jw_key(&j, "grants"), jw_int(&j, x[i].grants);
    put_units(&j, "granted", x[i].granted, x[i].decimals);
    put_units(&j, "granted_today", x[i].granted_today, x[i].decimals);
    put_units(&j, "taken_back", x[i].taken_back, x[i].decimals);
    jw_key(&j, "budget_left");
    if (x[i].has_budget) {
      char text[DEC_TEXT_BYTES];
      jw_cstr(&j, dec_text((struct dec){x[i].budget_left, x[i].decimals}, text));
    } else {
      jw_null(&j);
    }
    jw_key(&j, "errors"), jw_int(&j, x[i].errors);
    put_sentence_of(c, &j, "problem", &x[i].problem);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
}

static bool show_list(struct cli *c, struct workspace *w, struct earn *e, struct err *err) {
  struct earn_state *x;
  struct consumer_stats s;
  uint32_t n;
  (void)w;
  if (!earn_states(e, &c->arena, &x, &n, err)) return false;
  consumer_stats(earn_consumer(e), &s);
  if (c->json) {
    states_json(c, x, n, &s);
    return true;
  }
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "rule", "规则"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "currency", "币种"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "granted", "累计发放"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "today", "今日"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "taken back", "已追回"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "state", "状态"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, x[i].slug);
    table_cell(t, x[i].currency);
    cell_units(t, x[i].granted, x[i].decimals);
    cell_units(t, x[i].granted_today, x[i].decimals);
    cell_units(t, x[i].taken_back, x[i].decimals);
    table_cellf(t, "%s",
                x[i].version == 0   ? tr(c, "archived", "已归档")
                : x[i].problem.code ? err_name(x[i].problem.code)
                : x[i].errors       ? tr(c, "running, with errors", "生效中，有错误")
                                    : tr(c, "running", "生效中"));
  }
  if (n) table_print(c, t, "");
  if (s.lag)
    cli_note(c,
             tr(c, "%llu rows of the log were not looked at yet; shoal earn settle does",
                "还有 %llu 行日志尚未计算，可执行 shoal earn settle"),
             (unsigned long long)s.lag);
  return true;
}

/* ---- why ---- */

static const char *said(const struct cli *c, enum earn_verdict v) {
  static const char *const words[][3] = {
      [EARN_MATCHES] = {"matches", "matches", "匹配"},
      [EARN_NOT_EVENT] = {"event", "not its event", "不是计分的事件"},
      [EARN_NOT_WHERE] = {"where", "not such an event", "事件不满足条件"},
      [EARN_NOT_WHO] = {"who", "not such a person", "用户不满足条件"},
      [EARN_NOT_TIME] = {"time", "not at that time", "不在时间范围内"},
      [EARN_BEFORE_RULE] = {"history", "happened before the rule", "发生在规则启用之前"},
      [EARN_GROUP] = {"group", "another of its group", "同组另一规则先匹配"},
      [EARN_ENDED] = {"ended", "archived then", "当时已归档"},
      [EARN_LATER] = {"later", "the rule came later", "规则后来才启用"},
      [EARN_BROKEN] = {"broken", "cannot be read", "无法读取"},
      [EARN_FAILS] = {"error", "cannot be computed", "无法计算"},
      [EARN_REFUND] = {"refund", "a refund", "作为退款处理"}};
  return c->json ? words[v][0] : tr(c, words[v][1], words[v][2]);
}

static void says_json(struct cli *c, struct jw *j, const struct earn_explanation *all) {
  jw_key(j, "rules"), jw_begin_array(j);
  for (uint32_t i = 0; i < all->n; i++) {
    jw_begin_object(j);
    jw_key(j, "rule"), jw_str(j, all->rules[i].rule);
    jw_key(j, "version"), jw_uint(j, all->rules[i].version);
    jw_key(j, "verdict"), jw_cstr(j, said(c, all->rules[i].verdict));
    put_sentence_of(c, j, "why", &all->rules[i].why);
    jw_end_object(j);
  }
  jw_end_array(j);
}

static void says_table(struct cli *c, const struct earn_explanation *all) {
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, tr(c, "rule", "规则"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "says", "判断"), ALIGN_LEFT);
  for (uint32_t i = 0; i < all->n; i++) {
    table_cell(t, all->rules[i].rule);
    table_cellf(t, "%s", said(c, all->rules[i].verdict));
  }
  if (all->n) table_print(c, t, "");
}

static void reasons_json(struct cli *c, struct workspace *w, const struct earn_reason *x,
                         uint32_t n, const struct earn_explanation *all) {
  struct jw j;
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "why"), jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "rule"), jw_str(&j, x[i].rule);
    jw_key(&j, "version"), jw_uint(&j, x[i].version);
    jw_key(&j, "lsn"), jw_uint(&j, x[i].lsn);
    put_instant(&j, "at", x[i].at_ms);
    jw_key(&j, "person"), jw_str(&j, person_text(w, x[i].subject));
    jw_key(&j, "order"), jw_str(&j, x[i].ref);
    jw_key(&j, "base"), jw_str(&j, x[i].base);
    jw_key(&j, "times"), jw_str(&j, x[i].times);
    put_units(&j, "raw", x[i].raw, x[i].decimals);
    put_units(&j, "points", x[i].points, x[i].decimals);
    jw_key(&j, "capped"), jw_str(&j, x[i].capped);
    put_units(&j, "taken_back", x[i].taken_back, x[i].decimals);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  says_json(c, &j, all);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
}

static bool show_why(struct cli *c, struct workspace *w, struct earn *e, struct err *err) {
  struct earn_explanation all = {.known = false};
  struct earn_reason *x;
  uint32_t n;
  uint64_t lsn = cli_count(c, "lsn", 0);
  const char *order = cli_get(c, "order");
  if (!lsn && !order)
    return err_fail(err, ERR_missing_argument,
                    "earn" ERR_SEP "shoal earn why --lsn N | --order ID");
  if (!earn_why(e, lsn, str_from(order ? order : ""), &c->arena, &x, &n, err) ||
      (lsn && !earn_explain(e, lsn, &c->arena, &all, err)))
    return false;
  if (c->json) {
    reasons_json(c, w, x, n, &all);
    return true;
  }
  struct table *t = table_new(&c->arena, 8);
  table_head(t, 0, tr(c, "rule", "规则"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "event", "事件"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "person", "用户"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "of", "计算金额"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "times", "倍数"), ALIGN_LEFT);
  table_head(t, 5, tr(c, "before caps", "上限前"), ALIGN_RIGHT);
  table_head(t, 6, tr(c, "granted", "发放"), ALIGN_RIGHT);
  table_head(t, 7, tr(c, "taken back", "已追回"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, x[i].rule);
    table_cellf(t, "%llu", (unsigned long long)x[i].lsn);
    table_cell(t, person_text(w, x[i].subject));
    table_cell(t, x[i].base);
    table_cell(t, x[i].times);
    cell_units(t, x[i].raw, x[i].decimals);
    cell_units(t, x[i].points, x[i].decimals);
    cell_units(t, x[i].taken_back, x[i].decimals);
  }
  if (n)
    table_print(c, t, "");
  else
    cli_note(c, "%s", tr(c, "no rule gave anything", "没有任何规则给过积分"));
  says_table(c, &all);
  return true;
}

/* ---- preview ---- */

/* A file, or the rule that is called so. */
static bool document(struct cli *c, struct workspace *w, const char *what, struct json **ret,
                     struct err *err) {
  struct resource r;
  struct err none;
  struct str text;
  if (resource_get(w, STR("earn_rule"), str_from(what), &c->arena, &r, &none))
    return json_parse(r.doc, &c->arena, ret, err);
  return io_read_all(io_posix(), what, RESOURCE_DOC_MAX, &c->arena, &text, err) &&
         yaml_parse(text, &c->arena, ret, err);
}

static void preview_json(struct cli *c, struct workspace *w, const struct earn_preview *p) {
  struct jw j;
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "complete"), jw_bool(&j, p->complete);
  jw_key(&j, "rows"), jw_uint(&j, p->rows);
  jw_key(&j, "matched"), jw_uint(&j, p->matched);
  jw_key(&j, "grants"), jw_uint(&j, p->grants);
  jw_key(&j, "refunds"), jw_uint(&j, p->refunds);
  jw_key(&j, "people"), jw_uint(&j, p->people);
  put_units(&j, "points", p->points, p->decimals);
  put_units(&j, "taken_back", p->taken_back, p->decimals);
  jw_key(&j, "errors"), jw_uint(&j, p->errors);
  put_sentence_of(c, &j, "error", &p->first_error);
  jw_key(&j, "top"), jw_begin_array(&j);
  for (uint32_t i = 0; i < p->n_top; i++) {
    jw_begin_object(&j);
    jw_key(&j, "person"), jw_str(&j, person_text(w, p->top[i].subject));
    put_units(&j, "points", p->top[i].points, p->decimals);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
}

static bool show_preview(struct cli *c, struct workspace *w, struct earn *e, struct err *err) {
  struct earn_preview p;
  struct json *doc;
  char points[DEC_TEXT_BYTES], back[DEC_TEXT_BYTES];
  uint64_t days = cli_count(c, "days", 30);
  if (days == 0 || days > EARN_PREVIEW_DAYS)
    return err_fail(err, ERR_bad_option_value, "days" ERR_SEP "%llu" ERR_SEP "1 … %d",
                    (unsigned long long)days, EARN_PREVIEW_DAYS);
  if (!document(c, w, c->args[1], &doc, err) ||
      !earn_preview(e, doc, (uint32_t)days, NULL, &c->arena, &p, err))
    return false;
  if (c->json) {
    preview_json(c, w, &p);
    return true;
  }
  buf_printf(&c->out,
             tr(c, "%s granted and %s taken back, to %u people by %llu events; %llu failed\n",
                "发放 %s，追回 %s，涉及 %u 人、%llu 个事件；%llu 个出错\n"),
             dec_text((struct dec){p.points, p.decimals}, points),
             dec_text((struct dec){p.taken_back, p.decimals}, back), p.people,
             (unsigned long long)p.matched, (unsigned long long)p.errors);
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, tr(c, "person", "用户"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "points", "积分"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < p.n_top; i++) {
    table_cell(t, person_text(w, p.top[i].subject));
    cell_units(t, p.top[i].points, p.decimals);
  }
  if (p.n_top) table_print(c, t, "");
  if (!p.complete)
    cli_note(
        c, tr(c, "only the newest %d rows of the log were computed", "只计算了日志中最新的 %d 行"),
        EARN_PREVIEW_ROWS);
  return true;
}

#define SETTLE_ROUNDS 16 /* a rule about what rules tell could go on for ever */

/* What is granted is told as events, which rules may look at too. */
static bool show_settle(struct cli *c, struct workspace *w, struct earn *e, struct err *err) {
  struct consumer *k = earn_consumer(e);
  struct consumer_stats s = {.lag = 1};
  for (int i = 0; i < SETTLE_ROUNDS && s.lag; i++) {
    if (!consumer_settle(k, err) || !loyalty_settle(k->l, err)) return false;
    consumer_stats(k, &s);
  }
  return show_list(c, w, e, err);
}

/* ---- the command ---- */

static const struct verb {
  struct cli_verb is;
  bool (*run)(struct cli *c, struct workspace *w, struct earn *e, struct err *err);
} verbs[] = {
    {{"list", "list", 0, 0}, show_list},
    {{"why", "why --lsn N | --order ID", 0, 0}, show_why},
    {{"preview", "preview RULE|FILE [--days N]", 1, 1}, show_preview},
    {{"settle", "settle", 0, 0}, show_settle},
};

static bool run(struct cli *c, struct err *err) {
  const struct verb *v = cli_verb_of(c, verbs, sizeof verbs / sizeof *verbs, sizeof *verbs, err);
  struct workspace *w;
  struct loyalty *l;
  struct earn *e;
  struct err unsent;
  if (!v || !cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = earn_open(l, &e, err);
    if (ok) {
      ok = v->run(c, w, e, err);
      earn_close(e);
    }
    if (ok && !loyalty_settle(l, &unsent)) cli_note(c, "%s", err_name(unsent.code));
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_earn = {
    .name = "earn",
    .args = "list | why | preview | settle …",
    .min_args = 1,
    .max_args = 2,
    .en = "Earn rules: what they gave, why, and what one would have given",
    .zh = "积分规则：发放情况、由来与试算",
    .help_en = "Works on the data directory while no server runs; beside a server use its API.  "
               "`preview` takes the slug of a rule or a file with its document and changes "
               "nothing; `settle` computes what waits in the log, as a server does by itself.",
    .help_zh = "在服务未运行时直接操作数据目录；服务运行时请使用其 API。preview "
               "接受规则标识或文档文件，不做任何更改；settle 计算日志中尚未处理的部分，"
               "服务运行时会自动进行。",
    .examples = "shoal earn list\n"
                "shoal earn why --order A17\n"
                "shoal earn preview shopping.yaml --days 90",
    .options = options,
    .complete = "list|why|preview|settle",
    .run = run,
};

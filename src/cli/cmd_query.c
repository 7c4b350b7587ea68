/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks who satisfies an expression. */
#include <stdio.h>

#include "cli/cli_int.h"
#include "cli/query_int.h"

static const struct cli_option options[] = {
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束（或某时刻）的情况", NULL},
    {"param", 0, OPT_TEXT, "VALUES", "values for $name: 'days = 30, city = \"x\"'",
     "$名称 的取值，如 'days = 30, city = \"上海\"'", NULL},
    {"ids", 0, OPT_FLAG, NULL, "print one external id a line", "每行输出一个用户 ID", NULL},
    {"limit", 0, OPT_COUNT, "N", "with --ids: at most N", "与 --ids 合用：最多 N 个", NULL},
    {"by", 0, OPT_TEXT, "GROUP",
     "rows and people of a count by event, day, week, month, or by the values of a property or "
     "of a field of its item (item.brand); a "
     "funnel by PROPERTY[:last|:each|:stepN], attribute:NAME, class:SLUG or segment:SLUG; a "
     "retention (by PROPERTY of its start), trend or distribution likewise, a trend by two with a "
     "comma between",
     "将计数按 "
     "event（事件）、day（日）、week（周）、month（月）、某个属性或其商品字段（item."
     "brand）的值分组，给出条数与人数；漏斗"
     "可写 `属性[:last|:each|:stepN]`、`attribute:名称`、`class:标识` 或 "
     "`segment:标识`；留存（属性取自"
     "起始事件）、趋势与分布同理，趋势可用逗号给出两项",
     NULL},
    {"rows-only", 0, OPT_FLAG, NULL, "with --by: do not count people", "与 --by 合用：不统计人数",
     NULL},
    {"explain", 0, OPT_FLAG, NULL, "also say the expression in words", "同时用文字解释表达式",
     NULL},
    {"format", 0, OPT_FLAG, NULL, "only print the expression in canonical form",
     "只输出规范化的表达式", NULL},
    {"within", 0, OPT_TEXT, "TIME",
     "funnel: from the first step, such as 7d (default 14 days); paths: a window instead of "
     "sessions; attribution: back from the conversion (default 30 days)",
     "漏斗：自首步起的窗口，如 7d（默认 14 "
     "天）；路径：代替会话的时间窗口；归因：转化前的回溯期（默认 30 天）",
     NULL},
    {"order", 0, OPT_TEXT, "ORDER", "funnel: ordered, strict or any",
     "漏斗：ordered、strict 或 any", "ordered|strict|any"},
    {"hold", 0, OPT_TEXT, "NAMES", "funnel: properties that stay the same, with commas between",
     "漏斗：在各步中取值相同的属性，用逗号分隔", NULL},
    {"exclude", 0, OPT_TEXT, "EVENTS", "funnel: what must not happen on the way, with ; between",
     "漏斗：途中不得发生的事件，用分号分隔", NULL},
    {"count", 0, OPT_TEXT, "WHAT",
     "funnel: people, sessions or conversions; paths: people or occurrences; attribution: all or "
     "first",
     "漏斗：people（人）、sessions（会话）或 conversions（转化）；路径：people 或 "
     "occurrences（次数）；归因：all（全部）或 first（每人首次）",
     "people|sessions|conversions|occurrences|all|first"},
    {"gap", 0, OPT_TEXT, "TIME", "silence that ends a session (default 30 minutes)",
     "结束会话的静默时长（默认 30 分钟）", NULL},
    {"who", 0, OPT_TEXT, "EXPR", "questions: only these people", "行为问题：仅限满足表达式的人",
     NULL},
    {"from", 0, OPT_TEXT, "DATE",
     "first day: of first steps, of starts, of the events of other questions; difference: then",
     "首日：首步、起始事件或其他问题的事件；前后变化的期初", NULL},
    {"to", 0, OPT_TEXT, "DATE", "last day of the same; difference: and then",
     "末日：同上；前后变化的期末", NULL},
    {"top", 0, OPT_COUNT, "N",
     "groups told apart (default 10); paths: paths listed (default 50); "
     "attribution: channels (default 20)",
     "单独列出的组数（默认 10）；路径：列出的条数（默认 50）；归因：渠道数（默认 20）", NULL},
    {"trend", 0, OPT_TEXT, "GRAIN", "funnel: also by day, week or month of the first step",
     "漏斗：同时按首步所在的日、周或月给出", "day|week|month"},
    {"events", 0, OPT_TEXT, "EVENTS", "paths: which events are nodes, with ; between",
     "路径：哪些事件是节点，用分号分隔", NULL},
    {"split", 0, OPT_TEXT, "LIST",
     "paths: a node per value, such as page_viewed=title,order_item=item.brand",
     "路径：按取值拆分节点，如 page_viewed=title,order_item=item.brand", NULL},
    {"model", 0, OPT_TEXT, "LIST",
     "attribution: first, last (default), last_non_direct, linear, position, time_decay, markov, "
     "shapley; several with commas between",
     "归因：first、last（默认）、last_non_direct、linear、position、time_decay、markov、shapley，"
     "多个以逗号分隔",
     NULL},
    {"sum", 0, OPT_TEXT, "PROPERTY", "attribution: what conversions are worth (default: one each)",
     "归因：转化的价值取自此属性（默认每次计一）", NULL},
    {"depth", 0, OPT_COUNT, "N", "paths: levels (default 5)", "路径：层数（默认 5）", NULL},
    {"repeats", 0, OPT_FLAG, NULL, "paths: do not fold equal neighbours",
     "路径：不合并相邻的相同节点", NULL},
    {"converted", 0, OPT_FLAG, NULL, "paths: only those that reached the end",
     "路径：只看到达终点的", NULL},
    {"first", 0, OPT_TEXT, "WHICH",
     "retention: the first ever (default), the first in the range, or each period's",
     "留存：ever（有史以来首次，默认）、range（范围内首次）或 each（每个时段）", "ever|range|each"},
    {"grain", 0, OPT_TEXT, "PERIOD",
     "retention: hour, day, week (default) or month; trend: also none, minute, quarter, year, "
     "weekday_hour (default day)",
     "留存：hour、day、week（默认）或 month；趋势还可用 "
     "none、minute、quarter、year、weekday_hour（默认 day）",
     "none|minute|hour|day|week|month|quarter|year|weekday_hour"},
    {"periods", 0, OPT_COUNT, "N",
     "retention: columns after the first (default 24 hours, 30 days, 12 weeks or months)",
     "留存：首列之后的列数（默认 24 小时、30 日、12 周或月）", NULL},
    {"brackets", 0, OPT_TEXT, "LIST", "retention: columns of several periods, such as 1-3,4-7",
     "留存：由多个时段组成的列，如 1-3,4-7", NULL},
    {"mode", 0, OPT_TEXT, "MODE",
     "retention: back on that period (default), on or after it, until it, or in every one",
     "留存：on（当期回访，默认）、on_or_after（当期或之后）、until（截至当期）、every（每期都）",
     "on|on_or_after|until|every"},
    {"clock", 0, OPT_TEXT, "CLOCK",
     "retention: periods of the calendar (default), or rolling from each person's start",
     "留存：calendar（日历时段，默认）或 rolling（自各人起始时刻起算）", "calendar|rolling"},
    {"measure", 0, OPT_TEXT, "WHAT",
     "retention: people (default), events or sum:PROPERTY; trend: events (default), people, "
     "per_person, "
     "sum:PROPERTY and likewise avg, min, max, median, p25 … p99, distinct, sum_per_person, or "
     "stickiness:N, with ; between those of several series; distribution: events (default), days, "
     "sum:PROPERTY, avg, min, max, distinct",
     "留存：people（人数，默认）、events（次数）或 "
     "sum:PROPERTY（属性求和）；趋势：events（默认）、people、"
     "per_person（人均）、sum:PROPERTY（以及 avg、min、max、median、p25 … "
     "p99、distinct、sum_per_person）或 "
     "stickiness:N，多个系列用分号分隔；分布：events（默认）、days（天数）、sum:"
     "PROPERTY、avg、min、max、distinct",
     NULL},
    {"formula", 0, OPT_TEXT, "FORMULAS", "trend: arithmetic of the series A, B …, such as A / B",
     "趋势：系列 A、B…… 的算式，如 A / B", NULL},
    {"rolling", 0, OPT_COUNT, "N", "trend: figures over the last N periods", "趋势：统计最近 N 期",
     NULL},
    {"cumulative", 0, OPT_FLAG, NULL, "trend: figures from the start of the range",
     "趋势：自范围起点累计", NULL},
    {"compare", 0, OPT_TEXT, "WITH", "trend: the periods before, or a year before",
     "趋势：与上一段（previous）或去年同期（year）比较", "previous|year"},
    {"value", 0, OPT_FLAG, NULL, "distribution: of a number of the language instead of events",
     "分布：统计表达式语言中的数值，而非事件", NULL},
    {"zeros", 0, OPT_FLAG, NULL, "distribution: also people without such an event",
     "分布：包含没有此事件的人", NULL},
    {"bins", 0, OPT_TEXT, "BINS",
     "distribution: auto (default), how many, each, or edges: 0,10,100",
     "分布：auto（默认）、区间数、each（逐值）或边界，如 0,10,100", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool print_ids(struct session *s, const roaring_bitmap_t *set, struct err *err) {
  struct cli *c = s->cli;
  uint64_t left = cli_count(c, "limit", UINT64_MAX);
  struct cli_sink *sink;
  bool ok = cli_sink_open(c, NULL, &sink, err);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; ok && it.has_value && left; roaring_advance_uint32_iterator(&it), left--) {
    buf_put_str(&c->out, people_external_id(ws_people(s->ws), it.current_value));
    buf_putc(&c->out, '\n');
    ok = cli_sink_write(sink, &c->out, false, err);
  }
  return ok;
}

static void print_count(struct session *s, const roaring_bitmap_t *set, uint64_t base,
                        const struct node *tree) {
  struct cli *c = s->cli;
  uint64_t people = roaring_bitmap_get_cardinality(set);
  struct buf text = BUF_INIT, words = BUF_INIT;
  lang_format(tree, &text);
  lang_explain(tree, c->lang, &words);
  if (c->json) {
    struct jw w;
    struct buf when = BUF_INIT;
    time_format_iso(s->as_of, &when);
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "people"), jw_uint(&w, people);
    jw_key(&w, "of"), jw_uint(&w, base);
    jw_key(&w, "as_of"), jw_str(&w, buf_str(&when));
    jw_key(&w, "expression"), jw_str(&w, buf_str(&text));
    jw_key(&w, "explanation"), jw_str(&w, buf_str(&words));
    jw_key(&w, "lsn"), jw_uint(&w, snapshot_lsn(s->snap));
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    buf_release(&when);
  } else {
    if (cli_has(c, "explain")) buf_printf(&c->out, "%s\n%s\n", text.p, words.p);
    put_count(&c->out, (int64_t)people);
    buf_printf(&c->out, " %s", tr(c, "people of ", "人 / 共 "));
    put_count(&c->out, (int64_t)base);
    buf_printf(&c->out, "%s (%.1f%%)\n", tr(c, "", " 人"),
               base ? 100.0 * (double)people / (double)base : 0);
  }
  buf_release(&text);
  buf_release(&words);
}

static bool print_canonical(struct cli *c, struct str text, struct err *err) {
  struct node *tree;
  struct buf b = BUF_INIT;
  if (!lang_parse(text, &c->arena, &tree, err)) {
    lang_caret(text, err, &b);
    if (!c->json && b.n) fprintf(stderr, "%s\n", b.p);
    buf_release(&b);
    return false;
  }
  lang_format(tree, &c->out);
  buf_putc(&c->out, '\n');
  return true;
}

static bool ask_command(struct session *s, const char *name, struct str text, struct err *err) {
  struct cli *c = s->cli;
  const struct query_command *k = query_command_find(name);
  if (strcmp(name, "saved") == 0) return query_ask_saved(s, text, err);
  if (k) return query_ask(s, k, text, err);
  return err_fail(err, ERR_bad_option_value, "query" ERR_SEP "%s" ERR_SEP "%.*s|saved", name,
                  STRF(query_command_names(&c->arena)));
}

static bool run_question(struct cli *c, struct err *err) {
  struct session s;
  if (!session_open(c, &s, err)) return false;
  bool ok = ask_command(&s, c->args[0], str_from(c->args[1]), err);
  session_close(&s);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  struct session s;
  roaring_bitmap_t *set = NULL, *all = NULL;
  struct node *tree;
  if (c->n_args == 2) return run_question(c, err);
  if (cli_has(c, "format")) return print_canonical(c, str_from(c->args[0]), err);
  if (!session_open(c, &s, err)) return false;
  if (cli_has(c, "by")) {
    bool done = query_print_groups(&s, err);
    session_close(&s);
    return done;
  }
  bool ok = session_params(&s, err) && session_people(&s, str_from(c->args[0]), &set, &tree, err);
  if (ok && cli_has(c, "ids")) {
    ok = print_ids(&s, set, err);
  } else if (ok) {
    ok = query_people(s.snap, s.as_of, ws_pool(s.ws), &all, err);
    if (ok) {
      session_hint_old_data(&s);
      print_count(&s, set, roaring_bitmap_get_cardinality(all), tree);
    }
  }
  if (set) roaring_bitmap_free(set);
  if (all) roaring_bitmap_free(all);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_query = {
    .name = "query",
    .args = "'EXPRESSION' | funnel 'STEP -> STEP? -> STEP' | retention 'START -> RETURN' | paths "
            "'FROM -> TO' | attribution 'TOUCH -> CONVERSION' | trend 'EVENTS' | distribution "
            "'EVENTS' | overlap 'SET; SET' | "
            "difference SET | saved SLUG",
    .min_args = 1,
    .max_args = 2,
    .en = "Count or list the people who satisfy an expression, or ask a question about behaviour",
    .zh = "统计或列出满足表达式的用户，或提出行为问题",
    .help_en =
        "The language is described in docs/LANGUAGE.md, questions in docs/QUESTIONS.md.  A step "
        "is an event selector; one that ends with ? is optional.  A whole question may be "
        "given as JSON instead of the steps.  Paths take what they begin with, what they end "
        "with after an arrow, or both; retention what people start with and, after an arrow, what "
        "is a return (any event without); attribution touches and, after an arrow, conversions, "
        "with "
        "--by the touches' property.",
    .help_zh = "表达式语言见 docs/LANGUAGE.zh-CN.md，行为问题见 "
               "docs/QUESTIONS.zh-CN.md。每一步是一个事件选择器，以 ? "
               "结尾表示可选；也可以用一个 JSON "
               "问题文档代替步骤。路径给出起点、箭头后的终点，或两者；留存给出起始事件，"
               "箭头后为回访事件（省略则为任意事件）；归因给出触点、箭头后的转化，并以 --by "
               "给出触点的属性。",
    .examples = "shoal query funnel 'product_viewed -> product_added -> order_completed' --within "
                "7d --by channel\n"
                "shoal query trend order_completed --measure 'events;people;sum:amount' --grain "
                "week --by channel\n"
                "shoal query distribution order_completed --measure sum:amount --bins 0,100,1000\n"
                "shoal query paths 'product_viewed -> order_completed' --depth 6\n"
                "shoal query attribution 'promotion_clicked -> order_completed' --by channel "
                "--model last,linear,markov --sum amount\n"
                "shoal query retention 'signed_up -> order_completed' --grain month "
                "--measure sum:amount\n"
                "shoal query 'count(order_completed, last 90 days) >= 2 and city = \"上海\"'\n"
                "shoal query 'class(rfm) = \"champions\" and not did(order_completed, last 30 "
                "days)' --ids\n"
                "shoal query 'count(order_item, last 90 days)' --by category\n"
                "shoal query 'count(order_item, last 90 days)' --by item.brand\n"
                "shoal query 'sum(支付订单.金额, last 365 days) > 1000' --as-of 2026-06-30 --json",
    .options = options,
    .run = run,
};

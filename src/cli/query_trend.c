/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query trend and shoal query distribution: options to a document, its answer as tables. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli_int.h"
#include "cli/query_int.h"

/* ---- the document ---- */

/* people, sum:amount, stickiness:7 */
static void put_measure(struct jw *w, struct str text) {
  struct str rest = str_trim(text), head = str_cut(&rest, ':');
  jw_key(w, "measure");
  if (!rest.n) {
    jw_str(w, head);
    return;
  }
  jw_begin_object(w);
  jw_key_str(w, head);
  if (str_is(head, "stickiness"))
    jw_int(w, rest.n < 5 ? atoi(rest.p) : 0);
  else
    jw_str(w, rest);
  jw_end_object(w);
}

/* channel, hour, attribute:city, class:rfm, segment:vip, expression:… */
static void put_one_by(struct jw *w, struct str by) {
  static const char *const people[] = {"attribute", "class", "segment", "expression"};
  struct str rest = str_trim(by), head = str_cut(&rest, ':');
  const char *key = "property";
  for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
    if (rest.n && str_is(head, people[i])) key = people[i];
  jw_begin_object(w);
  jw_key(w, key), jw_str(w, strcmp(key, "property") == 0 ? str_trim(by) : rest);
  jw_end_object(w);
}

static void put_top(struct cli *c, struct jw *w) {
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 10));
}

/* Selectors and measures with ; between: the shorter list's last stands for the rest. */
static void put_series(struct cli *c, struct str text, struct jw *w) {
  struct str measures = cli_has(c, "measure") ? str_from(cli_get(c, "measure")) : STR("events");
  struct str events = str_cut(&text, ';'), measure = str_cut(&measures, ';');
  jw_key(w, "series"), jw_begin_array(w);
  for (bool more = true; more;) {
    jw_begin_object(w);
    jw_key(w, "events"), jw_str(w, str_trim(events));
    put_measure(w, measure);
    jw_end_object(w);
    more = text.n || measures.n;
    if (text.n) events = str_cut(&text, ';');
    if (measures.n) measure = str_cut(&measures, ';');
  }
  jw_end_array(w);
}

static void trend_document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"who", "grain", "compare"};
  put_series(c, text, w);
  query_put_options(c, plain, sizeof plain / sizeof plain[0], w);
  query_put_range(c, w);
  if (cli_has(c, "formula")) query_put_list(w, "formulas", cli_get(c, "formula"), ';');
  if (cli_has(c, "rolling")) jw_key(w, "rolling"), jw_uint(w, cli_count(c, "rolling", 1));
  if (cli_has(c, "cumulative")) jw_key(w, "cumulative"), jw_bool(w, true);
  put_top(c, w);
  if (!cli_has(c, "by")) return;
  struct str by = str_from(cli_get(c, "by"));
  jw_key(w, "by"), jw_begin_array(w);
  while (by.n)
    put_one_by(w, str_cut(&by, ','));
  jw_end_array(w);
}

static void distribution_document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"who"};
  jw_key(w, cli_has(c, "value") ? "value" : "events"), jw_str(w, text);
  if (cli_has(c, "measure")) put_measure(w, str_from(cli_get(c, "measure")));
  if (cli_has(c, "zeros")) jw_key(w, "zeros"), jw_bool(w, true);
  query_put_options(c, plain, 1, w);
  query_put_range(c, w);
  put_top(c, w);
  if (cli_has(c, "by")) jw_key(w, "by"), put_one_by(w, str_from(cli_get(c, "by")));
  if (!cli_has(c, "bins")) return;
  struct str bins = str_from(cli_get(c, "bins"));
  struct dec edge;
  jw_key(w, "bins");
  if (!memchr(bins.p, ',', bins.n)) {
    if (dec_parse(bins, &edge))
      jw_dec(w, edge);
    else
      jw_str(w, bins);
    return;
  }
  jw_begin_array(w);
  while (bins.n) {
    struct str one = str_trim(str_cut(&bins, ','));
    if (dec_parse(one, &edge))
      jw_dec(w, edge);
    else
      jw_str(w, one);
  }
  jw_end_array(w);
}

/* ---- numbers ---- */

static void number_cell(struct table *t, const struct json *n) {
  struct buf b = BUF_INIT;
  struct dec v;
  if (n && n->type == JSON_NUMBER && dec_parse(n->text, &v)) {
    v = dec_normal(v);
    dec_format_grouped(v, v.scale < 4 ? v.scale : 4, &b);
  } else {
    buf_puts(&b, "–");
  }
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void change_cell(struct table *t, const struct json *n) {
  if (n && n->type == JSON_NUMBER)
    table_cellf(t, "%+.1f%%", 100 * query_number(n));
  else
    table_cell(t, STR("–"));
}

static struct str group_name(struct cli *c, const struct json *g) {
  struct str label = json_get_str(g, "label"), kind = json_get_str(g, "kind");
  if (label.p) return label.n ? label : str_from(tr(c, "(empty)", "（空）"));
  return str_from(str_is(kind, "other") ? tr(c, "(other)", "（其余）")
                  : str_is(kind, "all") ? tr(c, "all", "全部")
                                        : tr(c, "(none)", "（无）"));
}

/* ---- the trend ---- */

/* people of product_viewed, sum(amount) of …; formulas by their titles. */
static const char *line_title(struct cli *c, const struct json *answer, uint32_t i) {
  const struct json *series = json_get(answer, "series"), *formulas = json_get(answer, "formulas");
  if (i >= series->n)
    return arena_cstr(&c->arena, json_get_str(&formulas->items[i - series->n], "title"));
  const struct json *s = &series->items[i], *m = json_get(s, "measure");
  struct str title = json_get_str(s, "title");
  if (m->type == JSON_STRING && str_is(m->text, "events")) return arena_cstr(&c->arena, title);
  if (m->type == JSON_STRING)
    return arena_printf(&c->arena, "%.*s %.*s", STRF(title), STRF(m->text)).p;
  return arena_printf(&c->arena, "%.*s %.*s(%.*s)", STRF(title), STRF(m->keys[0]),
                      STRF(m->items[0].text))
      .p;
}

static uint32_t lines_of(const struct json *answer) {
  return json_get(answer, "series")->n + json_get(answer, "formulas")->n;
}

static struct table *line_heads(struct cli *c, const struct json *answer, const char *first,
                                bool change) {
  uint32_t n = lines_of(answer);
  struct table *t = table_new(&c->arena, 1 + n * (1 + change));
  table_head(t, 0, first, ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_head(t, 1 + i * (1 + change), line_title(c, answer, i), ALIGN_RIGHT);
    if (change) table_head(t, 2 + i * 2, tr(c, "change", "变化"), ALIGN_RIGHT);
  }
  return t;
}

static struct str period_name(struct cli *c, const struct json *answer, const struct json *p) {
  static const char *const en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const zh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  bool open = json_get_bool(p, "incomplete", false);
  int64_t day, hour;
  if (json_int(json_get(p, "weekday"), &day) && json_int(json_get(p, "hour"), &hour))
    return arena_printf(&c->arena, "%s %02d:00", tr(c, en[day], zh[day]), (int)hour);
  if (str_is(json_get_str(answer, "grain"), "none"))
    return arena_printf(&c->arena, "%.*s – %.*s", STRF(json_get_str(p, "from")),
                        STRF(json_get_str(p, "to")));
  return arena_printf(&c->arena, "%.*s%s", STRF(json_get_str(p, "from")), open ? "*" : "");
}

static void trend_tables(struct cli *c, const struct json *answer) {
  const struct json *periods = json_get(answer, "periods"), *all = json_get(answer, "all");
  const struct json *values = json_get(all, "values"), *change = json_get(all, "change");
  const struct json *groups = json_get(answer, "groups");
  struct table *t = line_heads(c, answer, tr(c, "period", "时段"), change != NULL);
  bool open = false;
  for (uint32_t i = 0; i <= periods->n; i++) {
    bool total = i == periods->n;
    if (total && periods->n == 1) break;
    table_cell(t, total ? str_from(tr(c, "total", "合计"))
                        : period_name(c, answer, &periods->items[i]));
    if (!total) open |= json_get_bool(&periods->items[i], "incomplete", false);
    for (uint32_t k = 0; k < values->n; k++) {
      number_cell(t, total ? &json_get(all, "totals")->items[k] : &values->items[k].items[i]);
      if (change)
        change_cell(t,
                    total ? &json_get(all, "total_change")->items[k] : &change->items[k].items[i]);
    }
  }
  table_print(c, t, "");
  if (open) buf_printf(&c->out, "%s\n", tr(c, "*  not over yet", "*  尚未结束"));
  if (!groups->n) return;
  t = line_heads(c, answer, cli_has(c, "by") ? cli_get(c, "by") : tr(c, "group", "组"),
                 change != NULL);
  for (uint32_t i = 0; i < groups->n; i++) {
    const struct json *g = &groups->items[i];
    table_cell(t, group_name(c, g));
    for (uint32_t k = 0; k < lines_of(answer); k++) {
      number_cell(t, &json_get(g, "totals")->items[k]);
      if (change) change_cell(t, &json_get(g, "total_change")->items[k]);
    }
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

/* ---- the distribution ---- */

static struct str bin_name(struct cli *c, const struct json *bin) {
  const struct json *from = json_get(bin, "from"), *to = json_get(bin, "to");
  struct str a = from->text, b = to->text;
  if (from->type == JSON_NULL) return arena_printf(&c->arena, "< %.*s", STRF(b));
  if (to->type == JSON_NULL) return arena_printf(&c->arena, "≥ %.*s", STRF(a));
  if (str_eq(a, b)) return a;
  return arena_printf(&c->arena, "%.*s – %.*s", STRF(a), STRF(b));
}

static void bins_table(struct cli *c, const struct json *answer) {
  const struct json *bins = json_get(answer, "bins"), *groups = json_get(answer, "groups");
  const struct json *all = json_get(answer, "all");
  double people = query_number(json_get(all, "people"));
  struct table *t = table_new(&c->arena, 3 + groups->n);
  table_head(t, 0, tr(c, "value", "数值"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "people", "人数"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "share", "占比"), ALIGN_RIGHT);
  for (uint32_t g = 0; g < groups->n; g++)
    table_head(t, 3 + g, arena_cstr(&c->arena, group_name(c, &groups->items[g])), ALIGN_RIGHT);
  for (uint32_t i = 0; i < bins->n; i++) {
    const struct json *n = &json_get(all, "counts")->items[i];
    table_cell(t, bin_name(c, &bins->items[i]));
    query_count_cell(t, n);
    table_cellf(t, "%.1f%%", people > 0 ? 100 * query_number(n) / people : 0);
    for (uint32_t g = 0; g < groups->n; g++)
      query_count_cell(t, &json_get(&groups->items[g], "counts")->items[i]);
  }
  table_print(c, t, "");
}

static void distribution_tables(struct cli *c, const struct json *answer) {
  static const char *const keys[] = {"mean", "min", "p10", "p25", "median",
                                     "p75",  "p90", "p95", "p99", "max"};
  const struct json *groups = json_get(answer, "groups");
  size_t n = sizeof keys / sizeof keys[0];
  struct table *t = table_new(&c->arena, (uint32_t)(2 + n));
  bins_table(c, answer);
  table_head(t, 0, "", ALIGN_LEFT);
  table_head(t, 1, tr(c, "people", "人数"), ALIGN_RIGHT);
  for (size_t k = 0; k < n; k++)
    table_head(t, (uint32_t)(2 + k), keys[k], ALIGN_RIGHT);
  for (uint32_t g = 0; g <= groups->n; g++) {
    const struct json *of = g ? &groups->items[g - 1] : json_get(answer, "all");
    table_cell(t, group_name(c, of));
    query_count_cell(t, json_get(of, "people"));
    for (size_t k = 0; k < n; k++)
      number_cell(t, json_get(json_get(of, "figures"), keys[k]));
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

const struct query_command query_trend_command = {&question_trend, trend_document, trend_tables};
const struct query_command query_distribution_command = {
    &question_distribution, distribution_document, distribution_tables};

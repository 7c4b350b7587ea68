/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints a named report: its sections as tables, or as JSON. */
#include "cli/cli_int.h"
#include "cli/report.h"
#include "cli/session.h"

static const struct cli_option options[] = {
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束（或某时刻）的情况", NULL},
    {"from", 0, OPT_TEXT, "DATE", "first day of the period, or start of the flow",
     "统计期首日，或流转的起点", NULL},
    {"to", 0, OPT_TEXT, "DATE", "last day of the period, or end of the flow",
     "统计期末日，或流转的终点", NULL},
    {"daily", 0, OPT_FLAG, NULL, "class counts for each day of the period",
     "统计期内每天的各层人数", NULL},
    {"flow", 0, OPT_FLAG, NULL, "who moved from which class to which between the two days",
     "两个日期之间的流转矩阵", NULL},
    {"classification", 0, OPT_TEXT, "SLUG", "use this classification instead of the report's own",
     "改用指定的分层", NULL},
    {"grain", 0, OPT_TEXT, "GRAIN", "points: day, week or month (default)",
     "points：day、week 或 month（默认）", NULL},
    {"days", 0, OPT_COUNT, "N", "coupon, doses: days of outcome; default 30",
     "coupon、doses：观察天数，默认 30", NULL},
    {"margin", 0, OPT_TEXT, "SHARE", "coupon, doses: margin of items without a cost; default 0.3",
     "coupon、doses：没有成本的商品的毛利率，默认 0.3", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

bool report_day_option(struct cli *c, const char *name, const struct tz *tz, int32_t *ret,
                       struct err *err) {
  const char *text = cli_get(c, name);
  int64_t ms;
  if (!text) return true;
  if (!time_parse_iso(str_from(text), tz, &ms, NULL, err)) return err_at(err, name, 0, 0, 0);
  *ret = day_of(tz, ms);
  return true;
}

static void put_cell(const struct cli *c, const struct report_cell *cell, enum cell_type type,
                     struct buf *b) {
  if (!cell->present) {
    buf_puts(b, "–");
    return;
  }
  switch (type) {
  case CELL_TEXT:
    buf_put_str(b, cell->text);
    break;
  case CELL_TITLE:
    buf_put_str(b, c->lang == LANG_ZH ? cell->title.zh : cell->title.en);
    break;
  case CELL_COUNT:
    put_count(b, cell->count);
    break;
  case CELL_MONEY:
    dec_format_grouped(cell->dec, 2, b);
    break;
  case CELL_DEC:
    dec_format_grouped(cell->dec, cell->dec.scale, b);
    break;
  case CELL_RATE:
    buf_printf(b, "%.1f%%", cell->real * 100);
    break;
  case CELL_REAL:
    buf_printf(b, "%.2f", cell->real);
    break;
  case CELL_DAYS:
    buf_printf(b, "%.1f", cell->real);
    break;
  case CELL_DATE:
    day_format(cell->day, b);
    break;
  }
}

static const char *title(struct cli *c, const struct class_text *t) {
  return arena_cstr(&c->arena, c->lang == LANG_ZH ? t->zh : t->en);
}

/* A single row reads better as a list of facts; as of rows, those without a heading are for
 * programs. */
static void print_facts(struct cli *c, const struct report_section *s) {
  struct table *t = table_new(&c->arena, 2);
  struct buf b = BUF_INIT;
  t = table_new(&c->arena, 2);
  table_head(t, 0, NULL, ALIGN_LEFT);
  table_head(t, 1, NULL, ALIGN_RIGHT);
  for (uint32_t k = 0; k < s->n_columns; k++) {
    if (!s->columns[k].title.en.n) continue;
    buf_reset(&b);
    put_cell(c, &s->cells[k], s->columns[k].type, &b);
    table_cell(t, str_from(title(c, &s->columns[k].title)));
    table_cell(t, buf_str(&b));
  }
  table_print(c, t, "  ");
  buf_release(&b);
}

/* Columns without a heading are for programs. */
static void print_rows(struct cli *c, const struct report_section *s) {
  uint32_t *shown = arena_array(&c->arena, uint32_t, s->n_columns), n = 0;
  struct buf b = BUF_INIT;
  for (uint32_t k = 0; k < s->n_columns; k++)
    if (s->columns[k].title.en.n) shown[n++] = k;
  struct table *t = table_new(&c->arena, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct report_column *k = &s->columns[shown[i]];
    bool text = k->type == CELL_TEXT || k->type == CELL_TITLE || k->type == CELL_DATE;
    table_head(t, i, title(c, &k->title), text ? ALIGN_LEFT : ALIGN_RIGHT);
  }
  for (uint32_t row = 0; row < s->n_rows; row++)
    for (uint32_t i = 0; i < n; i++) {
      buf_reset(&b);
      put_cell(c, &s->cells[(size_t)row * s->n_columns + shown[i]], s->columns[shown[i]].type, &b);
      table_cell(t, buf_str(&b));
    }
  table_print(c, t, "  ");
  buf_release(&b);
}

/* What a report says of itself: sentences, whole. */
static void print_said(struct cli *c, const struct report_section *s) {
  for (uint32_t row = 0; row < s->n_rows; row++) {
    const struct report_cell *k = &s->cells[(size_t)row * s->n_columns];
    bool zh = c->lang == LANG_ZH;
    buf_printf(&c->out, zh ? "  %.*s：%.*s\n" : "  %.*s: %.*s\n",
               STRF(zh ? k[0].title.zh : k[0].title.en), STRF(zh ? k[1].title.zh : k[1].title.en));
  }
}

void report_print(struct cli *c, const struct session *s, const struct report *r) {
  struct buf when = BUF_INIT;
  time_format_minute(ws_tz(s->ws), r->as_of, &when);
  buf_printf(&c->out, c->color ? "\033[1m%s\033[0m  %s %s (%.*s)\n" : "%s  %s %s (%.*s)\n",
             title(c, &r->title), tr(c, "as of", "截至"), when.p, STRF(tz_name(ws_tz(s->ws))));
  for (uint32_t i = 0; i < r->n_sections; i++) {
    const struct report_section *k = &r->sections[i];
    if (k->reader == READER_JSON) continue;
    buf_printf(&c->out, c->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title(c, &k->title));
    if (k->n_rows == 0)
      buf_printf(&c->out, "  %s\n", tr(c, "nothing", "无"));
    else if (k->single)
      print_facts(c, k);
    else if (strcmp(k->id, "said") == 0)
      print_said(c, k);
    else
      print_rows(c, k);
  }
  buf_release(&when);
}

static bool unknown_report(const char *name, struct err *err) {
  struct str names[32];
  size_t n = 0;
  struct buf all = BUF_INIT;
  for (; reports[n] && n < 32; n++) {
    names[n] = str_from(reports[n]->name);
    buf_printf(&all, "%s%s", n ? ", " : "", reports[n]->name);
  }
  int near = str_nearest(str_from(name), names, n);
  err_fail(err, ERR_unknown_report, "%s" ERR_SEP "%s", name, near >= 0 ? names[near].p : all.p);
  buf_release(&all);
  return false;
}

static bool run(struct cli *c, struct err *err) {
  const struct report_def *def = report_find(str_from(c->args[0]));
  struct session s;
  struct report r;
  if (!def && report_is_effect(c->args[0])) return report_effect(c, err);
  if (!def) return unknown_report(c->args[0], err);
  if (!session_open(c, &s, err)) return false;
  const char *slug = cli_get(c, "classification");
  struct report_params p = {
      .snapshot = s.snap,
      .names = names_env_lang(s.names),
      .env = s.env,
      .currency = ws_currency(s.ws),
      .as_of = s.as_of,
      .slug = slug ? str_from(slug) : (struct str){0},
      .daily = cli_has(c, "daily"),
      .flow = cli_has(c, "flow"),
  };
  bool ok = report_day_option(c, "from", ws_tz(s.ws), &p.from, err) &&
            report_day_option(c, "to", ws_tz(s.ws), &p.to, err) && def->run(&p, &c->arena, &r, err);
  if (ok && c->json)
    report_json(&r, ws_tz(s.ws), &c->out);
  else if (ok) {
    session_hint_old_data(&s);
    report_print(c, &s, &r);
  }
  session_close(&s);
  return ok;
}

const struct cli_command cmd_report = {
    .name = "report",
    .args = "NAME [OF]",
    .min_args = 1,
    .max_args = 2,
    .en = "Print a report: overview, rfm, aipl, lifecycle, new-old, payers, value, class; points "
          "CURRENCY, coupon KIND, doses [KIND,KIND…], membership PROGRAMME",
    .zh = "输出报表：overview、rfm、aipl、lifecycle、new-old、payers、value、class；points 币种、"
          "coupon 券种、doses [券种列表]、membership 会员计划",
    .examples = "shoal report overview\nshoal report rfm --as-of 2026-06-30\n"
                "shoal report aipl --flow --from 2026-05-31 --to 2026-06-30\n"
                "shoal report lifecycle --daily --from 2026-06-01 --to 2026-06-30 --json\n"
                "shoal report points points --grain week\n"
                "shoal report coupon autumn-30 --days 14 --classification value\n"
                "shoal report doses ten-off,twenty-off\n"
                "shoal report membership club",
    .options = options,
    .complete = "report",
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query retention: options to the document that the API takes too, its answer as tables: one
 * row per cohort, one column per period after it. */
#include <stdlib.h>

#include "cli/cli_int.h"
#include "cli/query_int.h"

/* ---- the document ---- */

/* 'signup -> view', 'signup': what people start with and what is a return. */
static void put_ends(struct jw *w, struct str text) {
  size_t at = query_arrow(text);
  jw_key(w, "start"), jw_str(w, str_trim(str_of(text.p, at)));
  if (at < text.n)
    jw_key(w, "return"), jw_str(w, str_trim(str_of(text.p + at + 2, text.n - at - 2)));
}

static void put_number(struct jw *w, struct str s) {
  struct dec d;
  if (dec_parse(str_trim(s), &d))
    jw_dec(w, d);
  else
    jw_str(w, s); /* the document's reader says what is wrong */
}

/* 1-3,4-7: brackets; 14: one period alone */
static void put_brackets(struct jw *w, const char *list) {
  struct str rest = str_from(list);
  jw_key(w, "brackets"), jw_begin_array(w);
  while (rest.n) {
    struct str to = str_cut(&rest, ','), from = str_cut(&to, '-');
    jw_begin_array(w);
    put_number(w, from);
    put_number(w, to.n ? to : from);
    jw_end_array(w);
  }
  jw_end_array(w);
}

/* people, events, sum:amount */
static void put_measure(struct jw *w, struct str measure) {
  struct str rest = measure, head = str_cut(&rest, ':');
  jw_key(w, "measure");
  if (!rest.n) {
    jw_str(w, head);
    return;
  }
  jw_begin_object(w);
  jw_key_str(w, head), jw_str(w, rest);
  jw_end_object(w);
}

static void document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"first", "grain", "mode", "clock", "who"};
  put_ends(w, text);
  query_put_options(c, plain, sizeof plain / sizeof plain[0], w);
  query_put_range(c, w);
  query_put_by(c, w);
  if (cli_has(c, "periods")) jw_key(w, "periods"), jw_uint(w, cli_count(c, "periods", 12));
  if (cli_has(c, "brackets")) put_brackets(w, cli_get(c, "brackets"));
  if (cli_has(c, "measure")) put_measure(w, str_from(cli_get(c, "measure")));
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 10));
}

/* ---- the answer ---- */

static void cell(struct cli *c, struct table *t, const struct json *v) {
  const struct json *sum = json_get(v, "sum"), *events = json_get(v, "events");
  const char *open = json_get_bool(v, "incomplete", false) ? "*" : "";
  struct buf b = BUF_INIT;
  if (query_number(json_get(v, "of")) == 0)
    buf_puts(&b, "–");
  else if (sum)
    buf_put_str(&b, sum->text);
  else if (events)
    put_count(&b, (int64_t)query_number(events));
  else
    buf_printf(&b, "%.1f%%", 100 * query_number(json_get(v, "rate")));
  table_cell(t, arena_printf(&c->arena, "%s%s", b.p, open));
  buf_release(&b);
}

/* A name, a size and cells; those that have not begun stay empty. */
static void row(struct cli *c, struct table *t, struct str name, const struct json *of,
                uint32_t columns) {
  const struct json *cells = json_get(of, "cells");
  table_cell(t, name);
  query_count_cell(t, json_get(of, "size"));
  for (uint32_t i = 0; i < columns; i++)
    if (i < cells->n)
      cell(c, t, &cells->items[i]);
    else
      table_cell(t, STR(""));
}

static struct table *new_table(struct cli *c, const struct json *columns, const char *first) {
  struct table *t = table_new(&c->arena, 2 + columns->n);
  table_head(t, 0, first, ALIGN_LEFT);
  table_head(t, 1, tr(c, "size", "人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < columns->n; i++) {
    double from = query_number(json_get(&columns->items[i], "from"));
    double to = query_number(json_get(&columns->items[i], "to"));
    struct str head = from == to ? arena_printf(&c->arena, "%.0f", from)
                                 : arena_printf(&c->arena, "%.0f–%.0f", from, to);
    table_head(t, 2 + i, head.p, ALIGN_RIGHT);
  }
  return t;
}

static void tables(struct cli *c, const struct json *answer) {
  const struct json *columns = json_get(answer, "columns"), *all = json_get(answer, "all");
  const struct json *cohorts = json_get(answer, "cohorts"), *groups = json_get(answer, "groups");
  struct table *t = new_table(c, columns, tr(c, "started in", "起始时段"));
  row(c, t, str_from(tr(c, "all", "全部")), all, columns->n);
  for (uint32_t i = 0; i < cohorts->n; i++)
    row(c, t, json_get_str(&cohorts->items[i], "from"), &cohorts->items[i], columns->n);
  table_print(c, t, "");
  if (groups->n) {
    t = new_table(c, columns, cli_get(c, "by"));
    for (uint32_t i = 0; i < groups->n; i++)
      row(c, t, query_group_name(c, &groups->items[i]), &groups->items[i], columns->n);
    buf_putc(&c->out, '\n');
    table_print(c, t, "");
  }
  buf_printf(&c->out, "%s\n",
             tr(c, "*  not over yet for everybody; all and groups: only what is over",
                "*  尚未对所有人结束；“全部”与各组只计已结束的"));
}

const struct query_command query_retention_command = {&question_retention, document, tables};

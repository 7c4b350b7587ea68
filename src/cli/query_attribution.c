/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query attribution: options to the document that the API takes too, its answer as tables. */
#include "cli/cli_int.h"
#include "cli/query_int.h"

/* 'touches -> conversions' */
static void put_ends(struct jw *w, struct str text) {
  size_t at = query_arrow(text);
  struct str touch = str_trim(str_of(text.p, at)), conversion = {NULL, 0};
  if (at < text.n) conversion = str_trim(str_of(text.p + at + 2, text.n - at - 2));
  if (touch.n) jw_key(w, "touch"), jw_str(w, touch);
  if (conversion.n) jw_key(w, "conversion"), jw_str(w, conversion);
}

static void document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"count", "who", "within"};
  put_ends(w, text);
  query_put_options(c, plain, sizeof plain / sizeof plain[0], w);
  query_put_range(c, w);
  if (cli_has(c, "by")) query_put_by(c, w);
  if (cli_has(c, "model")) query_put_list(w, "model", cli_get(c, "model"), ',');
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 20));
  if (cli_has(c, "sum")) {
    jw_key(w, "value"), jw_begin_object(w);
    jw_key(w, "sum"), jw_cstr(w, cli_get(c, "sum"));
    jw_end_object(w);
  }
}

/* ---- the answer ---- */

static struct str channel_name(struct cli *c, const struct json *channel) {
  struct str label = json_get_str(channel, "label"), kind = json_get_str(channel, "kind");
  if (label.p) return label.n ? label : str_from(tr(c, "(empty)", "（空）"));
  return str_from(str_is(kind, "other")  ? tr(c, "(other)", "（其余）")
                  : str_is(kind, "none") ? tr(c, "(no touch)", "（无触点）")
                                         : tr(c, "(no value)", "（无取值）"));
}

/* A decimal with two places and separators; exact ones are in --json. */
static void value_cell(struct table *t, struct str decimal) {
  struct buf b = BUF_INIT;
  struct dec d = DEC_ZERO;
  if (dec_parse(decimal, &d)) dec_format_grouped(d, 2, &b);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void channels_table(struct cli *c, const struct json *answer) {
  const struct json *channels = json_get(answer, "channels"), *models = json_get(answer, "models");
  struct table *t = table_new(&c->arena, 5 + models->n);
  table_head(t, 0, cli_has(c, "by") ? cli_get(c, "by") : tr(c, "channel", "渠道"), ALIGN_LEFT);
  for (uint32_t m = 0; m < models->n; m++)
    table_head(t, 1 + m, arena_cstr(&c->arena, models->items[m].text), ALIGN_RIGHT);
  table_head(t, 1 + models->n, tr(c, "touched", "触及转化"), ALIGN_RIGHT);
  table_head(t, 2 + models->n, tr(c, "assisted", "助攻"), ALIGN_RIGHT);
  table_head(t, 3 + models->n, tr(c, "touches", "触点"), ALIGN_RIGHT);
  table_head(t, 4 + models->n, tr(c, "people", "人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < channels->n; i++) {
    const struct json *channel = &channels->items[i], *credits = json_get(channel, "models");
    table_cell(t, channel_name(c, channel));
    for (uint32_t m = 0; m < credits->n; m++)
      value_cell(t, json_get_str(&credits->items[m], "value"));
    query_count_cell(t, json_get(channel, "touched"));
    query_count_cell(t, json_get(channel, "assisted"));
    query_count_cell(t, json_get(channel, "touches"));
    query_count_cell(t, json_get(channel, "people"));
  }
  table_print(c, t, "");
}

static void lengths_table(struct cli *c, const struct json *answer) {
  const struct json *lengths = json_get(answer, "lengths");
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, tr(c, "touches before", "此前触点"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "conversions", "转化"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < lengths->n; i++) {
    bool more = json_get_bool(&lengths->items[i], "more", false);
    table_cellf(t, "%u%s", i + 1, more ? "+" : "");
    query_count_cell(t, json_get(&lengths->items[i], "conversions"));
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void tables(struct cli *c, const struct json *answer) {
  channels_table(c, answer);
  lengths_table(c, answer);
}

const struct query_command query_attribution_command = {&question_attribution, document, tables};

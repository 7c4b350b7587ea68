/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query funnel: options to the document that the API takes too, its answer as tables. */

#include "cli/cli_int.h"
#include "cli/query_int.h"

/* ---- the document ---- */

static void put_steps(struct jw *w, struct str text) {
  jw_key(w, "steps"), jw_begin_array(w);
  for (bool more = true; more;) {
    size_t at = query_arrow(text);
    struct str step = str_trim(str_of(text.p, at));
    bool optional = step.n && step.p[step.n - 1] == '?';
    if (optional) step.n--;
    jw_begin_object(w);
    jw_key(w, "events"), jw_str(w, str_trim(step));
    if (optional) jw_key(w, "optional"), jw_bool(w, true);
    jw_end_object(w);
    more = at < text.n;
    if (more) text = str_of(text.p + at + 2, text.n - at - 2);
  }
  jw_end_array(w);
}

static void document(struct cli *c, struct str steps, struct jw *w) {
  static const char *const plain[] = {"order", "within", "count", "gap", "who", "trend"};
  put_steps(w, steps);
  query_put_options(c, plain, sizeof plain / sizeof plain[0], w);
  if (cli_has(c, "hold")) query_put_list(w, "hold", cli_get(c, "hold"), ',');
  if (cli_has(c, "exclude")) query_put_list(w, "exclude", cli_get(c, "exclude"), ';');
  query_put_range(c, w);
  query_put_by(c, w);
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 10));
}

/* ---- the answer ---- */

static void steps_table(struct cli *c, const struct json *answer) {
  const struct json *asked = json_get(answer, "steps");
  const struct json *steps = json_get(json_get(answer, "all"), "steps");
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "step", "步骤"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "reached", "完成"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "of first", "占首步"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "of previous", "占上一步"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "dropped", "止步"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "median time", "中位时长"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < steps->n; i++) {
    const struct json *s = &steps->items[i];
    table_cell(t, json_get_str(&asked->items[i], "title"));
    query_count_cell(t, json_get(s, "reached"));
    query_rate_cell(t, json_get(s, "rate"));
    query_rate_cell(t, json_get(s, "step_rate"));
    query_count_cell(t, json_get(s, "dropped"));
    query_seconds_cell(t, json_get(json_get(s, "seconds"), "median"));
  }
  table_print(c, t, "");
}

static void groups_table(struct cli *c, const struct json *answer) {
  const struct json *groups = json_get(answer, "groups"), *asked = json_get(answer, "steps");
  if (!groups->n) return;
  struct table *t = table_new(&c->arena, 2 + asked->n);
  table_head(t, 0, cli_get(c, "by"), ALIGN_LEFT);
  for (uint32_t s = 0; s < asked->n; s++)
    table_head(t, 1 + s, arena_cstr(&c->arena, json_get_str(&asked->items[s], "title")),
               ALIGN_RIGHT);
  table_head(t, 1 + asked->n, tr(c, "converted", "转化率"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < groups->n; i++) {
    const struct json *steps = json_get(&groups->items[i], "steps");
    table_cell(t, query_group_name(c, &groups->items[i]));
    for (uint32_t s = 0; s < steps->n; s++)
      query_count_cell(t, json_get(&steps->items[s], "reached"));
    query_rate_cell(t, json_get(&steps->items[steps->n - 1], "rate"));
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void trend_table(struct cli *c, const struct json *answer) {
  const struct json *periods = json_get(answer, "periods"), *asked = json_get(answer, "steps");
  const struct json *trend = json_get(json_get(answer, "all"), "trend");
  if (!periods->n) return;
  struct table *t = table_new(&c->arena, 1 + asked->n);
  table_head(t, 0, tr(c, "first step in", "首步所在"), ALIGN_LEFT);
  for (uint32_t s = 0; s < asked->n; s++)
    table_head(t, 1 + s, arena_cstr(&c->arena, json_get_str(&asked->items[s], "title")),
               ALIGN_RIGHT);
  for (uint32_t i = 0; i < periods->n; i++) {
    bool open = json_get_bool(&periods->items[i], "incomplete", false);
    table_cell(t, arena_printf(&c->arena, "%.*s%s", STRF(json_get_str(&periods->items[i], "from")),
                               open ? "*" : ""));
    for (uint32_t s = 0; s < asked->n; s++)
      query_count_cell(t, &trend->items[i].items[s]);
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
  buf_printf(&c->out, "%s\n", tr(c, "*  its last window is not over yet", "*  最后的窗口尚未结束"));
}

/* A border of the histogram in the largest unit in which it is whole: 30 s, 5 min, 2 h, 7 d. */
static void put_border(struct buf *out, double s) {
  static const struct {
    unsigned seconds;
    const char *name;
  } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    double n = s / units[i].seconds;
    if (n < 1 || n >= 1e9 || n != (double)(uint64_t)n) continue;
    buf_printf(out, "%.0f %s", n, units[i].name);
    return;
  }
  if (s > 0)
    put_duration(out, s);
  else
    buf_puts(out, "0 s");
}

/* How long the whole way took, of those who got to its end. */
static void times_table(struct cli *c, const struct json *answer) {
  const struct json *bins = json_get(answer, "histogram");
  double all = 0, so_far = 0;
  if (!bins->n) return;
  for (uint32_t i = 0; i < bins->n; i++)
    all += query_number(json_get(&bins->items[i], "n"));
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "time to convert", "转化用时"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "count", "数量"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "share", "占比"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "cumulative", "累计"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < bins->n; i++) {
    const struct json *n = json_get(&bins->items[i], "n");
    struct buf b = BUF_INIT;
    put_border(&b, query_number(json_get(&bins->items[i], "from")));
    buf_puts(&b, " – ");
    put_border(&b, query_number(json_get(&bins->items[i], "to")));
    so_far += query_number(n);
    table_cell(t, buf_str(&b));
    query_count_cell(t, n);
    table_cellf(t, "%.1f%%", all > 0 ? 100 * query_number(n) / all : 0);
    table_cellf(t, "%.1f%%", all > 0 ? 100 * so_far / all : 0);
    buf_release(&b);
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void tables(struct cli *c, const struct json *answer) {
  steps_table(c, answer);
  times_table(c, answer);
  groups_table(c, answer);
  trend_table(c, answer);
}

const struct query_command query_funnel_command = {&question_funnel, document, tables};

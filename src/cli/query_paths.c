/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query paths: options to the document that the API takes too, its answer as tables. */
#include "cli/cli_int.h"
#include "cli/query_int.h"

/* 'view', 'view -> buy', '-> buy', '': what paths begin and end with. */
static void put_ends(struct jw *w, struct str text) {
  size_t at = query_arrow(text);
  struct str from = str_trim(str_of(text.p, at)), to = {NULL, 0};
  if (at < text.n) to = str_trim(str_of(text.p + at + 2, text.n - at - 2));
  if (from.n) jw_key(w, "from"), jw_str(w, from);
  if (to.n) jw_key(w, "to"), jw_str(w, to);
}

/* page_viewed=title,product_viewed=category */
static void put_split(struct jw *w, const char *list) {
  struct str rest = str_from(list);
  jw_key(w, "split"), jw_begin_object(w);
  while (rest.n) {
    struct str property = str_cut(&rest, ','), event = str_cut(&property, '=');
    jw_key_str(w, str_trim(event)), jw_str(w, str_trim(property));
  }
  jw_end_object(w);
}

static void document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"count", "gap", "who", "within"};
  put_ends(w, text);
  query_put_options(c, plain, sizeof plain / sizeof plain[0], w);
  query_put_range(c, w);
  if (cli_has(c, "events")) query_put_list(w, "events", cli_get(c, "events"), ';');
  if (cli_has(c, "split")) put_split(w, cli_get(c, "split"));
  if (cli_has(c, "depth")) jw_key(w, "depth"), jw_uint(w, cli_count(c, "depth", 5));
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 50));
  if (cli_has(c, "repeats")) jw_key(w, "collapse"), jw_bool(w, false);
  if (cli_has(c, "converted")) jw_key(w, "converted"), jw_bool(w, true);
}

/* ---- the answer ---- */

static const char *unit(struct cli *c) {
  return cli_has(c, "count") && str_is(str_from(cli_get(c, "count")), "occurrences")
             ? tr(c, "occurrences", "次数")
             : tr(c, "people", "人数");
}

static void put_node(struct cli *c, const struct json *n, struct buf *out) {
  struct str kind = json_get_str(n, "kind"), event = json_get_str(n, "event");
  struct str label = json_get_str(n, "label");
  if (str_is(kind, "other")) {
    buf_puts(out, tr(c, "(other)", "（其余）"));
  } else if (!event.p || str_is(kind, "event")) {
    buf_put_str(out, label);
  } else {
    buf_printf(out, "%.*s[", STRF(event));
    if (label.n)
      buf_put_str(out, label);
    else if (str_is(kind, "value"))
      buf_puts(out, label.p ? tr(c, "empty", "空") : tr(c, "none", "无"));
    else
      buf_puts(out, tr(c, "other", "其余"));
    buf_putc(out, ']');
  }
}

static void paths_table(struct cli *c, const struct json *answer) {
  const struct json *paths = json_get(answer, "paths"), *other = json_get(answer, "other");
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "path", "路径"), ALIGN_LEFT);
  table_head(t, 1, unit(c), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "of all", "占比"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "converted", "转化"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "median time", "中位时长"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < paths->n; i++) {
    const struct json *p = &paths->items[i], *nodes = json_get(p, "nodes");
    struct buf text = BUF_INIT;
    for (uint32_t l = 0; l < nodes->n; l++) {
      if (l) buf_puts(&text, " → ");
      put_node(c, &nodes->items[l], &text);
    }
    table_cell(t, buf_str(&text));
    query_count_cell(t, json_get(p, "count"));
    query_rate_cell(t, json_get(p, "share"));
    query_count_cell(t, json_get(p, "converted"));
    query_seconds_cell(t, json_get(p, "seconds"));
    buf_release(&text);
  }
  if (query_number(json_get(other, "paths")) > 0) {
    table_cell(t, arena_printf(&c->arena, tr(c, "(%.0f others)", "（其余 %.0f 条）"),
                               query_number(json_get(other, "paths"))));
    query_count_cell(t, json_get(other, "count"));
    query_rate_cell(t, json_get(other, "share"));
    table_cell(t, STR(""));
    table_cell(t, STR(""));
  }
  table_print(c, t, "");
}

static void levels_table(struct cli *c, const struct json *answer) {
  const struct json *levels = json_get(answer, "levels");
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "level", "层"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "node", "节点"), ALIGN_LEFT);
  table_head(t, 2, unit(c), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "of all", "占比"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "ended", "止于此"), ALIGN_RIGHT);
  for (uint32_t l = 0; l < levels->n; l++) {
    const struct json *nodes = json_get(&levels->items[l], "nodes");
    for (uint32_t i = 0; i < nodes->n; i++) {
      struct buf text = BUF_INIT;
      table_cellf(t, "%u", l + 1);
      put_node(c, &nodes->items[i], &text);
      table_cell(t, buf_str(&text));
      query_count_cell(t, json_get(&nodes->items[i], "count"));
      query_rate_cell(t, json_get(&nodes->items[i], "share"));
      query_count_cell(t, json_get(&nodes->items[i], "ended"));
      buf_release(&text);
    }
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void tables(struct cli *c, const struct json *answer) {
  paths_table(c, answer);
  levels_table(c, answer);
}

const struct query_command query_paths_command = {&question_paths, document, tables};

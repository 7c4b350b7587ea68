/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query overlap and difference: options to the document that the API takes too, its answer as
 * tables. */
#include "cli/cli_int.h"
#include "cli/query_int.h"

/* A plain word is a segment, everything else an expression. */
static void put_set(struct jw *w, struct str s) {
  bool word = s.n > 0;
  for (size_t i = 0; i < s.n; i++)
    word = word && (s.p[i] == '-' || s.p[i] == '_' || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
                    (s.p[i] >= '0' && s.p[i] <= '9'));
  word = word && !str_is(s, "true") && !str_is(s, "false");
  jw_begin_object(w);
  jw_key(w, word ? "segment" : "expression"), jw_str(w, s);
  jw_end_object(w);
}

/* ---- overlap ---- */

/* 'vip; count(order_completed) > 3; city = "上海"' */
static void overlap_document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"who"};
  jw_key(w, "sets"), jw_begin_array(w);
  while (text.n)
    put_set(w, str_trim(str_cut(&text, ';')));
  jw_end_array(w);
  query_put_options(c, plain, 1, w);
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 20));
}

static void matrix_table(struct cli *c, const struct json *answer) {
  const struct json *sets = json_get(answer, "sets"), *matrix = json_get(answer, "matrix");
  struct table *t = table_new(&c->arena, 3 + sets->n);
  table_head(t, 0, tr(c, "set", "人群"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "people", "人数"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "of all", "占比"), ALIGN_RIGHT);
  for (uint32_t j = 0; j < sets->n; j++)
    table_head(t, 3 + j, arena_printf(&c->arena, tr(c, "also in %u", "同属 %u"), j + 1).p,
               ALIGN_RIGHT);
  for (uint32_t i = 0; i < sets->n; i++) {
    const struct json *s = &sets->items[i];
    table_cell(t, arena_printf(&c->arena, "%u %.*s", i + 1, STRF(json_get_str(s, "title"))));
    query_count_cell(t, json_get(s, "people"));
    query_rate_cell(t, json_get(s, "share"));
    for (uint32_t j = 0; j < sets->n; j++) {
      const struct json *p = &matrix->items[i].items[j];
      if (i == j)
        table_cell(t, STR(""));
      else
        table_cellf(t, "%.1f%% (×%.2f)", 100 * query_number(json_get(p, "share")),
                    query_number(json_get(p, "lift")));
    }
  }
  table_print(c, t, "");
}

static void combinations_table(struct cli *c, const struct json *answer) {
  const struct json *list = json_get(answer, "combinations");
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, tr(c, "in just these sets", "仅属于这些人群"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "people", "人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *sets = json_get(&list->items[i], "sets");
    struct buf b = BUF_INIT;
    for (uint32_t j = 0; j < sets->n; j++)
      buf_printf(&b, "%s%.*s", j ? " + " : "", STRF(sets->items[j].text));
    table_cell(t, buf_str(&b));
    query_count_cell(t, json_get(&list->items[i], "people"));
    buf_release(&b);
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void overlap_tables(struct cli *c, const struct json *answer) {
  matrix_table(c, answer);
  combinations_table(c, answer);
}

const struct query_command query_overlap_command = {&question_overlap, overlap_document,
                                                    overlap_tables};

/* ---- difference ---- */

static void difference_document(struct cli *c, struct str text, struct jw *w) {
  static const char *const plain[] = {"from", "to", "who"};
  jw_key(w, "of"), put_set(w, str_trim(text));
  query_put_options(c, plain, 3, w);
}

static void row(struct cli *c, struct table *t, const char *title, const struct json *n) {
  table_cell(t, str_from(title));
  query_count_cell(t, n);
}

static void difference_tables(struct cli *c, const struct json *answer) {
  struct table *t = table_new(&c->arena, 2);
  const struct json *from = json_get(answer, "from"), *to = json_get(answer, "to");
  table_head(t, 0, arena_cstr(&c->arena, json_get_str(json_get(answer, "of"), "title")),
             ALIGN_LEFT);
  table_head(t, 1, tr(c, "people", "人数"), ALIGN_RIGHT);
  row(c, t, tr(c, "at first", "期初"), json_get(from, "people"));
  row(c, t, tr(c, "+ entered", "+ 进入"), json_get(answer, "entered"));
  row(c, t, tr(c, "− left", "− 离开"), json_get(answer, "left"));
  row(c, t, tr(c, "= at last", "= 期末"), json_get(to, "people"));
  table_print(c, t, "");
}

const struct query_command query_difference_command = {&question_difference, difference_document,
                                                       difference_tables};

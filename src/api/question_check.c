/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an editor asks while somebody types: everything that is wrong, and what the question would
 * cost. */
#include <inttypes.h>

#include "api/ask.h"
#include "api/questions.h"
#include "query/cost.h"

static void put_words(struct jw *w, const struct err *e,
                      void (*render)(const struct err *, enum lang, struct buf *)) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  render(e, LANG_EN, &en);
  render(e, LANG_ZH, &zh);
  if (en.n)
    put_title(w, buf_str(&en), buf_str(&zh));
  else
    jw_null(w);
  buf_release(&en);
  buf_release(&zh);
}

static void put_error(struct jw *w, const struct err *e) {
  jw_begin_object(w);
  jw_key(w, "code"), jw_cstr(w, err_name(e->code));
  jw_key(w, "message"), put_words(w, e, err_render);
  jw_key(w, "hint"), put_words(w, e, err_render_hint);
  jw_key(w, "place"), jw_begin_object(w);
  jw_key(w, "line"), jw_uint(w, e->place.line);
  jw_key(w, "column"), jw_uint(w, e->place.column);
  jw_key(w, "length"), jw_uint(w, e->place.length);
  jw_end_object(w);
  jw_end_object(w);
}

/* "1,200,000 rows, 3 columns, 1 sequence" */
static void put_reason(struct call *c, const struct query_cost *q) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  buf_printf(&en, "%" PRIu64 " rows, %u columns", q->rows, q->columns);
  buf_printf(&zh, "%" PRIu64 " 行、%u 列", q->rows, q->columns);
  if (q->distinct) {
    buf_printf(&en, ", %u distinct", q->distinct);
    buf_printf(&zh, "、%u 处去重计数", q->distinct);
  }
  if (q->sequences) {
    buf_printf(&en, q->sequences == 1 ? ", %u sequence" : ", %u sequences", q->sequences);
    buf_printf(&zh, "、%u 个序列", q->sequences);
  }
  if (q->references) {
    buf_printf(&en, q->references == 1 ? ", %u classification" : ", %u classifications",
               q->references);
    buf_printf(&zh, "、%u 处分层", q->references);
  }
  put_title(&c->out, buf_str(&en), buf_str(&zh));
  buf_release(&en);
  buf_release(&zh);
}

static void put_cost(struct call *c, const struct node *tree, const struct snapshot *n) {
  struct query_cost q;
  struct jw *w = &c->out;
  query_cost_of(tree, n, &q);
  jw_begin_object(w);
  jw_key(w, "level"), jw_cstr(w, query_cost_name(q.level));
  jw_key(w, "rows"), jw_uint(w, q.rows);
  jw_key(w, "columns"), jw_uint(w, q.columns);
  jw_key(w, "distinct"), jw_uint(w, q.distinct);
  jw_key(w, "sequences"), jw_uint(w, q.sequences);
  jw_key(w, "reason"), put_reason(c, &q);
  jw_end_object(w);
}

bool api_check_expression(struct call *c, struct err *err) {
  struct view *v;
  struct lang_param *params;
  struct err errs[LANG_ERRORS_MAX];
  struct node *tree;
  uint32_t n_params, n;
  struct jw *w = &c->out;
  if (!call_view(c, &v, err) || !ask_parameters(c, &params, &n_params, err)) return false;
  lang_check(json_get_str(c->body, "expression"), names_env_lang(view_names(v)), params, n_params,
             c->arena, errs, LANG_ERRORS_MAX, &n, &tree);
  jw_begin_object(w);
  jw_key(w, "errors"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_error(w, &errs[i]);
  jw_end_array(w);
  jw_key(w, "type");
  if (tree)
    jw_cstr(w, type_word(tree->type));
  else
    jw_null(w);
  jw_key(w, "cost");
  if (tree)
    put_cost(c, tree, view_snapshot(v));
  else
    jw_null(w);
  jw_end_object(w);
  return true;
}

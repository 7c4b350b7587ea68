/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/session.h"

#include <stdio.h>

#define OLD_DATA_DAYS 35

bool session_open(struct cli *c, struct session *s, struct err *err) {
  *s = (struct session){.cli = c};
  if (!cli_open(c, WS_READ, &s->ws, err)) return false;
  s->snap = ws_snapshot(s->ws);
  s->limits = (struct query_limits){.memory = ws_memory(s->ws)};
  if (!cli_as_of(c, s->ws, &s->as_of, err) || !names_env_new(s->ws, s->snap, &s->names, err)) {
    session_close(s);
    return false;
  }
  s->env = names_env_classes(s->names, &s->limits);
  return true;
}

void session_close(struct session *s) {
  if (s->names) names_env_free(s->names);
  if (s->snap) snapshot_free(s->snap);
  if (s->ws) ws_close(s->ws);
  *s = (struct session){0};
}

static void show_caret(struct cli *c, struct str text, const struct err *err) {
  struct buf b = BUF_INIT;
  if (!c->json && err->place.column) {
    lang_caret(text, err, &b);
    if (b.n) fprintf(stderr, "%s\n", b.p);
  }
  buf_release(&b);
}

bool session_params(struct session *s, struct err *err) {
  const char *text = cli_get(s->cli, "param");
  return !text || lang_params_parse(str_from(text), &s->cli->arena, &s->params, &s->n_params, err);
}

bool session_people(struct session *s, struct str expression, roaring_bitmap_t **ret,
                    struct node **ret_tree, struct err *err) {
  struct node *tree;
  struct query_output *o;
  if (!lang_parse(expression, &s->cli->arena, &tree, err) ||
      (s->n_params && !lang_bind(tree, s->params, s->n_params, err)) ||
      !lang_resolve(tree, names_env_lang(s->names), LT_BOOL, &s->cli->arena, err)) {
    show_caret(s->cli, expression, err);
    return false;
  }
  struct query_expr e = {tree, s->as_of};
  if (!expressions_run(&e, 1, s->snap, &s->env, &s->cli->arena, &o, err)) return false;
  *ret = o[0].set;
  o[0].set = NULL;
  query_outputs_release(o, 1);
  if (ret_tree) *ret_tree = tree;
  return true;
}

bool session_segment(struct session *s, struct str slug, struct str *ret_expression,
                     struct err *err) {
  struct resource r;
  struct json *doc;
  if (!resource_get(s->ws, STR("segment"), slug, &s->cli->arena, &r, err)) return false;
  if (!json_parse(r.doc, &s->cli->arena, &doc, err)) return false;
  return segment_bound(doc, s->params, s->n_params, &s->cli->arena, ret_expression, err);
}

void session_hint_old_data(struct session *s) {
  int64_t from, to;
  struct buf b = BUF_INIT;
  snapshot_time_range(s->snap, &from, &to);
  if (cli_has(s->cli, "as-of") || from > to || s->as_of - to < OLD_DATA_DAYS * MS_DAY) return;
  time_format_date(ws_tz(s->ws), to, &b);
  cli_note(s->cli,
           tr(s->cli, "Note: the newest event is from %s; add --as-of %s to ask as of then.",
              "提示：最新的事件发生在 %s；如需按当时计算，请加 --as-of %s。"),
           b.p, b.p);
  buf_release(&b);
}

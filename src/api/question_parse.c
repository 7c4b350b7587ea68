/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between text and form.  Both directions are checked against the workspace's names, so that a form
 * never holds a row that the text could not. */
#include "api/ask.h"
#include "api/questions.h"
#include "lang/builder.h"

/* Canonical text and form are those of what was written; words and type those of what it says with
 * its parameters' values. */
bool api_parse_expression(struct call *c, struct err *err) {
  struct view *v;
  struct node *written, *tree;
  struct lang_param *params;
  uint32_t n;
  struct jw *w = &c->out;
  struct str text = json_get_str(c->body, "expression");
  if (!call_view(c, &v, err) || !ask_parameters(c, &params, &n, err) ||
      !lang_parse(text, c->arena, &written, err) || !lang_parse(text, c->arena, &tree, err) ||
      (n && !lang_bind(tree, params, n, err)) ||
      !lang_resolve(tree, names_env_lang(view_names(v)), LT_ANY, c->arena, err))
    return false;
  if (n == 0) written = tree; /* with types: a form tells them */
  jw_begin_object(w);
  jw_key(w, "canonical"), put_canonical(w, written);
  jw_key(w, "sentence"), put_sentence(w, tree);
  jw_key(w, "tree");
  if (tree->type == LT_BOOL)
    lang_to_form(written, w);
  else
    jw_null(w);
  jw_key(w, "type"), jw_cstr(w, type_word(tree->type));
  jw_end_object(w);
  return true;
}

bool api_format_builder(struct call *c, struct err *err) {
  struct view *v;
  struct node *tree;
  struct lang_param *params;
  uint32_t n;
  struct str text;
  struct jw *w = &c->out;
  if (!call_view(c, &v, err) || !ask_parameters(c, &params, &n, err) ||
      !lang_from_form(json_get(c->body, "tree"), c->arena, &text, err) ||
      !lang_parse(text, c->arena, &tree, err) || (n && !lang_bind(tree, params, n, err)) ||
      !lang_resolve(tree, names_env_lang(view_names(v)), LT_BOOL, c->arena, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "expression"), jw_str(w, text);
  jw_key(w, "sentence"), put_sentence(w, tree);
  jw_end_object(w);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why somebody is or is not in a set. */
#include "api/ask.h"
#include "api/questions.h"

static void put_actual(struct ask *a, const struct why *y, const struct why_actual *x) {
  struct jw *w = &a->c->out;
  struct naive_value v = x->value;
  struct str en = x->en, zh = x->zh;
  if (a->masked && x->attr.n && !v.missing) { /* the words hold the value */
    if (v.type == LT_STR)
      en = zh = v.str = mask_identity(v.str, a->c->arena);
    else if (mask_personal(x->attr))
      v.missing = true, en = zh = STR("***");
  }
  jw_begin_object(w);
  jw_key(w, "value"), put_naive(w, &v);
  jw_key(w, "type"), jw_cstr(w, x->events ? "events" : type_word(v.type));
  jw_key(w, "text"), put_title(w, en, zh);
  jw_key(w, "event_at");
  if (x->event_at == INT64_MIN || x->event_at == TIME_MIN)
    jw_null(w);
  else
    put_time(w, x->event_at);
  jw_end_object(w);
}

static void put_why(struct ask *a, const struct why *y) {
  static const char *const kinds[] = {[N_AND] = "and", [N_OR] = "or", [N_NOT] = "not"};
  struct jw *w = &a->c->out;
  enum node_kind k = y->node->kind;
  bool logic = k == N_AND || k == N_OR || k == N_NOT;
  /* An answer nests no deeper than the writer; what is below is told by the condition itself. */
  bool deep = w->depth > JSON_DEPTH_MAX - 8;
  jw_begin_object(w);
  jw_key(w, "path"), jw_cstr(w, y->path);
  jw_key(w, "text"), put_canonical(w, y->node);
  jw_key(w, "sentence"), put_sentence(w, y->node);
  jw_key(w, "place"), put_node_place(w, y->node);
  jw_key(w, "kind"), jw_cstr(w, logic && y->n_kids && !deep ? kinds[k] : "clause");
  jw_key(w, "holds"), jw_bool(w, y->holds);
  jw_key(w, "children"), jw_begin_array(w);
  for (uint32_t i = 0; !deep && i < y->n_kids; i++)
    put_why(a, &y->kids[i]);
  jw_end_array(w);
  jw_key(w, "actual"), jw_begin_array(w);
  for (uint32_t i = 0; i < y->n_actuals; i++)
    put_actual(a, y, &y->actuals[i]);
  jw_end_array(w);
  jw_end_object(w);
}

static bool explain(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct node *tree;
  struct person_model p;
  struct why why;
  uint32_t subject;
  if (!ask_condition(a, json_get_str(c->body, "expression"), "expression", &tree, err) ||
      !ask_person(a, json_get_str(c->body, "person"), &subject, err) ||
      !ask_history(a, subject, &p, err) || !person_why(&p, tree, a->as_of, c->arena, &why, err))
    return false;
  struct str id = people_external_id(ws_people(tenant_workspace(c->tenant)), subject);
  jw_begin_object(&c->out);
  put_asof(c, a->as_of, a->v);
  jw_key(&c->out, "person"), jw_begin_object(&c->out);
  jw_key(&c->out, "id"), jw_str(&c->out, a->masked ? mask_identity(id, c->arena) : id);
  jw_end_object(&c->out);
  jw_key(&c->out, "member"), jw_bool(&c->out, why.holds);
  jw_key(&c->out, "tree"), put_why(a, &why);
  jw_end_object(&c->out);
  return true;
}

bool api_explain_person(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && explain(&a, err);
  ask_end(&a);
  return ok;
}

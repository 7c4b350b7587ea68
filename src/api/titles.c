/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of names, expressions and values in answers. */
#include "api/ask.h"
#include "event/batch.h"

void put_name_title(struct jw *w, enum name_kind kind, struct str name) {
  const struct known_name *k = known_name_exact(kind, name);
  /* An attribute may carry the name of a property (channel): the word is the same. */
  if (!k && kind == NAME_ATTR) k = known_name_exact(NAME_PROP, name);
  if (kind == NAME_EVENT && str_is(name, EV_SET))
    put_title(w, STR("Attributes set"), STR("属性变更"));
  else if (k)
    put_title(w, str_from(k->en), str_from(k->zh));
  else
    put_title(w, name, name);
}

void put_sentence(struct jw *w, const struct node *tree) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  lang_explain(tree, LANG_EN, &en);
  lang_explain(tree, LANG_ZH, &zh);
  put_title(w, buf_str(&en), buf_str(&zh));
  buf_release(&en);
  buf_release(&zh);
}

void put_canonical(struct jw *w, const struct node *tree) {
  struct buf b = BUF_INIT;
  lang_format(tree, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

const char *type_word(enum lang_type t) {
  return t == LT_NUM ? "number" : t == LT_TIME ? "time" : t == LT_BOOL ? "bool" : "text";
}

void put_types(struct jw *w, uint8_t types) {
  static const char *const words[V_TYPES] = {
      [V_BOOL] = "bool", [V_NUM] = "number", [V_STR] = "text", [V_TIME] = "time"};
  jw_begin_array(w);
  for (int t = V_BOOL; t < V_TYPES; t++)
    if (types & V_MASK(t)) jw_cstr(w, words[t]);
  jw_end_array(w);
}

struct str equals_text(struct str name, struct str value, struct arena *out) {
  struct node a = {.kind = N_ATTR, .name = name};
  struct node b = {.kind = N_LITERAL, .lit = {.type = LT_STR, .str = value}};
  struct node e = {.kind = N_CMP, .op = OP_EQ, .a = &a, .b = &b};
  struct buf text = BUF_INIT;
  lang_format(&e, &text);
  struct str s = arena_str(out, buf_str(&text));
  buf_release(&text);
  return s;
}

void put_node_place(struct jw *w, const struct node *n) {
  jw_begin_object(w);
  jw_key(w, "line"), jw_uint(w, n->pos.line);
  jw_key(w, "column"), jw_uint(w, n->pos.column);
  jw_key(w, "length"), jw_uint(w, n->pos.length);
  jw_end_object(w);
}

void put_naive(struct jw *w, const struct naive_value *v) {
  if (v->missing) {
    jw_null(w);
    return;
  }
  switch (v->type) {
  case LT_NUM:
    put_decimal(w, dec_normal(v->num));
    break;
  case LT_TIME:
    put_time(w, v->time);
    break;
  case LT_STR:
    jw_str(w, v->str);
    break;
  default:
    jw_bool(w, v->b);
  }
}

void put_money(struct jw *w, struct dec v) {
  struct dec two;
  put_decimal(w, v.scale < 2 && dec_rescale(v, 2, &two) ? two : v);
}

void put_prop_value(struct jw *w, const struct value *v) {
  switch (v->type) {
  case V_NUM:
    put_decimal(w, v->num);
    break;
  case V_TIME:
    put_time(w, v->time);
    break;
  case V_STR:
    jw_str(w, v->str);
    break;
  case V_BOOL:
    jw_bool(w, v->b);
    break;
  case V_NONE:
    jw_null(w);
  }
}

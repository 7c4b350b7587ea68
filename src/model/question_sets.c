/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What questions about sets of people share: sets are expressions, all evaluated in one pass; the
 * rest is counting bits. */
#include <stdio.h>

#include "model/question_int.h"

bool question_set_read(const struct question_env *e, const struct json *v, const char *path,
                       struct arena *out, struct question_set *ret, struct err *err) {
  char field[64];
  snprintf(field, sizeof field, "%s", path);
  struct question_set s = {.text = v ? v->text : STR("")};
  if (!v || (v->type != JSON_STRING && v->type != JSON_OBJECT))
    return question_bad(path, "\"…\" / {segment} / {expression, title}", err);
  if (v->type == JSON_OBJECT) {
    if (!question_fields(v, path, "segment,expression,title", err)) return false;
    s = (struct question_set){
        .text = json_get_str(v, "expression"),
        .segment = json_get_str(v, "segment"),
    };
    if (!question_title(v, path, &s.title, err)) return false;
    if (!s.text.n == !s.segment.n)
      return question_bad(path, "{segment} / {expression, title}", err);
    if (s.segment.n) s.text = arena_printf(out, "segment(\"%.*s\")", STRF(s.segment));
  }
  *ret = s;
  if (v->type == JSON_OBJECT)
    snprintf(field, sizeof field, "%s.%s", path, s.segment.n ? "segment" : "expression");
  if (question_condition(e, s.text, field, out, &ret->tree, err)) return true;
  /* A segment's own name has no lines and columns. */
  return s.segment.n ? err_at(err, field, 0, 0, 0) : false;
}

void question_set_put(struct jw *w, const struct question_set *s, uint64_t people, uint64_t of) {
  struct buf text = BUF_INIT;
  lang_format(s->tree, &text);
  jw_key(w, "expression"), jw_str(w, buf_str(&text));
  jw_key(w, "segment");
  if (s->segment.n)
    jw_str(w, s->segment);
  else
    jw_null(w);
  jw_key(w, "title"), jw_str(w, s->title.n ? s->title : s->segment.n ? s->segment : buf_str(&text));
  jw_key(w, "words"), jw_begin_object(w);
  buf_reset(&text), lang_explain(s->tree, LANG_EN, &text);
  jw_key(w, "en"), jw_str(w, buf_str(&text));
  buf_reset(&text), lang_explain(s->tree, LANG_ZH, &text);
  jw_key(w, "zh"), jw_str(w, buf_str(&text));
  jw_end_object(w);
  jw_key(w, "people"), jw_uint(w, people);
  jw_key(w, "share"), jw_double(w, of ? (double)people / (double)of : 0);
  buf_release(&text);
}

bool question_sets_run(const struct question_env *e, const struct question_set *sets,
                       const int64_t *as_of, uint32_t n, const roaring_bitmap_t *who,
                       struct arena *out, struct query_output **ret, struct err *err) {
  struct query_expr *x = arena_array(out, struct query_expr, n);
  for (uint32_t i = 0; i < n; i++)
    x[i] = (struct query_expr){sets[i].tree, as_of[i]};
  if (!expressions_run(x, n, e->snapshot, e->env, out, ret, err)) return false;
  for (uint32_t i = 0; who && i < n; i++)
    roaring_bitmap_and_inplace((*ret)[i].set, who);
  return true;
}

bool question_population(const struct question_env *e, int64_t as_of, const roaring_bitmap_t *who,
                         uint64_t *ret, struct err *err) {
  roaring_bitmap_t *all;
  if (!query_people(e->snapshot, as_of, e->env->pool, &all, err)) return false;
  *ret = who ? roaring_bitmap_and_cardinality(all, who) : roaring_bitmap_get_cardinality(all);
  roaring_bitmap_free(all);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A question that is too slow to wait for.  params: {what, expression, as_of, masked}.
 *   count    how many people, of how many
 *   people   the same, and all of them in people.csv with the usual columns
 *   ask      a kept question about behaviour, see ask.c
 *   profile  the same, and how they spread over the classes of every classification, beside
 *            everyone */
#include "job/kinds.h"

static const struct str people_columns[] = {
    {"first_seen", 10}, {"last_seen", 9}, {"orders", 6}, {"revenue", 7}};

static void put_head(struct jw *w, const struct job_view *v, const roaring_bitmap_t *set,
                     const roaring_bitmap_t *all) {
  struct buf when = BUF_INIT;
  uint64_t n = roaring_bitmap_get_cardinality(set), of = roaring_bitmap_get_cardinality(all);
  time_format_iso(v->as_of, &when);
  jw_key(w, "as_of"), jw_str(w, buf_str(&when));
  jw_key(w, "lsn"), jw_uint(w, snapshot_lsn(v->n));
  jw_key(w, "people"), jw_uint(w, n);
  jw_key(w, "everyone"), jw_uint(w, of);
  jw_key(w, "share"), jw_double(w, of ? (double)n / (double)of : 0);
  buf_release(&when);
}

static void put_bucket(struct jw *w, const struct classification_result *c, uint32_t i,
                       uint64_t people, uint64_t of, uint64_t against, uint64_t against_of) {
  double share = of ? (double)people / (double)of : 0,
         other = against_of ? (double)against / (double)against_of : 0;
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, i < c->def->n_classes ? c->def->classes[i].name : STR("none"));
  jw_key(w, "people"), jw_uint(w, people);
  jw_key(w, "share"), jw_double(w, share);
  jw_key(w, "against_share"), jw_double(w, other);
  jw_key(w, "lift");
  if (other > 0)
    jw_double(w, share / other);
  else
    jw_null(w);
  jw_end_object(w);
}

/* One classification: the set's people by class beside everybody's. */
static void put_dimension(struct jw *w, const struct classification_result *c,
                          const roaring_bitmap_t *set, const roaring_bitmap_t *all) {
  uint64_t in[CLASS_MAX + 1] = {0}, of[CLASS_MAX + 1] = {0};
  roaring_uint32_iterator_t it;
  roaring_init_iterator(all, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value;
    uint8_t at = s < c->n_subjects ? c->class_of[s] : QUERY_CLASS_NONE;
    uint32_t i = at == QUERY_CLASS_NONE ? c->def->n_classes : at;
    of[i]++;
    in[i] += roaring_bitmap_contains(set, s);
  }
  jw_begin_object(w);
  jw_key(w, "classification"), jw_str(w, c->def->slug);
  jw_key(w, "classes");
  jw_begin_array(w);
  for (uint32_t i = 0; i <= c->def->n_classes; i++)
    put_bucket(w, c, i, in[i], roaring_bitmap_get_cardinality(set), of[i],
               roaring_bitmap_get_cardinality(all));
  jw_end_array(w);
  jw_end_object(w);
}

static bool put_profile(struct job_run *r, const struct job_view *v, struct jw *w,
                        const roaring_bitmap_t *set, const roaring_bitmap_t *all, struct err *err) {
  struct resource *list;
  uint32_t n;
  if (!resource_list(r->w, STR("classification"), r->arena, &list, &n, err)) return false;
  jw_key(w, "dimensions");
  jw_begin_array(w);
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++) {
    const struct classification *def;
    struct classification_result c;
    job_progress(r, (double)i / n, "classifying");
    ok = names_env_classification(v->names, list[i].slug, &def, err) &&
         classification_run(def, v->n, &v->as_of, 1, &v->env, r->arena, &c, err);
    if (!ok) break;
    put_dimension(w, &c, set, all);
    classification_result_release(&c);
  }
  jw_end_array(w);
  return ok;
}

static bool answer(struct job_run *r, const struct job_view *v, const roaring_bitmap_t *set,
                   const roaring_bitmap_t *all, struct err *err) {
  struct str what = json_get_str(r->params, "what");
  struct buf b = BUF_INIT;
  struct jw w;
  uint64_t rows;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  put_head(&w, v, set, all);
  bool ok = !str_is(what, "profile") || put_profile(r, v, &w, set, all, err);
  if (str_is(what, "people")) {
    struct export_want want = {.bom = true,
                               .masked = json_get_bool(r->params, "masked", true),
                               .as_of = v->as_of,
                               .people = set,
                               .columns = people_columns,
                               .n_columns = 4};
    ok = job_export_file(r, v, &want, "people.csv", &rows, err);
  }
  jw_end_object(&w);
  if (ok) buf_put_str(&r->result, buf_str(&b));
  buf_release(&b);
  return ok;
}

static bool run(struct job_run *r, struct err *err) {
  struct job_view v;
  struct str expression;
  roaring_bitmap_t *set = NULL, *all = NULL;
  job_progress(r, 0, "selecting");
  if (str_is(json_get_str(r->params, "what"), "ask")) {
    bool answered = job_view_open(r, &v, err) && job_ask(r, &v, err);
    job_view_close(&v);
    return answered;
  }
  bool ok = job_view_open(r, &v, err) && job_expression(r, &expression, err) &&
            export_people_of(r->w, v.n, v.names, &v.limits, expression, v.as_of, &set, err) &&
            query_people(v.n, v.as_of, ws_pool(r->w), &all, err) && answer(r, &v, set, all, err);
  if (set) roaring_bitmap_free(set);
  if (all) roaring_bitmap_free(all);
  job_view_close(&v);
  return ok;
}

const struct job_kind job_kind_question = {.name = "question", .run = run};

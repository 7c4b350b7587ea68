/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The distribution as a document: its fields into an expression with one number per person and the
 * bins to put them in, its answer as JSON.
 *
 * `events` and `measure` are a short way to say an aggregate of the language over a range; so what
 * a number means is said in one place, and `value` may be any other. */
#include <stdio.h>
#include <stdlib.h>

#include "model/question_int.h"
#include "query/distribution.h"

#define FIELDS "kind,events,measure,value,zeros,bins,range,who,by,top,as_of"

struct asked {
  struct distribution d;
  struct node *value; /* one number per person */
  struct node *did;   /* who takes part; NULL: who has a value */
  int64_t from;       /* of the range; TIME_MIN: there is none */
  struct str text, measure;
  struct dec *edges;
  bool grouped;
  struct question_groups groups;
  roaring_bitmap_t *who, *people;
  struct query_output *outputs;
  struct str by_name;
};

struct writing {
  const struct question_env *e;
  const struct asked *q;
  const struct distribution_result *r;
  struct arena *out;
  struct jw *w;
};

/* ---- the document ---- */

/* An aggregate over the selector's rows in [from, to]. */
static struct node *aggregate(const struct node *events, enum agg_fn fn, enum lang_type type,
                              int64_t from, int64_t to, struct arena *out) {
  struct node *n = arena_new(out, struct node);
  struct agg *agg = arena_new(out, struct agg);
  *n = *events;
  *agg = *events->agg;
  agg->fn = fn;
  agg->window = (struct window){
      .kind = W_BETWEEN, .from = {.ms = from, .ms_last = from}, .to = {.ms = to, .ms_last = to}};
  n->agg = agg;
  n->type = type;
  return n;
}

/* "events", "days", or {"sum": property} and the like. */
static bool read_measure(const struct question_env *e, const struct json *v, struct arena *out,
                         enum agg_fn *ret_fn, struct str *ret_prop, struct asked *q,
                         struct err *err) {
  static const struct {
    const char *key;
    enum agg_fn fn;
  } of[] = {{"sum", AGG_SUM},
            {"avg", AGG_AVG},
            {"min", AGG_MIN},
            {"max", AGG_MAX},
            {"distinct", AGG_DISTINCT}};
  uint32_t plain;
  *ret_prop = (struct str){NULL, 0};
  if (!v || v->type != JSON_OBJECT) {
    if (!question_choice(v, "measure", "events|days", &plain, err)) return false;
    *ret_fn = plain ? AGG_DISTINCT : AGG_COUNT;
    q->measure = plain ? STR("\"days\"") : STR("\"events\"");
    return true;
  }
  struct buf text = BUF_INIT;
  json_write_tree(v, false, &text);
  q->measure = arena_str(out, buf_str(&text));
  buf_release(&text);
  for (size_t i = 0; v->n == 1 && i < sizeof of / sizeof of[0]; i++) {
    if (!str_is(v->keys[0], of[i].key)) continue;
    *ret_fn = of[i].fn;
    return of[i].fn == AGG_DISTINCT
               ? question_prop(e, &v->items[0], "measure", out, ret_prop, err)
               : question_number(e, &v->items[0], "measure", of[i].key, out, ret_prop, err);
  }
  return question_bad("measure", "events / days / {sum, avg, min, max, distinct: property}", err);
}

static bool read_events(const struct question_env *e, const struct json *doc, struct arena *out,
                        struct asked *q, struct err *err) {
  const struct json *events = json_get(doc, "events");
  const struct node *rows;
  enum agg_fn fn = AGG_COUNT;
  struct str prop = {NULL, 0};
  int64_t from, to;
  bool zeros;
  struct buf text = BUF_INIT;
  if (events->type != JSON_STRING) return question_bad("events", "\"…\"", err);
  if (!question_events(e, events->text, "events", out, &rows, err) ||
      !read_measure(e, json_get(doc, "measure"), out, &fn, &prop, q, err) ||
      !question_recent(e, json_get(doc, "range"), "range", out, &from, &to, err))
    return false;
  q->from = from;
  q->value = aggregate(rows, fn, LT_NUM, from, to, out);
  struct agg *agg = q->value->agg;
  bool days = fn == AGG_DISTINCT && !prop.n;
  if (prop.n || days) {
    agg->prop = agg->prop_written = days ? STR("day") : prop;
    agg->pseudo = days ? PSEUDO_DAY : PSEUDO_NONE;
    agg->prop_type = days || fn == AGG_DISTINCT ? LT_ANY : LT_NUM;
  }
  if (!question_bool(doc, "zeros", "zeros", false, &zeros, err)) return false;
  if (!zeros) q->did = aggregate(rows, AGG_DID, LT_BOOL, from, to, out);
  lang_format_events(rows, &text);
  q->text = arena_str(out, buf_str(&text));
  buf_release(&text);
  return true;
}

static bool read_value(const struct question_env *e, const struct json *doc, struct arena *out,
                       struct asked *q, struct err *err) {
  static const char *const other[] = {"events", "measure", "range", "zeros"};
  const struct json *v = json_get(doc, "value");
  struct buf text = BUF_INIT;
  for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
    if (json_get(doc, other[i])) return question_excludes(other[i], "value", err);
  if (v->type != JSON_STRING) return question_bad("value", "\"…\"", err);
  if (!lang_parse(v->text, out, &q->value, err) ||
      !lang_resolve(q->value, e->names, LT_NUM, out, err) ||
      (e->allow && !e->allow(q->value, err))) {
    snprintf(err->place.source, sizeof err->place.source, "value");
    return false;
  }
  lang_format(q->value, &text);
  q->text = arena_str(out, buf_str(&text));
  buf_release(&text);
  return true;
}

static bool read_edges(const struct json *v, struct arena *out, struct asked *q, struct err *err) {
  q->d.bins = DISTRIBUTION_EDGES;
  q->edges = arena_array(out, struct dec, v->n);
  bool ok = v->n > 0 && v->n <= DISTRIBUTION_BINS_MAX;
  for (uint32_t i = 0; ok && i < v->n; i++) {
    ok = json_dec(&v->items[i], &q->edges[i]);
    ok = ok && (i == 0 || dec_cmp(q->edges[i - 1], q->edges[i]) < 0);
  }
  q->d.edges = q->edges;
  q->d.n_edges = v->n;
  return ok || question_bad("bins", "[0, 10, 100] (≤ 100, ascending)", err);
}

static bool read_bins(const struct json *v, struct arena *out, struct asked *q, struct err *err) {
  q->d.n_bins = 20;
  if (v && v->type == JSON_ARRAY) return read_edges(v, out, q, err);
  if (v && v->type == JSON_STRING && str_is(v->text, "each")) {
    q->d.bins = DISTRIBUTION_EACH;
    return true;
  }
  return question_count(v, "bins", 1, DISTRIBUTION_BINS_MAX, 20, &q->d.n_bins, err);
}

static bool read_by(const struct question_env *e, const struct json *by, struct arena *out,
                    struct asked *q, struct err *err) {
  if (!by) return true;
  q->grouped = true;
  q->by_name = json_get_str(by, "attribute");
  if (!question_fields(by, "by", "attribute,class,segment,expression", err) ||
      !question_groups(e, by, "by", out, &q->groups, err))
    return false;
  q->d.group_of = q->groups.of;
  q->d.n_group_of = q->groups.n_of;
  q->d.group_names = q->groups.names;
  q->d.n_group_names = q->groups.n_names;
  return true;
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  bool value = json_get(doc, "value") != NULL;
  if (!question_fields(doc, "question", FIELDS, err)) return false;
  if (!value && !json_get(doc, "events")) return question_bad("events", "events / value", err);
  return (value ? read_value(e, doc, out, q, err) : read_events(e, doc, out, q, err)) &&
         read_bins(json_get(doc, "bins"), out, q, err) &&
         question_count(json_get(doc, "top"), "top", 1, DISTRIBUTION_TOP_MAX, 10, &q->d.top, err) &&
         read_by(e, json_get(doc, "by"), out, q, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->who, err);
}

static void release(struct asked *q) {
  if (q->who) roaring_bitmap_free(q->who);
  if (q->people) roaring_bitmap_free(q->people);
  if (q->outputs) query_outputs_release(q->outputs, 1 + (q->did != NULL));
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  q->from = TIME_MIN;
  if (read_all(e, doc, out, q, err)) return true;
  release(q);
  return false;
}

/* Everybody's number, and who takes part. */
static bool evaluate(const struct question_env *e, struct asked *q, struct arena *out,
                     struct err *err) {
  struct query_expr exprs[2] = {{q->value, e->as_of}, {q->did, e->as_of}};
  uint32_t n = 1 + (q->did != NULL);
  if (q->from > TIME_MIN && !query_reaches_back(e->snapshot, q->value->agg, q->from, err))
    return false;
  if (!expressions_run(exprs, n, e->snapshot, e->env, out, &q->outputs, err)) return false;
  q->d.values = &q->outputs[0].column;
  if (q->did && q->who)
    q->people = roaring_bitmap_and(q->outputs[1].set, q->who);
  else if (q->did || q->who)
    q->people = roaring_bitmap_copy(q->did ? q->outputs[1].set : q->who);
  q->d.people = q->people;
  return true;
}

/* ---- the answer ---- */

static void put_dec(struct jw *w, const char *key, struct dec v) {
  jw_key(w, key), jw_dec(w, dec_normal(v));
}

static void put_label(const struct writing *p, const struct distribution_group *g) {
  if (g->kind != DISTRIBUTION_VALUE || g->none)
    jw_null(p->w);
  else if (p->e->mask && p->q->by_name.n)
    jw_str(p->w, p->e->mask(p->q->by_name, g->name, p->out));
  else
    jw_str(p->w, g->name);
}

static void put_figures(struct jw *w, const struct distribution_group *g) {
  static const char *const keys[] = {"p10", "p25", "median", "p75", "p90", "p95", "p99"};
  jw_key(w, "figures");
  if (g->people == 0) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  put_dec(w, "sum", g->sum);
  put_dec(w, "mean", g->mean);
  put_dec(w, "min", g->min);
  for (uint32_t i = 0; i < DISTRIBUTION_PERCENTILES; i++)
    put_dec(w, keys[i], g->percentiles[i]);
  put_dec(w, "max", g->max);
  jw_end_object(w);
}

static void put_group(const struct writing *p, const struct distribution_group *g) {
  static const char *const kinds[] = {"all", "value", "other"};
  struct jw *w = p->w;
  jw_begin_object(w);
  jw_key(w, "kind"), jw_cstr(w, kinds[g->kind]);
  jw_key(w, "label"), put_label(p, g);
  if (g->kind == DISTRIBUTION_VALUE && !g->none) question_put_name(p->e, p->q->by_name, g->name, w);
  jw_key(w, "people"), jw_uint(w, g->people);
  put_figures(w, g);
  jw_key(w, "counts"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->r->n_bins; i++)
    jw_uint(w, g->counts[i]);
  jw_end_array(w);
  jw_end_object(w);
}

static void put_end(struct jw *w, const char *key, bool open, struct dec v) {
  jw_key(w, key);
  if (open)
    jw_null(w);
  else
    jw_dec(w, dec_normal(v));
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct distribution_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = evaluate(e, q, out, err) && query_distribution(&q->d, NULL, out, &r, NULL, err);
  release(q);
  if (!ok) return false;
  struct writing p = {e, q, &r, out, w};
  jw_key(w, "of"), jw_str(w, q->text);
  jw_key(w, "measure");
  if (q->measure.n)
    jw_raw(w, q->measure);
  else
    jw_null(w);
  jw_key(w, "bins"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_bins; i++) {
    jw_begin_object(w);
    put_end(w, "from", r.bins[i].below, r.bins[i].from);
    put_end(w, "to", r.bins[i].above, r.bins[i].to);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "all"), put_group(&p, &r.all);
  jw_key(w, "groups"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_groups; i++)
    put_group(&p, &r.groups[i]);
  jw_end_array(w);
  return true;
}

static bool read_cell(const struct json *v, const struct asked *q, struct distribution_cell *ret,
                      struct err *err) {
  uint32_t bin;
  const struct json *group = json_get(v, "group");
  if (!question_fields(v, "cell", "bin,group,other", err) ||
      !question_count(json_get(v, "bin"), "cell.bin", 1, DISTRIBUTION_BINS_MAX + 1, 1, &bin, err))
    return false;
  if (group && group->type != JSON_NULL && group->type != JSON_STRING)
    return question_bad("cell.group", "\"…\" / null", err);
  *ret = (struct distribution_cell){.whole = !json_get(v, "bin"), .bin = bin - 1};
  if (!question_bool(v, "other", "cell.other", false, &ret->other, err)) return false;
  if (group && ret->other) return question_excludes("cell.group", "cell.other", err);
  ret->grouped = group || ret->other;
  if (ret->grouped && !q->grouped)
    return question_needs(group ? "cell.group" : "cell.other", "by", err);
  ret->none = group && group->type == JSON_NULL;
  if (group && !ret->none) ret->name = group->text;
  return true;
}

/* Whether the answer has the cell at all. */
static bool has_cell(const struct distribution_result *r, const struct distribution_cell *c,
                     struct err *err) {
  char range[40];
  bool group = !c->grouped;
  for (uint32_t i = 0; !group && i < r->n_groups; i++) {
    const struct distribution_group *g = &r->groups[i];
    bool other = g->kind == DISTRIBUTION_OTHER;
    group = c->other ? other : !other && g->none == c->none && str_eq(g->name, c->name);
  }
  if (!group)
    return question_no_group(
        &(struct breakdown_pick){.other = c->other, .none = c->none, .label = c->name}, err);
  if (c->whole || c->bin < r->n_bins) return true;
  snprintf(range, sizeof range, r->n_bins ? "1 … %u" : "–", r->n_bins);
  return question_bad("cell.bin", range, err);
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct distribution_result r;
  struct distribution_cell c;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = read_cell(cell, q, &c, err) && evaluate(e, q, out, err) &&
            query_distribution(&q->d, &c, out, &r, ret, err);
  release(q);
  if (!ok || has_cell(&r, &c, err)) return ok;
  roaring_bitmap_free(*ret);
  return false;
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  if (!read(e, doc, tmp, &q, err)) return false;
  release(q);
  return true;
}

const struct question_kind question_distribution = {
    "distribution", "Distribution", "分布", "range", check, ask, people};

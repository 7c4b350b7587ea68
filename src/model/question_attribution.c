/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribution as a document: its fields into struct attribution, its answer as JSON. */
#include <math.h>
#include <stdio.h>

#include "model/question_int.h"
#include "query/attribution.h"

#define FIELDS                                                                                     \
  "kind,conversion,value,touch,by,within,model,direct,weights,half_life,count,top,who,range,as_of"
#define MODELS           "first|last|last_non_direct|linear|position|time_decay|markov|shapley"
#define POSITION_PERCENT 40 /* to the first and to the last */

struct asked {
  struct attribution a;
  enum attribution_model models[ATTRIBUTION_MODELS];
  struct str direct[ATTRIBUTION_DIRECT_MAX];
  struct str by_name;
  roaring_bitmap_t *people;
};

/* ---- the document ---- */

static bool read_selectors(const struct question_env *e, const struct json *doc, struct arena *out,
                           struct attribution *a, struct err *err) {
  static const char *const names[] = {"conversion", "touch"};
  for (int i = 0; i < 2; i++) {
    const struct json *v = json_get(doc, names[i]);
    if (!v || v->type != JSON_STRING) return question_bad(names[i], "\"…\"", err);
    if (!question_events(e, v->text, names[i], out, i ? &a->touch : &a->conversion, err))
      return false;
  }
  return true;
}

/* "count" or {"sum": property} */
static bool read_value(const struct question_env *e, const struct json *v, struct arena *out,
                       struct attribution *a, struct err *err) {
  uint32_t at;
  if (!v || v->type == JSON_STRING) return question_choice(v, "value", "count", &at, err);
  if (v->type != JSON_OBJECT) return question_bad("value", "count / {sum: property}", err);
  return question_fields(v, "value", "sum", err) &&
         question_number(e, json_get(v, "sum"), "value.sum", "sum", out, &a->value, err);
}

static bool add_model(const struct json *v, const char *path, struct asked *q, struct err *err) {
  uint32_t model;
  if (!question_choice(v, path, MODELS, &model, err)) return false;
  for (uint32_t i = 0; i < q->a.n_models; i++)
    if (q->models[i] == (enum attribution_model)model) return question_bad(path, "each once", err);
  q->models[q->a.n_models++] = (enum attribution_model)model;
  return true;
}

static bool read_models(const struct json *v, struct asked *q, struct err *err) {
  q->a.models = q->models;
  if (!v) {
    q->models[q->a.n_models++] = ATTRIBUTION_LAST;
    return true;
  }
  if (v->type != JSON_ARRAY) return add_model(v, "model", q, err);
  if (!v->n) return question_bad("model", MODELS, err);
  for (uint32_t i = 0; i < v->n; i++) {
    char path[24];
    snprintf(path, sizeof path, "model[%u]", i);
    if (!add_model(&v->items[i], path, q, err)) return false;
  }
  return true;
}

static bool read_direct(const struct json *v, struct asked *q, struct err *err) {
  static const char *const usual[] = {"", "direct", "none", "(direct)", "(none)"};
  q->a.direct = q->direct;
  q->a.direct_none = !v;
  for (size_t i = 0; !v && i < sizeof usual / sizeof usual[0]; i++)
    q->direct[q->a.n_direct++] = str_from(usual[i]);
  if (v && (v->type != JSON_ARRAY || v->n > ATTRIBUTION_DIRECT_MAX))
    return question_bad("direct", "[\"…\", null] (≤ 20)", err);
  for (uint32_t i = 0; v && i < v->n; i++) {
    if (v->items[i].type == JSON_STRING)
      q->direct[q->a.n_direct++] = v->items[i].text;
    else if (v->items[i].type == JSON_NULL)
      q->a.direct_none = true;
    else
      return question_bad("direct", "[\"…\", null]", err);
  }
  return true;
}

static bool read_weights(const struct json *v, struct attribution *a, struct err *err) {
  a->first_percent = a->last_percent = POSITION_PERCENT;
  if (!v) return true;
  if (!question_fields(v, "weights", "first,last", err) ||
      !question_count(json_get(v, "first"), "weights.first", 0, 100, POSITION_PERCENT,
                      &a->first_percent, err) ||
      !question_count(json_get(v, "last"), "weights.last", 0, 100, POSITION_PERCENT,
                      &a->last_percent, err))
    return false;
  return a->first_percent + a->last_percent <= 100 ||
         question_bad("weights", "first + last ≤ 100", err);
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  struct attribution *a = &q->a;
  const struct json *by = json_get(doc, "by");
  uint32_t count;
  if (!question_fields(doc, "question", FIELDS, err) ||
      !question_choice(json_get(doc, "count"), "count", "all|first", &count, err) ||
      !question_fields(by, "by", "property", err) ||
      !question_span(json_get(doc, "half_life"), "half_life", ATTRIBUTION_HALF_LIFE, &a->half_life,
                     err))
    return false;
  if (a->half_life == 0) return question_bad("half_life", "\"7 days\"", err);
  a->first_only = count == 1;
  a->as_of = e->as_of;
  a->tz = e->env->tz;
  q->by_name = json_get_str(by, "property");
  return question_span(json_get(doc, "within"), "within", ATTRIBUTION_WITHIN, &a->within, err) &&
         question_count(json_get(doc, "top"), "top", 1, ATTRIBUTION_TOP_MAX, ATTRIBUTION_TOP,
                        &a->top, err) &&
         question_range(e, json_get(doc, "range"), "range", out, &a->from, &a->to, err) &&
         read_selectors(e, doc, out, a, err) &&
         question_dimension(e, json_get(by, "property"), "by.property", out, &a->prop, &a->item,
                            err) &&
         read_value(e, json_get(doc, "value"), out, a, err) &&
         read_models(json_get(doc, "model"), q, err) &&
         read_direct(json_get(doc, "direct"), q, err) &&
         read_weights(json_get(doc, "weights"), a, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->people, err);
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->a.people = q->people;
  return true;
}

/* ---- the answer ---- */

static void put_dec(struct jw *w, const char *key, struct dec d) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, dec_text(d, text));
}

static void put_channel(const struct question_env *e, const struct asked *q,
                        const struct attribution_result *r, const struct attribution_channel *c,
                        struct jw *w) {
  double all = dec_to_double(r->value);
  jw_begin_object(w);
  if (c->kind == ATTRIBUTION_NONE) {
    jw_key(w, "kind"), jw_cstr(w, "none");
    jw_key(w, "label"), jw_null(w);
  } else {
    question_put_group(e, c->kind == ATTRIBUTION_OTHER ? BREAKDOWN_OTHER : BREAKDOWN_VALUE,
                       &c->value, q->by_name, w);
  }
  jw_key(w, "touches"), jw_uint(w, c->touches);
  jw_key(w, "people"), jw_uint(w, c->people);
  jw_key(w, "touched"), jw_uint(w, c->touched);
  jw_key(w, "assisted"), jw_uint(w, c->assisted);
  jw_key(w, "models"), jw_begin_array(w);
  for (uint32_t m = 0; m < q->a.n_models; m++) {
    jw_begin_object(w);
    put_dec(w, "conversions", c->credits[m].conversions);
    put_dec(w, "value", c->credits[m].value);
    jw_key(w, "share"), jw_double(w, all != 0 ? dec_to_double(c->credits[m].value) / all : 0);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static void put_paths(struct jw *w, const struct attribution_result *r) {
  jw_key(w, "lengths"), jw_begin_array(w);
  for (uint32_t i = 0; i < ATTRIBUTION_LENGTHS; i++) {
    jw_begin_object(w);
    jw_key(w, "touches"), jw_uint(w, i + 1);
    jw_key(w, "more"), jw_bool(w, i + 1 == ATTRIBUTION_LENGTHS);
    jw_key(w, "conversions"), jw_uint(w, r->lengths[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "lags"), jw_begin_array(w);
  for (uint32_t i = 0; i < ATTRIBUTION_LAGS; i++) {
    bool last = i + 1 == ATTRIBUTION_LAGS;
    jw_begin_object(w);
    jw_key(w, "from"), jw_double(w, (double)attribution_lags[i] / 1000);
    jw_key(w, "to"), jw_double(w, last ? NAN : (double)attribution_lags[i + 1] / 1000);
    jw_key(w, "conversions"), jw_uint(w, r->lags[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "seconds"), jw_double(w, r->touched ? r->lag_median / 1000 : NAN);
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct attribution_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok =
      query_attribution(e->snapshot, &q->a, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return false;
  jw_key(w, "all"), jw_begin_object(w);
  jw_key(w, "conversions"), jw_uint(w, r.conversions);
  put_dec(w, "value", r.value);
  jw_key(w, "people"), jw_uint(w, r.people);
  jw_key(w, "touched"), jw_uint(w, r.touched);
  jw_end_object(w);
  jw_key(w, "models"), jw_begin_array(w);
  for (uint32_t m = 0; m < q->a.n_models; m++) {
    struct str names = STR(MODELS), name = {NULL, 0};
    for (uint32_t i = 0; i <= q->models[m]; i++)
      name = str_cut(&names, '|');
    jw_str(w, name);
  }
  jw_end_array(w);
  jw_key(w, "channels"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_channels; i++)
    put_channel(e, q, &r, &r.channels[i], w);
  jw_end_array(w);
  put_paths(w, &r);
  return true;
}

/* ---- the people of a number ---- */

static bool read_channel(const struct json *v, const struct attribution *a,
                         struct attribution_ask *ret, struct err *err) {
  uint32_t what, model = a->models[0];
  const struct json *name = json_get(v, "model");
  if (!question_choice(json_get(v, "what"), "cell.what", "credit|touched|assisted|touches", &what,
                       err) ||
      (name && !question_choice(name, "cell.model", MODELS, &model, err)))
    return false;
  ret->what = ATTRIBUTION_OF_CREDIT + what;
  ret->model = (enum attribution_model)model;
  return !ret->none || ret->what != ATTRIBUTION_OF_TOUCHES ||
         question_bad("cell.what", "credit|touched", err);
}

/* {} all; {group | other | none, what, model}; {length}; {lag} */
static bool read_cell(const struct json *v, const struct attribution *a,
                      struct attribution_ask *ret, struct err *err) {
  uint32_t length, lag;
  *ret = (struct attribution_ask){.what = ATTRIBUTION_OF_ALL};
  if (!question_fields(v, "cell", "group,other,none,what,model,length,lag", err) ||
      !question_pick(v, true, &ret->channel, err) ||
      !question_bool(v, "none", "cell.none", false, &ret->none, err) ||
      !question_count(json_get(v, "length"), "cell.length", 1, ATTRIBUTION_LENGTHS, 1, &length,
                      err) ||
      !question_count(json_get(v, "lag"), "cell.lag", 1, ATTRIBUTION_LAGS, 1, &lag, err))
    return false;
  bool channel = ret->channel.grouped || ret->none, bin = json_get(v, "length");
  if ((ret->channel.grouped && ret->none) || channel + bin + (json_get(v, "lag") != NULL) > 1)
    return question_bad("cell", "{group | other | none, what, model} / {length} / {lag}", err);
  if (channel) return read_channel(v, a, ret, err);
  if (bin) ret->what = ATTRIBUTION_OF_LENGTH;
  if (json_get(v, "lag")) ret->what = ATTRIBUTION_OF_LAG;
  ret->bin = (bin ? length : lag) - 1;
  return true;
}

/* A channel that is not told apart may be asked for as long as somebody is behind it. */
static bool has_channel(const struct attribution_result *r, const struct attribution_ask *c) {
  bool has = !c->channel.grouped || c->channel.other;
  for (uint32_t i = 0; i < r->n_channels; i++)
    has = has || (r->channels[i].kind == ATTRIBUTION_VALUE &&
                  breakdown_picks(&c->channel, BREAKDOWN_VALUE, &r->channels[i].value));
  return has;
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct attribution_result r;
  struct attribution_ask c;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok =
      read_cell(cell, &q->a, &c, err) &&
      query_attribution(e->snapshot, &q->a, e->env->pool, e->env->limits, &c, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok || !roaring_bitmap_is_empty(*ret) || has_channel(&r, &c)) return ok;
  roaring_bitmap_free(*ret);
  return question_no_group(&c.channel, err);
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  return read(e, doc, tmp, &q, err);
}

const struct question_kind question_attribution = {"attribution", "Attribution", "归因", "range",
                                                   check,         ask,           people};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The funnel as a document: its fields into struct funnel, its answer as JSON. */
#include <math.h>
#include <stdio.h>

#include "model/question_int.h"
#include "query/funnel.h"

#define FIELDS                                                                                     \
  "kind,steps,order,within,hold,exclude,count,gap,who,range,by,top,trend,bins,compare,as_of"
#define ORDERS "ordered|strict|any"
#define COUNTS "people|sessions|conversions"
#define SCALES "durations|linear"

struct asked {
  struct funnel f;
  struct funnel_step steps[FUNNEL_STEPS_MAX];
  struct funnel_exclude excludes[FUNNEL_EXCLUDES_MAX];
  struct str hold[FUNNEL_HOLD_MAX];
  struct str titles[FUNNEL_STEPS_MAX]; /* as given; empty: the selector */
  roaring_bitmap_t *people;
  struct str compare[2]; /* labels; empty: the two largest groups */
  struct str by_name;    /* of the property or attribute it is broken down by */
};

struct writing {
  const struct question_env *e;
  const struct asked *q;
  const struct funnel_result *r;
  struct jw *w;
};

/* ---- the document ---- */

static uint32_t items(const struct json *v) {
  return v && v->type == JSON_ARRAY ? v->n : 0;
}

static bool read_step(const struct question_env *e, const struct json *v, uint32_t i,
                      struct arena *out, struct asked *q, struct err *err) {
  char path[40], field[60];
  snprintf(path, sizeof path, "steps[%u]", i);
  snprintf(field, sizeof field, "%s.optional", path);
  if (v->type != JSON_STRING &&
      (!question_fields(v, path, "events,optional,title", err) ||
       !question_title(v, path, &q->titles[i], err) ||
       !question_bool(v, "optional", field, false, &q->steps[i].optional, err)))
    return false;
  bool end = i == 0 || i + 1 == q->f.n_steps || q->f.order == FUNNEL_ANY;
  if (q->steps[i].optional && end)
    return question_bad(field, "false (first, last; order any)", err);
  return question_selector(e, v, path, out, &q->steps[i].rows, err);
}

static bool read_steps(const struct question_env *e, const struct json *doc, struct arena *out,
                       struct asked *q, struct err *err) {
  const struct json *v = json_get(doc, "steps");
  if (!items(v) || v->n > FUNNEL_STEPS_MAX)
    return question_bad("steps", "[\"view or add\"] (1 … 20)", err);
  q->f.steps = q->steps;
  q->f.n_steps = v->n;
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_step(e, &v->items[i], i, out, q, err)) return false;
  return true;
}

static bool read_exclude(const struct question_env *e, const struct json *v, uint32_t i,
                         struct arena *out, struct asked *q, struct err *err) {
  struct funnel_exclude *x = &q->excludes[i];
  char path[40], first[60], last[60];
  snprintf(path, sizeof path, "exclude[%u]", i);
  snprintf(first, sizeof first, "%s.after", path);
  snprintf(last, sizeof last, "%s.before", path);
  uint32_t n = q->f.n_steps, after = 1, before = n;
  if (v->type != JSON_STRING &&
      (!question_fields(v, path, "events,after,before", err) ||
       !question_count(json_get(v, "after"), first, 1, n, 1, &after, err) ||
       !question_count(json_get(v, "before"), last, 1, n, n, &before, err)))
    return false;
  bool whole = after == 1 && before == n;
  if (after >= before || (q->f.order == FUNNEL_ANY && !whole) || q->steps[after - 1].optional ||
      q->steps[before - 1].optional)
    return question_bad(path, "after < before, required steps (order any: 1, last)", err);
  x->after = after - 1;
  x->before = before - 1;
  return question_selector(e, v, path, out, &x->rows, err);
}

static bool read_lists(const struct question_env *e, const struct json *doc, struct arena *out,
                       struct asked *q, struct err *err) {
  const struct json *x = json_get(doc, "exclude"), *h = json_get(doc, "hold");
  if ((x && x->type != JSON_ARRAY) || items(x) > FUNNEL_EXCLUDES_MAX)
    return question_bad("exclude", "[…] (≤ 10)", err);
  if ((h && h->type != JSON_ARRAY) || items(h) > FUNNEL_HOLD_MAX)
    return question_bad("hold", "[\"…\"] (≤ 4)", err);
  q->f.excludes = q->excludes;
  q->f.hold = q->hold;
  q->f.n_excludes = items(x);
  q->f.n_hold = items(h);
  for (uint32_t i = 0; i < items(x); i++)
    if (!read_exclude(e, &x->items[i], i, out, q, err)) return false;
  for (uint32_t i = 0; i < items(h); i++) {
    char path[24];
    snprintf(path, sizeof path, "hold[%u]", i);
    if (!question_prop(e, &h->items[i], path, out, &q->hold[i], err)) return false;
  }
  return true;
}

static bool read_property(const struct question_env *e, const struct json *by, struct arena *out,
                          struct funnel *f, struct err *err) {
  uint32_t touch, step;
  if (!question_fields(by, "by", "property,touch,step", err) ||
      !question_choice(json_get(by, "touch"), "by.touch", "first|last|step|each", &touch, err) ||
      !question_count(json_get(by, "step"), "by.step", 1, f->n_steps, 1, &step, err))
    return false;
  f->by = FUNNEL_BY_FIRST + touch;
  f->by_step = step - 1;
  return question_dimension(e, json_get(by, "property"), "by.property", out, &f->prop, &f->item,
                            err);
}

static bool read_by(const struct question_env *e, const struct json *by, struct arena *out,
                    struct funnel *f, struct err *err) {
  struct question_groups g;
  if (!by) return true;
  if (json_get(by, "property")) return read_property(e, by, out, f, err);
  if (!question_fields(by, "by", "attribute,class,segment,expression", err) ||
      !question_groups(e, by, "by", out, &g, err))
    return false;
  f->by = FUNNEL_BY_GROUP;
  f->group_of = g.of;
  f->n_group_of = g.n_of;
  f->group_names = g.names;
  f->n_group_names = g.n_names;
  return true;
}

static bool read_compare(const struct json *v, struct asked *q, struct err *err) {
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n != 2 || v->items[0].type != JSON_STRING ||
      v->items[1].type != JSON_STRING || str_eq(v->items[0].text, v->items[1].text))
    return question_bad("compare", "[\"a\", \"b\"]", err);
  q->compare[0] = v->items[0].text;
  q->compare[1] = v->items[1].text;
  return true;
}

/* A number: so many equal ones; else {"scale", "n"}. */
static bool read_bins(const struct json *v, struct funnel *f, struct err *err) {
  bool object = !v || v->type == JSON_OBJECT;
  const struct json *n = object ? json_get(v, "n") : v;
  uint32_t scale;
  if (v && object && !question_fields(v, "bins", "scale,n", err)) return false;
  if (!question_choice(object ? json_get(v, "scale") : NULL, "bins.scale", SCALES, &scale, err))
    return false;
  f->scale = object ? (enum funnel_scale)scale : FUNNEL_LINEAR;
  return question_count(n, object ? "bins.n" : "bins", 0, FUNNEL_BINS_MAX, 20, &f->bins, err);
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  struct funnel *f = &q->f;
  uint32_t order, count, trend;
  if (!question_fields(doc, "question", FIELDS, err) ||
      !question_choice(json_get(doc, "order"), "order", ORDERS, &order, err) ||
      !question_choice(json_get(doc, "count"), "count", COUNTS, &count, err) ||
      !question_choice(json_get(doc, "trend"), "trend", "none|day|week|month", &trend, err))
    return false;
  f->order = (enum funnel_order)order;
  f->count = (enum funnel_count)count;
  f->trend = (enum funnel_trend)trend;
  f->as_of = e->as_of;
  f->tz = e->env->tz;
  const struct json *by = json_get(doc, "by");
  q->by_name = json_get_str(by, json_get(by, "property") ? "property" : "attribute");
  return question_span(json_get(doc, "within"), "within", FUNNEL_WITHIN, &f->within, err) &&
         question_span(json_get(doc, "gap"), "gap", FUNNEL_GAP, &f->gap, err) &&
         question_range(e, json_get(doc, "range"), "range", out, &f->from, &f->to, err) &&
         question_count(json_get(doc, "top"), "top", 1, FUNNEL_TOP_MAX, 10, &f->top, err) &&
         read_bins(json_get(doc, "bins"), f, err) &&
         question_events(e, STR("*"), "steps", out, &f->others, err) &&
         read_steps(e, doc, out, q, err) && read_lists(e, doc, out, q, err) &&
         read_by(e, by, out, f, err) && read_compare(json_get(doc, "compare"), q, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->people, err);
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->f.people = q->people;
  return true;
}

/* ---- the answer ---- */

static void put_seconds(struct jw *w, const char *key, double ms) {
  jw_key(w, key), jw_double(w, ms / 1000);
}

static void put_times(struct jw *w, const struct funnel_times *t) {
  if (t->n == 0) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "n"), jw_uint(w, t->n);
  put_seconds(w, "mean", t->mean);
  put_seconds(w, "p25", t->p25);
  put_seconds(w, "median", t->median);
  put_seconds(w, "p75", t->p75);
  put_seconds(w, "p90", t->p90);
  put_seconds(w, "p95", t->p95);
  jw_end_object(w);
}

static double share(uint64_t part, uint64_t of) {
  return of ? (double)part / (double)of : 0;
}

static void put_slots(struct jw *w, const struct funnel_result *r, const struct funnel_group *g) {
  jw_key(w, "trend"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_slots; i++) {
    jw_begin_array(w);
    for (uint32_t s = 0; s < r->n_steps; s++)
      jw_uint(w, g->slots[(size_t)i * r->n_steps + s]);
    jw_end_array(w);
  }
  jw_end_array(w);
}

static void put_group(const struct writing *p, const struct funnel_group *g) {
  const struct funnel_result *r = p->r;
  struct jw *w = p->w;
  uint64_t first = g->steps[0].reached, before = first;
  jw_begin_object(w);
  question_put_group(p->e, g->kind, &g->value, p->q->by_name, w);
  jw_key(w, "steps"), jw_begin_array(w);
  for (uint32_t s = 0; s < r->n_steps; s++) {
    const struct funnel_cell_step *step = &g->steps[s];
    jw_begin_object(w);
    jw_key(w, "reached"), jw_uint(w, step->reached);
    jw_key(w, "dropped"), jw_uint(w, step->dropped);
    jw_key(w, "rate"), jw_double(w, share(step->reached, first));
    jw_key(w, "step_rate"), jw_double(w, share(step->reached, before));
    jw_key(w, "seconds"), put_times(w, &step->times);
    jw_end_object(w);
    before = step->reached;
  }
  jw_end_array(w);
  jw_key(w, "seconds"), put_times(w, &g->total);
  put_slots(w, r, g);
  jw_end_object(w);
}

static void put_steps(struct jw *w, const struct asked *q) {
  jw_key(w, "steps"), jw_begin_array(w);
  for (uint32_t s = 0; s < q->f.n_steps; s++) {
    struct buf text = BUF_INIT;
    lang_format_events(q->steps[s].rows, &text);
    jw_begin_object(w);
    jw_key(w, "events"), jw_str(w, buf_str(&text));
    jw_key(w, "title"), jw_str(w, q->titles[s].n ? q->titles[s] : buf_str(&text));
    jw_key(w, "optional"), jw_bool(w, q->steps[s].optional);
    jw_end_object(w);
    buf_release(&text);
  }
  jw_end_array(w);
}

static void put_day_of(struct jw *w, const char *key, const struct tz *tz, int64_t ms) {
  struct buf b = BUF_INIT;
  day_format(day_of(tz, ms), &b);
  jw_key(w, key), jw_str(w, buf_str(&b));
  buf_release(&b);
}

/* The groups to compare: as asked, else the two largest that are values. */
static const struct funnel_group *compared(const struct asked *q, const struct funnel_result *r,
                                           uint32_t which) {
  for (uint32_t i = 0, at = 0; i < r->n_groups; i++) {
    struct buf b = BUF_INIT;
    if (r->groups[i].kind != BREAKDOWN_VALUE || r->groups[i].value.type == V_NONE) continue;
    breakdown_label(&r->groups[i].value, &b);
    bool is = q->compare[0].p ? str_eq(buf_str(&b), q->compare[which]) : at++ == which;
    buf_release(&b);
    if (is) return &r->groups[i];
  }
  return NULL;
}

static void put_compare(const struct writing *p) {
  const struct asked *q = p->q;
  const struct funnel_result *r = p->r;
  struct jw *w = p->w;
  const struct funnel_group *g[2] = {compared(q, r, 0), compared(q, r, 1)};
  struct funnel_test t;
  uint64_t x[2], n[2];
  jw_key(w, "compare");
  if (!g[0] || !g[1]) {
    jw_null(w);
    return;
  }
  for (int i = 0; i < 2; i++) {
    n[i] = g[i]->steps[0].reached;
    x[i] = g[i]->steps[r->n_steps - 1].reached;
  }
  funnel_compare(x, n, &t);
  jw_begin_object(w);
  jw_key(w, "groups"), jw_begin_array(w);
  for (int i = 0; i < 2; i++) {
    jw_begin_object(w);
    question_put_label(p->e, g[i]->kind, &g[i]->value, p->q->by_name, w);
    jw_key(w, "rate"), jw_double(w, t.rate[i]);
    jw_key(w, "low"), jw_double(w, t.low[i]);
    jw_key(w, "high"), jw_double(w, t.high[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "enough"), jw_bool(w, t.told);
  jw_key(w, "z"), jw_double(w, t.told ? t.z : NAN);
  jw_key(w, "p"), jw_double(w, t.told ? t.p : NAN);
  jw_end_object(w);
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct funnel_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok =
      query_funnel(e->snapshot, &q->f, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  struct writing p = {e, q, &r, w};
  put_steps(w, q);
  jw_key(w, "all"), put_group(&p, &r.all);
  jw_key(w, "groups"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_groups; i++)
    put_group(&p, &r.groups[i]);
  jw_end_array(w);
  jw_key(w, "periods"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_slots; i++) {
    jw_begin_object(w);
    put_day_of(w, "from", e->env->tz, r.slots[i].from);
    put_day_of(w, "to", e->env->tz, r.slots[i].to);
    jw_key(w, "incomplete"), jw_bool(w, r.slots[i].incomplete);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "histogram"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_bins; i++) {
    jw_begin_object(w);
    put_seconds(w, "from", (double)r.bins[i].from);
    put_seconds(w, "to", (double)r.bins[i].to);
    jw_key(w, "n"), jw_uint(w, r.bins[i].n);
    jw_end_object(w);
  }
  jw_end_array(w);
  put_compare(&p);
  return true;
}

/* Seconds from the first step, [from, to); either may be missing. */
static bool read_times(const struct json *v, struct funnel_cell *c, struct err *err) {
  static const char *const keys[] = {"from", "to"};
  int64_t *const ms[] = {&c->from, &c->to};
  c->to = TIME_MAX;
  for (size_t i = 0; i < 2; i++) {
    const struct json *at = json_get(v, keys[i]);
    struct dec seconds, rounded;
    char path[16];
    if (!at || at->type == JSON_NULL) continue;
    c->timed = true;
    snprintf(path, sizeof path, "cell.%s", keys[i]);
    if (!json_dec(at, &seconds) || seconds.m < 0 ||
        !dec_mul(seconds, dec_int(MS_SECOND), &seconds) || !dec_rescale(seconds, 0, &rounded) ||
        dec_cmp(seconds, rounded) != 0 || rounded.m > TIME_MAX)
      return question_bad(path, "60.5", err);
    *ms[i] = (int64_t)rounded.m;
  }
  return !c->timed || !c->dropped || question_excludes("cell.from / to", "cell.what", err);
}

static bool read_cell(const struct json *v, const struct funnel *f, struct funnel_cell *ret,
                      struct err *err) {
  uint32_t step, what;
  *ret = (struct funnel_cell){.step = 0};
  if (!question_fields(v, "cell", "step,what,group,other,from,to", err) ||
      !question_count(json_get(v, "step"), "cell.step", 1, f->n_steps, 1, &step, err) ||
      !question_choice(json_get(v, "what"), "cell.what", "reached|dropped", &what, err) ||
      !question_pick(v, f->by != FUNNEL_BY_NONE, &ret->group, err))
    return false;
  ret->step = step - 1;
  ret->dropped = what == 1;
  return read_times(v, ret, err);
}

static bool has_group(const struct funnel_result *r, const struct breakdown_pick *p) {
  bool has = !p->grouped;
  for (uint32_t i = 0; i < r->n_groups; i++)
    has = has || breakdown_picks(p, r->groups[i].kind, &r->groups[i].value);
  return has;
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct funnel_result r;
  struct funnel_cell c;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = read_cell(cell, &q->f, &c, err) &&
            query_funnel(e->snapshot, &q->f, e->env->pool, e->env->limits, &c, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  if (has_group(&r, &c.group)) return true;
  roaring_bitmap_free(*ret);
  return question_no_group(&c.group, err);
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  return read(e, doc, tmp, &q, err);
}

const struct question_kind question_funnel = {"funnel", "Funnel", "漏斗", "range",
                                              check,    ask,      people};

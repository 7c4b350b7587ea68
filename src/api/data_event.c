/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One event of the dictionary: its properties, their values, its days, its newest rows. */
#include "api/data.h"
#include "api/questions.h"

#define EVENT_ROWS    2000000 /* looked at for values; the newest rows are among them */
#define EVENT_SAMPLES 20

static void put_seen(struct jw *w, int64_t ms, bool any) {
  if (any)
    put_time(w, ms);
  else
    jw_null(w);
}

static void put_one_type(struct jw *w, enum vtype t) {
  static const char *const names[V_TYPES] = {"", "bool", "number", "text", "time"};
  jw_cstr(w, names[t]);
}

static void put_extent(struct jw *w, const struct prop_census *p) {
  struct dec mean;
  jw_key(w, "min");
  if (p && p->type == V_NUM)
    put_decimal(w, dec_normal(p->min));
  else if (p && p->type == V_TIME)
    put_time(w, p->time_min);
  else
    jw_null(w);
  jw_key(w, "max");
  if (p && p->type == V_NUM)
    put_decimal(w, dec_normal(p->max));
  else if (p && p->type == V_TIME)
    put_time(w, p->time_max);
  else
    jw_null(w);
  jw_key(w, "mean");
  uint8_t scale =
      p && p->min.scale + 4 <= DEC_SCALE_MAX ? (uint8_t)(p->min.scale + 4) : DEC_SCALE_MAX;
  if (p && p->type == V_NUM && !p->overflow &&
      dec_div(p->sum, dec_int((int64_t)p->rows), scale, &mean))
    put_decimal(w, dec_normal(mean));
  else
    jw_null(w);
}

static void put_top(struct ask *a, struct str prop, const struct prop_census *p) {
  struct jw *w = &a->c->out;
  if (p->type == V_BOOL) {
    for (int yes = 1; yes >= 0; yes--) {
      jw_begin_object(w);
      jw_key(w, "value"), jw_cstr(w, yes ? "true" : "false");
      jw_key(w, "rows"), jw_uint(w, yes ? p->yes : p->rows - p->yes);
      jw_end_object(w);
    }
  }
  for (uint32_t i = 0; i < p->n_top; i++) {
    struct str v = p->top[i].value;
    if (v.n > 200) continue;
    jw_begin_object(w);
    jw_key(w, "value"), jw_str(w, a->masked ? mask_text(prop, v, a->c->arena) : v);
    jw_key(w, "rows"), jw_uint(w, p->top[i].rows);
    jw_end_object(w);
  }
}

struct declared { /* what plans say of the event; says NULL: nothing */
  struct plan_says *says;
  uint32_t n;
};

/* One line for each type that was seen. */
static void put_kinds(struct jw *w, uint32_t prop, const struct value_census *v) {
  int64_t first = INT64_MAX, last = INT64_MIN;
  uint64_t distinct = 0;
  bool exact = true, counted = false;
  jw_key(w, "type_rows"), jw_begin_array(w);
  for (uint32_t i = 0; i < v->n_props; i++) {
    const struct prop_census *p = &v->props[i];
    if (p->prop != prop || p->type == V_NONE) continue;
    jw_begin_object(w);
    jw_key(w, "type"), put_one_type(w, p->type);
    jw_key(w, "rows"), jw_uint(w, p->rows);
    jw_end_object(w);
    if (p->first < first) first = p->first;
    if (p->last > last) last = p->last;
    distinct += p->distinct;
    counted = counted || p->distinct > 0;
    exact = exact && p->distinct_exact;
  }
  jw_end_array(w);
  jw_key(w, "first_at");
  put_seen(w, first, first <= last);
  jw_key(w, "last_at");
  put_seen(w, last, first <= last);
  jw_key(w, "distinct");
  if (counted)
    jw_uint(w, distinct);
  else
    jw_null(w);
  jw_key(w, "distinct_exact"), jw_bool(w, exact && v->complete);
}

static void put_prop(struct ask *a, uint32_t event, uint32_t prop, const struct value_census *v,
                     const struct planned *plans, const struct declared *d) {
  const struct snapshot *n = view_snapshot(a->v);
  const struct prop_info *info = snapshot_prop(n, prop);
  const struct prop_census *ordered = NULL;
  struct jw *w = &a->c->out;
  uint64_t rows = 0;
  uint8_t types = 0;
  for (uint32_t i = 0; i < v->n_props; i++) {
    const struct prop_census *p = &v->props[i];
    if (p->prop != prop) continue;
    rows += p->rows;
    if (p->type != V_NONE) types |= (uint8_t)V_MASK(p->type);
    if ((p->type == V_NUM || p->type == V_TIME) && !ordered) ordered = p;
  }
  if (a->masked && mask_personal(info->name)) ordered = NULL;
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, info->name);
  jw_key(w, "title"), put_name_title(w, NAME_PROP, info->name);
  jw_key(w, "types"), put_types(w, types ? types : info->told);
  jw_key(w, "rows"), jw_uint(w, snapshot_event_prop_rows(n, event, prop));
  jw_key(w, "coverage"), jw_double(w, v->rows ? (double)rows / (double)v->rows : 0);
  jw_key(w, "top"), jw_begin_array(w);
  for (uint32_t i = 0; i < v->n_props; i++)
    if (v->props[i].prop == prop) put_top(a, info->name, &v->props[i]);
  jw_end_array(w);
  put_extent(w, ordered);
  put_kinds(w, prop, v);
  jw_key(w, "plan"), put_property_plan(w, plans, d->says, d->n, info->name, rows);
  jw_end_object(w);
}

/* Declared, and never seen on the event. */
static void put_absent(struct jw *w, const struct planned *plans, const struct declared *d,
                       uint32_t at) {
  struct value_census none = {.complete = true};
  struct str name = d->says[at].name;
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, name);
  jw_key(w, "title"), put_name_title(w, NAME_PROP, name);
  jw_key(w, "types"), put_types(w, 0);
  jw_key(w, "rows"), jw_uint(w, 0);
  jw_key(w, "coverage"), jw_double(w, 0);
  jw_key(w, "top"), jw_begin_array(w), jw_end_array(w);
  put_extent(w, NULL);
  put_kinds(w, INTERN_NONE, &none);
  jw_key(w, "plan"), put_property_plan(w, plans, d->says, d->n, name, 0);
  jw_end_object(w);
}

static void put_sample(struct ask *a, const struct newest_row *r, const struct person_event *e) {
  struct jw *w = &a->c->out;
  struct str id = people_external_id(ws_people(tenant_workspace(a->c->tenant)), r->subject);
  jw_begin_object(w);
  jw_key(w, "time");
  if (r->time == TIME_MIN)
    jw_null(w);
  else
    put_time(w, r->time);
  jw_key(w, "person"), jw_str(w, a->masked ? mask_identity(id, a->c->arena) : id);
  jw_key(w, "subject"), jw_uint(w, r->subject);
  jw_key(w, "props"), jw_begin_object(w);
  for (uint32_t i = 0; i < e->n_props; i++) {
    struct value v = e->values[i];
    /* A property seen with two types has two columns; an event has one of them. */
    if (a->masked && v.type == V_STR)
      v.str = mask_text(e->props[i], v.str, a->c->arena);
    else if (a->masked && mask_personal(e->props[i]))
      continue;
    jw_key_str(w, e->props[i]), put_prop_value(w, &v);
  }
  jw_end_object(w);
  jw_end_object(w);
}

static bool put_samples(struct ask *a, const struct value_census *v, struct err *err) {
  jw_key(&a->c->out, "samples"), jw_begin_array(&a->c->out);
  for (uint32_t i = 0; i < v->n_newest; i++) {
    const struct newest_row *r = &v->newest[i];
    struct person_event *events;
    uint32_t n;
    if (!query_person_events(view_snapshot(a->v), r->subject, r->time, a->c->arena, &events, &n,
                             err))
      return false;
    for (uint32_t k = n; k-- > 0;)
      if (events[k].lsn == r->lsn && events[k].time == r->time) {
        put_sample(a, r, &events[k]);
        break;
      }
  }
  jw_end_array(&a->c->out);
  return true;
}

struct event { /* of which the page is */
  struct str name;
  uint32_t code; /* INTERN_NONE: declared, and never seen */
  const struct event_census *census;
  struct value_census values;
  struct planned plans;
  struct declared declared;
};

static void put_props(struct ask *a, const struct event *e) {
  const struct snapshot *n = view_snapshot(a->v);
  struct jw *w = &a->c->out;
  bool seen = e->code != INTERN_NONE;
  jw_key(w, "props"), jw_begin_array(w);
  for (uint32_t p = 0; seen && p < snapshot_props(n); p++)
    if (snapshot_event_prop_rows(n, e->code, p))
      put_prop(a, e->code, p, &e->values, &e->plans, &e->declared);
  for (uint32_t i = 0; e->declared.says && i < e->declared.n; i++) {
    uint32_t p = snapshot_prop_code(n, e->declared.says[i].name);
    if (!seen || p == INTERN_NONE || !snapshot_event_prop_rows(n, e->code, p))
      put_absent(w, &e->plans, &e->declared, i);
  }
  jw_end_array(w);
}

static void put_days(struct ask *a, const struct event *e) {
  struct jw *w = &a->c->out;
  int32_t last = day_of(view_tz(a->v), a->as_of);
  jw_key(w, "days"), jw_begin_array(w);
  for (int32_t d = 0; d < DATA_DAYS; d++)
    put_day(w, last - (DATA_DAYS - 1 - d));
  jw_end_array(w);
  jw_key(w, "counts"), jw_begin_array(w);
  for (uint32_t d = 0; d < DATA_DAYS; d++)
    jw_uint(w, e->census ? e->census->days[d] : 0);
  jw_end_array(w);
}

static bool put_broken(struct ask *a, const struct event *e, struct err *err) {
  struct call *c = a->c;
  struct breaches b = {.complete = true};
  int64_t from = a->as_of - DATA_PLAN_DAYS * MS_DAY;
  if (e->plans.plan && e->code != INTERN_NONE &&
      !query_breaches(view_snapshot(a->v), e->plans.plan, e->code, from, a->as_of, BREACH_ROWS_MAX,
                      &c->limits, c->arena, &b, err))
    return false;
  jw_key(&c->out, "violations");
  put_violations(a, &b, from, &e->plans, &e->name);
  return true;
}

static bool look_at(struct ask *a, struct event *e, struct err *err) {
  struct call *c = a->c;
  const struct snapshot *n = view_snapshot(a->v);
  struct event_census *all;
  e->values.complete = true;
  e->code = snapshot_event_code(n, e->name);
  if (e->plans.plan &&
      !plan_of_event(e->plans.plan, e->name, c->arena, &e->declared.says, &e->declared.n))
    e->declared.says = NULL;
  if (e->code == INTERN_NONE)
    return e->declared.says || err_fail(err, ERR_unknown_event, "%.*s", STRF(e->name));
  if (!query_event_census(n, a->as_of, view_tz(a->v), DATA_DAYS, STR(PLAN_PROP), a->env.pool,
                          c->arena, &all, err))
    return false;
  e->census = &all[e->code];
  return query_value_census(n, e->code, UINT8_MAX, a->as_of, EVENT_ROWS, EVENT_SAMPLES, &c->limits,
                            c->arena, &e->values, err);
}

static bool put_event(struct ask *a, struct event *e, struct err *err) {
  struct jw *w = &a->c->out;
  if (!look_at(a, e, err)) return false;
  jw_begin_object(w);
  put_event_facts(w, e->name, e->census, &e->plans);
  put_props(a, e);
  jw_key(w, "looked"), jw_uint(w, e->values.rows);
  jw_key(w, "complete"), jw_bool(w, e->values.complete);
  put_days(a, e);
  if (!put_samples(a, &e->values, err) || !put_broken(a, e, err)) return false;
  jw_end_object(w);
  return true;
}

static bool write_event(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                        struct err *err) {
  struct event e = {.name = call_path(c, "name")};
  (void)as_of, (void)v;
  bool ok = planned_begin(c, &e.plans, err) && put_event(ctx, &e, err);
  planned_end(&e.plans);
  return ok;
}

bool api_get_event(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_event, &a, err);
  ask_end(&a);
  return ok;
}

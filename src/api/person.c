/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything about one person, from one reading of their history.
 *
 * Classes of the past are told at the ends of the last 12 months: thresholds of a moment are facts
 * about everybody (a pass each, kept per moment), everything else is this person's events. */
#include "api/people_page.h"
#include "api/put.h"
#include "event/batch.h"

#define HISTORY_MONTHS 12
#define SEGMENTS_ASKED 200 /* active segments, by slug */
#define ATTRIBUTES_MAX 500

struct told { /* an attribute as it stands */
  struct str name;
  struct value value;
  int64_t since;
  uint32_t values;
};

struct portrait {
  struct ask *a;
  uint32_t subject;
  struct person_model m;
  struct told *attrs;
  uint32_t n_attrs;
  int64_t first_seen, last_seen, first_order, last_order; /* INT64_MIN: never */
  int64_t orders, refunds, events;
  struct dec gmv, refunded;
  int64_t moments[HISTORY_MONTHS + 1];
  int n_months; /* of them before the last */
};

static void tell(struct portrait *p, const struct person_event *e) {
  for (uint32_t k = 0; k < e->n_props; k++) {
    uint32_t at = 0;
    while (at < p->n_attrs && !str_eq(p->attrs[at].name, e->props[k]))
      at++;
    if (at == ATTRIBUTES_MAX) continue;
    if (at == p->n_attrs) p->n_attrs++;
    p->attrs[at] = (struct told){e->props[k], e->values[k], e->time, p->attrs[at].values + 1};
  }
}

static bool add_amount(const struct person_event *e, struct dec *sum, struct err *err) {
  for (uint32_t k = 0; k < e->n_props; k++)
    if (str_is(e->props[k], "amount") && e->values[k].type == V_NUM &&
        !dec_add(*sum, e->values[k].num, sum))
      return err_fail(err, ERR_number_overflow, "amount");
  return true;
}

static bool gather(struct portrait *p, struct err *err) {
  const struct query_history *h = &p->m.history;
  p->first_seen = p->last_seen = p->first_order = p->last_order = INT64_MIN;
  p->attrs = arena_array(p->a->c->arena, struct told, ATTRIBUTES_MAX + 1);
  for (uint32_t i = 0; i < h->n; i++) {
    const struct person_event *e = &h->events[i];
    if (str_is(e->event, EV_SET)) {
      tell(p, e);
      continue;
    }
    if (p->events++ == 0) p->first_seen = e->time;
    p->last_seen = e->time;
    if (str_is(e->event, "order_completed")) {
      if (p->orders++ == 0) p->first_order = e->time;
      p->last_order = e->time;
      if (!add_amount(e, &p->gmv, err)) return false;
    } else if (str_is(e->event, "order_refunded")) {
      p->refunds++;
      if (!add_amount(e, &p->refunded, err)) return false;
    }
  }
  return true;
}

static void put_identities(struct portrait *p) {
  struct call *c = p->a->c;
  struct people *people = ws_people(tenant_workspace(c->tenant));
  struct str type, value;
  jw_key(&c->out, "identities"), jw_begin_array(&c->out);
  for (uint32_t i = 0; people_identity(people, p->subject, i, &type, &value); i++) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "type"), jw_str(&c->out, type);
    jw_key(&c->out, "value");
    jw_str(&c->out, p->a->masked ? mask_identity(value, c->arena) : value);
    jw_end_object(&c->out);
  }
  jw_end_array(&c->out);
}

static const char *vtype_word(enum vtype t) {
  return t == V_NUM ? "number" : t == V_TIME ? "time" : t == V_BOOL ? "bool" : "text";
}

static void put_attributes(struct portrait *p) {
  struct jw *w = &p->a->c->out;
  jw_key(w, "attributes"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_attrs; i++) {
    struct told *t = &p->attrs[i];
    struct value v = t->value;
    if (value_unsets(&v)) continue;
    if (p->a->masked && v.type == V_STR)
      v.str = mask_text(t->name, v.str, p->a->c->arena);
    else if (p->a->masked && mask_personal(t->name))
      continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, t->name);
    jw_key(w, "title"), put_name_title(w, NAME_ATTR, t->name);
    jw_key(w, "value"), put_prop_value(w, &v);
    jw_key(w, "type"), jw_cstr(w, vtype_word(v.type));
    put_bound(w, "since", t->since);
    jw_key(w, "history"), jw_uint(w, t->values);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool put_numbers(struct portrait *p, struct err *err) {
  struct jw *w = &p->a->c->out;
  struct dec net, aov;
  if (!dec_sub(p->gmv, p->refunded, &net)) return err_fail(err, ERR_number_overflow, "amount");
  jw_key(w, "numbers"), jw_begin_object(w);
  jw_key(w, "orders"), jw_int(w, p->orders);
  jw_key(w, "refunds"), jw_int(w, p->refunds);
  jw_key(w, "revenue"), put_money(w, net);
  jw_key(w, "aov");
  if (p->orders && dec_div(p->gmv, dec_int(p->orders), 2, &aov))
    put_decimal(w, aov);
  else
    jw_null(w);
  jw_key(w, "days_since_last_order");
  if (p->orders)
    jw_int(w, day_of(view_tz(p->a->v), p->a->as_of) - day_of(view_tz(p->a->v), p->last_order));
  else
    jw_null(w);
  put_bound(w, "first_order_at", p->first_order);
  put_bound(w, "last_order_at", p->last_order);
  jw_key(w, "events"), jw_int(w, p->events);
  jw_end_object(w);
  return true;
}

/* ---- classes ---- */

static struct str class_name(const struct classification *c, uint8_t k) {
  return k == QUERY_CLASS_NONE ? STR("none") : c->classes[k].name;
}

static bool put_class(struct portrait *p, struct str slug, struct err *err) {
  struct ask *a = p->a;
  struct jw *w = &a->c->out;
  const struct classification *c;
  const int64_t *at = p->moments;
  uint8_t k[HISTORY_MONTHS + 1];
  if (!names_env_classification(view_names(a->v), slug, &c, err)) return false;
  for (int i = 0; i <= p->n_months; i++)
    if (!person_class(&p->m, c, at[i], a->c->arena, &k[i], err)) return false;
  int since = p->n_months;
  while (since > 0 && k[since - 1] == k[p->n_months])
    since--;
  uint8_t now = k[p->n_months];
  jw_begin_object(w);
  jw_key(w, "classification"), jw_str(w, slug);
  jw_key(w, "title"), put_title(w, c->title.en, c->title.zh);
  jw_key(w, "class"), jw_str(w, class_name(c, now));
  jw_key(w, "class_title");
  if (now == QUERY_CLASS_NONE)
    put_title(w, STR("None"), STR("无"));
  else
    put_title(w, c->classes[now].title.en, c->classes[now].title.zh);
  put_bound(w, "since", since == 0 ? INT64_MIN : at[since]);
  jw_key(w, "history"), jw_begin_array(w);
  for (int i = 0; i <= p->n_months; i++) {
    jw_begin_object(w);
    jw_key(w, "at"), put_time(w, at[i]);
    jw_key(w, "class"), jw_str(w, class_name(c, k[i]));
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* The ends of the last 12 months, as far as events are kept, then the moment asked about. */
static void set_moments(struct portrait *p) {
  const struct tz *tz = view_tz(p->a->v);
  int32_t month = day_month_start(day_of(tz, p->a->as_of));
  int64_t floor = snapshot_floor(view_snapshot(p->a->v));
  p->n_months = 0;
  for (int32_t i = 0; i < HISTORY_MONTHS; i++) {
    int64_t at = day_start(tz, day_add_months(month, i + 1 - HISTORY_MONTHS)) - 1;
    if (at >= floor) p->moments[p->n_months++] = at;
  }
  p->moments[p->n_months] = p->a->as_of;
  p->a->months = p->moments;
  p->a->n_months = (uint32_t)p->n_months;
}

static bool put_classes(struct portrait *p, struct err *err) {
  struct jw *w = &p->a->c->out;
  struct str *slugs;
  uint32_t n;
  set_moments(p);
  if (!ask_classifications(p->a, &slugs, &n, err)) return false;
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    if (!put_class(p, slugs[i], err)) return false;
  jw_end_array(w);
  return true;
}

static bool put_segments(struct portrait *p, struct err *err) {
  struct call *c = p->a->c;
  struct jw *w = &c->out;
  struct resource *r;
  uint32_t n;
  if (!resource_list(tenant_workspace(c->tenant), STR("segment"), c->arena, &r, &n, err))
    return false;
  jw_key(w, "segments"), jw_begin_array(w);
  for (uint32_t i = 0; i < n && i < SEGMENTS_ASKED; i++) {
    struct node name = {.kind = N_SEGMENT, .name = r[i].slug};
    struct naive_value v;
    bool exists;
    if (!lang_resolve(&name, names_env_lang(view_names(p->a->v)), LT_BOOL, c->arena, err))
      return false;
    if (!person_value(&p->m, &name, p->a->as_of, c->arena, &exists, &v, err)) {
      if (err->code == ERR_number_overflow) continue; /* then nobody is in it */
      return false;
    }
    if (v.missing || !v.b) continue;
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, r[i].slug);
    jw_key(w, "title"), put_title(w, r[i].title_en, r[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static bool write_person(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                         struct err *err) {
  struct portrait *p = ctx;
  struct jw *w = &c->out;
  struct str attr = name_attribute(v), name = {NULL, 0};
  if (!ask_history(p->a, p->subject, &p->m, err) || !gather(p, err)) return false;
  for (uint32_t i = 0; attr.p && i < p->n_attrs; i++)
    if (str_eq(p->attrs[i].name, attr) && p->attrs[i].value.type == V_STR)
      name = p->attrs[i].value.str;
  jw_begin_object(w);
  put_asof(c, as_of, v);
  put_person_head(p->a, p->subject, name);
  put_identities(p);
  put_bound(w, "first_seen", p->first_seen);
  put_bound(w, "last_seen", p->last_seen);
  put_attributes(p);
  if (!put_numbers(p, err) || !put_classes(p, err) || !put_segments(p, err)) return false;
  jw_end_object(w);
  return true;
}

bool api_get_person(struct call *c, struct err *err) {
  struct ask a;
  struct portrait p = {.a = &a};
  bool ok = ask_begin(c, &a, err) && ask_person(&a, call_path(c, "id"), &p.subject, err) &&
            call_cached(c, a.as_of, a.v, write_person, &p, err);
  ask_end(&a);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents of tracking plans, read and checked. */
#include "collect/plan_int.h"

struct reading {
  struct plan *p;
  const struct json **at;
  struct err *err;
};

static bool refuse(struct reading *r, const struct json *at, const char *field,
                   const char *must_be) {
  *r->at = at;
  return err_fail(r->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool too_many(struct reading *r, const struct json *at, const char *what, unsigned max) {
  *r->at = at;
  return err_fail(r->err, ERR_too_large, "%s" ERR_SEP "%u", what, max);
}

static bool is_object(struct reading *r, const struct json *v, const char *field) {
  return v->type == JSON_OBJECT || refuse(r, v, field, "{…: …}");
}

/* Every key of v is one of `known` (ends with NULL). */
static bool only(struct reading *r, const struct json *v, const char *of,
                 const char *const *known) {
  for (uint32_t i = 0; i < v->n; i++) {
    struct buf words = BUF_INIT;
    bool is = false;
    for (const char *const *k = known; *k; k++) {
      is = is || str_is(v->keys[i], *k);
      buf_printf(&words, "%s%s", k == known ? "" : ", ", *k);
    }
    if (!is) {
      *r->at = &v->items[i];
      err_fail(r->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%.*s", of, STRF(v->keys[i]),
               STRF(buf_str(&words)));
    }
    buf_release(&words);
    if (!is) return false;
  }
  return true;
}

static bool action_of(struct reading *r, const struct json *doc, const char *field,
                      enum plan_action otherwise, enum plan_action least, enum plan_action *ret) {
  static const char *const words[] = {"accept", "flag", "reject"};
  const struct json *v = json_get(doc, field);
  *ret = otherwise;
  if (!v) return true;
  for (enum plan_action a = least; a <= PLAN_REJECT; a++)
    if (v->type == JSON_STRING && str_is(v->text, words[a])) {
      *ret = a;
      return true;
    }
  return refuse(r, v, field, least == PLAN_ACCEPT ? "accept / flag / reject" : "flag / reject");
}

/* ---- a property ---- */

static bool read_values(struct reading *r, const struct json *v, struct plan_prop *p) {
  if (v->type != JSON_ARRAY || v->n == 0) return refuse(r, v, "values", "[\"…\", \"…\"]");
  if (v->n > PLAN_VALUES_MAX) return too_many(r, v, "values", PLAN_VALUES_MAX);
  p->values = arena_new(&r->p->arena, struct intern);
  intern_init(p->values, "plan values");
  vec_push(&r->p->values, p->values);
  for (uint32_t i = 0; i < v->n; i++) {
    if (v->items[i].type != JSON_STRING) return refuse(r, &v->items[i], "values", "[\"…\", \"…\"]");
    intern_put(p->values, v->items[i].text);
  }
  return true;
}

static bool read_bound(struct reading *r, const struct json *o, const char *field, struct dec *ret,
                       bool *ret_has) {
  const struct json *v = json_get(o, field);
  *ret_has = v != NULL;
  return !v || json_dec(v, ret) || refuse(r, v, field, "0, 0.01 …");
}

static bool read_prop(struct reading *r, const struct json *o, bool may_require,
                      struct plan_prop *p) {
  static const char *const fields[] = {"type", "required", "values",      "min",
                                       "max",  "title",    "description", NULL};
  static const char *const types[V_TYPES] = {"any", "bool", "number", "text", "time"};
  const struct json *type = json_get(o, "type"), *values = json_get(o, "values");
  const struct json *required = json_get(o, "required");
  if (!is_object(r, o, "properties") || !only(r, o, "properties", fields)) return false;
  if (type) {
    uint32_t t = 0;
    while (t < V_TYPES && !(type->type == JSON_STRING && str_is(type->text, types[t])))
      t++;
    if (t == V_TYPES) return refuse(r, type, "type", "text / number / bool / time / any");
    p->type = (enum vtype)t;
  }
  if (required && (required->type != JSON_BOOL || (required->boolean && !may_require)))
    return refuse(r, required, "required", may_require ? "true / false" : "false");
  p->required = required && required->boolean;
  if (values && !read_values(r, values, p)) return false;
  if (!read_bound(r, o, "min", &p->min, &p->has_min) ||
      !read_bound(r, o, "max", &p->max, &p->has_max))
    return false;
  if (p->has_min && p->has_max && dec_cmp(p->min, p->max) > 0)
    return refuse(r, json_get(o, "max"), "max", "≥ min");
  enum vtype needs = values ? V_STR : p->has_min || p->has_max ? V_NUM : p->type;
  if (p->type == V_NONE) p->type = needs;
  if (p->type != needs || (values && (p->has_min || p->has_max)))
    return refuse(r, o, "type", values ? "text (values)" : "number (min, max)");
  return true;
}

static bool read_props(struct reading *r, const struct json *o, const char *field, bool may_require,
                       struct plan_event *e) {
  if (!is_object(r, o, field)) return false;
  if (o->n > PLAN_PROPS_MAX) return too_many(r, o, field, PLAN_PROPS_MAX);
  e->props = arena_array(&r->p->arena, struct plan_prop, o->n);
  for (uint32_t i = 0; i < o->n; i++) {
    if (o->keys[i].n == 0 || o->keys[i].n > NAME_MAX_BYTES)
      return refuse(r, &o->items[i], field, "1 … 255 B");
    uint32_t at = intern_put(&e->names, o->keys[i]);
    struct plan_prop *p = &e->props[at];
    p->name = intern_at(&e->names, at);
    if (!read_prop(r, &o->items[i], may_require, p)) return false;
    e->n_required += p->required;
  }
  return true;
}

/* ---- a document ---- */

static struct plan_event *event_new(struct reading *r, struct plan_event **at) {
  struct plan_event *e = arena_new(&r->p->arena, struct plan_event);
  intern_init(&e->names, "plan properties");
  vec_push(&r->p->judged, e);
  e->broken = PLAN_FLAG;
  while (*at)
    at = &(*at)->next;
  *at = e;
  return e;
}

static bool read_event(struct reading *r, struct str name, const struct json *o) {
  static const char *const fields[] = {"properties", "on_violation", "other_properties",
                                       "title",      "description",  NULL};
  struct plan *p = r->p;
  if (name.n == 0 || name.n > NAME_MAX_BYTES) return refuse(r, o, "events", "1 … 255 B");
  if (!is_object(r, o, "events") || !only(r, o, "events", fields)) return false;
  uint32_t at = intern_put(&p->events, name);
  if (at == p->event.n) vec_push(&p->event, NULL);
  struct plan_event *e = event_new(r, &p->event.p[at]);
  const struct json *props = json_get(o, "properties");
  return action_of(r, o, "on_violation", PLAN_FLAG, PLAN_FLAG, &e->broken) &&
         action_of(r, o, "other_properties", PLAN_ACCEPT, PLAN_ACCEPT, &e->others) &&
         (!props || read_props(r, props, "properties", true, e));
}

static bool read_names(struct reading *r, const struct json *names) {
  static const char *const fields[] = {"events", "properties", NULL};
  if (!is_object(r, names, "names") || !only(r, names, "names", fields)) return false;
  for (int k = 0; k < 2; k++) {
    const struct json *o = json_get(names, fields[k]);
    if (!o) continue;
    if (!is_object(r, o, fields[k])) return false;
    if (o->n > PLAN_NAMES_MAX) return too_many(r, o, fields[k], PLAN_NAMES_MAX);
    for (uint32_t i = 0; i < o->n; i++) {
      const struct json *to = &o->items[i];
      uint32_t before = r->p->renamed[k].n;
      if (to->type != JSON_STRING || to->text.n == 0 || to->text.n > NAME_MAX_BYTES ||
          o->keys[i].n > NAME_MAX_BYTES)
        return refuse(r, to, fields[k], "1 … 255 B");
      uint32_t at = intern_put(&r->p->renamed[k], o->keys[i]);
      if (at < before) continue;
      struct collect_rename n = {intern_at(&r->p->renamed[k], at),
                                 arena_str(&r->p->arena, to->text)};
      vec_push(&r->p->names[k], n);
    }
  }
  return true;
}

static bool read_document(struct reading *r, const struct json *doc) {
  const struct json *events = json_get(doc, "events"), *attributes = json_get(doc, "attributes");
  const struct json *names = json_get(doc, "names");
  enum plan_action unknown;
  if (!action_of(r, doc, "unknown_events", PLAN_ACCEPT, PLAN_ACCEPT, &unknown)) return false;
  if (unknown > r->p->unknown) r->p->unknown = unknown;
  if (names && !read_names(r, names)) return false;
  if (events) {
    if (!is_object(r, events, "events")) return false;
    if (events->n > PLAN_EVENTS_MAX) return too_many(r, events, "events", PLAN_EVENTS_MAX);
    for (uint32_t i = 0; i < events->n; i++)
      if (!read_event(r, events->keys[i], &events->items[i])) return false;
  }
  if (!attributes) return true;
  struct plan_event *e = event_new(r, &r->p->attributes);
  return read_props(r, attributes, "attributes", false, e);
}

bool plan_new(const struct json *const *docs, uint32_t n, struct plan **ret,
              const struct json **ret_at, struct err *err) {
  struct plan *p = must_calloc(1, sizeof *p);
  struct reading r = {.p = p, .at = ret_at, .err = err};
  bool ok = true;
  *ret_at = NULL;
  arena_init(&p->arena, "tracking plan");
  intern_init(&p->events, "plan events");
  for (int k = 0; k < 2; k++)
    intern_init(&p->renamed[k], "plan names");
  for (uint32_t i = 0; i < n && ok; i++)
    ok = read_document(&r, docs[i]);
  if (ok)
    *ret = p;
  else
    plan_free(p);
  return ok;
}

void plan_free(struct plan *p) {
  if (!p) return;
  for (size_t i = 0; i < p->judged.n; i++)
    intern_release(&p->judged.p[i]->names);
  for (size_t i = 0; i < p->values.n; i++)
    intern_release(p->values.p[i]);
  for (int k = 0; k < 2; k++) {
    intern_release(&p->renamed[k]);
    vec_free(&p->names[k]);
  }
  intern_release(&p->events);
  vec_free(&p->event);
  vec_free(&p->judged);
  vec_free(&p->values);
  arena_release(&p->arena);
  free(p);
}

void plan_renames(const struct plan *p, const struct collect_rename **ret_events, uint32_t *ret_n,
                  const struct collect_rename **ret_props, uint32_t *ret_n_props) {
  *ret_events = p->names[0].p;
  *ret_n = (uint32_t)p->names[0].n;
  *ret_props = p->names[1].p;
  *ret_n_props = (uint32_t)p->names[1].n;
}

/* ---- what is declared ---- */

uint32_t plan_events(const struct plan *p) {
  return p->events.n;
}

struct str plan_event_at(const struct plan *p, uint32_t i) {
  return intern_at(&p->events, i);
}

static const struct plan_event *event_of(const struct plan *p, struct str event) {
  if (str_is(event, EV_SET)) return p->attributes;
  uint32_t at = intern_find(&p->events, event);
  return at == INTERN_NONE ? NULL : p->event.p[at];
}

bool plan_of_event(const struct plan *p, struct str event, struct arena *out,
                   struct plan_says **ret, uint32_t *ret_n) {
  const struct plan_event *first = event_of(p, event);
  struct intern names;
  uint32_t most = 0;
  if (!first) return false;
  for (const struct plan_event *e = first; e; e = e->next)
    most += e->names.n;
  struct plan_says *says = arena_array(out, struct plan_says, most);
  intern_init(&names, "declared properties");
  for (const struct plan_event *e = first; e; e = e->next)
    for (uint32_t i = 0; i < e->names.n; i++) {
      const struct plan_prop *prop = &e->props[i];
      uint32_t known = names.n, at = intern_put(&names, prop->name);
      if (at == known)
        says[at] = (struct plan_says){prop->name, prop->type, prop->required};
      else if (says[at].type != prop->type)
        says[at].type = V_NONE;
      says[at].required |= prop->required;
    }
  *ret_n = names.n;
  *ret = says;
  intern_release(&names);
  return true;
}

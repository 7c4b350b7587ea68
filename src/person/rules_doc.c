/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules as a document: what a workspace says otherwise than the defaults.
 *
 * An account stays what it is: one per person is the rule everything else leans on, so neither
 * user_id nor the class of a type that Shoal knows can be set. */
#include "person/identity.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct reading {
  struct identity_rules *r;
  const struct json **at;
  struct err *err;
};

static bool refuse(struct reading *x, const struct json *at, const char *field,
                   const char *must_be) {
  *x->at = at;
  return err_fail(x->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

/* A whole number of a section, in steps of `unit`; each has a name, a range and a place. */
struct number {
  const char *name;
  int64_t min, max, unit;
  size_t at; /* in identity_rules: int64_t when unit > 0, uint32_t otherwise */
};

#define MS(name, min, max, unit, field)                                                            \
  { name, min, max, unit, offsetof(struct identity_rules, field) }
#define N(name, min, max, field)                                                                   \
  { name, min, max, 0, offsetof(struct identity_rules, field) }
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

static const struct number device_numbers[] = {
    MS("session_minutes", 1, 1440, MINUTE_MS, session_ms),
    MS("sticky_days", 0, 365, DAY_MS, sticky_ms),
    MS("claim_days", 0, 365, DAY_MS, claim_ms),
    MS("piece_days", 1, 30, DAY_MS, stretch_ms),
    MS("late_hours", 0, 8760, HOUR_MS, late_ms),
    N("shared_accounts_7_days", 2, IDENTITY_ACCOUNTS_MAX, shared_week),
    N("shared_accounts_90_days", 2, IDENTITY_ACCOUNTS_MAX, shared_quarter),
    MS("shared_days", 1, 365, DAY_MS, shared_ms),
    {NULL, 0, 0, 0, 0}};
static const struct number breaker_numbers[] = {
    N("people_per_identity", 1, IDENTITY_TOUCH_MAX, touch_persons),
    N("identities_per_person", 2, PERSON_SUBJECTS_MAX, person_ids),
    N("merges_per_person", 1, PERSON_SUBJECTS_MAX, person_merges),
    {NULL, 0, 0, 0, 0}};

static const struct number *number_find(const struct number *all, struct str name) {
  for (; all->name; all++)
    if (str_is(name, all->name)) return all;
  return NULL;
}

static bool unknown(struct reading *x, const struct json *at, const char *of, struct str name,
                    struct str words) {
  *x->at = at;
  return err_fail(x->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%.*s", of, STRF(name),
                  STRF(words));
}

static bool unknown_number(struct reading *x, const struct json *at, const char *of,
                           struct str name, const struct number *all) {
  struct buf words = BUF_INIT;
  for (const struct number *n = all; n->name; n++)
    buf_printf(&words, "%s%s", n == all ? "" : ", ", n->name);
  unknown(x, at, of, name, buf_str(&words));
  buf_release(&words);
  return false;
}

static bool read_number(struct reading *x, const struct number *n, const struct json *v) {
  char range[64];
  int64_t value;
  char *field = (char *)x->r + n->at;
  snprintf(range, sizeof range, "%lld … %lld", (long long)n->min, (long long)n->max);
  if (!json_int(v, &value) || value < n->min || value > n->max) return refuse(x, v, n->name, range);
  if (n->unit)
    *(int64_t *)(void *)field = value * n->unit;
  else
    *(uint32_t *)(void *)field = (uint32_t)value;
  return true;
}

static bool read_numbers(struct reading *x, const struct json *doc, const char *section,
                         const struct number *all) {
  const struct json *o = json_get(doc, section);
  if (!o) return true;
  if (o->type != JSON_OBJECT) return refuse(x, o, section, "{…: …}");
  for (uint32_t i = 0; i < o->n; i++) {
    const struct number *n = number_find(all, o->keys[i]);
    if (!n) return unknown_number(x, &o->items[i], section, o->keys[i], all);
    if (!read_number(x, n, &o->items[i])) return false;
  }
  return true;
}

/* ---- types ---- */

static bool name_valid(struct str s) {
  if (s.n == 0 || s.n > PEOPLE_TYPE_BYTES_MAX || s.p[0] < 'a' || s.p[0] > 'z') return false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

static bool read_class(struct reading *x, const struct json *v, const struct id_type *known,
                       enum id_class *ret) {
  if (!v) return true;
  if (v->type == JSON_STRING)
    for (enum id_class c = ID_STRONG; c <= ID_DEVICE; c++)
      if (str_is(v->text, id_class_name(c)) && (!known || known->class == c)) {
        *ret = c;
        return true;
      }
  return refuse(x, v, "class", known ? id_class_name(known->class) : "strong / device");
}

static bool read_bounded(struct reading *x, const struct json *v, const char *field, int64_t min,
                         int64_t max, uint16_t *ret) {
  char range[48];
  int64_t value;
  if (!v) return true;
  snprintf(range, sizeof range, "%lld … %lld", (long long)min, (long long)max);
  if (!json_int(v, &value) || value < min || value > max) return refuse(x, v, field, range);
  *ret = (uint16_t)value;
  return true;
}

static bool read_type(struct reading *x, struct str name, const struct json *o) {
  static const char *const fields[] = {"class", "priority", "limit"};
  const struct id_type *known = id_type_known(name);
  if (!name_valid(name)) return refuse(x, o, "types", "a-z 0-9 _");
  if (known && (known->class == ID_ACCOUNT || known->class == ID_UNTYPED))
    return refuse(x, o, known->name, id_class_name(known->class));
  if (o->type != JSON_OBJECT) return refuse(x, o, "types", "{…: …}");
  for (uint32_t i = 0; i < o->n; i++)
    if (!str_is(o->keys[i], fields[0]) && !str_is(o->keys[i], fields[1]) &&
        !str_is(o->keys[i], fields[2]))
      return unknown(x, &o->items[i], "types", o->keys[i], STR("class, priority, limit"));
  enum id_class class = known ? known->class : ID_STRONG;
  if (!read_class(x, json_get(o, "class"), known, &class)) return false;
  const struct id_type *other = id_type_find(STR(""));
  struct identity_type_rule t = {.class = class,
                                 .priority = known                ? known->priority
                                             : class == ID_STRONG ? other->priority
                                                                  : IDENTITY_DEVICE_PRIORITY_MAX,
                                 .limit = known ? known->limit : class == ID_STRONG};
  memcpy(t.type, name.p, name.n);
  bool strong = class == ID_STRONG;
  if (!read_bounded(x, json_get(o, "priority"), "priority",
                    strong ? IDENTITY_STRONG_PRIORITY_MIN : IDENTITY_STRONG_PRIORITY_MAX + 1,
                    strong ? IDENTITY_STRONG_PRIORITY_MAX : IDENTITY_DEVICE_PRIORITY_MAX,
                    &t.priority) ||
      !read_bounded(x, json_get(o, "limit"), "limit", strong ? 1 : 0,
                    strong ? IDENTITY_LIMIT_MAX : 0, &t.limit))
    return false;
  x->r->types[x->r->n_types++] = t;
  return true;
}

static bool read_types(struct reading *x, const struct json *doc) {
  const struct json *o = json_get(doc, "types");
  if (!o) return true;
  if (o->type != JSON_OBJECT) return refuse(x, o, "types", "{…: …}");
  if (o->n > IDENTITY_RULE_TYPES_MAX) {
    *x->at = o;
    return err_fail(x->err, ERR_too_large, "types" ERR_SEP "%d", IDENTITY_RULE_TYPES_MAX);
  }
  for (uint32_t i = 0; i < o->n; i++)
    if (!read_type(x, o->keys[i], &o->items[i])) return false;
  return true;
}

static bool read_rejects(struct reading *x, const struct json *doc, struct arena *out) {
  const struct json *v = json_get(doc, "reject");
  if (!v) return true;
  if (v->type != JSON_ARRAY) return refuse(x, v, "reject", "[\"…\", \"…\"]");
  if (v->n > IDENTITY_REJECTS_MAX) {
    *x->at = v;
    return err_fail(x->err, ERR_too_large, "reject" ERR_SEP "%d", IDENTITY_REJECTS_MAX);
  }
  x->r->rejects = arena_array(out, struct str, v->n);
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *s = &v->items[i];
    if (s->type != JSON_STRING || s->text.n == 0 || s->text.n > PEOPLE_VALUE_BYTES_MAX)
      return refuse(x, s, "reject", "\"…\", 1 … 512 B");
    x->r->rejects[x->r->n_rejects++] = arena_str(out, s->text);
  }
  return true;
}

bool identity_rules_read(const struct json *doc, struct arena *out, struct identity_rules *ret,
                         const struct json **ret_at, struct err *err) {
  struct identity_rules r;
  struct reading x = {.r = &r, .at = ret_at, .err = err};
  identity_rules_default(&r);
  if (!read_types(&x, doc) || !read_rejects(&x, doc, out) ||
      !read_numbers(&x, doc, "devices", device_numbers) ||
      !read_numbers(&x, doc, "breakers", breaker_numbers))
    return false;
  if (r.shared_quarter < r.shared_week)
    return refuse(&x, json_get(doc, "devices"), "shared_accounts_90_days",
                  "≥ shared_accounts_7_days");
  *ret = r;
  return true;
}

/* ---- writing ---- */

static void put_numbers(struct jw *w, const struct identity_rules *r, const struct number *all) {
  jw_begin_object(w);
  for (; all->name; all++) {
    const char *field = (const char *)r + all->at;
    jw_key(w, all->name);
    if (all->unit)
      jw_int(w, *(const int64_t *)(const void *)field / all->unit);
    else
      jw_uint(w, *(const uint32_t *)(const void *)field);
  }
  jw_end_object(w);
}

void identity_rules_put_numbers(struct jw *w, const struct identity_rules *r) {
  jw_key(w, "devices"), put_numbers(w, r, device_numbers);
  jw_key(w, "breakers"), put_numbers(w, r, breaker_numbers);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What expressions can speak of, for completion, forms and the reference beside the editor.
 *
 * Names and types come from the catalogue of the snapshot, how many people have an attribute from
 * one pass over attribute rows, samples from the first VOCABULARY_ROWS rows: a list of what one may
 * mean needs to be quick, not complete. */
#include "api/attributes.h"
#include "api/questions.h"
#include "event/batch.h"
#include "query/census.h"
#include "resource/programme.h"
#include "workspace/catalogue.h"

#define VOCABULARY_ROWS    100000
#define VOCABULARY_SAMPLES 10

static void put_samples(struct ask *a, const struct value_census *values, uint32_t event,
                        uint32_t prop, bool hidden) {
  struct jw *w = &a->c->out;
  struct str name = snapshot_prop(view_snapshot(a->v), prop)->name;
  uint32_t left = VOCABULARY_SAMPLES;
  jw_key(w, "samples"), jw_begin_array(w);
  for (uint32_t i = 0; !hidden && i < values->n_props; i++) {
    const struct prop_census *p = &values->props[i];
    if (p->event != event || p->prop != prop) continue;
    for (uint32_t k = 0; k < p->n_top && left > 0; k++) {
      if (p->top[k].value.n == 0 || p->top[k].value.n > 100 ||
          (a->masked && mask_hides(name, p->top[k].value, a->c->arena)))
        continue;
      jw_str(w, p->top[k].value);
      left--;
    }
  }
  jw_end_array(w);
}

/* Of an event that says its currency (points do, and orders of shops abroad) a number is money only
 * when that is the workspace's in all rows that were looked at. */
static bool own_currency(const struct ask *a, const struct value_census *values, uint32_t event) {
  const struct snapshot *n = view_snapshot(a->v);
  struct str own = ws_currency(tenant_workspace(a->c->tenant));
  for (uint32_t i = 0; i < values->n_props; i++) {
    const struct prop_census *p = &values->props[i];
    if (p->event != event || !str_is(snapshot_prop(n, p->prop)->name, "currency")) continue;
    for (uint32_t k = 0; k < p->n_top; k++)
      if (!str_eq(p->top[k].value, own)) return false;
  }
  return true;
}

static bool is_money(const struct prop_info *p, bool own) {
  const struct known_name *k = known_name_exact(NAME_PROP, p->name);
  return k && k->money && own;
}

static void put_props(struct ask *a, const struct value_census *values, uint32_t event) {
  const struct snapshot *n = view_snapshot(a->v);
  struct jw *w = &a->c->out;
  bool own = own_currency(a, values, event);
  jw_key(w, "props"), jw_begin_array(w);
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
    if (snapshot_event_prop_rows(n, event, p) == 0) continue;
    const struct prop_info *info = snapshot_prop(n, p);
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, info->name);
    jw_key(w, "title"), put_name_title(w, NAME_PROP, info->name);
    jw_key(w, "types"), put_types(w, info->told);
    jw_key(w, "money"), jw_bool(w, is_money(info, own));
    put_samples(a, values, event, p, a->masked && mask_personal(info->name));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_events(struct ask *a, const struct value_census *values) {
  const struct snapshot *n = view_snapshot(a->v);
  struct jw *w = &a->c->out;
  jw_key(w, "events"), jw_begin_array(w);
  for (uint32_t i = 0; i < snapshot_events(n); i++) {
    const struct event_info *e = snapshot_event(n, i);
    if (str_is(e->name, EV_SET) || ev_of_items(e->name)) continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, e->name);
    jw_key(w, "title"), put_name_title(w, NAME_EVENT, e->name);
    jw_key(w, "rows"), jw_uint(w, e->rows);
    put_props(a, values, i);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_attributes(struct ask *a, const struct attribute *list, uint32_t n_list,
                           const struct value_census *values) {
  const struct snapshot *n = view_snapshot(a->v);
  struct jw *w = &a->c->out;
  uint32_t set = snapshot_event_code(n, STR(EV_SET));
  jw_key(w, "attributes"), jw_begin_array(w);
  for (uint32_t i = 0; i < n_list; i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, list[i].name);
    jw_key(w, "title"), put_name_title(w, NAME_ATTR, list[i].name);
    jw_key(w, "types"), put_types(w, list[i].types);
    jw_key(w, "people"), jw_uint(w, list[i].people);
    put_samples(a, values, set, list[i].prop, mask_personal(list[i].name));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_item_samples(struct jw *w, const struct item_column *f) {
  enum item_field word = item_field_of(f->name);
  jw_key(w, "samples"), jw_begin_array(w);
  if (word == ITEM_KIND || word == ITEM_ROLE) {
    for (const struct item_word *k = word == ITEM_KIND ? item_kinds : item_roles; k->name; k++)
      jw_cstr(w, k->name);
  } else {
    for (uint32_t i = 0, left = VOCABULARY_SAMPLES; i < f->n_values && left > 0; i++)
      if (f->values[i].type == V_STR && f->values[i].str.n <= 100)
        jw_str(w, f->values[i].str), left--;
  }
  jw_end_array(w);
}

/* As they are written inside where: item.price. */
static void put_item_fields(struct ask *a) {
  const struct catalogue *k = names_env_catalogue(view_names(a->v));
  struct jw *w = &a->c->out;
  jw_key(w, "item_fields"), jw_begin_array(w);
  for (uint32_t i = 0; k && i < catalogue_columns(k); i++) {
    const struct item_column *f = catalogue_column_at(k, i);
    enum item_field word = item_field_of(f->name);
    struct str en = f->name, zh = f->name;
    if (word != ITEM_OTHER)
      en = str_from(item_field_words[word].en), zh = str_from(item_field_words[word].zh);
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, arena_printf(a->c->arena, "item.%.*s", STRF(f->name)));
    jw_key(w, "title");
    put_title(w, arena_printf(a->c->arena, "Item: %.*s", STRF(en)),
              arena_printf(a->c->arena, "商品：%.*s", STRF(zh)));
    jw_key(w, "types"), put_types(w, f->types);
    jw_key(w, "money"), jw_bool(w, word == ITEM_PRICE);
    put_item_samples(w, f);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool put_segments(struct ask *a, struct err *err) {
  struct jw *w = &a->c->out;
  struct resource *r;
  uint32_t n;
  if (!resource_list(tenant_workspace(a->c->tenant), STR("segment"), a->c->arena, &r, &n, err))
    return false;
  jw_key(w, "segments"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, r[i].slug);
    jw_key(w, "title"), put_title(w, r[i].title_en, r[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static bool put_classifications(struct ask *a, struct err *err) {
  struct jw *w = &a->c->out;
  struct str *slugs;
  uint32_t n;
  if (!ask_classifications(a, &slugs, &n, err)) return false;
  jw_key(w, "classifications"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    const struct classification *c;
    if (!names_env_classification(view_names(a->v), slugs[i], &c, err)) return false;
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, c->slug);
    jw_key(w, "title"), put_title(w, c->title.en, c->title.zh);
    jw_key(w, "classes"), jw_begin_array(w);
    for (uint32_t k = 0; k < c->n_classes; k++) {
      jw_begin_object(w);
      jw_key(w, "name"), jw_str(w, c->classes[k].name);
      jw_key(w, "title"), put_title(w, c->classes[k].title.en, c->classes[k].title.zh);
      jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

/* Documents of a kind that facts speak of: points("…"), coupons("…"). */
static bool put_named(struct ask *a, const char *field, const char *kind, struct err *err) {
  struct jw *w = &a->c->out;
  struct resource *r;
  uint32_t n;
  if (!resource_list(tenant_workspace(a->c->tenant), str_from(kind), a->c->arena, &r, &n, err))
    return false;
  jw_key(w, field), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, r[i].slug);
    jw_key(w, "title"), put_title(w, r[i].title_en, r[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

/* tier("…") and member("…"); levels from the lowest. */
static bool put_programmes(struct ask *a, struct err *err) {
  struct jw *w = &a->c->out;
  struct workspace *ws = tenant_workspace(a->c->tenant);
  struct resource *r;
  uint32_t n;
  if (!resource_list(ws, STR("programme"), a->c->arena, &r, &n, err)) return false;
  jw_key(w, "programmes"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    struct programme p;
    uint32_t version;
    bool active;
    if (!resource_programme(ws, r[i].slug, a->c->arena, &p, &version, &active, err)) return false;
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, p.slug);
    jw_key(w, "title"), put_title(w, p.title.en, p.title.zh);
    jw_key(w, "levels"), jw_begin_array(w);
    for (uint32_t k = 0; k < p.n_levels; k++) {
      jw_begin_object(w);
      jw_key(w, "slug"), jw_str(w, p.levels[k].slug);
      jw_key(w, "title"), put_title(w, p.levels[k].title.en, p.levels[k].title.zh);
      jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static void put_functions(struct jw *w) {
  struct lang_help f;
  jw_key(w, "functions"), jw_begin_array(w);
  for (size_t i = 0; lang_function_help(i, &f); i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_cstr(w, f.name);
    jw_key(w, "args"), jw_cstr(w, f.args);
    jw_key(w, "help"), put_title(w, str_from(f.en), str_from(f.zh));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_keywords(struct jw *w) {
  const char *word;
  jw_key(w, "keywords"), jw_begin_array(w);
  for (size_t i = 0; (word = lang_keyword(i)); i++)
    jw_cstr(w, word);
  jw_end_array(w);
}

static bool write_all(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                      struct err *err) {
  struct ask *a = ctx;
  const struct snapshot *n = view_snapshot(v);
  struct value_census values;
  struct attribute *list;
  uint32_t n_list;
  struct jw *w = &c->out;
  if (!query_value_census(n, INTERN_NONE, V_MASK(V_STR), as_of, VOCABULARY_ROWS, 0, &c->limits,
                          c->arena, &values, err) ||
      !attributes_list(a, &list, &n_list, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "lsn"), jw_uint(w, view_lsn(v));
  jw_key(w, "revision"), jw_uint(w, view_revision(v));
  put_events(a, &values);
  put_attributes(a, list, n_list, &values);
  put_item_fields(a);
  if (!put_segments(a, err) || !put_classifications(a, err) ||
      !put_named(a, "currencies", "currency", err) || !put_named(a, "coupons", "coupon", err) ||
      !put_named(a, "draws", "draw", err) || !put_programmes(a, err))
    return false;
  put_functions(w);
  put_keywords(w);
  jw_end_object(w);
  return true;
}

bool api_vocabulary(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_all, &a, err);
  ask_end(&a);
  return ok;
}

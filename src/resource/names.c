/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What names mean in a workspace.
 *
 * Data first: a name exactly as it was seen in the snapshot means just that, even if Shoal has
 * another idea of the word; else the names Shoal knows by itself (names.def) by canonical name,
 * title in either language or alias.  So 下单, order_completed and "Order Completed" ask the same
 * question, and a brand that really calls an event 下单 asks about its own.
 *
 * Attributes are properties of `$set` rows: whether a name is an attribute is whether it was ever
 * set on a person.  Types are those seen; for a name that is known but was never seen, the type
 * names.def gives it, so that `sum(order_completed.total)` is checked before the first order
 * arrives.
 */
#include "event/names.h"
#include "event/batch.h"
#include "event/identity.h"
#include "resource/resource_int.h"
#include "workspace/catalogue.h"

#include <stdlib.h>

static bool seen_event(const struct names_env *e, struct str name) {
  return e->setup.snapshot && snapshot_event_code(e->setup.snapshot, name) != INTERN_NONE;
}

/* An attribute that was only ever unset is known by the type of what unset it. */
static uint8_t types_told(const struct prop_info *p) {
  return p->told ? p->told : p->types;
}

/* Types a property was seen with; 0 = never. */
static uint8_t seen_prop(const struct names_env *e, struct str name) {
  const struct snapshot *n = e->setup.snapshot;
  uint32_t p = n ? snapshot_prop_code(n, name) : INTERN_NONE;
  return p == INTERN_NONE ? 0 : types_told(snapshot_prop(n, p));
}

static uint8_t seen_attr(const struct names_env *e, struct str name) {
  const struct snapshot *n = e->setup.snapshot;
  uint32_t p = n ? snapshot_prop_code(n, name) : INTERN_NONE;
  uint32_t set = n ? snapshot_event_code(n, STR(EV_SET)) : INTERN_NONE;
  if (p == INTERN_NONE || set == INTERN_NONE || snapshot_event_prop_rows(n, set, p) == 0) return 0;
  return types_told(snapshot_prop(n, p));
}

static void lock(struct names_env *e) {
  must(pthread_mutex_lock(&e->lock) == 0);
}
static void unlock(struct names_env *e) {
  must(pthread_mutex_unlock(&e->lock) == 0);
}

/* The name in bytes that live as long as the environment, once however often it is asked for. */
static struct str kept(struct names_env *e, struct str name) {
  lock(e);
  struct str own = intern_at(&e->names, intern_put(&e->names, name));
  unlock(e);
  return own;
}

static bool name_event(void *ctx, struct str name, struct str *ret_canonical) {
  struct names_env *e = ctx;
  if (seen_event(e, name)) {
    *ret_canonical = kept(e, name);
    return true;
  }
  const struct known_name *k = known_name_find(NAME_EVENT, name);
  if (!k) return false;
  *ret_canonical = str_from(k->name);
  return true;
}

static bool typed(struct names_env *e, enum name_kind kind, struct str name,
                  uint8_t (*seen)(const struct names_env *, struct str), struct str *ret_canonical,
                  uint8_t *ret_types) {
  uint8_t types = seen(e, name);
  if (types) {
    *ret_canonical = kept(e, name);
    *ret_types = types;
    return true;
  }
  const struct known_name *k = known_name_find(kind, name);
  if (!k) return false;
  types = seen(e, str_from(k->name));
  *ret_canonical = str_from(k->name);
  *ret_types = types ? types : k->type == V_NONE ? 0 : V_MASK(k->type);
  return true;
}

static bool name_prop(void *ctx, struct str name, struct str *ret_canonical, uint8_t *ret_types) {
  return typed(ctx, NAME_PROP, name, seen_prop, ret_canonical, ret_types);
}

static bool name_attr(void *ctx, struct str name, struct str *ret_canonical, uint8_t *ret_types) {
  return typed(ctx, NAME_ATTR, name, seen_attr, ret_canonical, ret_types);
}

static bool refer(struct names_env *env, const struct kind_def *kind, struct str slug,
                  struct entry **ret, struct err *err) {
  lock(env);
  bool ok = env_refer(env, kind, slug, ret, err);
  unlock(env);
  return ok;
}

/* Trees are shared and live as long as the environment, whatever `out` is. */
static bool name_segment(void *ctx, struct str slug, struct arena *out, struct node **ret,
                         struct err *err) {
  struct entry *e;
  if (!refer(ctx, &kind_segment, slug, &e, err)) return false;
  *ret = e->tree;
  return true;
}

static bool name_classes(void *ctx, struct str slug, struct arena *out, struct str **ret,
                         uint32_t *ret_n, struct err *err) {
  struct entry *e;
  if (!refer(ctx, &kind_classification, slug, &e, err)) return false;
  const struct classification *c = e->classes;
  struct str *names = arena_array(out, struct str, c->n_classes);
  for (uint32_t i = 0; i < c->n_classes; i++)
    names[i] = c->classes[i].name;
  *ret = names;
  *ret_n = c->n_classes;
  return true;
}

static bool name_scores(void *ctx, struct str slug, struct arena *out, struct str **ret,
                        uint32_t *ret_n, struct err *err) {
  struct entry *e;
  if (!refer(ctx, &kind_classification, slug, &e, err)) return false;
  const struct classification *c = e->classes;
  struct str *names = arena_array(out, struct str, c->n_measures);
  uint32_t n = 0;
  for (uint32_t i = 0; i < c->n_measures; i++)
    if (measure_per_person(&c->measures[i])) names[n++] = c->measures[i].name;
  *ret = names;
  *ret_n = n;
  return true;
}

static bool name_identity(void *ctx, struct str name, struct lang_title *ret) {
  static const struct {
    const char *name, *en, *zh;
  } types[] = {{"user_id", "User id", "用户编号"},
               {"anonymous_id", "Anonymous id", "匿名编号"},
               {"phone", "Phone", "手机号"},
               {"email", "E-mail", "邮箱"},
               {"wechat_unionid", "WeChat UnionID", "微信 UnionID"},
               {"wechat_openid", "WeChat OpenID", "微信 OpenID"},
               {"device_id", "Device id", "设备号"}};
  struct names_env *env = ctx;
  if (!env->setup.people) return false;
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (!str_is(name, types[i].name)) continue;
    *ret = (struct lang_title){str_from(types[i].en), str_from(types[i].zh)};
    return true;
  }
  return false;
}

/* An identity as it is written, else in the form in which those of its type are compared. */
static uint32_t find_identity(const struct names_env *env, struct str type, struct str value) {
  unsigned code = env->setup.workspace ? ws_calling_code(env->setup.workspace) : 0;
  char form[IDENTITY_MAX_BYTES];
  uint32_t subject = people_find(env->setup.people, type, value);
  if (subject != SUBJECT_NONE || value.n > IDENTITY_MAX_BYTES) return subject;
  return people_find(env->setup.people, type, identity_form(type, value, code, form));
}

/* Those of the snapshot: who came later is in none of its answers. */
static const struct lang_list *people_of(struct names_env *env, const struct intern *values,
                                         struct str identity, struct arena *out) {
  uint32_t n = env->setup.snapshot ? snapshot_subjects(env->setup.snapshot) : 0;
  uint64_t *bits = arena_array(out, uint64_t, n / 64 + 1);
  for (uint32_t i = 0; i < values->n; i++) {
    uint32_t subject = find_identity(env, identity, intern_at(values, i));
    if (subject == SUBJECT_NONE) continue;
    subject = person_of(env->setup.people, subject);
    if (subject < n) bits[subject / 64] |= UINT64_C(1) << (subject % 64);
  }
  struct lang_list *l = arena_new(out, struct lang_list);
  *l = (struct lang_list){values, bits, n};
  return l;
}

static bool name_values(void *ctx, struct str slug, struct str identity, struct arena *out,
                        const struct lang_list **ret, struct err *err) {
  struct entry *e;
  if (!refer(ctx, &kind_list, slug, &e, err)) return false;
  if (identity.n) {
    *ret = people_of(ctx, e->values, identity, out);
    return true;
  }
  struct lang_list *l = arena_new(out, struct lang_list);
  *l = (struct lang_list){.values = e->values};
  *ret = l;
  return true;
}

/* What lang_names calls the kinds of resources. */
static const struct kind_def *kind_of(char letter) {
  switch (letter) {
  case 's':
    return &kind_segment;
  case 'c':
    return &kind_classification;
  case 'l':
    return &kind_list;
  case 'o':
    return &kind_coupon;
  case 'y':
    return &kind_currency;
  case 'm':
    return &kind_programme;
  case 't':
    return &kind_task;
  default:
    return NULL;
  }
}

/* Only mentioned, not compiled: whom a coupon is for may well depend on who has it. */
static bool name_fact(void *ctx, char kind, struct str slug, struct lang_title *ret) {
  struct names_env *env = ctx;
  if (!kind_of(kind)) return true;
  lock(env);
  struct entry *e = env_find(env, kind_of(kind), slug);
  if (e) env_mention(env, e);
  unlock(env);
  if (e) *ret = (struct lang_title){e->doc.title_en, e->doc.title_zh};
  return e != NULL;
}

/* The entry was compiled before its classes' names were: find it, no more. */
static bool name_title(void *ctx, char kind, struct str slug, struct str class_name,
                       struct lang_title *ret) {
  struct names_env *env = ctx;
  lock(env);
  const struct entry *e = env_find(env, kind_of(kind), slug);
  unlock(env);
  if (!e) return false;
  if (class_name.n == 0) {
    *ret = (struct lang_title){e->doc.title_en, e->doc.title_zh};
    return true;
  }
  const struct classification *c = e->classes;
  for (uint32_t i = 0; c && i < c->n_classes; i++)
    if (str_eq(c->classes[i].name, class_name)) {
      *ret = (struct lang_title){c->classes[i].title.en, c->classes[i].title.zh};
      return true;
    }
  return false;
}

const struct catalogue *names_env_catalogue(struct names_env *env) {
  struct err ignored;
  lock(env);
  if (!env->catalogue && env->setup.workspace)
    (void)catalogue_get(env->setup.workspace, &env->catalogue, &ignored);
  unlock(env);
  return env->catalogue;
}

static struct str name_called(void *ctx, struct str prop, struct str value) {
  bool item = str_is(prop, "item_id");
  if (!item && !str_is(prop, "category") && !str_is(prop, "item.category")) return STR("");
  const struct catalogue *k = names_env_catalogue(ctx);
  if (!k) return STR("");
  return item ? catalogue_name(k, value) : catalogue_category_name(k, value);
}

static const struct item_column *name_item(void *ctx, struct str name) {
  const struct catalogue *k = names_env_catalogue(ctx);
  enum item_field f = item_field_of(name);
  if (f != ITEM_OTHER) name = str_from(item_field_words[f].name);
  return k ? catalogue_column(k, name) : NULL;
}

/* Made once however often it is asked for, because trees may outlive their question. */
static struct category_set *category_set(struct names_env *env, const struct catalogue *k,
                                         struct str name) {
  for (size_t i = 0; i < env->sets.n; i++)
    if (str_eq(env->sets.p[i]->asked, name)) return env->sets.p[i];
  struct category_set *s = must_calloc(1, sizeof *s);
  intern_init(&s->ids, "categories");
  if (!catalogue_under(k, name, &s->ids, &s->name)) {
    intern_release(&s->ids);
    free(s);
    return NULL;
  }
  s->asked = intern_at(&env->names, intern_put(&env->names, name));
  vec_push(&env->sets, s);
  return s;
}

static bool name_category(void *ctx, struct str name, struct arena *out,
                          const struct lang_list **ret, struct str *ret_name) {
  struct names_env *env = ctx;
  const struct catalogue *k = names_env_catalogue(ctx);
  lock(env);
  const struct category_set *s = k ? category_set(env, k, name) : NULL;
  unlock(env);
  if (!s) return false;
  struct lang_list *l = arena_new(out, struct lang_list);
  *l = (struct lang_list){.values = &s->ids};
  *ret = l;
  *ret_name = s->name;
  return true;
}

struct words {
  struct str *p;
  uint32_t n;
};

static void add_known(const struct names_env *e, enum name_kind kind, struct words *w) {
  for (size_t i = 0; i < known_names_n; i++) {
    const struct known_name *k = &known_names[i];
    if (k->kind != kind) continue;
    struct str name = str_from(k->name);
    bool seen = kind == NAME_EVENT  ? seen_event(e, name)
                : kind == NAME_PROP ? seen_prop(e, name) != 0
                                    : seen_attr(e, name) != 0;
    if (!seen) w->p[w->n++] = name;
    if (k->en && *k->en) w->p[w->n++] = str_from(k->en);
    if (k->zh && *k->zh) w->p[w->n++] = str_from(k->zh);
  }
}

static void add_seen(const struct names_env *e, enum name_kind kind, struct words *w) {
  const struct snapshot *n = e->setup.snapshot;
  if (!n) return;
  if (kind == NAME_EVENT) {
    for (uint32_t i = 0; i < snapshot_events(n); i++) {
      struct str name = snapshot_event(n, i)->name;
      if (!str_is(name, EV_SET) && !ev_of_items(name)) w->p[w->n++] = name;
    }
    return;
  }
  for (uint32_t i = 0; i < snapshot_props(n); i++) {
    struct str name = snapshot_prop(n, i)->name;
    if (kind == NAME_PROP || seen_attr(e, name)) w->p[w->n++] = name;
  }
}

static uint32_t name_list(void *ctx, char kind, struct arena *out, struct str **ret) {
  struct names_env *e = ctx;
  const struct snapshot *n = e->setup.snapshot;
  size_t most = 3 * known_names_n + e->entries.n + (n ? snapshot_events(n) + snapshot_props(n) : 0);
  struct words w = {arena_array(out, struct str, most), 0};
  if (kind == 'e' || kind == 'p' || kind == 'a') {
    enum name_kind k = kind == 'e' ? NAME_EVENT : kind == 'p' ? NAME_PROP : NAME_ATTR;
    add_seen(e, k, &w);
    add_known(e, k, &w);
  }
  for (size_t i = 0; i < e->entries.n; i++) {
    const struct document *d = &e->entries.p[i]->doc;
    if (d->kind == kind_of(kind)) w.p[w.n++] = d->slug;
  }
  *ret = w.p;
  return w.n;
}

/* Those of the catalogue live in it. */
static uint32_t name_list_all(void *ctx, char kind, struct arena *out, struct str **ret) {
  const struct catalogue *k = kind == 'i' || kind == 'k' ? names_env_catalogue(ctx) : NULL;
  uint32_t n;
  if (kind != 'i' && kind != 'k') return name_list(ctx, kind, out, ret);
  if (!k) return 0;
  const struct catalogue_category *tree = catalogue_tree(k, &n);
  if (kind == 'i') n = catalogue_columns(k);
  *ret = arena_array(out, struct str, n + 1);
  for (uint32_t i = 0; i < n; i++)
    (*ret)[i] = kind == 'i' ? catalogue_column_at(k, i)->name : tree[i].id;
  return n;
}

void names_fill(struct names_env *env) {
  env->lang = (struct lang_names){
      .ctx = env,
      .tz = env->setup.tz,
      .event = name_event,
      .prop = name_prop,
      .attr = name_attr,
      .segment = name_segment,
      .classes = name_classes,
      .scores = name_scores,
      .title = name_title,
      .fact = name_fact,
      .values = name_values,
      .identity = name_identity,
      .item = name_item,
      .called = name_called,
      .category = name_category,
      .list = name_list_all,
  };
}

const struct lang_names *names_env_lang(struct names_env *e) {
  return &e->lang;
}

bool names_env_classification(struct names_env *e, struct str slug,
                              const struct classification **ret, struct err *err) {
  struct entry *c;
  if (!refer(e, &kind_classification, slug, &c, err)) return false;
  *ret = c->classes;
  return true;
}

static bool find_classes(void *ctx, struct str slug, const struct classification **ret,
                         struct err *err) {
  return names_env_classification(ctx, slug, ret, err);
}

struct classification_env names_env_classes(struct names_env *e,
                                            const struct query_limits *limits) {
  return (struct classification_env){
      .ctx = e, .find = find_classes, .tz = e->setup.tz, .pool = e->setup.pool, .limits = limits};
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a client's name means: asked of the workspace's own list, then of what SDKs are known to
 * say (sdk.def), then of the house's names and aliases; remembered, because clients say the same
 * few hundred names all day and the last two are walked from end to end.
 *
 * Aliases of events are those of imports, so that a word means the same in a file and over the
 * wire.  Aliases of properties are not asked (`title`, `count`, `number` mean anything), except
 * within an order's items, where they are the import's too. */
#include <string.h>

#include "collect/normal_int.h"
#include "event/names.h"

static const struct {
  struct str from, to;
} events[] = {
#define EVENT(from, to) {{from, sizeof from - 1}, {to, sizeof to - 1}},
#define PROP(from, to, role, rank, scopes)
#define KEEP(from, to, role, rank, scopes)
#define CONTEXT(path, to, role)
#define ATTR(from, to)
#include "collect/sdk.def"
#undef EVENT
#undef PROP
#undef KEEP
#undef CONTEXT
#undef ATTR
};

static const struct {
  struct str from, to;
  uint8_t role, rank, scopes;
  bool keep;
} props[] = {
#define EVENT(from, to)
#define PROP(from, to, role, rank, scopes)                                                         \
  {{from, sizeof from - 1}, {to, sizeof to - 1}, role, rank, scopes, false},
#define KEEP(from, to, role, rank, scopes)                                                         \
  {{from, sizeof from - 1}, {to, sizeof to - 1}, role, rank, scopes, true},
#define CONTEXT(path, to, role)                                                                    \
  {{path, sizeof path - 1}, {to, sizeof to - 1}, role, RANK_CONTEXT, SCOPE_CONTEXT, false},
#define ATTR(from, to)
#include "collect/sdk.def"
#undef EVENT
#undef PROP
#undef KEEP
#undef CONTEXT
#undef ATTR
};

static const struct {
  struct str from, to;
} attrs[] = {
#define EVENT(from, to)
#define PROP(from, to, role, rank, scopes)
#define KEEP(from, to, role, rank, scopes)
#define CONTEXT(path, to, role)
#define ATTR(from, to) {{from, sizeof from - 1}, {to, sizeof to - 1}},
#include "collect/sdk.def"
#undef EVENT
#undef PROP
#undef KEEP
#undef CONTEXT
#undef ATTR
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

void words_init(struct words *w, const char *name) {
  *w = (struct words){0};
  intern_init(&w->names, name);
  arena_init(&w->mem, name);
}

void words_release(struct words *w) {
  intern_release(&w->names);
  arena_release(&w->mem);
  vec_free(&w->at);
}

void words_reset(struct words *w) {
  intern_reset(&w->names);
  arena_reset(&w->mem);
  w->at.n = 0;
  memset(w->place, 0, sizeof w->place);
}

const struct collect_rename *rename_find(const struct collect_rename *r, uint32_t n,
                                         struct str from) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(r[i].from, from)) return &r[i];
  return NULL;
}

/* The word if it is remembered; else a new one, with *ret_new, that stands for itself. */
static struct word *look_up(struct words *t, struct str name, bool *ret_new) {
  uint32_t i = intern_find(&t->names, name);
  *ret_new = i == INTERN_NONE;
  if (!*ret_new) return t->at.p[i];
  struct word *w = arena_new(&t->mem, struct word);
  i = intern_put(&t->names, name);
  w->from = w->to = intern_at(&t->names, i);
  vec_push(&t->at, w);
  return w;
}

static void becomes(struct word *w, struct str to) {
  w->to = to;
  w->changed = !str_eq(to, w->from);
}

/* ---- events ---- */

static enum scope scope_of(struct str event) {
  static const char *const orders[] = {"order_completed", "order_refunded", "order_cancelled",
                                       "order_updated", "checkout_started"};
  for (size_t i = 0; i < COUNT(orders); i++)
    if (str_is(event, orders[i])) return SCOPE_ORDER;
  if (str_is(event, "page_viewed") || str_is(event, "screen_viewed")) return SCOPE_PAGE;
  return str_starts(event, STR("product_")) ? SCOPE_PRODUCT : SCOPE_OTHER;
}

static void resolve_event(const struct collect_rules *rules, struct word *w) {
  const struct collect_rename *own = rename_find(rules->events, rules->n_events, w->from);
  if (own) {
    if (own->to.n) becomes(w, own->to);
    return;
  }
  for (size_t i = 0; i < COUNT(events); i++)
    if (str_eq(events[i].from, w->from)) {
      becomes(w, events[i].to);
      return;
    }
  const struct known_name *k = known_name_find(NAME_EVENT, w->from);
  if (k) becomes(w, str_from(k->name));
}

struct word *event_word(struct making *k, struct str name) {
  bool new;
  struct word *w = look_up(&k->n->events, name, &new);
  if (!new) return w;
  resolve_event(k->rules, w);
  w->scopes = (uint8_t)scope_of(w->to);
  w->refund = str_is(w->to, "order_refunded");
  w->order = w->refund || str_is(w->to, "order_completed");
  return w;
}

/* ---- properties ---- */

static enum vtype known_type(enum name_kind kind, struct str name) {
  const struct known_name *k = known_name_exact(kind, name);
  return k ? k->type : V_NONE;
}

static bool resolve_by_table(struct word *w, enum scope scope) {
  for (size_t i = 0; i < COUNT(props); i++) {
    if (!(props[i].scopes & scope) || !str_eq(props[i].from, w->from)) continue;
    w->role = props[i].role;
    w->rank = props[i].rank;
    w->keep = props[i].keep;
    if (props[i].to.n) becomes(w, props[i].to);
    return true;
  }
  return false;
}

static void resolve_prop(struct making *k, struct word *w, enum scope scope) {
  const struct collect_rules *rules = k->rules;
  const struct collect_rename *own =
      scope == SCOPE_CONTEXT ? NULL : rename_find(rules->props, rules->n_props, w->from);
  if (own) {
    if (own->to.n) becomes(w, own->to);
    return;
  }
  if (resolve_by_table(w, scope)) return;
  if (scope == SCOPE_ITEM) {
    const struct known_name *known = known_name_find(NAME_PROP, w->from);
    if (known) becomes(w, str_from(known->name));
    if (known && str_is(w->to, "item_id")) {
      w->role = ROLE_ITEM;
      w->rank = 5;
    }
  }
  if (scope == SCOPE_CONTEXT)
    becomes(w, arena_printf(&k->n->props[5].mem, "context.%.*s", STRF(w->from)));
}

static unsigned number_of(enum scope scope) {
  return (unsigned)__builtin_ctz(scope);
}

struct word *prop_word(struct making *k, enum scope scope, struct str name) {
  bool new;
  struct word *w = look_up(&k->n->props[number_of(scope)], name, &new);
  if (!new) return w;
  resolve_prop(k, w, scope);
  w->want = known_type(NAME_PROP, w->to);
  if (w->role == ROLE_AMOUNT) w->want = V_NUM;
  return w;
}

struct word *attr_word(struct making *k, struct str name) {
  bool new;
  struct word *w = look_up(&k->n->attrs, name, &new);
  if (!new) return w;
  const struct known_name *known = known_name_find(NAME_ATTR, name);
  for (size_t i = 0; i < COUNT(attrs); i++)
    if (str_eq(attrs[i].from, name)) {
      becomes(w, attrs[i].to);
      known = NULL;
    }
  if (known) becomes(w, str_from(known->name));
  w->want = known_type(NAME_ATTR, w->to);
  return w;
}

struct word *member_word(struct making *k, enum scope scope, struct str name, uint32_t i) {
  struct words *t = scope ? &k->n->props[number_of(scope)] : &k->n->attrs;
  struct word *w = i < WORDS_PLACES ? t->place[i] : NULL;
  if (w && str_eq(w->from, name)) return w;
  w = scope ? prop_word(k, scope, name) : attr_word(k, name);
  if (i < WORDS_PLACES) t->place[i] = w;
  return w;
}

/* ---- in the batch ---- */

uint32_t word_at(struct making *k, struct word *w) {
  if (w->run != k->n->run) {
    w->run = k->n->run;
    w->at = ev_batch_prop(k->out, w->to);
  }
  return w->at;
}

uint32_t word_own_at(struct making *k, struct word *w) {
  if (!w->changed) return word_at(k, w);
  if (w->own_run != k->n->run) {
    w->own_run = k->n->run;
    w->own_at = ev_batch_prop(k->out, w->from);
  }
  return w->own_at;
}

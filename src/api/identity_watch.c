/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an operator looks after: identities that count no more, people who merge no more, devices
 * of several; and the rules in force. */
#include <stdlib.h>

#include "api/collect_int.h"
#include "api/person_identity.h"
#include "workspace/identity.h"

#define WATCHED_TOLD 500 /* of each */

struct watch {
  struct ask *a;
  struct people *people;
  struct people_watched *v;
  struct people_device *shared;
  uint32_t n, n_shared;
};

static void put_who(struct watch *x, uint32_t subject) {
  uint32_t person = person_of(x->people, subject);
  struct jw *w = &x->a->c->out;
  jw_key(w, "identity"), put_subject(x->a, subject);
  jw_key(w, "person"), put_subject(x->a, person);
  jw_key(w, "identities"), jw_uint(w, person_subjects(x->people, person, NULL, 0));
}

static bool matters(const struct watch *x, const struct people_watched *v, bool frozen) {
  uint32_t s = v->subject;
  if (people_erased(x->people, s)) return false;
  return frozen ? v->frozen && person_of(x->people, s) == s : v->blocked;
}

/* Who did it by hand is in the audit trail; else the rules did. */
static bool put_list(struct watch *x, const char *key, bool frozen, struct err *err) {
  struct jw *w = &x->a->c->out;
  uint32_t told = 0;
  jw_key(w, key), jw_begin_array(w);
  for (uint32_t i = x->n; i > 0; i--) {
    struct ws_by_hand by;
    const struct people_watched *v = &x->v[i - 1];
    if (!matters(x, v, frozen) || told++ >= WATCHED_TOLD) continue;
    if (!ws_by_hand(tenant_workspace(x->a->c->tenant), v->subject, frozen ? WS_FREEZE : WS_BLOCK,
                    x->a->c->arena, &by, err))
      return false;
    jw_begin_object(w);
    put_who(x, v->subject);
    jw_key(w, "by"), jw_cstr(w, by.author.n ? "hand" : "rules");
    jw_key(w, "author"), by.author.n ? jw_str(w, by.author) : jw_null(w);
    jw_key(w, "at");
    by.author.n ? put_time(w, by.at_ms) : jw_null(w);
    jw_key(w, "seen_with"), jw_uint(w, v->seen_with);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static void put_shared(struct watch *x) {
  struct jw *w = &x->a->c->out;
  jw_key(w, "shared"), jw_begin_array(w);
  for (uint32_t i = x->n_shared, told = 0; i > 0 && told < WATCHED_TOLD; i--) {
    const struct people_device *d = &x->shared[i - 1];
    if (people_erased(x->people, d->first)) continue;
    told++;
    jw_begin_object(w);
    jw_key(w, "identity"), put_subject(x->a, d->first);
    jw_key(w, "accounts"), jw_uint(w, d->accounts);
    jw_key(w, "until"), put_time(w, d->shared_until_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
}

bool api_identity_watch(struct call *c, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct ask a;
  struct watch x = {.a = &a, .people = ws_people(ws)};
  struct identity_stats s;
  struct jw *w = &c->out;
  bool ok = ask_begin(c, &a, err);
  if (ok) {
    people_identity_stats(x.people, &s);
    x.n = people_watched(x.people, &x.v);
    x.n_shared = people_shared(x.people, clock_wall_ms(ws_clock(ws)), &x.shared);
    jw_begin_object(w);
    jw_key(w, "devices"), jw_uint(w, s.devices);
    jw_key(w, "n_blocked"), jw_uint(w, s.blocked);
    jw_key(w, "n_frozen"), jw_uint(w, s.frozen);
    jw_key(w, "n_shared"), jw_uint(w, x.n_shared);
    ok = put_list(&x, "blocked", false, err) && put_list(&x, "frozen", true, err);
    put_shared(&x);
    jw_end_object(w);
  }
  free(x.v);
  free(x.shared);
  ask_end(&a);
  return ok;
}

/* ---- rules ---- */

static void put_id_type(struct jw *w, struct people *p, struct str name, const struct id_type *known,
                     bool seen) {
  struct identity_type_rule r = people_type_rule(p, name);
  jw_begin_object(w);
  jw_key(w, "type"), jw_str(w, name);
  jw_key(w, "class"), jw_cstr(w, id_class_name(r.class));
  jw_key(w, "priority"), jw_uint(w, r.priority);
  jw_key(w, "limit"), jw_uint(w, r.limit);
  jw_key(w, "known"), jw_bool(w, known != NULL);
  jw_key(w, "seen"), jw_bool(w, seen);
  jw_key(w, "usual_priority"), known ? jw_uint(w, known->priority) : jw_null(w);
  jw_key(w, "usual_limit"), known ? jw_uint(w, known->limit) : jw_null(w);
  jw_end_object(w);
}

static bool listed(const struct str *v, uint32_t n, struct str name) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(v[i], name)) return true;
  return false;
}

/* Heads of the types that were seen, each once. */
static uint32_t heads(struct people *p, struct arena *mem, struct str **ret) {
  struct str *all, *v;
  uint32_t n = people_types(p, &all), kept = 0;
  v = arena_array(mem, struct str, n);
  for (uint32_t i = 0; i < n; i++) {
    struct str rest = all[i], head = str_cut(&rest, ':');
    if (!listed(v, kept, head)) v[kept++] = head;
  }
  free(all);
  *ret = v;
  return kept;
}

static void put_id_types(struct call *c, const struct identity_rules *r) {
  struct people *p = ws_people(tenant_workspace(c->tenant));
  struct jw *w = &c->out;
  struct str *seen;
  uint32_t n_known, n = heads(p, c->arena, &seen);
  const struct id_type *known = id_types(&n_known);
  jw_key(w, "types"), jw_begin_array(w);
  for (uint32_t i = 0; i + 1 < n_known; i++)
    put_id_type(w, p, str_from(known[i].name), &known[i], listed(seen, n, str_from(known[i].name)));
  for (uint32_t i = 0; i < n; i++)
    if (!id_type_known(seen[i])) put_id_type(w, p, seen[i], NULL, true);
  for (uint32_t i = 0; i < r->n_types; i++) {
    struct str name = str_from(r->types[i].type);
    if (!id_type_known(name) && !listed(seen, n, name)) put_id_type(w, p, name, NULL, false);
  }
  jw_end_array(w);
}

bool api_identity_rules(struct call *c, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct identity_rules r, usual;
  struct resource *doc;
  struct jw *w = &c->out;
  uint32_t n;
  if (!client_plan(c->api, c->tenant, err) || !resource_identity_rules(ws, c->arena, &r, err) ||
      !resource_list(ws, STR("identity_rules"), c->arena, &doc, &n, err))
    return false;
  identity_rules_default(&usual);
  jw_begin_object(w);
  jw_key(w, "version"), n ? jw_uint(w, doc[0].version) : jw_null(w);
  put_id_types(c, &r);
  identity_rules_put_numbers(w, &r);
  jw_key(w, "usual"), jw_begin_object(w);
  identity_rules_put_numbers(w, &usual);
  jw_end_object(w);
  jw_key(w, "reject"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_rejects; i++)
    jw_str(w, r.rejects[i]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

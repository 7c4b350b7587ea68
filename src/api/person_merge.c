/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making several people one, and taking one apart.  With dry_run the answer is the reach of it:
 * whose identities and how many events would change hands. */
#include <stdlib.h>

#include "api/collect_int.h"
#include "api/person_identity.h"
#include "workspace/identity.h"
#include "workspace/persons.h"

#define CONFLICTS_TOLD 20
#define MOVING_TOLD    200

struct move {
  bool merging;
  enum ws_moving how;
  uint32_t into, n;
  uint32_t *subjects; /* who joins, or what leaves */
  struct ws_moved moved;
};

static int by_number(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return a < b ? -1 : a > b;
}

static bool subjects_of(struct ask *a, const struct json *list, struct move *m, struct err *err) {
  m->subjects = arena_array(a->c->arena, uint32_t, list->n + 1);
  m->n = list->n;
  for (uint32_t i = 0; i < list->n; i++)
    if (!ask_subject(a, list->items[i].text, &m->subjects[i], err)) return false;
  return true;
}

/* ---- what would change ---- */

static uint32_t subjects_of_person(struct people *p, struct arena *mem, uint32_t subject,
                                   const uint32_t **ret) {
  uint32_t n = person_subjects(p, subject, NULL, 0), *v = arena_array(mem, uint32_t, n);
  uint32_t got = person_subjects(p, subject, v, n);
  n = got < n ? got : n;
  qsort(v, n, sizeof *v, by_number);
  *ret = v;
  return n;
}

/* Of several ascending lists, each number once. */
static uint32_t union_of(struct arena *mem, const struct preview_side *v, uint32_t n,
                         const uint32_t **ret) {
  uint32_t all = 0, kept = 0;
  for (uint32_t i = 0; i < n; i++)
    all += v[i].n_before;
  uint32_t *u = arena_array(mem, uint32_t, all);
  all = 0;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < v[i].n_before; k++)
      u[all++] = v[i].before[k];
  qsort(u, all, sizeof *u, by_number);
  for (uint32_t i = 0; i < all; i++)
    if (kept == 0 || u[kept - 1] != u[i]) u[kept++] = u[i];
  *ret = u;
  return kept;
}

static bool preview_merge(struct ask *a, const struct move *m, struct err *err) {
  struct people *p = ws_people(tenant_workspace(a->c->tenant));
  struct arena *mem = a->c->arena;
  struct preview_side *v = arena_array(mem, struct preview_side, m->n + 1);
  uint32_t n = 1;
  v[0] = (struct preview_side){.person = person_of(p, m->into)};
  v[0].n_before = subjects_of_person(p, mem, m->into, &v[0].before);
  for (uint32_t i = 0; i < m->n; i++) {
    uint32_t person = person_of(p, m->subjects[i]);
    bool again = false;
    for (uint32_t k = 0; k < n; k++)
      again |= v[k].person == person;
    if (again) continue;
    v[n] = (struct preview_side){.person = person, .gone = true};
    v[n].n_before = subjects_of_person(p, mem, person, &v[n].before);
    n++;
  }
  v[0].n_after = union_of(mem, v, n, &v[0].after);
  for (uint32_t i = 1; i < n; i++) {
    v[i].after = v[0].after;
    v[i].n_after = v[0].n_after;
  }
  return put_preview(a, v, n, err);
}

static bool preview_unmerge(struct ask *a, const struct move *m, struct err *err) {
  struct people *p = ws_people(tenant_workspace(a->c->tenant));
  struct preview_side v[2] = {0};
  uint32_t *leave = arena_array(a->c->arena, uint32_t, m->n), *rest, n = 0;
  memcpy(leave, m->subjects, m->n * sizeof *leave);
  qsort(leave, m->n, sizeof *leave, by_number);
  v[0].n_before = subjects_of_person(p, a->c->arena, m->subjects[0], &v[0].before);
  rest = arena_array(a->c->arena, uint32_t, v[0].n_before);
  for (uint32_t i = 0; i < v[0].n_before; i++)
    if (!bsearch(&v[0].before[i], leave, m->n, sizeof *leave, by_number))
      rest[n++] = v[0].before[i];
  v[1] = v[0];
  v[0].after = rest, v[0].n_after = n;
  v[1].after = leave, v[1].n_after = m->n;
  v[0].person = n ? rest[0] : person_of(p, leave[0]);
  v[1].person = leave[0];
  return put_preview(a, v, n ? 2 : 0, err);
}

static void put_conflicts(struct ask *a, const struct move *m) {
  struct people_conflict v[CONFLICTS_TOLD];
  struct jw *w = &a->c->out;
  uint32_t n = m->merging ? people_conflicts(ws_people(tenant_workspace(a->c->tenant)), m->into,
                                             m->subjects, m->n, v, CONFLICTS_TOLD)
                          : 0;
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "type"), jw_str(w, v[i].type);
    jw_key(w, "count"), jw_uint(w, v[i].n);
    jw_key(w, "limit"), jw_uint(w, v[i].limit);
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* Of those that join all they have. */
static void put_moving(struct ask *a, const struct move *m) {
  struct people *p = ws_people(tenant_workspace(a->c->tenant));
  struct jw *w = &a->c->out;
  uint32_t told = 0;
  jw_begin_array(w);
  for (uint32_t i = 0; i < m->n; i++) {
    const uint32_t *v = &m->subjects[i];
    uint32_t n = 1;
    if (m->merging && person_of(p, *v) == person_of(p, m->into)) continue;
    if (m->merging) n = subjects_of_person(p, a->c->arena, *v, &v);
    for (uint32_t k = 0; k < n && told < MOVING_TOLD; k++)
      if (people_device_of(p, v[k]) == v[k]) put_subject(a, v[k]), told++;
  }
  jw_end_array(w);
}

static bool put_moved(struct ask *a, const struct move *m, struct err *err) {
  struct jw *w = &a->c->out;
  const struct ws_moved *r = &m->moved;
  struct str id = people_external_id(ws_people(tenant_workspace(a->c->tenant)), r->person);
  jw_begin_object(w);
  jw_key(w, "person"), jw_str(w, id);
  jw_key(w, "merged"), jw_uint(w, r->subjects);
  jw_key(w, "identities"), jw_uint(w, r->identities);
  jw_key(w, "events"), jw_uint(w, r->events);
  jw_key(w, "lsn"), jw_uint(w, r->lsn);
  jw_key(w, "dry_run"), jw_bool(w, m->how == WS_SHOWS);
  if (m->how == WS_SHOWS) {
    jw_key(w, "moving"), put_moving(a, m);
    jw_key(w, "conflicts"), put_conflicts(a, m);
    jw_key(w, "preview");
    if (!(m->merging ? preview_merge : preview_unmerge)(a, m, err)) return false;
  }
  jw_end_object(w);
  return true;
}

/* ---- the routes ---- */

static bool merge(struct ask *a, struct move *m, struct err *err) {
  struct call *c = a->c;
  struct workspace *ws = tenant_workspace(c->tenant);
  bool force = json_get_bool(c->body, "force", false);
  m->merging = true;
  if (!ask_subject(a, call_path(c, "id"), &m->into, err) ||
      !subjects_of(a, json_get(c->body, "people"), m, err) ||
      !client_plan(c->api, c->tenant, err)) /* whose limits hold */
    return false;
  return (m->how == WS_SHOWS || ws_may_merge(ws, m->into, m->subjects, m->n, force, err)) &&
         ws_merge_people(ws, m->into, m->subjects, m->n, m->how, call_author(c), &m->moved, err);
}

static bool unmerge(struct ask *a, struct move *m, struct err *err) {
  struct call *c = a->c;
  struct workspace *ws = tenant_workspace(c->tenant);
  uint32_t person;
  if (!ask_person(a, call_path(c, "id"), &person, err) ||
      !subjects_of(a, json_get(c->body, "identities"), m, err))
    return false;
  for (uint32_t i = 0; i < m->n; i++)
    if (person_of(ws_people(ws), m->subjects[i]) != person)
      return err_fail(err, ERR_unmerge_several, NULL);
  m->n = ws_with_stretches(ws, m->subjects, m->n, c->arena, &m->subjects);
  return ws_unmerge_people(ws, m->subjects, m->n, m->how, call_author(c), &m->moved, err);
}

static bool run(struct call *c, bool (*fn)(struct ask *a, struct move *m, struct err *err),
                struct err *err) {
  struct ask a;
  struct move m = {.how = json_get_bool(c->body, "dry_run", false) ? WS_SHOWS : WS_MOVES};
  bool ok = ask_begin(c, &a, err) && fn(&a, &m, err) && put_moved(&a, &m, err);
  ask_end(&a);
  return ok;
}

bool api_merge_people(struct call *c, struct err *err) {
  return run(c, merge, err);
}

bool api_unmerge_people(struct call *c, struct err *err) {
  return run(c, unmerge, err);
}

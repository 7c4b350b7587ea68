/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making several people one, and taking one apart.  With dry_run the answer is the reach of it:
 * whose identities and how many events would change hands. */
#include "api/ask.h"
#include "api/questions.h"
#include "workspace/persons.h"

static bool subjects_of(struct ask *a, const struct json *list, uint32_t **ret, struct err *err) {
  uint32_t *v = arena_array(a->c->arena, uint32_t, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++)
    if (!ask_subject(a, list->items[i].text, &v[i], err)) return false;
  *ret = v;
  return true;
}

static void put_moved(struct call *c, const struct ws_moved *r, bool dry) {
  struct jw *w = &c->out;
  struct str id = people_external_id(ws_people(tenant_workspace(c->tenant)), r->person);
  jw_begin_object(w);
  jw_key(w, "person"), jw_str(w, id);
  jw_key(w, "merged"), jw_uint(w, r->subjects);
  jw_key(w, "identities"), jw_uint(w, r->identities);
  jw_key(w, "events"), jw_uint(w, r->events);
  jw_key(w, "lsn"), jw_uint(w, r->lsn);
  jw_key(w, "dry_run"), jw_bool(w, dry);
  jw_end_object(w);
}

static bool merge(struct ask *a, enum ws_moving how, struct ws_moved *r, struct err *err) {
  struct call *c = a->c;
  const struct json *list = json_get(c->body, "people");
  uint32_t into, *from;
  return ask_subject(a, call_path(c, "id"), &into, err) && subjects_of(a, list, &from, err) &&
         ws_merge_people(tenant_workspace(c->tenant), into, from, list->n, how, call_author(c), r,
                         err);
}

static bool unmerge(struct ask *a, enum ws_moving how, struct ws_moved *r, struct err *err) {
  struct call *c = a->c;
  struct workspace *ws = tenant_workspace(c->tenant);
  const struct json *list = json_get(c->body, "identities");
  uint32_t person, *subjects;
  if (!ask_person(a, call_path(c, "id"), &person, err) || !subjects_of(a, list, &subjects, err))
    return false;
  for (uint32_t i = 0; i < list->n; i++)
    if (person_of(ws_people(ws), subjects[i]) != person)
      return err_fail(err, ERR_unmerge_several, NULL);
  return ws_unmerge_people(ws, subjects, list->n, how, call_author(c), r, err);
}

typedef bool moving(struct ask *a, enum ws_moving how, struct ws_moved *r, struct err *err);

static bool run(struct call *c, moving *fn, struct err *err) {
  struct ask a;
  struct ws_moved r;
  bool dry = json_get_bool(c->body, "dry_run", false);
  bool ok = ask_begin(c, &a, err) && fn(&a, dry ? WS_SHOWS : WS_MOVES, &r, err);
  ask_end(&a);
  if (ok) put_moved(c, &r, dry);
  return ok;
}

bool api_merge_people(struct call *c, struct err *err) {
  return run(c, merge, err);
}

bool api_unmerge_people(struct call *c, struct err *err) {
  return run(c, unmerge, err);
}

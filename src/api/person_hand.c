/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By hand: an identity counts no more, a person merges no more; and the other way round.  With
 * dry_run the answer says what it is about. */
#include "api/person_identity.h"
#include "workspace/identity.h"

struct hand {
  uint32_t subject; /* an identity, or a person's number */
  bool is, dry;
  uint64_t lsn;
};

static void put_hand(struct ask *a, const struct hand *h) {
  struct people *people = ws_people(tenant_workspace(a->c->tenant));
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "identity"), put_subject(a, h->subject);
  jw_key(w, "person");
  jw_str(w, people_external_id(people, person_of(people, h->subject)));
  jw_key(w, "others");
  jw_uint(w, person_subjects(people, h->subject, NULL, 0) - 1);
  jw_key(w, "changes"), jw_bool(w, h->dry ? !h->is : h->lsn != 0);
  jw_key(w, "lsn"), jw_uint(w, h->lsn);
  jw_key(w, "dry_run"), jw_bool(w, h->dry);
  jw_end_object(w);
}

static bool by_hand(struct call *c, enum ws_hand yes, enum ws_hand no, const char *field,
                    struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct people *people = ws_people(ws);
  struct ask a;
  struct hand h = {.dry = json_get_bool(c->body, "dry_run", false)};
  bool wanted = json_get_bool(c->body, field, true), person = yes == WS_FREEZE;
  bool ok = ask_begin(c, &a, err) &&
            (person ? ask_person : ask_subject)(&a, call_path(c, "id"), &h.subject, err);
  if (ok) {
    bool now = person ? people_frozen(people, h.subject) : people_blocked(people, h.subject);
    h.is = now == wanted;
  }
  if (ok && !h.dry)
    ok = ws_person_set(ws, h.subject, wanted ? yes : no, call_author(c), &h.lsn, err);
  if (ok) put_hand(&a, &h);
  ask_end(&a);
  return ok;
}

bool api_block_identity(struct call *c, struct err *err) {
  return by_hand(c, WS_BLOCK, WS_UNBLOCK, "blocked", err);
}

bool api_freeze_person(struct call *c, struct err *err) {
  return by_hand(c, WS_FREEZE, WS_UNFREEZE, "frozen", err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who stands behind an actor of the ledger: what to call it, and whether it is the one who asks. */
#include "api/api_int.h"
#include "api/points.h"

static bool is_user(struct str actor) {
  return str_starts(actor, STR("usr_"));
}
static bool is_key(struct str actor) {
  return str_starts(actor, STR("key_"));
}

static bool look_up(struct call *c, struct str actor, struct str *ret) {
  struct access *a = c->api->access;
  struct access_user user;
  struct access_key_info key;
  struct str owner;
  struct err gone;
  if (is_user(actor) && access_user_get(a, actor, c->arena, &user, &gone))
    *ret = user.name.n ? user.name : user.email;
  else if (is_key(actor) && access_key_get(a, actor, c->arena, &key, &owner, &gone))
    *ret = key.title;
  else
    return false;
  return true;
}

void put_actor(struct call *c, struct actor_names *names, const char *field, struct str actor) {
  struct jw *w = &c->out;
  struct str name = {0};
  unsigned i = 0;
  while (i < names->n && !str_eq(names->p[i].actor, actor))
    i++;
  if (i < names->n) {
    name = names->p[i].name;
  } else if (look_up(c, actor, &name) && names->n < ACTOR_NAMES_KEPT) {
    names->p[names->n].actor = actor;
    names->p[names->n++].name = name;
  }
  jw_key(w, field);
  if (name.n)
    jw_str(w, name);
  else
    jw_null(w);
}

bool actor_is_oneself(struct call *c, struct str actor, bool *ret, bool *ret_known,
                      struct err *err) {
  struct access_key_info key;
  struct str owner = actor;
  struct err why = {0};
  if (is_key(actor) && !access_key_get(c->api->access, actor, c->arena, &key, &owner, &why)) {
    if (why.code != ERR_unknown_key) {
      *err = why;
      return false;
    }
    owner = STR("");
  }
  *ret_known = owner.n > 0;
  *ret = str_eq(owner, c->actor.id);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is asking, and whether they may.
 *
 * A key in Authorization wins over a cookie: a program that sends one means it.  Unsafe requests
 * that rest on the cookie carry the session's token in a header, which no other site can read or
 * make a browser send; SameSite=Strict is the second lock on that door.  A key needs neither: no
 * browser adds it by itself. */
#include "api/api_int.h"

struct access_client call_client(const struct call *c) {
  return (struct access_client){.address = str_from(http_remote(c->http)),
                                .agent = http_header(c->http, "User-Agent")};
}

static bool by_key(struct call *c, struct str header, struct err *err) {
  struct access_client client = call_client(c);
  struct str scheme = str_cut(&header, ' '), secret = str_trim(header);
  if (!str_eq_nocase(scheme, STR("Bearer")) || secret.n == 0)
    return err_fail(err, ERR_unauthenticated, NULL);
  return access_key(c->api->access, secret, &client, c->arena, &c->actor, err);
}

bool call_authenticate(struct call *c, struct err *err) {
  struct access_client client = call_client(c);
  struct str header = http_header(c->http, "Authorization");
  struct str cookie = http_cookie(c->http, SESSION_COOKIE);
  if (c->own->authenticated) return true;
  if (header.p) {
    if (!by_key(c, header, err)) return false;
  } else if (cookie.n) {
    if (!access_session(c->api->access, cookie, &client, c->arena, &c->actor, err)) {
      if (err->code == ERR_unauthenticated) /* it will not become better by being sent again */
        http_set_cookie(c->http, SESSION_COOKIE, STR(""), 0, "/");
      return false;
    }
  }
  c->own->authenticated = true;
  if (c->actor.kind != ACTOR_NONE) http_note_actor(c->http, c->actor.label);
  return true;
}

static bool safe_method(enum http_method m) {
  return m == HTTP_GET || m == HTTP_HEAD;
}

static bool csrf(struct call *c, struct err *err) {
  if (c->actor.session.n == 0 || safe_method(http_method(c->http))) return true;
  if (access_csrf_ok(&c->actor, http_header(c->http, "X-CSRF-Token"))) return true;
  return err_fail(err, ERR_csrf_failed, NULL);
}

static bool may(const struct call *c, struct str workspace, struct err *err) {
  const struct route *r = c->route;
  struct err other;
  return access_may(&c->actor, workspace, r->role, r->scope, err) ||
         (r->or_scope && err->code == ERR_missing_scope &&
          access_may(&c->actor, workspace, r->role, r->or_scope, &other));
}

/* A visitor is nobody's user: no role, no scope, everything masked.  The workspace is the token's;
 * what is not one is told apart from one that is over by nobody. */
static bool visitor(struct call *c, struct err *err) {
  struct str header = http_header(c->http, "Authorization"), scheme = str_cut(&header, ' ');
  struct str token = str_trim(header), slug;
  struct touch *t;
  if (!str_eq_nocase(scheme, STR("Bearer")) || !visit_names(token, &slug) ||
      !ws_exists(c->api->dir, slug, c->api->o.ws.io))
    return err_fail(err, ERR_visit_over, NULL);
  if (!tenant_get(c->api->tenants, slug, &c->tenant, err) || !tenant_touch(c->tenant, &t, err) ||
      !visit_check(t, token, &c->visit, err))
    return false;
  c->limits.memory = ws_memory(tenant_workspace(c->tenant)) / QUERY_MEMORY_PART;
  uint32_t person = person_of(ws_people(tenant_workspace(c->tenant)), c->visit.subject);
  return visit_pace(t, person, !safe_method(http_method(c->http)), err);
}

bool call_allowed(struct call *c, struct err *err) {
  const struct route *r = c->route;
  if (r->rule == RULE_VISITOR) return visitor(c, err);
  struct str workspace = r->rule == RULE_SERVER ? STR("*") : call_path(c, "workspace");
  if (r->rule == RULE_PUBLIC) return true;
  if (!call_authenticate(c, err)) return false;
  if (c->actor.kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (!csrf(c, err)) return false;
  if (r->rule != RULE_SIGNED_IN && !may(c, workspace, err)) return false;
  if (r->users_only && c->actor.kind != ACTOR_USER) return err_fail(err, ERR_users_only, NULL);
  c->role = access_role(&c->actor, workspace);
  return true;
}

void call_sign_in(struct call *c, const struct access_login *l) {
  int64_t now = clock_wall_ms(c->api->clock);
  http_set_cookie(c->http, SESSION_COOKIE, l->token, (l->expires_ms - now) / MS_SECOND, "/");
  c->actor = l->actor;
  http_note_actor(c->http, c->actor.label);
}

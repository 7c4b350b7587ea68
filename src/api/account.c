/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writers of accounts, and Me: who is asking and where they may go. */
#include "api/account.h"

#include "api/api_int.h"

const char *locale_name(enum lang l) {
  return l == LANG_ZH ? "zh" : "en";
}

enum lang locale_of(struct str name) {
  return str_is(name, "zh") ? LANG_ZH : LANG_EN;
}

void put_time_or_null(struct jw *w, int64_t ms) {
  if (ms)
    put_time(w, ms);
  else
    jw_null(w);
}

void put_user(struct jw *w, const struct access_user *u, struct str only) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, u->id);
  jw_key(w, "email"), jw_str(w, u->email);
  jw_key(w, "name"), jw_str(w, u->name);
  jw_key(w, "locale"), jw_cstr(w, locale_name(u->locale));
  jw_key(w, "status"), jw_cstr(w, u->active ? "active" : "disabled");
  jw_key(w, "created_at"), put_time(w, u->created_ms);
  jw_key(w, "last_login_at"), put_time_or_null(w, u->last_login_ms);
  jw_key(w, "grants");
  jw_begin_array(w);
  for (uint32_t i = 0; i < u->n_grants; i++) {
    const struct access_grant *g = &u->grants[i];
    if (only.n && !str_eq(g->workspace, only) && !str_is(g->workspace, "*")) continue;
    jw_begin_object(w);
    jw_key(w, "workspace"), jw_str(w, g->workspace);
    jw_key(w, "role"), jw_cstr(w, access_roles[g->role].name);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

void put_scopes(struct jw *w, unsigned scopes) {
  jw_begin_array(w);
  for (const struct scope_def *s = access_scopes; s->name; s++)
    if (scopes & s->scope) jw_cstr(w, s->name);
  jw_end_array(w);
}

void put_key(struct jw *w, const struct access_key_info *k) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, k->id);
  jw_key(w, "title"), jw_str(w, k->title);
  jw_key(w, "workspace"), jw_str(w, k->workspace);
  jw_key(w, "scopes"), put_scopes(w, k->scopes);
  jw_key(w, "prefix"), jw_str(w, k->prefix);
  jw_key(w, "created_at"), put_time(w, k->created_ms);
  jw_key(w, "created_by"), jw_str(w, k->created_by);
  jw_key(w, "expires_at"), put_time_or_null(w, k->expires_ms);
  jw_key(w, "last_used_at"), put_time_or_null(w, k->last_used_ms);
  jw_key(w, "revoked_at"), put_time_or_null(w, k->revoked_ms);
  jw_end_object(w);
}

/* One workspace that cannot be opened must not keep people out of the others. */
static void put_my_workspace(struct call *c, struct str slug, enum role role) {
  struct jw *w = &c->out;
  struct tenant *t;
  struct err err;
  if (!tenant_get(c->api->tenants, slug, &t, &err)) {
    api_trouble(c->api, &err, "workspace");
    return;
  }
  struct workspace *ws = tenant_workspace(t);
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, slug);
  jw_key(w, "role"), jw_cstr(w, access_roles[role].name);
  jw_key(w, "zone"), jw_str(w, tz_name(ws_tz(ws)));
  jw_key(w, "currency"), jw_str(w, ws_currency(ws));
  jw_key(w, "title"), jw_str(w, ws_title(ws));
  jw_end_object(w);
  tenant_release(t);
}

bool put_me(struct call *c, struct err *err) {
  const struct actor *a = &c->actor;
  struct jw *w = &c->out;
  struct str *slugs;
  uint32_t n;
  enum role everywhere = access_role(a, STR("*"));
  if (!tenants_list(c->api->tenants, c->arena, &slugs, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "actor"), jw_cstr(w, a->kind == ACTOR_KEY ? "key" : "user");
  jw_key(w, "user");
  if (a->kind == ACTOR_USER) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_str(w, a->id);
    jw_key(w, "email"), jw_str(w, a->label);
    jw_key(w, "name"), jw_str(w, a->name);
    jw_key(w, "locale"), jw_cstr(w, locale_name(a->locale));
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  jw_key(w, "csrf");
  if (a->csrf.n)
    jw_str(w, a->csrf);
  else
    jw_null(w);
  jw_key(w, "version"), jw_cstr(w, SHOAL_VERSION);
  jw_key(w, "workspaces");
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    enum role role = access_role(a, slugs[i]);
    if (role != ROLE_NONE) put_my_workspace(c, slugs[i], role);
  }
  jw_end_array(w);
  jw_key(w, "server_owner"), jw_bool(w, everywhere == ROLE_OWNER);
  jw_key(w, "may_create_workspaces"), jw_bool(w, everywhere == ROLE_OWNER);
  jw_key(w, "now"), put_time(w, clock_wall_ms(c->api->clock));
  jw_end_object(w);
  return true;
}

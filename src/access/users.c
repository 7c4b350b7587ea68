/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Users and their grants.
 *
 * Users are disabled, never deleted: the audit trail names them for ever, and an e-mail that comes
 * back should be the same user. */
#include "access/access_int.h"
#include "base/id.h"
#include "base/vec.h"

#define COLUMNS                                                                                    \
  "u.id, u.email, u.name, u.locale, u.status, u.password IS NOT NULL, u.created_ms, "              \
  "u.last_login_ms"
#define FIRST_EMAIL STR("owner@localhost")

static const char *locale_name(enum lang l) {
  return l == LANG_ZH ? "zh" : "en";
}

static struct access_user read_row(struct state_stmt *q, struct arena *out) {
  return (struct access_user){.id = arena_str(out, state_str(q, 0)),
                              .email = arena_str(out, state_str(q, 1)),
                              .name = arena_str(out, state_str(q, 2)),
                              .locale = str_is(state_str(q, 3), "zh") ? LANG_ZH : LANG_EN,
                              .active = str_is(state_str(q, 4), "active"),
                              .has_password = state_int(q, 5) != 0,
                              .created_ms = state_int(q, 6),
                              .last_login_ms = state_int(q, 7)};
}

bool grants_load(struct state *s, struct str user, struct arena *out,
                 const struct access_grant **ret, uint32_t *ret_n, struct err *err) {
  VEC(struct access_grant) v = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok = sql_query(s, &q, err,
                      "SELECT workspace, role FROM account_role WHERE account_id = ?1 ORDER BY "
                      "workspace", /* '*' sorts before all letters */
                      "s", user);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct access_grant g = {arena_str(out, state_str(q, 0)), (enum role)state_int(q, 1)};
    vec_push(&v, g);
  }
  if (ok) {
    struct access_grant *g = arena_array(out, struct access_grant, v.n);
    if (v.n) memcpy(g, v.p, v.n * sizeof *g);
    *ret = g;
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool user_get(struct state *s, struct str who, struct arena *out, struct access_user *ret,
              struct err *err) {
  struct state_stmt *q;
  struct access_user u;
  struct err ignored = {0};
  struct str email = who;
  bool row;
  email_fold(who, out, &email, &ignored); /* what is no address is an id, or nobody */
  if (!sql_query(s, &q, err, "SELECT " COLUMNS " FROM account u WHERE u.id = ?1 OR u.email = ?2",
                 "ss", who, email) ||
      !state_step(q, &row, err))
    return false;
  if (!row) {
    struct str shown = cut_text(who, ERR_ARG_BYTES - 1);
    return err_fail(err, ERR_unknown_user, "%.*s", STRF(shown));
  }
  u = read_row(q, out);
  state_reset(q);
  if (!grants_load(s, u.id, out, &u.grants, &u.n_grants, err)) return false;
  *ret = u;
  return true;
}

bool access_user_get(struct access *a, struct str who, struct arena *out, struct access_user *ret,
                     struct err *err) {
  bool ok = user_get(read_enter(a), who, out, ret, err);
  read_leave(a);
  return ok;
}

static bool list(struct state *s, struct str workspace, struct arena *out, struct access_user **ret,
                 uint32_t *ret_n, struct err *err) {
  VEC(struct access_user) v = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok = sql_query(s, &q, err,
                      "SELECT " COLUMNS " FROM account u WHERE ?1 = '*' OR EXISTS (SELECT 1 FROM "
                      "account_role r WHERE r.account_id = u.id AND r.workspace IN (?1, '*')) "
                      "ORDER BY u.email",
                      "s", workspace);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct access_user u = read_row(q, out);
    vec_push(&v, u);
  }
  for (size_t i = 0; ok && i < v.n; i++)
    ok = grants_load(s, v.p[i].id, out, &v.p[i].grants, &v.p[i].n_grants, err);
  if (ok) {
    *ret = arena_array(out, struct access_user, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool access_users(struct access *a, struct str workspace, struct arena *out,
                  struct access_user **ret, uint32_t *ret_n, struct err *err) {
  bool ok = list(read_enter(a), workspace, out, ret, ret_n, err);
  read_leave(a);
  return ok;
}

struct actor actor_of_user(const struct access_user *u, const struct access_client *client,
                           struct arena *out) {
  return (struct actor){.kind = ACTOR_USER,
                        .id = u->id,
                        .label = u->email,
                        .name = u->name,
                        .locale = u->locale,
                        .address = client ? arena_str(out, client->address) : STR(""),
                        .grants = u->grants,
                        .n_grants = u->n_grants};
}

/* ---- making ---- */

static bool count_users(struct tx *t, int64_t *ret, struct err *err) {
  return sql_int(t->s, ret, err, "SELECT count(*) FROM account", "");
}

static bool put_grant(struct tx *t, struct str id, struct str workspace, enum role role,
                      struct err *err) {
  if (role == ROLE_NONE)
    return sql_do(t->s, err, "DELETE FROM account_role WHERE account_id = ?1 AND workspace = ?2",
                  "ss", id, workspace);
  return sql_do(t->s, err,
                "INSERT INTO account_role (account_id, workspace, role) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (account_id, workspace) DO UPDATE SET role = excluded.role",
                "ssd", id, workspace, (int)role);
}

static struct str audit_place(struct str workspace) {
  return str_eq(workspace, EVERYWHERE) ? STR("") : workspace;
}

/* u is checked; hash "" = no password. */
static bool insert(struct tx *t, const struct actor *by, const struct access_new_user *u,
                   struct str hash, struct arena *out, struct err *err) {
  struct str id = id_new("usr_", out);
  return sql_do(t->s, err,
                "INSERT INTO account (id, email, name, password, locale, status, created_ms) "
                "VALUES (?1, ?2, ?3, nullif(?4, ''), ?5, 'active', ?6)",
                "sssssi", id, u->email, u->name, hash, str_from(locale_name(u->locale)), t->now) &&
         (u->role == ROLE_NONE || put_grant(t, id, u->workspace, u->role, err)) &&
         audit_put(t, by, "user.created", id, audit_place(u->workspace),
                   detail_of(out, "email", u->email, "role", str_from(access_roles[u->role].name)),
                   err);
}

static bool create(struct tx *t, const struct actor *by, struct access_new_user *u, struct str hash,
                   struct arena *out, struct access_user *ret, struct err *err) {
  int64_t users, same;
  if (!count_users(t, &users, err)) return false;
  if (users == 0) { /* only the command line exists then; authority_place says no to all others */
    u->role = ROLE_OWNER;
    u->workspace = EVERYWHERE;
  }
  bool ok = u->role == ROLE_NONE ? authority_place(t, by, EVERYWHERE, ROLE_OWNER, err)
                                 : authority_grant(t, by, u->workspace, ROLE_NONE, u->role, err) &&
                                       workspace_known(t->a, u->workspace, err);
  if (!ok ||
      !sql_int(t->s, &same, err, "SELECT count(*) FROM account WHERE email = ?1", "s", u->email))
    return false;
  if (same) return err_fail(err, ERR_user_exists, "%.*s", STRF(u->email));
  if (users >= ACCESS_USERS_MAX) return err_fail(err, ERR_too_many_users, "%d", ACCESS_USERS_MAX);
  return insert(t, by, u, hash, out, err) && user_get(t->s, u->email, out, ret, err);
}

bool access_user_create(struct access *a, const struct actor *by, const struct access_new_user *u,
                        struct arena *out, struct access_user *ret, struct err *err) {
  struct access_new_user v = *u;
  struct tx t;
  char hash[crypto_pwhash_STRBYTES] = "";
  if (!by || by->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (!email_fold(u->email, out, &v.email, err) || !name_check(u->name, false, &v.name, err))
    return false;
  if (u->password.p &&
      (!password_check(u->password, v.email, err) || !password_hash(a, u->password, hash, err)))
    return false;
  return tx_begin(a, &t, err) && tx_end(&t, create(&t, by, &v, str_from(hash), out, ret, err), err);
}

static bool bootstrap(struct tx *t, struct access_new_user *u, struct arena *out,
                      struct access_user *ret, bool *ret_made, struct err *err) {
  const struct actor cli = access_cli();
  struct state_stmt *q;
  int64_t users;
  bool row;
  if (!count_users(t, &users, err)) return false;
  *ret_made = users == 0;
  if (users == 0) return create(t, &cli, u, STR(""), out, ret, err);
  if (!sql_query(t->s, &q, err,
                 "SELECT u.email FROM account u JOIN account_role r ON r.account_id = u.id WHERE "
                 "r.workspace = '*' AND r.role = ?1 AND u.status = 'active' ORDER BY u.created_ms, "
                 "u.id LIMIT 1",
                 "d", ROLE_OWNER) ||
      !state_step(q, &row, err))
    return false;
  if (!row) return err_fail(err, ERR_corrupt, "%s" ERR_SEP "no owner", t->a->path);
  struct str email = arena_str(out, state_str(q, 0));
  state_reset(q);
  return user_get(t->s, email, out, ret, err);
}

bool access_bootstrap(struct access *a, struct str email, enum lang locale, struct arena *out,
                      struct access_user *ret, bool *ret_made, struct err *err) {
  struct access_new_user u = {.locale = locale, .name = STR("")};
  struct access_user user;
  struct tx t;
  bool made = false;
  if (!email_fold(email.n ? email : FIRST_EMAIL, out, &u.email, err)) return false;
  if (!tx_begin(a, &t, err) || !tx_end(&t, bootstrap(&t, &u, out, &user, &made, err), err))
    return false;
  *ret = user;
  *ret_made = made;
  return true;
}

/* ---- changing ---- */

static bool set_text(struct tx *t, const struct actor *by, const char *sql, struct str id,
                     const char *what, struct str value, struct arena *tmp, struct err *err) {
  return sql_do(t->s, err, sql, "ss", id, value) &&
         audit_put(t, by, "user.changed", id, STR(""), detail_of(tmp, what, value, NULL, STR("")),
                   err);
}

static bool set_active(struct tx *t, const struct actor *by, struct str id, bool active,
                       struct err *err) {
  return authority_governs(t, by, id, err) &&
         sql_do(t->s, err, "UPDATE account SET status = ?2 WHERE id = ?1", "ss", id,
                active ? STR("active") : STR("disabled")) &&
         (active || sessions_end(t, id, STR(""), err)) && authority_owner_left(t, err) &&
         audit_put(t, by, active ? "user.enabled" : "user.disabled", id, STR(""), STR(""), err);
}

static bool update(struct tx *t, const struct actor *by, struct str id,
                   const struct access_user_change *c, struct arena *tmp, struct err *err) {
  struct access_user was;
  struct str name;
  if (!user_get(t->s, id, tmp, &was, err) || !authority_self_or_governs(t, by, was.id, err))
    return false;
  if (c->name.p && (!name_check(c->name, false, &name, err) ||
                    !set_text(t, by, "UPDATE account SET name = ?2 WHERE id = ?1", was.id, "name",
                              name, tmp, err)))
    return false;
  if (c->locale && !set_text(t, by, "UPDATE account SET locale = ?2 WHERE id = ?1", was.id,
                             "locale", str_from(locale_name(*c->locale)), tmp, err))
    return false;
  return !c->active || *c->active == was.active || set_active(t, by, was.id, *c->active, err);
}

bool access_user_update(struct access *a, const struct actor *by, struct str id,
                        const struct access_user_change *c, struct err *err) {
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "user change");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, update(&t, by, id, c, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}

static bool grant(struct tx *t, const struct actor *by, struct str id, struct str workspace,
                  enum role role, struct arena *tmp, struct err *err) {
  struct access_user u;
  enum role was = ROLE_NONE;
  if (!user_get(t->s, id, tmp, &u, err)) return false;
  for (uint32_t i = 0; i < u.n_grants; i++)
    if (str_eq(u.grants[i].workspace, workspace)) was = u.grants[i].role;
  if (!authority_grant(t, by, workspace, was, role, err)) return false;
  /* A grant on what was removed since may still be taken away. */
  if (role != ROLE_NONE && !workspace_known(t->a, workspace, err)) return false;
  return was == role || (put_grant(t, u.id, workspace, role, err) && authority_owner_left(t, err) &&
                         audit_put(t, by, "role.changed", u.id, audit_place(workspace),
                                   detail_of(tmp, "role", str_from(access_roles[role].name), "was",
                                             str_from(access_roles[was].name)),
                                   err));
}

bool access_grant(struct access *a, const struct actor *by, struct str id, struct str workspace,
                  enum role role, struct err *err) {
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "grant");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, grant(&t, by, id, workspace, role, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}

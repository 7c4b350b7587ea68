/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the actor of a change may do, judged inside the transaction that makes it.
 *
 * A route has asked access_may already, with the grants the request came with.  Here they are read
 * again under the write lock, so that two people who demote each other at once do not both succeed,
 * and the finer rules are kept in one place:
 *   - granting in a place needs admin there, and neither the old nor the new role above one's own;
 *   - an account belongs to all places where it has a role: who sets its password could log in
 *     everywhere it can.  So that needs admin, and no less than the account, in every one of them;
 *     an account without any role is the business of who is admin of everything;
 *   - setting a password or making a login link is for others' accounts: on one's own it would let
 *     an open session take the account over without the old password;
 *   - one active owner of everything is left after each change. */
#include "access/access_int.h"
#include "workspace/workspace.h"

/* ROLE_NONE also for a key or user that was stopped meanwhile. */
static bool role_of(struct tx *t, const struct actor *by, struct str workspace, enum role *ret,
                    struct err *err) {
  int64_t n = 0;
  bool ok = true;
  *ret = ROLE_NONE;
  if (!by || by->kind == ACTOR_NONE) return true;
  if (by->kind == ACTOR_CLI) {
    *ret = ROLE_OWNER;
  } else if (by->kind == ACTOR_USER) {
    ok =
        sql_int(t->s, &n, err,
                "SELECT coalesce(max(r.role), 0) FROM account_role r JOIN account u ON u.id = "
                "r.account_id WHERE u.id = ?1 AND u.status = 'active' AND r.workspace IN (?2, '*')",
                "ss", by->id, workspace);
    *ret = (enum role)n;
  } else {
    ok = sql_int(
        t->s, &n, err,
        "SELECT scopes FROM api_key WHERE id = ?1 AND workspace = ?2 AND revoked_ms = 0 AND "
        "(expires_ms = 0 OR expires_ms > ?3)",
        "ssi", by->id, workspace, t->now);
    if (n & SCOPE_ADMIN) *ret = access_ceiling((unsigned)n);
  }
  return ok;
}

bool authority_place(struct tx *t, const struct actor *by, struct str workspace, enum role need,
                     struct err *err) {
  enum role role;
  if (!by || by->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (!role_of(t, by, workspace, &role, err)) return false;
  if (role == ROLE_NONE && !str_eq(workspace, EVERYWHERE))
    return err_fail(err, ERR_no_workspace, "%.*s", STRF(workspace));
  return role >= need || forbid(need, err);
}

bool authority_grant(struct tx *t, const struct actor *by, struct str workspace, enum role was,
                     enum role will, struct err *err) {
  enum role need = was > will ? was : will;
  return authority_place(t, by, workspace, need > ROLE_ADMIN ? need : ROLE_ADMIN, err);
}

bool authority_governs(struct tx *t, const struct actor *by, struct str user, struct err *err) {
  struct arena tmp;
  const struct access_grant *g = NULL;
  uint32_t n = 0;
  if (!by || by->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  arena_init(&tmp, "authority");
  bool ok = grants_load(t->s, user, &tmp, &g, &n, err);
  if (ok && n == 0) ok = authority_place(t, by, EVERYWHERE, ROLE_ADMIN, err);
  for (uint32_t i = 0; ok && i < n; i++) {
    enum role role, need = g[i].role > ROLE_ADMIN ? g[i].role : ROLE_ADMIN;
    ok = role_of(t, by, g[i].workspace, &role, err) && (role >= need || forbid(need, err));
  }
  arena_release(&tmp);
  return ok;
}

bool authority_self_or_governs(struct tx *t, const struct actor *by, struct str user,
                               struct err *err) {
  return (by && by->kind == ACTOR_USER && str_eq(by->id, user)) ||
         authority_governs(t, by, user, err);
}

bool authority_others(struct tx *t, const struct actor *by, struct str user, struct err *err) {
  if (by && by->kind == ACTOR_USER && str_eq(by->id, user))
    return err_fail(err, ERR_not_oneself, NULL);
  return authority_governs(t, by, user, err);
}

bool authority_owner_left(struct tx *t, struct err *err) {
  int64_t n;
  if (!sql_int(t->s, &n, err,
               "SELECT count(*) FROM account_role r JOIN account u ON u.id = r.account_id "
               "WHERE r.workspace = '*' AND r.role = ?1 AND u.status = 'active'",
               "d", ROLE_OWNER))
    return false;
  return n > 0 || err_fail(err, ERR_last_owner, NULL);
}

bool workspace_known(struct access *a, struct str workspace, struct err *err) {
  struct arena tmp;
  struct str *names = NULL;
  uint32_t n = 0;
  bool found = str_eq(workspace, EVERYWHERE);
  if (found) return true;
  arena_init(&tmp, "workspaces");
  bool ok = ws_list(a->dir, NULL, &tmp, &names, &n, err);
  for (uint32_t i = 0; ok && i < n; i++)
    found = found || str_eq(names[i], workspace);
  arena_release(&tmp);
  if (found) return true;
  if (!ok && err->code != ERR_no_data_dir) return false;
  return err_fail(err, ERR_no_workspace, "%.*s", STRF(workspace));
}

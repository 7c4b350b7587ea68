/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * API keys: a secret that is shown once, its hash in a row, the scopes it was given, one workspace.
 *
 * A key belongs to its workspace, not to who made it: it goes on when that person leaves, and every
 * admin of the workspace sees and revokes it.  Revoked keys stay listed for a year, so that a line
 * in the audit trail has a name. */
#include "access/access_int.h"
#include "base/id.h"
#include "base/vec.h"

#define SECRET_PREFIX   "shk_"
#define SHOWN_CHARS     (sizeof SECRET_PREFIX - 1 + 8)
#define SECRET_CHARS    (sizeof SECRET_PREFIX - 1 + ACCESS_TOKEN_CHARS)
#define KEEP_REVOKED_MS (365 * MS_DAY)
#define KNOWN_MAX       64 /* keys in memory */
#define OWNERS_MAX      16 /* keys that made keys, before this was noted */
#define COLUMNS                                                                                    \
  "id, title, workspace, prefix, scopes, created_by, created_ms, expires_ms, last_used_ms, "       \
  "revoked_ms"

static struct access_key_info read_row(struct state_stmt *q, struct arena *out) {
  return (struct access_key_info){.id = arena_str(out, state_str(q, 0)),
                                  .title = arena_str(out, state_str(q, 1)),
                                  .workspace = arena_str(out, state_str(q, 2)),
                                  .prefix = arena_str(out, state_str(q, 3)),
                                  .scopes = (unsigned)state_int(q, 4),
                                  .created_by = arena_str(out, state_str(q, 5)),
                                  .created_ms = state_int(q, 6),
                                  .expires_ms = state_int(q, 7),
                                  .last_used_ms = state_int(q, 8),
                                  .revoked_ms = state_int(q, 9)};
}

/* A key that is made by a key belongs to whoever made that one: keys do not hide people. */
static bool owner_of(struct state *s, struct str id, struct arena *out, struct str *ret,
                     struct err *err) {
  struct state_stmt *q;
  bool row = true;
  *ret = id;
  for (int i = 0; row && i < OWNERS_MAX && str_starts(*ret, STR("key_")); i++) {
    if (!sql_query(s, &q, err, "SELECT owner FROM api_key WHERE id = ?1", "s", *ret) ||
        !state_step(q, &row, err))
      return false;
    *ret = row ? arena_str(out, state_str(q, 0)) : STR("");
    if (row) state_reset(q);
  }
  if (str_starts(*ret, STR("key_"))) *ret = STR("");
  return true;
}

static bool insert(struct tx *t, const struct actor *by, struct access_key_info *k,
                   struct str secret, struct arena *tmp, struct err *err) {
  struct hash h = hash_of("key", secret);
  struct str owner;
  int64_t n;
  if (!authority_place(t, by, k->workspace, ROLE_ADMIN, err) ||
      !owner_of(t->s, by->id, tmp, &owner, err) || !workspace_known(t->a, k->workspace, err) ||
      !sql_do(t->s, err, "DELETE FROM api_key WHERE revoked_ms > 0 AND revoked_ms < ?1", "i",
              t->now - KEEP_REVOKED_MS) ||
      !sql_int(t->s, &n, err,
               "SELECT count(*) FROM api_key WHERE workspace = ?1 AND revoked_ms = 0", "s",
               k->workspace))
    return false;
  if (n >= ACCESS_KEYS_MAX) return err_fail(err, ERR_too_many_keys, "%d", ACCESS_KEYS_MAX);
  k->created_ms = t->now;
  if (k->expires_ms) k->expires_ms += t->now;
  return sql_do(t->s, err,
                "INSERT INTO api_key (id, hash, prefix, title, workspace, scopes, created_by, "
                "created_ms, expires_ms, owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                "sbsssdsiis", k->id, hash_str(&h), k->prefix, k->title, k->workspace,
                (int)k->scopes, k->created_by, k->created_ms, k->expires_ms, owner) &&
         audit_put(t, by, "key.created", k->id, k->workspace,
                   detail_of(tmp, "title", k->title, "scopes", access_scopes_text(k->scopes, tmp)),
                   err);
}

bool access_key_create(struct access *a, const struct actor *by, struct str workspace,
                       struct str title, unsigned scopes, uint32_t days, struct arena *out,
                       struct access_key_info *ret, struct str *ret_secret, struct err *err) {
  struct str secret = id_random(SECRET_PREFIX, TOKEN_BYTES, out);
  struct access_key_info k = {.id = id_new("key_", out),
                              .workspace = arena_str(out, workspace),
                              .prefix = arena_str(out, str_of(secret.p, SHOWN_CHARS)),
                              .scopes = scopes,
                              .expires_ms = days * MS_DAY};
  struct tx t;
  if (!by || by->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (!name_check(title, true, &title, err)) return false;
  if (days > ACCESS_KEY_DAYS_MAX) return err_fail(err, ERR_bad_key_days, "%d", ACCESS_KEY_DAYS_MAX);
  if (scopes == 0 || (scopes & ~access_roles[ROLE_ADMIN].scopes))
    return err_fail(err, ERR_unknown_scope, ERR_SEP ACCESS_SCOPES);
  /* A key is of one workspace, also when somebody who may everything makes it. */
  if (str_eq(workspace, EVERYWHERE)) return err_fail(err, ERR_no_workspace, "*");
  k.title = arena_str(out, title);
  k.created_by = arena_str(out, by->label);
  if (!tx_begin(a, &t, err) || !tx_end(&t, insert(&t, by, &k, secret, out, err), err)) return false;
  *ret = k;
  *ret_secret = secret;
  return true;
}

static bool list(struct state *s, struct str workspace, struct arena *out,
                 struct access_key_info **ret, uint32_t *ret_n, struct err *err) {
  VEC(struct access_key_info) v = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok = sql_query(s, &q, err,
                      "SELECT " COLUMNS " FROM api_key WHERE ?1 = '*' OR workspace = ?1 ORDER BY "
                      "created_ms DESC, id",
                      "s", workspace);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct access_key_info k = read_row(q, out);
    vec_push(&v, k);
  }
  if (ok) {
    *ret = arena_array(out, struct access_key_info, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool access_keys(struct access *a, struct str workspace, struct arena *out,
                 struct access_key_info **ret, uint32_t *ret_n, struct err *err) {
  bool ok = list(read_enter(a), workspace, out, ret, ret_n, err);
  read_leave(a);
  return ok;
}

/* *ret_found false: no such row. */
static bool get(struct state *s, const char *sql, const char *types, struct str what,
                struct arena *out, struct access_key_info *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!sql_query(s, &q, err, sql, types, what) || !state_step(q, &row, err)) return false;
  *ret_found = row;
  if (row) {
    *ret = read_row(q, out);
    state_reset(q);
  }
  return true;
}

bool access_key_get(struct access *a, struct str id, struct arena *out, struct access_key_info *ret,
                    struct str *ret_owner, struct err *err) {
  bool found = false;
  struct state *s = read_enter(a);
  bool ok = get(s, "SELECT " COLUMNS " FROM api_key WHERE id = ?1", "s", id, out, ret, &found, err);
  if (ok && found) ok = owner_of(s, id, out, ret_owner, err);
  read_leave(a);
  struct str shown = cut_text(id, ERR_ARG_BYTES - 1);
  return ok && (found || err_fail(err, ERR_unknown_key, "%.*s", STRF(shown)));
}

static bool revoke(struct tx *t, const struct actor *by, struct str id, struct arena *tmp,
                   struct err *err) {
  struct access_key_info k;
  bool found;
  if (!get(t->s, "SELECT " COLUMNS " FROM api_key WHERE id = ?1", "s", id, tmp, &k, &found, err))
    return false;
  if (!found || !authority_place(t, by, k.workspace, ROLE_ADMIN, err)) {
    struct str shown = cut_text(id, ERR_ARG_BYTES - 1);
    if (found && err->code != ERR_no_workspace) return false;
    return err_fail(err, ERR_unknown_key, "%.*s", STRF(shown));
  }
  return k.revoked_ms ||
         (sql_do(t->s, err, "UPDATE api_key SET revoked_ms = ?2 WHERE id = ?1", "si", id, t->now) &&
          audit_put(t, by, "key.revoked", id, k.workspace,
                    detail_of(tmp, "title", k.title, NULL, STR("")), err));
}

bool access_key_revoke(struct access *a, const struct actor *by, struct str id, struct err *err) {
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "key");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, revoke(&t, by, id, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}

/* As note_seen of sessions: a request must not fail because its use cannot be noted. */
static void note_used(struct access *a, struct str id, int64_t now) {
  struct err ignored = {0};
  struct tx t;
  if (!tx_begin(a, &t, &ignored)) return;
  tx_end(&t,
         sql_do(t.s, &ignored,
                "UPDATE api_key SET last_used_ms = ?2 WHERE id = ?1 AND last_used_ms "
                "< ?2",
                "si", id, now),
         &ignored);
}

static void copy_key(const struct access_key_info *from, struct arena *out,
                     struct access_key_info *ret) {
  *ret = *from;
  struct str *const texts[] = {&ret->id, &ret->title, &ret->workspace, &ret->prefix,
                               &ret->created_by};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    *texts[i] = arena_str(out, *texts[i]);
}

/* Forgets all when something may have changed since: here by counting, elsewhere as
 * state_changed says. */
static bool known(struct access *a, const struct hash *h, struct arena *out,
                  struct access_key_info *ret) {
  struct known_keys *m = &a->known;
  uint64_t changes = atomic_load(&a->changes);
  if (state_changed(a->read.state) || m->changes != changes) {
    m->keys.n = 0;
    arena_reset(&m->mem);
    m->changes = changes;
  }
  for (size_t i = 0; i < m->keys.n; i++)
    if (sodium_memcmp(m->keys.p[i].hash.b, h->b, sizeof h->b) == 0) {
      copy_key(&m->keys.p[i].k, out, ret);
      return true;
    }
  return false;
}

static void keep(struct access *a, const struct hash *h, const struct access_key_info *k) {
  if (a->known.keys.n == KNOWN_MAX || atomic_load(&a->changes) != a->known.changes) return;
  struct known_key x = {.hash = *h};
  copy_key(k, &a->known.mem, &x.k);
  vec_push(&a->known.keys, x);
}

static bool find(struct access *a, const struct hash *h, struct arena *out,
                 struct access_key_info *ret, bool *ret_found, struct err *err) {
  struct state *s = read_enter(a);
  bool ok = true;
  *ret_found = known(a, h, out, ret);
  if (!*ret_found) {
    ok = get(s, "SELECT " COLUMNS " FROM api_key WHERE hash = ?1", "b", hash_str(h), out, ret,
             ret_found, err);
    if (ok && *ret_found) keep(a, h, ret);
  }
  read_leave(a);
  return ok;
}

bool access_key(struct access *a, struct str secret, const struct access_client *client,
                struct arena *out, struct actor *ret, struct err *err) {
  struct access_key_info k;
  struct hash h;
  int64_t now = now_of(a);
  bool found = false;
  if (secret.n != SECRET_CHARS) return err_fail(err, ERR_unauthenticated, NULL);
  h = hash_of("key", secret);
  if (!find(a, &h, out, &k, &found, err)) return false;
  if (!found || k.revoked_ms || (k.expires_ms && k.expires_ms <= now))
    return err_fail(err, ERR_unauthenticated, NULL);
  struct access_grant *g = arena_new(out, struct access_grant);
  *g = (struct access_grant){k.workspace, access_ceiling(k.scopes)};
  *ret = (struct actor){.kind = ACTOR_KEY,
                        .id = k.id,
                        .label = k.title,
                        .name = k.title,
                        .address = client ? arena_str(out, client->address) : STR(""),
                        .grants = g,
                        .n_grants = 1,
                        .scopes = k.scopes};
  if (now - k.last_used_ms >= ACCESS_SEEN_MS) note_used(a, k.id, now);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions: a random token in a cookie, its hash in a row.
 *
 * Every login makes a new token, so that one planted in a browser beforehand is worth nothing.  The
 * CSRF token is a keyed hash of the session's: whoever has the cookie can compute it, a foreign
 * page that can only make the browser send the cookie cannot, and nothing needs to be stored.  A
 * session ends when it was not seen for the setting session_idle_days, ACCESS_SESSION_DAYS after
 * its login, by its user, by a new password, or with the account. */
#include "access/access_int.h"
#include "base/id.h"
#include "base/vec.h"

static struct str csrf_of(struct str token, struct arena *out) {
  static const char what[] = "shoal csrf";
  uint8_t h[HASH_BYTES];
  must(token.n <= crypto_generichash_KEYBYTES_MAX);
  crypto_generichash(h, sizeof h, (const unsigned char *)what, sizeof what,
                     (const unsigned char *)token.p, token.n);
  return base32_text(h, sizeof h, out);
}

static int64_t oldest_created(int64_t now) {
  return now - ACCESS_SESSION_DAYS * MS_DAY;
}

static bool oldest_seen(struct state *s, int64_t now, int64_t *ret, struct err *err) {
  int64_t days;
  if (!setting_count(s, "session_idle_days", &days, err)) return false;
  *ret = now - days * MS_DAY;
  return true;
}

/* Ended ones, of all users; and the user's least recently seen above the ceiling. */
static bool sweep(struct tx *t, struct str user, struct err *err) {
  int64_t seen;
  return oldest_seen(t->s, t->now, &seen, err) &&
         sql_do(t->s, err, "DELETE FROM session WHERE seen_ms <= ?1 OR created_ms <= ?2", "ii",
                seen, oldest_created(t->now)) &&
         sql_do(t->s, err,
                "DELETE FROM session WHERE account_id = ?1 AND id NOT IN (SELECT id FROM session "
                "WHERE account_id = ?1 ORDER BY seen_ms DESC, id LIMIT ?2)",
                "sd", user, ACCESS_SESSIONS_MAX - 1);
}

bool session_make(struct tx *t, const struct access_user *u, const char *via,
                  const struct access_client *client, struct arena *out, struct access_login *ret,
                  struct err *err) {
  struct str token = id_random("", TOKEN_BYTES, out);
  struct hash h = hash_of("session", token);
  struct access_login l = {.token = token,
                           .actor = actor_of_user(u, client, out),
                           .expires_ms = t->now + ACCESS_SESSION_DAYS * MS_DAY};
  must(token.n == ACCESS_TOKEN_CHARS);
  l.actor.session = id_new("ses_", out);
  l.actor.csrf = csrf_of(token, out);
  if (!sweep(t, u->id, err) ||
      !sql_do(
          t->s, err,
          "INSERT INTO session (id, hash, account_id, via, agent, address, created_ms, seen_ms) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
          "sbssssi", l.actor.session, hash_str(&h), u->id, str_from(via),
          client ? cut_text(client->agent, ACCESS_AGENT_MAX) : STR(""), l.actor.address, t->now))
    return false;
  *ret = l;
  return true;
}

/* The row of a live session; *ret_user "" if there is none. */
static bool find(struct state *s, int64_t now, struct str token, struct arena *out,
                 struct str *ret_user, struct str *ret_id, int64_t *ret_seen, struct err *err) {
  struct hash h = hash_of("session", token);
  struct state_stmt *q;
  int64_t seen;
  bool row;
  *ret_user = STR("");
  if (!oldest_seen(s, now, &seen, err) ||
      !sql_query(s, &q, err,
                 "SELECT s.account_id, s.id, s.seen_ms FROM session s JOIN account u ON u.id = "
                 "s.account_id WHERE s.hash = ?1 AND s.seen_ms > ?2 AND s.created_ms > ?3 AND "
                 "u.status = 'active'",
                 "bii", hash_str(&h), seen, oldest_created(now)) ||
      !state_step(q, &row, err))
    return false;
  if (!row) return true;
  *ret_user = arena_str(out, state_str(q, 0));
  *ret_id = arena_str(out, state_str(q, 1));
  *ret_seen = state_int(q, 2);
  state_reset(q);
  return true;
}

/* That it was seen is for the list of sessions and the idle time: a request must not fail because
 * it cannot be noted. */
static void note_seen(struct access *a, struct str id, struct str address, int64_t now) {
  struct err ignored = {0};
  struct tx t;
  if (!tx_begin(a, &t, &ignored)) return;
  tx_end(&t,
         sql_do(t.s, &ignored,
                "UPDATE session SET seen_ms = ?2, address = ?3 WHERE id = ?1 AND "
                "seen_ms < ?2",
                "sis", id, now, address),
         &ignored);
}

bool access_session(struct access *a, struct str token, const struct access_client *client,
                    struct arena *out, struct actor *ret, struct err *err) {
  struct access_user u;
  struct str user, id;
  int64_t seen = 0, now = now_of(a);
  if (token.n != ACCESS_TOKEN_CHARS) return err_fail(err, ERR_unauthenticated, NULL);
  struct state *s = read_enter(a);
  bool ok = find(s, now, token, out, &user, &id, &seen, err) &&
            (user.n > 0 || err_fail(err, ERR_unauthenticated, NULL)) &&
            user_get(s, user, out, &u, err);
  read_leave(a);
  if (!ok) return false;
  *ret = actor_of_user(&u, client, out);
  ret->session = id;
  ret->csrf = csrf_of(token, out);
  if (now - seen >= ACCESS_SEEN_MS) note_seen(a, id, ret->address, now);
  return true;
}

bool access_still(struct access *a, const struct actor *who, struct err *err) {
  int64_t n = 0, seen = 0, now = now_of(a);
  bool ok = true;
  if (!who || who->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (who->kind == ACTOR_CLI) return true;
  struct state *s = read_enter(a);
  if (who->kind == ACTOR_KEY)
    ok =
        sql_int(s, &n, err,
                "SELECT count(*) FROM api_key WHERE id = ?1 AND revoked_ms = 0 AND (expires_ms = 0 "
                "OR expires_ms > ?2)",
                "si", who->id, now);
  else if (who->session.n)
    ok =
        oldest_seen(s, now, &seen, err) &&
        sql_int(s, &n, err,
                "SELECT count(*) FROM session s JOIN account u ON u.id = s.account_id WHERE s.id = "
                "?1 AND s.seen_ms > ?2 AND s.created_ms > ?3 AND u.status = 'active'",
                "sii", who->session, seen, oldest_created(now));
  else
    ok = sql_int(s, &n, err, "SELECT count(*) FROM account WHERE id = ?1 AND status = 'active'",
                 "s", who->id);
  read_leave(a);
  return ok && (n > 0 || err_fail(err, ERR_unauthenticated, NULL));
}

/* ---- list and end ---- */

static bool list(struct state *s, int64_t now, struct str user, struct arena *out,
                 struct access_session_info **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  int64_t seen;
  bool row = false;
  VEC(struct access_session_info) v = {0};
  bool ok =
      oldest_seen(s, now, &seen, err) &&
      sql_query(s, &q, err,
                "SELECT id, agent, address, via, created_ms, seen_ms FROM session WHERE "
                "account_id = ?1 AND seen_ms > ?2 AND created_ms > ?3 ORDER BY seen_ms DESC, id",
                "sii", user, seen, oldest_created(now));
  while (ok && (ok = state_step(q, &row, err)) && row) {
    int64_t absolute = state_int(q, 4) + ACCESS_SESSION_DAYS * MS_DAY,
            idle = state_int(q, 5) + (now - seen);
    struct access_session_info i = {.id = arena_str(out, state_str(q, 0)),
                                    .agent = arena_str(out, state_str(q, 1)),
                                    .address = arena_str(out, state_str(q, 2)),
                                    .via = str_is(state_str(q, 3), "link") ? "link" : "password",
                                    .created_ms = state_int(q, 4),
                                    .seen_ms = state_int(q, 5),
                                    .expires_ms = idle < absolute ? idle : absolute};
    vec_push(&v, i);
  }
  if (ok) {
    *ret = arena_array(out, struct access_session_info, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool access_sessions(struct access *a, struct str user, struct arena *out,
                     struct access_session_info **ret, uint32_t *ret_n, struct err *err) {
  bool ok = list(read_enter(a), now_of(a), user, out, ret, ret_n, err);
  read_leave(a);
  return ok;
}

bool sessions_end(struct tx *t, struct str user, struct str keep, struct err *err) {
  return sql_do(t->s, err, "DELETE FROM session WHERE account_id = ?1 AND id <> ?2", "ss", user,
                keep) &&
         sql_do(t->s, err, "DELETE FROM login_link WHERE account_id = ?1", "s", user);
}

static bool end(struct tx *t, const struct actor *by, struct str user, struct str session,
                struct arena *tmp, struct err *err) {
  struct access_user u;
  if (!user_get(t->s, user, tmp, &u, err) || !authority_self_or_governs(t, by, u.id, err))
    return false;
  if (!sql_do(t->s, err, "DELETE FROM session WHERE account_id = ?1 AND (?2 = '' OR id = ?2)", "ss",
              u.id, session))
    return false;
  int64_t n = state_changes(t->s);
  if (n == 0 && session.n) return err_fail(err, ERR_unknown_session, NULL);
  return n == 0 ||
         audit_put(t, by, "session.revoked", u.id, STR(""),
                   detail_of(tmp, "session", session.n ? session : STR("all"), NULL, STR("")), err);
}

bool access_session_end(struct access *a, const struct actor *by, struct str user,
                        struct str session, struct err *err) {
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "session end");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, end(&t, by, user, session, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Logging in by password or by a one-time link, and passwords changing hands.
 *
 * The order is: count the attempt (throttle.c), hash without any lock held, then one transaction
 * that looks again whether the password it judged is still the account's.  A link is used by
 * deleting its row: of two who come with it at once, one deletes it.  A user who is disabled is
 * told what somebody who mistyped is told. */
#include "access/access_int.h"
#include "base/id.h"

#define FAILED_AUDIT_MAX 60 /* audit entries of failed logins a minute, of the whole server */
#define LINKS_MAX        20 /* open at a time, of a user; the oldest goes */

/* Id, password ("" = none, or no such user, or disabled). */
static bool password_of(struct access *a, struct str email, struct arena *out, struct str *ret_id,
                        struct str *ret_password, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret_id = *ret_password = STR("");
  struct state *s = read_enter(a);
  bool ok = sql_query(s, &q, err,
                      "SELECT id, CASE WHEN status = 'active' THEN coalesce(password, '') ELSE '' "
                      "END FROM account WHERE email = ?1",
                      "s", email) &&
            state_step(q, &row, err);
  if (ok && row) {
    *ret_id = arena_str(out, state_str(q, 0));
    *ret_password = arena_str(out, state_str(q, 1));
    state_reset(q);
  }
  read_leave(a);
  return ok;
}

/* Names the user if there is one; what else was typed is not kept, it may be a password. */
static bool note_failure(struct access *a, struct str id, const struct access_client *client,
                         struct err *err) {
  struct actor nobody = {.address = client->address};
  struct tx t;
  int64_t recent;
  if (!tx_begin(a, &t, err)) return false;
  bool ok = sql_int(t.s, &recent, err,
                    "SELECT count(*) FROM audit WHERE action = 'login.failed' AND at_ms > ?1", "i",
                    t.now - MS_MINUTE) &&
            (recent >= FAILED_AUDIT_MAX ||
             audit_put(&t, &nobody, "login.failed", id, STR(""), STR(""), err));
  return tx_end(&t, ok, err);
}

static bool welcome(struct tx *t, struct str id, const char *via,
                    const struct access_client *client, struct arena *out, struct access_login *ret,
                    struct err *err) {
  struct access_user u;
  return sql_do(t->s, err, "UPDATE account SET last_login_ms = ?2 WHERE id = ?1", "si", id,
                t->now) &&
         user_get(t->s, id, out, &u, err) && session_make(t, &u, via, client, out, ret, err) &&
         audit_put(t, &ret->actor, "login.ok", id, STR(""),
                   detail_of(out, "via", str_from(via), "session", ret->actor.session), err);
}

/* `judged` is the hash that was right, `renewed` the same password with the present cost. */
static bool enter(struct tx *t, const struct attempt *at, struct str id, struct str judged,
                  struct str renewed, const struct access_client *client, struct arena *out,
                  struct access_login *ret, struct err *err) {
  if (!sql_do(t->s, err,
              "UPDATE account SET password = ?3 WHERE id = ?1 AND password = ?2 AND status = "
              "'active'",
              "sss", id, judged, renewed))
    return false;
  if (state_changes(t->s) == 0) return err_fail(err, ERR_bad_credentials, NULL);
  return attempt_right(t, at, err) && welcome(t, id, "password", client, out, ret, err);
}

bool access_login(struct access *a, struct str email, struct str password,
                  const struct access_client *client, struct arena *out, struct access_login *ret,
                  struct err *err) {
  struct str folded = STR(""), id, stored;
  struct attempt at;
  struct access_login l;
  struct tx t;
  struct err ignored = {0};
  char renewed[crypto_pwhash_STRBYTES] = "";
  bool right;
  email_fold(email, out, &folded,
             &ignored); /* what is no address is nobody's, and costs the same */
  if (!attempt_begin(a, folded, client->address, &at, err)) return false;
  bool judged = password_of(a, folded, out, &id, &stored, err) &&
                password_verify(a, stored, password, &right, err);
  if (judged && right) {
    memcpy(renewed, stored.p, stored.n);
    if (password_is_outdated(a, stored)) judged = password_hash(a, password, renewed, err);
  }
  if (!judged) {
    attempt_undo(a, &at);
    return false;
  }
  if (!right) return note_failure(a, id, client, err) && err_fail(err, ERR_bad_credentials, NULL);
  if (!tx_begin(a, &t, err) ||
      !tx_end(&t, enter(&t, &at, id, stored, str_from(renewed), client, out, &l, err), err))
    return false;
  *ret = l;
  return true;
}

/* ---- links ---- */

static bool make(struct tx *t, const struct actor *by, struct str who, uint32_t minutes,
                 struct arena *out, struct str *ret_token, struct err *err) {
  struct access_user u;
  struct str token = id_random("", TOKEN_BYTES, out);
  struct hash h = hash_of("link", token);
  if (!user_get(t->s, who, out, &u, err) || !authority_others(t, by, u.id, err)) return false;
  bool ok =
      sql_do(t->s, err, "DELETE FROM login_link WHERE expires_ms <= ?1", "i", t->now) &&
      sql_do(t->s, err,
             "DELETE FROM login_link WHERE account_id = ?1 AND hash NOT IN (SELECT hash FROM "
             "login_link WHERE account_id = ?1 ORDER BY created_ms DESC LIMIT ?2)",
             "sd", u.id, LINKS_MAX - 1) &&
      sql_do(t->s, err,
             "INSERT INTO login_link (hash, account_id, created_ms, expires_ms) VALUES (?1, ?2, "
             "?3, ?4)",
             "bsii", hash_str(&h), u.id, t->now, t->now + minutes * MS_MINUTE) &&
      audit_put(t, by, "link.created", u.id, STR(""), STR(""), err);
  if (ok) *ret_token = token;
  return ok;
}

bool access_link_make(struct access *a, const struct actor *by, struct str id, uint32_t minutes,
                      struct arena *out, struct str *ret_token, int64_t *ret_expires_ms,
                      struct err *err) {
  struct str token;
  struct tx t;
  if (minutes == 0) minutes = ACCESS_LINK_MINUTES;
  if (minutes > ACCESS_LINK_MINUTES_MAX)
    return err_fail(err, ERR_bad_link_minutes, "%d", ACCESS_LINK_MINUTES_MAX);
  if (!tx_begin(a, &t, err)) return false;
  int64_t now = t.now;
  if (!tx_end(&t, make(&t, by, id, minutes, out, &token, err), err)) return false;
  *ret_token = token;
  *ret_expires_ms = now + minutes * MS_MINUTE;
  return true;
}

/* One statement finds and deletes; an account without a row cannot be. */
static bool use(struct tx *t, struct str token, const struct access_client *client,
                struct arena *out, struct access_login *ret, struct err *err) {
  struct hash h = hash_of("link", token);
  struct state_stmt *q;
  struct access_user u;
  struct str id = STR("");
  bool row, more;
  if (!sql_query(t->s, &q, err,
                 "DELETE FROM login_link WHERE hash = ?1 AND expires_ms > ?2 RETURNING account_id",
                 "bi", hash_str(&h), t->now) ||
      !state_step(q, &row, err))
    return false;
  if (row) {
    id = arena_str(out, state_str(q, 0));
    if (!state_step(q, &more, err)) return false;
  }
  if (!row) return err_fail(err, ERR_bad_link, NULL);
  if (!user_get(t->s, id, out, &u, err)) return false;
  if (!u.active) return err_fail(err, ERR_bad_link, NULL);
  return welcome(t, id, "link", client, out, ret, err);
}

bool access_login_link(struct access *a, struct str token, const struct access_client *client,
                       struct arena *out, struct access_login *ret, struct err *err) {
  struct access_login l;
  struct tx t;
  if (token.n != ACCESS_TOKEN_CHARS) return err_fail(err, ERR_bad_link, NULL);
  if (!tx_begin(a, &t, err) || !tx_end(&t, use(&t, token, client, out, &l, err), err)) return false;
  *ret = l;
  return true;
}

struct str access_link_url(struct str base, struct str token, struct arena *out) {
  while (base.n && base.p[base.n - 1] == '/')
    base.n--;
  return arena_printf(out, "%.*s/login#token=%.*s", STRF(base), STRF(token));
}

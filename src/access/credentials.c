/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * New passwords.  One's own needs the old one, so that a session left open is not enough to take
 * the account over; a fresh login by link does instead, because that is how who forgot the password
 * comes back.  Every new password ends the sessions and links that came before it. */
#include "access/access_int.h"

static bool set(struct tx *t, const struct actor *by, const struct access_user *u, struct str hash,
                struct err *err) {
  return authority_others(t, by, u->id, err) &&
         sql_do(t->s, err, "UPDATE account SET password = ?2 WHERE id = ?1", "ss", u->id, hash) &&
         sessions_end(t, u->id, STR(""), err) &&
         audit_put(t, by, "password.set", u->id, STR(""), STR(""), err);
}

bool access_password_set(struct access *a, const struct actor *by, struct str id,
                         struct str password, struct err *err) {
  char hash[crypto_pwhash_STRBYTES] = "";
  struct access_user u;
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "password");
  bool ok = access_user_get(a, id, &tmp, &u, err) && password_check(password, u.email, err) &&
            password_hash(a, password, hash, err) && tx_begin(a, &t, err) &&
            tx_end(&t, set(&t, by, &u, str_from(hash), err), err);
  arena_release(&tmp);
  return ok;
}

/* The stored password, and whether the old one need not be told. */
static bool stand(struct access *a, const struct actor *by, struct arena *out,
                  struct str *ret_stored, bool *ret_excused, struct err *err) {
  struct state_stmt *q;
  int64_t fresh = 0;
  bool row = false;
  struct state *s = read_enter(a);
  bool ok = sql_query(s, &q, err,
                      "SELECT coalesce(password, '') FROM account WHERE id = ?1 AND status = "
                      "'active'",
                      "s", by->id) &&
            state_step(q, &row, err);
  if (ok && row) {
    *ret_stored = arena_str(out, state_str(q, 0));
    state_reset(q);
  }
  ok =
      ok && (row || err_fail(err, ERR_unauthenticated, NULL)) &&
      sql_int(s, &fresh, err,
              "SELECT count(*) FROM session WHERE id = ?1 AND account_id = ?2 AND via = 'link' AND "
              "created_ms > ?3",
              "ssi", by->session, by->id, now_of(a) - ACCESS_LINK_MINUTES * MS_MINUTE);
  read_leave(a);
  if (ok) *ret_excused = fresh > 0 || ret_stored->n == 0;
  return ok;
}

static bool change(struct tx *t, const struct actor *by, const struct attempt *at,
                   struct str stored, struct str hash, struct err *err) {
  if (!sql_do(t->s, err,
              "UPDATE account SET password = ?3 WHERE id = ?1 AND coalesce(password, '') = ?2 AND "
              "status = 'active'",
              "sss", by->id, stored, hash))
    return false;
  if (state_changes(t->s) == 0) return err_fail(err, ERR_wrong_password, NULL);
  return (!at || attempt_right(t, at, err)) && sessions_end(t, by->id, by->session, err) &&
         audit_put(t, by, "password.changed", by->id, STR(""), STR(""), err);
}

/* Throttled like a login: a session must not become a place to guess the password from. */
static bool judge_old(struct access *a, const struct actor *by, struct str stored, struct str old,
                      struct attempt *ret, struct err *err) {
  bool right;
  if (!attempt_begin(a, by->label, by->address, ret, err)) return false;
  if (!password_verify(a, stored, old, &right, err)) {
    attempt_undo(a, ret);
    return false;
  }
  return right || err_fail(err, ERR_wrong_password, NULL);
}

bool access_password_change(struct access *a, const struct actor *by, struct str old,
                            struct str new_, struct err *err) {
  char hash[crypto_pwhash_STRBYTES] = "";
  struct attempt at;
  struct str stored;
  struct arena tmp;
  struct tx t;
  bool excused;
  if (!by || by->kind != ACTOR_USER) return err_fail(err, ERR_unauthenticated, NULL);
  if (!password_check(new_, by->label, err)) return false;
  arena_init(&tmp, "password");
  bool ok = stand(a, by, &tmp, &stored, &excused, err) &&
            (excused || judge_old(a, by, stored, old, &at, err)) &&
            password_hash(a, new_, hash, err) && tx_begin(a, &t, err) &&
            tx_end(&t, change(&t, by, excused ? NULL : &at, stored, str_from(hash), err), err);
  arena_release(&tmp);
  return ok;
}

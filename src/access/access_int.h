/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the access room: connections and transactions, and what its files share.
 *
 * Lock order: the write connection, then the read connection; the audit connection alone.  No lock
 * is held while a password is hashed. */
#ifndef SHOAL_ACCESS_ACCESS_INT_H
#define SHOAL_ACCESS_ACCESS_INT_H

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

#include "access/access.h"
#include "base/panic.h"
#include "base/tz.h"
#include "base/vec.h"
#include "state/state.h"

#define EVERYWHERE  STR("*")
#define TOKEN_BYTES 32
#define HASH_BYTES  crypto_generichash_BYTES /* 32 */

struct conn {
  struct state *state;
  pthread_mutex_t lock;
};

struct hash {
  uint8_t b[HASH_BYTES];
};

/* Keys as they were read, until anything changes (key.c); guarded by the read connection's lock. */
struct known_key {
  struct hash hash;
  struct access_key_info k; /* texts in mem */
};
struct known_keys {
  uint64_t changes; /* access.changes before the first of them was read */
  VEC(struct known_key) keys;
  struct arena mem;
};

struct access {
  char *dir, *path;
  struct clock *clock;
  unsigned long long hash_passes;
  size_t hash_bytes;
  struct conn write, read;  /* authentication never waits for a commit, … */
  struct conn audit;        /* … nor for somebody who looks through the audit trail */
  _Atomic uint64_t changes; /* transactions that ended in this process */
  struct known_keys known;
};

/* ---- connections (open.c) ---- */

struct tx { /* a write transaction */
  struct access *a;
  struct state *s;
  int64_t now;
};
bool tx_begin(struct access *a, struct tx *ret, struct err *err);
/* Commits if ok, else rolls back; whether it is done. */
bool tx_end(struct tx *t, bool ok, struct err *err);
struct state *read_enter(struct access *a);
void read_leave(struct access *a);
int64_t now_of(struct access *a);

/* ---- SQL in one call (sql.c).  types: s text, b blob (both struct str), i int64_t, d int ---- */

bool sql_query(struct state *s, struct state_stmt **ret, struct err *err, const char *sql,
               const char *types, ...);
bool sql_do(struct state *s, struct err *err, const char *sql, const char *types, ...);
/* The first column of the first row; 0 if there is none. */
bool sql_int(struct state *s, int64_t *ret, struct err *err, const char *sql, const char *types,
             ...);

/* ---- texts (texts.c) ---- */

bool email_fold(struct str email, struct arena *out, struct str *ret, struct err *err);
/* Trimmed; from min to ACCESS_NAME_MAX code points. */
bool name_check(struct str name, bool title, struct str *ret, struct err *err);
struct str cut_text(struct str s, size_t max); /* at a code point; "" if it is not UTF-8 */
struct hash hash_of(const char *what, struct str secret); /* `what` separates the uses */
static inline struct str hash_str(const struct hash *h) {
  return str_of(h->b, sizeof h->b);
}
/* {"k1":"v1","k2":"v2"}; k2 may be NULL. */
struct str detail_of(struct arena *tmp, const char *k1, struct str v1, const char *k2,
                     struct str v2);

/* ---- authority (authority.c): what `by` may do, read within the transaction ---- */

bool forbid(enum role need, struct err *err);
bool authority_place(struct tx *t, const struct actor *by, struct str workspace, enum role need,
                     struct err *err);
bool authority_grant(struct tx *t, const struct actor *by, struct str workspace, enum role was,
                     enum role will, struct err *err);
bool authority_governs(struct tx *t, const struct actor *by, struct str user, struct err *err);
bool authority_self_or_governs(struct tx *t, const struct actor *by, struct str user,
                               struct err *err);
/* As governs, of somebody else: ERR_not_oneself. */
bool authority_others(struct tx *t, const struct actor *by, struct str user, struct err *err);
/* After a change: ERR_last_owner if no active owner of everything is left. */
bool authority_owner_left(struct tx *t, struct err *err);
bool workspace_known(struct access *a, struct str workspace, struct err *err);

/* ---- users (users.c) ---- */

bool user_get(struct state *s, struct str who, struct arena *out, struct access_user *ret,
              struct err *err);
bool grants_load(struct state *s, struct str user, struct arena *out,
                 const struct access_grant **ret, uint32_t *ret_n, struct err *err);
struct actor actor_of_user(const struct access_user *u, const struct access_client *client,
                           struct arena *out);

/* ---- passwords (password.c) ---- */

bool password_check(struct str password, struct str email, struct err *err);
/* Text of argon2id; takes 0.1–0.2 s.  ERR_login_busy. */
bool password_hash(struct access *a, struct str password, char ret[crypto_pwhash_STRBYTES],
                   struct err *err);
/* stored "" = nobody's: takes as long and is wrong. */
bool password_verify(struct access *a, struct str stored, struct str password, bool *ret_right,
                     struct err *err);
bool password_is_outdated(struct access *a, struct str stored);

/* ---- throttling (throttle.c) ---- */

struct attempt {
  struct hash account, address;
  bool has_address;
  int64_t account_failures, address_failures; /* with this attempt */
};
/* Counts the attempt as failed beforehand; ERR_login_throttled. */
bool attempt_begin(struct access *a, struct str email, struct str address, struct attempt *ret,
                   struct err *err);
bool attempt_right(struct tx *t, const struct attempt *at, struct err *err);
void attempt_undo(struct access *a, const struct attempt *at); /* it was not judged */

/* ---- sessions (session.c) ---- */

bool session_make(struct tx *t, const struct access_user *u, const char *via,
                  const struct access_client *client, struct arena *out, struct access_login *ret,
                  struct err *err);
/* All sessions of the user except `keep` ("" = none), and its links. */
bool sessions_end(struct tx *t, struct str user, struct str keep, struct err *err);

/* ---- audit (audit.c), settings (settings.c) ---- */

bool audit_put(struct tx *t, const struct actor *by, const char *action, struct str object,
               struct str workspace, struct str detail, struct err *err);
bool setting_count(struct state *s, const char *name, int64_t *ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may do what on this server: users, grants, sessions, login links, API keys, login throttling,
 * the server's audit trail and its settings.  All of it lives in DIR/server.db.
 *
 *   role      may                                                                 scopes
 *   viewer    read reports and counts; personal data is masked                    read
 *   analyst   also ask any question and see people                                + people
 *   operator  also change resources, import, export                               + write import
 * export admin     also users, keys and settings of the workspace                      + admin
 *   owner     also other owners; on "*" also workspaces and server settings       (the same)
 *
 * A grant gives a user a role on one workspace or on "*" (all, also those to come); the stronger of
 * the two counts.  An API key has one workspace and a set of scopes; its ceiling is the weakest
 * role that has them all.  The command line (whoever can write the files) is an owner everywhere.
 *
 * Functions that change something take the actor `by`, check that it may, and write the audit entry
 * in the same transaction.  Functions that only read do not check: their caller (a route with its
 * rule, a command) did.
 *
 * Everything is read from SQL, nothing cached: what one process revokes stops working in all others
 * with their next request.  All functions may be called from any thread.  Times are ms UTC. Results
 * are in the arena given as `out`.
 */
#ifndef SHOAL_ACCESS_ACCESS_H
#define SHOAL_ACCESS_ACCESS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

#define ACCESS_EMAIL_MAX         254
#define ACCESS_NAME_MAX          100 /* code points; of a user, and of a key's title */
#define ACCESS_PASSWORD_MIN      10  /* code points */
#define ACCESS_PASSWORD_MAX      256 /* code points */
#define ACCESS_AGENT_MAX         200 /* bytes kept of a user agent */
#define ACCESS_SESSION_IDLE_DAYS 14  /* default of the setting session_idle_days */
#define ACCESS_SESSION_DAYS      90  /* absolute */
#define ACCESS_LINK_MINUTES      15
#define ACCESS_LINK_MINUTES_MAX  1440
#define ACCESS_SEEN_MS           60000 /* last seen/used is written at most this often */
#define ACCESS_USERS_MAX         10000
#define ACCESS_SESSIONS_MAX      50  /* of a user; the least recently seen goes */
#define ACCESS_KEYS_MAX          200 /* not revoked, of a workspace */
#define ACCESS_KEY_DAYS_MAX      3650
#define ACCESS_AUDIT_ROWS_MAX    1000000 /* the oldest go */
#define ACCESS_DETAIL_MAX        4096    /* bytes of an audit entry's detail */
#define ACCESS_TOKEN_CHARS       52      /* 256 bits in base32 */

/* ---- roles and scopes: tables ---- */

enum role {
  ROLE_NONE,
  ROLE_VIEWER,
  ROLE_ANALYST,
  ROLE_OPERATOR,
  ROLE_ADMIN,
  ROLE_OWNER,
  ROLE_count_
};

enum scope {
  SCOPE_READ = 1,   /* reports, counts, definitions */
  SCOPE_PEOPLE = 2, /* personal data */
  SCOPE_WRITE = 4,  /* resources, and SCOPE_REWARDS */
  SCOPE_IMPORT = 8,
  SCOPE_EXPORT = 16,
  SCOPE_ADMIN = 32,   /* keys, users, settings */
  SCOPE_REWARDS = 64, /* what one person has: points, coupons, membership; part of SCOPE_WRITE */
};

struct role_def {
  const char *name; /* "viewer" … "owner"; "none" */
  const char *zh;
  const char *means_en, *means_zh;
  unsigned scopes;
};
extern const struct role_def access_roles[ROLE_count_]; /* by enum role */

#define ACCESS_SCOPES "read, people, write, rewards, import, export, admin"
struct scope_def {
  enum scope scope;
  const char *name, *zh;
  const char *means_en, *means_zh;
};
extern const struct scope_def access_scopes[]; /* ends with a NULL name */

bool access_role_parse(struct str name, enum role *ret, struct err *err); /* ERR_unknown_role */
/* Names separated by commas or blanks, at least one; ERR_unknown_scope. */
bool access_scopes_parse(struct str names, unsigned *ret, struct err *err);
struct str access_scopes_text(unsigned scopes, struct arena *out); /* "read,people" */
enum role access_ceiling(unsigned scopes);

/* ---- the actor ---- */

struct access_grant {
  struct str workspace; /* slug or "*" */
  enum role role;
};

enum actor_kind { ACTOR_NONE, ACTOR_USER, ACTOR_KEY, ACTOR_CLI };

/* Who is asking, as of the authentication of one request.  Zeroed = nobody. */
struct actor {
  enum actor_kind kind;
  struct str id;    /* usr_…, key_…, "cli" */
  struct str label; /* e-mail, title of the key, "cli" */
  struct str name;  /* of the user */
  enum lang locale;
  struct str address; /* of the client; goes into audit entries */
  struct str session; /* ses_…; "" unless by session */
  struct str csrf;    /* what unsafe requests of this session must carry; "" unless by session */
  const struct access_grant *grants; /* of a user; of a key the one with its ceiling */
  uint32_t n_grants;
  unsigned scopes; /* of a key */
};

struct actor access_cli(void);
/* Role on a workspace ("*" = on all of them). */
enum role access_role(const struct actor *a, struct str workspace);
/* The one question.  need: the least role; scope: what a key must have (a user's role has them).
 * workspace "*" asks for the server itself.
 * ERR_unauthenticated (401); ERR_no_workspace (404) where the actor has no grant at all, so that
 * nobody learns which workspaces exist; ERR_forbidden (403). */
bool access_may(const struct actor *a, struct str workspace, enum role need, enum scope scope,
                struct err *err);
/* Whether personal data must be masked for it there. */
bool access_masks(const struct actor *a, struct str workspace);
/* Constant-time; false for an actor without a session. */
bool access_csrf_ok(const struct actor *a, struct str given);

/* ---- opening ---- */

struct access;
struct access_options {
  struct clock *clock;  /* NULL = clock_system() */
  const char *state;    /* address of the PostgreSQL with the SQL state; NULL = DIR/server.db */
  unsigned hash_passes; /* 0 = the constants in password.c; tests use less */
  size_t hash_bytes;
};
enum access_mode { ACCESS_EXISTING, ACCESS_CREATE };
/* DIR/server.db, readable by its owner only; or in PostgreSQL.  EXISTING: ERR_server_missing if
 * there is none. CREATE also makes DIR. */
bool access_open(const char *dir, enum access_mode mode, const struct access_options *o,
                 struct access **ret, struct err *err);
void access_close(struct access *a); /* NULL is fine */
/* For `shoal verify`: as state_verify. */
bool access_verify(struct access *a, void (*bad)(void *ctx, const struct err *what), void *ctx,
                   struct err *err);

/* ---- users ---- */

struct access_user {
  struct str id, email, name; /* e-mail in lower case */
  enum lang locale;
  bool active, has_password;
  int64_t created_ms, last_login_ms; /* 0 = never */
  const struct access_grant *grants; /* by workspace; "*" first */
  uint32_t n_grants;
};

/* With no user yet: makes an owner of everything called `email` ("" = owner@localhost) without a
 * password.  Else *ret is the oldest active owner of everything.  For `shoal serve`, which then
 * prints a login link for it. */
bool access_bootstrap(struct access *a, struct str email, enum lang locale, struct arena *out,
                      struct access_user *ret, bool *ret_made, struct err *err);

struct access_new_user {
  struct str email, name;
  enum lang locale;
  struct str password;  /* {NULL, 0} = none: logs in by link and sets one */
  struct str workspace; /* of the first grant; "*" */
  enum role role;       /* ROLE_NONE = no grant; only owners of everything may do that */
};
/* The first user of all becomes owner of everything, whatever is asked.
 * ERR_bad_email, ERR_user_exists, ERR_password_*, ERR_forbidden, ERR_no_workspace,
 * ERR_too_many_users. */
bool access_user_create(struct access *a, const struct actor *by, const struct access_new_user *u,
                        struct arena *out, struct access_user *ret, struct err *err);
/* By id or e-mail; ERR_unknown_user. */
bool access_user_get(struct access *a, struct str who, struct arena *out, struct access_user *ret,
                     struct err *err);
/* By e-mail.  workspace: only who has a role there (through "*" too); "*" = all users. */
bool access_users(struct access *a, struct str workspace, struct arena *out,
                  struct access_user **ret, uint32_t *ret_n, struct err *err);
/* Members that are NULL or {NULL, 0} stay. */
struct access_user_change {
  struct str name;
  const enum lang *locale;
  const bool *active; /* disabling ends all sessions and links */
};
/* Oneself (name, locale) or who governs the user: has at least admin, and no less than the user, in
 * every place where the user has a role.  ERR_last_owner, ERR_forbidden. */
bool access_user_update(struct access *a, const struct actor *by, struct str id,
                        const struct access_user_change *c, struct err *err);
/* ROLE_NONE takes the grant away.  Needs admin there; neither the old nor the new role may be above
 * one's own.  ERR_last_owner: the last active owner of everything stays one. */
bool access_grant(struct access *a, const struct actor *by, struct str id, struct str workspace,
                  enum role role, struct err *err);

/* By somebody else who governs the user; ERR_not_oneself.  Ends all sessions and links of the user.
 */
bool access_password_set(struct access *a, const struct actor *by, struct str id,
                         struct str password, struct err *err);
/* One's own.  `old` is not asked for if there is none yet, nor within ACCESS_LINK_MINUTES of a
 * login by link.  Ends all other sessions and all links.  ERR_wrong_password, ERR_login_throttled.
 */
bool access_password_change(struct access *a, const struct actor *by, struct str old,
                            struct str new_, struct err *err);

/* ---- logging in ---- */

struct access_client {
  struct str address; /* "192.0.2.7", "2001:db8::7" */
  struct str agent;   /* User-Agent; cut at ACCESS_AGENT_MAX */
};
struct access_login {
  struct str token; /* for the cookie; stored nowhere */
  struct actor actor;
  int64_t expires_ms; /* absolute */
};

/* Takes about as long whether the e-mail is known or not.  ERR_bad_credentials (401; also disabled
 * users), ERR_login_throttled (429; {0} = seconds to wait), ERR_login_busy (503). */
bool access_login(struct access *a, struct str email, struct str password,
                  const struct access_client *client, struct arena *out, struct access_login *ret,
                  struct err *err);
/* The token of a link, once.  ERR_bad_link (401): unknown, used, expired, user disabled. */
bool access_login_link(struct access *a, struct str token, const struct access_client *client,
                       struct arena *out, struct access_login *ret, struct err *err);
/* minutes 0 = ACCESS_LINK_MINUTES.  By somebody else who governs the user; ERR_not_oneself. */
bool access_link_make(struct access *a, const struct actor *by, struct str id, uint32_t minutes,
                      struct arena *out, struct str *ret_token, int64_t *ret_expires_ms,
                      struct err *err);
/* base ("https://crm.example.com") + "/login#token=" + token: after the # so that it is in no
 * server's log and no Referer; the console's login page sends it to the API. */
struct str access_link_url(struct str base, struct str token, struct arena *out);
/* The actor of a session's token; notes that it was seen.  ERR_unauthenticated. */
bool access_session(struct access *a, struct str token, const struct access_client *client,
                    struct arena *out, struct actor *ret, struct err *err);
/* The actor of an API key's secret (shk_…).  ERR_unauthenticated.  What is revoked is so with the
 * next request; in PostgreSQL by another process, within STATE_FAR_MS (state/state.h). */
bool access_key(struct access *a, struct str secret, const struct access_client *client,
                struct arena *out, struct actor *ret, struct err *err);
/* Whether the session, key or user behind an earlier authentication still stands (for streams and
 * jobs); ERR_unauthenticated.  Does not renew it. */
bool access_still(struct access *a, const struct actor *who, struct err *err);

struct access_session_info {
  struct str id, agent, address; /* address of the last request seen */
  const char *via;               /* "password", "link" */
  int64_t created_ms, seen_ms, expires_ms;
};
/* Most recently seen first; live ones only. */
bool access_sessions(struct access *a, struct str user, struct arena *out,
                     struct access_session_info **ret, uint32_t *ret_n, struct err *err);
/* Of the user `user`; session "" = all of them.  Oneself, or who governs the user.
 * ERR_unknown_session. */
bool access_session_end(struct access *a, const struct actor *by, struct str user,
                        struct str session, struct err *err);

/* ---- API keys ---- */

struct access_key_info {
  struct str id, title, workspace;
  struct str prefix; /* "shk_" and 8 characters, to recognise it */
  unsigned scopes;
  struct str created_by;                                    /* label of the actor */
  int64_t created_ms, expires_ms, last_used_ms, revoked_ms; /* 0 = never */
};
/* Needs admin in the workspace, which is one (not "*").  days 0 = does not expire.  *ret_secret is
 * shown once and stored nowhere. */
bool access_key_create(struct access *a, const struct actor *by, struct str workspace,
                       struct str title, unsigned scopes, uint32_t days, struct arena *out,
                       struct access_key_info *ret, struct str *ret_secret, struct err *err);
/* Newest first, revoked ones too; workspace "*" = of all. */
bool access_keys(struct access *a, struct str workspace, struct arena *out,
                 struct access_key_info **ret, uint32_t *ret_n, struct err *err);
/* *ret_owner: the user who made it, or who made the key that did; "cli"; "": not known any more.
 * ERR_unknown_key (revoked ones are known for a year). */
bool access_key_get(struct access *a, struct str id, struct arena *out, struct access_key_info *ret,
                    struct str *ret_owner, struct err *err);
/* ERR_unknown_key also where `by` has no grant.  Revoking twice is fine. */
bool access_key_revoke(struct access *a, const struct actor *by, struct str id, struct err *err);

/* ---- audit ---- */

struct access_audit {
  int64_t id, at_ms;
  enum actor_kind actor_kind;
  struct str actor, label;    /* id and label of the actor; "" = nobody known */
  struct str action, object;  /* "user.created", "usr_…" */
  struct str workspace;       /* "" = the server */
  struct str address, detail; /* detail: a JSON object */
};
/* For entries of other rooms.  `by` may be NULL.  action: [a-z_.]{1,64} (else panic);
 * detail: a JSON object ≤ ACCESS_DETAIL_MAX, or "" for none: ERR_bad_audit_detail. */
bool access_audit_add(struct access *a, const struct actor *by, const char *action,
                      struct str object, struct str workspace, struct str detail, struct err *err);

struct access_audit_filter {
  bool server;          /* only entries of the server itself … */
  struct str workspace; /* … or only of this workspace; both empty = everything */
  struct str actor;     /* id or label */
  struct str action;    /* whole ("key.revoked") or the part before the dot ("key") */
  int64_t before;       /* cursor: only ids below; 0 = from the newest */
  uint32_t limit;       /* 1 … 1000; 0 = 100 */
};
/* Newest first.  *ret_next: `before` of the next page, 0 = this was the last. */
bool access_audit_list(struct access *a, const struct access_audit_filter *f, struct arena *out,
                       struct access_audit **ret, uint32_t *ret_n, int64_t *ret_next,
                       struct err *err);

/* ---- settings of the server ---- */

enum setting_type { SETTING_COUNT, SETTING_URL /* http(s)://host[:port][/path], or "" */ };
struct setting_def {
  const char *name;
  enum setting_type type;
  const char *otherwise; /* default */
  int64_t min, max;      /* of a count */
  const char *en, *zh;
};
extern const struct setting_def access_settings[]; /* ends with a NULL name */

/* As text; the default if it was never set.  ERR_unknown_setting. */
bool access_setting(struct access *a, struct str name, struct arena *out, struct str *ret,
                    struct err *err);
/* Needs owner on "*".  "" = back to the default.  ERR_bad_setting. */
bool access_setting_set(struct access *a, const struct actor *by, struct str name, struct str value,
                        struct err *err);

#endif

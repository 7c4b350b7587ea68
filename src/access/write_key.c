/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Write keys in SQL: a key, and the secrets by which it is known.
 *
 * Two tables, because rotating must not make another key: counts, limits and the dead letters of a
 * key stay with it while its secret changes.  Finding one is a look at an index of hashes, for
 * browser keys too, so that there is one way and no comparison of secrets.
 *
 * All functions that change a key say which workspace they mean: a key of another one is as unknown
 * as one that never was. */
#include "access/write_key.h"

#include "access/access_int.h"
#include "base/id.h"
#include "base/vec.h"

#define BROWSER_PREFIX  "wk_"
#define SERVER_PREFIX   "wks_"
#define SHOWN_CHARS     8 /* of a secret, behind its prefix */
#define KEEP_REVOKED_MS (365 * MS_DAY)
#define COLUMNS                                                                                    \
  "k.id, k.kind, k.title, k.workspace, k.scopes, k.origins, k.rate, k.address_rate, k.keep_ip, "   \
  "k.created_by, k.created_ms, k.revoked_ms, k.events, k.last_event_ms"
#define WORKS "(s.until_ms = 0 OR s.until_ms > ?2)"

/* ---- reading ---- */

static bool read_row(struct state_stmt *q, struct arena *out, struct write_key *ret,
                     struct err *err) {
  struct str *origins;
  struct collect_key k = {.id = arena_str(out, state_str(q, 0)),
                          .kind = (enum collect_kind)state_int(q, 1),
                          .workspace = arena_str(out, state_str(q, 3)),
                          .scopes = (unsigned)state_int(q, 4),
                          .rate = (uint32_t)state_int(q, 6),
                          .address_rate = (uint32_t)state_int(q, 7),
                          .keep_ip = state_int(q, 8)};
  if (!collect_origins_parse(state_str(q, 5), out, &origins, &k.n_origins, err)) return false;
  k.origins = origins;
  *ret = (struct write_key){.key = k,
                            .title = arena_str(out, state_str(q, 2)),
                            .created_by = arena_str(out, state_str(q, 9)),
                            .created_ms = state_int(q, 10),
                            .revoked_ms = state_int(q, 11),
                            .events = (uint64_t)state_int(q, 12),
                            .last_event_ms = state_int(q, 13)};
  return true;
}

static bool read_secrets(struct state *s, int64_t now, struct arena *out, struct write_key *k,
                         struct err *err) {
  struct write_secret *v = arena_array(out, struct write_secret, WRITE_SECRETS_MAX);
  struct state_stmt *q;
  bool row = true;
  if (!sql_query(s, &q, err,
                 "SELECT s.prefix, s.shown, s.created_ms, s.until_ms FROM write_secret s WHERE "
                 "s.write_key_id = ?1 AND " WORKS " ORDER BY s.created_ms DESC, s.hash LIMIT ?3",
                 "sid", k->key.id, now, WRITE_SECRETS_MAX))
    return false;
  while (state_step(q, &row, err) && row)
    v[k->n_secrets++] = (struct write_secret){.prefix = arena_str(out, state_str(q, 0)),
                                              .shown = arena_str(out, state_str(q, 1)),
                                              .created_ms = state_int(q, 2),
                                              .until_ms = state_int(q, 3)};
  k->secrets = v;
  return !row;
}

typedef VEC(struct write_key) key_vec;

static bool rows(struct state *s, struct str workspace, struct str id, struct arena *out,
                 key_vec *v, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  bool ok = sql_query(s, &q, err,
                      "SELECT " COLUMNS " FROM write_key k WHERE (?1 = '*' OR k.workspace = ?1) "
                      "AND (?2 = '' OR k.id = ?2) ORDER BY k.created_ms DESC, k.id",
                      "ss", workspace, id);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct write_key k;
    ok = read_row(q, out, &k, err);
    if (ok) vec_push(v, k);
    if (!ok) state_reset(q);
  }
  return ok;
}

bool write_keys(struct access *a, struct str workspace, struct arena *out, struct write_key **ret,
                uint32_t *ret_n, struct err *err) {
  key_vec v = {0};
  int64_t now = now_of(a);
  struct state *s = read_enter(a);
  bool ok = rows(s, workspace, STR(""), out, &v, err);
  for (size_t i = 0; ok && i < v.n; i++)
    ok = v.p[i].revoked_ms || read_secrets(s, now, out, &v.p[i], err);
  read_leave(a);
  if (ok) {
    *ret = arena_array(out, struct write_key, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

static bool get(struct state *s, int64_t now, struct str workspace, struct str id,
                struct arena *out, struct write_key *ret, struct err *err) {
  key_vec v = {0};
  bool ok = rows(s, workspace, id, out, &v, err);
  if (ok && (v.n == 0 || id.n == 0)) {
    struct str shown = cut_text(id, ERR_ARG_BYTES - 1);
    ok = err_fail(err, ERR_unknown_write_key, "%.*s", STRF(shown));
  }
  ok = ok && (v.p[0].revoked_ms || read_secrets(s, now, out, &v.p[0], err));
  if (ok) *ret = v.p[0];
  vec_free(&v);
  return ok;
}

bool write_key_get(struct access *a, struct str workspace, struct str id, struct arena *out,
                   struct write_key *ret, struct err *err) {
  bool ok = get(read_enter(a), now_of(a), workspace, id, out, ret, err);
  read_leave(a);
  return ok;
}

/* One row or none: a secret's key. */
static bool one(struct state_stmt *q, struct arena *out, struct collect_key *ret, bool *ret_found,
                struct err *err) {
  struct write_key k;
  bool row;
  if (!state_step(q, &row, err)) return false;
  *ret_found = row;
  if (!row) return true;
  bool ok = read_row(q, out, &k, err);
  state_reset(q);
  if (ok) *ret = k.key;
  return ok;
}

static bool looks_like_one(struct str secret) {
  return secret.n <= sizeof SERVER_PREFIX + ACCESS_TOKEN_CHARS &&
         (str_starts(secret, STR(BROWSER_PREFIX)) || str_starts(secret, STR(SERVER_PREFIX)));
}

bool write_key_find(struct access *a, struct str secret, struct arena *out, struct collect_key *ret,
                    bool *ret_found, struct err *err) {
  struct state_stmt *q;
  *ret_found = false;
  if (!looks_like_one(secret)) return true;
  struct hash h = hash_of("write key", secret);
  int64_t now = now_of(a);
  bool ok = sql_query(read_enter(a), &q, err,
                      "SELECT " COLUMNS " FROM write_secret s JOIN write_key k ON k.id = "
                      "s.write_key_id WHERE s.hash = ?1 AND k.revoked_ms = 0 AND " WORKS,
                      "bi", hash_str(&h), now) &&
            one(q, out, ret, ret_found, err);
  read_leave(a);
  return ok;
}

bool write_key_of_origin(struct access *a, struct str origin, struct arena *out,
                         struct collect_key *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  struct str *one_origin;
  struct err ignored;
  uint32_t n;
  *ret_found = false;
  if (!collect_origins_parse(origin, out, &one_origin, &n, &ignored) || n != 1) return true;
  bool ok = sql_query(read_enter(a), &q, err,
                      "SELECT " COLUMNS " FROM write_key k WHERE k.kind = 0 AND k.revoked_ms = 0 "
                      "AND @find(' ' || k.origins || ' ', ' ' || ?1 || ' ') > 0 AND 1 = (SELECT "
                      "count(*) FROM write_key o WHERE o.kind = 0 AND o.revoked_ms = 0 AND "
                      "@find(' ' || o.origins || ' ', ' ' || ?1 || ' ') > 0)",
                      "s", one_origin[0]) &&
            one(q, out, ret, ret_found, err);
  read_leave(a);
  return ok;
}

/* ---- changing ---- */

/* Origins as they are kept: checked, in lower case, one blank between. */
static bool settle(struct collect_key *k, const struct write_key_change *c, struct arena *out,
                   struct err *err) {
  struct str *origins;
  if (c->scopes.p && !collect_scopes_parse(c->scopes, &k->scopes, err)) return false;
  if (c->origins.p) {
    if (!collect_origins_parse(c->origins, out, &origins, &k->n_origins, err)) return false;
    k->origins = origins;
  }
  if (c->rate) k->rate = *c->rate;
  if (c->address_rate) k->address_rate = *c->address_rate;
  if (c->keep_ip) k->keep_ip = *c->keep_ip;
  if (k->rate <= COLLECT_RATE_MAX && k->address_rate <= COLLECT_RATE_MAX) return true;
  return err_fail(err, ERR_bad_field,
                  "rate" ERR_SEP "events a second up to %u" ERR_SEP "不超过 %u 的每秒事件数",
                  COLLECT_RATE_MAX, COLLECT_RATE_MAX);
}

static struct str origins_text(const struct collect_key *k, struct arena *out) {
  struct str text = STR("");
  for (uint32_t i = 0; i < k->n_origins; i++)
    text = arena_printf(out, "%.*s%s%.*s", STRF(text), i ? " " : "", STRF(k->origins[i]));
  return text;
}

static struct str new_secret(enum collect_kind kind, struct arena *out) {
  return kind == COLLECT_SERVER ? id_random(SERVER_PREFIX, TOKEN_BYTES, out)
                                : id_random(BROWSER_PREFIX, ID_BYTES, out);
}

static bool add_secret(struct tx *t, const struct collect_key *k, struct str secret,
                       struct err *err) {
  struct hash h = hash_of("write key", secret);
  size_t shown = (k->kind == COLLECT_SERVER ? sizeof SERVER_PREFIX : sizeof BROWSER_PREFIX) - 1;
  return sql_do(t->s, err,
                "INSERT INTO write_secret (hash, write_key_id, prefix, shown, created_ms) VALUES "
                "(?1, ?2, ?3, ?4, ?5)",
                "bsssi", hash_str(&h), k->id, str_of(secret.p, shown + SHOWN_CHARS),
                k->kind == COLLECT_BROWSER ? secret : STR(""), t->now);
}

static bool room(struct tx *t, struct str workspace, struct err *err) {
  int64_t n;
  if (!sql_do(t->s, err,
              "DELETE FROM write_secret WHERE write_key_id IN (SELECT id FROM write_key WHERE "
              "revoked_ms > 0 AND revoked_ms < ?1)",
              "i", t->now - KEEP_REVOKED_MS) ||
      !sql_do(t->s, err,
              "DELETE FROM write_use WHERE write_key_id IN (SELECT id FROM write_key WHERE "
              "revoked_ms > 0 AND revoked_ms < ?1)",
              "i", t->now - KEEP_REVOKED_MS) ||
      !sql_do(t->s, err, "DELETE FROM write_key WHERE revoked_ms > 0 AND revoked_ms < ?1", "i",
              t->now - KEEP_REVOKED_MS) ||
      !sql_int(t->s, &n, err,
               "SELECT count(*) FROM write_key WHERE workspace = ?1 AND revoked_ms = 0", "s",
               workspace))
    return false;
  return n < WRITE_KEYS_MAX || err_fail(err, ERR_too_many_write_keys, "%d", WRITE_KEYS_MAX);
}

static bool insert(struct tx *t, const struct actor *by, const struct write_key *k,
                   struct str secret, struct arena *tmp, struct err *err) {
  return authority_place(t, by, k->key.workspace, ROLE_ADMIN, err) &&
         workspace_known(t->a, k->key.workspace, err) && room(t, k->key.workspace, err) &&
         sql_do(t->s, err,
                "INSERT INTO write_key (id, kind, title, workspace, scopes, origins, rate, "
                "address_rate, keep_ip, created_by, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                "?7, ?8, ?9, ?10, ?11)",
                "sdssdsiidsi", k->key.id, (int)k->key.kind, k->title, k->key.workspace,
                (int)k->key.scopes, origins_text(&k->key, tmp), (int64_t)k->key.rate,
                (int64_t)k->key.address_rate, (int)k->key.keep_ip, k->created_by, t->now) &&
         add_secret(t, &k->key, secret, err) &&
         audit_put(
             t, by, "write_key.created", k->key.id, k->key.workspace,
             detail_of(tmp, "title", k->title, "kind", str_from(collect_kind_name(k->key.kind))),
             err);
}

bool write_key_create(struct access *a, const struct actor *by, struct str workspace,
                      enum collect_kind kind, const struct write_key_change *c, struct arena *out,
                      struct write_key *ret, struct str *ret_secret, struct err *err) {
  struct write_key k = {
      .key = {.id = id_new("wky_", out),
              .workspace = arena_str(out, workspace),
              .kind = kind,
              .scopes = collect_scopes_of(kind),
              .address_rate = kind == COLLECT_BROWSER ? COLLECT_ADDRESS_RATE : 0}};
  struct str title = c->title, secret = new_secret(kind, out);
  struct tx t;
  if (!by || by->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  if (!name_check(title, true, &title, err)) return false;
  /* A key is of one workspace, also when somebody who may everything makes it. */
  if (str_eq(workspace, EVERYWHERE)) return err_fail(err, ERR_no_workspace, "*");
  if (!settle(&k.key, c, out, err)) return false;
  k.title = arena_str(out, title);
  k.created_by = arena_str(out, by->label);
  if (!tx_begin(a, &t, err) || !tx_end(&t, insert(&t, by, &k, secret, out, err), err)) return false;
  *ret_secret = secret;
  return write_key_get(a, workspace, k.key.id, out, ret, err);
}

/* The key that is to be changed: of this workspace, and not revoked. */
static bool take(struct tx *t, const struct actor *by, struct str workspace, struct str id,
                 struct arena *out, struct write_key *ret, struct err *err) {
  if (!authority_place(t, by, workspace, ROLE_ADMIN, err) ||
      !get(t->s, t->now, workspace, id, out, ret, err))
    return false;
  if (ret->revoked_ms == 0) return true;
  return err_fail(err, ERR_unknown_write_key, "%.*s", STRF(ret->key.id));
}

static bool update(struct tx *t, const struct actor *by, struct str workspace, struct str id,
                   const struct write_key_change *c, struct arena *out, struct err *err) {
  struct write_key k;
  struct str title;
  if (!take(t, by, workspace, id, out, &k, err)) return false;
  title = c->title.p ? c->title : k.title;
  return name_check(title, true, &title, err) && settle(&k.key, c, out, err) &&
         sql_do(t->s, err,
                "UPDATE write_key SET title = ?2, scopes = ?3, origins = ?4, rate = ?5, "
                "address_rate = ?6, keep_ip = ?7 WHERE id = ?1",
                "ssdsiid", id, title, (int)k.key.scopes, origins_text(&k.key, out),
                (int64_t)k.key.rate, (int64_t)k.key.address_rate, (int)k.key.keep_ip) &&
         audit_put(t, by, "write_key.changed", id, workspace,
                   detail_of(out, "title", title, "scopes", collect_scopes_text(k.key.scopes, out)),
                   err);
}

bool write_key_change(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      const struct write_key_change *c, struct arena *out, struct write_key *ret,
                      struct err *err) {
  struct tx t;
  return tx_begin(a, &t, err) && tx_end(&t, update(&t, by, workspace, id, c, out, err), err) &&
         write_key_get(a, workspace, id, out, ret, err);
}

static bool rotate(struct tx *t, const struct actor *by, struct str workspace, struct str id,
                   uint32_t days, struct arena *out, struct str *ret_secret, struct err *err) {
  struct write_key k;
  int64_t until = t->now + days * MS_DAY;
  if (!take(t, by, workspace, id, out, &k, err)) return false;
  if (k.n_secrets >= WRITE_SECRETS_MAX && days > 0)
    return err_fail(err, ERR_too_many_write_secrets, "%d", WRITE_SECRETS_MAX);
  *ret_secret = new_secret(k.key.kind, out);
  return sql_do(t->s, err,
                "UPDATE write_secret SET until_ms = ?2 WHERE write_key_id = ?1 AND (until_ms = 0 "
                "OR until_ms > ?2)",
                "si", id, until) &&
         sql_do(t->s, err,
                "DELETE FROM write_secret WHERE write_key_id = ?1 AND until_ms > 0 AND "
                "until_ms <= ?2",
                "si", id, t->now) &&
         add_secret(t, &k.key, *ret_secret, err) &&
         audit_put(t, by, "write_key.rotated", id, workspace,
                   detail_of(out, "title", k.title, "overlap_days", arena_printf(out, "%u", days)),
                   err);
}

bool write_key_rotate(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      uint32_t days, struct arena *out, struct write_key *ret,
                      struct str *ret_secret, struct err *err) {
  struct str secret;
  struct tx t;
  if (days > WRITE_OVERLAP_DAYS_MAX)
    return err_fail(err, ERR_bad_field, "overlap_days" ERR_SEP "0 to %d" ERR_SEP "0 至 %d",
                    WRITE_OVERLAP_DAYS_MAX, WRITE_OVERLAP_DAYS_MAX);
  if (!tx_begin(a, &t, err) ||
      !tx_end(&t, rotate(&t, by, workspace, id, days, out, &secret, err), err) ||
      !write_key_get(a, workspace, id, out, ret, err))
    return false;
  *ret_secret = secret;
  return true;
}

static bool revoke(struct tx *t, const struct actor *by, struct str workspace, struct str id,
                   struct arena *tmp, struct err *err) {
  struct write_key k;
  if (!authority_place(t, by, workspace, ROLE_ADMIN, err) ||
      !get(t->s, t->now, workspace, id, tmp, &k, err))
    return false;
  return k.revoked_ms || (sql_do(t->s, err, "UPDATE write_key SET revoked_ms = ?2 WHERE id = ?1",
                                 "si", id, t->now) &&
                          audit_put(t, by, "write_key.revoked", id, workspace,
                                    detail_of(tmp, "title", k.title, NULL, STR("")), err));
}

bool write_key_revoke(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      struct err *err) {
  struct arena tmp;
  struct tx t;
  arena_init(&tmp, "write key");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, revoke(&t, by, workspace, id, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}

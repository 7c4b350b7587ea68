/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connecting to PostgreSQL, again after a loss too; the lease; and what its failures mean.
 *
 * An address is postgresql://USER:PASSWORD@HOST:PORT/DATABASE#SCHEMA; what libpq says of an address
 * it cannot read may quote the password, so that is never passed on.  Everything else is named by
 * host, database and schema.
 *
 * The lease is a session lock of PostgreSQL (advisory) on the schema's name: one process has it as
 * long as its connection lives, and every transaction of a writer runs on the connection that has
 * it.  So a process that lost its lease has also lost the connection it could have written with:
 * nothing else needs to be fenced.  After a loss the next statement connects again and takes the
 * lease again, or fails with ERR_workspace_locked because somebody else has it.
 *
 * Connections without the lease (server.db's, which commands write beside the server) take a lock
 * at the beginning of each transaction instead, so that writers are one after the other as in
 * SQLite: a transaction sees what it has read stay true, and READ COMMITTED is enough for both.
 */
#define XXH_INLINE_ALL
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

#include "base/clock.h"
#include "base/panic.h"
#include "state/postgres_int.h"

/* ---- failures ---- */

/* The first line, without "ERROR:  ". */
static struct str said(const char *text) {
  struct str all = str_from(text ? text : ""), line = str_trim(str_cut(&all, '\n'));
  static const char *const words[] = {"ERROR:", "FATAL:", "PANIC:"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_starts(line, str_from(words[i]))) line = str_trim(str_of(line.p + 6, line.n - 6));
  return line;
}

static bool any_of(const char *state, const char *codes) {
  return strlen(state) == 5 && strstr(codes, state);
}

/* By SQLSTATE; the first two letters are a class. */
static bool name_failure(struct pg *p, const char *state, struct str msg, const char *doing,
                         struct err *err) {
  const char *db = p->s.shown;
  if (any_of(state, "40001 40P01")) return err_fail(err, ERR_state_retry, "%.*s", STRF(msg));
  if (any_of(state, "55P03 55006")) return err_fail(err, ERR_state_busy, "%s", db);
  if (any_of(state, "57014"))
    return err_fail(err, ERR_state_timeout, "%s" ERR_SEP "%d", db, PG_STATEMENT_S);
  if (any_of(state, "53100")) return err_fail(err, ERR_disk_full, "%s", db);
  if (any_of(state, "25006")) return err_fail(err, ERR_state_read_only, "%s", db);
  if (any_of(state, "42501"))
    return err_fail(err, ERR_state_denied, "%s" ERR_SEP "%.*s", db, STRF(msg));
  if (any_of(state, "XX001 XX002"))
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%.*s", db, STRF(msg));
  if (strncmp(state, "23", 2) == 0 || any_of(state, "22003 22P02 22021"))
    return err_fail(err, ERR_state_constraint, "%.*s", STRF(msg));
  if (strncmp(state, "28", 2) == 0 || strncmp(state, "3D", 2) == 0)
    return err_fail(err, ERR_state_denied, "%s" ERR_SEP "%.*s", db, STRF(msg));
  if (strncmp(state, "54", 2) == 0)
    return err_fail(err, ERR_too_large, "a value for %s" ERR_SEP "1 GB", db);
  if (strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 ||
      strncmp(state, "53", 2) == 0 || strncmp(state, "58", 2) == 0)
    return err_fail(err, ERR_state_down, "%s" ERR_SEP "%.*s", db, STRF(msg));
  return err_fail(err, ERR_internal, "SQL: %.*s in \"%.60s\"", STRF(msg), doing);
}

bool pg_fail(struct pg *p, PGresult *r, const char *doing, struct err *err) {
  if (p->s.open && (!p->c || PQstatus(p->c) != CONNECTION_OK)) p->lost = true;
  const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
  const char *first = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  if (state && first)
    name_failure(p, state, said(first), doing, err);
  else if (!p->c || PQstatus(p->c) != CONNECTION_OK)
    err_fail(err, ERR_state_down, "%s" ERR_SEP "%.*s", p->s.shown,
             STRF(p->c ? said(PQerrorMessage(p->c)) : STR("no connection")));
  else
    err_fail(err, ERR_internal, "SQL: %.*s in \"%.60s\"", STRF(said(PQerrorMessage(p->c))), doing);
  PQclear(r);
  return false;
}

bool pg_simple(struct pg *p, const char *sql, PGresult **ret, struct err *err) {
  PGresult *r = PQexec(p->c, sql);
  ExecStatusType st = PQresultStatus(r);
  if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) return pg_fail(p, r, sql, err);
  if (ret)
    *ret = r;
  else
    PQclear(r);
  return true;
}

/* ---- the address ---- */

static char *copy_of(struct str s) {
  char *p = must_malloc(s.n + 1);
  memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

/* Special characters that should have been %XX, so that what is shown as a host may be half of a
 * password. */
static bool misread(const char *host, const char *port, const char *db) {
  return strpbrk(host, "@?#") || strpbrk(db, "@?#") || port[strspn(port, "0123456789,")];
}

/* "db.example.com:5432/shoal#shoal_server" */
static bool name_of(const char *url, struct str schema, struct buf *out, struct err *err) {
  char *ignored = NULL; /* libpq's explanation may quote the password */
  PQconninfoOption *all = PQconninfoParse(url, &ignored);
  const char *host = "", *port = "", *db = "";
  PQfreemem(ignored);
  if (!all) return err_fail(err, ERR_bad_state_url, NULL);
  for (PQconninfoOption *o = all; o->keyword; o++) {
    if (!o->val) continue;
    if (strcmp(o->keyword, "host") == 0) host = o->val;
    if (strcmp(o->keyword, "port") == 0) port = o->val;
    if (strcmp(o->keyword, "dbname") == 0) db = o->val;
  }
  bool ok = !misread(host, port, db);
  if (ok) buf_printf(out, "%s%s%s/%s#%.*s", host, *port ? ":" : "", port, db, STRF(schema));
  PQconninfoFree(all);
  return ok || err_fail(err, ERR_bad_state_url, NULL);
}

static int64_t lock_number(const char *what, const char *schema) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "shoal %s %s", what, schema);
  int64_t n = (int64_t)XXH3_64bits(b.p, b.n);
  buf_release(&b);
  return n;
}

/* ---- a session ---- */

static bool ask_int(struct pg *p, const char *sql, int64_t *ret, struct err *err) {
  PGresult *r;
  if (!pg_simple(p, sql, &r, err)) return false;
  *ret = PQntuples(r) ? strtoll(PQgetvalue(r, 0, 0), NULL, 10) : 0;
  PQclear(r);
  return true;
}

/* Refusals of a connection have no SQLSTATE in libpq; these do not go away by waiting. */
static bool fail_connect(struct pg *p, struct err *err) {
  static const char *const refusals[] = {"authentication failed", "pg_hba.conf",
                                         "does not exist",        "permission denied",
                                         "no password supplied",  "certificate"};
  struct str all = str_from(PQerrorMessage(p->c)), msg = said(all.p);
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
    if (str_has(all, str_from(refusals[i])))
      return err_fail(err, ERR_state_denied, "%s" ERR_SEP "%.*s", p->s.shown, STRF(msg));
  return err_fail(err, ERR_state_down, "%s" ERR_SEP "%.*s", p->s.shown, STRF(msg));
}

static void no_notice(void *ctx, const PGresult *r) {
  (void)ctx, (void)r;
}

/* synchronous_commit: what a commit acknowledges survives the server's machine; one that replicates
 * may ask for more than "on".  Keepalives: the server notices within 25 s that our machine is gone,
 * and gives the lease back. */
static bool configure(struct pg *p, struct err *err) {
  struct buf b = BUF_INIT;
  char *schema = PQescapeIdentifier(p->c, p->schema, strlen(p->schema));
  must(schema);
  buf_printf(&b,
             "SET search_path = %s; SET client_min_messages = warning;"
             "SET statement_timeout = '%ds'; SET lock_timeout = %d;"
             "SET default_transaction_isolation = 'read committed';"
             "SET default_transaction_read_only = %s; SET idle_in_transaction_session_timeout = 0;"
             "SET standard_conforming_strings = on; SET bytea_output = hex;"
             "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"
             "SET tcp_keepalives_count = 3;"
             "SELECT set_config('synchronous_commit', 'on', false) WHERE "
             "current_setting('synchronous_commit') IN ('off', 'local')",
             schema, PG_STATEMENT_S, p->s.setup.busy_ms, p->s.write ? "off" : "on");
  PQfreemem(schema);
  bool ok = pg_simple(p, b.p, NULL, err);
  buf_release(&b);
  return ok;
}

static void pause_ms(int64_t ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

/* Waits a little: whoever was killed a moment ago may not have been missed yet. */
static bool take_lease(struct pg *p, struct err *err) {
  char sql[96];
  snprintf(sql, sizeof sql, "SELECT pg_try_advisory_lock(%lld)::int", (long long)p->lease);
  for (int64_t waited = 0;; waited += PG_LEASE_LOOK_MS) {
    int64_t got;
    if (!ask_int(p, sql, &got, err)) return false;
    if (got) return true;
    if (waited >= PG_LEASE_WAIT_MS) break;
    pause_ms(PG_LEASE_LOOK_MS);
  }
  return err_fail(err, ERR_workspace_locked, "%s", p->s.shown);
}

static bool suits(struct pg *p, struct err *err) {
  const char *encoding = PQparameterStatus(p->c, "server_encoding");
  if (PQserverVersion(p->c) < PG_VERSION_MIN)
    return err_fail(err, ERR_state_unfit, "%s" ERR_SEP "PostgreSQL ≥ " PG_VERSION_MIN_TXT,
                    p->s.shown);
  if (!encoding || strcmp(encoding, "UTF8") != 0)
    return err_fail(err, ERR_state_unfit, "%s" ERR_SEP "ENCODING 'UTF8'", p->s.shown);
  return true;
}

static bool open_session(struct pg *p, struct err *err) {
  /* What stands before the address may be overruled by it.  A server that does not answer any more
   * is missed after 25 s, whether we wait for it or it for us. */
  const char *keys[] = {"fallback_application_name",
                        "connect_timeout",
                        "keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "tcp_user_timeout",
                        "dbname",
                        "client_encoding",
                        NULL};
  const char *values[] = {"shoal", PG_CONNECT_S, "10", "5", "3", "25000", p->url, "UTF8", NULL};
  PQfinish(p->c);
  p->generation++;
  p->c = PQconnectdbParams(keys, values, 1);
  must(p->c);
  if (PQstatus(p->c) != CONNECTION_OK) return fail_connect(p, err);
  PQsetNoticeReceiver(p->c, no_notice, NULL);
  return suits(p, err) && configure(p, err) && (!p->s.setup.alone || take_lease(p, err));
}

static int64_t mono_ms(void) {
  struct clock *c = clock_system();
  return c->mono(c).ns / 1000000;
}

/* Whoever comes while the database is away does not wait for it one after the other. */
static bool connect_again(struct pg *p, struct err *err) {
  must(!p->s.open);
  if (p->why.code != ERR_none && mono_ms() - p->tried < PG_AGAIN_MS) {
    *err = p->why;
    return false;
  }
  if (open_session(p, err)) {
    err_clear(&p->why);
    return true;
  }
  PQfinish(p->c);
  p->c = NULL;
  p->why = *err;
  p->tried = mono_ms();
  return false;
}

/* Looks whether the server has hung up, so that a connection that was lost while nobody used it is
 * not found out by a statement of which nobody then knows whether it was done. */
bool pg_ready(struct pg *p, struct err *err) {
  /* Twice: the first may read the server's last words, the second then the end. */
  if (p->c && PQconsumeInput(p->c) && PQconsumeInput(p->c) && PQstatus(p->c) == CONNECTION_OK)
    return true;
  return connect_again(p, err);
}

/* ---- the schema ---- */

static bool schema_there(struct pg *p, bool *ret, struct err *err) {
  struct buf b = BUF_INIT;
  char *name = PQescapeLiteral(p->c, p->schema, strlen(p->schema));
  int64_t n;
  must(name);
  buf_printf(&b, "SELECT count(*) FROM pg_namespace WHERE nspname = %s", name);
  bool ok = ask_int(p, b.p, &n, err);
  if (ok) *ret = n > 0;
  PQfreemem(name);
  buf_release(&b);
  return ok;
}

/* Under the lock, because two programs that both find no schema would both make it. */
static bool make_schema(struct pg *p, struct err *err) {
  struct buf b = BUF_INIT;
  char *name = PQescapeIdentifier(p->c, p->schema, strlen(p->schema));
  struct err ignored;
  must(name);
  buf_printf(&b,
             "BEGIN; SELECT pg_advisory_xact_lock(%lld); CREATE SCHEMA IF NOT EXISTS %s; COMMIT",
             (long long)p->turn, name);
  bool ok = pg_simple(p, b.p, NULL, err);
  if (!ok) pg_simple(p, "ROLLBACK", NULL, &ignored);
  PQfreemem(name);
  buf_release(&b);
  return ok;
}

static bool find_schema(struct pg *p, struct err *err) {
  bool there;
  if (!schema_there(p, &there, err)) return false;
  if (there) return true;
  return p->s.write ? make_schema(p, err) : err_fail(err, ERR_state_missing, "%s", p->s.shown);
}

/* A session at `path`, whether its schema is there or not. */
static bool reach(const char *path, bool write, const struct state_setup *setup, struct pg **ret,
                  struct err *err) {
  const char *mark = strrchr(path, '#');
  struct buf shown = BUF_INIT;
  if (!mark || !mark[1]) return err_fail(err, ERR_bad_state_url, NULL);
  struct str url = str_of(path, (size_t)(mark - path)), schema = str_from(mark + 1);
  struct pg *p = must_calloc(1, sizeof *p);
  p->url = copy_of(url);
  p->schema = copy_of(schema);
  p->lease = lock_number("lease", p->schema);
  p->turn = lock_number("turn", p->schema);
  bool ok = name_of(p->url, schema, &shown, err);
  state_start(&p->s, &state_door_postgres, path, ok ? shown.p : "", write, setup);
  buf_release(&shown);
  if (!ok || !open_session(p, err)) {
    pg_close(&p->s);
    return false;
  }
  *ret = p;
  return true;
}

bool pg_connect(const char *path, bool write, const struct state_setup *setup, struct state **ret,
                struct err *err) {
  struct pg *p;
  if (!reach(path, write, setup, &p, err)) return false;
  if (!find_schema(p, err)) {
    pg_close(&p->s);
    return false;
  }
  *ret = &p->s;
  return true;
}

bool pg_there(const char *path, bool *ret, struct err *err) {
  struct state_setup setup = {.busy_ms = STATE_BUSY_MS};
  struct pg *p;
  int64_t n;
  if (!reach(path, false, &setup, &p, err)) return false;
  bool ok =
      ask_int(p, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()", &n, err);
  if (ok) *ret = n > 0;
  pg_close(&p->s);
  return ok;
}

/* With the lease, so that it is not taken from under a writer. */
bool pg_remove(const char *path, struct err *err) {
  struct state_setup setup = {.busy_ms = STATE_BUSY_MS, .alone = true};
  struct buf sql = BUF_INIT;
  struct pg *p;
  if (!reach(path, true, &setup, &p, err)) return false;
  char *name = PQescapeIdentifier(p->c, p->schema, strlen(p->schema));
  must(name);
  buf_printf(&sql, "DROP SCHEMA IF EXISTS %s CASCADE", name);
  bool ok = pg_simple(p, sql.p, NULL, err);
  PQfreemem(name);
  buf_release(&sql);
  pg_close(&p->s);
  return ok;
}

void pg_close(struct state *s) {
  struct pg *p = pg_of(s);
  PQfinish(p->c); /* rolls back and gives the lease back */
  vec_free(&p->sent);
  state_end(s);
  free(p->schema);
  free(p->url);
  free(p);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What only PostgreSQL does: the lease, connections that are lost at every point of a transaction,
 * and addresses that do not lead anywhere.  With SHOAL_TEST_PG (tools/test.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dir.h"
#include "state/postgres_int.h"

static const struct embedded schema[] = {
    {"0001_t.sql", "CREATE TABLE t (id @autoid, a @i64 UNIQUE) @strict;"}, {NULL, NULL}};
static const struct state_setup shared = {.migrations = schema, .busy_ms = 200};
static const struct state_setup alone = {.migrations = schema, .busy_ms = 200, .alone = true};

static struct state *open_as(const char *name, const struct state_setup *setup) {
  struct state *s;
  struct err err = {0};
  assert_true(state_open_with(at(name), true, setup, &s, &err));
  return s;
}

static bool try(struct state *s, const char *sql, struct err *err) {
  struct state_stmt *q;
  err_clear(err);
  return state_query(s, sql, &q, err) && state_exec(q, err);
}

static int64_t ask(struct state *s, const char *sql) {
  struct state_stmt *q;
  struct err err = {0};
  bool row;
  assert_true(state_query(s, sql, &q, &err));
  assert_true(state_step(q, &row, &err) && row);
  int64_t v = state_int(q, 0);
  state_reset(q);
  return v;
}

/* Ends the session of `victim` from outside, and waits until it is gone. */
static void hang_up(struct state *victim, bool wait) {
  struct state *k = open_as("killer", &shared);
  char sql[128];
  int pid = PQbackendPID(pg_of(victim)->c);
  snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, %d)::int", pid, wait ? 5000 : 0);
  assert_int_equal(ask(k, sql), 1);
  state_close(k);
}

static void test_the_lease(void **state) {
  (void)state;
  struct state *a = open_as("lease", &alone), *b = NULL, *r;
  struct err err = {0};
  assert_true(state_reader(a, &r, &err)); /* readers need none */
  assert_false(state_open_with(at("lease"), true, &alone, &b, &err));
  assert_int_equal(err.code, ERR_workspace_locked);
  assert_null(b);
  err_clear(&err);
  state_close(a);
  a = open_as("lease", &alone);

  /* Lost, and somebody else took it: no write gets through until it is free again. */
  hang_up(a, true);
  b = open_as("lease", &alone);
  assert_false(try(a, "INSERT INTO t (a) VALUES (1)", &err));
  assert_int_equal(err.code, ERR_workspace_locked);
  err_clear(&err);
  assert_false(state_begin(a, &err)); /* told at once, without another wait */
  assert_int_equal(err.code, ERR_workspace_locked);
  assert_true(try(b, "INSERT INTO t (a) VALUES (2)", &err));
  state_close(b);
  usleep((PG_AGAIN_MS + 100) * 1000);
  assert_true(try(a, "INSERT INTO t (a) VALUES (1)", &err));
  assert_int_equal(ask(r, "SELECT count(*) FROM t"), 2);
  state_close(a);
  state_close(r);
}

/* Nobody notices that an idle connection was lost. */
static void test_idle_loss(void **state) {
  (void)state;
  struct state *s = open_as("idle", &alone);
  struct err err = {0};
  for (int i = 0; i < 6; i++) {
    hang_up(s, true);
    if (i % 3 == 0)
      assert_true(try(s, "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", &err));
    else if (i % 3 == 1)
      assert_int_equal(ask(s, "SELECT count(*) FROM t"), 1);
    else
      assert_true(state_begin(s, &err) &&
                  try(s, "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", &err) &&
                  state_commit(s, &err));
  }
  assert_int_equal(ask(s, "SELECT count(*) FROM t"), 1);
  state_close(s);
}

/* At each step of a transaction: it fails as a whole, by name, and the next one is fine. */
static void test_loss_in_a_transaction(void **state) {
  (void)state;
  for (int way = 0; way < 2; way++) {
    struct state *s = open_as(way ? "loss2" : "loss", way ? &shared : &alone);
    struct err err = {0};
    for (int lost_at = 0; lost_at < 5; lost_at++) {
      bool ok = true;
      struct state_stmt *q;
      assert_true(state_begin(s, &err));
      for (int i = 0; ok && i < 4; i++) {
        if (i == lost_at) hang_up(s, true);
        err_clear(&err);
        ok = state_query(s, "INSERT INTO t (a) VALUES (?1)", &q, &err);
        if (ok) state_bind_int(q, 1, 10 * lost_at + i);
        ok = ok && (i % 2 ? state_later(q, &err) : state_exec(q, &err));
      }
      if (lost_at == 4) hang_up(s, true);
      if (ok)
        assert_false(state_commit(s, &err));
      else
        state_rollback(s);
      assert_int_equal(err.code, ERR_state_down);
      err_clear(&err);
      assert_int_equal(ask(s, "SELECT count(*) FROM t"), 0);
    }
    assert_true(try(s, "INSERT INTO t (a) VALUES (7)", &err));
    state_close(s);
  }
}

/* The server commits, and its answer is lost. */
static void test_the_outcome_of_a_lost_commit_is_found(void **state) {
  (void)state;
  struct state *s = open_as("unsure", &alone);
  struct err err = {0};
  struct state_stmt *q;
  for (int i = 0; i < 2; i++) {
    bool committed = i == 0;
    assert_true(state_begin(s, &err));
    assert_true(try(s, i ? "INSERT INTO t (a) VALUES (2)" : "INSERT INTO t (a) VALUES (1)", &err));
    /* behind the door's back, so that its own commit meets a dead connection */
    PQclear(PQexec(pg_of(s)->c, committed ? "COMMIT" : "ROLLBACK"));
    hang_up(s, true);
    err_clear(&err);
    assert_int_equal(state_commit(s, &err), committed);
    if (!committed) assert_int_equal(err.code, ERR_state_down);
  }
  assert_int_equal(ask(s, "SELECT sum(a) FROM t"), 1);
  assert_true(state_query(s, "SELECT count(*) FROM t", &q, &err));
  state_close(s);
}

static void test_a_failed_statement_spoils_its_transaction(void **state) {
  (void)state;
  struct state *s = open_as("spoilt", &alone);
  struct err err = {0};
  assert_true(try(s, "INSERT INTO t (a) VALUES (1)", &err));
  assert_true(state_begin(s, &err));
  assert_false(try(s, "INSERT INTO t (a) VALUES (1)", &err));
  assert_int_equal(err.code, ERR_state_constraint);
  err_clear(&err);
  assert_false(state_commit(s, &err)); /* PostgreSQL would say that all is well */
  assert_int_equal(err.code, ERR_internal);
  err_clear(&err);
  assert_true(state_begin(s, &err) && try(s, "INSERT INTO t (a) VALUES (2)", &err) &&
              state_commit(s, &err));
  state_close(s);
}

static void test_no_zero_in_text(void **state) {
  (void)state;
  struct state *s = open_as("zero", &shared);
  struct state_stmt *q;
  struct err err = {0};
  bool row;
  assert_true(state_query(s, "SELECT length(?1)", &q, &err));
  state_bind_str(q, 1, STR("a\0b"));
  assert_false(state_step(q, &row, &err));
  assert_int_equal(err.code, ERR_internal);
  state_close(s);
}

static void refuses(const char *path, enum err_code code) {
  struct state *s = NULL;
  struct err err = {0};
  assert_false(state_open_with(path, true, &shared, &s, &err));
  assert_int_equal(err.code, code);
  for (int i = 0; i < err.n_args; i++)
    assert_null(strstr(err.args[i], "hunter2"));
}

/* Whatever is wrong with an address, its password is in no error. */
static void test_addresses(void **state) {
  (void)state;
  refuses("postgresql://u:hunter2@127.0.0.1:1/db#s", ERR_state_down);
  refuses("postgresql://u:hunter2@127.0.0.1:1/db", ERR_bad_state_url);
  refuses("postgresql://u:hun%zzter2@h/db#s", ERR_bad_state_url);
  refuses("postgresql://u:x@h:hunter2/db#s", ERR_bad_state_url);
  refuses("postgresql://u:x/hunter2@h/db#s", ERR_bad_state_url);
  refuses("postgresql://u:x@hunter2@h/db#s", ERR_bad_state_url);
  refuses("postgresql://u:x#hunter2@127.0.0.1:1/db#s", ERR_state_down);
  refuses("postgresql://h/db?nonsense=hunter2#s", ERR_bad_state_url);
  char path[512];
  snprintf(path, sizeof path, "%s&dbname=nowhere&password=hunter2#s", pg_url);
  refuses(path, ERR_state_denied);
}

static void test_places(void **state) {
  (void)state;
  struct buf a = BUF_INIT, b = BUF_INIT;
  char slug[65], other[65];
  memset(slug, 'a', 64);
  slug[64] = 0;
  strcpy(other, slug);
  other[63] = 'b';
  state_place("postgresql://h/d", str_from("a-b_c"), &a);
  assert_string_equal(a.p, "postgresql://h/d#shoal_w_a-b_c");
  buf_reset(&a);
  state_place("x", str_from(slug), &a);
  state_place("x", str_from(other), &b);
  assert_true(a.n == b.n && a.n == 2 + 63 && strcmp(a.p, b.p) != 0);
  buf_release(&a);
  buf_release(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_lease),
      cmocka_unit_test(test_idle_loss),
      cmocka_unit_test(test_loss_in_a_transaction),
      cmocka_unit_test(test_the_outcome_of_a_lost_commit_is_found),
      cmocka_unit_test(test_a_failed_statement_spoils_its_transaction),
      cmocka_unit_test(test_no_zero_in_text),
      cmocka_unit_test(test_addresses),
      cmocka_unit_test(test_places),
  };
  pg_url = getenv("SHOAL_TEST_PG");
  if (!pg_url) {
    puts("ok - PostgreSQL # SKIP SHOAL_TEST_PG is not set");
    return 0;
  }
  return cmocka_run_group_tests(tests, dir_make, dir_remove);
}

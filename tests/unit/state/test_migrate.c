/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Migrations: applied once, in order, all or nothing; every mismatch has its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dir.h"
#include "state/state_int.h"

#define ONE                                                                                        \
  { "0001_one.sql", "CREATE TABLE one (a @i64 NOT NULL) @strict;" }
#define TWO                                                                                        \
  { "0002_two.sql", "CREATE TABLE two (a @i64 NOT NULL) @strict; INSERT INTO two VALUES (7);" }

static const struct embedded none[] = {{NULL, NULL}};
static const struct embedded first[] = {ONE, {NULL, NULL}};
static const struct embedded both[] = {ONE, TWO, {NULL, NULL}};
static const struct embedded edited[] = {
    {"0001_one.sql", "CREATE TABLE one (a @text NOT NULL) @strict;"}, TWO, {NULL, NULL}};
static const struct embedded broken[] = {
    ONE,
    {"0002_two.sql", "CREATE TABLE two (a @i64 NOT NULL) @strict; INSERT INTO nowhere VALUES (1);"},
    {NULL, NULL}};

static bool try_open(const char *path, bool write, const struct embedded *m, struct state **ret,
                     struct err *err) {
  err_clear(err);
  return state_open_with(path, write, &(struct state_setup){m, 100}, ret, err);
}

static void opens(const char *path, bool write, const struct embedded *m) {
  struct state *s;
  struct err err;
  assert_true(try_open(path, write, m, &s, &err));
  state_close(s);
}

static void refuses(const char *path, bool write, const struct embedded *m, enum err_code code) {
  struct state *s = NULL;
  struct err err;
  assert_false(try_open(path, write, m, &s, &err));
  assert_int_equal(err.code, code);
  assert_null(s);
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

static bool has(struct state *s, const char *table) {
  struct err err = {0};
  bool there = false;
  assert_true(s->door->has_table(s, table, &there, &err));
  return there;
}

static void test_fresh_then_again_then_more(void **state) {
  (void)state;
  const char *path = at("grow.db");
  struct state *s;
  struct err err;
  opens(path, true, first);
  opens(path, true, first);
  refuses(path, false, both, ERR_state_old);
  assert_true(try_open(path, true, both, &s, &err));
  assert_int_equal(ask(s, "SELECT a FROM two"), 7);
  assert_int_equal(ask(s, "SELECT count(*) FROM migration"), 2);
  state_close(s);
  opens(path, false, both);
}

static void test_mismatches_are_named(void **state) {
  (void)state;
  const char *path = at("mismatch.db");
  refuses(path, false, none, ERR_state_missing);
  opens(path, true, both);
  refuses(path, true, first, ERR_state_newer);
  refuses(path, false, first, ERR_state_newer);
  refuses(path, true, edited, ERR_state_drift);
  refuses(path, false, edited, ERR_state_drift);
  opens(path, true, both);
}

static void test_a_failing_migration_leaves_nothing_of_itself(void **state) {
  (void)state;
  const char *path = at("broken.db");
  struct state *s;
  struct err err;
  refuses(path, true, broken, ERR_internal);
  assert_true(try_open(path, true, first, &s, &err)); /* the first one stayed */
  assert_false(has(s, "two"));
  state_close(s);
  opens(path, true, both);
}

static void test_two_programs_at_once(void **state) {
  (void)state;
  const char *path = at("race.db");
  struct state *a, *b;
  struct err err;
  assert_true(try_open(path, true, first, &a, &err));
  assert_true(state_begin(a, &err));
  refuses(path, true, both, ERR_state_busy); /* it needs the write lock, and waits 100 ms for it */
  opens(path, true, first);                  /* it does not */
  opens(path, false, first);
  state_rollback(a);
  assert_true(try_open(path, true, both, &b, &err));
  state_close(a);
  state_close(b);
}

static void test_the_real_schema(void **state) {
  (void)state;
  static const char *const tables[] = {
      "resource", "resource_version", "resource_ref", "audit",
      "item",     "cursor",           "import_run",   "outbox_batch"};
  const char *path = at("real.db");
  struct state *s;
  struct err err = {0};
  assert_false(state_open(path, false, &s, &err));
  assert_int_equal(err.code, ERR_state_missing);
  assert_true(state_open(path, true, &s, &err));
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    assert_true(has(s, tables[i]));
  if (!pg_url)
    assert_int_equal(ask(s,
                         "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = "
                         "'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'"),
                     0);
  state_close(s);
  assert_true(state_open(path, false, &s, &err));
  state_close(s);
  for (const struct embedded *m = state_migrations; m->name; m++) {
    struct buf pg = BUF_INIT;
    assert_true(sql_expand(SQL_POSTGRES, str_from(m->text), &pg, &err));
    assert_null(strstr(pg.p, "STRICT"));
    buf_release(&pg);
  }
}

int main(void) {
  int failed = 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_fresh_then_again_then_more),
      cmocka_unit_test(test_mismatches_are_named),
      cmocka_unit_test(test_a_failing_migration_leaves_nothing_of_itself),
      cmocka_unit_test(test_two_programs_at_once),
      cmocka_unit_test(test_the_real_schema),
  };
  RUN_ON_BOTH(tests, failed);
  return failed;
}

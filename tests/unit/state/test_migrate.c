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

/* Ends that were written as dates, before 0029: of four kinds they were that day's first moment. */
static void test_ends_stay_what_they_were(void **state) {
  static const char *const rows[][3] = {
      {"task",
       "{\"kind\":\"task\",\"title\":\"said \\\"until\\\":\\\"2026-11-30\\\" "
       "某\",\"until\":\"2026-11-30\",\"holdout\":\"10%\"}",
       "{\"kind\":\"task\",\"title\":\"said \\\"until\\\":\\\"2026-11-30\\\" "
       "某\",\"until\":\"2026-11-30T00:00:00\",\"holdout\":\"10%\"}"},
      {"check_in", "{\"until\":\"2026-11-30T12:00\"}", NULL},
      {"leaderboard", "{\"until\":\"2027-01-01\"}", "{\"until\":\"2027-01-01T00:00:00\"}"},
      {"earn_rule", "{\"from\":\"2026-01-01\",\"until\":\"2027-01-01\"}",
       "{\"from\":\"2026-01-01\",\"until\":\"2027-01-01T00:00:00\"}"},
      {"badge", "{\"when\":\"true\"}", NULL},
      {"draw", "{\"until\":\"2026-11-30\"}", NULL},
      {"coupon", "{\"valid\":{\"until\":\"2026-11-30\"}}", NULL},
  };
  (void)state;
  struct embedded before[29] = {{NULL, NULL}};
  struct state *s;
  struct state_stmt *q;
  struct err err = {0};
  const char *path = at("ends.db");
  bool row;
  memcpy(before, state_migrations, 28 * sizeof *before);
  assert_string_equal(state_migrations[28].name, "0029_until_day.sql");
  assert_true(try_open(path, true, before, &s, &err));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_true(state_query(
        s, "INSERT INTO resource VALUES (?1, ?1, 'x', 'active', 1, '', '', 0, 0)", &q, &err));
    state_bind_str(q, 1, str_from(rows[i][0]));
    assert_true(state_exec(q, &err));
    assert_true(state_query(
        s, "INSERT INTO resource_version VALUES (?1, 1, ?2, 'h', '', '', '', 0)", &q, &err));
    state_bind_str(q, 1, str_from(rows[i][0]));
    state_bind_str(q, 2, str_from(rows[i][1]));
    assert_true(state_exec(q, &err));
  }
  state_close(s);
  assert_true(try_open(path, true, state_migrations, &s, &err));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_true(
        state_query(s, "SELECT doc, hash FROM resource_version WHERE resource_id = ?1", &q, &err));
    state_bind_str(q, 1, str_from(rows[i][0]));
    assert_true(state_step(q, &row, &err) && row);
    const char *want = rows[i][2] ? rows[i][2] : rows[i][1];
    struct str doc = state_str(q, 0);
    if (!str_is(doc, want)) fail_msg("%.*s, not %s", STRF(doc), want);
    assert_int_equal(state_str(q, 1).n, rows[i][2] ? 0 : 1);
    state_reset(q);
  }
  state_close(s);
}

int main(void) {
  int failed = 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_fresh_then_again_then_more),
      cmocka_unit_test(test_mismatches_are_named),
      cmocka_unit_test(test_a_failing_migration_leaves_nothing_of_itself),
      cmocka_unit_test(test_two_programs_at_once),
      cmocka_unit_test(test_the_real_schema),
      cmocka_unit_test(test_ends_stay_what_they_were),
  };
  RUN_ON_BOTH(tests, failed);
  return failed;
}

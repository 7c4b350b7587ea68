/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements, transactions, and failures by their names, on both databases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dir.h"
#include "state/sqlite_int.h"

static const struct embedded schema[] = {
    {"0001_t.sql", "CREATE TABLE t (id @autoid, a @i64, b @text, c @blob) @strict;"
                   "CREATE TABLE child (t @i64 NOT NULL REFERENCES t (id)) @strict;"},
    {NULL, NULL}};

static struct state *open_as(const char *path, bool write) {
  struct state *s;
  struct err err = {0};
  assert_true(state_open_with(path, write, &(struct state_setup){schema, 50}, &s, &err));
  return s;
}

static struct state_stmt *query(struct state *s, const char *sql) {
  struct state_stmt *q;
  struct err err = {0};
  assert_true(state_query(s, sql, &q, &err));
  return q;
}

static void run(struct state *s, const char *sql) {
  struct err err = {0};
  assert_true(state_exec(query(s, sql), &err));
}

static void fails(struct state_stmt *q, enum err_code code) {
  struct err err = {0};
  assert_false(state_exec(q, &err));
  assert_int_equal(err.code, code);
}

static int64_t ask(struct state *s, const char *sql) {
  struct state_stmt *q = query(s, sql);
  struct err err = {0};
  bool row;
  assert_true(state_step(q, &row, &err) && row);
  int64_t v = state_int(q, 0);
  state_reset(q);
  return v;
}

static void test_values_come_back(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  bool row;
  struct state_stmt *q = query(s, "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)");
  state_bind_int(q, 1, INT64_MIN);
  state_bind_str(q, 2, STR("人群"));
  state_bind_blob(q, 3, STR("\0\x01\xff"));
  assert_true(state_exec(q, &err));
  assert_int_equal(state_changes(s), 1);
  struct state_stmt *again = query(s, "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)");
  assert_ptr_equal(again, q); /* cached; the bindings are gone */
  state_bind_str(again, 2, (struct str){NULL, 0});
  state_bind_null(again, 3);
  assert_true(state_exec(again, &err));

  q = query(s, "SELECT a, b, c FROM t ORDER BY id");
  assert_true(state_step(q, &row, &err) && row);
  assert_true(state_int(q, 0) == INT64_MIN);
  assert_true(str_eq(state_str(q, 1), STR("人群")));
  assert_true(str_eq(state_str(q, 2), STR("\0\x01\xff")));
  assert_true(state_step(q, &row, &err) && row);
  assert_true(state_is_null(q, 0) && state_is_null(q, 2));
  assert_false(state_is_null(q, 1)); /* an empty string is not NULL */
  assert_int_equal(state_str(q, 1).n, 0);
  assert_int_equal(state_str(q, 2).n, 0);
  assert_true(state_step(q, &row, &err) && !row);
  state_close(s);
}

static void test_transactions(void **state) {
  (void)state;
  struct state *s = open_as(at("tx.db"), true);
  struct err err = {0};
  bool row;
  state_rollback(s); /* nothing open: nothing */
  assert_true(state_begin(s, &err));
  run(s, "INSERT INTO t (a) VALUES (1)");
  run(s, "INSERT INTO t (a) VALUES (2)");
  struct state_stmt *q = query(s, "SELECT a FROM t");
  assert_true(state_step(q, &row, &err) && row); /* left half-read */
  state_rollback(s);
  assert_int_equal(ask(s, "SELECT count(*) FROM t"), 0);
  assert_true(state_begin(s, &err));
  run(s, "INSERT INTO t (a) VALUES (3)");
  assert_true(state_commit(s, &err));
  state_close(s);

  s = open_as(at("tx.db"), true);
  assert_int_equal(ask(s, "SELECT sum(a) FROM t"), 3);
  assert_true(state_begin(s, &err));
  run(s, "INSERT INTO t (a) VALUES (4)");
  state_close(s); /* without commit */
  s = open_as(at("tx.db"), false);
  assert_int_equal(ask(s, "SELECT sum(a) FROM t"), 3);
  state_close(s);
}

static void test_constraints(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  run(s, "INSERT INTO t (id, a) VALUES (1, 1)");
  fails(query(s, "INSERT INTO t (id, a) VALUES (1, 2)"), ERR_state_constraint);
  fails(query(s, "INSERT INTO child VALUES (99)"), ERR_state_constraint);
  fails(query(s, "INSERT INTO t (a) VALUES ('text')"), ERR_state_constraint);
  run(s, "INSERT INTO child VALUES (1)");
  state_close(s);
}

static void test_settings(void **state) {
  (void)state;
  struct state *s = open_as(in_dir("settings.db"), true);
  struct state_stmt *q = query(s, "PRAGMA journal_mode");
  struct err err = {0};
  bool row;
  assert_true(state_step(q, &row, &err) && row);
  assert_true(str_eq(state_str(q, 0), STR("wal")));
  state_reset(q);
  assert_int_equal(ask(s, "PRAGMA page_size"), STATE_PAGE_BYTES);
  assert_int_equal(ask(s, "PRAGMA synchronous"), 2);
  assert_int_equal(ask(s, "PRAGMA foreign_keys"), 1);
  state_close(s);
}

static void test_now_is_the_clock_seam(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  assert_true(ask(s, "SELECT @now") > INT64_C(1500000000000));
  state_close(s);
}

static void test_readers_and_writers(void **state) {
  (void)state;
  const char *path = at("rw.db");
  struct state *w = open_as(path, true), *w2 = open_as(path, true), *r = open_as(path, false);
  struct err err = {0};
  run(w, "INSERT INTO t (a) VALUES (1)");
  assert_int_equal(ask(r, "SELECT count(*) FROM t"), 1);
  assert_true(state_begin(w, &err));
  run(w, "INSERT INTO t (a) VALUES (2)");
  assert_int_equal(ask(r, "SELECT count(*) FROM t"), 1); /* reads do not wait and do not see it */
  assert_false(state_begin(w2, &err));
  assert_int_equal(err.code, ERR_state_busy);
  fails(query(w2, "INSERT INTO t (a) VALUES (3)"), ERR_state_busy);
  assert_true(state_commit(w, &err));
  assert_int_equal(ask(r, "SELECT count(*) FROM t"), 2);
  assert_false(state_begin(r, &err));
  assert_int_equal(err.code, ERR_state_read_only);
  fails(query(r, "INSERT INTO t (a) VALUES (3)"), ERR_state_read_only);
  state_close(w);
  state_close(w2);
  state_close(r);
}

static void test_full(void **state) {
  (void)state;
  struct state *s = open_as(in_dir("full.db"), true);
  struct err err = {0};
  ask(s, "PRAGMA max_page_count = 20");
  assert_true(state_begin(s, &err));
  bool ok = true;
  for (int i = 0; ok && i < 100; i++)
    ok = state_exec(query(s, "INSERT INTO t (c) VALUES (zeroblob(1500))"), &err);
  assert_false(ok);
  assert_int_equal(err.code, ERR_disk_full);
  state_rollback(s);
  assert_int_equal(ask(s, "SELECT count(*) FROM t"), 0);
  run(s, "INSERT INTO t (a) VALUES (1)");
  state_close(s);
}

static void test_bad_sql_is_our_bug(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct state_stmt *q;
  struct err err = {0};
  bool row; /* PostgreSQL prepares at the first step */
  assert_false(state_query(s, "SELEC 1", &q, &err) && state_step(q, &row, &err));
  assert_int_equal(err.code, ERR_internal);
  err_clear(&err);
  assert_false(state_query(s, "SELECT @what", &q, &err));
  assert_int_equal(err.code, ERR_internal);
  state_close(s);
}

static void count_bad(void *ctx, const struct err *what) {
  assert_int_equal(what->code, ERR_corrupt);
  ++*(int *)ctx;
}

static void overwrite(const char *path, long from, const char *bytes, size_t n, size_t times) {
  FILE *f = fopen(path, "r+b");
  assert_non_null(f);
  fseek(f, from, SEEK_SET);
  for (size_t i = 0; i < times; i++)
    assert_int_equal(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static void test_damage(void **state) {
  (void)state;
  const char *path = in_dir("damage.db");
  struct err err = {0};
  int bad = 0;
  struct state *s = open_as(path, true);
  for (int i = 0; i < 200; i++)
    run(s, "INSERT INTO t (c) VALUES (randomblob(500))");
  assert_true(state_verify(s, count_bad, &bad, &err));
  assert_int_equal(bad, 0);
  state_close(s);

  overwrite(path, 10 * STATE_PAGE_BYTES, "garbage!", 8, 20 * STATE_PAGE_BYTES / 8);
  s = open_as(path, true);
  assert_true(state_verify(s, count_bad, &bad, &err));
  assert_true(bad > 0);
  fails(query(s, "UPDATE t SET a = length(c)"), ERR_corrupt);
  state_close(s);

  overwrite(path, 0, "garbage!", 8, 64);
  assert_false(state_open(path, true, &s, &err));
  assert_int_equal(err.code, ERR_corrupt);
}

static void test_dangling_references_are_found(void **state) {
  (void)state;
  struct state *s = open_as("", true);
  struct err err = {0};
  int bad = 0;
  assert_true(state_run(s, "PRAGMA foreign_keys = OFF", &err));
  run(s, "INSERT INTO child VALUES (99)");
  assert_true(state_verify(s, count_bad, &bad, &err));
  assert_int_equal(bad, 1);
  state_close(s);
}

static void test_paths_that_cannot_be(void **state) {
  (void)state;
  struct state *s = NULL;
  struct err err = {0};
  assert_false(state_open(in_dir("no/such/dir.db"), true, &s, &err));
  assert_int_equal(err.code, ERR_io);
  err_clear(&err);
  assert_false(state_open(dir, true, &s, &err));
  assert_int_equal(err.code, ERR_io);
  err_clear(&err);
  assert_false(state_open(in_dir("no/such/dir.db"), false, &s, &err));
  assert_int_equal(err.code, ERR_state_missing);
  assert_null(s);
  state_close(NULL);
}

static void test_a_reader_of_a_writer(void **state) {
  (void)state;
  struct state *w = open_as(at("reader.db"), true), *r;
  struct err err = {0};
  assert_true(state_reader(w, &r, &err));
  run(w, "INSERT INTO t (a) VALUES (1)");
  assert_int_equal(ask(r, "SELECT count(*) FROM t"), 1);
  fails(query(r, "DELETE FROM t"), ERR_state_read_only);
  state_close(r);
  state_close(w);
}

/* Exact in a file; a database far away is asked again after STATE_FAR_MS at the latest. */
static void test_a_reader_hears_of_changes(void **state) {
  (void)state;
  struct state *w = open_as(at("changed.db"), true), *r;
  struct err err = {0};
  struct timespec late = {.tv_nsec = (STATE_FAR_MS + 10) * 1000000L};
  assert_true(state_reader(w, &r, &err));
  assert_true(state_changed(r));
  bool file = !state_is_url(at("changed.db"));
  for (int i = 0; i < 3; i++) {
    if (file) assert_false(state_changed(r));
    run(w, "INSERT INTO t (a) VALUES (1)");
    if (!file) nanosleep(&late, NULL);
    assert_true(state_changed(r));
  }
  state_close(r);
  state_close(w);
}

/* Values that one database would take for another type. */
static void test_parameters_of_every_type_everywhere(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  bool row;
  struct state_stmt *q = query(s, "INSERT INTO t (a, b, c) SELECT ?1, ?2, ?3 WHERE ?4 > 0");
  for (int i = 0; i < 4; i++) {
    q = query(s, "INSERT INTO t (a, b, c) SELECT ?1, ?2, ?3 WHERE ?4 > 0");
    if (i & 1) state_bind_int(q, 1, 42);
    if (i & 2) state_bind_str(q, 2, STR("42")), state_bind_blob(q, 3, STR("42"));
    state_bind_int(q, 4, INT64_C(1) << 40);
    assert_true(state_exec(q, &err));
  }
  assert_int_equal(ask(s, "SELECT count(*) FROM t WHERE a IS NULL AND b IS NULL"), 1);
  assert_int_equal(ask(s, "SELECT count(*) FROM t WHERE a = 42 AND b = '42'"), 1);
  assert_int_equal(ask(s, "SELECT count(a) * 10 + count(c) FROM t"), 22);
  q = query(s, "SELECT count(*), sum(a), sum(-a) * 1000000, max(b), sum(a) IS NULL FROM t");
  assert_true(state_step(q, &row, &err) && row);
  assert_true(str_is(state_str(q, 1), "84") && str_is(state_str(q, 0), "4"));
  assert_true(state_int(q, 2) == -84000000 && state_int(q, 3) == 42 && state_int(q, 4) == 0);
  state_reset(q);
  q = query(s, "SELECT sum(a) FROM t WHERE a > ?1 LIMIT ?2");
  state_bind_int(q, 1, 1000);
  state_bind_int(q, 2, 5);
  assert_true(state_step(q, &row, &err) && row && state_is_null(q, 0) && state_int(q, 0) == 0);
  state_close(s);
}

/* Bytes, not letters: Z before a, and Chinese by UTF-8. */
static void test_text_sorts_by_bytes(void **state) {
  (void)state;
  static const char *const words[] = {"é", "a", "Z", "鱼", "z", "", "A b", "a b"};
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  bool row;
  char last[16] = "";
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    struct state_stmt *put = query(s, "INSERT INTO t (b) VALUES (?1)");
    state_bind_str(put, 1, str_from(words[i]));
    assert_true(state_exec(put, &err));
  }
  struct state_stmt *q = query(s, "SELECT b FROM t WHERE b >= ?1 ORDER BY b");
  state_bind_str(q, 1, STR(""));
  for (;;) {
    assert_true(state_step(q, &row, &err));
    if (!row) break;
    assert_true(str_cmp(str_from(last), state_str(q, 0)) <= 0);
    snprintf(last, sizeof last, "%.*s", STRF(state_str(q, 0)));
  }
  assert_string_equal(last, "鱼");
  state_close(s);
}

static void test_statements_between_rows(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  bool row;
  int64_t seen = 0;
  for (int i = 0; i < 5; i++)
    run(s, "INSERT INTO t (a) VALUES (1)");
  assert_true(state_begin(s, &err));
  struct state_stmt *q = query(s, "SELECT id FROM t WHERE a = 1 ORDER BY id");
  while (state_step(q, &row, &err) && row) {
    struct state_stmt *put = query(s, "UPDATE t SET a = ?2 WHERE id = ?1");
    state_bind_int(put, 1, state_int(q, 0));
    state_bind_int(put, 2, ++seen + 1);
    assert_true(seen % 2 ? state_later(put, &err) : state_exec(put, &err));
  }
  assert_true(state_commit(s, &err));
  assert_int_equal(ask(s, "SELECT sum(a) FROM t"), 20);
  state_close(s);
}

static void test_savepoints_undo_one(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  run(s, "INSERT INTO t (id, a) VALUES (1, 0)");
  assert_true(state_begin(s, &err));
  for (int i = 0; i < 10; i++) {
    assert_true(state_savepoint(s, &err));
    struct state_stmt *put = query(s, "UPDATE t SET a = a + 1 WHERE id = 1");
    assert_true(state_later(put, &err));
    put = query(s, "INSERT INTO child VALUES (?1)"); /* every second has no parent */
    state_bind_int(put, 1, i % 2 ? 99 : 1);
    if (state_later(put, &err) && state_settle(s, &err)) {
      assert_true(state_release(s, &err));
      assert_int_equal(i % 2, 0);
    } else {
      assert_int_equal(err.code, ERR_state_constraint);
      assert_int_equal(i % 2, 1);
      err_clear(&err);
      assert_true(state_rollback_to(s, &err));
    }
  }
  assert_true(state_commit(s, &err));
  assert_int_equal(ask(s, "SELECT a FROM t"), 5);
  assert_int_equal(ask(s, "SELECT count(*) FROM child"), 5);
  state_close(s);
}

/* What nobody waited for is told at the latest by the commit. */
static void test_a_later_failure_fails_the_commit(void **state) {
  (void)state;
  struct state *s = open_as(fresh(), true);
  struct err err = {0};
  assert_true(state_begin(s, &err));
  run(s, "INSERT INTO t (a) VALUES (1)");
  if (state_later(query(s, "INSERT INTO child VALUES (99)"), &err))
    assert_false(state_commit(s, &err));
  else
    state_rollback(s);
  assert_int_equal(err.code, ERR_state_constraint);
  assert_int_equal(ask(s, "SELECT count(*) FROM t"), 0);
  for (int n = 0; n < 1000; n += 250) { /* more than fit into one pipeline */
    err_clear(&err);
    assert_true(state_begin(s, &err));
    for (int i = 0; i < 1000; i++)
      assert_true(state_later(query(s, "INSERT INTO t (b) VALUES ('x')"), &err));
    assert_true(state_commit(s, &err));
  }
  assert_int_equal(ask(s, "SELECT count(*) FROM t"), 4000);
  state_close(s);
}

int main(void) {
  int failed = 0;
  const struct CMUnitTest both[] = {
      cmocka_unit_test(test_values_come_back),
      cmocka_unit_test(test_transactions),
      cmocka_unit_test(test_constraints),
      cmocka_unit_test(test_now_is_the_clock_seam),
      cmocka_unit_test(test_readers_and_writers),
      cmocka_unit_test(test_bad_sql_is_our_bug),
      cmocka_unit_test(test_a_reader_of_a_writer),
      cmocka_unit_test(test_a_reader_hears_of_changes),
      cmocka_unit_test(test_parameters_of_every_type_everywhere),
      cmocka_unit_test(test_text_sorts_by_bytes),
      cmocka_unit_test(test_statements_between_rows),
      cmocka_unit_test(test_savepoints_undo_one),
      cmocka_unit_test(test_a_later_failure_fails_the_commit),
  };
  const struct CMUnitTest sqlite[] = {
      cmocka_unit_test(test_settings),
      cmocka_unit_test(test_full),
      cmocka_unit_test(test_damage),
      cmocka_unit_test(test_dangling_references_are_found),
      cmocka_unit_test(test_paths_that_cannot_be),
  };
  failed += cmocka_run_group_tests(sqlite, dir_make, dir_remove);
  RUN_ON_BOTH(both, failed);
  return failed;
}

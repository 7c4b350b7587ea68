/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A database copied into another: SQLite to SQLite, and with SHOAL_TEST_PG both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dir.h"
#include "state/state_int.h"

#define ROWS 2500 /* more than one fetch */

static void run(struct state *s, const char *sql) {
  struct state_stmt *q;
  struct err err = {0};
  assert_true(state_query(s, sql, &q, &err) && state_exec(q, &err));
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

static struct state *open_at(const char *path, bool write) {
  struct state *s;
  struct err err = {0};
  assert_true(state_open(path, write, &s, &err));
  return s;
}

#define AUDIT                                                                                      \
  "INSERT INTO audit (at_ms, author, action, kind, slug, version, detail) VALUES (1, '', '', '', " \
  "'', 1, '')"

static void fill(struct state *s) {
  struct err err = {0};
  assert_true(state_begin(s, &err));
  run(s, "INSERT INTO resource VALUES ('seg_1', 'segment', 'a', 'active', 1, 'A', '甲', 1, 2)");
  run(s, "INSERT INTO resource_version VALUES ('seg_1', 1, '{}', 'h', 'A', '甲', 'me', 1)");
  run(s, "INSERT INTO item (id, name, category, brand, price, doc, updated_lsn) VALUES ('i', '', "
         "'', '', NULL, '', -9223372036854775807)");
  for (int i = 0; i < ROWS; i++) {
    struct state_stmt *q;
    char bytes[5] = {0, (char)i, (char)(i >> 8), '\'', (char)0xff};
    assert_true(state_query(s, "INSERT INTO outbox_batch (seq, batch) VALUES (?1, ?2)", &q, &err));
    state_bind_int(q, 1, i + 1);
    state_bind_blob(q, 2, str_of(bytes, (size_t)i % 6));
    assert_true(state_later(q, &err));
  }
  assert_true(state_commit(s, &err));
  run(s, "DELETE FROM outbox_batch WHERE seq > 2490");
  run(s, AUDIT); /* a number that is never given again */
  run(s, "DELETE FROM audit");
}

static void looks_right(const char *path) {
  struct state *s = open_at(path, true);
  assert_int_equal(ask(s, "SELECT count(*) FROM outbox_batch"), 2490);
  assert_int_equal(ask(s, "SELECT sum(seq * length(batch)) FROM outbox_batch"), 7760500);
  assert_int_equal(ask(s, "SELECT count(*) FROM item WHERE price IS NULL AND name = '' AND "
                          "updated_lsn = -9223372036854775807"),
                   1);
  assert_int_equal(ask(s, "SELECT count(*) FROM resource_version r JOIN resource v ON v.id = "
                          "r.resource_id WHERE v.title_zh = '甲'"),
                   1);
  run(s, AUDIT);
  assert_int_equal(ask(s, "SELECT max(id) FROM audit"), 2);
  state_close(s);
}

static void copies(const char *from, const char *to) {
  struct err err = {0};
  uint64_t rows = 0;
  bool there = true;
  assert_true(state_there(io_posix(), to, &there, &err));
  assert_false(there);
  assert_true(state_copy(io_posix(), from, to, false, &rows, &err));
  assert_int_equal(rows, 2490 + 3);
  assert_true(state_there(io_posix(), to, &there, &err));
  assert_true(there);
}

static void test_there_and_back(void **state) {
  (void)state;
  const char *url = getenv("SHOAL_TEST_PG");
  char first[256], second[512], third[256];
  struct err err = {0};
  bool there = true;
  snprintf(first, sizeof first, "%s", in_dir("first.db"));
  snprintf(third, sizeof third, "%s", in_dir("third.db"));
  pg_url = url;
  snprintf(second, sizeof second, "%s", at("second.db"));
  pg_url = NULL;
  struct state *s = open_at(first, true);
  fill(s); /* stays open: a copy is taken beside a writer */
  copies(first, second);
  state_close(s);
  copies(second, third);
  looks_right(third);
  looks_right(second);
  assert_true(state_remove(io_posix(), second, &err));
  assert_true(state_there(io_posix(), second, &there, &err));
  assert_false(there);
  s = open_at(first, true);
  run(s, "DELETE FROM outbox_batch");
  state_close(s);
  uint64_t rows = 0; /* into one that holds something: replaced */
  assert_true(state_copy(io_posix(), first, third, false, &rows, &err));
  assert_int_equal(rows, 3);
  s = open_at(third, false);
  assert_int_equal(ask(s, "SELECT count(*) FROM outbox_batch"), 0);
  state_close(s);
}

static void test_a_snapshot_of_either_is_a_file(void **state) {
  (void)state;
  const char *url = getenv("SHOAL_TEST_PG");
  struct err err = {0};
  struct buf place = BUF_INIT;
  char to[256];
  if (url) {
    state_place(url, STR("snap"), &place);
    state_remove(io_posix(), place.p, &err);
  } else {
    buf_puts(&place, in_dir("source.db"));
  }
  snprintf(to, sizeof to, "%s", in_dir("snapshot.db"));
  struct state *s = open_at(place.p, true);
  fill(s);
  assert_true(state_snapshot(io_posix(), place.p, to, &err));
  state_close(s);
  looks_right(to);
  buf_release(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_there_and_back),
      cmocka_unit_test(test_a_snapshot_of_either_is_a_file),
  };
  return cmocka_run_group_tests(tests, dir_make, dir_remove);
}

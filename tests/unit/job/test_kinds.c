/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds there are, run by the runner: imports that are interrupted, demos, exports, questions.
 */
#include "brand.h"

#include "job/job_int.h"
#include "job/upload.h"

enum { ROWS = 40000 };

static const char map_yaml[] = "kind: orders\\nformat: csv\\nheader: true\\nsource: shop\\n"
                               "columns: {person: id, time: t, amount: a}\\n";

static struct upload put_orders(struct world *x, int rows, int bad) {
  struct upload u;
  struct err err;
  must_ok(jobs_attach(x->jobs, STR("one"), &err), &err);
  must_ok(upload_begin(x->w[0], STR("orders.csv"), &x->arena, &u, &err), &err);
  FILE *f = fopen(u.path, "wb");
  if (!f) fail_msg("no file %s", u.path);
  fputs("id,t,a\n", f);
  for (int i = 0; i < rows; i++)
    fprintf(f, "u%d,2023-01-%02dT00:00:%02dZ,%d.50\n", i % 997, i % 28 + 1, i % 60, i % 90);
  for (int i = 0; i < bad; i++)
    fprintf(f, "u1,never %d,1\n", i);
  fclose(f);
  must_ok(upload_add(x->w[0], &u, STR("me"), &err), &err);
  return u;
}

static struct job start_import(struct world *x, const struct upload *u) {
  struct job j;
  struct err err;
  struct str params = arena_printf(
      &x->arena, "{\"upload\":\"%.*s\",\"yaml\":\"%s\",\"source\":\"\"}", STRF(u->id), map_yaml);
  struct job_new n = {.kind = "import", .ref = u->id, .params = params};
  must_ok(job_add(x->jobs, x->w[0], &n, &x->arena, &j, &err), &err);
  return j;
}

static int64_t result(struct world *x, const struct job *j, const char *key) {
  struct json *o;
  struct err err;
  int64_t n = -1;
  must_ok(json_parse(j->result, &x->arena, &o, &err), &err);
  const struct json *v = json_get(o, key);
  if (!v || !json_int(v, &n)) fail_msg("no %s in %.*s", key, STRF(j->result));
  return n;
}

static uint64_t rows_of(struct world *x) {
  struct snapshot *n = ws_snapshot(x->w[0]);
  uint64_t rows = snapshot_rows(n);
  snapshot_free(n);
  return rows;
}

static void expect_done(const struct job *j) {
  struct buf b = BUF_INIT;
  err_render(&j->problem, LANG_EN, &b);
  if (j->status != JOB_DONE) fail_msg("%s: %s", job_status_names[j->status], b.p ? b.p : "");
  buf_release(&b);
}

static void an_import_counts_and_keeps_its_rejects(void **state) {
  struct world x;
  world_init(&x);
  world_start(&x, NULL, 2);
  struct upload u = put_orders(&x, 1000, 5);
  struct job j = start_import(&x, &u);
  j = world_wait(&x, 0, j.id);
  expect_done(&j);
  assert_int_equal(result(&x, &j, "read"), 1005);
  assert_int_equal(result(&x, &j, "imported"), 1000);
  assert_int_equal(result(&x, &j, "rejected"), 5);
  assert_int_equal(result(&x, &j, "people"), 997);
  assert_int_equal(j.n_files, 1);
  assert_true(str_is(j.files[0].name, "rejects.csv"));
  /* what the file shows is the name, not where it lay */
  struct str text, found;
  struct err err;
  const char *path;
  const struct job_file *f;
  must_ok(job_file_path(x.w[0], &j, STR("rejects.csv"), &x.arena, &path, &f, &err), &err);
  must_ok(io_read_all(io_posix(), path, 1 << 20, &x.arena, &text, &err), &err);
  assert_true(str_has(text, STR("\"orders.csv\"")));
  assert_false(str_has(text, STR("uploads/")));
  must_ok(job_of_ref(x.w[0], u.id, &x.arena, &found, &err), &err);
  assert_true(str_eq(found, j.id));
  /* the same content again: nothing twice */
  struct upload again = put_orders(&x, 1000, 5);
  j = start_import(&x, &again);
  j = world_wait(&x, 0, j.id);
  assert_int_equal(result(&x, &j, "imported"), 0);
  assert_int_equal(result(&x, &j, "duplicate"), 1000);
  assert_int_equal(rows_of(&x), 1000);
  world_release(&x);
}

static void a_canceled_import_says_what_it_kept_and_goes_on_when_tried_again(void **state) {
  struct world x;
  struct job j, again;
  struct err err;
  world_init(&x);
  world_start(&x, NULL, 2);
  struct upload u = put_orders(&x, ROWS * 10, 0);
  j = start_import(&x, &u);
  do
    again = world_get(&x, 0, j.id);
  while (again.status == JOB_QUEUED || (again.status == JOB_RUNNING && again.progress <= 0));
  if (!job_cancel(x.jobs, x.w[0], j.id, &x.arena, &again, &err) && err.code != ERR_job_over)
    must_ok(false, &err);
  j = world_wait(&x, 0, j.id);
  int64_t kept = 0;
  if (j.status == JOB_CANCELED) { /* a fast machine may have been done */
    kept = j.result.n ? result(&x, &j, "imported") : 0;
    assert_int_equal(rows_of(&x), kept);
    must_ok(job_retry(x.jobs, x.w[0], j.id, STR("me"), STR("u"), &x.arena, &again, &err), &err);
    j = world_wait(&x, 0, again.id);
    expect_done(&j);
    assert_int_equal(result(&x, &j, "resumed_at"), kept);
  }
  assert_int_equal(result(&x, &j, "imported"), ROWS * 10);
  assert_int_equal(rows_of(&x), ROWS * 10);
  world_release(&x);
}

static void a_stopped_server_goes_on_with_its_import(void **state) {
  struct world x;
  struct job j;
  world_init(&x);
  world_start(&x, NULL, 1);
  struct upload u = put_orders(&x, ROWS * 10, 3);
  j = start_import(&x, &u);
  do
    j = world_get(&x, 0, j.id);
  while (j.status == JOB_QUEUED || (j.status == JOB_RUNNING && j.progress <= 0));
  world_stop(&x);
  world_close(&x);
  world_open(&x);
  world_start(&x, NULL, 1);
  j = world_wait(&x, 0, j.id);
  expect_done(&j);
  assert_int_equal(result(&x, &j, "imported"), ROWS * 10);
  assert_int_equal(result(&x, &j, "rejected"), 3);
  assert_int_equal(rows_of(&x), ROWS * 10);
  world_release(&x);
}

static void a_crash_between_the_last_row_and_the_result_loses_neither(void **state) {
  struct world x;
  world_init(&x);
  world_start(&x, NULL, 1);
  struct upload u = put_orders(&x, 500, 2);
  struct job j = start_import(&x, &u);
  j = world_wait(&x, 0, j.id);
  expect_done(&j);
  world_stop(&x);
  world_sql(x.w[0], "UPDATE job SET status = 'running', ended_ms = 0, result = '', files = '[]'");
  world_start(&x, NULL, 1);
  j = world_wait(&x, 0, j.id);
  expect_done(&j);
  assert_int_equal(j.attempts, 2);
  assert_int_equal(result(&x, &j, "imported"), 500);
  assert_int_equal(result(&x, &j, "duplicate"), 0);
  assert_int_equal(j.n_files, 1);
  assert_int_equal(rows_of(&x), 500);
  world_release(&x);
}

static void exports_and_questions_answer_over_a_demo(void **state) {
  struct world x;
  world_init(&x);
  world_start(&x, NULL, 2);
  const char *demo = "{\"people\":400,\"events\":10000,\"seed\":1,\"end_ms\":1699920000000}";
  struct job j = world_wait(&x, 0, world_add(&x, 0, "demo", demo).id);
  expect_done(&j);
  assert_int_equal(result(&x, &j, "people"), 400);
  assert_true(result(&x, &j, "events") >= (int64_t)rows_of(&x)); /* items are no rows */
  assert_int_equal(j.n_files, 0);
  j = world_wait(&x, 0, world_add(&x, 0, "demo", demo).id);
  assert_int_equal(j.status, JOB_FAILED);
  assert_int_equal(j.problem.code, ERR_demo_not_empty);
  j = world_wait(&x, 0,
                 world_add(&x, 0, "export",
                           "{\"what\":\"people\",\"format\":\"csv\",\"masked\":false,"
                           "\"expression\":\"did(order_completed)\"}")
                     .id);
  expect_done(&j);
  int64_t buyers = result(&x, &j, "rows");
  assert_true(buyers > 0 && buyers < 400);
  assert_int_equal(j.n_files, 1);
  assert_true(str_is(j.files[0].name, "people.csv"));
  j = world_wait(
      &x, 0,
      world_add(&x, 0, "question", "{\"what\":\"profile\",\"expression\":\"did(order_completed)\"}")
          .id);
  expect_done(&j);
  assert_int_equal(result(&x, &j, "people"), buyers);
  assert_true(str_has(j.result, STR("\"classification\":\"rfm\"")));
  j = world_wait(
      &x, 0,
      world_add(&x, 0, "question", "{\"what\":\"people\",\"expression\":\"did(order_completed)\"}")
          .id);
  expect_done(&j);
  assert_int_equal(j.n_files, 1);
  j = world_wait(&x, 0,
                 world_add(&x, 0, "question", "{\"what\":\"count\",\"expression\":\"did(\"}").id);
  assert_int_equal(j.status, JOB_FAILED);
  assert_string_equal(j.problem.place.source, "expression");
  world_release(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_import_counts_and_keeps_its_rejects),
      cmocka_unit_test(a_canceled_import_says_what_it_kept_and_goes_on_when_tried_again),
      cmocka_unit_test(a_stopped_server_goes_on_with_its_import),
      cmocka_unit_test(a_crash_between_the_last_row_and_the_result_loses_neither),
      cmocka_unit_test(exports_and_questions_answer_over_a_demo),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads: names, quotas, expiry, use by jobs. */
#include "brand.h"

#include "job/job_int.h"
#include "job/upload.h"

static bool run_nothing(struct job_run *r, struct err *err) {
  return !json_get_bool(r->params, "fail", false) || err_fail(err, ERR_bad_number, "x");
}
static const struct job_kind nothing = {.name = "nothing", .run = run_nothing};
static const struct job_kind *const kinds[] = {&nothing, NULL};

static void names_are_made_harmless(void **state) {
  static const char *const cases[][2] = {
      {"orders.csv", "orders.csv"},
      {"../../etc/passwd", "passwd"},
      {"C:\\Users\\me\\订单 2026.csv", "订单 2026.csv"},
      {"..", "file"},
      {"", "file"},
      {".hidden", "hidden"},
      {"a/", "file"},
      {"a\nb\x7f.csv", "ab.csv"},
      {"\xe2\x80\xae"
       "gpj.exe",
       "gpj.exe"},
      {"bad\xff.csv", "file"},
      {"a\"b*c?.csv", "abc.csv"},
  };
  struct arena a;
  arena_init(&a, "names");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct str got = upload_name(str_from(cases[i][0]), &a);
    if (!str_is(got, cases[i][1])) fail_msg("%s: %.*s", cases[i][0], STRF(got));
  }
  char longest[1000];
  memset(longest, 'x', sizeof longest);
  memcpy(longest + 990, ".csv.gz", 8);
  struct str got = upload_name(str_from(longest), &a);
  assert_true(got.n <= UPLOAD_NAME_MAX);
  assert_true(str_ends(got, STR(".gz")));
  arena_release(&a);
}

static bool put(struct world *x, const char *name, const char *text, struct upload *ret,
                struct err *err) {
  if (!upload_begin(x->w[0], str_from(name), &x->arena, ret, err)) return false;
  FILE *f = fopen(ret->path, "wb");
  if (!f) fail_msg("no file %s", ret->path);
  fputs(text, f);
  fclose(f);
  return upload_add(x->w[0], ret, STR("me"), err);
}

static bool is_there(const struct upload *u) {
  return access(u->path, F_OK) == 0;
}

static void an_upload_expires_unless_it_is_used(void **state) {
  struct world x;
  struct upload u, used, got;
  struct err err;
  world_init(&x);
  world_start(&x, kinds, 1);
  must_ok(put(&x, "a.csv", "x,y\n", &u, &err) && put(&x, "b.csv", "x,y\n", &used, &err), &err);
  assert_int_equal(u.bytes, 4);
  assert_int_equal(u.expires_ms, START + UPLOAD_KEEP_HOURS * MS_HOUR);
  struct job_new n = {.kind = "nothing", .ref = used.id, .params = STR("{\"fail\":true}")};
  struct job j;
  must_ok(job_add(x.jobs, x.w[0], &n, &x.arena, &j, &err), &err);
  j = world_wait(&x, 0, j.id);
  assert_int_equal(j.status, JOB_FAILED);
  world_pass(&x, UPLOAD_KEEP_HOURS * MS_HOUR);
  assert_false(upload_get(x.w[0], u.id, &x.arena, &got, &err));
  assert_int_equal(err.code, ERR_upload_expired);
  jobs_tend(x.jobs);
  assert_false(is_there(&u));
  assert_false(upload_get(x.w[0], u.id, &x.arena, &got, &err));
  assert_int_equal(err.code, ERR_unknown_upload);
  /* a failed job can be tried again, so its file stays as long as it is remembered */
  must_ok(upload_get(x.w[0], used.id, &x.arena, &got, &err), &err);
  assert_true(str_eq(got.job, j.id));
  struct job again;
  must_ok(job_retry(x.jobs, x.w[0], j.id, STR("me"), STR("u"), &x.arena, &again, &err), &err);
  world_wait(&x, 0, again.id);
  world_pass(&x, JOB_KEEP_DAYS * MS_DAY + 1);
  jobs_tend(x.jobs);
  assert_false(is_there(&used));
  world_release(&x);
}

static void an_upload_in_use_is_not_removed(void **state) {
  struct world x;
  struct upload u;
  struct err err;
  world_init(&x);
  must_ok(put(&x, "a.csv", "x", &u, &err), &err);
  world_sql(x.w[0], "UPDATE upload SET expires_ms = 0, job = 'job_x'");
  assert_false(upload_remove(x.w[0], u.id, &err));
  assert_int_equal(err.code, ERR_upload_in_use);
  assert_true(is_there(&u));
  world_sql(x.w[0], "UPDATE upload SET expires_ms = 1");
  must_ok(upload_remove(x.w[0], u.id, &err), &err);
  assert_false(is_there(&u));
  assert_false(upload_remove(x.w[0], u.id, &err));
  assert_int_equal(err.code, ERR_unknown_upload);
  world_release(&x);
}

static void empty_files_and_too_many_bytes_leave_nothing(void **state) {
  struct world x;
  struct upload u;
  struct err err;
  world_init(&x);
  assert_false(put(&x, "a.csv", "", &u, &err));
  assert_int_equal(err.code, ERR_upload_empty);
  assert_false(is_there(&u));
  must_ok(put(&x, "a.csv", "x", &u, &err), &err);
  world_sql(x.w[0], "UPDATE upload SET bytes = 17179869184");
  assert_false(put(&x, "b.csv", "x", &u, &err));
  assert_int_equal(err.code, ERR_upload_quota);
  assert_false(is_there(&u));
  assert_false(upload_room(x.w[0], 1, &err));
  must_ok(upload_room(x.w[0], 0, &err), &err);
  world_release(&x);
}

static void half_received_bodies_are_cleared_and_uploads_stay(void **state) {
  struct world x;
  struct upload u;
  struct err err;
  char part[PATH_BYTES + 64];
  world_init(&x);
  must_ok(put(&x, "a.csv", "x", &u, &err), &err);
  snprintf(part, sizeof part, "%s/uploads/http-1.part", ws_path(x.w[0]));
  fclose(fopen(part, "wb"));
  must_ok(uploads_clear_parts(x.dir, io_posix(), &err), &err);
  assert_int_equal(access(part, F_OK), -1);
  assert_true(is_there(&u));
  world_release(&x);
}

static void errors_speak_of_the_name_and_not_of_the_path(void **state) {
  struct world x;
  struct upload u;
  struct err err;
  world_init(&x);
  must_ok(put(&x, "订单.csv", "x", &u, &err), &err);
  err_fail(&err, ERR_cannot_guess, "%s", u.path);
  upload_hide(&u, &err);
  assert_string_equal(err.args[0], "订单.csv");
  world_release(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_made_harmless),
      cmocka_unit_test(an_upload_expires_unless_it_is_used),
      cmocka_unit_test(an_upload_in_use_is_not_removed),
      cmocka_unit_test(empty_files_and_too_many_bytes_leave_nothing),
      cmocka_unit_test(half_received_bodies_are_cleared_and_uploads_stay),
      cmocka_unit_test(errors_speak_of_the_name_and_not_of_the_path),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

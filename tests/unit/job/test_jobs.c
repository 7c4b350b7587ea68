/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of jobs, with kinds that do what a test tells them. */
#include "brand.h"

#include <pthread.h>

#include "job/job_int.h"

/* ---- kinds for tests ---- */

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool open; /* the gate that waiting jobs stand before */
  int running, most, writers, most_writers;
  int started;
  char order[512]; /* marks of jobs in the order they began */
} stage = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void stage_reset(bool open) {
  pthread_mutex_lock(&stage.mutex);
  stage.open = open;
  stage.running = stage.most = stage.writers = stage.most_writers = stage.started = 0;
  stage.order[0] = 0;
  pthread_mutex_unlock(&stage.mutex);
}

static void stage_open(void) {
  pthread_mutex_lock(&stage.mutex);
  stage.open = true;
  pthread_cond_broadcast(&stage.changed);
  pthread_mutex_unlock(&stage.mutex);
}

static void stage_wait_started(int n) {
  pthread_mutex_lock(&stage.mutex);
  while (stage.started < n)
    pthread_cond_wait(&stage.changed, &stage.mutex);
  pthread_mutex_unlock(&stage.mutex);
}

static void enter(struct job_run *r, bool writes) {
  struct str mark = json_get_str(r->params, "mark");
  pthread_mutex_lock(&stage.mutex);
  stage.started++;
  stage.running++;
  stage.writers += writes;
  if (stage.running > stage.most) stage.most = stage.running;
  if (stage.writers > stage.most_writers) stage.most_writers = stage.writers;
  if (mark.n && strlen(stage.order) + mark.n < sizeof stage.order)
    strncat(stage.order, mark.p, mark.n);
  pthread_cond_broadcast(&stage.changed);
  while (!stage.open && !job_canceled(r)) {
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 1000000;
    soon.tv_sec += soon.tv_nsec / 1000000000;
    soon.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&stage.changed, &stage.mutex, &soon);
  }
  stage.running--;
  stage.writers -= writes;
  pthread_mutex_unlock(&stage.mutex);
}

static bool work(struct job_run *r, bool writes, struct err *err) {
  struct str what = json_get_str(r->params, "do");
  enter(r, writes);
  job_progress(r, 0.5, "working");
  if (job_canceled(r)) {
    buf_puts(&r->result, "{\"kept\":3}");
    return err_fail(err, ERR_canceled, NULL);
  }
  if (str_is(what, "fail")) {
    err_fail(err, ERR_map_no_column, "%s" ERR_SEP "%s" ERR_SEP "%s", "会员号", "person", "a, b");
    return err_at(err, "mapping", 3, 4, 5);
  }
  struct io_file *f;
  if (!io_open(ws_io(r->w), job_path(r, "out.csv"), IO_CREATE, &f, err)) return false;
  bool ok = io_pwrite(ws_io(r->w), f, "a,b\n", 4, 0, err);
  io_close(ws_io(r->w), f);
  buf_puts(&r->result, "{\"rows\":1}");
  return ok && job_file_add(r, "out.csv", "text/csv", err);
}

static bool run_read(struct job_run *r, struct err *err) {
  return work(r, false, err);
}
static bool run_write(struct job_run *r, struct err *err) {
  return work(r, true, err);
}
static const struct job_kind reader = {.name = "reader", .run = run_read},
                             writer = {.name = "writer", .writes = true, .run = run_write};
static const struct job_kind *const kinds[] = {&reader, &writer, NULL};

/* ---- tests ---- */

struct heard {
  pthread_mutex_t mutex;
  int n;
  enum job_status last;
};

static void on_notice(void *ctx, const struct job *job) {
  struct heard *h = ctx;
  pthread_mutex_lock(&h->mutex);
  h->n++;
  h->last = job->status;
  pthread_mutex_unlock(&h->mutex);
}

static void a_job_is_done_with_its_result_files_and_notices(void **state) {
  struct world x;
  struct heard mine = {PTHREAD_MUTEX_INITIALIZER, 0, JOB_QUEUED}, other = mine;
  uint64_t a, b;
  struct err err;
  world_init(&x);
  world_start(&x, kinds, 2);
  stage_reset(true);
  must_ok(jobs_subscribe(x.jobs, STR("one"), on_notice, &mine, &a, &err), &err);
  must_ok(jobs_subscribe(x.jobs, STR("two"), on_notice, &other, &b, &err), &err);
  struct job j = world_add(&x, 0, "reader", "{\"do\":\"ok\"}");
  assert_int_equal(j.status, JOB_QUEUED);
  j = world_wait(&x, 0, j.id);
  assert_int_equal(j.status, JOB_DONE);
  assert_true(str_is(j.result, "{\"rows\":1}"));
  assert_int_equal(j.attempts, 1);
  assert_int_equal(j.started_ms, START);
  assert_int_equal(j.n_files, 1);
  assert_int_equal(j.files[0].bytes, 4);
  assert_true(j.progress == 1);
  const char *path;
  const struct job_file *f;
  must_ok(job_file_path(x.w[0], &j, STR("out.csv"), &x.arena, &path, &f, &err), &err);
  assert_int_equal(file_bytes(path), 4);
  assert_false(job_file_path(x.w[0], &j, STR("../out.csv"), &x.arena, &path, &f, &err));
  assert_int_equal(err.code, ERR_unknown_job_file);
  jobs_unsubscribe(x.jobs, a);
  jobs_unsubscribe(x.jobs, b);
  /* the row says done before the last notice: unsubscribing waited for it, or it never came */
  assert_true(mine.n >= 2);
  assert_int_equal(other.n, 0);
  struct job none;
  assert_false(job_get(x.jobs, x.w[1], j.id, &x.arena, &none, &err));
  assert_int_equal(err.code, ERR_unknown_job);
  world_release(&x);
}

static void a_failed_job_keeps_its_problem_and_can_be_tried_again(void **state) {
  struct world x;
  struct job again;
  struct err err;
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(true);
  struct job j = world_wait(&x, 0, world_add(&x, 0, "writer", "{\"do\":\"fail\"}").id);
  assert_int_equal(j.status, JOB_FAILED);
  assert_int_equal(j.problem.code, ERR_map_no_column);
  assert_string_equal(j.problem.args[0], "会员号");
  assert_int_equal(j.problem.n_args, 3);
  assert_string_equal(j.problem.place.source, "mapping");
  assert_int_equal(j.problem.place.line, 3);
  assert_int_equal(j.problem.place.length, 5);
  must_ok(job_retry(x.jobs, x.w[0], j.id, STR("you"), STR("usr_2"), &x.arena, &again, &err), &err);
  assert_false(str_eq(again.id, j.id));
  assert_true(str_eq(again.params, j.params));
  assert_true(str_is(again.author, "you"));
  assert_int_equal(world_wait(&x, 0, again.id).status, JOB_FAILED);
  j = world_wait(&x, 0, world_add(&x, 0, "writer", "{}").id);
  assert_false(job_retry(x.jobs, x.w[0], j.id, STR("you"), STR("u"), &x.arena, &again, &err));
  assert_int_equal(err.code, ERR_job_not_over);
  assert_false(job_cancel(x.jobs, x.w[0], j.id, &x.arena, &again, &err));
  assert_int_equal(err.code, ERR_job_over);
  world_release(&x);
}

static void waiting_and_running_jobs_are_canceled(void **state) {
  struct world x;
  struct job out;
  struct err err;
  world_init(&x);
  world_start(&x, kinds, 2);
  stage_reset(false);
  struct job first = world_add(&x, 0, "writer", "{}");
  stage_wait_started(1);
  struct job second = world_add(&x, 0, "writer", "{}");
  must_ok(job_cancel(x.jobs, x.w[0], second.id, &x.arena, &out, &err), &err);
  assert_int_equal(out.status, JOB_CANCELED);
  assert_int_equal(out.attempts, 0);
  must_ok(job_cancel(x.jobs, x.w[0], first.id, &x.arena, &out, &err), &err);
  out = world_wait(&x, 0, first.id);
  assert_int_equal(out.status, JOB_CANCELED);
  assert_int_equal(out.problem.code, ERR_none);
  assert_true(str_is(out.result, "{\"kept\":3}"));
  assert_int_equal(stage.started, 1);
  world_release(&x);
}

static void one_writer_per_workspace_and_two_readers(void **state) {
  struct world x;
  struct str ids[12];
  world_init(&x);
  world_start(&x, kinds, 8);
  stage_reset(false);
  for (int i = 0; i < 6; i++) {
    ids[i * 2] = world_add(&x, 0, "writer", "{}").id;
    ids[i * 2 + 1] = world_add(&x, 0, "reader", "{}").id;
  }
  stage_wait_started(1 + JOB_READERS_MAX);
  struct jobs_stats s;
  jobs_stats(x.jobs, &s);
  assert_int_equal(s.running, 1 + JOB_READERS_MAX);
  assert_int_equal(s.waiting, 12 - 1 - JOB_READERS_MAX);
  stage_open();
  for (int i = 0; i < 12; i++)
    assert_int_equal(world_wait(&x, 0, ids[i]).status, JOB_DONE);
  assert_int_equal(stage.most_writers, 1);
  assert_true(stage.most <= 1 + JOB_READERS_MAX);
  world_release(&x);
}

static void a_long_queue_of_one_does_not_hold_up_another(void **state) {
  struct world x;
  struct str last = {0};
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(false);
  struct job gate = world_add(&x, 0, "writer", "{\"mark\":\"g\"}");
  stage_wait_started(1);
  for (int i = 0; i < 6; i++)
    last = world_add(&x, 0, "writer", "{\"mark\":\"a\"}").id;
  for (int i = 0; i < 3; i++)
    world_add(&x, 1, "writer", "{\"mark\":\"b\"}");
  stage_open();
  world_wait(&x, 0, gate.id);
  world_wait(&x, 0, last);
  assert_string_equal(stage.order, "gbababaaaa");
  world_release(&x);
}

static void what_a_stopped_server_left_is_done_by_the_next(void **state) {
  struct world x;
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(false);
  struct job running = world_add(&x, 0, "writer", "{}");
  stage_wait_started(1);
  struct job waiting = world_add(&x, 1, "reader", "{}");
  world_stop(&x);
  struct job j;
  struct err err;
  must_ok(job_row(x.w[0], running.id, &x.arena, &j, &err), &err);
  assert_int_equal(j.status, JOB_QUEUED);
  assert_int_equal(j.attempts, 0); /* stopping is not the job's fault */
  world_close(&x);
  world_open(&x);
  stage_reset(true);
  world_start(&x, kinds, 1); /* nobody asks for them: they are found */
  j = world_wait(&x, 0, running.id);
  assert_int_equal(j.status, JOB_DONE);
  assert_int_equal(j.attempts, 1);
  assert_int_equal(world_wait(&x, 1, waiting.id).status, JOB_DONE);
  world_release(&x);
}

static void a_crash_counts_and_three_are_enough(void **state) {
  struct world x;
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(true);
  struct job a = world_wait(&x, 0, world_add(&x, 0, "writer", "{}").id);
  struct job b = world_wait(&x, 0, world_add(&x, 0, "writer", "{}").id);
  world_stop(&x);
  /* as a killed process leaves them */
  world_sql(x.w[0], "UPDATE job SET status = 'running', ended_ms = 0, attempts = 2 WHERE n = 1");
  world_sql(x.w[0], "UPDATE job SET status = 'running', ended_ms = 0, attempts = 3 WHERE n = 2");
  char stray[PATH_BYTES + 64];
  snprintf(stray, sizeof stray, "%s/jobs/job_stray", ws_path(x.w[0]));
  assert_int_equal(mkdir(stray, 0700), 0);
  stage_reset(true);
  world_start(&x, kinds, 1);
  a = world_wait(&x, 0, a.id);
  assert_int_equal(a.status, JOB_DONE);
  assert_int_equal(a.attempts, 3);
  b = world_wait(&x, 0, b.id);
  assert_int_equal(b.status, JOB_FAILED);
  assert_int_equal(b.problem.code, ERR_job_attempts);
  assert_int_equal(access(stray, F_OK), -1);
  assert_int_equal(stage.started, 1);
  world_release(&x);
}

static void jobs_are_forgotten_after_a_week(void **state) {
  struct world x;
  struct job out;
  struct err err;
  char dir[PATH_BYTES + 64];
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(true);
  struct job j = world_wait(&x, 0, world_add(&x, 0, "reader", "{}").id);
  snprintf(dir, sizeof dir, "%s/jobs/%.*s", ws_path(x.w[0]), STRF(j.id));
  world_pass(&x, JOB_KEEP_DAYS * MS_DAY - 1);
  jobs_tend(x.jobs);
  world_get(&x, 0, j.id);
  assert_int_equal(access(dir, F_OK), 0);
  world_pass(&x, 2);
  jobs_tend(x.jobs);
  assert_false(job_get(x.jobs, x.w[0], j.id, &x.arena, &out, &err));
  assert_int_equal(err.code, ERR_unknown_job);
  assert_int_equal(access(dir, F_OK), -1);
  world_release(&x);
}

static void lists_are_filtered_and_paged_and_the_queue_has_an_end(void **state) {
  struct world x;
  struct job *jobs;
  uint32_t n;
  struct err err;
  world_init(&x);
  world_start(&x, kinds, 1);
  stage_reset(false);
  world_add(&x, 0, "reader", "{}");
  stage_wait_started(1);
  for (int i = 0; i < JOB_WAITING_MAX; i++)
    world_add(&x, 0, i % 2 ? "reader" : "writer", "{}");
  struct job_new more = {.kind = "reader", .params = STR("{}")};
  struct job out;
  assert_false(job_add(x.jobs, x.w[0], &more, &x.arena, &out, &err));
  assert_int_equal(err.code, ERR_too_many_jobs);
  struct job_filter f = {.status = JOB_QUEUED, .kind = STR("writer"), .limit = 30};
  must_ok(job_list(x.jobs, x.w[0], &f, &x.arena, &jobs, &n, &err), &err);
  assert_int_equal(n, 30);
  f.before = jobs[29].n;
  must_ok(job_list(x.jobs, x.w[0], &f, &x.arena, &jobs, &n, &err), &err);
  assert_int_equal(n, JOB_WAITING_MAX / 2 - 30);
  for (uint32_t i = 1; i < n; i++)
    assert_true(jobs[i].n < jobs[i - 1].n);
  f = (struct job_filter){.status = JOB_RUNNING, .limit = 10};
  must_ok(job_list(x.jobs, x.w[0], &f, &x.arena, &jobs, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_true(str_is(jobs[0].phase, "starting"));
  world_release(&x);
}

/* ---- many at once ---- */

struct crowd {
  struct world *x;
  int who;
  uint32_t canceled;
};

static void *crowd_member(void *arg) {
  struct crowd *c = arg;
  struct arena a;
  struct err err;
  arena_init(&a, "crowd");
  for (int i = 0; i < 12; i++) {
    struct job j;
    struct job_new n = {.kind = i % 3 ? "reader" : "writer", .params = STR("{}")};
    struct workspace *w = c->x->w[(c->who + i) % BRANDS];
    if (!job_add(c->x->jobs, w, &n, &a, &j, &err)) abort();
    if (i % 4 == 1 && !job_cancel(c->x->jobs, w, j.id, &a, &j, &err) && err.code != ERR_job_over)
      abort();
    if (!job_get(c->x->jobs, w, j.id, &a, &j, &err)) abort();
  }
  arena_release(&a);
  return NULL;
}

static void many_threads_add_and_cancel(void **state) {
  enum { N = 4 };
  struct world x;
  struct crowd c[N];
  pthread_t t[N];
  struct jobs_stats s;
  world_init(&x);
  world_start(&x, kinds, 4);
  stage_reset(true);
  for (int i = 0; i < N; i++) {
    c[i] = (struct crowd){&x, i, 0};
    pthread_create(&t[i], NULL, crowd_member, &c[i]);
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], NULL);
  for (int b = 0; b < BRANDS; b++) {
    struct job_filter f = {.status = -1, .limit = 200};
    struct job *jobs;
    uint32_t n;
    struct err err;
    must_ok(job_list(x.jobs, x.w[b], &f, &x.arena, &jobs, &n, &err), &err);
    assert_int_equal(n, N * 12 / BRANDS);
    for (uint32_t i = 0; i < n; i++)
      world_wait(&x, b, jobs[i].id);
  }
  jobs_stats(x.jobs, &s);
  assert_int_equal(s.waiting, 0);
  world_release(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_job_is_done_with_its_result_files_and_notices),
      cmocka_unit_test(a_failed_job_keeps_its_problem_and_can_be_tried_again),
      cmocka_unit_test(waiting_and_running_jobs_are_canceled),
      cmocka_unit_test(one_writer_per_workspace_and_two_readers),
      cmocka_unit_test(a_long_queue_of_one_does_not_hold_up_another),
      cmocka_unit_test(what_a_stopped_server_left_is_done_by_the_next),
      cmocka_unit_test(a_crash_counts_and_three_are_enough),
      cmocka_unit_test(jobs_are_forgotten_after_a_week),
      cmocka_unit_test(lists_are_filtered_and_paged_and_the_queue_has_an_end),
      cmocka_unit_test(many_threads_add_and_cancel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

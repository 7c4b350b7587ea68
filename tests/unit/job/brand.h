/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workspaces that live as long as a test, a clock that stands until it is told otherwise, and jobs
 * over both. */
#ifndef SHOAL_TESTS_BRAND_H
#define SHOAL_TESTS_BRAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants the four above
#include <cmocka.h>

#include "../workspace/ws_dir.h"
#include "base/tz.h"
#include "job/job.h"
#include "resource/resource.h"
#include "workspace/workspace.h"

#define BRANDS 2
#define START  INT64_C(1700000000000)

struct fake_clock {
  struct clock clock;
  int64_t ms; /* atomic */
};

static inline struct wall fake_wall(struct clock *c) {
  return (struct wall){__atomic_load_n(&((struct fake_clock *)c)->ms, __ATOMIC_RELAXED)};
}
static inline struct mono fake_mono(struct clock *c) {
  (void)c;
  return clock_system()->mono(clock_system());
}

struct world {
  char dir[PATH_BYTES];
  struct fake_clock clock;
  struct ws_options options;
  struct workspace *w[BRANDS];
  struct jobs *jobs;
  struct arena arena;
};

static const char *const brand_slugs[BRANDS] = {"one", "two"};

static inline bool world_lend(void *ctx, struct str slug, struct workspace **ret, void **ret_loan,
                              struct err *err) {
  struct world *x = ctx;
  for (int i = 0; i < BRANDS; i++)
    if (str_is(slug, brand_slugs[i]) && x->w[i]) {
      *ret = x->w[i];
      *ret_loan = NULL;
      return true;
    }
  return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
}

static inline void world_give_back(void *ctx, void *loan) {
  (void)ctx, (void)loan;
}

static inline bool world_list(void *ctx, struct arena *out, struct str **ret, uint32_t *ret_n,
                              struct err *err) {
  (void)ctx, (void)err;
  *ret = arena_array(out, struct str, BRANDS);
  for (int i = 0; i < BRANDS; i++)
    (*ret)[i] = str_from(brand_slugs[i]);
  *ret_n = BRANDS;
  return true;
}

static inline void world_open(struct world *x) {
  struct err err;
  for (int i = 0; i < BRANDS; i++)
    must_ok(ws_open(x->dir, str_from(brand_slugs[i]), WS_WRITE, &x->options, &x->w[i], &err), &err);
}

static inline void world_close(struct world *x) {
  for (int i = 0; i < BRANDS; i++)
    ws_close(x->w[i]);
}

static inline void world_init(struct world *x) {
  struct err err;
  *x = (struct world){.clock = {{fake_wall, fake_mono}, START}};
  x->options = (struct ws_options){.clock = &x->clock.clock, .threads = 1, .memory = 64u << 20};
  arena_init(&x->arena, "test");
  temp_dir(x->dir);
  for (int i = 0; i < BRANDS; i++)
    must_ok(ws_create(x->dir, str_from(brand_slugs[i]), STR("UTC"), STR("USD"), &x->options, &err),
            &err);
  world_open(x);
  for (int i = 0; i < BRANDS; i++)
    must_ok(resource_install_presets(x->w[i], &err), &err);
}

static inline void world_start(struct world *x, const struct job_kind *const *kinds,
                               unsigned threads) {
  struct err err;
  struct jobs_options o = {.host = {.ctx = x, .lend = world_lend, .give_back = world_give_back, .list = world_list},
                           .clock = &x->clock.clock,
                           .kinds = kinds,
                           .threads = threads};
  must_ok(jobs_start(&o, &x->jobs, &err), &err);
}

static inline void world_stop(struct world *x) {
  jobs_stop(x->jobs);
  x->jobs = NULL;
}

static inline void world_release(struct world *x) {
  world_stop(x);
  world_close(x);
  arena_release(&x->arena);
  remove_dir(x->dir);
}

static inline void world_pass(struct world *x, int64_t ms) {
  __atomic_add_fetch(&x->clock.ms, ms, __ATOMIC_RELAXED);
}

static inline void world_sql(struct workspace *w, const char *sql) {
  struct err err;
  struct state_stmt *q;
  state_enter(ws_state(w));
  must_ok(state_query(ws_state(w), sql, &q, &err) && state_exec(q, &err), &err);
  state_leave(ws_state(w));
}

static inline struct job world_add(struct world *x, int brand, const char *kind,
                                   const char *params) {
  struct err err;
  struct job j;
  struct job_new n = {.kind = kind,
                      .title_en = STR("A job"),
                      .title_zh = STR("任务"),
                      .author = STR("me"),
                      .author_id = STR("usr_1"),
                      .params = str_from(params)};
  must_ok(job_add(x->jobs, x->w[brand], &n, &x->arena, &j, &err), &err);
  return j;
}

static inline struct job world_get(struct world *x, int brand, struct str id) {
  struct err err;
  struct job j;
  must_ok(job_get(x->jobs, x->w[brand], id, &x->arena, &j, &err), &err);
  return j;
}

static inline bool is_over(const struct job *j) {
  return j->status != JOB_QUEUED && j->status != JOB_RUNNING;
}

/* Polls; the runner tests time limit is what ends a wait that never ends. */
static inline struct job world_wait(struct world *x, int brand, struct str id) {
  for (;;) {
    struct job j = world_get(x, brand, id);
    if (is_over(&j)) return j;
    usleep(1000);
  }
}

#endif

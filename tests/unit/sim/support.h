/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the tests of the simulator: a small brand in a scratch directory, and its files as text. */
#ifndef SHOAL_TESTS_SIM_SUPPORT_H
#define SHOAL_TESTS_SIM_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "sim/sim_int.h"

#define END_DAY 20454 /* 2026-01-01: after a double 11 */

static inline void assert_ok(bool ok, const struct err *err) {
  if (ok) return;
  struct buf text = BUF_INIT;
  err_render_json(err, LANG_EN, &text);
  fail_msg("%s", text.p);
}

static inline char *scratch(void) {
  const char *base = getenv("TMPDIR");
  char path[4096];
  snprintf(path, sizeof path, "%s/shoal-sim-XXXXXX", base ? base : "/tmp");
  assert_non_null(mkdtemp(path));
  return strdup(path);
}

static inline void scratch_remove(char *dir) {
  struct arena a;
  struct str *names;
  struct err err = {0};
  size_t n;
  arena_init(&a, "test");
  assert_ok(io_list(io_posix(), dir, &a, &names, &n, &err), &err);
  for (size_t i = 0; i < n; i++)
    unlink((char *)arena_printf(&a, "%s/%.*s", dir, STRF(names[i])).p);
  arena_release(&a);
  assert_int_equal(rmdir(dir), 0);
  free(dir);
}

static inline struct sim_options options(const char *dir, uint64_t events) {
  struct sim_options o = {.seed = 1, .events = events, .days = 548, .dir = dir};
  struct err err = {0};
  assert_ok(tz_load(STR("Asia/Shanghai"), &o.tz, &err), &err);
  o.end_ms = day_start(o.tz, END_DAY);
  return o;
}

static inline struct sim_counts make(struct sim_options o, unsigned threads) {
  struct sim_counts n = {0};
  struct err err = {0};
  o.pool = pool_new(threads);
  assert_ok(simulate(&o, &n, &err), &err);
  pool_free(o.pool);
  return n;
}

static inline struct str slurp(const char *dir, const char *name, struct arena *a) {
  struct err err = {0};
  struct str s;
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  assert_ok(io_read_all(io_posix(), path, (size_t)1 << 30, a, &s, &err), &err);
  return s;
}

/* Fields of a line of CSV without quotes. */
static inline uint32_t fields(struct str line, struct str *ret, uint32_t max) {
  uint32_t n = 0;
  for (;;) {
    bool last = !memchr(line.p, ',', line.n);
    assert_true(n < max);
    ret[n++] = str_cut(&line, ',');
    if (last) return n;
  }
}

static inline double number(struct str s) {
  char t[64];
  assert_true(s.n > 0 && s.n < sizeof t);
  memcpy(t, s.p, s.n);
  t[s.n] = 0;
  return strtod(t, NULL);
}

/* Exact: "12.30" is 1230. */
static inline int64_t cents(struct str s) {
  struct dec d;
  assert_true(dec_parse(s, &d));
  assert_int_equal(d.scale, 2);
  return (int64_t)d.m;
}

#endif

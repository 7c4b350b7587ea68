/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#include "base/tz.h"

static bool fixed;
static int64_t fixed_ms;

static struct wall sys_wall(struct clock *c) {
  if (fixed) return (struct wall){fixed_ms};
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (struct wall){(int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000};
}

static struct mono sys_mono(struct clock *c) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (struct mono){(int64_t)t.tv_sec * 1000000000 + t.tv_nsec};
}

static struct clock sys = {sys_wall, sys_mono};

struct clock *clock_system(void) {
  const char *now = getenv("SHOAL_NOW");
  struct err err;
  if (now && *now && !fixed) {
    char *end;
    fixed_ms = strtoll(now, &end, 10);
    fixed = *end == 0 || time_parse_iso(str_from(now), tz_utc(), &fixed_ms, NULL, &err);
  }
  return &sys;
}

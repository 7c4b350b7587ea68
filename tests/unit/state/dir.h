/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scratch directory per test program, removed at its end. */
#ifndef TESTS_STATE_DIR_H
#define TESTS_STATE_DIR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

static char dir[64];

static int dir_make(void **state) {
  (void)state;
  strcpy(dir, "/tmp/shoal-state-XXXXXX");
  return mkdtemp(dir) ? 0 : -1;
}

static int dir_remove(void **state) {
  (void)state;
  struct arena a;
  struct str *names;
  size_t n;
  struct err err = {0};
  arena_init(&a, "test");
  if (!io_list(io_posix(), dir, &a, &names, &n, &err)) return -1;
  for (size_t i = 0; i < n; i++) {
    char path[256];
    snprintf(path, sizeof path, "%s/%.*s", dir, STRF(names[i]));
    unlink(path);
  }
  arena_release(&a);
  return rmdir(dir);
}

static const char *in_dir(const char *name) {
  static char path[2][256];
  static int turn;
  turn ^= 1;
  snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
  return path[turn];
}

#endif

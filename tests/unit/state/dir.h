/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scratch directory per test program, removed at its end; or schemas of the PostgreSQL at
 * SHOAL_TEST_PG, which tools/test.py starts.  The same cases run on both. */
#ifndef TESTS_STATE_DIR_H
#define TESTS_STATE_DIR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "state/state.h"

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

__attribute__((unused)) static const char *in_dir(const char *name) {
  static char path[2][256];
  static int turn;
  turn ^= 1;
  snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
  return path[turn];
}

/* ---- on which database ---- */

static const char *pg_url; /* NULL: SQLite */

/* A database by this name, of this program. */
__attribute__((unused)) static const char *at(const char *name) {
  static char place[2][512];
  static int turn;
  if (!pg_url) return in_dir(name);
  turn ^= 1;
  snprintf(place[turn], sizeof place[turn], "%s#%s %ld", pg_url, name, (long)getpid());
  return place[turn];
}

/* A new one; of SQLite in memory. */
__attribute__((unused)) static const char *fresh(void) {
  static int n;
  char name[32];
  snprintf(name, sizeof name, "fresh%d", ++n);
  return pg_url ? at(name) : "";
}

/* The cases once more, on PostgreSQL if there is one. */
#define RUN_ON_BOTH(cases, failed)                                                                 \
  do {                                                                                             \
    failed += cmocka_run_group_tests(cases, dir_make, dir_remove);                                 \
    pg_url = getenv("SHOAL_TEST_PG");                                                              \
    if (!pg_url)                                                                                   \
      puts("ok - the cases on PostgreSQL # SKIP SHOAL_TEST_PG is not set");                        \
    else                                                                                           \
      failed += cmocka_run_group_tests_name("on PostgreSQL", cases, dir_make, dir_remove);         \
    pg_url = NULL;                                                                                 \
  } while (0)

#endif

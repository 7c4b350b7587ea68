/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What bench programs that ask have in common: a workspace opened for reading, one snapshot of it
 * and the names in it. */
#ifndef SHOAL_BENCH_ASKING_H
#define SHOAL_BENCH_ASKING_H

#include <stdio.h>
#include <stdlib.h>

#include "model/classification.h"
#include "resource/resource.h"
#include "workspace/workspace.h"

struct bench {
  struct workspace *w;
  struct snapshot *n;
  struct names_env *names;
  struct query_limits limits;
  struct classification_env env;
  int64_t as_of;
};

static inline void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

static inline void open_bench(struct bench *b, const char *dir, int64_t as_of, unsigned threads,
                              size_t memory) {
  struct ws_options o = {.threads = threads, .memory = memory};
  struct err err;
  must_ok(ws_open(dir, STR("main"), WS_READ, &o, &b->w, &err), &err);
  b->n = ws_snapshot(b->w);
  b->as_of = as_of;
  b->limits.memory = memory;
  must_ok(names_env_new(b->w, b->n, &b->names, &err), &err);
  b->env = names_env_classes(b->names, &b->limits);
}

static inline void close_bench(struct bench *b) {
  names_env_free(b->names);
  snapshot_free(b->n);
  ws_close(b->w);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times questions over an existing workspace, in one process, best of N after one warm-up, and
 * prints their answers, so that a peer's can be compared.  Usage: bench_questions DIR AS_OF_MS
 * [THREADS] [RUNS] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/classification.h"
#include "resource/resource.h"
#include "workspace/workspace.h"

static const char *const segment_text =
    "count(order_completed, last 30 days) >= 2 and sum(order_completed.amount, last 90 days) > 300 "
    "and not did(product_shared)";

struct bench {
  struct workspace *w;
  struct snapshot *n;
  struct names_env *names;
  struct query_limits limits;
  struct classification_env env;
  int64_t as_of;
  int runs;
};

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

/* One run; writes the answer's JSON fields into `out`. */
typedef void question(const struct bench *b, struct arena *a, struct buf *out);

static void ask_rfm(const struct bench *b, struct arena *a, struct buf *out) {
  const struct classification *c;
  struct classification_result r;
  struct err err;
  must_ok(names_env_classification(b->names, STR("rfm"), &c, &err), &err);
  must_ok(classification_run(c, b->n, &b->as_of, 1, &b->env, a, &r, &err), &err);
  buf_puts(out, "\"groups\":{");
  for (uint32_t i = 0; i < c->n_classes; i++)
    buf_printf(out, "%s\"%.*s\":%" PRIu64, i ? "," : "", STRF(c->classes[i].name), r.counts[i]);
  buf_puts(out, "}");
  classification_result_release(&r);
}

static void run_text(const struct bench *b, const char *text, enum lang_type want, struct arena *a,
                     struct query_output **ret) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse(str_from(text), a, &tree, &err) &&
              lang_resolve(tree, names_env_lang(b->names), want, a, &err),
          &err);
  struct query_expr e = {tree, b->as_of};
  must_ok(expressions_run(&e, 1, b->n, &b->env, a, ret, &err), &err);
}

static void ask_segment(const struct bench *b, struct arena *a, struct buf *out) {
  struct query_output *o;
  run_text(b, segment_text, LT_BOOL, a, &o);
  buf_printf(out, "\"people\":%" PRIu64, roaring_bitmap_get_cardinality(o->set));
  query_outputs_release(o, 1);
}

static void ask_count(const struct bench *b, struct arena *a, struct buf *out) {
  struct query_output *o;
  run_text(b, "count(order_completed) >= 2", LT_BOOL, a, &o);
  buf_printf(out, "\"people\":%" PRIu64, roaring_bitmap_get_cardinality(o->set));
  query_outputs_release(o, 1);
}

static void time_question(const struct bench *b, const char *name, question *ask, bool last) {
  struct clock *k = clock_system();
  double best = 0;
  struct buf answer = BUF_INIT;
  for (int i = 0; i <= b->runs; i++) {
    struct arena a;
    buf_reset(&answer);
    arena_init(&a, "bench");
    struct mono from = k->mono(k);
    ask(b, &a, &answer);
    double s = clock_seconds_since(k, from);
    if (i == 1 || (i > 1 && s < best)) best = s;
    arena_release(&a);
  }
  printf("  \"%s\": {\"seconds\": %.4f, %s}%s\n", name, best, answer.p, last ? "" : ",");
  buf_release(&answer);
}

int main(int argc, char **argv) {
  struct bench b = {.runs = argc > 4 ? atoi(argv[4]) : 3};
  struct ws_options o = {.threads = argc > 3 ? (unsigned)atoi(argv[3]) : 2,
                         .memory = (size_t)8 << 30};
  struct err err;
  if (argc < 3)
    return fprintf(stderr, "usage: bench_questions DIR AS_OF_MS [THREADS] [RUNS]\n"), 64;
  struct clock *k = clock_system();
  struct mono from = k->mono(k);
  must_ok(ws_open(argv[1], STR("main"), WS_READ, &o, &b.w, &err), &err);
  double open = clock_seconds_since(k, from);
  b.n = ws_snapshot(b.w);
  b.as_of = strtoll(argv[2], NULL, 10);
  b.limits.memory = o.memory;
  must_ok(names_env_new(b.w, b.n, &b.names, &err), &err);
  b.env = names_env_classes(b.names, &b.limits);
  printf("{\n  \"rows\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"open_seconds\": %.3f,\n",
         snapshot_rows(b.n), snapshot_bytes(b.n), open);
  time_question(&b, "count", ask_count, false);
  time_question(&b, "rfm", ask_rfm, false);
  time_question(&b, "segment", ask_segment, true);
  printf("}\n");
  names_env_free(b.names);
  snapshot_free(b.n);
  ws_close(b.w);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What it costs to keep 200 segments true.  Usage: bench_members DIR FILE [SECONDS
 * [pass|apart|person]]
 *
 * The last word repeats only that (apart: each alone, without times), for a profiler.
 *
 * DIR is a data directory with a workspace "main", which is changed: give it a copy.  FILE holds
 * the segments.  One pass for all of them against each by itself (best of three, two threads); one
 * person after the other against all of them (one thread); one person of a million events; then a
 * look after one segment was changed and a stream of events with looks beside it.  Prints one JSON
 * object. */
#include <inttypes.h>
#include <time.h>

#include "asking.h"
#include "base/io.h"
#include "base/rng.h"
#include "members/members.h"
#include "model/each.h"

#define RUNS         3
#define ASKED        4000
#define SMALL_EVENTS 1000
#define WHALE_EVENTS 1000000
#define BATCH        100

struct set {
  struct query_expr *exprs;
  struct str *slugs;
  uint32_t n;
};

static double now_s(void) {
  struct clock *c = clock_system();
  return (double)c->mono(c).ns / 1e9;
}

/* Of all threads: what others do on the machine lengthens it less than the time that passes. */
static double cpu_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void apply_text(struct workspace *w, struct str text) {
  struct resource_change *changes;
  struct arena a;
  struct err err;
  uint32_t n;
  arena_init(&a, "apply");
  struct resource_source src = {STR("segments.yaml"), text, 0};
  must_ok(resource_apply(w, &src, 1, STR("bench"), false, &a, &changes, &n, &err), &err);
  arena_release(&a);
}

static void apply(struct workspace *w, const char *file) {
  struct arena a;
  struct err err;
  struct str text;
  arena_init(&a, "file");
  must_ok(io_read_all(io_posix(), file, (size_t)16 << 20, &a, &text, &err), &err);
  apply_text(w, text);
  arena_release(&a);
}

static struct set compile(const struct bench *b, struct arena *a) {
  struct resource *r;
  struct err err;
  struct set s;
  must_ok(resource_list(b->w, STR("segment"), a, &r, &s.n, &err), &err);
  s.exprs = arena_array(a, struct query_expr, s.n);
  s.slugs = arena_array(a, struct str, s.n);
  for (uint32_t i = 0; i < s.n; i++) {
    struct json *doc;
    struct str text;
    struct node *tree;
    must_ok(json_parse(r[i].doc, a, &doc, &err), &err);
    must_ok(segment_bound(doc, NULL, 0, a, &text, &err), &err);
    must_ok(lang_compile(text, names_env_lang(b->names), a, &tree, &err), &err);
    s.exprs[i] = (struct query_expr){tree, b->as_of};
    s.slugs[i] = r[i].slug;
  }
  return s;
}

/* ---- together and apart ---- */

static double run(const struct bench *b, const struct query_expr *e, uint32_t n, bool timed,
                  uint64_t *sizes) {
  double best = 1e9;
  for (int i = 0; i < RUNS; i++) {
    struct arena a;
    struct query_output *o;
    struct err err;
    arena_init(&a, "run");
    uint32_t people = snapshot_subjects(b->n);
    struct expressions_time t = {.until = arena_array(&a, int64_t, people + 1)};
    for (uint32_t p = 0; p < people; p++)
      t.until[p] = INT64_MAX;
    double from = cpu_s();
    must_ok(timed ? expressions_run_timed(e, n, b->n, &b->env, &a, &t, &o, &err)
                  : expressions_run(e, n, b->n, &b->env, &a, &o, &err),
            &err);
    double took = cpu_s() - from;
    if (took < best) best = took;
    for (uint32_t k = 0; k < n; k++)
      sizes[k] = roaring_bitmap_get_cardinality(o[k].set);
    query_outputs_release(o, n);
    arena_release(&a);
  }
  return best;
}

/* Of each kind of segment: together, and the sum apart. */
static void by_kind(const struct bench *b, const struct set *s, const double *apart) {
  static const char kinds[] = "casrd";
  printf(" \"kinds\":{");
  for (const char *k = kinds; *k; k++) {
    struct query_expr e[200];
    uint64_t sizes[200];
    double sum = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n; i++) {
      if (s->slugs[i].p[0] != *k) continue;
      sum += apart[i];
      e[n++] = s->exprs[i];
    }
    printf("%s\"%c\":[%u,%.4f,%.4f]", k > kinds ? "," : "", *k, n, run(b, e, n, false, sizes), sum);
  }
  printf("},\n");
}

static void together(const struct bench *b, const struct set *s, struct arena *a) {
  uint64_t *all = arena_array(a, uint64_t, s->n), *one = arena_array(a, uint64_t, s->n);
  double apart = 0, apart_timed = 0, *each = arena_array(a, double, s->n),
         pass = run(b, s->exprs, s->n, false, all), timed = run(b, s->exprs, s->n, true, all);
  for (uint32_t i = 0; i < s->n; i++)
    apart += each[i] = run(b, &s->exprs[i], 1, false, &one[i]);
  for (uint32_t i = 0; i < s->n; i++)
    apart_timed += run(b, &s->exprs[i], 1, true, &one[i]);
  for (uint32_t i = 0; i < s->n; i++)
    if (all[i] != one[i]) fprintf(stderr, "bench: segment %u differs\n", i), exit(1);
  printf("{\"segments\":%u,\"events\":%" PRIu64 ",\"people\":%u,\n \"one_pass_s\":%.4f,"
         "\"one_pass_with_until_s\":%.4f,\"apart_s\":%.4f,\"apart_with_until_s\":%.4f,"
         "\"share\":%.4f,\n",
         s->n, snapshot_rows(b->n), snapshot_subjects(b->n), pass, timed, apart, apart_timed,
         timed / apart);
  by_kind(b, s, each);
}

/* ---- one by one ---- */

static int by_time(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void ask_people(const struct bench *b, const struct set *s, const char *what) {
  struct expressions_each *each;
  struct rng r;
  struct err err;
  static double took[ASKED];
  uint64_t rows = 0;
  uint32_t n = 0;
  double from = now_s();
  must_ok(expressions_each_new(s->exprs, s->n, b->n, &b->env, NULL, NULL, &each, &err), &err);
  double made = now_s() - from;
  rng_init(&r, 1, 1, 0);
  for (uint32_t i = 0; i < snapshot_subjects(b->n); i += 500) { /* strings of blocks are kept */
    struct query_asked a;
    must_ok(expressions_each_ask(each, i, &a, &err), &err);
  }
  while (n < ASKED) {
    struct query_asked a;
    uint32_t person = (uint32_t)rng_below(&r, snapshot_subjects(b->n));
    from = now_s();
    must_ok(expressions_each_ask(each, person, &a, &err), &err);
    took[n] = now_s() - from;
    if (!a.known || a.rows > SMALL_EVENTS) continue;
    rows += a.rows;
    n++;
  }
  expressions_each_free(each);
  qsort(took, ASKED, sizeof *took, by_time);
  printf(" \"%s\":{\"prepare_ms\":%.2f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"rows\":%.1f},\n", what,
         made * 1e3, took[ASKED / 2] * 1e6, took[ASKED * 99 / 100] * 1e6, (double)rows / ASKED);
}

static uint32_t ingest(struct workspace *w, struct rng *r, const char *who, uint32_t people,
                       uint32_t rows, int64_t now, int64_t span, uint64_t *key) {
  static const char *const events[] = {"product_viewed",  "product_viewed", "product_added",
                                       "order_completed", "page_viewed",    "checkout_started"};
  struct ev_batch b;
  struct err err;
  char name[32];
  ev_batch_init(&b);
  for (uint32_t i = 0; i < rows; i++) {
    snprintf(name, sizeof name, "%s%06u", who, 1 + (unsigned)rng_below(r, people));
    uint32_t id = ev_batch_id(&b, STR("user_id"), str_from(name));
    const char *event = events[rng_below(r, sizeof events / sizeof *events)];
    ev_batch_row(&b, id, ev_batch_name(&b, str_from(event)),
                 now - (int64_t)rng_below(r, (uint64_t)span), (struct ev_key){9, *key += 2}, 0);
    struct value v = {.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 600))};
    ev_batch_put(&b, ev_batch_prop(&b, STR("amount")), &v);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
  return rows;
}

static void renew(struct bench *b) {
  struct err err;
  names_env_free(b->names);
  snapshot_free(b->n);
  b->n = ws_snapshot(b->w);
  b->as_of = clock_wall_ms(clock_system());
  must_ok(names_env_new(b->w, b->n, &b->names, &err), &err);
  b->env = names_env_classes(b->names, &b->limits);
}

static void ask_whale(struct bench *b, struct arena *a) {
  struct rng r;
  struct err err;
  struct expressions_each *each;
  struct query_asked q;
  uint64_t key = (uint64_t)1 << 40;
  double best = 1e9;
  rng_init(&r, 2, 1, 0);
  for (uint32_t i = 0; i < WHALE_EVENTS; i += 10000)
    ingest(b->w, &r, "whale", 1, 10000, clock_wall_ms(clock_system()), 365 * MS_DAY, &key);
  must_ok(ws_checkpoint(b->w, true, &err), &err);
  renew(b);
  struct set s = compile(b, a);
  uint32_t person = people_find_any(ws_people(b->w), STR("whale000001"));
  must_ok(expressions_each_new(s.exprs, s.n, b->n, &b->env, NULL, NULL, &each, &err), &err);
  for (int i = 0; i < RUNS; i++) {
    double from = now_s();
    must_ok(expressions_each_ask(each, person, &q, &err), &err);
    if (now_s() - from < best) best = now_s() - from;
  }
  expressions_each_free(each);
  printf(" \"million\":{\"rows\":%" PRIu64 ",\"ms\":%.1f},\n", q.rows, best * 1e3);
}

/* ---- a stream ---- */

/* Somebody saves one segment of all; the names are made anew too. */
static double change_one(struct members *m, struct workspace *w, struct arena *a) {
  double best = 1e9;
  for (int i = 0; i < RUNS; i++) {
    struct members_looked k;
    struct err err;
    char text[100];
    snprintf(text, sizeof text,
             "kind: segment\nslug: c01\nexpression: 'count(order_completed) >= %d'\n", 3 + i);
    apply_text(w, str_from(text));
    double from = now_s();
    must_ok(members_look(m, a, &k, &err), &err);
    if (now_s() - from < best) best = now_s() - from;
  }
  return best;
}

static void stream(struct bench *b, double seconds) {
  struct members *m;
  struct members_looked k;
  struct members_stats before, after;
  struct err err;
  struct rng r;
  uint64_t key = (uint64_t)1 << 50, events = 0;
  rng_init(&r, 3, 1, 0);
  must_ok(members_open(b->w, &m, &err), &err);
  struct arena a;
  arena_init(&a, "looks");
  double from = now_s();
  must_ok(members_look(m, &a, &k, &err), &err);
  double first = now_s() - from, changed = change_one(m, b->w, &a);
  members_stats(m, &before);
  from = now_s();
  while (now_s() - from < seconds) {
    arena_reset(&a);
    for (int i = 0; i < 5; i++)
      events += ingest(b->w, &r, "u", 40000, BATCH, clock_wall_ms(clock_system()), 2000, &key);
    must_ok(members_look(m, &a, &k, &err), &err);
  }
  double took = now_s() - from;
  members_stats(m, &after);
  uint64_t moves = after.entered + after.exited - before.entered - before.exited;
  printf(" \"stream\":{\"first_look_s\":%.3f,\"one_changed_s\":%.4f,\"seconds\":%.1f,\"events_per_"
         "s\":%.0f,\"looks\":%" PRIu64
         ",\"people_asked_per_s\":%.0f,\"moves_per_s\":%.0f,\"us_per_person\":%.1f}}\n",
         first, changed, took, (double)events / took, after.looks - before.looks,
         (double)(after.asked - before.asked) / took, (double)moves / took,
         (after.seconds - before.seconds) / (double)(after.asked - before.asked + 1) * 1e6);
  arena_release(&a);
  members_close(m);
}

int main(int argc, char **argv) {
  struct bench b = {.limits = {.memory = (size_t)4 << 30}};
  struct ws_options o = {.threads = 2, .memory = (size_t)4 << 30};
  struct arena a;
  struct err err;
  if (argc < 3) {
    fprintf(stderr, "usage: bench_members DIR FILE [SECONDS]\n");
    return 2;
  }
  must_ok(ws_open(argv[1], STR("main"), WS_WRITE, &o, &b.w, &err), &err);
  arena_init(&a, "bench");
  apply(b.w, argv[2]);
  must_ok(ws_checkpoint(b.w, true, &err), &err);
  b.n = ws_snapshot(b.w);
  must_ok(names_env_new(b.w, b.n, &b.names, &err), &err);
  renew(&b);
  struct set s = compile(&b, &a);
  const char *only = argc > 4 ? argv[4] : "";
  uint64_t *sizes = arena_array(&a, uint64_t, s.n + 1);
  for (int i = 0; i < atoi(argv[3]) && strcmp(only, "pass") == 0; i++)
    printf("%.4f\n", run(&b, s.exprs, s.n, true, sizes));
  for (int i = 0; i < atoi(argv[3]) && strcmp(only, "apart") == 0; i++) {
    double sum = 0;
    for (uint32_t k = 0; k < s.n; k++)
      sum += run(&b, &s.exprs[k], 1, false, sizes);
    printf("%.4f\n", sum);
  }
  for (int i = 0; i < 5 && strcmp(only, "person") == 0; i++)
    ask_people(&b, &s, "person");
  if (*only) return 0;
  together(&b, &s, &a);
  ask_people(&b, &s, "person");
  ask_whale(&b, &a);
  stream(&b, argc > 3 ? atof(argv[3]) : 8);
  close_bench(&b);
  arena_release(&a);
  return 0;
}

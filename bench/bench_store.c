/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The five questions of bench/store.mjs over an existing workspace, in one process, and the same
 * ones over raw arrays in memory, written as anybody would write them ("naive"): what the machine
 * allows before decoding, strings, late rows or merges.
 *
 *   bench_store ask DIR AS_OF_MS THREADS RUNS [memory MiB]  all five, best of RUNS, and the twin
 *   bench_store once DIR AS_OF_MS THREADS QUESTION [RUNS]   one, once: for cold runs; RUNS more
 * times for profiles and limited memory bench_store drop PATH… posix_fadvise(DONTNEED) of all files
 *   bench_store open DIR                                    opens for writing, says how long */
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "asking.h"
#include "base/panic.h"
#include "model/classification.h"
#include "query/groups.h"
#include "resource/resource.h"
#include "workspace/workspace.h"

#define EVENT_ORDER "order_completed"
#define EVENT_SHARE "product_shared"
#define EVENT_ITEM  "order_item"

static const char *const segment_text =
    "count(order_completed, last 30 days) >= 2 and sum(order_completed.amount, last 90 days) > 300 "
    "and not did(product_shared)";

static struct node *tree_of(const struct bench *b, const char *text, enum lang_type want,
                            struct arena *a) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse(str_from(text), a, &tree, &err) &&
              lang_resolve(tree, names_env_lang(b->names), want, a, &err),
          &err);
  return tree;
}

/* ---- the questions, through the product's own doors ---- */

typedef void question(const struct bench *b, struct arena *a, struct buf *out);

static void put_groups(const struct bench *b, const struct query_group *g, uint32_t n, bool people,
                       struct buf *out) {
  buf_puts(out, "{");
  for (uint32_t i = 0; i < n; i++) {
    if (i) buf_puts(out, ",");
    buf_puts(out, "\"");
    if (g[i].type == V_TIME)
      day_format(day_of(b->env.tz, g[i].time), out);
    else if (g[i].type == V_STR)
      buf_put_str(out, g[i].text);
    buf_printf(out, "\":%" PRIu64, people ? g[i].people : g[i].rows);
  }
  buf_puts(out, "}");
}

static void ask_groups(const struct bench *b, const char *count, enum group_by by, const char *prop,
                       struct arena *a, struct buf *out) {
  struct groups_query q = {.rows = tree_of(b, count, LT_ANY, a),
                           .as_of = b->as_of,
                           .by = by,
                           .prop = str_from(prop),
                           .people = by == GROUP_VALUE,
                           .tz = b->env.tz};
  struct query_group *g;
  struct err err;
  uint32_t n;
  must_ok(query_groups(b->n, &q, b->env.pool, &b->limits, a, &g, &n, &err), &err);
  put_groups(b, g, n, q.people, out);
}

static void ask_events(const struct bench *b, struct arena *a, struct buf *out) {
  ask_groups(b, "count(*)", GROUP_EVENT, "", a, out);
}
static void ask_days(const struct bench *b, struct arena *a, struct buf *out) {
  ask_groups(b, "count(*)", GROUP_DAY, "", a, out);
}
static void ask_buyers(const struct bench *b, struct arena *a, struct buf *out) {
  ask_groups(b, "count(" EVENT_ITEM ")", GROUP_VALUE, "category", a, out);
}

static void ask_rfm(const struct bench *b, struct arena *a, struct buf *out) {
  struct query_expr e[] = {{tree_of(b, "last(order_completed.time)", LT_ANY, a), b->as_of},
                           {tree_of(b, "count(order_completed)", LT_ANY, a), b->as_of},
                           {tree_of(b, "sum(order_completed.amount)", LT_ANY, a), b->as_of}};
  struct query_output *o;
  struct err err;
  must_ok(expressions_run(e, 3, b->n, &b->env, a, &o, &err), &err);
  const struct query_column *last = &o[0].column, *n = &o[1].column, *sum = &o[2].column;
  uint64_t people = 0, orders = 0;
  int64_t days = 0;
  i128 total = 0;
  for (uint32_t w = 0; w < (last->n + 63) / 64; w++)
    for (uint64_t m = last->present[w]; m; m &= m - 1) {
      uint32_t p = w * 64 + (uint32_t)__builtin_ctzll(m);
      people++;
      orders += (uint64_t)n->num[p];
      days += last->time[p] / 1000;
      total += sum->num[p];
    }
  char text[DEC_TEXT_BYTES];
  struct dec money = {total, sum->scale};
  dec_text(money, text);
  buf_printf(out, "{\"people\":%" PRIu64 ",\"orders\":%" PRIu64 ",\"sum\":%s,\"last\":%" PRId64 "}",
             people, orders, text, days);
  query_outputs_release(o, 3);
}

static void ask_segment(const struct bench *b, struct arena *a, struct buf *out) {
  struct query_expr e = {tree_of(b, segment_text, LT_BOOL, a), b->as_of};
  struct query_output *o;
  struct err err;
  must_ok(expressions_run(&e, 1, b->n, &b->env, a, &o, &err), &err);
  buf_printf(out, "{\"people\":%" PRIu64 "}", roaring_bitmap_get_cardinality(o->set));
  query_outputs_release(o, 1);
}

static const struct {
  const char *name;
  question *ask;
} questions[] = {{"events", ask_events},
                 {"days", ask_days},
                 {"rfm", ask_rfm},
                 {"buyers", ask_buyers},
                 {"segment", ask_segment}};
#define N_QUESTIONS (sizeof questions / sizeof *questions)

/* ---- the twin: arrays, loops, two threads ---- */

struct raw {
  uint64_t rows;
  uint32_t people;
  uint32_t *person;
  int64_t *time, *amount; /* amount in cents */
  uint8_t *event, *category;
  uint32_t n_events, n_categories;
  struct str category_name[255], event_name[255];
  uint32_t order, share, item;
  struct intern categories;
};

static bool copy_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct raw *r = ctx;
  const struct scan_col *amount = &b->cols[0], *category = &b->cols[1];
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i++) {
      uint64_t at = r->rows++;
      r->person[at] = b->person[p];
      r->time[at] = b->time[i];
      r->event[at] = (uint8_t)b->event[i];
      bool has = amount->present[i / 64] >> i % 64 & 1,
           of = category->present[i / 64] >> i % 64 & 1;
      r->amount[at] = has ? amount->num[i] : 0;
      r->category[at] = of ? (uint8_t)category->code[i] : 255;
    }
  return true;
}

static void raw_load(const struct bench *b, struct raw *r) {
  struct scanner *s;
  struct err err;
  uint64_t rows = snapshot_rows(b->n);
  struct scan_col_want cols[] = {{snapshot_prop_code(b->n, STR("amount")), V_NUM},
                                 {snapshot_prop_code(b->n, STR("category")), V_STR}};
  struct scan_want want = {
      .all_events = true, .cols = cols, .n_cols = 2, .t_max = b->as_of, .only = UINT32_MAX};
  *r = (struct raw){.people = snapshot_subjects(b->n), .n_events = snapshot_events(b->n)};
  r->person = must_malloc(rows * 4 + 1);
  r->time = must_malloc(rows * 8 + 1);
  r->amount = must_malloc(rows * 8 + 1);
  r->event = must_malloc(rows + 1);
  r->category = must_malloc(rows + 1);
  must_ok(scanner_new(b->n, &want, &s, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(b->n); c++)
    must_ok(scanner_run(s, c, copy_batch, r, &err), &err);
  r->n_categories = scanner_strings(s)->n;
  must(r->n_categories < 255 && r->n_events < 255);
  intern_init(&r->categories, "categories");
  for (uint32_t i = 0; i < r->n_categories; i++) {
    intern_put(&r->categories, intern_at(scanner_strings(s), i));
    r->category_name[i] = intern_at(&r->categories, i);
  }
  for (uint32_t i = 0; i < r->n_events; i++)
    r->event_name[i] = snapshot_event(b->n, i)->name;
  r->order = snapshot_event_code(b->n, STR(EVENT_ORDER));
  r->share = snapshot_event_code(b->n, STR(EVENT_SHARE));
  r->item = snapshot_event_code(b->n, STR(EVENT_ITEM));
  scanner_free(s);
}

static void raw_free(struct raw *r) {
  free(r->person);
  free(r->time);
  free(r->amount);
  free(r->event);
  free(r->category);
  intern_release(&r->categories);
}

#define DAYS_MAX 40000 /* since 1970 */
struct share {         /* a thread's part: whole people */
  const struct raw *r;
  int64_t as_of;
  uint64_t from, to;
  uint64_t events[256], *days, buyers[256], people, orders;
  int64_t last_sum, money;
  struct per_person {
    int64_t last, sum, spent;
    uint32_t n, recent, shared;
  } * of; /* shared by the threads */
};

static void naive_events(struct share *s) {
  const uint8_t *e = s->r->event;
  for (uint64_t i = s->from; i < s->to; i++)
    s->events[e[i]]++;
}
static void naive_days(struct share *s) {
  const int64_t *t = s->r->time;
  for (uint64_t i = s->from; i < s->to; i++)
    s->days[(t[i] + 8 * MS_HOUR) / MS_DAY]++;
}
static void naive_rfm(struct share *s) {
  const struct raw *r = s->r;
  for (uint64_t i = s->from; i < s->to; i++) {
    if (r->event[i] != r->order) continue;
    struct per_person *p = &s->of[r->person[i]];
    p->last = r->time[i];
    p->n++;
    p->sum += r->amount[i];
  }
}
static void naive_buyers(struct share *s) {
  const struct raw *r = s->r;
  uint64_t last[256] = {0};
  for (uint64_t i = s->from; i < s->to; i++) {
    if (r->event[i] != r->item) continue;
    uint64_t me = (uint64_t)r->person[i] + 1;
    s->buyers[r->category[i]] += last[r->category[i]] != me;
    last[r->category[i]] = me;
  }
}
static void naive_segment(struct share *s) {
  const struct raw *r = s->r;
  for (uint64_t i = s->from; i < s->to; i++) {
    if (r->event[i] == r->order) {
      struct per_person *p = &s->of[r->person[i]];
      p->recent += r->time[i] > s->as_of - 30 * MS_DAY;
      p->spent += r->time[i] > s->as_of - 90 * MS_DAY ? r->amount[i] : 0;
    } else if (r->event[i] == r->share) {
      s->of[r->person[i]].shared++;
    }
  }
}
typedef void naive_fn(struct share *s);
static naive_fn *const naive[N_QUESTIONS] = {naive_events, naive_days, naive_rfm, naive_buyers,
                                             naive_segment};

struct naive_task {
  struct share *s;
  naive_fn *fn;
};
static bool run_share(void *ctx, uint32_t i, unsigned worker) {
  struct naive_task *t = ctx;
  t->fn(&t->s[i]);
  return true;
}

/* One run of question q; its answer in the same form. */
static double naive_once(const struct bench *b, const struct raw *r, unsigned threads, unsigned q,
                         struct pool *pool, struct buf *out) {
  struct clock *k = clock_system();
  struct share *s = must_calloc(threads, sizeof *s);
  for (unsigned i = 0; i < threads; i++) {
    s[i].r = r;
    s[i].as_of = b->as_of;
    s[i].days = must_calloc(DAYS_MAX, 8);
    s[i].from = i ? s[i - 1].to : 0;
    s[i].to = r->rows * (i + 1) / threads;
    while (s[i].to > 0 && s[i].to < r->rows && r->person[s[i].to] == r->person[s[i].to - 1])
      s[i].to++;
  }
  struct naive_task task = {s, naive[q]};
  struct mono from = k->mono(k);
  struct per_person *of = q == 2 || q == 4 ? must_calloc(r->people + 1, sizeof *of) : NULL;
  for (unsigned i = 0; i < threads; i++)
    s[i].of = of;
  pool_run(pool, threads, run_share, &task);
  for (unsigned i = 1; i < threads; i++) {
    for (unsigned e = 0; e < 256; e++) {
      s->events[e] += s[i].events[e];
      s->buyers[e] += s[i].buyers[e];
    }
    for (unsigned d = 0; d < DAYS_MAX; d++)
      s->days[d] += s[i].days[d];
  }
  for (uint32_t p = 0; of && p < r->people; p++) {
    s->people += q == 2 ? of[p].n > 0 : of[p].recent >= 2 && of[p].spent > 30000 && !of[p].shared;
    s->orders += of[p].n;
    s->last_sum += of[p].last / 1000;
    s->money += of[p].sum;
  }
  double seconds = clock_seconds_since(k, from);
  buf_puts(out, "{");
  const char *comma = "";
  for (uint32_t e = 0; q == 0 && e < r->n_events; e++)
    if (s->events[e]) {
      buf_printf(out, "%s\"%.*s\":%" PRIu64, comma, STRF(r->event_name[e]), s->events[e]);
      comma = ",";
    }
  for (int32_t d = 0; q == 1 && d < DAYS_MAX; d++)
    if (s->days[d]) {
      buf_printf(out, "%s\"", comma);
      day_format(d, out);
      buf_printf(out, "\":%" PRIu64, s->days[d]);
      comma = ",";
    }
  for (uint32_t c = 0; q == 3 && c < r->n_categories; c++)
    if (s->buyers[c]) {
      buf_printf(out, "%s\"%.*s\":%" PRIu64, comma, STRF(r->category_name[c]), s->buyers[c]);
      comma = ",";
    }
  if (q == 2)
    buf_printf(out,
               "\"people\":%" PRIu64 ",\"orders\":%" PRIu64 ",\"sum\":%" PRId64
               ".%02d,\"last\":%" PRId64,
               s->people, s->orders, s->money / 100, (int)(s->money % 100), s->last_sum);
  if (q == 4) buf_printf(out, "\"people\":%" PRIu64, s->people);
  buf_puts(out, "}");
  free(of);
  for (unsigned i = 0; i < threads; i++)
    free(s[i].days);
  free(s);
  return seconds;
}

/* ---- commands ---- */

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double once(const struct bench *b, unsigned q, struct buf *answer) {
  struct clock *k = clock_system();
  struct arena a;
  arena_init(&a, "bench");
  struct mono from = k->mono(k);
  questions[q].ask(b, &a, answer);
  double s = clock_seconds_since(k, from);
  arena_release(&a);
  return s;
}

static long rss_kib(const char *what) {
  char line[256];
  long v = 0;
  FILE *f = fopen("/proc/self/status", "r");
  while (f && fgets(line, sizeof line, f))
    if (strncmp(line, what, strlen(what)) == 0) v = strtol(line + strlen(what) + 1, NULL, 10);
  if (f) fclose(f);
  return v;
}

static int ask_all(struct bench *b, unsigned threads, int runs) {
  struct raw r;
  struct pool *pool = pool_new(threads);
  struct buf text = BUF_INIT;
  printf("{\"rows\":%" PRIu64 ",\"subjects\":%u,\"bytes\":%" PRIu64 ",\"questions\":{",
         snapshot_rows(b->n), snapshot_subjects(b->n), snapshot_bytes(b->n));
  double best[N_QUESTIONS], used[N_QUESTIONS], twin[N_QUESTIONS], twin_used[N_QUESTIONS];
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    used[q] = 0;
    for (int i = 0; i <= runs; i++) {
      buf_reset(&text);
      double c = cpu(), s = once(b, q, &text);
      c = cpu() - c;
      if (i == 1 || (i > 1 && s < best[q])) best[q] = s;
      if (i == 1 || (i > 1 && c < used[q])) used[q] = c;
    }
    printf("%s\"%s\":{\"seconds\":%.5f,\"cpu\":%.5f,\"answer\":%s", q ? "," : "", questions[q].name,
           best[q], used[q], text.p);
    printf("}");
  }
  long rss = rss_kib("RssAnon:"), mapped = rss_kib("RssFile:");
  printf("},\"rss_anon_kib\":%ld,\"rss_file_kib\":%ld,\"naive\":{", rss, mapped);
  raw_load(b, &r);
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    for (int i = 0; i <= runs; i++) {
      buf_reset(&text);
      double c = cpu(), s = naive_once(b, &r, threads, q, pool, &text);
      c = cpu() - c;
      if (i == 1 || (i > 1 && s < twin[q])) twin[q] = s;
      if (i == 1 || (i > 1 && c < twin_used[q])) twin_used[q] = c;
    }
    printf("%s\"%s\":{\"seconds\":%.5f,\"cpu\":%.5f,\"answer\":%s}", q ? "," : "",
           questions[q].name, twin[q], twin_used[q], text.p);
  }
  printf("}}\n");
  raw_free(&r);
  pool_free(pool);
  buf_release(&text);
  return 0;
}

static void ask_one(const struct bench *b, const char *name, int more, double opened) {
  struct buf text = BUF_INIT;
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    if (strcmp(questions[q].name, name) != 0) continue;
    double s = once(b, q, &text), best = s;
    for (int i = 0; i < more; i++) {
      buf_reset(&text);
      double t = once(b, q, &text);
      best = i == 0 || t < best ? t : best;
    }
    printf("{\"open\":%.3f,\"seconds\":%.5f,\"best\":%.5f,\"answer\":%s}\n", opened, s, best,
           text.p);
  }
  buf_release(&text);
}

static int drop_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  if (type != FTW_F) return 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  fsync(fd); /* dirty pages stay otherwise */
  posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
  return 0;
}

static int open_writer(const char *dir) {
  struct ws_options o = {.threads = 2, .memory = (size_t)4 << 30};
  struct workspace *w;
  struct err err;
  struct clock *k = clock_system();
  struct mono from = k->mono(k);
  must_ok(ws_open(dir, STR("main"), WS_WRITE, &o, &w, &err), &err);
  printf("{\"seconds\":%.3f,\"rss_anon_kib\":%ld}\n", clock_seconds_since(k, from),
         rss_kib("RssAnon:"));
  fflush(stdout);
  _exit(0);
}

int main(int argc, char **argv) {
  struct bench b = {0};
  if (argc > 2 && strcmp(argv[1], "drop") == 0) {
    for (int i = 2; i < argc; i++)
      nftw(argv[i], drop_one, 16, FTW_PHYS);
    return 0;
  }
  if (argc == 3 && strcmp(argv[1], "open") == 0) return open_writer(argv[2]);
  if (argc < 6) return fprintf(stderr, "usage: see the head of bench_store.c\n"), 64;
  unsigned threads = (unsigned)atoi(argv[4]);
  bool all = strcmp(argv[1], "ask") == 0;
  size_t memory = all && argc > 6 ? (size_t)atol(argv[6]) << 20 : (size_t)8 << 30;
  struct clock *k = clock_system();
  struct mono from = k->mono(k);
  open_bench(&b, argv[2], strtoll(argv[3], NULL, 10), threads, memory);
  double opened = clock_seconds_since(k, from);
  if (all)
    ask_all(&b, threads, atoi(argv[5]));
  else
    ask_one(&b, argv[5], argc > 6 ? atoi(argv[6]) : 0, opened);
  close_bench(&b);
  return 0;
}

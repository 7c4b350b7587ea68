/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour over an existing workspace, through the product's own doors, and the
 * same ones over raw arrays in memory, written as anybody would write them (see behaviour.mjs).
 *
 *   bench_behaviour DIR AS_OF_MS THREADS RUNS             all, beside the arrays
 *   bench_behaviour DIR AS_OF_MS THREADS RUNS NAME        only that one, beside the arrays
 *   bench_behaviour DIR AS_OF_MS THREADS RUNS NAME alone  … without arrays: for perf
 */
#include <stdio.h>
#include <stdlib.h>

#include "behaviour.h"

static const struct behaviour_question *const kinds[] = {
    behaviour_funnel,    behaviour_paths, behaviour_attribution,
    behaviour_retention, behaviour_trend, behaviour_segment,
};
#define N_KINDS (sizeof kinds / sizeof *kinds)

/* ---- through the product ---- */

/* A segment: from text to set. */
static double ask_segment(const struct bench *b, const char *text, struct buf *out) {
  struct clock *k = clock_system();
  struct query_output *o;
  struct node *tree;
  struct arena a;
  struct err err = {0};
  arena_init(&a, "bench");
  struct mono from = k->mono(k);
  must_ok(lang_compile(str_from(text), names_env_lang(b->names), &a, &tree, &err), &err);
  struct query_expr e = {tree, b->as_of};
  must_ok(expressions_run(&e, 1, b->n, &b->env, &a, &o, &err), &err);
  double s = clock_seconds_since(k, from);
  buf_printf(out, "{\"people\":%" PRIu64 "}", roaring_bitmap_get_cardinality(o->set));
  query_outputs_release(o, 1);
  arena_release(&a);
  return s;
}

static double ask(const struct bench *b, const struct behaviour_question *q, struct buf *out) {
  if (!q->kind) return ask_segment(b, q->doc, out);
  struct clock *k = clock_system();
  struct question_env e = {
      .snapshot = b->n, .names = names_env_lang(b->names), .env = &b->env, .as_of = b->as_of};
  struct buf text = BUF_INIT;
  struct json *doc, *answer;
  struct arena a;
  struct jw w;
  struct err err = {0};
  arena_init(&a, "bench");
  must_ok(json_parse(str_from(q->doc), &a, &doc, &err), &err);
  jw_init(&w, &text, 0);
  struct mono from = k->mono(k);
  jw_begin_object(&w);
  must_ok(q->kind->ask(&e, doc, &a, &w, &err), &err);
  jw_end_object(&w);
  double s = clock_seconds_since(k, from);
  must_ok(json_parse(buf_str(&text), &a, &answer, &err), &err);
  q->canonical(answer, out);
  buf_release(&text);
  arena_release(&a);
  return s;
}

/* ---- raw arrays ---- */

#define COLUMNS 4 /* item_id, category, channel, amount */

struct loading {
  struct raw *r;
  int64_t unit; /* cents per 1 of an amount as stored */
  struct intern channels;
  const struct intern *strings;
};

static uint32_t text_at(const struct scan_col *c, uint32_t i) {
  return c->present[i / 64] >> i % 64 & 1 ? c->code[i] + 1 : RAW_NONE;
}

static bool copy_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct loading *l = ctx;
  struct raw *r = l->r;
  const struct scan_col *amount = &b->cols[3];
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i++) {
      uint64_t at = r->rows++;
      r->person[at] = b->person[p];
      r->time[at] = b->time[i];
      if (b->time[i] < r->earliest) r->earliest = b->time[i];
      r->event[at] = (uint8_t)b->event[i];
      r->item[at] = text_at(&b->cols[0], i);
      r->category[at] = text_at(&b->cols[1], i);
      uint32_t channel = text_at(&b->cols[2], i);
      r->channel[at] =
          channel ? (uint8_t)(intern_put(&l->channels, intern_at(l->strings, channel - 1)) + 1) : 0;
      r->amount[at] = amount->present[i / 64] >> i % 64 & 1 ? amount->num[i] * l->unit : 0;
    }
  return true;
}

/* Copies of the strings of an index, after an empty one. */
static struct str *texts(const struct intern *of, uint32_t *ret_n) {
  struct str *s = must_calloc(of->n + 1, sizeof *s);
  for (uint32_t i = 0; i < of->n; i++)
    s[i + 1] = str_of(strndup(intern_at(of, i).p, intern_at(of, i).n), intern_at(of, i).n);
  *ret_n = of->n + 1;
  return s;
}

static void raw_load(const struct bench *b, struct raw *r) {
  struct scanner *s;
  struct err err;
  uint64_t rows = snapshot_rows(b->n) + 1;
  struct scan_col_want cols[COLUMNS] = {{snapshot_prop_code(b->n, STR("item_id")), V_STR},
                                        {snapshot_prop_code(b->n, STR("category")), V_STR},
                                        {snapshot_prop_code(b->n, STR("channel")), V_STR},
                                        {snapshot_prop_code(b->n, STR("amount")), V_NUM}};
  struct scan_want want = {
      .all_events = true, .cols = cols, .n_cols = COLUMNS, .t_max = b->as_of, .only = UINT32_MAX};
  struct loading l = {.r = r, .unit = 100};
  *r = (struct raw){.people = snapshot_subjects(b->n),
                    .person = must_malloc(rows * 4),
                    .item = must_malloc(rows * 4),
                    .category = must_malloc(rows * 4),
                    .time = must_malloc(rows * 8),
                    .amount = must_malloc(rows * 8),
                    .event = must_malloc(rows),
                    .channel = must_malloc(rows),
                    .earliest = b->as_of,
                    .bench = b};
  uint8_t scale = snapshot_prop(b->n, cols[3].prop)->scale;
  must(snapshot_events(b->n) < 255 && scale <= 2);
  for (; scale; scale--)
    l.unit /= 10;
  must_ok(scanner_new(b->n, &want, &s, &err), &err);
  intern_init(&l.channels, "channels");
  l.strings = scanner_strings(s);
  for (uint32_t c = 0; c < scan_chunks(b->n); c++)
    must_ok(scanner_run(s, c, copy_batch, &l, &err), &err);
  must(l.channels.n < 255);
  r->names = texts(scanner_strings(s), &r->n_names);
  r->channels = texts(&l.channels, &r->n_channels);
  intern_release(&l.channels);
  scanner_free(s);
}

static void raw_free(struct raw *r) {
  for (uint32_t i = 1; i < r->n_names; i++)
    free((char *)r->names[i].p);
  for (uint32_t i = 1; i < r->n_channels; i++)
    free((char *)r->channels[i].p);
  free(r->names), free(r->channels);
  free(r->person), free(r->item), free(r->category), free(r->time);
  free(r->amount), free(r->event), free(r->channel);
}

uint8_t raw_event(const struct raw *r, const char *name) {
  return (uint8_t)snapshot_event_code(r->bench->n, str_from(name));
}

struct running {
  const struct raw *r;
  raw_fn *fn;
  uint64_t *bounds;
  char *outs;
  size_t each;
};

static bool run_share(void *ctx, uint32_t i, unsigned worker) {
  struct running *u = ctx;
  u->fn(u->r, u->bounds[i], u->bounds[i + 1], u->outs + i * u->each);
  return true;
}

void raw_run(const struct raw *r, struct pool *pool, unsigned threads, raw_fn *fn, void *outs,
             size_t each) {
  uint64_t bounds[65] = {0};
  struct running u = {r, fn, bounds, outs, each};
  must(threads < 65);
  for (unsigned i = 1; i <= threads; i++) {
    uint64_t at = r->rows * i / threads;
    while (at > 0 && at < r->rows && r->person[at] == r->person[at - 1])
      at++;
    bounds[i] = at;
  }
  pool_run(pool, threads, run_share, &u);
}

/* ---- both ---- */

static void put_best(const char *name, double seconds, const struct buf *answer, bool *first) {
  printf("%s\"%s\":{\"seconds\":%.6f,\"answer\":%s}", *first ? "" : ",", name, seconds, answer->p);
  *first = false;
}

static void ask_all(const struct bench *b, const char *only, int runs) {
  struct buf text = BUF_INIT;
  bool first = true;
  for (size_t k = 0; k < N_KINDS; k++)
    for (const struct behaviour_question *q = kinds[k]; q->name; q++) {
      double best = 0;
      if (only && strcmp(only, q->name) != 0) continue;
      for (int i = 0; i < runs; i++) {
        buf_reset(&text);
        double s = ask(b, q, &text);
        if (i == 0 || s < best) best = s;
      }
      put_best(q->name, best, &text, &first);
    }
  buf_release(&text);
}

static void naive_all(const struct bench *b, const char *only, int runs, unsigned threads) {
  struct clock *clock = clock_system();
  struct pool *pool = pool_new(threads);
  struct buf text = BUF_INIT;
  struct raw r;
  bool first = true;
  raw_load(b, &r);
  for (size_t k = 0; k < N_KINDS; k++)
    for (const struct behaviour_question *q = kinds[k]; q->name; q++) {
      double best = 0;
      if (only && strcmp(only, q->name) != 0) continue;
      for (int i = 0; i < runs; i++) {
        buf_reset(&text);
        struct mono from = clock->mono(clock);
        q->naive(&r, pool, threads, &text);
        double s = clock_seconds_since(clock, from);
        if (i == 0 || s < best) best = s;
      }
      put_best(q->name, best, &text, &first);
    }
  raw_free(&r);
  buf_release(&text);
  pool_free(pool);
}

int main(int argc, char **argv) {
  struct bench b = {0};
  if (argc < 5 || argc > 7) return 64;
  unsigned threads = (unsigned)atoi(argv[3]);
  const char *only = argc > 5 ? argv[5] : NULL;
  open_bench(&b, argv[1], strtoll(argv[2], NULL, 10), threads, 0);
  printf("{\"rows\":%" PRIu64 ",\"people\":%u,\"questions\":{", snapshot_rows(b.n),
         snapshot_subjects(b.n));
  ask_all(&b, only, atoi(argv[4]));
  printf("},\"naive\":{");
  if (argc < 7) naive_all(&b, only, atoi(argv[4]), threads);
  printf("}}\n");
  close_bench(&b);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour over an existing workspace, through the product's own doors, and the
 * same ones over raw arrays in memory, written as anybody would write them (see behaviour.mjs).
 *
 *   bench_behaviour DIR AS_OF_MS THREADS RUNS [QUESTION]   only that one, without arrays: for perf
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "asking.h"
#include "base/panic.h"
#include "model/question.h"
#include "resource/resource.h"
#include "workspace/workspace.h"

#define STEPS     4
#define WITHIN    (7 * MS_DAY)
#define ITEMS_MAX 65536

static const char *const step_names[STEPS] = {"product_viewed", "product_added", "order_completed",
                                              "product_shared"};

static const struct {
  const char *name, *doc;
} questions[] = {
    {"funnel", "{\"steps\": [\"product_viewed\", \"product_added\", \"order_completed\", "
               "\"product_shared\"], \"within\": \"7 days\"}"},
    {"funnel_by_hold", "{\"steps\": [\"product_viewed\", \"product_added\", \"product_shared\"], "
                       "\"within\": \"7 days\", \"hold\": [\"item_id\"], \"by\": {\"property\": "
                       "\"category\", \"touch\": \"each\"}, \"top\": 100}"},
};
#define N_QUESTIONS (sizeof questions / sizeof questions[0])

/* The counts of each step; by group when there are some. */
static void counts(const struct json *group, struct buf *out) {
  const struct json *steps = json_get(group, "steps");
  buf_putc(out, '[');
  for (uint32_t i = 0; i < steps->n; i++)
    buf_printf(out, "%s%.*s", i ? "," : "", STRF(json_get(&steps->items[i], "reached")->text));
  buf_putc(out, ']');
}

static void canonical(const struct json *answer, struct buf *out) {
  const struct json *groups = json_get(answer, "groups");
  buf_puts(out, "{\"all\":");
  counts(json_get(answer, "all"), out);
  for (uint32_t i = 0; i < groups->n; i++) {
    buf_printf(out, ",\"%.*s\":", STRF(json_get_str(&groups->items[i], "label")));
    counts(&groups->items[i], out);
  }
  buf_putc(out, '}');
}

static double ask(const struct bench *b, unsigned q, struct buf *out) {
  struct clock *k = clock_system();
  struct question_env e = {
      .snapshot = b->n, .names = names_env_lang(b->names), .env = &b->env, .as_of = b->as_of};
  struct buf text = BUF_INIT;
  struct json *doc, *answer;
  struct arena a;
  struct jw w;
  struct err err = {0};
  arena_init(&a, "bench");
  must_ok(json_parse(str_from(questions[q].doc), &a, &doc, &err), &err);
  jw_init(&w, &text, 0);
  struct mono from = k->mono(k);
  jw_begin_object(&w);
  must_ok(question_funnel.ask(&e, doc, &a, &w, &err), &err);
  jw_end_object(&w);
  double s = clock_seconds_since(k, from);
  must_ok(json_parse(buf_str(&text), &a, &answer, &err), &err);
  canonical(answer, out);
  buf_release(&text);
  arena_release(&a);
  return s;
}

/* ---- over raw arrays ---- */

struct raw {
  uint32_t *person, *item, *category;
  int64_t *time;
  uint8_t *step; /* STEPS: none of them */
  uint64_t rows;
  struct str names[4096];
};

static bool copy_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct raw *r = ctx;
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i++) {
      uint64_t at = r->rows++;
      r->person[at] = b->person[p];
      r->time[at] = b->time[i];
      r->step[at] = (uint8_t)b->event[i];
      for (int c = 0; c < 2; c++)
        (c ? r->category : r->item)[at] =
            b->cols[c].present[i / 64] >> i % 64 & 1 ? b->cols[c].code[i] + 1 : 0;
    }
  return true;
}

static void raw_load(const struct bench *b, struct raw *r) {
  struct scanner *s;
  struct err err;
  uint64_t rows = snapshot_rows(b->n) + 1;
  struct scan_col_want cols[] = {{snapshot_prop_code(b->n, STR("item_id")), V_STR},
                                 {snapshot_prop_code(b->n, STR("category")), V_STR}};
  struct scan_want want = {
      .all_events = true, .cols = cols, .n_cols = 2, .t_max = b->as_of, .only = UINT32_MAX};
  uint8_t step_of[256];
  *r = (struct raw){.person = must_malloc(rows * 4),
                    .item = must_malloc(rows * 4),
                    .category = must_malloc(rows * 4),
                    .time = must_malloc(rows * 8),
                    .step = must_malloc(rows)};
  must_ok(scanner_new(b->n, &want, &s, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(b->n); c++)
    must_ok(scanner_run(s, c, copy_batch, r, &err), &err);
  memset(step_of, STEPS, sizeof step_of);
  for (uint32_t i = 0; i < STEPS; i++)
    step_of[snapshot_event_code(b->n, str_from(step_names[i]))] = (uint8_t)i;
  for (uint64_t i = 0; i < r->rows; i++)
    r->step[i] = step_of[r->step[i]];
  for (uint32_t i = 0; i < scanner_strings(s)->n && i < 4095; i++)
    r->names[i + 1] =
        str_of(strdup(intern_at(scanner_strings(s), i).p), intern_at(scanner_strings(s), i).n);
  scanner_free(s);
}

struct share { /* a thread's part: whole people */
  const struct raw *r;
  uint64_t from, to, all[STEPS];
  uint64_t (*group)[STEPS]; /* by category */
};

/* The latest start that has reached each step; rows of one moment as they come.  Moments shared by
 * two steps are too rare in this data to change an answer, or the comparison would say so. */
static void naive_funnel(struct share *s) {
  const struct raw *r = s->r;
  for (uint64_t i = s->from; i < s->to;) {
    uint32_t who = r->person[i];
    int64_t begun[STEPS] = {INT64_MIN / 2, INT64_MIN / 2, INT64_MIN / 2, INT64_MIN / 2};
    unsigned best = 0;
    for (; i < s->to && r->person[i] == who; i++) {
      unsigned k = r->step[i];
      if (k == STEPS) continue;
      int64_t from = k ? begun[k - 1] : r->time[i];
      if (r->time[i] - from > WITHIN) continue;
      begun[k] = from;
      if (k + 1 > best) best = k + 1;
    }
    for (unsigned k = 0; k < best; k++)
      s->all[k]++;
  }
}

struct item_run {
  uint32_t item, category;
  int64_t begun[3];
  unsigned best;
};

/* view, add, share of one item, by its category: the runs of a person's items are in a list,
 * because a person looks at few; the best item of each category counts. */
static void naive_by_hold(struct share *s) {
  static const uint8_t third[STEPS + 1] = {0, 1, 9, 2, 9};
  const struct raw *r = s->r;
  struct item_run *runs = must_calloc(ITEMS_MAX, sizeof *runs);
  for (uint64_t i = s->from; i < s->to;) {
    uint32_t who = r->person[i], n = 0;
    for (; i < s->to && r->person[i] == who; i++) {
      unsigned k = third[r->step[i]];
      if (k == 9 || !r->item[i]) continue;
      uint32_t at = 0;
      while (at < n && runs[at].item != r->item[i])
        at++;
      must(at < ITEMS_MAX);
      struct item_run *run = &runs[at];
      if (at == n) {
        *run = (struct item_run){.item = r->item[i], .category = r->category[i]};
        for (int z = 0; z < 3; z++)
          run->begun[z] = INT64_MIN / 2;
        n++;
      }
      int64_t from = k ? run->begun[k - 1] : r->time[i];
      if (r->time[i] - from > WITHIN) continue;
      run->begun[k] = from;
      if (k + 1 > run->best) run->best = k + 1;
    }
    for (uint32_t k = 0; k < n; k++) {
      unsigned best = runs[k].best, before = 0;
      for (uint32_t j = 0; j < k; j++)
        if (runs[j].category == runs[k].category && runs[j].best > before) before = runs[j].best;
      for (unsigned x = before; x < best; x++) {
        s->all[x]++;
        s->group[runs[k].category][x]++;
      }
    }
  }
  free(runs);
}

static bool run_share(void *ctx, uint32_t i, unsigned worker) {
  struct share *s = (struct share *)ctx + i;
  if (s->group)
    naive_by_hold(s);
  else
    naive_funnel(s);
  return true;
}

static void put_counts(const uint64_t *of, unsigned n, struct buf *out) {
  buf_putc(out, '[');
  for (unsigned k = 0; k < n; k++)
    buf_printf(out, "%s%" PRIu64, k ? "," : "", of[k]);
  buf_putc(out, ']');
}

static double naive(const struct raw *r, unsigned threads, unsigned q, struct pool *pool,
                    struct buf *out) {
  struct clock *k = clock_system();
  struct share *s = must_calloc(threads, sizeof *s);
  unsigned n = q ? 3 : STEPS;
  for (unsigned i = 0; i < threads; i++) {
    s[i].r = r;
    if (q) s[i].group = must_calloc(4096, sizeof *s[i].group);
    s[i].from = i ? s[i - 1].to : 0;
    s[i].to = r->rows * (i + 1) / threads;
    while (s[i].to > 0 && s[i].to < r->rows && r->person[s[i].to] == r->person[s[i].to - 1])
      s[i].to++;
  }
  struct mono from = k->mono(k);
  pool_run(pool, threads, run_share, s);
  for (unsigned i = 1; i < threads; i++) {
    for (unsigned x = 0; x < STEPS; x++)
      s->all[x] += s[i].all[x];
    for (unsigned g = 0; q && g < 4096; g++)
      for (unsigned x = 0; x < STEPS; x++)
        s->group[g][x] += s[i].group[g][x];
  }
  double seconds = clock_seconds_since(k, from);
  buf_puts(out, "{\"all\":");
  put_counts(s->all, n, out);
  for (unsigned g = 0; q && g < 4096; g++) {
    if (!s->group[g][0]) continue;
    buf_printf(out, ",\"%.*s\":", STRF(r->names[g]));
    put_counts(s->group[g], n, out);
  }
  buf_putc(out, '}');
  for (unsigned i = 0; i < threads; i++)
    free(s[i].group);
  free(s);
  return seconds;
}

int main(int argc, char **argv) {
  struct bench b = {0};
  struct raw r;
  if (argc != 5 && argc != 6) return 64;
  unsigned threads = (unsigned)atoi(argv[3]);
  open_bench(&b, argv[1], strtoll(argv[2], NULL, 10), threads, 0);
  if (argc == 6) {
    struct buf answer = BUF_INIT;
    unsigned q = strcmp(argv[5], questions[0].name) == 0 ? 0 : 1;
    for (int i = 0; i < atoi(argv[4]); i++)
      printf("%.6f\n", ask(&b, q, &answer));
    buf_release(&answer);
    close_bench(&b);
    return 0;
  }
  struct pool *pool = pool_new(threads);
  printf("{\"rows\":%" PRIu64 ",\"people\":%u,\"questions\":{", snapshot_rows(b.n),
         snapshot_subjects(b.n));
  double ours[N_QUESTIONS];
  struct buf text = BUF_INIT;
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    for (int i = 0; i < atoi(argv[4]); i++) {
      buf_reset(&text);
      double s = ask(&b, q, &text);
      if (i == 0 || s < ours[q]) ours[q] = s;
    }
    printf("%s\"%s\":{\"seconds\":%.6f,\"answer\":%s}", q ? "," : "", questions[q].name, ours[q],
           text.p);
  }
  printf("},\"naive\":{");
  raw_load(&b, &r);
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    double best = 0;
    for (int i = 0; i < atoi(argv[4]); i++) {
      buf_reset(&text);
      double s = naive(&r, threads, q, pool, &text);
      if (i == 0 || s < best) best = s;
    }
    printf("%s\"%s\":{\"seconds\":%.6f,\"answer\":%s}", q ? "," : "", questions[q].name, best,
           text.p);
  }
  printf("}}\n");
  free(r.person), free(r.item), free(r.category), free(r.time), free(r.step);
  pool_free(pool);
  close_bench(&b);
  return 0;
}

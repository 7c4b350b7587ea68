/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Funnels: four steps within 7 days; and view, add, share of the same item, one funnel per
 * category. */
#include <stdlib.h>

#include "behaviour.h"

#define STEPS   4
#define WITHIN  (7 * MS_DAY)
#define NO_STEP 9
#define NEVER   (INT64_MIN / 2)

static void counts(const struct json *group, struct buf *out) {
  const struct json *steps = json_get(group, "steps");
  buf_putc(out, '[');
  for (uint32_t i = 0; i < steps->n; i++)
    buf_printf(out, "%s%.*s", i ? "," : "", STRF(json_get(&steps->items[i], "reached")->text));
  buf_putc(out, ']');
}

/* The counts of each step; by group when there are some. */
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

static void put_counts(const uint64_t *of, unsigned n, struct buf *out) {
  buf_putc(out, '[');
  for (unsigned k = 0; k < n; k++)
    buf_printf(out, "%s%" PRIu64, k ? "," : "", of[k]);
  buf_putc(out, ']');
}

static void step_of_events(const struct raw *r, const char *const *names, unsigned n,
                           uint8_t step[256]) {
  memset(step, NO_STEP, 256);
  for (unsigned i = 0; i < n; i++)
    step[raw_event(r, names[i])] = (uint8_t)i;
}

/* ---- four steps ---- */

static const char *const four[STEPS] = {"product_viewed", "product_added", "order_completed",
                                        "product_shared"};

/* The latest start that has reached each step; rows of one moment as they come.  Moments shared by
 * two steps are too rare in this data to change an answer, or the comparison would say so. */
static void funnel_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  uint64_t *all = out;
  uint8_t step[256];
  step_of_events(r, four, STEPS, step);
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    int64_t begun[STEPS] = {NEVER, NEVER, NEVER, NEVER};
    unsigned best = 0;
    for (; i < to && r->person[i] == who; i++) {
      unsigned k = step[r->event[i]];
      if (k == NO_STEP) continue;
      int64_t start = k ? begun[k - 1] : r->time[i];
      if (r->time[i] - start > WITHIN) continue;
      begun[k] = start;
      if (k + 1 > best) best = k + 1;
    }
    for (unsigned k = 0; k < best; k++)
      all[k]++;
  }
}

static void naive_funnel(const struct raw *r, struct pool *pool, unsigned threads,
                         struct buf *out) {
  uint64_t(*all)[STEPS] = must_calloc(threads, sizeof *all);
  raw_run(r, pool, threads, funnel_share, all, sizeof *all);
  for (unsigned i = 1; i < threads; i++)
    for (unsigned k = 0; k < STEPS; k++)
      all[0][k] += all[i][k];
  buf_puts(out, "{\"all\":");
  put_counts(all[0], STEPS, out);
  buf_putc(out, '}');
  free(all);
}

/* ---- one item held, by its category ---- */

static const char *const three[3] = {"product_viewed", "product_added", "product_shared"};

struct item_run {
  uint32_t item, category;
  int64_t begun[3];
  unsigned best;
};
struct by_category {
  uint64_t (*group)[3];
};

/* The runs of a person's items are in a list, because a person looks at few; the best item of each
 * category counts. */
static void hold_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct by_category *b = out;
  struct item_run *runs = must_calloc(r->n_names, sizeof *runs);
  uint8_t step[256];
  b->group = must_calloc(r->n_names, sizeof *b->group);
  step_of_events(r, three, 3, step);
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i], n = 0;
    for (; i < to && r->person[i] == who; i++) {
      unsigned k = step[r->event[i]];
      if (k == NO_STEP || r->item[i] == RAW_NONE) continue;
      uint32_t at = 0;
      while (at < n && runs[at].item != r->item[i])
        at++;
      struct item_run *run = &runs[at];
      if (at == n) {
        *run = (struct item_run){r->item[i], r->category[i], {NEVER, NEVER, NEVER}, 0};
        n++;
      }
      int64_t start = k ? run->begun[k - 1] : r->time[i];
      if (r->time[i] - start > WITHIN) continue;
      run->begun[k] = start;
      if (k + 1 > run->best) run->best = k + 1;
    }
    for (uint32_t k = 0; k < n; k++) {
      unsigned before = 0;
      for (uint32_t j = 0; j < k; j++)
        if (runs[j].category == runs[k].category && runs[j].best > before) before = runs[j].best;
      for (unsigned x = before; x < runs[k].best; x++)
        b->group[runs[k].category][x]++;
    }
  }
  free(runs);
}

static void naive_by_hold(const struct raw *r, struct pool *pool, unsigned threads,
                          struct buf *out) {
  struct by_category *b = must_calloc(threads, sizeof *b);
  uint64_t all[3] = {0};
  raw_run(r, pool, threads, hold_share, b, sizeof *b);
  for (uint32_t g = 0; g < r->n_names; g++)
    for (unsigned x = 0; x < 3; x++) {
      for (unsigned i = 1; i < threads; i++)
        b->group[g][x] += b[i].group[g][x];
      all[x] += b->group[g][x];
    }
  buf_puts(out, "{\"all\":");
  put_counts(all, 3, out);
  for (uint32_t g = 0; g < r->n_names; g++) {
    if (!b->group[g][0]) continue;
    buf_printf(out, ",\"%.*s\":", STRF(r->names[g]));
    put_counts(b->group[g], 3, out);
  }
  buf_putc(out, '}');
  for (unsigned i = 0; i < threads; i++)
    free(b[i].group);
  free(b);
}

const struct behaviour_question behaviour_funnel[] = {
    {"funnel",
     "{\"steps\": [\"product_viewed\", \"product_added\", \"order_completed\", "
     "\"product_shared\"], \"within\": \"7 days\"}",
     &question_funnel, canonical, naive_funnel},
    {"funnel_by_hold",
     "{\"steps\": [\"product_viewed\", \"product_added\", \"product_shared\"], \"within\": \"7 "
     "days\", \"hold\": [\"item_id\"], \"by\": {\"property\": \"category\", \"touch\": \"each\"}, "
     "\"top\": 100}",
     &question_funnel, canonical, naive_by_hold},
    {0}};

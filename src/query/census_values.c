/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What values properties have.  One thread and a bound on rows: this feeds completion and a page of
 * the dictionary, where the frequent values of the first rows are as good as those of all, and an
 * answer in time is better. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/sketch.h"
#include "event/batch.h"
#include "query/census.h"

struct slot { /* one (event, column) */
  struct prop_census p;
  uint32_t distinct;
  bool seen;
  struct sketch values;
};

struct tally {           /* (slot, code) → rows; open addressing */
  uint64_t *keys, *rows; /* key 0 = empty: slots count from 1 */
  uint32_t cap, n;
};

struct census {
  const struct snapshot *snap;
  struct scan_want want;
  struct slot *slots; /* n_events × n_cols */
  const struct intern *strings;
  uint32_t n_cols, set; /* set: the code of $set */
  struct tally tally;
  uint64_t rows, rows_max, *event_rows;
  bool full, sketched;       /* sketched: of one event */
  struct newest_row *newest; /* unordered until the end */
  uint32_t n_newest, newest_max;
  const struct query_limits *limits;
  struct mono began;
};

static uint64_t *find(struct tally *t, uint64_t key, bool *ret_new) {
  uint64_t h = key * UINT64_C(0x9e3779b97f4a7c15);
  uint32_t at = (uint32_t)(h >> 32) & (t->cap - 1);
  while (t->keys[at] && t->keys[at] != key)
    at = (at + 1) & (t->cap - 1);
  *ret_new = t->keys[at] == 0;
  t->keys[at] = key;
  return &t->rows[at];
}

static void grow(struct tally *t) {
  struct tally old = *t;
  bool fresh;
  t->cap = old.cap ? 2 * old.cap : 4096;
  t->keys = must_calloc(t->cap, sizeof *t->keys);
  t->rows = must_calloc(t->cap, sizeof *t->rows);
  for (uint32_t i = 0; i < old.cap; i++)
    if (old.keys[i]) *find(t, old.keys[i], &fresh) = old.rows[i];
  free(old.keys);
  free(old.rows);
}

static void count_text(struct census *c, uint32_t at, uint32_t code) {
  struct slot *s = &c->slots[at];
  bool fresh;
  if (2 * (c->tally.n + 1) > c->tally.cap) grow(&c->tally);
  if (s->distinct >= CENSUS_DISTINCT_MAX) {
    uint64_t key = ((uint64_t)at + 1) << 32 | code, h = key * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t i = (uint32_t)(h >> 32) & (c->tally.cap - 1);
    while (c->tally.keys[i] && c->tally.keys[i] != key)
      i = (i + 1) & (c->tally.cap - 1);
    if (c->tally.keys[i]) c->tally.rows[i]++;
    return;
  }
  (*find(&c->tally, ((uint64_t)at + 1) << 32 | code, &fresh))++;
  s->distinct += fresh;
  c->tally.n += fresh;
}

static void count_number(struct prop_census *p, i128 m, uint8_t scale) {
  if (p->rows == 0) p->min = p->max = (struct dec){m, scale}, p->sum = (struct dec){0, scale};
  if (m < p->min.m) p->min.m = m;
  if (m > p->max.m) p->max.m = m;
  p->overflow |= __builtin_add_overflow(p->sum.m, m, &p->sum.m);
}

/* What takes an attribute away is a change of it, and no value. */
static bool unsets(const struct census *c, uint32_t event, const struct scan_col *col, uint32_t r) {
  return event == c->set && col->type == V_STR && intern_at(c->strings, col->code[r]).n == 0;
}

static void count_value(struct census *c, uint32_t event, uint32_t k, const struct scan_col *col,
                        uint32_t r, int64_t time) {
  uint32_t at = event * c->n_cols + k;
  struct prop_census *p = &c->slots[at].p;
  if (!c->slots[at].seen) p->first = INT64_MAX, p->last = INT64_MIN;
  c->slots[at].seen = true;
  if (time != TIME_MIN && time > p->last) p->last = time;
  if (time != TIME_MIN && time < p->first) p->first = time;
  if (unsets(c, event, col, r)) return;
  uint64_t low = 0, high = 0; /* what tells the value from others of its type */
  switch (col->type) {
  case V_STR:
    count_text(c, at, col->code[r]);
    low = col->code[r];
    break;
  case V_NUM: {
    i128 m = col->wide ? col->wide_num[r] : (i128)col->num[r];
    count_number(p, m, col->scale);
    low = (uint64_t)m, high = (uint64_t)(m >> 64);
    break;
  }
  case V_TIME:
    if (p->rows == 0) p->time_min = p->time_max = col->num[r];
    if (col->num[r] < p->time_min) p->time_min = col->num[r];
    if (col->num[r] > p->time_max) p->time_max = col->num[r];
    low = (uint64_t)col->num[r];
    break;
  default:
    p->yes += col->bit[r];
    low = col->bit[r];
  }
  if (c->sketched && at % c->n_cols < CENSUS_SKETCHES_MAX)
    sketch_add(&c->slots[at].values, sketch_hash(low, high));
  p->rows++;
}

static bool older(const struct newest_row *a, const struct newest_row *b) {
  return a->time != b->time ? a->time < b->time : a->lsn < b->lsn;
}

static void keep_newest(struct census *c, uint32_t subject, int64_t time, uint64_t lsn) {
  struct newest_row row = {subject, time, lsn}, *oldest = c->newest;
  if (c->n_newest < c->newest_max) {
    c->newest[c->n_newest++] = row;
    return;
  }
  if (c->newest_max == 0) return;
  for (uint32_t i = 1; i < c->n_newest; i++)
    if (older(&c->newest[i], oldest)) oldest = &c->newest[i];
  if (older(oldest, &row)) *oldest = row;
}

static bool may_go_on(const struct census *c, struct err *err) {
  const struct query_limits *l = c->limits;
  if (!l) return true;
  if (l->cancel && *l->cancel) return err_fail(err, ERR_canceled, NULL);
  if (l->seconds > 0 && l->clock && clock_seconds_since(l->clock, c->began) > l->seconds)
    return err_fail(err, ERR_query_timeout, "%g", l->seconds);
  return true;
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct census *c = ctx;
  if (!may_go_on(c, err)) return false;
  for (uint32_t i = 0; i < b->n_people; i++) {
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++) {
      if (c->rows == c->rows_max) {
        c->full = true;
        return err_fail(err, ERR_canceled, NULL); /* ends the scan; not an error of ours */
      }
      c->rows++;
      c->event_rows[b->event[r]]++;
      keep_newest(c, b->person[i], b->time[r], b->lsn[r]);
      for (uint32_t k = 0; k < c->n_cols; k++)
        if (b->cols[k].present[r / 64] >> (r % 64) & 1)
          count_value(c, b->event[r], k, &b->cols[k], r, b->time[r]);
    }
  }
  return true;
}

static void add_top(struct prop_census *p, struct str value, uint64_t rows, struct arena *out) {
  if (!p->top) p->top = arena_array(out, struct census_top, CENSUS_TOP + 1);
  uint32_t at = p->n_top;
  while (at > 0 && (p->top[at - 1].rows < rows ||
                    (p->top[at - 1].rows == rows && str_cmp(p->top[at - 1].value, value) > 0)))
    at--;
  for (uint32_t k = p->n_top; k > at; k--)
    p->top[k] = p->top[k - 1];
  p->top[at] = (struct census_top){value, rows};
  if (p->n_top < CENSUS_TOP) p->n_top++;
}

static int newest_first(const void *a, const void *b) {
  return older(a, b) ? 1 : older(b, a) ? -1 : 0;
}

static void finish(struct census *c, const struct intern *strings, struct arena *out,
                   struct value_census *ret) {
  uint32_t n_slots = snapshot_events(c->snap) * c->n_cols;
  for (uint32_t i = 0; i < c->tally.cap; i++) {
    if (!c->tally.keys[i]) continue;
    struct slot *s = &c->slots[(c->tally.keys[i] >> 32) - 1];
    add_top(&s->p, intern_at(strings, (uint32_t)c->tally.keys[i]), c->tally.rows[i], out);
  }
  *ret = (struct value_census){.rows = c->rows, .event_rows = c->event_rows, .complete = !c->full};
  ret->props = arena_array(out, struct prop_census, n_slots);
  for (uint32_t i = 0; i < n_slots; i++) {
    struct prop_census *p = &c->slots[i].p;
    if (!c->slots[i].seen) continue;
    p->event = i / c->n_cols;
    p->prop = c->want.cols[i % c->n_cols].prop;
    p->type = p->rows ? c->want.cols[i % c->n_cols].type : V_NONE;
    for (uint32_t k = 0; k < p->n_top; k++) /* the scanner's bytes go with it */
      p->top[k].value = arena_str(out, p->top[k].value);
    p->distinct = sketch_count(&c->slots[i].values);
    p->distinct_exact = sketch_exact(&c->slots[i].values);
    ret->props[ret->n_props++] = *p;
  }
  if (c->n_newest) qsort(c->newest, c->n_newest, sizeof *c->newest, newest_first);
  ret->newest = c->newest;
  ret->n_newest = c->n_newest;
}

/* Columns that occur with the event. */
static uint32_t columns(const struct snapshot *n, uint32_t event, uint8_t types, struct arena *out,
                        struct scan_col_want **ret) {
  uint32_t at = 0;
  struct scan_col_want *cols =
      arena_array(out, struct scan_col_want, (size_t)snapshot_props(n) * V_TYPES);
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
    if (event != INTERN_NONE && snapshot_event_prop_rows(n, event, p) == 0) continue;
    if (!ev_attribute(snapshot_prop(n, p)->name)) continue;
    for (unsigned t = V_BOOL; t < V_TYPES; t++)
      if (snapshot_prop(n, p)->types & types & V_MASK(t))
        cols[at++] = (struct scan_col_want){p, (enum vtype)t};
  }
  *ret = cols;
  return at;
}

bool query_value_census(const struct snapshot *n, uint32_t event, uint8_t types, int64_t as_of,
                        uint64_t rows_max, uint32_t newest, const struct query_limits *limits,
                        struct arena *out, struct value_census *ret, struct err *err) {
  struct census c = {.snap = n,
                     .rows_max = rows_max,
                     .newest_max = newest,
                     .limits = limits,
                     .set = snapshot_event_code(n, STR(EV_SET)),
                     .sketched = event != INTERN_NONE};
  struct scan_col_want *cols;
  struct scanner *s = NULL;
  c.n_cols = columns(n, event, types, out, &cols);
  uint32_t n_events = snapshot_events(n);
  if ((uint64_t)c.n_cols * n_events > CENSUS_SLOTS_MAX) c.n_cols = CENSUS_SLOTS_MAX / n_events;
  c.want = (struct scan_want){.all_events = event == INTERN_NONE,
                              .events = &event,
                              .n_events = event != INTERN_NONE,
                              .cols = cols,
                              .n_cols = c.n_cols,
                              .lsn = true,
                              .t_max = as_of,
                              .only = UINT32_MAX};
  c.slots = must_calloc((size_t)n_events * c.n_cols + 1, sizeof *c.slots);
  c.event_rows = arena_array(out, uint64_t, n_events + 1);
  c.newest = arena_array(out, struct newest_row, newest + 1);
  if (limits && limits->clock) c.began = limits->clock->mono(limits->clock);
  bool ok = scanner_new(n, &c.want, &s, err);
  if (ok) c.strings = scanner_strings(s);
  for (uint32_t i = 0; ok && !c.full && i < scan_chunks(n); i++)
    ok = scanner_run(s, i, on_batch, &c, err) || c.full;
  if (ok) finish(&c, scanner_strings(s), out, ret);
  scanner_free(s);
  for (size_t i = 0; i < (size_t)n_events * c.n_cols; i++)
    sketch_release(&c.slots[i].values);
  free(c.slots);
  free(c.tally.keys);
  free(c.tally.rows);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the store: rows in one array, sorted when somebody asks.  Shared by the programs
 * of this folder; each includes it once. */
#ifndef SHOAL_TEST_STORE_TWIN_H
#define SHOAL_TEST_STORE_TWIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/tz.h"
#include "base/vec.h"
#include "kernel/bits.h"
#include "store/store.h"

struct twin_value {
  uint32_t prop; /* number in twin.props */
  struct value v;
};
struct twin_row {
  uint32_t subject, event; /* event: number in twin.events */
  int64_t time;
  uint64_t lsn;
  uint32_t begin, n;
};
struct twin {
  VEC(struct twin_row) rows;
  VEC(struct twin_value) vals;
  struct intern events, props;
  struct arena text;
  uint64_t next_lsn;
  bool sorted;
  const int64_t *low; /* per event, rows before are there but not shown; NULL = all are shown */
};

__attribute__((unused)) static void twin_init(struct twin *t) {
  *t = (struct twin){.next_lsn = 1};
  intern_init(&t->events, "twin events");
  intern_init(&t->props, "twin props");
  arena_init(&t->text, "twin text");
}

__attribute__((unused)) static void twin_release(struct twin *t) {
  vec_free(&t->rows);
  vec_free(&t->vals);
  intern_release(&t->events);
  intern_release(&t->props);
  arena_release(&t->text);
}

static struct value twin_keep(struct twin *t, struct value v) {
  if (v.type == V_STR) v.str = arena_str(&t->text, v.str);
  return v;
}

__attribute__((unused)) static bool value_same(struct value a, struct value b) {
  if (a.type != b.type) return false;
  switch (a.type) {
  case V_BOOL:
    return a.b == b.b;
  case V_NUM:
    return dec_cmp(a.num, b.num) == 0;
  case V_STR:
    return str_eq(a.str, b.str);
  default:
    return a.time == b.time;
  }
}

__attribute__((unused)) static void twin_add(struct twin *t, uint32_t subject, struct str event,
                                             int64_t time, uint64_t lsn) {
  t->sorted = false;
  vec_push(&t->rows, ((struct twin_row){.subject = subject,
                                        .event = intern_put(&t->events, event),
                                        .time = time,
                                        .lsn = lsn,
                                        .begin = (uint32_t)t->vals.n}));
}
__attribute__((unused)) static void twin_add_value(struct twin *t, struct str prop,
                                                   struct value v) {
  vec_push(&t->vals, ((struct twin_value){intern_put(&t->props, prop), twin_keep(t, v)}));
  t->rows.p[t->rows.n - 1].n++;
}

static int twin_order(const void *a, const void *b) {
  const struct twin_row *x = a, *y = b;
  if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}
static void twin_sort(struct twin *t) {
  if (!t->sorted && t->rows.n) qsort(t->rows.p, t->rows.n, sizeof *t->rows.p, twin_order);
  t->sorted = true;
}

/* A batch under construction with the subject of each of its identities. */
struct feed {
  struct ev_batch b;
  VEC(uint32_t) subject_of;
};
__attribute__((unused)) static void feed_init(struct feed *f) {
  ev_batch_init(&f->b);
  memset(&f->subject_of, 0, sizeof f->subject_of);
}
__attribute__((unused)) static void feed_reset(struct feed *f) {
  ev_batch_reset(&f->b);
  f->subject_of.n = 0;
}
__attribute__((unused)) static void feed_release(struct feed *f) {
  ev_batch_release(&f->b);
  vec_free(&f->subject_of);
}
__attribute__((unused)) static void feed_row(struct feed *f, uint32_t subject, struct str event,
                                             int64_t time, uint32_t flags) {
  char id[16];
  int n = snprintf(id, sizeof id, "%u", subject);
  uint32_t i = ev_batch_id(&f->b, STR("user_id"), str_of(id, (size_t)n));
  if (i == f->subject_of.n) vec_push(&f->subject_of, subject);
  ev_batch_row(&f->b, i, ev_batch_name(&f->b, event), time, (struct ev_key){0, 0}, flags);
}
__attribute__((unused)) static void feed_put(struct feed *f, struct str prop, struct value v) {
  ev_batch_put(&f->b, ev_batch_prop(&f->b, prop), &v);
}

/* ---- comparing a scan with the twin ---- */

struct comparison {
  struct twin *t;
  const struct snapshot *n;
  const struct scan_want *want;
  struct intern *strings;
  size_t at, person_end; /* next row of the twin; end of the current person's rows */
  uint32_t *events;      /* snapshot code → number in the twin */
  uint32_t *props;
  bool open;        /* the batch before promised to continue its last person */
  VEC(uint8_t) met; /* any_order: rows of the twin that were delivered */
  uint64_t batches;
};

static bool row_wanted(const struct comparison *k, const struct twin_row *r) {
  if (r->time > k->want->t_max || (k->t->low && r->time < k->t->low[r->event])) return false;
  if (k->want->all_events) return true;
  for (uint32_t i = 0; i < k->want->n_events; i++)
    if (k->want->events[i] < snapshot_events(k->n) && k->events[k->want->events[i]] == r->event)
      return true;
  return false;
}

static bool value_matches(const struct comparison *k, const struct scan_batch *b, uint32_t row,
                          const struct twin_row *r, uint32_t c) {
  const struct scan_col *col = &b->cols[c];
  uint32_t prop = k->props[k->want->cols[c].prop];
  const struct value *v = NULL;
  for (uint32_t i = 0; i < r->n; i++) {
    const struct twin_value *tv = &k->t->vals.p[r->begin + i];
    if (tv->prop == prop && tv->v.type == k->want->cols[c].type) v = &tv->v;
  }
  assert_int_equal(col->type, k->want->cols[c].type);
  if (bits_test(col->present, row) != (v != NULL)) return false;
  if (!v) return true;
  switch (col->type) {
  case V_BOOL:
    return col->bit[row] == v->b;
  case V_NUM: {
    struct dec d = {col->wide ? col->wide_num[row] : col->num[row], col->scale};
    return dec_cmp(d, v->num) == 0;
  }
  case V_STR:
    return str_eq(intern_at(k->strings, col->code[row]), v->str);
  default:
    return col->num[row] == v->time;
  }
}

static bool row_matches(const struct comparison *k, const struct scan_batch *b, uint32_t r,
                        const struct twin_row *want) {
  bool same = (k->want->no_time || b->time[r] == want->time) &&
              k->events[b->event[r]] == want->event && (!b->lsn || b->lsn[r] == want->lsn);
  for (uint32_t c = 0; c < k->want->n_cols && same; c++)
    same = value_matches(k, b, r, want, c);
  return same;
}

/* Some row of the person that has not been met yet is this one; rows that look alike are. */
static void meet_row(struct comparison *k, const struct scan_batch *b, uint32_t r) {
  for (size_t i = k->at; i < k->person_end; i++) {
    if (k->met.p[i] || !row_wanted(k, &k->t->rows.p[i]) || !row_matches(k, b, r, &k->t->rows.p[i]))
      continue;
    k->met.p[i] = 1;
    return;
  }
  fail_msg("a row of person %u that should not be there", k->t->rows.p[k->person_end - 1].subject);
}

/* Moves to the next person who exists; what is left of the current one must not be wanted. */
static void next_person(struct comparison *k) {
  struct twin *t = k->t;
  for (; k->at < k->person_end; k->at++)
    assert_int_equal(k->met.p[k->at], row_wanted(k, &t->rows.p[k->at]));
  while (k->at < t->rows.n) {
    uint32_t subject = t->rows.p[k->at].subject;
    k->person_end = k->at;
    while (k->person_end < t->rows.n && t->rows.p[k->person_end].subject == subject)
      k->person_end++;
    bool asked = k->want->only == UINT32_MAX || k->want->only == subject;
    if (asked && t->rows.p[k->at].time <= k->want->t_max) return;
    k->at = k->person_end;
  }
}

static bool compare_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct comparison *k = ctx;
  k->batches++;
  assert_true(b->n_people > 0 && b->n_rows <= SCAN_BATCH_ROWS);
  assert_int_equal(b->row_begin[0], 0);
  assert_int_equal(b->row_begin[b->n_people], b->n_rows);
  assert_int_equal(b->first_continued, k->open);
  assert_int_equal(b->lsn != NULL, k->want->lsn);
  k->open = b->last_continues;
  for (uint32_t p = 0; p < b->n_people; p++) {
    bool continued = p == 0 && b->first_continued;
    if (!continued) next_person(k);
    assert_true(k->at < k->t->rows.n || continued);
    const struct twin_row *last = &k->t->rows.p[k->person_end - 1];
    assert_int_equal(b->person[p], last->subject);
    size_t first = k->at;
    while (first > 0 && k->t->rows.p[first - 1].subject == last->subject)
      first--;
    if (k->want->only == UINT32_MAX || first == k->at)
      assert_true(b->first_time[p] == k->t->rows.p[first].time);
    if (continued) assert_true(b->row_begin[1] > 0);
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      if (k->want->any_order) {
        meet_row(k, b, r);
        continue;
      }
      while (k->at < k->person_end && !row_wanted(k, &k->t->rows.p[k->at]))
        k->at++;
      assert_true(k->at < k->person_end);
      assert_true(row_matches(k, b, r, &k->t->rows.p[k->at++]));
    }
  }
  return true;
}

__attribute__((unused)) static void twin_compare(struct twin *t, const struct snapshot *n,
                                                 const struct scan_want *want) {
  twin_sort(t);
  struct comparison k = {.t = t, .n = n, .want = want};
  k.events = calloc(snapshot_events(n) + 1, sizeof *k.events);
  k.props = calloc(snapshot_props(n) + 1, sizeof *k.props);
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    k.events[i] = intern_find(&t->events, snapshot_event(n, i)->name);
  for (uint32_t i = 0; i < snapshot_props(n); i++)
    k.props[i] = intern_find(&t->props, snapshot_prop(n, i)->name);
  for (size_t i = 0; i < t->rows.n; i++)
    vec_push(&k.met, 0);
  struct err err;
  struct scanner *s;
  err_clear(&err);
  assert_true(scanner_new(n, want, &s, &err));
  k.strings = scanner_strings(s);
  for (uint32_t c = 0; c < scan_chunks(n); c++) {
    bool ok = scanner_run(s, c, compare_batch, &k, &err);
    if (!ok) fprintf(stderr, "%s: %s %s\n", err_name(err.code), err.args[0], err.args[1]);
    assert_true(ok);
    assert_false(k.open);
  }
  next_person(&k);
  assert_true(k.at == t->rows.n);
  scanner_free(s);
  vec_free(&k.met);
  free(k.events);
  free(k.props);
}

/* Every (property, type) there is. */
__attribute__((unused)) static uint32_t every_column(const struct snapshot *n,
                                                     struct scan_col_want *cols, uint32_t room) {
  uint32_t k = 0;
  for (uint32_t p = 0; p < snapshot_props(n); p++)
    for (int type = 1; type < V_TYPES && k < room; type++)
      if (snapshot_prop(n, p)->types & V_MASK(type))
        cols[k++] = (struct scan_col_want){p, (enum vtype)type};
  return k;
}

/* What the catalogue tells of values, counted by hand. */
__attribute__((unused)) static void compare_facts(const struct twin *t, const struct snapshot *n) {
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
    const struct prop_info *info = snapshot_prop(n, p);
    uint64_t rows[V_TYPES] = {0};
    for (size_t i = 0; i < t->rows.n; i++) {
      const struct twin_row *r = &t->rows.p[i];
      for (uint32_t k = 0; k < r->n; k++) {
        const struct twin_value *v = &t->vals.p[r->begin + k];
        if (!str_eq(intern_at(&t->props, v->prop), info->name)) continue;
        rows[v->v.type]++;
        rows[V_NONE] += str_is(intern_at(&t->events, r->event), EV_SET) && value_unsets(&v->v);
      }
    }
    assert_memory_equal(info->rows, rows, sizeof rows);
    assert_int_equal(info->told & V_MASK(V_STR), rows[V_STR] > rows[V_NONE] ? V_MASK(V_STR) : 0);
    assert_int_equal(info->told & ~V_MASK(V_STR), info->types & ~V_MASK(V_STR));
  }
}

__attribute__((unused)) static void compare_all(struct twin *t, struct store *s) {
  struct scan_col_want cols[256];
  struct snapshot *n = store_snapshot(s);
  struct scan_want want = {
      .all_events = true, .cols = cols, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  want.n_cols = every_column(n, cols, 256);
  twin_compare(t, n, &want);
  assert_true(snapshot_rows(n) == t->rows.n);
  if (!t->low) compare_facts(t, n);
  snapshot_free(n);
}

/* ---- folders ---- */

__attribute__((unused)) static char *folder_make(void) {
  char *dir = strdup("/tmp/shoal-store-XXXXXX");
  assert_non_null(mkdtemp(dir));
  return dir;
}
__attribute__((unused)) static void folder_remove(char *dir) {
  struct err err;
  struct arena a;
  arena_init(&a, "test");
  struct str *names;
  size_t n;
  if (io_list(io_posix(), dir, &a, &names, &n, &err))
    for (size_t i = 0; i < n; i++)
      io_unlink(io_posix(), arena_printf(&a, "%s/%.*s", dir, STRF(names[i])).p, &err);
  arena_release(&a);
  rmdir(dir);
  free(dir);
}
/* memtable_bytes 0 = so many that none is sealed by itself. */
__attribute__((unused)) static struct store *store_open_small(const char *dir,
                                                              size_t memtable_bytes) {
  struct store *s = NULL;
  struct err err;
  struct store_options o = {.memtable_bytes = memtable_bytes};
  assert_true(store_open(io_posix(), dir, true, &o, &s, &err));
  return s;
}
__attribute__((unused)) static struct store *store_must_open(const char *dir, bool write) {
  struct store *s = NULL;
  struct err err;
  err_clear(&err);
  bool ok = store_open(io_posix(), dir, write, NULL, &s, &err);
  if (!ok) fprintf(stderr, "%s: %s %s\n", err_name(err.code), err.args[0], err.args[1]);
  assert_true(ok);
  return s;
}

#endif

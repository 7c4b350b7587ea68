/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overlap: how many people several sets share, pair by pair and in every combination. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "model/question_int.h"

#define OVERLAP_SETS_MAX 20
#define OVERLAP_TOP_MAX  100

struct overlap {
  struct question_set sets[OVERLAP_SETS_MAX];
  int64_t as_of[OVERLAP_SETS_MAX];
  uint32_t n, top;
  roaring_bitmap_t *who;
};

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct overlap *ret, struct err *err) {
  const struct json *sets = json_get(doc, "sets");
  *ret = (struct overlap){0};
  if (!question_fields(doc, "question", "kind,sets,top,who,as_of", err)) return false;
  if (!sets || sets->type != JSON_ARRAY || sets->n < 2 || sets->n > OVERLAP_SETS_MAX)
    return question_bad("sets", "[…] (2 … 20)", err);
  ret->n = sets->n;
  for (uint32_t i = 0; i < sets->n; i++) {
    char path[24];
    snprintf(path, sizeof path, "sets[%u]", i);
    ret->as_of[i] = e->as_of;
    if (!question_set_read(e, &sets->items[i], path, out, &ret->sets[i], err)) return false;
  }
  return question_count(json_get(doc, "top"), "top", 1, OVERLAP_TOP_MAX, 20, &ret->top, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &ret->who, err);
}

/* In which of the sets somebody is, and how many are in just these. */
struct combination {
  uint32_t in; /* bit i: set i */
  uint64_t people;
};

struct marking {
  uint32_t *in; /* per subject */
  uint32_t bit;
};

static int by_people(const void *a, const void *b) {
  const struct combination *x = a, *y = b;
  if (x->people != y->people) return x->people < y->people ? 1 : -1;
  return (x->in > y->in) - (x->in < y->in);
}

static bool mark(uint32_t subject, void *ctx) {
  struct marking *m = ctx;
  m->in[subject] |= m->bit;
  return true;
}

/* What combinations() takes beside the sets themselves. */
static bool fits(const struct question_env *e, uint32_t n, struct err *err) {
  const struct query_limits *l = e->env->limits;
  size_t subjects = snapshot_subjects(e->snapshot), all = (size_t)1 << n;
  size_t most = subjects < all ? subjects : all;
  size_t bytes = all * 8 + (subjects + 1) * 4 + (most + 1) * sizeof(struct combination);
  if (!l || !l->memory || bytes <= l->memory) return true;
  return err_fail(err, ERR_memory_limit, "query" ERR_SEP "%zu MiB", l->memory >> 20);
}

/* Everybody in any set, set by set, then over a table of 2^n counters. */
static struct combination *combinations(const struct question_env *e, const struct query_output *o,
                                        uint32_t n, struct arena *out, uint32_t *ret_n) {
  uint32_t subjects = snapshot_subjects(e->snapshot), found = 0;
  uint64_t *counts = must_calloc((size_t)1 << n, sizeof *counts);
  struct marking m = {.in = must_calloc((size_t)subjects + 1, sizeof *m.in)};
  for (uint32_t i = 0; i < n; i++) {
    m.bit = UINT32_C(1) << i;
    roaring_iterate(o[i].set, mark, &m);
  }
  for (uint32_t s = 0; s < subjects; s++)
    if (m.in[s]) found += counts[m.in[s]]++ == 0;
  struct combination *list = arena_array(out, struct combination, found + 1);
  *ret_n = 0;
  for (uint32_t in = 0; in < UINT32_C(1) << n; in++)
    if (counts[in]) list[(*ret_n)++] = (struct combination){in, counts[in]};
  qsort(list, *ret_n, sizeof *list, by_people);
  free(m.in);
  free(counts);
  return list;
}

static void put_pair(struct jw *w, uint64_t both, uint64_t a, uint64_t b, uint64_t of) {
  uint64_t either = a + b - both;
  jw_begin_object(w);
  jw_key(w, "people"), jw_uint(w, both);
  jw_key(w, "share"), jw_double(w, a ? (double)both / (double)a : 0);
  jw_key(w, "lift"),
      jw_double(w, a && b ? (double)both * (double)of / ((double)a * (double)b) : NAN);
  jw_key(w, "jaccard"), jw_double(w, either ? (double)both / (double)either : 0);
  jw_end_object(w);
}

static void put_all(const struct question_env *e, const struct overlap *q,
                    const struct query_output *o, uint64_t of, struct arena *out, struct jw *w) {
  uint64_t size[OVERLAP_SETS_MAX];
  uint32_t n;
  jw_key(w, "everyone"), jw_uint(w, of);
  jw_key(w, "sets"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->n; i++) {
    size[i] = roaring_bitmap_get_cardinality(o[i].set);
    jw_begin_object(w), question_set_put(w, &q->sets[i], size[i], of), jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "matrix"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->n; i++) {
    jw_begin_array(w);
    for (uint32_t j = 0; j < q->n; j++)
      put_pair(w, roaring_bitmap_and_cardinality(o[i].set, o[j].set), size[i], size[j], of);
    jw_end_array(w);
  }
  jw_end_array(w);
  struct combination *list = combinations(e, o, q->n, out, &n);
  jw_key(w, "combinations"), jw_begin_array(w);
  for (uint32_t i = 0; i < n && i < q->top; i++) {
    jw_begin_object(w);
    jw_key(w, "sets"), jw_begin_array(w);
    for (uint32_t s = 0; s < q->n; s++)
      if (list[i].in >> s & 1) jw_uint(w, s + 1);
    jw_end_array(w);
    jw_key(w, "people"), jw_uint(w, list[i].people);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "combinations_more"), jw_uint(w, n > q->top ? n - q->top : 0);
}

static void release(struct overlap *q) {
  if (q->who) roaring_bitmap_free(q->who);
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct overlap q;
  bool ok = read(e, doc, tmp, &q, err);
  release(&q);
  return ok;
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct query_output *o;
  struct overlap q;
  uint64_t of;
  bool ok = read(e, doc, out, &q, err) && fits(e, q.n, err) &&
            question_population(e, e->as_of, q.who, &of, err) &&
            question_sets_run(e, q.sets, q.as_of, q.n, q.who, out, &o, err);
  if (ok) {
    put_all(e, &q, o, of, out, w);
    query_outputs_release(o, q.n);
  }
  release(&q);
  return ok;
}

/* Numbers of sets, from 1, as bits. */
static bool read_bits(const struct json *v, const char *path, uint32_t n, uint32_t *ret,
                      struct err *err) {
  *ret = 0;
  if (!v) return true;
  if (v->type != JSON_ARRAY) return question_bad(path, "[1, 2]", err);
  for (uint32_t i = 0; i < v->n; i++) {
    uint32_t at;
    if (!question_count(&v->items[i], path, 1, n, 1, &at, err)) return false;
    *ret |= UINT32_C(1) << (at - 1);
  }
  return true;
}

/* {"in": [1, 2], "out": [3]}: those in all of the first and none of the second. */
static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct query_output *o;
  struct overlap q;
  uint32_t in, not ;
  roaring_bitmap_t *set = NULL;
  bool ok = read(e, doc, out, &q, err) && question_fields(cell, "cell", "in,out", err) &&
            read_bits(json_get(cell, "in"), "cell.in", q.n, &in, err) &&
            read_bits(json_get(cell, "out"), "cell.out", q.n, &not, err) &&
            (in || question_bad("cell.in", "[1, 2]", err)) &&
            question_sets_run(e, q.sets, q.as_of, q.n, q.who, out, &o, err);
  for (uint32_t i = 0; ok && i < q.n; i++) {
    if (!(in >> i & 1)) continue;
    if (set)
      roaring_bitmap_and_inplace(set, o[i].set);
    else
      set = roaring_bitmap_copy(o[i].set);
  }
  for (uint32_t i = 0; ok && i < q.n; i++)
    if (not >> i & 1) roaring_bitmap_andnot_inplace(set, o[i].set);
  if (ok) query_outputs_release(o, q.n);
  release(&q);
  if (ok) *ret = set;
  return ok;
}

const struct question_kind question_overlap = {"overlap", "Overlap", "重叠", NULL,
                                               check,     ask,       people};

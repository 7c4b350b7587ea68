/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Appending is the only thing the writer does, so each row costs a few stores and no order is
 * kept.  Order is made when somebody asks: freezing sorts row numbers and copies every array in
 * that order.  The copy is what snapshots hold, so the writer's arrays may move as they like; only
 * the bytes of strings are shared, and those never move (arena).
 *
 * A later issue makes freezing incremental (runs of a few thousand rows, merged like parts); scans
 * only know struct frozen, so nothing else changes. */
#include "store/mem_int.h"

#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "kernel/sort.h"

struct memtable *mem_new(void) {
  struct memtable *m = must_calloc(1, sizeof *m);
  atomic_init(&m->refs, 1);
  intern_init(&m->strings, "memtable strings");
  return m;
}

struct memtable *mem_ref(struct memtable *m) {
  atomic_fetch_add(&m->refs, 1);
  return m;
}

void mem_unref(struct memtable *m) {
  if (!m || atomic_fetch_sub(&m->refs, 1) != 1) return;
  vec_free(&m->subject);
  vec_free(&m->time);
  vec_free(&m->event);
  vec_free(&m->lsn);
  intern_release(&m->strings);
  for (size_t i = 0; i < m->cols.n; i++) {
    struct mem_col *c = &m->cols.p[i];
    vec_free(&c->row);
    vec_free(&c->num);
    vec_free(&c->byte);
    vec_free(&c->wide);
    vec_free(&c->code);
  }
  vec_free(&m->cols);
  vec_free(&m->col_of);
  free(m);
}

struct mem_col *mem_col(struct memtable *m, uint32_t prop, enum vtype type) {
  size_t at = (size_t)prop * V_TYPES + type;
  while (m->col_of.n <= at)
    vec_push(&m->col_of, 0);
  if (m->col_of.p[at] == 0) {
    vec_push(&m->cols, ((struct mem_col){.prop = prop, .type = type}));
    m->col_of.p[at] = (uint32_t)m->cols.n;
  }
  return &m->cols.p[m->col_of.p[at] - 1];
}

void mem_put_num(struct memtable *m, struct mem_col *c, uint32_t row, struct dec v) {
  vec_push(&c->row, row);
  if (v.scale > c->scale_max) c->scale_max = v.scale;
  if (v.m >= INT64_MIN && v.m <= INT64_MAX) {
    vec_push(&c->num, (int64_t)v.m);
    vec_push(&c->byte, v.scale);
  } else {
    vec_push(&c->num, (int64_t)c->wide.n);
    vec_push(&c->byte, MEM_WIDE);
    vec_push(&c->wide, v);
  }
}

static struct dec number_of(const struct mem_col *c, uint32_t i) {
  if (c->byte.p[i] == MEM_WIDE) return c->wide.p[c->num.p[i]];
  return (struct dec){c->num.p[i], c->byte.p[i]};
}

/* Mantissas at the column's finest scale, or exact decimals when one does not fit. */
static void freeze_numbers(const struct mem_col *c, struct frozen_col *f, const uint32_t *from) {
  f->scale = c->scale_max;
  f->num = must_malloc(f->n * sizeof *f->num);
  bool fits = c->wide.n == 0;
  for (uint32_t i = 0; i < f->n && fits; i++) {
    uint8_t up = (uint8_t)(f->scale - c->byte.p[from[i]]);
    fits = !__builtin_mul_overflow(c->num.p[from[i]], (int64_t)dec_pow10(up), &f->num[i]);
  }
  if (fits) return;
  free(f->num);
  f->num = NULL;
  f->wide = must_malloc(f->n * sizeof *f->wide);
  for (uint32_t i = 0; i < f->n; i++)
    f->wide[i] = number_of(c, from[i]);
}

/* from[k] = which value of the column is the k-th in sorted order; sets f->row unless every row has
 * one. */
static void order_values(const struct mem_col *c, const uint32_t *perm, const uint32_t *place,
                         uint32_t rows, struct frozen_col *f, uint32_t *from) {
  f->n = (uint32_t)c->row.n;
  if (f->n == rows) {
    memcpy(from, perm, rows * sizeof *from); /* value i is of row i */
    return;
  }
  size_t words = bits_words(rows);
  uint64_t *has = must_calloc(words + 1, 8);
  uint32_t *before = must_malloc((words + 1) * sizeof *before);
  for (uint32_t i = 0; i < f->n; i++)
    bits_set(has, place[c->row.p[i]]);
  uint32_t sum = 0;
  for (size_t w = 0; w < words; w++) {
    before[w] = sum;
    sum += (uint32_t)__builtin_popcountll(has[w]);
  }
  f->row = must_malloc((f->n + 64) * sizeof *f->row);
  bits_positions(has, rows, f->row);
  for (uint32_t i = 0; i < f->n; i++) {
    uint32_t p = place[c->row.p[i]];
    uint64_t below = has[p / 64] & ((UINT64_C(1) << (p % 64)) - 1);
    from[before[p / 64] + (uint32_t)__builtin_popcountll(below)] = i;
  }
  free(has);
  free(before);
}

static void freeze_col(const struct mem_col *c, const uint32_t *perm, const uint32_t *place,
                       uint32_t rows, struct frozen_col *f, uint32_t *from) {
  *f = (struct frozen_col){.prop = c->prop, .type = c->type};
  order_values(c, perm, place, rows, f, from);
  switch (c->type) {
  case V_NUM:
    freeze_numbers(c, f, from);
    break;
  case V_TIME:
    f->num = must_malloc(f->n * sizeof *f->num);
    gather_64((const uint64_t *)c->num.p, from, f->n, (uint64_t *)f->num);
    break;
  case V_STR:
    f->code = must_malloc(f->n * sizeof *f->code);
    gather_32(c->code.p, from, f->n, f->code);
    break;
  default:
    f->byte = must_malloc(f->n);
    gather_8(c->byte.p, from, f->n, f->byte);
  }
}

static void cut_blocks(struct frozen *f) {
  VEC(struct frozen_block) v = {0};
  for (uint32_t from = 0; from < f->rows;) {
    uint32_t chunk = f->subject[from] >> BLOCK_CHUNK_BITS, to = from;
    uint32_t most = f->rows - from < BLOCK_ROWS ? f->rows - from : BLOCK_ROWS;
    while (to - from < most && f->subject[to] >> BLOCK_CHUNK_BITS == chunk)
      to++;
    struct frozen_block b = {.row = from,
                             .rows = to - from,
                             .subject_first = f->subject[from],
                             .subject_last = f->subject[to - 1]};
    range_i64(f->time + from, b.rows, &b.time_min, &b.time_max);
    vec_push(&v, b);
    from = to;
  }
  f->blocks = v.p;
  f->n_blocks = (uint32_t)v.n;
}

static int col_order(const void *a, const void *b) {
  const struct frozen_col *x = a, *y = b;
  if (x->prop != y->prop) return x->prop < y->prop ? -1 : 1;
  return (int)x->type - (int)y->type;
}

struct frozen *mem_freeze(struct memtable *m) {
  uint32_t n = mem_rows(m);
  must(n > 0);
  struct frozen *f = must_calloc(1, sizeof *f);
  atomic_init(&f->refs, 1);
  f->mem = mem_ref(m);
  f->rows = n;
  uint32_t *perm = must_malloc((n + 1) * sizeof *perm),
           *place = must_malloc((n + 1) * sizeof *place);
  sort_rows(m->subject.p, m->time.p, n, perm, place);
  for (uint32_t i = 0; i < n; i++)
    place[perm[i]] = i;
  f->subject = must_malloc(n * sizeof *f->subject);
  f->event = must_malloc(n * sizeof *f->event);
  f->time = must_malloc(n * sizeof *f->time);
  f->lsn = must_malloc(n * sizeof *f->lsn);
  gather_32(m->subject.p, perm, n, f->subject);
  gather_32(m->event.p, perm, n, f->event);
  gather_64((const uint64_t *)m->time.p, perm, n, (uint64_t *)f->time);
  gather_64(m->lsn.p, perm, n, f->lsn);
  f->n_strings = m->strings.n;
  f->strings = must_malloc(f->n_strings * sizeof *f->strings + 1);
  if (f->n_strings) memcpy(f->strings, m->strings.at, f->n_strings * sizeof *f->strings);
  f->n_cols = (uint32_t)m->cols.n;
  f->cols = must_calloc(f->n_cols + 1, sizeof *f->cols);
  uint32_t *from = must_malloc((n + 1) * sizeof *from);
  for (uint32_t i = 0; i < f->n_cols; i++)
    freeze_col(&m->cols.p[i], perm, place, n, &f->cols[i], from);
  qsort(f->cols, f->n_cols, sizeof *f->cols, col_order);
  cut_blocks(f);
  free(from);
  free(perm);
  free(place);
  return f;
}

void frozen_unref(struct frozen *f) {
  if (!f || atomic_fetch_sub(&f->refs, 1) != 1) return;
  for (uint32_t i = 0; i < f->n_cols; i++) {
    free(f->cols[i].row);
    free(f->cols[i].num);
    free(f->cols[i].wide);
  }
  free(f->cols);
  free(f->subject);
  free(f->event);
  free(f->time);
  free(f->lsn);
  free(f->strings);
  free(f->blocks);
  mem_unref(f->mem);
  free(f);
}

const struct frozen_col *frozen_col(const struct frozen *f, uint32_t prop, enum vtype type) {
  struct frozen_col key = {.prop = prop, .type = type};
  return f->n_cols ? bsearch(&key, f->cols, f->n_cols, sizeof key, col_order) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making runs: segments and smaller runs into one sorted, immutable run.
 *
 * One way for freezing and for merging: all rows are sorted anew by (person, time), stably, the
 * inputs standing in the order in which they came.  The sort is a radix sort, so its price does not
 * depend on the number of inputs, and within a person rows are nearly always in order already.
 * Rows of several subjects of one person, or out of parts, may come in another order than their
 * LSNs; where such rows also have the same time, ties are broken afterwards.
 * Then every value is written to the place of its row (run_cols.c). */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "kernel/sort.h"
#include "store/run_int.h"

struct builder {
  struct frozen *f;
  uint32_t *place; /* row as it came → sorted position */
  uint32_t *owner; /* of rows as they came, if somebody's person has another number; or NULL */
};

static const struct frozen_col *find_col(const struct frozen *f, uint32_t prop, enum vtype type) {
  uint32_t lo = 0, hi = f->n_cols;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    const struct frozen_col *c = &f->cols[mid];
    if (c->prop < prop || (c->prop == prop && c->type < type))
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < f->n_cols && f->cols[lo].prop == prop && f->cols[lo].type == type ? &f->cols[lo]
                                                                                : NULL;
}

const struct frozen_col *frozen_col(const struct frozen *f, uint32_t prop, enum vtype type) {
  return find_col(f, prop, type);
}

/* ---- rows ---- */

/* Subjects of the rows as they come, and their persons if a map says them; false when nobody has or
 * had another number than his person. */
static bool owners(struct builder *b, const struct run_input *in, uint32_t n_in,
                   const struct persons *map, uint32_t *persons) {
  uint32_t n = 0;
  bool any = map && map->moved > 0;
  for (uint32_t i = 0; i < n_in && !any; i++)
    any = in[i].run && in[i].run->owner;
  if (!any) return false;
  b->owner = must_malloc((b->f->rows + 1) * sizeof *b->owner);
  for (uint32_t i = 0; i < n_in; i++) {
    const struct frozen *run = in[i].run;
    const uint32_t *from = in[i].seg ? in[i].seg->subject : run->owner ? run->owner : run->subject;
    memcpy(b->owner + n, from, run_input_rows(&in[i]) * sizeof *from);
    n += run_input_rows(&in[i]);
  }
  for (uint32_t i = 0; i < n && map; i++)
    persons[i] = persons_of(map, b->owner[i]);
  return true;
}

static void order_rows(struct builder *b, const struct run_input *in, uint32_t n_in,
                       const struct persons *map) {
  struct frozen *f = b->f;
  uint32_t n = f->rows, base = 0;
  uint32_t *all_subjects = NULL, *perm = must_malloc((n + 1) * sizeof *perm);
  int64_t *all_times = NULL;
  const uint32_t *subject = in->seg ? in->seg->subject : in->run->subject;
  const int64_t *time = in->seg ? in->seg->time : in->run->time;
  if (n_in > 1) {
    subject = all_subjects = must_malloc(n * sizeof *all_subjects);
    time = all_times = must_malloc(n * sizeof *all_times);
    for (uint32_t i = 0; i < n_in; i++) {
      uint32_t rows = run_input_rows(&in[i]);
      memcpy(all_subjects + base, in[i].seg ? in[i].seg->subject : in[i].run->subject,
             rows * sizeof *all_subjects);
      memcpy(all_times + base, in[i].seg ? in[i].seg->time : in[i].run->time,
             rows * sizeof *all_times);
      base += rows;
    }
  }
  uint32_t *persons = must_malloc((n + 1) * sizeof *persons);
  if (owners(b, in, n_in, map, persons) && map) subject = persons;
  b->place = must_malloc((n + 1) * sizeof *b->place);
  sort_rows(subject, time, n, perm, b->place);
  gather_32(subject, perm, n, f->subject);
  gather_64((const uint64_t *)time, perm, n, (uint64_t *)f->time);
  for (uint32_t i = 0; i < n; i++)
    b->place[perm[i]] = i;
  free(persons);
  free(all_subjects);
  free(all_times);
  free(perm);
}

static void place_rows(struct builder *b, const struct run_input *in, uint32_t n_in) {
  const uint32_t *place = b->place;
  for (uint32_t i = 0; i < n_in; i++) {
    uint32_t rows = run_input_rows(&in[i]);
    const uint32_t *event = in[i].seg ? in[i].seg->event : in[i].run->event;
    const uint64_t *lsn = in[i].seg ? in[i].seg->lsn : in[i].run->lsn;
    for (uint32_t r = 0; r < rows; r++) {
      b->f->event[place[r]] = event[r];
      b->f->lsn[place[r]] = lsn[r];
    }
    place += rows;
  }
}

struct tied {
  uint64_t lsn;
  uint32_t at;
};

static int tie_order(const void *a, const void *b) {
  const struct tied *x = a, *y = b;
  return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}

/* Rows [from, to) have one person and time: move[position] becomes where the LSNs want it. */
static void break_tie(const struct frozen *f, uint32_t from, uint32_t to, uint32_t *move) {
  struct tied *v = must_malloc((to - from) * sizeof *v);
  for (uint32_t i = from; i < to; i++)
    v[i - from] = (struct tied){f->lsn[i], i};
  qsort(v, to - from, sizeof *v, tie_order);
  for (uint32_t i = from; i < to; i++)
    move[v[i - from].at] = i;
  free(v);
}

static bool tied(const struct frozen *f, uint32_t i) {
  return f->time[i] == f->time[i - 1] && f->subject[i] == f->subject[i - 1];
}

static void break_ties(struct builder *b, const struct run_input *in, uint32_t n_in) {
  struct frozen *f = b->f;
  bool wrong = false;
  for (uint32_t i = 1; i < f->rows && !wrong; i++)
    wrong = tied(f, i) && f->lsn[i] < f->lsn[i - 1];
  if (!wrong) return;
  uint32_t *move = must_malloc(f->rows * sizeof *move);
  for (uint32_t from = 0, to; from < f->rows; from = to) {
    to = from + 1;
    while (to < f->rows && tied(f, to))
      to++;
    break_tie(f, from, to, move);
  }
  for (uint32_t i = 0; i < f->rows; i++)
    b->place[i] = move[b->place[i]];
  free(move);
  place_rows(b, in, n_in);
}

static void place_owners(struct builder *b) {
  struct frozen *f = b->f;
  bool any = false;
  if (!b->owner) return;
  f->owner = must_malloc(f->rows * sizeof *f->owner);
  for (uint32_t i = 0; i < f->rows; i++)
    f->owner[b->place[i]] = b->owner[i];
  for (uint32_t i = 0; i < f->rows && !any; i++)
    any = f->owner[i] != f->subject[i];
  free(b->owner);
  if (any) return;
  free(f->owner);
  f->owner = NULL;
}

/* Where each person begins. */
static void list_people(struct frozen *f) {
  uint32_t n = 0;
  f->begin = must_malloc((f->rows + 1) * sizeof *f->begin);
  for (uint32_t i = 0; i < f->rows; i++) {
    f->begin[n] = i;
    n += i == 0 || f->subject[i] != f->subject[i - 1];
  }
  f->begin[n] = f->rows;
  f->people = n;
  f->begin = must_realloc(f->begin, n + 1, sizeof *f->begin);
}

static void cut_blocks(struct frozen *f) {
  VEC(struct frozen_block) v = {0};
  for (uint32_t from = 0, person = 0, end = 0, to; from < f->rows; from = to) {
    uint32_t chunk = f->subject[from] >> BLOCK_CHUNK_BITS;
    for (end = person; end < f->people; end++)
      if (f->subject[f->begin[end]] >> BLOCK_CHUNK_BITS != chunk ||
          f->begin[end] >= from + BLOCK_ROWS)
        break;
    to = f->begin[end] < from + BLOCK_ROWS ? f->begin[end] : from + BLOCK_ROWS;
    struct frozen_block b = {.row = from,
                             .rows = to - from,
                             .subject_first = f->subject[from],
                             .subject_last = f->subject[to - 1],
                             .person = person,
                             .people = end - person};
    int64_t lsn_min, lsn_max;
    range_i64(f->time + from, b.rows, &b.time_min, &b.time_max);
    range_i64((const int64_t *)f->lsn + from, b.rows, &lsn_min, &lsn_max);
    b.lsn_min = (uint64_t)lsn_min;
    b.lsn_max = (uint64_t)lsn_max;
    vec_push(&v, b);
    person = to < f->begin[end] ? end - 1 : end; /* who goes on is in both */
  }
  f->blocks = v.p;
  f->n_blocks = (uint32_t)v.n;
}

struct frozen *run_build(struct mem_strings *mem, const struct str *strings, uint32_t n_strings,
                         const struct run_input *in, uint32_t n_in, const struct persons *map,
                         uint64_t written) {
  struct frozen *f = must_calloc(1, sizeof *f);
  struct builder b = {.f = f};
  uint64_t rows = 0;
  for (uint32_t i = 0; i < n_in; i++)
    rows += run_input_rows(&in[i]);
  must(rows > 0 && rows < MEM_ROWS_MAX);
  atomic_init(&f->refs, 1);
  f->mem = mem_strings_ref(mem);
  f->strings = strings;
  f->n_strings = n_strings;
  f->written = written;
  f->rows = (uint32_t)rows;
  f->subject = must_malloc(rows * sizeof *f->subject);
  f->event = must_malloc(rows * sizeof *f->event);
  f->time = must_malloc(rows * sizeof *f->time);
  f->lsn = must_malloc(rows * sizeof *f->lsn);
  order_rows(&b, in, n_in, map);
  place_rows(&b, in, n_in);
  break_ties(&b, in, n_in);
  place_owners(&b);
  list_people(f);
  cut_blocks(f);
  run_columns(f, b.place, in, n_in);
  free(b.place);
  return f;
}

struct frozen *frozen_ref(struct frozen *f) {
  atomic_fetch_add(&f->refs, 1);
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
  free(f->owner);
  free(f->event);
  free(f->time);
  free(f->lsn);
  free(f->begin);
  free(f->blocks);
  mem_strings_unref(f->mem);
  free(f);
}

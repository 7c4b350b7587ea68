/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making runs: segments and smaller runs into one sorted, immutable run.
 *
 * One way for freezing and for merging: all rows are sorted anew by (person, time), stably, the
 * inputs standing in the order in which they came.  The sort is a radix sort, so its price does not
 * depend on the number of inputs, and within a person rows are nearly always in order already.
 * Rows of several subjects of one person, or out of parts, may come in another order than their
 * LSNs; where such rows also have the same time, ties are broken afterwards.
 * Then every value is written straight to its place: `place` of its row, and for a column that only
 * some rows have, the rank of that place among them.  Properties of one event come on the same
 * rows; their places are computed once. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "kernel/sort.h"
#include "store/mem_int.h"

/* One column of one input; a NULL `row` = all of its rows. */
struct piece {
  uint32_t prop;
  enum vtype type;
  uint32_t input, base, n; /* base: rows in the inputs before */
  const uint32_t *row;
  const struct mem_col *raw; /* or */
  const struct frozen_col *done;
};

struct builder {
  struct frozen *f;
  uint32_t *place; /* row as it came → sorted position */
  uint32_t *owner; /* of rows as they came, if somebody's person has another number; or NULL */
  VEC(struct piece) pieces;
  /* of the column at hand, kept for the next one */
  uint32_t *dest; /* per value: its place among the column's values */
  uint64_t *has;
  uint32_t *before;
  const struct piece *same; /* dest belongs to these pieces … */
  uint32_t n_same;
  const struct frozen_col *same_col; /* … of this column */
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

static uint32_t rows_of(const struct run_input *in) {
  return in->seg ? in->seg->rows : in->run->rows;
}

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
    memcpy(b->owner + n, from, rows_of(&in[i]) * sizeof *from);
    n += rows_of(&in[i]);
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
      uint32_t rows = rows_of(&in[i]);
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
    uint32_t rows = rows_of(&in[i]);
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

/* ---- columns ---- */

static int piece_order(const void *a, const void *b) {
  const struct piece *x = a, *y = b;
  if (x->prop != y->prop) return x->prop < y->prop ? -1 : 1;
  if (x->type != y->type) return (int)x->type - (int)y->type;
  return x->input < y->input ? -1 : 1;
}

static void collect_pieces(struct builder *b, const struct run_input *in, uint32_t n_in) {
  uint32_t base = 0;
  for (uint32_t i = 0; i < n_in; i++) {
    const struct segment *g = in[i].seg;
    uint32_t n = g ? (uint32_t)g->cols.n : in[i].run->n_cols;
    for (uint32_t c = 0; c < n; c++) {
      const struct mem_col *raw = g ? &g->cols.p[c] : NULL;
      const struct frozen_col *done = g ? NULL : &in[i].run->cols[c];
      if (raw && raw->n == 0) continue;
      vec_push(&b->pieces, ((struct piece){.prop = raw ? raw->prop : done->prop,
                                           .type = raw ? raw->type : done->type,
                                           .input = i,
                                           .base = base,
                                           .n = raw ? raw->n : done->n,
                                           .row = raw ? raw->row : done->row,
                                           .raw = raw,
                                           .done = done}));
    }
    base += rows_of(&in[i]);
  }
  if (b->pieces.n) qsort(b->pieces.p, b->pieces.n, sizeof *b->pieces.p, piece_order);
}

static bool same_rows(const struct builder *b, const struct piece *p, uint32_t n) {
  if (!b->same || b->n_same != n) return false;
  for (uint32_t i = 0; i < n; i++)
    if (b->same[i].input != p[i].input || b->same[i].n != p[i].n ||
        (b->same[i].row == NULL) != (p[i].row == NULL))
      return false;
  for (uint32_t i = 0; i < n; i++)
    if (p[i].row && memcmp(p[i].row, b->same[i].row, p[i].n * sizeof *p[i].row) != 0) return false;
  return true;
}

static void places_of_all(struct builder *b, const struct piece *p, uint32_t n) {
  uint32_t *dest = b->dest;
  for (uint32_t i = 0; i < n; i++) { /* every row has one, so row i of a piece is value i */
    memcpy(dest, b->place + p[i].base, p[i].n * sizeof *dest);
    dest += p[i].n;
  }
}

static void places_of_some(struct builder *b, const struct piece *p, uint32_t n,
                           struct frozen_col *f) {
  size_t words = bits_words(b->f->rows);
  memset(b->has, 0, words * sizeof *b->has);
  uint32_t *dest = b->dest, k = 0, sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t *place = b->place + p[i].base;
    for (uint32_t v = 0; v < p[i].n; v++) {
      uint32_t at = place[p[i].row ? p[i].row[v] : v];
      dest[k++] = at;
      bits_set(b->has, at);
    }
  }
  for (size_t w = 0; w < words; w++) {
    b->before[w] = sum;
    sum += (uint32_t)__builtin_popcountll(b->has[w]);
  }
  f->row = must_malloc((f->n + 64) * sizeof *f->row);
  bits_positions(b->has, b->f->rows, f->row);
  for (uint32_t i = 0; i < k; i++) {
    uint32_t at = dest[i];
    uint64_t below = b->has[at / 64] & ((UINT64_C(1) << (at % 64)) - 1);
    dest[i] = b->before[at / 64] + (uint32_t)__builtin_popcountll(below);
  }
}

static void place_values(struct builder *b, const struct piece *p, uint32_t n,
                         struct frozen_col *f) {
  if (same_rows(b, p, n)) {
    if (b->same_col->row) {
      f->row = must_malloc((f->n + 64) * sizeof *f->row);
      memcpy(f->row, b->same_col->row, f->n * sizeof *f->row);
    }
  } else if (f->n == b->f->rows) {
    places_of_all(b, p, n);
  } else {
    places_of_some(b, p, n, f);
  }
  b->same = p;
  b->n_same = n;
  b->same_col = f;
}

static struct dec number_of(const struct piece *p, uint32_t i) {
  if (p->done)
    return p->done->wide ? p->done->wide[i] : (struct dec){p->done->num[i], p->done->scale};
  const struct mem_col *c = p->raw;
  return c->scale[i] == MEM_WIDE ? c->wide.p[c->num[i]] : (struct dec){c->num[i], c->scale[i]};
}

static uint8_t finest_scale(const struct piece *p, uint32_t n) {
  uint8_t scale = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (p[i].raw && p[i].raw->scale_max > scale) scale = p[i].raw->scale_max;
    if (p[i].done && !p[i].done->wide && p[i].done->scale > scale) scale = p[i].done->scale;
  }
  return scale;
}

/* One piece's mantissas at the scale f->scale; false when one does not fit. */
static bool put_mantissas(const struct piece *p, const uint32_t *dest, struct frozen_col *f) {
  const int64_t *num = p->raw ? p->raw->num : p->done->num;
  if (p->raw ? p->raw->wide.n > 0 : num == NULL) return false;
  uint8_t scale = p->raw ? p->raw->scale_min : p->done->scale;
  bool mixed = p->raw && p->raw->scale_min != p->raw->scale_max, fits = true;
  if (!mixed && scale == f->scale) {
    for (uint32_t i = 0; i < p->n; i++)
      f->num[dest[i]] = num[i];
    return true;
  }
  for (uint32_t i = 0; i < p->n && fits; i++) {
    uint8_t up = (uint8_t)(f->scale - (mixed ? p->raw->scale[i] : scale));
    fits = !__builtin_mul_overflow(num[i], (int64_t)dec_pow10(up), &f->num[dest[i]]);
  }
  return fits;
}

/* Mantissas at the finest scale, or exact decimals when one does not fit. */
static void put_numbers(struct builder *b, const struct piece *p, uint32_t n,
                        struct frozen_col *f) {
  const uint32_t *dest = b->dest;
  bool fits = true;
  f->scale = finest_scale(p, n);
  f->num = must_malloc(f->n * sizeof *f->num);
  for (uint32_t i = 0; i < n && fits; i++) {
    fits = put_mantissas(&p[i], dest, f);
    dest += p[i].n;
  }
  if (fits) return;
  free(f->num);
  f->num = NULL;
  f->wide = must_malloc(f->n * sizeof *f->wide);
  dest = b->dest;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t v = 0; v < p[i].n; v++)
      f->wide[*dest++] = number_of(&p[i], v);
}

static void put_values(struct builder *b, const struct piece *p, uint32_t n, struct frozen_col *f) {
  const uint32_t *dest = b->dest;
  size_t size = f->type == V_STR ? sizeof *f->code : f->type == V_BOOL ? 1 : sizeof *f->num;
  if (f->type == V_NUM) {
    put_numbers(b, p, n, f);
    return;
  }
  f->byte = must_malloc(f->n * size);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t values = p[i].n;
    const void *from = p[i].raw ? p[i].raw->values : p[i].done->byte;
    if (f->type == V_STR) {
      for (uint32_t v = 0; v < values; v++)
        f->code[dest[v]] = ((const uint32_t *)from)[v];
    } else if (f->type == V_BOOL) {
      for (uint32_t v = 0; v < values; v++)
        f->byte[dest[v]] = ((const uint8_t *)from)[v];
    } else {
      for (uint32_t v = 0; v < values; v++)
        f->num[dest[v]] = ((const int64_t *)from)[v];
    }
    dest += values;
  }
}

static void build_columns(struct builder *b) {
  struct frozen *f = b->f;
  size_t words = bits_words(f->rows);
  f->cols = must_calloc(b->pieces.n + 1, sizeof *f->cols);
  b->dest = must_malloc((f->rows + 1) * sizeof *b->dest);
  b->has = must_malloc((words + 1) * sizeof *b->has);
  b->before = must_malloc((words + 1) * sizeof *b->before);
  for (size_t from = 0, to; from < b->pieces.n; from = to) {
    const struct piece *p = &b->pieces.p[from];
    struct frozen_col *c = &f->cols[f->n_cols++];
    *c = (struct frozen_col){.prop = p->prop, .type = p->type};
    for (to = from;
         to < b->pieces.n && b->pieces.p[to].prop == p->prop && b->pieces.p[to].type == p->type;
         to++)
      c->n += b->pieces.p[to].n;
    place_values(b, p, (uint32_t)(to - from), c);
    put_values(b, p, (uint32_t)(to - from), c);
  }
  free(b->dest);
  free(b->has);
  free(b->before);
}

struct frozen *run_build(struct mem_strings *mem, const struct str *strings, uint32_t n_strings,
                         const struct run_input *in, uint32_t n_in, const struct persons *map,
                         uint64_t written) {
  struct frozen *f = must_calloc(1, sizeof *f);
  struct builder b = {.f = f};
  uint64_t rows = 0;
  for (uint32_t i = 0; i < n_in; i++)
    rows += rows_of(&in[i]);
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
  collect_pieces(&b, in, n_in);
  build_columns(&b);
  vec_free(&b.pieces);
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

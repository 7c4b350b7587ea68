/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns of a run whose rows have their places: every value is written straight to its own, that
 * of its row, and for a column that only some rows have, the rank of that place among them.
 * Properties of one event come on the same rows; their places are computed once. */
#include <stdlib.h>

#include "kernel/bits.h"
#include "store/run_int.h"

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
  const uint32_t *place; /* row as it came → sorted position */
  VEC(struct piece) pieces;
  /* of the column at hand, kept for the next one */
  uint32_t *dest; /* per value: its place among the column's values */
  uint64_t *has;
  uint32_t *before;
  const struct piece *same; /* dest belongs to these pieces … */
  uint32_t n_same;
  const struct frozen_col *same_col; /* … of this column */
};

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
    base += run_input_rows(&in[i]);
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

void run_columns(struct frozen *f, const uint32_t *place, const struct run_input *in,
                 uint32_t n_in) {
  struct builder own = {.f = f, .place = place}, *b = &own;
  size_t words = bits_words(f->rows);
  collect_pieces(b, in, n_in);
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
  vec_free(&b->pieces);
  free(b->dest);
  free(b->has);
  free(b->before);
}

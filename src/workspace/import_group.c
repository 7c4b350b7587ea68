/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commit group: the new records of several slots as one batch.
 *
 * A slot's rows refer to the slot's tables; what is new moves to the group's tables through four
 * maps (slot number → group number), filled as numbers are met.  So a string is looked at once per
 * slot however many rows have it, and what only duplicates used never reaches the log.
 *
 * All rows of a record get keys made from the record's: the first row the key itself, the others
 * one with bit 0 of lo set, by which whoever gathers keys from the log passes them over.
 */
#include "import_int.h"

#include <stdlib.h>

void group_release(struct import_group *g) {
  free(g->ids.to);
  free(g->names.to);
  free(g->props.to);
  free(g->strings.to);
}

static void clear(struct remap *m, uint32_t n) {
  if (m->cap < n) {
    m->to = must_realloc(m->to, n, sizeof *m->to);
    m->cap = n;
  }
  if (n) memset(m->to, 0xff, (size_t)n * sizeof *m->to);
}

void group_source(struct import_group *g, const struct ev_batch *src) {
  g->src = src;
  if (!src) return;
  clear(&g->ids, src->ids.n);
  clear(&g->names, src->names.n);
  clear(&g->props, src->props.n);
  clear(&g->strings, src->strings.n);
}

void group_begin(struct import_group *g, struct ev_batch *batch) {
  g->batch = batch;
  group_source(g, g->src);
}

static uint32_t moved(struct remap *m, uint32_t i, const struct intern *from, struct intern *to) {
  if (m->to[i] == INTERN_NONE) m->to[i] = intern_put(to, intern_at(from, i));
  return m->to[i];
}

void group_add(struct import_group *g, uint32_t row_begin, uint32_t row_n, struct ev_key key) {
  const struct ev_batch *src = g->src;
  struct ev_batch *b = g->batch;
  must(row_n > 0 && b->rows.n + row_n <= EV_BATCH_ROWS_MAX);
  for (uint32_t i = 0; i < row_n; i++) {
    struct ev_row row = src->rows.p[row_begin + i];
    const struct ev_prop *from = row.prop_n ? &src->vals.p[row.prop_begin] : NULL;
    row.key = key;
    if (i > 0) row.key.lo = (key.lo + i * UINT64_C(0x9e3779b97f4a7c15)) | KEY_DERIVED;
    row.id = moved(&g->ids, row.id, &src->ids, &b->ids);
    row.name = moved(&g->names, row.name, &src->names, &b->names);
    row.prop_begin = (uint32_t)b->vals.n;
    vec_push(&b->rows, row);
    vec_reserve(&b->vals, b->vals.n + row.prop_n);
    for (uint32_t k = 0; k < row.prop_n; k++) {
      struct ev_prop p = from[k];
      p.name = moved(&g->props, p.name, &src->props, &b->props);
      if (p.type == V_STR) p.str = moved(&g->strings, p.str, &src->strings, &b->strings);
      b->vals.p[b->vals.n++] = p;
    }
  }
}

/* About what the encoded form will take, from above for all but very long numbers. */
size_t group_bytes(const struct import_group *g) {
  const struct ev_batch *b = g->batch;
  return b->rows.n * 32 + b->vals.n * 8 + b->ids.bytes.used + b->strings.bytes.used +
         b->props.bytes.used;
}

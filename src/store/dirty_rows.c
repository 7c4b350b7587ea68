/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of some people of a part, out of it into a segment with all their values: a scan of the
 * chunks that these people are in. */
#include <stdlib.h>

#include "kernel/bits.h"
#include "store/dirty_int.h"

static void code_strings(struct gathering *g, const struct scan_batch *b) {
  while (g->code.n < g->from->n)
    vec_push(&g->code, INTERN_NONE);
  g->which.n = 0;
  for (uint32_t c = 0; c < g->n_cols; c++)
    for (uint32_t r = 0; g->cols[c].type == V_STR && r < b->n_rows; r++) {
      if (!bits_test(b->cols[c].present, r)) continue;
      uint32_t number = b->cols[c].code[r];
      if (g->code.p[number] != INTERN_NONE) continue;
      g->code.p[number] = 0;
      vec_push(&g->which, number);
    }
  if (g->which.n == 0) return;
  size_t bytes = mem_strings_put(g->strings, g->from, g->which.p, (uint32_t)g->which.n, g->code.p);
  g->bytes += bytes;
  if (!g->own) g->left += bytes;
}

static void put_value(struct gathering *g, uint32_t row, uint32_t col, const struct scan_col *c,
                      uint32_t r) {
  struct mem_col *to = segment_col(g->seg, g->cols[col].prop, g->cols[col].type);
  mem_col_reserve(to, 1);
  if (c->type == V_NUM) {
    mem_put_num(to, row, (struct dec){c->wide ? c->wide_num[r] : c->num[r], c->scale});
    g->bytes += 13;
    return;
  }
  uint32_t i = to->n++;
  to->row[i] = row;
  if (c->type == V_STR)
    to->code[i] = g->code.p[c->code[r]];
  else if (c->type == V_BOOL)
    to->byte[i] = c->bit[r];
  else
    to->num[i] = c->num[r];
  g->bytes += 8;
}

bool dirty_spill(struct gathering *g, struct err *err) {
  struct part *p;
  g->refused = !piece_write(g->s, g->seg, g->strings, g->version, &p, err);
  if (g->refused) return false;
  vec_push(&g->pieces, p);
  segment_reset(g->seg);
  g->bytes = 0;
  mem_strings_unref(g->own);
  g->strings = g->own = mem_strings_new();
  for (size_t i = 0; i < g->code.n; i++)
    g->code.p[i] = INTERN_NONE;
  return true;
}

static bool gather_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct gathering *g = ctx;
  segment_reserve(g->seg, b->n_rows);
  code_strings(g, b);
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      uint32_t row = g->seg->rows++;
      g->seg->subject[row] = b->subject ? b->subject[r] : b->person[p];
      g->seg->time[row] = b->time[r];
      g->seg->event[row] = b->event[r];
      g->seg->lsn[row] = b->lsn[r];
      for (uint32_t c = 0; c < g->n_cols; c++)
        if (bits_test(b->cols[c].present, r)) put_value(g, row, c, &b->cols[c], r);
    }
  g->bytes += (size_t)b->n_rows * 24;
  g->rows += b->n_rows;
  return g->most == 0 || g->bytes < g->most || dirty_spill(g, err);
}

bool dirty_gather(struct store *s, struct part *p, const struct hidden *who, struct gathering *g,
                  struct err *err) {
  struct scan_want want = {
      .all_events = true, .lsn = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct catalog c;
  struct scanner *scan;
  pthread_mutex_lock(&s->lock);
  catalog_copy(&c, &s->catalog);
  pthread_mutex_unlock(&s->lock);
  struct snapshot *snap = snapshot_make(&c, &p, 1, NULL, 0, s->durable);
  snapshot_leave(snap, 0, p->dirt.gone);
  struct scan_col_want *cols = all_columns(&snap->catalog, &want.n_cols);
  want.cols = g->cols = cols;
  g->n_cols = want.n_cols;
  bool ok = scanner_new(snap, &want, &scan, err);
  if (ok) {
    scan->among = who;
    g->from = scanner_strings(scan);
    g->code.n = 0;
    for (uint32_t i = 0; ok && i < who->n; i++) {
      uint32_t chunk = who->subject[i] >> SCAN_CHUNK_BITS;
      if (i && who->subject[i - 1] >> SCAN_CHUNK_BITS == chunk) continue;
      ok = scanner_run(scan, chunk, gather_batch, g, err);
    }
    scanner_free(scan);
  }
  free(cols);
  snapshot_free(snap);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LSNs told from times.
 *
 * Rows of a block are in order of people, so their LSNs look random and cost as many bits as the
 * log is long.  But events reach the log nearly in order of time, and times are stored anyway:
 * between the knots of a grid over the block's times the LSN is drawn as a straight line, and only
 * the distance from it is kept: about half the bits.  Every row's LSN is still found from its own
 * time and distance alone, so few rows can be picked without decoding the block.  Where the log was
 * not in order of time (late imports) the plain stream is smaller and is taken. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "kernel/pack.h"
#include "store/part_int.h"

#define ROWS_PER_CELL                                                                              \
  16 /* fewer knots draw the log's pace worse, more cost more than they save                       \
      */

/* The first and the last row of a cell of the grid; first_time > last_time: none. */
struct cell {
  int64_t first_time, last_time;
  uint64_t first_lsn, last_lsn;
};

static inline uint64_t predict(const struct lsn_line *l, int64_t time) {
  if (time < l->time) return l->knots[0];
  uint64_t x = (uint64_t)time - (uint64_t)l->time, k = x >> l->shift;
  if (k >= l->n - 1) return l->knots[l->n - 1];
  uint64_t part = x & ((UINT64_C(1) << l->shift) - 1);
  return l->knots[k] + ((l->knots[k + 1] - l->knots[k]) * part >> l->shift);
}

/* LSN at a moment between row a (before) and b (at or after). */
static uint64_t between(int64_t at, int64_t ta, uint64_t la, int64_t tb, uint64_t lb) {
  if (tb <= ta || lb <= la) return lb;
  return la + (uint64_t)((u128)(lb - la) * (uint64_t)(at - ta) / (uint64_t)(tb - ta));
}

static void fill_cells(struct cell *cells, uint32_t n_cells, const int64_t *time,
                       const uint64_t *lsn, uint32_t n, const struct lsn_line *l) {
  for (uint32_t i = 0; i < n_cells; i++)
    cells[i] = (struct cell){INT64_MAX, INT64_MIN, 0, 0};
  for (uint32_t i = 0; i < n; i++) {
    if (time[i] == TIME_MIN) continue;
    struct cell *c = &cells[(uint64_t)(time[i] - l->time) >> l->shift];
    if (time[i] < c->first_time) c->first_time = time[i], c->first_lsn = lsn[i];
    if (time[i] >= c->last_time) c->last_time = time[i], c->last_lsn = lsn[i];
  }
}

/* Knots never go down, so that their differences are small numbers. */
static bool draw_knots(struct lsn_line *l, const struct cell *cells) {
  uint32_t n_cells = l->n - 1, next = 0, before = UINT32_MAX;
  for (uint32_t k = 0; k <= n_cells; k++) {
    int64_t at = l->time + (int64_t)((uint64_t)k << l->shift);
    if (next < k) next = k;
    while (next < n_cells && cells[next].first_time > cells[next].last_time)
      next++;
    const struct cell *a = before == UINT32_MAX ? NULL : &cells[before];
    const struct cell *b = next < n_cells ? &cells[next] : NULL;
    l->knots[k] = a && b ? between(at, a->last_time, a->last_lsn, b->first_time, b->first_lsn)
                  : b    ? b->first_lsn
                         : a->last_lsn;
    if (k && l->knots[k] < l->knots[k - 1]) l->knots[k] = l->knots[k - 1];
    if (k && l->knots[k] - l->knots[k - 1] > UINT32_MAX) return false;
    if (k < n_cells && cells[k].first_time <= cells[k].last_time) before = k;
  }
  return true;
}

/* The grid: as many cells as pay. */
static bool lay_grid(const int64_t *time, uint32_t n, struct lsn_line *l) {
  int64_t min = INT64_MAX, max = INT64_MIN;
  for (uint32_t i = 0; i < n; i++) {
    if (time[i] == TIME_MIN) continue;
    min = time[i] < min ? time[i] : min;
    max = time[i] > max ? time[i] : max;
  }
  uint32_t most = n / ROWS_PER_CELL;
  if (most < 2 || min >= max || max - min < 0) return false;
  uint64_t span = (uint64_t)max - (uint64_t)min;
  l->time = min;
  l->shift = 0;
  while (span >> l->shift >= most)
    l->shift++;
  l->n = (uint32_t)(span >> l->shift) + 2;
  return l->shift <= LSN_SHIFT_MAX;
}

void encode_lsn(struct encoder *e, const uint64_t *lsn, const int64_t *time, uint32_t n) {
  struct lsn_line l;
  size_t start = e->out.n;
  encode_s64(e, (const int64_t *)lsn, n, 0);
  size_t plain = e->out.n - start;
  if (!lay_grid(time, n, &l)) return;
  struct cell *cells = must_malloc(l.n * sizeof *cells);
  l.knots = must_malloc(l.n * sizeof *l.knots);
  fill_cells(cells, l.n - 1, time, lsn, n, &l);
  bool ok = draw_knots(&l, cells);
  for (uint32_t i = 0; ok && i < n; i++)
    e->i64[i] = (int64_t)(lsn[i] - predict(&l, time[i]));
  if (ok) {
    e->out.n = start;
    encode_s64(e, e->i64, n, 0);
    e->out.p[start + S64_FLAGS_AT] |= STREAM_BY_TIME;
    buf_put_u64(&e->out, l.knots[0]);
    buf_put_u64(&e->out, (uint64_t)l.time);
    buf_put_u32(&e->out, l.n);
    buf_put_u32(&e->out, l.shift);
    uint32_t *step = (uint32_t *)(void *)cells;
    for (uint32_t k = 1; k < l.n; k++)
      step[k - 1] = (uint32_t)(l.knots[k] - l.knots[k - 1]);
    encode_s32(e, step, l.n - 1);
    if (e->out.n - start >= plain) {
      e->out.n = start;
      encode_s64(e, (const int64_t *)lsn, n, 0);
    }
  }
  free(cells);
  free(l.knots);
}

bool lsn_line_read(struct cursor *c, struct lsn_line *l) {
  struct s32 steps;
  uint32_t tmp[PACK_GROUP];
  uint64_t knot = cur_u64(c);
  l->time = (int64_t)cur_u64(c);
  l->n = cur_u32(c);
  l->shift = cur_u32(c);
  if (c->bad || l->n < 2 || l->n > LSN_KNOTS_MAX || l->shift > LSN_SHIFT_MAX ||
      !s32_read(c, l->n - 1, &steps))
    return false;
  l->knots[0] = knot;
  for (uint32_t at = 0; at < l->n - 1; at += PACK_GROUP) {
    uint32_t n = l->n - 1 - at < PACK_GROUP ? l->n - 1 - at : PACK_GROUP;
    const uint32_t *from =
        (const uint32_t *)(const void *)steps.packed + (size_t)at / 32 * steps.width;
    unpack32(from, n, steps.width, steps.base, tmp);
    for (uint32_t i = 0; i < n; i++)
      l->knots[at + i + 1] = knot += tmp[i];
  }
  return true;
}

void lsn_line_add(const struct lsn_line *l, const int64_t *time, uint32_t n, uint64_t *lsn) {
  for (uint32_t i = 0; i < n; i++)
    lsn[i] += predict(l, time[i]);
}

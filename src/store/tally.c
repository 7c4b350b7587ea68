/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting rows by event and slot of time without making batches.
 *
 * Per group of 256 rows: codes are unpacked into the first cache and counted in pairs, which halves
 * the stores that bound a histogram; times become slots by one multiplication when all slots are
 * equally wide (days without a change of the clock, hours), by search otherwise.  The directory
 * says before that whether a block's times or events have to be looked at at all.
 *
 * A code that a damaged block might hold lands in a counter of its own width and is found when the
 * block's counters are folded, so the loops need no check. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/tz.h"
#include "kernel/bits.h"
#include "kernel/ops.h"
#include "kernel/range.h"
#include "store/scan_int.h"

#define CELLS_MAX    65536 /* more counters than rows of a block are the caller's own */
#define DIRECT_SHARE 8 /* … also when there are so many for each row: clearing them costs more */
#define TABLES       4 /* neighbours are often of the same day: they count in different tables */

/* What of a tally holds for every block. */
struct tally {
  const struct scan_tally *t;
  int64_t low, last; /* rows outside have no slot: t_min, t_max or the ends of the slots */
  struct slot_div div;
  bool uniform;
  uint32_t *pairs; /* 2 << 2 * TALLY_SHIFT */
  uint32_t *cells; /* CELLS_MAX: tables × codes of the block × (slots + 1) */
};

static uint32_t slot_of(const struct tally *y, int64_t time) {
  const struct scan_tally *t = y->t;
  uint32_t lo = 0, hi = t->n_slots;
  if (time < y->low || time > y->last) return t->n_slots;
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (t->from[mid] <= time)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

/* within: the directory says that none of them lies outside. */
static void slots_of(const struct tally *y, const int64_t *time, bool within, uint32_t *slot) {
  if (y->uniform) {
    (within ? kernel->slots_within : kernel->slots)(time, &y->div, slot);
    return;
  }
  for (uint32_t i = 0; i < PACK_GROUP; i++)
    slot[i] = slot_of(y, time[i]);
}

/* All slots are equally wide, but that the first and the last may be cut, as those of a calendar
 * are; then they are counted as if they were whole, and no row lies in what was cut off. */
static bool equal_slots(const struct scan_tally *t, struct slot_div *ret) {
  uint32_t n = t->n_slots;
  const int64_t *from = t->from;
  int64_t first, last, width, start = 0;
  if (n == 1 || __builtin_sub_overflow(from[1], from[0], &first) ||
      __builtin_sub_overflow(from[n], from[n - 1], &last))
    return false;
  width = n > 2 ? from[2] - from[1] : first > last ? first : last;
  bool equal = first <= width && last <= width && !__builtin_sub_overflow(from[1], width, &start);
  for (uint32_t i = 1; equal && i + 1 < n; i++)
    equal = from[i + 1] - from[i] == width;
  return equal && slot_div_make(start, width, n, ret);
}

static void tally_start(struct tally *y, const struct scanner *s, const struct scan_tally *t) {
  int64_t end = t->from[t->n_slots] - 1;
  *y = (struct tally){.t = t,
                      .low = t->from[0] > t->t_min ? t->from[0] : t->t_min,
                      .last = end < s->t_max ? end : s->t_max};
  y->uniform = equal_slots(t, &y->div);
  if (t->n_slots == 1) { /* in or out */
    y->uniform = true;
    y->div = (struct slot_div){.none = 1};
  }
  y->div.low = y->low;
  y->div.span = y->last < y->low ? 0 : (uint64_t)y->last - (uint64_t)y->low + 1;
  y->cells = must_malloc(CELLS_MAX * sizeof *y->cells);
  y->pairs = must_calloc((size_t)2 << 2 * TALLY_SHIFT, sizeof *y->pairs);
}

static void tally_end(struct tally *y) {
  free(y->pairs);
  free(y->cells);
}

static void add_rows(const struct tally *y, uint32_t code, uint32_t slot, uint64_t n) {
  y->t->rows[(size_t)(y->t->by_event ? code : 0) * y->t->n_slots + slot] += n;
}

/* Group `at` of a stream of b->rows numbers; the last may be short. */
static uint32_t codes_at(const struct s32 *v, uint32_t rows, uint32_t at, uint32_t *out) {
  const uint32_t *from = (const uint32_t *)(const void *)v->packed + (size_t)at / 32 * v->width;
  pack_prefetch(from, PACK_GROUP / 8 * v->width);
  uint32_t n = rows - at < PACK_GROUP ? rows - at : PACK_GROUP;
  if (n == PACK_GROUP)
    kernel->unpack32[v->width](from, v->base, out);
  else
    unpack32(from, n, v->width, v->base, out);
  return n;
}

static void times_at(const struct s64 *v, uint32_t rows, uint32_t at, int64_t *out) {
  const uint64_t *from = (const uint64_t *)(const void *)v->packed + (size_t)at / 64 * v->width;
  pack_prefetch(from, PACK_GROUP / 8 * v->width);
  uint32_t n = rows - at < PACK_GROUP ? rows - at : PACK_GROUP;
  struct s64 part = *v;
  part.packed = (const void *)from;
  if (n == PACK_GROUP && v->step == 1 && !(v->flags & STREAM_EVER))
    kernel->unpack64[v->width](from, (uint64_t)v->base, (uint64_t *)out);
  else
    s64_values(&part, n, out);
}

static bool bad_code(const struct part *p, uint32_t block, struct err *err) {
  return part_damaged(p, block, "event out of range", err);
}

/* Only events matter. */
static bool count_codes(struct scanner *s, struct tally *y, const struct part *p, uint32_t block,
                        uint32_t slot, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  unsigned shift = s->events.width ? s->events.width : 1;
  uint32_t v[PACK_GROUP], at = 0;
  uint64_t small[1 << TALLY_SHIFT] = {0}, *count = small;
  bool pairs = s->events.base == 0 && shift <= TALLY_SHIFT;
  if (!pairs) count = must_calloc(b->n_events, sizeof *count);
  bool ok = true;
  for (; ok && at < b->rows; at += PACK_GROUP) {
    uint32_t n = codes_at(&s->events, b->rows, at, v);
    if (pairs && n == PACK_GROUP) {
      kernel->tally(v, shift, y->pairs);
      continue;
    }
    for (uint32_t i = 0; i < n && ok; i++) {
      ok = v[i] < b->n_events;
      if (ok) count[v[i]]++;
    }
  }
  if (pairs) tally_fold(y->pairs, shift, count);
  for (uint32_t i = b->n_events; pairs && i < 1u << shift; i++)
    ok &= count[i] == 0;
  for (uint32_t i = 0; ok && i < b->n_events; i++)
    if (count[i] && (s->all_events || s->local[i])) add_rows(y, b->events[i], slot, count[i]);
  if (!pairs) free(count);
  return ok || bad_code(p, block, err);
}

/* The counters of a block or run: its codes by slots. */
struct grid {
  const uint32_t *events; /* a code's event; NULL: it is its own; */
  const uint8_t *wanted;  /* per code; NULL: all are */
  bool told;   /* events are told apart, or some are not wanted; else there is one code */
  bool direct; /* more counters than rows: straight into the caller's */
  uint32_t n_codes, width, tables;
  size_t cells;
};

static struct grid grid_start(const struct tally *y, uint32_t rows, bool told, uint32_t n_codes,
                              const uint32_t *events, const uint8_t *wanted) {
  struct grid g = {.events = events, .wanted = wanted, .told = told, .n_codes = told ? n_codes : 1};
  g.width = y->t->n_slots + 1;
  g.cells = (size_t)g.n_codes * g.width;
  g.direct = g.cells > CELLS_MAX || g.cells / DIRECT_SHARE > rows;
  g.tables = g.cells > CELLS_MAX / TABLES ? 1 : TABLES;
  if (!g.direct) memset(y->cells, 0, g.tables * g.cells * sizeof *y->cells);
  return g;
}

static uint32_t grid_event(const struct grid *g, uint32_t code) {
  return !g->told ? 0 : g->events ? g->events[code] : code;
}

/* The counters become the caller's. */
static void grid_end(const struct tally *y, const struct grid *g) {
  for (uint32_t k = 0; k < g->n_codes && !g->direct; k++) {
    if (g->told && g->wanted && !g->wanted[k]) continue;
    for (uint32_t i = 0; i < y->t->n_slots; i++) {
      uint64_t sum = 0;
      for (uint32_t table = 0; table < g->tables; table++)
        sum += y->cells[table * g->cells + (size_t)k * g->width + i];
      if (sum) add_rows(y, grid_event(g, k), i, sum);
    }
  }
}

static void count_group(uint32_t *cells, size_t each, const uint32_t slot[PACK_GROUP]) {
  uint32_t *second = cells + each, *third = second + each, *fourth = third + each;
  for (uint32_t i = 0; i < PACK_GROUP; i += TABLES) {
    cells[slot[i]]++;
    second[slot[i + 1]]++;
    third[slot[i + 2]]++;
    fourth[slot[i + 3]]++;
  }
}

/* n ≤ PACK_GROUP rows; slot is changed. */
static void grid_add(const struct tally *y, const struct grid *g, const uint32_t *code,
                     uint32_t *slot, uint32_t n) {
  if (g->direct) {
    for (uint32_t i = 0; i < n; i++)
      if (slot[i] < y->t->n_slots && (!g->told || !g->wanted || g->wanted[code[i]]))
        add_rows(y, g->told ? grid_event(g, code[i]) : 0, slot[i], 1);
    return;
  }
  if (g->told)
    for (uint32_t i = 0; i < n; i++)
      slot[i] += code[i] * g->width;
  if (g->tables == TABLES && n == PACK_GROUP)
    count_group(y->cells, g->cells, slot);
  else
    for (uint32_t i = 0; i < n; i++)
      y->cells[slot[i]]++;
}

/* Times matter; events too when some are not wanted or they are told apart. */
static bool count_times(struct scanner *s, struct tally *y, const struct part *p, uint32_t block,
                        bool events, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  bool within = b->time_min >= y->low && b->time_max <= y->last;
  struct cursor c;
  struct s64 times;
  if (!part_section(p, block, block_section(b, SECTION_TIME, 0, V_NONE), &c, err)) return false;
  if (!s64_read(&c, b->rows, &times) || times.flags & STREAM_RAW || cur_left(&c))
    return part_damaged(p, block, "contents of time", err);
  struct grid g =
      grid_start(y, b->rows, events, b->n_events, b->events, s->all_events ? NULL : s->local);
  uint32_t code[PACK_GROUP] = {0}, slot[PACK_GROUP];
  int64_t time[PACK_GROUP] = {0};
  for (uint32_t at = 0; at < b->rows; at += PACK_GROUP) {
    uint32_t n = b->rows - at < PACK_GROUP ? b->rows - at : PACK_GROUP;
    times_at(&times, b->rows, at, time);
    slots_of(y, time, within, slot);
    if (events) {
      codes_at(&s->events, b->rows, at, code);
      if (range_max_u32(code, n) >= b->n_events) return bad_code(p, block, err);
    }
    grid_add(y, &g, code, slot, n);
  }
  grid_end(y, &g);
  return true;
}

/* A block of which somebody or rows too old are left out: decoded like any other scan. */
static bool tally_decoded(struct scanner *s, const struct tally *y, const struct source *src,
                          uint32_t block, struct err *err) {
  struct cursor_of_source c = {.src = *src, .last_subject = UINT32_MAX};
  struct dblock *d = scanner_block(s, 0);
  if (!block_decode(s, &c, block, d, err)) return false;
  for (uint32_t i = 0; i < d->n_rows; i++) {
    uint32_t slot = slot_of(y, d->time[i]);
    if (slot < y->t->n_slots) add_rows(y, d->event[i], slot, 1);
  }
  return true;
}

static bool has_hidden(const struct scanner *s, const struct source *src, uint32_t block) {
  const struct hidden *h = s->snap->hidden;
  if (src->part) {
    const struct block_info *b = &src->part->blocks[block];
    return hidden_between(h, b->subject_first, b->subject_last) ||
           hidden_between(src->gone, b->subject_first, b->subject_last);
  }
  return hidden_between(h, src->frozen->blocks[block].subject_first,
                        src->frozen->blocks[block].subject_last);
}

/* Slots that begin at the bound or later meet none of them. */
static bool has_old(const struct scanner *s, const struct tally *y, const struct source *src,
                    uint32_t block) {
  if (!s->low || y->low >= s->low_top) return false;
  return src->part ? part_has_old(s, &src->part->blocks[block])
                   : src->frozen->blocks[block].time_min < s->low_top;
}

/* What a block's directory entry leaves to be looked at. */
struct look {
  bool events,
      times; /* neither: its rows all count for `slot` or, if that is n_slots, not at all */
  uint32_t slot;
};

/* Also says in s->local which of the block's events are wanted. */
static struct look look_at(struct scanner *s, const struct tally *y, const struct block_info *b) {
  bool any = s->all_events, all = true;
  for (uint32_t i = 0; i < b->n_events && !s->all_events; i++) {
    s->local[i] = b->events[i] < s->snap->catalog.events.n && s->wanted[b->events[i]];
    any |= s->local[i] != 0;
    all &= s->local[i] != 0;
  }
  if (!any || b->time_min > y->last || b->time_max < y->low)
    return (struct look){.slot = y->t->n_slots};
  uint32_t first = slot_of(y, b->time_min), last = slot_of(y, b->time_max);
  return (struct look){.events = y->t->by_event || !all,
                       .times = first != last || first == y->t->n_slots,
                       .slot = first};
}

static void fetch_tallied(struct scanner *s, const struct tally *y, const struct part *p,
                          uint32_t block) {
  struct look look = look_at(s, y, &p->blocks[block]);
  unsigned kinds = (unsigned)look.events << SECTION_EVENT | (unsigned)look.times << SECTION_TIME;
  fetch_block(s, p, block, kinds);
}

static bool tally_part(struct scanner *s, struct tally *y, const struct part *p, uint32_t block,
                       struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct look look = look_at(s, y, b);
  if (!look.events && !look.times) {
    if (look.slot < y->t->n_slots) add_rows(y, 0, look.slot, b->rows);
    return true;
  }
  struct cursor c;
  if (look.events) {
    if (!part_section(p, block, block_section(b, SECTION_EVENT, 0, V_NONE), &c, err)) return false;
    if (!s32_read(&c, b->rows, &s->events) || cur_left(&c))
      return part_damaged(p, block, "contents of event", err);
  }
  return look.times ? count_times(s, y, p, block, look.events, err)
                    : count_codes(s, y, p, block, look.slot, err);
}

/* Of a run: codes are the store's, and nothing is packed. */
static void tally_frozen(const struct scanner *s, const struct tally *y, const struct frozen *f,
                         const struct frozen_block *b) {
  if (b->time_min > y->last || b->time_max < y->low) return;
  bool within = b->time_min >= y->low && b->time_max <= y->last;
  bool times = !within || y->t->n_slots > 1;
  struct grid g = grid_start(y, b->rows, y->t->by_event || !s->all_events,
                             s->snap->catalog.events.n, NULL, s->all_events ? NULL : s->wanted);
  uint32_t slot[PACK_GROUP];
  int64_t last[PACK_GROUP] = {0};
  for (uint32_t at = b->row, n; at < b->row + b->rows; at += n) {
    const int64_t *time = f->time + at;
    n = b->row + b->rows - at < PACK_GROUP ? b->row + b->rows - at : PACK_GROUP;
    if (n < PACK_GROUP) time = memcpy(last, time, n * sizeof *time);
    if (times)
      slots_of(y, time, within, slot);
    else
      memset(slot, 0, sizeof slot);
    grid_add(y, &g, f->event + at, slot, n);
  }
  grid_end(y, &g);
}

bool scanner_tally(struct scanner *s, uint32_t chunk, const struct scan_tally *t, struct err *err) {
  uint32_t first = chunk << SCAN_CHUNK_BITS, last = first | ((1u << SCAN_CHUNK_BITS) - 1);
  must(s->only == UINT32_MAX && t->n_slots > 0);
  if (t->from[0] >= t->from[t->n_slots] || s->t_max < t->from[0]) return true;
  struct tally y;
  bool ok = true;
  tally_start(&y, s, t);
  fetch_chunk_begins(s);
  for (uint32_t i = 0; ok && i < s->n_sources; i++) {
    const struct part *p = s->sources[i].part;
    uint32_t block, end, fetched;
    source_blocks(&s->sources[i], first, last, &block, &end);
    fetched = block;
    for (; ok && block < end; block++) {
      for (; p && fetched < end && fetched < block + FETCH_AHEAD; fetched++)
        fetch_tallied(s, &y, p, fetched);
      if (has_hidden(s, &s->sources[i], block) || has_old(s, &y, &s->sources[i], block))
        ok = tally_decoded(s, &y, &s->sources[i], block, err);
      else if (p)
        ok = tally_part(s, &y, p, block, err);
      else
        tally_frozen(s, &y, s->sources[i].frozen, &s->sources[i].frozen->blocks[block]);
    }
  }
  tally_end(&y);
  fetch_chunk_ends(s);
  for (uint32_t i = 0; ok && i < s->n_sources; i++) /* as at the end of scanner_run */
    ok = !s->sources[i].part || part_readable(s->sources[i].part, err);
  return ok;
}

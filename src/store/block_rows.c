/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of one block: which are wanted, and their events, times, LSNs and columns.
 *
 * Where all are, sections are unpacked straight into the batch.  Otherwise the wanted rows are
 * found on the packed event codes, as a bitmap with ranks, and when they are few the other streams
 * are not unpacked at all: their numbers are picked out. */
#include "kernel/bits.h"
#include "kernel/ops.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "store/block_int.h"

static void clear_bits(uint64_t *w, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to;) {
    if (i % 64 == 0 && to - i >= 64) {
      w[i / 64] = 0;
      i += 64;
    } else {
      w[i / 64] &= ~(UINT64_C(1) << i % 64);
      i++;
    }
  }
}

/* s->select holds the rows whose event is wanted (or all); takes away those that are too late or
 * another's, and makes the rest of the selection.  time: of all rows; only looked at when some are
 * after t_max. */
static void select_rows(struct scanner *s, const struct view *v, const int64_t *time,
                        const struct dblock *d, struct selection *sel) {
  size_t words = bits_words(v->rows);
  s->select[words] = 0;
  if (v->time_max > s->t_max) {
    kernel->range_i64(time, v->rows, INT64_MIN, s->t_max, s->present);
    for (size_t i = 0; i < words; i++)
      s->select[i] &= s->present[i];
  }
  if (s->only != UINT32_MAX) {
    clear_bits(s->select, 0, d->row_begin[v->only]);
    clear_bits(s->select, d->row_begin[v->only + 1], v->rows);
  }
  for (uint32_t i = 0; i < d->n_people && v->hide; i++)
    if (s->drop[i]) clear_bits(s->select, d->row_begin[i], d->row_begin[i + 1]);
  kernel->rank_words(s->select, words, s->select_rank);
  s->select_rank[words + 1] = s->select_rank[words];
  sel->n = (uint32_t)bits_positions(s->select, v->rows, s->idx);
  sel->words = s->select;
  sel->rank = s->select_rank;
  sel->idx = s->idx;
  sel->local = s->local;
  sel->by_event = v->time_max <= s->t_max && s->only == UINT32_MAX && !v->hide && !v->old;
}

void event_words(const struct s32 *index, uint32_t rows, const uint8_t *flags, uint32_t n_events,
                 uint64_t *out) {
  uint32_t set[MEMBERS_MAX / 32] = {0}, group[PACK_GROUP];
  for (uint32_t i = 0; i < n_events && i < MEMBERS_MAX; i++)
    set[i / 32] |= (uint32_t)(flags[i] != 0) << i % 32;
  uint32_t groups = n_events <= MEMBERS_MAX ? rows / PACK_GROUP : 0;
  kernel->packed_members(index->packed, groups, index->width, index->base, set, out);
  for (uint32_t at = groups * PACK_GROUP; at < rows; at += PACK_GROUP) {
    uint32_t n = rows - at < PACK_GROUP ? rows - at : PACK_GROUP;
    const uint32_t *from = (const uint32_t *)(const void *)index->packed + at / 32 * index->width;
    unpack32(from, n, index->width, index->base, group);
    if (n_events <= MEMBERS_MAX) {
      kernel->members(group, n, set, out + at / 64);
      continue;
    }
    memset(out + at / 64, 0, bits_words(n) * 8);
    for (uint32_t i = 0; i < n; i++)
      if (group[i] < n_events && flags[group[i]]) bits_set(out + at / 64, i);
  }
}

static void some_values(const struct s64 *v, uint32_t rows, const struct selection *sel,
                        int64_t *out) {
  if (sel && sel->n < rows / PICK_FEWER) {
    s64_pick(v, rows, sel->idx, sel->n, out);
    return;
  }
  s64_values(v, rows, out);
  if (sel && sel->words)
    kernel->compress_64((uint64_t *)out, sel->words, rows, (uint64_t *)out);
  else if (sel)
    gather_64((uint64_t *)out, sel->idx, sel->n, (uint64_t *)out);
}

bool block_times(const struct part *p, uint32_t block, const struct selection *sel, int64_t *out,
                 struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  struct s64 v;
  if (!part_section(p, block, block_section(b, SECTION_TIME, 0, V_NONE), &c, err)) return false;
  if (!s64_read(&c, b->rows, &v) || v.flags & (STREAM_RAW | STREAM_BY_TIME) || cur_left(&c))
    return part_damaged(p, block, "contents of time", err);
  some_values(&v, b->rows, sel, out);
  return true;
}

bool block_lsns(struct scanner *s, const struct part *p, uint32_t block,
                const struct selection *sel, struct dblock *d, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  struct s64 v;
  struct lsn_line line = {.knots = s->knots};
  if (!part_section(p, block, block_section(b, SECTION_LSN, 0, V_NONE), &c, err)) return false;
  if (!s64_read(&c, b->rows, &v) || v.flags & STREAM_RAW ||
      (v.flags & STREAM_BY_TIME && !lsn_line_read(&c, &line)) || cur_left(&c))
    return part_damaged(p, block, "contents of lsn", err);
  some_values(&v, b->rows, sel, (int64_t *)d->lsn);
  if (v.flags & STREAM_BY_TIME) lsn_line_add(&line, d->time, sel ? sel->n : b->rows, d->lsn);
  return true;
}

/* Every row is wanted: whole streams are unpacked where they are to lie. */
static bool part_all_rows(struct scanner *s, const struct part *p, uint32_t block, struct dblock *d,
                          struct err *err) {
  const struct block_info *b = &p->blocks[block];
  s32_values(&s->events, b->rows, d->event);
  if (range_max_u32(d->event, b->rows) >= b->n_events)
    return part_damaged(p, block, "event out of range", err);
  kernel->translate(d->event, b->rows, b->events, b->n_events - 1);
  return (s->no_time || block_times(p, block, NULL, d->time, err)) &&
         (!s->lsn || block_lsns(s, p, block, NULL, d, err));
}

/* Some are: which ones is decided on the packed events, and only those are unpacked. */
static bool part_some_rows(struct scanner *s, const struct part *p, uint32_t block,
                           const struct view *v, struct selection *sel, struct dblock *d,
                           struct err *err) {
  const struct block_info *b = &p->blocks[block];
  bool all_times = v->time_max > s->t_max || v->old;
  if (all_times && !block_times(p, block, NULL, d->time, err)) return false;
  if (v->all_events)
    bits_fill(s->select, b->rows);
  else
    event_words(&s->events, b->rows, s->local, b->n_events, s->select);
  if (v->old) part_hide_old(s, b, d->time);
  select_rows(s, v, d->time, d, sel);
  if (all_times)
    kernel->compress_64((uint64_t *)d->time, sel->words, b->rows, (uint64_t *)d->time);
  else if (!s->no_time && !block_times(p, block, sel, d->time, err))
    return false;
  if (s->lsn && !block_lsns(s, p, block, sel, d, err)) return false;
  uint32_t n_local = 0, only = 0;
  for (uint32_t i = 0; i < b->n_events && !v->all_events; i++) {
    n_local += s->local[i] != 0;
    if (s->local[i]) only = b->events[i];
  }
  if (n_local == 1) {
    for (uint32_t i = 0; i < sel->n; i++)
      d->event[i] = only;
    return true;
  }
  if (sel->n < b->rows / PICK_FEWER) {
    s32_pick(&s->events, b->rows, sel->idx, sel->n, d->event);
  } else {
    s32_values(&s->events, b->rows, s->index);
    kernel->compress_32(s->index, sel->words, b->rows, s->index);
    memcpy(d->event, s->index, sel->n * sizeof *d->event);
  }
  if (range_max_u32(d->event, sel->n) >= b->n_events)
    return part_damaged(p, block, "event out of range", err);
  kernel->translate(d->event, sel->n, b->events, b->n_events - 1);
  return true;
}

/* LSNs of attribute rows alone; what the others' say nobody looks at. */
static bool set_lsns(struct scanner *s, const struct part *p, uint32_t block,
                     const struct selection *sel, struct dblock *d, struct err *err) {
  uint32_t set = combined_event(s->combined), n = 0, rows = sel->all ? sel->rows : sel->n;
  struct dblock those = {.time = s->wide_tmp, .lsn = d->lsn};
  for (uint32_t r = 0; r < rows; r++) {
    s->idx2[n] = sel->all ? r : sel->idx[r];
    s->pos[n] = r;
    n += d->event[r] == set;
  }
  for (uint32_t i = 0; i < n; i++)
    those.time[i] = d->time[s->pos[i]];
  struct selection some = {.rows = sel->rows, .n = n, .idx = s->idx2};
  if (n && !block_lsns(s, p, block, &some, &those, err)) return false;
  for (uint32_t i = n; i-- > 0;)
    d->lsn[s->pos[i]] = d->lsn[i];
  return true;
}

bool block_rows_of_part(struct scanner *s, const struct part *p, uint32_t block,
                        const struct view *v, struct selection *sel, struct dblock *d,
                        struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  if (!part_section(p, block, &b->sections[SECTION_EVENT - SECTION_PEOPLE], &c, err)) return false;
  if (!s32_read(&c, b->rows, &s->events) || cur_left(&c))
    return part_damaged(p, block, "contents of event", err);
  if (s->only != UINT32_MAX && !one_note_events(p, block, &s->events, s->index, err)) return false;
  if (sel->all ? !part_all_rows(s, p, block, d, err) : !part_some_rows(s, p, block, v, sel, d, err))
    return false;
  if (s->set_lsns && !s->lsn && !set_lsns(s, p, block, sel, d, err)) return false;
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (!column_of_part(s, p, block, sel, &s->plan[i], &d->cols[i], err)) return false;
  return !s->subjects || part_subjects(p, block, sel, d, err);
}

static void wanted_words(const struct scanner *s, const uint32_t *event, uint32_t n,
                         uint64_t *out) {
  if (s->snap->catalog.events.n <= MEMBERS_MAX) {
    kernel->members(event, n, s->wanted_set, out);
    return;
  }
  memset(out, 0, bits_words(n) * 8);
  for (uint32_t i = 0; i < n; i++)
    out[i / 64] |= (uint64_t)s->wanted[event[i]] << i % 64;
}

bool block_rows_of_run(struct scanner *s, const struct frozen *f, const struct frozen_block *b,
                       const struct view *v, struct selection *sel, struct dblock *d,
                       struct err *err) {
  const int64_t *time = f->time + b->row;
  const uint32_t *event = f->event + b->row;
  const uint64_t *lsn = f->lsn + b->row;
  if (!sel->all) {
    if (v->all_events)
      bits_fill(s->select, b->rows);
    else
      wanted_words(s, event, b->rows, s->select);
    if (v->old) frozen_hide_old(s, event, time, b->rows);
    select_rows(s, v, time, d, sel);
    gather_64((const uint64_t *)time, sel->idx, sel->n, (uint64_t *)d->time);
    gather_32(event, sel->idx, sel->n, d->event);
    if (s->lsn || s->set_lsns) gather_64(lsn, sel->idx, sel->n, d->lsn);
  } else {
    memcpy(d->time, time, b->rows * sizeof *time);
    memcpy(d->event, event, b->rows * sizeof *event);
    if (s->lsn || s->set_lsns) memcpy(d->lsn, lsn, b->rows * sizeof *lsn);
  }
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (!column_of_frozen(s, f, b->row, sel, &s->plan[i], &d->cols[i], err)) return false;
  if (s->subjects) frozen_subjects(f, b->row, sel, d);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One block, decoded: who is in it, which of its rows are wanted, and their columns.
 *
 * The directory answers first: a block later than t_max has nobody yet; one without a wanted event
 * gives its people and no rows, so only the people section is read; one that lies wholly before
 * t_max and has only wanted events needs no selection, and its sections are unpacked straight into
 * the batch. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "store/scan_int.h"

/* What is known of a block before its rows are read. */
struct view {
  uint32_t rows, people;
  int64_t time_min, time_max;
  bool any_event, all_events; /* some row's, every row's event is wanted */
  bool hide;                  /* somebody in it is erased */
};

static void carry(struct cursor_of_source *c, struct dblock *d) {
  if (d->n_people == 0) return;
  if (d->person[0] == c->last_subject) d->first[0] = c->last_first;
  c->last_subject = d->person[d->n_people - 1];
  c->last_first = d->first[d->n_people - 1];
}

static bool part_people(const struct part *p, uint32_t block, struct dblock *d, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  if (!part_section(p, block, &b->sections[0], &c, err)) return false;
  struct s32 gaps, counts;
  struct s64 first;
  uint32_t n = b->people;
  if (!s32_read(&c, n, &gaps) || !s32_read(&c, n, &counts) || !s64_read(&c, n, &first) ||
      first.flags & STREAM_RAW || cur_left(&c))
    return part_damaged(p, block, "contents of people", err);
  s32_values(&gaps, n, d->person);
  s32_values(&counts, n, d->row_begin + 1);
  s64_values(&first, n, d->first);
  uint64_t subject = b->subject_first, rows = 0;
  bool ok = d->person[0] == 0;
  d->row_begin[0] = 0;
  for (uint32_t i = 0; i < n; i++) {
    subject += i ? (uint64_t)d->person[i] + 1 : 0;
    d->person[i] = (uint32_t)subject;
    ok &= d->row_begin[i + 1] != 0;
    rows += d->row_begin[i + 1];
    d->row_begin[i + 1] = (uint32_t)rows;
  }
  if (!ok || rows != b->rows || subject != b->subject_last) /* [F 4] [F 5] */
    return part_damaged(p, block, "people disagree with the directory", err);
  d->n_people = n;
  return true;
}

static void frozen_people(const struct frozen *f, const struct frozen_block *b, struct dblock *d) {
  uint32_t n = 0;
  const uint32_t *subject = f->subject + b->row;
  for (uint32_t i = 0; i < b->rows; i++) {
    if (i && subject[i] == subject[i - 1]) continue;
    d->person[n] = subject[i];
    d->row_begin[n] = i;
    d->first[n++] = f->time[b->row + i];
  }
  d->row_begin[n] = b->rows;
  d->n_people = n;
}

/* Row numbers become numbers of selected rows; people who do not exist yet go. */
static void select_people(struct scanner *s, const struct view *v, const struct selection *sel,
                          bool no_rows, struct dblock *d) {
  uint32_t n = 0;
  bool check = v->time_max > s->t_max;
  if (!check && s->only == UINT32_MAX && !v->hide) {
    if (no_rows)
      memset(d->row_begin, 0, (d->n_people + 1) * sizeof *d->row_begin);
    else if (!sel->all)
      gather_32(sel->rank, d->row_begin, d->n_people + 1, d->row_begin);
    return;
  }
  uint32_t end = 0;
  for (uint32_t i = 0; i < d->n_people; i++) {
    uint32_t begin = d->row_begin[i], after = d->row_begin[i + 1];
    if (d->first[i] > s->t_max || (s->only != UINT32_MAX && d->person[i] != s->only)) continue;
    if (v->hide && hidden_has(s->snap->hidden, d->person[i])) continue;
    d->person[n] = d->person[i];
    d->first[n] = d->first[i];
    d->row_begin[n++] = no_rows ? 0 : sel->all ? begin : sel->rank[begin];
    end = no_rows ? 0 : sel->all ? after : sel->rank[after];
  }
  d->row_begin[n] = end;
  d->n_people = n;
}

/* Fills keep, idx and rank from what the events gave (or all ones). */
static void select_rows(struct scanner *s, const struct view *v, const int64_t *time,
                        const struct dblock *d, struct selection *sel) {
  if (v->all_events) memset(s->keep, 1, v->rows);
  if (v->time_max > s->t_max) select_and_le(time, v->rows, s->t_max, s->keep);
  if (s->only != UINT32_MAX) {
    uint32_t begin = 0, end = 0;
    for (uint32_t i = 0; i < d->n_people; i++)
      if (d->person[i] == s->only) begin = d->row_begin[i], end = d->row_begin[i + 1];
    memset(s->keep, 0, begin);
    memset(s->keep + end, 0, v->rows - end);
  }
  for (uint32_t i = 0; i < d->n_people && v->hide; i++)
    if (hidden_has(s->snap->hidden, d->person[i]))
      memset(s->keep + d->row_begin[i], 0, d->row_begin[i + 1] - d->row_begin[i]);
  sel->n = (uint32_t)select_idx(s->keep, v->rows, s->idx);
  select_rank(s->keep, v->rows, s->rank);
  sel->keep = s->keep;
  sel->idx = s->idx;
  sel->rank = s->rank;
  sel->local = s->local;
  sel->by_event = v->time_max <= s->t_max && s->only == UINT32_MAX && !v->hide;
}

static bool read_s64(const struct part *p, uint32_t block, enum section_kind kind, int64_t *out,
                     struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  struct s64 v;
  if (!part_section(p, block, block_section(b, kind, 0, V_NONE), &c, err)) return false;
  if (!s64_read(&c, b->rows, &v) || v.flags & STREAM_RAW || cur_left(&c))
    return part_damaged(p, block, kind == SECTION_TIME ? "contents of time" : "contents of lsn",
                        err);
  s64_values(&v, b->rows, out);
  return true;
}

static bool part_rows(struct scanner *s, const struct part *p, uint32_t block, const struct view *v,
                      struct selection *sel, struct dblock *d, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  struct cursor c;
  struct s32 index;
  if (!part_section(p, block, &b->sections[SECTION_EVENT - SECTION_PEOPLE], &c, err)) return false;
  if (!s32_read(&c, b->rows, &index) || cur_left(&c))
    return part_damaged(p, block, "contents of event", err);
  s32_values(&index, b->rows, s->index);
  if (range_max_u32(s->index, b->rows) >= b->n_events)
    return part_damaged(p, block, "event out of range", err);
  if (!read_s64(p, block, SECTION_TIME, d->time, err)) return false;
  if (!sel->all) {
    if (!v->all_events) select_by_code(s->index, b->rows, s->local, s->keep);
    select_rows(s, v, d->time, d, sel);
    gather_64((uint64_t *)d->time, sel->idx, sel->n, (uint64_t *)d->time);
    gather_32(s->index, sel->idx, sel->n, d->event);
    gather_32(b->events, d->event, sel->n, d->event);
  } else {
    gather_32(b->events, s->index, b->rows, d->event);
  }
  if (s->lsn) {
    if (!read_s64(p, block, SECTION_LSN, (int64_t *)d->lsn, err)) return false;
    if (!sel->all) gather_64(d->lsn, sel->idx, sel->n, d->lsn);
  }
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (!column_of_part(s, p, block, sel, &s->plan[i], &d->cols[i], err)) return false;
  return true;
}

static bool frozen_rows(struct scanner *s, const struct frozen *f, const struct frozen_block *b,
                        const struct view *v, struct selection *sel, struct dblock *d,
                        struct err *err) {
  const int64_t *time = f->time + b->row;
  const uint32_t *event = f->event + b->row;
  const uint64_t *lsn = f->lsn + b->row;
  if (!sel->all) {
    if (!v->all_events) select_by_code(event, b->rows, s->wanted, s->keep);
    select_rows(s, v, time, d, sel);
    gather_64((const uint64_t *)time, sel->idx, sel->n, (uint64_t *)d->time);
    gather_32(event, sel->idx, sel->n, d->event);
    if (s->lsn) gather_64(lsn, sel->idx, sel->n, d->lsn);
  } else {
    memcpy(d->time, time, b->rows * sizeof *time);
    memcpy(d->event, event, b->rows * sizeof *event);
    if (s->lsn) memcpy(d->lsn, lsn, b->rows * sizeof *lsn);
  }
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (!column_of_frozen(s, f, b->row, sel, &s->plan[i], &d->cols[i], err)) return false;
  return true;
}

static struct view view_of(struct scanner *s, const struct cursor_of_source *c, uint32_t block) {
  if (!c->src.part) {
    const struct frozen_block *b = &c->src.frozen->blocks[block];
    return (struct view){.rows = b->rows,
                         .time_min = b->time_min,
                         .time_max = b->time_max,
                         .any_event = true,
                         .all_events = s->all_events,
                         .hide =
                             hidden_between(s->snap->hidden, b->subject_first, b->subject_last)};
  }
  const struct block_info *b = &c->src.part->blocks[block];
  struct view v = {.rows = b->rows,
                   .people = b->people,
                   .time_min = b->time_min,
                   .time_max = b->time_max,
                   .any_event = s->all_events,
                   .all_events = true,
                   .hide = hidden_between(s->snap->hidden, b->subject_first, b->subject_last)};
  for (uint32_t i = 0; i < b->n_events && !s->all_events; i++) {
    s->local[i] = b->events[i] < s->snap->catalog.events.n && s->wanted[b->events[i]];
    v.any_event |= s->local[i] != 0;
    v.all_events &= s->local[i] != 0;
  }
  return v;
}

bool block_decode(struct scanner *s, struct cursor_of_source *c, uint32_t block, struct dblock *d,
                  struct err *err) {
  d->person = d->person_mem;
  d->row_begin = d->begin_mem;
  d->first = d->first_mem;
  d->n_people = d->n_rows = 0;
  struct view v = view_of(s, c, block);
  if (v.time_min > s->t_max) return true;
  const struct frozen_block *fb = c->src.part ? NULL : &c->src.frozen->blocks[block];
  if (fb)
    frozen_people(c->src.frozen, fb, d);
  else if (!part_people(c->src.part, block, d, err))
    return false;
  carry(c, d);
  struct selection sel = {.rows = v.rows,
                          .n = v.rows,
                          .all = v.all_events && v.time_max <= s->t_max && s->only == UINT32_MAX &&
                                 !v.hide};
  if (v.any_event) {
    if (fb ? !frozen_rows(s, c->src.frozen, fb, &v, &sel, d, err)
           : !part_rows(s, c->src.part, block, &v, &sel, d, err))
      return false;
    d->n_rows = sel.n;
  }
  select_people(s, &v, &sel, !v.any_event, d);
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One block, decoded: who is in it, which of its rows are wanted, and their columns.
 *
 * The directory answers first: a block later than t_max has nobody yet; one without a wanted event
 * gives its people and no rows, so only the people section is read; one that lies wholly before
 * t_max and has only wanted events needs no selection, and its sections are unpacked straight into
 * the batch.  Otherwise the wanted rows are found on the packed event codes, as a bitmap with
 * ranks, and when they are few the other streams are not unpacked at all: their numbers are picked
 * out. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/ops.h"
#include "kernel/range.h"
#include "kernel/select.h"
#include "store/scan_int.h"

/* What is known of a block before its rows are read. */
struct view {
  uint32_t rows, people;
  int64_t time_min, time_max;
  bool any_event, all_events; /* some row's, every row's event is wanted */
  bool hide;                  /* somebody in it is left out */
  bool old;                   /* some wanted row may be too old to be shown */
  uint32_t only;              /* where the only person asked for is */
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
  const uint32_t *begin = f->begin + b->person;
  for (uint32_t i = 0; i < b->people; i++) {
    uint32_t row = begin[i] > b->row ? begin[i] : b->row;
    d->row_begin[i] = row - b->row;
    d->person[i] = f->subject[row];
    d->first[i] = f->time[row];
  }
  d->row_begin[b->people] = b->rows;
  d->n_people = b->people;
}

/* The rows of one person as if they were the block; false when he has none in it. */
static bool frozen_person(const struct frozen *f, uint32_t person, struct frozen_block *b) {
  uint32_t lo = b->person, hi = b->person + b->people, end = b->row + b->rows;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (f->subject[f->begin[mid]] < person)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == b->person + b->people || f->subject[f->begin[lo]] != person) return false;
  uint32_t from = f->begin[lo] > b->row ? f->begin[lo] : b->row;
  uint32_t to = f->begin[lo + 1] < end ? f->begin[lo + 1] : end;
  *b = (struct frozen_block){.row = from,
                             .rows = to - from,
                             .subject_first = person,
                             .subject_last = person,
                             .person = lo,
                             .people = 1,
                             .time_min = f->time[from],
                             .time_max = f->time[to - 1]};
  return true;
}

static void drop_listed(const struct hidden *h, const struct dblock *d, bool listed,
                        uint8_t *drop) {
  uint32_t at = h ? hidden_from(h, d->person[0]) : 0;
  for (uint32_t i = 0; h && i < d->n_people; i++) { /* both ascend */
    while (at < h->n && h->subject[at] < d->person[i])
      at++;
    bool on = at < h->n && h->subject[at] == d->person[i];
    drop[i] |= on == listed;
  }
}

/* Who is erased, whose rows moved, who was not asked for. */
static void drop_people(struct scanner *s, const struct source *src, const struct dblock *d) {
  if (!s->drop) s->drop = must_malloc(s->cap + 1);
  memset(s->drop, 0, d->n_people);
  drop_listed(s->snap->hidden, d, true, s->drop);
  drop_listed(src->gone, d, true, s->drop);
  drop_listed(s->among, d, false, s->drop);
}

/* Only one was asked for, and all selected rows are his; he is there at t_max. */
static void select_person(const struct view *v, const struct selection *sel, bool no_rows,
                          struct dblock *d) {
  d->person[0] = d->person[v->only];
  d->first[0] = d->first[v->only];
  d->row_begin[0] = 0;
  d->row_begin[1] = no_rows ? 0 : sel->n;
  d->n_people = 1;
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
      kernel->rank_at(sel->words, sel->rank, d->row_begin, d->n_people + 1, d->row_begin);
    return;
  }
  if (s->only != UINT32_MAX) {
    select_person(v, sel, no_rows, d);
    return;
  }
  uint32_t end = 0;
  if (!no_rows && !sel->all)
    kernel->rank_at(sel->words, sel->rank, d->row_begin, d->n_people + 1, d->row_begin);
  for (uint32_t i = 0; i < d->n_people; i++) {
    uint32_t begin = d->row_begin[i], after = d->row_begin[i + 1];
    if (d->first[i] > s->t_max) continue;
    if (v->hide && s->drop[i]) continue;
    d->person[n] = d->person[i];
    d->first[n] = d->first[i];
    d->row_begin[n++] = no_rows ? 0 : begin;
    end = no_rows ? 0 : after;
  }
  d->row_begin[n] = end;
  d->n_people = n;
}

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
  if (sel) gather_64((uint64_t *)out, sel->idx, sel->n, (uint64_t *)out);
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
  s32_values(&s->events, b->rows, s->index);
  if (range_max_u32(s->index, b->rows) >= b->n_events)
    return part_damaged(p, block, "event out of range", err);
  gather_32(b->events, s->index, b->rows, d->event);
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
    gather_64((uint64_t *)d->time, sel->idx, sel->n, (uint64_t *)d->time);
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
    gather_32(s->index, sel->idx, sel->n, d->event);
  }
  if (range_max_u32(d->event, sel->n) >= b->n_events)
    return part_damaged(p, block, "event out of range", err);
  gather_32(b->events, d->event, sel->n, d->event);
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

static bool part_rows(struct scanner *s, const struct part *p, uint32_t block, const struct view *v,
                      struct selection *sel, struct dblock *d, struct err *err) {
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

static bool frozen_rows(struct scanner *s, const struct frozen *f, const struct frozen_block *b,
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

/* Somebody of first … last is left out. */
static bool leaves_out(const struct scanner *s, const struct source *src, uint32_t first,
                       uint32_t last) {
  return hidden_between(s->snap->hidden, first, last) || hidden_between(src->gone, first, last) ||
         s->among;
}

static struct view view_of_frozen(const struct scanner *s, const struct source *src,
                                  const struct frozen_block *b) {
  return (struct view){.rows = b->rows,
                       .people = b->people,
                       .time_min = b->time_min,
                       .time_max = b->time_max,
                       .any_event = true,
                       .all_events = s->all_events,
                       .old = s->low && b->time_min < s->low_top,
                       .hide = leaves_out(s, src, b->subject_first, b->subject_last)};
}

static struct view view_of_part(struct scanner *s, const struct source *src, uint32_t block) {
  const struct block_info *b = &src->part->blocks[block];
  struct view v = {.rows = b->rows,
                   .people = b->people,
                   .time_min = b->time_min,
                   .time_max = b->time_max,
                   .any_event = s->all_events,
                   .all_events = true,
                   .old = s->low && part_has_old(s, b),
                   .hide = leaves_out(s, src, b->subject_first, b->subject_last)};
  for (uint32_t i = 0; i < b->n_events && !s->all_events; i++) {
    s->local[i] = b->events[i] < s->snap->catalog.events.n && s->wanted[b->events[i]];
    v.any_event |= s->local[i] != 0;
    v.all_events &= s->local[i] != 0;
  }
  return v;
}

/* The only person asked for; without him, or before he exists, the block has nobody. */
static bool find_only(const struct scanner *s, struct view *v, struct dblock *d) {
  uint32_t lo = 0, hi = d->n_people;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (d->person[mid] < s->only)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == d->n_people || d->person[lo] != s->only || d->first[lo] > s->t_max) {
    d->n_people = 0;
    return false;
  }
  v->only = lo;
  return true;
}

bool block_decode(struct scanner *s, struct cursor_of_source *c, uint32_t block, struct dblock *d,
                  struct err *err) {
  d->person = d->person_mem;
  d->row_begin = d->begin_mem;
  d->first = d->first_mem;
  d->n_people = d->n_rows = 0;
  const struct frozen *run = c->src.frozen;
  struct frozen_block fb = {0};
  struct view v;
  if (run) {
    fb = run->blocks[block];
    if (s->only != UINT32_MAX && !frozen_person(run, s->only, &fb)) return true;
    scanner_room(s, d, fb.rows);
    v = view_of_frozen(s, &c->src, &fb);
  } else {
    v = view_of_part(s, &c->src, block);
  }
  if (v.time_min > s->t_max) return true;
  if (!run && s->only != UINT32_MAX) {
    bool done;
    if (!one_decode(s, c, block, d, &done, err)) return false;
    if (done) return true;
    scanner_room(s, d, c->src.part->blocks[block].rows);
  }
  if (run)
    frozen_people(run, &fb, d);
  else if (!part_people(c->src.part, block, d, err))
    return false;
  else if (s->only != UINT32_MAX)
    one_note_people(c->src.part, block, d);
  carry(c, d);
  if (s->only != UINT32_MAX && !find_only(s, &v, d)) return true;
  if (v.hide) drop_people(s, &c->src, d);
  if (v.hide && s->only != UINT32_MAX && s->drop[v.only]) {
    d->n_people = 0;
    return true;
  }
  struct selection sel = {.rows = v.rows,
                          .n = v.rows,
                          .all = v.all_events && v.time_max <= s->t_max && s->only == UINT32_MAX &&
                                 !v.hide && !v.old};
  if (v.any_event) {
    if (run ? !frozen_rows(s, run, &fb, &v, &sel, d, err)
            : !part_rows(s, c->src.part, block, &v, &sel, d, err))
      return false;
    d->n_rows = sel.n;
  }
  select_people(s, &v, &sel, !v.any_event, d);
  return true;
}

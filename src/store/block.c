/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One block, decoded: who is in it, and what has to be done for their rows (block_rows.c).
 *
 * The directory answers first: a block later than t_max has nobody yet; one without a wanted event
 * gives its people and no rows, so only the people section is read; one that lies wholly before
 * t_max and has only wanted events needs no selection. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/ops.h"
#include "store/block_int.h"

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
    v = view_of_frozen(s, &c->src, &fb);
  } else {
    v = view_of_part(s, &c->src, block);
  }
  if (v.time_min > s->t_max) return true;
  if (!run && s->only != UINT32_MAX) {
    bool done;
    if (!one_decode(s, c, block, d, &done, err)) return false;
    if (done) return true;
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
    if (run ? !block_rows_of_run(s, run, &fb, &v, &sel, d, err)
            : !block_rows_of_part(s, c->src.part, block, &v, &sel, d, err))
      return false;
    d->n_rows = sel.n;
  }
  select_people(s, &v, &sel, !v.any_event, d);
  return true;
}

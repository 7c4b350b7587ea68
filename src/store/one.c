/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person out of a block of 65,536 rows, without reading the block.
 *
 * His rows are neighbours, so all that has to be known of the others is how many people and rows
 * stand before him, and of each event how many rows: a property's values are stored for the rows of
 * some events, so their number is where his begin.  Both are noted once per block, at every 256th
 * person and every 2,048th row, and kept with the part; whoever asks again reads one group of
 * people and two thousand event codes, and picks the rest.  The first time, and when nothing more
 * may be kept, the block is read as a whole (block.c), which also judges whether it is sound. */
#include <stdlib.h>

#include "kernel/bits.h"
#include "kernel/ops.h"
#include "kernel/select.h"
#include "store/scan_int.h"

#define PEOPLE_MARK PACK_GROUP
#define EVENTS_MARK (8 * PACK_GROUP)

struct people_mark {
  uint32_t person, row; /* of each PEOPLE_MARKth: who, and where his rows begin */
};

static uint32_t marks(uint32_t n, uint32_t every) {
  return (n + every - 1) / every;
}

/* Numbers from … to - 1, which begin with a group and end with one or the stream. */
static void s32_some(const struct s32 *s, uint32_t from, uint32_t to, uint32_t *out) {
  unpack32(s->packed + (size_t)from / 8 * s->width, to - from, s->width, s->base, out);
}

static const struct section_info *people_of(const struct block_info *b) {
  return &b->sections[0];
}
static const struct section_info *events_of(const struct block_info *b) {
  return &b->sections[SECTION_EVENT - SECTION_PEOPLE];
}

/* ---- what is kept ---- */

void one_note_people(const struct part *p, uint32_t block, const struct dblock *d) {
  const struct block_info *b = &p->blocks[block];
  uint32_t n = marks(b->people, PEOPLE_MARK);
  struct people_mark *m;
  if (part_kept(p, block, people_of(b)) || !part_may_keep(people_of(b), n * sizeof *m)) return;
  m = must_malloc(n * sizeof *m + 1);
  for (uint32_t i = 0; i < n; i++)
    m[i] = (struct people_mark){d->person[i * PEOPLE_MARK], d->row_begin[i * PEOPLE_MARK]};
  part_keep(p, block, people_of(b), m, n * sizeof *m);
  free(m);
}

/* Rows of each event before every mark, and of all. */
bool one_note_events(const struct part *p, uint32_t block, const struct s32 *events,
                     uint32_t *index, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  uint32_t n = marks(b->rows, EVENTS_MARK) + 1;
  size_t bytes = (size_t)n * b->n_events * sizeof *index;
  if (part_kept(p, block, events_of(b)) || !part_may_keep(events_of(b), bytes)) return true;
  uint32_t *m = must_calloc(1, bytes);
  bool ok = true;
  s32_values(events, b->rows, index);
  for (uint32_t i = 0; ok && i < b->rows; i++) {
    uint32_t *to = m + (size_t)(i / EVENTS_MARK + 1) * b->n_events;
    if (i % EVENTS_MARK == 0) memcpy(to, to - b->n_events, b->n_events * sizeof *to);
    ok = index[i] < b->n_events;
    if (ok) to[index[i]]++;
  }
  if (ok) part_keep(p, block, events_of(b), m, bytes);
  free(m);
  return ok || part_damaged(p, block, "event out of range", err);
}

/* ---- one person ---- */

struct one {
  const struct part *p;
  uint32_t block, who, r0, r1; /* number of the person in the block, his rows */
  int64_t first;
  uint32_t *before;            /* rows of each of the block's events before r0 */
  const uint32_t *all, *event; /* … in the block; event of row r0 + i, in the block's numbers */
};

enum found { FOUND_DAMAGE, FOUND, FOUND_NOBODY };

static enum found find(const struct scanner *s, struct one *o, struct err *err) {
  const struct block_info *b = &o->p->blocks[o->block];
  const struct people_mark *m = part_kept(o->p, o->block, people_of(b));
  uint32_t lo = 0, hi = marks(b->people, PEOPLE_MARK), gap[PEOPLE_MARK], rows[PEOPLE_MARK];
  struct cursor c;
  struct s32 gaps, counts;
  struct s64 first;
  if (s->only < m[0].person) return FOUND_NOBODY;
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (m[mid].person <= s->only)
      lo = mid;
    else
      hi = mid;
  }
  if (!part_section(o->p, o->block, people_of(b), &c, err)) return FOUND_DAMAGE;
  if (!s32_read(&c, b->people, &gaps) || !s32_read(&c, b->people, &counts) ||
      !s64_read(&c, b->people, &first)) {
    part_damaged(o->p, o->block, "contents of people", err);
    return FOUND_DAMAGE;
  }
  uint32_t from = lo * PEOPLE_MARK, n = b->people - from, i = 0, person = m[lo].person;
  if (n > PEOPLE_MARK) n = PEOPLE_MARK;
  s32_some(&gaps, from, from + n, gap);
  while (person < s->only && ++i < n)
    person += gap[i] + 1;
  if (person != s->only) return FOUND_NOBODY;
  s32_some(&counts, from, from + n, rows);
  o->r0 = m[lo].row;
  for (uint32_t k = 0; k < i; k++)
    o->r0 += rows[k];
  o->r1 = o->r0 + rows[i];
  o->who = from + i;
  s64_pick(&first, b->people, &o->who, 1, &o->first);
  return FOUND;
}

static bool read_events(struct scanner *s, struct one *o, struct err *err) {
  const struct block_info *b = &o->p->blocks[o->block];
  const uint32_t *m = part_kept(o->p, o->block, events_of(b));
  uint32_t from = o->r0 / EVENTS_MARK * EVENTS_MARK;
  uint32_t to = (o->r1 + PACK_GROUP - 1) / PACK_GROUP * PACK_GROUP;
  struct cursor c;
  struct s32 events;
  if (!part_section(o->p, o->block, events_of(b), &c, err)) return false;
  if (!s32_read(&c, b->rows, &events))
    return part_damaged(o->p, o->block, "contents of event", err);
  s32_some(&events, from, to < b->rows ? to : b->rows, s->index);
  memcpy(o->before, m + (size_t)o->r0 / EVENTS_MARK * b->n_events, b->n_events * sizeof *m);
  for (uint32_t i = from; i < o->r0; i++) /* below n_events, or there were no marks */
    o->before[s->index[i - from]]++;
  o->event = s->index + (o->r0 - from);
  o->all = m + (size_t)marks(b->rows, EVENTS_MARK) * b->n_events;
  return true;
}

/* His rows that are wanted, into s->idx and d. */
static bool read_rows(struct scanner *s, const struct one *o, struct selection *sel,
                      struct dblock *d, struct err *err) {
  const struct block_info *b = &o->p->blocks[o->block];
  bool late = b->time_max > s->t_max, timed = late || s->low;
  uint32_t n = 0, known = s->snap->catalog.events.n;
  for (uint32_t i = o->r0; i < o->r1; i++) {
    uint32_t code = b->events[o->event[i - o->r0]];
    s->idx[n] = i;
    n += s->all_events || (code < known && s->wanted[code]);
  }
  sel->n = n;
  if ((timed || !s->no_time) && n && !block_times(o->p, o->block, sel, d->time, err)) return false;
  for (uint32_t i = n = 0; i < sel->n; i++) {
    uint32_t row = s->idx[i], code = b->events[o->event[row - o->r0]];
    if (timed) {
      int64_t t = d->time[i];
      if (t > s->t_max || (s->low && code < known && t < s->low[code])) continue;
      d->time[n] = t;
    }
    d->event[n] = code;
    s->idx[n++] = row;
  }
  sel->n = n;
  return !(s->lsn || s->set_lsns) || n == 0 || block_lsns(s, o->p, o->block, sel, d, err);
}

/* Which of his rows have a value: s->idx2 numbers of values, s->pos numbers of selected rows. */
struct having {
  uint32_t n, selected; /* values so far, selected rows passed */
  uint32_t values;      /* of the section; … */
  bool bad;             /* … a number beyond them was met */
};
static inline void take(struct scanner *s, struct having *h, const struct selection *sel,
                        uint32_t row, uint32_t value) {
  while (h->selected < sel->n && s->idx[h->selected] < row)
    h->selected++;
  if (h->selected == sel->n || s->idx[h->selected] != row) return;
  h->bad |= value >= h->values;
  s->idx2[h->n] = value;
  s->pos[h->n++] = h->selected;
}

static bool of_events(struct scanner *s, const struct one *o, const struct section_info *info,
                      const struct selection *sel, struct cursor *c, struct having *h) {
  const struct block_info *b = &o->p->blocks[o->block];
  const uint8_t *flags = (const uint8_t *)cur_bytes(c, (b->n_events + 7) / 8 * 8).p;
  uint32_t value = 0, all = 0;
  if (c->bad) return false;
  for (uint32_t e = 0; e < b->n_events; e++) {
    value += flags[e] ? o->before[e] : 0;
    all += flags[e] ? o->all[e] : 0;
  }
  for (uint32_t i = o->r0; i < o->r1; i++)
    if (flags[o->event[i - o->r0]]) take(s, h, sel, i, value++);
  return all == info->values; /* [F 7] */
}

static bool of_bitmap(struct scanner *s, const struct one *o, const struct section_info *info,
                      const struct selection *sel, struct cursor *c, struct having *h) {
  uint32_t rows = o->p->blocks[o->block].rows;
  const uint64_t *w = (const void *)cur_bytes(c, bits_words(rows) * 8).p;
  if (c->bad || bits_count(w, rows) != info->values) return false;
  uint32_t value = (uint32_t)bits_count(w, o->r0);
  for (uint32_t i = o->r0; i < o->r1; i++)
    if (bits_test(w, i)) take(s, h, sel, i, value++);
  return true;
}

static bool of_list(struct scanner *s, const struct one *o, const struct section_info *info,
                    const struct selection *sel, struct cursor *c, struct having *h) {
  struct s32 list;
  uint32_t lo = 0, hi = info->values, row;
  if (!s32_read(c, info->values, &list)) return false;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    s32_pick(&list, info->values, &mid, 1, &row);
    if (row < o->r0)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (; lo < info->values; lo++) {
    s32_pick(&list, info->values, &lo, 1, &row);
    if (row >= o->r1) break;
    take(s, h, sel, row, lo);
  }
  return true;
}

static bool column_of_one(struct scanner *s, const struct one *o, const struct selection *sel,
                          const struct col_plan *plan, struct dcol *ret, struct err *err) {
  const struct block_info *b = &o->p->blocks[o->block];
  const struct section_info *info = block_section(b, SECTION_COLUMN, plan->prop, plan->type);
  struct having h = {.values = info ? info->values : 0};
  struct cursor c;
  memset(ret->present, 0, bits_words(sel->n) * 8);
  if (!info || sel->n == 0) return true;
  if (!part_section(o->p, o->block, info, &c, err)) return false;
  bool ok = false;
  switch (info->presence) {
  case PRESENT_ALL:
    ok = info->values == b->rows;
    for (uint32_t i = 0; i < sel->n; i++)
      take(s, &h, sel, s->idx[i], s->idx[i]);
    break;
  case PRESENT_EVENTS:
    ok = of_events(s, o, info, sel, &c, &h);
    break;
  case PRESENT_BITMAP:
    ok = of_bitmap(s, o, info, sel, &c, &h);
    break;
  case PRESENT_LIST:
    ok = of_list(s, o, info, sel, &c, &h);
    break;
  }
  ok = ok && !h.bad;
  if (ok && h.n) {
    ok = column_values(s, o->p, o->block, info, &c, plan, h.n, ret);
    if (ok && h.n < sel->n) column_spread(ret->values, s->pos, h.n, plan->size);
    bits_of_positions(s->pos, h.n, sel->n, ret->present);
  }
  return ok || part_damaged(o->p, o->block, "contents of a property", err);
}

static bool left_out(const struct scanner *s, const struct source *src) {
  return (s->snap->hidden && hidden_has(s->snap->hidden, s->only)) ||
         (src->gone && hidden_has(src->gone, s->only)) ||
         (s->among && !hidden_has(s->among, s->only));
}

/* He may have begun in the block before. */
static void carry_one(struct cursor_of_source *c, struct one *o, uint32_t only) {
  if (o->who == 0 && c->last_subject == only) o->first = c->last_first;
  c->last_subject = only;
  c->last_first = o->first;
}

bool one_decode(struct scanner *s, struct cursor_of_source *c, uint32_t block, struct dblock *d,
                bool *ret_done, struct err *err) {
  const struct part *p = c->src.part;
  const struct block_info *b = &p->blocks[block];
  struct one o = {.p = p, .block = block};
  struct selection sel = {.rows = b->rows, .idx = s->idx};
  *ret_done = false;
  if (!part_kept(p, block, people_of(b)) || !part_kept(p, block, events_of(b))) return true;
  enum found found = find(s, &o, err);
  if (found == FOUND_DAMAGE) return false;
  if (found == FOUND && o.r1 - o.r0 >= b->rows / PICK_FEWER) return true;
  *ret_done = true;
  if (found == FOUND_NOBODY) return true;
  carry_one(c, &o, s->only);
  scanner_room(s, d, o.r1 - o.r0);
  if (o.first > s->t_max || left_out(s, &c->src)) return true;
  if (s->n_before < b->n_events) {
    s->before = must_realloc(s->before, b->n_events, sizeof *s->before);
    s->n_before = b->n_events;
  }
  o.before = s->before;
  if (!read_events(s, &o, err) || !read_rows(s, &o, &sel, d, err)) return false;
  if (s->subjects && !part_subjects_of(p, block, s->only, &sel, d, err)) return false;
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (!column_of_one(s, &o, &sel, &s->plan[i], &d->cols[i], err)) return false;
  d->person[0] = s->only;
  d->first[0] = o.first;
  d->row_begin[0] = 0;
  d->row_begin[1] = d->n_rows = sel.n;
  d->n_people = 1;
  return true;
}

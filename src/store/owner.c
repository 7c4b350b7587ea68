/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subjects of rows, where people were merged.
 *
 * Rows are sorted by person, and only the columns' own work asks whose rows they were: writing them
 * again, and gathering those of people who were taken apart.  So a block says it for the rows whose
 * subject is not their person, and says nothing when there are none. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/select.h"
#include "store/scan_int.h"

bool encode_subjects(struct encoder *e, const struct scan_batch *b, uint32_t from, uint32_t to,
                     struct section_info *ret) {
  uint32_t n = 0, *row = e->pos, *subject = e->u32;
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t begin = b->row_begin[p] > from ? b->row_begin[p] : from;
    uint32_t end = b->row_begin[p + 1] < to ? b->row_begin[p + 1] : to;
    for (uint32_t r = begin; r < end; r++) {
      if (b->subject[r] == b->person[p]) continue;
      row[n] = r - from;
      subject[n++] = b->subject[r];
    }
  }
  if (n == 0) return false;
  *ret = (struct section_info){.kind = SECTION_SUBJECT, .prop = SUBJECT_PROP, .values = n};
  encode_s32(e, row, n);
  encode_s32(e, subject, n);
  return true;
}

/* The rows that say another subject than their person. */
static bool overlay(const struct part *p, uint32_t block, uint32_t *subject, uint32_t *row,
                    uint32_t *other, struct err *err) {
  const struct section_info *s = block_section(&p->blocks[block], SECTION_SUBJECT, 0, V_NONE);
  uint32_t rows = p->blocks[block].rows;
  struct cursor c;
  struct s32 at, who;
  if (!s) return true;
  if (!part_section(p, block, s, &c, err)) return false;
  if (!s32_read(&c, s->values, &at) || !s32_read(&c, s->values, &who) || cur_left(&c))
    return part_damaged(p, block, "contents of subject", err);
  s32_values(&at, s->values, row);
  s32_values(&who, s->values, other);
  for (uint32_t i = 0; i < s->values; i++) { /* [F 12] */
    if (row[i] >= rows || (i && row[i] <= row[i - 1]) || subject[row[i]] == other[i])
      return part_damaged(p, block, "contents of subject", err);
    subject[row[i]] = other[i];
  }
  return true;
}

void frozen_subjects(const struct frozen *f, uint32_t row, const struct selection *sel,
                     struct dblock *d) {
  const uint32_t *from = (f->owner ? f->owner : f->subject) + row;
  if (sel->all)
    memcpy(d->subject, from, sel->rows * sizeof *from);
  else
    gather_32(from, sel->idx, sel->n, d->subject);
}

bool part_subjects(const struct part *p, uint32_t block, const struct selection *sel,
                   struct dblock *d, struct err *err) {
  for (uint32_t i = 0; i < d->n_people; i++)
    for (uint32_t r = d->row_begin[i]; r < d->row_begin[i + 1]; r++)
      d->subject[r] = d->person[i];
  const struct section_info *s = block_section(&p->blocks[block], SECTION_SUBJECT, 0, V_NONE);
  uint32_t n = s ? s->values : 0;
  uint32_t *row = must_malloc((size_t)n * 2 * sizeof *row + 1);
  bool ok = overlay(p, block, d->subject, row, row + n, err);
  free(row);
  if (ok && !sel->all) gather_32(d->subject, sel->idx, sel->n, d->subject);
  return ok;
}

/* The first of n ascending numbers that is not below v. */
static uint32_t not_below(const struct s32 *s, uint32_t n, uint32_t v) {
  uint32_t lo = 0, hi = n, at;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    s32_pick(s, n, &mid, 1, &at);
    if (at < v)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

bool part_subjects_of(const struct part *p, uint32_t block, uint32_t person,
                      const struct selection *sel, struct dblock *d, struct err *err) {
  const struct section_info *s = block_section(&p->blocks[block], SECTION_SUBJECT, 0, V_NONE);
  struct cursor c;
  struct s32 at, who;
  for (uint32_t i = 0; i < sel->n; i++)
    d->subject[i] = person;
  if (!s || sel->n == 0) return true;
  if (!part_section(p, block, s, &c, err)) return false;
  if (!s32_read(&c, s->values, &at) || !s32_read(&c, s->values, &who))
    return part_damaged(p, block, "contents of subject", err);
  uint32_t from = not_below(&at, s->values, sel->idx[0]);
  uint32_t to = not_below(&at, s->values, sel->idx[sel->n - 1] + 1), k = 0;
  for (uint32_t i = from, row; i < to; i++) {
    s32_pick(&at, s->values, &i, 1, &row);
    while (k < sel->n && sel->idx[k] < row)
      k++;
    if (k == sel->n || sel->idx[k] != row) continue;
    s32_pick(&who, s->values, &i, 1, &d->subject[k]);
    if (d->subject[k] == person) return part_damaged(p, block, "contents of subject", err);
  }
  return true;
}

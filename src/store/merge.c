/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several sources of one chunk into one stream of batches.
 *
 * Each source has one decoded block, so memory is bounded by a block per source whatever the chunk
 * holds.  Everybody below the first subject of all blocks that come next is in the blocks at hand
 * with all rows; they go into the batch many at a time (weave.c).  Who goes on in a source's next
 * block, or has more rows than a batch holds, is merged alone, in runs, reading blocks on the way.
 *
 * Rows of a person are ordered by time, and by LSN where times are equal.  Times of two sources
 * rarely are, and the directory mostly says which of two blocks is the later one; so LSNs are not
 * read, unless the caller wants them, before two such rows need them: then the block is decoded
 * once more for them alone. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "store/merge_int.h"

static bool emit(struct merger *m, bool last_continues) {
  struct dblock *o = m->out;
  struct scanner *s = m->s;
  o->row_begin[o->n_people] = o->n_rows;
  combined_block(s, o, m->continued, last_continues);
  fill_batch_cols(s, o, s->batch_cols);
  struct scan_batch b = {.n_people = o->n_people,
                         .person = o->person,
                         .row_begin = o->row_begin,
                         .first_time = o->first,
                         .first_continued = m->continued,
                         .last_continues = last_continues,
                         .unordered = s->any_order,
                         .n_rows = o->n_rows,
                         .time = m->times ? o->time : NULL,
                         .event = o->event,
                         .lsn = s->lsn ? o->lsn : NULL,
                         .subject = s->subjects ? o->subject : NULL,
                         .cols = s->batch_cols};
  if (!m->fn(m->ctx, &b, m->err)) return false;
  if (s->forget_strings) scanner_forget(s);
  for (uint32_t i = 0; i < s->n_cols; i++)
    memset(o->cols[i].present, 0, bits_words(o->n_rows) * 8);
  uint32_t last = o->person[o->n_people - 1];
  int64_t first = o->first[o->n_people - 1];
  o->n_people = o->n_rows = 0;
  m->continued = last_continues;
  if (last_continues) {
    o->person[0] = last;
    o->first[0] = first;
    o->row_begin[0] = 0;
    o->n_people = 1;
  }
  return true;
}

/* Reads the next block of cursor i; a cursor that is done leaves the list.  *ret_more: it is still
 * there. */
static bool refill(struct merger *m, uint32_t i, bool *ret_more) {
  struct cursor_of_source *c = &m->c[i];
  bool got;
  if (!cursor_next(m->s, c, c->d, &got, m->err)) return false;
  c->person = c->row = 0;
  c->has_lsn = m->s->lsn;
  if (!got) {
    struct cursor_of_source gone = *c;
    m->c[i] = m->c[--m->n];
    m->c[m->n] = gone;
  }
  *ret_more = got;
  return true;
}

/* ---- order ---- */

/* LSNs of the rows at hand. */
static bool read_lsns(struct merger *m, struct cursor_of_source *c) {
  struct scanner *s = m->s;
  if (c->has_lsn) return true;
  struct dblock *again = scanner_block(s, s->n_blocks - 2);
  scanner_room(s, again, c->d->cap);
  struct cursor_of_source same = *c;
  uint32_t n_cols = s->n_cols;
  bool subjects = s->subjects;
  s->lsn = true;
  s->subjects = false;
  s->n_cols = 0;
  bool ok = block_decode(s, &same, c->block - 1, again, m->err);
  s->lsn = false;
  s->subjects = subjects;
  s->n_cols = n_cols;
  if (!ok) return false;
  must(again->n_rows == c->d->n_rows);
  if (again->cap == c->d->cap) {
    uint64_t *lsn = c->d->lsn;
    c->d->lsn = again->lsn;
    again->lsn = lsn;
  } else {
    memcpy(c->d->lsn, again->lsn, again->n_rows * sizeof *again->lsn);
  }
  c->has_lsn = true;
  return true;
}

static void lsn_range(const struct cursor_of_source *c, uint64_t *ret_min, uint64_t *ret_max) {
  if (c->src.part) {
    *ret_min = c->src.part->blocks[c->block - 1].lsn_min;
    *ret_max = c->src.part->blocks[c->block - 1].lsn_max;
  } else {
    *ret_min = c->src.frozen->blocks[c->block - 1].lsn_min;
    *ret_max = c->src.frozen->blocks[c->block - 1].lsn_max;
  }
}

bool merge_tie_less(struct merger *m, struct cursor_of_source *x, uint32_t i,
                    struct cursor_of_source *y, uint32_t j) {
  uint64_t x_min, x_max, y_min, y_max;
  lsn_range(x, &x_min, &x_max);
  lsn_range(y, &y_min, &y_max);
  if (x_max < y_min) return true;
  if (y_max < x_min) return false;
  if (m->failed || !read_lsns(m, x) || !read_lsns(m, y)) {
    m->failed = true;
    return false;
  }
  return x->d->lsn[i] < y->d->lsn[j];
}

/* ---- one person alone ---- */

static void add_person(struct merger *m, uint32_t subject, int64_t first, uint32_t row_begin) {
  struct dblock *o = m->out;
  o->person[o->n_people] = subject;
  o->first[o->n_people] = first;
  o->row_begin[o->n_people++] = row_begin;
}

static void copy_column(struct merger *m, struct dcol *from, uint32_t row, uint32_t n,
                        uint32_t col) {
  struct dcol *to = &m->out->cols[col];
  uint32_t at = m->out->n_rows;
  unsigned size = m->s->plan[col].size;
  bits_append(to->present, at, from->present, row, n);
  if (m->s->plan[col].type != V_STR) {
    memcpy((uint8_t *)to->values + (size_t)at * size, (uint8_t *)from->values + (size_t)row * size,
           (size_t)n * size);
    return;
  }
  uint32_t *code = from->values, *out = to->values;
  for (uint32_t i = 0; i < n; i++)
    if (bits_test(from->present, row + i))
      out[at + i] = string_number(m->s, &from->strings, code[row + i]);
}

/* The batch is full; its last person goes on in the next one, unless nothing of him is in it. */
static bool turn_over(struct merger *m) {
  struct dblock *o = m->out;
  uint32_t last = o->n_people - 1, subject = o->person[last];
  int64_t first = o->first[last];
  bool begun = o->row_begin[last] < o->n_rows;
  if (!begun) o->n_people--;
  if (!emit(m, begun)) return false;
  if (!begun) add_person(m, subject, first, 0);
  return true;
}

/* Rows of the last person added. */
static bool append(struct merger *m, struct dblock *d, uint32_t row, uint32_t n) {
  struct dblock *o = m->out;
  while (n) {
    if (o->n_rows == BLOCK_ROWS && !turn_over(m)) return false;
    uint32_t room = BLOCK_ROWS - o->n_rows, take = n < room ? n : room;
    if (m->times) memcpy(o->time + o->n_rows, d->time + row, take * sizeof *o->time);
    memcpy(o->event + o->n_rows, d->event + row, take * sizeof *o->event);
    if (m->s->lsn || m->s->set_lsns)
      memcpy(o->lsn + o->n_rows, d->lsn + row, take * sizeof *o->lsn);
    if (m->s->subjects) memcpy(o->subject + o->n_rows, d->subject + row, take * sizeof *o->subject);
    for (uint32_t i = 0; i < m->s->n_cols; i++)
      copy_column(m, &d->cols[i], row, take, i);
    o->n_rows += take;
    row += take;
    n -= take;
  }
  return true;
}

/* Steps cursor i over people's ends until it stands on a row of `subject`; false when it has left
 * him. */
static bool stand_on(struct merger *m, uint32_t i, uint32_t subject, bool *ret_on) {
  for (;;) {
    struct cursor_of_source *c = &m->c[i];
    if (subject_of(c) != subject) {
      *ret_on = false;
      return true;
    }
    if (c->row < c->d->row_begin[c->person]) c->row = c->d->row_begin[c->person];
    if (c->row < c->d->row_begin[c->person + 1]) {
      *ret_on = true;
      return true;
    }
    bool more = true;
    if (++c->person == c->d->n_people && !refill(m, i, &more)) return false;
    if (!more) {
      *ret_on = false;
      return true;
    }
  }
}

/* The rows of one person from every cursor that has him. */
static bool take_rows(struct merger *m, uint32_t subject) {
  for (;;) {
    uint32_t best = UINT32_MAX, second = UINT32_MAX;
    for (uint32_t i = 0; i < m->n;) {
      uint32_t before = m->n;
      bool on;
      if (!stand_on(m, i, subject, &on)) return false;
      if (m->n < before) continue; /* another cursor stands at i now */
      if (on && m->s->any_order) {
        best = i;
        break;
      }
      if (on) {
        if (best == UINT32_MAX ||
            merge_less(m, &m->c[i], m->c[i].row, &m->c[best], m->c[best].row)) {
          second = best;
          best = i;
        } else if (second == UINT32_MAX ||
                   merge_less(m, &m->c[i], m->c[i].row, &m->c[second], m->c[second].row)) {
          second = i;
        }
      }
      i++;
    }
    if (m->failed) return false;
    if (best == UINT32_MAX) return true;
    struct cursor_of_source *c = &m->c[best];
    uint32_t end = c->d->row_begin[c->person + 1], to = c->row + 1;
    if (second == UINT32_MAX) to = end;
    while (to < end && merge_less(m, c, to, &m->c[second], m->c[second].row))
      to++;
    if (m->failed || !append(m, c->d, c->row, to - c->row)) return false;
    c->row = to;
  }
}

static bool take_person(struct merger *m) {
  uint32_t subject = UINT32_MAX;
  int64_t first = INT64_MAX;
  for (uint32_t i = 0; i < m->n; i++)
    if (subject_of(&m->c[i]) < subject) subject = subject_of(&m->c[i]);
  for (uint32_t i = 0; i < m->n; i++) {
    const struct cursor_of_source *c = &m->c[i];
    if (subject_of(c) == subject && c->d->first[c->person] < first) first = c->d->first[c->person];
  }
  add_person(m, subject, first, m->out->n_rows);
  return take_rows(m, subject);
}

/* ---- everybody ---- */

static uint64_t next_subject(const struct merger *m) {
  uint64_t next = UINT64_MAX;
  for (uint32_t i = 0; i < m->n; i++) {
    const struct cursor_of_source *c = &m->c[i];
    if (c->block == c->end) continue;
    uint32_t first = source_first(&c->src, c->block);
    if (first < next) next = first;
  }
  return next;
}

static bool refill_empty(struct merger *m) {
  bool more;
  for (uint32_t i = 0; i < m->n;) {
    if (m->c[i].person < m->c[i].d->n_people)
      i++;
    else if (!refill(m, i, &more))
      return false;
  }
  return true;
}

static bool take_some(struct merger *m) {
  uint64_t next = next_subject(m);
  enum woven got = weave(m, next);
  if (got == WOVEN_FULL) {
    if (m->out->n_rows > 0 && !emit(m, false)) return false;
    got = weave(m, next);
  }
  return (got == WOVEN_SOME || take_person(m)) && !m->failed && refill_empty(m);
}

bool scan_merged(struct scanner *s, struct cursor_of_source *cursors, uint32_t n, scan_fn *fn,
                 void *ctx, struct err *err) {
  struct merger m = {.s = s, .c = cursors, .n = n, .fn = fn, .ctx = ctx, .err = err};
  m.out = scanner_block(s, s->n_blocks - 1);
  m.out->n_people = m.out->n_rows = 0;
  for (uint32_t i = 0; i < s->n_cols && s->merging; i++) /* the last time ended in the middle */
    memset(m.out->cols[i].present, 0, bits_words(s->cap) * 8);
  s->merging = true;
  for (uint32_t i = 0; i < n; i++) {
    cursors[i].d = scanner_block(s, i);
    cursors[i].d->n_people = 0;
  }
  bool no_time = s->no_time;
  s->no_time &= s->any_order;
  m.times = !s->no_time;
  bool ok = refill_empty(&m);
  while (ok && m.n)
    ok = take_some(&m);
  if (ok && m.out->n_people) ok = emit(&m, false);
  s->merging = !ok;
  s->no_time = no_time;
  return ok;
}

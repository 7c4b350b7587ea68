/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several sources of one chunk into one stream of batches.
 *
 * Each source has one decoded block, so memory is bounded by a block per source whatever the chunk
 * holds.  The smallest subject at hand is next.  Whoever has people below everybody else's next
 * gives them all in one copy; a person in several sources is merged by (time, LSN) in runs as long
 * as one source stays below the others' heads.  Parts written one after the other rarely overlap in
 * time, so the runs are long.  When a source's block ends, its next one is read before anything
 * else is compared: that is the frontier. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "store/scan_int.h"

struct merger {
  struct scanner *s;
  struct cursor_of_source *c;
  uint32_t n; /* cursors that still have people */
  struct dblock *out;
  bool lsn;       /* wanted by the caller */
  bool continued; /* out's first person began in an earlier batch */
  scan_fn *fn;
  void *ctx;
  struct err *err;
};

static bool emit(struct merger *m, bool last_continues) {
  struct dblock *o = m->out;
  struct scanner *s = m->s;
  o->row_begin[o->n_people] = o->n_rows;
  fill_batch_cols(s, o, s->batch_cols);
  struct scan_batch b = {.n_people = o->n_people,
                         .person = o->person,
                         .row_begin = o->row_begin,
                         .first_time = o->first,
                         .first_continued = m->continued,
                         .last_continues = last_continues,
                         .n_rows = o->n_rows,
                         .time = o->time,
                         .event = o->event,
                         .lsn = m->lsn ? o->lsn : NULL,
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

static void add_person(struct merger *m, uint32_t subject, int64_t first, uint32_t row_begin) {
  struct dblock *o = m->out;
  if (o->n_people && o->person[o->n_people - 1] == subject) return;
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

/* Rows of the last person added (or several people, when they fit). */
static bool append(struct merger *m, struct dblock *d, uint32_t row, uint32_t n) {
  struct dblock *o = m->out;
  while (n) {
    if (o->n_rows == BLOCK_ROWS) {
      uint32_t last = o->n_people - 1;
      bool begun = o->row_begin[last] < o->n_rows;
      uint32_t subject = o->person[last];
      int64_t first = o->first[last];
      if (!begun) o->n_people--;
      if (!emit(m, begun)) return false;
      if (!begun) add_person(m, subject, first, 0);
    }
    uint32_t room = BLOCK_ROWS - o->n_rows, take = n < room ? n : room;
    memcpy(o->time + o->n_rows, d->time + row, take * sizeof *o->time);
    memcpy(o->event + o->n_rows, d->event + row, take * sizeof *o->event);
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

/* Reads the next block of cursor i; a cursor that is done leaves the list.  *ret_more: it is still
 * there. */
static bool refill(struct merger *m, uint32_t i, bool *ret_more) {
  struct cursor_of_source *c = &m->c[i];
  bool got;
  if (!cursor_next(m->s, c, c->d, &got, m->err)) return false;
  c->person = c->row = 0;
  if (!got) {
    struct cursor_of_source gone = *c;
    m->c[i] = m->c[--m->n];
    m->c[m->n] = gone;
  }
  *ret_more = got;
  return true;
}

static uint32_t subject_of(const struct cursor_of_source *c) {
  return c->d->person[c->person];
}

/* Cursor a alone has people below `limit`: as many as fit go in one copy. */
static bool take_alone(struct merger *m, uint32_t a, uint64_t limit) {
  struct cursor_of_source *c = &m->c[a];
  struct dblock *d = c->d, *o = m->out;
  while (c->person < d->n_people && d->person[c->person] < limit) {
    uint32_t from = c->person, row = d->row_begin[from], room = BLOCK_ROWS - o->n_rows, to = from;
    while (to < d->n_people && d->person[to] < limit && d->row_begin[to + 1] - row <= room)
      to++;
    if (to == from) to = from + 1; /* does not fit: append splits */
    uint32_t base = o->n_rows;
    for (uint32_t p = from; p < to; p++)
      add_person(m, d->person[p], d->first[p], base + d->row_begin[p] - row);
    if (!append(m, d, row, d->row_begin[to] - row)) return false;
    c->person = to;
  }
  bool more;
  return c->person < d->n_people || refill(m, a, &more);
}

static bool key_less(const struct dblock *x, uint32_t i, const struct dblock *y, uint32_t j) {
  if (x->time[i] != y->time[j]) return x->time[i] < y->time[j];
  return x->lsn[i] < y->lsn[j];
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
static bool take_shared(struct merger *m, uint32_t subject) {
  for (;;) {
    uint32_t best = UINT32_MAX, second = UINT32_MAX;
    for (uint32_t i = 0; i < m->n;) {
      uint32_t before = m->n;
      bool on;
      if (!stand_on(m, i, subject, &on)) return false;
      if (m->n < before) continue; /* another cursor stands at i now */
      if (on) {
        if (best == UINT32_MAX || key_less(m->c[i].d, m->c[i].row, m->c[best].d, m->c[best].row)) {
          second = best;
          best = i;
        } else if (second == UINT32_MAX ||
                   key_less(m->c[i].d, m->c[i].row, m->c[second].d, m->c[second].row)) {
          second = i;
        }
      }
      i++;
    }
    if (best == UINT32_MAX) return true;
    struct cursor_of_source *c = &m->c[best];
    uint32_t end = c->d->row_begin[c->person + 1], to = c->row + 1;
    if (second == UINT32_MAX) to = end;
    while (to < end && key_less(c->d, to, m->c[second].d, m->c[second].row))
      to++;
    if (!append(m, c->d, c->row, to - c->row)) return false;
    c->row = to;
  }
}

bool scan_merged(struct scanner *s, struct cursor_of_source *cursors, uint32_t n, scan_fn *fn,
                 void *ctx, struct err *err) {
  struct merger m = {.s = s, .c = cursors, .n = n, .fn = fn, .ctx = ctx, .err = err};
  m.out = scanner_block(s, s->n_blocks - 1);
  m.out->n_people = m.out->n_rows = 0;
  for (uint32_t i = 0; i < s->n_cols; i++)
    memset(m.out->cols[i].present, 0, bits_words(s->cap) * 8);
  for (uint32_t i = 0; i < n; i++)
    cursors[i].d = scanner_block(s, i);
  bool no_time = s->no_time;
  m.lsn = s->lsn;
  s->lsn = true; /* rows are merged by time, ties broken by LSN */
  s->no_time = false;
  bool ok = true, more;
  for (uint32_t i = 0; i < m.n && ok;) {
    ok = refill(&m, i, &more);
    if (ok && more) i++;
  }
  while (ok && m.n) {
    uint32_t low = 0;
    uint64_t next = UINT64_MAX;
    uint32_t shared = 0;
    int64_t first = INT64_MAX;
    for (uint32_t i = 1; i < m.n; i++)
      if (subject_of(&m.c[i]) < subject_of(&m.c[low])) low = i;
    uint32_t subject = subject_of(&m.c[low]);
    for (uint32_t i = 0; i < m.n; i++) {
      uint32_t his = subject_of(&m.c[i]);
      if (his == subject) {
        int64_t t = m.c[i].d->first[m.c[i].person];
        shared++;
        first = t < first ? t : first;
      } else if (his < next) {
        next = his;
      }
    }
    if (shared == 1) {
      ok = take_alone(&m, low, next);
    } else {
      add_person(&m, subject, first, m.out->n_rows);
      ok = take_shared(&m, subject);
    }
  }
  if (ok && m.out->n_people) ok = emit(&m, false);
  s->lsn = m.lsn;
  s->no_time = no_time;
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many people of several sources at once.
 *
 * While events come in, most people have rows in two places or more, and deciding person by person
 * whose turn it is costs more than reading the rows.  So a window of a few thousand subjects is
 * taken at a time, source by source: count the rows of each, which gives each a range of places in
 * the batch; give each row its place; move column after column.  A person who has rows in one
 * source only gets places in a row, so of people in one source whole stretches are copied, and
 * comparing times is left for those who have rows in several.  Rows keep their order within a
 * source, so places ascend, and 64 rows that stay together are found by one subtraction. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/select.h"
#include "store/merge_int.h"

#define WINDOW 4096 /* subjects: what is kept of them stays in the second cache */
#define AHEAD  8    /* places are written so many at once, also past the last */

struct stretch { /* a person's rows in one source */
  struct cursor_of_source *c;
  uint32_t row, end;
  uint32_t next; /* another of his: its number + 1, 0 = none */
};

/* How many sources have somebody, and how many of them rows of his: two counts in one number. */
#define HERE       (UINT32_C(1) << 16)
#define WITH_ROWS  UINT32_C(1)
#define SEVERAL(n) (((n) & (HERE - 1)) > 1)

struct weave {
  uint32_t base;            /* the window's first subject; the rest is by subject less this */
  uint32_t sources[WINDOW]; /* HERE and WITH_ROWS */
  uint32_t rows[WINDOW];    /* then the place of the next */
  uint32_t stretch[WINDOW]; /* of people in several sources: number + 1 of one of theirs */
  int64_t first[WINDOW];
  uint32_t several[WINDOW], n_several;
  VEC(struct stretch) stretches;
  VEC(struct stretch) heads;
  uint32_t place[]; /* of the rows taken, source by source; and room for one AHEAD */
};

size_t weave_bytes(uint32_t cap) {
  return sizeof(struct weave) + (cap + AHEAD) * sizeof(uint32_t);
}

void weave_free(struct weave *w) {
  if (!w) return;
  vec_free(&w->stretches);
  vec_free(&w->heads);
  free(w);
}

/* ---- places ---- */

static void count_rows(struct merger *m, struct weave *w, uint64_t end) {
  uint32_t n = (uint32_t)(end - w->base);
  memset(w->sources, 0, n * sizeof *w->sources);
  memset(w->rows, 0, n * sizeof *w->rows);
  for (uint32_t k = 0; k < n; k++)
    w->first[k] = INT64_MAX;
  for (uint32_t i = 0; i < m->n; i++) {
    const struct dblock *d = m->c[i].d;
    for (uint32_t p = m->c[i].person; p < d->n_people && d->person[p] < end; p++) {
      uint32_t k = d->person[p] - w->base, rows = d->row_begin[p + 1] - d->row_begin[p];
      w->rows[k] += rows;
      w->sources[k] += rows ? HERE + WITH_ROWS : HERE;
      w->first[k] = d->first[p] < w->first[k] ? d->first[p] : w->first[k];
    }
  }
}

/* People get their places; returns the first subject that has none because the batch is full. */
static uint64_t place_people(struct merger *m, struct weave *w, uint64_t end) {
  struct dblock *o = m->out;
  uint32_t rows = o->n_rows, people = o->n_people, n = (uint32_t)(end - w->base);
  w->n_several = 0;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t his = w->rows[k];
    if (w->sources[k] == 0) continue;
    if (his > BLOCK_ROWS - rows) {
      end = w->base + k;
      break;
    }
    o->person[people] = w->base + k;
    o->first[people] = w->first[k];
    o->row_begin[people++] = w->rows[k] = rows;
    w->several[w->n_several] = k;
    w->stretch[k] = 0;
    w->n_several += SEVERAL(w->sources[k]);
    rows += his;
  }
  o->n_people = people;
  o->n_rows = rows;
  return end;
}

/* place[from … to) = from + shift …; writes past the end. */
static inline void count_up(uint32_t *place, uint32_t from, uint32_t to, uint32_t shift) {
  for (uint32_t r = from; r < to; r += AHEAD)
    for (uint32_t k = 0; k < AHEAD; k++)
      place[r + k] = r + k + shift;
}

/* Rows of one source.  Neighbours who are in no other source stay neighbours: they are shifted
 * together.  Rows of people in several sources wait for their order, if anybody looks at it. */
static void place_rows(struct weave *w, struct cursor_of_source *c, uint64_t end, bool ordered) {
  const struct dblock *d = c->d;
  const uint32_t *begin = d->row_begin;
  uint32_t p = c->person, first = begin[p], *place = w->place + c->place - first;
  uint32_t from = first, shift = 0;
  for (; p < d->n_people && d->person[p] < end; p++) {
    uint32_t k = d->person[p] - w->base, at = w->rows[k] - begin[p];
    w->rows[k] += begin[p + 1] - begin[p];
    if (at != shift) {
      count_up(place, from, begin[p], shift);
      from = begin[p];
      shift = at;
    }
    if (!ordered || !SEVERAL(w->sources[k]) || begin[p] == begin[p + 1]) continue;
    w->rows[k] -= begin[p + 1] - begin[p];
    vec_push(&w->stretches, ((struct stretch){c, begin[p], begin[p + 1], w->stretch[k]}));
    w->stretch[k] = (uint32_t)w->stretches.n;
  }
  count_up(place, from, begin[p], shift);
  c->taken = begin[p] - first;
  c->to = p;
}

/* One person's rows in order: in runs, as long as one source stays below all others' next rows. */
static void order_rows(struct merger *m, struct weave *w, uint32_t k) {
  uint32_t at = w->rows[k];
  w->heads.n = 0;
  for (uint32_t i = w->stretch[k]; i; i = w->stretches.p[i - 1].next)
    vec_push(&w->heads, w->stretches.p[i - 1]);
  while (w->heads.n && !m->failed) {
    struct stretch *best = &w->heads.p[0], *second = NULL;
    for (struct stretch *h = best + 1; h < w->heads.p + w->heads.n; h++)
      if (merge_less(m, h->c, h->row, best->c, best->row)) {
        second = best;
        best = h;
      } else if (!second || merge_less(m, h->c, h->row, second->c, second->row)) {
        second = h;
      }
    const struct cursor_of_source *c = best->c;
    uint32_t *place = w->place + c->place - c->d->row_begin[c->person], row = best->row;
    bool whole = !second || merge_less(m, best->c, best->end - 1, second->c, second->row);
    do
      place[row++] = at++;
    while (row < best->end && (whole || merge_less(m, best->c, row, second->c, second->row)) &&
           !m->failed);
    best->row = row;
    if (row == best->end) *best = w->heads.p[--w->heads.n];
  }
}

/* ---- rows ---- */

#define FEW 4 /* fewer values than one in so many rows are moved one by one */

/* For each of the rows row … row + n - 1 that has a value: its place `at` and its number `i`. */
#define EACH_VALUE(c, row, n, place, BODY)                                                         \
  for (uint32_t word = (row) / 64; word * 64 < (row) + (n); word++) {                              \
    uint64_t left = (c)->present[word];                                                            \
    if (word == (row) / 64) left &= UINT64_MAX << (row) % 64;                                      \
    if ((row) + (n) < word * 64 + 64) left &= (UINT64_C(1) << ((row) + (n)) % 64) - 1;             \
    for (; left; left &= left - 1) {                                                               \
      uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(left), at = (place)[i - (row)];           \
      BODY;                                                                                        \
    }                                                                                              \
  }

/* Places ascend, so the bits of a word are put together before they are written. */
struct present {
  uint64_t *to, bits;
  uint32_t word;
};

static inline void put_present(struct present *p, uint32_t at) {
  if (at / 64 != p->word) {
    p->to[p->word] |= p->bits;
    p->word = at / 64;
    p->bits = 0;
  }
  p->bits |= UINT64_C(1) << at % 64;
}

/* Of many rows and few texts all texts get their numbers first, and rows need not be asked about
 * one by one: where there is no value any number will do. */
static bool move_all(struct scanner *s, struct dcol *from, uint32_t row, const uint32_t *place,
                     uint32_t n, struct dcol *to) {
  struct str_table *t = &from->strings;
  const uint32_t *code = (const uint32_t *)from->values + row;
  uint32_t *out = to->values;
  size_t some = kernel->count(from->present + row / 64, (row + n + 63) / 64 - row / 64);
  if (t->n == 0 || t->n > n / 8 || some < n / 2 || t->each) return false;
  for (uint32_t i = 0; i < t->n; i++)
    string_number(s, t, i);
  const uint32_t *number = t->number, last = t->n - 1;
  for (uint32_t i = 0; i < n; i++)
    out[place[i]] = number[code[i] < last ? code[i] : last];
  bits_scatter(from->present, row, place, n, to->present);
  return true;
}

static void move_strings(struct scanner *s, struct dcol *from, uint32_t row, const uint32_t *place,
                         uint32_t n, struct dcol *to) {
  if (move_all(s, from, row, place, n, to)) return;
  const uint32_t *code = from->values;
  uint32_t *out = to->values;
  struct present p = {to->present, 0, place[0] / 64};
  EACH_VALUE(from, row, n, place, {
    put_present(&p, at);
    out[at] = string_number(s, &from->strings, code[i]);
  })
  p.to[p.word] |= p.bits;
}

static bool has_few(const struct dcol *c, uint32_t row, uint32_t n) {
  uint32_t first = row / 64, words = (row + n + 63) / 64 - first;
  return kernel->count(c->present + first, words) < n / FEW;
}

#define MOVE_FEW(type)                                                                             \
  EACH_VALUE(from, row, n, place, {                                                                \
    put_present(&p, at);                                                                           \
    ((type *)to->values)[at] = ((const type *)from->values)[i];                                    \
  })

static void move_few(const struct dcol *from, uint32_t row, const uint32_t *place, uint32_t n,
                     uint8_t size, struct dcol *to) {
  struct present p = {to->present, 0, place[0] / 64};
  if (size == 1)
    MOVE_FEW(uint8_t)
  else if (size == 8)
    MOVE_FEW(uint64_t)
  else
    MOVE_FEW(i128)
  p.to[p.word] |= p.bits;
}

static void move_column(struct merger *m, struct dcol *from, uint32_t row, const uint32_t *place,
                        uint32_t n, uint32_t col) {
  struct dcol *to = &m->out->cols[col];
  const uint8_t *v = (const uint8_t *)from->values + (size_t)row * m->s->plan[col].size;
  if (m->s->plan[col].type == V_STR) {
    move_strings(m->s, from, row, place, n, to);
    return;
  }
  if (has_few(from, row, n)) {
    move_few(from, row, place, n, m->s->plan[col].size, to);
    return;
  }
  bits_scatter(from->present, row, place, n, to->present);
  switch (m->s->plan[col].size) {
  case 1:
    scatter_8(v, place, n, to->values);
    break;
  case 8:
    scatter_64((const void *)v, place, n, to->values);
    break;
  default:
    scatter_128((const void *)v, place, n, to->values);
  }
}

static void move_rows(struct merger *m, const struct weave *w, const struct cursor_of_source *c) {
  const struct scanner *s = m->s;
  struct dblock *o = m->out, *d = c->d;
  uint32_t row = d->row_begin[c->person], n = c->taken;
  const uint32_t *place = w->place + c->place;
  if (m->times) scatter_64((const uint64_t *)d->time + row, place, n, (uint64_t *)o->time);
  scatter_32(d->event + row, place, n, o->event);
  if (s->lsn || s->set_lsns) scatter_64(d->lsn + row, place, n, o->lsn);
  if (s->subjects) scatter_32(d->subject + row, place, n, o->subject);
  for (uint32_t i = 0; i < s->n_cols; i++)
    move_column(m, &d->cols[i], row, place, n, i);
}

enum woven weave(struct merger *m, uint64_t limit) {
  struct scanner *s = m->s;
  if (!s->weave) s->weave = must_calloc(1, weave_bytes(s->cap));
  struct weave *w = s->weave;
  uint64_t last = 0;
  w->base = UINT32_MAX;
  for (uint32_t i = 0; i < m->n; i++) {
    const struct dblock *d = m->c[i].d;
    if (subject_of(&m->c[i]) < w->base) w->base = subject_of(&m->c[i]);
    if (d->person[d->n_people - 1] > last) last = d->person[d->n_people - 1];
  }
  uint64_t end = (uint64_t)w->base + WINDOW < limit ? (uint64_t)w->base + WINDOW : limit;
  if (end > last) end = last + 1;
  if (end <= w->base) return WOVEN_NOBODY;
  count_rows(m, w, end);
  end = place_people(m, w, end);
  if (end == w->base) return WOVEN_FULL;
  w->stretches.n = 0;
  for (uint32_t i = 0, place = 0; i < m->n; i++) {
    m->c[i].place = place;
    place_rows(w, &m->c[i], end, !s->any_order);
    place += m->c[i].taken;
  }
  for (uint32_t i = 0; i < w->n_several && !s->any_order && !m->failed; i++)
    order_rows(m, w, w->several[i]);
  for (uint32_t i = 0; i < m->n && !m->failed; i++) {
    if (m->c[i].taken) move_rows(m, w, &m->c[i]);
    m->c[i].person = m->c[i].to;
  }
  return WOVEN_SOME;
}

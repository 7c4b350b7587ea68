/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cutting records along marks.
 *
 * csv_next asks memchr three times a line and once a field; fields are short, so that most of its
 * time is calls.  Here a stretch of text is compared 64 bytes at a time with the three bytes that
 * mean something, and the places where they stand are written down; a record is then what lies
 * between two marks of line ends, and nothing between the marks is looked at again.  Compilers do
 * not find the instruction that gathers the comparisons into a mask by themselves, hence SSE2,
 * which every x86-64 has; elsewhere the same mask is made by shifts.
 *
 * Only the plain case is here: a record within one stretch, not over the limits, without a quote
 * before its line end.  All others go to csv_next, which decides what they mean; so there is one
 * definition of a record, and tests compare the two.
 */
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/panic.h"
#include "event/csv_int.h"

#define STRETCH_BYTES 32768 /* its marks, two bytes each, stay in the cache */

struct csv_marks {
  const char *from; /* of the stretch; NULL: none */
  uint32_t bytes;
  uint32_t n, next;           /* marks; the first one that no record has passed */
  uint16_t at[STRETCH_BYTES]; /* where delimiters, line ends and quotes stand */
};

void csv_scan_forget(struct csv *c) {
  if (c->marks) c->marks->from = NULL;
}

/* Bit i: p[i] is one of the three. */
static uint64_t marks_of_64(const char *p, char a, char b, char c) {
  uint64_t mask = 0;
#ifdef __SSE2__
  __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b), vc = _mm_set1_epi8(c);
  for (unsigned i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
    __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                               _mm_cmpeq_epi8(v, vc));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
  }
#else
  for (unsigned i = 0; i < 64; i++)
    mask |= (uint64_t)(p[i] == a || p[i] == b || p[i] == c) << i;
#endif
  return mask;
}

static void mark(const struct csv *c, struct str view) {
  struct csv_marks *m = c->marks;
  char quote = c->quote ? c->quote : c->newline; /* none: one that is looked for anyway */
  m->from = view.p;
  m->bytes = view.n < STRETCH_BYTES ? (uint32_t)view.n : STRETCH_BYTES;
  m->n = m->next = 0;
  for (uint32_t i = 0; i < m->bytes; i += 64) {
    char room[64];
    const char *p = view.p + i;
    uint32_t left = m->bytes - i;
    if (left < 64) {
      memset(room, 0, sizeof room);
      memcpy(room, p, left);
      p = room;
    }
    uint64_t mask = marks_of_64(p, c->delimiter, c->newline, quote);
    if (left < 64) mask &= ((uint64_t)1 << left) - 1;
    for (; mask; mask &= mask - 1)
      m->at[m->n++] = (uint16_t)(i + (uint32_t)__builtin_ctzll(mask));
  }
}

static inline bool covers(const struct csv_marks *m, const char *p) {
  return m->from && p >= m->from && p < m->from + m->bytes;
}

enum plain {
  PLAIN_CUT,  /* c->fields is set, *ret_end is where the line ends */
  PLAIN_NOT,  /* a quote, or a limit: csv_next's */
  PLAIN_OPEN, /* the stretch ends inside the record */
};

static enum plain cut_plain(struct csv *c, struct str view, uint32_t *ret_end) {
  struct csv_marks *m = c->marks;
  uint32_t begin = (uint32_t)(view.p - m->from), from = begin, k = m->next;
  while (k > 0 && m->at[k - 1] >= begin) /* looked at before, and not taken */
    k--;
  while (k < m->n && m->at[k] < begin) /* passed by csv_next */
    k++;
  m->next = k;
  c->fields.n = 0;
  for (; k < m->n; k++) {
    uint32_t at = m->at[k], end = at;
    char byte = m->from[at];
    if (byte != c->delimiter && byte != c->newline) return PLAIN_NOT;
    if (byte == c->newline && byte == '\n' && end > from && m->from[end - 1] == '\r') end--;
    struct str field = {m->from + from, end - from};
    vec_push(&c->fields, field);
    from = at + 1;
    if (byte != c->newline) continue;
    m->next = k + 1;
    *ret_end = at;
    return at - begin <= c->limit && c->fields.n < CSV_FIELDS_MAX ? PLAIN_CUT : PLAIN_NOT;
  }
  return PLAIN_OPEN;
}

enum csv_result csv_scan_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                              uint32_t *ret_lines) {
  uint32_t end;
  if (c->delimiter == CSV_BLANKS) return csv_next(c, view, at_end, ret_used, ret_lines);
  if (!c->marks) {
    c->marks = must_malloc(sizeof *c->marks);
    c->marks->from = NULL;
  }
  struct csv_marks *m = c->marks;
  bool fresh = !covers(m, view.p);
  if (fresh) mark(c, view);
  enum plain cut = cut_plain(c, view, &end);
  if (cut == PLAIN_OPEN && !fresh && view.p + view.n > m->from + m->bytes) {
    mark(c, view);
    cut = cut_plain(c, view, &end);
  }
  if (cut != PLAIN_CUT) return csv_next(c, view, at_end, ret_used, ret_lines);
  *ret_used = m->from + end + 1 - view.p;
  *ret_lines = 1;
  return csv_row_or_empty(c);
}

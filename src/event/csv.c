/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records of delimited text.
 *
 * Nearly every line of nearly every file has no quote in it.  So a line is found by memchr, asked
 * for a quote by memchr, and split by memchr, and its fields are views of the window: nothing is
 * copied.  Only a line with a quote is walked field by field (cut_quoted); its fields are copied
 * only when they hold doubled quotes.
 *
 * Broken quoting cannot be repaired by guessing, but it can be contained.  A quoted field must end
 * before a delimiter or a line end (blanks between are forgiven), and a record must end within the
 * limit.  If not, only the first physical line is given up (CSV_BROKEN) and the next line is tried
 * as a record: one stray quote costs one row, however many line breaks the cutter had swallowed
 * looking for its partner. Trying again costs no more than twice the time: a scan is long only if
 * the text scanned has no single quote in it, and then the lines in it are not scanned far again.
 *
 * A quote inside a field that does not begin with one is a letter like others (5" disk).
 */
#include "event/csv_int.h"

#include <stdlib.h>
#include <string.h>

void csv_init(struct csv *c, char delimiter, char quote, char newline, size_t limit) {
  *c = (struct csv){.delimiter = delimiter,
                    .quote = quote,
                    .newline = newline,
                    .limit = limit,
                    .unquoted = BUF_INIT};
}

void csv_release(struct csv *c) {
  vec_free(&c->fields);
  buf_release(&c->unquoted);
  free(c->marks);
  c->marks = NULL;
}

char csv_newline_of(struct str text) {
  bool has_lf = memchr(text.p, '\n', text.n) != NULL;
  return !has_lf && text.n > 0 && memchr(text.p, '\r', text.n) ? '\r' : '\n';
}

static inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static inline void put(struct csv *c, const char *from, const char *to) {
  struct str field = {from, (size_t)(to - from)};
  vec_push(&c->fields, field);
}

static void split_blanks(struct csv *c, const char *p, const char *end) {
  for (;;) {
    while (p < end && is_blank(*p))
      p++;
    if (p == end) return;
    const char *from = p;
    while (p < end && !is_blank(*p))
      p++;
    put(c, from, c->fields.n + 1 < CSV_FIELDS_MAX ? p : end);
    if (c->fields.n == CSV_FIELDS_MAX) return;
  }
}

static void split(struct csv *c, const char *p, const char *end) {
  const char *d;
  while (c->fields.n + 1 < CSV_FIELDS_MAX && (d = memchr(p, c->delimiter, (size_t)(end - p)))) {
    put(c, p, d);
    p = d + 1;
  }
  put(c, p, end);
}

enum csv_result csv_row_or_empty(const struct csv *c) {
  for (size_t i = 0; i < c->fields.n; i++)
    for (size_t k = 0; k < c->fields.p[i].n; k++)
      if (!is_blank(c->fields.p[i].p[k])) return CSV_ROW;
  return CSV_EMPTY;
}

static const char *but_cr(const struct csv *c, const char *from, const char *end) {
  return c->newline == '\n' && end > from && end[-1] == '\r' ? end - 1 : end;
}

struct walk {
  const char *p, *end; /* of the view */
  bool at_end;
  uint32_t lines;
};

/* From the opening quote on.  CSV_ROW: the field is put and w->p stands at what follows the closing
 * quote. */
static enum csv_result quoted_field(struct csv *c, struct walk *w) {
  const char *from = ++w->p;
  size_t copied = c->unquoted.n;
  bool doubled = false;
  for (;;) {
    const char *q = w->p < w->end ? memchr(w->p, c->quote, (size_t)(w->end - w->p)) : NULL;
    if (!q) return w->at_end ? CSV_BROKEN : CSV_MORE;
    if (q + 1 == w->end && !w->at_end) return CSV_MORE;
    if (q + 1 == w->end || q[1] != c->quote) {
      const char *start = from;
      w->p = q + 1;
      if (doubled) {
        buf_put(&c->unquoted, from, (size_t)(q - from));
        start = c->unquoted.p + copied;
        q = c->unquoted.p + c->unquoted.n;
      }
      put(c, start, q);
      return CSV_ROW;
    }
    buf_put(&c->unquoted, from, (size_t)(q + 1 - from));
    doubled = true;
    from = w->p = q + 2;
  }
}

/* After a closing quote: to the delimiter or the line end. */
static enum csv_result after_quote(const struct csv *c, struct walk *w, bool *ret_last) {
  while (w->p < w->end && is_blank(*w->p) && *w->p != c->delimiter)
    w->p++;
  const char *p = w->p;
  if (p < w->end && *p == '\r' && c->newline == '\n') p++;
  *ret_last = true;
  if (p == w->end && !w->at_end) return CSV_MORE;
  if (p == w->end || *p == c->newline) {
    w->p = p;
    return CSV_ROW;
  }
  *ret_last = false;
  if (p == w->p && c->delimiter == CSV_BLANKS) return is_blank(p[-1]) ? CSV_ROW : CSV_BROKEN;
  if (p > w->p || *p != c->delimiter) return CSV_BROKEN;
  w->p++;
  return CSV_ROW;
}

/* A field that does not begin with a quote, in a record that has one somewhere. */
static enum csv_result plain_field(struct csv *c, struct walk *w, bool *ret_last) {
  const char *p = w->p;
  if (c->delimiter == CSV_BLANKS)
    while (p < w->end && !is_blank(*p) && *p != c->newline)
      p++;
  else
    while (p < w->end && *p != c->delimiter && *p != c->newline)
      p++;
  if (p == w->end && !w->at_end) return CSV_MORE;
  *ret_last = p == w->end || *p == c->newline;
  const char *end = *ret_last ? but_cr(c, w->p, p) : p;
  if (c->delimiter != CSV_BLANKS || end > w->p) put(c, w->p, end);
  w->p = p + (*ret_last ? 0 : 1);
  return CSV_ROW;
}

/* w->p begins the record; leaves it at the record's line end. */
static enum csv_result cut_quoted(struct csv *c, struct walk *w) {
  /* So that no put moves the copies made before it: the copies are never longer than the view. */
  buf_reserve(&c->unquoted, (size_t)(w->end - w->p));
  enum csv_result r = CSV_ROW;
  bool last = false;
  while (!last && r == CSV_ROW) {
    while (c->delimiter == CSV_BLANKS && w->p < w->end && is_blank(*w->p))
      w->p++;
    if (c->fields.n >= CSV_FIELDS_MAX) return CSV_BROKEN;
    if (w->p < w->end && *w->p == c->quote) {
      const char *open = w->p;
      r = quoted_field(c, w);
      for (const char *l = open; r == CSV_ROW && (l = memchr(l, c->newline, (size_t)(w->p - l)));
           l++)
        w->lines++;
      if (r == CSV_ROW) r = after_quote(c, w, &last);
    } else {
      r = plain_field(c, w, &last);
    }
  }
  return r;
}

enum csv_result csv_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                         uint32_t *ret_lines) {
  const char *end = view.p + view.n;
  const char *line_end = memchr(view.p, c->newline, view.n);
  c->fields.n = 0;
  if (!line_end && view.n <= c->limit && !at_end) return CSV_MORE;
  size_t line_n = line_end ? (size_t)(line_end - view.p) : view.n;
  *ret_used = line_n + (line_end != NULL);
  *ret_lines = line_end != NULL || at_end;
  if (line_n > c->limit) return CSV_LONG;
  const char *stop = line_end ? line_end : end;
  if (!c->quote || !memchr(view.p, c->quote, (size_t)(stop - view.p))) {
    stop = but_cr(c, view.p, stop);
    if (c->delimiter == CSV_BLANKS)
      split_blanks(c, view.p, stop);
    else
      split(c, view.p, stop);
    return csv_row_or_empty(c);
  }
  c->unquoted.n = 0;
  struct walk w = {.p = view.p, .end = end, .at_end = at_end};
  if (view.n >
      c->limit) { /* never more, so that the answer does not depend on how much is in view */
    w.end = view.p + c->limit + 1;
    w.at_end = false;
  }
  enum csv_result r = cut_quoted(c, &w);
  if (r == CSV_MORE && view.n > c->limit) r = CSV_BROKEN;
  if (r != CSV_ROW) return r;
  *ret_used = (size_t)(w.p - view.p) + (w.p < end);
  *ret_lines = w.lines + 1;
  return csv_row_or_empty(c);
}

enum csv_result csv_line_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                              uint32_t *ret_lines) {
  const char *end = memchr(view.p, '\n', view.n);
  if (!end && !at_end && view.n <= c->limit) return CSV_MORE;
  size_t n = end ? (size_t)(end - view.p) : view.n;
  *ret_used = n + (end != NULL);
  *ret_lines = end != NULL || at_end;
  if (n > c->limit) return CSV_LONG;
  struct str line = str_trim(str_of(view.p, n));
  c->fields.n = 0;
  vec_push(&c->fields, line);
  return line.n > 0 ? CSV_ROW : CSV_EMPTY;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON out.
 *
 * The writer keeps one bit of history per depth (has anything been written here?) and which kind of
 * container is open; that is all it takes to place commas, and to catch a key in an array or a
 * value without a key as the bugs they are.
 *
 * Doubles are printed with the fewest digits that read back to the same double: 15 are always exact
 * to write, 17 always exact to read, so at most three tries.  Whole numbers, most of what
 * statistics print, skip the search. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/panic.h"
#include "base/utf8.h"

void jw_init(struct jw *w, struct buf *out, int indent) {
  *w = (struct jw){.out = out, .indent = indent, .first = {true}};
}

static void new_line(struct jw *w) {
  if (w->indent <= 0) return;
  buf_putc(w->out, '\n');
  for (int i = 0; i < w->depth * w->indent; i++)
    buf_putc(w->out, ' ');
}

static void comma(struct jw *w) {
  if (!w->first[w->depth]) buf_putc(w->out, ',');
  w->first[w->depth] = false;
  if (w->depth) new_line(w);
}

/* Before any value. */
static void value(struct jw *w) {
  if (w->after_key) {
    w->after_key = false;
    return;
  }
  must(!w->object[w->depth]);        /* a value in an object needs a key */
  must(w->depth > 0 || w->first[0]); /* one value at the top */
  comma(w);
}

static void begin(struct jw *w, char bracket, bool object) {
  value(w);
  must(w->depth < JSON_DEPTH_MAX);
  buf_putc(w->out, bracket);
  w->depth++;
  w->first[w->depth] = true;
  w->object[w->depth] = object;
}

static void end(struct jw *w, char bracket, bool object) {
  must(w->depth > 0 && w->object[w->depth] == object && !w->after_key);
  bool empty = w->first[w->depth];
  w->depth--;
  if (!empty) new_line(w);
  buf_putc(w->out, bracket);
}

void jw_begin_object(struct jw *w) {
  begin(w, '{', true);
}
void jw_end_object(struct jw *w) {
  end(w, '}', true);
}
void jw_begin_array(struct jw *w) {
  begin(w, '[', false);
}
void jw_end_array(struct jw *w) {
  end(w, ']', false);
}

static void escaped(struct buf *out, unsigned char c) {
  static const char letters[] = "btn?fr";
  if (c == '"' || c == '\\')
    buf_printf(out, "\\%c", c);
  else if (c >= '\b' && c <= '\r' && c != '\v')
    buf_printf(out, "\\%c", letters[c - '\b']);
  else
    buf_printf(out, "\\u%04x", c);
}

/* Copies runs of bytes that stand for themselves at once. */
static void quoted(struct buf *out, struct str s) {
  buf_putc(out, '"');
  while (s.n) {
    size_t run = 0;
    while (run < s.n && (unsigned char)s.p[run] >= 0x20 && (unsigned char)s.p[run] < 0x80 &&
           s.p[run] != '"' && s.p[run] != '\\')
      run++;
    buf_put(out, s.p, run);
    s = str_of(s.p + run, s.n - run);
    if (s.n == 0) break;
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80) {
      escaped(out, c);
      s = str_of(s.p + 1, s.n - 1);
    } else {
      char bytes[4];
      buf_put(out, bytes, utf8_put(utf8_next(&s), bytes));
    }
  }
  buf_putc(out, '"');
}

void jw_key_str(struct jw *w, struct str key) {
  must(w->depth > 0 && w->object[w->depth] && !w->after_key);
  comma(w);
  quoted(w->out, key);
  buf_puts(w->out, w->indent > 0 ? ": " : ":");
  w->after_key = true;
}

void jw_key(struct jw *w, const char *key) {
  jw_key_str(w, str_from(key));
}

void jw_str(struct jw *w, struct str s) {
  value(w);
  quoted(w->out, s);
}

void jw_cstr(struct jw *w, const char *s) {
  if (s)
    jw_str(w, str_from(s));
  else
    jw_null(w);
}

static void put_uint(struct buf *out, uint64_t v) {
  char text[20];
  size_t at = sizeof text;
  do {
    text[--at] = (char)('0' + v % 10);
  } while (v /= 10);
  buf_put(out, text + at, sizeof text - at);
}

void jw_uint(struct jw *w, uint64_t v) {
  value(w);
  put_uint(w->out, v);
}

void jw_int(struct jw *w, int64_t v) {
  value(w);
  if (v < 0) buf_putc(w->out, '-');
  put_uint(w->out, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void jw_dec(struct jw *w, struct dec v) {
  value(w);
  dec_format(v, w->out);
}

void jw_double(struct jw *w, double v) {
  value(w);
  if (!isfinite(v)) {
    buf_puts(w->out, "null");
    return;
  }
  if (v == floor(v) && fabs(v) < 1e15) {
    if (signbit(v)) buf_putc(w->out, '-');
    put_uint(w->out, (uint64_t)fabs(v));
    return;
  }
  char text[40];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, v);
    if (strtod(text, NULL) == v) break;
  }
  buf_puts(w->out, text);
}

void jw_bool(struct jw *w, bool v) {
  value(w);
  buf_puts(w->out, v ? "true" : "false");
}

void jw_null(struct jw *w) {
  value(w);
  buf_puts(w->out, "null");
}

void jw_raw(struct jw *w, struct str json) {
  value(w);
  buf_put_str(w->out, json);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where in the file an error is.
 *
 * The language places its errors inside an expression; the author looks at a file.  The tree of the
 * document knows where a value begins, and for the styles in which people write expressions (plain,
 * quoted without escapes, and the `|` block) the rest is counting.  For folded scalars and escapes
 * it is not; then the place is where the value begins, which is true if less exact.  A document
 * without a text of its own (JSON, or stored) keeps the place within the expression, and the source
 * says which document's.
 *
 * Every error about a value also names its field, as a path from the top of the document: whoever
 * reads JSON has no lines.  Values are found in the tree again by where they lie in memory, so a
 * kind only says which value it means.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "resource/resource_int.h"

static struct str line_of(struct str text, uint64_t number) {
  struct str line = {0};
  for (uint64_t i = 0; i < number; i++)
    line = str_cut(&text, '\n');
  return line;
}

static struct str skip_cp(struct str s, uint32_t n) {
  for (; n > 0 && s.n > 0; n--)
    utf8_next(&s);
  return s;
}

static const char *source_text(const struct document *d, bool inside, char out[120]) {
  if (!inside)
    snprintf(out, 120, "%.*s", STRF(d->source));
  else if (str_starts(d->source, str_from(d->kind->name)))
    snprintf(out, 120, "%.*s", STRF(d->source));
  else
    snprintf(out, 120, "%.*s: %s/%.*s", STRF(d->source), d->kind->name, STRF(d->slug));
  return out;
}

/* Appends the way from `at` down to v; false: it is not below. */
static bool find(const struct json *at, const struct json *v, struct buf *path) {
  size_t before = path->n;
  if (at == v) return true;
  if (at->type != JSON_ARRAY && at->type != JSON_OBJECT) return false;
  for (uint32_t i = 0; i < at->n; i++) {
    if (at->type == JSON_ARRAY)
      buf_printf(path, "[%u]", i);
    else
      buf_printf(path, "%s%.*s", before ? "." : "", STRF(at->keys[i]));
    if (find(&at->items[i], v, path)) return true;
    path->n = before;
  }
  return false;
}

static void name_field(const struct document *d, const struct json *v, struct err *err) {
  struct buf path = BUF_INIT;
  if (d->tree && find(d->tree, v, &path)) err_in(err, buf_str(&path));
  buf_release(&path);
}

bool document_fail_at(const struct document *d, const struct json *v, struct err *err) {
  char source[120];
  err_at(err, source_text(d, false, source), v->line, v->column, 0);
  name_field(d, v, err);
  return false;
}

bool document_refuse(const struct document *d, const struct json *v, const char *field,
                     const char *must_be, struct err *err) {
  err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
  return document_fail_at(d, v, err);
}

void document_place(const struct document *d, const struct json *v, struct err *err) {
  char source[120];
  struct err_place in = err->place;
  if (v->line == 0 || d->text.n == 0) {
    err_at(err, source_text(d, true, source), in.line, in.column, in.length);
    name_field(d, v, err);
    return;
  }
  source_text(d, false, source);
  uint64_t first = v->line - d->line0;
  struct str at = skip_cp(line_of(d->text, first), v->column - 1);
  uint32_t quote = at.n > 0 && (at.p[0] == '\'' || at.p[0] == '"');
  struct str body = quote ? str_of(at.p + 1, at.n - 1) : at;
  if (in.line == 1 && str_starts(body, v->text)) {
    err_at(err, source, v->line, v->column + quote + in.column - 1, in.length);
  } else if (in.line > 0 && at.n > 0 && at.p[0] == '|') {
    struct str line = line_of(d->text, first + 1);
    uint32_t indent = 0;
    while (indent < line.n && line.p[indent] == ' ')
      indent++;
    err_at(err, source, v->line + in.line, indent + in.column, in.length);
  } else {
    err_at(err, source, v->line, v->column, 0);
  }
  name_field(d, v, err);
}

static const struct json *field(const struct json *o, struct str key) {
  for (uint32_t i = 0; o->type == JSON_OBJECT && i < o->n; i++)
    if (str_eq(o->keys[i], key)) return &o->items[i];
  return NULL;
}

static const struct json *item(const struct json *a, struct str number) {
  size_t at = 0;
  for (size_t i = 0; i < number.n && at < UINT32_MAX; i++)
    at = at * 10 + (size_t)(number.p[i] - '0');
  return a->type == JSON_ARRAY && at < a->n ? &a->items[at] : NULL;
}

/* The value that a path such as steps[2].events or by.property is about, as far as there is one. */
static const struct json *value_at(const struct json *v, struct str path) {
  while (path.n) {
    struct str step = str_cut(&path, '.'), name = str_cut(&step, '[');
    const struct json *next = name.n ? field(v, name) : v;
    if (!next) return v;
    v = next;
    while (step.n) {
      next = item(v, str_cut(&step, ']'));
      if (!next) return v;
      v = next;
      if (step.n) str_cut(&step, '[');
    }
  }
  return v;
}

bool document_place_in(const struct document *d, const struct json *root, const char *name,
                       struct err *err) {
  struct str path = str_from(err->place.source);
  const struct json *v = value_at(root, path);
  char field[sizeof err->place.field];
  snprintf(field, sizeof field, path.n && !str_is(path, name) ? "%s.%.*s" : "%s", name, STRF(path));
  if (v->type == JSON_STRING && err->place.line > 0)
    document_place(d, v, err);
  else
    document_fail_at(d, v->line ? v : d->tree, err);
  /* What is missing has no value to be found by. */
  return err_in(err, str_from(field));
}

void known_words(struct str word, const struct str *candidates, size_t n, char out[ERR_ARG_BYTES]) {
  int near = str_nearest(word, candidates, n);
  if (near >= 0) {
    snprintf(out, ERR_ARG_BYTES, "%.*s", STRF(candidates[near]));
    return;
  }
  size_t used = 0;
  out[0] = 0; /* of none: no hint */
  for (size_t i = 0; i < n; i++) {
    if (used + candidates[i].n + sizeof ", , …" > ERR_ARG_BYTES) {
      snprintf(out + used, ERR_ARG_BYTES - used, ", …");
      return;
    }
    used += (size_t)snprintf(out + used, ERR_ARG_BYTES - used, "%s%.*s", i ? ", " : "",
                             STRF(candidates[i]));
  }
}

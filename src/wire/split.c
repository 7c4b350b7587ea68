/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A body cut into messages, so that one broken message costs itself alone.
 *
 * Nearly always all of a body is sound, and then it is parsed once as a whole.  When it is not, the
 * text is cut along its brackets, minding strings only, and the pieces are parsed one by one:
 * whatever is wrong inside a piece (a key twice, a bad escape, bytes that are not UTF-8, too deep)
 * stays in there.  Only when brackets or quotes themselves do not match is the rest of the body
 * lost, which is then one reject with the text from there on. */
#include <string.h>

#include "base/panic.h"
#include "wire/wire_int.h"

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static struct str without_mark(struct str s) {
  if (s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0) s = str_of(s.p + 3, s.n - 3);
  return str_trim(s);
}

static bool empty_body(struct err *err) {
  return err_fail(err, ERR_wire_empty, "%s", "");
}

/* A sentence that becomes part of one: what is wrong with the JSON, without saying so twice. */
static struct str reason(const struct err *why, enum lang lang, struct str stop, struct buf *out) {
  if (why->code == ERR_bad_json) return str_from(why->args[lang == LANG_ZH]);
  err_render(why, lang, out);
  struct str s = buf_str(out);
  bool ends = s.n >= stop.n && memcmp(s.p + s.n - stop.n, stop.p, stop.n) == 0;
  return str_of(s.p, ends ? s.n - stop.n : s.n);
}

static bool bad_json(const struct err *why, struct err *err) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  struct err_place place = why->place;
  struct str says_en = reason(why, LANG_EN, STR("."), &en);
  struct str says_zh = reason(why, LANG_ZH, STR("。"), &zh);
  err_fail(err, ERR_wire_json, "%.*s" ERR_SEP "%.*s", STRF(says_en), STRF(says_zh));
  err->place = place;
  buf_release(&en);
  buf_release(&zh);
  return false;
}

static void reject_part(struct decoding *d, struct str text, uint32_t index,
                        const struct err *why) {
  struct err said;
  bad_json(why, &said);
  said.code = ERR_wire_message_json;
  wire_reject(d, text, index, (struct str){0}, &said);
}

static void add_part(struct decoding *d, struct wire_parts *parts, const struct json *v,
                     struct str text, uint32_t index) {
  if (v->type == JSON_OBJECT) {
    parts->p[parts->n++] = (struct wire_part){v, index};
    return;
  }
  struct err why;
  err_fail(&why, ERR_wire_not_object, "%s", "");
  wire_reject(d, text, index, (struct str){0}, &why);
}

/* ---- a sound body ---- */

static const struct json *array_of(const struct json *root, const char *const *arrays) {
  if (root->type == JSON_ARRAY) return root;
  for (; *arrays; arrays++) {
    const struct json *v = wire_get(root, str_from(*arrays));
    if (v && v->type == JSON_ARRAY) return v;
  }
  return NULL;
}

static void split_tree(struct decoding *d, const struct json *root, struct str text,
                       const char *const *arrays, struct wire_parts *ret) {
  const struct json *array = array_of(root, arrays);
  struct wire_parts parts = {.envelope = array && array != root ? root : NULL,
                             .total = array ? array->n : 1};
  parts.p = arena_alloc(d->out, parts.total * sizeof *parts.p);
  if (!array) add_part(d, &parts, root, text, 0);
  for (uint32_t i = 0; array && i < array->n; i++)
    add_part(d, &parts, &array->items[i], array->items[i].text, i);
  *ret = parts;
}

/* ---- a broken one ---- */

/* The end of the value that begins at p: after its last bracket or quote, or before the comma or
 * bracket that ends a word.  NULL: it does not end. */
static const char *skip_value(const char *p, const char *end) {
  unsigned depth = 0;
  for (; p < end; p++) {
    if (*p == '"') {
      for (p++; p < end && *p != '"'; p++)
        if (*p == '\\') p++;
      if (p >= end) return NULL;
      if (depth == 0) return p + 1;
    } else if (*p == '{' || *p == '[') {
      depth++;
    } else if (*p == '}' || *p == ']') {
      if (depth <= 1) return depth ? p + 1 : p;
      depth--;
    } else if (*p == ',' && depth == 0) {
      return p;
    }
  }
  return NULL;
}

static const char *skip_blanks(const char *p, const char *end) {
  while (p < end && is_blank(*p))
    p++;
  return p;
}

struct cut {
  const char *p, *end;
  struct str key;   /* of an object's member, with its quotes */
  struct str value; /* empty: the container is over, or broken */
  bool broken;
};

/* The next element of the container whose inside `c` walks. */
static bool next_piece(struct cut *c, bool object) {
  c->value = (struct str){0};
  c->p = skip_blanks(c->p, c->end);
  if (c->p < c->end && *c->p == ',') c->p = skip_blanks(c->p + 1, c->end);
  if (c->p < c->end && *c->p == (object ? '}' : ']')) return false;
  const char *start = c->p, *stop = start < c->end ? skip_value(start, c->end) : NULL;
  if (stop && object) {
    c->key = str_of(start, (size_t)(stop - start));
    start = skip_blanks(stop, c->end);
    if (start >= c->end || *start != ':')
      stop = NULL;
    else {
      start = skip_blanks(start + 1, c->end);
      stop = start < c->end ? skip_value(start, c->end) : NULL;
    }
  }
  c->broken = !stop || stop == start;
  if (c->broken) return false;
  c->value = str_trim(str_of(start, (size_t)(stop - start)));
  c->p = stop;
  return true;
}

static void split_array(struct decoding *d, struct str inside, struct wire_parts *parts) {
  struct cut c = {.p = inside.p, .end = inside.p + inside.n};
  struct err why;
  uint32_t cap = 0, n = 0;
  while (next_piece(&c, false)) {
    struct json *v;
    if (parts->n == cap) {
      struct wire_part *more = arena_alloc(d->out, (cap = cap ? 2 * cap : 64) * sizeof *more);
      if (parts->n) memcpy(more, parts->p, parts->n * sizeof *more);
      parts->p = more;
    }
    if (json_parser_parse(d->parser, c.value, d->out, &v, &why))
      add_part(d, parts, v, c.value, n++);
    else if (why.code == ERR_json_values)
      return; /* wire_decode refuses the request */
    else
      reject_part(d, c.value, n++, &why);
  }
  if (c.broken) {
    err_fail(&why, ERR_bad_json,
             "brackets or quotes do not match from here on" ERR_SEP "从此处起括号或引号不匹配");
    reject_part(d, str_of(c.p, (size_t)(c.end - c.p)), n++, &why);
  }
  parts->total = n;
}

static bool is_array_key(struct str quoted, const char *const *arrays) {
  struct str key = str_of(quoted.p + 1, quoted.n > 2 ? quoted.n - 2 : 0);
  for (; *arrays; arrays++)
    if (str_is(key, *arrays)) return true;
  return false;
}

/* The envelope without its array is parsed as if the array were empty. */
static bool split_object(struct decoding *d, struct str text, const char *const *arrays,
                         struct wire_parts *parts, struct err *why) {
  struct cut c = {.p = text.p + 1, .end = text.p + text.n};
  struct str array = {0};
  struct json *envelope;
  while (!array.n && next_piece(&c, true))
    if (c.value.p[0] == '[' && c.key.p[0] == '"' && is_array_key(c.key, arrays)) array = c.value;
  if (!array.n) return false;
  size_t before = (size_t)(array.p - text.p), after = text.n - before - array.n;
  char *rest = arena_alloc(d->out, text.n);
  memcpy(rest, text.p, before);
  memcpy(rest + before, "[]", 2);
  memcpy(rest + before + 2, array.p + array.n, after);
  if (!json_parser_parse(d->parser, str_of(rest, before + 2 + after), d->out, &envelope, why))
    return false;
  parts->envelope = envelope;
  split_array(d, str_of(array.p + 1, array.n - 1), parts);
  return true;
}

bool wire_split(struct decoding *d, struct str text, const char *const *arrays,
                struct wire_parts *ret, struct err *err) {
  struct err why;
  struct json *root;
  struct wire_parts parts = {0};
  uint32_t rejects = d->b->n_rejects;
  text = without_mark(text);
  if (!text.n) return empty_body(err);
  wire_heavy(d, text);
  if (json_parser_parse(d->parser, text, d->out, &root, &why)) {
    split_tree(d, root, text, arrays, ret);
    return true;
  }
  if (why.code == ERR_json_values) return bad_json(&why, err); /* wire_decode refuses the request */
  if (text.p[0] == '[') {
    split_array(d, str_of(text.p + 1, text.n - 1), &parts);
    if (!parts.n) {
      d->b->n_rejects = rejects; /* the body is refused as a whole */
      return bad_json(&why, err);
    }
  } else if (text.p[0] != '{' || !split_object(d, text, arrays, &parts, &why)) {
    return bad_json(&why, err);
  }
  *ret = parts;
  return true;
}

/* ---- lines ---- */

bool wire_is_lines(struct str text) {
  text = without_mark(text);
  struct str rest = text, line = str_trim(str_cut(&rest, '\n'));
  rest = str_trim(rest);
  return line.n && line.p[0] == '{' && line.p[line.n - 1] == '}' && rest.n && rest.p[0] == '{';
}

bool wire_split_lines(struct decoding *d, struct str text, struct wire_parts *ret,
                      struct err *err) {
  text = without_mark(text);
  if (!text.n) return empty_body(err);
  wire_heavy(d, text);
  uint32_t lines = 1;
  for (const char *p = text.p, *end = p + text.n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
    lines++;
  struct wire_parts parts = {.p = arena_alloc(d->out, lines * sizeof *parts.p)};
  while (text.n) {
    struct err why;
    struct json *v;
    struct str line = str_trim(str_cut(&text, '\n'));
    if (!line.n) continue;
    if (json_parser_parse(d->parser, line, d->out, &v, &why))
      add_part(d, &parts, v, line, parts.total++);
    else if (why.code == ERR_json_values)
      return bad_json(&why, err); /* wire_decode refuses the request */
    else
      reject_part(d, line, parts.total++, &why);
  }
  *ret = parts;
  return true;
}

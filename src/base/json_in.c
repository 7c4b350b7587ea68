/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON text to a tree.
 *
 * The text is copied once, into the caller's arena, and padded; strings and numbers of the tree are
 * views of that copy, and escapes are undone in place, as no escape is shorter than what it stands
 * for.  The token offsets come from simdjson; this file walks them by the grammar.  A token reaches
 * to the next one, without the blanks between: judging all of it is what finds garbage glued to a
 * value.
 *
 * Children are collected on a stack that the parser keeps, and copied to the arena as one array
 * when their container ends and their number is known. */
#include <stdlib.h>
#include <string.h>

#include "base/json_int.h"
#include "base/panic.h"
#include "base/utf8.h"
#include "base/vec.h"

struct json_parser {
  struct simd *simd;
  VEC(struct json) values; /* of containers not yet closed */
  VEC(struct str) keys;
  uint64_t allowed, left; /* values */
  bool spent;
};

struct in {
  struct json_parser *parser;
  struct arena *out;
  const char *given; /* the caller's text, of which `text` is a copy */
  char *text;
  size_t n;
  const uint32_t *at; /* token starts */
  uint32_t i, tokens;
  struct err *err;
};

/* Errors ------------------------------------------------------------------------------------------
 */

static bool place(struct in *in, const char *p) {
  uint64_t line = 1;
  const char *start = in->text, *end;
  while ((end = memchr(start, '\n', (size_t)(p - start)))) {
    start = end + 1;
    line++;
  }
  size_t column = utf8_count(str_of(start, (size_t)(p - start))) + 1;
  in->err->place.line = line;
  in->err->place.column = column < UINT32_MAX ? (uint32_t)column : 0;
  return false;
}

/* `what` is told in both languages, joined. */
static bool wrong(struct in *in, const char *p, const char *what) {
  err_fail(in->err, ERR_bad_json, "%s", what);
  return place(in, p);
}

static const char *token_start(const struct in *in) {
  return in->text + (in->i < in->tokens ? in->at[in->i] : in->n);
}

static bool expected(struct in *in, const char *what) {
  if (in->i >= in->tokens)
    return wrong(in, token_start(in), "the text ends too early" ERR_SEP "内容过早结束");
  return wrong(in, token_start(in), what);
}

/* Scalars -----------------------------------------------------------------------------------------
 */

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The whole token, which is not a bracket, comma or colon. */
static struct str take_token(struct in *in) {
  const char *start = in->text + in->at[in->i++], *end = token_start(in);
  while (end > start + 1 && is_blank(end[-1]))
    end--;
  return str_of(start, (size_t)(end - start));
}

/* Whether a byte of s is a quote or a backslash; reads up to 7 bytes past, which are there. */
static bool has_special(struct str s) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
  for (size_t i = 0; i < s.n; i += 8) {
    uint64_t w;
    memcpy(&w, s.p + i, 8);
    if (s.n - i < 8) w &= (UINT64_C(1) << (8 * (s.n - i))) - 1;
    uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
    if ((((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & tops) return true;
  }
  return false;
}

static bool hex4(const char *p, const char *end, uint32_t *ret) {
  uint32_t v = 0;
  if (end - p < 4) return false;
  for (int i = 0; i < 4; i++) {
    unsigned char c = (unsigned char)p[i], low = c | 0x20;
    if (c >= '0' && c <= '9')
      v = v << 4 | (c - '0');
    else if (low >= 'a' && low <= 'f')
      v = v << 4 | (low - 'a' + 10u);
    else
      return false;
  }
  *ret = v;
  return true;
}

/* \uXXXX at *p (after the u), with its second half when it is a high surrogate. */
static const char *unescape_unicode(const char **p, const char *end, uint32_t *ret) {
  uint32_t cp, low;
  if (!hex4(*p, end, &cp))
    return "four hexadecimal digits must follow \\u" ERR_SEP "\\u 之后须有四位十六进制数字";
  *p += 4;
  if (cp == 0) return "U+0000 is not allowed in strings" ERR_SEP "字符串中不允许 U+0000";
  if (cp >= 0xD800 && cp <= 0xDFFF) {
    if (cp > 0xDBFF || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' ||
        !hex4(*p + 2, end, &low) || low < 0xDC00 || low > 0xDFFF)
      return "a surrogate without its other half" ERR_SEP "代理对缺少另一半";
    *p += 6;
    cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
  }
  *ret = cp;
  return NULL;
}

/* In place; *s shrinks.  NULL, or what is wrong, with *ret_at the place. */
static const char *unescape(struct str *s, char *to, const char **ret_at) {
  static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
  const char *p = s->p, *end = s->p + s->n;
  char *start = to;
  while (p < end) {
    *ret_at = p;
    if (*p == '"') return "a quote inside a string" ERR_SEP "字符串中有未转义的引号";
    if (*p != '\\') {
      *to++ = *p++;
      continue;
    }
    if (++p == end) return "a string ends in a backslash" ERR_SEP "字符串以反斜杠结尾";
    char c = *p++;
    const char *known = memchr(from, c, sizeof from - 1);
    if (known) {
      *to++ = into[known - from];
    } else if (c == 'u') {
      uint32_t cp;
      const char *problem = unescape_unicode(&p, end, &cp);
      if (problem) return problem;
      char bytes[4];
      unsigned n = utf8_put(cp, bytes);
      memcpy(to, bytes, n);
      to += n;
    } else {
      return "unknown escape after a backslash" ERR_SEP "反斜杠之后是未知的转义";
    }
  }
  *s = str_of(start, (size_t)(to - start));
  return NULL;
}

static __attribute__((noinline)) struct str take_escaped(struct in *in, struct str s) {
  const char *at = s.p;
  const char *problem = unescape(&s, in->text + (s.p - in->text), &at);
  if (!problem) return s;
  wrong(in, at, problem);
  return (struct str){0};
}

/* {NULL, 0}: it is wrong.  By value, because two halves stored and then read as one make the
 * processor wait, for every key. */
static inline struct str take_string(struct in *in) {
  struct str s = take_token(in);
  if (s.n < 2 || s.p[s.n - 1] != '"') {
    wrong(in, s.p, "a string is followed by something else" ERR_SEP "字符串之后有多余的内容");
    return (struct str){0};
  }
  s = str_of(s.p + 1, s.n - 2);
  return has_special(s) ? take_escaped(in, s) : s;
}

static bool take_word(struct in *in, struct json *v) {
  struct str s = take_token(in);
  if (json_is_number(s)) {
    v->type = JSON_NUMBER;
    v->text = s;
  } else if (str_eq(s, STR("true")) || str_eq(s, STR("false"))) {
    v->type = JSON_BOOL;
    v->boolean = s.n == 4;
  } else if (!str_eq(s, STR("null"))) {
    return wrong(in, s.p, "a value is expected" ERR_SEP "此处应为一个值");
  }
  return true;
}

/* Containers --------------------------------------------------------------------------------------
 */

static bool take_value(struct in *in, unsigned depth);

static inline char peek(const struct in *in) {
  return in->i < in->tokens ? in->text[in->at[in->i]] : 0;
}

static inline bool take_char(struct in *in, char c) {
  if (peek(in) != c) return false;
  in->i++;
  return true;
}

/* Moves the children from the stack to the arena. */
static void close_container(struct in *in, struct json *v, size_t first_value, size_t first_key) {
  struct json_parser *p = in->parser;
  v->n = (uint32_t)(p->values.n - first_value); /* below 2^32: every value takes a byte of text */
  if (v->n) {
    v->items = arena_alloc(in->out, v->n * sizeof *v->items);
    memcpy(v->items, p->values.p + first_value, v->n * sizeof *v->items);
  }
  if (v->n && v->type == JSON_OBJECT) {
    v->keys = arena_alloc(in->out, v->n * sizeof *v->keys);
    memcpy(v->keys, p->keys.p + first_key, v->n * sizeof *v->keys);
  }
  p->values.n = first_value;
  p->keys.n = first_key;
}

static bool take_object(struct in *in, unsigned depth, struct json *v) {
  struct json_parser *p = in->parser;
  size_t first_value = p->values.n, first_key = p->keys.n;
  v->type = JSON_OBJECT;
  if (!take_char(in, '}')) {
    do {
      if (peek(in) != '"')
        return expected(in, "a key in quotes is expected" ERR_SEP "此处应为引号中的键");
      struct str key = take_string(in);
      if (!key.p) return false;
      if (!take_char(in, ':')) return expected(in, "a colon is expected" ERR_SEP "此处应为冒号");
      vec_push(&p->keys, key);
      if (!take_value(in, depth)) return false;
    } while (take_char(in, ','));
    if (!take_char(in, '}'))
      return expected(in, "a comma or } is expected" ERR_SEP "此处应为逗号或 }");
  }
  close_container(in, v, first_value, first_key);
  uint32_t repeated = json_repeated_key(v->keys, v->n);
  if (repeated == v->n) return true;
  struct str key = v->keys[repeated];
  err_fail(in->err, ERR_bad_json, "the key \"%.*s\" appears twice" ERR_SEP "键“%.*s”出现两次",
           (int)utf8_cut(key, 60), key.p, (int)utf8_cut(key, 60), key.p);
  return place(in, key.p - 1);
}

static bool take_array(struct in *in, unsigned depth, struct json *v) {
  size_t first_value = in->parser->values.n, first_key = in->parser->keys.n;
  v->type = JSON_ARRAY;
  if (!take_char(in, ']')) {
    do {
      if (!take_value(in, depth)) return false;
    } while (take_char(in, ','));
    if (!take_char(in, ']'))
      return expected(in, "a comma or ] is expected" ERR_SEP "此处应为逗号或 ]");
  }
  close_container(in, v, first_value, first_key);
  return true;
}

static bool take_container(struct in *in, unsigned depth, struct json *v) {
  uint32_t start = in->at[in->i++];
  if (!(in->text[start] == '{' ? take_object(in, depth, v) : take_array(in, depth, v)))
    return false;
  v->text = str_of(in->given + start, in->at[in->i - 1] + 1 - start);
  return true;
}

static __attribute__((noinline)) bool too_many(struct in *in) {
  in->parser->spent = true;
  return err_fail(in->err, ERR_json_values, "%llu", (unsigned long long)in->parser->allowed);
}

/* Onto the stack, where scalars are made in their place; `depth` containers are open around it. */
static bool take_value(struct in *in, unsigned depth) {
  struct json_parser *p = in->parser;
  size_t at = p->values.n;
  if (p->left-- == 0) return too_many(in);
  vec_reserve(&p->values, at + 1);
  struct json *v = &p->values.p[p->values.n++];
  *v = (struct json){.type = JSON_NULL};
  switch (peek(in)) {
  case '{':
  case '[': {
    struct json made = {0}; /* the stack may move under its children */
    if (depth == JSON_DEPTH_MAX) {
      err_fail(in->err, ERR_too_deep, "JSON" ERR_SEP "%d", JSON_DEPTH_MAX);
      return place(in, token_start(in));
    }
    if (!take_container(in, depth + 1, &made)) return false;
    p->values.p[at] = made;
    return true;
  }
  case '"':
    v->type = JSON_STRING;
    v->text = take_string(in);
    return v->text.p;
  case 0:
  case '}':
  case ']':
  case ':':
  case ',':
    return expected(in, "a value is expected" ERR_SEP "此处应为一个值");
  default:
    return take_word(in, v);
  }
}

/* Documents ---------------------------------------------------------------------------------------
 */

struct json_parser *json_parser_new(void) {
  struct json_parser *p = must_calloc(1, sizeof *p);
  p->simd = simd_new();
  if (!p->simd) panic("no memory for a JSON parser");
  json_parser_allow(p, UINT64_MAX);
  return p;
}

void json_parser_allow(struct json_parser *p, uint64_t values) {
  p->allowed = p->left = values;
  p->spent = false;
}

bool json_parser_spent(const struct json_parser *p) {
  return p->spent;
}

void json_parser_free(struct json_parser *p) {
  if (!p) return;
  simd_free(p->simd);
  vec_free(&p->values);
  vec_free(&p->keys);
  free(p);
}

static bool tokens(struct in *in) {
  switch (simd_index(in->parser->simd, in->text, in->n, &in->at, &in->tokens)) {
  case SIMD_OK:
    return true;
  case SIMD_EMPTY:
    return wrong(in, in->text, "there is nothing" ERR_SEP "内容为空");
  case SIMD_CONTROL_CHARACTER:
    return err_fail(in->err, ERR_bad_json,
                    "a control character in a string must be escaped" ERR_SEP
                    "字符串中的控制字符须转义");
  case SIMD_UNCLOSED_STRING:
    return err_fail(in->err, ERR_bad_json, "a string is not closed" ERR_SEP "字符串没有结束");
  case SIMD_BAD_UTF8:
    return err_fail(in->err, ERR_bad_utf8, "JSON");
  case SIMD_NO_MEMORY:
    break;
  }
  panic("no memory for the tokens of %zu bytes of JSON", in->n);
}

bool json_parser_parse(struct json_parser *p, struct str line, struct arena *out, struct json **ret,
                       struct err *err) {
  if (line.n > JSON_BYTES_MAX)
    return err_fail(err, ERR_too_large, "JSON" ERR_SEP "%zu MiB", JSON_BYTES_MAX >> 20);
  struct in in = {.parser = p, .out = out, .given = line.p, .n = line.n, .err = err};
  if (p->spent) return too_many(&in);
  in.text = arena_alloc(out, line.n + SIMD_PADDING);
  if (line.n) memcpy(in.text, line.p, line.n);
  memset(in.text + line.n, ' ', SIMD_PADDING);
  p->values.n = p->keys.n = 0;
  err_clear(err);
  if (!tokens(&in)) return false;
  if (!take_value(&in, 0)) return false;
  if (in.i < in.tokens)
    return wrong(&in, token_start(&in), "something follows the value" ERR_SEP "值之后有多余的内容");
  struct json *root = arena_alloc(out, sizeof *root);
  *root = p->values.p[0];
  *ret = root;
  return true;
}

bool json_parse(struct str text, struct arena *out, struct json **ret, struct err *err) {
  struct json_parser *p = json_parser_new();
  bool ok = json_parser_parse(p, text, out, ret, err);
  json_parser_free(p);
  return ok;
}

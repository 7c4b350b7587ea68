/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tree as YAML that people like to read and edit: block style, quotes only where something would
 * change without them, texts of several lines as literal blocks.
 *
 * "Would change" is judged for other YAML readers too: `no`, `1e3x0`, `2026-01-31` are quoted
 * although our own reader takes them as strings, because these files live in people's repositories
 * among other tools. */
#include "base/json_int.h"
#include "base/panic.h"
#include "base/utf8.h"

#define SIMPLE_KEY_MAX 200 /* bytes; YAML itself gives up at 1024 characters */

/* Not printable to YAML, or a line break to YAML 1.1. */
static bool needs_escape(uint32_t cp) {
  return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF ||
         cp == 0xFFFE || cp == 0xFFFF;
}

static bool looks_like_number_or_date(struct str s) {
  static const char used[] = "0123456789abcdefABCDEFxXoOTZ+-._: ";
  for (size_t i = 0; i < s.n; i++)
    if (!memchr(used, s.p[i], sizeof used - 1)) return false;
  return s.p[0] == '.' || (s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == '+';
}

static bool looks_like_a_word_of_yaml(struct str s) {
  static const char *const words[] = {"null", "true", "false", "yes", "no", "on",
                                      "off",  "y",    "n",     "~",   "<<", "="};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq_nocase(s, str_from(words[i]))) return true;
  return false;
}

static bool plain_is_safe(struct str s) {
  static const char indicators[] = "-?:,[]{}#&*!|>'\"%@` ";
  if (s.n == 0 || memchr(indicators, s.p[0], sizeof indicators - 1)) return false;
  if (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ':' || str_starts(s, STR("..."))) return false;
  if (looks_like_a_word_of_yaml(s) || looks_like_number_or_date(s)) return false;
  for (size_t i = 0; i + 1 < s.n; i++)
    if ((s.p[i] == ':' && s.p[i + 1] == ' ') || (s.p[i] == ' ' && s.p[i + 1] == '#')) return false;
  while (s.n)
    if (needs_escape(utf8_next(&s))) return false;
  return true;
}

static void put_quoted(struct str s, struct buf *out) {
  buf_putc(out, '"');
  while (s.n) {
    uint32_t cp = utf8_next(&s);
    char bytes[4];
    if (cp == '"' || cp == '\\')
      buf_printf(out, "\\%c", (char)cp);
    else if (cp == '\n')
      buf_puts(out, "\\n");
    else if (cp == '\t')
      buf_puts(out, "\\t");
    else if (needs_escape(cp))
      buf_printf(out, "\\u%04x", (unsigned)cp);
    else
      buf_put(out, bytes, utf8_put(cp, bytes));
  }
  buf_putc(out, '"');
}

static void put_string(struct str s, struct buf *out) {
  if (plain_is_safe(s))
    buf_put_str(out, s);
  else
    put_quoted(s, out);
}

/* Whether a literal block gives back exactly this text, whatever reads it. */
static bool block_is_safe(struct str s) {
  if (s.n < 2 || !memchr(s.p, '\n', s.n) || s.p[0] == '\n' || s.p[0] == ' ') return false;
  if (str_ends(s, STR("\n\n")) || str_ends(s, STR(" ")) || str_has(s, STR(" \n"))) return false;
  while (s.n) {
    uint32_t cp = utf8_next(&s);
    if (cp != '\n' && needs_escape(cp)) return false;
  }
  return true;
}

static void put_indent(unsigned indent, struct buf *out) {
  while (indent--)
    buf_putc(out, ' ');
}

static void put_block(struct str s, unsigned indent, struct buf *out) {
  bool ends = str_ends(s, STR("\n"));
  buf_puts(out, ends ? "|\n" : "|-\n");
  if (ends) s.n--;
  struct str rest = s;
  bool more = true;
  while (more) {
    const char *at = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
    struct str line = at ? str_of(rest.p, (size_t)(at - rest.p)) : rest;
    if (line.n) put_indent(indent, out);
    buf_put_str(out, line);
    buf_putc(out, '\n');
    more = at != NULL;
    if (more) rest = str_of(at + 1, rest.n - line.n - 1);
  }
}

static bool is_block(const struct json *v) {
  return (v->type == JSON_ARRAY || v->type == JSON_OBJECT) && v->n > 0;
}

static void put_scalar(const struct json *v, unsigned indent, struct buf *out) {
  if (v->type == JSON_STRING && block_is_safe(v->text)) {
    put_block(v->text, indent, out);
    return;
  }
  switch (v->type) {
  case JSON_NULL:
    buf_puts(out, "null");
    break;
  case JSON_BOOL:
    buf_puts(out, v->boolean ? "true" : "false");
    break;
  case JSON_NUMBER:
    buf_put_str(out, v->text);
    break;
  case JSON_STRING:
    put_string(v->text, out);
    break;
  case JSON_ARRAY:
    buf_puts(out, "[]");
    break;
  case JSON_OBJECT:
    buf_puts(out, "{}");
    break;
  }
  buf_putc(out, '\n');
}

static void put_key(struct str key, unsigned indent, struct buf *out) {
  bool simple = key.n <= SIMPLE_KEY_MAX;
  if (!simple) buf_puts(out, "? ");
  put_string(key, out);
  if (!simple) {
    buf_putc(out, '\n');
    put_indent(indent, out);
  }
  buf_putc(out, ':');
}

/* The cursor stands at `indent` already, after spaces, "- " or nothing. */
static void put_value(const struct json *v, unsigned indent, struct buf *out) {
  if (!is_block(v)) {
    put_scalar(v, indent, out);
    return;
  }
  for (uint32_t i = 0; i < v->n; i++) {
    if (i) put_indent(indent, out);
    const struct json *child = &v->items[i];
    if (v->type == JSON_ARRAY) {
      buf_puts(out, "- ");
      put_value(child, indent + 2, out);
      continue;
    }
    put_key(v->keys[i], indent, out);
    if (is_block(child)) {
      buf_putc(out, '\n');
      put_indent(indent + 2, out);
    } else {
      buf_putc(out, ' ');
    }
    put_value(child, indent + 2, out);
  }
}

void yaml_write_tree(const struct json *v, struct buf *out) {
  put_value(v, is_block(v) ? 0 : 2, out);
}

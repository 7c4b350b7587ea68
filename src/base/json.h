/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON and YAML in, as one small tree; JSON out, without a tree.
 *
 * In: json_parse (simdjson behind json_simd.cc) and yaml_parse (libyaml) give the same struct json,
 * in `out`.  Every value is walked, so garbage anywhere is an error; numbers keep their raw text
 * (decimals are taken from it); duplicate keys, U+0000, invalid UTF-8, depth over JSON_DEPTH_MAX
 * are errors. YAML: plain scalars are typed as in the JSON schema of YAML 1.2
 * (true/false/null/numbers), no anchors or tags beyond the core; errors carry line and column. */
#ifndef SHOAL_BASE_JSON_H
#define SHOAL_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"

#define JSON_DEPTH_MAX 64
#define JSON_BYTES_MAX ((size_t)64 << 20) /* of one document; YAML too */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json { /* 48 bytes: trees of requests are made of nothing else */
  enum json_type type : 8;
  bool boolean;
  uint32_t n;            /* of items */
  uint32_t line, column; /* from 1 (YAML only; JSON: 0) */
  struct str text;    /* JSON_STRING: value; JSON_NUMBER: raw text; containers: as they stand in the
                         caller's text, and valid as long as that (YAML: empty) */
  struct json *items; /* JSON_ARRAY: n values; JSON_OBJECT: n values, keys[i] names items[i] */
  struct str *keys;
};

bool json_parse(struct str text, struct arena *out, struct json **ret, struct err *err);
bool yaml_parse(struct str text, struct arena *out, struct json **ret, struct err *err);

/* Reusable parser for many small documents (NDJSON): keeps simdjson's buffers.  `line` needs no
 * padding. */
struct json_parser;
struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *p);
/* From now on documents may have `values` values in all (nested ones and containers count); the one
 * that has more is ERR_json_values, and so is every later one.  A new parser counts none. */
void json_parser_allow(struct json_parser *p, uint64_t values);
bool json_parser_spent(const struct json_parser *p); /* some document had more */
bool json_parser_parse(struct json_parser *p, struct str line, struct arena *out, struct json **ret,
                       struct err *err);

/* Lookup; NULL if absent or not an object. */
const struct json *json_get(const struct json *o, const char *key);
struct str json_get_str(const struct json *o, const char *key); /* {NULL,0} unless a string */
bool json_get_bool(const struct json *o, const char *key, bool otherwise);
bool json_int(const struct json *v, int64_t *ret); /* an integral number in range */
bool json_dec(const struct json *v, struct dec *ret);

/* Canonical text of a tree: sorted keys when `sorted`, no blanks.  For hashing, diff and storage.
 */
void json_write_tree(const struct json *v, bool sorted, struct buf *out);
/* YAML text of a tree, block style, two spaces; reads back to the same tree. */
void yaml_write_tree(const struct json *v, struct buf *out);

/* Writer.  Commas and, if `indent` > 0, line breaks are its business.  Misuse panics. */
struct jw {
  struct buf *out;
  int indent;
  int depth;
  bool first[JSON_DEPTH_MAX + 1];
  bool object[JSON_DEPTH_MAX + 1];
  bool after_key;
};
void jw_init(struct jw *w, struct buf *out, int indent);
void jw_begin_object(struct jw *w);
void jw_end_object(struct jw *w);
void jw_begin_array(struct jw *w);
void jw_end_array(struct jw *w);
void jw_key(struct jw *w, const char *key);
void jw_key_str(struct jw *w, struct str key);
void jw_str(struct jw *w, struct str s);   /* escapes; invalid UTF-8 becomes U+FFFD */
void jw_cstr(struct jw *w, const char *s); /* NULL writes null */
void jw_int(struct jw *w, int64_t v);
void jw_uint(struct jw *w, uint64_t v);
void jw_dec(struct jw *w, struct dec v);
void jw_double(struct jw *w, double v); /* shortest round-trip; NaN and infinities write null */
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_raw(struct jw *w, struct str json); /* one value, already JSON */

#endif

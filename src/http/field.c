/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small readers of header fields.  They are lenient about blanks and strict about everything a
 * decision hangs on. */
#include "http/field.h"

#include "base/utf8.h"

struct str field_get(const struct field *f, uint32_t n, const char *name) {
  struct str want = str_from(name);
  for (uint32_t i = 0; i < n; i++)
    if (str_eq_nocase(f[i].name, want)) return f[i].value;
  return (struct str){NULL, 0};
}

uint32_t field_count(const struct field *f, uint32_t n, const char *name) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < n; i++)
    count += str_eq_nocase(f[i].name, str_from(name));
  return count;
}

struct str cookie_get(struct str field, struct str name) {
  while (field.n) {
    struct str value = str_trim(str_cut(&field, ';'));
    struct str key = str_trim(str_cut(&value, '='));
    if (str_eq(key, name)) return value.p ? str_trim(value) : STR("");
  }
  return (struct str){NULL, 0};
}

void cookie_put(struct str value, struct buf *out) {
  for (size_t i = 0; i < value.n; i++) {
    unsigned char c = (unsigned char)value.p[i];
    if (c > 0x20 && c < 0x7f && !strchr("\",;\\%", c))
      buf_putc(out, (char)c);
    else
      buf_printf(out, "%%%02X", c);
  }
}

/* The weight of a list element `x;q=0.5` in thousandths, and x. */
static int weight(struct str element, struct str *ret) {
  struct str rest = str_trim(element);
  *ret = str_trim(str_cut(&rest, ';'));
  while (rest.n) {
    struct str value = str_trim(str_cut(&rest, ';'));
    struct str key = str_trim(str_cut(&value, '='));
    value = str_trim(value);
    if (!str_eq_nocase(key, STR("q")) || value.n == 0) continue;
    int q = 0, unit = 1000;
    for (size_t i = 0; i < value.n && unit > 0; i++) {
      if (value.p[i] == '.' && i == 1) continue;
      if (value.p[i] < '0' || value.p[i] > '9') return 0;
      q += (value.p[i] - '0') * unit;
      unit /= 10;
    }
    return q < 1000 ? q : 1000;
  }
  return 1000;
}

bool accepts_gzip(struct str field) {
  int any = 0, gzip = -1;
  while (field.n) {
    struct str coding;
    int q = weight(str_cut(&field, ','), &coding);
    if (str_eq_nocase(coding, STR("gzip")) || str_eq_nocase(coding, STR("x-gzip"))) gzip = q;
    if (str_is(coding, "*")) any = q;
  }
  return gzip >= 0 ? gzip > 0 : any > 0;
}

static bool in_language(struct str tag, const char *language) {
  return tag.n >= 2 && str_eq_nocase(str_of(tag.p, 2), str_from(language)) &&
         (tag.n == 2 || tag.p[2] == '-' || tag.p[2] == '_');
}

enum lang accepts_language(struct str field) {
  enum lang best = LANG_EN;
  int best_q = 0;
  while (field.n) {
    struct str tag;
    int q = weight(str_cut(&field, ','), &tag);
    bool zh = in_language(tag, "zh");
    if (q <= best_q || !(zh || in_language(tag, "en"))) continue; /* on a tie the first named */
    best_q = q;
    best = zh ? LANG_ZH : LANG_EN;
  }
  return best;
}

static struct str strong(struct str etag) {
  return str_starts(etag, STR("W/")) ? str_of(etag.p + 2, etag.n - 2) : etag;
}

/* A tag may hold a comma, so tags are cut at their quotes. */
bool etag_matches(struct str field, struct str etag) {
  struct str want = strong(etag);
  if (str_is(str_trim(field), "*")) return true;
  while (field.n) {
    const char *open = memchr(field.p, '"', field.n);
    if (!open) return false;
    size_t left = field.n - (size_t)(open - field.p);
    const char *close = left > 1 ? memchr(open + 1, '"', left - 1) : NULL;
    if (!close) return false;
    size_t n = (size_t)(close - open) + 1;
    if (str_eq(str_of(open, n), want)) return true;
    field = str_of(close + 1, left - n);
  }
  return false;
}

/* Digits only; saturates. */
static bool number(struct str s, uint64_t *ret) {
  uint64_t v = 0;
  if (s.n == 0) return false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    if (__builtin_mul_overflow(v, 10, &v) ||
        __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
      v = UINT64_MAX;
  }
  *ret = v;
  return true;
}

enum range range_parse(struct str field, uint64_t size, uint64_t *ret_from, uint64_t *ret_n) {
  uint64_t from, to;
  if (!str_starts(field, STR("bytes="))) return RANGE_NONE;
  struct str last = str_trim(str_of(field.p + 6, field.n - 6));
  if (last.n == 0 || memchr(last.p, ',', last.n) || !memchr(last.p, '-', last.n)) return RANGE_NONE;
  struct str first = str_trim(str_cut(&last, '-'));
  last = str_trim(last);
  if (first.n == 0) {
    if (!number(last, &to)) return RANGE_NONE;
    if (to == 0 || size == 0) return RANGE_BAD;
    from = to < size ? size - to : 0;
    to = size - 1;
  } else {
    if (!number(first, &from)) return RANGE_NONE;
    to = UINT64_MAX;
    if (last.n && (!number(last, &to) || to < from)) return RANGE_NONE;
    if (from >= size) return RANGE_BAD;
    if (to >= size) to = size - 1;
  }
  *ret_from = from;
  *ret_n = to - from + 1;
  return RANGE_PART;
}

static bool host_byte(char c, bool bracketed) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         (bracketed ? c == ':' : c == '-' || c == '_');
}

bool host_parse(struct str field, struct arena *out, struct str *ret_name) {
  uint64_t port;
  field = str_trim(field);
  if (field.n == 0 || field.n > 300) return false;
  char *p = arena_cstr(out, field);
  bool bracketed = *p == '[';
  size_t from = bracketed, end = from;
  for (; p[end]; end++) {
    if (p[end] >= 'A' && p[end] <= 'Z') p[end] = (char)(p[end] - 'A' + 'a');
    if (!host_byte(p[end], bracketed)) break;
  }
  size_t rest = end;
  if (bracketed && p[rest++] != ']') return false;
  if (end == from) return false;
  if (rest < field.n) {
    struct str digits = str_of(p + rest + 1, field.n - rest - 1);
    if (p[rest] != ':' || (digits.n && (!number(digits, &port) || port > 65535))) return false;
  }
  *ret_name = str_of(p + from, end - from);
  return true;
}

static bool plain(unsigned char c) { /* attr-char of RFC 8187 */
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("!#$&+-.^_`|~", c));
}

void disposition_put(struct str name, struct buf *out) {
  struct str rest = name;
  bool ascii = true;
  buf_puts(out, "attachment; filename=\"");
  while (rest.n) {
    uint32_t cp = utf8_next(&rest);
    bool fine = cp >= 0x20 && cp < 0x7f && !strchr("\"\\/%", (int)cp);
    ascii = ascii && fine;
    buf_putc(out, fine ? (char)cp : '_');
  }
  buf_putc(out, '"');
  if (ascii) return;
  buf_puts(out, "; filename*=UTF-8''");
  while (name.n) {
    char bytes[4];
    uint32_t cp = utf8_next(&name);
    unsigned n = utf8_put(cp < 0x20 || cp == 0x7f || cp == '/' || cp == '\\' ? '_' : cp, bytes);
    for (unsigned i = 0; i < n; i++)
      if (plain((unsigned char)bytes[i]))
        buf_putc(out, bytes[i]);
      else
        buf_printf(out, "%%%02X", (unsigned char)bytes[i]);
  }
}

bool type_is_text(struct str type) {
  static const char *const texts[] = {"application/json",          "application/javascript",
                                      "application/xml",           "application/yaml",
                                      "application/x-ndjson",      "application/sql",
                                      "application/manifest+json", "image/svg+xml"};
  struct str bare = str_trim(str_cut(&type, ';'));
  if (bare.n >= 5 && str_eq_nocase(str_of(bare.p, 5), STR("text/")))
    return !str_eq_nocase(bare, STR("text/event-stream"));
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    if (str_eq_nocase(bare, str_from(texts[i]))) return true;
  return str_ends(bare, STR("+json")) || str_ends(bare, STR("+xml"));
}

bool token_is_id(struct str s, size_t max) {
  if (s.n < 8 || s.n > max) return false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '-'))
      return false;
  }
  return true;
}

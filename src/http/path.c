/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decoding happens once, here, and gives either a path that means the same to everybody who reads
 * it (router, authorisation, log, file system) or nothing.  Nothing is repaired: folding `//` or
 * `..` is how two readers of one path come to differ. */
#include "http/path.h"

#include "base/utf8.h"

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* Decodes into `to` (room for raw.n bytes); the length, or -1 for a bad escape.  In a path an
 * encoded slash stays encoded, and so does a percent sign, so that the two cannot be confused. */
static ptrdiff_t unescape(struct str raw, bool in_path, char *to) {
  size_t n = 0;
  for (size_t i = 0; i < raw.n; i++) {
    char c = raw.p[i];
    if (c == '%') {
      if (raw.n - i < 3) return -1;
      int high = hex(raw.p[i + 1]), low = hex(raw.p[i + 2]);
      if (high < 0 || low < 0) return -1;
      c = (char)(high << 4 | low);
      i += 2;
      if (in_path && (c == '/' || c == '%')) {
        memcpy(to + n, c == '/' ? "%2F" : "%25", 3);
        n += 3;
        continue;
      }
    } else if (c == '+' && !in_path) {
      c = ' ';
    }
    to[n++] = c;
  }
  return (ptrdiff_t)n;
}

static bool dots(struct str segment) {
  return str_is(segment, ".") || str_is(segment, "..");
}

static bool clean(struct str path) {
  if (path.n == 0 || path.p[0] != '/' || !utf8_valid(path)) return false;
  for (size_t i = 0; i < path.n; i++) {
    unsigned char c = (unsigned char)path.p[i];
    if (c < 0x20 || c == 0x7f || c == '\\') return false;
  }
  struct str rest = {path.p + 1, path.n - 1};
  while (rest.n) {
    struct str segment = str_cut(&rest, '/');
    if (segment.n == 0 || dots(segment)) return false;
  }
  return true;
}

bool path_decode(struct str raw, struct arena *out, struct str *ret) {
  char *p = arena_alloc(out, raw.n + 1);
  ptrdiff_t n = unescape(raw, true, p);
  if (n < 0 || memchr(raw.p ? raw.p : "", '#', raw.n)) return false;
  p[n] = 0;
  if (!clean(str_of(p, (size_t)n))) return false;
  *ret = str_of(p, (size_t)n);
  return true;
}

static bool text(struct str raw, struct arena *out, struct str *ret) {
  char *p = arena_alloc(out, raw.n + 1);
  ptrdiff_t n = unescape(raw, false, p);
  if (n < 0 || !utf8_valid(str_of(p, (size_t)n))) return false;
  p[n] = 0;
  *ret = str_of(p, (size_t)n);
  return true;
}

bool query_decode(struct str raw, struct arena *out, struct pair **ret, uint32_t *ret_n) {
  size_t pieces = 1;
  uint32_t n = 0;
  for (size_t i = 0; i < raw.n; i++)
    pieces += raw.p[i] == '&';
  struct pair *pairs =
      arena_array(out, struct pair, pieces < HTTP_QUERY_MAX ? pieces : HTTP_QUERY_MAX);
  while (raw.n) {
    struct str value = str_cut(&raw, '&');
    if (value.n == 0) continue;
    if (n == HTTP_QUERY_MAX) return false;
    struct str name = str_cut(&value, '=');
    if (!text(name, out, &pairs[n].name) || !text(value, out, &pairs[n].value)) return false;
    n++;
  }
  *ret = pairs;
  *ret_n = n;
  return true;
}

struct str target_for_log(struct str target, struct arena *out) {
  static const char digits[] = "0123456789ABCDEF";
  char *p = arena_alloc(out, target.n * 3 + 1);
  size_t n = 0;
  bool query = false, value = false;
  for (size_t i = 0; i < target.n; i++) {
    unsigned char c = (unsigned char)target.p[i];
    if (query && c == '&') value = false;
    if (value) continue;
    if (c > 0x20 && c < 0x7f) {
      p[n++] = (char)c;
    } else {
      p[n++] = '%';
      p[n++] = digits[c >> 4];
      p[n++] = digits[c & 15];
    }
    if (query && c == '=') value = true;
    if (c == '?') query = true;
  }
  p[n] = 0;
  return str_of(p, n);
}

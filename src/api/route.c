/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding the route of a request.
 *
 * All patterns are compared one after the other: that is a few microseconds, and it needs no second
 * structure that could disagree with the tables.
 * Among patterns that fit, the one with the earlier literal segment wins, so that
 * `segments/export` may stand beside `segments/{slug}`. */
#include "api/route.h"

static bool is_parameter(struct str segment) {
  return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The server has refused bad escapes already; one that is met here stands for itself. */
static struct str decoded(struct str s, struct arena *out) {
  if (!s.n || !memchr(s.p, '%', s.n)) return s;
  char *p = arena_alloc(out, s.n);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) {
    int high = s.p[i] == '%' && i + 2 < s.n ? hex(s.p[i + 1]) : -1;
    int low = high >= 0 ? hex(s.p[i + 2]) : -1;
    if (low >= 0) i += 2;
    p[n++] = low >= 0 ? (char)(high * 16 + low) : s.p[i];
  }
  return str_of(p, n);
}

/* Raw values of the pattern's parameters.  *ret_literal has a bit for each literal segment, the
 * first in the highest place, so that the larger number is the better fit.  Byte by byte, because
 * nearly all patterns differ within a few: cutting both into segments was 8 % of a posting's time.
 */
static bool fits(const char *pattern, struct str path, struct str *values, uint32_t *ret_literal) {
  const char *p = pattern, *s = path.p, *end = path.p + path.n;
  uint32_t literal = 0, n = 0, bit = UINT32_C(1) << 31;
  while (*p) {
    if (*p == '{') {
      const char *from = s;
      while (s < end && *s != '/')
        s++;
      if (s == from || n == ROUTE_VALUES_MAX) return false;
      values[n++] = str_of(from, (size_t)(s - from));
      while (*p++ != '}') {
      }
    } else if (s == end || *s != *p) {
      return false;
    } else {
      if (*p == '/')
        bit >>= 1;
      else
        literal |= bit;
      p++, s++;
    }
  }
  *ret_literal = literal;
  return s == end;
}

static const struct route *next_route(size_t *table, size_t *at) {
  while (route_tables[*table]) {
    const struct route *r = &route_tables[*table][(*at)++];
    if (r->path) return r;
    (*table)++;
    *at = 0;
  }
  return NULL;
}

const struct route *route_at(uint32_t i) {
  size_t t = 0, at = 0;
  const struct route *r = next_route(&t, &at);
  for (; r && i; i--)
    r = next_route(&t, &at);
  return r;
}

uint32_t route_number(const struct route *r) {
  uint32_t n = 0;
  for (size_t t = 0, i = 0; next_route(&t, &i) != r;)
    n++;
  return n;
}

const struct route *route_find(enum http_method m, struct str path, struct arena *out,
                               struct str ret_values[ROUTE_VALUES_MAX], bool *ret_other_method) {
  const struct route *best = NULL, *r;
  struct str values[ROUTE_VALUES_MAX];
  uint32_t literal, best_literal = 0;
  *ret_other_method = false;
  if (m == HTTP_HEAD) m = HTTP_GET;
  for (size_t t = 0, i = 0; (r = next_route(&t, &i));) {
    if (!fits(r->path, path, values, &literal)) continue;
    if (r->method != m) {
      *ret_other_method = true;
    } else if (!best || literal > best_literal) {
      best = r;
      best_literal = literal;
    }
  }
  if (!best) return NULL;
  *ret_other_method = false;
  memset(ret_values, 0, sizeof values);
  fits(best->path, path, ret_values, &literal);
  for (int i = 0; i < ROUTE_VALUES_MAX; i++)
    ret_values[i] = decoded(ret_values[i], out);
  return best;
}

void route_allow(struct str path, struct buf *out) {
  static const enum http_method order[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE};
  const struct route *r;
  struct str values[ROUTE_VALUES_MAX];
  uint32_t literal;
  bool has[HTTP_OPTIONS + 1] = {false};
  for (size_t t = 0, i = 0; (r = next_route(&t, &i));)
    if (fits(r->path, path, values, &literal)) has[r->method] = true;
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    if (!has[order[i]]) continue;
    buf_printf(out, "%s%s", out->n ? ", " : "", http_method_name(order[i]));
    if (order[i] == HTTP_GET) buf_puts(out, ", HEAD");
  }
}

struct str route_value(const struct route *r, const struct str values[ROUTE_VALUES_MAX],
                       const char *name) {
  struct str p = str_from(r->path);
  for (int n = 0; p.n;) {
    struct str segment = str_cut(&p, '/');
    if (!is_parameter(segment)) continue;
    if (str_is(str_of(segment.p + 1, segment.n - 2), name)) return values[n];
    n++;
  }
  return (struct str){NULL, 0};
}

int route_status(const struct route *r) {
  if (r->status) return r->status;
  return r->response || r->type ? 200 : 204;
}

/* ---- what must hold before a server starts ---- */

static bool bad(struct err *err, const struct route *r, const char *why) {
  return err_fail(err, ERR_bad_route, "%s %s" ERR_SEP "%s", http_method_name(r->method), r->path,
                  why);
}

static bool same_place(const struct route *a, const struct route *b) {
  return strcmp(a->id, b->id) == 0 || (a->method == b->method && strcmp(a->path, b->path) == 0);
}

static bool check_rule(const struct route *r, struct err *err) {
  bool in_workspace = str_starts(str_from(r->path), STR("/api/w/{workspace}"));
  if (r->rule == RULE_NONE) return bad(err, r, "it has no rule");
  if ((r->rule == RULE_WORKSPACE) != in_workspace)
    return bad(err, r, "RULE_WORKSPACE belongs to /api/w/{workspace} and nothing else does");
  if ((r->rule == RULE_WORKSPACE || r->rule == RULE_SERVER) && r->role == ROLE_NONE)
    return bad(err, r, "its rule needs a role");
  if (r->rule == RULE_WORKSPACE && r->scope == 0 && !r->users_only)
    return bad(err, r, "its rule needs a scope");
  return true;
}

/* A parameter is a whole segment (fits). */
static bool whole_segments(struct str p) {
  while (p.n) {
    struct str segment = str_cut(&p, '/');
    if (!is_parameter(segment) &&
        (memchr(segment.p, '{', segment.n) || memchr(segment.p, '}', segment.n)))
      return false;
  }
  return true;
}

static bool check_route(const struct route *r, struct err *err) {
  if (!whole_segments(str_from(r->path))) return bad(err, r, "a parameter is not a whole segment");
  if (!r->run || !r->id || !r->tag) return bad(err, r, "run, id or tag is missing");
  if (!r->title_en || !r->title_zh || !r->help_en != !r->help_zh)
    return bad(err, r, "its words are not in both languages");
  if (r->creates && (r->method != HTTP_POST || r->type))
    return bad(err, r, "only a POST with a JSON answer can be replayed");
  if (r->body && r->upload) return bad(err, r, "a body is JSON or an upload");
  return check_rule(r, err);
}

bool route_check_all(struct err *err) {
  const struct route *r, *other;
  for (size_t t = 0, i = 0; (r = next_route(&t, &i));) {
    if (!check_route(r, err)) return false;
    for (size_t u = 0, k = 0; (other = next_route(&u, &k)) && other != r;)
      if (same_place(r, other)) return bad(err, r, "another route has its id or path");
  }
  return true;
}

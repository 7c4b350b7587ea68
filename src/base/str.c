/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparison is by bytes: one order everywhere, independent of locale.  str_nearest works on code
 * points, so that one wrong Chinese character counts as one mistake, not three. */
#include "base/str.h"

#include <stdint.h>

#include "base/utf8.h"

int str_cmp(struct str a, struct str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  if (c) return c;
  return a.n < b.n ? -1 : a.n > b.n;
}

static unsigned char lower(unsigned char c) {
  return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool str_eq_nocase(struct str a, struct str b) {
  if (a.n != b.n) return false;
  for (size_t i = 0; i < a.n; i++)
    if (lower((unsigned char)a.p[i]) != lower((unsigned char)b.p[i])) return false;
  return true;
}

bool str_starts(struct str s, struct str prefix) {
  return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix) {
  return s.n >= suffix.n && str_eq((struct str){s.p + (s.n - suffix.n), suffix.n}, suffix);
}

bool str_has(struct str s, struct str part) {
  return part.n == 0 || (s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL);
}

static bool blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s) {
  while (s.n && blank(s.p[0]))
    s.p++, s.n--;
  while (s.n && blank(s.p[s.n - 1]))
    s.n--;
  return s;
}

struct str str_cut(struct str *rest, char sep) {
  const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
  struct str head = *rest;
  if (at) {
    head.n = (size_t)(at - rest->p);
    rest->p = at + 1;
    rest->n -= head.n + 1;
  } else {
    *rest = (struct str){NULL, 0};
  }
  return head;
}

#define NEAREST_MAX 48 /* code points; longer words are not compared */

static size_t fold(struct str s, uint32_t out[NEAREST_MAX]) {
  size_t n = 0;
  while (s.n) {
    if (n == NEAREST_MAX) return NEAREST_MAX + 1;
    uint32_t cp = utf8_next(&s);
    out[n++] = cp < 128 ? lower((unsigned char)cp) : cp;
  }
  return n;
}

/* Optimal string alignment distance: insert, delete, replace, swap of neighbours. */
static unsigned distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb) {
  unsigned row[3][NEAREST_MAX + 1];
  for (size_t j = 0; j <= nb; j++)
    row[0][j] = (unsigned)j;
  for (size_t i = 1; i <= na; i++) {
    unsigned *cur = row[i % 3], *prev = row[(i - 1) % 3], *prev2 = row[(i + 1) % 3];
    cur[0] = (unsigned)i;
    for (size_t j = 1; j <= nb; j++) {
      unsigned best = prev[j - 1] + (a[i - 1] != b[j - 1]);
      if (prev[j] + 1 < best) best = prev[j] + 1;
      if (cur[j - 1] + 1 < best) best = cur[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && prev2[j - 2] + 1 < best)
        best = prev2[j - 2] + 1;
      cur[j] = best;
    }
  }
  return row[na % 3][nb];
}

int str_nearest(struct str word, const struct str *candidates, size_t n) {
  uint32_t w[NEAREST_MAX], c[NEAREST_MAX];
  size_t nw = fold(word, w);
  if (nw == 0 || nw > NEAREST_MAX) return -1;
  unsigned limit = nw / 3 > 1 ? (unsigned)(nw / 3) : 1, best = limit + 1;
  int at = -1;
  for (size_t i = 0; i < n; i++) {
    size_t nc = fold(candidates[i], c);
    if (nc > NEAREST_MAX || nc > nw + limit || nw > nc + limit) continue;
    unsigned d = distance(w, nw, c, nc);
    if (d < best) best = d, at = (int)i;
  }
  return at;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strings are pointer + length; bytes, usually valid UTF-8; they own nothing. */
#ifndef SHOAL_BASE_STR_H
#define SHOAL_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
  const char *p; /* may be NULL when n == 0 */
  size_t n;
};

#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
/* For printf's "%.*s". */
#define STRF(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct str str_from(const char *cstr) {
  return (struct str){cstr, cstr ? strlen(cstr) : 0};
}
static inline struct str str_of(const void *p, size_t n) {
  return (struct str){p, n};
}
static inline bool str_eq(struct str a, struct str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(struct str a, const char *cstr) {
  return str_eq(a, str_from(cstr));
}
int str_cmp(struct str a, struct str b);        /* byte order; shorter first on a tie */
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str part);
struct str str_trim(struct str s);              /* ASCII blanks at both ends */
struct str str_cut(struct str *rest, char sep); /* takes up to sep (or all) off *rest */

/* The candidate nearest to `word` by edit distance (Damerau, case-blind, code points), for "did you
 * mean": index, or -1 when none is near (distance > max(1, length / 3)). */
int str_nearest(struct str word, const struct str *candidates, size_t n);

#endif

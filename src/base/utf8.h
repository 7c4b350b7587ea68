/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UTF-8: validation, stepping, and how wide text is on a terminal. */
#ifndef SHOAL_BASE_UTF8_H
#define SHOAL_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

bool utf8_valid(struct str s); /* well-formed, no surrogates, no U+0000 */
/* The code point at *s, advancing it; U+FFFD for a bad byte (advancing one).  s->n must be > 0. */
uint32_t utf8_next(struct str *s);
size_t utf8_count(struct str s); /* code points */
size_t utf8_cut(struct str s,
                size_t max); /* bytes of the longest prefix of whole code points ≤ max bytes */
unsigned utf8_put(uint32_t cp, char out[4]); /* encodes; bytes written */
/* Columns on a terminal: 0 combining, 2 East Asian wide/fullwidth and emoji, else 1. */
unsigned utf8_width_cp(uint32_t cp);
size_t utf8_width(struct str s);

#endif

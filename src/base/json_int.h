/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the JSON and YAML files of this room share; json_simd.cc sees only the first half. */
#ifndef SHOAL_BASE_JSON_INT_H
#define SHOAL_BASE_JSON_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* simdjson's first stage: where tokens begin, and whether strings and UTF-8 are sound. */
struct simd;
enum simd_result {
  SIMD_OK,
  SIMD_EMPTY,
  SIMD_BAD_UTF8,
  SIMD_CONTROL_CHARACTER, /* unescaped, in a string */
  SIMD_UNCLOSED_STRING,
  SIMD_NO_MEMORY,
};
#define SIMD_PADDING 64 /* readable bytes needed past the text */

struct simd *simd_new(void); /* NULL: no memory */
void simd_free(struct simd *s);
/* *ret_at[0 … *ret_n) are the offsets of brackets, colons, commas and of the first byte of each
 * string, number or word; valid until the next call. */
enum simd_result simd_index(struct simd *s, const char *padded, size_t n, const uint32_t **ret_at,
                            uint32_t *ret_n);
/* Well-formed UTF-8, by the same instructions; n ≥ 1. */
bool simd_utf8_valid(const char *p, size_t n);

#ifdef __cplusplus
}
#else

#include "base/json.h"

bool json_is_number(struct str s); /* by the grammar of RFC 8259 */
/* The first key that was there before, by number; n if all differ. */
uint32_t json_repeated_key(const struct str *keys, uint32_t n);
/* What a plain YAML scalar is: null, a boolean, a number, or else a string. */
enum json_type yaml_plain_type(struct str s, bool *ret_boolean);
/* The Chinese of what is wrong with a YAML text; of what is not known the same. */
const char *yaml_words_zh(const char *en);

#endif
#endif

// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only C++ of the house: simdjson's first stage behind a C interface.
//
// Stage one finds token starts and checks strings and UTF-8 with whatever vector instructions the
// machine has, chosen at run time.  simdjson's own second stages do not fit: the DOM keeps no text
// of numbers, and on-demand's inline half is compiled for the baseline processor and believes
// values that nobody reads. Walking the token list ourselves (json_in.c) is the small part, and
// there every byte is judged.
//
// Nothing here throws: simdjson is used without exceptions and allocates without them.
#define SIMDJSON_EXCEPTIONS 0
#include "base/json_int.h"

#include <memory>
#include <new>

#include <simdjson.h>

struct simd {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

static_assert(SIMD_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads past the text");

namespace {
constexpr size_t first_capacity = 16384, nesting = 1; // stage one keeps no stack
}

extern "C" struct simd *simd_new(void) {
  std::unique_ptr<simd> s(new (std::nothrow) simd);
  if (!s) return nullptr;
  if (simdjson::get_active_implementation()->create_dom_parser_implementation(first_capacity,
                                                                              nesting, s->parser))
    return nullptr;
  return s.release();
}

extern "C" void simd_free(struct simd *s) {
  delete s;
}

extern "C" enum simd_result simd_index(struct simd *s, const char *padded, size_t n,
                                       const uint32_t **ret_at, uint32_t *ret_n) {
  auto &parser = *s->parser;
  if (parser.capacity() < n && parser.set_capacity(n + n / 2)) return SIMD_NO_MEMORY;
  const auto *bytes = reinterpret_cast<const uint8_t *>(padded);
  switch (parser.stage1(bytes, n, simdjson::stage1_mode::regular)) {
  case simdjson::SUCCESS:
    break;
  case simdjson::EMPTY:
    return SIMD_EMPTY;
  case simdjson::UNESCAPED_CHARS:
    return SIMD_CONTROL_CHARACTER;
  case simdjson::UNCLOSED_STRING:
    return SIMD_UNCLOSED_STRING;
  default:
    return SIMD_BAD_UTF8;
  }
  *ret_at = parser.structural_indexes.get();
  *ret_n = parser.n_structural_indexes;
  return SIMD_OK;
}

extern "C" bool simd_utf8_valid(const char *p, size_t n) {
  return simdjson::validate_utf8(p, n);
}

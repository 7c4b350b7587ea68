/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One property value. */
#ifndef SHOAL_EVENT_VALUE_H
#define SHOAL_EVENT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/str.h"

/* Numbers are stored on disk and never change. */
enum vtype { V_NONE = 0, V_BOOL = 1, V_NUM = 2, V_STR = 3, V_TIME = 4 };
#define V_TYPES   5
#define V_MASK(t) (1u << (t)) /* sets of types */

struct value {
  enum vtype type;
  union {
    bool b;
    struct dec num;
    struct str str; /* valid UTF-8, no U+0000, ≤ VALUE_STR_MAX bytes */
    int64_t time;   /* ms UTC */
  };
};

#define VALUE_STR_MAX      65536 /* bytes of one string value */
#define NAME_MAX_BYTES     255   /* bytes of an event name, property name, identity type */
#define IDENTITY_MAX_BYTES 255

/* Of an attribute the empty text says that there is no value any more: the log keeps values, and
 * this is the one that unsets.  Whoever reads attributes takes it for none. */
static inline bool value_unsets(const struct value *v) {
  return v->type == V_STR && v->str.n == 0;
}

/* As JSON: true, 12.50, "text", a time as ISO 8601 in UTC; none is null. */
struct jw;
void value_put_json(struct jw *w, const struct value *v);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What decoders make of what they read: ids of messages that bring none, objects with members
 * added or left out, the library's name. */
#ifndef SHOAL_WIRE_MAKE_H
#define SHOAL_WIRE_MAKE_H

#include "wire/wire_int.h"

/* "prefix:" and the XXH3-128 of `bytes`, in hexadecimal. */
struct str wire_hash(struct arena *out, const char *prefix, struct str bytes);
/* The same of an object's canonical JSON without the member `omit` (NULL: with all). */
struct str wire_hash_tree(struct arena *out, const char *prefix, const struct json *o,
                          const char *omit);
/* An id of the `index`th message of this request alone: for messages of which two alike may both be
 * meant, as nothing in them tells a repetition. */
struct str wire_hash_once(struct decoding *d, const char *prefix, const struct json *o,
                          uint32_t index);

/* a + b + c; any may be empty. */
struct str wire_join(struct arena *out, struct str a, struct str b, struct str c);
/* "name/version", or what there is of it. */
struct str wire_library(struct arena *out, struct str name, struct str version);

/* An object being made: at most `cap` members. */
struct wire_object_made {
  struct json o;
  uint32_t cap;
};
struct wire_object_made *wire_object_new(struct arena *out, uint32_t cap);
void wire_object_put(struct wire_object_made *m, struct str key, const struct json *v);
struct json wire_string(struct str s);

/* {"name": true, …} of an array of names or of an object's keys; NULL when there is none. */
const struct json *wire_names(struct arena *out, const struct json *v);
/* v if it is an object with members, else NULL. */
const struct json *wire_members(const struct json *v);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a mapping: values (mapping_value.c) for its document (mapping.c).  All say what is wrong,
 * with line and column. */
#ifndef SHOAL_EVENT_MAPPING_READ_INT_H
#define SHOAL_EVENT_MAPPING_READ_INT_H

#include "base/json.h"
#include "event/mapping_int.h"

struct mapping_parse {
  const char *source;
  struct arena *out;
  struct mapping *m;
  struct err *err;
};

struct mapping_key {
  const char *name;
  bool (*read)(struct mapping_parse *p, const struct json *v);
};

/* Adds to p->err where v stands; false. */
bool mapping_at(struct mapping_parse *p, const struct json *v);
/* ERR_map_bad_value: `what` cannot be v; `use` says what it can be. */
bool mapping_bad_value(struct mapping_parse *p, const struct json *v, const char *what,
                       const char *use);
/* ERR_map_unknown_key, with the nearest of the keys that there are. */
bool mapping_unknown_key(struct mapping_parse *p, struct str key, const struct json *v,
                         const struct mapping_key *keys, size_t n);
/* Each key of an object by its line of the table; ERR_map_unknown_key. */
bool mapping_keys(struct mapping_parse *p, const struct json *v, const char *what,
                  const struct mapping_key *keys, size_t n);

/* Results lie in p->out. */
bool mapping_text(struct mapping_parse *p, const struct json *v, const char *what, struct str *ret);
bool mapping_name(struct mapping_parse *p, const struct json *v, const char *what, struct str *ret);
bool mapping_identity_type(struct mapping_parse *p, const struct json *v, struct str *ret);
bool mapping_bool(struct mapping_parse *p, const struct json *v, const char *what, bool *ret);
/* One of the words; *ret is its place in the '|'-separated list. */
bool mapping_word(struct mapping_parse *p, const struct json *v, const char *what,
                  const char *words, int *ret);
/* A list of texts, or one. */
bool mapping_texts(struct mapping_parse *p, const struct json *v, const char *what,
                   struct str **ret, uint32_t *ret_n);
bool mapping_zone(struct mapping_parse *p, const struct json *v);
bool mapping_type(struct mapping_parse *p, const struct json *v, enum vtype *ret);
bool mapping_time_format(struct mapping_parse *p, const struct json *v, struct str *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The beginning of a file as a table, before anything is known about it. */
#ifndef SHOAL_EVENT_GUESS_INT_H
#define SHOAL_EVENT_GUESS_INT_H

#include "event/mapping.h"
#include "event/names.h"
#include "event/reader_int.h"

#define GUESS_COLUMNS_MAX 1000 /* a file with more is not guessed at */

struct guess_column {
  struct str name;           /* title, or number as text without a header, or path */
  struct str *values;        /* n_rows, trimmed */
  uint32_t filled, distinct; /* distinct among the filled ones */
  struct inferred seen;
  bool native; /* NDJSON: all values carry their type themselves (no strings) */
  const struct known_name *prop, *attr;
  bool taken; /* has a place in the mapping */
};

struct guess_table {
  struct arena *out; /* names and values live here */
  enum map_format format;
  char delimiter, quote;
  bool header, decimal_comma;
  uint32_t skip_lines;
  struct guess_column *columns;
  uint32_t n_columns, n_rows;
  enum map_encoding encoding; /* MAP_UTF8 or MAP_GB18030 */
  bool utf16;
  struct str *raw; /* the first rows as they are, header included: raw_rows × raw_columns */
  uint32_t raw_rows, raw_columns;
};

/* ERR_cannot_guess when the file is nothing tabular.  hints may be NULL. */
bool guess_table_read(const char *path, const struct look_hints *hints, struct arena *out,
                      struct guess_table *ret, struct err *err);

#define DOUBTS_MAX 32
#define GUESS_NONE UINT32_MAX

struct guess {
  struct arena *out;
  struct guess_table t;
  struct mapping m;
  VEC(struct map_doubt) doubts;
  VEC(struct map_field) props;
  VEC(struct map_field) attrs;
  uint32_t person, time, amount, order_id, item_id, status; /* columns, or GUESS_NONE */
};

/* guess.c */
/* From g->t; false when no meaning can be found. */
bool guess_meaning(struct guess *g);
void guess_init(struct guess *g, struct arena *out);
void guess_release(struct guess *g);
void guess_doubt(struct guess *g, struct str en, struct str zh);
#define DOUBT(g, en, zh, ...)                                                                      \
  guess_doubt((g), arena_printf((g)->out, en, __VA_ARGS__), arena_printf((g)->out, zh, __VA_ARGS__))
struct guess_column *guess_column(struct guess *g, uint32_t i);
struct str guess_title(struct guess *g, uint32_t i);

/* guess_titles.c */
/* Roles and kind, into g->m; false when it is nothing. */
bool guess_by_titles(struct guess *g);
void guess_take(struct guess *g, uint32_t i, struct map_field *f);
void guess_set_time(struct guess *g, uint32_t i);
/* Its data does not contradict it. */
bool guess_may_be_person(const struct guess_table *t, const struct guess_column *c);
bool guess_may_be_time(const struct guess_table *t, const struct guess_column *c);
/* The first free column with values whose title is known as the property. */
uint32_t guess_by_prop(struct guess *g, const char *prop);
bool guess_has_prop(struct guess *g, const char *prop);

/* guess_orders.c */
struct str guess_cell(struct guess *g, uint32_t col, uint32_t row); /* empty for GUESS_NONE */
void guess_lines(struct guess *g);
void guess_status(struct guess *g);
void guess_prefix(struct guess *g);

#endif

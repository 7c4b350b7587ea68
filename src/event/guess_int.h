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
};

/* ERR_cannot_guess when the file is nothing tabular. */
bool guess_table_read(const char *path, struct arena *out, struct guess_table *ret,
                      struct err *err);

/* guess.c: is this the title of some column we know? */
bool guess_title_known(struct str title);

#endif

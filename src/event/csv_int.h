/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cutting delimited text into records and fields.  Works on a view of the text and asks for more;
 * knows nothing of files, encodings or columns. */
#ifndef SHOAL_EVENT_CSV_INT_H
#define SHOAL_EVENT_CSV_INT_H

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#define CSV_BLANKS     '\0' /* delimiter: any run of blanks and tabs, also before the first field */
#define CSV_FIELDS_MAX 16384 /* fields of one record; what is beyond stays in the last one */

struct csv {
  char delimiter; /* or CSV_BLANKS */
  char quote;     /* 0 = none */
  char newline;   /* '\n' (a '\r' before it is dropped) or '\r' */
  size_t limit;   /* bytes of a record */
  /* The record last cut; pointers into the view or into `unquoted`. */
  VEC(struct str) fields;
  struct buf unquoted;
  struct csv_marks *marks; /* of csv_scan_next; NULL until first used */
};

enum csv_result {
  CSV_ROW,    /* fields are set */
  CSV_EMPTY,  /* a blank line, or nothing but delimiters */
  CSV_MORE,   /* the view ends inside the record: come again with more of it */
  CSV_BROKEN, /* quotes do not close properly; ret_used covers the first physical line only */
  CSV_LONG,   /* over the limit; ret_used covers what is there of its first physical line */
};

void csv_init(struct csv *c, char delimiter, char quote, char newline, size_t limit);
void csv_release(struct csv *c);

/* Cuts one record off the front of `view` (n > 0); at_end: nothing follows the view.
 * *ret_used: bytes of it, line end included; *ret_lines: physical lines ended by it. */
enum csv_result csv_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                         uint32_t *ret_lines);

/* The same record, found by marks: a stretch of the text is searched once, many bytes at a time,
 * for everything that could end a field, and records without quotes are cut along the marks; others
 * are csv_next's.  Between calls the text stays where it is and as it is, or csv_scan_forget is
 * called.
 */
enum csv_result csv_scan_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                              uint32_t *ret_lines);
void csv_scan_forget(struct csv *c);

/* Of the fields just cut. */
enum csv_result csv_row_or_empty(const struct csv *c);

/* The same for plain lines: CSV_ROW with one field, blanks at both ends taken off. */
enum csv_result csv_line_next(struct csv *c, struct str view, bool at_end, size_t *ret_used,
                              uint32_t *ret_lines);

/* '\r' when the text has such line ends only, else '\n'. */
char csv_newline_of(struct str text);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Named reports.  A report is data, not text: sections of typed cells with bilingual headings, so
 * that the terminal's tables, --json, and later the API and the console render one and the same
 * thing.
 *
 * A report is one file and one line in the table `reports`.  JSON shape: {"report", "as_of",
 * …facts…, and per section its id: an array of objects keyed by column id, or one object when the
 * section is `single`}.
 */
#ifndef SHOAL_MODEL_REPORT_H
#define SHOAL_MODEL_REPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/classification.h"

enum cell_type {
  CELL_TEXT,  /* text */
  CELL_TITLE, /* title: in both languages; an object {"en", "zh"} in JSON */
  CELL_COUNT, /* count: people, orders, rows */
  CELL_MONEY, /* dec, in the workspace's currency */
  CELL_DEC,   /* dec */
  CELL_RATE,  /* real: 0.234 = 23.4 % */
  CELL_REAL,  /* real */
  CELL_DAYS,  /* real: a number of days */
  CELL_DATE,  /* day: civil day in the workspace zone */
};

struct report_cell {
  bool present; /* false renders as "–", null in JSON */
  union {
    struct str text;
    struct class_text title;
    int64_t count;
    struct dec dec;
    double real;
    int32_t day;
  };
};

struct report_column {
  const char *id;
  struct class_text title;
  enum cell_type type;
};

struct report_section {
  const char *id;
  struct class_text title;
  const struct report_column *columns;
  uint32_t n_columns, n_rows;
  struct report_cell *cells; /* row by row */
  bool single;               /* one row, shown as a list of facts */
  enum {
    READER_ANY,
    READER_PERSON,
    READER_JSON
  } reader; /* a grid is read as a matrix by people, as rows by programs */
};

struct report {
  const char *name;
  struct class_text title;
  int64_t as_of;
  uint64_t lsn; /* of the snapshot */
  struct report_section *sections;
  uint32_t n_sections;
};

struct report_params {
  const struct snapshot *snapshot;
  const struct lang_names *names;
  struct classification_env env; /* zone, pool, limits, classifications by slug */
  struct str currency;
  int64_t as_of;
  struct str slug; /* classification to use; empty = the report's own */
  int32_t from,
      to;     /* first and last civil day of the period (flow, trend); 0,0 = the report's default */
  bool daily; /* class counts for each day from … to */
  bool flow;  /* matrix from the end of day `from` to the end of day `to` */
};

struct report_def {
  const char *name;
  struct class_text title, help;
  bool (*run)(const struct report_params *p, struct arena *out, struct report *ret,
              struct err *err);
};

/* overview, rfm, aipl, lifecycle, new-old, payers, value, class (any classification by slug); ends
 * with NULL. */
extern const struct report_def *const reports[];
const struct report_def *report_find(struct str name);

void report_json(const struct report *r, const struct tz *tz,
                 struct buf *out); /* pretty, two spaces */

#endif

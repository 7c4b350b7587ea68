/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mapping of a file: which column is what.  Read from YAML, written to YAML, or guessed.
 * docs/IMPORT.md is the user's description; the fields here follow it.
 *
 *   kind: orders | events | people | items      what a row is
 *   source: shop-erp                            name under which rows are recognised again
 *   format: csv | ndjson                        encoding: utf-8 | gb18030 | auto
 *   delimiter: "," | "\t" | blank | …           blank = any run of spaces/tabs
 *   header: true | false                        quote: "\"" | none     decimal_comma: false
 *   columns:                                    (no header: names are column numbers from 1)
 *     person: 会员号                            or {column: …, type: phone}
 *     time: 付款时间                            or {column: …, format: "%Y%m%d", zone:
 * Asia/Shanghai} event: 行为                               column with the event name; or event:
 * order_completed                      a fixed event event_names: {购买: order_completed} amount:
 * 实付金额   order_id: 订单号   item_id: …   category: …   id: (row's own id) order_amount:
 * 订单总额                  with line_items: the whole order's amount, on one or all of its lines
 *   properties: {channel: 渠道, quantity: {column: 数量, type: number}}   extra event properties
 *   attributes: {city: 城市, age: {column: 年龄, type: number}}           set on the person
 *   rest: keep | drop                           unmapped columns become properties/attributes, or
 * not line_items: true                            rows are order lines; adjacent rows of one order
 * become one order event plus an order_item event each refunds: {negative_amount: true,
 * order_id_prefix: C, column: 状态, values: [已退款]} leave_out: {column: 状态, values: [待付款]}
 * rows that are no events at all (rejected with that reason)
 */
#ifndef SHOAL_EVENT_MAPPING_H
#define SHOAL_EVENT_MAPPING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tz.h"
#include "event/value.h"

enum map_kind { MAP_ORDERS, MAP_EVENTS, MAP_PEOPLE, MAP_ITEMS };
enum map_format { MAP_CSV, MAP_NDJSON };
enum map_encoding { MAP_AUTO, MAP_UTF8, MAP_GB18030 };

struct map_field {
  struct str
      column; /* header name, column number as text, or dotted path in NDJSON; empty = not mapped */
  struct str to;   /* property or attribute name; identity type for person */
  enum vtype type; /* V_NONE = by value (guessed per column) */
  struct str
      format; /* of times: strptime-like subset, "iso", "unix", "unix_ms"; empty = recognise */
};

struct mapping {
  enum map_kind kind;
  struct str source;
  enum map_format format;
  enum map_encoding encoding;
  char delimiter; /* 0 = blanks */
  char quote;     /* 0 = none */
  bool header;
  bool decimal_comma;
  bool line_items;
  bool keep_rest;
  uint32_t skip_lines;   /* before the header */
  const struct tz *zone; /* of times without one; NULL = workspace zone */
  struct map_field person, time, event_column, amount, order_amount, order_id, item_id, category,
      row_id;
  struct str event;      /* fixed event name */
  struct str time_fixed; /* for files without a time column; empty = since ever (people), import
                            time (others) */
  struct str (*event_names)[2];
  uint32_t n_event_names;
  struct map_field *properties, *attributes;
  uint32_t n_properties, n_attributes;
  bool refund_negative;
  struct str refund_prefix, refund_column;
  struct str *refund_values;
  uint32_t n_refund_values;
  struct str leave_out_column;
  struct str *leave_out_values;
  uint32_t n_leave_out_values;
};

/* Unknown keys are errors with place and the nearest valid name. */
bool mapping_parse(struct str yaml, const char *source_name, struct arena *out, struct mapping *ret,
                   struct err *err);
void mapping_write(const struct mapping *m, struct buf *out); /* YAML; reads back the same */

/* Looks at the beginning of the file (names, types, delimiter, encoding, header) and proposes.
 * *ret_doubts lists, in both languages, what a person should confirm (may be empty).
 * ERR_cannot_guess when there is no person column or nothing tabular. */
struct map_doubt {
  struct str en, zh;
};
bool mapping_guess(const char *path, struct arena *out, struct mapping *ret,
                   struct map_doubt **ret_doubts, uint32_t *ret_n, struct err *err);

/* Whether `title` heads a column in files of shops (columns.def, names.def), in any spelling. */
bool mapping_title_known(struct str title);

/* ---- a closer look at a file, to be shown to a person ---- */

#define LOOK_ROWS    20
#define LOOK_SAMPLES 5

struct look_hints {           /* what the person knows better */
  enum map_encoding encoding; /* MAP_AUTO = find out */
  int delimiter;              /* a character, 0 = blanks, −1 = find out */
  int header;                 /* 0, 1, −1 = find out */
  int format;                 /* enum map_format, −1 = find out */
};
#define LOOK_HINTS_NONE                                                                            \
  { .encoding = MAP_AUTO, .delimiter = -1, .header = -1, .format = -1 }

struct look_column {
  struct str name;                  /* title, number as text without a header, or path */
  struct str samples[LOOK_SAMPLES]; /* the first different values */
  uint32_t n_samples;
  const char *type;      /* "text", "number", "time", "bool", "id" */
  struct str format;     /* of times; else empty */
  double confidence;     /* share of the sample's values that fit */
  struct map_doubt note; /* empty = none */
};

struct look {
  enum map_format format;
  const char *encoding;  /* "utf-8", "utf-16", "gb18030" */
  char delimiter, quote; /* as in struct mapping */
  bool header;
  struct look_column *columns;
  uint32_t n_columns;
  struct str *rows; /* n_rows × row_cells: the first ones as they are, header included; of NDJSON
                       one cell, the line */
  uint32_t n_rows, row_cells;
  bool guessed; /* else `mapping` says only how the file is written */
  struct mapping mapping;
  struct map_doubt *doubts;
  uint32_t n_doubts;
};
/* ERR_cannot_guess when nothing tabular is found.  Everything lives in `out`. */
bool mapping_look(const char *path, const struct look_hints *hints, struct arena *out,
                  struct look *ret, struct err *err);
/* "," "\\t" "tab" "blank" … as a hint; false: none of them. */
bool mapping_delimiter(struct str word, int *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file read through a mapping, row by row, as batches of events.
 *
 * Memory is bounded whatever the file holds: a record longer than RECORD_BYTES_MAX is skipped to
 * its end and rejected (row_too_long), and a batch ends after READER_BATCH_BYTES of records.  When
 * quotes do not close, only the first physical line of the record is rejected and reading goes on
 * at the next line. Blank lines and lines of nothing but delimiters are not records.
 *
 * Keys.  A record's content is the XXH3-128 of its fields as decoded UTF-8, each with its length,
 * without empty fields at the end; of the canonical text (sorted keys) in NDJSON; of the id alone
 * when the mapping has an id column and the record fills it.  So the same data in another encoding,
 * quoting or delimiter is recognised.  Row i of a record has the key reader_row_key(content, i).
 *
 * Order lines (line_items).  Each good line gives its order_item row; the first good line of an
 * order also gives, before it, the order's row (and its $set row, if the mapping has attributes),
 * whose sums are filled in when the order ends.  So no line waits for another, and all rows of an
 * order are in one batch.
 */
#ifndef SHOAL_EVENT_READER_H
#define SHOAL_EVENT_READER_H

#include "event/batch.h"
#include "event/mapping.h"

#define RECORD_BYTES_MAX     ((size_t)1 << 20)
#define READER_BATCH_RECORDS 8192
#define READER_BATCH_BYTES                                                                         \
  ((size_t)8 << 20)            /* of records; an open order may bring it to twice that */
#define ROW_ITEMS_MAX     1000 /* items of one NDJSON order */
#define REJECT_TEXT_BYTES 4096
#define READER_ORDERS_SEEN                                                                         \
  (1u << 20) /* order ids remembered to notice scattered ones; older are overwritten */

/* What became of one record.  The reader fills `batch` rows and one outcome per record. */
struct read_record {
  uint64_t line;         /* first physical line, from 1 */
  uint32_t row_begin;    /* its events in the batch */
  uint32_t row_n;        /* 0: rejected */
  struct ev_key content; /* hash of the row's content (or of its id when has_id), without source and
                            ordinal */
  bool has_id;
  bool rejected;
  struct err why;  /* when rejected: ERR_row_* with place.line and column name */
  struct str text; /* when rejected: the record (at most REJECT_TEXT_BYTES of it), valid UTF-8 */
};

static inline struct ev_key reader_row_key(struct ev_key content, uint32_t i) {
  return (struct ev_key){content.hi, content.lo ^ i * UINT64_C(0x9e3779b97f4a7c15)};
}

struct reader;

/* path "-" = standard input.  .gz and .zst are recognised by content.  now_ms is the time of rows
 * without one. */
bool reader_open(const char *path, const struct mapping *m, const struct tz *workspace_zone,
                 int64_t now_ms, struct reader **ret, struct err *err);
/* Telephone numbers that say who somebody is and have no country's code are of this country
 * (phone.h); 0, as before the call: it cannot be told, they stay as written.  Before the first
 * reader_next. */
void reader_calling_code(struct reader *r, unsigned calling_code);
void reader_close(struct reader *r);

/* Resets and fills `batch` and up to READER_BATCH_RECORDS records (owned by the reader until the
 * next call); records of one order stay together.  *ret_n = 0 at the end of the file. */
bool reader_next(struct reader *r, struct ev_batch *batch, struct read_record **ret,
                 uint32_t *ret_n, struct err *err);

uint64_t reader_bytes(const struct reader *r);       /* of the stored file consumed */
uint64_t reader_bytes_total(const struct reader *r); /* 0 = unknown */
/* Identity of the content: size and hashes of its first and last MiB, as text; empty for standard
 * input. */
struct str reader_fingerprint(const struct reader *r);
/* Warnings gathered, e.g. orders whose lines are not adjacent: code → count. */
uint64_t reader_scattered_orders(const struct reader *r);
/* Orders with so many lines that they were closed at the batch's hard limit and go on as another
 * order. */
uint64_t reader_split_orders(const struct reader *r);
/* Values that do not fit their column's type and were kept as text. */
uint64_t reader_misfit_values(const struct reader *r);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file read through a mapping, row by row, as batches of events.
 *
 * Memory is bounded whatever the file holds: a record longer than RECORD_BYTES_MAX is skipped to its
 * end and rejected (record_too_long).  Broken quotes are resynchronised at the next line that starts a well-formed record.
 */
#ifndef SHOAL_EVENT_READER_H
#define SHOAL_EVENT_READER_H

#include "event/batch.h"
#include "event/mapping.h"

#define RECORD_BYTES_MAX ((size_t)1 << 20)
#define READER_BATCH_RECORDS 8192

/* What became of one record.  The reader fills `batch` rows and one outcome per record. */
struct read_record {
  uint64_t line;       /* first physical line, from 1 */
  uint32_t row_begin;  /* its events in the batch */
  uint32_t row_n;      /* 0: rejected, or a line item whose order is still open (its events follow in the same batch) */
  struct ev_key content; /* hash of the row's content (or of its id when has_id), without source and ordinal */
  bool has_id;
  bool rejected;
  struct err why;      /* when rejected: ERR_row_* with place.line and column name */
  struct str text;     /* when rejected: the record's bytes (at most 4 KiB of it), UTF-8 */
};

struct reader;

/* path "-" = standard input.  .gz and .zst are recognised by content.  now_ms is the time of rows without one. */
bool reader_open(const char *path, const struct mapping *m, const struct tz *workspace_zone, int64_t now_ms,
                 struct reader **ret, struct err *err);
void reader_close(struct reader *r);

/* Resets and fills `batch` and up to READER_BATCH_RECORDS records (owned by the reader until the next call); records of one order
 * stay together.  *ret_n = 0 at the end of the file. */
bool reader_next(struct reader *r, struct ev_batch *batch, struct read_record **ret, uint32_t *ret_n, struct err *err);

uint64_t reader_bytes(const struct reader *r);       /* of the stored file consumed */
uint64_t reader_bytes_total(const struct reader *r); /* 0 = unknown */
/* Identity of the content: size and hashes of its first and last MiB, as text; empty for standard input. */
struct str reader_fingerprint(const struct reader *r);
/* Warnings gathered, e.g. orders whose lines are not adjacent: code → count. */
uint64_t reader_scattered_orders(const struct reader *r);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reject file of an import (workspace/import.h), read again page by page. */
#ifndef SHOAL_JOB_REJECTS_H
#define SHOAL_JOB_REJECTS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/io.h"

struct reject_row {
  uint64_t line;
  struct str code, detail, text;
};
/* Up to `limit` rows from *at (a byte offset; 0 = the beginning); *at becomes where the next ones
 * begin, 0 after the last.  A file cut off by a crash ends with its last whole row. */
bool rejects_read(struct io *io, const char *path, enum lang lang, uint64_t *at, uint32_t limit,
                  struct arena *out, struct reject_row **ret, uint32_t *ret_n, struct err *err);

#endif

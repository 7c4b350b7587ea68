/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manifest: which parts live, up to which LSN, and the catalogue of what is in them. */
#ifndef SHOAL_STORE_MANIFEST_INT_H
#define SHOAL_STORE_MANIFEST_INT_H

#include "store/catalog_int.h"
#include "store/format.h"

struct manifest_part {
  uint64_t id, bytes, rows, sum;
  uint64_t written, taken, moved; /* [F 13] */
};

struct manifest {
  uint64_t next_part, durable;
  VEC(struct manifest_part) parts;
  struct catalog catalog;
};

/* *ret_found false when there is none.  The manifest is empty then. */
bool manifest_read(struct io *io, const char *dir, struct manifest *ret, bool *ret_found,
                   struct err *err);
/* The same with the bytes of the file; `ret` has an initialised catalogue and is filled in place,
 * also half on failure. */
bool manifest_text(struct io *io, const char *dir, struct arena *out, struct str *ret_bytes,
                   struct manifest *ret, bool *ret_found, struct err *err);
void manifest_release(struct manifest *m);
/* catalog: as catalog_encode wrote it. */
bool manifest_write(struct io *io, const char *dir, uint64_t next_part, uint64_t durable,
                    const struct manifest_part *parts, uint32_t n, struct str catalog,
                    struct err *err);

#endif

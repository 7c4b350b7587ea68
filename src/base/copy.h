/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a room hands out to be copied by a backup: whole files of now, held open, so that it does
 * not matter when their names go away. */
#ifndef SHOAL_BASE_COPY_H
#define SHOAL_BASE_COPY_H

#include "base/io.h"

struct copy_item {
  const char *name;     /* below the room's directory */
  struct io_file *file; /* its first `bytes` bytes, which nobody changes any more; or NULL: */
  uint64_t bytes;
  struct str content;
};
/* Valid during the call. */
typedef bool copy_fn(void *ctx, const struct copy_item *item, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A secret of random bytes in a file of its own, as hexadecimal digits and a line feed, readable
 * by its owner only.
 *
 * Threads: any; of one process, whoever comes first makes it.  Two processes must not make the
 * same file at once (a server has the lock of its directory). */
#ifndef SHOAL_BASE_KEY_FILE_H
#define SHOAL_BASE_KEY_FILE_H

#include "base/io.h"

#define KEY_FILE_BYTES_MAX 64

/* Reads the n bytes of DIR/NAME (1 … KEY_FILE_BYTES_MAX); a file that is not there is made first,
 * and durable when this returns: no crash leaves half of one.  So is an empty one, which is what a
 * crash left where files were made in place: nobody was ever given a key of it.  Anything else is
 * ERR_corrupt and stays as it is, because what it was may come back from a copy. */
bool key_file_load(struct io *io, const char *dir, const char *name, uint8_t *ret, size_t n,
                   struct err *err);

#endif

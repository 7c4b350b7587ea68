/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key that leaves the machine, encrypted with a passphrase of people: what is brute-forced has to
 * pay for Argon2id at each guess.
 *
 * Threads: any.  Both take KEY_WRAP_MEMORY for most of a second. */
#ifndef SHOAL_BASE_KEY_WRAP_H
#define SHOAL_BASE_KEY_WRAP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/io.h"

#define KEY_WRAP_MEMORY    ((size_t)256 << 20)
#define KEY_WRAP_OVERHEAD  73   /* bytes that a wrapped key has more */
#define KEY_WRAP_BYTES_MAX 4096 /* of what is wrapped */
#define PASSPHRASE_MIN     12   /* characters */
#define PASSPHRASE_MAX     1024 /* bytes */

/* The first line of a file, without its end.  ERR_passphrase_short, ERR_too_large, ERR_bad_utf8,
 * ERR_not_found_file. */
bool passphrase_read(struct io *io, const char *path, struct arena *out, struct str *ret,
                     struct err *err);

/* key: 1 … KEY_WRAP_BYTES_MAX bytes.  Each time another text.  ERR_memory_limit. */
bool key_wrap(struct str passphrase, struct str key, struct arena *out, struct str *ret,
              struct err *err);
/* ERR_passphrase_wrong, also when the text was changed; ERR_unsupported_format; ERR_corrupt when it
 * is no such text; ERR_memory_limit. */
bool key_unwrap(struct str passphrase, struct str wrapped, struct arena *out, struct str *ret,
                struct err *err);

#endif

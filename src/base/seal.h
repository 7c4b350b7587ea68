/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets that have to be read again, in SQL only encrypted: whoever has a dump of the database
 * has nothing of them.  One key for the data directory, DIR/secrets.key, made when first needed.
 * It is in a backup only when asked for, encrypted (base/key_wrap.h): who restores without it
 * copies it by hand, or makes new secrets.
 *
 * Threads: any; a struct seal never changes. */
#ifndef SHOAL_BASE_SEAL_H
#define SHOAL_BASE_SEAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/io.h"

#define SEAL_KEY_BYTES  32
#define SEAL_OVERHEAD   41 /* bytes that a sealed secret has more: version, nonce, code */
#define SEAL_SECRET_MAX 256
#define SEAL_MARK_BYTES 16

struct seal {
  uint8_t key[SEAL_KEY_BYTES];
};

/* Reads DIR/secrets.key, or makes it, readable by its owner only.  ERR_corrupt. */
bool seal_load(struct io *io, const char *dir, struct seal *ret, struct err *err);

/* what: the use ("visit", …), so that a secret of one cannot be put in the place of another's.
 * secret: at most SEAL_SECRET_MAX bytes. */
struct str seal_close(const struct seal *k, const char *what, struct str secret, struct arena *out);
/* ERR_secret_unreadable: sealed with another key, or changed. */
bool seal_open(const struct seal *k, const char *what, struct str sealed, struct arena *out,
               struct str *ret, struct err *err);

/* By which the same secret of a use is known again: tells nobody without the key what it is, so a
 * dump cannot be searched for short secrets. */
void seal_mark(const struct seal *k, const char *what, struct str secret,
               uint8_t ret[SEAL_MARK_BYTES]);

#endif

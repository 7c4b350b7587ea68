/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Public ids and secrets as text: base32 (RFC 4648, lower case, no padding). */
#ifndef SHOAL_BASE_ID_H
#define SHOAL_BASE_ID_H

#include "base/arena.h"

#define ID_BYTES 16 /* of randomness in an id: 26 characters */

/* n bytes as ceil(n * 8 / 5) characters. */
struct str base32_text(const void *p, size_t n, struct arena *out);
/* prefix ("usr_") and n unguessable random bytes, from libsodium.  Any thread. */
struct str id_random(const char *prefix, size_t n, struct arena *out);
/* prefix and ID_BYTES random bytes. */
struct str id_new(const char *prefix, struct arena *out);

#endif

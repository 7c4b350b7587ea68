/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One secret of the server, DIR/server.key, made at its first start.  It authenticates what the
 * server hands out and takes back (cursors) and keys what it keeps for a day (idempotent answers),
 * each use with a word of its own.  Losing the file costs nothing but pages that were being turned.
 */
#include <sodium.h>

#include "api/api_int.h"
#include "base/key_file.h"
#include "base/panic.h"

bool secret_load(const char *dir, uint8_t ret[SECRET_BYTES], struct err *err) {
  return key_file_load(io_posix(), dir, "server.key", ret, SECRET_BYTES, err);
}

void secret_mac(const struct api *a, const char *what, struct str text, uint8_t *ret, size_t n) {
  crypto_generichash_state h;
  must(crypto_generichash_init(&h, a->secret, SECRET_BYTES, n) == 0);
  crypto_generichash_update(&h, (const unsigned char *)what, strlen(what) + 1);
  crypto_generichash_update(&h, (const unsigned char *)(text.p ? text.p : ""), text.n);
  crypto_generichash_final(&h, ret, n);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One secret of the server, DIR/server.key, made at its first start.  It authenticates what the
 * server hands out and takes back (cursors) and keys what it keeps for a day (idempotent answers),
 * each use with a word of its own.  Losing the file costs nothing but pages that were being turned.
 */
#include <sodium.h>

#include "api/api_int.h"
#include "base/io.h"
#include "base/panic.h"

#define KEY_TEXT (2 * SECRET_BYTES) /* hexadecimal */

static bool make(const char *path, struct err *err) {
  struct io *io = io_posix();
  struct io_file *f;
  uint8_t key[SECRET_BYTES];
  char text[KEY_TEXT + 1];
  randombytes_buf(key, sizeof key);
  sodium_bin2hex(text, sizeof text, key, sizeof key);
  text[KEY_TEXT] = '\n';
  if (!io_open(io, path, IO_CREATE_PRIVATE, &f, err)) return false;
  bool ok = io_pwrite(io, f, text, sizeof text, 0, err) && io_sync(io, f, err);
  io_close(io, f);
  sodium_memzero(key, sizeof key);
  sodium_memzero(text, sizeof text);
  return ok;
}

bool secret_load(const char *dir, uint8_t ret[SECRET_BYTES], struct err *err) {
  struct arena tmp;
  struct str text;
  size_t n;
  must(sodium_init() >= 0);
  arena_init(&tmp, "server key");
  const char *path = arena_printf(&tmp, "%s/server.key", dir).p;
  bool ok = (io_exists(io_posix(), path) || make(path, err)) &&
            io_read_all(io_posix(), path, 4096, &tmp, &text, err);
  if (ok && (sodium_hex2bin(ret, SECRET_BYTES, text.p, text.n, "\n ", &n, NULL) != 0 ||
             n != SECRET_BYTES))
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it does not hold %d hexadecimal digits", path,
                  KEY_TEXT);
  arena_release(&tmp);
  return ok;
}

void secret_mac(const struct api *a, const char *what, struct str text, uint8_t *ret, size_t n) {
  crypto_generichash_state h;
  must(crypto_generichash_init(&h, a->secret, SECRET_BYTES, n) == 0);
  crypto_generichash_update(&h, (const unsigned char *)what, strlen(what) + 1);
  crypto_generichash_update(&h, (const unsigned char *)(text.p ? text.p : ""), text.n);
  crypto_generichash_final(&h, ret, n);
}

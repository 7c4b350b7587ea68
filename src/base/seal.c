/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libsodium's XChaCha20-Poly1305, a new nonce for every secret:
 *
 *   version (1 byte) · nonce (24) · encrypted secret · code (16)
 *
 * The name of the use is authenticated with it. */
#include "base/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/key_file.h"
#include "base/panic.h"

#define SEAL_VERSION 1
#define NONCE        crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define CODE         crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(1 + NONCE + CODE == SEAL_OVERHEAD, "seal.h says so");
_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "likewise");

bool seal_load(struct io *io, const char *dir, struct seal *ret, struct err *err) {
  return key_file_load(io, dir, "secrets.key", ret->key, sizeof ret->key, err);
}

struct str seal_close(const struct seal *k, const char *what, struct str secret,
                      struct arena *out) {
  must(secret.n <= SEAL_SECRET_MAX);
  unsigned char *p = arena_alloc(out, SEAL_OVERHEAD + secret.n);
  p[0] = SEAL_VERSION;
  randombytes_buf(p + 1, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt(p + 1 + NONCE, NULL, (const unsigned char *)secret.p,
                                             secret.n, (const unsigned char *)what, strlen(what),
                                             NULL, p + 1, k->key);
  return str_of(p, SEAL_OVERHEAD + secret.n);
}

bool seal_open(const struct seal *k, const char *what, struct str sealed, struct arena *out,
               struct str *ret, struct err *err) {
  const unsigned char *p = (const unsigned char *)sealed.p;
  bool ok = sealed.n >= SEAL_OVERHEAD && sealed.n <= SEAL_OVERHEAD + SEAL_SECRET_MAX &&
            p[0] == SEAL_VERSION;
  if (ok) {
    size_t n = sealed.n - SEAL_OVERHEAD;
    unsigned char *to = arena_alloc(out, n + 1);
    ok = crypto_aead_xchacha20poly1305_ietf_decrypt(
             to, NULL, NULL, p + 1 + NONCE, sealed.n - 1 - NONCE, (const unsigned char *)what,
             strlen(what), p + 1, k->key) == 0;
    if (ok) *ret = str_of(to, n);
  }
  return ok || err_fail(err, ERR_secret_unreadable, "%s", what);
}

void seal_mark(const struct seal *k, const char *what, struct str secret,
               uint8_t ret[SEAL_MARK_BYTES]) {
  crypto_generichash_state s;
  crypto_generichash_init(&s, k->key, sizeof k->key, SEAL_MARK_BYTES);
  crypto_generichash_update(&s, (const unsigned char *)what, strlen(what) + 1);
  crypto_generichash_update(&s, (const unsigned char *)secret.p, secret.n);
  crypto_generichash_final(&s, ret, SEAL_MARK_BYTES);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Argon2id makes a key of the passphrase, XChaCha20-Poly1305 encrypts with it:
 *
 *   "SHOALKEY" (8 bytes) · version (1) · passes (4, LE) · KiB (4, LE) · salt (16) · nonce (24) ·
 *   encrypted · code (16)
 *
 * All before the nonce is authenticated.  The price of a guess is in the text, so that later
 * programs may raise it, and bounded when it is read: texts come from outside. */
#include "base/key_wrap.h"

#include <sodium.h>
#include <string.h>

#include "base/panic.h"
#include "base/utf8.h"

#define MAGIC      "SHOALKEY"
#define VERSION    1
#define PASSES     3
#define PASSES_MAX 16
#define KIB        ((uint32_t)(KEY_WRAP_MEMORY >> 10))
#define KIB_MAX    (UINT32_C(1) << 20)
#define SALT       crypto_pwhash_argon2id_SALTBYTES
#define NONCE      crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define CODE       crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY        crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define HEAD       (8 + 1 + 4 + 4 + SALT)

_Static_assert(HEAD + NONCE + CODE == KEY_WRAP_OVERHEAD, "key_wrap.h says so");

bool passphrase_read(struct io *io, const char *path, struct arena *out, struct str *ret,
                     struct err *err) {
  struct str text;
  if (!io_read_all(io, path, PASSPHRASE_MAX + 2, out, &text, err)) return false;
  const char *end = memchr(text.p, '\n', text.n);
  if (end) text.n = (size_t)(end - text.p);
  if (text.n && text.p[text.n - 1] == '\r') text.n--;
  if (text.n > PASSPHRASE_MAX)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%d bytes", path, PASSPHRASE_MAX);
  if (!utf8_valid(text)) return err_fail(err, ERR_bad_utf8, "%s", path);
  if (utf8_count(text) < PASSPHRASE_MIN)
    return err_fail(err, ERR_passphrase_short, "%s" ERR_SEP "%d", path, PASSPHRASE_MIN);
  *ret = text;
  return true;
}

static void put_u32(unsigned char *p, uint32_t v) {
  for (int i = 0; i < 4; i++)
    p[i] = (unsigned char)(v >> 8 * i);
}

static uint32_t get_u32(const unsigned char *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool stretch(struct str passphrase, const unsigned char *salt, uint32_t passes, uint32_t kib,
                    unsigned char ret[KEY], struct err *err) {
  must(sodium_init() >= 0);
  return crypto_pwhash(ret, KEY, passphrase.p, passphrase.n, salt, passes, (size_t)kib << 10,
                       crypto_pwhash_ALG_ARGON2ID13) == 0 ||
         err_fail(err, ERR_memory_limit, "a key made of a passphrase" ERR_SEP "%u MiB", kib >> 10);
}

bool key_wrap(struct str passphrase, struct str key, struct arena *out, struct str *ret,
              struct err *err) {
  unsigned char secret[KEY];
  must(key.n > 0 && key.n <= KEY_WRAP_BYTES_MAX && sodium_init() >= 0);
  unsigned char *p = arena_alloc(out, KEY_WRAP_OVERHEAD + key.n), *salt = p + HEAD - SALT;
  memcpy(p, MAGIC, 8);
  p[8] = VERSION;
  put_u32(p + 9, PASSES);
  put_u32(p + 13, KIB);
  randombytes_buf(salt, SALT + NONCE);
  if (!stretch(passphrase, salt, PASSES, KIB, secret, err)) return false;
  crypto_aead_xchacha20poly1305_ietf_encrypt(p + HEAD + NONCE, NULL, (const unsigned char *)key.p,
                                             key.n, p, HEAD, NULL, p + HEAD, secret);
  sodium_memzero(secret, sizeof secret);
  *ret = str_of(p, KEY_WRAP_OVERHEAD + key.n);
  return true;
}

bool key_unwrap(struct str passphrase, struct str wrapped, struct arena *out, struct str *ret,
                struct err *err) {
  const unsigned char *p = (const unsigned char *)wrapped.p;
  unsigned char secret[KEY];
  if (wrapped.n <= KEY_WRAP_OVERHEAD || wrapped.n > KEY_WRAP_OVERHEAD + KEY_WRAP_BYTES_MAX ||
      memcmp(p, MAGIC, 8) != 0)
    return err_fail(err, ERR_corrupt, "a wrapped key" ERR_SEP "it does not begin as one");
  uint32_t passes = get_u32(p + 9), kib = get_u32(p + 13);
  if (p[8] != VERSION)
    return err_fail(err, ERR_unsupported_format, "a wrapped key" ERR_SEP "version %d", p[8]);
  if (passes < 1 || passes > PASSES_MAX || kib < 8 || kib > KIB_MAX)
    return err_fail(err, ERR_corrupt, "a wrapped key" ERR_SEP "%u passes of %u KiB", passes, kib);
  if (!stretch(passphrase, p + HEAD - SALT, passes, kib, secret, err)) return false;
  size_t n = wrapped.n - KEY_WRAP_OVERHEAD;
  unsigned char *to = arena_alloc(out, n + 1);
  bool ok = crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, p + HEAD + NONCE, n + CODE,
                                                       p, HEAD, p + HEAD, secret) == 0;
  sodium_memzero(secret, sizeof secret);
  if (!ok) return err_fail(err, ERR_passphrase_wrong, NULL);
  *ret = str_of(to, n);
  return true;
}

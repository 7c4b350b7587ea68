/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was just made is read back like any other, so that there is one way to a key.  The name is
 * synced each time: who made the file may have been killed before, and a key that was used must not
 * go with the power. */
#include "base/key_file.h"

#include <pthread.h>
#include <sodium.h>

#include "base/panic.h"

#define TEXT_MAX (2 * KEY_FILE_BYTES_MAX + 1)

static bool make(struct io *io, const char *path, size_t n, struct err *err) {
  uint8_t key[KEY_FILE_BYTES_MAX];
  char text[TEXT_MAX];
  randombytes_buf(key, n);
  sodium_bin2hex(text, sizeof text, key, n);
  text[2 * n] = '\n';
  bool ok = io_write_secret(io, path, text, 2 * n + 1, err);
  sodium_memzero(key, sizeof key);
  sodium_memzero(text, sizeof text);
  return ok;
}

static bool read(struct io *io, const char *path, struct arena *tmp, struct str *ret,
                 struct err *err) {
  struct err why = {0};
  *ret = STR("");
  if (io_read_all(io, path, 4096, tmp, ret, &why) || why.code == ERR_not_found_file) return true;
  *err = why;
  return false;
}

static bool load(struct io *io, const char *path, struct arena *tmp, uint8_t *ret, size_t n,
                 struct err *err) {
  uint8_t key[KEY_FILE_BYTES_MAX];
  struct str text;
  size_t got = 0;
  if (!read(io, path, tmp, &text, err)) return false;
  if (text.n == 0 && (!make(io, path, n, err) || !read(io, path, tmp, &text, err))) return false;
  bool ok = sodium_hex2bin(key, n, text.p, text.n, "\n ", &got, NULL) == 0 && got == n;
  if (ok) memcpy(ret, key, n);
  sodium_memzero(key, sizeof key);
  sodium_memzero((char *)text.p, text.n);
  return ok || err_fail(err, ERR_corrupt, "%s" ERR_SEP "it does not hold %zu hexadecimal digits",
                        path, 2 * n);
}

bool key_file_load(struct io *io, const char *dir, const char *name, uint8_t *ret, size_t n,
                   struct err *err) {
  static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
  struct arena tmp;
  must(sodium_init() >= 0 && n >= 1 && n <= KEY_FILE_BYTES_MAX);
  arena_init(&tmp, "key file");
  const char *path = arena_printf(&tmp, "%s/%s", dir, name).p;
  pthread_mutex_lock(&one);
  bool ok = load(io, path, &tmp, ret, n, err) && io_sync_dir(io, dir, err);
  pthread_mutex_unlock(&one);
  arena_release(&tmp);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Passwords: what is accepted, how they are hashed, and how many at once.
 *
 * Argon2id is slow and large on purpose, so the number of hashings at a time is the ceiling on what
 * a flood of logins can take: HASHINGS of them, HASH_WAITING more wait, the rest are told to come
 * back. Both numbers are for the process, whatever number of struct access it has, and together
 * they are fewer than the server's workers, so that logins never hold all of them.
 *
 * An unknown e-mail is hashed too, against nothing, so that the time tells nobody which addresses
 * are users. */
#include <errno.h>

#include "access/access_int.h"
#include "base/utf8.h"

#define HASHINGS     2
#define HASH_WAITING 4

static struct {
  pthread_mutex_t lock;
  pthread_cond_t free;
  int busy, waiting;
} slots = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static bool slot_take(struct err *err) {
  bool got = true;
  pthread_mutex_lock(&slots.lock);
  if (slots.busy == HASHINGS) {
    got = slots.waiting < HASH_WAITING;
    slots.waiting += got;
    while (got && slots.busy == HASHINGS)
      pthread_cond_wait(&slots.free, &slots.lock);
    slots.waiting -= got;
  }
  slots.busy += got;
  pthread_mutex_unlock(&slots.lock);
  return got || err_fail(err, ERR_login_busy, NULL);
}

static void slot_give(void) {
  pthread_mutex_lock(&slots.lock);
  slots.busy--;
  pthread_cond_signal(&slots.free);
  pthread_mutex_unlock(&slots.lock);
}

bool password_check(struct str password, struct str email, struct err *err) {
  static const char *const common[] = {
#define P(text) text,
#include "access/passwords.def"
#undef P
  };
  struct str local = email;
  if (!utf8_valid(password)) return err_fail(err, ERR_password_bad_text, NULL);
  for (size_t i = 0; i < password.n; i++)
    if ((unsigned char)password.p[i] < 0x20 || password.p[i] == 0x7f)
      return err_fail(err, ERR_password_bad_text, NULL);
  size_t n = utf8_count(password);
  if (n < ACCESS_PASSWORD_MIN) return err_fail(err, ERR_password_short, "%d", ACCESS_PASSWORD_MIN);
  if (n > ACCESS_PASSWORD_MAX) return err_fail(err, ERR_password_long, "%d", ACCESS_PASSWORD_MAX);
  if (str_eq_nocase(password, email) || str_eq_nocase(password, str_cut(&local, '@')))
    return err_fail(err, ERR_password_is_email, NULL);
  for (size_t i = 0; i < sizeof common / sizeof *common; i++)
    if (str_eq_nocase(password, str_from(common[i])))
      return err_fail(err, ERR_password_common, NULL);
  return true;
}

bool password_hash(struct access *a, struct str password, char ret[crypto_pwhash_STRBYTES],
                   struct err *err) {
  if (!slot_take(err)) return false;
  int rc = crypto_pwhash_str(ret, password.p, password.n, a->hash_passes, a->hash_bytes);
  slot_give();
  return rc == 0 || err_fail(err, ERR_login_busy, NULL); /* the machine has not that much memory */
}

bool password_verify(struct access *a, struct str stored, struct str password, bool *ret_right,
                     struct err *err) {
  char text[crypto_pwhash_STRBYTES] = "";
  static const unsigned char salt[crypto_pwhash_SALTBYTES];
  unsigned char key[32];
  int rc;
  /* Longer ones cannot be anybody's, and hashing megabytes would be a flood of its own. */
  if (password.n > 4 * ACCESS_PASSWORD_MAX) password.n = 0, stored.n = 0;
  must(stored.n < sizeof text);
  if (stored.n) memcpy(text, stored.p, stored.n);
  if (!slot_take(err)) return false;
  errno = 0;
  const char *p = password.n ? password.p : "";
  if (stored.n) {
    rc = crypto_pwhash_str_verify(text, p, password.n);
  } else {
    rc = crypto_pwhash(key, sizeof key, p, password.n, salt, a->hash_passes, a->hash_bytes,
                       crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(key, sizeof key);
    if (rc == 0) rc = -1, errno = EINVAL;
  }
  int e = errno;
  slot_give();
  if (rc != 0 && e == ENOMEM) return err_fail(err, ERR_login_busy, NULL);
  *ret_right = rc == 0;
  return true;
}

bool password_is_outdated(struct access *a, struct str stored) {
  char text[crypto_pwhash_STRBYTES] = "";
  must(stored.n < sizeof text);
  memcpy(text, stored.p, stored.n);
  return crypto_pwhash_str_needs_rehash(text, a->hash_passes, a->hash_bytes) != 0;
}

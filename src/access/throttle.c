/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Throttling of logins: by account, so that one password cannot be guessed from many places, and by
 * address (IPv6: its /64), so that one place cannot try many accounts.
 *
 * An attempt counts as failed before the password is looked at and is forgiven when it was right:
 * otherwise a hundred attempts sent at once would all be let in before the first of them failed.
 * From FREE failures on each further one doubles the time until the next attempt.  Who knows an
 * address can keep its user waiting (at most DELAY_MAX); a login link works meanwhile.
 *
 * Rows hold hashes of e-mails and addresses, are forgotten after an hour without failures, and are
 * at most ROWS_MAX: the address is judged first, so that one that must wait makes no rows of
 * accounts. */
#include <arpa/inet.h>

#include "access/access_int.h"

#define FREE      5
#define DELAY_MS  INT64_C(1000)
#define DELAY_MAX (15 * MS_MINUTE)
#define FORGET_MS (60 * MS_MINUTE)
#define ROWS_MAX  10000

/* False for an address that says nothing about the place ("" of a Unix socket, of a test). */
static bool place_of(struct str address, struct hash *ret) {
  char text[INET6_ADDRSTRLEN];
  struct in6_addr six;
  struct in_addr four;
  if (address.n == 0) return false;
  if (address.n < sizeof text) {
    memcpy(text, address.p, address.n);
    text[address.n] = 0;
    if (inet_pton(AF_INET6, text, &six) == 1) {
      *ret = IN6_IS_ADDR_V4MAPPED(&six) ? hash_of("throttle 4", str_of(six.s6_addr + 12, 4))
                                        : hash_of("throttle 6", str_of(six.s6_addr, 8));
      return true;
    }
    if (inet_pton(AF_INET, text, &four) == 1) {
      *ret = hash_of("throttle 4", str_of(&four, 4));
      return true;
    }
  }
  *ret = hash_of("throttle text", address);
  return true;
}

static int64_t delay_of(int64_t failures) {
  if (failures < FREE) return 0;
  int64_t over = failures - FREE;
  return over >= 10 || DELAY_MS << over > DELAY_MAX ? DELAY_MAX : DELAY_MS << over;
}

static bool load(struct tx *t, const struct hash *key, int64_t *ret_failures, int64_t *ret_next,
                 struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret_failures = *ret_next = 0;
  if (!sql_query(t->s, &q, err, "SELECT failures, next_ms, last_ms FROM throttle WHERE hash = ?1",
                 "b", hash_str(key)) ||
      !state_step(q, &row, err))
    return false;
  if (row && state_int(q, 2) > t->now - FORGET_MS) {
    *ret_failures = state_int(q, 0);
    *ret_next = state_int(q, 1);
    /* A clock that was set back must not lock people out. */
    if (*ret_next > t->now + DELAY_MAX) *ret_next = t->now + DELAY_MAX;
  }
  state_reset(q);
  return true;
}

static bool may_try(struct tx *t, const struct hash *key, struct err *err) {
  int64_t failures, next;
  if (!load(t, key, &failures, &next, err)) return false;
  if (next <= t->now) return true;
  return err_fail(err, ERR_login_throttled, "%lld", (long long)((next - t->now + 999) / 1000));
}

static bool store(struct tx *t, const struct hash *key, int64_t failures, int64_t next,
                  struct err *err) {
  return sql_do(t->s, err,
                "INSERT INTO throttle (hash, failures, next_ms, last_ms) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (hash) DO UPDATE SET failures = excluded.failures, next_ms = "
                "excluded.next_ms, last_ms = excluded.last_ms",
                "biii", hash_str(key), failures, next, t->now);
}

static bool charge(struct tx *t, const struct hash *key, int64_t *ret_failures, struct err *err) {
  int64_t next;
  if (!load(t, key, ret_failures, &next, err)) return false;
  ++*ret_failures;
  return store(t, key, *ret_failures, t->now + delay_of(*ret_failures), err);
}

/* One failure fewer.  The attempt was let in, so nothing was to be waited for before it; but if
 * others failed since, their delay stays: a right password of one's own must not clear the way for
 * guessing somebody else's. */
static bool refund(struct tx *t, const struct hash *key, int64_t charged, struct err *err) {
  int64_t failures, next;
  if (!load(t, key, &failures, &next, err)) return false;
  if (failures <= 1)
    return sql_do(t->s, err, "DELETE FROM throttle WHERE hash = ?1", "b", hash_str(key));
  return store(t, key, failures - 1, failures == charged ? t->now : next, err);
}

static bool sweep(struct tx *t, struct err *err) {
  int64_t rows;
  if (!sql_do(t->s, err, "DELETE FROM throttle WHERE last_ms <= ?1", "i", t->now - FORGET_MS) ||
      !sql_int(t->s, &rows, err, "SELECT count(*) FROM throttle", ""))
    return false;
  return rows <= ROWS_MAX ||
         sql_do(t->s, err,
                "DELETE FROM throttle WHERE hash IN (SELECT hash FROM throttle ORDER BY last_ms "
                "LIMIT ?1)",
                "i", rows - ROWS_MAX);
}

bool attempt_begin(struct access *a, struct str email, struct str address, struct attempt *ret,
                   struct err *err) {
  struct attempt at = {.account = hash_of("throttle account", email)};
  struct tx t;
  at.has_address = place_of(address, &at.address);
  if (!tx_begin(a, &t, err)) return false;
  bool ok = (!at.has_address || may_try(&t, &at.address, err)) && may_try(&t, &at.account, err) &&
            (!at.has_address || charge(&t, &at.address, &at.address_failures, err)) &&
            charge(&t, &at.account, &at.account_failures, err) && sweep(&t, err);
  if (!tx_end(&t, ok, err)) return false;
  *ret = at;
  return true;
}

bool attempt_right(struct tx *t, const struct attempt *at, struct err *err) {
  return (!at->has_address || refund(t, &at->address, at->address_failures, err)) &&
         sql_do(t->s, err, "DELETE FROM throttle WHERE hash = ?1", "b", hash_str(&at->account));
}

void attempt_undo(struct access *a, const struct attempt *at) {
  struct err ignored = {0};
  struct tx t;
  if (!tx_begin(a, &t, &ignored)) return;
  tx_end(&t,
         (!at->has_address || refund(&t, &at->address, at->address_failures, &ignored)) &&
             refund(&t, &at->account, at->account_failures, &ignored),
         &ignored);
}

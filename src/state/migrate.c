/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Migrations: numbered files, each applied once, in order, in a transaction of its own.
 *
 * The table `migration` remembers number, name and a hash of the file as written (before token
 * expansion, so that both databases agree on it).  Every opening compares all of it: a number that
 * this program does not know    the database is from a newer program      ERR_state_newer a known
 * number with another hash            somebody edited a released migration       ERR_state_drift a
 * known number that is absent               applied now, or (reading) ERR_state_old A crash between
 * two migrations leaves the earlier ones done and the later ones to do; inside one, nothing.  Two
 * programs opening at once both look, one gets the write lock, and the other looks again under
 * the lock before it applies anything.
 */
#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "state/state_int.h"

#define HASH_BYTES 33 /* 128 bits in hex, NUL-terminated */

static void hash_text(const char *text, char out[HASH_BYTES]) {
  XXH128_hash_t h = XXH3_128bits(text, strlen(text));
  snprintf(out, HASH_BYTES, "%016llx%016llx", (unsigned long long)h.high64,
           (unsigned long long)h.low64);
}

static uint32_t count(const struct embedded *m) {
  uint32_t n = 0;
  for (; m[n].name; n++) {
    char want[8];
    snprintf(want, sizeof want, "%04u_", n + 1);
    must(str_starts(str_from(m[n].name), str_from(want))); /* numbers are dense from 0001 */
  }
  return n;
}

/* How many migrations are applied; those are a prefix of ours, unchanged. */
static bool applied(struct state *s, const struct embedded *m, uint32_t n, uint32_t *ret,
                    struct err *err) {
  struct state_stmt *q;
  bool row, exists;
  uint32_t done = 0;
  if (!s->door->has_table(s, "migration", &exists, err)) return false;
  if (!exists) {
    *ret = 0;
    return true;
  }
  if (!state_query(s, "SELECT number, name, hash FROM migration ORDER BY number", &q, err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    int64_t number = state_int(q, 0);
    bool ok = true;
    char hash[HASH_BYTES];
    if (number > n) {
      ok = err_fail(err, ERR_state_newer, "%s" ERR_SEP "%lld" ERR_SEP "%u", s->shown,
                    (long long)number, n);
    } else if (number != done + 1) {
      ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "migration %u is missing", s->shown, done + 1);
    } else {
      hash_text(m[done].text, hash);
      if (!str_is(state_str(q, 2), hash))
        ok = err_fail(err, ERR_state_drift, "%s" ERR_SEP "%.*s", s->shown, STRF(state_str(q, 1)));
    }
    if (!ok) {
      state_reset(q);
      return false;
    }
    done++;
  }
  *ret = done;
  return true;
}

/* Under the write lock: the migration and the note that it is done. */
static bool apply(struct state *s, const struct embedded *m, uint32_t number, struct err *err) {
  struct buf sql = BUF_INIT;
  struct state_stmt *q;
  char hash[HASH_BYTES];
  bool ok = sql_expand(s->door->dialect, str_from(m->text), &sql, err) && state_run(s, sql.p, err);
  buf_release(&sql);
  if (!ok ||
      !state_query(s, "INSERT INTO migration (number, name, hash, at_ms) VALUES (?1, ?2, ?3, @now)",
                   &q, err))
    return false;
  hash_text(m->text, hash);
  state_bind_int(q, 1, number);
  state_bind_str(q, 2, str_from(m->name));
  state_bind_str(q, 3, str_from(hash));
  return state_exec(q, err);
}

static bool apply_next(struct state *s, const struct embedded *m, uint32_t n, struct err *err) {
  static const char make[] =
      "CREATE TABLE IF NOT EXISTS migration (number @i64 PRIMARY KEY, "
      "name @text NOT NULL, hash @text NOT NULL, at_ms @i64 NOT NULL) @strict";
  struct state_stmt *q;
  uint32_t done;
  if (!state_begin(s, err)) return false;
  if (state_query(s, make, &q, err) && state_exec(q, err) && applied(s, m, n, &done, err) &&
      (done == n || apply(s, &m[done], done + 1, err)))
    return state_commit(s, err);
  state_rollback(s);
  return false;
}

bool state_migrate(struct state *s, const struct embedded *m, struct err *err) {
  uint32_t n = count(m), done;
  for (;;) {
    if (!applied(s, m, n, &done, err)) return false;
    if (done == n) return true;
    if (!s->write)
      return err_fail(err, ERR_state_old, "%s" ERR_SEP "%u" ERR_SEP "%u", s->shown, done, n);
    if (!apply_next(s, m, n, err)) return false;
  }
}

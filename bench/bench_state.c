/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SQL door: small transactions a second, alone and in groups, with and without waiting for
 * every answer, beside the device's syncs. Usage: bench_state DIR PLACE [SECONDS].  PLACE: a new
 * file, or postgresql://…#schema. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/panic.h"
#include "state/state_int.h"

#define ACCOUNTS 10000
#define GROUP    256

static const struct embedded schema[] = {
    {"0001_bench.sql",
     "CREATE TABLE account (id @i64 PRIMARY KEY, balance @i64 NOT NULL CHECK (balance >= 0)) "
     "@strict;"
     "CREATE TABLE txn (id @autoid, key @text NOT NULL UNIQUE, at_ms @i64 NOT NULL) @strict;"
     "CREATE TABLE entry (n @autoid, key @text NOT NULL, account @i64 NOT NULL, amount @i64 NOT "
     "NULL) @strict;"},
    {NULL, NULL}};

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

static uint64_t number; /* of transactions so far */

static bool put(struct state *s, const char *sql, const char *key, int64_t a, int64_t b, bool waits,
                struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, sql, &q, err)) return false;
  int i = 1;
  if (key) state_bind_str(q, i++, str_from(key));
  state_bind_int(q, i++, a);
  if (b) state_bind_int(q, i, b);
  return waits ? state_exec(q, err) : state_later(q, err);
}

enum answers { ALL, NEEDED, NONE }; /* of which statements are waited for */

static bool ask_balance(struct state *s, int64_t account, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT balance FROM account WHERE id = ?1", &q, err)) return false;
  state_bind_int(q, 1, account);
  if (!state_step(q, &row, err)) return false;
  must(row);
  state_reset(q);
  return true;
}

/* Six statements, or without the question (NONE: it was answered before) five. */
static bool transfer(struct state *s, enum answers answers, struct err *err) {
  static const char *const entry = "INSERT INTO entry (key, account, amount) VALUES (?1, ?2, ?3)";
  char key[32];
  bool waits = answers == ALL;
  int64_t from = (int64_t)(++number * 7919 % ACCOUNTS) + 1, to = from % ACCOUNTS + 1;
  snprintf(key, sizeof key, "k%" PRIu64, number);
  if (answers != NONE && !ask_balance(s, from, err)) return false;
  return put(s, "INSERT INTO txn (key, at_ms) VALUES (?1, ?2)", key, 1, 0, waits, err) &&
         put(s, entry, key, from, -5, waits, err) && put(s, entry, key, to, 5, waits, err) &&
         put(s, "UPDATE account SET balance = balance - ?2 WHERE id = ?1", NULL, from, 5, waits,
             err) &&
         put(s, "UPDATE account SET balance = balance + ?2 WHERE id = ?1", NULL, to, 5, waits, err);
}

static void run(struct state *s, const char *name, uint32_t group, enum answers answers,
                double seconds) {
  struct clock *c = clock_system();
  struct err err = {0};
  struct mono at = c->mono(c);
  uint64_t n = 0;
  while (clock_seconds_since(c, at) < seconds) {
    must_ok(state_begin(s, &err), &err);
    for (uint32_t i = 0; i < group; i++, n++)
      must_ok(transfer(s, answers, &err), &err);
    must_ok(state_commit(s, &err), &err);
  }
  double took = clock_seconds_since(c, at);
  printf("%-44s %9.0f transactions/s %9.0f statements/s\n", name, (double)n / took,
         (answers == NONE ? 5.0 : 6.0) * (double)n / took);
}

/* What the device does with 4 KiB and a sync, one after the other. */
static void syncs(const char *dir, double seconds) {
  struct clock *c = clock_system();
  struct io *io = io_posix();
  struct io_file *f;
  struct err err = {0};
  char path[4096], block[4096] = {0};
  snprintf(path, sizeof path, "%s/bench_state.sync", dir);
  must_ok(io_open(io, path, IO_CREATE, &f, &err), &err);
  for (int i = 0; i < 1024; i++)
    must_ok(io_pwrite(io, f, block, sizeof block, (uint64_t)i * sizeof block, &err), &err);
  must_ok(io_sync(io, f, &err), &err);
  uint64_t n = 0;
  for (struct mono at = c->mono(c); clock_seconds_since(c, at) < seconds; n++) {
    must_ok(io_pwrite(io, f, block, sizeof block, n % 1024 * sizeof block, &err), &err);
    must_ok(io_sync(io, f, &err), &err);
  }
  printf("%-44s %9.0f a second\n", "write and sync of 4 KiB", (double)n / seconds);
  io_close(io, f);
  unlink(path);
}

int main(int argc, char **argv) {
  const struct state_setup setup = {.migrations = schema, .busy_ms = STATE_BUSY_MS, .alone = true};
  struct state *s;
  struct err err = {0};
  if (argc < 3) {
    fprintf(stderr, "usage: bench_state DIR PLACE [SECONDS]\n");
    return 64;
  }
  double seconds = argc > 3 ? strtod(argv[3], NULL) : 3;
  must_ok(state_open_with(argv[2], true, &setup, &s, &err), &err);
  must_ok(state_begin(s, &err), &err);
  for (int64_t i = 1; i <= ACCOUNTS; i++)
    must_ok(put(s, "INSERT INTO account (id, balance) VALUES (?1, ?2)", NULL, i, 1000000000, false,
                &err),
            &err);
  must_ok(state_commit(s, &err), &err);
  syncs(argv[1], seconds);
  run(s, "one a commit, waiting for every answer", 1, ALL, seconds);
  run(s, "one a commit, later", 1, NEEDED, seconds);
  run(s, "256 a commit, waiting for every answer", GROUP, ALL, seconds);
  run(s, "256 a commit, later", GROUP, NEEDED, seconds);
  run(s, "256 a commit, later, nothing to ask", GROUP, NONE, seconds);
  state_close(s);
  return 0;
}

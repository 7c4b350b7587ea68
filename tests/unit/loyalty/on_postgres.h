/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shops whose state is in the PostgreSQL at SHOAL_TEST_PG (tools/test.py starts one), a database
 * for each: the same cases run on both. */
#ifndef TESTS_LOYALTY_ON_POSTGRES_H
#define TESTS_LOYALTY_ON_POSTGRES_H

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *pg_server; /* NULL: SQLite */
static char pg_address[512];

/* ws_options.state of the shop made last. */
__attribute__((unused)) static const char *pg_shop(void) {
  return pg_server ? pg_address : NULL;
}

/* … of a shop that is to be made. */
__attribute__((unused)) static const char *pg_shop_new(void) {
  static int n;
  char sql[64];
  if (!pg_server) return NULL;
  PGconn *c = PQconnectdb(pg_server);
  snprintf(sql, sizeof sql, "CREATE DATABASE t%ld_%d", (long)getpid(), ++n);
  PGresult *r = PQexec(c, sql);
  if (PQresultStatus(r) != PGRES_COMMAND_OK) fail_msg("%s: %s", sql, PQerrorMessage(c));
  PQclear(r);
  PQfinish(c);
  const char *name = strstr(pg_server, "/shoal?"); /* postgresql://…/shoal?host=… */
  if (!name) fail_msg("%s", pg_server);
  snprintf(pg_address, sizeof pg_address, "%.*s/%s?%s", (int)(name - pg_server), pg_server,
           sql + strlen("CREATE DATABASE "), name + strlen("/shoal?"));
  return pg_address;
}

/* The result of main(). */
#define RUN_ON_BOTH(cases, setup, teardown)                                                        \
  ({                                                                                               \
    int failed_ = cmocka_run_group_tests(cases, setup, teardown);                                  \
    pg_server = getenv("SHOAL_TEST_PG");                                                           \
    if (!pg_server)                                                                                \
      puts("ok - the cases on PostgreSQL # SKIP SHOAL_TEST_PG is not set");                        \
    else                                                                                           \
      failed_ += cmocka_run_group_tests_name("on PostgreSQL", cases, setup, teardown);             \
    failed_;                                                                                       \
  })

#endif

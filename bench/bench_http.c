/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server to measure the HTTP room with: /worker answers a small JSON object from a worker thread,
 * /inline the same from the I/O thread.  Prints its port and serves until its input ends.
 * Usage: bench_http [WORKERS], then e.g. wrk -t1 -c64 -d5s http://127.0.0.1:PORT/worker */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "http/http.h"

static void route(void *ctx, struct http_request *q, struct http_plan *ret) {
  ret->inline_ = str_is(http_path(q), "/inline");
}

static void handle(void *ctx, struct http_request *q) {
  http_reply(q, 200, "application/json", STR("{\"ok\":true,\"people\":65536}"));
}

int main(int argc, char **argv) {
  struct http_app app = {.route = route, .handle = handle};
  struct http_options o = {.workers = argc > 1 ? (unsigned)atoi(argv[1]) : 0,
                           .per_address_max = 1024};
  struct http_server *s;
  struct err err;
  char line[64];
  if (!http_start(&o, &app, &s, &err)) {
    struct buf b = BUF_INIT;
    err_render(&err, LANG_EN, &b);
    fprintf(stderr, "%s\n", b.p);
    return 1;
  }
  printf("%u\n", http_port(s));
  fflush(stdout);
  while (read(STDIN_FILENO, line, sizeof line) > 0)
    ;
  http_stop(s, 1);
  return 0;
}

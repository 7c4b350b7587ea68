/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A flash sale against a server on loopback: PEOPLE people claim a coupon of kind `sale` once each,
 * over CONNECTIONS keep-alive connections, each with one request under way.
 *
 * Usage: bench_sale PORT KEY WORKSPACE PEOPLE CONNECTIONS
 * People are user_id p0 … ; the answers are counted by status.  Prints one JSON object, with the
 * latencies of those who got one and of those who did not, and how long it took until the last
 * coupon was out: what comes after are refusals, which read and write nothing. */
#include "http_load.h"

static const char *key, *workspace;
static uint32_t people, next_person, answered;
static uint32_t given, sold_out, other;
static int64_t *won, *lost, last_given;

static bool ask(struct load_peer *p) {
  static const char body[] = "{\"kind\":\"sale\",\"source\":\"page\"}";
  if (next_person == people) return false;
  buf_printf(&p->out,
             "POST /api/w/%s/people/p%u/coupons/claim HTTP/1.1\r\nHost: localhost\r\n"
             "Authorization: Bearer %s\r\nIdempotency-Key: sale-%u\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             workspace, next_person, key, next_person, sizeof body - 1, body);
  next_person++;
  return true;
}

static void heard(struct load_peer *p, int status, int64_t took) {
  answered++;
  if (status == 201) {
    won[given++] = took;
    last_given = load_now_ns();
    return;
  }
  bool out = strstr(p->in, "coupon_sold_out") != NULL;
  if (!out && other == 0) fprintf(stderr, "%s\n", p->in);
  sold_out += out;
  other += !out;
  lost[answered - given - 1] = took;
}

static int order(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return a < b ? -1 : a > b;
}

static double at(const int64_t *v, uint32_t n, double q) {
  return n ? (double)v[(uint32_t)((n - 1) * q)] / 1e6 : 0;
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "bench_sale PORT KEY WORKSPACE PEOPLE CONNECTIONS\n");
    return 64;
  }
  struct load l = {.ask = ask, .heard = heard};
  key = argv[2], workspace = argv[3], people = (uint32_t)atoi(argv[4]);
  must(people >= 1);
  won = must_calloc(people, sizeof *won), lost = must_calloc(people, sizeof *lost);
  uint32_t n = (uint32_t)atoi(argv[5]);
  int64_t from = load_now_ns();
  double cpu = load_cpu();
  load_run(&l, (uint16_t)atoi(argv[1]), n);
  double seconds = (double)(load_now_ns() - from) / 1e9;
  double giving = given ? (double)(last_given - from) / 1e9 : 0;
  uint32_t n_lost = answered - given;
  qsort(won, given, sizeof *won, order);
  qsort(lost, n_lost, sizeof *lost, order);
  printf("{\"people\":%u,\"connections\":%u,\"given\":%u,\"sold_out\":%u,\"other\":%u,"
         "\"seconds\":%.3f,\"requests_per_s\":%.0f,\"giving_seconds\":%.3f,\"given_per_s\":%.0f,"
         "\"given_p50_ms\":%.2f,\"given_p99_ms\":%.2f,"
         "\"refused_p50_ms\":%.2f,\"refused_p99_ms\":%.2f,\"client_cores\":%.2f}\n",
         people, n, given, sold_out, other, seconds, people / seconds, giving,
         giving > 0 ? given / giving : 0, at(won, given, 0.5), at(won, given, 0.99),
         at(lost, n_lost, 0.5), at(lost, n_lost, 0.99), (load_cpu() - cpu) / seconds);
  return 0;
}

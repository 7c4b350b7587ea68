/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durable ledger transactions per second over HTTP, against `shoal serve` on loopback: full
 * transactions (key, double entry, lots, an event), 60 % grants, 30 % spends, 10 % refunds of
 * spends, of random people p0 …, each connection with one request under way.
 *
 * Usage: bench_ledger_http PORT KEY WORKSPACE PEOPLE CONNECTIONS SECONDS DIR
 * First everybody is granted something, which makes the accounts; then, of SECONDS, the first tenth
 * is not counted.  SECONDS below 10: without the granting.  DIR is on the disk whose syncs are
 * counted before and after.  Prints one JSON object. */
#include <inttypes.h>

#include "base/rng.h"
#include "http_load.h"

#define SPENDS 65536
#define TIMES  (1u << 22)

static const char *key, *workspace;
static uint32_t people, n_spends, n_times, filled;
static int64_t spends[SPENDS], *times, counts_from, until;
static uint64_t number, done, refused, other;
static struct rng rng;

enum { GRANT, SPEND, REFUND };

static void put(struct load_peer *p, const char *path, const char *body) {
  buf_printf(&p->out,
             "POST /api/w/%s/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
             "Idempotency-Key: order-%09" PRIu64
             "\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             workspace, path, key, number++, strlen(body), body);
}

static bool fill(struct load_peer *p) {
  char path[64];
  if (filled == people) return false;
  snprintf(path, sizeof path, "people/p%u/points", filled++);
  p->what = GRANT;
  put(p, path, "{\"op\":\"grant\",\"currency\":\"points\",\"amount\":\"100\"}");
  return true;
}

static bool ask(struct load_peer *p) {
  char body[256], path[128];
  if (load_now_ns() >= until) return false;
  double which = rng_unit(&rng);
  p->what = which < 0.6 ? GRANT : SPEND;
  if (which >= 0.9 && n_spends) {
    uint32_t i = (uint32_t)rng_below(&rng, n_spends);
    p->what = REFUND;
    snprintf(path, sizeof path, "ledger/transactions/%" PRId64 "/refund", spends[i]);
    snprintf(body, sizeof body, "{}");
    spends[i] = spends[--n_spends];
  } else {
    snprintf(path, sizeof path, "people/p%" PRIu64 "/points", rng_below(&rng, people));
    snprintf(body, sizeof body,
             "{\"op\":\"%s\",\"currency\":\"points\",\"amount\":\"%" PRIu64
             "\",\"ref\":\"order-%09" PRIu64 "\"}",
             p->what == GRANT ? "grant" : "spend", 1 + rng_below(&rng, p->what == GRANT ? 200 : 60),
             number);
  }
  put(p, path, body);
  return true;
}

static void heard(struct load_peer *p, int status, int64_t took) {
  const char *txn = status == 201 ? strstr(p->in, "\"txn\":") : NULL;
  bool counts = p->began >= counts_from, poor = strstr(p->in, "ledger_balance") != NULL;
  if (txn && p->what == SPEND && n_spends < SPENDS) spends[n_spends++] = atoll(txn + 6);
  if (!txn && !poor && other++ == 0) fprintf(stderr, "%s\n", p->in);
  if (!counts) return;
  done += txn != NULL;
  refused += poor;
  if (txn && n_times < TIMES) times[n_times++] = took;
}

static int order(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return a < b ? -1 : a > b;
}

static double at(double q) {
  return n_times ? (double)times[(uint32_t)((n_times - 1) * q)] / 1e6 : 0;
}

static double syncs(const char *dir, double seconds) {
  char path[512], page[4096] = {1};
  snprintf(path, sizeof path, "%s/sync", dir);
  int fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  uint64_t n = 0;
  must(fd >= 0);
  int64_t from = load_now_ns(), end = from + (int64_t)(seconds * 1e9);
  for (; load_now_ns() < end; n++)
    must(pwrite(fd, page, sizeof page, (off_t)(n % 256) * 4096) == sizeof page &&
         fdatasync(fd) == 0);
  close(fd);
  unlink(path);
  return (double)n / ((double)(load_now_ns() - from) / 1e9);
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "bench_ledger_http PORT KEY WORKSPACE PEOPLE CONNECTIONS SECONDS DIR\n");
    return 64;
  }
  key = argv[2], workspace = argv[3], people = (uint32_t)atoi(argv[4]);
  uint32_t n = (uint32_t)atoi(argv[5]);
  double seconds = atof(argv[6]), before = syncs(argv[7], 1);
  struct load l = {.ask = ask, .heard = heard}, first = {.ask = fill, .heard = heard};
  times = must_calloc(TIMES, sizeof *times);
  rng_init(&rng, (uint64_t)load_now_ns(), 0, 0);
  number = (uint64_t)load_now_ns() % 1000000 * 1000000;
  counts_from = INT64_MAX;
  if (seconds >= 10) load_run(&first, (uint16_t)atoi(argv[1]), n);
  load_close(&first);
  int64_t from = load_now_ns();
  double cpu = load_cpu();
  counts_from = from + (int64_t)(seconds * 1e8);
  until = from + (int64_t)(seconds * 1e9);
  load_run(&l, (uint16_t)atoi(argv[1]), n);
  int64_t end = load_now_ns();
  cpu = (load_cpu() - cpu) / ((double)(end - from) / 1e9);
  qsort(times, n_times, sizeof *times, order);
  printf("{\"people\":%u,\"connections\":%u,\"per_second\":%.0f,\"done\":%" PRIu64
         ",\"refused\":%" PRIu64 ",\"other\":%" PRIu64
         ",\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"client_cores\":%.2f,\"syncs_per_second\":%.0f}\n",
         people, n, (double)done / ((double)(end - counts_from) / 1e9), done, refused, other,
         at(0.5), at(0.99), cpu, (before + syncs(argv[7], 1)) / 2);
  return other > 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What taking an event in costs before it is stored, on one core: bytes of a request to messages,
 * and messages to rows.
 *
 *   bench_wire [seconds]
 *
 * Requests of 100 events of about 350 bytes: our own, and Segment's as its Node library sends them.
 * Every request has other people, times and message ids; properties are a shop's.  Reported per
 * event: decoding alone, and decoding with normalising. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "collect/normal.h"

#define REQUESTS 64
#define EVENTS   100

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct ev_key key_of(void *ctx, struct str id) {
  struct ev_key k = {id.n, 0};
  (void)ctx;
  for (size_t i = 0; i + 8 <= id.n; i += 8) {
    uint64_t w;
    memcpy(&w, id.p + i, 8);
    k.lo = (k.lo ^ w) * UINT64_C(0x9e3779b97f4a7c15);
  }
  k.lo &= ~UINT64_C(1);
  return k;
}

static unsigned below(struct rng *r, unsigned n) {
  return (unsigned)rng_below(r, n);
}

static void own_event(struct rng *r, struct buf *b) {
  static const char *const events[] = {"product_viewed", "product_added", "page_viewed",
                                       "searched"};
  static const char *const channels[] = {"wechat", "app", "web", "store"};
  buf_printf(
      b,
      "{\"event\":\"%s\",\"time\":\"2026-01-01T%02u:%02u:%02u.%03uZ\",\"user_id\":\"user-%06u\","
      "\"anonymous_id\":\"%016llx\",\"message_id\":\"%016llx%016llx\",\"properties\":{"
      "\"item_id\":\"sku-%05u\",\"item_name\":\"Scarf "
      "%u\",\"category\":\"clothing\",\"price\":%u.%02u,"
      "\"quantity\":%u,\"channel\":\"%s\",\"city\":\"Shanghai\",\"position\":%u}}",
      events[below(r, 4)], below(r, 24), below(r, 60), below(r, 60), below(r, 1000),
      below(r, 1000000), (unsigned long long)rng_u64(r), (unsigned long long)rng_u64(r),
      (unsigned long long)rng_u64(r), below(r, 20000), below(r, 20000), below(r, 1000),
      below(r, 100), 1 + below(r, 5), channels[below(r, 4)], below(r, 40));
}

static void segment_event(struct rng *r, struct buf *b) {
  static const char *const events[] = {"Product Viewed", "Product Added", "Products Searched",
                                       "Product Clicked"};
  buf_printf(
      b,
      "{\"timestamp\":\"2026-01-01T%02u:%02u:%02u.%03uZ\",\"integrations\":{},\"event\":\"%s\","
      "\"type\":\"track\",\"properties\":{\"product_id\":\"sku-%05u\",\"category\":\"clothing\","
      "\"price\":%u.%02u,\"quantity\":%u},\"context\":{\"library\":{\"name\":\"@segment/"
      "analytics-node\","
      "\"version\":\"3.1.0\"}},\"userId\":\"user-%06u\",\"messageId\":\"node-next-17953011%05u-%"
      "08llx-%012llx\"}",
      below(r, 24), below(r, 60), below(r, 60), below(r, 1000), events[below(r, 4)],
      below(r, 20000), below(r, 1000), below(r, 100), 1 + below(r, 5), below(r, 1000000),
      below(r, 100000), (unsigned long long)(rng_u64(r) >> 32),
      (unsigned long long)(rng_u64(r) >> 16));
}

static struct str request(struct rng *r, bool segment) {
  struct buf b = BUF_INIT;
  buf_puts(&b, segment ? "{\"batch\":[" : "[");
  for (int i = 0; i < EVENTS; i++) {
    if (i) buf_putc(&b, ',');
    if (segment)
      segment_event(r, &b);
    else
      own_event(r, &b);
  }
  buf_puts(&b, segment ? "],\"writeKey\":\"wk_1\",\"sentAt\":\"2026-01-01T00:00:00.000Z\"}" : "]");
  return buf_str(&b);
}

struct bench {
  struct json_parser *parser;
  struct normaliser *normal;
  struct arena out, mem;
  struct ev_batch batch;
  struct collect_rules rules;
};

static void run(struct bench *b, const struct wire_request *q, enum wire_protocol p,
                bool normalise) {
  static const struct collect_origin origin = {.received = INT64_C(1767225600000),
                                               .server_key = true};
  struct wire_batch w;
  struct err err;
  uint32_t next;
  arena_reset(&b->out);
  arena_reset(&b->mem);
  ev_batch_reset(&b->batch);
  if (!wire_decode(q, p, b->parser, &b->out, &w, &err) || w.n_messages != EVENTS) abort();
  if (!normalise) return;
  struct collect_outcome *o = arena_array(&b->mem, struct collect_outcome, w.n_messages);
  if (!collect_normalise(b->normal, &b->rules, &origin, &w, 0, &b->batch, o, &b->mem, &next,
                         &err) ||
      b->batch.rows.n < EVENTS)
    abort();
}

static double per_event(struct bench *b, const struct str *bodies, bool segment, bool normalise,
                        double seconds) {
  double start = now(), spent;
  uint64_t n = 0;
  do {
    for (int i = 0; i < REQUESTS; i++) {
      struct wire_request q = {
          .post = true, .path = segment ? STR("/v1/batch") : STR("/v1/events"), .body = bodies[i]};
      run(b, &q, segment ? WIRE_SEGMENT : WIRE_SHOAL, normalise);
    }
    n += REQUESTS * EVENTS;
    spent = now() - start;
  } while (spent < seconds);
  return spent / (double)n;
}

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 2;
  struct bench b = {.parser = json_parser_new(),
                    .normal = normaliser_new(),
                    .rules = {.revision = 1, .key = key_of, .calling_code = 86}};
  struct rng r;
  rng_init(&r, 1, 0, 0);
  arena_init(&b.out, "bench");
  arena_init(&b.mem, "bench");
  ev_batch_init(&b.batch);
  for (int segment = 0; segment < 2; segment++) {
    struct str bodies[REQUESTS];
    size_t bytes = 0;
    for (int i = 0; i < REQUESTS; i++) {
      bodies[i] = request(&r, segment);
      bytes += bodies[i].n;
    }
    per_event(&b, bodies, segment, true, seconds / 10);
    double decode = per_event(&b, bodies, segment, false, seconds);
    double both = per_event(&b, bodies, segment, true, seconds);
    printf("%-8s %4zu B/event: decode %4.0f ns, decode and normalise %4.0f ns, %.2f M events/s\n",
           segment ? "segment" : "own", bytes / REQUESTS / EVENTS, decode * 1e9, both * 1e9,
           1e-6 / both);
    for (int i = 0; i < REQUESTS; i++)
      free((char *)bodies[i].p);
  }
  ev_batch_release(&b.batch);
  arena_release(&b.out);
  arena_release(&b.mem);
  normaliser_free(b.normal);
  json_parser_free(b.parser);
}

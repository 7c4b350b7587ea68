/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is counted of clients: the use of keys, which is written down once a minute so that it
 * outlives the process, and figures for /metrics. */
#include <inttypes.h>
#include <stdlib.h>

#include "access/write_key.h"
#include "api/collect_int.h"
#include "base/panic.h"

struct clients *clients_new(struct api *a) {
  struct clients *c = must_calloc(1, sizeof *c);
  c->api = a;
  c->refused = limits_new();
  pthread_mutex_init(&c->heavy, NULL);
  pthread_mutex_init(&c->lock, NULL);
  return c;
}

void clients_free(struct clients *c) {
  struct err err;
  if (!c) return;
  if (c->api->access && !clients_note_use(c, &err)) api_trouble(c->api, &err, "use of write keys");
  for (uint32_t i = 0; i < c->n_decoders; i++)
    decoder_free(c->decoders[i]);
  vec_free(&c->uses);
  limits_free(c->refused);
  pthread_mutex_destroy(&c->heavy);
  pthread_mutex_destroy(&c->lock);
  free(c);
}

/* ---- the use of keys ---- */

static struct key_use *use_of(struct clients *c, struct str key) {
  for (size_t i = 0; i < c->uses.n; i++)
    if (str_is(key, c->uses.p[i].id)) return &c->uses.p[i];
  struct key_use u = {0};
  must(key.n < sizeof u.id);
  memcpy(u.id, key.p, key.n);
  vec_push(&c->uses, u);
  return &c->uses.p[c->uses.n - 1];
}

static bool any(const struct write_use *n) {
  return n->events || n->rejects || n->refusals;
}

/* What is due is taken out under the lock and written without it. */
static struct key_use take(struct key_use *u, int64_t now_ms) {
  struct key_use due = *u;
  u->n = (struct write_use){0};
  u->written_ms = now_ms;
  return due;
}

static bool write_down(struct clients *c, const struct key_use *u, struct err *err) {
  return !any(&u->n) || write_key_used(c->api->access, str_from(u->id), &u->n, err);
}

static void add(struct write_use *to, const struct write_use *n) {
  to->events += n->events;
  to->rejects += n->rejects;
  to->refusals += n->refusals;
  to->at_ms = n->at_ms;
  if (n->events) to->last_ms = n->at_ms;
}

void clients_used(struct clients *c, struct str key, const struct write_use *n) {
  struct err err;
  struct key_use before = {0}, due = {0};
  pthread_mutex_lock(&c->lock);
  struct key_use *u = use_of(c, key);
  if (write_use_quarter(u->n.at_ms) != write_use_quarter(n->at_ms)) before = take(u, u->written_ms);
  add(&u->n, n);
  if (n->at_ms - u->written_ms >= KEY_USE_MS) due = take(u, n->at_ms);
  pthread_mutex_unlock(&c->lock);
  /* Events must not fail because their number cannot be noted. */
  if (!write_down(c, &before, &err) || !write_down(c, &due, &err))
    api_trouble(c->api, &err, "use of write keys");
}

bool clients_note_use(struct clients *c, struct err *err) {
  bool ok = true;
  for (size_t i = 0; ok; i++) {
    struct key_use due = {0};
    pthread_mutex_lock(&c->lock);
    bool more = i < c->uses.n;
    if (more) due = take(&c->uses.p[i], c->uses.p[i].written_ms);
    pthread_mutex_unlock(&c->lock);
    if (!more) break;
    ok = write_down(c, &due, err);
  }
  return ok;
}

/* ---- figures ---- */

void clients_timed(struct clients *c, enum wire_protocol p, double seconds) {
  latency_note(&c->latency[p], seconds, 200);
}

static void head(struct buf *b, const char *name, const char *type, const char *help) {
  buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_refusals(struct clients *c, struct buf *b) {
  head(b, "shoal_collect_refused_total", "counter",
       "Requests of clients that were refused, by protocol and error.");
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    for (int e = 0; e < ERR_count_; e++) {
      uint64_t n = __atomic_load_n(&c->refusals[p][e], __ATOMIC_RELAXED);
      if (n)
        buf_printf(b, "shoal_collect_refused_total{protocol=\"%s\",code=\"%s\"} %" PRIu64 "\n",
                   wire_protocol_name((enum wire_protocol)p), err_name((enum err_code)e), n);
    }
}

struct figure {
  const char *name, *help;
  size_t at; /* in collect_counts */
};

static const struct figure figures[] = {
    {"shoal_collect_taken_requests_total", "Requests of clients that were taken.",
     offsetof(struct collect_counts, requests)},
    {"shoal_collect_events_total", "Messages that became events, repetitions too.",
     offsetof(struct collect_counts, events)},
    {"shoal_collect_rejects_total", "Messages that became dead letters.",
     offsetof(struct collect_counts, rejects)},
    {"shoal_collect_duplicates_total", "Rows not stored again.",
     offsetof(struct collect_counts, duplicates)},
};

static void put_figure(struct tenants *ts, const struct figure *f, struct buf *b) {
  struct collect_counts n[WIRE_PROTOCOLS];
  struct tenant *t;
  head(b, f->name, "counter", f->help);
  for (size_t i = 0; (t = tenants_open_at(ts, &i));) {
    collect_counts(tenant_collect(t), n);
    for (int p = 0; p < WIRE_PROTOCOLS; p++)
      if (n[p].requests)
        buf_printf(b, "%s{workspace=\"%.*s\",protocol=\"%s\"} %" PRIu64 "\n", f->name,
                   STRF(tenant_slug(t)), wire_protocol_name((enum wire_protocol)p),
                   *(const uint64_t *)((const char *)&n[p] + f->at));
  }
}

static void put_kept(struct tenants *ts, struct buf *b) {
  struct tenant *t;
  head(b, "shoal_collect_dead_letters_dropped_total", "counter",
       "Dead letters dropped for age or room.");
  for (size_t i = 0; (t = tenants_open_at(ts, &i));)
    buf_printf(b, "shoal_collect_dead_letters_dropped_total{workspace=\"%.*s\"} %" PRIu64 "\n",
               STRF(tenant_slug(t)), collect_dropped(tenant_collect(t)));
}

void clients_metrics(struct api *a, struct buf *out) {
  head(out, "shoal_collect_requests_total", "counter", "Requests of clients.");
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    buf_printf(out, "shoal_collect_requests_total{protocol=\"%s\"} %" PRIu64 "\n",
               wire_protocol_name((enum wire_protocol)p),
               __atomic_load_n(&a->clients->requests[p], __ATOMIC_RELAXED));
  head(out, "shoal_collect_seconds", "histogram", "Time to take a request, by protocol.");
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    latency_put(&a->clients->latency[p], "shoal_collect_seconds", "protocol",
                wire_protocol_name((enum wire_protocol)p), out);
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    put_figure(a->tenants, &figures[i], out);
  put_kept(a->tenants, out);
  put_refusals(a->clients, out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests of clients that send events, in the protocols of half a dozen products.
 *
 *   head  ─▶ is the path one of theirs (wire_route) ─▶ OPTIONS: 204 at once          I/O thread
 *   body  ─▶ decode ─▶ key ─▶ workspace ─▶ admit ─▶ take ─▶ the client's own answer   worker
 *
 * The key may stand in the head, in the body or nowhere (PROTOCOLS F9), so the body is decoded
 * before anybody knows who sends it; that costs no more than reading it.  Where the head has the
 * key, its workspace's time zone counts for times without one. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include "access/write_key.h"
#include "api/collect_int.h"
#include "base/panic.h"

bool client_route(struct call_own *own, struct http_plan *plan) {
  struct call *c = &own->call;
  struct http_request *q = c->http;
  if (client_script(c)) return true;
  struct client *k = arena_new(c->arena, struct client);
  k->wire = (struct wire_request){
      .post = http_method(q) == HTTP_POST, .path = http_path(q), .query = http_query_raw(q)};
  if (!wire_route(&k->wire, &k->protocol)) return false;
  own->client = k;
  http_note_route(q, client_label(k->protocol));
  if (http_method(q) == HTTP_OPTIONS) {
    client_cors(c);
    http_reply(q, 204, NULL, STR(""));
    return true;
  }
  if (http_method(q) != HTTP_POST && http_method(q) != HTTP_GET) {
    struct err err;
    http_add_header(q, "Allow", STR("GET, POST, OPTIONS"));
    err_fail(&err, ERR_method_not_allowed, "%s" ERR_SEP "%.*s" ERR_SEP "GET, POST, OPTIONS",
             http_method_name(http_method(q)), STRF(http_path(q)));
    client_refuse(own, &err);
    return true;
  }
  plan->seconds = CLIENT_SECONDS;
  plan->body_max = k->wire.post ? CLIENT_BODY_MAX : 0;
  plan->raw = true;
  plan->waits = true;
  return true;
}

static struct str header(void *ctx, const char *name) {
  return http_header(ctx, name);
}

static void read_request(struct call *c, struct client *k) {
  struct http_request *q = c->http;
  struct wire_request *r = &k->wire;
  r->body = http_body(q);
  r->content_type = http_header(q, "Content-Type");
  r->authorization = http_header(q, "Authorization");
  r->user_agent = http_header(q, "User-Agent");
  r->referer = http_header(q, "Referer");
  r->host = http_host(q);
  r->secure = http_secure(q);
  r->header = header;
  r->header_ctx = q;
  r->received = clock_wall_ms(c->api->clock);
  r->id = str_from(http_id(q));
  struct str origin = http_header(q, "Origin");
  k->from = (struct collect_from){.path = r->path,
                                  .address = str_from(http_remote(q)),
                                  .origin = origin.n ? origin : collect_url_origin(r->referer),
                                  .user_agent = r->user_agent,
                                  .received = r->received};
}

/* ---- whose request it is ---- */

static bool find_key(struct call *c, struct client *k, const struct wire_batch *b,
                     struct err *err) {
  for (uint32_t i = 0; i < b->n_keys && !k->known; i++)
    if (!write_key_find(c->api->access, b->keys[i], c->arena, &k->key, &k->known, err))
      return false;
  return true;
}

static bool enter(struct call *c, struct client *k, struct err *err) {
  if (!k->known || c->tenant) return true;
  http_note_actor(c->http, k->key.id);
  return tenant_get(c->api->tenants, k->key.workspace, &c->tenant, err);
}

/* Before the body: a zone for its times, if the head says whose it is. */
static bool look_at_head(struct call *c, struct client *k, struct err *err) {
  struct wire_batch head = {0};
  wire_head_keys(&k->wire, c->arena, &head);
  if (!find_key(c, k, &head, err) || !enter(c, k, err)) return false;
  if (c->tenant) k->wire.zone = ws_tz(tenant_workspace(c->tenant));
  return true;
}

static bool look_at_body(struct call *c, struct client *k, struct err *err) {
  if (!k->known && !find_key(c, k, &k->batch, err)) return false;
  if (!k->known && k->batch.n_keys == 0 && k->from.origin.n &&
      !write_key_of_origin(c->api->access, k->from.origin, c->arena, &k->key, &k->known, err))
    return false;
  if (!k->known) return err_fail(err, ERR_collect_no_key, NULL);
  return enter(c, k, err);
}

/* ---- taking ---- */

static struct decoder *decoder_take(struct clients *all) {
  struct decoder *d = NULL;
  pthread_mutex_lock(&all->lock);
  if (all->n_decoders) d = all->decoders[--all->n_decoders];
  pthread_mutex_unlock(&all->lock);
  if (d) return d;
  d = must_calloc(1, sizeof *d);
  d->json = json_parser_new();
  arena_init(&d->mem, "decoding");
  return d;
}

void decoder_free(struct decoder *d) {
  if (!d) return;
  json_parser_free(d->json);
  arena_release(&d->mem);
  free(d);
}

/* One that was made large by a large request does not stay so. */
static void decoder_give(struct clients *all, struct decoder *d) {
  bool large = d->mem.used > DECODER_MEM_KEPT;
  if (!large) arena_reset(&d->mem);
  pthread_mutex_lock(&all->lock);
  bool room = !large && all->n_decoders < DECODERS_KEPT;
  if (room) all->decoders[all->n_decoders++] = d;
  pthread_mutex_unlock(&all->lock);
  if (!room) decoder_free(d);
}

/* As many trees of 32 MiB of JSON as there are waiters would be gigabytes: heavy requests take
 * turns, up to their answer. */
static void on_heavy(void *ctx) {
  struct call_own *own = ctx;
  if (own->client->heavy) return;
  own->client->heavy = own->call.api->clients;
  pthread_mutex_lock(&own->client->heavy->heavy);
}

static bool decode(struct call *c, struct client *k, struct err *err) {
  struct decoder *d = k->decoder = decoder_take(c->api->clients);
  return wire_route(&k->wire, &k->protocol) && /* again: the body may tell them apart */
         wire_decode(&k->wire, k->protocol, d->json, &d->mem, &k->batch, err);
}

/* Who was refused often is told so before their bodies are decoded.  Many may share an address
 * (an office, a proxy that is not trusted), so this is for floods only, and never for a request
 * whose head names a key that works. */
static bool patient(struct call *c, struct client *k, uint32_t n, struct err *err) {
  struct clock *clock = c->api->clock;
  if (limits_take(c->api->clients->refused, limits_who(STR("refused"), k->from.address),
                  REFUSED_RATE, REFUSED_BURST_S, n, clock->mono(clock).ns, &k->wait_s))
    return true;
  return err_fail(err, ERR_collect_refused_often, "%u", REFUSED_RATE * REFUSED_BURST_S);
}

static bool take_messages(struct call *c, struct client *k, struct err *err) {
  struct collect *to = tenant_collect(c->tenant);
  if (!collect_admit(to, &k->key, &k->from, &k->wait_s, err)) return false;
  if (!client_plan(c->api, c->tenant, err)) return false;
  return collect_take(to, &k->key, &k->from, &k->batch, c->arena, &k->taken, err);
}

/* A request of a key that is turned away as a whole shows where its owner looks. */
static void note_refusal(struct call *c, struct client *k, const struct err *why) {
  const struct write_use n = {.refusals = 1, .at_ms = k->from.received};
  if (!k->known || !c->tenant) return;
  clients_used(c->api->clients, k->key.id, &n);
  collect_refused(tenant_collect(c->tenant), &k->key, &k->from, k->protocol, why);
}

static bool take(struct call *c, struct client *k, struct err *err) {
  if (!look_at_head(c, k, err) || !(k->known || patient(c, k, 0, err)) || !decode(c, k, err))
    return false;
  if (k->batch.discard) return true;
  if (!look_at_body(c, k, err) || !take_messages(c, k, err)) return false;
  if (k->batch.n_rejects) wire_answer_rejects(&k->batch, c->lang, c->arena);
  const struct write_use n = {
      .events = k->taken.taken, .rejects = k->taken.rejected, .at_ms = k->from.received};
  clients_used(c->api->clients, k->key.id, &n);
  return true;
}

void client_handle(struct call_own *own) {
  struct call *c = &own->call;
  struct client *k = own->client;
  struct err err = {0}, ignored;
  struct mono began = c->api->clock->mono(c->api->clock);
  read_request(c, k);
  k->wire.heavy = on_heavy;
  k->wire.heavy_ctx = own;
  bool ok = take(c, k, &err);
  if (!ok && (err.code == ERR_collect_no_key || err.code == ERR_collect_origin))
    patient(c, k, 1, &ignored);
  if (!ok) note_refusal(c, k, &err);
  if (ok)
    client_answer(own);
  else
    client_refuse(own, &err);
  if (k->decoder) decoder_give(c->api->clients, k->decoder);
  if (k->heavy) pthread_mutex_unlock(&k->heavy->heavy);
  clients_timed(c->api->clients, k->protocol, clock_seconds_since(c->api->clock, began));
  tenant_release(c->tenant);
}

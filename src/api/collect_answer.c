/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clients are told, each in its own words.
 *
 * What an answer makes a client do is what counts (PROTOCOLS F7, F10, F11): one that would throw
 * events away on 429 gets 503, one that takes every status for a yes gets none and loses the
 * connection, which is the only no it knows.  The wire room has the words; the status of a refusal
 * that time will mend is decided here.
 *
 * Every answer may be read by any page: that is what events are sent from, and there is nothing in
 * an answer that the page did not send. */
#include "api/collect_int.h"
#include "base/panic.h"

#define WECHAT "https://servicewechat.com/"

struct header {
  const char *name;
  struct str value;
};

/* A transparent GIF of one pixel. */
static const unsigned char pixel[43] = {
    'G', 'I', 'F', '8', '9', 'a',  1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21, 0xf9, 4,
    1,   0,   0,   0,   0,   0x2c, 0, 0, 0, 0, 1,    0, 1, 0, 0, 2, 2,    0x44, 1,    0,    0x3b};

static const char *const labels[WIRE_PROTOCOLS] = {
    [WIRE_SHOAL] = "collect:shoal",
    [WIRE_SEGMENT] = "collect:segment",
    [WIRE_SENSORS] = "collect:sensors",
    [WIRE_POSTHOG] = "collect:posthog",
    [WIRE_MIXPANEL] = "collect:mixpanel",
    [WIRE_GA4] = "collect:ga4",
    [WIRE_CLOUDEVENTS] = "collect:cloudevents",
};

const char *client_label(enum wire_protocol p) {
  return labels[p];
}

#define CORS 7

/* The lists are written out: a star does not cover Authorization, which some SDKs always add. */
static uint32_t cors(const struct http_request *q, struct header ret[CORS]) {
  struct str origin = http_header(q, "Origin");
  uint32_t n = 0;
  ret[n++] = (struct header){"Cross-Origin-Resource-Policy", STR("cross-origin")};
  ret[n++] = (struct header){"Vary", STR("Origin")};
  ret[n++] = (struct header){"Access-Control-Allow-Origin", origin.n ? origin : STR("*")};
  if (origin.n) ret[n++] = (struct header){"Access-Control-Allow-Credentials", STR("true")};
  ret[n++] = (struct header){"Access-Control-Allow-Methods", STR("GET,POST,OPTIONS")};
  ret[n++] = (struct header){"Access-Control-Allow-Headers",
                             STR("authorization, content-type, x-retry-count, anonymousid")};
  ret[n++] = (struct header){"Access-Control-Max-Age", STR("86400")};
  return n;
}

void client_cors(struct call *c) {
  struct header h[CORS];
  for (uint32_t i = 0, n = cors(c->http, h); i < n; i++)
    http_add_header(c->http, h[i].name, h[i].value);
}

static const char *type_of(const struct wire_batch *b) {
  static const char *const types[] = {[WIRE_ANSWER_JSON] = "application/json",
                                      [WIRE_ANSWER_TEXT] = "text/plain",
                                      [WIRE_ANSWER_SCRIPT] = "text/javascript",
                                      [WIRE_ANSWER_PIXEL] = "image/gif",
                                      [WIRE_ANSWER_EMPTY] = NULL};
  return b->status == 204 ? NULL : types[b->answer];
}

static struct str body_of(const struct wire_batch *b) {
  if (b->answer == WIRE_ANSWER_EMPTY || b->status == 204) return STR("");
  return b->answer == WIRE_ANSWER_PIXEL ? str_of(pixel, sizeof pixel) : b->answer_body;
}

static void send(struct call *c, const struct wire_batch *b) {
  client_cors(c);
  http_reply(c->http, b->status, type_of(b), body_of(b));
}

void client_answer(struct call_own *own) {
  __atomic_add_fetch(&own->call.api->clients->requests[own->client->protocol], 1, __ATOMIC_RELAXED);
  send(&own->call, &own->client->batch);
}

/* Time mends it, or whoever runs the server (421 is a host name it was not told of): sending again
 * is right. */
static bool passes(const struct err *why) {
  int status = err_http_status(why->code);
  return status == 429 || status == 408 || status == 421 || status >= 500;
}

/* To a WeChat mini program any answer is a yes. */
static bool wants_silence(const struct http_request *q, const struct err *why) {
  return passes(why) && str_starts(http_header(q, "Referer"), STR(WECHAT));
}

/* Sensors' SDKs for Android and iOS delete what they sent on every status but 403, 404 and 5xx;
 * those of Segment and its kind heed Retry-After only with 429. */
static int status_of(enum wire_protocol p, const struct err *why, int status) {
  bool later = passes(why);
  switch (p) {
  case WIRE_SENSORS:
    return later ? 503 : status;
  case WIRE_SEGMENT:
  case WIRE_POSTHOG:
  case WIRE_MIXPANEL:
    return later ? 429 : status;
  default:
    return later && status != 429 ? 503 : status;
  }
}

static void count(struct clients *all, enum wire_protocol p, const struct err *why) {
  __atomic_add_fetch(&all->requests[p], 1, __ATOMIC_RELAXED);
  __atomic_add_fetch(&all->refusals[p][why->code], 1, __ATOMIC_RELAXED);
}

static struct str retry_after(uint32_t wait_s, struct arena *out) {
  return arena_printf(out, "%u", wait_s ? wait_s : CLIENT_RETRY_S);
}

void client_refuse(struct call_own *own, const struct err *why) {
  struct call *c = &own->call;
  struct client *k = own->client;
  count(c->api->clients, k->protocol, why);
  if (wants_silence(c->http, why)) {
    http_drop(c->http);
    return;
  }
  wire_answer_error(k->protocol, why, c->arena, &k->batch);
  k->batch.status = status_of(k->protocol, why, k->batch.status);
  if (passes(why)) http_add_header(c->http, "Retry-After", retry_after(k->wait_s, c->arena));
  send(c, &k->batch);
}

/* The head may be refused before anybody asked what it is for. */
void client_refuse_early(struct call_own *own, const struct err *why) {
  struct call *c = &own->call;
  struct client *k = arena_new(c->arena, struct client);
  k->wire = (struct wire_request){.post = http_method(c->http) == HTTP_POST,
                                  .path = http_path(c->http),
                                  .query = http_query_raw(c->http)};
  if (k->wire.path.n && wire_route(&k->wire, &k->protocol)) {
    own->client = k;
    http_note_route(c->http, client_label(k->protocol));
    client_refuse(own, why);
  } else if (wants_silence(c->http, why)) {
    http_drop(c->http);
  } else if (!k->wire.path.n) {
    client_cors(c); /* nobody can tell whether it was for here */
  }
}

void client_slow(const struct call_own *own, const struct http_request *q, const struct err *why,
                 struct http_slow *ret) {
  enum wire_protocol p = own->client->protocol;
  struct wire_batch b = {0};
  struct arena tmp;
  struct header h[CORS];
  count(own->call.api->clients, p, why);
  if (wants_silence(q, why)) {
    ret->status = HTTP_DROPPED;
    return;
  }
  arena_init(&tmp, "slow");
  wire_answer_error(p, why, &tmp, &b);
  b.status = status_of(p, why, b.status);
  for (uint32_t i = 0, n = cors(q, h); i < n; i++)
    http_slow_header(ret, h[i].name, h[i].value);
  http_slow_header(ret, "Retry-After", retry_after(0, &tmp));
  ret->status = b.status;
  ret->type = type_of(&b) ? type_of(&b) : "text/plain";
  buf_put_str(&ret->body, body_of(&b));
  arena_release(&tmp);
}

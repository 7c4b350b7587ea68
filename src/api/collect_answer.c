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

/* The lists are written out: a star does not cover Authorization, which some SDKs always add. */
void client_cors(struct call *c) {
  struct str origin = http_header(c->http, "Origin");
  http_add_header(c->http, "Cross-Origin-Resource-Policy", STR("cross-origin"));
  http_add_header(c->http, "Vary", STR("Origin"));
  http_add_header(c->http, "Access-Control-Allow-Origin", origin.n ? origin : STR("*"));
  if (origin.n) http_add_header(c->http, "Access-Control-Allow-Credentials", STR("true"));
  http_add_header(c->http, "Access-Control-Allow-Methods", STR("GET,POST,OPTIONS"));
  http_add_header(c->http, "Access-Control-Allow-Headers",
                  STR("authorization, content-type, x-retry-count, anonymousid"));
  http_add_header(c->http, "Access-Control-Max-Age", STR("86400"));
}

static void send(struct call *c, const struct wire_batch *b) {
  static const char *const types[] = {[WIRE_ANSWER_JSON] = "application/json",
                                      [WIRE_ANSWER_TEXT] = "text/plain",
                                      [WIRE_ANSWER_SCRIPT] = "text/javascript",
                                      [WIRE_ANSWER_PIXEL] = "image/gif",
                                      [WIRE_ANSWER_EMPTY] = NULL};
  struct str body = b->answer_body;
  if (b->answer == WIRE_ANSWER_PIXEL) body = str_of(pixel, sizeof pixel);
  if (b->answer == WIRE_ANSWER_EMPTY || b->status == 204) body = STR("");
  client_cors(c);
  http_reply(c->http, b->status, b->status == 204 ? NULL : types[b->answer], body);
}

void client_answer(struct call_own *own) {
  __atomic_add_fetch(&own->call.api->clients->requests[own->client->protocol], 1, __ATOMIC_RELAXED);
  send(&own->call, &own->client->batch);
}

/* Time mends it, or whoever runs the server: sending again is right. */
static bool passes(const struct err *why) {
  int status = err_http_status(why->code);
  return status == 429 || status == 408 || status >= 500;
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

void client_refuse(struct call_own *own, const struct err *why) {
  struct call *c = &own->call;
  struct client *k = own->client;
  struct clients *all = c->api->clients;
  __atomic_add_fetch(&all->requests[k->protocol], 1, __ATOMIC_RELAXED);
  __atomic_add_fetch(&all->refusals[k->protocol][why->code], 1, __ATOMIC_RELAXED);
  if (passes(why) && str_starts(http_header(c->http, "Referer"), STR(WECHAT))) {
    http_drop(c->http);
    return;
  }
  wire_answer_error(k->protocol, why, c->arena, &k->batch);
  k->batch.status = status_of(k->protocol, why, k->batch.status);
  if (passes(why))
    http_add_header(c->http, "Retry-After",
                    arena_printf(c->arena, "%u", k->wait_s ? k->wait_s : CLIENT_RETRY_S));

  send(c, &k->batch);
}

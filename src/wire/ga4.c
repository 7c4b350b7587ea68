/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GA4's Measurement Protocol: up to 25 events of one client, as servers of shops send them.
 *
 * Google never refuses: the answer is 204 whatever was sent (its test address answers with a list
 * of complaints), and what cannot be used is a dead letter.
 */
#include "base/utf8.h"
#include "wire/make.h"

#define EVENTS_MAX 25u /* of one request; the rest is rejected */

static const char *const arrays[] = {"events", NULL};

struct request {
  struct decoding *d;
  const struct json *o; /* the whole request */
  struct str client, user;
  int64_t time;
};

static void put_ids(struct request *r, struct wire_message *m) {
  wire_put_id(r->d, m, STR("user_id"), r->user);
  wire_put_id(r->d, m, STR("ga_client_id"), r->client);
}

/* ---- events ---- */

/* Microseconds since 1970, as a number or text. */
static int64_t time_of(const struct json *o) {
  struct dec v;
  struct str s = wire_member(o, STR("timestamp_micros"));
  if (!s.n || !dec_parse(s, &v)) return WIRE_NO_TIME;
  i128 ms = v.m / dec_pow10(v.scale) / 1000;
  return ms < TIME_MIN || ms > TIME_MAX ? WIRE_NO_TIME : (int64_t)ms;
}

/* A purchase is one by its transaction; other events are repetitions when all that was said of
 * them, time included, is the same. */
static struct str message_id(struct request *r, const struct json *e, struct str name, int64_t time,
                             uint32_t index) {
  struct arena *out = r->d->out;
  struct str order = wire_member(wire_get(e, STR("params")), STR("transaction_id"));
  if (order.n && str_is(name, "purchase"))
    return wire_join(out, STR("ga:purchase"), STR(":"), order);
  if (time == WIRE_NO_TIME) return wire_hash_once(r->d, "ga", e, index);
  struct wire_object_made *whole = wire_object_new(out, 4);
  struct json ids[2] = {wire_string(r->client), wire_string(r->user)};
  const struct json *at = wire_get(e, STR("timestamp_micros"));
  if (!at) at = wire_get(r->o, STR("timestamp_micros"));
  wire_object_put(whole, STR("client"), &ids[0]);
  wire_object_put(whole, STR("user"), &ids[1]);
  wire_object_put(whole, STR("event"), e);
  wire_object_put(whole, STR("time"), at);
  return wire_hash_tree(out, "ga", &whole->o, NULL);
}

static bool event(struct request *r, const struct wire_part *part, struct err *why) {
  const struct json *e = part->v;
  struct str name = wire_member(e, STR("name"));
  if (!name.n) return err_fail(why, ERR_wire_no_event, "name");
  if (part->index >= EVENTS_MAX) return err_fail(why, ERR_wire_too_many, "%u", EVENTS_MAX);
  if (!r->client.n && !r->user.n)
    return err_fail(why, ERR_wire_no_id, "client_id, app_instance_id, user_id");
  struct wire_message *m = wire_add(r->d, e->text, part->index);
  if (!m) return true; /* rejected there */
  int64_t time = time_of(e);
  if (time == WIRE_NO_TIME) time = r->time;
  m->kind = WIRE_TRACK;
  m->event = name;
  m->client_time = time;
  m->message_id = message_id(r, e, name, time, part->index);
  m->properties = wire_object(wire_get(e, STR("params")));
  put_ids(r, m);
  return true;
}

/* {"plan": {"value": "gold"}}: attributes of the person, once for all events of the request.  They
 * go by the index after the last event's. */
static void user_properties(struct request *r, uint32_t index) {
  const struct json *given = wire_members(wire_get(r->o, STR("user_properties")));
  if (!given || (!r->client.n && !r->user.n)) return;
  struct wire_object_made *made = wire_object_new(r->d->out, given->n);
  for (uint32_t i = 0; i < given->n; i++) {
    const struct json *v = wire_get(&given->items[i], STR("value"));
    if (v) wire_object_put(made, given->keys[i], v);
  }
  struct wire_message *m = made->o.n ? wire_add(r->d, r->o->text, index) : NULL;
  if (!m) return;
  r->d->b->total = index + 1;
  m->kind = WIRE_SET;
  m->client_time = r->time;
  m->message_id = wire_hash_once(r->d, "ga", given, index);
  m->traits = &made->o;
  put_ids(r, m);
}

/* ---- the request ---- */

static void put_keys(struct decoding *d) {
  static const char *const fields[] = {"api_secret", "measurement_id", "firebase_app_id"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    struct str v;
    if (wire_field(d->q->query, fields[i], d->out, &v) && utf8_valid(v)) wire_put_key(d->b, v);
  }
}

static void read_events(struct decoding *d, const struct wire_parts *parts) {
  struct request r = {.d = d, .o = parts->envelope};
  if (!r.o) { /* an object without "events", or a bare list of objects: Google takes neither */
    struct err why;
    (void)wire_bad_field(&why, STR("events"), WANT_ARRAY);
    for (uint32_t i = 0; i < parts->n; i++)
      wire_reject(d, parts->p[i].v->text, parts->p[i].index, (struct str){0}, &why);
    return;
  }
  r.user = wire_member(r.o, STR("user_id"));
  r.client = wire_member(r.o, STR("client_id"));
  if (!r.client.n) r.client = wire_member(r.o, STR("app_instance_id"));
  r.time = time_of(r.o);
  for (uint32_t i = 0; i < parts->n; i++) {
    struct err why;
    const struct json *e = parts->p[i].v;
    if (!event(&r, &parts->p[i], &why))
      wire_reject(d, e->text, parts->p[i].index, wire_member(e, STR("name")), &why);
  }
  user_properties(&r, parts->total);
}

static bool decode(struct decoding *d, struct err *err) {
  struct wire_parts parts;
  struct err why;
  bool test = str_starts(d->path, STR("/debug/"));
  if (test)
    wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR("{\"validationMessages\":[]}"));
  else
    wire_answer_text(d->b, 204, WIRE_ANSWER_EMPTY, (struct str){0});
  put_keys(d);
  d->b->discard = test;
  if (!wire_split(d, d->body, arrays, &parts, &why)) {
    d->b->total = 1;
    wire_reject(d, d->body, 0, (struct str){0}, &why);
    return true;
  }
  d->b->total = parts.total;
  read_events(d, &parts);
  return true;
}

const struct wire_protocol_def wire_ga4 = {
    .name = "ga4", .decode = decode, .answer_error = wire_answer_failure};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PostHog: events as JSON, one, several or under "batch", often compressed without saying so.
 *
 * One event may be several messages: itself, and what its $set, $set_once and $unset say of the
 * person, at the top (browser) or among the properties (servers).
 *
 * distinct_id is all a PostHog event must have, and it is a person's id or a device's.  $user_id, a
 * server's library or $is_identified tell the first; equality with $device_id or $is_identified
 * false the second; otherwise it stays a "distinct_id" of unknown kind (PROTOCOLS R4). */
#include "wire/make.h"

static const char *const arrays[] = {"batch", NULL};

/* ---- whom ---- */

static bool is_true(const struct json *v) {
  return v && v->type == JSON_BOOL && v->boolean;
}

static bool is_false(const struct json *v) {
  return v && v->type == JSON_BOOL && !v->boolean;
}

/* $lib of what runs where the person is. */
static bool is_client(struct str lib) {
  static const struct str clients[] = {
      STR("web"),
      STR("js"),
      STR("posthog-js"),
      STR("posthog-js-lite"),
      STR("posthog-ios"),
      STR("posthog-android"),
      STR("posthog-react-native"),
      STR("posthog-flutter"),
  };
  for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
    if (str_eq(lib, clients[i])) return true;
  return false;
}

/* What an event says of ids, found once. */
struct about {
  const struct json *properties;
  struct str distinct, device, user, lib;
};

static bool is_server(const struct about *a) {
  return is_true(wire_get(a->properties, STR("$is_server"))) ||
         (a->lib.n && !is_client(a->lib) && !a->device.n);
}

static struct str kind_of_distinct(const struct about *a) {
  const struct json *identified = wire_get(a->properties, STR("$is_identified"));
  bool nobody = is_false(wire_get(a->properties, STR("$process_person_profile")));
  if (str_eq(a->distinct, a->user) || is_true(identified)) return STR("user_id");
  if (str_eq(a->distinct, a->device) || (is_false(identified) && !a->device.n))
    return STR("anonymous_id");
  return is_server(a) && !nobody ? STR("user_id") : STR("distinct_id");
}

/* Server libraries name a group "$company_acme" where a person's id would stand. */
static bool is_group_id(const struct about *a) {
  struct str type = wire_member(a->properties, STR("$group_type"));
  struct str key = wire_member(a->properties, STR("$group_key"));
  return a->distinct.n == type.n + key.n + 2 && a->distinct.p[0] == '$' &&
         a->distinct.p[type.n + 1] == '_' && str_eq(str_of(a->distinct.p + 1, type.n), type) &&
         str_eq(str_of(a->distinct.p + type.n + 2, key.n), key);
}

static void put_ids(struct decoding *d, struct wire_message *m, const struct about *a) {
  wire_put_id(d, m, STR("user_id"), a->user);
  if (a->distinct.n) wire_put_id(d, m, kind_of_distinct(a), a->distinct);
  wire_put_id(d, m, STR("anonymous_id"), a->device);
  if (m->kind != WIRE_IDENTIFY) return;
  struct str before = wire_member(a->properties, STR("$anon_distinct_id"));
  if (!str_eq(before, a->distinct)) wire_put_id(d, m, STR("anonymous_id"), before);
}

/* ---- one event ---- */

struct request {
  struct decoding *d;
  int64_t sent;
  struct str lib, version, library; /* of the event before */
};

static enum wire_kind kind_of(struct str event) {
  if (str_is(event, "$identify")) return WIRE_IDENTIFY;
  if (str_is(event, "$create_alias") || str_is(event, "$merge_dangerously")) return WIRE_ALIAS;
  if (str_is(event, "$groupidentify")) return WIRE_GROUP;
  return str_is(event, "$set") || str_is(event, "$unset") ? WIRE_SET : WIRE_TRACK;
}

static void put_times(struct request *r, struct wire_message *m, const struct json *e) {
  const struct json *offset = wire_get(e, STR("offset"));
  int64_t ms;
  m->client_time = wire_time(wire_get(e, STR("timestamp")), r->d->q->zone);
  m->sent_time = r->sent != WIRE_NO_TIME ? r->sent : wire_time(wire_get(e, STR("sent_at")), NULL);
  if (m->client_time == WIRE_NO_TIME && offset && json_int(offset, &ms) && ms >= 0 &&
      ms < 366 * MS_DAY) {
    m->client_time = r->d->q->received - ms;
    m->flags |= WIRE_NO_SKEW;
  }
}

static struct str message_id(struct request *r, const struct json *e, const struct about *a,
                             uint32_t index) {
  struct str id = wire_member(e, STR("uuid"));
  if (!id.n) id = wire_member(a->properties, STR("$insert_id"));
  if (id.n) return wire_join(r->d->out, STR("ph:"), id, (struct str){0});
  return wire_get(e, STR("timestamp")) ? wire_hash_tree(r->d->out, "ph", e, NULL)
                                       : wire_hash_once(r->d, "ph", e, index);
}

static struct wire_message *add(struct request *r, const struct wire_part *part,
                                const struct about *a, enum wire_kind kind, struct str id) {
  struct wire_message *m = wire_add(r->d, part->v->text, part->index);
  if (!m) return NULL;
  m->kind = kind;
  m->message_id = id;
  m->library = r->library;
  if (is_client(a->lib)) m->flags = WIRE_REPEATS_LOGIN | WIRE_CLIENT_SIDE;
  if (is_true(wire_get(a->properties, STR("$ignore_sent_at")))) m->flags |= WIRE_NO_SKEW;
  put_times(r, m, part->v);
  return m;
}

/* $set and its like, from the top or from among the properties. */
static const struct json *said(const struct json *e, const struct about *a, struct str name) {
  const struct json *v = wire_get(e, name);
  return v ? v : wire_get(a->properties, name);
}

/* The messages that change attributes; `taken`: $set went with the event. */
static bool put_attributes(struct request *r, const struct wire_part *part, const struct about *a,
                           struct str id, bool taken) {
  const struct json *e = part->v;
  const struct json *of[3] = {taken ? NULL : wire_members(said(e, a, STR("$set"))),
                              wire_members(said(e, a, STR("$set_once"))),
                              wire_names(r->d->out, said(e, a, STR("$unset")))};
  static const enum wire_kind kinds[3] = {WIRE_SET, WIRE_SET_ONCE, WIRE_UNSET};
  for (int i = 0; i < 3; i++) {
    struct wire_message *m = of[i] ? add(r, part, a, kinds[i], id) : NULL;
    if (of[i] && !m) return false;
    if (!m) continue;
    m->traits = of[i];
    put_ids(r->d, m, a);
  }
  return true;
}

/* What is known of a group is a catalogue item; that the person is of it is an event. */
static bool put_group(struct request *r, const struct wire_part *part, const struct about *a,
                      struct str id) {
  struct str type = wire_member(a->properties, STR("$group_type"));
  struct str key = wire_member(a->properties, STR("$group_key"));
  if (!type.n || !key.n) return true;
  struct wire_message *m = add(r, part, a, WIRE_ITEM_SET, id);
  if (!m) return false;
  m->item_type = type;
  m->item_id = key;
  m->properties = wire_object(wire_get(a->properties, STR("$group_set")));
  return true;
}

/* What PostHog says of the event among its properties: the message has it, or it is the key. */
static const struct json *properties(struct request *r, const struct about *a) {
  static const struct str own[] = {
      STR("token"),      STR("distinct_id"), STR("$device_id"), STR("$user_id"),
      STR("$insert_id"), STR("$set"),        STR("$set_once"),  STR("$unset"),
  };
  return wire_without(r->d->out, a->properties, own, sizeof own / sizeof *own);
}

static bool fill(struct request *r, struct wire_message *m, const struct json *e,
                 const struct about *a, struct str event, struct err *why) {
  m->event = event;
  m->properties = properties(r, a);
  if (m->kind == WIRE_IDENTIFY) m->traits = wire_object(said(e, a, STR("$set")));
  put_ids(r->d, m, a);
  if (!m->n_ids) return err_fail(why, ERR_wire_no_id, "distinct_id");
  if (m->kind != WIRE_ALIAS) return true;
  m->previous = (struct wire_id){STR("distinct_id"), wire_member(a->properties, STR("alias"))};
  if (str_eq(m->previous.value, a->device)) m->previous.type = STR("anonymous_id");
  return m->previous.value.n || err_fail(why, ERR_wire_no_id, "alias");
}

static void read_about(struct request *r, const struct json *e, struct about *a) {
  *a = (struct about){.properties = wire_object(wire_get(e, STR("properties")))};
  a->distinct = wire_member(e, STR("distinct_id"));
  if (!a->distinct.n) a->distinct = wire_member(a->properties, STR("distinct_id"));
  if (!a->distinct.n) a->distinct = wire_member(e, STR("$distinct_id"));
  a->device = wire_member(a->properties, STR("$device_id"));
  a->user = wire_member(a->properties, STR("$user_id"));
  a->lib = wire_member(a->properties, STR("$lib"));
  struct str version = wire_member(a->properties, STR("$lib_version"));
  if (str_eq(a->lib, r->lib) && str_eq(version, r->version)) return;
  r->lib = a->lib;
  r->version = version;
  r->library = wire_library(r->d->out, a->lib, version);
}

/* False with *why, or with why->code 0 when wire_add has told. */
static bool messages(struct request *r, const struct wire_part *part, const struct about *a,
                     struct str name, struct err *why) {
  const struct json *e = part->v;
  bool only_attributes = !name.n && (wire_get(e, STR("$set")) || wire_get(e, STR("$set_once")));
  enum wire_kind kind = only_attributes ? WIRE_SET : kind_of(name);
  if (!name.n && !only_attributes) return err_fail(why, ERR_wire_no_event, "event");
  if (!a->distinct.n && !a->user.n && !a->device.n)
    return err_fail(why, ERR_wire_no_id, "distinct_id");
  struct str id = message_id(r, e, a, part->index);
  if (kind == WIRE_GROUP && !put_group(r, part, a, id)) return false;
  if (kind == WIRE_GROUP && is_group_id(a)) return true;
  if (kind != WIRE_SET) {
    struct wire_message *m = add(r, part, a, kind, id);
    if (!m || !fill(r, m, e, a, name, why)) return false;
  }
  return put_attributes(r, part, a, id, kind == WIRE_IDENTIFY);
}

static void event(struct request *r, const struct wire_part *part) {
  struct wire_batch *b = r->d->b;
  struct str name = wire_member(part->v, STR("event"));
  uint32_t before = b->n_messages;
  struct about a;
  struct err why;
  err_clear(&why);
  read_about(r, part->v, &a);
  if (messages(r, part, &a, name, &why)) return;
  while (b->n_messages > before)
    wire_take_back(r->d);
  if (why.code) wire_reject(r->d, part->v->text, part->index, name, &why);
}

/* ---- the request ---- */

static void put_keys(struct decoding *d, const struct json *o) {
  wire_put_key(d->b, wire_member(o, STR("api_key")));
  wire_put_key(d->b, wire_member(o, STR("token")));
}

static bool read_json(struct decoding *d, struct str text, struct err *err) {
  struct request r = {.d = d};
  struct wire_parts parts;
  struct str sent;
  if (!wire_split(d, text, arrays, &parts, err)) return false;
  d->b->total = parts.total;
  if (parts.envelope) put_keys(d, parts.envelope);
  r.sent = wire_time(wire_get(parts.envelope, STR("sent_at")), NULL);
  if (r.sent == WIRE_NO_TIME && wire_field(d->q->query, "_", d->out, &sent)) {
    struct json v = wire_string(sent);
    r.sent = wire_time(&v, NULL);
  }
  for (uint32_t i = 0; i < parts.n; i++) {
    const struct json *e = parts.p[i].v;
    if (i == 0) {
      put_keys(d, e);
      wire_put_key(d->b, wire_member(wire_get(e, STR("properties")), STR("token")));
      wire_put_key(d->b, wire_member(e, STR("$token")));
    }
    event(&r, &parts.p[i]);
  }
  return true;
}

/* Old browsers' data=, base64 of JSON (or JSON as it is), maybe of gzip. */
static bool read_data(struct decoding *d, struct str data, struct err *err) {
  struct str bytes;
  data = str_trim(data);
  if (data.n && (data.p[0] == '{' || data.p[0] == '[')) return read_json(d, data, err);
  if (!wire_base64(data, true, d->out, &bytes))
    return wire_bad_field(err, STR("data"), WANT_BASE64);
  if (wire_is_gzip(bytes) && !wire_inflate(bytes, d->out, &bytes, err)) return false;
  return read_json(d, bytes, err);
}

#define FLAGS "{\"featureFlags\":{},\"flags\":{},\"errorsWhileComputingFlags\":false}"
#define CONFIG                                                                                     \
  "{\"supportedCompression\":[\"gzip-js\"],\"hasFeatureFlags\":false,"                             \
  "\"autocapture_opt_out\":true,\"sessionRecording\":false,\"surveys\":false,\"siteApps\":[]}"

/* What the browser asks before it sends: no flags, no recording, no surveys. */
static bool is_stub(struct decoding *d) {
  bool config = str_starts(d->path, STR("/array/"));
  if (config && str_ends(d->path, STR(".js")))
    wire_answer_text(d->b, 200, WIRE_ANSWER_SCRIPT, (struct str){0});
  else if (config)
    wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR(CONFIG));
  else if (str_is(d->path, "/flags") || str_is(d->path, "/decide"))
    wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR(FLAGS));
  else
    return false;
  d->b->discard = true;
  return true;
}

static bool decode(struct decoding *d, struct err *err) {
  struct str body = str_trim(d->body), data;
  if (is_stub(d)) return true;
  wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR("{\"status\":1}"));
  if (!d->q->post || !body.n) {
    if (wire_field(d->q->query, "data", d->out, &data)) return read_data(d, data, err);
    return err_fail(err, ERR_wire_empty, "%s", "");
  }
  if (body.p[0] != '{' && body.p[0] != '[' && wire_field(body, "data", d->out, &data))
    return read_data(d, data, err);
  if (body.p[0] != '{' && body.p[0] != '[') return read_data(d, body, err);
  return read_json(d, body, err);
}

const struct wire_protocol_def wire_posthog = {
    .name = "posthog", .decode = decode, .answer_error = wire_answer_failure};

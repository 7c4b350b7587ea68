/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mixpanel: /track and /import take events, /engage and /groups operations on the attributes of a
 * person or a group; as base64 in "data", as JSON in "data", or as JSON alone.
 *
 * The answer is one byte, 1, which the Node library compares for equality; only who asks for more
 * ("verbose", a JSON import) is told more.
 *
 * Their servers know repetitions by $insert_id.  The Node library makes none: then the event itself
 * is what repetitions are known by, if it has a time.  Operations have neither, and two alike may
 * both be meant ($add 10, and again 10), so each is taken as new. */
#include "wire/make.h"

#define DEVICE STR("$device:")

/* ---- whom ---- */

/* "$device:" before an id tells a device's. */
static void put_distinct(struct decoding *d, struct wire_message *m, struct str id,
                         struct str device) {
  if (str_starts(id, DEVICE))
    wire_put_id(d, m, STR("anonymous_id"), str_of(id.p + DEVICE.n, id.n - DEVICE.n));
  else if (id.n && str_eq(id, device))
    wire_put_id(d, m, STR("anonymous_id"), id);
  else
    wire_put_id(d, m, STR("user_id"), id);
}

/* `o`: the properties of an event, or an operation; the names have a $ more in those. */
static void put_ids(struct decoding *d, struct wire_message *m, const struct json *o,
                    struct str distinct_name) {
  struct str device = wire_member(o, STR("$device_id")), user = wire_member(o, STR("$user_id"));
  struct str distinct = wire_member(o, distinct_name);
  wire_put_id(d, m, STR("user_id"), user);
  if (!str_eq(distinct, user)) put_distinct(d, m, distinct, device);
  wire_put_id(d, m, STR("anonymous_id"), device);
}

/* ---- events ---- */

struct request {
  struct decoding *d;
  struct str lib, version, library; /* of the event before */
};

static bool is_client(struct str lib) {
  static const struct str clients[] = {
      STR("web"),          STR("android"), STR("iphone"), STR("swift"),
      STR("react-native"), STR("flutter"), STR("unity"),
  };
  for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
    if (str_eq(lib, clients[i])) return true;
  return false;
}

static void put_library(struct request *r, struct wire_message *m, const struct json *o) {
  struct str lib = wire_member(o, STR("mp_lib")), version = wire_member(o, STR("$lib_version"));
  if (!str_eq(lib, r->lib) || !str_eq(version, r->version)) {
    r->lib = lib;
    r->version = version;
    r->library = wire_library(r->d->out, lib, version);
  }
  m->library = r->library;
  if (is_client(lib)) m->flags |= WIRE_REPEATS_LOGIN | WIRE_CLIENT_SIDE;
}

static struct str event_id(struct request *r, const struct json *e, const struct json *properties,
                           uint32_t index) {
  struct str id = wire_member(properties, STR("$insert_id"));
  if (id.n) return wire_join(r->d->out, STR("mp:"), id, (struct str){0});
  return wire_get(properties, STR("time")) ? wire_hash_tree(r->d->out, "mh", e, NULL)
                                           : wire_hash_once(r->d, "mh", e, index);
}

/* What Mixpanel says of the event among its properties: the message has it, or it is the key. */
static const struct json *properties(struct request *r, const struct json *o) {
  static const struct str own[] = {
      STR("token"),    STR("distinct_id"), STR("$device_id"),
      STR("$user_id"), STR("$insert_id"),  STR("time"),
  };
  return wire_without(r->d->out, o, own, sizeof own / sizeof *own);
}

static bool alias(struct request *r, struct wire_message *m, const struct json *o,
                  struct err *why) {
  struct str id = wire_member(o, STR("alias"));
  m->previous = (struct wire_id){STR("distinct_id"), id};
  if (str_starts(id, DEVICE))
    m->previous = (struct wire_id){STR("anonymous_id"), str_of(id.p + DEVICE.n, id.n - DEVICE.n)};
  return m->previous.value.n || err_fail(why, ERR_wire_no_id, "alias");
}

/* What of a message makes it more than an event. */
static bool by_event(struct request *r, struct wire_message *m, const struct json *o,
                     struct err *why) {
  struct decoding *d = r->d;
  if (str_is(m->event, "$identify")) {
    struct str before = wire_member(o, STR("$anon_distinct_id"));
    m->kind = WIRE_IDENTIFY;
    wire_put_id(d, m, STR("user_id"), wire_member(o, STR("$identified_id")));
    put_distinct(d, m, wire_member(o, STR("$anon_id")), wire_member(o, STR("$anon_id")));
    /* Another user's id stands there too when one logs in after another: that is no device. */
    if (str_starts(before, DEVICE)) put_distinct(d, m, before, (struct str){0});
  } else if (str_is(m->event, "$create_alias")) {
    m->kind = WIRE_ALIAS;
    if (!alias(r, m, o, why)) return false;
  } else if (str_is(m->event, "$merge")) {
    const struct json *both = wire_get(o, STR("$distinct_ids"));
    m->kind = WIRE_BIND;
    for (uint32_t i = 0; both && both->type == JSON_ARRAY && i < both->n; i++)
      put_distinct(d, m, wire_text(&both->items[i]), (struct str){0});
  }
  return m->n_ids || err_fail(why, ERR_wire_no_id, "distinct_id, $user_id, $device_id");
}

static void event(struct request *r, const struct json *e, uint32_t index) {
  const struct json *o = wire_object(wire_get(e, STR("properties")));
  struct str name = wire_member(e, STR("event"));
  struct err why;
  if (!name.n) {
    err_fail(&why, ERR_wire_no_event, "event");
    wire_reject(r->d, e->text, index, name, &why);
    return;
  }
  struct wire_message *m = wire_add(r->d, e->text, index);
  if (!m) return;
  m->kind = WIRE_TRACK;
  m->event = name;
  m->properties = properties(r, o);
  m->client_time = wire_time(wire_get(o, STR("time")), r->d->q->zone);
  m->message_id = event_id(r, e, o, index);
  put_library(r, m, o);
  put_ids(r->d, m, o, STR("distinct_id"));
  if (by_event(r, m, o, &why)) return;
  wire_take_back(r->d);
  wire_reject(r->d, e->text, index, name, &why);
}

/* ---- operations ---- */

static const struct operation {
  struct str name;
  enum wire_kind kind;
} operations[] = {
    {STR("$set"), WIRE_SET},       {STR("$set_once"), WIRE_SET_ONCE}, {STR("$add"), WIRE_INCREMENT},
    {STR("$append"), WIRE_APPEND}, {STR("$union"), WIRE_UNION},       {STR("$remove"), WIRE_REMOVE},
    {STR("$unset"), WIRE_UNSET},   {STR("$delete"), WIRE_DELETE},
};
#define OPERATIONS "$set, $set_once, $add, $append, $union, $remove, $unset, $delete"

/* A group's attributes are a catalogue item's, which is set or deleted as a whole. */
static bool operate_group(struct wire_message *m, const struct json *o, const struct operation *op,
                          const struct json *v, struct err *why) {
  if (op->kind != WIRE_SET && op->kind != WIRE_DELETE)
    return err_fail(why, ERR_wire_unknown_type, "%.*s" ERR_SEP "$set, $delete", STRF(op->name));
  m->kind = op->kind == WIRE_SET ? WIRE_ITEM_SET : WIRE_ITEM_DELETE;
  m->item_type = wire_member(o, STR("$group_key"));
  m->item_id = wire_member(o, STR("$group_id"));
  m->properties = wire_object(v);
  return (m->item_type.n && m->item_id.n) || err_fail(why, ERR_wire_no_id, "$group_key, $group_id");
}

static bool operate(struct request *r, struct wire_message *m, const struct json *o,
                    const struct operation *op, const struct json *v, struct err *why) {
  m->kind = op->kind;
  m->traits = op->kind == WIRE_UNSET ? wire_names(r->d->out, v) : wire_object(v);
  put_ids(r->d, m, o, STR("$distinct_id"));
  if (!m->n_ids) return err_fail(why, ERR_wire_no_id, "$distinct_id");
  return op->kind == WIRE_DELETE || m->traits || wire_bad_field(why, op->name, WANT_OBJECT);
}

/* False with *why, or with why->code 0 when wire_add has told. */
static bool all_operations(struct request *r, const struct json *o, uint32_t index, bool group,
                           struct err *why) {
  struct str id = wire_hash_once(r->d, "mh", o, index);
  uint32_t before = r->d->b->n_messages;
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
    const struct operation *op = &operations[i];
    const struct json *v = wire_get(o, op->name);
    struct wire_message *m = v ? wire_add(r->d, o->text, index) : NULL;
    if (v && !m) return false;
    if (!m) continue;
    m->message_id = id;
    m->client_time = wire_time(wire_get(o, STR("$time")), r->d->q->zone);
    put_library(r, m, o);
    if (!(group ? operate_group(m, o, op, v, why) : operate(r, m, o, op, v, why))) return false;
  }
  return r->d->b->n_messages > before ||
         err_fail(why, ERR_wire_unknown_type, "" ERR_SEP OPERATIONS);
}

static void operations_of(struct request *r, const struct json *o, uint32_t index, bool group) {
  struct wire_batch *b = r->d->b;
  uint32_t before = b->n_messages;
  struct err why;
  err_clear(&why);
  if (all_operations(r, o, index, group, &why)) return;
  while (b->n_messages > before)
    wire_take_back(r->d);
  if (why.code) wire_reject(r->d, o->text, index, (struct str){0}, &why);
}

/* ---- the request ---- */

static void put_keys(struct decoding *d, const struct json *o) {
  wire_put_key(d->b, wire_member(wire_get(o, STR("properties")), STR("token")));
  wire_put_key(d->b, wire_member(o, STR("$token")));
}

static bool read_json(struct decoding *d, struct str text, struct err *err) {
  static const char *const no_arrays[] = {NULL};
  struct request r = {.d = d};
  struct wire_parts parts;
  bool lines = wire_is_lines(text);
  bool engage = str_is(d->path, "/engage"), groups = str_is(d->path, "/groups");
  if (!(lines ? wire_split_lines(d, text, &parts, err)
              : wire_split(d, text, no_arrays, &parts, err)))
    return false;
  d->b->total = parts.total;
  for (uint32_t i = 0; i < parts.n; i++) {
    const struct json *o = parts.p[i].v;
    if (i == 0) put_keys(d, o);
    if (engage || groups)
      operations_of(&r, o, parts.p[i].index, groups);
    else
      event(&r, o, parts.p[i].index);
  }
  return true;
}

static bool read_data(struct decoding *d, struct str data, struct err *err) {
  struct str bytes;
  data = str_trim(data);
  if (data.n && (data.p[0] == '{' || data.p[0] == '[')) return read_json(d, data, err);
  if (!wire_base64(data, true, d->out, &bytes))
    return wire_bad_field(err, STR("data"), WANT_BASE64);
  if (wire_is_gzip(bytes) && !wire_inflate(bytes, d->out, &bytes, err)) return false;
  return read_json(d, bytes, err);
}

static bool asked(struct decoding *d, struct str form, const char *name) {
  struct str v;
  return (wire_field(d->q->query, name, d->out, &v) || wire_field(form, name, d->out, &v)) &&
         str_is(v, "1");
}

static void put_answer(struct decoding *d, struct str form, bool json) {
  if (asked(d, form, "img"))
    wire_answer_text(d->b, 200, WIRE_ANSWER_PIXEL, (struct str){0});
  else if (json && str_is(d->path, "/import"))
    wire_answer_text(d->b, 200, WIRE_ANSWER_JSON,
                     arena_printf(d->out,
                                  "{\"code\":200,\"status\":\"OK\",\"num_records_imported\":%u}",
                                  d->b->n_messages));
  else if (asked(d, form, "verbose"))
    wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR("{\"error\":null,\"status\":1}"));
  else
    wire_answer_text(d->b, 200, WIRE_ANSWER_TEXT, STR("1"));
}

static bool decode(struct decoding *d, struct err *err) {
  struct str body = str_trim(d->body), data, form = {0};
  bool json = body.n && (body.p[0] == '{' || body.p[0] == '['), ok;
  if (!json) form = body;
  if (json)
    ok = read_json(d, body, err);
  else if (wire_field(form, "data", d->out, &data) ||
           wire_field(d->q->query, "data", d->out, &data))
    ok = read_data(d, data, err);
  else
    ok = err_fail(err, ERR_wire_empty, "%s", "");
  if (ok) put_answer(d, form, json);
  return ok;
}

/* {"error":…,"status":0} */
static void answer_error(const struct err *why, struct arena *out, struct wire_batch *ret) {
  struct buf text = BUF_INIT, said = BUF_INIT;
  struct jw w;
  err_render(why, LANG_EN, &said);
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  jw_key(&w, "error");
  jw_str(&w, buf_str(&said));
  jw_key(&w, "status");
  jw_int(&w, 0);
  jw_end_object(&w);
  wire_answer_text(ret, ret->status, WIRE_ANSWER_JSON, arena_str(out, buf_str(&text)));
  buf_release(&text);
  buf_release(&said);
}

const struct wire_protocol_def wire_mixpanel = {
    .name = "mixpanel", .decode = decode, .answer_error = answer_error};

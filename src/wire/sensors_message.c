/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message of Sensors Analytics.
 *
 * Whom it is about is said up to five times over: $identity_ keys, login_id, anonymous_id,
 * distinct_id, original_id.  The typed ones come first; distinct_id only adds something when its
 * value has not been named yet: then it is a login id if the message says so, else of a kind that
 * nobody knows ("distinct_id", PROTOCOLS R4). */
#include "base/utf8.h"
#include "wire/sensors_int.h"

static const struct type {
  struct str name;
  enum wire_kind kind;
} types[] = {
    {STR("track"), WIRE_TRACK},
    {STR("track_signup"), WIRE_SIGNUP},
    {STR("track_id_bind"), WIRE_BIND},
    {STR("track_id_unbind"), WIRE_UNBIND},
    {STR("profile_set"), WIRE_SET},
    {STR("profile_set_once"), WIRE_SET_ONCE},
    {STR("profile_increment"), WIRE_INCREMENT},
    {STR("profile_append"), WIRE_APPEND},
    {STR("profile_unset"), WIRE_UNSET},
    {STR("profile_delete"), WIRE_DELETE},
    {STR("item_set"), WIRE_ITEM_SET},
    {STR("item_delete"), WIRE_ITEM_DELETE},
};

/* $lib of what runs where the person is, and so repeats the login id (beside all that has "Mini" in
 * its name).  Servers' are not listed: what is not known to repeat it must not fake a log-out. */
static const struct str clients[] = {
    STR("js"),          STR("Android"),  STR("iOS"),        STR("HarmonyOS"),
    STR("Harmony"),     STR("QuickApp"), STR("quickapp"),   STR("Flutter"),
    STR("ReactNative"), STR("Unity"),    STR("WeixinGame"), STR("APICloud"),
};

static bool is_type(struct str name, const struct type **ret) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (str_eq(types[i].name, name)) {
      *ret = &types[i];
      return true;
    }
  return false;
}

static bool is_client(struct str lib) {
  for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
    if (str_eq(clients[i], lib)) return true;
  return str_has(lib, STR("Mini"));
}

static bool is_event(enum wire_kind k) {
  return k == WIRE_TRACK || k == WIRE_SIGNUP || k == WIRE_BIND || k == WIRE_UNBIND;
}

static bool is_item(enum wire_kind k) {
  return k == WIRE_ITEM_SET || k == WIRE_ITEM_DELETE;
}

/* ---- library ---- */

static void put_library(struct sensors *s, struct wire_message *m, const struct json *v) {
  const struct json *of = wire_get(v, STR("lib"));
  if (!of) of = wire_get(v, STR("properties"));
  struct str lib = wire_member(of, STR("$lib")), version = wire_member(of, STR("$lib_version"));
  if (!str_eq(lib, s->lib) || !str_eq(version, s->lib_version)) {
    s->lib = lib;
    s->lib_version = version;
    s->library = wire_library(s->d->out, lib, version);
  }
  m->library = s->library;
  /* An unbinding names only what it detaches: that no login id is in it says nothing. */
  if (wire_get(v, STR("anonymous_id")) || is_client(lib))
    m->flags |= WIRE_CLIENT_SIDE | (m->kind == WIRE_UNBIND ? 0 : (unsigned)WIRE_REPEATS_LOGIN);
}

/* ---- times ---- */

/* The zone the client is in, in minutes west of UTC as JavaScript counts them; NULL: not said. */
static const struct tz *zone_of(struct sensors *s, const struct json *properties) {
  const struct json *v = wire_get(properties, STR("$timezone_offset"));
  struct err ignored;
  int64_t west;
  if (!v || !json_int(v, &west) || west < -14 * 60 || west > 14 * 60) return NULL;
  if (s->zone && west == s->west) return s->zone;
  unsigned minutes = (unsigned)(west < 0 ? -west : west);
  struct str name =
      arena_printf(s->d->out, "%c%02u:%02u", west > 0 ? '-' : '+', minutes / 60, minutes % 60);
  if (!tz_load(name, &s->zone, &ignored)) return NULL;
  s->west = west;
  return s->zone;
}

static void put_times(struct sensors *s, struct wire_message *m, const struct json *v,
                      const struct json *properties) {
  m->zone = zone_of(s, properties);
  m->client_time = wire_time(wire_get(v, STR("time")), m->zone ? m->zone : s->d->q->zone);
  m->sent_time = wire_time(wire_get(v, STR("_flush_time")), NULL);
  if (wire_get(v, STR("time_free"))) m->flags |= WIRE_NO_SKEW;
}

/* ---- identities ---- */

static bool has_value(const struct wire_message *m, struct str value) {
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (str_eq(m->ids[i].value, value)) return true;
  return false;
}

/* A login id, or one of another kind with its kind before a plus. */
static void put_login(struct sensors *s, struct wire_message *m, struct str id) {
  struct str type, value;
  if (sensors_id_split(id, s->d->out, &type, &value))
    wire_put_id(s->d, m, type, value);
  else
    wire_put_id(s->d, m, STR("user_id"), id);
}

/* True when a key was not taken: it stays a property. */
static bool put_identities(struct sensors *s, struct wire_message *m, const struct json *v) {
  bool left = false;
  for (uint32_t i = 0; v && v->type == JSON_OBJECT && i < v->n; i++) {
    const struct json *one = &v->items[i], *values = one;
    uint32_t n = 1;
    struct str type;
    if (m->n_ids == WIRE_IDS_MAX || !sensors_id_type(v->keys[i], s->d->out, &type)) {
      left = true;
      continue;
    }
    if (one->type == JSON_ARRAY) values = one->items, n = one->n;
    for (uint32_t k = 0; k < n; k++)
      wire_put_id(s->d, m, type, wire_text(&values[k]));
  }
  return left;
}

static void put_distinct(struct sensors *s, struct wire_message *m, const struct json *v,
                         const struct json *properties) {
  struct str id = wire_member(v, STR("distinct_id")), type, value;
  const struct json *login = wire_get(properties, STR("$is_login_id"));
  if (!id.n || has_value(m, id)) return;
  if (sensors_id_split(id, s->d->out, &type, &value))
    wire_put_id(s->d, m, type, value);
  else if (m->kind == WIRE_SIGNUP || (login && login->type == JSON_BOOL && login->boolean))
    wire_put_id(s->d, m, STR("user_id"), id);
  else
    wire_put_id(s->d, m, STR("distinct_id"), id);
}

/* Whoever signs up was somebody else before, under an id of which old SDKs do not say the kind. */
static void put_original(struct sensors *s, struct wire_message *m, const struct json *v) {
  struct str id = wire_member(v, STR("original_id"));
  if (!id.n || str_eq(id, wire_member(v, STR("distinct_id")))) return;
  m->previous = (struct wire_id){STR("distinct_id"), id};
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (str_eq(m->ids[i].value, id)) m->previous = m->ids[i];
  if (!has_value(m, id)) wire_put_id(s->d, m, STR("anonymous_id"), id);
}

/* True when some of `identities` stay properties. */
static bool put_ids(struct sensors *s, struct wire_message *m, const struct json *v,
                    const struct json *properties) {
  bool left = put_identities(s, m, wire_get(v, STR("identities")));
  if (m->kind == WIRE_UNBIND && m->n_ids) return left;
  struct str login = wire_member(v, STR("login_id"));
  if (login.n && !has_value(m, login)) put_login(s, m, login);
  wire_put_id(s->d, m, STR("anonymous_id"), wire_member(v, STR("anonymous_id")));
  put_distinct(s, m, v, properties);
  if (m->kind == WIRE_SIGNUP) put_original(s, m, v);
  return left;
}

/* The properties, and those of `identities` that are no identities to us. */
static const struct json *with_left(struct sensors *s, const struct wire_message *m,
                                    const struct json *properties, const struct json *identities) {
  uint32_t n = properties ? properties->n : 0;
  struct wire_object_made *made = wire_object_new(s->d->out, n + identities->n);
  struct str ignored;
  for (uint32_t i = 0; i < n; i++)
    wire_object_put(made, properties->keys[i], &properties->items[i]);
  for (uint32_t i = 0; i < identities->n; i++) {
    const struct json *one = &identities->items[i];
    bool known = sensors_id_type(identities->keys[i], s->d->out, &ignored);
    if (one->type == JSON_NULL || wire_get(properties, identities->keys[i]) ||
        (known && (m->n_ids < WIRE_IDS_MAX || has_value(m, wire_text(one)))))
      continue;
    wire_object_put(made, identities->keys[i], one);
  }
  return &made->o;
}

/* ---- what repetitions are known by ---- */

static struct str message_id(struct sensors *s, const struct json *v, struct str type,
                             struct str event) {
  struct str track = wire_member(v, STR("_track_id")), parts[7];
  struct arena *out = s->d->out;
  if (!track.n) return wire_hash_tree(out, "sh", v, "_flush_time");
  parts[0] = wire_member(v, STR("project"));
  if (!parts[0].n) parts[0] = s->project;
  parts[1] = type;
  parts[2] = event;
  parts[3] = wire_member(v, STR("distinct_id"));
  if (!parts[3].n) parts[3] = wire_member(v, STR("item_id"));
  parts[4] = wire_member(v, STR("item_type"));
  parts[5] = wire_member(v, STR("time"));
  parts[6] = track;
  size_t n = 0;
  for (size_t i = 0; i < 7; i++)
    n += parts[i].n + 1;
  char *text = arena_alloc(out, n), *to = text;
  for (size_t i = 0; i < 7; i++) {
    if (parts[i].n) memcpy(to, parts[i].p, parts[i].n);
    to += parts[i].n;
    *to++ = '\x1f';
  }
  return wire_hash(out, "sa", str_of(text, n));
}

/* ---- the message ---- */

static void fill(struct sensors *s, struct wire_message *m, const struct json *v, struct str type) {
  const struct json *properties = wire_object(wire_get(v, STR("properties")));
  put_library(s, m, v);
  put_times(s, m, v, properties);
  m->message_id = message_id(s, v, type, m->event);
  if (is_item(m->kind)) {
    m->item_type = wire_member(v, STR("item_type"));
    m->item_id = wire_member(v, STR("item_id"));
    m->properties = properties;
    return;
  }
  bool left = put_ids(s, m, v, properties);
  if (!is_event(m->kind)) {
    m->traits = properties;
    return;
  }
  m->properties = properties;
  if (left) m->properties = with_left(s, m, properties, wire_get(v, STR("identities")));
}

static bool lacks(const struct wire_message *m, struct err *why) {
  if (is_item(m->kind) && (!m->item_type.n || !m->item_id.n))
    return !wire_bad_field(why, m->item_type.n ? STR("item_id") : STR("item_type"),
                           WANT_NUMBER_OR_TEXT);
  if (!is_item(m->kind) && !m->n_ids)
    return !err_fail(why, ERR_wire_no_id, "distinct_id, login_id, anonymous_id, identities");
  return false;
}

void sensors_message(struct sensors *s, const struct json *v, uint32_t index) {
  struct str name = wire_member(v, STR("type")), event = wire_member(v, STR("event"));
  const struct type *type;
  struct err why;
  if (str_eq(name, STR("detail_set")) || str_eq(name, STR("detail_delete"))) return;
  if (!is_type(name, &type)) {
    err_fail(&why, ERR_wire_unknown_type,
             "%.*s" ERR_SEP
             "track, track_signup, track_id_bind, track_id_unbind, profile_…, item_…",
             (int)utf8_cut(name, 60), name.p ? name.p : "");
    wire_reject(s->d, v->text, index, event, &why);
    return;
  }
  if (type->kind == WIRE_TRACK && !event.n) {
    err_fail(&why, ERR_wire_no_event, "event");
    wire_reject(s->d, v->text, index, event, &why);
    return;
  }
  struct wire_message *m = wire_add(s->d, v->text, index);
  if (!m) return;
  m->kind = type->kind;
  if (is_event(type->kind)) m->event = event;
  fill(s, m, v, name);
  if (!lacks(m, &why)) return;
  wire_take_back(s->d);
  wire_reject(s->d, v->text, index, event, &why);
}

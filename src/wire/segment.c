/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segment's HTTP Tracking API, which RudderStack speaks too (PROTOCOLS 1).
 *
 * Nothing a client may have got wrong is a 4xx here but a body that is no JSON at all: Segment
 * answers 200 to everything, its clients count on that, and some repeat a 400 for hours.  So a
 * message that says nothing is a reject, and the answer stays 200 with a body: the Java client
 * parses it, and the Python one takes 202 and 204 for failures and sends again. */
#include <string.h>

#include "wire/wire_int.h"

#define ID_PREFIX "sg:"

/* ---- a message's members, found in one pass ---- */

enum field {
  F_TYPE,
  F_NAME,
  F_EVENT,
  F_USER,
  F_ANONYMOUS,
  F_TRAITS,
  F_SENT,
  F_CONTEXT,
  F_GROUP,
  F_CATEGORY,
  F_KEY,
  F_MESSAGE,
  F_TIME,
  F_ORIGINAL_TIME,
  F_PROPERTIES,
  F_PREVIOUS,
  F_CHANNEL,
  FIELDS
};

static const struct {
  struct str name;
  enum field field;
} fields[] = {
    {{"type", 4}, F_TYPE},
    {{"name", 4}, F_NAME},
    {{"event", 5}, F_EVENT},
    {{"userId", 6}, F_USER},
    {{"traits", 6}, F_TRAITS},
    {{"sentAt", 6}, F_SENT},
    {{"context", 7}, F_CONTEXT},
    {{"groupId", 7}, F_GROUP},
    {{"channel", 7}, F_CHANNEL},
    {{"category", 8}, F_CATEGORY},
    {{"writeKey", 8}, F_KEY},
    {{"messageId", 9}, F_MESSAGE},
    {{"timestamp", 9}, F_TIME},
    {{"properties", 10}, F_PROPERTIES},
    {{"previousId", 10}, F_PREVIOUS},
    {{"anonymousId", 11}, F_ANONYMOUS},
    {{"originalTimestamp", 17}, F_ORIGINAL_TIME},
};

/* Absent and null are alike (both happen). */
static void find_fields(const struct json *o, const struct json *ret[FIELDS]) {
  memset(ret, 0, FIELDS * sizeof *ret);
  for (uint32_t i = 0; i < o->n; i++) {
    struct str key = o->keys[i];
    if (o->items[i].type == JSON_NULL) continue;
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
      if (fields[k].name.n == key.n && memcmp(fields[k].name.p, key.p, key.n) == 0) {
        ret[fields[k].field] = &o->items[i];
        break;
      }
  }
}

/* ---- kinds ---- */

static const struct {
  const char *word;
  char letter;
  enum wire_kind kind;
} kinds[] = {{"track", 't', WIRE_TRACK},       {"page", 'p', WIRE_PAGE},
             {"identify", 'i', WIRE_IDENTIFY}, {"screen", 's', WIRE_SCREEN},
             {"group", 'g', WIRE_GROUP},       {"alias", 'a', WIRE_ALIAS}};
#define KINDS (sizeof kinds / sizeof *kinds)

static bool kind_of_word(struct str word, enum wire_kind *ret) {
  for (size_t i = 0; i < KINDS; i++)
    if (str_is(word, kinds[i].word)) {
      *ret = kinds[i].kind;
      return true;
    }
  return false;
}

/* /v1/t, /v1/track */
static bool kind_of_path(struct str path, enum wire_kind *ret) {
  struct str last = str_starts(path, STR("/v1/")) ? str_of(path.p + 4, path.n - 4) : path;
  if (last.n != 1) return kind_of_word(last, ret);
  for (size_t i = 0; i < KINDS; i++)
    if (last.p[0] == kinds[i].letter) {
      *ret = kinds[i].kind;
      return true;
    }
  return false;
}

/* ---- what is the same for all messages of a request ---- */

struct request {
  struct decoding *d;
  const struct json *context; /* of the envelope: lies under each message's own */
  int64_t sent;
  bool has_kind, no_skew;
  enum wire_kind kind; /* of the path */
};

/* `over`'s members and those of `under` that it has not: shallow, as Segment merges. */
static const struct json *merged(struct request *r, const struct json *under,
                                 const struct json *over) {
  if (!under || under->n == 0) return over;
  if (!over) return under;
  struct arena *out = r->d->out;
  struct json *o = arena_new(out, struct json);
  *o = (struct json){.type = JSON_OBJECT, .n = over->n};
  o->items = arena_alloc(out, (over->n + under->n) * sizeof *o->items);
  o->keys = arena_alloc(out, (over->n + under->n) * sizeof *o->keys);
  if (over->n) {
    memcpy(o->items, over->items, over->n * sizeof *o->items);
    memcpy(o->keys, over->keys, over->n * sizeof *o->keys);
  }
  for (uint32_t i = 0; i < under->n; i++) {
    if (wire_get(over, under->keys[i])) continue;
    o->items[o->n] = under->items[i];
    o->keys[o->n++] = under->keys[i];
  }
  return o;
}

/* "analytics-node/3.1.0" */
static struct str library(struct decoding *d, const struct json *context) {
  const struct json *lib = wire_get(context, STR("library"));
  struct str name = wire_member(lib, STR("name")), version = wire_member(lib, STR("version"));
  if (!name.n || !version.n) return name;
  char *text = arena_alloc(d->out, name.n + 1 + version.n);
  memcpy(text, name.p, name.n);
  text[name.n] = '/';
  memcpy(text + name.n + 1, version.p, version.n);
  return str_of(text, name.n + 1 + version.n);
}

static bool starts_with(struct str s, const char *prefix) {
  return str_starts(s, str_from(prefix));
}

/* Browsers say their user id in every message until log-out (PROTOCOLS R7). */
static unsigned flags_of(struct request *r, const struct json *f[FIELDS],
                         const struct wire_message *m) {
  unsigned flags = 0;
  struct str channel = wire_text(f[F_CHANNEL]);
  const struct json *direct = wire_get(m->context, STR("direct"));
  const struct json *active = wire_get(m->context, STR("active"));
  bool browser = starts_with(m->library, "analytics.js") ||
                 starts_with(m->library, "RudderLabs JavaScript SDK");
  if (browser) flags |= WIRE_REPEATS_LOGIN;
  if (browser || str_is(channel, "browser") || str_is(channel, "mobile") ||
      str_is(channel, "web") || (direct && direct->type == JSON_BOOL && direct->boolean))
    flags |= WIRE_CLIENT_SIDE;
  if (r->no_skew || (active && active->type == JSON_BOOL && !active->boolean))
    flags |= WIRE_NO_SKEW;
  return flags;
}

/* ---- identities ---- */

/* Segment's words for kinds of ids, and ours; others stay as they are. */
static struct str id_type(struct str type) {
  static const struct {
    const char *theirs;
    struct str ours;
  } words[] = {{"android.id", {"android_id", 10}},     {"ios.id", {"idfv", 4}},
               {"android.idfa", {"idfa", 4}},          {"ios.idfa", {"idfa", 4}},
               {"wechat_unionid", {"wx_unionid", 10}}, {"unionid", {"wx_unionid", 10}}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(type, words[i].theirs)) return words[i].ours;
  return type;
}

static void external_ids(struct decoding *d, struct wire_message *m) {
  const struct json *all = wire_get(m->context, STR("externalIds"));
  if (!all || all->type != JSON_ARRAY) return;
  for (uint32_t i = 0; i < all->n; i++) {
    struct str type = wire_member(&all->items[i], STR("type"));
    struct str id = wire_member(&all->items[i], STR("id"));
    struct str of = wire_member(&all->items[i], STR("collection"));
    if (type.n && (!of.n || str_is(of, "users")) && !str_is(type, "group_id"))
      wire_put_id(d, m, id_type(type), id);
  }
}

/* ---- kinds, one by one ---- */

/* The members of a JSON object with some more before them. */
static struct json *with_members(struct arena *out, const struct json *o, uint32_t room) {
  struct json *v = arena_new(out, struct json);
  uint32_t n = o ? o->n : 0;
  *v = (struct json){.type = JSON_OBJECT, .n = n};
  v->items = arena_alloc(out, (n + room) * sizeof *v->items);
  v->keys = arena_alloc(out, (n + room) * sizeof *v->keys);
  if (n) {
    memcpy(v->items, o->items, n * sizeof *v->items);
    memcpy(v->keys, o->keys, n * sizeof *v->keys);
  }
  return v;
}

static void add_member(struct json *o, const char *key, struct json v) {
  o->keys[o->n] = str_from(key);
  o->items[o->n++] = v;
}

/* The group's id and what is known of it, as properties: group_id, traits.… */
static void group(struct decoding *d, struct wire_message *m, const struct json *f[FIELDS]) {
  struct json *o = with_members(d->out, NULL, 2);
  struct str id = wire_text(f[F_GROUP]);
  if (id.n) add_member(o, "group_id", (struct json){.type = JSON_STRING, .text = id});
  if (wire_object(f[F_TRAITS])) add_member(o, "traits", *f[F_TRAITS]);
  m->properties = o;
}

/* The browser copies a page's category to its properties, the others do not. */
static void category(struct decoding *d, struct wire_message *m, const struct json *f[FIELDS]) {
  struct str category = wire_text(f[F_CATEGORY]);
  if (!category.n || wire_get(m->properties, STR("category"))) return;
  struct json *o = with_members(d->out, m->properties, 1);
  add_member(o, "category", (struct json){.type = JSON_STRING, .text = category});
  m->properties = o;
}

static bool alias(struct wire_message *m, const struct json *f[FIELDS], struct err *why) {
  struct str previous = wire_text(f[F_PREVIOUS]), anonymous = wire_text(f[F_ANONYMOUS]);
  if (!previous.n) return err_fail(why, ERR_wire_no_id, "previousId");
  if (!wire_text(f[F_USER]).n) return err_fail(why, ERR_wire_no_id, "userId");
  m->previous.type = str_eq(previous, anonymous) ? STR("anonymous_id") : STR("distinct_id");
  m->previous.value = previous;
  return true;
}

static bool by_kind(struct decoding *d, struct wire_message *m, const struct json *f[FIELDS],
                    struct err *why) {
  switch (m->kind) {
  case WIRE_TRACK:
    m->event = wire_text(f[F_EVENT]);
    return m->event.n || err_fail(why, ERR_wire_no_event, "event");
  case WIRE_PAGE:
  case WIRE_SCREEN:
    m->event = wire_text(f[F_NAME]);
    category(d, m, f);
    return true;
  case WIRE_IDENTIFY:
    m->traits = wire_object(f[F_TRAITS]);
    if (!m->traits) m->traits = wire_object(wire_get(m->context, STR("traits")));
    return true;
  case WIRE_GROUP:
    group(d, m, f);
    return true;
  default:
    return alias(m, f, why);
  }
}

/* ---- a message ---- */

static struct str message_id(struct decoding *d, const struct json *v) {
  struct str id = wire_text(v);
  if (!id.n) return id;
  char *text = arena_alloc(d->out, sizeof ID_PREFIX - 1 + id.n);
  memcpy(text, ID_PREFIX, sizeof ID_PREFIX - 1);
  memcpy(text + sizeof ID_PREFIX - 1, id.p, id.n);
  return str_of(text, sizeof ID_PREFIX - 1 + id.n);
}

/* After identify(), analytics.js' alias() names the same id twice: it says nothing. */
static bool says_nothing(enum wire_kind kind, const struct json *f[FIELDS]) {
  struct str previous = wire_text(f[F_PREVIOUS]);
  return kind == WIRE_ALIAS && previous.n && str_eq(previous, wire_text(f[F_USER]));
}

static bool kind_of(const struct request *r, const struct json *f[FIELDS], enum wire_kind *ret,
                    struct err *why) {
  struct str word = wire_text(f[F_TYPE]);
  if (word.n && kind_of_word(word, ret)) return true;
  *ret = r->kind;
  return r->has_kind ||
         err_fail(why, ERR_wire_unknown_type,
                  "%.*s" ERR_SEP "track, page, screen, identify, group, alias", STRF(word));
}

static bool fill(struct request *r, struct wire_message *m, const struct json *f[FIELDS],
                 struct err *why) {
  struct decoding *d = r->d;
  const struct tz *zone = d->q->zone;
  m->context = merged(r, r->context, wire_object(f[F_CONTEXT]));
  m->properties = wire_object(f[F_PROPERTIES]);
  m->message_id = message_id(d, f[F_MESSAGE]);
  m->client_time = wire_time(f[F_ORIGINAL_TIME], zone);
  if (m->client_time == WIRE_NO_TIME) m->client_time = wire_time(f[F_TIME], zone);
  m->sent_time = r->sent != WIRE_NO_TIME ? r->sent : wire_time(f[F_SENT], zone);
  m->library = library(d, m->context);
  m->flags = flags_of(r, f, m);
  wire_put_id(d, m, STR("user_id"), wire_text(f[F_USER]));
  wire_put_id(d, m, STR("anonymous_id"), wire_text(f[F_ANONYMOUS]));
  external_ids(d, m);
  if (!by_kind(d, m, f, why)) return false;
  return m->n_ids || err_fail(why, ERR_wire_no_id, "userId, anonymousId");
}

static void take(struct request *r, const struct wire_part *part) {
  const struct json *f[FIELDS];
  struct str text = part->v->text;
  enum wire_kind kind;
  struct err why;
  find_fields(part->v, f);
  wire_put_key(r->d->b, wire_text(f[F_KEY]));
  if (!kind_of(r, f, &kind, &why)) {
    wire_reject(r->d, text, part->index, wire_text(f[F_EVENT]), &why);
    return;
  }
  if (says_nothing(kind, f)) return;
  struct wire_message *m = wire_add(r->d, text, part->index);
  if (!m) return;
  m->kind = kind;
  if (fill(r, m, f, &why)) return;
  struct str event = m->event;
  wire_take_back(r->d);
  wire_reject(r->d, text, part->index, event, &why);
}

/* ---- requests ---- */

/* What analytics-next asks for before it sends anything.  Without `Segment.io` in it, or without
 * its apiKey, the SDK sends the events to Segment instead of here (PROTOCOLS 1.1). */
static void settings(struct decoding *d) {
  struct str rest =
      str_of(d->path.p + strlen("/v1/projects/"), d->path.n - strlen("/v1/projects/"));
  struct str key = str_cut(&rest, '/'), full = d->q->path;
  while (full.n > 1 && full.p[full.n - 1] == '/')
    full.n--;
  struct str prefix = str_of(full.p, full.n - d->path.n);
  struct buf text = BUF_INIT;
  struct jw w;
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  jw_key(&w, "integrations");
  jw_begin_object(&w);
  jw_key(&w, "Segment.io");
  jw_begin_object(&w);
  jw_key(&w, "apiKey");
  jw_str(&w, key);
  jw_key(&w, "apiHost");
  jw_str(&w, arena_printf(d->out, "%.*s%.*s/v1", STRF(d->q->host), STRF(prefix)));
  jw_key(&w, "protocol");
  jw_cstr(&w, d->q->secure ? "https" : "http");
  jw_end_object(&w);
  jw_end_object(&w);
  jw_key(&w, "metrics");
  jw_begin_object(&w);
  jw_key(&w, "sampleRate");
  jw_int(&w, 0);
  jw_end_object(&w);
  jw_end_object(&w);
  d->b->discard = true;
  wire_put_key(d->b, key);
  wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, arena_str(d->out, buf_str(&text)));
  buf_release(&text);
}

static bool decode(struct decoding *d, struct err *err) {
  static const char *const arrays[] = {"batch", NULL};
  struct request r = {.d = d, .sent = WIRE_NO_TIME};
  struct wire_parts parts;
  if (str_starts(d->path, STR("/v1/projects/"))) {
    settings(d);
    return true;
  }
  wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR("{\"success\":true}"));
  if (str_is(d->path, "/v1/m")) {
    d->b->discard = true;
    return true;
  }
  r.has_kind = kind_of_path(d->path, &r.kind);
  r.no_skew = str_starts(d->path, STR("/v1/import"));
  if (!wire_split(d, d->body, arrays, &parts, err)) return false;
  d->b->total = parts.total;
  r.context = wire_object(wire_get(parts.envelope, STR("context")));
  r.sent = wire_time(wire_get(parts.envelope, STR("sentAt")), d->q->zone);
  wire_put_key(d->b, wire_member(parts.envelope, STR("writeKey")));
  wire_expect(d, parts.n);
  for (uint32_t i = 0; i < parts.n; i++)
    take(&r, &parts.p[i]);
  return true;
}

const struct wire_protocol_def wire_segment = {
    .name = "segment", .decode = decode, .answer_error = wire_answer_failure};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * POST /v1/events: the simplest way in, for people with curl and for servers of one's own.
 *
 * A JSON array, one object, or one object a line.  Unlike the SDKs' protocols, whose clients cannot
 * read an answer, this one is strict and explains itself: a field that is not known or not of its
 * type rejects that event, and the answer says which event, what and how to mend it.  When nothing
 * at all was taken the status is 422, so that scripts fail. */
#include <string.h>

#include "wire/make.h"
#include "wire/wire_int.h"

#define ID_PREFIX       "ev:"
#define ERRORS_TOLD_MAX 100u /* rejects listed in an answer; it counts them all */
#define KNOWN_FIELDS                                                                               \
  "event, time, message_id, user_id, anonymous_id, ids, properties, set, set_once, add, append, "  \
  "unset, link, previous, item, context"

enum field {
  F_EVENT,
  F_TIME,
  F_MESSAGE,
  F_USER,
  F_ANONYMOUS,
  F_IDS,
  F_PROPERTIES,
  F_SET,
  F_SET_ONCE,
  F_ADD,
  F_APPEND,
  F_UNSET,
  F_LINK,
  F_PREVIOUS,
  F_ITEM,
  F_CONTEXT,
  FIELDS
};

enum shape { TEXT, NUMBER_OR_TEXT, OBJECT, NAMES };

static const struct {
  struct str name;
  enum shape shape;
} fields[FIELDS] = {
    [F_EVENT] = {{"event", 5}, TEXT},
    [F_TIME] = {{"time", 4}, NUMBER_OR_TEXT},
    [F_MESSAGE] = {{"message_id", 10}, NUMBER_OR_TEXT},
    [F_USER] = {{"user_id", 7}, NUMBER_OR_TEXT},
    [F_ANONYMOUS] = {{"anonymous_id", 12}, NUMBER_OR_TEXT},
    [F_IDS] = {{"ids", 3}, OBJECT},
    [F_PROPERTIES] = {{"properties", 10}, OBJECT},
    [F_SET] = {{"set", 3}, OBJECT},
    [F_SET_ONCE] = {{"set_once", 8}, OBJECT},
    [F_ADD] = {{"add", 3}, OBJECT},
    [F_APPEND] = {{"append", 6}, OBJECT},
    [F_UNSET] = {{"unset", 5}, NAMES},
    [F_LINK] = {{"link", 4}, TEXT},
    [F_PREVIOUS] = {{"previous", 8}, OBJECT},
    [F_ITEM] = {{"item", 4}, OBJECT},
    [F_CONTEXT] = {{"context", 7}, OBJECT},
};

static bool shaped(const struct json *v, enum shape shape) {
  switch (shape) {
  case TEXT:
    return v->type == JSON_STRING;
  case NUMBER_OR_TEXT:
    return v->type == JSON_STRING || v->type == JSON_NUMBER;
  case OBJECT:
    return v->type == JSON_OBJECT;
  default:
    return v->type == JSON_ARRAY;
  }
}

static bool find_fields(const struct json *o, const struct json *ret[FIELDS], struct err *why) {
  static const enum wire_want wanted[] = {WANT_TEXT, WANT_NUMBER_OR_TEXT, WANT_OBJECT, WANT_NAMES};
  memset(ret, 0, FIELDS * sizeof *ret);
  for (uint32_t i = 0; i < o->n; i++) {
    struct str key = o->keys[i];
    size_t k = 0;
    while (k < FIELDS && !(fields[k].name.n == key.n && fields[k].name.p[0] == key.p[0] &&
                           str_eq(fields[k].name, key)))
      k++;
    if (k == FIELDS)
      return err_fail(why, ERR_wire_unknown_field, "%.*s" ERR_SEP KNOWN_FIELDS, STRF(key));
    if (o->items[i].type == JSON_NULL) continue;
    if (!shaped(&o->items[i], fields[k].shape))
      return wire_bad_field(why, key, wanted[fields[k].shape]);
    ret[k] = &o->items[i];
  }
  return true;
}

/* ---- one thing sent: ids and times, the same for all its messages ---- */

static bool put_ids(struct decoding *d, struct wire_message *m, const struct json *f[FIELDS],
                    struct err *why) {
  wire_put_id(d, m, STR("user_id"), wire_text(f[F_USER]));
  wire_put_id(d, m, STR("anonymous_id"), wire_text(f[F_ANONYMOUS]));
  const struct json *ids = f[F_IDS];
  for (uint32_t i = 0; ids && i < ids->n; i++) {
    const struct json *v = &ids->items[i];
    if (v->type == JSON_NULL) continue;
    if (!shaped(v, NUMBER_OR_TEXT) || !ids->keys[i].n)
      return wire_bad_field(why, wire_join(d->out, STR("ids."), ids->keys[i], (struct str){0}),
                            WANT_NUMBER_OR_TEXT);
    wire_put_id(d, m, ids->keys[i], wire_text(v));
  }
  return m->n_ids || err_fail(why, ERR_wire_no_id, "user_id, anonymous_id, ids");
}

static bool put_previous(struct wire_message *m, const struct json *v, struct err *why) {
  if (!v || v->n != 1 || !v->keys[0].n || !wire_text(&v->items[0]).n)
    return wire_bad_field(why, STR("previous"), WANT_ONE_ID);
  m->previous = (struct wire_id){v->keys[0], wire_text(&v->items[0])};
  return true;
}

static bool put_common(struct decoding *d, struct wire_message *m, const struct json *f[FIELDS],
                       struct err *why) {
  struct str id = wire_text(f[F_MESSAGE]);
  m->context = f[F_CONTEXT];
  if (id.n) {
    char *text = arena_alloc(d->out, sizeof ID_PREFIX - 1 + id.n);
    memcpy(text, ID_PREFIX, sizeof ID_PREFIX - 1);
    memcpy(text + sizeof ID_PREFIX - 1, id.p, id.n);
    m->message_id = str_of(text, sizeof ID_PREFIX - 1 + id.n);
  }
  m->flags = WIRE_NO_SKEW; /* nobody sends a clock to correct by, and old events are welcome */
  m->client_time = wire_time(f[F_TIME], d->q->zone);
  if (f[F_TIME] && m->client_time == WIRE_NO_TIME)
    return wire_bad_field(why, STR("time"), WANT_TIME);
  return true;
}

/* ---- its messages ---- */

static const struct {
  const char *word;
  enum wire_kind kind;
} links[] = {{"identify", WIRE_IDENTIFY},
             {"bind", WIRE_BIND},
             {"unbind", WIRE_UNBIND},
             {"alias", WIRE_ALIAS}};

static bool link_of(const struct json *v, enum wire_kind *ret, struct err *why) {
  for (size_t i = 0; i < sizeof links / sizeof *links; i++)
    if (str_is(wire_text(v), links[i].word)) {
      *ret = links[i].kind;
      return true;
    }
  return wire_bad_field(why, STR("link"), WANT_LINK);
}

/* Names as the object that WIRE_UNSET wants. */
static const struct json *names_of(struct arena *out, const struct json *names, struct err *why) {
  struct json *o = arena_new(out, struct json);
  *o = (struct json){.type = JSON_OBJECT, .n = names->n};
  o->items = arena_array(out, struct json, names->n);
  o->keys = arena_array(out, struct str, names->n);
  for (uint32_t i = 0; i < names->n; i++) {
    o->keys[i] = wire_text(&names->items[i]);
    if (names->items[i].type == JSON_STRING && o->keys[i].n) continue;
    (void)wire_bad_field(why, STR("unset"), WANT_NAMES);
    return NULL;
  }
  return o;
}

struct sending { /* one thing sent */
  struct decoding *d;
  const struct wire_part *part;
  const struct json *f[FIELDS];
  struct wire_message common;
};

static struct wire_message *add(struct sending *s, enum wire_kind kind) {
  struct wire_message *m = wire_add_like(s->d, &s->common);
  if (m) m->kind = kind;
  return m;
}

static void attributes(struct sending *s, enum field field, enum wire_kind kind) {
  struct wire_message *m = s->f[field] ? add(s, kind) : NULL;
  if (m) m->traits = s->f[field];
}

static void add_messages(struct sending *s, bool has_link, enum wire_kind link,
                         const struct json *unset) {
  struct wire_message *m;
  if (has_link && (m = add(s, link))) {
    if (link == WIRE_ALIAS) m->previous = s->common.previous;
    if (link == WIRE_IDENTIFY) m->traits = s->f[F_SET];
  }
  if (s->f[F_EVENT] && (m = add(s, WIRE_TRACK))) {
    m->event = wire_text(s->f[F_EVENT]);
    m->properties = s->f[F_PROPERTIES];
  }
  if (!has_link || link != WIRE_IDENTIFY) attributes(s, F_SET, WIRE_SET);
  attributes(s, F_SET_ONCE, WIRE_SET_ONCE);
  attributes(s, F_ADD, WIRE_INCREMENT);
  attributes(s, F_APPEND, WIRE_APPEND);
  if (unset && (m = add(s, WIRE_UNSET))) m->traits = unset;
}

/* {"id": …, "type": …, and what is known of it}; "deleted": true takes it out. */
static bool take_item(struct sending *s, struct err *why) {
  const struct json *item = s->f[F_ITEM], *deleted = wire_get(item, STR("deleted"));
  struct str id = wire_member(item, STR("id")), type = wire_member(item, STR("type"));
  if (!id.n) return wire_bad_field(why, STR("item.id"), WANT_NUMBER_OR_TEXT);
  if (deleted && deleted->type != JSON_BOOL)
    return wire_bad_field(why, STR("item.deleted"), WANT_YES_OR_NO);
  if (s->f[F_EVENT] || s->f[F_LINK] || s->f[F_SET])
    return wire_bad_field(why, STR("item"), WANT_ALONE);
  struct json *o = arena_new(s->d->out, struct json);
  *o = (struct json){.type = JSON_OBJECT};
  o->items = arena_alloc(s->d->out, item->n * sizeof *o->items);
  o->keys = arena_alloc(s->d->out, item->n * sizeof *o->keys);
  for (uint32_t i = 0; i < item->n; i++) {
    struct str key = item->keys[i];
    if (str_is(key, "id") || str_is(key, "type") || str_is(key, "deleted")) continue;
    o->keys[o->n] = key;
    o->items[o->n++] = item->items[i];
  }
  struct wire_message *m = add(s, deleted && deleted->boolean ? WIRE_ITEM_DELETE : WIRE_ITEM_SET);
  if (!m) return true;
  m->item_id = id;
  m->item_type = type;
  m->properties = o;
  return true;
}

static bool take(struct sending *s, struct err *why) {
  const struct json **f = s->f;
  enum wire_kind link = WIRE_TRACK;
  const struct json *unset = NULL;
  if (!find_fields(s->part->v, f, why) || !put_common(s->d, &s->common, f, why)) return false;
  if (f[F_ITEM]) return take_item(s, why);
  if (f[F_EVENT] && !wire_text(f[F_EVENT]).n) return err_fail(why, ERR_wire_no_event, "event");
  if (!f[F_EVENT] && !f[F_SET] && !f[F_SET_ONCE] && !f[F_ADD] && !f[F_APPEND] && !f[F_UNSET] &&
      !f[F_LINK])
    return err_fail(why, ERR_wire_no_event, "event");
  if (!put_ids(s->d, &s->common, f, why)) return false;
  if (f[F_LINK] && !link_of(f[F_LINK], &link, why)) return false;
  if (f[F_LINK] && link == WIRE_ALIAS && !put_previous(&s->common, f[F_PREVIOUS], why))
    return false;
  if (f[F_UNSET] && !(unset = names_of(s->d->out, f[F_UNSET], why))) return false;
  add_messages(s, f[F_LINK], link, unset);
  return true;
}

/* ---- requests ---- */

static void answer(struct wire_batch *b, enum lang lang, struct arena *out) {
  struct buf text = BUF_INIT;
  struct jw w;
  uint8_t *bad = arena_calloc(out, b->total + 1, 1);
  uint32_t rejected = 0;
  for (uint32_t i = 0; i < b->n_rejects; i++) {
    rejected += !bad[b->rejects[i].index];
    bad[b->rejects[i].index] = 1;
  }
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  jw_key(&w, "accepted");
  jw_uint(&w, b->total - rejected);
  jw_key(&w, "rejected");
  jw_uint(&w, rejected);
  jw_key(&w, "errors");
  jw_begin_array(&w);
  for (uint32_t i = 0; i < b->n_rejects && i < ERRORS_TOLD_MAX; i++) {
    struct buf message = BUF_INIT, hint = BUF_INIT;
    err_render(&b->rejects[i].why, lang, &message);
    err_render_hint(&b->rejects[i].why, lang, &hint);
    jw_begin_object(&w);
    jw_key(&w, "index");
    jw_uint(&w, b->rejects[i].index);
    jw_key(&w, "code");
    jw_cstr(&w, err_name(b->rejects[i].why.code));
    jw_key(&w, "message");
    jw_str(&w, buf_str(&message));
    jw_key(&w, "hint");
    jw_str(&w, buf_str(&hint));
    jw_end_object(&w);
    buf_release(&message);
    buf_release(&hint);
  }
  jw_end_array(&w);
  jw_end_object(&w);
  wire_answer_text(b, b->total && rejected == b->total ? 422 : 200, WIRE_ANSWER_JSON,
                   arena_str(out, buf_str(&text)));
  buf_release(&text);
}

void wire_answer_rejects(struct wire_batch *b, enum lang lang, struct arena *out) {
  if (b->protocol == WIRE_SHOAL) answer(b, lang, out);
}

static bool decode(struct decoding *d, struct err *err) {
  static const char *const arrays[] = {NULL};
  struct wire_parts parts;
  bool lines = wire_is_lines(d->body);
  if (!(lines ? wire_split_lines(d, d->body, &parts, err)
              : wire_split(d, d->body, arrays, &parts, err)))
    return false;
  d->b->total = parts.total;
  wire_expect(d, parts.n);
  for (uint32_t i = 0; i < parts.n; i++) {
    struct sending s; /* field by field: a large struct set to zero for each event is felt */
    struct err why;
    s.d = d;
    s.part = &parts.p[i];
    s.common = (struct wire_message){.protocol = WIRE_SHOAL,
                                     .client_time = WIRE_NO_TIME,
                                     .sent_time = WIRE_NO_TIME,
                                     .text = parts.p[i].v->text,
                                     .index = parts.p[i].index};
    if (!take(&s, &why))
      wire_reject(d, parts.p[i].v->text, parts.p[i].index, wire_text(s.f[F_EVENT]), &why);
  }
  answer(d->b, LANG_EN, d->out);
  return true;
}

const struct wire_protocol_def wire_events = {
    .name = "shoal", .decode = decode, .answer_error = wire_answer_failure};

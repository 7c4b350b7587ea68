/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is the same for every protocol: the table of decoders, the body inflated, candidates for the
 * key, messages and rejects collected, answers. */
#include "wire/wire_int.h"

#include <string.h>

#include "base/panic.h"
#include "base/utf8.h"

static const char *const names[WIRE_PROTOCOLS] = {
    [WIRE_SHOAL] = "shoal",
    [WIRE_SEGMENT] = "segment",
    [WIRE_SENSORS] = "sensors",
    [WIRE_POSTHOG] = "posthog",
    [WIRE_MIXPANEL] = "mixpanel",
    [WIRE_GA4] = "ga4",
    [WIRE_CLOUDEVENTS] = "cloudevents",
};

static const struct wire_protocol_def *const decoders[WIRE_PROTOCOLS] = {
    [WIRE_SHOAL] = &wire_events,
    [WIRE_SEGMENT] = &wire_segment,
    [WIRE_SENSORS] = &wire_sensors,
    [WIRE_POSTHOG] = &wire_posthog,
    [WIRE_MIXPANEL] = &wire_mixpanel,
    [WIRE_GA4] = &wire_ga4,
    [WIRE_CLOUDEVENTS] = &wire_cloudevents,
};

const char *wire_protocol_name(enum wire_protocol p) {
  return names[p];
}

bool wire_has_decoder(enum wire_protocol p) {
  return decoders[p];
}

bool wire_route(const struct wire_request *q, enum wire_protocol *ret) {
  struct str path;
  enum wire_protocol p;
  if (!wire_find_route(q, &p, &path) || !wire_has_decoder(p)) return false;
  *ret = p;
  return true;
}

/* ---- messages and rejects ---- */

void wire_reject(struct decoding *d, struct str text, uint32_t index, struct str event,
                 const struct err *why) {
  struct wire_batch *b = d->b;
  struct err many;
  if (b->n_rejects == WIRE_REJECTS_MAX) return;
  if (b->n_rejects + 1 == WIRE_REJECTS_MAX) {
    err_fail(&many, ERR_wire_too_many, "%u", WIRE_MESSAGES_MAX);
    why = &many;
  }
  if (b->n_rejects == d->rejects_cap) {
    uint32_t cap = d->rejects_cap ? d->rejects_cap * 2 : 8;
    struct wire_reject *more = arena_alloc(d->out, cap * sizeof *more);
    if (b->n_rejects) memcpy(more, b->rejects, b->n_rejects * sizeof *more);
    b->rejects = more;
    d->rejects_cap = cap;
  }
  if (text.n > WIRE_MESSAGE_MAX) text.n = utf8_cut(text, WIRE_MESSAGE_MAX);
  b->rejects[b->n_rejects++] =
      (struct wire_reject){.text = text, .why = *why, .event = event, .index = index};
}

/* Once per thing sent, however many messages it would be. */
static void refuse(struct decoding *d, struct str text, uint32_t index, bool large) {
  const struct wire_batch *b = d->b;
  struct err why;
  if (b->n_rejects && b->rejects[b->n_rejects - 1].index == index) return;
  if (large)
    err_fail(&why, ERR_wire_message_large, "%zu KiB", WIRE_MESSAGE_MAX >> 10);
  else
    err_fail(&why, ERR_wire_too_many, "%u", WIRE_MESSAGES_MAX);
  wire_reject(d, text, index, (struct str){0}, &why);
}

static void make_room(struct decoding *d, uint32_t cap) {
  struct wire_batch *b = d->b;
  struct wire_message *more = arena_alloc(d->out, cap * sizeof *more);
  if (b->n_messages) memcpy(more, b->messages, b->n_messages * sizeof *more);
  b->messages = more;
  d->messages_cap = cap;
}

void wire_expect(struct decoding *d, uint32_t messages) {
  if (messages > WIRE_MESSAGES_MAX) messages = WIRE_MESSAGES_MAX;
  if (messages > d->messages_cap) make_room(d, messages);
}

/* Uninitialised; NULL: rejected. */
static struct wire_message *place_for(struct decoding *d, struct str text, uint32_t index) {
  struct wire_batch *b = d->b;
  bool further = b->n_messages && b->messages[b->n_messages - 1].index == index;
  bool large = text.n > WIRE_MESSAGE_MAX;
  if (large || (b->n_messages >= WIRE_MESSAGES_MAX && !further)) {
    refuse(d, text, index, large);
    return NULL;
  }
  if (b->n_messages == d->messages_cap) make_room(d, d->messages_cap ? d->messages_cap * 2 : 16);
  return &b->messages[b->n_messages++];
}

struct wire_message *wire_add(struct decoding *d, struct str text, uint32_t index) {
  struct wire_message *m = place_for(d, text, index);
  if (m)
    *m = (struct wire_message){.protocol = d->b->protocol,
                               .client_time = WIRE_NO_TIME,
                               .sent_time = WIRE_NO_TIME,
                               .text = text,
                               .index = index};
  return m;
}

struct wire_message *wire_add_like(struct decoding *d, const struct wire_message *like) {
  struct wire_message *m = place_for(d, like->text, like->index);
  if (m) *m = *like;
  return m;
}

void wire_take_back(struct decoding *d) {
  must(d->b->n_messages > 0);
  d->b->n_messages--;
}

#define IDS_FIRST 4u /* most messages have one to three */

void wire_put_id(struct decoding *d, struct wire_message *m, struct str type, struct str value) {
  value = str_trim(value);
  if (!value.n || m->n_ids == WIRE_IDS_MAX) return;
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (str_eq(m->ids[i].value, value) && str_eq(m->ids[i].type, type)) return;
  if (m->n_ids == 0 || (m->n_ids >= IDS_FIRST && (m->n_ids & (m->n_ids - 1)) == 0)) {
    uint32_t cap = m->n_ids ? m->n_ids * 2 : IDS_FIRST;
    struct wire_id *more = arena_alloc(d->out, cap * sizeof *more);
    if (m->n_ids) memcpy(more, m->ids, m->n_ids * sizeof *more);
    m->ids = more;
  }
  m->ids[m->n_ids++] = (struct wire_id){type, value};
}

/* ---- keys ---- */

#define KEY_MAX 255 /* bytes; longer is nobody's key */

void wire_put_key(struct wire_batch *b, struct str key) {
  key = str_trim(key);
  if (!key.n || key.n > KEY_MAX || b->n_keys == sizeof b->keys / sizeof *b->keys) return;
  for (uint32_t i = 0; i < b->n_keys; i++)
    if (str_eq(b->keys[i], key)) return;
  b->keys[b->n_keys++] = key;
}

/* Basic with the key as user (the colon may be missing), or Bearer. */
static void key_of_authorization(struct decoding *d) {
  struct str value = str_trim(d->q->authorization), scheme = str_cut(&value, ' '), plain;
  value = str_trim(value);
  if (str_eq_nocase(scheme, STR("basic")) && wire_base64(value, false, d->out, &plain)) {
    struct str user = str_cut(&plain, ':');
    if (utf8_valid(user)) wire_put_key(d->b, user);
  } else if (str_eq_nocase(scheme, STR("bearer"))) {
    wire_put_key(d->b, value);
  }
}

static void keys_of_query(struct decoding *d) {
  static const char *const fields[] = {"writeKey", "project", "token", "api_secret"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    struct str value;
    if (wire_field(d->q->query, fields[i], d->out, &value) && utf8_valid(value))
      wire_put_key(d->b, value);
  }
}

void wire_head_keys(const struct wire_request *q, struct arena *out, struct wire_batch *ret) {
  struct decoding d = {.q = q, .out = out, .b = ret};
  key_of_authorization(&d);
  keys_of_query(&d);
}

/* ---- decoding ---- */

bool wire_decode(const struct wire_request *q, enum wire_protocol p, struct json_parser *parser,
                 struct arena *out, struct wire_batch *ret, struct err *err) {
  struct wire_batch b = {.protocol = p, .status = 200, .answer_body = STR("{}")};
  struct decoding d = {.q = q, .body = q->body, .parser = parser, .out = out, .b = &b};
  enum wire_protocol routed;
  must(wire_has_decoder(p));
  if (!wire_find_route(q, &routed, &d.path)) d.path = q->path;
  if (wire_is_gzip(q->body) && !wire_inflate(q->body, out, &d.body, err)) return false;
  if (d.body.n > WIRE_INFLATED_MAX)
    return err_fail(err, ERR_wire_too_large, "%zu MiB", WIRE_INFLATED_MAX >> 20);
  key_of_authorization(&d);
  json_parser_allow(parser, WIRE_VALUES_MAX);
  bool ok = decoders[p]->decode(&d, err);
  if (json_parser_spent(parser))
    return err_fail(err, ERR_json_values, "%llu", (unsigned long long)WIRE_VALUES_MAX);
  if (!ok) return false;
  keys_of_query(&d);
  *ret = b;
  return true;
}

/* ---- answers ---- */

void wire_answer_text(struct wire_batch *b, int status, enum wire_answer kind, struct str body) {
  b->status = status;
  b->answer = kind;
  b->answer_body = body;
}

void wire_answer_failure(const struct err *why, struct arena *out, struct wire_batch *ret) {
  struct buf text = BUF_INIT, said = BUF_INIT, hint = BUF_INIT;
  struct jw w;
  err_render(why, LANG_EN, &said);
  err_render_hint(why, LANG_EN, &hint);
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  jw_key(&w, "success");
  jw_bool(&w, false);
  jw_key(&w, "code");
  jw_cstr(&w, err_name(why->code));
  jw_key(&w, "message");
  jw_str(&w, buf_str(&said));
  if (hint.n) jw_key(&w, "hint"), jw_str(&w, buf_str(&hint));
  jw_end_object(&w);
  wire_answer_text(ret, ret->status, WIRE_ANSWER_JSON, arena_str(out, buf_str(&text)));
  buf_release(&text);
  buf_release(&said);
  buf_release(&hint);
}

void wire_answer_error(enum wire_protocol p, const struct err *why, struct arena *out,
                       struct wire_batch *ret) {
  must(wire_has_decoder(p));
  ret->protocol = p;
  ret->status = err_http_status(why->code);
  decoders[p]->answer_error(why, out, ret);
}

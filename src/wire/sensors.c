/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sensors Analytics (神策): one message or a list of them, as JSON in base64 in a field of a form
 * or of the query, whatever the content type says.
 *
 * None of their SDKs reads the answer's body; some lose what they sent on any status but 200, 403
 * and 5xx, and the web's batches come again forever after a 400.  So what cannot be read is a dead
 * letter and answered 200, and an error speaks in those three words only.
 *
 * This file reads the request; sensors_message.c what is in it. */
#include "wire/sensors_int.h"

#define ENCRYPTED "13" /* as a whole; of 9, single events are, which is_encrypted sees */

static struct str field(struct decoding *d, struct str form, const char *name) {
  struct str s = {0};
  wire_field(form, name, d->out, &s);
  return str_trim(s);
}

/* Java's String.hashCode of the base64 text as it was before a form made blanks of its +. */
int32_t sensors_crc(struct str text) {
  uint32_t h = 0;
  for (size_t i = 0; i < text.n; i++)
    h = 31 * h + (text.p[i] == ' ' ? '+' : (unsigned char)text.p[i]);
  return (int32_t)h;
}

static void check_crc(struct decoding *d, struct str form, struct str text) {
  struct str crc = field(d, form, "crc"), ext;
  struct dec said;
  if (!crc.n && wire_field(form, "ext", d->out, &ext)) crc = field(d, ext, "crc");
  if (!crc.n) return;
  if (!dec_parse(crc, &said) || dec_cmp(said, dec_int(sensors_crc(text))) != 0) d->b->crc_wrong++;
}

/* Events that only Sensors' own server can read: how many there are, at least. */
static bool is_encrypted(struct decoding *d, const struct json *v) {
  const struct json *payloads = wire_get(v, STR("payloads"));
  if (!payloads || !wire_get(v, STR("ekey"))) return false;
  d->b->encrypted += payloads->type == JSON_ARRAY ? payloads->n : 1;
  return true;
}

static void keys_of_messages(struct decoding *d, const struct wire_parts *parts) {
  if (!parts->n) return;
  wire_put_key(d->b, wire_member(parts->p[0].v, STR("project")));
  wire_put_key(d->b, wire_member(parts->p[0].v, STR("token")));
}

static void read_text(struct decoding *d, struct str text) {
  static const char *const no_arrays[] = {NULL};
  struct sensors s = {.d = d, .project = field(d, d->q->query, "project")};
  struct wire_parts parts;
  struct err why;
  if (!wire_split(d, text, no_arrays, &parts, &why)) {
    wire_reject(d, text, 0, (struct str){0}, &why);
    return;
  }
  d->b->total = parts.total;
  keys_of_messages(d, &parts);
  for (uint32_t i = 0; i < parts.n; i++)
    if (!is_encrypted(d, parts.p[i].v)) sensors_message(&s, parts.p[i].v, parts.p[i].index);
}

/* `text` is a field's value: base64, maybe of gzip. */
static void read_field(struct decoding *d, struct str form, const char *name, struct str text) {
  struct str gzip = field(d, form, "gzip"), bytes;
  struct err why;
  if (str_is(gzip, ENCRYPTED)) {
    d->b->encrypted++;
    return;
  }
  check_crc(d, form, text);
  if (!wire_base64(text, true, d->out, &bytes)) {
    (void)wire_bad_field(&why, str_from(name), WANT_BASE64);
    wire_reject(d, text, 0, (struct str){0}, &why);
  } else if (wire_is_gzip(bytes) && !wire_inflate(bytes, d->out, &bytes, &why)) {
    wire_reject(d, text, 0, (struct str){0}, &why);
  } else {
    read_text(d, bytes);
  }
}

static void read_form(struct decoding *d, struct str form) {
  static const char *const names[] = {"data_list", "data"};
  struct str text;
  struct err why;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (wire_field(form, names[i], d->out, &text)) {
      read_field(d, form, names[i], text);
      return;
    }
  (void)wire_bad_field(&why, STR("data"), WANT_BASE64);
  wire_reject(d, form, 0, (struct str){0}, &why);
}

/* What the SDKs ask for beside sending: settings of remote control and of visual tracking (none),
 * and the WeChat log-in of a plugin we do not serve. */
static bool is_stub(struct decoding *d) {
  bool settings = str_starts(d->path, STR("/config/")), login = str_is(d->path, "/mp_login");
  if (!settings && !login) return false;
  d->b->discard = true;
  if (login) wire_answer_text(d->b, 404, WIRE_ANSWER_EMPTY, (struct str){0});
  return true;
}

static bool says_true(struct decoding *d, const char *name) {
  return d->q->header && str_eq_nocase(str_trim(d->q->header(d->q->header_ctx, name)), STR("true"));
}

static bool decode(struct decoding *d, struct err *err) {
  struct str body = str_trim(d->body);
  if (is_stub(d)) return true;
  d->b->total = 1; /* the body, until it is known to be more */
  wire_answer_text(d->b, 200, d->q->post ? WIRE_ANSWER_EMPTY : WIRE_ANSWER_PIXEL, (struct str){0});
  if (!d->q->post || !body.n)
    read_form(d, d->q->query);
  else if (body.p[0] == '{' || body.p[0] == '[')
    read_text(d, body);
  else
    read_form(d, body);
  d->b->discard = says_true(d, "dry-run");
  return true;
}

/* 403: the phone keeps its events until the key is right; 503: until we are better.  All else would
 * come back the same. */
static void answer_error(const struct err *why, struct arena *out, struct wire_batch *ret) {
  int status = err_http_status(why->code);
  if (status == 401 || status == 403)
    status = 403;
  else
    status = status == 429 || status >= 500 ? 503 : 200;
  wire_answer_text(ret, status, WIRE_ANSWER_EMPTY, (struct str){0});
}

const struct wire_protocol_def wire_sensors = {
    .name = "sensors", .decode = decode, .answer_error = answer_error};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CloudEvents 1.0 over HTTP: attributes in ce- headers around any data (binary), all in one JSON
 * object (structured), or an array of those (batch).
 *
 * The three are told apart by what is there, not by the content type, and the first is written as
 * the second before it is read, so that there is one reader, and what goes to the dead letters can
 * be sent again as it stands.  The standard knows no person: `subject` is taken as the user's id.
 */
#include "base/utf8.h"
#include "wire/make.h"

static const char *const attributes[] = {"specversion", "id",   "source",         "type",
                                         "subject",     "time", "datacontenttype"};

/* ---- binary ---- */

static struct str header(const struct decoding *d, const char *name) {
  return d->q->header ? d->q->header(d->q->header_ctx, name) : (struct str){0};
}

static void put_data(struct decoding *d, struct jw *w) {
  struct json *ignored;
  struct err why;
  struct str body = str_trim(d->body);
  if (!body.n) return;
  jw_key(w, "data");
  wire_heavy(d, body);
  if (json_parser_parse(d->parser, body, d->out, &ignored, &why))
    jw_raw(w, body);
  else
    jw_str(w, d->body);
}

/* The event of ce- headers and body, as JSON. */
static struct str structured(struct decoding *d) {
  struct buf text = BUF_INIT;
  struct jw w;
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
    char name[32] = "ce-";
    struct str v = header(d, strcat(name, attributes[i]));
    if (!v.n) continue;
    jw_key(&w, attributes[i]);
    jw_str(&w, wire_percent(v, d->out));
  }
  put_data(d, &w);
  jw_end_object(&w);
  struct str s = arena_str(d->out, buf_str(&text));
  buf_release(&text);
  return s;
}

/* ---- an event ---- */

/* Data that is no object becomes the property "data". */
static const struct json *properties(struct decoding *d, const struct json *e) {
  const struct json *data = wire_get(e, STR("data"));
  struct str key = STR("data"), bytes;
  struct err ignored;
  struct json *decoded;
  if (!data && (data = wire_get(e, STR("data_base64")))) {
    key = STR("data_base64");
    if (wire_base64(wire_text(data), false, d->out, &bytes) &&
        json_parser_parse(d->parser, bytes, d->out, &decoded, &ignored)) {
      key = STR("data");
      data = decoded;
    }
  }
  if (!data || data->type == JSON_OBJECT) return data;
  struct wire_object_made *made = wire_object_new(d->out, 1);
  wire_object_put(made, key, data);
  return &made->o;
}

static bool attribute(const struct json *e, const char *name, struct str *ret, struct err *why) {
  *ret = wire_member(e, str_from(name));
  return ret->n || wire_bad_field(why, str_from(name), WANT_TEXT);
}

static bool event(struct decoding *d, const struct json *e, uint32_t index, struct err *why) {
  struct str version, id, source, type, subject = wire_member(e, STR("subject"));
  if (!attribute(e, "specversion", &version, why) || !attribute(e, "id", &id, why) ||
      !attribute(e, "source", &source, why) || !attribute(e, "type", &type, why))
    return false;
  if (!str_starts(version, STR("1."))) return wire_bad_field(why, STR("specversion"), WANT_VERSION);
  if (!subject.n) return err_fail(why, ERR_wire_no_id, "subject");
  struct wire_message *m = wire_add(d, e->text, index);
  if (!m) return true; /* rejected there */
  m->kind = WIRE_TRACK;
  m->event = type;
  m->client_time = wire_time(wire_get(e, STR("time")), d->q->zone);
  /* Ids are unique per source only; 0x1f, as it stands in neither. */
  m->message_id =
      wire_join(d->out, wire_join(d->out, STR("ce:"), source, STR("\x1f")), id, (struct str){0});
  m->properties = properties(d, e);
  wire_put_id(d, m, STR("user_id"), subject);
  return true;
}

static bool decode(struct decoding *d, struct err *err) {
  static const char *const no_arrays[] = {NULL};
  struct wire_parts parts;
  struct str text = header(d, "ce-specversion").n ? structured(d) : d->body;
  if (!wire_split(d, text, no_arrays, &parts, err)) return false;
  d->b->total = parts.total;
  for (uint32_t i = 0; i < parts.n; i++) {
    const struct json *e = parts.p[i].v;
    struct err why;
    if (!event(d, e, parts.p[i].index, &why))
      wire_reject(d, e->text, parts.p[i].index, wire_member(e, STR("type")), &why);
  }
  wire_answer_text(d->b, 200, WIRE_ANSWER_JSON, STR("{\"success\":true}"));
  return true;
}

const struct wire_protocol_def wire_cloudevents = {
    .name = "cloudevents", .decode = decode, .answer_error = wire_answer_failure};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What decoders are made of.  A decoder is one file with a `const struct wire_protocol_def` at its
 * end, named in the table of wire.c; its paths are lines of the table in route.c.
 *
 * wire.c inflates the body and adds the candidates of the Authorization header (first) and of the
 * query (last); a decoder splits the body, adds messages and rejects, the keys it finds, and says
 * what the answer is. */
#ifndef SHOAL_WIRE_WIRE_INT_H
#define SHOAL_WIRE_WIRE_INT_H

#include "wire/wire.h"

struct decoding { /* of one request */
  const struct wire_request *q;
  struct str path; /* without the protocol's prefix: "/v1/batch" */
  struct str body; /* inflated */
  struct json_parser *parser;
  struct arena *out;
  struct wire_batch *b;
  uint32_t messages_cap, rejects_cap;
};

struct wire_protocol_def {
  const char *name;
  /* As wire_decode.  The answer is 200 with {} unless it says otherwise. */
  bool (*decode)(struct decoding *d, struct err *err);
  /* Fills status, answer and answer_body; status is the error's own before. */
  void (*answer_error)(const struct err *why, struct arena *out, struct wire_batch *ret);
};
extern const struct wire_protocol_def wire_segment, wire_events, wire_sensors, wire_posthog,
    wire_mixpanel, wire_ga4, wire_cloudevents;

/* ---- messages and rejects ---- */

/* The next message, zeroed but for protocol, times (WIRE_NO_TIME), text and index; NULL when there
 * are WIRE_MESSAGES_MAX already or the text is over WIRE_MESSAGE_MAX: then it was rejected. */
struct wire_message *wire_add(struct decoding *d, struct str text, uint32_t index);
/* A copy of `like`, with its text and index. */
struct wire_message *wire_add_like(struct decoding *d, const struct wire_message *like);
void wire_take_back(struct decoding *d); /* the last message: it is to be rejected after all */
void wire_reject(struct decoding *d, struct str text, uint32_t index, struct str event,
                 const struct err *why);
/* Adds an identity, trimmed; nothing when it is empty, there already, or past WIRE_IDS_MAX. */
void wire_put_id(struct decoding *d, struct wire_message *m, struct str type, struct str value);

/* So many messages are likely: room for them at once. */
void wire_expect(struct decoding *d, uint32_t messages);

/* ---- what is wrong ---- */

enum wire_want {
#define W(name, en, zh) WANT_##name,
#include "wire/wants.def"
#undef W
};
/* ERR_wire_bad_field of `name`, which must be what it is not.  False. */
bool wire_bad_field(struct err *why, struct str name, enum wire_want want);

/* ---- JSON ---- */

struct wire_part {
  const struct json *v; /* an object */
  uint32_t index;
};
struct wire_parts {
  const struct json *envelope; /* the root when the parts are an array in it; else NULL */
  struct wire_part *p;
  uint32_t n, total; /* good ones; all */
};
/* Before text is parsed: tells the caller when it is a heavy one. */
static inline void wire_heavy(const struct decoding *d, struct str text) {
  if (text.n > WIRE_HEAVY && d->q->heavy) d->q->heavy(d->q->heavy_ctx);
}
/* The messages in a body: the elements of the array that is the root, or that the root object has
 * under one of `arrays` (NULL-terminated); else the root alone.  What is broken or no object is
 * rejected, the others live.  False: nothing of it can be read (ERR_wire_json, ERR_wire_empty). */
bool wire_split(struct decoding *d, struct str text, const char *const *arrays,
                struct wire_parts *ret, struct err *err);
/* The same of a text with one object a line. */
bool wire_split_lines(struct decoding *d, struct str text, struct wire_parts *ret, struct err *err);
bool wire_is_lines(struct str text); /* a whole object in the first line, and more lines */

/* Member of an object by name; NULL if o is no object or the member is absent or null. */
const struct json *wire_get(const struct json *o, struct str key);
struct str wire_text(const struct json *v); /* string or number (as written), trimmed; else empty */
struct str wire_member(const struct json *o, struct str key); /* wire_text of a member */
const struct json *wire_object(const struct json *v);         /* v if it is an object, else NULL */

/* ---- text ---- */

/* The first field of this name in a query or form, decoded; false if absent.  Bytes as they are:
 * who makes a string of them checks UTF-8. */
bool wire_field(struct str form, const char *name, struct arena *out, struct str *ret);
/* %XX undone, a + left alone: of header values and paths. */
struct str wire_percent(struct str s, struct arena *out);
/* Base64, ordinary or URL-safe; blanks count as '+' when `form`, line breaks are passed over,
 * missing '=' are no harm.  False: anything else. */
bool wire_base64(struct str s, bool form, struct arena *out, struct str *ret);
/* The one or several gzip members in s; ERR_wire_gzip, ERR_wire_too_large, ERR_wire_ratio. */
bool wire_is_gzip(struct str s);
bool wire_inflate(struct str s, struct arena *out, struct str *ret, struct err *err);

/* ---- keys, paths, answers ---- */

void wire_put_key(struct wire_batch *b, struct str key); /* if not empty, new, and there is room */
/* Finds the protocol; the path without that protocol's prefix. */
bool wire_find_route(const struct wire_request *q, enum wire_protocol *ret, struct str *ret_path);
/* {"success":false,"code":…,"message":…}: what Segment's clients need, and good enough for most. */
void wire_answer_failure(const struct err *why, struct arena *out, struct wire_batch *ret);
void wire_answer_text(struct wire_batch *b, int status, enum wire_answer kind, struct str body);
bool wire_has_decoder(enum wire_protocol p);

#endif

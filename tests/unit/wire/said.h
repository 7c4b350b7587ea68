/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the tests of decoders: requests made in a line, and what they say as lines of text, so that a
 * test states what it expects in words:
 *
 *   track Viewed user_id=u1 cookie_id=c1 @1700000000000 ^1700000000500 {"a":1} web/1.2 repeats
 * client set user_id=u1 traits{"plan":"gold"} !wire_no_event
 *
 * in this order: kind, event, [item], ids, was previous, @client time, ^sent time, properties,
 * traits, library, flags, #message id (left out of `said` unless asked for, as most are hashes). */
#ifndef SHOAL_TESTS_WIRE_SAID_H
#define SHOAL_TESTS_WIRE_SAID_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/wire.h"

#define RECEIVED INT64_C(1795300000000)

static const char *const kind_words[] = {
    [WIRE_TRACK] = "track",
    [WIRE_PAGE] = "page",
    [WIRE_SCREEN] = "screen",
    [WIRE_IDENTIFY] = "identify",
    [WIRE_ALIAS] = "alias",
    [WIRE_SIGNUP] = "signup",
    [WIRE_BIND] = "bind",
    [WIRE_UNBIND] = "unbind",
    [WIRE_GROUP] = "group",
    [WIRE_SET] = "set",
    [WIRE_SET_ONCE] = "set_once",
    [WIRE_INCREMENT] = "increment",
    [WIRE_APPEND] = "append",
    [WIRE_UNION] = "union",
    [WIRE_REMOVE] = "remove",
    [WIRE_UNSET] = "unset",
    [WIRE_DELETE] = "delete",
    [WIRE_ITEM_SET] = "item_set",
    [WIRE_ITEM_DELETE] = "item_delete",
};

struct said {
  struct arena a;
  struct json_parser *parser;
  struct wire_request q;
  struct wire_batch b;
  struct err err;
  bool ok;
  struct buf text;
};

static inline void said_put_message(struct buf *t, const struct wire_message *m) {
  buf_puts(t, kind_words[m->kind]);
  if (m->event.n) buf_printf(t, " %.*s", STRF(m->event));
  if (m->item_type.n) buf_printf(t, " [%.*s %.*s]", STRF(m->item_type), STRF(m->item_id));
  for (uint32_t i = 0; i < m->n_ids; i++)
    buf_printf(t, " %.*s=%.*s", STRF(m->ids[i].type), STRF(m->ids[i].value));
  if (m->previous.value.n)
    buf_printf(t, " was %.*s=%.*s", STRF(m->previous.type), STRF(m->previous.value));
  if (m->client_time != WIRE_NO_TIME) buf_printf(t, " @%lld", (long long)m->client_time);
  if (m->sent_time != WIRE_NO_TIME) buf_printf(t, " ^%lld", (long long)m->sent_time);
  if (m->properties) buf_putc(t, ' '), json_write_tree(m->properties, true, t);
  if (m->traits) buf_puts(t, " traits"), json_write_tree(m->traits, true, t);
  if (m->library.n) buf_printf(t, " %.*s", STRF(m->library));
  if (m->flags & WIRE_REPEATS_LOGIN) buf_puts(t, " repeats");
  if (m->flags & WIRE_CLIENT_SIDE) buf_puts(t, " client");
  if (m->flags & WIRE_NO_SKEW) buf_puts(t, " no_skew");
  buf_putc(t, '\n');
}

/* Decodes s->q. */
static inline void said_run(struct said *s) {
  enum wire_protocol p;
  s->q.received = RECEIVED;
  if (!s->parser) s->parser = json_parser_new();
  buf_release(&s->text);
  s->text = (struct buf)BUF_INIT;
  buf_puts(&s->text, "");
  assert_true(wire_route(&s->q, &p));
  s->ok = wire_decode(&s->q, p, s->parser, &s->a, &s->b, &s->err);
  if (!s->ok) {
    buf_printf(&s->text, "failed %s\n", err_name(s->err.code));
    return;
  }
  for (uint32_t i = 0; i < s->b.n_messages; i++)
    said_put_message(&s->text, &s->b.messages[i]);
  for (uint32_t i = 0; i < s->b.n_rejects; i++)
    buf_printf(&s->text, "!%s\n", err_name(s->b.rejects[i].why.code));
}

/* `target` is path and query. */
static inline void said_post(struct said *s, const char *target, struct str body) {
  if (!s->a.name) arena_init(&s->a, "said");
  struct str query = str_from(target), path = str_cut(&query, '?');
  s->q.post = body.p != NULL;
  s->q.path = path;
  s->q.query = query;
  s->q.body = body;
  said_run(s);
}

static inline void said_get(struct said *s, const char *target) {
  said_post(s, target, (struct str){0});
}

static inline const char *said_text(const struct said *s) {
  return s->text.p ? s->text.p : "";
}

#define expect_said(s, text) assert_string_equal(said_text(s), text)

static inline void said_release(struct said *s) {
  json_parser_free(s->parser);
  buf_release(&s->text);
  if (s->a.name) arena_release(&s->a);
  memset(s, 0, sizeof *s);
}

/* ---- encodings ---- */

static inline struct str base64_of(struct said *s, struct str text) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (!s->a.name) arena_init(&s->a, "said");
  char *out = arena_alloc(&s->a, text.n * 2 + 8), *to = out;
  for (size_t i = 0; i < text.n; i += 3) {
    uint32_t w = (uint32_t)(unsigned char)text.p[i] << 16;
    if (i + 1 < text.n) w |= (uint32_t)(unsigned char)text.p[i + 1] << 8;
    if (i + 2 < text.n) w |= (unsigned char)text.p[i + 2];
    *to++ = digits[w >> 18];
    *to++ = digits[w >> 12 & 63];
    *to++ = i + 1 < text.n ? digits[w >> 6 & 63] : '=';
    *to++ = i + 2 < text.n ? digits[w & 63] : '=';
  }
  return str_of(out, (size_t)(to - out));
}

static inline struct str url_of(struct said *s, struct str text) {
  char *out = arena_alloc(&s->a, text.n * 3 + 1), *to = out;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (strchr("+/=&% \r\n", c))
      to += sprintf(to, "%%%02X", (unsigned char)c);
    else
      *to++ = c;
  }
  return str_of(out, (size_t)(to - out));
}

/* "name=<url(base64(text))>" */
static inline struct str form_of(struct said *s, const char *name, const char *text) {
  struct str v = url_of(s, base64_of(s, str_from(text)));
  return arena_printf(&s->a, "%s=%.*s", name, STRF(v));
}

#endif

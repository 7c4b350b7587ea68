/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the tests of normalising: a request in, rows as lines of text out:
 *
 *   2026-01-03T02:05:00.000Z user_id:u1+anonymous_id:a1 order_completed amount=12.50 …
 *   !collect_value_long
 *
 * A row's identities are in the order of its who (link and flags after them in brackets), its
 * properties sorted. */
#ifndef SHOAL_TESTS_COLLECT_MADE_H
#define SHOAL_TESTS_COLLECT_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/tz.h"
#include "collect/normal.h"

#define RECEIVED INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

struct made {
  struct normaliser *n;
  struct json_parser *parser;
  struct arena out, mem;
  struct collect_rules rules;
  struct collect_origin origin;
  struct ev_batch batch;
  struct wire_batch wire;
  struct collect_outcome *outcomes;
  struct buf text;
};

/* A key that shows which message it is of. */
static struct ev_key test_key(void *ctx, struct str id) {
  struct ev_key k = {.hi = id.n, .lo = 0};
  for (size_t i = 0; i < id.n; i++)
    k.lo = k.lo * 31 + (uint8_t)id.p[i];
  k.lo <<= 1;
  return k;
}

static inline struct made *made_new(void) {
  struct made *m = calloc(1, sizeof *m);
  struct err err;
  m->n = normaliser_new();
  m->parser = json_parser_new();
  arena_init(&m->out, "test");
  arena_init(&m->mem, "test");
  ev_batch_init(&m->batch);
  m->rules = (struct collect_rules){.revision = 1, .key = test_key, .calling_code = 86};
  assert_true(tz_load(STR("Asia/Shanghai"), &m->rules.zone, &err));
  m->origin = (struct collect_origin){.received = RECEIVED, .server_key = true};
  m->text = (struct buf)BUF_INIT;
  return m;
}

static inline void made_free(struct made *m) {
  normaliser_free(m->n);
  json_parser_free(m->parser);
  arena_release(&m->out);
  arena_release(&m->mem);
  ev_batch_release(&m->batch);
  buf_release(&m->text);
  free(m);
}

static int made_by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void made_value(const struct value *v, struct buf *out) {
  char text[DEC_TEXT_BYTES];
  switch (v->type) {
  case V_NUM:
    buf_puts(out, dec_text(v->num, text));
    break;
  case V_STR:
    buf_printf(out, "'%.*s'", STRF(v->str));
    break;
  case V_TIME:
    buf_putc(out, '@');
    time_format_iso(v->time, out);
    break;
  default:
    buf_puts(out, v->b ? "true" : "false");
  }
}

static inline void made_id(const struct ev_batch *b, uint32_t id, struct buf *out) {
  struct str type, value;
  ev_batch_id_parts(b, id, &type, &value);
  buf_printf(out, "%.*s:%.*s", STRF(type), STRF(value));
}

static inline void made_who(const struct ev_batch *b, const struct ev_row *row, struct buf *out) {
  static const char *const links[] = {"", "associates", "binds", "aliases", "unbinds"};
  const struct ev_who *w = ev_row_who(b, row);
  if (!w) {
    made_id(b, row->id, out);
    return;
  }
  assert_int_equal(b->who_ids.p[w->begin], row->id); /* the strongest first */
  for (uint32_t i = 0; i < w->n; i++) {
    if (i) buf_putc(out, '+');
    made_id(b, b->who_ids.p[w->begin + i], out);
  }
  if (w->link == EV_OCCURS && !(w->flags & EV_WHO_REPEATS)) return;
  buf_printf(out, "[%s%s", links[w->link], w->flags & EV_WHO_REPEATS ? " repeats" : "");
  if (w->previous != EV_NO_ID) {
    buf_putc(out, ' ');
    made_id(b, w->previous, out);
  }
  buf_putc(out, ']');
}

static inline void made_row(const struct ev_batch *b, const struct ev_row *row, struct buf *out) {
  char *props[256];
  time_format_iso(row->time, out);
  buf_putc(out, ' ');
  made_who(b, row, out);
  buf_printf(out, " %.*s", STRF(intern_at(&b->names, row->name)));
  if (row->flags & EV_SEEN) buf_puts(out, " seen");
  if (row->flags & EV_ITEM) buf_puts(out, " item");
  assert_true(row->prop_n < 256);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct value v = ev_value(b, p);
    struct buf text = BUF_INIT;
    buf_printf(&text, " %.*s=", STRF(intern_at(&b->props, p->name)));
    made_value(&v, &text);
    props[i] = text.p;
  }
  qsort(props, row->prop_n, sizeof *props, made_by_text);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    buf_puts(out, props[i]);
    free(props[i]);
  }
  buf_putc(out, '\n');
}

/* Every batch also goes through its encoded form. */
static inline void made_rows(struct made *m) {
  struct buf bytes = BUF_INIT;
  struct ev_batch copy;
  struct err err;
  ev_batch_init(&copy);
  ev_batch_encode(&m->batch, &bytes);
  assert_true(ev_batch_decode(buf_str(&bytes), &copy, &err));
  for (size_t i = 0; i < copy.rows.n; i++)
    made_row(&copy, &copy.rows.p[i], &m->text);
  ev_batch_release(&copy);
  buf_release(&bytes);
}

static inline const char *made_post(struct made *m, const char *path, struct str body) {
  struct wire_request q = {.post = true,
                           .path = str_from(path),
                           .body = body,
                           .received = m->origin.received,
                           .zone = m->rules.zone};
  enum wire_protocol p;
  struct err err;
  uint32_t next;
  arena_reset(&m->out);
  arena_reset(&m->mem);
  buf_reset(&m->text);
  buf_puts(&m->text, "");
  ev_batch_reset(&m->batch);
  m->batch.received = m->origin.received;
  assert_true(wire_route(&q, &p));
  if (!wire_decode(&q, p, m->parser, &m->out, &m->wire, &err)) {
    buf_printf(&m->text, "!!%s\n", err_name(err.code));
    return m->text.p;
  }
  for (uint32_t i = 0; i < m->wire.n_rejects; i++)
    buf_printf(&m->text, "!%s\n", err_name(m->wire.rejects[i].why.code));
  m->outcomes = arena_array(&m->mem, struct collect_outcome, m->wire.n_messages);
  if (!collect_normalise(m->n, &m->rules, &m->origin, &m->wire, 0, &m->batch, m->outcomes, &m->mem,
                         &next, &err)) {
    buf_printf(&m->text, "!!%s\n", err_name(err.code));
    return m->text.p;
  }
  assert_int_equal(next, m->wire.n_messages);
  for (uint32_t i = 0; i < m->wire.n_messages; i++)
    if (m->outcomes[i].why) buf_printf(&m->text, "!%s\n", err_name(m->outcomes[i].why->code));
  made_rows(m);
  return m->text.p ? m->text.p : "";
}

static inline void made_is(struct made *m, const char *path, const char *body,
                           const char *expected) {
  assert_string_equal(made_post(m, path, str_from(body)), expected);
}

#endif

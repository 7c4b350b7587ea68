/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What strangers may send to be collected.  The first byte chooses the address, the rest of the
 * first line is the query, all after it the body.
 *
 * Whatever comes: every thing sent ends as messages or as one reject, messages keep the promises of
 * wire.h, the same bytes give the same messages, and the rows made of them are a batch that the log
 * would take. */
#include <xxhash.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "collect/normal.h"
#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
  const char *path;
  bool post, headers; /* with headers: their values are fields of the query */
} addresses[] = {
    {"/v1/events", true, false},               /* a */
    {"/v1/batch", true, false},                /* b */
    {"/v1/t", true, false},                    /* c */
    {"/v1/import", true, false},               /* d */
    {"/sa", true, false},                      /* e */
    {"/sa.gif", false, false},                 /* f */
    {"/debug", true, true},                    /* g */
    {"/e", true, false},                       /* h */
    {"/posthog/batch", true, false},           /* i */
    {"/posthog/e", false, false},              /* j */
    {"/mixpanel/track", true, false},          /* k */
    {"/mixpanel/track", false, false},         /* l */
    {"/mixpanel/engage", true, false},         /* m */
    {"/groups", true, false},                  /* n */
    {"/import", true, false},                  /* o */
    {"/mp/collect", true, false},              /* p */
    {"/debug/mp/collect", true, false},        /* q */
    {"/cloudevents", true, false},             /* r */
    {"/cloudevents", true, true},              /* s */
    {"/track", true, false},                   /* t */
    {"/array/k/config", false, false},         /* u */
    {"/v1/projects/k/settings", false, false}, /* v */
};
#define ADDRESSES (sizeof addresses / sizeof *addresses)

struct request_headers {
  struct str query;
};

static struct str header(void *ctx, const char *name) {
  struct str rest = ((struct request_headers *)ctx)->query;
  while (rest.n) {
    struct str value = str_cut(&rest, '&'), key = str_cut(&value, '=');
    if (str_eq_nocase(key, str_from(name))) return value;
  }
  return (struct str){0};
}

/* ---- promises ---- */

static void object(const struct json *v, struct buf *seen) {
  must(!v || v->type == JSON_OBJECT);
  if (v) json_write_tree(v, true, seen);
  buf_putc(seen, '\n');
}

static void text(struct str s, struct buf *seen) {
  must(s.n == 0 || s.p);
  buf_put_str(seen, s);
  buf_putc(seen, '\n');
}

static void id(struct wire_id id, struct buf *seen) {
  must(id.type.n > 0 && id.value.n > 0 && str_trim(id.value).n == id.value.n);
  text(id.type, seen);
  text(id.value, seen);
}

static void moment(int64_t ms, struct buf *seen) {
  must(ms == WIRE_NO_TIME || (ms >= TIME_MIN && ms <= TIME_MAX));
  buf_put_u64(seen, (uint64_t)ms);
}

static bool is_item(const struct wire_message *m) {
  return m->kind == WIRE_ITEM_SET || m->kind == WIRE_ITEM_DELETE;
}

static void message(const struct wire_batch *b, uint32_t i, struct buf *seen) {
  const struct wire_message *m = &b->messages[i];
  must(m->kind <= WIRE_ITEM_DELETE && m->protocol == b->protocol && m->index < b->total);
  must(m->flags <= (WIRE_REPEATS_LOGIN | WIRE_NO_SKEW | WIRE_CLIENT_SIDE));
  must(m->text.n <= WIRE_MESSAGE_MAX && m->n_ids <= WIRE_IDS_MAX);
  must(is_item(m) ? m->item_type.n && m->item_id.n : m->n_ids > 0);
  must(m->kind != WIRE_TRACK || m->event.n > 0);
  must(m->kind != WIRE_ALIAS || m->previous.value.n > 0);
  if (i > 0) {
    const struct wire_message *before = m - 1;
    must(before->index <= m->index || b->protocol == WIRE_SHOAL || b->protocol == WIRE_SEGMENT);
    must(before->index != m->index || str_eq(before->message_id, m->message_id));
  }
  buf_put_u8(seen, (uint8_t)m->kind);
  buf_put_u8(seen, (uint8_t)m->flags);
  for (uint32_t k = 0; k < m->n_ids; k++) {
    id(m->ids[k], seen);
    for (uint32_t j = 0; j < k; j++)
      must(!str_eq(m->ids[j].type, m->ids[k].type) || !str_eq(m->ids[j].value, m->ids[k].value));
  }
  if (m->previous.value.n) id(m->previous, seen);
  moment(m->client_time, seen);
  moment(m->sent_time, seen);
  text(m->event, seen);
  text(m->message_id, seen);
  text(m->library, seen);
  text(m->item_type, seen);
  text(m->item_id, seen);
  text(m->text, seen);
  object(m->properties, seen);
  object(m->traits, seen);
  object(m->context, seen);
}

/* Messages or one reject, never both. */
static void ends(const struct wire_batch *b, struct arena *a) {
  uint8_t *ended = arena_calloc(a, b->total + 1, 1);
  for (uint32_t i = 0; i < b->n_messages; i++)
    ended[b->messages[i].index] = 1;
  for (uint32_t i = 0; i < b->n_rejects; i++) {
    must(b->rejects[i].index < b->total && !ended[b->rejects[i].index]);
    ended[b->rejects[i].index] = 2;
  }
}

static void batch(const struct wire_batch *b, struct arena *a, struct buf *seen) {
  must(b->n_keys <= 4 && b->status >= 200 && b->status < 500);
  for (uint32_t i = 0; i < b->n_keys; i++)
    must(b->keys[i].n > 0 && utf8_valid(b->keys[i]));
  for (uint32_t i = 0; i < b->n_messages; i++)
    message(b, i, seen);
  for (uint32_t i = 0; i < b->n_rejects; i++) {
    must(b->rejects[i].why.code != ERR_none && b->rejects[i].text.n <= WIRE_MESSAGE_MAX);
    text(b->rejects[i].text, seen);
    text(b->rejects[i].event, seen);
    err_render(&b->rejects[i].why, LANG_ZH, seen);
  }
  text(b->answer_body, seen);
  buf_put_u32(seen, b->crc_wrong);
  buf_put_u32(seen, b->encrypted);
  ends(b, a);
}

/* ---- rows ---- */

static struct ev_key key_of(void *ctx, struct str message_id) {
  XXH128_hash_t h = XXH3_128bits(message_id.p, message_id.n);
  return (struct ev_key){h.high64, h.low64};
}

/* Of every second attribute something is known. */
static bool known_value(void *ctx, const struct wire_id *ids, uint32_t n, struct str name,
                        struct value *ret, int64_t *ret_since, struct err *err) {
  *ret_since = name.n % 2 ? INT64_C(1795300000000) : INT64_MIN;
  *ret = name.n % 2 ? (struct value){.type = V_NUM, .num = dec_int((int64_t)name.n)}
                    : (struct value){.type = V_NONE};
  return true;
}

static bool known_names(void *ctx, const struct wire_id *ids, uint32_t n, struct arena *out,
                        struct str **ret, uint32_t *ret_n, struct err *err) {
  *ret = arena_array(out, struct str, 1);
  (*ret)[0] = STR("city");
  *ret_n = 1;
  return true;
}

static void check_batch(const struct ev_batch *b, struct buf *bytes) {
  struct ev_batch again;
  struct err err;
  for (size_t i = 0; i < b->rows.n; i++)
    must(b->rows.p[i].time >= TIME_MIN && b->rows.p[i].time <= TIME_MAX);
  if (!b->rows.n) return;
  buf_reset(bytes);
  ev_batch_encode(b, bytes);
  ev_batch_init(&again);
  must(ev_batch_decode(buf_str(bytes), &again, &err) && again.rows.n == b->rows.n);
  ev_batch_release(&again);
}

static void rows(const struct wire_request *q, const struct wire_batch *b, struct arena *a) {
  static struct normaliser *n;
  static struct ev_batch out;
  static const struct collect_known known = {.value = known_value, .names = known_names};
  struct collect_rules rules = {.revision = 1, .calling_code = 86, .key = key_of, .known = &known};
  struct collect_origin origin = {.received = q->received,
                                  .server_key = q->body.n % 2 == 0,
                                  .peer = STR("192.0.2.1"),
                                  .user_agent = STR("Mozilla/5.0")};
  struct collect_outcome *outcomes =
      arena_array(a, struct collect_outcome, (size_t)b->n_messages + 1);
  struct buf bytes = BUF_INIT;
  struct err err;
  if (!n) {
    n = normaliser_new();
    ev_batch_init(&out);
  }
  for (uint32_t from = 0, next = 0; from < b->n_messages; from = next) {
    ev_batch_reset(&out);
    out.received = q->received;
    must(collect_normalise(n, &rules, &origin, b, from, &out, outcomes, a, &next, &err));
    must(next > from && next <= b->n_messages);
    for (uint32_t i = from; i < next; i++)
      must(outcomes[i].why || outcomes[i].row_begin + outcomes[i].row_n <= out.rows.n);
    check_batch(&out, &bytes);
  }
  buf_release(&bytes);
}

/* ---- one request ---- */

static uint64_t run(const struct wire_request *q, struct json_parser *parser) {
  struct arena a;
  struct wire_batch b;
  struct err err = {0};
  struct buf seen = BUF_INIT;
  enum wire_protocol p;
  arena_init(&a, "fuzz");
  must(wire_route(q, &p));
  if (wire_decode(q, p, parser, &a, &b, &err)) {
    batch(&b, &a, &seen);
    rows(q, &b, &a);
  } else {
    must(err.code != ERR_none);
    memset(&b, 0, sizeof b);
    wire_answer_error(p, &err, &a, &b);
    must(b.status >= 200 && b.status < 600);
    text(b.answer_body, &seen);
  }
  uint64_t h = XXH3_64bits(seen.p, seen.n);
  buf_release(&seen);
  arena_release(&a);
  return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct json_parser *parser;
  if (size < 1) return 0;
  if (!parser) parser = json_parser_new();
  struct str rest = str_of(data + 1, size - 1), query = str_cut(&rest, '\n');
  struct request_headers of = {query};
  unsigned at = (unsigned)(data[0] + 256 - 'a') % ADDRESSES;
  struct wire_request q = {.post = addresses[at].post,
                           .path = str_from(addresses[at].path),
                           .query = query,
                           .body = addresses[at].post ? rest : (struct str){0},
                           .host = STR("shoal.example.org"),
                           .authorization = header(&of, "authorization"),
                           .header = addresses[at].headers ? header : NULL,
                           .header_ctx = &of,
                           .received = INT64_C(1795300000000)};
  must(run(&q, parser) == run(&q, parser));
  return 0;
}

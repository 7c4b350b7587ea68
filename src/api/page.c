/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pages and their cursors.
 *
 * A cursor is what the handler needs to go on, sealed: base64url(MAC ‖ key).  The MAC is over the
 * key and over what was asked (route, path, parameters, body, but not the page itself), so that a
 * cursor is good for the list it came from and for no other, and nobody can make one. */
#include <sodium.h>

#include "api/api_int.h"
#include "base/cursor.h"
#include "base/panic.h"

#define MAC_BYTES  16
#define CURSOR_MAX 4096
#define KEY_MAX    2800 /* bytes of a key, so that its text stays below CURSOR_MAX */

uint32_t call_limit(const struct call *c) {
  const struct json *given = json_get(c->body, "limit");
  int64_t n = PAGE_DEFAULT;
  if (given && json_int(given, &n)) return (uint32_t)n;
  return (uint32_t)call_query_int(c, "limit", PAGE_DEFAULT);
}

static bool of_the_page(const char *name) {
  return strcmp(name, "limit") == 0 || strcmp(name, "cursor") == 0;
}

/* What was asked, without which page of it. */
static void question(const struct call *c, struct buf *out) {
  buf_printf(out, "%s\n", c->route->id);
  for (int i = 0; i < ROUTE_VALUES_MAX; i++)
    buf_put_lenstr(out, c->own->path[i]);
  for (const struct route_param *p = c->route->params; p && p->name; p++) {
    if (of_the_page(p->name)) continue;
    struct str v = call_query(c, p->name);
    buf_putc(out, v.p ? '+' : '-');
    buf_put_lenstr(out, v);
  }
  if (!c->body || c->body->type != JSON_OBJECT) return;
  struct json rest = *c->body;
  rest.keys = arena_array(c->arena, struct str, rest.n);
  rest.items = arena_array(c->arena, struct json, rest.n);
  rest.n = 0;
  for (uint32_t i = 0; i < c->body->n; i++) {
    if (str_is(c->body->keys[i], "limit") || str_is(c->body->keys[i], "cursor")) continue;
    rest.keys[rest.n] = c->body->keys[i];
    rest.items[rest.n++] = c->body->items[i];
  }
  json_write_tree(&rest, true, out);
}

static void seal(const struct call *c, struct str key, uint8_t mac[MAC_BYTES]) {
  struct buf b = BUF_INIT;
  question(c, &b);
  buf_put_lenstr(&b, key);
  secret_mac(c->api, "cursor", buf_str(&b), mac, MAC_BYTES);
  buf_release(&b);
}

static bool unpack(struct str key, struct arena *out, struct page_key *ret) {
  struct cursor in = cur_of(key.p, key.n);
  struct page_key k = {.n_n = cur_u8(&in)};
  if (k.n_n > sizeof k.n / sizeof k.n[0]) return false;
  for (uint32_t i = 0; i < k.n_n; i++)
    k.n[i] = cur_zigzag(&in);
  k.text = arena_str(out, cur_lenstr(&in));
  if (in.bad || cur_left(&in) > 0) return false;
  *ret = k;
  return true;
}

bool call_cursor(struct call *c, struct page_key *ret, bool *ret_given, struct err *err) {
  uint8_t bytes[CURSOR_MAX], mac[MAC_BYTES];
  size_t n;
  struct str t = call_query(c, "cursor");
  if (!t.p) t = json_get_str(c->body, "cursor");
  *ret_given = t.p != NULL;
  *ret = (struct page_key){0};
  if (!t.p) return true;
  if (sodium_base642bin(bytes, sizeof bytes, t.p, t.n, NULL, &n, NULL,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      n < MAC_BYTES)
    return err_fail(err, ERR_bad_cursor, NULL);
  struct str key = str_of(bytes + MAC_BYTES, n - MAC_BYTES);
  seal(c, key, mac);
  if (sodium_memcmp(mac, bytes, MAC_BYTES) != 0 || !unpack(key, c->arena, ret))
    return err_fail(err, ERR_bad_cursor, NULL);
  return true;
}

void call_put_next(struct call *c, const struct page_key *next) {
  struct buf b = BUF_INIT;
  uint8_t mac[MAC_BYTES] = {0};
  char text[CURSOR_MAX];
  jw_key(&c->out, "next");
  if (!next) {
    jw_null(&c->out);
    return;
  }
  must(next->n_n <= sizeof next->n / sizeof next->n[0]);
  buf_put(&b, mac, sizeof mac);
  buf_put_u8(&b, (uint8_t)next->n_n);
  for (uint32_t i = 0; i < next->n_n; i++)
    buf_put_zigzag(&b, next->n[i]);
  buf_put_lenstr(&b, next->text);
  must(b.n <= KEY_MAX);
  seal(c, str_of(b.p + MAC_BYTES, b.n - MAC_BYTES), mac);
  memcpy(b.p, mac, sizeof mac);
  sodium_bin2base64(text, sizeof text, (const unsigned char *)b.p, b.n,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  jw_cstr(&c->out, text);
  buf_release(&b);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What strangers may write in a request head, without a server: the first byte chooses the reader.
 * Whatever comes out keeps the promises of path.h, field.h and proxy.h. */
#include "base/panic.h"
#include "base/utf8.h"
#include "http/field.h"
#include "http/path.h"
#include "http/proxy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void no_line_breaks(const struct buf *b) {
  for (size_t i = 0; i < b->n; i++)
    must((unsigned char)b->p[i] >= 0x20 && (unsigned char)b->p[i] < 0x7f);
}

static void path(struct str s, struct arena *a) {
  struct str p = {0};
  if (!path_decode(s, a, &p)) return;
  must(p.n > 0 && p.p[0] == '/' && p.n <= s.n && utf8_valid(p) && p.p[p.n] == 0);
  must(!str_has(p, STR("//")) && !str_has(p, STR("/../")) && !str_has(p, STR("/./")));
  must(!str_ends(p, STR("/..")) && !str_ends(p, STR("/.")) && !str_has(p, STR("\\")));
  for (size_t i = 0; i < p.n; i++)
    must((unsigned char)p.p[i] >= 0x20 && p.p[i] != 0x7f);
}

static void query(struct str s, struct arena *a) {
  struct pair *pairs = NULL;
  uint32_t n = 0;
  struct str line = target_for_log(s, a);
  struct buf b = {(char *)line.p, line.n, 0, 0, false};
  no_line_breaks(&b);
  if (!query_decode(s, a, &pairs, &n)) return;
  must(n <= HTTP_QUERY_MAX);
  for (uint32_t i = 0; i < n; i++)
    must(utf8_valid(pairs[i].name) && utf8_valid(pairs[i].value));
}

static void cookie(struct str s) {
  struct buf b = BUF_INIT;
  struct str name = str_cut(&s, '\n'), value = cookie_get(s, name);
  must(!value.p || value.n == 0 || (value.p >= s.p && value.p + value.n <= s.p + s.n));
  cookie_put(s, &b);
  no_line_breaks(&b);
  for (size_t i = 0; i < b.n; i++)
    must(b.p[i] != ';' && b.p[i] != ',' && b.p[i] != ' ' && b.p[i] != '"');
  buf_release(&b);
}

static void host(struct str s, struct arena *a) {
  struct str name = {0};
  if (!host_parse(s, a, &name)) return;
  must(name.n > 0);
  for (size_t i = 0; i < name.n; i++)
    must(memchr("abcdefghijklmnopqrstuvwxyz0123456789.-_:", name.p[i], 40));
}

static void range(struct str s) {
  uint64_t size = s.n % 7 * 1000003, from, n;
  if (range_parse(s, size, &from, &n) == RANGE_PART) must(n > 0 && from < size && n <= size - from);
}

static void forwarded(struct str s) {
  struct cidr c;
  struct addr peer, client;
  char text[ADDR_TEXT];
  must(addr_parse(STR("10.0.0.1"), &peer) && cidr_parse(STR("10.0.0.0/8"), &c));
  client = proxy_client(peer, s, &c, 1);
  addr_format(&client, text);
  must(addr_parse(str_from(text), &peer) && memcmp(&peer, &client, sizeof peer) == 0);
  if (cidr_parse(s, &c)) must(c.bits <= 128 && cidr_has(&c, 1, &c.base));
}

static void lists(struct str s) {
  struct buf b = BUF_INIT;
  struct str tag = str_cut(&s, '\n');
  accepts_gzip(s);
  accepts_language(s);
  etag_matches(s, tag);
  type_is_text(s);
  disposition_put(s, &b);
  no_line_breaks(&b);
  buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  if (size < 1) return 0;
  struct str s = {(const char *)data + 1, size - 1};
  arena_init(&a, "fuzz");
  switch (data[0] % 7) {
  case 0:
    path(s, &a);
    break;
  case 1:
    query(s, &a);
    break;
  case 2:
    cookie(s);
    break;
  case 3:
    host(s, &a);
    break;
  case 4:
    range(s);
    break;
  case 5:
    forwarded(s);
    break;
  default:
    lists(s);
  }
  arena_release(&a);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One POST: libcurl, which follows no redirect, speaks to no proxy, checks certificates, and takes
 * so long at most.
 *
 * Whom not to post to is decided when the socket is made, by the address that it will really
 * connect to: a name that means the inside of a network, today or from tomorrow on, is found out
 * there and nowhere earlier. */
#include <curl/curl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/panic.h"
#include "base/utf8.h"
#include "base/version.h"
#include "touch/webhook_int.h"

#define CONNECT_S   5L
#define ANSWER_READ 65536 /* bytes of an answer looked at; then the connection is closed */

struct webhook_client {
  CURL *curl;
  bool private_networks;
  bool refused; /* the last address was private */
  const bool *stop;
  struct buf answer;
  size_t seen;
};

/* ---- addresses ---- */

static bool within(uint32_t a, uint32_t net, unsigned bits) {
  return (a ^ net) >> (32 - bits) == 0;
}

/* IANA's special-purpose registries. */
static bool public4(uint32_t a) {
  static const struct {
    uint32_t net;
    unsigned bits;
  } special[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
                 {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24},
                 {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24},
                 {0xcb007100, 24}, {0xe0000000, 3}};
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (within(a, special[i].net, special[i].bits)) return false;
  return true;
}

static uint32_t word(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Of IPv6 only global unicast, and of that not what holds an IPv4 address that is not public. */
static bool public6(const uint8_t *p) {
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
  if (memcmp(p, mapped, 12) == 0 || memcmp(p, nat64, 12) == 0) return public4(word(p + 12));
  if ((p[0] & 0xe0) != 0x20) return false;
  if (p[0] == 0x20 && p[1] == 0x02) return public4(word(p + 2));        /* 6to4 */
  if (p[0] == 0x20 && p[1] == 0x01 && (p[2] & 0xfe) == 0) return false; /* Teredo, ORCHID … */
  if (p[0] == 0x20 && p[1] == 0x01 && p[2] == 0x0d && p[3] == 0xb8) return false;
  return !(p[0] == 0x3f && p[1] == 0xff && (p[2] & 0xf0) == 0);
}

bool webhook_public(const struct sockaddr *a) {
  if (a->sa_family == AF_INET)
    return public4(ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr));
  if (a->sa_family == AF_INET6)
    return public6(((const struct sockaddr_in6 *)(const void *)a)->sin6_addr.s6_addr);
  return false;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a) {
  struct webhook_client *c = ctx;
  (void)purpose;
  if (!c->private_networks && !webhook_public(&a->addr)) {
    c->refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- the answer ---- */

static size_t take(char *p, size_t size, size_t n, void *ctx) {
  struct webhook_client *c = ctx;
  size_t bytes = size * n,
         room = WEBHOOK_ANSWER_MAX > c->answer.n ? WEBHOOK_ANSWER_MAX - c->answer.n : 0;
  buf_put(&c->answer, p, bytes < room ? bytes : room);
  c->seen += bytes;
  return c->seen > ANSWER_READ ? 0 : bytes;
}

static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e) {
  const struct webhook_client *c = ctx;
  (void)a, (void)b, (void)d, (void)e;
  return c->stop && __atomic_load_n(c->stop, __ATOMIC_ACQUIRE);
}

/* What was answered goes into a database and onto a page. */
static struct str readable(struct str s, struct arena *out) {
  char *p = arena_alloc(out, s.n + 1);
  size_t n = 0;
  while (s.n && !utf8_valid(s))
    s.n--; /* a character that was cut, or no text at all */
  for (size_t i = 0; i < s.n; i++)
    p[n++] = (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i];
  return str_trim(str_of(p, n));
}

/* ---- signing ---- */

static void sign(struct str id, int64_t seconds, struct str body, const struct webhook_keys *keys,
                 int64_t now_ms, struct buf *out) {
  unsigned char code[crypto_auth_hmacsha256_BYTES];
  char text[sodium_base64_ENCODED_LEN(sizeof code, sodium_base64_VARIANT_ORIGINAL)];
  struct buf head = BUF_INIT;
  buf_printf(&head, "%.*s.%" PRId64 ".", STRF(id), seconds);
  for (uint32_t i = 0; i < keys->n; i++) {
    crypto_auth_hmacsha256_state h;
    if (keys->p[i].over_ms && keys->p[i].over_ms <= now_ms) continue;
    crypto_auth_hmacsha256_init(&h, keys->p[i].bytes, sizeof keys->p[i].bytes);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)head.p, head.n);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&h, code);
    sodium_bin2base64(text, sizeof text, code, sizeof code, sodium_base64_VARIANT_ORIGINAL);
    buf_printf(out, "%sv1,%s", out->n ? " " : "", text);
  }
  buf_release(&head);
}

static struct curl_slist *header(struct curl_slist *list, const char *name, struct str value) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "%s: %.*s", name, STRF(value));
  struct curl_slist *longer = curl_slist_append(list, b.p);
  must(longer);
  buf_release(&b);
  return longer;
}

static struct curl_slist *headers(struct str id, int64_t now_ms, struct str body,
                                  const struct webhook_keys *keys) {
  struct buf b = BUF_INIT;
  struct curl_slist *list = header(NULL, "Content-Type", STR("application/json"));
  int64_t seconds = now_ms / 1000;
  list = header(list, "webhook-id", id);
  buf_printf(&b, "%" PRId64, seconds);
  list = header(list, "webhook-timestamp", buf_str(&b));
  buf_reset(&b);
  sign(id, seconds, body, keys, now_ms, &b);
  list = header(list, "webhook-signature", buf_str(&b));
  buf_release(&b);
  return header(list, "Expect", STR("")); /* no waiting for a 100 */
}

/* ---- posting ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) {
  must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

static void set_up(struct webhook_client *c) {
  CURL *q = c->curl;
  const char *schemes = c->private_networks ? "http,https" : "https";
  curl_easy_setopt(q, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(q, CURLOPT_PROTOCOLS_STR, schemes);
  curl_easy_setopt(q, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(q, CURLOPT_PROXY, "");
  curl_easy_setopt(q, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(q, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(q, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(q, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
  curl_easy_setopt(q, CURLOPT_TIMEOUT, (long)WEBHOOK_SECONDS);
  curl_easy_setopt(q, CURLOPT_USERAGENT, "Shoal/" SHOAL_VERSION);
  curl_easy_setopt(q, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(q, CURLOPT_OPENSOCKETDATA, c);
  curl_easy_setopt(q, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(q, CURLOPT_WRITEDATA, c);
  curl_easy_setopt(q, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(q, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(q, CURLOPT_XFERINFODATA, c);
}

struct webhook_client *webhook_client_new(bool private_networks) {
  struct webhook_client *c = must_calloc(1, sizeof *c);
  pthread_once(&once, begin);
  c->private_networks = private_networks;
  c->answer = (struct buf)BUF_INIT;
  c->curl = curl_easy_init();
  must(c->curl);
  set_up(c);
  return c;
}

void webhook_client_free(struct webhook_client *c) {
  if (!c) return;
  curl_easy_cleanup(c->curl);
  buf_release(&c->answer);
  free(c);
}

void webhook_post(struct webhook_client *c, struct str url, struct str id, int64_t now_ms,
                  struct str body, const struct webhook_keys *keys, const bool *stop,
                  struct arena *out, struct webhook_answer *ret) {
  struct curl_slist *list = headers(id, now_ms, body, keys);
  curl_off_t us = 0;
  long status = 0;
  c->stop = stop;
  c->refused = false;
  c->seen = 0;
  buf_reset(&c->answer);
  curl_easy_setopt(c->curl, CURLOPT_URL, arena_cstr(out, url));
  curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body.p);
  curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
  CURLcode code = curl_easy_perform(c->curl);
  curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(c->curl, CURLINFO_TOTAL_TIME_T, &us);
  curl_slist_free_all(list);
  *ret = (struct webhook_answer){.status = (int)status, .ms = (int64_t)us / 1000};
  /* What is behind the part that was read does not matter. */
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && c->seen > ANSWER_READ)) {
    ret->text = readable(buf_str(&c->answer), out);
    return;
  }
  ret->status = 0;
  ret->text = c->refused ? STR("the address is not a public one")
                         : arena_str(out, str_from(curl_easy_strerror(code)));
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * X-Forwarded-For grows to the right: each proxy appends the address it saw.  So only the right end
 * is trustworthy, and only as far as the addresses there are proxies we know; whatever a client
 * wrote itself stands further left and is never reached. */
#include "http/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_v4(const struct addr *a) {
  return memcmp(a->ip, mapped, sizeof mapped) == 0;
}

bool addr_parse(struct str text, struct addr *ret) {
  char name[ADDR_TEXT];
  struct addr a;
  if (text.n == 0 || text.n >= sizeof name || memchr(text.p, 0, text.n)) return false;
  memcpy(name, text.p, text.n);
  name[text.n] = 0;
  memcpy(a.ip, mapped, sizeof mapped);
  if (inet_pton(AF_INET, name, a.ip + 12) != 1 && inet_pton(AF_INET6, name, a.ip) != 1)
    return false;
  *ret = a;
  return true;
}

bool addr_from(const struct sockaddr *sa, struct addr *ret) {
  if (sa && sa->sa_family == AF_INET) {
    memcpy(ret->ip, mapped, sizeof mapped);
    memcpy(ret->ip + 12, &((const struct sockaddr_in *)sa)->sin_addr, 4);
    return true;
  }
  if (!sa || sa->sa_family != AF_INET6) return false;
  memcpy(ret->ip, &((const struct sockaddr_in6 *)sa)->sin6_addr, 16);
  return true;
}

void addr_format(const struct addr *a, char out[ADDR_TEXT]) {
  if (is_v4(a))
    inet_ntop(AF_INET, a->ip + 12, out, ADDR_TEXT);
  else
    inet_ntop(AF_INET6, a->ip, out, ADDR_TEXT);
}

bool addr_is_loopback(const struct addr *a) {
  static const uint8_t one[16] = {[15] = 1};
  return is_v4(a) ? a->ip[12] == 127 : memcmp(a->ip, one, 16) == 0;
}

uint32_t addr_hash(const struct addr *a) {
  uint64_t h = 0, part;
  for (int i = 0; i < 16; i += 8) {
    memcpy(&part, a->ip + i, 8);
    h = (h ^ part) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
  }
  return (uint32_t)h;
}

bool cidr_parse(struct str text, struct cidr *ret) {
  struct str bits = text, name = str_cut(&bits, '/');
  struct cidr c;
  if (!addr_parse(name, &c.base)) return false;
  unsigned most = is_v4(&c.base) ? 32 : 128, v = most;
  if (bits.p) {
    if (bits.n == 0 || bits.n > 3) return false;
    v = 0;
    for (size_t i = 0; i < bits.n; i++) {
      if (bits.p[i] < '0' || bits.p[i] > '9') return false;
      v = v * 10 + (unsigned)(bits.p[i] - '0');
    }
    if (v > most) return false;
  }
  c.bits = v + 128 - most;
  *ret = c;
  return true;
}

static bool within(const struct cidr *c, const struct addr *a) {
  unsigned whole = c->bits / 8, rest = c->bits % 8;
  if (memcmp(c->base.ip, a->ip, whole) != 0) return false;
  return rest == 0 || ((c->base.ip[whole] ^ a->ip[whole]) & (0xff00 >> rest & 0xff)) == 0;
}

bool cidr_has(const struct cidr *list, uint32_t n, const struct addr *a) {
  for (uint32_t i = 0; i < n; i++)
    if (within(&list[i], a)) return true;
  return false;
}

/* An entry may carry a port: a.b.c.d:80, [x::y]:80. */
static bool entry(struct str text, struct addr *ret) {
  text = str_trim(text);
  if (text.n && text.p[0] == '[') {
    const char *close = memchr(text.p, ']', text.n);
    return close && addr_parse(str_of(text.p + 1, (size_t)(close - text.p) - 1), ret);
  }
  const char *colon = text.n ? memchr(text.p, ':', text.n) : NULL;
  if (colon && !memchr(colon + 1, ':', text.n - (size_t)(colon + 1 - text.p)))
    text.n = (size_t)(colon - text.p);
  return addr_parse(text, ret);
}

struct addr proxy_client(struct addr peer, struct str forwarded_for, const struct cidr *proxies,
                         uint32_t n) {
  struct addr client = peer;
  while (forwarded_for.n && cidr_has(proxies, n, &client)) {
    const char *comma = memrchr(forwarded_for.p, ',', forwarded_for.n);
    size_t from = comma ? (size_t)(comma - forwarded_for.p) + 1 : 0;
    if (!entry(str_of(forwarded_for.p + from, forwarded_for.n - from), &client)) break;
    forwarded_for.n = comma ? from - 1 : 0;
  }
  return client;
}

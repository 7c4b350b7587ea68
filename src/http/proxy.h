/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses, networks, and who the client behind trusted proxies is.  Pure functions. */
#ifndef SHOAL_HTTP_PROXY_H
#define SHOAL_HTTP_PROXY_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/str.h"

#define ADDR_TEXT 46 /* bytes of an address as text, with NUL */

struct addr { /* IPv4 is kept as ::ffff:a.b.c.d, so that one comparison serves both */
  uint8_t ip[16];
};
struct cidr {
  struct addr base;
  unsigned bits; /* of 128 */
};

bool addr_parse(struct str text, struct addr *ret); /* a.b.c.d, x::y */
bool addr_from(const struct sockaddr *sa, struct addr *ret);
void addr_format(const struct addr *a, char out[ADDR_TEXT]);
bool addr_is_loopback(const struct addr *a);
uint32_t addr_hash(const struct addr *a);

bool cidr_parse(struct str text, struct cidr *ret); /* a.b.c.d/n, x::y/n, or one address */
bool cidr_has(const struct cidr *list, uint32_t n, const struct addr *a);

/* The right-most address of X-Forwarded-For that is no trusted proxy, seen from `peer`.  An entry
 * that is not an address ends the walk: what stands left of it nobody vouches for. */
struct addr proxy_client(struct addr peer, struct str forwarded_for, const struct cidr *proxies,
                         uint32_t n);

#endif

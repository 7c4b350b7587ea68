/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By what a request to collect is admitted: a write key, as this room sees it.  Where keys are kept
 * and who may change them is the access room's business.
 *
 * A browser key stands in pages and apps that anybody can read: it can only add, never read, and
 * what it may say of who is who is limited.  A server key is a secret. */
#ifndef SHOAL_COLLECT_KEY_H
#define SHOAL_COLLECT_KEY_H

#include "base/arena.h"
#include "base/err.h"

#define COLLECT_ORIGINS_MAX  50        /* of a key */
#define COLLECT_RATE_MAX     10000000u /* events/s that a key may be limited to */
#define COLLECT_ADDRESS_RATE 500u      /* events/s of one address, browser keys: the default */
#define COLLECT_BURST_S      20        /* a rate's allowance, in seconds of it */

enum collect_kind { COLLECT_BROWSER, COLLECT_SERVER };

enum collect_scope {                        /* on disk */
                     COLLECT_EVENTS = 1,    /* what people did */
                     COLLECT_PEOPLE = 2,    /* attributes; identify */
                     COLLECT_LINKS = 4,     /* that ids are one person: alias, bind, unbind */
                     COLLECT_CATALOGUE = 8, /* items */
};
#define COLLECT_SCOPES 15u

struct collect_scope_def {
  enum collect_scope scope;
  const char *name, *zh, *means_en, *means_zh;
};
extern const struct collect_scope_def collect_scopes[]; /* ends with a NULL name */

struct collect_key {
  struct str id;        /* "wky_…" */
  struct str workspace; /* slug */
  enum collect_kind kind;
  unsigned scopes;           /* enum collect_scope */
  const struct str *origins; /* as collect_origins_parse gives them; none = any */
  uint32_t n_origins;
  uint32_t rate, address_rate; /* events/s; 0 = no limit */
  bool keep_ip;                /* the person's address is stored with their events */
};

const char *collect_kind_name(enum collect_kind k); /* "browser", "server" */
bool collect_kind_parse(struct str name, enum collect_kind *ret, struct err *err);
/* Names with commas or blanks between; ERR_collect_scope_name. */
bool collect_scopes_parse(struct str names, unsigned *ret, struct err *err);
struct str collect_scopes_text(unsigned scopes, struct arena *out); /* "events,people" */
/* What a new key of that kind may, if nothing is said. */
unsigned collect_scopes_of(enum collect_kind k);
/* Origins with commas or blanks between, checked, in lower case; ERR_collect_origin_form,
 * ERR_collect_origins_many. */
bool collect_origins_parse(struct str text, struct arena *out, struct str **ret, uint32_t *ret_n,
                           struct err *err);
/* Whether the key lets this origin in ("https://www.shop.example:8080"); true if it names none. */
bool collect_admits_origin(const struct collect_key *k, struct str origin);
/* scheme://host[:port] of an address; empty if it has none. */
struct str collect_url_origin(struct str url);

#endif

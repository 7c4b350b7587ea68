/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an event tells of the visit it is of: where people came from, with what.
 *
 * Whichever of the many places said it (Segment's context.campaign, properties utm_…, $utm_…, the
 * query of the page's address), it is stored once, under one name: source, medium, campaign,
 * utm_term, utm_content, scene, channel, device_type, os, browser.
 *
 * channel, unless the event says it itself: by utm_medium; else mini_program for mini programs;
 * else by the referrer's host (channels.def; the longest fitting name), referral for other hosts
 * that are not the page's own; else campaign if there is a source; else direct for a page that
 * nobody referred to.  Events without page, referrer, source or mini program have none. */
#include <string.h>
#include <strings.h>

#include "collect/normal_int.h"
#include "http/path.h"

static const struct {
  const char *name;
  struct str channel;
} mediums[] =
    {
#define MEDIUM(name, channel) {name, {channel, sizeof channel - 1}},
#define HOST(name, channel)
#include "collect/channels.def"
#undef MEDIUM
#undef HOST
},
  hosts[] = {
#define MEDIUM(name, channel)
#define HOST(name, channel) {name, {channel, sizeof channel - 1}},
#include "collect/channels.def"
#undef MEDIUM
#undef HOST
};

static struct str text_of(const struct making *k, enum role r) {
  bool is = k->has >> r & 1 && k->slot[r].type == V_STR;
  return is ? k->slot[r].str : (struct str){0};
}

/* Under the name that the slot's word stores it by; `name` when nothing said it. */
static bool put_role(struct making *k, enum role r, const char *name, struct str otherwise) {
  if (k->has >> r & 1) return put_value(k, k->slot_word[r], false, &k->slot[r]);
  return !otherwise.n || put_text(k, prop_word(k, SCOPE_OTHER, str_from(name)), otherwise);
}

/* ---- addresses ---- */

static struct str host_of(struct str url) {
  const char *at = url.n ? memmem(url.p, url.n, "//", 2) : NULL;
  if (!at) return (struct str){0};
  struct str rest = str_of(at + 2, (size_t)(url.p + url.n - at - 2));
  size_t n = 0;
  while (n < rest.n && !strchr("/?#:", rest.p[n]))
    n++;
  rest.n = n;
  return str_starts(rest, STR("www.")) ? str_of(rest.p + 4, rest.n - 4) : rest;
}

static void slot_from_query(struct making *k, enum role r, const char *name, struct str value) {
  if (k->has >> r & 1 || !value.n) return;
  k->has |= UINT64_C(1) << r;
  k->slot[r] = (struct value){.type = V_STR, .str = value};
  k->slot_word[r] = prop_word(k, SCOPE_OTHER, str_from(name));
}

/* utm_… of the page's own address, for clients that do not take it apart. */
static void read_query(struct making *k) {
  static const struct {
    const char *field, *name;
    enum role role;
  } fields[] = {{"utm_source", "source", ROLE_SOURCE},
                {"utm_medium", "medium", ROLE_MEDIUM},
                {"utm_campaign", "campaign", ROLE_CAMPAIGN},
                {"utm_term", "utm_term", ROLE_TERM},
                {"utm_content", "utm_content", ROLE_CONTENT}};
  struct str url = text_of(k, ROLE_URL);
  const char *at = url.n ? memmem(url.p, url.n, "utm_", 4) : NULL;
  const char *from = at ? memchr(url.p, '?', url.n) : NULL;
  if (!from) return;
  struct str query = str_of(from + 1, (size_t)(url.p + url.n - from - 1));
  query = str_cut(&query, '#');
  struct pair *pairs;
  uint32_t n;
  if (!query_decode(query, &k->n->mem, &pairs, &n)) return;
  for (uint32_t i = 0; i < n; i++)
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
      if (str_is(pairs[i].name, fields[f].field))
        slot_from_query(k, fields[f].role, fields[f].name, pairs[i].value);
}

/* ---- channel ---- */

static struct str channel_of_medium(struct str medium) {
  for (size_t i = 0; medium.n && i < sizeof mediums / sizeof *mediums; i++)
    if (strlen(mediums[i].name) == medium.n && !strncasecmp(mediums[i].name, medium.p, medium.n))
      return mediums[i].channel;
  return (struct str){0};
}

static bool of_host(struct str host, struct str name) {
  return str_ends(host, name) && (host.n == name.n || host.p[host.n - name.n - 1] == '.');
}

static struct str channel_of_referrer(struct str referrer, struct str page) {
  struct str host = host_of(referrer), best = {0};
  size_t length = 0;
  if (!host.n || str_eq(host, page)) return best;
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
    struct str name = str_from(hosts[i].name);
    if (name.n <= length || !of_host(host, name)) continue;
    length = name.n;
    best = hosts[i].channel;
  }
  return best.n ? best : STR("referral");
}

static bool is_mini_program(const struct making *k) {
  const struct wire_message *m = k->m;
  return str_has(m->library, STR("MiniProgram")) || str_has(m->library, STR("miniprogram")) ||
         str_starts(m->event, STR("$MP"));
}

static struct str channel(const struct making *k) {
  struct str url = text_of(k, ROLE_URL), referrer = text_of(k, ROLE_REFERRER), c;
  if ((c = channel_of_medium(text_of(k, ROLE_MEDIUM))).n) return c;
  if (is_mini_program(k)) return STR("mini_program");
  if ((c = channel_of_referrer(referrer, host_of(url))).n) return c;
  if (text_of(k, ROLE_SOURCE).n) return STR("campaign");
  return url.n && !referrer.n && k->scope == SCOPE_PAGE ? STR("direct") : (struct str){0};
}

/* ---- device ---- */

static bool put_agent(struct making *k) {
  struct str text = text_of(k, ROLE_AGENT);
  bool client = (k->m->flags & WIRE_CLIENT_SIDE) || !k->origin->server_key;
  if (!text.n && client) text = k->origin->user_agent;
  struct agent a = agent_of(k->n, text);
  struct value yes = {.type = V_BOOL, .b = true};
  k->outcome->bot |= a.bot;
  return put_role(k, ROLE_DEVICE, "device_type", a.device) && put_role(k, ROLE_OS, "os", a.os) &&
         put_role(k, ROLE_BROWSER, "browser", a.browser) &&
         (!a.bot || put_value(k, prop_word(k, SCOPE_OTHER, STR("$bot")), false, &yes));
}

/* Never stored unless the workspace says so, wherever it came from. */
static bool put_ip(struct making *k) {
  struct str ip = k->ip ? k->ip->text : (struct str){0};
  if (!k->rules->keep_ip) return true;
  if (!ip.n && (k->m->flags & WIRE_CLIENT_SIDE)) ip = k->origin->peer;
  return put_text(k, prop_word(k, SCOPE_OTHER, STR("ip")), ip);
}

/* ---- all ---- */

bool put_context(struct making *k) {
  const struct json *c = k->m->context;
  struct str lib = k->m->library;
  return (!c || put_members(k, SCOPE_CONTEXT, c)) &&
         (!lib.n || put_text(k, prop_word(k, SCOPE_OTHER, STR("lib")), lib));
}

/* An address the SDK's own name keeps is not stored twice. */
static bool put_address(struct making *k, enum role r) {
  return !(k->has >> r & 1) || k->slot_word[r]->keep ||
         put_value(k, k->slot_word[r], false, &k->slot[r]);
}

bool put_visit(struct making *k) {
  static const struct str none;
  read_query(k);
  return put_role(k, ROLE_SOURCE, "source", none) && put_role(k, ROLE_MEDIUM, "medium", none) &&
         put_role(k, ROLE_CAMPAIGN, "campaign", none) && put_role(k, ROLE_TERM, "utm_term", none) &&
         put_role(k, ROLE_CONTENT, "utm_content", none) && put_role(k, ROLE_SCENE, "scene", none) &&
         put_role(k, ROLE_CHANNEL, "channel", k->has >> ROLE_CHANNEL & 1 ? none : channel(k)) &&
         put_address(k, ROLE_URL) && put_address(k, ROLE_REFERRER) &&
         put_role(k, ROLE_ITEM, "item_id", none) && put_agent(k) && put_ip(k);
}

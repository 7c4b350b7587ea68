/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds, scopes and origins of write keys: tables, and the texts they are written in.
 *
 * An allow-list of origins keeps honest pages apart (a test shop with the live shop's key); it does
 * not keep out who writes the header themselves, and nothing here pretends it does. */
#include "collect/key.h"

#include <ctype.h>

const struct collect_scope_def collect_scopes[] = {
    {COLLECT_EVENTS, "events", "事件", "what people do", "用户行为"},
    {COLLECT_PEOPLE, "people", "用户属性", "attributes of people, identify", "用户属性与登录识别"},
    {COLLECT_LINKS, "links", "身份关联", "which ids are one person: alias, bind, unbind",
     "身份关联：alias、绑定与解绑"},
    {COLLECT_CATALOGUE, "catalogue", "商品目录", "items of the catalogue", "商品目录"},
    {0, NULL, NULL, NULL, NULL},
};

static const char *const kinds[] = {"browser", "server"};

const char *collect_kind_name(enum collect_kind k) {
  return kinds[k];
}

bool collect_kind_parse(struct str name, enum collect_kind *ret, struct err *err) {
  for (int k = COLLECT_BROWSER; k <= COLLECT_SERVER; k++)
    if (str_is(name, kinds[k])) {
      *ret = (enum collect_kind)k;
      return true;
    }
  return err_fail(err, ERR_bad_field, "kind" ERR_SEP "browser, server" ERR_SEP "browser、server");
}

unsigned collect_scopes_of(enum collect_kind k) {
  return k == COLLECT_SERVER ? COLLECT_SCOPES : COLLECT_SCOPES & ~(unsigned)COLLECT_CATALOGUE;
}

static struct str next_word(struct str *rest) {
  size_t n = 0;
  while (rest->n && (rest->p[0] == ',' || isspace((unsigned char)rest->p[0])))
    rest->p++, rest->n--;
  while (n < rest->n && rest->p[n] != ',' && !isspace((unsigned char)rest->p[n]))
    n++;
  struct str word = str_of(rest->p, n);
  rest->p += n, rest->n -= n;
  return word;
}

bool collect_scopes_parse(struct str names, unsigned *ret, struct err *err) {
  unsigned set = 0;
  for (struct str w; (w = next_word(&names)).n;) {
    const struct collect_scope_def *d = collect_scopes;
    while (d->name && !str_is(w, d->name))
      d++;
    if (!d->name)
      return err_fail(err, ERR_collect_scope_name, "%.*s", STRF(str_of(w.p, w.n > 60 ? 60 : w.n)));
    set |= d->scope;
  }
  if (!set) return err_fail(err, ERR_collect_scope_name, NULL);
  *ret = set;
  return true;
}

struct str collect_scopes_text(unsigned scopes, struct arena *out) {
  struct str text = STR("");
  for (const struct collect_scope_def *d = collect_scopes; d->name; d++)
    if (scopes & d->scope)
      text = text.n ? arena_printf(out, "%.*s,%s", STRF(text), d->name) : str_from(d->name);
  return text;
}

/* ---- origins ---- */

static bool host_char(char c) {
  return isalnum((unsigned char)c) || c == '-' || c == '.' || c == '_';
}

struct str collect_url_origin(struct str url) {
  const char *mark = url.n ? memmem(url.p, url.n, "://", 3) : NULL;
  if (!mark) return STR("");
  size_t n = (size_t)(mark - url.p) + 3;
  while (n < url.n && url.p[n] != '/' && url.p[n] != '?' && url.p[n] != '#')
    n++;
  return str_of(url.p, n);
}

/* http(s)://[*.]host[:port] */
static bool is_origin(struct str s) {
  bool http = str_starts(s, STR("http://"));
  if (!http && !str_starts(s, STR("https://"))) return false;
  struct str port = str_of(s.p + (http ? 7 : 8), s.n - (http ? 7 : 8));
  if (port.n && port.p[0] == '[') return false;
  struct str host = str_cut(&port, ':');
  if (str_starts(host, STR("*."))) host = str_of(host.p + 2, host.n - 2);
  if (host.n == 0 || host.n > 253 || port.n > 5) return false;
  for (size_t i = 0; i < host.n; i++)
    if (!host_char(host.p[i])) return false;
  for (size_t i = 0; i < port.n; i++)
    if (!isdigit((unsigned char)port.p[i])) return false;
  return true;
}

bool collect_origins_parse(struct str text, struct arena *out, struct str **ret, uint32_t *ret_n,
                           struct err *err) {
  struct str *v = arena_array(out, struct str, COLLECT_ORIGINS_MAX);
  uint32_t n = 0;
  for (struct str w; (w = next_word(&text)).n;) {
    char *p = arena_cstr(out, w);
    for (size_t i = 0; i < w.n; i++)
      p[i] = (char)tolower((unsigned char)p[i]);
    if (w.n && p[w.n - 1] == '/') w.n--;
    if (!is_origin(str_of(p, w.n)))
      return err_fail(err, ERR_collect_origin_form, "%.*s", STRF(str_of(w.p, w.n > 60 ? 60 : w.n)));
    if (n == COLLECT_ORIGINS_MAX)
      return err_fail(err, ERR_collect_origins_many, "%d", COLLECT_ORIGINS_MAX);
    v[n++] = str_of(p, w.n);
  }
  *ret = v;
  *ret_n = n;
  return true;
}

/* *.shop.example takes every name below, not shop.example itself. */
static bool fits(struct str pattern, struct str origin) {
  const char *star = memchr(pattern.p, '*', pattern.n);
  if (!star) return str_eq_nocase(pattern, origin);
  struct str scheme = str_of(pattern.p, (size_t)(star - pattern.p));
  struct str tail = str_of(star + 1, pattern.n - scheme.n - 1);
  return origin.n > scheme.n + tail.n && str_eq_nocase(str_of(origin.p, scheme.n), scheme) &&
         str_eq_nocase(str_of(origin.p + origin.n - tail.n, tail.n), tail);
}

bool collect_admits_origin(const struct collect_key *k, struct str origin) {
  for (uint32_t i = 0; i < k->n_origins; i++)
    if (fits(k->origins[i], origin)) return true;
  return k->n_origins == 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which protocol a path speaks.
 *
 * By path alone, never by Content-Type: SDKs send JSON as text/plain and forms as anything
 * (PROTOCOLS F1).  Under its prefix a protocol has all its paths to itself; without one, three
 * names belong to two protocols, and there query and body tell them apart (F5b). */
#include <string.h>

#include "wire/wire_int.h"

struct route {
  const char *path; /* '*' stands for one piece without a slash */
  enum wire_protocol protocol;
};

/* Where a path stands twice, `shared` decides. */
static const struct route routes[] = {
    {"/v1/events", WIRE_SHOAL},

    {"/v1/batch", WIRE_SEGMENT},
    {"/v1/import", WIRE_SEGMENT},
    {"/v1/b", WIRE_SEGMENT},
    {"/v1/t", WIRE_SEGMENT},
    {"/v1/i", WIRE_SEGMENT},
    {"/v1/p", WIRE_SEGMENT},
    {"/v1/s", WIRE_SEGMENT},
    {"/v1/g", WIRE_SEGMENT},
    {"/v1/a", WIRE_SEGMENT},
    {"/v1/track", WIRE_SEGMENT},
    {"/v1/identify", WIRE_SEGMENT},
    {"/v1/page", WIRE_SEGMENT},
    {"/v1/screen", WIRE_SEGMENT},
    {"/v1/group", WIRE_SEGMENT},
    {"/v1/alias", WIRE_SEGMENT},
    {"/v1/m", WIRE_SEGMENT},
    {"/v1/projects/*/settings", WIRE_SEGMENT},

    {"/sa", WIRE_SENSORS},
    {"/sa.gif", WIRE_SENSORS},
    {"/debug", WIRE_SENSORS},
    {"/config/*.conf", WIRE_SENSORS},
    {"/config/visualized/*.conf", WIRE_SENSORS},
    {"/mp_login", WIRE_SENSORS},

    {"/e", WIRE_POSTHOG},
    {"/capture", WIRE_POSTHOG},
    {"/i/v0/e", WIRE_POSTHOG},
    {"/batch", WIRE_POSTHOG},
    {"/engage", WIRE_POSTHOG},
    {"/track", WIRE_POSTHOG},
    {"/array/*/config", WIRE_POSTHOG},
    {"/array/*/config.js", WIRE_POSTHOG},
    {"/flags", WIRE_POSTHOG},
    {"/decide", WIRE_POSTHOG},

    {"/batch", WIRE_MIXPANEL},
    {"/track", WIRE_MIXPANEL},
    {"/engage", WIRE_MIXPANEL},
    {"/groups", WIRE_MIXPANEL},
    {"/import", WIRE_MIXPANEL},

    {"/mp/collect", WIRE_GA4},
    {"/debug/mp/collect", WIRE_GA4},

    {"/ce", WIRE_CLOUDEVENTS},
    {"/cloudevents", WIRE_CLOUDEVENTS},
    {"/v1/cloudevents", WIRE_CLOUDEVENTS},
};
#define ROUTES (sizeof routes / sizeof *routes)

static bool matches(const char *pattern, struct str path) {
  const char *p = path.p, *end = path.p + path.n;
  for (; *pattern; pattern++) {
    if (*pattern != '*') {
      if (p == end || *p++ != *pattern) return false;
      continue;
    }
    size_t tail = strcspn(pattern + 1, "/"); /* of this piece, after the star */
    const char *stop = memchr(p, '/', (size_t)(end - p));
    if (!stop) stop = end;
    if ((size_t)(stop - p) < tail + 1) return false;
    p = stop - tail;
  }
  return p == end;
}

static bool has_text(struct str s, const char *part) {
  return s.n && memmem(s.p, s.n, part, strlen(part));
}

/* Mixpanel's clients send `data=` or name their token inside; PostHog's send JSON with api_key, and
 * they alone compress. */
static enum wire_protocol shared(const struct wire_request *q, struct str path) {
  if (wire_is_gzip(q->body)) return WIRE_POSTHOG;
  struct str start = str_trim(q->body);
  if (start.n > 5) start.n = 5;
  if (has_text(q->query, "data=") || str_eq(start, STR("data="))) return WIRE_MIXPANEL;
  if (has_text(q->body, "\"api_key\"")) return WIRE_POSTHOG;
  if (has_text(q->body, "\"token\"") || has_text(q->body, "\"$token\"")) return WIRE_MIXPANEL;
  return str_is(path, "/batch") ? WIRE_POSTHOG : WIRE_MIXPANEL;
}

static bool find(const struct wire_request *q, struct str path, const enum wire_protocol *only,
                 enum wire_protocol *ret) {
  const struct route *found = NULL;
  for (size_t i = 0; i < ROUTES; i++) {
    if ((only && routes[i].protocol != *only) || !matches(routes[i].path, path)) continue;
    if (found) {
      *ret = shared(q, path);
      return true;
    }
    found = &routes[i];
  }
  if (found) *ret = found->protocol;
  return found;
}

bool wire_find_route(const struct wire_request *q, enum wire_protocol *ret, struct str *ret_path) {
  struct str path = q->path;
  while (path.n > 1 && path.p[path.n - 1] == '/')
    path.n--;
  for (int p = 0; p < WIRE_PROTOCOLS; p++) {
    struct str name = str_from(wire_protocol_name((enum wire_protocol)p));
    if (path.n < name.n + 2 || path.p[0] != '/' || memcmp(path.p + 1, name.p, name.n) != 0 ||
        path.p[name.n + 1] != '/')
      continue;
    struct str rest = str_of(path.p + name.n + 1, path.n - name.n - 1);
    enum wire_protocol only = (enum wire_protocol)p;
    if (!find(q, rest, &only, ret)) return false;
    *ret_path = rest;
    return true;
  }
  if (!find(q, path, NULL, ret)) return false;
  *ret_path = path;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: events that make members.
 *
 *   enrol:
 *     - {on: 'signed_up where channel = "app"', source: app}
 *     - {on: order_completed, source_from: channel}
 *
 * Selectors are not looked into here; kind_programme.c does, where names are known. */
#include "resource/programme_int.h"

static bool read_text(struct programme_reading *r, const struct json *v, const char *field,
                      struct str *ret) {
  const struct json *x = json_get(v, field);
  if (!x) return true;
  if (x->type != JSON_STRING || x->text.n == 0 || x->text.n > PROGRAMME_SOURCE_BYTES)
    return reading_refuse(&r->r, x, field, "\"…\"");
  *ret = arena_str(r->r.out, x->text);
  return true;
}

static bool read_enrol(struct programme_reading *r, const struct json *v) {
  static const char *const known[] = {"on", "source", "source_from", NULL};
  struct programme_enrol e = {0};
  if (!reading_object(&r->r, v, "enrol", known) || !read_text(r, v, "source", &e.source) ||
      !read_text(r, v, "source_from", &e.source_from) || !reading_expression(&r->r, v, "on", &e.on))
    return false;
  if (e.on.n == 0) return reading_missing(&r->r, v, "enrol", "on");
  if (e.source.n && e.source_from.n)
    return reading_refuse(&r->r, v, "enrol", "source / source_from");
  r->p->enrol[r->p->n_enrol++] = e;
  return true;
}

bool programme_read_enrol(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  if (!reading_list(&r->r, doc, "enrol", PROGRAMME_ENROL_MAX, &v)) return false;
  if (v && v->n && r->p->join == PROGRAMME_PAID)
    return reading_refuse(&r->r, v, "enrol", "join: open / {when: …}");
  r->p->enrol = arena_array(r->r.out, struct programme_enrol, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++)
    if (!read_enrol(r, &v->items[i])) return false;
  return true;
}

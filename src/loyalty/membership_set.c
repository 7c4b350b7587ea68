/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The programmes of a workspace as they are now (doc_set.h): the writer needs them for every
 * posting of growth. */
#include "loyalty/membership_int.h"
#include "resource/resource.h"

static bool read_all(struct loyalty *l, struct doc_set *set, struct err *err) {
  struct programme_set *s = (struct programme_set *)set;
  struct arena *out = &set->arena;
  struct resource *r;
  uint32_t n;
  if (!resource_list(l->w, STR("programme"), out, &r, &n, err)) return false;
  s->p = arena_array(out, struct programme_doc, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct programme_doc *d = &s->p[s->n];
    const struct json *at;
    struct json *doc;
    if (!json_parse(r[i].doc, out, &doc, err) || !programme_read(doc, out, &d->p, &at, err))
      return false;
    d->version = r[i].version;
    d->active = str_is(r[i].status, "active");
    s->n += d->active;
  }
  return true;
}

bool programme_set_get(struct loyalty *l, struct programme_set **ret, struct err *err) {
  struct doc_set *s;
  if (!doc_set_get(&l->members.docs, l, sizeof **ret, read_all, &s, err)) return false;
  *ret = (struct programme_set *)s;
  return true;
}

void programme_set_release(struct programme_set *s) {
  doc_set_release((struct doc_set *)s);
}

bool programme_set_find(struct loyalty *l, const struct programme_set *s, struct str slug,
                        const struct programme_doc **ret, struct err *err) {
  for (uint32_t i = 0; i < s->n; i++)
    if (str_eq(s->p[i].p.slug, slug)) {
      *ret = &s->p[i];
      return true;
    }
  struct arena tmp;
  struct resource r;
  arena_init(&tmp, "programme");
  bool was = resource_get(l->w, STR("programme"), slug, &tmp, &r, err);
  arena_release(&tmp);
  return was && err_fail(err, ERR_programme_closed, "%.*s", STRF(slug));
}

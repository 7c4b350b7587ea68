/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The programmes of a workspace as they are now, read once per revision of its resources.
 *
 * The writer needs them for every posting of growth, so they are shared, by reference: whoever
 * holds a set goes on with it when a newer one is made. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/membership_int.h"
#include "resource/resource.h"

void programme_set_release(struct programme_set *s) {
  if (!s || atomic_fetch_sub(&s->refs, 1) != 1) return;
  arena_release(&s->arena);
  free(s);
}

static bool read_all(struct loyalty *l, struct programme_set *s, struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(l->w, STR("programme"), &s->arena, &r, &n, err)) return false;
  s->p = arena_array(&s->arena, struct programme_doc, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct programme_doc *d = &s->p[s->n];
    const struct json *at;
    struct json *doc;
    if (!json_parse(r[i].doc, &s->arena, &doc, err) ||
        !programme_read(doc, &s->arena, &d->p, &at, err))
      return false;
    d->version = r[i].version;
    d->active = str_is(r[i].status, "active");
    s->n += d->active;
  }
  return true;
}

static bool set_new(struct loyalty *l, struct programme_set **ret, struct err *err) {
  struct programme_set *s = must_calloc(1, sizeof *s);
  atomic_init(&s->refs, 1);
  arena_init(&s->arena, "programmes");
  s->revision = ws_revision(l->w); /* before what it describes */
  if (!read_all(l, s, err)) {
    programme_set_release(s);
    return false;
  }
  *ret = s;
  return true;
}

/* Made outside of the lock: reading waits for the writer, and the writer may be asking here. */
bool programme_set_get(struct loyalty *l, struct programme_set **ret, struct err *err) {
  struct memberships *m = &l->members;
  struct programme_set *fresh, *old = NULL;
  pthread_mutex_lock(&m->lock);
  bool kept = m->set && m->set->revision == ws_revision(l->w);
  if (kept) {
    *ret = m->set;
    atomic_fetch_add(&m->set->refs, 1);
  }
  pthread_mutex_unlock(&m->lock);
  if (kept) return true;
  if (!set_new(l, &fresh, err)) return false;
  pthread_mutex_lock(&m->lock);
  if (!m->set || m->set->revision < fresh->revision) {
    old = m->set;
    m->set = fresh;
    atomic_fetch_add(&fresh->refs, 1);
  }
  pthread_mutex_unlock(&m->lock);
  programme_set_release(old);
  *ret = fresh;
  return true;
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

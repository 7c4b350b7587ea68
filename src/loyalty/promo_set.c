/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The promotions of a workspace as they are now, read once per revision of its resources, and
 * shared by reference.  No lock is held while SQL is asked: the writer's thread comes here within a
 * transaction. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"
#include "resource/resource.h"

struct promo_set {
  atomic_uint refs;
  uint64_t revision;
  const struct tz *tz; /* with which it was read; settings may change */
  unsigned decimals;
  struct arena arena;
  struct promo_doc *p; /* by slug */
  uint32_t n;
};

void promo_set_release(struct promo_set *s) {
  if (!s || atomic_fetch_sub(&s->refs, 1) != 1) return;
  arena_release(&s->arena);
  free(s);
}

static int docs_order(const void *a, const void *b) {
  return str_cmp(((const struct promo_doc *)a)->p.slug, ((const struct promo_doc *)b)->p.slug);
}

static bool read_all(struct workspace *w, struct promo_set *s, struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(w, STR("promotion"), &s->arena, &r, &n, err)) return false;
  s->p = arena_array(&s->arena, struct promo_doc, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct promo_doc *d = &s->p[s->n];
    const struct json *at;
    struct json *doc;
    if (!str_is(r[i].status, "active")) continue;
    *d = (struct promo_doc){.version = r[i].version};
    if (!json_parse(r[i].doc, &s->arena, &doc, err) ||
        !promotion_read(doc, s->tz, s->decimals, &s->arena, &d->p, &at, err))
      return false;
    s->n++;
  }
  qsort(s->p, s->n, sizeof *s->p, docs_order);
  return true;
}

static bool set_new(struct workspace *w, struct promo_set **ret, struct err *err) {
  struct promo_set *s = must_calloc(1, sizeof *s);
  atomic_init(&s->refs, 1);
  arena_init(&s->arena, "promotions");
  s->revision = ws_revision(w); /* before what it describes */
  s->tz = ws_tz(w);
  s->decimals = iso_currency_decimals(ws_currency(w));
  if (!read_all(w, s, err)) {
    promo_set_release(s);
    return false;
  }
  *ret = s;
  return true;
}

static bool is_of_now(const struct promo_set *s, const struct workspace *w) {
  return s->revision == ws_revision(w) && s->tz == ws_tz(w) &&
         s->decimals == iso_currency_decimals(ws_currency(w));
}

bool promo_set_get(struct loyalty *l, struct promo_set **ret, struct err *err) {
  struct promos *m = l->promos;
  struct promo_set *fresh, *old = NULL;
  pthread_mutex_lock(&m->set_lock);
  bool kept = m->set && is_of_now(m->set, l->w);
  if (kept) {
    *ret = m->set;
    atomic_fetch_add(&m->set->refs, 1);
  }
  pthread_mutex_unlock(&m->set_lock);
  if (kept) return true;
  if (!set_new(l->w, &fresh, err)) return false;
  pthread_mutex_lock(&m->set_lock);
  if (!m->set || m->set->revision <= fresh->revision) {
    old = m->set;
    m->set = fresh;
    atomic_fetch_add(&fresh->refs, 1);
  }
  pthread_mutex_unlock(&m->set_lock);
  promo_set_release(old);
  *ret = fresh;
  return true;
}

uint32_t promo_set_count(const struct promo_set *s) {
  return s->n;
}
const struct promo_doc *promo_set_at(const struct promo_set *s, uint32_t i) {
  return &s->p[i];
}

bool promo_set_find(struct loyalty *l, const struct promo_set *s, struct str slug,
                    const struct promo_doc **ret, struct err *err) {
  const struct promo_doc key = {.p.slug = slug};
  const struct promo_doc *d = s->n ? bsearch(&key, s->p, s->n, sizeof key, docs_order) : NULL;
  struct arena tmp;
  struct resource r;
  *ret = d;
  if (d) return true;
  arena_init(&tmp, "promotion");
  bool was = resource_get(l->w, STR("promotion"), slug, &tmp, &r, err);
  arena_release(&tmp);
  return was && err_fail(err, ERR_promotion_closed, "%.*s" ERR_SEP "archived" ERR_SEP "已归档",
                         STRF(slug));
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents of kinds, read once and shared: a claim needs its kind, and reading one costs as much
 * as everything else of a claim together.
 *
 * Which version is the newest is asked again when the workspace's revision has moved.  No lock is
 * held while SQL is asked: the writer's thread comes here within a transaction, and would wait for
 * whoever waits for it. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"
#include "resource/resource.h"

#define DOCS_KEPT_MAX 256 /* those that nobody uses are dropped beyond it */

struct kept {
  struct coupon_doc doc; /* first: coupon_doc_free gets it */
  struct arena mem;
  const struct tz *tz; /* with which it was read; of a setting that may change */
  uint64_t seen; /* revision at which it was the newest of its kind; 0: asked for by its version */
  uint64_t used; /* when, by `clock` */
  uint32_t refs;
};

struct coupon_docs {
  pthread_mutex_t lock; /* guards all */
  VEC(struct kept *) all;
  uint64_t clock;
};

struct coupon_docs *coupon_docs_new(void) {
  struct coupon_docs *d = must_calloc(1, sizeof *d);
  pthread_mutex_init(&d->lock, NULL);
  return d;
}

static void kept_free(struct kept *k) {
  arena_release(&k->mem);
  free(k);
}

void coupon_docs_free(struct coupon_docs *d) {
  if (!d) return;
  for (size_t i = 0; i < d->all.n; i++)
    kept_free(d->all.p[i]);
  vec_free(&d->all);
  pthread_mutex_destroy(&d->lock);
  free(d);
}

static bool same_settings(const struct kept *k, const struct workspace *w) {
  return k->tz == ws_tz(w) && k->doc.kind.decimals == iso_currency_decimals(ws_currency(w));
}

/* With the lock. */
static struct kept *look(struct coupon_docs *d, const struct workspace *w, struct str slug,
                         uint32_t version, uint64_t revision) {
  for (size_t i = 0; i < d->all.n; i++) {
    struct kept *k = d->all.p[i];
    bool it = str_eq(k->doc.kind.slug, slug) && same_settings(k, w) &&
              (version ? k->doc.version == version : k->seen == revision);
    if (!it) continue;
    k->refs++;
    k->used = ++d->clock;
    return k;
  }
  return NULL;
}

/* With the lock. */
static void drop_oldest(struct coupon_docs *d) {
  size_t oldest = SIZE_MAX;
  for (size_t i = 0; i < d->all.n; i++)
    if (d->all.p[i]->refs == 0 &&
        (oldest == SIZE_MAX || d->all.p[i]->used < d->all.p[oldest]->used))
      oldest = i;
  if (oldest == SIZE_MAX) return;
  kept_free(d->all.p[oldest]);
  d->all.p[oldest] = d->all.p[--d->all.n];
}

static bool read_doc(struct workspace *w, struct str slug, uint32_t version, struct kept *k,
                     struct err *err) {
  struct resource r;
  struct json *tree;
  const struct json *at;
  struct arena tmp;
  arena_init(&tmp, "coupon kind");
  bool ok = version ? resource_version_get(w, STR("coupon"), slug, version, &tmp, &r, err)
                    : resource_get(w, STR("coupon"), slug, &tmp, &r, err);
  k->tz = ws_tz(w);
  ok = ok && json_parse(r.doc, &tmp, &tree, err) &&
       coupon_kind_read(tree, k->tz, iso_currency_decimals(ws_currency(w)), &k->mem, &k->doc.kind,
                        &at, err);
  if (ok) {
    k->doc.version = r.version;
    k->doc.active = !str_is(r.status, "archived");
  }
  arena_release(&tmp);
  return ok;
}

bool coupon_doc_of(struct loyalty *l, struct str slug, uint32_t version,
                   const struct coupon_doc **ret, struct err *err) {
  struct coupon_docs *d = l->coupons.docs;
  uint64_t revision = ws_revision(l->w); /* before what it is to describe */
  pthread_mutex_lock(&d->lock);
  struct kept *k = look(d, l->w, slug, version, revision);
  pthread_mutex_unlock(&d->lock);
  if (!k) {
    k = must_calloc(1, sizeof *k);
    arena_init(&k->mem, "coupon kind");
    if (!read_doc(l->w, slug, version, k, err)) {
      kept_free(k);
      return false;
    }
    k->refs = 1;
    k->seen = version ? 0 : revision;
    pthread_mutex_lock(&d->lock);
    while (d->all.n >= DOCS_KEPT_MAX) {
      size_t before = d->all.n;
      drop_oldest(d);
      if (d->all.n == before) break;
    }
    k->used = ++d->clock;
    vec_push(&d->all, k);
    pthread_mutex_unlock(&d->lock);
  }
  *ret = &k->doc;
  return true;
}

void coupon_doc_free(struct loyalty *l, const struct coupon_doc *doc) {
  if (!doc) return;
  struct coupon_docs *d = l->coupons.docs;
  pthread_mutex_lock(&d->lock);
  ((struct kept *)doc)->refs--;
  pthread_mutex_unlock(&d->lock);
}

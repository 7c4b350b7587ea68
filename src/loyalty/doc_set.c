/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loyalty/doc_set.h"

#include <stdlib.h>

#include "base/panic.h"

void doc_sets_init(struct doc_sets *d) {
  pthread_mutex_init(&d->lock, NULL);
  d->now = NULL;
}

void doc_sets_release(struct doc_sets *d) {
  doc_set_release(d->now);
  pthread_mutex_destroy(&d->lock);
}

void doc_set_release(struct doc_set *s) {
  if (!s || atomic_fetch_sub(&s->refs, 1) != 1) return;
  arena_release(&s->arena);
  free(s);
}

static struct doc_set *kept(struct doc_sets *d, uint64_t revision) {
  pthread_mutex_lock(&d->lock);
  struct doc_set *s = d->now && d->now->revision == revision ? d->now : NULL;
  if (s) atomic_fetch_add(&s->refs, 1);
  pthread_mutex_unlock(&d->lock);
  return s;
}

static void keep(struct doc_sets *d, struct doc_set *s) {
  struct doc_set *old = NULL;
  pthread_mutex_lock(&d->lock);
  if (!d->now || d->now->revision < s->revision) {
    old = d->now;
    d->now = s;
    atomic_fetch_add(&s->refs, 1);
  }
  pthread_mutex_unlock(&d->lock);
  doc_set_release(old);
}

bool doc_set_get(struct doc_sets *d, struct loyalty *l, size_t size,
                 bool (*read)(struct loyalty *l, struct doc_set *s, struct err *err),
                 struct doc_set **ret, struct err *err) {
  uint64_t revision = ws_revision(loyalty_workspace(l)); /* before what it describes */
  struct doc_set *s = kept(d, revision);
  if (!s) {
    s = must_calloc(1, size);
    atomic_init(&s->refs, 1);
    arena_init(&s->arena, "documents");
    s->revision = revision;
    if (!read(l, s, err)) {
      doc_set_release(s);
      return false;
    }
    keep(d, s);
  }
  *ret = s;
  return true;
}

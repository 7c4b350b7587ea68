/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents of currencies, read again when some resource changed, and their numbers in SQL. */
#include "loyalty/ledger_int.h"
#include "loyalty/loyalty_int.h"
#include "resource/resource.h"

static bool read_document(struct workspace *w, struct str slug, struct arena *out,
                          struct currency *ret, bool *ret_archived, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("currency"), slug, out, &r, err)) return false;
  *ret_archived = str_is(r.status, "archived");
  return json_parse(r.doc, out, &doc, err) && currency_read(doc, ret, &at, err);
}

/* ---- for other threads ---- */

void coin_docs_init(struct coin_docs *d) {
  pthread_mutex_init(&d->lock, NULL);
  arena_init(&d->mem, "currencies");
}

void coin_docs_release(struct coin_docs *d) {
  pthread_mutex_destroy(&d->lock);
  arena_release(&d->mem);
  vec_free(&d->all);
}

static struct currency copy_of(const struct currency *c, struct arena *out) {
  struct currency r = *c;
  struct str *const texts[] = {&r.slug, &r.title_en, &r.title_zh, &r.unit_en, &r.unit_zh};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    *texts[i] = arena_str(out, *texts[i]);
  return r;
}

static bool known(struct coin_docs *d, uint64_t revision, struct str slug, struct arena *out,
                  struct currency *ret) {
  bool found = false;
  pthread_mutex_lock(&d->lock);
  if (d->revision != revision) {
    d->all.n = 0;
    arena_reset(&d->mem);
    d->revision = revision;
  }
  for (size_t i = 0; i < d->all.n && !found; i++)
    if (str_eq(d->all.p[i].slug, slug)) {
      *ret = copy_of(&d->all.p[i], out);
      found = true;
    }
  pthread_mutex_unlock(&d->lock);
  return found;
}

/* Unless something changed while it was read. */
static void keep(struct coin_docs *d, struct workspace *w, uint64_t revision,
                 const struct currency *c) {
  bool there = false;
  pthread_mutex_lock(&d->lock);
  for (size_t i = 0; i < d->all.n; i++)
    there |= str_eq(d->all.p[i].slug, c->slug);
  if (!there && d->revision == revision && resource_revision(w) == revision)
    vec_push(&d->all, copy_of(c, &d->mem));
  pthread_mutex_unlock(&d->lock);
}

bool ledger_currency(struct loyalty *l, struct str slug, struct arena *out, struct currency *ret,
                     struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  struct coin_docs *d = &l->book->shared;
  uint64_t revision = resource_revision(w);
  bool archived;
  if (known(d, revision, slug, out, ret)) return true;
  if (!read_document(w, slug, out, ret, &archived, err)) return false;
  ret->slug = arena_str(out, slug);
  keep(d, w, revision, ret);
  return true;
}

/* ---- the book's ---- */

/* The document is asked for once: what changes while it is read counts from the next group on. */
bool book_coin(struct book *b, struct str slug, uint32_t *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(b->l);
  uint64_t revision = resource_revision(w);
  if (revision != b->revision) {
    for (size_t i = 0; i < b->coins.n; i++)
      b->coins.p[i].read = false;
    b->revision = revision;
    arena_reset(&b->documents);
  }
  uint32_t i = intern_find(&b->slugs, slug);
  if (i == INTERN_NONE || !b->coins.p[i].read) {
    struct currency c;
    bool archived;
    if (!read_document(w, slug, &b->documents, &c, &archived, err)) return false;
    i = intern_put(&b->slugs, slug);
    if (i == b->coins.n) vec_push(&b->coins, (struct coin){0});
    b->coins.p[i] = (struct coin){.c = c, .read = true, .archived = archived};
    b->coins.p[i].c.slug = intern_at(&b->slugs, i);
  }
  *ret = i;
  return true;
}

uint32_t book_currency(struct book *b, const struct currency *c, bool make) {
  uint32_t i = make ? intern_put(&b->currencies, c->slug) : intern_find(&b->currencies, c->slug);
  if (i == INTERN_NONE) return 0;
  if (i == b->decimals.n) vec_push(&b->decimals, c->decimals);
  return i + 1;
}

bool book_coin_of(struct book *b, uint32_t currency, uint32_t *ret, struct err *err) {
  return book_coin(b, intern_at(&b->currencies, currency - 1), ret, err);
}

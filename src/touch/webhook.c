/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The webhooks that run: one life each (webhook_life.c), ended and begun anew when its document or
 * its secrets change. */
#include "touch/webhook.h"

#include <stdlib.h>

#include "base/panic.h"
#include "resource/resource.h"
#include "touch/webhook_int.h"

struct webhooks {
  struct touch *t;
  pthread_mutex_t lock; /* guards all */
  VEC(struct hook *) hooks;
  uint64_t revision;
  bool looked;
};

bool webhook_doc_read(const struct resource *r, struct arena *out, struct webhook_doc *ret,
                      struct err *err) {
  const struct json *at;
  struct json *doc;
  return json_parse(arena_str(out, r->doc), out, &doc, err) && webhook_read(doc, ret, &at, err);
}

bool webhook_keys_for(struct touch *t, struct str slug, const struct webhook_doc *d,
                      struct webhook_keys *ret, struct err *err) {
  struct str origin;
  ret->n = 0;
  return !webhook_origin(d->url, &origin) || webhook_keys_of(t, slug, origin, ret, err);
}

static struct hook *hook_of(struct webhooks *w, struct str slug) {
  for (size_t i = 0; i < w->hooks.n; i++)
    if (str_eq(hook_slug(w->hooks.p[i]), slug)) return w->hooks.p[i];
  return NULL;
}

static void end_slug(struct webhooks *w, struct str slug) {
  for (size_t i = 0; i < w->hooks.n; i++)
    if (str_eq(hook_slug(w->hooks.p[i]), slug)) {
      struct hook *h = w->hooks.p[i];
      w->hooks.p[i] = w->hooks.p[--w->hooks.n];
      hook_end(h);
      return;
    }
}

static const struct resource *among(const struct resource *r, uint32_t n, struct str slug,
                                    uint32_t version) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(r[i].slug, slug) && r[i].version == version) return &r[i];
  return NULL;
}

/* With the lock. */
static bool conform(struct webhooks *w, const struct resource *r, uint32_t n, struct err *err) {
  bool ok = true;
  for (size_t i = w->hooks.n; i-- > 0;)
    if (!among(r, n, hook_slug(w->hooks.p[i]), hook_version(w->hooks.p[i])))
      end_slug(w, hook_slug(w->hooks.p[i]));
  for (uint32_t i = 0; ok && i < n && w->hooks.n < WEBHOOKS_MAX; i++) {
    struct hook *h = NULL;
    if (hook_of(w, r[i].slug)) continue;
    ok = hook_begin(w->t, &r[i], &h, err);
    if (h) vec_push(&w->hooks, h);
  }
  return ok;
}

static bool adopt(struct webhooks *w, bool force, struct err *err) {
  uint64_t revision = resource_revision(w->t->w);
  struct resource *r;
  struct arena tmp;
  uint32_t n;
  if (w->t->o.idle || (w->looked && !force && revision == w->revision)) return true;
  arena_init(&tmp, "webhooks");
  bool ok = resource_list(w->t->w, STR("webhook"), &tmp, &r, &n, err) && conform(w, r, n, err);
  if (ok) {
    w->looked = true;
    w->revision = revision;
  }
  arena_release(&tmp);
  return ok;
}

bool webhook_adopt(struct touch *t, struct err *err) {
  pthread_mutex_lock(&t->webhooks->lock);
  bool ok = adopt(t->webhooks, false, err);
  pthread_mutex_unlock(&t->webhooks->lock);
  return ok;
}

bool webhooks_open(struct touch *t, struct err *err) {
  (void)err;
  t->webhooks = must_calloc(1, sizeof *t->webhooks);
  t->webhooks->t = t;
  pthread_mutex_init(&t->webhooks->lock, NULL);
  return true;
}

void webhooks_close(struct webhooks *w) {
  if (!w) return;
  for (size_t i = 0; i < w->hooks.n; i++) /* all at once, so that waits overlap */
    hook_stop(w->hooks.p[i]);
  for (size_t i = 0; i < w->hooks.n; i++)
    hook_end(w->hooks.p[i]);
  vec_free(&w->hooks);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

bool webhook_runs(struct touch *t, struct str slug) {
  pthread_mutex_lock(&t->webhooks->lock);
  bool runs = t->o.idle || hook_of(t->webhooks, slug) != NULL;
  pthread_mutex_unlock(&t->webhooks->lock);
  return runs;
}

bool webhook_restart(struct touch *t, struct str slug, struct err *err) {
  pthread_mutex_lock(&t->webhooks->lock);
  end_slug(t->webhooks, slug);
  bool ok = adopt(t->webhooks, true, err);
  pthread_mutex_unlock(&t->webhooks->lock);
  return ok;
}

void webhook_nudge(struct touch *t, struct str slug) {
  pthread_mutex_lock(&t->webhooks->lock);
  struct hook *h = hook_of(t->webhooks, slug);
  if (h) hook_nudge(h);
  pthread_mutex_unlock(&t->webhooks->lock);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The items of a workspace as they are now, read once per revision of its resources, and shared by
 * reference.  One whose price cannot be said (its currency changed under it) is off the shelf and
 * takes no other with it. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/mall_int.h"
#include "resource/coupon.h"
#include "resource/resource.h"

void mall_set_release(struct mall_set *s) {
  if (!s || atomic_fetch_sub(&s->refs, 1) != 1) return;
  arena_release(&s->arena);
  free(s);
}

static bool units(const struct currency *c, struct dec points, int64_t *ret, struct err *err) {
  char text[DEC_TEXT_BYTES];
  return currency_amount(c, str_from(dec_text(points, text)), ret, err);
}

static bool prices(struct loyalty *l, struct mall_doc *d, struct arena *out, struct err *err) {
  d->levels = arena_array(out, int64_t, d->m.n_levels + 1);
  if (!ledger_currency(l, d->m.currency, out, &d->c, err) ||
      !units(&d->c, d->m.price.points, &d->points, err))
    return false;
  for (uint32_t k = 0; k < d->m.n_levels; k++)
    if (!units(&d->c, d->m.levels[k].points, &d->levels[k], err)) return false;
  return true;
}

static void read_one(struct loyalty *l, const struct resource *r, struct mall_set *s) {
  struct workspace *w = loyalty_workspace(l);
  struct mall_doc *d = &s->p[s->n];
  const struct json *at;
  struct json *doc;
  struct err why = {0};
  *d = (struct mall_doc){.version = r->version, .archived = str_is(r->status, "archived")};
  if (!json_parse(r->doc, &s->arena, &doc, &why) ||
      !mall_item_read(doc, ws_tz(w), iso_currency_decimals(ws_currency(w)), &s->arena, &d->m, &at,
                      &why))
    return;
  d->on = prices(l, d, &s->arena, &why) && d->m.active && !d->archived;
  s->n++;
}

static bool set_new(struct loyalty *l, struct mall_set **ret, struct err *err) {
  struct mall_set *s = must_calloc(1, sizeof *s);
  struct resource *r, *old;
  uint32_t n, n_old;
  atomic_init(&s->refs, 1);
  arena_init(&s->arena, "mall");
  s->revision = ws_revision(loyalty_workspace(l)); /* before what it describes */
  if (!resource_list(loyalty_workspace(l), STR("mall_item"), &s->arena, &r, &n, err) ||
      !resource_list_archived(loyalty_workspace(l), STR("mall_item"), &s->arena, &old, &n_old,
                              err)) {
    mall_set_release(s);
    return false;
  }
  s->p = arena_array(&s->arena, struct mall_doc, (size_t)n + n_old + 1);
  for (uint32_t i = 0; i < n; i++)
    read_one(l, &r[i], s);
  for (uint32_t i = 0; i < n_old; i++)
    read_one(l, &old[i], s);
  *ret = s;
  return true;
}

bool mall_set_get(struct incentive *i, struct mall_set **ret, struct err *err) {
  struct mall *m = i->mall;
  struct mall_set *fresh, *old = NULL;
  pthread_mutex_lock(&m->lock);
  bool kept = m->set && m->set->revision == ws_revision(loyalty_workspace(i->l));
  if (kept) {
    *ret = m->set;
    atomic_fetch_add(&m->set->refs, 1);
  }
  pthread_mutex_unlock(&m->lock);
  if (kept) return true;
  if (!set_new(i->l, &fresh, err)) return false;
  pthread_mutex_lock(&m->lock);
  if (!m->set || m->set->revision < fresh->revision) {
    old = m->set;
    m->set = fresh;
    atomic_fetch_add(&fresh->refs, 1);
  }
  pthread_mutex_unlock(&m->lock);
  mall_set_release(old);
  *ret = fresh;
  return true;
}

const struct mall_doc *mall_set_find(const struct mall_set *s, struct str slug) {
  for (uint32_t k = 0; k < s->n; k++)
    if (str_eq(s->p[k].m.slug, slug)) return &s->p[k];
  return NULL;
}

int64_t mall_points(const struct mall_doc *d, int32_t level) {
  return level < 0 ? d->points : d->levels[level];
}

int64_t mall_money(const struct mall_doc *d, int32_t level) {
  return level < 0 ? d->m.price.money : d->m.levels[level].money;
}

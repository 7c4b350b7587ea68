/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the lines of a cart may get now: running promotions that have them, by what is left of
 * stocks, limits and budgets.  Counters come from memory; SQL is asked only what a person has
 * bought, of promotions that limit it, when the person has a holder. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

struct taking {
  struct loyalty *l;
  struct arena *out;
  struct promo_hand *h;
  uint32_t subject;
  struct str order;
  int64_t now;
  const struct promo_use *own; /* what the order has reserved */
  uint32_t n_own;
  uint32_t *holders, n_holders;
};

static bool any_of(const struct coupon_names *names, const struct quote_line *l) {
  for (uint32_t i = 0; i < l->n_categories; i++)
    if (coupon_names_have(names, l->categories[i])) return true;
  return false;
}

bool promo_has(const struct promotion *p, const struct quote_line *line,
               const struct promotion_item **ret_item) {
  *ret_item = promotion_item_find(p, line->item);
  if (*ret_item) return true;
  return p->percent_bp && line->item.n && (!p->categories.n || any_of(&p->categories, line)) &&
         (!p->brands.n || coupon_names_have(&p->brands, line->brand));
}

static int64_t own_units(const struct taking *x, struct str slug, struct str item, bool off) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < x->n_own; i++) {
    const struct promo_use *u = &x->own[i];
    if (u->status != PROMO_RESERVED || !str_eq(u->promotion, slug) ||
        (item.n && !str_eq(u->item, item)))
      continue;
    sum += off ? (u->list - u->price) * u->units : u->units;
  }
  return sum;
}

static int64_t rest(int64_t most, int64_t used) {
  return used >= most ? 0 : most - used;
}

/* What the person has bought: of the item, and in all. */
static bool bought(struct taking *x, const struct promotion *p, struct str item, int64_t *ret_item,
                   int64_t *ret_all, struct err *err) {
  *ret_item = *ret_all = 0;
  if (x->n_holders == 0) return true;
  state_enter(x->l->reader);
  bool ok = promo_rows_held(x->l->reader, p->slug, item, x->holders, x->n_holders, x->now, x->order,
                            ret_item, ret_all, err);
  state_leave(x->l->reader);
  return ok;
}

static bool add_try(struct taking *x, const struct promo_doc *d, struct err *err) {
  const struct promotion *p = &d->p;
  struct promo_try *t = &x->h->tries[x->h->n];
  struct promo_counts c;
  int64_t item, all;
  *t = (struct promo_try){.doc = d, .all = INT64_MAX, .budget = INT64_MAX};
  t->asks = p->audience.n && x->subject != SUBJECT_NONE;
  t->fits = p->audience.n == 0;
  if (t->fits && !promo_level_fits(x->l, p, x->subject, &t->fits, err)) return false;
  if (p->budget) {
    promo_counts_of(x->l, p->slug, STR(""), &c);
    t->budget = rest(p->budget, c.held_off + c.sold_off - own_units(x, p->slug, STR(""), true));
  }
  if (p->per_person) {
    if (!bought(x, p, STR(""), &item, &all, err)) return false;
    t->all = rest(p->per_person, all);
  }
  x->h->n++;
  return true;
}

static bool add_left(struct taking *x, const struct promotion *p, const struct promotion_item *it,
                     struct err *err) {
  struct promo_left *f = &x->h->left[x->h->n_left];
  uint32_t of = x->h->n - 1;
  struct promo_counts c;
  int64_t item, all;
  for (uint32_t i = 0; i < x->h->n_left; i++)
    if (x->h->left[i].of == of && str_eq(x->h->left[i].item, it->item)) return true;
  *f = (struct promo_left){.of = of, .item = it->item, .stock = INT64_MAX, .person = INT64_MAX};
  if (it->stock >= 0) {
    promo_counts_of(x->l, p->slug, it->item, &c);
    f->stock = rest(it->stock, c.held + c.sold + c.kept - own_units(x, p->slug, it->item, false));
  }
  if (it->per_person) {
    if (!bought(x, p, it->item, &item, &all, err)) return false;
    f->person = rest(it->per_person, item);
  }
  x->h->n_left++;
  return true;
}

static bool take(struct taking *x, const struct promo_doc *d, const struct quote_cart *cart,
                 struct err *err) {
  bool tried = false;
  for (uint32_t i = 0; i < cart->n; i++) {
    const struct promotion_item *it;
    if (!promo_has(&d->p, &cart->lines[i], &it)) continue;
    if (!tried && x->h->n == PROMO_TRIED_MAX)
      return err_fail(err, ERR_too_large, "promotions" ERR_SEP "%d", PROMO_TRIED_MAX);
    if (!tried && !add_try(x, d, err)) return false;
    tried = true;
    if (it && !add_left(x, &d->p, it, err)) return false;
  }
  return true;
}

/* Room for what is left of items: at most one for each promotion and line. */
static void room(struct promo_hand *h, const struct quote_cart *cart, struct arena *out,
                 int64_t now) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < promo_set_count(h->set); i++)
    n += promo_runs(&promo_set_at(h->set, i)->p, now);
  if (n > PROMO_TRIED_MAX) n = PROMO_TRIED_MAX;
  h->tries = arena_array(out, struct promo_try, n + 1);
  h->left = arena_array(out, struct promo_left, n * cart->n + 1);
}

static bool own_of(struct taking *x, struct err *err) {
  struct promo_use *own;
  if (x->order.n == 0) return true;
  state_enter(x->l->reader);
  bool ok = promo_rows_of(x->l->reader, x->order, x->out, &own, &x->n_own, err);
  state_leave(x->l->reader);
  x->own = own;
  return ok;
}

bool promo_hand(struct loyalty *l, uint32_t subject, struct str order,
                const struct quote_cart *cart, int64_t now, struct arena *out,
                struct promo_hand *ret, struct err *err) {
  struct taking x = {.l = l, .out = out, .h = ret, .subject = subject, .order = order, .now = now};
  *ret = (struct promo_hand){0};
  if (!promo_set_get(l, &ret->set, err)) return false;
  if (promo_set_count(ret->set) == 0) return true;
  if (!own_of(&x, err)) return false;
  if (subject != SUBJECT_NONE) x.n_holders = holders_of_person(l, subject, out, &x.holders);
  room(ret, cart, out, now);
  for (uint32_t i = 0; i < promo_set_count(ret->set); i++) {
    const struct promo_doc *d = promo_set_at(ret->set, i);
    if (promo_runs(&d->p, now) && !take(&x, d, cart, err)) return false;
  }
  return true;
}

void promo_hand_free(struct promo_hand *h) {
  promo_set_release(h->set);
  h->set = NULL;
}

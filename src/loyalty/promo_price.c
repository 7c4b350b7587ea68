/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices of a cart: every line takes its promotions from the lowest price on, each as far as it
 * goes.  Pure: what is left of stocks, limits and budgets comes with the hand, and what one line
 * takes is not there for the next. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "loyalty/promo_int.h"

struct offer { /* of a line */
  uint32_t of; /* tries */
  const struct promotion_item *item;
  struct promo_left *left; /* NULL: neither stock nor limit */
  int64_t price;
};

struct pricing {
  const struct promo_hand *h;
  const struct quote_cart *cart;
  struct promo_left *left; /* of the hand, to be used up */
  int64_t *all, *budget;   /* of the tries, likewise */
  struct arena *out;
  struct promo_priced *ret;
  struct quote_line *lines;
};

static int by_price(const void *a, const void *b) {
  const struct offer *x = a, *y = b;
  if (x->price != y->price) return x->price < y->price ? -1 : 1;
  return x->of < y->of ? -1 : x->of > y->of; /* tries stand by slug */
}

static uint32_t offers_of(const struct pricing *x, const struct quote_line *l, struct offer *ret) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < x->h->n; i++) {
    const struct promotion *p = &x->h->tries[i].doc->p;
    struct offer *o = &ret[n];
    *o = (struct offer){.of = i};
    if (!promo_has(p, l, &o->item)) continue;
    o->price = o->item ? o->item->pays : promotion_percent_off(l->price, p->percent_bp);
    for (uint32_t k = 0; o->item && k < x->h->n_left; k++)
      if (x->left[k].of == i && str_eq(x->left[k].item, l->item)) o->left = &x->left[k];
    n++;
  }
  qsort(ret, n, sizeof *ret, by_price);
  return n;
}

/* As many of `want` as every bound allows, and what bounds them. */
static int64_t units_of(const struct pricing *x, const struct offer *o, const struct quote_line *l,
                        int64_t want, enum quote_reason *ret_why) {
  int64_t off = l->price - o->price, n = want;
  const struct {
    int64_t most;
    enum quote_reason none, partly;
  } bounds[] = {
      {o->left ? o->left->stock : INT64_MAX, QUOTE_price_sold_out, QUOTE_price_partly},
      {o->left ? o->left->person : INT64_MAX, QUOTE_price_limit, QUOTE_price_partly_limit},
      {x->all[o->of], QUOTE_price_limit, QUOTE_price_partly_limit},
      {x->budget[o->of] == INT64_MAX ? INT64_MAX : x->budget[o->of] / off, QUOTE_price_budget,
       QUOTE_price_partly_budget}};
  *ret_why = QUOTE_used;
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
    if (bounds[i].most >= n) continue;
    n = bounds[i].most;
    *ret_why = n ? bounds[i].partly : bounds[i].none;
  }
  return n;
}

static void use_up(struct pricing *x, const struct offer *o, const struct quote_line *l,
                   int64_t n) {
  if (o->left && o->left->stock != INT64_MAX) o->left->stock -= n;
  if (o->left && o->left->person != INT64_MAX) o->left->person -= n;
  if (x->all[o->of] != INT64_MAX) x->all[o->of] -= n;
  if (x->budget[o->of] != INT64_MAX) x->budget[o->of] -= (l->price - o->price) * n;
}

static struct promo_told *tell(struct pricing *x, uint32_t line, const struct offer *o) {
  struct promo_told *t = &x->ret->told[x->ret->n_told++];
  *t = (struct promo_told){.line = line,
                           .doc = x->h->tries[o->of].doc,
                           .item = o->item,
                           .price = o->price,
                           .stock = o->left ? o->left->stock : INT64_MAX,
                           .person = o->left ? o->left->person : INT64_MAX};
  if (x->all[o->of] < t->person) t->person = x->all[o->of];
  return t;
}

/* A line of its own at the promotion's price; `alone`: all units of the line. */
static bool add_part(struct pricing *x, const struct quote_line *l, const struct promo_told *t,
                     bool alone, struct err *err) {
  const struct promotion *p = &t->doc->p;
  struct quote_line *part = &x->lines[x->ret->cart.n++];
  *part = *l;
  part->of = l->id;
  part->price = t->price;
  part->quantity = (uint32_t)t->units;
  part->promotion = p->slug;
  if (p->type == PROMOTION_MEMBER_PRICE)
    part->member_price = true;
  else
    part->promoted = true;
  if (!alone) part->id = arena_printf(x->out, "%.*s:%.*s", STRF(l->id), STRF(p->slug));
  return part->id.n <= COUPON_ID_BYTES_MAX ||
         err_fail(err, ERR_quote_line, "%.*s" ERR_SEP "id", STRF(l->id));
}

static bool room(struct pricing *x, struct err *err) {
  return x->ret->cart.n < QUOTE_LINES_MAX ||
         err_fail(err, ERR_too_large, "lines" ERR_SEP "%d", QUOTE_LINES_MAX);
}

static bool price_line(struct pricing *x, uint32_t at, struct err *err) {
  const struct quote_line *l = &x->cart->lines[at];
  struct offer *offers = arena_array(x->out, struct offer, x->h->n + 1);
  uint32_t n = offers_of(x, l, offers);
  int64_t left = l->quantity;
  for (uint32_t i = 0; i < n; i++) {
    const struct offer *o = &offers[i];
    struct promo_told *t = tell(x, at, o);
    t->reason = !x->h->tries[o->of].fits ? QUOTE_price_people
                : o->price >= l->price   ? QUOTE_price_own
                : left == 0              ? QUOTE_price_filled
                                         : QUOTE_used;
    if (t->reason != QUOTE_used) continue;
    t->units = units_of(x, o, l, left, &t->reason);
    if (t->units == 0) continue;
    use_up(x, o, l, t->units);
    left -= t->units;
    if (!room(x, err) || !add_part(x, l, t, t->units == l->quantity, err)) return false;
  }
  if (left == 0) return true;
  if (!room(x, err)) return false;
  x->lines[x->ret->cart.n] = *l;
  x->lines[x->ret->cart.n].of = l->id;
  x->lines[x->ret->cart.n++].quantity = (uint32_t)left;
  return true;
}

static int by_id(const void *a, const void *b) {
  const struct quote_line *const *x = a, *const *y = b;
  return str_cmp((*x)->id, (*y)->id);
}

static bool price_all(struct pricing *x, struct err *err) {
  const struct quote_line **by = arena_array(x->out, const struct quote_line *, x->cart->n + 1);
  for (uint32_t i = 0; i < x->cart->n; i++)
    by[i] = &x->cart->lines[i];
  qsort(by, x->cart->n, sizeof *by, by_id);
  for (uint32_t i = 0; i < x->cart->n; i++)
    if (!price_line(x, (uint32_t)(by[i] - x->cart->lines), err)) return false;
  return true;
}

bool promo_price_cart(const struct promo_hand *h, const struct quote_cart *cart, struct arena *out,
                      struct promo_priced *ret, struct err *err) {
  struct pricing x = {.h = h,
                      .cart = cart,
                      .left = arena_array(out, struct promo_left, h->n_left + 1),
                      .all = arena_array(out, int64_t, h->n + 1),
                      .budget = arena_array(out, int64_t, h->n + 1),
                      .out = out,
                      .ret = ret,
                      .lines = arena_array(out, struct quote_line, QUOTE_LINES_MAX)};
  *ret = (struct promo_priced){.cart = *cart};
  if (h->n == 0 || cart->n > QUOTE_LINES_MAX) return true; /* the quote says that it is too large */
  if (h->n_left) memcpy(x.left, h->left, h->n_left * sizeof *x.left);
  for (uint32_t i = 0; i < h->n; i++) {
    x.all[i] = h->tries[i].all;
    x.budget[i] = h->tries[i].budget;
  }
  ret->told = arena_array(out, struct promo_told, h->n * cart->n + 1);
  ret->cart.lines = x.lines;
  ret->cart.n = 0;
  return price_all(&x, err);
}

/* ---- in words ---- */

static struct str title_of(const struct promo_told *t, enum lang lang) {
  return lang == LANG_ZH ? t->doc->p.title.zh : t->doc->p.title.en;
}

void promo_told_text(const struct promo_told *t, enum lang lang, struct buf *out) {
  for (const char *p = quote_reason_sentence(t->reason, lang); *p; p++) {
    if (p[0] != '{') {
      buf_putc(out, *p);
      continue;
    }
    if (p[1] == '0')
      buf_printf(out, "“%.*s”", STRF(title_of(t, lang)));
    else
      buf_printf(out, "%" PRId64, t->units);
    p += 2;
  }
}

static void put_money(struct jw *w, const char *key, bool there, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, there ? dec_text(coupon_amount(units, decimals), text) : NULL);
}

static void put_ms(struct jw *w, const char *key, bool there, int64_t ms) {
  struct buf b = BUF_INIT_MAX(64);
  jw_key(w, key);
  if (there) {
    time_format_iso(ms, &b);
    jw_str(w, buf_str(&b));
  } else {
    jw_null(w);
  }
  buf_release(&b);
}

static void put_limit(struct jw *w, const char *key, int64_t n) {
  jw_key(w, key);
  if (n == INT64_MAX)
    jw_null(w);
  else
    jw_int(w, n);
}

static void put_both(struct jw *w, const char *key, struct str en, struct str zh) {
  jw_key(w, key), jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, en);
  jw_key(w, "zh"), jw_str(w, zh);
  jw_end_object(w);
}

static void put_told(struct jw *w, const struct promo_told *t, const struct quote_cart *cart) {
  const struct promotion *p = &t->doc->p;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  bool deposit = t->item && t->item->deposit > 0, due = p->rest_until_ms > 0;
  promo_told_text(t, LANG_EN, &en);
  promo_told_text(t, LANG_ZH, &zh);
  jw_begin_object(w);
  jw_key(w, "line"), jw_str(w, cart->lines[t->line].id);
  jw_key(w, "item"), jw_str(w, cart->lines[t->line].item);
  jw_key(w, "promotion"), jw_str(w, p->slug);
  put_both(w, "title", p->title.en, p->title.zh);
  jw_key(w, "type"), jw_cstr(w, promotion_type_name(p->type));
  put_money(w, "price", true, t->price, cart->decimals);
  jw_key(w, "units"), jw_int(w, t->units);
  put_limit(w, "left", t->stock);
  put_limit(w, "limit_left", t->person);
  put_ms(w, "until", p->until_ms < TIME_MAX, p->until_ms);
  put_money(w, "deposit", deposit, deposit ? t->item->deposit : 0, cart->decimals);
  put_money(w, "expands_to", deposit, deposit ? t->item->expands_to : 0, cart->decimals);
  put_ms(w, "rest_from", due, p->rest_from_ms);
  put_ms(w, "rest_until", due, p->rest_until_ms);
  jw_key(w, "reason"), jw_cstr(w, quote_reason_name(t->reason));
  put_both(w, "sentence", buf_str(&en), buf_str(&zh));
  jw_end_object(w);
  buf_release(&en), buf_release(&zh);
}

void promo_told_put(struct jw *w, const struct promo_priced *p, const struct quote_cart *cart) {
  jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_told; i++)
    put_told(w, &p->told[i], cart);
  jw_end_array(w);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a return gives back.
 *
 * Of a line of q units for which P was paid, k returned units are worth floor(P·k / q) together;
 * the rest of their list price is discount that is undone.  It falls to the coupons of the line one
 * after the other in order of application, to each floor(its share · what remains / the shares that
 * remain).  All of these are functions of k that never fall, so a return from k to k' gives the
 * difference: partial returns add up to the whole in any order, and nobody is ever asked to pay
 * for a return.  (Rounding each coupon's part by itself would give back more than was paid.) */
#include "loyalty/quote_int.h"

static int64_t part_of(int64_t amount, int64_t part, int64_t whole) {
  return whole ? (int64_t)((i128)amount * part / whole) : 0;
}

/* The value of k units of line i: *pay, and each coupon's part added to lost[] (sign: + or −). */
static void value_of(const struct quote_line *l, uint32_t i, uint32_t k, const struct quote *q,
                     int64_t sign, int64_t *pay, int64_t *lost) {
  int64_t shares = 0;
  for (uint32_t u = 0; u < q->n_uses; u++)
    shares += q->uses[u].share[i];
  int64_t paid = part_of(l->price * l->quantity - shares, k, l->quantity);
  int64_t left = l->price * k - paid;
  *pay += sign * paid;
  for (uint32_t u = 0; u < q->n_uses; u++) {
    int64_t part = part_of(q->uses[u].share[i], left, shares);
    lost[u] += sign * part;
    left -= part;
    shares -= q->uses[u].share[i];
  }
}

static void shipping_back(const struct quote *q, struct quote_refund *r) {
  r->pay += q->shipping;
  for (uint32_t u = 0; u < q->n_uses; u++) {
    r->pay -= q->uses[u].shipping;
    r->lost[u] += q->uses[u].shipping;
  }
}

bool quote_refund(const struct quote_cart *cart, const struct quote *q,
                  struct quote_returned before, struct quote_returned after, struct arena *out,
                  struct quote_refund *ret, struct err *err) {
  for (uint32_t i = 0; i < cart->n; i++) {
    const struct quote_line *l = &cart->lines[i];
    if (before.units[i] > after.units[i] || after.units[i] > l->quantity)
      return err_fail(err, ERR_quote_return, "%.*s" ERR_SEP "%u" ERR_SEP "%u", STRF(l->id),
                      after.units[i], l->quantity);
  }
  if (before.shipping && !after.shipping)
    return err_fail(err, ERR_quote_return, "shipping" ERR_SEP "0" ERR_SEP "1");
  struct quote_refund r = {.lost = arena_array(out, int64_t, q->n_uses)};
  for (uint32_t i = 0; i < cart->n; i++) {
    value_of(&cart->lines[i], i, before.units[i], q, -1, &r.pay, r.lost);
    value_of(&cart->lines[i], i, after.units[i], q, 1, &r.pay, r.lost);
  }
  if (after.shipping && !before.shipping) shipping_back(q, &r);
  *ret = r;
  return true;
}

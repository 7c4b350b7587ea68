/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many points may be used, and whose share of the lines they are.  Pure: whole numbers of
 * smallest units, products 128 bits wide (10^15 units × worths of 10^12 millionths × 10^4). */
#include "loyalty/checkout.h"

static const struct {
  const char *name, *en, *zh;
} limits[CHECKOUT_LIMITS] = {
    [CHECKOUT_ALL] = {"all", "nothing more is to be paid that may be paid with points",
                      "其余金额不可用积分支付"},
    [CHECKOUT_ASKED] = {"asked", "no more were asked for", "未要求使用更多"},
    [CHECKOUT_BALANCE] = {"balance", "there are no more", "余额不足"},
    [CHECKOUT_SHARE] = {"max_share", "points pay only a share of an order",
                        "已达订单可抵扣的比例上限"},
    [CHECKOUT_PER_ORDER] = {"per_order", "an order takes no more", "已达每单上限"},
    [CHECKOUT_PER_DAY] = {"per_day", "a person uses no more a day", "已达每人每日上限"},
    [CHECKOUT_MINIMUM_ORDER] = {"minimum_order", "the order is too small",
                                "订单金额未达到使用门槛"},
    [CHECKOUT_MINIMUM_POINTS] = {"minimum_points", "fewer are not used", "未达到最低使用数量"},
    [CHECKOUT_COUPONS] = {"coupons", "they do not go together with coupons of the order",
                          "不能与该订单的优惠券同时使用"},
    [CHECKOUT_EXCLUDED] = {"excluded", "no line may be paid with points", "没有可用积分支付的商品"},
};

const char *checkout_limit_name(enum checkout_limit l) {
  return limits[l].name;
}
const char *checkout_limit_text(enum checkout_limit l, bool chinese) {
  return chinese ? limits[l].zh : limits[l].en;
}

static i128 ten_to(unsigned n) {
  i128 x = 1;
  while (n--)
    x *= 10;
  return x;
}

/* ---- lines ---- */

static bool fits(const struct checkout_terms *t, const struct quote_line *l) {
  if (coupon_names_have(&t->items, l->item) || coupon_names_have(&t->brands, l->brand))
    return false;
  for (uint32_t i = 0; i < l->n_categories; i++)
    if (coupon_names_have(&t->categories, l->categories[i])) return false;
  return true;
}

void checkout_lines(struct checkout_case *c, const struct quote_cart *cart, const int64_t *pay,
                    int64_t shipping, struct arena *out) {
  c->lines = arena_array(out, struct checkout_line, cart->n + 1);
  c->n = 0;
  for (uint32_t i = 0; i < cart->n; i++)
    c->lines[c->n++] = (struct checkout_line){.id = cart->lines[i].id,
                                              .quantity = cart->lines[i].quantity,
                                              .pay = pay[i],
                                              .fits = fits(&c->terms, &cart->lines[i])};
  if (shipping > 0)
    c->lines[c->n++] = (struct checkout_line){
        .id = STR(""), .quantity = 1, .pay = shipping, .fits = c->terms.shipping};
}

/* ---- how many ---- */

struct rate { /* money = points · of / per */
  i128 of, per;
};

static struct rate rate_of(const struct checkout_case *c) {
  struct dec worth = dec_normal(c->currency.worth);
  return (struct rate){(i128)worth.m * ten_to(c->decimals),
                       ten_to(c->currency.decimals + (unsigned)worth.scale)};
}

int64_t checkout_worth(const struct checkout_case *c, int64_t points) {
  struct rate r = rate_of(c);
  i128 money = (i128)points * r.of / r.per;
  return money > COUPON_MONEY_MAX ? COUPON_MONEY_MAX : (int64_t)money;
}

/* The most points that are worth no more than the money; the fewest that are worth it. */
static int64_t most_for(struct rate r, int64_t money) {
  i128 p = (((i128)money + 1) * r.per - 1) / r.of;
  return p > CURRENCY_AMOUNT_MAX ? CURRENCY_AMOUNT_MAX : (int64_t)p;
}
static int64_t fewest_for(struct rate r, int64_t money, int64_t step) {
  i128 p = ((i128)money * r.per + r.of - 1) / r.of;
  return (int64_t)((p + step - 1) / step * step);
}

static int64_t share_of(struct dec share, int64_t amount) {
  return (int64_t)((i128)amount * share.m / ten_to((unsigned)share.scale));
}

static void least(struct checkout_most *m, int64_t points, enum checkout_limit why) {
  if (points < m->points) m->points = points, m->limit = why;
}

/* Before any number is looked at. */
static bool refused(const struct checkout_case *c, int64_t all, int64_t fit,
                    enum checkout_limit *ret) {
  struct dec least_order = c->terms.minimum_order;
  if (c->barred)
    *ret = CHECKOUT_COUPONS;
  else if (fit == 0)
    *ret = CHECKOUT_EXCLUDED;
  else if (dec_cmp((struct dec){all, (uint8_t)c->decimals}, least_order) < 0)
    *ret = CHECKOUT_MINIMUM_ORDER;
  else
    return false;
  return true;
}

void checkout_most(const struct checkout_case *c, int64_t asked, struct checkout_most *ret) {
  const struct checkout_terms *t = &c->terms;
  struct rate r = rate_of(c);
  struct checkout_most m = {.points = CURRENCY_AMOUNT_MAX, .limit = CHECKOUT_ALL};
  int64_t all = 0, fit = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    all += c->lines[i].pay;
    if (c->lines[i].fits) fit += c->lines[i].pay;
  }
  *ret = (struct checkout_most){0};
  if (refused(c, all, fit, &ret->limit)) return;
  int64_t money = share_of(t->max_share, fit), spend = c->currency.limit_spend;
  if (asked > 0) least(&m, asked, CHECKOUT_ASKED);
  least(&m, most_for(r, money), money < fit ? CHECKOUT_SHARE : CHECKOUT_ALL);
  least(&m, t->per_order < spend ? t->per_order : spend, CHECKOUT_PER_ORDER);
  if (t->per_day != INT64_MAX)
    least(&m, t->per_day > c->used_today ? t->per_day - c->used_today : 0, CHECKOUT_PER_DAY);
  least(&m, c->balance > 0 ? c->balance : 0, CHECKOUT_BALANCE);
  m.points -= m.points % t->step;
  m.money = checkout_worth(c, m.points);
  m.points = m.money ? fewest_for(r, m.money, t->step) : 0;
  if (m.points > 0 && m.points < t->minimum_points)
    m.points = m.money = 0, m.limit = CHECKOUT_MINIMUM_POINTS;
  *ret = m;
}

/* ---- shares ---- */

static bool before(const struct checkout_line *a, const struct checkout_line *b) {
  if (!a->id.n != !b->id.n) return a->id.n > 0;
  return str_cmp(a->id, b->id) < 0;
}

/* `amount` in proportion to weights that sum to `whole`, by largest remainder. */
static void share_out(const struct checkout_case *c, int64_t amount, const int64_t *weight,
                      int64_t whole, int64_t *ret) {
  i128 rest[QUOTE_LINES_MAX + 1];
  int64_t left = amount;
  for (uint32_t i = 0; i < c->n; i++) {
    i128 x = (i128)amount * weight[i];
    ret[i] = (int64_t)(x / whole);
    rest[i] = weight[i] ? x % whole : -1;
    left -= ret[i];
  }
  for (; left > 0; left--) {
    uint32_t at = 0;
    for (uint32_t i = 1; i < c->n; i++)
      if (rest[i] > rest[at] || (rest[i] == rest[at] && before(&c->lines[i], &c->lines[at])))
        at = i;
    ret[at]++;
    rest[at] = -1;
  }
}

void checkout_share(struct checkout_case *c, int64_t points, int64_t money) {
  int64_t weight[QUOTE_LINES_MAX + 1], share[QUOTE_LINES_MAX + 1], whole = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    weight[i] = c->lines[i].fits ? c->lines[i].pay : 0;
    whole += weight[i];
  }
  share_out(c, money, weight, whole, share);
  for (uint32_t i = 0; i < c->n; i++)
    weight[i] = c->lines[i].money = share[i];
  share_out(c, points, weight, money, share);
  for (uint32_t i = 0; i < c->n; i++)
    c->lines[i].points = share[i];
}

struct checkout_part checkout_returned(const struct checkout_line *l, uint32_t k) {
  if (l->pay == 0 || l->quantity == 0) return (struct checkout_part){0, 0};
  int64_t paid = (int64_t)((i128)l->pay * k / l->quantity);
  return (struct checkout_part){.points = (int64_t)((i128)l->points * paid / l->pay),
                                .money = (int64_t)((i128)l->money * paid / l->pay)};
}

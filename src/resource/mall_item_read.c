/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading items of the points mall.
 *
 * What is on sale says what one costs the brand, if anything what all of it may cost, and until
 * when (launch.h). */
#include "resource/mall_item.h"

#include <string.h>

#include "resource/launch_int.h"

const char *const mall_hand_names[] = {"reward", "ship", "pick_up", "virtual", NULL};
const char *const mall_limit_names[] = {"in_all", "per_day", "per_week", "per_month", NULL};

#define COST_SCALE 4

struct item_reading {
  struct reading r;
  const struct tz *tz;
  unsigned decimals;
  struct mall_item *m;
};

static bool read_url(struct item_reading *r, const struct json *o, const char *field,
                     struct str *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  bool ok = v->type == JSON_STRING && str_starts(v->text, STR("https://")) &&
            v->text.n > strlen("https://") && v->text.n <= MALL_URL_MAX;
  for (size_t i = 0; ok && i < v->text.n; i++)
    ok = (unsigned char)v->text.p[i] > ' ' && !strchr("\"'<>\\`\x7f", v->text.p[i]);
  if (!ok) return reading_refuse(&r->r, v, field, "https://…");
  *ret = arena_str(r->r.out, v->text);
  return true;
}

/* ---- price ---- */

static bool read_money(struct item_reading *r, const struct json *o, int64_t *ret) {
  const struct json *v = json_get(o, "money");
  struct dec d = DEC_ZERO;
  if (!v) return true;
  if (!reading_amount(&r->r, o, "money", false, &d, NULL)) return false;
  if (d.scale > r->decimals || dec_cmp(d, dec_int(1000000000)) > 0)
    return reading_refuse(&r->r, v, "money", r->decimals ? "0.01 … 10^9" : "1 … 10^9");
  *ret = (int64_t)(d.m * dec_pow10(r->decimals - d.scale));
  return true;
}

static bool read_base(struct item_reading *r, const struct json *doc) {
  static const char *const known[] = {"points", "currency", "money", NULL};
  const struct json *v = json_get(doc, "price");
  struct mall_item *m = r->m;
  if (!v) return reading_missing(&r->r, doc, "mall_item", "price");
  if (!reading_object(&r->r, v, "price", known)) return false;
  if (!json_get(v, "points")) return reading_missing(&r->r, v, "price", "points");
  return reading_amount(&r->r, v, "points", true, &m->price.points, NULL) &&
         reading_slug(&r->r, v, "price", "currency", &m->currency) &&
         read_money(r, v, &m->price.money);
}

static bool read_level(struct item_reading *r, const struct json *v, struct mall_price *p) {
  static const char *const known[] = {"when", "title", "points", "money", NULL};
  *p = (struct mall_price){.points = DEC_ZERO};
  if (!reading_object(&r->r, v, "levels", known)) return false;
  if (!json_get(v, "when")) return reading_missing(&r->r, v, "levels", "when");
  if (!json_get(v, "points")) return reading_missing(&r->r, v, "levels", "points");
  if (!reading_expression(&r->r, v, "when", &p->when) ||
      !reading_text_of(&r->r, v, "title", &p->title) ||
      !reading_amount(&r->r, v, "points", false, &p->points, NULL) || !read_money(r, v, &p->money))
    return false;
  if (dec_cmp(p->points, r->m->price.points) > 0)
    return reading_refuse(&r->r, json_get(v, "points"), "points", "≤ price.points");
  if (p->money > r->m->price.money)
    return reading_refuse(&r->r, json_get(v, "money"), "money", "≤ price.money");
  return true;
}

static bool read_price(struct item_reading *r, const struct json *doc) {
  const struct json *list;
  struct mall_item *m = r->m;
  if (!read_base(r, doc) || !reading_list(&r->r, doc, "levels", MALL_LEVELS_MAX, &list))
    return false;
  if (!list) return true;
  m->levels = arena_array(r->r.out, struct mall_price, list->n + 1);
  for (; m->n_levels < list->n; m->n_levels++)
    if (!read_level(r, &list->items[m->n_levels], &m->levels[m->n_levels])) return false;
  return true;
}

/* ---- how much of it, how often ---- */

static bool read_limits(struct item_reading *r, const struct json *doc) {
  static const char *const sorts[] = {"in_all", "per_day", NULL};
  static const char *const orders[] = {"most", "pay_minutes", "pay_url", NULL};
  const struct json *stock = json_get(doc, "stock"), *limits = json_get(doc, "limits"),
                    *order = json_get(doc, "order");
  struct mall_item *m = r->m;
  if (stock && (!reading_object(&r->r, stock, "stock", sorts) ||
                !reading_whole(&r->r, stock, "in_all", 0, MALL_STOCK_MAX, &m->stock) ||
                !reading_whole(&r->r, stock, "per_day", 0, MALL_STOCK_MAX, &m->stock_day)))
    return false;
  if (limits && !reading_object(&r->r, limits, "limits", mall_limit_names)) return false;
  for (int i = 0; limits && i < MALL_LIMITS; i++)
    if (!reading_whole(&r->r, limits, mall_limit_names[i], 1, MALL_LIMIT_MAX, &m->limits[i]))
      return false;
  return !order ||
         (reading_object(&r->r, order, "order", orders) &&
          reading_whole(&r->r, order, "most", 1, MALL_QUANTITY_MAX, &m->quantity) &&
          reading_whole(&r->r, order, "pay_minutes", 1, MALL_MINUTES_MAX, &m->pay_minutes) &&
          read_url(r, order, "pay_url", &m->pay_url));
}

/* ---- what it is ---- */

static bool read_stores(struct item_reading *r, const struct json *doc) {
  const struct json *list;
  struct mall_item *m = r->m;
  if (!reading_list(&r->r, doc, "stores", MALL_STORES_MAX, &list)) return false;
  if (!list) return true;
  if (m->hand != MALL_PICK_UP) return reading_refuse(&r->r, list, "stores", "hand: pick_up");
  m->stores = arena_array(r->r.out, struct str, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *v = &list->items[i];
    if (v->type != JSON_STRING || v->text.n == 0 || v->text.n > MALL_STORE_BYTES ||
        str_trim(v->text).n != v->text.n)
      return reading_refuse(&r->r, v, "stores", "\"…\", 1 … 120 B");
    m->stores[m->n_stores++] = arena_str(r->r.out, v->text);
  }
  return true;
}

static bool read_codes(struct item_reading *r, const struct json *doc) {
  static const char *const known[] = {"pool", "warn", NULL};
  const struct json *v = json_get(doc, "codes");
  struct mall_item *m = r->m;
  if (!v) return true;
  if (m->hand != MALL_VIRTUAL) return reading_refuse(&r->r, v, "codes", "hand: virtual");
  m->warn = MALL_WARN;
  return reading_object(&r->r, v, "codes", known) &&
         reading_slug(&r->r, v, "codes", "pool", &m->pool) &&
         reading_whole(&r->r, v, "warn", 0, MALL_WARN_MAX, &m->warn);
}

static bool read_what(struct item_reading *r, const struct json *doc) {
  const struct json *reward = json_get(doc, "reward"), *hand = json_get(doc, "hand");
  struct mall_item *m = r->m;
  unsigned word = MALL_REWARD;
  if (!reward == !hand)
    return reading_refuse(&r->r, hand ? hand : doc, "hand",
                          "reward: {…} / hand: ship, pick_up, virtual");
  if (reward && !reward_read(&r->r, reward, "reward", &m->reward)) return false;
  if (reward && m->reward.draw.n) /* a draw has a price of its own */
    return reading_refuse(&r->r, reward, "draw", "{coupon, count} / {points, currency}");
  if (hand && !reading_word(&r->r, doc, "hand", mall_hand_names + 1, &word)) return false;
  m->hand = hand ? (enum mall_hand)(word + 1) : MALL_REWARD;
  /* What an order gives is one gift. */
  if (reward && m->reward.coupon.n && m->reward.coupons * m->quantity > REWARD_COUPONS_MAX)
    return reading_refuse(&r->r, reward, "count", "≤ 100 / order.most");
  return read_stores(r, doc) && read_codes(r, doc);
}

/* ---- when it may begin ---- */

static int64_t cost_units(struct dec d) {
  return (int64_t)(d.m * dec_pow10(COST_SCALE - d.scale));
}

static bool read_launch(struct item_reading *r, const struct json *doc) {
  struct mall_item *m = r->m;
  struct launch l;
  if (!launch_read(&r->r, doc, r->tz, LAUNCH_PRICED, &l)) return false;
  if (l.has_cost && dec_cmp(l.unit_cost, dec_int(MALL_COST_MAX)) > 0)
    return reading_refuse(&r->r, json_get(doc, "unit_cost"), "unit_cost", "≤ 10^10");
  m->active = l.active;
  m->from_ms = l.from;
  m->until_ms = l.until;
  if (l.has_cost) m->unit_cost = cost_units(l.unit_cost);
  if (l.has_money) m->budget = cost_units(l.money);
  return launch_check(&r->r, doc, &l, 0,
                      LAUNCH_COST | LAUNCH_END | (m->unit_cost > 0 ? LAUNCH_BUDGET : 0));
}

bool mall_item_read(const struct json *doc, const struct tz *z, unsigned decimals,
                    struct arena *out, struct mall_item *ret, const struct json **ret_at,
                    struct err *err) {
  struct mall_item m = {.stock = -1,
                        .stock_day = -1,
                        .quantity = 1,
                        .pay_minutes = MALL_MINUTES,
                        .from_ms = TIME_MIN,
                        .until_ms = TIME_MAX,
                        .budget = -1};
  struct item_reading r = {
      .r = {.out = out, .at = ret_at, .err = err}, .tz = z, .decimals = decimals, .m = &m};
  *ret_at = NULL;
  if (!reading_slug(&r.r, doc, "mall_item", "slug", &m.slug)) return false;
  if (str_is(m.slug, "orders")) /* stands in the paths of customers' pages */
    return reading_refuse(&r.r, json_get(doc, "slug"), "slug", "≠ orders");
  m.title = (struct bilingual){m.slug, m.slug};
  if (!reading_text_of(&r.r, doc, "title", &m.title) ||
      !reading_text_of(&r.r, doc, "text", &m.text) ||
      !reading_text_of(&r.r, doc, "category", &m.category) ||
      !read_url(&r, doc, "picture", &m.picture) || !read_price(&r, doc) || !read_limits(&r, doc) ||
      !read_what(&r, doc) || !reading_expression(&r.r, doc, "audience", &m.audience) ||
      !read_launch(&r, doc))
    return false;
  *ret = m;
  return true;
}

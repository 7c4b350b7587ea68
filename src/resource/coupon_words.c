/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentence of a kind of coupons.  Each part writes nothing when there is nothing to say; parts
 * are joined by what the language joins them with.  Amounts are plain numbers, as customers read
 * them on a coupon (满 200 减 30). */
#include "resource/coupon_words.h"

#include "event/item_words.h"

struct words {
  const struct coupon_kind *k;
  const struct tz *tz;
  const struct catalogue *names;
  bool zh;
  struct buf *out;
};

static void say(const struct words *w, const char *en, const char *zh) {
  buf_puts(w->out, w->zh ? zh : en);
}

static void amount(const struct words *w, struct dec d) {
  dec_format(dec_normal(d), w->out);
}

static void percent(const struct words *w, uint32_t bp) {
  amount(w, (struct dec){bp, 2});
}

/* 12 % off is 8.8 折: tenths of the price that is paid.  Nothing to pay is no 折. */
static void percent_off(const struct words *w, uint32_t bp) {
  if (w->zh && bp < 10000) {
    amount(w, (struct dec){10000 - bp, 3});
    buf_puts(w->out, " 折");
  } else if (w->zh) {
    buf_puts(w->out, "全免");
  } else {
    percent(w, bp);
    buf_puts(w->out, "% off");
  }
}

/* ---- names ---- */

static struct str role_title(struct str role, bool zh) {
  for (const struct item_word *r = item_roles; r->name; r++)
    if (str_is(role, r->name)) return str_from(zh ? r->zh : r->en);
  return role;
}

enum named { ITEMS, CATEGORIES, BRANDS, ROLES };

static struct str name_of(const struct words *w, enum named what, struct str id) {
  struct str name = {0};
  if (what == ROLES) return role_title(id, w->zh);
  if (w->names && what == ITEMS) name = catalogue_name(w->names, id);
  if (w->names && what == CATEGORIES) name = catalogue_category_name(w->names, id);
  return name.n ? name : id;
}

static void list(const struct words *w, enum named what, const struct coupon_names *l) {
  static const char *const counted[][2] = {
      {"items", "件商品"}, {"categories", "个品类"}, {"brands", "个品牌"}, {"roles", "种角色"}};
  for (uint32_t i = 0; i < l->n && i < COUPON_WORDS_NAMES; i++) {
    if (i) say(w, i + 1 == l->n ? " or " : ", ", "、");
    buf_put_str(w->out, name_of(w, what, l->p[i]));
  }
  if (l->n <= COUPON_WORDS_NAMES) return;
  buf_printf(w->out, w->zh ? "等 %u %s" : " and others, %u %s in all", l->n,
             counted[what][w->zh ? 1 : 0]);
}

static bool lists(const struct words *w, const struct coupon_set *s) {
  const struct coupon_names *all[] = {&s->items, &s->categories, &s->brands, &s->roles};
  bool any = false;
  for (int i = 0; i < 4; i++) {
    if (all[i]->n == 0) continue;
    if (any) say(w, " and ", "且");
    list(w, (enum named)i, all[i]);
    any = true;
  }
  return any;
}

static bool has_any(const struct coupon_set *s) {
  return s->items.n || s->categories.n || s->brands.n || s->roles.n;
}

/* Chinese: before what it takes off; English: behind it. */
static void scope(const struct words *w) {
  const struct coupon_kind *k = w->k;
  bool in = has_any(&k->in), out = has_any(&k->out);
  if (!in && !out) return;
  say(w, " on ", "");
  if (in)
    lists(w, &k->in);
  else
    say(w, "everything", "全场");
  if (out) {
    say(w, " except ", "（");
    lists(w, &k->out);
    say(w, "", "除外）");
  }
  say(w, "", "：");
}

/* ---- what it takes off ---- */

static void minimum(const struct words *w) {
  const struct coupon_kind *k = w->k;
  if (k->minimum_spend.m) {
    say(w, " from ", "满 ");
    amount(w, k->minimum_spend);
    say(w, " spent", "");
  }
  if (k->minimum_quantity) {
    say(w, k->minimum_spend.m ? " and " : " from ", k->minimum_spend.m ? " 且满 " : "满 ");
    buf_printf(w->out, w->zh ? "%u 件" : "%u items", k->minimum_quantity);
  }
}

static bool has_minimum(const struct coupon_kind *k) {
  return k->minimum_spend.m || k->minimum_quantity;
}

/* Chinese behind a minimum: a blank parts it from figures, not from 件. */
static void after_minimum(const struct words *w, const char *zh) {
  if (!w->k->minimum_quantity) buf_putc(w->out, ' ');
  buf_puts(w->out, zh);
}

static void cap(const struct words *w) {
  if (w->k->max_discount.m == 0) return;
  say(w, ", at most ", "，最多减 ");
  amount(w, w->k->max_discount);
}

static void tiers(const struct words *w) {
  const struct coupon_kind *k = w->k;
  for (uint32_t i = 0; i < k->n_tiers; i++) {
    const struct coupon_tier *t = &k->tiers[i];
    if (i) say(w, ", ", "，");
    if (w->zh) buf_puts(w->out, "满 ");
    if (w->zh && t->quantity) buf_printf(w->out, "%u 件", t->quantity);
    if (w->zh && !t->quantity) amount(w, t->spend);
    if (t->percent_bp) {
      if (w->zh) buf_puts(w->out, " ");
      percent_off(w, t->percent_bp);
    } else {
      say(w, "", " 减 ");
      amount(w, t->amount);
      say(w, " off", "");
    }
    if (w->zh) continue;
    buf_puts(w->out, " from ");
    if (t->quantity)
      buf_printf(w->out, "%u items", t->quantity);
    else
      amount(w, t->spend);
  }
  cap(w);
}

static void threshold(const struct words *w) {
  const struct coupon_kind *k = w->k;
  bool many = k->repeat > 1;
  if (w->zh) {
    buf_puts(w->out, many ? "每满 " : "满 ");
    amount(w, k->spend);
    buf_puts(w->out, " 减 ");
    amount(w, k->amount);
    if (many) buf_printf(w->out, "，最多 %u 次", k->repeat);
    return;
  }
  amount(w, k->amount);
  buf_puts(w->out, many ? " off every " : " off from ");
  amount(w, k->spend);
  buf_puts(w->out, " spent");
}

static void gift(const struct words *w) {
  buf_printf(w->out, w->zh ? "赠 %u 件：" : "%u free of ", w->k->quantity);
  list(w, ITEMS, &w->k->gifts);
}

static void fixed_price(const struct words *w) {
  say(w, "", "一口价 ");
  amount(w, w->k->amount);
  say(w, " a piece", "");
  if (w->k->quantity) buf_printf(w->out, w->zh ? "，最多 %u 件" : ", %u at most", w->k->quantity);
}

static void takes_off(const struct words *w) {
  const struct coupon_kind *k = w->k;
  switch (k->benefit) {
  case COUPON_AMOUNT_OFF:
    if (w->zh && has_minimum(k))
      after_minimum(w, "减 ");
    else
      say(w, "", "立减 ");
    amount(w, k->amount);
    say(w, " off", "");
    return;
  case COUPON_PERCENT_OFF:
    if (w->zh && has_minimum(k)) after_minimum(w, "享 ");
    percent_off(w, k->percent_bp);
    cap(w);
    return;
  case COUPON_THRESHOLD:
    threshold(w);
    return;
  case COUPON_TIERED:
    tiers(w);
    return;
  case COUPON_FIXED_PRICE:
    fixed_price(w);
    return;
  case COUPON_GIFT:
    gift(w);
    return;
  case COUPON_SHIPPING:
    if (k->shipping_free) {
      say(w, "Free shipping", "免运费");
      return;
    }
    say(w, "", "运费减 ");
    amount(w, k->amount);
    say(w, " off shipping", "");
    return;
  case COUPON_BENEFITS:
    return;
  }
}

static void benefit(const struct words *w) {
  const struct coupon_kind *k = w->k;
  bool own = k->benefit == COUPON_THRESHOLD || k->benefit == COUPON_TIERED;
  if (w->zh) {
    scope(w);
    minimum(w);
    if (has_minimum(k) && (own || k->benefit == COUPON_GIFT || k->benefit == COUPON_FIXED_PRICE ||
                           k->benefit == COUPON_SHIPPING))
      after_minimum(w, "可用，");
    takes_off(w);
    return;
  }
  takes_off(w);
  if (k->benefit != COUPON_SHIPPING || has_any(&k->in) || has_any(&k->out)) scope(w);
  if (k->benefit == COUPON_THRESHOLD && k->repeat > 1)
    buf_printf(w->out, ", up to %u times", k->repeat);
  if (has_minimum(k)) minimum(w);
}

/* ---- when, for whom ---- */

static void part(const struct words *w) {
  say(w, "; ", "；");
}

static void moment(const struct words *w, int64_t ms, bool is_end) {
  int32_t day = day_of(w->tz, ms);
  struct civil c = civil_of(w->tz, ms);
  bool whole = ms == day_start(w->tz, day);
  /* An end is exclusive: of whole days the day before is the last. */
  day_format(whole && is_end ? day - 1 : day, w->out);
  if (!whole) buf_printf(w->out, " %02u:%02u", (unsigned)c.hour, (unsigned)c.minute);
  if (c.second) buf_printf(w->out, ":%02u", (unsigned)c.second);
}

static void own_time(const struct words *w) {
  const struct coupon_kind *k = w->k;
  bool claim = k->starts == COUPON_FROM_CLAIM, days = k->days > 0;
  uint32_t n = days ? k->days : k->hours_after;
  if (n == 0 && k->delay_days == 0) return;
  if (w->zh) {
    buf_puts(w->out, claim ? "领取" : "发放");
    if (k->delay_days) buf_printf(w->out, " %u 天后生效", k->delay_days);
    if (n && k->delay_days) buf_puts(w->out, "，生效");
    if (n && days && !k->rolling) buf_printf(w->out, "当天起 %u 天有效", n);
    if (n && days && k->rolling) buf_printf(w->out, "后 %u × 24 小时有效", n);
    if (n && !days) buf_printf(w->out, "后 %u 小时有效", n);
    return;
  }
  if (k->delay_days)
    buf_printf(w->out, "valid %u %s after being %s", k->delay_days,
               k->delay_days == 1 ? "day" : "days", claim ? "claimed" : "issued");
  if (n == 0) return;
  buf_printf(w->out, k->delay_days ? ", for %u %s" : "valid for %u %s", n,
             days     ? (k->rolling ? "times 24 hours"
                         : n == 1   ? "day"
                                    : "days")
             : n == 1 ? "hour"
                      : "hours");
  if (!k->delay_days) buf_printf(w->out, " from being %s", claim ? "claimed" : "issued");
}

static void window(const struct words *w) {
  const struct coupon_kind *k = w->k;
  bool own = k->days || k->hours_after || k->delay_days;
  bool from = k->from_ms > TIME_MIN, until = k->until_ms < TIME_MAX;
  if (own && (from || until)) say(w, ", ", "，");
  if (!own && !w->zh) buf_puts(w->out, "valid ");
  if (from) {
    say(w, "from ", "自 ");
    moment(w, k->from_ms, false);
  }
  if (until) {
    say(w, from ? " until " : "until ", from ? " 至 " : own ? "最晚至 " : "有效期至 ");
    moment(w, k->until_ms, true);
  }
  if (from && !until) say(w, "", " 起");
}

static void hours(const struct words *w) {
  static const char *const days[][2] = {{"Mon", "周一"}, {"Tue", "周二"}, {"Wed", "周三"},
                                        {"Thu", "周四"}, {"Fri", "周五"}, {"Sat", "周六"},
                                        {"Sun", "周日"}};
  const struct coupon_kind *k = w->k;
  bool some = false;
  if (k->weekdays == 0x7f && k->n_hours == 0) return;
  say(w, ", only ", "，仅限");
  for (int d = 0; d < 7 && k->weekdays != 0x7f; d++) {
    if (!(k->weekdays >> d & 1)) continue;
    if (some) say(w, ", ", "、");
    buf_puts(w->out, days[d][w->zh]);
    some = true;
  }
  for (uint32_t i = 0; i < k->n_hours; i++) {
    const struct coupon_hours *h = &k->hours[i];
    buf_printf(w->out, "%s%02u:%02u–%02u:%02u", i ? (w->zh ? "、" : ", ") : " ", h->from / 60U,
               h->from % 60U, h->until / 60U, h->until % 60U);
  }
}

static void limits(const struct words *w) {
  const struct coupon_kind *k = w->k;
  if (k->per_person_claimed) {
    part(w);
    buf_printf(w->out, w->zh ? "每人限领 %u 张" : "at most %u a person", k->per_person_claimed);
  }
  if (k->per_person_used) {
    part(w);
    buf_printf(w->out, w->zh ? "每人限用 %u 张" : "a person uses at most %u", k->per_person_used);
  }
  if (k->per_person_used_per_day) {
    part(w);
    buf_printf(w->out, w->zh ? "每人每天限用 %u 张" : "at most %u a day of a person",
               k->per_person_used_per_day);
  }
}

static void channels(const struct words *w, const struct coupon_names *l, const char *en,
                     const char *zh) {
  if (l->n == 0) return;
  part(w);
  say(w, en, zh);
  for (uint32_t i = 0; i < l->n && i < COUPON_WORDS_NAMES; i++) {
    if (i) say(w, ", ", "、");
    buf_put_str(w->out, l->p[i]);
  }
  if (l->n > COUPON_WORDS_NAMES)
    buf_printf(w->out, w->zh ? "等 %u 个" : " and %u more",
               w->zh ? l->n : l->n - COUPON_WORDS_NAMES);
}

static void claim(const struct words *w) {
  static const char *const how[COUPON_CLAIMS][2] = {{"issued by the shop", "由商家发放"},
                                                    {"open to claim", "开放领取"},
                                                    {"claimed with a code", "凭券码领取"}};
  part(w);
  buf_puts(w->out, how[w->k->claim][w->zh]);
  if (w->k->audience.n && w->k->claim != COUPON_ISSUED)
    say(w, " by a certain audience", "（限适用人群）");
}

void coupon_kind_words(const struct coupon_kind *k, const struct tz *tz,
                       const struct catalogue *names, enum lang lang, struct buf *out) {
  const struct words w = {k, tz, names, lang == LANG_ZH, out};
  benefit(&w);
  part(&w);
  own_time(&w);
  window(&w);
  hours(&w);
  limits(&w);
  channels(&w, &k->channels, "only in ", "限渠道：");
  channels(&w, &k->stores, "only at ", "限门店：");
  claim(&w);
  say(&w, ".", "。");
}

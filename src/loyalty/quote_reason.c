/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a coupon is not used, as a code and as a sentence; both come from quote_reasons.def. */
#include <inttypes.h>
#include <stdio.h>

#include "loyalty/quote_int.h"

static const struct {
  const char *name, *text[2];
} reasons[] = {
#define R(name, en, zh) {#name, {en, zh}},
#include "loyalty/quote_reasons.def"
#undef R
};

const char *quote_reason_name(enum quote_reason r) {
  return reasons[r].name;
}

const char *quote_reason_sentence(enum quote_reason r, enum lang lang) {
  return reasons[r].text[lang == LANG_ZH];
}

static struct str title(const struct coupon_kind *k, enum lang lang) {
  return lang == LANG_ZH ? k->texts.title_zh : k->texts.title_en;
}

static void put_title(const struct quote_coupon *c, enum lang lang, struct buf *out) {
  buf_printf(out, "“%.*s”", STRF(title(c->kind, lang)));
}

static void put_amount(int64_t units, unsigned decimals, struct buf *out) {
  dec_format(coupon_amount(units, decimals), out);
}

static void put_argument(const struct quote_unused *u, int which, const struct quote_cart *cart,
                         const struct quote_coupon *coupons, const struct tz *tz, enum lang lang,
                         struct buf *out) {
  const struct quote_coupon *c = &coupons[u->coupon];
  switch (u->reason) {
  case QUOTE_not_started:
    time_format_minute(tz, c->from_ms, out);
    break;
  case QUOTE_expired:
    time_format_minute(tz, c->until_ms, out);
    break;
  case QUOTE_minimum:
  case QUOTE_less:
    put_amount(which ? u->of : u->missing, cart->decimals, out);
    break;
  case QUOTE_minimum_quantity:
    buf_printf(out, "%" PRId64, which ? u->of : u->missing);
    break;
  case QUOTE_no_gift:
    buf_put_str(out, c->kind->gifts.p[0]);
    break;
  case QUOTE_per_order:
    buf_printf(out, "%" PRId64, u->of);
    break;
  case QUOTE_group:
    if (which == 0)
      buf_put_str(out, c->kind->group);
    else
      put_title(&coupons[u->other], lang, out);
    break;
  default:
    if (u->other != QUOTE_NONE) put_title(&coupons[u->other], lang, out);
  }
}

void quote_reason_text(const struct quote_unused *u, const struct quote_cart *cart,
                       const struct quote_coupon *coupons, const struct tz *tz, enum lang lang,
                       struct buf *out) {
  for (const char *p = reasons[u->reason].text[lang == LANG_ZH]; *p; p++) {
    if (p[0] == '{') {
      put_argument(u, p[1] - '0', cart, coupons, tz, lang, out);
      p += 2;
    } else {
      buf_putc(out, *p);
    }
  }
}

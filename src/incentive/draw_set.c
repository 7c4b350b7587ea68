/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The draws of a workspace as they are now (loyalty/doc_set.h). */
#include "incentive/draw_int.h"
#include "resource/resource.h"

#define MONEY_SCALE 4

/* Documents have at most four fraction digits, and less than 10^14 before them. */
static int64_t money(struct dec d) {
  return (int64_t)(d.m * dec_pow10(MONEY_SCALE - d.scale));
}
struct dec draw_money(int64_t ten_thousandths) {
  return dec_normal((struct dec){ten_thousandths, MONEY_SCALE});
}

static bool read_price(struct loyalty *l, struct draw_doc *d, struct arena *out, struct err *err) {
  struct currency c;
  char text[DEC_TEXT_BYTES];
  if (d->d.currency.n == 0) return true;
  return ledger_currency(l, d->d.currency, out, &c, err) &&
         currency_amount(&c, str_from(dec_text(d->d.price, text)), &d->price, err);
}

static bool read_all(struct loyalty *l, struct doc_set *set, struct err *err) {
  struct draw_set *s = (struct draw_set *)set;
  struct arena *out = &set->arena;
  struct workspace *w = loyalty_workspace(l);
  struct resource *r;
  uint32_t n;
  if (!resource_list(w, STR("draw"), out, &r, &n, err)) return false;
  s->p = arena_array(out, struct draw_doc, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct draw_doc *d = &s->p[s->n];
    const struct json *at;
    struct json *doc;
    *d = (struct draw_doc){.version = r[i].version};
    if (!json_parse(r[i].doc, out, &doc, err) || !draw_read(doc, ws_tz(w), out, &d->d, &at, err) ||
        !read_price(l, d, out, err))
      return false;
    draw_odds(&d->d, d->odds);
    d->budget = money(d->d.launch.money);
    d->cost = arena_array(out, int64_t, d->d.n_prizes + 1);
    for (uint32_t k = 0; k < d->d.n_prizes; k++)
      d->cost[k] = money(d->d.prizes[k].cost);
    s->n += str_is(r[i].status, "active");
  }
  return true;
}

bool draw_set_get(struct incentive *i, struct draw_set **ret, struct err *err) {
  struct doc_set *s;
  if (!doc_set_get(&i->draws->docs, i->l, sizeof **ret, read_all, &s, err)) return false;
  *ret = (struct draw_set *)s;
  return true;
}

void draw_set_release(struct draw_set *s) {
  doc_set_release((struct doc_set *)s);
}

bool draw_set_find(struct incentive *i, const struct draw_set *s, struct str slug,
                   const struct draw_doc **ret, struct err *err) {
  for (uint32_t k = 0; k < s->n; k++)
    if (str_eq(s->p[k].d.slug, slug)) {
      *ret = &s->p[k];
      return true;
    }
  struct arena tmp;
  struct resource r;
  arena_init(&tmp, "draw");
  bool was = resource_get(loyalty_workspace(i->l), STR("draw"), slug, &tmp, &r, err);
  arena_release(&tmp);
  return was && err_fail(err, ERR_draw_closed, "%.*s", STRF(slug));
}

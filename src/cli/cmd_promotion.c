/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices: what promotions have sold, to whom, and whether the counters are right. */
#include "cli/cli_int.h"
#include "loyalty/promo.h"
#include "resource/resource.h"

#define VERBS    "list|show|buyers|verify"
#define PER_PAGE 100

struct showing {
  struct cli *c;
  struct workspace *w;
  struct loyalty *l;
  unsigned decimals;
};

static void money(const struct showing *x, struct table *t, int64_t units) {
  char text[DEC_TEXT_BYTES];
  table_cell(t, str_from(dec_text(coupon_amount(units, x->decimals), text)));
}

static void moment(const struct showing *x, struct table *t, int64_t ms, bool there) {
  struct buf b = BUF_INIT;
  if (there) time_format_minute(ws_tz(x->w), ms, &b);
  table_cell(t, there ? buf_str(&b) : STR("–"));
  buf_release(&b);
}

static bool list(struct showing *x, struct err *err) {
  struct cli *c = x->c;
  struct promo_set *set;
  if (!promo_set_get(x->l, &set, err)) return false;
  struct table *t = table_new(&c->arena, 7);
  table_head(t, 0, tr(c, "promotion", "促销"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "type", "类型"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "from", "开始"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "until", "结束"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "held", "锁定"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "sold", "已售"), ALIGN_RIGHT);
  table_head(t, 6, tr(c, "taken off", "让利"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < promo_set_count(set); i++) {
    const struct promotion *p = &promo_set_at(set, i)->p;
    struct promo_counts n;
    promo_counts_of(x->l, p->slug, STR(""), &n);
    if (c->json) {
      buf_printf(&c->out, "{\"promotion\":\"%.*s\",\"type\":\"%s\",\"held\":%lld,\"sold\":%lld}\n",
                 STRF(p->slug), promotion_type_name(p->type), (long long)n.held, (long long)n.sold);
      continue;
    }
    table_cell(t, p->slug);
    table_cell(t, str_from(promotion_type_name(p->type)));
    moment(x, t, p->from_ms, p->from_ms > TIME_MIN);
    moment(x, t, p->until_ms, p->until_ms < TIME_MAX);
    table_cellf(t, "%lld", (long long)n.held);
    table_cellf(t, "%lld", (long long)n.sold);
    money(x, t, n.sold_off);
  }
  if (!c->json) table_print(c, t, "");
  promo_set_release(set);
  return true;
}

static void show_items(struct showing *x, const struct promotion *p) {
  struct cli *c = x->c;
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "item", "商品"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "price", "价格"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "held", "锁定"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "sold", "已售"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "returned", "退回"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "left", "剩余"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < p->n_items; i++) {
    const struct promotion_item *it = &p->items[i];
    struct promo_counts n;
    promo_counts_of(x->l, p->slug, it->item, &n);
    int64_t left = promo_left(it, &n);
    if (c->json) {
      struct jw w;
      jw_init(&w, &c->out, 0);
      jw_begin_object(&w);
      jw_key(&w, "item"), jw_str(&w, it->item);
      jw_key(&w, "held"), jw_int(&w, n.held);
      jw_key(&w, "sold"), jw_int(&w, n.sold);
      jw_key(&w, "returned"), jw_int(&w, n.returned);
      jw_key(&w, "left");
      if (left < 0)
        jw_null(&w);
      else
        jw_int(&w, left);
      jw_end_object(&w);
      buf_putc(&c->out, '\n');
      continue;
    }
    table_cell(t, it->item);
    money(x, t, it->pays);
    table_cellf(t, "%lld", (long long)n.held);
    table_cellf(t, "%lld", (long long)n.sold);
    table_cellf(t, "%lld", (long long)n.returned);
    if (left < 0)
      table_cell(t, STR("–"));
    else
      table_cellf(t, "%lld", (long long)left);
  }
  if (!c->json) table_print(c, t, "");
}

static bool show(struct showing *x, struct str slug, struct err *err) {
  const struct promo_doc *d;
  struct promo_set *set;
  if (!promo_set_get(x->l, &set, err)) return false;
  bool ok = promo_set_find(x->l, set, slug, &d, err);
  if (ok) show_items(x, &d->p);
  promo_set_release(set);
  return ok;
}

/* One object a line, newest first. */
static bool buyers(struct showing *x, struct str slug, struct err *err) {
  struct promo_filter f = {.promotion = slug, .status = -1, .limit = PER_PAGE};
  struct resource r;
  struct promo_use *all;
  uint32_t n;
  if (!resource_get(x->w, STR("promotion"), slug, &x->c->arena, &r, err)) return false;
  do {
    if (!promo_uses_of(x->l, &f, &x->c->arena, &all, &n, &f.before, err)) return false;
    for (uint32_t i = 0; i < n; i++) {
      struct jw w;
      jw_init(&w, &x->c->out, 0);
      promo_use_put(&w, &all[i], x->decimals);
      buf_putc(&x->c->out, '\n');
    }
  } while (f.before);
  return true;
}

static void say_wrong(void *ctx, struct str promotion, struct str item) {
  struct cli *c = ctx;
  if (!c->json) buf_printf(&c->out, "%.*s %.*s\n", STRF(promotion), STRF(item));
}

static bool verify(struct showing *x, struct err *err) {
  struct cli *c = x->c;
  int64_t wrong;
  if (!promos_verify(x->l, say_wrong, c, &wrong, err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"wrong\":%lld}\n", (long long)wrong);
  else if (wrong == 0)
    buf_printf(&c->out, "%s\n",
               tr(c, "Every counter is what the rows say.", "各计数均与记录一致。"));
  return wrong == 0 ||
         err_fail(err, ERR_corrupt, "promotion_book" ERR_SEP "%lld", (long long)wrong);
}

static bool run_verb(struct showing *x, const char *verb, const char *slug, struct err *err) {
  if (strcmp(verb, "list") == 0) return list(x, err);
  if (strcmp(verb, "verify") == 0) return verify(x, err);
  return strcmp(verb, "show") == 0 ? show(x, str_from(slug), err) : buyers(x, str_from(slug), err);
}

static bool run(struct cli *c, struct err *err) {
  static const struct {
    const char *verb;
    int args;
  } verbs[] = {{"list", 1}, {"show", 2}, {"buyers", 2}, {"verify", 1}};
  const char *verb = c->args[0];
  struct showing x = {.c = c};
  int want = 0;
  for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
    if (strcmp(verb, verbs[k].verb) == 0) want = verbs[k].args;
  if (!want)
    return err_fail(err, ERR_bad_option_value, "promotion" ERR_SEP "%s" ERR_SEP VERBS, verb);
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "promotion" ERR_SEP "shoal promotion %s PROMOTION",
                    verb);
  if (c->n_args > want)
    return err_fail(err, ERR_extra_argument, "promotion" ERR_SEP "%s", c->args[want]);
  if (!cli_open(c, WS_WRITE, &x.w, err)) return false;
  x.decimals = iso_currency_decimals(ws_currency(x.w));
  bool ok = loyalty_open(x.w, &x.l, err);
  if (ok) {
    ok = promos_tick(x.l, err) && run_verb(&x, verb, want == 2 ? c->args[1] : NULL, err);
    loyalty_close(x.l);
  }
  ws_close(x.w);
  return ok;
}

const struct cli_command cmd_promotion = {
    .name = "promotion",
    .args = "list | show PROMOTION | buyers PROMOTION | verify",
    .min_args = 1,
    .max_args = 2,
    .en = "Promotional prices: what is held and sold, to whom, and whether the counters are right",
    .zh = "促销价：锁定与已售、购买记录及计数校验",
    .help_en = "buyers prints one object a line, newest first.  All need that no server has the "
               "workspace open; then use its API.",
    .help_zh =
        "buyers 从新到旧输出购买记录，每行一条。要求没有服务器打开该工作区，否则请使用其 API。",
    .examples = "shoal promotion show midnight\nshoal promotion verify",
    .complete = VERBS,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `shoal mall` shows: tables, or a line of JSON each. */
#include "cli/coupons.h"
#include "cli/mall.h"
#include "incentive/mall.h"
#include "resource/coupon.h"

static struct str option(struct cli *c, const char *name) {
  const char *v = cli_get(c, name);
  return v ? str_from(v) : STR("");
}

static struct workspace *workspace_of(struct incentive *i) {
  return loyalty_workspace(incentive_loyalty(i));
}

static char *money_text(struct incentive *i, int64_t units, char out[DEC_TEXT_BYTES]) {
  unsigned decimals = iso_currency_decimals(ws_currency(workspace_of(i)));
  return dec_text((struct dec){units, (uint8_t)decimals}, out);
}

static void put_number(struct table *t, int64_t n) { /* -1: no limit */
  if (n < 0)
    table_cell(t, STR("–"));
  else
    table_cellf(t, "%lld", (long long)n);
}

/* ---- items ---- */

bool mall_list_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct mall_shown *x;
  uint32_t n;
  char points[DEC_TEXT_BYTES], money[DEC_TEXT_BYTES];
  if (!mall_items(i, &c->arena, &x, &n, err)) return false;
  struct table *t = table_new(&c->arena, 8);
  table_head(t, 0, tr(c, "item", "商品"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "state", "状态"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "points", "积分"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "money", "金额"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "left", "剩余"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "held", "待付款"), ALIGN_RIGHT);
  table_head(t, 6, tr(c, "sold", "已兑换"), ALIGN_RIGHT);
  table_head(t, 7, tr(c, "to do", "待处理"), ALIGN_RIGHT);
  for (uint32_t k = 0; k < n; k++) {
    dec_text(x[k].m.price.points, points);
    money_text(i, x[k].m.price.money, money);
    if (c->json) {
      buf_printf(&c->out,
                 "{\"item\":\"%.*s\",\"state\":\"%s\",\"points\":\"%s\",\"currency\":\"%.*s\","
                 "\"money\":\"%s\",\"left\":%lld,\"held\":%lld,\"sold\":%lld,\"gone\":%lld,"
                 "\"waiting\":%lld}\n",
                 STRF(x[k].m.slug), mall_shelf_names[x[k].shelf], points, STRF(x[k].m.currency),
                 money, (long long)x[k].left, (long long)x[k].counts.held,
                 (long long)x[k].counts.sold, (long long)x[k].counts.gone, (long long)x[k].waiting);
      continue;
    }
    table_cell(t, x[k].m.slug);
    table_cell(t, str_from(mall_shelf_names[x[k].shelf]));
    table_cellf(t, "%s %.*s", points, STRF(x[k].m.currency));
    table_cell(t, str_from(money));
    put_number(t, x[k].left);
    put_number(t, x[k].counts.held);
    put_number(t, x[k].counts.sold);
    put_number(t, x[k].waiting);
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

/* ---- orders ---- */

static void put_json(struct cli *c, struct incentive *i, const struct mall_order *o) {
  char points[DEC_TEXT_BYTES], money[DEC_TEXT_BYTES];
  struct jw w;
  jw_init(&w, &c->out, 0);
  jw_begin_object(&w);
  jw_key(&w, "order"), jw_int(&w, o->n);
  jw_key(&w, "item"), jw_str(&w, o->item);
  jw_key(&w, "state"), jw_cstr(&w, mall_state_names[o->state]);
  jw_key(&w, "quantity"), jw_int(&w, o->quantity);
  jw_key(&w, "points"), jw_cstr(&w, dec_text((struct dec){o->points, o->scale}, points));
  jw_key(&w, "currency"), jw_str(&w, o->currency);
  jw_key(&w, "money"), jw_cstr(&w, money_text(i, o->money, money));
  jw_key(&w, "at_ms"), jw_int(&w, o->at_ms);
  jw_key(&w, "subject"), jw_int(&w, o->subject == SUBJECT_NONE ? -1 : (int64_t)o->subject);
  jw_key(&w, "store"), jw_str(&w, o->store);
  jw_key(&w, "carrier"), jw_str(&w, o->carrier);
  jw_key(&w, "number"), jw_str(&w, o->tracking);
  jw_key(&w, "reason"), jw_str(&w, o->reason);
  if (o->has_contact) {
    jw_key(&w, "name"), jw_str(&w, o->contact.name);
    jw_key(&w, "phone"), jw_str(&w, o->contact.phone);
    jw_key(&w, "address"), jw_str(&w, o->contact.address);
    jw_key(&w, "note"), jw_str(&w, o->contact.note);
  }
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
}

static int state_named(struct str word) {
  for (int k = 0; k < MALL_STATES; k++)
    if (str_is(word, mall_state_names[k])) return k;
  return -1;
}

bool mall_orders_verb(struct cli *c, struct incentive *i, struct err *err) {
  uint64_t limit = cli_count(c, "limit", 50);
  struct mall_find f = {.item = option(c, "item"),
                        .state = -1,
                        .subject = SUBJECT_NONE,
                        .limit = limit < MALL_PAGE_MAX ? (uint32_t)limit : MALL_PAGE_MAX};
  struct str state = option(c, "status"), person = option(c, "person");
  struct mall_order *o;
  uint32_t n;
  if (state.n) f.state = state_named(state);
  if (state.n && f.state < 0)
    return err_fail(err, ERR_bad_option_value,
                    "status" ERR_SEP "%.*s" ERR_SEP
                    "awaiting_payment|placed|shipped|ready|done|canceled|returned",
                    STRF(state));
  if (person.n && !coupon_subject(incentive_loyalty(i), person, false, &f.subject, err))
    return false;
  if (!mall_orders(i, &f, &c->arena, &o, &n, err)) return false;
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "order", "订单"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "item", "商品"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "pieces", "件数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "points", "积分"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "money", "金额"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "state", "状态"), ALIGN_LEFT);
  for (uint32_t k = 0; k < n; k++) {
    char text[DEC_TEXT_BYTES];
    if (c->json) {
      put_json(c, i, &o[k]);
      continue;
    }
    table_cellf(t, "%lld", (long long)o[k].n);
    table_cell(t, o[k].item);
    table_cellf(t, "%lld", (long long)o[k].quantity);
    table_cell(t, str_from(dec_text((struct dec){o[k].points, o[k].scale}, text)));
    table_cell(t, str_from(money_text(i, o[k].money, text)));
    table_cell(t, str_from(mall_state_names[o[k].state]));
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

bool mall_order_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct mall_file f;
  char *end;
  int64_t n = strtoll(c->args[1], &end, 10);
  if (*end || end == c->args[1]) return err_fail(err, ERR_unknown_mall_order, "%s", c->args[1]);
  if (!mall_order_get(i, n, &c->arena, &f, err)) return false;
  put_json(c, i, &f.order);
  for (uint32_t k = 0; !c->json && k < f.n_steps; k++) {
    struct buf at = BUF_INIT;
    time_format_minute(ws_tz(workspace_of(i)), f.steps[k].at_ms, &at);
    buf_printf(&c->out, "%.*s  %s  %.*s  %.*s\n", (int)at.n, at.p, mall_what_names[f.steps[k].what],
               STRF(f.steps[k].actor), STRF(f.steps[k].note));
    buf_release(&at);
  }
  return true;
}

/* ---- sums ---- */

static bool day(struct cli *c, const char *name, int32_t otherwise, int32_t *ret, struct err *err) {
  struct str text = option(c, name);
  int64_t ms;
  *ret = otherwise;
  if (!text.n) return true;
  if (!time_parse_iso(text, tz_utc(), &ms, NULL, err)) return false;
  *ret = day_of(tz_utc(), ms);
  return true;
}

bool mall_report_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct workspace *w = workspace_of(i);
  struct mall_report r;
  int32_t from, to, today = day_of(ws_tz(w), clock_wall_ms(ws_clock(w)));
  char points[DEC_TEXT_BYTES], money[DEC_TEXT_BYTES];
  if (!day(c, "until", today, &to, err) || !day(c, "from", to - 29, &from, err)) return false;
  if (from > to || to - from >= MALL_REPORT_DAYS)
    return err_fail(err, ERR_bad_option_value, "from" ERR_SEP "%d" ERR_SEP "until - %d … until",
                    from, MALL_REPORT_DAYS - 1);
  if (!mall_report(i, option(c, "item"), from, to, &c->arena, &r, err)) return false;
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "item", "商品"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "orders", "订单"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "pieces", "件数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "points", "积分"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "money", "金额"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "given back", "退回"), ALIGN_RIGHT);
  for (uint32_t k = 0; k < r.n_items; k++) {
    const struct mall_sum *s = &r.items[k];
    dec_text((struct dec){s->points, s->scale}, points);
    money_text(i, s->money, money);
    if (c->json) {
      buf_printf(&c->out,
                 "{\"item\":\"%.*s\",\"currency\":\"%.*s\",\"orders\":%lld,\"pieces\":%lld,"
                 "\"points\":\"%s\",\"money\":\"%s\",\"awaiting\":%lld,\"back\":%lld}\n",
                 STRF(s->item), STRF(s->currency), (long long)s->orders, (long long)s->pieces,
                 points, money, (long long)s->awaiting, (long long)s->back);
      continue;
    }
    table_cell(t, s->item);
    table_cellf(t, "%lld", (long long)s->orders);
    table_cellf(t, "%lld", (long long)s->pieces);
    table_cellf(t, "%s %.*s", points, STRF(s->currency));
    table_cell(t, str_from(money));
    table_cellf(t, "%lld", (long long)s->back);
  }
  if (!c->json) {
    table_print(c, t, "");
    buf_printf(&c->out, tr(c, "%lld people\n", "%lld 人\n"), (long long)r.people);
  }
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brand on one page: orders and money of a period beside the period before it (equally long, as
 * on the console: overview.h), day by day, and where people stand now. Gross order amounts are GMV;
 * refunds are a line of their own.  New buyers had their first order ever in the period. Repurchase
 * rate: of those who ordered in the 365 days to the period's end, the share with two orders or
 * more. */
#include "model/report_int.h"

#define DAYS_DEFAULT 30
#define DAYS_MAX     800

static const struct report_column kpi_columns[] = {
    {"metric", T("", ""), CELL_TEXT},           {"title", T("metric", "指标"), CELL_TITLE},
    {"value", T("period", "本期"), CELL_DEC},   {"previous", T("before", "上期"), CELL_DEC},
    {"change", T("change", "变化"), CELL_RATE},
};

static const struct report_column facts[] = {
    {"people", T("people", "用户"), CELL_COUNT},
    {"buyers_ever", T("buyers ever", "历史购买用户"), CELL_COUNT},
    {"events", T("events", "事件"), CELL_COUNT},
    {"from", T("period from", "统计期起"), CELL_DATE},
    {"to", T("period to", "统计期止"), CELL_DATE},
    {"currency", T("currency", "币种"), CELL_TEXT},
    {"repurchase_rate", T("repurchase rate, 365 d", "近365天复购率"), CELL_RATE},
};

static const struct report_column day_columns[] = {
    {"date", T("date", "日期"), CELL_DATE},
    {"orders", T("orders", "订单"), CELL_COUNT},
    {"buyers", T("buyers", "购买人数"), CELL_COUNT},
    {"new_buyers", T("new", "新客"), CELL_COUNT},
    {"gmv", T("GMV", "GMV"), CELL_MONEY},
    {"refunded", T("refunds", "退款"), CELL_MONEY},
};

struct kpi {
  const char *id;
  struct class_text title;
  struct dec now, before;
};

static void add_kpis(struct report *r, const struct order_period *a, const struct order_period *b,
                     struct arena *out) {
  struct dec net_a = a->gmv, net_b = b->gmv, old_a = a->gmv, old_b = b->gmv;
  dec_sub(a->gmv, a->refunded, &net_a), dec_sub(b->gmv, b->refunded, &net_b);
  dec_sub(a->gmv, a->new_gmv, &old_a), dec_sub(b->gmv, b->new_gmv, &old_b);
#define N(x) dec_int((x))
  const struct kpi k[] = {
      {"gmv", T("GMV", "GMV"), a->gmv, b->gmv},
      {"refunded", T("refunds", "退款额"), a->refunded, b->refunded},
      {"net", T("net revenue", "净销售额"), net_a, net_b},
      {"orders", T("orders", "订单数"), N(a->orders), N(b->orders)},
      {"buyers", T("buyers", "购买人数"), N(a->buyers), N(b->buyers)},
      {"aov", T("average order value", "客单价"), dec_ratio(a->gmv, a->orders, 2),
       dec_ratio(b->gmv, b->orders, 2)},
      {"orders_per_buyer", T("orders per buyer", "人均订单"), dec_ratio(N(a->orders), a->buyers, 3),
       dec_ratio(N(b->orders), b->buyers, 3)},
      {"new_buyers", T("new buyers", "新客人数"), N(a->new_buyers), N(b->new_buyers)},
      {"old_buyers", T("returning buyers", "老客人数"), N(a->buyers - a->new_buyers),
       N(b->buyers - b->new_buyers)},
      {"new_gmv", T("GMV of new buyers", "新客 GMV"), a->new_gmv, b->new_gmv},
      {"old_gmv", T("GMV of returning buyers", "老客 GMV"), old_a, old_b},
  };
#undef N
  uint32_t n = sizeof k / sizeof *k;
  struct report_section *s =
      report_add(r, "metrics", (struct class_text)T("Orders", "交易"), kpi_columns, 5, n, out);
  for (uint32_t i = 0; i < n; i++) {
    cell_put_text(report_at(s, i, 0), str_from(k[i].id));
    cell_put_title(report_at(s, i, 1), k[i].title);
    cell_put_dec(report_at(s, i, 2), k[i].now);
    cell_put_dec(report_at(s, i, 3), k[i].before);
    double was = dec_to_double(k[i].before);
    cell_put_ratio(report_at(s, i, 4), dec_to_double(k[i].now) - was, was < 0 ? -was : was);
  }
}

static void add_days(struct report *r, const struct order_period *days, uint32_t n,
                     struct arena *out) {
  struct report_section *s =
      report_add(r, "daily", (struct class_text)T("By day", "每日"), day_columns, 6, n, out);
  for (uint32_t i = 0; i < n; i++) {
    cell_put_day(report_at(s, i, 0), days[i].from);
    cell_put_number(report_at(s, i, 1), days[i].orders);
    cell_put_number(report_at(s, i, 2), days[i].buyers);
    cell_put_number(report_at(s, i, 3), days[i].new_buyers);
    cell_put_dec(report_at(s, i, 4), days[i].gmv);
    cell_put_dec(report_at(s, i, 5), days[i].refunded);
  }
}

static bool add_class(struct report *r, const struct report_params *p, const char *slug,
                      struct arena *out, struct err *err) {
  const struct classification *c;
  struct classification_result k;
  if (!p->env.find(p->env.ctx, str_from(slug), &c, err) ||
      !classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &k, err))
    return false;
  bool ok = add_classes(r, p, &k, slug, c->title, out, err);
  classification_result_release(&k);
  return ok;
}

static bool run(const struct report_params *p, struct arena *out, struct report *ret,
                struct err *err) {
  int32_t to = p->to ? p->to : day_of(p->env.tz, p->as_of),
          from = p->from ? p->from : to - DAYS_DEFAULT + 1, n = to - from + 1;
  if (n < 1 || n > DAYS_MAX) return err_fail(err, ERR_bad_period, "%d", DAYS_MAX);
  int64_t until = order_until_before(p->env.tz, p->as_of, to, n);
  struct order_period k[3] = {{.from = from, .to = to},
                              {.from = from - n, .to = from - 1, .until = until},
                              {.from = -700000, .to = to}};
  struct order_series days = {arena_array(out, struct order_period, (size_t)n), (uint32_t)n};
  for (int32_t d = 0; d < n; d++)
    days.p[d].from = days.p[d].to = from + d;
  roaring_bitmap_t *people;
  if (!orders_of(p, k, 3, &days, 1, err) ||
      !query_people(p->snapshot, p->as_of, p->env.pool, &people, err))
    return false;
  report_begin(ret, &report_overview, p, 8, out);
  struct report_section *s =
      report_add(ret, "summary", (struct class_text)T("Workspace", "概况"), facts, 7, 1, out);
  s->single = true;
  cell_put_number(report_at(s, 0, 0), (int64_t)roaring_bitmap_get_cardinality(people));
  cell_put_number(report_at(s, 0, 1), k[2].buyers);
  cell_put_number(report_at(s, 0, 2), (int64_t)snapshot_rows(p->snapshot));
  cell_put_day(report_at(s, 0, 3), from);
  cell_put_day(report_at(s, 0, 4), to);
  cell_put_text(report_at(s, 0, 5), p->currency);
  cell_put_ratio(report_at(s, 0, 6), (double)k[0].year_repeat, (double)k[0].year_buyers);
  roaring_bitmap_free(people);
  add_kpis(ret, &k[0], &k[1], out);
  if (!add_class(ret, p, "aipl", out, err) || !add_class(ret, p, "lifecycle", out, err) ||
      !add_class(ret, p, "rfm8", out, err))
    return false;
  add_days(ret, days.p, days.n, out);
  return true;
}

const struct report_def report_overview = {"overview", T("Overview", "概览"),
                                           T("The brand on one page", "一页看懂品牌"), run};

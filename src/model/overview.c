/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Period, comparison and metrics of the overview.  Metrics are a table: how a number follows from
 * what was counted in a span of time, and who is behind it.  The same function gives the value, the
 * compared value and each point of both trends, so they cannot disagree. */
#include <math.h>
#include <stdarg.h>

#include "model/overview_int.h"

#define YEAR_SHIFT 364 /* whole weeks, so that weekdays meet */

struct str expression_text(struct arena *out, const char *fmt, ...) {
  struct buf b = BUF_INIT;
  struct node *tree;
  struct err err = {0};
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  struct str s = arena_str(out, buf_str(&b));
  buf_reset(&b);
  if (lang_parse(s, out, &tree, &err)) {
    lang_format(tree, &b);
    s = arena_str(out, buf_str(&b));
  }
  buf_release(&b);
  return s;
}

struct str class_expression(struct arena *out, struct str slug, struct str name) {
  return expression_text(out, "class(\"%.*s\") = \"%.*s\"", STRF(slug), STRF(name));
}

/* ---- metrics ---- */

struct counted {
  const struct order_period *k;
  int64_t active;
};
typedef void metric_fn(const struct counted *c, struct report_cell *ret);

static struct dec minus(struct dec a, struct dec b) {
  struct dec r = a;
  dec_sub(a, b, &r);
  return r;
}

static void m_gmv(const struct counted *c, struct report_cell *ret) {
  cell_put_dec(ret, c->k->gmv);
}
static void m_refunded(const struct counted *c, struct report_cell *ret) {
  cell_put_dec(ret, c->k->refunded);
}
static void m_net(const struct counted *c, struct report_cell *ret) {
  cell_put_dec(ret, minus(c->k->gmv, c->k->refunded));
}
static void m_orders(const struct counted *c, struct report_cell *ret) {
  cell_put_number(ret, c->k->orders);
}
static void m_buyers(const struct counted *c, struct report_cell *ret) {
  cell_put_number(ret, c->k->buyers);
}
static void m_new(const struct counted *c, struct report_cell *ret) {
  cell_put_number(ret, c->k->new_buyers);
}
static void m_returning(const struct counted *c, struct report_cell *ret) {
  cell_put_number(ret, c->k->buyers - c->k->new_buyers);
}
static void m_new_gmv(const struct counted *c, struct report_cell *ret) {
  cell_put_dec(ret, c->k->new_gmv);
}
static void m_new_share(const struct counted *c, struct report_cell *ret) {
  cell_put_ratio(ret, dec_to_double(c->k->new_gmv), dec_to_double(c->k->gmv));
}
static void m_aov(const struct counted *c, struct report_cell *ret) {
  if (c->k->orders) cell_put_dec(ret, dec_ratio(c->k->gmv, c->k->orders, 2));
}
static void m_frequency(const struct counted *c, struct report_cell *ret) {
  if (c->k->buyers) cell_put_dec(ret, dec_ratio(dec_int(c->k->orders), c->k->buyers, 3));
}
static void m_repurchase(const struct counted *c, struct report_cell *ret) {
  cell_put_ratio(ret, (double)c->k->year_repeat, (double)c->k->year_buyers);
}
static void m_refund_rate(const struct counted *c, struct report_cell *ret) {
  cell_put_ratio(ret, dec_to_double(c->k->refunded), dec_to_double(c->k->gmv));
}
static void m_active(const struct counted *c, struct report_cell *ret) {
  cell_put_number(ret, c->active);
}

enum behind {
  BEHIND_BUYERS,
  BEHIND_NEW,
  BEHIND_RETURNING,
  BEHIND_REFUND,
  BEHIND_REPEAT,
  BEHIND_ANY
};

static const struct metric {
  const char *id;
  struct class_text title;
  enum cell_type type;
  int better;
  bool counts_people;
  enum behind behind;
  metric_fn *value;
  struct class_text help;
} metrics[] = {
    {"gmv", T("GMV", "GMV"), CELL_MONEY, BETTER_UP, false, BEHIND_BUYERS, m_gmv,
     T("Amounts of all orders of the period, refunds not taken off.",
       "本期全部订单金额，未扣除退款。")},
    {"net", T("Net revenue", "净销售额"), CELL_MONEY, BETTER_UP, false, BEHIND_BUYERS, m_net,
     T("GMV less the refunds that happened in the period, whenever the order was.",
       "GMV 减去本期发生的退款，不论下单时间。")},
    {"orders", T("Orders", "订单数"), CELL_COUNT, BETTER_UP, false, BEHIND_BUYERS, m_orders,
     T("Orders of the period, refunded ones included.", "本期订单数，含已退款订单。")},
    {"buyers", T("Buyers", "购买人数"), CELL_COUNT, BETTER_UP, true, BEHIND_BUYERS, m_buyers,
     T("People with an order in the period.", "本期有订单的人数。")},
    {"new_buyers", T("New buyers", "新客人数"), CELL_COUNT, BETTER_UP, true, BEHIND_NEW, m_new,
     T("Buyers whose first order ever lies in the period.", "首单发生在本期的购买者。")},
    {"returning_buyers", T("Returning buyers", "老客人数"), CELL_COUNT, BETTER_UP, true,
     BEHIND_RETURNING, m_returning,
     T("Buyers of the period who had ordered before it.", "本期购买且此前下过单的人数。")},
    {"aov", T("Average order value", "客单价"), CELL_MONEY, BETTER_UP, false, BEHIND_BUYERS, m_aov,
     T("GMV divided by orders.", "GMV 除以订单数。")},
    {"orders_per_buyer", T("Orders per buyer", "人均订单"), CELL_DEC, BETTER_UP, false,
     BEHIND_BUYERS, m_frequency, T("Orders divided by buyers.", "订单数除以购买人数。")},
    {"repurchase_rate", T("Repurchase rate", "复购率"), CELL_RATE, BETTER_UP, false, BEHIND_REPEAT,
     m_repurchase,
     T("Of those who ordered in the 365 days that end with the period, the share with two orders "
       "or more in them. The people behind it are those with two or more.",
       "截至本期末的365天内下过单的人中，其间有两单及以上的占比。背后的人群即有两单及以上者。")},
    {"new_gmv", T("GMV of new buyers", "新客 GMV"), CELL_MONEY, BETTER_UP, false, BEHIND_NEW,
     m_new_gmv, T("Orders of the period by its new buyers.", "本期新客在本期的订单金额。")},
    {"new_gmv_share", T("Share of new buyers", "新客 GMV 占比"), CELL_RATE, BETTER_NONE, false,
     BEHIND_NEW, m_new_share, T("GMV of new buyers divided by GMV.", "新客 GMV 除以 GMV。")},
    {"refunded", T("Refunds", "退款额"), CELL_MONEY, BETTER_DOWN, false, BEHIND_REFUND, m_refunded,
     T("Refunds that happened in the period.", "本期发生的退款金额。")},
    {"refund_rate", T("Refund rate", "退款率"), CELL_RATE, BETTER_DOWN, false, BEHIND_REFUND,
     m_refund_rate, T("Refunds divided by GMV, both of the period.", "本期退款额除以本期 GMV。")},
    {"active_people", T("Active people", "活跃人数"), CELL_COUNT, BETTER_UP, true, BEHIND_ANY,
     m_active,
     T("People who did anything at all in the period; a changed attribute does not count.",
       "本期有任意行为的人数；属性变更不算。")},
};
#define METRICS ((uint32_t)(sizeof metrics / sizeof *metrics))

static struct str behind(const struct overview *v, enum behind who, struct arena *out) {
  struct buf a = BUF_INIT, b = BUF_INIT, year = BUF_INIT;
  struct str s = {0};
  day_format(v->from, &a);
  day_format(v->to, &b);
  day_format(v->to - YEAR_SHIFT, &year);
  struct str from = buf_str(&a), to = buf_str(&b);
  switch (who) {
  case BEHIND_BUYERS:
    s = expression_text(out, "did(order_completed, between %.*s and %.*s)", STRF(from), STRF(to));
    break;
  case BEHIND_NEW:
    s = expression_text(out, "first(order_completed) between %.*s and %.*s", STRF(from), STRF(to));
    break;
  case BEHIND_RETURNING:
    s = expression_text(out,
                        "did(order_completed, between %.*s and %.*s) and "
                        "did(order_completed, before %.*s)",
                        STRF(from), STRF(to), STRF(from));
    break;
  case BEHIND_REFUND:
    s = expression_text(out, "did(order_refunded, between %.*s and %.*s)", STRF(from), STRF(to));
    break;
  case BEHIND_REPEAT:
    s = expression_text(out, "count(order_completed, between %.*s and %.*s) >= 2",
                        STRF(buf_str(&year)), STRF(to));
    break;
  case BEHIND_ANY:
    s = expression_text(out, "did(*, between %.*s and %.*s)", STRF(from), STRF(to));
    break;
  }
  buf_release(&a), buf_release(&b), buf_release(&year);
  return s;
}

static double cell_double(const struct report_cell *c, enum cell_type type) {
  if (!c->present) return NAN;
  return type == CELL_COUNT  ? (double)c->count
         : type == CELL_RATE ? c->real
                             : dec_to_double(c->dec);
}

static double *trend_of(const struct metric *m, const struct order_series *s, const int64_t *active,
                        struct arena *out) {
  double *t = arena_array(out, double, s->n);
  for (uint32_t i = 0; i < s->n; i++) {
    struct report_cell c = {0};
    m->value(&(struct counted){&s->p[i], active[i]}, &c);
    t[i] = cell_double(&c, m->type);
  }
  return t;
}

struct spans {
  struct order_period k[2]; /* the period; what it is compared with */
  struct order_series series[2];
  int64_t active[2], *active_in[2];
};

static void add_metrics(struct overview *v, const struct spans *s, struct arena *out) {
  v->metrics = arena_array(out, struct overview_metric, METRICS);
  v->n_metrics = METRICS;
  for (uint32_t i = 0; i < METRICS; i++) {
    const struct metric *m = &metrics[i];
    struct overview_metric *r = &v->metrics[i];
    *r = (struct overview_metric){.id = m->id,
                                  .title = m->title,
                                  .help = m->help,
                                  .type = m->type,
                                  .better = m->better,
                                  .counts_people = m->counts_people,
                                  .expression = behind(v, m->behind, out)};
    m->value(&(struct counted){&s->k[0], s->active[0]}, &r->value);
    r->trend = trend_of(m, &s->series[0], s->active_in[0], out);
    if (!v->compared) continue;
    m->value(&(struct counted){&s->k[1], s->active[1]}, &r->previous);
    r->before_trend = trend_of(m, &s->series[1], s->active_in[1], out);
    double now = cell_double(&r->value, m->type), was = cell_double(&r->previous, m->type);
    if (isnan(now) || isnan(was)) continue;
    if (m->type == CELL_RATE)
      cell_put_real(&r->change, now - was);
    else
      cell_put_ratio(&r->change, now - was, fabs(was));
  }
}

/* ---- period ---- */

/* Weeks are counted back from the last day, so that the newest point is a whole one. */
static void make_buckets(struct overview *v, struct arena *out) {
  int32_t n = v->to - v->from + 1, width = n >= OVERVIEW_BY_WEEK ? 7 : 1;
  v->by_week = width == 7;
  v->n_buckets = (uint32_t)((n + width - 1) / width);
  v->bucket_day = arena_array(out, int32_t, v->n_buckets);
  v->bucket_days = arena_array(out, uint32_t, v->n_buckets);
  for (uint32_t i = 0; i < v->n_buckets; i++) {
    int32_t last = v->to - (int32_t)(v->n_buckets - 1 - i) * width, first = last - width + 1;
    v->bucket_day[i] = first > v->from ? first : v->from;
    v->bucket_days[i] = (uint32_t)(last - v->bucket_day[i] + 1);
  }
}

static bool make_period(const struct report_params *p, enum overview_compare compare,
                        struct overview *v, struct err *err) {
  const struct tz *tz = p->env.tz;
  int32_t today = day_of(tz, p->as_of);
  v->to = p->to ? p->to : today;
  v->from = p->from ? p->from : v->to - OVERVIEW_DAYS + 1;
  int32_t n = v->to - v->from + 1, shift = compare == COMPARE_YEAR ? YEAR_SHIFT : n;
  if (n < 1 || n > OVERVIEW_DAYS_MAX) return err_fail(err, ERR_bad_period, "%d", OVERVIEW_DAYS_MAX);
  int32_t over = p->as_of == day_start(tz, today + 1) - 1 ? today : today - 1;
  v->complete_to = over < v->to ? over : v->to;
  v->compared = compare != COMPARE_NONE;
  v->before_from = v->from - shift;
  v->before_to = v->to - shift;
  v->before_until = order_until_before(tz, p->as_of, v->to, shift);
  v->classes_at = day_start(tz, compare == COMPARE_YEAR ? v->before_to + 1 : v->from) - 1;
  return true;
}

static void make_spans(struct overview *v, struct spans *s, struct arena *out) {
  for (int i = 0; i < 2; i++) {
    int32_t shift = i ? v->from - v->before_from : 0;
    int64_t until = i ? v->before_until : 0;
    s->k[i] = (struct order_period){.from = v->from - shift, .to = v->to - shift, .until = until};
    s->series[i].n = v->n_buckets;
    s->series[i].p = arena_array(out, struct order_period, v->n_buckets);
    s->active_in[i] = arena_array(out, int64_t, v->n_buckets);
    for (uint32_t b = 0; b < v->n_buckets; b++) {
      int32_t first = v->bucket_day[b] - shift;
      s->series[i].p[b] = (struct order_period){
          .from = first, .to = first + (int32_t)v->bucket_days[b] - 1, .until = until};
    }
  }
}

bool overview_run(const struct report_params *p, enum overview_compare compare, struct arena *out,
                  struct overview *ret, struct err *err) {
  struct overview v = {.events = (int64_t)snapshot_rows(p->snapshot), .last_event = TIME_MIN};
  struct spans s = {0};
  struct person_money money;
  roaring_bitmap_t *people;
  int64_t first;
  if (!make_period(p, compare, &v, err)) return false;
  make_buckets(&v, out);
  make_spans(&v, &s, out);
  if (v.events) snapshot_time_range(p->snapshot, &first, &v.last_event);
  uint32_t n = v.compared ? 2 : 1;
  if (!orders_of(p, s.k, n, s.series, n, err) ||
      !people_active(p, s.k, n, s.series, n, s.active, s.active_in, err) ||
      !query_people(p->snapshot, p->as_of, p->env.pool, &people, err))
    return false;
  v.people = (int64_t)roaring_bitmap_get_cardinality(people);
  roaring_bitmap_free(people);
  add_metrics(&v, &s, out);
  if (!money_of_people(p, out, &money, err) || !overview_bars(p, &money, out, &v, err) ||
      !overview_changes(p, &money, s.k, out, &v, err))
    return false;
  *ret = v;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kind of coupons day by day: given, claimed, used, and the orders that used it beside all that
 * the workspace sold. */
#include "effect/trial_int.h"

struct day_row {
  int64_t issued, claimed, used, orders;
  i128 discount, revenue;
};

struct counting {
  const struct effect_in *in;
  int64_t kind;
  int32_t from, to; /* days */
  struct slices slices;
  struct day_row *rows;
};

/* ?1 kind, ?2 offset, ?3 width, ?4 from, ?5 until (exclusive).  An order's total counts once,
 * however many coupons of the kind it used. */
static const char *const questions[] = {
    "SELECT (x.ms + ?2) / ?3, count(*), 0, 0, 0 FROM (SELECT coalesce(claimed_ms, issued_ms) AS ms "
    "FROM coupon WHERE kind = ?1 AND holder IS NOT NULL) x WHERE x.ms >= ?4 AND x.ms < ?5 GROUP BY "
    "1",
    "SELECT (claimed_ms + ?2) / ?3, count(*), 0, 0, 0 FROM coupon WHERE kind = ?1 AND claimed_ms "
    ">= ?4 AND claimed_ms < ?5 GROUP BY 1",
    "SELECT (x.ms + ?2) / ?3, CAST(sum(x.n) AS @i64), count(*), CAST(sum(x.discount) AS @i64), "
    "CAST(sum(x.total) AS @i64) FROM (SELECT min(used_ms) AS ms, count(*) AS n, sum(discount) AS "
    "discount, max(order_total) AS total FROM coupon WHERE kind = ?1 AND status = 'redeemed' GROUP "
    "BY order_ref) x WHERE x.ms >= ?4 AND x.ms < ?5 GROUP BY 1",
};

static bool ask(struct counting *x, int which, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(x->in->state, questions[which], &q, err)) return false;
  state_bind_int(q, 1, x->kind);
  state_bind_int(q, 2, x->slices.offset);
  state_bind_int(q, 3, x->slices.width);
  state_bind_int(q, 4, day_start(x->in->env.tz, x->from));
  state_bind_int(q, 5, day_start(x->in->env.tz, x->to + 1));
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct day_row *d = &x->rows[slice_day(x->in->env.tz, &x->slices, state_int(q, 0)) - x->from];
    int64_t n = state_int(q, 1);
    if (which == 0) d->issued += n;
    if (which == 1) d->claimed += n;
    if (which != 2) continue;
    d->used += n;
    d->orders += state_int(q, 2);
    d->discount += state_int(q, 3);
    d->revenue += state_int(q, 4);
  }
  return true;
}

static const struct report_column columns[] = {
    {"day", T("day", "日期"), CELL_DATE},
    {"issued", T("issued", "发放"), CELL_COUNT},
    {"claimed", T("claimed", "领取"), CELL_COUNT},
    {"used", T("used", "核销"), CELL_COUNT},
    {"orders", T("orders that used it", "用券订单"), CELL_COUNT},
    {"discount", T("discount", "优惠金额"), CELL_MONEY},
    {"revenue", T("revenue of these orders", "用券订单金额"), CELL_MONEY},
    {"gmv", T("GMV of the workspace", "全店 GMV"), CELL_MONEY},
    {"ratio", T("revenue ÷ GMV", "用券销售占比"), CELL_RATE},
    {"roi", T("revenue ÷ discount", "每 1 元优惠带动销售"), CELL_REAL},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put(struct report_cell *c, const struct day_row *d, struct dec gmv, unsigned decimals) {
  const struct dec discount = {d->discount, (uint8_t)decimals},
                   sold = {d->revenue, (uint8_t)decimals};
  put_count_cell(&c[0], d->issued);
  put_count_cell(&c[1], d->claimed);
  put_count_cell(&c[2], d->used);
  put_count_cell(&c[3], d->orders);
  put_dec_cell(&c[4], discount);
  put_dec_cell(&c[5], sold);
  put_dec_cell(&c[6], gmv);
  put_rate_cell(&c[7], dec_to_double(sold), dec_to_double(gmv));
  put_rate_cell(&c[8], dec_to_double(sold), dec_to_double(discount));
}

static bool sales(const struct counting *x, struct arena *out, struct dec *ret, struct err *err) {
  struct trend_result t;
  const struct tz *tz = x->in->env.tz;
  if (!money_by_period(x->in, "order_completed", GRAIN_DAY, day_start(tz, x->from),
                       day_start(tz, x->to + 1) - 1, out, &t, err))
    return false;
  for (uint32_t i = 0; i < t.n_periods; i++)
    if (t.all.points[i].present) ret[day_of(tz, t.periods[i].from) - x->from] = t.all.points[i].v;
  return true;
}

static bool add_total(struct paper *p, const struct day_row *sum, const struct dec *gmv, uint32_t n,
                      unsigned decimals, struct err *err) {
  struct report_section *s =
      paper_facts(p, "period", TEXT_OF("In these days", "统计期合计"), columns + 1, COLUMNS - 1);
  struct dec all = DEC_ZERO;
  for (uint32_t i = 0; i < n; i++)
    if (!dec_add(all, gmv[i], &all)) return err_fail(err, ERR_number_overflow, "GMV");
  put(s->cells, sum, all, decimals);
  return true;
}

bool coupon_days(struct paper *p, const struct effect_in *in, const struct effect_coupon *ask_,
                 int64_t kind, unsigned decimals, struct err *err) {
  uint32_t n = (uint32_t)(ask_->to - ask_->from + 1);
  struct counting x = {.in = in, .kind = kind, .from = ask_->from, .to = ask_->to};
  struct dec *gmv = arena_array(p->out, struct dec, n);
  struct day_row sum = {0};
  x.rows = arena_array(p->out, struct day_row, n);
  day_slices(in->env.tz, day_start(in->env.tz, x.from), day_start(in->env.tz, x.to + 1) - 1,
             &x.slices);
  for (int i = 0; kind && i < 3; i++)
    if (!ask(&x, i, err)) return false;
  if (!sales(&x, p->out, gmv, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    const struct day_row *d = &x.rows[i];
    sum.issued += d->issued, sum.claimed += d->claimed, sum.used += d->used;
    sum.orders += d->orders, sum.discount += d->discount, sum.revenue += d->revenue;
  }
  if (!add_total(p, &sum, gmv, n, decimals, err)) return false;
  struct report_section *s =
      paper_add(p, "days", TEXT_OF("Day by day", "按日"), columns, COLUMNS, n);
  for (uint32_t i = 0; i < n; i++) {
    put_day_cell(paper_at(s, i, 0), x.from + (int32_t)i);
    put(paper_at(s, i, 1), &x.rows[i], gmv[i], decimals);
  }
  return true;
}

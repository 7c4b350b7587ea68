/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The economy of a currency (P13): the sections of its report. */
#include "base/panic.h"
#include "effect/economy_int.h"

#define MONTHS_BACK 12

/* ---- the currency ---- */

static bool read_currency(struct economy *e, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  struct state_stmt *q;
  bool row = false;
  if (!resource_get(e->in->w, STR("currency"), e->ask->currency, e->out, &r, err) ||
      !json_parse(r.doc, e->out, &doc, err) || !currency_read(doc, &e->c, &at, err) ||
      !state_query(e->in->state, "SELECT n FROM ledger_currency WHERE slug = ?1", &q, err))
    return false;
  e->c.slug = arena_str(e->out, e->ask->currency);
  state_bind_str(q, 1, e->c.slug);
  if (!state_step(q, &row, err)) return false;
  e->number = row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

/* ---- numbers ---- */

static struct dec points(const struct economy *e, i128 v) {
  return (struct dec){v, e->c.decimals};
}

/* What so many points cost, to the smallest unit of money. */
static bool cost_of(const struct economy *e, i128 v, struct dec *ret, struct err *err) {
  if (dec_mul(dec_normal(points(e, v)), dec_normal(e->c.unit_cost), ret) &&
      dec_rescale(*ret, (uint8_t)e->money, ret))
    return true;
  return err_fail(err, ERR_number_overflow, "%.*s", STRF(e->c.slug));
}

static double breakage(const struct economy *e) {
  i128 had = flow_had(&e->now);
  return had > 0 ? (double)e->lots.will_lapse / (double)had : 0;
}

/* ---- by period ---- */

static const struct report_column flow_columns[] = {
    {"period", T("period", "时间段"), CELL_DATE},
    {"issued", T("issued", "发放"), CELL_DEC},
    {"reversed", T("taken back", "收回"), CELL_DEC},
    {"spent", T("spent", "消费"), CELL_DEC},
    {"refunded", T("given back", "退还"), CELL_DEC},
    {"expired", T("expired", "过期"), CELL_DEC},
    {"adjusted", T("adjusted", "调整"), CELL_DEC},
    {"shortfall", T("written off", "追回不足"), CELL_DEC},
    {"available", T("available at the end", "期末可用"), CELL_DEC},
    {"pending", T("pending at the end", "期末待生效"), CELL_DEC},
    {"frozen", T("frozen at the end", "期末冻结"), CELL_DEC},
    {"outstanding", T("outstanding at the end", "期末未兑付"), CELL_DEC},
    {"cost", T("at unit cost", "按单位成本"), CELL_MONEY},
    {"revenue", T("net revenue", "净销售额"), CELL_MONEY},
};
enum { FLOW_COLUMNS = sizeof flow_columns / sizeof *flow_columns };

static void put_flow(const struct economy *e, struct report_cell *c, const struct flow *f) {
  const i128 v[] = {f->issued,  f->reversed, f->spent,    f->refunded,
                    f->expired, f->adjusted, f->shortfall};
  for (size_t i = 0; i < sizeof v / sizeof *v; i++)
    put_dec_cell(&c[i], points(e, v[i]));
}

static void put_held(const struct economy *e, struct report_cell *c, const struct flow *f) {
  for (int i = 0; i < 3; i++)
    put_dec_cell(&c[i], points(e, f->bucket[i]));
  put_dec_cell(&c[3], points(e, flow_had(f)));
}

/* Net revenue of each of n periods that begin at start[i] and end before start[i + 1]. */
bool economy_revenue(const struct economy *e, enum grain grain, const int64_t *start, uint32_t n,
                     struct dec *ret, struct err *err) {
  static const char *const events[] = {"order_completed", "order_refunded"};
  for (int k = 0; k < 2; k++) {
    struct trend_result t;
    if (!money_by_period(e->in, events[k], grain, start[0], start[n] - 1, e->out, &t, err))
      return false;
    for (uint32_t p = 0, i = 0; p < t.n_periods; p++) {
      while (i < n && start[i + 1] <= t.periods[p].from)
        i++;
      struct dec v = t.all.points[p].present ? t.all.points[p].v : DEC_ZERO;
      if (i < n && !(k ? dec_sub(ret[i], v, &ret[i]) : dec_add(ret[i], v, &ret[i])))
        return err_fail(err, ERR_number_overflow, "%s", events[k]);
    }
  }
  return true;
}

static bool bounds(const struct economy *e, int64_t **ret, uint32_t *ret_n, struct err *err) {
  const struct tz *tz = e->in->env.tz;
  enum grain g = e->ask->grain;
  int32_t month = day_month_start(e->today);
  int32_t first = e->ask->from, last = e->ask->to;
  if (!day_range(&first, &last, day_add_months(month, 1 - MONTHS_BACK), e->today, err))
    return false;
  int64_t to = day_start(tz, last + 1) - 1, at = period_start(tz, g, day_start(tz, first));
  int64_t *b = arena_array(e->out, int64_t, EFFECT_PERIODS_MAX + 1);
  uint32_t n = 0;
  for (; at <= to && n <= EFFECT_PERIODS_MAX; at = period_add(tz, g, at, 1)) {
    if (n == EFFECT_PERIODS_MAX) {
      char fit[PERIODS_FIT_BYTES];
      periods_fit(tz, g, GRAIN_MONTH, day_start(tz, first), to, EFFECT_PERIODS_MAX, fit);
      return err_fail(err, ERR_trend_periods, "%d" ERR_SEP "%s", EFFECT_PERIODS_MAX, fit);
    }
    b[n++] = at;
  }
  b[n] = at;
  *ret = b;
  *ret_n = n;
  return true;
}

static bool add_flows(struct economy *e, struct err *err) {
  const struct tz *tz = e->in->env.tz;
  int64_t *start = NULL;
  uint32_t n = 0;
  size_t at = 0;
  struct flow had = {0};
  if (!bounds(e, &start, &n, err)) return false;
  struct dec *sales = arena_array(e->out, struct dec, n + 1);
  if (n && !economy_revenue(e, e->ask->grain, start, n, sales, err)) return false;
  struct report_section *s = paper_add(&e->paper, "flows", TEXT_OF("By period", "按时间段"),
                                       flow_columns, FLOW_COLUMNS, n);
  for (; n && at < e->flows.days.n && e->flows.days.p[at].day < day_of(tz, start[0]); at++)
    flow_add(&had, &e->flows.days.p[at]);
  for (uint32_t i = 0; i < n; i++) {
    struct flow f = {0};
    struct dec cost;
    for (; at < e->flows.days.n && e->flows.days.p[at].day < day_of(tz, start[i + 1]); at++)
      flow_add(&f, &e->flows.days.p[at]);
    flow_add(&had, &f);
    if (!cost_of(e, flow_had(&had), &cost, err)) return false;
    put_day_cell(paper_at(s, i, 0), day_of(tz, start[i]));
    put_flow(e, paper_at(s, i, 1), &f);
    put_held(e, paper_at(s, i, 8), &had);
    put_dec_cell(paper_at(s, i, 12), cost);
    put_dec_cell(paper_at(s, i, 13), sales[i]);
  }
  return true;
}

/* Of all time: what the ledger's totals say too. */
static void add_total(struct economy *e) {
  struct report_section *s =
      paper_facts(&e->paper, "total", TEXT_OF("Since the beginning", "累计"), flow_columns + 1, 11);
  put_flow(e, s->cells, &e->now);
  put_held(e, s->cells + 7, &e->now);
}

/* ---- now ---- */

static const struct report_column now_columns[] = {
    {"currency", T("currency", "币种"), CELL_TITLE},
    {"outstanding", T("outstanding", "未兑付"), CELL_DEC},
    {"available", T("available", "可用"), CELL_DEC},
    {"pending", T("pending", "待生效"), CELL_DEC},
    {"frozen", T("frozen", "冻结"), CELL_DEC},
    {"burn", T("burn rate, 90 days", "消耗率（90 天）"), CELL_RATE},
    {"burn_spent", T("… spent", "其中消费"), CELL_DEC},
    {"burn_issued", T("… issued", "其中发放"), CELL_DEC},
    {"unit_cost", T("cost of a unit", "单位成本"), CELL_DEC},
    {"breakage", T("forecast to expire", "预计过期率"), CELL_RATE},
    {"will_lapse", T("… that is", "预计过期"), CELL_DEC},
    {"liability", T("liability", "负债"), CELL_MONEY},
    {"liability_full", T("… if nothing expired", "若全部兑付"), CELL_MONEY},
    {"earners", T("people who earned, 90 days", "获得积分的人数（90 天）"), CELL_COUNT},
    {"top_people", T("… the top 1 %", "其中前 1%"), CELL_COUNT},
    {"top_share", T("… who earned", "前 1% 所占"), CELL_RATE},
};

double economy_burn_rate(const struct economy *e) {
  double issued = (double)(e->burn.issued - e->burn.reversed);
  return issued > 0 ? (double)(e->burn.spent - e->burn.refunded) / issued : -1;
}

static bool add_now(struct economy *e, struct err *err) {
  struct report_section *s = paper_facts(&e->paper, "now", TEXT_OF("Now", "当前"), now_columns,
                                         sizeof now_columns / sizeof *now_columns);
  struct report_cell *c = s->cells;
  struct dec liability, full;
  i128 had = flow_had(&e->now);
  if (!cost_of(e, had, &full, err) || !cost_of(e, had - e->lots.will_lapse, &liability, err))
    return false;
  put_title_cell(c++, (struct class_text){e->c.title_en, e->c.title_zh});
  put_dec_cell(c++, points(e, had));
  for (int i = 0; i < 3; i++)
    put_dec_cell(c++, points(e, e->now.bucket[i]));
  if (economy_burn_rate(e) >= 0) put_real_cell(c, economy_burn_rate(e));
  c++;
  put_dec_cell(c++, points(e, e->burn.spent - e->burn.refunded));
  put_dec_cell(c++, points(e, e->burn.issued - e->burn.reversed));
  put_dec_cell(c++, e->c.unit_cost);
  if (e->lots.forecast) put_real_cell(c, breakage(e));
  c++;
  if (e->lots.forecast) put_dec_cell(c, points(e, e->lots.will_lapse));
  c++;
  put_dec_cell(c++, liability);
  put_dec_cell(c++, full);
  put_count_cell(c++, e->earners.people);
  put_count_cell(c++, e->earners.top);
  put_rate_cell(c, (double)e->earners.by_top, (double)e->earners.earned);
  return true;
}

/* ---- lots ---- */

static void add_lots(struct economy *e) {
  static const struct report_column columns[] = {
      {"age", T("age", "批次年龄"), CELL_TITLE},
      {"lots", T("lots", "批次"), CELL_COUNT},
      {"rest", T("open", "未用"), CELL_DEC},
      {"share", T("share", "占比"), CELL_RATE},
      {"will_lapse", T("forecast to expire", "预计过期"), CELL_DEC}};
  static const struct class_text ages[LOT_AGES] = {
      T("under 30 days", "30 天以内"), T("30 – 90 days", "30–90 天"),
      T("90 – 180 days", "90–180 天"), T("180 – 360 days", "180–360 天"),
      T("360 days and more", "360 天以上")};
  struct report_section *s = paper_add(
      &e->paper, "lots", TEXT_OF("Open lots by age", "未用批次的年龄"), columns, 5, LOT_AGES);
  i128 all = 0;
  for (uint32_t i = 0; i < LOT_AGES; i++)
    all += e->lots.rest[i];
  for (uint32_t i = 0; i < LOT_AGES; i++) {
    put_title_cell(paper_at(s, i, 0), ages[i]);
    put_count_cell(paper_at(s, i, 1), e->lots.open[i]);
    put_dec_cell(paper_at(s, i, 2), points(e, e->lots.rest[i]));
    put_rate_cell(paper_at(s, i, 3), (double)e->lots.rest[i], (double)all);
    if (e->lots.forecast) put_dec_cell(paper_at(s, i, 4), points(e, e->lots.lapses[i]));
  }
}

static void add_ending(struct economy *e) {
  static const struct report_column columns[] = {{"month", T("month", "月份"), CELL_DATE},
                                                 {"when", T("when", "何时"), CELL_TITLE},
                                                 {"points", T("points", "数量"), CELL_DEC}};
  const struct lots *t = &e->lots;
  struct report_section *s =
      paper_add(&e->paper, "ending", TEXT_OF("What expires, if unused", "到期分布（未用部分）"),
                columns, 3, LOT_AHEAD + 4);
  int32_t month = day_month_start(e->today);
  const struct {
    struct class_text when;
    i128 v;
  } rest[] = {{T("later", "更晚"), t->ending[LOT_AHEAD]},
              {T("never", "永不过期"), t->endless},
              {T("past its expiry, or frozen then", "已到期未入账（含冻结）"), t->overdue},
              {T("owed by people (debt)", "用户欠款"), -t->debt}};
  for (uint32_t i = 0; i < LOT_AHEAD; i++) {
    put_day_cell(paper_at(s, i, 0), day_add_months(month, (int32_t)i));
    put_dec_cell(paper_at(s, i, 2), points(e, t->ending[i]));
  }
  for (uint32_t i = 0; i < 4; i++) {
    put_title_cell(paper_at(s, LOT_AHEAD + i, 1), rest[i].when);
    put_dec_cell(paper_at(s, LOT_AHEAD + i, 2), points(e, rest[i].v));
  }
}

static void add_cohorts(struct economy *e) {
  static const struct report_column columns[] = {
      {"month", T("granted in", "发放月份"), CELL_DATE},
      {"lots", T("lots that ended", "已到期批次"), CELL_COUNT},
      {"granted", T("granted", "发放"), CELL_DEC},
      {"lapsed", T("expired unused", "过期未用"), CELL_DEC},
      {"rate", T("share", "过期率"), CELL_RATE}};
  uint32_t all = (uint32_t)e->lots.cohorts.n, n = all > POINTS_COHORTS ? POINTS_COHORTS : all;
  struct report_section *s =
      paper_add(&e->paper, "cohorts", TEXT_OF("Breakage by month of grant", "按发放月份的过期率"),
                columns, 5, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct lot_cohort *k = &e->lots.cohorts.p[all - n + i];
    put_day_cell(paper_at(s, i, 0), k->month);
    put_count_cell(paper_at(s, i, 1), k->lots);
    put_dec_cell(paper_at(s, i, 2), points(e, k->granted));
    put_dec_cell(paper_at(s, i, 3), points(e, k->lapsed));
    put_rate_cell(paper_at(s, i, 4), (double)k->lapsed, (double)k->granted);
  }
}

/* ---- what it says of itself ---- */

static void say(struct economy *e) {
  struct paper *p = &e->paper;
  paper_say(
      p, false,
      TEXT_OF("Flows are the entries of the ledger, each on the day it was posted; they add up "
              "to the ledger's totals exactly.  What expired counts when it is booked.",
              "各项流量取自账本分录，按记账日归集，合计与账本总额完全一致；过期在入账时计入。"));
  paper_say(
      p, false,
      TEXT_OF("Burn rate = (spent − given back) ÷ (issued − taken back), of the last 90 days.",
              "消耗率 =（消费 − 退还）÷（发放 − 收回），取最近 90 天。"));
  if (e->lots.forecast)
    paper_say(
        p, false,
        class_textf(
            e->out,
            "Forecast to expire: of lots that came to their end (%lld), the share that "
            "lapsed of what was unused at each age (steps of 30 days), applied to what "
            "is unused now of lots of that age; lots that never expire: none.",
            "预计过期：以已到期的 %lld 个批次为样本，按年龄（每 30 天一档）统计该年龄尚未使用的"
            "部分最终过期的比例，再应用于同龄的未用批次；永不过期的批次不计。",
            (long long)e->lots.mature));
  else
    paper_say(
        p, true,
        class_textf(e->out,
                    "No forecast of expiry: %lld lots have come to their end, %d are needed.  "
                    "The liability counts everything.",
                    "无法预计过期：仅有 %lld 个批次已到期，至少需要 %d 个。负债按全部兑付计算。",
                    (long long)e->lots.mature, POINTS_MATURE_MIN));
  if (e->c.unit_cost.m == 0)
    paper_say(p, true,
              TEXT_OF("The currency has no `unit_cost` (nor `worth`), so the liability is 0.",
                      "该币种未设置 unit_cost（也未设置 worth），因此负债为 0。"));
  else
    paper_say(
        p, false,
        TEXT_OF("Liability = (outstanding − forecast to expire) × cost of a unit (`unit_cost` "
                "of the currency, else its `worth`).",
                "负债 =（未兑付 − 预计过期）× 单位成本（币种的 unit_cost，未设置时取 worth）。"));
  if (e->earners.people < POINTS_EARNERS_MIN)
    paper_say(p, true,
              class_textf(e->out,
                          "%u people earned in 90 days; the alarm of the top 1 %% needs %d.",
                          "90 天内有 %u 人获得积分；“前 1%%”告警至少需要 %d 人。",
                          e->earners.people, POINTS_EARNERS_MIN));
}

/* ---- the report ---- */

static bool read_all(struct economy *e, struct err *err) {
  int64_t since = day_start(e->in->env.tz, e->today - POINTS_BURN_DAYS + 1);
  if (e->number == 0) return true;
  return flows_read(e->in, e->number, &e->flows, err) &&
         lots_read(e->in, e->number, &e->lots, err) &&
         earners_read(e->in, e->number, since, &e->earners, err);
}

static bool write_all(struct economy *e, struct report *ret, struct err *err) {
  e->now = flows_between(&e->flows, INT32_MIN, INT32_MAX);
  e->burn = flows_between(&e->flows, e->today - POINTS_BURN_DAYS + 1, e->today);
  paper_begin(&e->paper, ret, "points", TEXT_OF("Points economy", "积分经济"), e->in, e->out);
  if (!add_now(e, err) || !economy_add_alarms(e, err) || !add_flows(e, err)) return false;
  add_total(e);
  add_lots(e);
  add_ending(e);
  add_cohorts(e);
  say(e);
  paper_end(&e->paper);
  return true;
}

bool effect_points(const struct effect_in *in, const struct effect_points *p, struct arena *out,
                   struct report *ret, struct err *err) {
  struct economy e = {.in = in,
                      .ask = p,
                      .out = out,
                      .money = iso_currency_decimals(ws_currency(in->w)),
                      .today = day_of(in->env.tz, in->now)};
  must(p->grain == GRAIN_DAY || p->grain == GRAIN_WEEK || p->grain == GRAIN_MONTH);
  if (!state_begin_read(in->state, err)) return false;
  bool ok = read_currency(&e, err) && read_all(&e, err);
  state_rollback(in->state);
  ok = ok && write_all(&e, ret, err);
  vec_free(&e.flows.days);
  lots_release(&e.lots);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The economy of a currency: alarms. */
#include "effect/economy_int.h"

#define GROWTHS 3 /* ends of months that two months of growth need */

enum verdict { FINE, RINGS, UNKNOWN };
static const struct class_text verdicts[] = {T("fine", "正常"), T("alarm", "告警"),
                                             T("not enough data", "数据不足")};
static const char *const verdict_ids[] = {"fine", "alarm", "unknown"};

/* By how much the liability grew more than revenue, in each of the last two whole months.  The
 * share that will expire is today's for all of them, so it cancels out. */
static bool outgrowth(struct economy *e, double ret[2], bool *ret_known, struct err *err) {
  const struct tz *tz = e->in->env.tz;
  int32_t month = day_month_start(e->today), first = day_add_months(month, -GROWTHS);
  int64_t start[GROWTHS + 1];
  struct dec sales[GROWTHS] = {{0}};
  double owed[GROWTHS];
  for (int i = 0; i <= GROWTHS; i++)
    start[i] = day_start(tz, day_add_months(first, i));
  if (!economy_revenue(e, GRAIN_MONTH, start, GROWTHS, sales, err)) return false;
  *ret_known = true;
  for (int i = 0; i < GROWTHS; i++) {
    struct flow had = flows_between(&e->flows, INT32_MIN, day_add_months(first, i + 1) - 1);
    owed[i] = (double)flow_had(&had);
    if (owed[i] <= 0 || sales[i].m <= 0) *ret_known = false;
  }
  for (int i = 0; *ret_known && i < 2; i++)
    ret[i] = owed[i + 1] / owed[i] - dec_to_double(sales[i + 1]) / dec_to_double(sales[i]);
  return true;
}

static void put_alarm(struct report_section *s, uint32_t row, const char *id,
                      struct class_text what, struct class_text limit, double value,
                      enum verdict v) {
  put_text_cell(paper_at(s, row, 0), str_from(id));
  put_title_cell(paper_at(s, row, 1), what);
  if (v != UNKNOWN) put_real_cell(paper_at(s, row, 2), value);
  put_title_cell(paper_at(s, row, 3), limit);
  put_text_cell(paper_at(s, row, 4), str_from(verdict_ids[v]));
  put_title_cell(paper_at(s, row, 5), verdicts[v]);
}

bool economy_add_alarms(struct economy *e, struct err *err) {
  static const struct report_column columns[] = {{"id", T("", ""), CELL_TEXT},
                                                 {"alarm", T("what", "指标"), CELL_TITLE},
                                                 {"value", T("is", "当前值"), CELL_RATE},
                                                 {"limit", T("alarm when", "告警条件"), CELL_TITLE},
                                                 {"state", T("", ""), CELL_TEXT},
                                                 {"verdict", T("state", "状态"), CELL_TITLE}};
  double burn = economy_burn_rate(e), grew[2] = {0};
  bool known;
  double top = e->earners.earned > 0 ? (double)e->earners.by_top / (double)e->earners.earned : 0;
  if (!outgrowth(e, grew, &known, err)) return false;
  double least = grew[0] < grew[1] ? grew[0] : grew[1];
  struct report_section *s =
      paper_add(&e->paper, "alarms", TEXT_OF("Alarms", "告警"), columns, 6, 3);
  put_alarm(s, 0, "burn", TEXT_OF("burn rate of 90 days", "90 天消耗率"),
            TEXT_OF("below 40 % or above 110 %", "低于 40% 或高于 110%"), burn,
            burn < 0                                            ? UNKNOWN
            : burn < POINTS_BURN_LOW || burn > POINTS_BURN_HIGH ? RINGS
                                                                : FINE);
  put_alarm(s, 1, "outgrows",
            TEXT_OF("growth of the liability over growth of revenue (the lower of two months)",
                    "负债增速减销售额增速（近两月中较低者）"),
            TEXT_OF("above 10 points in both of the last two months", "近两个月均超过 10 个百分点"),
            least,
            !known                    ? UNKNOWN
            : least > POINTS_OUTGROWS ? RINGS
                                      : FINE);
  put_alarm(s, 2, "top", TEXT_OF("share of the top 1 % of earners", "前 1% 用户获得的占比"),
            TEXT_OF("above 30 %", "高于 30%"), top,
            e->earners.people < POINTS_EARNERS_MIN ? UNKNOWN
            : top > POINTS_TOP_SHARE               ? RINGS
                                                   : FINE);
  return true;
}

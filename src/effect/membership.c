/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of a membership programme (P9): the sections of its report. */
#include <math.h>

#include "base/panic.h"
#include "effect/programme_int.h"
#include "resource/coupon.h"
#include "resource/resource.h"

#define MONTHS_DEFAULT 3
#define SMD_FINE       0.1 /* balance: above it the groups are told to differ */

static struct dec paid(const struct programme_effect *x, i128 v) {
  struct dec d = {v, x->lives.scale};
  dec_rescale(d, (uint8_t)x->decimals, &d);
  return d;
}

/* ---- frequency ---- */

static double per_month(const struct rate *r) {
  return r->parts >= (int64_t)MEMBER_MONTHS_MIN * MONTH_PARTS
             ? (double)r->orders * MONTH_PARTS / (double)r->parts
             : NAN;
}

static void add_frequency(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"id", T("", ""), CELL_TEXT},
      {"who", T("who", "人群"), CELL_TITLE},
      {"people", T("people", "人数"), CELL_COUNT},
      {"months", T("months", "人月"), CELL_REAL},
      {"orders", T("orders", "订单"), CELL_COUNT},
      {"per_month", T("orders per month", "月均订单"), CELL_REAL},
      {"prior", T("the months before", "上期"), CELL_REAL},
      {"change", T("change", "变化"), CELL_RATE},
      {"per_trading", T("per month with an order", "有单月的月均订单"), CELL_REAL},
      {"prior_trading", T("… the months before", "上期有单月的月均订单"), CELL_REAL},
      {"revenue", T("revenue", "销售额"), CELL_MONEY},
      {"share", T("share of revenue", "销售额占比"), CELL_RATE}};
  static const struct {
    const char *id;
    struct class_text title;
  } rows[RATES] = {[RATE_MEMBERS] = {"members", T("members, while they are", "会员（在会期间）")},
                   [RATE_OTHERS] = {"others", T("non-members", "非会员")},
                   [RATE_ALL] = {"all", T("everyone", "全体")}};
  struct report_section *s = paper_add(&x->paper, "frequency",
                                       TEXT_OF("Orders per month", "购买频次"), columns, 12, RATES);
  for (uint32_t i = 0; i < RATES; i++) {
    const struct rate *r = &x->now[i];
    double now = per_month(r), before = per_month(&x->before[i]);
    put_text_cell(paper_at(s, i, 0), str_from(rows[i].id));
    put_title_cell(paper_at(s, i, 1), rows[i].title);
    put_count_cell(paper_at(s, i, 2), r->people);
    put_real_cell(paper_at(s, i, 3), (double)r->parts / MONTH_PARTS);
    put_count_cell(paper_at(s, i, 4), r->orders);
    put_real_cell(paper_at(s, i, 5), now);
    put_real_cell(paper_at(s, i, 6), before);
    if (before > 0) put_real_cell(paper_at(s, i, 7), now / before - 1);
    if (isfinite(now))
      put_rate_cell(paper_at(s, i, 8), (double)r->orders * MONTH_PARTS, (double)r->trading_parts);
    if (isfinite(before))
      put_rate_cell(paper_at(s, i, 9), (double)x->before[i].orders * MONTH_PARTS,
                    (double)x->before[i].trading_parts);
    put_dec_cell(paper_at(s, i, 10), paid(x, r->amount));
    put_rate_cell(paper_at(s, i, 11), (double)r->amount, (double)x->now[RATE_ALL].amount);
  }
}

/* ---- effect ---- */

static bool match_holds(const struct matching *m) {
  int64_t known = m->joiners - m->fresh;
  return m->matched >= MEMBER_MATCHED_MIN && m->others >= MEMBER_MATCHED_MIN &&
         (double)m->matched >= MEMBER_SHARE_MIN * (double)known;
}

static void add_effect(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"programme", T("programme", "会员计划"), CELL_TITLE},
      {"first", T("joined from", "入会月份自"), CELL_DATE},
      {"last", T("… to", "至"), CELL_DATE},
      {"joiners", T("joined in these months", "期间入会人数"), CELL_COUNT},
      {"fresh", T("… known for less than 180 days before", "其中入会前历史不足 180 天"),
       CELL_COUNT},
      {"matched", T("matched members", "匹配成功的会员"), CELL_COUNT},
      {"matched_share", T("… of those known for longer", "占有足够历史会员的比例"), CELL_RATE},
      {"others", T("others they are compared with (people × months)", "对照（人 × 月份）"),
       CELL_COUNT},
      {"orders", T("orders per member and month, by joining", "入会带来的月均订单增量"), CELL_REAL},
      {"orders_low", T("… lower 95 % bound", "95% 区间下界"), CELL_REAL},
      {"orders_high", T("… upper 95 % bound", "95% 区间上界"), CELL_REAL},
      {"paid", T("revenue per member and month, by joining", "入会带来的月均销售额增量"),
       CELL_REAL},
      {"paid_low", T("… lower 95 % bound", "95% 区间下界"), CELL_REAL},
      {"paid_high", T("… upper 95 % bound", "95% 区间上界"), CELL_REAL},
      {"placebo",
       T("placebo: the same before joining (should be near 0)",
         "安慰剂检验：入会前同法计算（应接近 0）"),
       CELL_REAL},
      {"placebo_low", T("… lower 95 % bound", "95% 区间下界"), CELL_REAL},
      {"placebo_high", T("… upper 95 % bound", "95% 区间上界"), CELL_REAL}};
  const struct matching *m = &x->match;
  struct report_section *s =
      paper_facts(&x->paper, "effect", TEXT_OF("Effect of joining", "入会效果"), columns,
                  sizeof columns / sizeof *columns);
  struct report_cell *c = s->cells;
  put_title_cell(&c[0], (struct class_text){x->p.title.en, x->p.title.zh});
  put_day_cell(&c[1], m->first);
  put_day_cell(&c[2], day_add_months(m->last, 1) - 1);
  put_count_cell(&c[3], m->joiners);
  put_count_cell(&c[4], m->fresh);
  put_count_cell(&c[5], m->matched);
  put_rate_cell(&c[6], (double)m->matched, (double)(m->joiners - m->fresh));
  put_count_cell(&c[7], m->others);
  if (!match_holds(m)) return;
  const double v[] = {m->orders.value,  m->orders.low,  m->orders.high,
                      m->paid.value,    m->paid.low,    m->paid.high,
                      m->placebo.value, m->placebo.low, m->placebo.high};
  for (uint32_t i = 0; i < 9; i++)
    put_real_cell(&c[8 + i], v[i]);
}

static void add_balance(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"what", T("90 to 180 days before joining", "入会前 90–180 天特征"), CELL_TITLE},
      {"members", T("members", "会员"), CELL_REAL},
      {"others", T("others", "其他人"), CELL_REAL},
      {"matched", T("others, matched", "匹配后的其他人"), CELL_REAL},
      {"smd_before", T("standardised difference before", "匹配前标准化差异"), CELL_REAL},
      {"smd_after", T("… after matching", "匹配后标准化差异"), CELL_REAL}};
  static const struct class_text what[] = {T("orders in 90 days", "90 天订单数"),
                                           T("paid in 90 days", "90 天消费额"),
                                           T("days since the last order", "距上次下单天数")};
  double unit = (double)dec_pow10(x->lives.scale);
  uint32_t n = match_holds(&x->match) ? 3 : 0;
  struct report_section *s =
      paper_add(&x->paper, "balance", TEXT_OF("How alike they were", "可比性检验"), columns, 6, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct covariate *c = &x->match.covariates[i];
    double k = i == 1 ? unit : 1;
    put_title_cell(paper_at(s, i, 0), what[i]);
    put_real_cell(paper_at(s, i, 1), c->joiners / k);
    put_real_cell(paper_at(s, i, 2), c->others / k);
    put_real_cell(paper_at(s, i, 3), c->matched / k);
    put_real_cell(paper_at(s, i, 4), c->smd_before);
    put_real_cell(paper_at(s, i, 5), c->smd_after);
  }
}

/* ---- fee and benefits ---- */

static bool add_money(struct programme_effect *x, struct err *err) {
  static const struct report_column columns[] = {
      {"terms", T("terms sold", "售出会期"), CELL_COUNT},
      {"trials", T("trials", "试用"), CELL_COUNT},
      {"fees", T("fees", "会费"), CELL_MONEY},
      {"refunds", T("… refunded", "退费"), CELL_MONEY},
      {"coupons_used", T("gift coupons used", "核销的礼券"), CELL_COUNT},
      {"coupons", T("discounts of gift coupons", "礼券优惠"), CELL_MONEY},
      {"points", T("gifts of points, at unit cost", "赠送积分（按单位成本）"), CELL_MONEY},
      {"net", T("fees less benefits", "会费减权益成本"), CELL_MONEY}};
  const struct member_money *m = &x->money;
  struct dec net, points;
  if (!dec_rescale(m->points, (uint8_t)x->decimals, &points) ||
      !dec_sub(m->fees, m->refunds, &net) || !dec_sub(net, m->coupons, &net) ||
      !dec_sub(net, points, &net))
    return err_fail(err, ERR_number_overflow, "%.*s", STRF(x->p.slug));
  struct report_section *s =
      paper_facts(&x->paper, "money", TEXT_OF("Fees and benefits", "会费与权益成本"), columns, 8);
  put_count_cell(&s->cells[0], m->terms);
  put_count_cell(&s->cells[1], m->trials);
  if (x->p.join == PROGRAMME_PAID) put_dec_cell(&s->cells[2], m->fees);
  if (x->p.join == PROGRAMME_PAID) put_dec_cell(&s->cells[3], m->refunds);
  put_count_cell(&s->cells[4], m->coupons_used);
  put_dec_cell(&s->cells[5], m->coupons);
  put_dec_cell(&s->cells[6], points);
  put_dec_cell(&s->cells[7], net);
  return true;
}

/* ---- now ---- */

static void add_now(struct programme_effect *x) {
  static const struct report_column columns[] = {
      {"programme", T("programme", "会员计划"), CELL_TITLE},
      {"from", T("period from", "统计期自"), CELL_DATE},
      {"to", T("… to", "至"), CELL_DATE},
      {"members", T("members now", "当前会员"), CELL_COUNT},
      {"joined", T("joined in the period", "期内入会"), CELL_COUNT},
      {"left", T("left in the period", "期内离会"), CELL_COUNT},
      {"revenue_share", T("members' share of revenue", "会员销售额占比"), CELL_RATE},
      {"per_month", T("orders per member and month", "会员月均订单"), CELL_REAL},
      {"others_per_month", T("… of non-members", "非会员月均订单"), CELL_REAL}};
  struct report_section *s =
      paper_facts(&x->paper, "now", TEXT_OF("Members", "会员概况"), columns, 9);
  int64_t members = 0, joined = 0, left = 0;
  for (uint32_t i = 0; i < x->lives.n; i++) {
    const struct life *l = &x->lives.of[i];
    members += life_member_at(l, x->in->now);
    for (uint32_t k = 0; k < l->n_spells; k++) {
      joined += l->spells[k].from >= x->from && l->spells[k].from < x->until;
      left += l->spells[k].until >= x->from && l->spells[k].until < x->until;
    }
  }
  put_title_cell(&s->cells[0], (struct class_text){x->p.title.en, x->p.title.zh});
  put_day_cell(&s->cells[1], x->month);
  put_day_cell(&s->cells[2], day_add_months(x->month, (int32_t)x->months) - 1);
  put_count_cell(&s->cells[3], members);
  put_count_cell(&s->cells[4], joined);
  put_count_cell(&s->cells[5], left);
  put_rate_cell(&s->cells[6], (double)x->now[RATE_MEMBERS].amount, (double)x->now[RATE_ALL].amount);
  put_real_cell(&s->cells[7], per_month(&x->now[RATE_MEMBERS]));
  put_real_cell(&s->cells[8], per_month(&x->now[RATE_OTHERS]));
}

/* ---- what it says of itself ---- */

static void say_match(struct programme_effect *x) {
  const struct matching *m = &x->match;
  struct arena *a = x->out;
  int64_t known = m->joiners - m->fresh;
  if (!match_holds(m)) {
    // clang-format off
    paper_say(&x->paper, true, (struct class_text){
        arena_printf(a, "No effect of joining: %lld of the %lld members known for 180 days before they joined have others to be "
                        "compared with; %d are needed, and half of them.  What the frequencies show is association: who joins "
                        "bought more before, too.", (long long)m->matched, (long long)known, MEMBER_MATCHED_MIN),
        arena_printf(a, "无法评估入会效果：入会前有 180 天以上历史的 %lld 名会员中，仅 %lld 名找到可比对象；至少需要 %d 名且过半。"
                        "频次差异只反映相关性：入会者入会前往往就买得更多。", (long long)known, (long long)m->matched, MEMBER_MATCHED_MIN)});
    // clang-format on
    return;
  }
  // clang-format off
  paper_say(&x->paper, false, TEXT_OF(
      "Effect of joining: change of orders from the 90 days before the month of joining to the 90 days after it, against "
      "people of the same stratum who were no members until then (month × orders × paid × days since the last order, of "
      "the 90 days before those, so that a lucky month does not choose them); weighted by members.  It is an estimate: "
      "unlike a holdout, it rests on strata saying all that matters.",
      "入会效果：入会月之前 90 天到之后 90 天的订单变化，与同一分层中此间未入会的人相比，按会员数加权（双重差分）。分层依据再往前 90 天的表现："
      "月份 × 订单数 × 消费额 × 距上次下单天数，以免偶然的高峰影响匹配。这是估计值：与随机留出不同，其前提是分层已涵盖主要差异。"));
  // clang-format on
  for (int i = 0; i < 3; i++)
    if (fabs(m->covariates[i].smd_after) > SMD_FINE) {
      paper_say(&x->paper, true,
                TEXT_OF("After matching the groups still differ by more than 0.1 standard "
                        "deviations: take the effect with care.",
                        "匹配后两组仍有超过 0.1 个标准差的差异，解读效果时请谨慎。"));
      break;
    }
  if (m->placebo.low > 0 || m->placebo.high < 0)
    paper_say(&x->paper, true,
              TEXT_OF("The placebo is not near 0: members' orders changed differently before they "
                      "joined already.  The effect of joining is smaller or larger by as much.",
                      "安慰剂检验显著偏离 "
                      "0：会员在入会前的订单变化已与对照不同，入会效果可能有同等幅度的偏差。"));
}

static void say(struct programme_effect *x) {
  struct paper *p = &x->paper;
  paper_say(
      p, false,
      TEXT_OF(
          "An order is paid and neither cancelled nor given back whole; revenue is less "
          "refunds.  Members, while they are, by the events of joining and leaving; a "
          "month counts for the part one was a member, also without an order.",
          "订单指已支付且未取消、未全额退款的订单，销售额扣除退款。会员身份按入会与离会事件确定；"
          "月份按在会时长折算，无单月同样计入。"));
  say_match(x);
  if (!isfinite(per_month(&x->now[RATE_MEMBERS])))
    paper_say(p, true,
              (struct class_text){
                  arena_printf(x->out, "Fewer than %d months as a member: no frequency of members.",
                               MEMBER_MONTHS_MIN),
                  arena_printf(x->out, "会员人月不足 %d，不计算会员频次。", MEMBER_MONTHS_MIN)});
  paper_say(
      p, false,
      TEXT_OF(
          "Benefits counted: coupons that came as gifts, when used, and gifts of points at "
          "unit cost.  Services and multiplied points are not.",
          "权益成本包括：已核销的礼券优惠、赠送积分（按单位成本）；服务权益与积分倍率未计入。"));
}

/* ---- the report ---- */

static bool set_period(struct programme_effect *x, struct err *err) {
  const struct tz *tz = x->in->env.tz;
  int32_t month = day_month_start(day_of(tz, x->in->now));
  int32_t first = x->ask.from, last = x->ask.to;
  if (!day_range(&first, &last, day_add_months(month, -MONTHS_DEFAULT), month - 1, err))
    return false;
  x->month = day_month_start(first);
  for (int32_t m = x->month; m <= last; m = day_add_months(m, 1))
    if (++x->months > EFFECT_MONTHS_MAX)
      return err_fail(err, ERR_trend_periods, "%d", EFFECT_MONTHS_MAX);
  x->from = day_start(tz, x->month);
  x->until = day_start(tz, day_add_months(x->month, (int32_t)x->months));
  return true;
}

static bool read_all(struct programme_effect *x, struct err *err) {
  uint32_t version;
  bool active;
  if (!resource_programme(x->in->w, x->ask.programme, x->out, &x->p, &version, &active, err) ||
      !set_period(x, err))
    return false;
  if (!state_begin_read(x->in->state, err)) return false;
  bool ok = member_money(x->in, x->p.slug, x->from, x->until, x->decimals, x->out, &x->money, err);
  state_rollback(x->in->state);
  if (!ok || !lives_read(x->in, x->p.slug, x->out, &x->lives, err)) return false;
  rates_of(&x->lives, x->month, x->months, x->now);
  rates_of(&x->lives, day_add_months(x->month, -(int32_t)x->months), x->months, x->before);
  match_members(&x->lives, &x->match);
  return true;
}

static bool write_all(struct programme_effect *x, struct report *ret, struct err *err) {
  paper_begin(&x->paper, ret, "membership", TEXT_OF("Membership effect", "会员效果"), x->in,
              x->out);
  add_now(x);
  add_frequency(x);
  add_effect(x);
  add_balance(x);
  programme_add_retention(x);
  programme_add_channels(x);
  programme_add_joined(x);
  if (!add_money(x, err)) return false;
  say(x);
  paper_end(&x->paper);
  return true;
}

bool effect_membership(const struct effect_in *in, const struct effect_membership *p,
                       struct arena *out, struct report *ret, struct err *err) {
  struct programme_effect x = {
      .in = in, .ask = *p, .out = out, .decimals = iso_currency_decimals(ws_currency(in->w))};
  bool ok = read_all(&x, err) && write_all(&x, ret, err);
  lives_release(&x.lives);
  return ok;
}

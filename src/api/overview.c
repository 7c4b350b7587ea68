/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brand on one page (model/overview.h computes it; this file only translates). */
#include "model/overview.h"
#include "api/report_shapes.h"

static const struct shape days_choice = CHOICE(NULL, "7|30|90|365");
static const struct shape compare_choice = CHOICE(NULL, "previous|year|none");
static const struct shape bucket_choice = CHOICE(NULL, "day|week");
static const struct shape better_choice = CHOICE(NULL, "up|down|none");
static const struct shape tone_choice = CHOICE(NULL, "good|bad|neutral");

static const struct shape number_or_null = {.kind = SHAPE_NUMBER, .nullable = true};
static const struct shape trend = LIST(number_or_null);
static const struct shape counts = LIST(shape_count);

static const struct shape *const value_kinds[] = {&shape_decimal, &shape_number, NULL};
static const struct shape metric_value = {.kind = SHAPE_ONE_OF, .any_of = value_kinds};

static const struct shape_field compare_fields[] = {
    MUST("from", shape_day, "First day compared with.", "对比期首日。"),
    MUST("to", shape_day, "Last day compared with.", "对比期末日。"),
    MUST("until", shape_time,
         "Where the compared span ends: when the period's last day is not over, the same time "
         "after the start of its counterpart.",
         "对比期的截止时刻：本期最后一天未结束时，取对应日的同一时刻。"),
    MUST("classes_at", shape_time, "As of when the previous class counts are.",
         "各层上期人数的截止时刻。"),
    {0}};
static const struct shape compare_shape = OBJECT(
    "OverviewCompare", compare_fields, "What the period is compared with.", "对比的时间段。");

static const struct shape_field metric_fields[] = {
    MUST("id", shape_text, "gmv, net, orders, buyers …", "gmv、net、orders、buyers 等。"),
    MUST("title", shape_title, NULL, NULL),
    MUST("help", shape_title, "How it is counted.", "口径。"),
    MUST("type", shape_cell_type, NULL, NULL),
    MUST_OR_NULL("value", metric_value, "In the period up to as_of; null when there is none.",
                 "本期截至 as_of 的值；无意义时为 null。"),
    MUST_OR_NULL("previous", metric_value, "In the compared span.", "对比期的值。"),
    MUST_OR_NULL("change", shape_number, "Relative; of a rate the absolute difference.",
                 "相对变化；比率为绝对差。"),
    MUST("better", better_choice, "Which direction is good.", "哪个方向更好。"),
    MUST("trend", trend, "By bucket.", "按时间桶。"),
    MUST_OR_NULL("previous_trend", trend, "Of the compared span, by bucket.", "对比期，按时间桶。"),
    MUST_OR_NULL("people_expression", shape_expression,
                 "Selects, as of as_of, the people that are counted or behind the number.",
                 "在 as_of 时刻选出所计人群或数字背后的人群。"),
    MUST("counts_people", shape_bool,
         "The number is the number of people that people_expression selects.",
         "该数字就是 people_expression 选出的人数。"),
    {0}};
static const struct shape metric_shape =
    OBJECT("OverviewMetric", metric_fields, "One number of the period.", "本期的一个指标。");
static const struct shape metric_list = LIST(metric_shape);

static const struct shape_field bar_class_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("share", shape_rate, NULL, NULL),
    MUST_OR_NULL("previous", shape_count, "As of compare.classes_at.",
                 "compare.classes_at 时刻的人数。"),
    MUST("revenue", shape_decimal, "Net revenue of the last 365 days of these people.",
         "这些人近365天净销售额。"),
    MUST("expression", shape_expression, "Selects them.", "选出这些人。"),
    {0}};
static const struct shape bar_class = OBJECT("ClassBarClass", bar_class_fields, NULL, NULL);
static const struct shape bar_classes = LIST(bar_class);
static const struct shape_field bar_fields[] = {MUST("classification", shape_slug, NULL, NULL),
                                                MUST("title", shape_title, NULL, NULL),
                                                MUST("classes", bar_classes,
                                                     "In the order of the definition, then none.",
                                                     "按定义的顺序，最后是未归入。"),
                                                {0}};
static const struct shape bar_shape =
    OBJECT("ClassBar", bar_fields, "People by class.", "各层人数。");

static const struct shape_field part_fields[] = {
    MUST("title", shape_title, NULL, NULL), MUST("amount", shape_decimal, NULL, NULL), {0}};
static const struct shape part_shape = OBJECT(NULL, part_fields, NULL, NULL);
static const struct shape part_list = LIST_MAX(part_shape, 3);
static const struct shape_field money_fields[] = {
    MUST("was", shape_decimal, NULL, NULL),
    MUST("now", shape_decimal, NULL, NULL),
    MUST("parts", part_list,
         "What the difference is made of (LMDI); empty when it cannot be split.",
         "差额的构成（LMDI 分解）；无法分解时为空。"),
    {0}};
static const struct shape money_shape = OBJECT("OverviewMoney", money_fields, NULL, NULL);

static const struct shape_field change_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("detail", shape_title, NULL, NULL),
    MUST_OR_NULL("money", money_shape,
                 "The amounts of `detail`, to be printed in another way; null when it has none.",
                 "detail 中的金额，供以其他格式显示；没有金额时为 null。"),
    MUST("people", shape_count, "How many `expression` selects as of as_of.",
         "expression 在 as_of 时刻选出的人数。"),
    MUST("revenue", shape_decimal, "Their net revenue of the last 365 days: the money at stake.",
         "其近365天净销售额，即涉及的金额。"),
    MUST("expression", shape_expression, "Selects exactly these people.", "恰好选出这些人。"),
    MUST_OR_NULL("change", shape_number, NULL, NULL),
    MUST("tone", tone_choice, NULL, NULL),
    {0}};
static const struct shape change_shape = OBJECT(
    "OverviewChange", change_fields, "What changed and who is behind it.", "变化及其背后的人群。");
static const struct shape change_list = LIST_MAX(change_shape, 5);

static const struct shape_field overview_fields[] = {
    MUST("as_of", shape_time, NULL, NULL),
    MUST("lsn", shape_count, NULL, NULL),
    MUST("zone", shape_text, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST("from", shape_day, NULL, NULL),
    MUST("to", shape_day, NULL, NULL),
    MUST("complete_to", shape_day, "The last day that is over as of as_of.",
         "截至 as_of 已结束的最后一天。"),
    MUST_OR_NULL("compare", compare_shape, NULL, NULL),
    MUST("people", shape_count, NULL, NULL),
    MUST("events", shape_count, NULL, NULL),
    MUST("has_data", shape_bool, NULL, NULL),
    MUST_OR_NULL("last_event_at", shape_time, NULL, NULL),
    MUST("metrics", metric_list, NULL, NULL),
    MUST("bucket", bucket_choice, "What one point of a trend spans: weeks from 93 days on.",
         "趋势每个点的跨度：93天起按周。"),
    MUST("days", shape_day_list, "First day of each bucket.", "每个时间桶的首日。"),
    MUST("bucket_days", counts,
         "Days in each bucket: weeks are counted back from the last day, so the first may be "
         "shorter.",
         "每个时间桶的天数：周从最后一天往前数，第一桶可能较短。"),
    MUST_OR_NULL("aipl", bar_shape, "Null when the workspace has no such classification.",
                 "没有该分层时为 null。"),
    MUST_OR_NULL("lifecycle", bar_shape, NULL, NULL),
    MUST_OR_NULL("rfm", bar_shape, NULL, NULL),
    MUST("changes", change_list, "At most five, by money at stake.", "最多五条，按涉及金额排序。"),
    {0}};
static const struct shape overview_shape =
    OBJECT("Overview", overview_fields, "The brand on one page.", "一页看懂品牌。");

static const struct route_param params[] = {
    {"days", &days_choice, "The last so many days up to as_of; 30 if neither this nor from and to.",
     "截至 as_of 的最近天数；未给出 from、to 时默认30。"},
    {"from", &shape_day, "First day, together with `to`.", "首日，与 to 同用。"},
    {"to", &shape_day, "Last day, together with `from`.", "末日，与 from 同用。"},
    {"compare", &compare_choice,
     "previous: the span of the same length right before; year: 364 days earlier, so that weekdays "
     "meet; none.",
     "previous：紧邻的等长时段；year：364天前，星期对齐；none：不对比。"},
    PARAM_AS_OF,
    {0}};

static bool run(struct call *c, struct err *err);

const struct route overview_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/overview",
     .id = "getOverview",
     .tag = "reports",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .params = params,
     .response = &overview_shape,
     .title_en = "The brand on one page",
     .title_zh = "一页看懂品牌",
     .help_en = "Orders, money and people of a period beside a comparable one, where people stand "
                "now, and what changed.  When the last day is not over, the compared span ends the "
                "same time after the start of its own last day, so that both are equally long.",
     .help_zh =
         "一段时间的订单、金额与人群，与可比时段对照；人群现状；以及发生了哪些变化。本期最后一天"
         "尚未结束时，对比期也截止到其最后一天的同一时刻，保证两段等长。",
     .run = run},
    {0}};

/* ---- the answer ---- */

static void put_trend(struct jw *w, const double *t, uint32_t n) {
  if (!t) {
    jw_null(w);
    return;
  }
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    jw_double(w, t[i]);
  jw_end_array(w);
}

static void put_metric(struct jw *w, const struct overview_metric *m, uint32_t n_buckets) {
  static const char *const types[] = {
      [CELL_COUNT] = "count", [CELL_MONEY] = "money", [CELL_DEC] = "dec", [CELL_RATE] = "rate"};
  static const char *const better[] = {"none", "up", "down"};
  jw_begin_object(w);
  jw_key(w, "id"), jw_cstr(w, m->id);
  jw_key(w, "title"), put_title(w, m->title.en, m->title.zh);
  jw_key(w, "help"), put_title(w, m->help.en, m->help.zh);
  jw_key(w, "type"), jw_cstr(w, types[m->type]);
  jw_key(w, "value"), put_cell(w, &m->value, m->type);
  jw_key(w, "previous"), put_cell(w, &m->previous, m->type);
  jw_key(w, "change"), put_cell(w, &m->change, CELL_RATE);
  jw_key(w, "better"), jw_cstr(w, better[m->better]);
  jw_key(w, "trend"), put_trend(w, m->trend, n_buckets);
  jw_key(w, "previous_trend"), put_trend(w, m->before_trend, n_buckets);
  jw_key(w, "people_expression"), jw_str(w, m->expression);
  jw_key(w, "counts_people"), jw_bool(w, m->counts_people);
  jw_end_object(w);
}

static void put_bar(struct jw *w, const struct overview_bar *bar) {
  if (!bar) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "classification"), jw_str(w, bar->slug);
  jw_key(w, "title"), put_title(w, bar->title.en, bar->title.zh);
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i < bar->n; i++) {
    const struct overview_class *k = &bar->classes[i];
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, k->name);
    jw_key(w, "title"), put_title(w, k->title.en, k->title.zh);
    jw_key(w, "people"), jw_int(w, k->people);
    jw_key(w, "share"), jw_double(w, k->share);
    jw_key(w, "previous");
    if (k->previous < 0)
      jw_null(w);
    else
      jw_int(w, k->previous);
    jw_key(w, "revenue"), put_decimal(w, k->revenue);
    jw_key(w, "expression"), jw_str(w, k->expression);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static void put_amounts(struct jw *w, const struct overview_money *m) {
  if (!m) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "was"), put_decimal(w, m->was);
  jw_key(w, "now"), put_decimal(w, m->now);
  jw_key(w, "parts"), jw_begin_array(w);
  for (uint32_t i = 0; i < m->n_parts; i++) {
    jw_begin_object(w);
    jw_key(w, "title"), put_title(w, m->parts[i].title.en, m->parts[i].title.zh);
    jw_key(w, "amount"), put_decimal(w, m->parts[i].amount);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static void put_changes(struct jw *w, const struct overview *o) {
  static const char *const tones[] = {"good", "bad", "neutral"};
  jw_begin_array(w);
  for (uint32_t i = 0; i < o->n_changes; i++) {
    const struct overview_change *k = &o->changes[i];
    jw_begin_object(w);
    jw_key(w, "id"), jw_cstr(w, k->id);
    jw_key(w, "title"), put_title(w, k->title.en, k->title.zh);
    jw_key(w, "detail"), put_title(w, k->detail.en, k->detail.zh);
    jw_key(w, "money"), put_amounts(w, k->money);
    jw_key(w, "people"), jw_int(w, k->people);
    jw_key(w, "revenue"), put_decimal(w, k->revenue);
    jw_key(w, "expression"), jw_str(w, k->expression);
    jw_key(w, "change"), put_cell(w, &k->change, CELL_RATE);
    jw_key(w, "tone"), jw_cstr(w, tones[k->tone]);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_period(struct jw *w, const struct overview *o) {
  jw_key(w, "from"), put_day(w, o->from);
  jw_key(w, "to"), put_day(w, o->to);
  jw_key(w, "complete_to"), put_day(w, o->complete_to);
  jw_key(w, "compare");
  if (!o->compared) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "from"), put_day(w, o->before_from);
  jw_key(w, "to"), put_day(w, o->before_to);
  jw_key(w, "until"), put_time(w, o->before_until);
  jw_key(w, "classes_at"), put_time(w, o->classes_at);
  jw_end_object(w);
}

static void put_overview(struct jw *w, const struct overview *o) {
  put_period(w, o);
  jw_key(w, "people"), jw_int(w, o->people);
  jw_key(w, "events"), jw_int(w, o->events);
  jw_key(w, "has_data"), jw_bool(w, o->events > 0);
  jw_key(w, "last_event_at");
  if (o->events)
    put_time(w, o->last_event);
  else
    jw_null(w);
  jw_key(w, "metrics"), jw_begin_array(w);
  for (uint32_t i = 0; i < o->n_metrics; i++)
    put_metric(w, &o->metrics[i], o->n_buckets);
  jw_end_array(w);
  jw_key(w, "bucket"), jw_cstr(w, o->by_week ? "week" : "day");
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = 0; i < o->n_buckets; i++)
    put_day(w, o->bucket_day[i]);
  jw_end_array(w);
  jw_key(w, "bucket_days"), jw_begin_array(w);
  for (uint32_t i = 0; i < o->n_buckets; i++)
    jw_int(w, o->bucket_days[i]);
  jw_end_array(w);
  jw_key(w, "aipl"), put_bar(w, o->aipl);
  jw_key(w, "lifecycle"), put_bar(w, o->lifecycle);
  jw_key(w, "rfm"), put_bar(w, o->rfm);
  jw_key(w, "changes"), put_changes(w, o);
}

static bool compute(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                    struct err *err) {
  struct report_params p = report_params_of(c, v, as_of);
  struct str compare = call_query(c, "compare");
  struct overview o;
  enum overview_compare how = str_is(compare, "year")   ? COMPARE_YEAR
                              : str_is(compare, "none") ? COMPARE_NONE
                                                        : COMPARE_PREVIOUS;
  int32_t days = (int32_t)call_query_int(c, "days", OVERVIEW_DAYS);
  if (!report_day(c, "from", &p.from, err) || !report_day(c, "to", &p.to, err)) return false;
  if (!p.from) {
    p.to = day_of(p.env.tz, as_of);
    p.from = p.to - days + 1;
  }
  if (!overview_run(&p, how, c->arena, &o, err)) return false;
  jw_begin_object(&c->out);
  put_asof(c, as_of, v);
  jw_key(&c->out, "zone"), jw_str(&c->out, tz_name(view_tz(v)));
  jw_key(&c->out, "currency"), jw_str(&c->out, view_currency(v));
  put_overview(&c->out, &o);
  jw_end_object(&c->out);
  return true;
}

static bool run(struct call *c, struct err *err) {
  bool from = call_query(c, "from").p != NULL, to = call_query(c, "to").p != NULL,
       days = call_query(c, "days").p != NULL;
  struct view *v;
  int64_t as_of;
  if (from != to || (from && days)) return err_fail(err, ERR_period_parameters, NULL);
  return call_view(c, &v, err) && call_as_of(c, &as_of, err) &&
         call_cached(c, as_of, v, compute, NULL, err);
}

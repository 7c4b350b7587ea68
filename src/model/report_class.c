/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every classification can be asked: how many people are in each class and what they spent,
 * how the counts moved day by day, and who went where between two days.  The flow includes `none`
 * and people not known yet at the start, so that rows and columns add up to the counts of both
 * days. */
#include "model/class_views.h"
#include "model/report_int.h"

bool money_of_people(const struct report_params *p, struct arena *out, struct person_money *ret,
                     struct err *err) {
  static const char *const text[] = {
      "count(order_completed, last 365 days)",
      "sum(order_completed.amount, last 365 days) - sum(order_refunded.amount, last 365 days)"};
  struct query_expr e[2];
  struct query_output *o;
  for (int i = 0; i < 2; i++) {
    struct node *tree;
    if (!lang_parse(str_from(text[i]), out, &tree, err) ||
        !lang_resolve(tree, p->names, LT_ANY, out, err))
      return false;
    e[i] = (struct query_expr){tree, p->as_of};
  }
  if (!expressions_run(e, 2, p->snapshot, &p->env, out, &o, err)) return false;
  ret->orders = &o[0].column; /* numbers only: nothing that would have to be released */
  ret->revenue = &o[1].column;
  return true;
}

bool money_add(const struct person_money *m, uint32_t subject, struct class_totals *t,
               struct err *err) {
  const struct query_column *count = m->orders, *money = m->revenue;
  uint64_t bit = UINT64_C(1) << (subject & 63);
  if (subject >= count->n || !(count->present[subject >> 6] & bit)) return true;
  t->orders += (int64_t)(count->num[subject] / dec_pow10(count->scale));
  t->buyers += count->num[subject] > 0;
  t->revenue.scale = money->scale;
  if (money->present[subject >> 6] & bit &&
      __builtin_add_overflow(t->revenue.m, money->num[subject], &t->revenue.m))
    return err_fail(err, ERR_number_overflow, "revenue");
  return true;
}

bool class_sums(const struct person_money *m, const struct classification_result *r,
                struct arena *out, struct class_totals **ret, struct err *err) {
  uint32_t none = r->def->n_classes;
  struct class_totals *t = arena_array(out, struct class_totals, none + 1);
  for (uint32_t i = 0; i <= none; i++) {
    t[i].people = (int64_t)r->counts[i];
    t[i].revenue.scale = m->revenue->scale;
  }
  for (uint32_t s = 0; s < m->orders->n; s++) {
    uint32_t k = r->class_of[s] == QUERY_CLASS_NONE ? none : r->class_of[s];
    if (!money_add(m, s, &t[k], err)) return false;
  }
  *ret = t;
  return true;
}

bool class_totals(const struct report_params *p, const struct classification_result *r,
                  struct arena *out, struct class_totals **ret, struct err *err) {
  struct person_money m;
  return money_of_people(p, out, &m, err) && class_sums(&m, r, out, ret, err);
}

static const struct report_column class_columns[] = {
    {"class", T("class", "代号"), CELL_TEXT},
    {"title", T("name", "名称"), CELL_TITLE},
    {"people", T("people", "人数"), CELL_COUNT},
    {"share", T("share", "占比"), CELL_RATE},
    {"buyers", T("buyers 365 d", "近365天购买人数"), CELL_COUNT},
    {"orders", T("orders 365 d", "近365天订单"), CELL_COUNT},
    {"revenue", T("net revenue 365 d", "近365天净额"), CELL_MONEY},
    {"revenue_share", T("of revenue", "金额占比"), CELL_RATE},
};
#define N_CLASS_COLUMNS 8
const struct class_text none_title = T("(in none)", "（未归入）");

bool add_classes(struct report *rep, const struct report_params *p,
                 const struct classification_result *r, const char *id, struct class_text title,
                 struct arena *out, struct err *err) {
  struct class_totals *t;
  const struct classification *c = r->def;
  double people = 0, revenue = 0;
  if (!class_totals(p, r, out, &t, err)) return false;
  struct report_section *s =
      report_add(rep, id, title, class_columns, N_CLASS_COLUMNS, c->n_classes + 1, out);
  for (uint32_t i = 0; i <= c->n_classes; i++)
    people += (double)t[i].people, revenue += dec_to_double(t[i].revenue);
  for (uint32_t i = 0; i <= c->n_classes; i++) {
    bool none = i == c->n_classes;
    cell_put_text(report_at(s, i, 0), none ? STR("none") : c->classes[i].name);
    cell_put_title(report_at(s, i, 1), none ? none_title : c->classes[i].title);
    cell_put_number(report_at(s, i, 2), t[i].people);
    cell_put_ratio(report_at(s, i, 3), (double)t[i].people, people);
    cell_put_number(report_at(s, i, 4), t[i].buyers);
    cell_put_number(report_at(s, i, 5), t[i].orders);
    cell_put_dec(report_at(s, i, 6), t[i].revenue);
    cell_put_ratio(report_at(s, i, 7), dec_to_double(t[i].revenue), revenue);
  }
  return true;
}

/* Columns named after the classes, behind a lead column. */
static struct report_column *columns_of(const struct classification *c, struct report_column lead,
                                        bool total, struct arena *out) {
  struct report_column *k = arena_array(out, struct report_column, c->n_classes + 3);
  k[0] = lead;
  for (uint32_t i = 0; i < c->n_classes; i++)
    k[i + 1] = (struct report_column){arena_cstr(out, c->classes[i].name), c->classes[i].title,
                                      CELL_COUNT};
  k[c->n_classes + 1] = (struct report_column){"none", T("none", "无"), CELL_COUNT};
  if (total) k[c->n_classes + 2] = (struct report_column){"total", T("total", "合计"), CELL_COUNT};
  return k;
}

static bool add_daily(struct report *rep, const struct classification *c,
                      const struct report_params *p, int32_t from, int32_t to, struct arena *out,
                      struct err *err) {
  int64_t *counts;
  if (!class_daily(p, c, &from, to, 1, out, &counts, err)) return false;
  uint32_t n = (uint32_t)(to - from + 1), width = c->n_classes + 1;
  const struct report_column lead = {"date", T("date", "日期"), CELL_DATE};
  struct report_section *s = report_add(rep, "daily", (struct class_text)T("By day", "每日人数"),
                                        columns_of(c, lead, false, out), width + 1, n, out);
  for (uint32_t i = 0; i < n; i++) {
    cell_put_day(report_at(s, i, 0), from + (int32_t)i);
    for (uint32_t j = 0; j < width; j++)
      cell_put_number(report_at(s, i, j + 1), counts[(size_t)i * width + j]);
  }
  return true;
}

static bool add_flow(struct report *rep, const struct classification *c,
                     const struct report_params *p, int32_t from, int32_t to, struct arena *out,
                     struct err *err) {
  struct class_flow flow;
  uint32_t k = c->n_classes, rows = k + 3; /* classes, none, not known yet, total */
  if (!class_flow(p, c, from, to, out, &flow, err)) return false;
  int64_t *m = arena_array(out, int64_t, (size_t)rows * (k + 2));
  for (uint32_t i = 0; i < k + 2; i++)
    for (uint32_t j = 0; j <= k; j++) {
      int64_t people = flow.matrix[(size_t)i * (k + 2) + j];
      m[(size_t)i * (k + 2) + j] = people;
      m[(size_t)i * (k + 2) + k + 1] += people;
      m[(size_t)(k + 2) * (k + 2) + j] += people;
      m[(size_t)(k + 2) * (k + 2) + k + 1] += people;
    }
  const struct report_column lead = {"from", T("from \\ to", "起 \\ 止"), CELL_TEXT};
  struct report_section *s = report_add(rep, "flow", (struct class_text)T("Flow", "流转"),
                                        columns_of(c, lead, true, out), k + 3, rows, out);
  for (uint32_t i = 0; i < rows; i++) {
    cell_put_text(report_at(s, i, 0), i < k        ? c->classes[i].name
                                      : i == k     ? STR("none")
                                      : i == k + 1 ? STR("(new)")
                                                   : STR("total"));
    for (uint32_t j = 0; j < k + 2; j++)
      cell_put_number(report_at(s, i, j + 1), m[(size_t)i * (k + 2) + j]);
  }
  return true;
}

bool class_report(const struct report_def *def, struct str slug, const struct report_params *p,
                  struct arena *out, struct report *ret, struct err *err) {
  const struct classification *c;
  struct classification_result r;
  if (p->slug.n) slug = p->slug;
  if (!p->env.find(p->env.ctx, slug, &c, err)) return false;
  if (!classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &r, err)) return false;
  report_begin(ret, def, p, 3, out);
  if (str_is(slug, "aipl") || def == &report_class) ret->title = c->title;
  int32_t today = day_of(p->env.tz, p->as_of), to = p->to ? p->to : today,
          from = p->from ? p->from : to - 29;
  bool ok = add_classes(ret, p, &r, "classes", (struct class_text)T("Classes", "各层"), out, err) &&
            (!p->daily || add_daily(ret, c, p, from, to, out, err)) &&
            (!p->flow || add_flow(ret, c, p, from, to, out, err));
  classification_result_release(&r);
  return ok;
}

static bool run_aipl(const struct report_params *p, struct arena *out, struct report *ret,
                     struct err *err) {
  return class_report(&report_aipl, STR("aipl"), p, out, ret, err);
}
const struct report_def report_aipl = {"aipl", T("AIPL", "AIPL"),
                                       T("People by AIPL stage", "AIPL 各阶段人数"), run_aipl};

static bool run_lifecycle(const struct report_params *p, struct arena *out, struct report *ret,
                          struct err *err) {
  return class_report(&report_lifecycle, STR("lifecycle"), p, out, ret, err);
}
const struct report_def report_lifecycle = {"lifecycle", T("Lifecycle", "生命周期"),
                                            T("People by lifecycle stage", "生命周期各阶段人数"),
                                            run_lifecycle};

static bool run_value(const struct report_params *p, struct arena *out, struct report *ret,
                      struct err *err) {
  return class_report(&report_value, STR("value"), p, out, ret, err);
}
const struct report_def report_value = {"value", T("Value layer", "价值分层"),
                                        T("High, middle and low value", "高、中、低价值"),
                                        run_value};

static bool run_class(const struct report_params *p, struct arena *out, struct report *ret,
                      struct err *err) {
  if (!p->slug.n) return err_fail(err, ERR_missing_slug, NULL);
  return class_report(&report_class, p->slug, p, out, ret, err);
}
const struct report_def report_class = {
    "class", T("Classification", "分层"),
    T("Any classification, by --classification SLUG", "任意分层（用 --classification 指定）"),
    run_class};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * New and returning customers, and payer layers: classifications seen together with what matters
 * about buyers. */
#include "model/report_int.h"

#define MONTHS 12

static const struct report_column month_columns[] = {
    {"month", T("month", "月份"), CELL_DATE},
    {"new_buyers", T("new", "新客"), CELL_COUNT},
    {"old_buyers", T("returning", "老客"), CELL_COUNT},
    {"new_orders", T("orders, new", "新客订单"), CELL_COUNT},
    {"old_orders", T("orders, returning", "老客订单"), CELL_COUNT},
    {"new_gmv", T("GMV, new", "新客 GMV"), CELL_MONEY},
    {"old_gmv", T("GMV, returning", "老客 GMV"), CELL_MONEY},
    {"old_share", T("returning share", "老客占比"), CELL_RATE},
};

static bool add_months(struct report *r, const struct report_params *p, struct arena *out,
                       struct err *err) {
  struct order_period k[MONTHS] = {0};
  int32_t today = day_of(p->env.tz, p->as_of), this_month = day_month_start(today);
  for (int i = 0; i < MONTHS; i++) {
    k[i].from = day_add_months(this_month, i - MONTHS + 1);
    k[i].to = day_add_months(k[i].from, 1) - 1;
  }
  if (!orders_of(p, k, MONTHS, NULL, 0, err)) return false;
  struct report_section *s = report_add(r, "months", (struct class_text)T("By month", "按月"),
                                        month_columns, 8, MONTHS, out);
  for (uint32_t i = 0; i < MONTHS; i++) {
    struct dec old = k[i].gmv;
    dec_sub(k[i].gmv, k[i].new_gmv, &old);
    cell_put_day(report_at(s, i, 0), k[i].from);
    cell_put_number(report_at(s, i, 1), k[i].new_buyers);
    cell_put_number(report_at(s, i, 2), k[i].buyers - k[i].new_buyers);
    cell_put_number(report_at(s, i, 3), k[i].new_orders);
    cell_put_number(report_at(s, i, 4), k[i].orders - k[i].new_orders);
    cell_put_dec(report_at(s, i, 5), k[i].new_gmv);
    cell_put_dec(report_at(s, i, 6), old);
    cell_put_ratio(report_at(s, i, 7), dec_to_double(old), dec_to_double(k[i].gmv));
  }
  return true;
}

/* New and returning customers by lifecycle stage: where each of them stands on the journey. */
static bool add_stages(struct report *r, const struct report_params *p,
                       const struct classification_result *k, struct arena *out, struct err *err) {
  const struct classification *life;
  struct classification_result l;
  if (!p->env.find(p->env.ctx, STR("lifecycle"), &life, err) ||
      !classification_run(life, p->snapshot, &p->as_of, 1, &p->env, out, &l, err))
    return false;
  uint32_t a = k->def->n_classes, b = life->n_classes;
  int64_t *m = arena_array(out, int64_t, (size_t)(a + 1) * (b + 1));
  roaring_uint32_iterator_t it;
  roaring_init_iterator(k->people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t x = k->class_of[it.current_value], y = l.class_of[it.current_value];
    m[(size_t)(x == QUERY_CLASS_NONE ? a : x) * (b + 1) + (y == QUERY_CLASS_NONE ? b : y)]++;
  }
  struct report_column *cols = arena_array(out, struct report_column, b + 2);
  cols[0] = (struct report_column){"class", T("class", "代号"), CELL_TEXT};
  for (uint32_t i = 0; i < b; i++)
    cols[i + 1] = (struct report_column){arena_cstr(out, life->classes[i].name),
                                         life->classes[i].title, CELL_COUNT};
  cols[b + 1] = (struct report_column){"none", T("none", "无"), CELL_COUNT};
  struct report_section *s =
      report_add(r, "stages", (struct class_text)T("Stage of the journey", "所处生命周期"), cols,
                 b + 2, a + 1, out);
  for (uint32_t i = 0; i <= a; i++) {
    cell_put_text(report_at(s, i, 0), i < a ? k->def->classes[i].name : STR("none"));
    for (uint32_t j = 0; j <= b; j++)
      cell_put_number(report_at(s, i, j + 1), m[(size_t)i * (b + 1) + j]);
  }
  classification_result_release(&l);
  return true;
}

static bool run_new_old(const struct report_params *p, struct arena *out, struct report *ret,
                        struct err *err) {
  const struct classification *c;
  struct classification_result k;
  if (!p->env.find(p->env.ctx, p->slug.n ? p->slug : STR("new_old"), &c, err) ||
      !classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &k, err))
    return false;
  report_begin(ret, &report_new_old, p, 3, out);
  bool ok = add_classes(ret, p, &k, "classes", c->title, out, err) &&
            add_stages(ret, p, &k, out, err) && add_months(ret, p, out, err);
  classification_result_release(&k);
  return ok;
}

const struct report_def report_new_old = {"new-old", T("New and old", "新老客"),
                                          T("New and returning customers", "新客与老客"),
                                          run_new_old};

static bool run_payers(const struct report_params *p, struct arena *out, struct report *ret,
                       struct err *err) {
  return class_report(&report_payers, STR("payers"), p, out, ret, err);
}

const struct report_def report_payers = {
    "payers", T("Payer layers", "付费分层"),
    T("Free, small and large payers, whales", "免费、小额、大额与鲸鱼用户"), run_payers};

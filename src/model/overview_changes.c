/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What changed since the period before, and who is behind it.
 *
 * Every candidate is an expression over now and then (class(rfm, before DATE)), and all of them run
 * in one pass: the number shown is the size of the set that the expression selects, so number and
 * door cannot disagree.  What is at stake is the net revenue of the last 365 days of those people;
 * the five with most are told.
 *
 * The change of GMV is split among its factors, GMV = buyers × orders per buyer × order value, by
 * the logarithmic mean (LMDI): factor x adds L(GMV₁, GMV₀) · ln(x₁ / x₀), L(a, b) = (a − b) / ln(a
 * / b). The three add up to the whole change exactly, in whatever order one takes them; the largest
 * in the direction of the change is named as its driver. */
#include <math.h>
#include <stdlib.h>

#include "model/overview_int.h"

#define CHANGE_LEAST 0.01 /* a rate's difference or a relative change below this is no news */
#define CANDIDATES   16
#define CLASSES_MAX  8

/* People whose class moved from one of a set to one of another. */
static const struct move {
  const char *id, *slug;
  const char *from[CLASSES_MAX], *to[CLASSES_MAX]; /* from none given: any other class, or not yet
                                                      known */
  int tone;
  struct class_text title, detail;
} moves[] = {
    {"rfm_slipping",
     "rfm",
     {"champions", "loyal"},
     {"at_risk", "cant_lose", "hibernating", "lost"},
     TONE_BAD,
     T("Best customers are slipping away", "优质客户正在流失"),
     T("Were champions or loyal before {}, and are at risk, not to be lost, hibernating or lost "
       "now.",
       "{} 之前是冠军或忠诚客户，现在处于流失风险、不可流失、沉睡或流失。")},
    {"rfm_recovered",
     "rfm",
     {"at_risk", "cant_lose", "about_to_sleep", "hibernating", "lost"},
     {"champions", "loyal", "potential_loyal"},
     TONE_GOOD,
     T("Customers at risk came back", "流失风险客户回来了"),
     T("Were at risk, asleep or lost before {}, and are champions, loyal or potentially loyal now.",
       "{} 之前处于流失风险、沉睡或流失，现在是冠军、忠诚或潜在忠诚客户。")},
    {"aipl_lapsed",
     "aipl",
     {"purchase", "loyalty"},
     {"interest", "awareness", "none"},
     TONE_BAD,
     T("Buyers lapsed", "购买用户失效"),
     T("Were in purchase or loyalty before {}, and are in neither now.",
       "{} 之前处于购买或忠诚，现在都不是。")},
    {"aipl_loyal",
     "aipl",
     {NULL},
     {"loyalty"},
     TONE_GOOD,
     T("People became loyal", "新增忠诚用户"),
     T("Are in loyalty now and were not before {}.", "现在处于忠诚，{} 之前不是。")},
    {"lifecycle_dormant",
     "lifecycle",
     {"introduction", "growth", "maturity", "return"},
     {"dormancy", "loss"},
     TONE_BAD,
     T("Active customers fell asleep", "活跃客户进入休眠"),
     T("Were active customers before {}, and have gone without an order for more than 90 days now.",
       "{} 之前是活跃客户，现在已超过90天没有下单。")},
    {"lifecycle_returned",
     "lifecycle",
     {"dormancy", "loss"},
     {"return"},
     TONE_GOOD,
     T("Sleeping customers returned", "休眠客户回归"),
     T("Were dormant or lost before {}, and have ordered again.",
       "{} 之前处于休眠或流失，现在再次下单。")},
};

struct candidates {
  const struct report_params *p;
  const struct overview *v;
  struct arena *out;
  struct overview_change c[CANDIDATES];
  uint32_t n;
};

static struct str fill(struct arena *out, struct str text, struct str date) {
  struct str s = text;
  struct str before = str_cut(&s, '{');
  if (before.n == text.n) return text;
  return arena_printf(out, "%.*s%.*s%.*s", STRF(before), STRF(date),
                      STRF(str_of(s.p + 1, s.n - 1)));
}

static bool has_class(const struct classification *c, const char *name) {
  if (str_is(STR("none"), name)) return true;
  for (uint32_t i = 0; i < c->n_classes; i++)
    if (str_is(c->classes[i].name, name)) return true;
  return false;
}

static bool list(const struct classification *c, const char *const *names, struct buf *out) {
  for (int i = 0; i < CLASSES_MAX && names[i]; i++) {
    if (!has_class(c, names[i])) return false;
    buf_printf(out, "%s\"%s\"", i ? ", " : "", names[i]);
  }
  return true;
}

static struct str one_of(struct arena *out, struct str names) {
  bool several = str_has(names, STR(","));
  return arena_printf(out, several ? "in (%.*s)" : "= %.*s", STRF(names));
}

static struct str none_of(struct arena *out, struct str names) {
  bool several = str_has(names, STR(","));
  return arena_printf(out, several ? "not in (%.*s)" : "!= %.*s", STRF(names));
}

/* A classification that the workspace has changed so that the classes are not there is left out. */
static void add_move(struct candidates *k, const struct move *m, struct str before) {
  const struct classification *c;
  struct err missing = {0};
  struct buf from = BUF_INIT, to = BUF_INIT;
  if (!k->p->env.find(k->p->env.ctx, str_from(m->slug), &c, &missing)) return;
  if (list(c, m->from, &from) && list(c, m->to, &to)) {
    struct overview_change *r = &k->c[k->n++];
    *r = (struct overview_change){.id = m->id, .title = m->title, .tone = m->tone};
    r->detail =
        (struct class_text){fill(k->out, m->detail.en, before), fill(k->out, m->detail.zh, before)};
    struct str was = from.n ? one_of(k->out, buf_str(&from)) : none_of(k->out, buf_str(&to)),
               now = one_of(k->out, buf_str(&to));
    r->expression = expression_text(k->out, "class(%s, before %.*s) %.*s and class(%s) %.*s",
                                    m->slug, STRF(before), STRF(was), m->slug, STRF(now));
  }
  buf_release(&from), buf_release(&to);
}

static struct str metric_door(const struct overview *v, const char *id) {
  for (uint32_t i = 0; i < v->n_metrics; i++)
    if (strcmp(v->metrics[i].id, id) == 0) return v->metrics[i].expression;
  return (struct str){0};
}

/* ---- money ---- */

static const struct class_text factors[] = {
    T("buyers", "购买人数"), T("orders per buyer", "人均订单"), T("order value", "客单价")};

/* Contributions to the change of GMV; false when a factor was or is 0. */
static bool decompose(const struct order_period *a, const struct order_period *b, double ret[3]) {
  double now[3], was[3], v1 = dec_to_double(a->gmv), v0 = dec_to_double(b->gmv);
  if (v1 <= 0 || v0 <= 0 || !a->orders || !b->orders) return false;
  now[0] = (double)a->buyers, was[0] = (double)b->buyers;
  now[1] = (double)a->orders / now[0], was[1] = (double)b->orders / was[0];
  now[2] = v1 / (double)a->orders, was[2] = v0 / (double)b->orders;
  double mean = v1 == v0 ? v1 : (v1 - v0) / log(v1 / v0);
  for (int i = 0; i < 3; i++)
    ret[i] = mean * log(now[i] / was[i]);
  return true;
}

static const struct overview_money *gmv_money(struct candidates *k, const struct order_period *a,
                                              const struct order_period *b, const double *part) {
  struct overview_money *m = arena_new(k->out, struct overview_money);
  *m = (struct overview_money){.was = b->gmv, .now = a->gmv};
  for (int i = 0; part && i < 3; i++) {
    m->parts[m->n_parts].title = factors[i];
    m->parts[m->n_parts++].amount = (struct dec){(i128)llround(part[i] * 100), 2};
  }
  return m;
}

static struct str gmv_detail(struct candidates *k, const struct overview_money *m, bool zh) {
  struct buf s = BUF_INIT;
  dec_format_grouped(m->was, 2, &s);
  buf_puts(&s, " → ");
  dec_format_grouped(m->now, 2, &s);
  buf_printf(&s, " %.*s", STRF(k->p->currency));
  for (uint32_t i = 0; i < m->n_parts; i++) {
    struct class_text f = m->parts[i].title;
    buf_printf(&s, zh ? "%s%.*s贡献 " : "%s%.*s ", i ? (zh ? "，" : ", ") : (zh ? "。" : ". By "),
               STRF(zh ? f.zh : f.en));
    if (dec_to_double(m->parts[i].amount) > 0) buf_putc(&s, '+');
    dec_format_grouped(m->parts[i].amount, 2, &s);
  }
  if (m->n_parts) buf_puts(&s, zh ? "（LMDI 分解）。" : " (LMDI).");
  struct str r = arena_str(k->out, buf_str(&s));
  buf_release(&s);
  return r;
}

static void add_gmv(struct candidates *k, const struct order_period *a,
                    const struct order_period *b) {
  double part[3], v1 = dec_to_double(a->gmv), v0 = dec_to_double(b->gmv);
  if (v0 <= 0 || fabs(v1 - v0) < CHANGE_LEAST * v0) return;
  bool up = v1 > v0, split = decompose(a, b, part);
  int driver = 0;
  for (int i = 1; split && i < 3; i++)
    if (up ? part[i] > part[driver] : part[i] < part[driver]) driver = i;
  struct overview_change *r = &k->c[k->n++];
  *r = (struct overview_change){.id = "gmv", .tone = up ? TONE_GOOD : TONE_BAD};
  r->expression = metric_door(k->v, "gmv");
  cell_put_real(&r->change, (v1 - v0) / v0);
  struct str en = up ? STR("GMV rose") : STR("GMV fell"),
             zh = up ? STR("GMV 上升") : STR("GMV 下降");
  if (split) {
    en = arena_printf(k->out, "%.*s, mostly by %.*s", STRF(en), STRF(factors[driver].en));
    zh = arena_printf(k->out, "%.*s，主要来自%.*s", STRF(zh), STRF(factors[driver].zh));
  }
  r->title = (struct class_text){en, zh};
  r->money = gmv_money(k, a, b, split ? part : NULL);
  r->detail = (struct class_text){gmv_detail(k, r->money, false), gmv_detail(k, r->money, true)};
}

enum rising { RISING_BAD, RISING_NEUTRAL };

static void add_rate(struct candidates *k, const char *id, double now, double was,
                     enum rising rising, struct class_text up, struct class_text down,
                     struct class_text detail) {
  if (fabs(now - was) < CHANGE_LEAST) return;
  struct overview_change *r = &k->c[k->n++];
  bool rose = now > was;
  *r = (struct overview_change){.id = id, .title = rose ? up : down};
  r->tone = rising == RISING_NEUTRAL ? TONE_NEUTRAL : rose ? TONE_BAD : TONE_GOOD;
  r->expression = metric_door(k->v, id);
  cell_put_real(&r->change, now - was);
  r->detail.en =
      arena_printf(k->out, "%.1f %% → %.1f %%: %.*s", was * 100, now * 100, STRF(detail.en));
  r->detail.zh =
      arena_printf(k->out, "%.1f%% → %.1f%%：%.*s", was * 100, now * 100, STRF(detail.zh));
}

static void add_periods(struct candidates *k, const struct order_period *a,
                        const struct order_period *b) {
  double gmv1 = dec_to_double(a->gmv), gmv0 = dec_to_double(b->gmv);
  add_gmv(k, a, b);
  if (a->buyers && b->buyers)
    add_rate(k, "new_buyers", (double)a->new_buyers / (double)a->buyers,
             (double)b->new_buyers / (double)b->buyers, RISING_NEUTRAL,
             (struct class_text)T("New buyers make up more", "新客占比上升"),
             (struct class_text)T("New buyers make up less", "新客占比下降"),
             (struct class_text)T("new buyers among the buyers of the period.",
                                  "本期购买者中的新客占比。"));
  if (gmv1 > 0 && gmv0 > 0)
    add_rate(k, "refund_rate", dec_to_double(a->refunded) / gmv1, dec_to_double(b->refunded) / gmv0,
             RISING_BAD, (struct class_text)T("Refunds rose", "退款率上升"),
             (struct class_text)T("Refunds fell", "退款率下降"),
             (struct class_text)T("refunds of the period as a share of its GMV.",
                                  "本期退款额占 GMV 的比例。"));
}

/* ---- who, and what is at stake ---- */

/* n candidates in one pass.  Classes of then may need events that are not kept for so long: halves
 * find those, before anything is read, and they have nobody. */
static bool measure_some(struct candidates *k, struct overview_change *c,
                         const struct query_expr *e, uint32_t n, const struct person_money *money,
                         struct err *err) {
  struct query_output *o;
  if (!expressions_run(e, n, k->p->snapshot, &k->p->env, k->out, &o, err)) {
    if (err->code != ERR_as_of_too_old) return false;
    return n == 1 || (measure_some(k, c, e, n / 2, money, err) &&
                      measure_some(k, c + n / 2, e + n / 2, n - n / 2, money, err));
  }
  bool ok = true;
  for (uint32_t i = 0; i < n; i++) {
    struct class_totals t = {.revenue.scale = money->revenue->scale};
    roaring_uint32_iterator_t it;
    roaring_init_iterator(o[i].set, &it);
    for (; ok && it.has_value; roaring_advance_uint32_iterator(&it))
      ok = money_add(money, it.current_value, &t, err);
    c[i].people = (int64_t)roaring_bitmap_get_cardinality(o[i].set);
    c[i].revenue = t.revenue;
  }
  query_outputs_release(o, n);
  return ok;
}

static bool measure(struct candidates *k, const struct person_money *money, struct err *err) {
  struct query_expr *e = arena_array(k->out, struct query_expr, k->n);
  for (uint32_t i = 0; i < k->n; i++) {
    struct node *tree;
    if (!lang_compile(k->c[i].expression, k->p->names, k->out, &tree, err)) return false;
    e[i] = (struct query_expr){tree, k->p->as_of};
  }
  return measure_some(k, k->c, e, k->n, money, err);
}

static int by_money(const void *a, const void *b) {
  const struct overview_change *x = a, *y = b;
  int c = dec_cmp(y->revenue, x->revenue);
  return c ? c : strcmp(x->id, y->id);
}

bool overview_changes(const struct report_params *p, const struct person_money *money,
                      const struct order_period k[2], struct arena *out, struct overview *v,
                      struct err *err) {
  struct candidates c = {.p = p, .v = v, .out = out};
  struct buf before = BUF_INIT;
  day_format(day_of(p->env.tz, v->classes_at) + 1, &before);
  for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
    add_move(&c, &moves[i], buf_str(&before));
  if (v->compared) add_periods(&c, &k[0], &k[1]);
  buf_release(&before);
  if (c.n == 0) return true;
  if (!measure(&c, money, err)) return false;
  qsort(c.c, c.n, sizeof *c.c, by_money);
  for (uint32_t i = 0; i < c.n && v->n_changes < OVERVIEW_CHANGES_MAX; i++)
    if (c.c[i].people > 0) v->changes[v->n_changes++] = c.c[i];
  return true;
}

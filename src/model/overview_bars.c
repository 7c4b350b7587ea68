/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where people stand: the classes of three classifications now, and how many were in each at the
 * moment of comparison.  Both moments share a pass. */
#include <math.h>

#include "model/overview_int.h"

/* n results: now and, with two, the moment of comparison. */
static bool bar_of(const struct person_money *money, const struct classification_result *r,
                   uint32_t n, struct arena *out, struct overview_bar **ret, struct err *err) {
  const struct classification *c = r[0].def;
  struct class_totals *t;
  struct overview_bar *bar = *ret = arena_new(out, struct overview_bar);
  int64_t people = 0;
  if (!class_sums(money, &r[0], out, &t, err)) return false;
  *bar = (struct overview_bar){.slug = c->slug, .title = c->title, .n = c->n_classes + 1};
  bar->classes = arena_array(out, struct overview_class, bar->n);
  for (uint32_t i = 0; i < bar->n; i++)
    people += t[i].people;
  for (uint32_t i = 0; i < bar->n; i++) {
    struct str name = i < c->n_classes ? c->classes[i].name : STR("none");
    bar->classes[i] =
        (struct overview_class){.name = name,
                                .title = i < c->n_classes ? c->classes[i].title : none_title,
                                .people = t[i].people,
                                .previous = n == 2 ? (int64_t)r[1].counts[i] : -1,
                                .share = people ? (double)t[i].people / (double)people : NAN,
                                .revenue = t[i].revenue,
                                .expression = class_expression(out, c->slug, name)};
  }
  return true;
}

static bool add_bar(const struct report_params *p, const struct person_money *money,
                    const char *slug, struct arena *out, const struct overview *v,
                    struct overview_bar **ret, struct err *err) {
  const struct classification *c;
  struct classification_result r[2];
  int64_t as_of[2] = {p->as_of, v->classes_at < p->as_of ? v->classes_at : p->as_of};
  uint32_t n = v->compared ? 2 : 1;
  struct err missing = {0};
  if (!p->env.find(p->env.ctx, str_from(slug), &c, &missing)) {
    *ret = NULL; /* archived: the page does without it */
    if (missing.code == ERR_unknown_name || missing.code == ERR_unknown_resource) return true;
    *err = missing;
    return false;
  }
  bool ok = classification_run(c, p->snapshot, as_of, n, &p->env, out, r, err);
  if (!ok && n == 2 && err->code == ERR_as_of_too_old) { /* not kept for that long: now alone */
    n = 1;
    ok = classification_run(c, p->snapshot, as_of, n, &p->env, out, r, err);
  }
  if (!ok) return false;
  ok = bar_of(money, r, n, out, ret, err);
  for (uint32_t i = 0; i < n; i++)
    classification_result_release(&r[i]);
  return ok;
}

bool overview_bars(const struct report_params *p, const struct person_money *money,
                   struct arena *out, struct overview *v, struct err *err) {
  return add_bar(p, money, "aipl", out, v, &v->aipl, err) &&
         add_bar(p, money, "lifecycle", out, v, &v->lifecycle, err) &&
         add_bar(p, money, "rfm", out, v, &v->rfm, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: levels with what they give, and plans that can be bought. */
#include <stdio.h>

#include "resource/programme_int.h"

/* ---- benefits ---- */

static bool read_texts(struct programme_reading *r, const struct json *benefits,
                       struct programme_level *l) {
  const struct json *v;
  if (!programme_list(r, benefits, "texts", PROGRAMME_TEXTS_MAX, &v)) return false;
  l->texts = arena_array(r->out, struct programme_text, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++) {
    /* each as if it were a field of its own */
    struct str key = STR("texts");
    const struct json one = {.type = JSON_OBJECT, .n = 1, .items = &v->items[i], .keys = &key};
    if (!programme_text_of(r, &one, "texts", &l->texts[l->n_texts++])) return false;
  }
  return true;
}

static bool read_service(struct programme_reading *r, const struct json *v,
                         struct programme_level *l) {
  static const char *const known[] = {"slug", "title", "quota", "per", "promise", NULL};
  struct programme_service s = {.quota = -1, .per = PROGRAMME_PER_PERIOD};
  unsigned per = PROGRAMME_PER_PERIOD;
  if (!programme_object(r, v, "services", known) ||
      !programme_slug(r, v, "services", "slug", &s.slug))
    return false;
  s.title = (struct programme_text){s.slug, s.slug};
  for (uint32_t i = 0; i < l->n_services; i++)
    if (str_eq(l->services[i].slug, s.slug))
      return programme_refuse(r, json_get(v, "slug"), "slug", "≠ …");
  if (!programme_text_of(r, v, "title", &s.title) ||
      !programme_text_of(r, v, "promise", &s.promise) ||
      !programme_whole(r, v, "quota", 0, PROGRAMME_QUOTA_MAX, &s.quota) ||
      !programme_word(r, v, "per", programme_per_names, &per))
    return false;
  s.per = (enum programme_per)per;
  l->services[l->n_services++] = s;
  return true;
}

static bool read_benefits(struct programme_reading *r, const struct json *level,
                          struct programme_level *l) {
  static const char *const known[] = {"points", "texts", "services", NULL};
  const struct json *v = json_get(level, "benefits"), *s;
  l->multiplier = dec_int(1);
  if (!v) return true;
  if (!programme_object(r, v, "benefits", known) ||
      !programme_amount(r, v, "points", true, &l->multiplier, NULL))
    return false;
  if (dec_cmp(l->multiplier, dec_int(1000)) > 0)
    return programme_refuse(r, json_get(v, "points"), "points", "0.0001 … 1000");
  if (!read_texts(r, v, l) || !programme_list(r, v, "services", PROGRAMME_SERVICES_MAX, &s))
    return false;
  l->services = arena_array(r->out, struct programme_service, s ? s->n + 1 : 1);
  for (uint32_t i = 0; s && i < s->n; i++)
    if (!read_service(r, &s->items[i], l)) return false;
  return true;
}

/* ---- gifts ---- */

static bool read_gift(struct programme_reading *r, const struct json *v,
                      struct programme_gift *ret) {
  static const char *const known[] = {"coupon", "count", "points", "currency", NULL};
  struct programme_gift g = {.coupons = 1, .points = DEC_ZERO};
  bool points = false;
  int64_t count = 1;
  if (!programme_object(r, v, "gifts", known) ||
      !programme_amount(r, v, "points", true, &g.points, &points))
    return false;
  if (points == (json_get(v, "coupon") != NULL) || (points && json_get(v, "count")) ||
      (!points && json_get(v, "currency")))
    return programme_refuse(r, v, "gifts", "{coupon, count} / {points, currency}");
  if (points) {
    if (!programme_slug(r, v, "gifts", "currency", &g.currency)) return false;
  } else if (!programme_slug(r, v, "gifts", "coupon", &g.coupon) ||
             !programme_whole(r, v, "count", 1, PROGRAMME_COUPONS_MAX, &count)) {
    return false;
  }
  g.coupons = points ? 0 : (uint32_t)count;
  *ret = g;
  return true;
}

static bool read_gifts(struct programme_reading *r, const struct json *level,
                       struct programme_level *l) {
  const struct json *v = json_get(level, "gifts"), *list;
  if (!v) return true;
  if (!programme_object(r, v, "gifts", programme_occasion_names)) return false;
  for (int o = 0; o < PROGRAMME_OCCASIONS; o++) {
    struct programme_gifts *g = &l->gifts[o];
    if (!programme_list(r, v, programme_occasion_names[o], PROGRAMME_GIFTS_MAX, &list))
      return false;
    g->p = arena_array(r->out, struct programme_gift, list ? list->n + 1 : 1);
    for (uint32_t i = 0; list && i < list->n; i++)
      if (!read_gift(r, &list->items[i], &g->p[g->n++])) return false;
  }
  if (l->gifts[PROGRAMME_AT_MEMBER_DAY].n && !r->p->day_of_month && !r->p->day_of_week)
    return programme_refuse(r, v, "gifts.member_day", "member_day: {month: 8} / {week: 5}");
  return true;
}

/* ---- levels ---- */

/* Why no ceiling may rise: whoever reaches a level keeps it at the end of the period, and the next
 * level asks for more than the one before. */
static bool read_growth(struct programme_reading *r, const struct json *v,
                        struct programme_level *l) {
  bool keep;
  if (!programme_amount(r, v, "growth", false, &l->growth, &l->by_growth)) return false;
  l->keep = l->growth;
  if (!programme_amount(r, v, "keep", false, &l->keep, &keep)) return false;
  if (keep && !l->by_growth) return programme_missing(r, v, "levels", "growth");
  if (l->by_growth && r->p->growth.n == 0) return programme_missing(r, v, "programme", "growth");
  if (dec_cmp(l->keep, l->growth) > 0)
    return programme_refuse(r, json_get(v, "keep"), "keep", "≤ growth");
  for (uint32_t i = r->p->n_levels; l->by_growth && i-- > 0;) {
    const struct programme_level *below = &r->p->levels[i];
    if (!below->by_growth) continue;
    if (dec_cmp(below->growth, l->growth) >= 0)
      return programme_refuse(r, json_get(v, "growth"), "growth", "> levels[-1].growth");
    break;
  }
  return true;
}

static bool read_level(struct programme_reading *r, const struct json *v) {
  static const char *const known[] = {"slug", "title",    "growth", "keep",
                                      "when", "benefits", "gifts",  NULL};
  struct programme *p = r->p;
  struct programme_level l = {0};
  if (!programme_object(r, v, "levels", known) || !programme_slug(r, v, "levels", "slug", &l.slug))
    return false;
  if (programme_level_find(p, l.slug) >= 0)
    return programme_refuse(r, json_get(v, "slug"), "slug", "≠ …");
  l.title = (struct programme_text){l.slug, l.slug};
  if (!programme_text_of(r, v, "title", &l.title) || !read_growth(r, v, &l) ||
      !programme_expression(r, v, "when", &l.when) || !read_benefits(r, v, &l) ||
      !read_gifts(r, v, &l))
    return false;
  l.by_rule = l.when.n > 0;
  p->levels[p->n_levels++] = l;
  return true;
}

bool programme_read_levels(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  if (!programme_list(r, doc, "levels", PROGRAMME_LEVELS_MAX, &v)) return false;
  if (!v) return programme_missing(r, doc, "programme", "levels");
  if (v->n == 0) return programme_refuse(r, v, "levels", "[{slug: …}]");
  r->p->levels = arena_array(r->out, struct programme_level, v->n);
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_level(r, &v->items[i])) return false;
  return true;
}

/* ---- plans ---- */

static bool read_term(struct programme_reading *r, const struct json *v, struct programme_plan *l) {
  int64_t months = 0, days = 0, trial = 0, grace = 0;
  if (!programme_whole(r, v, "months", 1, PROGRAMME_MONTHS_MAX, &months) ||
      !programme_whole(r, v, "days", 1, PROGRAMME_MONTHS_MAX * 31, &days) ||
      !programme_whole(r, v, "trial_days", 0, PROGRAMME_TRIAL_MAX, &trial) ||
      !programme_whole(r, v, "grace_days", 0, PROGRAMME_GRACE_MAX, &grace))
    return false;
  if ((months == 0) == (days == 0)) return programme_refuse(r, v, "plans", "months / days");
  l->months = (uint32_t)months;
  l->days = (uint32_t)days;
  l->trial_days = (uint32_t)trial;
  l->grace_days = (uint32_t)grace;
  return true;
}

static bool read_plan(struct programme_reading *r, const struct json *v) {
  static const char *const known[] = {"slug",       "title",      "price",  "months", "days",
                                      "trial_days", "grace_days", "refund", NULL};
  struct programme *p = r->p;
  struct programme_plan l = {0};
  unsigned refund = PROGRAMME_REFUND_NONE;
  bool price;
  if (!programme_object(r, v, "plans", known) || !programme_slug(r, v, "plans", "slug", &l.slug))
    return false;
  if (programme_plan_find(p, l.slug))
    return programme_refuse(r, json_get(v, "slug"), "slug", "≠ …");
  l.title = (struct programme_text){l.slug, l.slug};
  if (!programme_text_of(r, v, "title", &l.title) ||
      !programme_amount(r, v, "price", false, &l.price, &price) || !read_term(r, v, &l) ||
      !programme_word(r, v, "refund", programme_refund_names, &refund))
    return false;
  if (!price) return programme_missing(r, v, "plans", "price");
  l.refund = (enum programme_refund)refund;
  p->plans[p->n_plans++] = l;
  return true;
}

bool programme_read_plans(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  struct programme *p = r->p;
  if (!programme_list(r, doc, "plans", PROGRAMME_PLANS_MAX, &v)) return false;
  bool paid = p->join == PROGRAMME_PAID;
  if (paid && (!v || v->n == 0)) return programme_missing(r, doc, "programme", "plans");
  if (!paid && v) return programme_refuse(r, v, "plans", "join: paid");
  p->plans = arena_array(r->out, struct programme_plan, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++)
    if (!read_plan(r, &v->items[i])) return false;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: levels with what they give, and plans that can be bought. */
#include <stdio.h>

#include "resource/programme_int.h"

/* ---- benefits ---- */

static bool read_texts(struct programme_reading *r, const struct json *benefits,
                       struct programme_level *l) {
  const struct json *v;
  if (!reading_list(&r->r, benefits, "texts", PROGRAMME_TEXTS_MAX, &v)) return false;
  l->texts = arena_array(r->r.out, struct bilingual, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++) {
    /* each as if it were a field of its own */
    struct str key = STR("texts");
    const struct json one = {.type = JSON_OBJECT, .n = 1, .items = &v->items[i], .keys = &key};
    if (!reading_text_of(&r->r, &one, "texts", &l->texts[l->n_texts++])) return false;
  }
  return true;
}

static bool read_service(struct programme_reading *r, const struct json *v,
                         struct programme_level *l) {
  static const char *const known[] = {"slug", "title", "quota", "per", "promise", NULL};
  struct programme_service s = {.quota = -1, .per = PROGRAMME_PER_PERIOD};
  unsigned per = PROGRAMME_PER_PERIOD;
  if (!reading_object(&r->r, v, "services", known) ||
      !reading_slug(&r->r, v, "services", "slug", &s.slug))
    return false;
  s.title = (struct bilingual){s.slug, s.slug};
  for (uint32_t i = 0; i < l->n_services; i++)
    if (str_eq(l->services[i].slug, s.slug))
      return reading_refuse(&r->r, json_get(v, "slug"), "slug", "≠ …");
  if (!reading_text_of(&r->r, v, "title", &s.title) ||
      !reading_text_of(&r->r, v, "promise", &s.promise) ||
      !reading_whole(&r->r, v, "quota", 0, PROGRAMME_QUOTA_MAX, &s.quota) ||
      !reading_word(&r->r, v, "per", programme_per_names, &per))
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
  if (!reading_object(&r->r, v, "benefits", known) ||
      !reading_amount(&r->r, v, "points", true, &l->multiplier, NULL))
    return false;
  if (dec_cmp(l->multiplier, dec_int(1000)) > 0)
    return reading_refuse(&r->r, json_get(v, "points"), "points", "0.0001 … 1000");
  if (!read_texts(r, v, l) || !reading_list(&r->r, v, "services", PROGRAMME_SERVICES_MAX, &s))
    return false;
  l->services = arena_array(r->r.out, struct programme_service, s ? s->n + 1 : 1);
  for (uint32_t i = 0; s && i < s->n; i++)
    if (!read_service(r, &s->items[i], l)) return false;
  return true;
}

/* ---- gifts ---- */

static bool read_gifts(struct programme_reading *r, const struct json *level,
                       struct programme_level *l) {
  const struct json *v = json_get(level, "gifts"), *list;
  if (!v) return true;
  if (!reading_object(&r->r, v, "gifts", programme_occasion_names)) return false;
  for (int o = 0; o < PROGRAMME_OCCASIONS; o++) {
    struct programme_gifts *g = &l->gifts[o];
    if (!reading_list(&r->r, v, programme_occasion_names[o], PROGRAMME_GIFTS_MAX, &list))
      return false;
    g->p = arena_array(r->r.out, struct reward, list ? list->n + 1 : 1);
    for (uint32_t i = 0; list && i < list->n; i++)
      if (!reward_read(&r->r, &list->items[i], "gifts", &g->p[g->n++])) return false;
  }
  if (l->gifts[PROGRAMME_AT_MEMBER_DAY].n && !r->p->day_of_month && !r->p->day_of_week)
    return reading_refuse(&r->r, v, "gifts.member_day", "member_day: {month: 8} / {week: 5}");
  return true;
}

/* ---- levels ---- */

/* Why no ceiling may rise: whoever reaches a level keeps it at the end of the period, and the next
 * level asks for more than the one before. */
static bool read_growth(struct programme_reading *r, const struct json *v,
                        struct programme_level *l) {
  bool keep;
  if (!reading_amount(&r->r, v, "growth", false, &l->growth, &l->by_growth)) return false;
  l->keep = l->growth;
  if (!reading_amount(&r->r, v, "keep", false, &l->keep, &keep)) return false;
  if (keep && !l->by_growth) return reading_missing(&r->r, v, "levels", "growth");
  if (l->by_growth && r->p->growth.n == 0) return reading_missing(&r->r, v, "programme", "growth");
  if (dec_cmp(l->keep, l->growth) > 0)
    return reading_refuse(&r->r, json_get(v, "keep"), "keep", "≤ growth");
  for (uint32_t i = r->p->n_levels; l->by_growth && i-- > 0;) {
    const struct programme_level *below = &r->p->levels[i];
    if (!below->by_growth) continue;
    if (dec_cmp(below->growth, l->growth) >= 0)
      return reading_refuse(&r->r, json_get(v, "growth"), "growth", "> levels[-1].growth");
    break;
  }
  return true;
}

static bool read_level(struct programme_reading *r, const struct json *v) {
  static const char *const known[] = {"slug", "title",    "growth", "keep",
                                      "when", "benefits", "gifts",  NULL};
  struct programme *p = r->p;
  struct programme_level l = {0};
  if (!reading_object(&r->r, v, "levels", known) ||
      !reading_slug(&r->r, v, "levels", "slug", &l.slug))
    return false;
  if (programme_level_find(p, l.slug) >= 0)
    return reading_refuse(&r->r, json_get(v, "slug"), "slug", "≠ …");
  l.title = (struct bilingual){l.slug, l.slug};
  if (!reading_text_of(&r->r, v, "title", &l.title) || !read_growth(r, v, &l) ||
      !reading_expression(&r->r, v, "when", &l.when) || !read_benefits(r, v, &l) ||
      !read_gifts(r, v, &l))
    return false;
  l.by_rule = l.when.n > 0;
  p->levels[p->n_levels++] = l;
  return true;
}

bool programme_read_levels(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  if (!reading_list(&r->r, doc, "levels", PROGRAMME_LEVELS_MAX, &v)) return false;
  if (!v) return reading_missing(&r->r, doc, "programme", "levels");
  if (v->n == 0) return reading_refuse(&r->r, v, "levels", "[{slug: …}]");
  r->p->levels = arena_array(r->r.out, struct programme_level, v->n);
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_level(r, &v->items[i])) return false;
  return true;
}

/* ---- plans ---- */

static bool read_term(struct programme_reading *r, const struct json *v, struct programme_plan *l) {
  int64_t months = 0, days = 0, trial = 0, grace = 0;
  if (!reading_whole(&r->r, v, "months", 1, PROGRAMME_MONTHS_MAX, &months) ||
      !reading_whole(&r->r, v, "days", 1, PROGRAMME_MONTHS_MAX * 31, &days) ||
      !reading_whole(&r->r, v, "trial_days", 0, PROGRAMME_TRIAL_MAX, &trial) ||
      !reading_whole(&r->r, v, "grace_days", 0, PROGRAMME_GRACE_MAX, &grace))
    return false;
  if ((months == 0) == (days == 0)) return reading_refuse(&r->r, v, "plans", "months / days");
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
  if (!reading_object(&r->r, v, "plans", known) ||
      !reading_slug(&r->r, v, "plans", "slug", &l.slug))
    return false;
  if (programme_plan_find(p, l.slug))
    return reading_refuse(&r->r, json_get(v, "slug"), "slug", "≠ …");
  l.title = (struct bilingual){l.slug, l.slug};
  if (!reading_text_of(&r->r, v, "title", &l.title) ||
      !reading_amount(&r->r, v, "price", false, &l.price, &price) || !read_term(r, v, &l) ||
      !reading_word(&r->r, v, "refund", programme_refund_names, &refund))
    return false;
  if (!price) return reading_missing(&r->r, v, "plans", "price");
  l.refund = (enum programme_refund)refund;
  p->plans[p->n_plans++] = l;
  return true;
}

bool programme_read_plans(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  struct programme *p = r->p;
  if (!reading_list(&r->r, doc, "plans", PROGRAMME_PLANS_MAX, &v)) return false;
  bool paid = p->join == PROGRAMME_PAID;
  if (paid && (!v || v->n == 0)) return reading_missing(&r->r, doc, "programme", "plans");
  if (!paid && v) return reading_refuse(&r->r, v, "plans", "join: paid");
  p->plans = arena_array(r->r.out, struct programme_plan, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++)
    if (!read_plan(r, &v->items[i])) return false;
  return true;
}

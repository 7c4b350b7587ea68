/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: what is not of a level or a plan. */
#include <stdio.h>

#include "resource/programme_int.h"
#include "resource/resource_int.h"

const char *const programme_join_names[] = {"open", "rule", "paid", NULL};
const char *const programme_period_names[] = {"lifetime", "rolling", "year", "from_upgrade", NULL};
const char *const programme_occasion_names[] = {"upgrade", "birthday", "member_day", NULL};
const char *const programme_per_names[] = {"day", "month", "year", "period", NULL};
const char *const programme_refund_names[] = {"none", "full", "by_day", NULL};

/* ---- joining, periods, days ---- */

/* open / paid, or {when: …}. */
static bool read_join(struct programme_reading *r, const struct json *doc) {
  static const char *const known[] = {"when", NULL};
  const struct json *v = json_get(doc, "join");
  struct programme *p = r->p;
  p->join = PROGRAMME_OPEN;
  if (!v) return true;
  if (v->type == JSON_STRING) {
    bool open = str_is(v->text, "open");
    if (!open && !str_is(v->text, "paid"))
      return reading_refuse(&r->r, v, "join", "open, paid, {when: …}");
    p->join = open ? PROGRAMME_OPEN : PROGRAMME_PAID;
    return true;
  }
  if (!reading_object(&r->r, v, "join", known)) return false;
  if (v->n != 1) return reading_refuse(&r->r, v, "join", "{when: …}");
  p->join = PROGRAMME_RULE;
  return reading_expression(&r->r, v, "when", &p->join_when);
}

/* lifetime / year, or {rolling: 12} / {from_upgrade: 12} in months. */
static bool read_period(struct programme_reading *r, const struct json *doc) {
  static const char *const known[] = {"rolling", "from_upgrade", NULL};
  const struct json *v = json_get(doc, "period");
  struct programme *p = r->p;
  int64_t months = 0;
  p->period = PROGRAMME_LIFETIME;
  if (!v) return true;
  if (v->type == JSON_STRING) {
    bool year = str_is(v->text, "year");
    if (!year && !str_is(v->text, "lifetime"))
      return reading_refuse(&r->r, v, "period",
                            "lifetime, year, {rolling: 12}, {from_upgrade: 12}");
    p->period = year ? PROGRAMME_YEAR : PROGRAMME_LIFETIME;
    return true;
  }
  if (!reading_object(&r->r, v, "period", known)) return false;
  if (v->n != 1) return reading_refuse(&r->r, v, "period", "{rolling: 12} / {from_upgrade: 12}");
  bool rolling = str_is(v->keys[0], "rolling");
  p->period = rolling ? PROGRAMME_ROLLING : PROGRAMME_FROM_UPGRADE;
  if (!reading_whole(&r->r, v, rolling ? "rolling" : "from_upgrade", 1, PROGRAMME_MONTHS_MAX,
                     &months))
    return false;
  p->months = (uint32_t)months;
  return true;
}

static bool read_downgrade(struct programme_reading *r, const struct json *doc) {
  static const char *const known[] = {"to", "grace_days", NULL};
  static const char *const steps[] = {"reached", "one_level", NULL};
  static const char *const counts[] = {"period", "lifetime", NULL};
  const struct json *v = json_get(doc, "downgrade");
  int64_t grace = 0;
  unsigned step = 0, count = 0;
  if (!reading_word(&r->r, doc, "counts", counts, &count)) return false;
  r->p->lifetime_growth = count == 1 || r->p->period == PROGRAMME_LIFETIME;
  if (!v) return true;
  if (!reading_object(&r->r, v, "downgrade", known) ||
      !reading_word(&r->r, v, "to", steps, &step) ||
      !reading_whole(&r->r, v, "grace_days", 0, PROGRAMME_GRACE_MAX, &grace))
    return false;
  r->p->one_level = step == 1;
  r->p->grace_days = (uint32_t)grace;
  return true;
}

static bool read_days(struct programme_reading *r, const struct json *doc) {
  static const char *const known[] = {"month", "week", NULL};
  const struct json *v = json_get(doc, "member_day"), *b = json_get(doc, "birthday");
  int64_t month = 0, week = 0;
  if (v) {
    if (!reading_object(&r->r, v, "member_day", known)) return false;
    if (v->n != 1) return reading_refuse(&r->r, v, "member_day", "{month: 8} / {week: 5}");
    if (!reading_whole(&r->r, v, "month", 1, 31, &month) ||
        !reading_whole(&r->r, v, "week", 1, 7, &week))
      return false;
  }
  r->p->day_of_month = (uint32_t)month;
  r->p->day_of_week = (uint32_t)week;
  if (b && (b->type != JSON_STRING || b->text.n == 0 || b->text.n > 200))
    return reading_refuse(&r->r, b, "birthday", "\"birthday\"");
  r->p->birthday = b ? arena_str(r->r.out, b->text) : STR("birthday");
  return true;
}

static bool read_growth(struct programme_reading *r, const struct json *doc) {
  return !json_get(doc, "growth") || reading_slug(&r->r, doc, "programme", "growth", &r->p->growth);
}

bool programme_read(const struct json *doc, struct arena *out, struct programme *ret,
                    const struct json **ret_at, struct err *err) {
  struct programme p = {0};
  struct programme_reading r = {.p = &p, .r = {.out = out, .at = ret_at, .err = err}};
  *ret_at = NULL;
  if (!reading_slug(&r.r, doc, "programme", "slug", &p.slug)) return false;
  p.title = (struct bilingual){p.slug, p.slug};
  if (!reading_text_of(&r.r, doc, "title", &p.title) || !read_growth(&r, doc) ||
      !read_join(&r, doc) || !read_period(&r, doc) || !read_downgrade(&r, doc) ||
      !read_days(&r, doc) || !programme_read_levels(&r, doc) || !programme_read_plans(&r, doc) ||
      !programme_read_welcome(&r, doc) || !programme_read_enrol(&r, doc))
    return false;
  *ret = p;
  return true;
}

/* ---- asking ---- */

int programme_level_find(const struct programme *p, struct str slug) {
  for (uint32_t i = 0; i < p->n_levels; i++)
    if (str_eq(p->levels[i].slug, slug)) return (int)i;
  return -1;
}

const struct programme_plan *programme_plan_find(const struct programme *p, struct str slug) {
  for (uint32_t i = 0; i < p->n_plans; i++)
    if (str_eq(p->plans[i].slug, slug)) return &p->plans[i];
  return NULL;
}

bool programme_gives(const struct programme *p, enum programme_occasion o) {
  for (uint32_t i = 0; i < p->n_levels; i++)
    if (p->levels[i].gifts[o].n) return true;
  return false;
}

bool programme_has_rules(const struct programme *p) {
  for (uint32_t i = 0; i < p->n_levels; i++)
    if (p->levels[i].by_rule) return true;
  return false;
}

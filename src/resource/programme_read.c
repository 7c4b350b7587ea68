/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: the small readers of one value, and what is not of a level or a plan. */
#include <stdio.h>

#include "resource/programme_int.h"
#include "resource/resource_int.h"

const char *const programme_join_names[] = {"open", "rule", "paid", NULL};
const char *const programme_period_names[] = {"lifetime", "rolling", "year", "from_upgrade", NULL};
const char *const programme_occasion_names[] = {"upgrade", "birthday", "member_day", NULL};
const char *const programme_per_names[] = {"day", "month", "year", "period", NULL};
const char *const programme_refund_names[] = {"none", "full", "by_day", NULL};

bool programme_refuse(struct programme_reading *r, const struct json *at, const char *field,
                      const char *must_be) {
  *r->at = at;
  return err_fail(r->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

bool programme_missing(struct programme_reading *r, const struct json *at, const char *of,
                       const char *field) {
  *r->at = at;
  return err_fail(r->err, ERR_missing_field, "%s" ERR_SEP "%s", of, field);
}

static void put_words(const char *const *words, char out[ERR_ARG_BYTES]) {
  size_t n = 0;
  out[0] = 0;
  for (; *words && n < ERR_ARG_BYTES - 1; words++)
    n += (size_t)snprintf(out + n, ERR_ARG_BYTES - n, "%s%s", n ? ", " : "", *words);
}

bool programme_object(struct programme_reading *r, const struct json *v, const char *field,
                      const char *const *known) {
  char words[ERR_ARG_BYTES];
  if (v->type != JSON_OBJECT) return programme_refuse(r, v, field, "{…: …}");
  for (uint32_t i = 0; i < v->n; i++) {
    bool is = false;
    for (const char *const *k = known; *k; k++)
      is = is || str_is(v->keys[i], *k);
    if (is) continue;
    put_words(known, words);
    *r->at = &v->items[i];
    return err_fail(r->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", field,
                    STRF(v->keys[i]), words);
  }
  return true;
}

bool programme_list(struct programme_reading *r, const struct json *o, const char *field,
                    uint32_t max, const struct json **ret) {
  const struct json *v = json_get(o, field);
  char range[40];
  *ret = v;
  if (!v || (v->type == JSON_ARRAY && v->n <= max)) return true;
  snprintf(range, sizeof range, "[…], 0 … %u", max);
  return programme_refuse(r, v, field, range);
}

bool programme_whole(struct programme_reading *r, const struct json *o, const char *field,
                     int64_t min, int64_t max, int64_t *ret) {
  const struct json *v = json_get(o, field);
  char range[64];
  int64_t value;
  if (!v) return true;
  if (json_int(v, &value) && value >= min && value <= max) {
    *ret = value;
    return true;
  }
  snprintf(range, sizeof range, "%lld … %lld", (long long)min, (long long)max);
  return programme_refuse(r, v, field, range);
}

/* dec_parse rounds what is beyond 18 fraction digits; a text that could have such is no amount. */
bool programme_amount(struct programme_reading *r, const struct json *o, const char *field,
                      bool positive, struct dec *ret, bool *ret_given) {
  const struct json *v = json_get(o, field);
  struct dec d;
  if (ret_given) *ret_given = v != NULL;
  if (!v) return true;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= PROGRAMME_POINTS_SCALE && dec_cmp(d, DEC_ZERO) >= positive &&
         dec_cmp(d, dec_int(PROGRAMME_AMOUNT_MAX)) <= 0;
  }
  if (!ok) return programme_refuse(r, v, field, positive ? "0.0001 … 10^14" : "0 … 10^14 (0.0001)");
  *ret = d;
  return true;
}

bool programme_text_of(struct programme_reading *r, const struct json *o, const char *field,
                       struct programme_text *ret) {
  const struct json *v = json_get(o, field);
  struct programme_text t = {0};
  if (!v) return true;
  bool ok = v->type == JSON_STRING || v->type == JSON_OBJECT;
  if (v->type == JSON_STRING) t.en = t.zh = v->text;
  for (uint32_t i = 0; ok && v->type == JSON_OBJECT && i < v->n; i++) {
    bool en = str_is(v->keys[i], "en");
    ok = v->items[i].type == JSON_STRING && (en || str_is(v->keys[i], "zh"));
    *(en ? &t.en : &t.zh) = v->items[i].text;
  }
  ok = ok && (t.en.n || t.zh.n) && t.en.n <= PROGRAMME_TEXT_MAX && t.zh.n <= PROGRAMME_TEXT_MAX;
  if (!ok) return programme_refuse(r, v, field, "\"…\" / {en: \"…\", zh: \"…\"}");
  ret->en = arena_str(r->out, t.en.n ? t.en : t.zh);
  ret->zh = arena_str(r->out, t.zh.n ? t.zh : t.en);
  return true;
}

bool programme_word(struct programme_reading *r, const struct json *o, const char *field,
                    const char *const *words, unsigned *ret) {
  const struct json *v = json_get(o, field);
  char all[ERR_ARG_BYTES];
  if (!v) return true;
  for (unsigned i = 0; words[i]; i++)
    if (v->type == JSON_STRING && str_is(v->text, words[i])) {
      *ret = i;
      return true;
    }
  put_words(words, all);
  return programme_refuse(r, v, field, all);
}

/* `when: true` is a valid expression that YAML reads as a truth value. */
bool programme_expression(struct programme_reading *r, const struct json *o, const char *field,
                          struct str *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  bool literal = v->type == JSON_BOOL;
  if (!literal && (v->type != JSON_STRING || v->text.n == 0))
    return programme_refuse(r, v, field, "\"…\"");
  *ret = arena_str(r->out, literal ? (v->boolean ? STR("true") : STR("false")) : v->text);
  return true;
}

bool programme_slug(struct programme_reading *r, const struct json *o, const char *of,
                    const char *field, struct str *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return programme_missing(r, o, of, field);
  if (v->type != JSON_STRING || !slug_valid(v->text)) {
    *r->at = v;
    return err_fail(r->err, ERR_bad_slug, "%.*s",
                    STRF(v->type == JSON_STRING ? v->text : STR("…")));
  }
  *ret = arena_str(r->out, v->text);
  return true;
}

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
      return programme_refuse(r, v, "join", "open, paid, {when: …}");
    p->join = open ? PROGRAMME_OPEN : PROGRAMME_PAID;
    return true;
  }
  if (!programme_object(r, v, "join", known)) return false;
  if (v->n != 1) return programme_refuse(r, v, "join", "{when: …}");
  p->join = PROGRAMME_RULE;
  return programme_expression(r, v, "when", &p->join_when);
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
      return programme_refuse(r, v, "period", "lifetime, year, {rolling: 12}, {from_upgrade: 12}");
    p->period = year ? PROGRAMME_YEAR : PROGRAMME_LIFETIME;
    return true;
  }
  if (!programme_object(r, v, "period", known)) return false;
  if (v->n != 1) return programme_refuse(r, v, "period", "{rolling: 12} / {from_upgrade: 12}");
  bool rolling = str_is(v->keys[0], "rolling");
  p->period = rolling ? PROGRAMME_ROLLING : PROGRAMME_FROM_UPGRADE;
  if (!programme_whole(r, v, rolling ? "rolling" : "from_upgrade", 1, PROGRAMME_MONTHS_MAX,
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
  if (!programme_word(r, doc, "counts", counts, &count)) return false;
  r->p->lifetime_growth = count == 1 || r->p->period == PROGRAMME_LIFETIME;
  if (!v) return true;
  if (!programme_object(r, v, "downgrade", known) || !programme_word(r, v, "to", steps, &step) ||
      !programme_whole(r, v, "grace_days", 0, PROGRAMME_GRACE_MAX, &grace))
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
    if (!programme_object(r, v, "member_day", known)) return false;
    if (v->n != 1) return programme_refuse(r, v, "member_day", "{month: 8} / {week: 5}");
    if (!programme_whole(r, v, "month", 1, 31, &month) ||
        !programme_whole(r, v, "week", 1, 7, &week))
      return false;
  }
  r->p->day_of_month = (uint32_t)month;
  r->p->day_of_week = (uint32_t)week;
  if (b && (b->type != JSON_STRING || b->text.n == 0 || b->text.n > 200))
    return programme_refuse(r, b, "birthday", "\"birthday\"");
  r->p->birthday = b ? arena_str(r->out, b->text) : STR("birthday");
  return true;
}

static bool read_growth(struct programme_reading *r, const struct json *doc) {
  return !json_get(doc, "growth") || programme_slug(r, doc, "programme", "growth", &r->p->growth);
}

bool programme_read(const struct json *doc, struct arena *out, struct programme *ret,
                    const struct json **ret_at, struct err *err) {
  struct programme p = {0};
  struct programme_reading r = {.p = &p, .out = out, .at = ret_at, .err = err};
  *ret_at = NULL;
  if (!programme_slug(&r, doc, "programme", "slug", &p.slug)) return false;
  p.title = (struct programme_text){p.slug, p.slug};
  if (!programme_text_of(&r, doc, "title", &p.title) || !read_growth(&r, doc) ||
      !read_join(&r, doc) || !read_period(&r, doc) || !read_downgrade(&r, doc) ||
      !read_days(&r, doc) || !programme_read_levels(&r, doc) || !programme_read_plans(&r, doc))
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

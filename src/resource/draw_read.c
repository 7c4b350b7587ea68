/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading draw documents.
 *
 * What SPEC A8 wants of whatever gives something away (what it is for, a budget, what a prize
 * costs, an end, a share of people who do not take part) must be there: a draw without is refused
 * by name of what is missing. */
#include "resource/draw.h"

#include <string.h>

#include "resource/reading_int.h"

struct draw_reading {
  struct reading r;
  const struct tz *tz;
  struct draw *d;
};

static bool launch_missing(struct draw_reading *r, const struct json *at, const char *field,
                           const char *en, const char *zh) {
  *r->r.at = at;
  return err_fail(r->r.err, ERR_launch_missing, "%s" ERR_SEP "%s" ERR_SEP "%s", field, en, zh);
}

/* A date as the end is that whole day; ends are kept exclusive. */
static bool read_moment(struct draw_reading *r, const struct json *o, const char *field,
                        bool is_end, int64_t *ret) {
  const struct json *v = json_get(o, field);
  int64_t ms;
  bool is_date;
  if (!v) return true;
  if (v->type != JSON_STRING)
    return reading_refuse(&r->r, v, field, "2026-11-01 / 2026-11-01T20:00:00");
  *r->r.at = v;
  if (!time_parse_iso(v->text, r->tz, &ms, &is_date, r->r.err)) return false;
  if (is_end && is_date) ms = day_start(r->tz, day_of(r->tz, ms) + 1);
  *ret = ms;
  return true;
}

/* A share of one, exact, of at most `digits` fraction digits, in units of 10^-digits. */
static bool read_share(struct draw_reading *r, const struct json *o, const char *field,
                       unsigned digits, int64_t min, int64_t max, const char *must_be,
                       int64_t *ret) {
  const struct json *v = json_get(o, field);
  struct dec d;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= digits && dec_cmp(d, DEC_ZERO) >= 0 && dec_cmp(d, dec_int(1)) <= 0;
  }
  int64_t units = ok ? (int64_t)(d.m * dec_pow10(digits - d.scale)) : 0;
  if (!ok || units < min || units > max) return reading_refuse(&r->r, v, field, must_be);
  *ret = units;
  return true;
}

/* ---- who, when, for what ---- */

static bool read_times(struct draw_reading *r, const struct json *doc) {
  struct draw *d = r->d;
  if (!json_get(doc, "from")) return reading_missing(&r->r, doc, "draw", "from");
  if (!json_get(doc, "until")) return launch_missing(r, doc, "until", "when it ends", "结束时间");
  if (!read_moment(r, doc, "from", false, &d->from_ms) ||
      !read_moment(r, doc, "until", true, &d->until_ms))
    return false;
  if (d->until_ms <= d->from_ms || d->until_ms - d->from_ms > DRAW_DAYS_MAX * MS_DAY)
    return reading_refuse(&r->r, json_get(doc, "until"), "until", "from < until ≤ from + 1100 d");
  return true;
}

static bool read_launch(struct draw_reading *r, const struct json *doc) {
  const struct json *goal = json_get(doc, "goal");
  if (!goal)
    return launch_missing(r, doc, "goal", "the one behaviour it is to bring about (an event)",
                          "目标行为（一个事件名）");
  if (goal->type != JSON_STRING || goal->text.n == 0 || goal->text.n > 200)
    return reading_refuse(&r->r, goal, "goal", "order_completed");
  r->d->goal = arena_str(r->r.out, goal->text);
  if (!json_get(doc, "budget"))
    return launch_missing(r, doc, "budget", "what its prizes may cost in all", "奖品总预算");
  if (!json_get(doc, "holdout"))
    return launch_missing(r, doc, "holdout", "the share of people who do not take part",
                          "不参与的对照组比例");
  return reading_amount(&r->r, doc, "budget", false, &r->d->budget, NULL) &&
         read_share(r, doc, "holdout", 4, DRAW_HOLDOUT_MIN, DRAW_HOLDOUT_MAX, "0.01 … 0.5",
                    &r->d->holdout_bp);
}

/* ---- what a draw costs, how often ---- */

static bool read_price(struct draw_reading *r, const struct json *doc) {
  static const char *const known[] = {"points", "currency", NULL};
  static const char *const sorts[] = {"per_day", "in_all", NULL};
  const struct json *v = json_get(doc, "price"), *f = json_get(doc, "free");
  struct draw *d = r->d;
  if (v) {
    if (!reading_object(&r->r, v, "price", known)) return false;
    if (!json_get(v, "points")) return reading_missing(&r->r, v, "price", "points");
    if (!reading_amount(&r->r, v, "points", true, &d->price, NULL) ||
        !reading_slug(&r->r, v, "price", "currency", &d->currency))
      return false;
  }
  if (!f) return true;
  d->free_given = true;
  d->free_none = f->type == JSON_STRING && str_is(f->text, "none");
  if (d->free_none) return true;
  if (!reading_object(&r->r, f, "free", sorts)) return false;
  if (f->n == 0) return reading_refuse(&r->r, f, "free", "{per_day: 1} / {in_all: 3} / none");
  return reading_whole(&r->r, f, "per_day", 1, DRAW_TIMES_MAX, &d->free_day) &&
         reading_whole(&r->r, f, "in_all", 1, DRAW_TOTAL_MAX, &d->free_all);
}

static bool read_limits(struct draw_reading *r, const struct json *doc) {
  static const char *const known[] = {"per_day", "in_all", NULL};
  const struct json *v = json_get(doc, "limits");
  if (!v) return true;
  return reading_object(&r->r, v, "limits", known) &&
         reading_whole(&r->r, v, "per_day", 1, DRAW_TIMES_MAX, &r->d->per_day) &&
         reading_whole(&r->r, v, "in_all", 1, DRAW_TOTAL_MAX, &r->d->per_person);
}

/* ---- prizes ---- */

static bool read_what(struct draw_reading *r, const struct json *v, struct draw_prize *p) {
  const struct json *reward = json_get(v, "reward"), *gift = json_get(v, "gift");
  if ((reward != NULL) == (gift != NULL))
    return reading_refuse(&r->r, v, "prizes", "{reward: {…}} / {gift: \"…\"}");
  p->has_reward = reward != NULL;
  return reward ? reward_read(&r->r, reward, "reward", &p->reward)
                : reading_text_of(&r->r, v, "gift", &p->gift);
}

static bool read_prize(struct draw_reading *r, const struct json *v, struct draw_prize *p) {
  static const char *const known[] = {"slug",  "title", "reward",     "gift",     "probability",
                                      "stock", "cost",  "per_person", "falls_to", NULL};
  *p = (struct draw_prize){.stock = -1, .falls_to = -1};
  if (!reading_object(&r->r, v, "prizes", known) ||
      !reading_slug(&r->r, v, "prize", "slug", &p->slug))
    return false;
  if (str_is(p->slug, "none")) return reading_refuse(&r->r, v, "slug", "≠ none");
  p->title = (struct bilingual){p->slug, p->slug};
  if (!json_get(v, "probability")) return reading_missing(&r->r, v, "prize", "probability");
  if (!json_get(v, "cost"))
    return launch_missing(r, v, "cost", "what one of this prize costs", "每份奖品的成本");
  return reading_text_of(&r->r, v, "title", &p->title) && read_what(r, v, p) &&
         read_share(r, v, "probability", 9, 0, DRAW_WHOLE, "0 … 1 (0.000000001)", &p->chance) &&
         reading_whole(&r->r, v, "stock", 0, DRAW_STOCK_MAX, &p->stock) &&
         reading_whole(&r->r, v, "per_person", 1, DRAW_WINS_MAX, &p->wins) &&
         reading_amount(&r->r, v, "cost", false, &p->cost, NULL);
}

/* What a prize falls to must be there, and falling must come to an end. */
static bool read_falls(struct draw_reading *r, const struct json *list) {
  struct draw *d = r->d;
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    const struct json *v = json_get(&list->items[i], "falls_to");
    if (!v || (v->type == JSON_STRING && str_is(v->text, "none"))) continue;
    if (v->type == JSON_STRING) d->prizes[i].falls_to = draw_prize_find(d, v->text);
    if (d->prizes[i].falls_to < 0)
      return reading_refuse(&r->r, v, "falls_to", "none / slug of another prize");
  }
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    uint32_t steps = 0;
    for (int32_t at = (int32_t)i; at >= 0 && steps <= d->n_prizes; steps++)
      at = d->prizes[at].falls_to;
    if (steps > d->n_prizes)
      return reading_refuse(&r->r, json_get(&list->items[i], "falls_to"), "falls_to",
                            "not in a circle");
  }
  return true;
}

static bool read_prizes(struct draw_reading *r, const struct json *doc) {
  const struct json *list;
  struct draw *d = r->d;
  int64_t sum = 0;
  if (!reading_list(&r->r, doc, "prizes", DRAW_PRIZES_MAX, &list)) return false;
  if (!list || list->n == 0) return reading_missing(&r->r, doc, "draw", "prizes");
  d->prizes = arena_array(r->r.out, struct draw_prize, list->n);
  for (uint32_t i = 0; i < list->n; i++) {
    if (!read_prize(r, &list->items[i], &d->prizes[i])) return false;
    if (draw_prize_find(d, d->prizes[i].slug) >= 0)
      return reading_refuse(&r->r, &list->items[i], "slug", "unlike the others");
    d->n_prizes++;
    sum += d->prizes[i].chance;
  }
  if (sum > DRAW_WHOLE)
    return reading_refuse(&r->r, list, "probability", "≤ 1 in sum of all prizes");
  return read_falls(r, list);
}

bool draw_read(const struct json *doc, const struct tz *z, struct arena *out, struct draw *ret,
               const struct json **ret_at, struct err *err) {
  struct draw d = {0};
  struct draw_reading r = {.r = {.out = out, .at = ret_at, .err = err}, .tz = z, .d = &d};
  *ret_at = NULL;
  if (!reading_slug(&r.r, doc, "draw", "slug", &d.slug)) return false;
  d.title = (struct bilingual){d.slug, d.slug};
  if (!reading_text_of(&r.r, doc, "title", &d.title) || !read_times(&r, doc) ||
      !reading_expression(&r.r, doc, "audience", &d.audience) || !read_price(&r, doc) ||
      !read_limits(&r, doc) || !read_prizes(&r, doc) || !read_launch(&r, doc))
    return false;
  *ret = d;
  return true;
}

/* ---- asking ---- */

int32_t draw_prize_find(const struct draw *d, struct str slug) {
  for (uint32_t i = 0; i < d->n_prizes; i++)
    if (str_eq(d->prizes[i].slug, slug)) return (int32_t)i;
  return -1;
}

int32_t draw_prize_at(const struct draw *d, int64_t number) {
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    if (number < d->prizes[i].chance) return (int32_t)i;
    number -= d->prizes[i].chance;
  }
  return -1;
}

struct dec draw_share(int64_t chance) {
  return dec_normal((struct dec){chance, 9});
}

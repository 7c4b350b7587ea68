/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading draw documents.
 *
 * A draw begins by being there: what SPEC A8 wants of whatever gives something away must be in it
 * (launch.h). */
#include "resource/draw.h"

#include <string.h>

#include "resource/launch_int.h"

struct draw_reading {
  struct reading r;
  const struct tz *tz;
  struct draw *d;
};

/* A probability, in units of 1 / DRAW_WHOLE. */
static bool read_chance(struct draw_reading *r, const struct json *v, int64_t *ret) {
  struct dec d;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= DRAW_DIGITS && dec_cmp(d, DEC_ZERO) >= 0 && dec_cmp(d, dec_int(1)) <= 0;
  }
  if (!ok) return reading_refuse(&r->r, v, "probability", "0 … 1 (0.000000001)");
  *ret = (int64_t)(d.m * dec_pow10(DRAW_DIGITS - d.scale));
  return true;
}

/* ---- who, when, for what ---- */

static bool read_launch(struct draw_reading *r, const struct json *doc) {
  const struct json *goal = json_get(doc, "goal");
  struct launch *l = &r->d->launch;
  if (!json_get(doc, "from")) return reading_missing(&r->r, doc, "draw", "from");
  if (!goal) return launch_lacks(&r->r, doc, ERR_gate_goal, "goal");
  if (goal->type != JSON_STRING || goal->text.n == 0 || goal->text.n > 200)
    return reading_refuse(&r->r, goal, "goal", "order_completed");
  r->d->goal = arena_str(r->r.out, goal->text);
  if (!launch_read(&r->r, doc, r->tz, LAUNCH_PRICED, l)) return false;
  l->active = true;
  if (l->has_until && l->until - l->from > DRAW_DAYS_MAX * MS_DAY)
    return reading_refuse(&r->r, json_get(doc, "until"), "until", "from < until ≤ from + 1100 d");
  if (l->has_holdout && l->holdout_bp < DRAW_HOLDOUT_MIN)
    return reading_refuse(&r->r, json_get(doc, "holdout"), "holdout", "0.01 … 0.5");
  return launch_check(&r->r, doc, l, 0, LAUNCH_BUDGET | LAUNCH_UNTIL | LAUNCH_HOLDOUT);
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
  if (!json_get(v, "cost")) return launch_lacks(&r->r, v, ERR_gate_unit_cost, "cost");
  return reading_text_of(&r->r, v, "title", &p->title) && read_what(r, v, p) &&
         read_chance(r, json_get(v, "probability"), &p->chance) &&
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
  if (!reading_text_of(&r.r, doc, "title", &d.title) || !read_launch(&r, doc) ||
      !reading_expression(&r.r, doc, "audience", &d.audience) || !read_price(&r, doc) ||
      !read_limits(&r, doc) || !read_prizes(&r, doc))
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
  return dec_normal((struct dec){chance, DRAW_DIGITS});
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {coupon, count}, {draw, turns} or {points, currency}, in any document that gives something. */
#include "resource/reward.h"

#include "resource/launch_int.h"

#define FORMS "{coupon, count} / {points, currency} / {draw, turns}"

enum reward_what reward_what(const struct reward *r) {
  return r->coupon.n ? REWARD_COUPONS : r->draw.n ? REWARD_TURNS : REWARD_POINTS;
}

static bool read_coupons(struct reading *r, const struct json *v, const char *field,
                         struct reward *g) {
  int64_t n = 1;
  if (!reading_slug(r, v, field, "coupon", &g->coupon) ||
      !reading_whole(r, v, "count", 1, REWARD_COUPONS_MAX, &n))
    return false;
  g->coupons = (uint32_t)n;
  return true;
}

static bool read_turns(struct reading *r, const struct json *v, const char *field,
                       struct reward *g) {
  int64_t n = 1;
  if (!reading_slug(r, v, field, "draw", &g->draw) ||
      !reading_whole(r, v, "turns", 1, REWARD_TURNS_MAX, &n))
    return false;
  g->turns = (uint32_t)n;
  return true;
}

static bool read_points(struct reading *r, const struct json *v, const char *field,
                        struct reward *g) {
  return reading_amount(r, v, "points", true, &g->points, NULL) &&
         reading_slug(r, v, field, "currency", &g->currency);
}

static const struct {
  const char *what, *more; /* fields; `more` only with `what` */
  bool (*read)(struct reading *r, const struct json *v, const char *field, struct reward *g);
  const struct kind_def *kind; /* of the document it names … */
  const char *names;           /* … in this field */
} forms[REWARD_WHATS] = {
    [REWARD_POINTS] = {"points", "currency", read_points, &kind_currency, "currency"},
    [REWARD_COUPONS] = {"coupon", "count", read_coupons, &kind_coupon, "coupon"},
    [REWARD_TURNS] = {"draw", "turns", read_turns, &kind_draw, "draw"},
};

bool reward_read(struct reading *r, const struct json *v, const char *field, struct reward *ret) {
  static const char *const known[] = {"coupon", "count",    "draw", "turns",
                                      "points", "currency", NULL};
  struct reward g = {.points = DEC_ZERO};
  int is = -1;
  if (!reading_object(r, v, field, known)) return false;
  for (int i = 0; i < REWARD_WHATS; i++) {
    bool there = json_get(v, forms[i].what) != NULL;
    if ((there && is >= 0) || (!there && json_get(v, forms[i].more)))
      return reading_refuse(r, v, field, FORMS);
    if (there) is = i;
  }
  if (is < 0) return reading_refuse(r, v, field, FORMS);
  if (!forms[is].read(r, v, field, &g)) return false;
  *ret = g;
  return true;
}

bool reward_refer(struct entry *e, struct names_env *env, const struct reward *w,
                  const struct json *at, struct err *err) {
  enum reward_what is = reward_what(w);
  const struct str slugs[] = {w->currency, w->coupon, w->draw};
  return refer_to(e, env, forms[is].kind, slugs[is], json_get(at, forms[is].names), err);
}

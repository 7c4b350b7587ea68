/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What documents may give a day.  Sums are wide, and what is beyond int64 is said to be that: who
 * may give 10^14 points a day need not know how many more. */
#include "resource/issue_int.h"

#include "resource/coupon.h"
#include "resource/currency.h"
#include "resource/draw.h"
#include "resource/mall_item.h"

/* ---- what something gives at once ---- */

i128 issue_units(struct dec d) {
  return d.m * dec_pow10(ISSUE_SCALE - d.scale);
}

struct giving_part *giving_part(struct giving *g, struct str currency, struct arena *out) {
  for (uint32_t i = 0; i < g->n; i++)
    if (str_eq(g->p[i].currency, currency)) return &g->p[i];
  struct giving_part *p = arena_array(out, struct giving_part, g->n + 1);
  if (g->n) memcpy(p, g->p, g->n * sizeof *p);
  g->p = p;
  p[g->n] = (struct giving_part){.currency = currency};
  return &p[g->n++];
}

void giving_add(struct giving *g, const struct rewards *r, int64_t times, struct arena *out) {
  for (uint32_t i = 0; i < r->n; i++) {
    const struct reward *w = &r->p[i];
    if (reward_what(w) == REWARD_POINTS)
      giving_part(g, w->currency, out)->units += issue_units(w->points) * times;
  }
  g->points += (i128)r->points * times;
  g->coupons += (i128)r->coupons * times;
}

void giving_share(struct giving *g, const struct rewards *r, int64_t parts, struct arena *out) {
  for (uint32_t i = 0; i < r->n; i++) {
    const struct reward *w = &r->p[i];
    if (reward_what(w) != REWARD_POINTS) continue;
    i128 units = (issue_units(w->points) + parts - 1) / parts;
    giving_part(g, w->currency, out)->units += units;
    g->points += units;
  }
}

void giving_most(struct giving *g, const struct giving *x, struct arena *out) {
  for (uint32_t i = 0; i < x->n; i++) {
    struct giving_part *p = giving_part(g, x->p[i].currency, out);
    if (p->units < x->p[i].units) p->units = x->p[i].units;
  }
  g->points = 0;
  for (uint32_t i = 0; i < g->n; i++)
    g->points += g->p[i].units;
  if (g->coupons < x->coupons) g->coupons = x->coupons;
}

/* ---- a day of it ---- */

int64_t issue_span(const struct issuing *x, const struct launch *l) {
  int64_t from = l->from > TIME_MIN ? l->from : x->now;
  int64_t until = l->has_until ? l->until : l->has_review ? l->review : TIME_MIN;
  if (!l->active || until <= x->now || until <= from) return 0;
  return until - from < MS_DAY ? MS_DAY : until - from;
}

void issue_total(struct issuing *x, const struct launch *l, struct str currency, i128 units) {
  static const i128 most = (i128)INT64_MAX * 1000000; /* times a day in ms it is far from 2^127 */
  struct issues *r = x->ret;
  int64_t span = issue_span(x, l);
  if (span == 0 || units == 0) return;
  if (units > most) units = most;
  i128 day = units < 0 ? 0 : (units * MS_DAY + span - 1) / span;
  struct issue *p = arena_array(x->out, struct issue, r->n + 1);
  if (r->n) memcpy(p, r->p, r->n * sizeof *p);
  p[r->n++] =
      (struct issue){.currency = currency,
                     .unlimited = units<0, .a_day = day> INT64_MAX ? INT64_MAX : (int64_t)day};
  r->p = p;
}

void issue_completions(struct issuing *x, const struct launch *l, const struct giving *g,
                       int64_t at_most) {
  const struct {
    int64_t budget;
    i128 each;
  } limits[] = {{at_most, 1}, {l->times, 1}, {l->points, g->points}, {l->coupons, g->coupons}};
  i128 n = -1;
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    if (limits[i].budget < 0 || limits[i].each <= 0) continue;
    i128 k = limits[i].budget / limits[i].each;
    if (n < 0 || k < n) n = k;
  }
  for (uint32_t i = 0; i < g->n; i++)
    issue_total(x, l, g->p[i].currency, n < 0 ? -1 : n * g->p[i].units);
}

bool resource_issues(struct str kind, struct str doc, const struct tz *tz, int64_t now,
                     struct arena *out, struct issues *ret, struct err *err) {
  const struct kind_def *k = kind_find(kind);
  struct issuing x = {.tz = tz, .now = now, .out = out, .ret = ret};
  struct json *tree;
  *ret = (struct issues){0};
  return !k || !k->issue || (json_parse(doc, out, &tree, err) && k->issue(tree, &x, err));
}

bool resource_gives(struct str kind) {
  const struct kind_def *k = kind_find(kind);
  return k && k->issue;
}

/* ---- where it may be spent ---- */

static bool count_items(struct workspace *w, struct str currency, int64_t now, struct arena *tmp,
                        uint32_t *ret, struct err *err) {
  unsigned decimals = iso_currency_decimals(ws_currency(w));
  struct resource *r;
  uint32_t n;
  if (!resource_list(w, STR("mall_item"), tmp, &r, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    struct mall_item m;
    const struct json *at;
    struct json *doc;
    if (!json_parse(r[i].doc, tmp, &doc, err) ||
        !mall_item_read(doc, ws_tz(w), decimals, tmp, &m, &at, err))
      return false;
    *ret += m.active && m.from_ms <= now && now < m.until_ms && str_eq(m.currency, currency);
  }
  return true;
}

static bool count_draws(struct workspace *w, struct str currency, int64_t now, struct arena *tmp,
                        uint32_t *ret, struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(w, STR("draw"), tmp, &r, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    struct draw d;
    const struct json *at;
    struct json *doc;
    if (!json_parse(r[i].doc, tmp, &doc, err) || !draw_read(doc, ws_tz(w), tmp, &d, &at, err))
      return false;
    *ret += d.launch.from <= now && now < d.launch.until && str_eq(d.currency, currency);
  }
  return true;
}

bool resource_spending(struct workspace *w, struct str currency, int64_t now, struct arena *tmp,
                       struct spending *ret, struct err *err) {
  struct spending s = {0};
  struct resource r;
  struct json *doc;
  const struct json *at;
  struct currency c;
  bool found;
  if (!count_items(w, currency, now, tmp, &s.items, err) ||
      !count_draws(w, currency, now, tmp, &s.draws, err) ||
      !store_get(ws_state(w), STR("currency"), currency, tmp, &r, &found, err))
    return false;
  if (found && !str_is(r.status, "archived")) {
    if (!json_parse(r.doc, tmp, &doc, err) || !currency_read(doc, &c, &at, err)) return false;
    s.checkout = c.checkout.on;
  }
  *ret = s;
  return true;
}

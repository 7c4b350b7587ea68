/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is true of a person.
 *
 * Purchases follow the Pareto/NBD of Schmittlein, Morrison and Colombo (1987): while alive she buys
 * at her own rate λ, she is lost at her own rate μ, and both differ between people as gammas do.
 * Two things are added on purpose and told in truth.csv: some messages make an order that would not
 * have been, and a tenth of the people never get any (the holdout), so that uplift can be measured
 * against the truth.
 *
 * Nothing is kept: people are drawn again from (seed, number) at each of their visits, some 0.5 µs,
 * against 100 bytes each for a billion events' people.  So draws are chosen to be cheap: tastes are
 * an exact Dirichlet whose weights are halves, for a gamma of ½ is half a squared normal.
 */
#include "sim/sim_int.h"

#include <math.h>

/* λ ~ Gamma(ORDER_SHAPE) with this mean per day, μ ~ Gamma(LOSS_SHAPE, LOSS_DAYS): half of those
 * who joined are lost after LOSS_DAYS × (2^(1/shape) − 1) = 300 days. */
#define ORDER_SHAPE     0.75
#define ORDERS_PER_DAY  (1 / 335.0)
#define LOSS_SHAPE      0.7
#define LOSS_DAYS       180.0
#define TOUCHES_PER_DAY (1 / 55.0)
#define ADS_PER_DAY     (1 / 75.0)
#define HOLDOUT         0.1

void sim_rates_from(const struct sim *s, double order, double interest, double death, bool holdout,
                    struct rates *ret) {
  *ret = (struct rates){.order = order, .interest = interest, .death = death, .holdout = holdout};
  ret->browse = interest * s->browse;
  ret->touch = holdout ? 0 : s->pace * TOUCHES_PER_DAY / 24;
  ret->ad = s->pace * ADS_PER_DAY / 24;
  ret->sum = ret->order + ret->browse + ret->touch + ret->ad;
}

/* What the sweep keeps of a person is rounded to 32 bits here, so that there is one truth. */
void sim_rates_of(const struct sim *s, uint32_t p, struct rates *ret) {
  struct rng r;
  const struct calendar *c = &s->calendar;
  sim_rng(&r, s->seed, STREAM_RATES, p, 0);
  /* Numbers are given in the order of joining. */
  double share = (p + rng_unit(&r)) / s->people;
  double join = sim_warp_value(&c->business, sim_warp_hour(&c->joins, share * c->joins.n));
  double order = rng_gamma(&r, ORDER_SHAPE) / ORDER_SHAPE;
  double drop_out = rng_gamma(&r, LOSS_SHAPE) / LOSS_DAYS / 24;
  double death = join + fmin(rng_exp(&r) / drop_out, 1e12);
  double interest = 0.55 * exp(0.8 * rng_normal(&r) - 0.32) + 0.45 * order;
  bool holdout = rng_chance(&r, HOLDOUT);
  sim_rates_from(s, (float)(order * s->pace * ORDERS_PER_DAY / 24), (float)interest, (float)death,
                 holdout, ret);
  ret->join = join;
  ret->drop_out = drop_out;
}

/* Two independent gammas of ½: the halved squares of the two normals of the polar method, which so
 * cost one logarithm and no root. */
static void two_halves(struct rng *r, double ret[2]) {
  for (;;) {
    double u = 2 * rng_unit(r) - 1, v = 2 * rng_unit(r) - 1, s = u * u + v * v;
    if (s <= 0 || s >= 1) continue;
    double f = -log(s) / s;
    ret[0] = u * u * f;
    ret[1] = v * v * f;
    return;
  }
}

static void draw_tastes(const struct sim *s, struct rng *r, struct person *p) {
  bool north = sim_cities[p->city].north, spare = false;
  double half[2];
  for (int k = 0; k < SIM_CATEGORIES; k++) {
    const struct category *c = &s->catalogue.categories[k];
    double t = 0;
    for (unsigned i = 0; i < c->halves; i++, spare = !spare) {
      if (!spare) two_halves(r, half);
      t += half[spare];
    }
    if (north) t *= c->north;
    if (p->female) t *= c->female;
    t *= p->age >= 45 ? c->older : p->age < 28 ? c->younger : 1;
    p->taste[k] = t;
  }
}

void sim_face_of(const struct sim *s, uint32_t p, struct person *ret) {
  struct rng r;
  sim_rng(&r, s->seed, STREAM_FACE, p, 0);
  ret->spend = exp(0.6 * rng_normal(&r) - 0.18);
  ret->sensitivity = (rng_unit(&r) + rng_unit(&r)) / 2;
  double u = rng_unit(&r);
  ret->response = u * u * u;
  ret->city = (uint16_t)sim_city_pick(&r, s->cities_people);
  ret->female = rng_chance(&r, 0.66);
  ret->age = (uint8_t)fmin(75, 18 + 16 * rng_unit(&r) + 9 * rng_exp(&r));
  ret->channel = sim_channel_of_join(&r);
  draw_tastes(s, &r, ret);
}

void sim_person_of(const struct sim *s, uint32_t p, struct person *ret) {
  sim_rates_of(s, p, &ret->rates);
  sim_face_of(s, p, ret);
}

struct reaction sim_reaction_of(const struct person *p, bool coupon) {
  return (struct reaction){.open = 0.10 + 0.5 * p->response,
                           .click = 0.10 + 0.4 * p->response + (coupon ? 0.2 * p->sensitivity : 0),
                           .buy = 0.05 + 0.45 * p->response};
}

/* Every other message carries a coupon. */
double sim_touch_lift(const struct person *p) {
  struct reaction a = sim_reaction_of(p, true), b = sim_reaction_of(p, false);
  if (p->rates.holdout) return 0;
  return (a.open * a.click * a.buy + b.open * b.click * b.buy) / 2;
}

double sim_orders_expected(const struct person *p, double hours_now, double days) {
  const struct rates *r = &p->rates;
  double span = days * 24, alive = span;
  if (r->death <= hours_now) return 0;
  if (r->drop_out * span > 1e-9) alive = -expm1(-r->drop_out * span) / r->drop_out;
  return (r->order + r->touch * sim_touch_lift(p)) * alive;
}

/* Measured: events that follow from joining, buying, a message, an ad, a look around. */
void sim_rates_guess(const struct sim *s, const struct rates *r, double *ret_a, double *ret_b) {
  double end = s->calendar.hours, alive = fmin(r->death, end) - r->join;
  double known = fmin(r->death + SIM_AFTERGLOW_HOURS, end) - r->join;
  *ret_a = 3.23 + 8.55 * r->order * alive + (1.55 * r->touch + r->ad) * known;
  *ret_b = 6.36 * r->interest * alive;
}

struct str sim_level_name(const struct person *p) {
  double worth = p->rates.order * 24 / ORDERS_PER_DAY * p->spend;
  return worth > 5     ? STR("黑金会员")
         : worth > 2.4 ? STR("金卡会员")
         : worth > 1.1 ? STR("银卡会员")
                       : STR("普通会员");
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens at one moment of a person's life.
 *
 * All that she may do, visiting without buying, coming to buy, getting a message, seeing an ad, are
 * Poisson processes in the brand's own time, so together they are one with the sum of the rates:
 * one clock a person, and at each stroke a draw says which it was.  After her drop-out the strokes
 * go on but only messages and ads come of them, and after some months nothing.
 *
 * A visit is a small story in order: she arrives, looks around (mostly in one category), puts
 * things into the cart, pays; steps lie seconds apart and visits of a person never overlap. Refunds
 * and reviews come days later and are appended at once with their later time: they need the order
 * at hand, and there are few of them.
 */
#include "sim/sim_int.h"

#include <math.h>

struct visit {
  const struct sim *s;
  struct person p;
  struct rng r;
  struct events *out;
  int64_t t;
  uint32_t person, number;
  enum channel channel;
  uint32_t focus; /* the category she came for */
  uint32_t last;  /* item looked at last */
  uint32_t day;   /* since the first */
  double want[SIM_CATEGORIES], want_sum;
};

struct ev *sim_events_add(struct events *v) {
  vec_reserve(v, v->n + 1);
  return &v->p[v->n++];
}

static struct ev *emit(struct visit *v, enum kind kind) {
  struct ev *e = sim_events_add(v->out);
  *e = (struct ev){.time = v->t,
                   .person = v->person,
                   .order = v->number,
                   .kind = (uint8_t)kind,
                   .channel = (uint8_t)v->channel};
  return e;
}

/* Some seconds later; `mean` in seconds. */
static void later(struct visit *v, uint32_t mean) {
  v->t += 700 + (int64_t)rng_below(&v->r, (uint64_t)mean * 2000);
}

static struct ev *emit_item(struct visit *v, enum kind kind, uint32_t item) {
  struct ev *e = emit(v, kind);
  e->lines = 1;
  e->line[0] = (struct line){(uint16_t)item, 1};
  return e;
}

/* ---- taste ---- */

static void wish(struct visit *v) {
  const struct category *c = v->s->catalogue.categories;
  uint32_t month = v->s->calendar.month[v->day];
  v->want_sum = 0;
  for (int k = 0; k < SIM_CATEGORIES; k++)
    v->want_sum += v->want[k] = v->p.taste[k] * c[k].month[month];
  v->focus = rng_pick(&v->r, v->want, SIM_CATEGORIES, v->want_sum);
}

/* Some series sell more than others; big spenders take the larger size. */
static uint32_t pick_item(struct visit *v) {
  static const double series[SIM_SERIES] = {38, 24, 17, 12, 9};
  uint32_t k = v->focus;
  if (rng_chance(&v->r, 0.28)) k = rng_pick(&v->r, v->want, SIM_CATEGORIES, v->want_sum);
  uint32_t i = rng_pick(&v->r, series, SIM_SERIES, 100);
  double size = 1.1 + 0.8 * v->p.spend + 2.4 * (rng_unit(&v->r) - 0.5);
  uint32_t j = size <= 0 ? 0 : size >= SIM_SPECS ? SIM_SPECS - 1 : (uint32_t)size;
  return v->last = (k * SIM_SERIES + i) * SIM_SPECS + j;
}

/* ---- parts of a visit ---- */

static void arrive(struct visit *v) {
  if (v->channel == CH_store) v->channel = CH_mini_program;
  if (sim_channel_is_app[v->channel])
    emit(v, EV_application_opened);
  else
    emit(v, EV_page_viewed)->extra = (uint8_t)rng_below(&v->r, SCENE_COUNT);
  later(v, 8);
  if (rng_chance(&v->r, 0.42)) {
    emit(v, EV_promotion_viewed);
    later(v, 5);
    if (rng_chance(&v->r, 0.22)) {
      emit(v, EV_promotion_clicked);
      later(v, 4);
      emit(v, EV_page_viewed)->extra = 1;
      later(v, 10);
    }
  }
}

static void look_around(struct visit *v, uint32_t views) {
  if (rng_chance(&v->r, 0.34)) {
    double u = rng_unit(&v->r);
    struct ev *e = emit_item(v, EV_products_searched, pick_item(v));
    e->extra = u < 0.5 ? SEARCH_SERIES : u < 0.8 ? SEARCH_CATEGORY : SEARCH_BRAND;
    later(v, 9);
  } else if (rng_chance(&v->r, 0.55)) {
    emit_item(v, EV_product_list_viewed, v->focus * SIM_SERIES * SIM_SPECS);
    later(v, 12);
  }
  for (uint32_t i = 0; i < views; i++) {
    emit_item(v, EV_product_viewed, pick_item(v));
    later(v, 24);
    double u = rng_unit(&v->r);
    if (u < 0.045) {
      emit_item(v, EV_product_added_to_wishlist, v->last);
      later(v, 6);
    } else if (u < 0.12) {
      emit_item(v, EV_product_added, v->last);
      later(v, 8);
    } else if (u < 0.126) {
      emit_item(v, EV_product_shared, v->last);
      later(v, 8);
    } else if (u < 0.2) {
      emit(v, EV_page_viewed)->extra = (uint8_t)rng_below(&v->r, SCENE_COUNT);
      later(v, 11);
    }
  }
}

/* 1, 2, 3 …: geometric with mean 1 / (1 − more), at most `max`. */
static uint32_t geometric(struct rng *r, double more, uint32_t max) {
  uint32_t n = 1;
  while (n < max && rng_chance(r, more))
    n++;
  return n;
}

static uint32_t cents_of(const struct visit *v, const struct line *l) {
  return v->s->catalogue.items[l->item].cents * l->quantity;
}

static uint32_t fill_cart(struct visit *v, struct line line[SIM_LINES_MAX], bool in_store) {
  double more = fmin(0.6, 0.3 * sqrt(v->p.spend));
  uint32_t n = 0, want = geometric(&v->r, more, SIM_LINES_MAX);
  for (uint32_t i = 0; i < want; i++) {
    uint32_t item = pick_item(v), k = 0;
    while (k < n && line[k].item != item)
      k++;
    if (k == n) line[n++] = (struct line){(uint16_t)item, 0};
    line[k].quantity += (uint16_t)geometric(&v->r, 0.18, 3);
    if (in_store) continue;
    emit_item(v, EV_product_viewed, item);
    later(v, 30);
    emit_item(v, EV_product_added, item)->line[0].quantity = line[k].quantity;
    later(v, 15);
  }
  return n;
}

static void use_coupon(struct visit *v, struct ev *e) {
  const struct calendar *c = &v->s->calendar;
  bool sale = c->big[c->campaign[v->day]];
  e->extra = COUPON_NONE;
  if (!rng_chance(&v->r, 0.08 + 0.6 * v->p.sensitivity + (sale ? 0.25 : 0))) return;
  for (uint8_t i = 0; i < COUPON_COUNT; i++)
    if (e->cents >= sim_coupon_rules[i][0]) {
      e->discount = sim_coupon_rules[i][1];
      e->extra = i;
      return;
    }
}

/* Whole order, or one line of several at its share of what was paid. */
static void refund(struct visit *v, const struct ev *order) {
  struct ev e = *order;
  uint32_t full = order->cents;
  e.kind = EV_order_refunded;
  e.time += 6 * MS_HOUR + (int64_t)rng_below(&v->r, 9 * MS_DAY);
  if (order->lines > 1 && rng_chance(&v->r, 0.45)) {
    e.line[0] = order->line[rng_below(&v->r, order->lines)];
    e.lines = 1;
    uint64_t share = (uint64_t)cents_of(v, &e.line[0]) * full / (full + order->discount);
    e.cents = share ? (uint32_t)share : 1;
  }
  e.discount = 0;
  *sim_events_add(v->out) = e;
}

static void follow_up(struct visit *v, const struct ev *order) {
  bool refunded = rng_chance(&v->r, 0.046);
  if (refunded) refund(v, order);
  if (rng_chance(&v->r, 0.10)) {
    static const double content[5] = {3, 3, 7, 17, 70}, angry[5] = {45, 25, 20, 5, 5};
    struct ev e = *order;
    e.kind = EV_product_reviewed;
    e.time += 3 * MS_DAY + (int64_t)rng_below(&v->r, 12 * MS_DAY);
    e.line[0] = order->line[rng_below(&v->r, order->lines)];
    e.extra = (uint8_t)(1 + rng_pick(&v->r, refunded ? angry : content, 5, 100));
    *sim_events_add(v->out) = e;
  }
}

static void buy(struct visit *v) {
  struct line line[SIM_LINES_MAX];
  bool in_store = v->channel == CH_store;
  uint32_t n = fill_cart(v, line, in_store), sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum += cents_of(v, &line[i]);
  if (!in_store) {
    later(v, 20);
    emit(v, EV_checkout_started)->cents = sum;
    later(v, 35);
  }
  struct ev order = *emit(v, EV_order_completed);
  order.cents = sum;
  order.lines = (uint8_t)n;
  memcpy(order.line, line, n * sizeof *line);
  use_coupon(v, &order);
  order.cents -= order.discount;
  v->out->p[v->out->n - 1] = order;
  if (rng_chance(&v->r, 0.05)) {
    later(v, 60);
    emit_item(v, EV_product_shared, line[0].item);
  }
  follow_up(v, &order);
}

/* ---- whole visits ---- */

static void choose_channel(struct visit *v) {
  v->channel = rng_chance(&v->r, 0.55) ? v->p.channel : sim_channel_of_visit(&v->r);
}

static void visit_to_buy(struct visit *v) {
  choose_channel(v);
  wish(v);
  if (v->channel != CH_store) {
    arrive(v);
    look_around(v, geometric(&v->r, 0.6, 20) - 1);
  }
  buy(v);
}

static void visit_to_look(struct visit *v) {
  choose_channel(v);
  wish(v);
  arrive(v);
  size_t from = v->out->n;
  look_around(v, geometric(&v->r, 0.7, 60));
  bool carted = false;
  for (size_t i = from; i < v->out->n; i++)
    carted |= v->out->p[i].kind == EV_product_added;
  if (!carted) return;
  if (rng_chance(&v->r, 0.12)) {
    emit_item(v, EV_product_removed, v->last);
  } else if (rng_chance(&v->r, 0.22)) {
    emit(v, EV_checkout_started)->cents = v->s->catalogue.items[v->last].cents;
  }
}

static void visit_to_join(struct visit *v) {
  sim_face_of(v->s, v->person, &v->p);
  v->channel = v->p.channel;
  wish(v);
  emit(v, v->channel == CH_store || sim_channel_is_app[v->channel] ? EV_application_opened
                                                                   : EV_page_viewed);
  later(v, 20);
  emit(v, EV_signed_up);
  if (rng_chance(&v->r, 0.35)) {
    later(v, 15);
    emit(v, EV_member_joined);
  }
  if (rng_chance(&v->r, 0.12)) {
    later(v, 10);
    emit(v, EV_followed);
  }
  if (rng_chance(&v->r, 0.4)) {
    later(v, 10);
    look_around(v, 1);
  }
}

/* True when she bought because of it. */
static bool message(struct visit *v, bool alive) {
  static const uint8_t by[] = {CH_sms, CH_wecom, CH_official_account, CH_push};
  enum channel how = by[rng_below(&v->r, sizeof by)];
  uint16_t campaign = v->s->calendar.campaign[v->day];
  struct reaction re = sim_reaction_of(&v->p, rng_chance(&v->r, 0.5));
  v->channel = how;
  emit(v, EV_message_sent)->campaign = campaign;
  if (!rng_chance(&v->r, alive ? re.open : 0.02)) return false;
  later(v, 3 * 3600);
  emit(v, EV_message_opened)->campaign = campaign;
  if (!alive || !rng_chance(&v->r, re.click)) return false;
  later(v, 6);
  emit(v, EV_message_clicked)->campaign = campaign;
  later(v, 3);
  bool buys = rng_chance(&v->r, re.buy);
  v->channel = CH_mini_program;
  wish(v);
  arrive(v);
  if (buys)
    buy(v);
  else
    look_around(v, geometric(&v->r, 0.5, 20));
  return buys;
}

static bool visit_some(struct visit *v, double now) {
  const struct rates *r = &v->p.rates;
  bool alive = now < r->death;
  double u = rng_unit(&v->r) * r->sum - r->ad;
  if (u >= 0) {
    bool organic = u < r->order + r->browse;
    if (organic && !alive) return false;
    sim_face_of(v->s, v->person, &v->p);
    if (!organic) return message(v, alive);
    if (u >= r->order) {
      visit_to_look(v);
      return false;
    }
    visit_to_buy(v);
    return true;
  }
  v->channel = rng_chance(&v->r, 0.6) ? CH_douyin : CH_xiaohongshu;
  emit(v, EV_promotion_viewed);
  return false;
}

/* ---- the clock ---- */

/* Whole seconds since the start, rounded up: the sweep keeps moments in 32 bits. */
static int64_t moment(const struct sim *s, double business_hours) {
  const struct calendar *c = &s->calendar;
  return c->start_ms +
         (int64_t)ceil(sim_warp_hour(&c->business, business_hours) * 3600) * MS_SECOND;
}

int64_t sim_visit_first(const struct sim *s, const struct rates *rates) {
  return moment(s, rates->join);
}

int64_t sim_visit_run(const struct sim *s, uint32_t p, const struct rates *rates, uint32_t visit,
                      int64_t t, struct events *out, bool *ret_ordered) {
  const struct calendar *c = &s->calendar;
  struct visit v = {.s = s, .out = out, .t = t, .person = p, .number = visit};
  v.p.rates = *rates;
  sim_rng(&v.r, s->seed, STREAM_VISIT, p, visit);
  v.day = sim_day(c, t);
  v.t += (int64_t)rng_below(&v.r, 1000);
  *ret_ordered = false;
  if (visit == 0)
    visit_to_join(&v);
  else
    *ret_ordered = visit_some(&v, sim_warp_value(&c->business, sim_hour(c, t)));
  double now = sim_warp_value(&c->business, sim_hour(c, v.t)) + rng_exp(&v.r) / rates->sum;
  if (now >= c->hours || now > rates->death + SIM_AFTERGLOW_HOURS) return -1;
  int64_t next = moment(s, now);
  return next > v.t ? next : next + MS_SECOND;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people ordered, person by person: a walk over orders, their lines, what was given back or
 * cancelled, and the moments of a membership.
 *
 * An order is `order_completed`: paid.  What `order_refunded` gives back is taken off the order of
 * the same order_id (without one, or with one that is not there: off the last order before it); an
 * order that was cancelled, or given back whole, is none.  Lines belong to the order of their
 * order_id in the same way. */
#include "base/panic.h"
#include "effect/effect_int.h"

enum { PAID, REFUND, CANCEL, LINE, LINE_BACK, JOINED, LEFT, SELECTS };
enum { ORDER_ID, CHANNEL, SOURCE, ITEM_COST, PROPS };
enum { AMOUNT, PRICE, QUANTITY, NUMS };

struct hand { /* a worker's */
  VEC(struct bought) orders;
  VEC(uint32_t) ids; /* of orders: codes */
  VEC(struct move) moves;
  uint64_t lines, costed;
};

struct going {
  struct walk *walk;
  struct hand *hands;
  buyer_fn *fn;
  void *ctx;
  double unit[NUMS]; /* of a mantissa */
  bool lines, costs;
};

static bool selector(const struct effect_in *in, struct str text, struct arena *out,
                     const struct node **ret, struct err *err) {
  struct node *tree;
  if (!lang_parse_events(text, out, &tree, err) || !lang_resolve(tree, in->names, LT_ANY, out, err))
    return false;
  *ret = tree;
  return true;
}

static struct bought *order_of(struct hand *h, uint32_t id, int64_t time) {
  for (size_t i = h->orders.n; id && i-- > 0;)
    if (h->ids.p[i] == id) return &h->orders.p[i];
  for (size_t i = h->orders.n; i-- > 0;)
    if (h->orders.p[i].time <= time) return &h->orders.p[i];
  return NULL;
}

static void line(struct going *g, unsigned worker, const struct walk_person *p, uint32_t i,
                 struct bought *o, double sign) {
  struct hand *h = &g->hands[worker];
  double quantity = (double)p->num[QUANTITY][i] * g->unit[QUANTITY];
  double price = (double)p->num[PRICE][i] * g->unit[PRICE];
  double amount = (double)p->num[AMOUNT][i] * g->unit[AMOUNT];
  if (quantity == 0) quantity = 1;
  double list = price > 0 ? price * quantity : amount;
  o->listed += sign * list;
  if (sign > 0) h->lines++;
  if (!g->costs || !p->code[ITEM_COST][i]) return;
  struct value v = walk_value(g->walk, worker, p->code[ITEM_COST][i]);
  if (v.type != V_NUM) return;
  o->cost += sign * dec_to_double(v.num) * quantity;
  o->costed += sign * list;
  if (sign > 0) h->costed++;
}

/* Orders first: lines and refunds may have come with an earlier time than theirs. */
static void read_orders(struct hand *h, const struct walk_person *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    if (p->mask[i] & 1u << PAID) {
      vec_push(&h->orders, ((struct bought){.time = p->time[i],
                                            .amount = p->num[AMOUNT][i],
                                            .channel = p->code[CHANNEL][i]}));
      vec_push(&h->ids, p->code[ORDER_ID][i]);
    }
    if (p->mask[i] & (1u << JOINED | 1u << LEFT))
      vec_push(&h->moves,
               ((struct move){p->time[i], (p->mask[i] & 1u << JOINED) != 0, p->code[SOURCE][i]}));
  }
}

static void read_rest(struct going *g, unsigned worker, const struct walk_person *p) {
  struct hand *h = &g->hands[worker];
  const uint64_t rest = 1u << REFUND | 1u << CANCEL | 1u << LINE | 1u << LINE_BACK;
  for (uint32_t i = 0; i < p->n; i++) {
    if (!(p->mask[i] & rest)) continue;
    struct bought *o = order_of(h, p->code[ORDER_ID][i], p->time[i]);
    if (!o) continue;
    if (p->mask[i] & 1u << REFUND) {
      bool some = o->amount > 0;
      o->amount -= p->num[AMOUNT][i];
      if (some && o->amount <= 0) o->gone = true;
    }
    if (p->mask[i] & 1u << CANCEL) o->gone = true;
    if (g->lines && p->mask[i] & 1u << LINE) line(g, worker, p, i, o, 1);
    if (g->lines && p->mask[i] & 1u << LINE_BACK) line(g, worker, p, i, o, -1);
  }
}

static bool person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                   struct err *err) {
  struct going *g = ctx;
  struct hand *h = &g->hands[worker];
  (void)chunk;
  h->orders.n = h->ids.n = h->moves.n = 0;
  read_orders(h, p);
  read_rest(g, worker, p);
  const struct buyer b = {.subject = p->subject,
                          .orders = h->orders.p,
                          .n = (uint32_t)h->orders.n,
                          .moves = h->moves.p,
                          .n_moves = (uint32_t)h->moves.n,
                          .walk = g->walk};
  return b.n + b.n_moves == 0 || g->fn(g->ctx, worker, &b, err);
}

static bool plan(const struct effect_in *in, const struct orders_query *q, struct walk_select *sel,
                 uint32_t *ret_n, struct arena *tmp, struct err *err) {
  static const char *const events[] = {"order_completed", "order_refunded", "order_cancelled",
                                       "order_item", "order_item_refunded"};
  uint32_t n = q->costs ? LINE_BACK + 1 : LINE;
  if (q->programme.n) n = SELECTS;
  for (uint32_t i = 0; i < n; i++) {
    sel[i] = (struct walk_select){.from = TIME_MIN, .to = in->now};
    struct str text = i < JOINED ? str_from(events[i])
                                 : arena_printf(tmp, "%s where programme = \"%.*s\"",
                                                i == JOINED ? "member_joined" : "member_left",
                                                STRF(q->programme));
    if (!selector(in, text, tmp, &sel[i].rows, err)) return false;
  }
  *ret_n = n;
  return true;
}

static bool walk_them(struct going *g, struct orders_facts *ret, struct err *err) {
  unsigned n = walk_workers(g->walk);
  for (uint32_t i = 0; i < NUMS; i++)
    g->unit[i] = 1 / (double)dec_pow10(walk_scale(g->walk, i));
  g->hands = must_calloc(n, sizeof *g->hands);
  ret->scale = walk_scale(g->walk, AMOUNT);
  bool ok = walk_run(g->walk, person, g, err);
  for (unsigned i = 0; i < n; i++) {
    struct hand *h = &g->hands[i];
    ret->lines += h->lines;
    ret->costed += h->costed;
    vec_free(&h->orders);
    vec_free(&h->ids);
    vec_free(&h->moves);
  }
  free(g->hands);
  return ok;
}

bool orders_walk(const struct effect_in *in, const struct orders_query *q, buyer_fn *fn, void *ctx,
                 struct orders_facts *ret, struct err *err) {
  static const struct str props[PROPS] = {
      {"order_id", 8}, {"channel", 7}, {"source", 6}, {"item_id", 7}};
  static const struct str nums[NUMS] = {{"amount", 6}, {"price", 5}, {"quantity", 8}};
  const struct item_column *cost =
      q->costs && in->names->item ? in->names->item(in->names->ctx, STR("cost")) : NULL;
  const struct item_column *items[PROPS] = {[ITEM_COST] = cost};
  struct walk_select sel[SELECTS];
  struct walk_query w = {.selects = sel,
                         .props = props,
                         .n_props = cost ? PROPS : ITEM_COST,
                         .items = items,
                         .nums = nums,
                         .n_nums = NUMS,
                         .as_of = in->now,
                         .tz = in->env.tz};
  struct going g = {.fn = fn, .ctx = ctx, .lines = q->costs, .costs = cost != NULL};
  struct arena tmp;
  arena_init(&tmp, "orders");
  *ret = (struct orders_facts){.has_cost = cost != NULL};
  bool ok = plan(in, q, sel, &w.n_selects, &tmp, err) &&
            walk_new(in->snapshot, &w, in->env.pool, in->env.limits, &g.walk, err);
  if (ok) {
    ok = walk_them(&g, ret, err);
    walk_free(g.walk);
  }
  arena_release(&tmp);
  return ok;
}

bool money_by_period(const struct effect_in *in, const char *event, enum grain grain, int64_t from,
                     int64_t to, struct arena *out, struct trend_result *ret, struct err *err) {
  struct trend_series s = {.measure = TREND_SUM, .prop = STR("amount")};
  const struct trend t = {.series = &s,
                          .n_series = 1,
                          .top = 1,
                          .grain = grain,
                          .from = from,
                          .to = to,
                          .as_of = in->now,
                          .tz = in->env.tz};
  roaring_bitmap_t *people = NULL;
  return selector(in, str_from(event), out, &s.rows, err) &&
         query_trend(in->snapshot, &t, in->env.pool, in->env.limits, NULL, out, ret, &people, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random trees in normal form, of every shape the grammar can make, with names chosen to be
 * awkward. */
#ifndef TEST_LANG_RANDOM_TREE_H
#define TEST_LANG_RANDOM_TREE_H

#include "base/rng.h"
#include "lang/lang.h"

struct gen {
  struct rng rng;
  struct arena *a;
  bool in_where;
  bool values; /* no parameters for lengths and moments */
};

#define GEN_PICK(g, list) ((list)[rng_below(&(g)->rng, sizeof(list) / sizeof(list)[0])])

static struct node *gen_any(struct gen *g, int depth);

static inline struct str gen_name(struct gen *g) {
  static const char *const names[] = {"age",
                                      "city",
                                      "order_completed",
                                      "支付订单",
                                      "day",
                                      "time",
                                      "event",
                                      "in",
                                      "OR",
                                      "last",
                                      "count",
                                      "a b",
                                      "`",
                                      "\\",
                                      "it's",
                                      "行\n行",
                                      "1x",
                                      "attr",
                                      "x.y",
                                      "安娜·卡列尼娜",
                                      "where",
                                      "full",
                                      "days",
                                      "Between",
                                      "_",
                                      "“”",
                                      "😀",
                                      "-",
                                      "true",
                                      "segment",
                                      "within",
                                      "as",
                                      "of",
                                      "next",
                                      "by",
                                      "\x01",
                                      "　"};
  return str_from(GEN_PICK(g, names));
}

static inline struct node *gen_node(struct gen *g, enum node_kind kind) {
  struct node *n = arena_new(g->a, struct node);
  n->kind = kind;
  return n;
}

static inline struct str gen_param(struct gen *g) {
  return rng_chance(&g->rng, 0.5) ? STR("x") : STR("参数_1");
}

static inline struct lang_moment gen_moment(struct gen *g) {
  bool date = rng_chance(&g->rng, 0.5), seconds = rng_chance(&g->rng, 0.5);
  struct str day = arena_printf(g->a, "%04d-%02d-%02d", 1 + (int)rng_below(&g->rng, 9999),
                                1 + (int)rng_below(&g->rng, 12), 1 + (int)rng_below(&g->rng, 28));
  if (date) return (struct lang_moment){.text = day, .is_date = true};
  struct str time =
      arena_printf(g->a, "T%02d:%02d", (int)rng_below(&g->rng, 24), (int)rng_below(&g->rng, 60));
  return (struct lang_moment){
      .text = arena_printf(g->a, "%.*s%.*s%s", STRF(day), STRF(time), seconds ? ":59" : "")};
}

static inline bool gen_open(struct gen *g) {
  return !g->values && rng_chance(&g->rng, 0.1);
}

/* Where only a moment can stand, a parameter may. */
static inline struct lang_moment gen_when(struct gen *g) {
  if (!gen_open(g)) return gen_moment(g);
  struct str name = gen_param(g);
  return (struct lang_moment){.text = arena_printf(g->a, "$%.*s", STRF(name))};
}

static inline struct str gen_text(struct gen *g) {
  static const char *const texts[] = {"",         "鞋",       "a\"b",   "c\\",   "'", "`",
                                      "x\ny\t\r", "\x7f\x02", "“引号”", "-- no", "😀", "none"};
  return str_from(GEN_PICK(g, texts));
}

static inline struct node *gen_literal(struct gen *g) {
  struct node *n = gen_node(g, N_LITERAL);
  switch (rng_below(&g->rng, 5)) {
  case 4:
    n->lit.type = LT_ANY;
    n->part = gen_param(g);
    break;
  case 0:
    n->lit.type = LT_NUM;
    n->lit.num =
        (struct dec){(i128)rng_below(&g->rng, 100000) - 50000, (uint8_t)rng_below(&g->rng, 19)};
    break;
  case 1:
    n->lit.type = LT_STR;
    n->lit.str = gen_text(g);
    break;
  case 2:
    n->lit.type = LT_TIME;
    n->lit.moment = gen_moment(g);
    break;
  default:
    n->lit.type = LT_BOOL;
    n->lit.b = rng_chance(&g->rng, 0.5);
  }
  return n;
}

static inline struct window gen_window(struct gen *g) {
  struct window w = {.kind = (enum window_kind)rng_below(&g->rng, W_BETWEEN + 1), .unit = LU_DAY};
  if (w.kind == W_LAST) {
    w.unit = (enum lang_unit)rng_below(&g->rng, LU_YEAR + 1);
    w.n = 1 + (uint32_t)rng_below(&g->rng, 200);
  } else if (w.kind == W_LAST_FULL || w.kind == W_THIS || w.kind == W_PREVIOUS) {
    w.unit = (enum lang_unit)(LU_DAY + rng_below(&g->rng, 4));
    if (w.kind == W_LAST_FULL) w.n = 1 + (uint32_t)rng_below(&g->rng, 200);
  } else if (w.kind == W_SINCE || w.kind == W_BEFORE) {
    w.from = gen_when(g);
  } else if (w.kind == W_BETWEEN) {
    w.from = gen_when(g);
    w.to = gen_when(g);
  }
  if (w.n && gen_open(g)) w.n = 1, w.n_param = gen_param(g);
  return w;
}

static inline enum pseudo gen_pseudo(struct gen *g, struct str *ret_name) {
  static const char *const names[] = {"", "time", "day", "hour", "weekday", "event"};
  enum pseudo p = (enum pseudo)(1 + rng_below(&g->rng, 5));
  *ret_name = str_from(names[p]);
  return p;
}

static inline struct node *gen_agg(struct gen *g, int depth) {
  struct node *n = gen_node(g, N_AGG);
  struct agg *a = n->agg = arena_new(g->a, struct agg);
  a->fn = (enum agg_fn)rng_below(&g->rng, AGG_STREAK_NOW + 1);
  if (a->fn == AGG_NTH)
    a->nth = (1 + (int32_t)rng_below(&g->rng, LANG_NTH_MAX)) * (rng_chance(&g->rng, 0.5) ? 1 : -1);
  if (a->nth && gen_open(g)) a->nth = 1, a->nth_param = gen_param(g);
  a->any_event = rng_chance(&g->rng, 0.2);
  if (!a->any_event) {
    a->n_events = 1 + (uint32_t)rng_below(&g->rng, 3);
    struct str *events = arena_array(g->a, struct str, a->n_events);
    for (uint32_t i = 0; i < a->n_events; i++)
      events[i] = gen_name(g);
    a->events = events;
  }
  bool may = a->fn != AGG_DID && a->fn != AGG_COUNT && a->fn != AGG_GAP && a->fn < AGG_STREAK;
  bool need = may && a->fn != AGG_FIRST && a->fn != AGG_LAST && a->fn != AGG_NTH;
  if (need || (may && rng_chance(&g->rng, 0.5))) {
    if (rng_chance(&g->rng, 0.3))
      a->pseudo = gen_pseudo(g, &a->prop);
    else
      a->prop = gen_name(g);
    a->prop_written = a->prop;
  }
  a->prop_type = LT_ANY;
  if (rng_chance(&g->rng, 0.5)) {
    g->in_where = true;
    a->where = gen_any(g, depth - 1);
    g->in_where = false;
  }
  a->window = gen_window(g);
  return n;
}

static inline struct node *gen_step(struct gen *g, int depth) {
  struct node *n = gen_node(g, N_AGG);
  struct agg *a = n->agg = arena_new(g->a, struct agg);
  a->any_event = rng_chance(&g->rng, 0.2);
  if (!a->any_event) {
    a->n_events = 1 + (uint32_t)rng_below(&g->rng, 3);
    struct str *events = arena_array(g->a, struct str, a->n_events);
    for (uint32_t i = 0; i < a->n_events; i++)
      events[i] = gen_name(g);
    a->events = events;
  }
  if (rng_chance(&g->rng, 0.4)) {
    g->in_where = true;
    a->where = gen_any(g, depth - 1);
    g->in_where = false;
  }
  return n;
}

static inline void gen_bound(struct gen *g, struct node *step) {
  step->lit.type = LT_DURATION;
  step->lit.n = 1 + (uint32_t)rng_below(&g->rng, 100);
  step->lit.unit = (enum lang_unit)rng_below(&g->rng, LU_WEEK + 1);
  if (gen_open(g)) step->lit.n = 1, step->part = gen_param(g);
}

static inline struct node *gen_sequence(struct gen *g, int depth) {
  struct node *n = gen_node(g, N_SEQUENCE);
  uint32_t count = 2 + (uint32_t)rng_below(&g->rng, 4), last = 0;
  n->agg = arena_new(g->a, struct agg);
  n->agg->fn = rng_chance(&g->rng, 0.5) ? AGG_DID : AGG_COUNT;
  n->kids = arena_array(g->a, struct node *, count);
  n->n_kids = count;
  for (uint32_t i = 0; i < count; i++) {
    n->kids[i] = gen_step(g, depth);
    n->kids[i]->negated = i > 0 && rng_chance(&g->rng, 0.3);
    if (!n->kids[i]->negated) last = i;
  }
  for (uint32_t i = 1; i < count; i++)
    if ((!n->kids[i]->negated || i > last) && rng_chance(&g->rng, 0.5)) gen_bound(g, n->kids[i]);
  if (rng_chance(&g->rng, 0.4)) {
    if (rng_chance(&g->rng, 0.3))
      n->agg->pseudo = gen_pseudo(g, &n->agg->prop);
    else
      n->agg->prop = gen_name(g);
    n->agg->prop_written = n->agg->prop;
  }
  n->agg->window = gen_window(g);
  return n;
}

static inline void gen_kids(struct gen *g, struct node *n, uint32_t count, int depth) {
  n->kids = arena_array(g->a, struct node *, count);
  n->n_kids = count;
  for (uint32_t i = 0; i < count; i++) {
    do {
      n->kids[i] = n->kind == N_IN ? gen_literal(g) : gen_any(g, depth - 1);
    } while ((n->kind == N_AND || n->kind == N_OR) && n->kids[i]->kind == n->kind);
  }
}

static inline struct node *gen_leaf(struct gen *g, int depth) {
  struct node *n;
  switch (rng_below(&g->rng, g->in_where ? 3 : 8)) {
  case 0:
    return gen_literal(g);
  case 1:
  case 2:
    n = gen_node(g, g->in_where ? N_PROP : N_ATTR);
    if (g->in_where && rng_chance(&g->rng, 0.2)) {
      n->kind = N_ITEM;
      n->name = gen_name(g);
      return n;
    }
    if (g->in_where && rng_chance(&g->rng, 0.3)) {
      n->pseudo = gen_pseudo(g, &n->name);
      return n;
    }
    n->name = gen_name(g);
    n->is_attr = !g->in_where && rng_chance(&g->rng, 0.3);
    return n;
  case 3:
    n = gen_node(g, !g->in_where && rng_chance(&g->rng, 0.4) ? N_FACT : N_SEGMENT);
    if (n->kind == N_FACT) n->index = (uint32_t)rng_below(&g->rng, LANG_FACTS);
    n->name = gen_name(g);
    return n;
  case 4:
  case 5:
    n = gen_node(g, rng_chance(&g->rng, 0.5) ? N_CLASS : N_SCORE);
    n->name = gen_name(g);
    if (n->kind == N_SCORE) n->part = gen_name(g);
    if (rng_chance(&g->rng, 0.3)) n->before = gen_when(g);
    return n;
  case 6:
    return gen_sequence(g, depth);
  default:
    return gen_agg(g, depth);
  }
}

static struct node *gen_any(struct gen *g, int depth) {
  static const enum node_kind kinds[] = {N_NOT,     N_AND,         N_OR,     N_CMP,   N_IN,
                                         N_BETWEEN, N_CONTAINS,    N_EXISTS, N_ARITH, N_NEG,
                                         N_CALL,    N_ANNIVERSARY, N_AS_OF,  N_LISTED};
  if (depth <= 0 || rng_chance(&g->rng, 0.2)) return gen_leaf(g, depth);
  struct node *n = gen_node(g, GEN_PICK(g, kinds));
  if (n->kind == N_AS_OF && g->in_where) n->kind = N_ANNIVERSARY;
  switch (n->kind) {
  case N_AND:
  case N_OR:
    gen_kids(g, n, 2 + (uint32_t)rng_below(&g->rng, 3), depth);
    return n;
  case N_CALL:
    n->fn = (enum call_fn)rng_below(&g->rng, CALL_COALESCE + 1);
    gen_kids(g, n, n->fn == CALL_COALESCE ? 2 + (uint32_t)rng_below(&g->rng, 3) : 1, depth);
    return n;
  case N_IN:
    gen_kids(g, n, 1 + (uint32_t)rng_below(&g->rng, 4), depth);
    break;
  case N_BETWEEN:
    gen_kids(g, n, 2, depth);
    break;
  case N_LISTED:
    n->name = gen_name(g);
    n->category = rng_chance(&g->rng, 0.3);
    break;
  case N_ANNIVERSARY:
    n->lit = (struct literal){.type = LT_DURATION,
                              .n = 1 + (uint32_t)rng_below(&g->rng, 12),
                              .unit = (enum lang_unit)(LU_DAY + rng_below(&g->rng, 3)),
                              .b = rng_chance(&g->rng, 0.5)};
    if (gen_open(g)) n->lit.n = 1, n->part = gen_param(g);
    break;
  case N_AS_OF:
    n->lit.unit = LU_DAY;
    if (rng_chance(&g->rng, 0.5))
      n->before = gen_when(g);
    else
      n->lit.unit = (enum lang_unit)(LU_DAY + rng_below(&g->rng, 4));
    break;
  case N_CMP:
    n->op = (enum node_op)rng_below(&g->rng, OP_GE + 1);
    n->b = gen_any(g, depth - 1);
    break;
  case N_ARITH:
    n->op = (enum node_op)(OP_ADD + rng_below(&g->rng, 4));
    n->b = gen_any(g, depth - 1);
    break;
  case N_CONTAINS:
    n->b = gen_node(g, N_LITERAL);
    n->b->lit.type = LT_STR;
    n->b->lit.str = gen_text(g);
    break;
  default:
    break;
  }
  n->negated = (n->kind == N_IN || n->kind == N_LISTED || n->kind == N_BETWEEN ||
                n->kind == N_CONTAINS || n->kind == N_EXISTS) &&
               rng_chance(&g->rng, 0.4);
  do {
    n->a = gen_any(g, depth - 1);
  } while (n->kind == N_NEG && n->a->kind == N_LITERAL && n->a->lit.type == LT_NUM &&
           n->a->lit.num.m >= 0);
  return n;
}

#endif

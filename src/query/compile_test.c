/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conditions into steps.
 *
 * Nearly every condition people write compares something with a constant, so constants vanish here:
 * - on numbers and times, every such condition is a set of disjoint inclusive ranges of integers in
 * the column's own scale (`= 12.5`, `in (1, 2, 5)`, `between`, `< d`), tested by one kernel; a
 * constant finer than the scale rounds into the right side of the comparison and can equal nothing;
 * - on strings it is a yes or no per distinct string, answered once (struct str_test);
 * - on booleans it is which of the two values pass.
 * A date is an interval [ms, ms_last]: `=` is overlap, `<` wholly before, `>` wholly after, and
 * `<=`, `>=` are "not after", "not before". Negations (`!=`, `not in`, …) are a step_not after the
 * positive form: that is what makes them true for missing values.
 */
#include <stdlib.h>

#include "query/query_int.h"

#define NUM_END ((i128)9 * 1000000000000000000 * 1000000000000000000) /* past every decimal */

struct bound { /* a constant among integers: floor < ceil when it lies between two */
  i128 floor, ceil;
};

static struct bound bound_of(struct dec d, uint8_t scale) {
  if (d.scale <= scale) {
    i128 m;
    if (__builtin_mul_overflow(d.m, dec_pow10((unsigned)(scale - d.scale)), &m) || m > NUM_END ||
        m < -NUM_END) {
      m = d.m < 0 ? -NUM_END : NUM_END;
    }
    return (struct bound){m, m};
  }
  i128 p = dec_pow10((unsigned)(d.scale - scale)), q = d.m / p, r = d.m % p;
  return (struct bound){q - (r < 0), q + (r > 0)};
}

/* Integers x for which `x op constant` holds; empty when lo > hi.  `width`: x itself is the date
 * [x, x + width]. */
static void range_of(const struct literal *l, enum node_op op, uint8_t scale, int64_t width,
                     i128 *ret_lo, i128 *ret_hi) {
  i128 lo = -NUM_END, hi = NUM_END;
  if (l->type == LT_TIME) {
    i128 first = (i128)l->moment.ms - width, last = l->moment.ms_last;
    if (op == OP_EQ || op == OP_GE) lo = first;
    if (op == OP_EQ || op == OP_LE) hi = last;
    if (op == OP_LT) hi = first - 1;
    if (op == OP_GT) lo = last + 1;
  } else {
    struct bound b = bound_of(l->num, scale);
    if (op == OP_EQ || op == OP_GE) lo = b.ceil;
    if (op == OP_EQ || op == OP_LE) hi = b.floor;
    if (op == OP_LT) hi = b.ceil - 1;
    if (op == OP_GT) lo = b.floor + 1;
  }
  *ret_lo = lo;
  *ret_hi = hi;
}

struct range {
  i128 lo, hi;
};

static int by_lo(const void *a, const void *b) {
  const struct range *x = a, *y = b;
  return x->lo < y->lo ? -1 : x->lo > y->lo;
}

static uint32_t put_range_set(struct plan *p, const struct range_set *set) {
  struct buf key = BUF_INIT;
  buf_put(&key, set->lo, set->n * sizeof *set->lo);
  buf_put(&key, set->hi, set->n * sizeof *set->hi);
  uint32_t id = intern_put(&p->range_keys, buf_str(&key));
  buf_release(&key);
  if (id == p->ranges.n) vec_push(&p->ranges, *set);
  return id;
}

/* Sorts, joins what overlaps or touches, drops what is empty. */
static uint32_t put_ranges(struct plan *p, struct range *r, uint32_t n) {
  qsort(r, n, sizeof *r, by_lo);
  struct range_set set = {arena_array(p->mem, i128, n), arena_array(p->mem, i128, n), 0};
  for (uint32_t i = 0; i < n; i++) {
    if (r[i].lo > r[i].hi) continue;
    if (set.n && r[i].lo <= set.hi[set.n - 1] + 1) {
      if (r[i].hi > set.hi[set.n - 1]) set.hi[set.n - 1] = r[i].hi;
      continue;
    }
    set.lo[set.n] = r[i].lo;
    set.hi[set.n++] = r[i].hi;
  }
  return put_range_set(p, &set);
}

static void put_not(struct comp *c, bool negated, uint32_t dst) {
  if (negated) comp_step(c, step_not, dst)->a = dst;
}

static void put_never(struct comp *c, uint32_t dst) {
  comp_step(c, step_const, dst)->type =
      LT_BOOL; /* false, not missing: conditions have two values */
}

static int64_t width_of(const struct node *n) {
  return n->kind == N_LITERAL && n->lit.type == LT_TIME ? n->lit.moment.ms_last - n->lit.moment.ms
                                                        : 0;
}

static bool put_range_step(struct comp *c, struct src src, struct range *r, uint32_t n,
                           uint32_t dst) {
  if (src.kind == SRC_NEVER) {
    put_never(c, dst);
    return true;
  }
  uint32_t id = put_ranges(c->plan, r, n);
  struct step *s = comp_step(c, src.rep == REP_I128 ? step_range_i128 : step_range_i64, dst);
  s->src = src;
  s->index = id;
  return true;
}

/* The test's number; what equals another is given back. */
static uint32_t put_str_test(struct plan *p, struct str_test *t) {
  struct buf key = BUF_INIT;
  buf_put_u8(&key, (uint8_t)((t->own != NULL) + 2 * (t->set != NULL)));
  if (!t->own) buf_put(&key, &t->set, sizeof t->set);
  buf_put(&key, &t->bits, sizeof t->bits);
  buf_put_lenstr(&key, t->part);
  for (uint32_t i = 0; t->own && i < t->own->n; i++)
    buf_put_lenstr(&key, intern_at(t->own, i));
  uint32_t id = intern_put(&p->test_keys, buf_str(&key));
  buf_release(&key);
  if (id < p->str_tests.n) {
    if (t->own) intern_release(t->own);
    return id;
  }
  for (uint32_t i = 0; t->own && t->own->n <= STR_FEW && i < t->own->n; i++)
    t->few[t->n_few++] = intern_put(&p->strings, intern_at(t->own, i));
  vec_push(&p->str_tests, *t);
  return id;
}

bool comp_string(struct comp *c, struct src src, struct str_test test, uint32_t dst) {
  if (src.kind == SRC_NEVER) {
    if (test.own) intern_release(test.own);
    put_never(c, dst);
    return true;
  }
  uint32_t id = put_str_test(c->plan, &test);
  struct step *s = comp_step(c, step_string, dst);
  s->src = src;
  s->index = id;
  return true;
}

static bool same_types(struct comp *c, const struct node *n, enum lang_type a, enum lang_type b) {
  return a == b || plan_refuse(c->plan, n, "a comparison of two types");
}

/* `a op constant` for each constant, any of which may hold (N_IN has many, N_CMP one). */
static bool put_constants(struct comp *c, const struct node *n, enum node_op op,
                          const struct node *a, struct node *const *lits, uint32_t n_lits,
                          uint32_t dst) {
  struct src src;
  struct vtype_scaled v;
  if (!comp_operand(c, a, dst, &src, &v)) return false;
  for (uint32_t i = 0; i < n_lits; i++) {
    if (lits[i]->kind != N_LITERAL)
      return plan_refuse(c->plan, n, "a list of other than constants");
    if (!same_types(c, n, v.type, lits[i]->lit.type)) return false;
  }
  if (v.type == LT_BOOL) {
    struct step *s = comp_step(c, step_bool, dst);
    s->a = dst;
    for (uint32_t i = 0; i < n_lits; i++) {
      s->accept |= lits[i]->lit.b ? 2 : 1;
    }
    return true;
  }
  if (v.type == LT_STR) {
    if (op != OP_EQ) return plan_refuse(c->plan, n, "an order of texts");
    struct str_test test = {.own = arena_new(c->plan->mem, struct intern)};
    test.set = test.own;
    intern_init(test.own, "string test");
    for (uint32_t i = 0; i < n_lits; i++) {
      intern_put(test.own, lits[i]->lit.str);
    }
    return comp_string(c, src, test, dst);
  }
  struct range *r = arena_array(c->plan->mem, struct range, n_lits);
  for (uint32_t i = 0; i < n_lits; i++) {
    range_of(&lits[i]->lit, op, v.scale, width_of(a), &r[i].lo, &r[i].hi);
  }
  return put_range_step(c, src, r, n_lits, dst);
}

static enum node_op mirrored(enum node_op op) {
  switch (op) {
  case OP_LT:
    return OP_GT;
  case OP_LE:
    return OP_GE;
  case OP_GT:
    return OP_LT;
  case OP_GE:
    return OP_LE;
  default:
    return op;
  }
}

static bool put_compare(struct comp *c, const struct node *n, enum node_op op, uint32_t ra,
                        struct vtype_scaled a, int64_t width_a, uint32_t rb, struct vtype_scaled b,
                        uint32_t dst) {
  if (!same_types(c, n, a.type, b.type)) return false;
  struct step *s = comp_step(c, step_compare, dst);
  s->a = ra;
  s->b = rb;
  s->op = op;
  s->type = a.type;
  s->scale_a = a.scale;
  s->scale_b = b.scale;
  s->lo = width_a;
  return true;
}

static bool comp_cmp(struct comp *c, const struct node *n, uint32_t dst) {
  bool negated = n->op == OP_NE;
  enum node_op op = negated ? OP_EQ : n->op;
  const struct node *a = n->a, *b = n->b;
  if (a->kind == N_LITERAL && b->kind != N_LITERAL) {
    a = n->b;
    b = n->a;
    op = mirrored(op);
  }
  if (b->kind == N_LITERAL) {
    if (!put_constants(c, n, op, a, &(struct node *){(struct node *)b}, 1, dst)) return false;
  } else {
    struct vtype_scaled va, vb;
    if (!comp_value(c, a, dst, &va) || !comp_value(c, b, dst + 1, &vb)) return false;
    if (!put_compare(c, n, op, dst, va, 0, dst + 1, vb, dst)) return false;
  }
  put_not(c, negated, dst);
  return true;
}

static bool constant_bounds(const struct node *n) {
  return n->kids[0]->kind == N_LITERAL && n->kids[1]->kind == N_LITERAL &&
         n->kids[0]->lit.type == n->kids[1]->lit.type &&
         (n->kids[0]->lit.type == LT_NUM || n->kids[0]->lit.type == LT_TIME);
}

static bool comp_between(struct comp *c, const struct node *n, uint32_t dst) {
  struct vtype_scaled a, b;
  if (constant_bounds(n)) {
    struct src src;
    if (!comp_operand(c, n->a, dst, &src, &a)) return false;
    if (!same_types(c, n, a.type, n->kids[0]->lit.type)) return false;
    struct range r[2];
    range_of(&n->kids[0]->lit, OP_GE, a.scale, width_of(n->a), &r[0].lo, &r[0].hi);
    range_of(&n->kids[1]->lit, OP_LE, a.scale, width_of(n->a), &r[1].lo, &r[1].hi);
    struct range both = {r[0].lo, r[1].hi};
    if (!put_range_step(c, src, &both, 1, dst)) return false;
  } else {
    if (!comp_value(c, n->a, dst, &a)) return false;
    for (uint32_t i = 0; i < 2; i++) {
      uint32_t r = dst + 1 + i;
      if (!comp_value(c, n->kids[i], r, &b)) return false;
      if (i == 1 && width_of(n->kids[1]))
        c->steps.p[c->steps.n - 1].lo = n->kids[1]->lit.moment.ms_last;
      if (!put_compare(c, n, i ? OP_LE : OP_GE, dst, a, width_of(n->a), r, b, r)) return false;
    }
    struct step *s = comp_step(c, step_and, dst);
    s->a = dst + 1;
    s->b = dst + 2;
  }
  put_not(c, n->negated, dst);
  return true;
}

static bool comp_contains(struct comp *c, const struct node *n, uint32_t dst) {
  struct src src;
  struct vtype_scaled v;
  if (!comp_operand(c, n->a, dst, &src, &v)) return false;
  if (v.type != LT_STR || n->b->kind != N_LITERAL) {
    return plan_refuse(c->plan, n, "contains of other than text");
  }
  struct str_test test = {.part = n->b->lit.str};
  if (!comp_string(c, src, test, dst)) return false;
  put_not(c, n->negated, dst);
  return true;
}

/* An attribute or property exists when it has a value of any type, whatever type its other uses
 * want. */
static bool comp_exists(struct comp *c, const struct node *n, uint32_t dst) {
  struct vtype_scaled v;
  const struct node *a = n->a;
  if (a->kind == N_PROP && a->pseudo == PSEUDO_NONE && c->scope == SCOPE_ROW) {
    struct plan *p = c->plan;
    uint32_t prop = snapshot_prop_code(p->snap, a->canonical.n ? a->canonical : a->name);
    put_never(c, dst);
    for (unsigned t = V_BOOL; t < V_TYPES; t++) {
      uint8_t scale;
      struct src src = plan_column(p, prop, t, &scale);
      if (src.kind == SRC_COL) comp_step(c, step_present_or, dst)->src = src;
    }
  } else if (a->kind == N_ATTR && c->scope == SCOPE_PERSON) {
    uint32_t id = plan_attr(c->plan, a, c->as_of);
    if (id == NONE) return false;
    struct step *s = comp_step(c, step_acc, dst);
    s->index = id;
    s->type = LT_ANY;
  } else {
    if (!comp_value(c, a, dst, &v)) return false;
    comp_step(c, step_present, dst)->a = dst;
  }
  put_not(c, n->negated, dst);
  return true;
}

/* Values of a list as constants; as numbers those that are. */
static bool comp_among(struct comp *c, const struct node *n, uint32_t dst) {
  const struct intern *values = n->list->values;
  struct src src;
  struct vtype_scaled v;
  bool ok = true;
  if (!comp_operand(c, n->a, dst, &src, &v)) return false;
  if (v.type == LT_STR) {
    ok = comp_string(c, src, (struct str_test){.set = values}, dst);
  } else if (v.type == LT_NUM) {
    struct range *r = arena_array(c->plan->mem, struct range, values->n);
    uint32_t count = 0;
    for (uint32_t i = 0; i < values->n; i++) {
      struct literal l = {.type = LT_NUM};
      if (!dec_parse(intern_at(values, i), &l.num)) continue;
      range_of(&l, OP_EQ, v.scale, 0, &r[count].lo, &r[count].hi);
      count++;
    }
    ok = put_range_step(c, src, r, count, dst);
  } else {
    return plan_refuse(c->plan, n, "a list of this type");
  }
  return ok;
}

/* Who has one of the identities, who has one of the values, or either. */
static bool comp_listed(struct comp *c, const struct node *n, uint32_t dst) {
  bool people = n->list->people, values = !people || n->either;
  if (people) {
    if (c->scope != SCOPE_PERSON) return plan_refuse(c->plan, n, "identities inside where");
    comp_step(c, step_listed, dst)->node = n;
  }
  if (values && !comp_among(c, n, people ? dst + 1 : dst)) return false;
  if (people && values) {
    struct step *s = comp_step(c, step_or, dst);
    s->a = dst;
    s->b = dst + 1;
  }
  put_not(c, n->negated, dst);
  return true;
}

static const struct node *item_of(const struct node *n) {
  if (n->a && n->a->kind == N_ITEM) return n->a;
  return n->kind == N_CMP && n->b->kind == N_ITEM ? n->b : NULL;
}

bool comp_test(struct comp *c, const struct node *n, uint32_t dst) {
  const struct node *item = item_of(n);
  if (item) {
    if (!comp_item(c, n, item, dst)) return false;
    put_not(c, n->negated || (n->kind == N_CMP && n->op == OP_NE), dst);
    return true;
  }
  switch (n->kind) {
  case N_CMP:
    return comp_cmp(c, n, dst);
  case N_IN:
    if (!put_constants(c, n, OP_EQ, n->a, n->kids, n->n_kids, dst)) return false;
    put_not(c, n->negated, dst);
    return true;
  case N_BETWEEN:
    return comp_between(c, n, dst);
  case N_CONTAINS:
    return comp_contains(c, n, dst);
  case N_EXISTS:
    return comp_exists(c, n, dst);
  case N_LISTED:
    return comp_listed(c, n, dst);
  default:
    return plan_refuse(c->plan, n, "no condition");
  }
}

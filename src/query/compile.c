/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tree into flat steps for the little machine (vm.c).
 *
 * The same compiler serves both places where expressions are evaluated, and that is the point: a
 * comparison means the same for a row inside `where` as for a person outside.  Only the leaves
 * differ: in SCOPE_ROW a name is a column of the scan, in SCOPE_PERSON it is an accumulator, a
 * class or a measure.
 *
 * Registers are a stack: comp_value(n, dst) may use dst and everything above and leaves its value
 * in dst. Scales of numbers are settled here (the snapshot's scale of a property; + and − take the
 * finer of both, × their sum up to 18, ÷ and avg 12), so that the machine adds plain integers.
 */
#include "lang/lang.h"
#include "query/query_int.h"

#define DIV_SCALE 12

struct step *comp_step(struct comp *c, step_fn *run, uint32_t dst) {
  if (dst + 1 > c->regs) c->regs = dst + 1;
  vec_push(&c->steps, ((struct step){.run = run, .dst = dst}));
  return &c->steps.p[c->steps.n - 1];
}

static bool comp_literal(struct comp *c, const struct node *n, uint32_t dst,
                         struct vtype_scaled *ret) {
  if (n->lit.type == LT_DURATION || n->lit.type == LT_ANY) {
    return plan_refuse(c->plan, n, "a constant without a type");
  }
  struct step *s = comp_step(c, step_const, dst);
  s->type = n->lit.type;
  s->num = n->lit.num.m;
  s->lo = n->lit.moment.ms;
  s->flag = n->lit.b;
  if (n->lit.type == LT_STR) s->index = intern_put(&c->plan->strings, n->lit.str);
  *ret = (struct vtype_scaled){n->lit.type, n->lit.type == LT_NUM ? n->lit.num.scale : 0};
  return true;
}

static struct src prop_src(struct comp *c, const struct node *n, struct vtype_scaled *ret) {
  struct plan *p = c->plan;
  enum lang_type type = n->type;
  *ret = (struct vtype_scaled){type, 0};
  if (n->pseudo != PSEUDO_NONE) return plan_gen(p, n->pseudo, type);
  struct str name = n->canonical.n ? n->canonical : n->name;
  return plan_column(p, snapshot_prop_code(p->snap, name), plan_vtype(type), &ret->scale);
}

static bool comp_prop(struct comp *c, const struct node *n, uint32_t dst,
                      struct vtype_scaled *ret) {
  if (c->scope != SCOPE_ROW) return plan_refuse(c->plan, n, "a property outside where");
  struct src src = prop_src(c, n, ret);
  struct step *s = comp_step(c, src.kind == SRC_NEVER ? step_missing : step_source, dst);
  s->src = src;
  s->type = ret->type;
  return true;
}

static bool comp_acc(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret) {
  if (c->scope != SCOPE_PERSON) return plan_refuse(c->plan, n, "an aggregate inside where");
  bool attr = n->kind == N_ATTR;
  uint32_t id = attr                    ? plan_attr(c->plan, n, c->as_of)
                : n->kind == N_SEQUENCE ? plan_sequence(c->plan, n, c->as_of)
                                        : plan_agg(c->plan, n, c->as_of);
  if (id == NONE) return false;
  if (attr) plan_reads(c->plan, id);
  const struct acc *a = &c->plan->accs.p[id];
  *ret = (struct vtype_scaled){attr ? n->type : n->type, 0};
  switch (a->fn) {
  case ACC_COUNT:
  case ACC_SEQUENCE:
    *ret = (struct vtype_scaled){n->agg->fn == AGG_DID ? LT_BOOL : LT_NUM, 0};
    break;
  case ACC_DISTINCT:
  case ACC_GAP:
  case ACC_STREAK:
    *ret = (struct vtype_scaled){LT_NUM, 0};
    break;
  case ACC_AVG:
    *ret = (struct vtype_scaled){LT_NUM, DIV_SCALE};
    break;
  case ACC_FIRST:
  case ACC_LAST:
  case ACC_NTH:
  case ACC_MIN:
  case ACC_MAX:
    ret->type = n->agg->prop.n ? n->agg->prop_type : LT_TIME;
    __attribute__((fallthrough));
  default:
    if (ret->type == LT_NUM) ret->scale = a->scale;
  }
  struct step *s = comp_step(c, step_acc, dst);
  s->index = id;
  s->type = ret->type;
  s->scale_a = a->scale;
  s->scale = ret->scale;
  s->node = n;
  s->flag = n->kind == N_AGG && n->agg->fn == AGG_STREAK_NOW;
  s->lo = day_of(c->plan->in->tz, c->as_of);
  return true;
}

static bool comp_anniversary(struct comp *c, const struct node *n, uint32_t dst) {
  struct vtype_scaled a;
  int32_t from, to;
  if (!comp_value(c, n->a, dst, &a)) return false;
  if (a.type != LT_TIME) return plan_refuse(c->plan, n, "an anniversary of no time");
  lang_anniversary_days(n, c->plan->in->tz, c->as_of, &from, &to);
  struct step *s = comp_step(c, step_anniversary, dst);
  s->a = dst;
  s->lo = from;
  s->hi = to;
  return true;
}

/* Everything below is planned as of the other moment, references and all. */
static bool comp_as_of(struct comp *c, const struct node *n, uint32_t dst,
                       struct vtype_scaled *ret) {
  int64_t outer = c->as_of;
  if (c->scope != SCOPE_PERSON) return plan_refuse(c->plan, n, "as of inside where");
  c->as_of = lang_as_of_moment(n, c->plan->in->tz, outer);
  bool ok = comp_value(c, n->a, dst, ret);
  if (ok) {
    struct step *s = comp_step(c, step_known, dst);
    s->a = dst;
    s->type = ret->type;
    s->hi = c->as_of;
  }
  c->as_of = outer;
  return ok;
}

static bool comp_class(struct comp *c, const struct node *n, uint32_t dst,
                       struct vtype_scaled *ret) {
  const struct query_input *in = c->plan->in;
  struct str slug = n->canonical.n ? n->canonical : n->name;
  int64_t at = lang_class_moment(n, c->as_of);
  for (uint32_t i = 0; c->scope == SCOPE_PERSON && i < in->n_classes; i++) {
    if (!str_eq(in->classes[i].slug, slug) || in->classes[i].as_of != at) continue;
    comp_step(c, step_class, dst)->index = i;
    *ret = (struct vtype_scaled){LT_STR, 0};
    return true;
  }
  return plan_refuse(c->plan, n, "a classification that was not evaluated before");
}

static bool comp_score(struct comp *c, const struct node *n, uint32_t dst,
                       struct vtype_scaled *ret) {
  const struct query_input *in = c->plan->in;
  struct str slug = n->canonical.n ? n->canonical : n->name;
  int64_t at = lang_class_moment(n, c->as_of);
  for (uint32_t i = 0; c->scope == SCOPE_PERSON && i < in->n_scores; i++) {
    const struct query_scores *s = &in->scores[i];
    if (!str_eq(s->slug, slug) || !str_eq(s->name, n->part) || s->as_of != at) continue;
    comp_step(c, step_score, dst)->index = i;
    *ret = (struct vtype_scaled){LT_NUM, s->column->scale};
    return true;
  }
  return plan_refuse(c->plan, n, "a score that was not evaluated before");
}

static bool comp_measure(struct comp *c, const struct node *n, uint32_t dst,
                         struct vtype_scaled *ret) {
  const struct query_input *in = c->plan->in;
  if (c->scope != SCOPE_PERSON || n->index >= in->n_measures) {
    return plan_refuse(c->plan, n, "a measure that was not evaluated before");
  }
  const struct query_column *m = &in->measures[n->index];
  struct step *s = comp_step(c, step_measure, dst);
  s->index = n->index;
  s->type = m->type;
  *ret = (struct vtype_scaled){m->type, m->type == LT_NUM ? m->scale : 0};
  return true;
}

static bool comp_arith(struct comp *c, const struct node *n, uint32_t dst,
                       struct vtype_scaled *ret) {
  struct vtype_scaled a, b;
  if (!comp_value(c, n->a, dst, &a) || !comp_value(c, n->b, dst + 1, &b)) return false;
  if (a.type != LT_NUM || b.type != LT_NUM) {
    return plan_refuse(c->plan, n, "arithmetic of these types");
  }
  struct step *s = comp_step(c, step_arith, dst);
  s->a = dst;
  s->b = dst + 1;
  s->op = n->op;
  s->scale_a = a.scale;
  s->scale_b = b.scale;
  s->scale = a.scale > b.scale ? a.scale : b.scale;
  if (n->op == OP_MUL) s->scale = (uint8_t)(a.scale + b.scale);
  if (n->op == OP_DIV) s->scale = DIV_SCALE;
  if (s->scale > DEC_SCALE_MAX) s->scale = DEC_SCALE_MAX;
  s->node = n;
  *ret = (struct vtype_scaled){LT_NUM, s->scale};
  return true;
}

static bool comp_coalesce(struct comp *c, const struct node *n, uint32_t dst,
                          struct vtype_scaled *ret) {
  struct vtype_scaled v[2];
  for (uint32_t i = 0; i < n->n_kids; i++) {
    uint32_t at = i ? dst + 1 : dst;
    if (!comp_value(c, n->kids[i], at, &v[i != 0])) return false;
    if (i == 0) continue;
    if (v[0].type != v[1].type) return plan_refuse(c->plan, n, "coalesce of two types");
    for (int k = 0; k < 2; k++) {
      if (v[k].scale >= v[!k].scale) continue;
      struct step *s = comp_step(c, step_rescale, dst + (uint32_t)k);
      s->a = s->dst;
      s->scale_a = v[k].scale;
      s->scale = v[k].scale = v[!k].scale;
      s->node = n;
    }
    struct step *s = comp_step(c, step_coalesce, dst);
    s->a = dst;
    s->b = dst + 1;
    s->type = v[0].type;
  }
  *ret = v[0];
  return true;
}

static bool comp_call(struct comp *c, const struct node *n, uint32_t dst,
                      struct vtype_scaled *ret) {
  if (n->fn == CALL_COALESCE && n->n_kids) return comp_coalesce(c, n, dst, ret);
  struct vtype_scaled a;
  const struct node *of = n->n_kids ? n->kids[0] : n->a;
  if (!of || !comp_value(c, of, dst, &a))
    return of ? false : plan_refuse(c->plan, n, "no argument");
  bool of_time = n->fn != CALL_ABS && n->fn != CALL_FLOOR && n->fn != CALL_CEIL;
  if (a.type != (of_time ? LT_TIME : LT_NUM)) {
    return plan_refuse(c->plan, n, "a function of another type");
  }
  step_fn *run = n->fn == CALL_DAYS_SINCE ? step_days_since
                 : of_time                ? step_civil
                 : n->fn == CALL_ABS      ? step_abs
                                          : step_floor;
  struct step *s = comp_step(c, run, dst);
  s->a = dst;
  s->scale_a = a.scale;
  s->index = n->fn;
  s->flag = n->fn == CALL_CEIL;
  s->lo = day_of(c->plan->in->tz, c->as_of);
  s->node = n;
  *ret = (struct vtype_scaled){LT_NUM, n->fn == CALL_ABS ? a.scale : 0};
  return true;
}

static bool comp_logic(struct comp *c, const struct node *n, uint32_t dst) {
  struct vtype_scaled v;
  if (n->kind == N_NOT) {
    if (!comp_value(c, n->a, dst, &v)) return false;
    comp_step(c, step_not, dst)->a = dst;
    return true;
  }
  for (uint32_t i = 0; i < n->n_kids; i++) {
    uint32_t at = i ? dst + 1 : dst;
    if (!comp_value(c, n->kids[i], at, &v)) return false;
    if (v.type != LT_BOOL) return plan_refuse(c->plan, n, "logic of other than conditions");
    if (i == 0) continue;
    struct step *s = comp_step(c, n->kind == N_AND ? step_and : step_or, dst);
    s->a = dst;
    s->b = dst + 1;
  }
  return true;
}

bool comp_value(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret) {
  return comp_shares(c, n) ? comp_shared(c, n, dst, ret) : comp_node(c, n, dst, ret);
}

bool comp_node(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret) {
  *ret = (struct vtype_scaled){LT_BOOL, 0};
  switch (n->kind) {
  case N_LITERAL:
    return comp_literal(c, n, dst, ret);
  case N_PROP:
    return comp_prop(c, n, dst, ret);
  case N_ITEM:
    return comp_item(c, n, n, dst);
  case N_ANNIVERSARY:
    return comp_anniversary(c, n, dst);
  case N_AS_OF:
    return comp_as_of(c, n, dst, ret);
  case N_ATTR:
  case N_AGG:
  case N_SEQUENCE:
    return comp_acc(c, n, dst, ret);
  case N_NOT:
  case N_AND:
  case N_OR:
    return comp_logic(c, n, dst);
  case N_CMP:
  case N_IN:
  case N_BETWEEN:
  case N_CONTAINS:
  case N_EXISTS:
  case N_LISTED:
    return comp_test(c, n, dst);
  case N_ARITH:
    return comp_arith(c, n, dst, ret);
  case N_NEG: {
    if (!comp_value(c, n->a, dst, ret)) return false;
    if (ret->type != LT_NUM) return plan_refuse(c->plan, n, "minus of this type");
    comp_step(c, step_neg, dst)->a = dst;
    return true;
  }
  case N_CALL:
    return comp_call(c, n, dst, ret);
  case N_FACT:
  case N_SEGMENT:
    if (!n->a) return plan_refuse(c->plan, n, "an unresolved reference");
    return comp_value(c, n->a, dst, ret);
  case N_CLASS:
    return comp_class(c, n, dst, ret);
  case N_SCORE:
    return comp_score(c, n, dst, ret);
  case N_MEASURE:
    return comp_measure(c, n, dst, ret);
  }
  return plan_refuse(c->plan, n, "an unknown node");
}

bool comp_operand(struct comp *c, const struct node *n, uint32_t dst, struct src *ret_src,
                  struct vtype_scaled *ret) {
  if (n->kind == N_PROP && c->scope == SCOPE_ROW && n->type != LT_BOOL) {
    struct src src = prop_src(c, n, ret);
    if (dst + 1 > c->regs) c->regs = dst + 1;
    *ret_src = src;
    return true;
  }
  if (c->scope == SCOPE_PERSON) return comp_shared_operand(c, n, dst, ret_src, ret);
  if (!comp_value(c, n, dst, ret)) return false;
  enum rep rep = ret->type == LT_NUM ? REP_I128 : ret->type == LT_STR ? REP_U32 : REP_I64;
  *ret_src = (struct src){SRC_REG, rep, dst};
  return true;
}

bool plan_compile(struct plan *p, enum scope scope, const struct node *tree, int64_t as_of,
                  struct prog *ret) {
  struct comp c = {.plan = p, .scope = scope, .as_of = as_of, .regs = 1};
  struct prog prog = {0};
  bool ok = comp_value(&c, tree, 0, &prog.result);
  if (ok) {
    prog.n = (uint32_t)c.steps.n;
    prog.regs = c.regs;
    prog.steps = arena_array(p->mem, struct step, c.steps.n);
    memcpy(prog.steps, c.steps.p, c.steps.n * sizeof *prog.steps);
    if (c.regs > p->max_regs) p->max_regs = c.regs;
    *ret = prog;
  }
  vec_free(&c.steps);
  return ok;
}

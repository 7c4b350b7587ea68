/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several expressions ask of a person, evaluated once per tile.
 *
 * Segments name segments, and two hundred of them ask a dozen attributes.  Accumulators are
 * numbered already (plan.c), so two conditions that mean the same compile to the same steps, and
 * the steps' bytes are the key: a condition is compiled by itself from register 0, and becomes a
 * number in plan->shared or is found there.  What is inside has a lower number, so that running
 * them in order answers each when it is asked for, and an expression is one look at the last of
 * them.
 *
 * An operand of a condition is not copied into a register at all: counts and sums are compared
 * where accumulators keep them, other values lie in a register of their own. */
#include "query/query_int.h"

bool comp_shares(const struct comp *c, const struct node *n) {
  if (c->scope != SCOPE_PERSON || n->type != LT_BOOL) return false;
  switch (n->kind) {
  case N_AGG:
  case N_SEQUENCE:
  case N_NOT:
  case N_AND:
  case N_OR:
  case N_CMP:
  case N_IN:
  case N_BETWEEN:
  case N_CONTAINS:
  case N_EXISTS:
  case N_LISTED:
  case N_ANNIVERSARY:
    return true;
  default:
    return false;
  }
}

/* Nodes are not part of what a step means, but for lists; other nodes are there to be blamed. */
static void key_step(struct buf *b, const struct step *s) {
  const void *list = s->run == step_listed ? s->node->list : NULL;
  uint32_t numbers[] = {s->dst, s->a,     s->b,      s->src.kind, s->src.rep, s->src.i,   s->index,
                        s->op,  s->scale, s->accept, s->flag,     s->scale_a, s->scale_b, s->type};
  buf_put(b, &s->run, sizeof s->run);
  buf_put(b, &list, sizeof list);
  buf_put(b, numbers, sizeof numbers);
  buf_put(b, &s->num, sizeof s->num);
  buf_put(b, &s->lo, sizeof s->lo);
  buf_put(b, &s->hi, sizeof s->hi);
}

static uint32_t put_shared(struct comp *c, const struct comp *inner, struct vtype_scaled result) {
  struct plan *p = c->plan;
  struct buf key = BUF_INIT;
  buf_put_u8(&key, (uint8_t)result.type);
  buf_put_u8(&key, result.scale);
  for (size_t i = 0; i < inner->steps.n; i++)
    key_step(&key, &inner->steps.p[i]);
  uint32_t id = intern_put(&p->shared_keys, buf_str(&key));
  buf_release(&key);
  if (id < p->shared.n) return id;
  struct prog prog = {.n = (uint32_t)inner->steps.n, .regs = inner->regs, .result = result};
  prog.steps = arena_array(p->mem, struct step, prog.n);
  memcpy(prog.steps, inner->steps.p, prog.n * sizeof *prog.steps);
  if (prog.regs > p->max_regs) p->max_regs = prog.regs;
  if (result.type != LT_BOOL) p->n_shared_values++;
  vec_push(&p->shared, prog);
  return id;
}

static void put_step(struct comp *c, uint32_t id, uint32_t dst) {
  comp_step(c, step_shared, dst)->index = id;
}

bool comp_shared(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret) {
  struct comp inner = {.plan = c->plan, .scope = c->scope, .as_of = c->as_of, .regs = 1};
  bool ok = comp_node(&inner, n, 0, ret);
  if (ok) put_step(c, put_shared(c, &inner, *ret), dst);
  vec_free(&inner.steps);
  return ok;
}

/* The state of an accumulator, when it is the number wanted, of everybody.  A sum of wide numbers
 * might be none: it is looked at when it is loaded. */
static bool is_state(const struct comp *c, const struct comp *inner, struct src *ret) {
  const struct step *s = inner->steps.p;
  if (inner->steps.n != 1 || s->run != step_acc || s->type != LT_NUM) return false;
  const struct acc *a = &c->plan->accs.p[s->index];
  bool counts = a->fn == ACC_COUNT || a->fn == ACC_DISTINCT || a->fn == ACC_SEQUENCE;
  bool sum = a->fn == ACC_SUM && (a->n_src == 0 || a->src[0].rep == REP_I64);
  *ret = (struct src){SRC_ACC, counts ? REP_I64 : REP_I128, s->index};
  return counts || sum;
}

bool comp_shared_operand(struct comp *c, const struct node *n, uint32_t dst, struct src *ret_src,
                         struct vtype_scaled *ret) {
  struct comp inner = {.plan = c->plan, .scope = c->scope, .as_of = c->as_of, .regs = 1};
  bool ok = comp_value(&inner, n, 0, ret);
  if (ok && !is_state(c, &inner, ret_src)) {
    uint32_t id = put_shared(c, &inner, *ret);
    enum rep rep = ret->type == LT_NUM ? REP_I128 : ret->type == LT_STR ? REP_U32 : REP_I64;
    *ret_src = (struct src){SRC_SHARED, rep, id};
    if (ret->type == LT_BOOL) put_step(c, id, dst);
  }
  if (dst + 1 > c->regs) c->regs = dst + 1;
  vec_free(&inner.steps);
  return ok;
}

void vm_run_shared(struct vm *vm) {
  const struct plan *p = vm->plan;
  for (size_t i = 0; i < p->shared.n; i++) {
    struct reg *from = &vm->regs[0], *to = &vm->shared[i];
    vm_run(vm, &p->shared.p[i]);
    if (p->shared.p[i].result.type == LT_BOOL) {
      memcpy(to->present, from->present, TILE_WORDS * 8);
      memcpy(to->bits, from->bits, TILE_WORDS * 8);
      continue;
    }
    struct reg values = *to; /* registers are alike: no value is copied */
    *to = *from;
    *from = values;
  }
}

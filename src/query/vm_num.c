/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps that compute: exact arithmetic, functions of numbers and times.  base/decimal does the
 * rounding and knows the bounds; the short ways taken here (same scale, small operands) give the
 * same digits. */
#include "query/query_int.h"

#define WORDS(vm) (((vm)->n + 63) / 64)

static bool arith_lane(const struct step *s, i128 x, i128 y, i128 *ret, bool *ret_missing) {
  struct dec a = {x, s->scale_a}, b = {y, s->scale_b}, d;
  bool ok = false;
  switch (s->op) {
  case OP_ADD:
    ok = dec_add(a, b, &d);
    break;
  case OP_SUB:
    ok = dec_sub(a, b, &d);
    break;
  case OP_MUL:
    ok = dec_mul(a, b, &d);
    break;
  default:
    if (y == 0) {
      *ret_missing = true;
      return true;
    }
    ok = dec_div(a, b, s->scale, &d);
  }
  if (ok && d.scale != s->scale) ok = dec_rescale(d, s->scale, &d);
  if (ok) *ret = d.m;
  return ok;
}

/* Sums of equal scales need no decimal logic beyond the bound; they are most of what is written (R
 * + F + M, gross − refunds). */
static bool plain_sum(const struct step *s, i128 x, i128 y, i128 *ret) {
  static const i128 bound =
      (i128)UINT64_C(1000000000000000000) * UINT64_C(1000000000000000000); /* 10^36 */
  i128 v =
      s->op == OP_ADD ? x + y : x - y; /* operands are within the bound: no overflow of 128 bits */
  if (v >= bound || v <= -bound) return false;
  *ret = v;
  return true;
}

void step_arith(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a], *b = &vm->regs[s->b];
  struct reg *d = &vm->regs[s->dst];
  bool plain =
      (s->op == OP_ADD || s->op == OP_SUB) && s->scale_a == s->scale && s->scale_b == s->scale;
  for (uint32_t w = 0; w < WORDS(vm); w++) {
    uint64_t both = a->present[w] & b->present[w];
    uint32_t to = vm->n - w * 64 < 64 ? vm->n : w * 64 + 64;
    d->present[w] = both;
    for (uint32_t i = w * 64; i < to; i++) {
      i128 v = 0;
      bool missing = !(both >> (i & 63) & 1);
      if (!missing && !(plain && plain_sum(s, a->num[i], b->num[i], &v)) &&
          !arith_lane(s, a->num[i], b->num[i], &v, &missing))
        vm->overflow = s->node;
      if (missing) d->present[w] &= ~(UINT64_C(1) << (i & 63));
      d->num[i] = v;
    }
  }
}

/* d's presence is a's; the loops of these steps run over all lanes because missing ones hold zero.
 */
static struct reg *unary(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  if (s->dst != s->a) memcpy(d->present, vm->regs[s->a].present, TILE_WORDS * 8);
  return d;
}

void step_neg(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = unary(vm, s);
  for (uint32_t i = 0; i < vm->n; i++) {
    d->num[i] = -a->num[i];
  }
}

void step_abs(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = unary(vm, s);
  for (uint32_t i = 0; i < vm->n; i++) {
    d->num[i] = a->num[i] < 0 ? -a->num[i] : a->num[i];
  }
}

void step_floor(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = unary(vm, s);
  i128 p = dec_pow10(s->scale_a);
  for (uint32_t i = 0; i < vm->n; i++) {
    i128 q = a->num[i] / p, r = a->num[i] % p;
    d->num[i] = s->flag ? q + (r > 0) : q - (r < 0);
  }
}

void step_rescale(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = unary(vm, s);
  for (uint32_t i = 0; i < vm->n; i++) {
    struct dec r = DEC_ZERO;
    if (!dec_rescale((struct dec){a->num[i], s->scale_a}, s->scale, &r)) vm->overflow = s->node;
    d->num[i] = r.m;
  }
}

void step_coalesce(struct vm *vm, const struct step *s) {
  const struct reg *b = &vm->regs[s->b];
  struct reg *d = &vm->regs[s->dst];
  must(s->a == s->dst);
  for (uint32_t i = 0; i < vm->n; i++) {
    if (bit_at(d->present, i) || !bit_at(b->present, i)) continue;
    if (s->type == LT_NUM)
      d->num[i] = b->num[i];
    else if (s->type == LT_TIME)
      d->time[i] = b->time[i];
    else if (s->type == LT_STR)
      d->code[i] = b->code[i];
    else if (bit_at(b->bits, i))
      bit_set(d->bits, i);
  }
  for (uint32_t w = 0; w < WORDS(vm); w++) {
    d->present[w] |= b->present[w];
  }
}

/* Times and numbers share a register's memory, and numbers are wider: results go through an array
 * of days. */
static void days_of(struct vm *vm, const struct reg *a, int32_t days[TILE]) {
  day_of_many(vm->in->tz, a->time, vm->n, days);
}

void step_days_since(struct vm *vm, const struct step *s) {
  int32_t days[TILE];
  days_of(vm, &vm->regs[s->a], days);
  struct reg *d = unary(vm, s);
  for (uint32_t i = 0; i < vm->n; i++) {
    d->num[i] = bit_at(d->present, i) ? s->lo - days[i] : 0;
  }
}

void step_anniversary(struct vm *vm, const struct step *s) {
  int32_t days[TILE];
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = &vm->regs[s->dst];
  uint64_t found[TILE_WORDS] = {0};
  days_of(vm, a, days);
  for (uint32_t i = 0; i < vm->n; i++) {
    if (bit_at(a->present, i) && lang_anniversary_falls(days[i], (int32_t)s->lo, (int32_t)s->hi))
      bit_set(found, i);
  }
  memcpy(d->bits, found, sizeof found);
  memset(d->present, 0xff, TILE_WORDS * 8);
}

void step_civil(struct vm *vm, const struct step *s) {
  int32_t days[TILE];
  days_of(vm, &vm->regs[s->a], days);
  struct reg *d = unary(vm, s);
  for (uint32_t i = 0; i < vm->n; i++) {
    int32_t year;
    unsigned month, day;
    day_to_ymd(days[i], &year, &month, &day);
    i128 v = s->index == CALL_YEAR ? year : s->index == CALL_MONTH ? (int)month : (int)day;
    d->num[i] = bit_at(d->present, i) ? v : 0;
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps that bring values into registers: constants, columns of rows, accumulators of people,
 * classes, measures. */
#include "kernel/words.h"
#include "query/query_int.h"

#define WORDS(vm) (((vm)->n + 63) / 64)

void step_missing(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  memset(d->present, 0, TILE_WORDS * 8);
  memset(d->bits, 0, TILE_WORDS * 8);
  memset(d->num, 0, TILE * sizeof *d->num);
}

void step_const(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  memset(d->present, 0xff, TILE_WORDS * 8);
  memset(d->bits, s->flag ? 0xff : 0, TILE_WORDS * 8);
  if (s->type == LT_NUM)
    for (uint32_t i = 0; i < vm->n; i++)
      d->num[i] = s->num;
  if (s->type == LT_TIME)
    for (uint32_t i = 0; i < vm->n; i++)
      d->time[i] = s->lo;
  if (s->type == LT_STR)
    for (uint32_t i = 0; i < vm->n; i++)
      d->code[i] = vm->plan_code[s->index];
}

void step_source(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const uint64_t *present;
  const void *v = vm_values(vm, s->src, &present);
  memcpy(d->present, present, WORDS(vm) * 8);
  if (s->type == LT_BOOL) {
    bits_nonzero_u8(v, vm->n, d->bits);
    for (uint32_t w = 0; w < WORDS(vm); w++) {
      d->bits[w] &= present[w];
    }
    return;
  }
  for (uint32_t i = 0; i < vm->n; i++) {
    bool has = bit_at(present, i);
    if (s->type == LT_STR)
      d->code[i] = has ? ((const uint32_t *)v)[i] : 0;
    else if (s->type == LT_TIME)
      d->time[i] = has ? ((const int64_t *)v)[i] : 0;
    else if (!has)
      d->num[i] = 0;
    else
      d->num[i] = s->src.rep == REP_I128 ? ((const i128 *)v)[i] : ((const int64_t *)v)[i];
  }
}

/* Sums are exact in 128 bits; what a decimal cannot hold is the query's overflow. */
static bool is_decimal(i128 m) {
  i128 end = dec_pow10(DEC_DIGITS_MAX);
  return m < end && m > -end;
}

static void load_avg(struct vm *vm, const struct step *s, struct reg *d, const struct acc_vec *v) {
  for (uint32_t i = 0; i < vm->n; i++) {
    struct dec avg = DEC_ZERO, sum = {v->v[i], s->scale_a};
    bool fits = is_decimal(sum.m);
    if (v->n[i]) fits = fits && dec_div(sum, dec_int(v->n[i]), s->scale, &avg);
    if (!fits) vm->overflow = s->node;
    d->num[i] = avg.m;
  }
}

/* Which of n lanes have a value. */
static void acc_present(const struct acc *a, const struct step *s, const struct acc_vec *v,
                        uint32_t n, uint64_t *out) {
  bool any = s->type == LT_ANY; /* of an attribute: a value of whatever type */
  int64_t tag = plan_vtype(s->type);
  switch (a->fn) {
  case ACC_GAP:
    EACH_WORD(n, out, v->n[i] != INT64_MIN);
    break;
  case ACC_ATTR:
    EACH_WORD(n, out, (v->n[i] != 0) & (any | (v->n[i] == tag)));
    break;
  case ACC_AVG:
  case ACC_MIN:
  case ACC_MAX:
  case ACC_FIRST:
  case ACC_LAST:
    EACH_WORD(n, out, v->n[i] != 0);
    break;
  case ACC_NTH:
    EACH_WORD(n, out, v->n[i] >= (a->nth < 0 ? -a->nth : a->nth));
    break;
  default:
    memset(out, 0xff, TILE_WORDS * 8);
  }
}

/* Numbers that are simply counts or simply v; people without a value have v = 0. */
static bool plain_numbers(struct vm *vm, const struct step *s, const struct acc *a,
                          const struct acc_vec *v, i128 *out) {
  bool fits = true;
  switch (a->fn) {
  case ACC_COUNT:
  case ACC_DISTINCT:
  case ACC_SEQUENCE:
    for (uint32_t i = 0; i < vm->n; i++) {
      out[i] = v->n[i];
    }
    return true;
  case ACC_SUM:
    for (uint32_t i = 0; i < vm->n; i++) {
      fits &= is_decimal(v->v[i]);
    }
    if (!fits) vm->overflow = s->node;
    break;
  case ACC_MIN:
  case ACC_MAX:
  case ACC_FIRST:
  case ACC_LAST:
    break;
  default:
    return false;
  }
  memcpy(out, v->v, vm->n * sizeof *out);
  return true;
}

static inline uint32_t all_or_none(const uint64_t *w, uint32_t i) {
  return -(uint32_t)bit_at(w, i);
}

void step_acc(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const struct acc *a = &vm->plan->accs.p[s->index];
  const struct acc_vec *v = &vm->accs[s->index];
  bool counts = a->fn == ACC_COUNT || a->fn == ACC_DISTINCT || a->fn == ACC_SEQUENCE;
  memset(d->present, 0, TILE_WORDS * 8);
  acc_present(a, s, v, vm->n, d->present);
  if (s->type == LT_BOOL || s->type == LT_ANY) {
    bool any = s->type == LT_ANY;
    memset(d->bits, 0, TILE_WORDS * 8);
    if (counts)
      EACH_WORD(vm->n, d->bits, v->n[i] != 0);
    else
      EACH_WORD(vm->n, d->bits, any | (v->v[i] != 0));
    for (uint32_t k = 0; k < TILE_WORDS; k++) {
      d->bits[k] &= d->present[k];
    }
    if (s->type == LT_ANY) memset(d->present, 0xff, TILE_WORDS * 8); /* exists: a condition */
    return;
  }
  if (a->fn == ACC_AVG) {
    load_avg(vm, s, d, v);
    return;
  }
  if (a->fn == ACC_STREAK) {
    for (uint32_t i = 0; i < vm->n; i++) {
      d->num[i] = s->flag ? streak_now(v->v[i], s->lo) : streak_best(v->v[i]);
    }
    return;
  }
  if (s->type == LT_NUM && plain_numbers(vm, s, a, v, d->num)) return;
  if (s->type == LT_STR)
    for (uint32_t i = 0; i < vm->n; i++)
      d->code[i] = (uint32_t)v->v[i] & all_or_none(d->present, i);
  else if (s->type == LT_TIME)
    for (uint32_t i = 0; i < vm->n; i++)
      d->time[i] = bit_at(d->present, i) ? (int64_t)v->v[i] : 0;
  else
    for (uint32_t i = 0; i < vm->n; i++) {
      i128 x = a->fn == ACC_GAP ? v->v[i] - v->n[i] : v->v[i];
      d->num[i] = bit_at(d->present, i) ? x : 0;
    }
}

/* A condition; values are read where they lie. */
void step_shared(struct vm *vm, const struct step *s) {
  const struct reg *from = &vm->shared[s->index];
  struct reg *d = &vm->regs[s->dst];
  memcpy(d->present, from->present, WORDS(vm) * 8);
  memcpy(d->bits, from->bits, WORDS(vm) * 8);
}

/* Who has one of the identities of a list. */
void step_listed(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const struct lang_list *l = s->node->list;
  memset(d->present, 0xff, TILE_WORDS * 8);
  memset(d->bits, 0, TILE_WORDS * 8);
  for (uint32_t i = 0; i < vm->n; i++) {
    if (vm->person[i] < l->n_people && bit_at(l->people, vm->person[i])) bit_set(d->bits, i);
  }
}

/* Takes the value from who was not yet known; a condition becomes false. */
void step_known(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  uint64_t known[TILE_WORDS] = {0};
  bits_range_i64(vm->known, vm->n, INT64_MIN, s->hi, known);
  for (uint32_t w = 0; w < WORDS(vm); w++) {
    d->bits[w] &= known[w];
    if (s->type != LT_BOOL) d->present[w] &= known[w];
  }
  if (s->type == LT_BOOL) return;
  for (uint32_t i = 0; i < vm->n; i++) {
    if (bit_at(known, i)) continue;
    if (s->type == LT_NUM)
      d->num[i] = 0;
    else if (s->type == LT_TIME)
      d->time[i] = 0;
    else
      d->code[i] = 0;
  }
}

void step_class(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const struct query_classes *c = &vm->in->classes[s->index];
  const uint32_t *code = vm->class_code[s->index];
  memset(d->present, 0, TILE_WORDS * 8);
  for (uint32_t i = 0; i < vm->n; i++) {
    uint8_t k = c->class_of[vm->slot[i]];
    d->code[i] = k == QUERY_CLASS_ABSENT ? 0 : code[k < c->n_names ? k : c->n_names];
    if (k != QUERY_CLASS_ABSENT) bit_set(d->present, i);
  }
}

/* Codes of a measure's own strings become the worker's when first met. */
static uint32_t measure_code(struct vm *vm, uint32_t index, uint32_t code) {
  uint32_t *known = &vm->measure_code[index][code];
  if (*known == NONE) {
    *known = intern_put(vm->strings, intern_at(vm->in->measures[index].strings, code));
  }
  return *known;
}

/* The presence bits of the tile's people.  They are nearly always neighbours, so whole words are
 * shifted into place. */
static void measure_present(const struct vm *vm, const struct query_column *m, uint64_t *ret) {
  uint32_t first = vm->slot[0], words = (m->n + 63) / 64;
  bool neighbours = vm->slot[vm->n - 1] - first == vm->n - 1;
  memset(ret, 0, TILE_WORDS * 8);
  if (!neighbours) {
    for (uint32_t i = 0; i < vm->n; i++)
      if (vm->slot[i] < m->n && bit_at(m->present, vm->slot[i])) bit_set(ret, i);
    return;
  }
  for (uint32_t w = 0; w < (vm->n + 63) / 64; w++) {
    uint64_t at = (uint64_t)first + w * 64, word = at / 64, shift = at % 64;
    if (word < words) ret[w] = m->present[word] >> shift;
    if (shift && word + 1 < words) ret[w] |= m->present[word + 1] << (64 - shift);
  }
  if (vm->n % 64) ret[vm->n / 64] &= (UINT64_C(1) << vm->n % 64) - 1;
}

void step_score(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const struct query_column *m = vm->in->scores[s->index].column;
  measure_present(vm, m, d->present);
  memset(d->num, 0, vm->n * sizeof *d->num);
  for (uint32_t i = 0; i < vm->n; i++)
    if (bit_at(d->present, i)) d->num[i] = m->num[vm->slot[i]];
}

void step_measure(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  const struct query_column *m = &vm->in->measures[s->index];
  memset(d->bits, 0, TILE_WORDS * 8);
  if (s->type == LT_BOOL) {
    measure_present(vm, m, d->bits);
    memset(d->present, 0xff, TILE_WORDS * 8);
    return;
  }
  measure_present(vm, m, d->present);
  memset(d->num, 0, vm->n * sizeof *d->num);
  for (uint32_t w = 0; w < (vm->n + 63) / 64; w++)
    for (uint64_t left = d->present[w]; left; left &= left - 1) {
      uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(left), p = vm->slot[i];
      if (s->type == LT_NUM)
        d->num[i] = m->num[p];
      else if (s->type == LT_TIME)
        d->time[i] = m->time[p];
      else
        d->code[i] = measure_code(vm, s->index, m->code[p]);
    }
}

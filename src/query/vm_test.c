/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps whose result is a condition: all lanes of it are present, because logic here has two
 * values. */
#include "kernel/ops.h"
#include "query/query_int.h"

#define WORDS(vm)  (((vm)->n + 63) / 64)
#define FEW_RANGES 4 /* up to here a kernel per range beats a search per value */

static struct reg *condition(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  memset(d->present, 0xff, TILE_WORDS * 8);
  return d;
}

void step_not(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = condition(vm, s);
  for (uint32_t w = 0; w < TILE_WORDS; w++) {
    d->bits[w] = ~a->bits[w];
  }
}

void step_and(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a], *b = &vm->regs[s->b];
  struct reg *d = condition(vm, s);
  for (uint32_t w = 0; w < TILE_WORDS; w++) {
    d->bits[w] = a->bits[w] & b->bits[w];
  }
}

void step_or(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a], *b = &vm->regs[s->b];
  struct reg *d = condition(vm, s);
  for (uint32_t w = 0; w < TILE_WORDS; w++) {
    d->bits[w] = a->bits[w] | b->bits[w];
  }
}

static bool in_ranges(const struct range_set *r, i128 x) {
  uint32_t lo = 0, n = r->n; /* the first range that ends at or after x */
  while (n) {
    uint32_t half = n / 2;
    if (r->hi[lo + half] < x) {
      lo += half + 1;
      n -= half + 1;
    } else {
      n = half;
    }
  }
  return lo < r->n && r->lo[lo] <= x;
}

/* The source may be dst itself: its values and presence are read before bits are final, and only
 * `present` is overwritten, last. */
#define STAMP_RANGES(T, MIN, MAX, kernel)                                                          \
  const uint64_t *present;                                                                         \
  const T *v = vm_values(vm, s->src, &present);                                                    \
  const struct range_set *r = &vm->plan->ranges.p[s->index];                                       \
  uint64_t found[TILE_WORDS] = {0}, one[TILE_WORDS];                                               \
  for (uint32_t k = 0; r->n <= FEW_RANGES && k < r->n; k++) {                                      \
    if (r->hi[k] < (MIN) || r->lo[k] > (MAX)) continue;                                            \
    kernel(v, vm->n, r->lo[k]<(MIN) ? (MIN) : (T)r->lo[k], r->hi[k]>(MAX) ? (MAX) : (T)r->hi[k],   \
           one);                                                                                   \
    for (uint32_t w = 0; w < WORDS(vm); w++) {                                                     \
      found[w] |= one[w];                                                                          \
    }                                                                                              \
  }                                                                                                \
  for (uint32_t i = 0; r->n > FEW_RANGES && i < vm->n; i++) {                                      \
    if (bit_at(present, i) && in_ranges(r, v[i])) bit_set(found, i);                               \
  }                                                                                                \
  for (uint32_t w = 0; w < WORDS(vm); w++) {                                                       \
    vm->regs[s->dst].bits[w] = found[w] & present[w];                                              \
  }                                                                                                \
  condition(vm, s)

#define I128_MAX ((i128)(~(u128)0 >> 1))

void step_range_i64(struct vm *vm, const struct step *s) {
  STAMP_RANGES(int64_t, INT64_MIN, INT64_MAX, bits_range_i64);
}

void step_range_i128(struct vm *vm, const struct step *s) {
  STAMP_RANGES(i128, -I128_MAX - 1, I128_MAX, bits_range_i128);
}

static bool str_passes(const struct str_test *t, struct str s) {
  if (t->items) {
    uint32_t i = intern_find(t->items, s);
    return i != INTERN_NONE && bit_at(t->bits, i);
  }
  return t->set ? intern_find(t->set, s) != INTERN_NONE : t->part.n == 0 || str_has(s, t->part);
}

enum { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES }; /* a bit each: look_up */
#define LOOK_SPARE 3                            /* kernel->look may read so many more */

/* Room for the answers about all strings met so far: each is asked about once in the life of the
 * worker, if some row has it. */
static uint8_t *answers(struct vm *vm, uint32_t test) {
  struct str_answers *a = &vm->str_answer[test];
  size_t n = vm->strings->n;
  if (a->n < n) {
    vec_reserve(a, n + LOOK_SPARE);
    memset(a->p + a->n, ANSWER_UNKNOWN, n - a->n);
    a->n = n;
  }
  return a->p;
}

static bool answer_of(struct vm *vm, uint32_t test, uint8_t *answer, uint32_t code) {
  if (answer[code] == ANSWER_UNKNOWN)
    answer[code] = str_passes(&vm->plan->str_tests.p[test], intern_at(vm->strings, code))
                       ? ANSWER_YES
                       : ANSWER_NO;
  return answer[code] == ANSWER_YES;
}

static void one_of_few(struct vm *vm, const struct str_test *t, const uint32_t *v,
                       uint64_t found[TILE_WORDS]) {
  uint64_t one[TILE_WORDS];
  for (uint32_t k = 0; k < t->n_few; k++) {
    bits_equal_u32(v, vm->n, vm->plan_code[t->few[k]], one);
    for (uint32_t w = 0; w < WORDS(vm); w++)
      found[w] |= one[w];
  }
}

/* Codes of missing values may be anything. */
static void look_up(struct vm *vm, uint32_t test, const uint32_t *v, const uint64_t *present,
                    uint64_t found[TILE_WORDS]) {
  uint64_t no[TILE_WORDS];
  uint8_t *answer = answers(vm, test);
  if (vm->strings->n == 0) return; /* nor has any row one */
  kernel->look(v, vm->n, answer, vm->strings->n - 1, no, found);
  for (uint32_t w = 0; w < WORDS(vm); w++) {
    uint32_t n = vm->n - w * 64 < 64 ? vm->n - w * 64 : 64;
    uint64_t have = n < 64 ? present[w] & ((UINT64_C(1) << n) - 1) : present[w];
    for (uint64_t m = have & ~(no[w] | found[w]); m; m &= m - 1) {
      unsigned i = (unsigned)__builtin_ctzll(m);
      found[w] |= (uint64_t)answer_of(vm, test, answer, v[w * 64 + i]) << i;
    }
  }
}

void step_string(struct vm *vm, const struct step *s) {
  const uint64_t *present;
  const uint32_t *v = vm_values(vm, s->src, &present);
  const struct str_test *t = &vm->plan->str_tests.p[s->index];
  uint64_t found[TILE_WORDS] = {0};
  if (t->n_few)
    one_of_few(vm, t, v, found);
  else
    look_up(vm, s->index, v, present, found);
  for (uint32_t w = 0; w < WORDS(vm); w++)
    found[w] &= present[w];
  memcpy(condition(vm, s)->bits, found, WORDS(vm) * 8);
}

void step_bool(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a];
  struct reg *d = &vm->regs[s->dst];
  for (uint32_t w = 0; w < TILE_WORDS; w++) {
    uint64_t yes = a->bits[w] & a->present[w], no = ~a->bits[w] & a->present[w];
    d->bits[w] = (s->accept & 2 ? yes : 0) | (s->accept & 1 ? no : 0);
  }
  condition(vm, s);
}

void step_present(struct vm *vm, const struct step *s) {
  struct reg *d = &vm->regs[s->dst];
  memcpy(d->bits, vm->regs[s->a].present, TILE_WORDS * 8);
  condition(vm, s);
}

void step_present_or(struct vm *vm, const struct step *s) {
  const uint64_t *present;
  vm_values(vm, s->src, &present);
  for (uint32_t w = 0; w < WORDS(vm); w++) {
    vm->regs[s->dst].bits[w] |= present[w];
  }
}

static int compare_lane(const struct vm *vm, const struct step *s, const struct reg *a,
                        const struct reg *b, uint32_t i) {
  if (s->type == LT_NUM) {
    if (s->scale_a == s->scale_b) return (a->num[i] > b->num[i]) - (a->num[i] < b->num[i]);
    return dec_cmp((struct dec){a->num[i], s->scale_a}, (struct dec){b->num[i], s->scale_b});
  }
  if (s->type == LT_TIME) { /* a may be the interval [a, a + lo]: 0 when they meet */
    return a->time[i] > b->time[i] ? 1 : a->time[i] + s->lo < b->time[i] ? -1 : 0;
  }
  if (s->type == LT_BOOL) return (int)bit_at(a->bits, i) - (int)bit_at(b->bits, i);
  return a->code[i] != b->code[i]; /* texts are equal or not; the worker numbers each once */
}

void step_compare(struct vm *vm, const struct step *s) {
  const struct reg *a = &vm->regs[s->a], *b = &vm->regs[s->b];
  uint64_t found[TILE_WORDS] = {0};
  for (uint32_t i = 0; i < vm->n; i++) {
    if (!bit_at(a->present, i) || !bit_at(b->present, i)) continue;
    int c = compare_lane(vm, s, a, b, i);
    bool holds = s->op == OP_EQ   ? c == 0
                 : s->op == OP_LT ? c < 0
                 : s->op == OP_LE ? c <= 0
                 : s->op == OP_GT ? c > 0
                                  : c >= 0;
    if (holds) bit_set(found, i);
  }
  memcpy(condition(vm, s)->bits, found, sizeof found);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The little machine: runs a flat array of steps over a tile of up to 1,024 rows or people.
 *
 * Why vectors and not one person at a time: a step's decision (which operator, which type, which
 * scale) is paid once per tile, and its loop is plain arithmetic over arrays that fit the first
 * cache.  Why tiles and not whole batches: a register of a batch would be a megabyte.
 *
 * Missing is a bit beside the value.  Missing lanes hold zero, so that no loop meets garbage; what
 * is `unspecified` in a scan column is cleaned where it enters a register. An overflow is
 * remembered (the first node to blame) and the run stops after the tile.
 */
#include "query/query_int.h"

const uint64_t all_ones[BATCH_WORDS] = {[0 ... BATCH_WORDS - 1] = UINT64_MAX};

void vm_run(struct vm *vm, const struct prog *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    p->steps[i].run(vm, &p->steps[i]);
  }
}

const void *vm_values(const struct vm *vm, struct src s, const uint64_t **ret_present) {
  static const size_t bytes[] = {[REP_I64] = 8, [REP_I128] = 16, [REP_U32] = 4, [REP_U8] = 1};
  switch (s.kind) {
  case SRC_REG:
    *ret_present = vm->regs[s.i].present;
    return vm->regs[s.i].num;
  case SRC_GEN:
    *ret_present = all_ones;
    return s.i == GEN_TIME ? (const void *)(vm->batch->time + vm->at)
                           : (const uint8_t *)vm->gen[s.i] + bytes[s.rep] * vm->at;
  case SRC_COL: {
    const struct scan_col *c = &vm->batch->cols[s.i];
    *ret_present = c->present + vm->at / 64;
    return (const uint8_t *)c->num + bytes[s.rep] * vm->at;
  }
  case SRC_ACC:
    *ret_present = all_ones;
    return s.rep == REP_I64 ? (const void *)vm->accs[s.i].n : vm->accs[s.i].v;
  case SRC_SHARED:
    *ret_present = vm->shared[s.i].present;
    return vm->shared[s.i].num;
  case SRC_NEVER:
    break;
  }
  panic("a step without a source");
}

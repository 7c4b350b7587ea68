/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person now: the plan and the machine of run.c over the rows of one person.
 *
 * What costs is prepared once (names, windows, strings, scratch), so that a person costs reading
 * their rows and running the steps over a single lane.  Answers lie in a bitmap of expressions, not
 * of people: there is nobody else. */
#include <stdlib.h>

#include "query/query_int.h"

struct query_each {
  struct arena mem;
  struct query_input in;
  struct run run;
  struct worker *worker;
  struct scanner *ahead; /* NULL: no row is later than as_of */
  int64_t as_of, until;
  bool planned, known;
  uint64_t rows, *holds;
  struct query_lane *values;
};

static void take(struct query_each *e, uint32_t i) {
  const struct reg *r = &e->worker->vm.regs[0];
  const struct vtype_scaled t = e->run.plan.progs[i].result;
  struct query_lane *v = &e->values[i];
  if (t.type == LT_BOOL) {
    if (bit_at(r->bits, 0)) bit_set(e->holds, i);
    return;
  }
  v->present = bit_at(r->present, 0);
  v->scale = t.scale;
  if (v->present && t.type == LT_NUM) v->num = r->num[0];
  if (v->present && t.type == LT_TIME) v->time = r->time[0];
}

static bool on_person(void *ctx, const struct scan_batch *b, struct err *err) {
  struct query_each *e = ctx;
  struct worker *w = e->worker;
  struct vm *vm = &w->vm;
  const uint32_t slot = 0;
  if (!worker_may_go_on(w, err)) return false;
  w->batch = vm->batch = b;
  e->rows += b->n_rows;
  mask_batch(w);
  if (!accum_tile(w, 0, 1, err)) return false;
  watch_tile(w, 0, 1);
  if (b->last_continues) return true;
  vm->n = 1;
  vm->person = b->person;
  vm->slot = &slot;
  vm->known = b->first_time;
  e->known = true;
  vm_run_shared(vm);
  for (uint32_t i = 0; i < e->in.n_exprs; i++) {
    vm_run(vm, &e->run.plan.progs[i]);
    take(e, i);
  }
  return !vm->overflow || query_overflowed(vm->overflow, err);
}

static bool on_later(void *ctx, const struct scan_batch *b, struct err *err) {
  struct query_each *e = ctx;
  (void)err;
  for (uint32_t r = 0; r < b->n_rows; r++) {
    if (b->time[r] <= e->as_of) continue;
    if (b->time[r] < e->until) e->until = b->time[r];
    break;
  }
  return true;
}

static bool prepare(struct query_each *e, struct err *err) {
  int64_t min, max;
  struct scan_want later = {.all_events = true, .t_max = INT64_MAX};
  snapshot_time_range(e->run.snap, &min, &max);
  plan_window(&e->run.plan);
  run_prepare(&e->run, NULL);
  e->run.alone = true;
  if (!worker_new(&e->run, &e->run.workers[0], err)) return false;
  e->worker = e->run.workers[0];
  return max <= e->as_of || scanner_new(e->run.snap, &later, &e->ahead, err);
}

bool query_each_new(const struct snapshot *n, const struct query_input *in,
                    const struct query_limits *limits, struct query_each **ret, struct err *err) {
  struct query_each *e = must_calloc(1, sizeof *e);
  arena_init(&e->mem, "query each");
  e->in = *in;
  e->in.until = &e->until;
  e->as_of = in->n_exprs ? in->exprs[0].as_of : 0;
  e->holds = arena_array(&e->mem, uint64_t, in->n_exprs / 64 + 1);
  e->values = arena_array(&e->mem, struct query_lane, in->n_exprs + 1);
  bool ok = run_start(&e->run, n, &e->in, limits, &e->mem, err);
  e->planned = ok;
  for (uint32_t i = 0; ok && i < in->n_exprs; i++)
    must(e->run.plan.progs[i].result.type != LT_STR && in->exprs[i].as_of == e->as_of);
  ok = ok && prepare(e, err);
  if (ok)
    *ret = e;
  else
    query_each_free(e);
  return ok;
}

void query_each_free(struct query_each *e) {
  if (!e) return;
  scanner_free(e->ahead);
  if (e->run.workers) run_release(&e->run);
  if (e->planned) plan_release(&e->run.plan);
  arena_release(&e->mem);
  free(e);
}

bool query_each_ask(struct query_each *e, uint32_t person, struct query_asked *ret,
                    struct err *err) {
  uint32_t chunk = person >> SCAN_CHUNK_BITS;
  e->until = INT64_MAX;
  e->known = false;
  e->rows = 0;
  e->worker->vm.overflow = NULL;
  memset(e->holds, 0, (e->in.n_exprs / 64 + 1) * sizeof *e->holds);
  memset(e->values, 0, e->in.n_exprs * sizeof *e->values);
  scanner_only(e->worker->scanner, person);
  if (!scanner_run(e->worker->scanner, chunk, on_person, e, err)) return false;
  if (e->ahead) {
    scanner_only(e->ahead, person);
    if (!scanner_run(e->ahead, chunk, on_later, e, err)) return false;
  }
  *ret = (struct query_asked){.known = e->known,
                              .rows = e->rows,
                              .until = e->until,
                              .holds = e->holds,
                              .values = e->values};
  return true;
}

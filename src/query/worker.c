/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A worker: everything one thread writes while it runs chunks, made once per run and thread.
 * All sizes follow from the plan, so the memory is charged before it is taken. */
#include <stdlib.h>

#include "query/query_int.h"

#define REG_BYTES (2 * TILE_WORDS * 8 + TILE * sizeof(i128))

/* Most of this scratch is written before it is read, and of much of it little is: what is not
 * touched costs nothing. */
#define FRESH(mem, type, n) ((type *)arena_alloc((mem), (n) * sizeof(type)))

static uint32_t **rank_rows(struct arena *mem, size_t n, size_t words) {
  uint32_t **rows = arena_array(mem, uint32_t *, n);
  for (size_t i = 0; i < n; i++) {
    rows[i] = FRESH(mem, uint32_t, words);
  }
  return rows;
}

static uint64_t **bit_rows(struct arena *mem, size_t n, size_t words) {
  uint64_t **rows = arena_array(mem, uint64_t *, n);
  for (size_t i = 0; i < n; i++) {
    rows[i] = FRESH(mem, uint64_t, words);
  }
  return rows;
}

static size_t windows_bytes(const struct run *run) {
  const struct plan_windows *x = run->plan.windows;
  size_t rows = run->batch_rows, bytes = (x->borders.n + 2) * TILE * 4;
  bytes += x->bases.n * (rows / 8 + rows / 16 + TILE * 4 + 16);
  for (size_t k = 0; k < run->plan.accs.n; k++) {
    enum acc_fn fn = run->plan.accs.p[k].fn;
    if (x->acc_base[k] != NONE && (fn == ACC_SUM || fn == ACC_AVG)) bytes += rows * sizeof(i128);
  }
  return bytes;
}

static size_t worker_bytes(const struct run *run) {
  const struct plan *p = &run->plan;
  size_t rows = p->filters.n + p->event_sets.n + p->spans.n + p->preds.n;
  size_t bytes = run->batch_rows * (p->seqs.n ? 5 : 4) + rows * run->batch_rows / 8 +
                 p->filters.n * (run->batch_rows / 16 + 12) + p->accs.n * TILE * 24 +
                 p->max_regs * REG_BYTES;
  bytes += p->n_shared_values * REG_BYTES + p->shared.n * TILE_WORDS * 16;
  bytes += (size_t)run->in->n_exprs * run->chunk_people / 8 + run->chunk_people * 4;
  bytes += p->pairs.n * run->batch_rows * 20;
  if (p->rows_only) bytes += run->batch_rows * 16;
  if (p->windows) bytes += windows_bytes(run);
  bytes += (size_t)p->n_rings * LANG_NTH_MAX * sizeof(i128);
  for (unsigned g = GEN_TIME + 1; g < GEN_N; g++) {
    if (p->gen_used[g]) bytes += run->batch_rows * 12;
  }
  for (uint32_t i = 0; i < run->in->n_measures; i++) {
    const struct query_column *m = &run->in->measures[i];
    if (m->type == LT_STR) bytes += (size_t)m->strings->n * 4;
  }
  return bytes;
}

/* Every string the plan compares or gives out becomes one of the scanner's, so that equal codes
 * mean equal strings whatever their origin. */
static void number_strings(struct worker *w) {
  const struct plan *p = &w->run->plan;
  const struct query_input *in = w->run->in;
  struct intern *strings = w->vm.strings = scanner_strings(w->scanner);
  uint32_t *codes = arena_array(&w->mem, uint32_t, p->strings.n);
  for (uint32_t i = 0; i < p->strings.n; i++) {
    codes[i] = intern_put(strings, intern_at(&p->strings, i));
  }
  w->vm.plan_code = codes;
  w->vm.class_code = arena_array(&w->mem, uint32_t *, in->n_classes);
  for (uint32_t i = 0; i < in->n_classes; i++) {
    const struct query_classes *c = &in->classes[i];
    w->vm.class_code[i] = arena_array(&w->mem, uint32_t, c->n_names + 1);
    for (uint32_t k = 0; k <= c->n_names; k++) {
      w->vm.class_code[i][k] = intern_put(strings, k < c->n_names ? c->names[k] : STR("none"));
    }
  }
  w->vm.measure_code = arena_array(&w->mem, uint32_t *, in->n_measures);
  for (uint32_t i = 0; i < in->n_measures; i++) {
    if (in->measures[i].type != LT_STR) continue;
    uint32_t n = in->measures[i].strings->n;
    w->vm.measure_code[i] = arena_array(&w->mem, uint32_t, n);
    memset(w->vm.measure_code[i], 0xff, n * sizeof(uint32_t));
  }
  uint32_t events = p->gen_used[GEN_EVENT] ? snapshot_events(p->snap) : 0;
  w->event_code = arena_array(&w->mem, uint32_t, events);
  for (uint32_t i = 0; i < events; i++) {
    w->event_code[i] = intern_put(strings, snapshot_event(p->snap, i)->name);
  }
}

static void make_windows(struct worker *w) {
  const struct plan *p = &w->run->plan;
  const struct plan_windows *x = p->windows;
  uint32_t rows = w->run->batch_rows;
  w->bases = arena_array(&w->mem, struct base_rows, x->bases.n);
  for (size_t i = 0; i < x->bases.n; i++) {
    w->bases[i].bits = FRESH(&w->mem, uint64_t, rows / 64 + 1);
    w->bases[i].rank = FRESH(&w->mem, uint32_t, rows / 64 + 2);
    w->bases[i].ends = FRESH(&w->mem, uint32_t, TILE + 1);
  }
  for (size_t k = 0; k < p->accs.n; k++) {
    uint32_t base = x->acc_base[k];
    bool adds = p->accs.p[k].fn == ACC_SUM || p->accs.p[k].fn == ACC_AVG;
    if (base == NONE || !adds || w->bases[base].sums) continue;
    w->bases[base].sums = FRESH(&w->mem, i128, (size_t)rows + 1);
  }
  w->border_row = rank_rows(&w->mem, x->borders.n, TILE);
  w->rank_lo = arena_array(&w->mem, uint32_t, TILE);
  w->rank_hi = arena_array(&w->mem, uint32_t, TILE);
}

static void make_seq_filters(struct worker *w) {
  const struct plan *p = &w->run->plan;
  bool *seen = arena_array(&w->mem, bool, p->filters.n);
  w->seq_filters = arena_array(&w->mem, uint32_t, p->filters.n);
  for (size_t i = 0; i < p->seqs.n; i++)
    for (uint32_t k = 0; k < p->seqs.p[i].n_filters; k++) {
      uint32_t f = p->seqs.p[i].look[k];
      if (!seen[f]) w->seq_filters[w->n_seq_filters++] = f;
      seen[f] = true;
    }
}

static void make_sequences(struct worker *w) {
  const struct plan *p = &w->run->plan;
  uint32_t rows = w->run->batch_rows;
  size_t words = rows / 64;
  struct arena *mem = &w->mem;
  make_seq_filters(w);
  w->tied = arena_array(mem, uint64_t, words + 1);
  w->tied_words = arena_array(mem, uint32_t, words + 1);
  w->firsts = arena_array(mem, uint64_t, words + 1);
  for (uint32_t i = 0; i < 3; i++)
    w->chain[i] = arena_array(mem, uint64_t, words + 1);
  w->pairs = arena_array(mem, struct seq_pairs, p->pairs.n);
  for (size_t i = 0; i < p->pairs.n; i++) {
    w->pairs[i].begin = FRESH(mem, int64_t, rows);
    w->pairs[i].gap = FRESH(mem, int64_t, rows);
    w->pairs[i].person = FRESH(mem, uint32_t, rows);
  }
  for (size_t i = 0; i < p->seqs.n; i++)
    if (p->seqs.p[i].def.n > w->seq_texts.stride) w->seq_texts.stride = p->seqs.p[i].def.n;
}

static void make_scratch(struct worker *w) {
  const struct plan *p = &w->run->plan;
  uint32_t rows = w->run->batch_rows;
  size_t words = rows / 64;
  struct arena *mem = &w->mem;
  w->filter_bits = bit_rows(mem, p->filters.n, words + 1);
  w->filter_rank = rank_rows(mem, p->filters.n, words + 1);
  w->filter_any = arena_array(mem, bool, p->filters.n);
  w->filter_all = arena_array(mem, bool, p->filters.n);
  w->event_bits = bit_rows(mem, p->event_sets.n, words);
  w->span_bits = bit_rows(mem, p->spans.n, words);
  w->pred_bits = bit_rows(mem, p->preds.n, words);
  w->event_done = arena_array(mem, uint8_t, p->event_sets.n);
  w->span_done = arena_array(mem, uint8_t, p->spans.n);
  w->pred_done = arena_array(mem, uint64_t, p->preds.n);
  w->accs = arena_array(mem, struct acc_vec, p->accs.n);
  w->used = arena_array(mem, uint32_t, p->accs.n);
  for (size_t i = 0; i < p->accs.n; i++) {
    w->accs[i].v = FRESH(mem, i128, TILE);
    w->accs[i].n = FRESH(mem, int64_t, TILE);
    w->used[i] = TILE; /* to be cleared */
  }
  if (p->windows) make_windows(w);
  w->owner = FRESH(mem, uint32_t, (size_t)rows + OWNER_SPARE);
  if (p->n_sets || p->n_rings) w->some_rows = FRESH(mem, uint64_t, words + 1);
  if (p->seqs.n) make_sequences(w);
  w->carry = arena_array(mem, struct carry, p->accs.n);
  w->sets = arena_array(mem, struct key_set, p->n_sets);
  w->seqs = arena_array(mem, struct seq_buf, p->seqs.n);
  w->rings = arena_array(mem, struct ring, p->n_rings);
  for (size_t i = 0; i < p->accs.n; i++) {
    const struct acc *a = &p->accs.p[i];
    if (a->fn == ACC_NTH && a->nth < 0)
      w->rings[a->set].v = arena_array(mem, i128, (size_t)-a->nth);
  }
  w->vm.accs = w->accs;
  w->vm.regs = arena_array(mem, struct reg, p->max_regs);
  for (uint32_t i = 0; i < p->max_regs; i++) {
    struct reg *r = &w->vm.regs[i];
    r->present = arena_array(mem, uint64_t, TILE_WORDS);
    r->bits = arena_array(mem, uint64_t, TILE_WORDS);
    r->num = arena_array(mem, i128, TILE);
  }
  w->vm.shared = arena_array(mem, struct reg, p->shared.n);
  for (size_t i = 0; i < p->shared.n; i++) {
    struct reg *r = &w->vm.shared[i];
    r->present = arena_array(mem, uint64_t, TILE_WORDS);
    r->bits = arena_array(mem, uint64_t, TILE_WORDS);
    if (p->shared.p[i].result.type != LT_BOOL) r->num = arena_array(mem, i128, TILE);
  }
  w->vm.str_answer = arena_array(mem, struct str_answers, p->str_tests.n);
  bool days = false;
  for (unsigned g = GEN_TIME + 1; g < GEN_N; g++) {
    if (!p->gen_used[g]) continue;
    days |= g != GEN_EVENT;
    w->vm.gen[g] = FRESH(mem, int64_t, rows);
  }
  if (days) {
    w->days = arena_array(mem, int32_t, rows + 1) + 1;
    w->days[-1] = INT32_MIN;
    w->same_day = arena_array(mem, uint64_t, words + 1);
    w->day_rows = arena_array(mem, uint64_t, words + 1);
  }
  w->chunk_bits = arena_array(mem, uint64_t *, w->run->in->n_exprs);
  for (uint32_t i = 0; i < w->run->in->n_exprs; i++) {
    if (p->progs[i].result.type != LT_BOOL) continue;
    w->chunk_bits[i] = arena_array(mem, uint64_t, w->run->chunk_people / 64);
  }
  w->ids = FRESH(mem, uint32_t, (size_t)w->run->chunk_people + 64);
}

/* Asks every expression about a person without rows.  One that overflows there is left to the
 * ordinary way, which blames it when such a person exists. */
static void make_idle(struct worker *w) {
  const struct plan *p = &w->run->plan;
  const uint32_t nobody = 0;
  const int64_t never = INT64_MAX;
  if (!p->rows_only || p->apart) return; /* who has no row here may have attributes */
  struct idle *idle = arena_array(&w->mem, struct idle, w->run->in->n_exprs);
  w->vm.n = 1;
  w->vm.person = w->vm.slot = &nobody;
  w->vm.known = &never;
  accum_reset(w);
  vm_run_shared(&w->vm);
  for (uint32_t i = 0; i < w->run->in->n_exprs; i++) {
    const struct reg *r = &w->vm.regs[0];
    vm_run(&w->vm, &p->progs[i]);
    enum lang_type type = p->progs[i].result.type;
    idle[i].present = bit_at(r->present, 0);
    if (type == LT_BOOL)
      idle[i].yes = bit_at(r->bits, 0);
    else if (type == LT_NUM)
      idle[i].num = r->num[0];
    else if (type == LT_TIME)
      idle[i].time = r->time[0];
    else
      idle[i].code = r->code[0];
  }
  w->vm.person = w->vm.slot = NULL;
  w->vm.known = NULL;
  if (!w->vm.overflow) w->idle = idle;
  w->vm.overflow = NULL;
  size_t people = (size_t)w->run->batch_rows + 1;
  w->busy_person = arena_alloc(&w->mem, people * sizeof *w->busy_person);
  w->busy_begin = arena_alloc(&w->mem, people * sizeof *w->busy_begin);
  w->busy_first = arena_alloc(&w->mem, people * sizeof *w->busy_first);
}

/* Does anything look at the times of rows? */
static bool uses_time(const struct plan *p) {
  bool uses = false;
  for (unsigned g = 0; g < GEN_N; g++) {
    uses |= p->gen_used[g] && g != GEN_EVENT;
  }
  for (size_t i = 0; i < p->spans.n; i++) {
    uses |= p->spans.p[i].from != INT64_MIN || p->spans.p[i].to != INT64_MAX;
  }
  return uses;
}

/* Does anything depend on which of a person's rows comes first?  Not the time of the first or last,
 * which is the least or greatest; of sums only those that could leave 128 bits on the way. */
static bool uses_order(const struct run *run) {
  bool uses = run->in_order;
  for (size_t i = 0; i < run->plan.accs.n && !uses; i++) {
    const struct acc *a = &run->plan.accs.p[i];
    switch (a->fn) {
    case ACC_COUNT:
    case ACC_MIN:
    case ACC_MAX:
    case ACC_DISTINCT:
    case ACC_GAP:
      break;
    case ACC_SUM:
    case ACC_AVG:
      uses = a->src[0].rep == REP_I128;
      break;
    case ACC_FIRST:
    case ACC_LAST:
      uses = a->src[0].kind != SRC_GEN || a->src[0].i != GEN_TIME;
      break;
    case ACC_ATTR:
    case ACC_SEQUENCE:
    case ACC_NTH:
    case ACC_STREAK:
      uses = true;
    }
  }
  return uses;
}

bool worker_new(struct run *run, struct worker **ret, struct err *err) {
  const struct plan *p = &run->plan;
  if (!charge_add(&run->charge, worker_bytes(run), err)) return false;
  struct worker *w = must_calloc(1, sizeof *w);
  arena_init(&w->mem, "query worker");
  struct scan_want want = worker_want(run, &w->mem);
  want.no_time = !uses_time(p);
  want.any_order = !p->windows && !uses_order(run);
  want.t_max = p->t_max;
  want.only = run->alone ? 0 : UINT32_MAX;
  w->run = run;
  w->alone = run->alone;
  if (!charge_add(&run->charge, scanner_bytes(run->snap, &want), err) ||
      !scanner_new(run->snap, &want, &w->scanner, err) || (p->apart && !apart_new(w, err))) {
    worker_free(w);
    return false;
  }
  w->vm.plan = p;
  w->vm.in = run->in;
  number_strings(w);
  make_scratch(w);
  make_idle(w);
  *ret = w;
  return true;
}

void worker_free(struct worker *w) {
  if (!w) return;
  for (uint32_t i = 0; w->sets && i < w->run->plan.n_sets; i++) {
    key_set_release(&w->sets[i]);
  }
  for (size_t i = 0; w->seqs && i < w->run->plan.seqs.n; i++) {
    seq_buf_release(&w->seqs[i]);
  }
  free(w->seq_texts.p);
  for (size_t i = 0; w->vm.str_answer && i < w->run->plan.str_tests.n; i++) {
    vec_free(&w->vm.str_answer[i]);
  }
  apart_free(w->apart);
  scanner_free(w->scanner);
  arena_release(&w->mem);
  free(w);
}

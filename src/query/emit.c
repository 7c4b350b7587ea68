/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results: sets of people and columns of values.
 *
 * Workers write where no other worker writes: a chunk is one roaring container per set, and 65,536
 * people of a dense column are whole words of presence.  Strings are written as the worker's own
 * codes and numbered afresh afterwards, going through people in ascending order; so neither sets
 * nor columns nor the numbers of strings depend on how many threads there were.
 */
#include <stdlib.h>

#include "kernel/ops.h"
#include "kernel/range.h"
#include "query/query_int.h"

static size_t value_bytes(enum lang_type t) {
  return t == LT_NUM ? sizeof(i128) : t == LT_TIME ? sizeof(int64_t) : sizeof(uint32_t);
}

bool outputs_new(struct run *run, struct arena *out, struct err *err) {
  uint32_t n = snapshot_subjects(run->snap);
  size_t words = ((size_t)n + 63) / 64;
  for (uint32_t i = 0; i < run->in->n_exprs; i++) {
    struct vtype_scaled t = run->plan.progs[i].result;
    size_t bytes = t.type == LT_BOOL ? words * 8 : words * 8 + n * value_bytes(t.type);
    if (!charge_add(&run->charge, bytes, err)) return false;
  }
  run->outputs = arena_array(out, struct query_output, run->in->n_exprs);
  for (uint32_t i = 0; i < run->in->n_exprs; i++) {
    struct vtype_scaled t = run->plan.progs[i].result;
    struct query_column *c = &run->outputs[i].column;
    *c = (struct query_column){.type = t.type, .scale = t.scale, .n = n};
    if (t.type == LT_BOOL) continue;
    c->present = arena_array(out, uint64_t, words);
    void *values = arena_alloc(out, n * value_bytes(t.type)); /* presence says which count */
    if (t.type == LT_NUM)
      c->num = values;
    else if (t.type == LT_TIME)
      c->time = values;
    else
      c->code = values;
  }
  run->sets = arena_array(out, roaring_bitmap_t *, (size_t)run->in->n_exprs * run->chunks);
  run->chunk_worker = arena_array(out, unsigned, run->chunks);
  return true;
}

static inline void bit_clear(uint64_t *w, size_t i) {
  w[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

static inline void put_value(struct query_column *c, uint32_t p, const struct reg *r, uint32_t i) {
  if (c->type == LT_NUM)
    c->num[p] = r->num[i];
  else if (c->type == LT_TIME)
    c->time[p] = r->time[i];
  else
    c->code[p] = r->code[i];
}

static void emit_column(struct query_column *c, const struct reg *r, const uint64_t *exists,
                        const uint32_t *person, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t p = person[i];
    if (!bit_at(exists, i)) continue;
    if (!bit_at(r->present, i)) {
      bit_clear(c->present, p); /* emit_idle may have set it */
      continue;
    }
    bit_set(c->present, p);
    put_value(c, p, r, i);
  }
}

/* Of neighbours whole words are shifted into place, over what emit_idle said. */
static void emit_words(uint64_t *chunk, const struct reg *r, const uint64_t *exists, uint32_t at,
                       uint32_t n) {
  uint64_t *to = chunk + at / 64;
  uint32_t shift = at % 64;
  for (uint32_t w = 0; w * 64 < n; w++, to++) {
    uint64_t who = exists[w], yes = r->bits[w] & who;
    to[0] = (to[0] & ~(who << shift)) | yes << shift;
    if (shift && who >> (64 - shift))
      to[1] = (to[1] & ~(who >> (64 - shift))) | yes >> (64 - shift);
  }
}

/* idle: emit_idle said yes to all of them. */
static void emit_bits(uint64_t *chunk, const struct reg *r, const uint64_t *exists,
                      const uint32_t *person, uint32_t n, bool idle) {
  if (person[n - 1] - person[0] == n - 1) {
    emit_words(chunk, r, exists, person[0] % CHUNK_PEOPLE, n);
    return;
  }
  for (uint32_t w = 0; w * 64 < n; w++) {
    uint64_t yes = r->bits[w] & exists[w], no = idle ? exists[w] & ~yes : 0;
    for (uint64_t m = yes; m; m &= m - 1) {
      bit_set(chunk, person[w * 64 + (uint32_t)__builtin_ctzll(m)] % CHUNK_PEOPLE);
    }
    for (uint64_t m = no; m; m &= m - 1) {
      bit_clear(chunk, person[w * 64 + (uint32_t)__builtin_ctzll(m)] % CHUNK_PEOPLE);
    }
  }
}

/* Bits [from, from + n). */
static void set_range(uint64_t *w, uint32_t from, uint32_t n) {
  while (n && from % 64) {
    bit_set(w, from++);
    n--;
  }
  memset(w + from / 64, 0xff, n / 64 * 8);
  for (from += n / 64 * 64, n %= 64; n; n--) {
    bit_set(w, from++);
  }
}

static void idle_values(struct query_column *c, const struct idle *v, const uint32_t *person,
                        uint32_t n) {
  if (c->type == LT_NUM) {
    for (uint32_t i = 0; i < n; i++) {
      c->num[person[i]] = v->num;
    }
  } else if (c->type == LT_TIME) {
    for (uint32_t i = 0; i < n; i++) {
      c->time[person[i]] = v->time;
    }
  } else {
    for (uint32_t i = 0; i < n; i++) {
      c->code[person[i]] = v->code;
    }
  }
}

void emit_idle(struct worker *w, const struct scan_batch *b, uint32_t n) {
  const struct plan *plan = &w->run->plan;
  if (n == 0) return;
  int64_t earliest, latest;
  range_i64(b->first_time, n, &earliest, &latest);
  bool neighbours = b->person[n - 1] - b->person[0] == n - 1;
  for (uint32_t i = 0; i < w->run->in->n_exprs; i++) {
    const struct idle *v = &w->idle[i];
    struct query_column *c = &w->run->outputs[i].column;
    if (w->chunk_bits[i] ? !v->yes : !v->present) continue;
    int64_t as_of = plan->as_ofs.p[plan->as_of_index[i]];
    uint64_t *bits = w->chunk_bits[i] ? w->chunk_bits[i] : c->present;
    uint32_t base = w->chunk_bits[i] ? b->person[0] & ~(CHUNK_PEOPLE - 1) : 0;
    if (neighbours && latest <= as_of) {
      set_range(bits, b->person[0] - base, n);
    } else {
      for (uint32_t k = 0; k < n; k++) {
        if (b->first_time[k] <= as_of) bit_set(bits, b->person[k] - base);
      }
    }
    if (!w->chunk_bits[i]) idle_values(c, v, b->person, n); /* where absent, nobody looks */
  }
}

/* Evaluates every expression for the complete people p0 … p0 + n − 1 of the batch. */
void emit_tile(struct worker *w, uint32_t p0, uint32_t n) {
  const struct plan *plan = &w->run->plan;
  const struct scan_batch *b = w->batch;
  struct vm *vm = &w->vm;
  uint64_t exists[TILE_WORDS];
  vm->n = n;
  vm->person = vm->slot = b->person + p0;
  vm->known = b->first_time + p0;
  vm_run_shared(vm);
  for (uint32_t k = 0; k < plan->as_ofs.n; k++) {
    bits_range_i64(b->first_time + p0, n, INT64_MIN, plan->as_ofs.p[k], exists);
    for (uint32_t i = 0; i < w->run->in->n_exprs; i++) {
      if (plan->as_of_index[i] != k) continue;
      vm_run(vm, &plan->progs[i]);
      if (w->chunk_bits[i])
        emit_bits(w->chunk_bits[i], &vm->regs[0], exists, vm->person, n, w->idle && w->idle[i].yes);
      else
        emit_column(&w->run->outputs[i].column, &vm->regs[0], exists, vm->person, n);
    }
  }
}

/* A bitmap of one container, as the portable format of Roaring has it: it is read by copying, while
 * adding people one by one costs as much as a cheap segment. */
static roaring_bitmap_t *set_of(struct worker *w, const uint64_t *bits, uint32_t chunk) {
  enum { COOKIE = 12346, FEW = 4096 }; /* containers of up to so many are lists */
  struct {
    uint32_t cookie, containers;
    uint16_t key, last;
    uint32_t offset;
    union {
      uint16_t few[FEW];
      uint64_t words[CHUNK_WORDS];
    };
  } to;
  size_t words = w->run->chunk_people / 64, n = kernel->count(bits, words);
  if (n == 0) return NULL;
  to.cookie = COOKIE;
  to.containers = 1;
  to.key = (uint16_t)chunk;
  to.last = (uint16_t)(n - 1);
  to.offset = offsetof(typeof(to), few);
  if (n <= FEW) {
    kernel->positions(bits, words, w->ids);
    for (size_t i = 0; i < n; i++)
      to.few[i] = (uint16_t)w->ids[i];
  } else {
    memcpy(to.words, bits, words * 8);
    memset(to.words + words, 0, (CHUNK_WORDS - words) * 8);
  }
  size_t bytes = to.offset + (n <= FEW ? n * sizeof *to.few : sizeof to.words);
  roaring_bitmap_t *set = roaring_bitmap_portable_deserialize_safe((const char *)&to, bytes);
  must(set);
  roaring_bitmap_run_optimize(set);
  return set;
}

/* The chunk's bits of each set become a bitmap; the worker's words are clear again. */
void emit_chunk(struct worker *w, uint32_t chunk) {
  for (uint32_t i = 0; i < w->run->in->n_exprs; i++) {
    uint64_t *bits = w->chunk_bits[i];
    if (!bits) continue;
    w->run->sets[(size_t)i * w->run->chunks + chunk] = set_of(w, bits, chunk);
    memset(bits, 0, w->run->chunk_people / 8);
  }
}

/* Joins the chunks' bitmaps two by two, so that each container is copied log2(chunks) times at
 * most. */
static roaring_bitmap_t *join(roaring_bitmap_t **sets, uint32_t n) {
  for (uint64_t step = 1; step < n; step *= 2) {
    for (uint64_t i = 0; i + step < n; i += 2 * step) {
      if (!sets[i + step]) continue;
      if (sets[i]) {
        roaring_bitmap_or_inplace(sets[i], sets[i + step]);
        roaring_bitmap_free(sets[i + step]);
      } else {
        sets[i] = sets[i + step];
      }
      sets[i + step] = NULL;
    }
  }
  roaring_bitmap_t *all = n && sets[0] ? sets[0] : roaring_bitmap_create();
  if (n) sets[0] = NULL;
  return all;
}

static void number_column(struct run *run, struct query_column *c, uint32_t **map) {
  for (unsigned k = 0; k < run->n_workers; k++) {
    if (map[k]) memset(map[k], 0xff, run->workers[k]->vm.strings->n * sizeof(uint32_t));
  }
  for (uint32_t w = 0; w < (c->n + 63u) / 64; w++) {
    unsigned k = run->chunk_worker[w / CHUNK_WORDS];
    for (uint64_t m = c->present[w]; m; m &= m - 1) {
      uint32_t *code = &c->code[w * 64 + (uint32_t)__builtin_ctzll(m)];
      uint32_t *to = &map[k][*code];
      if (*to == NONE) *to = intern_put(c->strings, intern_at(run->workers[k]->vm.strings, *code));
      *code = *to;
    }
  }
}

bool outputs_finish(struct run *run, struct arena *out, struct err *err) {
  uint32_t **map = must_calloc(run->n_workers, sizeof *map);
  bool ok = true;
  for (unsigned k = 0; ok && k < run->n_workers; k++) {
    if (!run->workers[k]) continue;
    size_t bytes = run->workers[k]->vm.strings->n * sizeof(uint32_t);
    ok = charge_add(&run->charge, bytes, err);
    if (ok) map[k] = must_malloc(bytes + 1);
  }
  for (uint32_t i = 0; ok && i < run->in->n_exprs; i++) {
    struct query_output *o = &run->outputs[i];
    if (o->column.type == LT_BOOL) {
      o->set = join(run->sets + (size_t)i * run->chunks, run->chunks);
    } else if (o->column.type == LT_STR) {
      o->column.strings = arena_new(out, struct intern);
      intern_init(o->column.strings, "query strings");
      number_column(run, &o->column, map);
    }
  }
  for (unsigned k = 0; k < run->n_workers; k++) {
    free(map[k]);
  }
  free(map);
  return ok;
}

void outputs_drop(struct run *run) {
  for (size_t i = 0; run->sets && i < (size_t)run->in->n_exprs * run->chunks; i++) {
    if (run->sets[i]) roaring_bitmap_free(run->sets[i]);
  }
  if (run->outputs) query_outputs_release(run->outputs, run->in->n_exprs);
}

void query_outputs_release(struct query_output *o, uint32_t n) {
  for (uint32_t i = 0; o && i < n; i++) {
    if (o[i].set) roaring_bitmap_free(o[i].set);
    if (o[i].column.strings) intern_release(o[i].column.strings);
    o[i].set = NULL;
    o[i].column.strings = NULL;
  }
}

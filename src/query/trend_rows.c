/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass of a trend, hot half: rows of a batch to lanes.
 *
 * People come whole and their rows in order of time, so "somebody new in this slot" is a comparison
 * with where the group last counted its last person; sets of people are not needed, neither for
 * rolling windows (a person counts from where the windows they are in already end) nor for totals.
 * Only the hours of the week come round again, and have the last person of each slot.  A row that
 * is new for its group may be new for all; one that is not, is not. */
#include "base/panic.h"
#include "query/trend_int.h"

/* ---- lanes ---- */

static size_t lane_bytes(const struct trend_lane_plan *l, const struct trend_slots *s) {
  size_t n = s->n + 1;
  return sizeof(struct trend_lane) + n * 8 + n * 16 * l->people + n * 4 * s->cyclic +
         n * 24 * l->sums + n * 40 * l->extremes;
}

bool trend_new_lanes(struct trend_part *r, struct err *err) {
  struct trend_pass *p = r->pass;
  struct arena *mem = &r->w->mem;
  size_t n = p->slots->n + 1;
  for (uint32_t k = 0; k < p->n_lanes; k++) {
    const struct trend_lane_plan *l = &p->lanes[k];
    if (!charge_add(&p->run.charge, lane_bytes(l, p->slots), err)) return false;
    struct trend_lane lane = {.person = UINT32_MAX, .total_person = UINT32_MAX, .covered = -1};
    lane.rows = arena_array(mem, uint64_t, n);
    if (l->people) lane.people = arena_array(mem, uint64_t, n);
    if (l->people) lane.over = arena_array(mem, int64_t, n);
    if (p->slots->cyclic) {
      lane.seen = arena_array(mem, uint32_t, n);
      memset(lane.seen, 0xff, n * sizeof *lane.seen);
    }
    if (l->sums || l->extremes) lane.valued = arena_array(mem, uint64_t, n);
    if (l->sums) lane.sum = arena_array(mem, i128, n);
    if (l->extremes) lane.min = arena_array(mem, i128, n);
    if (l->extremes) lane.max = arena_array(mem, i128, n);
    vec_push(&r->lanes, lane);
  }
  return true;
}

/* ---- what a row has ---- */

static uint32_t number_code(struct trend_part *r, uint8_t type, uint8_t scale, i128 v) {
  struct trend_number_key key;
  memset(&key, 0, sizeof key);
  key.v = v;
  key.type = type;
  key.scale = type == V_NUM ? scale : 0;
  return 2 * (intern_put(&r->keys, str_of(&key, sizeof key)) + 1);
}

/* 0: no value; texts are odd.  Equal codes are equal values. */
static uint32_t source_code(struct trend_part *r, const struct trend_source *s,
                            const void *const *values, const uint64_t *const *present,
                            uint32_t row) {
  for (uint32_t j = 0; j < s->n; j++) {
    if (!bit_at(present[j], row)) continue;
    if (s->tag[j] == V_STR) return 2 * ((const uint32_t *)values[j])[row] + 1;
    i128 v = accum_value(values[j], s->src[j].rep, row);
    return number_code(r, s->tag[j], s->scale, v);
  }
  return 0;
}

/* Each id is looked up once per worker. */
static uint32_t item_code(struct trend_part *r, uint32_t d, uint32_t row) {
  if (r->pass->dims[d].n == 0 || !bit_at(r->dim[d].present[0], row)) return 0;
  uint32_t text = ((const uint32_t *)r->dim[d].v[0])[row], code = 0;
  struct intern *strings = r->w->vm.strings;
  while (r->item_code[d].n <= text)
    vec_push(&r->item_code[d], 0);
  if (r->item_code[d].p[text]) return r->item_code[d].p[text] - 1;
  struct value id = {.type = V_STR, .str = intern_at(strings, text)};
  struct value v = item_column_value(r->pass->dims[d].item, &id);
  if (v.type == V_STR) {
    code = 2 * intern_put(strings, v.str) + 1;
  } else if (v.type == V_NUM) {
    struct dec n = dec_normal(v.num);
    code = number_code(r, V_NUM, n.scale, n.m);
  } else if (v.type != V_NONE) {
    code = number_code(r, (uint8_t)v.type, 0, v.type == V_TIME ? v.time : v.b);
  }
  r->item_code[d].p[text] = code + 1;
  return code;
}

struct value trend_code_value(const struct trend_part *r, uint32_t dim, uint32_t code) {
  const struct trend_by *by = dim == UINT32_MAX ? NULL : &r->pass->f->by[dim];
  struct value v = {.type = V_NONE};
  if (code == 0) return v;
  if (by && by->kind == TREND_BY_EVENT) {
    v.type = V_STR;
    v.str = snapshot_event(r->pass->run.snap, code - 1)->name;
  } else if (by && by->kind == TREND_BY_PERSON) {
    v.type = V_STR;
    v.str = by->names[code - 1];
  } else if (by && by->kind != TREND_BY_PROP) {
    v.type = V_NUM;
    v.num = dec_int(code - 1);
  } else if (code & 1) {
    v.type = V_STR;
    v.str = intern_at(r->w->vm.strings, code / 2);
  } else {
    struct trend_number_key key;
    memcpy(&key, intern_at(&r->keys, code / 2 - 1).p, sizeof key);
    v.type = key.type;
    if (v.type == V_NUM)
      v.num = dec_normal((struct dec){key.v, key.scale});
    else if (v.type == V_TIME)
      v.time = (int64_t)key.v;
    else
      v.b = key.v != 0;
  }
  return v;
}

static uint32_t dim_code(struct trend_part *r, const struct scan_batch *b, uint32_t d,
                         uint32_t row) {
  const struct trend_by *by = &r->pass->f->by[d];
  switch (by->kind) {
  case TREND_BY_PROP:
    if (by->item) return item_code(r, d, row);
    return source_code(r, &r->pass->dims[d], r->dim[d].v, r->dim[d].present, row);
  case TREND_BY_EVENT:
    return b->event[row] + 1;
  case TREND_BY_HOUR:
    return (uint32_t)((const int64_t *)r->w->vm.gen[GEN_HOUR])[row] + 1;
  case TREND_BY_WEEKDAY:
    return (uint32_t)((const int64_t *)r->w->vm.gen[GEN_WEEKDAY])[row] + 1;
  case TREND_BY_PERSON:
    break;
  }
  return r->person_code[d];
}

/* ---- groups ---- */

/* The group of new codes: 0 = no more are wanted, or (with its error) no memory. */
static uint32_t new_group(struct trend_part *r, const uint32_t *codes, struct err *err) {
  struct trend_pass *p = r->pass;
  if (p->groups->mode == TREND_FIXED) {
    struct buf text = BUF_INIT;
    struct trend_key key;
    for (uint32_t d = 0; d < p->f->n_by; d++)
      key.value[d] = trend_code_value(r, d, codes[d]);
    trend_key_text(&key, p->f->n_by, &text);
    uint32_t g = intern_find(&p->fixed, buf_str(&text));
    buf_release(&text);
    return g == INTERN_NONE ? p->groups->n + 1 : g + 1;
  }
  if (p->groups->mode == TREND_OPEN && r->n_groups == p->f->top) {
    __atomic_store_n(&p->stop, true, __ATOMIC_RELAXED);
    return 0;
  }
  for (uint32_t d = 0; d < p->f->n_by; d++)
    vec_push(&r->codes, codes[d]);
  return trend_new_lanes(r, err) ? ++r->n_groups : 0;
}

uint32_t trend_group_of_new(struct trend_part *r, uint32_t code, struct err *err) {
  while (r->group_at.n <= code)
    vec_push(&r->group_at, 0);
  return r->group_at.p[code] = new_group(r, &code, err);
}

static uint32_t group_of_pair(struct trend_part *r, const uint32_t *codes, struct err *err) {
  uint32_t i = intern_put(&r->pairs, str_of(codes, 2 * sizeof *codes));
  if (i == r->pair_group.n) vec_push(&r->pair_group, new_group(r, codes, err));
  return r->pair_group.p[i];
}

INLINE uint32_t group_of(struct trend_part *r, const struct scan_batch *b, uint32_t row,
                         struct err *err) {
  uint32_t codes[TREND_BY_MAX];
  codes[0] = dim_code(r, b, 0, row);
  if (r->pass->f->n_by == 1) {
    if (codes[0] < r->group_at.n && r->group_at.p[codes[0]]) return r->group_at.p[codes[0]];
    return trend_group_of_new(r, codes[0], err);
  }
  codes[1] = dim_code(r, b, 1, row);
  return group_of_pair(r, codes, err);
}

/* ---- people ---- */

void trend_cover(struct trend_lane *l, const struct trend_slots *s, uint32_t slot, uint32_t reach) {
  int64_t from = (int64_t)slot > l->covered ? slot : l->covered + 1;
  int64_t to = reach > s->n - slot ? s->n - 1 : (int64_t)slot + reach - 1;
  if (from > to) return;
  l->over[from]++;
  l->over[to + 1]--;
  l->covered = to;
}

/* False: the person is in the slot already. */
INLINE bool somebody(struct trend_lane *l, const struct trend_slots *s, uint32_t reach,
                     uint32_t slot, uint32_t who, bool *ret_total) {
  if (s->cyclic) {
    if (l->seen[slot] == who) return false;
    l->seen[slot] = who;
  } else {
    if (l->person == who && l->slot == slot) return false;
    if (l->person != who) l->covered = -1;
    l->person = who;
    l->slot = slot;
    if (reach > 1) trend_cover(l, s, slot, reach);
  }
  l->people[slot]++;
  *ret_total = slot >= s->hidden && l->total_person != who;
  if (*ret_total) {
    l->total_person = who;
    l->total_people++;
  }
  return true;
}

/* ---- values ---- */

static bool set_grow(struct trend_part *r, struct err *err) {
  struct trend_set *s = &r->set, old = *s;
  size_t cap = s->cap ? s->cap * 2 : 1024;
  if (!charge_add(&r->pass->run.charge, (cap - s->cap) * 8, err)) return false;
  s->p = must_calloc(cap, sizeof *s->p);
  s->cap = cap;
  for (size_t i = 0; i < old.cap; i++) {
    if (!old.p[i]) continue;
    size_t at = (old.p[i] * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (cap - 1);
    while (s->p[at])
      at = (at + 1) & (cap - 1);
    s->p[at] = old.p[i];
  }
  free(old.p);
  return true;
}

static bool set_add(struct trend_part *r, uint64_t key, struct err *err) {
  struct trend_set *s = &r->set;
  if (s->n * 2 >= s->cap && !set_grow(r, err)) return false;
  size_t at = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (s->cap - 1);
  while (s->p[at] && s->p[at] != key)
    at = (at + 1) & (s->cap - 1);
  s->n += s->p[at] == 0;
  s->p[at] = key;
  return true;
}

static bool keep_value(struct trend_part *r, uint64_t lane, uint32_t slot, i128 v,
                       struct err *err) {
  struct trend_values *to = &r->values;
  if (to->v.n == to->v.cap) {
    size_t cap = to->v.cap ? to->v.cap * 2 : 1024;
    if (!charge_add(&r->pass->run.charge, (cap - to->v.cap) * 24, err)) return false;
    vec_reserve(&to->v, cap);
    vec_reserve(&to->at, cap);
  }
  to->v.p[to->v.n++] = v;
  to->at.p[to->at.n++] = lane << 32 | slot;
  return true;
}

static bool number(struct trend_part *r, const struct trend_lane_plan *plan, uint32_t lane,
                   uint32_t slot, uint32_t row, struct err *err) {
  if (!bit_at(r->has_number, row)) return true;
  i128 v = accum_value(r->number, plan->number.rep, row);
  struct trend_lane *l = &r->lanes.p[lane];
  if (plan->values && !keep_value(r, lane, slot, v, err)) return false;
  if (plan->sums) r->overflow |= __builtin_add_overflow(l->sum[slot], v, &l->sum[slot]);
  if (plan->extremes) {
    if (!l->valued[slot] || v < l->min[slot]) l->min[slot] = v;
    if (!l->valued[slot] || v > l->max[slot]) l->max[slot] = v;
  }
  if (l->valued) l->valued[slot]++;
  return true;
}

static bool any_value(struct trend_part *r, const struct trend_lane_plan *plan, uint64_t lane,
                      uint32_t slot, uint32_t row, struct err *err) {
  uint32_t code = source_code(r, &plan->any, r->any.v, r->any.present, row);
  if (code == 0) return true;
  return set_add(r, (lane << TREND_SLOT_BITS | slot) << 32 | code, err);
}

/* ---- rows ---- */

INLINE uint32_t slot_of(const struct trend_part *r, const struct scan_batch *b, uint32_t row) {
  const struct trend_slots *s = r->pass->slots;
  if (s->n == 1) return 0;
  if (!s->cyclic) return slot_at(s, b->time[row]);
  return (uint32_t)(((const int64_t *)r->w->vm.gen[GEN_WEEKDAY])[row] * 24 +
                    ((const int64_t *)r->w->vm.gen[GEN_HOUR])[row]);
}

static void collect(struct trend_part *r, uint32_t who) {
  roaring_bitmap_add(r->pass->sets[r->chunk], who);
}

INLINE bool add_row(struct trend_part *r, const struct scan_batch *b, uint32_t k, uint32_t row,
                    uint32_t who, struct err *err) {
  struct trend_pass *p = r->pass;
  const struct trend_lane_plan *plan = &p->lanes[k];
  uint32_t slot = slot_of(r, b, row), at = k, group = 0;
  if (p->only_slot != UINT32_MAX && slot != p->only_slot) return true;
  if (p->f->n_by) {
    group = group_of(r, b, row, err);
    if (group == 0) return false;
    at = group * p->n_lanes + k;
  }
  struct trend_lane *l = &r->lanes.p[at];
  l->rows[slot]++;
  if (plan->people) {
    bool total;
    if (somebody(l, p->slots, plan->reach, slot, who, &total)) {
      if (p->sets && total && p->collect == group) collect(r, who);
      if (group && somebody(&r->lanes.p[k], p->slots, plan->reach, slot, who, &total) && p->sets &&
          total && p->collect == 0)
        collect(r, who);
    }
  }
  if (plan->number.kind != SRC_NEVER && !number(r, plan, at, slot, row, err)) return false;
  return !plan->distinct || any_value(r, plan, at, slot, row, err);
}

void trend_person_codes(struct trend_part *r, uint32_t who) {
  for (uint32_t d = 0; d < r->pass->f->n_by; d++) {
    const struct trend_by *by = &r->pass->f->by[d];
    if (by->kind == TREND_BY_PERSON)
      r->person_code[d] = who < by->n_group_of ? by->group_of[who] + 1 : 0;
  }
}

static bool add_rows(struct trend_part *r, const struct scan_batch *b, uint32_t k,
                     struct err *err) {
  uint32_t filter = r->pass->lanes[k].filter;
  const uint64_t *pass = r->w->filter_bits[filter];
  bool all = r->w->filter_all[filter], by_person = false;
  for (uint32_t d = 0; d < r->pass->f->n_by; d++)
    by_person |= r->pass->f->by[d].kind == TREND_BY_PERSON;
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t who = b->person[p], r0 = b->row_begin[p], r1 = b->row_begin[p + 1];
    if (r->wanted && !bit_at(r->wanted, who % CHUNK_PEOPLE)) continue;
    if (by_person) trend_person_codes(r, who);
    for (uint32_t row = r0; all && row < r1; row++)
      if (!add_row(r, b, k, row, who, err)) return false;
    for (uint32_t at = r0; !all && at < r1; at = (at / 64 + 1) * 64) {
      uint64_t m = pass[at / 64] & ~UINT64_C(0) << at % 64;
      if (r1 / 64 == at / 64) m &= (UINT64_C(1) << r1 % 64) - 1;
      for (; m; m &= m - 1) {
        uint32_t row = at / 64 * 64 + (uint32_t)__builtin_ctzll(m);
        if (!add_row(r, b, k, row, who, err)) return false;
      }
    }
  }
  return true;
}

static void read_source(const struct trend_part *r, const struct trend_source *s, const void **v,
                        const uint64_t **present) {
  for (uint32_t j = 0; j < s->n; j++)
    v[j] = vm_values(&r->w->vm, s->src[j], &present[j]);
}

bool trend_batch(void *part, const struct scan_batch *b, struct err *err) {
  struct trend_part *r = part;
  struct trend_pass *p = r->pass;
  struct worker *w = r->w;
  if (__atomic_load_n(&p->stop, __ATOMIC_RELAXED) || !worker_may_go_on(w, err)) return false;
  if (b->n_rows == 0) return true;
  w->batch = w->vm.batch = b;
  mask_batch(w);
  w->vm.at = 0; /* predicates move it */
  for (uint32_t d = 0; d < p->f->n_by; d++)
    read_source(r, &p->dims[d], r->dim[d].v, r->dim[d].present);
  for (uint32_t k = 0; k < p->n_lanes; k++) {
    const struct trend_lane_plan *l = &p->lanes[k];
    if (l->filter == NONE || !w->filter_any[l->filter]) continue;
    if (l->number.kind != SRC_NEVER) r->number = vm_values(&w->vm, l->number, &r->has_number);
    read_source(r, &l->any, r->any.v, r->any.present);
    if (!(trend_is_plain(p, l) ? trend_add_plain(r, b, k, err) : add_rows(r, b, k, err)))
      return false;
  }
  size_t bytes = r->keys.bytes.used + r->pairs.bytes.used + (size_t)r->keys.n * 32 +
                 (size_t)r->pairs.n * 36 + r->group_at.n * 4;
  if (bytes > r->charged) {
    if (!charge_add(&p->run.charge, bytes - r->charged, err)) return false;
    r->charged = bytes;
  }
  return true;
}

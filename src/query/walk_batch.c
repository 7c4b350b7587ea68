/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hot half of the walk: batches of rows to people.
 *
 * Rows of a person are adjacent and in order, so most people are slices of the batch's own arrays.
 * Selectors that only name events are a table by event code, and times are not even copied; with
 * conditions the bits of mask.c choose, and the chosen rows are packed.  Only a person whom the end
 * of a batch cuts is collected in arrays of his own. */
#include "base/panic.h"
#include "query/walk_int.h"

/* Pointers of their own: what is written might else be taken for what is read. */
static void choose_plain(struct walker *k, const struct scan_batch *b) {
  const struct walk *w = k->walk;
  const uint64_t *restrict table = w->event_mask;
  const uint32_t *restrict event = b->event;
  const int64_t *restrict time = b->time;
  uint64_t *restrict mask = k->mask;
  uint32_t n = b->n_rows;
  int64_t from = w->span.from, to = w->span.to;
  k->time = b->time;
  k->begin = b->row_begin;
  k->row = NULL;
  k->event = w->q.events ? b->event : NULL;
  if (w->all_time) {
    for (uint32_t i = 0; i < n; i++)
      mask[i] = table[event[i]];
  } else {
    for (uint32_t i = 0; i < n; i++)
      mask[i] = table[event[i]] & -(uint64_t)(time[i] >= from && time[i] <= to);
  }
}

static uint64_t mask_of(const struct walker *k, uint32_t row) {
  const struct walk *w = k->walk;
  uint64_t mask = 0;
  for (uint32_t i = 0; i < w->q.n_selects; i++)
    if (w->filter[i] != NONE) mask |= (uint64_t)bit_at(k->w->filter_bits[w->filter[i]], row) << i;
  return mask;
}

static void choose_filtered(struct walker *k, const struct scan_batch *b) {
  uint32_t n = 0, p = 0;
  mask_batch(k->w);
  k->w->vm.at = 0; /* predicates move it */
  for (uint32_t word = 0; word * 64 < b->n_rows; word++) {
    uint64_t any = 0;
    for (uint32_t i = 0; i < k->walk->q.n_selects; i++)
      if (k->walk->filter[i] != NONE) any |= k->w->filter_bits[k->walk->filter[i]][word];
    for (; any; any &= any - 1) {
      uint32_t row = word * 64 + (uint32_t)__builtin_ctzll(any);
      while (p <= b->n_people && b->row_begin[p] <= row)
        k->begin_mem[p++] = n;
      k->row_mem[n] = row;
      k->time_mem[n] = b->time[row];
      if (k->walk->q.events) k->event_mem[n] = b->event[row];
      k->mask[n++] = mask_of(k, row);
    }
  }
  while (p <= b->n_people)
    k->begin_mem[p++] = n;
  k->time = k->time_mem;
  k->begin = k->begin_mem;
  k->row = k->row_mem;
  k->event = k->walk->q.events ? k->event_mem : NULL;
}

/* ---- values ---- */

static uint32_t key_code(struct walker *k, enum vtype type, uint8_t scale, i128 v) {
  struct walk_key key;
  memset(&key, 0, sizeof key);
  key.type = (uint8_t)type;
  if (type == V_NUM) key.scale = scale;
  key.v = v;
  return 2 * (intern_put(&k->keys, str_of(&key, sizeof key)) + 1);
}

static uint32_t number_code(struct walker *k, const struct walk_source *s, uint32_t which,
                            const void *v, uint32_t row) {
  i128 m = s->src[which].rep == REP_I128  ? ((const i128 *)v)[row]
           : s->src[which].rep == REP_I64 ? (i128)((const int64_t *)v)[row]
                                          : (i128)(((const uint8_t *)v)[row] != 0);
  return key_code(k, s->tag[which], s->scale, m);
}

/* Each id is looked up once per worker. */
static uint32_t item_code(struct walker *k, uint32_t prop, uint32_t text) {
  struct intern *strings = k->w->vm.strings;
  while (k->item_code[prop].n <= text)
    vec_push(&k->item_code[prop], 0);
  uint32_t known = k->item_code[prop].p[text], code = 0;
  if (known) return known - 1;
  struct value id = {.type = V_STR, .str = intern_at(strings, text)};
  struct value v = item_column_value(k->walk->props[prop].item, &id);
  if (v.type == V_STR) {
    code = 2 * intern_put(strings, v.str) + 1;
  } else if (v.type == V_NUM) {
    struct dec d = dec_normal(v.num);
    code = key_code(k, V_NUM, d.scale, d.m);
  } else if (v.type != V_NONE) {
    code = key_code(k, v.type, 0, v.type == V_TIME ? v.time : v.b);
  }
  k->item_code[prop].p[text] = code + 1;
  return code;
}

static void read_codes(struct walker *k, uint32_t prop, uint32_t n, uint32_t *code) {
  const struct walk_source *s = &k->walk->props[prop];
  memset(code, 0, n * sizeof *code);
  for (uint32_t j = 0; j < s->n; j++) {
    const uint64_t *present;
    const void *v = vm_values(&k->w->vm, s->src[j], &present);
    const uint32_t *text = s->tag[j] == V_STR ? v : NULL;
    for (uint32_t i = 0; i < n; i++) {
      uint32_t row = k->row ? k->row[i] : i;
      if (k->mask[i] && bit_at(present, row))
        code[i] = s->item ? item_code(k, prop, text[row])
                  : text  ? 2 * text[row] + 1
                          : number_code(k, s, j, v, row);
    }
  }
}

/* Numbers of rows that mean nothing are read too: cheaper than asking. */
static void read_nums(struct walker *k, struct src src, uint32_t n, i128 *num) {
  const uint64_t *present;
  if (src.kind == SRC_NEVER) {
    memset(num, 0, n * sizeof *num);
    return;
  }
  const void *v = vm_values(&k->w->vm, src, &present);
  const int64_t *narrow = v;
  const i128 *wide = v;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t row = k->row ? k->row[i] : i;
    i128 x = src.rep == REP_I128 ? wide[row] : narrow[row];
    num[i] = bit_at(present, row) ? x : 0;
  }
}

/* ---- people ---- */

static bool cut_room(struct walker *k, uint32_t more, struct err *err) {
  uint32_t need = k->cut.n + more, cap = k->cut.cap ? k->cut.cap : 4096;
  if (need <= k->cut.cap) return true;
  while (cap < need)
    cap *= 2;
  size_t each = 16 + 4 * (k->walk->q.n_props + k->walk->q.events) + 16 * k->walk->q.n_nums;
  if (!charge_add(&k->walk->run.charge, (cap - k->cut.cap) * each, err)) return false;
  k->cut.time = must_realloc(k->cut.time, cap, sizeof *k->cut.time);
  k->cut.mask = must_realloc(k->cut.mask, cap, sizeof *k->cut.mask);
  if (k->walk->q.events) k->cut.event = must_realloc(k->cut.event, cap, sizeof *k->cut.event);
  for (uint32_t p = 0; p < k->walk->q.n_props; p++)
    k->cut.code[p] = must_realloc(k->cut.code[p], cap, sizeof *k->cut.code[p]);
  for (uint32_t p = 0; p < k->walk->q.n_nums; p++)
    k->cut.num[p] = must_realloc(k->cut.num[p], cap, sizeof *k->cut.num[p]);
  k->cut.cap = cap;
  return true;
}

static bool cut_add(struct walker *k, uint32_t r0, uint32_t r1, struct err *err) {
  uint32_t n = r1 - r0;
  if (n == 0) return true;
  if (!cut_room(k, n, err)) return false;
  memcpy(k->cut.time + k->cut.n, k->time + r0, n * sizeof *k->time);
  memcpy(k->cut.mask + k->cut.n, k->mask + r0, n * sizeof *k->mask);
  if (k->event) memcpy(k->cut.event + k->cut.n, k->event + r0, n * sizeof *k->event);
  for (uint32_t p = 0; p < k->walk->q.n_props; p++)
    memcpy(k->cut.code[p] + k->cut.n, k->code[p] + r0, n * sizeof *k->code[p]);
  for (uint32_t p = 0; p < k->walk->q.n_nums; p++)
    memcpy(k->cut.num[p] + k->cut.n, k->num[p] + r0, n * sizeof *k->num[p]);
  k->cut.n += n;
  return true;
}

static bool deliver_cut(struct walker *k, uint32_t subject, struct err *err) {
  struct walk_person p = {subject, k->cut.n,  k->cut.time, k->cut.mask,
                          k->at,   k->num_at, k->cut.event};
  for (uint32_t i = 0; i < k->walk->q.n_props; i++)
    k->at[i] = k->cut.code[i];
  for (uint32_t i = 0; i < k->walk->q.n_nums; i++)
    k->num_at[i] = k->cut.num[i];
  k->cut.n = 0;
  return p.n == 0 || k->fn(k->ctx, k->number, k->chunk, &p, err);
}

static bool deliver(struct walker *k, uint32_t subject, uint32_t r0, uint32_t r1, struct err *err) {
  struct walk_person p = {subject,
                          r1 - r0,
                          k->time + r0,
                          k->mask + r0,
                          k->at,
                          k->num_at,
                          k->event ? k->event + r0 : NULL};
  for (uint32_t i = 0; i < k->walk->q.n_props; i++)
    k->at[i] = k->code[i] + r0;
  for (uint32_t i = 0; i < k->walk->q.n_nums; i++)
    k->num_at[i] = k->num[i] + r0;
  return k->fn(k->ctx, k->number, k->chunk, &p, err);
}

bool walk_batch(void *walker, const struct scan_batch *b, struct err *err) {
  struct walker *k = walker;
  struct walk *w = k->walk;
  if (!worker_may_go_on(k->w, err)) return false;
  if (b->n_rows == 0 && !b->first_continued) return true;
  k->w->batch = k->w->vm.batch = b;
  k->w->vm.at = 0;
  if (w->plain)
    choose_plain(k, b);
  else
    choose_filtered(k, b);
  for (uint32_t p = 0; p < w->q.n_props; p++)
    read_codes(k, p, k->begin[b->n_people], k->code[p]);
  for (uint32_t p = 0; p < w->q.n_nums; p++)
    read_nums(k, w->nums[p], k->begin[b->n_people], k->num[p]);
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t r0 = k->begin[p], r1 = k->begin[p + 1], subject = b->person[p];
    bool goes_on = p == 0 && b->first_continued;
    bool cut = p + 1 == b->n_people && b->last_continues;
    if ((r0 == r1 && !goes_on) || (k->wanted && !bit_at(k->wanted, subject % CHUNK_PEOPLE)))
      continue;
    bool ok = !goes_on && !cut ? deliver(k, subject, r0, r1, err) : cut_add(k, r0, r1, err);
    if (ok && goes_on && !cut) ok = deliver_cut(k, subject, err);
    if (!ok) return false;
  }
  return true;
}

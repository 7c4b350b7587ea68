/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only changed values become rows, so the writer must know the latest value of every attribute.
 *
 * 32 bytes per (subject, attribute): a 64-bit hash of the value instead of the value.  Two
 * different values of one attribute of one person that follow each other and hash alike would lose
 * the second: 2^-64 each time. Built by one scan of the $set rows when the first attribute change
 * after opening arrives, because most openings never see one. */
#include "store/latest_int.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "base/vec.h"
#include "kernel/bits.h"
#include "store/scan_int.h"

#define NOBODY UINT32_MAX

struct entry {
  uint32_t subject, prop;
  struct latest_value v;
};

struct latest {
  struct entry *slot;
  uint64_t cap, n;
  VEC(uint64_t) people; /* bits */
};

static uint64_t hash_of(const struct value *v) {
  struct {
    uint64_t type, low, high;
  } key = {.type = v->type};
  switch (v->type) {
  case V_BOOL:
    key.low = v->b;
    break;
  case V_TIME:
    key.low = (uint64_t)v->time;
    break;
  case V_NUM: {
    struct dec d = dec_normal(v->num);
    key.type |= (uint64_t)d.scale << 8;
    key.low = (uint64_t)d.m;
    key.high = (uint64_t)(d.m >> 64);
    break;
  }
  default:
    return XXH3_64bits_withSeed(v->str.p ? v->str.p : "", v->str.n, v->type);
  }
  return XXH3_64bits(&key, sizeof key);
}

uint64_t latest_hash(const struct value *v, struct str operation) {
  uint64_t h = hash_of(v);
  return operation.n ? h ^ XXH3_64bits_withSeed(operation.p, operation.n, h) : h;
}

static struct entry *find(const struct latest *l, uint32_t subject, uint32_t prop) {
  uint64_t h = ((uint64_t)prop << 32 | subject) * UINT64_C(0x9e3779b97f4a7c15);
  for (uint64_t i = (h ^ h >> 29) & (l->cap - 1);; i = (i + 1) & (l->cap - 1)) {
    struct entry *e = &l->slot[i];
    if (e->subject == NOBODY || (e->subject == subject && e->prop == prop)) return e;
  }
}

static void resize(struct latest *l, uint64_t cap) {
  struct entry *old = l->slot;
  uint64_t old_cap = l->cap;
  l->slot = must_malloc(cap * sizeof *l->slot);
  l->cap = cap;
  for (uint64_t i = 0; i < cap; i++)
    l->slot[i].subject = NOBODY;
  for (uint64_t i = 0; i < old_cap; i++)
    if (old[i].subject != NOBODY) *find(l, old[i].subject, old[i].prop) = old[i];
  free(old);
}

const struct latest_value *latest_get(const struct latest *l, uint32_t subject, uint32_t prop) {
  const struct entry *e = find(l, subject, prop);
  return e->subject == NOBODY ? NULL : &e->v;
}

void latest_put(struct latest *l, uint32_t subject, uint32_t prop, struct latest_value v) {
  if (l->n >= l->cap / 8 * 5) resize(l, l->cap * 2);
  struct entry *e = find(l, subject, prop);
  if (e->subject == NOBODY)
    l->n++;
  else if (v.time < e->v.time)
    return;
  *e = (struct entry){subject, prop, v};
}

bool latest_exists(const struct latest *l, uint32_t subject) {
  return subject / 64 < l->people.n && bits_test(l->people.p, subject);
}

void latest_add_person(struct latest *l, uint32_t subject) {
  while (l->people.n <= subject / 64)
    vec_push(&l->people, 0);
  bits_set(l->people.p, subject);
}

void latest_free(struct latest *l) {
  if (!l) return;
  free(l->slot);
  vec_free(&l->people);
  free(l);
}

struct builder {
  struct latest *l;
  const struct scan_col_want *cols;
  uint32_t n_cols, set;
  uint32_t operation; /* column + 1 of EV_OPERATION, or 0 */
  struct intern *strings;
};

static bool add_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  const struct builder *u = ctx;
  for (uint32_t p = 0; p < b->n_people; p++) {
    if (!b->subject) latest_add_person(u->l, b->person[p]);
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      uint32_t subject = b->subject ? b->subject[r] : b->person[p];
      latest_add_person(u->l, subject);
      if (b->event[r] != u->set) continue;
      const struct scan_col *how = u->operation ? &b->cols[u->operation - 1] : NULL;
      struct str operation = {0};
      if (how && bits_test(how->present, r)) operation = intern_at(u->strings, how->code[r]);
      for (uint32_t c = 0; c < u->n_cols; c++) {
        const struct scan_col *col = &b->cols[c];
        if (!bits_test(col->present, r)) continue;
        struct value v = scan_value(col, r, u->strings);
        latest_put(u->l, subject, u->cols[c].prop,
                   (struct latest_value){latest_hash(&v, operation), b->time[r], b->lsn[r]});
      }
    }
  }
  return true;
}

bool latest_build(const struct snapshot *n, struct latest **ret, struct err *err) {
  struct latest *l = must_calloc(1, sizeof *l);
  resize(l, 1024);
  uint32_t set = snapshot_event_code(n, STR(EV_SET));
  VEC(struct scan_col_want) cols = {0};
  for (uint32_t p = 0; p < snapshot_props(n) && set != INTERN_NONE; p++)
    for (int t = 1; t < V_TYPES && snapshot_event_prop_rows(n, set, p); t++)
      if (snapshot_prop(n, p)->rows[t]) vec_push(&cols, ((struct scan_col_want){p, (enum vtype)t}));
  uint32_t n_attrs = (uint32_t)cols.n, operation = 0;
  if (n->operation != INTERN_NONE && snapshot_prop(n, n->operation)->rows[V_STR]) {
    vec_push(&cols, ((struct scan_col_want){n->operation, V_STR}));
    operation = (uint32_t)cols.n;
  }
  struct scan_want want = {.events = &set,
                           .n_events = set != INTERN_NONE,
                           .cols = cols.p,
                           .n_cols = (uint32_t)cols.n,
                           .t_max = INT64_MAX,
                           .only = UINT32_MAX,
                           .lsn = true,
                           .subjects = true};
  want.all_events = snapshot_mixed(n); /* only rows tell which subjects there are */
  struct scanner *s;
  bool ok = scanner_new(n, &want, &s, err);
  if (ok) {
    struct builder u = {l, cols.p, n_attrs, set, operation, scanner_strings(s)};
    for (uint32_t c = 0; c < scan_chunks(n) && ok; c++)
      ok = scanner_run(s, c, add_batch, &u, err);
    scanner_free(s);
  }
  vec_free(&cols);
  if (!ok) {
    latest_free(l);
    return false;
  }
  *ret = l;
  return true;
}

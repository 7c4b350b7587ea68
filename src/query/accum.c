/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulators: from the rows of a person that pass a filter to one state per person.
 *
 * State is a pair (v, n):
 *   count      n rows                       first, last, min, max   v value, n = 1 when there is
 * one sum        v                            gap                     v latest day, n the distinct
 * day before it, avg        v sum, n values                                      INT64_MIN = none
 * yet distinct   n values (key_set)           attr                    v value, n its enum vtype, 0
 * = none         sequence       n matches (accum_sequence.c)
 *   nth            v value, n rows so far    streak                  accum_streak.c
 *
 * Rows of a person are adjacent and in (time, LSN) order, so every accumulator only goes forward:
 * no grouping, no sorting.  When none of a plan cares (uses_order) they may come in any order.  A
 * person cut by the end of a batch leaves the state in `carry`, and the next batch goes on from
 * there. The loops are stamped per representation of the value, so that no row asks what type it
 * has.
 */
#include "kernel/ops.h"
#include "query/rows_int.h"

/* Whatever the rows of a person, two ranks give how many pass. */
static void accum_count(const uint64_t *pass, const uint32_t *rank, const uint32_t *begin,
                        uint32_t n, int64_t *count) {
  uint32_t before[TILE + 1];
  kernel->rank_at(pass, rank, begin, n + 1, before);
  for (uint32_t p = 0; p < n; p++) {
    count[p] += before[p + 1] - before[p];
  }
}

/* Loops over the rows of a tile of people, one after the other: `owner` says whose a row is, so a
 * person without rows costs nothing. */
#define STAMP_SUM(NAME, T)                                                                         \
  static bool sum_##NAME(const struct rows *s, size_t r0, size_t r1, const struct acc_vec *a) {    \
    const T *v = s->v;                                                                             \
    bool fits = true;                                                                              \
    EACH_ROW(s, r0, r1, {                                                                          \
      uint32_t p = s->owner[i] - s->p0;                                                            \
      fits &= !__builtin_add_overflow(a->v[p], (i128)v[i], &a->v[p]);                              \
      a->n[p]++;                                                                                   \
    })                                                                                             \
    return fits;                                                                                   \
  }

#define STAMP(NAME, T)                                                                             \
  static void min_##NAME(const struct rows *s, size_t r0, size_t r1, const struct acc_vec *a,      \
                         bool max) {                                                               \
    const T *v = s->v;                                                                             \
    EACH_ROW(s, r0, r1, {                                                                          \
      uint32_t p = s->owner[i] - s->p0;                                                            \
      if (!a->n[p] || (max ? v[i] > a->v[p] : v[i] < a->v[p])) a->v[p] = v[i];                     \
      a->n[p] = 1;                                                                                 \
    })                                                                                             \
  }                                                                                                \
  static void last_##NAME(const struct rows *s, size_t r0, size_t r1, const struct acc_vec *a,     \
                          int64_t tag) {                                                           \
    const T *v = s->v;                                                                             \
    EACH_ROW(s, r0, r1, {                                                                          \
      uint32_t p = s->owner[i] - s->p0;                                                            \
      a->v[p] = v[i];                                                                              \
      a->n[p] = tag;                                                                               \
    })                                                                                             \
  }                                                                                                \
  static void first_##NAME(const struct rows *s, size_t r0, size_t r1, const struct acc_vec *a) {  \
    const T *v = s->v;                                                                             \
    EACH_ROW(s, r0, r1, {                                                                          \
      uint32_t p = s->owner[i] - s->p0;                                                            \
      if (!a->n[p]) a->v[p] = v[i];                                                                \
      a->n[p] = 1;                                                                                 \
    })                                                                                             \
  }

STAMP_SUM(i64, int64_t)
STAMP_SUM(i128, i128)
STAMP(i64, int64_t)
STAMP(i128, i128)
STAMP(u32, uint32_t)
STAMP(u8, uint8_t)

/* When every row counts there are no bits to look at. */
#define STAMP_SUM_ALL(NAME, T)                                                                     \
  static bool sum_all_##NAME(const struct rows *s, const uint32_t *begin, uint32_t n,              \
                             const struct acc_vec *a) {                                            \
    const T *v = s->v;                                                                             \
    bool fits = true;                                                                              \
    for (uint32_t p = 0; p < n; p++) {                                                             \
      i128 sum = a->v[p];                                                                          \
      for (uint32_t i = begin[p]; i < begin[p + 1]; i++) {                                         \
        fits &= !__builtin_add_overflow(sum, (i128)v[i], &sum);                                    \
      }                                                                                            \
      a->v[p] = sum;                                                                               \
      a->n[p] += begin[p + 1] - begin[p];                                                          \
    }                                                                                              \
    return fits;                                                                                   \
  }

#define STAMP_ALL(NAME, T)                                                                         \
  static void last_all_##NAME(const struct rows *s, const uint32_t *begin, uint32_t n,             \
                              const struct acc_vec *a, int64_t tag) {                              \
    const T *v = s->v;                                                                             \
    for (uint32_t p = 0; p < n; p++) {                                                             \
      if (begin[p] == begin[p + 1]) continue;                                                      \
      a->v[p] = v[begin[p + 1] - 1];                                                               \
      a->n[p] = tag;                                                                               \
    }                                                                                              \
  }
STAMP_SUM_ALL(i64, int64_t)
STAMP_SUM_ALL(i128, i128)
STAMP_ALL(i64, int64_t)
STAMP_ALL(i128, i128)
STAMP_ALL(u32, uint32_t)
STAMP_ALL(u8, uint8_t)

static void accum_gap(const struct rows *s, size_t r0, size_t r1, const struct acc_vec *a) {
  const int64_t *v = s->v;
  EACH_ROW(s, r0, r1, {
    uint32_t p = s->owner[i] - s->p0;
    int64_t latest = (int64_t)a->v[p];
    if (v[i] > latest) {
      a->n[p] = latest;
      a->v[p] = v[i];
    } else if (v[i] < latest && v[i] > a->n[p]) { /* a zone that set its clock back over midnight */
      a->n[p] = v[i];
    }
  })
}

i128 accum_value(const void *v, enum rep rep, size_t i) {
  switch (rep) {
  case REP_I64:
    return ((const int64_t *)v)[i];
  case REP_I128:
    return ((const i128 *)v)[i];
  case REP_U32:
    return ((const uint32_t *)v)[i];
  case REP_U8:
    break;
  }
  return ((const uint8_t *)v)[i] != 0;
}

u128 accum_key(const void *v, enum rep rep, uint8_t tag, size_t i) {
  i128 x = accum_value(v, rep, i);
  return ((u128)x & (((u128)1 << 124) - 1)) | (u128)tag << 124; /* |decimal| < 10^36 < 2^123 */
}

static size_t last_row(const struct rows *s, size_t r0, size_t r1) {
  for (size_t word = (r1 + 63) / 64; word * 64 > r0;) {
    word--;
    uint64_t m = word_between(s->pass[word] & s->present[word], word, r0, r1);
    if (m) return word * 64 + 63 - (size_t)__builtin_clzll(m);
  }
  return SIZE_MAX;
}

/* The latest row with the attribute in any type: each type's last row, and of these the last. */
static void accum_attr(const struct acc *a, const struct rows *src, const uint32_t *begin,
                       uint32_t n, const struct acc_vec *to) {
  for (uint32_t p = 0; p < n; p++) {
    size_t best = SIZE_MAX;
    for (uint32_t k = 0; k < a->n_src && begin[p] < begin[p + 1]; k++) {
      size_t i = last_row(&src[k], begin[p], begin[p + 1]);
      if (i == SIZE_MAX || (best != SIZE_MAX && i < best)) continue;
      best = i;
      enum rep rep = a->src[k].rep;
      to->v[p] = rep == REP_I64    ? (i128)((const int64_t *)src[k].v)[i]
                 : rep == REP_I128 ? ((const i128 *)src[k].v)[i]
                 : rep == REP_U32  ? (i128)((const uint32_t *)src[k].v)[i]
                                   : (i128)((const uint8_t *)src[k].v)[i];
      to->n[p] = a->tag[k];
    }
  }
}

/* Who has the empty text as the latest value has none (value_unsets). */
static void attr_unset(const struct worker *w, uint32_t n, const struct acc_vec *to) {
  uint32_t unset = intern_find(w->vm.strings, STR(""));
  for (uint32_t p = 0; unset != INTERN_NONE && p < n; p++)
    if (to->n[p] == V_STR && to->v[p] == unset) to->n[p] = to->v[p] = 0;
}

/* The rows that pass and are a person's first such of their day. */
static const uint64_t *day_rows(struct worker *w, const uint64_t *pass, size_t r0, size_t r1) {
  uint64_t seen = 0; /* the row before, or one of its day, passes */
  for (size_t word = r0 / 64; word * 64 < r1; word++) {
    const uint64_t same = w->same_day[word];
    uint64_t had = pass[word] | (seen & same), on = same; /* bit i: in rows of its day up to i */
    for (unsigned by = 1; by < 64; by *= 2) {
      had |= had << by & on;
      on &= on << by;
    }
    w->day_rows[word] = pass[word] & ~((had << 1 | seen) & same);
    seen = had >> 63;
  }
  return w->day_rows;
}

static bool about_days(const struct acc *a) {
  bool days = a->src[0].kind == SRC_GEN && (a->src[0].i == GEN_DAY || a->src[0].i == GEN_DAY_START);
  return days && (a->fn == ACC_DISTINCT || a->fn == ACC_GAP || a->fn == ACC_STREAK);
}

#define DISPATCH(rep, f, ...)                                                                      \
  switch (rep) {                                                                                   \
  case REP_I64:                                                                                    \
    f##_i64(__VA_ARGS__);                                                                          \
    break;                                                                                         \
  case REP_I128:                                                                                   \
    f##_i128(__VA_ARGS__);                                                                         \
    break;                                                                                         \
  case REP_U32:                                                                                    \
    f##_u32(__VA_ARGS__);                                                                          \
    break;                                                                                         \
  case REP_U8:                                                                                     \
    f##_u8(__VA_ARGS__);                                                                           \
    break;                                                                                         \
  }

static bool all_set(const uint64_t *w, size_t r0, size_t r1) {
  uint64_t clear = 0;
  for (size_t word = r0 / 64; word * 64 < r1 && !clear; word++)
    clear = word_between(~w[word], word, r0, r1);
  return !clear;
}

static bool accum_one(struct worker *w, const struct acc *a, const struct acc_vec *to, uint32_t p0,
                      uint32_t n, struct err *err) {
  const uint32_t *begin = w->batch->row_begin + p0;
  const size_t r0 = begin[0], r1 = begin[n];
  struct rows src[V_TYPES];
  w->vm.at = 0;
  if (a->fn == ACC_SEQUENCE) return accum_sequence(w, a, p0, n, to->n, err);
  for (uint32_t k = 0; k < a->n_src; k++) {
    src[k].pass = w->filter_bits[a->filter];
    src[k].v = vm_values(&w->vm, a->src[k], &src[k].present);
    src[k].owner = w->owner;
    src[k].p0 = p0;
    src[k].all = w->filter_all[a->filter] && all_set(src[k].present, r0, r1);
  }
  if (about_days(a)) src->pass = day_rows(w, src->pass, r0, r1);
  const struct scan_batch *b = w->batch;
  const bool rising = w->days_rise && !b->unordered; /* a person's days */
  const bool whole =
      !(b->first_continued && p0 == 0) && !(b->last_continues && p0 + n == b->n_people);
  bool fits = true;
  enum rep rep = a->src[0].rep;
  switch (a->fn) {
  case ACC_COUNT:
    accum_count(w->filter_bits[a->filter], w->filter_rank[a->filter], begin, n, to->n);
    break;
  case ACC_SUM:
  case ACC_AVG:
    if (src->all)
      fits = rep == REP_I128 ? sum_all_i128(src, begin, n, to) : sum_all_i64(src, begin, n, to);
    else
      fits = rep == REP_I128 ? sum_i128(src, r0, r1, to) : sum_i64(src, r0, r1, to);
    break;
  case ACC_MIN:
  case ACC_MAX:
    DISPATCH(rep, min, src, r0, r1, to, a->fn == ACC_MAX) break;
  case ACC_FIRST:
    if (w->batch->unordered) { /* of the rows' times: the earliest */
      min_i64(src, r0, r1, to, false);
      break;
    }
    DISPATCH(rep, first, src, r0, r1, to) break;
  case ACC_LAST:
    if (w->batch->unordered) {
      min_i64(src, r0, r1, to, true);
      break;
    }
    if (src->all) {
      DISPATCH(rep, last_all, src, begin, n, to, 1) break;
    }
    DISPATCH(rep, last, src, r0, r1, to, 1) break;
  case ACC_GAP:
    accum_gap(src, r0, r1, to);
    break;
  case ACC_DISTINCT:
    return accum_distinct(w, a, src, p0, n, about_days(a) && rising, to->n, err);
  case ACC_ATTR:
    if (a->n_src == 1) {
      DISPATCH(rep, last, src, r0, r1, to, a->tag[0])
    } else {
      accum_attr(a, src, begin, n, to);
    }
    attr_unset(w, n, to);
    break;
  case ACC_NTH:
    accum_nth(w, a, src, p0, n, to);
    break;
  case ACC_STREAK:
    accum_streak(src, begin, n, rising && whole, to);
    break;
  case ACC_SEQUENCE:
    break;
  }
  if (!fits) w->vm.overflow = a->node;
  return true;
}

static bool counts_only(enum acc_fn fn) {
  return fn == ACC_COUNT || fn == ACC_DISTINCT || fn == ACC_SEQUENCE;
}

void accum_reset(struct worker *w) {
  const struct plan *plan = &w->run->plan;
  for (uint32_t k = 0; k < plan->accs.n; k++) {
    const struct acc_vec *a = &w->accs[k];
    uint32_t n = w->used[k];
    w->used[k] = 0;
    if (plan->accs.p[k].fn == ACC_GAP) {
      for (uint32_t p = 0; p < n; p++)
        a->v[p] = a->n[p] = INT64_MIN;
      continue;
    }
    memset(a->n, 0, n * sizeof *a->n);
    if (!counts_only(plan->accs.p[k].fn)) memset(a->v, 0, n * sizeof *a->v);
  }
}

/* Whose each row is: the number of its person in the batch. */
static void own_rows(struct worker *w, uint32_t p0, uint32_t n) {
  const struct scan_batch *b = w->batch;
  for (uint32_t p = p0; p < p0 + n; p++)
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i += OWNER_SPARE)
      for (uint32_t k = 0; k < OWNER_SPARE; k++)
        w->owner[i + k] = p; /* the next person's rows get their own */
  for (uint32_t p = p0; p < p0 + n && w->same_day; p++) {
    uint32_t first = b->row_begin[p];
    w->same_day[first / 64] &= ~(UINT64_C(1) << first % 64);
  }
}

bool accum_tile(struct worker *w, uint32_t p0, uint32_t n, struct err *err) {
  const struct plan *plan = &w->run->plan;
  const struct scan_batch *b = w->batch;
  accum_reset(w);
  own_rows(w, p0, n);
  if (plan->seqs.n && !w->in_apart) chain_begin(w, p0, n);
  if (w->bases) window_tile(w, p0, n);
  for (uint32_t k = 0; k < plan->accs.n; k++) {
    const struct acc *a = &plan->accs.p[k];
    const struct acc_vec *to = &w->accs[k];
    if (w->apart && plan->apart[k] != w->in_apart) {
      if (w->in_apart) continue;
      apart_load(w, k, p0, n);
      w->used[k] = n;
      continue;
    }
    if (p0 == 0 && b->first_continued) {
      to->v[0] = w->carry[k].v;
      to->n[0] = w->carry[k].n;
      w->used[k] = 1;
    }
    /* What starts here and continues must begin with an empty set, rows or not; a sequence looks at
     * more rows than those of its filter. */
    bool always = a->fn == ACC_DISTINCT || a->fn == ACC_SEQUENCE || a->fn == ACC_NTH;
    uint32_t base = w->bases ? plan->windows->acc_base[k] : NONE;
    bool pass = a->filter != NONE && base == NONE && (w->filter_any[a->filter] || always);
    if (pass) w->used[k] = n;
    if (pass && !accum_one(w, a, to, p0, n, err)) return false;
    if (base != NONE && window_accum(w, k, p0, n)) {
      w->used[k] = n;
      if (a->fn == ACC_ATTR) attr_unset(w, n, to);
    }
    if (b->last_continues && p0 + n == b->n_people) {
      w->carry[k].v = to->v[n - 1];
      w->carry[k].n = to->n[n - 1];
    }
  }
  return true;
}

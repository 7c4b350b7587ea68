/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many distinct values a person's rows have.
 *
 * Texts are numbered densely by the scanner, so each number has a mark: the last person who had it.
 * Days that rise along a person's rows are counted by the first row of each; of other numbers few
 * are compared one with another, many put into a set (distinct.c).
 *
 * Nearly always the number is only compared, with `>= 10` say.  Who has fewer rows has fewer values
 * whatever they are, and who has ten values needs no further look: then the state is a number on
 * the right side, not the right number (plan_distinct). */
#include "kernel/ops.h"
#include "query/rows_int.h"

#define SMALL 32 /* rows up to which distinct values are compared one with another */

/* ---- what is asked of the numbers ---- */

static void exactly(struct acc *a) {
  a->few = 2; /* who has one row has one value */
  a->enough = INT64_MAX;
}

static void least_and_most(struct acc *a, i128 from) {
  if (from <= 0 || from > INT64_MAX) return; /* no count, or none that there is */
  if (a->few == 0 || from < a->few) a->few = (int64_t)from;
  if (from > a->enough) a->enough = (int64_t)from;
}

/* Numbers from `few` to `enough` are told apart; 0: none so far. */
static void asks(struct plan *p, const struct prog *prog) {
  for (uint32_t i = 0; i < prog->n; i++) {
    const struct step *s = &prog->steps[i];
    struct acc *a = s->run == step_acc       ? &p->accs.p[s->index]
                    : s->src.kind == SRC_ACC ? &p->accs.p[s->src.i]
                                             : NULL;
    if (!a || a->fn != ACC_DISTINCT) continue;
    if (s->run != step_range_i64 || s->src.rep != REP_I64) {
      exactly(a);
      continue;
    }
    const struct range_set *r = &p->ranges.p[s->index];
    for (uint32_t k = 0; k < r->n; k++) {
      least_and_most(a, r->lo[k]);
      if (r->hi[k] < INT64_MAX) least_and_most(a, r->hi[k] + 1);
    }
  }
}

void plan_distinct(struct plan *p) {
  for (size_t i = 0; i < p->shared.n; i++)
    asks(p, &p->shared.p[i]);
  for (uint32_t i = 0; i < p->in->n_exprs; i++)
    asks(p, &p->progs[i]);
  for (size_t i = 0; i < p->accs.n; i++)
    if (p->accs.p[i].fn == ACC_DISTINCT && p->accs.p[i].few == 0) exactly(&p->accs.p[i]);
}

/* ---- hot ---- */

void accum_rows(struct worker *w, const struct rows *s, const uint32_t *begin, uint32_t n,
                uint32_t *ret) {
  uint32_t rank[BATCH_WORDS + 1], at[TILE + 1];
  size_t w0 = begin[0] / 64, words = ((size_t)begin[n] + 63) / 64 - w0;
  uint64_t *bits = w->some_rows;
  for (size_t i = w0; i < w0 + words; i++)
    bits[i] = s->pass[i] & s->present[i];
  bits[w0 + words] = 0; /* looked at by ranks */
  for (uint32_t p = 0; p <= n; p++)
    at[p] = begin[p] - (uint32_t)w0 * 64;
  kernel->rank_words(bits + w0, words, rank);
  kernel->rank_at(bits + w0, rank, at, n + 1, at);
  for (uint32_t p = 0; p < n; p++)
    ret[p] = at[p + 1] - at[p];
}

/* Marks ascend with people, and who continues keeps his; who is cut by an end of the batch is
 * looked at row by row, for what is still to come. */
static bool distinct_strings(struct worker *w, const struct acc *a, const struct rows *s,
                             uint32_t p0, uint32_t n, int64_t *count, struct err *err) {
  const struct scan_batch *b = w->batch;
  struct key_set *set = &w->sets[a->set];
  const uint32_t *begin = b->row_begin + p0, *v = s->v;
  uint32_t rows[TILE];
  if (!key_set_marks(set, w->vm.strings->n, &w->run->charge, err)) return false;
  const bool goes_on = b->first_continued && p0 == 0;
  const bool more = b->last_continues && p0 + n == b->n_people;
  uint64_t *marks = set->marks, mark = set->mark + !goes_on;
  accum_rows(w, s, begin, n, rows);
  const struct rows some = {.pass = w->some_rows, .present = w->some_rows};
  for (uint32_t p = 0; p < n; p++, mark++) {
    bool cut = (goes_on && p == 0) || (more && p + 1 == n);
    int64_t had = count[p], enough = cut ? INT64_MAX : a->enough;
    if (!cut && rows[p] < a->few) {
      count[p] = rows[p];
      continue;
    }
    EACH_ROW(&some, begin[p], begin[p + 1], {
      had += marks[v[i]] != mark;
      marks[v[i]] = mark;
      if (had >= enough) goto next;
    })
  next:
    count[p] = had;
  }
  set->mark = mark - 1;
  return true;
}

/* Of days that rise: rows are the first of each. */
static void distinct_days(struct worker *w, const struct rows *s, const uint32_t *begin, uint32_t n,
                          int64_t *count) {
  uint32_t rows[TILE];
  accum_rows(w, s, begin, n, rows);
  for (uint32_t p = 0; p < n; p++)
    count[p] = rows[p];
}

/* Rows to look through for one person: the passing ones with a value of any of the sources. */
static size_t rows_passing(const struct rows *src, uint32_t n_src, size_t r0, size_t r1) {
  size_t n = 0;
  for (uint32_t k = 0; k < n_src; k++) {
    for (size_t word = r0 / 64; word * 64 < r1; word++) {
      uint64_t m = src[k].pass[word] & src[k].present[word];
      n += (size_t)__builtin_popcountll(word_between(m, word, r0, r1));
    }
  }
  return n;
}

static int64_t distinct_few(const struct acc *a, const struct rows *src, size_t r0, size_t r1) {
  u128 keys[SMALL];
  int64_t n = 0;
  for (uint32_t k = 0; k < a->n_src; k++) {
    EACH_ROW(&src[k], r0, r1, {
      u128 key = accum_key(src[k].v, a->src[k].rep, a->tag[k], i);
      int64_t at = n;
      while (at > 0 && keys[at - 1] != key) {
        at--;
      }
      if (at == 0) keys[n++] = key;
    })
  }
  return n;
}

/* Values that only rise along a person's rows, as days do but where a zone sets its clock back:
 * false when these do not. */
static bool distinct_rising(const struct rows *s, size_t r0, size_t r1, int64_t *count) {
  const int64_t *v = s->v;
  int64_t last = INT64_MIN, n = 0;
  bool falls = false;
  EACH_ROW(s, r0, r1, {
    n += v[i] > last || n == 0;
    falls |= v[i] < last;
    last = v[i];
  })
  *count = n;
  return !falls;
}

bool accum_distinct(struct worker *w, const struct acc *a, const struct rows *src, uint32_t p0,
                    uint32_t n, bool days, int64_t *count, struct err *err) {
  const struct scan_batch *b = w->batch;
  struct key_set *set = &w->sets[a->set];
  if (a->n_src == 1 && a->src[0].rep == REP_U32)
    return distinct_strings(w, a, src, p0, n, count, err);
  bool goes_on = b->first_continued && p0 == 0;
  bool more = b->last_continues && p0 + n == b->n_people;
  if (days && !goes_on && !more) {
    distinct_days(w, src, b->row_begin + p0, n, count);
    return true;
  }
  for (uint32_t p = 0; p < n; p++) {
    size_t r0 = b->row_begin[p0 + p], r1 = b->row_begin[p0 + p + 1];
    goes_on = b->first_continued && p0 + p == 0;
    more = b->last_continues && p0 + p + 1 == b->n_people;
    if (!goes_on) {
      if (r0 == r1 && !more) continue;
      if (!more && a->n_src == 1 && a->src[0].rep == REP_I64 &&
          distinct_rising(src, r0, r1, &count[p]))
        continue;
      if (!more && rows_passing(src, a->n_src, r0, r1) <= SMALL) {
        count[p] = distinct_few(a, src, r0, r1);
        continue;
      }
      key_set_clear(set);
    }
    for (uint32_t k = 0; k < a->n_src; k++) {
      EACH_ROW(&src[k], r0, r1, {
        u128 key = accum_key(src[k].v, a->src[k].rep, a->tag[k], i);
        if (!key_set_add(set, key, &w->run->charge, err)) return false;
      })
    }
    count[p] = set->n;
  }
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences per person: the rows that some step wants, gathered as (time, mask), then sequence.c.
 *
 * Whoever has no row of some step is passed over by looking at ranks of bits.  A person cut by the
 * end of the batch is gathered further in the next one.  `by` sorts the rows by value (then by
 * place, which is by time) and asks of each run of equal values. */
#include <stdlib.h>

#include "query/query_int.h"

#define FEW 16 /* rows that are sorted by inserting */

struct source {
  const uint64_t *present;
  const void *v;
};

void seq_buf_release(struct seq_buf *b) {
  free(b->rows);
  free(b->keys);
  free(b->kinds);
}

static bool reserve(struct seq_buf *b, size_t n, bool keyed, struct charge *c, struct err *err) {
  if (b->n + n <= b->cap) return true;
  size_t cap = b->cap ? b->cap : 256, each = sizeof *b->rows + (keyed ? sizeof *b->keys : 0);
  while (cap < b->n + n)
    cap *= 2;
  if (!charge_add(c, (cap - b->cap) * each, err)) return false;
  b->rows = must_realloc(b->rows, cap, sizeof *b->rows);
  if (keyed) b->keys = must_realloc(b->keys, cap, sizeof *b->keys);
  b->cap = cap;
  return true;
}

static uint64_t within(size_t word, size_t r0, size_t r1) {
  uint64_t m = UINT64_MAX;
  if (word == r0 / 64) m &= UINT64_MAX << (r0 % 64);
  if (r1 < word * 64 + 64) m &= (UINT64_C(1) << (r1 % 64)) - 1;
  return m;
}

/* Who of the tile has a row of every step in this batch; takes the others out of `who`. */
static void need_steps(const struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n,
                       uint64_t *who) {
  uint64_t some[TILE_WORDS];
  for (uint32_t k = 0; k < s->n_need; k++) {
    uint32_t f = s->need[k];
    if (!w->filter_any[f]) {
      memset(who, 0, TILE_WORDS * sizeof *who);
      return;
    }
    bits_with_rows(w->filter_bits[f], w->filter_rank[f], w->batch->row_begin + p0, n, some);
    for (uint32_t word = 0; word * 64 < n; word++)
      who[word] &= some[word];
  }
}

/* Who is looked at one by one: whom the tile's way leaves, or all; who is cut whatever rows are
 * here. */
static bool who_asks(struct worker *w, const struct plan_seq *s, const struct acc *a,
                     const struct source *src, uint32_t p0, uint32_t n, int64_t *count,
                     uint64_t *who, struct err *err) {
  const struct scan_batch *b = w->batch;
  if (s->chained) {
    chain_tile(w, s, p0, n, count, who);
    return true;
  }
  if (by_suits(s, a) && w->vm.strings->n <= BY_TEXTS_MAX)
    return by_tile(w, s, src->present, src->v, p0, n, count, who, err);
  memset(who, 0, TILE_WORDS * sizeof *who);
  memset(who, 0xff, n / 64 * 8);
  if (n % 64) who[n / 64] = (UINT64_C(1) << n % 64) - 1;
  need_steps(w, s, p0, n, who);
  if (b->first_continued && p0 == 0) bit_set(who, 0);
  if (b->last_continues && p0 + n == b->n_people) bit_set(who, n - 1);
  return true;
}

static bool key_at(const struct acc *a, const struct source *src, size_t i, u128 *ret) {
  for (uint32_t k = 0; k < a->n_src; k++) {
    if (!bit_at(src[k].present, i)) continue;
    *ret = accum_key(src[k].v, a->src[k].rep, a->tag[k], i);
    return true;
  }
  return false;
}

/* Rows of a filter in a word. */
static uint64_t rows_of(const struct worker *w, uint32_t filter, size_t word, size_t r0,
                        size_t r1) {
  return w->filter_bits[filter][word] & within(word, r0, r1);
}

static bool room_for_kinds(struct worker *w, struct seq_buf *b, struct err *err) {
  size_t n = w->vm.strings->n;
  if (n <= b->n_kinds) return true;
  if (n < 2 * b->n_kinds) n = 2 * b->n_kinds;
  if (!charge_add(&w->run->charge, (n - b->n_kinds) * sizeof *b->kinds, err)) return false;
  b->kinds = must_realloc(b->kinds, n, sizeof *b->kinds);
  memset(b->kinds + b->n_kinds, 0, (n - b->n_kinds) * sizeof *b->kinds);
  b->n_kinds = n;
  return true;
}

/* Does some text have a row of every step?  Few do, so the steps are asked from the one with the
 * fewest rows of the tile on, each about the texts that are left only: mostly the first has none,
 * or the second none of its. */
static bool some_whole(struct worker *w, const struct plan_seq *s, const struct source *src,
                       const uint8_t *order, uint32_t *kinds, size_t r0, size_t r1) {
  const uint32_t *text = src->v;
  bool left = true;
  for (uint32_t k = 0; k < s->n_need && left; k++) {
    uint32_t had = (UINT32_C(1) << k) - 1;
    left = false;
    for (size_t word = r0 / 64; word * 64 < r1; word++)
      for (uint64_t m = rows_of(w, s->need[order[k]], word, r0, r1) & src->present[word]; m;
           m &= m - 1) {
        uint32_t *kind = &kinds[text[word * 64 + (unsigned)__builtin_ctzll(m)]];
        if ((*kind & had) != had) continue;
        *kind |= had + 1;
        left = true;
      }
  }
  for (size_t word = r0 / 64; word * 64 < r1; word++)
    for (uint64_t m = rows_of(w, s->need[order[0]], word, r0, r1) & src->present[word]; m;
         m &= m - 1)
      kinds[text[word * 64 + (unsigned)__builtin_ctzll(m)]] = 0;
  return left;
}

/* The steps by how many rows of the tile they have. */
static void rarest_first(const struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n,
                         uint8_t *order) {
  const uint32_t *begin = w->batch->row_begin + p0;
  size_t words = ((size_t)begin[n] + 63) / 64;
  uint32_t rows[LANG_STEPS_MAX];
  for (uint32_t k = 0; k < s->n_need; k++) {
    uint32_t at = k, his = w->filter_any[s->need[k]] ? w->filter_rank[s->need[k]][words] : 0;
    for (; at > 0 && rows[at - 1] > his; at--) {
      rows[at] = rows[at - 1];
      order[at] = order[at - 1];
    }
    rows[at] = his;
    order[at] = (uint8_t)k;
  }
}

static bool gather(struct worker *w, const struct acc *a, const struct source *src,
                   struct seq_buf *b, size_t r0, size_t r1, struct err *err) {
  const struct plan_seq *s = &w->run->plan.seqs.p[a->set];
  const int64_t *time = w->batch->time;
  for (size_t word = r0 / 64; word * 64 < r1; word++) {
    uint64_t any = 0, m;
    for (uint32_t k = 0; k < s->n_filters; k++) {
      any |= w->filter_bits[s->look[k]][word];
    }
    if (!(m = any & within(word, r0, r1))) continue;
    if (!reserve(b, 64, a->n_src > 0, &w->run->charge, err)) return false;
    for (; m; m &= m - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(m);
      uint32_t mask = 0;
      int64_t t = time[word * 64 + bit];
      if (t < s->from || t > s->to) continue;
      if (a->n_src && !key_at(a, src, word * 64 + bit, &b->keys[b->n])) continue;
      for (uint32_t k = 0; k < s->n_filters; k++) {
        mask |= (uint32_t)(w->filter_bits[s->look[k]][word] >> bit & 1) << s->bit[k];
      }
      b->rows[b->n++] = (struct seq_row){t, mask};
    }
  }
  return true;
}

/* ---- by value ---- */

struct keyed {
  u128 key;
  size_t at;
};

static int by_key(const void *a, const void *b) {
  const struct keyed *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return x->at < y->at ? -1 : 1;
}

/* Only values that have a row of every step can hold a match, and few do: of texts, which are
 * numbered densely, the others' rows are left out before anything is sorted. */
static bool keep_whole(struct worker *w, const struct seq_def *d, struct seq_buf *b,
                       struct err *err) {
  size_t kept = 0;
  uint32_t need = 0;
  if (!room_for_kinds(w, b, err)) return false;
  for (uint32_t i = 0; i < d->n; i++)
    need |= d->step[i];
  for (size_t i = 0; i < b->n; i++)
    b->kinds[(uint32_t)b->keys[i]] |= b->rows[i].mask;
  for (size_t i = 0; i < b->n; i++) {
    uint32_t *kind = &b->kinds[(uint32_t)b->keys[i]];
    if ((*kind & need) != need) {
      *kind = 0; /* and so are its other rows left out */
      continue;
    }
    b->keys[kept] = b->keys[i];
    b->rows[kept++] = b->rows[i];
  }
  for (size_t i = 0; i < kept; i++)
    b->kinds[(uint32_t)b->keys[i]] = 0;
  b->n = kept;
  return true;
}

static void sort_keys(struct keyed *k, size_t n) {
  if (n > FEW) {
    qsort(k, n, sizeof *k, by_key);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    struct keyed x = k[i];
    size_t at = i;
    for (; at > 0 && k[at - 1].key > x.key; at--) /* equal ones keep their order */
      k[at] = k[at - 1];
    k[at] = x;
  }
}

static bool count_by(struct run *run, const struct seq_def *d, const struct seq_buf *b,
                     int64_t *ret, struct err *err) {
  size_t bytes = b->n * (sizeof(struct keyed) + sizeof(struct seq_row));
  if (!charge_add(&run->charge, bytes, err)) return false;
  struct keyed *order = must_malloc(b->n * sizeof *order + 1);
  struct seq_row *rows = must_malloc(b->n * sizeof *rows + 1);
  int64_t count = 0;
  for (size_t i = 0; i < b->n; i++) {
    order[i] = (struct keyed){b->keys[i], i};
  }
  sort_keys(order, b->n);
  for (size_t i = 0, end; i < b->n && (d->count || !count); i = end) {
    for (end = i; end < b->n && order[end].key == order[i].key; end++) {
      rows[end] = b->rows[order[end].at];
    }
    count += seq_matches(d, rows + i, end - i);
  }
  free(order);
  free(rows);
  __atomic_sub_fetch(&run->charge.used, bytes, __ATOMIC_RELAXED);
  *ret = count;
  return true;
}

static bool ask_person(struct worker *w, const struct acc *a, const struct source *src,
                       const uint8_t *order, uint32_t person, int64_t *count, struct err *err) {
  const struct scan_batch *b = w->batch;
  const struct plan_seq *s = &w->run->plan.seqs.p[a->set];
  struct seq_buf *buf = &w->seqs[a->set];
  size_t r0 = b->row_begin[person], r1 = b->row_begin[person + 1];
  bool goes_on = b->first_continued && person == 0;
  bool more = b->last_continues && person + 1 == b->n_people;
  if (!goes_on) buf->n = 0;
  if (order && !goes_on && !more && !some_whole(w, s, src, order, buf->kinds, r0, r1)) return true;
  if (!gather(w, a, src, buf, r0, r1, err)) return false;
  if (more || buf->n == 0) return true;
  if (order && !keep_whole(w, &s->def, buf, err)) return false;
  if (buf->n == 0) return true;
  if (a->n_src) return count_by(w->run, &s->def, buf, count, err);
  *count = seq_matches(&s->def, buf->rows, buf->n);
  return true;
}

bool accum_sequence(struct worker *w, const struct acc *a, uint32_t p0, uint32_t n, int64_t *count,
                    struct err *err) {
  const struct plan_seq *s = &w->run->plan.seqs.p[a->set];
  struct source src[V_TYPES];
  for (uint32_t k = 0; k < a->n_src; k++) {
    src[k].v = vm_values(&w->vm, a->src[k], &src[k].present);
  }
  uint64_t who[TILE_WORDS], any = 0;
  uint8_t order[LANG_STEPS_MAX];
  bool texts = a->n_src == 1 && a->src[0].rep == REP_U32;
  if (!who_asks(w, s, a, src, p0, n, count, who, err)) return false;
  for (uint32_t word = 0; word < TILE_WORDS; word++)
    any |= who[word];
  if (!any) return true;
  if (texts && !room_for_kinds(w, &w->seqs[a->set], err)) return false;
  if (texts) rarest_first(w, s, p0, n, order);
  for (uint32_t word = 0; word < TILE_WORDS; word++)
    for (uint64_t m = who[word]; m; m &= m - 1) {
      uint32_t p = word * 64 + (uint32_t)__builtin_ctzll(m);
      if (!ask_person(w, a, src, texts ? order : NULL, p0 + p, &count[p], err)) return false;
    }
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences of a whole tile of people at once, over bits of rows.
 *
 * From the last step backwards: the rows of a step that can begin the rest are those whose nearest
 * later row that begins what follows is the same person's, near enough, with nothing between that
 * must not be (sequence.c says why the nearest is enough).  Going down the words of bits with the
 * nearest row above in hand finds it without a search.  Two steps alone are accum_pair.c's.
 *
 * Rows of one instant may stand in any order, which this does not see: people with two such rows
 * of the sequence, like those who are cut by an end of the batch, are left to accum_sequence.c. */
#include "kernel/ops.h"
#include "query/query_int.h"

struct chain {
  struct worker *w;
  const struct plan_seq *s;
  const struct scan_batch *b;
  const uint32_t *owner;
  size_t r0, r1; /* rows of the tile */
};

/* The rows of a kid of the node; NULL: there are none. */
static const uint64_t *bits_of(const struct chain *c, uint32_t kids) {
  for (uint32_t k = 0; k < c->s->n_filters; k++)
    if (UINT32_C(1) << c->s->bit[k] == kids)
      return c->w->filter_any[c->s->look[k]] ? c->w->filter_bits[c->s->look[k]] : NULL;
  return NULL;
}

/* Bits of several kids together, or NULL. */
static const uint64_t *union_of(const struct chain *c, uint32_t kids, uint64_t *out) {
  bool any = false;
  for (uint32_t m = kids; m; m &= m - 1) {
    const uint64_t *bits = bits_of(c, m & -m);
    if (!bits) continue;
    for (size_t word = c->r0 / 64; word * 64 < c->r1; word++)
      out[word] = (any ? out[word] : 0) | bits[word];
    any = true;
  }
  return any ? out : NULL;
}

/* Below, bits of rows of other tiles may stand in the first and last word of everything but `rest`:
 * those before are of other people, and nothing later than the last row of `rest` is looked at. */

/* Takes from `to` the rows after which the absence does not hold. */
static void take_present(const struct chain *c, uint32_t k, uint64_t *to) {
  const struct seq_def *d = &c->s->def;
  const uint64_t *gone = bits_of(c, d->after[k]);
  const int64_t *time = c->b->time;
  uint64_t known = c->r1 % 64 ? (UINT64_C(1) << c->r1 % 64) - 1 : UINT64_MAX;
  size_t near = SIZE_MAX; /* the nearest row above of what must be absent */
  for (size_t word = (c->r1 + 63) / 64; word-- > c->r0 / 64;) {
    uint64_t g = gone ? gone[word] & known : 0; /* of later ones the owner is not known yet */
    known = UINT64_MAX;
    for (uint64_t m = to[word]; m;) {
      unsigned bit = 63 - (unsigned)__builtin_clzll(m);
      size_t i = word * 64 + bit;
      uint64_t above = g & (UINT64_MAX << bit << 1);
      size_t next = above ? word * 64 + (unsigned)__builtin_ctzll(above) : near;
      bool his = next != SIZE_MAX && c->owner[next] == c->owner[i], holds = !his;
      m &= ~(UINT64_C(1) << bit);
      if (d->after_ms[k] != INT64_MAX) {
        int64_t until = time[i] + d->after_ms[k];
        holds = until <= d->as_of && !(his && time[next] <= until);
      }
      if (!holds) to[word] &= ~(UINT64_C(1) << bit);
    }
    if (g) near = word * 64 + (unsigned)__builtin_ctzll(g);
  }
}

/* Of the rows of the only step those after which nothing was there yet that must be absent: of rows
 * with none of that in between the first has the longest time before it, and the most time. */
static void take_firsts(const struct chain *c, uint64_t *absent, uint64_t *to) {
  const struct seq_def *d = &c->s->def;
  uint32_t kids = 0;
  size_t w0 = c->r0 / 64, w1 = (c->r1 + 63) / 64;
  for (uint32_t k = 0; k < d->n_after; k++)
    kids |= d->after[k];
  const uint64_t *a = bits_of(c, d->step[0]), *gone = union_of(c, kids, absent);
  uint64_t *again = c->w->chain[1];
  kernel->bits_after(a + w0, (gone ? gone : a) + w0, c->w->firsts + w0, w1 - w0, again + w0);
  for (size_t word = w0; word < w1; word++)
    to[word] &= ~(gone ? again[word] & ~gone[word] : again[word]);
}

/* The rows of `of` that can go before the nearest row of `rest`, at most `gap` earlier and with no
 * row of `between` (NULL: none) on the way. */
static bool step_back(const struct chain *c, const uint64_t *of, const uint64_t *rest, int64_t gap,
                      const uint64_t *between, uint64_t *out) {
  const int64_t *time = c->b->time;
  size_t near = SIZE_MAX, bad = SIZE_MAX;
  uint64_t any = 0;
  for (size_t word = (c->r1 + 63) / 64; word-- > c->r0 / 64;) {
    uint64_t r = rest[word], x = between ? between[word] : 0, found = 0;
    for (uint64_t m = of[word]; m; m &= m - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(m);
      uint64_t higher = UINT64_MAX << bit << 1;
      size_t i = word * 64 + bit;
      size_t next = r & higher ? word * 64 + (unsigned)__builtin_ctzll(r & higher) : near;
      size_t stop = x & higher ? word * 64 + (unsigned)__builtin_ctzll(x & higher) : bad;
      if (next == SIZE_MAX || stop < next) continue;
      bool ok = c->owner[next] == c->owner[i] && time[next] - time[i] <= gap;
      found |= (uint64_t)ok << bit;
    }
    out[word] = found;
    any |= found;
    if (r) near = word * 64 + (unsigned)__builtin_ctzll(r);
    if (x) bad = word * 64 + (unsigned)__builtin_ctzll(x);
  }
  return any != 0;
}

/* The rows of the word before row `limit`. */
static uint64_t below(size_t limit, size_t word) {
  if (limit <= word * 64) return 0;
  return limit - word * 64 < 64 ? (UINT64_C(1) << (limit - word * 64)) - 1 : UINT64_MAX;
}

/* Of the first step only whether it is there matters: seen from the rest, of whose rows there are
 * mostly fewer, that is whether its nearest row before is near enough. */
static void begins(const struct chain *c, const uint64_t *of, const uint64_t *rest, int64_t gap,
                   uint32_t p0, int64_t *count) {
  const int64_t *time = c->b->time;
  size_t near = SIZE_MAX; /* the nearest row below */
  size_t done = 0;        /* rows before are of people who have a match */
  for (size_t word = c->r0 / 64; word * 64 < c->r1; word++) {
    uint64_t o = of[word];
    for (uint64_t m = rest[word] & ~below(done, word); m; m &= m - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(m);
      uint64_t lower = o & ((UINT64_C(1) << bit) - 1);
      size_t i = word * 64 + bit,
             at = lower ? word * 64 + 63 - (size_t)__builtin_clzll(lower) : near;
      if (at == SIZE_MAX || c->owner[at] != c->owner[i] || time[i] - time[at] > gap) continue;
      count[c->owner[i] - p0] = 1;
      done = c->b->row_begin[c->owner[i] + 1];
      m &= ~below(done, word) | UINT64_C(1) << bit;
    }
    if (o) near = word * 64 + 63 - (size_t)__builtin_clzll(o);
  }
}

static void exists(const struct chain *c, uint32_t p0, uint64_t *rest, uint64_t *other,
                   uint64_t *absent, int64_t *count) {
  const struct seq_def *d = &c->s->def;
  const uint64_t *last = bits_of(c, d->step[d->n - 1]);
  bool any = last != NULL;
  size_t w0 = c->r0 / 64, w1 = (c->r1 + 63) / 64;
  if (any) memcpy(rest + w0, last + w0, (w1 - w0) * 8);
  rest[w0] &= UINT64_MAX << c->r0 % 64;
  if (c->r1 % 64) rest[w1 - 1] &= (UINT64_C(1) << c->r1 % 64) - 1;
  if (any && d->n == 1) take_firsts(c, absent, rest);
  for (uint32_t k = 0; any && k < d->n_after; k++)
    take_present(c, k, rest);
  for (uint32_t i = d->n - 1; any && i-- > 0;) {
    const uint64_t *of = bits_of(c, d->step[i]);
    if (i == 0 && !d->between[0]) {
      if (of) begins(c, of, rest, d->gap[1], p0, count);
      return;
    }
    const uint64_t *between = d->between[i] ? union_of(c, d->between[i], absent) : NULL;
    any = of && step_back(c, of, rest, d->gap[i + 1], between, other);
    uint64_t *t = rest;
    rest = other;
    other = t;
  }
  for (size_t word = c->r0 / 64; any && word * 64 < c->r1; word++)
    for (uint64_t m = rest[word]; m; m &= m - 1)
      count[c->owner[word * 64 + (unsigned)__builtin_ctzll(m)] - p0] = 1;
}

/* Marks in `slow` who of the tile has two rows of the sequence at one instant; one such row beside
 * others, as of an attribute set by the event, does no harm. */
static void mark_ties(const struct worker *w, const struct plan_seq *s, uint32_t p0,
                      uint64_t *slow) {
  const int64_t *time = w->batch->time;
  size_t last = SIZE_MAX;
  for (uint32_t i = 0; i < w->n_tied; i++) {
    size_t word = w->tied_words[i];
    uint64_t of = 0;
    for (uint32_t k = 0; k < s->n_filters; k++)
      of |= w->filter_bits[s->look[k]][word];
    for (uint64_t tied = w->tied[word] & of; tied; tied &= tied - 1) {
      size_t row = word * 64 + (unsigned)__builtin_ctzll(tied);
      bool same = last != SIZE_MAX && time[last] == time[row] && w->owner[last] == w->owner[row];
      if (same) bit_set(slow, w->owner[row] - p0);
      last = row;
    }
  }
}

void chain_slow(const struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n,
                uint64_t slow[TILE_WORDS]) {
  const struct scan_batch *b = w->batch;
  memset(slow, 0, TILE_WORDS * sizeof *slow);
  if (b->first_continued && p0 == 0) bit_set(slow, 0);
  if (b->last_continues && p0 + n == b->n_people) bit_set(slow, n - 1);
  mark_ties(w, s, p0, slow);
}

/* Rows of the instant of the row before or after, of the same person, of r0 … r1 - 1. */
static void find_ties(struct worker *w, size_t r0, size_t r1) {
  size_t w0 = r0 / 64, w1 = (r1 + 63) / 64, before = w0 * 64;
  uint64_t *tied = w->tied, last = 0;
  if (w1 > w0) kernel->as_next_i64(w->batch->time + before, r1 - 1 - before, tied + w0);
  if ((r1 - 1) % 64 == 0 && w1 > w0) tied[w1 - 1] = 0; /* a word of one row */
  for (size_t word = w0; word < w1; word++) {
    uint64_t next = word + 1 < w1 ? w->firsts[word + 1] << 63 : 0;
    uint64_t as_next = tied[word] & ~(w->firsts[word] >> 1 | next);
    if (word == w0) as_next &= UINT64_MAX << r0 % 64;
    tied[word] = as_next | as_next << 1 | last;
    last = as_next >> 63;
  }
}

static void put_tied(struct worker *w, size_t row) {
  uint32_t word = (uint32_t)(row / 64);
  if (w->n_tied == 0 || w->tied_words[w->n_tied - 1] < word) w->tied_words[w->n_tied++] = word;
  bit_set(w->tied, row);
}

/* Of the tied rows only those matter that some sequence wants and that stand beside another such
 * row: mostly it is an attribute that was set by an event, and no sequence has to look again. */
static void leave_wanted(struct worker *w, size_t r0, size_t r1) {
  const int64_t *time = w->batch->time;
  size_t last = SIZE_MAX;
  w->n_tied = 0;
  for (size_t word = r0 / 64; word * 64 < r1; word++) {
    uint64_t tied = w->tied[word], of = 0;
    if (!tied) continue;
    for (uint32_t k = 0; k < w->n_seq_filters; k++)
      of |= w->filter_bits[w->seq_filters[k]][word];
    w->tied[word] = 0;
    for (tied &= of; tied; tied &= tied - 1) {
      size_t i = word * 64 + (unsigned)__builtin_ctzll(tied);
      if (last != SIZE_MAX && time[last] == time[i] && w->owner[last] == w->owner[i]) {
        put_tied(w, last);
        put_tied(w, i);
      }
      last = i;
    }
  }
}

void chain_begin(struct worker *w, uint32_t p0, uint32_t n) {
  const struct scan_batch *b = w->batch;
  size_t r0 = b->row_begin[p0], r1 = b->row_begin[p0 + n];
  memset(w->firsts + r0 / 64, 0, (r1 / 64 - r0 / 64 + 1) * 8);
  for (uint32_t p = p0; p < p0 + n; p++)
    bit_set(w->firsts, b->row_begin[p]); /* of who has none it is the next one's */
  for (size_t i = 0; i < w->run->plan.pairs.n; i++)
    w->pairs[i].done = false;
  find_ties(w, r0, r1);
  leave_wanted(w, r0, r1);
}

void chain_tile(struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n, int64_t *count,
                uint64_t slow[TILE_WORDS]) {
  const struct scan_batch *b = w->batch;
  struct chain c = {w, s, b, w->owner, b->row_begin[p0], b->row_begin[p0 + n]};
  chain_slow(w, s, p0, n, slow);
  if (c.r0 == c.r1) return;
  if (s->pair != NONE)
    pair_tile(w, s, p0, n, count);
  else
    exists(&c, p0, w->chain[0], w->chain[1], w->chain[2], count);
  for (uint32_t k = 0; k < TILE_WORDS; k++)
    for (uint64_t m = slow[k]; m; m &= m - 1)
      count[k * 64 + (uint32_t)__builtin_ctzll(m)] = 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's attempts: a walk whose selectors are the nodes, the start, the end and, where silence
 * between them matters, any event.
 *
 * Forwards an attempt is read in one pass, without lists; backwards from its last row.  Each is
 * kept as a record of the number of its sequence of nodes and of times, because which nodes and
 * paths are told apart, medians, and the people of a number are only known at the end
 * (paths_answer.c).  Equal sequences are many, so numbers of sequences are small. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/paths_int.h"

/* Short sequences as one number, to their number: most are among few, and asking here is cheaper
 * than hashing bytes.  A slot is overwritten by whoever comes next. */
#define RECENT 4096
struct recent {
  uint64_t packed[RECENT]; /* 0: free */
  uint32_t seq[RECENT];
};

struct finding {
  const struct paths *p;
  struct paths_nodes nodes;
  struct walk *walk;
  struct paths_records *chunks;
  struct intern *seqs;    /* per worker */
  struct recent **recent; /* per worker; NULL when sequences do not pack */
};

struct attempt {
  struct finding *f;
  struct paths_records *to;
  const struct walk_person *p;
  unsigned worker;
  uint32_t node[PATHS_DEPTH_MAX], n;
  int64_t at[PATHS_DEPTH_MAX];
  bool more, converted;
};

/* ---- records ---- */

static bool number_seq(struct attempt *t, uint32_t *ret, struct err *err) {
  struct intern *seqs = &t->f->seqs[t->worker];
  uint32_t before = seqs->n;
  *ret = intern_put(seqs, str_of(t->node, t->n * sizeof *t->node));
  return *ret != before || walk_charge(t->f->walk, t->n * 4 + 48, err);
}

static bool seq_of(struct attempt *t, uint32_t *ret, struct err *err) {
  struct recent *recent = t->f->recent ? t->f->recent[t->worker] : NULL;
  uint64_t packed = 0;
  if (!recent) return number_seq(t, ret, err);
  for (uint32_t i = 0; i < t->n; i++)
    packed = packed << 8 | (t->node[i] + 1);
  uint64_t at = packed * UINT64_C(0x9E3779B97F4A7C15) >> 52;
  *ret = recent->seq[at];
  if (recent->packed[at] == packed) return true;
  if (!number_seq(t, ret, err)) return false;
  recent->packed[at] = packed;
  recent->seq[at] = *ret;
  return true;
}

static bool keep(struct attempt *t, struct err *err) {
  struct finding *f = t->f;
  struct paths_records *to = t->to;
  uint32_t seq;
  if (f->p->converted_only && f->p->start && f->p->end && !t->converted) return true;
  if (to->n + PATHS_HEAD + 2 * PATHS_DEPTH_MAX > to->cap) {
    size_t cap = to->cap ? to->cap * 2 : 4096;
    if (!walk_charge(f->walk, (cap - to->cap) * 4, err)) return false;
    vec_reserve(to, cap);
  }
  if (!seq_of(t, &seq, err)) return false;
  uint32_t *w = to->p + to->n;
  int64_t first = t->at[0], last = llabs(t->at[t->n - 1] - first);
  bool wide = last > UINT32_MAX;
  w[0] = t->p->subject;
  w[1] = seq;
  w[2] = (t->more ? 0 : PATHS_HOW_ENDED) | (t->converted ? PATHS_HOW_CONVERTED : 0) |
         (wide ? PATHS_HOW_WIDE : 0) | t->n << PATHS_HOW_N;
  w += PATHS_HEAD;
  for (uint32_t i = 1; i < t->n; i++) {
    uint64_t ms = (uint64_t)llabs(t->at[i] - first);
    *w++ = (uint32_t)ms;
    if (wide) *w++ = (uint32_t)(ms >> 32);
  }
  to->n = (size_t)(w - to->p);
  return true;
}

/* ---- one attempt ---- */

static inline void take(struct attempt *t, uint32_t node, int64_t when) {
  t->node[t->n] = node;
  t->at[t->n++] = when;
}

enum standing { SEEKING, TAKING, DONE };

/* From the first row that may begin. */
static bool forwards(struct attempt *t, struct err *err) {
  const struct paths *q = t->f->p;
  struct paths_nodes *nodes = &t->f->nodes;
  const struct walk_person *p = t->p;
  /* What is looked at per row, where the compiler sees that nothing changes it. */
  const uint64_t *masks = p->mask, node_bits = nodes->node_bits, end_bit = nodes->end_bit;
  const int64_t *times = p->time, span = q->within < 0 ? q->gap : q->within;
  const uint64_t begins = nodes->start_bit ? nodes->start_bit : node_bits;
  const uint32_t n = p->n, depth = q->depth;
  const bool sessions = q->within < 0, fold = q->fold;
  uint32_t last = 0; /* node */
  enum standing st = SEEKING;
  int64_t since = 0; /* the last row; with a window the attempt's first */
  for (uint32_t i = 0; i < n; i++) {
    uint64_t mask = masks[i];
    int64_t when = times[i];
    if (!mask) continue;
    if (st != SEEKING && when - since > span) {
      if (st == TAKING && !keep(t, err)) return false;
      st = SEEKING;
    }
    if (sessions) since = when;
    if (st == DONE || !(mask & node_bits)) continue;
    if (st == SEEKING) {
      if (!(mask & begins)) continue;
      t->n = 0;
      t->more = t->converted = false;
      last = paths_node_at(nodes, t->worker, p, i);
      take(t, last, when);
      since = when;
      st = TAKING;
      continue;
    }
    uint32_t node = paths_node_at(nodes, t->worker, p, i);
    bool end = mask & end_bit;
    if (fold && !end && node == last) continue;
    last = node;
    t->converted = end;
    if (t->n < depth)
      take(t, node, when);
    else
      t->more = true;
    if (!end && !(t->more && !end_bit)) continue;
    if (!keep(t, err)) return false;
    st = DONE;
  }
  return st != TAKING || keep(t, err);
}

/* Back from row `end`, not before row `first`. */
static bool backwards_from(struct attempt *t, uint32_t first, uint32_t end, struct err *err) {
  const struct paths *q = t->f->p;
  struct paths_nodes *nodes = &t->f->nodes;
  const struct walk_person *p = t->p;
  t->n = 0;
  t->more = false;
  t->converted = true;
  take(t, paths_node_at(nodes, t->worker, p, end), p->time[end]);
  for (uint32_t i = end; i-- > first && !t->more;) {
    if (q->within >= 0 && p->time[end] - p->time[i] > q->within) break;
    if (!(p->mask[i] & nodes->node_bits)) continue;
    uint32_t node = paths_node_at(nodes, t->worker, p, i);
    if (q->fold && t->n > 1 && node == t->node[t->n - 1])
      t->at[t->n - 1] = p->time[i];
    else if (t->n < q->depth)
      take(t, node, p->time[i]);
    else
      t->more = true;
  }
  return keep(t, err);
}

static bool backwards(struct attempt *t, struct err *err) {
  const struct paths *q = t->f->p;
  const struct walk_person *p = t->p;
  const int64_t span = q->within < 0 ? q->gap : q->within;
  uint32_t first = 0;
  bool done = false, any = false;
  int64_t since = 0; /* the last row; with a window that of the last end */
  for (uint32_t i = 0; i < p->n; i++) {
    int64_t when = p->time[i];
    if (!p->mask[i]) continue;
    if (any && when - since > span) {
      done = false;
      if (q->within < 0) first = i;
    }
    if (q->within < 0) {
      since = when;
      any = true;
    }
    if (done || !(p->mask[i] & t->f->nodes.end_bit)) continue;
    if (!backwards_from(t, first, i, err)) return false;
    since = when;
    done = any = true;
  }
  return true;
}

static bool on_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                      struct err *err) {
  struct finding *f = ctx;
  struct attempt t; /* most of it is written before it is read */
  t.f = f;
  t.to = &f->chunks[chunk];
  t.p = p;
  t.worker = worker;
  t.to->worker = worker;
  return f->p->end && !f->p->start ? backwards(&t, err) : forwards(&t, err);
}

/* ---- the whole ---- */

static bool run(struct finding *f, struct pool *pool, const struct paths_ask *ask,
                struct arena *out, struct paths_result *ret, roaring_bitmap_t **ret_people,
                struct err *err) {
  f->chunks = must_calloc(walk_chunks(f->walk) + 1, sizeof *f->chunks);
  f->seqs = must_calloc(walk_workers(f->walk), sizeof *f->seqs);
  for (unsigned i = 0; i < walk_workers(f->walk); i++)
    intern_init(&f->seqs[i], "paths");
  paths_nodes_walk(&f->nodes, f->walk);
  if (f->nodes.v.n < 255 && f->p->depth <= 8) {
    f->recent = arena_array(out, struct recent *, walk_workers(f->walk));
    for (unsigned i = 0; i < walk_workers(f->walk); i++)
      f->recent[i] = must_calloc(1, sizeof **f->recent);
  }
  struct paths_found found = {.p = f->p,
                              .nodes = &f->nodes,
                              .walk = f->walk,
                              .pool = pool,
                              .chunks = f->chunks,
                              .n_chunks = walk_chunks(f->walk),
                              .seqs = f->seqs};
  return walk_run(f->walk, on_person, f, err) &&
         paths_answer(&found, ask, out, ret, ret_people, err);
}

static void release(struct finding *f) {
  for (uint32_t i = 0; f->walk && i < walk_chunks(f->walk); i++)
    vec_free(&f->chunks[i]);
  for (unsigned i = 0; f->walk && i < walk_workers(f->walk); i++)
    intern_release(&f->seqs[i]);
  for (unsigned i = 0; f->recent && i < walk_workers(f->walk); i++)
    free(f->recent[i]);
  free(f->chunks);
  free(f->seqs);
  paths_nodes_release(&f->nodes);
  walk_free(f->walk);
}

bool query_paths(const struct snapshot *n, const struct paths *p, struct pool *pool,
                 const struct query_limits *limits, const struct paths_ask *ask, struct arena *out,
                 struct paths_result *ret, roaring_bitmap_t **ret_people, struct err *err) {
  struct paths bounded = *p;
  struct finding f = {.p = &bounded};
  struct walk_select sel[WALK_SELECTS_MAX];
  struct str props[WALK_PROPS_MAX];
  const struct item_column *items[WALK_PROPS_MAX];
  struct walk_query q = {0};
  if (bounded.to > p->as_of) bounded.to = p->as_of;
  paths_plan(&bounded, &f.nodes, &q, sel, props, items);
  bool ok = paths_nodes_init(&f.nodes, n, &bounded, &q, pool, limits, out, err) &&
            walk_new(n, &q, pool, limits, &f.walk, err) &&
            run(&f, pool, ask, out, ret, ret_people, err);
  release(&f);
  return ok;
}

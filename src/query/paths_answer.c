/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records of everybody to the answer: nodes and paths told apart, and counts.
 *
 * The workers' sequences are numbered together first; whatever depends on the sequence alone is
 * then decided once per sequence.  The records are looked at three times by chunk, on all threads:
 * to count nodes and paths (their order decides what is told apart), to count what was grouped, and
 * for durations (paths_medians.c). */
#include <stdlib.h>

#include "query/paths_answer_int.h"

/* Counts a person once, an attempt always. */
static inline void count(const struct paths_answering *g, uint64_t *n, uint32_t *last,
                         uint32_t person) {
  *n += g->all_units || *last != person;
  *last = person;
}

static bool number_seqs(struct paths_answering *g, struct err *err) {
  unsigned workers = walk_workers(g->f->walk);
  g->seq_of = arena_array(&g->tmp, uint32_t *, workers);
  for (unsigned w = 0; w < workers; w++) {
    const struct intern *from = &g->f->seqs[w];
    if (!walk_charge(g->f->walk, (size_t)from->n * 64, err)) return false;
    g->seq_of[w] = arena_array(&g->tmp, uint32_t, from->n);
    for (uint32_t i = 0; i < from->n; i++)
      g->seq_of[w][i] = intern_put(&g->index, intern_at(from, i));
  }
  g->n_seqs = g->index.n;
  if (!walk_charge(g->f->walk, (size_t)g->n_seqs * g->depth * 12, err)) return false;
  g->nodes = arena_array(&g->tmp, uint32_t, (size_t)g->n_seqs * g->depth);
  g->cells = arena_array(&g->tmp, uint32_t, (size_t)g->n_seqs * g->depth);
  g->links = arena_array(&g->tmp, uint32_t, (size_t)g->n_seqs * g->depth);
  for (uint32_t s = 0; s < g->n_seqs; s++)
    for (uint32_t l = 0; l < paths_length(g, s); l++)
      g->nodes[(size_t)s * g->depth + l] = l * g->n_nodes + paths_node_of(g, s, l);
  return true;
}

/* ---- nodes and paths ---- */

static bool count_chunk(void *ctx, uint32_t chunk, unsigned worker) {
  struct paths_answering *g = ctx;
  const struct paths_records *c = &g->f->chunks[chunk];
  struct paths_tally *t = &g->tallies[worker];
  struct paths_record r;
  for (const uint32_t *w = c->p, *end = c->p + c->n; w < end;) {
    w = paths_next(g, c, w, &r);
    t->people += t->last != r.person;
    t->last = r.person;
    t->attempts[r.seq]++;
    count(g, &t->seqs[r.seq], &t->last_seq[r.seq], r.person);
    if (r.converted) {
      count(g, &t->converted[r.seq], &t->last_converted[r.seq], r.person);
      count(g, &t->all_converted, &t->last_all_converted, r.person);
    }
    const uint32_t *nodes = g->nodes + (size_t)r.seq * g->depth;
    for (uint32_t l = 0; l < r.n; l++)
      count(g, &t->nodes[nodes[l]], &t->last_node[nodes[l]], r.person);
  }
  return true;
}

static uint32_t *marks(struct paths_answering *g, size_t n) {
  uint32_t *p = arena_alloc(&g->tmp, n * sizeof *p);
  memset(p, 0xff, n * sizeof *p);
  return p;
}

static void add_up(uint64_t *to, const uint64_t *from, size_t n) {
  for (size_t i = 0; i < n; i++)
    to[i] += from[i];
}

static bool count_nodes(struct paths_answering *g, unsigned workers, struct err *err) {
  size_t nodes = (size_t)g->depth * g->n_nodes, seqs = g->n_seqs;
  if (!walk_charge(g->f->walk, (workers + 1) * (nodes * 12 + seqs * 32), err)) return false;
  for (unsigned i = 0; i <= workers; i++) {
    struct paths_tally *t = i < workers ? &g->tallies[i] : &g->all;
    t->seqs = arena_array(&g->tmp, uint64_t, seqs);
    t->attempts = arena_array(&g->tmp, uint64_t, seqs);
    t->converted = arena_array(&g->tmp, uint64_t, seqs);
    t->nodes = arena_array(&g->tmp, uint64_t, nodes);
    t->last = t->last_all_converted = t->last_other = PATHS_NO;
    if (i == workers) break;
    t->last_seq = marks(g, seqs);
    t->last_converted = marks(g, seqs);
    t->last_node = marks(g, nodes);
  }
  paths_each(g, g->f->n_chunks, count_chunk);
  for (unsigned i = 0; i < workers; i++) {
    const struct paths_tally *t = &g->tallies[i];
    add_up(g->all.seqs, t->seqs, seqs);
    add_up(g->all.attempts, t->attempts, seqs);
    add_up(g->all.converted, t->converted, seqs);
    add_up(g->all.nodes, t->nodes, nodes);
    g->ret->people += t->people;
    g->ret->converted += t->all_converted;
  }
  for (size_t i = 0; i < seqs; i++)
    g->ret->attempts += g->all.attempts[i];
  g->ret->count = g->all_units ? g->ret->attempts : g->ret->people;
  return true;
}

struct ranked {
  const struct paths_answering *g;
  uint32_t at; /* node or sequence */
  uint64_t count;
};

static int by_count_and_key(const void *x, const void *y) {
  const struct ranked *a = x, *b = y;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  return str_cmp(paths_key_of(a->g, a->at), paths_key_of(b->g, b->at));
}

static int by_count_and_keys(const void *x, const void *y) {
  const struct ranked *a = x, *b = y;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  uint32_t n = paths_length(a->g, a->at), m = paths_length(b->g, b->at);
  if (n != m) return n < m ? -1 : 1;
  int less = 0;
  for (uint32_t l = 0; l < n && !less; l++)
    less = str_cmp(paths_key_of(a->g, paths_node_of(a->g, a->at, l)),
                   paths_key_of(b->g, paths_node_of(b->g, b->at, l)));
  return less;
}

static bool rare(const struct paths_answering *g, uint64_t n) {
  return (double)n < g->f->p->min_share * (double)g->ret->count;
}

/* The cells of a level, and of its nodes the cell. */
static void choose_level(struct paths_answering *g, uint32_t level, uint32_t *cell_of,
                         struct ranked *order) {
  const uint64_t *counts = g->all.nodes + (size_t)level * g->n_nodes;
  struct paths_level *to = &g->ret->levels[level];
  uint32_t n = 0, own = 0;
  for (uint32_t i = 0; i < g->n_nodes; i++)
    if (counts[i]) order[n++] = (struct ranked){g, i, counts[i]};
  qsort(order, n, sizeof *order, by_count_and_key);
  while (own < n && own < g->f->p->top_nodes && !rare(g, order[own].count))
    own++;
  to->n_cells = own + (own < n);
  to->cells = arena_array(g->out, struct paths_cell, to->n_cells);
  for (uint32_t i = 0; i < n; i++)
    cell_of[order[i].at] = i < own ? i : own;
  for (uint32_t i = 0; i < to->n_cells; i++)
    to->cells[i].node = i < own ? order[i].at : g->n_nodes;
}

static void choose_nodes(struct paths_answering *g) {
  struct paths_result *ret = g->ret;
  for (uint32_t s = 0; s < g->n_seqs; s++)
    if (paths_length(g, s) > ret->n_levels) ret->n_levels = paths_length(g, s);
  ret->levels = arena_array(g->out, struct paths_level, ret->n_levels);
  uint32_t *cell_of = arena_array(&g->tmp, uint32_t, g->n_nodes);
  struct ranked *order = arena_array(&g->tmp, struct ranked, g->n_nodes);
  for (uint32_t l = 0; l < ret->n_levels; l++) {
    choose_level(g, l, cell_of, order);
    for (uint32_t s = 0; s < g->n_seqs; s++)
      if (l < paths_length(g, s))
        g->cells[(size_t)s * g->depth + l] = l * g->width + cell_of[paths_node_of(g, s, l)];
  }
  for (uint32_t s = 0; s < g->n_seqs; s++)
    for (size_t l = 0, at = (size_t)s * g->depth; l + 1 < paths_length(g, s); l++)
      g->links[at + l] = g->cells[at + l] * g->width + g->cells[at + l + 1] % g->width;
}

static bool choose_paths(struct paths_answering *g, struct err *err) {
  struct paths_result *ret = g->ret;
  if (!walk_charge(g->f->walk, (size_t)g->n_seqs * (sizeof(struct ranked) + 4), err)) return false;
  struct ranked *order = arena_array(&g->tmp, struct ranked, g->n_seqs);
  g->rank = marks(g, g->n_seqs);
  for (uint32_t s = 0; s < g->n_seqs; s++)
    order[s] = (struct ranked){g, s, g->all.seqs[s]};
  qsort(order, g->n_seqs, sizeof *order, by_count_and_keys);
  while (ret->n_paths < g->n_seqs && ret->n_paths < g->f->p->top &&
         !rare(g, order[ret->n_paths].count))
    ret->n_paths++;
  ret->other_paths = g->n_seqs - ret->n_paths;
  ret->paths = arena_array(g->out, struct paths_path, ret->n_paths);
  for (uint32_t i = 0; i < ret->n_paths; i++) {
    uint32_t s = order[i].at, n = paths_length(g, s), *nodes = arena_array(g->out, uint32_t, n);
    g->rank[s] = i;
    for (uint32_t l = 0; l < n; l++)
      nodes[l] = paths_node_of(g, s, l);
    ret->paths[i] = (struct paths_path){nodes, n, order[i].count, g->all.converted[s], 0};
  }
  return true;
}

/* ---- what was grouped, and links ---- */

static bool count_grouped(void *ctx, uint32_t chunk, unsigned worker) {
  struct paths_answering *g = ctx;
  const struct paths_records *c = &g->f->chunks[chunk];
  struct paths_tally *t = &g->tallies[worker];
  struct paths_record r;
  for (const uint32_t *w = c->p, *end = c->p + c->n; w < end;) {
    w = paths_next(g, c, w, &r);
    const uint32_t *cells = g->cells + (size_t)r.seq * g->depth, last = cells[r.n - 1];
    const uint32_t *links = g->links + (size_t)r.seq * g->depth;
    for (uint32_t l = 0; l < r.n; l++)
      count(g, &t->nodes[cells[l]], &t->last_node[cells[l]], r.person);
    for (uint32_t l = 0; l + 1 < r.n; l++)
      count(g, &t->links[links[l]], &t->last_link[links[l]], r.person);
    if (r.ended) count(g, &t->ended[last], &t->last_ended[last], r.person);
    if (g->rank[r.seq] == PATHS_NO) count(g, &t->other, &t->last_other, r.person);
  }
  return true;
}

static bool count_cells(struct paths_answering *g, unsigned workers, struct err *err) {
  struct paths_result *ret = g->ret;
  size_t cells = (size_t)g->depth * g->width, links = cells * g->width;
  if (!walk_charge(g->f->walk, (workers + 1) * (cells * 24 + links * 12), err)) return false;
  for (unsigned i = 0; i <= workers; i++) {
    struct paths_tally *t = i < workers ? &g->tallies[i] : &g->all;
    t->nodes = arena_array(&g->tmp, uint64_t, cells);
    t->ended = arena_array(&g->tmp, uint64_t, cells);
    t->links = arena_array(&g->tmp, uint64_t, links);
    if (i == workers) break;
    t->last_node = marks(g, cells);
    t->last_ended = marks(g, cells);
    t->last_link = marks(g, links);
  }
  paths_each(g, g->f->n_chunks, count_grouped);
  for (unsigned i = 0; i < workers; i++) {
    add_up(g->all.nodes, g->tallies[i].nodes, cells);
    add_up(g->all.ended, g->tallies[i].ended, cells);
    add_up(g->all.links, g->tallies[i].links, links);
    ret->other += g->tallies[i].other;
  }
  for (uint32_t l = 0; l < ret->n_levels; l++)
    for (uint32_t c = 0; c < ret->levels[l].n_cells; c++) {
      ret->levels[l].cells[c].count = g->all.nodes[(size_t)l * g->width + c];
      ret->levels[l].cells[c].ended = g->all.ended[(size_t)l * g->width + c];
    }
  return true;
}

/* ---- the whole ---- */

static void tell_links(struct paths_answering *g) {
  struct paths_result *ret = g->ret;
  size_t links = (size_t)g->depth * g->width * g->width, n = 0;
  for (size_t i = 0; i < links; i++)
    n += g->all.links[i] > 0;
  ret->links = arena_array(g->out, struct paths_link, n);
  for (uint32_t i = 0; i < links; i++)
    if (g->all.links[i])
      ret->links[ret->n_links++] =
          (struct paths_link){i / (g->width * g->width), i / g->width % g->width, i % g->width,
                              g->all.links[i], g->median[i]};
  for (uint32_t i = 0; i < ret->n_paths; i++)
    ret->paths[i].median = g->median[links + i];
}

bool paths_each(struct paths_answering *g, uint32_t n, bool (*fn)(void *, uint32_t, unsigned)) {
  if (g->f->pool) return pool_run(g->f->pool, n, fn, g);
  for (uint32_t i = 0; i < n; i++)
    fn(g, i, 0);
  return true;
}

static void name_nodes(struct paths_answering *g) {
  const struct paths_nodes *n = g->f->nodes;
  g->n_nodes = (uint32_t)n->v.n;
  g->ret->n_nodes = g->n_nodes + 1;
  g->ret->nodes = arena_array(g->out, struct paths_node, g->n_nodes + 1);
  if (n->v.n) memcpy(g->ret->nodes, n->v.p, n->v.n * sizeof *n->v.p);
  g->ret->nodes[g->n_nodes] = (struct paths_node){PATHS_OTHER, STR("*"), STR("*"), {V_NONE}};
}

static bool answer(struct paths_answering *g, const struct paths_ask *ask,
                   roaring_bitmap_t **ret_people, struct err *err) {
  unsigned workers = walk_workers(g->f->walk);
  g->tallies = arena_array(&g->tmp, struct paths_tally, workers);
  name_nodes(g);
  if (!number_seqs(g, err) || !count_nodes(g, workers, err)) return false;
  choose_nodes(g);
  if (!choose_paths(g, err) || !count_cells(g, workers, err) || !paths_medians(g, workers, err))
    return false;
  tell_links(g);
  if (ask) *ret_people = paths_people_of(g, ask);
  return true;
}

bool paths_answer(const struct paths_found *f, const struct paths_ask *ask, struct arena *out,
                  struct paths_result *ret, roaring_bitmap_t **ret_people, struct err *err) {
  struct paths_answering g = {.f = f,
                              .ret = ret,
                              .out = out,
                              .depth = f->p->depth,
                              .width = f->p->top_nodes + 1,
                              .all_units = f->p->count == PATHS_OCCURRENCES};
  *ret = (struct paths_result){0};
  arena_init(&g.tmp, "paths answer");
  intern_init(&g.index, "all paths");
  bool ok = answer(&g, ask, ret_people, err);
  intern_release(&g.index);
  arena_release(&g.tmp);
  return ok;
}

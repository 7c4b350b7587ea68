/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The people of a number of the paths: whose records have a sequence that is asked about. */
#include "query/paths_answer_int.h"

/* `*` is what was not told apart; any other key is that node, told apart or not. */
static bool is_node(const struct paths_answering *g, uint32_t seq, uint32_t level, struct str key) {
  if (level >= paths_length(g, seq)) return false;
  uint32_t cell = g->cells[(size_t)seq * g->depth + level] % g->width;
  bool rest = g->ret->levels[level].cells[cell].node == g->n_nodes;
  return str_eq(paths_key_of(g, paths_node_of(g, seq, level)), key) || (rest && str_is(key, "*"));
}

static bool is_asked(const struct paths_answering *g, const struct paths_ask *ask, uint32_t seq) {
  switch (ask->what) {
  case PATHS_OF_NODE:
    return is_node(g, seq, ask->level, ask->from);
  case PATHS_OF_LINK:
    return is_node(g, seq, ask->level, ask->from) && is_node(g, seq, ask->level + 1, ask->to);
  case PATHS_OF_PATH:
    if (paths_length(g, seq) != ask->n_path) return false;
    for (uint32_t l = 0; l < ask->n_path; l++)
      if (!str_eq(paths_key_of(g, paths_node_of(g, seq, l)), ask->path[l])) return false;
    return true;
  case PATHS_OF_OTHER_PATHS:
    return g->rank[seq] == PATHS_NO;
  default:
    return true;
  }
}

roaring_bitmap_t *paths_people_of(struct paths_answering *g, const struct paths_ask *ask) {
  roaring_bitmap_t *set = roaring_bitmap_create();
  bool *asked = arena_array(&g->tmp, bool, g->n_seqs);
  struct paths_record r;
  for (uint32_t s = 0; s < g->n_seqs; s++)
    asked[s] = is_asked(g, ask, s);
  for (uint32_t i = 0; i < g->f->n_chunks; i++) {
    const struct paths_records *c = &g->f->chunks[i];
    for (const uint32_t *w = c->p, *end = c->p + c->n; w < end;) {
      w = paths_next(g, c, w, &r);
      bool ended = r.ended && r.n == ask->level + 1;
      if (!asked[r.seq] || (ask->converted && !r.converted) || (ask->ended && !ended)) continue;
      roaring_bitmap_add(set, r.person);
    }
  }
  return set;
}

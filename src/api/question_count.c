/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many people, and how many at each step of the condition. */
#include "api/ask.h"
#include "api/questions.h"
#include "model/clauses.h"

static void put_clause(struct jw *w, const struct clause *c, bool step) {
  static const char *const kinds[] = {[N_AND] = "and", [N_OR] = "or", [N_NOT] = "not"};
  enum node_kind k = c->node->kind;
  bool steps = k == N_AND && *c->path == '\0';
  bool open = c->n_kids && w->depth <= JSON_DEPTH_MAX - 8; /* an answer nests no deeper */
  jw_begin_object(w);
  jw_key(w, "path"), jw_cstr(w, c->path);
  jw_key(w, "text"), put_canonical(w, c->node);
  jw_key(w, "sentence"), put_sentence(w, c->node);
  jw_key(w, "place"), put_node_place(w, c->node);
  jw_key(w, "kind"), jw_cstr(w, open ? kinds[k] : "clause");
  jw_key(w, "children"), jw_begin_array(w);
  for (uint32_t i = 0; open && i < c->n_kids; i++)
    put_clause(w, &c->kids[i], steps);
  jw_end_array(w);
  jw_key(w, "people"), jw_uint(w, c->people);
  jw_key(w, "cumulative");
  if (step)
    jw_uint(w, c->cumulative);
  else
    jw_null(w);
  jw_key(w, "reach_without");
  if (step)
    jw_uint(w, c->without);
  else
    jw_null(w);
  jw_end_object(w);
}

struct counting {
  struct ask *a;
  struct node *tree;
  struct mono began;
};

static void put_count(struct counting *q, uint64_t people, uint64_t everyone,
                      const struct clause *clauses) {
  struct call *c = q->a->c;
  struct jw *w = &c->out;
  struct clock *clock = ws_clock(tenant_workspace(c->tenant));
  jw_begin_object(w);
  put_asof(c, q->a->as_of, q->a->v);
  jw_key(w, "people"), jw_uint(w, people);
  jw_key(w, "everyone"), jw_uint(w, everyone);
  jw_key(w, "share"), jw_double(w, everyone ? (double)people / (double)everyone : 0);
  jw_key(w, "seconds"), jw_double(w, clock_seconds_since(clock, q->began));
  jw_key(w, "canonical"), put_canonical(w, q->tree);
  jw_key(w, "sentence"), put_sentence(w, q->tree);
  jw_key(w, "clauses");
  if (clauses)
    put_clause(w, clauses, false);
  else
    jw_null(w);
  jw_end_object(w);
}

static bool count(struct call *c, int64_t as_of, const struct view *v, void *ctx, struct err *err) {
  struct counting *q = ctx;
  uint64_t everyone;
  if (json_get_bool(c->body, "clauses", false)) {
    struct clause root;
    if (!clauses_count(q->tree, as_of, view_snapshot(v), &q->a->env, c->arena, &root, &everyone,
                       err))
      return false;
    put_count(q, root.people, everyone, &root);
    clauses_release(&root);
    return true;
  }
  roaring_bitmap_t *set, *all;
  if (!ask_set(q->a, NULL, &all, err)) return false;
  everyone = roaring_bitmap_get_cardinality(all);
  roaring_bitmap_free(all);
  if (!ask_set(q->a, q->tree, &set, err)) return false;
  put_count(q, roaring_bitmap_get_cardinality(set), everyone, NULL);
  roaring_bitmap_free(set);
  return true;
}

bool api_count_people(struct call *c, struct err *err) {
  struct ask a;
  struct clock *clock = ws_clock(tenant_workspace(c->tenant));
  struct counting q = {.a = &a, .began = clock->mono(clock)};
  bool ok = ask_begin(c, &a, err) &&
            ask_condition(&a, json_get_str(c->body, "expression"), "expression", &q.tree, err) &&
            call_cached(c, a.as_of, a.v, count, &q, err);
  ask_end(&a);
  return ok;
}

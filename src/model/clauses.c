/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only leaves are asked of the data, all in one pass; every other number is an intersection, union
 * or difference of their sets, a thousand times cheaper than a scan.  So the numbers of a narrowing
 * cannot disagree with each other, nor the last of them with the count of the whole.
 *
 * The skeleton is opened breadth first until CLAUSES_MAX nodes are there: a condition of a hundred
 * parts still tells its first level. */
#include "model/clauses.h"

static uint32_t kids_of(const struct node *t, struct node *const **ret) {
  *ret = t->kind == N_NOT ? &t->a : t->kids;
  return t->kind == N_NOT ? 1 : t->kind == N_AND || t->kind == N_OR ? t->n_kids : 0;
}

struct queue {
  struct clause *p[CLAUSES_MAX];
  uint32_t n;
};

static void open_all(struct queue *q, struct arena *out) {
  for (uint32_t i = 0; i < q->n; i++) {
    struct clause *c = q->p[i];
    struct node *const *kids;
    uint32_t n = kids_of(c->node, &kids);
    if (n == 0 || q->n + n > CLAUSES_MAX) continue;
    c->kids = arena_array(out, struct clause, n);
    c->n_kids = n;
    for (uint32_t k = 0; k < n; k++) {
      struct str path = arena_printf(out, "%s%s%u", c->path, *c->path ? "." : "", k);
      c->kids[k] = (struct clause){.node = kids[k], .path = path.p};
      q->p[q->n++] = &c->kids[k];
    }
  }
}

static roaring_bitmap_t *combine(const struct clause *c, const roaring_bitmap_t *everyone) {
  if (c->node->kind == N_NOT) return roaring_bitmap_andnot(everyone, c->kids[0].set);
  roaring_bitmap_t *set = roaring_bitmap_copy(c->kids[0].set);
  for (uint32_t i = 1; i < c->n_kids; i++) {
    if (c->node->kind == N_AND)
      roaring_bitmap_and_inplace(set, c->kids[i].set);
    else
      roaring_bitmap_or_inplace(set, c->kids[i].set);
  }
  return set;
}

/* What is left with all but kid i: those before it, and those after it. */
static void narrow(struct clause *root, const roaring_bitmap_t *everyone, struct arena *out) {
  uint32_t n = root->n_kids;
  roaring_bitmap_t **after = arena_array(out, roaring_bitmap_t *, n + 1);
  roaring_bitmap_t *before = roaring_bitmap_copy(everyone);
  after[n] = roaring_bitmap_copy(everyone);
  for (uint32_t i = n; i-- > 0;)
    after[i] = roaring_bitmap_and(after[i + 1], root->kids[i].set);
  for (uint32_t i = 0; i < n; i++) {
    root->kids[i].without = roaring_bitmap_and_cardinality(before, after[i + 1]);
    roaring_bitmap_and_inplace(before, root->kids[i].set);
    root->kids[i].cumulative = roaring_bitmap_get_cardinality(before);
  }
  roaring_bitmap_free(before);
  for (uint32_t i = 0; i <= n; i++)
    roaring_bitmap_free(after[i]);
}

bool clauses_count(const struct node *tree, int64_t as_of, const struct snapshot *n,
                   const struct classification_env *env, struct arena *out, struct clause *ret,
                   uint64_t *ret_everyone, struct err *err) {
  struct clause root = {.node = tree, .path = ""};
  struct queue q = {.p = {&root}, .n = 1};
  struct query_expr e[CLAUSES_MAX];
  struct clause *leaf[CLAUSES_MAX];
  uint32_t leaves = 0;
  struct query_output *o;
  roaring_bitmap_t *everyone;
  open_all(&q, out);
  for (uint32_t i = 0; i < q.n; i++) {
    if (q.p[i]->n_kids) continue;
    leaf[leaves] = q.p[i];
    e[leaves++] = (struct query_expr){q.p[i]->node, as_of};
  }
  if (!query_people(n, as_of, env->pool, &everyone, err)) return false;
  if (!expressions_run(e, leaves, n, env, out, &o, err)) {
    roaring_bitmap_free(everyone);
    return false;
  }
  for (uint32_t i = 0; i < leaves; i++) {
    leaf[i]->set = o[i].set;
    o[i].set = NULL;
  }
  query_outputs_release(o, leaves);
  /* Breadth first: whoever has kids stands before them. */
  for (uint32_t i = q.n; i-- > 0;) {
    if (q.p[i]->n_kids) q.p[i]->set = combine(q.p[i], everyone);
    q.p[i]->people = roaring_bitmap_get_cardinality(q.p[i]->set);
  }
  if (root.node->kind == N_AND && root.n_kids) narrow(&root, everyone, out);
  *ret_everyone = roaring_bitmap_get_cardinality(everyone);
  roaring_bitmap_free(everyone);
  *ret = root;
  return true;
}

void clauses_release(struct clause *c) {
  if (c->set) roaring_bitmap_free(c->set);
  c->set = NULL;
  for (uint32_t i = 0; i < c->n_kids; i++)
    clauses_release(&c->kids[i]);
}

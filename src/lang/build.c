/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Constructors of nodes: what the grammar's actions call.
 *
 * The tree has a normal form, so that one meaning has one text: `and` inside `and` and `or` inside
 * `or` are flattened, a minus before a plain number is part of the number, redundant parentheses
 * leave nothing behind. lang_format prints exactly what parses back to the same normal form.
 *
 * Ceilings are kept here, while the tree grows: a node knows its depth, so whoever walks the tree
 * later may recurse without asking (LANG_DEPTH_MAX frames).  A constructor never returns NULL; on
 * an error it marks the parse as failed and the driver stops before the next token.
 */
#include <stdarg.h>
#include <stdio.h>

#include "lang/build_int.h"

bool parse_fail(struct parse *p, struct node_pos at, enum err_code code, const char *fmt, ...) {
  if (p->failed) return false; /* the first error counts */
  char text[512];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  p->failed = true;
  err_fail(p->err, code, "%s", text);
  return err_at(p->err, LANG_SOURCE, at.line, at.column, at.length);
}

/* From the start of a to the end of b; of what spans lines, the first part. */
struct node_pos pos_join(struct node_pos a, struct node_pos b) {
  if (a.line == b.line && b.column >= a.column) a.length = b.column + b.length - a.column;
  return a;
}

struct node *node_make(struct parse *p, enum node_kind kind, struct node_pos pos) {
  struct parse_node *n = arena_new(p->out, struct parse_node);
  n->node.kind = kind;
  n->node.pos = pos;
  n->depth = 1;
  if (++p->n_nodes > LANG_NODES_MAX)
    parse_fail(p, pos, ERR_expression_too_big, "%d", LANG_NODES_MAX);
  return &n->node;
}

void node_holds(struct parse *p, struct node *n, const struct node *kid) {
  struct parse_node *pn = (struct parse_node *)n;
  uint32_t depth = ((const struct parse_node *)kid)->depth + 1;
  if (depth <= pn->depth) return;
  pn->depth = depth;
  if (depth > LANG_DEPTH_MAX) parse_fail(p, n->pos, ERR_expression_too_deep, "%d", LANG_DEPTH_MAX);
}

/* Room doubles whenever n reaches a power of two. */
void node_list_add(struct parse *p, struct node_list *l, struct node *n) {
  if ((l->n & (l->n - 1)) == 0) {
    struct node **more = arena_array(p->out, struct node *, l->n ? 2 * (size_t)l->n : 1);
    if (l->n) memcpy(more, l->p, l->n * sizeof *more);
    l->p = more;
  }
  l->p[l->n++] = n;
}

void node_take(struct parse *p, struct node *n, struct node_list l) {
  n->kids = l.p;
  n->n_kids = l.n;
  for (uint32_t i = 0; i < l.n; i++)
    node_holds(p, n, l.p[i]);
}

static void set_a(struct parse *p, struct node *n, struct node *a) {
  n->a = a;
  node_holds(p, n, a);
}

static void set_b(struct parse *p, struct node *n, struct node *b) {
  n->b = b;
  node_holds(p, n, b);
}

struct lang_moment build_moment(const struct token *t) {
  return (struct lang_moment){.text = t->text, .is_date = t->kind == TK_DATE && t->text.n == 10};
}

struct dec build_count(const struct token *t, struct str *ret_param) {
  if (t->kind != TK_PARAM) return t->num;
  *ret_param = t->value;
  return dec_int(1);
}

struct node *build_literal(struct parse *p, const struct token *t) {
  struct node *n = node_make(p, N_LITERAL, t->pos);
  switch (t->kind) {
  case TK_NUMBER:
    n->lit.type = LT_NUM;
    n->lit.num = t->num;
    break;
  case TK_STRING:
    n->lit.type = LT_STR;
    n->lit.str = t->value;
    break;
  case TK_DATE:
    n->lit.type = LT_TIME;
    n->lit.moment = build_moment(t);
    break;
  case TK_PARAM:
    n->lit.type = LT_ANY;
    n->part = t->value;
    break;
  default:
    n->lit.type = LT_BOOL;
    n->lit.b = t->kind == TK_TRUE;
  }
  return n;
}

struct node *build_negative(struct parse *p, const struct token *minus, struct node *a) {
  if (a->kind == N_LITERAL && a->lit.type == LT_NUM && a->lit.num.m >= 0) {
    a->lit.num.m = -a->lit.num.m;
    a->pos = pos_join(minus->pos, a->pos);
    return a;
  }
  struct node *n = node_make(p, N_NEG, pos_join(minus->pos, a->pos));
  set_a(p, n, a);
  return n;
}

/* A bare name is an attribute until a `where` around it claims it (build_agg.c). */
struct node *build_name(struct parse *p, const struct token *t) {
  struct node *n = node_make(p, N_ATTR, t->pos);
  n->name = t->value;
  ((struct parse_node *)n)->quoted = t->quoted;
  return n;
}

struct node *build_dotted(struct parse *p, const struct token *left, const struct token *right) {
  struct node_pos pos = pos_join(left->pos, right->pos);
  if (str_eq_nocase(left->text, STR("item"))) {
    struct node *item = node_make(p, N_ITEM, pos);
    item->name = right->value;
    return item;
  }
  if (!str_eq_nocase(left->text, STR("attr")))
    parse_fail(p, pos, ERR_property_outside, "%.*s" ERR_SEP "%.*s",
               STRF(err_text(p->tmp, left->text)), STRF(err_text(p->tmp, right->text)));
  struct node *n = build_name(p, right);
  n->pos = pos;
  n->is_attr = true;
  return n;
}

struct node *build_not(struct parse *p, const struct token *t, struct node *a) {
  struct node *n = node_make(p, N_NOT, pos_join(t->pos, a->pos));
  set_a(p, n, a);
  return n;
}

static void absorb(struct parse *p, struct node *n, struct node *kid) {
  struct node_list l = {n->kids, n->n_kids};
  if (kid->kind != n->kind) {
    node_list_add(p, &l, kid);
    node_holds(p, n, kid);
  } else {
    for (uint32_t i = 0; i < kid->n_kids; i++) {
      node_list_add(p, &l, kid->kids[i]);
      node_holds(p, n, kid->kids[i]);
    }
  }
  n->kids = l.p;
  n->n_kids = l.n;
}

struct node *build_logic(struct parse *p, enum node_kind kind, struct node *a, struct node *b) {
  struct node_pos pos = pos_join(a->pos, b->pos);
  struct node *n = a;
  if (a->kind != kind) {
    n = node_make(p, kind, pos);
    absorb(p, n, a);
  }
  n->pos = pos;
  absorb(p, n, b);
  return n;
}

struct node *build_binary(struct parse *p, enum node_kind kind, uint32_t op, struct node *a,
                          struct node *b) {
  struct node *n = node_make(p, kind, pos_join(a->pos, b->pos));
  n->op = op;
  set_a(p, n, a);
  set_b(p, n, b);
  return n;
}

struct node *build_test(struct parse *p, enum node_kind kind, bool negated, struct node *a,
                        const struct token *end) {
  struct node *n = node_make(p, kind, pos_join(a->pos, end->pos));
  n->negated = negated;
  set_a(p, n, a);
  return n;
}

struct node *build_in(struct parse *p, bool negated, struct node *a, struct node_list list,
                      const struct token *end) {
  struct node *n = build_test(p, N_IN, negated, a, end);
  node_take(p, n, list);
  return n;
}

struct node *build_listed(struct parse *p, bool negated, struct node *a, const struct token *f,
                          const struct token *slug, const struct token *end) {
  struct node *n = build_test(p, N_LISTED, negated, a, end);
  n->category = f->code == 1;
  n->name = slug->value;
  if (slug->value.n == 0) parse_fail(p, slug->pos, ERR_empty_name, "%s", "");
  return n;
}

struct node *build_between(struct parse *p, bool negated, struct node *a, struct node *low,
                           struct node *high) {
  struct node *n = node_make(p, N_BETWEEN, pos_join(a->pos, high->pos));
  struct node_list bounds = {0};
  n->negated = negated;
  set_a(p, n, a);
  node_list_add(p, &bounds, low);
  node_list_add(p, &bounds, high);
  node_take(p, n, bounds);
  return n;
}

struct node *build_contains(struct parse *p, bool negated, struct node *a, const struct token *t) {
  struct node *n = build_test(p, N_CONTAINS, negated, a, t);
  set_b(p, n, build_literal(p, t));
  return n;
}

struct node *build_call(struct parse *p, const struct token *f, struct node_list args,
                        const struct token *end) {
  struct node *n = node_make(p, N_CALL, pos_join(f->pos, end->pos));
  const struct lang_function *def = lang_function_find(f->text);
  n->fn = (enum call_fn)f->code;
  node_take(p, n, args);
  if (args.n < def->min_args || args.n > def->max_args) {
    char range[16];
    snprintf(range, sizeof range, def->min_args == def->max_args ? "%d" : "%d–%d", def->min_args,
             def->max_args);
    parse_fail(p, n->pos, ERR_wrong_arguments, "%s" ERR_SEP "%s" ERR_SEP "%u", def->name, range,
               args.n);
  }
  return n;
}

struct node *build_reference(struct parse *p, enum node_kind kind, const struct token *f,
                             const struct token *slug, const struct token *end) {
  struct node *n = node_make(p, kind, pos_join(f->pos, end->pos));
  n->name = slug->value;
  if (slug->value.n == 0) parse_fail(p, slug->pos, ERR_empty_name, "%s", "");
  return n;
}

struct node *build_fact(struct parse *p, const struct token *f, const struct token *slug,
                        const struct token *end) {
  struct node *n = build_reference(p, N_FACT, f, slug, end);
  n->index = f->code;
  return n;
}

struct node *build_anniversary(struct parse *p, const struct token *f, struct node *of,
                               const struct token *last, const struct token *n,
                               const struct token *unit) {
  struct node *a = node_make(p, N_ANNIVERSARY, pos_join(f->pos, unit->pos));
  set_a(p, a, of);
  a->lit = (struct literal){
      .type = LT_DURATION, .n = 1, .unit = (enum lang_unit)unit->code, .b = last != NULL};
  if (!length_anniversary(a, build_count(n, &a->part)))
    parse_fail(p, pos_join(n->pos, unit->pos), ERR_bad_anniversary, "%.*s %.*s", STRF(n->text),
               STRF(unit->text));
  return a;
}

struct node *build_as_of(struct parse *p, const struct token *open, struct node *a,
                         const struct token *date, const struct token *unit,
                         const struct token *end) {
  struct node *n = node_make(p, N_AS_OF, pos_join(open->pos, end->pos));
  set_a(p, n, a);
  n->lit.unit = LU_DAY;
  if (date) n->before = build_moment(date);
  if (!unit) return n;
  n->lit.unit = (enum lang_unit)unit->code;
  if (n->lit.unit < LU_DAY)
    parse_fail(p, unit->pos, ERR_bad_window, "previous %.*s", STRF(unit->text));
  return n;
}

struct node *build_class(struct parse *p, const struct token *f, const struct token *slug,
                         const struct token *part, const struct token *before,
                         const struct token *end) {
  struct node *n = build_reference(p, part ? N_SCORE : N_CLASS, f, slug, end);
  if (part) n->part = part->value;
  if (part && part->value.n == 0) parse_fail(p, part->pos, ERR_empty_name, "%s", "");
  if (before) n->before = build_moment(before);
  return n;
}

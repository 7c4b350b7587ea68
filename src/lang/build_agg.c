/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Aggregates: events, property, `where`, window.
 *
 * The parser works bottom-up, so it has made attributes of the names inside a `where` before it saw
 * the `where`.  claim() walks the finished clause once and turns them into properties; aggregates
 * cannot nest, so no node is walked twice.
 */
#include <stdio.h>

#include "lang/build_int.h"

struct target *target_add(struct parse *p, struct target *t, const struct token *event) {
  if (!t) {
    t = arena_new(p->tmp, struct target);
    t->pos = event->pos;
  }
  if ((t->n_events & (t->n_events - 1)) == 0) {
    const struct token **more =
        arena_array(p->tmp, const struct token *, t->n_events ? 2 * (size_t)t->n_events : 1);
    if (t->n_events) memcpy(more, t->events, t->n_events * sizeof *more);
    t->events = more;
  }
  t->events[t->n_events++] = event;
  t->pos = pos_join(t->pos, event->pos);
  if (++p->n_nodes > LANG_NODES_MAX)
    parse_fail(p, event->pos, ERR_expression_too_big, "%d", LANG_NODES_MAX);
  return t;
}

static void refuse(struct parse *p, const struct node *n, const char *what) {
  parse_fail(p, n->pos, ERR_not_in_where, "%s", what);
}

static void claim(struct parse *p, struct node *n) {
  switch (n->kind) {
  case N_ATTR:
    if (n->is_attr) refuse(p, n, "attr");
    n->kind = N_PROP;
    if (!((struct parse_node *)n)->quoted) n->pseudo = lang_pseudo_find(n->name);
    break;
  case N_AGG:
    refuse(p, n, lang_agg_name(n->agg->fn));
    return;
  case N_SEQUENCE:
    refuse(p, n, lang_function_name(TK_SEQUENCE, n->agg->fn));
    return;
  case N_AS_OF:
    refuse(p, n, "as of");
    break;
  case N_SEGMENT:
    refuse(p, n, "segment");
    break;
  case N_FACT:
    refuse(p, n, lang_function_name(TK_FACT, n->index));
    break;
  case N_CLASS:
    refuse(p, n, "class");
    break;
  case N_SCORE:
    refuse(p, n, "score");
    break;
  default:
    break;
  }
  if (n->a) claim(p, n->a);
  if (n->b) claim(p, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    claim(p, n->kids[i]);
}

static bool needs_property(enum agg_fn fn) {
  return fn == AGG_SUM || fn == AGG_AVG || fn == AGG_MIN || fn == AGG_MAX || fn == AGG_DISTINCT;
}

static bool takes_property(enum agg_fn fn) {
  return needs_property(fn) || fn == AGG_FIRST || fn == AGG_LAST || fn == AGG_NTH;
}

void agg_events(struct parse *p, struct agg *agg, const struct target *t) {
  agg->any_event = t->any;
  if (t->any) return;
  struct str *events = arena_array(p->out, struct str, t->n_events);
  struct node_pos *pos = arena_array(p->out, struct node_pos, t->n_events);
  for (uint32_t i = 0; i < t->n_events; i++) {
    events[i] = t->events[i]->value;
    pos[i] = t->events[i]->pos;
  }
  agg->events = events;
  agg->event_pos = pos;
  agg->n_events = t->n_events;
}

void agg_prop(struct agg *agg, const struct token *prop) {
  if (!prop) return;
  agg->prop = agg->prop_written = prop->value;
  agg->prop_pos = prop->pos;
  agg->pseudo = prop->quoted ? PSEUDO_NONE : lang_pseudo_find(agg->prop);
}

void agg_where(struct parse *p, struct node *n, struct node *where) {
  claim(p, where);
  n->agg->where = where;
  node_holds(p, n, where);
}

struct node *build_agg(struct parse *p, const struct token *f, const struct target *t,
                       struct node *where, const struct window *w, const struct token *end) {
  struct node *n = node_make(p, N_AGG, pos_join(f->pos, end->pos));
  struct agg *agg = n->agg = arena_new(p->out, struct agg);
  agg->fn = (enum agg_fn)f->code;
  agg->prop_type = LT_ANY;
  agg_events(p, agg, t);
  agg_prop(agg, t->prop);
  if (where) agg_where(p, n, where);
  if (w) agg->window = *w;

  const char *name = lang_agg_name(agg->fn);
  struct str event = err_text(p->tmp, t->events[0]->text);
  if (t->prop && !takes_property(agg->fn))
    parse_fail(p, t->prop->pos, ERR_takes_no_property, "%s" ERR_SEP "%.*s", name, STRF(event));
  if (!t->prop && needs_property(agg->fn))
    parse_fail(p, t->pos, ERR_needs_property, "%s" ERR_SEP "%.*s", name, STRF(event));
  return n;
}

struct node *build_nth(struct parse *p, const struct token *f, const struct node *nth,
                       const struct target *t, struct node *where, const struct window *w,
                       const struct token *end) {
  struct node *n = build_agg(p, f, t, where, w, end);
  char text[DEC_TEXT_BYTES];
  n->agg->nth = 1;
  n->agg->nth_param = nth->part;
  if (!nth->part.n && !length_nth(n->agg, nth->lit.num))
    parse_fail(p, nth->pos, ERR_bad_nth, "%d" ERR_SEP "%s", LANG_NTH_MAX,
               dec_text(nth->lit.num, text));
  return n;
}

static void fail_window(struct parse *p, const struct token *first, const struct token *n,
                        const char *full, const struct token *unit) {
  parse_fail(p, pos_join(first->pos, unit->pos), ERR_bad_window, "%.*s%s%.*s%s %.*s",
             STRF(first->text), n ? " " : "", STRF(n ? n->text : STR("")), full, STRF(unit->text));
}

struct window *build_window(struct parse *p, enum window_kind kind, const struct token *first,
                            const struct token *n, const struct token *unit) {
  struct window *w = arena_new(p->tmp, struct window);
  w->kind = kind;
  w->unit = unit ? (enum lang_unit)unit->code : LU_DAY;
  w->pos = unit ? pos_join(first->pos, unit->pos) : first->pos;
  if (n ? !length_window(w, build_count(n, &w->n_param)) : w->unit < LU_DAY)
    fail_window(p, first, n, kind == W_LAST_FULL ? " full" : "", unit);
  return w;
}

/* The instants wait for the workspace's zone. */
struct window *build_window_at(struct parse *p, enum window_kind kind, const struct token *from,
                               const struct token *to) {
  struct window *w = arena_new(p->tmp, struct window);
  w->kind = kind;
  w->unit = LU_DAY;
  w->from = build_moment(from);
  w->pos = pos_join(from->pos, to ? to->pos : from->pos);
  if (to) w->to = build_moment(to);
  return w;
}

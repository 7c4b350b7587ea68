/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of paths: the rules of paths.h, read one after the other over one person's events
 * at a time.  No walk, no codes, no numbers: nodes are their keys. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/paths_int.h"

struct row {
  int64_t time;
  struct str key; /* empty: not a node */
  bool start, end;
};

struct seen { /* of a split's values */
  struct str ident;
  struct value value;
  uint64_t rows;
};

struct reading {
  const struct paths *p;
  struct arena *out;
  VEC(struct seen) seen[PATHS_SPLITS_MAX]; /* most frequent first, once sorted */
  bool told;                               /* `seen` is complete */
  VEC(struct row) rows;
  VEC(struct paths_attempt) found;
};

/* ---- rows ---- */

static struct value value_of(const struct person_event *e, const struct paths_split *s) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_eq(e->props[i], s->prop))
      return s->item ? item_column_value(s->item, &e->values[i]) : e->values[i];
  return (struct value){.type = V_NONE};
}

static struct str ident_of(const struct value *v, struct arena *out) {
  struct buf b = BUF_INIT;
  paths_value_ident(v, &b);
  struct str s = arena_str(out, buf_str(&b));
  buf_release(&b);
  return s;
}

static bool satisfies(const struct paths *p, const struct node *selector,
                      const struct person_event *e, bool *ret, struct err *err) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = p->tz};
  struct query_rows got;
  *ret = false;
  if (!selector) return true;
  if (!query_one_rows(&h, selector->agg, p->as_of, &in, &got, err)) return false;
  *ret = got.n > 0;
  return true;
}

static void see(struct reading *g, uint32_t split, struct value v) {
  struct str ident = ident_of(&v, g->out);
  for (size_t i = 0; i < g->seen[split].n; i++)
    if (str_eq(g->seen[split].p[i].ident, ident)) {
      g->seen[split].p[i].rows++;
      return;
    }
  vec_push(&g->seen[split], ((struct seen){ident, v, 1}));
}

/* The key of a value: its own if it is among the first. */
static struct str split_key(struct reading *g, uint32_t split, struct value v) {
  struct str event = g->p->splits[split].event, ident = ident_of(&v, g->out);
  bool own = v.type == V_NONE;
  for (size_t i = 0; i < g->seen[split].n && i < g->p->top_values; i++)
    own |= str_eq(g->seen[split].p[i].ident, ident);
  if (!own) return arena_printf(g->out, "%.*s[*]", STRF(event));
  struct buf b = BUF_INIT;
  paths_value_key(event, &v, &b);
  struct str key = arena_str(g->out, buf_str(&b));
  buf_release(&b);
  return key;
}

static bool key_row(struct reading *g, const struct person_event *e, struct row *to,
                    struct err *err) {
  const struct paths *p = g->p;
  bool node = false, yes;
  if (!satisfies(p, p->start, e, &to->start, err) || !satisfies(p, p->end, e, &to->end, err))
    return false;
  for (uint32_t i = 0; i < p->n_items; i++) {
    if (!satisfies(p, p->items[i].rows, e, &yes, err)) return false;
    node |= yes;
    if (!yes || !p->items[i].title.n) continue;
    to->key = p->items[i].title;
    return true;
  }
  if (!node && !to->start && !to->end) return true;
  to->key = e->event;
  for (uint32_t s = 0; s < p->n_splits; s++) {
    if (!str_eq(p->splits[s].event, e->event)) continue;
    struct value v = value_of(e, &p->splits[s]);
    if (g->told)
      to->key = split_key(g, s, v);
    else if (v.type != V_NONE)
      see(g, s, v);
  }
  return true;
}

static bool read_rows(struct reading *g, const struct snapshot *n, uint32_t who, struct err *err) {
  struct person_event *e;
  uint32_t count;
  g->rows.n = 0;
  if (!query_person_events(n, who, g->p->as_of, g->out, &e, &count, err)) return false;
  for (uint32_t i = 0; i < count; i++) {
    struct row r = {.time = e[i].time};
    if (e[i].time < g->p->from || e[i].time > g->p->to) continue;
    if (!key_row(g, &e[i], &r, err)) return false;
    if (r.key.n || !ev_undone(e[i].event)) vec_push(&g->rows, r);
  }
  return true;
}

/* ---- attempts ---- */

/* Nodes from row `first` on in steps of `by` while rows are in [low, high]. */
static void attempt(struct reading *g, uint32_t who, int64_t first, int by, int64_t low,
                    int64_t high) {
  const struct paths *p = g->p;
  struct paths_attempt t = {.person = who, .ended = true, .converted = by < 0};
  struct str last = {NULL, 0}; /* what the next one may be folded into */
  for (int64_t i = first; i >= low && i <= high; i += by) {
    const struct row *r = &g->rows.p[i];
    bool end = by > 0 ? i > first && r->end : i == first;
    if (!r->key.n) continue;
    if (p->fold && !end && i != first && last.p && str_eq(r->key, last)) {
      if (by < 0 && t.ended) t.at[t.n - 1] = r->time;
      continue;
    }
    if (t.n < p->depth) {
      t.key[t.n] = r->key;
      t.at[t.n++] = r->time;
    } else {
      t.ended = false;
    }
    last = r->key;
    if (by < 0 && end) last = (struct str){NULL, 0};
    if (by > 0 && end) {
      t.converted = true;
      break;
    }
  }
  if (p->converted_only && p->start && p->end && !t.converted) return;
  vec_push(&g->found, t);
}

static bool begins(const struct paths *p, const struct row *r) {
  return p->start ? r->start : p->end ? r->end : r->key.n > 0;
}

static void sessions(struct reading *g, uint32_t who) {
  const struct paths *p = g->p;
  for (int64_t from = 0, to, n = (int64_t)g->rows.n; from < n; from = to) {
    for (to = from + 1; to < n && g->rows.p[to].time - g->rows.p[to - 1].time <= p->gap;)
      to++;
    for (int64_t i = from; i < to; i++) {
      if (!begins(p, &g->rows.p[i])) continue;
      attempt(g, who, i, p->end && !p->start ? -1 : 1, from, to - 1);
      break;
    }
  }
}

static void windows(struct reading *g, uint32_t who) {
  const struct paths *p = g->p;
  bool back = p->end && !p->start, any = false;
  int64_t n = (int64_t)g->rows.n, before = 0;
  for (int64_t i = 0; i < n; i++) {
    int64_t when = g->rows.p[i].time, low = 0, high = n - 1;
    if (!begins(p, &g->rows.p[i]) || (any && when - before <= p->within)) continue;
    while (g->rows.p[low].time < when - p->within)
      low++;
    while (g->rows.p[high].time > when + p->within)
      high--;
    attempt(g, who, i, back ? -1 : 1, low, high);
    before = when;
    any = true;
  }
}

static int more_rows(const void *x, const void *y) {
  const struct seen *a = x, *b = y;
  if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
  return str_cmp(a->ident, b->ident);
}

bool paths_naive(const struct snapshot *n, const struct paths *given, const uint32_t *people,
                 uint32_t n_people, struct arena *out, struct paths_attempt **ret, uint32_t *ret_n,
                 struct err *err) {
  struct paths p = *given;
  struct reading g = {.p = &p, .out = out};
  bool ok = true;
  if (p.to > p.as_of) p.to = p.as_of;
  for (uint32_t i = 0; ok && i < n_people; i++)
    ok = read_rows(&g, n, people[i], err);
  for (uint32_t s = 0; s < p.n_splits; s++)
    if (g.seen[s].n) qsort(g.seen[s].p, g.seen[s].n, sizeof *g.seen[s].p, more_rows);
  g.told = true;
  for (uint32_t i = 0; ok && i < n_people; i++) {
    ok = read_rows(&g, n, people[i], err);
    if (ok && p.within < 0) sessions(&g, people[i]);
    if (ok && p.within >= 0) windows(&g, people[i]);
  }
  if (ok) {
    *ret_n = (uint32_t)g.found.n;
    *ret = arena_array(out, struct paths_attempt, g.found.n);
    if (g.found.n) memcpy(*ret, g.found.p, g.found.n * sizeof **ret);
  }
  for (uint32_t s = 0; s < p.n_splits; s++)
    vec_free(&g.seen[s]);
  vec_free(&g.rows);
  vec_free(&g.found);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which node a row is, as a number.
 *
 * All nodes are known before the first attempt is read: events and titles from the question, and
 * the values that are told apart from a pass of its own, because which ones are frequent must not
 * depend on how attempts are cut, folded or counted. */
#include "base/json.h"
#include "base/panic.h"
#include "query/breakdown.h"
#include "query/paths_int.h"

/* ---- keys ---- */

void paths_value_key(struct str event, const struct value *v, struct buf *out) {
  struct buf label = BUF_INIT;
  struct jw w;
  buf_printf(out, "%.*s[", STRF(event));
  if (v->type == V_NONE) {
    buf_puts(out, "null");
  } else {
    breakdown_label(v, &label);
    jw_init(&w, out, 0);
    if (v->type == V_STR || v->type == V_TIME)
      jw_str(&w, buf_str(&label));
    else
      jw_raw(&w, buf_str(&label));
  }
  buf_putc(out, ']');
  buf_release(&label);
}

void paths_value_ident(const struct value *v, struct buf *out) {
  buf_put_u8(out, (uint8_t)v->type);
  breakdown_label(v, out);
}

static uint32_t add(struct paths_nodes *n, struct paths_node node) {
  uint32_t at = intern_put(&n->keys, node.key);
  if (at < n->v.n) return at;
  node.key = arena_str(n->out, node.key);
  node.name = arena_str(n->out, node.name);
  if (node.value.type == V_STR) node.value.str = arena_str(n->out, node.value.str);
  vec_push(&n->v, node);
  return at;
}

static uint32_t add_value(struct paths_nodes *n, struct str event, struct value v) {
  struct buf key = BUF_INIT;
  paths_value_key(event, &v, &key);
  uint32_t at =
      add(n, (struct paths_node){.kind = PATHS_VALUE, .key = buf_str(&key), event, .value = v});
  buf_release(&key);
  return at;
}

static uint32_t add_rest(struct paths_nodes *n, struct str event) {
  struct buf key = BUF_INIT;
  buf_printf(&key, "%.*s[*]", STRF(event));
  uint32_t at =
      add(n, (struct paths_node){.kind = PATHS_VALUES_OTHER, .key = buf_str(&key), event});
  buf_release(&key);
  return at;
}

/* ---- the most frequent values ---- */

struct counting {
  struct paths_nodes *n;
  struct walk *walk;
  struct {
    VEC(uint64_t) of[PATHS_SPLITS_MAX]; /* rows by code */
  } * workers;
};

struct counted {
  struct value value;
  struct str ident;
  uint64_t rows;
};

static bool count_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                         struct err *err) {
  struct counting *c = ctx;
  const struct paths_nodes *n = c->n;
  for (uint32_t i = 0; i < p->n; i++) {
    uint32_t node = n->event_node[p->event[i]];
    if (!(p->mask[i] & n->node_bits) || p->mask[i] & n->title_bits || !(node & PATHS_SPLIT))
      continue;
    uint32_t split = node & ~PATHS_SPLIT, code = p->code[n->prop_of[split]][i];
    size_t have = c->workers[worker].of[split].n;
    if (code >= have) {
      vec_reserve(&c->workers[worker].of[split], code + 1);
      size_t cap = c->workers[worker].of[split].cap;
      if (!walk_charge(c->walk, (cap - have) * 8, err)) return false;
      memset(c->workers[worker].of[split].p + have, 0, (cap - have) * 8);
      c->workers[worker].of[split].n = cap;
    }
    c->workers[worker].of[split].p[code]++;
  }
  return true;
}

static int more_rows(const void *x, const void *y) {
  const struct counted *a = x, *b = y;
  if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
  return str_cmp(a->ident, b->ident);
}

static void choose_values(struct counting *c, uint32_t split) {
  struct paths_nodes *n = c->n;
  struct str event = n->p->splits[split].event;
  VEC(struct counted) v = {0};
  struct intern idents;
  intern_init(&idents, "paths values");
  for (unsigned w = 0; w < walk_workers(c->walk); w++)
    for (uint32_t code = 1; code < c->workers[w].of[split].n; code++) {
      uint64_t rows = c->workers[w].of[split].p[code];
      if (!rows) continue;
      struct value value = walk_value(c->walk, w, code);
      struct buf b = BUF_INIT;
      paths_value_ident(&value, &b);
      uint32_t at = intern_put(&idents, buf_str(&b));
      if (at == v.n)
        vec_push(&v, ((struct counted){.value = value, .ident = intern_at(&idents, at)}));
      v.p[at].rows += rows;
      buf_release(&b);
    }
  if (v.n) qsort(v.p, v.n, sizeof *v.p, more_rows);
  for (size_t i = 0; i < v.n && i < n->p->top_values; i++)
    add_value(n, event, v.p[i].value);
  add_value(n, event, (struct value){.type = V_NONE});
  add_rest(n, event);
  intern_release(&idents);
  vec_free(&v);
}

static bool count_values(struct paths_nodes *n, const struct snapshot *snap,
                         const struct walk_query *q, struct pool *pool,
                         const struct query_limits *limits, struct err *err) {
  struct counting c = {.n = n};
  if (!walk_new(snap, q, pool, limits, &c.walk, err)) return false;
  c.workers = must_calloc(walk_workers(c.walk), sizeof *c.workers);
  bool ok = walk_run(c.walk, count_person, &c, err);
  for (uint32_t s = 0; ok && s < n->p->n_splits; s++)
    choose_values(&c, s);
  for (unsigned w = 0; w < walk_workers(c.walk); w++)
    for (uint32_t s = 0; s < n->p->n_splits; s++)
      vec_free(&c.workers[w].of[s]);
  free(c.workers);
  walk_free(c.walk);
  return ok;
}

/* ---- all nodes ---- */

void paths_plan(const struct paths *p, struct paths_nodes *n, struct walk_query *q,
                struct walk_select *sel, struct str *props, const struct item_column **items) {
  uint32_t at = 0;
  n->p = p;
  for (uint32_t i = 0; i < p->n_items; i++) {
    if (p->items[i].title.n) n->title_bits |= UINT64_C(1) << at;
    sel[at++] = (struct walk_select){p->items[i].rows, p->from, p->to};
  }
  if (p->start) {
    n->start_bit = UINT64_C(1) << at;
    sel[at++] = (struct walk_select){p->start, p->from, p->to};
  }
  if (p->end) {
    n->end_bit = UINT64_C(1) << at;
    sel[at++] = (struct walk_select){p->end, p->from, p->to};
  }
  n->node_bits = (UINT64_C(1) << at) - 1;
  if (p->within < 0) sel[at++] = (struct walk_select){p->others, p->from, p->to};
  for (uint32_t s = 0; s < p->n_splits; s++) {
    uint32_t k = 0;
    const struct paths_split *split = &p->splits[s];
    while (k < q->n_props && !(str_eq(props[k], split->prop) && items[k] == split->item))
      k++;
    if (k == q->n_props) items[k] = split->item, props[q->n_props++] = split->prop;
    n->prop_of[s] = k;
  }
  *q = (struct walk_query){.selects = sel,
                           .n_selects = at,
                           .props = props,
                           .n_props = q->n_props,
                           .items = items,
                           .events = true,
                           .people = p->people,
                           .as_of = p->as_of,
                           .tz = p->tz};
}

bool paths_nodes_init(struct paths_nodes *n, const struct snapshot *snap, const struct paths *p,
                      const struct walk_query *q, struct pool *pool,
                      const struct query_limits *limits, struct arena *out, struct err *err) {
  uint32_t events = snapshot_events(snap);
  bool splits = false;
  n->out = out;
  intern_init(&n->keys, "paths nodes");
  for (uint32_t i = 0; i < p->n_items; i++)
    if (p->items[i].title.n)
      n->title_node[i] =
          add(n, (struct paths_node){PATHS_TITLE, p->items[i].title, p->items[i].title});
  n->event_node = arena_array(out, uint32_t, events + 1);
  for (uint32_t e = 0; e < events; e++) {
    struct str name = snapshot_event(snap, e)->name;
    for (uint32_t s = 0; s < p->n_splits && !n->event_node[e]; s++)
      if (str_eq(name, p->splits[s].event)) n->event_node[e] = PATHS_SPLIT + s;
    if (n->event_node[e])
      splits = true;
    else
      n->event_node[e] = add(n, (struct paths_node){PATHS_EVENT, name, name});
  }
  return !splits || count_values(n, snap, q, pool, limits, err);
}

void paths_nodes_walk(struct paths_nodes *n, struct walk *walk) {
  n->walk = walk;
  n->values = must_calloc(walk_workers(walk), sizeof *n->values);
}

void paths_nodes_release(struct paths_nodes *n) {
  for (unsigned w = 0; n->values && w < walk_workers(n->walk); w++)
    for (uint32_t s = 0; s < n->p->n_splits; s++)
      vec_free(&n->values[w].of[s]);
  free(n->values);
  intern_release(&n->keys);
  vec_free(&n->v);
}

uint32_t paths_value_node(struct paths_nodes *n, unsigned worker, uint32_t split, uint32_t code) {
  struct value v = walk_value(n->walk, worker, code);
  struct str event = n->p->splits[split].event;
  struct buf key = BUF_INIT;
  paths_value_key(event, &v, &key);
  uint32_t at = intern_find(&n->keys, buf_str(&key));
  if (at == INTERN_NONE) {
    buf_reset(&key);
    buf_printf(&key, "%.*s[*]", STRF(event));
    at = intern_find(&n->keys, buf_str(&key));
  }
  buf_release(&key);
  size_t have = n->values[worker].of[split].n;
  if (code >= have) {
    vec_reserve(&n->values[worker].of[split], code + 1);
    size_t cap = n->values[worker].of[split].cap;
    memset(n->values[worker].of[split].p + have, 0, (cap - have) * sizeof(uint32_t));
    n->values[worker].of[split].n = cap;
  }
  n->values[worker].of[split].p[code] = at + 1;
  return at;
}

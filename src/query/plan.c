/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cold half: what one pass over the rows must gather so that every expression can be answered.
 *
 * A set of expressions (eleven RFM classes, a report as of thirty dates) says the same things again
 * and again: count of the same event in the same window, the last value of the same attribute.  So
 * everything that costs per row is a numbered thing with a key of bytes, and equal keys are one
 * thing:
 *
 *   event set    which event codes                       key: the codes
 *   span         absolute window [from, to]              key: both ends
 *   predicate    a `where`, compiled for rows            key: the tree, names resolved
 *   filter       event set × span × predicate            key: the three numbers
 *   accumulator  function × filter × value               key: the numbers
 *   condition    what is asked of a person (share.c)     key: the compiled steps
 *
 * Windows are made absolute here, because an as-of is known here; two windows written differently
 * (`last 30 days`, `since 2026-01-01`) that cover the same milliseconds share their work.
 * A name without a code in the snapshot has no rows: its accumulator has no filter and stays as it
 * starts.
 */
#include <stdlib.h>

#include "kernel/ops.h"
#include "lang/lang.h"
#include "query/query_int.h"

bool plan_refuse(struct plan *p, const struct node *n, const char *what) {
  if (p->err->code == ERR_none) {
    err_fail(p->err, ERR_internal, "the plan met %s", what);
    err_at(p->err, "expression", n->pos.line, n->pos.column, n->pos.length);
  }
  return false;
}

/* Classes, scores and measures are read by the person's number, as-ofs by when they came. */
static bool rows_only(const struct prog *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    step_fn *run = p->steps[i].run;
    if (run == step_class || run == step_score || run == step_measure || run == step_known ||
        run == step_listed)
      return false;
  }
  return true;
}

static bool plan_watches(struct plan *p) {
  const struct query_input *in = p->in;
  for (uint32_t i = 0; i < in->n_exprs; i++)
    if (!plan_watch(p, in->exprs[i].tree, in->exprs[i].as_of)) return false;
  for (uint32_t i = 0; i < in->n_watched; i++)
    if (!plan_watch(p, in->watched[i].tree, in->watched[i].as_of)) return false;
  return true;
}

bool plan_init(struct plan *p, const struct snapshot *n, const struct query_input *in,
               struct arena *mem, struct err *err) {
  *p = (struct plan){.snap = n, .in = in, .mem = mem, .err = err, .t_max = INT64_MIN};
  err_clear(err);
  struct intern *keys[] = {&p->event_keys,  &p->span_keys, &p->pred_keys,
                           &p->filter_keys, &p->acc_keys,  &p->strings,
                           &p->range_keys,  &p->test_keys, &p->shared_keys};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    intern_init(keys[i], "plan");
  }
  p->want_event = arena_array(mem, uint8_t, snapshot_events(n) + 1);
  p->progs = arena_array(mem, struct prog, in->n_exprs);
  p->as_of_index = arena_array(mem, uint32_t, in->n_exprs);
  p->rows_only = true;
  for (uint32_t i = 0; i < in->n_exprs; i++) {
    int64_t as_of = in->exprs[i].as_of;
    uint32_t k = 0;
    while (k < p->as_ofs.n && p->as_ofs.p[k] != as_of) {
      k++;
    }
    if (k == p->as_ofs.n) vec_push(&p->as_ofs, as_of);
    p->as_of_index[i] = k;
    if (as_of > p->t_max) p->t_max = as_of;
    if (!plan_compile(p, SCOPE_PERSON, in->exprs[i].tree, as_of, &p->progs[i])) {
      plan_release(p);
      return false;
    }
    p->rows_only &= rows_only(&p->progs[i]);
  }
  for (size_t i = 0; i < p->shared.n; i++)
    p->rows_only &= rows_only(&p->shared.p[i]);
  if (in->until && !plan_watches(p)) {
    plan_release(p);
    return false;
  }
  plan_distinct(p);
  for (size_t i = 0; i < p->cols.n; i++)
    p->cols.p[i].blind = p->cols.p[i].type == V_STR && p->col_use.p[i] == COL_OF_ATTR;
  return true;
}

void plan_release(struct plan *p) {
  struct intern *keys[] = {&p->event_keys,  &p->span_keys, &p->pred_keys,
                           &p->filter_keys, &p->acc_keys,  &p->strings,
                           &p->range_keys,  &p->test_keys, &p->shared_keys};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    intern_release(keys[i]);
  }
  if (p->windows) {
    vec_free(&p->windows->bases);
    vec_free(&p->windows->borders);
    intern_release(&p->windows->base_keys);
  }
  for (size_t i = 0; i < p->str_tests.n; i++) {
    if (p->str_tests.p[i].own) intern_release(p->str_tests.p[i].own);
  }
  vec_free(&p->cols);
  vec_free(&p->col_use);
  vec_free(&p->event_sets);
  vec_free(&p->spans);
  vec_free(&p->preds);
  vec_free(&p->shared);
  vec_free(&p->filters);
  vec_free(&p->accs);
  vec_free(&p->seqs);
  vec_free(&p->pairs);
  vec_free(&p->watches);
  vec_free(&p->ranges);
  vec_free(&p->str_tests);
  vec_free(&p->as_ofs);
}

enum vtype plan_vtype(enum lang_type t) {
  switch (t) {
  case LT_BOOL:
    return V_BOOL;
  case LT_NUM:
    return V_NUM;
  case LT_STR:
    return V_STR;
  case LT_TIME:
    return V_TIME;
  default:
    return V_NONE;
  }
}

static struct str resolved_name(const struct node *n) {
  return n->canonical.n ? n->canonical : n->name;
}

struct src plan_column(struct plan *p, uint32_t prop, enum vtype type, uint8_t *ret_scale) {
  const uint8_t use = p->of_attr ? COL_OF_ATTR : COL_OF_ROWS;
  *ret_scale = 0;
  if (prop == INTERN_NONE || type == V_NONE) return (struct src){SRC_NEVER, REP_I64, 0};
  const struct prop_info *info = snapshot_prop(p->snap, prop);
  static const enum rep reps[V_TYPES] = {
      [V_BOOL] = REP_U8, [V_NUM] = REP_I64, [V_STR] = REP_U32, [V_TIME] = REP_I64};
  enum rep rep = type == V_NUM && info->wide ? REP_I128 : reps[type];
  if (type == V_NUM) *ret_scale = info->scale;
  if (!(info->types & V_MASK(type))) return (struct src){SRC_NEVER, rep, 0};
  for (uint32_t i = 0; i < p->cols.n; i++) {
    if (p->cols.p[i].prop == prop && p->cols.p[i].type == type) {
      p->col_use.p[i] |= use;
      return (struct src){SRC_COL, rep, i};
    }
  }
  vec_push(&p->cols, ((struct scan_col_want){prop, type, false}));
  vec_push(&p->col_use, use);
  return (struct src){SRC_COL, rep, (uint32_t)p->cols.n - 1};
}

struct src plan_gen(struct plan *p, enum pseudo pseudo, enum lang_type type) {
  enum gen g = GEN_TIME;
  switch (pseudo) {
  case PSEUDO_NONE:
  case PSEUDO_TIME:
    g = GEN_TIME;
    break;
  case PSEUDO_DAY:
    g = type == LT_TIME ? GEN_DAY_START : GEN_DAY;
    break;
  case PSEUDO_HOUR:
    g = GEN_HOUR;
    break;
  case PSEUDO_WEEKDAY:
    g = GEN_WEEKDAY;
    break;
  case PSEUDO_EVENT:
    g = GEN_EVENT;
    break;
  }
  p->gen_used[g] = true;
  return (struct src){SRC_GEN, g == GEN_EVENT ? REP_U32 : REP_I64, g};
}

/* ---- event sets, spans, predicates, filters ---- */

uint32_t plan_span(struct plan *p, int64_t from, int64_t to) {
  int64_t min, max;
  snapshot_time_range(p->snap, &min, &max);
  if (from <= TIME_MIN) from = INT64_MIN;
  if (to >= max) to = INT64_MAX;
  struct span span = {from, to};
  uint32_t id = intern_put(&p->span_keys, str_of(&span, sizeof span));
  if (id == p->spans.n) vec_push(&p->spans, span);
  return id;
}

static void key_str(struct buf *b, struct str s) {
  buf_put_lenstr(b, s);
}

/* The bytes of a resolved tree: equal bytes, equal meaning.  What depends on the as-of appends it.
 */
static void key_tree(struct buf *b, const struct node *n, int64_t as_of) {
  buf_put_u8(b, (uint8_t)n->kind);
  buf_put_u8(b, (uint8_t)n->type);
  buf_put_u8(b, (uint8_t)(n->negated + 2 * n->category));
  buf_put_u8(b, (uint8_t)n->op);
  buf_put_u8(b, (uint8_t)n->fn);
  buf_put_u8(b, (uint8_t)n->pseudo);
  key_str(b, resolved_name(n));
  if (n->kind == N_CALL && n->fn == CALL_DAYS_SINCE) buf_put_u64(b, (uint64_t)as_of);
  if (n->kind == N_ANNIVERSARY) {
    buf_put_u64(b, (uint64_t)as_of);
    buf_put_u32(b, n->lit.n);
    buf_put_u8(b, (uint8_t)(2 * n->lit.unit + n->lit.b));
  }
  if (n->kind == N_LITERAL) {
    const struct literal *l = &n->lit;
    buf_put_u8(b, (uint8_t)l->type);
    buf_put_u8(b, l->b);
    buf_put(b, &l->num.m, sizeof l->num.m);
    buf_put_u8(b, l->num.scale);
    key_str(b, l->str);
    buf_put_u64(b, (uint64_t)l->moment.ms);
    buf_put_u64(b, (uint64_t)l->moment.ms_last);
    buf_put_u32(b, l->n);
    buf_put_u8(b, (uint8_t)l->unit);
  }
  buf_put_u8(b, (uint8_t)((n->a != NULL) + 2 * (n->b != NULL)));
  if (n->a) key_tree(b, n->a, as_of);
  if (n->b) key_tree(b, n->b, as_of);
  buf_put_u32(b, n->n_kids);
  for (uint32_t i = 0; i < n->n_kids; i++) {
    key_tree(b, n->kids[i], as_of);
  }
}

static bool plan_pred(struct plan *p, const struct node *where, int64_t as_of, uint32_t *ret) {
  if (!where) {
    *ret = NONE;
    return true;
  }
  struct buf key = BUF_INIT;
  key_tree(&key, where, as_of);
  uint32_t id = intern_put(&p->pred_keys, buf_str(&key));
  buf_release(&key);
  if (id == p->preds.n) {
    struct prog prog;
    if (!plan_compile(p, SCOPE_ROW, where, as_of, &prog)) return false;
    must(prog.result.type == LT_BOOL);
    vec_push(&p->preds, prog);
  }
  *ret = id;
  return true;
}

uint32_t plan_filter(struct plan *p, struct filter f) {
  uint32_t id = intern_put(&p->filter_keys, str_of(&f, sizeof f));
  if (id == p->filters.n) vec_push(&p->filters, f);
  return id;
}

/* ---- accumulators ---- */

uint32_t plan_keyed(struct plan *p, struct str key, struct acc a) {
  uint32_t id = intern_put(&p->acc_keys, key);
  if (id < p->accs.n) return id;
  if (a.fn == ACC_DISTINCT) a.set = p->n_sets++;
  if (a.fn == ACC_NTH) a.set = p->n_rings++;
  vec_push(&p->accs, a);
  return id;
}

static uint32_t plan_acc(struct plan *p, struct acc a) {
  uint32_t key[4 + 4 * V_TYPES] = {a.fn, a.filter, a.n_src, (uint32_t)a.nth};
  for (uint32_t i = 0; i < a.n_src; i++) {
    key[4 + 4 * i] = a.src[i].kind;
    key[5 + 4 * i] = a.src[i].rep;
    key[6 + 4 * i] = a.src[i].i;
    key[7 + 4 * i] = a.tag[i];
  }
  return plan_keyed(p, str_of(key, sizeof key), a);
}

/* The value columns of a property: of one type, or of every type it was seen with. */
static void acc_columns(struct plan *p, struct acc *a, struct str name, enum vtype type) {
  uint32_t prop = snapshot_prop_code(p->snap, name);
  uint8_t scale;
  for (unsigned t = V_BOOL; t < V_TYPES; t++) {
    if (type != V_NONE && t != type) continue;
    struct src src = plan_column(p, prop, t, &scale);
    if (t == V_NUM) a->scale = scale;
    if (src.kind == SRC_NEVER) continue;
    a->src[a->n_src] = src;
    a->tag[a->n_src++] = (uint8_t)t;
  }
}

static enum acc_fn acc_fn_of(enum agg_fn fn) {
  static const enum acc_fn of[] = {[AGG_DID] = ACC_COUNT,
                                   [AGG_COUNT] = ACC_COUNT,
                                   [AGG_SUM] = ACC_SUM,
                                   [AGG_AVG] = ACC_AVG,
                                   [AGG_MIN] = ACC_MIN,
                                   [AGG_MAX] = ACC_MAX,
                                   [AGG_DISTINCT] = ACC_DISTINCT,
                                   [AGG_FIRST] = ACC_FIRST,
                                   [AGG_NTH] = ACC_NTH,
                                   [AGG_STREAK] = ACC_STREAK,
                                   [AGG_STREAK_NOW] = ACC_STREAK,
                                   [AGG_LAST] = ACC_LAST,
                                   [AGG_GAP] = ACC_GAP};
  return of[fn];
}

bool plan_rows(struct plan *p, const struct agg *agg, int64_t from, int64_t to, int64_t as_of,
               uint32_t *ret) {
  struct filter f = {.events = plan_event_set(p, agg, as_of)};
  if (p->err->code != ERR_none || !plan_pred(p, agg->where, as_of, &f.pred)) return false;
  bool some = f.events != NONE && from <= to;
  if (some) f.span = plan_span(p, from, to);
  *ret = some ? plan_filter(p, f) : NONE;
  return true;
}

void plan_by(struct plan *p, struct acc *a, const struct agg *agg, enum lang_type type) {
  if (agg->pseudo == PSEUDO_NONE) {
    acc_columns(p, a, agg->prop, plan_vtype(type));
    return;
  }
  a->src[a->n_src] = plan_gen(p, agg->pseudo, LT_NUM);
  a->tag[a->n_src++] = V_NUM;
}

uint32_t plan_agg(struct plan *p, const struct node *node, int64_t as_of) {
  const struct agg *agg = node->agg;
  struct acc a = {.fn = acc_fn_of(agg->fn), .filter = NONE, .nth = agg->nth, .node = node};
  int64_t from, to;
  window_bounds(&agg->window, p->in->tz, as_of, &from, &to);
  struct filter f = {.events = plan_event_set(p, agg, as_of)};
  if (p->err->code != ERR_none || !plan_pred(p, agg->where, as_of, &f.pred)) return NONE;
  if (a.fn == ACC_GAP || a.fn == ACC_STREAK) {
    a.src[a.n_src++] = plan_gen(p, PSEUDO_DAY, LT_NUM);
  } else if (a.fn != ACC_COUNT && agg->prop.n && agg->pseudo == PSEUDO_NONE) {
    enum vtype type = plan_vtype(agg->prop_type);
    if (type == V_NONE && a.fn != ACC_DISTINCT) {
      plan_refuse(p, node, "an aggregate without a type");
      return NONE;
    }
    acc_columns(p, &a, agg->prop, type);
    if (a.n_src == 0) f.events = NONE;
  } else if (a.fn != ACC_COUNT) {
    enum lang_type type = a.fn == ACC_DISTINCT ? LT_NUM : agg->prop_type;
    a.src[a.n_src] = plan_gen(p, agg->pseudo, type);
    a.tag[a.n_src++] = (uint8_t)plan_vtype(agg->prop.n ? agg->prop_type : LT_TIME);
  }
  if (f.events != NONE && from <= to) {
    f.span = plan_span(p, from, to);
    a.filter = plan_filter(p, f);
  }
  return plan_acc(p, a);
}

uint32_t plan_attr(struct plan *p, const struct node *node, int64_t as_of) {
  struct acc a = {.fn = ACC_ATTR, .filter = NONE, .node = node};
  p->of_attr = true;
  acc_columns(p, &a, resolved_name(node), V_NONE);
  p->of_attr = false;
  struct str set = STR(EV_SET);
  struct agg agg = {.events = &set, .n_events = 1};
  struct filter f = {.events = plan_event_set(p, &agg, as_of), .pred = NONE};
  if (p->err->code != ERR_none) return NONE;
  if (f.events != NONE && a.n_src) {
    f.span = plan_span(p, INT64_MIN, as_of);
    a.filter = plan_filter(p, f);
  }
  return plan_acc(p, a);
}

void plan_reads(struct plan *p, uint32_t attr) {
  const struct acc *a = &p->accs.p[attr];
  for (uint32_t i = 0; i < a->n_src; i++)
    p->col_use.p[a->src[i].i] |= COL_READ;
}

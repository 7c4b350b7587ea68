/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segments with their sizes.
 *
 * Each expression has its own as-of, so sizes of all segments on all days come from shared passes,
 * SIZES_AT_ONCE expressions each.  Sizes at the ends of past days are kept apart from those of now:
 * they do not change when the clock moves on by a minute, and are most of the work. */
#include <inttypes.h>

#include "api/questions.h"
#include "api/segments.h"
#include "base/panic.h"
#include <stdlib.h>

#define SIZED_MAX     200 /* segments whose sizes are told */
#define SIZES_AT_ONCE 480 /* expressions of one pass */
#define TREND_DAYS    14

/* Of this expression as of this moment; the others have one. */
static bool no_size(const struct err *err) {
  return err->code == ERR_number_overflow || err->code == ERR_as_of_too_old;
}

/* One without a size fails its whole pass: halves find it.  What is too old fails before it reads.
 */
static bool together(struct ask *a, const struct query_expr *e, uint32_t n, uint64_t *ret,
                     struct err *err) {
  struct query_output *o;
  struct arena tmp;
  arena_init(&tmp, "sizes");
  bool ok = expressions_run(e, n, view_snapshot(a->v), &a->env, &tmp, &o, err);
  for (uint32_t i = 0; ok && i < n; i++)
    ret[i] = roaring_bitmap_get_cardinality(o[i].set);
  if (ok) query_outputs_release(o, n);
  arena_release(&tmp);
  if (ok || !no_size(err)) return ok;
  if (n > 1)
    return together(a, e, n / 2, ret, err) && together(a, e + n / 2, n - n / 2, ret + n / 2, err);
  *ret = SIZE_UNKNOWN;
  return true;
}

bool segment_sizes(struct ask *a, struct node *const *trees, uint32_t n, const int64_t *as_of,
                   uint32_t n_as_of, uint64_t *ret, struct err *err) {
  size_t all = (size_t)n * n_as_of;
  struct query_expr e[SIZES_AT_ONCE];
  size_t at[SIZES_AT_ONCE];
  uint64_t sizes[SIZES_AT_ONCE];
  uint32_t got = 0;
  for (size_t i = 0; i < all; i++) {
    ret[i] = SIZE_UNKNOWN;
    if (trees[i / n_as_of]) {
      at[got] = i;
      e[got++] = (struct query_expr){trees[i / n_as_of], as_of[i % n_as_of]};
    }
    if (got < SIZES_AT_ONCE && i + 1 < all) continue;
    if (got && !together(a, e, got, sizes, err)) return false;
    for (uint32_t k = 0; k < got; k++)
      ret[at[k]] = sizes[k];
    got = 0;
  }
  return true;
}

/* ---- the list ---- */

struct listing {
  struct ask *a;
  struct resource *r;
  uint32_t n, sized;
  struct node **trees;
};

/* The ends of the days before the day of as_of, oldest first. */
static void day_ends(const struct ask *a, uint32_t n, int64_t *ret) {
  const struct tz *tz = view_tz(a->v);
  int32_t today = day_of(tz, a->as_of);
  for (uint32_t i = 0; i < n; i++)
    ret[i] = day_start(tz, today - (int32_t)(n - 1 - i)) - 1;
}

static bool make_trend(void *ctx, struct buf *out, struct err *err) {
  struct listing *l = ctx;
  int64_t ends[TREND_DAYS];
  uint64_t *sizes = must_calloc((size_t)l->sized * TREND_DAYS + 1, sizeof *sizes);
  day_ends(l->a, TREND_DAYS, ends);
  bool ok = segment_sizes(l->a, l->trees, l->sized, ends, TREND_DAYS, sizes, err);
  if (ok) buf_put(out, sizes, (size_t)l->sized * TREND_DAYS * sizeof *sizes);
  free(sizes);
  return ok;
}

static void compile_all(struct listing *l) {
  struct call *c = l->a->c;
  l->sized = l->n < SIZED_MAX ? l->n : SIZED_MAX;
  l->trees = arena_array(c->arena, struct node *, l->sized + 1);
  for (uint32_t i = 0; i < l->sized; i++) {
    struct str text;
    struct err ignored;
    if (!segment_expression(&l->r[i], c->arena, &text, &ignored) ||
        !lang_compile(text, names_env_lang(view_names(l->a->v)), c->arena, &l->trees[i], &ignored))
      l->trees[i] = NULL; /* archived, of names that are gone */
  }
}

static void put_size(struct jw *w, uint64_t n) {
  if (n == SIZE_UNKNOWN)
    jw_null(w);
  else
    jw_uint(w, n);
}

static bool put_row(struct listing *l, uint32_t i, const uint64_t *now, const uint64_t *trend,
                    uint64_t everyone, struct err *err) {
  struct ask *a = l->a;
  struct jw *w = &a->c->out;
  struct resource_use *use;
  uint32_t n_use;
  uint64_t size = now && i < l->sized ? now[i] : SIZE_UNKNOWN;
  if (!resource_used_by(tenant_workspace(a->c->tenant), STR("segment"), l->r[i].slug, a->c->arena,
                        &use, &n_use, err))
    return false;
  jw_begin_object(w);
  if (!put_segment_facts(a, &l->r[i], err)) return false;
  jw_key(w, "people"), put_size(w, size);
  jw_key(w, "share");
  if (size == SIZE_UNKNOWN || everyone == 0)
    jw_null(w);
  else
    jw_double(w, (double)size / (double)everyone);
  jw_key(w, "trend"), jw_begin_array(w);
  for (uint32_t t = 0; trend && i < l->sized && t < TREND_DAYS; t++)
    put_size(w, trend[(size_t)i * TREND_DAYS + t]);
  if (trend && i < l->sized) put_size(w, size);
  jw_end_array(w);
  jw_key(w, "used_by"), jw_uint(w, n_use);
  jw_end_object(w);
  return true;
}

static bool sizes(struct listing *l, uint64_t **ret_now, const uint64_t **ret_trend,
                  struct answer **ret_held, uint64_t *ret_everyone, struct err *err) {
  struct ask *a = l->a;
  struct call *c = a->c;
  roaring_bitmap_t *all;
  struct buf key = BUF_INIT;
  uint64_t *now = arena_array(c->arena, uint64_t, l->sized + 1);
  if (!ask_set(a, NULL, &all, err)) return false;
  *ret_everyone = roaring_bitmap_get_cardinality(all);
  roaring_bitmap_free(all);
  if (!segment_sizes(a, l->trees, l->sized, &a->as_of, 1, now, err)) return false;
  buf_printf(&key, "trend\n%d\n%.*s", day_of(view_tz(a->v), a->as_of),
             STRF(call_query(c, "status")));
  bool ok = tenant_cached(a->v, buf_str(&key), c->limits.cancel, make_trend, l, ret_held, err);
  buf_release(&key);
  if (!ok) return false;
  *ret_trend = (const uint64_t *)(const void *)answer_bytes(*ret_held).p;
  *ret_now = now;
  return true;
}

static bool write_list(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                       struct err *err) {
  struct ask *a = ctx;
  struct workspace *ws = tenant_workspace(c->tenant);
  struct listing l = {.a = a};
  bool archived = str_is(call_query(c, "status"), "archived");
  uint64_t *now = NULL, everyone = 0;
  const uint64_t *trend = NULL;
  struct answer *held = NULL;
  if (!(archived ? resource_list_archived(ws, STR("segment"), c->arena, &l.r, &l.n, err)
                 : resource_list(ws, STR("segment"), c->arena, &l.r, &l.n, err)))
    return false;
  compile_all(&l);
  bool ok = !call_query_bool(c, "sizes", false) || sizes(&l, &now, &trend, &held, &everyone, err);
  if (ok) {
    jw_begin_object(&c->out);
    put_asof(c, as_of, v);
    jw_key(&c->out, "items"), jw_begin_array(&c->out);
    for (uint32_t i = 0; ok && i < l.n; i++)
      ok = put_row(&l, i, now, trend, everyone, err);
    if (ok) jw_end_array(&c->out), jw_end_object(&c->out);
  }
  answer_release(held);
  return ok;
}

bool api_list_segments(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_list, &a, err);
  ask_end(&a);
  return ok;
}

/* ---- one of them, day by day ---- */

static bool write_trend(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                        struct err *err) {
  struct ask *a = ctx;
  uint32_t days = (uint32_t)call_query_int(c, "days", 30);
  int64_t ends[SEGMENT_TREND_MAX];
  uint64_t counts[SEGMENT_TREND_MAX];
  struct resource r;
  struct str text;
  struct node *tree;
  struct jw *w = &c->out;
  if (!resource_get(tenant_workspace(c->tenant), STR("segment"), call_path(c, "slug"), c->arena, &r,
                    err) ||
      !segment_expression(&r, c->arena, &text, err) ||
      !ask_saved(a, text, "expression", &tree, err))
    return false;
  day_ends(a, days, ends);
  if (!segment_sizes(a, &tree, 1, ends, days, counts, err)) return false;
  uint32_t from = 0;
  while (from < days && counts[from] == SIZE_UNKNOWN)
    from++;
  jw_begin_object(w);
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = from; i < days; i++)
    put_day(w, day_of(view_tz(v), ends[i]));
  jw_end_array(w);
  jw_key(w, "people"), jw_begin_array(w);
  for (uint32_t i = from; i < days; i++)
    jw_uint(w, counts[i] == SIZE_UNKNOWN ? 0 : counts[i]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_segment_trend(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_trend, &a, err);
  ask_end(&a);
  return ok;
}

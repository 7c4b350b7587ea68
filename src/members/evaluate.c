/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answers of a look: everybody's in one pass about all segments or some, or some people's one
 * by one.
 *
 * One whose numbers overflow would fail the whole pass; halves find it, its reason stays with it,
 * and the others go on without it. */
#include "members_int.h"

static void put(const struct look *k, struct delta *d, uint32_t person, bool entered,
                enum member_cause cause) {
  (void)k;
  subjects *to = entered ? &d->entered[cause] : &d->exited[cause];
  vec_push(to, person);
}

static bool means_else(const struct watched *s) {
  return strcmp(s->meaning, s->recorded) != 0;
}

static enum member_cause cause_of(const struct look *k, const struct watched *s, uint32_t person) {
  if (!s->met) return MEMBER_BASELINE;
  if (means_else(s)) return MEMBER_DEFINITION;
  enum member_cause c = look_cause(k, person);
  return s->update.mode == SEGMENT_LIVE || c == MEMBER_IDENTITY ? c : MEMBER_TIME;
}

static void put_difference(const struct look *k, struct delta *d, const roaring_bitmap_t *from,
                           const roaring_bitmap_t *without, bool entered) {
  roaring_bitmap_t *set = roaring_bitmap_andnot(from, without);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    put(k, d, it.current_value, entered, cause_of(k, d->s, it.current_value));
  roaring_bitmap_free(set);
}

/* ---- everybody ---- */

/* Of several moments or none: what cannot be answered now, as of now. */
static bool of_itself(const struct err *err) {
  return err->code == ERR_number_overflow || err->code == ERR_as_of_too_old ||
         err->code == ERR_too_many_moments || err->code == ERR_reference_cycle;
}

static bool run(struct look *k, struct delta **d, uint32_t n, struct expressions_time *t,
                struct err *err) {
  struct members *m = k->m;
  struct query_limits limits = {.memory = ws_memory(m->w) / 2, .clock = ws_clock(m->w)};
  struct classification_env env = names_env_classes(m->names, &limits);
  struct query_expr *e = arena_array(k->tmp, struct query_expr, n + 1);
  struct query_output *o;
  struct arena out;
  for (uint32_t i = 0; i < n; i++)
    e[i] = (struct query_expr){d[i]->s->tree, k->now};
  arena_init(&out, "members");
  bool ok = expressions_run_timed(e, n, k->n, &env, &out, t, &o, err);
  for (uint32_t i = 0; ok && i < n; i++) {
    put_difference(k, d[i], o[i].set, d[i]->s->set, true);
    put_difference(k, d[i], d[i]->s->set, o[i].set, false);
  }
  if (ok) query_outputs_release(o, n);
  arena_release(&out);
  return ok;
}

/* Drops those that fail by themselves: *n are left. */
static bool sort_out(struct look *k, struct delta **d, uint32_t n, struct err *err) {
  struct members *m = k->m;
  struct query_limits limits = {.memory = ws_memory(m->w) / 2, .clock = ws_clock(m->w)};
  struct classification_env env = names_env_classes(m->names, &limits);
  struct query_expr *e = arena_array(k->tmp, struct query_expr, n + 1);
  struct query_output *o;
  struct arena out;
  for (uint32_t i = 0; i < n; i++)
    e[i] = (struct query_expr){d[i]->s->tree, k->now};
  arena_init(&out, "members");
  bool ok = expressions_run(e, n, k->n, &env, &out, &o, err);
  if (ok) query_outputs_release(o, n);
  arena_release(&out);
  if (ok) return true;
  if (!of_itself(err)) return false;
  if (n > 1) return sort_out(k, d, n / 2, err) && sort_out(k, d + n / 2, n - n / 2, err);
  pthread_mutex_lock(&m->lock);
  d[0]->s->problem = *err;
  d[0]->s->tree = NULL; /* until names are made anew */
  pthread_mutex_unlock(&m->lock);
  return true;
}

/* Live ones or others; all of them, or those everybody is asked about in this look. */
static uint32_t choose(struct look *k, bool live, bool all, struct delta **ret) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    struct delta *d = &k->deltas[i];
    if (!d->s->tree || (d->s->update.mode == SEGMENT_LIVE) != live) continue;
    if (all || d->anew) ret[n++] = d;
  }
  return n;
}

static bool run_group(struct look *k, bool live, struct expressions_time *t, struct err *err) {
  struct delta **d = arena_array(k->tmp, struct delta *, k->n_deltas + 1);
  for (int again = 0;; again++) {
    uint32_t n = choose(k, live, k->everybody, d);
    for (uint32_t i = 0; i < k->m->due.n; i++)
      t->until[i] = INT64_MAX;
    if (n == 0 || run(k, d, n, t, err)) return true;
    if (again || !of_itself(err) || !sort_out(k, d, n, err)) return false;
  }
}

static int64_t *until_apart(struct look *k) {
  return arena_array(k->tmp, int64_t, k->m->due.n + 1);
}

bool evaluate_everybody(struct look *k, struct err *err) {
  struct members *m = k->m;
  struct expressions_time live = {.until = m->due.until, .turn = INT64_MAX},
                          other = {.until = until_apart(k)};
  if (!run_group(k, true, &live, err) || !run_group(k, false, &other, err)) return false;
  due_all(&m->due);
  m->turn_ms = live.turn;
  m->compares = live.compares;
  m->full_ms = k->now;
  m->cuts.n = 0;
  arena_reset(&m->kept);
  return true;
}

/* Until when answers hold becomes the earlier of before and now: a time of what a segment meant
 * before may ask somebody once in vain. */
bool evaluate_anew(struct look *k, struct err *err) {
  struct members *m = k->m;
  if (k->n_anew == 0) return true;
  struct expressions_time live = {.until = until_apart(k), .turn = INT64_MAX},
                          other = {.until = until_apart(k)};
  if (!run_group(k, true, &live, err) || !run_group(k, false, &other, err)) return false;
  for (uint32_t i = 0; i < m->due.n; i++)
    if (live.until[i] < m->due.until[i]) due_set(&m->due, i, live.until[i]);
  if (live.turn < m->turn_ms) m->turn_ms = live.turn;
  if (!m->compares) m->full_ms = k->now; /* else as old as the oldest threshold */
  m->compares |= live.compares;
  return true;
}

/* ---- some ---- */

/* What classes compare people with is that of the last look at everybody. */
static bool kept_cuts(void *ctx, const struct classification *c, int64_t as_of, struct arena *out,
                      struct classification_cuts *ret, struct err *err) {
  struct look *k = ctx;
  struct members *m = k->m;
  struct query_limits limits = {.memory = ws_memory(m->w) / 2, .clock = ws_clock(m->w)};
  struct classification_env env = names_env_classes(m->names, &limits);
  bool now = as_of == k->now;
  (void)out;
  for (size_t i = 0; i < m->cuts.n; i++) {
    const struct kept_cuts *x = &m->cuts.p[i];
    if (x->c != c || x->now != now || (!now && x->cuts.as_of != as_of)) continue;
    *ret = x->cuts;
    return true;
  }
  struct kept_cuts x = {.c = c, .now = now};
  if (!classification_cuts(c, k->n, &as_of, 1, &env, &m->kept, &x.cuts, err)) return false;
  vec_push(&m->cuts, x);
  *ret = x.cuts;
  return true;
}

static void note_person(struct look *k, struct delta **d, uint32_t n, uint32_t person,
                        const struct query_asked *a) {
  struct members *m = k->m;
  for (uint32_t i = 0; i < n; i++) {
    bool is = a->holds[i / 64] >> i % 64 & 1;
    if (d[i]->anew) continue; /* known already; here only until when it holds */
    if (is != roaring_bitmap_contains(d[i]->s->set, person))
      put(k, d[i], person, is, cause_of(k, d[i]->s, person));
  }
  due_set(&m->due, person, a->until);
  if (a->rows > MEMBERS_HOT_ROWS)
    roaring_bitmap_add(m->hot, person);
  else
    roaring_bitmap_remove(m->hot, person);
}

bool evaluate_some(struct look *k, struct err *err) {
  struct members *m = k->m;
  struct query_limits limits = {.memory = ws_memory(m->w) / 2, .clock = ws_clock(m->w)};
  struct classification_env env = names_env_classes(m->names, &limits);
  struct delta **d = arena_array(k->tmp, struct delta *, k->n_deltas + 1);
  uint32_t n = choose(k, true, true, d);
  struct query_expr *e = arena_array(k->tmp, struct query_expr, n + 1);
  struct expressions_each *each;
  if (n == 0) return true;
  for (uint32_t i = 0; i < n; i++)
    e[i] = (struct query_expr){d[i]->s->tree, k->now};
  if (!expressions_each_new(e, n, k->n, &env, kept_cuts, k, &each, err)) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < k->people.n; i++) {
    struct query_asked a;
    ok = expressions_each_ask(each, k->people.p[i], &a, err);
    if (ok) note_person(k, d, n, k->people.p[i], &a);
  }
  expressions_each_free(each);
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scores: of everybody in one pass over the rows, or of some people one by one.
 *
 * A score is asked as of the end of its period, with the period as the window of all it counts: so
 * it does not depend on when it is asked, and an event whose time lies a little ahead counts when
 * it comes.  Who takes part is asked as of now (of the end, afterwards), and until when that holds
 * is kept. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/panic.h"
#include "incentive/rank_int.h"

bool rank_held_out(const struct leaderboard *l, uint32_t person) {
  return launch_held_out(&l->launch, l->slug, person);
}

bool rank_terms(const struct leaderboard *l, int64_t from, int64_t until,
                const struct lang_names *names, struct arena *out, struct rank_terms *ret,
                struct err *err) {
  struct rank_terms t = {.l = l, .from = from, .until = until};
  if (!leaderboard_score(l->score, names, from, until, out, &t.score, err)) return false;
  t.n_times = leaderboard_times(t.score, out, t.times);
  if (t.n_times > RANK_AGGS_MAX) t.n_times = RANK_AGGS_MAX;
  if (l->people.n && !lang_compile(arena_str(out, l->people), names, out, &t.people, err))
    return false;
  *ret = t;
  return true;
}

/* In units; false: too large. */
static bool in_units(i128 m, uint8_t scale, int64_t *ret) {
  struct dec d;
  if (!dec_rescale((struct dec){m, scale}, RANK_SCALE, &d) || d.m > RANK_SCORE_MAX ||
      d.m < -RANK_SCORE_MAX)
    return false;
  *ret = (int64_t)d.m;
  return true;
}

static bool too_large(const struct rank_terms *t, struct err *err) {
  return err_fail(err, ERR_number_overflow, "%.*s", STRF(t->l->score));
}

/* Whether the person is listed with this score, and where. */
static bool lists(const struct rank_terms *t, uint32_t person, int64_t units, int64_t last,
                  struct rank_entry *ret) {
  if (t->n_times && last == INT64_MIN) return false;
  if (t->l->has_minimum && units < t->l->minimum) return false;
  if (rank_held_out(t->l, person)) return false;
  *ret = (struct rank_entry){
      .key = t->l->lowest ? units : -units, .tie = t->n_times ? last : 0, .person = person};
  return true;
}

static uint32_t exprs_of(const struct rank_terms *t, struct query_expr *e) {
  int64_t as_of = t->until - 1;
  e[0] = (struct query_expr){t->score, as_of};
  for (uint32_t i = 0; i < t->n_times; i++)
    e[i + 1] = (struct query_expr){t->times[i], as_of};
  return t->n_times + 1;
}

static int64_t moment_of(const struct rank_terms *t, int64_t now) {
  return now < t->until ? now : t->until - 1;
}

/* ---- everybody ---- */

static bool present(const struct query_column *c, uint32_t i) {
  return c->present[i / 64] >> i % 64 & 1;
}

static bool entries(const struct rank_terms *t, const struct query_output *o,
                    const roaring_bitmap_t *people, struct rank_scored *r, struct err *err) {
  const struct query_column *score = &o[0].column;
  for (uint32_t p = 0; p < score->n; p++) {
    int64_t units, last = INT64_MIN;
    if (p % 64 == 0 && score->present[p / 64] == 0) {
      p += 63;
      continue;
    }
    if (!present(score, p) || (people && !roaring_bitmap_contains(people, p))) continue;
    for (uint32_t k = 1; k <= t->n_times; k++)
      if (present(&o[k].column, p) && o[k].column.time[p] > last) last = o[k].column.time[p];
    if (!in_units(score->num[p], score->scale, &units)) return too_large(t, err);
    r->n += lists(t, p, units, last, &r->e[r->n]);
  }
  return true;
}

static bool who_takes_part(const struct rank_terms *t, const struct classification_env *env,
                           const struct snapshot *n, int64_t now, struct due *due,
                           struct arena *out, struct query_output **ret, struct rank_scored *r,
                           struct err *err) {
  struct query_expr e = {t->people, moment_of(t, now)};
  struct expressions_time time = {.turn = INT64_MAX};
  uint32_t known = snapshot_subjects(n);
  if (due) due_resize(due, known);
  time.until = due ? due->until : arena_array(out, int64_t, known + 1);
  for (uint32_t i = 0; i < known; i++)
    time.until[i] = INT64_MAX;
  if (!expressions_run_timed(&e, 1, n, env, out, &time, ret, err)) return false;
  if (due) due_all(due);
  r->turn_ms = time.turn;
  r->compares = time.compares;
  return true;
}

/* What retention took away would be missing without a word. */
static bool reaches_back(const struct rank_terms *t, const struct snapshot *n, const struct tz *tz,
                         struct err *err) {
  for (uint32_t i = 0; i < t->n_times; i++) {
    const struct agg *g = t->times[i]->agg;
    int64_t from, to;
    window_bounds(&g->window, tz, t->until - 1, &from, &to);
    if (!query_reaches_back(n, g, from, err)) return false;
  }
  return true;
}

bool rank_score_all(struct workspace *w, const struct rank_terms *t, struct names_env *names,
                    const struct snapshot *n, int64_t now, struct due *due, struct rank_scored *ret,
                    struct err *err) {
  struct query_limits limits = {.memory = ws_memory(w) / 2, .clock = ws_clock(w)};
  if (t->limits) limits = *t->limits;
  struct classification_env env = names_env_classes(names, &limits);
  struct query_expr e[RANK_AGGS_MAX + 1];
  struct query_output *o = NULL, *people = NULL;
  struct rank_scored r = {.subjects = snapshot_subjects(n), .turn_ms = INT64_MAX};
  uint32_t k = exprs_of(t, e);
  struct arena out;
  arena_init(&out, "ranks");
  bool ok = reaches_back(t, n, env.tz, err);
  ok = ok && (!t->people || who_takes_part(t, &env, n, now, due, &out, &people, &r, err));
  ok = ok && expressions_run(e, k, n, &env, &out, &o, err);
  if (ok) {
    r.e = must_malloc(((size_t)r.subjects + 1) * sizeof *r.e);
    ok = entries(t, o, people ? people[0].set : NULL, &r, err);
  }
  if (people) query_outputs_release(people, 1);
  if (o) query_outputs_release(o, k);
  arena_release(&out);
  if (ok) {
    r.tmp = must_malloc(((size_t)r.n + 1) * sizeof *r.tmp);
    *ret = r;
  } else {
    free(r.e);
  }
  return ok;
}

void rank_scored_release(struct rank_scored *s) {
  free(s->e);
  free(s->tmp);
}

/* ---- some ---- */

struct asking {
  struct workspace *w;
  struct names_env *names;
  const struct snapshot *n;
  rank_cuts_vec *cuts;
  struct arena *kept;
  int64_t end; /* the moment of scores; any other is now */
};

/* What classes compare people with is that of the last pass over everybody. */
static bool kept_cuts(void *ctx, const struct classification *c, int64_t as_of, struct arena *out,
                      struct classification_cuts *ret, struct err *err) {
  struct asking *a = ctx;
  struct query_limits limits = {.memory = ws_memory(a->w) / 2, .clock = ws_clock(a->w)};
  struct classification_env env = names_env_classes(a->names, &limits);
  (void)out;
  for (size_t i = 0; i < a->cuts->n; i++)
    if (a->cuts->p[i].c == c && a->cuts->p[i].at_end == (as_of == a->end)) {
      *ret = a->cuts->p[i].cuts;
      return true;
    }
  struct rank_cuts x = {.c = c, .at_end = as_of == a->end};
  if (!classification_cuts(c, a->n, &as_of, 1, &env, a->kept, &x.cuts, err)) return false;
  vec_push(a->cuts, x);
  *ret = x.cuts;
  return true;
}

static bool one(const struct rank_terms *t, struct expressions_each *score,
                struct expressions_each *people, uint32_t person, struct due *due,
                struct rank_change *ret, struct err *err) {
  struct query_asked a;
  int64_t units, last = INT64_MIN;
  *ret = (struct rank_change){.e = {.person = person}};
  if (people) {
    if (!expressions_each_ask(people, person, &a, err)) return false;
    due_set(due, person, a.until);
    if (!a.known || !(a.holds[0] & 1)) return true;
  }
  if (!expressions_each_ask(score, person, &a, err)) return false;
  if (!a.known || !a.values[0].present) return true;
  for (uint32_t k = 1; k <= t->n_times; k++)
    if (a.values[k].present && a.values[k].time > last) last = a.values[k].time;
  if (!in_units(a.values[0].num, a.values[0].scale, &units)) return too_large(t, err);
  ret->listed = lists(t, person, units, last, &ret->e);
  return true;
}

bool rank_score_some(struct workspace *w, const struct rank_terms *t, struct names_env *names,
                     const struct snapshot *n, int64_t now, const subjects *who, struct due *due,
                     rank_cuts_vec *cuts, struct arena *kept, struct rank_change *ret,
                     struct err *err) {
  struct query_limits limits = {.memory = ws_memory(w) / 2, .clock = ws_clock(w)};
  struct classification_env env = names_env_classes(names, &limits);
  struct asking ctx = {w, names, n, cuts, kept, t->until - 1};
  struct query_expr e[RANK_AGGS_MAX + 1], p = {t->people, moment_of(t, now)};
  struct expressions_each *score = NULL, *people = NULL;
  uint32_t k = exprs_of(t, e);
  if (t->people) due_resize(due, snapshot_subjects(n));
  bool ok = expressions_each_new(e, k, n, &env, kept_cuts, &ctx, &score, err) &&
            (!t->people || expressions_each_new(&p, 1, n, &env, kept_cuts, &ctx, &people, err));
  for (size_t i = 0; ok && i < who->n; i++)
    ok = one(t, score, people, who->p[i], due, &ret[i], err);
  expressions_each_free(score);
  expressions_each_free(people);
  return ok;
}

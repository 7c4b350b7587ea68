/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The standings of periods that are not settled: the one of now, and the one before while late
 * events count.
 *
 * A standing is swapped, never changed: who reads one keeps it.  After a failure the old one stays,
 * with the moment it is of, and everybody is asked again after a while. */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "incentive/rank_int.h"

void rank_live_free(struct rank_live *b) {
  if (!b) return;
  rank_order_unref(b->order);
  due_release(&b->due);
  vec_free(&b->cuts);
  arena_release(&b->kept);
  free(b->slug);
  free(b);
}

/* ---- which ---- */

static struct rank_live *live_of(struct ranks *r, uint32_t doc, int64_t from, int64_t until) {
  for (struct rank_live *b = r->live; b; b = b->next)
    if (b->doc == doc && b->from == from && b->until == until) return b;
  return NULL;
}

static char *copy(struct str s) {
  char *p = must_malloc(s.n + 1);
  memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

/* What it means may be what it meant: then its standing goes on. */
static void mean(struct ranks *r, struct rank_live *b) {
  struct classification_env env = names_env_classes(r->set.names, NULL);
  const struct leaderboard *l = &b->d->l;
  char meaning[MEANING_BYTES + 64], hash[MEANING_BYTES];
  struct err why = {0};
  bool ok =
      rank_terms(l, b->from, b->until, names_env_lang(r->set.names), &r->set.mem, &b->terms, &why);
  const struct node *trees[] = {b->terms.score, b->terms.people};
  ok = ok && member_meaning(trees, b->terms.people ? 2 : 1, &env, hash, &why);
  pthread_mutex_lock(&r->lock);
  b->problem = why;
  pthread_mutex_unlock(&r->lock);
  if (!ok) {
    b->terms.score = NULL;
    return;
  }
  snprintf(meaning, sizeof meaning, "%s%d%d%d%lld%u", hash, l->lowest, (int)l->ties, l->has_minimum,
           (long long)l->minimum, l->launch.holdout_bp);
  /* The classifications of the names before are no more. */
  b->cuts.n = 0;
  arena_reset(&b->kept);
  if (strcmp(meaning, b->meaning) != 0) b->doubt = true, b->retry_ms = 0;
  snprintf(b->meaning, sizeof b->meaning, "%s", meaning);
}

static void want(struct ranks *r, struct rank_doc *d, int64_t from, int64_t until, bool renewed) {
  if (until <= d->settled_until) return;
  struct rank_live *b = live_of(r, d->n, from, until);
  bool fresh = !b;
  if (fresh) {
    b = must_calloc(1, sizeof *b);
    b->doc = d->n;
    b->slug = copy(d->l.slug);
    b->from = from;
    b->until = until;
    b->doubt = true;
    b->turn_ms = INT64_MAX;
    arena_init(&b->kept, "rank thresholds");
    pthread_mutex_lock(&r->lock);
    b->next = r->live;
    r->live = b;
    pthread_mutex_unlock(&r->lock);
  }
  b->d = d;
  b->version = d->version;
  if (fresh || renewed) mean(r, b);
}

/* The last period that began by now and is not settled, and the one before it. */
static void want_of(struct ranks *r, struct rank_doc *d, int64_t now, bool renewed) {
  const struct tz *tz = ws_tz(r->w);
  int64_t from, until, at = now;
  if (at >= d->l.launch.until) at = d->l.launch.until - 1;
  if (!leaderboard_period_at(&d->l, tz, d->first_ms, at, &from, &until)) return;
  if (now < until + d->l.settle_ms) want(r, d, from, until, renewed);
  if (d->l.period == RANK_ONCE ||
      !leaderboard_period_at(&d->l, tz, d->first_ms, from - 1, &from, &until))
    return;
  if (now < until + d->l.settle_ms) want(r, d, from, until, renewed);
}

void rank_live_choose(struct ranks *r, int64_t now, bool renewed) {
  for (struct rank_live *b = r->live; b; b = b->next)
    b->d = NULL;
  for (uint32_t i = 0; i < r->set.n; i++)
    want_of(r, &r->set.p[i], now, renewed);
  for (struct rank_live **at = &r->live; *at;) {
    struct rank_live *b = *at;
    if (b->d) {
      at = &b->next;
      continue;
    }
    pthread_mutex_lock(&r->lock);
    *at = b->next;
    pthread_mutex_unlock(&r->lock);
    rank_live_free(b);
  }
}

/* ---- a look ---- */

static void swap(struct ranks *r, struct rank_live *b, struct rank_order *o, uint64_t lsn,
                 int64_t now) {
  pthread_mutex_lock(&r->lock);
  struct rank_order *old = b->order;
  if (o) b->order = o;
  b->lsn = lsn;
  b->as_of = now;
  err_clear(&b->problem);
  pthread_mutex_unlock(&r->lock);
  if (o) rank_order_unref(old);
}

static bool build(struct ranks *r, struct rank_live *b, const struct snapshot *n, int64_t now,
                  struct err *err) {
  struct clock *clock = ws_clock(r->w);
  struct mono begun = clock->mono(clock);
  struct rank_scored s;
  if (!rank_score_all(r->w, &b->terms, r->set.names, n, now, b->terms.people ? &b->due : NULL, &s,
                      err))
    return false;
  struct rank_order *o = rank_order_new(s.e, s.tmp, s.n, s.subjects, b->d->l.ties);
  rank_scored_release(&s);
  b->turn_ms = s.turn_ms;
  b->compares = s.compares;
  b->full_ms = now;
  b->doubt = false;
  b->cuts.n = 0;
  arena_reset(&b->kept);
  swap(r, b, o, snapshot_lsn(n), now);
  double took = clock_seconds_since(clock, begun);
  b->full_took_ms = (int64_t)(took * 1000);
  pthread_mutex_lock(&r->lock);
  r->stats.builds++;
  r->stats.seconds += took;
  pthread_mutex_unlock(&r->lock);
  return true;
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static bool update(struct ranks *r, struct rank_live *b, const struct snapshot *n, int64_t now,
                   const subjects *who, struct err *err) {
  struct rank_change *c = must_malloc((who->n + 1) * sizeof *c);
  bool ok = who->n == 0 || rank_score_some(r->w, &b->terms, r->set.names, n, now, who, &b->due,
                                           &b->cuts, &b->kept, c, err);
  if (ok)
    swap(r, b, who->n ? rank_order_change(b->order, c, (uint32_t)who->n) : NULL, snapshot_lsn(n),
         now);
  free(c);
  pthread_mutex_lock(&r->lock);
  r->stats.asked += who->n;
  pthread_mutex_unlock(&r->lock);
  return ok;
}

/* Those touched and those due, each once, ascending. */
static void choose(struct rank_live *b, const struct snapshot *n, int64_t now,
                   const subjects *touched, subjects *ret) {
  uint32_t known = snapshot_subjects(n), kept = 0;
  for (size_t i = 0; i < touched->n; i++)
    if (touched->p[i] < known) vec_push(ret, touched->p[i]);
  if (b->terms.people && b->due.n) due_now(&b->due, now < b->until ? now : b->until - 1, ret);
  if (ret->n) qsort(ret->p, ret->n, sizeof *ret->p, by_number);
  for (size_t i = 0; i < ret->n; i++)
    if (kept == 0 || ret->p[kept - 1] != ret->p[i]) ret->p[kept++] = ret->p[i];
  ret->n = kept;
}

/* What keeps its board from standing is told with it; what keeps everything from going on is not.
 */
static bool stays(struct ranks *r, struct rank_live *b, int64_t now, struct err *err) {
  enum err_class c = err_class_of(err->code);
  b->doubt = true;
  b->retry_ms = now + RANK_AGAIN_MS;
  pthread_mutex_lock(&r->lock);
  b->problem = *err;
  pthread_mutex_unlock(&r->lock);
  return c != ERR_CLASS_SYSTEM && c != ERR_CLASS_CORRUPT && c != ERR_CLASS_INTERNAL;
}

bool rank_live_look(struct ranks *r, struct rank_live *b, const struct snapshot *n, int64_t now,
                    const subjects *touched, bool all, struct err *err) {
  uint32_t many = snapshot_subjects(n) / RANK_ONE_BY_ONE_OF;
  subjects who = {0};
  bool ok = true;
  if (!b->terms.score) return true;
  b->doubt |= all || !b->order || (now >= b->turn_ms && b->full_ms < b->until) ||
              (b->compares && now - b->full_ms >= RANK_COMPARE_MS);
  if (!b->doubt) {
    choose(b, n, now, touched, &who);
    b->doubt = who.n > (many > RANK_ONE_BY_ONE_MIN ? many : RANK_ONE_BY_ONE_MIN);
  }
  if (!b->doubt)
    ok = update(r, b, n, now, &who, err);
  else if (now >= b->retry_ms)
    ok = build(r, b, n, now, err);
  vec_free(&who);
  return ok || stays(r, b, now, err);
}

/* ---- reading ---- */

bool rank_live_take(struct ranks *r, struct str slug, int64_t from, struct rank_order **ret,
                    struct rank_period *period, struct err *err) {
  bool ok = false;
  pthread_mutex_lock(&r->lock);
  struct rank_live *b = r->live;
  while (b && !(b->from == from && str_eq(str_from(b->slug), slug)))
    b = b->next;
  if (b && b->order) {
    *ret = rank_order_ref(b->order);
    period->lsn = b->lsn;
    period->as_of = b->as_of;
    period->people = rank_order_n(b->order);
    ok = true;
  } else if (b && b->problem.code != ERR_none) {
    *err = b->problem;
  } else if (!b && r->full) {
    err_fail(err, ERR_too_many_resources, "%d", RANK_BOARDS_MAX);
  } else {
    err_fail(err, ERR_rank_building, "%.*s", STRF(slug));
  }
  pthread_mutex_unlock(&r->lock);
  return ok;
}

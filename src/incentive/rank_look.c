/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One look: snapshot first, who was touched second (so nobody is missed: workspace/consumer.h),
 * then every live board, what is over, and prizes.
 *
 * Who was touched by a look that failed waits for the next. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/rank_int.h"

#define AWARDS_A_LOOK 20

/* People of the subjects touched; who was moved stands for himself too, because he may be nobody
 * any more. */
static void people_of(struct ranks *r, subjects *ret) {
  struct people *people = ws_people(r->w);
  for (size_t i = 0; i < r->waiting.n; i++) {
    const struct ws_touched *t = &r->waiting.p[i];
    vec_push(ret, person_of(people, t->subject));
    if (t->moved) vec_push(ret, t->subject);
  }
}

static void take(struct ranks *r, const struct snapshot *n, struct arena *tmp) {
  struct ws_touched *t;
  uint32_t k;
  bool all;
  ws_touched_take(r->w, WS_FOR_RANKS, snapshot_lsn(n), tmp, &t, &k, &all);
  for (uint32_t i = 0; i < k; i++)
    vec_push(&r->waiting, t[i]);
  r->waiting_all |= all || r->waiting.n > WS_TOUCHED_MAX;
  if (r->waiting_all) r->waiting.n = 0;
}

static bool look_at(struct ranks *r, const struct snapshot *n, int64_t now, struct arena *tmp,
                    struct err *err) {
  subjects touched = {0};
  bool ok = true, renewed;
  take(r, n, tmp);
  if (!rank_set_update(r, n, now, &renewed, err)) return false;
  rank_live_choose(r, now, renewed);
  pthread_mutex_lock(&r->lock);
  r->full = r->set.full;
  pthread_mutex_unlock(&r->lock);
  people_of(r, &touched);
  for (struct rank_live *b = r->live; ok && b; b = b->next)
    ok = rank_live_look(r, b, n, now, &touched, r->waiting_all, err);
  vec_free(&touched);
  if (!ok) return false;
  r->waiting.n = 0;
  r->waiting_all = false;
  r->looked_lsn = snapshot_lsn(n);
  return true;
}

static bool award(struct ranks *r, struct err *err) {
  bool more = true;
  for (int i = 0; more && i < AWARDS_A_LOOK; i++)
    if (!rank_award(r, &more, err)) return false;
  r->awards = more;
  return true;
}

/* No boards, and nothing that could have made one: those touched are forgotten, but for who is not
 * in a snapshot yet. */
static bool nothing(struct ranks *r) {
  struct ws_touched *t;
  struct arena tmp;
  uint32_t n;
  bool all;
  if (!r->set.made || r->set.n || r->live || r->set.revision != resource_revision(r->w))
    return false;
  arena_init(&tmp, "rank look");
  ws_touched_take(r->w, WS_FOR_RANKS, ws_lsn(r->w), &tmp, &t, &n, &all);
  arena_release(&tmp);
  return true;
}

static bool look(struct ranks *r, struct err *err) {
  if (nothing(r)) return !r->awards || award(r, err);
  int64_t now = clock_wall_ms(ws_clock(r->w));
  uint32_t done = 0;
  struct arena tmp;
  arena_init(&tmp, "rank look");
  struct snapshot *n = ws_snapshot(r->w);
  bool ok = look_at(r, n, now, &tmp, err);
  snapshot_free(n);
  arena_release(&tmp);
  ok = ok && rank_finish(r, now, &done, err);
  r->awards |= done > 0;
  return ok && (!r->awards || award(r, err));
}

bool rank_look(struct ranks *r, struct err *err) {
  pthread_mutex_lock(&r->turn);
  bool ok = look(r, err);
  pthread_mutex_unlock(&r->turn);
  return ok;
}

bool rank_settle(struct ranks *r, struct err *err) {
  uint64_t until = log_end(ws_log(r->w));
  if (!log_sync(ws_log(r->w), err) || !ws_wait_lsn(r->w, until, WS_WAIT_LSN_MS_MAX, err))
    return false;
  return rank_look(r, err);
}

void rank_stats(struct ranks *r, struct rank_stats *ret) {
  pthread_mutex_lock(&r->lock);
  *ret = r->stats;
  ret->boards = 0;
  ret->people = ret->bytes = 0;
  for (const struct rank_live *b = r->live; b; b = b->next)
    if (b->order) {
      ret->boards++;
      ret->people += rank_order_n(b->order);
      ret->bytes += rank_order_bytes(b->order);
    }
  pthread_mutex_unlock(&r->lock);
}

/* ---- as a part of the room ---- */

bool ranks_open(struct incentive *i, struct err *err) {
  static const char *const names[RANK_TABLES] = {"rank_doc", "rank_period", "rank_place"};
  struct ranks *r = must_calloc(1, sizeof *r);
  i->ranks = r;
  r->i = i;
  r->l = i->l;
  r->w = loyalty_workspace(i->l);
  r->awards = true;
  pthread_mutex_init(&r->turn, NULL);
  pthread_mutex_init(&r->lock, NULL);
  for (int k = 0; k < RANK_TABLES; k++)
    if (!loyalty_table(r->l, names[k], &r->tables[k], err)) return false;
  ws_touched_begin(r->w, WS_FOR_RANKS);
  return true;
}

void ranks_close(struct incentive *i) {
  struct ranks *r = i->ranks;
  if (!r) return;
  ws_touched_end(r->w, WS_FOR_RANKS);
  while (r->live) {
    struct rank_live *b = r->live;
    r->live = b->next;
    rank_live_free(b);
  }
  rank_set_release(&r->set);
  vec_free(&r->waiting);
  pthread_mutex_destroy(&r->turn);
  pthread_mutex_destroy(&r->lock);
  free(r);
  i->ranks = NULL;
}

struct ranks *incentive_ranks(const struct incentive *i) {
  return i->ranks;
}

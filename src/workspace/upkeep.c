/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace that is written to needs besides: recovery, and a thread that asks for it.
 *
 * The thread (ws_options.background) writes sealed memtables to parts, makes a step of compaction
 * when nothing waits to be flushed (in a rush only what keeps the bound of parts), syncs the log in
 * relaxed mode, and tries to recover every few seconds after a failure.  Without it the applier
 * flushes by itself, as a command line import does, and whoever has the workspace may call
 * ws_recover.
 *
 * A flush that fails stops the workspace, because memory is bounded.  A merge of parts that fails
 * does not: what it leaves are more parts, which cost questions time and nobody an event.  It is
 * told in ws_health and tried again after a pause; flushes go on meanwhile. */
#include "base/thread.h"
#include "imports_int.h"
#include "seen_int.h"
#include "workspace_int.h"

#define LOOK_MS 1000

/* ---- recovery ---- */

/* Nobody is inside and the turn is ours. */
static bool recover(struct workspace *w, struct err *err) {
  people_undo(w->people);
  seen_undo(w->seen);
  if (log_is_failed(w->log, NULL) && !log_recover(w->log, err)) return false;
  /* Relaxed: memory has what the disk lost.  Files agree with the log, so starting again is the
   * whole cure, and that is what this error says. */
  if (log_end(w->log) < store_applied_lsn(w->store)) return err_fail(err, ERR_log_failed, NULL);
  return ws_catch_up(w, err) && ws_flush(w, err);
}

bool ws_recover(struct workspace *w, struct err *err) {
  struct pipeline *q = &w->q;
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&q->mu);
  while (q->recovering || (q->stopped && q->inside))
    pthread_cond_wait(&q->empty, &q->mu);
  bool needed = q->recovering = q->stopped;
  pthread_mutex_unlock(&q->mu);
  if (!needed) return true;
  /* A running import fails at its next commit and leaves; until then it knows of its keys more than
   * the log may say. */
  pthread_mutex_lock(&w->import);
  pipeline_take_turn(w);
  bool ok = recover(w, err);
  pipeline_give_turn(w);
  pthread_mutex_unlock(&w->import);
  pthread_mutex_lock(&q->mu);
  q->recovering = false;
  q->stopped = !ok;
  if (ok)
    q->recoveries++;
  else
    q->why = *err;
  pthread_cond_broadcast(&q->empty);
  pthread_cond_broadcast(&q->room);
  pthread_cond_broadcast(&q->reached);
  pthread_mutex_unlock(&q->mu);
  return ok;
}

/* ---- the thread ---- */

static void tell(struct workspace *w, const struct err *why) {
  if (w->o.trouble) w->o.trouble(w->o.trouble_ctx, w->slug, why);
}

/* Says so once, and once when it goes again. */
static void note_merge(struct workspace *w, bool ok, const struct err *why) {
  struct pipeline *q = &w->q;
  pthread_mutex_lock(&q->mu);
  bool failed_before = q->merge_failing;
  q->merge_failing = !ok;
  if (!ok) {
    q->merge_why = *why;
    q->merge_failures++;
    q->merge_again_ns = pipeline_now_ns() + q->merge_pause_ns;
  }
  pthread_mutex_unlock(&q->mu);
  if (failed_before == ok) tell(w, ok ? NULL : why);
}

/* While records come in faster than the processors have time for merging too, parts wait. */
static void press(struct workspace *w) {
  struct pipeline *q = &w->q;
  int64_t now = pipeline_now_ns(), ns = now - q->pressed_ns;
  uint64_t lsn = store_applied_lsn(w->store);
  if (ns < WS_PRESSED_LOOK_MS * INT64_C(1000000)) return;
  store_press(w->store,
              q->pressed_ns && (double)(lsn - q->pressed_lsn) * 1e9 / (double)ns >= WS_PRESSED);
  q->pressed_ns = now;
  q->pressed_lsn = lsn;
}

static void merge(struct workspace *w, bool *ret_more) {
  struct err err;
  press(w);
  if (w->q.merge_failing && pipeline_now_ns() < w->q.merge_again_ns) return;
  bool ok = store_compact_step(w->store, ret_more, &err);
  if (ok || err.code != ERR_canceled) note_merge(w, ok, &err);
}

/* One piece of work; false when it failed. */
static bool flush_or_merge(struct workspace *w, bool *ret_more, struct err *err) {
  *ret_more = false;
  if (!store_wants_flush(w->store)) {
    merge(w, ret_more);
    return true;
  }
  if (!ws_flush(w, err)) return false;
  pthread_mutex_lock(&w->q.mu);
  pthread_cond_broadcast(&w->q.room);
  pthread_mutex_unlock(&w->q.mu);
  *ret_more = true;
  return true;
}

static bool work(struct workspace *w, bool *ret_more) {
  struct err err;
  if (!log_sync(w->log, &err) || !flush_or_merge(w, ret_more, &err)) {
    if (err.code != ERR_canceled) pipeline_stop(w, &err);
    return false;
  }
  return true;
}

/* Says so once, and tries to go on. */
static void help(struct workspace *w, bool *told) {
  struct ws_health h;
  struct err ignored; /* kept as the reason of the stop */
  ws_health(w, &h);
  if (!h.accepting && !*told) tell(w, &h.why);
  *told |= !h.accepting;
  if (!ws_recover(w, &ignored)) return;
  if (*told) tell(w, NULL);
  *told = false;
}

/* What the growing log asks for, whenever half a file is full: the next file, and now and then a
 * checkpoint of positions.  A thread of its own, because flushes, merges and message ids may keep
 * theirs for longer than a file lasts. */
static void *prepare(void *arg) {
  struct workspace *w = arg;
  struct pipeline *q = &w->q;
  thread_name("log file");
  pthread_mutex_lock(&q->mu);
  while (!q->upkeep_stop) {
    if (!q->prepare_due) {
      pthread_cond_wait(&q->prepare_wake, &q->mu);
      continue;
    }
    q->prepare_due = false;
    pthread_mutex_unlock(&q->mu);
    struct err ignored; /* a commit or a flush will meet the same, and say so */
    log_prepare(w->log, &ignored);
    ws_checkpoint_positions(w, &ignored);
    pthread_mutex_lock(&q->mu);
  }
  pthread_mutex_unlock(&q->mu);
  return NULL;
}

static void *upkeep(void *arg) {
  struct workspace *w = arg;
  struct pipeline *q = &w->q;
  thread_name("upkeep");
  thread_background();
  bool told = false;
  int64_t look =
      (w->o.sync_ms && w->o.sync_ms < LOOK_MS ? w->o.sync_ms : LOOK_MS) * INT64_C(1000000);
  bool more = false;
  pthread_mutex_lock(&q->mu);
  while (!q->upkeep_stop) {
    int64_t until = pipeline_now_ns() + (q->stopped ? WS_RETRY_MS * INT64_C(1000000) : look);
    while (!more && !q->upkeep_stop && !(q->upkeep_due && !q->stopped) &&
           pipeline_wait_until(&q->upkeep_wake, &q->mu, until))
      ;
    bool stopped = q->stopped;
    more = q->upkeep_due = false;
    if (q->upkeep_stop) break;
    pthread_mutex_unlock(&q->mu);
    if (stopped)
      help(w, &told);
    else
      work(w, &more);
    pthread_mutex_lock(&q->mu);
  }
  pthread_mutex_unlock(&q->mu);
  return NULL;
}

void ws_upkeep_start(struct workspace *w) {
  w->signed_bytes = log_bytes(w->log);
  w->q.upkeep = true;
  if (pthread_create(&w->q.upkeep_thread, NULL, upkeep, w) != 0) panic("cannot start a thread");
  if (pthread_create(&w->q.prepare_thread, NULL, prepare, w) != 0) panic("cannot start a thread");
  ids_start(w);
}

void ws_upkeep_stop(struct workspace *w) {
  struct pipeline *q = &w->q;
  if (!q->upkeep) return;
  store_interrupt(w->store, true);
  pthread_mutex_lock(&q->mu);
  q->upkeep_stop = true;
  pthread_cond_signal(&q->upkeep_wake);
  pthread_cond_signal(&q->prepare_wake);
  pthread_mutex_unlock(&q->mu);
  pthread_join(q->upkeep_thread, NULL);
  pthread_join(q->prepare_thread, NULL);
  ids_stop(w);
  store_interrupt(w->store, false);
  q->upkeep = false;
}

void ws_health(struct workspace *w, struct ws_health *ret) {
  struct pipeline *q = &w->q;
  struct ws_health h = {.relaxed = w->o.sync_ms != 0, .sync_ms = w->o.sync_ms};
  pthread_mutex_lock(&q->mu);
  h.accepting = w->mode == WS_WRITE && !q->stopped;
  if (q->stopped) h.why = q->why;
  h.since_ms = q->stopped ? q->stopped_ms : 0;
  h.failures = q->failures;
  h.recoveries = q->recoveries;
  h.refused = q->refused;
  h.queued = q->inside;
  h.queued_bytes = q->bytes;
  h.merge_failures = q->merge_failures;
  h.merge_failing = q->merge_failing;
  if (q->merge_failing) h.merge_why = q->merge_why;
  pthread_mutex_unlock(&q->mu);
  h.applied = store_applied_lsn(w->store);
  h.acknowledged = log_end(w->log);
  h.durable = log_durable(w->log);
  log_stats(w->log, &h.log);
  ids_stats(w, &h.ids);
  *ret = h;
}

bool ws_wait_lsn(struct workspace *w, uint64_t lsn, int64_t wait_ms, struct err *err) {
  struct pipeline *q = &w->q;
  if (store_applied_lsn(w->store) >= lsn) return true;
  if (wait_ms > WS_WAIT_LSN_MS_MAX) wait_ms = WS_WAIT_LSN_MS_MAX;
  int64_t until = pipeline_now_ns() + wait_ms * INT64_C(1000000);
  bool more = true;
  pthread_mutex_lock(&q->mu);
  q->reached_waiting++;
  while (more && store_applied_lsn(w->store) < lsn)
    more = pipeline_wait_until(&q->reached, &q->mu, until);
  q->reached_waiting--;
  pthread_mutex_unlock(&q->mu);
  uint64_t applied = store_applied_lsn(w->store);
  return applied >= lsn || err_fail(err, ERR_lsn_not_reached, "%llu" ERR_SEP "%llu",
                                    (unsigned long long)lsn, (unsigned long long)applied);
}

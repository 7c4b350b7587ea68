/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread brings a group to the log and into the columns while the next one is gathered.
 *
 * There are two batches: the importer fills one, the thread has the other.  Giving waits until the
 * thread is done with the group before, so groups are committed one after the other, in the order
 * of the file, and none after one that failed.  That is what resuming rests on: the newest mark
 * counts everything up to its row, and nothing behind it is in the log.
 *
 * The mark is written from the counts at the moment of giving, not from those of now: the importer
 * is ahead.  Only the number of new people is known here, because numbers are allotted on the way
 * into the log.
 *
 * An import has no client that could come again later: while the disk cannot follow and memory is
 * full (ERR_overloaded) it waits.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/fault.h"
#include "import_int.h"

struct import_committer {
  struct workspace *w;
  struct ev_batch batch[2];
  unsigned filled; /* which one the importer has */
  struct import_counts counts;
  struct import_mark mark;
  struct buf mark_bytes;
  struct import_said said; /* the thread's while it is busy */
  bool busy, failed, stop;
  struct err why;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};

static void make_mark(void *ctx, const struct ingest_note *n, struct ws_extra *ret) {
  struct import_committer *c = ctx;
  struct import_mark *m = &c->mark;
  c->said.people += n->new_people;
  m->at_ms = clock_wall_ms(c->w->clock);
  m->read = c->counts.read;
  m->imported = c->counts.imported;
  m->duplicate = c->counts.duplicate;
  m->rejected = c->counts.rejected;
  m->people = c->said.people;
  m->events = c->counts.events;
  m->bytes = c->counts.bytes;
  m->events_lsn = n->events_lsn;
  buf_reset(&c->mark_bytes);
  import_mark_write(m, &c->mark_bytes);
  *ret = (struct ws_extra){LOG_IMPORT, buf_str(&c->mark_bytes)};
}

static bool commit(struct import_committer *c, struct ev_batch *b, struct err *err) {
  bool ok = ws_ingest_with(c->w, b, make_mark, c, NULL, err);
  for (int i = 1; !ok && err->code == ERR_overloaded && i < IMPORT_PATIENCE_TRIES; i++)
    ok = ws_ingest_with(c->w, b, make_mark, c, NULL, err); /* nothing of it has got in */
  ev_batch_reset(b);
  if (!ok) return false;
  c->said.marked = true;
  c->said.last = c->mark;
  return !fault_hit(FAULT_import_batch) || err_fail(err, ERR_canceled, NULL);
}

static void *work(void *arg) {
  struct import_committer *c = arg;
  pthread_mutex_lock(&c->mutex);
  for (;;) {
    while (!c->busy && !c->stop)
      pthread_cond_wait(&c->changed, &c->mutex);
    if (!c->busy) break;
    struct ev_batch *b = &c->batch[!c->filled];
    pthread_mutex_unlock(&c->mutex);
    struct err why;
    bool ok = commit(c, b, &why);
    pthread_mutex_lock(&c->mutex);
    c->busy = false;
    c->failed = !ok;
    if (!ok) c->why = why;
    pthread_cond_broadcast(&c->changed);
  }
  pthread_mutex_unlock(&c->mutex);
  return NULL;
}

struct import_committer *commit_start(struct workspace *w, const struct import_mark *mark,
                                      const struct import_said *said) {
  struct import_committer *c = must_calloc(1, sizeof *c);
  c->w = w;
  c->mark = *mark;
  c->said = *said;
  c->mark_bytes = (struct buf)BUF_INIT;
  ev_batch_init(&c->batch[0]);
  ev_batch_init(&c->batch[1]);
  pthread_mutex_init(&c->mutex, NULL);
  pthread_cond_init(&c->changed, NULL);
  must(pthread_create(&c->thread, NULL, work, c) == 0);
  return c;
}

struct ev_batch *commit_batch(struct import_committer *c) {
  return &c->batch[c->filled];
}

/* With the mutex. */
static bool wait_for(struct import_committer *c, struct err *err) {
  while (c->busy)
    pthread_cond_wait(&c->changed, &c->mutex);
  if (c->failed) *err = c->why;
  return !c->failed;
}

bool commit_give(struct import_committer *c, struct import_counts *counts, bool finished,
                 struct err *err) {
  pthread_mutex_lock(&c->mutex);
  bool ok = wait_for(c, err);
  counts->people = c->said.people;
  if (ok) {
    c->counts = *counts;
    c->mark.finished = finished;
    c->filled = !c->filled;
    c->busy = true;
    pthread_cond_broadcast(&c->changed);
  }
  pthread_mutex_unlock(&c->mutex);
  return ok;
}

bool commit_wait(struct import_committer *c, struct err *err) {
  pthread_mutex_lock(&c->mutex);
  bool ok = wait_for(c, err);
  pthread_mutex_unlock(&c->mutex);
  return ok;
}

struct import_said commit_said(struct import_committer *c) {
  struct err ignored;
  pthread_mutex_lock(&c->mutex);
  wait_for(c, &ignored);
  struct import_said said = c->said;
  pthread_mutex_unlock(&c->mutex);
  return said;
}

void commit_stop(struct import_committer *c) {
  if (!c) return;
  pthread_mutex_lock(&c->mutex);
  c->stop = true;
  pthread_cond_broadcast(&c->changed);
  pthread_mutex_unlock(&c->mutex);
  pthread_join(c->thread, NULL);
  ev_batch_release(&c->batch[0]);
  ev_batch_release(&c->batch[1]);
  buf_release(&c->mark_bytes);
  pthread_cond_destroy(&c->changed);
  pthread_mutex_destroy(&c->mutex);
  free(c);
}

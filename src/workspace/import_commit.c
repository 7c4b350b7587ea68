/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread brings a group to the log and into the columns while the next one is gathered.
 *
 * There are IMPORT_BATCHES batches in a ring: the importer fills one, the thread writes the oldest
 * that was given, the others wait, so that neither stops for the other's bad moment.  Groups are
 * committed one after the other, in the order of the file, and none after one that failed.  That is
 * what resuming rests on: the newest mark counts everything up to its row, and nothing behind it is
 * in the log.
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

struct group {
  struct ev_batch batch;
  struct import_counts counts; /* when it was given */
  bool finished;
};

struct import_committer {
  struct workspace *w;
  struct group group[IMPORT_BATCHES];
  uint64_t given, done; /* groups; given - done < IMPORT_BATCHES */
  struct import_mark mark;
  struct buf mark_bytes;
  struct import_said said; /* under the mutex */
  bool failed, stop;
  struct err why;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};

static struct group *group_at(struct import_committer *c, uint64_t number) {
  return &c->group[number % IMPORT_BATCHES];
}

/* On the way into the log; only the thread's own and the mark are touched. */
static void make_mark(void *ctx, const struct ingest_note *n, struct ws_extra *ret) {
  struct import_committer *c = ctx;
  const struct group *g = group_at(c, c->done);
  struct import_mark *m = &c->mark;
  m->people = c->said.people + n->new_people;
  m->at_ms = clock_wall_ms(c->w->clock);
  m->read = g->counts.read;
  m->imported = g->counts.imported;
  m->duplicate = g->counts.duplicate;
  m->rejected = g->counts.rejected;
  m->events = g->counts.events;
  m->bytes = g->counts.bytes;
  m->finished = g->finished;
  m->events_lsn = n->events_lsn;
  buf_reset(&c->mark_bytes);
  import_mark_write(m, &c->mark_bytes);
  *ret = (struct ws_extra){LOG_IMPORT, buf_str(&c->mark_bytes)};
}

static bool commit(struct import_committer *c, struct group *g, struct err *err) {
  bool ok = ws_ingest_with(c->w, &g->batch, make_mark, c, NULL, err);
  for (int i = 1; !ok && err->code == ERR_overloaded && i < IMPORT_PATIENCE_TRIES; i++)
    ok = ws_ingest_with(c->w, &g->batch, make_mark, c, NULL, err); /* nothing of it has got in */
  ev_batch_reset(&g->batch);
  return ok;
}

static void *work(void *arg) {
  struct import_committer *c = arg;
  pthread_mutex_lock(&c->mutex);
  for (;;) {
    while (c->done == c->given && !c->stop)
      pthread_cond_wait(&c->changed, &c->mutex);
    if (c->done == c->given) break;
    struct group *g = group_at(c, c->done);
    pthread_mutex_unlock(&c->mutex);
    struct err why;
    bool ok = commit(c, g, &why);
    bool said = ok;
    if (ok && fault_hit(FAULT_import_batch)) ok = err_fail(&why, ERR_canceled, NULL);
    pthread_mutex_lock(&c->mutex);
    if (said)
      c->said = (struct import_said){.marked = true, .last = c->mark, .people = c->mark.people};
    c->done = ok ? c->done + 1 : c->given; /* what was given after it is dropped */
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
  for (int i = 0; i < IMPORT_BATCHES; i++)
    ev_batch_init(&c->group[i].batch);
  pthread_mutex_init(&c->mutex, NULL);
  pthread_cond_init(&c->changed, NULL);
  must(pthread_create(&c->thread, NULL, work, c) == 0);
  return c;
}

struct ev_batch *commit_batch(struct import_committer *c) {
  return &group_at(c, c->given)->batch; /* the importer alone changes `given` */
}

/* With the mutex; until at most `most` groups are on their way. */
static bool wait_for(struct import_committer *c, uint64_t most, struct err *err) {
  while (c->given - c->done > most)
    pthread_cond_wait(&c->changed, &c->mutex);
  if (c->failed) *err = c->why;
  return !c->failed;
}

bool commit_give(struct import_committer *c, struct import_counts *counts, bool finished,
                 struct err *err) {
  pthread_mutex_lock(&c->mutex);
  bool ok = wait_for(c, IMPORT_BATCHES - 2, err);
  counts->people = c->said.people;
  if (ok) {
    struct group *g = group_at(c, c->given++);
    g->counts = *counts;
    g->finished = finished;
    pthread_cond_broadcast(&c->changed);
  }
  pthread_mutex_unlock(&c->mutex);
  return ok;
}

bool commit_wait(struct import_committer *c, struct err *err) {
  pthread_mutex_lock(&c->mutex);
  bool ok = wait_for(c, 0, err);
  pthread_mutex_unlock(&c->mutex);
  return ok;
}

struct import_said commit_said(struct import_committer *c) {
  struct err ignored;
  pthread_mutex_lock(&c->mutex);
  wait_for(c, 0, &ignored);
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
  for (int i = 0; i < IMPORT_BATCHES; i++)
    ev_batch_release(&c->group[i].batch);
  buf_release(&c->mark_bytes);
  pthread_cond_destroy(&c->changed);
  pthread_mutex_destroy(&c->mutex);
  free(c);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread parses while the importing thread looks up keys and writes the log.
 *
 * A ring of IMPORT_SLOTS slots: the parser fills the next free one, the importer takes the oldest
 * full one, works on it in place and gives it back.  Rows of a few bytes in thousands of columns
 * take many times their text in memory; so the parser is not far ahead when what it has parsed
 * takes more than IMPORT_AHEAD_BYTES, and a slot that had much of it gives the memory back. Records
 * are copied out of the reader in a form of 48 bytes, because the reader's own (with room for a
 * whole error each) are gone at its next call and errors are rare.
 *
 * The importer waits with a time limit, so that a trickling standard input still becomes durable
 * every second.  Stopping early waits for the parser to come back from the reader; a read from a
 * silent pipe ends when its other side closes.
 */
#include "import_int.h"

#include <pthread.h>
#include <stdlib.h>

struct import_pipe {
  struct reader *reader;
  struct import_slot slots[IMPORT_SLOTS];
  uint64_t filled, taken; /* counts; filled - taken ≤ IMPORT_SLOTS, taken counts slots given back */
  size_t bytes;           /* of memory in slots that are filled */
  bool ended, failed, stop;
  struct err why;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};

static void copy_record(struct import_slot *s, const struct read_record *r) {
  struct parsed p = {.content = r->content,
                     .line = r->line,
                     .row_begin = r->row_begin,
                     .row_n = r->row_n,
                     .has_id = r->has_id,
                     .rejected = r->rejected};
  if (r->rejected) {
    struct parsed_reject why = {r->why, arena_str(&s->texts, r->text)};
    p.reject = (uint32_t)s->rejects.n;
    vec_push(&s->rejects, why);
  }
  vec_push(&s->records, p);
}

/* One call of the reader.  False at the end, or with err set. */
static bool fill(struct import_pipe *p, struct import_slot *s, struct err *err) {
  struct read_record *records;
  uint32_t n;
  s->records.n = 0;
  s->rejects.n = 0;
  arena_reset(&s->texts);
  if (!reader_next(p->reader, &s->batch, &records, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    copy_record(s, &records[i]);
  s->bytes = reader_bytes(p->reader);
  return n > 0;
}

static size_t memory_of(const struct import_slot *s) {
  const struct ev_batch *b = &s->batch;
  return b->rows.n * sizeof *b->rows.p + b->vals.n * sizeof *b->vals.p + b->ids.bytes.used +
         b->strings.bytes.used;
}

static bool far_ahead(const struct import_pipe *p) {
  uint64_t ahead = p->filled - p->taken;
  return ahead == IMPORT_SLOTS || (ahead > 1 && p->bytes >= IMPORT_AHEAD_BYTES);
}

static void *parse(void *arg) {
  struct import_pipe *p = arg;
  struct err err = {0};
  for (bool more = true; more;) {
    pthread_mutex_lock(&p->mutex);
    while (far_ahead(p) && !p->stop)
      pthread_cond_wait(&p->changed, &p->mutex);
    bool stop = p->stop;
    struct import_slot *s = &p->slots[p->filled % IMPORT_SLOTS];
    pthread_mutex_unlock(&p->mutex);
    if (stop) break;
    more = fill(p, s, &err);
    pthread_mutex_lock(&p->mutex);
    if (more) {
      p->bytes += memory_of(s);
      p->filled++;
    } else {
      p->ended = true;
      p->failed = err.code != ERR_none;
      p->why = err;
    }
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->mutex);
  }
  return NULL;
}

struct import_pipe *pipe_start(struct reader *r) {
  struct import_pipe *p = must_calloc(1, sizeof *p);
  pthread_condattr_t attr;
  p->reader = r;
  for (int i = 0; i < IMPORT_SLOTS; i++) {
    ev_batch_init(&p->slots[i].batch);
    arena_init(&p->slots[i].texts, "rejected rows");
  }
  pthread_mutex_init(&p->mutex, NULL);
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_cond_init(&p->changed, &attr);
  pthread_condattr_destroy(&attr);
  must(pthread_create(&p->thread, NULL, parse, p) == 0);
  return p;
}

enum pipe_got pipe_take(struct import_pipe *p, int64_t wait_ns, struct import_slot **ret,
                        struct err *err) {
  /* the machine's clock, whatever the workspace's: the condition variable sleeps by it */
  int64_t until = clock_system()->mono(clock_system()).ns + wait_ns;
  struct timespec ts = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
  enum pipe_got got = PIPE_LATE;
  int waited = 0;
  pthread_mutex_lock(&p->mutex);
  while (p->filled == p->taken && !p->ended && waited == 0)
    waited = pthread_cond_timedwait(&p->changed, &p->mutex, &ts);
  if (p->filled > p->taken) {
    *ret = &p->slots[p->taken % IMPORT_SLOTS];
    got = PIPE_SLOT;
  } else if (p->ended) {
    got = p->failed ? PIPE_FAILED : PIPE_END;
    if (p->failed) *err = p->why;
  }
  pthread_mutex_unlock(&p->mutex);
  return got;
}

void pipe_give_back(struct import_pipe *p) {
  pthread_mutex_lock(&p->mutex);
  must(p->taken < p->filled);
  struct import_slot *s = &p->slots[p->taken % IMPORT_SLOTS];
  size_t bytes = memory_of(s);
  p->bytes -= bytes;
  if (bytes > IMPORT_AHEAD_BYTES / IMPORT_SLOTS) {
    ev_batch_release(&s->batch);
    ev_batch_init(&s->batch);
  }
  p->taken++;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->mutex);
}

void pipe_stop(struct import_pipe *p) {
  if (!p) return;
  pthread_mutex_lock(&p->mutex);
  p->stop = true;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->mutex);
  pthread_join(p->thread, NULL);
  for (int i = 0; i < IMPORT_SLOTS; i++) {
    struct import_slot *s = &p->slots[i];
    ev_batch_release(&s->batch);
    vec_free(&s->records);
    vec_free(&s->rejects);
    arena_release(&s->texts);
  }
  pthread_cond_destroy(&p->changed);
  pthread_mutex_destroy(&p->mutex);
  free(p);
}

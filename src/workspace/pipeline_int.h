/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How events get in: three stages, each of which one thread at a time does for everybody.
 *
 *   ws_ingest ─ queued ─▶ sequence ─ ordered ─▶ write ─ durable ─▶ apply ─ done
 *
 * A call of ws_ingest is a passage on its caller's stack.  Whoever waits looks for a stage that has
 * work and nobody at it, and does it for all passages there: resolves and appends everything queued
 * (sequence), lets the log write and sync everything ordered (write), applies everything durable
 * (apply).  So three groups are under way at a time, a lone writer never changes threads, and the
 * memory of a queue is the callers' own: it is bounded by the number of threads, and in bytes by
 * WS_QUEUE_BYTES.
 *
 * Invariants.  Order: passages are sequenced in the order they queued, and LSNs, durability and
 * application follow that order.  A passage is applied only below log_end, and its caller is told
 * "done" only after that; so what was acknowledged is also visible.
 *
 * Stopping.  After a failure nothing enters; what was not acknowledged by the log fails with the
 * cause; what was is applied.  ws_recover waits until nobody is inside, takes back what people know
 * of the failed, lets the log look at the disk, catches up with what it found, and opens the door.
 */
#ifndef SHOAL_WORKSPACE_PIPELINE_INT_H
#define SHOAL_WORKSPACE_PIPELINE_INT_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "base/err.h"

#define WS_QUEUE_BYTES      ((size_t)64 << 20) /* of encoded batches inside; one larger goes alone */
#define WS_OVERLOAD_WAIT_MS 2000               /* how long a producer waits for room */
#define WS_RETRY_MS         2000               /* between attempts to recover */
#define WS_MERGE_PAUSE_MS   5000               /* after a merge of parts that failed */
#define WS_PRESSED          300000             /* records/s from which merges of parts wait */
#define WS_PRESSED_LOOK_MS  500                /* the rate is that of at least so long */

struct workspace;

enum passage_state { PASSAGE_WAITS, PASSAGE_DONE, PASSAGE_FAILED };

struct passage {
  struct passage *next;
  uint64_t ticket; /* once sequenced */
  size_t bytes;
  _Atomic int state; /* enum passage_state */
  bool asleep;       /* waits for `look`; guarded by mu */
  bool called;       /* … and was told to; guarded by mu */
  sem_t look;
  struct err why; /* when failed */
};

struct passages {
  struct passage *head, **tail;
};

struct pipeline {
  pthread_mutex_t mu; /* guards all of this; held for moments */
  struct passages queued, ordered;
  struct passage *newest; /* of ordered */
  bool sequencing, writing, applying;
  bool held;              /* nothing is sequenced */
  pthread_cond_t drained; /* somebody holds, or wants to */
  pthread_cond_t turn;    /* somebody waits for the applier's place */
  uint32_t turn_waiting;
  uint32_t inside;
  size_t bytes;
  pthread_cond_t room, empty, reached;
  uint32_t room_waiting, reached_waiting;
  bool stopped, recovering;
  struct err why;
  int64_t stopped_ms; /* wall */
  uint64_t failures, recoveries, refused;

  bool upkeep, upkeep_stop, upkeep_due;
  pthread_t upkeep_thread;
  pthread_cond_t upkeep_wake;
  bool merge_failing; /* written by upkeep alone */
  struct err merge_why;
  uint64_t merge_failures;
  int64_t merge_again_ns, merge_pause_ns; /* tests make the pause shorter */
  int64_t pressed_ns;                     /* upkeep's own: when it last looked at the rate */
  uint64_t pressed_lsn;

  bool prepare_due; /* the log wants its next file made */
  pthread_t prepare_thread;
  pthread_cond_t prepare_wake;

  bool ids_due, ids_failing; /* see ids.c */
  pthread_t ids_thread;
  pthread_cond_t ids_wake;
};

void pipeline_init(struct pipeline *q);
void pipeline_release(struct pipeline *q);
/* From entry to the end; `in` is ready but for its `bytes`. */
bool pipeline_pass(struct workspace *w, struct passage *in, struct err *err);
/* Until what waits in memory for files has room, or ERR_overloaded; ERR_workspace_stopped. */
bool pipeline_await_room(struct workspace *w, struct err *err);
/* The applier's place: while one has it, nothing is applied. */
void pipeline_take_turn(struct workspace *w);
void pipeline_give_turn(struct workspace *w);
/* The sequencer's and the applier's place, with nothing between the two: what is in the log is
 * applied, and the caller alone appends, submits and waits.  Producers queue meanwhile.
 * ERR_workspace_stopped. */
bool pipeline_hold(struct workspace *w, struct err *err);
void pipeline_let_go(struct workspace *w);
/* With the lock: wakes one for each place that is free and has work. */
void pipeline_call(struct workspace *w);
bool pipeline_refuse(struct workspace *w,
                     struct err *err); /* with the lock: ERR_workspace_stopped */
/* Stops accepting because of `why`; the caller need not have anything. */
void pipeline_stop(struct workspace *w, const struct err *why);
bool pipeline_check(struct workspace *w, struct err *err); /* ERR_workspace_stopped */
/* Waits on a condition variable of the pipeline, by the machine's monotonic clock; false when the
 * time is over. */
bool pipeline_wait_until(pthread_cond_t *c, pthread_mutex_t *mu, int64_t until_ns);
int64_t pipeline_now_ns(void);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one writer of a database: requests of many threads become one transaction.
 *
 * A durable commit costs the disk's time and not the processor's, so requests that wait at the same
 * time share it: a thread takes all that wait, runs them one after the other in one transaction,
 * and answers when it is committed.  Each is all or nothing by itself: one that is refused leaves
 * nothing behind and does not touch its neighbours.  Only a commit that fails, fails its group.
 *
 * Threads: writer_add and writer_do from any, writer_close when nobody adds any more.
 */
#ifndef SHOAL_STATE_WRITER_H
#define SHOAL_STATE_WRITER_H

#include "state/state.h"

#define WRITER_GROUP_MAX   512              /* requests in one transaction */
#define WRITER_GROUP_NS    INT64_C(5000000) /* after so long it is committed with what it has */
#define WRITER_WAITING_MAX 65536            /* ERR_overloaded */
#define WRITER_TRIES       5                /* of a group that met ERR_state_retry */

/* A request; its owner keeps it until done (or writer_do returns). */
struct writer_work {
  /* On the writer's thread, inside the transaction.  False with *err: refused.  May be called
   * again, from the start: it resets what it wrote elsewhere.  What it refuses before its first
   * write costs nobody anything. */
  bool (*run)(struct writer_work *, struct state *, struct err *);
  /* On the writer's thread, once: after the commit (NULL), or why there is none.  Quick, and takes
   * no lock that somebody holds while adding.  Not used by writer_do. */
  void (*done)(struct writer_work *, const struct err *why);
  struct writer_work *next; /* the writer's */
  void *waiter;             /* the writer's */
};

/* What is kept in memory beside the database by those who run works, in step with it.  All on the
 * writer's thread; each function may be NULL. */
struct writer_hooks {
  const char *name; /* of whose database it is, in ERR_overloaded; kept */
  void *ctx;
  /* After the beginning, before any work: what they all need can be fetched together.  The works
   * hang on `first`; the group may end before its last. */
  bool (*begin)(void *ctx, struct state *, struct writer_work *first, struct err *);
  void (*mark)(void *ctx); /* before each work */
  void (*undo)(void *ctx); /* the work since the mark was refused */
  /* Before the commit: writes what the works left in memory. */
  bool (*end)(void *ctx, struct state *, struct err *);
  /* Afterwards; not committed: forget everything since `begin`. */
  void (*over)(void *ctx, bool committed);
};

struct writer;

/* `hooks` is copied; `s` is open for writing and outlives it.  Others may go on using
 * `s`, between groups. */
bool writer_open(struct state *s, const struct writer_hooks *hooks, struct writer **ret,
                 struct err *err);
void writer_close(struct writer *w); /* does what waits first; NULL is fine */

/* ERR_overloaded: not added. */
bool writer_add(struct writer *w, struct writer_work *k, struct err *err);
/* Waits for the outcome.  Not on the writer's thread. */
bool writer_do(struct writer *w, struct writer_work *k, struct err *err);

/* The caller is the writer's thread. */
bool writer_thread_is(const struct writer *w);

struct writer_stats {
  uint64_t works, refused, failed; /* since opening; failed: with their group */
  uint64_t groups, again;          /* committed; run again one by one, or after ERR_state_retry */
  uint32_t waiting;
};
void writer_stats(struct writer *w, struct writer_stats *ret);

#endif

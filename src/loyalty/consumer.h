/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A consumer of the log that makes works of what it hears, each row once for ever: earning,
 * joining by events, tasks.
 *
 *   cursor ─▶ records ─▶ rows of events it listens to ─▶ hits ─▶ one work: effects and cursor
 *
 * A step ends between two rows, so a record of any size is done in pieces; the cursor names the
 * next row.  Rows without effects move the cursor in memory only: after a crash they are looked at
 * again and say the same.  When a step fails nothing was done.
 *
 * Threads: steps and adoptions one at a time (the turn); consumer_stats by any. */
#ifndef SHOAL_LOYALTY_CONSUMER_H
#define SHOAL_LOYALTY_CONSUMER_H

#include <pthread.h>

#include "event/batch.h"
#include "loyalty/earn_people.h"
#include "loyalty/loyalty.h"

struct consumer_step {
  uint64_t end, cursor, rows;
  struct arena out; /* for what hits hold on to; of the step */
  struct arena tmp; /* of a record */
  struct ev_batch batch;
};

struct consumer;
struct consumer_def { /* all called with the turn */
  const char *name;   /* of its cursor */
  /* SQL for one number: where its effects stand, should a repair have forgotten the cursor; NULL:
   * nothing says so. */
  const char *place;
  bool from_end;               /* begins at the end of the log, else at its oldest row */
  uint32_t rows_max, hits_max; /* of a step */
  uint64_t save_lsns;          /* the cursor is saved after so many rows without effects */
  /* What documents say now; cheap when none was changed. */
  bool (*update)(struct consumer *, struct err *);
  bool (*listens)(const struct consumer *); /* to anything at all */
  bool (*hears)(const struct consumer *, struct str event);
  void (*begin)(struct consumer *); /* may be NULL */
  bool (*row)(struct consumer *, struct consumer_step *, const struct person_event *, struct err *);
  /* Every row below step->cursor was heard; may be NULL. */
  void (*reached)(struct consumer *, struct consumer_step *);
  size_t (*hits)(const struct consumer *);
  /* The effects of the hits and the cursor (ws_cursor_save), in one work. */
  bool (*effect)(struct consumer *, struct consumer_step *, struct err *);
  void (*end)(struct consumer *, bool ok); /* not ok: nothing was done */
};

struct consumer_stats {
  uint64_t rows, hits, steps; /* since opening */
  uint64_t cursor, lag;       /* LSN of the next row; behind the end of the log */
};

struct consumer { /* first in what a consumer keeps */
  const struct consumer_def *def;
  struct loyalty *l;
  struct workspace *w;
  pthread_mutex_t turn; /* guards what follows, and what the consumer keeps */
  uint64_t cursor;
  uint64_t saved;       /* 0: never */
  pthread_mutex_t lock; /* guards stats; after turn */
  struct consumer_stats stats;
};

/* ERR_cursor_outside: its place is of another log. */
bool consumer_open(struct consumer *c, const struct consumer_def *def, struct loyalty *l,
                   struct err *err);
void consumer_close(struct consumer *c);

/* Takes note of documents that were changed: they count for events from now on.  To be called after
 * a change; else the next step does. */
bool consumer_adopt(struct consumer *c, struct err *err);
/* The next piece of the log; *ret_more: there is more. */
bool consumer_step(struct consumer *c, bool *ret_more, struct err *err);
/* At most so many. */
bool consumer_steps(struct consumer *c, uint32_t max, struct err *err);
/* Steps until everything that was in the log at the call is done. */
bool consumer_settle(struct consumer *c, struct err *err);
void consumer_stats(struct consumer *c, struct consumer_stats *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes in, to be looked at while it does: the last messages of a workspace as they were sent,
 * and what became of each.  In memory only, bounded, and sampled where more comes than anybody can
 * read; every key has its own share, so that a quiet integration shows beside a busy one. */
#ifndef SHOAL_COLLECT_WATCH_H
#define SHOAL_COLLECT_WATCH_H

#include "base/clock.h"
#include "base/json.h"
#include "collect/normal.h"

#define WATCH_KEPT 200u /* messages */
#define WATCH_TEXT_MAX                                                                             \
  (16u << 10) /* bytes shown of one message, and of its rows; longer ones are cut */
#define WATCH_BEGIN_MAX (64u << 10) /* bytes of kept ones that a new watcher is shown */
#define WATCH_RATE      20u /* messages/s of a key that are shown; failed ones count apart */
#define WATCH_MAX       64u /* who watch a workspace: ERR_too_many_streams */

enum watch_outcome {
  WATCH_TAKEN,    /* became rows */
  WATCH_REJECTED, /* became a dead letter */
  WATCH_REFUSED   /* the request was turned away as a whole: nothing of it is kept, or shown */
};

struct watched {
  uint64_t n; /* counts up */
  int64_t at_ms;
  enum wire_protocol protocol;
  enum watch_outcome outcome;
  bool repeated, clamped, bot;                /* repeated: all of the request was known */
  struct str key, path, event, library, text; /* key: id.  text: as sent, cut, any bytes */
  bool cut;
  const struct wire_id *ids;
  uint32_t n_ids;
  struct str rows; /* JSON: [{event, time, properties: {…}}] */
  struct err why;  /* of one not taken */
};

struct watch;
struct watch *watch_new(struct clock *clock);
void watch_free(struct watch *w); /* NULL is fine; nobody watches */

/* Whether this message is to be shown: then watch_put follows.  Cheap. */
bool watch_wants(struct watch *w, struct str key, bool taken);
void watch_put(struct watch *w, const struct watched *m); /* copied; n and at_ms are set here */
uint64_t watch_left_out(const struct watch *w);           /* messages not shown, since the start */

/* fn is called for each message from the thread that took it; it must be quick and must not call
 * the watch.  First for the newest of those kept, oldest first, before watch_begin returns. */
typedef void watch_fn(void *ctx, const struct watched *m);
bool watch_begin(struct watch *w, watch_fn *fn, void *ctx, struct err *err);
void watch_end(struct watch *w, watch_fn *fn, void *ctx); /* then fn is not running any more */

/* Rows of a batch as JSON, for `rows`. */
void watch_rows(const struct ev_batch *b, uint32_t from, uint32_t n, struct buf *out);

#endif

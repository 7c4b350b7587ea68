/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long events are kept.
 *
 * The rules are a setting, written like `36m,product_viewed=13m,page_viewed=90d`: a bound for all
 * events (none: forever), then bounds of single events; d are days, m months, `forever` no bound;
 * `none` = no rules.  Orders, order lines and refunds follow only a rule of their own, whatever the
 * bound for all.  Of attributes ($set) the value that holds at the bound stays, however old it is.
 *
 * An event is too old when it happened before the beginning of the day, in the workspace's zone,
 * that many days or months before today.  It is then in no answer any more, at once, and out of log
 * and columns after a run, at most WS_RETENTION_RUN_DAYS later as long as somebody runs it (a
 * server does, when no import is running; else `shoal retention --run`).  Backups forget with their
 * age.  People whose every event is gone stay people, known since their first.  Nothing is answered
 * as of a moment before the bound of an event that the question reads (ERR_as_of_too_old), not even
 * when the bound is moved back later: what is gone is gone.
 *
 * An event that is too old when it comes is accepted, counted and not shown.
 */
#ifndef SHOAL_WORKSPACE_RETENTION_H
#define SHOAL_WORKSPACE_RETENTION_H

#include "workspace/workspace.h"

#define WS_RETENTION_RUN_DAYS   7
#define WS_RETENTION_RULES_MAX  100
#define WS_RETENTION_DAYS_MAX   36500
#define WS_RETENTION_MONTHS_MAX 1200

struct ws_keep {
  uint32_t n; /* 0 = forever */
  char unit;  /* 'd' or 'm' */
};
struct ws_keep_event {
  struct str event;
  struct ws_keep keep;
};
struct ws_retention {
  struct ws_keep all;
  const struct ws_keep_event *rules; /* ascending by name, each once */
  uint32_t n;
};
/* Names live in out.  ERR_bad_retention. */
bool ws_retention_parse(struct str text, struct arena *out, struct ws_retention *ret,
                        struct err *err);
void ws_retention_write(const struct ws_retention *r, struct buf *out);
void ws_keep_write(struct ws_keep k, struct buf *out); /* "13m", "90d", "forever" */
/* The first moment of this event that is kept today by these rules; INT64_MIN = all. */
int64_t ws_retention_low(struct workspace *w, const struct ws_retention *r, struct str event);

/* What the rules in force are: "" = none.  Lives as long as the workspace. */
struct str ws_retention_text(const struct workspace *w);
/* Rules from now on, with a line in the audit trail.  ERR_bad_retention. */
bool ws_retention_set(struct workspace *w, struct str text, struct str author, struct err *err);

/* What rules would take from what is shown now. */
struct ws_reach_event {
  struct str event;
  int64_t low; /* what is before goes */
  uint64_t rows, people;
};
struct ws_reach {
  uint64_t rows, people;               /* events and attribute changes; people with any of them */
  uint64_t rows_total;                 /* that are shown now */
  const struct ws_reach_event *events; /* that lose any, the most first */
  uint32_t n;
  uint64_t rewrite_bytes; /* of log and columns, at most: what the run writes again */
};
bool ws_retention_reach(struct workspace *w, const struct ws_retention *r, struct arena *out,
                        struct ws_reach *ret, struct err *err);

struct ws_retention_done {
  uint64_t rows;      /* out of the columns */
  uint32_t log_files; /* written again */
};
/* True when something has been too old for WS_RETENTION_RUN_DAYS and may be in the files; quick. */
bool ws_retention_waits(struct workspace *w);
/* Whatever is too old leaves log and columns.  Waits for a running import; writers and readers go
 * on. */
bool ws_retention_run(struct workspace *w, struct ws_retention_done *ret, struct err *err);

#endif

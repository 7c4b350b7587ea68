/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is in which segment, and who came and went, when and why.
 *
 * Asking a segment is always asking its expression (query).  This room keeps the answers of active
 * segments true as events come and time passes, and records every entry and exit: what Shoal saw,
 * never computed again.  Membership is the fold of those records; sets in memory are caches of it.
 *
 *   member_change {segment, version, T, LSN, cause, entered, exited}    in state.db, with the
 * cursor
 *
 * One look evaluates all segments together as of one moment T: of everybody, or only of those who
 * were touched since the last look and those for whom the last answer's time has run out, besides
 * everybody about the segments that are new, mean something else now or are not live.  After a
 * crash the next look compares with what was recorded: nobody enters twice, nobody is lost.
 *
 * Threads: members_look and members_close by one thread at a time, everything else by any.
 */
#ifndef SHOAL_MEMBERS_MEMBERS_H
#define SHOAL_MEMBERS_MEMBERS_H

#include <roaring/roaring.h>

#include "resource/resource.h"

#define MEMBERS_SEGMENTS_MAX 1000 /* active segments that are kept; more are not, and say so */
#define MEMBERS_FRESH_MS     (INT64_C(3600) * 1000) /* rows older than this came late */
#define MEMBERS_HOT_ROWS                                                                           \
  100000 /* people of more rows are asked once a minute, not at each event                         \
          */
#define MEMBERS_HOT_MS     60000
#define MEMBERS_IDLE_MS    10000  /* between looks while there are no segments */
#define MEMBERS_COMPARE_MS 900000 /* classes that compare people: everybody again after so long */
#define MEMBERS_KEEP_MS    (INT64_C(400) * 86400000) /* changes are kept so long */

enum member_cause {
  MEMBER_EVENT,      /* something the person did, or that was set */
  MEMBER_TIME,       /* time passed */
  MEMBER_DEFINITION, /* the segment, or what it refers to, was changed, archived or restored */
  MEMBER_IDENTITY,   /* became one person with another, was taken apart or erased */
  MEMBER_LATE,       /* rows that came more than MEMBERS_FRESH_MS after their time, imports */
  MEMBER_BASELINE,   /* was in it when it was looked at for the first time */
  MEMBER_CAUSES
};
extern const char *const member_cause_names[MEMBER_CAUSES]; /* event, time, … as in SQL */
bool member_cause_find(struct str name, enum member_cause *ret);

struct members;

/* Loads what was recorded.  `w` is opened for writing and outlives it; one per workspace. */
bool members_open(struct workspace *w, struct members **ret, struct err *err);
void members_close(struct members *m); /* NULL is fine */

struct member_news { /* of one segment in one look */
  struct str slug;
  uint64_t people, entered, exited;
};
struct members_looked {
  bool looked; /* false: there was nothing to do */
  bool everybody;
  uint32_t people; /* asked about all segments, unless everybody */
  uint32_t anew;   /* segments everybody was asked about, unless about all */
  int64_t at_ms;
  uint64_t lsn;
  struct member_news *news; /* segments that changed; in `out` */
  uint32_t n_news;
};
/* One look, if anything calls for it: now is the workspace's clock.  What it found is durable when
 * it returns.  On failure nothing was recorded and the next look does all of it. */
bool members_look(struct members *m, struct arena *out, struct members_looked *ret,
                  struct err *err);
/* Looks whatever is due, and at this segment even if it is only looked at daily or when asked.
 * Waits for a look under way.  ERR_unknown_resource. */
bool members_look_at(struct members *m, struct str slug, struct arena *out,
                     struct members_looked *ret, struct err *err);
/* The next look asks everybody. */
void members_doubt(struct members *m);

/* ---- what is so ---- */

struct member_state {
  bool met; /* it was looked at */
  struct segment_update update;
  uint64_t people;    /* by the records */
  int64_t asked_ms;   /* T of the last look that changed anything, or of its daily or manual look */
  struct err problem; /* code ERR_none, or why it cannot be looked at */
};
/* ERR_unknown_resource. */
bool members_state(struct members *m, struct str slug, struct member_state *ret, struct err *err);
/* A copy of the recorded set, to be freed. */
bool members_set(struct members *m, struct str slug, roaring_bitmap_t **ret, struct err *err);

struct members_stats {
  uint32_t segments, broken;  /* kept; of them with a problem */
  uint64_t looks, full_looks; /* since opening */
  uint64_t asked;             /* people asked one by one */
  uint64_t entered, exited;
  double seconds, full_seconds; /* spent */
  int64_t turn_ms;              /* when everybody is asked next; INT64_MAX: not by time */
};
void members_stats(struct members *m, struct members_stats *ret);

/* ---- what was (history.c): only SQL, also of a workspace opened for reading ---- */

struct member_move {
  int64_t at_ms;
  uint64_t lsn;
  uint32_t person, version;
  bool entered;
  enum member_cause cause;
};
/* Where a page goes on: the next older move is `skip` behind the newest of change n.  {0, 0}: from
 * the newest. */
struct member_place {
  int64_t n;
  uint32_t skip;
};
#define MEMBER_PAGE_MAX 1000
/* Newest change first; within one: those who entered, then those who left, by number.  `cause`
 * NULL: any; person UINT32_MAX: any.  *ret_next {0, 0}: there are no more. */
bool member_moves(struct workspace *w, struct str slug, const enum member_cause *cause,
                  uint32_t person, struct member_place from, uint32_t limit, struct arena *out,
                  struct member_move **ret, uint32_t *ret_n, struct member_place *ret_next,
                  struct err *err);

struct member_day {
  int32_t day;     /* of the workspace's zone */
  uint64_t people; /* at its end, or now */
  uint64_t entered[MEMBER_CAUSES], exited[MEMBER_CAUSES];
};
#define MEMBER_DAYS_MAX 400
/* The last `days` days up to that of `now`, oldest first; days before its first look are left out.
 */
bool member_days(struct workspace *w, struct str slug, uint32_t days, int64_t now,
                 struct arena *out, struct member_day **ret, uint32_t *ret_n, struct err *err);

/* The recorded set behind everything recorded as of `at`, nobody before the first look; at most
 * MEMBERS_KEEP_MS back.  To be freed. */
bool member_set_at(struct workspace *w, struct str slug, int64_t at, roaring_bitmap_t **ret,
                   struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People as they were at a place of the log, for whoever consumes it in order: earning, tasks; and
 * rows as events.
 *
 * Threads: a view by one at a time. */
#ifndef SHOAL_LOYALTY_EARN_PEOPLE_H
#define SHOAL_LOYALTY_EARN_PEOPLE_H

#include "base/vec.h"
#include "event/batch.h"
#include "person/persons.h"
#include "query/query.h"
#include "workspace/workspace.h"

#define EARN_HISTORIES 256 /* people whose events a view keeps in memory after view_trim */

struct earn_view {
  struct workspace *w;
  struct persons at;     /* as of the row being looked at */
  struct persons shown;  /* as the snapshot has them; only while `snap` */
  struct snapshot *snap; /* taken when first needed */
  struct person_change *changes;
  size_t n_changes, next; /* of the step; those from `next` on are not in `at` yet */
  struct arena mem;       /* histories of the step */
  struct arena scratch;   /* the one given out last */
  VEC(struct earn_history {
    uint32_t person;
    struct person_event *events;
    uint32_t n;
  })
  histories;
};

/* Everybody as before `lsn`. */
void view_open(struct earn_view *v, struct workspace *w, uint64_t lsn);
void view_close(struct earn_view *v);
/* A step begins; it may ask for rows below `end`. */
void view_begin(struct earn_view *v);
void view_end(struct earn_view *v);
/* Of a step that failed: people are as of lsn again. */
void view_back(struct earn_view *v, uint64_t lsn);
/* Moves that stand before lsn have happened. */
void view_move(struct earn_view *v, uint64_t lsn);
/* The subjects of the person, in `out`. */
uint32_t view_subjects(const struct earn_view *v, uint32_t subject, struct arena *out,
                       uint32_t **ret);
/* The person's events up to lsn, valid until the next call; ERR_earn_history. */
bool view_history(struct earn_view *v, uint32_t subject, uint64_t lsn, struct query_history *ret,
                  struct err *err);
/* Forgets what was read ahead, if it is much. */
void view_trim(struct earn_view *v);

/* A row of a batch as an event, in `out`. */
struct person_event earn_event(const struct ev_batch *b, size_t row, uint64_t lsn, uint32_t subject,
                               struct arena *out);
/* Whether the event is one of the selector's (resource/selector.h). */
bool event_fits(const struct node *selector, const struct person_event *ev,
                const struct query_input *in, bool *ret, struct err *why);

#endif

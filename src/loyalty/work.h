/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For those who write works (state/writer.h) of the loyalty writer, in this room and in rooms on
 * top of it: waiting for one or not, telling events, numbers of rows, and memory that is in step
 * with a group.
 */
#ifndef SHOAL_LOYALTY_WORK_H
#define SHOAL_LOYALTY_WORK_H

#include "event/batch.h"
#include "loyalty/loyalty.h"

/* ---- a work that no thread waits for ---- */

/* First in what a room makes of a request; work.run is the room's. */
struct errand {
  struct writer_work work;
  struct err why; /* afterwards: ERR_none, or why it was refused */
  void (*done)(void *ctx);
  void *ctx;
};
/* `done` is called once: on the writer's thread, or, where it was not even added, on this one. */
void loyalty_send(struct loyalty *l, struct errand *e, void (*done)(void *ctx), void *ctx);
/* Instead, on a thread that waits. */
void loyalty_wait(struct loyalty *l, struct errand *e);

/* ---- events: inside a work ---- */

/* Begins an event of the subject, of now; ev_batch_put on the result sets its properties (of the
 * row begun last).  NULL: nobody goes by the subject any more (erased), and nothing is told. */
struct ev_batch *loyalty_tell(struct loyalty *l, uint32_t subject, const char *event);
/* A property of the event begun last; nothing when b is NULL. */
void tell_text(struct ev_batch *b, const char *name, struct str v);
void tell_number(struct ev_batch *b, const char *name, struct dec v);

/* ---- numbers of rows ----
 *
 * Column n of a table is dense from 1 and given in memory, in step with each group, so that no
 * answer of the database is waited for. */

#define LOYALTY_TABLES_MAX 64

/* At opening, before any work: *ret stands for the table (a literal name; kept). */
bool loyalty_table(struct loyalty *l, const char *table, uint32_t *ret, struct err *err);
/* Inside a work: the number of the next row. */
int64_t loyalty_number(struct loyalty *l, uint32_t table);

/* ---- memory in step with a group ---- */

#define LOYALTY_PARTS_MAX 8

/* As in writer_hooks; each may be NULL. */
struct loyalty_part {
  void *ctx;
  bool (*end)(void *ctx, struct state *, struct err *);
  void (*mark)(void *ctx);
  void (*undo)(void *ctx);
  void (*over)(void *ctx, bool committed);
};
/* At opening, before any work; *p is copied, its ctx outlives the loyalty. */
void loyalty_attach(struct loyalty *l, const struct loyalty_part *p);

#endif

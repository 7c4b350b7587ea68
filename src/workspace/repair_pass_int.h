/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the passes of a repair share: repair.c (the whole), repair_look.c (first reading of the
 * log), repair_put.c (second, which writes), repair_keep.c (what is kept besides the log). */
#ifndef SHOAL_WORKSPACE_REPAIR_PASS_INT_H
#define SHOAL_WORKSPACE_REPAIR_PASS_INT_H

#include "repair_int.h"
#include "workspace/verify.h"
#include "workspace_int.h"

struct repair_hole {
  uint64_t lsn;   /* after it stands this record */
  uint64_t place; /* the last in it that was no erasure's: an allotment may have stood there */
  struct buf orphans;
};

struct repair {
  struct io *io;
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  struct buf state_at; /* of `from` */
  ws_damage_fn *bad;
  void *ctx;
  bool quiet; /* second reading: said already */
  struct people *people;
  bool renumbered; /* second pass, so far */
  struct log *log;
  VEC(struct repair_hole) holes;
  VEC(uint32_t) nameless; /* first pass: numbers whose allotment is lost, and their name so far */
  size_t hole;            /* next to be written */
  uint64_t next;
  size_t pending;
  struct ev_batch batch, fewer;
  struct identity_rules rules; /* values that identify nobody */
  struct buf subjects, moves, events;
  struct arena tmp;
  struct repair_erased erased;
  struct buf erasure;
  struct outbox_seen outbox; /* second pass */
  struct ws_repaired n;
};

/* A log_salvage_bad_fn; ctx is the struct repair. */
void repair_bad(void *ctx, const struct err *what);
/* Of log_salvage: who has no allotment, and where one can be made. */
bool repair_look(void *ctx, const struct log_record *rec, bool last, struct err *err);
/* Of log_salvage: the record, at its LSN, in the new log; holes before it are filled. */
bool repair_put(void *ctx, const struct log_record *rec, bool last, struct err *err);
/* Behind the last record: erasures that stood there, and everything is durable. */
bool repair_put_end(struct repair *r, struct err *err);
/* SQL state, settings, floors of retention. `settings`: those of the damaged one can be believed.
 */
bool repair_keep(struct repair *r, bool settings, struct err *err);
/* Reject files; what cannot be read is said and left. */
void repair_keep_rejects(struct repair *r);

#endif

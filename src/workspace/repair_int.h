/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erased people through a repair (repair_erased.c). */
#ifndef SHOAL_WORKSPACE_REPAIR_INT_H
#define SHOAL_WORKSPACE_REPAIR_INT_H

#include "person/salvage.h"
#include "workspace_int.h"

struct repair_erased {
  const char *from;              /* the damaged workspace, for messages */
  bool has_list;                 /* `list` is its erasures.json */
  struct erasures list;          /* numbers and names of before */
  struct people_numbers numbers; /* which number became which, in this pass */
};

/* Reads w/erasures.json; ERR_repair_erased when it is there and cannot be believed. */
bool repair_erased_load(struct repair_erased *e, struct io *io, const char *from, struct err *err);
void repair_erased_release(struct repair_erased *e);
void repair_erased_begin(struct repair_erased *e); /* of each pass */
/* What that number is now; SUBJECT_NONE: nobody can tell. */
uint32_t repair_erased_now(const struct repair_erased *e, uint32_t old);
/* Events at `lsn` of this identity are somebody's who was erased since: no allotment is made. */
bool repair_erased_covers(const struct repair_erased *e, struct str type, struct str value,
                          uint64_t lsn);
/* A LOG_ERASE record: its people are forgotten from here on.  *ret_body is the record to write;
 * empty: whom it means left nothing behind.  ERR_repair_erased when nobody can say whom. */
bool repair_erased_record(struct repair_erased *e, struct people *p, const struct log_record *rec,
                          struct buf *ret_body, struct err *err);
/* The last place in [from, to) that was none of an erasure of the list; `to`: there is none. */
uint64_t repair_erased_place(const struct repair_erased *e, uint64_t from, uint64_t to);
/* The first erasure of the list in [from, to), whose record is lost; false: none.  As a record. */
bool repair_erased_lost(struct repair_erased *e, struct people *p, uint64_t from, uint64_t to,
                        uint64_t *ret_lsn, struct buf *ret_body);
/* An erasure of the list whose record stood behind what could be saved, which ends at `end`; false:
 * none.  *ret_body is the record that is to be written at `end`; empty: nothing is left of whom it
 * means. */
bool repair_erased_beyond(struct repair_erased *e, struct people *p, uint64_t end,
                          struct buf *ret_body);
/* repair_holders.c: inside a transaction of the new state.  *ret_lost: seats of nobody now. */
bool repair_holders(const struct repair_erased *e, struct state *s, uint32_t *ret_lost,
                    struct err *err);
/* The list of the new workspace, whose log ends at `end`. */
bool repair_erased_save(struct repair_erased *e, struct io *io, char *to, uint64_t end,
                        struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A batch of events: what readers make, what the log stores, what the store applies.
 *
 * Rows refer to tables of the batch (identities, event names, property names, strings), so that
 * each distinct string is looked at once per batch, not once per row.  The tables mean nothing
 * outside. A batch owns all its bytes; pointers into it are valid until reset/release.  Not
 * thread-safe.
 *
 * Encoded form (version 2; 3 with EV_SEEN) is what LOG_EVENTS records hold: self-contained,
 * independent of every derived dictionary; see batch_encoded.c for the layout.  Version 1 is read
 * as well.
 */
#ifndef SHOAL_EVENT_BATCH_H
#define SHOAL_EVENT_BATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/vec.h"
#include "event/value.h"

#define EV_BATCH_ROWS_MAX 65536
#define EV_ROW_PROPS_MAX  10000

/* Seeded 128-bit hash of a message id, or of (source, row): what duplicates are recognised by. */
struct ev_key {
  uint64_t hi, lo;
};

enum ev_flags {
  EV_SINCE_EVER =
      1,       /* attributes without a time: the first value known of each holds since TIME_MIN, a
                  later, different one from the row's time (DESIGN: only changed values become rows) */
  EV_ITEM = 2, /* the identity names an item or category of the catalogue, not a person; event name
                  is "item_set" or "item_delete" */
  EV_SEEN = 4, /* a $set without attributes: the person was first there at the row's time (what is
                  left of rows that were too old) */
};

/* Attribute changes are events of this name whose properties are the attributes. */
#define EV_SET "$set"
#define EV_ITEM_SET                                                                                \
  "item_set" /* of an EV_ITEM row: these properties; an empty text takes one away */
#define EV_ITEM_DELETE "item_delete" /* of an EV_ITEM row: it is gone, with all its properties */
static inline bool ev_of_items(struct str name) {
  return str_is(name, EV_ITEM_SET) || str_is(name, EV_ITEM_DELETE);
}

struct ev_prop {
  uint32_t name; /* index into props table */
  uint8_t type;  /* enum vtype, never V_NONE */
  union {
    bool b;
    struct dec num;
    uint32_t str; /* index into strings */
    int64_t time;
  };
};

struct ev_row {
  int64_t time; /* ms UTC, TIME_MIN … TIME_MAX */
  struct ev_key key;
  uint32_t id;         /* index into ids */
  uint32_t name;       /* index into names */
  uint32_t prop_begin; /* into props_v */
  uint32_t prop_n;
  uint32_t flags;
};

struct ev_batch {
  struct intern ids;     /* "type\x1fvalue" */
  struct intern names;   /* event names */
  struct intern props;   /* property names */
  struct intern strings; /* string values */
  VEC(struct ev_row) rows;
  VEC(struct ev_prop) vals; /* rows' properties, in row order */
  int64_t received; /* when it came in, ms UTC, ≤ TIME_MAX; 0 = not said (files; version 1): its
                       keys are no message ids and no window judges them */
  VEC(uint32_t) last_put; /* per property name: where in vals it was put last (private) */
};

void ev_batch_init(struct ev_batch *b);
void ev_batch_release(struct ev_batch *b);
void ev_batch_reset(struct ev_batch *b);

/* Indexes for use in rows. */
uint32_t ev_batch_id(struct ev_batch *b, struct str type, struct str value);
uint32_t ev_batch_name(struct ev_batch *b, struct str name);
uint32_t ev_batch_prop(struct ev_batch *b, struct str name);
void ev_batch_id_parts(const struct ev_batch *b, uint32_t id, struct str *ret_type,
                       struct str *ret_value);

/* Starts a row; the puts that follow belong to it.  A name put twice in a row keeps the last value.
 * At most EV_BATCH_ROWS_MAX rows and EV_ROW_PROPS_MAX properties a row: callers check before. */
void ev_batch_row(struct ev_batch *b, uint32_t id, uint32_t name, int64_t time, struct ev_key key,
                  uint32_t flags);
void ev_batch_put(struct ev_batch *b, uint32_t prop, const struct value *v);
void ev_batch_drop_row(struct ev_batch *b); /* removes the last row again */

/* Resets `out` and puts into it the rows of b for which drop[row] is 0, with only what they need.
 */
void ev_batch_without(const struct ev_batch *b, const uint8_t *drop, struct ev_batch *out);

struct value ev_value(const struct ev_batch *b, const struct ev_prop *p);

/* Appends the encoded form to out. */
void ev_batch_encode(const struct ev_batch *b, struct buf *out);
/* Decodes into b (which is reset first; empty again on failure).  Every count and index is checked:
 * ERR_corrupt; a later version is ERR_unsupported_format. */
bool ev_batch_decode(struct str bytes, struct ev_batch *b, struct err *err);

#endif

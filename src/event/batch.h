/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A batch of events: what readers make, what the log stores, what the store applies.
 *
 * Rows refer to tables of the batch (identities, event names, property names, strings), so that
 * each distinct string is looked at once per batch, not once per row.  The tables mean nothing
 * outside. A batch owns all its bytes; pointers into it are valid until reset/release.  Not
 * thread-safe.
 *
 * A row belongs to its identity alone (files), or to whoever its `who` means: all identities that
 * came with it, and what the message says of them.  Which subject that is, the sequencer of a
 * workspace decides; the batch keeps both, the identities as they came and the decision.
 *
 * Encoded form (version 2; 3 with EV_SEEN; 4 with a who) is what LOG_EVENTS records hold:
 * self-contained, independent of every derived dictionary; see batch_encoded_int.h for the layout.
 * Version 1 is read as well.
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
#define EV_WHO_IDS_MAX    64 /* identities of one message */
#define EV_NO_ID          UINT32_MAX
#define EV_NO_SUBJECT     UINT32_MAX

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
/* A property of such a row that is no attribute: how its values came about, where that matters once
 * two people become one (person/combine.h): EV_ADDED, the number that was there and some more;
 * EV_ONCE, because there was none.  Absent: they were set. */
#define EV_OPERATION "$operation"
#define EV_ADDED     "add"
#define EV_ONCE      "once"
static inline bool ev_attribute(struct str prop) {
  return !str_is(prop, EV_OPERATION);
}
/* Events that Shoal writes when a person entered or left a segment (room members): properties
 * `segment`, its slug, and `cause`. */
#define EV_ENTERED "segment_entered"
#define EV_EXITED  "segment_exited"
/* What became of a person and is nothing the person did: "any event" leaves these out. */
bool ev_undone(struct str name);
#define EV_ITEM_SET                                                                                \
  "item_set" /* of an EV_ITEM row: these properties; an empty text takes one away */
#define EV_ITEM_DELETE "item_delete" /* of an EV_ITEM row: it is gone, with all its properties */
static inline bool ev_of_items(struct str name) {
  return str_is(name, EV_ITEM_SET) || str_is(name, EV_ITEM_DELETE);
}

/* What a message says of the identities that came with it.  Numbers are stored on disk. */
enum ev_link {
  EV_OCCURS,     /* something happened; they came along */
  EV_ASSOCIATES, /* identify, sign-up: they are one person */
  EV_BINDS,      /* the same, said explicitly */
  EV_ALIASES,    /* `previous` was what they are now */
  EV_UNBINDS,    /* they are nobody's any more */
};
#define EV_LINKS 5
enum ev_who_flags {
  EV_WHO_SERVER = 1,  /* came with a server key */
  EV_WHO_REPEATS = 2, /* the client repeats its login id: where it is absent, somebody logged out */
};

struct ev_who {
  uint32_t begin, n; /* into who_ids; 1 … EV_WHO_IDS_MAX, all different */
  uint32_t previous; /* index into ids, or EV_NO_ID */
  uint8_t link;      /* enum ev_link */
  uint8_t flags;     /* enum ev_who_flags */
};

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
  uint32_t id;         /* index into ids; with a who, the strongest of them */
  uint32_t name;       /* index into names */
  uint32_t prop_begin; /* into props_v */
  uint32_t prop_n;
  uint32_t flags;
  uint32_t who; /* index into whos + 1; 0 = the row is of `id` alone */
};

struct ev_batch {
  struct intern ids;     /* "type\x1fvalue" */
  struct intern names;   /* event names */
  struct intern props;   /* property names */
  struct intern strings; /* string values */
  VEC(struct ev_row) rows;
  VEC(struct ev_prop) vals; /* rows' properties, in row order */
  VEC(struct ev_who) whos;
  VEC(uint32_t) who_ids;
  VEC(uint32_t)
  subjects;         /* decided: by row, the subject of rows with a who (EV_NO_SUBJECT for
                       others); else empty */
  int64_t received; /* when it came in, ms UTC, ≤ TIME_MAX; 0 = not said (files; version 1): its
                       keys are no message ids and no window judges them */
  VEC(uint32_t) last_put; /* per property name: where in vals it was put last (private) */
  VEC(uint32_t) who_slot; /* table of whos: number, 0 = empty (private) */
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
/* The same of a text that is in the batch's strings already. */
void ev_batch_put_str(struct ev_batch *b, uint32_t prop, uint32_t str);
void ev_batch_drop_row(struct ev_batch *b); /* removes the last row again */

/* Who a message is of: identities in the order it named them (repeats are left out), and what it
 * says of them.  Equal ones share a number; ≥ 1. */
uint32_t ev_batch_who(struct ev_batch *b, const uint32_t *ids, uint32_t n, enum ev_link link,
                      uint32_t previous, unsigned flags);
/* The last row, which is no EV_ITEM, is of this who. */
void ev_batch_row_who(struct ev_batch *b, uint32_t who);
static inline const struct ev_who *ev_row_who(const struct ev_batch *b, const struct ev_row *r) {
  return r->who ? &b->whos.p[r->who - 1] : NULL;
}

/* Puts row i of b behind the rows of `out`, with what it needs of b's tables.  Identities with
 * gone[id] ≠ 0 (gone may be NULL) are left out of its who; where none is left, and as the row's
 * own, stands ($erased, 0). */
void ev_batch_copy_row(struct ev_batch *out, const struct ev_batch *b, size_t i,
                       const uint8_t *gone);
/* The same without its properties. */
void ev_batch_copy_head(struct ev_batch *out, const struct ev_batch *b, size_t i,
                        const uint8_t *gone);

/* Resets `out` and puts into it the rows of b for which drop[row] is 0, with only what they need.
 */
void ev_batch_without(const struct ev_batch *b, const uint8_t *drop, struct ev_batch *out);

struct value ev_value(const struct ev_batch *b, const struct ev_prop *p);
/* The properties of a row as one JSON object, in the row's order: value_put_json. */
void ev_put_properties(struct jw *w, const struct ev_batch *b, const struct ev_row *row);

/* Appends the encoded form to out. */
void ev_batch_encode(const struct ev_batch *b, struct buf *out);
/* `out` ends with the encoded form of b, which has whos and no subjects: now it has these (by row,
 * as in `subjects`). */
void ev_batch_encode_subjects(const struct ev_batch *b, const uint32_t *subjects, struct buf *out);
/* Decodes into b (which is reset first; empty again on failure).  Every count and index is checked:
 * ERR_corrupt; a later version is ERR_unsupported_format. */
bool ev_batch_decode(struct str bytes, struct ev_batch *b, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages of clients → rows of a batch: canonical names, corrected times, exact money, what the
 * context says of the visit, attributes, catalogue items, and the identities each row is of.
 *
 * What becomes of what is docs/COLLECT.md, "What arrives becomes".  Everything is decided by the
 * rules and the message; a message that breaks a limit is rejected alone, with a reason.
 *
 * Threads: a normaliser is one thread's at a time (it remembers what names and user agents mean);
 * rules may be shared.
 */
#ifndef SHOAL_COLLECT_NORMAL_H
#define SHOAL_COLLECT_NORMAL_H

#include "event/batch.h"
#include "wire/wire.h"

#define COLLECT_FLAT_DEPTH  4    /* a.b.c.d; what lies deeper is kept as JSON text under a.b.c.d */
#define COLLECT_ITEMS_MAX   1000 /* lines of one order, as in imports */
#define COLLECT_PROPS_MAX   (EV_ROW_PROPS_MAX - 64) /* properties of one message */
#define COLLECT_BATCH_BYTES ((size_t)16 << 20)      /* of a batch; the rest of the messages wait */
#define COLLECT_DEAD_MS     MS_MINUTE /* clocks that differ by less are right (PROTOCOLS 1.6) */
#define COLLECT_AHEAD_MS    MS_HOUR   /* later than received + this: the time received counts */

/* A name of the workspace's own: what clients call `from` is stored as `to`; empty: it stays. */
struct collect_rename {
  struct str from, to;
};

/* What is known of people already: for the attribute operations that depend on it (set once, add,
 * append, union, remove, delete).  known.h has the one over a workspace. */
struct collect_known {
  /* The value that attribute `name` of the person of these identities has (*ret V_NONE: none), and
   * since when (INT64_MIN: it never had one); strings valid while the normaliser runs. */
  bool (*value)(void *ctx, const struct wire_id *ids, uint32_t n, struct str name,
                struct value *ret, int64_t *ret_since, struct err *err);
  /* The names of all attributes the person has a value of. */
  bool (*names)(void *ctx, const struct wire_id *ids, uint32_t n, struct arena *out,
                struct str **ret, uint32_t *ret_n, struct err *err);
  void *ctx;
};

struct plan; /* plan.h */

struct collect_rules {
  uint64_t revision; /* other rules have another; what names meant is remembered by it */
  const struct collect_rename *events, *props; /* come before the tables of the house */
  uint32_t n_events, n_props;
  const struct tz *zone; /* of times without one; NULL = UTC */
  unsigned calling_code; /* of telephone numbers without one (86); 0 = those are no identities */
  bool keep_ip;
  struct ev_key (*key)(void *ctx, struct str message_id); /* ws_message_key */
  void *key_ctx;
  const struct collect_known *known; /* NULL unless collect_asks_known */
  const struct plan *plan; /* NULL = whatever comes; its renames stand in events and props */
};

struct collect_origin { /* of one request */
  int64_t received;     /* ms UTC */
  bool server_key;
  struct str peer; /* its address; only stored with keep_ip, and only for client-side messages */
  struct str user_agent; /* of its head */
};

struct collect_outcome {     /* of one message */
  const struct err *why;     /* NULL: taken */
  uint32_t row_begin, row_n; /* of the batch */
  bool clamped;              /* its time was in the future: received instead */
  bool bot;
};

struct normaliser;
struct normaliser *normaliser_new(void);
void normaliser_free(struct normaliser *n); /* NULL is fine */

/* Whether any message's attributes depend on what is known; then two such requests of a workspace
 * must not run at a time, from here until ws_ingest_from has returned (known.h). */
bool collect_asks_known(const struct wire_batch *in);

/* Puts messages from..*ret_next-1 of `in` behind the rows of `out` (usually reset; its `received`
 * is the caller's) and fills their outcomes (in->n_messages of them; errors live in `mem`).
 * *ret_next is in->n_messages unless the batch is full: then ingest it, reset it, and go on from
 * there; it is more than `from` whenever `out` was empty.  False: what is known could not be read;
 * rows of `out` are as before the call. */
bool collect_normalise(struct normaliser *n, const struct collect_rules *rules,
                       const struct collect_origin *origin, const struct wire_batch *in,
                       uint32_t from, struct ev_batch *out, struct collect_outcome *outcomes,
                       struct arena *mem, uint32_t *ret_next, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tracking plans: what a brand has agreed to send, and what to do with what differs.
 *
 *   unknown_events: flag              # accept (default), flag or reject: events no plan names
 *   names:                            # what clients call things → what they are stored as
 *     events: {下单: order_completed}
 *     properties: {jine: amount}
 *   events:
 *     order_completed:
 *       description: Paid order, from the shop's back end.
 *       on_violation: reject          # flag (default) or reject
 *       other_properties: accept      # accept (default), flag or reject: those not named here
 *       properties:
 *         order_id: {type: text, required: true}
 *         amount: {type: number, min: 0}
 *         channel: {values: [app, 小程序]}
 *   attributes:                       # the same for what identify and profile calls set
 *     level: {values: [gold, silver]}
 *
 * Names are those under which rows are stored (canonical, after `names`).  Several plans add up: a
 * row must keep each plan that names its event; an event is unknown when none names it.  Flagged
 * rows are stored with a property PLAN_PROP that says what is wrong; of rejected messages nothing
 * is stored, they become dead letters.
 *
 * Threads: a compiled plan never changes and is everybody's. */
#ifndef SHOAL_COLLECT_PLAN_H
#define SHOAL_COLLECT_PLAN_H

#include "base/json.h"
#include "collect/normal.h"
#include "event/batch.h"

#define PLAN_EVENTS_MAX 2000 /* of one plan */
#define PLAN_PROPS_MAX  500  /* of one event, or attributes */
#define PLAN_VALUES_MAX 500  /* of one property */
#define PLAN_NAMES_MAX  2000 /* renamed events; likewise properties */
#define PLAN_FOUND_MAX  16   /* findings told of one row; the rest is counted in the action */

/* Property of flagged rows: "amount missing, channel value"; at most PLAN_FLAG_BYTES, whole items.
 */
#define PLAN_PROP       "plan_violations"
#define PLAN_FLAG_BYTES 255

enum plan_action { PLAN_ACCEPT, PLAN_FLAG, PLAN_REJECT };

enum plan_reason {
  PLAN_UNKNOWN_EVENT,    /* no plan names it */
  PLAN_UNKNOWN_PROPERTY, /* its plan does not name it */
  PLAN_MISSING,          /* required, not there */
  PLAN_TYPE,             /* of another type */
  PLAN_VALUE,            /* not among its values */
  PLAN_SMALL,            /* below min */
  PLAN_LARGE,            /* above max */
};
const char *plan_reason_name(enum plan_reason r); /* "missing" … */

struct plan;

/* One plan's document (its own fields, as above) or several.  False: *ret_at is the value of a
 * document that is wrong (NULL: the document as a whole).  ERR_bad_field, ERR_unknown_field,
 * ERR_too_large. */
bool plan_new(const struct json *const *docs, uint32_t n, struct plan **ret,
              const struct json **ret_at, struct err *err);
void plan_free(struct plan *p); /* NULL is fine */
/* What `names` say, of all documents; the first that names something counts. */
void plan_renames(const struct plan *p, const struct collect_rename **ret_events, uint32_t *ret_n,
                  const struct collect_rename **ret_props, uint32_t *ret_n_props);

struct plan_finding {
  struct str prop; /* empty: of the event; points into the batch or the plan */
  enum plan_reason reason;
};
/* Judges one row.  *ret_n findings (at most PLAN_FOUND_MAX) are written to `ret`, in order of
 * properties of the plan and then of the row.  Items of the catalogue are accepted. */
enum plan_action plan_judge(const struct plan *p, const struct ev_batch *b, uint32_t row,
                            struct plan_finding ret[PLAN_FOUND_MAX], uint32_t *ret_n);
/* "amount missing, channel value": the text of PLAN_PROP and in ERR_collect_plan, in at most
 * PLAN_FLAG_BYTES bytes of `out` (and a NUL). */
struct str plan_text(const struct plan_finding *f, uint32_t n, char out[PLAN_FLAG_BYTES + 1]);
/* The same in words, for ERR_collect_plan. */
void plan_say(const struct plan_finding *f, uint32_t n, enum lang lang, struct buf *out);
/* What such a text says; names point into it.  Items that are no findings (cut ones) are left out.
 */
uint32_t plan_read_text(struct str text, struct plan_finding ret[PLAN_FOUND_MAX]);

/* ---- what is declared ---- */

struct plan_says { /* of one property, all documents together */
  struct str name; /* of the plan */
  enum vtype type; /* V_NONE: any, or they differ */
  bool required;
};
/* Names of events that some document declares, in the order in which they came. */
uint32_t plan_events(const struct plan *p);
struct str plan_event_at(const struct plan *p, uint32_t i);
/* Whether any document declares the event (EV_SET: attributes); with its properties, each once. */
bool plan_of_event(const struct plan *p, struct str event, struct arena *out,
                   struct plan_says **ret, uint32_t *ret_n);

#endif

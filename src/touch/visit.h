/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Visits: a customer's own pages, opened by a link that a shop's back end asks for.
 *
 *   vst_1.<workspace>.<key>.<subject>.<end, seconds>.<acts>.<code>
 *
 * The code is an HMAC-SHA256 over all before it and the identity of the subject, in URL-safe
 * base64, so that after a restore the number of somebody else does not open their pages.  Nothing
 * is stored of a token; the keys are, sealed. */
#ifndef SHOAL_TOUCH_VISIT_H
#define SHOAL_TOUCH_VISIT_H

#include "touch/touch.h"

#define VISIT_MINUTES       15   /* unless asked otherwise … */
#define VISIT_MINUTES_MAX   1440 /* … and at most */
#define VISIT_TOKEN_MAX     256  /* bytes */
#define VISIT_PACE_MS       60000
#define VISIT_PACE_REQUESTS 120 /* of a person in VISIT_PACE_MS … */
#define VISIT_PACE_ACTS     20  /* … of which so many may change something */

enum visit_act {                     /* bits */
                 VISIT_CLAIM = 1,    /* claim coupons and what tasks give */
                 VISIT_JOIN = 2,     /* join programmes */
                 VISIT_CHECK_IN = 4, /* check in */
                 VISIT_DRAW = 8,     /* take part in draws */
                 VISIT_ORDER = 16    /* order in the points mall */
};
struct visit_act_def {
  enum visit_act act;
  const char *name; /* NULL ends the table */
};
extern const struct visit_act_def visit_acts[];
#define VISIT_ACTS_ALL (VISIT_CLAIM | VISIT_JOIN | VISIT_ORDER | VISIT_CHECK_IN | VISIT_DRAW)

struct visit {
  uint32_t subject; /* whoever it is of at the moment of a request */
  unsigned acts;
  int64_t until_ms; /* whole seconds */
};

/* The first one makes the key. */
bool visit_sign(struct touch *t, const struct visit *v, struct arena *out, struct str *ret,
                struct err *err);
/* The slug that a token names; not yet that it is right.  False: it is no token. */
bool visit_names(struct str token, struct str *ret_workspace);
/* ERR_visit_over: wrong, of another workspace, or its time is over; ERR_visit_gone: the person was
 * erased. */
bool visit_check(struct touch *t, struct str token, struct visit *ret, struct err *err);

/* A new key; at_once: what the old ones signed is over, else it stays open until its end. */
bool visit_rotate(struct touch *t, bool at_once, struct err *err);

/* One request of the person more; ERR_visit_busy.  Kept in memory. */
bool visit_pace(struct touch *t, uint32_t person, bool acts, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handlers and shapes behind the routes of the ledger (routes_points.c). */
#ifndef SHOAL_API_POINTS_H
#define SHOAL_API_POINTS_H

#include "api/coupons.h"
#include "loyalty/ledger.h"

#define POINTS_LOTS_MAX 500 /* of an account, in one answer */

/* shapes_points.c */
extern const struct shape shape_accounts, shape_account, shape_ledger_totals, shape_transaction,
    shape_transactions, shape_proposals, shape_points_posted, shape_proposal_made,
    shape_proposal_decided, shape_points_post, shape_points_part, shape_points_reverse,
    shape_points_propose, shape_proposal_note, shape_ledger_kind;

/* points.c */
bool api_post_points(struct call *c, struct err *err);
bool api_refund_transaction(struct call *c, struct err *err);
bool api_reverse_transaction(struct call *c, struct err *err);
bool api_claw_back_transaction(struct call *c, struct err *err);
bool api_unfreeze_transaction(struct call *c, struct err *err);
/* The header that every posting needs.  ERR_bad_header. */
bool points_key(struct call *c, struct str *ret, struct err *err);
/* {n} of the path.  `code` if it is none. */
bool points_number(struct call *c, enum err_code code, int64_t *ret, struct err *err);
/* An entry in the audit trail, about a transaction or a proposal (0 = none). */
bool points_audit(struct call *c, const char *action, struct str currency, int64_t txn,
                  int64_t proposal, struct str reason, struct err *err);

/* points_names.c */
#define ACTOR_NAMES_KEPT 64
struct actor_names { /* of one answer; zeroed = none yet */
  struct {
    struct str actor, name;
  } p[ACTOR_NAMES_KEPT];
  unsigned n;
};
/* The field with the name of a user or the title of a key; null: neither, or not known any more. */
void put_actor(struct call *c, struct actor_names *names, const char *field, struct str actor);
/* Whether an actor is who asks, or a key that who asks made; *ret_known: whose it is is known. */
bool actor_is_oneself(struct call *c, struct str actor, bool *ret, bool *ret_known,
                      struct err *err);

/* points_find.c */
bool api_list_transactions(struct call *c, struct err *err);

/* points_read.c */
bool api_person_accounts(struct call *c, struct err *err);
bool api_person_account(struct call *c, struct err *err);
bool api_get_transaction(struct call *c, struct err *err);
bool api_ledger_totals(struct call *c, struct err *err);

/* points_proposals.c */
bool api_propose_adjustment(struct call *c, struct err *err);
bool api_list_proposals(struct call *c, struct err *err);
bool api_approve_proposal(struct call *c, struct err *err);
bool api_reject_proposal(struct call *c, struct err *err);

#endif

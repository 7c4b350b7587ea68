/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of programmes over HTTP: handlers behind routes_programmes.c. */
#ifndef SHOAL_API_PROGRAMMES_H
#define SHOAL_API_PROGRAMMES_H

#include "api/route.h"

bool api_list_members(struct call *c, struct err *err);
bool api_count_members(struct call *c, struct err *err);
bool api_get_member(struct call *c, struct err *err);
bool api_person_memberships(struct call *c, struct err *err);

/* programmes_change.c */
bool api_join_member(struct call *c, struct err *err);
bool api_leave_member(struct call *c, struct err *err);
bool api_set_member_level(struct call *c, struct err *err);
bool api_subscribe_member(struct call *c, struct err *err);
bool api_renew_member(struct call *c, struct err *err);
bool api_cancel_member(struct call *c, struct err *err);
bool api_refund_member(struct call *c, struct err *err);
bool api_use_member_service(struct call *c, struct err *err);

/* {id} of the path; make: the body's `type` makes somebody whom nobody met yet.  Somebody met this
 * moment counts too, unlike in ask_subject, which is of a view.  ERR_unknown_person. */
struct loyalty;
bool member_subject(struct call *c, struct loyalty *l, bool make, uint32_t *ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handlers and shapes behind the routes of coupons (routes_coupons.c). */
#ifndef SHOAL_API_COUPONS_H
#define SHOAL_API_COUPONS_H

#include "api/route.h"
#include "loyalty/coupon.h"

/* shapes_coupons.c */
extern const struct shape shape_coupon_status, shape_coupon_page, shape_held_page,
    shape_coupon_found, shape_coupons_done, shape_coupon_counts, shape_coupon_issue,
    shape_coupon_claim, shape_coupon_use, shape_coupon_end, shape_coupon_revoke,
    shape_coupon_segment, shape_coupon_pool;

/* coupons.c */
bool api_issue_coupon(struct call *c, struct err *err);
bool api_claim_coupon(struct call *c, struct err *err);
/* Whether the person is of the kind's audience; the caller need not be allowed to ask what it asks,
 * for an operator chose it. */
bool coupon_fits_person(struct call *c, uint32_t subject, const struct coupon_kind *k, bool *ret,
                        struct err *err);
/* Of a kind, or by a code: one of them is given; the key is the request's Idempotency-Key. */
bool coupon_claim_for(struct call *c, uint32_t subject, struct str actor, struct str kind,
                      struct str code, struct str source, struct coupon_answer *ret,
                      struct err *err);
bool api_reserve_coupons(struct call *c, struct err *err);
bool api_redeem_coupons(struct call *c, struct err *err);
bool api_release_coupons(struct call *c, struct err *err);
bool api_reverse_coupons(struct call *c, struct err *err);
bool api_revoke_coupons(struct call *c, struct err *err);

/* coupons_read.c */
bool api_person_coupons(struct call *c, struct err *err);
bool api_list_coupons(struct call *c, struct err *err);
bool api_get_coupon(struct call *c, struct err *err);
bool api_coupon_counts(struct call *c, struct err *err);
/* The subject that is called so: any identity, or ~ and its number.  ERR_unknown_person. */
bool subject_named(struct call *c, struct str who, uint32_t *ret, struct err *err);
/* Writes the person of a subject, masked where it has to be; null: nobody, or erased. */
void put_holder(struct call *c, uint32_t subject);
/* The subject of a path: any identity, or ~ and its number.  ERR_unknown_person. */
bool coupon_path_subject(struct call *c, uint32_t *ret, struct err *err);

/* CouponCounts of a kind; k: its newest version, NULL when that cannot be read. */
void put_coupon_counts(struct call *c, struct loyalty *l, struct str slug,
                       const struct coupon_kind *k);

/* coupons_many.c */
bool api_issue_to_segment(struct call *c, struct err *err);
bool api_make_pool(struct call *c, struct err *err);
bool api_export_pool(struct call *c, struct err *err);

#endif

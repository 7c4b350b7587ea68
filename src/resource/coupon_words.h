/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kind of coupons in one sentence, for people: what it takes off, of what, until when, for whom.
 *
 *   30 off every 200 spent on Coats, up to 2 times; valid for 7 days from being claimed, until
 *   2026-11-30; at most 1 a person; open to claim.
 *
 * Threads: any. */
#ifndef SHOAL_RESOURCE_COUPON_WORDS_H
#define SHOAL_RESOURCE_COUPON_WORDS_H

#include "base/buf.h"
#include "resource/coupon.h"
#include "workspace/catalogue.h"

#define COUPON_WORDS_NAMES 3 /* of a list are named; then how many more there are */

/* Appends it.  Items, categories and roles by the names the catalogue has for them (NULL: none). */
void coupon_kind_words(const struct coupon_kind *k, const struct tz *tz,
                       const struct catalogue *names, enum lang lang, struct buf *out);

#endif

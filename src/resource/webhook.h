/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webhook: which events are posted to which address (docs/WEBHOOKS.md).
 *
 *   kind: webhook
 *   slug: shop
 *   title: {en: The shop, zh: 商城}
 *   url: https://shop.example.com/hooks/shoal
 *   events: [coupon_claimed, "points_*"]   # names; * at the end: all that begin so; "*": all
 *   #       [coupon_redeemed where discount > 100]     # those that fit (resource/selector.h)
 *   tries: 16                              # of one event, before it is dead
 *   active: yes */
#ifndef SHOAL_RESOURCE_WEBHOOK_H
#define SHOAL_RESOURCE_WEBHOOK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

#define WEBHOOK_URL_MAX    2000 /* bytes */
#define WEBHOOK_EVENTS_MAX 100
#define WEBHOOK_WHERE_MAX  1000 /* bytes of an entry with a condition */
#define WEBHOOK_TRIES      16   /* default */
#define WEBHOOK_TRIES_MAX  20

struct webhook_doc {
  struct str url;
  struct str events[WEBHOOK_EVENTS_MAX];
  uint32_t n_events;
  uint32_t tries;
  bool active;
};

/* Texts live in the document.  False: *ret_at is the value that is wrong (NULL: the document as a
 * whole).  ERR_bad_field, ERR_missing_field. */
bool webhook_read(const struct json *doc, struct webhook_doc *ret, const struct json **ret_at,
                  struct err *err);
/* Whether an entry of `events` without a condition names the event. */
bool webhook_wants(const struct webhook_doc *d, struct str event);
bool webhook_has_where(struct str entry);
/* scheme://host[:port] of an address; false when it is none that may be posted to. */
bool webhook_origin(struct str url, struct str *ret);

#endif

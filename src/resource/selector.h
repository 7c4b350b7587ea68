/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events that documents listen to: `order_completed where amount > 0`. */
#ifndef SHOAL_RESOURCE_SELECTOR_H
#define SHOAL_RESOURCE_SELECTOR_H

#include "lang/lang.h"

/* Whether the tree speaks of nothing that other documents define (segments, classes, lists, items):
 * what would mean something else tomorrow without its own document having been touched.
 * ERR_earn_names with the place in the expression. */
bool selector_own(const struct node *tree, struct err *err);
/* Parses and resolves; *ret has the agg of a count.  Errors have their place in the text. */
bool selector_read(struct str text, const struct lang_names *names, struct arena *out,
                   const struct node **ret, struct err *err);
/* Whether such an event is among those named; its `where` is not asked. */
bool selector_names(const struct node *selector, struct str event);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparing words as people spell them in column titles. */
#ifndef SHOAL_EVENT_NAMES_INT_H
#define SHOAL_EVENT_NAMES_INT_H

#include <stdbool.h>

#include "base/str.h"

/* Equal but for ASCII case, blanks, underscores and hyphens. */
bool name_same(struct str a, struct str b);
/* Same as one of a '|'-separated list. */
bool name_in_list(struct str word, struct str list);

#endif

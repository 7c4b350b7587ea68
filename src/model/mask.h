/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What those see and may ask who must not see personal data: one rule for pages, exports and
 * answers. */
#ifndef SHOAL_MODEL_MASK_H
#define SHOAL_MODEL_MASK_H

#include "base/arena.h"
#include "lang/lang.h"

/* 138****1234, u***@…, ab****yz */
struct str mask_identity(struct str value, struct arena *out);
struct str mask_name(struct str value, struct arena *out); /* 张** */
/* Whether an attribute or property of this name is personal data: the known ones (event/names.def)
 * and every name that contains a word such as phone or 身份证. */
bool mask_personal(struct str name);
/* Whether who sees masks may ask this: an answer to `phone contains "139"`, be it only a number,
 * tells a phone number digit by digit.  False with ERR_masked_attribute at the first such name.
 * What it refers to (segments, classes) somebody else answers for. */
bool mask_allows(const struct node *tree, struct err *err);
/* Whether documents of this kind hold personal data themselves: lists do. */
bool mask_kind(struct str kind);
/* A text value of that attribute or property as those see it who must not see personal data. */
struct str mask_text(struct str name, struct str value, struct arena *out);
/* Whether mask_text would change it. */
bool mask_hides(struct str name, struct str value, struct arena *tmp);

#endif

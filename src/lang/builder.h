/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expressions as forms and back.
 *
 * A form is a JSON tree of groups (and, or, not) and rows.  A condition that has a row for it
 * becomes that row (did, aggregate, value, compare, sequence, attribute, anniversary, list, since,
 * class, segment); any other becomes a row {kind: code} with its text, so every condition has a
 * form, and the text of a form is the condition it was made of.  Names are as written.  Two
 * spellings carry a distinction that plain names lose: a property named like a pseudo-property is
 * "`day`", an attribute written attr.x is "attr.x".
 */
#ifndef SHOAL_LANG_BUILDER_H
#define SHOAL_LANG_BUILDER_H

#include "base/json.h"
#include "lang/lang.h"

/* One value into w.  Types of attributes and properties are known only in a resolved tree. */
void lang_to_form(const struct node *tree, struct jw *w);
/* Canonical text of a form, already checked by its shape; parses.  ERR_bad_form with the path of
 * the row ("items/0/window") as place.source, or the language's error in a code row. */
bool lang_from_form(const struct json *form, struct arena *out, struct str *ret, struct err *err);

#endif

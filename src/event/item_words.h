/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the catalogue: what kinds of items there are, what they are there for, and under
 * which names rows give the properties that every item has. */
#ifndef SHOAL_EVENT_ITEM_WORDS_H
#define SHOAL_EVENT_ITEM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "event/value.h"

/* Types of identity of EV_ITEM rows: an item (any other type means one too), and a category. */
#define ITEM_TYPE     "item"
#define CATEGORY_TYPE "category"

struct item_word {
  const char *name, *en, *zh; /* name is what is stored and asked for */
};
/* Each ends with a NULL name. */
extern const struct item_word item_kinds[], item_roles[];
/* By name or title, case-blind for ASCII; NULL = no such word. */
const struct item_word *item_word_find(const struct item_word *words, struct str s);

/* The properties that have a meaning of their own. */
enum item_field {
  ITEM_NAME,
  ITEM_CATEGORY,
  ITEM_BRAND,
  ITEM_PRICE,
  ITEM_KIND,
  ITEM_ROLE,
  ITEM_ACTIVE,
  ITEM_FIELDS,
  ITEM_OTHER = ITEM_FIELDS, /* any other property */
};
struct item_field_word {
  const char *name, *en, *zh;
  enum vtype type;
};
extern const struct item_field_word item_fields[ITEM_FIELDS];
/* Which of them a property of a row is: item_name and title are the name. */
enum item_field item_field_of(struct str property);
/* Whether a value says that an item is on offer: a truth value, a number but 0, any text but
 * false, no, off, 0, 否, 下架, 停用. */
bool item_active(const struct value *v);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the catalogue: what kinds of items there are, what they are there for, and under
 * which names rows give the properties that every item has. */
#ifndef SHOAL_EVENT_ITEM_WORDS_H
#define SHOAL_EVENT_ITEM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/intern.h"
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
extern const struct item_field_word item_field_words[ITEM_FIELDS];
/* Which of them a property of a row is: item_name and title are the name. */
enum item_field item_field_of(struct str property);
/* One property of every item of a catalogue, as conditions read it; immutable. */
struct item_column {
  struct str name;
  uint8_t types;              /* V_MASK of what it holds; 0 = nothing yet */
  const struct intern *ids;   /* the items */
  const uint32_t *code;       /* by item: number of its value; INTERN_NONE = it has none */
  const struct value *values; /* the different ones */
  uint32_t n_values;
  uint64_t hash; /* of who has which value */
};

/* What the item whose id a property names has there; V_NONE: there is none of that id (a text), or
 * it has no value. */
struct value item_column_value(const struct item_column *c, const struct value *id);

/* Whether a value says that an item is on offer: a truth value, a number but 0, any text but
 * false, no, off, 0, 否, 下架, 停用. */
bool item_active(const struct value *v);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kinds of identities there are, and how much each is believed.
 *
 * An account is what a person logs in with; a strong identity belongs to a person for long (a
 * phone, a WeChat union id); a device is used by whoever holds it; untyped is what a client sent
 * without saying which of them it is.  A type that is not in the table is strong, one per person,
 * and the weakest of them.  Pure; any thread.
 */
#ifndef SHOAL_PERSON_IDTYPES_H
#define SHOAL_PERSON_IDTYPES_H

#include <stdint.h>

#include "base/str.h"

enum id_class { ID_ACCOUNT, ID_STRONG, ID_DEVICE, ID_UNTYPED };
#define ID_CLASSES 4

struct id_type {
  const char *name; /* "other" for types that are not in the table */
  enum id_class class;
  uint16_t priority; /* smaller is stronger; no two have the same */
  uint16_t limit;    /* of one person; 0 = any number */
};

/* Never NULL.  The part before ':' decides. */
const struct id_type *id_type_find(struct str type);
/* NULL: not in the table. */
const struct id_type *id_type_known(struct str type);
/* The table, n entries; the last is "other". */
const struct id_type *id_types(uint32_t *ret_n);
const char *id_class_name(enum id_class c); /* "account" … */

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of identity types.  It is short and asked for per distinct type of a batch, so it is
 * walked. */
#include "person/idtypes.h"

#define OTHER_PRIORITY 90 /* behind every strong type, before devices */

static const struct id_type table[] = {
#define T(name, class, priority, limit) {name, class, priority, limit},
#include "person/idtypes.def"
#undef T
    {"other", ID_STRONG, OTHER_PRIORITY, 1}};
#define TYPES (sizeof table / sizeof *table)

const struct id_type *id_type_known(struct str type) {
  struct str rest = type, head = str_cut(&rest, ':');
  for (uint32_t i = 0; i + 1 < TYPES; i++)
    if (str_is(head, table[i].name)) return &table[i];
  return NULL;
}

const struct id_type *id_type_find(struct str type) {
  const struct id_type *known = id_type_known(type);
  return known ? known : &table[TYPES - 1];
}

const struct id_type *id_types(uint32_t *ret_n) {
  *ret_n = TYPES;
  return table;
}

const char *id_class_name(enum id_class c) {
  static const char *const names[ID_CLASSES] = {"account", "strong", "device", "untyped"};
  return names[c];
}

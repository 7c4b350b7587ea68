/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names Shoal knows without being told: canonical events and properties with titles and
 * the aliases under which files and SDKs call them (names.def).  The language accepts the name and
 * both titles; import guesses with the aliases. */
#ifndef SHOAL_EVENT_NAMES_H
#define SHOAL_EVENT_NAMES_H

#include <stddef.h>

#include "base/str.h"
#include "event/value.h"

enum name_kind { NAME_EVENT, NAME_PROP, NAME_ATTR };

struct known_name {
  enum name_kind kind;
  enum vtype type; /* of properties and attributes; V_NONE for events */
  const char *name, *en, *zh;
  const char *aliases; /* '|'-separated, lower case, both languages */
  bool money; /* a sum, in the workspace's currency unless the event's `currency` says another */
};

extern const struct known_name known_names[];
extern const size_t known_names_n;

/* By canonical name, title in either language, or alias; case-blind for ASCII.  NULL if unknown. */
const struct known_name *known_name_find(enum name_kind kind, struct str word);
/* By canonical name only. */
const struct known_name *known_name_exact(enum name_kind kind, struct str name);

#endif

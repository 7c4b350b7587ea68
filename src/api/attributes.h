/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attributes that people have. */
#ifndef SHOAL_API_ATTRIBUTES_H
#define SHOAL_API_ATTRIBUTES_H

#include "api/ask.h"

struct attribute {
  struct str name;
  uint32_t prop; /* code */
  uint8_t types;
  uint64_t people; /* who have it as of the question */
};
/* All that were ever set, most widespread first, then by name; in the call's arena. */
bool attributes_list(struct ask *a, struct attribute **ret, uint32_t *ret_n, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing the parts of the room. */
#include "incentive/incentive.h"

#include <stdlib.h>

#include "base/panic.h"

struct incentive {
  struct loyalty *l;
};

bool incentive_open(struct loyalty *l, struct incentive **ret, struct err *err) {
  struct incentive *i = must_calloc(1, sizeof *i);
  i->l = l;
  *ret = i;
  return true;
}

void incentive_close(struct incentive *i) {
  free(i);
}

struct loyalty *incentive_loyalty(const struct incentive *i) {
  return i->l;
}

bool incentive_tick(struct incentive *i, struct err *err) {
  return true;
}

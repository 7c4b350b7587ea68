/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing the parts of the room: a line each. */
#include "incentive/incentive.h"

#include <stdlib.h>

#include "base/panic.h"
#include "incentive/incentive_int.h"

static const struct {
  bool (*open)(struct incentive *i, struct err *err);
  void (*close)(struct incentive *i); /* also of what was not opened */
  bool (*tick)(struct incentive *i, struct err *err); /* NULL: on a thread of its own */
} parts[] = {
    {draws_open, draws_close, draws_tick},
    {tasks_part_open, tasks_part_close, tasks_part_tick},
    {ranks_open, ranks_close, NULL}, /* rank.h: rank_look */
    {mall_part_open, mall_part_close, mall_part_tick},
};
#define PARTS (sizeof parts / sizeof *parts)

bool incentive_open(struct loyalty *l, struct incentive **ret, struct err *err) {
  struct incentive *i = must_calloc(1, sizeof *i);
  i->l = l;
  for (size_t k = 0; k < PARTS; k++)
    if (!parts[k].open(i, err)) {
      incentive_close(i);
      return false;
    }
  *ret = i;
  return true;
}

void incentive_close(struct incentive *i) {
  if (!i) return;
  for (size_t k = PARTS; k-- > 0;)
    parts[k].close(i);
  free(i);
}

struct loyalty *incentive_loyalty(const struct incentive *i) {
  return i->l;
}

bool incentive_tick(struct incentive *i, struct err *err) {
  for (size_t k = 0; k < PARTS; k++)
    if (parts[k].tick && !parts[k].tick(i, err)) return false;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening and closing the parts of the room. */
#include "incentive/incentive.h"

#include <stdlib.h>

#include "base/panic.h"
#include "incentive/task.h"

struct incentive {
  struct loyalty *l;
  struct tasks *tasks;
};

bool incentive_open(struct loyalty *l, struct incentive **ret, struct err *err) {
  struct incentive *i = must_calloc(1, sizeof *i);
  i->l = l;
  if (!tasks_open(l, &i->tasks, err)) {
    incentive_close(i);
    return false;
  }
  *ret = i;
  return true;
}

void incentive_close(struct incentive *i) {
  if (!i) return;
  tasks_close(i->tasks);
  free(i);
}

struct loyalty *incentive_loyalty(const struct incentive *i) {
  return i->l;
}

struct tasks *incentive_tasks(const struct incentive *i) {
  return i->tasks;
}

bool incentive_tick(struct incentive *i, struct err *err) {
  return tasks_tick(i->tasks, err);
}

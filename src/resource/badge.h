/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Badges: what somebody is or has done, to be seen (docs/TASKS.md).
 *
 *   kind: badge
 *   slug: regular
 *   title: {en: Regular, zh: 常客}
 *   picture: "🏅"                      # or the address of a picture
 *   active: true
 *   when: count(order_completed, last 90 days) >= 5
 *   #  task: three-orders              # instead of when: so many completions of a task
 *   #  times: 5
 *   keep: while                        # only while it holds; forever (default) is never taken away
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_BADGE_H
#define SHOAL_RESOURCE_BADGE_H

#include "base/json.h"
#include "lang/lang.h"
#include "resource/bilingual.h"

#define BADGE_PICTURE_MAX 1000 /* bytes */
#define BADGE_TIMES_MAX   1000000

struct badge {
  struct str slug;
  struct bilingual title, description;
  struct str picture; /* empty: none */
  bool active;
  const struct node *when; /* NULL: task */
  struct str task;
  int64_t times;
  bool keeps_while; /* taken away when `when` does not hold any more */
};

/* As task_read. */
bool badge_read(const struct json *doc, const struct lang_names *names, struct arena *out,
                struct badge *ret, const struct json **ret_at, struct err *err);

#endif

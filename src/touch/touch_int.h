/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the room touch. */
#ifndef SHOAL_TOUCH_TOUCH_INT_H
#define SHOAL_TOUCH_TOUCH_INT_H

#include <pthread.h>

#include "base/seal.h"
#include "touch/touch.h"

struct visits;   /* visit.c */
struct webhooks; /* webhook.c */

struct touch {
  struct loyalty *l;
  struct workspace *w;
  struct touch_options o; /* but for dir */
  struct seal seal;
  struct visits *visits;
  struct webhooks *webhooks;
};

bool visits_open(struct touch *t, struct err *err); /* sets t->visits */
void visits_close(struct visits *v);                /* NULL is fine */

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: what the files that read a programme's document share. */
#ifndef SHOAL_RESOURCE_PROGRAMME_INT_H
#define SHOAL_RESOURCE_PROGRAMME_INT_H

#include "resource/programme.h"
#include "resource/reading_int.h"

struct programme_reading {
  struct reading r;
  struct programme *p;
};

bool programme_read_levels(struct programme_reading *r, const struct json *doc);
bool programme_read_enrol(struct programme_reading *r, const struct json *doc);
bool programme_read_welcome(struct programme_reading *r, const struct json *doc);
bool programme_read_plans(struct programme_reading *r, const struct json *doc);

#endif

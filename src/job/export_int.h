/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the writers of people and of events share. */
#ifndef SHOAL_JOB_EXPORT_INT_H
#define SHOAL_JOB_EXPORT_INT_H

#include "job/export.h"
#include "model/mask.h"

struct exporter {
  struct workspace *w;
  const struct snapshot *n;
  struct names_env *names;
  struct classification_env env;
  const struct export_want *want;
  const struct export_to *to;
  struct arena *arena;
  struct buf b;
  uint64_t rows;
};

bool export_flush(struct exporter *x, bool force, struct err *err);
bool export_progress(struct exporter *x, double share, struct err *err);
void export_id(const struct exporter *x, uint32_t subject, struct buf *out);
bool export_people(struct exporter *x, struct err *err);
bool export_events(struct exporter *x, struct err *err);

#endif

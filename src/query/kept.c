/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges that begin before what retention left.
 *
 * Rows that are gone would make such an answer smaller without a word, and a comparison with the
 * period before would tell of a growth that never was; so it is refused, as a question as of then
 * is.  "Since ever" is not: it means as far as events are kept. */
#include "lang/lang.h"
#include "query/query.h"

bool query_reaches_back(const struct snapshot *n, const struct agg *rows, int64_t from,
                        struct err *err) {
  if (from <= TIME_MIN) return true;
  const struct str *names = rows->canonical ? rows->canonical : rows->events;
  for (uint32_t i = 0; rows->any_event && i < snapshot_events(n); i++)
    if (!ev_undone(snapshot_event(n, i)->name) && !snapshot_kept(n, i, from, err)) return false;
  for (uint32_t i = 0; !rows->any_event && i < rows->n_events; i++) {
    uint32_t code = snapshot_event_code(n, names[i]);
    if (code != INTERN_NONE && !snapshot_kept(n, code, from, err)) return false;
  }
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the consumers that derive SQL rows stand in the log.
 *
 * A cursor is (log id, LSN), stored in the transaction that stores what was derived (DESIGN, law).
 * One that names another log, or a place that this log does not have (log_has), means that state.db
 * and log/ do not belong together, as after copying half a directory: the consumer refuses rather
 * than skip events.
 */
#include "workspace_int.h"

bool cursor_load(struct workspace *w, const char *consumer, uint64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(w->state, "SELECT log_id, lsn FROM cursor WHERE consumer = ?1", &q, err))
    return false;
  state_bind_str(q, 1, str_from(consumer));
  if (!state_step(q, &row, err)) return false;
  if (!row) {
    *ret = 0;
    return true;
  }
  uint64_t lsn = (uint64_t)state_int(q, 1);
  bool same = str_eq(state_str(q, 0), log_id(w->log));
  state_reset(q);
  if (!same || (lsn && !log_has(w->log, lsn)))
    return err_fail(err, ERR_cursor_outside, "%s" ERR_SEP "%llu" ERR_SEP "%llu", consumer,
                    (unsigned long long)lsn, (unsigned long long)log_end(w->log));
  *ret = lsn;
  return true;
}

bool cursor_save(struct workspace *w, const char *consumer, uint64_t lsn, struct err *err) {
  struct state_stmt *q;
  if (!state_query(w->state,
                   "INSERT INTO cursor (consumer, log_id, lsn) VALUES (?1, ?2, ?3) "
                   "ON CONFLICT (consumer) DO UPDATE SET log_id = excluded.log_id, "
                   "lsn = excluded.lsn",
                   &q, err))
    return false;
  state_bind_str(q, 1, str_from(consumer));
  state_bind_str(q, 2, log_id(w->log));
  state_bind_int(q, 3, (int64_t)lsn);
  return state_later(q, err);
}

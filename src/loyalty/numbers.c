/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of new rows, given in memory. */
#include <stdio.h>

#include "base/panic.h"
#include "loyalty/loyalty_int.h"

bool loyalty_table(struct loyalty *l, const char *table, uint32_t *ret, struct err *err) {
  struct numbers *m = &l->numbers;
  struct state_stmt *q;
  char sql[96];
  bool row = false;
  must(m->n < LOYALTY_TABLES_MAX);
  must(snprintf(sql, sizeof sql, "SELECT coalesce(max(n), 0) FROM %s", table) < (int)sizeof sql);
  state_enter(l->reader);
  bool ok = state_query(l->reader, sql, &q, err) && state_step(q, &row, err);
  if (ok) {
    *ret = m->n;
    m->next[m->n] = m->sure[m->n] = m->marked[m->n] = state_int(q, 0) + 1;
    m->n++;
    state_reset(q);
  }
  state_leave(l->reader);
  return ok;
}

int64_t loyalty_number(struct loyalty *l, uint32_t table) {
  return l->numbers.next[table]++;
}

void numbers_mark(struct numbers *m) {
  memcpy(m->marked, m->next, m->n * sizeof *m->next);
}
void numbers_undo(struct numbers *m) {
  memcpy(m->next, m->marked, m->n * sizeof *m->next);
}
void numbers_over(struct numbers *m, bool committed) {
  if (committed)
    memcpy(m->sure, m->next, m->n * sizeof *m->next);
  else
    memcpy(m->next, m->sure, m->n * sizeof *m->next);
}

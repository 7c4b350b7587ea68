/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Invariants of rows, asked one after the other. */
#include "state/rows.h"

#include <stdio.h>
#include <string.h>

static bool ask(struct state *s, const struct rows_check *c,
                void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  struct state_stmt *q;
  bool row;
  struct err found;
  if (!state_query(s, c->sql, &q, err)) return false;
  for (;;) {
    char what[ERR_ARG_BYTES];
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    const char *hash = strchr(c->what, '#'); /* where the number stands */
    snprintf(what, sizeof what, "%.*s%lld%s", (int)(hash - c->what), c->what,
             (long long)state_int(q, 0), hash + 1);
    err_clear(&found);
    err_fail(&found, ERR_corrupt, "%s" ERR_SEP "%s", "state.db", what);
    bad(ctx, &found);
  }
}

bool rows_verify(struct state *s, const struct rows_check *checks, size_t n,
                 void (*bad)(void *ctx, const struct err *what), void *ctx, struct err *err) {
  for (size_t i = 0; i < n; i++)
    if (!ask(s, &checks[i], bad, ctx, err)) return false;
  return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Query, bind and step in one call: this room has some fifty short statements, and the check is
 * easier to read when a statement is one line.  A statement left mid-row would hold a snapshot and
 * make later reads stale, so sql_int and sql_do always end it. */
#include <stdarg.h>

#include "access/access_int.h"

static void bind(struct state_stmt *q, const char *types, va_list ap) {
  for (int i = 1; *types; types++, i++) {
    switch (*types) {
    case 's':
      state_bind_str(q, i, va_arg(ap, struct str));
      break;
    case 'b':
      state_bind_blob(q, i, va_arg(ap, struct str));
      break;
    case 'i':
      state_bind_int(q, i, va_arg(ap, int64_t));
      break;
    case 'd':
      state_bind_int(q, i, va_arg(ap, int));
      break;
    default:
      panic("no such type of a parameter: %c", *types);
    }
  }
}

bool sql_query(struct state *s, struct state_stmt **ret, struct err *err, const char *sql,
               const char *types, ...) {
  va_list ap;
  if (!state_query(s, sql, ret, err)) return false;
  va_start(ap, types);
  bind(*ret, types, ap);
  va_end(ap);
  return true;
}

bool sql_do(struct state *s, struct err *err, const char *sql, const char *types, ...) {
  struct state_stmt *q;
  va_list ap;
  if (!state_query(s, sql, &q, err)) return false;
  va_start(ap, types);
  bind(q, types, ap);
  va_end(ap);
  return state_exec(q, err);
}

bool sql_int(struct state *s, int64_t *ret, struct err *err, const char *sql, const char *types,
             ...) {
  struct state_stmt *q;
  bool row;
  va_list ap;
  if (!state_query(s, sql, &q, err)) return false;
  va_start(ap, types);
  bind(q, types, ap);
  va_end(ap);
  if (!state_step(q, &row, err)) return false;
  *ret = row ? state_int(q, 0) : 0;
  state_reset(q);
  return true;
}

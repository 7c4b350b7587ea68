/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What came with a write key: all there ever was beside the key itself, and quarters of an hour of
 * the last two days.  Quarters, because the days of every time zone begin with one, so that `today`
 * is exact wherever the workspace is. */
#include "access/access_int.h"
#include "access/write_key.h"
#include "base/vec.h"

#define KEPT_MS (2 * MS_DAY)

static bool add(struct tx *t, struct str id, const struct write_use *n, struct err *err) {
  return sql_do(t->s, err,
                "UPDATE write_key SET events = events + ?2, last_event_ms = CASE WHEN "
                "last_event_ms > ?3 THEN last_event_ms ELSE ?3 END "
                "WHERE id = ?1",
                "sii", id, (int64_t)n->events, n->last_ms) &&
         sql_do(t->s, err,
                "INSERT INTO write_use (write_key_id, quarter, events, rejects, refusals) SELECT "
                "id, ?2, ?3, ?4, ?5 FROM write_key WHERE id = ?1 ON CONFLICT (write_key_id, "
                "quarter) DO UPDATE SET events = write_use.events + excluded.events, rejects = "
                "write_use.rejects + excluded.rejects, refusals = write_use.refusals + "
                "excluded.refusals",
                "siiii", id, write_use_quarter(n->at_ms), (int64_t)n->events, (int64_t)n->rejects,
                (int64_t)n->refusals) &&
         sql_do(t->s, err, "DELETE FROM write_use WHERE write_key_id = ?1 AND quarter < ?2", "si",
                id, n->at_ms - KEPT_MS);
}

bool write_key_used(struct access *a, struct str id, const struct write_use *n, struct err *err) {
  struct tx t;
  return tx_begin(a, &t, err) && tx_end(&t, add(&t, id, n, err), err);
}

bool write_key_uses(struct access *a, struct str workspace, int64_t since_ms, struct arena *out,
                    struct write_use **ret, uint32_t *ret_n, struct err *err) {
  VEC(struct write_use) v = {0};
  struct state_stmt *q;
  bool row = false;
  bool ok =
      sql_query(read_enter(a), &q, err,
                "SELECT k.id, sum(u.events), sum(u.rejects), sum(u.refusals) FROM write_use u "
                "JOIN write_key k ON k.id = u.write_key_id WHERE k.workspace = ?1 AND "
                "u.quarter >= ?2 GROUP BY k.id",
                "si", workspace, write_use_quarter(since_ms));
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct write_use u = {.key = arena_str(out, state_str(q, 0)),
                          .events = (uint64_t)state_int(q, 1),
                          .rejects = (uint64_t)state_int(q, 2),
                          .refusals = (uint64_t)state_int(q, 3)};
    vec_push(&v, u);
  }
  read_leave(a);
  if (ok) {
    *ret = arena_array(out, struct write_use, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

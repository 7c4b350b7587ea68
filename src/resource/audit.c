/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The audit trail: who did what to which resource, when.  Written in the transaction of the change
 * itself, so there is no change without its line and no line without its change; never altered. */
#include "resource/resource_int.h"

bool audit_add(struct state *s, struct str author, const char *action, struct str kind,
               struct str slug, uint32_t version, struct str detail, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO audit (at_ms, author, action, kind, slug, version, detail) "
                   "VALUES (@now, ?1, ?2, ?3, ?4, ?5, ?6)",
                   &q, err))
    return false;
  state_bind_str(q, 1, author);
  state_bind_str(q, 2, str_from(action));
  state_bind_str(q, 3, kind);
  state_bind_str(q, 4, slug);
  state_bind_int(q, 5, version);
  state_bind_str(q, 6, detail);
  return state_exec(q, err);
}

static bool read_entries(struct state_stmt *q, struct arena *out, struct audit_entry **ret,
                         uint32_t *ret_n, struct err *err) {
  VEC(struct audit_entry) v = {0};
  bool row = false, ok;
  while ((ok = state_step(q, &row, err)) && row) {
    struct audit_entry e = {.id = state_int(q, 6),
                            .at_ms = state_int(q, 0),
                            .author = arena_str(out, state_str(q, 1)),
                            .action = arena_str(out, state_str(q, 2)),
                            .kind = arena_str(out, state_str(q, 3)),
                            .slug = arena_str(out, state_str(q, 4)),
                            .version = (uint32_t)state_int(q, 5)};
    vec_push(&v, e);
  }
  if (ok) {
    *ret = arena_array(out, struct audit_entry, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool audit_list(struct state *s, int64_t before, uint32_t limit, struct arena *out,
                struct audit_entry **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT at_ms, author, action, kind, slug, version, id FROM audit "
                        "WHERE id < ?2 ORDER BY id DESC LIMIT ?1",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, limit);
    state_bind_int(q, 2, before > 0 ? before : INT64_MAX);
    ok = read_entries(q, out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}

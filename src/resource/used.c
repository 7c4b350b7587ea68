/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who refers to a resource: resource_ref read against its direction.  Only active resources have
 * references there, so nobody is kept from archiving by the archived. */
#include "base/panic.h"
#include "resource/resource_int.h"

static bool read_uses(struct state_stmt *q, struct arena *out, struct resource_use **ret,
                      uint32_t *ret_n, struct err *err) {
  VEC(struct resource_use) v = {0};
  bool row = false, ok;
  while ((ok = state_step(q, &row, err)) && row) {
    struct resource_use u = {.kind = arena_str(out, state_str(q, 0)),
                             .slug = arena_str(out, state_str(q, 1)),
                             .title_en = arena_str(out, state_str(q, 2)),
                             .title_zh = arena_str(out, state_str(q, 3))};
    vec_push(&v, u);
  }
  if (ok) {
    *ret = arena_array(out, struct resource_use, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

bool store_used_by(struct state *s, struct str kind, struct str slug, struct arena *out,
                   struct resource_use **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT r.kind, r.slug, r.title_en, r.title_zh FROM resource_ref f "
                        "JOIN resource r ON r.id = f.resource_id "
                        "WHERE f.to_kind = ?1 AND f.to_slug = ?2 ORDER BY r.kind, r.slug",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, kind);
    state_bind_str(q, 2, slug);
    ok = read_uses(q, out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}
